"""The visiting room, as a stereo panorama: a sofa, coffee, and a corner for children.

    python visiting.py out=visiting.jpg width=4096 samples=2 stereo=1
    python visiting.py out=view.png width=800 view=40,-15,80      # a plain view: yaw, pitch, wide

The morning sun falls through the tall window, straight ahead, onto the rug with its wooden
railway. Sofas on the left, toys and a low table on the right. The way out is at yaw -160.
"""

import math
import random

import furniture
import kit
import materials
import plan
import room
import studio
from kit import ball, bent, box, lettering, placed, rod, sheet, turned
from materials import plain

HERE = "visiting"
X0, X1, Y0, Y1 = -3.2, 3.2, -2.6, 4.2
TOP = 2.8
WINDOW = (-2.2, 2.4, 0.5, 2.35)


def shell(p):
    planks = materials.wood("visiting planks", "#b08a60", "#c49f74", "Y", 0.45)
    for i in range(46):
        x = X0 + i * 0.14
        box((x, Y0, -0.02), (min(x + 0.1398, X1), Y1, 0), planks, 0.0016, "plank")
    yellow = materials.mottled("straw", "#e3d3a6", "#e9dab1", rough=0.6, grain=0.05)
    blue = materials.mottled("dusk blue", "#a9bfc4", "#b2c7cc", rough=0.6, grain=0.05)
    room.shell(HERE, p, {"front": p.white, "right": yellow, "back": p.white, "left": blue}, None, {"front": [WINDOW]}, [("sluice", 0.96, 2.1)])
    box((X0 - 0.3, Y0 - 0.3, -0.1), (X1 + 0.3, Y1 + 0.3, -0.021), planks, 0, "under the boards")
    with room.on(HERE, "front"):
        room.window(p, *WINDOW, parts=4)
        cloth = materials.mottled("linen", "#d9b98c", "#e2c69c", size=0.08, rough=0.95)
        rod((-2.75, -0.075, 2.5), (2.95, -0.075, 2.5), 0.012, p.oak, sides=10)
        room.curtain(cloth, -2.72, -2.14, 2.49, 0.06)
        room.curtain(cloth, 2.36, 2.92, 2.49, 0.06)
    side, along = room.door_along(HERE, "sluice")
    with room.on(HERE, side, along):
        room.door(p, materials.mottled("visiting door", "#b9652f", "#c4703a", size=0.4, rough=0.42), "Slusen")
    with room.on(HERE, side, along + 0.68):
        room.alarm(p, 0.2)
        room.switch(p, 0.36)


def lounge(p):
    """Two sofas about a low table with coffee and a bun each; a lamp, a bookcase."""
    grey = materials.mottled("sofa", "#54707a", "#5f7c86", size=0.05, rough=0.95)
    rust = materials.mottled("armchair", "#b3654a", "#be7157", size=0.05, rough=0.95)
    with placed((-2.68, 1.35, 0), 90):
        sofa(p, grey, 1.9)
    with placed((-1.15, 3.35, 0), 8):
        sofa(p, rust, 0.85)
    with placed((-1.25, 1.3, 0)):
        turned((0, 0, 0.4), [(0.0, 0), (0.46, 0), (0.48, 0.012), (0.47, 0.03), (0.0, 0.03)], p.oak, 56)
        for k in range(3):
            a = k * 2.094 + 0.4
            rod((0.36 * math.cos(a), 0.36 * math.sin(a), 0), (0.26 * math.cos(a), 0.26 * math.sin(a), 0.4), 0.017, p.oak_tall)
        for x, y, tone in ((-0.22, 0.1, p.mustard), (0.2, -0.16, p.chalk)):
            with placed((x, y, 0.4305), 70 * x * 10):
                furniture.mug(p, tone)
        turned((0.08, 0.24, 0.4305), [(0.0, 0), (0.065, 0), (0.07, 0.02), (0.07, 0.18), (0.042, 0.23), (0.042, 0.26), (0.0, 0.27)], p.steel)
        turned((-0.06, -0.22, 0.4305), [(0.0, 0), (0.07, 0), (0.11, 0.014), (0.108, 0.018), (0.066, 0.004), (0.0, 0.004)], p.chalk, 36)
        bun = materials.mottled("bun", "#a8703c", "#c08a50", size=0.04, rough=0.7)
        for x, y in ((-0.1, -0.24), (-0.03, -0.2), (-0.08, -0.17)):
            ball((x, y, 0.455), 0.036, bun, (1, 1, 0.75), 18)
        box((0.05, -0.02, 0.431), (0.2, 0.1, 0.449), p.coral, 0.003, tilt=("Z", 20))
        turned((-0.33, -0.12, 0.4305), [(0.0, 0), (0.03, 0), (0.04, 0.06), (0.022, 0.11), (0.028, 0.13), (0.0, 0.12)], p.petrol, 24)
        for i in range(9):
            a, r = i * 2.4, 0.02 + 0.012 * (i % 4)
            top = (-0.33 + math.cos(a) * r * 1.6, -0.12 + math.sin(a) * r * 1.6, 0.68 + 0.018 * (i % 3))
            rod((-0.33, -0.12, 0.55), top, 0.0022, p.leaf, sides=6)
            ball(top, 0.018, (p.coral, p.chalk, p.mustard)[i % 3], (1, 1, 0.7), 10)
    weave = materials.mottled("rug", "#8c4a38", "#99553f", size=0.05, rough=0.98)
    box((-2.15, 0.35, 0.0004), (-0.45, 2.6, 0.012), weave, 0.005, "rug")
    for k in range(2):
        y = 0.5 + k * 1.85
        box((-2.1, y, 0.0122), (-0.5, y + 0.07, 0.0132), p.chalk, 0)
    with placed((-2.75, 3.05, 0)):
        rod((0, 0, 0), (0, 0, 0.025), 0.15, p.graphite)
        rod((0, 0, 0.02), (0, 0, 1.5), 0.012, p.graphite)
        turned((0, 0, 1.38), [(0.2, 0), (0.13, 0.28)], plain("lampshade", "#ead9b8", 0.8), 40, closed=False)
        ball((0, 0, 1.5), 0.05, p.lamp)
    with room.on(HERE, "left"):
        furniture.framed(p, furniture.hills(520, 340, 44), 0.75, 1.3, 1.15, p.oak)
        with placed((-1.55, -0.0005, 0)):
            bookcase(p)
        room.clock(p, 2.6, 2.1)
        room.sockets(p, 2.4, 0.3)
    with room.on(HERE, "back"):
        furniture.notice_board(p, -1.9, 1.2, 1.0, 0.85)
        with placed((-2.75, -0.3, 0)):
            furniture.plant(p, 1.4, p.mustard)
        room.extinguisher(p, -0.05)
        hatstand(p, 2.55)


def sofa(p, cloth, wide):
    """At the origin, its back to +Y, `wide` metres between its arms."""
    half = wide / 2
    for x in (-half - 0.1, half + 0.1):
        for y in (-0.32, 0.32):
            rod((x * 0.95, y, 0), (x * 0.95, y, 0.14), 0.022, p.oak_tall, 0.028)
    box((-half - 0.15, -0.38, 0.13), (half + 0.15, 0.4, 0.3), cloth, 0.03)
    count = max(1, round(wide / 0.9))
    for k in range(count):
        x0 = -half + k * wide / count
        box((x0 + 0.004, -0.42, 0.285), (x0 + wide / count - 0.004, 0.22, 0.45), cloth, 0.05)
        box((x0 + 0.01, 0.1, 0.42), (x0 + wide / count - 0.01, 0.3, 0.84), cloth, 0.07, tilt=("X", 10))
    box((-half - 0.15, 0.24, 0.28), (half + 0.15, 0.42, 0.78), cloth, 0.05)
    for side in (-1, 1):
        x0, x1 = sorted((side * half, side * (half + 0.16)))
        box((x0, -0.4, 0.25), (x1, 0.4, 0.6), cloth, 0.055)
    box((half - 0.42, -0.04, 0.47), (half - 0.03, 0.09, 0.8), p.mustard, 0.06, tilt=("X", 22))
    if count > 1:
        box((-half + 0.03, -0.05, 0.47), (-half + 0.42, 0.08, 0.8), p.coral, 0.06, tilt=("X", 20))


def bookcase(p):
    for z in (0.04, 0.4, 0.76, 1.12):
        box((-0.55, -0.28, z), (0.55, -0.002, z + 0.024), p.oak, 0.003)
    for x in (-0.55, 0.526):
        box((x, -0.281, 0), (x + 0.024, -0.001, 1.145), p.oak_tall, 0.003)
    for z, wide in ((0.0645, 0.9), (0.4245, 1.0), (0.7845, 0.6)):
        with placed((-0.52, -0.2, z)):
            furniture.books(p, wide)
    for k, tone in enumerate((p.coral, p.petrol)):
        box((0.14, -0.24, 0.785 + k * 0.055), (0.5, -0.05, 0.837 + k * 0.055), tone, 0.004)
    with placed((0.3, -0.14, 1.1445)):
        furniture.bear(p, 0.75)
    with placed((-0.3, -0.14, 1.1445)):
        turned((0, 0, 0), [(0.0, 0), (0.05, 0), (0.066, 0.11), (0.058, 0.11), (0.0, 0.09)], p.sage, 24)
        for i in range(14):
            a, r = i * 2.4, 0.05 + 0.01 * (i % 5)
            bent([(0, 0, 0.09), (r * math.cos(a), r * math.sin(a), 0.2), (1.9 * r * math.cos(a), 1.9 * r * math.sin(a), 0.13)], 0.006, p.leaf, 6)


def hatstand(p, x):
    box((x - 0.4, -0.02, 1.6), (x + 0.4, -0.0005, 1.68), p.oak, 0.004)
    coat = materials.mottled("child's coat", "#c05a44", "#cb664f", size=0.06, rough=0.95)
    for k in range(4):
        at = x - 0.3 + k * 0.2
        bent([(at, -0.02, 1.64), (at, -0.07, 1.63), (at, -0.08, 1.67)], 0.007, p.steel, 8)
    sheet(lambda u, v: (x - 0.1 + (0.04 + 0.13 * min(1, v * 2.5)) * (2 * u - 1), -0.06 - 0.05 * math.sin(math.pi * u) - 0.012 * math.sin(13 * u) * v, 1.63 - 0.5 * v), 22, 12, coat, 0.008, "coat")


def play(p):
    """A round rug with a wooden railway, blocks, a low table with crayons, a play kitchen."""
    outer = materials.mottled("play rug", "#5f8a86", "#6b9691", size=0.04, rough=0.98)
    inner = materials.mottled("play rug inner", "#d9b45a", "#e2be66", size=0.04, rough=0.98)
    turned((1.35, 2.45, 0.0004), [(0.0, 0), (1.15, 0), (1.15, 0.011), (0.0, 0.011)], outer, 80)
    turned((1.35, 2.45, 0.0114), [(0.0, 0), (0.98, 0), (0.98, 0.0015), (0.0, 0.0015)], inner, 80)
    turned((1.35, 2.45, 0.0129), [(0.0, 0), (0.9, 0), (0.9, 0.0015), (0.0, 0.0015)], outer, 80)
    with placed((1.35, 2.45, 0.0145)):
        railway(p)
        blocks(p)
    with placed((2.0, 3.35, 0.0145), -25):
        furniture.bear(p, 1.35)
    with placed((1.5, 0.35, 0), 6):
        low_table(p)
    with room.on(HERE, "right"):
        # x runs from the window (left) to the door (right).
        with placed((-2.85, 0, 0)):
            play_kitchen(p)
        toy_shelf(p, -1.75)
        drawings(p, -0.2, 1.05)
        giraffe(p, 1.75)
        box((2.0, -0.32, 0.0), (2.45, -0.02, 0.36), p.oak, 0.01)
        box((1.98, -0.34, 0.36), (2.47, -0.01, 0.385), p.oak, 0.006)
        with placed((2.22, -0.18, 0.3855), 20):
            furniture.bear(p, 0.8)
        furniture.framed(p, furniture.shapes(300, 420, 31), 2.02, 1.25, 0.42, p.oak_tall)


def railway(p):
    """A ring of track with a train of three."""
    track, groove = p.oak, plain("groove", "#8f6a3f", 0.7)
    radius = 0.55
    turned((0, 0, 0), [(radius - 0.035, 0), (radius - 0.035, 0.012), (radius + 0.035, 0.012), (radius + 0.035, 0)], track, 64, closed=False)
    for r in (radius - 0.018, radius + 0.018):
        turned((0, 0, 0.0122), [(r - 0.004, 0), (r - 0.004, 0.0006), (r + 0.004, 0.0006), (r + 0.004, 0)], groove, 64, closed=False)
    for k, tone in enumerate((p.red, p.mustard, p.petrol)):
        a = math.radians(-115 + k * 15)
        with placed((radius * math.cos(a), radius * math.sin(a), 0.013), math.degrees(a) + 90):
            box((-0.06, -0.022, 0.012), (0.06, 0.022, 0.028), p.oak, 0.003)
            for x in (-0.035, 0.035):
                rod((x, -0.026, 0.012), (x, 0.026, 0.012), 0.012, p.dark, sides=18)
            if k == 0:
                rod((-0.055, 0, 0.046), (0.02, 0, 0.046), 0.019, tone, sides=24)
                box((0.018, -0.022, 0.028), (0.058, 0.022, 0.085), tone, 0.004)
                rod((-0.04, 0, 0.06), (-0.04, 0, 0.085), 0.007, p.dark)
            else:
                box((-0.052, -0.021, 0.028), (0.052, 0.021, 0.055), tone, 0.003)
                for i in range(3):
                    ball((-0.03 + 0.03 * i, 0, 0.06), 0.013, (p.coral, p.leaf, p.chalk)[(i + k) % 3], sides=12)
    # A bridge of blocks over the track, a station, trees.
    for y in (-0.09, 0.09):
        box((radius - 0.035, y - 0.02, 0), (radius + 0.035, y + 0.02, 0.012), track, 0)
    for side in (-1, 1):
        box((-0.62 + side * 0.075 - 0.02, 0.1, 0), (-0.62 + side * 0.075 + 0.02, 0.16, 0.13), p.coral if side < 0 else p.petrol, 0.003)
    box((-0.74, 0.095, 0.1302), (-0.5, 0.165, 0.165), p.oak, 0.003)
    box((-0.14, -0.1, 0), (0.06, 0.04, 0.1), p.chalk, 0.003)
    box((-0.16, -0.12, 0.1002), (0.08, 0.06, 0.12), p.coral, 0.004)
    for x, y, s in ((0.2, 0.16, 1.0), (0.28, 0.04, 0.75), (-0.2, 0.2, 1.15)):
        rod((x, y, 0), (x, y, 0.03 * s), 0.008, p.oak_tall)
        rod((x, y, 0.03 * s), (x, y, 0.13 * s), 0.036 * s, p.leaf, 0.002)


def blocks(p):
    """A tower nearly finished, and what has fallen from it."""
    chance = random.Random(5)
    tones = (p.coral, p.petrol, p.mustard, p.sage, p.oak)
    for k in range(6):
        with placed((-0.55 + chance.uniform(-0.006, 0.006), -0.62 + chance.uniform(-0.006, 0.006), 0.0455 * k), chance.uniform(-9, 9)):
            box((-0.0225, -0.0225, 0), (0.0225, 0.0225, 0.045), tones[k % 5], 0.003)
    for k in range(9):
        with placed((-0.82 + chance.uniform(0, 0.5), -0.45 + chance.uniform(-0.3, 0.25), 0), chance.uniform(0, 90)):
            box((-0.0225, -0.0225, 0), (0.0225, 0.0225 + 0.045 * (k % 3 == 0), 0.045), tones[(k * 2) % 5], 0.003)


def low_table(p):
    """For drawing: paper, crayons in a tin, two small chairs."""
    box((-0.42, -0.32, 0.46), (0.42, 0.32, 0.485), p.oak, 0.008)
    for x in (-0.36, 0.36):
        for y in (-0.26, 0.26):
            rod((x, y, 0), (x, y, 0.46), 0.018, p.oak_tall)
    with placed((-0.12, -0.08, 0.4856), 12):
        with kit.lying():
            kit.panel((-0.105, 0, -0.148), (0.105, 0, 0.148), materials.picture("drawing on table", child(3, 210, 297)))
    with placed((0.2, 0.1, 0.4853), -20):
        box((-0.105, -0.148, 0), (0.105, 0.148, 0.0006), p.chalk, 0)
    turned((0.1, -0.2, 0.4853), [(0.0, 0), (0.036, 0), (0.036, 0.09), (0.033, 0.09), (0.032, 0.01)], p.petrol, 24)
    for i, tone in enumerate((p.red, p.mustard, p.leaf, p.coral, p.dark, p.sage)):
        a = i * 1.05
        rod((0.1 + 0.012 * math.cos(a), -0.2 + 0.012 * math.sin(a), 0.495), (0.1 + 0.03 * math.cos(a), -0.2 + 0.03 * math.sin(a), 0.6), 0.0045, tone, sides=8)
    for k, tone in enumerate((p.red, p.petrol, p.mustard)):
        rod((-0.3 + 0.07 * k, 0.15, 0.49), (-0.24 + 0.07 * k, 0.2 - 0.05 * k, 0.49), 0.0045, tone, sides=8)
    for x, y, turn, tone in ((-0.1, -0.55, 184, p.coral), (0.12, 0.58, 8, p.mustard)):
        with placed((x, y, 0), turn):
            for dx in (-0.13, 0.13):
                rod((dx, -0.12, 0), (dx, -0.12, 0.27), 0.014, p.oak_tall)
                rod((dx, 0.13, 0), (dx, 0.15, 0.55), 0.014, p.oak_tall)
            box((-0.16, -0.15, 0.265), (0.16, 0.15, 0.287), tone, 0.008)
            box((-0.15, 0.128, 0.42), (0.15, 0.146, 0.55), tone, 0.008)


def child(seed, width, height):
    """A child's drawing: grass, a house, the sun, people holding hands."""
    import numpy as np

    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    u, v = x / width, y / height
    pixels = np.ones((height, width, 3)) * np.array([0.96, 0.95, 0.91])
    wobble = 0.02 * np.sin(u * 23 + seed) + 0.012 * np.sin(u * 51 + 2 * seed)

    def paint(mask, tone, amount=0.85):
        nonlocal pixels
        grain = 0.8 + 0.2 * np.sin((x + y * 0.7) * 0.9 + chance.uniform(0, 6))
        pixels = furniture._blend(pixels, mask * grain, tone, amount)

    paint((v > 0.8 + wobble).astype(float), "#6d9a4c")
    paint((np.hypot(u - 0.82, (v - 0.14) * height / width) < 0.1).astype(float), "#e8b23a")
    for k in range(9):
        a = k * math.pi / 8 + 1.4
        for r in np.linspace(0.13, 0.2, 14):
            paint((np.hypot(u - 0.82 - r * math.cos(a), (v - 0.14) * height / width - r * math.sin(a)) < 0.009).astype(float), "#e8b23a")
    hx = chance.uniform(0.1, 0.3)
    paint(((u > hx) & (u < hx + 0.34) & (v > 0.48 + wobble) & (v < 0.8)).astype(float), ("#b5523c", "#4a7f96", "#d39b3f")[seed % 3])
    paint(((v > 0.3) & (v < 0.49) & (abs(u - hx - 0.17) < (v - 0.3) * 1.1)).astype(float), "#3f4a58")
    paint(((u > hx + 0.05) & (u < hx + 0.13) & (v > 0.55) & (v < 0.64)).astype(float), "#efe2a8")
    for k in range(3):
        cx, tall = 0.56 + k * 0.14, (0.3, 0.26, 0.17)[k]
        top = 0.84 - tall
        paint((np.hypot(u - cx, (v - top) * height / width) < 0.042).astype(float), "#d9a582")
        paint(((abs(u - cx) < 0.012 + (v - top) * 0.12) & (v > top + 0.05) & (v < 0.78)).astype(float), ("#8a4f7d", "#3f6d8c", "#c9583f")[(k + seed) % 3])
        paint(((abs(abs(u - cx) - 0.02) < 0.007) & (v > 0.77) & (v < 0.86)).astype(float), "#4a3c34")
        paint(((abs(v - top - 0.11) < 0.008) & (abs(u - cx) < 0.072)).astype(float), "#d9a582")
    return pixels


def drawings(p, x, z):
    """What children have made here."""
    box((x - 0.04, -0.012, z + 0.84), (x + 1.34, -0.0005, z + 0.87), p.oak, 0.003)
    box((x - 0.04, -0.012, z + 0.4), (x + 1.34, -0.0005, z + 0.43), p.oak, 0.003)
    for k in range(8):
        column, row = k % 4, k // 4
        at, low = x + column * 0.335 + 0.015 * (k % 3), z + 0.84 - row * 0.44 - 0.3
        tall, wide = (0.297, 0.21) if k % 3 else (0.21, 0.29)
        low += 0.297 - tall
        pixels = child(k, 210, 297) if k % 3 else child(k, 297, 210)
        kit.panel((at, -0.0135 - 0.0004 * k, low), (at + wide, -0.0135 - 0.0004 * k, low + tall), materials.picture(f"drawing {k}", pixels))
        box((at + wide / 2 - 0.012, -0.02, low + tall - 0.012), (at + wide / 2 + 0.012, -0.0172, low + tall + 0.02), (p.coral, p.petrol, p.mustard)[k % 3], 0.003)


def giraffe(p, x):
    """A board for measuring how much one has grown since last time."""
    tone = plain("giraffe", "#dba94a", 0.6)
    spot = plain("giraffe spots", "#9a6330", 0.6)
    box((x - 0.05, -0.02, 0.55), (x + 0.05, -0.0005, 1.62), tone, 0.008)
    ball((x - 0.05, -0.012, 1.68), 0.09, tone, (1.5, 0.1, 0.75), 28)
    for dx in (0.0, 0.05):
        rod((x + dx - 0.01, -0.012, 1.72), (x + dx, -0.012, 1.83), 0.01, tone)
        ball((x + dx, -0.012, 1.84), 0.017, spot, (1, 0.6, 1), 12)
    ball((x - 0.06, -0.0225, 1.7), 0.012, p.dark, (1, 0.3, 1), 12)
    box((x - 0.14, -0.02, 0.36), (x + 0.3, -0.0005, 0.62), tone, 0.05)
    for dx in (-0.12, -0.02, 0.16, 0.25):
        box((x + dx, -0.02, 0.02), (x + dx + 0.045, -0.0005, 0.4), tone, 0.008)
    chance = random.Random(8)
    for k in range(13):
        ball((x + chance.uniform(-0.03, 0.03), -0.0205, 0.62 + k * 0.075), 0.024, spot, (1, 0.06, 0.85), 14)
    for k in range(6):
        ball((x - 0.08 + k * 0.06, -0.0205, 0.47 + 0.05 * (k % 2)), 0.028, spot, (1, 0.06, 0.85), 14)
    for k in range(10):
        z = 0.7 + 0.1 * k
        box((x + 0.055, -0.006, z - 0.002), (x + (0.15 if k % 5 == 3 else 0.1), -0.0005, z + 0.002), p.ink, 0)
        if k % 5 == 3:
            lettering(str(int(z * 100 + 0.5)), (x + 0.2, -0.0012, z - 0.018), 0.05, p.ink)


def toy_shelf(p, x):
    """Open boxes of toys under a shelf of picture books."""
    for z in (0.0, 0.36, 0.72):
        box((x, -0.36, z), (x + 1.2, -0.005, z + 0.022), p.oak, 0.003)
    for k in range(4):
        at = x + k * 0.3927
        box((at, -0.361, 0), (at + 0.022, -0.004, 0.743), p.oak_tall, 0.003)
    tones = (p.coral, p.petrol, p.mustard, p.sage, p.petrol, p.coral)
    for row in range(2):
        for column in range(3):
            at, z = x + 0.035 + column * 0.3927, 0.0225 + row * 0.36
            tone = tones[row * 3 + column]
            for low, high in (
                ((at, -0.34, z), (at + 0.345, -0.325, z + 0.2)), ((at, -0.05, z), (at + 0.345, -0.035, z + 0.2)),
                ((at, -0.325, z), (at + 0.012, -0.05, z + 0.2)), ((at + 0.333, -0.325, z), (at + 0.345, -0.05, z + 0.2)), ((at, -0.34, z), (at + 0.345, -0.035, z + 0.012)),
            ):
                box(low, high, tone, 0.003)
            chance = random.Random(row * 3 + column)
            for i in range(7):
                spot = (at + chance.uniform(0.05, 0.29), chance.uniform(-0.28, -0.09), z + 0.15)
                pick = (p.red, p.mustard, p.leaf, p.chalk, p.petrol, p.oak)[chance.randrange(6)]
                if row:
                    ball(spot, 0.045, pick, sides=18)
                else:
                    with placed(spot, chance.uniform(0, 90)):
                        box((-0.04, -0.03, -0.03), (0.04, 0.03, 0.03), pick, 0.005)
    with placed((x + 0.08, -0.24, 0.7425)):
        furniture.books(p, 0.45)
    with placed((x + 0.95, -0.17, 0.7425), -10):
        house(p)


def house(p):
    """A doll's house, open to the room."""
    wall = plain("doll's wall", "#d9e0dc", 0.7)
    for low, high in (
        ((-0.24, -0.12, 0), (0.24, 0.12, 0.012)), ((-0.24, -0.12, 0.17), (0.24, 0.12, 0.18)), ((-0.24, -0.12, 0.34), (0.24, 0.12, 0.352)),
        ((-0.24, -0.12, 0.012), (-0.228, 0.12, 0.34)), ((0.228, -0.12, 0.012), (0.24, 0.12, 0.34)), ((-0.006, -0.12, 0.012), (0.006, 0.11, 0.17)), ((-0.24, 0.11, 0.012), (0.24, 0.12, 0.34)),
    ):
        box(low, high, wall, 0.001)
    for side in (-1, 1):
        box((-0.01 + side * 0.135 - 0.17, -0.135, 0.41), (side * 0.135 + 0.18, 0.135, 0.424), p.coral, 0.002, tilt=("Y", side * 30))
    box((-0.2, 0.0, 0.012), (-0.06, 0.08, 0.05), p.petrol, 0.008)
    box((0.06, 0.0, 0.05), (0.16, 0.07, 0.058), p.oak, 0.002)
    rod((0.11, 0.035, 0.012), (0.11, 0.035, 0.05), 0.006, p.oak_tall)
    box((-0.18, 0.0, 0.18), (-0.02, 0.09, 0.215), p.mustard, 0.006)
    box((0.08, 0.05, 0.18), (0.18, 0.1, 0.28), p.oak_tall, 0.002)


def play_kitchen(p):
    box((-0.3, -0.32, 0), (0.35, -0.005, 0.52), p.oak_tall, 0.006)
    box((-0.32, -0.34, 0.52), (0.37, -0.005, 0.545), p.chalk, 0.005)
    box((-0.3, -0.05, 0.545), (0.35, -0.005, 0.95), p.sage, 0.005)
    box((-0.24, -0.33, 0.08), (0.04, -0.3205, 0.44), p.petrol, 0.004)
    box((-0.2, -0.333, 0.16), (0.0, -0.3295, 0.34), p.black_glass, 0.004)
    box((0.09, -0.33, 0.08), (0.31, -0.3205, 0.44), p.coral, 0.004)
    for x in (-0.18, 0.0):
        rod((x, -0.18, 0.5452), (x, -0.18, 0.549), 0.07, p.dark, sides=28)
    with placed((-0.18, -0.18, 0.549)):
        turned((0, 0, 0), [(0.0, 0), (0.055, 0), (0.055, 0.06), (0.05, 0.06), (0.048, 0.008), (0.0, 0.006)], p.red, 28)
    turned((0.23, -0.18, 0.5452), [(0.0, 0.004), (0.06, 0.006), (0.08, 0.012), (0.085, 0.0)], p.steel, 28)
    box((-0.3, -0.16, 0.82), (0.35, -0.0505, 0.838), p.oak, 0.003)
    for k, tone in enumerate((p.coral, p.mustard, p.petrol, p.chalk)):
        turned((-0.22 + k * 0.13, -0.1, 0.8385), [(0.0, 0), (0.025, 0), (0.032, 0.05), (0.028, 0.05), (0.0, 0.006)], tone, 20)


def build(p):
    shell(p)
    lounge(p)
    play(p)
    for x, y in ((-1.25, 1.3), (1.5, 0.4)):
        room.pendant(p, x, y, 2.05, TOP, plain("shade", "#4f7f86" if x > 0 else "#b9694c", 0.5), 24, 0.23)
    room.camera(p, (2.8, -2.2, TOP))
    room.detector(p, (0.2, 1.2, TOP))
    for x, y in ((-1.6, -1.2), (1.6, -1.2)):
        room.lamp_panel(p, x, y, TOP, 0.3, 1.2, 0)
    room.garden(p, HERE)
    swing(p)
    studio.sky("#e6edf0", "#8dbadb", 1.1)
    studio.sun(plan.sun(HERE), 18.0, "#fff0d8")
    studio.area_light((0.1, Y1 + 0.32, 1.45), (4.5, 1.8), 190, "#e6eff6", aim=(0, -1, -0.15))


def swing(p):
    """A swing and a sandpit on the lawn outside."""
    with room.on(HERE, "front"):
        with placed((0.9, 5.0, -0.22)):
            for x in (-1.2, 1.2):
                for y in (-0.7, 0.7):
                    rod((x, y, 0), (x, 0, 2.1), 0.05, p.oak_tall)
            rod((-1.35, 0, 2.1), (1.35, 0, 2.1), 0.055, p.oak)
            for x in (-0.25, 0.25):
                rod((x, 0, 0.5), (x, 0, 2.05), 0.008, p.graphite, sides=6)
            box((-0.3, -0.11, 0.47), (0.3, 0.11, 0.5), p.red, 0.008)
        with placed((-2.6, 5.2, -0.22)):
            for low, high in (((-0.9, -0.9, 0), (0.9, -0.75, 0.22)), ((-0.9, 0.75, 0), (0.9, 0.9, 0.22)), ((-0.9, -0.75, 0), (-0.75, 0.75, 0.22)), ((0.75, -0.75, 0), (0.9, 0.75, 0.22))):
                box(low, high, p.oak, 0.01)
            box((-0.75, -0.75, 0.02), (0.75, 0.75, 0.12), plain("sand", "#d8c394", 0.95), 0)


if __name__ == "__main__":
    room.render(build)
