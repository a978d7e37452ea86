//! What a guide has in mind: where to lead next, and how it is said.

use std::collections::VecDeque;
use std::sync::Arc;

use glam::Vec3;

use crate::pose::Angles;
use crate::tour::{self, Action, LineIndex, LocationIndex, Occasion, Tour};
use crate::walk::comfort::{PANEL_METRES_RANGE, PROPOSAL_BELOW_DEGREES};
use crate::walk::guide::Saying;
use crate::walk::memory::Memory;
use crate::walk::words::{Line, Words};

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
    /// What the next recording is told by from those before.
    pub number: u32,
}

impl About<'_> {
    pub fn words_for(&self, idea: Idea) -> Arc<str> {
        let Idea::Hotspot(hotspot) = idea else { return Arc::clone(self.words.line(Line::Farewell)) };
        match &self.tour.locations[self.here.0].hotspots[hotspot].action {
            Action::Story(story) => {
                let rest = self.memory.reached[story.0].is_some();
                self.words.propose_story(self.tour.stories[story.0].title.in_language(self.language), rest)
            }
            Action::Go { to, .. } => {
                let there = &self.tour.locations[to.0];
                let guide = |location: &tour::Location| location.guide.map(|guide| guide.who);
                // Whoever waits there is named, so that one does not wonder where the one before has gone.
                let waits = guide(there).filter(|who| Some(*who) != guide(&self.tour.locations[self.here.0]));
                let waits = waits.map(|who| &*self.tour.people[who.0].name);
                self.words.propose_place(there.title.in_language(self.language), waits)
            }
            Action::Look { .. } => Arc::clone(self.words.line(Line::Look)),
        }
    }

    /// The line that the guide has for something, unless the visitor has heard it: who has a recording says the same thing once.
    pub fn line_for(&self, saying: Saying) -> Option<LineIndex> {
        let location = &self.tour.locations[self.here.0];
        let guide = &self.tour.people[location.guide?.who.0];
        let line = match saying {
            Saying::Again => guide.line(Occasion::Again),
            Saying::Nudging => guide.line(Occasion::Nudge),
            Saying::Line(Line::TimeLeft) => guide.line(Occasion::TimeLeft),
            Saying::Line(Line::TimeUp) => guide.line(Occasion::TimeUp),
            Saying::Proposing(Idea::Farewell) => guide.line(Occasion::Farewell),
            Saying::Proposing(Idea::Hotspot(hotspot)) => match location.hotspots[hotspot].action {
                Action::Go { says, .. } => says,
                Action::Story(story) if self.memory.reached[story.0].is_some() => guide.line(Occasion::Rest),
                Action::Story(_) => guide.line(Occasion::Story),
                Action::Look { .. } => None,
            },
            Saying::Greeting | Saying::Arrived | Saying::Line(_) => None,
        }?;
        let is_told = self.tour.lines[line.0].in_language(self.language).is_some();
        (is_told && !self.memory.said[line.0]).then_some(line)
    }

    /// How something is said that does not hang on a proposal.
    pub fn words_of(&self, saying: Saying) -> Arc<str> {
        let guide = self.tour.locations[self.here.0].guide;
        match (saying, guide.map(|guide| guide.who)) {
            (Saying::Line(line), _) => Arc::clone(self.words.line(line)),
            (Saying::Greeting, Some(who)) => {
                let takes_over = self.memory.met.iter().enumerate().any(|(person, met)| *met && person != who.0);
                self.words.greeting(&self.tour.people[who.0].name, takes_over)
            }
            _ => self.words.arrived(self.tour.locations[self.here.0].title.in_language(self.language)),
        }
    }
}

/// The hotspot that leads on: a story here that was not heard; else a way to a place that was not seen; else the first step
/// towards the nearest place that was not seen or has a story that was not heard. `None` if nothing is left within reach.
pub fn next(tour: &Tour, here: LocationIndex, memory: &Memory) -> Option<usize> {
    let hotspots = &tour.locations[here.0].hotspots;
    let unheard = |action: &Action| matches!(action, Action::Story(story) if !memory.heard[story.0]) && !memory.leaves_out(action);
    let unseen = |action: &Action| matches!(action, Action::Go { to, .. } if !memory.seen[to.0]) && !memory.leaves_out(action);
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
                    && !memory.shut[to.0]
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
pub fn beside(eye: Vec3, face: Vec3) -> Vec3 {
    let mut towards = Angles::of(face - eye);
    towards.pitch = (towards.pitch - PROPOSAL_BELOW_DEGREES).clamp(-60.0, 60.0);
    let (nearest, farthest) = PANEL_METRES_RANGE;
    eye + towards.direction() * face.distance(eye).clamp(nearest, farthest)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{go, three};
    use super::*;
    use crate::tour::{PersonIndex, StoryIndex};

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
    fn what_the_visitor_asked_to_be_spared_is_neither_proposed_nor_passed_through() {
        let tour = three();
        let mut memory = Memory::new(&tour);
        memory.seen[0] = true;
        let note = |locations: &[usize], stories: &[usize]| tour::ContentNote {
            words: crate::tour::Text::Every("Night.".into()),
            says: None,
            locations: locations.iter().copied().map(LocationIndex).collect(),
            stories: stories.iter().copied().map(StoryIndex).collect(),
        };
        memory.leave_out(&tour, &note(&[], &[0]));
        assert_eq!(next(&tour, LocationIndex(0), &memory), Some(0), "not the story here");
        memory.leave_out(&tour, &note(&[1], &[]));
        assert_eq!(next(&tour, LocationIndex(0), &memory), None, "the cell lies behind the yard");
        assert!(memory.shut[2], "from the cell one could only leave through the yard");
        memory.leave_out(&tour, &note(&[0], &[]));
        assert!(!memory.shut[0], "where a visit begins is never shut");
    }

    #[test]
    fn whoever_waits_there_is_named_and_takes_over() {
        let mut tour = three();
        let signe = tour::Person { id: "signe".into(), name: "Signe".into(), ..tour.people[0].clone() };
        tour.people.push(signe);
        let guide = |who| Some(tour::Guide { who: PersonIndex(who), position: Vec3::NEG_Z, greets: None });
        (tour.locations[0].guide, tour.locations[1].guide) = (guide(0), guide(1));
        let (words, mut memory) = (Words::in_language("en"), Memory::new(&tour));
        memory.met[0] = true;
        let about = |here| About { tour: &tour, here: LocationIndex(here), memory: &memory, words: &words, language: "en", number: 1 };
        let proposal = about(0).words_for(Idea::Hotspot(0));
        assert!(proposal.contains("Signe is waiting"), "{proposal}");
        let greeting = about(1).words_of(Saying::Greeting);
        assert!(greeting.contains("Signe") && greeting.contains("From here"), "{greeting}");
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
