//! Which tiles a frame needs: from where the eyes look, and how fine the picture is that they see.

use glam::{Quat, UVec2, Vec2, Vec3};

use super::super::View;
use super::super::faces::{FACES, face_of};
use super::slots::Number;
use crate::tour::{Pyramid, Tile};

/// A view is looked at in so many places across and down, and a step beyond each edge, for heads turn.
const STEPS: i32 = 24;
/// How much finer than at such a place the picture may be beside it.
const FINER: f32 = 1.1;

/// A head that has turned by less than this since, degrees, sees the same tiles: what lies beyond the edges is looked at too.
const SAME: f32 = 1.0;

/// How large a face would be whose pixels are as large as the screen's where `to_right` and `to_below` lead to the next pixels, each a
/// part of half a face: where it is seen askew the mean of both sides, but never less than half of the longer one. As in tiles.wgsl.
fn wanted_size(to_right: Vec2, to_below: Vec2) -> f32 {
    let area = to_right.perp_dot(to_below).abs();
    2.0 / area.sqrt().max(to_right.length().max(to_below.length()) * 0.5).max(1e-9)
}

/// The numbers of a pyramid's tiles but for its coarsest level: level after level, face after face, row after row.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// For each level its first number and how many tiles lie beside each other on a face; for the coarsest nothing.
    levels: Vec<(Number, u32)>,
    count: u32,
}

impl Numbers {
    pub fn new(pyramid: &Pyramid) -> Self {
        let mut count = 0;
        let mut levels = vec![(0, 0)];
        for level in 1..pyramid.sizes().len() as u32 {
            let across = pyramid.across(level);
            levels.push((count, across));
            count += 6 * across * across;
        }
        Self { levels, count }
    }

    /// How many tiles there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The number of a level's first tile.
    pub fn first(&self, level: usize) -> Number {
        self.levels[level].0
    }

    pub fn of(&self, tile: Tile) -> Number {
        let (first, across) = self.levels[tile.level as usize];
        first + (tile.face * across + tile.row) * across + tile.column
    }

    pub fn tile(&self, number: Number) -> Tile {
        let level = self.levels.partition_point(|(first, _)| *first <= number) - 1;
        let (first, across) = self.levels[level];
        let nth = number - first;
        Tile { level: level as u32, face: nth / (across * across), row: nth / across % across, column: nth % across }
    }
}

/// A tile that a frame needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needed {
    pub tile: Tile,
    pub number: Number,
    /// The cosine of how far it is from where a view looks.
    near: f32,
}

/// Chooses tiles, frame by frame. Kept so that nothing is allocated each frame.
#[derive(Debug)]
pub struct Choice {
    sizes: Vec<f32>,
    tile: f32,
    pub numbers: Numbers,
    /// Where in `needed` each tile is, if it is of this round.
    noted: Vec<(u32, u32)>,
    round: u32,
    needed: Vec<Needed>,
    /// What was looked at last.
    views: Vec<View>,
    size: UVec2,
    picture_from_location: Quat,
}

impl Choice {
    pub fn new(pyramid: &Pyramid) -> Self {
        let numbers = Numbers::new(pyramid);
        Self {
            sizes: pyramid.sizes().iter().map(|size| *size as f32).collect(),
            tile: pyramid.tile_size() as f32,
            noted: vec![(0, 0); numbers.count() as usize],
            numbers,
            round: 0,
            needed: Vec::new(),
            views: Vec::new(),
            size: UVec2::ZERO,
            picture_from_location: Quat::IDENTITY,
        }
    }

    /// Looks at what these views see of a picture that is turned so, each in `size` pixels. Afterwards [`Choice::needed`] tells it.
    pub fn look(&mut self, views: &[View], size: UVec2, picture_from_location: Quat) {
        // However the picture and the head are turned, if they are turned alike: who goes elsewhere is turned there by where they look.
        let turned = |picture_from_location: Quat, view: &View| picture_from_location * view.pose.orientation;
        let is_same = |(one, other): (&View, &View)| {
            let apart = turned(picture_from_location, one).angle_between(turned(self.picture_from_location, other));
            one.fov == other.fov && apart < SAME.to_radians()
        };
        if (size, views.len()) == (self.size, self.views.len()) && views.iter().zip(&self.views).all(is_same) {
            return;
        }
        (self.size, self.picture_from_location) = (size, picture_from_location);
        self.views.clear();
        self.views.extend_from_slice(views);
        self.round += 1;
        self.needed.clear();
        for view in views {
            self.look_from(view, size.max(UVec2::ONE).as_vec2(), picture_from_location * view.pose.orientation);
        }
        let first = |needed: &Needed| (needed.tile.level, -needed.near);
        self.needed.sort_unstable_by(|one, other| first(one).partial_cmp(&first(other)).unwrap_or(std::cmp::Ordering::Equal));
    }

    /// What is needed, in the order in which it should come: coarser tiles first, and of each level those in the middle of what is seen.
    pub fn needed(&self) -> &[Needed] {
        &self.needed
    }

    fn look_from(&mut self, view: &View, size: Vec2, picture_from_view: Quat) {
        let fov = view.fov;
        let reach = Vec2::new(fov.left + fov.right, fov.up + fov.down);
        let step = reach / STEPS as f32;
        // From pixel to pixel, and how many of them are a step.
        let changes = [picture_from_view * (Vec3::X * reach.x / size.x), picture_from_view * (Vec3::NEG_Y * reach.y / size.y)];
        let pixels = size / STEPS as f32;
        for row in -1..=STEPS + 1 {
            for column in -1..=STEPS + 1 {
                let ray = Vec3::new(column as f32 * step.x - fov.left, fov.up - row as f32 * step.y, -1.0);
                let direction = picture_from_view * ray;
                let face = face_of(direction);
                let (at, [to_right, to_below]) = FACES[face].meet(direction, changes);
                // All that is nearer to this place than to the next in each direction, and a little more, for none of this is straight. At the
                // edge of a face the next may lie on another, and tells nothing of this one.
                let step = to_right.abs() * pixels.x + to_below.abs() * pixels.y;
                let around = if (at.abs() + step * 1.25).max_element() > 1.0 { step * 1.25 } else { step * 0.6 };
                self.note(face as u32, at, around, wanted_size(to_right, to_below) * FINER, ray.length_recip());
            }
        }
    }

    /// Notes the tiles of a face `around` a place that are as fine as `wanted`, and all coarser ones.
    fn note(&mut self, face: u32, at: Vec2, around: Vec2, wanted: f32, near: f32) {
        for level in 1..self.sizes.len() {
            if wanted <= self.sizes[level - 1] {
                return;
            }
            let across = self.numbers.levels[level].1;
            let nth = |place: Vec2| {
                ((place * 0.5 + 0.5) * self.sizes[level] / self.tile)
                    .as_ivec2()
                    .clamp(glam::IVec2::ZERO, glam::IVec2::splat(across as i32 - 1))
                    .as_uvec2()
            };
            let (begin, end) = (nth((at - around).max(Vec2::NEG_ONE)), nth((at + around).min(Vec2::ONE)));
            for row in begin.y..=end.y {
                for column in begin.x..=end.x {
                    let tile = Tile { level: level as u32, face, row, column };
                    let number = self.numbers.of(tile);
                    let (round, place) = self.noted[number as usize];
                    if round == self.round {
                        let needed = &mut self.needed[place as usize];
                        needed.near = needed.near.max(near);
                    } else {
                        self.noted[number as usize] = (self.round, self.needed.len() as u32);
                        self.needed.push(Needed { tile, number, near });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::pose::{Fov, Pose, turn};
    use crate::tour::Template;

    fn pyramid(tile: u32, sizes: &[u32]) -> Pyramid {
        let template = Template::parse("{z}{f}{y}_{x}", Template::FACES.map(str::to_owned)).unwrap();
        Pyramid::new(Path::new(""), template, tile, sizes).unwrap()
    }

    fn view(yaw: f32, pitch: f32, fov: Fov) -> View {
        View { pose: Pose { orientation: turn(yaw) * Quat::from_rotation_x(pitch.to_radians()), ..Pose::default() }, fov }
    }

    #[test]
    fn who_will_face_the_same_wherever_they_look_has_nothing_new_to_look_for() {
        let mut choice = Choice::new(&pyramid(100, &[64, 150, 390, 1000]));
        let fov = Fov::symmetric(90.0, 1.0);
        for yaw in [0.0, 30.0, -170.0] {
            choice.look(&[view(yaw, 10.0, fov)], UVec2::splat(500), turn(50.0 - yaw));
            assert_eq!(choice.round, 1);
        }
        choice.look(&[view(0.0, 10.0, fov)], UVec2::splat(500), turn(53.0));
        assert_eq!(choice.round, 2);
    }

    #[test]
    fn numbers_lead_back_to_their_tiles() {
        let pyramid = pyramid(100, &[64, 150, 390, 1000]);
        let numbers = Numbers::new(&pyramid);
        let tiles: Vec<Tile> = (1..4).flat_map(|level| pyramid.tiles(level)).collect();
        assert_eq!(numbers.count() as usize, tiles.len());
        for (number, tile) in tiles.into_iter().enumerate() {
            assert_eq!((numbers.of(tile), numbers.tile(number as u32)), (number as u32, tile));
        }
    }

    #[test]
    fn every_direction_lies_within_its_face_and_no_mirror_is_among_them() {
        for nth in 0..1000 {
            let direction = turn(nth as f32 * 7.3) * Quat::from_rotation_x((nth as f32 * 0.18 - 90.0).to_radians()) * Vec3::NEG_Z;
            let (at, _) = FACES[face_of(direction)].meet(direction, [Vec3::ZERO; 2]);
            assert!(at.abs().max_element() <= 1.0001, "{direction} {at}");
        }
        assert!(FACES.iter().all(|face| face.right.cross(face.down).abs_diff_eq(face.ahead, 1e-6)));
    }

    #[test]
    fn the_middle_comes_first_of_each_level() {
        let mut choice = Choice::new(&pyramid(64, &[64, 256, 1024]));
        choice.look(&[view(0.0, 0.0, Fov::symmetric(80.0, 1.0))], UVec2::splat(1024), Quat::IDENTITY);
        let levels: Vec<u32> = choice.needed().iter().map(|needed| needed.tile.level).collect();
        assert!(levels.is_sorted() && levels.contains(&1) && levels.contains(&2));
        let finest = choice.needed().iter().find(|needed| needed.tile.level == 2).unwrap().tile;
        assert!(finest.face == 0 && (7..=8).contains(&finest.row) && (7..=8).contains(&finest.column), "{finest:?}");
    }

    #[test]
    fn a_head_that_hardly_turns_is_not_followed_and_one_that_turns_is() {
        let mut choice = Choice::new(&pyramid(64, &[64, 256, 1024]));
        let mut rounds = |yaw: f32| {
            choice.look(&[view(yaw, 0.0, Fov::symmetric(80.0, 1.0))], UVec2::splat(1024), Quat::IDENTITY);
            choice.round
        };
        assert_eq!([0.0, 0.3, -0.5, 0.9, 1.2, 1.0, 2.5].map(&mut rounds), [1, 1, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn a_small_picture_needs_no_fine_tiles() {
        let mut choice = Choice::new(&pyramid(64, &[64, 256, 1024, 4096]));
        choice.look(&[view(0.0, 0.0, Fov::symmetric(90.0, 1.0))], UVec2::splat(40), Quat::IDENTITY);
        assert!(choice.needed().is_empty());
        choice.look(&[view(0.0, 0.0, Fov::symmetric(90.0, 1.0))], UVec2::splat(200), Quat::IDENTITY);
        assert!(!choice.needed().is_empty() && choice.needed().iter().all(|needed| needed.tile.level <= 2));
    }

    #[test]
    fn what_two_eyes_of_a_headset_need_has_room() {
        let sizes = [512, 1024, 2048, 4096, 8192, 16384];
        let mut choice = Choice::new(&pyramid(512, &sizes));
        let fov = Fov { left: 1.38, right: 0.84, up: 0.97, down: 1.43 };
        let other = Fov { left: fov.right, right: fov.left, ..fov };
        let begin = std::time::Instant::now();
        let most = (0..60).map(|nth| {
            let (yaw, pitch) = (nth as f32 * 31.0, nth as f32 * 17.0 % 180.0 - 90.0);
            choice.look(&[view(yaw, pitch, fov), view(yaw, pitch, other)], UVec2::new(2064, 2208), Quat::IDENTITY);
            choice.needed().len()
        });
        let most = most.max().unwrap();
        eprintln!("at most {most} tiles of 512 pixels, {:?} a look", begin.elapsed() / 60);
        assert!((40..250).contains(&most), "{most}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        /// Looked at pixel by pixel, as the shader does.
        #[test]
        fn whatever_a_pixel_shows_is_needed(
            (yaw, pitch, roll) in (-180.0_f32..180.0, -90.0_f32..90.0, -90.0_f32..90.0),
            (left, right, up, down) in (0.5_f32..1.5, 0.5_f32..1.5, 0.5_f32..1.5, 0.5_f32..1.5),
            tile in 64_u32..300,
            (coarsest, steps) in (32_u32..300, prop::collection::vec(1.2_f32..3.0, 1..4)),
            side in 100_u32..4000,
        ) {
            let mut sizes = vec![coarsest];
            for step in steps {
                sizes.push((*sizes.last().unwrap() as f32 * step) as u32 + 1);
            }
            let pyramid = pyramid(tile, &sizes);
            let mut choice = Choice::new(&pyramid);
            let view = View { fov: Fov { left, right, up, down }, ..view(yaw, pitch, Fov::symmetric(90.0, 1.0)) };
            let turned = Quat::from_rotation_z(roll.to_radians());
            let size = Vec2::new(side as f32, side as f32 * 0.9);
            choice.look(&[view], size.as_uvec2(), turned);
            let needed: HashSet<Tile> = choice.needed().iter().map(|needed| needed.tile).collect();
            let picture_from_view = turned * view.pose.orientation;
            let reach = Vec2::new(left + right, up + down);
            let changes = [picture_from_view * (Vec3::X * reach.x / size.x), picture_from_view * (Vec3::NEG_Y * reach.y / size.y)];
            for nth in 0..20_000 {
                // All over the view, never twice the same.
                let part = Vec2::new(nth as f32 * 0.618_034 % 1.0, nth as f32 * 0.754_877_7 % 1.0);
                let direction = picture_from_view * Vec3::new(part.x * reach.x - left, up - part.y * reach.y, -1.0);
                let face = face_of(direction);
                let (at, [to_right, to_below]) = FACES[face].meet(direction, changes);
                let wanted = wanted_size(to_right, to_below);
                for level in 1..sizes.len() {
                    if wanted <= sizes[level - 1] as f32 {
                        break;
                    }
                    let place = ((at * 0.5 + 0.5) * sizes[level] as f32 / tile as f32).as_uvec2().min(UVec2::splat(pyramid.across(level as u32) - 1));
                    let seen = Tile { level: level as u32, face: face as u32, row: place.y, column: place.x };
                    prop_assert!(needed.contains(&seen), "{seen:?} at {part}");
                }
            }
        }
    }
}
