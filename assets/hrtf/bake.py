#!/usr/bin/env python3
"""Bakes kemar.hrtf, what a head does to sound, from the MIT KEMAR measurements. See README.md beside this file."""

import struct
import sys
from pathlib import Path

import h5py
import numpy as np
from scipy.signal import resample_poly
from scipy.spatial import ConvexHull, SphericalVoronoi

RATE = 48_000
TAPS = 128
FFT = 4096
# Below this the loudspeaker of the measurement says more than the head, Hz.
LOWEST = 120.0
# Above this the measurement has nothing left, Hz.
HIGHEST = 19_000.0
# Whether two ears hear a sound at different times is told by these frequencies, Hz.
ITD_BAND = (100.0, 1500.0)
FINE = 16


def measurements(path):
    """Directions (x right, y up, -z ahead), impulse responses [direction, ear (left, right), sample], and their sample rate."""
    with h5py.File(path) as sofa:
        azimuth, elevation, _ = np.asarray(sofa["SourcePosition"], float).T
        responses = np.asarray(sofa["Data.IR"], float)
        rate = float(sofa["Data.SamplingRate"][0])
    # In SOFA azimuth grows to the left.
    yaw, pitch = np.radians(-azimuth), np.radians(elevation)
    directions = np.stack([np.sin(yaw) * np.cos(pitch), np.sin(pitch), -np.cos(yaw) * np.cos(pitch)], axis=1)
    return directions, responses, rate


def magnitudes(responses, rate):
    """Of each response at the frequencies of an FFT at RATE. What was not measured is held level."""
    measured = np.abs(np.fft.rfft(responses, FFT))
    at = np.fft.rfftfreq(FFT, 1 / rate)
    wanted = np.clip(np.fft.rfftfreq(FFT, 1 / RATE), LOWEST, HIGHEST)
    return np.apply_along_axis(lambda spectrum: np.interp(wanted, at, spectrum), -1, measured)


def diffuse_field(spectra, directions):
    """The power average over the whole sphere and both ears, smoothed over a sixth of an octave."""
    areas = SphericalVoronoi(directions).calculate_areas()
    power = np.average((spectra**2).mean(axis=1), axis=0, weights=areas)
    at = np.maximum(np.fft.rfftfreq(FFT, 1 / RATE), 1.0)
    total = np.concatenate([[0.0], np.cumsum(power)])
    low = np.searchsorted(at, at * 2 ** (-1 / 12))
    high = np.maximum(np.searchsorted(at, at * 2 ** (1 / 12)), low + 1)
    return np.sqrt((total[high] - total[low]) / (high - low))


def minimum_phase(spectra):
    """Impulse responses of these magnitudes that have all their energy as early as can be."""
    whole = np.concatenate([spectra, spectra[..., -2:0:-1]], axis=-1)
    cepstrum = np.fft.ifft(np.log(np.maximum(whole, 1e-5))).real
    cepstrum[..., 1 : FFT // 2] *= 2
    cepstrum[..., FFT // 2 + 1 :] = 0
    responses = np.fft.ifft(np.exp(np.fft.fft(cepstrum))).real[..., :TAPS]
    responses[..., -TAPS // 4 :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(TAPS // 4) / (TAPS // 4))
    return responses


def delays(responses, rate, short):
    """How much later than its minimum phase each response comes, seconds."""
    band = np.fft.rfftfreq(FFT, 1 / RATE)
    band = (band >= ITD_BAND[0]) & (band <= ITD_BAND[1])
    at_rate = resample_poly(responses, int(RATE / 300), int(rate / 300), axis=-1)
    product = np.fft.rfft(at_rate, FFT) * np.conj(np.fft.rfft(short, FFT)) * band
    correlation = np.fft.irfft(product, FFT * FINE)
    peak = np.argmax(correlation, axis=-1)
    pick = lambda step: np.take_along_axis(correlation, ((peak + step) % (FFT * FINE))[..., None], -1)[..., 0]
    before, here, after = pick(-1), pick(0), pick(1)
    return (peak + 0.5 * (before - after) / (before - 2 * here + after)) / (RATE * FINE)


def main():
    source = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/libmysofa/default.sofa")
    directions, responses, rate = measurements(source)
    spectra = magnitudes(responses, rate)
    # What all directions have in common is the measurement's and the ear canal's own sound; headphones bring their own.
    spectra /= diffuse_field(spectra, directions)
    # Nobody measured straight down: there is the mean of the lowest ring, so that no triangle reaches across.
    lowest = directions[:, 1] < directions[:, 1].min() + 1e-3
    below = np.exp(np.log(spectra[lowest]).mean(axis=(0, 1)))
    late = delays(responses, rate, minimum_phase(spectra))
    directions = np.vstack([directions, [0.0, -1.0, 0.0]])
    spectra = np.concatenate([spectra, np.broadcast_to(below, (1, *spectra.shape[1:]))])
    late = np.vstack([late, np.full((1, 2), late[lowest].mean())])
    late -= late.min()
    taps = minimum_phase(spectra)

    triangles = ConvexHull(directions).simplices.astype(np.uint16)
    out = Path(__file__).with_name("kemar.hrtf")
    with out.open("wb") as file:
        file.write(b"HRTF" + struct.pack("<4I", RATE, TAPS, len(directions), len(triangles)))
        for block, kind in [(directions, "<f4"), (late, "<f4"), (taps, "<f4"), (triangles, "<u2")]:
            file.write(block.astype(kind).tobytes())
    spread = np.abs(np.fft.rfft(taps, FFT)) / spectra
    heard = (np.fft.rfftfreq(FFT, 1 / RATE) > 200) & (np.fft.rfftfreq(FFT, 1 / RATE) < 16_000)
    print(f"{out}: {out.stat().st_size} bytes, {len(directions)} directions, {len(triangles)} triangles")
    print(f"mean error of {TAPS} taps: {np.abs(20 * np.log10(spread[..., heard])).mean():.2f} dB; longest delay {late.max() * 1e6:.0f} µs")


if __name__ == "__main__":
    main()
