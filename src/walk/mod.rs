//! What happens on a visit. Pure: no clock, no GPU, no sound, no file. A step takes what the visitor did and how much time went
//! by; out of it come the [`Scene`] of the moment and the [`Event`]s that led to it. So a whole visit can be played in a test in
//! microseconds, and played again.
//!
//! Each step goes the same way: time goes by, commands are obeyed, gaze and rays are followed, and the moment is composed.

mod aim;
mod anchor;
mod announce;
mod buttons;
mod calm;
mod captions;
mod choose;
pub mod comfort;
mod commands;
mod compose;
mod event;
mod farewell;
#[cfg(test)]
mod fixture;
mod guide;
mod hang;
mod input;
mod memory;
mod menu;
mod options;
mod panels;
mod playback;
mod presence;
mod proposal;
mod scene;
mod spoken;
mod stage;
mod standing;
mod take_over;
mod tell;
mod travel;
mod welcome;
mod words;

use std::sync::Arc;

use glam::Vec3;

use crate::pose::Pose;
use crate::tour::{LineIndex, LocationIndex, StoryIndex, Tour};
use aim::{Aim, Spot};
use anchor::{Anchor, Facing};
use announce::Announcer;
use calm::Calm;
use captions::{Follower, Parts};
use guide::{Company, Urge};
use memory::Memory;
use menu::Menu;
use presence::Presence;
use proposal::About;
use stage::{Clock, Stage};
use standing::Standing;
use tell::Telling;
use travel::{Travel, Turn};
use welcome::Means;
use words::Words;

pub use buttons::{Button, Choice, Icon};
pub use event::{Event, Way};
pub use input::{Command, Heard, Input, Pointer};
pub use options::{Captions, Comfort, Options, Reception, TextSize};
pub use scene::{
    Ahead, Arrow, Attitude, Code, GuideView, Marker, MarkerKind, Panel, PanelKind, Pin, PointerView, Scene, Source, SpaceState, Voice,
    VoiceKey,
};
pub use spoken::Spoken;

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
    /// By story: who tells it and how long it is, as it stands on its label.
    story_labels: Vec<Arc<str>>,
    /// By hotspot of the location: the first words of what can be looked at.
    look_labels: Vec<Arc<str>>,
    /// By language of the tour: what those who speak it call it.
    language_names: Vec<Arc<str>>,
    /// The question for the language, in each of them.
    choose_language: Arc<str>,
    nothing: Arc<str>,

    /// How far the visit has come.
    stage: Stage,
    presence: Presence,
    clock: Clock,
    /// What makes it comfortable for this visitor.
    comfort: Comfort,
    /// What they choose with.
    means: Means,
    /// What the welcome says aloud.
    announcer: Announcer,
    /// How dark the picture is for the stage, eased.
    dim: f32,
    menu: Option<Menu>,
    calm: Option<Calm>,
    /// The plain calm room is still seen, on the way back from it.
    leaving_plain: bool,
    /// Where the visitor's body faces, and what hangs there.
    body: Anchor,
    facing: Facing,
    /// Seconds that scanning has rested on what it attends to.
    scanned: f32,

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
    /// The last story that was told here: from where, and chosen at which hotspot.
    last_told: Option<(StoryIndex, Vec3, Option<usize>)>,
    /// How many recordings have begun.
    recordings: u32,
    /// The line that was being said when the last step ended, and which recording that is.
    line: Option<(LineIndex, u32)>,
    look: Option<Look>,
    company: Company,
    memory: Memory,
    captions: Follower,
    /// Where the caption hung last.
    caption_at: Option<Vec3>,
    caption_parts: Parts,
    loading: Follower,
    /// The buttons of the step before, whose room is used again.
    spare_buttons: Vec<Button>,
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
        let options = options.in_range();
        let start = tour.start;
        let mut walk = Self {
            stage: Stage::first(&options),
            presence: Presence::default(),
            clock: Clock::default(),
            comfort: options.comfort,
            means: Means::default(),
            announcer: Announcer::default(),
            dim: 0.0,
            menu: None,
            calm: None,
            leaving_plain: false,
            body: Anchor::default(),
            facing: Facing::default(),
            scanned: 0.0,
            story_labels: Vec::new(),
            look_labels: Vec::new(),
            language_names: Vec::new(),
            choose_language: Arc::from(""),
            options,
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
            last_told: None,
            recordings: 0,
            line: None,
            look: None,
            company: Company::default(),
            memory: Memory::new(&tour),
            captions: Follower::default(),
            caption_at: None,
            caption_parts: Parts::default(),
            spare_buttons: Vec::new(),
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
        let seconds = if self.held() { comfort::step_seconds(seconds) } else { self.count(seconds, input.heard) };
        self.watch(input, seconds);
        self.begin();
        // What nobody sees stands still; what the menu holds does, but for the menu.
        let awake = if self.asleep() { 0.0 } else { seconds };
        self.advance_stage(awake, input.heard);
        let seconds = if self.held() { 0.0 } else { awake };
        self.pass(seconds, input.space, input.heard);
        self.close_forgotten_menu(!input.commands.is_empty(), awake);
        self.means = Means::of(input, self.options.scan_seconds.is_some());
        for command in &input.commands {
            self.obey(command);
        }
        self.place(awake);
        let before = self.shape();
        self.follow(input, awake);
        if self.shape() != before {
            // What was chosen has changed what there is.
            self.place(0.0);
        }
        self.note_line();
        self.compose(awake, input.heard);
        Step { scene: &self.scene, events: &self.events }
    }

    /// What the buttons hang on.
    fn shape(&self) -> (Stage, Option<Menu>, Option<Calm>, Comfort) {
        (self.stage.clone(), self.menu, self.calm, self.comfort)
    }

    /// Says that the visit begins, and turns the visitor's room as soon as it is known how the head is turned. Not while paused: it
    /// begins when somebody has put the headset on.
    fn begin(&mut self) {
        if self.asleep() {
            return;
        }
        if self.walking() && !std::mem::replace(&mut self.begun, true) {
            self.events.push(Event::Started { language: self.language.to_string() });
        }
        if self.tracked && !std::mem::replace(&mut self.centred, true) {
            self.standing.recenter(self.head, &self.tour.locations[self.scene.location.0]);
        }
    }

    /// The seconds to count of those that went by. A recording that is not heard yet is on its way to where the story was to be by now:
    /// it is asked for anew.
    fn count(&mut self, seconds: f32, heard: Option<Heard>) -> f32 {
        let counted = comfort::step_seconds(seconds);
        if counted < seconds
            && heard.is_none()
            && let Some(telling) = &mut self.telling
        {
            self.recordings += 1;
            telling.playback.number = self.recordings;
        }
        counted
    }

    /// Time goes by. `space` is how the first of the wanted locations fares, `heard` how far what is told has come.
    fn pass(&mut self, seconds: f32, space: SpaceState, heard: Option<Heard>) {
        // Not only for want of time: one arrives facing the right way, and the head may be anywhere while the headset is put on.
        let turn = if self.asleep() { Turn::Nothing } else { self.travel.advance(seconds, space) };
        match turn {
            Turn::Nothing => {}
            Turn::Arrive => self.arrive(space),
            Turn::Settle => self.settle(),
        }
        if !self.travel.waiting() && !self.travel.leaving() {
            // The plain calm room is what stands in for a place that cannot be shown.
            self.scene.space = if self.in_plain_room() { SpaceState::Failed } else { space };
            self.stayed += seconds;
        }
        if !self.comfort.still {
            self.scene.seconds_here += seconds;
        }
        if !self.walking() {
            return;
        }
        self.tell(seconds, heard);
        self.say(seconds, heard);
        self.close_forgotten_look(seconds);
        let busy = !self.travel.settled() || self.telling.is_some() || self.look.is_some() || self.menu.is_some() || self.calm.is_some();
        match self.company.advance(seconds, busy) {
            Urge::Wait => {}
            Urge::Propose => self.propose(),
            Urge::Nudge => {
                let number = self.next_recording();
                let about = about(&self.tour, self.scene.location, &self.memory, &self.words, &self.language, number);
                if let Some(hotspot) = self.company.nudge(&about) {
                    self.events.push(Event::Nudged { what: self.name(hotspot) });
                }
            }
        }
    }

    /// In the dark: the next location takes the place of the last.
    fn arrive(&mut self, space: SpaceState) {
        let tour = Arc::clone(&self.tour);
        let (from, to) = (&tour.locations[self.scene.location.0], &tour.locations[self.travel.to.0]);
        // Who is still being welcomed as the picture comes looks at what they read: it may not turn away under their eyes.
        if self.walking() {
            self.standing.arrive(self.head, from, to, self.travel.arrive);
        }
        self.leaving_plain = false;
        if let Some(calm) = &mut self.calm {
            calm.there = true;
        }
        self.enter(self.travel.to);
        if !self.walking() || self.in_plain_room() {
            return;
        }
        self.events.push(Event::Arrived { location: to.id.clone(), visible: space == SpaceState::Ready });
    }

    /// The picture is clear: whoever is here may speak.
    fn settle(&mut self) {
        if !self.walking() || self.in_plain_room() {
            return;
        }
        let here = self.scene.location;
        let first = !std::mem::replace(&mut self.memory.seen[here.0], true);
        let Some(guide) = self.tour.locations[here.0].guide else { return };
        let before = self.memory.beside.replace(guide.who);
        let known = std::mem::replace(&mut self.memory.met[guide.who.0], true);
        let number = self.next_recording();
        let tour = Arc::clone(&self.tour);
        if !first {
            if before.is_some_and(|before| before != guide.who) && known && self.calm.is_none() {
                let about = about(&self.tour, here, &self.memory, &self.words, &self.language, number);
                self.company.welcome_back(&about);
            }
            return;
        }
        self.events.push(Event::Greeted { guide: tour.people[guide.who.0].id.clone(), location: tour.locations[here.0].id.clone() });
        match guide.greets.filter(|story| !self.memory.untold[story.0]) {
            Some(story) => self.begin_story(story, guide.position, None),
            None => {
                let about = about(&self.tour, here, &self.memory, &self.words, &self.language, number);
                self.company.greet(&about, known);
            }
        }
    }

    fn propose(&mut self) {
        let location = &self.tour.locations[self.scene.location.0];
        let Some(guide) = location.guide else { return };
        let eye = self.eye();
        // Whoever does not see the guide hears of it, with an arrow to where the guide is.
        let unseen = eye.forward().angle_between(guide.position - eye.position).to_degrees() > comfort::OUT_OF_VIEW_DEGREES;
        let number = self.next_recording();
        let about = about(&self.tour, self.scene.location, &self.memory, &self.words, &self.language, number);
        if let Some(hotspot) = self.company.propose(&about, eye, &guide, unseen) {
            self.events.push(Event::Proposed { what: self.name(hotspot) });
        }
    }

    /// The head in the location.
    fn eye(&self) -> Pose {
        self.standing.placement(self.head, &self.tour.locations[self.scene.location.0]).pose(self.head)
    }

    /// Whether something can be chosen.
    fn free(&self) -> bool {
        !self.paused && !self.unworn() && (!self.walking() || self.menu.is_some() || self.travel.settled())
    }

    /// The visitor is in `location` from now on, and nothing that was going on goes on.
    fn enter(&mut self, location: LocationIndex) {
        self.scene.location = location;
        self.scene.space = SpaceState::Loading;
        self.stayed = 0.0;
        self.scene.seconds_here = 0.0;
        self.faced = crate::pose::heading(self.eye().orientation);
        (self.look, self.last_told) = (None, None);
        self.company.give_way();
        if self.walking() {
            self.body.reset();
            self.aim.reset();
        }
        self.captions.hide();
        self.mark();
    }
}

fn about<'a>(tour: &'a Tour, here: LocationIndex, memory: &'a Memory, words: &'a Words, language: &'a str, number: u32) -> About<'a> {
    About { tour, here, memory, words, language, number }
}
