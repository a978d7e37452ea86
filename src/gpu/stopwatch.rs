//! How long commands take the graphics card, by its own clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use super::Gpu;

/// What is asked for of a device that is to tell the time.
pub(super) const TELLS_TIME: wgpu::Features = wgpu::Features::TIMESTAMP_QUERY.union(wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS);

/// Two times, in ticks.
const BYTES: u64 = 16;

/// Takes the time from one moment of the device's work to another. The answer comes some frames later; nothing waits for it.
#[derive(Debug)]
pub struct Stopwatch {
    times: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    answer: wgpu::Buffer,
    /// Of the answer: [`FREE`] and so on.
    state: Arc<AtomicU8>,
    /// Nanoseconds.
    tick: f32,
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
        let times = wgpu::QuerySetDescriptor { label: Some("stopwatch"), ty: wgpu::QueryType::Timestamp, count: 2 };
        Some(Self {
            times: gpu.device.create_query_set(&times),
            resolved: buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC),
            answer: buffer(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ),
            state: Arc::default(),
            tick: gpu.queue.get_timestamp_period(),
        })
    }

    /// Times what the queue is given from here on until [`Self::stop`]. Says whether it does: not while the answer
    /// before is on its way, or was not read.
    pub fn start(&mut self, gpu: &Gpu) -> bool {
        if self.state.load(Ordering::Acquire) != FREE {
            return false;
        }
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("stopwatch") });
        encoder.write_timestamp(&self.times, 0);
        gpu.queue.submit([encoder.finish()]);
        true
    }

    /// The end of what [`Self::start`] began to time.
    pub fn stop(&mut self, gpu: &Gpu) {
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("stopwatch") });
        encoder.write_timestamp(&self.times, 1);
        encoder.resolve_query_set(&self.times, 0..2, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, &self.answer, 0, BYTES);
        gpu.queue.submit([encoder.finish()]);
        self.state.store(ASKED, Ordering::Release);
        let told = Arc::clone(&self.state);
        // What is not answered, since the device is gone, is asked no more.
        self.answer.map_async(wgpu::MapMode::Read, .., move |result| {
            if result.is_ok() {
                told.store(THERE, Ordering::Release);
            }
        });
    }

    /// The time that was taken last, once its answer is there.
    pub fn read(&mut self) -> Option<Duration> {
        if self.state.load(Ordering::Acquire) != THERE {
            return None;
        }
        let ticks = self.answer.get_mapped_range(..).ok().map(|bytes| {
            let at = |from: usize| bytes[from..from + 8].try_into().map(u64::from_le_bytes).unwrap_or_default();
            at(8).saturating_sub(at(0))
        });
        self.answer.unmap();
        self.state.store(FREE, Ordering::Release);
        ticks.map(|ticks| Duration::from_nanos((ticks as f64 * f64::from(self.tick)) as u64))
    }
}
