//! What lies around a tile: a pixel's breadth of the tiles beside it, also over the edges of the cube, so that no line shows between them.

use std::collections::HashMap;

use super::super::faces::FACES;
use super::choice::Numbers;
use super::slots::Number;
use crate::media::TilePixels;
use crate::tour::{Pyramid, Tile};

/// A side of a tile or of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

const SIDES: [Side; 4] = [Side::Top, Side::Right, Side::Bottom, Side::Left];

impl Side {
    fn opposite(self) -> Self {
        match self {
            Self::Top => Self::Bottom,
            Self::Right => Self::Left,
            Self::Bottom => Self::Top,
            Self::Left => Self::Right,
        }
    }

    /// The `nth` place along this side of a tile of this size, just outside of it; -1 is the corner before its first.
    fn place(self, nth: i64, (width, height): (u32, u32)) -> (i64, i64) {
        match self {
            Self::Top => (nth, -1),
            Self::Right => (width.into(), nth),
            Self::Bottom => (nth, height.into()),
            Self::Left => (-1, nth),
        }
    }

    /// How long it is on a tile of this size, without corners.
    fn length(self, (width, height): (u32, u32)) -> u32 {
        if matches!(self, Self::Top | Self::Bottom) { width } else { height }
    }
}

/// A pixel of a level: on which face, and where from the left and the top.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spot {
    face: u32,
    x: u32,
    y: u32,
}

/// Finds a pixel that may lie just beyond an edge of its face, and then by which side of the next face it lies. Beyond a corner there
/// is nothing.
fn beyond(size: u32, face: u32, x: i64, y: i64) -> Option<(Spot, Option<Side>)> {
    let (last, from) = (i64::from(size) - 1, FACES[face as usize]);
    let inside = |place: i64| (0..=last).contains(&place);
    let (over, along, nth) = match (inside(x), inside(y)) {
        (true, true) => return Some((Spot { face, x: x as u32, y: y as u32 }, None)),
        (false, true) => (if x < 0 { -from.right } else { from.right }, from.down, y),
        (true, false) => (if y < 0 { -from.down } else { from.down }, from.right, x),
        (false, false) => return None,
    };
    let next = FACES.iter().position(|face| face.ahead == over)?;
    let to = FACES[next];
    // Either the edge runs along this axis of the next face, or the next face begins or ends there.
    let (mut side, mut place) = (None, [0, 0]);
    for (place, (axis, sides)) in place.iter_mut().zip([(to.right, [Side::Left, Side::Right]), (to.down, [Side::Top, Side::Bottom])]) {
        let (ends, runs) = (from.ahead.dot(axis), along.dot(axis));
        if ends != 0.0 {
            side = Some(sides[usize::from(ends > 0.0)]);
        }
        *place = match (ends, runs) {
            (ends, _) if ends > 0.0 => last,
            (ends, _) if ends < 0.0 => 0,
            (_, runs) if runs > 0.0 => nth,
            _ => last - nth,
        };
    }
    Some((Spot { face: next as u32, x: place[0] as u32, y: place[1] as u32 }, side))
}

/// The outermost pixels of a tile, side by side, from its top left.
#[derive(Debug)]
struct Edges {
    size: (u32, u32),
    sides: [Vec<[u8; 4]>; 4],
}

impl Edges {
    fn of(pixels: &TilePixels) -> Self {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let at = |x: usize, y: usize| {
            let begin = ((y + 1) * (width + 2) + x + 1) * 4;
            std::array::from_fn(|channel| pixels.rgba[begin + channel])
        };
        let row = |y: usize| (0..width).map(|x| at(x, y)).collect();
        let column = |x: usize| (0..height).map(|y| at(x, y)).collect();
        Self { size: (pixels.width, pixels.height), sides: [row(0), column(width - 1), row(height - 1), column(0)] }
    }

    /// A pixel at an edge.
    fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let [top, right, bottom, left] = &self.sides;
        match (x, y) {
            (x, 0) => top[x as usize],
            (0, y) => left[y as usize],
            (x, y) if y + 1 == self.size.1 => bottom[x as usize],
            (_, y) => right[y as usize],
        }
    }
}

/// The edges of all tiles that are there.
#[derive(Debug, Default)]
pub struct Borders {
    edges: HashMap<Number, Edges>,
}

impl Borders {
    /// Remembers the edges of a tile that is there now.
    pub fn insert(&mut self, tile: Number, pixels: &TilePixels) {
        self.edges.insert(tile, Edges::of(pixels));
    }

    /// Forgets those of one that was let go.
    pub fn remove(&mut self, tile: Number) {
        self.edges.remove(&tile);
    }

    /// The border of a tile along a side, with both corners: of what lies there, or as its own edge where nothing does.
    pub fn strip(&self, pyramid: &Pyramid, numbers: &Numbers, tile: Tile, side: Side) -> Vec<[u8; 4]> {
        let Some(own) = self.edges.get(&numbers.of(tile)) else { return Vec::new() };
        let (face_size, tile_size) = (pyramid.sizes()[tile.level as usize], pyramid.tile_size());
        let (left, top) = (i64::from(tile.column * tile_size), i64::from(tile.row * tile_size));
        let find = |nth: i64| {
            let (x, y) = side.place(nth, own.size);
            beyond(face_size, tile.face, left + x, top + y)
        };
        let lies = |spot: Spot| Tile { level: tile.level, face: spot.face, row: spot.y / tile_size, column: spot.x / tile_size };
        let at = |nth: i64| {
            let (x, y) = side.place(nth, own.size);
            let there =
                find(nth).and_then(|(spot, _)| Some(self.edges.get(&numbers.of(lies(spot)))?.at(spot.x % tile_size, spot.y % tile_size)));
            let within = |place: i64, length: u32| place.clamp(0, i64::from(length) - 1) as u32;
            there.unwrap_or_else(|| own.at(within(x, own.size.0), within(y, own.size.1)))
        };
        let length = i64::from(side.length(own.size));
        let mut strip = Vec::with_capacity(length as usize + 2);
        strip.push(at(-1));
        match find(0) {
            // On the same face the whole side lies along one other's.
            Some((spot, None)) => {
                let (edges, facing) = self.edges.get(&numbers.of(lies(spot))).map_or((own, side), |edges| (edges, side.opposite()));
                strip.extend_from_slice(&edges.sides[facing as usize]);
            }
            _ => strip.extend((0..length).map(&at)),
        }
        strip.push(at(length));
        strip
    }

    /// Writes the border of a tile into its pixels.
    pub fn fill(&self, pyramid: &Pyramid, numbers: &Numbers, tile: Tile, pixels: &mut TilePixels) {
        let stride = pixels.width as usize + 2;
        for side in SIDES {
            let (begin, step) = match side {
                Side::Top => (0, 1),
                Side::Right => (stride - 1, stride),
                Side::Bottom => (stride * (pixels.height as usize + 1), 1),
                Side::Left => (0, stride),
            };
            for (nth, pixel) in self.strip(pyramid, numbers, tile, side).into_iter().enumerate() {
                let at = (begin + nth * step) * 4;
                pixels.rgba[at..at + 4].copy_from_slice(&pixel);
            }
        }
    }

    /// The tiles around a tile that are there, each with a side on which it has the tile.
    pub fn around(&self, pyramid: &Pyramid, numbers: &Numbers, tile: Tile) -> Vec<(Tile, Side)> {
        let (face_size, tile_size, size) = (pyramid.sizes()[tile.level as usize], pyramid.tile_size(), pyramid.size_of(tile));
        let mut around: Vec<(Tile, Side)> = Vec::with_capacity(12);
        for side in SIDES {
            let length = i64::from(side.length(size));
            // Where tiles are counted from the other end, two may share a side.
            for nth in [-1, 0, length - 1, length] {
                let (x, y) = side.place(nth, size);
                let (left, top) = (i64::from(tile.column * tile_size), i64::from(tile.row * tile_size));
                let Some((spot, facing)) = beyond(face_size, tile.face, left + x, top + y) else { continue };
                let lies = Tile { level: tile.level, face: spot.face, row: spot.y / tile_size, column: spot.x / tile_size };
                // One of both sides at a corner has the corner.
                if self.edges.contains_key(&numbers.of(lies)) && !around.iter().any(|(known, _)| *known == lies) {
                    around.push((lies, facing.unwrap_or(side.opposite())));
                }
            }
        }
        around
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use glam::{Vec2, Vec3};

    use super::*;
    use crate::tour::Template;

    /// The direction of a pixel's middle.
    fn direction(size: u32, spot: Spot) -> Vec3 {
        let at = (Vec2::new(spot.x as f32, spot.y as f32) + 0.5) / size as f32 * 2.0 - 1.0;
        let face = FACES[spot.face as usize];
        (face.ahead + face.right * at.x + face.down * at.y).normalize()
    }

    #[test]
    fn over_each_edge_of_the_cube_lies_the_pixel_beside() {
        let size = 50;
        for face in 0..6 {
            for side in SIDES {
                for nth in 0..i64::from(size) {
                    let (x, y) = side.place(nth, (size, size));
                    let (spot, facing) = beyond(size, face, x, y).unwrap();
                    let own = Spot { face, x: x.clamp(0, 49) as u32, y: y.clamp(0, 49) as u32 };
                    let apart = direction(size, own).angle_between(direction(size, spot));
                    // About as far as from pixel to pixel there.
                    assert!(spot.face != face && apart < 2.2 / size as f32, "{face} {side:?} {nth}: {spot:?}");
                    // And back again.
                    let (x, y) = facing
                        .unwrap()
                        .place(if matches!(facing, Some(Side::Top | Side::Bottom)) { spot.x } else { spot.y }.into(), (size, size));
                    assert_eq!(beyond(size, spot.face, x, y).unwrap(), (own, Some(side)));
                }
            }
        }
    }

    #[test]
    fn a_border_is_what_lies_around_or_the_tiles_own_edge() {
        let template = Template::parse("{z}{f}{y}_{x}", Template::FACES.map(str::to_owned)).unwrap();
        let pyramid = Pyramid::new(Path::new(""), template, 64, &[64, 150]).unwrap();
        let numbers = Numbers::new(&pyramid);
        // Each pixel tells its place.
        let shown = |spot: Spot| [spot.face as u8 + 1, spot.x as u8, spot.y as u8, 255];
        let pixels = |tile: Tile| {
            let (width, height) = pyramid.size_of(tile);
            let mut rgba = vec![0; ((width + 2) * (height + 2) * 4) as usize];
            for (x, y) in (0..width).flat_map(|x| (0..height).map(move |y| (x, y))) {
                let begin = ((y + 1) * (width + 2) + x + 1) as usize * 4;
                let spot = Spot { face: tile.face, x: tile.column * 64 + x, y: tile.row * 64 + y };
                rgba[begin..begin + 4].copy_from_slice(&shown(spot));
            }
            TilePixels { width, height, rgba }
        };
        let mut borders = Borders::default();
        let corner = Tile { level: 1, face: 4, row: 2, column: 2 };
        borders.insert(numbers.of(corner), &pixels(corner));
        let alone = borders.strip(&pyramid, &numbers, corner, Side::Left);
        assert_eq!(
            (alone.len(), alone[0], alone[23]),
            (24, shown(Spot { face: 4, x: 128, y: 128 }), shown(Spot { face: 4, x: 128, y: 149 }))
        );
        assert!(borders.around(&pyramid, &numbers, corner).is_empty());

        for tile in pyramid.tiles(1) {
            borders.insert(numbers.of(tile), &pixels(tile));
        }
        for tile in pyramid.tiles(1) {
            let size = pyramid.size_of(tile);
            for side in SIDES {
                let strip = borders.strip(&pyramid, &numbers, tile, side);
                for (nth, is) in (-1..).zip(strip) {
                    let (x, y) = side.place(nth, size);
                    let (x, y) = (i64::from(tile.column * 64) + x, i64::from(tile.row * 64) + y);
                    let own = Spot { face: tile.face, x: x.clamp(0, 149) as u32, y: y.clamp(0, 149) as u32 };
                    let should = beyond(150, tile.face, x, y).map_or(own, |(spot, _)| spot);
                    assert_eq!(is, shown(should), "{tile:?} {side:?} {nth}");
                }
            }
            let mut whole = pixels(tile);
            borders.fill(&pyramid, &numbers, tile, &mut whole);
            assert!(whole.rgba.chunks(4).all(|pixel| pixel[3] == 255), "{tile:?} is not filled");
            // Whoever borders on a tile is told when it comes.
            let around = borders.around(&pyramid, &numbers, tile);
            for other in pyramid.tiles(1) {
                let size = pyramid.size_of(other);
                let told: Vec<Side> = around.iter().filter(|(known, _)| *known == other).map(|(_, side)| *side).collect();
                for side in SIDES {
                    for (nth, [face, x, y, _]) in (-1..).zip(borders.strip(&pyramid, &numbers, other, side)) {
                        let lies = (u32::from(face) - 1, u32::from(y) / 64, u32::from(x) / 64);
                        if other != tile && lies == (tile.face, tile.row, tile.column) {
                            let place = side.place(nth, size);
                            let has = |told: &Side| (-1..=i64::from(told.length(size))).any(|nth| told.place(nth, size) == place);
                            assert!(told.iter().any(has), "{other:?} {side:?} {nth} is not told of {tile:?}");
                        }
                    }
                }
            }
        }
    }
}
