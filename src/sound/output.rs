//! A sound device, found and opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use kira::backend::cpal::cpal;
use kira::backend::cpal::cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use kira::backend::cpal::cpal::{BufferSize, FromSample, OutputCallbackInfo, SampleFormat, SizedSample, StreamConfig};

use super::choose::{Device, Wanted, Why, choose};
use super::error::SoundError;

/// How many frames a device is to ask for at a time: the head turns on while a buffer plays.
const FRAMES: u32 = 480;
/// How many samples are made at a time, at most.
const AT_ONCE: usize = 16_384;
/// What filters and recordings are made for, Hz.
const RATE: u32 = 48_000;

/// A sound device, as people know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What the system calls it.
    pub name: String,
    /// Its sample rate, Hz.
    pub rate: u32,
    /// How many channels it has.
    pub channels: u16,
    /// Why it was chosen.
    pub why: Why,
    /// How many frames it asks for at a time; 0 where it has not asked yet.
    pub frames: u32,
    /// How long after it is made sound is heard, as far as the system knows.
    pub latency: Duration,
}

/// A device that can be played on.
pub(super) struct Output {
    device: cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    pub found: Found,
}

/// What a stream tells of itself without anybody having to wait.
#[derive(Default)]
pub(super) struct Pulse {
    beats: AtomicU64,
    latency: AtomicU32,
    frames: AtomicU32,
}

impl Pulse {
    /// How often the device has asked for sound.
    pub fn beats(&self) -> u64 {
        self.beats.load(Ordering::Relaxed)
    }

    /// How long after it is made sound is heard.
    pub fn latency(&self) -> Duration {
        Duration::from_micros(self.latency.load(Ordering::Relaxed).into())
    }

    fn beat(&self, info: &OutputCallbackInfo, frames: usize) {
        self.frames.store(frames.try_into().unwrap_or(u32::MAX), Ordering::Relaxed);
        let latency = info.timestamp().playback.saturating_duration_since(info.timestamp().callback);
        self.latency.store(latency.as_micros().try_into().unwrap_or(u32::MAX), Ordering::Relaxed);
        self.beats.fetch_add(1, Ordering::Relaxed);
    }
}

impl Output {
    /// The device that is wanted, or the system's own choice where there is none such. Failures are words for a log.
    pub fn find(wanted: &Wanted) -> Result<Self, String> {
        let (device, why) = pick(wanted).ok_or("the system has no output device")?;
        // A device that is listed may still refuse; only its configuration tells that it answers.
        let usual = device.default_output_config().map_err(|error| error.to_string())?;
        let suits = |range: &cpal::SupportedStreamConfigRange| {
            range.channels() == usual.channels()
                && range.sample_format() == usual.sample_format()
                && (range.min_sample_rate()..=range.max_sample_rate()).contains(&RATE)
        };
        let at_our_rate = device.supported_output_configs().is_ok_and(|mut ranges| ranges.any(|range| suits(&range)));
        let rate = if at_our_rate { RATE } else { usual.sample_rate() };
        let config = StreamConfig { channels: usual.channels(), sample_rate: rate, buffer_size: BufferSize::Fixed(FRAMES) };
        let found = Found { name: device.to_string(), rate, channels: config.channels, why, frames: 0, latency: Duration::ZERO };
        Ok(Self { device, config, format: usual.sample_format(), found })
    }

    /// Whether another device would be taken now.
    pub fn is_outdone(&self, wanted: &Wanted) -> bool {
        // A device that cannot say who it is, is not left for another.
        pick(wanted).is_some_and(|(best, _)| best.id().ok().zip(self.device.id().ok()).is_some_and(|(best, this)| best != this))
    }

    /// What is known of it by now.
    pub fn as_heard(&self, pulse: &Pulse) -> Found {
        Found { latency: pulse.latency(), frames: pulse.frames.load(Ordering::Relaxed), ..self.found.clone() }
    }

    /// Begins to play what `make` makes: it is asked for interleaved samples on a thread of the device's own. `trouble` is told what goes wrong.
    pub fn stream(
        &self,
        make: impl FnMut(&mut [f32]) + Send + 'static,
        trouble: impl FnMut(cpal::Error) + Send + 'static,
    ) -> Result<(cpal::Stream, Arc<Pulse>), String> {
        let pulse = Arc::new(Pulse::default());
        let stream = match self.format {
            SampleFormat::F32 => self.build::<f32>(make, trouble, pulse.clone()),
            SampleFormat::I16 => self.build::<i16>(make, trouble, pulse.clone()),
            SampleFormat::I32 => self.build::<i32>(make, trouble, pulse.clone()),
            other => return Err(format!("{} takes samples as {other} alone, which is not supported", self.found.name)),
        };
        let stream = stream.map_err(|error| error.to_string())?;
        stream.play().map_err(|error| error.to_string())?;
        Ok((stream, pulse))
    }

    fn build<T: SizedSample + FromSample<f32>>(
        &self,
        mut make: impl FnMut(&mut [f32]) + Send + 'static,
        trouble: impl FnMut(cpal::Error) + Send + 'static,
        pulse: Arc<Pulse>,
    ) -> Result<cpal::Stream, cpal::Error> {
        let channels = usize::from(self.config.channels.max(1));
        let mut made = vec![0.0; AT_ONCE / channels * channels];
        let fill = move |out: &mut [T], info: &OutputCallbackInfo| {
            for part in out.chunks_mut(made.len()) {
                let made = &mut made[..part.len()];
                make(made);
                part.iter_mut().zip(made).for_each(|(sample, made)| *sample = T::from_sample(*made));
            }
            pulse.beat(info, out.len() / channels);
        };
        self.device.build_output_stream(self.config, fill, trouble, None)
    }
}

/// The device that is wanted, or the system's own choice, and why.
fn pick(wanted: &Wanted) -> Option<(cpal::Device, Why)> {
    let host = cpal::default_host();
    // Listing all devices takes a while, and some systems talk while they do it.
    if *wanted != Wanted::default() {
        let mut devices: Vec<cpal::Device> = host.output_devices().map(Iterator::collect).unwrap_or_default();
        let id = |device: &cpal::Device| device.id().map(|id| id.id().to_owned()).unwrap_or_default();
        let known: Vec<Device> = devices.iter().map(|device| Device { name: device.to_string(), id: id(device) }).collect();
        if let (Some(chosen), why) = choose(&known, wanted) {
            return Some((devices.swap_remove(chosen), why));
        }
    }
    host.default_output_device().map(|device| (device, Why::Default))
}

/// Plays silence for a moment on the device that would be chosen, to see that it answers, and how late it is.
///
/// # Errors
/// [`SoundError::NoDevice`] where there is none that does.
pub fn probe(wanted: &Wanted) -> Result<Found, SoundError> {
    hush();
    let no_device = |reason: String| SoundError::no_device(&reason);
    let output = Output::find(wanted).map_err(no_device)?;
    let (_stream, pulse) = output.stream(|samples| samples.fill(0.0), |_| {}).map_err(no_device)?;
    // A sound server may hold a second back before it asks for more.
    for _ in 0..150 {
        std::thread::sleep(Duration::from_millis(20));
        if pulse.beats() > 10 {
            return Ok(output.as_heard(&pulse));
        }
    }
    Err(no_device(format!("{} does not ask for sound", output.found.name)))
}

/// Keeps ALSA from writing to the console, line upon line, what its answers tell as well. Holds for the thread that asks for it.
pub(super) fn hush() {
    #[cfg(target_os = "linux")]
    if let Err(error) = alsa::Output::local_error_handler() {
        tracing::debug!("ALSA goes on writing to the console: {error}");
    }
}
