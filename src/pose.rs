//! Poses, angles and handedness: the one place where sign conventions live.
//!
//! Space is right-handed as in glTF and OpenXR: metres, +X right, +Y up, -Z forward. Angles that people write are
//! degrees: *yaw* grows to the right (clockwise seen from above) from straight ahead, *pitch* grows upwards.
//!
//! Two spaces meet in a visit. *Tracking space* is what the headset (or the window) measures the head in: y = 0 is the
//! floor. *Location space* is the place that is visited. A [`Placement`] leads from the first into the second.

pub mod hand;

use glam::{Mat4, Quat, Vec3, Vec4};

pub use hand::HandShape;

/// A direction in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Angles {
    /// To the right of straight ahead (-Z), in (-180, 180].
    pub yaw: f32,
    /// Up from the horizon, in [-90, 90].
    pub pitch: f32,
}

impl Angles {
    /// The unit vector that points there.
    ///
    /// ```
    /// use indenfor::pose::Angles;
    /// let right = Angles { yaw: 90.0, pitch: 0.0 }.direction();
    /// assert!((right - glam::Vec3::X).length() < 1e-6);
    /// ```
    pub fn direction(self) -> Vec3 {
        let (yaw_sin, yaw_cos) = self.yaw.to_radians().sin_cos();
        let (pitch_sin, pitch_cos) = self.pitch.to_radians().sin_cos();
        Vec3::new(yaw_sin * pitch_cos, pitch_sin, -yaw_cos * pitch_cos)
    }

    /// Where a vector of any length points; straight ahead for a vector without length. Looking straight up or down, yaw is 0.
    pub fn of(direction: Vec3) -> Self {
        let Some(unit) = direction.try_normalize() else {
            return Self::default();
        };
        Self {
            yaw: if unit.x.abs() + unit.z.abs() < 1e-6 { 0.0 } else { unit.x.atan2(-unit.z).to_degrees() },
            pitch: unit.y.clamp(-1.0, 1.0).asin().to_degrees(),
        }
    }
}

/// Brings an angle in degrees into (-180, 180]. What is not finite becomes 0.
pub fn wrap_degrees(angle: f32) -> f32 {
    if !angle.is_finite() {
        return 0.0;
    }
    let wrapped = (angle + 180.0).rem_euclid(360.0) - 180.0;
    if wrapped == -180.0 { 180.0 } else { wrapped }
}

/// The turn about the vertical that takes straight ahead (-Z) to `yaw` degrees.
pub fn turn(yaw: f32) -> Quat {
    Quat::from_rotation_y(-yaw.to_radians())
}

/// The heading of an orientation, in degrees: the yaw of what lies ahead. Looking straight up or down, the top of the head decides.
pub fn heading(orientation: Quat) -> f32 {
    let ahead = orientation * Vec3::NEG_Z;
    if ahead.x.hypot(ahead.z) > 0.05 {
        return Angles::of(Vec3::new(ahead.x, 0.0, ahead.z)).yaw;
    }
    // Face down, the crown points where one would be heading; face up, away from it.
    let crown = orientation * Vec3::Y * -ahead.y.signum();
    Angles::of(Vec3::new(crown.x, 0.0, crown.z)).yaw
}

/// The turn that looks from `from` towards `to` with +Y up: its -Z points at `to`.
pub fn look_at(from: Vec3, to: Vec3) -> Quat {
    let angles = Angles::of(to - from);
    turn(angles.yaw) * Quat::from_rotation_x(angles.pitch.to_radians())
}

/// The correction of a panorama whose camera stood askew: applied to a direction in the world it gives the direction in the picture.
///
/// `pitch` and `roll` are degrees, as a camera's: pitch, how far its axis pointed above the horizon; roll, how far it leant to
/// the right (clockwise seen from behind).
pub fn level(pitch: f32, roll: f32) -> Quat {
    (Quat::from_rotation_x(pitch.to_radians()) * Quat::from_rotation_z(-roll.to_radians())).inverse()
}

/// How wide something is, metres, that takes up `degrees` (below 180) at `distance` metres.
pub fn span(degrees: f32, distance: f32) -> f32 {
    2.0 * distance * (degrees.to_radians() / 2.0).tan()
}

/// Where something is and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Metres.
    pub position: Vec3,
    /// A unit quaternion; the identity looks along -Z.
    pub orientation: Quat,
}

impl Default for Pose {
    fn default() -> Self {
        Self { position: Vec3::ZERO, orientation: Quat::IDENTITY }
    }
}

impl Pose {
    /// The unit vector straight ahead.
    pub fn forward(self) -> Vec3 {
        self.orientation * Vec3::NEG_Z
    }

    /// From this pose's own space into the space that the pose is told in.
    pub fn matrix(self) -> Mat4 {
        Mat4::from_rotation_translation(self.orientation, self.position)
    }
}

/// From where, and where to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ray {
    /// Metres.
    pub origin: Vec3,
    /// A unit vector.
    pub direction: Vec3,
}

/// How the visitor's tracking space stands in the location: turned about the vertical, then moved.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Placement {
    /// Where the origin of tracking space lies in the location, metres.
    pub position: Vec3,
    /// How far tracking space is turned to the right, degrees.
    pub yaw: f32,
}

impl Placement {
    /// A point of tracking space, in the location.
    pub fn point(self, tracked: Vec3) -> Vec3 {
        self.position + turn(self.yaw) * tracked
    }

    /// From the location back into tracking space.
    pub fn inverse(self) -> Self {
        Self { position: -(turn(-self.yaw) * self.position), yaw: -self.yaw }
    }

    /// A pose in tracking space, in the location.
    pub fn pose(self, tracked: Pose) -> Pose {
        Pose { position: self.point(tracked.position), orientation: turn(self.yaw) * tracked.orientation }
    }

    /// A ray in tracking space, in the location.
    pub fn ray(self, tracked: Ray) -> Ray {
        Ray { origin: self.point(tracked.origin), direction: turn(self.yaw) * tracked.direction }
    }
}

/// How far a view reaches to each side of its axis: tangents, all four as a rule positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fov {
    /// Tangent of the angle to the left edge.
    pub left: f32,
    /// Tangent of the angle to the right edge.
    pub right: f32,
    /// Tangent of the angle to the upper edge.
    pub up: f32,
    /// Tangent of the angle to the lower edge.
    pub down: f32,
}

impl Fov {
    /// A view as wide as `aspect` (width by height) asks, `vertical` degrees high.
    pub fn symmetric(vertical: f32, aspect: f32) -> Self {
        let up = (vertical.to_radians() / 2.0).tan();
        Self { left: up * aspect, right: up * aspect, up, down: up }
    }

    /// The projection onto wgpu's clip space (y up, depth 0 to 1) with reversed depth: 1 at `near` metres, 0 infinitely far away.
    pub fn projection(self, near: f32) -> Mat4 {
        let (width, height) = (self.left + self.right, self.up + self.down);
        Mat4::from_cols(
            Vec4::new(2.0 / width, 0.0, 0.0, 0.0),
            Vec4::new(0.0, 2.0 / height, 0.0, 0.0),
            Vec4::new((self.right - self.left) / width, (self.up - self.down) / height, 0.0, -1.0),
            Vec4::new(0.0, 0.0, near, 0.0),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Vec3, b: Vec3) -> bool {
        (a - b).length() < 1e-5
    }

    #[test]
    fn yaw_grows_to_the_right_and_pitch_upwards() {
        assert!(close(Angles { yaw: 0.0, pitch: 0.0 }.direction(), Vec3::NEG_Z));
        assert!(close(Angles { yaw: 90.0, pitch: 0.0 }.direction(), Vec3::X));
        assert!(close(Angles { yaw: 0.0, pitch: 90.0 }.direction(), Vec3::Y));
    }

    #[test]
    fn angles_survive_the_way_there_and_back() {
        for yaw in [-179.0, -90.0, -1.0, 0.0, 45.0, 180.0] {
            for pitch in [-80.0, 0.0, 30.0] {
                let back = Angles::of(Angles { yaw, pitch }.direction());
                assert!((wrap_degrees(back.yaw - yaw)).abs() < 1e-3, "{yaw} {pitch} {back:?}");
                assert!((back.pitch - pitch).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn wrapping_ends_at_plus_180() {
        assert_eq!(wrap_degrees(180.0), 180.0);
        assert_eq!(wrap_degrees(-180.0), 180.0);
        assert_eq!(wrap_degrees(540.0), 180.0);
        assert_eq!(wrap_degrees(-190.0), 170.0);
        assert_eq!(wrap_degrees(f32::NAN), 0.0);
    }

    #[test]
    fn a_turn_takes_straight_ahead_to_its_yaw() {
        assert!(close(turn(90.0) * Vec3::NEG_Z, Vec3::X));
        assert!((heading(turn(35.0)) - 35.0).abs() < 1e-4);
        assert!((heading(turn(35.0) * Quat::from_rotation_x(0.8)) - 35.0).abs() < 1e-3);
    }

    #[test]
    fn heading_holds_when_looking_straight_up_or_down() {
        for pitch in [90.0_f32, -90.0] {
            let orientation = turn(35.0) * Quat::from_rotation_x(pitch.to_radians());
            assert!((heading(orientation) - 35.0).abs() < 0.1, "{pitch}: {}", heading(orientation));
        }
    }

    #[test]
    fn looking_at_a_point_points_at_it() {
        let (from, to) = (Vec3::new(1.0, 2.0, 3.0), Vec3::new(-2.0, 4.0, -1.0));
        let ahead = look_at(from, to) * Vec3::NEG_Z;
        assert!(close(ahead, (to - from).normalize()));
    }

    #[test]
    fn what_takes_up_90_degrees_is_twice_as_wide_as_it_is_far() {
        assert!((span(90.0, 1.5) - 3.0).abs() < 1e-5);
    }

    #[test]
    fn a_camera_that_pointed_up_shows_the_horizon_below_its_middle() {
        let horizon_in_picture = level(10.0, 0.0) * Vec3::NEG_Z;
        assert!((Angles::of(horizon_in_picture).pitch + 10.0).abs() < 1e-3);
    }

    #[test]
    fn a_camera_that_leant_right_shows_what_is_right_of_it_raised() {
        let right_in_picture = level(0.0, 10.0) * Vec3::X;
        assert!((Angles::of(right_in_picture).pitch - 10.0).abs() < 1e-3);
    }

    #[test]
    fn placement_turns_then_moves() {
        let placement = Placement { position: Vec3::new(1.0, 0.0, 0.0), yaw: 90.0 };
        assert!(close(placement.point(Vec3::NEG_Z), Vec3::new(2.0, 0.0, 0.0)));
        let tracked = Vec3::new(0.3, 1.6, -0.7);
        assert!(close(placement.inverse().point(placement.point(tracked)), tracked));
    }

    #[test]
    fn depth_is_reversed_and_up_is_up() {
        let projection = Fov::symmetric(90.0, 1.0).projection(0.1);
        let near = projection.project_point3(Vec3::new(0.0, 0.0, -0.1));
        let far = projection.project_point3(Vec3::new(0.0, 0.0, -1000.0));
        assert!((near.z - 1.0).abs() < 1e-5 && far.z < 0.001);
        let corner = projection.project_point3(Vec3::new(1.0, 1.0, -1.0));
        assert!((corner.x - 1.0).abs() < 1e-5 && (corner.y - 1.0).abs() < 1e-5);
    }

    #[test]
    fn an_eye_that_sees_further_to_the_right_is_not_centred() {
        let projection = Fov { left: 0.8, right: 1.2, up: 1.0, down: 1.0 }.projection(0.1);
        assert!((projection.project_point3(Vec3::new(1.2, 0.0, -1.0)).x - 1.0).abs() < 1e-5);
        assert!((projection.project_point3(Vec3::new(-0.8, 0.0, -1.0)).x + 1.0).abs() < 1e-5);
    }
}
