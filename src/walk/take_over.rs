//! Going on in a tour that was changed while it is walked.

use std::sync::Arc;

use crate::tour::{LocationIndex, Tour};
use crate::walk::memory::Memory;
use crate::walk::travel::Travel;
use crate::walk::{Options, Walk};

impl Walk {
    /// Goes on in `tour`, a changed state of the one that is walked: in the same place, looking the same way, in the same language,
    /// with what was seen and heard, as far as all that is still there. Whatever was being said is over. Returns where the visitor is
    /// or is going.
    pub fn take_over(&mut self, tour: Arc<Tour>) -> LocationIndex {
        let was = &self.tour.locations[self.travel.to.0];
        let still = tour.locations.iter().position(|location| location.id == was.id).map(LocationIndex);
        let options = Options { language: Some(self.language.to_string()), ..self.options.clone() };
        let mut next = Self::new(Arc::clone(&tour), options);
        next.memory = self.memory.carried(&self.tour, &tour);
        (next.begun, next.paused, next.comfort) = (self.begun, self.paused, self.comfort);
        // Of what comes before and after the walk nothing is kept: it begins anew.
        if self.walking() {
            (next.stage, next.presence) = (self.stage.clone(), self.presence.clone());
        }
        (next.head, next.tracked, next.recordings) = (self.head, self.tracked, self.recordings);
        if let Some(here) = still {
            (next.standing, next.centred) = (self.standing, self.centred);
            next.travel = if self.travel.settled() { Travel::stay(here) } else { Travel::begin(here) };
            next.enter(here);
        }
        *self = next;
        self.travel.to
    }
}

impl Memory {
    /// What is remembered of `from`, for what has the same name in `to`.
    fn carried(&self, from: &Tour, to: &Tour) -> Self {
        fn carry<T>(known: &[bool], from: &[T], to: &[T], id: impl Fn(&T) -> &str) -> Vec<bool> {
            to.iter().map(|new| from.iter().zip(known).any(|(old, known)| *known && id(old) == id(new))).collect()
        }
        Self {
            seen: carry(&self.seen, &from.locations, &to.locations, |location| &location.id),
            heard: carry(&self.heard, &from.stories, &to.stories, |story| &story.id),
            said: carry(&self.said, &from.lines, &to.lines, |line| &line.id),
            met: carry(&self.met, &from.people, &to.people, |person| &person.id),
            shut: carry(&self.shut, &from.locations, &to.locations, |location| &location.id),
            untold: carry(&self.untold, &from.stories, &to.stories, |story| &story.id),
            // What is to be looked at has no name.
            looked: Vec::new(),
            beside: None,
            // Its captions may have changed: it begins anew.
            reached: vec![None; to.stories.len()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, near};
    use super::*;
    use crate::pose::{Pose, heading, turn};
    use crate::tour::Text;
    use crate::walk::{Command, Event, Input, SpaceState, Step};

    fn step(walk: &mut Walk, yaw: f32, commands: Vec<Command>) -> Step<'_> {
        let head = Pose { orientation: turn(yaw), ..Pose::default() };
        walk.step(&Input { head, commands, space: SpaceState::Ready, ..Input::default() }, 0.05)
    }

    fn two_rooms() -> Tour {
        let mut tour = fixture::tour(vec![fixture::panorama("hall", 0.0), fixture::panorama("cell", 0.0)], vec![fixture::story("s")]);
        tour.languages = vec!["da".into(), "en".into()];
        tour.locations[0].hotspots = vec![fixture::go(1)];
        tour.locations[1].hotspots = vec![fixture::go(0)];
        tour
    }

    /// A visitor who went into the cell, switched to English and looks to the right.
    fn in_the_cell() -> Walk {
        let mut walk = Walk::new(Arc::new(two_rooms()), Options::default());
        for _ in 0..40 {
            step(&mut walk, 0.0, vec![]);
        }
        step(&mut walk, 0.0, vec![Command::Next, Command::Select, Command::NextLanguage]);
        for _ in 0..40 {
            step(&mut walk, 70.0, vec![]);
        }
        assert_eq!(walk.scene.location, LocationIndex(1));
        walk
    }

    #[test]
    fn the_visitor_notices_nothing_but_what_was_changed() {
        let mut walk = in_the_cell();
        let before = step(&mut walk, 70.0, vec![]).scene.head;
        let mut changed = two_rooms();
        changed.locations.reverse();
        changed.locations[0].title = Text::Every("Cell 12".into());
        changed.locations[0].hotspots = vec![fixture::go(1), fixture::tell(0)];
        changed.locations[1].hotspots = vec![fixture::go(0)];
        changed.start = LocationIndex(1);
        assert_eq!(walk.take_over(Arc::new(changed)), LocationIndex(0), "the same room, at another place of the file");
        let now = step(&mut walk, 70.0, vec![]);
        assert_eq!(now.events, [], "nothing begins anew");
        assert_eq!((now.scene.fade, now.scene.space, now.scene.markers.len()), (0.0, SpaceState::Ready, 2));
        near(now.scene.head.forward(), before.forward());
        assert!(now.scene.markers[0].done, "the hall was seen");
        let events = step(&mut walk, 70.0, vec![Command::NextLanguage]).events.to_vec();
        assert_eq!(events, [Event::Language { language: "da".into() }], "it was still English");
    }

    #[test]
    fn where_the_place_is_gone_the_visit_goes_on_at_the_start() {
        let mut walk = in_the_cell();
        let mut changed = two_rooms();
        changed.locations.truncate(1);
        changed.locations[0].hotspots.clear();
        assert_eq!(walk.take_over(Arc::new(changed)), LocationIndex(0));
        let events: Vec<Event> = (0..10).flat_map(|_| step(&mut walk, 70.0, vec![]).events.to_vec()).collect();
        assert_eq!(events, [Event::Arrived { location: "hall".into(), visible: true }]);
        assert!(heading(walk.scene.head.orientation).abs() < 0.01, "and faces what is to be seen there");
    }
}
