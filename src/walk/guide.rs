//! The one who accompanies the visitor: greets, proposes, and waits. The visitor decides.

use std::collections::VecDeque;
use std::sync::Arc;

use glam::Vec3;

use crate::pose::{Angles, Pose};
use crate::tour::{self, Action, LocationIndex, PersonIndex, Tour};
use crate::walk::comfort::{PANEL_METRES_RANGE, PROPOSAL_BELOW_DEGREES, QUIET_SECONDS, SAYING_SECONDS};
use crate::walk::words::Words;

/// What a visitor has seen and heard.
#[derive(Debug, Clone)]
pub struct Memory {
    /// By [`LocationIndex`]: been there.
    pub seen: Vec<bool>,
    /// By [`tour::StoryIndex`]: heard to the end.
    pub heard: Vec<bool>,
    /// By [`PersonIndex`]: met as a guide.
    pub met: Vec<bool>,
}

impl Memory {
    /// A visitor who has just come.
    pub fn new(tour: &Tour) -> Self {
        Self { seen: vec![false; tour.locations.len()], heard: vec![false; tour.stories.len()], met: vec![false; tour.people.len()] }
    }
}

/// Something that the guide says without a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Saying {
    /// Who they are.
    Greeting,
    /// Where one is.
    Arrived,
    /// What they propose, where the visitor does not see the proposal itself.
    Proposing,
}

/// What the guide has in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idea {
    /// To choose this hotspot of the location.
    Hotspot(usize),
    /// Nothing is left.
    Farewell,
}

/// A proposal, hanging near the guide.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What is proposed.
    pub idea: Idea,
    /// Where, location space, metres.
    pub position: Vec3,
    /// In words.
    pub words: Arc<str>,
}

/// What the guide is doing.
#[derive(Debug, Clone, Default)]
pub struct Company {
    saying: Option<(Saying, Arc<str>)>,
    /// Seconds since it began to be said.
    said: f32,
    proposal: Option<Proposal>,
    /// Seconds in which nothing has been going on.
    quiet: f32,
    /// Has proposed since the visitor last did something, and now waits.
    waits: bool,
    /// Has said goodbye; once a visit is enough.
    farewell: bool,
}

impl Company {
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
    pub fn greet(&mut self, tour: &Tour, here: LocationIndex, who: PersonIndex, known: bool, words: &Words, language: &str) {
        let saying = if known { Saying::Arrived } else { Saying::Greeting };
        self.said = 0.0;
        self.saying = Some((
            saying,
            match saying {
                Saying::Greeting => words.greeting(&tour.people[who.0].name),
                _ => words.arrived(tour.locations[here.0].title.in_language(language)),
            },
        ));
    }

    /// What the guide is saying without a recording.
    pub fn saying(&self) -> Option<&Arc<str>> {
        self.saying.as_ref().map(|(_, words)| words)
    }

    /// What the guide proposes.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposal.as_ref()
    }

    /// Lets time go by. Whether it has been quiet for so long that it is time to propose something.
    pub fn advance(&mut self, seconds: f32, busy: bool) -> bool {
        if self.saying.is_some() {
            self.said += seconds;
            if self.said >= SAYING_SECONDS {
                self.saying = None;
            }
        }
        self.quiet = if busy || self.saying.is_some() { 0.0 } else { self.quiet + seconds };
        self.quiet >= QUIET_SECONDS && !self.waits
    }

    /// Proposes what comes next, near the guide's face; and says it too if `heard_only`, because the visitor looks elsewhere. What
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
            self.said = 0.0;
            self.saying = Some((Saying::Proposing, Arc::clone(&words)));
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

    /// Says what is being said in another language.
    pub fn change_language(&mut self, about: &About, who: Option<PersonIndex>) {
        if let Some(proposal) = &mut self.proposal {
            proposal.words = about.words_for(proposal.idea);
        }
        let Some((saying, said)) = &mut self.saying else { return };
        match (saying, who) {
            (Saying::Greeting, Some(who)) => *said = about.words.greeting(&about.tour.people[who.0].name),
            (Saying::Proposing, _) => {
                if let Some(proposal) = &self.proposal {
                    *said = Arc::clone(&proposal.words);
                }
            }
            _ => *said = about.words.arrived(about.tour.locations[about.here.0].title.in_language(about.language)),
        }
    }
}

/// What a guide needs to know to propose something.
pub struct About<'a> {
    /// Everything there is.
    pub tour: &'a Tour,
    /// Where the visitor is.
    pub here: LocationIndex,
    /// What they know.
    pub memory: &'a Memory,
    /// How things are said.
    pub words: &'a Words,
    /// In which language titles are.
    pub language: &'a str,
}

impl About<'_> {
    fn words_for(&self, idea: Idea) -> Arc<str> {
        let Idea::Hotspot(hotspot) = idea else { return Arc::clone(&self.words.farewell) };
        match &self.tour.locations[self.here.0].hotspots[hotspot].action {
            Action::Story(story) => self.words.propose_story(self.tour.stories[story.0].title.in_language(self.language)),
            Action::Go { to, .. } => self.words.propose_place(self.tour.locations[to.0].title.in_language(self.language)),
            Action::Look { .. } => Arc::clone(&self.words.look),
        }
    }
}

/// The hotspot that leads on: a story here that was not heard; else a way to a place that was not seen; else the first step
/// towards the nearest place that was not seen or has a story that was not heard. `None` if nothing is left within reach.
fn next(tour: &Tour, here: LocationIndex, memory: &Memory) -> Option<usize> {
    let hotspots = &tour.locations[here.0].hotspots;
    let unheard = |action: &Action| matches!(action, Action::Story(story) if !memory.heard[story.0]);
    let unseen = |action: &Action| matches!(action, Action::Go { to, .. } if !memory.seen[to.0]);
    let found = |wanted: &dyn Fn(&Action) -> bool| hotspots.iter().position(|hotspot| wanted(&hotspot.action));
    found(&unheard).or_else(|| found(&unseen)).or_else(|| {
        // Outwards from here, each place reached by as few steps as there are, with the first of them.
        let mut reached = vec![false; tour.locations.len()];
        reached[here.0] = true;
        let mut queue = VecDeque::from([(here, None)]);
        while let Some((place, first)) = queue.pop_front() {
            let hotspots = &tour.locations[place.0].hotspots;
            if place != here && (!memory.seen[place.0] || hotspots.iter().any(|hotspot| unheard(&hotspot.action))) {
                return first;
            }
            for (index, hotspot) in hotspots.iter().enumerate() {
                if let Action::Go { to, .. } = hotspot.action
                    && !std::mem::replace(&mut reached[to.0], true)
                {
                    queue.push_back((to, first.or(Some(index))));
                }
            }
        }
        None
    })
}

/// A place for a panel just below the face of a guide, at a distance where it can be read.
fn beside(eye: Vec3, face: Vec3) -> Vec3 {
    let mut towards = Angles::of(face - eye);
    towards.pitch = (towards.pitch - PROPOSAL_BELOW_DEGREES).clamp(-60.0, 60.0);
    let (nearest, farthest) = PANEL_METRES_RANGE;
    eye + towards.direction() * face.distance(eye).clamp(nearest, farthest)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{go, panorama, story, tell, tour};
    use super::*;
    use crate::tour::StoryIndex;

    /// Hall (a story) – yard – cell (a story).
    fn three() -> Tour {
        let mut places = [panorama("hall", 0.0), panorama("yard", 0.0), panorama("cell", 0.0)];
        places[0].hotspots = vec![go(1), tell(0)];
        places[1].hotspots = vec![go(0), go(2)];
        places[2].hotspots = vec![go(1), tell(1)];
        tour(places.to_vec(), vec![story("keys"), story("night")])
    }

    fn proposal(memory: &Memory) -> Option<usize> {
        next(&three(), LocationIndex(0), memory)
    }

    #[test]
    fn first_what_is_here_then_what_is_near_then_the_way_to_what_is_far() {
        let mut memory = Memory::new(&three());
        memory.seen[0] = true;
        assert_eq!(proposal(&memory), Some(1), "the story here");
        memory.heard[0] = true;
        assert_eq!(proposal(&memory), Some(0), "the yard");
        memory.seen[1] = true;
        assert_eq!(proposal(&memory), Some(0), "the way to the cell");
        memory.seen[2] = true;
        assert_eq!(proposal(&memory), Some(0), "the way to the story in the cell");
        memory.heard[1] = true;
        assert_eq!(proposal(&memory), None, "everything is seen and heard");
    }

    #[test]
    fn what_cannot_be_reached_is_not_proposed() {
        let mut tour = three();
        tour.locations[1].hotspots = vec![go(0)];
        let mut memory = Memory::new(&tour);
        (memory.seen[0], memory.seen[1], memory.heard[0]) = (true, true, true);
        assert_eq!(next(&tour, LocationIndex(0), &memory), None);
    }

    #[test]
    fn proposes_once_in_the_quiet_and_then_waits() {
        let (tour, words) = (three(), Words::in_language("en"));
        let memory = Memory::new(&tour);
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en" };
        let guide = tour::Guide { who: PersonIndex(0), position: Vec3::new(0.0, 1.6, -2.0), greets: None };
        let mut company = Company::default();
        assert!(!company.advance(3.0, false), "not yet");
        assert!(!company.advance(3.0, true), "not while something is going on");
        assert!(!company.advance(3.0, false));
        assert!(company.advance(2.0, false));
        assert_eq!(company.propose(&about, Pose::default(), &guide, false), Some(1));
        assert!(
            company
                .proposal()
                .is_some_and(|proposal| proposal.words.contains(about.tour.stories[StoryIndex(0).0].title.in_language("en").as_ref()))
        );
        assert!(!company.advance(600.0, false), "it was said once");
        company.give_way();
        assert!(company.proposal().is_none());
        assert!(company.advance(5.0, false), "after the visitor did something it is time again");
    }

    #[test]
    fn says_goodbye_once() {
        let (tour, words) = (three(), Words::in_language("en"));
        let memory = Memory { seen: vec![true; 3], heard: vec![true; 2], met: vec![true; 1] };
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en" };
        let guide = tour::Guide { who: PersonIndex(0), position: Vec3::new(0.0, 1.6, -2.0), greets: None };
        let mut company = Company::default();
        company.propose(&about, Pose::default(), &guide, false);
        assert_eq!(company.proposal().map(|proposal| proposal.idea), Some(Idea::Farewell));
        company.give_way();
        company.propose(&about, Pose::default(), &guide, false);
        assert!(company.proposal().is_none());
    }

    #[test]
    fn a_proposal_hangs_by_the_guide_at_reading_distance() {
        let (eye, face) = (Vec3::new(1.0, 1.6, 0.0), Vec3::new(9.0, 1.7, 0.0));
        let at = beside(eye, face);
        assert!((1.2..=1.5001).contains(&at.distance(eye)));
        assert!((at - eye).angle_between(face - eye).to_degrees() < 15.0);
        assert!(beside(eye, eye).is_finite());
    }
}
