"""The five people of the tours, dressed. All are invented.

Each is a list of parts (body.py) at one size, a face, and how tall they are.
"""

from dataclasses import dataclass

import numpy as np

import body
from body import Face, Part, on_top
from clay import ball, below, joined, limb, mirrored, path, prism, slab, swollen, v, within, without

TRUNK = ("hips", "spine", "chest")
ARMS = ("arm.L", "forearm.L", "arm.R", "forearm.R")
LEGS = ("hips", "thigh.L", "shin.L", "thigh.R", "shin.R")
FEET = ("shin.L", "foot.L", "shin.R", "foot.R")
HANDS = ("hand.L", "hand.R")
ALL = ((-0.62, -0.01, -0.22), (0.62, 1.53, 0.26))
HEAD = ((-0.14, 1.36, -0.17), (0.14, 1.78, 0.16))


def hexed(code):
    return tuple(int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))


@dataclass
class Figure:
    face: Face
    parts: list
    height: float


NAVY, NAVY_DARK, SKY, SKY_DARK, BLACK, BRASS = map(hexed, ("2c3b4d", "202b38", "a9c4d8", "8fb0c8", "24262a", "d3ad55"))


def cloth(colour, fold=0.035, tight=30):
    """A colour with soft, broad folds in it."""
    colour = np.array(colour)

    def paint(p):
        wave = np.sin(tight * (p[:, 1] + 0.35 * np.abs(p[:, 0]) + 0.25 * np.sin(9 * p[:, 0] + 5 * p[:, 2])))
        return colour * (1 + fold * wave)[:, None]

    return paint


def strands(colour, light, lock):
    """Hair's colour: lighter and darker locks."""
    dark, light = np.array(colour), np.array(light)

    def paint(p):
        t = (0.5 + 0.5 * np.sin(lock(p)))[:, None]
        return dark * (1 - 0.5 * t) + light * 0.5 * t

    return paint


def pulled_back(count=24):
    """Locks that run from the face to a knot at the back."""

    def lock(p):
        angle = np.arctan2(p[:, 0], p[:, 1] - 1.60)
        return count * angle + 2.6 * np.sin(5 * angle + 1) + 1.8 * np.sin(11 * angle) + 14 * p[:, 2]

    return lock


def swirled(around, count=24, twist=0.0):
    """Locks that run away from a crown."""
    around = np.asarray(around, float)

    def lock(p):
        angle = np.arctan2(p[:, 0] - around[0], p[:, 2] - around[2])
        return count * angle + twist * p[:, 1] + 2.2 * np.sin(5 * angle)

    return lock


def combed(form, lock, deep=0.0009):
    """Hair with the grooves of a comb."""
    return lambda p: form(p) - deep * np.sin(lock(p))


def cap(face, thick=0.013, line=1.700, back=1.545, low=1.60):
    """Hair over the skull: how high the forehead is, where the hair ends at the nape, and how low it comes before the ears."""
    w = face.wide
    skull = ball((0, 1.640, -0.014), (0.083 * w + thick, 0.101 + thick * 1.05, 0.097 + thick))
    nape = ball((0, 1.588, -0.042), (0.070 * w + thick * 0.8, 0.075, 0.062 + thick * 0.7))
    out = joined(skull, nape, soft=0.03)
    # The face: a rounded window in front; the temples; the ears; what is below the nape.
    window = ball((0, line - 0.122, 0.118), (0.0755 * w, 0.124, 0.104))
    temples = mirrored(ball((0.084 * w, low - 0.028, 0.044), (0.034, 0.060, 0.040)))
    ears = mirrored(ball((0.098 * w, 1.588, -0.004), (0.026, 0.033, 0.024)))
    nape_line = lambda p: p[:, 1] - back - 0.35 * (p[:, 2] + 0.05)
    return without(out, window, temples, ears, nape_line, soft=0.012)


def uniform(tie=True, broad=1.0, belly=0.0, bust=0.0):
    """An officer: sky-blue shirt with epaulettes, dark trousers with a belt that carries things."""
    trunk = body.torso(broad, belly, bust)
    sleeves = body.sleeves(1.93, 0.050, broad)
    shirt = joined(trunk, sleeves, soft=0.035)
    trousers = body.trousers()
    chest = lambda x, y, wide, tall: on_top(trunk, 0.005, (x, y, 0.11), (wide, tall, 0.12))
    waist = joined(trunk, trousers, soft=0.01)
    parts = [
        Part("shirt", shirt, ALL, 0.0115, cloth(SKY), (*TRUNK, *ARMS)),
        Part("cuffs", body.cuffs(1.95, 0.0405, 0.04), ALL, 0.008, SKY_DARK, ("forearm.L", "forearm.R")),
        Part("collar", body.collar(trunk), ((-0.11, 1.36, -0.14), (0.11, 1.52, 0.14)), 0.0052, SKY_DARK, ("chest", "neck")),
        Part("placket", joined(on_top(trunk, 0.0035, (0, 1.22, 0.1), (0.014, 0.20, 0.12)), chest(-0.075, 1.285, 0.042, 0.046), chest(0.075, 1.285, 0.042, 0.046), soft=0.0), ((-0.14, 1.0, 0.0), (0.14, 1.46, 0.2)), 0.006, SKY_DARK, TRUNK),
        Part("epaulettes", mirrored(on_top(shirt, 0.0085, (0.115, 1.425, -0.020), (0.046, 0.05, 0.024), 0.008)), ((-0.2, 1.36, -0.08), (0.2, 1.5, 0.05)), 0.006, NAVY, ("chest", "arm.L", "arm.R")),
        Part("stars", mirrored(joined(ball((0.118, 1.4480, -0.020), 0.0065), ball((0.139, 1.4430, -0.020), 0.0065), soft=0)), ((-0.2, 1.41, -0.06), (0.2, 1.5, 0.02)), 0.003, BRASS, ("chest", "arm.L", "arm.R"), 0.4),
        Part("name", on_top(trunk, 0.009, (-0.075, 1.306, 0.1), (0.032, 0.008, 0.12), 0.003), ((-0.12, 1.28, 0.0), (-0.02, 1.33, 0.2)), 0.004, hexed("f0ece2"), TRUNK),
        Part("trousers", trousers, ALL, 0.0115, cloth(NAVY, 0.05, 22), LEGS),
        Part("belt", on_top(waist, 0.008, (0, 0.985, 0), (0.25, 0.019, 0.25)), ((-0.2, 0.94, -0.2), (0.2, 1.03, 0.2)), 0.008, BLACK, ("hips", "spine"), 0.55),
        Part("buckle", on_top(waist, 0.0125, (0, 0.985, 0.1), (0.022, 0.017, 0.1), 0.004), ((-0.05, 0.95, 0.04), (0.05, 1.02, 0.2)), 0.004, hexed("b9bcc0"), ("hips",), 0.35),
        Part("pouches", joined(slab((0.146, 0.975, 0.055), (0.020, 0.040, 0.030), 0.012), slab((-0.150, 0.965, 0.045), (0.020, 0.052, 0.028), 0.012), limb((-0.150, 1.01, 0.03), (-0.150, 1.07, 0.03), 0.0055, 0.004), soft=0.0), ((-0.2, 0.88, -0.02), (0.2, 1.1, 0.12)), 0.007, BLACK, ("hips",), 0.6),
        Part("shoes", body.shoes(), ALL, 0.009, BLACK, FEET, 0.45),
        Part("soles", body.soles(), ALL, 0.009, hexed("18191b"), FEET),
    ]
    if tie:
        knot = joined(limb((0, 1.440, 0.052), (0, 1.408, 0.073), 0.0145, 0.010), soft=0)
        blade = within(swollen(trunk, 0.0080), joined(slab((0, 1.23, 0.1), (0.019, 0.19, 0.13), 0.008), slab((0, 1.12, 0.1), (0.028, 0.10, 0.13), 0.01), soft=0.05), soft=0.006)
        parts.append(Part("tie", joined(knot, blade, soft=0.008), ((-0.05, 1.0, 0.0), (0.05, 1.47, 0.2)), 0.0055, NAVY_DARK, TRUNK))
    return parts


def mette():
    face = Face(hexed("eec3a2"), hexed("e0866a"), hexed("b85f56"), hexed("5d8a86"), hexed("76583a"), 0.97, 0.94, 0.9, 0.92, 0.047, 0.0031, lid=31)
    hair, light = hexed("7f6440"), hexed("c2a473")
    fringe = joined(
        path([(0.026, 1.736, 0.030), (-0.018, 1.728, 0.070), (-0.058, 1.704, 0.064), (-0.0835, 1.655, 0.026), (-0.0865, 1.610, 0.012)], [0.014, 0.017, 0.014, 0.010, 0.004]),
        path([(0.030, 1.735, 0.028), (0.056, 1.720, 0.056), (0.0785, 1.680, 0.038), (0.0865, 1.630, 0.016)], [0.013, 0.014, 0.012, 0.004]),
        soft=0.012,
    )
    tail = path([(0, 1.69, -0.108), (0.004, 1.668, -0.150), (0.010, 1.590, -0.162), (0.006, 1.510, -0.140), (0.0, 1.455, -0.128)], [0.022, 0.031, 0.034, 0.027, 0.008])
    form = joined(joined(cap(face, 0.011, 1.702, 1.56, 1.60), fringe, soft=0.018), tail, soft=0.02)
    lock = pulled_back(26)
    parts = [
        Part("hair", combed(form, lock), ((-0.13, 1.40, -0.22), (0.13, 1.78, 0.13)), 0.0058, strands(hair, light, lock), ("head",), 0.7),
        Part("band", limb((0, 1.692, -0.112), (0, 1.684, -0.122), 0.0255, 0.0255), ((-0.05, 1.64, -0.17), (0.05, 1.74, -0.07)), 0.006, NAVY, ("head",)),
        Part("earrings", mirrored(ball((0.0865, 1.568, 0.0), 0.0042)), ((-0.1, 1.55, -0.02), (0.1, 1.58, 0.02)), 0.0025, BRASS, ("head",), 0.3),
    ]
    return Figure(face, parts + uniform(True, 0.93, 0.0, 0.004), 1.69)


def kasper():
    face = Face(hexed("f0c6a6"), hexed("df8467"), hexed("bd7263"), hexed("6b86a0"), hexed("5d3d26"), 0.97, 1.0, 1.05, 1.0, 0.053, 0.0043, freckles=True)
    hair, light, lock = hexed("4d3526"), hexed("7d5a3c"), swirled((-0.02, 1.735, -0.03), 20, 40)
    tuft = joined(
        path([(-0.045, 1.728, 0.040), (0.005, 1.742, 0.064), (0.052, 1.722, 0.056)], [0.018, 0.022, 0.014]),
        path([(-0.055, 1.724, -0.005), (0.0, 1.742, 0.015), (0.058, 1.722, 0.005)], [0.018, 0.020, 0.015]),
        soft=0.02,
    )
    form = joined(cap(face, 0.0085, 1.700, 1.585, 1.625), tuft, soft=0.025)
    parts = [Part("hair", combed(form, lock, 0.0016), HEAD, 0.0058, strands(hair, light, lock), ("head",), 0.7)]
    return Figure(face, parts + uniform(False, 1.0), 1.80)


def samira():
    face = Face(hexed("c98f66"), hexed("b9603f"), hexed("a04c45"), hexed("4a2e1c"), hexed("2a1d18"), 0.96, 0.92, 0.88, 0.95, 0.046, 0.0036, 0.001, lid=31)
    hair, light, lock = hexed("241b18"), hexed("4a3932"), pulled_back(24)
    sides = mirrored(path([(0.008, 1.738, 0.036), (0.050, 1.720, 0.058), (0.080, 1.675, 0.036), (0.086, 1.615, -0.020)], [0.013, 0.015, 0.014, 0.010]))
    bun = ball((0, 1.600, -0.135), (0.042, 0.040, 0.036))
    form = joined(joined(cap(face, 0.011, 1.700, 1.552, 1.605), sides, soft=0.016), bun, soft=0.014)
    teal, dark = hexed("3f8f8a"), hexed("317672")
    trunk = body.torso(0.92, 0.0, 0.004, 0.885)
    tunic = joined(trunk, body.sleeves(0.62, 0.058, 0.95), soft=0.035)
    skirt = joined(tunic, limb((0, 1.00, -0.004), (0, 0.86, -0.006), 0.100, 0.116, (1.32, 1, 1)), soft=0.04)
    skirt = without(skirt, below(0.885), soft=0.004)
    neck = joined(prism([(-0.062, 1.53), (0.062, 1.53), (0.050, 1.455), (0.0, 1.358), (-0.050, 1.455)]), limb((0, 1.40, -0.022), (0, 1.56, -0.016), 0.0585, 0.0575), soft=0.012)
    hem = without(within(swollen(without(skirt, neck, soft=0.003), 0.0035), swollen(neck, 0.013), soft=0.003), neck, soft=0.003)
    skirt = without(skirt, swollen(neck, 0.005), soft=0.003)  # it ends within the hem, and not in one plane with it
    parts = [
        Part("hair", combed(form, lock), ((-0.13, 1.50, -0.20), (0.13, 1.78, 0.13)), 0.0058, strands(hair, light, lock), ("head",), 0.6),
        Part("earrings", mirrored(ball((0.0855, 1.566, 0.0), 0.0045)), ((-0.1, 1.55, -0.02), (0.1, 1.58, 0.02)), 0.0025, BRASS, ("head",), 0.3),
        Part("throat", within(swollen(joined(trunk, limb((0, 1.40, -0.022), (0, 1.50, -0.016), 0.054, 0.046), soft=0.05), -0.0065), swollen(neck, 0.012), soft=0.004), ((-0.12, 1.30, -0.14), (0.12, 1.5, 0.13)), 0.0075, face.skin, ("chest", "neck"), 0.6),
        Part("arms", body.arms(0.033, 0.0245), ALL, 0.0095, face.skin, ARMS, 0.6),
        Part("tunic", skirt, ALL, 0.0115, cloth(teal), (*TRUNK, *ARMS)),
        Part("hem", hem, ((-0.12, 1.30, -0.12), (0.12, 1.52, 0.15)), 0.0042, dark, ("chest",)),
        Part("pockets", joined(mirrored(on_top(skirt, 0.006, (0.080, 0.985, 0.1), (0.048, 0.050, 0.12))), on_top(skirt, 0.006, (0.072, 1.29, 0.1), (0.038, 0.040, 0.12)), soft=0), ((-0.16, 0.9, 0), (0.16, 1.36, 0.2)), 0.007, dark, TRUNK),
        Part("watch", joined(slab((-0.07, 1.325, 0.098), (0.004, 0.016, 0.004), 0.003), ball((-0.07, 1.297, 0.100), (0.015, 0.015, 0.006)), soft=0), ((-0.1, 1.26, 0.07), (-0.04, 1.36, 0.13)), 0.0035, hexed("e9e4d6"), TRUNK, 0.35),
        Part("pens", joined(limb((0.062, 1.30, 0.108), (0.062, 1.348, 0.104), 0.0038, 0.0038), limb((0.073, 1.30, 0.108), (0.073, 1.343, 0.104), 0.0038, 0.0038), soft=0), ((0.04, 1.28, 0.08), (0.1, 1.37, 0.13)), 0.003, hexed("c8553d"), TRUNK),
        Part("trousers", body.trousers(0.068), ALL, 0.0115, cloth(teal, 0.05, 22), LEGS),
        Part("shoes", body.shoes(), ALL, 0.009, hexed("e8e4da"), FEET, 0.6),
        Part("soles", body.soles(), ALL, 0.009, hexed("c9beb0"), FEET),
    ]
    return Figure(face, parts, 1.66)


def glasses(colour):
    def ring(p):
        q = np.abs(p * [1, 0, 0]) + p * [0, 1, 1] - v(0.0355, 1.612, 0.1015)
        return np.hypot(np.hypot(q[:, 0], q[:, 1] * 1.06) - 0.0255, q[:, 2] + 0.10 * q[:, 0] ** 2 * 20) - 0.0021

    bridge = path([(-0.011, 1.617, 0.102), (0, 1.621, 0.106), (0.011, 1.617, 0.102)], [0.002] * 3)
    temple = mirrored(path([(0.0605, 1.618, 0.098), (0.083, 1.620, 0.070), (0.089, 1.616, 0.0)], [0.0022, 0.0022, 0.002]))
    return Part("glasses", joined(ring, bridge, temple, soft=0.002), ((-0.11, 1.57, -0.02), (0.11, 1.65, 0.12)), 0.0024, colour, ("head",), 0.4)


def jonas():
    face = Face(hexed("e3b592"), hexed("cf7a5e"), hexed("a8695c"), hexed("6a5138"), hexed("77716a"), 1.0, 1.05, 1.1, 1.1, 0.055, 0.0048, lid=30)
    grey, light, lock = hexed("78726b"), hexed("aea89f"), swirled((0.0, 1.73, -0.03), 28, 10)
    beard = swirled((0, 1.60, 0.05), 24, 60)
    hair = cap(face, 0.0080, 1.722, 1.575, 1.63)
    chin = joined(ball((0, 1.522, 0.055), (0.046, 0.034, 0.040)), ball((0, 1.540, 0.035), (0.062, 0.040, 0.058)), soft=0.03)
    chin = joined(chin, mirrored(limb((0.069, 1.545, 0.020), (0.0775, 1.605, 0.004), 0.017, 0.010)), soft=0.025)
    chin = joined(chin, mirrored(limb((0.004, 1.5635, 0.104), (0.032, 1.548, 0.086), 0.0085, 0.007)), soft=0.016)
    chin = without(chin, ball((0, 1.5475, 0.118), (0.0225, 0.0085, 0.05)), ball((0, 1.60, 0.13), (0.038, 0.030, 0.06)), soft=0.008)
    black, wool, wool_dark = hexed("2b2c30"), hexed("5c6a58"), hexed("4c594a")
    trunk = body.torso(1.0, 0.02, 0.0, 0.905)
    jacket = joined(swollen(trunk, 0.009), body.sleeves(1.95, 0.051, 1.0), soft=0.035)
    opening = prism([(-0.060, 1.50), (0.060, 1.50), (0.048, 1.42), (0.010, 1.17), (-0.010, 1.17), (-0.048, 1.42)])
    hole = joined(opening, limb((0, 1.40, -0.01), (0, 1.56, -0.01), 0.064, 0.066), soft=0.02)
    seam = prism([(-0.0025, 1.2), (0.0025, 1.2), (0.0025, 0.9), (-0.0025, 0.9)])
    band = joined(swollen(hole, 0.017), swollen(seam, 0.016), soft=0.01)
    edge = without(within(swollen(jacket, 0.0045), band, soft=0.004), hole, swollen(seam, 0.0005), soft=0.003)
    jacket = without(jacket, swollen(hole, 0.005), soft=0.004)  # it ends within the edge, and not in one plane with it
    trunk = within(trunk, swollen(hole, 0.03))
    stand = within(limb((0, 1.40, -0.022), (0, 1.50, -0.018), 0.0715, 0.0645), below(1.482), soft=0.003)
    parts = [
        Part("hair", combed(hair, lock, 0.0009), HEAD, 0.0058, strands(grey, light, lock), ("head",), 0.7),
        Part("beard", combed(chin, beard, 0.0010), ((-0.1, 1.47, -0.03), (0.1, 1.63, 0.13)), 0.0046, strands(grey, light, beard), ("head",), 0.75),
        glasses(hexed("4a3527")),
        Part("shirt", trunk, ((-0.25, 0.9, -0.2), (0.25, 1.5, 0.2)), 0.0115, black, TRUNK),
        Part("stand", stand, ((-0.1, 1.33, -0.12), (0.1, 1.51, 0.07)), 0.0058, black, ("chest", "neck")),
        Part("tab", within(swollen(stand, 0.0022), slab((0, 1.462, 0.06), (0.019, 0.0135, 0.06), 0.003), soft=0.002), ((-0.04, 1.43, 0.0), (0.04, 1.50, 0.08)), 0.0035, hexed("f6f2e8"), ("chest", "neck")),
        Part("jacket", jacket, ALL, 0.0115, cloth(wool, 0.05, 26), (*TRUNK, *ARMS)),
        Part("edge", edge, ((-0.16, 0.9, -0.05), (0.16, 1.52, 0.25)), 0.0048, wool_dark, TRUNK),
        Part("cuffs", body.cuffs(1.97, 0.0420, 0.05), ALL, 0.008, wool_dark, ("forearm.L", "forearm.R")),
        Part("buttons", joined(*[ball((0.0, 1.13 - 0.062 * i, 0.1165 + 0.002 * i), (0.0085, 0.0085, 0.006)) for i in range(3)], soft=0), ((-0.02, 0.98, 0.09), (0.02, 1.15, 0.16)), 0.0035, hexed("6b4a31"), TRUNK, 0.5),
        Part("trousers", body.trousers(0.068), ALL, 0.0115, cloth(hexed("3a3b40"), 0.05, 22), LEGS),
        Part("shoes", body.shoes(), ALL, 0.009, hexed("5d4030"), FEET, 0.5),
        Part("soles", body.soles(), ALL, 0.009, hexed("2c211b"), FEET),
    ]
    return Figure(face, parts, 1.78)


def bent():
    face = Face(hexed("e9b897"), hexed("d67458"), hexed("b06a5c"), hexed("56748c"), hexed("b9b3a9"), 1.05, 1.14, 1.0, 1.22, 0.060, 0.0052, lid=28, smile=0.0085)
    grey, light, lock = hexed("a39d94"), hexed("d0cbc2"), swirled((0.0, 1.75, -0.02), 28, 12)
    whisker = swirled((0, 1.60, 0.07), 18, 30)
    ring = without(cap(face, 0.0105, 1.735, 1.575, 1.63), ball((0, 1.745, 0.012), (0.105, 0.105, 0.125)), slab((0, 1.65, 0.06), (0.2, 0.1, 0.055), 0.01), soft=0.012)
    tache = mirrored(path([(0.003, 1.5640, 0.1125), (0.022, 1.5590, 0.102), (0.041, 1.5475, 0.083)], [0.0100, 0.0098, 0.0050]))
    rust, denim = hexed("85584d"), hexed("46566b")
    canvas, canvas_dark = hexed("c9b48c"), hexed("a08a63")
    trunk = body.torso(1.08, 0.045)
    shirt = joined(trunk, body.sleeves(1.22, 0.058, 1.03, 0.050), soft=0.035)
    trousers = body.trousers(0.072, 1.04)
    both = joined(swollen(trunk, 0.010), swollen(trousers, 0.010), ball((0, 0.92, 0.03), (0.15, 0.16, 0.115)), soft=0.04)
    front = joined(slab((0, 1.20, 0.16), (0.105, 0.14, 0.145), 0.02), slab((0, 0.86, 0.16), (0.185, 0.23, 0.145), 0.02), soft=0.05)
    apron = within(both, front, soft=0.006)
    shoulders = joined(trunk, limb((0, 1.418, -0.026), (0, 1.485, -0.020), 0.074, 0.062), soft=0.02)
    straps = within(swollen(shoulders, 0.0105), mirrored(prism([(0.072, 1.30), (0.096, 1.30), (0.088, 1.52), (0.062, 1.52)], False)), soft=0.004)
    ties = on_top(joined(trunk, trousers, soft=0.01), 0.012, (0, 1.03, -0.02), (0.25, 0.011, 0.16))
    parts = [
        Part("hair", combed(ring, lock, 0.0009), HEAD, 0.0058, strands(grey, light, lock), ("head",), 0.75),
        Part("moustache", combed(tache, whisker, 0.0008), ((-0.06, 1.53, 0.06), (0.06, 1.585, 0.13)), 0.0040, strands(grey, light, whisker), ("head",), 0.75),
        Part("pencil", limb((-0.0965, 1.622, 0.050), (-0.0965, 1.612, -0.070), 0.0042, 0.0042), ((-0.12, 1.6, -0.09), (-0.08, 1.64, 0.07)), 0.0032, hexed("d99a2b"), ("head",)),
        Part("arms", body.arms(0.040, 0.030), ALL, 0.0095, face.skin, ARMS, 0.6),
        Part("shirt", shirt, ALL, 0.0115, cloth(rust, 0.05, 28), (*TRUNK, *ARMS)),
        Part("rolls", body.cuffs(1.25, 0.0545, 0.055), ALL, 0.008, hexed("6f463d"), ("arm.L", "forearm.L", "arm.R", "forearm.R")),
        Part("collar", body.collar(trunk, 0.014, 0.006), ((-0.11, 1.36, -0.14), (0.11, 1.52, 0.14)), 0.0052, hexed("6f463d"), ("chest", "neck")),
        Part("straps", straps, ((-0.12, 1.28, -0.16), (0.12, 1.52, 0.2)), 0.0055, canvas, ("chest",)),
        Part("apron", apron, ((-0.22, 0.60, -0.1), (0.22, 1.52, 0.27)), 0.0098, cloth(canvas, 0.03, 18), ("hips", "spine", "chest", "thigh.L", "thigh.R")),
        Part("pocket", on_top(apron, 0.006, (0, 0.965, 0.2), (0.085, 0.055, 0.16)), ((-0.12, 0.88, 0.05), (0.12, 1.05, 0.28)), 0.0075, canvas_dark, ("hips", "spine")),
        Part("rule", joined(slab((0.045, 1.035, 0.188), (0.010, 0.040, 0.004), 0.003), soft=0), ((0.02, 0.98, 0.16), (0.07, 1.09, 0.21)), 0.0035, hexed("e0b93f"), ("hips", "spine")),
        Part("ties", ties, ((-0.22, 0.98, -0.2), (0.22, 1.08, 0.2)), 0.008, canvas_dark, ("hips", "spine")),
        Part("trousers", trousers, ALL, 0.0115, cloth(denim, 0.06, 22), LEGS),
        Part("shoes", body.shoes(1.08), ALL, 0.009, hexed("6a4a30"), FEET, 0.7),
        Part("soles", body.soles(1.08), ALL, 0.009, hexed("2f2620"), FEET),
    ]
    return Figure(face, parts, 1.76)


PEOPLE = {"mette": mette, "kasper": kasper, "samira": samira, "jonas": jonas, "bent": bent}
