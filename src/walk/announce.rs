//! What the welcome says aloud: its own words, and what is looked at. It is what is written there, word for word: nobody has to read it,
//! and nobody has to hear it. What a tour warns of is said in the tour's own recording, where it has one.

use std::collections::VecDeque;
use std::sync::Arc;

use glam::Vec3;

use crate::tour::{LineIndex, Telling};
use crate::walk::playback::Playback;
use crate::walk::spoken::Spoken;
use crate::walk::welcome::{Means, WelcomeStep};
use crate::walk::words::Line;
use crate::walk::{Choice, Heard, Source, Stage, VoiceKey, Walk};

/// Something to say, and the button that it is about, if it is about one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Said {
    speech: Speech,
    about: Option<Choice>,
}

/// In whose words.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Speech {
    /// The program's.
    Own(Spoken),
    /// The tour's.
    Line(LineIndex),
}

impl Speech {
    /// The key of its voice, as a recording of this number in the visit.
    fn key(self, number: u32) -> VoiceKey {
        match self {
            Self::Own(spoken) => VoiceKey::Own(spoken, number),
            Self::Line(line) => VoiceKey::Line(line, number),
        }
    }
}

/// What is being said in a step of the welcome, and what is still to be said.
#[derive(Debug, Clone, Default)]
pub struct Announcer {
    now: Option<(Said, Telling, Playback)>,
    next: VecDeque<Said>,
    /// What is looked at.
    looked_at: Option<Said>,
    /// What the visitor was told how to choose with.
    explained: Vec<Means>,
}

impl Announcer {
    /// Whether something of the step itself is being said or still to be said.
    fn has_the_word(&self) -> bool {
        self.now.iter().map(|(said, ..)| said).chain(&self.next).any(|said| said.about.is_none())
    }

    /// Something else is looked at: it is said next. Of what is to be said of buttons in turn, the rest waits as long as one is looked at.
    fn look_at(&mut self, said: Option<Said>) {
        if said == self.looked_at {
            return;
        }
        self.looked_at = said;
        if let Some(said) = said {
            self.next.retain(|next| *next != said);
            if self.now.as_ref().is_none_or(|(now, ..)| *now != said) {
                self.now = None;
                self.next.push_front(said);
            }
        }
    }

    /// What it is time to begin with.
    fn turn_to_next(&mut self) -> Option<Said> {
        let waits = self.looked_at.is_some() && self.next.front() != self.looked_at.as_ref();
        if self.now.is_some() || waits { None } else { self.next.pop_front() }
    }
}

impl Walk {
    /// A step of the welcome has come: whatever was being said is over, and what the step asks or shows is to be said.
    pub(super) fn announce(&mut self, step: WelcomeStep) {
        let lines = |lines: &[Line]| lines.iter().filter_map(|line| self.said(*line, None)).collect();
        let next = match step {
            WelcomeStep::Language => (0..self.tour.languages.len()).filter_map(|index| self.said_of(Choice::Language(index))).collect(),
            WelcomeStep::Practice => lines(&[Line::PracticeTitle, self.means.line()]),
            WelcomeStep::Comfort => lines(&[Line::ComfortTitle, Line::Comfort]),
            WelcomeStep::Note => {
                let warning = self.tour.content_note.as_ref().and_then(|note| note.says);
                let warning = warning.map(|line| Said { speech: Speech::Line(line), about: None });
                self.said(Line::NoteTitle, None).into_iter().chain(warning).collect()
            }
        };
        self.announcer = Announcer { next, explained: vec![self.means], ..Announcer::default() };
    }

    /// Goes on with what the welcome says.
    pub(super) fn go_on_announcing(&mut self, seconds: f32, heard: Option<Heard>) {
        let Stage::Welcome(welcome) = &self.stage else { return };
        if welcome.step() == Some(WelcomeStep::Practice) && !self.announcer.explained.contains(&self.means) {
            // Who takes something up is told how that chooses.
            self.announcer.explained.push(self.means);
            self.announcer.now = None;
            self.announcer.next = self.said(self.means.line(), None).into_iter().collect();
        }
        if !self.announcer.has_the_word() {
            let attended = self.scene.buttons.iter().find(|button| button.focus >= 1.0).map(|button| button.choice);
            let said = attended.and_then(|choice| self.said_of(choice));
            self.announcer.look_at(said);
        }
        if let Some((said, telling, playback)) = &mut self.announcer.now {
            let heard = heard.filter(|heard| heard.key == said.speech.key(playback.number));
            if playback.advance(telling, seconds, heard, |_| {}) {
                self.announcer.now = None;
            }
        }
        if let Some(said) = self.announcer.turn_to_next() {
            let telling = match said.speech {
                Speech::Own(spoken) => Some(Telling { sound: None, duration: spoken.seconds(), captions: Vec::new() }),
                Speech::Line(line) => self.tour.lines[line.0].in_language(&self.language).cloned(),
            };
            self.announcer.now = telling.map(|telling| (said, telling, Playback::new(self.next_recording())));
        }
    }

    /// Whether the tour's own warning is being said: as long as it takes.
    pub(super) fn warns_aloud(&self) -> bool {
        self.announcer.now.as_ref().is_some_and(|(said, ..)| matches!(said.speech, Speech::Line(_)))
    }

    /// What is being said aloud: which voice, its sound, from where it is heard (from the button that it is about, or from straight
    /// ahead), and how far it has come.
    pub(super) fn announced(&self) -> Option<(VoiceKey, Source, Vec3, f32)> {
        let Stage::Welcome(_) = self.stage else { return None };
        let (said, telling, playback) = self.announcer.now.as_ref()?;
        let sound = match said.speech {
            Speech::Own(spoken) => Source::Own(spoken),
            Speech::Line(_) => Source::File(Arc::clone(telling.sound.as_ref()?)),
        };
        let button = self.scene.buttons.iter().find(|button| Some(button.choice) == said.about);
        let from = button.map_or_else(|| self.facing.place(0.0, 0.0).0, |button| button.position);
        Some((said.speech.key(playback.number), sound, from, playback.elapsed))
    }

    fn said(&self, line: Line, about: Option<Choice>) -> Option<Said> {
        Some(Said { speech: Speech::Own(Spoken::of(&self.language, line.name())?), about })
    }

    /// What is said of a button of the welcome.
    fn said_of(&self, choice: Choice) -> Option<Said> {
        let about = Some(choice);
        match choice {
            Choice::Language(index) => Some(Said { speech: Speech::Own(Spoken::own_name(self.tour.languages.get(index)?)?), about }),
            Choice::Ready => self.said(Line::Ready, about),
            Choice::GoOn => self.said(Line::GoOn, about),
            Choice::LeaveOut => self.said(Line::LeaveOut, about),
            _ => {
                let (_, _, line, _) = self.comfort_choices().into_iter().find(|(comfort, ..)| *comfort == choice)?;
                self.said(line, about)
            }
        }
    }
}
