//! The head of somebody who looks through a window.

use crate::pose::{Angles, Fov, Pose, Ray, turn, wrap_degrees};
use glam::{Quat, Vec2, Vec3};

/// Eye height of a standing adult, metres: where the window's head is.
const EYE_HEIGHT: f32 = 1.6;
/// Vertical angle of view, degrees: as it begins, and between what it can be zoomed.
const FOV: f32 = 70.0;
const FOV_NARROWEST: f32 = 25.0;
const FOV_WIDEST: f32 = 95.0;
/// Further up or down the picture would stand on its head.
const PITCH_MOST: f32 = 85.0;
/// How fast arrow keys turn the view, as a part of the angle of view each second.
const KEY_SPEED: f32 = 0.8;
/// How quickly the view reaches what it was asked to turn towards: the part of the way left after a second is e to minus this.
const TURN_RATE: f32 = 6.0;

/// Where a window looks, in tracking space.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    angles: Angles,
    fov: f32,
    towards: Option<Angles>,
}

impl Default for Camera {
    fn default() -> Self {
        Self { angles: Angles::default(), fov: FOV, towards: None }
    }
}

impl Camera {
    /// The head that this camera stands for.
    pub fn head(&self) -> Pose {
        let orientation = turn(self.angles.yaw) * Quat::from_rotation_x(self.angles.pitch.to_radians());
        Pose { position: Vec3::new(0.0, EYE_HEIGHT, 0.0), orientation }
    }

    /// What a window of this shape (width by height) shows.
    pub fn fov(&self, aspect: f32) -> Fov {
        Fov::symmetric(self.fov, aspect)
    }

    /// The ray through a point of the window: (0, 0) is the upper left corner, (1, 1) the lower right.
    pub fn ray(&self, point: Vec2, aspect: f32) -> Ray {
        let fov = self.fov(aspect);
        let through = Vec3::new((point.x * 2.0 - 1.0) * fov.right, (1.0 - point.y * 2.0) * fov.up, -1.0);
        let head = self.head();
        Ray { origin: head.position, direction: (head.orientation * through).normalize() }
    }

    /// The picture is pulled along by `pulled`, in parts of the window's height: what was under the finger stays under it.
    pub fn drag(&mut self, pulled: Vec2) {
        self.towards = None;
        self.look(Angles { yaw: -pulled.x * self.fov, pitch: pulled.y * self.fov });
    }

    /// Arrow keys are held for `dt` seconds: `direction` is +1 to the right and +1 up.
    pub fn steer(&mut self, direction: Vec2, dt: f32) {
        if direction != Vec2::ZERO {
            self.towards = None;
            let by = direction * KEY_SPEED * self.fov * dt;
            self.look(Angles { yaw: by.x, pitch: by.y });
        }
    }

    /// Nearer for positive, further for negative `steps` of a wheel.
    pub fn zoom(&mut self, steps: f32) {
        self.fov = (self.fov * 0.9_f32.powf(steps)).clamp(FOV_NARROWEST, FOV_WIDEST);
    }

    /// Turns softly until `angles` are in the middle, or the visitor looks elsewhere.
    pub fn turn_towards(&mut self, angles: Angles) {
        self.towards = Some(angles);
    }

    /// Lets `dt` seconds go by.
    pub fn advance(&mut self, dt: f32) {
        let Some(towards) = self.towards else { return };
        let way = Angles { yaw: wrap_degrees(towards.yaw - self.angles.yaw), pitch: towards.pitch - self.angles.pitch };
        let part = 1.0 - (-TURN_RATE * dt).exp();
        self.look(Angles { yaw: way.yaw * part, pitch: way.pitch * part });
        if way.yaw.abs() < 0.2 && way.pitch.abs() < 0.2 {
            self.towards = None;
        }
    }

    fn look(&mut self, by: Angles) {
        self.angles.yaw = wrap_degrees(self.angles.yaw + by.yaw);
        self.angles.pitch = (self.angles.pitch + by.pitch).clamp(-PITCH_MOST, PITCH_MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dragged_stays_under_the_finger() {
        let mut camera = Camera::default();
        let before = Angles::of(camera.ray(Vec2::new(0.5, 0.5), 1.0).direction);
        camera.drag(Vec2::new(0.01, 0.0));
        let after = Angles::of(camera.ray(Vec2::new(0.51, 0.5), 1.0).direction);
        assert!((after.yaw - before.yaw).abs() < 0.15, "{before:?} {after:?}");
    }

    #[test]
    fn the_ray_through_the_right_edge_is_the_edge_of_the_view() {
        let camera = Camera::default();
        let ray = camera.ray(Vec2::new(1.0, 0.5), 2.0);
        let expected = camera.fov(2.0).right.atan().to_degrees();
        assert!((Angles::of(ray.direction).yaw - expected).abs() < 0.01);
        assert!(Angles::of(camera.ray(Vec2::new(0.5, 0.0), 2.0).direction).pitch > 0.0, "the upper edge is up");
    }

    #[test]
    fn nothing_turns_the_view_upside_down_or_inside_out() {
        let mut camera = Camera::default();
        camera.drag(Vec2::new(0.0, 100.0));
        assert!(camera.head().orientation * Vec3::Y != Vec3::ZERO && (camera.head().orientation * Vec3::Y).y > 0.0);
        camera.zoom(1000.0);
        assert_eq!(camera.fov, FOV_NARROWEST);
        camera.zoom(-1000.0);
        assert_eq!(camera.fov, FOV_WIDEST);
    }

    #[test]
    fn turning_takes_the_short_way_and_ends() {
        let mut camera = Camera { angles: Angles { yaw: 170.0, pitch: 0.0 }, ..Camera::default() };
        camera.turn_towards(Angles { yaw: -170.0, pitch: 10.0 });
        for _ in 0..200 {
            camera.advance(0.016);
            assert!(camera.angles.yaw.abs() > 169.0, "went the long way: {:?}", camera.angles);
        }
        assert_eq!(camera.towards, None);
        assert!((camera.angles.pitch - 10.0).abs() < 0.3);
    }
}
