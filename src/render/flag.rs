//! Flags, worked out point by point: sharp at any size, and no files to carry.

use glam::Vec2;

use crate::render::palette::Colour;
use crate::tour::languages::Flag;

/// Half as wide and half as high as a flag is, where a sign reaches from -1 to 1.
pub const HALF: Vec2 = Vec2::new(1.0, 0.68);

const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const BLACK: Colour = Colour(0x11, 0x11, 0x11);
const RED: Colour = Colour(0xc8, 0x10, 0x2e);
const BLUE: Colour = Colour(0x01, 0x21, 0x69);
const BRIGHT_BLUE: Colour = Colour(0x00, 0x57, 0xb7);
const YELLOW: Colour = Colour(0xff, 0xcd, 0x00);

/// Where the upright of a northern cross stands, how wide it and its inner cross are, in half heights.
const CROSS_AT: f32 = -0.42;
const CROSS_HALF: f32 = 0.2;
const INNER_HALF: f32 = 0.11;

/// What a flag has `across`, from -1 at the pole to 1, and `up`, from -1 to 1.
pub fn colour(flag: Flag, across: f32, up: f32) -> Colour {
    // In half heights, as strokes are as wide as they are high.
    let wide = across * HALF.x / HALF.y;
    let cross = (wide - CROSS_AT).abs().min(up.abs());
    let northern = |field, broad, inner| {
        if cross < INNER_HALF {
            inner
        } else if cross < CROSS_HALF {
            broad
        } else {
            field
        }
    };
    let rows = |colours: &[Colour]| nth(colours, 0.5 - up / 2.0);
    let columns = |colours: &[Colour]| nth(colours, 0.5 + across / 2.0);
    match flag {
        Flag::Denmark => northern(RED, WHITE, WHITE),
        Flag::Faroes => northern(WHITE, BRIGHT_BLUE, RED),
        Flag::Finland => northern(WHITE, BRIGHT_BLUE, BRIGHT_BLUE),
        Flag::Iceland => northern(BRIGHT_BLUE, WHITE, RED),
        Flag::Norway => northern(RED, WHITE, BLUE),
        Flag::Sweden => northern(BRIGHT_BLUE, YELLOW, YELLOW),
        Flag::France => columns(&[BRIGHT_BLUE, WHITE, RED]),
        Flag::Romania => columns(&[BRIGHT_BLUE, YELLOW, RED]),
        Flag::Germany => rows(&[BLACK, RED, YELLOW]),
        Flag::Poland => rows(&[WHITE, RED]),
        Flag::Spain => rows(&[RED, YELLOW, YELLOW, RED]),
        Flag::Ukraine => rows(&[BRIGHT_BLUE, YELLOW]),
        Flag::Greenland => {
            let disc = Vec2::new(wide - CROSS_AT, up).length() < 0.6;
            if disc == (up > 0.0) { RED } else { WHITE }
        }
        Flag::UnitedKingdom => union(wide, across, up),
    }
}

/// A red cross on a white one, over red diagonals on white ones.
fn union(wide: f32, across: f32, up: f32) -> Colour {
    let cross = wide.abs().min(up.abs());
    // How far from the nearer diagonal, in half heights.
    let diagonal = (across.abs() - up.abs()).abs() / (1.0 + (HALF.y / HALF.x).powi(2)).sqrt();
    match () {
        _ if cross < 0.2 => RED,
        _ if cross < 0.33 => WHITE,
        _ if diagonal < 0.07 => RED,
        _ if diagonal < 0.19 => WHITE,
        _ => BLUE,
    }
}

/// Which of some equal stripes lies at a part of the way through them.
fn nth(stripes: &[Colour], part: f32) -> Colour {
    stripes[((part * stripes.len() as f32) as usize).min(stripes.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_as_people_know_them() {
        let near_the_middle = |flag| [(-0.9, 0.9), (-0.28, 0.9), (0.6, 0.0), (0.9, -0.9)].map(|(across, up)| colour(flag, across, up));
        assert_eq!(near_the_middle(Flag::Denmark), [RED, WHITE, WHITE, RED]);
        assert_eq!(near_the_middle(Flag::Norway), [RED, BLUE, BLUE, RED]);
        assert_eq!(near_the_middle(Flag::Sweden), [BRIGHT_BLUE, YELLOW, YELLOW, BRIGHT_BLUE]);
        assert_eq!(near_the_middle(Flag::Germany), [BLACK, BLACK, RED, YELLOW]);
        assert_eq!(near_the_middle(Flag::Ukraine)[1..3], [BRIGHT_BLUE, YELLOW]);
        assert_eq!(near_the_middle(Flag::France), [BRIGHT_BLUE, WHITE, RED, RED]);
        assert_eq!(
            [(0.0, 0.9), (0.9, 0.0), (0.9, 0.9), (0.5, 0.9)].map(|(across, up)| colour(Flag::UnitedKingdom, across, up)),
            [RED, RED, RED, BLUE]
        );
    }
}
