//! What comes back from each wall of a room first: later, fainter and duller than the sound itself, and from elsewhere.

use glam::Vec3;
use kira::Frame;

use super::binaural::SEGMENT;
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
    /// Twice as long as what is kept: so what is looked back on lies in one piece, and is moved to the front only now and then.
    line: Box<[f32; 2 * KEPT]>,
    at: usize,
    rate: f32,
    dull: f32,
    last: f32,
    taps: [[Tap; 2]; 6],
}

/// A reflection at one ear.
#[derive(Clone, Copy, Default, PartialEq)]
struct Tap {
    /// How much later than the sound itself, samples.
    late: usize,
    gain: f32,
}

impl Reflections {
    /// For so many samples after a sound something may come back of it.
    pub const KEPT: usize = KEPT;

    pub fn at(rate: f32) -> Self {
        Self {
            line: Box::new([0.0; 2 * KEPT]),
            at: KEPT,
            rate,
            dull: (-std::f32::consts::TAU * DULL / rate).exp(),
            last: 0.0,
            taps: [[Tap::default(); 2]; 6],
        }
    }

    /// Adds to `frames` what comes back of `samples`, no more than [`SEGMENT`], from `images`. The sound itself is `direct` metres away, and would have a gain of
    /// `power` a metre away.
    pub fn add(&mut self, samples: &[f32], frames: &mut [Frame], images: &[Vec3; 6], direct: f32, power: f32, hearing: Hearing) {
        let before = self.taps;
        if power > 0.0 {
            self.taps = images.map(|image| taps(image, direct, power, hearing, self.rate));
        } else {
            self.taps = [[Tap::default(); 2]; 6];
        }
        if self.at + samples.len() > 2 * KEPT {
            self.line.copy_within(self.at - KEPT..self.at, 0);
            self.at = KEPT;
        }
        let from = self.at;
        for sample in samples {
            self.last = sample * (1.0 - self.dull) + self.last * self.dull + 1e-18;
            self.line[self.at] = self.last;
            self.at += 1;
        }
        let step = 1.0 / samples.len().max(1) as f32;
        let parts: [f32; SEGMENT] = std::array::from_fn(|at| (at + 1) as f32 * step);
        let mut sums = [[0.0; SEGMENT]; 2];
        for (before, now) in before.iter().zip(&self.taps) {
            for (ear, sums) in sums.iter_mut().enumerate() {
                let (before, now) = (before[ear], now[ear]);
                let back = |tap: Tap| &self.line[from - tap.late..from - tap.late + samples.len()];
                if before == now && now.gain != 0.0 {
                    sums.iter_mut().zip(back(now)).for_each(|(sum, sample)| *sum += sample * now.gain);
                } else if before != now {
                    for ((sum, part), (old, new)) in sums.iter_mut().zip(&parts).zip(back(before).iter().zip(back(now))) {
                        let old = old * before.gain;
                        *sum += old + (new * now.gain - old) * part;
                    }
                }
            }
        }
        for ((frame, left), right) in frames.iter_mut().zip(&sums[0]).zip(&sums[1]) {
            *frame += Frame { left: *left, right: *right };
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
