"""The three rooms' ambience: stereo loops without a seam, from noise and modal synthesis.

    python ambience.py to=../../tours/first-look

Noise is shaped in the frequency domain over exactly one loop, so that it meets itself; events
wrap around the end. Prints a table of what was measured.
"""

import numpy as np
import pyloudnorm
import soundfile

from sound import RATE, folder_from_command_line, true_peak, write_vorbis

chance = np.random.default_rng(11)


def shaped_noise(seconds, curve):
    """Circular noise whose loudness in dB at each frequency is `curve(frequencies)`."""
    count = int(seconds * RATE)
    frequencies = np.fft.rfftfreq(count, 1 / RATE)
    level = 10 ** (curve(np.maximum(frequencies, 1)) / 20)
    level[frequencies < 25] = 0
    turns = np.exp(2j * np.pi * chance.random(len(level)))
    noise = np.fft.irfft(level * turns, count)
    return noise / np.sqrt(np.mean(noise**2))


def stereo_noise(seconds, curve, width=0.5):
    middle, side = shaped_noise(seconds, curve), shaped_noise(seconds, curve)
    return np.stack([middle + width * side, middle - width * side], axis=1)


def tone(seconds, frequency, slow=0.0):
    """A hum that fits the loop a whole number of times, swelling a little."""
    count = int(seconds * RATE)
    t = np.arange(count) / count
    swell = 1 + slow * np.sin(2 * np.pi * 2 * t)
    return swell * np.sin(2 * np.pi * round(frequency * seconds) * t)


def band(frequencies, middle, octaves):
    return -6 * (np.log2(frequencies / middle) / octaves) ** 2


def struck(modes, seconds, hardness=1.0):
    """A struck thing: (frequency, decay seconds, level) for each of its modes."""
    t = np.arange(int(seconds * RATE)) / RATE
    sound = sum(level * np.exp(-t / decay) * np.sin(2 * np.pi * frequency * t) for frequency, decay, level in modes)
    attack = np.minimum(1, t * 2500 * hardness)
    return sound * attack


def put(loop, sound, at, left, right):
    """Add a mono sound at a time in seconds, wrapping past the end."""
    places = (int(at * RATE) + np.arange(len(sound))) % len(loop)
    loop[places, 0] += sound * left
    loop[places, 1] += sound * right


def in_hall(loop, decay, level, dull):
    """A circular reverberation tail: the loop convolved with decaying noise."""
    count = len(loop)
    length = min(count, int(decay * 2.5 * RATE))
    t = np.arange(length) / RATE
    wet = np.empty_like(loop)
    for channel in range(2):
        tail = chance.standard_normal(length) * np.exp(-6.9 * t / decay) * np.minimum(1, t * 60)
        spectrum = np.fft.rfft(tail, count)
        spectrum /= np.sqrt(np.mean(np.abs(spectrum) ** 2))
        frequencies = np.fft.rfftfreq(count, 1 / RATE)
        spectrum *= 1 / (1 + (frequencies / dull) ** 2)
        wet[:, channel] = np.fft.irfft(np.fft.rfft(loop[:, channel]) * spectrum, count)
    return loop + level * wet


def keys(number):
    """A bunch of keys swung once or twice, far off."""
    out = np.zeros(int(1.6 * RATE))
    at = 0.0
    for _ in range(number):
        at += chance.uniform(0.05, 0.16)
        modes = [(f * chance.uniform(0.97, 1.03), chance.uniform(0.03, 0.1), chance.uniform(0.2, 1)) for f in (2900, 4300, 5200, 6800, 8100)]
        hit = struck(modes, 0.4) * chance.uniform(0.3, 1)
        start = int(at * RATE)
        out[start : start + len(hit)] += hit[: len(out) - start]
    return out / np.abs(out).max()


def far_door():
    """A steel door that falls shut at the other end of the wing."""
    modes = [(64, 0.35, 1.0), (97, 0.28, 0.7), (151, 0.2, 0.5), (243, 0.14, 0.3), (417, 0.1, 0.18), (730, 0.07, 0.1)]
    thud = struck(modes, 1.6, 0.4)
    latch = struck([(1250, 0.03, 0.5), (2100, 0.02, 0.4), (3300, 0.015, 0.2)], 0.3)
    thud[int(0.06 * RATE) : int(0.06 * RATE) + len(latch)] += 0.35 * latch
    return thud / np.abs(thud).max()


def corridor(seconds=20):
    air = stereo_noise(seconds, lambda f: band(f, 180, 1.6), 0.6)
    hum = tone(seconds, 100, 0.2) + 0.5 * tone(seconds, 200, 0.3) + 0.15 * tone(seconds, 300)
    loop = air + 0.25 * hum[:, None]
    events = np.zeros_like(loop)
    put(events, keys(6), 4.2, 0.8, 0.35)
    put(events, keys(4), 5.6, 0.7, 0.45)
    put(events, keys(5), 14.6, 0.3, 0.6)
    put(events, far_door() * 3.0, 10.1, 0.6, 0.9)
    return loop + in_hall(events, 2.2, 2.2, 2600) * 0.55, -36.0


def chapel(seconds=16):
    air = stereo_noise(seconds, lambda f: band(f, 130, 1.3), 0.7)
    outside = stereo_noise(seconds, lambda f: band(f, 900, 1.2), 0.9)
    loop = air + 0.12 * outside
    events = np.zeros_like(loop)
    for at, pan in ((3.1, 0.3), (9.4, 0.7), (12.2, 0.5)):
        # Old wood that gives a little.
        creak = struck([(310, 0.02, 1), (520, 0.015, 0.6), (890, 0.01, 0.4)], 0.2)
        put(events, creak, at, 1 - pan, pan)
        put(events, creak * 0.6, at + 0.07, 1 - pan, pan)
    return loop + in_hall(events, 1.3, 1.2, 2000) * 0.35, -42.0


def cell(seconds=14):
    fan = stereo_noise(seconds, lambda f: band(f, 320, 1.5) - 3 * np.log2(1 + f / 4000), 0.35)
    motor = tone(seconds, 96, 0.15) + 0.4 * tone(seconds, 192, 0.2) + 0.2 * tone(seconds, 288)
    loop = fan + 0.18 * motor[:, None]
    events = np.zeros_like(loop)
    for at in (5.0, 5.4, 11.3):
        put(events, struck([(1480, 0.06, 1), (2230, 0.05, 0.5), (3610, 0.03, 0.3)], 0.4), at, 0.7, 0.4)
    return loop + in_hall(events, 0.6, 1.0, 3000) * 0.12, -38.0


def main():
    folder = folder_from_command_line() / "sound"
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{'file':16} {'s':>6} {'LUFS':>7} {'dBTP':>6} {'step at the seam':>17}")
    for name, (loop, loudness) in {"corridor": corridor(), "chapel": chapel(), "cell": cell()}.items():
        meter = pyloudnorm.Meter(RATE)
        loop = loop * 10 ** ((loudness - meter.integrated_loudness(loop)) / 20)
        path = folder / f"{name}.ogg"
        write_vorbis(path, loop, quality=0.4)
        heard, _ = soundfile.read(path)
        usual = np.abs(np.diff(heard, axis=0)).mean()
        seam = np.abs(heard[0] - heard[-1]).mean()
        print(f"{path.name:16} {len(heard) / RATE:6.1f} {meter.integrated_loudness(heard):7.2f} {true_peak(heard):6.2f} {seam / usual:14.1f} x usual")


if __name__ == "__main__":
    main()
