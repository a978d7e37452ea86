//! Smaller and smaller copies of a texture, made on the GPU: all at once, or a few rows at a time so that no frame waits.

use crate::gpu::{Gpu, overwritten};

use super::layout::{copying_pass, copying_pipeline};

/// What it takes to ask for a part of a level, as if it were so many pixels: smaller and smaller levels would else be asked for all at once.
const PASS_COST: u32 = 1 << 16;

/// Makes mipmaps for textures of one format. A texture needs the usages `TEXTURE_BINDING` and `RENDER_ATTACHMENT`.
#[derive(Debug)]
pub struct Mipmaps {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
}

/// How far a texture's mipmaps have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    layer: u32,
    level: u32,
    row: u32,
}

impl Default for Progress {
    /// Nothing but level 0 is there.
    fn default() -> Self {
        Self { layer: 0, level: 1, row: 0 }
    }
}

/// How many levels a texture of this size has, down to one pixel.
pub fn level_count(width: u32, height: u32) -> u32 {
    width.max(height).max(1).ilog2() + 1
}

impl Mipmaps {
    /// For textures of `format`.
    pub fn new(gpu: &Gpu, format: wgpu::TextureFormat) -> Self {
        let group = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("mipmap"),
            entries: &[
                wgpu::BindGroupLayoutEntry {
                    binding: 0,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                    count: None,
                },
                wgpu::BindGroupLayoutEntry {
                    binding: 1,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                    count: None,
                },
            ],
        });
        let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("mipmap"),
            bind_group_layouts: &[Some(&group)],
            immediate_size: 0,
        });
        let pipeline = copying_pipeline(gpu, Some(&layout), include_str!("../../shaders/mipmap.wgsl"), format, "mipmap");
        let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("mipmap"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..Default::default()
        });
        Self { pipeline, group, sampler }
    }

    /// Makes all levels of a texture, of each of its layers.
    pub fn fill(&self, gpu: &Gpu, encoder: &mut wgpu::CommandEncoder, texture: &wgpu::Texture) {
        self.step(gpu, encoder, texture, &mut Progress::default(), u32::MAX);
    }

    /// Makes some more levels, or rows of one, of about `pixels` pixels together. Says whether all are done.
    pub fn step(
        &self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        texture: &wgpu::Texture,
        progress: &mut Progress,
        pixels: u32,
    ) -> bool {
        let (levels, layers) = (texture.mip_level_count(), texture.depth_or_array_layers());
        let mut left = pixels;
        while levels > 1 && progress.layer < layers && left > 0 {
            let width = (texture.width() >> progress.level).max(1);
            let height = (texture.height() >> progress.level).max(1);
            let rows = (left / width).clamp(1, height - progress.row);
            self.rows(gpu, encoder, texture, *progress, (width, rows));
            left = left.saturating_sub((rows * width).saturating_add(PASS_COST));
            progress.row += rows;
            if progress.row == height {
                *progress = match *progress {
                    Progress { layer, level, .. } if level + 1 < levels => Progress { layer, level: level + 1, row: 0 },
                    Progress { layer, .. } => Progress { layer: layer + 1, ..Progress::default() },
                };
            }
        }
        levels <= 1 || progress.layer >= layers
    }

    fn rows(&self, gpu: &Gpu, encoder: &mut wgpu::CommandEncoder, texture: &wgpu::Texture, at: Progress, size: (u32, u32)) {
        let level = |level| view(texture, level, at.layer);
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("mipmap"),
            layout: &self.group,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&level(at.level - 1)) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&self.sampler) },
            ],
        });
        let load = if at.row == 0 { overwritten() } else { wgpu::LoadOp::Load };
        let target = level(at.level);
        let mut pass = copying_pass(encoder, &target, load, "mipmap");
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &bind_group, &[]);
        pass.set_scissor_rect(0, at.row, size.0, size.1);
        pass.draw(0..3, 0..1);
    }
}

/// Claims the first so many levels of textures, each layer of them, which will be copied into row by row: before the first row all of a level
/// would else be cleared. Textures need the usage `RENDER_ATTACHMENT`.
pub fn claim<'t>(gpu: &Gpu, textures: impl Iterator<Item = (&'t wgpu::Texture, u32)>) -> wgpu::CommandBuffer {
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("claim") });
    for (texture, levels) in textures {
        for (level, layer) in (0..levels).flat_map(|level| (0..texture.depth_or_array_layers()).map(move |layer| (level, layer))) {
            drop(copying_pass(&mut encoder, &view(texture, level, layer), overwritten(), "claim"));
        }
    }
    encoder.finish()
}

fn view(texture: &wgpu::Texture, level: u32, layer: u32) -> wgpu::TextureView {
    texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2),
        base_mip_level: level,
        mip_level_count: Some(1),
        base_array_layer: layer,
        array_layer_count: Some(1),
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_down_to_one_pixel() {
        assert_eq!(level_count(1, 1), 1);
        assert_eq!(level_count(4096, 2048), 13);
        assert_eq!(level_count(5, 300), 9);
    }

    /// A chequered texture; what its third level shows is the mean.
    fn mean_at_level_2(pixels_per_step: u32) -> [u8; 4] {
        let gpu = Gpu::headless().unwrap();
        let format = wgpu::TextureFormat::Rgba8UnormSrgb;
        let usage = wgpu::TextureUsages::TEXTURE_BINDING
            | wgpu::TextureUsages::RENDER_ATTACHMENT
            | wgpu::TextureUsages::COPY_DST
            | wgpu::TextureUsages::COPY_SRC;
        let size = wgpu::Extent3d { width: 64, height: 32, depth_or_array_layers: 1 };
        let make = |size, mip_level_count| {
            gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: None,
                size,
                mip_level_count,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage,
                view_formats: &[],
            })
        };
        let texture = make(size, level_count(64, 32));
        let chequered: Vec<u8> = (0..64 * 32).flat_map(|at| [if (at + at / 64) % 2 == 0 { 255 } else { 0 }; 4]).collect();
        let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(256), rows_per_image: None };
        gpu.queue.write_texture(texture.as_image_copy(), &chequered, layout, size);
        let mipmaps = Mipmaps::new(&gpu, format);
        let mut progress = Progress::default();
        loop {
            let mut encoder = gpu.device.create_command_encoder(&Default::default());
            let done = mipmaps.step(&gpu, &mut encoder, &texture, &mut progress, pixels_per_step);
            gpu.queue.submit([encoder.finish()]);
            if done {
                break;
            }
        }
        let small = make(wgpu::Extent3d { width: 16, height: 8, depth_or_array_layers: 1 }, 1);
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let from = wgpu::TexelCopyTextureInfo { mip_level: 2, ..texture.as_image_copy() };
        encoder.copy_texture_to_texture(from, small.as_image_copy(), small.size());
        gpu.queue.submit([encoder.finish()]);
        let picture = crate::render::read_picture(&gpu, &small, 0).unwrap();
        assert_eq!(gpu.health.first_error(), None);
        assert!(picture.pixels().all(|pixel| pixel == picture.get_pixel(0, 0)));
        picture.get_pixel(7, 3).0
    }

    #[test]
    fn light_is_averaged_not_its_encoding() {
        let [grey, ..] = mean_at_level_2(u32::MAX);
        assert!(grey.abs_diff(188) <= 1, "{grey}");
    }

    #[test]
    fn many_small_steps_make_the_same() {
        assert_eq!(mean_at_level_2(50), mean_at_level_2(u32::MAX));
    }
}
