//! The sound device. It may be missing at the start, go in mid-visit and come back: what is played goes on meanwhile, unheard, so
//! that it is heard again from where its story has come.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use kira::backend::cpal::cpal;
use kira::backend::{Backend, Renderer};

use super::choose::Wanted;
use super::engine::UNHEARD;
use super::hearing::Hearing;
use super::output::{Found, Output, Pulse, hush};

/// What is assumed of a device before there is one, Hz: what filters and most devices are made for.
const RATE: u32 = 48_000;
/// How long to wait before a device that is not there is looked for again.
const RETRY: Duration = Duration::from_secs(1);
/// How often a device that plays is looked after.
const WATCH: Duration = Duration::from_millis(500);
/// A device that has not asked for sound for so long is gone, whatever it says.
const STALLED: Duration = Duration::from_secs(2);
/// How long a device may take to let go.
const LETTING_GO: Duration = Duration::from_secs(5);
/// The most that is caught up with after the machine held its breath, seconds.
const CATCH_UP: f64 = 1.0;

/// What sound is wanted on.
pub struct Wish {
    /// Which device; the system's own choice where there is none such.
    pub wanted: Wanted,
    /// Where what is likely heard with is written down: a [`Hearing`].
    pub likely: Arc<AtomicU8>,
    /// Where it is written down how long after it is made sound is heard, microseconds; [`UNHEARD`] while it is not.
    pub lag: Arc<AtomicU32>,
    /// Who is told of what becomes of it.
    pub news: Sender<DeviceNews>,
}

/// What became of the sound device.
#[derive(Debug, Clone, PartialEq)]
pub enum DeviceNews {
    /// It plays.
    Found(Found),
    /// There is none, or it went: what is played goes on unheard until there is one again.
    Lost {
        /// Why, in the words of the sound system.
        reason: String,
    },
}

/// The system's sound device, or the one that was named.
pub struct Device {
    wake: Sender<Wake>,
    /// Until it is started.
    unstarted: Option<(Wish, Receiver<Wake>)>,
}

enum Wake {
    /// The device says that something is wrong.
    Trouble(cpal::Error),
    /// Nobody wants to hear any more.
    Stop,
}

/// Why a device is no longer played on.
enum Ended {
    Lost(String),
    /// There is one that suits better.
    Better,
    Stopped,
}

impl Backend for Device {
    type Settings = Wish;
    type Error = Infallible;

    fn setup(wish: Wish, _internal_buffer_size: usize) -> Result<(Self, u32), Infallible> {
        let (wake, woken) = channel();
        Ok((Self { wake, unstarted: Some((wish, woken)) }, RATE))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), Infallible> {
        if let Some((wish, woken)) = self.unstarted.take() {
            let keeper = Keeper { wish, woken, wake: self.wake.clone(), rate: RATE, told: None };
            let spawned = std::thread::Builder::new().name("sound device".into()).spawn(move || keeper.keep(renderer));
            if let Err(error) = spawned {
                tracing::error!("no thread for the sound device could be started: {error}; captions go on");
            }
        }
        Ok(())
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // A thread that is gone needs no telling.
        let _ = self.wake.send(Wake::Stop);
    }
}

/// Keeps sound going on a thread of its own.
struct Keeper {
    wish: Wish,
    woken: Receiver<Wake>,
    wake: Sender<Wake>,
    rate: u32,
    told: Option<DeviceNews>,
}

impl Keeper {
    fn keep(mut self, mut renderer: Renderer) {
        hush();
        loop {
            let reason = match Output::find(&self.wish.wanted) {
                Ok(output) => {
                    self.suit(&mut renderer, &output);
                    let Some((returned, ended)) = self.play(&output, renderer) else { return };
                    renderer = returned;
                    match ended {
                        Ended::Stopped => return,
                        Ended::Better => continue,
                        Ended::Lost(reason) => reason,
                    }
                }
                Err(reason) => reason,
            };
            self.tell(DeviceNews::Lost { reason });
            if self.go_on_unheard(&mut renderer) {
                return;
            }
        }
    }

    /// Makes sound as the device takes it.
    fn suit(&mut self, renderer: &mut Renderer, output: &Output) {
        if output.found.rate != self.rate {
            self.rate = output.found.rate;
            renderer.on_change_sample_rate(self.rate);
        }
        Hearing::through(output.found.channels).tell(&self.wish.likely);
    }

    /// Plays until the device is lost, and hands the renderer back. `None` if the device never lets go of it.
    fn play(&mut self, output: &Output, renderer: Renderer) -> Option<(Renderer, Ended)> {
        let (back, returned) = channel();
        let mut lent = Lent { renderer: Some(renderer), back };
        let channels = output.found.channels;
        // What an earlier stream had to say is no longer of interest.
        while let Ok(wake) = self.woken.try_recv() {
            if matches!(wake, Wake::Stop) {
                return lent.renderer.take().map(|renderer| (renderer, Ended::Stopped));
            }
        }
        let wake = self.wake.clone();
        let trouble = move |error| drop(wake.send(Wake::Trouble(error)));
        let ended = match output.stream(move |samples| lent.render(samples, channels), trouble) {
            Ok((stream, pulse)) => {
                let ended = self.watch(output, &pulse);
                self.wish.lag.store(UNHEARD, Ordering::Relaxed);
                drop(stream);
                ended
            }
            Err(reason) => Ended::Lost(reason),
        };
        match returned.recv_timeout(LETTING_GO) {
            Ok(renderer) => Some((renderer, ended)),
            Err(_) => {
                self.tell(DeviceNews::Lost { reason: "the sound device hangs; pull it out and start again".into() });
                None
            }
        }
    }

    fn watch(&mut self, output: &Output, pulse: &Pulse) -> Ended {
        let (mut beats, mut beat_at) = (pulse.beats(), Instant::now());
        let mut looked_at = Instant::now();
        loop {
            match self.woken.recv_timeout(WATCH) {
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return Ended::Stopped,
                Ok(Wake::Trouble(error)) => match error.kind() {
                    // The stream goes on after these.
                    cpal::ErrorKind::Xrun | cpal::ErrorKind::RealtimeDenied | cpal::ErrorKind::DeviceChanged => {
                        tracing::debug!("the sound device: {error}");
                    }
                    _ => return Ended::Lost(error.to_string()),
                },
                Err(RecvTimeoutError::Timeout) => {}
            }
            if pulse.beats() != beats {
                // Only a device that asks for sound is heard.
                let lag = pulse.latency().as_micros().try_into().unwrap_or(UNHEARD);
                self.wish.lag.store(lag, Ordering::Relaxed);
                self.tell(DeviceNews::Found(output.as_heard(pulse)));
                (beats, beat_at) = (pulse.beats(), Instant::now());
            } else if beat_at.elapsed() > STALLED {
                return Ended::Lost("it no longer asks for sound".into());
            }
            if looked_at.elapsed() > STALLED {
                looked_at = Instant::now();
                if output.is_outdone(&self.wish.wanted) {
                    return Ended::Better;
                }
            }
        }
    }

    /// Lets time go by for what is played, until a device is to be looked for again. True when nobody wants to hear any more.
    fn go_on_unheard(&mut self, renderer: &mut Renderer) -> bool {
        let mut unheard = [0.0; 2 * 480];
        let begun = Instant::now();
        let mut passed = begun;
        while begun.elapsed() < RETRY {
            match self.woken.recv_timeout(Duration::from_millis(10)) {
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
                _ => {}
            }
            let frames = (passed.elapsed().as_secs_f64().min(CATCH_UP) * f64::from(self.rate)) as usize;
            passed = Instant::now();
            for part in (0..frames).step_by(480) {
                renderer.on_start_processing();
                renderer.process(&mut unheard[..2 * (frames - part).min(480)], 2);
            }
        }
        false
    }

    /// Tells what became of the device, where that is news.
    fn tell(&mut self, news: DeviceNews) {
        let same = match (&self.told, &news) {
            (Some(DeviceNews::Found(told)), DeviceNews::Found(found)) => (&told.name, told.why) == (&found.name, found.why),
            (Some(DeviceNews::Lost { .. }), DeviceNews::Lost { .. }) => true,
            _ => false,
        };
        if !same {
            // Nobody may be listening any more.
            let _ = self.wish.news.send(news.clone());
            self.told = Some(news);
        }
    }
}

/// A renderer that comes back when the stream that it was lent to lets go of it, however that comes about.
struct Lent {
    renderer: Option<Renderer>,
    back: Sender<Renderer>,
}

impl Lent {
    fn render(&mut self, samples: &mut [f32], channels: u16) {
        if let Some(renderer) = &mut self.renderer {
            renderer.on_start_processing();
            renderer.process(samples, channels);
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(renderer) = self.renderer.take() {
            let _ = self.back.send(renderer);
        }
    }
}
