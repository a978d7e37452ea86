//! The form of a bare hand, and how it follows the joints that are tracked.
//!
//! Bones are set from where joints are alone. How joints are turned is told differently by different headsets; and a forefinger that bends is
//! seen to bend from its joints.

use glam::{Affine3A, Mat3, Quat, Vec3};

use super::solid::Rod;
use crate::pose::hand::{FINGERS, JOINTS, Joints, KNUCKLE, THUMB, WRIST};
use crate::render::palette::{INK, LINEN};

/// How many bones carry a hand: the wrist's, three of the thumb, four of each finger.
pub const BONES: usize = 20;

/// A right hand, flat on a table, pointing along -Z with its fingers spread so that none grows into the next: x, y and z of each joint,
/// millimetres.
const FLAT: [[f32; 3]; JOINTS] = [
    [4.0, -4.0, -52.0],
    [2.0, 0.0, 0.0],
    [-20.0, -9.0, -20.0],
    [-44.0, -17.0, -44.0],
    [-66.0, -22.0, -67.0],
    [-83.0, -25.0, -87.0],
    [-12.0, 1.0, -20.0],
    [-24.0, 2.0, -90.0],
    [-35.0, 1.0, -131.0],
    [-42.0, -1.0, -155.0],
    [-48.0, -3.0, -175.0],
    [-2.0, 2.0, -20.0],
    [-2.0, 4.0, -94.0],
    [-3.0, 3.0, -139.0],
    [-4.0, 1.0, -166.0],
    [-5.0, -2.0, -189.0],
    [8.0, 1.0, -21.0],
    [19.0, 1.0, -88.0],
    [29.0, 0.0, -129.0],
    [35.0, -2.0, -153.0],
    [40.0, -4.0, -174.0],
    [16.0, -2.0, -23.0],
    [38.0, -4.0, -79.0],
    [55.0, -5.0, -107.0],
    [64.0, -7.0, -123.0],
    [72.0, -9.0, -138.0],
];
/// How thick fingers are at their root in the palm, knuckle, two joints and tip, millimetres; thumb and little finger as parts of that.
const THICK: [f32; 5] = [14.0, 10.8, 9.0, 8.0, 6.6];
const THUMB_THICK: f32 = 1.22;
const LITTLE_THICK: f32 = 0.86;
/// Half the width of the wrist, and of the cuff of the sleeve that it comes out of; metres.
const WRIST_THICK: f32 = 0.018;
const CUFF_THICK: f32 = 0.022;
/// Where the cuff begins and ends, metres behind the wrist.
const CUFF: [f32; 2] = [0.016, 0.042];

/// The joints of the flat hand.
pub fn flat(left: bool) -> Joints {
    let side = if left { -1.0 } else { 1.0 };
    FLAT.map(|joint| Vec3::from(joint) * Vec3::new(side, 1.0, 1.0) / 1000.0)
}

/// What a right hand is made of.
pub fn rods() -> Vec<Rod> {
    let joints = flat(false);
    let rod = |bone: usize, limb: usize, ends: [usize; 2], radii: [f32; 2], soft: f32| Rod {
        ends: ends.map(|joint| joints[joint]),
        radii: radii.map(|radius| radius / 1000.0),
        soft,
        bone,
        limb,
        colour: LINEN,
    };
    let mut rods = Vec::new();
    // The palm first: its bones grow wholly into each other.
    for (nth, first) in FINGERS.into_iter().enumerate() {
        rods.push(rod(4 + nth * 4, 0, [first, first + KNUCKLE], [THICK[0], THICK[0] * 0.86], 0.014));
    }
    let wrist = joints[WRIST];
    let across = |ahead: f32, aside: f32| wrist + Vec3::new(aside, 0.0, ahead);
    for aside in [-0.011, 0.011] {
        let ends = [across(-0.012, aside), across(CUFF[0] + 0.004, aside * 0.8)];
        rods.push(Rod { ends, radii: [WRIST_THICK; 2], soft: 0.02, bone: 0, limb: 0, colour: LINEN });
    }
    for aside in [-0.010, 0.0, 0.010] {
        let ends = [across(CUFF[0] + CUFF_THICK * 0.4, aside), across(CUFF[1], aside)];
        rods.push(Rod { ends, radii: [CUFF_THICK; 2], soft: 0.002, bone: 0, limb: 0, colour: INK });
    }
    rods.push(rod(1, 0, [THUMB, THUMB + 1], [17.0, 13.0], 0.022));
    for nth in 1..3 {
        let thick = [THICK[nth + 1] * THUMB_THICK * 1.06, THICK[nth + 2] * THUMB_THICK];
        rods.push(rod(1 + nth, 1, [THUMB + nth, THUMB + nth + 1], thick, 0.008));
    }
    for (finger, first) in FINGERS.into_iter().enumerate() {
        let part = if finger == 3 { LITTLE_THICK } else { 1.0 };
        for nth in 1..4 {
            rods.push(rod(
                4 + finger * 4 + nth,
                2 + finger,
                [first + nth, first + nth + 1],
                [THICK[nth] * part, THICK[nth + 1] * part],
                0.0045,
            ));
        }
    }
    rods
}

/// Where the bones of a hand are whose joints are there. Never anything but numbers, whatever the joints.
pub fn bones(joints: &Joints, left: bool) -> [Affine3A; BONES] {
    let reach = |joints: &Joints| joints[WRIST].distance(joints[FINGERS[1] + KNUCKLE]);
    // A child's hand is not only shorter but thinner.
    let scale = Vec3::splat((reach(joints) / reach(&flat(left))).clamp(0.6, 1.5));
    let across = (joints[FINGERS[3] + KNUCKLE] - joints[FINGERS[0] + KNUCKLE]) * if left { -1.0 } else { 1.0 };
    let ahead = joints[FINGERS[1] + KNUCKLE] - joints[WRIST];
    let up = across.cross(ahead).try_normalize().unwrap_or(Vec3::Y);
    let mut bones = [Affine3A::IDENTITY; BONES];
    let mut set = |bone: usize, turned: Quat, at: Vec3| bones[bone] = Affine3A::from_scale_rotation_translation(scale, turned, at);
    set(0, facing(ahead, up), joints[WRIST]);
    let chains = [(THUMB, 1, 3)].into_iter().chain(FINGERS.into_iter().enumerate().map(|(nth, first)| (first, 4 + nth * 4, 4)));
    for (first, bone, count) in chains {
        let along = |nth: usize| (joints[first + nth + 1] - joints[first + nth]).try_normalize();
        let mut direction = along(0).unwrap_or(Vec3::NEG_Z);
        let mut turned = facing(direction, up);
        for nth in 0..count {
            // From bone to bone it only bends, and never twists.
            let next = along(nth).unwrap_or(direction);
            turned = (Quat::from_rotation_arc(direction, next) * turned).normalize();
            direction = next;
            set(bone + nth, turned, joints[first + nth]);
        }
    }
    bones
}

/// The turn whose -Z points along `ahead`, its +Y as near to `up` as can be.
fn facing(ahead: Vec3, up: Vec3) -> Quat {
    let back = -ahead.try_normalize().unwrap_or(Vec3::NEG_Z);
    let right = up.cross(back).try_normalize().unwrap_or_else(|| back.any_orthonormal_vector());
    Quat::from_mat3(&Mat3::from_cols(right, back.cross(right), back))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_that_is_carried_about_and_turned_keeps_its_form() {
        for left in [false, true] {
            let (rest, turned) = (flat(left), Quat::from_euler(glam::EulerRot::YXZ, 0.7, -0.4, 2.0));
            let moved = rest.map(|joint| turned * joint + Vec3::new(0.2, 1.2, -0.4));
            for (before, after) in bones(&rest, left).iter().zip(bones(&moved, left)) {
                let there = after * before.inverse();
                for point in [Vec3::ZERO, Vec3::new(0.03, 0.01, -0.15)] {
                    let wanted = turned * point + Vec3::new(0.2, 1.2, -0.4);
                    assert!((there.transform_point3(point) - wanted).length() < 1e-4, "{left} {point}");
                }
            }
        }
    }

    #[test]
    fn a_finger_that_bends_takes_its_flesh_along() {
        let (rest, mut bent) = (flat(false), flat(false));
        // The last two bones of the forefinger, a right angle down, about its own hinge: it is spread to the side.
        let hinge = rest[FINGERS[0] + 2];
        let along = (rest[FINGERS[0] + 3] - hinge).normalize();
        let turned = Quat::from_axis_angle(along.cross(Vec3::Y).normalize(), -std::f32::consts::FRAC_PI_2);
        for joint in &mut bent[FINGERS[0] + 3..=FINGERS[0] + 4] {
            *joint = hinge + turned * (*joint - hinge);
        }
        let (before, after) = (bones(&rest, false), bones(&bent, false));
        // The back of the fingertip faces where the finger pointed.
        let back = (after[7] * before[7].inverse()).transform_vector3(Vec3::Y);
        assert!(back.dot(along) > 0.98, "{back}");
        assert!((after[5] * before[5].inverse()).transform_vector3(Vec3::Y).dot(Vec3::Y) > 0.999, "its root stays");
    }

    #[test]
    fn joints_that_are_all_in_one_place_break_nothing() {
        for bone in bones(&[Vec3::ONE; JOINTS], false) {
            assert!(bone.is_finite());
        }
    }
}
