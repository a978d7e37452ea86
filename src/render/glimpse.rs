//! What a panorama looks like from afar: coarse enough to be gone through in a moment, and all that the light of its place takes.

use glam::{Vec2, Vec3, Vec4Swizzles};

use crate::media::PanoramaPixels;
use crate::media::texture::Format;

use super::faces::{FACES, LAYERS, face_of};
use super::mesh::Environment;
use super::palette::{luminance, to_linear};
use super::panorama::Hanging;

/// Cells of a picture across and down, and of a face of a cube.
const CELLS: (u32, u32) = (64, 32);
const CELLS_OF_A_FACE: (u32, u32) = (32, 32);
/// Looks into each cell, in each direction.
const LOOKS: u32 = 2;
/// The mean light that the pictures are brought to, in parts of full brightness: a photographer exposes a place so that it looks well
/// lit, and its lamps are burnt out.
const MEAN: f32 = 0.62;
/// How much of its colour the light keeps: of sun and lamps, burnt out in a picture, all of it is missing, and the sky would make people ashen.
const COLOUR: f32 = 0.5;
/// A picture that is darker than this in the mean is meant to be dark, and is brought no further than one that is not.
const DARK: f32 = 0.12;

/// A coarse copy of a panorama's first layer, or of all faces of a cube.
#[derive(Debug)]
pub struct Glimpse {
    /// Of a layer, cells across and down.
    size: (u32, u32),
    /// Linear light, row by row, layer after layer.
    cells: Vec<Vec3>,
    is_cube: bool,
    mean: Vec3,
}

impl Glimpse {
    /// Looks at `pixels`: some ten or twenty thousand of them, however many there are; half a millisecond. `None` where they
    /// are packed: what they show is known to the GPU alone.
    pub fn of(pixels: &PanoramaPixels) -> Option<Self> {
        let rgba = pixels.levels.first().filter(|_| pixels.format == Format::Rgba8)?;
        let (layers, size) = if pixels.is_cube { (pixels.layers, CELLS_OF_A_FACE) } else { (1, CELLS) };
        let encoded = |value: f32| if pixels.is_srgb { to_linear(value) } else { value };
        let light: [f32; 256] = std::array::from_fn(|value| encoded(value as f32 / 255.0));
        let at = |layer: u32, x: u32, y: u32| {
            let of = |cell: u32, cells: u32, size: u32| ((u64::from(2 * cell + 1) * u64::from(size)) / u64::from(2 * cells)) as usize;
            let (x, y) = (of(x, size.0 * LOOKS, pixels.width), of(y, size.1 * LOOKS, pixels.height));
            let first = 4 * ((layer as usize * pixels.height as usize + y) * pixels.width as usize + x);
            let pixel = rgba.get(first..first + 3).unwrap_or(&[0; 3]);
            Vec3::from_array([pixel[0], pixel[1], pixel[2]].map(|value| light[usize::from(value)]))
        };
        let looks = || (0..LOOKS).flat_map(|down| (0..LOOKS).map(move |across| (across, down)));
        let cell = |layer: u32, x: u32, y: u32| {
            looks().map(|(across, down)| at(layer, x * LOOKS + across, y * LOOKS + down)).sum::<Vec3>() / (LOOKS * LOOKS) as f32
        };
        let places = (0..layers).flat_map(|layer| (0..size.1).flat_map(move |y| (0..size.0).map(move |x| (layer, x, y))));
        let cells: Vec<Vec3> = places.map(|(layer, x, y)| cell(layer, x, y)).collect();
        let mean = cells.iter().sum::<Vec3>() / cells.len().max(1) as f32;
        Some(Self { size, cells, is_cube: pixels.is_cube, mean })
    }

    /// The light of a place around which the picture hangs so, brought to what a well-lit place has.
    pub fn environment(&self, hanging: &Hanging) -> Option<Environment> {
        let (across, down) = CELLS;
        let places =
            (0..down).flat_map(|y| (0..across).map(move |x| Vec2::new((x as f32 + 0.5) / across as f32, (y as f32 + 0.5) / down as f32)));
        let seen: Vec<Vec3> = places.map(|place| self.seen(Environment::direction(place.x, place.y), hanging)).collect();
        // As much as each row takes up of the sphere.
        let share = |index: usize| (((index as u32 / across) as f32 + 0.5) / down as f32 * std::f32::consts::PI).sin();
        let (sum, all) = seen
            .iter()
            .enumerate()
            .fold((0.0, 0.0), |(sum, all), (index, light)| (sum + luminance(light.to_array()) * share(index), all + share(index)));
        let raised = MEAN / (sum / all).max(DARK);
        let paler = |light: Vec3| Vec3::splat(luminance(light.to_array())).lerp(light, COLOUR);
        let light: Vec<f32> = seen.iter().flat_map(|light| (paler(*light) * raised).to_array()).collect();
        Environment::from_equirect(&light, across, down)
    }

    /// What is seen in a direction of the location.
    fn seen(&self, direction: Vec3, hanging: &Hanging) -> Vec3 {
        let direction = (hanging.picture_from_location * direction.extend(0.0)).xyz();
        if self.is_cube {
            let face = face_of(direction);
            let (at, _) = FACES[face].meet(direction, [Vec3::ZERO; 2]);
            return self.cell(LAYERS[face], (at + 1.0) / 2.0);
        }
        let place = hanging.place(direction);
        // Beyond the edge of a part of the sphere the picture's mean is drawn as well.
        if place.min_element() >= 0.0 && place.max_element() <= 1.0 { self.cell(0, place) } else { self.mean }
    }

    fn cell(&self, layer: u32, place: Vec2) -> Vec3 {
        let of = |place: f32, cells: u32| ((place * cells as f32) as u32).min(cells - 1);
        let (across, down) = self.size;
        let index = (layer * down + of(place.y, down)) * across + of(place.x, across);
        self.cells.get(index as usize).copied().unwrap_or(self.mean)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::tour::{Crop, Panorama as Hung};

    fn pixels(width: u32, height: u32, layers: u32, colour: impl Fn(u32, u32, u32) -> [u8; 3]) -> PanoramaPixels {
        let places = (0..layers).flat_map(|layer| (0..height).flat_map(move |y| (0..width).map(move |x| (layer, x, y))));
        let rgba = places
            .flat_map(|(layer, x, y)| {
                let [r, g, b] = colour(layer, x, y);
                [r, g, b, 255]
            })
            .collect::<Vec<u8>>();
        let is_cube = layers == 6;
        let (format, is_srgb, gpano) = (Format::Rgba8, true, Default::default());
        PanoramaPixels { width, height, layers, is_cube, format, is_srgb, levels: vec![rgba.into()], gpano }
    }

    fn hung(crop: Option<Crop>) -> Hanging {
        Hanging::new(&Hung { crop, ..Hung::of(Arc::new(PathBuf::from("a.jpg"))) }, &Default::default(), 1)
    }

    #[test]
    fn light_comes_from_where_it_is_seen() {
        // Red on the left, blue on the right.
        let halves = pixels(256, 128, 1, |_, x, _| if x < 128 { [255, 0, 0] } else { [0, 0, 255] });
        let glimpse = Glimpse::of(&halves).unwrap();
        assert_eq!(glimpse.seen(Vec3::new(-1.0, 0.2, 0.1), &hung(None)), Vec3::X);
        assert_eq!(glimpse.seen(Vec3::new(1.0, -0.3, 0.1), &hung(None)), Vec3::Z);
        // The same picture as the right half of the sphere alone: beyond it is its mean.
        let right = hung(Some(Crop { width: 180.0, height: 180.0, yaw: 90.0, pitch: 0.0 }));
        assert_eq!(glimpse.seen(Vec3::new(0.5, 0.0, -1.0), &right), Vec3::X);
        assert_eq!(glimpse.seen(Vec3::new(0.5, 0.0, 1.0), &right), Vec3::Z);
        assert_eq!(glimpse.seen(Vec3::NEG_X, &right), (Vec3::X + Vec3::Z) / 2.0);
    }

    #[test]
    fn the_faces_of_a_cube_are_looked_at_where_they_hang() {
        let cube = pixels(8, 8, 6, |layer, _, y| [layer as u8 * 40, 0, if y < 4 { 255 } else { 0 }]);
        let glimpse = Glimpse::of(&cube).unwrap();
        let ways = [Vec3::X, Vec3::NEG_X, Vec3::Y, Vec3::NEG_Y, Vec3::NEG_Z, Vec3::Z];
        for (layer, way) in ways.into_iter().enumerate() {
            let seen = glimpse.seen(way, &hung(None));
            assert!((seen.x - to_linear(layer as f32 * 40.0 / 255.0)).abs() < 1e-5, "layer {layer} {way}: {seen}");
        }
        let above = glimpse.seen(Vec3::new(0.1, 0.5, -1.0), &hung(None));
        assert_eq!(above.z, 1.0, "what is above is in the upper half");
        // Straight above, what is ahead is at the lower end of the face.
        assert_eq!(glimpse.seen(Vec3::new(0.0, 1.0, -0.5), &hung(None)).z, 0.0);
    }

    #[test]
    fn places_are_well_lit_but_for_those_that_are_meant_to_be_dark() {
        let mean = |grey: u8| {
            let environment = Glimpse::of(&pixels(64, 32, 1, |_, _, _| [grey; 3])).unwrap().environment(&hung(None)).unwrap();
            environment.irradiance()[0].x
        };
        assert!((mean(150) - MEAN).abs() < 0.01 && (mean(250) - MEAN).abs() < 0.01, "{} {}", mean(150), mean(250));
        assert!(mean(30) < 0.1, "a cellar at night: {}", mean(30));
    }
}
