"""The chapel, as a glTF space: a small warm room, coloured windows, chairs in a ring.

    python chapel.py out=chapel.glb size=4096 samples=16
    python chapel.py out=view.png view=164,-5,80              # a plain view of the scene before baking
    python look.py model=chapel.glb out=view.png at=0,-0.3    # a view of the finished file

The visitor stands near the origin, at the edge of the ring, and looks along +Y at the altar, in the
west. The morning sun comes through a wide window in the south wall, on the left. Named
nodes: Stand.Ring, Door, Altar, Candles, Ship; the votive ship turns on its thread, and the
candles on the altar flicker.
"""

import math

import bpy

import bake
import furniture
import kit
import materials
import plan
import studio
from furniture import Palette, oak_doors
from kit import ball, bent, box, boxes, lettering, placed, rod, turned
from materials import glow, plain

HALF, BACK, FRONT = 3.0, -3.2, 4.6
EAVES, RIDGE = 3.0, 4.4
DOOR = plan.door("chapel", "corridor")[0]
STAND = (0.0, -0.3)
NODES = {
    "Stand.Ring": (*STAND, 0.0),
    "Door": (DOOR, BACK, 1.3),
    "Altar": (0.0, 3.6, 1.3),
    "Candles": (2.25, 1.9, 1.25),
}
SHIP = (-1.35, 1.75, 4.0)
FLAMES = {"Flame.Left": (-0.6, 3.75, 1.358), "Flame.Right": (0.6, 3.75, 1.358), "Flame.Ring": (0.03, 1.13, 0.198)}
SOUTH = (1.35, 2.8, 1.0, 2.7)  # the window in the left wall; wide, or the wall would keep the sun out


def shell(p):
    plaster = materials.brick("white brick", "#e8e4da", "#d8d3c8")
    planks = materials.wood("planks", "#a68a6c", "#bba182", "Y", 0.4)
    for i in range(43):
        # Every other plank lies half a millimetre lower and reaches under its neighbours: through a chink one would see the sky.
        x, under = -HALF + i * 0.14, i % 2 * 0.001
        box((x - under, BACK, -0.05), (x + 0.14 + under, FRONT, -under / 2), planks, 0, "plank")
    box((-HALF, BACK, -0.1), (HALF, FRONT, -0.02), p.soil, 0)
    with placed((0, FRONT, 0)):
        kit.wall(-HALF - 0.3, HALF + 0.3, 4.8, 0.35, plaster, [(-0.6, 0.6, 1.25, 3.95)])
    with placed((0, BACK, 0), 180):
        kit.wall(-HALF - 0.3, HALF + 0.3, 4.8, 0.3, plaster, [(-DOOR - 0.78, -DOOR + 0.78, 0, 2.23)])  # the frame hides where it ends
    for x, turn, start, end in ((HALF, -90, -FRONT, -BACK), (-HALF, 90, BACK, FRONT)):
        with placed((x, 0, 0), turn):
            kit.wall(start, end, EAVES + 0.2, 0.3, plaster, [SOUTH] if x < 0 else ())
            box((start, -0.016, 0), (end, 0, 0.1), p.oak, 0.003, "skirting")
    slope = math.degrees(math.atan2(RIDGE - EAVES, HALF))
    length = math.hypot(RIDGE - EAVES, HALF) + 0.4
    pale = [materials.wood(f"pale boards {k}", *tones, "Y", 0.6) for k, tones in enumerate((("#cabfab", "#d9cfbd"), ("#d0c6b4", "#dfd6c6"), ("#d5ccbb", "#e3dbcc")))]
    boards = 16
    for side in (-1, 1):
        for i in range(boards):
            # Boards from the eaves to the ridge, laid along the room as the planks are.
            t0, t1 = i / boards, (i + 1) / boards
            x0, x1 = side * HALF * (1 - t0), side * HALF * (1 - t1)
            z = EAVES + (RIDGE - EAVES) * (t0 + t1) / 2 + i % 2 * 0.0005
            middle, wide = (x0 + x1) / 2, abs(x1 - x0) / math.cos(math.radians(slope)) + i % 2 * 0.002
            box((middle - wide / 2, BACK, z), (middle + wide / 2, FRONT, z + 0.03), pale[(i * 5 + i // 3 + side) % 3], 0, "board", tilt=("Y", side * slope))
        middle = side * HALF / 2
        z = (EAVES + RIDGE) / 2 + 0.09
        box((middle - length / 2, BACK, z), (middle + length / 2, FRONT, z + 0.05), p.soil, 0, "roof", tilt=("Y", side * slope))
        for y in (-2.1, -0.2, 1.7, 3.6):
            z = (EAVES + RIDGE) / 2 - 0.09
            wide = 0.05 + side * 0.001  # where two meet, no face lies in another's plane
            box((middle - length / 2 + 0.2, y - wide, z - 0.08), (middle + length / 2 - 0.2, y + wide, z + 0.07), p.oak, 0.008, "rafter", tilt=("Y", side * slope))


def window(p):
    """Uneven panes, gold in the middle and blue towards the edges, in dark leading."""
    tones = ["#f4c65a", "#ef9a4e", "#e0684e", "#f7dc9a", "#7fb0b8", "#3f7fa8", "#9cc7a8"]
    panes = [materials.stained(f"pane {tone}", tone) for tone in tones]
    columns = [-0.6, -0.34, -0.08, 0.2, 0.42, 0.6]
    rows = [1.25, 1.62, 1.86, 2.28, 2.55, 2.9, 3.2, 3.62, 3.95]
    with placed((0, FRONT, 0)):
        for i, (x0, x1) in enumerate(zip(columns, columns[1:])):
            for j, (z0, z1) in enumerate(zip(rows, rows[1:])):
                away = math.hypot((x0 + x1) / 2 / 0.6, ((z0 + z1) / 2 - 2.7) / 1.5)
                warm = [3, 0, 0, 1, 2, 6, 4, 5]
                pick = min(7, int(away * 5.2 + ((i * 5 + j * 3) % 4) * 0.5))
                box((x0, 0.17, z0), (x1, 0.176, z1), panes[warm[pick]], 0, "stained")
        lead = [((x - 0.011, 0.155, rows[0]), (x + 0.011, 0.19, rows[-1])) for x in columns]
        lead += [((columns[0], 0.157, z - 0.011), (columns[-1], 0.188, z + 0.011)) for z in rows]
        boxes(lead, p.graphite, "lead")
        box((-0.66, -0.06, 1.2), (0.66, 0.15, 1.254), p.oak, 0.008, "sill")


def south_window(p):
    """Blue, green and gold panes that throw their colours on the floor."""
    tones = ["#3f7fa8", "#7fb0b8", "#9cc7a8", "#f7dc9a", "#f4c65a", "#ef9a4e", "#e0684e"]
    panes = [materials.stained(f"south {tone}", tone, 1.0) for tone in tones]
    x0, x1, z0, z1 = SOUTH
    columns = [x0, x0 + 0.3, x0 + 0.52, x0 + 0.9, x0 + 1.12, x1]
    rows = [z0, z0 + 0.28, z0 + 0.7, z0 + 0.95, z0 + 1.38, z1]
    with placed((-HALF, 0, 0), 90):
        for i, (a, b) in enumerate(zip(columns, columns[1:])):
            for j, (low, high) in enumerate(zip(rows, rows[1:])):
                box((a, 0.13, low), (b, 0.136, high), panes[min(6, abs(i * 2 - j) + (i * j) % 3)], 0, "stained")
        lead = [((x0, 0.12, z - 0.009), (x1, 0.146, z + 0.009)) for z in rows]
        lead += [((x - 0.009, 0.118, z0), (x + 0.009, 0.148, z1)) for x in columns]
        boxes(lead, p.graphite, "lead")


def candle(p, height, radius=0.02, flame=""):
    rod((0, 0, 0), (0, 0, height), radius, p.chalk)
    rod((0, 0, height), (0, 0, height + 0.012), 0.002, p.ink, sides=8)
    with kit.part(flame):
        turned((0, 0, height + 0.008), [(0.0, 0), (0.007, 0.008), (0.006, 0.02), (0.0, 0.042)], glow("flame", "#ffb34f", 2.0), 12)


def altar(p):
    box((-0.9, 3.35, 0), (0.9, 4.05, 0.04), p.oak, 0.008)
    for x in (-0.7, 0.7):
        box((x - 0.06, 3.45, 0.04), (x + 0.06, 3.95, 0.9), p.oak_tall, 0.01)
    box((-0.85, 3.38, 0.9), (0.85, 4.02, 0.96), p.oak, 0.01)

    def cloth(u, v):
        x = -0.3 + 0.6 * u
        along = v * 1.36
        if along < 0.34:
            return (x, 3.372 - 0.004 * math.sin(9 * u), 0.964 - (0.34 - along))
        if along < 1.02:
            return (x, 3.36 + (along - 0.34), 0.966)
        return (x, 4.03, 0.964 - (along - 1.02))

    kit.sheet(cloth, 14, 40, p.chalk, 0.004, "altar cloth")
    brass = plain("brass", "#b08a45", 0.3, 0.9)
    for x in (-0.6, 0.6):
        turned((x, 3.75, 0.96), [(0.0, 0), (0.06, 0), (0.055, 0.012), (0.014, 0.03), (0.012, 0.12), (0.032, 0.14), (0.03, 0.15), (0.0, 0.15)], brass)
        with placed((x, 3.75, 1.11)):
            candle(p, 0.24, flame="Flame.Left" if x < 0 else "Flame.Right")
    for side in (-1, 1):
        box((side * 0.085 - 0.08, 3.55, 0.975), (side * 0.085 + 0.08, 3.77, 0.995), p.chalk, 0.003, tilt=("Y", side * 7))
    with placed((0.38, 3.82, 0.97)):
        turned((0, 0, 0), [(0.0, 0), (0.045, 0), (0.06, 0.07), (0.035, 0.15), (0.04, 0.17), (0.03, 0.17), (0.0, 0.15)], p.petrol)
        for i in range(11):
            a, r = i * 2.4, 0.03 + 0.012 * (i % 4)
            top = (math.cos(a) * r * 2, math.sin(a) * r * 2, 0.28 + 0.02 * (i % 3))
            rod((0, 0, 0.15), top, 0.003, p.leaf, sides=6)
            ball(top, 0.024, [p.coral, p.chalk, p.mustard][i % 3], (1, 1, 0.7), 12)
    # A plain standing cross.
    box((1.62, 4.35, 0), (1.74, 4.45, 2.35), p.oak_tall, 0.008, "cross")
    box((1.27, 4.352, 1.62), (2.09, 4.448, 1.74), p.oak, 0.008, "cross")
    box((1.5, 4.25, 0), (1.86, 4.55, 0.06), p.graphite, 0.006)
    # Hymns of the day.
    with placed((-1.75, FRONT, 0)):
        box((-0.22, -0.03, 1.55), (0.22, 0, 2.3), p.oak_tall, 0.008)
        lettering("Salmer", (0, -0.032, 2.17), 0.075, p.ink)
        for i, number in enumerate(("12", "749", "290")):
            box((-0.16, -0.036, 1.95 - i * 0.18), (0.16, -0.03, 2.1 - i * 0.18), p.petrol, 0.002)
            lettering(number, (0, -0.038, 1.982 - i * 0.18), 0.115, p.chalk)


def lectern(p):
    with placed((-1.35, 2.95, 0), -20):
        box((-0.2, -0.16, 0), (0.2, 0.16, 0.03), p.oak, 0.006)
        box((-0.05, -0.04, 0.03), (0.05, 0.04, 1.05), p.oak_tall, 0.008)
        box((-0.26, -0.2, 1.08), (0.26, 0.2, 1.105), p.oak, 0.006, tilt=("X", -20))
        box((-0.15, -0.12, 1.115), (0.15, 0.13, 1.14), p.chalk, 0.004, tilt=("X", -20))


def ring(p):
    """Six chairs about a round rug; the visitor stands where the seventh would."""
    cloth = materials.mottled("chapel cloth", "#8c4a38", "#99553f", size=0.05, rough=0.9)
    weave = [materials.mottled("rug outer", "#39525a", "#43606a", size=0.04, rough=0.95), materials.mottled("rug inner", "#b98a4e", "#c59a5e", size=0.04, rough=0.95)]
    turned((0, 1.15, 0), [(0.0, 0), (1.25, 0), (1.25, 0.012), (0.0, 0.012)], weave[0], 72)
    turned((0, 1.15, 0.012), [(0.0, 0), (1.02, 0), (1.02, 0.002), (0.0, 0.002)], weave[1], 72)
    turned((0, 1.15, 0.014), [(0.0, 0), (0.94, 0), (0.94, 0.002), (0.0, 0.002)], weave[0], 72)
    for angle in (-118, -74, -32, 32, 74, 118):
        a = math.radians(angle)
        with placed((1.72 * math.sin(a), 1.15 + 1.72 * math.cos(a), 0), -angle):
            furniture.chair(p, cloth)
    box((-0.06, 1.05, 0.016), (0.12, 1.22, 0.03), p.oak, 0.004)
    with placed((0.03, 1.13, 0.03)):
        candle(p, 0.16, 0.035, "Flame.Ring")


def candle_stand(p):
    """A globe of iron rings where visitors light a small candle."""
    small = glow("small flame", "#ffb84f", 3.0)
    with placed((2.25, 1.9, 0)):
        rod((0, 0, 0), (0, 0, 0.02), 0.2, p.graphite)
        rod((0, 0, 0.02), (0, 0, 0.85), 0.016, p.graphite)
        for i in range(3):
            points = [(0.26 * math.sin(k * math.pi / 12), 0, 1.1 + 0.26 * math.cos(k * math.pi / 12)) for k in range(25)]
            with placed((0, 0, 0), 60 * i):
                bent(points, 0.006, p.graphite)
        for z, r, n in ((0.95, 0.2, 7), (1.1, 0.26, 9)):
            rod((0, 0, z - 0.004), (0, 0, z), r, p.graphite, sides=40)
            for k in range(n):
                a = k * 2 * math.pi / n
                with placed((math.cos(a) * r * 0.84, math.sin(a) * r * 0.84, z)):
                    turned((0, 0, 0), [(0.0, 0), (0.019, 0), (0.019, 0.015), (0.0, 0.015)], p.chalk, 16)
                    if k % 3:
                        turned((0, 0, 0.015), [(0.0, 0), (0.009, 0.01), (0.008, 0.022), (0.0, 0.045)], small, 10)
        with placed((0, 0, 1.1)):
            candle(p, 0.12, 0.03)


def piano(p):
    body = materials.wood("walnut", "#5d3f2a", "#75523a", "X", 0.35)
    with placed((-HALF, 0.4, 0), 90):
        box((-0.74, -0.36, 0), (0.74, -0.02, 1.18), body, 0.01)
        box((-0.77, -0.39, 1.18), (0.77, -0.01, 1.21), body, 0.008)
        box((-0.737, -0.62, 0.62), (0.737, -0.3, 0.7), body, 0.01)
        for x in (-0.7, 0.7):
            box((x - 0.03, -0.6, 0), (x + 0.03, -0.52, 0.64), body, 0.008)
        for x in (-0.72, 0.72):
            box((x - 0.03, -0.62, 0.7), (x + 0.03, -0.36, 0.76), body, 0.01)
        white = [((-0.68 + i * 0.0262, -0.6, 0.7), (-0.6553 + i * 0.0262, -0.45, 0.722)) for i in range(52)]
        boxes(white, p.chalk, "white keys")
        black = [((-0.663 + i * 0.0262, -0.55, 0.722), (-0.649 + i * 0.0262, -0.45, 0.734)) for i in range(51) if i % 7 not in (1, 4)]
        boxes(black, p.dark, "black keys")
        box((-0.5, -0.39, 0.84), (0.5, -0.37, 0.86), body, 0.004)
        for x in (-0.15, 0.15):
            box((x - 0.14, -0.385, 0.865), (x + 0.14, -0.378, 1.14), p.chalk, 0.001, tilt=("X", -8))
        with placed((0.5, -0.2, 1.21)):
            furniture.mug(p, p.sage)
        with placed((0, -0.95, 0)):
            for x in (-0.2, 0.2):
                for y in (-0.13, 0.13):
                    rod((x, y, 0), (x, y, 0.46), 0.018, body)
            box((-0.26, -0.18, 0.46), (0.26, 0.18, 0.53), p.petrol, 0.02)


def ship(p):
    """The votive ship that hangs in many Danish churches."""
    with kit.part("Ship"), placed((SHIP[0] - 0.014, SHIP[1] - 0.0265, 2.55), 62):  # so that the thread is its axis
        # Painted as such ships are, red under water, a pale stripe above it; rails and lantern are gilded.
        gilt = plain("gilt", "#c99a3f", 0.28, 1.0)
        red, pale, black = plain("ship red", "#8e2f27", 0.35), plain("ship pale", "#e6dcc4", 0.4), plain("ship black", "#20272b", 0.3)

        def side(u, v):
            x = -0.34 + 0.68 * u
            wide = 0.095 * math.sin(math.pi * min(1, 0.12 + 0.86 * u)) ** 0.6
            angle = math.pi * v
            sheer = 0.06 * (2 * u - 1) ** 2
            return (x, -wide * math.cos(angle), sheer - 0.13 * math.sin(angle) ** 0.8)

        for low, high, tone in ((0.0, 0.1, black), (0.1, 0.15, pale), (0.15, 0.2, black), (0.2, 0.5, red)):
            for a, b in ((low, high), (1 - high, 1 - low)):
                kit.sheet(lambda u, v, a=a, b=b: side(u, a + (b - a) * v), 24, 5, tone, 0.005, "hull")
        for v in (0.0, 1.0):
            bent([side(k / 16, v) for k in range(17)], 0.005, gilt, 8)
        ball((-0.36, 0, 0.1), 0.02, gilt, (0.8, 0.8, 1.3), 12)
        rod((-0.345, 0, 0.05), (-0.355, 0, 0.08), 0.004, gilt, sides=8)
        box((-0.3, -0.07, 0.0), (0.28, 0.07, 0.008), p.oak, 0)
        for x, tall in ((-0.17, 0.4), (0.03, 0.5), (0.2, 0.4)):
            rod((x, 0, 0), (x, 0, tall), 0.007, p.oak, sides=8)
            for k, (low, half) in enumerate(((0.1, 0.13), (0.27, 0.1))):
                z = low * tall / 0.42

                def sail(u, v, x=x, z=z, half=half, tall=tall):
                    return (x + 0.02 + 0.045 * math.sin(math.pi * v) * math.sin(math.pi * u), half * (2 * u - 1), z + v * 0.34 * tall)

                kit.sheet(sail, 8, 8, p.chalk, 0.002, f"sail {k}")
            # Shrouds and stays.
            for across in (-0.075, 0.075):
                for back in (-0.05, -0.02):
                    rod((x + back, across, 0.012), (x, 0, tall * 0.92), 0.0012, p.ink, sides=5)
            rod((x, 0, tall * 0.96), (x + 0.2, 0, max(0.1, tall * 0.5 - 0.05)), 0.0012, p.ink, sides=5)
        bent([(0.32, 0, 0.05), (0.5, 0, 0.12)], 0.006, p.oak)
        rod((0.03, 0, 0.5), (0.03, 0, 1.45), 0.0025, p.graphite, sides=6)


def side_table(p):
    """Coffee, cups and hymn books by the right wall."""
    with placed((HALF, -0.7, 0), -90):
        box((-0.7, -0.62, 0.71), (0.7, -0.06, 0.74), p.oak, 0.008)
        for x in (-0.62, 0.62):
            for y in (-0.55, -0.13):
                rod((x, y, 0), (x, y, 0.71), 0.02, p.oak_tall)
        turned((-0.4, -0.3, 0.74), [(0.0, 0), (0.07, 0), (0.075, 0.02), (0.075, 0.2), (0.045, 0.26), (0.045, 0.3), (0.0, 0.31)], p.steel)
        bent([(-0.33, -0.3, 0.8), (-0.26, -0.3, 0.84), (-0.26, -0.3, 0.94), (-0.34, -0.3, 0.99)], 0.01, p.dark)
        for i, tone in enumerate((p.chalk, p.mustard, p.chalk, p.coral)):
            with placed((-0.15 + i * 0.13, -0.25 - 0.1 * (i % 2), 0.74), 50 * i):
                furniture.mug(p, tone)
        box((0.38, -0.45, 0.741), (0.58, -0.3, 0.75), p.chalk, 0.001, tilt=("Z", 15))
        box((0.3, -0.5, 0.74), (0.34, -0.36, 0.747), p.petrol, 0.002, tilt=("Z", 40))
        furniture.framed(p, furniture.hills(520, 340, 21), -0.5, 1.35, 1.0, p.oak)
        for x in (-0.35, 0.4):
            with placed((x, -1.0, 0), 180 + 20 * x):
                furniture.chair(p, p.sage)
    with placed((-1.6, BACK, 0), 180):
        box((-0.597, -0.277, 0), (0.597, 0, 0.04), p.oak, 0.006)
        for z in (0.04, 0.42, 0.8, 1.18):
            box((-0.597, -0.277, z), (0.597, 0, z + 0.025), p.oak, 0.004)
        for x in (-0.6, 0.575):
            box((x, -0.28, 0), (x + 0.025, 0, 1.2), p.oak_tall, 0.004)
        for z in (0.065, 0.445, 0.825):
            with placed((-0.56, -0.2, z)):
                furniture.books(p, 1.1)
        with placed((0.35, -0.14, 1.205)):
            turned((0, 0, 0), [(0.0, 0), (0.06, 0), (0.08, 0.1), (0.04, 0.2), (0.05, 0.22), (0.0, 0.2)], p.coral)
        furniture.framed(p, furniture.shapes(300, 420, 8), -0.3, 1.55, 0.55, p.oak_tall)
    with placed((2.5, -2.7, 0)):
        furniture.plant(p, 1.5, p.petrol)
    with placed((2.5, 4.0, 0)):
        furniture.plant(p, 1.2, p.mustard)


def way_out(p):
    with placed((DOOR, BACK, 0), 180):
        oak_doors(p, left=58)
        # What is seen of the corridor: the walkway above, roof lights that let the sun in, and the cell door opposite.
        for a, b in ((-3.6, 0.9), (0.9, 4.0)):
            box((a, 0.0, -0.02), (b, 6.7, -0.001), p.floor, 0)
            for low, high in ((0, 3.05), (3.05, 5.9)):
                box((a, 6.7, low), (b, 6.8, high), p.white, 0)
            box((a, 0.3, 3.05), (b, 1.5, 3.2), p.white, 0)
            for y0, y1 in ((0.3, 2.4), (4.6, 6.7)):
                box((a - 0.1, y0, 5.9), (b + 0.1, y1, 6.0), p.white, 0)
        for x in (-3.7, 4.0):
            box((x, 0.3, 0), (x + 0.1, 6.7, 5.9), p.white, 0)
        box((-0.84, -0.01, -0.01), (0.84, 0.22, 0.004), p.steel, 0.001, "threshold")
        with placed((DOOR - (5.4 - plan.PLACES["chapel"].at[1]), 6.7, 0)):
            furniture.cell_door(p, 13, materials.mottled("door sage", "#6f8a7b", "#7a9485", size=0.4, rough=0.42))
        studio.area_light((0, 3.5, 3.1), (2, 2), 60, "#eef4fa")
    with placed((DOOR - 1.25, BACK, 0), 180):
        box((-0.042, -0.01, 1.04), (0.042, 0, 1.124), p.pale, 0.003)
        box((-0.026, -0.016, 1.056), (0.026, -0.008, 1.108), p.pale, 0.003)


def lamps(p):
    shade = plain("shade", "#b9694c", 0.45, 0.6)
    inner = glow("shade inside", "#ffd9a0", 1.15)
    for x, y in ((-1.3, 0.0), (1.3, 0.0), (-1.3, 3.1), (1.3, 3.1), (0.0, -1.9)):
        foot = 2.45
        top = RIDGE - abs(x) / HALF * (RIDGE - EAVES)
        turned((x, y, foot), [(0.21, 0), (0.2, 0.05), (0.13, 0.14), (0.05, 0.19), (0.03, 0.23)], shade, 40, closed=False)
        turned((x, y, foot + 0.004), [(0.0, 0.0), (0.195, 0.0), (0.19, 0.03), (0.0, 0.03)], inner, 40)
        rod((x, y, foot + 0.2), (x, y, top), 0.004, p.graphite, sides=8)
        studio.area_light((x, y, foot - 0.02), (0.3, 0.3), 19, "#ffe6c8", live=True)


def light():
    studio.sky("#f2efe4", "#b9d3e4", 1.5)
    studio.sun(plan.sun("chapel"), 32.0, "#fff6e6", 0.5)
    studio.area_light((0, FRONT - 0.05, 2.6), (1.1, 2.6), 46, "#fbf3e4", aim=(0, -1, -0.2), live=True)
    studio.area_light((-HALF + 0.04, 2.09, 1.9), (1.2, 1.7), 16, "#fbf3e4", aim=(1, 0, -0.25), live=True)
    studio.area_light((0, 0.6, RIDGE - 0.42), (0.6, 6.5), 70, "#ffffff")  # below the rafters
    for x in (-0.6, 0.6):
        studio.candle_light((x, 3.72, 1.46), 1.2)
    studio.candle_light((0.03, 1.13, 0.29), 1.0)
    studio.candle_light((2.25, 1.9, 1.42), 3.0)


def build(p):
    shell(p)
    window(p)
    south_window(p)
    altar(p)
    lectern(p)
    ring(p)
    candle_stand(p)
    piano(p)
    ship(p)
    side_table(p)
    way_out(p)
    lamps(p)
    light()


SECONDS = 12


def stir(pieces):
    """The ship turns a little on its thread and back; the flames breathe."""
    scene = bpy.context.scene
    scene.render.fps, scene.frame_start, scene.frame_end = 24, 0, 24 * SECONDS
    for frame in range(0, 24 * SECONDS + 1, 4):
        a = 2 * math.pi * frame / 24 / SECONDS
        ship = pieces["Ship"]
        ship.rotation_euler = (0, 0, math.radians(7 * math.sin(a) + 2 * math.sin(2 * a + 1)))
        ship.keyframe_insert("rotation_euler", frame=frame)
        for k, name in enumerate(FLAMES):
            # Whole turns in the whole time, so that the end meets the beginning.
            tall = 1 + 0.1 * math.sin(11 * a + 2 * k) + 0.07 * math.sin(17 * a + k)
            pieces[name].scale = (2 - tall, 2 - tall, tall)
            pieces[name].keyframe_insert("scale", frame=frame)


def main():
    settings = studio.command_line(out="chapel.glb", size=4096, samples=16, view="", exposure=0.0)
    kit.begin()
    build(Palette())
    if settings["view"]:
        studio.quality(settings["samples"], settings["exposure"])
        studio.shoot(settings["out"], 900, at=(*STAND, studio.EYE), view=tuple(float(n) for n in settings["view"].split(",")))
        return
    eyes = [(x, y, z) for x in (-1.0, 0.0, 1.0) for y in (-2.2, -0.8, 0.6, 2.2) for z in (0.7, 1.2, 1.8)]
    eyes += [(x, y, 1.6) for x in (-2.2, 2.2) for y in (-2.0, 0.8, 3.2)]
    large = {"plank", "wall", "board", "rafter", "skirting"}
    bake.export(settings["out"], eyes, large, NODES, settings["size"], settings["samples"], settings["exposure"], {"Ship": SHIP, **FLAMES}, None, stir, {"Ship"})


if __name__ == "__main__":
    main()
