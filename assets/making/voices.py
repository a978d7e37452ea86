"""A tour's spoken stories and lines, and their captions, from `stories/TOUR.toml`.

    python voices.py tour=en-verden-indenfor            # all of them
    python voices.py tour=en-verden-indenfor only=the-bear

Each sentence is synthesized by itself, so that captions begin with the voice. `measure_voices.py` measures what came out.
"""

import sys
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pyloudnorm
from scipy.signal import butter, sosfilt

import captions
from sound import RATE, true_peak, write_vorbis
from speakers import SPEAKERS, sentence

LOUDNESS = -18.0  # LUFS, integrated
CEILING = -1.5  # dBTP before encoding; the codec may add a little
PAUSE, LONGEST_PAUSE, BREAK, LEAD, TAIL = 0.33, 1.2, 0.32, 0.12, 0.3  # seconds; a break comes on top of a pause
SLOWEST = 0.76  # of a speaker's own pace
LANGUAGES = ("da", "en")
HERE = Path(__file__).resolve().parent


def _levelled(samples):
    """A gentle levelling, so that quiet words are heard in a hall: 2.5:1 over a slow envelope."""
    level = 20 * np.log10(np.sqrt(np.maximum(sosfilt(butter(1, 8, fs=RATE, output="sos"), samples**2), 1e-12)))
    over = np.maximum(0, level - np.percentile(level, 55))
    return samples * 10 ** (-over * (1 - 1 / 2.5) / 20)


def finished(samples):
    """At the loudness the tour wants, peaks eased under the ceiling."""
    samples = _levelled(samples)
    meter = pyloudnorm.Meter(RATE)
    top = 10 ** (CEILING / 20)
    for _ in range(6):
        samples = samples * 10 ** ((LOUDNESS - meter.integrated_loudness(samples)) / 20)
        if true_peak(samples) <= CEILING:
            break
        # Bend only what is above the knee.
        knee = 0.7 * top
        bent = knee + (top * 0.97 - knee) * np.tanh((np.abs(samples) - knee) / (top - knee))
        samples = np.where(np.abs(samples) > knee, np.sign(samples) * bent, samples)
    return samples


@cache
def _length(teller, language, words):
    return len(sentence(teller, language, words))


def _cuts(teller, language, parts, samples):
    """Where each part of a sentence begins in it, seconds: told by how long the parts are alone, then put where the voice dips."""
    lengths = [_length(teller, language, part) for part in parts]
    level = np.convolve(samples**2, np.ones(2400) / 2400, "same")  # 50 ms
    quick = np.convolve(samples**2, np.ones(480) / 480, "same")  # 10 ms
    starts = [0.0]
    for i in range(1, len(parts)):
        guess = len(samples) * sum(lengths[:i]) / sum(lengths)
        first, last = int(guess - 0.3 * RATE), int(guess + 0.3 * RATE)
        dip = first + int(np.argmin(level[first:last]))
        loud = np.flatnonzero(quick[dip:] > 0.006 * quick.max())
        starts.append((dip + (loud[0] if len(loud) else 0)) / RATE)
    return starts


def _said(teller, language, words):
    """A sentence, the parts of it that are shown, and where each begins in it: slower where it could not be read in time."""
    shown = captions.pieces(words)
    pace = 1.0
    while True:
        samples = sentence(teller, language, words, pace)
        starts = _cuts(teller, language, shown, samples) if len(shown) > 1 else [0.0]
        # The last part may be read on in the pause after it.
        ends = [*(start - captions.GAP for start in starts[1:]), len(samples) / RATE + PAUSE - captions.GAP]
        asked = max(len(part.split()) * 60 / (end - start) for part, start, end in zip(shown, starts, ends))
        if asked <= captions.READING or pace < SLOWEST:
            return samples, shown, starts
        pace *= min(max(captions.READING / asked, 0.88), 0.97)


def tell(teller, language, sentences):
    """The whole of it: its samples, and its cues."""
    parts, spoken, at = [np.zeros(int(LEAD * RATE))], [], LEAD
    for words in sentences:
        if not words:
            parts.append(np.zeros(int(BREAK * RATE)))
            at += BREAK
            continue
        samples, shown, starts = _said(teller, language, words)
        length = len(samples) / RATE
        for i, part in enumerate(shown):
            spoken.append((at + starts[i], at + (starts[i + 1] if i + 1 < len(shown) else length), part))
        wanted = len(shown[-1].split()) * 60 / captions.READING - (length - starts[-1]) + captions.GAP + 0.02
        pause = int(min(max(wanted, PAUSE), LONGEST_PAUSE) * RATE)
        parts += [samples, np.zeros(pause)]
        at += length + pause / RATE
    whole = np.concatenate(parts)
    end = int((spoken[-1][1] + TAIL) * RATE)
    return whole[:end], captions.timed(spoken, SPEAKERS[teller].name)


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    if "tour" not in given:
        raise SystemExit("say which tour: tour=en-verden-indenfor")
    texts = tomllib.loads((HERE / "stories" / f"{given['tour']}.toml").read_text(encoding="utf-8"))
    for kind, told in texts.items():
        folder = HERE.parent.parent / "tours" / given["tour"] / kind
        folder.mkdir(parents=True, exist_ok=True)
        for name, story in told.items():
            if given.get("only", name) != name:
                continue
            for language in LANGUAGES:
                samples, cues = tell(story["teller"], language, story[language])
                write_vorbis(folder / f"{name}.{language}.ogg", finished(samples))
                captions.write(folder / f"{name}.{language}.vtt", cues)
            print(kind, name, flush=True)


if __name__ == "__main__":
    main()
