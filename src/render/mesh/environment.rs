//! What light comes from where: a picture of all around, and the neutral room that stands in where nobody gives one.

use std::f32::consts::{PI, TAU};

use glam::Vec3;

/// Texels of the neutral room across; half as many down.
const ROOM_WIDTH: u32 = 256;
/// Texels across that tell what matt surfaces get as well as more would.
const ENOUGH: u32 = 256;
/// The mean light of the neutral room, in parts of full brightness: white surfaces are well lit, and none is burnt out.
const ROOM_MEAN: f32 = 0.62;
/// No texel is brighter: what the GPU's format holds.
const BRIGHTEST: f32 = 60_000.0;

/// Light from all around: a picture of it in equirectangular projection.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Rows from above to below; each begins behind (+Z) and goes on to the left (-X), ahead (-Z) and right (+X).
    pub(super) pixels: Vec<Vec3>,
}

impl Environment {
    /// Light told as linear red, green and blue for each texel, row by row from straight above to straight below, with -Z in the
    /// middle and +X to its right; 1 is what shows white surfaces white. Below 0 and what is no number is dark. `None` where the
    /// list is not `3 * width * height` long, or empty.
    pub fn from_equirect(light: &[f32], width: u32, height: u32) -> Option<Self> {
        let count = (width as usize).checked_mul(height as usize).filter(|count| *count > 0)?;
        if light.len() != count.checked_mul(3)? {
            return None;
        }
        let sane = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(0.0, BRIGHTEST) };
        Some(Self { width, height, pixels: light.chunks_exact(3).map(|rgb| Vec3::new(sane(rgb[0]), sane(rgb[1]), sane(rgb[2]))).collect() })
    }

    /// Nothing but light of one colour: what materials are measured in.
    pub fn even(color: Vec3) -> Self {
        // Not a single texel: what matt surfaces get of it is summed up over directions.
        Self { width: 64, height: 32, pixels: vec![color.clamp(Vec3::ZERO, Vec3::splat(BRIGHTEST)); 64 * 32] }
    }

    /// A neutral room by day: a pale ceiling with two lamps, a window on the left, a warmer wall on the right, a darker floor.
    pub fn room() -> Self {
        let (width, height) = (ROOM_WIDTH, ROOM_WIDTH / 2);
        let texel = |x: u32, y: u32| {
            // Four looks a texel, or its edges would be steps.
            let looks = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            looks.map(|(u, v)| room(Self::direction((x as f32 + u) / width as f32, (y as f32 + v) / height as f32))).iter().sum::<Vec3>()
                / 4.0
        };
        let mut room = Self { width, height, pixels: (0..height).flat_map(|y| (0..width).map(move |x| texel(x, y))).collect() };
        let [mean, ..] = room.irradiance();
        let scale = ROOM_MEAN * 3.0 / mean.element_sum();
        room.pixels.iter_mut().for_each(|pixel| *pixel *= scale);
        room
    }

    /// What matt surfaces get of it, as nine spherical harmonics that are already blurred by the cosine (Ramamoorthi and Hanrahan,
    /// "An Efficient Representation for Irradiance Environment Maps", 2001) and divided by pi: a white, matt surface shows the sum of
    /// them, each times its polynomial of the normal: 1; y, z, x; xy, yz, 3zz - 1, xz, xx - yy.
    pub(in crate::render) fn irradiance(&self) -> [Vec3; 9] {
        // How much of a band is left after the cosine, times the squares of the harmonics' own factors.
        const FACTORS: [f32; 9] = [
            0.282_095 * 0.282_095,
            0.488_603 * 0.488_603 * 2.0 / 3.0,
            0.488_603 * 0.488_603 * 2.0 / 3.0,
            0.488_603 * 0.488_603 * 2.0 / 3.0,
            1.092_548 * 1.092_548 / 4.0,
            1.092_548 * 1.092_548 / 4.0,
            0.315_392 * 0.315_392 / 4.0,
            1.092_548 * 1.092_548 / 4.0,
            0.546_274 * 0.546_274 / 4.0,
        ];
        if self.width > ENOUGH {
            return self.half().irradiance();
        }
        let mut sums = [Vec3::ZERO; 9];
        let (width, height) = (self.width as f32, self.height as f32);
        for (y, row) in self.pixels.chunks_exact(self.width as usize).enumerate() {
            let (upper, lower) = (y as f32 / height * PI, (y + 1) as f32 / height * PI);
            // What part of the sphere a texel is, in steradians.
            let weight = TAU / width * (upper.cos() - lower.cos());
            for (x, light) in row.iter().enumerate() {
                let Vec3 { x, y, z } = Self::direction((x as f32 + 0.5) / width, (y as f32 + 0.5) / height);
                let polynomials = [1.0, y, z, x, x * y, y * z, 3.0 * z * z - 1.0, x * z, x * x - y * y];
                for (sum, polynomial) in sums.iter_mut().zip(polynomials) {
                    *sum += *light * polynomial * weight;
                }
            }
        }
        std::array::from_fn(|band| sums[band] * FACTORS[band])
    }

    /// Which way a place of such a picture lies; (0, 0) is its upper left corner, (1, 1) its lower right.
    pub(in crate::render) fn direction(u: f32, v: f32) -> Vec3 {
        let (yaw, polar) = ((u - 0.5) * TAU, v * PI);
        Vec3::new(polar.sin() * yaw.sin(), polar.cos(), -polar.sin() * yaw.cos())
    }

    /// The picture and smaller and smaller ones of it, down to one texel: width, height, and texels.
    pub(super) fn levels(&self) -> Vec<(u32, u32, Vec<Vec3>)> {
        let mut levels = vec![self.clone()];
        while let Some(last) = levels.last().filter(|last| last.width > 1 || last.height > 1) {
            levels.push(last.half());
        }
        levels.into_iter().map(|level| (level.width, level.height, level.pixels)).collect()
    }

    /// The same of half as many texels in each direction.
    fn half(&self) -> Self {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let at = |x: u32, y: u32| self.pixels[(y.min(self.height - 1) * self.width + x.min(self.width - 1)) as usize];
        let mean = |x: u32, y: u32| (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1)) / 4.0;
        Self { width, height, pixels: (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect() }
    }
}

/// What is seen from the middle of the neutral room.
fn room(direction: Vec3) -> Vec3 {
    const LEAST: Vec3 = Vec3::new(-3.0, -1.6, -3.5);
    const GREATEST: Vec3 = Vec3::new(3.0, 1.4, 3.5);
    let inverse = 1.0 / direction;
    let way = (LEAST * inverse).max(GREATEST * inverse);
    let point = direction * way.min_element();
    // Corners get less of the light.
    let to_walls = (point - LEAST).min(GREATEST - point);
    let open = |a: f32, b: f32| 0.7 + 0.3 * (a.min(b) / 0.8).clamp(0.0, 1.0);
    let upward = (point.y - LEAST.y) / (GREATEST.y - LEAST.y);
    if way.y <= way.x && way.y <= way.z {
        let shade = open(to_walls.x, to_walls.z);
        if point.y < 0.0 {
            return Vec3::new(0.30, 0.27, 0.24) * shade;
        }
        let is_lamp = (point.x.abs() - 1.2).abs() < 0.35 && point.z.abs() < 1.4;
        return if is_lamp { Vec3::new(7.0, 6.8, 6.5) } else { Vec3::new(0.66, 0.66, 0.65) * shade };
    }
    if way.x <= way.z {
        let shade = open(to_walls.y, to_walls.z) * (0.8 + 0.2 * upward);
        if point.x > 0.0 {
            return Vec3::new(0.56, 0.50, 0.44) * shade;
        }
        let is_pane = (-0.5..1.0).contains(&point.y) && (0.05..1.3).contains(&point.z.abs());
        return if is_pane { Vec3::new(2.9, 3.2, 3.6) } else { Vec3::new(0.50, 0.50, 0.51) * shade };
    }
    Vec3::new(0.52, 0.52, 0.51) * open(to_walls.y, to_walls.x) * (0.8 + 0.2 * upward)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a white, matt surface shows, as surface.wgsl reckons it.
    fn shown(environment: &Environment, normal: Vec3) -> Vec3 {
        let Vec3 { x, y, z } = normal;
        let polynomials = [1.0, y, z, x, x * y, y * z, 3.0 * z * z - 1.0, x * z, x * x - y * y];
        environment.irradiance().iter().zip(polynomials).map(|(light, polynomial)| *light * polynomial).sum()
    }

    #[test]
    fn in_even_light_surfaces_show_it_whichever_way_they_face() {
        for normal in [Vec3::X, Vec3::NEG_Y, Vec3::new(0.6, 0.0, -0.8)] {
            let seen = shown(&Environment::even(Vec3::new(0.2, 0.5, 1.0)), normal);
            assert!((seen - Vec3::new(0.2, 0.5, 1.0)).length() < 5e-3, "{seen}");
        }
    }

    #[test]
    fn light_reaches_what_faces_it() {
        // A cap of light, 60° wide, about each axis in turn.
        for axis in [Vec3::X, Vec3::NEG_X, Vec3::Y, Vec3::NEG_Y, Vec3::Z, Vec3::NEG_Z] {
            let cap = |x: u32, y: u32| Environment::direction((x as f32 + 0.5) / 64.0, (y as f32 + 0.5) / 32.0).dot(axis) > 0.866;
            let light: Vec<f32> = (0..32).flat_map(|y| (0..64).flat_map(move |x| [f32::from(u8::from(cap(x, y))); 3])).collect();
            let environment = Environment::from_equirect(&light, 64, 32).unwrap();
            // Straight on: the square of the sine of the cap's half angle.
            let ahead = shown(&environment, axis).x;
            assert!((ahead - 0.25).abs() < 0.04, "{axis}: {ahead}");
            assert!(shown(&environment, -axis).x.abs() < 0.04, "{axis}");
        }
    }

    #[test]
    fn pictures_of_another_size_than_they_say_are_refused_and_wild_numbers_are_dark() {
        assert_eq!(Environment::from_equirect(&[1.0; 5], 2, 1), None);
        assert_eq!(Environment::from_equirect(&[], 0, 0), None);
        assert_eq!(Environment::from_equirect(&[], u32::MAX, u32::MAX), None);
        let wild = Environment::from_equirect(&[f32::NAN, -1.0, f32::INFINITY], 1, 1).unwrap();
        assert_eq!(wild.pixels, [Vec3::new(0.0, 0.0, BRIGHTEST)]);
    }

    #[test]
    fn the_neutral_room_is_neutral_brightest_above_and_has_levels_down_to_one() {
        let room = Environment::room();
        let mean = room.irradiance()[0];
        assert!((mean.element_sum() / 3.0 - ROOM_MEAN).abs() < 1e-3);
        assert!(mean.max_element() < mean.min_element() * 1.06, "{mean}");
        assert!(shown(&room, Vec3::Y).y > 1.5 * shown(&room, Vec3::NEG_Y).y);
        let levels = room.levels();
        assert_eq!((levels.len(), levels.last().unwrap().2.len()), (9, 1));
    }
}
