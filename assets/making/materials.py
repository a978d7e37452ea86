"""What things are made of. A material belongs to a scene: make it after `kit.begin`."""

import bpy
import numpy as np


def colour(text):
    """`#rrggbb` as linear RGBA."""
    text = text.lstrip("#")
    parts = [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return (*linear, 1.0)


def _between(dark, light):
    """The colour in the middle of two."""
    return [(a + b) / 2 for a, b in zip(colour(dark), colour(light))]


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


def ramp(tree, value, stops):
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
    tone = ramp(tree, _noise(tree, point, 1 / size, 3), [(0.36, dark), (0.64, light)])
    material.diffuse_color = _between(dark, light)
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
    tone = ramp(tree, value, [(0.3, dark), (0.7, light)])
    material.diffuse_color = _between(dark, light)
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
    tone = ramp(tree, split.outputs[0], stops)
    tone.node.color_ramp.interpolation = "CONSTANT"
    patches = ramp(tree, _noise(tree, _world_point(tree), 0.7, 3), [(0.3, "#d4d4d2"), (0.7, "#ffffff")])
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


def stained(name, tone, strength=0.9):
    """Coloured glass against the light: it shines a little unevenly, and colours the sun that passes."""
    material, tree, shader = _new_material(name)
    tree.nodes.remove(shader)
    clear, shine, both = (tree.nodes.new(f"Shader{kind}") for kind in ("NodeBsdfTransparent", "NodeEmission", "NodeAddShader"))
    clear.inputs[0].default_value = colour(tone)
    red, green, blue, _ = colour(tone)
    uneven = tree.nodes.new("ShaderNodeValToRGB")
    for element, amount in zip(uneven.color_ramp.elements, (0.72, 1.12)):
        element.color = (red * amount, green * amount, blue * amount, 1)
    uneven.color_ramp.elements[0].position, uneven.color_ramp.elements[1].position = 0.3, 0.7
    tree.links.new(_noise(tree, _world_point(tree), 7, 2), uneven.inputs[0])
    tree.links.new(uneven.outputs[0], shine.inputs[0])
    shine.inputs[1].default_value = strength
    tree.links.new(clear.outputs[0], both.inputs[0])
    tree.links.new(shine.outputs[0], both.inputs[1])
    tree.links.new(both.outputs[0], tree.nodes["Material Output"].inputs[0])
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
