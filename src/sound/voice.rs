//! One sound that plays: its track, and where it stands in the room.

use std::time::Duration;

use glam::Vec3;
use kira::backend::Backend;
use kira::listener::ListenerId;
use kira::sound::FromFileError;
use kira::sound::static_sound::StaticSoundHandle;
use kira::sound::streaming::StreamingSoundHandle;
use kira::track::{SpatialTrackBuilder, SpatialTrackHandle, TrackBuilder, TrackHandle};
use kira::{AudioManager, Decibels, PlaySoundError, Tween};

use super::error::SoundError;
use super::opener::Opened;
use crate::walk::Voice;

/// How long a voice takes to fade when it begins in the middle, ends early or is held.
const FADE: Duration = Duration::from_millis(150);
/// How long a change of level takes: a story pushes ambience back without a jump.
const LEVEL: Duration = Duration::from_millis(80);
/// How long a change of place takes: about a frame, so that a moving head hears no steps.
const MOVE: Duration = Duration::from_millis(15);

/// A sound that plays.
pub(super) struct PlayingVoice {
    track: Track,
    sound: Sound,
    gain: f32,
    position: Option<Vec3>,
    paused: bool,
}

/// A voice with a place is panned around the head; one without is played as it was recorded.
enum Track {
    Placed(SpatialTrackHandle),
    Everywhere(TrackHandle),
}

enum Sound {
    Whole(StaticSoundHandle),
    Streamed(StreamingSoundHandle<FromFileError>),
}

/// A point as kira takes it.
pub(super) fn point(vector: Vec3) -> mint::Vector3<f32> {
    mint::Vector3 { x: vector.x, y: vector.y, z: vector.z }
}

fn over(duration: Duration) -> Tween {
    Tween { duration, ..Tween::default() }
}

impl PlayingVoice {
    /// Begins to play, at `voice.elapsed` if that is not the very beginning.
    pub fn begin<B: Backend>(
        manager: &mut AudioManager<B>,
        listener: ListenerId,
        voice: &Voice,
        opened: Opened,
    ) -> Result<Self, SoundError> {
        let volume = Decibels(voice.gain);
        let mut track = match voice.position {
            Some(position) => {
                // A voice keeps its level at any distance, since a story must be understood; where it stands is told by direction.
                // A binaural effect goes onto this builder, with a strength of 0 for kira's own panning.
                let builder = SpatialTrackBuilder::new().volume(volume).attenuation_function(None).persist_until_sounds_finish(true);
                Track::Placed(manager.add_spatial_sub_track(listener, point(position), builder).map_err(|_| SoundError::Full)?)
            }
            None => {
                let builder = TrackBuilder::new().volume(volume).persist_until_sounds_finish(true);
                Track::Everywhere(manager.add_sub_track(builder).map_err(|_| SoundError::Full)?)
            }
        };
        let late = voice.elapsed > 0.3;
        let fade_in = (late || voice.looped).then(|| over(FADE));
        let sound = match opened {
            Opened::Whole(data) => Sound::Whole(track.play(data.fade_in_tween(fade_in)).map_err(|_| SoundError::Full)?),
            Opened::Streamed(data) => {
                let begin = if late { f64::from(voice.elapsed) } else { 0.0 };
                Sound::Streamed(track.play(data.start_position(begin).fade_in_tween(fade_in)).map_err(|error| match error {
                    PlaySoundError::IntoSoundError(error) => SoundError::Unplayable { reason: error.to_string() },
                    PlaySoundError::SoundLimitReached => SoundError::Full,
                })?)
            }
        };
        let mut playing = Self { track, sound, gain: voice.gain, position: voice.position, paused: false };
        playing.follow(voice);
        Ok(playing)
    }

    /// Takes over what changed since the last moment.
    pub fn follow(&mut self, voice: &Voice) {
        if self.gain != voice.gain {
            self.gain = voice.gain;
            match &mut self.track {
                Track::Placed(track) => track.set_volume(voice.gain, over(LEVEL)),
                Track::Everywhere(track) => track.set_volume(voice.gain, over(LEVEL)),
            }
        }
        if self.position != voice.position {
            self.position = voice.position;
            if let (Track::Placed(track), Some(position)) = (&mut self.track, voice.position) {
                track.set_position(point(position), over(MOVE));
            }
        }
        if self.paused != voice.paused {
            self.paused = voice.paused;
            match (&mut self.sound, voice.paused) {
                (Sound::Whole(sound), true) => sound.pause(over(FADE)),
                (Sound::Whole(sound), false) => sound.resume(over(FADE)),
                (Sound::Streamed(sound), true) => sound.pause(over(FADE)),
                (Sound::Streamed(sound), false) => sound.resume(over(FADE)),
            }
        }
    }

    /// Fades out. The track goes once the sound is over.
    pub fn end(mut self) {
        match &mut self.sound {
            Sound::Whole(sound) => sound.stop(over(FADE)),
            Sound::Streamed(sound) => sound.stop(over(FADE)),
        }
    }
}

impl Track {
    fn play<D: kira::sound::SoundData>(&mut self, data: D) -> Result<D::Handle, PlaySoundError<D::Error>> {
        match self {
            Self::Placed(track) => track.play(data),
            Self::Everywhere(track) => track.play(data),
        }
    }
}
