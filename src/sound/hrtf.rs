//! What a head does to sound from each side: measured, baked into one file, interpolated between directions.

use std::sync::{Arc, Mutex};

use glam::{Mat3, Vec3};

/// See `assets/hrtf/README.md` for its origin and form.
const BAKED: &[u8] = include_bytes!("../../assets/hrtf/kemar.hrtf");
/// How long a filter is, samples.
pub(super) const TAPS: usize = 128;
/// The sets for the sample rates that were asked for.
static SETS: ByRate<Hrtf> = ByRate::new();

/// What was made for each sample rate, in Hz, that was asked for; made once.
pub(super) struct ByRate<T>(Mutex<Vec<(u32, Arc<T>)>>);

impl<T> ByRate<T> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// What was made for a rate, or is made now.
    pub fn at(&self, rate: u32, make: impl FnOnce() -> Option<T>) -> Option<Arc<T>> {
        // A thread that panicked left nothing half done: what is made is made before it is put in.
        let mut made = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, found)) = made.iter().find(|(made_for, _)| *made_for == rate) {
            return Some(found.clone());
        }
        let new = Arc::new(make()?);
        made.push((rate, new.clone()));
        Some(new)
    }
}

/// Filters for all directions around a head, at one sample rate.
pub(super) struct Hrtf {
    heads: Vec<Ears>,
    triangles: Vec<Triangle>,
}

/// What both ears, left and right, get from one direction.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ears {
    /// How much later than at first the sound arrives, samples.
    pub delays: [f32; 2],
    /// The impulse responses without that delay.
    pub taps: [[f32; TAPS]; 2],
}

/// Three neighbouring directions.
struct Triangle {
    corners: [usize; 3],
    /// From a direction to how much of each corner it is made of.
    weights: Mat3,
}

impl Default for Ears {
    fn default() -> Self {
        Self { delays: [0.0; 2], taps: [[0.0; TAPS]; 2] }
    }
}

impl Hrtf {
    /// The set for a sample rate in Hz. `None` if the program is damaged.
    pub fn at(rate: u32) -> Option<Arc<Self>> {
        SETS.at(rate, || Self::read(BAKED, rate))
    }

    fn read(file: &[u8], rate: u32) -> Option<Self> {
        let mut file = file.strip_prefix(b"HRTF")?;
        let [baked_rate, taps, heads, triangles] = [u32_of(&mut file)?, u32_of(&mut file)?, u32_of(&mut file)?, u32_of(&mut file)?];
        if taps as usize != TAPS {
            return None;
        }
        let directions: Vec<Vec3> =
            floats(&mut file, heads as usize * 3)?.chunks_exact(3).map(|at| Vec3::new(at[0], at[1], at[2])).collect();
        let delays = floats(&mut file, heads as usize * 2)?;
        let responses = floats(&mut file, heads as usize * 2 * TAPS)?;
        let heads = delays
            .chunks_exact(2)
            .zip(responses.chunks_exact(2 * TAPS))
            .map(|(delays, taps)| Ears {
                delays: [delays[0] * rate as f32, delays[1] * rate as f32],
                taps: [resampled(&taps[..TAPS], baked_rate, rate), resampled(&taps[TAPS..], baked_rate, rate)],
            })
            .collect();
        let triangles = file
            .get(..triangles as usize * 6)?
            .chunks_exact(6)
            .map(|corners| {
                let corners = [0, 2, 4].map(|at| usize::from(u16::from_le_bytes([corners[at], corners[at + 1]])));
                let [a, b, c] = corners.map(|corner| directions.get(corner).copied());
                Some(Triangle { corners, weights: Mat3::from_cols(a?, b?, c?).inverse() })
            })
            .collect::<Option<Vec<_>>>()?;
        (!triangles.is_empty()).then_some(Self { heads, triangles })
    }

    /// Fills `ears` with what they get from `direction` (a unit vector: +X right, +Y up, -Z ahead). `triangle` is where it was found
    /// the last time, and is brought up to date: directions seldom move far.
    pub fn toward(&self, direction: Vec3, triangle: &mut usize, ears: &mut Ears) {
        let inside = |at: &Triangle| (at.weights * direction).min_element();
        if self.triangles.get(*triangle).is_none_or(|at| inside(at) < -1e-4) {
            let best = self.triangles.iter().enumerate().max_by(|(_, a), (_, b)| inside(a).total_cmp(&inside(b)));
            *triangle = best.map_or(0, |(index, _)| index);
        }
        let Some(found) = self.triangles.get(*triangle) else { return };
        let weights = (found.weights * direction).max(Vec3::ZERO);
        let weights = (weights / weights.element_sum().max(f32::MIN_POSITIVE)).to_array();
        let corners = found.corners.map(|corner| &self.heads[corner]);
        for ear in 0..2 {
            ears.delays[ear] = (0..3).map(|at| weights[at] * corners[at].delays[ear]).sum();
            let [a, b, c] = corners.map(|corner| &corner.taps[ear]);
            for (at, tap) in ears.taps[ear].iter_mut().enumerate() {
                *tap = weights[0] * a[at] + weights[1] * b[at] + weights[2] * c[at];
            }
        }
    }
}

/// An impulse response at another sample rate, kept to as many taps.
pub(super) fn resampled<const LENGTH: usize>(taps: &[f32], from: u32, to: u32) -> [f32; LENGTH] {
    let mut result = [0.0; LENGTH];
    if from == to {
        result.copy_from_slice(taps);
        return result;
    }
    let step = from as f32 / to as f32;
    // Where the new rate is lower, what it cannot hold is left out.
    let cutoff = (1.0 / step).min(1.0);
    for (at, tap) in result.iter_mut().enumerate() {
        let place = at as f32 * step;
        let sum = taps.iter().enumerate().map(|(at, tap)| tap * sinc(cutoff * (place - at as f32), 16.0)).sum::<f32>();
        let left = (LENGTH - at) as f32 / 32.0;
        // As loud as before though there are more or fewer samples; what is cut off at the end fades.
        *tap = sum * cutoff * step * left.min(1.0);
    }
    result
}

/// How far to each side a sample between samples reaches.
pub(super) const REACH: usize = 4;

/// What reads `part` of a sample late, from 0 to 1: [`sinc`] at -3 - `part` and all whole steps from there, by three sines instead of sixteen.
pub(super) fn between(part: f32) -> [f32; 2 * REACH] {
    const ROOT: f32 = std::f32::consts::FRAC_1_SQRT_2;
    // An eighth of a turn for each step: the window.
    const TURNS: [(f32, f32); 2 * REACH] =
        [(-ROOT, -ROOT), (0.0, -1.0), (ROOT, -ROOT), (1.0, 0.0), (ROOT, ROOT), (0.0, 1.0), (-ROOT, ROOT), (-1.0, 0.0)];
    let wave = (part * std::f32::consts::PI).sin();
    let (sin, cos) = (part * std::f32::consts::FRAC_PI_4).sin_cos();
    std::array::from_fn(|at| {
        let place = at as f32 - (REACH - 1) as f32 - part;
        if place.abs() < 1e-4 {
            return 1.0;
        }
        let window = 0.5 + 0.5 * (TURNS[at].0 * cos + TURNS[at].1 * sin);
        let wave = if at % 2 == 0 { wave } else { -wave };
        wave / (place * std::f32::consts::PI) * window
    })
}

/// The kernel that samples are read between with, `reach` samples to each side.
pub(super) fn sinc(at: f32, reach: f32) -> f32 {
    if at.abs() >= reach {
        return 0.0;
    }
    let angle = at * std::f32::consts::PI;
    let window = (angle / (2.0 * reach)).cos();
    if angle.abs() < 1e-4 { 1.0 } else { angle.sin() / angle * window * window }
}

pub(super) fn u32_of(file: &mut &[u8]) -> Option<u32> {
    let (bytes, rest) = file.split_first_chunk()?;
    *file = rest;
    Some(u32::from_le_bytes(*bytes))
}

pub(super) fn floats(file: &mut &[u8], count: usize) -> Option<Vec<f32>> {
    let (bytes, rest) = file.split_at_checked(count.checked_mul(4)?)?;
    *file = rest;
    Some(bytes.chunks_exact(4).map(|at| f32::from_le_bytes([at[0], at[1], at[2], at[3]])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::Angles;

    fn toward(rate: u32, yaw: f32, pitch: f32) -> Ears {
        let mut ears = Ears::default();
        Hrtf::at(rate).unwrap().toward(Angles { yaw, pitch }.direction(), &mut 0, &mut ears);
        ears
    }

    #[test]
    fn the_baked_file_is_whole_and_a_torn_one_is_told() {
        assert!(Hrtf::read(BAKED, 48_000).is_some());
        for length in [0, 3, 12, 100, BAKED.len() / 2, BAKED.len() - 1] {
            assert!(Hrtf::read(&BAKED[..length], 48_000).is_none(), "{length} bytes");
        }
    }

    #[test]
    fn every_direction_has_filters_and_neighbours_are_alike() {
        let set = Hrtf::at(48_000).unwrap();
        let mut triangle = 0;
        let mut last: Option<Ears> = None;
        // A spiral from straight down to straight up, in steps of at most a third of a degree.
        for step in 0..=36_000 {
            let direction = Angles { yaw: step as f32 * 0.3, pitch: step as f32 / 200.0 - 90.0 }.direction();
            let mut ears = Ears::default();
            set.toward(direction, &mut triangle, &mut ears);
            let energy = ears.taps.map(|taps| taps.iter().map(|tap| tap * tap).sum::<f32>());
            assert!(energy.iter().all(|energy| (0.01..20.0).contains(energy)), "{direction}: {energy:?}");
            if let Some(last) = last {
                for ear in 0..2 {
                    assert!((last.delays[ear] - ears.delays[ear]).abs() < 0.4, "{direction}: {:?} {:?}", last.delays, ears.delays);
                    let change: f32 = last.taps[ear].iter().zip(&ears.taps[ear]).map(|(a, b)| (a - b) * (a - b)).sum();
                    assert!(change < 0.01 * energy[ear] + 0.001, "{direction}: {change} of {energy:?}");
                }
            }
            last = Some(ears);
        }
    }

    #[test]
    fn what_reads_between_samples_is_the_kernel() {
        for part in (0..=64).map(|step| step as f32 / 64.0) {
            for (at, share) in between(part).into_iter().enumerate() {
                let kernel = sinc(at as f32 - (REACH - 1) as f32 - part, REACH as f32);
                assert!((share - kernel).abs() < 1e-4, "{at} at {part}: {share}, {kernel}");
            }
        }
    }

    #[test]
    fn another_sample_rate_keeps_time_and_level() {
        let [here, there] = [48_000, 44_100].map(|rate| toward(rate, 60.0, 10.0));
        assert!((here.delays[0] / 48_000.0 - there.delays[0] / 44_100.0).abs() < 1e-6);
        for ear in 0..2 {
            // What the filter does to a tone of 1 kHz.
            let gain = |taps: &[f32], rate: f32| {
                let (sin, cos) = taps.iter().enumerate().fold((0.0, 0.0), |(sin, cos), (at, tap)| {
                    let angle = std::f32::consts::TAU * 1000.0 * at as f32 / rate;
                    (sin + tap * angle.sin(), cos + tap * angle.cos())
                });
                20.0 * sin.hypot(cos).log10()
            };
            let difference = gain(&here.taps[ear], 48_000.0) - gain(&there.taps[ear], 44_100.0);
            assert!(difference.abs() < 0.3, "{difference} dB");
        }
    }
}
