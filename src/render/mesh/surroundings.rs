//! An environment on the GPU, ready to light surfaces: blurred once for each of a few degrees of roughness.

use std::sync::{Mutex, PoisonError};

use glam::Vec3;

use crate::gpu::Gpu;
use crate::render::layout::{copying_pass, copying_pipeline};
use crate::render::staging::{Stage, Stopped};

use super::Environment;

/// Texels of a cube face across: a mirror shows a degree of its surroundings sharp, which is as much as a surface in a room needs.
const FINE: u32 = 128;
/// The same for people, who are no mirrors: made in a moment, also where the processor does the GPU's work.
pub(super) const COARSE: u32 = 32;
/// How many degrees of roughness there are, from a mirror to chalk; each is half as wide as the one before. prefilter.wgsl has it too.
const LEVELS: u32 = 6;
/// How many faces are handed to the GPU at once.
const FACES_AT_ONCE: usize = 2;
/// Negative and above 1 as well; filtered everywhere.
const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba16Float;

/// Light from all around as surfaces take it.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    /// What mirrors show of it: a cube, level n for roughness n / (levels - 1).
    pub mirrored: wgpu::TextureView,
    /// What matt surfaces show of it: see [`Environment::irradiance`].
    pub matt: [Vec3; 9],
}

/// The light of the neutral room, made when the first model asks for it.
#[derive(Debug, Default)]
pub(super) struct Room(Mutex<Option<Surroundings>>);

impl Room {
    /// Makes it, if nobody has: then whoever else asks waits meanwhile, on a thread of their own.
    pub fn light<Made>(&self, prefilter: &Prefilter, to: &Stage<'_, Made>) -> Result<Surroundings, Stopped> {
        let mut room = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*room {
            Some(made) => Ok(made.clone()),
            None => Ok(room.insert(prefilter.light(&Environment::room(), to)?).clone()),
        }
    }
}

/// Makes [`Surroundings`].
#[derive(Debug)]
pub(super) struct Prefilter {
    pipeline: wgpu::RenderPipeline,
    sampler: wgpu::Sampler,
}

impl Prefilter {
    pub fn new(gpu: &Gpu) -> Self {
        let pipeline = copying_pipeline(gpu, None, include_str!("../../../shaders/prefilter.wgsl"), FORMAT, "prefilter");
        let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("environment"),
            address_mode_u: wgpu::AddressMode::Repeat,
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            ..Default::default()
        });
        Self { pipeline, sampler }
    }

    /// Made of an environment on the way of a model to the GPU.
    pub fn light<Made>(&self, environment: &Environment, to: &Stage<'_, Made>) -> Result<Surroundings, Stopped> {
        let (surroundings, commands) = to.make(|gpu| self.surroundings(gpu, environment, FINE))?;
        to.commands(commands)?;
        Ok(surroundings)
    }

    /// Made of an environment once the frame thread has had all commands carried out, faces so many texels across: a moment's work for a
    /// graphics card, a tenth of a second for software where they are [`FINE`], which is why there are several.
    pub fn surroundings(&self, gpu: &Gpu, environment: &Environment, face: u32) -> (Surroundings, Vec<wgpu::CommandBuffer>) {
        let picture = picture(gpu, environment).create_view(&Default::default());
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("prefilter"),
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&picture) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&self.sampler) },
            ],
        });
        let cube = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("surroundings"),
            size: wgpu::Extent3d { width: face, height: face, depth_or_array_layers: 6 },
            mip_level_count: LEVELS,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        let faces: Vec<(u32, u32)> = (0..LEVELS).flat_map(|level| (0..6).map(move |face| (level, face))).collect();
        let commands = faces.chunks(FACES_AT_ONCE).map(|faces| self.blur(gpu, &bind_group, &cube, faces)).collect();
        let whole = wgpu::TextureViewDescriptor { dimension: Some(wgpu::TextureViewDimension::Cube), ..Default::default() };
        (Surroundings { mirrored: cube.create_view(&whole), matt: environment.irradiance() }, commands)
    }

    /// Draws some faces of some levels.
    fn blur(&self, gpu: &Gpu, bind_group: &wgpu::BindGroup, cube: &wgpu::Texture, faces: &[(u32, u32)]) -> wgpu::CommandBuffer {
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("prefilter") });
        for &(level, face) in faces {
            let view = cube.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_mip_level: level,
                mip_level_count: Some(1),
                base_array_layer: face,
                array_layer_count: Some(1),
                ..Default::default()
            });
            let mut pass = copying_pass(&mut encoder, &view, wgpu::LoadOp::Clear(wgpu::Color::BLACK), "prefilter");
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, bind_group, &[]);
            // The number of the instance tells the shader which face of which level this is.
            let which = level * 6 + face;
            pass.draw(0..3, which..which + 1);
        }
        encoder.finish()
    }
}

/// The environment as a texture with all its levels.
fn picture(gpu: &Gpu, environment: &Environment) -> wgpu::Texture {
    let levels = environment.levels();
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("environment"),
        size: wgpu::Extent3d { width: environment.width, height: environment.height, depth_or_array_layers: 1 },
        mip_level_count: levels.len() as u32,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgb9e5Ufloat,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    for (level, (width, height, pixels)) in (0..).zip(levels) {
        let words: Vec<u32> = pixels.into_iter().map(shared_exponent).collect();
        gpu.queue.write_texture(
            wgpu::TexelCopyTextureInfo { mip_level: level, ..texture.as_image_copy() },
            bytemuck::cast_slice(&words),
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 4), rows_per_image: None },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
    }
    texture
}

/// Light (from 0 to 65,408) as `Rgb9e5Ufloat` holds it: nine bits a colour, and five for the exponent of all three.
fn shared_exponent(light: Vec3) -> u32 {
    let most = light.max_element().max(f32::MIN_POSITIVE);
    // So that the greatest is just below 512 steps.
    let mut exponent = (most.log2().floor() as i32 + 1).clamp(-15, 16);
    if (most * 2_f32.powi(9 - exponent)).round() >= 512.0 {
        exponent = (exponent + 1).min(16);
    }
    let steps = (light * 2_f32.powi(9 - exponent)).round().clamp(Vec3::ZERO, Vec3::splat(511.0));
    steps.x as u32 | (steps.y as u32) << 9 | (steps.z as u32) << 18 | ((exponent + 15) as u32) << 27
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_keeps_its_value_in_four_bytes() {
        let decoded = |word: u32| {
            let scale = 2_f32.powi((word >> 27) as i32 - 15 - 9);
            Vec3::new((word & 511) as f32, (word >> 9 & 511) as f32, (word >> 18 & 511) as f32) * scale
        };
        for light in [Vec3::ZERO, Vec3::ONE, Vec3::new(0.5, 0.25, 0.001), Vec3::new(1.999, 0.0, 3e-5), Vec3::splat(60_000.0)] {
            let error = (decoded(shared_exponent(light)) - light).abs().max_element();
            assert!(error <= light.max_element() / 500.0, "{light}: {}", decoded(shared_exponent(light)));
        }
    }
}
