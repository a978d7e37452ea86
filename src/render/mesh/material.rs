//! Materials on the GPU: a uniform and five textures each, and another and nine for what has layers.

use bytemuck::{Pod, Zeroable};
use glam::{Vec2, Vec3, Vec4};

use crate::gpu::Gpu;
use crate::media::gltf::{Alpha, Layers, Material, Pane, Sampler, TextureSlot, Wrap};

/// How many textures a material has.
pub(super) const SLOTS: usize = 5;
/// How many more its layers have.
const LAYER_SLOTS: usize = 9;
/// How many textures a material with layers has.
pub(super) const LAYERED_SLOTS: usize = SLOTS + LAYER_SLOTS;

/// A material's textures: in the order of mesh.wgsl, then in that of layers.wgsl.
pub(super) fn slots(material: &Material) -> impl Iterator<Item = Option<TextureSlot>> + '_ {
    own_slots(material).into_iter().chain(material.layers.iter().flat_map(|layers| layer_slots(layers)))
}

fn own_slots(material: &Material) -> [Option<TextureSlot>; SLOTS] {
    [
        material.base_color_texture,
        material.metallic_roughness_texture,
        material.normal_texture,
        material.occlusion_texture,
        material.emissive_texture,
    ]
}

fn layer_slots(layers: &Layers) -> [Option<TextureSlot>; LAYER_SLOTS] {
    [
        layers.specular_texture,
        layers.specular_color_texture,
        layers.coat_texture,
        layers.coat_roughness_texture,
        layers.coat_normal_texture,
        layers.sheen_color_texture,
        layers.sheen_roughness_texture,
        layers.transmission_texture,
        layers.anisotropy_texture,
    ]
}

/// `Slot` of mesh.wgsl.
type SlotUniform = [Vec4; 2];

fn slot_uniform(slot: Option<TextureSlot>) -> SlotUniform {
    let Some(slot) = slot else { return [Vec4::ZERO; 2] };
    let (matrix, moved) = (slot.transform.matrix2, slot.transform.translation);
    [Vec4::new(matrix.x_axis.x, matrix.y_axis.x, moved.x, slot.uv_set as f32), Vec4::new(matrix.x_axis.y, matrix.y_axis.y, moved.y, 0.0)]
}

/// `Material` of mesh.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct MaterialUniform {
    base_color: Vec4,
    emissive: Vec3,
    metallic: f32,
    roughness: f32,
    normal_scale: f32,
    occlusion_strength: f32,
    alpha_cutoff: f32,
    slots: [SlotUniform; SLOTS],
    unlit: u32,
    unused: [u32; 3],
}

impl MaterialUniform {
    pub fn new(material: &Material) -> Self {
        Self {
            base_color: material.base_color,
            emissive: material.emissive,
            metallic: material.metallic,
            roughness: material.roughness,
            normal_scale: material.normal_scale,
            occlusion_strength: material.occlusion_strength,
            // What is exactly there counts as well, also after interpolation took a last bit off.
            alpha_cutoff: match material.alpha {
                Alpha::Mask(cutoff) | Alpha::Glass(Pane::Cut(cutoff)) => cutoff - 1e-5,
                Alpha::Glass(Pane::Whole) => -1.0,
                Alpha::Opaque | Alpha::Blend | Alpha::Glass(Pane::Part) => 0.0,
            },
            slots: own_slots(material).map(slot_uniform),
            unlit: u32::from(material.unlit),
            unused: [0; 3],
        }
    }
}

/// `Layers` of layers.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct LayersUniform {
    specular_color: Vec3,
    reflected: f32,
    sheen_color: Vec3,
    sheen_roughness: f32,
    specular: f32,
    coat: f32,
    coat_roughness: f32,
    coat_normal_scale: f32,
    transmission: f32,
    anisotropy: f32,
    brushed: Vec2,
    slots: [SlotUniform; LAYER_SLOTS],
}

impl LayersUniform {
    pub fn new(layers: &Layers) -> Self {
        Self {
            specular_color: layers.specular_color,
            reflected: layers.reflected,
            sheen_color: layers.sheen_color,
            sheen_roughness: layers.sheen_roughness,
            specular: layers.specular,
            coat: layers.coat,
            coat_roughness: layers.coat_roughness,
            coat_normal_scale: layers.coat_normal_scale,
            transmission: layers.transmission,
            anisotropy: layers.anisotropy,
            brushed: Vec2::from_angle(layers.anisotropy_rotation),
            slots: layer_slots(layers).map(slot_uniform),
        }
    }
}

/// Where the uniform of a material's layers is bound: after all textures.
pub(super) const LAYERS_BINDING: u32 = 1 + 2 * LAYERED_SLOTS as u32;

/// The layout of the bind group of a material with this many textures.
pub(super) fn layout(gpu: &Gpu, slots: usize) -> wgpu::BindGroupLayout {
    let uniform = wgpu::BindingType::Buffer { ty: wgpu::BufferBindingType::Uniform, has_dynamic_offset: false, min_binding_size: None };
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::FRAGMENT, ty, count: None };
    let mut entries = vec![entry(0, uniform)];
    if slots == LAYERED_SLOTS {
        entries.push(entry(LAYERS_BINDING, uniform));
    }
    for slot in 0..slots as u32 {
        let texture = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        entries.push(entry(1 + 2 * slot, texture));
        entries.push(entry(2 + 2 * slot, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)));
    }
    gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("mesh material"), entries: &entries })
}

/// A sampler as the file asks for it, with anisotropy where it is smooth.
pub(super) fn sampler(gpu: &Gpu, sampler: Sampler) -> wgpu::Sampler {
    let wrap = |wrap| match wrap {
        Wrap::Repeat => wgpu::AddressMode::Repeat,
        Wrap::Mirror => wgpu::AddressMode::MirrorRepeat,
        Wrap::Clamp => wgpu::AddressMode::ClampToEdge,
    };
    let filter = |smooth| if smooth { wgpu::FilterMode::Linear } else { wgpu::FilterMode::Nearest };
    gpu.device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("mesh"),
        address_mode_u: wrap(sampler.wrap_u),
        address_mode_v: wrap(sampler.wrap_v),
        mag_filter: filter(sampler.smooth_near),
        min_filter: filter(sampler.smooth_far),
        mipmap_filter: if sampler.smooth_far { wgpu::MipmapFilterMode::Linear } else { wgpu::MipmapFilterMode::Nearest },
        anisotropy_clamp: if sampler.smooth_near && sampler.smooth_far { crate::render::layout::anisotropy(gpu) } else { 1 },
        ..Default::default()
    })
}
