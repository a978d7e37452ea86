"""Look at what has been made from a visitor's eyes.

    python look.py model=cell.glb out=view.png at=0.2,-1.05 view=0,-5,95   # one view inside a space
    python look.py picture=kitchen.jpg out=views.png                       # a panorama: round about, up, down
    python look.py picture=kitchen.jpg out=view.png view=90,-10,80         # one view of a panorama
"""

import math

import bpy
import numpy as np

import kit
import studio


def of_panorama(path, yaw, pitch, wide, width=900, height=675):
    """A plain view of an equirectangular picture; of one for two eyes, what the left one sees."""
    image = bpy.data.images.load(path)
    across, up = image.size
    pixels = np.empty(across * up * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    pixels = pixels.reshape(up, across, 4)[::-1, :, :3][: across // 2]
    x, y = np.meshgrid((np.arange(width) + 0.5) / width * 2 - 1, (np.arange(height) + 0.5) / height * 2 - 1)
    reach = math.tan(math.radians(wide) / 2)
    right, rise, ahead = x * reach, -y * reach * height / width, np.ones_like(x)
    tilt, turn = math.radians(pitch), math.radians(yaw)
    rise, ahead = rise * math.cos(tilt) + ahead * math.sin(tilt), ahead * math.cos(tilt) - rise * math.sin(tilt)
    right, ahead = right * math.cos(turn) + ahead * math.sin(turn), ahead * math.cos(turn) - right * math.sin(turn)
    column = (np.arctan2(right, ahead) / (2 * math.pi) + 0.5) * across - 0.5
    row = (0.5 - np.arctan2(rise, np.hypot(right, ahead)) / math.pi) * len(pixels) - 0.5
    c, r = np.floor(column).astype(int), np.clip(np.floor(row).astype(int), 0, len(pixels) - 2)
    u, v = (column - c)[..., None], np.clip(row - r, 0, 1)[..., None]
    c, d = c % across, (c + 1) % across
    return (pixels[r, c] * (1 - u) + pixels[r, d] * u) * (1 - v) + (pixels[r + 1, c] * (1 - u) + pixels[r + 1, d] * u) * v


def _save(path, pixels):
    height, width, _ = pixels.shape
    image = bpy.data.images.new("views", width, height)
    filled = np.ones((height, width, 4), np.float32)
    filled[..., :3] = pixels[::-1]
    image.pixels.foreach_set(filled.ravel())
    image.filepath_raw, image.file_format = path, "PNG"
    image.save()


def main():
    settings = studio.command_line(model="", picture="", out="view.png", at="0,0", view="", width=900)
    view = tuple(float(n) for n in settings["view"].split(",")) if settings["view"] else None
    if settings["picture"]:
        views = [view] if view else [(0, -5, 95), (90, -5, 95), (180, -5, 95), (270, -5, 95), (0, 88, 100), (0, -88, 100)]
        pictures = [of_panorama(settings["picture"], *v) for v in views]
        rows = [np.hstack(pictures[i : i + 2]) for i in range(0, len(pictures), 2)]
        _save(settings["out"], np.vstack(rows))
        return
    kit.begin()
    bpy.ops.import_scene.gltf(filepath=settings["model"])
    studio.quality(2, bounces=0)
    scene = bpy.context.scene
    scene.cycles.use_denoising = False
    scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
    x, y = (float(n) for n in settings["at"].split(","))
    studio.shoot(settings["out"], settings["width"], at=(x, y, studio.EYE), view=view or (0, 0, 95))


if __name__ == "__main__":
    main()
