//! What a visitor has seen and heard, and what they asked to be spared.

use std::sync::Arc;

use crate::tour::{self, Action, LocationIndex, PersonIndex, Tour};
use crate::walk::playback::Playback;

/// What a visitor has seen and heard.
#[derive(Debug, Clone)]
pub struct Memory {
    /// By [`LocationIndex`]: been there.
    pub seen: Vec<bool>,
    /// By [`tour::StoryIndex`]: heard to the end.
    pub heard: Vec<bool>,
    /// What was looked at more closely: its location, and its place among the hotspots there.
    pub looked: Vec<(LocationIndex, usize)>,
    /// By [`PersonIndex`]: met as a guide.
    pub met: Vec<bool>,
    /// By [`tour::StoryIndex`]: left before its end, there and in that language.
    pub reached: Vec<Option<(Playback, Arc<str>)>>,
    /// By [`tour::LineIndex`]: said once.
    pub said: Vec<bool>,
    /// Who accompanied the visitor last.
    pub beside: Option<PersonIndex>,
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
            looked: Vec::new(),
            met: vec![false; tour.people.len()],
            reached: vec![None; stories],
            said: vec![false; tour.lines.len()],
            beside: None,
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
