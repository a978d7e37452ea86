"""How figures move: poses by turns of bones, and the clips that a guide needs.

Bones are turned about the figure's own axes: x to its left, y up, z ahead. A turn about x bows forward, one about y turns to its
left, one about z leans to its right. Degrees.
"""

import numpy as np

from sculpt import BONES, NAMES

SAMPLES = 15  # a second of a clip
ARM_DOWN = 22.0  # the arms are modelled a little away from the body


def quaternion(turn):
    """(x, y, z, w) of turns about x, then y, then z."""
    x, y, z = np.radians(turn) / 2
    qx, qy, qz = (np.array([np.sin(x), 0, 0, np.cos(x)]), np.array([0, np.sin(y), 0, np.cos(y)]), np.array([0, 0, np.sin(z), np.cos(z)]))
    return times(qz, times(qy, qx))


def times(a, b):
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return np.array([aw * bx + ax * bw + ay * bz - az * by, aw * by - ax * bz + ay * bw + az * bx, aw * bz + ax * by - ay * bx + az * bw, aw * bw - ax * bx - ay * by - az * bz])


def matrix(q):
    x, y, z, w = q
    return np.array([[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)], [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)], [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])


def rest():
    """Standing at ease: arms down, elbows and fingers a little bent."""
    return {
        "arm.L": (-4, 0, -ARM_DOWN), "arm.R": (-4, 0, ARM_DOWN),
        "forearm.L": (-16, 0, -4), "forearm.R": (-16, 0, 4),
        "hand.L": (-4, 0, -2), "hand.R": (-4, 0, 2),
    }  # fmt: skip


def _with(breath, **turns):
    """Standing at ease, breathing so deep just now, and further turned."""
    pose = rest() | {"chest": (0.9 * breath, 0, 0), "spine": (-0.5 * breath, 0, 0)}
    for bone, turn in turns.items():
        bone = bone.replace("_", ".")
        pose[bone] = tuple(np.add(pose.get(bone, (0, 0, 0)), turn))
    return pose


def _wave(t, turns=1.0, phase=0.0):
    return np.sin(2 * np.pi * (turns * t + phase))


def _rise(t, start, end):
    """0 before start, 1 after end, smooth between."""
    x = np.clip((t - start) / (end - start), 0, 1)
    return x * x * (3 - 2 * x)


def _hold(t, up, from_, to, down):
    return _rise(t, up, from_) * (1 - _rise(t, to, down))



def idle(t):
    sway = _wave(t)
    return _with(
        _wave(t, 2), hips=(0, 0, 0.8 * sway), head=(0.8 * _wave(t, 2, 0.3), 2.2 * _wave(t, 1, 0.2), 0.8 * _wave(t, 1, 0.6)),
        thigh_L=(0, 0, -0.8 * sway), thigh_R=(0, 0, -0.8 * sway), arm_L=(1.2 * _wave(t, 1, 0.1), 0, 0.6 * _wave(t, 2)), arm_R=(1.2 * _wave(t, 1, 0.4), 0, -0.6 * _wave(t, 2)),
    ), (0.006 * sway, 0, 0)  # fmt: skip


def greet(t):
    up = _hold(t, 0.06, 0.28, 0.74, 0.97)
    wave = up * _wave(np.clip((t - 0.28) / 0.46, 0, 1), 2)
    return _with(
        _wave(t), head=(5 * _hold(t, 0.2, 0.36, 0.44, 0.6), -2 * up, 3 * up), chest=(0, -3 * up, 0), neck=(0, 0, 1.5 * up),
        arm_R=(-38 * up, 0, -20 * up), forearm_R=(-92 * up, 12 * up, -18 * up + 11 * wave), hand_R=(4 * up, 58 * up, 8 * wave),
        arm_L=(2 * up, 0, 0),
    ), (0, 0, 0)  # fmt: skip


def speak(t):
    right, left = _hold(t, 0.06, 0.2, 0.44, 0.58), _hold(t, 0.44, 0.58, 0.8, 0.96)
    beat = _wave(t, 8)
    return _with(
        _wave(t, 2), head=(1.8 * _wave(t, 5) + 1.2 * _wave(t, 3, 0.3), 4 * _wave(t, 1, 0.1) + 1.5 * _wave(t, 3), 2 * _wave(t, 2, 0.2)), neck=(0.8 * _wave(t, 3), 0, 0), chest=(0, 2 * _wave(t), 0),
        arm_R=(-16 * right, 0, 4 * right), forearm_R=((-58 + 5 * beat) * right, -8 * right, 14 * right), hand_R=(10 * right, -42 * right, 3 * beat * right),
        arm_L=(-14 * left, 0, -4 * left), forearm_L=((-50 + 5 * beat) * left, 8 * left, -12 * left), hand_L=(10 * left, 42 * left, 3 * beat * left),
    ), (0.004 * _wave(t), 0, 0)  # fmt: skip


def listen(t):
    nod = _hold(t, 0.22, 0.27, 0.29, 0.36) + 0.7 * _hold(t, 0.66, 0.71, 0.73, 0.8)
    return _with(
        _wave(t, 2), head=(2 + 6 * nod, 1.5 * _wave(t), 4.5 + _wave(t, 1, 0.3)), neck=(1 + 2 * nod, 0, 1.5), chest=(1, 0, 0),
arm_R=(-10, 0, -2), forearm_R=(-52, 42, 6), hand_R=(0, 12, 4), arm_L=(-10, 0, 2), forearm_L=(-58, -42, -6), hand_L=(0, -12, -4),
    ), (0.003 * _wave(t), 0, 0)  # fmt: skip


def point(t):
    out = _hold(t, 0.08, 0.34, 0.72, 0.96)
    return _with(
        _wave(t), head=(0, -20 * _hold(t, 0.06, 0.3, 0.5, 0.72), 1.5 * out), neck=(0, -5 * out, 0), chest=(0, -7 * out, 0),
        arm_R=(-58 * out, 0, -30 * out), forearm_R=(-6 * out, 0, 2 * out), hand_R=(-4 * out, -50 * out, 0),
    ), (0, 0, 0)  # fmt: skip


def walk(t):
    step = _wave(t)
    bend = lambda phase: 8 + 46 * max(0.0, _wave(t, 1, phase)) ** 1.5
    return _with(
        0, hips=(0, 4 * step, 0), chest=(1.5, -6 * step, 0), head=(-1, 2 * step, 0),
        thigh_L=(-24 * step - 3, 0, 0), thigh_R=(24 * step - 3, 0, 0), shin_L=(bend(0.22), 0, 0), shin_R=(bend(0.72), 0, 0),
        foot_L=(-8 * _wave(t, 1, 0.1), 0, 0), foot_R=(8 * _wave(t, 1, 0.1), 0, 0),
        arm_L=(22 * step, 0, 0), arm_R=(-22 * step, 0, 0), forearm_L=(-10 - 6 * step, 0, 0), forearm_R=(-10 + 6 * step, 0, 0),
    ), (0, 0.012 * _wave(t, 2, 0.25) - 0.014, 0)  # fmt: skip


# Each clip: what it does at a time from 0 to 1, and how many seconds it lasts. Those that go round end as they began.
CLIPS = {"idle": (idle, 8.0), "greet": (greet, 3.2), "speak": (speak, 8.0), "listen": (listen, 8.0), "point": (point, 3.0), "walk": (walk, 1.1)}


def posed(meshes, pose, shift=(0, 0, 0)):
    """The points and normals of meshes in a pose."""
    world = {}
    for bone in NAMES:
        parent, joint, _ = BONES[bone]
        turn = matrix(quaternion(pose.get(bone, (0, 0, 0))))
        if parent is None:
            world[bone] = (turn, joint + np.asarray(shift) - turn @ joint)
        else:
            up, at = world[parent]
            world[bone] = (up @ turn, up @ (joint - turn @ joint) + at)
    turns = np.array([world[b][0] for b in NAMES])
    shifts = np.array([world[b][1] for b in NAMES])
    out = []
    for mesh in meshes:
        t = np.einsum("nk,nkij->nij", mesh.weights, turns[mesh.joints])
        s = np.einsum("nk,nki->ni", mesh.weights, shifts[mesh.joints])
        points = np.einsum("nij,nj->ni", t, mesh.points) + s
        normals = np.einsum("nij,nj->ni", t, mesh.normals)
        out.append((points, normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)))
    return out
