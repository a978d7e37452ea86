//! One sound that plays: its track, and where it stands in the room.

use std::time::{Duration, Instant};

use kira::backend::Backend;
use kira::sound::PlaybackState;
use kira::sound::static_sound::StaticSoundHandle;
use kira::sound::streaming::StreamingSoundHandle;
use kira::track::{TrackBuilder, TrackHandle};
use kira::{AudioManager, Decibels, PlaySoundError, StartTime, Tween};

use super::bed::{Heard, Turner};
use super::binaural::{InPlace, Mover, NEAREST};
use super::engine::ListeningWith;
use super::error::SoundError;
use super::opener::Opened;
use super::room::{self, placing};
use crate::walk::comfort::BEHIND_SECONDS;
use crate::walk::{Scene, Voice};

/// How long a voice takes to fade when it begins in the middle, ends early or is held.
const FADE: Duration = Duration::from_millis(150);
/// How long a sound takes to step back: ambience is out of the way by the time a story has drawn breath.
const STEP_BACK: Duration = Duration::from_millis(40);
/// How long it then waits, and takes, to come back: it must not pump between two stories.
const COME_BACK: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(800)];

/// How long a story is given to get back to its place before it is sent there again, seconds.
const SENT: f32 = 2.0;

/// A sound whose place has not changed for so long is not heard: its file no longer comes.
const STARVED: Duration = Duration::from_secs(1);

/// A sound that plays.
pub(super) struct PlayingVoice {
    track: TrackHandle,
    /// For a voice that has a place; one without comes from everywhere, as it was recorded.
    place: Option<Place>,
    sound: Sound,
    gain: f32,
    /// What else its track's volume is raised by, decibels. Where it has a place that is done there: kira reckons with decibels anew for
    /// each frame unless they are none.
    raised: f32,
    paused: bool,
    /// Where the walk had it when it was last sent to its place, seconds.
    sent: f32,
    /// How far it had come when it was last seen to go on, seconds, and when that was.
    went_on: (f64, Instant),
}

/// What a voice's track leads into, where the voice has a place: the room is sent the voice before that.
struct Place {
    mover: Mover,
    _track: TrackHandle,
}

enum Sound {
    Whole(StaticSoundHandle),
    Bed(Turner),
    Streamed(StreamingSoundHandle<String>),
}

fn over(duration: Duration) -> Tween {
    Tween { duration, ..Tween::default() }
}

fn builder(volume: f32) -> TrackBuilder {
    TrackBuilder::new().volume(Decibels(volume)).persist_until_sounds_finish(true)
}

impl PlayingVoice {
    /// Begins to play, at `voice.elapsed` if that is not the very beginning.
    pub fn begin<B: Backend>(
        manager: &mut AudioManager<B>,
        ears: &ListeningWith,
        voice: &Voice,
        raised: f32,
        scene: &Scene,
        opened: Opened,
    ) -> Result<Self, SoundError> {
        let mut raised = raised;
        let (mut track, place) = match voice.position {
            Some(position) => {
                let placing = placing(position, scene.head, scene.room.as_ref(), !voice.looped);
                let answer = scene.room.as_ref().map(|room| room::answer(room, placing.source.length().max(NEAREST), !voice.looped));
                if let (Some(answer), true) = (answer, voice.looped) {
                    // Ambience is as loud as its author set it, in a cell as in the open; a story was measured in its room.
                    raised -= room::louder(&placing, answer);
                }
                let mut builder = builder(voice.gain);
                if let Some(answer) = answer {
                    builder = builder.with_send(ears.room, Decibels(answer + raised));
                }
                let level = Decibels(std::mem::take(&mut raised)).as_amplitude();
                let mut placed = TrackBuilder::new();
                let mover = placed.add_effect(InPlace::new(ears.hearing.clone(), ears.hrtf.clone(), placing, level));
                let mut placed = manager.add_sub_track(placed).map_err(|_| SoundError::Full)?;
                (placed.add_sub_track(builder).map_err(|_| SoundError::Full)?, Some(Place { mover, _track: placed }))
            }
            None => (manager.add_sub_track(builder(voice.gain + raised)).map_err(|_| SoundError::Full)?, None),
        };
        let late = voice.elapsed > 0.3;
        let begin = if late { f64::from(voice.elapsed) } else { 0.0 };
        let fade_in = (late || voice.looped).then(|| over(FADE));
        let sound = match opened {
            Opened::Whole(data) => {
                let begin = if voice.looped { 0.0 } else { begin };
                Sound::Whole(track.play(data.start_position(begin).fade_in_tween(fade_in)).map_err(|_| SoundError::Full)?)
            }
            Opened::Bed(bed) => {
                let heard = Heard { bed: *bed, hearing: ears.hearing.clone(), head: scene.head.orientation };
                Sound::Bed(track.play(heard).map_err(|_| SoundError::Full)?)
            }
            Opened::Streamed(data) => {
                Sound::Streamed(track.play(data.start_position(begin).fade_in_tween(fade_in)).map_err(|error| match error {
                    PlaySoundError::IntoSoundError(reason) => SoundError::Unplayable { reason },
                    PlaySoundError::SoundLimitReached => SoundError::Full,
                })?)
            }
        };
        let mut playing =
            Self { track, place, sound, gain: voice.gain, raised, paused: false, sent: voice.elapsed, went_on: (-1.0, Instant::now()) };
        playing.follow(voice, scene);
        Ok(playing)
    }

    /// Takes over what changed since the last moment.
    pub fn follow(&mut self, voice: &Voice, scene: &Scene) {
        if self.gain != voice.gain {
            // Whoever makes a story louder hears it at once.
            let change = if voice.gain < self.gain || !voice.looped {
                over(STEP_BACK)
            } else {
                Tween { start_time: StartTime::Delayed(COME_BACK[0]), ..over(COME_BACK[1]) }
            };
            self.gain = voice.gain;
            self.track.set_volume(voice.gain + self.raised, change);
        }
        if let (Some(place), Some(position)) = (&mut self.place, voice.position) {
            place.mover.move_to(placing(position, scene.head, scene.room.as_ref(), !voice.looped));
        }
        if let Sound::Bed(turner) = &mut self.sound {
            turner.turn(scene.head.orientation);
        }
        // A device that was away leaves a story behind. The walk follows one that is ahead.
        if let Sound::Streamed(sound) = &mut self.sound
            && voice.elapsed - sound.position() as f32 > BEHIND_SECONDS
            && (voice.elapsed - self.sent).abs() > SENT
            && sound.state() == PlaybackState::Playing
        {
            self.sent = voice.elapsed;
            sound.seek_to(f64::from(voice.elapsed));
        }
        if self.paused != voice.paused {
            self.paused = voice.paused;
            match (&mut self.sound, voice.paused) {
                (Sound::Whole(sound), true) => sound.pause(over(FADE)),
                (Sound::Whole(sound), false) => sound.resume(over(FADE)),
                (Sound::Bed(turner), held) => turner.hold(held),
                (Sound::Streamed(sound), true) => sound.pause(over(FADE)),
                (Sound::Streamed(sound), false) => sound.resume(over(FADE)),
            }
        }
    }

    /// How far it has come as it is made, seconds, and whether that is its end; `None` while it stands still.
    pub fn come(&mut self) -> Option<(f64, bool)> {
        let Sound::Streamed(sound) = &self.sound else { return None };
        let come = sound.position();
        match sound.state() {
            PlaybackState::Stopped => Some((come, true)),
            PlaybackState::Playing | PlaybackState::Resuming => {
                if self.went_on.0 != come {
                    self.went_on = (come, Instant::now());
                }
                (self.went_on.1.elapsed() < STARVED).then_some((come, false))
            }
            _ => None,
        }
    }

    /// Fades out. The track goes once the sound is over.
    pub fn end(mut self) {
        match &mut self.sound {
            Sound::Whole(sound) => sound.stop(over(FADE)),
            Sound::Bed(turner) => turner.end(),
            Sound::Streamed(sound) => sound.stop(over(FADE)),
        }
    }
}
