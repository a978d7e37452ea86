"""The workshop that every picture and space of the tour is built with.

Everything is in metres. Blender's axes are used while building: +X right, +Y away from the
visitor, +Z up; the glTF exporter turns that into +X right, +Y up, -Z forward. A panorama's
middle looks along +Y.
"""

import math
import os
import random
import sys
import time
from contextlib import contextmanager

import bpy  # first: it brings bmesh and mathutils with it
import bmesh
import numpy as np
from mathutils import Matrix, Vector

EYE = 1.6  # height of the visitor's eyes above the floor, metres

_place = Matrix.Identity(4)


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


# --- materials -------------------------------------------------------------------------------


def colour(text):
    """`#rrggbb` as linear RGBA."""
    text = text.lstrip("#")
    parts = [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return (*linear, 1.0)


def _new_material(name):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    return material, tree, tree.nodes["Principled BSDF"]


def _world_point(tree, scale=(1, 1, 1), local=False):
    """A socket with the point being shaded, stretched by `scale`."""
    if local:
        source = tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    else:
        source = tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"]
    stretch = tree.nodes.new("ShaderNodeVectorMath")
    stretch.operation = "MULTIPLY"
    stretch.inputs[1].default_value = scale
    tree.links.new(source, stretch.inputs[0])
    return stretch.outputs[0]


def _noise(tree, point, scale, detail):
    node = tree.nodes.new("ShaderNodeTexNoise")
    node.inputs["Scale"].default_value = scale
    node.inputs["Detail"].default_value = detail
    tree.links.new(point, node.inputs["Vector"])
    return node.outputs["Fac"]


def _ramp(tree, value, stops):
    node = tree.nodes.new("ShaderNodeValToRGB")
    ramp = node.color_ramp
    while len(ramp.elements) < len(stops):
        ramp.elements.new(0.5)
    for element, (position, tone) in zip(ramp.elements, stops):
        element.position, element.color = position, colour(tone)
    tree.links.new(value, node.inputs[0])
    return node.outputs[0]


def _bump(tree, shader, height, strength, distance):
    node = tree.nodes.new("ShaderNodeBump")
    node.inputs["Strength"].default_value = strength
    node.inputs["Distance"].default_value = distance
    tree.links.new(height, node.inputs["Height"])
    tree.links.new(node.outputs[0], shader.inputs["Normal"])


def plain(name, tone, rough=0.5, metal=0.0, coat=0.0):
    """One even colour."""
    material, _, shader = _new_material(name)
    material.diffuse_color = colour(tone)
    shader.inputs["Base Color"].default_value = colour(tone)
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Metallic"].default_value = metal
    shader.inputs["Coat Weight"].default_value = coat
    return material


def mottled(name, dark, light, size=0.6, rough=0.6, grain=0.0, stretch=(1, 1, 1), metal=0.0):
    """Two near tones in soft patches of about `size` metres; `grain` is a fine bump."""
    material, tree, shader = _new_material(name)
    point = _world_point(tree, stretch)
    tone = _ramp(tree, _noise(tree, point, 1 / size, 3), [(0.36, dark), (0.64, light)])
    tree.links.new(tone, shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Metallic"].default_value = metal
    if grain:
        _bump(tree, shader, _noise(tree, point, 90, 1), grain, 0.002)
    return material


def wood(name, dark, light, along="Y", rough=0.45):
    """Grain that runs along one of an object's own axes."""
    material, tree, shader = _new_material(name)
    fine = {"X": (1, 14, 14), "Y": (14, 1, 14), "Z": (14, 14, 1)}[along]
    point = _world_point(tree, fine, local=True)
    shift = tree.nodes.new("ShaderNodeVectorMath")
    chance = tree.nodes.new("ShaderNodeObjectInfo").outputs["Random"]
    scaled = tree.nodes.new("ShaderNodeMath")
    scaled.operation, scaled.inputs[1].default_value = "MULTIPLY", 40
    tree.links.new(chance, scaled.inputs[0])
    tree.links.new(point, shift.inputs[0])
    tree.links.new(scaled.outputs[0], shift.inputs[1])
    value = _noise(tree, shift.outputs[0], 1.6, 3.5)
    tone = _ramp(tree, value, [(0.3, dark), (0.7, light)])
    tree.links.new(tone, shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    return material


def flecked(name, base, flecks, size=0.012, rough=0.35):
    """Linoleum: small flecks of other tones over a base, and a soft large unevenness."""
    material, tree, shader = _new_material(name)
    cells = tree.nodes.new("ShaderNodeTexVoronoi")
    cells.inputs["Scale"].default_value = 1 / size
    tree.links.new(_world_point(tree), cells.inputs["Vector"])
    split = tree.nodes.new("ShaderNodeSeparateColor")
    tree.links.new(cells.outputs["Color"], split.inputs[0])
    stops = [(0.0, base)]
    stops += [(0.5 + 0.5 * i / len(flecks), fleck) for i, fleck in enumerate(flecks)]
    tone = _ramp(tree, split.outputs[0], stops)
    tone.node.color_ramp.interpolation = "CONSTANT"
    patches = _ramp(tree, _noise(tree, _world_point(tree), 0.7, 3), [(0.3, "#d4d4d2"), (0.7, "#ffffff")])
    blend = tree.nodes.new("ShaderNodeMix")
    blend.data_type, blend.blend_type = "RGBA", "MULTIPLY"
    blend.inputs["Factor"].default_value = 1
    tree.links.new(tone, blend.inputs[6])
    tree.links.new(patches, blend.inputs[7])
    tree.links.new(blend.outputs[2], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    return material


def brick(name, tone, joint, rough=0.8):
    """Brickwork painted over, for walls along X or Y."""
    material, tree, shader = _new_material(name)
    point = tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"]
    apart = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(point, apart.inputs[0])
    along = tree.nodes.new("ShaderNodeMath")
    tree.links.new(apart.outputs[0], along.inputs[0])
    tree.links.new(apart.outputs[1], along.inputs[1])
    flat = tree.nodes.new("ShaderNodeCombineXYZ")
    tree.links.new(along.outputs[0], flat.inputs[0])
    tree.links.new(apart.outputs[2], flat.inputs[1])
    courses = tree.nodes.new("ShaderNodeTexBrick")
    for key, value in {
        "Scale": 1.0, "Brick Width": 0.24, "Row Height": 0.067, "Mortar Size": 0.005, "Mortar Smooth": 0.6,
    }.items():
        courses.inputs[key].default_value = value
    courses.inputs["Color1"].default_value = colour(tone)
    courses.inputs["Color2"].default_value = colour(tone)
    courses.inputs["Mortar"].default_value = colour(joint)
    tree.links.new(flat.outputs[0], courses.inputs["Vector"])
    tree.links.new(courses.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    invert = tree.nodes.new("ShaderNodeMath")
    invert.operation, invert.inputs[0].default_value = "SUBTRACT", 1
    tree.links.new(courses.outputs["Fac"], invert.inputs[1])
    _bump(tree, shader, invert.outputs[0], 0.5, 0.006)
    return material


def glass(name, tint="#f2f7f5", gloss=0.6):
    """A pane that lets light through without noise, and mirrors a little towards the eye."""
    material, tree, shader = _new_material(name)
    tree.nodes.remove(shader)
    clear = tree.nodes.new("ShaderNodeBsdfTransparent")
    clear.inputs[0].default_value = colour(tint)
    mirror = tree.nodes.new("ShaderNodeBsdfGlossy")
    mirror.inputs["Roughness"].default_value = 0.02
    slant = tree.nodes.new("ShaderNodeFresnel")
    eye = tree.nodes.new("ShaderNodeLightPath").outputs["Is Camera Ray"]
    amount = tree.nodes.new("ShaderNodeMath")
    amount.operation = "MULTIPLY"
    tree.links.new(slant.outputs[0], amount.inputs[0])
    tree.links.new(eye, amount.inputs[1])
    softer = tree.nodes.new("ShaderNodeMath")
    softer.operation, softer.inputs[1].default_value = "MULTIPLY", gloss
    tree.links.new(amount.outputs[0], softer.inputs[0])
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(softer.outputs[0], mix.inputs[0])
    tree.links.new(clear.outputs[0], mix.inputs[1])
    tree.links.new(mirror.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], tree.nodes["Material Output"].inputs[0])
    return material


def glow(name, tone, strength):
    """A lit surface. Keep the strength low enough that it is never burnt white."""
    material, _, shader = _new_material(name)
    shader.inputs["Base Color"].default_value = (0, 0, 0, 1)
    shader.inputs["Emission Color"].default_value = colour(tone)
    shader.inputs["Emission Strength"].default_value = strength
    return material


def picture(name, pixels, rough=0.7, lit=0.0):
    """A picture from an array (rows from the top, sRGB 0..1); for `panel`."""
    height, width, _ = pixels.shape
    image = bpy.data.images.new(name, width, height)
    filled = np.ones((height, width, 4), np.float32)
    filled[..., :3] = np.clip(pixels[::-1], 0, 1)
    image.pixels.foreach_set(filled.ravel())
    image.pack()
    material, tree, shader = _new_material(name)
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    tree.links.new(texture.outputs[0], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    if lit:
        tree.links.new(texture.outputs[0], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = lit
    return material


# --- shapes ----------------------------------------------------------------------------------


def _object(name, mesh, material, bevel=0.0, smooth=False):
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.matrix_world = _place.copy()
    mesh.materials.append(material)
    if bevel:
        edge = thing.modifiers.new("edge", "BEVEL")
        edge.width, edge.segments, edge.limit_method, edge.angle_limit = bevel, 2, "ANGLE", 0.6
        edge.harden_normals = True
    if smooth or bevel:
        mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
        mesh.set_sharp_from_angle(angle=0.7)
    return thing


def _finish(name, work, material, bevel=0.0, smooth=False):
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
    return _finish(name, work, material, min(bevel, min(size) * 0.45))


def boxes(corners, material, name="boxes"):
    """Many sharp-edged boxes as one object."""
    work = bmesh.new()
    for low, high in corners:
        low, high = Vector(low), Vector(high)
        bmesh.ops.create_cube(work, size=1, matrix=Matrix.Translation((low + high) / 2) @ Matrix.Diagonal((*(high - low), 1)))
    return _finish(name, work, material)


def rod(start, end, radius, material, end_radius=None, sides=20, name="rod"):
    start, end = Vector(start), Vector(end)
    along = end - start
    turn = Vector((0, 0, 1)).rotation_difference(along.normalized()).to_matrix().to_4x4()
    work = bmesh.new()
    bmesh.ops.create_cone(
        work, cap_ends=True, segments=sides, radius1=radius, radius2=radius if end_radius is None else end_radius,
        depth=along.length, matrix=Matrix.Translation((start + end) / 2) @ turn,
    )
    return _finish(name, work, material, smooth=True)


def ball(centre, radius, material, squash=(1, 1, 1), sides=20, name="ball"):
    work = bmesh.new()
    bmesh.ops.create_uvsphere(
        work, u_segments=sides, v_segments=sides // 2, radius=radius,
        matrix=Matrix.Translation(centre) @ Matrix.Diagonal((*squash, 1)),
    )
    return _finish(name, work, material, smooth=True)


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
    return _finish(name, work, material, smooth=True)


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
    thing = bpy.data.objects.new(name, curve)
    bpy.context.scene.collection.objects.link(thing)
    thing.matrix_world = _place.copy()
    curve.materials.append(material)
    return thing


def sheet(surface, columns, rows, material, thickness=0.0, name="sheet"):
    """Cloth and the like: `surface(u, v)` gives a point for u, v in 0..1."""
    work = bmesh.new()
    grid = [[work.verts.new(surface(i / columns, j / rows)) for i in range(columns + 1)] for j in range(rows + 1)]
    for j in range(rows):
        for i in range(columns):
            work.faces.new((grid[j][i], grid[j][i + 1], grid[j + 1][i + 1], grid[j + 1][i]))
    thing = _finish(name, work, material, smooth=True)
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
    return _finish(name, work, material)


def lettering(words, at, size, material, align="CENTER", name="lettering"):
    """Upright letters facing -Y, `at` being the middle of their foot."""
    curve = bpy.data.curves.new(name, "FONT")
    curve.body, curve.size, curve.extrude, curve.align_x = words, size, 0.0008, align
    thing = bpy.data.objects.new(name, curve)
    bpy.context.scene.collection.objects.link(thing)
    thing.matrix_world = _place @ Matrix.Translation(at) @ Matrix.Rotation(math.pi / 2, 4, "X")
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


# --- light, camera, picture --------------------------------------------------------------------


def area_light(at, size, watts, tone="#ffffff", aim=(0, 0, -1), seen=False):
    """A soft light of (width, length) metres that shines along `aim`."""
    light = bpy.data.lights.new("light", "AREA")
    light.shape, light.size, light.size_y = "RECTANGLE", size[0], size[1]
    light.energy, light.color = watts, colour(tone)[:3]
    thing = bpy.data.objects.new("light", light)
    bpy.context.scene.collection.objects.link(thing)
    turn = Vector(aim).to_track_quat("-Z", "Y").to_matrix().to_4x4()
    thing.matrix_world = _place @ Matrix.Translation(at) @ turn
    thing.visible_camera = seen
    thing.visible_glossy = seen
    return thing


def sun(aim, strength, tone="#fff1dc", softness=0.6):
    """Sunlight along `aim`; softness is the sun's width in degrees."""
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.color, light.angle = strength, colour(tone)[:3], math.radians(softness)
    thing = bpy.data.objects.new("sun", light)
    bpy.context.scene.collection.objects.link(thing)
    thing.rotation_euler = Vector(aim).to_track_quat("-Z", "Y").to_euler()


def sky(low="#dfe8ec", high="#7fb0d6", strength=1.0):
    """A plain sky: pale at the horizon, blue above."""
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    tree = world.node_tree
    background = tree.nodes["Background"]
    apart = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"], apart.inputs[0])
    tone = _ramp(tree, apart.outputs[2], [(0.0, low), (0.55, high)])
    tree.links.new(tone, background.inputs[0])
    background.inputs[1].default_value = strength


def quality(samples, exposure=0.0, bounces=5):
    """How the scene is rendered: few samples, denoised."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.seed = "CPU", samples, 0
    cycles.use_adaptive_sampling = False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "ACCURATE"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = bounces, min(bounces, 4), 2
    cycles.transparent_max_bounces = 10
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect, cycles.blur_glossy = 5, 1.0
    cycles.use_light_tree, cycles.sampling_pattern = False, "TABULATED_SOBOL"
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = exposure


def shoot(path, width, at=(0, 0, EYE), view=None):
    """Render to a .jpg or .png: a whole panorama, or a plain view of (yaw, pitch, degrees wide)."""
    scene = bpy.context.scene
    lens = bpy.data.cameras.new("camera")
    camera = bpy.data.objects.new("camera", lens)
    scene.collection.objects.link(camera)
    lens.clip_start = 0.02
    if view:
        yaw, pitch, wide = view
        lens.angle = math.radians(wide)
        height = width * 3 // 4
    else:
        yaw, pitch = 0, 0
        lens.type, lens.panorama_type = "PANO", "EQUIRECTANGULAR"
        height = width // 2
    camera.location = at
    camera.rotation_euler = (math.radians(90 + pitch), 0, math.radians(-yaw))
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y = width, height
    kind = scene.render.image_settings
    kind.file_format = "JPEG" if path.endswith(".jpg") else "PNG"
    kind.quality = 90
    scene.render.filepath = os.path.abspath(path)
    started = time.time()
    bpy.ops.render.render(write_still=True)
    print(f"{path}: {width} x {height}, {time.time() - started:.0f} s", flush=True)


def command_line(**defaults):
    """`key=value` words after the script's name, over the defaults and of their types."""
    settings = dict(defaults)
    for word in sys.argv[1:]:
        key, found, value = word.partition("=")
        if not found or key not in defaults:
            raise SystemExit(f"unknown setting {word!r}; known: {', '.join(defaults)}")
        settings[key] = type(defaults[key])(value)
    return settings
