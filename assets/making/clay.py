"""Forms of clay: signed distances that are joined softly, and a smooth skin drawn over them.

A form is a function from points (n, 3) to distances in metres, less than nothing inside. Y is up, +Z is in front.
"""

import numpy as np


def v(*xyz):
    return np.array(xyz, float)


def ball(at, radii):
    """An ellipsoid."""
    at, radii = np.asarray(at, float), np.broadcast_to(np.asarray(radii, float), 3)

    def form(p):
        q = (p - at) / radii
        outer = np.linalg.norm(q, axis=1)
        inner = np.linalg.norm(q / radii, axis=1)
        return outer * (outer - 1) / np.maximum(inner, 1e-9)

    return form


def limb(a, b, ra, rb, flat=None):
    """A rounded cone from a to b; `flat` squeezes it: a factor on x, y, z."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    scale = np.ones(3) if flat is None else np.asarray(flat, float)

    def form(p):
        q, one, two = (p / scale, a / scale, b / scale)
        along = two - one
        t = np.clip((q - one) @ along / (along @ along), 0, 1)
        return (np.linalg.norm(q - one - t[:, None] * along, axis=1) - (ra + (rb - ra) * t)) * scale.min()

    return form


def path(points, radii, flat=None):
    """Limbs through several points."""
    forms = [limb(points[i], points[i + 1], radii[i], radii[i + 1], flat) for i in range(len(points) - 1)]
    return joined(*forms, soft=0.0)


def slab(at, half, round=0.01, turn=None):
    """A box with rounded edges; `turn` is a 3 x 3 rotation."""
    at, half = np.asarray(at, float), np.asarray(half, float) - round

    def form(p):
        q = p - at
        if turn is not None:
            q = q @ turn
        q = np.abs(q) - half
        return np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(axis=1), 0) - round

    return form


def turned(x=0.0, y=0.0, z=0.0):
    """A rotation by degrees about z, then y, then x."""
    x, y, z = np.radians([x, y, z])
    rx = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rz = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    return rx @ ry @ rz


def prism(corners, ahead=True):
    """What lies within a convex outline seen from in front: (x, y) corners in either order; only the front half if `ahead`."""
    corners = np.asarray(corners, float)
    middle = corners.mean(axis=0)

    def form(p):
        out = -p[:, 2] if ahead else np.full(len(p), -1.0)
        for a, b in zip(corners, np.roll(corners, -1, axis=0)):
            side = np.array([b[1] - a[1], a[0] - b[0]])
            side /= np.linalg.norm(side)
            side = side if (middle - a) @ side < 0 else -side
            out = np.maximum(out, (p[:, :2] - a) @ side)
        return out

    return form


def joined(*forms, soft=0.02):
    """All of them, their joins filled softly over `soft` metres."""

    def form(p):
        out = forms[0](p)
        for other in forms[1:]:
            d = other(p)
            if soft:
                h = np.maximum(soft - np.abs(out - d), 0) / soft
                out = np.minimum(out, d) - h * h * soft / 4
            else:
                out = np.minimum(out, d)
        return out

    return form


def without(form_, *others, soft=0.01):
    """What is left of a form when others are cut away."""

    def form(p):
        out = form_(p)
        for other in others:
            d = -other(p)
            h = np.maximum(soft - np.abs(out - d), 0) / soft
            out = np.maximum(out, d) + h * h * soft / 4
        return out

    return form


def within(form_, other, soft=0.005):
    """What two forms share."""
    return without(form_, lambda p: -other(p), soft=soft)


def mirrored(form_):
    """A form and its mirror image: what is at +x, also at -x."""
    return lambda p: form_(np.abs(p * [1, 0, 0]) + p * [0, 1, 1])


def swollen(form_, by):
    return lambda p: form_(p) - by


def above(height):
    return lambda p: height - p[:, 1]


def below(height):
    return lambda p: p[:, 1] - height


def slope(form_, p, step=5e-4):
    """Outward normals."""
    out = np.empty_like(p)
    for axis in range(3):
        shift = np.zeros(3)
        shift[axis] = step
        out[:, axis] = form_(p + shift) - form_(p - shift)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


def skin(form_, low, high, step):
    """The form's surface as (points, triangles): one point in each cell that it crosses, drawn onto it."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    size = np.ceil((high - low) / step).astype(int) + 1
    axes = [low[i] + step * np.arange(size[i]) for i in range(3)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    value = np.concatenate([form_(part) for part in np.array_split(grid, max(1, len(grid) // 200_000))]).reshape(size)
    inside = value < 0
    corners = [inside[i : size[0] - 1 + i, j : size[1] - 1 + j, k : size[2] - 1 + k] for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    count = sum(c.astype(int) for c in corners)
    cells = np.argwhere((count > 0) & (count < 8))
    if not len(cells):
        raise ValueError("a form without a surface")
    number = np.full(size, -1)
    number[tuple(cells.T)] = np.arange(len(cells))

    # In each cell the mean of where its edges are crossed.
    points, hits = np.zeros((len(cells), 3)), np.zeros(len(cells))
    offsets = [(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    for a in offsets:
        for axis in range(3):
            if a[axis]:
                continue
            b = list(a)
            b[axis] = 1
            va, vb = value[tuple((cells + a).T)], value[tuple((cells + b).T)]
            crossed = (va < 0) != (vb < 0)
            t = np.where(crossed, va / np.where(crossed, va - vb, 1), 0)
            where = cells + np.asarray(a) + t[:, None] * np.eye(3)[axis]
            points[crossed] += where[crossed]
            hits += crossed
    points = low + step * points / hits[:, None]
    for _ in range(2):
        points -= np.clip(form_(points), -step / 2, step / 2)[:, None] * slope(form_, points)

    faces = []
    for axis in range(3):
        u, w = [(1, 2), (2, 0), (0, 1)][axis]
        first = [slice(None)] * 3
        second = [slice(None)] * 3
        first[axis], second[axis] = slice(0, size[axis] - 1), slice(1, size[axis])
        edges = np.argwhere(inside[tuple(first)] != inside[tuple(second)])
        edges = edges[(edges[:, u] > 0) & (edges[:, w] > 0)]
        du, dw = np.eye(3, dtype=int)[u], np.eye(3, dtype=int)[w]
        quads = np.stack([number[tuple((edges - o).T)] for o in (du * 0, du, du + dw, dw)], axis=1)
        out = inside[tuple(edges.T)]
        quads[~out] = quads[~out][:, ::-1]
        faces.append(quads[(quads >= 0).all(axis=1)])
    quads = np.concatenate(faces)
    return points, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def shade(form_, points, normals, reach=0.09):
    """How open the surface lies, 0 to 1: soft darkness in folds and under a chin."""
    out = np.zeros(len(points))
    for i, part in enumerate((0.12, 0.3, 0.6, 1.0)):
        far = reach * part
        out += np.clip(form_(points + normals * far) / far, 0, 1) * (0.5, 0.6, 0.7, 0.8)[i]
    return np.clip(out / 2.6, 0, 1)
