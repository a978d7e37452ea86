//! Where the visitor stands: how tracking space lies in the location.

use glam::Vec3;

use crate::pose::{Placement, Pose, heading, turn, wrap_degrees};
use crate::tour::{Arrive, Location, Space};

/// A head farther than this from the origin of tracking space is taken for a tracking error, metres.
const FARTHEST_METRES: f32 = 1000.0;

/// How the visitor's room is turned in the location, and which spot of it is the standpoint.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// How far tracking space is turned to the right, degrees.
    yaw: f32,
    /// What was straight below the head when it was last recentred; tracking space, metres.
    origin: Vec3,
}

impl Standing {
    /// Makes the way the head points what is straight ahead in `location`, and the spot below the head its standpoint.
    pub fn recenter(&mut self, head: Pose, location: &Location) {
        self.origin = Vec3::new(head.position.x, 0.0, head.position.z);
        self.face(head, location.stand.yaw);
    }

    /// Turns the room so that the visitor faces what they are to face on arrival.
    pub fn arrive(&mut self, head: Pose, from: &Location, to: &Location, arrive: Arrive) {
        match arrive {
            Arrive::Stand => self.face(head, to.stand.yaw),
            Arrive::Yaw(yaw) => self.face(head, yaw),
            Arrive::KeepHeading => self.yaw = wrap_degrees(self.yaw + from.space.north() - to.space.north()),
        }
    }

    /// Goes on in another tracking space, where the head that was at `before` is at `now`: what it faces in the location stays, and
    /// so does the spot below it.
    pub fn carry_on(&mut self, before: Pose, now: Pose) {
        let turned = wrap_degrees(heading(before.orientation) - heading(now.orientation));
        let stepped = before.position - self.origin;
        let origin = now.position - turn(-turned) * stepped;
        self.origin = Vec3::new(origin.x, 0.0, origin.z);
        self.yaw = wrap_degrees(self.yaw + turned);
    }

    /// Turns who stands at `head` (tracking space) about themselves, degrees to the right: what surrounds them, not what they stand on.
    pub fn turn_by(&mut self, degrees: f32, head: Pose) {
        let before = Pose { orientation: turn(degrees) * head.orientation, ..head };
        self.carry_on(before, head);
    }

    /// Where tracking space lies in `location` with the head as it is.
    ///
    /// A panorama was taken from one point, so the head stays in that point however it moves; else hotspots would drift off what
    /// they mark. In a model one can lean and step.
    pub fn placement(&self, head: Pose, location: &Location) -> Placement {
        let position = match location.space {
            Space::Panorama(_) => -(turn(self.yaw) * head.position),
            Space::Model(_) => location.stand.position - turn(self.yaw) * self.origin,
        };
        Placement { position, yaw: self.yaw }
    }

    /// How much farther to the right the room is turned than as `other` tells, degrees.
    pub fn turned_from(&self, other: &Self) -> f32 {
        wrap_degrees(self.yaw - other.yaw)
    }

    fn face(&mut self, head: Pose, yaw: f32) {
        self.yaw = wrap_degrees(yaw - heading(head.orientation));
    }
}

/// The pose if it can be one, its orientation brought to length 1; `None` for what only a tracking error can be.
pub fn sound_pose(pose: Pose) -> Option<Pose> {
    let near = pose.position.is_finite() && pose.position.abs().max_element() < FARTHEST_METRES;
    let length = pose.orientation.length();
    let turned = (0.5..2.0).contains(&length);
    (near && turned).then(|| Pose { position: pose.position, orientation: pose.orientation.normalize() })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, near};
    use super::*;
    use glam::Quat;

    fn head(x: f32, y: f32, z: f32, yaw: f32) -> Pose {
        Pose { position: Vec3::new(x, y, z), orientation: turn(yaw) }
    }

    #[test]
    fn in_a_panorama_the_head_stays_in_the_middle_of_the_picture() {
        let location = fixture::panorama("a", 0.0);
        let mut standing = Standing::default();
        standing.recenter(head(0.0, 1.6, 0.0, 30.0), &location);
        let leaning = head(0.4, 1.2, -0.3, 70.0);
        let seen = standing.placement(leaning, &location).pose(leaning);
        near(seen.position, Vec3::ZERO);
        assert!((heading(seen.orientation) - 40.0).abs() < 1e-3);
    }

    #[test]
    fn in_a_model_a_step_is_a_step_and_the_floor_is_the_floor() {
        let mut location = fixture::model("a");
        location.stand.position = Vec3::new(5.0, 0.2, 3.0);
        location.stand.yaw = 90.0;
        let mut standing = Standing::default();
        standing.recenter(head(1.0, 1.6, 1.0, 0.0), &location);
        // Ahead is now +X: a step of 0.5 m straight ahead in the visitor's room goes along +X in the model.
        let stepped = head(1.0, 1.7, 0.5, 0.0);
        near(standing.placement(stepped, &location).point(stepped.position), Vec3::new(5.5, 1.9, 3.0));
    }

    #[test]
    fn kept_headings_are_headings_of_the_compass() {
        let (from, to) = (fixture::panorama("a", 20.0), fixture::panorama("b", 50.0));
        let mut standing = Standing::default();
        let ahead = head(0.0, 1.6, 0.0, 10.0);
        standing.recenter(head(0.0, 1.6, 0.0, 0.0), &from);
        standing.arrive(ahead, &from, &to, Arrive::KeepHeading);
        // Yaw 10 in a picture whose middle looks 20 is compass 30; that is yaw -20 in a picture whose middle looks 50.
        let seen = heading(standing.placement(ahead, &to).pose(ahead).orientation);
        assert!((seen + 20.0).abs() < 1e-3, "{seen}");
    }

    #[test]
    fn in_another_tracking_space_the_visitor_faces_and_stands_as_before() {
        let mut location = fixture::model("a");
        location.stand.position = Vec3::new(5.0, 0.2, 3.0);
        location.stand.yaw = 90.0;
        let mut standing = Standing::default();
        standing.recenter(head(1.0, 1.6, 1.0, 20.0), &location);
        let before = head(1.3, 1.7, 0.4, 65.0);
        let seen = standing.placement(before, &location).pose(before);
        // The same person in the same spot, measured from elsewhere.
        let now = head(-2.0, 1.7, 0.5, -130.0);
        standing.carry_on(before, now);
        let still = standing.placement(now, &location).pose(now);
        near(still.position, seen.position);
        near(still.forward(), seen.forward());
        // A step ahead is a step towards what is faced.
        let stepped = Pose { position: now.position + now.forward() * 0.5, ..now };
        let there = standing.placement(stepped, &location).point(stepped.position);
        near(there, seen.position + seen.forward() * 0.5);
    }

    #[test]
    fn who_is_turned_faces_elsewhere_and_stands_on_the_same_spot() {
        let mut location = fixture::model("a");
        location.stand.position = Vec3::new(5.0, 0.2, 3.0);
        let mut standing = Standing::default();
        standing.recenter(head(1.0, 1.6, 1.0, 20.0), &location);
        let now = head(1.3, 1.7, 0.4, 65.0);
        let seen = standing.placement(now, &location).pose(now);
        standing.turn_by(30.0, now);
        let turned = standing.placement(now, &location).pose(now);
        near(turned.position, seen.position);
        assert!((wrap_degrees(heading(turned.orientation) - heading(seen.orientation)) - 30.0).abs() < 1e-3);
    }

    #[test]
    fn what_only_a_tracking_error_can_be_is_no_pose() {
        assert!(sound_pose(head(0.0, 1.6, 0.0, 0.0)).is_some());
        assert!(sound_pose(head(f32::NAN, 0.0, 0.0, 0.0)).is_none());
        assert!(sound_pose(head(1e20, 0.0, 0.0, 0.0)).is_none());
        for bad in [Quat::from_xyzw(0.0, 0.0, 0.0, 0.0), Quat::from_xyzw(f32::NAN, 0.0, 0.0, 1.0), Quat::from_xyzw(f32::MAX, 0.0, 0.0, 1.0)]
        {
            assert!(sound_pose(Pose { position: Vec3::ZERO, orientation: bad }).is_none(), "{bad}");
        }
    }
}
