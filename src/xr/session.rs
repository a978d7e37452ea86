//! The life of a session: what its events ask for, as a small state machine that needs no runtime to be tested.

use openxr as xr;

/// How far the headset's software has let the program in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Nothing to do: the headset sleeps, or its software is not ready for the program.
    #[default]
    Idle,
    /// The session begins; frames are wanted, none is shown yet.
    Ready,
    /// In step with the headset, but something else is shown.
    Synchronized,
    /// Shown, but hands and buttons belong to something else, such as the headset's own menu.
    Visible,
    /// Shown, with hands and buttons.
    Focused,
    /// The session ends; it may begin again.
    Stopping,
    /// The headset's software wants the program to end. So does the visitor, if they chose that in its menu.
    Exiting,
}

/// What has to be done about an event at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// Begin the session.
    Begin,
    /// End the session.
    End,
    /// Give the session up: headset or software go away.
    GiveUp,
}

/// Where a session is in its life.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Life {
    pub stage: Stage,
    /// Whether frames have to be waited for and ended: from begin to end.
    pub running: bool,
    /// Whether the program has left before anything began.
    left: bool,
}

impl Life {
    /// Takes in what the runtime said of the session, and says what is to be done. Does not trust the runtime to keep the order.
    pub fn enter(&mut self, state: xr::SessionState) -> Option<Demand> {
        if self.left {
            // What was under way when it left is for nobody any longer.
            return None;
        }
        self.stage = match state {
            xr::SessionState::READY => Stage::Ready,
            xr::SessionState::SYNCHRONIZED => Stage::Synchronized,
            xr::SessionState::VISIBLE => Stage::Visible,
            xr::SessionState::FOCUSED => Stage::Focused,
            xr::SessionState::STOPPING => Stage::Stopping,
            xr::SessionState::EXITING => Stage::Exiting,
            xr::SessionState::LOSS_PENDING => return Some(Demand::GiveUp),
            xr::SessionState::IDLE => Stage::Idle,
            // A state that later versions of OpenXR may add changes nothing.
            _ => self.stage,
        };
        match (self.stage, self.running) {
            (Stage::Ready, false) => {
                self.running = true;
                Some(Demand::Begin)
            }
            (Stage::Stopping, true) => {
                self.running = false;
                Some(Demand::End)
            }
            (Stage::Idle | Stage::Exiting, _) => {
                self.running = false;
                None
            }
            _ => None,
        }
    }

    /// Leaves a session that has not begun: it never will, whatever the runtime says next.
    pub fn leave(&mut self) {
        *self = Self { stage: Stage::Exiting, running: false, left: true };
    }

    /// Whether the visitor sees what is drawn.
    pub fn shown(self) -> bool {
        self.running && matches!(self.stage, Stage::Visible | Stage::Focused)
    }
}

/// The refresh rate to ask for: 90 Hz where it is offered, else the highest from 72 Hz on; nothing where there is no such rate.
pub(super) fn choose_rate(offered: &[f32]) -> Option<f32> {
    let usable = || offered.iter().copied().filter(|rate| *rate >= 71.5);
    usable().find(|rate| (rate - 90.0).abs() < 0.5).or_else(|| usable().max_by(f32::total_cmp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use xr::SessionState as S;

    fn live(states: &[S]) -> (Life, Vec<Demand>) {
        let mut life = Life::default();
        let demands = states.iter().filter_map(|&state| life.enter(state)).collect();
        (life, demands)
    }

    #[test]
    fn a_visit_begins_once_and_is_shown_from_visible_on() {
        let (life, demands) = live(&[S::IDLE, S::READY]);
        assert_eq!(demands, [Demand::Begin]);
        assert!(life.running && !life.shown(), "frames are wanted before anything is shown");

        let (life, demands) = live(&[S::IDLE, S::READY, S::SYNCHRONIZED, S::VISIBLE]);
        assert_eq!(demands, [Demand::Begin]);
        assert!(life.shown());
        let (life, _) = live(&[S::IDLE, S::READY, S::SYNCHRONIZED, S::VISIBLE, S::FOCUSED]);
        assert!(life.shown());
        assert_eq!(life.stage, Stage::Focused);
    }

    #[test]
    fn another_program_in_front_hides_the_visit_and_keeps_it_running() {
        let (life, demands) = live(&[S::IDLE, S::READY, S::SYNCHRONIZED, S::VISIBLE, S::FOCUSED, S::VISIBLE, S::SYNCHRONIZED]);
        assert_eq!(demands, [Demand::Begin]);
        assert!(life.running && !life.shown());
    }

    #[test]
    fn leaving_ends_the_session_before_exiting() {
        let (life, demands) = live(&[S::IDLE, S::READY, S::FOCUSED, S::VISIBLE, S::SYNCHRONIZED, S::STOPPING, S::IDLE, S::EXITING]);
        assert_eq!(demands, [Demand::Begin, Demand::End]);
        assert!(!life.running);
        assert_eq!(life.stage, Stage::Exiting);
    }

    #[test]
    fn a_headset_that_slept_is_begun_again() {
        let (life, demands) = live(&[S::IDLE, S::READY, S::FOCUSED, S::STOPPING, S::IDLE, S::READY]);
        assert_eq!(demands, [Demand::Begin, Demand::End, Demand::Begin]);
        assert!(life.running);
    }

    #[test]
    fn a_loss_is_given_up_in_any_state() {
        for before in [S::IDLE, S::READY, S::FOCUSED, S::STOPPING] {
            let (_, demands) = live(&[before, S::LOSS_PENDING]);
            assert_eq!(demands.last(), Some(&Demand::GiveUp), "{before:?}");
        }
    }

    #[test]
    fn a_runtime_that_repeats_itself_is_not_obeyed_twice() {
        let (_, demands) = live(&[S::READY, S::READY, S::STOPPING, S::STOPPING]);
        assert_eq!(demands, [Demand::Begin, Demand::End]);
        let (life, demands) = live(&[S::STOPPING]);
        assert!(demands.is_empty() && !life.running, "nothing to end that never began");
    }

    #[test]
    fn who_leaves_before_it_begins_is_not_called_back_by_what_was_under_way() {
        let (mut life, _) = live(&[S::IDLE]);
        life.leave();
        for state in [S::IDLE, S::READY, S::SYNCHRONIZED, S::FOCUSED] {
            assert_eq!(life.enter(state), None, "{state:?}");
            assert!(life.stage == Stage::Exiting && !life.running && !life.shown(), "{state:?}");
        }
    }

    #[test]
    fn ninety_hertz_is_preferred_and_nothing_below_72_is_asked_for() {
        assert_eq!(choose_rate(&[60.0, 72.0, 90.0, 120.0]), Some(90.0));
        assert_eq!(choose_rate(&[72.0, 80.0]), Some(80.0));
        assert_eq!(choose_rate(&[60.0]), None);
        assert_eq!(choose_rate(&[]), None);
    }
}
