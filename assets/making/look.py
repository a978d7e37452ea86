"""Look at a finished .glb from a visitor's eyes.

    python look.py model=cell.glb out=view.png at=0.2,-1.05 view=0,-5,95
"""

import bpy

import kit
import studio


def main():
    settings = studio.command_line(model="cell.glb", out="view.png", at="0,0", view="0,0,95", width=900)
    kit.begin()
    bpy.ops.import_scene.gltf(filepath=settings["model"])
    studio.quality(2, bounces=0)
    scene = bpy.context.scene
    scene.cycles.use_denoising = False
    scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
    x, y = (float(n) for n in settings["at"].split(","))
    view = tuple(float(n) for n in settings["view"].split(",")) if settings["view"] else None
    studio.shoot(settings["out"], settings["width"], at=(x, y, studio.EYE), view=view)


if __name__ == "__main__":
    main()
