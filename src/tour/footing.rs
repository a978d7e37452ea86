//! Whether somebody can stand in a model where the tour file says, told from how large its meshes are.

use glam::Vec3;

use super::enclosure::Extent;

/// What is smaller in all directions is no place for anybody, metres.
const SMALLEST: f32 = 1.0;
/// What is higher, and has nothing in it that is smaller than this, was hardly told in metres.
const HIGH: f32 = 100.0;
const THING: f32 = 5.0;
/// Who stands farther away from all of it than this, metres, stands in nothing.
const AWAY: f32 = 1.0;

/// What is odd about standing with one's feet here: what to say of the model, and what to do.
pub(super) fn doubt(extents: &[Extent], feet: Vec3) -> Option<(String, &'static str)> {
    let whole = extents.iter().copied().reduce(Extent::with)?;
    let longest = |extent: Extent| extent.size().max_element();
    if longest(whole) < SMALLEST {
        let help = "lengths are metres: export it larger";
        return Some((format!("is {:.2} m large: nobody can stand in it", longest(whole)), help));
    }
    let smallest = extents.iter().copied().map(longest).fold(f32::INFINITY, f32::min);
    if whole.size().y > HIGH && smallest > THING {
        let message = format!("is {:.0} m high, and nothing in it is smaller than {smallest:.0} m", whole.size().y);
        return Some((message, "lengths are metres: if it was exported in centimetres, scale it by 0.01"));
    }
    let away = feet.distance(feet.clamp(whole.least, whole.most));
    (away > AWAY).then(|| {
        let Vec3 { x, y, z } = feet;
        (format!("is {away:.0} m away from where the visitor stands, [{x:.1}, {y:.1}, {z:.1}]"), "place `stand` on its floor")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A box of this size whose floor's middle is at the origin, and a thing in it.
    fn hall(size: Vec3, thing: f32) -> [Extent; 2] {
        let half = Vec3::new(size.x / 2.0, 0.0, size.z / 2.0);
        let thing = Vec3::splat(thing);
        [Extent { least: -half, most: half.with_y(size.y) }, Extent { least: -thing / 2.0, most: thing / 2.0 }]
    }

    fn told(extents: &[Extent], feet: Vec3) -> String {
        doubt(extents, feet).map_or_else(String::new, |(message, _)| message)
    }

    #[test]
    fn rooms_yards_and_wide_land_are_as_they_should_be() {
        for (size, thing) in [(Vec3::new(4.0, 2.5, 3.0), 0.4), (Vec3::new(80.0, 0.0, 60.0), 2.0), (Vec3::new(900.0, 500.0, 900.0), 1.0)] {
            for feet in [Vec3::ZERO, Vec3::new(1.5, 0.1, -1.0), Vec3::NEG_Y * 0.5] {
                assert_eq!(told(&hall(size, thing), feet), "", "{size} {feet}");
            }
        }
        assert_eq!(told(&[], Vec3::ONE * 99.0), "", "nothing is known");
    }

    #[test]
    fn what_is_no_place_for_anybody_is_told() {
        assert_eq!(told(&hall(Vec3::new(0.04, 0.025, 0.03), 0.004), Vec3::ZERO), "is 0.04 m large: nobody can stand in it");
        let centimetres = hall(Vec3::new(400.0, 250.0, 300.0), 40.0);
        assert_eq!(told(&centimetres, Vec3::ZERO), "is 270 m high, and nothing in it is smaller than 40 m");
        let room = hall(Vec3::new(4.0, 2.5, 3.0), 0.4);
        assert_eq!(told(&room, Vec3::Z * 40.0), "is 38 m away from where the visitor stands, [0.0, 0.0, 40.0]");
        assert!(told(&room, Vec3::NEG_Y * 5.0).contains("5 m away"));
    }
}
