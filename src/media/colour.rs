//! Colours as they were meant: pictures that carry an ICC profile, turned into sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// Colours that tell whether a profile is another than sRGB: black, white, and between them in every direction.
const PROBES: usize = 5;

/// Turns pixels of 8 bits a channel, `channels` of them each (1 grey, 2 grey and alpha, 3 red green blue, 4 with alpha), from the
/// colours that `profile` tells (the bytes of an ICC profile) into sRGB. Says why not where that cannot be done, and leaves them.
pub(super) fn to_srgb(pixels: &mut [u8], channels: usize, profile: &[u8]) -> Result<(), String> {
    let profile = ColorProfile::new_from_slice(profile).map_err(|error| error.to_string())?;
    let layout = match (profile.color_space, channels) {
        (DataColorSpace::Rgb, 3) => Layout::Rgb,
        (DataColorSpace::Rgb, 4) => Layout::Rgba,
        (DataColorSpace::Gray, 1) => Layout::Gray,
        (DataColorSpace::Gray, 2) => Layout::GrayAlpha,
        // A picture for print was turned into red, green and blue by its decoder; a grey one in a profile of colours is grey.
        (DataColorSpace::Cmyk, _) => return Err("it is for print".into()),
        _ => return Ok(()),
    };
    let srgb = match layout {
        Layout::Gray | Layout::GrayAlpha => grey_as_srgb(),
        _ => ColorProfile::new_srgb(),
    };
    let transform = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()).map_err(|error| error.to_string())?;
    if is_the_same(&*transform, channels) {
        return Ok(());
    }
    // A few rows at a time, since it is not done in place.
    let mut before = vec![0; channels << 14];
    for part in pixels.chunks_mut(channels << 14) {
        let before = &mut before[..part.len()];
        before.copy_from_slice(part);
        transform.transform(before, part).map_err(|error| error.to_string())?;
    }
    Ok(())
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

    #[test]
    fn display_p3_is_wider_than_srgb() {
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        // Primaries after IEC 61966-2-1 and SMPTE EG 432-1: what sRGB calls (234, 54, 33) is P3's (216, 71, 49); greys are the same.
        let mut pixels = [216, 71, 49, 128, 128, 128, 255, 255, 255];
        to_srgb(&mut pixels, 3, &profile).unwrap();
        for (is, should) in pixels.into_iter().zip([234_u8, 54, 33, 128, 128, 128, 255, 255, 255]) {
            assert!(is.abs_diff(should) <= 2, "{pixels:?}");
        }
        let mut pixels = [216, 71, 49, 7];
        to_srgb(&mut pixels, 4, &profile).unwrap();
        assert!(pixels[0].abs_diff(234) <= 2 && pixels[3] == 7, "{pixels:?}");
    }

    #[test]
    fn what_is_srgb_already_stays_bit_by_bit() {
        let profile = ColorProfile::new_srgb().encode().unwrap();
        let before: Vec<u8> = (0..768).map(|nth| (nth * 37 % 256) as u8).collect();
        let mut after = before.clone();
        to_srgb(&mut after, 3, &profile).unwrap();
        assert_eq!(before, after);
    }

    #[test]
    fn grey_of_another_gamma_becomes_that_of_srgb() {
        let profile = ColorProfile::new_gray_with_gamma(1.8).encode().unwrap();
        let mut pixels = [0, 128, 255];
        to_srgb(&mut pixels, 1, &profile).unwrap();
        // (128/255)^1.8 = 0.289 of the light, which sRGB writes as 146.
        assert!(pixels[0] == 0 && pixels[1].abs_diff(146) <= 1 && pixels[2] == 255, "{pixels:?}");
    }

    #[test]
    fn a_profile_that_is_none_is_told_of_and_changes_nothing() {
        let mut pixels = [1, 2, 3];
        assert!(to_srgb(&mut pixels, 3, b"no profile").is_err());
        assert!(to_srgb(&mut pixels, 3, &[]).is_err());
        assert_eq!(pixels, [1, 2, 3]);
    }
}
