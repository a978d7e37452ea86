//! Whether somebody can stand in a model where the tour file says, told from how large its meshes are; and whether a figure is one that
//! stands there.

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

/// How tall people are, metres, hats and all.
const TALL: std::ops::RangeInclusive<f32> = 0.9..=2.6;

/// What is odd about a guide's figure that reaches from here to there, metres from where its feet should be: what to say of it, and what to do.
pub(super) fn doubt_of_figure([least, most]: [Vec3; 2]) -> Option<(String, &'static str)> {
    let (size, middle) = (most - least, (most + least) / 2.0);
    if size.max_element() <= 0.0 {
        return None;
    }
    let across = size.x.max(size.z);
    if across > 1.5 * size.y && across > *TALL.start() && across <= 2.0 * TALL.end() {
        let help = "+Y is up in glTF: export it so";
        return Some((format!("lies down: it is {:.1} m high and {across:.1} m long", size.y), help));
    }
    if !TALL.contains(&size.y) {
        let help = "lengths are metres: scale it, by 0.01 if it was exported in centimetres";
        return Some((format!("is {:.2} m tall", size.y), help));
    }
    let away = Vec3::new(middle.x, least.y, middle.z).length();
    let help = "its feet belong there: move it to the origin, facing +Z";
    (away > AWAY).then(|| (format!("stands {away:.1} m away from its origin"), help))
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
    fn figures_are_people_who_stand_at_their_origin() {
        let told =
            |least: [f32; 3], most: [f32; 3]| doubt_of_figure([least.into(), most.into()]).map_or_else(String::new, |(message, _)| message);
        assert_eq!(told([-0.9, 0.0, -0.2], [0.9, 1.75, 0.3]), "", "arms out");
        assert_eq!(told([-0.3, 0.0, -0.4], [0.3, 1.3, 0.4]), "", "who sits, or is a child");
        assert_eq!(told([-90.0, 0.0, -20.0], [90.0, 175.0, 30.0]), "is 175.00 m tall");
        assert_eq!(told([-0.009, 0.0, -0.002], [0.009, 0.0175, 0.003]), "is 0.02 m tall");
        assert_eq!(told([-0.9, -0.2, 0.0], [0.9, 0.3, 1.75]), "lies down: it is 0.5 m high and 1.8 m long");
        assert_eq!(told([2.1, 0.0, -0.2], [3.9, 1.75, 0.2]), "stands 3.0 m away from its origin");
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
