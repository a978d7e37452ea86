#!/usr/bin/env python3
"""Bakes field.hrtf, what a head does to a whole field of sound, from kemar.hrtf. See README.md beside this file."""

import struct
from pathlib import Path

import numpy as np
from scipy.spatial import SphericalVoronoi

FFT = 2048
TAPS = 192
# How much is put before the first sound, samples: what comes of keeping to the field reaches a little ahead of it.
BEFORE = 12
# Up to here ears tell a direction by time, and the field is held to time and level; above by level alone, Hz. One band leads into the other.
BY_TIME = (1200.0, 2400.0)


def head(path):
    """Directions, sample rate, and what the left ear gets of each direction: its spectra, delays put back."""
    file = path.read_bytes()
    rate, taps, count, _ = struct.unpack("<4I", file[4:20])
    floats = np.frombuffer(file, "<f4", count * (5 + 2 * taps), 20).astype(float)
    directions, late, responses = np.split(floats, [3 * count, 5 * count])
    late, responses = late.reshape(count, 2), responses.reshape(count, 2, taps)
    at = np.fft.rfftfreq(FFT, 1 / rate)
    spectra = np.fft.rfft(responses, FFT) * np.exp(-2j * np.pi * at * (late[..., None] + BEFORE / rate))
    return directions.reshape(count, 3), rate, spectra[:, 0]


def fitted(spectra, field, areas, at):
    """For each frequency the four numbers that a field is multiplied by to come nearest to what the ear gets of every direction."""
    fit = np.linalg.pinv(field * np.sqrt(areas)[:, None]) * np.sqrt(areas)
    filters = np.zeros((field.shape[1], len(at)), complex)
    for bin, hertz in enumerate(at):
        wanted = spectra[:, bin]
        by_level = np.clip((hertz - BY_TIME[0]) / (BY_TIME[1] - BY_TIME[0]), 0, 1)
        if by_level > 0:
            # Above what ears tell by time the phase is free: it goes on as it fits best.
            step = filters[:, bin - 1] / np.where(np.abs(filters[:, bin - 2]) > 1e-9, filters[:, bin - 2], 1)
            ahead = field @ (filters[:, bin - 1] * step / np.maximum(np.abs(step), 1e-9))
            free = np.abs(wanted) * np.exp(1j * np.angle(ahead))
            wanted = wanted * (1 - by_level) + free * by_level
        filters[:, bin] = fit @ wanted
        # What comes from everywhere is as loud as it is to the ear itself.
        power = np.average(np.abs(field @ filters[:, bin]) ** 2, weights=areas)
        filters[:, bin] *= np.sqrt(np.average(np.abs(spectra[:, bin]) ** 2, weights=areas) / power)
    return filters


def main():
    here = Path(__file__)
    directions, rate, spectra = head(here.with_name("kemar.hrtf"))
    areas = SphericalVoronoi(directions / np.linalg.norm(directions, axis=1, keepdims=True)).calculate_areas()
    at = np.fft.rfftfreq(FFT, 1 / rate)
    field = np.column_stack([np.ones(len(directions)), directions])
    filters = fitted(spectra, field, areas, at)
    filters[:, -1] = filters[:, -1].real
    taps = np.fft.irfft(filters, FFT)
    kept = np.ones(TAPS)
    kept[:BEFORE] = np.sin(np.pi / 2 * (np.arange(BEFORE) + 0.5) / BEFORE) ** 2
    kept[-TAPS // 4 :] = 0.5 + 0.5 * np.cos(np.pi * np.arange(TAPS // 4) / (TAPS // 4))
    lost = 1 - (taps[:, :TAPS] ** 2).sum() / (taps**2).sum()
    taps = taps[:, :TAPS] * kept
    out = here.with_name("field.hrtf")
    with out.open("wb") as file:
        file.write(b"FELD" + struct.pack("<2I", rate, TAPS) + taps.astype("<f4").tobytes())
    heard = np.fft.rfft(taps, FFT)
    print(f"{out}: {out.stat().st_size} bytes, {100 * lost:.2f} % cut off")
    for yaw in range(0, 181, 30):
        x, z = np.sin(np.radians(yaw)), -np.cos(np.radians(yaw))
        near = np.argmin(((directions - [x, 0, z]) ** 2).sum(axis=1))
        far = np.argmin(((directions - [-x, 0, z]) ** 2).sum(axis=1))
        level = lambda left, right, low, high: 10 * np.log10(
            (np.abs(right) ** 2)[(at > low) & (at < high)].sum() / (np.abs(left) ** 2)[(at > low) & (at < high)].sum()
        )
        said = []
        for left, right in [(np.array([1, x, 0, z]) @ heard, np.array([1, -x, 0, z]) @ heard), (spectra[near], spectra[far])]:
            band = (at > 100) & (at < 1000)
            late = np.argmax(np.fft.irfft(left * np.conj(right) * band, FFT * 16))
            late = (late - FFT * 16 if late > FFT * 8 else late) / rate / 16 * 1e6
            said.append(f"{late:4.0f} µs {level(left, right, 200, 1500):5.1f} dB {level(left, right, 1500, 12_000):5.1f} dB")
        print(f"{yaw:3}°: {said[0]}, head {said[1]}")
    power = np.average(np.abs(field @ heard) ** 2, axis=0, weights=areas)
    for low, high in [(60, 250), (250, 1000), (1000, 4000), (4000, 12_000), (12_000, 18_000)]:
        print(f"from everywhere, {low} to {high} Hz: {10 * np.log10(power[(at > low) & (at < high)].mean()):.1f} dB")


if __name__ == "__main__":
    main()
