//! What comes back from each wall of a room first: later, fainter and duller than the sound itself, and from elsewhere.

use glam::Vec3;
use kira::Frame;

use super::hearing::Hearing;
use super::room::SOUND;

/// Samples that are kept: 80 ms at 192 kHz. What comes back later than that is left to the tail.
const KEPT: usize = 16_384;
const LATEST: f32 = 0.08;
/// From here on upwards walls take more, Hz.
const DULL: f32 = 6000.0;
/// How much later a sound from the side reaches the far ear, seconds, and by how much of its power it is then less.
const ACROSS: f32 = 0.000_65;
const SHADOW: f32 = 0.75;

/// The first reflections of one sound.
pub(super) struct Reflections {
    line: Box<[f32; KEPT]>,
    at: usize,
    rate: f32,
    dull: f32,
    last: f32,
    taps: [[Tap; 2]; 6],
}

/// A reflection at one ear.
#[derive(Clone, Copy, Default)]
struct Tap {
    /// How much later than the sound itself, samples.
    late: usize,
    gain: f32,
}

impl Reflections {
    pub fn at(rate: f32) -> Self {
        Self {
            line: Box::new([0.0; KEPT]),
            at: 0,
            rate,
            dull: (-std::f32::consts::TAU * DULL / rate).exp(),
            last: 0.0,
            taps: [[Tap::default(); 2]; 6],
        }
    }

    /// Adds to `frames` what comes back of `samples` from `images`. The sound itself is `direct` metres away, and would have a gain of
    /// `power` a metre away.
    pub fn add(&mut self, samples: &[f32], frames: &mut [Frame], images: &[Vec3; 6], direct: f32, power: f32, hearing: Hearing) {
        let before = self.taps;
        if power > 0.0 {
            self.taps = images.map(|image| taps(image, direct, power, hearing, self.rate));
        } else {
            self.taps = [[Tap::default(); 2]; 6];
        }
        let from = self.at;
        for sample in samples {
            self.last = sample * (1.0 - self.dull) + self.last * self.dull + 1e-18;
            self.line[self.at] = self.last;
            self.at = (self.at + 1) % KEPT;
        }
        let step = 1.0 / frames.len().max(1) as f32;
        for (before, now) in before.iter().zip(&self.taps) {
            if before.iter().chain(now).all(|tap| tap.gain == 0.0) {
                continue;
            }
            for (n, frame) in frames.iter_mut().enumerate() {
                let new = (n + 1) as f32 * step;
                let heard = [0, 1].map(|ear| {
                    let read = |tap: Tap| self.line[(from + n + KEPT - tap.late) % KEPT] * tap.gain;
                    read(before[ear]) * (1.0 - new) + read(now[ear]) * new
                });
                *frame += Frame { left: heard[0], right: heard[1] };
            }
        }
    }
}

fn taps(image: Vec3, direct: f32, power: f32, hearing: Hearing, rate: f32) -> [Tap; 2] {
    let distance = image.length().max(direct);
    let late = (distance - direct) / SOUND;
    if late > LATEST {
        return [Tap::default(); 2];
    }
    let right = image.normalize_or_zero().x;
    [-right, right].map(|towards| {
        let (side, across) = match hearing {
            Hearing::Headphones => (towards * SHADOW, (-towards).max(0.0) * ACROSS),
            Hearing::Loudspeakers => (towards, 0.0),
            Hearing::Mono => (0.0, 0.0),
        };
        Tap { late: ((late + across) * rate) as usize, gain: power / distance * (1.0 + side).sqrt() }
    })
}
