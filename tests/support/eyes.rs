//! Screenshots of what is seen, compared as a person would who steps back: by the colours of coarse cells.

use std::path::Path;

use image::imageops::{FilterType, crop_imm, resize};
use image::{Rgb32FImage, RgbImage};

use super::golden::deviation;

/// How many cells a picture is wide and high.
const CELLS: u32 = 10;
/// How far two pictures are shifted against each other in search of where they are most alike, pixels.
const MOST_SHIFT: i32 = 30;

/// What one eye sees.
#[derive(Clone)]
pub struct Sight {
    picture: RgbImage,
    cells: Rgb32FImage,
}

impl Sight {
    /// Of a whole picture.
    pub fn of(picture: RgbImage) -> Self {
        let fine = image::DynamicImage::from(picture.clone()).into_rgb32f();
        let cells = resize(&fine, CELLS, CELLS, FilterType::Triangle);
        Self { picture, cells }
    }

    /// Of the left and the right half of a screenshot.
    pub fn both(png: &Path) -> [Self; 2] {
        let whole = image::open(png).unwrap_or_else(|error| panic!("{}: {error}", png.display())).into_rgb8();
        let (half, height) = (whole.width() / 2, whole.height());
        [0, half].map(|left| Self::of(crop_imm(&whole, left, 0, half, height).to_image()))
    }

    /// How much the colours vary: 0 where there is one alone, 40 and more in a room; of 255.
    pub fn variety(&self) -> f32 {
        deviation(&image::DynamicImage::from(self.picture.clone()).into_rgba8())
    }

    /// How much the cells differ in the mean; 0 alike, 255 black from white.
    pub fn differs(&self, other: &Self) -> f32 {
        difference(self.cells.as_raw(), other.cells.as_raw()) * 255.0
    }

    /// By how many pixels things lie further right in this picture than in `other`, at the shift where the two are most alike: above
    /// zero where this is the left eye of the two and things are near.
    pub fn lies_right_of(&self, other: &Self) -> i32 {
        let (width, height) = self.picture.dimensions();
        let part = |picture: &RgbImage, left: i32| {
            crop_imm(picture, left as u32, 0, width - 2 * MOST_SHIFT as u32, height)
                .to_image()
                .into_raw()
                .into_iter()
                .map(f32::from)
                .collect()
        };
        let middle: Vec<f32> = part(&other.picture, MOST_SHIFT);
        let unlike = |shift: i32| difference(&part(&self.picture, MOST_SHIFT + shift), &middle);
        (-MOST_SHIFT..=MOST_SHIFT).min_by(|&one, &other| unlike(one).total_cmp(&unlike(other))).unwrap_or_default()
    }

    /// The middle of it that has the shape of a window of `width` by `height`.
    pub fn middle(&self, width: u32, height: u32) -> Self {
        let (whole_width, whole_height) = self.picture.dimensions();
        let (part_width, part_height) = (whole_width.min(whole_height * width / height), whole_height.min(whole_width * height / width));
        let (left, top) = ((whole_width - part_width) / 2, (whole_height - part_height) / 2);
        Self::of(crop_imm(&self.picture, left, top, part_width, part_height).to_image())
    }

    /// The mean colour of what is straight ahead, a tenth of the picture across; 0 to 255.
    pub fn ahead(&self) -> [f32; 3] {
        let (width, height) = self.picture.dimensions();
        mean(&crop_imm(&self.picture, width * 9 / 20, height * 9 / 20, width / 10, height / 10).to_image())
    }
}

/// The mean colour of what an equirectangular picture shows within `reach` degrees of a direction; 0 to 255.
pub fn in_panorama(file: &Path, yaw: f32, pitch: f32, reach: f32) -> [f32; 3] {
    let picture = image::open(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).into_rgb8();
    let a_degree = picture.width() as f32 / 360.0;
    let (left, top) = ((180.0 + yaw - reach) * a_degree, (90.0 - pitch - reach) * a_degree);
    let side = (2.0 * reach * a_degree) as u32;
    mean(&crop_imm(&picture, left as u32, top as u32, side, side).to_image())
}

fn mean(picture: &RgbImage) -> [f32; 3] {
    let count = picture.pixels().len() as f32;
    [0, 1, 2].map(|channel| picture.pixels().map(|pixel| f32::from(pixel.0[channel])).sum::<f32>() / count)
}

fn difference(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len(), "the pictures are of one size");
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).sum::<f32>() / one.len() as f32
}
