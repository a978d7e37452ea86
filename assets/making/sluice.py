"""The sluice, as a panorama: where everyone is seen in and seen out, one door at a time.

    python sluice.py out=sluice.jpg width=4096 samples=2
    python sluice.py out=view.png width=800 view=0,-5,80      # a plain view: yaw, pitch, wide

Lockers for what stays outside along the left wall; an X-ray belt and a metal detector's arch on
the way to the wing, straight ahead; the officers' window beside it; the visiting room on the
right. The ways out are on the plan: the wing at yaw 7, visiting at 65, the gate at -159.
"""

import furniture
import materials
import plan
import room
import studio
from kit import ball, bent, box, boxes, lettering, placed, rod
from materials import glow, plain

HERE = "sluice"
X0, X1, Y0, Y1 = -3.0, 3.0, -3.0, 4.2
TOP = 2.9
LIGHT = (-0.3, 1.2, -2.5, -1.0)  # the roof light
WINDOW = (-2.5, -0.55, 0.98, 2.1)  # of the officers' room, in the front wall


def shell(p):
    floor = materials.flecked("sluice lino", "#8f9a9b", ["#858f90", "#9aa4a5", "#808a8b", "#949e9f"], size=0.014)
    blue = materials.mottled("sluice blue", "#c4d0d2", "#ccd8da", rough=0.6, grain=0.05)
    room.shell(
        HERE, p, {"front": p.white, "right": p.white, "back": blue, "left": blue}, floor, {"front": [WINDOW]},
        [("corridor", 1.0, 2.1), ("gate", 1.3, 2.2), ("visiting", 0.96, 2.1)], holes=[LIGHT], skirting=p.graphite,
    )
    # Oak slats under part of the ceiling, over the way to the wing.
    for k in range(30):
        x = -0.72 + k * 0.085
        box((x, 1.1, TOP - 0.1), (x + 0.045, Y1, TOP - 0.012), p.oak_deep, 0.003, "slat")
    # The way is drawn on the floor.
    for x in (-0.12, 1.12):
        box((x - 0.025, 0.2, 0.0004), (x + 0.025, Y1 - 0.05, 0.002), p.mustard, 0)
    for x in (0.4, 0.6):
        ball((x, 0.75, 0.001), 0.05, p.mustard, (0.9, 2.4, 0.03), 20)


def ways(p):
    side, along = room.door_along(HERE, "corridor")
    with room.on(HERE, side, along):
        room.door(p, p.petrol, "Afsnit B", wide=1.0)
        for k, tone in enumerate((p.red, p.green)):
            ball((0.42 + k * 0.07, -0.012, 2.31), 0.022, tone if k else plain("lamp off", "#6d2b27", 0.4), (1, 0.5, 1), 14)
    side, along = room.door_along(HERE, "visiting")
    with room.on(HERE, side, along):
        room.door(p, materials.mottled("visiting door", "#b9652f", "#c4703a", size=0.4, rough=0.42), "Besøg")
    side, along = room.door_along(HERE, "gate")
    with room.on(HERE, side, along):
        room.glass_doors(p, -0.03, 0.3)
        box((-0.62, -0.0205, 2.45), (0.62, -0.0005, 2.68), glow("way out", "#3f9a67", 0.8), 0.004)
        lettering("UD", (0, -0.022, 2.505), 0.13, p.chalk)
        box((-0.6, -0.45, 0.0004), (0.6, 0, 0.014), p.graphite, 0.004, "mat")
        room.reader(p, 0.95)
        outside(p)


def outside(p):
    """Paving, a hedge and sky beyond the glass."""
    box((-12, 0.3, -0.14), (12, 40, -0.02), materials.mottled("paving", "#6b675f", "#77736a", size=0.8, rough=0.9), 0)
    box((-12, 14, -0.1), (12, 15, 1.2), materials.mottled("hedge", "#4c6a3f", "#688a52", size=0.12, rough=0.9, grain=0.6), 0.1)
    for i, x in enumerate((-6, -1.5, 3.5, 8)):
        room.leafy_tree(p, (x, 20 + i % 2 * 3, -0.1), 6.5, i)


def lockers(p):
    """Four rows of eight with numbers; some stand open."""
    tones = [p.coral, p.petrol, p.sage, p.mustard]
    with room.on(HERE, "left"):
        # x runs from behind the visitor to the front.
        x0, wide, tall, foot = -1.9, 0.36, 0.43, 0.16
        box((x0 - 0.02, -0.47, 0), (x0 + 8 * wide + 0.02, -0.0005, 0.1), p.graphite, 0)
        box((x0 - 0.03, -0.49, foot + 4 * tall + 0.005), (x0 + 8 * wide + 0.03, -0.0005, foot + 4 * tall + 0.035), p.oak, 0.006)
        box((x0 - 0.03, -0.49, 0.1), (x0 + 8 * wide + 0.03, -0.0005, foot - 0.005), p.oak, 0.006)
        for x in (x0 - 0.03, x0 + 8 * wide):
            box((x, -0.485, foot - 0.004), (x + 0.03, -0.0005, foot + 4 * tall + 0.004), p.oak_tall, 0.004)
        for column in range(8):
            for row in range(4):
                x, z = x0 + column * wide, foot + (3 - row) * tall
                number = column * 4 + row + 1
                tone = tones[(column * 3 + row * 2) % 4]
                open_by = {7: 95, 18: 70, 27: 112}.get(number, 0)
                if open_by:
                    open_locker(p, x, z, wide, tall, number)
                else:
                    box((x, -0.44, z), (x + wide, -0.0005, z + tall), p.graphite, 0)
                with placed((x + 0.006, -0.442, z), -open_by):
                    box((0, -0.02, 0.004), (wide - 0.01, -0.001, tall - 0.004), tone, 0.004)
                    lettering(str(number), (wide / 2 - 0.01, -0.0212, tall * 0.55), 0.085, p.chalk)
                    rod((wide - 0.05, -0.032, tall * 0.35), (wide - 0.05, -0.019, tall * 0.35), 0.014, p.steel)
                    if number % 3:
                        box((wide - 0.053, -0.052, tall * 0.35 - 0.004), (wide - 0.047, -0.03, tall * 0.35 + 0.004), p.steel, 0.001)
                        ball((wide - 0.05, -0.05, tall * 0.35 - 0.05), 0.018, p.mustard, (1, 0.4, 1.3), 12)
        room.sign(p, "Telefon, nøgler, penge: her", 0.0, 2.2, 0.09)
    # A bench before the lockers.
    box((-1.95, -1.6, 0.42), (-1.55, 0.4, 0.46), p.oak_deep, 0.01)
    for y in (-1.4, 0.2):
        box((-1.9, y - 0.03, 0), (-1.6, y + 0.03, 0.42), p.graphite, 0.006)
    with placed((-1.75, -1.1, 0.46), 15):
        bag(p, p.petrol)
    box((-1.88, -0.1, 0.4605), (-1.62, 0.22, 0.4805), materials.mottled("scarf", "#b45c41", "#c26a4e", size=0.04, rough=0.98), 0.009)


def open_locker(p, x, z, wide, tall, number):
    """The inside of a locker, with what somebody left in it."""
    for low, high in (
        ((x, -0.44, z), (x + 0.008, -0.0005, z + tall)), ((x + wide - 0.008, -0.44, z), (x + wide, -0.0005, z + tall)),
        ((x, -0.44, z), (x + wide, -0.0005, z + 0.008)), ((x, -0.44, z + tall - 0.008), (x + wide, -0.0005, z + tall)), ((x, -0.02, z), (x + wide, -0.0005, z + tall)),
    ):
        box(low, high, p.pale, 0)
    with placed((x + wide / 2, -0.22, z + 0.009), 20):
        if number == 18:
            bag(p, p.coral, 0.75)
        elif number == 27:
            box((-0.035, -0.07, 0), (0.035, 0.07, 0.009), p.black_glass, 0.004)
            box((0.06, -0.05, 0), (0.14, 0.05, 0.02), plain("purse", "#6b4630", 0.7), 0.006)


def bag(p, tone, scale=1.0):
    s = scale
    box((-0.17 * s, -0.09 * s, 0.0), (0.17 * s, 0.09 * s, 0.26 * s), tone, 0.035 * s)
    bent([(-0.1 * s, 0, 0.25 * s), (-0.07 * s, 0, 0.38 * s), (0.07 * s, 0, 0.38 * s), (0.1 * s, 0, 0.25 * s)], 0.009 * s, p.dark)
    box((-0.13 * s, -0.098 * s, 0.05 * s), (0.13 * s, -0.088 * s, 0.15 * s), p.dark, 0.003)


def belt(p):
    """The X-ray machine, its belt running towards the wing, trays on it."""
    with placed((-0.75, 1.75, 0)):
        case = plain("machine", "#d9dcda", 0.35)
        box((-0.42, -0.5, 0.3), (0.42, 0.55, 1.38), case, 0.03)
        for y, way in ((-0.5, -1), (0.55, 1)):
            low, high = sorted((y - way * 0.02, y + way * 0.012))
            box((-0.3, low, 0.78), (0.3, high, 1.2), p.dark, 0.004)
            boxes([((-0.29 + k * 0.083, y + way * 0.0125, 0.785), (-0.215 + k * 0.083, y + way * 0.02, 1.19)) for k in range(7)], p.graphite)
        for y0, y1 in ((-1.45, -0.5), (0.55, 1.5)):
            box((-0.36, y0, 0.66), (0.36, y1, 0.75), p.steel, 0.006)
            box((-0.3, y0 + 0.02, 0.7502), (0.3, y1, 0.758), p.dark, 0.002)
            for side in (-0.34, 0.34):
                box((side - 0.02, y0, 0.75), (side + 0.02, y1, 0.79), p.steel, 0.004)
                y = y0 + 0.08 if y0 < 0 else y1 - 0.08
                box((side * 0.9 - 0.025, y - 0.025, 0), (side * 0.9 + 0.025, y + 0.025, 0.66), p.steel, 0.003)
        rod((-0.3, -1.44, 0.72), (0.3, -1.44, 0.72), 0.035, p.steel)
        box((-0.4, -0.3, 0), (0.4, 0.35, 0.3), p.graphite, 0.01)
        box((0.421, -0.2, 0.9), (0.424, 0.25, 1.12), p.petrol, 0)
        with placed((0.4245, 0.02, 0.97), 90):
            lettering("RØNTGEN", (0, -0.001, 0), 0.085, p.chalk)
        rod((0.3, -0.515, 1.3), (0.3, -0.495, 1.3), 0.03, p.red)
        rod((0.2, -0.51, 1.3), (0.2, -0.498, 1.3), 0.012, p.green)
        with placed((0, -1.0, 0.7585), 3):
            tray(p)
            with placed((0.1, 0.05, 0.02), 20):
                furniture.bear(p, 0.85)
            box((-0.21, -0.12, 0.02), (-0.02, 0.12, 0.08), materials.mottled("jumper", "#46534c", "#536158", size=0.05, rough=0.95), 0.028)
            box((0.17, -0.14, 0.02), (0.2, -0.02, 0.03), plain("belt leather", "#5b3a26", 0.6), 0.003)
        with placed((0.02, 1.05, 0.7585), -5):
            tray(p)
            ball((0.05, 0.02, 0.045), 0.03, p.mustard, (1, 1, 0.8), 12)
        # The screen, turned to where the officer sits.
        rod((-0.2, 0.1, 1.38), (-0.2, 0.1, 1.5), 0.02, p.dark)
        with placed((-0.2, 0.1, 1.68), 152):
            box((-0.25, -0.02, -0.17), (0.25, 0.02, 0.17), p.dark, 0.006)
            box((-0.235, -0.0225, -0.155), (0.235, -0.0195, 0.155), glow("x-ray", "#8fb4a4", 0.5), 0)
            box((-0.1, -0.0245, -0.1), (0.08, -0.0225, 0.08), glow("x-ray bag", "#d9a35a", 0.55), 0.02)
            box((-0.03, -0.0255, -0.04), (0.05, -0.0242, 0.04), glow("x-ray thing", "#3d6fa0", 0.5), 0)


def tray(p):
    tone = plain("tray", "#7b8f99", 0.5)
    box((-0.24, -0.17, 0), (0.24, 0.17, 0.012), tone, 0.004)
    for low, high in (((-0.24, -0.17, 0.01), (0.24, -0.155, 0.08)), ((-0.24, 0.155, 0.01), (0.24, 0.17, 0.08)), ((-0.24, -0.155, 0.01), (-0.225, 0.155, 0.08)), ((0.225, -0.155, 0.01), (0.24, 0.155, 0.08))):
        box(low, high, tone, 0.004)


def arch(p):
    """The metal detector, and behind it a tray table with the hand wand."""
    grey = plain("arch", "#e3e4e0", 0.35)
    with placed((0.5, 1.8, 0)):
        for x in (-0.47, 0.41):
            box((x, -0.29, 0), (x + 0.06, 0.29, 2.2), grey, 0.02)
            box((x - 0.02, -0.32, 0), (x + 0.08, 0.32, 0.04), p.graphite, 0.008)
            for k in range(5):
                box((x + 0.02, -0.2925, 0.5 + k * 0.3), (x + 0.04, -0.2895, 0.6 + k * 0.3), p.green if k != 2 else p.pale, 0)
        box((-0.47, -0.26, 2.2), (0.47, 0.26, 2.36), grey, 0.02)
        box((-0.2, -0.263, 2.23), (0.2, -0.2595, 2.33), p.black_glass, 0)
        boxes([((-0.16 + k * 0.04, -0.2645, 2.26), (-0.135 + k * 0.04, -0.2628, 2.3)) for k in range(6)], p.green)
    with placed((1.95, 3.35, 0)):
        room.table(p, -0.5, 0.5, -0.3, 0.3, tall=0.8)
        with placed((-0.18, 0, 0.801), 6):
            tray(p)
        with placed((0.3, 0.02, 0.815), -25):
            rod((0, -0.02, 0), (0, 0.12, 0), 0.016, p.dark)
            box((-0.04, -0.2, -0.012), (0.04, -0.02, 0.012), p.mustard, 0.01)
    for k in range(5):
        with placed((2.55, -1.2, 0.3 + 0.045 * k)):
            tray(p)
    box((2.25, -1.42, 0.26), (2.85, -0.98, 0.299), p.steel, 0.005)
    for x in (2.3, 2.8):
        for y in (-1.38, -1.02):
            rod((x, y, 0), (x, y, 0.26), 0.014, p.steel)


def officers(p):
    """Behind the window: a desk, screens, a board of keys, a plant."""
    x0, x1, z0, z1 = WINDOW
    with room.on(HERE, "front"):
        room.window(p, x0, x1, z0, z1, bars=False, parts=2, sill=False, frame=p.graphite)
        box((x0 - 0.06, -0.3, z0 - 0.04), (x1 + 0.06, 0.13, z0 - 0.0005), p.oak, 0.008, "counter")
        box((-1.75, -0.16, z0 + 0.0), (-1.3, 0.1, z0 + 0.004), p.steel, 0.001)
        rod((-1.05, 0.16, 1.45), (-1.05, 0.19, 1.45), 0.07, p.steel)
        box((-3.2, 0.3, -0.1), (-0.1, 3.0, 0), p.floor, 0)
        back = plain("guard room", "#e4d6bb", 0.75)
        box((-3.2, 2.9, 0), (-0.1, 3.0, 2.8), back, 0)
        for x in (-3.3, -0.2):
            box((x, 0.3, 0), (x + 0.1, 3.0, 2.8), back, 0)
        box((-3.2, 0.3, 2.8), (-0.1, 3.0, 2.9), p.ceiling, 0)
        box((-2.7, 0.55, 0.74), (-0.6, 1.15, 0.77), p.oak, 0.006)
        for x in (-2.45, -1.85, -1.0):
            box((x, 0.86, 0.95), (x + 0.52, 0.885, 1.26), p.dark, 0.006)
            box((x + 0.24, 0.86, 0.77), (x + 0.28, 0.885, 0.96), p.dark, 0.003)
        with placed((-1.2, 0.7, 0.7705), 30):
            furniture.mug(p, p.coral)
        with placed((-1.95, 2.9, 0)):
            keys(p)
        with placed((-0.85, 2.9, 0)):
            furniture.framed(p, furniture.hills(360, 260, 15), -0.35, 1.4, 0.7, p.oak)
            box((-0.4, -0.3, 0), (0.4, -0.005, 0.9), p.oak_tall, 0.006)
        with placed((-0.9, 2.72, 0.9)):
            furniture.plant(p, 0.8, p.mustard)
        with placed((-2.3, 1.75, 0), 25):
            furniture.chair(p, p.petrol)
        studio.area_light((-1.6, 1.6, 2.75), (1.6, 0.8), 62, "#ffdfb2")
        room.sign(p, "Vagt", -1.52, 2.3)
        room.clock(p, 2.15, 2.35)
        room.alarm(p, -0.32)


def keys(p):
    """The key cabinet, open: each key on its hook."""
    box((-0.45, -0.12, 1.15), (0.45, -0.0005, 1.95), p.steel, 0.008)
    box((-0.42, -0.1225, 1.18), (0.42, -0.1195, 1.92), p.chalk, 0)
    for row in range(4):
        for column in range(8):
            x, z = -0.36 + column * 0.1, 1.82 - row * 0.18
            rod((x, -0.14, z), (x, -0.122, z), 0.005, p.steel, sides=8)
            if (row * 8 + column) % 5 != 2:
                ball((x, -0.136, z - 0.03), 0.02, (p.red, p.petrol, p.mustard)[(row + column) % 3], (1, 0.25, 1.2), 10)
                box((x - 0.006, -0.139, z - 0.12), (x + 0.006, -0.133, z - 0.05), p.steel, 0.001)


def walls(p):
    with room.on(HERE, "right"):
        # x runs from the front (left) to the back (right).
        furniture.framed(p, furniture.shapes(300, 420, 22), 0.6, 1.2, 0.6, p.oak_tall)
        welcome(p, -3.6, 1.2)
        box((1.55, -0.14, 1.0), (1.95, -0.0005, 1.45), p.pale, 0.008)
        for k in range(3):
            box((1.58, -0.142 - 0.02 * k, 1.05 + k * 0.13), (1.92, -0.02, 1.052 + k * 0.13), p.chalk, 0)
        room.sockets(p, -0.2, 0.3)
        room.alarm(p, -0.55)
    with room.on(HERE, "right", 2.2):
        for x in (-0.1, 0.22, 0.54):
            box((x, -0.46, 0.42), (x + 0.28, -0.06, 0.45), p.oak, 0.01)
    with room.on(HERE, "back"):
        furniture.notice_board(p, -2.3, 1.2, 1.2, 0.85)
        room.extinguisher(p, 2.5)
        with placed((-0.35, -0.0, 0)):
            furniture.radiator(p, 0.75, 0.55)
        room.switch(p, 0.33, 1.1)
    with placed((-2.55, 3.6, 0)):
        furniture.plant(p, 1.5, p.coral)
    with placed((2.6, 0.3, 0)):
        furniture.plant(p, 1.5, p.petrol)


def welcome(p, x, z):
    """What a visitor is asked to do, in two languages."""
    box((x - 0.02, -0.018, z - 0.02), (x + 1.02, -0.0005, z + 0.92), p.oak, 0.005)
    box((x, -0.0205, z), (x + 1.0, -0.0175, z + 0.9), p.petrol, 0)
    lettering("Velkommen", (x + 0.08, -0.0215, z + 0.72), 0.12, p.chalk, align="LEFT")
    lettering("Welcome", (x + 0.64, -0.0215, z + 0.72), 0.07, p.mustard, align="LEFT")
    for k, (danish, english) in enumerate((("Vis billedlegitimation", "Show photo ID"), ("Læg alt i skabet", "Leave everything in the locker"), ("Gå gennem buen", "Walk through the arch"), ("Én dør ad gangen", "One door at a time"))):
        y = z + 0.55 - k * 0.145
        rod((x + 0.12, -0.0225, y + 0.02), (x + 0.12, -0.0195, y + 0.02), 0.042, p.coral, sides=32)
        lettering(str(k + 1), (x + 0.12, -0.0235, y - 0.005), 0.06, p.chalk)
        lettering(danish, (x + 0.2, -0.0215, y + 0.015), 0.058, p.chalk, align="LEFT")
        lettering(english, (x + 0.2, -0.0215, y - 0.04), 0.04, p.mustard, align="LEFT")


def build(p):
    shell(p)
    ways(p)
    lockers(p)
    belt(p)
    arch(p)
    officers(p)
    walls(p)
    room.camera(p, (2.6, 3.8, TOP))
    room.camera(p, (-2.6, -2.6, TOP))
    room.detector(p, (1.6, 0.2, TOP))
    for x, y in ((-2.2, -0.3), (1.9, -1.9), (2.25, 2.4), (-1.9, 2.6)):
        room.lamp_panel(p, x, y, TOP, 0.3, 1.2, 0, "#fff1de")
    studio.area_light((0.0, 0.6, TOP - 0.13), (4.4, 5.2), 160, "#fff1de")
    studio.sky("#e6edf0", "#8dbadb", 1.1)
    studio.sun(plan.sun(HERE), 17.0)
    x0, x1, y0, y1 = LIGHT
    studio.area_light(((x0 + x1) / 2, (y0 + y1) / 2, TOP + 0.62), (x1 - x0, y1 - y0), 60, "#e6eff6")


if __name__ == "__main__":
    room.render(build)
