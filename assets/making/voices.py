"""The spoken stories and their captions, from `stories.toml`.

    python voices.py to=../../tours/first-look

Each sentence is synthesized by itself, so that captions start and end with the voice. English:
hibari-tts for Mette, flite for Jonas. Danish: espeak-ng, a placeholder until people record.
Prints a table of what was measured in the finished files.
"""

import subprocess
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import pyloudnorm
import soundfile
from hibari import Hibari
from scipy.signal import butter, resample_poly, sosfilt

from sound import RATE, folder_from_command_line, true_peak, write_vorbis

LOUDNESS = -18.0  # LUFS, integrated
CEILING = -1.5  # dBTP before encoding; the codec may add a little
LINE, LINES = 37, 2  # characters a caption line, lines a caption
PAUSE, LONGEST_PAUSE, BREAK, LEAD = 0.35, 0.95, 0.5, 0.15  # seconds; a break comes on top of a pause
READING = 180  # words a minute that a caption may ask of a reader; a fast sentence gets a longer pause
NAMES = {"mette": "Mette", "jonas": "Jonas"}
# The pace of each voice, set so that speech with its pauses runs at 160 to 180 words a minute.
HIBARI_SPEED = 0.83
FLITE_STRETCH = 1.03
ESPEAK = {"mette": ("da+Annie", 152, 52), "jonas": ("da+max", 152, 38)}

_hibari = Hibari()


def _spoken_by_program(arguments):
    """What a program says to a WAV file whose path is its last argument."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"
        subprocess.run([*arguments, str(path)], check=True)
        return soundfile.read(path, dtype="float64")


def sentence(teller, language, words):
    """One sentence at 48 kHz, without the silence around it."""
    if language == "en" and teller == "mette":
        samples, rate = np.asarray(_hibari(words, seed=1, speed=HIBARI_SPEED), float), 24000
    elif language == "en":
        samples, rate = _spoken_by_program(["flite", "-voice", "rms", "--setf", f"duration_stretch={FLITE_STRETCH}", "-t", words, "-o"])
    else:
        voice, pace, pitch = ESPEAK[teller]
        samples, rate = _spoken_by_program(["espeak-ng", "-v", voice, "-s", str(pace), "-p", str(pitch), words, "-w"])
    samples = resample_poly(samples, RATE, rate)
    samples = sosfilt(butter(2, 70, "highpass", fs=RATE, output="sos"), samples)
    loud = np.flatnonzero(np.abs(samples) > 0.012 * np.abs(samples).max())
    margin = int(0.03 * RATE)
    samples = samples[max(0, loud[0] - margin) : loud[-1] + margin]
    edge = np.linspace(0, 1, int(0.008 * RATE))
    samples[: len(edge)] *= edge
    samples[-len(edge) :] *= edge[::-1]
    return samples


def _compressed(samples):
    """A gentle levelling, so that quiet words are heard in a hall: 3:1 over a slow envelope."""
    smooth = butter(1, 8, fs=RATE, output="sos")
    level = 20 * np.log10(np.sqrt(np.maximum(sosfilt(smooth, samples**2), 1e-12)))
    over = np.maximum(0, level - np.percentile(level, 55))
    return samples * 10 ** (-over * (1 - 1 / 3) / 20)


def finished(samples):
    """At the loudness the tour wants, peaks eased under the ceiling."""
    samples = _compressed(samples)
    meter = pyloudnorm.Meter(RATE)
    top = 10 ** (CEILING / 20)
    for _ in range(6):
        samples = samples * 10 ** ((LOUDNESS - meter.integrated_loudness(samples)) / 20)
        if true_peak(samples) <= CEILING:
            break
        # Bend only what is above three quarters of the ceiling.
        knee = 0.7 * top
        over = np.abs(samples) > knee
        bent = knee + (top * 0.97 - knee) * np.tanh((np.abs(samples) - knee) / (top - knee))
        samples = np.where(over, np.sign(samples) * bent, samples)
    return samples


def caption_pieces(words):
    """A sentence as captions of at most two lines, cut at a comma where there is one."""
    if len(_lines(words)) <= LINES:
        return [words]
    parts = words.split(" ")

    def badness(cut):
        left, right = " ".join(parts[:cut]), " ".join(parts[cut:])
        comma = 0 if left.endswith((",", ":")) else 18
        return abs(len(left) - len(right)) + comma

    cut = min(range(1, len(parts)), key=badness)
    return caption_pieces(" ".join(parts[:cut])) + caption_pieces(" ".join(parts[cut:]))


def _lines(words):
    """Words in lines of at most LINE characters; two lines are made even."""
    lines, line = [], ""
    for word in words.split(" "):
        if line and len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    if len(lines) == 2:
        parts = words.split(" ")
        halves = [(" ".join(parts[:i]), " ".join(parts[i:])) for i in range(1, len(parts))]
        fitting = [h for h in halves if max(map(len, h)) <= LINE]
        lines = list(min(fitting, key=lambda h: abs(len(h[0]) - len(h[1])) - (4 if h[0].endswith((",", ":")) else 0)))
    return lines


def _clock(seconds):
    minutes, seconds = divmod(seconds, 60)
    return f"{int(minutes // 60):02}:{int(minutes % 60):02}:{seconds:06.3f}"


def tell(teller, language, sentences):
    """The whole story: its samples, and its cues as (start, end, words)."""
    parts, cues, at = [np.zeros(int(LEAD * RATE))], [], LEAD
    for words in sentences:
        if not words:
            parts.append(np.zeros(int(BREAK * RATE)))
            at += BREAK
            continue
        samples = sentence(teller, language, words)
        length = len(samples) / RATE
        pieces = caption_pieces(words)
        total = sum(map(len, pieces))
        start = at
        for piece in pieces:
            end = start + length * len(piece) / total
            cues.append((start, end, piece))
            start = end
        wanted = len(words.split()) * 60 / READING - length
        pause = min(max(wanted, PAUSE), LONGEST_PAUSE)
        parts += [samples, np.zeros(int(pause * RATE))]
        at += length + int(pause * RATE) / RATE
    return np.concatenate(parts), cues


def readable(cues):
    """The cues, none beginning before the one before it has been read: behind the voice for a moment, with it again at a pause."""
    late = []
    for start, end, words in cues:
        if late:
            before, _, read = late[-1]
            start = max(start, before + len(read.split()) * 60 / READING)
        late.append((start, max(end, start), words))
    start, end, words = late[-1]
    return [*late[:-1], (start, max(end, start + len(words.split()) * 60 / READING), words)]


def write_captions(path, teller, cues):
    """Each caption stays until the next begins, if that is soon; that gives time to read.

    Returns how fast the fastest of them has to be read, in words a minute.
    """
    out = ["WEBVTT", ""]
    fastest = 0
    cues = readable(cues)
    for i, (start, end, words) in enumerate(cues):
        following = cues[i + 1][0] if i + 1 < len(cues) else end + 0.6
        end = max(end, min(following - 0.04, end + LONGEST_PAUSE))
        lines = _lines(words)
        fastest = max(fastest, len(words.split()) * 60 / (end - start))
        out += [f"{_clock(start)} --> {_clock(end)}", f"<v {NAMES[teller]}>" + "\n".join(lines), ""]
    path.write_text("\n".join(out), encoding="utf-8")
    return fastest


def main():
    folder = folder_from_command_line() / "stories"
    folder.mkdir(parents=True, exist_ok=True)
    stories = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))
    print(f"{'file':32} {'s':>6} {'LUFS':>7} {'dBTP':>6} {'words/min':>9} {'fastest cue':>11} {'cues':>5} {'longest line':>12}")
    for name, story in stories.items():
        for language in ("da", "en"):
            samples, cues = tell(story["teller"], language, story[language])
            path = folder / f"{name}.{language}.ogg"
            write_vorbis(path, finished(samples))
            fastest = write_captions(folder / f"{name}.{language}.vtt", story["teller"], cues)
            heard, rate = soundfile.read(path)
            words = sum(len(s.split()) for s in story[language])
            longest = max(len(line) for _, _, piece in cues for line in _lines(piece))
            print(
                f"{path.name:32} {len(heard) / rate:6.1f} {pyloudnorm.Meter(rate).integrated_loudness(heard):7.2f} "
                f"{true_peak(heard):6.2f} {words * 60 * rate / len(heard):9.0f} {fastest:11.0f} {len(cues):5} {longest:12}"
            )


if __name__ == "__main__":
    main()
