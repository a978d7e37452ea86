//! A bare hand to choose with, where the headset's software tells no more than where its joints are: what it points at, and when thumb
//! and forefinger are brought together.
//!
//! Where a hand points is half where the arm points (from the shoulder, which hardly trembles) and half where the hand itself does, so that a
//! turn of the wrist is enough. The knuckle is followed and not the fingertip, which moves as one pinches.

use glam::Vec3;

use super::Hand;
use crate::pose::hand::{FINGERS, Joints, KNUCKLE, THUMB, TIP, WRIST};
use crate::pose::{Pose, Ray, heading, turn};

/// The tips of thumb and forefinger touch when they are nearer than this, metres: joints lie within the fingers.
const TOUCH_METRES: f32 = 0.018;
/// They have let go when they are farther than this. In between nothing changes, or trembling fingers would press again and again.
const APART_METRES: f32 = 0.035;
/// Fingers must have been apart for so long before touching means anything, seconds: a glitch of tracking is shorter.
const APART_SECONDS: f32 = 0.1;
/// A hand farther from where the head points than this, degrees, lies in the lap or hangs down, and points at nothing.
const RAISED_DEGREES: f32 = 55.0;
/// Where the right shoulder is, from the head: metres to the right, up and ahead.
const SHOULDER: Vec3 = Vec3::new(0.16, -0.22, 0.04);
/// How much of where it points is the arm's; the rest is the hand's.
const ARM: f32 = 0.55;
/// How long the ray takes to come after a hand that holds still, seconds, and how far off, degrees, it has to be to come twice as fast.
const CALM_SECONDS: f32 = 0.15;
const CALM_DEGREES: f32 = 1.0;

/// A hand, from frame to frame.
#[derive(Debug, Clone, Default)]
pub struct BareHand {
    fingers: Fingers,
    /// Which way it points, calmed.
    direction: Option<Vec3>,
}

/// Thumb and forefinger.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Fingers {
    /// They may have been together when the hand was lost, or came: that means nothing.
    #[default]
    Unknown,
    /// Apart, for so many seconds.
    Apart(f32),
    /// Together.
    Together,
}

impl BareHand {
    /// Follows a hand: where it points, and whether it chose just now. `None` while it is not seen, or is not raised.
    pub fn follow(&mut self, joints: Option<&Joints>, hand: Hand, head: Pose, seconds: f32) -> Option<(Ray, bool)> {
        let joints = joints.filter(|joints| is_raised(joints, head));
        let Some(joints) = joints else {
            *self = Self::default();
            return None;
        };
        let chose = self.fingers.follow(joints[THUMB + TIP - 1].distance(joints[FINGERS[0] + TIP]), seconds);
        let wanted = points(joints, hand, head)?;
        let direction = self.direction.map_or(wanted, |before| calmed(before, wanted, seconds));
        self.direction = Some(direction);
        Some((Ray { origin: joints[FINGERS[0] + KNUCKLE], direction }, chose))
    }
}

impl Fingers {
    /// Takes in how far apart the tips are. Whether they came together just now.
    fn follow(&mut self, metres: f32, seconds: f32) -> bool {
        let (before, apart) = (*self, metres > APART_METRES);
        *self = match before {
            Self::Apart(since) if metres >= TOUCH_METRES => Self::Apart(since + seconds),
            Self::Apart(since) if since < APART_SECONDS => Self::Unknown,
            Self::Apart(_) => Self::Together,
            Self::Unknown | Self::Together if apart => Self::Apart(0.0),
            Self::Unknown | Self::Together => before,
        };
        matches!(before, Self::Apart(_)) && *self == Self::Together
    }
}

fn is_raised(joints: &Joints, head: Pose) -> bool {
    let away = joints[FINGERS[0] + KNUCKLE] - head.position;
    let off = away.angle_between(head.forward()).to_degrees();
    joints.iter().all(|joint| joint.is_finite()) && off < RAISED_DEGREES
}

/// Which way a hand points at this moment.
fn points(joints: &Joints, hand: Hand, head: Pose) -> Option<Vec3> {
    let knuckle = joints[FINGERS[0] + KNUCKLE];
    let aside = if hand == Hand::Left { -1.0 } else { 1.0 };
    let shoulder = head.position + turn(heading(head.orientation)) * (SHOULDER * Vec3::new(aside, 1.0, 1.0));
    let arm = (knuckle - shoulder).try_normalize()?;
    let own = (knuckle - joints[WRIST]).try_normalize()?;
    arm.lerp(own, 1.0 - ARM).try_normalize()
}

/// Comes after where it points: slowly where that only trembles, at once where it moves.
fn calmed(before: Vec3, wanted: Vec3, seconds: f32) -> Vec3 {
    let off = before.angle_between(wanted).to_degrees() / CALM_DEGREES;
    let part = 1.0 - (-seconds * (1.0 + off * off) / CALM_SECONDS).exp();
    before.lerp(wanted, part).try_normalize().unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::{Angles, hand::JOINTS};
    use glam::Quat;

    const STEP: f32 = 1.0 / 72.0;
    const OPEN: f32 = 0.06;
    const SHUT: f32 = 0.008;

    fn head() -> Pose {
        Pose { position: Vec3::new(0.0, 1.6, 0.0), ..Pose::default() }
    }

    /// A right hand before somebody, pointing `yaw` degrees to the right, thumb and forefinger so far apart.
    fn hand(yaw: f32, gap: f32) -> Joints {
        let (wrist, turned) = (Vec3::new(0.16, 1.38, -0.3), turn(yaw));
        let mut joints = [wrist; JOINTS];
        joints[FINGERS[0] + KNUCKLE] = wrist + turned * Vec3::new(0.0, 0.0, -0.09);
        joints[FINGERS[0] + TIP] = wrist + turned * Vec3::new(0.0, 0.0, -0.16);
        joints[THUMB + TIP - 1] = joints[FINGERS[0] + TIP] - Vec3::Y * gap;
        joints
    }

    /// How often it chooses while its fingers are so far apart, one gap a frame.
    fn choices(bare: &mut BareHand, gaps: impl IntoIterator<Item = f32>) -> usize {
        let mut chose = |gap| bare.follow(Some(&hand(0.0, gap)), Hand::Right, head(), STEP).is_some_and(|(_, chose)| chose);
        gaps.into_iter().filter(|gap| chose(*gap)).count()
    }

    #[test]
    fn a_pinch_chooses_once_however_long_it_is_held_and_however_the_fingers_tremble() {
        let mut bare = BareHand::default();
        assert_eq!(choices(&mut bare, [OPEN; 20]), 0);
        let trembling = (0..200).map(|frame| 0.02 + 0.012 * (frame as f32).sin());
        assert_eq!(choices(&mut bare, [SHUT; 10].into_iter().chain(trembling)), 1);
        assert_eq!(choices(&mut bare, [OPEN; 20]), 0);
        assert_eq!(choices(&mut bare, [SHUT; 20]), 1);
    }

    #[test]
    fn fingers_that_never_quite_touch_choose_nothing() {
        assert_eq!(choices(&mut BareHand::default(), (0..200).map(|frame| 0.03 + 0.011 * (frame as f32 * 0.3).sin())), 0);
    }

    #[test]
    fn a_hand_that_was_lost_in_mid_pinch_or_comes_with_its_fingers_together_chooses_nothing() {
        let mut bare = BareHand::default();
        assert_eq!(choices(&mut bare, [SHUT; 20]), 0, "it came so");
        assert_eq!(choices(&mut bare, [OPEN; 20]), 0);
        assert_eq!(bare.follow(None, Hand::Right, head(), STEP), None);
        assert_eq!(choices(&mut bare, [SHUT; 20]), 0, "what happened meanwhile nobody knows");
        assert_eq!(choices(&mut bare, [OPEN; 2]), 0);
        assert_eq!(choices(&mut bare, [SHUT; 20]), 0, "apart for a moment only: a glitch");
        choices(&mut bare, [OPEN; 20]);
        assert_eq!(choices(&mut bare, [SHUT; 1]), 1);
        choices(&mut bare, [OPEN; 20]);
        let mut lost = hand(0.0, SHUT);
        lost[3] = Vec3::NAN;
        assert_eq!(bare.follow(Some(&lost), Hand::Right, head(), STEP), None, "a joint that is nowhere");
        assert_eq!(choices(&mut bare, [SHUT; 20]), 0);
    }

    #[test]
    fn a_hand_in_the_lap_points_at_nothing_and_chooses_nothing() {
        let mut bare = BareHand::default();
        choices(&mut bare, [OPEN; 20]);
        let lowered = |gap| hand(0.0, gap).map(|joint| joint - Vec3::Y * 0.7);
        assert_eq!(bare.follow(Some(&lowered(OPEN)), Hand::Right, head(), STEP), None);
        assert_eq!(bare.follow(Some(&lowered(SHUT)), Hand::Right, head(), STEP), None);
        assert_eq!(choices(&mut bare, [SHUT; 5]), 0, "raised with its fingers together");
    }

    /// The direction that a hand points in, calmed, after so many frames of it.
    fn pointed(bare: &mut BareHand, frames: impl IntoIterator<Item = Joints>) -> Vec<Angles> {
        frames
            .into_iter()
            .filter_map(|joints| bare.follow(Some(&joints), Hand::Right, head(), STEP))
            .map(|(ray, _)| Angles::of(ray.direction))
            .collect()
    }

    #[test]
    fn a_trembling_hand_points_steadily_and_a_moving_one_at_once() {
        let mut bare = BareHand::default();
        // Each joint is off by up to a millimetre and a half, another way each frame: more than cameras are.
        let mut random = 7_u32;
        let mut off = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((random >> 16) as f32 / 65536.0 - 0.5) * 0.003
        };
        let trembling: Vec<Joints> = (0..300).map(|_| hand(0.0, OPEN).map(|joint| joint + Vec3::new(off(), off(), off()))).collect();
        let seen = pointed(&mut bare, trembling);
        let steady = &seen[30..];
        let (least, most) = steady.iter().fold((f32::MAX, f32::MIN), |(least, most), angles| (least.min(angles.yaw), most.max(angles.yaw)));
        assert!(most - least < 0.5, "{} degrees", most - least);

        let goal = Angles::of(points(&hand(40.0, OPEN), Hand::Right, head()).unwrap_or_default()).yaw;
        let seen = pointed(&mut bare, [hand(40.0, OPEN); 6]);
        let late = (seen[5].yaw - goal).abs();
        assert!(goal > 15.0 && late < 1.0, "after a twelfth of a second it is {late} degrees off {goal}");
    }

    #[test]
    fn pinching_does_not_move_what_is_pointed_at() {
        let mut bare = BareHand::default();
        let open = pointed(&mut bare, [hand(10.0, OPEN); 30]);
        // The forefinger bends to the thumb.
        let mut shut = hand(10.0, SHUT);
        shut[FINGERS[0] + TIP] -= Vec3::Y * 0.04;
        shut[THUMB + TIP - 1] = shut[FINGERS[0] + TIP];
        let pinched = pointed(&mut bare, [shut; 30]);
        assert!((open[29].yaw - pinched[29].yaw).abs() < 0.01 && (open[29].pitch - pinched[29].pitch).abs() < 0.01);
    }

    #[test]
    fn the_left_hand_is_the_mirror_of_the_right() {
        let mirrored = |joints: Joints| joints.map(|joint| joint * Vec3::new(-1.0, 1.0, 1.0));
        let right = points(&hand(20.0, OPEN), Hand::Right, head()).unwrap_or_default();
        let left = points(&mirrored(hand(20.0, OPEN)), Hand::Left, head()).unwrap_or_default();
        assert!((right * Vec3::new(-1.0, 1.0, 1.0) - left).length() < 1e-5);
        // And a person who has turned points as they did before.
        let quarter = Quat::from_rotation_y(1.0);
        let turned = Pose { position: head().position, orientation: quarter };
        let around = hand(20.0, OPEN).map(|joint| quarter * (joint - head().position) + head().position);
        assert!((points(&around, Hand::Right, turned).unwrap_or_default() - quarter * right).length() < 1e-4);
    }
}
