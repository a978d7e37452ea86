//! The colours of everything that has words or marks: dark warm ink, off-white, oak, coral and sage. No other file names a colour
//! of its own, and the shaders get theirs from here.

use std::fmt::Write;

/// A colour as people pick it: red, green and blue as sRGB values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// The ground of panels, and what is drawn on light marks.
pub const INK: Colour = Colour(0x1f, 0x1a, 0x17);
/// Words, and the core of marks.
pub const PAPER: Colour = Colour(0xf8, 0xf2, 0xe8);
/// Words that matter less.
pub const LINEN: Colour = Colour(0xd9, 0xcf, 0xc0);
/// Headings: who speaks, what a thing is called.
pub const OAK: Colour = Colour(0xe6, 0xc0, 0x8f);
/// What leads on and what is being chosen.
pub const CORAL: Colour = Colour(0xe9, 0x82, 0x6a);
/// What is calm or done.
pub const SAGE: Colour = Colour(0x8f, 0xb0, 0x8e);

/// The colours of flags.
pub const RED: Colour = Colour(0xc8, 0x10, 0x2e);
/// See [`RED`].
pub const BLUE: Colour = Colour(0x00, 0x5b, 0xb5);
/// See [`RED`].
pub const DEEP_BLUE: Colour = Colour(0x01, 0x21, 0x69);
/// See [`RED`].
pub const YELLOW: Colour = Colour(0xfe, 0xcc, 0x02);
/// See [`RED`].
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);
/// See [`RED`].
pub const BLACK: Colour = Colour(0x0c, 0x0c, 0x0c);

/// How opaque the ground of a panel is. Blending is linear, where a light background shines through more than the number suggests:
/// less than this and headings over a white wall fall below a contrast of 4.5 to 1.
pub const GROUND_OPACITY: f32 = 0.955;

impl Colour {
    /// Red, green and blue as light, from 0 to 1.
    pub fn linear(self) -> [f32; 3] {
        [self.0, self.1, self.2].map(|value| to_linear(f32::from(value) / 255.0))
    }

    /// Relative luminance as WCAG defines it, from 0 to 1.
    pub fn luminance(self) -> f32 {
        luminance(self.linear())
    }
}

/// Relative luminance of a linear colour.
pub fn luminance([red, green, blue]: [f32; 3]) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of two luminances as WCAG defines it, from 1 to 21.
pub fn contrast(a: f32, b: f32) -> f32 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// From an sRGB value to light, both from 0 to 1.
pub fn to_linear(value: f32) -> f32 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// From light to an sRGB value, both from 0 to 1.
pub fn to_srgb(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// The palette as WGSL constants, to stand before a shader that uses it: `INK`, `PAPER` and so on, linear.
pub fn wgsl() -> String {
    let mut source = String::new();
    for (name, colour) in [("INK", INK), ("PAPER", PAPER), ("LINEN", LINEN), ("OAK", OAK), ("CORAL", CORAL), ("SAGE", SAGE)] {
        let [red, green, blue] = colour.linear();
        // Writing to a String cannot fail.
        let _ = writeln!(source, "const {name} = vec3f({red:?}, {green:?}, {blue:?});");
    }
    let _ = writeln!(source, "const GROUND_OPACITY = {GROUND_OPACITY:?};");
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_read_on_a_panel_over_anything() {
        for behind in [0.0, 0.18, 1.0] {
            let ground = INK.linear().map(|light| light * GROUND_OPACITY + behind * (1.0 - GROUND_OPACITY));
            for words in [PAPER, LINEN, OAK] {
                let contrast = contrast(words.luminance(), luminance(ground));
                assert!(contrast >= 4.5, "{words:?} over a background of {behind}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn marks_stand_out_from_their_core() {
        assert!(contrast(INK.luminance(), PAPER.luminance()) >= 4.5);
    }

    #[test]
    fn light_survives_the_way_to_srgb_and_back() {
        for value in 0..=255_u8 {
            let value = f32::from(value) / 255.0;
            assert!((to_srgb(to_linear(value)) - value).abs() < 1e-4);
        }
    }
}
