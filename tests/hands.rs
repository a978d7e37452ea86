//! What visitors see of their own hands: bare, or with controllers in them, in places of the first tour.

mod support;

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use glam::{EulerRot, Quat, Vec3};
use image::{RgbaImage, imageops};
use indenfor::gpu::Gpu;
use indenfor::pose::{Fov, HandShape, Pose, Ray, turn};
use indenfor::render::{PassLayout, Renderer, View, picture_texture, read_picture};
use indenfor::tour::LocationIndex;
use indenfor::walk::{PointerView, Scene, SpaceState};
use support::golden::assert_golden;
use support::joints::{Fingers, joints};

static GPU: LazyLock<Gpu> = LazyLock::new(|| Gpu::headless().unwrap());
const PATIENCE: Duration = Duration::from_secs(120);
const SIZE: (u32, u32) = (640, 520);
/// A forefinger that points, the others at ease.
const POINTING: Fingers = Fingers { bent: [0.05, 0.5, 0.55, 0.6], pinch: 0.0 };
const PINCHING: Fingers = Fingers { bent: [0.42, 0.35, 0.3, 0.25], pinch: 1.0 };
const OPEN: Fingers = Fingers { bent: [0.12, 0.12, 0.14, 0.18], pinch: 0.0 };

/// Somebody who stands in a place.
struct Stage {
    renderer: Renderer,
    scene: Scene,
}

impl Stage {
    fn in_the(place: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/first-look");
        let tour = indenfor::tour::load(folder).unwrap().tour;
        let here = tour.locations.iter().position(|location| location.id == place).unwrap();
        let mut scene = Scene::bare(LocationIndex(here));
        let location = &tour.locations[here];
        scene.head = Pose { position: location.eyes(), orientation: turn(location.stand.yaw) };
        let layout = PassLayout { samples: 4, ..PassLayout::default() };
        let mut renderer = Renderer::new(GPU.clone(), layout, Arc::new(tour));
        scene.space = renderer.finish_loading(&scene, PATIENCE);
        assert_eq!(scene.space, SpaceState::Ready);
        renderer.finish_signs(&scene, PATIENCE);
        Self { renderer, scene }
    }

    /// Something before the visitor's head, in the location: metres to the right, up and ahead; turned up, and to the right, and rolled to
    /// the right, degrees.
    fn before(&self, at: [f32; 3], [pitch, yaw, roll]: [f32; 3]) -> Pose {
        let turned = Quat::from_euler(EulerRot::YXZ, -yaw.to_radians(), pitch.to_radians(), -roll.to_radians());
        let head = self.scene.head;
        Pose { position: head.position + head.orientation * Vec3::new(at[0], at[1], -at[2]), orientation: head.orientation * turned }
    }

    /// What is seen by somebody who looks a little down.
    fn seen(&mut self) -> RgbaImage {
        self.renderer.finish_signs(&self.scene, PATIENCE);
        let texture = picture_texture(&GPU, SIZE.0, SIZE.1, 1);
        let orientation = self.scene.head.orientation * Quat::from_rotation_x(-14_f32.to_radians());
        let view = View { pose: Pose { orientation, ..self.scene.head }, fov: Fov::symmetric(64.0, SIZE.0 as f32 / SIZE.1 as f32) };
        self.renderer.draw(&self.scene, &[view], &texture);
        assert_eq!(GPU.health.first_error(), None);
        read_picture(&GPU, &texture, 0).unwrap()
    }

    fn point(&mut self, ray: Ray, length: f32, hit: bool) {
        self.scene.pointers.push(PointerView { ray, length, hit });
    }
}

/// Where a picture differs from another: where something stands before it.
fn outline(picture: &RgbaImage, empty: &RgbaImage) -> Vec<bool> {
    let differs = |(one, other): (&image::Rgba<u8>, &image::Rgba<u8>)| (0..3).any(|channel| one.0[channel].abs_diff(other.0[channel]) > 6);
    picture.pixels().zip(empty.pixels()).map(differs).collect()
}

#[test]
fn a_hand_that_points_is_seen_with_its_fingers_where_they_are() {
    let mut stage = Stage::in_the("corridor");
    let wrist = stage.before([0.17, -0.24, 0.34], [8.0, -6.0, 12.0]);
    let right = joints(false, wrist, POINTING);
    stage.scene.hands[1] = Some(HandShape::Bare(right));
    stage.point(Ray { origin: right[7], direction: (right[10] - right[7]).normalize() }, 2.0, true);
    assert_golden("hand-points", &stage.seen());
}

/// A golden picture of the whole would not tell: a hand is little of it.
#[test]
fn a_pale_hand_stands_out_from_a_pale_floor() {
    let mut stage = Stage::in_the("corridor");
    let empty = stage.seen();
    let wrist = stage.before([0.1, -0.24, 0.34], [8.0, -6.0, 12.0]);
    stage.scene.hands[1] = Some(HandShape::Bare(joints(false, wrist, POINTING)));
    let seen = stage.seen();
    let luma = |pixel: &image::Rgba<u8>| (pixel.0[..3].iter().map(|&channel| f32::from(channel)).sum::<f32>()) / 3.0;
    let differs = outline(&seen, &empty);
    // The cuff is dark, and easily seen.
    let skin = seen.pixels().zip(empty.pixels()).zip(differs).filter(|((hand, _), differs)| *differs && luma(hand) > 60.0);
    let contrasts: Vec<f32> = skin.map(|((hand, floor), _)| (luma(hand) - luma(floor)).abs()).collect();
    assert!(contrasts.len() > 4000, "the hand is seen in {} pixels", contrasts.len());
    let mean = contrasts.iter().sum::<f32>() / contrasts.len() as f32;
    assert!(mean > 30.0, "the hand is {mean:.0} of 255 brighter or darker than the floor");
}

#[test]
fn one_hand_is_open_and_the_other_pinches() {
    let mut stage = Stage::in_the("cell");
    let (left, right) = (stage.before([-0.16, -0.2, 0.36], [35.0, 8.0, -15.0]), stage.before([0.15, -0.2, 0.34], [12.0, -10.0, 30.0]));
    stage.scene.hands = [Some(HandShape::Bare(joints(true, left, OPEN))), Some(HandShape::Bare(joints(false, right, PINCHING)))];
    assert_golden("hands-open-and-pinching", &stage.seen());
}

#[test]
fn controllers_lie_in_the_hands_and_point_with_rays() {
    let mut stage = Stage::in_the("corridor");
    let grips = [stage.before([-0.16, -0.26, 0.4], [35.0, 5.0, 8.0]), stage.before([0.16, -0.26, 0.4], [35.0, -5.0, -8.0])];
    // The left one points up and hits nothing, the right one points at something.
    let aims = [stage.before([-0.16, -0.23, 0.45], [10.0, 12.0, 0.0]), stage.before([0.16, -0.23, 0.45], [-4.0, -6.0, 0.0])];
    for (side, (grip, aim)) in grips.into_iter().zip(aims).enumerate() {
        stage.scene.hands[side] = Some(HandShape::Controller { grip, aim });
        stage.point(Ray { origin: aim.position, direction: aim.forward() }, 2.0, side == 1);
    }
    assert_golden("controllers", &stage.seen());
}

#[test]
fn the_left_hand_is_the_mirror_of_the_right_and_what_is_not_tracked_is_not_seen() {
    let mut stage = Stage::in_the("corridor");
    let empty = stage.seen();
    let hand = |stage: &Stage, left: bool| {
        let side = if left { -1.0 } else { 1.0 };
        HandShape::Bare(joints(left, stage.before([0.14 * side, -0.22, 0.34], [10.0, -8.0 * side, 12.0 * side]), OPEN))
    };
    stage.scene.hands = [None, Some(hand(&stage, false))];
    let right = outline(&stage.seen(), &empty);
    stage.scene.hands = [Some(hand(&stage, true)), None];
    let left = stage.seen();
    let left = outline(&imageops::flip_horizontal(&left), &imageops::flip_horizontal(&empty));
    let both = right.iter().zip(&left).filter(|(right, left)| **right && **left).count();
    let either = right.iter().zip(&left).filter(|(right, left)| **right || **left).count();
    let part = either as f32 / right.len() as f32;
    assert!((0.02..0.12).contains(&part), "it takes up {part} of the view");
    assert!(both as f32 > 0.95 * either as f32, "{both} of {either} pixels are of both");
    stage.scene.hands = [None, None];
    assert!(stage.seen() == empty);
}
