//! What every way of visiting has in common: the walk, what follows it, and what is written down.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::EventLog;
use super::settings::Kept;
use crate::pose::Pose;
use crate::render::Renderer;
use crate::sound::{DeviceEngine, DeviceNews, HeadsetSound, Hearing, Recording, Wanted};
use crate::tour::{LocationIndex, Tour};
use crate::walk::{Command, Event, Input, Options, Scene, SpaceState, Walk};

/// What a visit is begun with.
#[derive(Debug, Clone, Default)]
pub struct VisitOptions {
    /// The language that it begins in; the tour's first if there is none.
    pub language: Option<String>,
    /// Where to write down what happens, one JSON object a line.
    pub events: Option<PathBuf>,
    /// A part of the name of the device that is played on, whatever else would be chosen.
    pub sound_device: Option<String>,
    /// The headset that the visit is in.
    pub headset: Option<HeadsetSound>,
    /// How loud it is, percent; as it was set last if `None`.
    pub volume: Option<u8>,
    /// How visitors are received, for how long they walk, and what else may be chosen before a visit; its language is the one above.
    pub walk: Options,
    /// Whether a controller's stick, pushed aside, turns the visitor: see [`Command::TurnLeft`].
    pub snap_turn: bool,
    /// Whether panoramas are drawn by the headset's software, where it can do that.
    pub by_compositor: bool,
    /// What the visitor hears with; told from the sound device if `None`.
    pub hearing: Option<Hearing>,
}

/// A visit that is under way.
pub struct Visit {
    /// The tour that is walked.
    pub tour: Arc<Tour>,
    walk: Walk,
    sound: Option<DeviceEngine>,
    /// What staff set; nothing where nobody hears.
    kept: Option<Kept>,
    events: EventLog,
    /// Where the head was last, in tracking space.
    head: Pose,
    /// Whether the headset was worn last, where it can tell.
    worn: Option<bool>,
    /// How the awaited location fared last.
    space: SpaceState,
    /// The location that must be ready first: where the visitor is or is going.
    awaited: LocationIndex,
}

/// What a step led to.
#[derive(Clone, Copy)]
pub struct Moment<'v> {
    /// What is to be seen and heard.
    pub scene: &'v Scene,
    /// What happened.
    pub events: &'v [Event],
}

impl Visit {
    /// A visit to `tour` that nobody hears.
    ///
    /// # Errors
    /// Where events cannot be written down.
    pub fn silent(tour: Arc<Tour>, options: &VisitOptions) -> anyhow::Result<Self> {
        let walk = Walk::new(tour.clone(), Options { language: options.language.clone(), ..options.walk.clone() });
        Ok(Self {
            awaited: tour.start,
            walk,
            sound: None,
            kept: None,
            head: Pose::default(),
            worn: None,
            space: SpaceState::Loading,
            events: EventLog::new(options.events.as_deref())?,
            tour,
        })
    }

    /// A visit to `tour`. Without a sound device it goes on in captions.
    ///
    /// # Errors
    /// Where events cannot be written down.
    pub fn with_sound(tour: Arc<Tour>, options: &VisitOptions) -> anyhow::Result<Self> {
        let kept = Kept::load(options.volume);
        let usual = kept.settings().sound_device.clone();
        let wanted = Wanted { asked: options.sound_device.clone(), headset: options.headset.clone(), usual };
        let mut sound = DeviceEngine::open(wanted, options.hearing).inspect_err(|error| tracing::warn!("{error}")).ok();
        prepare(&mut sound, &tour);
        if let Some(sound) = &mut sound {
            sound.set_volume(kept.settings().decibels());
        }
        Ok(Self { sound, kept: Some(kept), ..Self::silent(tour, options)? })
    }

    /// Makes this visit and those to come louder, or quieter, by so many steps.
    pub fn louder(&mut self, steps: i32) {
        let (Some(sound), Some(kept)) = (&mut self.sound, &mut self.kept) else { return };
        if steps == 0 {
            return;
        }
        kept.louder(steps);
        sound.set_volume(kept.settings().decibels());
        self.events.write(&[Staff::Volume { percent: kept.settings().volume }]);
    }

    /// The location that must be ready first: where the visitor is or is going.
    pub fn awaited(&self) -> LocationIndex {
        self.awaited
    }

    /// Where the head was last, in the tracking space of then.
    pub fn head(&self) -> Pose {
        self.head
    }

    /// Lets `seconds` go by: the walk takes its step, and renderer and sound follow it.
    pub fn step(&mut self, input: &mut Input, renderer: &mut Renderer, seconds: f32) -> Moment<'_> {
        (self.head, self.worn) = (input.head, input.worn);
        self.space = renderer.space_state(self.awaited);
        input.space = self.space;
        input.heard = self.sound.as_mut().and_then(DeviceEngine::heard);
        let step = self.walk.step(input, seconds);
        self.awaited = step.scene.wanted.first().copied().unwrap_or(step.scene.location);
        renderer.update(step.scene);
        if let Some(sound) = &mut self.sound {
            sound.follow(step.scene);
            sound.news().for_each(|news| self.events.write(&[Staff::from(news)]));
        }
        self.events.write(step.events);
        Moment { scene: step.scene, events: step.events }
    }

    /// Asks something of the walk while nobody sees it: no time goes by.
    pub fn command(&mut self, command: Command) {
        self.wait(vec![command], self.worn, 0.0);
    }

    /// Lets `seconds` go by that nobody sees anything in: a headset that has been taken off may want no pictures, and yet its wearer
    /// comes back or does not.
    pub fn wait(&mut self, commands: Vec<Command>, worn: Option<bool>, seconds: f32) {
        self.worn = worn;
        let heard = self.sound.as_mut().and_then(DeviceEngine::heard);
        let input = Input { head: self.head, commands, worn, space: self.space, heard, ..Input::default() };
        let step = self.walk.step(&input, seconds);
        self.awaited = step.scene.wanted.first().copied().unwrap_or(step.scene.location);
        if let Some(sound) = &mut self.sound {
            sound.follow(step.scene);
        }
        self.events.write(step.events);
    }

    /// Hears a file anew that has changed on disk.
    pub fn reload(&mut self, file: &Path) {
        if let Some(sound) = &mut self.sound {
            sound.reload(file);
        }
    }

    /// Goes on in a tour that has changed on disk, where the visitor was if that is still there.
    pub fn take_over(&mut self, tour: Arc<Tour>) {
        self.awaited = self.walk.take_over(tour.clone());
        prepare(&mut self.sound, &tour);
        self.tour = tour;
    }
}

/// What staff ought to know of the machine, written down beside what happens on the visit.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Staff {
    /// Sound is heard.
    SoundFound { device: String },
    /// No sound is heard; captions go on, and so does the story, until there is a device again.
    SoundLost { reason: String },
    /// Staff made it louder or quieter.
    Volume { percent: u8 },
}

impl From<DeviceNews> for Staff {
    /// Says it on the console as well.
    fn from(news: DeviceNews) -> Self {
        match news {
            DeviceNews::Found(found) => {
                tracing::info!(?found, "sound is heard");
                Self::SoundFound { device: found.name }
            }
            DeviceNews::Lost { reason } => {
                tracing::warn!("no sound can be played ({reason}); captions go on, and sound comes back with a device");
                Self::SoundLost { reason }
            }
        }
    }
}

/// Has all that is told and said in a tour made equally loud.
fn prepare(sound: &mut Option<DeviceEngine>, tour: &Tour) {
    if let Some(sound) = sound {
        sound.prepare(Recording::of_the_welcome(tour).chain(Recording::all(tour)));
    }
}
