//! Makes what is heard agree with a scene.

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use kira::backend::Backend;
use kira::effect::volume_control::{VolumeControlBuilder, VolumeControlHandle};
use kira::sound::static_sound::StaticSoundData;
use kira::track::{MainTrackBuilder, SendTrackBuilder, SendTrackHandle, SendTrackId};
use kira::{AudioManager, AudioManagerSettings, Decibels, Tween};

use super::capture::Capture;
use super::choose::Wanted;
use super::device::{Device, DeviceNews, Wish};
use super::envelope::Envelopes;
use super::error::SoundError;
use super::hearing::Hearing;
use super::hrtf::Hrtf;
use super::limiter::Limiter;
use super::loudness::{self, Loudness};
use super::opener::Opener;
use super::recording::Recording;
use super::room::Decay;
use super::tail::{Tail, Walls};
use super::tick::tick;
use super::voice::PlayingVoice;
use crate::tour::Room;
use crate::walk::{self, Scene, Source, VoiceKey};

/// Plays scenes on a sound device, as long as there is one.
pub type DeviceEngine = Engine<Device>;

/// Plays scenes.
pub struct Engine<B: Backend> {
    manager: AudioManager<B>,
    /// How loud everything is, before the limiter.
    volume: VolumeControlHandle,
    ears: ListeningWith,
    /// What is heard with; what the device makes likely if `None`.
    chosen: Option<Hearing>,
    likely: Arc<AtomicU8>,
    /// How long after it is made sound is heard, microseconds; [`UNHEARD`] where it is not.
    lag: Arc<AtomicU32>,
    walls: Walls,
    /// The room that the walls are those of.
    room: Option<Room>,
    /// Holds the room's track.
    _room: SendTrackHandle,
    opener: Opener,
    loudness: Loudness,
    envelopes: Envelopes,
    voices: HashMap<VoiceKey, Heard>,
    /// What choosing sounds like, and the last choice that was heard.
    tick: (StaticSoundData, u32),
    /// What becomes of the device.
    news: Receiver<DeviceNews>,
    /// Those that the present scene no longer holds; kept so that no step allocates.
    gone: Vec<VoiceKey>,
}

/// The lag of a device that is not there.
pub(super) const UNHEARD: u32 = u32::MAX;

/// What every voice is heard with.
pub(super) struct ListeningWith {
    /// A [`Hearing`], told to the thread that makes sound.
    pub hearing: Arc<AtomicU8>,
    /// Filters for where the head is turned.
    pub hrtf: Arc<Hrtf>,
    /// Where the room is sent what it answers to.
    pub room: SendTrackId,
}

/// A voice of the present scene.
struct Heard {
    sound: Source,
    state: State,
}

enum State {
    /// Its file is being opened.
    Opening,
    Playing(Box<PlayingVoice>),
    /// It cannot be played; it was said once.
    Silent,
}

impl DeviceEngine {
    /// Plays on the device that is `wanted`, or on the system's own choice where there is none such, for somebody who hears with
    /// `hearing` (told from the device if `None`). Where there is no device, or it goes, nothing is heard until there is
    /// one again; see [`Engine::news`].
    ///
    /// # Errors
    /// [`SoundError::Damaged`].
    pub fn open(wanted: Wanted, hearing: Option<Hearing>) -> Result<Self, SoundError> {
        let (told, news) = channel();
        let (likely, lag) = (Arc::default(), Arc::new(AtomicU32::new(UNHEARD)));
        let wish = Wish { wanted, likely: Arc::clone(&likely), lag: Arc::clone(&lag), news: told };
        Self::with(wish, hearing, likely, lag, news, loudness::cache(), Opener::start(false))
    }

    /// What became of the device since this was asked last.
    pub fn news(&self) -> impl Iterator<Item = DeviceNews> + '_ {
        self.news.try_iter()
    }
}

impl Engine<Capture> {
    /// Plays into memory, at `sample_rate` Hz; see [`Capture::render`].
    ///
    /// # Errors
    /// [`SoundError::Full`], in theory alone.
    pub fn capturing(sample_rate: u32) -> Result<Self, SoundError> {
        Self::with(sample_rate, None, Arc::default(), Arc::default(), channel().1, None, Opener::start(false))
    }

    /// The same for a film: rendered as fast as it goes, so stories are decoded whole, and what was measured of them once is remembered.
    ///
    /// # Errors
    /// As [`Engine::capturing`].
    pub fn filming(sample_rate: u32) -> Result<Self, SoundError> {
        Self::with(sample_rate, None, Arc::default(), Arc::default(), channel().1, loudness::cache(), Opener::start(true))
    }

    /// The device that keeps what is played.
    pub fn capture(&mut self) -> &mut Capture {
        self.manager.backend_mut()
    }
}

impl<B: Backend<Error = Infallible>> Engine<B> {
    fn with(
        backend: B::Settings,
        chosen: Option<Hearing>,
        likely: Arc<AtomicU8>,
        lag: Arc<AtomicU32>,
        news: Receiver<DeviceNews>,
        cache: Option<PathBuf>,
        opener: Opener,
    ) -> Result<Self, SoundError> {
        // All that is done to what is played, whatever it is played on.
        let mut main_track_builder = MainTrackBuilder::new();
        let volume = main_track_builder.add_effect(VolumeControlBuilder::new(Decibels::IDENTITY));
        main_track_builder.add_effect(Limiter);
        let mut manager = AudioManager::<B>::new(AudioManagerSettings {
            capacities: kira::Capacities::default(),
            main_track_builder,
            internal_buffer_size: 128,
            backend_settings: backend,
        })
        .map_err(|never| match never {})?;
        let mut room = SendTrackBuilder::new();
        let walls = room.add_effect(Tail);
        let room = manager.add_send_track(room).map_err(|_| SoundError::Full)?;
        let ears = ListeningWith { hearing: Arc::default(), hrtf: Hrtf::at(48_000).ok_or(SoundError::Damaged)?, room: room.id() };
        Ok(Self {
            manager,
            volume,
            ears,
            chosen,
            likely,
            lag,
            walls,
            room: None,
            _room: room,
            opener,
            loudness: Loudness::start(cache),
            envelopes: Envelopes::start(),
            voices: HashMap::new(),
            tick: (tick(), 0),
            news,
            gone: Vec::new(),
        })
    }

    /// Has recordings of stories measured, so that each is as loud as the next. One that begins before it is measured is as loud as
    /// it was recorded.
    pub fn prepare(&mut self, stories: impl IntoIterator<Item = Recording>) {
        stories.into_iter().for_each(|recording| self.loudness.request(recording));
    }

    /// Whether all that was to be prepared is.
    pub fn is_prepared(&mut self) -> bool {
        self.loudness.complete()
    }

    /// Makes everything as loud as this from now on, decibels.
    pub fn set_volume(&mut self, decibels: f32) {
        self.volume.set_volume(decibels, Tween { duration: Duration::from_millis(100), ..Tween::default() });
    }

    /// Whether a voice of the last scene waits for its file.
    pub fn is_opening(&self) -> bool {
        self.voices.values().any(|heard| matches!(heard.state, State::Opening))
    }

    /// Chooses what is heard with, from now on.
    pub fn listen_with(&mut self, hearing: Hearing) {
        self.chosen = Some(hearing);
        hearing.tell(&self.ears.hearing);
    }

    /// Makes what is heard agree with `scene`. Never waits: a file that is not open yet is heard as soon as it is, from where its
    /// story has come by then.
    ///
    /// The scene's head is where it will be when its picture is shown, some 20 to 40 ms ahead. A device's buffer is about as long, so
    /// that is where the head is when the sound is heard as well.
    pub fn follow(&mut self, scene: &Scene) {
        let hearing = if scene.mono { Hearing::Mono } else { self.chosen.unwrap_or_else(|| Hearing::of(&self.likely)) };
        hearing.tell(&self.ears.hearing);
        if self.room != scene.room {
            self.room = scene.room;
            self.walls.change_to(scene.room.as_ref().map_or(Decay::OPEN, Decay::of));
        }
        let (tick, heard) = &mut self.tick;
        let last = std::mem::replace(heard, scene.choices);
        // One that cannot be heard is seen.
        if scene.choices > last && self.manager.play(tick.volume(scene.volume)).is_err() {
            tracing::debug!("a choice is not heard: too much is");
        }
        let Self { voices, gone, .. } = self;
        // A tour that is being written may put another file in the same place.
        let still = |key: &VoiceKey, heard: &Heard| scene.voices.iter().any(|voice| voice.key == *key && voice.sound == heard.sound);
        gone.extend(voices.iter().filter(|(key, heard)| !still(key, heard)).map(|(key, _)| *key));
        for key in gone.drain(..) {
            if let Some(Heard { state: State::Playing(voice), .. }) = voices.remove(&key) {
                voice.end();
            }
        }
        for voice in &scene.voices {
            match self.voices.get_mut(&voice.key).map(|heard| &mut heard.state) {
                Some(State::Playing(playing)) => playing.follow(voice, scene),
                Some(_) => {}
                None => {
                    let asked = self.opener.request(voice);
                    let state = if asked { State::Opening } else { State::Silent };
                    self.voices.insert(voice.key, Heard { sound: voice.sound.clone(), state });
                }
            }
        }
        self.begin_opened(scene);
    }

    /// How far what is told has come as it leaves the device; `None` where nobody hears it.
    pub fn heard(&mut self) -> Option<walk::Heard> {
        let lag = self.lag.load(Ordering::Relaxed);
        if lag == UNHEARD {
            return None;
        }
        let Self { voices, envelopes, .. } = self;
        let mut speech = voices.iter_mut().filter(|(key, _)| key.is_speech());
        speech.find_map(|(key, heard)| {
            let State::Playing(voice) = &mut heard.state else { return None };
            let (come, over) = voice.come()?;
            let seconds = (come - f64::from(lag) / 1e6) as f32;
            Some(walk::Heard { key: *key, seconds, over, loudness: envelopes.at(&heard.sound, seconds) })
        })
    }

    /// Hears a file anew that has changed: whatever plays of it ends, and begins again where the next moment has it.
    pub fn reload(&mut self, file: &Path) {
        for (_, heard) in self.voices.extract_if(|_, heard| heard.sound.file() == Some(file)) {
            self.envelopes.forget(&heard.sound);
            if let State::Playing(voice) = heard.state {
                voice.end();
            }
        }
    }

    fn begin_opened(&mut self, scene: &Scene) {
        for (key, answer) in self.opener.answers() {
            // What was asked for may be over before it was opened, or may have been asked for again since.
            if !matches!(self.voices.get(&key), Some(Heard { state: State::Opening, .. })) {
                continue;
            }
            let Some(voice) = scene.voices.iter().find(|voice| voice.key == key) else { continue };
            // Ambience is as loud as its author set it.
            let told_at = voice.position.filter(|_| !voice.looped);
            let raised = told_at.map_or(0.0, |place| self.loudness.gain(&voice.sound, scene.location, place));
            let begun = answer.and_then(|opened| {
                PlayingVoice::begin(&mut self.manager, &self.ears, voice, raised, scene, opened).map_err(|error| error.to_string())
            });
            let state = match begun {
                Ok(playing) => {
                    if key.is_speech() {
                        self.envelopes.request(&voice.sound);
                    }
                    State::Playing(Box::new(playing))
                }
                Err(reason) => {
                    tracing::warn!("{} cannot be heard: {reason}; its captions go on", voice.sound);
                    State::Silent
                }
            };
            self.voices.insert(key, Heard { sound: voice.sound.clone(), state });
        }
    }
}
