//! Sounds to play, and ears to measure what comes out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::Vec3;
use indenfor::sound::{Capture, Engine};
use indenfor::tour::LocationIndex;
use indenfor::walk::{Scene, Source, Voice, VoiceKey};

/// What everything here is played at, Hz.
pub const RATE: u32 = 48_000;

/// Writes a mono WAV of 16 bits.
pub fn wav(file: &Path, samples: &[f32]) -> Arc<PathBuf> {
    wav_of(file, RATE, 1, samples)
}

/// Writes a WAV of 16 bits with interleaved channels.
pub fn wav_of(file: &Path, rate: u32, channels: u8, samples: &[f32]) -> Arc<PathBuf> {
    let bytes = samples.len() as u32 * 2;
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16u32.to_le_bytes());
    wav.extend([1, 0, channels, 0]);
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * 2 * u32::from(channels)).to_le_bytes());
    wav.extend([2 * channels, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend(bytes.to_le_bytes());
    wav.extend(samples.iter().flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()));
    std::fs::write(file, wav).unwrap();
    Arc::new(file.to_owned())
}

/// A tone of `hertz` that peaks at `peak`.
pub fn tone(hertz: f32, peak: f32, seconds: f32) -> Vec<f32> {
    let turn = f64::from(hertz) * std::f64::consts::TAU / f64::from(RATE);
    (0..(seconds * RATE as f32) as usize).map(|n| (n as f64 * turn).sin() as f32 * peak).collect()
}

/// White noise that peaks at `peak`: always the same.
pub fn noise(peak: f32, samples: usize) -> Vec<f32> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..samples).map(|_| next() * peak).collect()
}

/// A scene in which these are heard and nothing is seen.
pub fn scene(voices: Vec<Voice>) -> Scene {
    Scene { voices, ..Scene::bare(LocationIndex(0)) }
}

/// A sound that goes round.
pub fn ambience(sound: &Arc<PathBuf>, position: Option<Vec3>, gain: f32) -> Voice {
    let sound = Source::File(sound.clone());
    Voice { key: VoiceKey::Ambience(LocationIndex(0), 0), sound, position, gain, looped: true, elapsed: 0.0, paused: false }
}

/// What the left ear and the right ear hear, apart.
pub fn ears(samples: &[f32]) -> [Vec<f32>; 2] {
    [0, 1].map(|ear| samples.iter().skip(ear).step_by(2).copied().collect())
}

/// The level of each ear, decibels relative to full scale (RMS).
pub fn levels(samples: &[f32]) -> [f32; 2] {
    ears(samples).map(|ear| {
        let power = ear.iter().map(|sample| sample * sample).sum::<f32>() / ear.len() as f32;
        10.0 * power.max(1e-12).log10()
    })
}

/// Follows the scene until something is heard, and lets it settle.
pub fn settle(engine: &mut Engine<Capture>, scene: &Scene) {
    let patience = Instant::now();
    loop {
        engine.follow(scene);
        let block = engine.capture().render(RATE as usize / 50);
        if levels(&block).iter().any(|level| *level > -80.0) || patience.elapsed() > Duration::from_secs(10) {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    engine.follow(scene);
    engine.capture().render(RATE as usize / 2);
}

/// The levels of both ears once the scene has settled.
pub fn heard(engine: &mut Engine<Capture>, scene: &Scene) -> [f32; 2] {
    settle(engine, scene);
    levels(&engine.capture().render(RATE as usize / 4))
}

/// What is heard for so many seconds of a scene in which `way` moves something, by frames 90 times a second.
pub fn moving(engine: &mut Engine<Capture>, scene: &mut Scene, seconds: f32, way: impl Fn(&mut Scene, f32)) -> Vec<f32> {
    let mut heard = Vec::new();
    for frame in 0..(seconds * 90.0) as usize {
        way(scene, frame as f32 / 90.0);
        engine.follow(scene);
        heard.extend(engine.capture().render(533));
    }
    heard
}

/// A complex number: the real and the imaginary part.
pub type Complex = [f64; 2];

/// The spectrum of as many samples as a power of two.
pub fn spectrum(samples: &[f32]) -> Vec<Complex> {
    assert!(samples.len().is_power_of_two());
    let bits = samples.len().trailing_zeros();
    let mut bins: Vec<Complex> = vec![[0.0; 2]; samples.len()];
    for (at, sample) in samples.iter().enumerate() {
        bins[at.reverse_bits() >> (usize::BITS - bits)] = [f64::from(*sample), 0.0];
    }
    let mut half = 1;
    while half < bins.len() {
        for start in (0..bins.len()).step_by(2 * half) {
            for at in 0..half {
                let (sin, cos) = (-std::f64::consts::PI * at as f64 / half as f64).sin_cos();
                let [a, b] = [bins[start + at], bins[start + at + half]];
                let b = [b[0] * cos - b[1] * sin, b[0] * sin + b[1] * cos];
                bins[start + at] = [a[0] + b[0], a[1] + b[1]];
                bins[start + at + half] = [a[0] - b[0], a[1] - b[1]];
            }
        }
        half *= 2;
    }
    bins
}

/// The power of a complex number.
pub fn power(bin: Complex) -> f64 {
    bin[0] * bin[0] + bin[1] * bin[1]
}

/// The powers of the last second and a bit, each 0.73 Hz apart, seen through a window that hides nothing down to -90 dB.
pub fn fine_spectrum(ear: &[f32]) -> Vec<f64> {
    let last = &ear[ear.len() - 65_536..];
    let window = |at: usize| {
        let turn = std::f64::consts::TAU * at as f64 / 65_536.0;
        0.35875 - 0.48829 * turn.cos() + 0.14128 * (2.0 * turn).cos() - 0.01168 * (3.0 * turn).cos()
    };
    let windowed: Vec<f32> = last.iter().enumerate().map(|(at, sample)| sample * window(at) as f32).collect();
    spectrum(&windowed).into_iter().take(32_768).map(power).collect()
}
