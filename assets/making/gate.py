"""Outside the wall: the gate, the way to it, and the country around, as a panorama.

    python gate.py out=gate.jpg width=4096 samples=2
    python gate.py out=view.png width=800 view=-6,3,80      # a plain view: yaw, pitch, wide

The visitor stands on the path and looks north at the gatehouse; its glass door leads to the
sluice, at yaw -6. Left of it the gate for vans in the outer wall, right the bicycles, behind the
visitor a bus stop, a road, and fields with a village church.
"""

import math
import random

import bpy  # first: it brings bmesh and mathutils with it
import bmesh
from mathutils import Matrix, Vector

import kit
import materials
import plan
import room
import studio
from kit import ball, bent, box, boxes, lettering, placed, rod, sheet, turned
from materials import glow, plain

HERE = "gate"
FACE = plan.PLACES[HERE].front  # the gatehouse's front
LEFT, RIGHT, HIGH = -3.6, 10.6, 3.7  # the gatehouse
WALL = 5.0
DOOR = plan.door(HERE, "sluice")[0]
GATE = (-12.5, -7.5)


def ground(p):
    lawn = materials.mottled("lawn", "#6f8a48", "#86a058", size=1.4, rough=0.9, grain=0.5)
    asphalt = materials.mottled("asphalt", "#56575a", "#626366", size=0.8, rough=0.9, grain=0.4)
    slabs = materials.brick("slabs", "#9d968a", "#7d766b", 0.85)
    courses = slabs.node_tree.nodes["Brick Texture"]
    for key, value in {"Brick Width": 0.6, "Row Height": 0.6, "Mortar Size": 0.008}.items():
        courses.inputs[key].default_value = value
    courses.offset = 0.5
    courses.inputs["Color2"].default_value = materials.colour("#938c80")
    # Slabs lie flat: their courses run along x and y.
    flat = next(n for n in slabs.node_tree.nodes if n.type == "COMBXYZ")
    apart = next(n for n in slabs.node_tree.nodes if n.type == "SEPXYZ")
    slabs.node_tree.links.new(apart.outputs[0], flat.inputs[0])
    slabs.node_tree.links.new(apart.outputs[1], flat.inputs[1])
    box((-400, -400, -0.3), (400, 400, -0.06), materials.mottled("far fields", "#8c9a55", "#b3ad68", size=30, rough=0.95), 0, "ground")
    yard = FACE - 3.0  # where the paving before the house begins
    for (x0, x1), (y0, y1), tone, name in (
        ((-40, GATE[0] - 0.4), (-9.0, FACE), lawn, "lawn"), ((GATE[1] + 0.4, -2.0), (-9.0, yard), lawn, "lawn"), ((GATE[1] + 0.4, -3.6), (yard, FACE), lawn, "lawn"),
        ((2.2, 7.0), (-9.0, yard), lawn, "lawn"), ((7.0, 40), (-9.0, 1.5), lawn, "lawn"), ((13.4, 40), (1.5, FACE), lawn, "lawn"),
        ((-2.0, 2.2), (-9.0, yard), slabs, "path"), ((-3.6, 7.0), (yard, FACE), slabs, "path"), ((7.0, 13.4), (1.5, FACE), slabs, "path"),
    ):
        box((x0, y0, -0.06), (x1, y1, -0.01 if tone is lawn else 0.0), tone, 0, name)
    box((GATE[0] - 0.3, -11.2, -0.06), (GATE[1] + 0.3, FACE + 0.2, -0.004), asphalt, 0, "drive")
    box((-140, -17.6, -0.06), (140, -11.2, -0.03), asphalt, 0, "road")
    for k in range(-24, 25):
        box((k * 5.4, -14.46, -0.0295), (k * 5.4 + 2.6, -14.34, -0.0265), p.chalk, 0)
    kerb = plain("kerb", "#b4b0a7", 0.85)
    for x0, x1 in ((-40, GATE[0] - 0.4), (GATE[1] + 0.4, 40)):
        box((x0, -11.2, -0.06), (x1, -11.05, 0.05), kerb, 0.01)
        box((x0, -11.05, -0.06), (x1, -9.0, 0.0), slabs, 0, "pavement")
    for x, y0, y1 in ((GATE[0] - 0.4, -9.0, FACE), (GATE[1] + 0.3, -9.0, FACE), (-2.08, -9.0, yard), (2.2, -9.0, yard), (6.92, 1.5, yard), (13.4, 1.5, FACE)):
        box((x, y0, -0.06), (x + 0.08, y1, 0.035), kerb, 0.006)


def tufts(areas):
    """Blades of grass where the lawn is near enough to be seen as such."""
    chance = random.Random(11)
    meshes = []
    for variant in range(3):
        work = bmesh.new()
        for _ in range(46):
            a, r, tall = chance.uniform(0, 6.3), 0.17 * chance.random() ** 0.5, chance.uniform(0.05, 0.11)
            foot = Vector((r * math.cos(a), r * math.sin(a), 0))
            lean = Vector((chance.uniform(-1, 1), chance.uniform(-1, 1), 0)) * 0.035
            side = Vector((math.cos(a * 3), math.sin(a * 3), 0)) * 0.004
            work.faces.new([work.verts.new(v) for v in (foot - side, foot + side, foot + lean + Vector((0, 0, tall)))])
        mesh = bpy.data.meshes.new("tuft")
        work.to_mesh(mesh)
        work.free()
        mesh.materials.append(plain(f"grass {variant}", ("#6e8c45", "#809c50", "#64813f")[variant], 0.8))
        meshes.append(mesh)
    for x0, x1, y0, y1, count in areas:
        for _ in range(count):
            tuft = bpy.data.objects.new("tuft", meshes[chance.randrange(3)])
            bpy.context.scene.collection.objects.link(tuft)
            tuft.matrix_world = Matrix.Translation((chance.uniform(x0, x1), chance.uniform(y0, y1), -0.012)) @ Matrix.Rotation(chance.uniform(0, 6.3), 4, "Z") @ Matrix.Scale(chance.uniform(0.7, 1.3), 4)


def outer_wall(p):
    """Concrete panels with a rounded top, as high as two storeys, and the gate for vans."""
    concrete = materials.mottled("wall concrete", "#b3aea4", "#c7c2b8", size=1.6, rough=0.85, grain=0.2, stretch=(1, 1, 0.35))
    y = FACE + 0.25
    spans = [(-60.0, GATE[0] - 0.35), (GATE[1] + 0.35, LEFT), (RIGHT, 60.0)]
    for x0, x1 in spans:
        count = max(1, round((x1 - x0) / 3.6))
        wide = (x1 - x0) / count
        for k in range(count):
            box((x0 + k * wide + 0.008, y, -0.05), (x0 + (k + 1) * wide - 0.008, y + 0.3, WALL), concrete, 0.012, "panel")
        rod((x0, y + 0.15, WALL + 0.1), (x1, y + 0.15, WALL + 0.1), 0.24, concrete, sides=28)
    for x in (GATE[0] - 0.35, GATE[1]):
        box((x, y - 0.1, -0.05), (x + 0.35, y + 0.4, WALL + 0.35), p.concrete, 0.02, "pillar")
    box((GATE[0], y, WALL - 0.35), (GATE[1], y + 0.3, WALL + 0.35), p.concrete, 0.02)
    steel = materials.mottled("gate steel", "#2f5864", "#376370", size=0.8, rough=0.45)
    box((GATE[0], y + 0.1, 0.04), (GATE[1], y + 0.18, WALL - 0.36), steel, 0.006, "gate")
    for k in range(24):
        x = GATE[0] + 0.1 + k * 0.205
        box((x, y + 0.06, 0.1), (x + 0.09, y + 0.101, WALL - 0.4), steel, 0.006)
    for z in (0.06, 2.3, WALL - 0.5):
        box((GATE[0], y + 0.04, z), (GATE[1], y + 0.1005, z + 0.12), steel, 0.006)
    for k in range(5):
        box((GATE[0] + 0.35 + k * 0.95, y + 0.034, 1.0), (GATE[0] + 0.85 + k * 0.95, y + 0.0395, 1.12), p.mustard if k % 2 else p.chalk, 0)
    ball((GATE[1] + 0.17, y - 0.16, 2.4), 0.07, p.amber)
    # A post to speak into, at the height of a driver.
    with placed((GATE[1] + 0.9, FACE - 3.6, 0)):
        box((-0.05, -0.05, -0.02), (0.05, 0.05, 1.1), p.graphite, 0.008)
        box((-0.12, -0.09, 1.05), (0.12, 0.05, 1.4), p.steel, 0.012)
        rod((0, -0.1, 1.16), (0, -0.088, 1.16), 0.025, p.amber)
        boxes([((-0.06 + k * 0.026, -0.0925, 1.26 + r * 0.022), (-0.046 + k * 0.026, -0.0895, 1.27 + r * 0.022)) for k in range(5) for r in range(4)], p.dark)


def mast(p, x, y, tall):
    """A lamp and two cameras over the wall."""
    rod((x, y, 0), (x, y, tall), 0.07, p.steel, 0.045)
    box((x - 0.55, y - 0.05, tall), (x + 0.55, y + 0.05, tall + 0.08), p.graphite, 0.01)
    for side in (-1, 1):
        box((x + side * 0.42 - 0.16, y - 0.35, tall - 0.05), (x + side * 0.42 + 0.16, y + 0.05, tall + 0.02), p.graphite, 0.015)
        with placed((x + side * 0.16, y, tall - 0.75), side * 35):
            box((-0.06, -0.32, 0), (0.06, 0.02, 0.12), p.pale, 0.015)
            rod((0, -0.335, 0.06), (0, -0.315, 0.06), 0.04, p.black_glass)
            rod((0, 0, 0.12), (0, 0.05, 0.3), 0.012, p.steel)


def gatehouse(p):
    """Low, of yellow brick, with a canopy of oak over the door."""
    yellow = materials.brick("yellow brick", "#c9a866", "#b39a70", 0.85)
    courses = yellow.node_tree.nodes["Brick Texture"]
    courses.inputs["Color2"].default_value = materials.colour("#b8924f")
    y = FACE
    gaps = [(DOOR - 0.65, DOOR + 0.65, 0, 2.2), (0.2, 3.0, 0.0, 2.5), (5.2, 9.6, 1.75, 2.75)]
    with placed((0, y, 0)):
        kit.wall(LEFT, RIGHT, HIGH, 0.3, yellow, gaps)
        for x0, x1 in ((LEFT, LEFT + 0.3), (RIGHT - 0.3, RIGHT)):
            box((x0, 0.3, 0), (x1, 8, HIGH), yellow, 0)
        box((LEFT - 0.25, -0.35, HIGH), (RIGHT + 0.25, 8, HIGH + 0.28), p.graphite, 0.01, "roof")
        box((LEFT - 0.27, -0.38, HIGH + 0.03), (RIGHT + 0.27, -0.345, HIGH + 0.25), p.oak, 0.004, "fascia")
        # The canopy: oak slats on two posts.
        box((-2.7, -2.3, 2.72), (3.4, -0.001, 2.86), p.graphite, 0.01, "canopy")
        for k in range(42):
            x = -2.66 + k * 0.144
            box((x, -2.28, 2.66), (x + 0.09, -0.01, 2.7195), p.oak_deep, 0.004, "slat")
        box((-2.72, -2.33, 2.7), (3.42, -2.301, 2.9), p.oak, 0.004)
        for x in (-2.45, 3.15):
            rod((x, -2.1, 0), (x, -2.1, 2.66), 0.06, p.graphite)
        for x in (-1.2, 1.6):
            turned((x, -1.2, 2.645), [(0.0, 0), (0.085, 0), (0.085, 0.012)], glow("canopy lamp", "#ffe9c4", 1.1), 28)
        box((-1.75, -2.31, 2.9005), (2.45, -2.28, 3.46), p.petrol, 0.006, "name")
        lettering("Fængslet Enghøj", (0.35, -2.3115, 3.04), 0.42, p.chalk)
        doors(p)
        hall(p)
        # The strip of windows of the visiting room.
        for k in range(5):
            x = 5.2 + k * 1.1
            box((x - 0.03, 0.1, 1.75), (x + 0.03, 0.17, 2.75), p.oak_tall, 0.004)
        for z in (1.75, 2.75):
            box((5.2, 0.1, z - 0.03), (9.6, 0.17, z + 0.03), p.oak, 0.004)
        box((5.2, 0.13, 1.75), (9.6, 0.136, 2.75), plain("frosted", "#c6d3d4", 0.35), 0)
        box((5.1, -0.08, 1.68), (9.7, 0.1, 1.7195), p.graphite, 0.004)
        # By the door: bell, camera, hours, letterbox.
        box((-0.38, -0.05, 1.2), (-0.18, -0.0005, 1.55), p.steel, 0.008)
        rod((-0.28, -0.058, 1.29), (-0.28, -0.049, 1.29), 0.028, p.amber)
        rod((-0.28, -0.054, 1.46), (-0.28, -0.049, 1.46), 0.018, p.black_glass)
        box((-3.1, -0.03, 1.05), (-2.2, -0.0005, 1.75), p.petrol, 0.006)
        lettering("Besøg", (-2.65, -0.0315, 1.58), 0.1, p.chalk)
        for k, line in enumerate(("Lørdag og søndag 10-15", "Torsdag 16-19", "Ring på. Vi åbner.")):
            lettering(line, (-2.65, -0.0315, 1.42 - k * 0.12), 0.062, p.chalk)
        box((3.6, -0.22, 0.9), (4.1, -0.0005, 1.35), p.red, 0.012)
        box((3.68, -0.224, 1.2), (4.02, -0.2195, 1.23), p.dark, 0)
        lettering("Post", (3.85, -0.2215, 1.02), 0.09, p.chalk)
        for x, z in ((LEFT + 0.3, 3.2), (4.6, 3.2), (10.2, 3.2)):
            box((x - 0.05, -0.3, z), (x + 0.05, -0.02, z + 0.1), p.pale, 0.012)
            rod((x, -0.315, z + 0.05), (x, -0.299, z + 0.05), 0.035, p.black_glass)
            rod((x, -0.05, z + 0.1), (x, -0.001, z + 0.2), 0.012, p.steel)


def doors(p):
    """Two leaves of glass in dark frames, and a glazed screen beside them."""
    with placed((DOOR, 0, 0)):
        room.glass_doors(p, 0.02, 0.26)
        lettering("Indgang", (0, -0.003, 2.36), 0.13, p.petrol)
        box((-0.8, -0.9, 0.0002), (0.8, -0.05, 0.016), p.graphite, 0.004, "mat")
    for x in (0.2, 1.13, 2.07, 3.0):
        box((x - 0.035, 0.08, 0), (x + 0.035, 0.16, 2.5), p.graphite, 0.004)
    for z in (0.03, 0.9, 2.47):
        box((0.2, 0.085, z - 0.03), (3.0, 0.155, z + 0.03), p.graphite, 0.004)
    box((0.2, 0.118, 0.03), (3.0, 0.124, 2.5), p.pane, 0)


def hall(p):
    """What is seen of the sluice through the glass: lockers, an arch, warm light."""
    box((LEFT + 0.3, 0.3, -0.05), (4.0, 7.6, 0), plain("hall floor", "#8f9a9b", 0.5), 0)
    box((LEFT + 0.3, 7.5, 0), (4.0, 7.6, HIGH), plain("hall wall", "#e4dccb", 0.7), 0)
    box((3.9, 0.3, 0), (4.0, 7.5, HIGH), p.white, 0)
    box((LEFT + 0.3, 0.3, 2.9), (4.0, 7.5, 3.0), p.ceiling, 0)
    tones = (p.coral, p.petrol, p.sage, p.mustard)
    for row in range(4):
        for k in range(8):
            y, z = 1.6 + k * 0.36, 0.16 + row * 0.43
            box((LEFT + 0.3, y + 0.004, z + 0.004), (LEFT + 0.75, y + 0.356, z + 0.426), tones[(k * 3 + row * 2) % 4], 0.004)
    for x in (-0.95, -0.07):
        box((x, 4.6, 0), (x + 0.06, 5.2, 2.2), p.pale, 0.01)
    box((-0.95, 4.6, 2.2), (-0.01, 5.2, 2.36), p.pale, 0.01)
    box((-2.2, 4.2, 0.3), (-1.4, 5.3, 1.38), p.pale, 0.03)
    box((-1.1, 7.46, 0), (-0.1, 7.499, 2.1), p.petrol, 0.005)
    studio.area_light((-0.3, 3.5, 2.85), (3, 4), 120, "#ffe3bd")


def bicycle(p, x, y, turn, tone):
    with placed((x, y, 0), turn):
        for cy in (-0.52, 0.52):
            ring = [(0, cy + 0.33 * math.cos(k * math.pi / 14), 0.34 + 0.33 * math.sin(k * math.pi / 14)) for k in range(29)]
            bent(ring, 0.016, p.dark, 8)
            for k in range(9):
                a = k * math.pi / 9
                rod((0, cy + 0.31 * math.cos(a), 0.34 + 0.31 * math.sin(a)), (0, cy - 0.31 * math.cos(a), 0.34 - 0.31 * math.sin(a)), 0.0015, p.steel, sides=5)
            sheet(lambda u, v, cy=cy: (0.024 * (2 * u - 1), cy + 0.365 * math.cos(0.5 + 1.9 * v), 0.34 + 0.365 * math.sin(0.5 + 1.9 * v)), 2, 12, tone, 0.002, "mudguard")
        for points in (
            [(0, -0.52, 0.34), (0, -0.05, 0.3), (0, 0.38, 0.86)], [(0, -0.52, 0.34), (0, -0.16, 0.82)], [(0, -0.05, 0.3), (0, -0.18, 0.92)], [(0, -0.16, 0.78), (0, 0.36, 0.8)], [(0, 0.52, 0.34), (0, 0.36, 1.0)],
        ):
            bent(points, 0.014, tone, 10)
        bent([(-0.28, 0.2, 1.04), (-0.1, 0.34, 1.06), (0.1, 0.34, 1.06), (0.28, 0.2, 1.04)], 0.011, p.steel)
        ball((0, -0.2, 0.95), 0.1, p.dark, (0.75, 1.3, 0.35), 18)
        rod((-0.03, -0.05, 0.3), (0.03, -0.05, 0.3), 0.09, p.steel, sides=28)
        box((-0.14, 0.5, 0.78), (0.14, 0.78, 0.98), materials.mottled("basket", "#9a7a4c", "#b18f5c", size=0.03, rough=0.9), 0.02)


def shelter(p, x0, x1, y0, y1, words=""):
    """A roof on posts with a glass back."""
    for x in (x0 + 0.1, x1 - 0.1):
        for y in (y0 + 0.1, y1 - 0.1):
            rod((x, y, 0), (x, y, 2.3), 0.045, p.graphite)
    box((x0 - 0.15, y0 - 0.15, 2.3), (x1 + 0.15, y1 + 0.15, 2.4), p.graphite, 0.01)
    count = int((x1 - x0) / 0.13)
    for k in range(count):
        box((x0 + k * 0.13, y0 - 0.1, 2.26), (x0 + k * 0.13 + 0.08, y1 + 0.1, 2.2995), p.oak_deep, 0.003)
    if words:
        box((x0 + 0.3, y1 - 0.02, 2.43), (x1 - 0.3, y1 + 0.02, 2.68), p.petrol, 0.006)
        with placed(((x0 + x1) / 2, y1 + 0.022, 2.49), 180):
            lettering(words, (0, 0, 0), 0.14, p.chalk)


def furnishings(p):
    # Bicycles under a roof, on the right.
    with placed((10.2, 4.6, 0)):
        shelter(p, -2.8, 2.8, -0.9, 1.1)
        for k in range(7):
            x = -2.4 + k * 0.8
            bent([(x - 0.2, 0.6, 0), (x - 0.2, 0.6, 0.5), (x + 0.2, 0.6, 0.5), (x + 0.2, 0.6, 0)], 0.02, p.steel)
        for x, turn, tone in ((-2.42, 3, p.coral), (-1.55, -4, p.petrol), (0.05, 2, p.dark), (1.6, 5, p.mustard)):
            bicycle(p, x, 0.1, turn, tone)
    # A bench and a bin on the left of the path.
    with placed((-3.6, 3.4, 0), 62):
        for k in range(4):
            box((-0.9, -0.2 + k * 0.115, 0.43), (0.9, -0.105 + k * 0.115, 0.465), p.oak, 0.006)
        for k in range(3):
            box((-0.9, 0.27, 0.56 + k * 0.12), (0.9, 0.3, 0.65 + k * 0.12), p.oak, 0.006)
        for x in (-0.7, 0.7):
            box((x - 0.03, -0.2, 0), (x + 0.03, 0.25, 0.43), p.graphite, 0.006)
            box((x - 0.025, 0.24, 0.4), (x + 0.025, 0.269, 0.9), p.graphite, 0.005)
    with placed((-3.0, 5.2, 0)):
        rod((0, 0, 0), (0, 0, 0.85), 0.2, p.graphite, sides=32)
        rod((0, 0, 0.85), (0, 0, 0.9), 0.21, p.steel, sides=32)
    for x in (-2.35, 2.55):
        for y in (-5.5, -1.9, 1.9, 5.5):
            rod((x, y, 0), (x, y, 0.8), 0.055, p.graphite)
            rod((x, y, 0.66), (x, y, 0.74), 0.057, glow("path lamp", "#ffe9c4", 0.9))
            rod((x, y, 0.8), (x, y, 0.83), 0.06, p.graphite)
    beds(p)
    flag(p)
    mast(p, -5.6, FACE - 0.5, 7.2)
    mast(p, 14.5, FACE - 0.5, 7.2)
    mast(p, -20, FACE - 0.5, 7.2)
    # The bus stop, behind.
    with placed((6.0, -10.0, 0)):
        shelter(p, -1.8, 1.8, -0.7, 0.7, "Enghøj")
        box((-1.7, 0.6, 0.25), (1.7, 0.606, 2.0), p.pane, 0)
        box((-1.3, 0.1, 0.42), (1.3, 0.45, 0.46), p.oak, 0.008)
        for x in (-1.1, 1.1):
            box((x - 0.03, 0.14, 0), (x + 0.03, 0.42, 0.42), p.graphite, 0.004)
        rod((2.5, -0.6, 0), (2.5, -0.6, 2.7), 0.035, p.steel)
        box((2.28, -0.62, 2.3), (2.72, -0.58, 2.75), p.mustard, 0.01)
        for way, y in ((0, -0.6215), (180, -0.5785)):
            with placed((2.5, y, 2.46), way):
                lettering("Bus", (0, 0, 0), 0.16, p.ink)


def beds(p):
    """Lavender and grasses along the gatehouse."""
    chance = random.Random(4)
    flower = plain("lavender", "#7c6aa0", 0.85)
    green = plain("lavender leaf", "#7f9178", 0.9)
    box((4.4, FACE - 0.95, 0), (10.3, FACE - 0.05, 0.1), p.soil, 0.01)
    box((4.36, FACE - 1.0, 0), (10.34, FACE - 0.951, 0.14), p.graphite, 0.005)
    for k in range(26):
        with placed((4.6 + k * 0.22, FACE - 0.5 + chance.uniform(-0.22, 0.22), 0.1)):
            for i in range(17):
                a, lean, tall = i * 2.4, chance.uniform(0.05, 0.2), chance.uniform(0.3, 0.5)
                tip = (lean * math.cos(a), lean * math.sin(a), tall)
                rod((0, 0, 0), tip, 0.003, green, 0.002, 5)
                rod((tip[0] * 0.8, tip[1] * 0.8, tall * 0.8), (tip[0] * 1.1, tip[1] * 1.1, tall * 1.13), 0.011, flower, 0.004, 6)


def flag(p):
    """Dannebrog at its pole: a white cross on red, stirring."""
    x, y, tall = 5.0, 2.6, 9.5
    turned((x, y, 0), [(0.0, 0), (0.22, 0), (0.22, 0.12), (0.09, 0.16), (0.0, 0.16)], p.concrete, 32)
    rod((x, y, 0.1), (x, y, tall), 0.065, p.chalk, 0.04)
    ball((x, y, tall + 0.06), 0.09, p.mustard)
    wide, high, top = 2.3, 1.74, tall - 0.25

    def cloth(u, v):
        wave = 0.16 * u * math.sin(7.5 * u + 1.2 * v) + 0.05 * u * math.sin(15 * u - 2 * v)
        sag = 0.35 * u * u * (0.6 + 0.4 * v)
        return (x + 0.06 + wide * u * 0.9, y + wave, top - high * v - sag)

    def piece(u0, u1, v0, v1, tone):
        sheet(lambda u, v: cloth(u0 + (u1 - u0) * u, v0 + (v1 - v0) * v), max(3, int(40 * (u1 - u0))), max(2, int(24 * (v1 - v0))), tone, 0.004, "flag")

    red = plain("flag red", "#b8232f", 0.85)
    for u0, u1 in ((0, 12 / 37), (16 / 37, 1)):
        for v0, v1 in ((0, 12 / 28), (16 / 28, 1)):
            piece(u0, u1, v0, v1, red)
        piece(u0, u1, 12 / 28, 16 / 28, p.chalk)
    piece(12 / 37, 16 / 37, 0, 1, p.chalk)


def country(p):
    """Trees near by; fields, hedges, a village with its white church, and windmills far off."""
    for i, (x, y, tall) in enumerate((
        (-5.8, 5.6, 5.0), (-15.5, 7.5, 7.5), (-17, 0.5, 8), (-15, -6, 7), (16.5, 5, 7.5), (18, 1.5, 8.5), (15.5, -5.5, 6.5), (5.2, -4.0, 5.5), (-6.2, -6.5, 6), (-24, 4, 8), (26, 5, 8),
    )):
        room.leafy_tree(p, (x, y, -0.05), tall, i)
    hedge = materials.mottled("hedge", "#4d6a3d", "#67874e", size=0.25, rough=0.95, grain=0.8)
    chance = random.Random(9)
    for x in range(-60, 61, 4):
        box((x, -19.8 + chance.uniform(-0.1, 0.1), -0.06), (x + 3.9, -18.6 + chance.uniform(-0.1, 0.1), chance.uniform(0.9, 1.15)), hedge, 0.25, "hedge")
    for i in range(16):
        x = -75 + i * 10 + chance.uniform(-3, 3)
        if abs(x - 18) > 9:
            room.leafy_tree(p, (x, -42 - chance.uniform(0, 26), -0.1), chance.uniform(7, 11), 40 + i)
    for i in range(14):
        a = math.radians(chance.choice((60, 75, 88, -60, -75, -88)) + chance.uniform(-7, 7))
        r = chance.uniform(45, 75)
        room.leafy_tree(p, (r * math.sin(a), r * math.cos(a) - 14, -0.1), chance.uniform(8, 12), 70 + i)
    for y, tone in ((-60, "#c8b45e"), (-105, "#7f9a4e"), (-150, "#bfae66"), (-210, "#8a9a5a")):
        box((-260, y - 40, -0.06), (260, y, -0.02), materials.mottled(f"field {y}", tone, tone[:5] + "70", size=12, rough=0.95), 0)
    # The church, of white-washed stone with red tiles and stepped gables.
    chalk, tiles = plain("whitewash", "#ece8de", 0.85), plain("roof tiles", "#a4523a", 0.8)
    with placed((34, -128, 0), 24):
        box((-4.2, -11, 0), (4.2, 11, 6.5), chalk, 0.05)
        roof(-4.8, 4.8, -11.2, 11.2, 6.5, 5.2, tiles)
        box((-3.4, -17.5, 0), (3.4, -10.9, 13.5), chalk, 0.05)
        roof(-3.0, 3.0, -17.3, -11.1, 13.5, 4.0, tiles)
        for side in (-17.5, -11.4):
            for k in range(4):
                box((-3.4 + k * 0.75, side, 13.5 + k * 1.1), (3.4 - k * 0.75, side + 0.5, 14.8 + k * 1.1), chalk, 0.02)
        for y in (-6, -1, 4):
            box((4.15, y - 0.6, 2.4), (4.22, y + 0.6, 4.6), p.graphite, 0)
    for x, y, turn, tone in ((12, -120, 10, "#c9a866"), (52, -136, -30, "#a4523a"), (66, -120, 15, "#d8d2c2"), (0, -138, 40, "#d8d2c2")):
        with placed((x, y, 0), turn):
            box((-4, -6, 0), (4, 6, 3.2), plain(f"house {x}", tone, 0.85), 0.04)
            roof(-4.5, 4.5, -6.3, 6.3, 3.2, 3.6, tiles)
    for x, y, a in ((-190, -250, 10), (-150, -290, 50), (-105, -330, 85)):
        rod((x, y, 0), (x, y, 62), 1.6, p.chalk, 0.9)
        for k in range(3):
            b = math.radians(a + 120 * k)
            rod((x, y + 2, 62), (x + 30 * math.sin(b), y + 2, 62 + 30 * math.cos(b)), 0.9, p.chalk, 0.2, 8)


def roof(x0, x1, y0, y1, foot, rise, tone):
    """A gable roof along y."""
    work = bmesh.new()
    points = [work.verts.new(c) for c in ((x0, y0, foot), (x1, y0, foot), (0, y0, foot + rise), (x0, y1, foot), (x1, y1, foot), (0, y1, foot + rise))]
    for corners in ((0, 1, 2), (3, 5, 4), (0, 2, 5, 3), (1, 4, 5, 2), (0, 3, 4, 1)):
        work.faces.new([points[i] for i in corners])
    kit.finish("roof", work, tone)


def build(p):
    ground(p)
    tufts([(-7.0, -2.15, -6.5, 6.0, 3400), (2.35, 6.85, -6.5, 6.0, 3200), (-19, GATE[0] - 0.5, -6, 9, 900), (7.2, 16, -6, 1.3, 1200)])
    outer_wall(p)
    gatehouse(p)
    furnishings(p)
    country(p)
    studio.sky("#dfe7ea", "#6fa3d2", 0.95, clouds=True)
    studio.sun(plan.sun(HERE), 4.2, "#fff3df", 0.55)


if __name__ == "__main__":
    room.render(build)
