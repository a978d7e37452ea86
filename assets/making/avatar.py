"""The people of a tour as rigged glTF figures.

    python avatar.py to=../../tours/en-verden-indenfor            # everybody
    python avatar.py to=../../tours/en-verden-indenfor who=mette

Metres, Y up, feet at the origin, facing +Z. Clips: idle, greet, speak, listen, point, walk. Morph targets of `Face`: blink, mouth.
Bones: see sculpt.py; `head`, `eye.L` and `eye.R` among them.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

from figures import PEOPLE
from rig import CLIPS, SAMPLES, quaternion
from sculpt import BONES, NAMES, sculpted

DETAIL = 1.45  # how much coarser than for a portrait
FLOAT, BYTE, SHORT, UINT = 5126, 5121, 5123, 5125
VERTICES, INDICES = 34962, 34963


class Binary:
    """The buffer of a glTF file, its views and accessors."""

    def __init__(self):
        self.data, self.views, self.accessors = bytearray(), [], []

    def add(self, array, kind, component, target=None, bounds=False, normalized=False):
        array = np.ascontiguousarray(array)
        self.data += b"\0" * (-len(self.data) % 4)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": array.nbytes}
        if target:
            view["target"] = target
        self.data += array.tobytes()
        self.views.append(view)
        accessor = {"bufferView": len(self.views) - 1, "componentType": component, "count": len(array), "type": kind}
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor["min"], accessor["max"] = (np.atleast_1d(f(array, axis=0)).tolist() for f in (np.min, np.max))
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _bytes_of(weights, joints):
    """Weights as bytes that sum to 255, and no joint where there is none."""
    whole = np.floor(weights * 255 + 0.5).astype(int)
    whole[np.arange(len(whole)), whole.argmax(axis=1)] += 255 - whole.sum(axis=1)
    return whole.astype(np.uint8), np.where(whole > 0, joints, 0).astype(np.uint8)


def _primitive(binary, meshes, material, scale, face):
    starts = np.cumsum([0] + [len(m.points) for m in meshes])
    whole = lambda name: np.concatenate([getattr(m, name) for m in meshes])
    points = (whole("points") * scale).astype(np.float32)
    weights, joints = _bytes_of(whole("weights"), whole("joints"))
    normals = whole("normals")
    normals = (normals / np.linalg.norm(normals, axis=1, keepdims=True)).astype(np.float32)
    colours = np.concatenate([np.clip(whole("colours"), 0, 1), np.ones((len(points), 1))], axis=1)
    triangles = np.concatenate([m.triangles + start for m, start in zip(meshes, starts)])
    small = len(points) < 65535
    out = {
        "attributes": {
            "POSITION": binary.add(points, "VEC3", FLOAT, VERTICES, True),
            "NORMAL": binary.add(normals, "VEC3", FLOAT, VERTICES),
            "COLOR_0": binary.add(np.round(colours * 65535).astype(np.uint16), "VEC4", SHORT, VERTICES, False, True),
            "JOINTS_0": binary.add(joints, "VEC4", BYTE, VERTICES),
            "WEIGHTS_0": binary.add(weights, "VEC4", BYTE, VERTICES, False, True),
        },
        "indices": binary.add(triangles.ravel().astype(np.uint16 if small else np.uint32), "SCALAR", SHORT if small else UINT, INDICES),
        "material": material,
    }
    if face:
        out["targets"] = [{"POSITION": binary.add((whole(name) * scale).astype(np.float32), "VEC3", FLOAT, VERTICES, True)} for name in ("blink", "open")]
    return out


def _animation(binary, name, nodes, scale):
    clip, seconds = CLIPS[name]
    count = int(round(seconds * SAMPLES)) + 1
    times = np.linspace(0, 1, count)
    poses = [clip(t) for t in times]
    every = binary.add((times * seconds).astype(np.float32), "SCALAR", FLOAT, bounds=True)
    ends = binary.add(np.array([0, seconds], np.float32), "SCALAR", FLOAT, bounds=True)
    samplers, channels = [], []

    def track(node, path, values, kind):
        still = np.abs(values - values[0]).max() < 1e-5
        samplers.append({"input": ends if still else every, "output": binary.add((values[[0, -1]] if still else values).astype(np.float32), kind, FLOAT), "interpolation": "LINEAR"})
        channels.append({"sampler": len(samplers) - 1, "target": {"node": node, "path": path}})

    for bone in NAMES:
        if not bone.startswith("eye"):  # eyes are the program's: they meet the visitor's
            track(nodes[bone], "rotation", np.array([quaternion(pose.get(bone, (0, 0, 0))) for pose, _ in poses]), "VEC4")
    hips = BONES["hips"][1]
    track(nodes["hips"], "translation", np.array([(hips + np.asarray(shift)) * scale for _, shift in poses]), "VEC3")
    return {"name": name, "samplers": samplers, "channels": channels}


def write(name, path):
    meshes, scale = sculpted(name, DETAIL)
    binary = Binary()
    materials, made = [], {}
    for rough in sorted({m.rough for m in meshes}):
        made[rough] = len(materials)
        materials.append({"name": f"matt {rough}", "pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 1], "metallicFactor": 0, "roughnessFactor": rough}})
    groups = {}
    for face in (False, True):
        groups[face] = [
            _primitive(binary, some, made[rough], scale, face)
            for rough in made
            if (some := [m for m in meshes if m.rough == rough and m.face == face])
        ]

    names = ["Root", *NAMES, "Body", "Face"]
    nodes = {bone: names.index(bone) for bone in names}
    pose, _ = CLIPS["idle"][0](0.0)
    out = [{"name": "Root", "children": [nodes["hips"]]}]
    for bone in NAMES:
        parent, joint, _ = BONES[bone]
        here = (joint - BONES[parent][1] if parent else joint) * scale
        node = {"name": bone, "translation": here.tolist(), "rotation": quaternion(pose.get(bone, (0, 0, 0))).tolist()}
        children = [nodes[child] for child in NAMES if BONES[child][0] == bone]
        if children:
            node["children"] = children
        out.append(node)
    out += [{"name": "Body", "mesh": 0, "skin": 0}, {"name": "Face", "mesh": 1, "skin": 0}]

    inverse = np.tile(np.eye(4, dtype=np.float32), (len(NAMES), 1, 1))
    inverse[:, 3, :3] = [-BONES[bone][1] * scale for bone in NAMES]  # columns, as glTF has matrices
    document = {
        "asset": {"version": "2.0", "generator": "assets/making/avatar.py", "copyright": "MIT OR Apache-2.0"},
        "scene": 0,
        "scenes": [{"name": name, "nodes": [0, nodes["Body"], nodes["Face"]]}],
        "nodes": out,
        "meshes": [
            {"name": "Body", "primitives": groups[False]},
            {"name": "Face", "primitives": groups[True], "weights": [0, 0], "extras": {"targetNames": ["blink", "mouth"]}},
        ],
        "materials": materials,
        "skins": [{"name": name, "skeleton": 0, "joints": [nodes[b] for b in NAMES], "inverseBindMatrices": binary.add(inverse.reshape(-1, 16), "MAT4", FLOAT)}],
        "animations": [_animation(binary, clip, nodes, scale) for clip in CLIPS],
    }
    document |= {"bufferViews": binary.views, "accessors": binary.accessors, "buffers": [{"byteLength": len(binary.data)}]}
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary.data += b"\0" * (-len(binary.data) % 4)
    document_length = 12 + 8 + len(text) + 8 + len(binary.data)
    with open(path, "wb") as file:
        file.write(struct.pack("<III", 0x46546C67, 2, document_length))
        file.write(struct.pack("<II", len(text), 0x4E4F534A) + text)
        file.write(struct.pack("<II", len(binary.data), 0x004E4942) + binary.data)
    print(f"{path.name:14} {path.stat().st_size / 1e6:5.2f} MB {sum(len(m.points) for m in meshes):7} points {sum(len(m.triangles) for m in meshes):7} triangles", flush=True)


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    if "to" not in given:
        raise SystemExit("say where the tour is: to=../../tours/en-verden-indenfor")
    folder = Path(given["to"]) / "people"
    folder.mkdir(parents=True, exist_ok=True)
    for name in PEOPLE:
        if given.get("who", name) == name:
            write(name, folder / f"{name}.glb")


if __name__ == "__main__":
    main()
