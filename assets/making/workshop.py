"""The workshop, as a panorama: benches, a chair in the making, every tool before its outline.

    python workshop.py out=workshop.jpg width=4096 samples=2
    python workshop.py out=view.png width=800 view=-60,-5,80      # a plain view: yaw, pitch, wide

A high room of timber and white brick; sun comes through two roof lights and a strip of windows
high up on the left, the south. The visitor stands between the benches and looks west, at
the rack of planks. The way out is at yaw -143.
"""

import math
import random

import furniture
import materials
import plan
import room
import studio
from kit import ball, bent, box, boxes, lettering, placed, rod, sheet, turned
from materials import plain

HERE = "workshop"
X0, X1, Y0, Y1 = -4.0, 4.0, -3.5, 6.5
TOP = 4.6
TRUSSES = (-2.2, 0.1, 2.4, 4.7)
# Roof lights and windows lie between the trusses.
LIGHTS = [(-1.9, -0.5, -2.05, -0.05), (0.9, 2.3, 2.55, 4.55)]
LOW = (-2.05, 0.25, 2.55)  # where the windows in the north wall begin, two metres each


def shell(p):
    floor = materials.mottled("screed", "#a39d92", "#b5afa4", size=0.9, rough=0.5)
    brick = materials.brick("workshop brick", "#dedad0", "#cbc6bb")
    high = [(y, y + 1.7, 3.15, 4.15) for y in (-1.9, 0.4, 2.7)]
    low = [(-y - 2.0, -y, 1.05, 2.9) for y in LOW]
    room.shell(
        HERE, p, {side: brick for side in room.SIDES}, floor, {"left": high, "right": low},
        [("corridor", 1.1, 2.1)], holes=LIGHTS, skirting=p.graphite, ceiling=materials.wood("ceiling boards", "#c9b899", "#d8c9ac", "X", 0.6),
    )
    with room.on(HERE, "left"):
        for opening in high:
            room.window(p, *opening, bars=False, parts=2, sill=False)
    with room.on(HERE, "right"):
        for opening in low:
            room.window(p, *opening, parts=3)
    for y in TRUSSES:
        # Trusses of glued timber, with a steel tie.
        box((X0, y - 0.07, TOP - 0.32), (X1, y + 0.07, TOP - 0.0005), p.oak, 0.01, "beam")
        for x in (X0 + 0.06, X1 - 0.06):
            box((x - 0.06, y - 0.07, 0), (x + 0.06, y + 0.07, TOP - 0.32), p.oak_tall, 0.01, "post")
        rod((X0 + 0.1, y, TOP - 0.75), (X1 - 0.1, y, TOP - 0.75), 0.012, p.graphite, sides=8)
        for x in (-1.4, 1.4):
            rod((x, y, TOP - 0.75), (x, y, TOP - 0.31), 0.012, p.graphite, sides=8)
    side, along = room.door_along(HERE, "corridor")
    with room.on(HERE, side, along):
        room.door(p, materials.mottled("workshop door", "#b9812f", "#c58d3b", size=0.4, rough=0.42), "Gangen", wide=1.1)
    with room.on(HERE, side, along - 1.05):
        room.alarm(p, 0.1)
        room.switch(p, -0.08)
    # The screed was sawn into fields, so that it cracks where it should.
    joint = plain("joint", "#5d5953", 0.9)
    for y in (-1.05, 1.25, 3.55):
        box((X0, y - 0.004, -0.001), (X1, y + 0.004, 0.0003), joint, 0)
    for x in (-1.55, 1.55):
        box((x - 0.004, Y0, -0.001), (x + 0.004, Y1, 0.0002), joint, 0)
    # Yellow lines keep the way clear.
    for x in (-0.95, 0.95):
        box((x - 0.03, Y0 + 0.3, 0.0004), (x + 0.03, 4.2, 0.0016), p.mustard, 0)


def bench(p, seed):
    """A joiner's bench, 1.9 m long, its front at -Y."""
    box((-0.95, -0.36, 0.8), (0.95, 0.3, 0.88), p.oak, 0.008, "bench")
    box((-0.95, 0.3, 0.8), (0.95, 0.42, 0.86), p.oak, 0.006)
    for x in (-0.72, 0.72):
        for y in (-0.26, 0.3):
            box((x - 0.05, y - 0.05, 0), (x + 0.05, y + 0.05, 0.8), p.oak_tall, 0.008)
        box((x - 0.04, -0.22, 0.12), (x + 0.04, 0.26, 0.2), p.oak_deep, 0.006)
    box((-0.7, -0.02, 0.16), (0.7, 0.06, 0.28), p.oak, 0.006)
    box((-0.68, -0.2, 0.28), (0.68, 0.24, 0.3), p.oak, 0.004)
    # The vice.
    box((-0.86, -0.47, 0.66), (-0.42, -0.42, 0.87), p.oak, 0.01)
    rod((-0.64, -0.52, 0.74), (-0.64, -0.36, 0.74), 0.018, p.steel)
    rod((-0.64, -0.515, 0.6), (-0.64, -0.515, 0.88), 0.01, p.oak_tall)
    for x in (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8):
        rod((x, -0.29, 0.8803), (x, -0.29, 0.8806), 0.011, p.dark, sides=14)
    shavings(p, seed, 26)


def shavings(p, seed, count):
    """Curls of wood on the bench and the floor under it."""
    pale = plain("shaving", "#dcc193", 0.85)
    chance = random.Random(seed)
    for k in range(count):
        on_bench = k % 3 == 0
        x, y, z = chance.uniform(-0.8, 0.8), chance.uniform(-0.28, 0.2) if on_bench else chance.uniform(-0.95, -0.3), 0.8815 if on_bench else 0.001
        r, wide, turns = chance.uniform(0.008, 0.016), chance.uniform(0.012, 0.03), chance.uniform(1.2, 2.4)
        with placed((x, y, z + r), chance.uniform(0, 180)):
            sheet(lambda u, v, r=r, wide=wide, turns=turns: ((r + 0.002 * v * turns) * math.cos(6.28 * turns * v), wide * (2 * u - 1) + 0.02 * v, (r + 0.002 * v * turns) * math.sin(6.28 * turns * v)), 1, 16, pale, 0.0008, "shaving")


def plane(p):
    """A hand plane."""
    box((-0.12, -0.03, 0), (0.12, 0.03, 0.035), p.oak, 0.006)
    box((-0.01, -0.022, 0.03), (0.03, 0.022, 0.1), p.steel, 0.003, tilt=("Y", -30))
    bent([(-0.09, 0, 0.03), (-0.1, 0, 0.08), (-0.07, 0, 0.1)], 0.012, p.coral)
    ball((0.08, 0, 0.055), 0.02, p.coral, sides=16)


def chisel(p, tone):
    rod((0, 0, 0.012), (0, 0.12, 0.012), 0.013, tone, 0.011, 14)
    box((-0.008, 0.12, 0.009), (0.008, 0.27, 0.014), p.steel, 0.001)


def mallet(p):
    box((-0.06, -0.035, 0), (0.06, 0.035, 0.09), p.oak, 0.01)
    rod((0, 0.03, 0.045), (0, 0.3, 0.045), 0.014, p.oak_tall)


def workbenches(p):
    cramp = plain("cramp", "#c9402f", 0.4)
    with placed((-2.1, 1.2, 0), 90):
        bench(p, 1)
        with placed((0.3, -0.05, 0.881), 25):
            plane(p)
        for k in range(3):
            with placed((-0.3 + k * 0.06, 0.05, 0.8805), 8 * k - 5):
                chisel(p, (p.coral, p.mustard, p.petrol)[k])
        box((-0.1, -0.2, 0.8805), (0.85, -0.13, 0.905), materials.wood("ash", "#d9c49c", "#e4d2ae", "X"), 0.003)
    with placed((2.2, 0.9, 0), -90):
        bench(p, 2)
        # A chair's back being glued: two posts, three slats, clamps across.
        ash = materials.wood("ash along", "#d3b98c", "#e0caa0", "X")
        for y in (-0.2, 0.2):
            box((-0.45, y - 0.018, 0.905), (0.45, y + 0.018, 0.94), ash, 0.006)
        for x in (-0.3, 0.0, 0.3):
            box((x - 0.03, -0.183, 0.913), (x + 0.03, 0.183, 0.93), p.oak_deep, 0.004)
        for x in (-0.16, 0.17):
            box((x - 0.012, -0.32, 0.955), (x + 0.012, 0.36, 0.967), p.steel, 0.002)
            for y in (-0.24, 0.24):
                box((x - 0.02, y - 0.02, 0.895), (x + 0.02, y + 0.02, 0.985), cramp, 0.005)
            rod((x, -0.42, 0.925), (x, -0.26, 0.925), 0.008, p.steel)
            rod((x, -0.5, 0.925), (x, -0.42, 0.925), 0.016, p.oak)
        turned((0.7, 0.1, 0.8805), [(0.0, 0), (0.035, 0), (0.035, 0.14), (0.012, 0.17), (0.008, 0.2), (0.0, 0.2)], plain("glue", "#e0d8b8", 0.5), 20)
        with placed((-0.72, 0.1, 0.8805), 40):
            mallet(p)
        rod((0.5, -0.27, 0.89), (0.8, -0.22, 0.89), 0.008, p.mustard, sides=6)
    with placed((-2.1, 4.2, 0), 90):
        bench(p, 3)
        with placed((-0.1, 0, 0.8805), 100):
            mallet(p)
        box((0.2, -0.2, 0.8805), (0.6, 0.1, 0.8825), p.chalk, 0)
        boxes([((0.24, -0.16 + k * 0.05, 0.8827), (0.24 + (0.3, 0.12, 0.26, 0.2, 0.3)[k], -0.157 + k * 0.05, 0.883)) for k in range(5)], p.petrol)
        box((0.66, -0.25, 0.8805), (0.69, 0.05, 0.884), p.oak, 0)


def chairs(p):
    """From the first frame to the finished chair, in a row before the end wall."""
    ash = materials.wood("chair ash", "#cfae7c", "#dcc094", "Z")
    cord = materials.mottled("paper cord", "#cdb184", "#d8be93", size=0.012, rough=0.95, grain=0.4)
    for stage, (x, y, turn) in enumerate(((3.0, 4.3, -34), (2.3, 4.0, -30), (1.35, 3.0, -24))):
        with placed((x, y, 0), turn):
            for side in (-1, 1):
                rod((side * 0.23, -0.22, 0), (side * 0.22, -0.2, 0.44), 0.017, ash, 0.02)
                bent([(side * 0.21, 0.24, 0), (side * 0.2, 0.2, 0.44), (side * 0.2, 0.23, 0.66), (side * 0.19, 0.28, 0.82)], 0.017, ash)
                rod((side * 0.22, -0.2, 0.22), (side * 0.2, 0.22, 0.22), 0.011, ash)
            for y0 in (-0.2, 0.2):
                rod((-0.22, y0, 0.42), (0.22, y0, 0.42), 0.014, ash)
            for side in (-1, 1):
                rod((side * 0.22, -0.2, 0.42), (side * 0.2, 0.2, 0.42), 0.014, ash)
            if stage > 0:
                sheet(lambda u, v: (-0.2 + 0.4 * u, 0.25 + 0.05 * v + 0.05 * math.sin(math.pi * u), 0.7 + 0.11 * v), 16, 4, p.oak, 0.014, "back")
            if stage > 1:
                sheet(lambda u, v: (-0.225 + 0.45 * u, -0.205 + 0.41 * v, 0.437 - 0.03 * math.sin(math.pi * u) * math.sin(math.pi * v)), 16, 16, cord, 0.02, "seat")


def tools(p):
    """The wall of tools on the left: forty-two, as Bent counts them, each before its painted outline; one is out, and its token hangs there."""
    with room.on(HERE, "left"), placed((0, -0.13, 0)):
        # It hangs on the posts of two trusses. x runs from the door's end (left) to the far end (right).
        x0, x1 = -0.4, 3.4
        box((x0, -0.03, 1.0), (x1, -0.0005, 2.6), p.petrol, 0.006)
        box((x0 - 0.04, -0.05, 0.96), (x1 + 0.04, -0.0005, 0.9995), p.oak, 0.004)
        box((x0 - 0.04, -0.05, 2.6005), (x1 + 0.04, -0.0005, 2.64), p.oak, 0.004)
        shade = plain("outline", "#d9b04c", 0.7)
        # Saws.
        for k in range(3):
            z = 2.35 - k * 0.28
            for grow, y, tone in ((0.018, -0.032, shade), (0.0, -0.04, None)):
                blade = tone or p.steel
                work = [(x0 + 0.15 - grow, z - 0.045 - grow), (x0 + 0.75 + grow, z - 0.02 - grow), (x0 + 0.75 + grow, z + 0.03 + grow), (x0 + 0.15 - grow, z + 0.07 + grow)]
                flat_shape(work, y, 0.0015, blade)
                box((x0 + 0.04 - grow, y - 0.012 * (tone is None), z - 0.06 - grow), (x0 + 0.16 + grow, y + 0.001, z + 0.075 + grow), tone or p.coral, 0.0 if tone else 0.012)
        # Chisels in rows by size; the fifth is out.
        for k in range(9):
            x = x0 + 1.05 + k * 0.13
            long, wide = 0.2 + 0.012 * k, 0.006 + 0.0016 * k
            box((x - wide - 0.014, -0.033, 2.42 - long - 0.12), (x + wide + 0.014, -0.0305, 2.5), shade, 0)
            if k != 4:
                rod((x, -0.05, 2.36), (x, -0.05, 2.48), 0.015, (p.coral, p.mustard)[k % 2], 0.013, 14)
                box((x - wide, -0.053, 2.36 - long), (x + wide, -0.048, 2.36), p.steel, 0.001)
            else:
                rod((x, -0.045, 2.42), (x, -0.033, 2.42), 0.028, p.chalk, sides=28)
                lettering("7", (x, -0.0465, 2.402), 0.04, p.ink)
            rod((x, -0.06, 2.5), (x, -0.03, 2.5), 0.004, p.steel, sides=8)
        # Hammers, pliers, squares, planes on a shelf.
        for k in range(5):
            x = x0 + 1.1 + k * 0.24
            for grow, y, tone in ((0.016, -0.0325, shade), (0.0, -0.05, None)):
                box((x - 0.012 - grow, y - (0.012 if tone is None else 0.0005), 1.62 - grow), (x + 0.012 + grow, y + 0.001, 1.9 + grow), tone or p.oak_tall, 0.006 if tone is None else 0)
                box((x - 0.06 - grow, y - (0.016 if tone is None else 0.0008), 1.88 - grow), (x + 0.06 + grow, y + 0.001, 1.93 + grow), tone or p.graphite, 0.006 if tone is None else 0)
        for k in range(4):
            x = x0 + 2.45 + k * 0.3
            for grow, y, tone in ((0.014, -0.0325, shade), (0.0, -0.04, None)):
                box((x - grow, y, 1.75 - grow), (x + 0.03 + grow, y + 0.002, 2.15 + grow), tone or (p.oak_tall if k % 2 else p.steel), 0)
                box((x - grow, y - 0.0006, 1.75 - grow), (x + 0.2 + grow, y + 0.0014, 1.78 + grow), tone or p.steel, 0)
        for k in range(8):
            x = x0 + 0.12 + k * 0.11
            box((x - 0.022, -0.033, 1.2), (x + 0.022, -0.0305, 1.52), shade, 0)
            rod((x, -0.045, 1.24), (x, -0.045, 1.38), 0.005, p.steel, sides=8)
            rod((x, -0.045, 1.38), (x, -0.045, 1.5), 0.014, (p.red, p.mustard, p.petrol)[k % 3], sides=14)
        # Files over the planes.
        for k in range(8):
            x = x0 + 1.2 + k * 0.3
            box((x - 0.026, -0.033, 1.31), (x + 0.026, -0.0305, 1.59), shade, 0)
            box((x - 0.009, -0.047, 1.33), (x + 0.009, -0.041, 1.48), p.steel, 0.001)
            rod((x, -0.045, 1.48), (x, -0.045, 1.57), 0.013, (p.mustard, p.coral)[k % 2], 0.01, 14)
        box((x0 + 1.05, -0.2, 1.15), (x1 - 0.1, -0.0305, 1.17), p.oak, 0.004)
        for k in range(5):
            x = x0 + 1.25 + k * 0.42
            box((x - 0.135, -0.033, 1.1705), (x + 0.135, -0.0305, 1.285), shade, 0)
            with placed((x, -0.11, 1.1705), 6 * (k % 3) - 6):
                plane(p)
        lettering("Alt på plads kl. 15.30", (x1 - 0.75, -0.0315, 2.4), 0.115, p.chalk)
        # A bench drawer unit below, grinder and a vice on it.
        box((x0, -0.62, 0), (x1, -0.05, 0.82), p.graphite, 0.01)
        box((x0 - 0.03, -0.66, 0.82), (x1 + 0.03, -0.03, 0.87), p.oak, 0.006)
        for k in range(6):
            x = x0 + 0.02 + k * 0.63
            for z0, z1 in ((0.08, 0.34), (0.36, 0.58), (0.6, 0.79)):
                box((x, -0.638, z0), (x + 0.605, -0.621, z1), p.sage, 0.004)
                box((x + 0.22, -0.654, z1 - 0.06), (x + 0.4, -0.639, z1 - 0.045), p.steel, 0.003)
        with placed((x0 + 0.5, -0.35, 0.8705)):
            grinder(p)
        with placed((x1 - 0.5, -0.4, 0.8705)):
            radio_and_coffee(p)
    with room.on(HERE, "left"):
        room.clock(p, 1.25, 2.88, 0.2)


def cramps(p):
    """Bar cramps on a rail between the door and the tools."""
    cramp = plain("cramp", "#c9402f", 0.4)
    with room.on(HERE, "left"):
        box((-2.05, -0.05, 2.0), (-0.75, -0.0005, 2.08), p.oak, 0.005)
        for k in range(9):
            x, long = -1.97 + k * 0.143, (1.2, 1.2, 1.2, 1.0, 1.0, 0.8, 0.8, 0.6, 0.6)[k]
            box((x - 0.014, -0.075, 2.1 - long), (x + 0.014, -0.067, 2.12), p.steel, 0.001)
            for z in (2.1, 2.1 - long * (0.55 + 0.05 * (k % 4))):
                box((x - 0.02, -0.17, z - 0.035), (x + 0.02, -0.062, z), cramp, 0.005)
            z = 2.1 - long * (0.55 + 0.05 * (k % 4))
            rod((x, -0.15, z - 0.16), (x, -0.15, z + 0.07), 0.007, p.graphite, sides=10)
            rod((x, -0.15, z - 0.26), (x, -0.15, z - 0.14), 0.016, p.oak_tall, sides=14)


def flat_shape(corners, y, thick, material):
    """A flat upright plate; its (x, z) corners are lower left, lower right, upper right, upper left."""
    a, b, c, d = corners

    def surface(u, v):
        low, high = (a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u), (d[0] + (c[0] - d[0]) * u, d[1] + (c[1] - d[1]) * u)
        return (low[0] + (high[0] - low[0]) * v, y, low[1] + (high[1] - low[1]) * v)

    sheet(surface, 1, 1, material, thick, "plate")


def grinder(p):
    box((-0.1, -0.1, 0), (0.1, 0.1, 0.03), p.graphite, 0.006)
    rod((-0.12, 0, 0.16), (0.12, 0, 0.16), 0.075, p.petrol)
    box((-0.05, -0.05, 0.03), (0.05, 0.05, 0.1), p.petrol, 0.01)
    for x in (-0.19, 0.15):
        rod((x, 0, 0.16), (x + 0.04, 0, 0.16), 0.095, plain("stone", "#9b9a95", 0.9), sides=36)
        box((x - 0.01, -0.02, 0.2), (x + 0.05, 0.11, 0.275), p.graphite, 0.01)


def radio_and_coffee(p):
    box((-0.17, -0.07, 0), (0.17, 0.07, 0.19), p.mustard, 0.018)
    rod((-0.08, -0.076, 0.1), (-0.08, -0.069, 0.1), 0.062, p.dark, sides=36)
    box((0.02, -0.073, 0.11), (0.14, -0.0695, 0.15), p.chalk, 0)
    for k in range(2):
        rod((0.05 + k * 0.06, -0.082, 0.06), (0.05 + k * 0.06, -0.069, 0.06), 0.016, p.chalk)
    with placed((-0.42, -0.02, 0), 130):
        furniture.mug(p, p.chalk)
    with placed((-0.3, -0.14, 0), 20):
        furniture.mug(p, p.coral)


def bandsaw(p):
    green = materials.mottled("machine green", "#4f7268", "#587b71", size=0.3, rough=0.4)
    with placed((3.15, -1.9, 0), -100):
        box((-0.3, -0.25, 0), (0.3, 0.25, 0.62), green, 0.02)
        box((-0.36, -0.36, 0.9), (0.3, 0.36, 0.935), p.steel, 0.005)
        box((0.12, -0.11, 0.6), (0.34, 0.11, 2.0), green, 0.03)
        rod((-0.06, -0.14, 1.65), (-0.06, 0.14, 1.65), 0.3, green, sides=56)
        rod((-0.06, -0.155, 1.65), (-0.06, -0.139, 1.65), 0.27, materials.mottled("machine pale", "#c9cdbf", "#d2d6c8", size=0.3, rough=0.4), sides=56)
        rod((-0.06, -0.16, 1.65), (-0.06, -0.15, 1.65), 0.05, p.steel, sides=28)
        box((-0.3, -0.16, 0.62), (0.26, 0.16, 0.9), green, 0.03)
        box((-0.22, -0.004, 0.935), (-0.208, 0.004, 1.4), p.steel, 0)
        box((-0.25, -0.03, 1.12), (-0.18, 0.03, 1.38), p.mustard, 0.006)
        box((-0.02, -0.37, 0.68), (0.16, -0.3605, 0.84), p.mustard, 0.01)
        rod((0.07, -0.4, 0.76), (0.07, -0.36, 0.76), 0.04, p.red, sides=28)
        bent([(0.3, 0, 0.4), (0.6, 0, 0.5), (0.75, 0, 1.2), (0.75, 0, 4.2)], 0.06, p.steel, 16)


def drill(p):
    with placed((3.3, 2.6, 0), -90):
        box((-0.25, -0.3, 0), (0.25, 0.25, 0.05), p.graphite, 0.01)
        rod((0, 0.1, 0.05), (0, 0.1, 1.7), 0.045, p.steel)
        box((-0.18, -0.26, 0.95), (0.18, 0.1, 0.985), p.steel, 0.006)
        box((-0.13, -0.22, 1.42), (0.13, 0.26, 1.72), p.petrol, 0.04)
        rod((0, -0.15, 1.2), (0, -0.15, 1.42), 0.03, p.steel)
        rod((0, -0.15, 1.08), (0, -0.15, 1.2), 0.008, p.steel)
        for k in range(3):
            a = k * 2.094
            rod((0.14, -0.05, 1.5), (0.16, -0.05 + 0.2 * math.sin(a), 1.5 + 0.2 * math.cos(a)), 0.006, p.steel, sides=8)
            ball((0.16, -0.05 + 0.2 * math.sin(a), 1.5 + 0.2 * math.cos(a)), 0.02, p.dark, sides=14)
        rod((0, -0.235, 1.56), (0, -0.219, 1.56), 0.032, p.red, sides=28)


def timber(p):
    """The rack of planks at the end wall; a door-sized board leans beside it."""
    woods = [materials.wood(f"plank {k}", *tones, "X") for k, tones in enumerate((("#b88d5c", "#cfa877"), ("#d3bc92", "#e0cca6"), ("#8a6242", "#9f7653"), ("#c89a62", "#d8ad78")))]
    chance = random.Random(3)
    with room.on(HERE, "front"):
        for x in (-3.2, -1.9, -0.6):
            box((x - 0.04, -0.1, 0), (x + 0.04, -0.02, 2.5), p.graphite, 0.005)
            for k in range(4):
                box((x - 0.03, -0.62, 0.45 + k * 0.55), (x + 0.03, -0.1, 0.49 + k * 0.55), p.graphite, 0.004)
        for k in range(4):
            z, y = 0.491 + k * 0.55, -0.58
            for layer in range(chance.choice((3, 4, 5))):
                y = -0.6
                while y < -0.16:
                    wide = chance.uniform(0.07, 0.15)
                    start, long = -3.5 + chance.uniform(-0.15, 0.2), chance.uniform(2.6, 3.3)
                    box((start, y, z + layer * 0.036), (start + long, min(y + wide - 0.004, -0.11), z + layer * 0.036 + 0.033), woods[(k + chance.randrange(2)) % 4], 0.003, "plank")
                    y += wide
        with placed((0.35, -0.14, 0)):
            for k in range(5):
                box((-0.12 + k * 0.17, -0.03, 0.005), (0.03 + k * 0.17, 0.0, chance.uniform(1.9, 2.5)), woods[k % 4], 0.003, tilt=("X", -3))
        furniture.framed(p, furniture.shapes(420, 300, 55), 1.7, 1.6, 0.9, p.oak)
        safety(p, 2.95)


def safety(p, x):
    """Goggles, ear muffs and aprons on hooks under a sign."""
    room.sign(p, "Briller og høreværn", x, 2.1, 0.07, plain("must", "#2c5f93", 0.5))
    box((x - 0.55, -0.02, 1.75), (x + 0.55, -0.0005, 1.83), p.oak, 0.004)
    for k in range(5):
        at = x - 0.44 + k * 0.22
        bent([(at, -0.02, 1.79), (at, -0.07, 1.78), (at, -0.08, 1.82)], 0.006, p.steel, 8)
        if k % 2 == 0:
            bent([(at - 0.07, -0.06, 1.62), (at - 0.07, -0.06, 1.75), (at, -0.06, 1.79), (at + 0.07, -0.06, 1.75), (at + 0.07, -0.06, 1.62)], 0.008, p.dark)
            for side in (-1, 1):
                ball((at + side * 0.07, -0.06, 1.6), 0.042, (p.red, p.mustard, p.petrol)[k // 2], (0.6, 0.8, 1), 18)
        else:
            sheet(lambda u, v, at=at: (at + (0.03 + 0.13 * min(1, v * 2.5)) * (2 * u - 1), -0.07 - 0.03 * math.sin(3.1 * u) - 0.01 * math.sin(12 * u), 1.79 - 0.85 * v), 14, 8, p.petrol if k == 1 else p.coral, 0.004, "apron")


def rest(p):
    """Dust pipes, lamps over the benches, a first-aid box, what stands by the door."""
    rod((X1 - 0.75, Y0 + 0.2, 4.2), (X1 - 0.75, Y1 - 0.3, 4.2), 0.11, p.steel, sides=24)
    for y in (-2.6, -0.4, 1.8, 4.0, 5.8):
        rod((X1 - 0.75, y - 0.03, 4.2), (X1 - 0.75, y + 0.03, 4.2), 0.12, p.graphite, sides=24)
        rod((X1 - 0.75, y, 4.2), (X1 - 0.75, y, TOP - 0.0005), 0.006, p.graphite, sides=8)
    for x, y in ((-2.1, 1.2), (2.2, 0.9), (-2.1, 4.2), (0.6, 5.2)):
        room.pendant(p, x, y, 2.75, TOP, plain("enamel", "#39584f", 0.35), 26, 0.26)
    with room.on(HERE, "back"):
        # x runs from the right wall (left) to the left wall (right).
        box((-1.9, -0.16, 1.3), (-1.45, -0.0005, 1.75), p.chalk, 0.012)
        box((-1.715, -0.1625, 1.4), (-1.635, -0.1595, 1.65), p.leaf, 0)
        box((-1.8, -0.1627, 1.485), (-1.55, -0.1597, 1.565), p.leaf, 0)
        room.extinguisher(p, -1.1)
        furniture.notice_board(p, -0.5, 1.25, 1.3, 0.85)
        box((-0.7, -0.5, 0), (1.0, -0.02, 0.45), p.oak, 0.01)
        box((-3.6, -0.55, 0), (-2.4, -0.02, 2.0), p.sage, 0.01)
        for x in (-3.59, -2.99):
            box((x, -0.57, 0.05), (x + 0.58, -0.551, 1.95), p.sage, 0.006)
            rod((x + (0.52 if x < -3.2 else 0.06), -0.59, 1.0), (x + (0.52 if x < -3.2 else 0.06), -0.57, 1.0), 0.016, p.steel)
    with placed((3.2, 0.1, 0), -90):
        box((-0.35, -0.3, 0.0), (0.35, 0.3, 0.5), plain("bin", "#5f6a6c", 0.6), 0.02)
        sheet(lambda u, v: (-0.3 + 0.6 * u, -0.25 + 0.5 * v, 0.5 + 0.05 * math.sin(7 * u + 3 * v) * math.sin(5 * v + u)), 14, 14, plain("sawdust", "#d2b784", 0.95), 0, "sawdust")
    rod((3.75, -0.5, 0), (3.82, -0.6, 1.4), 0.013, p.oak_tall)
    box((3.6, -0.62, 0.0), (3.85, -0.38, 0.07), p.dark, 0.02)
    room.camera(p, (3.6, -3.1, TOP))
    room.detector(p, (0.2, 1.3, TOP))


def build(p):
    shell(p)
    workbenches(p)
    chairs(p)
    tools(p)
    cramps(p)
    bandsaw(p)
    drill(p)
    timber(p)
    rest(p)
    room.garden(p, HERE)
    studio.sky("#e6edf0", "#8dbadb", 1.1)
    studio.sun(plan.sun(HERE), 18.0, "#fff0d8")
    for x0, x1, y0, y1 in LIGHTS:
        studio.area_light(((x0 + x1) / 2, (y0 + y1) / 2, TOP + 0.62), (x1 - x0, y1 - y0), 130, "#e6eff6")
    with room.on(HERE, "right"):
        for y in LOW:
            studio.area_light((-y - 1, 0.32, 2.0), (2.0, 1.8), 63, "#e6eff6", aim=(0, -1, -0.1))
    with room.on(HERE, "left"):
        studio.area_light((1.0, 0.32, 3.65), (7.5, 0.9), 70, "#eef2f4", aim=(0, -1, -0.35))


if __name__ == "__main__":
    room.render(build)
