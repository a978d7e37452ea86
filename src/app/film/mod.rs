//! A film of a visit, so far of its sound alone: a visitor goes where they are sent, or where the guide leads, and what both ears hear on
//! the way becomes a WAV, and what they read becomes captions beside it. Heard is what a visit plays, through all that it passes there;
//! only time goes by in even steps, as fast as it can be reckoned.

mod files;
mod route;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use glam::{Quat, Vec3};

use super::pilot;
use crate::pose::{Angles, Pose, turn, wrap_degrees};
use crate::sound::{Engine, Recording};
use crate::tour::{Action, LocationIndex, Tour};
use crate::walk::{Event, Input, Options, PanelKind, Scene, SpaceState, VoiceKey, Walk};
use files::{Captions, Wav};
pub use route::Stop;

/// Frames of sound in a second.
const RATE: u32 = 48_000;
/// How much of the visit goes by from one step to the next, seconds, and how many frames of sound that is.
const STEP: f32 = 0.01;
const FRAMES: usize = 480;
/// How long everything is quiet before the visitor goes on, seconds.
const PAUSE: f32 = 1.0;
/// How long everything is quiet before the visitor takes it that the guide has nothing left to propose, seconds.
const NOTHING_LEFT: f32 = 5.0;
/// What cannot be chosen by then is given up, seconds of the visit.
const PATIENCE: f32 = 30.0;
/// How fast the visitor turns to what they choose, degrees a second.
const TURNING: f32 = 60.0;
/// How long to wait before a file that is being read is asked for again.
const WAIT: Duration = Duration::from_millis(2);

/// What was made.
#[derive(Debug)]
pub struct Film {
    /// How long it is, seconds.
    pub seconds: f64,
    /// What was shown in words, and when: WebVTT.
    pub captions: PathBuf,
}

/// Walks `tour` in `language`, along `route` or else where the guide leads, and writes what is heard into `out`, 48 kHz stereo.
///
/// # Errors
/// Where a file cannot be written, or where a stop of the route cannot be reached.
pub fn sound(tour: Arc<Tour>, language: Option<&str>, route: Option<Vec<Stop>>, out: &Path) -> anyhow::Result<Film> {
    let mut engine = Engine::filming(RATE)?;
    // A visitor who comes after the tour was loaded for the first time hears all stories equally loud.
    engine.prepare(Recording::all(&tour));
    while !engine.is_prepared() {
        std::thread::sleep(WAIT);
    }
    let mut walk = Walk::new(tour.clone(), Options { language: language.map(str::to_owned), ..Options::default() });
    let mut visitor = Visitor::new(tour, route);
    let mut wav = Wav::create(out)?;
    let mut captions = Captions::default();
    loop {
        let step = walk.step(&visitor.input, STEP);
        engine.follow(step.scene);
        while engine.is_opening() {
            std::thread::sleep(WAIT);
            engine.follow(step.scene);
        }
        captions.show(wav.seconds(), step.scene);
        wav.write(&engine.capture().render(FRAMES)).with_context(|| format!("{} cannot be written", out.display()))?;
        if !visitor.go_on(step.scene, step.events)? {
            break;
        }
    }
    let seconds = wav.finish().with_context(|| format!("{} cannot be written", out.display()))?;
    let beside = out.with_extension("vtt");
    captions.write(seconds, &beside)?;
    Ok(Film { seconds, captions: beside })
}

/// Somebody who listens to everything, then looks at what comes next and chooses it.
struct Visitor {
    tour: Arc<Tour>,
    /// What is still to come; where the guide leads if `None`.
    route: Option<VecDeque<Stop>>,
    input: Input,
    look: Angles,
    /// The hotspot that they turn to, and for how long they have.
    towards: Option<(usize, f32)>,
    /// Seconds in which nothing has been going on.
    quiet: f32,
}

/// What a visitor does next.
enum Next {
    Choose(usize),
    Wait,
    End,
}

impl Visitor {
    fn new(tour: Arc<Tour>, route: Option<Vec<Stop>>) -> Self {
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), ..Pose::default() };
        // Nothing is drawn: every place can be gone to at once.
        let input = Input { head, space: SpaceState::Ready, ..Input::default() };
        Self { tour, route: route.map(VecDeque::from), input, look: Angles::default(), towards: None, quiet: 0.0 }
    }

    /// Takes in what happened, and does what comes next. False at the end of the way.
    fn go_on(&mut self, scene: &Scene, events: &[Event]) -> anyhow::Result<bool> {
        self.input.pointers.clear();
        let told = scene.voices.iter().any(|voice| matches!(voice.key, VoiceKey::Story(..)));
        let said = scene.panels.iter().any(|panel| panel.kind == PanelKind::Caption);
        let busy = !events.is_empty() || told || said || scene.fade > 0.0;
        self.quiet = if busy { 0.0 } else { self.quiet + STEP };
        if events.iter().any(|event| matches!(event, Event::Chosen { .. })) {
            self.towards = None;
        }
        if self.towards.is_none() && self.quiet >= PAUSE {
            match self.next(scene)? {
                Next::Choose(hotspot) => self.towards = Some((hotspot, 0.0)),
                Next::Wait => {}
                Next::End => return Ok(false),
            }
        }
        self.choose(scene)?;
        Ok(true)
    }

    fn next(&mut self, scene: &Scene) -> anyhow::Result<Next> {
        let Some(route) = &mut self.route else {
            let proposed = scene.markers.iter().find(|marker| marker.proposed).map(|marker| Next::Choose(marker.hotspot));
            return Ok(proposed.unwrap_or(if self.quiet < NOTHING_LEFT { Next::Wait } else { Next::End }));
        };
        let here = scene.location;
        if route.front() == Some(&Stop::Place(here)) {
            route.pop_front();
        }
        let Some(stop) = route.front() else { return Ok(Next::End) };
        let tells = |at: LocationIndex| {
            let hotspots = &self.tour.locations[at.0].hotspots;
            hotspots.iter().position(|hotspot| matches!(hotspot.action, Action::Story(story) if *stop == Stop::Story(story)))
        };
        if let Some(hotspot) = tells(here) {
            route.pop_front();
            return Ok(Next::Choose(hotspot));
        }
        let way = pilot::way(&self.tour, here, |at| *stop == Stop::Place(at) || tells(at).is_some());
        way.map(Next::Choose)
            .with_context(|| format!("no way leads from `{}` to {}", self.tour.locations[here.0].id, stop.name(&self.tour)))
    }

    /// Turns to what is to be chosen, and chooses it once it is looked at.
    fn choose(&mut self, scene: &Scene) -> anyhow::Result<()> {
        let Some((hotspot, seconds)) = &mut self.towards else { return Ok(()) };
        *seconds += STEP;
        if *seconds > PATIENCE {
            bail!("hotspot {} of `{}` cannot be chosen", *hotspot + 1, self.tour.locations[scene.location.0].id);
        }
        let Some(marker) = scene.markers.iter().find(|marker| marker.hotspot == *hotspot) else { return Ok(()) };
        let tracked = scene.placement.inverse();
        let wanted = Angles::of(tracked.point(marker.position) - tracked.point(scene.head.position));
        let most = TURNING * STEP;
        let (yaw, pitch) = (wrap_degrees(wanted.yaw - self.look.yaw), wanted.pitch - self.look.pitch);
        self.look.yaw = wrap_degrees(self.look.yaw + yaw.clamp(-most, most));
        self.look.pitch += pitch.clamp(-most, most);
        self.input.head.orientation = turn(self.look.yaw) * Quat::from_rotation_x(self.look.pitch.to_radians());
        if yaw.abs().max(pitch.abs()) < most {
            self.input.pointers.extend(pilot::choose(scene, *hotspot));
        }
        Ok(())
    }
}
