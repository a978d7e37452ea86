//! How long commands take the graphics card, by its own clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use super::Gpu;

/// What is asked for of a device that is to tell the time.
pub(super) const TELLS_TIME: wgpu::Features = wgpu::Features::TIMESTAMP_QUERY.union(wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS);

/// How many answers may be on their way: as many frames as a driver keeps waiting, and one.
const ANSWERS: usize = 4;
/// Two times, in ticks.
const BYTES: u64 = 16;

/// Takes the time from one moment of the device's work to another. The answer comes some frames later; nothing waits for it.
#[derive(Debug)]
pub struct Stopwatch {
    times: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    answers: [Answer; ANSWERS],
    /// Which of them the next time goes to.
    next: usize,
    /// Nanoseconds.
    tick: f32,
}

#[derive(Debug)]
struct Answer {
    buffer: wgpu::Buffer,
    /// [`FREE`] and so on.
    state: Arc<AtomicU8>,
}

const FREE: u8 = 0;
/// On its way.
const ASKED: u8 = 1;
const THERE: u8 = 2;

impl Stopwatch {
    /// One that stands still; `None` where the device does not tell the time.
    pub fn new(gpu: &Gpu) -> Option<Self> {
        if !gpu.device.features().contains(TELLS_TIME) {
            return None;
        }
        let buffer = |usage| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor { label: Some("stopwatch"), size: BYTES, usage, mapped_at_creation: false })
        };
        let times = wgpu::QuerySetDescriptor { label: Some("stopwatch"), ty: wgpu::QueryType::Timestamp, count: 2 * ANSWERS as u32 };
        Some(Self {
            times: gpu.device.create_query_set(&times),
            resolved: buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC),
            answers: std::array::from_fn(|_| Answer {
                buffer: buffer(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ),
                state: Arc::default(),
            }),
            next: 0,
            tick: gpu.queue.get_timestamp_period(),
        })
    }

    /// Times what the queue is given from here on until [`Self::stop`]. Says whether it does: not while all answers are still on their way.
    pub fn start(&mut self, gpu: &Gpu) -> bool {
        if self.answers[self.next].state.load(Ordering::Acquire) != FREE {
            return false;
        }
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("stopwatch") });
        encoder.write_timestamp(&self.times, self.first());
        gpu.queue.submit([encoder.finish()]);
        true
    }

    /// The end of what [`Self::start`] began to time.
    pub fn stop(&mut self, gpu: &Gpu) {
        let Answer { buffer, state } = &self.answers[self.next];
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("stopwatch") });
        encoder.write_timestamp(&self.times, self.first() + 1);
        encoder.resolve_query_set(&self.times, self.first()..self.first() + 2, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, buffer, 0, BYTES);
        gpu.queue.submit([encoder.finish()]);
        state.store(ASKED, Ordering::Release);
        let told = Arc::clone(state);
        // What is not answered, since the device is gone, is asked no more.
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            if result.is_ok() {
                told.store(THERE, Ordering::Release);
            }
        });
        self.next = (self.next + 1) % ANSWERS;
    }

    /// The earliest time that was taken and not told yet, once its answer is there.
    pub fn read(&mut self) -> Option<Duration> {
        // Answers come in the order of the questions: the oldest is the one to be overwritten next that is not free.
        let nth = (0..ANSWERS).map(|nth| (self.next + nth) % ANSWERS).find(|nth| self.state(*nth) != FREE)?;
        let Answer { buffer, state } = &self.answers[nth];
        if state.load(Ordering::Acquire) != THERE {
            return None;
        }
        let ticks = buffer.get_mapped_range(..).ok().map(|bytes| {
            let at = |from: usize| bytes[from..from + 8].try_into().map(u64::from_le_bytes).unwrap_or_default();
            at(8).saturating_sub(at(0))
        });
        buffer.unmap();
        state.store(FREE, Ordering::Release);
        ticks.map(|ticks| Duration::from_nanos((ticks as f64 * f64::from(self.tick)) as u64))
    }

    /// The first of the two times that are taken now.
    fn first(&self) -> u32 {
        2 * self.next as u32
    }

    fn state(&self, nth: usize) -> u8 {
        self.answers[nth].state.load(Ordering::Acquire)
    }
}
