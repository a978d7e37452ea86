//! How a room answers: its first reflections, and how long what was said stays in the air.

use glam::Vec3;

use super::binaural::NEAREST;
use crate::pose::Pose;
use crate::tour::{Material, Room};

/// Metres a second.
pub(super) const SOUND: f32 = 343.0;
/// Nobody stands in a wall, metres.
const FROM_WALLS: f32 = 0.2;
/// How much louder than the room's answer somebody who tells is at least, decibels: every word must be understood.
const CLEAR: f32 = 5.0;
/// How much louder than all that comes back first from walls they are at least, decibels, for the same reason.
const EARLY: f32 = 3.0;
/// How much quieter than the room's answer any other sound is at most, decibels.
const DISTANT: f32 = -3.0;

/// Where a sound comes from, as the head has it (metres, +X right, +Y up, -Z ahead), and where its first reflections do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placing {
    /// The sound itself.
    pub source: Vec3,
    /// Its images in the walls.
    pub images: [Vec3; 6],
    /// How much of it walls send back, as a factor of its amplitude. 0 in the open.
    pub reflected: f32,
}

/// How sound dies away in a room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decay {
    /// How long sound takes to become quieter by 60 dB, seconds. 0 in the open.
    pub seconds: f32,
    /// The same at 5 kHz.
    pub bright: f32,
    /// How far sound comes from wall to wall on the mean, metres.
    pub free_path: f32,
}

impl Decay {
    /// Where there are no walls.
    pub const OPEN: Self = Self { seconds: 0.0, bright: 0.0, free_path: 1.0 };

    /// By Eyring, from the room's size and what its walls are made of.
    pub fn of(room: &Room) -> Self {
        let [middle, bright] = absorbed(room.material);
        let (volume, surface) = (volume(room), surface(room));
        let seconds = |absorbed: f32| (0.161 * volume / (-surface * (1.0 - absorbed).ln())).clamp(0.1, 4.0);
        Self { seconds: seconds(middle), bright: seconds(bright), free_path: 4.0 * volume / surface }
    }
}

/// What walls of a material take away of what hits them, with the furniture that such rooms have: around 1 kHz, and around 5 kHz.
fn absorbed(material: Material) -> [f32; 2] {
    match material {
        Material::Concrete => [0.10, 0.16],
        Material::Tiles => [0.08, 0.11],
        Material::Plaster => [0.14, 0.22],
        Material::Wood => [0.18, 0.24],
        Material::Carpet => [0.35, 0.55],
    }
}

fn volume(room: &Room) -> f32 {
    room.size.element_product()
}

fn surface(room: &Room) -> f32 {
    let Vec3 { x, y, z } = room.size;
    2.0 * (x * y + y * z + z * x)
}

/// How loud the room's answer to a sound is that is as loud as it was recorded at `distance` metres, decibels. A story (`told`) stays clear.
pub(super) fn answer(room: &Room, distance: f32, told: bool) -> f32 {
    let [absorbed, _] = absorbed(room.material);
    // Who speaks does so to the front, twice as loud as to all sides.
    let direct = 2.0 * surface(room) * absorbed / (1.0 - absorbed) / (16.0 * std::f32::consts::PI * distance * distance);
    -(10.0 * direct.log10()).max(if told { CLEAR } else { DISTANT })
}

/// How much louder a sound is for what comes back of it, decibels: from the walls, and of the room's `answer`.
pub(super) fn louder(placing: &Placing, answer: f32) -> f32 {
    10.0 * (1.0 + early(placing) + 10f32.powf(answer / 10.0)).log10()
}

/// The power of all that comes back first from the walls, as a part of the sound's own.
fn early(placing: &Placing) -> f32 {
    let direct = placing.source.length().max(NEAREST);
    placing.images.iter().map(|image| (placing.reflected * direct / image.length().max(direct)).powi(2)).sum()
}

/// A sound at `source`, and its reflections, as `head` has them; all in the location's space. A story (`told`) stays clear.
pub(super) fn placing(source: Vec3, head: Pose, room: Option<&Room>, told: bool) -> Placing {
    let heard = |point: Vec3| head.orientation.inverse() * (point - head.position);
    let Some(room) = room else {
        return Placing { source: heard(source), images: [Vec3::ZERO; 6], reflected: 0.0 };
    };
    let half = room.size / 2.0;
    let within = (half - FROM_WALLS).max(Vec3::ZERO);
    let inside = (source - room.middle).clamp(-within, within);
    // Images are seen from where the head is within the walls, though it may have been set down outside of them.
    let astray = head.position - (room.middle + (head.position - room.middle).clamp(-within, within));
    let images = std::array::from_fn(|wall| {
        let (axis, side) = (wall / 2, if wall % 2 == 0 { -1.0 } else { 1.0 });
        let mut image = inside;
        image[axis] = side * 2.0 * half[axis] - inside[axis];
        heard(room.middle + image + astray)
    });
    let [absorbed, _] = absorbed(room.material);
    let mut placing = Placing { source: heard(source), images, reflected: (1.0 - absorbed).sqrt() };
    if told {
        placing.reflected *= (10f32.powf(-EARLY / 10.0) / early(&placing)).sqrt().min(1.0);
    }
    placing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(size: [f32; 3], material: Material) -> Room {
        Room { middle: Vec3::new(0.0, size[1] / 2.0, 0.0), size: Vec3::from(size), material }
    }

    #[test]
    fn a_chapel_rings_longer_than_a_cell_and_carpet_swallows() {
        let cell = Decay::of(&room([2.2, 2.6, 3.8], Material::Concrete));
        let chapel = Decay::of(&room([9.0, 7.0, 18.0], Material::Plaster));
        let office = Decay::of(&room([2.2, 2.6, 3.8], Material::Carpet));
        assert!((0.4..0.9).contains(&cell.seconds), "{cell:?}");
        assert!((1.2..2.5).contains(&chapel.seconds) && chapel.bright < chapel.seconds, "{chapel:?}");
        assert!(office.seconds < 0.3, "{office:?}");
    }

    #[test]
    fn reflections_come_from_behind_each_wall() {
        let room = room([4.0, 3.0, 6.0], Material::Concrete);
        let head = Pose { position: Vec3::new(1.0, 1.6, 0.0), ..Pose::default() };
        let placing = placing(Vec3::new(1.0, 1.6, -2.0), head, Some(&room), false);
        assert_eq!(placing.source, Vec3::new(0.0, 0.0, -2.0));
        let near = |expected: Vec3| placing.images.iter().any(|image| image.distance(expected) < 1e-4);
        assert!(near(Vec3::new(2.0, 0.0, -2.0)), "the wall on the right is a metre away: {placing:?}");
        assert!(near(Vec3::new(-6.0, 0.0, -2.0)) && near(Vec3::new(0.0, -3.2, -2.0)), "{placing:?}");
        assert!(near(Vec3::new(0.0, 0.0, -4.0)) && near(Vec3::new(0.0, 0.0, 8.0)), "{placing:?}");
        let furthest = placing.images.iter().map(|image| image.length()).fold(f32::MAX, f32::min);
        assert!(furthest >= placing.source.length());
    }

    #[test]
    fn who_stands_in_a_wall_hears_as_beside_it() {
        let room = room([4.0, 3.0, 6.0], Material::Concrete);
        let head = |x: f32| Pose { position: Vec3::new(x, 1.6, 0.0), ..Pose::default() };
        let [inside, outside] = [1.8, 40.0].map(|x| placing(Vec3::new(0.0, 1.6, -2.0), head(x), Some(&room), false).images);
        assert!(inside.iter().zip(&outside).all(|(a, b)| a.distance(*b) < 1e-4), "{inside:?} {outside:?}");
    }

    #[test]
    fn walls_do_not_drown_a_story() {
        let cell = room([2.2, 2.6, 3.8], Material::Tiles);
        let (teller, head) = (Vec3::new(0.8, 1.5, -1.4), Pose { position: Vec3::new(0.0, 1.6, 0.6), ..Pose::default() });
        let [told, other] = [true, false].map(|told| 10.0 * early(&placing(teller, head, Some(&cell), told)).log10());
        assert!((told + EARLY).abs() < 0.01 && other > 0.0, "{told} dB, anything else {other} dB");
        assert!((louder(&placing(teller, head, Some(&cell), true), -CLEAR) - 2.6).abs() < 0.1);
    }

    #[test]
    fn a_story_is_clearer_than_the_room_would_have_it() {
        let cell = room([2.2, 2.6, 3.8], Material::Tiles);
        assert_eq!(answer(&cell, 2.0, true), -CLEAR);
        assert_eq!(answer(&cell, 2.0, false), -DISTANT);
        let hall = room([20.0, 10.0, 40.0], Material::Carpet);
        assert!(answer(&hall, 1.0, true) < -10.0, "a teller near by in a large soft room is clearer still");
    }
}
