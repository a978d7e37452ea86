"""The ground plan: where each place lies, which way it faces, which door leads where, and the sun.

    python plan.py          # draws plan.svg and plan.png, and prints the table of doors

Plan coordinates are metres, x to the east and y to the north, from the visitor's spot in the
corridor. A room is built in its own frame (kit.py): the visitor at the origin, +Y being what
they look at, which on the plan is `bearing` degrees clockwise from north.
"""

import math
import os
from dataclasses import dataclass

HOUR = "a Thursday in June, twelve minutes past eleven"
SUN_BEARING, SUN_HEIGHT = 131.0, 49.5  # in the south-east, as it is at that hour in Denmark


@dataclass(frozen=True)
class Place:
    title: str
    at: tuple  # the origin of its frame, on the plan
    bearing: float
    left: float  # its walls, in its own frame
    back: float
    right: float
    front: float
    height: float
    tone: str
    stand: tuple = (0.0, 0.0)  # the visitor, in its own frame


PLACES = {
    "gate": Place("Porten / The gate", (1.4, -30.0), 0, -26, -9, 24, 9.2, 0.0, "#d9d6c4"),
    "sluice": Place("Slusen / The sluice", (1.4, -17.5), 0, -3.0, -3.0, 3.0, 4.2, 2.9, "#c3d3d6"),
    "visiting": Place("Besøg / Visiting", (7.3, -17.0), 90, -3.2, -2.6, 3.2, 4.2, 2.8, "#edcfa9"),
    "corridor": Place("Gangen / The corridor", (0.0, 0.0), 0, -3.2, -9.0, 3.2, 15.0, 5.9, "#dedbd0"),
    "cell": Place("Celle 12 / Cell 12", (5.5, 3.02), 90, -1.5, -2.0, 1.5, 2.0, 2.7, "#b7c6b8", (-0.05, -1.1)),
    "clinic": Place("Klinikken / The clinic", (-5.7, -3.8), 270, -2.2, -2.2, 2.2, 2.4, 2.7, "#cfe0dc"),
    "chapel": Place("Kirkerummet / The chapel", (-6.7, 1.9), 270, -3.0, -3.2, 3.0, 4.6, 4.4, "#e4c9a2"),
    "kitchen": Place("Køkkenet / The kitchen", (-6.1, 7.9), 270, -2.6, -2.6, 2.6, 3.4, 2.8, "#ecd58f"),
    "workshop": Place("Værkstedet / The workshop", (-7.0, 15.0), 270, -4.0, -3.5, 4.0, 6.5, 4.6, "#d3b79a"),
}

# Which two places a door joins, and the middle of its opening on the plan, within the wall.
DOORS = {
    ("gate", "sluice"): (0.2, -20.65),
    ("sluice", "corridor"): (1.9, -13.15),
    ("sluice", "visiting"): (4.55, -16.0),
    ("corridor", "sluice"): (1.9, -9.0),
    ("corridor", "cell"): (3.35, 2.4),
    ("corridor", "clinic"): (-3.35, -2.3),
    ("corridor", "chapel"): (-3.35, 2.8),
    ("corridor", "kitchen"): (-3.35, 6.6),
    ("corridor", "workshop"): (-3.35, 12.2),
}


def _turned(x, y, bearing):
    """A direction on the plan, as a room sees it that faces `bearing`."""
    a = math.radians(bearing)
    return (x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a))


def door(place, to):
    """The middle of the opening from `place` to another, in the frame of `place`."""
    spot = DOORS.get((place, to)) or DOORS[(to, place)]
    here = PLACES[place]
    return _turned(spot[0] - here.at[0], spot[1] - here.at[1], here.bearing)


def sun(place):
    """Which way sunlight travels, in the frame of `place`."""
    a, h = math.radians(SUN_BEARING), math.radians(SUN_HEIGHT)
    x, y = _turned(-math.sin(a) * math.cos(h), -math.cos(a) * math.cos(h), PLACES[place].bearing)
    return (x, y, -math.sin(h))


def yaw(place, spot):
    """The angle to a spot of a place's frame as tour files have it, and how far it is."""
    x, y = spot[0] - PLACES[place].stand[0], spot[1] - PLACES[place].stand[1]
    return math.degrees(math.atan2(x, y)), math.hypot(x, y)


def _on_plan(place, x, y):
    here = PLACES[place]
    east, north = _turned(x, y, -here.bearing)
    return here.at[0] + east, here.at[1] + north


def draw():
    scale, west, north = 18, -16.5, 21.5
    wide, tall = 32.5, 62.0

    def at(x, y):
        return f"{(x - west) * scale:.1f}", f"{(north - y) * scale:.1f}"

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide * scale:.0f} {tall * scale:.0f}" font-family="Atkinson Hyperlegible Next, sans-serif">']
    parts.append('<rect width="100%" height="100%" fill="#f6f4ec"/>')

    def area(points, tone, edge="#36413f", width=5):
        path = " ".join(",".join(at(*p)) for p in points)
        parts.append(f'<polygon points="{path}" fill="{tone}" stroke="{edge}" stroke-width="{width}"/>')

    def words(x, y, text, size=15, anchor="middle"):
        px, py = at(x, y)
        parts.append(f'<text x="{px}" y="{py}" font-size="{size}" text-anchor="{anchor}" fill="#26302f">{text}</text>')

    # The garden inside, the wall, and the yard outside it.
    area([(-16, 21), (15.5, 21), (15.5, -20.8), (-16, -20.8)], "#dfe6cf", "#8b8676", 9)
    area([(-16, -21.2), (15.5, -21.2), (15.5, -40), (-16, -40)], "#e3ddcb", "#e3ddcb", 0)
    area([(3.5, -9), (7.5, -9), (7.5, 15), (3.5, 15)], "#cdd2c8")
    for y in (-5.7, -2.85, 1.5, 4.5, 7.0, 10.0, 13.0):
        (x0, y0), (x1, y1) = at(3.5, y), at(7.5, y)
        parts.append(f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#36413f" stroke-width="3"/>')
    words(5.5, -0.2, "Celler", 13)
    words(5.5, -0.95, "Cells", 11)
    area([(1.0, -13.3), (2.8, -13.3), (2.8, -9), (1.0, -9)], "#eeece4")
    area([(-2.9, -11.9), (0.9, -11.9), (0.9, -9), (-2.9, -9)], "#eadfc6")
    words(-1.0, -10.3, "Vagt", 11)
    words(-1.0, -11.1, "Officers", 10)
    for name, place in PLACES.items():
        corners = [(place.left, place.back), (place.right, place.back), (place.right, place.front), (place.left, place.front)]
        if name != "gate":
            area([_on_plan(name, *c) for c in corners], place.tone)
    for (one, _), (x, y) in DOORS.items():
        across = abs(door(one, _)[1] - PLACES[one].front) < 0.5 or abs(door(one, _)[1] - PLACES[one].back) < 0.5
        along_x = across == (PLACES[one].bearing % 180 == 0)
        dx, dy = (0.5, 0.22) if along_x else (0.22, 0.5)
        area([(x - dx, y - dy), (x + dx, y - dy), (x + dx, y + dy), (x - dx, y + dy)], "#d3673f", "#d3673f", 0)
    for name, place in PLACES.items():
        x, y = _on_plan(name, *place.stand)
        px, py = at(x, y)
        a = math.radians(place.bearing)
        tip = at(x + 1.0 * math.sin(a), y + 1.0 * math.cos(a))
        parts.append(f'<path d="M{px} {py}L{tip[0]} {tip[1]}" stroke="#b3352c" stroke-width="3"/><circle cx="{px}" cy="{py}" r="6" fill="#b3352c"/>')
        danish, english = place.title.split(" / ")
        middle = _on_plan(name, (place.left + place.right) / 2, (place.back + place.front) / 2) if name != "gate" else (x, y - 2)
        above, below, size = (0.6, -1.0, 12) if name == "cell" else (1.35, 0.6, 15)
        words(middle[0], middle[1] + above, danish, size)
        words(middle[0], middle[1] + below, english, size - 3)
    # Compass and sun.
    cx, cy = 11.5, 17.0
    px, py = at(cx, cy)
    parts.append(f'<circle cx="{px}" cy="{py}" r="42" fill="none" stroke="#36413f" stroke-width="2"/>')
    tip, left, right = at(cx, cy + 2.2), at(cx - 0.4, cy), at(cx + 0.4, cy)
    parts.append(f'<polygon points="{",".join(tip)} {",".join(left)} {",".join(right)}" fill="#36413f"/>')
    words(cx, cy + 2.7, "N", 18)
    a = math.radians(SUN_BEARING)
    sx, sy = cx + 2.9 * math.sin(a), cy + 2.9 * math.cos(a)
    spot, end = at(sx, sy), at(cx + 0.9 * math.sin(a), cy + 0.9 * math.cos(a))
    parts.append(f'<path d="M{spot[0]} {spot[1]}L{end[0]} {end[1]}" stroke="#d8942b" stroke-width="4"/><circle cx="{spot[0]}" cy="{spot[1]}" r="13" fill="#e9b23d"/>')
    words(cx, cy - 3.5, "Sol / Sun, 11.12", 12)
    words(cx, cy - 4.2, f"{SUN_BEARING:.0f}°, {SUN_HEIGHT:.1f}° op / up", 12)
    (x0, y0), (x1, _) = at(8, -38.5), at(13, -38.5)
    parts.append(f'<path d="M{x0} {y0}L{x1} {y0}" stroke="#36413f" stroke-width="4"/>')
    words(10.5, -38.1, "5 m", 14)
    words(-15.3, -20.0, "Mur / Outer wall", 13, "start")
    parts.append("</svg>")
    return "\n".join(parts)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    drawing = draw()
    with open(os.path.join(here, "plan.svg"), "w") as file:
        file.write(drawing + "\n")
    import resvg_py

    font = os.path.join(here, "../fonts/AtkinsonHyperlegibleNext-Regular.ttf")
    with open(os.path.join(here, "plan.png"), "wb") as file:
        file.write(bytes(resvg_py.svg_to_bytes(svg_string=drawing, font_files=[font], font_family="Atkinson Hyperlegible Next")))
    print("| in | to | yaw | metres |\n|---|---|---|---|")
    for name in PLACES:
        for pair in DOORS:
            other = next((p for p in pair if p != name), None)
            # A passage has a door at either end, each seen from its own side.
            if name in pair and (pair[0] == name or (name, other) not in DOORS):
                angle, far = yaw(name, door(name, other))
                print(f"| {name} | {other} | {angle:.0f} | {far:.1f} |")


if __name__ == "__main__":
    main()
