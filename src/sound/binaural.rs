//! A sound in its place: for two ears, for loudspeakers, or for one.

use std::sync::Arc;
use std::sync::atomic::AtomicU8;

use glam::Vec3;
use kira::Frame;
use kira::effect::{Effect, EffectBuilder};
use kira::info::Info;
use triple_buffer::{Input, Output, triple_buffer};

use super::fir::{LANES, fir};
use super::hearing::Hearing;
use super::hrtf::{Ears, Hrtf, REACH, TAPS, between};
use super::reflections::Reflections;
use super::room::Placing;

/// How many frames the filters stay the same, at most.
pub(super) const SEGMENT: usize = 128;
/// A filter with the part of its delay that is less than a sample.
const FILTER: usize = TAPS + 2 * REACH;
/// So much of it is made at a time, with a little that is none.
const MADE: usize = FILTER.next_multiple_of(LANES);
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
/// Samples smaller than this are none: -120 dB.
const SILENCE: f32 = 1e-6;
/// What air takes away at 10 kHz, decibels a metre.
const AIR: f32 = 0.16;

/// Puts a sound in its place. Made before its track, which owns the effect from then on.
pub(super) struct InPlace {
    hearing: Arc<AtomicU8>,
    hrtf: Arc<Hrtf>,
    placing: Placing,
    level: f32,
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
    /// What that is multiplied by.
    level: f32,
    triangle: usize,
    ears: Ears,
    /// What is heard through now, and what was made for where the sound comes from.
    now: Filter,
    next: Filter,
    /// Where that is.
    made_for: Option<Vec3>,
    /// For how many frames nothing has been played.
    silent: usize,
    line: [f32; KEEP + SEGMENT + LANES],
    air: f32,
    levels: [f32; 2],
    reflections: Reflections,
}

/// What both ears' outputs are made with.
#[derive(Clone)]
struct Filter {
    /// Backwards: the first meets the oldest sample that is kept, the last the newest.
    taps: [[f32; KEEP + 1]; 2],
    /// Where there are any.
    from: [usize; 2],
}

impl InPlace {
    /// A sound that is as loud as it was recorded where `placing` has it: who speaks does so for whoever stands before them. Further
    /// away it is as much less as in the open. All of it is multiplied by `level`.
    pub fn new(hearing: Arc<AtomicU8>, hrtf: Arc<Hrtf>, placing: Placing, level: f32) -> Self {
        Self { hearing, hrtf, placing, level }
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
        let silent = Filter { taps: [[0.0; KEEP + 1]; 2], from: [KEEP + 1 - FILTER; 2] };
        let placed = Placed {
            hearing: self.hearing,
            hrtf: Some(self.hrtf),
            rate: 48_000.0,
            placings,
            glide: [self.placing; 2],
            reference: self.placing.source.length().max(NEAREST),
            level: self.level,
            triangle: 0,
            ears: Ears::default(),
            now: silent.clone(),
            next: silent,
            made_for: None,
            silent: 0,
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
            if self.silent > Reflections::KEPT {
                segment.fill(Frame::ZERO);
                continue;
            }
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
            self.reflections.add(samples, segment, &images, direct, reflected * self.reference * self.level, hearing);
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
        (self.reference / source.length().max(NEAREST)).min(MOST) * self.level
    }

    /// Puts a segment, as the air leaves it, behind what is kept.
    fn take_in(&mut self, segment: &[Frame], source: Vec3) {
        let kept = kept_of_air(source.length(), self.rate);
        let mut loudest = 0.0_f32;
        for (sample, frame) in self.line[KEEP..].iter_mut().zip(segment.iter()) {
            self.air = (1.0 - kept) * 0.5 * (frame.left + frame.right) + kept * self.air;
            *sample = self.air;
            loudest = loudest.max(self.air.abs());
        }
        self.silent = if loudest < SILENCE { self.silent.saturating_add(segment.len()) } else { 0 };
        // What has faded to nothing must not go on as numbers that processors are slow with.
        if self.air.abs() < 1e-15 {
            self.air = 0.0;
        }
    }

    fn for_two_ears(&mut self, segment: &mut [Frame], source: Vec3) {
        let moved = self.made_for.is_none_or(|made_for| made_for.distance_squared(source) > HEARD * HEARD * source.length_squared());
        if moved {
            self.make_filter(source);
            if self.made_for.replace(source).is_none() {
                self.now.clone_from(&self.next);
            }
        }
        let mut ears = [[0.0; SEGMENT]; 2];
        for (ear, heard) in ears.iter_mut().enumerate() {
            let blocks = segment.len().div_ceil(LANES);
            let (from, until) = self.now.reach(&self.next, ear);
            let (now, next) = (&mut self.now.taps[ear][from..until], &self.next.taps[ear][from..until]);
            let mut step = [0.0; KEEP + 1];
            if moved {
                step.iter_mut().zip(&*now).zip(next).for_each(|((step, now), next)| *step = (next - now) / blocks as f32);
            }
            for (block, out) in heard.as_chunks_mut::<LANES>().0.iter_mut().enumerate().take(blocks) {
                // From one filter to the next in steps that are too small to be heard: two at a time would cost twice as much.
                if moved {
                    now.iter_mut().zip(&step).for_each(|(now, step)| *now += step);
                }
                fir(now, &self.line[from + block * LANES..], out);
            }
        }
        if moved {
            self.now.clone_from(&self.next);
        }
        for (at, frame) in segment.iter_mut().enumerate() {
            *frame = Frame { left: ears[0][at], right: ears[1][at] };
        }
    }

    /// Makes the next filter, for `source`.
    fn make_filter(&mut self, source: Vec3) {
        let Some(hrtf) = &self.hrtf else { return };
        // In the very middle of the head is in front of it.
        hrtf.toward(source.try_normalize().unwrap_or(Vec3::NEG_Z), &mut self.triangle, &mut self.ears);
        let gain = self.gain(source);
        for ear in 0..2 {
            let delay = self.ears.delays[ear];
            let whole = (delay as usize).min(KEEP - FILTER);
            let between = between(delay - whole as f32).map(|share| share * gain);
            let from = KEEP + 1 - FILTER - whole;
            self.next.from[ear] = from;
            let mut backwards = [0.0; 2 * REACH + MADE + LANES];
            backwards[2 * REACH..FILTER].iter_mut().zip(self.ears.taps[ear].iter().rev()).for_each(|(place, tap)| *place = *tap);
            let mut made = [0.0; MADE];
            for (block, out) in made.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                fir(&between, &backwards[block * LANES..], out);
            }
            let taps = &mut self.next.taps[ear];
            taps.fill(0.0);
            taps[from..from + FILTER].copy_from_slice(&made[..FILTER]);
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
    /// Where there are taps for an ear, in this filter or another.
    fn reach(&self, other: &Self, ear: usize) -> (usize, usize) {
        let (one, another) = (self.from[ear], other.from[ear]);
        (one.min(another), one.max(another) + FILTER)
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
