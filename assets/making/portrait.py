"""Pictures of the people of a tour, in a small studio: portraits for the tour, or a view to judge a figure by.

    python portrait.py to=../../tours/en-verden-indenfor                 # everybody, 512 x 640
    python portrait.py who=mette out=view.png view=full samples=8        # from a visitor's eyes, 1.5 m away, 90 degrees wide
"""

import math
import sys
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from figures import PEOPLE, hexed
from rig import CLIPS, posed
from sculpt import linear, sculpted

GROUND = {"mette": "e3c49b", "kasper": "b9cbd2", "samira": "e6b9a0", "jonas": "bcc6a6", "bent": "dcc27f"}


def _material(name, rough):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    shader = nodes["Principled BSDF"]
    colour = nodes.new("ShaderNodeVertexColor")
    colour.layer_name = "Colour"
    links.new(colour.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Specular IOR Level"].default_value = 0.25
    return material


def _place(mesh, scale):
    data = bpy.data.meshes.new(mesh.name)
    swap = mesh.points[:, [0, 2, 1]] * [1, -1, 1] * scale
    data.from_pydata(swap.tolist(), [], mesh.triangles.tolist())
    layer = data.color_attributes.new("Colour", "FLOAT_COLOR", "POINT")
    layer.data.foreach_set("color", np.concatenate([mesh.colours, np.ones((len(swap), 1))], axis=1).astype(np.float32).ravel())
    data.normals_split_custom_set_from_vertices((mesh.normals[:, [0, 2, 1]] * [1, -1, 1]).tolist())
    data.materials.append(_material(mesh.name, mesh.rough))
    bpy.context.collection.objects.link(bpy.data.objects.new(mesh.name, data))


def _light(at, towards, watts, size, colour):
    lamp = bpy.data.lights.new("light", "AREA")
    lamp.energy, lamp.size, lamp.color = watts, size, colour
    thing = bpy.data.objects.new("light", lamp)
    thing.location = at
    thing.rotation_euler = (Vector(towards) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(thing)


def _ground(colour):
    """A plain colour behind the figure, which does not tint it."""
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    seen = nodes.new("ShaderNodeLightPath").outputs["Is Camera Ray"]
    mix = nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    links.new(seen, mix.inputs["Factor"])
    mix.inputs["A"].default_value, mix.inputs["B"].default_value = (0.66, 0.60, 0.53, 1), colour
    links.new(mix.outputs["Result"], nodes["Background"].inputs[0])
    nodes["Background"].inputs[1].default_value = 0.8
    return world


def shoot(name, out, view="portrait", samples=48, clip="idle", at=0.0):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    meshes, scale = sculpted(name)
    pose, shift = CLIPS[clip][0](at)
    if view == "portrait":
        pose |= {"chest": (0, 10, 0), "neck": (0, -6, 1), "head": (1, -9, 2), "eye.L": (0, -3, 0), "eye.R": (0, -3, 0)}
    for mesh, (points, normals) in zip(meshes, posed(meshes, pose, shift)):
        mesh.points, mesh.normals = points, normals
        _place(mesh, scale)
    scene = bpy.context.scene
    ground = (*linear(hexed(GROUND[name])), 1)
    scene.world = _ground(ground)
    face = (0, -0.05, 1.60 * scale)
    _light((-1.3, -1.7, 2.5), face, 62, 1.3, (1.0, 0.95, 0.88))
    _light((1.8, -1.2, 1.5), face, 17, 1.6, (0.88, 0.94, 1.0))
    _light((0.9, 1.3, 2.3), face, 50, 0.7, (1.0, 0.93, 0.82))
    camera = bpy.data.cameras.new("camera")
    eye = bpy.data.objects.new("camera", camera)
    scene.camera = eye
    bpy.context.collection.objects.link(eye)
    if view == "portrait":
        eye.location, target, camera.lens, size = (-0.22, -1.55, 1.60 * scale), (0, 0, 1.525 * scale), 85, (512, 640)
    elif view == "face":
        eye.location, target, camera.lens, size = (-0.05, -0.9, 1.60 * scale), (0, 0, 1.595 * scale), 85, (600, 600)
    elif view == "side":
        eye.location, target, camera.lens, size = (-1.2, -0.9, 1.60 * scale), (0, 0, 1.52 * scale), 70, (512, 640)
    else:
        eye.location, target, size = (0, -1.5, 1.62), (0, 0, 1.05), (640, 800)
        camera.lens = 18 / math.tan(math.radians(45))
    camera.sensor_fit = "VERTICAL" if view == "full" else "AUTO"
    eye.rotation_euler = (Vector(target) - Vector(eye.location)).to_track_quat("-Z", "Y").to_euler()
    scene.render.engine = "CYCLES"
    scene.cycles.samples = samples
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 4
    scene.cycles.seed = 1
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.35
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.filepath = str(out)
    bpy.ops.render.render(write_still=True)


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    samples = int(given.get("samples", 48))
    if "to" in given:
        folder = Path(given["to"]).resolve() / "people"
        folder.mkdir(parents=True, exist_ok=True)
        for name in PEOPLE:
            shoot(name, folder / f"{name}.png", samples=samples)
    else:
        shoot(given["who"], Path(given["out"]).resolve(), given.get("view", "portrait"), samples, given.get("clip", "idle"), float(given.get("at", 0)))


if __name__ == "__main__":
    main()
