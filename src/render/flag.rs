//! Small flags, by which people find their language before they have read a word. They reach from -1 to 1 across.

use glam::Vec2;

use crate::render::palette::{BLACK, BLUE, Colour, DEEP_BLUE, RED, WHITE, YELLOW};
use crate::tour::languages::Flag;

/// Half of a flag's height, where half of its width is 1.
pub const HIGH: f32 = 0.7;

/// What colour a flag has there, up being up.
pub fn colour(flag: Flag, at: Vec2) -> Colour {
    match flag {
        Flag::Danish => nordic(at, &[(0.11, WHITE)], RED),
        Flag::Swedish => nordic(at, &[(0.13, YELLOW)], BLUE),
        Flag::Norwegian => nordic(at, &[(0.09, DEEP_BLUE), (0.19, WHITE)], RED),
        Flag::German => [BLACK, RED, YELLOW][(((HIGH - at.y) / HIGH * 1.5).max(0.0) as usize).min(2)],
        Flag::Ukrainian => [BLUE, YELLOW][usize::from(at.y < 0.0)],
        Flag::British => {
            let upright = at.x.abs().min(at.y.abs());
            // To the nearer of the lines from corner to corner.
            let diagonal = (at.x.abs() * HIGH - at.y.abs()).abs() / Vec2::new(HIGH, 1.0).length();
            match (upright, diagonal) {
                (upright, _) if upright < 0.13 => RED,
                (upright, _) if upright < 0.22 => WHITE,
                (_, diagonal) if diagonal < 0.05 => RED,
                (_, diagonal) if diagonal < 0.14 => WHITE,
                _ => DEEP_BLUE,
            }
        }
    }
}

/// A cross whose upright stands nearer to the mast: arms so wide, from their middle outwards, on a ground.
fn nordic(at: Vec2, arms: &[(f32, Colour)], ground: Colour) -> Colour {
    let off = (at.x + 0.28).abs().min(at.y.abs());
    arms.iter().find(|(half, _)| off < *half).map_or(ground, |(_, colour)| *colour)
}
