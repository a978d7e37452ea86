//! Screenshots of what is seen, compared as a person would who steps back: by the colours of coarse cells.

use std::path::Path;

use image::imageops::{FilterType, crop_imm, resize};
use image::{Rgb32FImage, RgbImage};

use super::golden::deviation;

/// How many cells a picture is wide and high.
const CELLS: u32 = 10;

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
        let values = self.cells.as_raw().iter().zip(other.cells.as_raw());
        values.map(|(one, other)| (one - other).abs()).sum::<f32>() / self.cells.as_raw().len() as f32 * 255.0
    }
}
