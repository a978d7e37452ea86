//! One sound that plays: its track, and where it stands in the room.

use std::time::Duration;

use glam::Vec3;
use kira::backend::Backend;
use kira::sound::FromFileError;
use kira::sound::static_sound::StaticSoundHandle;
use kira::sound::streaming::StreamingSoundHandle;
use kira::track::{TrackBuilder, TrackHandle};
use kira::{AudioManager, Decibels, PlaySoundError, StartTime, Tween};

use super::binaural::{InPlace, Mover};
use super::engine::ListeningWith;
use super::error::SoundError;
use super::opener::Opened;
use crate::pose::Pose;
use crate::walk::Voice;

/// How long a voice takes to fade when it begins in the middle, ends early or is held.
const FADE: Duration = Duration::from_millis(150);
/// How long a sound takes to step back: ambience is out of the way by the time a story has drawn breath.
const STEP_BACK: Duration = Duration::from_millis(40);
/// How long it then waits, and takes, to come back: it must not pump between two stories.
const COME_BACK: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(800)];

/// A sound that plays.
pub(super) struct PlayingVoice {
    track: TrackHandle,
    /// For a voice that has a place; one without is played as it was recorded.
    mover: Option<Mover>,
    sound: Sound,
    gain: f32,
    /// What makes the recording as loud as others, decibels.
    raised: f32,
    paused: bool,
}

enum Sound {
    Whole(StaticSoundHandle),
    Streamed(StreamingSoundHandle<FromFileError>),
}

/// A point of the location as the head has it: metres, +X right, +Y up, -Z ahead.
fn as_heard(point: Vec3, head: Pose) -> Vec3 {
    head.orientation.inverse() * (point - head.position)
}

fn over(duration: Duration) -> Tween {
    Tween { duration, ..Tween::default() }
}

impl PlayingVoice {
    /// Begins to play, at `voice.elapsed` if that is not the very beginning.
    pub fn begin<B: Backend>(
        manager: &mut AudioManager<B>,
        ears: &ListeningWith,
        voice: &Voice,
        raised: f32,
        head: Pose,
        opened: Opened,
    ) -> Result<Self, SoundError> {
        let mut builder = TrackBuilder::new().volume(Decibels(voice.gain + raised)).persist_until_sounds_finish(true);
        let mover = voice
            .position
            .map(|position| builder.add_effect(InPlace::new(ears.hearing.clone(), ears.hrtf.clone(), as_heard(position, head))));
        let mut track = manager.add_sub_track(builder).map_err(|_| SoundError::Full)?;
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
        let mut playing = Self { track, mover, sound, gain: voice.gain, raised, paused: false };
        playing.follow(voice, head);
        Ok(playing)
    }

    /// Takes over what changed since the last moment.
    pub fn follow(&mut self, voice: &Voice, head: Pose) {
        if self.gain != voice.gain {
            let change = if voice.gain < self.gain {
                over(STEP_BACK)
            } else {
                Tween { start_time: StartTime::Delayed(COME_BACK[0]), ..over(COME_BACK[1]) }
            };
            self.gain = voice.gain;
            self.track.set_volume(voice.gain + self.raised, change);
        }
        if let (Some(mover), Some(position)) = (&mut self.mover, voice.position) {
            mover.move_to(as_heard(position, head));
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
