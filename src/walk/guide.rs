//! The one who accompanies the visitor: greets, proposes, and waits. The visitor decides.

use std::sync::Arc;

use crate::pose::Pose;
use crate::tour::{self, LineIndex, Tour};
use crate::walk::comfort::{NUDGE_SECONDS, QUIET_SECONDS, SAYING_SECONDS};
use crate::walk::playback::Playback;
use crate::walk::proposal::{About, Idea, Proposal, beside, next};
use crate::walk::words::Line;
use crate::walk::{Heard, VoiceKey};

/// Something that the guide says beside stories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Saying {
    /// Who they are.
    Greeting,
    /// Where one is.
    Arrived,
    /// That the visitor is with them again.
    Again,
    /// What they propose; without a recording only where the visitor does not see the proposal itself.
    Proposing(Idea),
    /// What they propose, once more.
    Nudging,
    /// Something about the visit.
    Line(Line),
}

/// What it is time for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urge {
    /// Nothing; or the visitor's own doing.
    Wait,
    /// To propose what comes next.
    Propose,
    /// To say once more what was proposed.
    Nudge,
}

/// Something being said.
#[derive(Debug, Clone)]
struct Speech {
    saying: Saying,
    /// In the program's words.
    words: Arc<str>,
    /// As the tour has it recorded.
    recorded: Option<(LineIndex, Playback)>,
    /// Seconds since it began.
    seconds: f32,
}

/// What the guide is doing.
#[derive(Debug, Clone, Default)]
pub struct Company {
    speech: Option<Speech>,
    /// What was said last, while it can still be said again.
    last: Option<Speech>,
    proposal: Option<Proposal>,
    /// Seconds in which nothing has been going on.
    quiet: f32,
    /// Has proposed since the visitor last did something, and now waits.
    waits: bool,
    /// Has said so once more; once is enough.
    nudged: bool,
    /// Has said goodbye; once a visit is enough.
    farewell: bool,
}

impl Company {
    fn begin(&mut self, speech: Speech) {
        self.last = Some(speech.clone());
        self.speech = Some(speech);
    }

    /// Says something about the visit.
    pub fn say(&mut self, line: Line, about: &About) {
        self.begin(about.speech(Saying::Line(line), Arc::clone(about.words.line(line))));
    }

    /// Whether anything was said since the visitor last did something.
    pub fn can_repeat(&self) -> bool {
        self.last.is_some()
    }

    /// Says the last thing again, from its beginning.
    pub fn repeat(&mut self, number: u32) {
        if let Some(last) = &self.last {
            let recorded = last.recorded.as_ref().map(|(line, _)| (*line, Playback::new(number)));
            self.speech = Some(Speech { recorded, seconds: 0.0, ..last.clone() });
        }
    }

    /// Whether a greeting is being said.
    pub fn greeting(&self) -> bool {
        self.speech.as_ref().is_some_and(|speech| matches!(speech.saying, Saying::Greeting | Saying::Arrived | Saying::Again))
    }

    /// Whether the guide is saying something.
    pub fn speaking(&self) -> bool {
        self.speech.is_some()
    }

    /// The recording that is being heard, and how far it has come.
    pub fn line(&self) -> Option<(LineIndex, &Playback)> {
        self.speech.as_ref()?.recorded.as_ref().map(|(line, playback)| (*line, playback))
    }

    fn recording<'t>(&self, tour: &'t Tour, language: &str) -> Option<(&'t tour::Telling, &Playback)> {
        self.line().and_then(|(line, playback)| Some((tour.lines[line.0].in_language(language)?, playback)))
    }

    /// For how long what was recorded goes on, seconds.
    pub fn left(&self, tour: &Tour, language: &str) -> Option<f32> {
        self.recording(tour, language).map(|(telling, playback)| telling.duration - playback.elapsed)
    }

    /// The words that are up, and how much of their time has gone by, from 0 to 1.
    pub fn caption<'a>(&'a self, tour: &'a Tour, language: &str) -> Option<(&'a Arc<str>, f32)> {
        let Speech { words, seconds, .. } = self.speech.as_ref()?;
        match self.recording(tour, language) {
            Some((telling, playback)) if !telling.captions.is_empty() => playback.caption(telling),
            Some((telling, playback)) => Some((words, playback.elapsed / telling.duration)),
            None => Some((words, seconds / SAYING_SECONDS)),
        }
    }

    /// The visitor has come somewhere, or has chosen something: whatever was said or proposed is over, and in time there may be
    /// something new to propose.
    pub fn give_way(&mut self) {
        *self = Self { farewell: self.farewell, ..Self::default() };
    }

    /// Stops talking and proposing until the visitor does something. Whether there was anything to stop.
    pub fn hush(&mut self) -> bool {
        let spoke = self.speech.take().is_some();
        self.proposal.take().is_some() || spoke
    }

    /// Greets: whom one has just met with their name, others with the name of the place.
    pub fn greet(&mut self, about: &About, known: bool) {
        let saying = if known { Saying::Arrived } else { Saying::Greeting };
        self.begin(about.speech(saying, about.words_of(saying)));
    }

    /// The visitor has come back from somebody else's company. That is said only where it was recorded: who is seen need not be announced.
    pub fn welcome_back(&mut self, about: &About) {
        let speech = about.speech(Saying::Again, about.words_of(Saying::Again));
        if speech.recorded.is_some() {
            self.begin(speech);
        }
    }

    /// What the guide proposes.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposal.as_ref()
    }

    /// Goes on with what is being said. The recording that this has brought to its end.
    pub fn speak(&mut self, tour: &Tour, language: &str, seconds: f32, heard: Option<Heard>) -> Option<LineIndex> {
        let speech = self.speech.as_mut()?;
        speech.seconds += seconds;
        let recorded =
            speech.recorded.as_mut().and_then(|(line, playback)| Some((*line, tour.lines[line.0].in_language(language)?, playback)));
        let over = match recorded {
            Some((line, telling, playback)) => {
                let heard = heard.filter(|heard| heard.key == VoiceKey::Line(line, playback.number));
                playback.advance(telling, seconds, heard, |_| {})
            }
            None => speech.seconds >= SAYING_SECONDS,
        };
        if !over {
            return None;
        }
        self.speech.take()?.recorded.map(|(line, _)| line)
    }

    /// Lets time go by, and says what it is time for.
    pub fn advance(&mut self, seconds: f32, busy: bool) -> Urge {
        self.quiet = if busy || self.speaking() { 0.0 } else { self.quiet + seconds };
        if self.quiet >= QUIET_SECONDS && !self.waits {
            Urge::Propose
        } else if self.quiet >= NUDGE_SECONDS && !self.nudged && matches!(&self.proposal, Some(proposal) if proposal.idea != Idea::Farewell)
        {
            Urge::Nudge
        } else {
            Urge::Wait
        }
    }

    /// Proposes what comes next, near the guide's face. It is said too where that was recorded, or where it is `unseen` because the
    /// visitor looks elsewhere. What was proposed, if it was something to choose.
    pub fn propose(&mut self, about: &About, eye: Pose, guide: &tour::Guide, unseen: bool) -> Option<usize> {
        self.waits = true;
        let idea = match next(about.tour, about.here, about.memory) {
            Some(hotspot) => Idea::Hotspot(hotspot),
            None if self.farewell => return None,
            None => Idea::Farewell,
        };
        let words = about.words_for(idea);
        let speech = about.speech(Saying::Proposing(idea), Arc::clone(&words));
        if unseen || speech.recorded.is_some() {
            self.begin(speech);
        }
        self.proposal = Some(Proposal { idea, position: beside(eye.position, guide.position), words });
        match idea {
            Idea::Hotspot(hotspot) => Some(hotspot),
            Idea::Farewell => {
                self.farewell = true;
                None
            }
        }
    }

    /// Says once more what is proposed. What that is.
    pub fn nudge(&mut self, about: &About) -> Option<usize> {
        self.nudged = true;
        let proposal = self.proposal.as_ref()?;
        let Idea::Hotspot(hotspot) = proposal.idea else { return None };
        self.begin(about.speech(Saying::Nudging, about.words.nudge(&proposal.words)));
        Some(hotspot)
    }

    /// Says what is being said in another language, recordings from their beginning; in the program's words what was not recorded in it.
    pub fn change_language(&mut self, about: &About) {
        if let Some(proposal) = &mut self.proposal {
            proposal.words = about.words_for(proposal.idea);
        }
        let proposal = self.proposal.as_ref().map(|proposal| Arc::clone(&proposal.words));
        for speech in self.speech.iter_mut().chain(&mut self.last) {
            speech.words = match (speech.saying, &proposal) {
                (Saying::Proposing(_), Some(proposal)) => Arc::clone(proposal),
                (Saying::Nudging, Some(proposal)) => about.words.nudge(proposal),
                // What was proposed is gone: it stays as it was said.
                (Saying::Proposing(_) | Saying::Nudging, None) => continue,
                (saying, _) => about.words_of(saying),
            };
            let recorded = speech.recorded.take().filter(|(line, _)| about.tour.lines[line.0].in_language(about.language).is_some());
            (speech.recorded, speech.seconds) = (recorded.map(|(line, _)| (line, Playback::new(about.number))), 0.0);
        }
    }
}

impl About<'_> {
    /// Something to say: recorded, where the guide here has a line for it that the visitor has not heard; in these words otherwise.
    fn speech(&self, saying: Saying, words: Arc<str>) -> Speech {
        let recorded = self.line_for(saying).map(|line| (line, Playback::new(self.number)));
        Speech { saying, words, recorded, seconds: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::three;
    use super::*;
    use crate::tour::{LocationIndex, PersonIndex, StoryIndex};
    use crate::walk::memory::Memory;
    use crate::walk::words::Words;
    use glam::Vec3;

    #[test]
    fn proposes_once_in_the_quiet_and_then_waits() {
        let (tour, words) = (three(), Words::in_language("en"));
        let memory = Memory::new(&tour);
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en", number: 1 };
        let guide = tour::Guide { who: PersonIndex(0), position: Vec3::new(0.0, 1.6, -2.0), greets: None };
        let mut company = Company::default();
        assert_eq!(company.advance(0.5, false), Urge::Wait, "not yet");
        assert_eq!(company.advance(3.0, true), Urge::Wait, "not while something is going on");
        assert_eq!(company.advance(0.5, false), Urge::Wait);
        assert_eq!(company.advance(0.5, false), Urge::Propose);
        assert_eq!(company.propose(&about, Pose::default(), &guide, false), Some(1));
        assert!(
            company
                .proposal()
                .is_some_and(|proposal| proposal.words.contains(about.tour.stories[StoryIndex(0).0].title.in_language("en").as_ref()))
        );
        assert_eq!(company.advance(10.0, false), Urge::Wait, "it was said");
        assert_eq!(company.advance(10.0, false), Urge::Nudge);
        assert_eq!(company.nudge(&about), Some(1));
        assert!(company.caption(&tour, "en").is_some_and(|(said, _)| said.contains("no hurry")));
        company.speak(&tour, "en", SAYING_SECONDS, None);
        assert_eq!((company.advance(600.0, false), company.advance(600.0, false)), (Urge::Wait, Urge::Wait), "it was said twice");
        company.give_way();
        assert!(company.proposal().is_none());
        assert_eq!(company.advance(1.0, false), Urge::Propose, "after the visitor did something it is time again");
    }

    #[test]
    fn says_goodbye_once() {
        let (tour, words) = (three(), Words::in_language("en"));
        let memory = Memory { seen: vec![true; 3], heard: vec![true; 2], met: vec![true; 1], ..Memory::new(&tour) };
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en", number: 1 };
        let guide = tour::Guide { who: PersonIndex(0), position: Vec3::new(0.0, 1.6, -2.0), greets: None };
        let mut company = Company::default();
        company.propose(&about, Pose::default(), &guide, false);
        assert_eq!(company.proposal().map(|proposal| proposal.idea), Some(Idea::Farewell));
        company.give_way();
        company.propose(&about, Pose::default(), &guide, false);
        assert!(company.proposal().is_none());
    }
}
