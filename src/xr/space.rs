//! Where the floor is, and how poses leave the room.
//!
//! Everything leaves in *tracking space*: metres, y = 0 is the floor, -Z is ahead as the headset's software set it when the
//! visitor last recentred. That is OpenXR's LOCAL_FLOOR. An older runtime has only LOCAL, which lies at eye height; it is
//! lowered to the floor that STAGE knows of, or by a standing person's eye height where there is no STAGE.

use glam::{Quat, Vec3};
use openxr as xr;

use super::error::XrError;
use crate::pose::{Fov, Pose};

/// Eye height of a standing adult, metres: where nothing else says how far down the floor is.
const EYE_HEIGHT: f32 = 1.6;

/// The middle of how far people's eyes are apart, metres, likewise.
const EYE_TO_EYE: f32 = 0.063;

type Session = xr::Session<xr::Vulkan>;

/// Tracking space.
pub(super) struct Floor {
    pub space: xr::Space,
    /// Without LOCAL_FLOOR: what tells how far below LOCAL the floor is, and whether it still has to tell.
    stage: Option<xr::Space>,
    unmeasured: bool,
    /// When the runtime moves the origin, if it said that it will.
    moves_at: Option<xr::Time>,
}

impl Floor {
    pub fn new(session: &Session, local_floor: bool) -> Result<Self, XrError> {
        let make = |kind, drop| session.create_reference_space(kind, lowered(drop));
        if local_floor {
            // Some runtimes name the extension and have no such space.
            match make(xr::ReferenceSpaceType::LOCAL_FLOOR, 0.0) {
                Ok(space) => return Ok(Self { space, stage: None, unmeasured: false, moves_at: None }),
                Err(error) => tracing::warn!("the headset's software has no floor after all: {error:?}"),
            }
        }
        let space = local(session, EYE_HEIGHT)?;
        let stage = make(xr::ReferenceSpaceType::STAGE, 0.0).ok();
        Ok(Self { space, unmeasured: stage.is_some(), stage, moves_at: None })
    }

    /// Takes in that the runtime will move a reference space. LOCAL and LOCAL_FLOOR move as one; some runtimes tell of both, some
    /// of the first only.
    pub fn will_move(&mut self, kind: xr::ReferenceSpaceType, at: xr::Time) {
        if matches!(kind, xr::ReferenceSpaceType::LOCAL | xr::ReferenceSpaceType::LOCAL_FLOOR) {
            self.moves_at = Some(at);
        }
    }

    /// Brings the floor up to date for a frame shown at `time`. Says whether the origin has moved since the frame before.
    pub fn settle(&mut self, session: &Session, time: xr::Time) -> Result<bool, XrError> {
        let moved = self.moves_at.is_some_and(|at| at.as_nanos() <= time.as_nanos());
        if moved {
            self.moves_at = None;
            // Where LOCAL moves, it may come to lie at another height, as where the headset lay on a table before.
            if self.stage.is_some() && !self.unmeasured {
                self.space = local(session, EYE_HEIGHT)?;
                self.unmeasured = true;
            }
        }
        if let Some(stage) = self.stage.as_ref().filter(|_| self.unmeasured) {
            let there = stage.locate(&self.space, time).map_err(XrError::refused("say where the floor is"))?;
            if there.location_flags.contains(xr::SpaceLocationFlags::POSITION_VALID) {
                let drop = EYE_HEIGHT - there.pose.position.y;
                // A floor that nobody can stand on was never measured.
                if (0.3..2.5).contains(&drop) {
                    self.space = local(session, drop)?;
                }
                self.unmeasured = false;
            }
        }
        Ok(moved)
    }
}

/// Tracking space where LOCAL lies so far above the floor, metres.
fn local(session: &Session, above: f32) -> Result<xr::Space, XrError> {
    let space = session.create_reference_space(xr::ReferenceSpaceType::LOCAL, lowered(above));
    space.map_err(XrError::refused("give a place to stand"))
}

/// Where a head is taken to be until it has been found.
pub(super) fn standing() -> Pose {
    Pose { position: Vec3::new(0.0, EYE_HEIGHT, 0.0), ..Pose::default() }
}

/// Where its eyes are.
pub(super) fn standing_eyes() -> [Pose; 2] {
    [-EYE_TO_EYE, EYE_TO_EYE].map(|twice| Pose { position: Vec3::new(twice / 2.0, EYE_HEIGHT, 0.0), ..Pose::default() })
}

/// How a head was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Followed {
    /// It is not known how it is turned.
    Not,
    /// From where it was before.
    On,
    /// It was found: what it is told by for the first time, turn or place, has nothing to do with where it was taken to be before.
    Found,
}

/// The head, and what of it the runtime has known so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head {
    /// The last known; `None` until it is known how the head is turned.
    pub pose: Option<Pose>,
    place_found: bool,
}

impl Head {
    /// Follows the head.
    pub fn follow(&mut self, raw: xr::Posef, turn_known: bool, place_known: bool) -> Followed {
        if !turn_known || pose(raw).is_none() {
            return Followed::Not;
        }
        let turn_found = self.pose.is_none();
        let place_found = place_known && !self.place_found;
        self.place_found |= place_known;
        self.pose = Some(followed(raw, turn_known, place_known, self.pose.unwrap_or_else(standing)));
        if turn_found || place_found { Followed::Found } else { Followed::On }
    }
}

/// The pose of tracking space in a reference space that lies `drop` metres above the floor.
fn lowered(drop: f32) -> xr::Posef {
    xr::Posef { orientation: xr::Quaternionf::IDENTITY, position: xr::Vector3f { x: 0.0, y: -drop, z: 0.0 } }
}

/// A hand's place, if the runtime knows where it is and how it is turned.
pub(super) fn located(location: &xr::SpaceLocation) -> Option<Pose> {
    let known = xr::SpaceLocationFlags::ORIENTATION_VALID | xr::SpaceLocationFlags::POSITION_VALID;
    if location.location_flags.contains(known) { pose(location.pose) } else { None }
}

/// Follows both eyes, as [`followed`] does a head: they stand beside each other whichever way it turns.
pub(super) fn followed_eyes(raw: [xr::Posef; 2], turn_known: bool, place_known: bool, before: [Pose; 2]) -> [Pose; 2] {
    let middle = (before[0].position + before[1].position) / 2.0;
    std::array::from_fn(|eye| {
        let now = followed(raw[eye], turn_known, place_known, before[eye]);
        if place_known {
            return now;
        }
        let beside = before[eye].orientation.inverse() * (before[eye].position - middle);
        Pose { position: middle + now.orientation * beside, ..now }
    })
}

/// Follows a head. Where the runtime does not know where it is (its cameras see nothing), it stays where it was and still
/// turns; where it does not even know how it is turned, all stays as it was. A picture that stops turning makes people sick.
pub(super) fn followed(raw: xr::Posef, turn_known: bool, place_known: bool, before: Pose) -> Pose {
    match pose(raw) {
        Some(now) if turn_known && place_known => now,
        Some(now) if turn_known => Pose { position: before.position, ..now },
        _ => before,
    }
}

/// A pose out of OpenXR; `None` for one that is no pose, which a runtime should not say but some have.
pub(super) fn pose(raw: xr::Posef) -> Option<Pose> {
    let (q, p) = (raw.orientation, raw.position);
    let turn = Quat::from_xyzw(q.x, q.y, q.z, q.w);
    let position = Vec3::new(p.x, p.y, p.z);
    let sound = position.is_finite() && turn.is_finite() && turn.length_squared() > 0.5;
    sound.then(|| Pose { position, orientation: turn.normalize() })
}

/// A point out of OpenXR; `None` for one that is nowhere.
pub(super) fn point(raw: xr::Vector3f) -> Option<Vec3> {
    let point = Vec3::new(raw.x, raw.y, raw.z);
    point.is_finite().then_some(point)
}

/// A pose into OpenXR.
pub(super) fn posef(pose: Pose) -> xr::Posef {
    let (q, p) = (pose.orientation, pose.position);
    xr::Posef { orientation: xr::Quaternionf { x: q.x, y: q.y, z: q.z, w: q.w }, position: xr::Vector3f { x: p.x, y: p.y, z: p.z } }
}

/// The angles of a view as tangents; `None` for a view that nothing fits into.
pub(super) fn fov(raw: xr::Fovf) -> Option<Fov> {
    let fov = Fov { left: -raw.angle_left.tan(), right: raw.angle_right.tan(), up: raw.angle_up.tan(), down: -raw.angle_down.tan() };
    let angles = [raw.angle_left, raw.angle_right, raw.angle_up, raw.angle_down];
    let within = angles.iter().all(|angle| angle.abs() < std::f32::consts::FRAC_PI_2);
    (within && fov.left + fov.right > 1e-3 && fov.up + fov.down > 1e-3).then_some(fov)
}

/// The angles of a view from its tangents.
pub(super) fn fovf(fov: Fov) -> xr::Fovf {
    xr::Fovf { angle_left: -fov.left.atan(), angle_right: fov.right.atan(), angle_up: fov.up.atan(), angle_down: -fov.down.atan() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pose_without_a_turn_is_no_pose() {
        assert_eq!(pose(xr::Posef::default()), None, "OpenXR's own default has a quaternion of length 0");
        let nowhere = xr::Posef { position: xr::Vector3f { x: f32::NAN, y: 0.0, z: 0.0 }, ..xr::Posef::IDENTITY };
        assert_eq!(pose(nowhere), None);
        assert_eq!(pose(xr::Posef::IDENTITY), Some(Pose::default()));
    }

    #[test]
    fn a_controller_that_is_out_of_sight_is_nowhere() {
        let mut location = xr::SpaceLocation { location_flags: xr::SpaceLocationFlags::ORIENTATION_VALID, pose: xr::Posef::IDENTITY };
        assert_eq!(located(&location), None, "its position is not known");
        location.location_flags |= xr::SpaceLocationFlags::POSITION_VALID;
        assert_eq!(located(&location), Some(Pose::default()));
    }

    #[test]
    fn a_head_that_the_cameras_lost_still_turns() {
        let before = Pose { position: Vec3::new(1.0, 1.7, 0.0), orientation: Quat::IDENTITY };
        let turned = Pose { position: Vec3::ZERO, orientation: Quat::from_rotation_y(1.0) };
        assert_eq!(followed(posef(turned), true, true, before), turned);
        assert_eq!(followed(posef(turned), true, false, before), Pose { position: before.position, ..turned });
        assert_eq!(followed(posef(turned), false, true, before), before);
        assert_eq!(followed(xr::Posef::default(), true, true, before), before);
    }

    #[test]
    fn eyes_stand_beside_each_other_whichever_way_a_lost_head_turns() {
        let eyes = |yaw: f32, middle: Vec3| {
            let orientation = Quat::from_rotation_y(yaw.to_radians());
            // The pictures of some headsets are turned outwards.
            [-1.0, 1.0].map(|side| Pose {
                position: middle + orientation * Vec3::new(side * 0.032, 0.0, 0.0),
                orientation: orientation * Quat::from_rotation_y(-side * 0.1),
            })
        };
        let before = eyes(20.0, Vec3::new(1.0, 1.7, 0.3));
        for yaw in [20.0, 110.0, 200.0, -60.0] {
            // What the runtime says of the place then means nothing.
            let raw = eyes(yaw, Vec3::ZERO).map(|eye| posef(Pose { position: Vec3::ONE, ..eye }));
            let expected = eyes(yaw, Vec3::new(1.0, 1.7, 0.3));
            for (seen, expected) in followed_eyes(raw, true, false, before).into_iter().zip(expected) {
                assert!(seen.position.distance(expected.position) < 1e-5, "{yaw}: {seen:?} {expected:?}");
                assert!(seen.orientation.dot(expected.orientation).abs() > 0.99999, "{yaw}: {seen:?} {expected:?}");
            }
        }
        assert_eq!(followed_eyes(before.map(posef), false, false, before), before, "not even a turn is known");
        let [left, right] = standing_eyes();
        assert!(left.position.x < right.position.x);
    }

    #[test]
    fn a_head_is_found_once_and_never_by_a_pose_that_is_none() {
        let mut head = Head::default();
        let turned = posef(Pose { position: Vec3::new(1.0, 1.7, 0.0), orientation: Quat::from_rotation_y(1.0) });
        assert_eq!(head.follow(turned, false, true), Followed::Not, "nobody knows how it is turned");
        assert_eq!(head.follow(xr::Posef::default(), true, true), Followed::Not, "a turn of length 0");
        assert_eq!(head.pose, None);
        assert_eq!(head.follow(turned, true, false), Followed::Found, "its cameras see nothing yet, but it turns");
        assert_eq!(head.pose.map(|pose| pose.position), Some(standing().position));
        assert_eq!(head.follow(turned, true, false), Followed::On);
        assert_eq!(head.follow(turned, true, true), Followed::Found, "now it has a place: not one that it went to");
        assert_eq!(head.follow(turned, true, false), Followed::On, "lost again, it stays where it was");
        assert_eq!(head.follow(turned, true, true), Followed::On, "and goes on from there");
        assert_eq!(head.pose.map(|pose| pose.position), Some(Vec3::new(1.0, 1.7, 0.0)));
    }

    #[test]
    fn a_pose_survives_the_way_in_and_out() {
        let there = Pose { position: Vec3::new(1.0, 1.6, -2.0), orientation: Quat::from_rotation_y(0.7) };
        assert_eq!(pose(posef(there)).map(|back| (back.position - there.position).length() < 1e-6), Some(true));
    }

    #[test]
    fn a_view_reaches_as_far_to_each_side_as_the_headset_says() {
        let raw = xr::Fovf { angle_left: -0.9, angle_right: 0.7, angle_up: 0.8, angle_down: -0.85 };
        let Some(view) = fov(raw) else { unreachable!("a usual view") };
        assert!(view.left > view.right && view.left > 0.0 && view.right > 0.0);
        assert!((view.up - 0.8_f32.tan()).abs() < 1e-6 && (view.down - 0.85_f32.tan()).abs() < 1e-6);
        let back = fovf(view);
        assert!((back.angle_left - raw.angle_left).abs() < 1e-5 && (back.angle_down - raw.angle_down).abs() < 1e-5);
    }

    #[test]
    fn a_view_that_nothing_fits_into_is_refused() {
        assert_eq!(fov(xr::Fovf::default()), None);
        assert_eq!(fov(xr::Fovf { angle_left: f32::NAN, angle_right: 0.7, angle_up: 0.8, angle_down: -0.8 }), None);
        assert_eq!(fov(xr::Fovf { angle_left: -1.6, angle_right: 0.7, angle_up: 0.8, angle_down: -0.8 }), None);
    }
}
