"""The workshop that every picture and space of the tour is built with: shapes, and where they stand.

Everything is in metres. Blender's axes are used while building: +X right, +Y away from the
visitor, +Z up; the glTF exporter turns that into +X right, +Y up, -Z forward. A panorama's
middle looks along +Y.
"""

import math
import random
from contextlib import contextmanager

import bpy  # first: it brings bmesh and mathutils with it
import bmesh
from mathutils import Matrix, Vector

_place = Matrix.Identity(4)
_part = ""


def begin():
    """An empty scene, and chance that falls the same way each time."""
    global _place
    bpy.ops.wm.read_factory_settings(use_empty=True)
    _place = Matrix.Identity(4)
    random.seed(20)


@contextmanager
def placed(at=(0, 0, 0), turn=0.0):
    """What is made inside stands at `at`, turned `turn` degrees counter-clockwise from above."""
    global _place
    before = _place
    _place = before @ Matrix.Translation(at) @ Matrix.Rotation(math.radians(turn), 4, "Z")
    try:
        yield
    finally:
        _place = before


@contextmanager
def lying():
    """What is upright in here lies on its back instead, face up, its top away from -Y."""
    global _place
    before = _place
    _place = before @ Matrix.Rotation(-math.pi / 2, 4, "X")
    try:
        yield
    finally:
        _place = before


@contextmanager
def part(name):
    """What is made inside stays a node of its own when the scene is baked, so that it can move."""
    global _part
    before, _part = _part, name
    try:
        yield
    finally:
        _part = before


def _put(thing, matrix):
    bpy.context.scene.collection.objects.link(thing)
    thing.matrix_world = matrix
    if _part:
        thing["part"] = _part
    return thing


def place():
    """Where things are being put just now, as a matrix."""
    return _place


def _object(name, mesh, material, bevel=0.0, smooth=False):
    thing = _put(bpy.data.objects.new(name, mesh), _place.copy())
    mesh.materials.append(material)
    if bevel:
        edge = thing.modifiers.new("edge", "BEVEL")
        edge.width, edge.segments, edge.limit_method, edge.angle_limit = bevel, 2, "ANGLE", 0.6
        edge.harden_normals = True
    if smooth or bevel:
        mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
        mesh.set_sharp_from_angle(angle=0.7)
    return thing


def finish(name, work, material, bevel=0.0, smooth=False):
    """The object of a bmesh, which is used up."""
    work.normal_update()
    mesh = bpy.data.meshes.new(name)
    work.to_mesh(mesh)
    work.free()
    return _object(name, mesh, material, bevel, smooth)


def box(low, high, material, bevel=0.004, name="box", tilt=None):
    """A box from corner to corner; `tilt` is (axis, degrees) about its middle."""
    low, high = Vector(low), Vector(high)
    size = high - low
    shape = Matrix.Diagonal((*size, 1))
    if tilt:
        shape = Matrix.Rotation(math.radians(tilt[1]), 4, tilt[0]) @ shape
    work = bmesh.new()
    bmesh.ops.create_cube(work, size=1, matrix=Matrix.Translation((low + high) / 2) @ shape)
    return finish(name, work, material, min(bevel, min(size) * 0.45))


def boxes(corners, material, name="boxes"):
    """Many sharp-edged boxes as one object."""
    work = bmesh.new()
    for low, high in corners:
        low, high = Vector(low), Vector(high)
        bmesh.ops.create_cube(work, size=1, matrix=Matrix.Translation((low + high) / 2) @ Matrix.Diagonal((*(high - low), 1)))
    return finish(name, work, material)


def rod(start, end, radius, material, end_radius=None, sides=20, name="rod"):
    start, end = Vector(start), Vector(end)
    along = end - start
    turn = Vector((0, 0, 1)).rotation_difference(along.normalized()).to_matrix().to_4x4()
    work = bmesh.new()
    bmesh.ops.create_cone(
        work, cap_ends=True, segments=sides, radius1=radius, radius2=radius if end_radius is None else end_radius,
        depth=along.length, matrix=Matrix.Translation((start + end) / 2) @ turn,
    )
    return finish(name, work, material, smooth=True)


def ball(centre, radius, material, squash=(1, 1, 1), sides=20, name="ball"):
    work = bmesh.new()
    bmesh.ops.create_uvsphere(
        work, u_segments=sides, v_segments=sides // 2, radius=radius,
        matrix=Matrix.Translation(centre) @ Matrix.Diagonal((*squash, 1)),
    )
    return finish(name, work, material, smooth=True)


def turned(foot, profile, material, sides=32, squash=(1, 1), closed=True, name="turned"):
    """A shape from the lathe: (radius, height) pairs about a vertical axis through `foot`."""
    rings = []
    work = bmesh.new()
    for radius, height in profile:
        angles = [2 * math.pi * i / sides for i in range(sides)]
        rings.append([
            work.verts.new(Vector(foot) + Vector((radius * math.cos(a) * squash[0], radius * math.sin(a) * squash[1], height)))
            for a in angles
        ])
    for lower, upper in zip(rings, rings[1:]):
        for i in range(sides):
            j = (i + 1) % sides
            work.faces.new((lower[i], lower[j], upper[j], upper[i]))
    if closed:
        work.faces.new(reversed(rings[0]))
        work.faces.new(rings[-1])
    bmesh.ops.remove_doubles(work, verts=work.verts, dist=1e-5)
    bmesh.ops.recalc_face_normals(work, faces=work.faces)
    return finish(name, work, material, smooth=True)


def bent(points, radius, material, sides=10, name="bent"):
    """A round bar along points, its corners eased."""
    points = [Vector(p) for p in points]
    for _ in range(2):
        eased = [points[0]]
        for a, b in zip(points, points[1:]):
            eased += [a.lerp(b, 0.25), a.lerp(b, 0.75)]
        points = [*eased, points[-1]]
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", radius, max(1, sides // 4)
    curve.use_fill_caps = True
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)
    for target, point in zip(spline.points, points):
        target.co = (*point, 1)
    thing = _put(bpy.data.objects.new(name, curve), _place.copy())
    curve.materials.append(material)
    return thing


def sheet(surface, columns, rows, material, thickness=0.0, name="sheet"):
    """Cloth and the like: `surface(u, v)` gives a point for u, v in 0..1."""
    work = bmesh.new()
    grid = [[work.verts.new(surface(i / columns, j / rows)) for i in range(columns + 1)] for j in range(rows + 1)]
    for j in range(rows):
        for i in range(columns):
            work.faces.new((grid[j][i], grid[j][i + 1], grid[j + 1][i + 1], grid[j + 1][i]))
    thing = finish(name, work, material, smooth=True)
    if thickness:
        thing.modifiers.new("cloth", "SOLIDIFY").thickness = thickness
    return thing


def panel(low, high, material, name="panel"):
    """An upright picture facing -Y, from its lower left to its upper right corner (same y)."""
    (x0, y, z0), (x1, _, z1) = low, high
    work = bmesh.new()
    corners = [work.verts.new(c) for c in ((x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1))]
    face = work.faces.new(corners)
    mapping = work.loops.layers.uv.new("UVMap")
    for loop, uv in zip(face.loops, ((0, 0), (1, 0), (1, 1), (0, 1))):
        loop[mapping].uv = uv
    return finish(name, work, material)


def lettering(words, at, size, material, align="CENTER", name="lettering"):
    """Upright letters facing -Y, `at` being the middle of their foot."""
    curve = bpy.data.curves.new(name, "FONT")
    curve.body, curve.size, curve.extrude, curve.align_x = words, size, 0.0008, align
    thing = _put(bpy.data.objects.new(name, curve), _place @ Matrix.Translation(at) @ Matrix.Rotation(math.pi / 2, 4, "X"))
    curve.materials.append(material)
    return thing


def wall(start, end, height, thick, material, openings=(), base=0.0):
    """A wall from x=start to x=end whose seen face is y=0; openings are (x0, x1, z0, z1)."""
    cursor = start
    for x0, x1, z0, z1 in sorted(openings):
        if x0 > cursor:
            box((cursor, 0, base), (x0, thick, base + height), material, 0, "wall")
        if z0 > base:
            box((x0, 0, base), (x1, thick, z0), material, 0, "wall")
        if z1 < base + height:
            box((x0, 0, z1), (x1, thick, base + height), material, 0, "wall")
        cursor = x1
    if cursor < end:
        box((cursor, 0, base), (end, thick, base + height), material, 0, "wall")
