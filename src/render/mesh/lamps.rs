//! Which of a model's lamps are lit, and what those see that cast shadows: whatever such a lamp does not see lies in shadow.

use glam::{Mat4, Vec3, Vec4};

use crate::media::gltf::{Light as Lamp, LightKind, Model};
use crate::pose::{Fov, Pose, look_at};
use crate::tour::MOST_SHADOWS;

use super::MOST_LIGHTS;

/// What is nearer to a spot casts no shadow: bulbs and their glass, metres.
const NEAR: f32 = 0.1;
/// A map reaches so far from a spot's axis, radians; what little of the cone is beyond meets no shadow.
const WIDEST: f32 = 1.4;
/// A model that reaches farther casts no shadows in the sun, metres: they would be of blocks.
const FARTHEST: f32 = 500.0;
/// How far before and behind the model the sun's map goes on, metres: for people, and what moves.
const ROUND_ABOUT: f32 = 3.0;

/// The lamps that are lit.
#[derive(Debug, Clone, Default)]
pub(super) struct Lamps {
    /// Those that have maps first.
    pub lit: Vec<Lamp>,
    /// One for each of the first of them.
    pub maps: Vec<Map>,
}

/// How what a lamp sees is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Map {
    /// Depth reversed, as everywhere.
    pub clip_from_location: Mat4,
    /// How wide the map is, metres: of a spot's at a metre from it, along its axis.
    pub width: f32,
}

impl Lamps {
    /// Those of a model. Where its light is baked, its shadows are in its pictures, and lamps are there for whoever stands in it: they
    /// cast none.
    pub fn of(model: &Model) -> Self {
        let mut lit: Vec<Lamp> = model.lights.clone();
        // Lux and candela compare well enough at a distance of a metre.
        lit.sort_by(|a, b| b.intensity.max_element().total_cmp(&a.intensity.max_element()));
        lit.truncate(MOST_LIGHTS);
        let Some(casting) = model.casting.filter(|_| !model.is_baked()) else { return Self { lit, maps: Vec::new() } };
        let mut seen: Vec<(Lamp, Option<Map>)> = lit.into_iter().map(|lamp| (lamp, Map::of(&lamp, casting))).collect();
        seen.sort_by_key(|(lamp, map)| match lamp.kind {
            _ if map.is_none() => 2,
            LightKind::Directional => 0,
            _ => 1,
        });
        let maps = seen.iter().map_while(|(_, map)| *map).take(MOST_SHADOWS).collect();
        Self { lit: seen.into_iter().map(|(lamp, _)| lamp).collect(), maps }
    }
}

impl Map {
    /// What `lamp` sees of a box, if it can cast shadows.
    fn of(lamp: &Lamp, [least, greatest]: [Vec3; 2]) -> Option<Self> {
        let orientation = look_at(Vec3::ZERO, lamp.direction);
        let LightKind::Spot { outer, .. } = lamp.kind else {
            if lamp.kind == LightKind::Point || (greatest - least).max_element() > FARTHEST {
                return None;
            }
            let turned = orientation.inverse();
            let corner = |nth: usize| Vec3::from_array(std::array::from_fn(|axis| [least, greatest][nth >> axis & 1][axis]));
            let corners = (0..8).map(|nth| turned * corner(nth));
            let (low, high) = corners.fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
            // A little more, so that nothing lies on the edge.
            let (low, high) = (low - 0.1, high + 0.1);
            let round_about = Vec3::Z * ROUND_ABOUT;
            let (low, high) = (low - round_about, high + round_about);
            let size = high - low;
            // Depth 0 at the far end, which has the least z: 1 at the near end.
            let box_to_clip = Mat4::from_scale(Vec3::new(2.0, 2.0, 1.0) / size) * Mat4::from_translation(-low);
            let clip_from_location = Mat4::from_translation(Vec3::new(-1.0, -1.0, 0.0)) * box_to_clip * Mat4::from_quat(turned);
            return Some(Self { clip_from_location, width: size.truncate().max_element() });
        };
        let half = outer.min(WIDEST);
        let projection = Fov::symmetric(2.0 * half.to_degrees(), 1.0).projection(NEAR);
        let pose = Pose { position: lamp.position, orientation };
        Some(Self { clip_from_location: projection * pose.matrix().inverse(), width: 2.0 * half.tan() })
    }

    /// Whether anything of a ball may be seen in it.
    pub fn reaches(&self, centre: Vec3, radius: f32) -> bool {
        let rows = self.clip_from_location.transpose();
        let sides = [rows.w_axis + rows.x_axis, rows.w_axis - rows.x_axis, rows.w_axis + rows.y_axis, rows.w_axis - rows.y_axis];
        let inside = |side: Vec4| side.dot(centre.extend(1.0)) >= -radius * side.truncate().length();
        sides.into_iter().all(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: [Vec3; 2] = [Vec3::new(-2.0, 0.0, -3.0), Vec3::new(2.0, 3.0, 1.0)];

    fn lamp(kind: LightKind, direction: Vec3) -> Lamp {
        Lamp { kind, intensity: Vec3::ONE, position: Vec3::new(0.0, 2.0, 0.0), direction: direction.normalize(), range: None }
    }

    #[test]
    fn the_sun_sees_all_of_the_model_and_what_is_nearer_to_it_is_nearer() {
        for direction in [Vec3::NEG_Y, Vec3::new(1.0, -1.0, 0.3), Vec3::new(0.0, -0.1, -1.0), Vec3::Y] {
            let map = Map::of(&lamp(LightKind::Directional, direction), BOX).unwrap();
            for corner in [BOX[0], BOX[1], Vec3::new(2.0, 0.0, 1.0), Vec3::new(-2.0, 3.0, -3.0)] {
                let seen = map.clip_from_location.project_point3(corner);
                assert!(seen.truncate().abs().max_element() < 1.0 && (0.0..1.0).contains(&seen.z), "{direction}: {seen}");
                let nearer = map.clip_from_location.project_point3(corner - direction.normalize());
                assert!(nearer.z > seen.z && (nearer - seen).truncate().length() < 1e-4, "{direction}: {nearer} {seen}");
            }
        }
    }

    #[test]
    fn a_spot_sees_its_cone_and_knows_whom_it_reaches() {
        let map = Map::of(&lamp(LightKind::Spot { inner: 0.2, outer: 0.5 }, Vec3::NEG_Z), BOX).unwrap();
        let edge = map.clip_from_location.project_point3(Vec3::new(0.5_f32.tan(), 2.0, -1.0));
        assert!((edge.x - 1.0).abs() < 1e-4 && (edge.z - NEAR).abs() < 1e-4, "{edge}");
        assert!((map.width - 2.0 * 0.5_f32.tan()).abs() < 1e-5);
        assert!(map.reaches(Vec3::new(0.0, 2.0, -3.0), 0.1) && map.reaches(Vec3::new(1.0, 2.0, -1.0), 0.6));
        assert!(!map.reaches(Vec3::new(0.0, 2.0, 3.0), 1.0) && !map.reaches(Vec3::new(3.0, 2.0, -1.0), 1.0));
    }

    #[test]
    fn what_is_no_sun_and_no_spot_or_is_endless_has_no_map() {
        assert_eq!(Map::of(&lamp(LightKind::Point, Vec3::NEG_Z), BOX), None);
        assert_eq!(Map::of(&lamp(LightKind::Directional, Vec3::NEG_Y), [Vec3::ZERO, Vec3::splat(900.0)]), None);
        let wide = Map::of(&lamp(LightKind::Spot { inner: 0.0, outer: std::f32::consts::FRAC_PI_2 }, Vec3::NEG_Y), BOX).unwrap();
        assert!(wide.clip_from_location.is_finite() && wide.width < 12.0);
    }
}
