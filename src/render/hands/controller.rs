//! The form of a controller: of no maker's, small and matt. A handle that lies in the fist, a head that points where the controller points,
//! and the trigger in the colour of what can be chosen.

use glam::{Affine3A, Vec3};

use super::solid::Rod;
use crate::pose::Pose;
use crate::render::palette::{CORAL, INK, LINEN};

/// How many bones carry a controller: the handle's and the head's.
pub const BONES: usize = 2;
/// How far from the middle of the fist the head sits, along the handle, metres.
const HEAD: f32 = 0.046;

/// What it is made of, handle and head in one line, pointing along -Z.
pub fn rods() -> Vec<Rod> {
    let head = |ends: [[f32; 3]; 2], radii: [f32; 2], soft: f32, colour| Rod {
        ends: ends.map(|end| Vec3::from(end) - Vec3::Z * HEAD),
        radii,
        soft,
        bone: 1,
        limb: 0,
        colour,
    };
    let handle =
        |from: f32, to: f32, radii, colour| Rod { ends: [Vec3::Z * from, Vec3::Z * to], radii, soft: 0.006, bone: 0, limb: 0, colour };
    vec![
        handle(0.056, 0.0, [0.0145, 0.0165], INK),
        handle(0.0, -HEAD + 0.012, [0.0165, 0.0145], INK),
        head([[0.0, 0.0, 0.0], [0.0, 0.0, -0.026]], [0.0215, 0.0185], 0.012, INK),
        head([[0.0, 0.0, -0.026], [0.0, 0.0, -0.048]], [0.0165, 0.0095], 0.006, LINEN),
        head([[0.0, 0.0165, -0.004], [0.0, 0.0165, -0.010]], [0.0085, 0.0085], 0.002, LINEN),
        head([[0.0, -0.017, -0.018], [0.0, -0.028, -0.010]], [0.0075, 0.0055], 0.002, CORAL),
    ]
}

/// Where its bones are.
pub fn bones(grip: Pose, aim: Pose) -> [Affine3A; BONES] {
    let place = |pose: Pose, at: Vec3| Affine3A::from_rotation_translation(pose.orientation, at);
    [place(grip, grip.position), place(aim, grip.position + grip.forward() * HEAD)]
}
