//! What is asked for by keys and buttons, or by staff, rather than by looking or pointing.

use std::sync::Arc;

use crate::tour::Person;
use crate::walk::words::Words;
use crate::walk::{Command, Event, Walk, Way, about};

impl Walk {
    /// Does what was asked for, as far as it can be done now. While paused nothing can be chosen, but whatever concerns the
    /// headset or the staff works.
    pub(super) fn obey(&mut self, command: &Command) {
        match command {
            Command::Next | Command::Previous if self.free() => {
                let before = self.aim.attention();
                self.aim.step(&self.spots, *command == Command::Next);
                self.notice(before);
            }
            Command::Select if self.free() => {
                if let Some(target) = self.aim.attention() {
                    self.aim.spend(target);
                    self.choose(target, Way::Key);
                }
            }
            Command::Back if self.free() => {
                // One thing at a time, the topmost first.
                if self.look.take().is_none() && !self.company.hush() {
                    self.leave_story();
                }
            }
            Command::Next | Command::Previous | Command::Select | Command::Back => {}
            Command::Recenter => {
                self.standing.recenter(self.head, &self.tour.locations[self.scene.location.0]);
                self.events.push(Event::Recentered);
            }
            Command::Language(tag) => {
                if let Some(language) = self.tour.languages.iter().find(|language| ***language == **tag) {
                    self.speak(Arc::clone(language));
                }
            }
            Command::NextLanguage => {
                let languages = &self.tour.languages;
                let now = languages.iter().position(|language| *language == self.language).unwrap_or(0);
                if let Some(language) = languages.get((now + 1) % languages.len().max(1)) {
                    self.speak(Arc::clone(language));
                }
            }
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

    /// The next visitor. A pause lasts: it belongs to the headset, not to the visitor.
    fn restart(&mut self) {
        self.leave_story();
        let fresh = Self::new(Arc::clone(&self.tour), self.options.clone());
        let last = std::mem::replace(self, fresh);
        (self.head, self.tracked, self.paused, self.events) = (last.head, last.tracked, last.paused, last.events);
        self.begin();
    }

    /// Changes the language, in the middle of whatever is going on.
    fn speak(&mut self, language: Arc<str>) {
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
                telling.change_language(from, to, self.recordings);
            }
        }
        self.words = Words::in_language(&language);
        self.language = language;
        self.introduce();
        let about = about(&self.tour, self.scene.location, &self.memory, &self.words, &self.language);
        self.company.change_language(&about, self.tour.locations[self.scene.location.0].guide.map(|guide| guide.who));
    }

    /// Writes everybody's name and role in the language that is spoken.
    pub(super) fn introduce(&mut self) {
        let byline = |person: &Person| {
            let role = person.role.in_language(&self.language);
            if role.is_empty() { Arc::clone(&person.name) } else { Arc::from(format!("{}, {role}", person.name)) }
        };
        self.bylines = self.tour.people.iter().map(byline).collect();
    }
}
