//! Whether somebody is there. The headset says so, where it can; where it cannot, it is told from how the head moves.
//!
//! A headset that lies on a table is perfectly still, and one that is worn never is: even who listens without stirring sways by
//! half a degree. So stillness alone ends a visit only after minutes, only while nothing is being told, and only if it is perfect.
//!
//! Nor is the headset believed without end: one that says that nobody wears it, and goes on stirring as only a head does, is told
//! from its motion until it says something else. Nobody shall stand before a picture that waits for ever.

use crate::pose::Pose;
use crate::walk::comfort::{
    DOUBT_SECONDS, GRACE_SECONDS, PAUSE_SECONDS, PICKED_UP_DEGREES, PICKED_UP_METRES, REST_SECONDS, STILL_SECONDS, STIRRED_DEGREES,
    STIRRED_METRES,
};

/// Seconds in which what counts as the resting place of the head comes after it: slower than anybody turns, faster than tracking drifts.
const SETTLING_SECONDS: f32 = 2.0;

/// What became of the visitor in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// Nothing.
    Nothing,
    /// Somebody put the headset on, who may be anybody.
    PutOn,
    /// It was taken off just now.
    TakenOff,
    /// It was put on again before the grace was over.
    PutBackOn,
    /// The visitor has gone.
    Gone,
}

/// What is known of the visitor in a step.
#[derive(Debug, Clone, Copy)]
pub struct Signs {
    /// Whether the headset is worn, where it can tell.
    pub worn: Option<bool>,
    /// Where the head is; tracking space.
    pub head: Pose,
    /// Whether anything was pressed or pointed at.
    pub acted: bool,
    /// Whether stillness may be taken for absence now.
    pub quiet: bool,
}

/// Whether somebody is there, from step to step.
#[derive(Debug, Clone, Default)]
pub struct Presence {
    /// What the headset said last.
    worn: Option<bool>,
    /// Seconds since it was taken off, while grace lasts.
    off: Option<f32>,
    /// Where the head comes to rest.
    rest: Option<Pose>,
    /// Seconds without any stirring.
    still: f32,
    /// Seconds of unbroken stirring since the headset said that nobody wears it.
    stirring: f32,
    /// The headset says that nobody wears it, and is wrong.
    doubted: bool,
}

impl Presence {
    /// Whether the headset was taken off a moment ago, and the visit holds for its wearer.
    pub fn off(&self) -> bool {
        self.off.is_some()
    }

    /// Whether nobody wears it, as far as the headset can tell.
    pub fn known_absent(&self) -> bool {
        self.worn == Some(false)
    }

    /// Whether it is worn for certain.
    pub fn known_present(&self) -> bool {
        self.worn == Some(true)
    }

    /// Somebody who can see it says that the headset is worn, whatever it says itself.
    pub fn doubt(&mut self) {
        self.doubted = true;
    }

    /// Takes in a step's signs and lets time go by.
    pub fn update(&mut self, signs: Signs, seconds: f32) -> Coming {
        let picked_up = self.watch(signs, seconds);
        match self.believed(signs.worn, seconds) {
            Some(true) => {
                let before = self.worn.replace(true);
                match self.off.take() {
                    Some(_) => Coming::PutBackOn,
                    None if before != Some(true) => Coming::PutOn,
                    None => Coming::Nothing,
                }
            }
            Some(false) if self.worn != Some(false) => {
                self.worn = Some(false);
                self.off = Some(0.0);
                Coming::TakenOff
            }
            // What cannot tell any more (its software was started anew) is watched for motion: nobody waits for ever.
            None if self.worn == Some(false) && (picked_up || self.doubted) => {
                self.worn = None;
                if self.off.take().is_some() { Coming::PutBackOn } else { Coming::PutOn }
            }
            _ if self.worn == Some(false) => self.wait(seconds),
            _ => {
                self.worn = None;
                if picked_up {
                    Coming::PutOn
                } else if signs.quiet && self.still >= STILL_SECONDS {
                    self.still = REST_SECONDS;
                    Coming::Gone
                } else {
                    Coming::Nothing
                }
            }
        }
    }

    /// What the headset says, as far as it can be believed.
    fn believed(&mut self, worn: Option<bool>, seconds: f32) -> Option<bool> {
        if worn != Some(false) {
            (self.stirring, self.doubted) = (0.0, false);
            return worn;
        }
        self.stirring = if self.still < PAUSE_SECONDS { self.stirring + seconds } else { 0.0 };
        self.doubted |= self.stirring >= DOUBT_SECONDS;
        worn.filter(|_| !self.doubted)
    }

    /// Taken off: lets grace run out.
    fn wait(&mut self, seconds: f32) -> Coming {
        let Some(off) = &mut self.off else { return Coming::Nothing };
        *off += seconds;
        if *off < GRACE_SECONDS {
            return Coming::Nothing;
        }
        self.off = None;
        Coming::Gone
    }

    /// Counts how long the head has been still. Whether it was picked up just now, after it had been at rest.
    fn watch(&mut self, signs: Signs, seconds: f32) -> bool {
        let rest = *self.rest.get_or_insert(signs.head);
        let turned = rest.orientation.angle_between(signs.head.orientation).to_degrees();
        let moved = rest.position.distance(signs.head.position);
        let part = 1.0 - (-seconds / SETTLING_SECONDS).exp();
        let picked_up = turned > PICKED_UP_DEGREES || moved > PICKED_UP_METRES;
        let rested = self.still >= REST_SECONDS;
        // Lifting begins slowly: only what has clearly been picked up ends the rest, while any stirring ends the stillness.
        if picked_up || (!rested && (turned > STIRRED_DEGREES || moved > STIRRED_METRES)) || signs.acted {
            self.still = 0.0;
        } else {
            self.still += seconds;
        }
        self.rest = Some(if picked_up {
            signs.head
        } else {
            Pose {
                position: rest.position.lerp(signs.head.position, part),
                orientation: rest.orientation.slerp(signs.head.orientation, part).normalize(),
            }
        });
        picked_up && rested
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::turn;
    use glam::Vec3;

    const STEP: f32 = 1.0 / 72.0;

    fn signs(worn: Option<bool>, yaw: f32) -> Signs {
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: turn(yaw) };
        Signs { worn, head, acted: false, quiet: true }
    }

    /// The same signs for so many seconds; what came of it, without the nothings, and when.
    fn over(presence: &mut Presence, signs: Signs, seconds: f32) -> Vec<(Coming, f32)> {
        let steps = 1..=(seconds / STEP) as usize;
        steps.map(|step| (presence.update(signs, STEP), step as f32 * STEP)).filter(|(coming, _)| *coming != Coming::Nothing).collect()
    }

    fn only(comings: Vec<(Coming, f32)>) -> Vec<Coming> {
        comings.into_iter().map(|(coming, _)| coming).collect()
    }

    #[test]
    fn the_headset_says_who_comes_and_goes() {
        let mut presence = Presence::default();
        assert_eq!(only(over(&mut presence, signs(Some(true), 0.0), 1.0)), [Coming::PutOn]);
        let gone = over(&mut presence, signs(Some(false), 0.0), 60.0);
        assert_eq!(gone.iter().map(|(coming, _)| *coming).collect::<Vec<_>>(), [Coming::TakenOff, Coming::Gone]);
        assert!((gone[1].1 - GRACE_SECONDS).abs() < 0.1, "{gone:?}");
        assert_eq!(only(over(&mut presence, signs(Some(true), 0.0), 1.0)), [Coming::PutOn], "whoever comes next");
    }

    #[test]
    fn a_headset_that_is_only_adjusted_goes_on() {
        let mut presence = Presence::default();
        over(&mut presence, signs(Some(true), 0.0), 1.0);
        assert_eq!(only(over(&mut presence, signs(Some(false), 0.0), GRACE_SECONDS - 0.5)), [Coming::TakenOff]);
        assert!(presence.off());
        assert_eq!(only(over(&mut presence, signs(Some(true), 0.0), 60.0)), [Coming::PutBackOn]);
    }

    #[test]
    fn where_the_headset_cannot_tell_the_first_motion_after_rest_does() {
        let mut presence = Presence::default();
        assert_eq!(only(over(&mut presence, signs(None, 0.0), 5.0)), []);
        assert_eq!(only(over(&mut presence, signs(None, 90.0), 5.0)), [], "it has not been at rest for long enough");
        assert_eq!(only(over(&mut presence, signs(None, 90.0), 10.0)), []);
        assert_eq!(only(over(&mut presence, signs(None, 60.0), 1.0)), [Coming::PutOn]);
    }

    #[test]
    fn a_headset_on_a_table_that_drifts_is_not_picked_up() {
        let mut presence = Presence::default();
        let comings: Vec<_> =
            (0..(200.0 / STEP) as usize).map(|step| presence.update(signs(None, step as f32 * STEP * 0.05), STEP)).collect();
        assert!(comings.iter().all(|coming| *coming == Coming::Nothing));
    }

    #[test]
    fn a_listener_who_hardly_stirs_is_there_and_a_headset_on_a_table_is_not() {
        let mut presence = Presence::default();
        for step in 0..(900.0 / STEP) as usize {
            // The sway of somebody who stands as still as they can.
            let sway = 0.4 * (step as f32 * STEP * 1.3).sin();
            assert_eq!(presence.update(signs(None, sway), STEP), Coming::Nothing, "step {step}");
        }
        let gone = over(&mut presence, signs(None, 0.0), STILL_SECONDS + 20.0);
        assert_eq!(only(gone), [Coming::Gone]);
        let told = Signs { quiet: false, ..signs(None, 0.0) };
        assert_eq!(only(over(&mut Presence::default(), told, 900.0)), [], "not in the middle of a story");
    }

    /// Somebody who looks about, for so many seconds, in a headset that says this of them.
    fn looking_about(presence: &mut Presence, worn: Option<bool>, seconds: f32) -> Vec<(Coming, f32)> {
        let steps = 1..=(seconds / STEP) as usize;
        let yaw = |step: usize| 20.0 * (step as f32 * STEP).sin();
        let comings = steps.map(|step| (presence.update(signs(worn, yaw(step)), STEP), step as f32 * STEP));
        comings.filter(|(coming, _)| *coming != Coming::Nothing).collect()
    }

    #[test]
    fn a_headset_that_says_wrongly_that_nobody_wears_it_is_not_believed_for_ever() {
        let mut presence = Presence::default();
        over(&mut presence, signs(Some(false), 0.0), 20.0);
        assert_eq!(only(looking_about(&mut presence, Some(false), 20.0)), [], "it is carried to somebody, and wiped");
        assert_eq!(only(over(&mut presence, signs(Some(false), 0.0), 20.0)), [], "and laid down again");
        let came = looking_about(&mut presence, Some(false), 120.0);
        assert!(matches!(came[..], [(Coming::PutOn, after)] if after < DOUBT_SECONDS + 1.0), "{came:?}");
        assert!(!presence.known_absent());
        let gone = over(&mut presence, signs(Some(false), 0.0), STILL_SECONDS + 20.0);
        assert_eq!(only(gone), [Coming::Gone], "from then on it is told from motion");
        assert_eq!(only(looking_about(&mut presence, Some(false), 5.0)), [Coming::PutOn]);
        looking_about(&mut presence, Some(true), 5.0);
        assert_eq!(only(looking_about(&mut presence, Some(false), 1.0)), [Coming::TakenOff], "once it is right it is believed again");
    }

    #[test]
    fn a_headset_that_stops_telling_does_not_wait_for_ever() {
        let mut presence = Presence::default();
        over(&mut presence, signs(Some(false), 0.0), 20.0);
        assert_eq!(only(over(&mut presence, signs(None, 0.0), 20.0)), []);
        assert_eq!(only(over(&mut presence, signs(None, 90.0), 0.1)), [Coming::PutOn]);
    }
}
