"""What each place of the tour "En verden indenfor" sounds like: beds all around, and sounds that come from a spot.

    python places.py to=../../tours/en-verden-indenfor

Beds are stereo, the others mono; all are loops that meet themselves. The murmur of voices is made of the tour's own stories, so
run `voices.py` first: backwards, dull and through a wall, nobody can be understood. Prints a table of what was measured, and
exits with 1 where a bound is broken.
"""

import sys
import zlib

import numpy as np
import pyloudnorm
import soundfile
from scipy.signal import butter, sosfilt, sosfiltfilt

import ambience
from ambience import band, far_door, in_hall, keys, put, stereo_noise, struck, tone
from sound import RATE, folder_from_command_line, true_peak, write_vorbis

BEDS, SPOTS = (-36.5, -29.5), (-40.0, -26.0)  # LUFS that are sane
PEAK = -3.0  # dBTP
SEAM = 5.0  # times what is usual above 1.5 kHz: no click…
CLICK = -66.0  # …or else it is too quiet to be one, dBFS


def chance():
    return ambience.chance


def swell(seconds, depth, turns=(1, 2, 3, 5)):
    """A slow, irregular rise and fall around 1 that fits the loop."""
    t = np.arange(int(seconds * RATE)) / (seconds * RATE)
    out = sum(np.sin(2 * np.pi * (n * t + chance().random())) / np.sqrt(n) for n in turns)
    return 1 + depth * out / np.abs(out).max()


def empty(seconds):
    return np.zeros((int(seconds * RATE), 2))


def dull(loop, hertz, order=2):
    """A loop with less above a frequency, without a seam: filtered as its own neighbour."""
    filtered = sosfilt(butter(order, hertz, fs=RATE, output="sos"), np.concatenate([loop, loop]), axis=0)
    return filtered[len(loop) :]


def whistle(notes, dirt=0.0):
    """A bird's phrase: (seconds, from hertz, to hertz, level) for each note; a hertz of 0 is a pause."""
    out = []
    for seconds, low, high, level in notes:
        count = int(seconds * RATE)
        if not low:
            out.append(np.zeros(count))
            continue
        t = np.linspace(0, 1, count)
        hertz = low + (high - low) * t + 40 * np.sin(2 * np.pi * 28 * t * seconds)
        voice = np.sin(2 * np.pi * np.cumsum(hertz) / RATE) + dirt * np.sin(4 * np.pi * np.cumsum(hertz) / RATE)
        out.append(level * voice * np.sin(np.pi * t) ** 0.7)
    return np.concatenate(out)


def blackbird():
    notes = []
    for _ in range(chance().integers(4, 7)):
        low = chance().uniform(1700, 2700)
        notes += [(chance().uniform(0.09, 0.22), low, low * chance().uniform(0.8, 1.25), chance().uniform(0.6, 1)), (chance().uniform(0.02, 0.07), 0, 0, 0)]
    for _ in range(chance().integers(3, 7)):
        low = chance().uniform(4200, 6200)
        notes.append((chance().uniform(0.03, 0.06), low, low * chance().uniform(0.75, 1.2), 0.28))
    return whistle(notes)


def sparrow():
    return whistle([(chance().uniform(0.05, 0.09), chance().uniform(4300, 5000), chance().uniform(2900, 3500), 1), (0.03, 0, 0, 0)] * chance().integers(1, 4), 0.2)


def step(hard=1.0):
    heel = struck([(86, 0.05, 1), (148, 0.035, 0.6), (390, 0.015, 0.25)], 0.25, 0.5)
    count = int(0.03 * RATE)
    sole = chance().standard_normal(count) * np.exp(-np.arange(count) / RATE / 0.006)
    heel[:count] += 0.25 * hard * sosfilt(butter(2, [700, 3200], "bandpass", fs=RATE, output="sos"), sole)
    return heel * chance().uniform(0.8, 1.1)


def walk(loop, start, steps, pan_from, pan_to, near=0.5, gap=0.56):
    """Steps that come by and go."""
    for i in range(steps):
        part = i / max(steps - 1, 1)
        level = np.exp(-(((part - near) / 0.45) ** 2))
        pan = pan_from + (pan_to - pan_from) * part
        put(loop, step() * level, start + i * gap + chance().uniform(-0.015, 0.015), 1 - pan, pan)


def murmur(seconds, folder, hertz=650, voices=4):
    """People talking behind a wall."""
    files = sorted((folder / "stories").glob("*.en.ogg"))
    if len(files) < voices:
        raise SystemExit("run voices.py first: the murmur is made of the stories")
    out = empty(seconds)
    for i in range(voices):
        samples, _ = soundfile.read(files[chance().integers(len(files))])
        samples = samples[::-1][: len(out)].copy()
        edge = np.linspace(0, 1, RATE)
        samples[:RATE] *= edge
        samples[-RATE:] *= edge[::-1]
        samples = np.pad(samples, (0, len(out) - len(samples)))
        # Each speaks for a while and listens for a while.
        samples = samples * np.clip(swell(seconds, 2.2), 0, 1)
        pan = (i + 0.5) / voices
        put(out, samples, chance().uniform(0, seconds), 1 - pan, pan)
    return in_hall(dull(out, hertz, 3), 0.9, 0.9, 900)


def wood(low, hard=1.0):
    return struck([(low, 0.03, 1), (low * 1.83, 0.018, 0.5), (low * 3.1, 0.009, 0.3)], 0.2, hard)


def metal(low, decay=0.25):
    return struck([(low * f, decay / (1 + i), 0.8**i) for i, f in enumerate((1, 1.52, 2.31, 3.07, 4.4, 5.9))], 0.7)


def one(loop):
    """A loop as a mono sound from a spot."""
    return loop.mean(axis=1)


# --- The places: each returns {name: (loop, LUFS)}; a bed's name ends in nothing, a spot's says what it is ------------------


def gate(_):
    seconds = 30
    wind = stereo_noise(seconds, lambda f: band(f, 260, 1.5), 0.8) * swell(seconds, 0.45)[:, None]
    leaves = stereo_noise(seconds, lambda f: band(f, 3400, 0.9), 0.9) * (swell(seconds, 0.6, (2, 3, 7)) ** 2)[:, None]
    road = stereo_noise(seconds, lambda f: band(f, 75, 1.2), 0.5)
    cars = empty(seconds)
    t = np.arange(len(cars)) / RATE
    for at, pan in ((6, 0.2), (19, 0.75)):
        near = np.exp(-((((t - at + seconds / 2) % seconds - seconds / 2) / 2.6) ** 2))
        cars += ambience.shaped_noise(seconds, lambda f: band(f, 520, 1.0))[:, None] * near[:, None] * [1 - pan, pan]
    far = empty(seconds)
    for at, pan in ((3.0, 0.8), (10.5, 0.15), (11.2, 0.2), (16.0, 0.55), (24.5, 0.3), (25.1, 0.35)):
        put(far, sparrow() * 0.5, at, 1 - pan, pan)
    bird = empty(seconds)
    for at in (1.0, 5.2, 9.0, 14.6, 19.4, 25.6):
        put(bird, blackbird(), at, 1, 1)
    return {
        "gate": (wind + 0.10 * leaves + 0.7 * road + 0.35 * cars + in_hall(far, 0.8, 0.4, 3500) * 0.5, -33.0),
        "gate-blackbird": (one(dull(in_hall(bird, 0.9, 0.25, 4000), 7000)), -34.0),
    }


def sluice(folder):
    seconds = 24
    air = stereo_noise(seconds, lambda f: band(f, 380, 1.6), 0.5)
    hum = tone(seconds, 100, 0.1) + 0.35 * tone(seconds, 200, 0.2) + 0.12 * tone(seconds, 400, 0.3)
    events = empty(seconds)
    for at in (7.5, 18.2):  # a locker
        put(events, metal(420, 0.1) * 0.35 + 0, at, 0.8, 0.3)
        put(events, metal(260, 0.08) * 0.5, at + 0.35, 0.8, 0.3)
    belt = ambience.shaped_noise(seconds, lambda f: band(f, 240, 0.9)) * 0.5 + 0.5 * tone(seconds, 50) + 0.3 * tone(seconds, 150, 0.2)
    on = np.clip(swell(seconds, 3.0, (1,)), 0, 1)
    on = dull(np.stack([on, on], 1), 3)[:, 0]
    scanner = np.stack([belt * on, belt * on], 1) * 0.5
    count = int(0.14 * RATE)
    note = np.sin(2 * np.pi * 1180 * np.arange(count) / RATE) * np.hanning(count)
    for at in (9.0, 9.3, 20.5):
        put(scanner, note * 1.1, at, 1, 1)
    return {
        "sluice": (air + 0.22 * hum[:, None] + 0.5 * in_hall(events, 1.0, 1.4, 3200), -35.0),
        "sluice-scanner": (one(in_hall(scanner, 0.7, 0.3, 3000)), -35.0),
    }


def corridor(folder):
    seconds = 32
    air = stereo_noise(seconds, lambda f: band(f, 180, 1.6), 0.6)
    hum = tone(seconds, 100, 0.2) + 0.5 * tone(seconds, 200, 0.3)
    events = empty(seconds)
    walk(events, 2.5, 11, 0.15, 0.85)
    walk(events, 21.0, 9, 0.8, 0.3, 0.2)
    put(events, far_door() * 3.2, 13.2, 0.6, 0.9)
    put(events, far_door() * 1.5, 28.6, 0.9, 0.5)
    bunch = empty(seconds)
    for at, number in ((3.0, 6), (4.3, 4), (11.5, 7), (12.2, 3), (24.0, 5)):
        put(bunch, keys(number), at, 1, 1)
    return {
        "corridor": (air + 0.2 * hum[:, None] + 0.9 * in_hall(events, 2.3, 1.8, 2400) + 1.6 * murmur(seconds, folder, 520), -34.0),
        "corridor-keys": (one(in_hall(bunch, 1.6, 0.6, 5000)), -36.0),
    }


def cell(_):
    seconds = 28
    fan = stereo_noise(seconds, lambda f: band(f, 300, 1.5) - 3 * np.log2(1 + f / 4000), 0.35)
    motor = tone(seconds, 96, 0.15) + 0.4 * tone(seconds, 192, 0.2)
    beyond = empty(seconds)
    walk(beyond, 6.0, 8, 0.3, 0.7)
    put(beyond, far_door() * 2.2, 17.0, 0.6, 0.8)
    pipe = empty(seconds)
    for at in (12.0, 12.4, 24.2):
        put(pipe, struck([(1480, 0.06, 1), (2230, 0.05, 0.5), (3610, 0.03, 0.3)], 0.4), at, 0.7, 0.4)
    outside = empty(seconds)
    for at in (2.0, 8.5, 15.5, 22.0):
        put(outside, blackbird() * 0.7, at, 1, 1)
    return {
        "cell": (fan + 0.18 * motor[:, None] + 1.4 * dull(in_hall(beyond, 1.4, 1.6, 900), 420) + 0.12 * in_hall(pipe, 0.6, 1.0, 3000), -36.0),
        "cell-window": (one(dull(outside, 2600) + 0.1 * dull(stereo_noise(seconds, lambda f: band(f, 240, 1.3)), 900)), -39.0),
    }


def kitchen(folder):
    seconds = 28
    fan = stereo_noise(seconds, lambda f: band(f, 420, 1.7) - 2 * np.log2(1 + f / 5000), 0.5)
    motor = tone(seconds, 145, 0.1) + 0.5 * tone(seconds, 290, 0.15)
    crockery = empty(seconds)
    for at, pan in ((3.4, 0.7), (3.9, 0.7), (15.0, 0.25), (22.3, 0.6)):
        put(crockery, metal(chance().uniform(1500, 2400), 0.12), at, 1 - pan, pan)
    stove = empty(seconds)
    for _ in range(int(22 * seconds)):
        count = int(chance().uniform(0.015, 0.04) * RATE)
        t = np.linspace(0, 1, count)
        low = chance().uniform(260, 760)
        put(stove, np.sin(2 * np.pi * np.cumsum(low * (1 + 0.7 * t)) / RATE) * np.hanning(count) * chance().uniform(0.05, 0.35), chance().uniform(0, seconds), 1, 1)
    for at in (4.0, 10.2, 10.32, 17.5, 24.0, 24.15):
        put(stove, metal(640, 0.16) * 0.22, at, 1, 1)
    board = empty(seconds)
    at = 1.0
    while at < seconds - 4:
        for _ in range(chance().integers(6, 11)):
            put(board, wood(chance().uniform(185, 215), 0.8) * chance().uniform(0.6, 1), at, 1, 1)
            at += chance().uniform(0.24, 0.3)
        at += chance().uniform(2.5, 4.5)
    return {
        "kitchen": (fan + 0.12 * motor[:, None] + 0.35 * in_hall(crockery, 0.7, 0.8, 4500) + 0.9 * murmur(seconds, folder, 700, 3), -33.0),
        "kitchen-stove": (one(in_hall(stove, 0.5, 0.3, 4000)), -36.0),
        "kitchen-board": (one(in_hall(board, 0.5, 0.4, 4000)), -35.0),
    }


def clinic(_):
    seconds = 24
    air = stereo_noise(seconds, lambda f: band(f, 240, 1.4), 0.5)
    fridge = tone(seconds, 50, 0.1) + 0.7 * tone(seconds, 100, 0.15) + 0.25 * tone(seconds, 150, 0.3) + 0.1 * tone(seconds, 250, 0.3)
    beyond = empty(seconds)
    walk(beyond, 9.0, 7, 0.7, 0.4)
    clock = empty(seconds)
    for second in range(seconds):
        tick = struck([(2350 if second % 2 else 2050, 0.006, 1), (4100, 0.004, 0.5), (620, 0.012, 0.35)], 0.08, 2)
        put(clock, tick, second + 0.2, 1, 1)
    return {
        "clinic": (0.7 * air + 0.45 * fridge[:, None] + 0.9 * dull(in_hall(beyond, 1.2, 1.4, 900), 500), -36.0),
        "clinic-clock": (one(in_hall(clock, 0.4, 0.35, 5000)), -39.0),
    }


def chapel(_):
    seconds = 30
    air = stereo_noise(seconds, lambda f: band(f, 130, 1.3), 0.7)
    outside = stereo_noise(seconds, lambda f: band(f, 900, 1.2), 0.9) * swell(seconds, 0.4)[:, None]
    events = empty(seconds)
    for at, pan in ((5.1, 0.3), (13.4, 0.7), (22.2, 0.5)):
        creak = wood(310, 0.6)
        for i in range(chance().integers(2, 4)):
            put(events, creak * 0.7**i, at + 0.075 * i, 1 - pan, pan)
    birds = empty(seconds)
    for at, pan in ((9.0, 0.8), (18.5, 0.75), (26.0, 0.85)):
        put(birds, blackbird() * 0.4, at, 1 - pan, pan)
    return {"chapel": (air + 0.13 * outside + 0.35 * in_hall(events, 1.9, 1.2, 2000) + 0.25 * dull(in_hall(birds, 1.9, 1.0, 2500), 3000), -36.0)}


def workshop(_):
    seconds = 30
    extractor = stereo_noise(seconds, lambda f: band(f, 330, 1.4), 0.5)
    motor = tone(seconds, 74, 0.1) + 0.5 * tone(seconds, 148, 0.15) + 0.2 * tone(seconds, 296, 0.2)
    events = empty(seconds)
    for at, pan in ((6.0, 0.8), (18.7, 0.2)):
        put(events, wood(240) * 1.4, at, 1 - pan, pan)
        put(events, wood(205) * 0.8, at + 0.16, 1 - pan, pan)
    saw = ambience.shaped_noise(seconds, lambda f: band(f, 1500, 0.7)) * np.clip(swell(seconds, 3.5, (1,)) - 1.8, 0, 1)
    bench = empty(seconds)
    at = 1.0
    for burst in (5, 4, 6):
        for _ in range(burst):
            count = int(chance().uniform(0.62, 0.75) * RATE)
            t = np.linspace(0, 1, count)
            shaving = chance().standard_normal(count)
            low = sosfilt(butter(2, [700, 1700], "bandpass", fs=RATE, output="sos"), shaving)
            high = sosfilt(butter(2, [1800, 4200], "bandpass", fs=RATE, output="sos"), shaving)
            stroke = (low * (1 - t) + high * t) * np.minimum(t * 9, 1) * np.minimum((1 - t) * 14, 1) * (1 + 0.5 * np.sin(2 * np.pi * 31 * t))
            put(bench, stroke, at, 1, 1)
            at += chance().uniform(1.15, 1.35)
        at += 1.2
        for i in range(3):
            put(bench, wood(300, 1.2) * 1.6, at + 0.42 * i, 1, 1)
        at += 2.6
    return {
        "workshop": (extractor + 0.25 * motor[:, None] + 0.5 * in_hall(events, 1.3, 1.0, 3000) + 0.12 * dull(in_hall(np.stack([saw * 0.3, saw], 1), 1.2, 0.6, 1800), 1500), -32.0),
        "workshop-bench": (one(in_hall(bench, 1.0, 0.4, 4000)), -34.0),
    }


def visiting(folder):
    seconds = 32
    air = stereo_noise(seconds, lambda f: band(f, 210, 1.4), 0.5)
    blocks = empty(seconds)
    at = 1.5
    while at < seconds - 5:
        for _ in range(chance().integers(2, 5)):
            put(blocks, wood(chance().uniform(900, 1500), 1.5) * chance().uniform(0.4, 1), at, 1, 1)
            at += chance().uniform(0.35, 0.8)
        at += chance().uniform(1.8, 3.5)
    for i in range(7):  # a tower falls
        put(blocks, wood(chance().uniform(800, 1500), 1.5) * 0.9, seconds - 3.2 + 0.05 * i + chance().uniform(0, 0.04), 1, 1)
    box = empty(seconds)
    # Mester Jakob, an old round, wound up by a child who lets go before its end.
    tune = [0, 2, 4, 0, 0, 2, 4, 0, 4, 5, 7, None, 4, 5, 7, None, 7, 9, 7, 5, 4, 0]
    at = 4.0
    for i, key in enumerate(tune):
        if key is not None:
            hertz = 880 * 2 ** (key / 12)
            put(box, struck([(hertz, 0.7, 1), (hertz * 2.76, 0.25, 0.22), (hertz * 5.4, 0.08, 0.12)], 2.0, 2), at, 1, 1)
        at += (0.27 if 16 <= i <= 19 else 0.52) * (1 + 0.012 * i)
    return {
        "visiting": (air + 3.2 * murmur(seconds, folder, 800, 5), -33.0),
        "visiting-toys": (one(in_hall(blocks, 0.6, 0.4, 4500)), -35.0),
        "visiting-music-box": (one(in_hall(box, 0.6, 0.3, 5000)), -39.0),
    }


def main():
    folder = folder_from_command_line()
    (folder / "sound").mkdir(parents=True, exist_ok=True)
    broken = 0
    print(f"{'file':24} {'s':>6} {'LUFS':>7} {'dBTP':>7} {'seam':>6}")
    for place in (gate, sluice, corridor, cell, kitchen, clinic, chapel, workshop, visiting):
        ambience.chance = np.random.default_rng(zlib.crc32(place.__name__.encode()))
        for name, (loop, loudness) in place(folder).items():
            meter = pyloudnorm.Meter(RATE)
            loop = loop * 10 ** ((loudness - meter.integrated_loudness(loop)) / 20)
            path = folder / "sound" / f"{name}.ogg"
            write_vorbis(path, loop, quality=0.3)
            heard, _ = soundfile.read(path)
            sharp = sosfiltfilt(butter(2, 1500, "highpass", fs=RATE, output="sos"), np.roll(heard, RATE, axis=0), axis=0)
            seam = np.abs(sharp[RATE - 24 : RATE + 24]).max() / np.sqrt(np.mean(sharp**2))
            level, peak = meter.integrated_loudness(heard), true_peak(heard)
            sane = BEDS if heard.ndim == 2 else SPOTS
            click = 20 * np.log10(np.abs(sharp[RATE - 24 : RATE + 24]).max() + 1e-9)
            wrong = [w for w, b in {"level": not sane[0] <= level <= sane[1], "peak": peak > PEAK, "seam": seam > SEAM and click > CLICK}.items() if b]
            broken += bool(wrong)
            print(f"{path.name:24} {len(heard) / RATE:6.1f} {level:7.2f} {peak:7.2f} {seam:6.1f}", ", ".join(wrong), flush=True)
    print(f"{broken} with a broken bound")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
