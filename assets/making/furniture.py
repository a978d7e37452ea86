"""The prison's palette, and the things that stand in more than one of its rooms.

Things on a wall are made in the wall's own frame: its face is y = 0, the room is at -Y, and
+X is to the right of someone who looks at it. Put them there with `kit.placed`.
"""

import math
import random

import numpy as np

import kit
import materials
from kit import ball, bent, box, boxes, lettering, panel, rod, turned
from materials import glow, plain, wood


class Palette:
    """Made after `kit.begin`, since materials belong to a scene."""

    def __init__(self):
        self.white = materials.mottled("white paint", "#e4e1d9", "#ebe8e1", rough=0.6, grain=0.06)
        self.ceiling = materials.mottled("ceiling", "#e6e4df", "#eeece8", rough=0.8)
        self.sage = materials.mottled("sage paint", "#8a9e90", "#93a698", rough=0.55, grain=0.06)
        self.concrete = materials.mottled("concrete", "#98948c", "#b0aca4", size=0.7, rough=0.8, grain=0.15, stretch=(1, 1, 0.6))
        self.floor = materials.flecked("lino", "#a3a89c", ["#979d92", "#b0b4a8", "#8f968c", "#a9ada1"])
        self.oak = wood("oak", "#b88d5c", "#cfa877", "X")
        self.oak_deep = wood("oak deep", "#b88d5c", "#cfa877", "Y")
        self.oak_tall = wood("oak tall", "#b88d5c", "#cfa877", "Z")
        self.steel = plain("steel", "#b8bbbc", 0.32, 0.9)
        self.graphite = plain("graphite", "#3a4145", 0.45, 0.2)
        self.frame = plain("door frame", "#4b5558", 0.45)
        self.dark = plain("dark plastic", "#25282a", 0.45)
        self.pale = plain("pale plastic", "#e2e1db", 0.4)
        self.black_glass = plain("black glass", "#10171b", 0.08, coat=0.6)
        self.coral = plain("coral", "#cf6f52", 0.55)
        self.mustard = plain("mustard", "#d3a23f", 0.55)
        self.petrol = materials.mottled("petrol", "#2f5864", "#376370", size=0.4, rough=0.42)
        self.leaf = materials.mottled("leaf", "#49683f", "#6d8a52", size=0.08, rough=0.6)
        self.soil = plain("soil", "#3d2f25", 0.95)
        self.red = plain("signal red", "#b3352c", 0.4)
        self.ink = plain("ink", "#26302f", 0.7)
        self.chalk = plain("chalk", "#f3f1ea", 0.7)
        self.pane = materials.glass("pane")
        self.lamp = glow("lamp", "#fff3df", 1.6)
        self.amber = glow("amber lamp", "#ffb057", 1.3)
        self.green = glow("green lamp", "#69d08c", 1.4)


def cell_door(p, number, leaf, open_by=0.0):
    """A steel cell door seen from the corridor, in an opening 0.96 m wide and 2.12 m high.

    Hinges on its left; `open_by` degrees swings it out into the corridor.
    """
    for low, high in (
        ((-0.54, -0.03, 0), (-0.44, 0.2, 2.17)), ((0.44, -0.03, 0), (0.54, 0.2, 2.17)), ((-0.44, -0.03, 2.07), (0.44, 0.2, 2.17)),
    ):
        box(low, high, p.frame, 0.006)
    with kit.placed((-0.44, -0.012, 0), -open_by), kit.placed((0.44, 0, 0)):
        box((-0.435, 0.0, 0.012), (0.435, 0.055, 2.065), leaf, 0.005)
        box((-0.38, -0.004, 0.05), (0.38, 0.002, 0.3), p.steel, 0.001)
        box((-0.1, -0.012, 1.42), (0.1, 0.004, 1.72), p.steel, 0.005)
        box((-0.07, -0.015, 1.45), (0.07, -0.01, 1.69), p.black_glass, 0.001)
        box((-0.2, -0.01, 0.96), (0.2, 0.004, 1.16), p.steel, 0.004)
        box((-0.18, -0.016, 0.98), (0.18, -0.008, 1.14), leaf, 0.004)
        box((0.3, -0.008, 0.92), (0.385, 0.004, 1.22), p.steel, 0.003)
        rod((0.343, -0.016, 1.0), (0.343, 0, 1.0), 0.016, p.dark)
        bent([(0.343, 0, 1.08), (0.343, -0.055, 1.08), (0.343, -0.055, 1.19), (0.343, 0, 1.19)], 0.009, p.steel)
        box((0.3, 0.054, 0.92), (0.385, 0.062, 1.22), p.steel, 0.003)
        box((-0.2, 0.054, 0.96), (0.2, 0.06, 1.16), p.steel, 0.004)
        box((-0.1, 0.054, 1.42), (0.1, 0.066, 1.72), p.steel, 0.005)
        box((-0.07, 0.064, 1.45), (0.07, 0.07, 1.69), p.black_glass, 0.001)
        for z in (0.3, 1.05, 1.8):
            rod((-0.447, -0.012, z - 0.06), (-0.447, -0.012, z + 0.06), 0.012, p.steel)
    box((0.62, -0.02, 1.45), (0.78, 0, 1.61), leaf, 0.006)
    lettering(str(number), (0.7, -0.0215, 1.487), 0.105, p.chalk)
    box((0.64, -0.014, 1.36), (0.76, 0, 1.42), p.chalk, 0.002)
    box((0.66, -0.03, 1.08), (0.74, 0, 1.22), p.steel, 0.006)
    rod((0.7, -0.037, 1.17), (0.7, -0.02, 1.17), 0.015, p.amber)
    box((-0.17, -0.06, 2.3), (0.17, 0, 2.36), p.dark, 0.006)
    box((-0.15, -0.055, 2.285), (0.15, -0.008, 2.302), p.lamp, 0.002)


def oak_doors(p, left=0.0, right=0.0):
    """The chapel's double doors, 1.5 m wide and 2.2 m high, with coloured lights.

    Each leaf is swung by its degrees, counter-clockwise from above.
    """
    lights = [plain("light red", "#b4523f", 0.2), plain("light blue", "#3f6d8c", 0.2), plain("light gold", "#dba94a", 0.2)]
    for low, high in (((-0.85, -0.04, 0), (-0.75, 0.2, 2.3)), ((0.75, -0.04, 0), (0.85, 0.2, 2.3)), ((-0.75, -0.04, 2.2), (0.75, 0.2, 2.3))):
        box(low, high, p.oak_tall, 0.008)
    for hinge, side, swing in ((-0.745, 1, left), (0.745, -1, right)):
        with kit.placed((hinge, 0.02, 0), swing):
            low, high = sorted((0.0, side * 0.742))
            box((low, 0, 0.012), (high, 0.05, 2.19), p.oak_tall, 0.006)
            middle = side * 0.371
            box((middle - 0.1, -0.008, 0.95), (middle + 0.1, 0.058, 1.95), p.oak_tall, 0.006)
            for k in range(6):
                z = 0.985 + k * 0.158
                box((middle - 0.072, -0.0105, z), (middle + 0.072, 0.0605, z + 0.14), lights[(k * 2 + (side > 0)) % 3], 0.001)
            x = side * 0.68
            for y, foot in ((-0.05, 0.0), (0.1, 0.05)):
                rod((x, y, 0.9), (x, y, 1.25), 0.012, p.steel)
                for z in (0.93, 1.22):
                    rod((x, y, z), (x, foot, z), 0.009, p.steel)


def chair(p, cloth):
    """A stackable chair at the origin that faces -Y."""
    for x in (-0.21, 0.21):
        rod((x, -0.2, 0), (x * 0.95, -0.19, 0.45), 0.011, p.steel)
        bent([(x, 0.24, 0), (x * 0.95, 0.19, 0.44), (x * 0.92, 0.22, 0.66), (x * 0.9, 0.27, 0.84)], 0.011, p.steel)
        rod((x * 0.95, -0.19, 0.43), (x * 0.95, 0.19, 0.43), 0.009, p.steel)
    box((-0.22, -0.22, 0.435), (0.22, 0.21, 0.455), p.oak_deep, 0.008)
    box((-0.205, -0.205, 0.452), (0.205, 0.195, 0.478), cloth, 0.012)
    box((-0.21, 0.225, 0.64), (0.21, 0.243, 0.85), p.oak, 0.008, tilt=("X", -12))


def plant(p, height=1.3, pot=None):
    """A pot plant with long bent leaves."""
    turned((0, 0, 0), [(0.15, 0), (0.19, 0.32), (0.2, 0.34), (0.18, 0.34), (0.17, 0.3)], pot or p.coral)
    turned((0, 0, 0.29), [(0.17, 0), (0.0, 0.012)], p.soil)
    for i in range(26):
        angle, reach = i * 2.4, random.uniform(0.2, 0.55)
        top = height * random.uniform(0.55, 1.0)
        width = random.uniform(0.03, 0.05)
        cos, sin = math.cos(angle), math.sin(angle)

        def blade(u, v, reach=reach, top=top, width=width, cos=cos, sin=sin):
            out = reach * v * v + 0.02
            up = 0.3 + (top - 0.3) * math.sin(v * 1.9) / math.sin(1.55)
            side = width * (2 * u - 1) * math.sin(math.pi * min(1, v * 0.92 + 0.08))
            return (cos * out - sin * side, sin * out + cos * side, up - 0.02 * abs(2 * u - 1))

        kit.sheet(blade, 2, 10, p.leaf)


def books(p, width, name="books"):
    """A row of upright books of the given width, spines to -Y, at the origin's right."""
    tones = [p.coral, p.petrol, p.mustard, p.sage, p.chalk, p.graphite]
    x = 0.0
    while x < width - 0.03:
        thick = random.uniform(0.016, 0.04)
        tall = random.uniform(0.18, 0.25)
        box((x, 0, 0), (x + thick, random.uniform(0.13, 0.17), tall), random.choice(tones), 0.002, name)
        x += thick + 0.0015


def mug(p, tone):
    turned((0, 0, 0), [(0.034, 0), (0.04, 0.012), (0.041, 0.092), (0.037, 0.092), (0.036, 0.014), (0.0, 0.01)], tone, 24)
    bent([(0.039, 0, 0.075), (0.072, 0, 0.07), (0.072, 0, 0.03), (0.039, 0, 0.024)], 0.005, tone)


def bear(p, s=1.0):
    """A sitting teddy bear that looks to -Y."""
    fur = materials.mottled("fur", "#9a6b3f", "#ae7d4e", size=0.03, rough=0.98, grain=0.7)
    pale = plain("muzzle", "#d8bb8c", 0.95)
    ball((0, 0, 0.11 * s), 0.1 * s, fur, (1, 0.9, 1.1), 24)
    ball((0, -0.01 * s, 0.265 * s), 0.08 * s, fur, (1.05, 0.95, 0.95), 24)
    ball((0, -0.075 * s, 0.245 * s), 0.035 * s, pale, (1, 0.8, 0.8), 16)
    ball((0, -0.104 * s, 0.255 * s), 0.011 * s, p.dark, sides=12)
    for side in (-1, 1):
        ball((side * 0.062 * s, 0, 0.33 * s), 0.03 * s, fur, (1, 0.6, 1), 16)
        ball((side * 0.03 * s, -0.078 * s, 0.285 * s), 0.009 * s, p.dark, sides=10)
        ball((side * 0.1 * s, -0.05 * s, 0.14 * s), 0.036 * s, fur, (0.8, 1.7, 0.9), 16)
        ball((side * 0.07 * s, -0.12 * s, 0.04 * s), 0.042 * s, fur, (0.9, 1.6, 0.9), 16)
        ball((side * 0.075 * s, -0.185 * s, 0.045 * s), 0.028 * s, pale, (1, 0.4, 1), 14)


def radiator(p, width, height=0.5):
    """A flat radiator on the wall, its foot at z = 0."""
    box((0, -0.1, 0), (width, -0.04, height), p.pale, 0.012)
    boxes([((0.03 + i * 0.04, -0.103, 0.03), (0.045 + i * 0.04, -0.099, height - 0.03)) for i in range(int((width - 0.05) / 0.04))], p.chalk)
    for x in (0.12, width - 0.12):
        box((x - 0.02, -0.05, 0.08), (x + 0.02, 0, height - 0.08), p.steel, 0.003)
    rod((width - 0.02, -0.07, height - 0.06), (width + 0.07, -0.07, height - 0.06), 0.018, p.chalk)


def _blend(pixels, mask, tone, amount=1.0):
    tone = np.array([int(tone[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    weight = np.clip(mask, 0, 1)[..., None] * amount
    return pixels * (1 - weight) + tone * weight


def hills(width, height, seed, tones=("#f1dcc0", "#e4b48e", "#8fa79b", "#587a74", "#36545a"), orb="#d97b54"):
    """A printed landscape: a sky, a low sun, three ridges."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    u, v = x / width, y / height
    pixels = np.ones((height, width, 3))
    pixels = _blend(pixels, np.ones_like(u), tones[0])
    pixels = _blend(pixels, np.clip(v / 0.6, 0, 1), tones[1])
    sun = chance.uniform(0.25, 0.75)
    away = np.hypot(u - sun, (v - 0.36) * height / width)
    pixels = _blend(pixels, (0.12 - away) * width / 2, orb)
    for i, tone in enumerate(tones[2:]):
        phases = chance.uniform(0, 7, 4)
        ridge = 0.52 + 0.14 * i + sum(0.05 / (k + 1) * np.sin((k + 1.6) * 3 * u + phases[k]) for k in range(4))
        pixels = _blend(pixels, (v - ridge) * height / 2, tone)
    border = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) < 0.04 * width
    return _blend(pixels, border.astype(float), "#f4efe4")


def shapes(width, height, seed):
    """A printed composition of circles and bars."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / width
    pixels = _blend(np.ones((height, width, 3)), np.ones_like(x), "#efe6d6")
    tones = ["#cf6f52", "#2f5864", "#d3a23f", "#8a9e90", "#36413f"]
    step = 1 / 3
    for row in range(int(height / width * 3)):
        for column in range(3):
            tone, cx, cy = tones[chance.integers(5)], (column + 0.5) * step, (row + 0.5) * step
            inside = np.hypot(x - cx, y - cy) < step * 0.42
            kind = chance.integers(4)
            if kind == 1:
                inside &= x < cx
            elif kind == 2:
                inside = (abs(x - cx) < step * 0.42) & (abs(y - cy) < step * 0.14)
            elif kind == 3:
                inside &= y > cy
            pixels = _blend(pixels, inside.astype(float), tone)
    return pixels


def framed(p, image, x, z, width, frame, name="poster"):
    """A framed picture on the wall, its lower left corner at (x, z)."""
    height = width * image.shape[0] / image.shape[1]
    box((x - 0.02, -0.02, z - 0.02), (x + width + 0.02, 0, z + height + 0.02), frame, 0.004)
    panel((x, -0.0225, z), (x + width, -0.0225, z + height), materials.picture(name, image))


def notice_board(p, x, z, width=1.2, height=0.8):
    box((x - 0.03, -0.022, z - 0.03), (x + width + 0.03, 0, z + height + 0.03), p.oak, 0.004)
    box((x, -0.026, z), (x + width, -0.021, z + height), p.petrol, 0)
    tones = [p.chalk, p.chalk, p.mustard, p.chalk, p.coral]
    across = int(width / 0.24)
    for i in range(across * round(height / 0.45)):
        px = x + 0.06 + (i % across) * (width - 0.12) / across + random.uniform(-0.01, 0.01)
        pz = z + height - 0.36 - (i // across) * 0.36 + random.uniform(-0.02, 0.02)
        paper_height = random.choice((0.21, 0.297, 0.26))
        box((px, -0.0285, pz), (px + 0.17, -0.0262, pz + paper_height), tones[i % 5], 0, tilt=("Y", random.uniform(-2, 2)))
        lines = [((px + 0.02, -0.0292, pz + 0.03 + k * 0.028), (px + random.uniform(0.09, 0.15), -0.0286, pz + 0.036 + k * 0.028)) for k in range(5)]
        boxes(lines, p.graphite)
        ball((px + 0.085, -0.031, pz + paper_height - 0.015), 0.007, p.red, sides=10)
