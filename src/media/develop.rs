//! Pictures that hold more light than can be shown, developed as a photograph is: exposed, and what is too bright drawn in.

use super::scale::to_srgb;

/// Light that is white whatever its colour. More is taken for as much: the tone mapper knows no colour of what is infinite, as the sun is in files of
/// half floats.
const WHITE: f32 = 1e6;

/// Turns linear light, `channels` values a pixel of which the first are red, green and blue (or grey), into sRGB of 8 bits, as many
/// values. `exposure` is what light is multiplied with.
pub(super) fn develop(light: &[f32], channels: usize, exposure: f32) -> Vec<u8> {
    let mut developed = Vec::with_capacity(light.len());
    for pixel in light.chunks_exact(channels) {
        let colour = match *pixel {
            [red, green, blue, ..] => [red, green, blue],
            _ => [pixel[0]; 3],
        };
        // What is no number is taken for zero.
        let shown = tone_mapped(colour.map(|value| (value.max(0.0) * exposure).min(WHITE)));
        developed.extend(shown.map(to_srgb).into_iter().take(channels));
        developed.extend(std::iter::repeat_n(255, channels.saturating_sub(3)));
    }
    developed
}

/// The Khronos PBR Neutral tone mapper, as in surface.wgsl, but for its toe: colours below 0.8 stay as they are, brighter ones are drawn in and
/// lose colour. The toe takes away what a computed surface mirrors even where it is black; in a photograph that is a dark corner's only light.
/// <https://github.com/KhronosGroup/ToneMapping/tree/main/PBR_Neutral>
fn tone_mapped(light: [f32; 3]) -> [f32; 3] {
    let start = 0.8;
    let peak = light[0].max(light[1]).max(light[2]);
    if peak < start {
        return light;
    }
    let room = 1.0 - start;
    let pressed = 1.0 - room * room / (peak + room - start);
    let faded = 1.0 - 1.0 / (0.15 * (peak - pressed) + 1.0);
    light.map(|value| value * pressed / peak * (1.0 - faded) + pressed * faded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_shown_is_shown_and_brighter_light_never_gets_darker() {
        assert_eq!(develop(&[0.0, 0.0, 0.0], 3, 1.0), [0, 0, 0]);
        for code in 0..=230_u8 {
            let shown = f32::from(code) / 255.0;
            let light = if shown <= 0.04045 { shown / 12.92 } else { ((shown + 0.055) / 1.055).powf(2.4) };
            assert_eq!(develop(&[light; 3], 3, 1.0)[0], code, "what is not too bright is shown as it is, the dark as well");
        }
        assert_eq!(develop(&[0.25; 3], 3, 2.0), develop(&[0.5; 3], 3, 1.0), "a stop is twice the light");
        let bright: Vec<u8> = (0..200).map(|nth| develop(&[nth as f32 * nth as f32 * 0.01; 3], 3, 1.0)[0]).collect();
        assert!(bright.is_sorted() && bright[199] > 250, "{bright:?}");
        let sun = develop(&[900.0, 700.0, 300.0], 3, 1.0);
        assert!(sun.iter().all(|value| *value > 200), "the sun is white: {sun:?}");
    }

    #[test]
    fn no_number_makes_a_hole() {
        assert_eq!(develop(&[f32::NAN, f32::NEG_INFINITY, -3.0], 3, 1.0), [0, 0, 0]);
        for sun in [[f32::INFINITY; 3], [f32::INFINITY, 1.0, 1.0], [1.0, f32::INFINITY, 0.0], [f32::MAX; 3], [f32::MAX, 2.0, 0.0]] {
            for exposure in [1.0, 256.0] {
                let shown = develop(&[sun[0], sun[1], sun[2], 0.5], 4, exposure);
                assert!(shown.iter().all(|value| *value > 250), "the brightest is white: {sun:?} at {exposure} is {shown:?}");
            }
        }
    }
}
