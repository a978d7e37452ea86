//! Words that come after the head: softly, a little late, and never out of sight.

use glam::{Quat, Vec3};

use crate::pose::{Angles, Pose, heading, wrap_degrees};
use crate::walk::Arrow;
use crate::walk::comfort::{FOLLOW_SECONDS, OUT_OF_VIEW_DEGREES, PANEL_BELOW_DEGREES, PANEL_FROM_GAZE_DEGREES, PANEL_METRES};

/// A place in front of the visitor that follows the head like something on a soft spring: critically damped, so it comes to rest
/// without swinging, and held within sight however fast the head turns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Follower {
    /// Where it is, seen from the head; `None` while nothing is shown there.
    at: Option<Angles>,
    /// How fast it moves, degrees a second.
    speed: Angles,
}

impl Follower {
    /// Nothing is shown; what comes next comes where the visitor looks then.
    pub fn hide(&mut self) {
        *self = Self::default();
    }

    /// Where the middle of the panel is now; the head's space, metres.
    pub fn follow(&mut self, head: Pose, seconds: f32) -> Vec3 {
        let gaze = head.forward();
        let rest = rest(head);
        let mut at = self.at.unwrap_or(rest);
        let (yaw, yaw_speed) = spring(wrap_degrees(at.yaw - rest.yaw), self.speed.yaw, seconds);
        let (pitch, pitch_speed) = spring(at.pitch - rest.pitch, self.speed.pitch, seconds);
        at = Angles { yaw: wrap_degrees(rest.yaw + yaw), pitch: (rest.pitch + pitch).clamp(-90.0, 90.0) };
        self.speed = Angles { yaw: yaw_speed, pitch: pitch_speed };
        let mut direction = at.direction();
        let off = gaze.angle_between(direction).to_degrees();
        if off > PANEL_FROM_GAZE_DEGREES {
            let axis = gaze.cross(direction).try_normalize().unwrap_or(Vec3::Y);
            direction = Quat::from_axis_angle(axis, PANEL_FROM_GAZE_DEGREES.to_radians()) * gaze;
            at = Angles::of(direction);
        }
        self.at = Some(at);
        head.position + direction * PANEL_METRES
    }
}

/// Where such a panel comes to rest: below eye level, or as near to that as the gaze allows.
fn rest(head: Pose) -> Angles {
    let gaze = Angles::of(head.forward());
    // A little less than the most, so that at rest the panel hangs free of its limit.
    let reach = PANEL_FROM_GAZE_DEGREES - 5.0;
    Angles { yaw: heading(head.orientation), pitch: (-PANEL_BELOW_DEGREES).clamp(gaze.pitch - reach, gaze.pitch + reach) }
}

/// A critically damped spring, solved exactly, so that it is as calm at 20 steps a second as at 90: how far off it still is and
/// how fast it moves.
fn spring(off: f32, speed: f32, seconds: f32) -> (f32, f32) {
    // After five time constants of the spring less than 1/25 of the way is left: that is "there".
    let stiffness = 5.0 / FOLLOW_SECONDS;
    let decay = (-stiffness * seconds).exp();
    let push = (speed + stiffness * off) * seconds;
    ((off + push) * decay, (speed - stiffness * push) * decay)
}

/// Which way to turn to see `speaker`; `None` if they are in view.
pub fn arrow(head: Pose, speaker: Vec3) -> Option<Arrow> {
    let towards = speaker - head.position;
    if towards.x.hypot(towards.z) < 0.1 {
        return None;
    }
    let off = wrap_degrees(Angles::of(towards).yaw - heading(head.orientation));
    (off.abs() > OUT_OF_VIEW_DEGREES).then_some(if off < 0.0 { Arrow::Left } else { Arrow::Right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::turn;

    fn head(yaw: f32, pitch: f32) -> Pose {
        Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: turn(yaw) * Quat::from_rotation_x(pitch.to_radians()) }
    }

    fn seen(head: Pose, panel: Vec3) -> Angles {
        Angles::of(panel - head.position)
    }

    #[test]
    fn it_appears_below_the_gaze_at_reading_distance() {
        let panel = Follower::default().follow(head(40.0, 0.0), 0.011);
        let at = seen(head(40.0, 0.0), panel);
        assert!((at.yaw - 40.0).abs() < 0.1 && (-20.0..=-10.0).contains(&at.pitch), "{at:?}");
        assert!((1.2..=1.5).contains(&panel.distance(head(0.0, 0.0).position)));
    }

    #[test]
    fn it_lags_behind_a_turn_and_catches_up_without_swinging() {
        let mut follower = Follower::default();
        follower.follow(head(0.0, 0.0), 0.011);
        let turned = head(20.0, 0.0);
        let yaws: Vec<f32> = (0..180).map(|_| seen(turned, follower.follow(turned, 0.011)).yaw).collect();
        assert!(yaws[0] < 1.0, "it does not jump: {}", yaws[0]);
        assert!(yaws.windows(2).all(|pair| pair[1] >= pair[0] - 0.01), "it does not swing");
        assert!((yaws[179] - 20.0).abs() < 0.5, "it arrives: {}", yaws[179]);
    }

    #[test]
    fn it_never_leaves_sight() {
        let mut follower = Follower::default();
        for step in 0..2000 {
            // Wild turns: up to 900 degrees a second, from the floor to the ceiling and through the back.
            let head = head(step as f32 * 10.0 * (step as f32 * 0.01).sin(), 89.0 * (step as f32 * 0.07).sin());
            let panel = follower.follow(head, 0.011);
            let off = head.forward().angle_between(panel - head.position).to_degrees();
            assert!(off < PANEL_FROM_GAZE_DEGREES + 0.1, "step {step}: {off}");
        }
    }

    #[test]
    fn it_goes_the_short_way_through_the_back() {
        let mut follower = Follower::default();
        follower.follow(head(175.0, 0.0), 0.011);
        let turned = head(-175.0, 0.0);
        let at = seen(turned, follower.follow(turned, 0.1));
        assert!(at.yaw.abs() > 174.0, "{at:?}");
    }

    #[test]
    fn a_long_step_is_no_shock() {
        let mut follower = Follower::default();
        follower.follow(head(0.0, 0.0), 0.011);
        let at = seen(head(20.0, 0.0), follower.follow(head(20.0, 0.0), 1.0));
        assert!((at.yaw - 20.0).abs() < 0.2, "{at:?}");
    }

    #[test]
    fn the_arrow_points_the_way_to_turn() {
        let right = Vec3::new(2.0, 1.6, 0.0);
        assert_eq!(arrow(head(0.0, 0.0), right), Some(Arrow::Right));
        assert_eq!(arrow(head(180.0, 0.0), right), Some(Arrow::Left));
        assert_eq!(arrow(head(80.0, 0.0), right), None);
    }
}
