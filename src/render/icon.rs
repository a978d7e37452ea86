//! The signs on buttons, worked out from signed distances: sharp at any size, and no files to carry.

use glam::Vec2;

use crate::render::canvas::Canvas;
use crate::render::flag;
use crate::render::palette::{Colour, INK, LINEN, OAK, SAGE};
use crate::tour::languages::Flag;
use crate::walk::Icon;

/// Half a stroke's width, where a sign reaches from -1 to 1.
const STROKE: f32 = 0.11;
/// How many points of a pixel are looked at across, and down, where there is no distance to reckon with.
const POINTS: usize = 4;
/// How much of its disc a sign fills that can be switched.
const IN_DISC: f32 = 0.62;

/// Draws a sign with its middle at `middle`, `radius` pixels from there to its rim. What can be switched stands on a disc: filled where
/// it is on, a mere ring where it is off, so that colour alone never tells; a flag has a tick. What leads on or back leads the other way for who reads from
/// `right_to_left`.
pub fn draw(canvas: &mut Canvas, icon: Icon, on: Option<bool>, right_to_left: bool, middle: Vec2, radius: f32) {
    let reach = radius.ceil() as i32 + 1;
    let (left, top) = (middle.x.floor() as i32, middle.y.floor() as i32);
    let pixel = 1.0 / radius;
    let side = if right_to_left && matches!(icon, Icon::Onward | Icon::Back) { -1.0 } else { 1.0 };
    for y in top - reach..=top + reach {
        for x in left - reach..=left + reach {
            if let Icon::Flag(flag) = icon {
                let at = (Vec2::new(x as f32, y as f32) - middle) / radius;
                canvas.over(x, y, flag_at(flag, on == Some(true), at, pixel));
                continue;
            }
            let at = (Vec2::new(x as f32 + 0.5, y as f32 + 0.5) - middle) * Vec2::new(side, -1.0) / radius;
            let mut lay = |colour: Colour, distance: f32, pixel: f32| {
                let coverage = (0.5 - distance / pixel).clamp(0.0, 1.0);
                if coverage > 0.0 {
                    let [red, green, blue] = colour.linear();
                    canvas.over(x, y, [red * coverage, green * coverage, blue * coverage, coverage]);
                }
            };
            match on {
                Some(true) => {
                    lay(SAGE, at.length() - 1.0, pixel);
                    lay(INK, distance(icon, at / IN_DISC), pixel / IN_DISC);
                }
                Some(false) => {
                    lay(LINEN, (at.length() - 0.93).abs() - 0.05, pixel);
                    lay(LINEN, distance(icon, at / IN_DISC), pixel / IN_DISC);
                }
                None => lay(OAK, distance(icon, at), pixel),
            }
        }
    }
}

/// A pixel of a flag whose upper left corner is at `at`, down being positive: what its points have, a few across and down. Round it is a
/// thin edge, as its ground may be as dark; where it is `on`, a tick stands at its corner.
fn flag_at(flag: Flag, on: bool, at: Vec2, pixel: f32) -> [f32; 4] {
    let mut sum = [0.0; 4];
    for part in 0..POINTS * POINTS {
        let point = (at + (Vec2::new((part % POINTS) as f32, (part / POINTS) as f32) + 0.5) / POINTS as f32 * pixel) * Vec2::new(1.0, -1.0);
        let badge = disc(point, Vec2::new(0.68, -0.6), 0.36);
        let colour = if on && distance(Icon::Tick, (point - Vec2::new(0.68, -0.6)) / 0.26) < 0.06 {
            INK
        } else if on && badge < 0.0 {
            SAGE
        } else if on && badge < 0.07 {
            INK
        } else {
            let beyond = plate(point, Vec2::ZERO, flag::HALF, 0.1);
            if beyond > 0.0 {
                continue;
            }
            if beyond > -0.045 { LINEN } else { flag::colour(flag, point.x / flag::HALF.x, point.y / flag::HALF.y) }
        };
        let [red, green, blue] = colour.linear();
        sum = [sum[0] + red, sum[1] + green, sum[2] + blue, sum[3] + 1.0];
    }
    sum.map(|sum| sum / (POINTS * POINTS) as f32)
}

fn disc(at: Vec2, middle: Vec2, radius: f32) -> f32 {
    at.distance(middle) - radius
}

fn ring(at: Vec2, middle: Vec2, radius: f32) -> f32 {
    (at.distance(middle) - radius).abs() - STROKE
}

fn plate(at: Vec2, middle: Vec2, half: Vec2, corner: f32) -> f32 {
    let beyond = (at - middle).abs() - half + corner;
    beyond.max(Vec2::ZERO).length() + beyond.max_element().min(0.0) - corner
}

fn frame(at: Vec2, middle: Vec2, half: Vec2, corner: f32) -> f32 {
    plate(at, middle, half, corner).abs() - STROKE
}

fn line(at: Vec2, from: (f32, f32), to: (f32, f32)) -> f32 {
    let (from, to) = (Vec2::from(from), Vec2::from(to));
    let along = to - from;
    let nearest = ((at - from).dot(along) / along.length_squared().max(1e-6)).clamp(0.0, 1.0);
    at.distance(from + along * nearest) - STROKE
}

/// To a line through several points.
fn path(at: Vec2, points: &[(f32, f32)]) -> f32 {
    points.windows(2).map(|pair| line(at, pair[0], pair[1])).fold(f32::MAX, f32::min)
}

/// An arrow three quarters round.
fn around(at: Vec2) -> f32 {
    // Nothing of the ring in the upper right, where the arrow's head is.
    let open = at.x > 0.0 && at.y > 0.0;
    let arc = if open { f32::MAX } else { ring(at, Vec2::ZERO, 0.72) };
    let ends = disc(at, Vec2::new(0.72, 0.0), STROKE);
    arc.min(ends).min(path(at, &[(-0.32, 1.0), (0.02, 0.72), (-0.32, 0.4)]))
}

/// How far a point lies outside of a sign that reaches from -1 to 1, up being up.
fn distance(icon: Icon, at: Vec2) -> f32 {
    let middle = Vec2::ZERO;
    match icon {
        Icon::Circle => ring(at, middle, 0.82).min(disc(at, middle, 0.34)),
        Icon::Door => frame(at, middle, Vec2::new(0.55, 0.85), 0.05)
            .min(path(at, &[(-0.5, 0.8), (0.12, 0.55), (0.12, -0.95), (-0.5, -0.8)]))
            .min(disc(at, Vec2::new(-0.1, -0.15), 0.12)),
        Icon::Speech => {
            frame(at, Vec2::new(0.0, 0.15), Vec2::new(0.82, 0.58), 0.25).min(path(at, &[(-0.4, -0.42), (-0.5, -0.85), (0.0, -0.42)]))
        }
        Icon::Flag(_) => plate(at, middle, flag::HALF, 0.1),
        Icon::Captions => frame(at, middle, Vec2::new(0.88, 0.64), 0.18).min(line(at, (-0.5, 0.08), (0.5, 0.08))).min(line(
            at,
            (-0.5, -0.3),
            (0.15, -0.3),
        )),
        Icon::Letters => path(at, &[(-0.92, -0.65), (-0.42, 0.75), (0.08, -0.65)])
            .min(line(at, (-0.72, -0.2), (-0.12, -0.2)))
            .min(path(at, &[(0.32, -0.65), (0.62, 0.2), (0.92, -0.65)]))
            .min(line(at, (0.44, -0.36), (0.8, -0.36))),
        Icon::Ears => {
            let band = if at.y > -0.1 { ring(at, Vec2::new(0.0, -0.1), 0.78) } else { f32::MAX };
            let cup = |side: f32| plate(at, Vec2::new(0.72 * side, -0.42), Vec2::new(0.2, 0.36), 0.1);
            band.min(cup(-1.0)).min(cup(1.0))
        }
        Icon::Still => {
            let wave = path(at, &[(-0.9, -0.1), (-0.6, 0.3), (-0.3, -0.1), (0.0, -0.4), (0.3, -0.1), (0.6, 0.3), (0.9, -0.1)]);
            wave.min(line(at, (-0.7, -0.75), (0.7, 0.75)))
        }
        Icon::Tick => path(at, &[(-0.75, 0.0), (-0.2, -0.55), (0.8, 0.6)]),
        Icon::Onward => {
            // A triangle that points to the right.
            let slope = Vec2::new(0.5, 0.75_f32.sqrt());
            (Vec2::new(at.x + 0.1, at.y.abs()).dot(slope) - 0.42).max(-0.55 - at.x)
        }
        Icon::Around => around(at),
        Icon::Again => around(Vec2::new(-at.x, at.y)),
        Icon::Lines => {
            line(at, (-0.75, 0.5), (0.75, 0.5)).min(line(at, (-0.75, 0.0), (0.75, 0.0))).min(line(at, (-0.75, -0.5), (0.75, -0.5)))
        }
        Icon::Bars => {
            let bar = |side: f32| plate(at, Vec2::new(0.36 * side, 0.0), Vec2::new(0.18, 0.7), 0.06);
            bar(-1.0).min(bar(1.0))
        }
        Icon::Ahead => ring(at, middle, 0.62)
            .min(disc(at, middle, 0.16))
            .min(line(at, (0.0, 0.62), (0.0, 0.92)))
            .min(line(at, (0.0, -0.62), (0.0, -0.92)))
            .min(line(at, (0.62, 0.0), (0.92, 0.0)))
            .min(line(at, (-0.62, 0.0), (-0.92, 0.0))),
        Icon::Minus => line(at, (-0.7, 0.0), (0.7, 0.0)),
        Icon::Plus => line(at, (-0.7, 0.0), (0.7, 0.0)).min(line(at, (0.0, -0.7), (0.0, 0.7))),
        Icon::Leaf => {
            // Where two discs overlap, with its stalk.
            let turned = Vec2::new(at.x - at.y, at.x + at.y) * std::f32::consts::FRAC_1_SQRT_2;
            let blade = disc(turned, Vec2::new(0.55, 0.1), 0.98).max(disc(turned, Vec2::new(-0.55, 0.1), 0.98));
            (blade.abs() - STROKE).min(line(at, (-0.85, -0.85), (0.25, 0.25)))
        }
        Icon::Stop => plate(at, middle, Vec2::splat(0.62), 0.12),
        Icon::Cross => line(at, (-0.6, -0.6), (0.6, 0.6)).min(line(at, (-0.6, 0.6), (0.6, -0.6))),
        Icon::Back => line(at, (-0.75, 0.0), (0.75, 0.0)).min(path(at, &[(-0.15, 0.6), (-0.75, 0.0), (-0.15, -0.6)])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ICONS: [Icon; 20] = [
        Icon::Circle,
        Icon::Door,
        Icon::Speech,
        Icon::Captions,
        Icon::Letters,
        Icon::Ears,
        Icon::Still,
        Icon::Tick,
        Icon::Onward,
        Icon::Around,
        Icon::Lines,
        Icon::Bars,
        Icon::Again,
        Icon::Ahead,
        Icon::Minus,
        Icon::Plus,
        Icon::Leaf,
        Icon::Stop,
        Icon::Cross,
        Icon::Back,
    ];

    fn drawn(icon: Icon, right_to_left: bool) -> Vec<u8> {
        pixels(icon, right_to_left).chunks(4).map(|pixel| pixel[3]).collect()
    }

    fn pixels(icon: Icon, right_to_left: bool) -> Vec<u8> {
        let mut canvas = Canvas::new(64, 64);
        draw(&mut canvas, icon, None, right_to_left, Vec2::splat(32.0), 26.0);
        canvas.into_bitmap().levels.swap_remove(0)
    }

    #[test]
    fn flags_are_told_apart_and_are_never_turned_round() {
        let flags = [Flag::Denmark, Flag::UnitedKingdom, Flag::Sweden, Flag::Norway, Flag::Germany, Flag::Ukraine].map(Icon::Flag);
        let drawn = flags.map(|flag| pixels(flag, false));
        for (index, flag) in drawn.iter().enumerate() {
            assert_eq!(*flag, pixels(flags[index], true), "{:?}", flags[index]);
            for other in &drawn[..index] {
                let unlike = flag.chunks(4).zip(other.chunks(4)).filter(|(one, other)| (0..3).any(|n| one[n].abs_diff(other[n]) > 60));
                assert!(unlike.count() > 300, "{:?}", flags[index]);
            }
        }
    }

    #[test]
    fn only_what_leads_somewhere_is_turned_round_for_who_reads_from_the_right() {
        for icon in ICONS {
            let leads = matches!(icon, Icon::Onward | Icon::Back);
            assert_eq!(drawn(icon, true) != drawn(icon, false), leads, "{icon:?}");
        }
    }

    #[test]
    fn flags_are_told_apart_and_so_is_the_one_that_is_on() {
        let drawn = |flag, on| {
            let mut canvas = Canvas::new(64, 64);
            draw(&mut canvas, Icon::Flag(flag), on, false, Vec2::splat(32.0), 26.0);
            canvas.into_bitmap().levels[0].clone()
        };
        let flags = [Flag::Denmark, Flag::UnitedKingdom, Flag::Sweden, Flag::Norway, Flag::Germany, Flag::Ukraine, Flag::Iceland];
        let unlike = |one: &[u8], other: &[u8]| {
            one.chunks(4).zip(other.chunks(4)).filter(|(one, other)| one.iter().zip(*other).any(|(a, b)| a.abs_diff(*b) > 60)).count()
        };
        for (index, flag) in flags.iter().enumerate() {
            let plain = drawn(*flag, None);
            assert!((0..64).all(|n| plain[n * 4 + 3] == 0 && plain[(63 * 64 + n) * 4 + 3] == 0), "{flag:?} leaves its place");
            assert!(unlike(&plain, &drawn(*flag, Some(true))) > 100, "{flag:?} has no tick");
            for other in &flags[..index] {
                assert!(unlike(&plain, &drawn(*other, None)) > 200, "{flag:?} and {other:?}");
            }
        }
    }

    #[test]
    fn every_sign_is_seen_stays_in_its_place_and_is_unlike_the_others() {
        let signs: Vec<_> = ICONS.iter().map(|icon| drawn(*icon, false)).collect();
        for (index, sign) in signs.iter().enumerate() {
            let inked = sign.iter().filter(|alpha| **alpha > 127).count();
            assert!((150..2000).contains(&inked), "{:?}: {inked}", ICONS[index]);
            assert!((0..64).all(|n| sign[n] == 0 && sign[63 * 64 + n] == 0), "{:?} leaves its place", ICONS[index]);
            for (other, before) in signs[..index].iter().enumerate() {
                let unlike = sign.iter().zip(before).filter(|(one, other)| one.abs_diff(**other) > 127).count();
                assert!(unlike > 100, "{:?} and {:?}", ICONS[index], ICONS[other]);
            }
        }
    }
}
