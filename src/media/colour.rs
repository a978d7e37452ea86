//! Colours as they were meant: pictures that carry an ICC profile, or tell otherwise what their numbers mean, turned into sRGB.

use std::path::Path;
use std::sync::Arc;

use moxcms::{Chromaticity, ColorPrimaries, ColorProfile, DataColorSpace, Layout, ToneReprCurve, Transform8BitExecutor, TransformOptions};

use crate::tour::png::Colours;

/// Colours that tell whether a profile is another than sRGB: black, white, and between them in every direction.
const PROBES: usize = 5;

/// So many pixels are turned at a time, since it is not done in place.
const PART: usize = 1 << 14;

/// How the colours of a picture become those of sRGB.
pub(super) struct IntoSrgb {
    from: ColorProfile,
    to: ColorProfile,
    layout: Layout,
}

impl IntoSrgb {
    /// By what a picture tells of its colours, before a profile; `None` where they are sRGB already. Warns where it cannot be done.
    pub fn of(file: &Path, colours: Option<Colours>, profile: Option<Vec<u8>>, channels: usize) -> Option<Self> {
        let told = match (colours, profile) {
            (Some(colours), _) => Self::by(colours, channels),
            (None, Some(profile)) => Self::by_profile(&profile, channels),
            (None, None) => Ok(None),
        };
        told.unwrap_or_else(|why| {
            unused(file, why);
            None
        })
    }

    /// From the colours that an ICC profile tells (its bytes), where a pixel has so many `channels`: 1 grey, 2 grey and alpha, 3 red green
    /// blue, 4 with alpha. `None` where they are sRGB already. Says why where it cannot be done.
    fn by_profile(profile: &[u8], channels: usize) -> Result<Option<Self>, String> {
        let profile = ColorProfile::new_from_slice(profile).map_err(|error| error.to_string())?;
        Self::from(profile, channels)
    }

    /// The same from colours that are told otherwise.
    fn by(colours: Colours, channels: usize) -> Result<Option<Self>, String> {
        let Colours { power, places } = colours;
        let mut profile = if channels < 3 { grey_as_srgb() } else { ColorProfile::new_srgb() };
        // It would be believed before what follows.
        profile.cicp = None;
        if let Some([white, red, green, blue]) = places.filter(|_| channels > 2) {
            let [white, red, green, blue] = [white, red, green, blue].map(|[x, y]| Chromaticity { x, y });
            profile.update_rgb_colorimetry(white.to_xyyb(), ColorPrimaries { red, green, blue });
        }
        if let Some(power) = power {
            let curves = [&mut profile.gray_trc, &mut profile.red_trc, &mut profile.green_trc, &mut profile.blue_trc];
            curves.into_iter().flatten().for_each(|curve| *curve = ToneReprCurve::Parametric(vec![power]));
        }
        Self::from(profile, channels)
    }

    fn from(from: ColorProfile, channels: usize) -> Result<Option<Self>, String> {
        let layout = match (from.color_space, channels) {
            (DataColorSpace::Rgb, 3) => Layout::Rgb,
            (DataColorSpace::Rgb, 4) => Layout::Rgba,
            (DataColorSpace::Gray, 1) => Layout::Gray,
            (DataColorSpace::Gray, 2) => Layout::GrayAlpha,
            // A picture for print was turned into red, green and blue by its decoder; a grey one in a profile of colours is grey.
            (DataColorSpace::Cmyk, _) => return Err("it is for print".into()),
            _ => return Ok(None),
        };
        let to = match layout {
            Layout::Gray | Layout::GrayAlpha => grey_as_srgb(),
            _ => ColorProfile::new_srgb(),
        };
        let turning = Self { from, to, layout };
        let is_the_same = is_the_same(&*turning.eight()?, channels);
        Ok((!is_the_same).then_some(turning))
    }

    fn eight(&self) -> Result<Arc<Transform8BitExecutor>, String> {
        self.from.create_transform_8bit(self.layout, &self.to, self.layout, TransformOptions::default()).map_err(|error| error.to_string())
    }

    /// Turns pixels of 8 bits a channel. Says why not where that cannot be done.
    fn turn(&self, pixels: &mut [u8]) -> Result<(), String> {
        let transform = self.eight()?;
        let mut before = vec![0; self.layout.channels() * PART];
        for part in pixels.chunks_mut(before.len()) {
            let before = &mut before[..part.len()];
            before.copy_from_slice(part);
            transform.transform(before, part).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Pixels of 16 bits a channel, turned and then rounded to 8: rounded before, what is linear has a handful of dark colours left.
    fn narrow(&self, samples: &[u16]) -> Result<Vec<u8>, String> {
        let transform = self.from.create_transform_16bit(self.layout, &self.to, self.layout, TransformOptions::default());
        let transform = transform.map_err(|error| error.to_string())?;
        let mut turned = vec![0; self.layout.channels() * PART];
        let mut narrow = Vec::with_capacity(samples.len());
        for part in samples.chunks(turned.len()) {
            let turned = &mut turned[..part.len()];
            transform.transform(part, turned).map_err(|error| error.to_string())?;
            narrow.extend(turned.iter().map(|sample| rounded(*sample)));
        }
        Ok(narrow)
    }
}

/// Says that colours are shown as if they were those of sRGB.
fn unused(file: &Path, why: String) {
    tracing::warn!("{}: what it says of its colours is not used: {why}. Export the picture as sRGB", file.display());
}

/// Turns pixels of 8 bits a channel where that is to be done; where it cannot be, warns.
pub(super) fn turn(file: &Path, into: Option<&IntoSrgb>, pixels: &mut [u8]) {
    if let Some(Err(why)) = into.map(|into| into.turn(pixels)) {
        unused(file, why);
    }
}

/// Samples of 16 bits, turned where that is to be done, as pixels of 8 bits a channel; where it cannot be, warns.
pub(super) fn narrow(file: &Path, into: Option<&IntoSrgb>, samples: &[u16]) -> Vec<u8> {
    let turned = into.and_then(|into| into.narrow(samples).map_err(|why| unused(file, why)).ok());
    turned.unwrap_or_else(|| narrowed(samples))
}

/// Samples of 16 bits, each rounded to 8.
fn narrowed(samples: &[u16]) -> Vec<u8> {
    samples.iter().map(|sample| rounded(*sample)).collect()
}

fn rounded(sample: u16) -> u8 {
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

/// Grey in steps as sRGB has them.
fn grey_as_srgb() -> ColorProfile {
    let mut grey = ColorProfile::new_gray_with_gamma(2.2);
    grey.gray_trc = ColorProfile::new_srgb().red_trc;
    grey
}

/// Pixels of red, green, blue and opacity, the first three linear, encoded as sRGB.
pub(super) fn encoded(rgba: &mut [u8]) {
    let table: [u8; 256] = std::array::from_fn(|value| {
        let light = value as f32 / 255.0;
        let value = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (value * 255.0 + 0.5) as u8
    });
    for pixel in rgba.chunks_exact_mut(4) {
        pixel[..3].iter_mut().for_each(|part| *part = table[usize::from(*part)]);
    }
}

/// Whether it leaves colours as they are, but for rounding.
fn is_the_same(transform: &Transform8BitExecutor, channels: usize) -> bool {
    let step = |nth: usize| (nth * 255 / (PROBES - 1)) as u8;
    let colours = PROBES.pow(3);
    let probes: Vec<u8> = (0..colours)
        .flat_map(|nth| [step(nth % PROBES), step(nth / PROBES % PROBES), step(nth / PROBES / PROBES), 255].into_iter().take(channels))
        .collect();
    let mut after = vec![0; probes.len()];
    transform.transform(&probes, &mut after).is_ok() && probes.iter().zip(&after).all(|(before, after)| before.abs_diff(*after) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINEAR: Colours = Colours { power: Some(1.0), places: None };

    fn by(profile: ColorProfile, channels: usize) -> Option<IntoSrgb> {
        IntoSrgb::by_profile(&profile.encode().unwrap(), channels).unwrap()
    }

    #[test]
    fn display_p3_is_wider_than_srgb() {
        let places = [[0.3127, 0.3290], [0.680, 0.320], [0.265, 0.690], [0.150, 0.060]];
        let told = |channels| IntoSrgb::by(Colours { power: None, places: Some(places) }, channels).unwrap();
        let by_profile = |channels| by(ColorProfile::new_display_p3(), channels);
        for turning in [&by_profile as &dyn Fn(usize) -> Option<IntoSrgb>, &told] {
            // Primaries after IEC 61966-2-1 and SMPTE EG 432-1: what sRGB calls (234, 54, 33) is P3's (216, 71, 49); greys are the same.
            let mut pixels = [216, 71, 49, 128, 128, 128, 255, 255, 255];
            turning(3).unwrap().turn(&mut pixels).unwrap();
            for (is, should) in pixels.into_iter().zip([234_u8, 54, 33, 128, 128, 128, 255, 255, 255]) {
                assert!(is.abs_diff(should) <= 2, "{pixels:?}");
            }
            let mut pixels = [216, 71, 49, 7];
            turning(4).unwrap().turn(&mut pixels).unwrap();
            assert!(pixels[0].abs_diff(234) <= 2 && pixels[3] == 7, "{pixels:?}");
        }
    }

    #[test]
    fn what_is_srgb_already_is_left_alone() {
        for channels in 1..=4 {
            assert!(by(if channels < 3 { grey_as_srgb() } else { ColorProfile::new_srgb() }, channels).is_none());
            assert!(IntoSrgb::by(Colours::default(), channels).unwrap().is_none());
        }
    }

    #[test]
    fn grey_of_another_gamma_becomes_that_of_srgb() {
        let told = IntoSrgb::by(Colours { power: Some(1.8), places: None }, 1).unwrap();
        for turning in [by(ColorProfile::new_gray_with_gamma(1.8), 1), told] {
            let mut pixels = [0, 128, 255];
            turning.unwrap().turn(&mut pixels).unwrap();
            // (128/255)^1.8 = 0.289 of the light, which sRGB writes as 146.
            assert!(pixels[0] == 0 && pixels[1].abs_diff(146) <= 1 && pixels[2] == 255, "{pixels:?}");
        }
    }

    #[test]
    fn what_is_linear_keeps_all_its_dark_colours_where_it_has_16_bits() {
        for channels in [1, 3] {
            let linear = IntoSrgb::by(LINEAR, channels).unwrap().unwrap();
            let samples: Vec<u16> = (0..=u16::MAX).flat_map(|sample| std::iter::repeat_n(sample, channels)).collect();
            let narrow = linear.narrow(&samples).unwrap();
            for (sample, is) in samples.iter().zip(&narrow) {
                let should = crate::media::scale::to_srgb(f32::from(*sample) / 65_535.0);
                assert!(is.abs_diff(should) <= 1, "{sample} is {is}, not {should}");
            }
            let darkest = |pixels: &[u8]| pixels.iter().filter(|value| **value < 64).collect::<std::collections::BTreeSet<_>>().len();
            let mut rounded = narrowed(&samples);
            linear.turn(&mut rounded).unwrap();
            assert_eq!((darkest(&narrow), darkest(&rounded)), (64, 13), "what is rounded first lies in broad bands");
        }
    }

    #[test]
    fn a_profile_that_is_none_is_told_of() {
        assert!(IntoSrgb::by_profile(b"no profile", 3).is_err());
        assert!(IntoSrgb::by_profile(&[], 3).is_err());
    }
}
