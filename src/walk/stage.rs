//! The visit as a whole: somebody comes, is welcomed, walks, says goodbye, and everything rests until the next one comes.
//!
//! ```text
//! attract ──put on──► welcome ──► walking ──end, or time──► farewell ──► attract
//!    ▲                                                                      │
//!    └───────────── taken off for longer than the grace ◄───────────────────┘
//! ```

use crate::tour::Arrive;
use crate::walk::anchor::Facing;
use crate::walk::buttons::{Tile, button};
use crate::walk::comfort::{ATTRACT_DIM, CLOSING_SECONDS, DIM_SECONDS, FAREWELL_DIM, FAREWELL_SECONDS, OVERTIME_SECONDS, WELCOME_DIM};
use crate::walk::presence::{Coming, Signs};
use crate::walk::travel::Travel;
use crate::walk::welcome::Welcome;
use crate::walk::words::Line;
use crate::walk::{Button, Choice, Event, Heard, Icon, Input, Options, Reception, Walk, about};

/// Where the button begins that begins a visit, and its width and height; degrees.
pub const BEGIN_TOP: f32 = -4.0;
const BEGIN_DEGREES: (f32, f32) = (20.0, 7.0);

/// How far a visit has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Nobody is there. The picture waits.
    Attract,
    /// Somebody has come.
    Welcome(Welcome),
    /// They walk.
    Walking,
    /// They have seen what they came for.
    Farewell {
        /// For so many seconds.
        seconds: f32,
        /// Their time is over: there is no way back.
        over: bool,
    },
}

impl Stage {
    /// Where a visit begins.
    pub fn first(options: &Options) -> Self {
        if options.reception == Reception::None { Self::Walking } else { Self::Attract }
    }

    /// How dark it makes the picture.
    fn dim(&self) -> f32 {
        match self {
            Self::Attract => ATTRACT_DIM,
            Self::Welcome(_) => WELCOME_DIM,
            Self::Walking => 0.0,
            Self::Farewell { .. } => FAREWELL_DIM,
        }
    }
}

/// How a visit's length is kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    /// Seconds that the visitor has walked.
    walked: f32,
    /// The visitor knows that little time is left.
    told: bool,
    /// The visitor knows that it is over.
    closing: bool,
}

impl Walk {
    /// Whether the visitor walks: not welcomed, not saying goodbye.
    pub(super) fn walking(&self) -> bool {
        self.stage == Stage::Walking
    }

    /// Whether the headset is off, as far as it can tell.
    pub(super) fn unworn(&self) -> bool {
        self.presence.off() || self.presence.known_absent()
    }

    /// Whether everything stands still: nobody looks, or the visitor has taken the headset off. The picture that waits for somebody
    /// does not.
    pub(super) fn asleep(&self) -> bool {
        self.paused || (self.unworn() && self.stage != Stage::Attract)
    }

    /// Whether time stands still in the place that is visited.
    pub(super) fn held(&self) -> bool {
        self.asleep() || self.menu.is_some_and(|menu| menu.paused)
    }

    /// Takes in whether somebody is there.
    pub(super) fn watch(&mut self, input: &Input, seconds: f32) {
        let signs = Signs {
            worn: input.worn,
            head: self.head,
            acted: !input.commands.is_empty() || input.pointers.iter().any(|pointer| pointer.select),
            quiet: self.options.reception != Reception::None && (self.telling.is_none() || self.held()),
        };
        let waits = self.stage == Stage::Attract;
        match self.presence.update(signs, seconds) {
            Coming::Nothing => {}
            Coming::PutOn | Coming::PutBackOn if waits => self.start_visit(),
            Coming::PutOn => {}
            Coming::PutBackOn => self.events.push(Event::PutBackOn),
            Coming::TakenOff if waits => {}
            Coming::TakenOff => self.events.push(Event::TakenOff),
            Coming::Gone if waits => {}
            Coming::Gone => self.wipe(),
        }
    }

    /// Somebody has come: they face forward, wherever they have turned, and are welcomed.
    pub(super) fn start_visit(&mut self) {
        self.begun = true;
        self.events.push(Event::Started { language: self.language.to_string() });
        self.standing.recenter(self.head, &self.tour.locations[self.scene.location.0]);
        // A headset that is put on while nothing is shown in it tells where the head is later.
        self.centred = !self.paused;
        self.body.reset();
        self.aim.reset();
        match self.options.reception {
            Reception::Full => self.welcome(),
            Reception::Short | Reception::None => self.start_walking(),
        }
    }

    /// What begins a visit where nothing else says that somebody has come.
    pub(super) fn begin_button(&self, facing: Facing) -> Button {
        let size = self.comfort.text.tile(BEGIN_DEGREES);
        let tile = Tile { aside: 0.0, pitch: BEGIN_TOP - size.1 / 2.0, size };
        button(Choice::Begin, Icon::Door, self.words.line(Line::Begin), facing, tile)
    }

    /// The welcome is over.
    pub(super) fn start_walking(&mut self) {
        self.stage = Stage::Walking;
        self.clock = Clock::default();
        self.aim.reset();
        if self.travel.waiting() {
            self.travel = Travel::begin(self.tour.start);
        } else {
            // Once more through the dark: so one arrives, and does not find oneself there.
            self.travel.leave(self.tour.start, Arrive::Stand);
        }
    }

    /// The visitor has seen what they came for, or their time is `over`.
    pub(super) fn say_farewell(&mut self, over: bool) {
        self.leave_story();
        self.company.give_way();
        (self.look, self.menu) = (None, None);
        self.stage = Stage::Farewell { seconds: 0.0, over };
        self.mark();
        self.body.reset();
        self.aim.reset();
        self.events.push(Event::Farewell);
    }

    /// Back from the farewell.
    pub(super) fn return_from_farewell(&mut self) {
        if matches!(self.stage, Stage::Farewell { over: false, .. }) {
            self.stage = Stage::Walking;
            self.mark();
            self.aim.reset();
        }
    }

    /// Nothing of this visit is left for the next: neither language nor comfort, neither what was seen nor what was chosen.
    pub(super) fn wipe(&mut self) {
        self.leave_story();
        self.events.push(Event::Ended);
        self.renew();
        self.stage = Stage::Attract;
    }

    /// As it was before the first visitor, but for what belongs to the headset.
    pub(super) fn renew(&mut self) {
        let fresh = Self::new(std::sync::Arc::clone(&self.tour), self.options.clone());
        let last = std::mem::replace(self, fresh);
        (self.head, self.tracked, self.paused, self.presence) = (last.head, last.tracked, last.paused, last.presence);
        (self.events, self.dim, self.scene.choices) = (last.events, last.dim, last.scene.choices);
    }

    /// Lets time go by for the visit as a whole. While the menu holds everything, the clock of a visit goes on.
    pub(super) fn advance_stage(&mut self, seconds: f32, heard: Option<Heard>) {
        let goal = self.stage.dim();
        let step = seconds / DIM_SECONDS;
        self.dim += (goal - self.dim).clamp(-step, step);
        self.go_on_announcing(seconds, heard);
        let holds = self.warns_aloud() || self.scene.buttons.iter().any(|button| button.dwell > 0.0);
        match &mut self.stage {
            Stage::Attract => {}
            Stage::Welcome(welcome) => {
                if welcome.advance(if holds { 0.0 } else { seconds }) {
                    self.next_step(None);
                }
            }
            Stage::Walking => self.watch_the_clock(seconds),
            Stage::Farewell { seconds: waited, .. } => {
                *waited += seconds;
                if *waited >= FAREWELL_SECONDS {
                    self.wipe();
                }
            }
        }
    }

    /// Says when little time is left, and closes kindly when it is over.
    fn watch_the_clock(&mut self, seconds: f32) {
        let Some(minutes) = self.options.minutes else { return };
        self.clock.walked += seconds;
        let left = minutes * 60.0 - self.clock.walked;
        let speaking = self.speaking();
        if left <= 0.0 && (!speaking || left <= -OVERTIME_SECONDS) {
            if std::mem::replace(&mut self.clock.closing, true) {
                self.say_farewell(true);
            } else {
                self.leave_story();
                self.say_of_the_visit(Line::TimeUp);
            }
        } else if left <= CLOSING_SECONDS && !speaking && !std::mem::replace(&mut self.clock.told, true) {
            self.say_of_the_visit(Line::TimeLeft);
            self.events.push(Event::LittleTimeLeft);
        }
    }
    fn say_of_the_visit(&mut self, line: Line) {
        let number = self.next_recording();
        self.company.say(line, &about(&self.tour, self.scene.location, &self.memory, &self.words, &self.language, number));
    }
}
