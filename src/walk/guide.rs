//! The one who accompanies the visitor: greets, proposes, and waits. The visitor decides.

use std::collections::VecDeque;
use std::sync::Arc;

use glam::Vec3;

use crate::pose::{Angles, Pose};
use crate::tour::{self, Action, LocationIndex, PersonIndex, Tour};
use crate::walk::comfort::{NUDGE_SECONDS, PANEL_METRES_RANGE, PROPOSAL_BELOW_DEGREES, QUIET_AGAIN_SECONDS, QUIET_SECONDS, SAYING_SECONDS};
use crate::walk::story::Telling;
use crate::walk::words::{Line, Words};

/// What a visitor has seen and heard.
#[derive(Debug, Clone)]
pub struct Memory {
    /// By [`LocationIndex`]: been there.
    pub seen: Vec<bool>,
    /// By [`tour::StoryIndex`]: heard to the end.
    pub heard: Vec<bool>,
    /// By [`PersonIndex`]: met as a guide.
    pub met: Vec<bool>,
    /// By [`tour::StoryIndex`]: left before its end, there and in that language.
    pub reached: Vec<Option<(Telling, Arc<str>)>>,
    /// By [`LocationIndex`]: not to be gone to, because the visitor asked to be spared it.
    pub shut: Vec<bool>,
    /// By [`tour::StoryIndex`]: not to be told.
    pub untold: Vec<bool>,
}

impl Memory {
    /// A visitor who has just come.
    pub fn new(tour: &Tour) -> Self {
        let (locations, stories) = (tour.locations.len(), tour.stories.len());
        Self {
            seen: vec![false; locations],
            heard: vec![false; stories],
            met: vec![false; tour.people.len()],
            reached: vec![None; stories],
            shut: vec![false; locations],
            untold: vec![false; stories],
        }
    }

    /// Whether the visitor asked to be spared what this does.
    pub fn leaves_out(&self, action: &Action) -> bool {
        match action {
            Action::Go { to, .. } => self.shut[to.0],
            Action::Story(story) => self.untold[story.0],
            Action::Look { .. } => false,
        }
    }

    /// Spares the visitor what the tour warns of, and every place that one could only leave through there.
    pub fn leave_out(&mut self, tour: &Tour, note: &tour::ContentNote) {
        note.stories.iter().for_each(|story| self.untold[story.0] = true);
        note.locations.iter().filter(|location| **location != tour.start).for_each(|location| self.shut[location.0] = true);
        let ways = |place: usize| {
            tour.locations[place].hotspots.iter().filter_map(move |hotspot| match hotspot.action {
                Action::Go { to, .. } if to.0 != place => Some(to),
                _ => None,
            })
        };
        // Until nothing more comes to it; each round shuts at least one place.
        loop {
            let shuts = |place: &usize| {
                *place != tour.start.0 && !self.shut[*place] && ways(*place).next().is_some() && ways(*place).all(|to| self.shut[to.0])
            };
            let Some(place) = (0..tour.locations.len()).find(shuts) else { return };
            self.shut[place] = true;
        }
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

    /// How something is said that does not hang on a proposal.
    fn words_of(&self, saying: Saying, who: Option<PersonIndex>) -> Arc<str> {
        match (saying, who) {
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
fn next(tour: &Tour, here: LocationIndex, memory: &Memory) -> Option<usize> {
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
    fn what_the_visitor_asked_to_be_spared_is_neither_proposed_nor_passed_through() {
        let tour = three();
        let mut memory = Memory::new(&tour);
        memory.seen[0] = true;
        let note = |locations: &[usize], stories: &[usize]| tour::ContentNote {
            words: crate::tour::Text::Every("Night.".into()),
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
        let about = About { tour: &tour, here: LocationIndex(0), memory: &memory, words: &words, language: "en" };
        assert!(about.words_for(Idea::Hotspot(0)).contains("Signe is waiting"), "{}", about.words_for(Idea::Hotspot(0)));
        let greeting = about.words_of(Saying::Greeting, Some(PersonIndex(1)));
        assert!(greeting.contains("Signe") && greeting.contains("From here"), "{greeting}");
    }

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

    #[test]
    fn a_proposal_hangs_by_the_guide_at_reading_distance() {
        let (eye, face) = (Vec3::new(1.0, 1.6, 0.0), Vec3::new(9.0, 1.7, 0.0));
        let at = beside(eye, face);
        assert!((1.2..=1.5001).contains(&at.distance(eye)));
        assert!((at - eye).angle_between(face - eye).to_degrees() < 15.0);
        assert!(beside(eye, eye).is_finite());
    }
}
