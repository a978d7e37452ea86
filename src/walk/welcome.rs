//! The welcome: which language, how to choose, what is comfortable, what the tour warns of. Each step is over as soon as it is
//! done, and by itself after a while; who does nothing walks before half a minute is gone.

use std::sync::Arc;

use crate::walk::aim::Aim;
use crate::walk::anchor::Facing;
use crate::walk::buttons::{Tile, button, grid};
use crate::walk::comfort::{BUTTON_DEGREES, WELCOME_SECONDS, WELCOME_STEP_SECONDS};
use crate::walk::stage::Stage;
use crate::walk::words::{Line, Words};
use crate::walk::{Button, Captions, Choice, Event, Icon, Input, TextSize, Walk};

/// Something that the welcome asks or shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WelcomeStep {
    /// Which language.
    Language,
    /// How to choose.
    Practice,
    /// What is comfortable.
    Comfort,
    /// What the tour warns of.
    Note,
}

impl WelcomeStep {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Practice => "practice",
            Self::Comfort => "comfort",
            Self::Note => "note",
        }
    }
}

/// What the visitor chooses with, as far as it can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Means {
    /// By looking.
    #[default]
    Gaze,
    /// By pointing with a hand.
    Hand,
    /// By mouse or touch.
    Mouse,
    /// By one switch.
    Switch,
}

impl Means {
    /// What is held now.
    pub fn of(input: &Input, scans: bool) -> Self {
        match input.pointers.first() {
            _ if scans => Self::Switch,
            Some(pointer) if pointer.visible => Self::Hand,
            Some(_) => Self::Mouse,
            None if input.dwell => Self::Gaze,
            None => Self::Mouse,
        }
    }

    /// The sentence that says how to choose with it.
    pub fn line(self) -> Line {
        match self {
            Self::Gaze => Line::PracticeGaze,
            Self::Hand => Line::PracticeHand,
            Self::Mouse => Line::PracticeMouse,
            Self::Switch => Line::PracticeSwitch,
        }
    }
}

/// How far the welcome has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Welcome {
    /// What is still to come, this step first. Never empty.
    steps: Vec<WelcomeStep>,
    /// Seconds that nothing has been done.
    waited: f32,
    /// Seconds that a step waits.
    patience: f32,
}

impl Welcome {
    /// Before the first step.
    fn new(steps: Vec<WelcomeStep>, scan_seconds: Option<f32>) -> Self {
        let share = (WELCOME_SECONDS / steps.len().max(1) as f32).min(WELCOME_STEP_SECONDS);
        // Who scans waits for everything to come round, twice.
        let patience = scan_seconds.map_or(share, |seconds| share.max(seconds * 12.0));
        Self { steps, waited: 0.0, patience }
    }

    /// The step that it is at.
    pub fn step(&self) -> Option<WelcomeStep> {
        self.steps.first().copied()
    }

    /// Where the buttons of this step begin, degrees from the horizon: its words hang over them.
    pub fn buttons_from(&self) -> f32 {
        if self.step() == Some(WelcomeStep::Note) { NOTE_TOP } else { TOP }
    }

    /// Lets time go by. Whether the step has waited for long enough.
    pub fn advance(&mut self, seconds: f32) -> bool {
        self.waited += seconds;
        self.waited >= self.patience
    }
}

impl Walk {
    /// Begins the welcome.
    pub(super) fn welcome(&mut self) {
        let mut steps = Vec::new();
        // Who was given a language by the staff is not asked again.
        if self.tour.languages.len() > 1 && self.options.language.is_none() {
            steps.push(WelcomeStep::Language);
        }
        steps.extend([WelcomeStep::Practice, WelcomeStep::Comfort]);
        if self.tour.content_note.is_some() {
            steps.push(WelcomeStep::Note);
        }
        let welcome = Welcome::new(steps, self.options.scan_seconds);
        self.enter_step(welcome);
    }

    fn enter_step(&mut self, welcome: Welcome) {
        let Some(step) = welcome.step() else { return self.start_walking() };
        self.events.push(Event::Welcome { step: step.name() });
        self.stage = Stage::Welcome(welcome);
        self.announce(step);
        // Who stares at the circle as it appears does what they are asked to. What else appears under the gaze waits until that has left.
        self.aim.reset();
        if step == WelcomeStep::Practice {
            self.aim = Aim::default();
        }
    }

    /// Goes on to the next step of the welcome, `chosen` or because nothing was done. Who says nothing to a warning is spared what it
    /// warns of.
    pub(super) fn next_step(&mut self, chosen: Option<Choice>) {
        let Stage::Welcome(welcome) = &mut self.stage else { return };
        let mut welcome = welcome.clone();
        if !welcome.steps.is_empty() && welcome.steps.remove(0) == WelcomeStep::Note && chosen != Some(Choice::GoOn) {
            self.leave_out();
        }
        welcome.waited = 0.0;
        self.enter_step(welcome);
    }

    /// Something was done that the step does not end with.
    pub(super) fn linger(&mut self) {
        if let Stage::Welcome(welcome) = &mut self.stage {
            welcome.waited = 0.0;
        }
    }

    /// What the welcome says at this step: a heading and words.
    pub(super) fn welcome_words(&self, welcome: &Welcome) -> Option<(&Arc<str>, &Arc<str>)> {
        let line = |line| self.words.line(line);
        Some(match welcome.step()? {
            WelcomeStep::Language => (&self.nothing, &self.choose_language),
            WelcomeStep::Practice => (line(Line::PracticeTitle), line(self.means.line())),
            WelcomeStep::Comfort => (line(Line::ComfortTitle), line(Line::Comfort)),
            WelcomeStep::Note => {
                let note = self.tour.content_note.as_ref()?;
                (line(Line::NoteTitle), note.words.in_language(&self.language))
            }
        })
    }

    /// What can be chosen at this step of the welcome.
    pub(super) fn welcome_buttons(&self, welcome: &Welcome, facing: Facing, buttons: &mut Vec<Button>) {
        let words = |line| self.words.line(line);
        let Some(step) = welcome.step() else { return };
        let text = self.comfort.text;
        match step {
            WelcomeStep::Language => {
                let count = self.language_names.len();
                let columns = if count == 4 { 2 } else { count.clamp(1, 3) };
                let tiles = grid(columns, count.div_ceil(columns), TOP, text.tile(LANGUAGE_DEGREES));
                for ((index, name), tile) in self.language_names.iter().enumerate().zip(tiles) {
                    let icon = Icon::of_language(&self.tour.languages[index]);
                    let mut button = button(Choice::Language(index), icon, name, facing, tile);
                    button.on = (self.tour.languages[index] == self.language).then_some(true);
                    buttons.push(button);
                }
            }
            WelcomeStep::Practice => {
                let size = text.tile(PRACTICE_DEGREES);
                let tile = Tile { aside: PRACTICE_ASIDE, pitch: TOP - size.1 / 2.0, size };
                buttons.push(button(Choice::Practice, Icon::Circle, words(Line::PracticeName), facing, tile));
            }
            WelcomeStep::Comfort => {
                let comforts = self.comfort_choices();
                let size = text.tile(COMFORT_DEGREES);
                for ((choice, icon, line, on), tile) in comforts.into_iter().zip(grid(2, 2, TOP, size)) {
                    buttons.push(Button { on, ..button(choice, icon, words(line), facing, tile) });
                }
                let below = TOP - 2.0 * (size.1 + 1.4);
                let tiles = grid(1, 1, below, text.tile(BUTTON_DEGREES));
                buttons.extend(tiles.map(|tile| button(Choice::Ready, Icon::Onward, words(Line::Ready), facing, tile)));
            }
            WelcomeStep::Note => {
                let choices = [(Choice::GoOn, Icon::Onward, Line::GoOn), (Choice::LeaveOut, Icon::Around, Line::LeaveOut)];
                let tiles = grid(2, 1, NOTE_TOP, text.tile(COMFORT_DEGREES));
                buttons.extend(
                    choices.into_iter().zip(tiles).map(|((choice, icon, line), tile)| button(choice, icon, words(line), facing, tile)),
                );
            }
        }
    }

    /// What can be set, with what it is now.
    pub(super) fn comfort_choices(&self) -> [(Choice, Icon, Line, Option<bool>); 4] {
        let size = match self.comfort.text {
            TextSize::Normal => Line::TextNormal,
            TextSize::Larger => Line::TextLarger,
            TextSize::Largest => Line::TextLargest,
        };
        let (captions, written) = match self.comfort.captions {
            Captions::Follow => (Line::CaptionsFollow, true),
            Captions::Stay => (Line::CaptionsStay, true),
            Captions::Off => (Line::CaptionsOff, false),
        };
        [
            (Choice::Captions, Icon::Captions, captions, Some(written)),
            (Choice::TextSize, Icon::Letters, size, None),
            (Choice::Mono, Icon::Ears, Line::Mono, Some(self.comfort.mono)),
            (Choice::Still, Icon::Still, Line::Still, Some(self.comfort.still)),
        ]
    }
}

/// Asks for the language in each of the languages, so that everybody finds theirs.
pub fn choose_language(languages: &[Arc<str>]) -> Arc<str> {
    let mut asked: Vec<Arc<str>> = Vec::new();
    for language in languages {
        let words = Words::in_language(language);
        let question = words.line(Line::ChooseLanguage);
        if !asked.contains(question) {
            asked.push(Arc::clone(question));
        }
    }
    Arc::from(asked.join("\n"))
}

/// Where the buttons begin, and how large they are; degrees.
const TOP: f32 = -4.0;
const NOTE_TOP: f32 = -11.0;
const LANGUAGE_DEGREES: (f32, f32) = (16.0, 6.0);
const COMFORT_DEGREES: (f32, f32) = (19.0, 5.4);
/// Off to one side: to practise is to turn the head, and nobody has chosen it by just standing there.
const PRACTICE_ASIDE: f32 = 13.0;
const PRACTICE_DEGREES: (f32, f32) = (BUTTON_DEGREES.0, 7.0);
