"""The parts that a figure is made of: head, face, hands, shirt, trousers, shoes, aprons. Metres, feet at the origin, facing +Z.

All are built at one size (1.72 m); `figures.py` dresses people in them and scales them.
"""

from dataclasses import dataclass

import numpy as np

from clay import above, ball, below, joined, limb, mirrored, path, prism, slab, swollen, v, within, without

# Joints, for the left side where there are two; the left is +x. The arms are held a little away from the body.
SHOULDER, ELBOW, WRIST = v(0.163, 1.384, -0.018), v(0.290, 1.155, -0.028), v(0.380, 0.948, 0.018)
HIP, KNEE, ANKLE, TOE = v(0.088, 0.905, 0.0), v(0.098, 0.49, 0.012), v(0.104, 0.085, -0.012), v(0.112, 0.02, 0.12)
EYE = v(0.0345, 1.616, 0.0735)
EYE_RADIUS = 0.0180
MOUTH = 1.549


@dataclass
class Part:
    """One material's worth of a figure: a form, how finely it is drawn, its colours, and the bones that move it."""

    name: str
    form: object
    box: tuple
    step: float
    colour: object  # (r, g, b) as sRGB 0 to 1, or a function from points to such
    bones: tuple
    rough: float = 0.9


@dataclass
class Face:
    """What makes a head somebody's."""

    skin: tuple
    blush: tuple
    lips: tuple
    iris: tuple
    brow: tuple
    wide: float = 1.0  # of the whole head
    jaw: float = 1.0
    chin: float = 1.0
    nose: float = 1.0
    neck: float = 0.05
    brow_thick: float = 0.0034
    brow_lift: float = 0.0
    lid: float = 33.0  # how far the upper lid is up, degrees
    smile: float = 0.0058
    freckles: bool = False


def head(face):
    """Skull, cheeks, nose, ears and neck, with hollows for the eyes."""
    w, j = face.wide, face.jaw
    skull = ball((0, 1.640, -0.012), (0.083 * w, 0.101, 0.097))
    mask = ball((0, 1.585, 0.022), (0.070 * w, 0.088, 0.071))
    jaw = ball((0, 1.545, 0.020), (0.056 * w * j, 0.050, 0.066))
    chin = ball((0, 1.514, 0.062), (0.024 * j, 0.019, 0.021 * face.chin))
    cheek = mirrored(ball((0.040 * w, 1.576, 0.060), (0.029, 0.027, 0.026)))
    out = joined(skull, mask, soft=0.05)
    out = joined(out, jaw, cheek, soft=0.035)
    out = joined(out, chin, soft=0.03)
    out = joined(out, limb((0, 1.425, -0.022), (0, 1.548, -0.012), face.neck * 1.05, face.neck), soft=0.03)
    hollow = mirrored(ball(EYE + v(0.001, 0.0, 0.020), (0.024, 0.0155, 0.020)))
    out = without(out, hollow, soft=0.022)
    brow = mirrored(limb((0.012, 1.640, 0.083), (0.052 * w, 1.642, 0.066), 0.009, 0.006))
    out = joined(out, brow, soft=0.022)
    n = face.nose
    bridge = limb((0, 1.622, 0.084), (0, 1.580, 0.098 + 0.005 * n), 0.0075 * n, 0.0125 * n)
    tip = ball((0, 1.577, 0.1015 + 0.004 * n), (0.0135 * n, 0.0115 * n, 0.0125 * n))
    wings = mirrored(ball((0.0115 * n, 1.574, 0.094), (0.0085 * n, 0.0078 * n, 0.010)))
    out = joined(out, joined(bridge, tip, wings, soft=0.012), soft=0.016)
    ear = mirrored(ball((0.0845 * w, 1.596, -0.008), (0.0105, 0.030, 0.019)))
    ear = without(ear, mirrored(ball((0.0955 * w, 1.599, 0.0005), (0.007, 0.018, 0.0105))), soft=0.006)
    return joined(out, ear, soft=0.010)


def head_colour(face):
    skin, blush = np.array(face.skin), np.array(face.blush)

    def colour(p):
        near = lambda at, r: np.exp(-(((p - np.asarray(at)) / r) ** 2).sum(axis=1))
        x = np.abs(p[:, 0])
        side = np.stack([x, p[:, 1], p[:, 2]], axis=1)
        cheek = np.exp(-(((side - v(0.047, 1.572, 0.075)) / v(0.021, 0.018, 0.03)) ** 2).sum(axis=1))
        red = 0.75 * cheek + 0.35 * near((0, 1.576, 0.112), 0.014) + 0.4 * np.clip((x - 0.078) / 0.012, 0, 1)
        out = skin * (1 - red[:, None]) + blush * red[:, None]
        if face.freckles:
            spots = np.sin(p[:, 0] * 940 + 3 * np.sin(p[:, 1] * 700)) * np.sin(p[:, 1] * 880 + 2 * np.sin(p[:, 0] * 610))
            where = np.exp(-(((side - v(0.026, 1.585, 0.09)) / v(0.03, 0.018, 0.04)) ** 2).sum(axis=1))
            out *= 1 - (0.16 * np.clip(spots * 3 - 1.6, 0, 1) * where)[:, None]
        return out

    return colour


def front(form, x, y, start=0.2):
    """How far in front the surface lies at (x, y)."""
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    p = np.stack([x.ravel(), y.ravel(), np.full(x.size, start)], axis=1)
    for _ in range(60):
        p[:, 2] -= np.clip(form(p), -0.01, 0.02) * 0.8
    return p[:, 2].reshape(x.shape)


def hand():
    """The left hand, open and at rest: fingers a little bent."""
    down = (WRIST - ELBOW) / np.linalg.norm(WRIST - ELBOW)
    ahead = v(0.10, 0.12, 0.985)
    ahead -= down * (ahead @ down)
    ahead /= np.linalg.norm(ahead)
    palm = np.cross(down, ahead)  # towards the body
    palm = palm if palm[0] < 0 else -palm
    forms = [limb(WRIST - 0.035 * down, WRIST + 0.02 * down, 0.026, 0.025)]
    for side, length in ((0.030, 0.066), (0.0105, 0.075), (-0.0095, 0.071), (-0.028, 0.056)):
        knuckle = WRIST + down * (0.088 - abs(side) * 0.18) + ahead * side
        middle = knuckle + down * length * 0.52 + palm * 0.010
        end = middle + down * length * 0.45 + palm * 0.020
        forms += [limb(WRIST + 0.012 * down + ahead * side * 0.6, knuckle, 0.0185, 0.0125), path([knuckle, middle, end], [0.0122, 0.0105, 0.0088])]
    base = WRIST + down * 0.022 + ahead * 0.022 + palm * 0.006
    bend = base + down * 0.034 + ahead * 0.024 + palm * 0.012
    forms.append(path([base, bend, bend + down * 0.034 + ahead * 0.004 + palm * 0.006], [0.0165, 0.0130, 0.0098]))
    return mirrored(joined(*forms, soft=0.012))


def torso(broad=1.0, belly=0.0, bust=0.0, down=0.972):
    """A shirt's trunk, down to the belt or further."""
    forms = [
        ball((0, 1.278, -0.008), (0.150 * broad, 0.160, 0.102)),
        limb((0.120 * broad, 1.393, -0.022), (-0.120 * broad, 1.393, -0.022), 0.048, 0.048),
        ball((0, 1.075, 0.25 * belly), (0.126 * broad + 0.5 * belly, 0.16, 0.092 + 0.5 * belly)),
        ball((0, 0.965, -0.004), (0.143, 0.10, 0.102 + 0.25 * belly)),
    ]
    out = joined(*forms, soft=0.06)
    out = joined(out, limb((0, 1.385, -0.025), (0, 1.450, -0.020), 0.072, 0.055), soft=0.05)
    if bust:
        out = joined(out, mirrored(ball((0.058, 1.268, 0.065), (0.060, 0.058, 0.032 + bust))), soft=0.05)
    return without(out, below(down), soft=0.004)


def sleeves(to, wide=0.050, broad=1.0, end=None):
    """Sleeves down to a part `to` of the arm: 1 at the elbow, 2 at the wrist."""
    shoulder = SHOULDER * v(broad, 1, 1)
    at = shoulder + (ELBOW - shoulder) * to if to <= 1 else ELBOW + (WRIST - ELBOW) * (to - 1)
    points = [shoulder - v(0.02, -0.0, 0), at] if to <= 1 else [shoulder - v(0.02, 0, 0), ELBOW, at]
    radii = [wide * 1.06, wide] if to <= 1 else [wide * 1.06, wide * 0.9, end or wide * 0.76]
    return mirrored(_cut_off(path(points, radii), points[-2], points[-1]))


def cuffs(to, radius, length=0.03):
    at = SHOULDER + (ELBOW - SHOULDER) * to if to <= 1 else ELBOW + (WRIST - ELBOW) * (to - 1)
    along = ELBOW - SHOULDER if to <= 1 else WRIST - ELBOW
    along = along / np.linalg.norm(along)
    tube = limb(at - along * length * 2, at + along * 0.05, radius, radius)
    return mirrored(_between(tube, at - along * length, at))


def _cut_off(form, a, b):
    """A limb that ends flat at b."""
    along = (b - a) / np.linalg.norm(b - a)
    return within(form, lambda p: (p - b) @ along, soft=0.008)


def _between(form, a, b):
    along = (b - a) / np.linalg.norm(b - a)
    return within(within(form, lambda p: (p - b) @ along), lambda p: (a - p) @ along)


def arms(radius=0.036, end=0.027):
    """Bare arms, from where a sleeve hides them."""
    return mirrored(path([SHOULDER + 0.45 * (ELBOW - SHOULDER), ELBOW, WRIST], [radius * 1.1, radius, end]))


def trousers(wide=0.066, hips=1.0):
    leg = mirrored(path([HIP + v(0, 0.0, 0), KNEE, ANKLE - v(0, 0.03, 0)], [0.088, wide, wide * 0.93]))
    out = joined(ball((0, 0.945, -0.008), (0.146 * hips, 0.10, 0.108)), leg, soft=0.035)
    out = joined(out, ball((0, 0.93, -0.045), (0.115, 0.085, 0.07)), soft=0.04)
    return without(out, above(1.02), below(0.062), soft=0.006)


def shoes(bulk=1.0):
    upper = joined(
        limb((0.104, 0.050, -0.042), (0.110, 0.044, 0.075), 0.043 * bulk, 0.042 * bulk, (1, 0.95, 1)),
        ball((0.113, 0.036, 0.112), (0.045 * bulk, 0.036 * bulk, 0.055 * bulk)),
        limb((0.104, 0.06, -0.018), (0.104, 0.105, -0.018), 0.044 * bulk, 0.046 * bulk),
        soft=0.03,
    )
    return mirrored(without(upper, below(0.012), soft=0.004))


def soles(bulk=1.0):
    under = joined(limb((0.104, 0.02, -0.042), (0.110, 0.02, 0.09), 0.046 * bulk, 0.047 * bulk), ball((0.113, 0.02, 0.115), (0.048 * bulk, 0.04, 0.058 * bulk)), soft=0.02)
    return mirrored(within(within(under, below(0.022), soft=0.003), above(0.0), soft=0.003))


def collar(trunk, open_=0.005, long=0.0):
    """A shirt's collar: its stand about the neck, and two leaves that lie on the shirt."""
    stand = within(limb((0, 1.418, -0.026), (0, 1.485, -0.020), 0.071, 0.0575), within(above(1.428), below(1.478)))
    stand = without(stand, limb((0, 1.40, -0.020), (0, 1.56, -0.014), 0.056, 0.0555), ball((0, 1.455, 0.075), (0.028, 0.05, 0.05)), soft=0.004)
    under = joined(trunk, limb((0, 1.418, -0.026), (0, 1.485, -0.020), 0.070, 0.0575), soft=0.02)
    outline = prism([(open_, 1.452), (0.030, 1.478), (0.075, 1.470), (0.066, 1.428), (open_ + 0.030, 1.386 - long)])
    leaf = within(swollen(under, 0.0095), outline, soft=0.006)
    behind = within(swollen(under, 0.0085), within(within(above(1.437), below(1.474)), lambda p: p[:, 2] - 0.012), soft=0.006)
    return joined(stand, mirrored(leaf), behind, soft=0.004)


def on_top(form, by, at, half, round=0.006, turn=None):
    """A patch of cloth that follows a form: what of it, swollen, lies in a box."""
    return within(swollen(form, by), slab(at, half, round, turn), soft=0.004)

