"""Finds faces that lie in one plane, one over the other and turned the same way: drawn, they would flicker.

    python coplanar.py ../../tours/*/*.glb

Prints each such place and ends with 1 where there is one. Blender's axes: +Z up, metres.
"""

import itertools
import sys
from collections import defaultdict

import bpy
import numpy as np

import kit

APART = 2e-4  # metres: nearer than this two faces count as in one plane
SMALLEST = 2e-5  # square metres that have to overlap
CELL = 0.1  # metres: faces are sought in boxes of this size


def triangles(path):
    """Every triangle of a file, n x 3 x 3, and the name of the object of each."""
    kit.begin()
    bpy.ops.import_scene.gltf(filepath=path)
    corners, names = [], []
    for thing in [o for o in bpy.data.objects if o.type == "MESH"]:
        thing.data.calc_loop_triangles()
        points = np.array([thing.matrix_world @ v.co for v in thing.data.vertices])
        own = np.array([t.vertices for t in thing.data.loop_triangles])
        corners.append(points[own])
        names += [thing.name] * len(own)
    return np.concatenate(corners), np.array(names)


def shared(a, b, normal):
    """Square metres that two triangles of one plane have in common: `a`, cut by each side of `b`."""
    drop = np.argmax(np.abs(normal))
    flat = [axis for axis in range(3) if axis != drop]
    shape, knife = [tuple(p) for p in a[:, flat]], b[:, flat]
    turn = np.sign(np.cross(knife[1] - knife[0], knife[2] - knife[0]))
    for start, end in zip(knife, np.roll(knife, -1, axis=0)):
        side = [turn * ((end[0] - start[0]) * (p[1] - start[1]) - (end[1] - start[1]) * (p[0] - start[0])) for p in shape]
        cut = []
        for (p, here), (q, there) in zip(zip(shape, side), zip(shape[1:] + shape[:1], side[1:] + side[:1])):
            if here >= 0:
                cut.append(p)
            if (here >= 0) != (there >= 0):
                t = here / (here - there)
                cut.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
        shape = cut
        if len(shape) < 3:
            return 0.0
    area = sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(shape, shape[1:] + shape[:1]))
    return abs(area) / 2 / abs(normal[drop])


def overlaps(corners):
    """(square metres, one triangle, the other) of each pair that would flicker."""
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(normals, axis=1)
    normals /= np.maximum(length, 1e-12)[:, None]
    low, high = corners.min(1) - APART, corners.max(1) + APART
    middle = corners.mean(1)
    boxes = defaultdict(list)
    for i in np.where(length > 1e-9)[0]:
        spans = [range(int(a // CELL), int(b // CELL) + 1) for a, b in zip(low[i], high[i])]
        for box in itertools.product(*spans):
            boxes[box].append(i)
    pairs = set()
    for box in boxes.values():
        near = np.array(box)
        alike = np.triu(normals[near] @ normals[near].T > 0.9999, 1)
        offset = np.abs(((middle[near][None] - middle[near][:, None]) * normals[near][:, None]).sum(-1))
        pairs.update((near[i], near[j]) for i, j in np.argwhere(alike & (offset < APART)))
    found = [(shared(corners[i], corners[j], normals[i]), i, j) for i, j in pairs]
    return sorted((one for one in found if one[0] > SMALLEST), reverse=True)


def main(paths):
    flickers = False
    for path in paths:
        corners, names = triangles(path)
        found = overlaps(corners)
        flickers |= bool(found)
        print(f"{path}: {len(corners)} triangles, {len(found)} pairs lie in one plane")
        for area, i, j in found:
            at = ", ".join(f"{n:.2f}" for n in (corners[i].mean(0) + corners[j].mean(0)) / 2)
            print(f"  {area * 1e4:.1f} cm2 of {names[i]} and {names[j]} near {at}")
    return int(flickers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
