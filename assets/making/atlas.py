"""How a baked texture is laid out, and how its texels are mended.

Every connected flat piece gets a rectangle that starts and ends between two texels, however
narrow the piece is: so no texel lies half outside its face, and no edge is a row of specks.
"""

import math

import bpy
import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter, gaussian_filter1d, median_filter

GAP = 2  # texels between two rectangles, in the smaller of the two textures
LEAST = 3  # texels across the narrowest piece


def _islands(mesh, uv):
    """Faces that hang together in the layout, as lists of face numbers."""
    parent = list(range(len(mesh.polygons)))

    def root(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    corners = {}
    vertex = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", vertex)
    for face in mesh.polygons:
        for loop in face.loop_indices:
            key = (int(vertex[loop]), round(float(uv[loop, 0]), 6), round(float(uv[loop, 1]), 6))
            other = corners.setdefault(key, face.index)
            parent[root(face.index)] = root(other)
    groups = {}
    for face in range(len(parent)):
        groups.setdefault(root(face), []).append(face)
    return list(groups.values())


def _shelves(sizes, width):
    """Rectangles on shelves of one width, highest first: their corners, and how high it gets."""
    places, x, y, shelf = [None] * len(sizes), 0, 0, 0
    for i in sorted(range(len(sizes)), key=lambda i: (-sizes[i][1], -sizes[i][0])):
        w, h = sizes[i][0] + 2 * GAP, sizes[i][1] + 2 * GAP
        if x + w > width:
            x, y, shelf = 0, y + shelf, 0
        if w > width:
            return places, math.inf
        places[i] = (x + GAP, y + GAP)
        x, shelf = x + w, max(shelf, h)
    return places, y + shelf


def lay_out(thing, size):
    """Give the object a layer `Baked`; returns the rectangles (x, y, width, height) in texels."""
    mesh = thing.data
    if not mesh.uv_layers:
        mesh.uv_layers.new(name="UVMap")
    mesh.uv_layers.active = mesh.uv_layers.new(name="Baked")
    bpy.ops.object.select_all(action="DESELECT")
    thing.select_set(True)
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.uv.smart_project(angle_limit=math.radians(50), island_margin=0.001)
    bpy.ops.object.mode_set(mode="OBJECT")
    layer = mesh.uv_layers["Baked"].data
    uv = np.empty(len(mesh.loops) * 2, np.float32)
    layer.foreach_get("uv", uv)
    uv = uv.reshape(-1, 2).astype(np.float64)
    pieces = []
    for faces in _islands(mesh, uv):
        loops = np.concatenate([np.arange(mesh.polygons[f].loop_start, mesh.polygons[f].loop_start + mesh.polygons[f].loop_total) for f in faces])
        flat = 0.0
        for f in faces:
            face = mesh.polygons[f]
            p = uv[face.loop_start : face.loop_start + face.loop_total]
            q = np.roll(p, -1, axis=0)
            flat += abs(float((p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]).sum())) / 2
        true = sum(mesh.polygons[f].area for f in faces)
        low = uv[loops].min(axis=0)
        extent = np.maximum(uv[loops].max(axis=0) - low, 1e-9)
        metres = extent * math.sqrt(true / max(flat, 1e-12))
        pieces.append((loops, low, extent, metres, bool(metres[1] > metres[0])))
    fine, coarse = 4000.0, 1.0
    for _ in range(40):
        # The finest scale, in texels a metre, at which all of it fits.
        scale = math.sqrt(fine * coarse)
        sizes = [[max(LEAST, math.ceil(m * scale)) for m in (metres[::-1] if lies else metres)] for _, _, _, metres, lies in pieces]
        places, height = _shelves(sizes, size)
        fine, coarse = (scale, coarse) if height > size else (fine, scale)
    sizes = [[max(LEAST, math.ceil(m * coarse)) for m in (metres[::-1] if lies else metres)] for _, _, _, metres, lies in pieces]
    places, high = _shelves(sizes, size)
    for (loops, low, extent, _, lies), (w, h), (x, y) in zip(pieces, sizes, places):
        own = (uv[loops] - low) / extent
        if lies:
            own = np.stack([1 - own[:, 1], own[:, 0]], -1)
        uv[loops] = (own * (w, h) + (x, y)) / size
    layer.foreach_set("uv", uv.astype(np.float32).ravel())
    if high > size:
        raise SystemExit(f"{thing.name}: {len(pieces)} pieces do not fit into {size} texels: choose a larger size")
    print(f"{thing.name}: {len(pieces)} pieces, {coarse:.0f} texels a metre", flush=True)
    return [(x, y, w, h) for (x, y), (w, h) in zip(places, sizes)]


def buried(light, covered):
    """Texels much darker than those around them: they lie within another thing, as a wall does behind its skirting."""
    bright = blended(light, covered).mean(axis=2)
    return covered & (bright < 0.2 * median_filter(bright, 9))


def spread(pixels, covered):
    """Every other texel like the nearest one that a face covers."""
    near = distance_transform_edt(~covered, return_distances=False, return_indices=True)
    return pixels[near[0], near[1]]


def blended(pixels, known):
    """Texels that no face covers, filled softly from those around them, for the denoiser.

    A border that is only copied outwards would turn its noise into stripes. The size is a power of two.
    """
    size = pixels.shape[0]
    known = known.astype(np.float32)
    if size == 1:
        return pixels
    half = size // 2
    weight = known.reshape(half, 2, half, 2).sum(axis=(1, 3))
    total = (pixels * known[..., None]).reshape(half, 2, half, 2, 3).sum(axis=(1, 3))
    coarse = blended(total / np.maximum(weight, 1)[..., None], weight > 0)
    around = coarse.repeat(2, axis=0).repeat(2, axis=1)
    return np.where(known[..., None] > 0, pixels, around).astype(np.float32)


def smooth_narrow(light, covered, rectangles, narrow=6):
    """On narrow pieces light only changes lengthwise: a denoiser has too little of them to work with."""
    out = light.copy()
    for x, y, w, h in rectangles:
        if h > narrow:
            continue
        strip, weight = light[y : y + h, x : x + w], covered[y : y + h, x : x + w, None].astype(np.float32)
        sums, counts = (strip * weight).sum(axis=0), weight.sum(axis=0)
        sigma = max(2.0, 0.5 * h) if w > narrow else 100.0
        sums, counts = (gaussian_filter1d(a, sigma, axis=0, mode="nearest") for a in (sums, counts))
        if counts.max() > 1e-3:
            out[y : y + h, x : x + w] = (sums / np.maximum(counts, 1e-6))[None]
    return out


def smoothed(light, covered, rectangles, sigma=3.5):
    """Bounced light, smoothed over some texels, but never from one piece into another; sparks are put out first."""
    filled = blended(light, covered)
    usual = median_filter(filled.mean(axis=2), 9)
    spark = np.maximum(filled.mean(axis=2) / np.maximum(2.5 * usual, 1e-4), 1)
    filled /= spark[..., None]
    out = filled.copy()
    for x, y, w, h in rectangles:
        weight = covered[y : y + h, x : x + w].astype(np.float32)
        if weight.sum() < 1:
            continue
        share = gaussian_filter(weight, sigma, mode="constant")
        piece = filled[y : y + h, x : x + w]
        sums = np.stack([gaussian_filter(piece[..., c] * weight, sigma, mode="constant") for c in range(3)], -1)
        out[y : y + h, x : x + w] = sums / np.maximum(share, 1e-5)[..., None]
    return out
