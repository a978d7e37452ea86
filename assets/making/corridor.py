"""The wing's two-storey corridor, as a panorama.

    python corridor.py out=corridor.jpg width=4096 samples=2
    python corridor.py out=view.png width=800 view=50,-5,80      # a plain view: yaw, pitch, wide

The visitor stands at the origin and looks along +Y, north. The ways out are on the plan: the
open cell at yaw 54, the chapel at -50, the kitchen at -27, the workshop at -15, the clinic at
-124, the way to the sluice at 168.
"""

import math
import random

import cell
import furniture
import kit
import materials
import plan
import room
import studio
from furniture import cell_door
from kit import ball, bent, box, boxes, lettering, placed, rod, turned
from materials import glow, plain

HALF = 3.2  # from the middle to either wall
BACK, FRONT = -9.0, 15.0
GALLERY, WALKWAY = 3.05, 2.0  # the upper floor's height; its edge's distance from the middle
ROOF = 5.9
RIGHT_DOORS = (-7.2, -4.2, -1.2, 2.4, 5.4, 8.4, 11.4)
UPPER_LEFT = (-4.4, -1.4, 6.2, 9.2, 12.2)
CHAPEL, CLINIC, KITCHEN, WORKSHOP = (plan.door("corridor", name)[1] for name in ("chapel", "clinic", "kitchen", "workshop"))


def right_wall(y, z=0.0):
    return placed((HALF, y, z), -90)


def left_wall(y, z=0.0):
    return placed((-HALF, y, z), 90)


def shell(p):
    box((-HALF - 0.3, BACK - 0.3, -0.1), (HALF + 0.3, FRONT + 0.3, 0), p.floor, 0)
    # A darker band along the walls, as floors are laid to guide trolleys.
    edge = materials.flecked("lino edge", "#6f7d78", ["#66736e", "#7a8882", "#606d68"])
    for side in (-1, 1):
        box((min(side * HALF, side * (HALF - 0.28)), BACK, 0), (max(side * HALF, side * (HALF - 0.28)), FRONT, 0.002), edge, 0)
    lane = materials.flecked("lino lane", "#b3ad9b", ["#a8a290", "#bcb6a5", "#aea896"])
    box((-0.8, BACK, 0), (0.8, FRONT, 0.002), lane, 0)
    for x in (-0.83, 0.83):
        box((x - 0.03, BACK, 0), (x + 0.03, FRONT, 0.0025), p.petrol, 0)
    openings_right = [(-y - 0.47, -y + 0.47, 0, 2.1) for y in RIGHT_DOORS]  # they end within the frames
    openings_left = [
        (middle - half - 0.03, middle + half + 0.03, 0, tall + 0.03)
        for middle, half, tall in ((CLINIC, 0.48, 2.1), (CHAPEL, 0.75, 2.2), (KITCHEN, 0.6, 2.12), (WORKSHOP, 0.55, 2.1))
    ]
    with placed((HALF, 0, 0), -90):
        kit.wall(-FRONT, -BACK, GALLERY, 0.3, p.white, openings_right)
        kit.wall(-FRONT, -BACK, ROOF - GALLERY, 0.3, p.white, [(a, b, GALLERY, GALLERY + 2.1) for a, b, _, _ in openings_right], GALLERY)
        box((-FRONT, -0.014, 0.0), (-BACK, 0, 0.1), p.graphite, 0)
    with placed((-HALF, 0, 0), 90):
        kit.wall(BACK, FRONT, GALLERY, 0.3, p.white, openings_left)
        upper = [(y - 0.47, y + 0.47, GALLERY, GALLERY + 2.1) for y in (*UPPER_LEFT, CHAPEL)]
        kit.wall(BACK, FRONT, ROOF - GALLERY, 0.3, p.white, upper, GALLERY)
        cursor = BACK
        for middle, half in ((CLINIC, 0.54), (CHAPEL, 0.85), (KITCHEN, 0.66), (WORKSHOP, 0.61)):
            box((cursor, -0.014, 0.0), (middle - half, 0, 0.1), p.graphite, 0)
            cursor = middle + half
        box((cursor, -0.014, 0.0), (FRONT, 0, 0.1), p.graphite, 0)


def roof(p):
    for side in (-1, 1):
        low, high = sorted((side * 1.1, side * (HALF + 0.3)))
        box((low, BACK - 0.3, ROOF), (high, FRONT + 0.3, ROOF + 0.25), p.ceiling, 0)
        low, high = sorted((side * 1.1, side * 1.16))
        box((low, BACK, ROOF + 0.25), (high, FRONT, ROOF + 0.75), p.ceiling, 0)
    for y in (BACK - 0.3, FRONT):
        box((-1.16, y, ROOF), (1.16, y + 0.3, ROOF + 0.75), p.ceiling, 0)
    box((-1.1, BACK, ROOF + 0.7), (1.1, FRONT, ROOF + 0.71), p.pane, 0, "skylight")
    for i in range(16):
        y = BACK + 0.75 + 1.5 * i
        box((-1.1, y - 0.03, ROOF + 0.62), (1.1, y + 0.03, ROOF + 0.7), p.graphite, 0.004)
    for i in range(9):
        y = BACK + 0.75 + 3 * i
        box((-HALF, y - 0.08, ROOF - 0.34), (HALF, y + 0.08, ROOF - 0.001), p.oak, 0.01, "beam")
    for side in (-1, 1):
        for i in range(8):
            y = BACK + 2.25 + 3 * i
            box((side * 2.3 - 0.05, y - 0.7, ROOF - 0.09), (side * 2.3 + 0.05, y + 0.7, ROOF - 0.03), p.graphite, 0.004)
            box((side * 2.3 - 0.042, y - 0.69, ROOF - 0.102), (side * 2.3 + 0.042, y + 0.69, ROOF - 0.088), p.lamp, 0)


def railing(p, start, end):
    """Along the walkway's edge, from point to point at floor height."""
    x0, y0 = start
    x1, y1 = end
    length = math.hypot(x1 - x0, y1 - y0)
    turn = math.degrees(math.atan2(y1 - y0, x1 - x0))
    with placed((x0, y0, GALLERY), turn):
        count = int(length / 0.11)
        bars = [((i * length / count - 0.007, -0.007, 0.06), (i * length / count + 0.007, 0.007, 1.02)) for i in range(count + 1)]
        boxes(bars, p.graphite)
        box((0, -0.02, 0.03), (length, 0.02, 0.07), p.graphite, 0.003)
        box((0, -0.02, 1.01), (length, 0.02, 1.04), p.graphite, 0.003)
        box((0, -0.035, 1.041), (length, 0.035, 1.085), p.oak, 0.012)


def galleries(p):
    for side in (-1, 1):
        low, high = sorted((side * WALKWAY, side * HALF))
        box((low, BACK, GALLERY - 0.22), (high, FRONT, GALLERY), p.ceiling, 0.01, "walkway")
        low, high = sorted((side * (WALKWAY - 0.015), side * WALKWAY))
        box((low, BACK + 1.6, GALLERY - 0.26), (high, FRONT, GALLERY + 0.03), p.sage, 0.004, "fascia")
        for i in range(8):
            y = BACK + 2.25 + 3 * i
            box((side * 2.6 - 0.06, y - 0.6, GALLERY - 0.25), (side * 2.6 + 0.06, y + 0.6, GALLERY - 0.221), p.pale, 0.006)
            box((side * 2.6 - 0.045, y - 0.58, GALLERY - 0.256), (side * 2.6 + 0.045, y + 0.58, GALLERY - 0.249), p.lamp, 0)
    railing(p, (WALKWAY, FRONT), (WALKWAY, BACK + 1.6))
    railing(p, (-WALKWAY, BACK + 1.6), (-WALKWAY, FRONT))
    box((-WALKWAY, BACK, GALLERY - 0.22), (WALKWAY, BACK + 1.6, GALLERY), p.ceiling, 0, "bridge")
    box((-1.02, BACK + 1.6, GALLERY - 0.26), (WALKWAY, BACK + 1.615, GALLERY + 0.03), p.sage, 0.004, "fascia")
    railing(p, (WALKWAY, BACK + 1.6), (-1.0, BACK + 1.6))


def stair(p):
    """Straight up to the bridge along the left walkway."""
    steps, rise, run = 17, GALLERY / 17, 0.27
    foot = BACK + 1.6 + steps * run
    for i in range(1, steps):
        y = foot - i * run
        box((-1.95, y - 0.01, i * rise - 0.045), (-1.08, y + run + 0.02, i * rise), p.oak, 0.006, "tread")
    slope = math.degrees(math.atan2(GALLERY, steps * run))
    length = math.hypot(GALLERY, steps * run)
    for x in (-1.98, -1.05):
        middle = (x, foot - steps * run / 2, GALLERY / 2 - 0.05)
        low = (middle[0] - 0.018, middle[1] - length / 2, middle[2] - 0.13)
        high = (middle[0] + 0.018, middle[1] + length / 2, middle[2] + 0.13)
        box(low, high, p.graphite, 0.004, "stringer", tilt=("X", -slope))
    for i in range(0, steps + 1):
        y, z = foot - i * run + (0.0 if i else -0.02), i * rise
        rod((-1.05, y, z), (-1.05, y, z + 1.0), 0.008, p.graphite, sides=8)
    bent([(-1.05, foot, 1.02), (-1.05, foot - steps * run, GALLERY + 1.02)], 0.024, p.oak_deep)


def chapel_door(p):
    """The way to the chapel: its right leaf ajar, its name above, warm light behind."""
    furniture.oak_doors(p, right=58)
    box((-0.32, -0.02, 2.4), (0.32, 0, 2.56), p.petrol, 0.006)
    lettering("Kirkerum", (0, -0.0215, 2.445), 0.1, p.chalk)
    # Warm light and a pale wall behind the open leaf.
    box((-1.0, 2.2, -0.02), (1.4, 2.3, 2.6), plain("chapel beyond", "#e9d9bd", 0.8), 0)
    box((-1.0, 0.3, -0.02), (1.4, 2.2, 0), p.oak, 0)
    box((-1.0, 0.3, 2.6), (1.4, 2.3, 2.7), p.ceiling, 0)
    for x in (-1.1, 1.4):
        box((x, 0.3, -0.02), (x + 0.1, 2.3, 2.6), plain("chapel side", "#e4d3b6", 0.8), 0)
    studio.area_light((0.2, 1.2, 2.5), (1, 1), 40, "#ffcf94")


def kitchen_door(p):
    """Two glazed leaves stand open; warm light and the end of a long table behind them."""
    for low, high in (((-0.66, -0.03, 0), (-0.6, 0.3, 2.18)), ((0.6, -0.03, 0), (0.66, 0.3, 2.18)), ((-0.6, -0.03, 2.12), (0.6, 0.3, 2.18))):
        box(low, high, p.oak_tall, 0.005)
    room.sign(p, "Fælleskøkken", 0, 2.3)
    back = plain("kitchen beyond", "#e6dcc6", 0.8)
    box((-1.7, 5.9, 0), (3.4, 6.0, 2.8), back, 0)
    box((-1.7, 0.3, -0.02), (3.4, 5.9, 0), plain("kitchen floor", "#b3a58e", 0.6), 0)
    box((-1.7, 0.3, 2.8), (3.4, 5.9, 2.9), p.ceiling, 0)
    for x in (-1.8, 3.4):
        box((x, 0.3, 0), (x + 0.1, 5.9, 2.8), back, 0)
    box((-0.4, 5.88, 0.95), (2.6, 5.899, 2.25), glow("kitchen window", "#cfe0ea", 1.1), 0)
    box((-1.68, 1.0, 0), (-1.08, 5.5, 0.88), p.sage, 0.006)
    box((-1.7, 0.98, 0.88), (-1.06, 5.5, 0.92), p.oak_deep, 0.004)
    with placed((1.6, 3.6, 0)):
        room.table(p, -0.45, 0.45, -1.1, 1.1)
        for x, y, turn in ((-0.75, -0.5, 96), (-0.75, 0.3, 84), (0.75, 0.0, -88)):
            with placed((x, y, 0), turn):
                furniture.chair(p, p.coral)
    for y in (3.0, 4.2):
        room.pendant(p, 1.6, y, 1.85, 2.8, plain("shade", "#b9694c", 0.5), 16)
    studio.area_light((0.9, 3.2, 2.75), (3, 3), 60, "#ffe3bd")
    # The open leaves, against the wall on either side.
    for hinge, way in ((-0.6, -1), (0.6, 1)):
        x0, x1 = sorted((hinge + way * 0.06, hinge + way * 0.655))
        for a, b in ((x0, x0 + 0.09), (x1 - 0.09, x1)):
            box((a, -0.085, 0.012), (b, -0.035, 2.11), p.oak_tall, 0.003)
        for z0, z1 in ((0.012, 0.26), (1.98, 2.11)):
            box((x0 + 0.09, -0.084, z0), (x1 - 0.09, -0.036, z1), p.oak, 0.003)
        box((x0 + 0.09, -0.063, 0.26), (x1 - 0.09, -0.057, 1.98), p.pane, 0)
        rod(((x0 if way < 0 else x1) - way * 0.05, -0.11, 0.95), ((x0 if way < 0 else x1) - way * 0.05, -0.11, 1.25), 0.01, p.steel)


def flag_sign(p, words, y):
    """A sign that stands out from the left wall, so that it can be read along the corridor."""
    for side, turn in ((-1, 0), (1, 180)):
        # One face is read by those who come from the south, one by those from the north.
        with placed((-HALF + 0.42, y - side * 0.0, 2.62), turn):
            lettering(words, (0, -0.0135, -0.04), 0.1, p.chalk)
    box((-HALF + 0.06, y - 0.0125, 2.53), (-HALF + 0.78, y + 0.0125, 2.73), p.petrol, 0.004)
    box((-HALF, y - 0.02, 2.55), (-HALF + 0.06, y + 0.02, 2.71), p.graphite, 0.003)


def beyond_cell(p):
    """What is seen of the open cell: the cell itself, less what its door hides. Its chance is its own: the corridor's papers stay."""
    chance = random.getstate()
    random.seed(20)
    with placed((-cell.DOOR, 0.3 + cell.Y, 0)):
        cell.shell(p, back=False)
        cell.window(p)
        cell.bed(p)
        cell.ceiling(p)
        studio.area_light((0, cell.Y + 0.45, 1.55), (1.4, 1.4), 95, "#e6eff6", aim=(0, -1, -0.12))
        studio.area_light((0.1, 0.1, cell.HEIGHT - 0.09), (0.34, 0.34), 26, "#ffe6c4")
    random.setstate(chance)


def doors(p):
    tones = {
        "petrol": p.petrol,
        "sage": materials.mottled("door sage", "#6f8a7b", "#7a9485", size=0.4, rough=0.42),
        "rust": materials.mottled("door rust", "#a8583f", "#b3634a", size=0.4, rough=0.42),
    }
    order = ["petrol", "sage", "petrol", "rust", "sage", "petrol", "sage"]
    for i, y in enumerate(RIGHT_DOORS):
        with right_wall(y):
            cell_door(p, 9 + i, tones[order[i]], 96 if y == 2.4 else 0)
            if y == 2.4:
                beyond_cell(p)
        with right_wall(y, GALLERY):
            cell_door(p, 29 + i, tones[order[-1 - i]])
    for i, y in enumerate((*UPPER_LEFT, CHAPEL)):
        with left_wall(y, GALLERY):
            cell_door(p, 21 + i, tones[order[i]])
    with left_wall(CHAPEL):
        chapel_door(p)
    with left_wall(CLINIC):
        room.door(p, materials.mottled("clinic door", "#cfd8d2", "#d8e0da", size=0.4, rough=0.42), "Sygeplejerske")
        box((-0.92, -0.012, 1.42), (-0.68, -0.0005, 1.66), p.chalk, 0.004)
        box((-0.825, -0.0135, 1.45), (-0.775, -0.0115, 1.63), p.red, 0)
        box((-0.89, -0.0137, 1.515), (-0.71, -0.0117, 1.565), p.red, 0)
    with left_wall(KITCHEN):
        kitchen_door(p)
    with left_wall(WORKSHOP):
        room.door(p, materials.mottled("workshop door", "#b9812f", "#c58d3b", size=0.4, rough=0.42), "Værksted", wide=1.1)
    for y, words in ((CHAPEL + 0.0, "Kirkerum"), (KITCHEN, "Køkken"), (WORKSHOP, "Værksted"), (CLINIC, "Klinik")):
        flag_sign(p, words, y)


def front_window(p):
    """The tall window at the far end, with a garden and the wall behind it."""
    with placed((0, FRONT, 0), 0):
        kit.wall(-HALF - 0.3, HALF + 0.3, ROOF, 0.4, p.concrete, [(-1.7, 1.7, 0.45, 5.3)])
        for i in range(5):
            x = -1.7 + i * 0.85
            box((x - 0.035, 0.16, 0.45), (x + 0.035, 0.26, 5.3), p.oak_tall, 0.006)
        for z in (0.45, 1.65, 2.85, 4.05, 5.3):
            box((-1.7, 0.15, z - 0.035), (1.7, 0.27, z + 0.035), p.oak, 0.006)
        box((-1.7, 0.2, 0.45), (1.7, 0.206, 5.3), p.pane, 0)
        bars = [((-1.6 + i * 0.2 - 0.008, 0.33, 0.45), (-1.6 + i * 0.2 + 0.008, 0.346, 5.3)) for i in range(17)]
        boxes(bars, p.graphite)
        box((-1.9, -0.25, 0.38), (1.9, 0.14, 0.45), p.oak, 0.01, "sill bench")
        lawn = materials.mottled("lawn", "#7f9a5c", "#93ab6c", size=2.0, rough=0.9)
        box((-30, 0.5, -0.4), (30, 45, -0.3), lawn, 0)
        box((-30, 38, -0.3), (30, 38.4, 5.0), plain("outer wall", "#d6d2c8", 0.8), 0)
        for i, (x, y) in enumerate(((-5, 16), (2.8, 21), (-1.2, 30), (7, 27), (-9, 28))):
            room.leafy_tree(p, (x, y, -0.3), random.uniform(5.5, 7), i)


def back_end(p):
    """The officers' room behind glass, the way out, and a clock above."""
    with placed((0, BACK, 0), 180):
        kit.wall(-HALF, HALF, GALLERY, 0.3, p.sage, [(-2.4, -1.4, 0, 2.1), (-0.4, 2.6, 0.95, 2.2)])
        kit.wall(-HALF, HALF, ROOF - GALLERY, 0.3, p.sage, [], GALLERY)
        box((-0.46, -0.04, 0.88), (2.66, 0.1, 0.95), p.oak, 0.006)
        for x in (-0.4, 1.07, 2.54):
            box((x, 0.05, 0.95), (x + 0.06, 0.12, 2.2), p.graphite, 0.004)
        box((-0.4, 0.08, 0.95), (2.6, 0.086, 2.2), p.pane, 0)
        box((-2.6, 2.6, 0), (2.8, 2.7, 2.7), plain("office wall", "#ddc9a8", 0.7), 0)
        box((-0.6, 0.3, -0.02), (2.8, 2.6, 0), p.floor, 0)
        box((-0.6, 0.3, 2.6), (2.8, 2.6, 2.7), p.ceiling, 0)
        for x in (-0.7, 2.8):
            box((x, 0.3, 0), (x + 0.1, 2.6, 2.7), p.white, 0)
        box((0, 0.5, 0.72), (2.2, 1.1, 0.75), p.oak, 0.006)
        for x in (0.5, 1.3):
            box((x, 0.78, 0.86), (x + 0.5, 0.8, 1.18), p.dark, 0.006)
            box((x + 0.23, 0.78, 0.75), (x + 0.27, 0.8, 0.87), p.dark, 0.002)
        with placed((1.9, 0.8, 0.75)):
            furniture.mug(p, p.coral)
        with placed((0.2, 2.58, 0)):
            furniture.framed(p, furniture.hills(360, 260, 5), 0.5, 1.4, 0.8, p.oak)
        with placed((-0.3, 2.35, 1.5)):
            box((-0.05, 0, -0.03), (0.7, 0.25, 0), p.oak, 0.004)
            furniture.books(p, 0.6)
        studio.area_light((1.1, 1.4, 2.55), (1.6, 0.6), 55, "#ffdcae")
        # The way out.
        box((-2.46, -0.03, 0), (-2.4, 0.2, 2.16), p.frame, 0.005)
        box((-1.4, -0.03, 0), (-1.34, 0.2, 2.16), p.frame, 0.005)
        box((-2.4, -0.03, 2.1), (-1.4, 0.2, 2.16), p.frame, 0.005)
        box((-2.395, 0.02, 0.01), (-1.405, 0.08, 2.095), p.petrol, 0.005)
        box((-2.1, 0.012, 1.2), (-1.7, 0.022, 1.9), p.black_glass, 0.004)
        box((-1.52, -0.05, 1.0), (-1.47, 0.02, 1.28), p.steel, 0.006)
        box((-1.2, -0.03, 1.1), (-1.1, 0, 1.3), p.steel, 0.006)
        rod((-1.15, -0.034, 1.24), (-1.15, -0.03, 1.24), 0.012, p.green)
        box((-2.15, -0.05, 2.28), (-1.65, 0, 2.46), glow("exit", "#3f9a67", 0.9), 0.004)
        lettering("UD", (-1.9, -0.052, 2.325), 0.12, p.chalk)
        # Upstairs: a clock and the wing's letter.
        rod((0, -0.05, 4.75), (0, 0, 4.75), 0.33, p.graphite, sides=48)
        rod((0, -0.054, 4.75), (0, -0.049, 4.75), 0.3, p.chalk, sides=48)
        for hour in range(12):
            a = math.radians(hour * 30)
            box((math.sin(a) * 0.25 - 0.008, -0.058, 4.75 + math.cos(a) * 0.25 - 0.025), (math.sin(a) * 0.25 + 0.008, -0.054, 4.75 + math.cos(a) * 0.25 + 0.025), p.ink, 0, tilt=("Y", hour * 30))
        for a, length, thick in ((math.radians(336), 0.15, 0.011), (math.radians(72), 0.22, 0.007)):
            rod((0, -0.062, 4.75), (math.sin(a) * length, -0.062, 4.75 + math.cos(a) * length), thick, p.ink, sides=8)
        lettering("Afsnit B", (-2.1, -0.002, 4.1), 0.34, p.petrol)


def furnishings(p):
    cloth = materials.mottled("seat cloth", "#54707a", "#5f7c86", size=0.05, rough=0.9)
    with placed((0.1, 8.6, 0)):
        box((-0.8, -0.45, 0.71), (0.8, 0.45, 0.74), p.oak, 0.01)
        for x in (-0.7, 0.7):
            for y in (-0.36, 0.36):
                rod((x, y, 0), (x * 0.97, y * 0.97, 0.71), 0.02, p.graphite)
        with placed((0.35, -0.1, 0.74), 40):
            furniture.mug(p, p.mustard)
        with placed((-0.2, 0.15, 0.74)):
            furniture.mug(p, p.chalk)
        box((-0.55, -0.2, 0.741), (-0.25, 0.02, 0.748), p.chalk, 0, tilt=("Z", 12))
        for x, y, turn in ((-0.45, -0.85, 180), (0.4, -0.95, 200), (-0.4, 0.8, 5), (0.5, 0.85, -12)):
            with placed((x, y, 0), turn):
                furniture.chair(p, cloth)
    for x in (-2.4, 2.4):
        with placed((x, FRONT - 0.7, 0)):
            furniture.plant(p, 1.7)
    with placed((-1.0, 12.6, 0)):
        football_table(p)
    with left_wall(0.4):
        furniture.notice_board(p, -0.75, 1.2, 1.3, 0.85)
        box((-0.9, -0.42, 0.42), (0.9, -0.04, 0.46), p.oak, 0.01)
        for x in (-0.7, 0.7):
            box((x - 0.03, -0.38, 0), (x + 0.03, -0.08, 0.42), p.graphite, 0.005)
    with left_wall(4.75):
        telephone(p)
    with right_wall(0.62):
        fire_point(p)
    with right_wall(3.95):
        box((-0.3, -0.12, 0.12), (0.42, 0, 0.14), p.steel, 0)
        furniture.framed(p, furniture.shapes(300, 420, 4), -0.25, 1.25, 0.55, p.oak_tall, "poster a")
    with right_wall(6.95):
        furniture.framed(p, furniture.hills(300, 420, 9), -0.3, 1.25, 0.55, p.oak_tall, "poster b")
    with left_wall(9.2):
        furniture.framed(p, furniture.hills(420, 300, 12), -0.4, 1.35, 0.8, p.oak, "poster c")
    with right_wall(-2.7):
        with placed((0, -0.5, 0)):
            trolley(p)
    for x, y in ((-1.5, 4.7), (1.5, -5.2)):
        rod((x * 1.25, y, GALLERY - 0.24), (x * 1.25, y, GALLERY - 0.22), 0.07, p.pale)
        ball((x * 1.25, y, GALLERY - 0.245), 0.055, p.black_glass)
    # Pipes under the right gallery, and a cable tray under the left.
    for dx, tone in ((0.1, p.pale), (0.2, p.steel)):
        rod((HALF - dx, BACK, GALLERY - 0.32), (HALF - dx, FRONT, GALLERY - 0.32), 0.03, tone)
    box((-HALF + 0.05, BACK, GALLERY - 0.36), (-HALF + 0.25, FRONT, GALLERY - 0.33), p.steel, 0)


def telephone(p):
    box((-0.2, -0.1, 1.15), (0.2, 0, 1.75), p.petrol, 0.02)
    box((-0.14, -0.13, 1.24), (0.14, -0.09, 1.62), p.steel, 0.01)
    for i in range(12):
        x, z = 0.0 + (i % 3) * 0.045, 1.3 + (i // 3) * 0.045
        box((x, -0.138, z), (x + 0.03, -0.128, z + 0.03), p.dark, 0.003)
    box((0.0, -0.134, 1.51), (0.12, -0.128, 1.58), p.black_glass, 0.001)
    bent([(-0.09, -0.15, 1.58), (-0.09, -0.19, 1.55), (-0.09, -0.19, 1.36), (-0.09, -0.15, 1.32)], 0.022, p.dark)
    bent([(-0.09, -0.15, 1.31), (-0.13, -0.13, 1.1), (-0.02, -0.1, 1.02), (0.05, -0.08, 1.16)], 0.006, p.steel)


def fire_point(p):
    box((-0.35, -0.2, 0.9), (0.35, 0, 1.6), p.red, 0.015)
    box((-0.31, -0.206, 0.94), (0.31, -0.198, 1.56), plain("cabinet face", "#bd4136", 0.4), 0.006)
    rod((0.24, -0.22, 1.25), (0.24, -0.2, 1.25), 0.03, p.steel)
    lettering("BRAND", (-0.02, -0.208, 1.4), 0.09, p.chalk)
    lettering("Slange", (-0.02, -0.208, 1.03), 0.06, p.chalk)
    turned((0.62, -0.12, 0.4), [(0.0, 0), (0.075, 0), (0.08, 0.02), (0.08, 0.44), (0.05, 0.52), (0.025, 0.54), (0.025, 0.58), (0.0, 0.58)], p.red)
    bent([(0.62, -0.12, 0.97), (0.68, -0.16, 0.95), (0.7, -0.16, 0.8), (0.69, -0.15, 0.6)], 0.011, p.dark)
    box((0.57, -0.04, 0.6), (0.67, 0, 0.7), p.steel, 0.004)


def trolley(p):
    """For laundry: a steel frame with folded towels."""
    for x in (-0.4, 0.4):
        for y in (-0.24, 0.24):
            rod((x, y, 0.1), (x, y, 0.92), 0.014, p.steel)
            ball((x, y, 0.055), 0.055, p.dark, (0.5, 1, 1), 16)
    for z in (0.28, 0.88):
        box((-0.42, -0.26, z), (0.42, 0.26, z + 0.02), p.steel, 0.005)
    tones = [p.chalk, p.sage, p.chalk, p.mustard, p.chalk]
    for stack, x in enumerate((-0.26, 0.02, 0.27)):
        for i in range(3 + stack % 2):
            box((x - 0.12, -0.2, 0.9 + i * 0.05), (x + 0.11, 0.2, 0.945 + i * 0.05), tones[(i + stack) % 5], 0.02, "towel")
        for i in range(4):
            box((x - 0.12, -0.2, 0.3 + i * 0.06), (x + 0.11, 0.2, 0.355 + i * 0.06), tones[(i * 2 + stack) % 5], 0.025, "linen")


def football_table(p):
    box((-0.72, -0.38, 0.66), (0.72, 0.38, 0.9), p.oak, 0.01)
    box((-0.66, -0.32, 0.84), (0.66, 0.32, 0.905), plain("pitch", "#5f8a5a", 0.7), 0)
    for x in (-0.6, 0.6):
        for y in (-0.3, 0.3):
            box((x - 0.05, y - 0.05, 0), (x + 0.05, y + 0.05, 0.66), p.graphite, 0.006)
    for i in range(6):
        x = -0.55 + i * 0.22
        rod((x, -0.62, 0.95), (x, 0.62, 0.95), 0.008, p.steel, sides=10)
        side = -0.62 if i % 2 else 0.62
        rod((x, side, 0.95), (x, side * 1.16, 0.95), 0.016, p.dark)
        for k in range(3):
            y = -0.2 + k * 0.2
            box((x - 0.012, y - 0.018, 0.9), (x + 0.012, y + 0.018, 1.0), p.coral if i % 2 else p.petrol, 0.004)


def light(p):
    studio.sky("#e4ebee", "#8fbadb", 1.0)
    studio.sun(plan.sun("corridor"), 14.0)
    for y in (-6, 0, 6, 12):
        studio.area_light((0, y, ROOF + 0.6), (2.0, 5.8), 210, "#eef4fa")
    for side in (-1, 1):
        for y in (-5.25, 0.75, 6.75, 12.0):
            studio.area_light((side * 2.6, y, GALLERY - 0.27), (0.5, 4.5), 42, "#ffe9cc")
    studio.area_light((0, FRONT + 0.1, 2.9), (3.2, 4.6), 260, "#e8f1f8", aim=(0, -1, -0.15))


def build(p):
    shell(p)
    roof(p)
    galleries(p)
    stair(p)
    doors(p)
    front_window(p)
    back_end(p)
    furnishings(p)
    light(p)


if __name__ == "__main__":
    room.render(build)
