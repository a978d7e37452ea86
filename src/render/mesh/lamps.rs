//! Which of a model's lamps are lit, and what those see that cast shadows: whatever such a lamp does not see lies in shadow.

use glam::{Affine3A, Mat4, Vec3, Vec4};

use crate::media::gltf::{Light as Lamp, LightKind, Model};
use crate::pose::{Fov, Pose, look_at};
use crate::tour::{MOST_LIGHTS, MOST_SHADOWS};

/// What is nearer to a spot casts no shadow: bulbs and their glass, metres.
const NEAR: f32 = 0.1;
/// A map reaches so far from a spot's axis, radians; what little of the cone is beyond meets no shadow.
const WIDEST: f32 = 1.4;
/// The sun casts shadows so far around the visitor, metres: farther away they would be of blocks.
const FARTHEST: f32 = 250.0;
/// Of what is so near to the visitor, metres, the sun has a map of its own, so that the bars of a window still cast shadows where the model
/// goes on to the horizon.
const NEAR_BY: f32 = 8.0;
/// That map moves by so much at a time, metres: by 64 of its texels, on a graphics card by 128.
const STEP: f32 = 2.0 * (NEAR_BY + EDGE) / 16.0;
/// Maps are so much wider than what they are of, metres, so that nothing lies on their edges.
const EDGE: f32 = 0.1;
/// How far before and behind the model the sun's map goes on, metres: for people, and what moves.
const ROUND_ABOUT: f32 = 3.0;

/// The lamps that are lit.
#[derive(Debug, Clone, Default)]
pub(super) struct Lamps {
    /// Those that have maps first.
    pub lit: Vec<Lamp>,
    /// One for each of the first of them; and last that of what is near, where there is a sun over a wide model.
    pub maps: Vec<Map>,
    /// Whose maps follow the visitor.
    pub sun: Option<Sun>,
    /// The box around what casts shadows, where any are cast.
    pub casting: Option<[Vec3; 2]>,
}

/// A lamp on a node that moves, as it shines now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Swinging {
    /// Its place among those that are lit.
    pub nth: usize,
    node: usize,
    pub lamp: Lamp,
}

impl Swinging {
    /// Goes where its node is; says whether it was elsewhere.
    pub fn follow(&mut self, places: &[Affine3A]) -> bool {
        let now = places.get(self.node).map_or(self.lamp, |place| self.lamp.placed(*place));
        std::mem::replace(&mut self.lamp, now) != now
    }
}

/// The strongest sun over a wide model: the first of the lamps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sun {
    pub lamp: Lamp,
    /// The box around what casts shadows.
    casting: [Vec3; 2],
    /// Where the visitor was when its maps were made.
    around: Vec3,
}

impl Sun {
    /// Follows the visitor, and gives back its maps of the whole and of what is near where they have to be made anew: not while they only
    /// look about, for edges crawl whenever a map is moved.
    pub fn follow(&mut self, head: Vec3) -> Option<[Map; 2]> {
        // Written so that a head that is nowhere is not followed.
        let is_far = head.distance(self.around) > NEAR_BY / 2.0;
        is_far.then(|| {
            self.around = head;
            self.maps()
        })
    }

    pub fn maps(&self) -> [Map; 2] {
        let whole = within(self.casting, self.around, FARTHEST);
        [Map::of_sun(&self.lamp, whole, None), Map::of_sun(&self.lamp, whole, Some(self.around))]
    }
}

/// What of a box is so near, metres.
fn within([least, greatest]: [Vec3; 2], around: Vec3, reach: f32) -> [Vec3; 2] {
    [least.clamp(around - reach, around + reach), greatest.clamp(around - reach, around + reach)]
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
        let Some(casting) = model.casting.filter(|_| !model.is_baked) else { return Self { lit, ..Self::default() } };
        let mut seen: Vec<(Lamp, Option<Map>)> = lit.into_iter().map(|lamp| (lamp, Map::of(&lamp, casting))).collect();
        seen.sort_by_key(|(lamp, map)| match lamp.kind {
            _ if map.is_none() => 2,
            LightKind::Directional => 0,
            _ => 1,
        });
        let mut maps: Vec<Map> = seen.iter().map_while(|(_, map)| *map).take(MOST_SHADOWS).collect();
        let is_wide = (casting[1] - casting[0]).max_element() > 2.5 * NEAR_BY;
        let sun = seen.first().filter(|(lamp, map)| is_wide && map.is_some() && lamp.kind == LightKind::Directional);
        let sun = sun.map(|(lamp, _)| Sun { lamp: *lamp, casting, around: Vec3::ZERO });
        maps.extend(sun.map(|sun| sun.maps()[1]));
        Self { lit: seen.into_iter().map(|(lamp, _)| lamp).collect(), maps, sun, casting: Some(casting) }
    }

    /// Those that move.
    pub fn swinging(&self) -> Vec<Swinging> {
        let swinging = |(nth, lamp): (usize, &Lamp)| Some(Swinging { nth, node: lamp.node?, lamp: *lamp });
        self.lit.iter().enumerate().filter_map(swinging).collect()
    }

    /// Which of the maps is that of what is near.
    pub fn near(&self) -> Option<usize> {
        self.sun.map(|_| self.maps.len() - 1)
    }
}

impl Map {
    /// What `lamp` sees of a box, if it can cast shadows.
    pub fn of(lamp: &Lamp, casting: [Vec3; 2]) -> Option<Self> {
        match lamp.kind {
            LightKind::Point => None,
            LightKind::Directional => Some(Self::of_sun(lamp, within(casting, Vec3::ZERO, FARTHEST), None)),
            LightKind::Spot { outer, .. } => {
                let half = outer.min(WIDEST);
                let projection = Fov::symmetric(2.0 * half.to_degrees(), 1.0).projection(NEAR);
                let pose = Pose { position: lamp.position, orientation: look_at(Vec3::ZERO, lamp.direction) };
                Some(Self { clip_from_location: projection * pose.matrix().inverse(), width: 2.0 * half.tan() })
            }
        }
    }

    /// What a sun sees of a box; or of it what is [`NEAR_BY`] this place, and whatever stands between that and the sun.
    fn of_sun(sun: &Lamp, [least, greatest]: [Vec3; 2], around: Option<Vec3>) -> Self {
        let turned = look_at(Vec3::ZERO, sun.direction).inverse();
        let corner = |nth: usize| Vec3::from_array(std::array::from_fn(|axis| [least, greatest][nth >> axis & 1][axis]));
        let corners = (0..8).map(|nth| turned * corner(nth));
        let (mut low, mut high) = corners.fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        if let Some(around) = around {
            // Whole steps of more than a texel, so that edges are the same after the next.
            let middle = (turned * around / STEP).round() * STEP;
            (low, high) = ((middle - NEAR_BY).with_z(low.z), (middle + NEAR_BY).with_z(high.z));
        }
        let round_about = Vec3::new(EDGE, EDGE, EDGE + ROUND_ABOUT);
        let (low, high) = (low - round_about, high + round_about);
        let size = high - low;
        // Depth 0 at the far end, which has the least z: 1 at the near end.
        let box_to_clip = Mat4::from_scale(Vec3::new(2.0, 2.0, 1.0) / size) * Mat4::from_translation(-low);
        let clip_from_location = Mat4::from_translation(Vec3::new(-1.0, -1.0, 0.0)) * box_to_clip * Mat4::from_quat(turned);
        Self { clip_from_location, width: size.truncate().max_element() }
    }

    /// Whether anything of a ball may be seen in it.
    pub fn reaches(&self, centre: Vec3, radius: f32) -> bool {
        self.sides().all(|side| side.dot(centre.extend(1.0)) >= -radius * side.truncate().length())
    }

    /// Whether anything of a box may be seen in it.
    pub fn meets(&self, [least, greatest]: [Vec3; 2]) -> bool {
        let (middle, half) = ((least + greatest) / 2.0, (greatest - least) / 2.0);
        self.sides().all(|side| side.dot(middle.extend(1.0)) >= -side.truncate().abs().dot(half))
    }

    /// The planes to its sides: a point is within where its dot product with (x, y, z, 1) is not below zero.
    fn sides(&self) -> impl Iterator<Item = Vec4> {
        let rows = self.clip_from_location.transpose();
        [rows.w_axis + rows.x_axis, rows.w_axis - rows.x_axis, rows.w_axis + rows.y_axis, rows.w_axis - rows.y_axis].into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: [Vec3; 2] = [Vec3::new(-2.0, 0.0, -3.0), Vec3::new(2.0, 3.0, 1.0)];

    fn lamp(kind: LightKind, direction: Vec3) -> Lamp {
        Lamp { kind, intensity: Vec3::ONE, position: Vec3::new(0.0, 2.0, 0.0), direction: direction.normalize(), range: None, node: None }
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
    fn over_a_wide_model_the_sun_has_a_sharp_map_of_what_is_near_which_follows_the_visitor_from_place_to_place() {
        let wide = [Vec3::new(-60.0, -1.0, -90.0), Vec3::new(70.0, 9.0, 5.0)];
        let mut sun = Sun { lamp: lamp(LightKind::Directional, Vec3::new(1.0, -1.0, 0.3)), casting: wide, around: Vec3::ZERO };
        let [whole, near] = sun.maps();
        assert!(whole.width > 90.0 && near.width < 17.0);
        let roof = Vec3::new(-8.0, 8.0, -2.4);
        let boxed = |at: Vec3| [at - 0.2, at + 0.2];
        assert!(near.meets(boxed(Vec3::ZERO)) && near.meets(wide) && !near.meets(boxed(Vec3::new(30.0, 0.0, 0.0))));
        assert!(near.reaches(Vec3::ZERO, 0.1) && near.clip_from_location.project_point3(roof).z < 1.0, "what shades it is on it");
        assert_eq!(sun.follow(Vec3::new(0.5, 1.7, 0.5)), None, "nothing moves while one looks about");
        let elsewhere = Vec3::new(20.0, 1.7, -30.0);
        let [still, moved] = sun.follow(elsewhere).unwrap();
        assert!(still == whole && moved.reaches(elsewhere, 0.1) && !moved.reaches(Vec3::ZERO, 0.1));
        assert_eq!(sun.follow(elsewhere + Vec3::X), None);
        assert_eq!(sun.follow(Vec3::NAN), None);
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
    fn what_is_no_sun_and_no_spot_has_no_map_and_none_is_endless() {
        assert_eq!(Map::of(&lamp(LightKind::Point, Vec3::NEG_Z), BOX), None);
        let endless = Map::of(&lamp(LightKind::Directional, Vec3::NEG_Y), [Vec3::splat(-1e6), Vec3::splat(1e6)]).unwrap();
        assert!((endless.width - 2.0 * FARTHEST).abs() < 1.0, "{endless:?}");
        let wide = Map::of(&lamp(LightKind::Spot { inner: 0.0, outer: std::f32::consts::FRAC_PI_2 }, Vec3::NEG_Y), BOX).unwrap();
        assert!(wide.clip_from_location.is_finite() && wide.width < 12.0);
    }
}
