//! Makes what is heard agree with a scene.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use glam::{Quat, Vec3};
use kira::backend::Backend;
use kira::backend::cpal::{CpalBackend, CpalBackendSettings, cpal};
use kira::listener::ListenerHandle;
use kira::{AudioManager, AudioManagerSettings, Tween};

use super::capture::Capture;
use super::error::SoundError;
use super::opener::Opener;
use super::voice::{PlayingVoice, point};
use crate::walk::{Scene, VoiceKey};

/// Plays scenes on the system's sound device.
pub type DeviceEngine = Engine<CpalBackend>;

/// Plays scenes.
pub struct Engine<B: Backend> {
    manager: AudioManager<B>,
    listener: ListenerHandle,
    opener: Opener,
    voices: HashMap<VoiceKey, Heard>,
    /// Those that the present scene no longer holds; kept so that no step allocates.
    gone: Vec<VoiceKey>,
}

/// A voice of the present scene.
struct Heard {
    sound: Arc<PathBuf>,
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
    /// Opens the system's sound device.
    ///
    /// # Errors
    /// [`SoundError::NoDevice`] where there is none; the visit goes on without sound.
    pub fn open() -> Result<Self, SoundError> {
        hush();
        let settings = AudioManagerSettings { backend_settings: CpalBackendSettings::default(), ..Default::default() };
        let manager = AudioManager::<CpalBackend>::new(settings).map_err(|error| SoundError::no_device(&error))?;
        Self::with(manager)
    }
}

impl Engine<Capture> {
    /// Plays into memory, at `sample_rate` Hz; see [`Capture::render`].
    ///
    /// # Errors
    /// [`SoundError::Full`], in theory alone.
    pub fn capturing(sample_rate: u32) -> Result<Self, SoundError> {
        let settings = AudioManagerSettings::<Capture> {
            capacities: kira::Capacities::default(),
            main_track_builder: kira::track::MainTrackBuilder::default(),
            internal_buffer_size: 128,
            backend_settings: sample_rate,
        };
        let manager = AudioManager::new(settings).map_err(|never| match never {})?;
        Self::with(manager)
    }

    /// The device that keeps what is played.
    pub fn capture(&mut self) -> &mut Capture {
        self.manager.backend_mut()
    }
}

impl<B: Backend> Engine<B> {
    fn with(mut manager: AudioManager<B>) -> Result<Self, SoundError> {
        let listener = manager.add_listener(point(Vec3::ZERO), turn(Quat::IDENTITY)).map_err(|_| SoundError::Full)?;
        Ok(Self { manager, listener, opener: Opener::start(), voices: HashMap::new(), gone: Vec::new() })
    }

    /// Makes what is heard agree with `scene`. Never waits: a file that is not open yet is heard as soon as it is, from where its
    /// story has come by then.
    pub fn follow(&mut self, scene: &Scene) {
        let at_once = Tween { duration: std::time::Duration::ZERO, ..Tween::default() };
        self.listener.set_position(point(scene.head.position), at_once);
        self.listener.set_orientation(turn(scene.head.orientation), at_once);

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
                Some(State::Playing(playing)) => playing.follow(voice),
                Some(_) => {}
                None => {
                    let asked = self.opener.request(voice.key, voice.sound.clone(), voice.looped);
                    let state = if asked { State::Opening } else { State::Silent };
                    self.voices.insert(voice.key, Heard { sound: voice.sound.clone(), state });
                }
            }
        }
        self.begin_opened(scene);
    }

    fn begin_opened(&mut self, scene: &Scene) {
        for (key, answer) in self.opener.answers() {
            // What was asked for may be over before it was opened, or may have been asked for again since.
            if !matches!(self.voices.get(&key), Some(Heard { state: State::Opening, .. })) {
                continue;
            }
            let Some(voice) = scene.voices.iter().find(|voice| voice.key == key) else { continue };
            let begun = answer.and_then(|opened| {
                PlayingVoice::begin(&mut self.manager, self.listener.id(), voice, opened).map_err(|error| error.to_string())
            });
            let state = match begun {
                Ok(playing) => State::Playing(Box::new(playing)),
                Err(reason) => {
                    tracing::warn!("{} cannot be heard: {reason}; its captions go on", voice.sound.display());
                    State::Silent
                }
            };
            self.voices.insert(key, Heard { sound: voice.sound.clone(), state });
        }
    }
}

/// A turn as kira takes it.
fn turn(orientation: Quat) -> mint::Quaternion<f32> {
    mint::Quaternion { v: mint::Vector3 { x: orientation.x, y: orientation.y, z: orientation.z }, s: orientation.w }
}

/// What the system calls its sound device.
///
/// # Errors
/// [`SoundError::NoDevice`] where there is none.
pub fn device_name() -> Result<String, SoundError> {
    use cpal::traits::{DeviceTrait, HostTrait};
    hush();
    let device = cpal::default_host().default_output_device().ok_or_else(|| SoundError::no_device(&"the system has no output device"))?;
    // A device that is listed may still refuse; only its configuration tells that it answers.
    device.default_output_config().map_err(|error| SoundError::no_device(&error))?;
    Ok(device.description().map(|description| description.name().to_owned()).unwrap_or_else(|_| "unnamed".into()))
}

/// Keeps ALSA from writing to the console, line upon line, what its answers tell as well. Holds for the thread that asks for it.
fn hush() {
    #[cfg(target_os = "linux")]
    if let Err(error) = alsa::Output::local_error_handler() {
        tracing::debug!("ALSA goes on writing to the console: {error}");
    }
}
