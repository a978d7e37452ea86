//! The light all around a model: an equirectangular HDR or OpenEXR picture, brought down to what light is made of.

use std::path::Path;

use super::LoadError;
use super::budget::Budget;
use super::opened::{self, Opened, affordable};
use super::scale::covered;

/// Texels across at most, half as many down: a mirror shows no more.
const ACROSS: u32 = 512;
/// No texel is brighter: the sun is, but what it gives is kept in the mean of those around.
const BRIGHTEST: f32 = 1e6;

/// Light from all around.
#[derive(Debug, Clone, PartialEq)]
pub struct AllRound {
    /// Texels.
    pub width: u32,
    /// Texels.
    pub height: u32,
    /// Linear red, green and blue of each, row by row from straight above, with -Z in the middle and +X to its right.
    pub light: Vec<f32>,
}

/// Reads the light of a picture. Waits until `budget` has room for it.
///
/// # Errors
/// Where the file is missing, broken, holds no more light than a screen shows, or would take more than all of `budget`.
pub fn load(file: &Path, budget: &'static Budget) -> Result<AllRound, LoadError> {
    let needs = |opened: &Opened<'_>| {
        let size = (opened.width, opened.height);
        // Whatever its channels are, three of them are kept.
        let kept = u64::from(size.0) * u64::from(size.1) * 12;
        affordable(file, size, opened.needed.saturating_add(kept), budget)
    };
    let _memory = budget.reserve(opened::look(file, budget, needs)?);
    let bytes = opened::read(file)?;
    let opened = Opened::new(file, &bytes, budget)?;
    // It may have been saved meanwhile.
    needs(&opened)?;
    let (width, height) = (opened.width, opened.height);
    Ok(smaller(&opened.light()?, (width, height), (width.min(ACROSS), height.min(ACROSS / 2))))
}

/// The same, where a model is rather lit as a room is than not seen at all.
pub(super) fn load_or_warn(file: &Path, budget: &'static Budget) -> Option<AllRound> {
    load(file, budget).inspect_err(|error| tracing::warn!("{error}. Until then a neutral room lights the model")).ok()
}

/// Each texel is the mean of those it covers; what is no number is dark.
fn smaller(light: &[f32], from: (u32, u32), to: (u32, u32)) -> AllRound {
    let sane = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(0.0, BRIGHTEST) };
    let mut result = Vec::with_capacity(to.0 as usize * to.1 as usize * 3);
    for row in 0..to.1 as usize {
        let mut sums = vec![0.0_f32; from.0 as usize * 3];
        for (from_row, weight) in covered(row, from.1, to.1) {
            let line = &light[from_row * from.0 as usize * 3..][..from.0 as usize * 3];
            sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += sane(*value) * weight);
        }
        for column in 0..to.0 as usize {
            let mut mean = [0.0_f32; 3];
            for (from_column, weight) in covered(column, from.0, to.0) {
                mean.iter_mut().zip(&sums[from_column * 3..]).for_each(|(mean, sum)| *mean += sum * weight);
            }
            result.extend(mean);
        }
    }
    AllRound { width: to.0, height: to.1, light: result }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use image::codecs::hdr::HdrEncoder;
    use image::{ExtendedColorType, ImageEncoder};

    use super::*;
    use crate::media::DECODING;

    #[test]
    fn a_small_picture_keeps_the_light_of_a_large_one_the_sun_included() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sky.hdr");
        let mut light = vec![0.5_f32; 2048 * 1024 * 3];
        // A sun of four by four pixels in the middle.
        for (x, y) in (1024..1028).flat_map(|x| (512..516).map(move |y| (x, y))) {
            light[(y * 2048 + x) * 3..][..3].copy_from_slice(&[8000.0, 4000.0, 2000.0]);
        }
        HdrEncoder::new(File::create(&file).unwrap())
            .write_image(bytemuck::cast_slice(&light), 2048, 1024, ExtendedColorType::Rgb32F)
            .unwrap();
        let small = load(&file, &DECODING).unwrap();
        assert_eq!((small.width, small.height, small.light.len()), (512, 256, 512 * 256 * 3));
        assert!((small.light[0] - 0.5).abs() < 0.01);
        let sun = &small.light[(128 * 512 + 256) * 3..][..3];
        assert!((sun[0] - 8000.0).abs() < 80.0 && (sun[2] - 2000.0).abs() < 40.0, "{sun:?}");
    }

    #[test]
    fn wild_numbers_are_dark_or_bright_and_what_holds_no_light_is_named() {
        let wild = smaller(&[f32::NAN, -1.0, f32::INFINITY], (1, 1), (1, 1));
        assert_eq!(wild.light, [0.0, 0.0, BRIGHTEST]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sky.png");
        image::RgbImage::new(4, 2).save(&file).unwrap();
        let error = load(&file, &DECODING).unwrap_err().to_string();
        assert!(error.contains("sky.png") && error.contains("HDR"), "{error}");
    }
}
