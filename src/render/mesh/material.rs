//! Materials on the GPU: a uniform and five textures each.

use bytemuck::{Pod, Zeroable};
use glam::{Vec3, Vec4};

use crate::gpu::Gpu;
use crate::media::gltf::{Alpha, Material, Sampler, TextureSlot, Wrap};

/// How many textures a material has.
pub(super) const SLOTS: usize = 5;

/// A material's textures, in the order of mesh.wgsl.
pub(super) fn slots(material: &Material) -> [Option<TextureSlot>; SLOTS] {
    [
        material.base_color_texture,
        material.metallic_roughness_texture,
        material.normal_texture,
        material.occlusion_texture,
        material.emissive_texture,
    ]
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
    slots: [[Vec4; 2]; SLOTS],
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
            alpha_cutoff: if let Alpha::Mask(cutoff) = material.alpha { cutoff } else { 0.0 },
            slots: slots(material).map(|slot| match slot {
                Some(slot) => {
                    let (matrix, moved) = (slot.transform.matrix2, slot.transform.translation);
                    [
                        Vec4::new(matrix.x_axis.x, matrix.y_axis.x, moved.x, slot.uv_set as f32),
                        Vec4::new(matrix.x_axis.y, matrix.y_axis.y, moved.y, 0.0),
                    ]
                }
                None => [Vec4::ZERO; 2],
            }),
            unlit: u32::from(material.unlit),
            unused: [0; 3],
        }
    }
}

/// The layout of a material's bind group.
pub(super) fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::FRAGMENT, ty, count: None };
    let mut entries = vec![entry(
        0,
        wgpu::BindingType::Buffer { ty: wgpu::BufferBindingType::Uniform, has_dynamic_offset: false, min_binding_size: None },
    )];
    for slot in 0..SLOTS as u32 {
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
