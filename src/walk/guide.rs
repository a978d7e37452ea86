//! The one who accompanies the visitor: greets, proposes, and waits. The visitor decides.

use std::sync::Arc;

use crate::pose::Pose;
use crate::tour::{self, PersonIndex};
use crate::walk::comfort::{NUDGE_SECONDS, QUIET_AGAIN_SECONDS, QUIET_SECONDS, SAYING_SECONDS};
use crate::walk::proposal::{About, Idea, Proposal, beside, next};
use crate::walk::words::{Line, Words};

/// Something that the guide says without a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Saying {
    /// Who they are.
    Greeting,
    /// Where one is.
    Arrived,
    /// What they propose, where the visitor does not see the proposal itself.
    Proposing,
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

/// What the guide is doing.
#[derive(Debug, Clone, Default)]
pub struct Company {
    saying: Option<(Saying, Arc<str>)>,
    /// What was said last, while it can still be said again.
    last: Option<(Saying, Arc<str>)>,
    /// Seconds since it began to be said.
    said: f32,
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
    fn begin(&mut self, saying: Saying, words: Arc<str>) {
        self.said = 0.0;
        self.last = Some((saying, Arc::clone(&words)));
        self.saying = Some((saying, words));
    }

    /// Says something about the visit.
    pub fn say(&mut self, line: Line, words: &Words) {
        self.begin(Saying::Line(line), Arc::clone(words.line(line)));
    }

    /// Whether anything was said here.
    pub fn can_repeat(&self) -> bool {
        self.last.is_some()
    }

    /// Says the last thing again.
    pub fn repeat(&mut self) {
        if let Some((saying, words)) = self.last.clone() {
            self.begin(saying, words);
        }
    }

    /// Whether a greeting is being said.
    pub fn greeting(&self) -> bool {
        matches!(self.saying, Some((Saying::Greeting | Saying::Arrived, _)))
    }

    /// How far what is being said has come, from 0 to 1.
    pub fn said(&self) -> f32 {
        (self.said / SAYING_SECONDS).clamp(0.0, 1.0)
    }

    /// The visitor has come somewhere, or has chosen something: whatever was said or proposed is over, and in time there may be
    /// something new to propose.
    pub fn give_way(&mut self) {
        *self = Self { farewell: self.farewell, ..Self::default() };
    }

    /// Stops talking and proposing until the visitor does something. Whether there was anything to stop.
    pub fn hush(&mut self) -> bool {
        let spoke = self.saying.take().is_some();
        self.proposal.take().is_some() || spoke
    }

    /// Greets in words: whom one has just met with their name, others with the name of the place.
    pub fn greet(&mut self, about: &About, who: PersonIndex, known: bool) {
        let saying = if known { Saying::Arrived } else { Saying::Greeting };
        self.begin(saying, about.words_of(saying, Some(who)));
    }

    /// What the guide is saying without a recording.
    pub fn saying(&self) -> Option<&Arc<str>> {
        self.saying.as_ref().map(|(_, words)| words)
    }

    /// What the guide proposes.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposal.as_ref()
    }

    /// The visitor has come where they have been before.
    pub fn come_again(&mut self) {
        self.quiet = QUIET_SECONDS - QUIET_AGAIN_SECONDS;
    }

    /// Lets time go by, and says what it is time for.
    pub fn advance(&mut self, seconds: f32, busy: bool) -> Urge {
        if self.saying.is_some() {
            self.said += seconds;
            if self.said >= SAYING_SECONDS {
                self.saying = None;
            }
        }
        self.quiet = if busy || self.saying.is_some() { 0.0 } else { self.quiet + seconds };
        if self.quiet >= QUIET_SECONDS && !self.waits {
            Urge::Propose
        } else if self.quiet >= NUDGE_SECONDS && !self.nudged && matches!(&self.proposal, Some(proposal) if proposal.idea != Idea::Farewell)
        {
            Urge::Nudge
        } else {
            Urge::Wait
        }
    }

    /// Proposes what comes next, near the guide's face; and says it too if it is `unseen`, because the visitor looks elsewhere. What
    /// was proposed, if it was something to choose.
    pub fn propose(&mut self, about: &About, eye: Pose, guide: &tour::Guide, unseen: bool) -> Option<usize> {
        self.waits = true;
        let idea = match next(about.tour, about.here, about.memory) {
            Some(hotspot) => Idea::Hotspot(hotspot),
            None if self.farewell => return None,
            None => Idea::Farewell,
        };
        let words = about.words_for(idea);
        if unseen {
            self.begin(Saying::Proposing, Arc::clone(&words));
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
    pub fn nudge(&mut self, words: &Words) -> Option<usize> {
        self.nudged = true;
        let proposal = self.proposal.as_ref()?;
        let Idea::Hotspot(hotspot) = proposal.idea else { return None };
        self.begin(Saying::Nudging, words.nudge(&proposal.words));
        Some(hotspot)
    }

    /// Says what is being said in another language.
    pub fn change_language(&mut self, about: &About, who: Option<PersonIndex>) {
        if let Some(proposal) = &mut self.proposal {
            proposal.words = about.words_for(proposal.idea);
        }
        let proposal = self.proposal.as_ref().map(|proposal| Arc::clone(&proposal.words));
        let anew = |(saying, said): &mut (Saying, Arc<str>)| match (*saying, &proposal) {
            (Saying::Proposing, Some(proposal)) => *said = Arc::clone(proposal),
            (Saying::Nudging, Some(proposal)) => *said = about.words.nudge(proposal),
            // What was proposed is gone: it stays as it was said.
            (Saying::Proposing | Saying::Nudging, None) => {}
            (saying, _) => *said = about.words_of(saying, who),
        };
        self.saying.iter_mut().chain(&mut self.last).for_each(anew);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::three;
    use super::*;
    use crate::tour::{LocationIndex, StoryIndex};
    use crate::walk::memory::Memory;
    use glam::Vec3;

    #[test]
    fn proposes_once_in_the_quiet_and_then_waits() {
        let (tour, words) = (three(), Words::in_language("en"));
        let memory = Memory::new(&tour);
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en" };
        let guide = tour::Guide { who: PersonIndex(0), position: Vec3::new(0.0, 1.6, -2.0), greets: None };
        let mut company = Company::default();
        assert_eq!(company.advance(1.5, false), Urge::Wait, "not yet");
        assert_eq!(company.advance(3.0, true), Urge::Wait, "not while something is going on");
        assert_eq!(company.advance(1.5, false), Urge::Wait);
        assert_eq!(company.advance(1.0, false), Urge::Propose);
        assert_eq!(company.propose(&about, Pose::default(), &guide, false), Some(1));
        assert!(
            company
                .proposal()
                .is_some_and(|proposal| proposal.words.contains(about.tour.stories[StoryIndex(0).0].title.in_language("en").as_ref()))
        );
        assert_eq!(company.advance(10.0, false), Urge::Wait, "it was said");
        assert_eq!(company.advance(10.0, false), Urge::Nudge);
        assert_eq!(company.nudge(&words), Some(1));
        assert!(company.saying().is_some_and(|said| said.contains("no hurry")));
        assert_eq!((company.advance(600.0, false), company.advance(600.0, false)), (Urge::Wait, Urge::Wait), "it was said twice");
        company.give_way();
        assert!(company.proposal().is_none());
        company.come_again();
        assert_eq!(company.advance(0.5, false), Urge::Wait);
        assert_eq!(
            company.advance(1.0, false),
            Urge::Propose,
            "after the visitor did something it is time again, and sooner where they have been"
        );
    }

    #[test]
    fn says_goodbye_once() {
        let (tour, words) = (three(), Words::in_language("en"));
        let memory = Memory { seen: vec![true; 3], heard: vec![true; 2], met: vec![true; 1], ..Memory::new(&tour) };
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en" };
        let guide = tour::Guide { who: PersonIndex(0), position: Vec3::new(0.0, 1.6, -2.0), greets: None };
        let mut company = Company::default();
        company.propose(&about, Pose::default(), &guide, false);
        assert_eq!(company.proposal().map(|proposal| proposal.idea), Some(Idea::Farewell));
        company.give_way();
        company.propose(&about, Pose::default(), &guide, false);
        assert!(company.proposal().is_none());
    }
}
