"""How each person sounds: English by hibari, Danish by espeak-ng, one sentence at a time.

hibari has one voice, a woman's. Its network gives pitch and timbre apart (see its `dsp.py`), so others speak by moving both
before they become sound: the pitch, how far it moves, and the resonances of throat and mouth.
What espeak-ng says, Danish among it, is a placeholder until people record; WORLD takes some of the buzz out of it.
"""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyworld
import soundfile
from hibari import Hibari, dsp
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, resample_poly, sosfilt

from sound import RATE

SEED = 1
HIBARI_RATE = 24000
HERTZ_A_BIN = 20.0  # of hibari's spectra
FREE_BELOW, FREE_ABOVE = 2500.0, 5000.0  # Hz between which its free-phase part is let in again


@dataclass(frozen=True)
class English:
    """hibari's voice, moved: factors on pitch and resonances, a power on the melody, a pace."""

    pitch: float = 1.0
    formants: float = 1.0
    melody: float = 1.0
    pace: float = 0.90


@dataclass(frozen=True)
class Espeak:
    """espeak-ng's variant, its words a minute, and as above."""

    variant: str
    pace: int
    hertz: float
    formants: float = 1.0
    melody: float = 0.85


@dataclass(frozen=True)
class Speaker:
    name: str
    en: English
    da: Espeak


SPEAKERS = {
    "mette": Speaker("Mette", English(), Espeak("da+f2", 162, 188, 0.97)),
    "samira": Speaker("Samira", English(1.10, 1.05, 1.08, 0.92), Espeak("da+f2", 166, 210, 1.02)),
    "jonas": Speaker("Jonas", English(0.56, 0.86, 0.88, 0.88), Espeak("da", 156, 112, 1.0, 0.8)),
    "bent": Speaker("Bent", English(0.48, 0.82, 0.85, 0.86), Espeak("da", 153, 92, 0.93, 0.75)),
    "kasper": Speaker("Kasper", English(0.65, 0.89, 1.05, 0.95), Espeak("da", 170, 132, 1.05, 0.95)),
}

_hibari = Hibari()


def sentence(teller, language, words, pace=1.0):
    """One sentence at RATE, without the silence around it, at a factor on the speaker's own pace."""
    speaker = SPEAKERS[teller]
    if language == "en":
        samples, rate = _english(words, speaker.en, pace), HIBARI_RATE
    else:
        samples, rate = espeak(words, speaker.da, pace)
    return cleaned(samples, rate)


def cleaned(samples, rate):
    """At RATE, without rumble and without the silence around it."""
    samples = resample_poly(samples, RATE, rate)
    samples = sosfilt(butter(2, 60, "highpass", fs=RATE, output="sos"), samples)
    return _trimmed(samples)


def _trimmed(samples):
    """From the first sound to the last, with edges that do not click."""
    step = int(0.005 * RATE)
    level = np.sqrt(np.convolve(samples**2, np.ones(2 * step) / (2 * step), "same"))
    loud = np.flatnonzero(level > 0.02 * level.max())
    first, last = max(0, loud[0] - step), min(len(samples), loud[-1] + 6 * step)
    samples = samples[first:last].copy()
    samples[:step] *= np.linspace(0, 1, step)
    samples[-4 * step :] *= np.linspace(1, 0, 4 * step)
    return samples


def _english(words, voice, pace):
    chance = np.random.default_rng(SEED)
    parts = []
    for phonemes in _hibari.phonemize(words):
        ids = np.asarray([_hibari.ids(phonemes)], np.int64)
        speed = np.asarray([voice.pace * pace], np.float32)
        spectra = [out[0] for out in _hibari.sess.run(None, {"ids": ids, "speed": speed})]
        if (voice.pitch, voice.formants) != (1.0, 1.0):
            spectra = _moved(*spectra, voice)
        parts.append(dsp.synth(*spectra, chance))
    return np.concatenate(parts).astype(float)


def _moved(harmonic, angle, noise, free, phase, pitch, voice):
    """hibari's spectra for another throat."""
    count = len(harmonic)
    bins = np.arange(count)
    voiced = pitch > 40
    # Its free part holds some of the voice at the old pitch: hand that to the harmonic part, where the pitch is a new one.
    high = np.clip((bins * HERTZ_A_BIN - FREE_BELOW) / (FREE_ABOVE - FREE_BELOW), 0, 1)[:, None]
    both = 0.5 * np.log(np.exp(2 * harmonic) + np.exp(2 * free))
    harmonic = np.where(voiced, both * (1 - high) + harmonic * high, harmonic)
    free = np.where(voiced, free - (1 - high) * np.log(8), free)
    # Below its own lowest note it never learnt a level: carry that note's on downwards.
    for frame in np.flatnonzero(voiced):
        lowest = int(np.clip(round(pitch[frame] / HERTZ_A_BIN), 1, 40))
        harmonic[:lowest, frame] = harmonic[lowest : lowest + 2, frame].mean()

    source = bins / voice.formants
    below = np.clip(source.astype(int), 0, count - 1)
    above = np.clip(below + 1, 0, count - 1)
    part = np.clip(source - below, 0, 1)[:, None]

    def stretched(spectrum):
        out = spectrum[below] * (1 - part) + spectrum[above] * part
        out[source > count - 1] = spectrum.min()
        return out.astype(np.float32)

    middle = np.exp(np.mean(np.log(pitch[voiced]))) if voiced.any() else 1.0
    moved = np.where(voiced, middle * voice.pitch * (np.maximum(pitch, 1) / middle) ** voice.melody, pitch)
    nearest = np.clip(np.round(source).astype(int), 0, count - 1)
    return stretched(harmonic), stretched(angle), stretched(noise), stretched(free), phase[nearest], moved.astype(np.float32)


def espeak(words, voice, pace):
    """espeak-ng, its pitch and resonances moved, its joins and its edge softened."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"
        subprocess.run(["espeak-ng", "-v", voice.variant, "-s", str(round(voice.pace * pace)), "-p", "50", words, "-w", str(path)], check=True)
        samples, rate = soundfile.read(path, dtype="float64")
    coarse, times = pyworld.dio(samples, rate, f0_floor=60, f0_ceil=420)
    pitch = pyworld.stonemask(samples, coarse, times, rate)
    envelope = pyworld.cheaptrick(samples, pitch, times, rate)
    breath = pyworld.d4c(samples, pitch, times, rate)

    count = envelope.shape[1]
    hertz = np.arange(count) * rate / 2 / (count - 1)
    source = np.arange(count) / voice.formants
    level = np.log(envelope)
    level = np.array([np.interp(source, np.arange(count), row) for row in gaussian_filter1d(level, 1.2, axis=0)])
    level -= np.clip(np.log2(np.maximum(hertz, 1) / 2500), 0, 2) * 3 * np.log(10) / 10  # 3 dB an octave less above 2.5 kHz
    # A little breath in the higher voice, as people have it.
    breath = np.clip(breath + 0.25 * np.clip((hertz - 2000) / 4000, 0, 1), 0, 1)

    voiced = pitch > 0
    if voiced.any():
        middle = np.exp(np.mean(np.log(pitch[voiced])))
        chance = np.random.default_rng(SEED)
        drift = 1 + 0.012 * gaussian_filter1d(chance.standard_normal(len(pitch)), 12) * np.sqrt(24)
        pitch = np.where(voiced, voice.hertz * (np.maximum(pitch, 1) / middle) ** voice.melody * drift, 0)
    out = pyworld.synthesize(pitch, np.ascontiguousarray(np.exp(level)), np.ascontiguousarray(breath), rate)
    return out, rate
