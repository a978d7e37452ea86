//! What a model is lit by: its own lamps, made as bright as a room should be, and soft surroundings.

use bytemuck::{Pod, Zeroable};
use glam::Vec3;

use crate::media::gltf::{Light, LightKind, Model};

/// How many lamps are lit; of more, the strongest.
pub const MOST_LIGHTS: usize = 16;

/// What white surfaces in the middle of the light are to show, as a part of full brightness.
const KEY: f32 = 0.55;
/// How bright the surroundings of a model with lamps of its own are, beside those of a model without.
const FILL: f32 = 0.55;
/// How many triangles the exposure is measured at.
const SAMPLES: usize = 4096;

/// What a model is lit by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lighting {
    /// What lamps' candela and lux are multiplied with to become parts of full brightness.
    pub exposure: f32,
    /// Light from all around, in parts of full brightness.
    pub surroundings: Surroundings,
}

/// Light from all around that changes slowly: an even part, more above than below, and a few soft spots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings {
    /// The mean of the even part, linear.
    pub middle: Vec3,
    /// How much brighter it is straight above, and darker straight below.
    pub gradient: Vec3,
    /// Soft spots.
    pub spots: [SoftSpot; 3],
}

/// A bright patch without an edge: `color * exp(sharpness * (cos - 1))` at an angle from its axis.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SoftSpot {
    /// Where it is brightest, a unit vector.
    pub axis: Vec3,
    /// How narrow it is.
    pub sharpness: f32,
    /// How bright it is there, linear.
    pub color: Vec3,
}

impl Surroundings {
    /// Nothing but light of one colour: what materials are measured in.
    pub fn even(color: Vec3) -> Self {
        Self { middle: color, gradient: Vec3::ZERO, spots: [SoftSpot::default(); 3] }
    }

    /// A neutral room by day: a pale ceiling with a lamp, a cool window on one side, a warm wall on the other, a darker floor.
    /// `level` 1 shows white surfaces well lit.
    pub fn interior(level: f32) -> Self {
        let spot = |axis: Vec3, sharpness, color: Vec3| SoftSpot { axis: axis.normalize(), sharpness, color: color * level };
        Self {
            middle: Vec3::new(0.52, 0.51, 0.50) * level,
            gradient: Vec3::new(0.20, 0.21, 0.22) * level,
            spots: [
                spot(Vec3::new(0.1, 1.0, -0.15), 28.0, Vec3::new(2.6, 2.5, 2.3)),
                spot(Vec3::new(-0.9, 0.35, 0.35), 14.0, Vec3::new(1.1, 1.25, 1.4)),
                spot(Vec3::new(0.8, 0.1, -0.6), 5.0, Vec3::new(0.26, 0.21, 0.16)),
            ],
        }
    }
}

impl Lighting {
    /// The light in which `model` is shown. Files tell lamps in candela and lux, but from a candle to the sun; so, like a
    /// photographer, it is measured what arrives at the surfaces, once and for the whole model, and the middle of it is exposed as
    /// a well-lit room. Surfaces' own light is left as it is: tools write it in parts of full brightness.
    pub fn of(model: &Model) -> Self {
        match middle_illuminance(model) {
            Some(lux) => Self { exposure: KEY * std::f32::consts::PI / lux, surroundings: Surroundings::interior(FILL) },
            None => Self { exposure: 0.0, surroundings: Surroundings::interior(1.0) },
        }
    }

    pub(super) fn uniform(&self, lights: &[Light]) -> LightingUniform {
        let mut strongest: Vec<&Light> = lights.iter().collect();
        // Lux and candela compare well enough at a distance of a metre.
        strongest.sort_by(|a, b| b.intensity.max_element().total_cmp(&a.intensity.max_element()));
        strongest.truncate(MOST_LIGHTS);
        let mut uniform = LightingUniform::zeroed();
        for (to, from) in uniform.lights.iter_mut().zip(&strongest) {
            *to = LightUniform::new(from, self.exposure);
        }
        for (to, from) in uniform.spots.iter_mut().zip(self.surroundings.spots) {
            *to = SpotUniform { axis: from.axis, sharpness: from.sharpness, color: from.color, unused: 0.0 };
        }
        uniform.middle = self.surroundings.middle;
        uniform.gradient = self.surroundings.gradient;
        uniform.count = strongest.len() as u32;
        uniform
    }
}

/// What half of the lit surface gets more of and half less, lux, shadows aside; `None` where no lamp reaches any.
fn middle_illuminance(model: &Model) -> Option<f32> {
    if model.lights.is_empty() {
        return None;
    }
    let triangles = model.indices.len() / 3;
    let mut samples: Vec<(f32, f32)> = Vec::with_capacity(SAMPLES + 1);
    for draw in model.draws.iter().filter(|draw| !model.materials[draw.material].unlit) {
        let corners = &model.indices[draw.indices.start as usize..draw.indices.end as usize];
        for triangle in corners.chunks_exact(3).step_by(triangles / SAMPLES + 1) {
            let [a, b, c] = [0, 1, 2].map(|corner| &model.vertices[triangle[corner] as usize]);
            let [pa, pb, pc] = [a, b, c].map(|vertex| Vec3::from(vertex.position));
            let area = (pb - pa).cross(pc - pa).length();
            let normal = Vec3::new(f32::from(a.normal[0]), f32::from(a.normal[1]), f32::from(a.normal[2])).normalize_or_zero();
            let lux: f32 = model.lights.iter().map(|light| illuminance(light, (pa + pb + pc) / 3.0, normal)).sum();
            if lux.is_finite() && lux > 0.0 {
                samples.push((lux, area));
            }
        }
    }
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = samples.iter().map(|(_, area)| area).sum::<f32>() / 2.0;
    let mut seen = 0.0;
    samples
        .into_iter()
        .find(|(_, area)| {
            seen += area;
            seen >= half
        })
        .map(|(lux, _)| lux.max(1e-3))
}

fn illuminance(light: &Light, position: Vec3, normal: Vec3) -> f32 {
    let power = light.intensity.max_element();
    if light.kind == LightKind::Directional {
        return power * normal.dot(-light.direction).max(0.0);
    }
    let way = light.position - position;
    let square = way.length_squared().max(1e-4);
    let to_light = way / square.sqrt();
    let inside = match light.kind {
        LightKind::Spot { outer, .. } => (-to_light).dot(light.direction) > outer.cos(),
        _ => true,
    };
    let reached = inside && light.range.is_none_or(|range| square < range * range);
    if reached { power * normal.dot(to_light).max(0.0) / square } else { 0.0 }
}

/// `Light` of mesh.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct LightUniform {
    position: Vec3,
    range: f32,
    direction: Vec3,
    kind: u32,
    intensity: Vec3,
    cone_scale: f32,
    cone_offset: f32,
    unused: [f32; 3],
}

impl LightUniform {
    fn new(light: &Light, exposure: f32) -> Self {
        let (kind, cone_scale, cone_offset) = match light.kind {
            LightKind::Point => (0, 0.0, 1.0),
            LightKind::Directional => (1, 0.0, 1.0),
            LightKind::Spot { inner, outer } => {
                let scale = 1.0 / (inner.cos() - outer.cos()).max(0.001);
                (2, scale, -outer.cos() * scale)
            }
        };
        Self {
            position: light.position,
            range: light.range.map_or(0.0, |range| 1.0 / (range * range)),
            direction: light.direction,
            kind,
            intensity: light.intensity * exposure,
            cone_scale,
            cone_offset,
            unused: [0.0; 3],
        }
    }
}

/// `Lobe` of mesh.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct SpotUniform {
    axis: Vec3,
    sharpness: f32,
    color: Vec3,
    unused: f32,
}

/// `Lighting` of mesh.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct LightingUniform {
    lights: [LightUniform; MOST_LIGHTS],
    spots: [SpotUniform; 3],
    middle: Vec3,
    count: u32,
    gradient: Vec3,
    unused: f32,
}
