//! What is asked for by keys and buttons, or by staff, rather than by looking or pointing.

use std::sync::Arc;

use glam::Quat;

use crate::pose::Pose;
use crate::tour::languages::{is_right_to_left, own_name};
use crate::tour::{Action, Person};
use crate::walk::comfort::TURN_DEGREES;
use crate::walk::words::Words;
use crate::walk::{Command, Event, Stage, Walk, about, welcome};

impl Walk {
    /// Does what was asked for, as far as it can be done now. While paused nothing can be chosen, but whatever concerns the
    /// headset or the staff works.
    pub(super) fn obey(&mut self, command: &Command) {
        match command {
            Command::Next | Command::Previous if self.free() => {
                let before = self.aim.attention();
                self.aim.step(&self.spots, *command == Command::Next);
                self.scanned = 0.0;
                self.notice(before);
            }
            Command::Select if self.free() => self.select(),
            Command::Back if self.free() => self.back(),
            Command::Menu if self.free() => self.toggle_menu(),
            Command::Next | Command::Previous | Command::Select | Command::Back | Command::Menu => {}
            // Where nobody looks it is not known how they will: by the first head that does.
            Command::Recenter if self.asleep() => self.centred = false,
            Command::Recenter => self.recenter(self.head.orientation),
            Command::TurnLeft => self.standing.turn_by(-TURN_DEGREES, self.head),
            Command::TurnRight => self.standing.turn_by(TURN_DEGREES, self.head),
            Command::Language(tag) => {
                if let Some(language) = self.tour.languages.iter().find(|language| ***language == **tag) {
                    self.speak(Arc::clone(language));
                }
            }
            Command::NextLanguage => self.speak_next(),
            // Of a visit that has not begun there is nothing to tell: it will begin.
            Command::Pause => {
                if !std::mem::replace(&mut self.paused, true) && self.begun {
                    self.events.push(Event::Paused);
                }
            }
            Command::Resume => {
                if std::mem::replace(&mut self.paused, false) && self.begun {
                    self.events.push(Event::Resumed);
                }
            }
            Command::Restart => self.restart(),
        }
    }

    /// The next visitor. A pause lasts: it belongs to the headset, not to the visitor. Where the picture waits already, there is one,
    /// whatever the headset says.
    fn restart(&mut self) {
        let waited = self.stage == Stage::Attract;
        self.leave_story();
        self.renew();
        self.begin();
        if self.stage != Stage::Attract {
            return;
        }
        if self.presence.known_present() {
            self.start_visit();
        } else if waited && self.presence.known_absent() {
            self.presence.doubt();
        }
    }

    /// One thing at a time, the topmost first; with nothing left to close, the menu opens.
    fn back(&mut self) {
        match self.stage {
            Stage::Attract => {}
            Stage::Welcome(_) => self.next_step(None),
            Stage::Farewell { .. } => self.return_from_farewell(),
            Stage::Walking => {
                if self.close_menu() || self.look.take().is_some() || self.company.hush() {
                    return;
                }
                if self.telling.is_some() { self.leave_story() } else { self.toggle_menu() }
            }
        }
    }

    /// Makes the way that somebody faces who is turned so (tracking space) straight ahead, and where they are their standpoint.
    pub(super) fn recenter(&mut self, orientation: Quat) {
        self.standing.recenter(Pose { orientation, ..self.head }, &self.tour.locations[self.scene.location.0]);
        self.body.reset();
        self.events.push(Event::Recentered);
    }

    /// Changes to the language after this one.
    pub(super) fn speak_next(&mut self) {
        let languages = &self.tour.languages;
        let now = languages.iter().position(|language| *language == self.language).unwrap_or(0);
        if let Some(language) = languages.get((now + 1) % languages.len().max(1)) {
            self.speak(Arc::clone(language));
        }
    }

    /// Changes the language, in the middle of whatever is going on.
    pub(super) fn speak(&mut self, language: Arc<str>) {
        if language == self.language {
            return;
        }
        self.events.push(Event::Language { language: language.to_string() });
        if let Some(telling) = &mut self.telling {
            let story = &self.tour.stories[telling.story.0];
            let (from, to) = (story.in_language(&self.language), story.in_language(&language));
            // A story that is told in neither language goes on as it is.
            if !std::ptr::eq(from, to) {
                self.recordings += 1;
                telling.playback.change_language(from, to, self.recordings);
            }
        }
        self.words = Words::in_language(&language);
        self.language = language;
        self.introduce();
        let number = self.next_recording();
        let about = about(&self.tour, self.scene.location, &self.memory, &self.words, &self.language, number);
        self.company.change_language(&about);
        if let Stage::Welcome(welcome) = &self.stage
            && let Some(step) = welcome.step()
        {
            self.announce(step);
        }
    }

    /// Writes what hangs on the language: everybody's name and role, what stories are, what there is to look at.
    pub(super) fn introduce(&mut self) {
        self.scene.right_to_left = is_right_to_left(&self.language);
        let byline = |person: &Person| {
            let role = person.role.in_language(&self.language);
            if role.is_empty() { Arc::clone(&person.name) } else { self.words.byline(&person.name, role) }
        };
        self.bylines = self.tour.people.iter().map(byline).collect();
        self.story_labels.clear();
        for story in &self.tour.stories {
            let length = self.words.length(story.in_language(&self.language).duration);
            self.story_labels.push(self.words.label(&self.bylines[story.teller.0], &length));
        }
        if self.language_names.is_empty() {
            self.language_names = self.tour.languages.iter().map(|language| Arc::from(own_name(language))).collect();
            self.choose_language = welcome::choose_language(&self.tour.languages);
        }
        self.title_looks();
    }

    /// Takes down the first words of what can be looked at here: they are its label.
    pub(super) fn title_looks(&mut self) {
        self.look_labels.clear();
        for hotspot in &self.tour.locations[self.scene.location.0].hotspots {
            self.look_labels.push(match &hotspot.action {
                Action::Look { words, .. } => first_words(words.in_language(&self.language)),
                _ => Arc::clone(&self.nothing),
            });
        }
    }

    /// Spares the visitor what the tour warns of.
    pub(super) fn leave_out(&mut self) {
        let tour = Arc::clone(&self.tour);
        if let Some(note) = &tour.content_note {
            self.memory.leave_out(&tour, note);
        }
    }
}

/// The first few words of a text.
fn first_words(text: &Arc<str>) -> Arc<str> {
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(LABEL_WORDS).collect();
    let more = if words.next().is_some() { " …" } else { "" };
    Arc::from(format!("{}{more}", first.join(" ").trim_end_matches(['.', ','])))
}

/// So many words say what there is to look at.
const LABEL_WORDS: usize = 5;
