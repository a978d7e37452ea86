"""The wing's common kitchen, as a stereo panorama: a counter to cook at, a long table to eat at.

    python kitchen.py out=kitchen.jpg width=4096 samples=2 stereo=1
    python kitchen.py out=view.png width=800 view=-90,-10,80      # a plain view: yaw, pitch, wide

It is somebody's birthday: a layer cake with small flags stands on the table. Knives hang in a
locked cabinet, each before its own outline. The way out is at yaw -155.
"""

import math
import random

import furniture
import materials
import plan
import room
import studio
from kit import ball, bent, box, lettering, placed, rod, sheet, turned
from materials import plain

HERE = "kitchen"
X0, X1, Y0, Y1 = -2.6, 2.6, -2.6, 3.4
TOP = 2.8
LIGHT = (-1.5, -0.25, -1.45, 0.1)  # the roof light


def shell(p):
    tiles = materials.flecked("kitchen lino", "#b3a58e", ["#a99b84", "#bdb09a", "#a39680", "#b8ab95"])
    warm = materials.mottled("warm paint", "#e6dcc6", "#ece3cf", rough=0.6, grain=0.05)
    room.shell(
        HERE, p, {"front": warm, "right": warm, "back": p.white, "left": p.white}, tiles, {"front": [(-1.5, 1.9, 0.95, 2.25)]},
        [("corridor", 1.2, 2.12)], holes=[LIGHT],
    )
    with room.on(HERE, "front"):
        room.window(p, -1.5, 1.9, 0.95, 2.25, parts=3)
        cloth = materials.mottled("check", "#c8674d", "#d27a5f", size=0.05, rough=0.95)
        rod((-1.75, -0.075, 2.36), (2.15, -0.075, 2.36), 0.011, p.graphite, sides=10)
        room.curtain(cloth, -1.72, -1.32, 2.35, 0.98)
        room.curtain(cloth, 1.72, 2.12, 2.35, 0.98)
        with placed((-0.6, 0, 0.16)):
            furniture.radiator(p, 1.5, 0.55)
        for i, (x, tone) in enumerate(((-1.15, p.coral), (-0.85, p.chalk), (-0.5, p.mustard), (0.7, p.petrol), (1.3, p.coral))):
            with placed((x, 0.02, 0.9505)):
                herb(p, tone, i)


def herb(p, tone, kind):
    turned((0, 0, 0), [(0.0, 0), (0.05, 0), (0.065, 0.1), (0.058, 0.1), (0.05, 0.085), (0.0, 0.085)], tone, 24)
    chance = random.Random(kind)
    for i in range(30):
        a, reach, tall = i * 2.4, chance.uniform(0.01, 0.07), chance.uniform(0.1, 0.2)
        tip = (reach * math.cos(a), reach * math.sin(a), 0.085 + tall)
        rod((0.3 * tip[0], 0.3 * tip[1], 0.08), tip, 0.0015, p.leaf, sides=5)
        for k in range(3):
            f = 0.5 + 0.25 * k
            ball((tip[0] * f + 0.012 * math.cos(a + k * 2), tip[1] * f + 0.012 * math.sin(a + k * 2), 0.085 + tall * f), 0.014 + 0.006 * (kind % 2), p.leaf, (1, 1, 0.35), 8)


def doorway(p):
    """Two glazed leaves, one open; the corridor behind."""
    side, along = room.door_along(HERE, "corridor")
    with room.on(HERE, side, along):
        for low, high in (((-0.66, -0.03, 0), (-0.6, 0.3, 2.18)), ((0.6, -0.03, 0), (0.66, 0.3, 2.18)), ((-0.6, -0.03, 2.12), (0.6, 0.3, 2.18))):
            box(low, high, p.oak_tall, 0.005)
        for hinge, way, swing in ((-0.6, 1, 0), (0.6, -1, -86)):
            with placed((hinge, 0.24, 0), swing):
                wide = way * 0.597
                for a, b in ((0, 0.09 * way), (wide - 0.09 * way, wide)):
                    box((min(a, b), -0.025, 0.012), (max(a, b), 0.025, 2.11), p.oak_tall, 0.003)
                for z0, z1 in ((0.012, 0.26), (1.98, 2.11)):
                    box((min(0.09 * way, wide - 0.09 * way), -0.0245, z0), (max(0.09 * way, wide - 0.09 * way), 0.0245, z1), p.oak, 0.003)
                box((min(0.09 * way, wide - 0.09 * way), -0.003, 0.26), (max(0.09 * way, wide - 0.09 * way), 0.003, 1.98), p.pane, 0)
                rod((wide - 0.05 * way, -0.06, 0.95), (wide - 0.05 * way, -0.06, 1.25), 0.01, p.steel)
        # The corridor: its floor, the far wall with a cell door, the gallery above.
        box((-4, 0.3, -0.1), (4, 6.9, -0.001), p.floor, 0)
        box((-4, 6.7, 0), (4, 6.8, 5.9), p.white, 0)
        for x in (-4.1, 4.0):
            box((x, 0.3, 0), (x + 0.1, 6.7, 5.9), p.white, 0)
        box((-4, 0.3, 3.0), (4, 6.7, 3.1), p.ceiling, 0)
        # Those that lie opposite in the corridor.
        for x, number, leaf in ((-1.8, 14, p.petrol), (1.2, 13, materials.mottled("door sage", "#6f8a7b", "#7a9485", size=0.4, rough=0.42))):
            with placed((x, 6.7, 0)):
                furniture.cell_door(p, number, leaf)
        studio.area_light((0, 3.4, 2.95), (6, 3), 150, "#eef4fa")
        room.sign(p, "Gangen", 0, 2.3)
    with room.on(HERE, side, along + 0.95):
        room.switch(p, 0.0)
        room.alarm(p, 0.16)


def counter(p):
    """Along the left wall, from the cooker to the sink, with cupboards above."""
    front = materials.mottled("kitchen fronts", "#7f9a94", "#8ba6a0", size=0.5, rough=0.45)
    slab = materials.wood("slab", "#b08655", "#c69c6a", "X", 0.35)
    with room.on(HERE, "left"):
        # In this frame x runs along the wall, away from the visitor's back; the room is at -y.
        box((-2.0, -0.56, 0), (2.9, -0.005, 0.1), p.graphite, 0)
        x = -2.0
        for wide, kind in ((0.6, "drawers"), (0.6, "oven"), (0.6, "doors"), (0.5, "drawers"), (0.6, "washer"), (0.8, "doors"), (0.6, "doors"), (0.6, "drawers")):
            box((x + 0.001, -0.58, 0.1), (x + wide - 0.001, -0.005, 0.86), p.pale, 0)
            if kind == "drawers":
                for z0, z1 in ((0.105, 0.42), (0.425, 0.64), (0.645, 0.855)):
                    box((x + 0.003, -0.6, z0), (x + wide - 0.003, -0.581, z1), front, 0.003)
                    box((x + wide / 2 - 0.09, -0.622, z1 - 0.045), (x + wide / 2 + 0.09, -0.612, z1 - 0.033), p.steel, 0.003)
            elif kind == "doors":
                for a, b in ((x + 0.003, x + wide / 2 - 0.0015), (x + wide / 2 + 0.0015, x + wide - 0.003)):
                    box((a, -0.6, 0.105), (b, -0.581, 0.855), front, 0.003)
                for side in (-1, 1):
                    box((x + wide / 2 + side * 0.03 - 0.006, -0.622, 0.62), (x + wide / 2 + side * 0.03 + 0.006, -0.612, 0.79), p.steel, 0.003)
            else:
                box((x + 0.003, -0.6, 0.105), (x + wide - 0.003, -0.581, 0.855), p.steel, 0.004)
                box((x + 0.06, -0.604, 0.2), (x + wide - 0.06, -0.599, 0.62), p.black_glass, 0.006)
                rod((x + 0.08, -0.635, 0.68), (x + wide - 0.08, -0.635, 0.68), 0.011, p.steel)
                for k in range(4):
                    rod((x + 0.12 + k * 0.12, -0.615, 0.78), (x + 0.12 + k * 0.12, -0.599, 0.78), 0.018, p.dark)
            x += wide
        box((-2.02, -0.625, 0.86), (2.9, -0.005, 0.9), slab, 0.004, "slab")
        glaze = materials.brick("glazed tiles", "#e9e7df", "#bdb9ae", 0.18)
        courses = glaze.node_tree.nodes["Brick Texture"]
        for key, value in {"Brick Width": 0.2, "Row Height": 0.1, "Mortar Size": 0.003}.items():
            courses.inputs[key].default_value = value
        box((-2.0, -0.009, 0.9005), (2.9, -0.0005, 1.5), glaze, 0, "tiles")
        # Hob and hood.
        box((-1.37, -0.56, 0.9005), (-0.83, -0.07, 0.908), p.black_glass, 0.003)
        for dx in (-0.14, 0.14):
            for y in (-0.42, -0.2):
                rod((-1.1 + dx, y, 0.9085), (-1.1 + dx, y, 0.9092), 0.085, p.graphite, sides=32)
        with placed((-0.96, -0.2, 0.909)):
            pot(p, 0.115, 0.15, p.steel)
        with placed((-1.25, -0.42, 0.909)):
            pot(p, 0.1, 0.07, plain("enamel", "#a8432f", 0.3), lid=False)
        box((-1.42, -0.36, 1.62), (-0.78, -0.005, 1.7), p.steel, 0.006)
        box((-1.24, -0.3, 1.7), (-0.96, -0.005, TOP - 0.001), p.steel, 0.004)
        # Sink, tap, dishes to dry.
        box((1.02, -0.5, 0.9003), (1.52, -0.12, 0.905), p.steel, 0.002)
        box((1.05, -0.47, 0.9052), (1.49, -0.15, 0.9056), p.graphite, 0)
        bent([(1.27, -0.09, 0.9), (1.27, -0.09, 1.2), (1.27, -0.27, 1.2), (1.27, -0.28, 1.13)], 0.012, p.steel)
        box((1.62, -0.5, 0.9003), (2.08, -0.12, 0.91), p.steel, 0.003)
        for k in range(6):
            with placed((1.68 + k * 0.045, -0.3, 1.02), 90):
                rod((0, -0.006, 0), (0, 0.006, 0), 0.11, p.chalk, sides=36)
        for k, tone in enumerate((p.coral, p.chalk, p.sage)):
            with placed((2.0, -0.43 + k * 0.1, 0.912)):
                furniture.mug(p, tone)
        bottle(p, (0.95, -0.1, 0.9005), 0.03, 0.2, p.leaf)
        # Above: cupboards, a shelf with cups and jars, the knife cabinet.
        for k in range(4):
            x = -0.7 + k * 0.45
            box((x + 0.001, -0.33, 1.55), (x + 0.449, -0.005, 2.25), p.pale, 0)
            box((x + 0.003, -0.35, 1.552), (x + 0.447, -0.331, 2.248), front, 0.003)
            box((x + (0.4 if k % 2 == 0 else 0.04), -0.372, 1.6), (x + (0.41 if k % 2 == 0 else 0.05), -0.36, 1.76), p.steel, 0.003)
        box((1.2, -0.26, 1.66), (2.4, -0.005, 1.69), p.oak, 0.005)
        for x in (1.3, 2.3):
            box((x - 0.012, -0.22, 1.58), (x + 0.012, -0.005, 1.659), p.graphite, 0.003)
        for k, tone in enumerate((p.mustard, p.petrol, p.chalk, p.coral, p.sage)):
            with placed((1.32 + k * 0.12, -0.13, 1.6905), 40 * k):
                furniture.mug(p, tone)
        for k, tone in enumerate(("#c9a063", "#7d4b2b", "#e7ddc6", "#b8452f")):
            jar(p, (1.98 + k * 0.11, -0.12, 1.6905), tone)
        for k, tone in enumerate((p.steel, p.coral, p.steel, p.dark)):
            x = 0.0 + k * 0.12
            bent([(x, -0.02, 1.42), (x, -0.03, 1.44)], 0.004, p.steel, 6)
            rod((x, -0.028, 1.2), (x, -0.028, 1.42), 0.005, tone, sides=8)
            ball((x, -0.03, 1.17), 0.032, tone, (1, 0.3, 1.2), 14)
        box((-0.1, -0.03, 1.435), (0.46, -0.0095, 1.447), p.steel, 0.003)
        knives(p)
        # Bread on a board, a kettle, a roll of paper.
        with placed((0.35, -0.33, 0.9005), 12):
            box((-0.2, -0.13, 0), (0.2, 0.13, 0.022), p.oak, 0.005)
            loaf(p)
        turned((-0.35, -0.3, 0.9005), [(0.0, 0), (0.085, 0), (0.09, 0.03), (0.07, 0.17), (0.03, 0.2), (0.012, 0.2), (0.012, 0.225), (0.0, 0.23)], p.steel)
        bent([(-0.27, -0.3, 0.98), (-0.2, -0.3, 1.0), (-0.2, -0.3, 1.08), (-0.28, -0.3, 1.09)], 0.01, p.dark)
        rod((0.72, -0.12, 0.9005), (0.72, -0.12, 1.13), 0.055, p.chalk)
        room.sockets(p, -0.55, 1.06, 2)
        room.sockets(p, 2.5, 1.06, 2)
    fridge(p, front)


def fridge(p, front):
    with room.on(HERE, "left"):
        box((2.92, -0.64, 0.04), (3.39, -0.005, 1.98), p.pale, 0.012)
        box((2.93, -0.662, 0.07), (3.385, -0.641, 0.72), p.chalk, 0.008)
        box((2.93, -0.662, 0.73), (3.385, -0.641, 1.975), p.chalk, 0.008)
        for z0, z1 in ((0.5, 0.7), (0.78, 1.1)):
            rod((2.98, -0.69, z0), (2.98, -0.69, z1), 0.009, p.steel)
        for k, (x, z, tone) in enumerate(((3.05, 1.45, p.mustard), (3.2, 1.5, p.chalk), (3.12, 1.25, p.coral))):
            box((x, -0.6645, z), (x + 0.11, -0.6625, z + 0.14), tone, 0, tilt=("Y", 4 - 5 * k))


def knives(p):
    """A locked cabinet behind glass: every knife before its own outline, so that none is missed."""
    x0, x1, z0, z1 = -2.02, -1.52, 1.3, 1.95
    box((x0, -0.09, z0), (x1, -0.0095, z1), p.steel, 0.006)
    box((x0 + 0.03, -0.0915, z0 + 0.03), (x1 - 0.03, -0.0895, z1 - 0.03), p.chalk, 0)
    for k in range(5):
        x, long = x0 + 0.08 + k * 0.085, 0.26 - 0.03 * k
        box((x - 0.021, -0.0926, z1 - 0.13 - long - 0.008), (x + 0.021, -0.0916, z1 - 0.07), p.coral, 0)
        if k != 3:
            box((x - 0.014, -0.098, z1 - 0.13 - long), (x + 0.014, -0.0945, z1 - 0.19), p.steel, 0.001)
            box((x - 0.012, -0.104, z1 - 0.19), (x + 0.012, -0.0945, z1 - 0.08), p.dark, 0.003)
    box((x0 + 0.02, -0.112, z0 + 0.02), (x1 - 0.02, -0.109, z1 - 0.02), p.pane, 0)
    rod((x1 - 0.03, -0.12, z0 + 0.3), (x1 - 0.03, -0.1, z0 + 0.3), 0.016, p.dark)
    lettering("Knive", ((x0 + x1) / 2, -0.0132, z0 - 0.1), 0.06, p.ink)


def pot(p, radius, tall, tone, lid=True):
    turned((0, 0, 0), [(0.0, 0), (radius * 0.95, 0), (radius, 0.01), (radius, tall), (radius * 0.97, tall), (radius * 0.95, 0.01), (0.0, 0.008)], tone, 40)
    for side in (-1, 1):
        bent([(side * radius, -0.03, tall * 0.8), (side * (radius + 0.035), -0.03, tall * 0.82), (side * (radius + 0.035), 0.03, tall * 0.82), (side * radius, 0.03, tall * 0.8)], 0.006, p.dark)
    if lid:
        turned((0, 0, tall), [(radius * 1.01, 0), (radius, 0.006), (radius * 0.4, 0.022), (0.0, 0.025)], tone, 40)
        turned((0, 0, tall + 0.024), [(0.008, 0), (0.016, 0.015), (0.0, 0.024)], p.dark, 16)


def bottle(p, at, radius, tall, tone):
    turned(at, [(0.0, 0), (radius, 0), (radius, tall * 0.62), (radius * 0.4, tall * 0.8), (radius * 0.38, tall), (0.0, tall)], tone, 20)


def jar(p, at, tone):
    turned(at, [(0.0, 0), (0.042, 0), (0.044, 0.01), (0.044, 0.12), (0.036, 0.135), (0.0, 0.135)], plain(f"jar {tone}", tone, 0.3), 24)
    turned((at[0], at[1], at[2] + 0.135), [(0.04, 0), (0.04, 0.022), (0.0, 0.024)], p.oak_tall, 24)


def loaf(p):
    crust = materials.mottled("crust", "#8a5a2f", "#b07a45", size=0.05, rough=0.8)

    def skin(u, v):
        a = math.pi * v
        swell = max(0.02, math.sin(math.pi * min(1, max(0, u)))) ** 0.35
        return (-0.15 + 0.26 * u, 0.065 * swell * math.cos(a), 0.022 + 0.095 * swell * math.sin(a))

    sheet(skin, 24, 14, crust, 0, "loaf")
    for k in range(2):
        box((0.118 + k * 0.02, -0.05, 0.022), (0.13 + k * 0.02, 0.05, 0.1), plain("crumb", "#dcc39a", 0.9), 0.005, tilt=("Y", 14 + 8 * k))


def long_table(p):
    """Oak, for eight, with a birthday's cake and coffee."""
    with placed((0.95, 1.25, 0)):
        room.table(p, -0.45, 0.45, -0.95, 1.25)
        cloth = materials.mottled("seat", "#54707a", "#5f7c86", size=0.05, rough=0.9)
        rust = materials.mottled("seat rust", "#b06048", "#bb6b52", size=0.05, rough=0.9)
        for i, (x, y, turn) in enumerate(((-0.72, -0.5, 96), (-0.78, 0.22, 84), (-0.7, 0.92, 93), (0.74, -0.45, -88), (0.72, 0.3, -95), (0.8, 0.95, -82), (0.05, 1.62, 3))):
            with placed((x, y, 0), turn):
                furniture.chair(p, rust if i == 4 else cloth)
        with placed((0.0, -0.35, 0.7405)):
            cake(p)
        for i, (x, y) in enumerate(((-0.28, -0.62), (0.28, -0.6), (-0.28, 0.1), (0.28, 0.15), (-0.28, 0.85), (0.27, 0.85))):
            turned((x, y, 0.7405), [(0.0, 0), (0.06, 0.0), (0.085, 0.012), (0.083, 0.015), (0.058, 0.004), (0.0, 0.003)], p.chalk, 32)
            with placed((x * 0.62 + 0.02, y + 0.14, 0.7405), 60 * i):
                furniture.mug(p, (p.mustard, p.chalk, p.coral, p.sage, p.chalk, p.petrol)[i])
            box((x - 0.13, y - 0.008, 0.7405), (x - 0.118, y + 0.1, 0.743), p.steel, 0.0005, tilt=("Z", 4))
        turned((0.02, 0.42, 0.7405), [(0.0, 0), (0.07, 0), (0.075, 0.02), (0.075, 0.2), (0.045, 0.26), (0.045, 0.3), (0.0, 0.31)], p.steel)
        bent([(0.09, 0.42, 0.8), (0.16, 0.42, 0.84), (0.16, 0.42, 0.94), (0.08, 0.42, 0.99)], 0.01, p.dark)
        turned((-0.02, 0.92, 0.7405), [(0.0, 0), (0.07, 0.0), (0.16, 0.07), (0.155, 0.073), (0.065, 0.008), (0.0, 0.006)], p.petrol, 40)
        for i in range(8):
            a, r = i * 2.4, 0.03 + 0.055 * (i > 1)
            ball((-0.02 + r * math.cos(a), 0.92 + r * math.sin(a), 0.79 + 0.03 * (i < 3)), 0.036, (p.red, p.leaf, p.mustard)[i % 3], (1, 1, 0.92), 16)
        flagpole(p, 0.13, 0.68)


def cake(p):
    """A Danish layer cake: sponge, cream, strawberries, and flags."""
    sponge, cream = plain("sponge", "#d9b274", 0.9), plain("cream", "#f3ead9", 0.7)
    turned((0, 0, 0), [(0.0, 0), (0.17, 0), (0.175, 0.008), (0.0, 0.008)], p.chalk, 48)
    for k in range(3):
        turned((0, 0, 0.008 + k * 0.032), [(0.0, 0), (0.13, 0), (0.132, 0.01), (0.13, 0.022), (0.0, 0.022)], sponge, 48)
        turned((0, 0, 0.03 + k * 0.032), [(0.0, 0), (0.132, 0), (0.136, 0.005), (0.132, 0.01), (0.0, 0.01)], cream, 48)
    top = 0.104
    for i in range(14):
        a = i * 2 * math.pi / 14
        ball((0.108 * math.cos(a), 0.108 * math.sin(a), top + 0.01), 0.021, cream, (1, 1, 0.85), 14)
    berry = plain("strawberry", "#b5291f", 0.35)
    for i in range(9):
        a, r = i * 2.4, 0.024 * math.sqrt(i)
        ball((r * math.cos(a), r * math.sin(a), top + 0.012), 0.019, berry, (1, 1, 1.15), 14)
    for i in range(5):
        a = i * 2 * math.pi / 5 + 0.4
        with placed((0.075 * math.cos(a), 0.075 * math.sin(a), top), 40 + 23 * i):
            rod((0, 0, 0), (0, 0, 0.1), 0.0016, p.oak_tall, sides=6)
            dannebrog(p, 0.05, 0.062)


def dannebrog(p, wide, z):
    """A small flag whose staff is the frame's z axis: a white cross on red, on both sides."""
    tall = wide * 28 / 37
    box((0, -0.0006, z), (wide, 0.0006, z + tall), p.red, 0)
    for y in (-0.0009, 0.0009):
        box((wide * 12 / 37, y - 0.0002, z), (wide * 16 / 37, y + 0.0002, z + tall), p.chalk, 0)
        box((0, y - 0.00015, z + tall * 12 / 28), (wide, y + 0.00015, z + tall * 16 / 28), p.chalk, 0)


def flagpole(p, x, y):
    """The flag that stands on the table when it is somebody's birthday."""
    turned((x, y, 0.7405), [(0.0, 0), (0.045, 0), (0.045, 0.012), (0.012, 0.02), (0.0, 0.02)], p.oak, 24)
    with placed((x, y, 0.7405), 25):
        rod((0, 0, 0), (0, 0, 0.42), 0.004, p.chalk, sides=10)
        ball((0, 0, 0.425), 0.008, p.mustard, sides=10)
        dannebrog(p, 0.2, 0.25)


def right_wall(p):
    """A dresser, the week's rota, a poster, pots of plants."""
    with room.on(HERE, "right"):
        # x runs from the window (left) to the corridor (right).
        box((0.2, -0.42, 0), (2.0, -0.005, 0.06), p.graphite, 0)
        box((0.2, -0.44, 0.06), (2.0, -0.005, 0.9), p.oak, 0.006)
        for k in range(3):
            x = 0.21 + k * 0.597
            box((x + 0.003, -0.456, 0.07), (x + 0.592, -0.441, 0.66), p.oak_tall, 0.003)
            box((x + 0.003, -0.456, 0.665), (x + 0.592, -0.441, 0.895), p.oak, 0.003)
            rod((x + 0.3, -0.475, 0.78), (x + 0.3, -0.455, 0.78), 0.012, p.dark)
            rod((x + 0.53, -0.475, 0.4), (x + 0.53, -0.455, 0.4), 0.012, p.dark)
        for i in range(5):
            turned((0.42, -0.22, 0.9005 + i * 0.017), [(0.0, 0), (0.07, 0), (0.12, 0.014), (0.118, 0.017), (0.066, 0.004), (0.0, 0.004)], p.chalk, 36)
        for k in range(4):
            turned((0.72 + 0.11 * k, -0.2 - 0.08 * (k % 2), 0.9005), [(0.028, 0), (0.034, 0.1), (0.031, 0.1), (0.026, 0.006), (0.0, 0.004)], materials.glass("tumbler", "#dbe8e6", 0.9), 24)
        radio(p, 1.28)
        with placed((1.75, -0.22, 0.9005)):
            furniture.mug(p, p.mustard)
            for i in range(5):
                rod((0.008 * math.cos(i * 1.3), 0.008 * math.sin(i * 1.3), 0.02), (0.04 * math.cos(i * 1.3), 0.04 * math.sin(i * 1.3), 0.19), 0.005, p.oak_tall, sides=8)
        rota(p, 0.3, 1.2)
        furniture.framed(p, furniture.shapes(300, 420, 12), 1.45, 1.25, 0.5, p.oak_tall)
        room.clock(p, 1.08, 2.35)
        with placed((-2.95, -0.35, 0)):
            furniture.plant(p, 1.5, p.mustard)
        furniture.framed(p, furniture.hills(420, 300, 14), -2.2, 1.35, 0.85, p.oak)
        box((-1.0, -0.28, 1.75), (-0.1, -0.005, 1.775), p.oak, 0.005)
        for x in (-0.9, -0.2):
            box((x - 0.012, -0.24, 1.67), (x + 0.012, -0.005, 1.7495), p.graphite, 0.003)
        with placed((-0.95, -0.2, 1.7755)):
            furniture.books(p, 0.55)
        with placed((-0.25, -0.14, 1.7755)):
            herb(p, p.coral, 4)
    with room.on(HERE, "back"):
        room.extinguisher(p, -0.1)
        box((-0.95, -0.04, 1.3), (-0.6, -0.0005, 1.7), p.red, 0.01)
        lettering("Brandtæppe", (-0.775, -0.0415, 1.47), 0.055, p.chalk)
        furniture.notice_board(p, -2.35, 1.2, 1.0, 0.85)
        for k in range(3):
            x = -2.1 + k * 0.28
            rod((x, -0.05, 0.95), (x, -0.0005, 0.95), 0.009, p.steel, sides=10)
            apron = (p.petrol, p.coral, p.chalk)[k]
            sheet(lambda u, v, x=x: (x + (0.03 + 0.1 * min(1, v * 2.5)) * (2 * u - 1), -0.05 - 0.02 * math.sin(3.1 * u) - 0.01 * math.sin(12 * u), 0.95 - 0.75 * v), 14, 8, apron, 0.004, "apron")


def radio(p, x):
    box((x - 0.13, -0.3, 0.9005), (x + 0.13, -0.18, 1.06), p.coral, 0.015)
    rod((x - 0.06, -0.306, 0.98), (x - 0.06, -0.299, 0.98), 0.05, p.dark, sides=32)
    for k in range(2):
        rod((x + 0.045 + k * 0.05, -0.312, 0.95), (x + 0.045 + k * 0.05, -0.299, 0.95), 0.014, p.chalk)
    box((x + 0.02, -0.303, 0.99), (x + 0.11, -0.2995, 1.03), p.chalk, 0)
    rod((x + 0.1, -0.24, 1.06), (x + 0.2, -0.24, 1.35), 0.003, p.steel, sides=8)


def rota(p, x, z):
    """Who cooks on which day."""
    box((x - 0.03, -0.02, z - 0.03), (x + 0.93, -0.0005, z + 0.83), p.oak, 0.004)
    box((x, -0.022, z), (x + 0.9, -0.0195, z + 0.8), p.chalk, 0)
    lettering("Madhold, uge 24", (x + 0.45, -0.0225, z + 0.69), 0.075, p.ink)
    for k, (day, dish) in enumerate((("Man", "Frikadeller"), ("Tir", "Lasagne"), ("Ons", "Karrysuppe"), ("Tor", "Lagkage!"), ("Fre", "Fisk og persille"))):
        low = z + 0.55 - k * 0.125
        box((x + 0.04, -0.0228, low - 0.02), (x + 0.16, -0.0218, low + 0.07), (p.sage, p.petrol, p.mustard, p.coral, p.sage)[k], 0)
        lettering(day, (x + 0.1, -0.0235, low), 0.05, p.chalk)
        lettering(dish, (x + 0.21, -0.0225, low), 0.058, p.ink, align="LEFT")
        box((x + 0.04, -0.0223, low - 0.034), (x + 0.86, -0.0216, low - 0.031), p.pale, 0)


def build(p):
    shell(p)
    doorway(p)
    counter(p)
    long_table(p)
    right_wall(p)
    for y in (0.75, 1.85):
        room.pendant(p, 0.95, y, 1.78, TOP, plain("shade", "#b9694c", 0.5), 0)
    studio.area_light((0.95, 1.3, 1.76), (0.3, 1.4), 36, "#ffe2bd")
    studio.area_light((-0.5, -0.6, TOP - 0.03), (3.4, 2.4), 45, "#fff3e0")
    room.camera(p, (2.2, -2.1, TOP))
    room.detector(p, (-1.4, 1.6, TOP))
    room.lamp_panel(p, -1.6, 2.2, TOP, 0.3, 1.2, 0)
    room.lamp_panel(p, 0.6, -1.3, TOP, 0.3, 1.2, 0)
    room.garden(p, HERE)
    studio.sky("#e6edf0", "#8dbadb", 1.1)
    studio.sun(plan.sun(HERE), 14.0)
    x0, x1, y0, y1 = LIGHT
    studio.area_light(((x0 + x1) / 2, (y0 + y1) / 2, TOP + 0.62), (x1 - x0, y1 - y0), 45, "#e6eff6")
    studio.area_light((0.2, Y1 + 0.3, 1.6), (3.3, 1.2), 95, "#e6eff6", aim=(0, -1, -0.15))


if __name__ == "__main__":
    room.render(build)
