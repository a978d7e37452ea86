"""A plain room as the ground plan has it, and what is fixed to walls and ceilings all over the prison.

Walls are built in their own frames (see furniture.py). On the front wall x runs as in the room,
on the left as the room's y, on the right as -y, on the back as -x; `on` goes there.
"""

import math
import random

import furniture
import kit
import materials
import plan
import studio
from kit import ball, bent, box, boxes, lettering, placed, rod, turned
from materials import glow, plain

SIDES = ("front", "right", "back", "left")


def on(place, side, along=0.0, z=0.0):
    """Into a wall's frame, `along` metres from the middle of the frame (see above)."""
    here = plan.PLACES[place]
    spot, turn = {
        "front": ((along, here.front, z), 0), "right": ((here.right, -along, z), -90),
        "back": ((-along, here.back, z), 180), "left": ((here.left, along, z), 90),
    }[side]
    return placed(spot, turn)


def span(place, side):
    """Where a wall begins and ends in its own frame."""
    here = plan.PLACES[place]
    return {
        "front": (here.left, here.right), "right": (-here.front, -here.back),
        "back": (-here.right, -here.left), "left": (here.back, here.front),
    }[side]


def door_along(place, to):
    """The wall a door is in, and where along it."""
    here = plan.PLACES[place]
    x, y = plan.door(place, to)
    gaps = {"front": abs(y - here.front), "right": abs(x - here.right), "back": abs(y - here.back), "left": abs(x - here.left)}
    side = min(gaps, key=gaps.get)
    return side, {"front": x, "right": -y, "back": -x, "left": y}[side]


def shell(place, p, walls, floor, openings=None, doors=(), ceiling=None, holes=(), skirting=None):
    """Floor, walls, ceiling. `walls` and `openings` go by side; `doors` are (to, width, height).

    `holes` are roof lights (x0, x1, y0, y1) in the ceiling, with a shaft of 0.6 m. Without `floor`
    the room lays its own.
    """
    here = plan.PLACES[place]
    if floor:
        box((here.left - 0.3, here.back - 0.3, -0.1), (here.right + 0.3, here.front + 0.3, 0), floor, 0, "floor")
    gaps = {side: list((openings or {}).get(side, ())) for side in SIDES}
    ways = {side: [] for side in SIDES}
    for to, width, height in doors:
        side, along = door_along(place, to)
        # A little wider than the door, so that the wall ends within the frame and not in its plane.
        gaps[side].append((along - width / 2 - 0.03, along + width / 2 + 0.03, 0, height + 0.03))
        ways[side].append((along - width / 2 - 0.1, along + width / 2 + 0.1))
    for side in SIDES:
        start, end = span(place, side)
        with on(place, side):
            # Front and back reach around the corners, so that no light gets in there.
            more = 0.3 if side in ("front", "back") else 0
            kit.wall(start - more, end + more, here.height, 0.3, walls.get(side, p.white), gaps[side])
            cursor = start
            for low, high in [*sorted(ways[side]), (end, end)]:
                if low > cursor:
                    box((cursor, -0.014, 0), (low, -0.0005, 0.09), skirting or p.oak, 0.003, "skirting")
                cursor = high
    top = here.height
    _ceiling(here, ceiling or p.ceiling, sorted(holes), top)
    for x0, x1, y0, y1 in holes:
        # Its lining stands out a little below the ceiling: in one plane with it, it would flicker.
        for low, high in (
            ((x0 - 0.05, y0 - 0.05, top - 0.012), (x0, y1 + 0.05, top + 0.6)), ((x1, y0 - 0.05, top - 0.012), (x1 + 0.05, y1 + 0.05, top + 0.6)),
            ((x0, y0 - 0.05, top - 0.012), (x1, y0, top + 0.6)), ((x0, y1, top - 0.012), (x1, y1 + 0.05, top + 0.6)),
        ):
            box(low, high, p.white, 0, "shaft")
        for k in range(1, 3):
            x = x0 + (x1 - x0) * k / 3
            box((x - 0.02, y0, top + 0.5), (x + 0.02, y1, top + 0.56), p.graphite, 0.002)


def _ceiling(here, material, holes, top):
    """Strips between the roof lights; holes must not overlap in x."""
    left, right, back, front = here.left - 0.3, here.right + 0.3, here.back - 0.3, here.front + 0.3
    cursor = left
    for x0, x1, y0, y1 in holes:
        # The ceiling ends within the lining, not in its plane.
        x0, x1, y0, y1 = x0 - 0.025, x1 + 0.025, y0 - 0.025, y1 + 0.025
        box((cursor, back, top), (x0, front, top + 0.12), material, 0, "ceiling")
        box((x0, back, top), (x1, y0, top + 0.12), material, 0, "ceiling")
        box((x0, y1, top), (x1, front, top + 0.12), material, 0, "ceiling")
        cursor = x1
    box((cursor, back, top), (right, front, top + 0.12), material, 0, "ceiling")


def glass_doors(p, front, back):
    """The prison's way in and out: two leaves of glass in a dark frame that reaches from `front` to `back`."""
    for low, high in (((-0.71, front, 0), (-0.65, back, 2.26)), ((0.65, front, 0), (0.71, back, 2.26)), ((-0.65, front, 2.2), (0.65, back, 2.26))):
        box(low, high, p.graphite, 0.005)
    for x0, x1 in ((-0.648, -0.002), (0.002, 0.648)):
        for a, b in ((x0, x0 + 0.07), (x1 - 0.07, x1)):
            box((a, 0.1, 0.012), (b, 0.15, 2.195), p.graphite, 0.003)
        for z0, z1 in ((0.012, 0.14), (2.1, 2.195)):
            box((x0 + 0.07, 0.101, z0), (x1 - 0.07, 0.149, z1), p.graphite, 0.003)
        box((x0 + 0.07, 0.122, 0.14), (x1 - 0.07, 0.128, 2.1), p.pane, 0)
        rod((x0 + (0.6 if x0 < -0.1 else 0.045), 0.06, 0.9), (x0 + (0.6 if x0 < -0.1 else 0.045), 0.06, 1.3), 0.012, p.steel)


def door(p, leaf, words="", wide=0.96, pane=True, open_by=0.0, tall=2.1):
    """A wooden or painted door in an opening `wide` and `tall`, seen from the room; hinges on its left."""
    half = wide / 2
    for low, high in (
        ((-half - 0.06, -0.03, 0), (-half, 0.2, tall + 0.06)), ((half, -0.03, 0), (half + 0.06, 0.2, tall + 0.06)), ((-half, -0.03, tall), (half, 0.2, tall + 0.06)),
    ):
        box(low, high, p.frame, 0.005)
    with placed((-half + 0.005, 0.02, 0), -open_by):
        width = wide - 0.01
        edges = [(0, width * 0.62), (width * 0.82, width)] if pane else [(0, width)]
        for x0, x1 in edges:
            box((x0, 0, 0.01), (x1, 0.05, tall - 0.005), leaf, 0.003)
        if pane:
            box((width * 0.62, 0, 0.01), (width * 0.82, 0.05, 0.9), leaf, 0.003)
            box((width * 0.62, 0, 1.85), (width * 0.82, 0.05, tall - 0.005), leaf, 0.003)
            box((width * 0.62, 0.022, 0.9), (width * 0.82, 0.028, 1.85), p.black_glass, 0)
        box((0.03, -0.004, 0.04), (width - 0.03, 0.001, 0.24), p.steel, 0.001)
        box((width - 0.085, -0.006, 0.93), (width - 0.035, 0.001, 1.17), p.steel, 0.003)
        bent([(width - 0.06, 0, 1.06), (width - 0.06, -0.055, 1.06), (width - 0.19, -0.055, 1.06)], 0.01, p.steel)
        rod((width - 0.06, -0.012, 0.98), (width - 0.06, 0, 0.98), 0.012, p.dark)
    reader(p, half + 0.2)
    if words:
        sign(p, words, 0, tall + 0.16)


def sign(p, words, x, z, size=0.1, tone=None):
    """A plate with words, its foot's middle at (x, z)."""
    plate = box((x - 0.3, -0.018, z - 0.05), (x + 0.3, -0.0005, z + size + 0.045), tone or p.petrol, 0.005)
    text = lettering(words, (x, -0.0195, z), size, p.chalk)
    import bpy

    bpy.context.view_layer.update()
    half = text.dimensions.x / 2 + 0.07
    for vertex in plate.data.vertices:
        vertex.co.x = x + math.copysign(half, vertex.co.x - x)


def reader(p, x):
    """A card reader with its green light."""
    box((x - 0.045, -0.028, 1.06), (x + 0.045, -0.0005, 1.22), p.dark, 0.008)
    box((x - 0.03, -0.0295, 1.16), (x + 0.03, -0.0275, 1.2), p.black_glass, 0)
    rod((x, -0.031, 1.18), (x, -0.027, 1.18), 0.006, p.green, sides=10)


def alarm(p, x, z=1.35):
    """The red button that calls colleagues."""
    box((x - 0.055, -0.03, z - 0.055), (x + 0.055, -0.0005, z + 0.055), plain("alarm case", "#e8c44a", 0.4), 0.01)
    rod((x, -0.045, z), (x, -0.029, z), 0.03, p.red, sides=24)


def camera(p, at):
    """A dome camera under the ceiling at (x, y, z)."""
    x, y, z = at
    rod((x, y, z - 0.035), (x, y, z - 0.0005), 0.075, p.pale, sides=32)
    ball((x, y, z - 0.035), 0.058, p.black_glass)


def detector(p, at):
    x, y, z = at
    turned((x, y, z - 0.045), [(0.0, 0), (0.035, 0), (0.055, 0.025), (0.055, 0.0445)], p.pale, 24)


def clock(p, x, z, radius=0.16):
    """Twelve past eleven, as everywhere."""
    rod((x, -0.04, z), (x, -0.0005, z), radius, p.graphite, sides=48)
    rod((x, -0.043, z), (x, -0.039, z), radius * 0.92, p.chalk, sides=48)
    for hour in range(12):
        a, r = math.radians(hour * 30), radius * 0.78
        wide, long = (0.02, 0.09) if hour % 3 == 0 else (0.012, 0.06)
        box(
            (x + math.sin(a) * r - wide * radius, -0.0455, z + math.cos(a) * r - long * radius),
            (x + math.sin(a) * r + wide * radius, -0.0425, z + math.cos(a) * r + long * radius), p.ink, 0, tilt=("Y", hour * 30),
        )
    for angle, long, thick in ((336, 0.48, 0.035), (72, 0.72, 0.022)):
        a = math.radians(angle)
        rod((x, -0.048, z), (x + math.sin(a) * long * radius, -0.048, z + math.cos(a) * long * radius), thick * radius, p.ink, sides=8)


def sockets(p, x, z=0.3, count=2):
    for i in range(count):
        at = x + i * 0.082
        box((at, -0.011, z), (at + 0.08, -0.0005, z + 0.08), p.pale, 0.003)
        rod((at + 0.04, -0.0125, z + 0.04), (at + 0.04, -0.0105, z + 0.04), 0.02, p.chalk, sides=16)
        for dx in (-0.009, 0.009):
            rod((at + 0.04 + dx, -0.0133, z + 0.04), (at + 0.04 + dx, -0.0123, z + 0.04), 0.0025, p.dark, sides=8)


def switch(p, x, z=1.05):
    box((x - 0.04, -0.011, z - 0.04), (x + 0.04, -0.0005, z + 0.04), p.pale, 0.003)
    box((x - 0.025, -0.016, z - 0.027), (x + 0.025, -0.0105, z + 0.027), p.chalk, 0.003)


def extinguisher(p, x):
    turned((x, -0.12, 0.4), [(0.0, 0), (0.07, 0), (0.075, 0.02), (0.075, 0.4), (0.05, 0.47), (0.025, 0.49), (0.025, 0.53), (0.0, 0.53)], p.red)
    bent([(x, -0.12, 0.92), (x + 0.06, -0.16, 0.9), (x + 0.08, -0.16, 0.76), (x + 0.07, -0.15, 0.58)], 0.01, p.dark)
    box((x - 0.04, -0.045, 0.6), (x + 0.04, -0.0005, 0.7), p.steel, 0.004)
    box((x - 0.09, -0.006, 1.12), (x + 0.09, -0.0005, 1.3), p.red, 0.002)


def window(p, x0, x1, z0, z1, bars=True, parts=2, sill=True, frame=None):
    """Frame, glass and slim bars in an opening of the wall's frame."""
    frame = frame or p.oak_tall
    for a, b in ((x0, x0 + 0.06), (x1 - 0.06, x1)):
        box((a, 0.14, z0), (b, 0.21, z1), frame, 0.005)
    for a, b in ((z0, z0 + 0.06), (z1 - 0.06, z1)):
        box((x0 + 0.06, 0.142, a), (x1 - 0.06, 0.208, b), p.oak, 0.005)
    for k in range(1, parts):
        x = x0 + (x1 - x0) * k / parts
        box((x - 0.03, 0.144, z0 + 0.06), (x + 0.03, 0.206, z1 - 0.06), frame, 0.005)
    box((x0 + 0.06, 0.172, z0 + 0.06), (x1 - 0.06, 0.176, z1 - 0.06), p.pane, 0, "pane")
    if bars:
        count = round((x1 - x0) / 0.14)
        boxes([((x0 + (x1 - x0) * k / count - 0.007, 0.262, z0), (x0 + (x1 - x0) * k / count + 0.007, 0.276, z1)) for k in range(1, count)], p.graphite)
        for z in (z0 + (z1 - z0) / 3, z0 + 2 * (z1 - z0) / 3):
            box((x0, 0.258, z - 0.006), (x1, 0.28, z + 0.006), p.graphite, 0)
    if sill:
        box((x0 - 0.04, -0.08, z0 - 0.035), (x1 + 0.04, 0.138, z0 - 0.0005), p.oak, 0.006, "sill")


def curtain(cloth, x0, x1, top, foot, depth=0.03):
    """A hanging in folds, 0.07 m off the wall."""
    folds = (x1 - x0) / 0.09 * math.pi * 2

    def surface(u, v):
        return (x0 + (x1 - x0) * u, -0.075 + depth * math.sin(u * folds) + 0.008 * math.sin(u * 9 + 3 * v), top - (top - foot) * v)

    kit.sheet(surface, max(24, int((x1 - x0) / 0.012)), 8, cloth, 0.004, "curtain")


def lamp_panel(p, x, y, z, wide=0.6, long=1.2, watts=40.0, tone="#fff3e0"):
    """A flat lamp let into the ceiling, dim enough to look into.

    The fewer lights a room has, the less noise: give several lamps no watts, and one light for all.
    """
    box((x - wide / 2 - 0.015, y - long / 2 - 0.015, z - 0.02), (x + wide / 2 + 0.015, y + long / 2 + 0.015, z - 0.0005), p.pale, 0.004)
    box((x - wide / 2, y - long / 2, z - 0.0225), (x + wide / 2, y + long / 2, z - 0.0195), glow("lamp panel", tone, 1.25), 0)
    if watts:
        studio.area_light((x, y, z - 0.03), (wide, long), watts, tone)


def pendant(p, x, y, foot, top, shade, watts=14.0, radius=0.19):
    turned((x, y, foot), [(radius, 0), (radius * 0.95, 0.05), (radius * 0.62, 0.14), (0.05, 0.19), (0.03, 0.23)], shade, 40, closed=False)
    turned((x, y, foot + 0.004), [(0.0, 0.0), (radius * 0.93, 0.0), (radius * 0.9, 0.03), (0.0, 0.03)], glow("shade inside", "#ffd9a0", 1.15), 40)
    rod((x, y, foot + 0.2), (x, y, top), 0.004, p.graphite, sides=8)
    rod((x, y, top - 0.03), (x, y, top - 0.0005), 0.04, p.graphite)
    if watts:
        studio.area_light((x, y, foot - 0.02), (0.3, 0.3), watts, "#ffe2bd")


def table(p, x0, x1, y0, y1, top=None, tall=0.74):
    box((x0, y0, tall - 0.03), (x1, y1, tall), top or p.oak, 0.008, "table")
    box((x0 + 0.08, y0 + 0.08, tall - 0.09), (x1 - 0.08, y1 - 0.08, tall - 0.031), p.oak_deep, 0.003)
    for x in (x0 + 0.07, x1 - 0.07):
        for y in (y0 + 0.07, y1 - 0.07):
            rod((x, y, 0), (x, y, tall - 0.03), 0.022, p.oak_tall, 0.028)


def garden(p, place, walls=True):
    """What windows look out on: lawn, trees, the outer wall; far enough to be simple."""
    lawn = materials.mottled("lawn", "#7f9a5c", "#93ab6c", size=2.0, rough=0.9)
    box((-45, -45, -0.32), (45, 45, -0.22), lawn, 0, "lawn")
    outer = plain("outer wall", "#d6d2c8", 0.8)
    here = plan.PLACES[place]
    if walls:
        for side in SIDES:
            with on(place, side):
                box((-45, 26, -0.3), (45, 26.4, 4.7), outer, 0, "outer wall")
                for k in range(14):
                    box((-42 + k * 6.5, 25.99, -0.3), (-41.96 + k * 6.5, 26.0, 4.7), p.graphite, 0)
    chance = random.Random(f"garden of {place}")
    for side in SIDES:
        with on(place, side):
            for k in range(7):
                x = -16 + k * 5.2 + chance.uniform(-1.5, 1.5)
                y = chance.uniform(9, 22)
                if here.height:
                    leafy_tree(p, (x, y, -0.22), chance.uniform(4.5, 7.0), chance.randrange(1000))


_clumps = {}


def _clump(p, variant):
    """A ball of loose leaves, made once and shared by all trees."""
    import bmesh
    import bpy
    from mathutils import Matrix, Vector

    key = (p, variant)
    if key in _clumps:
        return _clumps[key]
    chance = random.Random(variant)
    work = bmesh.new()
    for _ in range(520):
        away = Vector((chance.gauss(0, 1), chance.gauss(0, 1), chance.gauss(0, 1))).normalized()
        spot = away * (0.55 + 0.45 * chance.random() ** 0.5)
        turn = Matrix.Rotation(chance.uniform(0, 6.3), 4, "Z") @ Matrix.Rotation(chance.uniform(-0.9, 0.9), 4, "X")
        size = chance.uniform(0.11, 0.19)
        corners = [spot + turn @ Vector(c) * size for c in ((-0.55, 0, 0), (0, -0.35, 0.1), (0.6, 0, 0), (0, 0.35, 0.1))]
        work.faces.new([work.verts.new(c) for c in corners])
    mesh = bpy.data.meshes.new(f"clump {variant}")
    work.to_mesh(mesh)
    work.free()
    tone = [("#4f7040", "#7c9a58"), ("#587a3f", "#8aa65f"), ("#45673f", "#6d8d52")][variant % 3]
    mesh.materials.append(materials.mottled(f"leaves {variant}", *tone, size=0.5, rough=0.7))
    _clumps[key] = mesh
    return mesh


def leafy_tree(p, at, height=6.0, seed=1):
    """A broadleaf tree: a trunk, some boughs, and clumps of leaves."""
    import bpy
    from mathutils import Matrix, Vector

    chance = random.Random(seed)
    x, y, z = at
    bark = plain("bark", "#5c4a3a", 0.9)
    fork = height * 0.38
    rod((x, y, z), (x, y, z + fork), 0.025 * height, bark, 0.016 * height, 10)
    middle = Vector((x, y, z + height * 0.66))
    for i in range(34):
        away = Vector((chance.gauss(0, 1), chance.gauss(0, 1), chance.gauss(0, 0.9))).normalized() * chance.uniform(0.3, 1.0)
        spot = middle + Vector((away.x * height * 0.27, away.y * height * 0.27, away.z * height * 0.28))
        if i % 4 == 0:
            rod((x, y, z + fork * 0.92), spot, 0.01 * height, bark, 0.004 * height, 6)
        leaf = bpy.data.objects.new("leaves", _clump(p, chance.randrange(3)))
        bpy.context.scene.collection.objects.link(leaf)
        turn = Matrix.Rotation(chance.uniform(0, 6.3), 4, "Z") @ Matrix.Rotation(chance.uniform(0, 6.3), 4, "X")
        leaf.matrix_world = kit.place() @ Matrix.Translation(spot) @ turn @ Matrix.Scale(height * chance.uniform(0.11, 0.17), 4)


def render(build, **defaults):
    """The whole of a room script: settings, an empty scene, `build(palette)`, the picture."""
    settings = studio.command_line(**{"out": "room.png", "width": 1024, "samples": 3, "view": "", "exposure": 0.0, "stereo": 0, **defaults})
    kit.begin()
    build(furniture.Palette())
    studio.quality(settings["samples"], settings["exposure"])
    view = tuple(float(n) for n in settings["view"].split(",")) if settings["view"] else None
    studio.shoot(settings["out"], settings["width"], view=view, stereo=bool(settings["stereo"]))
