"""The nurse's clinic, as a panorama: small, light, everything in its place.

    python clinic.py out=clinic.jpg width=4096 samples=2
    python clinic.py out=view.png width=800 view=60,-10,80      # a plain view: yaw, pitch, wide

A couch for examinations on the right, the desk on the left, the washbasin and the locked
medicine cupboards behind the visitor; the window looks west. The way out is at yaw 147.
"""

import math

import furniture
import materials
import plan
import room
import studio
from kit import ball, bent, box, boxes, lettering, placed, rod, sheet, turned
from materials import glow, plain

HERE = "clinic"
X0, X1, Y0, Y1 = -2.2, 2.2, -2.2, 2.4
TOP = 2.7
LIGHT = (-1.95, -0.85, -1.3, -0.1)  # the roof light


def shell(p):
    floor = materials.flecked("clinic lino", "#9fb3ac", ["#94a8a1", "#aabdb6", "#8ea39c", "#a4b8b1"])
    mint = materials.mottled("mint", "#b9cdc3", "#c2d5cb", rough=0.55, grain=0.05)
    room.shell(HERE, p, {"front": p.white, "right": mint, "back": p.white, "left": p.white}, floor, {"front": [(-1.0, 1.1, 0.95, 2.2)]}, [("corridor", 0.96, 2.1)], holes=[LIGHT])
    side, along = room.door_along(HERE, "corridor")
    with room.on(HERE, side, along):
        room.door(p, materials.mottled("clinic door", "#cfd8d2", "#d8e0da", size=0.4, rough=0.42))
    with room.on(HERE, side, along + 0.72):
        room.switch(p, 0.09)
        room.alarm(p, 0.21)
    with room.on(HERE, "front"):
        room.window(p, -1.0, 1.1, 0.95, 2.2)
        blind(p, -1.02, 1.12, 2.26)
        with placed((-0.7, 0, 0.16)):
            furniture.radiator(p, 1.4, 0.55)
        with placed((0.75, 0.02, 0.9505)):
            orchid(p)
        with placed((-0.75, 0.03, 0.9505)):
            turned((0, 0, 0), [(0.0, 0), (0.045, 0), (0.06, 0.1), (0.052, 0.1), (0.045, 0.085), (0.0, 0.085)], p.coral, 24)
            for i in range(12):
                a, r = i * 2.4, 0.02 + 0.006 * (i % 5)
                bent([(0, 0, 0.08), (r * math.cos(a), r * math.sin(a), 0.16), (r * 2.4 * math.cos(a), r * 2.4 * math.sin(a), 0.19 + 0.01 * (i % 3))], 0.006, p.leaf, 6)


def blind(p, x0, x1, top):
    """A slatted blind, half let down."""
    box((x0, -0.09, top), (x1, -0.03, top + 0.05), p.pale, 0.006)
    for k in range(13):
        z = top - 0.02 - k * 0.036
        box((x0 + 0.02, -0.085, z), (x1 - 0.02, -0.04, z + 0.0025), p.chalk, 0, tilt=("X", -18), name="slat")
    for x in (x0 + 0.3, x1 - 0.3):
        rod((x, -0.062, top - 0.49), (x, -0.062, top), 0.0015, p.steel, sides=6)
    box((x0 + 0.02, -0.08, top - 0.52), (x1 - 0.02, -0.045, top - 0.5), p.pale, 0.004)


def orchid(p):
    turned((0, 0, 0), [(0.0, 0), (0.045, 0), (0.055, 0.11), (0.048, 0.11), (0.0, 0.09)], p.chalk, 24)
    for a in (0.3, 2.2, 3.9, 5.2):
        sheet(lambda u, v, a=a: (math.cos(a) * 0.16 * v - math.sin(a) * 0.022 * (2 * u - 1) * math.sin(3 * v + 0.1), math.sin(a) * 0.16 * v + math.cos(a) * 0.022 * (2 * u - 1) * math.sin(3 * v + 0.1), 0.1 + 0.1 * math.sin(2.2 * v)), 4, 10, p.leaf)
    bent([(0, 0, 0.1), (0.01, 0, 0.3), (-0.06, 0.0, 0.44), (-0.16, 0, 0.46)], 0.003, p.leaf, 6)
    bloom = plain("orchid", "#e3c3d2", 0.6)
    for k in range(5):
        x, z = -0.02 - 0.035 * k, 0.41 + 0.018 * math.sin(k)
        for petal in range(5):
            a = petal * 1.257
            ball((x + 0.017 * math.cos(a), -0.014, z + 0.017 * math.sin(a)), 0.015, bloom, (1, 0.25, 1), 10)
        ball((x, -0.02, z), 0.006, p.mustard, sides=8)


def couch(p):
    """The examination couch along the right wall, its paper drawn down, a lamp over it."""
    vinyl = materials.mottled("couch", "#47707a", "#4e7983", size=0.2, rough=0.4)
    paper = plain("paper", "#f0efea", 0.8)
    with room.on(HERE, "right"):
        # x runs from the window (left) to the door (right).
        x0, x1 = -2.1, -0.15
        for x in (x0 + 0.25, x1 - 0.3):
            for y in (-0.7, -0.2):
                rod((x, y, 0.02), (x, y, 0.5), 0.02, p.steel)
                turned((x, y, 0), [(0.0, 0), (0.03, 0), (0.025, 0.025), (0.0, 0.025)], p.dark, 16)
        box((x0 + 0.1, -0.74, 0.44), (x1 - 0.1, -0.16, 0.5), p.pale, 0.01)
        box((x0 + 0.62, -0.8, 0.5), (x1, -0.1, 0.6), vinyl, 0.035)
        box((x0, -0.8, 0.56), (x0 + 0.68, -0.1, 0.66), vinyl, 0.035, tilt=("Y", 22))
        rod((x0 - 0.02, -0.75, 0.66), (x0 - 0.02, -0.15, 0.66), 0.055, paper)
        sheet(lambda u, v: (x0 + 0.64 + 1.0 * v, -0.72 + 0.54 * u, 0.605 + 0.0015 * math.sin(24 * v)), 6, 40, paper, 0, "paper")
        sheet(lambda u, v: (x0 + 0.04 + 0.6 * v, -0.72 + 0.54 * u, 0.742 - 0.137 * v), 6, 12, paper, 0, "paper")
        box((x0 + 0.1, -0.62, 0.755), (x0 + 0.5, -0.28, 0.84), plain("pillow", "#e8e6df", 0.95), 0.04, tilt=("Y", 20))
        with placed((x1 - 0.35, -0.45, 0.602), 8):
            for k in range(2):
                box((-0.2, -0.24, 0.035 * k), (0.16, 0.24, 0.035 * k + 0.033), materials.mottled("blanket", "#c4745a", "#cf8067", size=0.04, rough=0.98), 0.016)
        # A step, and a curtain on its rail.
        box((x1 - 0.75, -1.2, 0.18), (x1 - 0.3, -0.88, 0.2), p.oak, 0.006)
        for x in (x1 - 0.72, x1 - 0.33):
            box((x, -1.18, 0), (x + 0.03, -0.9, 0.18), p.steel, 0.004)
        rod((x1 + 0.32, -1.35, 2.25), (x1 + 0.32, -0.0005, 2.25), 0.012, p.steel)
        for y in (-0.4, -1.3):
            rod((x1 + 0.32, y, 2.25), (x1 + 0.32, y, TOP - 0.0005), 0.006, p.steel, sides=8)
        cloth = materials.mottled("screen cloth", "#d3a659", "#dcb068", size=0.08, rough=0.95)
        sheet(lambda u, v: (x1 + 0.32 + 0.035 * math.sin(u * 40), -0.03 - 0.45 * u, 2.22 - 1.95 * v), 60, 6, cloth, 0.003, "curtain")
        # On the wall: blood pressure, a lamp on an arm, a chart.
        box((-0.95, -0.05, 1.3), (-0.7, -0.0005, 1.62), p.pale, 0.01)
        rod((-0.825, -0.056, 1.5), (-0.825, -0.049, 1.5), 0.085, p.chalk, sides=36)
        rod((-0.825, -0.058, 1.5), (-0.78, -0.058, 1.55), 0.003, p.red, sides=6)
        bent([(-0.75, -0.04, 1.3), (-0.72, -0.08, 1.1), (-0.8, -0.1, 1.0), (-0.86, -0.07, 1.2)], 0.008, p.dark)
        box((-0.92, -0.1, 1.12), (-0.8, -0.03, 1.28), p.petrol, 0.02)
        box((-1.62, -0.03, 1.45), (-1.54, -0.0005, 1.6), p.pale, 0.005)
        bent([(-1.58, -0.03, 1.52), (-1.58, -0.35, 1.62), (-1.45, -0.55, 1.5)], 0.01, p.pale)
        turned((-1.45, -0.57, 1.4), [(0.075, 0), (0.06, 0.06), (0.02, 0.1)], p.pale, 32, closed=False)
        turned((-1.45, -0.57, 1.402), [(0.0, 0), (0.07, 0), (0.068, 0.01), (0.0, 0.01)], glow("couch lamp", "#fff0d8", 1.1), 32)
        letters(p, 0.5, 1.3)
        height(p, 1.1)
        box((0.82, -0.36, 0.0005), (1.14, -0.04, 0.045), p.black_glass, 0.012)
        box((0.92, -0.34, 0.0455), (1.04, -0.28, 0.047), p.pale, 0)


def letters(p, x, z):
    """A chart for testing eyes."""
    box((x - 0.26, -0.012, z - 0.1), (x + 0.26, -0.0005, z + 0.75), p.chalk, 0.003)
    for k, (row, size) in enumerate((("E", 0.2), ("F P", 0.14), ("T O Z", 0.1), ("L P E D", 0.075), ("P E C F D", 0.055), ("E D F C Z P", 0.042))):
        lettering(row, (x, -0.0125, z + 0.52 - (0, 0.19, 0.33, 0.44, 0.525, 0.59)[k]), size, p.ink)


def height(p, x):
    box((x - 0.035, -0.012, 0.9), (x + 0.035, -0.0005, 2.1), p.oak_tall, 0.003)
    boxes([((x - 0.034, -0.0126, 0.92 + k * 0.02), (x - 0.034 + (0.04 if k % 5 == 0 else 0.02), -0.0118, 0.923 + k * 0.02)) for k in range(58)], p.ink)
    box((x - 0.05, -0.16, 1.72), (x + 0.05, -0.0125, 1.74), p.petrol, 0.004)


def desk(p):
    """The nurse's desk at the left wall: screen, stethoscope, a box of plasters, a mug."""
    with room.on(HERE, "left"):
        # x runs from the door's end (left) to the window (right).
        box((0.25, -0.72, 0.715), (1.95, -0.01, 0.745), p.oak, 0.008)
        for x in (0.3, 1.86):
            box((x, -0.68, 0), (x + 0.04, -0.04, 0.715), p.oak_tall, 0.004)
        box((1.4, -0.62, 0.1), (1.85, -0.06, 0.7), p.pale, 0.006)
        for z in (0.12, 0.31, 0.5):
            box((1.405, -0.638, z), (1.845, -0.621, z + 0.18), p.chalk, 0.003)
            box((1.56, -0.654, z + 0.14), (1.69, -0.644, z + 0.152), p.steel, 0.003)
        with placed((0.85, -0.25, 0.745), 18):
            box((-0.3, 0, 0.13), (0.3, 0.03, 0.5), p.dark, 0.006)
            box((-0.285, -0.0025, 0.145), (0.285, 0.0005, 0.485), glow("screen", "#9fb7bd", 0.55), 0)
            boxes([((-0.26, -0.0045, 0.43 - k * 0.045), (-0.26 + (0.2, 0.34, 0.28, 0.4, 0.16, 0.3)[k], -0.0028, 0.445 - k * 0.045)) for k in range(6)], p.petrol)
            box((-0.03, 0.03, 0), (0.03, 0.05, 0.3), p.dark, 0.004)
            box((-0.12, -0.06, 0), (0.12, 0.1, 0.012), p.dark, 0.005)
        box((0.62, -0.58, 0.745), (1.06, -0.44, 0.762), p.dark, 0.005)
        boxes([((0.635 + k * 0.0275, -0.57 + r * 0.03, 0.762), (0.657 + k * 0.0275, -0.546 + r * 0.03, 0.766)) for k in range(15) for r in range(4)], p.graphite)
        ball((1.16, -0.5, 0.755), 0.032, p.dark, (0.8, 1.3, 0.5), 16)
        with placed((0.42, -0.5, 0.745), 200):
            furniture.mug(p, p.sage)
        stethoscope(p)
        box((1.52, -0.3, 0.745), (1.76, -0.12, 0.86), p.chalk, 0.006)
        box((1.6, -0.3012, 0.775), (1.68, -0.2998, 0.835), p.red, 0)
        with placed((1.25, -0.14, 0.745)):
            turned((0, 0, 0), [(0.0, 0), (0.036, 0), (0.036, 0.1), (0.031, 0.1), (0.03, 0.02)], p.coral, 18)
            for i, tone in enumerate((p.red, p.petrol, p.mustard, p.dark)):
                rod((0.01 * math.cos(i * 2), 0.01 * math.sin(i * 2), 0.02), (0.03 * math.cos(i * 2), 0.03 * math.sin(i * 2), 0.17), 0.0035, tone, sides=6)
        box((0.3, -0.24, 0.745), (0.52, -0.06, 0.76), p.mustard, 0.003)
        furniture.framed(p, furniture.hills(420, 300, 31), 0.4, 1.4, 0.8, p.oak)
        box((1.35, -0.2, 1.5), (2.2, -0.005, 1.525), p.oak, 0.005)
        with placed((1.4, -0.17, 1.5255)):
            furniture.books(p, 0.5)
        with placed((2.02, -0.11, 1.5255)):
            turned((0, 0, 0), [(0.0, 0), (0.05, 0), (0.062, 0.1), (0.055, 0.1), (0.0, 0.085)], p.petrol, 24)
            for i in range(9):
                a = i * 2.4
                bent([(0, 0, 0.08), (0.05 * math.cos(a), 0.05 * math.sin(a), 0.2), (0.1 * math.cos(a), 0.1 * math.sin(a), 0.13)], 0.006, p.leaf, 6)
        room.sockets(p, 0.6, 0.92, 3)
        furniture.framed(p, furniture.shapes(300, 420, 61), -0.55, 1.25, 0.5, p.oak_tall)
        box((-1.45, -0.02, 1.62), (-0.85, -0.0005, 1.7), p.oak, 0.004)
        for k in range(3):
            at = -1.35 + k * 0.2
            bent([(at, -0.02, 1.66), (at, -0.07, 1.65), (at, -0.08, 1.69)], 0.007, p.steel, 8)
        coat = materials.mottled("white coat", "#dfe3e1", "#e8ebe9", size=0.08, rough=0.95)
        sheet(lambda u, v: (-1.15 + (0.05 + 0.17 * min(1, v * 2.4)) * (2 * u - 1), -0.06 - 0.05 * math.sin(math.pi * u) - 0.012 * math.sin(15 * u + v) * v, 1.66 - 0.95 * v), 26, 14, coat, 0.008, "coat")
    cloth = materials.mottled("seat", "#b06048", "#bb6b52", size=0.05, rough=0.9)
    with placed((-1.2, 0.55, 0), 62):
        stool(p)
    with placed((-0.95, 1.62, 0), 152):
        furniture.chair(p, cloth)


def stethoscope(p):
    with placed((1.42, -0.52, 0.752), 20):
        bent([(-0.05, -0.04, 0), (-0.12, 0.06, 0), (0.0, 0.12, 0.004), (0.1, 0.05, 0), (0.06, -0.06, 0), (-0.03, -0.1, 0)], 0.006, p.petrol)
        rod((-0.04, -0.1, 0.0), (-0.04, -0.1, 0.012), 0.022, p.steel)
        bent([(-0.05, -0.04, 0), (-0.1, -0.1, 0), (-0.13, -0.12, 0)], 0.004, p.steel, 8)


def stool(p):
    for k in range(5):
        a = k * 2 * math.pi / 5
        bent([(0, 0, 0.12), (0.15 * math.cos(a), 0.15 * math.sin(a), 0.1), (0.26 * math.cos(a), 0.26 * math.sin(a), 0.06)], 0.014, p.steel)
        ball((0.26 * math.cos(a), 0.26 * math.sin(a), 0.03), 0.03, p.dark, (0.7, 0.7, 1), 14)
    rod((0, 0, 0.1), (0, 0, 0.46), 0.022, p.steel)
    turned((0, 0, 0.46), [(0.0, 0), (0.16, 0), (0.19, 0.03), (0.18, 0.07), (0.0, 0.075)], p.petrol, 40)


def basin(p):
    """Behind the visitor: washbasin, cupboards with medicine behind glass, a trolley for dressings."""
    front = plain("cupboard", "#dfe4e0", 0.4)
    with room.on(HERE, "back"):
        # x runs from the right wall (left) to the left wall (right); the door is near the right wall.
        box((-0.45, -0.55, 0), (2.18, -0.005, 0.1), p.graphite, 0)
        for k in range(4):
            x = -0.45 + k * 0.6575
            box((x + 0.001, -0.55, 0.1), (x + 0.6565, -0.005, 0.86), p.pale, 0)
            for z0, z1 in ((0.105, 0.6), (0.605, 0.855)):
                box((x + 0.003, -0.57, z0), (x + 0.6545, -0.551, z1), front, 0.003)
                box((x + 0.26, -0.592, z1 - 0.05), (x + 0.4, -0.582, z1 - 0.038), p.steel, 0.003)
        box((-0.46, -0.6, 0.86), (2.18, -0.005, 0.895), plain("worktop", "#c9cfca", 0.35), 0.005)
        box((-0.45, -0.008, 0.8955), (2.18, -0.0005, 1.35), plain("splash", "#e6ebe7", 0.15), 0)
        ceramic = plain("ceramic", "#eeeeea", 0.2)
        turned((0.1, -0.3, 0.8955), [(0.0, 0.012), (0.15, 0.014), (0.19, 0.03), (0.2, 0.04), (0.21, 0.035), (0.2, 0.0)], ceramic, 40, (1.1, 0.9), closed=False)
        bent([(0.1, -0.06, 0.9), (0.1, -0.06, 1.12), (0.1, -0.22, 1.12), (0.1, -0.23, 1.06)], 0.012, p.steel)
        for x, tone in ((-0.25, p.petrol), (0.42, p.coral)):
            box((x - 0.05, -0.1, 1.1), (x + 0.05, -0.0085, 1.32), p.pale, 0.012)
            box((x - 0.03, -0.1015, 1.18), (x + 0.03, -0.0995, 1.28), tone, 0)
            rod((x, -0.08, 1.07), (x, -0.08, 1.1), 0.012, p.steel)
        box((0.6, -0.13, 1.05), (0.88, -0.0085, 1.4), p.pale, 0.015)
        box((0.65, -0.1, 1.0), (0.83, -0.07, 1.055), p.chalk, 0)
        # Cupboards above, with glass and locks.
        for k in range(3):
            x = 0.95 + k * 0.41
            for low, high in (
                ((x, -0.33, 1.5), (x + 0.41, -0.31, 1.53)), ((x, -0.33, 2.27), (x + 0.41, -0.31, 2.3)), ((x, -0.33, 1.53), (x + 0.03, -0.31, 2.27)), ((x + 0.38, -0.33, 1.53), (x + 0.41, -0.31, 2.27)),
            ):
                box(low, high, front, 0.002)
            box((x + 0.03, -0.322, 1.53), (x + 0.38, -0.319, 2.27), p.pane, 0)
            for z in (1.5, 1.76, 2.02, 2.28):
                box((x + 0.003, -0.309, z), (x + 0.407, -0.005, z + 0.016), front, 0)
            box((x, -0.309, 1.5), (x + 0.003, -0.005, 2.3), front, 0)
            rod((x + 0.36, -0.34, 1.9), (x + 0.36, -0.328, 1.9), 0.012, p.dark)
            for row, z in enumerate((1.5165, 1.7765, 2.0365)):
                for i in range(5):
                    at, tone = x + 0.05 + i * 0.07, (p.chalk, p.coral, p.chalk, p.sage, p.petrol, p.chalk, p.mustard)[(i * 3 + row + k) % 7]
                    if (i + row + k) % 2:
                        turned((at + 0.012, -0.2, z), [(0.0, 0), (0.024, 0), (0.024, 0.08), (0.014, 0.09), (0.014, 0.11), (0.0, 0.11)], tone, 16)
                    else:
                        box((at - 0.02, -0.24, z), (at + 0.035, -0.16, z + 0.09 + 0.03 * (i % 2)), tone, 0.002)
        box((2.18, -0.33, 1.5), (2.197, -0.005, 2.3), front, 0)
        box((1.35, -0.36, 0.8955), (1.8, -0.1, 0.9005), p.steel, 0.003)
        for k in range(3):
            rod((1.42 + 0.09 * k, -0.23, 0.9005), (1.42 + 0.09 * k, -0.23, 0.955), 0.035, p.chalk, sides=28)
        box((1.68, -0.32, 0.9005), (1.78, -0.14, 0.915), p.mustard, 0.004)
        box((1.9, -0.3, 0.8955), (2.1, -0.1, 1.12), plain("sharps", "#d9b52f", 0.4), 0.012)
        box((1.91, -0.29, 1.12), (2.09, -0.11, 1.145), p.red, 0.006)
        room.clock(p, 0.25, 2.2)
        room.sign(p, "Vask hænder", 0.1, 1.55, 0.06)
    trolley(p)


def trolley(p):
    """What the nurse takes along to dress a wound: gauze, tape, scissors on their outline."""
    with placed((0.55, 1.75, 0), 14):
        for x in (-0.28, 0.28):
            for y in (-0.19, 0.19):
                rod((x, y, 0.08), (x, y, 0.86), 0.012, p.steel)
                ball((x, y, 0.045), 0.045, p.dark, (0.5, 1, 1), 14)
        for z in (0.25, 0.84):
            box((-0.3, -0.21, z), (0.3, 0.21, z + 0.015), p.steel, 0.004)
            for low, high in (((-0.3, -0.21, z), (0.3, -0.2, z + 0.05)), ((-0.3, 0.2, z), (0.3, 0.21, z + 0.05))):
                box(low, high, p.steel, 0.002)
        box((-0.24, -0.16, 0.8555), (0.02, 0.12, 0.86), materials.mottled("green cloth", "#6f9a86", "#7aa591", size=0.04, rough=0.95), 0)
        for k in range(3):
            rod((-0.18 + 0.08 * k, 0.06, 0.8605), (-0.18 + 0.08 * k, 0.06, 0.915), 0.032, p.chalk, sides=28)
        rod((-0.16, -0.08, 0.8605), (-0.16, -0.08, 0.885), 0.04, plain("tape", "#d9c2a0", 0.7), sides=32)
        for side in (-1, 1):
            rod((-0.03, -0.1, 0.863), (-0.03 + side * 0.012, 0.02, 0.863), 0.004, p.steel, sides=8)
            bent([(-0.03 - side * 0.004, -0.1, 0.863), (-0.03 - side * 0.03, -0.14, 0.863), (-0.03 - side * 0.004, -0.16, 0.863), (-0.03 - side * 0.002, -0.11, 0.863)], 0.003, p.steel, 8)
        turned((0.14, 0.08, 0.8555), [(0.0, 0), (0.032, 0), (0.032, 0.12), (0.014, 0.14), (0.014, 0.16), (0.0, 0.16)], p.petrol, 24)
        turned((0.22, 0.0, 0.8555), [(0.0, 0), (0.05, 0.0), (0.075, 0.035), (0.07, 0.036), (0.045, 0.006), (0.0, 0.006)], p.steel, 32)
        box((0.08, -0.16, 0.8555), (0.24, -0.08, 0.9), p.chalk, 0.004)
        for k in range(2):
            box((-0.22 + 0.24 * k, -0.14, 0.2655), (-0.02 + 0.24 * k, 0.12, 0.4), (p.chalk, p.sage)[k], 0.006)


def build(p):
    shell(p)
    couch(p)
    desk(p)
    basin(p)
    room.detector(p, (1.2, 0.9, TOP))
    for x, y in ((-1.4, 0.9), (1.3, -0.6)):
        room.lamp_panel(p, x, y, TOP, 0.3, 1.2, 24, "#fff4e6")
    room.garden(p, HERE)
    studio.sky("#e6edf0", "#8dbadb", 1.15)
    studio.sun(plan.sun(HERE), 17.0)
    x0, x1, y0, y1 = LIGHT
    studio.area_light(((x0 + x1) / 2, (y0 + y1) / 2, TOP + 0.62), (x1 - x0, y1 - y0), 38, "#e6eff6")
    studio.area_light((0.05, Y1 + 0.3, 1.58), (2.0, 1.2), 75, "#e6eff6", aim=(0, -1, -0.15))


if __name__ == "__main__":
    room.render(build)
