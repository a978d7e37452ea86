"""Measures every spoken file of a tour, and its captions; exits with 1 where a bound is broken.

    python measure_voices.py tour=en-verden-indenfor

It reads only the finished files, so it measures recordings of people as well.
"""

import sys
from pathlib import Path

import numpy as np
import pyloudnorm
import soundfile

import captions
from sound import RATE, true_peak

LOUDNESS, WITHIN = -18.0, 1.0  # LUFS
PEAK = -1.0  # dBTP
WORDS = (140, 180)  # a minute, of what lasts longer than SHORT seconds
SHORT = 14.0
LENGTH = (25.0, 75.0)  # seconds, of a story
LATE = 0.080  # seconds that a cue may begin before or after its speech
TOURS = Path(__file__).resolve().parent.parent.parent / "tours"


def onsets(samples):
    """Where speech begins after at least 60 ms of quiet, seconds."""
    step = RATE // 200
    power = np.convolve(samples**2, np.ones(2 * step) / (2 * step), "same")[::step]
    loud = power > 0.008 * np.percentile(power[power > power.max() * 1e-4], 90)
    return [i / 200 for i in range(len(loud)) if loud[i] and not loud[max(0, i - 12) : i].any()]


def measured(path):
    """A file's row of the table, and what is wrong with it."""
    samples, rate = soundfile.read(path)
    cues, longest, most = captions.read(path.with_suffix(".vtt"))
    seconds = len(samples) / rate
    loudness = pyloudnorm.Meter(rate).integrated_loudness(samples)
    peak = true_peak(samples)
    words = sum(len(cue.words.split()) for cue in cues)
    pace = words * 60 / seconds
    fastest = max(cue.pace() for cue in cues)
    starts = onsets(samples)
    # A cue that goes on in the middle of a sentence need not begin after a quiet moment.
    after_quiet = [cue for i, cue in enumerate(cues) if i == 0 or cues[i - 1].words.endswith((".", "?", "!", ":", ","))]
    late = max(min(abs(start - cue.start) for start in starts) for cue in after_quiet)
    long = seconds > SHORT
    wrong = [
        what
        for what, broken in {
            "rate": rate != RATE or samples.ndim != 1,
            "loudness": abs(loudness - LOUDNESS) > WITHIN,
            "peak": peak > PEAK,
            "pace": long and not WORDS[0] <= pace <= WORDS[1],
            "length": path.parent.name == "stories" and long and not LENGTH[0] <= seconds <= LENGTH[1],
            "late": late > LATE,
            "line": longest > captions.LINE or most > captions.LINES,
            "cue too fast": fastest > captions.READING + 0.5,
            "cues overlap": any(a.end > b.start for a, b in zip(cues, cues[1:])) or cues[-1].end > seconds + 0.5,
        }.items()
        if broken
    ]
    row = f"{path.stem:28} {seconds:6.1f} {loudness:7.2f} {peak:6.2f} {pace:6.0f} {fastest:7.0f} {1000 * late:6.0f} {len(cues):5} {longest:5}"
    return row, wrong, seconds


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    if "tour" not in given:
        raise SystemExit("say which tour: tour=en-verden-indenfor")
    broken, told = 0, {}
    print(f"{'file':28} {'s':>6} {'LUFS':>7} {'dBTP':>6} {'w/min':>6} {'cue max':>7} {'ms off':>6} {'cues':>5} {'line':>5}")
    for kind in ("stories", "lines"):
        for path in sorted((TOURS / given["tour"] / kind).glob("*.ogg")):
            row, wrong, seconds = measured(path)
            print(row, "  " + ", ".join(wrong) if wrong else "")
            broken += bool(wrong)
            language = path.stem.rsplit(".", 1)[1]
            told[kind, language] = told.get((kind, language), 0) + seconds
    print(", ".join(f"{kind} {language}: {seconds:.0f} s" for (kind, language), seconds in told.items()))
    print(f"{broken} with a broken bound")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
