"""The cell, as a glTF space: 3.0 x 4.0 x 2.7 m, its light baked into the textures.

    python cell.py out=cell.glb size=4096 samples=16
    python cell.py view=0,0,90 out=view.png             # a plain view of the scene before baking
    python look.py model=cell.glb out=view.png at=0.2,-1.05   # a view of the finished file

The middle of the floor is the origin; the door is at -Y (glTF +Z), the window at +Y (glTF -Z).
Named nodes: Stand.Door (a place to stand, facing the window), Door, Window, Desk, and the two
curtains, Curtain.Left and Curtain.Right, which stir in the air of the open window.
"""

import math

import bpy

import bake
import furniture
import kit
import materials
import plan
import room
import studio
from furniture import Palette
from kit import ball, bent, box, boxes, placed, rod, sheet, turned
from materials import glow, plain

X, Y, HEIGHT = 1.5, 2.0, 2.7
DOOR = 0.62  # the door's middle, to the right of the room's
STAND = (-0.05, -1.1)
NODES = {
    "Stand.Door": (*STAND, 0.0),
    "Door": (DOOR, -Y, 1.3),
    "Window": (0.0, Y, 1.55),
    "Desk": (1.15, 1.2, 1.15),
}


def shell(p, back=True):
    """Floor, ceiling, walls; seen from the corridor, the corridor's own wall stands at the back."""
    box((-X, -Y, -0.1), (X, Y, 0), p.floor, 0, "floor")
    box((-X, -Y, HEIGHT), (X, Y, HEIGHT + 0.1), p.ceiling, 0, "ceiling")
    with placed((X, 0, 0), -90):
        kit.wall(-Y, Y, HEIGHT, 0.2, p.white)
    with placed((-X, 0, 0), 90):
        kit.wall(-Y, Y, HEIGHT, 0.2, p.white)
        box((-0.6, -0.006, 0.1), (Y, 0, 1.42), p.sage, 0, "band")
    if back:
        with placed((0, -Y, 0), 180):
            kit.wall(-X, X, HEIGHT, 0.2, p.white, [(-DOOR - 0.47, -DOOR + 0.47, 0, 2.1)])  # it ends within the frame
    with placed((0, Y, 0)):
        kit.wall(-X, X, HEIGHT, 0.4, p.concrete, [(-0.72, 0.72, 0.8, 2.25)])
        for x in (-1.1, 1.1):
            for z in (0.5, 1.5, 2.4):
                rod((x, -0.002, z), (x, 0.01, z), 0.014, p.graphite, sides=12)
    for low, high in (
        ((-X, -0.6, 0), (-X + 0.014, Y - 0.01, 0.08)), ((X - 0.014, -Y + 0.01, 0), (X, Y - 0.01, 0.08)), ((-X, Y - 0.014, 0), (X, Y, 0.079)),
        ((DOOR + 0.54, -Y, 0), (X, -Y + 0.014, 0.079)),
    ):
        box(low, high, p.oak if high[0] - low[0] > 0.5 else p.oak_deep, 0.003, "skirting")


def window(p):
    with placed((0, Y, 0)):
        box((-0.76, -0.06, 0.77), (0.76, 0.2, 0.805), p.oak, 0.006, "sill")
        for low, high in (
            ((-0.72, 0.2, 0.805), (-0.66, 0.27, 2.25)), ((0.66, 0.2, 0.805), (0.72, 0.27, 2.25)), ((0.2, 0.2, 0.86), (0.26, 0.27, 2.19)),
            ((-0.66, 0.2, 0.805), (0.66, 0.27, 0.86)), ((-0.66, 0.2, 2.19), (0.66, 0.27, 2.25)),
        ):
            box(low, high, p.oak_tall, 0.005, "frame")
        box((0.215, 0.165, 1.42), (0.245, 0.2, 1.55), p.steel, 0.005)
        for i in range(10):
            x = -0.63 + i * 0.14
            rod((x, 0.34, 0.8), (x, 0.34, 2.25), 0.01, p.graphite, sides=8)
        for z in (1.2, 1.85):
            box((-0.72, 0.33, z - 0.006), (0.72, 0.35, z + 0.006), p.graphite, 0)
        rod((-1.0, -0.07, 2.36), (1.0, -0.07, 2.36), 0.011, p.graphite, sides=10)
        cloth = materials.mottled("curtain", "#b98a4e", "#c79a5e", size=0.1, rough=0.95)
        for side in (-1, 1):
            start = side * 0.68

            def folds(u, v, side=side, start=start):
                return (start + side * 0.27 * u, -0.07 + 0.028 * math.sin(u * 31) + 0.008 * math.sin(u * 9 + 3 * v), 2.35 - 1.62 * v)

            with kit.part("Curtain.Left" if side < 0 else "Curtain.Right"):
                sheet(folds, 44, 10, cloth, 0, "curtain")  # of one side: the sun on the other would shine through at its edges
    with placed((0, Y, 0.14)), placed((-0.5, 0, 0)):
        furniture.radiator(p, 1.0, 0.5)
    with placed((-0.45, Y + 0.06, 0.805)):
        turned((0, 0, 0), [(0.0, 0), (0.045, 0), (0.06, 0.1), (0.05, 0.1), (0.045, 0.08), (0.0, 0.08)], p.coral, 24)
        for i in range(7):
            a = i * 2.4
            bent([(0, 0, 0.08), (0.03 * math.cos(a), 0.03 * math.sin(a), 0.16), (0.09 * math.cos(a), 0.05 * math.sin(a), 0.2)], 0.006, p.leaf, 6)


def door(p):
    """The door from inside: no handle, a covered pane, a call point beside it."""
    leaf = materials.mottled("door rust", "#a8583f", "#b3634a", size=0.4, rough=0.42)
    with placed((DOOR, -Y, 0), 180):
        for low, high in (((-0.5, -0.02, 0), (-0.44, 0.06, 2.13)), ((0.44, -0.02, 0), (0.5, 0.06, 2.13)), ((-0.44, -0.02, 2.07), (0.44, 0.06, 2.13))):
            box(low, high, p.frame, 0.004)
        box((-0.437, 0.01, 0.01), (0.437, 0.06, 2.067), leaf, 0.004, "door")
        box((-0.39, 0.004, 0.05), (0.39, 0.012, 0.3), p.steel, 0.001)
        box((-0.1, 0.0, 1.42), (0.1, 0.012, 1.72), p.steel, 0.004)
        box((-0.075, -0.003, 1.45), (0.075, 0.001, 1.69), p.black_glass, 0.001)
        box((-0.2, 0.002, 0.96), (0.2, 0.012, 1.16), p.steel, 0.003)
        box((-0.18, -0.002, 0.98), (0.18, 0.003, 1.14), leaf, 0.002)
        box((-0.41, 0.002, 0.95), (-0.33, 0.012, 1.2), p.steel, 0.003)
        # Beside it, towards the wet corner: call point and switch; conduit up to the ceiling.
        box((0.62, -0.025, 1.22), (0.74, 0, 1.48), p.steel, 0.005)
        for row in range(3):
            boxes([((0.645 + k * 0.018, -0.0265, 1.42 + row * 0.016), (0.653 + k * 0.018, -0.0252, 1.428 + row * 0.016)) for k in range(5)], p.dark)
        rod((0.68, -0.034, 1.32), (0.68, -0.024, 1.32), 0.02, p.amber)
        rod((0.68, -0.013, 1.48), (0.68, -0.013, HEIGHT), 0.01, p.steel, sides=8)
        box((0.63, -0.012, 1.02), (0.73, 0, 1.12), p.pale, 0.003)
        box((0.652, -0.018, 1.04), (0.708, -0.01, 1.1), p.chalk, 0.003)


def wet_corner(p):
    """Behind a half wall left of the door: basin, mirror, toilet."""
    tiles = materials.brick("tiles", "#ccd6d0", "#a3ada7", 0.3)
    wide = tiles.node_tree.nodes["Brick Texture"]
    wide.offset = 0.0
    for key, value in {"Brick Width": 0.15, "Row Height": 0.15, "Mortar Size": 0.003}.items():
        wide.inputs[key].default_value = value
    box((-X, -Y, 0), (-0.16, -Y + 0.008, 1.8), tiles, 0, "tiles")
    box((-X, -Y, 0), (-X + 0.008, -0.68, 1.8), tiles, 0, "tiles")
    box((-X, -0.68, 0), (-0.72, -0.6, 2.0), p.white, 0.004, "half wall")
    box((-X, -0.69, 2.0), (-0.71, -0.59, 2.025), p.oak, 0.004)
    ceramic = plain("ceramic", "#eeeeea", 0.2)
    with placed((-0.62, -Y + 0.008, 0), 180):
        turned((0, -0.22, 0.83), [(0.05, -0.13), (0.14, -0.09), (0.2, -0.01), (0.215, 0.012), (0.2, 0.018), (0.17, 0.0), (0.06, -0.07), (0.0, -0.075)], ceramic, 28, (1.05, 0.9))
        box((-0.18, -0.13, 0.74), (0.18, 0, 0.845), ceramic, 0.02)
        bent([(0, -0.22, 0.7), (0, -0.22, 0.55), (0, -0.1, 0.52), (0, 0, 0.56)], 0.017, p.steel, 8)
        bent([(0, -0.07, 0.84), (0, -0.07, 1.0), (0, -0.19, 1.0), (0, -0.2, 0.96)], 0.011, p.steel, 8)
        box((-0.23, -0.012, 1.15), (0.23, 0, 1.7), p.steel, 0.003)
        mirror = plain("mirror", "#dfe5e4", 0.05, 1.0)
        box((-0.215, -0.015, 1.165), (0.215, -0.011, 1.685), mirror, 0)
        box((-0.2, -0.11, 1.08), (0.2, 0, 1.095), p.pale, 0.003)
        turned((-0.12, -0.06, 1.095), [(0.0, 0), (0.027, 0), (0.031, 0.09), (0.027, 0.09), (0.0, 0.02)], p.sage, 16)
        rod((-0.125, -0.06, 1.11), (-0.095, -0.055, 1.27), 0.004, p.coral, sides=6)
        rod((0.1, -0.06, 1.095), (0.1, -0.06, 1.21), 0.024, p.mustard, sides=14)
    with placed((-X + 0.008, -1.2, 0), 90):
        turned((0, -0.34, 0), [(0.1, 0.1), (0.14, 0.15), (0.17, 0.28), (0.195, 0.4), (0.18, 0.41), (0.15, 0.39), (0.06, 0.25), (0.0, 0.24)], ceramic, 28, (0.95, 1.3))
        box((-0.15, -0.2, 0.1), (0.15, 0, 0.405), ceramic, 0.03)
        turned((0, -0.34, 0.412), [(0.125, 0), (0.13, 0.018), (0.185, 0.02), (0.198, 0.006), (0.19, 0.0)], p.chalk, 28, (0.95, 1.3), closed=False)
        box((-0.18, -0.09, 0.43), (0.18, -0.055, 0.86), p.chalk, 0.015, tilt=("X", -7))
        box((-0.11, -0.008, 0.98), (0.11, 0, 1.12), p.steel, 0.003)
        bent([(0.35, 0, 0.72), (0.35, -0.07, 0.72), (0.46, -0.07, 0.72)], 0.006, p.steel, 8)
        rod((0.36, -0.07, 0.72), (0.45, -0.07, 0.72), 0.05, p.chalk)
    rod((-0.37, -Y + 0.07, 1.2), (-0.19, -Y + 0.07, 1.2), 0.007, p.steel, sides=8)
    towel = materials.mottled("towel", "#c46b50", "#d07b60", size=0.03, rough=0.95)
    sheet(lambda u, v: (-0.36 + 0.15 * u, -Y + 0.07 + (0.013 if v > 0.5 else -0.012) + 0.005 * math.sin(15 * u), 1.208 - abs(v - 0.5) * 1.0), 12, 20, towel, 0.006, "towel")
    turned((-1.28, -0.88, 0), [(0.0, 0), (0.1, 0.0), (0.125, 0.27), (0.115, 0.27), (0.095, 0.02)], p.steel, 24)


def bed(p):
    x0, x1, y0, y1 = -X + 0.01, -X + 0.93, -0.05, Y - 0.02
    box((x1 - 0.03, y0 + 0.02, 0.12), (x1 - 0.002, y1 - 0.02, 0.4), p.oak_deep, 0.006)  # its ends lie within the boards of foot and head
    box((x0, y1 - 0.03, 0), (x1, y1, 0.84), p.oak, 0.006)
    box((x0, y0, 0), (x1, y0 + 0.03, 0.52), p.oak, 0.006)
    box((x0 + 0.02, y0 + 0.05, 0.0), (x1 - 0.08, y1 - 0.05, 0.24), p.graphite, 0)
    mattress = materials.mottled("mattress", "#cfd2cd", "#d9dbd6", size=0.05, rough=0.95)
    box((x0 + 0.01, y0 + 0.035, 0.24), (x1 - 0.035, y1 - 0.035, 0.44), mattress, 0.04)
    stripe = [materials.mottled("duvet", "#dcdcd4", "#e6e6df", size=0.06, rough=0.95), materials.mottled("duvet stripe", "#5d7b86", "#6a8893", size=0.06, rough=0.95)]
    bands = 15
    for i in range(bands):
        # The duvet in bands, so that its stripes are cloth and not a picture.
        v0, v1 = i / bands, (i + 1) / bands

        def duvet(u, v, v0=v0, v1=v1):
            along = v0 + (v1 - v0) * v
            y = y0 + 0.05 + along * 1.42
            x = x0 + 0.01 + u * 1.0
            over = max(0.0, x - (x1 - 0.045))
            z = 0.475 + 0.012 * math.sin(6 * y + 4 * x) + 0.008 * math.sin(17 * x - 3 * y)
            z += 0.035 * math.exp(-(((along - 0.97) / 0.05) ** 2))
            return (min(x, x1 - 0.02) + 0.012 * min(1, over * 10), y, z - over * 2.0)

        sheet(duvet, 30, 3, stripe[i % 2], 0.02, "duvet")
    pillow = materials.mottled("pillow", "#e8e6df", "#f0eee8", size=0.08, rough=0.95)

    def cushion(u, v, side=1):
        edge = (max(0.0, math.sin(math.pi * u)) * max(0.0, math.sin(math.pi * v))) ** 0.45
        return (x0 + 0.14 + 0.62 * u, y1 - 0.5 + 0.42 * v, 0.505 + side * (0.001 + 0.075 * edge))

    sheet(cushion, 20, 14, pillow, 0, "pillow")
    sheet(lambda u, v: cushion(u, v, -0.8), 20, 14, pillow, 0, "pillow")
    blanket = materials.mottled("blanket", "#b85f47", "#c66d54", size=0.04, rough=0.98)
    for i in range(3):
        box((x0 + 0.12, y0 + 0.1, 0.5 + i * 0.036), (x1 - 0.14, y0 + 0.52, 0.538 + i * 0.036), blanket, 0.017)
    with placed((-X + 0.004, 0, 0), 90):
        furniture.notice_board(p, 0.05, 1.55, 0.9, 0.62)
        furniture.framed(p, furniture.hills(260, 360, 33), 1.2, 1.55, 0.45, p.oak_tall)
        rod((1.82, -0.09, 1.3), (1.82, 0, 1.3), 0.01, p.dark, sides=10)
        rod((1.82, -0.14, 1.24), (1.82, -0.08, 1.32), 0.05, p.dark, 0.03)
    slipper = plain("slipper", "#3b5560", 0.9)
    for x, turn in ((-0.42, 8), (-0.3, -5)):
        with placed((x, 0.32, 0), turn):
            box((-0.045, -0.13, 0), (0.045, 0.13, 0.02), p.dark, 0.008)
            sheet(lambda u, v: (0.05 * math.cos(math.pi * u), 0.12 - 0.15 * v, 0.02 + 0.055 * math.sin(math.pi * u) * (0.45 + 0.55 * v)), 10, 6, slipper, 0.006, "slipper")


def desk(p):
    box((0.82, 0.3, 0.715), (X, Y - 0.03, 0.745), p.oak_deep, 0.006, "desk")
    box((0.86, 0.32, 0), (X - 0.02, 0.35, 0.715), p.oak_deep, 0.004)
    box((0.95, 1.5, 0.1), (X - 0.02, Y - 0.06, 0.71), p.pale, 0.006)
    for z in (0.12, 0.32, 0.52):
        box((0.942, 1.52, z), (0.952, Y - 0.08, z + 0.18), p.chalk, 0.004)
        box((0.93, 1.68, z + 0.13), (0.945, 1.78, z + 0.142), p.steel, 0.003)
    cloth = materials.mottled("chair cloth", "#54707a", "#5f7c86", size=0.05, rough=0.9)
    with placed((0.66, 0.98, 0), -70):
        furniture.chair(p, cloth)
    with placed((X, 0, 0), -90):
        # On the wall over the desk, from the window (left) to the wardrobe (right).
        box((-1.75, -0.24, 1.72), (-0.45, 0, 1.745), p.oak, 0.005, "shelf")
        for x in (-1.6, -0.6):
            box((x - 0.012, -0.2, 1.7), (x + 0.012, 0, 1.72), p.graphite, 0.003)
            box((x - 0.012, -0.02, 1.58), (x + 0.012, 0, 1.7), p.graphite, 0.003)
        with placed((-1.5, -0.2, 1.745)):
            furniture.books(p, 0.62)
        with placed((-0.62, -0.12, 1.745)):
            turned((0, 0, 0), [(0.0, 0), (0.05, 0), (0.065, 0.11), (0.055, 0.11), (0.05, 0.09), (0.0, 0.09)], p.mustard, 20)
            for i in range(14):
                a, reach = i * 2.4, 0.05 + 0.01 * (i % 5)
                bent([(0, 0, 0.09), (reach * math.cos(a), reach * math.sin(a), 0.2), (1.9 * reach * math.cos(a), 1.9 * reach * math.sin(a), 0.14)], 0.006, p.leaf, 6)
        box((-0.82, -0.14, 1.745), (-0.74, -0.04, 1.9), p.coral, 0.004)
        box((-1.4, -0.05, 1.06), (-0.68, -0.02, 1.48), p.dark, 0.006, "screen")
        kit.panel((-1.385, -0.0515, 1.075), (-0.695, -0.0515, 1.465), materials.picture("programme", furniture.hills(480, 270, 40), lit=0.55), "programme")
        bent([(-1.0, -0.03, 1.06), (-0.98, -0.02, 0.95), (-0.9, -0.015, 0.86)], 0.004, p.dark, 6)
        for x in (-0.92, -0.82):
            box((x, -0.012, 0.81), (x + 0.085, 0, 0.895), p.pale, 0.003)
            rod((x + 0.042, -0.014, 0.852), (x + 0.042, -0.011, 0.852), 0.02, p.chalk, sides=16)
    # On the desk.
    with placed((1.3, 1.72, 0.745), 215):
        rod((0, 0, 0), (0, 0, 0.02), 0.075, p.coral)
        bent([(0, 0, 0.02), (0.02, 0, 0.26), (0.14, 0, 0.38)], 0.008, p.coral, 8)
        rod((0.1, 0, 0.4), (0.2, 0, 0.3), 0.035, p.coral, 0.075)
        ball((0.17, 0, 0.325), 0.035, p.lamp, sides=12)
    with placed((0.98, 0.72, 0.745), 30):
        furniture.mug(p, p.mustard)
    with placed((1.38, 1.5, 0.745)):
        turned((0, 0, 0), [(0.0, 0), (0.036, 0), (0.036, 0.1), (0.031, 0.1), (0.03, 0.02)], p.sage, 18)
        for i, tone in enumerate((p.red, p.petrol, p.mustard, p.dark)):
            rod((0.01 * math.cos(i * 2), 0.01 * math.sin(i * 2), 0.02), (0.03 * math.cos(i * 2), 0.03 * math.sin(i * 2), 0.17), 0.0035, tone, sides=6)
    box((0.93, 1.05, 0.7455), (1.14, 1.35, 0.75), p.chalk, 0, tilt=("Z", 8))
    boxes([((0.96, 1.09 + i * 0.024, 0.7505), (1.1 - 0.02 * (i % 3), 1.094 + i * 0.024, 0.7508)) for i in range(9)], p.graphite)
    rod((1.12, 1.12, 0.752), (1.18, 1.25, 0.752), 0.0035, p.petrol, sides=6)
    box((1.2, 0.9, 0.745), (1.4, 1.18, 0.757), p.petrol, 0.003, tilt=("Z", -6))
    with placed((1.36, 0.5, 0.745), -90):
        furniture.books(p, 0.2)


def wardrobe(p):
    with placed((X, -0.25, 0), -90):
        box((-0.35, -0.52, 0.0), (0.35, 0, 0.06), p.graphite, 0)
        box((-0.35, -0.52, 0.06), (0.35, 0, 2.1), p.oak_tall, 0.005)
        for x0, x1 in ((-0.345, -0.003), (0.003, 0.345)):
            box((x0, -0.54, 0.07), (x1, -0.521, 2.09), p.oak_tall, 0.004, "leaf")
        for x in (-0.05, 0.05):
            rod((x, -0.565, 1.05), (x, -0.54, 1.05), 0.014, p.steel, sides=14)
        box((-0.28, -0.45, 2.1), (0.22, -0.05, 2.32), p.petrol, 0.05, "bag")
        bent([(-0.15, -0.25, 2.31), (-0.1, -0.25, 2.39), (0.04, -0.25, 2.39), (0.09, -0.25, 2.31)], 0.012, p.dark, 8)
    jacket = materials.mottled("jacket", "#46534c", "#536158", size=0.1, rough=0.95)
    with placed((X, -1.25, 0), -90):
        box((-0.2, -0.02, 1.66), (0.2, 0, 1.72), p.oak, 0.004)
        for x in (-0.13, 0.0, 0.13):
            bent([(x, -0.02, 1.69), (x, -0.07, 1.68), (x, -0.08, 1.72)], 0.007, p.steel, 8)

        def drape(u, v):
            spread = 0.05 + 0.17 * min(1, v * 2.2)
            return (-0.0 + spread * (2 * u - 1), -0.05 - 0.06 * math.sin(math.pi * u) - 0.015 * math.sin(14 * u + 2 * v) * v, 1.68 - 0.72 * v)

        sheet(drape, 26, 14, jacket, 0.008, "jacket")


def ceiling(p):
    with placed((0.1, 0.1, HEIGHT)):
        turned((0, 0, -0.07), [(0.0, 0), (0.19, 0), (0.2, 0.02), (0.2, 0.07)], p.pale, 40)
        turned((0, 0, -0.076), [(0.0, 0), (0.165, 0.0), (0.17, 0.006)], glow("ceiling lamp", "#fff0d8", 1.1), 40)
    turned((0.1, 1.2, HEIGHT - 0.045), [(0.0, 0), (0.035, 0), (0.055, 0.025), (0.055, 0.045)], p.pale, 24)
    with placed((-X, -0.35, 2.45), 90):
        box((-0.15, -0.012, -0.08), (0.15, 0, 0.08), p.pale, 0.003)
        boxes([((-0.13, -0.014, -0.06 + i * 0.022), (0.13, -0.0118, -0.048 + i * 0.022)) for i in range(6)], p.dark)


def garden(p):
    """What the window looks out on: rendered first, then hung outside as a picture."""
    lawn = materials.mottled("lawn", "#7f9a5c", "#93ab6c", size=2.0, rough=0.9)
    box((-40, 3, -0.5), (40, 50, -0.4), lawn, 0)
    box((-40, 38, -0.4), (40, 38.4, 4.6), plain("outer wall", "#d6d2c8", 0.8), 0)
    box((-1.2, 8, -0.42), (1.6, 36, -0.385), plain("path", "#c3bba9", 0.9), 0)
    for i, (x, y, tall) in enumerate(((-4.2, 15, 6), (3.6, 18, 6.5), (-8, 26, 7), (8.5, 25, 7), (0.8, 30, 6), (-2.5, 33, 6))):
        room.leafy_tree(p, (x, y, -0.4), tall, i)
    box((-2.6, 11, -0.05), (-1.4, 11.4, 0.0), p.oak, 0.01)
    for x in (-2.5, -1.55):
        box((x, 11.05, -0.4), (x + 0.06, 11.35, -0.05), p.graphite, 0)
    studio.sun(plan.sun("cell"), 4.5)


def sky():
    studio.sky("#e6edf0", "#8dbadb", 1.0)


def light():
    studio.sun(plan.sun("cell"), 16.0)
    studio.area_light((0, Y + 0.45, 1.55), (1.4, 1.4), 95, "#e6eff6", aim=(0, -1, -0.12), live=True)
    studio.area_light((0.1, 0.1, HEIGHT - 0.09), (0.34, 0.34), 26, "#ffe6c4", live=True)
    studio.area_light((-0.75, -1.3, HEIGHT - 0.05), (0.4, 0.4), 9, "#fff2dd", live=True)
    studio.area_light((1.2, 1.62, 0.98), (0.1, 0.1), 2.2, "#ffca86", aim=(-0.4, -0.4, -1), live=True)
    studio.bounce_light((0, -1.9, 1.5), (1.0, 1.4), 40, "#f4efe6", aim=(0, 1, 0))


def build():
    p = Palette()
    shell(p)
    window(p)
    door(p)
    wet_corner(p)
    bed(p)
    desk(p)
    wardrobe(p)
    ceiling(p)
    light()


PARTS = {"Curtain.Left": (-0.82, Y - 0.07, 2.35), "Curtain.Right": (0.82, Y - 0.07, 2.35)}
SECONDS = 8


def stir(pieces):
    """A breath of air: each curtain swells into the room and falls back, over and over, the right one a little later."""
    scene = bpy.context.scene
    scene.render.fps, scene.frame_start, scene.frame_end = 24, 0, 24 * SECONDS
    for name, thing in pieces.items():
        thing.shape_key_add(name="Rest")
        swell, ripple = thing.shape_key_add(name="Swell"), thing.shape_key_add(name="Ripple")
        for point, full, fine in zip(thing.data.vertices, swell.data, ripple.data):
            low = min(1.0, max(0.0, -point.co.z / 1.62)) ** 1.6
            full.co.y -= 0.16 * low
            full.co.x += 0.03 * low * math.copysign(1, thing.location.x)
            fine.co.y -= 0.035 * low * math.sin(9 * point.co.x + 3.5 * point.co.z)
        late = 0.0 if name.endswith("Left") else 0.9
        for frame in range(0, 24 * SECONDS + 1, 4):
            a = 2 * math.pi * frame / 24 / SECONDS - late
            for key, value in ((swell, 0.5 + 0.32 * math.sin(a) + 0.18 * math.sin(2 * a + 0.6)), (ripple, 0.5 + 0.5 * math.sin(3 * a))):
                key.value = value
                key.keyframe_insert("value", frame=frame)


def main():
    settings = studio.command_line(out="cell.glb", size=4096, samples=16, view="", exposure=0.0)
    if settings["view"]:
        kit.begin()
        build()
        sky()
        studio.quality(settings["samples"], settings["exposure"])
        view = tuple(float(n) for n in settings["view"].split(","))
        studio.shoot(settings["out"], 900, at=(*STAND, studio.EYE), view=view)
        return
    kit.begin()
    garden(Palette())
    sky()
    outside = bake.backdrop(distance=6.0, width=14.0, height=7.0, samples=3)
    kit.begin()
    build()
    sky()
    eyes = [(x, y, z) for x in (-0.45, 0.1, 0.6) for y in (-1.75, -0.9, 0.0, 0.9, 1.6) for z in (0.5, 1.1, 1.7)]
    eyes += [(-0.9, -1.3, 1.3), (-0.9, -1.0, 1.7), (-1.0, 1.0, 1.2), (-1.0, 1.0, 1.7), (1.0, 1.0, 1.5)]
    large = {"floor", "ceiling", "wall", "band", "tiles", "half wall", "leaf", "door", "desk"}
    bake.export(settings["out"], eyes, large, NODES, settings["size"], settings["samples"], settings["exposure"], PARTS, outside, stir)


if __name__ == "__main__":
    main()
