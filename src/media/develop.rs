//! Pictures that hold more light than can be shown, developed as a photograph is: exposed, and what is too bright drawn in.

use super::scale::to_srgb;

/// Turns linear light, `channels` values a pixel of which the first are red, green and blue (or grey), into sRGB of 8 bits, as many
/// values. `exposure` is what light is multiplied with.
pub(super) fn develop(light: &[f32], channels: usize, exposure: f32) -> Vec<u8> {
    let mut developed = Vec::with_capacity(light.len());
    for pixel in light.chunks_exact(channels) {
        let colour = match *pixel {
            [red, green, blue, ..] => [red, green, blue],
            _ => [pixel[0]; 3],
        };
        let shown = tone_mapped(colour.map(|value| if value.is_finite() { value.max(0.0) * exposure } else { 0.0 }));
        developed.extend(shown.map(to_srgb).into_iter().take(channels));
        developed.extend(std::iter::repeat_n(255, channels.saturating_sub(3)));
    }
    developed
}

/// The Khronos PBR Neutral tone mapper, as in mesh.wgsl: colours below 0.8 stay nearly as they are, brighter ones are drawn in and
/// lose colour. <https://github.com/KhronosGroup/ToneMapping/tree/main/PBR_Neutral>
fn tone_mapped(light: [f32; 3]) -> [f32; 3] {
    let most = |colour: [f32; 3]| colour[0].max(colour[1]).max(colour[2]);
    let start = 0.8 - 0.04;
    let least = light[0].min(light[1]).min(light[2]);
    let toe = if least < 0.08 { least - 6.25 * least * least } else { 0.04 };
    let colour = light.map(|value| value - toe);
    let peak = most(colour);
    if peak < start {
        return colour;
    }
    let room = 1.0 - start;
    let pressed = 1.0 - room * room / (peak + room - start);
    let faded = 1.0 - 1.0 / (0.15 * (peak - pressed) + 1.0);
    colour.map(|value| value * pressed / peak * (1.0 - faded) + pressed * faded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_shown_is_shown_and_brighter_light_never_gets_darker() {
        // Half of the light is 188 in sRGB; the tone mapper takes 0.04 off.
        assert_eq!(develop(&[0.0, 0.0, 0.0], 3, 1.0), [0, 0, 0]);
        assert!(develop(&[0.5; 3], 3, 1.0)[0].abs_diff(181) <= 1);
        assert_eq!(develop(&[0.25; 3], 3, 2.0), develop(&[0.5; 3], 3, 1.0), "a stop is twice the light");
        let bright: Vec<u8> = (0..200).map(|nth| develop(&[nth as f32 * nth as f32 * 0.01; 3], 3, 1.0)[0]).collect();
        assert!(bright.is_sorted() && bright[199] > 250, "{bright:?}");
        let sun = develop(&[900.0, 700.0, 300.0], 3, 1.0);
        assert!(sun.iter().all(|value| *value > 200), "the sun is white: {sun:?}");
    }

    #[test]
    fn no_number_makes_a_hole() {
        assert_eq!(develop(&[f32::NAN, f32::NEG_INFINITY, -3.0], 3, 1.0), [0, 0, 0]);
        assert_eq!(develop(&[f32::INFINITY, 1.0, 1.0, 0.5], 4, 1.0)[3], 255);
    }
}
