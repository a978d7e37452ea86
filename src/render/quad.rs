//! Flat things in the room: what panels, markers, portraits and rays have in common.

use bytemuck::{Pod, Zeroable};
use glam::Vec3;

use crate::gpu::Gpu;

use super::canvas::Bitmap;
use super::{Frame, PassLayout, depth};

/// `Quad` of quad.wgsl: something flat. What `look`, `more` and the fourth components mean, each drawable's shader says.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub(super) struct Quad {
    pub middle: [f32; 4],
    pub right: [f32; 4],
    pub up: [f32; 4],
    pub look: [f32; 4],
    pub more: [f32; 4],
}

impl Quad {
    /// A quad with its middle there, from which `right` and `up` lead to its edges.
    pub fn new(middle: Vec3, right: Vec3, up: Vec3) -> Self {
        let flat = |vector: Vec3| vector.extend(0.0).to_array();
        Self { middle: flat(middle), right: flat(right), up: flat(up), look: [0.0; 4], more: [0.0; 4] }
    }

    /// A square quad, `half` from its middle to each edge, that stands upright and faces `eye`.
    pub fn facing(middle: Vec3, eye: Vec3, half: f32) -> Self {
        let turned = crate::pose::look_at(eye, middle);
        Self::new(middle, turned * Vec3::X * half, turned * Vec3::Y * half)
    }
}

/// The quads of a drawable, for a frame. Grows to the most there ever were, and then stays.
#[derive(Debug)]
pub(super) struct Quads {
    list: Vec<Quad>,
    buffer: wgpu::Buffer,
    capacity: usize,
}

impl Quads {
    pub fn new(gpu: &Gpu) -> Self {
        const FIRST: usize = 16;
        Self { list: Vec::with_capacity(FIRST), buffer: buffer(gpu, FIRST), capacity: FIRST }
    }

    /// Begins another frame, without any.
    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn push(&mut self, quad: Quad) {
        self.list.push(quad);
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Takes them to the GPU.
    pub fn write(&mut self, gpu: &Gpu) {
        if self.list.len() > self.capacity {
            self.capacity = self.list.len().next_power_of_two();
            self.buffer = buffer(gpu, self.capacity);
        }
        if !self.list.is_empty() {
            gpu.queue.write_buffer(&self.buffer, 0, bytemuck::cast_slice(&self.list));
        }
    }

    /// Makes them what the pass draws; then [`Quads::draw`].
    pub fn bind(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_vertex_buffer(0, self.buffer.slice(..));
    }

    /// Draws some of them.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, which: std::ops::Range<usize>) {
        pass.draw(0..4, which.start as u32..which.end as u32);
    }
}

fn buffer(gpu: &Gpu, capacity: usize) -> wgpu::Buffer {
    gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("quads"),
        size: (capacity * size_of::<Quad>()) as u64,
        usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

/// How pictures are given to the shaders of quads: group 1, a texture and its sampler.
#[derive(Debug, Clone)]
pub(super) struct Pictures {
    group: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
}

impl Pictures {
    pub fn new(gpu: &Gpu) -> Self {
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::FRAGMENT, ty, count: None };
        let texture = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        let group = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("quad picture"),
            entries: &[entry(0, texture), entry(1, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering))],
        });
        // Words seen at an angle shimmer or blur without anisotropy.
        let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("quad picture"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            anisotropy_clamp: super::layout::anisotropy(gpu),
            ..Default::default()
        });
        Self { group, sampler }
    }

    /// Takes a picture to the GPU.
    pub fn upload(&self, gpu: &Gpu, bitmap: &Bitmap) -> wgpu::BindGroup {
        let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("quad picture"),
            size: wgpu::Extent3d { width: bitmap.width, height: bitmap.height, depth_or_array_layers: 1 },
            mip_level_count: bitmap.levels.len() as u32,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8UnormSrgb,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        for (mip_level, bytes) in (0..).zip(&bitmap.levels) {
            let (width, height) = ((bitmap.width >> mip_level).max(1), (bitmap.height >> mip_level).max(1));
            let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 4), rows_per_image: None };
            let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
            gpu.queue.write_texture(wgpu::TexelCopyTextureInfo { mip_level, ..texture.as_image_copy() }, bytes, layout, size);
        }
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("quad picture"),
            layout: &self.group,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&texture.create_view(&Default::default())),
                },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&self.sampler) },
            ],
        })
    }

    /// A picture of nothing, for what has none.
    pub fn blank(&self, gpu: &Gpu) -> wgpu::BindGroup {
        self.upload(gpu, &Bitmap { width: 1, height: 1, levels: vec![vec![0; 4]] })
    }
}

/// A pipeline that draws quads with a shader's entry point `fragment`, blended over what is there, never writing depth. `pictures`
/// where its shader takes one.
pub(super) fn pipeline(
    gpu: &Gpu,
    frame: &Frame,
    layout: &PassLayout,
    pictures: Option<&Pictures>,
    (label, shader, fragment): (&str, &wgpu::ShaderModule, &str),
    compare: wgpu::CompareFunction,
) -> wgpu::RenderPipeline {
    let groups = [Some(frame.layout()), pictures.map(|pictures| &pictures.group)];
    let pipeline_layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &groups[..if pictures.is_some() { 2 } else { 1 }],
        immediate_size: 0,
    });
    let attributes = wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4, 4 => Float32x4];
    let quads = wgpu::VertexBufferLayout {
        array_stride: size_of::<Quad>() as u64,
        step_mode: wgpu::VertexStepMode::Instance,
        attributes: &attributes,
    };
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(label),
        layout: Some(&pipeline_layout),
        vertex: wgpu::VertexState { module: shader, entry_point: None, compilation_options: Default::default(), buffers: &[Some(quads)] },
        primitive: wgpu::PrimitiveState { topology: wgpu::PrimitiveTopology::TriangleStrip, ..Default::default() },
        depth_stencil: depth(compare, false),
        multisample: layout.multisample(),
        fragment: Some(wgpu::FragmentState {
            module: shader,
            entry_point: Some(fragment),
            compilation_options: Default::default(),
            targets: &[layout.target(Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING))],
        }),
        multiview_mask: layout.view_mask(),
        cache: gpu.pipeline_cache(),
    })
}
