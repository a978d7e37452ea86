//! A sound in its place: for two ears, for loudspeakers, or for one.

use std::sync::Arc;
use std::sync::atomic::AtomicU8;

use glam::Vec3;
use kira::Frame;
use kira::effect::{Effect, EffectBuilder};
use kira::info::Info;
use triple_buffer::{Input, Output, triple_buffer};

use super::hearing::Hearing;
use super::hrtf::{Ears, Hrtf, TAPS, sinc};
use super::reflections::Reflections;
use super::room::Placing;

/// How many frames the filters stay the same, at most.
const SEGMENT: usize = 128;
/// How far to each side a sample between samples reaches.
const REACH: usize = 4;
/// A filter with the part of its delay that is less than a sample.
const FILTER: usize = TAPS + 2 * REACH;
/// How many outputs are summed side by side.
const LANES: usize = 16;
/// Frames that are kept: what a filter looks back on. At 192 kHz the far ear hears 130 samples late.
const KEEP: usize = FILTER + 160;
/// How slowly a change of place is followed, seconds, twice over: frames of a picture come 90 times a second, and blocks of sound when they like.
const GLIDE: f32 = 0.01;
/// A change of place that is smaller than this, as a part of the distance, is not heard: a tenth of a degree.
const HEARD: f32 = 0.0017;
/// Nearer than this nothing comes, metres: a mouth at the ear does not become infinitely loud.
pub(super) const NEAREST: f32 = 0.3;
/// Who comes nearer than where they were begun to be heard grows by no more than this.
const MOST: f32 = 2.0;
/// What air takes away at 10 kHz, decibels a metre.
const AIR: f32 = 0.16;

/// Puts a sound in its place. Made before its track, which owns the effect from then on.
pub(super) struct InPlace {
    hearing: Arc<AtomicU8>,
    hrtf: Arc<Hrtf>,
    placing: Placing,
}

/// Moves a sound that is in its place.
pub(super) struct Mover(Input<Placing>);

/// The effect on the sound's track. Waits for nobody, allocates nothing.
struct Placed {
    hearing: Arc<AtomicU8>,
    hrtf: Option<Arc<Hrtf>>,
    rate: f32,
    placings: Output<Placing>,
    /// On the way to where the sound comes from: halfway there, and there.
    glide: [Placing; 2],
    /// The distance at which the sound is as loud as it was recorded.
    reference: f32,
    triangle: usize,
    ears: Ears,
    /// The filters now, and those that fade out.
    filters: [Filter; 2],
    /// Where the filters were made for.
    made_for: Option<Vec3>,
    line: [f32; KEEP + SEGMENT + LANES],
    air: f32,
    levels: [f32; 2],
    reflections: Reflections,
}

/// What both ears' outputs are made with.
#[derive(Clone)]
struct Filter {
    /// Backwards: the first meets the oldest sample.
    taps: [[f32; FILTER]; 2],
    /// How many whole samples late.
    delays: [usize; 2],
}

impl InPlace {
    /// A sound that is as loud as it was recorded where `placing` has it: who speaks does so for whoever stands before them. Further
    /// away it is as much less as in the open.
    pub fn new(hearing: Arc<AtomicU8>, hrtf: Arc<Hrtf>, placing: Placing) -> Self {
        Self { hearing, hrtf, placing }
    }
}

impl Mover {
    /// The sound is now elsewhere. What is no place is passed over.
    pub fn move_to(&mut self, placing: Placing) {
        if placing.source.is_finite() && placing.images.iter().all(|image| image.is_finite()) {
            self.0.write(placing);
        }
    }
}

impl EffectBuilder for InPlace {
    type Handle = Mover;

    fn build(self) -> (Box<dyn Effect>, Mover) {
        let (mover, placings) = triple_buffer(&self.placing);
        let silent = Filter { taps: [[0.0; FILTER]; 2], delays: [0; 2] };
        let placed = Placed {
            hearing: self.hearing,
            hrtf: Some(self.hrtf),
            rate: 48_000.0,
            placings,
            glide: [self.placing; 2],
            reference: self.placing.source.length().max(NEAREST),
            triangle: 0,
            ears: Ears::default(),
            filters: [silent.clone(), silent],
            made_for: None,
            line: [0.0; KEEP + SEGMENT + LANES],
            air: 0.0,
            levels: [0.0; 2],
            reflections: Reflections::at(48_000.0),
        };
        (Box::new(placed), Mover(mover))
    }
}

impl Effect for Placed {
    fn init(&mut self, sample_rate: u32, _: usize) {
        self.on_change_sample_rate(sample_rate);
    }

    /// Not called while sound plays: it may take its time.
    fn on_change_sample_rate(&mut self, sample_rate: u32) {
        self.rate = sample_rate as f32;
        self.hrtf = Hrtf::at(sample_rate);
        self.reflections = Reflections::at(self.rate);
        self.made_for = None;
    }

    fn process(&mut self, frames: &mut [Frame], _: f64, _: &Info) {
        for segment in frames.chunks_mut(SEGMENT) {
            let Placing { source, images, reflected } = self.advance(segment.len());
            let hearing = Hearing::of(&self.hearing);
            self.take_in(segment, source);
            match hearing {
                Hearing::Headphones => self.for_two_ears(segment, source),
                Hearing::Loudspeakers => {
                    let right = source.normalize_or_zero().x;
                    let (right, left) = ((right + 1.0) * std::f32::consts::FRAC_PI_4).sin_cos();
                    self.at_levels(segment, [left, right].map(|level| level * std::f32::consts::SQRT_2 * self.gain(source)));
                }
                Hearing::Mono => self.at_levels(segment, [self.gain(source); 2]),
            }
            let direct = source.length().max(NEAREST);
            let samples = &self.line[KEEP..KEEP + segment.len()];
            self.reflections.add(samples, segment, &images, direct, reflected * self.reference, hearing);
            self.line.copy_within(segment.len().., 0);
        }
    }
}

impl Placed {
    /// Where the sound comes from after `frames`.
    fn advance(&mut self, frames: usize) -> Placing {
        let target = *self.placings.read();
        if self.made_for.is_none() {
            self.glide = [target; 2];
        }
        let step = 1.0 - (-(frames as f32) / (self.rate * GLIDE)).exp();
        let [halfway, there] = &mut self.glide;
        glide(halfway, &target, step);
        glide(there, halfway, step);
        *there
    }

    fn gain(&self, source: Vec3) -> f32 {
        (self.reference / source.length().max(NEAREST)).min(MOST)
    }

    /// Puts a segment, as the air leaves it, behind what is kept.
    fn take_in(&mut self, segment: &[Frame], source: Vec3) {
        let kept = kept_of_air(source.length(), self.rate);
        for (sample, frame) in self.line[KEEP..].iter_mut().zip(segment) {
            self.air = (1.0 - kept) * 0.5 * (frame.left + frame.right) + kept * self.air;
            *sample = self.air;
        }
        // What has faded to nothing must not go on as numbers that processors are slow with.
        if self.air.abs() < 1e-15 {
            self.air = 0.0;
        }
    }

    fn for_two_ears(&mut self, segment: &mut [Frame], source: Vec3) {
        let moved = self.made_for.is_none_or(|made_for| made_for.distance_squared(source) > HEARD * HEARD * source.length_squared());
        let at_first = self.made_for.is_none();
        if moved {
            self.filters.swap(0, 1);
            self.make_filter(source);
            self.made_for = Some(source);
        }
        let mut ears = [[0.0; SEGMENT]; 2];
        let mut before = [[0.0; SEGMENT]; 2];
        self.filters[0].run(&self.line, segment.len(), &mut ears);
        let fades = moved && !at_first;
        if fades {
            self.filters[1].run(&self.line, segment.len(), &mut before);
        }
        let step = 1.0 / segment.len() as f32;
        for (at, frame) in segment.iter_mut().enumerate() {
            let new = if fades { (at + 1) as f32 * step } else { 1.0 };
            *frame = Frame {
                left: before[0][at] + (ears[0][at] - before[0][at]) * new,
                right: before[1][at] + (ears[1][at] - before[1][at]) * new,
            };
        }
    }

    fn make_filter(&mut self, source: Vec3) {
        let Some(hrtf) = &self.hrtf else { return };
        // In the very middle of the head is in front of it.
        hrtf.toward(source.try_normalize().unwrap_or(Vec3::NEG_Z), &mut self.triangle, &mut self.ears);
        let gain = self.gain(source);
        let filter = &mut self.filters[0];
        for ear in 0..2 {
            let delay = self.ears.delays[ear];
            let whole = (delay as usize).min(KEEP - FILTER);
            let part = delay - whole as f32;
            filter.delays[ear] = whole;
            let between: [f32; 2 * REACH] = std::array::from_fn(|at| gain * sinc(at as f32 - (REACH - 1) as f32 - part, REACH as f32));
            let backwards = &mut filter.taps[ear];
            *backwards = [0.0; FILTER];
            for (at, tap) in self.ears.taps[ear].iter().enumerate() {
                for (further, share) in between.iter().enumerate() {
                    backwards[FILTER - 1 - at - further] += tap * share;
                }
            }
        }
    }

    /// Both outputs at levels that were glided to.
    fn at_levels(&mut self, segment: &mut [Frame], levels: [f32; 2]) {
        if self.made_for.replace(Vec3::ZERO).is_none() {
            self.levels = levels;
        }
        let step = [0, 1].map(|side| (levels[side] - self.levels[side]) / segment.len() as f32);
        for (frame, sample) in segment.iter_mut().zip(&self.line[KEEP..]) {
            self.levels = [0, 1].map(|side| self.levels[side] + step[side]);
            *frame = Frame { left: sample * self.levels[0], right: sample * self.levels[1] };
        }
    }
}

impl Filter {
    fn run(&self, line: &[f32; KEEP + SEGMENT + LANES], frames: usize, ears: &mut [[f32; SEGMENT]; 2]) {
        for (ear, outputs) in ears.iter_mut().enumerate() {
            let oldest = KEEP - self.delays[ear] - (FILTER - 1);
            for (block, out) in outputs.chunks_exact_mut(LANES).enumerate().take(frames.div_ceil(LANES)) {
                let from = oldest + block * LANES;
                let mut sums = [0.0; LANES];
                for (tap, samples) in self.taps[ear].iter().zip(line[from..from + FILTER + LANES - 1].windows(LANES)) {
                    for (sum, sample) in sums.iter_mut().zip(samples) {
                        *sum += tap * sample;
                    }
                }
                out.copy_from_slice(&sums);
            }
        }
    }
}

fn glide(from: &mut Placing, to: &Placing, step: f32) {
    from.source += (to.source - from.source) * step;
    for (from, to) in from.images.iter_mut().zip(&to.images) {
        *from += (*to - *from) * step;
    }
    from.reflected += (to.reflected - from.reflected) * step;
}

/// How much of the sample before is kept, so that 10 kHz loses what the air of so many metres takes.
fn kept_of_air(distance: f32, rate: f32) -> f32 {
    dullness(10f32.powf(-AIR * distance.min(100.0) / 20.0), std::f32::consts::TAU * 10_000.0 / rate)
}

/// How much of the sample before a filter keeps that lets through `share` of the amplitude at `angle` a sample.
pub(super) fn dullness(share: f32, angle: f32) -> f32 {
    let power = (share * share).clamp(0.0, 1.0);
    let lost = 1.0 - power;
    if lost < 1e-5 {
        return 0.0;
    }
    let middle = 1.0 - power * angle.cos();
    (middle - (middle * middle - lost * lost).max(0.0).sqrt()) / lost
}
