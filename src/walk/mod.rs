//! What happens on a visit. Pure: no clock, no GPU, no sound, no file. A step takes what the visitor did and how much time went
//! by; out of it come the [`Scene`] of the moment and the [`Event`]s that led to it. So a whole visit can be played in a test in
//! microseconds, and played again.
//!
//! Each step goes the same way: time goes by, commands are obeyed, gaze and rays are followed, and the moment is composed.

mod aim;
mod captions;
pub mod comfort;
mod commands;
mod compose;
mod event;
#[cfg(test)]
mod fixture;
mod guide;
mod input;
mod panels;
mod scene;
mod standing;
mod story;
mod take_over;
mod travel;
mod words;

use std::sync::Arc;

use glam::Vec3;

use crate::pose::{Pose, Ray};
use crate::tour::{Action, Location, LocationIndex, StoryIndex, Tour};
use aim::{Aim, Sight, Spot, Target};
use captions::Follower;
use guide::{About, Company, Idea, Memory};
use standing::Standing;
use story::Telling;
use travel::{Travel, Turn};
use words::Words;

pub use event::{Event, Way};
pub use input::{Command, Input, Pointer};
pub use scene::{Arrow, GuideView, Marker, MarkerKind, Panel, PanelKind, PointerView, Scene, SpaceState, Voice, VoiceKey};

/// What may be chosen before a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The language that the visit begins in, a BCP 47 tag of the tour; the tour's first if there is none or the tour lacks it.
    pub language: Option<String>,
    /// How long looking at something takes to choose it, seconds; kept within [`comfort::DWELL_SECONDS_RANGE`].
    pub dwell_seconds: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self { language: None, dwell_seconds: comfort::DWELL_SECONDS }
    }
}

/// What a step led to.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The moment.
    pub scene: &'a Scene,
    /// What led to it, in order.
    pub events: &'a [Event],
}

/// A visit, from its beginning until it is dropped.
///
/// ```
/// # fn play(tour: std::sync::Arc<indenfor::tour::Tour>) {
/// use indenfor::walk::{Input, Options, Walk};
///
/// let mut walk = Walk::new(tour, Options::default());
/// let step = walk.step(&Input { dwell: true, ..Input::default() }, 1.0 / 72.0);
/// println!("{} markers, {} events", step.scene.markers.len(), step.events.len());
/// # }
/// ```
pub struct Walk {
    tour: Arc<Tour>,
    options: Options,
    /// The language that is spoken; one of the tour's.
    language: Arc<str>,
    words: Words,
    /// By person: name and role in this language, as they stand over captions.
    bylines: Vec<Arc<str>>,
    nothing: Arc<str>,

    /// Where the head is in tracking space; the last good pose.
    head: Pose,
    /// Whether there has been a good pose.
    tracked: bool,
    /// Whether the visitor's room has been turned to face the right way once.
    centred: bool,
    begun: bool,
    paused: bool,
    standing: Standing,
    travel: Travel,
    /// The yaw that the visitor faced on arrival: where the room says that it is missing, degrees.
    faced: f32,
    /// Seconds since arrival.
    stayed: f32,

    aim: Aim,
    spots: Vec<Spot>,
    pointers: Vec<Pointer>,
    telling: Option<Telling>,
    /// The hotspot that the story was chosen at, if at any.
    told_at: Option<usize>,
    /// How many recordings have begun.
    recordings: u32,
    look: Option<Look>,
    company: Company,
    memory: Memory,
    captions: Follower,
    loading: Follower,
    /// What [`Scene::wanted`] was last made for.
    wanted_for: Option<compose::Outlook>,

    scene: Scene,
    events: Vec<Event>,
}

/// A few words that are open.
#[derive(Debug, Clone, Copy)]
struct Look {
    hotspot: usize,
    position: Vec3,
    /// Seconds since the visitor turned away.
    away: f32,
}

impl Walk {
    /// A visit of `tour` that begins with the first step.
    pub fn new(tour: Arc<Tour>, options: Options) -> Self {
        let asked = options.language.as_deref();
        let language = tour.languages.iter().find(|tag| Some(&***tag) == asked).or(tour.languages.first());
        let language = language.cloned().unwrap_or_else(|| Arc::from("en"));
        let (shortest, longest) = comfort::DWELL_SECONDS_RANGE;
        let dwell_seconds = if options.dwell_seconds.is_finite() { options.dwell_seconds } else { comfort::DWELL_SECONDS };
        let start = tour.start;
        let mut walk = Self {
            options: Options { dwell_seconds: dwell_seconds.clamp(shortest, longest), ..options },
            words: Words::in_language(&language),
            bylines: Vec::new(),
            nothing: Arc::from(""),
            language,
            head: Pose::default(),
            tracked: false,
            centred: false,
            begun: false,
            paused: false,
            standing: Standing::default(),
            travel: Travel::begin(start),
            faced: 0.0,
            stayed: 0.0,
            aim: Aim::default(),
            spots: Vec::new(),
            pointers: Vec::new(),
            telling: None,
            told_at: None,
            recordings: 0,
            look: None,
            company: Company::default(),
            memory: Memory::new(&tour),
            captions: Follower::default(),
            loading: Follower::default(),
            wanted_for: None,
            scene: Scene { fade: 1.0, wanted: Vec::new(), ..Scene::bare(start) },
            events: Vec::new(),
            tour,
        };
        walk.introduce();
        walk.enter(start);
        walk
    }

    /// Lets `seconds` go by and takes in what the visitor did. The scene and the events last until the next step.
    ///
    /// Seconds below zero or no number count as none; many count as [`comfort::STEP_SECONDS`].
    pub fn step(&mut self, input: &Input, seconds: f32) -> Step<'_> {
        self.events.clear();
        if let Some(head) = standing::sound_pose(input.head) {
            if input.retracked {
                self.standing.carry_on(self.head, head);
            }
            self.head = head;
            self.tracked = true;
        }
        self.begin();
        let seconds = if self.paused { 0.0 } else { self.count(seconds) };
        self.pass(seconds, input.space);
        for command in &input.commands {
            self.obey(command);
        }
        self.place();
        self.follow(input, seconds);
        self.compose(seconds);
        Step { scene: &self.scene, events: &self.events }
    }

    /// Says that the visit begins, and turns the visitor's room as soon as it is known how the head is turned. Not while paused: it
    /// begins when somebody has put the headset on.
    fn begin(&mut self) {
        if self.paused {
            return;
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.events.push(Event::Started { language: self.language.to_string() });
        }
        if self.tracked && !std::mem::replace(&mut self.centred, true) {
            self.standing.recenter(self.head, &self.tour.locations[self.scene.location.0]);
        }
    }

    /// The seconds to count of those that went by. What is told meanwhile has played on through the others as well: it is taken up
    /// again where the story is.
    fn count(&mut self, seconds: f32) -> f32 {
        let counted = comfort::step_seconds(seconds);
        if counted < seconds
            && let Some(telling) = &mut self.telling
        {
            self.recordings += 1;
            telling.number = self.recordings;
        }
        counted
    }

    /// Time goes by. `space` is how the first of the wanted locations fares.
    fn pass(&mut self, seconds: f32, space: SpaceState) {
        // Not only for want of time: one arrives facing the right way, and the head may be anywhere while the headset is put on.
        let turn = if self.paused { Turn::Nothing } else { self.travel.advance(seconds, space) };
        match turn {
            Turn::Nothing => {}
            Turn::Arrive => self.arrive(space),
            Turn::Settle => self.settle(),
        }
        if !self.travel.waiting() && !self.travel.leaving() {
            self.scene.space = space;
            self.stayed += seconds;
        }
        self.tell(seconds);
        self.close_forgotten_look(seconds);
        let busy = !self.travel.settled() || self.telling.is_some() || self.look.is_some();
        if self.company.advance(seconds, busy) {
            self.propose();
        }
    }

    /// In the dark: the next location takes the place of the last.
    fn arrive(&mut self, space: SpaceState) {
        let tour = Arc::clone(&self.tour);
        let (from, to) = (&tour.locations[self.scene.location.0], &tour.locations[self.travel.to.0]);
        self.standing.arrive(self.head, from, to, self.travel.arrive);
        self.enter(self.travel.to);
        self.events.push(Event::Arrived { location: to.id.clone(), visible: space == SpaceState::Ready });
    }

    /// The picture is clear: whoever is here may speak.
    fn settle(&mut self) {
        let here = self.scene.location;
        let first = !std::mem::replace(&mut self.memory.seen[here.0], true);
        let Some(guide) = self.tour.locations[here.0].guide.filter(|_| first) else { return };
        let known = std::mem::replace(&mut self.memory.met[guide.who.0], true);
        let tour = Arc::clone(&self.tour);
        self.events.push(Event::Greeted { guide: tour.people[guide.who.0].id.clone(), location: tour.locations[here.0].id.clone() });
        match guide.greets {
            Some(story) => self.begin_story(story, guide.position, None),
            None => self.company.greet(&tour, here, guide.who, known, &self.words, &self.language),
        }
    }

    fn propose(&mut self) {
        let location = &self.tour.locations[self.scene.location.0];
        let Some(guide) = location.guide else { return };
        let eye = self.eye();
        // Whoever does not see the guide hears of it, with an arrow to where the guide is.
        let unseen = eye.forward().angle_between(guide.position - eye.position).to_degrees() > comfort::OUT_OF_VIEW_DEGREES;
        let about = about(&self.tour, self.scene.location, &self.memory, &self.words, &self.language);
        if let Some(hotspot) = self.company.propose(&about, eye, &guide, unseen) {
            self.events.push(Event::Proposed { what: self.name(hotspot) });
        }
    }

    /// What an event calls a hotspot: the story's or the location's name, or `location/number` for a few words, which have none.
    fn name(&self, hotspot: usize) -> String {
        let location = &self.tour.locations[self.scene.location.0];
        match location.hotspots.get(hotspot).map(|hotspot| &hotspot.action) {
            Some(Action::Go { to, .. }) => self.tour.locations[to.0].id.clone(),
            Some(Action::Story(story)) => self.tour.stories[story.0].id.clone(),
            Some(Action::Look { .. }) | None => format!("{}/{hotspot}", location.id),
        }
    }

    /// The head in the location.
    fn eye(&self) -> Pose {
        self.standing.placement(self.head, &self.tour.locations[self.scene.location.0]).pose(self.head)
    }

    /// Whether something can be chosen.
    fn free(&self) -> bool {
        self.travel.settled() && !self.paused
    }

    /// Finds what gaze and rays are on, and does what they choose.
    fn follow(&mut self, input: &Input, seconds: f32) {
        self.pointers.clear();
        for pointer in &input.pointers {
            let Some(direction) = pointer.ray.direction.try_normalize() else { continue };
            let ray = self.scene.placement.ray(Ray { origin: pointer.ray.origin, direction });
            // What only a tracking error can point with points at nothing.
            if ray.origin.is_finite() && ray.origin.distance_squared(self.scene.head.position) < 1e4 && ray.direction.is_finite() {
                self.pointers.push(Pointer { ray, ..*pointer });
            }
        }
        let sight = Sight {
            gaze: Ray { origin: self.scene.head.position, direction: self.scene.head.forward() },
            pointers: &self.pointers,
            dwell: input.dwell.then_some(self.options.dwell_seconds),
            busy: [self.told_at.map(Target::Hotspot), self.look.map(|look| Target::Hotspot(look.hotspot))],
            free: self.free(),
        };
        let before = self.aim.attention();
        let chosen = self.aim.update(&self.spots, &sight, seconds, &mut self.scene.pointers);
        self.notice(before);
        if let Some((target, way)) = chosen {
            self.choose(target, way);
        }
    }

    /// Says so if something new came into attention.
    fn notice(&mut self, before: Option<Target>) {
        let now = self.aim.attention();
        if now != before
            && let Some(hotspot) = now.and_then(|target| self.hotspot(target))
        {
            self.events.push(Event::Focused { what: self.name(hotspot) });
        }
    }

    /// The hotspot that choosing `target` chooses.
    fn hotspot(&self, target: Target) -> Option<usize> {
        match (target, self.company.proposal().map(|proposal| proposal.idea)) {
            (Target::Hotspot(hotspot), _) | (Target::Proposal, Some(Idea::Hotspot(hotspot))) => Some(hotspot),
            (Target::Proposal, _) => None,
        }
    }

    fn choose(&mut self, target: Target, by: Way) {
        let tour = Arc::clone(&self.tour);
        let Some(index) = self.hotspot(target) else { return };
        let Some(hotspot) = self.location(&tour).hotspots.get(index) else { return };
        self.events.push(Event::Chosen { what: self.name(index), by });
        self.company.give_way();
        let open = self.look.take().map(|look| look.hotspot);
        match hotspot.action {
            Action::Go { to, arrive } => {
                self.leave_story();
                self.events.push(Event::Left { location: self.location(&tour).id.clone() });
                self.travel.leave(to, arrive);
            }
            Action::Story(story) => {
                self.leave_story();
                self.begin_story(story, hotspot.position, Some(index));
            }
            // A story goes on meanwhile: one may look at what is being told of.
            Action::Look { .. } if open == Some(index) => {}
            Action::Look { .. } => {
                let position = panels::look_position(self.eye().position, hotspot.position);
                self.look = Some(Look { hotspot: index, position, away: 0.0 });
            }
        }
    }

    fn location<'a>(&self, tour: &'a Tour) -> &'a Location {
        &tour.locations[self.scene.location.0]
    }

    fn begin_story(&mut self, story: StoryIndex, position: Vec3, told_at: Option<usize>) {
        self.recordings += 1;
        self.telling = Some(Telling::new(story, position, self.recordings));
        self.told_at = told_at;
        let (story, language) = (self.tour.stories[story.0].id.clone(), self.language.to_string());
        self.events.push(Event::StoryBegan { story, language });
    }

    /// Goes on with the story, if one is being told.
    fn tell(&mut self, seconds: f32) {
        let Some(telling) = &mut self.telling else { return };
        let index = telling.story.0;
        let story = &self.tour.stories[index];
        let events = &mut self.events;
        let begun = |cue: &crate::tour::Cue| events.push(Event::Caption { story: story.id.clone(), words: cue.words.to_string() });
        if telling.advance(story.in_language(&self.language), seconds, begun) {
            self.events.push(Event::StoryEnded { story: story.id.clone() });
            self.memory.heard[index] = true;
            self.telling = None;
            self.told_at = None;
        }
    }

    /// Leaves the story before its end, if one is being told.
    fn leave_story(&mut self) {
        self.told_at = None;
        if let Some(telling) = self.telling.take() {
            self.events.push(Event::StoryLeft { story: self.tour.stories[telling.story.0].id.clone() });
        }
    }

    fn close_forgotten_look(&mut self, seconds: f32) {
        let eye = self.eye();
        let Some(look) = &mut self.look else { return };
        let off = eye.forward().angle_between(look.position - eye.position).to_degrees();
        look.away = if off > comfort::OUT_OF_VIEW_DEGREES { look.away + seconds } else { 0.0 };
        if look.away > comfort::LOOK_AWAY_SECONDS {
            self.look = None;
        }
    }

    /// The visitor is in `location` from now on, and nothing that was going on goes on.
    fn enter(&mut self, location: LocationIndex) {
        self.scene.location = location;
        self.scene.space = SpaceState::Loading;
        self.stayed = 0.0;
        self.faced = crate::pose::heading(self.eye().orientation);
        self.look = None;
        self.company.give_way();
        self.aim.reset();
        self.captions.hide();
        self.mark();
    }
}

fn about<'a>(tour: &'a Tour, here: LocationIndex, memory: &'a Memory, words: &'a Words, language: &'a str) -> About<'a> {
    About { tour, here, memory, words, language }
}
