"""Figures (figures.py) as meshes: skins of their forms, and what is drawn onto a face: eyes, lids, brows, mouth.

Every mesh has points, normals and colours (linear) at each vertex, the bones that move it, and what it does when the figure
blinks and when it opens its mouth.
"""

from dataclasses import dataclass, replace

import numpy as np

import body
from body import ANKLE, ELBOW, EYE, EYE_RADIUS, HIP, KNEE, MOUTH, SHOULDER, TOE, WRIST, Part
from clay import joined, shade, skin, slope, v
from figures import HANDS, HEAD, PEOPLE, cloth, hexed

# Every bone: its parent, and where its joint and its end are.
_hand = WRIST + (WRIST - ELBOW) / np.linalg.norm(WRIST - ELBOW) * 0.17
_side = v(-1, 1, 1)
BONES = {
    "hips": (None, v(0, 0.93, 0), v(0, 1.04, 0)),
    "spine": ("hips", v(0, 1.05, -0.01), v(0, 1.17, -0.01)),
    "chest": ("spine", v(0, 1.20, -0.015), v(0, 1.42, -0.015)),
    "neck": ("chest", v(0, 1.445, -0.022), v(0, 1.51, -0.018)),
    "head": ("neck", v(0, 1.525, -0.015), v(0, 1.72, 0)),
    "eye.L": ("head", EYE, EYE + v(0, 0, 0.02)),
    "eye.R": ("head", EYE * _side, EYE * _side + v(0, 0, 0.02)),
}
for _name, _flip in (("L", v(1, 1, 1)), ("R", _side)):
    BONES |= {
        f"arm.{_name}": ("chest", SHOULDER * _flip, ELBOW * _flip),
        f"forearm.{_name}": (f"arm.{_name}", ELBOW * _flip, WRIST * _flip),
        f"hand.{_name}": (f"forearm.{_name}", WRIST * _flip, _hand * _flip),
        f"thigh.{_name}": ("hips", HIP * _flip, KNEE * _flip),
        f"shin.{_name}": (f"thigh.{_name}", KNEE * _flip, ANKLE * _flip),
        f"foot.{_name}": (f"shin.{_name}", ANKLE * _flip, TOE * _flip),
    }
NAMES = list(BONES)
HIDDEN = 0.009  # metres inside others beyond which a surface is left out


@dataclass
class Mesh:
    name: str
    points: np.ndarray
    normals: np.ndarray
    colours: np.ndarray
    triangles: np.ndarray
    joints: np.ndarray  # (n, 4), indices into NAMES
    weights: np.ndarray  # (n, 4)
    rough: float
    blink: np.ndarray  # (n, 3)
    open: np.ndarray
    face: bool  # whether it takes part in blinking and speaking

    def only(self, kept):
        """The mesh without the triangles that are not kept, and without points that no triangle needs."""
        triangles = self.triangles[kept]
        used, triangles = np.unique(triangles, return_inverse=True)
        parts = {name: getattr(self, name)[used] for name in ("points", "normals", "colours", "joints", "weights", "blink", "open")}
        return replace(self, triangles=triangles.reshape(-1, 3), **parts)


def linear(colour):
    c = np.asarray(colour, float)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


# How thick the body is about each bone, metres: what is near to an arm may still be the chest's.
THICK = {"hips": 0.13, "spine": 0.13, "chest": 0.14, "neck": 0.055, "head": 0.1, "arm": 0.055, "forearm": 0.045, "hand": 0.035, "thigh": 0.09, "shin": 0.065, "foot": 0.05}


def _weights(points, bones):
    """How much each bone moves each point: by how near it is for its thickness, the four nearest."""
    distance = np.empty((len(points), len(bones)))
    for i, bone in enumerate(bones):
        _, a, b = BONES[bone]
        t = np.clip((points - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
        distance[:, i] = np.linalg.norm(points - a - t[:, None] * (b - a), axis=1) / THICK[bone.split(".")[0]]
    near = 1 / np.maximum(distance, 0.05) ** 5
    order = np.argsort(-near, axis=1)[:, :4]
    weights = np.take_along_axis(near, order, axis=1)
    weights /= weights.sum(axis=1, keepdims=True)
    weights[weights < 0.02] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    joints = np.array([NAMES.index(b) for b in bones])[order]
    missing = 4 - joints.shape[1]
    return np.pad(np.where(weights > 0, joints, 0), ((0, 0), (0, missing))), np.pad(weights, ((0, 0), (0, missing)))


def jaw(points):
    """How points of the head move when the mouth opens."""
    smooth = lambda x: np.clip(x, 0, 1) ** 2 * (3 - 2 * np.clip(x, 0, 1))
    down = smooth((MOUTH + 0.004 - points[:, 1]) / 0.022) * smooth((points[:, 2] - 0.005) / 0.05) * smooth((points[:, 1] - 1.47) / 0.03)
    return down[:, None] * v(0, -0.0085, -0.002)


def _colours(part, points):
    return part.colour(points) if callable(part.colour) else np.broadcast_to(np.array(part.colour), points.shape)


def _formed(part, whole, others, detail):
    step = part.step * (1 + (detail - 1) * (0.4 if part.bones[0] == "head" else 1.0))
    low, high = map(np.asarray, part.box)
    # A coarse look first: where is it?
    coarse = step * 4
    axes = [np.arange(low[i] - coarse, high[i] + coarse, coarse) for i in range(3)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    there = grid[part.form(grid) < coarse * 1.5]
    if not len(there):
        raise ValueError(f"{part.name} is nowhere in its box")
    points, triangles = skin(part.form, np.maximum(there.min(axis=0) - coarse, low), np.minimum(there.max(axis=0) + coarse, high), step)
    normals = slope(part.form, points)
    triangles = _outward(points, triangles, normals)
    light = 0.42 + 0.58 * shade(whole, points + normals * 0.004, normals)
    colours = linear(_colours(part, points)) * light[:, None]
    joints, weights = _weights(points, part.bones)
    still = np.zeros_like(points)
    moves = jaw(points) if part.bones == ("head",) else still
    mesh = Mesh(part.name, points, normals, colours, triangles, joints, weights, part.rough, still, moves, part.bones[0] == "head")
    # What lies deep inside other parts is never seen.
    seen = others(points) > -HIDDEN
    return mesh.only(seen[triangles].any(axis=1))


def _outward(points, triangles, normals):
    a, b, c = (points[triangles[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    wrong = (face * normals[triangles].sum(axis=1)).sum(axis=1) < 0
    triangles = triangles.copy()
    triangles[wrong] = triangles[wrong][:, ::-1]
    return triangles[np.linalg.norm(face, axis=1) > 1e-12]


def _sheet(name, points, colours, rough, outward, bone="head", blink=None, opened=None):
    """A grid of points (rows, columns, 3) as a mesh."""
    rows, columns = points.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    quads = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], axis=-1).reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    flat = points.reshape(-1, 3)
    face = np.cross(flat[triangles[:, 1]] - flat[triangles[:, 0]], flat[triangles[:, 2]] - flat[triangles[:, 0]])
    normals = np.zeros_like(flat)
    for i in range(3):
        np.add.at(normals, triangles[:, i], face)
    if (normals * outward(flat)).sum() < 0:
        normals, triangles = -normals, triangles[:, ::-1]
    alone = np.linalg.norm(normals, axis=1) < 1e-12  # where a row of the grid is one point
    normals[alone] = outward(flat)[alone]
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    triangles = triangles[np.linalg.norm(face, axis=1) > 1e-13]
    joints = np.zeros((len(flat), 4), int)
    joints[:, 0] = NAMES.index(bone)
    weights = np.zeros((len(flat), 4))
    weights[:, 0] = 1
    still = np.zeros_like(flat)
    move = lambda to: still if to is None else to.reshape(-1, 3) - flat
    return Mesh(name, flat, normals, linear(np.broadcast_to(colours, points.shape).reshape(-1, 3)), triangles, joints, weights, rough, move(blink), move(opened), True)


def _eye(face, side):
    """An eyeball that looks ahead, its glint, and its lids."""
    at = EYE * v(side, 1, 1)
    polar = np.radians([0, 6, 12, 12.8, 18, 24, 26.5, 27.6, 36, 48, 60, 75, 95, 120])
    around = np.linspace(0, 2 * np.pi, 29)
    direction = np.stack([np.sin(polar)[:, None] * np.cos(around), np.sin(polar)[:, None] * np.sin(around), np.cos(polar)[:, None] * np.ones(29)], axis=-1)
    iris, rim, white = np.array(face.iris), np.array(face.iris) * 0.55, np.array(hexed("f7f1e8"))
    ring = [hexed("15110f")] * 3 + [iris * 0.8, iris, iris * 0.95, rim, white] + [white] * 6
    colours = np.array(ring)[:, None, :] * np.ones((1, 29, 1))
    # Shadow of the upper lid.
    colours = colours * (1 - 0.35 * np.clip((direction[..., 1:2] - 0.12) / 0.4, 0, 1))
    out = [_sheet("eye", at + EYE_RADIUS * direction, colours, 0.25, lambda p: p - at, "eye.L" if side > 0 else "eye.R")]
    spot = v(0.20, 0.20, 0.96)
    u, w = np.cross(spot, v(0, 1, 0)), np.cross(np.cross(spot, v(0, 1, 0)), spot)
    disc = np.linspace(0, 1, 3)[:, None, None] * 0.0021 * (np.cos(around)[None, :, None] * u + np.sin(around)[None, :, None] * w)
    out.append(_sheet("glint", at + EYE_RADIUS * 1.02 * spot + disc, np.array((1.0, 1.0, 1.0)), 0.2, lambda p: spot + 0 * p))

    across = np.radians(np.linspace(-88, 88, 25))
    bend = (np.degrees(across) / 80) ** 2
    skin_, dark = np.array(face.skin), np.array(face.brow) * 0.45

    def lid(edge, far, radius):
        steps = np.array([0, 0.0, 0.05, 0.075, 0.2, 0.45, 0.75, 1.0])
        height = np.radians(edge[None, :] + steps[:, None] * (far - edge)[None, :])
        r = EYE_RADIUS * np.array([1.0, radius, radius, radius, radius, radius, radius * 0.99, radius * 0.97])[:, None]
        return at + np.stack([r * np.sin(across) * np.cos(height), r * np.sin(height), r * np.cos(across) * np.cos(height)], axis=-1)

    inner = side * np.degrees(across) / 80  # the outer corner is at +1
    upper, shut = face.lid - 22 * bend + 2.0 * inner, -34 + 17 * bend
    high, deep = np.full_like(upper, 84.0), np.full_like(upper, -84.0)
    lash = np.array([dark, dark, dark, skin_ * 0.9] + [skin_ * 0.93] + [skin_ * 0.95] * 3)
    out.append(_sheet("lid", lid(upper, high, 1.085), lash[:, None, :] * np.ones((1, 25, 1)), 0.6, lambda p: p - at, blink=lid(shut, high, 1.085)))
    low = np.array([skin_ * 0.86] * 3 + [skin_ * 0.95] + [skin_] * 4)
    out.append(_sheet("lid", lid(-31 + 17 * bend, deep, 1.02), low[:, None, :] * np.ones((1, 25, 1)), 0.6, lambda p: p - at))
    return out


def _brow(face, form, side):
    t = np.linspace(0, 1, 22)
    x = side * (0.0135 + 0.0455 * t)
    y = 1.6445 + face.brow_lift + 0.0085 * np.sin(np.pi * np.clip(t * 0.9 + 0.05, 0, 1)) - 0.004 * t
    half = face.brow_thick * np.minimum(1, 0.55 + 2.2 * t) * (1 - t**3 * 0.8)
    across = np.linspace(-1, 1, 7)[:, None]
    xs, ys = np.broadcast_to(x, (7, 22)), y + across * half
    z = body.front(form, xs, ys) + 0.0024 * np.sqrt(np.maximum(1 - across**2, 0)) - 0.0006
    tone = np.array(face.brow) * (1 + 0.12 * np.sin(np.arange(22) * 2.1))[None, :, None]
    return _sheet("brow", np.stack([xs, ys, z], axis=-1), np.broadcast_to(tone, (7, 22, 3)), 0.8, lambda p: v(0, 0, 1) + 0 * p)


def _mouth(face, form):
    """A closed smile that opens; lips about it."""
    u = np.linspace(-1, 1, 31)
    width = 0.0245
    middle = MOUTH + face.smile * u**2
    full = np.sqrt(np.maximum(1 - u**2, 0))

    def sheet(up, down, rows, proud, sunk, shift=0.0):
        across = np.linspace(0, 1, rows)[:, None]
        ys = (middle + up)[None, :] * (1 - across) + (middle - down)[None, :] * across
        xs = np.broadcast_to(u * width, ys.shape)
        edge = np.maximum(np.abs(2 * across - 1), np.abs(u)[None, :]) ** 6
        z = body.front(form, xs, ys + shift * across) + proud * (1 - edge) - sunk * edge - 0.3 * shift * across
        return np.stack([xs, ys, z], axis=-1)

    lips, inside = np.array(face.lips), np.array(hexed("5b2b29"))
    closed = sheet(0.0006 * full + 0.0005, 0.0009 * full + 0.0005, 7, 0.0024, 0.0)
    opened = sheet(0.0016 * full + 0.0005, 0.0125 * full + 0.0005, 7, 0.0020, 0.0, 0.008)
    around = sheet(0.0040 * full + 0.0002, 0.0056 * full + 0.0002, 9, 0.0015, 0.0012)
    spread = sheet(0.0048 * full + 0.0002, 0.0172 * full + 0.0002, 9, 0.0010, 0.0012, 0.008)
    ahead = lambda p: v(0, 0.0, 1) + 0 * p
    return [
        _sheet("lips", around, lips, 0.5, ahead, opened=spread),
        _sheet("mouth", closed, inside, 0.7, ahead, opened=opened),
    ]


def sculpted(name, detail=1.0):
    """A person's meshes at one size, and the factor that makes them as tall as they are; a larger `detail` is coarser."""
    figure = PEOPLE[name]()
    face = figure.face
    head = body.head(face)
    parts = [
        Part("head", head, HEAD, 0.0052, body.head_colour(face), ("head", "neck"), 0.6),
        Part("hands", body.hand(), ((-0.55, 0.74, -0.1), (0.55, 1.0, 0.14)), 0.0062, cloth(np.array(face.skin) * 0.88 + np.array(face.blush) * 0.12, 0.0), HANDS, 0.6),
        *figure.parts,
    ]
    whole = joined(*[part.form for part in parts], soft=0.0)
    meshes = []
    for part in parts:
        others = joined(*[other.form for other in parts if other is not part], soft=0.0)
        meshes.append(_formed(part, whole, others, detail))
    # The neck bends below the head; the head itself is stiff, so that faces keep their shape.
    first = meshes[0]
    part = np.clip((first.points[:, 1] - 1.455) / 0.07, 0, 1)
    first.joints[:, :2], first.weights[:, 2:] = (NAMES.index("head"), NAMES.index("neck")), 0
    first.joints[:, 2:] = 0
    first.weights[:, 0], first.weights[:, 1] = part, 1 - part
    first.open = jaw(first.points)
    for side in (1, -1):
        meshes += _eye(face, side)
        meshes.append(_brow(face, head, side))
    meshes += _mouth(face, head)
    scale = figure.height / 1.72
    return meshes, scale
