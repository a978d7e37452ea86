//! The way from one location to the next: into the dark, until the next can be shown, and out again.

use crate::tour::{Arrive, LocationIndex};
use crate::walk::SpaceState;
use crate::walk::comfort::{FADE_SECONDS, LOADING_NOTICE_SECONDS, LOADING_PATIENCE_SECONDS};

/// How far a change of location has come.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Here,
    Leaving,
    Waiting,
    Arriving,
}

/// What came about in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing that others need to know.
    Nothing,
    /// It is dark and the next location takes the place of the last.
    Arrive,
    /// The picture is clear again.
    Settle,
}

/// Where the visitor is going, or went last.
#[derive(Debug, Clone, Copy)]
pub struct Travel {
    stage: Stage,
    /// Seconds in this stage.
    time: f32,
    /// Where to; where the visitor is, once arrived.
    pub to: LocationIndex,
    /// Which way the visitor is to face there.
    pub arrive: Arrive,
}

impl Travel {
    /// A visit begins in the dark.
    pub fn begin(start: LocationIndex) -> Self {
        Self { stage: Stage::Waiting, time: 0.0, to: start, arrive: Arrive::Stand }
    }

    /// Is there, without having come: everything is seen at once.
    pub fn stay(here: LocationIndex) -> Self {
        Self { stage: Stage::Here, ..Self::begin(here) }
    }

    /// Sets off. Only from where the visitor has settled.
    pub fn leave(&mut self, to: LocationIndex, arrive: Arrive) {
        *self = Self { stage: Stage::Leaving, time: 0.0, to, arrive };
    }

    /// Lets time go by; `space` is how the location that is travelled to fares. At most one stage a step, so that what is
    /// reported of the last location is never taken for the next one's.
    pub fn advance(&mut self, seconds: f32, space: SpaceState) -> Turn {
        self.time += seconds;
        let (next, turn) = match self.stage {
            Stage::Leaving if self.time >= FADE_SECONDS => (Stage::Waiting, Turn::Nothing),
            Stage::Waiting if space != SpaceState::Loading || self.time >= LOADING_PATIENCE_SECONDS => (Stage::Arriving, Turn::Arrive),
            Stage::Arriving if self.time >= FADE_SECONDS => (Stage::Here, Turn::Settle),
            _ => return Turn::Nothing,
        };
        (self.stage, self.time) = (next, 0.0);
        turn
    }

    /// How dark the picture is, from 0 to 1.
    pub fn fade(&self) -> f32 {
        let part = (self.time / FADE_SECONDS).min(1.0);
        match self.stage {
            Stage::Here => 0.0,
            Stage::Leaving => part,
            Stage::Waiting => 1.0,
            Stage::Arriving => 1.0 - part,
        }
    }

    /// Whether the visitor is somewhere, with nothing in the way of seeing and choosing.
    pub fn settled(&self) -> bool {
        self.stage == Stage::Here
    }

    /// Whether the last location is still what is seen.
    pub fn leaving(&self) -> bool {
        self.stage == Stage::Leaving
    }

    /// Whether the picture is dark, with the next location on its way.
    pub fn waiting(&self) -> bool {
        self.stage == Stage::Waiting
    }

    /// Whether it has been dark for so long that the visitor should be told why.
    pub fn late(&self) -> bool {
        self.waiting() && self.time >= LOADING_NOTICE_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f32 = 0.05;

    /// Steps until `turn`, at most `most` seconds; how long it took.
    fn until(travel: &mut Travel, turn: Turn, space: SpaceState, most: f32) -> Option<f32> {
        (1..=(most / STEP) as usize).find(|_| travel.advance(STEP, space) == turn).map(|steps| steps as f32 * STEP)
    }

    #[test]
    fn it_is_dark_before_the_location_changes_and_clear_after() {
        let mut travel = Travel::begin(LocationIndex(0));
        until(&mut travel, Turn::Settle, SpaceState::Ready, 1.0).expect("settles");
        travel.leave(LocationIndex(1), Arrive::Stand);
        assert_eq!(travel.fade(), 0.0);
        travel.advance(FADE_SECONDS / 2.0, SpaceState::Ready);
        assert!((travel.fade() - 0.5).abs() < 1e-3);
        until(&mut travel, Turn::Arrive, SpaceState::Ready, 1.0).expect("arrives");
        assert_eq!(travel.fade(), 1.0);
        until(&mut travel, Turn::Settle, SpaceState::Ready, 1.0).expect("settles");
        assert_eq!(travel.fade(), 0.0);
    }

    #[test]
    fn what_never_comes_is_not_waited_for_longer_than_ten_seconds() {
        let mut travel = Travel::begin(LocationIndex(0));
        let waited = until(&mut travel, Turn::Arrive, SpaceState::Loading, 20.0).expect("arrives");
        assert!((waited - 10.0).abs() < 0.2, "{waited}");
    }

    #[test]
    fn what_is_broken_is_not_waited_for() {
        assert!(until(&mut Travel::begin(LocationIndex(0)), Turn::Arrive, SpaceState::Failed, 0.2).is_some());
    }

    #[test]
    fn the_visitor_is_told_after_a_second() {
        let mut travel = Travel::begin(LocationIndex(0));
        travel.advance(0.9, SpaceState::Loading);
        assert!(!travel.late());
        travel.advance(0.2, SpaceState::Loading);
        assert!(travel.late());
    }

    #[test]
    fn a_long_step_does_not_take_the_last_location_for_the_next() {
        let mut travel = Travel::begin(LocationIndex(0));
        until(&mut travel, Turn::Settle, SpaceState::Ready, 1.0).expect("settles");
        travel.leave(LocationIndex(1), Arrive::Stand);
        assert_eq!(travel.advance(5.0, SpaceState::Ready), Turn::Nothing);
        assert!(travel.waiting());
    }
}
