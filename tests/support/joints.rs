//! A hand as a headset tracks it: where its joints are for fingers that bend and thumbs that pinch.

use glam::Vec3;
use indenfor::pose::Pose;
use indenfor::pose::hand::{FINGERS, Joints, KNUCKLE, THUMB, WRIST};

/// How far to the right of the wrist and ahead of it each knuckle is, metres, and how long its finger is beside a forefinger.
const KNUCKLES: [(f32, f32, f32); 4] = [(-0.022, 0.088, 1.0), (-0.002, 0.092, 1.1), (0.017, 0.086, 1.02), (0.034, 0.078, 0.8)];
/// The bones of a forefinger, metres.
const BONES: [f32; 3] = [0.042, 0.026, 0.021];
/// The thumb of an open hand.
const THUMB_OPEN: [[f32; 3]; 4] = [[-0.02, -0.009, -0.02], [-0.043, -0.017, -0.047], [-0.058, -0.022, -0.075], [-0.067, -0.025, -0.1]];

/// What fingers do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fingers {
    /// How far each finger but the thumb is bent, from 0 (straight) to 1 (a fist); the forefinger first.
    pub bent: [f32; 4],
    /// How far the thumb has come to the forefinger's tip, from 0 to 1.
    pub pinch: f32,
}

/// The joints of a hand whose wrist is there, palm down, pointing along -Z.
pub fn joints(left: bool, wrist: Pose, fingers: Fingers) -> Joints {
    let mut joints = Joints::default();
    joints[0] = Vec3::new(0.0, -0.005, -0.05);
    joints[WRIST] = Vec3::ZERO;
    for (finger, first) in FINGERS.into_iter().enumerate() {
        let (aside, ahead, long) = KNUCKLES[finger];
        joints[first] = Vec3::new(aside * 0.5, 0.0, -0.022);
        joints[first + KNUCKLE] = Vec3::new(aside, 0.002, -ahead);
        for (nth, bone) in BONES.into_iter().enumerate() {
            let angle = (fingers.bent[finger] * 75.0 * (nth as f32 + 1.0)).to_radians();
            let along = Vec3::new(aside * 0.08 / 0.034, -angle.sin(), -angle.cos()).normalize();
            joints[first + KNUCKLE + nth + 1] = joints[first + KNUCKLE + nth] + along * bone * long;
        }
    }
    let meeting = joints[FINGERS[0] + 4] + Vec3::new(0.0, -0.006, 0.004);
    for (nth, open) in THUMB_OPEN.into_iter().enumerate() {
        let (open, root) = (Vec3::from(open), Vec3::from(THUMB_OPEN[1]));
        // The tip goes to the forefinger, the joint before it half as far.
        let shut =
            root.lerp(meeting, (nth as f32 - 1.0).max(0.0) / 2.0) + if nth == 2 { Vec3::new(-0.008, -0.004, 0.0) } else { Vec3::ZERO };
        joints[THUMB + nth] = if nth < 2 { open } else { open.lerp(shut, fingers.pinch) };
    }
    let side = Vec3::new(if left { -1.0 } else { 1.0 }, 1.0, 1.0);
    joints.map(|joint| wrist.position + wrist.orientation * (joint * side))
}
