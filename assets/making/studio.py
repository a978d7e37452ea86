"""Light, camera and picture."""

import math
import os
import sys
import time

import bpy
import numpy as np
from mathutils import Matrix, Vector

import kit
from materials import colour, ramp

EYE = 1.6  # height of the visitor's eyes above the floor, metres


def area_light(at, size, watts, tone="#ffffff", aim=(0, 0, -1), seen=False, live=False):
    """A soft light of (width, length) metres that shines along `aim`; in a space, `live` ones go on to shine on what is not baked."""
    light = bpy.data.lights.new("light", "AREA")
    light.shape, light.size, light.size_y = "RECTANGLE", size[0], size[1]
    light.energy, light.color = watts, colour(tone)[:3]
    thing = bpy.data.objects.new("light", light)
    bpy.context.scene.collection.objects.link(thing)
    turn = Vector(aim).to_track_quat("-Z", "Y").to_matrix().to_4x4()
    thing.matrix_world = kit.place() @ Matrix.Translation(at) @ turn
    thing.visible_camera = seen
    thing.visible_glossy = seen
    thing["live"] = live
    return thing


def bounce_light(at, size, watts, tone, aim):
    """What a wall throws back, as a live light: the bake finds that by itself, a lamp on a face must be told."""
    thing = area_light(at, size, watts, tone, aim, live=True)
    thing.hide_render = True


def candle_light(at, watts, tone="#ffb35c"):
    """The live light of a flame, or of some close together, a little above them."""
    light = bpy.data.lights.new("light", "POINT")
    light.energy, light.color, light.shadow_soft_size = watts, colour(tone)[:3], 0.02
    thing = bpy.data.objects.new("light", light)
    bpy.context.scene.collection.objects.link(thing)
    thing.matrix_world = kit.place() @ Matrix.Translation(at)
    thing.visible_camera = thing.visible_glossy = False
    thing["live"] = True


def sun(aim, strength, tone="#fff1dc", softness=0.6):
    """Sunlight along `aim`; softness is the sun's width in degrees."""
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.color, light.angle = strength, colour(tone)[:3], math.radians(softness)
    thing = bpy.data.objects.new("sun", light)
    bpy.context.scene.collection.objects.link(thing)
    thing.rotation_euler = Vector(aim).to_track_quat("-Z", "Y").to_euler()


def sky(low="#dfe8ec", high="#7fb0d6", strength=1.0, clouds=False):
    """A plain sky: pale at the horizon, blue above; fair-weather clouds if wanted."""
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    tree = world.node_tree
    background = tree.nodes["Background"]
    apart = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"], apart.inputs[0])
    tone = ramp(tree, apart.outputs[2], [(0.0, low), (0.55, high)])
    if clouds:
        tone = _clouds(tree, apart, tone)
    tree.links.new(tone, background.inputs[0])
    background.inputs[1].default_value = strength


def _clouds(tree, apart, blue):
    """White drifts on a flat layer overhead, that thin out towards the horizon."""
    rise = tree.nodes.new("ShaderNodeMath")
    rise.operation, rise.inputs[1].default_value = "MAXIMUM", 0.04
    tree.links.new(apart.outputs[2], rise.inputs[0])
    layer = tree.nodes.new("ShaderNodeCombineXYZ")
    for i in range(2):
        reach = tree.nodes.new("ShaderNodeMath")
        reach.operation = "DIVIDE"
        tree.links.new(apart.outputs[i], reach.inputs[0])
        tree.links.new(rise.outputs[0], reach.inputs[1])
        tree.links.new(reach.outputs[0], layer.inputs[i])
    drift = tree.nodes.new("ShaderNodeTexNoise")
    for key, value in {"Scale": 0.55, "Detail": 6.0, "Roughness": 0.56, "Distortion": 0.4}.items():
        drift.inputs[key].default_value = value
    tree.links.new(layer.outputs[0], drift.inputs["Vector"])
    cover = ramp(tree, drift.outputs["Fac"], [(0.52, "#000000"), (0.7, "#d8d8d8")])
    low = ramp(tree, apart.outputs[2], [(0.02, "#000000"), (0.22, "#ffffff")])
    both = tree.nodes.new("ShaderNodeMath")
    both.operation = "MULTIPLY"
    tree.links.new(cover, both.inputs[0])
    tree.links.new(low, both.inputs[1])
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    tree.links.new(both.outputs[0], mix.inputs["Factor"])
    tree.links.new(blue, mix.inputs[6])
    mix.inputs[7].default_value = colour("#f4f5f4")
    return mix.outputs[2]


def quality(samples, exposure=0.0, bounces=4):
    """How the scene is rendered: few samples, denoised."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.seed = "CPU", samples, 0
    cycles.use_adaptive_sampling = False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "ACCURATE"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = bounces, min(bounces, 3), 2
    cycles.transparent_max_bounces = 10
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect, cycles.blur_glossy = 5, 1.0
    cycles.use_light_tree, cycles.sampling_pattern = False, "TABULATED_SOBOL"
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = exposure


def shoot(path, width, at=(0, 0, EYE), view=None, stereo=False):
    """Render to a .jpg or .png: a whole panorama, or a plain view of (yaw, pitch, degrees wide).

    A stereo panorama holds the left eye's picture above the right eye's; towards the poles,
    where two eyes cannot be right in all directions at once, they become one.
    """
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
    kind.quality = 97 if view is None else 90
    if stereo and not view:
        scene.render.use_multiview, scene.render.views_format = True, "STEREO_3D"
        eyes = lens.stereo
        eyes.use_spherical_stereo, eyes.interocular_distance = True, 0.064
        eyes.convergence_mode = "PARALLEL"  # far things at the same place in both, as a headset wants it
        eyes.use_pole_merge = True
        eyes.pole_merge_angle_from, eyes.pole_merge_angle_to = math.radians(60), math.radians(75)
        kind.views_format = "STEREO_3D"
        kind.stereo_3d_format.display_mode, kind.stereo_3d_format.use_squeezed_frame = "TOPBOTTOM", False
    scene.render.filepath = os.path.abspath(path)
    started = time.time()
    bpy.ops.render.render(write_still=True)
    if view is None:
        join_ends(path)
    print(f"{path}: {width} x {height}, {time.time() - started:.0f} s", flush=True)


def join_ends(path, reach=160):
    """Where a panorama's ends meet behind the visitor the denoiser saw no neighbour, and a faint step is left.

    Half of the step is taken away on either side, fading over `reach` columns.
    """
    image = bpy.data.images.load(os.path.abspath(path))
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    pixels = pixels.reshape(height, width, 4)
    step = pixels[:, :3, :3].mean(axis=1) - pixels[:, -3:, :3].mean(axis=1)
    # Only what is soft is a step; an edge that falls just there is left alone.
    step = np.where(np.abs(step) < 0.06, step, 0)
    around = np.ones(41) / 41
    step = np.stack([np.convolve(np.pad(step[:, c], 20, mode="edge"), around, "valid") for c in range(3)], -1)
    fade = (0.5 - 0.5 * np.cos(np.pi * (np.arange(reach) + 0.5) / reach)).astype(np.float32)
    pixels[:, :reach, :3] -= (0.5 * step)[:, None] * fade[::-1][None, :, None]
    pixels[:, -reach:, :3] += (0.5 * step)[:, None] * fade[None, :, None]
    image.pixels.foreach_set(np.clip(pixels, 0, 1).ravel())
    image.save(quality=90)
    bpy.data.images.remove(image)


def command_line(**defaults):
    """`key=value` words after the script's name, over the defaults and of their types."""
    settings = dict(defaults)
    for word in sys.argv[1:]:
        key, found, value = word.partition("=")
        if not found or key not in defaults:
            raise SystemExit(f"unknown setting {word!r}; known: {', '.join(defaults)}")
        settings[key] = type(defaults[key])(value)
    return settings
