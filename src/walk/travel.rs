//! The way from one location to the next: once it can be shown into the dark, and out again.

use crate::tour::{Arrive, LocationIndex};
use crate::walk::SpaceState;
use crate::walk::comfort::{FADE_SECONDS, LOADING_NOTICE_SECONDS, LOADING_PATIENCE_SECONDS};

/// How far a change of location has come.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Here,
    /// The next location is not there yet, and the last one is seen.
    SettingOff,
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
    /// Seconds since the visitor set off.
    waited: f32,
    /// Whether it is the next location that is asked for by now: until then whatever is reported is that of the last.
    asked: bool,
    /// Where to; where the visitor is, once arrived.
    pub to: LocationIndex,
    /// Which way the visitor is to face there.
    pub arrive: Arrive,
}

impl Travel {
    /// A visit begins in the dark.
    pub fn begin(start: LocationIndex) -> Self {
        Self { stage: Stage::Waiting, time: 0.0, waited: 0.0, asked: false, to: start, arrive: Arrive::Stand }
    }

    /// Is there, without having come: everything is seen at once.
    pub fn stay(here: LocationIndex) -> Self {
        Self { stage: Stage::Here, ..Self::begin(here) }
    }

    /// Sets off. Only from where the visitor has settled.
    pub fn leave(&mut self, to: LocationIndex, arrive: Arrive) {
        *self = Self { stage: Stage::SettingOff, arrive, ..Self::begin(to) };
    }

    /// The same, but into the dark at once, whether or not there is anything to be seen elsewhere.
    pub fn flee(&mut self, to: LocationIndex) {
        *self = Self { stage: Stage::Leaving, ..Self::begin(to) };
    }

    /// Notes that where the visitor goes was asked for.
    pub fn asked(&mut self) {
        self.asked = true;
    }

    /// Lets time go by; `space` is how the location that was asked for fares.
    pub fn advance(&mut self, seconds: f32, space: SpaceState) -> Turn {
        if !self.asked {
            return Turn::Nothing;
        }
        self.time += seconds;
        self.waited += seconds;
        let is_known = space != SpaceState::Loading || self.waited >= LOADING_PATIENCE_SECONDS;
        let (next, turn) = match self.stage {
            Stage::SettingOff if is_known => {
                // It grows dark from this step on.
                (self.stage, self.time) = (Stage::Leaving, seconds);
                return Turn::Nothing;
            }
            Stage::Leaving if self.time >= FADE_SECONDS => (Stage::Waiting, Turn::Nothing),
            Stage::Waiting if is_known => (Stage::Arriving, Turn::Arrive),
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
            Stage::Here | Stage::SettingOff => 0.0,
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
        matches!(self.stage, Stage::SettingOff | Stage::Leaving)
    }

    /// Whether the picture is dark, with the next location on its way.
    pub fn waiting(&self) -> bool {
        self.stage == Stage::Waiting
    }

    /// Whether the next location has been waited for so long that the visitor should be told why.
    pub fn late(&self) -> bool {
        matches!(self.stage, Stage::SettingOff | Stage::Waiting) && self.waited >= LOADING_NOTICE_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f32 = 0.05;

    fn asked_for(start: Travel) -> Travel {
        Travel { asked: true, ..start }
    }

    /// Somebody who is in the first location and has set off for the second.
    fn setting_off() -> Travel {
        let mut travel = Travel::stay(LocationIndex(0));
        travel.leave(LocationIndex(1), Arrive::Stand);
        asked_for(travel)
    }

    /// Steps until `turn`, at most `most` seconds; how long it took.
    fn until(travel: &mut Travel, turn: Turn, space: SpaceState, most: f32) -> Option<f32> {
        (1..=(most / STEP) as usize).find(|_| travel.advance(STEP, space) == turn).map(|steps| steps as f32 * STEP)
    }

    #[test]
    fn it_is_dark_before_the_location_changes_and_clear_after() {
        let mut travel = setting_off();
        assert_eq!(travel.fade(), 0.0);
        travel.advance(FADE_SECONDS / 2.0, SpaceState::Ready);
        assert!((travel.fade() - 0.5).abs() < 1e-3);
        until(&mut travel, Turn::Arrive, SpaceState::Ready, 1.0).expect("arrives");
        assert_eq!(travel.fade(), 1.0);
        until(&mut travel, Turn::Settle, SpaceState::Ready, 1.0).expect("settles");
        assert_eq!(travel.fade(), 0.0);
    }

    #[test]
    fn until_the_next_location_can_be_shown_the_last_one_is_seen() {
        let mut travel = setting_off();
        assert_eq!(until(&mut travel, Turn::Arrive, SpaceState::Loading, 5.0), None);
        assert!(travel.fade() == 0.0 && travel.leaving() && !travel.settled());
        let dark = until(&mut travel, Turn::Arrive, SpaceState::Ready, 5.0).expect("arrives");
        assert!(dark < FADE_SECONDS + 3.0 * STEP, "{dark}");
    }

    #[test]
    fn what_is_fled_from_is_not_seen_any_longer() {
        let mut travel = Travel::stay(LocationIndex(0));
        travel.flee(LocationIndex(1));
        let mut travel = asked_for(travel);
        travel.advance(FADE_SECONDS, SpaceState::Loading);
        assert_eq!(travel.fade(), 1.0);
    }

    #[test]
    fn what_never_comes_is_not_waited_for_longer_than_ten_seconds() {
        for mut travel in [asked_for(Travel::begin(LocationIndex(0))), setting_off()] {
            let waited = until(&mut travel, Turn::Arrive, SpaceState::Loading, 20.0).expect("arrives");
            assert!((10.0..10.6).contains(&waited), "{waited}");
        }
    }

    #[test]
    fn what_is_broken_is_not_waited_for() {
        let mut travel = asked_for(Travel::begin(LocationIndex(0)));
        assert!(until(&mut travel, Turn::Arrive, SpaceState::Failed, 0.2).is_some());
    }

    #[test]
    fn the_visitor_is_told_after_a_second() {
        for mut travel in [asked_for(Travel::begin(LocationIndex(0))), setting_off()] {
            travel.advance(0.9, SpaceState::Loading);
            assert!(!travel.late());
            travel.advance(0.2, SpaceState::Loading);
            assert!(travel.late());
        }
    }

    #[test]
    fn what_is_reported_of_the_last_location_is_not_taken_for_the_next() {
        let mut travel = Travel::begin(LocationIndex(0));
        assert_eq!(travel.advance(5.0, SpaceState::Ready), Turn::Nothing);
        travel.asked();
        assert_eq!(travel.advance(0.1, SpaceState::Ready), Turn::Arrive);
    }
}
