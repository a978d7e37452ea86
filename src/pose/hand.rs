//! What can be known of a hand: where its joints are, or how the controller lies that it holds.

use glam::Vec3;

use super::{Placement, Pose};

/// How many joints are told of a hand.
pub const JOINTS: usize = 26;

/// Where the joints of a hand are, metres, in OpenXR's order: palm, wrist, four of the thumb, then five of each finger from its root in
/// the palm to its tip, the forefinger first.
pub type Joints = [Vec3; JOINTS];

/// The wrist's place among [`Joints`].
pub const WRIST: usize = 1;
/// The thumb's first joint; three more follow, the last its tip.
pub const THUMB: usize = 2;
/// The first joint of each finger, from forefinger to little finger; four more follow, the next its knuckle, the last its tip.
pub const FINGERS: [usize; 4] = [6, 11, 16, 21];
/// How far after a finger's first joint its knuckle is.
pub const KNUCKLE: usize = 1;
/// How far after a finger's first joint its tip is; of the thumb one less.
pub const TIP: usize = 4;

/// What is seen of a hand.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "two a frame, and nothing may be allocated in one")]
pub enum HandShape {
    /// A controller.
    Controller {
        /// Along -Z from the little finger to the thumb, through the middle of the fist; as OpenXR's grip pose.
        grip: Pose,
        /// Which way it points: along -Z.
        aim: Pose,
    },
    /// A bare hand.
    Bare(Joints),
}

impl HandShape {
    /// The same, told in the space that `placement` leads into.
    pub fn placed(self, placement: Placement) -> Self {
        match self {
            Self::Controller { grip, aim } => Self::Controller { grip: placement.pose(grip), aim: placement.pose(aim) },
            Self::Bare(joints) => Self::Bare(joints.map(|joint| placement.point(joint))),
        }
    }

    /// Whether it can be a hand of somebody whose head is at `head`: all of it a number, and within an arm's reach.
    pub fn belongs_to(&self, head: Vec3) -> bool {
        const REACH: f32 = 2.0;
        let near = |point: Vec3| point.distance(head) < REACH;
        match self {
            Self::Controller { grip, aim } => {
                near(grip.position) && near(aim.position) && grip.orientation.is_finite() && aim.orientation.is_finite()
            }
            Self::Bare(joints) => joints.iter().all(|joint| near(*joint)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_tracking_error_can_be_is_nobodys_hand() {
        let head = Vec3::new(0.0, 1.6, 0.0);
        let hand = HandShape::Bare([Vec3::new(0.2, 1.2, -0.4); JOINTS]);
        assert!(hand.belongs_to(head));
        for bad in [Vec3::NAN, Vec3::splat(1e20), Vec3::new(0.0, 1.2, -5.0)] {
            let mut joints = [Vec3::new(0.2, 1.2, -0.4); JOINTS];
            joints[7] = bad;
            assert!(!HandShape::Bare(joints).belongs_to(head), "{bad}");
        }
    }
}
