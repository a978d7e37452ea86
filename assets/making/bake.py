"""From a built scene to one small .glb with its light baked in.

Straight light, bounced light and colour are baked apart: light soft, colour sharp at four times the
size; then they are multiplied and developed as a photograph is (AgX). Faces that nobody in the room can
see are dropped first, so that the textures hold only what matters (atlas.py lays them out).

Metals, and moving parts that ask for it, are not baked: they keep their material and answer the light, as
people in the room do. For them the lamps that were baked go along (`studio.area_light`, `live`).
"""

import math
import os
import random
import tempfile
import time

import bpy  # first: it brings bmesh and mathutils with it
import bmesh
import numpy as np
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree
from scipy.ndimage import zoom

import atlas
import kit
import studio

FINER = 4  # how many times finer colour is than light
CANDELA = 45.0  # times pi or four pi: of a watt of these lights, so that a pendant of 19 W is one of 850 lm
WALLS = 0.25  # how much of its own colour a metal shines with: what the room's bright walls would add to its mirroring


def backdrop(distance, width, height, samples):
    """Render the scene from eye height as a picture that stands `distance` metres off."""
    scene = bpy.context.scene
    studio.quality(samples)
    lens = bpy.data.cameras.new("camera")
    camera = bpy.data.objects.new("camera", lens)
    scene.collection.objects.link(camera)
    camera.location, camera.rotation_euler = (0, 0, studio.EYE), (math.pi / 2, 0, 0)
    lens.angle = 2 * math.atan(width / 2 / distance)
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y = 2048, round(2048 * height / width)
    scene.render.image_settings.file_format = "PNG"
    path = os.path.join(tempfile.mkdtemp(), "outside.png")
    scene.render.filepath = path
    bpy.ops.render.render(write_still=True)
    return path, distance, width, height


def _as_meshes():
    """Every curve, letter and modifier turned into plain faces.

    Small bevels go: narrower than a texel, they would be baked as specks along every edge. Where a point lay in its own
    thing, and that thing's lot, stay with it: grain follows them when all things have become one.
    """
    lots = random.Random(20)
    for thing in bpy.data.objects:
        for modifier in list(thing.modifiers):
            if modifier.type == "BEVEL" and modifier.width < 0.012:
                thing.modifiers.remove(modifier)
    graph = bpy.context.evaluated_depsgraph_get()
    for thing in list(bpy.data.objects):
        if thing.type not in {"MESH", "CURVE", "FONT"}:
            continue
        mesh = bpy.data.meshes.new_from_object(thing.evaluated_get(graph))
        own = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", own)
        mesh.attributes.new("own", "FLOAT_VECTOR", "POINT").data.foreach_set("vector", own)
        mesh.attributes.new("lot", "FLOAT", "POINT").data.foreach_set("value", [lots.random()] * len(mesh.vertices))
        mesh.transform(thing.matrix_world)
        flat = bpy.data.objects.new(thing.name, mesh)
        flat["part"] = thing.get("part", "")
        bpy.context.scene.collection.objects.link(flat)
        bpy.data.objects.remove(thing)
        if not mesh.polygons:
            bpy.data.objects.remove(flat)


def _follow_own():
    """Materials that asked for a thing's own axes and its lot find them at each point (see `_as_meshes`)."""
    for material in bpy.data.materials:
        tree = material.node_tree
        for link in list(tree.links) if tree else []:
            asked = (link.from_node.type, link.from_socket.name)
            name, output = {("TEX_COORD", "Object"): ("own", "Vector"), ("OBJECT_INFO", "Random"): ("lot", "Fac")}.get(asked, ("", ""))
            if name:
                node, to = tree.nodes.new("ShaderNodeAttribute"), link.to_socket
                node.attribute_name = name
                tree.links.new(node.outputs[output], to)


def _keep_seen(eyes):
    """Set aside the faces that no eye sees, and turn the rest towards those that do.

    Returns the objects of what is unseen: it still casts shadows while the light is baked.
    """
    things = [o for o in bpy.data.objects if o.type == "MESH"]
    points, faces = [], []
    for thing in things:
        first = len(points)
        points += [v.co.copy() for v in thing.data.vertices]
        faces += [[first + i for i in face.vertices] for face in thing.data.polygons]
    tree = BVHTree.FromPolygons(points, faces)
    eyes = [Vector(e) for e in eyes]
    index, kept, hidden = 0, 0, []
    for thing in things:
        behind = thing.copy()
        behind.data = thing.data.copy()
        behind.name = "hidden"
        bpy.context.scene.collection.objects.link(behind)
        hidden.append(behind)
        work = bmesh.new()
        work.from_mesh(thing.data)
        work.faces.ensure_lookup_table()
        unseen, turned = [], []
        for face in work.faces:
            middle = face.calc_center_median()
            samples = [middle] + [middle.lerp(v.co, 0.85) for v in face.verts]
            if face.calc_area() > 0.5:
                samples += [middle.lerp(v.co, 0.45) for v in face.verts]
            # Of a picture's frame only what is close to the corners shows.
            rim = [middle.lerp(v.co, 0.985) for v in face.verts]
            front = back = 0
            for eye in eyes:
                for sample in samples + rim:
                    ray = sample - eye
                    reach = ray.length
                    _, _, hit, distance = tree.ray_cast(eye, ray / reach, reach + 0.01)
                    # Where two faces lie in one plane either may be hit; at a corner it is the neighbour.
                    if hit == index or (sample not in rim and hit is not None and abs(distance - reach) < 1e-4):
                        if face.normal.dot(ray) < 0:
                            front += 1
                        else:
                            back += 1
                        break
                if front > 2 or back > 2:
                    break
            if not front and not back:
                unseen.append(face)
            elif back > front:
                turned.append(face)
            index += 1
        numbers = {face.index for face in unseen}
        for face in turned:
            face.normal_flip()
        bmesh.ops.delete(work, geom=unseen, context="FACES")
        rest = bmesh.new()
        rest.from_mesh(behind.data)
        bmesh.ops.delete(rest, geom=[face for face in rest.faces if face.index not in numbers], context="FACES")
        rest.to_mesh(behind.data)
        rest.free()
        kept += len(work.faces)
        work.to_mesh(thing.data)
        work.free()
    print(f"faces: {index}, seen: {kept}", flush=True)
    for thing in [o for o in (*things, *hidden) if not o.data.polygons]:
        bpy.data.objects.remove(thing)
    return [o for o in bpy.data.objects if o.name.split(".")[0] == "hidden"]


def _join(things, name, parts):
    """One object; which part each face belongs to is kept as a number on the face."""
    for thing in things:
        mark = thing.data.attributes.new("part", "INT", "FACE")
        number = parts.index(thing["part"]) + 1 if thing.get("part") else 0
        mark.data.foreach_set("value", [number] * len(thing.data.polygons))
    bpy.ops.object.select_all(action="DESELECT")
    for thing in things:
        thing.select_set(True)
    bpy.context.view_layer.objects.active = things[0]
    bpy.ops.object.join()
    whole = bpy.context.view_layer.objects.active
    whole.name = whole.data.name = name
    return whole


def _bake_pass(thing, size, samples, kind, parts):
    """Bake one kind of light: an array of size x size x 3, and which texels a face covers."""
    scene = bpy.context.scene
    image = bpy.data.images.new(kind, size, size, float_buffer=True, alpha=True)
    added = []
    for material in {slot.material for slot in thing.material_slots}:
        tree = material.node_tree
        target, layout = tree.nodes.new("ShaderNodeTexImage"), tree.nodes.new("ShaderNodeUVMap")
        target.image, layout.uv_map = image, "Baked"
        tree.links.new(layout.outputs[0], target.inputs[0])
        tree.nodes.active = target
        added.append((tree, target, layout))
    scene.cycles.samples = samples
    bpy.ops.object.select_all(action="DESELECT")
    thing.select_set(True)
    bpy.context.view_layer.objects.active = thing
    started = time.time()
    bpy.ops.object.bake(type=kind, pass_filter=parts, margin=0, use_clear=True)
    print(f"{thing.name} {kind}: {size} px, {samples} samples, {time.time() - started:.0f} s", flush=True)
    for tree, target, layout in added:
        tree.nodes.remove(target)
        tree.nodes.remove(layout)
    pixels = np.empty(size * size * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    pixels = pixels.reshape(size, size, 4)
    return pixels[..., :3].copy(), pixels[..., 3] > 0.05


def _baked(thing, size, samples):
    """The finished texture of one object."""
    rectangles = atlas.lay_out(thing, size // FINER)
    straight, covered = _bake_pass(thing, size // FINER, samples * 5, "DIFFUSE", {"DIRECT"})
    bounced, _ = _bake_pass(thing, size // FINER, samples, "DIFFUSE", {"INDIRECT"})
    covered &= ~atlas.buried(straight + bounced, covered)
    # A straight ray costs little, so there are more of them. Light that has bounced is soft: it is smoothed as well as denoised.
    light = atlas.smooth_narrow(_denoised(atlas.blended(straight, covered)), covered, rectangles)
    light += atlas.smoothed(_denoised(atlas.blended(bounced, covered)), covered, rectangles)
    light = np.stack([zoom(atlas.spread(light, covered)[..., c], FINER, order=1, grid_mode=True, mode="nearest") for c in range(3)], -1)
    colour, covered = _bake_pass(thing, size, 2, "DIFFUSE", {"COLOR"})
    seen = light * colour
    if any(_shines(slot.material) for slot in thing.material_slots):
        shine, _ = _bake_pass(thing, size, 1, "EMIT", set())
        seen += shine
    return _develop(thing.name, atlas.spread(seen, covered))


def _denoised(pixels):
    """Open Image Denoise, by way of a scene that holds only the compositor."""
    size = pixels.shape[0]
    noisy = bpy.data.images.new("noisy", size, size, float_buffer=True)
    noisy.pixels.foreach_set(np.dstack([pixels, np.ones((size, size), np.float32)]).astype(np.float32).ravel())
    scene = bpy.data.scenes.new("denoise")
    group = bpy.data.node_groups.new("denoise", "CompositorNodeTree")
    group.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
    source, denoise = group.nodes.new("CompositorNodeImage"), group.nodes.new("CompositorNodeDenoise")
    source.image = noisy
    group.links.new(source.outputs["Image"], denoise.inputs["Image"])
    group.links.new(denoise.outputs[0], group.nodes.new("NodeGroupOutput").inputs[0])
    scene.compositing_node_group = group
    scene.render.engine, scene.cycles.samples, scene.cycles.use_denoising = "CYCLES", 1, False
    camera = bpy.data.objects.new("nothing", bpy.data.cameras.new("nothing"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.render.image_settings.file_format, scene.render.image_settings.color_depth = "OPEN_EXR", "32"
    scene.render.filepath = os.path.join(tempfile.mkdtemp(), "clean.exr")
    bpy.ops.render.render(write_still=True, scene=scene.name)
    clean = bpy.data.images.load(scene.render.filepath)
    out = np.empty(size * size * 4, np.float32)
    clean.pixels.foreach_get(out)
    for image in (noisy, clean):
        bpy.data.images.remove(image)
    bpy.data.scenes.remove(scene)
    return out.reshape(size, size, 4)[..., :3]


def _unlit(name, image):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    texture, light = tree.nodes.new("ShaderNodeTexImage"), tree.nodes.new("ShaderNodeBackground")
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    texture.image = image
    tree.links.new(texture.outputs[0], light.inputs[0])
    tree.links.new(light.outputs[0], output.inputs[0])
    return material


def _shines(material):
    shader = material.node_tree.nodes.get("Principled BSDF")
    if shader:
        return shader.inputs["Emission Strength"].default_value > 0
    return any(node.type == "EMISSION" for node in material.node_tree.nodes)


def _develop(name, pixels):
    """Linear light to an 8-bit picture, as the camera's view would show it."""
    size = pixels.shape[0]
    image = bpy.data.images.new(name, size, size, float_buffer=True)
    filled = np.ones((size, size, 4), np.float32)
    filled[..., :3] = pixels
    image.pixels.foreach_set(filled.ravel())
    path = os.path.join(tempfile.mkdtemp(), f"{name}.png")
    scene = bpy.context.scene
    scene.render.image_settings.file_format = "PNG"
    image.save_render(path, scene=scene)
    bpy.data.images.remove(image)
    return bpy.data.images.load(path)


def _is_metal(material):
    shader = material.node_tree.nodes.get("Principled BSDF") if material.node_tree else None
    return shader is not None and shader.inputs["Metallic"].default_value > 0.5


def _plain_copy(material):
    """The material as glTF can tell it: one colour, the middle one of those that it has."""
    copy, name = material.copy(), material.name
    material.name, copy.name = f"{name} baked", name
    tree = copy.node_tree
    shader = tree.nodes["Principled BSDF"]
    for link in [link for link in tree.links if link.to_node == shader]:
        tree.links.remove(link)
    shader.inputs["Base Color"].default_value = material.diffuse_color
    shader.inputs["Coat Weight"].default_value = 0
    if _is_metal(copy):
        shader.inputs["Emission Color"].default_value = material.diffuse_color
        shader.inputs["Emission Strength"].default_value = WALLS
    return copy


def _kept(things, names):
    """What is not baked: an object for each moving part, and `Lit` for the rest. Their materials are safe from the bake."""
    groups, copies = {}, {}
    for thing in things:
        groups.setdefault(thing.get("part") or "Lit", []).append(thing)
        for slot in thing.material_slots:
            if slot.material not in copies:
                copies[slot.material] = _plain_copy(slot.material)
            slot.material = copies[slot.material]
    kept = {name: _join(group, name, names) for name, group in groups.items()}
    for thing in kept.values():
        for layer in list(thing.data.uv_layers):
            thing.data.uv_layers.remove(layer)
    return kept, set(copies.values())


def _lamps():
    """The bake's lights that are told to be live, as glTF has them: a spot as wide as half of all around for a surface that shines."""
    lamps = []
    for thing in [o for o in bpy.data.objects if o.type == "LIGHT"]:
        if thing.get("live"):
            old = thing.data
            flat = old.type == "AREA"
            light = bpy.data.lights.new("Lamp", "SPOT" if flat else "POINT")
            light.color, light.energy = old.color, old.energy * CANDELA / (math.pi if flat else 4 * math.pi)
            if flat:
                light.spot_size, light.spot_blend = 0.999 * math.pi, 0.5
            lamp = bpy.data.objects.new("Lamp", light)
            lamp.matrix_world = thing.matrix_world.normalized()
            lamps.append(lamp)
        bpy.data.objects.remove(thing)
    for lamp in lamps:
        bpy.context.scene.collection.objects.link(lamp)


def _at_pivot(thing, pivot):
    thing.data.transform(Matrix.Translation(-Vector(pivot)))
    thing.location = pivot
    return thing


def _apart(thing, number, name, pivot):
    """The faces of one part as an object of its own whose origin is `pivot`."""
    mesh = thing.data.copy()
    mesh.name = name
    for data, drop in ((mesh, lambda n: n != number), (thing.data, lambda n: n == number)):
        work = bmesh.new()
        work.from_mesh(data)
        mark = work.faces.layers.int["part"]
        bmesh.ops.delete(work, geom=[f for f in work.faces if drop(f[mark])], context="FACES")
        work.to_mesh(data)
        work.free()
    piece = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(piece)
    return _at_pivot(piece, pivot)


def export(path, eyes, large, nodes, size, samples, exposure, parts=None, outside=None, animate=None, lit=()):
    """Bake and write the scene.

    `large` names the objects of the first texture, `nodes` empty marks and where they are,
    `parts` the moving parts (see `kit.part`) and their pivots; `animate` gets the parts' objects
    by name and sets keyframes; `outside` is what `backdrop` gave; parts named in `lit` are not baked.
    """
    parts = parts or {}
    _as_meshes()
    _follow_own()
    hidden = _keep_seen(eyes)
    things = [o for o in bpy.data.objects if o.type == "MESH" and o not in hidden]
    names = list(parts)
    bare = [o for o in things if o.get("part") in lit or any(_is_metal(slot.material) for slot in o.material_slots)]
    kept, own = _kept(bare, names)
    things = [o for o in things if o not in bare]
    first = [o for o in things if o.name.split(".")[0] in large]
    others = [o for o in things if o not in first]
    shell, rest = _join(first, "Shell", names), _join(others, "Things", names)
    for material in bpy.data.materials:
        # Dull metal that is baked after all has no diffuse colour: paint it.
        shader = material.node_tree.nodes.get("Principled BSDF") if material.node_tree else None
        if shader and material not in own:
            shader.inputs["Metallic"].default_value = 0
    studio.quality(samples, exposure)
    bpy.context.scene.cycles.use_light_tree = True  # slower, but a room has a dozen lights
    pictures = [(thing, _baked(thing, size, samples)) for thing in (shell, rest)]
    for thing in hidden:
        bpy.data.objects.remove(thing)
    for thing, image in pictures:
        mesh = thing.data
        mesh.materials.clear()
        mesh.materials.append(_unlit(thing.name, image))
        mesh.polygons.foreach_set("material_index", [0] * len(mesh.polygons))
        for name in [layer.name for layer in mesh.uv_layers if layer.name != "Baked"]:
            mesh.uv_layers.remove(mesh.uv_layers[name])
        # Nothing shades it, so its edges need no corners of their own.
        for name in {"custom_normal", "sharp_edge", "sharp_face"} & set(mesh.attributes.keys()):
            mesh.attributes.remove(mesh.attributes[name])
    pieces = {
        name: _at_pivot(kept[name], pivot) if name in kept else _apart(rest, i + 1, name, pivot) for i, (name, pivot) in enumerate(parts.items())
    }
    _lamps()
    if outside:
        picture, distance, width, height = outside
        view = kit.panel(
            (-width / 2, distance, studio.EYE - height / 2), (width / 2, distance, studio.EYE + height / 2),
            _unlit("Outside", bpy.data.images.load(picture)), "Outside",
        )
        view.data.materials[0].name = "Outside"
    for name, place in nodes.items():
        mark = bpy.data.objects.new(name, None)
        bpy.context.scene.collection.objects.link(mark)
        mark.location = place
    if animate:
        animate(pieces)
    path = os.path.abspath(path)
    bpy.ops.export_scene.gltf(
        filepath=path, export_format="GLB", export_yup=True, export_cameras=False, export_lights=True, export_import_convert_lighting_mode="RAW",
        export_animations=bool(animate), export_animation_mode="SCENE", export_morph_normal=False, export_frame_step=4,
        export_image_format="JPEG", export_jpeg_quality=92,
    )
    print(f"{path}: {os.path.getsize(path) / 1e6:.1f} MB", flush=True)
