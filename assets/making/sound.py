"""What the sound scripts share."""

import sys
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

RATE = 48000  # samples a second


def true_peak(samples):
    """dBTP: the highest peak of the signal four times oversampled."""
    return 20 * np.log10(max(np.abs(resample_poly(samples, 4, 1, axis=0)).max(), 1e-9))


def write_vorbis(path, samples, quality=0.5, rate=RATE):
    """Ogg Vorbis, written a second at a time: the encoder fails on long blocks."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(path, "w", rate, channels, "VORBIS", format="OGG", compression_level=1 - quality) as file:
        for start in range(0, len(samples), rate):
            file.write(samples[start : start + rate])


def folder_from_command_line():
    """The tour's folder, given as `to=...`."""
    for word in sys.argv[1:]:
        if word.startswith("to="):
            return Path(word[3:])
    raise SystemExit("say where the tour is: to=../../tours/first-look")
