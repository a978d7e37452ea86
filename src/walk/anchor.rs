//! Where the visitor's body faces: what hangs there stays put while they look about, and comes along when they turn round.

use glam::{Quat, Vec3};

use crate::pose::{Angles, Pose, heading, turn, wrap_degrees};
use crate::walk::comfort::{ANCHOR_METRES, ANCHOR_SECONDS, ANCHOR_SLACK_DEGREES, PANEL_METRES};

/// Looking down or up farther than this, degrees, the heading of a head says little about the body.
const STEEP_DEGREES: f32 = 60.0;
/// Nearer than this, degrees, it has come round.
const ROUND_DEGREES: f32 = 2.0;

/// The place in front of the visitor's body; location space.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anchor {
    at: Option<Facing>,
    /// Seconds since the head turned away.
    away: f32,
    /// It is on its way.
    coming: bool,
}

/// Somewhere to hang things in front of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facing {
    /// Where the eyes are taken to be, metres.
    pub eye: Vec3,
    /// The way straight ahead, degrees.
    pub yaw: f32,
    /// What comes first is at the right, as the visitor reads.
    pub right_to_left: bool,
}

impl Facing {
    /// A place `aside` degrees to where one reads on and `pitch` degrees up, at reading distance, and how what hangs there is turned to
    /// face the eye. What has the same pitch lies on a great circle: so a row of buttons is a straight line, and each of them stands
    /// straight in it, wherever one looks at them from the eye.
    pub fn place(self, aside: f32, pitch: f32) -> (Vec3, Quat) {
        let aside = if self.right_to_left { -aside } else { aside };
        let turned = turn(self.yaw) * Quat::from_rotation_x(pitch.to_radians()) * turn(aside);
        (self.eye + turned * Vec3::NEG_Z * PANEL_METRES, turned)
    }
}

impl Anchor {
    /// What comes next comes where the visitor faces then.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The place now. It comes along when the head has been turned away for a moment, or has gone elsewhere.
    pub fn follow(&mut self, head: Pose, seconds: f32) -> Facing {
        let now = Facing { eye: head.position, yaw: heading(head.orientation), right_to_left: false };
        let at = self.at.get_or_insert(now);
        let off = wrap_degrees(now.yaw - at.yaw);
        let steep = Angles::of(head.forward()).pitch.abs() > STEEP_DEGREES;
        let left = (off.abs() > ANCHOR_SLACK_DEGREES && !steep) || at.eye.distance(now.eye) > ANCHOR_METRES;
        self.away = if left { self.away + seconds } else { 0.0 };
        self.coming |= self.away > ANCHOR_SECONDS;
        if self.coming {
            let part = 1.0 - (-seconds / (ANCHOR_SECONDS / 2.0)).exp();
            at.yaw = wrap_degrees(at.yaw + off * part);
            at.eye = at.eye.lerp(now.eye, part);
            self.coming = wrap_degrees(now.yaw - at.yaw).abs() > ROUND_DEGREES || at.eye.distance(now.eye) > ANCHOR_METRES / 4.0;
        }
        *at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(yaw: f32, pitch: f32) -> Pose {
        Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: turn(yaw) * Quat::from_rotation_x(pitch.to_radians()) }
    }

    fn after(anchor: &mut Anchor, head: Pose, seconds: f32) -> Facing {
        (0..(seconds * 72.0) as usize).map(|_| anchor.follow(head, 1.0 / 72.0)).last().unwrap_or_default()
    }

    #[test]
    fn it_stays_while_one_looks_about_and_comes_along_when_one_turns_round() {
        let mut anchor = Anchor::default();
        after(&mut anchor, head(0.0, 0.0), 0.1);
        assert_eq!(after(&mut anchor, head(25.0, -40.0), 10.0).yaw, 0.0);
        assert_eq!(after(&mut anchor, head(100.0, 0.0), 0.3).yaw, 0.0, "a glance");
        assert!((after(&mut anchor, head(100.0, 0.0), 3.0).yaw - 100.0).abs() < 3.0);
        assert!((after(&mut anchor, head(-170.0, 0.0), 3.0).yaw + 170.0).abs() < 3.0, "the short way, through the back");
    }

    #[test]
    fn a_row_is_a_straight_line_however_far_down_it_is() {
        for (yaw, right_to_left) in [(0.0, false), (130.0, true)] {
            let facing = Facing { eye: Vec3::new(0.0, 1.6, 0.0), yaw, right_to_left };
            let seen = |aside: f32| turn(-yaw) * (facing.place(aside, -35.0).0 - facing.eye);
            let heights = [-25.0, 0.0, 12.0, 25.0].map(|aside| {
                let seen = seen(aside);
                seen.y / -seen.z
            });
            assert!(heights.iter().all(|height| (height - heights[0]).abs() < 1e-4), "{heights:?}");
            assert_eq!(seen(20.0).x < 0.0, right_to_left, "what comes next is where one reads on");
        }
    }

    #[test]
    fn looking_straight_down_does_not_turn_it() {
        let mut anchor = Anchor::default();
        after(&mut anchor, head(0.0, 0.0), 0.1);
        assert_eq!(after(&mut anchor, head(90.0, -80.0), 5.0).yaw, 0.0);
    }

    #[test]
    fn who_sits_down_has_it_before_them_again() {
        let mut anchor = Anchor::default();
        after(&mut anchor, head(0.0, 0.0), 0.1);
        let seated = Pose { position: Vec3::new(0.0, 1.2, 0.1), ..head(0.0, 0.0) };
        assert!(after(&mut anchor, seated, 5.0).eye.distance(seated.position) < 0.1);
    }
}
