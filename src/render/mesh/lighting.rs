//! What a model is lit by: its own lamps, made as bright as a room should be, and its surroundings.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3, Vec4};

use crate::gpu::Gpu;
use crate::media::gltf::{Light as Lamp, LightKind, Model};
use crate::tour::{Exposure, MOST_LIGHTS, MOST_SHADOWS};

use super::Environment;
use super::lamps::{Lamps, Map};
use super::shadows;
use super::surroundings::Surroundings;
use super::upload::uniform;

/// What white surfaces in the middle of the light are to show, as a part of full brightness.
const KEY: f32 = 0.55;
/// How bright the surroundings of a model with lamps of its own are, beside those of a model without.
const FILL: f32 = 0.55;
/// How many triangles the exposure is measured at.
const SAMPLES: usize = 4096;

/// What a model is lit by.
#[derive(Debug, Clone, PartialEq)]
pub struct Lighting {
    /// What lamps' candela and lux are multiplied with to become parts of full brightness.
    pub exposure: f32,
    /// What the surroundings' light is multiplied with.
    pub surroundings: f32,
    /// Where the surroundings' light comes from; from [`Environment::room`] if `None`.
    pub environment: Option<Environment>,
}

impl Lighting {
    /// The light in which `model` is shown. Files tell lamps in candela and lux, but from a candle to the sun; so, like a
    /// photographer, it is measured what arrives at the surfaces, once and for the whole model, and the middle of it is exposed as
    /// a well-lit room. Surfaces' own light is left as it is: tools write it in parts of full brightness.
    pub fn of(model: &Model) -> Self {
        match middle_illuminance(model) {
            Some(lux) => Self { exposure: KEY * std::f32::consts::PI / lux, surroundings: FILL, environment: None },
            None => {
                // What they reach is smaller than what was measured at: as bright there as a well-lit room, and the rest as without them.
                let strongest = model.lights.iter().map(|light| light.intensity.max_element()).fold(0.0, f32::max);
                let exposure = if strongest > 0.0 { KEY * std::f32::consts::PI / strongest } else { 0.0 };
                Self { exposure, surroundings: 1.0, environment: None }
            }
        }
    }

    /// The same, so much brighter.
    pub fn brighter(self, exposure: Exposure) -> Self {
        let factor = exposure.factor();
        Self { exposure: self.exposure * factor, surroundings: self.surroundings * factor, ..self }
    }

    fn uniform(&self, lamps: &Lamps, surroundings: &Surroundings) -> LightingUniform {
        let mut uniform = LightingUniform::zeroed();
        for (to, from) in uniform.lights.iter_mut().zip(&lamps.lit) {
            *to = LightUniform::new(from, self.exposure);
        }
        uniform.maps = map_uniforms(&lamps.maps);
        uniform.shadowed = (lamps.maps.len() - lamps.near().map_or(0, |_| 1)) as u32;
        uniform.near = lamps.near().unwrap_or_default() as u32;
        uniform.matt = surroundings.matt.map(|light| (light * self.surroundings).extend(0.0));
        uniform.mirrored = self.surroundings;
        uniform.count = lamps.lit.len().min(MOST_LIGHTS) as u32;
        uniform
    }
}

/// What half of the lit surface gets more of and half less, lux, shadows aside; `None` where no lamp reaches any. Where all of the light
/// is baked and lamps are there for whoever stands in it, the baked surface tells.
fn middle_illuminance(model: &Model) -> Option<f32> {
    middle_of(model, false).or_else(|| middle_of(model, true))
}

fn middle_of(model: &Model, unlit: bool) -> Option<f32> {
    if model.lights.is_empty() {
        return None;
    }
    let mut samples: Vec<(f32, f32)> = Vec::with_capacity(SAMPLES + 1);
    let sampled = model.triangles_at_rest(SAMPLES).filter(|(draw, _)| model.materials[draw.material].unlit == unlit);
    for (_, [pa, pb, pc]) in sampled {
        let across = (pb - pa).cross(pc - pa);
        let (area, normal) = (across.length(), across.normalize_or_zero());
        let lux: f32 = model.lights.iter().map(|light| illuminance(light, (pa + pb + pc) / 3.0, normal)).sum();
        if lux.is_finite() && lux > 0.0 {
            samples.push((lux, area));
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

fn illuminance(light: &Lamp, position: Vec3, normal: Vec3) -> f32 {
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

/// The layout of the bind group that tells of the light: lamps, a cube of what mirrors show, and what lamps see.
pub(super) fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::FRAGMENT, ty, count: None };
    let cube = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::Cube,
        multisampled: false,
    };
    let maps = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Depth,
        view_dimension: wgpu::TextureViewDimension::D2Array,
        multisampled: false,
    };
    gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("mesh lighting"),
        entries: &[
            entry(0, wgpu::BindingType::Buffer { ty: wgpu::BufferBindingType::Uniform, has_dynamic_offset: false, min_binding_size: None }),
            entry(1, cube),
            entry(2, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
            entry(3, maps),
            entry(4, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Comparison)),
        ],
    })
}

/// All of the light, bound together.
#[derive(Debug)]
pub struct Light {
    pub(super) bind_group: wgpu::BindGroup,
    /// Whether any of its lamps casts shadows.
    pub(super) has_shadows: bool,
    uniform: wgpu::Buffer,
    mirrored: wgpu::TextureView,
}

impl Light {
    /// Binds it; `maps` are what its lamps see, where they cast shadows.
    pub(super) fn new(
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        lighting: &Lighting,
        lamps: &Lamps,
        surroundings: &Surroundings,
        maps: Option<&wgpu::TextureView>,
    ) -> Self {
        let uniform = uniform(gpu, "mesh lighting", bytemuck::bytes_of(&lighting.uniform(lamps, surroundings)));
        Self::bound(gpu, layout, uniform, surroundings.mirrored.clone(), maps)
    }

    /// The same with other maps.
    pub(super) fn with_maps(&self, gpu: &Gpu, layout: &wgpu::BindGroupLayout, maps: &wgpu::TextureView) -> Self {
        Self::bound(gpu, layout, self.uniform.clone(), self.mirrored.clone(), Some(maps))
    }

    /// Goes on with one of its lamps elsewhere.
    pub(super) fn move_lamp(&self, gpu: &Gpu, nth: usize, lamp: &Lamp, exposure: f32) {
        let at = std::mem::offset_of!(LightingUniform, lights) + nth * size_of::<LightUniform>();
        gpu.queue.write_buffer(&self.uniform, at as u64, bytemuck::bytes_of(&LightUniform::new(lamp, exposure)));
    }

    /// Goes on with maps that are of other places.
    pub(super) fn move_maps(&self, gpu: &Gpu, maps: &[Map]) {
        let at = std::mem::offset_of!(LightingUniform, maps) as u64;
        gpu.queue.write_buffer(&self.uniform, at, bytemuck::cast_slice(&map_uniforms(maps)));
    }

    fn bound(
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        uniform: wgpu::Buffer,
        mirrored: wgpu::TextureView,
        maps: Option<&wgpu::TextureView>,
    ) -> Self {
        let smooth = wgpu::SamplerDescriptor {
            label: Some("surroundings"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            ..Default::default()
        };
        // Depth is reversed: who is nearer to the lamp than what it sees is greater.
        let nearer = wgpu::SamplerDescriptor {
            label: Some("shadows"),
            compare: Some(wgpu::CompareFunction::GreaterEqual),
            mipmap_filter: wgpu::MipmapFilterMode::Nearest,
            ..smooth.clone()
        };
        let [smooth, nearer] = [smooth, nearer].map(|sampler| gpu.device.create_sampler(&sampler));
        let view = maps.cloned().unwrap_or_else(|| shadows::texture(gpu, 1, 1).create_view(&shadows::all()));
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("mesh lighting"),
            layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: uniform.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(&mirrored) },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::Sampler(&smooth) },
                wgpu::BindGroupEntry { binding: 3, resource: wgpu::BindingResource::TextureView(&view) },
                wgpu::BindGroupEntry { binding: 4, resource: wgpu::BindingResource::Sampler(&nearer) },
            ],
        });
        Self { bind_group, has_shadows: maps.is_some(), uniform, mirrored }
    }
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
    fn new(light: &Lamp, exposure: f32) -> Self {
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

/// `Lighting` of mesh.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct LightingUniform {
    lights: [LightUniform; MOST_LIGHTS],
    matt: [Vec4; 9],
    mirrored: f32,
    count: u32,
    shadowed: u32,
    near: u32,
    maps: [MapUniform; MOST_MAPS],
}

/// One for each lamp that casts shadows, and one of what is near.
const MOST_MAPS: usize = MOST_SHADOWS + 1;

/// `Map` of mesh.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct MapUniform {
    clip_from_location: Mat4,
    width: f32,
    unused: [f32; 3],
}

fn map_uniforms(maps: &[Map]) -> [MapUniform; MOST_MAPS] {
    let mut uniforms = [MapUniform::zeroed(); MOST_MAPS];
    for (to, Map { clip_from_location, width }) in uniforms.iter_mut().zip(maps) {
        (to.clip_from_location, to.width) = (*clip_from_location, *width);
    }
    uniforms
}
