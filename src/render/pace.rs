//! How much may be taken to the GPU in a frame so that it takes no more of the frame than it should: reckoned by how long it took of late.

use std::time::Duration;

use crate::gpu::{Gpu, Stopwatch};

/// What of a frame goes to what will be seen later, while something is seen.
const PER_FRAME: Duration = Duration::from_millis(2);
/// While it is dark, so many times as much: whoever waits for a picture misses none.
const IN_THE_DARK: u32 = 4;

/// Where the device does not tell the time, and before it has told: so many bytes take [`PER_FRAME`].
const AT_FIRST: u64 = 4 << 20;
/// Never fewer: all has to come some day. Never more: threads put no more at hand within a frame.
const BYTES: std::ops::RangeInclusive<u64> = (1 << 20)..=(32 << 20);
/// Every so manyth frame is timed: to ask takes time as well.
const EACH: u32 = 4;
/// From frames that took fewer there is nothing to be learned.
const WORTH: u64 = 1 << 20;

/// Reckons a frame's budget.
#[derive(Debug)]
pub(super) struct Pace {
    stopwatch: Option<Stopwatch>,
    /// How many bytes were taken in what was timed last.
    timed: u64,
    /// What a byte takes, nanoseconds.
    cost: f64,
    /// How many took something.
    frames: u32,
}

impl Pace {
    pub fn new(gpu: &Gpu) -> Self {
        let cost = PER_FRAME.as_nanos() as f64 / AT_FIRST as f64;
        Self { stopwatch: Stopwatch::new(gpu), timed: 0, cost, frames: 0 }
    }

    /// How many bytes may be taken in a frame in which something is seen, or nothing.
    pub fn budget(&self, is_dark: bool) -> u64 {
        budget(self.cost, is_dark)
    }

    /// Takes something to the GPU, which says how many bytes it took.
    pub fn time(&mut self, gpu: &Gpu, take: impl FnOnce() -> u64) {
        let Some(stopwatch) = &mut self.stopwatch else {
            take();
            return;
        };
        if let Some(took) = stopwatch.read() {
            self.cost = learned(self.cost, self.timed, took);
        }
        self.frames = self.frames.wrapping_add(1);
        let is_timed = self.frames.is_multiple_of(EACH) && stopwatch.start(gpu);
        let bytes = take();
        if is_timed {
            stopwatch.stop(gpu);
            self.timed = bytes;
        }
    }
}

/// How many bytes may be taken where each takes so many nanoseconds.
fn budget(cost: f64, is_dark: bool) -> u64 {
    let time = PER_FRAME * if is_dark { IN_THE_DARK } else { 1 };
    ((time.as_nanos() as f64 / cost) as u64).clamp(*BYTES.start(), *BYTES.end())
}

/// What a byte takes, after so many took so long: one frame in which the device did something else says little.
fn learned(cost: f64, bytes: u64, took: Duration) -> f64 {
    // More are told where there was no budget.
    if !(WORTH..=*BYTES.end()).contains(&bytes) {
        return cost;
    }
    cost + (took.as_nanos() as f64 / bytes as f64 - cost) * 0.25
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is given after twenty frames, each of which took all it was given, at so many milliseconds a MiB.
    fn given(milliseconds: f64, is_dark: bool) -> f64 {
        let mut cost = PER_FRAME.as_nanos() as f64 / AT_FIRST as f64;
        for _ in 0..20 {
            let bytes = budget(cost, is_dark);
            cost = learned(cost, bytes, Duration::from_secs_f64(bytes as f64 / f64::from(1 << 20) * milliseconds / 1000.0));
        }
        budget(cost, is_dark) as f64 / f64::from(1 << 20)
    }

    #[test]
    fn a_frame_is_given_what_takes_two_milliseconds_and_four_times_as_much_in_the_dark() {
        for (milliseconds, seen, dark) in [(0.2, 10.0, 32.0), (0.5, 4.0, 16.0), (1.0, 2.0, 8.0), (50.0, 1.0, 1.0), (0.0, 32.0, 32.0)] {
            let (given_seen, given_dark) = (given(milliseconds, false), given(milliseconds, true));
            assert!((given_seen - seen).abs() < 0.02 * seen, "{milliseconds} ms a MiB: {given_seen} MiB");
            assert!((given_dark - dark).abs() < 0.02 * dark, "{milliseconds} ms a MiB: {given_dark} MiB in the dark");
        }
    }

    #[test]
    fn what_was_taken_without_a_budget_or_hardly_at_all_teaches_nothing() {
        for bytes in [0, 1000, u64::MAX] {
            assert_eq!(learned(0.5, bytes, Duration::from_secs(1)), 0.5);
        }
    }

    #[test]
    fn the_device_tells_how_long_it_took_and_is_not_waited_for() {
        let gpu = Gpu::headless().unwrap();
        let mut pace = Pace::new(&gpu);
        let before = pace.budget(false);
        let buffer = |size| {
            let usage = wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
            gpu.device.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
        };
        // Sixteen times as much as it says, so that it seems slow however fast it is.
        let [from, to] = [buffer(16 << 20), buffer(16 << 20)];
        for _ in 0..20 * EACH {
            pace.time(&gpu, || {
                let mut encoder = gpu.device.create_command_encoder(&Default::default());
                for _ in 0..8 {
                    encoder.copy_buffer_to_buffer(&from, 0, &to, 0, 16 << 20);
                }
                gpu.queue.submit([encoder.finish()]);
                WORTH
            });
            crate::render::wait_until_drawn(&gpu).unwrap();
        }
        assert!(pace.budget(false) < before, "{} of {before}", pace.budget(false));
        assert_eq!(gpu.health.first_error(), None);
    }
}
