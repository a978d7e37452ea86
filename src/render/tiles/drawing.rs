//! How tiles are drawn: the pipeline, and what the shader is told of a panorama.

use bytemuck::{Pod, Zeroable};

use super::super::layout::screen_pipeline;
use super::super::panorama::Picture;
use super::super::{Frame, PassLayout, shader};
use super::FADE;
use super::choice::Numbers;
use super::pool::Pool;
use super::slots::Number;
use crate::gpu::Gpu;
use crate::tour::Pyramid;
use crate::tour::pyramid::MOST_LEVELS;

/// `Cut` of tiles.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct Cut {
    levels: [[f32; 4]; MOST_LEVELS],
    count: u32,
    per_side: u32,
    tile: f32,
    place: f32,
    layer: f32,
    now: f32,
    per_fade: f32,
    unused: f32,
}

impl Cut {
    fn new(numbers: &Numbers, pyramid: &Pyramid, pool: &Pool) -> Self {
        let sizes = pyramid.sizes();
        let mut levels = [[0.0; 4]; MOST_LEVELS];
        for (level, size) in sizes.iter().enumerate() {
            let doubled = level.checked_sub(1).map_or(1.0, |before| (*size as f32 / sizes[before] as f32).log2());
            levels[level] = [*size as f32, pyramid.across(level as u32) as f32, numbers.first(level) as f32, 1.0 / doubled];
        }
        Self {
            levels,
            count: sizes.len() as u32,
            per_side: pool.per_side(),
            tile: pool.tile() as f32,
            place: (pool.tile() + 2) as f32,
            layer: pool.side() as f32,
            now: 0.0,
            per_fade: 1.0 / FADE.as_secs_f32(),
            unused: 0.0,
        }
    }
}

/// What the shader knows of a panorama.
#[derive(Debug)]
pub struct Table {
    cut: Cut,
    uniform: wgpu::Buffer,
    entries: wgpu::Buffer,
    bind_group: wgpu::BindGroup,
}

impl Table {
    /// Tells the time, seconds.
    pub fn set_time(&mut self, gpu: &Gpu, now: f32) {
        self.cut.now = now;
        gpu.queue.write_buffer(&self.uniform, 0, bytemuck::bytes_of(&self.cut));
    }

    /// Tells where a tile lies, and since when, seconds; or that it does not.
    pub fn set(&self, gpu: &Gpu, tile: Number, lies: Option<(u32, f32)>) {
        let entry = lies.map_or([0, 0], |(place, since)| [place + 1, since.to_bits()]);
        gpu.queue.write_buffer(&self.entries, u64::from(tile) * size_of_val(&entry) as u64, bytemuck::bytes_of(&entry));
    }

    /// Looks at all of the pool that is in use by now.
    pub fn bind(&mut self, gpu: &Gpu, drawing: &Drawing, pool: &Pool) {
        self.bind_group = drawing.bind(gpu, &self.uniform, &self.entries, pool);
    }
}

/// What all panoramas in tiles are drawn with.
#[derive(Debug)]
pub struct Drawing {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
}

impl Drawing {
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, cube: &wgpu::BindGroupLayout) -> Self {
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::FRAGMENT, ty, count: None };
        let buffer = |ty| wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None };
        let pool = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension: wgpu::TextureViewDimension::D2Array,
            multisampled: false,
        };
        let group = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("tiles"),
            entries: &[
                entry(0, buffer(wgpu::BufferBindingType::Uniform)),
                entry(1, buffer(wgpu::BufferBindingType::Storage { read_only: true })),
                entry(2, pool),
                entry(3, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
            ],
        });
        let source = [include_str!("../../../shaders/hanging.wgsl"), include_str!("../../../shaders/tiles.wgsl")].concat();
        let module = shader(gpu, layout, "tiles", &source);
        let pipeline = screen_pipeline(
            gpu,
            layout,
            &module,
            &[Some(frame.layout()), Some(cube), Some(&group)],
            wgpu::CompareFunction::Always,
            None,
            "tiles",
        );
        // Not anisotropic: it would look beyond a tile's border.
        let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("tiles"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..Default::default()
        });
        Self { pipeline, group, sampler }
    }

    /// A table of a panorama of which nothing is there.
    pub fn table(&self, gpu: &Gpu, numbers: &Numbers, pyramid: &Pyramid, pool: &Pool) -> Table {
        let buffer = |size, usage| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("tiles"),
                size,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let uniform = buffer(size_of::<Cut>() as u64, wgpu::BufferUsages::UNIFORM);
        let entries = buffer(u64::from(numbers.count().max(1)) * 8, wgpu::BufferUsages::STORAGE);
        let bind_group = self.bind(gpu, &uniform, &entries, pool);
        Table { cut: Cut::new(numbers, pyramid, pool), uniform, entries, bind_group }
    }

    fn bind(&self, gpu: &Gpu, uniform: &wgpu::Buffer, entries: &wgpu::Buffer, pool: &Pool) -> wgpu::BindGroup {
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("tiles"),
            layout: &self.group,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: uniform.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: entries.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::TextureView(&pool.view()) },
                wgpu::BindGroupEntry { binding: 3, resource: wgpu::BindingResource::Sampler(&self.sampler) },
            ],
        })
    }

    /// Draws a panorama over its coarsest level.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, coarsest: &Picture, table: &Table) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(1, coarsest.as_cube(), &[]);
        pass.set_bind_group(2, &table.bind_group, &[]);
        pass.draw(0..3, 0..1);
    }
}
