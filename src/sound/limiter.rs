//! The last of what is done to sound: no peak, not even between samples, leaves louder than headphones take cleanly.

use std::collections::VecDeque;

use kira::Frame;
use kira::effect::{Effect, EffectBuilder};
use kira::info::Info;

use super::hrtf::sinc;

/// The loudest peak that leaves: -1 dB of full scale, less a little for what three points between samples still miss.
const CEILING: f32 = 0.871;
/// How early a peak is seen coming, seconds.
const AHEAD: f32 = 0.003;
/// How slowly the level comes back after a peak, seconds.
const RELEASE: f32 = 0.15;
/// How many samples to each side tell what is between two.
const REACH: usize = 6;

/// A limiter for both ears alike: what is heard does not turn when it is held down.
pub(super) struct Limiter;

/// The effect on the main track.
struct Limiting {
    /// What makes of the samples around it the points a quarter, a half and three quarters of the way to the next.
    between: [[f32; 2 * REACH]; 3],
    /// The latest samples of each ear, the newest last.
    latest: [[f32; 2 * REACH]; 2],
    /// Frames that are on their way out.
    delayed: VecDeque<Frame>,
    /// Gains that were called for within the time ahead, and when, each lower than all before it.
    lowest: VecDeque<(u64, f32)>,
    /// Gains within the time ahead, and their sum.
    smooth: VecDeque<f32>,
    sum: f64,
    /// The gain as it would be with no smoothing.
    gain: f32,
    release: f32,
    ahead: usize,
    now: u64,
}

impl EffectBuilder for Limiter {
    type Handle = ();

    fn build(self) -> (Box<dyn Effect>, ()) {
        (Box::new(Limiting::at(48_000)), ())
    }
}

impl Limiting {
    fn at(rate: u32) -> Self {
        let ahead = ((AHEAD * rate as f32) as usize).max(1);
        // Silence on its way out, as long as it takes to see a peak and to get down before it.
        let delay = ahead - 1 + REACH;
        Self {
            between: [0.25, 0.5, 0.75].map(|part| std::array::from_fn(|at| sinc(at as f32 - (REACH - 1) as f32 - part, REACH as f32))),
            latest: [[0.0; 2 * REACH]; 2],
            delayed: ring(Frame::ZERO, delay),
            lowest: VecDeque::with_capacity(ahead + 1),
            smooth: ring(1.0, ahead),
            sum: ahead as f64,
            gain: 1.0,
            release: 1.0 - (-1.0 / (RELEASE * rate as f32)).exp(),
            ahead,
            now: 0,
        }
    }

    /// The loudest point between the sample that came [`REACH`] frames ago and its next, and that sample.
    fn peak(&mut self, frame: Frame) -> f32 {
        let mut peak = 0.0_f32;
        for (latest, sample) in self.latest.iter_mut().zip([frame.left, frame.right]) {
            latest.copy_within(1.., 0);
            latest[2 * REACH - 1] = sample;
            // Points between samples stand out a little at most: where all is low, there is nothing to look for.
            if latest.iter().all(|sample| sample.abs() < 0.25) {
                continue;
            }
            peak = peak.max(latest[REACH - 1].abs());
            for points in &self.between {
                peak = peak.max(points.iter().zip(latest.iter()).map(|(share, sample)| share * sample).sum::<f32>().abs());
            }
        }
        peak
    }

    fn limit(&mut self, frame: Frame) -> Frame {
        let wanted = (CEILING / self.peak(frame).max(CEILING)).min(1.0);
        self.now += 1;
        while self.lowest.back().is_some_and(|(_, gain)| *gain >= wanted) {
            self.lowest.pop_back();
        }
        self.lowest.push_back((self.now, wanted));
        if self.lowest.front().is_some_and(|(when, _)| when + self.ahead as u64 <= self.now) {
            self.lowest.pop_front();
        }
        let lowest = self.lowest.front().map_or(wanted, |(_, gain)| *gain);
        self.gain = if lowest < self.gain { lowest } else { self.gain + (lowest - self.gain) * self.release };
        // As a mean of what is all low enough by the time the peak leaves, the gain goes down without a corner.
        let oldest = self.smooth.pop_front().unwrap_or(1.0);
        self.smooth.push_back(self.gain);
        self.sum += f64::from(self.gain) - f64::from(oldest);
        self.delayed.push_back(frame);
        self.delayed.pop_front().unwrap_or(Frame::ZERO) * (self.sum / self.ahead as f64) as f32
    }
}

impl Effect for Limiting {
    fn init(&mut self, sample_rate: u32, _: usize) {
        *self = Self::at(sample_rate);
    }

    fn on_change_sample_rate(&mut self, sample_rate: u32) {
        *self = Self::at(sample_rate);
    }

    fn process(&mut self, frames: &mut [Frame], _: f64, _: &Info) {
        for frame in frames {
            // What is no number would never leave again.
            let sane = Frame { left: sane(frame.left), right: sane(frame.right) };
            *frame = self.limit(sane);
        }
    }
}

/// As many of the same, with room for one more, so that it never asks for memory.
fn ring<T: Clone>(value: T, count: usize) -> VecDeque<T> {
    let mut ring = VecDeque::with_capacity(count + 1);
    ring.resize(count, value);
    ring
}

fn sane(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sound that is far too loud, and then hardly there; one ear half of the other.
    fn limited() -> (Vec<f32>, Vec<Frame>) {
        let mut limiter = Limiting::at(48_000);
        let played: Vec<f32> = (0..48_000)
            .map(|at| {
                let level = if (8_000..24_000).contains(&at) { 2.5 } else { 0.1 };
                // A quarter of the sample rate, an eighth of a turn late: every peak lies between two samples.
                level * (at as f32 * std::f32::consts::FRAC_PI_2 + std::f32::consts::FRAC_PI_4).sin()
            })
            .collect();
        let heard = played.iter().map(|sample| limiter.limit(Frame { left: *sample, right: sample * 0.5 })).collect();
        (played, heard)
    }

    #[test]
    fn no_peak_leaves_louder_than_the_ceiling_not_even_between_samples() {
        let (_, heard) = limited();
        let mut meter = ebur128::EbuR128::new(2, 48_000, ebur128::Mode::TRUE_PEAK).unwrap();
        meter.add_frames_f32(&heard.iter().flat_map(|frame| [frame.left, frame.right]).collect::<Vec<_>>()).unwrap();
        let peak = 20.0 * meter.true_peak(0).unwrap().log10();
        assert!((-2.0..-1.0).contains(&peak), "{peak} dBTP");
    }

    #[test]
    fn both_ears_are_held_down_alike() {
        let (_, heard) = limited();
        assert!(heard.iter().all(|frame| (frame.left * 0.5 - frame.right).abs() < 1e-6));
    }

    #[test]
    fn what_is_not_too_loud_leaves_as_it_came_a_little_later() {
        let (played, heard) = limited();
        let late = 144 - 1 + REACH;
        assert!(played[..7_000].iter().zip(&heard[late..]).all(|(played, heard)| (played - heard.left).abs() < 1e-6));
        // A second after the noise it is as it was.
        assert!((played[47_000] - heard[47_000 + late].left).abs() < 2e-3, "{}", heard[47_000 + late].left);
    }

    #[test]
    fn the_level_goes_down_and_comes_back_without_a_corner() {
        let mut limiter = Limiting::at(48_000);
        // A low tone with a spike in it: what the limiter does to it is seen in the tone.
        let played = |at: usize| if at == 10_000 { 4.0 } else { 0.2 };
        let heard: Vec<f32> = (0..20_000).map(|at| limiter.limit(Frame { left: played(at), right: played(at) }).left).collect();
        let spike = 10_000 + 143 + REACH;
        assert!((heard[spike] - CEILING).abs() < 0.03, "{}", heard[spike]);
        let steps = heard.windows(2).enumerate().skip(1000).filter(|(at, _)| !(spike - 1..=spike).contains(at));
        let steepest = steps.map(|(_, pair)| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.005, "{steepest}");
    }

    #[test]
    fn what_is_no_number_does_not_stay() {
        let mut limiter = Limiting::at(48_000);
        limiter.process(&mut [Frame { left: f32::NAN, right: f32::INFINITY }], 0.0, &kira::info::MockInfoBuilder::new().build());
        let mut frames = [Frame { left: 0.5, right: 0.5 }; 400];
        limiter.process(&mut frames, 0.0, &kira::info::MockInfoBuilder::new().build());
        assert!((frames[399].left - 0.5).abs() < 1e-3);
    }
}
