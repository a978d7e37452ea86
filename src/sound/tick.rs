//! What choosing sounds like: short, soft and low. It is heard in a loud place, and startles nobody.

use std::f32::consts::TAU;
use std::sync::Arc;

use kira::Frame;
use kira::sound::static_sound::{StaticSoundData, StaticSoundSettings};

/// Samples a second.
const RATE: u32 = 48_000;
/// How long it is, seconds.
const SECONDS: f32 = 0.12;
/// How long it takes to be there, seconds: a softer beginning than a click's.
const ATTACK: f32 = 0.003;
/// How long it takes to be a third as loud, seconds.
const DECAY: f32 = 0.02;
/// What it is made of: a fifth, Hz.
const TONES: [f32; 2] = [520.0, 780.0];
/// What it peaks at, of full scale: well below voices.
const PEAK: f32 = 0.12;

/// The sound, ready to be played.
pub fn tick() -> StaticSoundData {
    let frames: Arc<[Frame]> = (0..(RATE as f32 * SECONDS) as u32)
        .map(|sample| {
            let seconds = sample as f32 / RATE as f32;
            let swell = (seconds / ATTACK).min(1.0) * (-seconds / DECAY).exp() * ((SECONDS - seconds) / ATTACK).min(1.0);
            let tones: f32 = TONES.iter().map(|hertz| (TAU * hertz * seconds).sin()).sum();
            Frame::from_mono(PEAK * swell * tones / TONES.len() as f32)
        })
        .collect();
    StaticSoundData { sample_rate: RATE, frames, settings: StaticSoundSettings::default(), slice: None }
}
