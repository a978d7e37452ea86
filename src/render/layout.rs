//! What pipelines are made for, and how a drawable's shader and pipeline are put together.

use std::num::NonZeroU32;

use crate::gpu::Gpu;

use super::targets::DEPTH_FORMAT;

/// The format that pictures have unless a window or a headset wants another: 8 bits a channel, encoded as sRGB.
pub const PICTURE_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;

/// What pipelines are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassLayout {
    /// The target's format. An sRGB one, so that shaders think in linear light.
    pub color: wgpu::TextureFormat,
    /// Samples a pixel: 4 where it should look good, 1 where it must be fast.
    pub samples: u32,
    /// Whether one pass draws both views, each into its layer of an array. See [`super::multiview_works`].
    pub multiview: bool,
}

impl Default for PassLayout {
    /// One view, four samples, into a picture.
    fn default() -> Self {
        Self { color: PICTURE_FORMAT, samples: 4, multiview: false }
    }
}

impl PassLayout {
    /// The same for `gpu`: a processor that stands in for a graphics card has no time for smooth edges.
    pub fn affordable(self, gpu: &Gpu) -> Self {
        if gpu.is_software() { Self { samples: 1, ..self } } else { self }
    }

    /// The views that a pass draws, as pipelines and passes want to be told.
    pub fn view_mask(&self) -> Option<NonZeroU32> {
        if self.multiview { NonZeroU32::new(0b11) } else { None }
    }

    /// How many layers a pass draws into.
    pub(super) fn layers(&self) -> u32 {
        if self.multiview { 2 } else { 1 }
    }

    /// How a pipeline multisamples.
    pub fn multisample(&self) -> wgpu::MultisampleState {
        wgpu::MultisampleState { count: self.samples, ..Default::default() }
    }

    /// Where a pipeline's colours go and how they are blended; `None` replaces what was there.
    pub fn target(&self, blend: Option<wgpu::BlendState>) -> Option<wgpu::ColorTargetState> {
        Some(wgpu::ColorTargetState { format: self.color, blend, write_mask: wgpu::ColorWrites::ALL })
    }
}

/// How many times a sampler may look along a surface that is seen at an angle, so that it stays sharp there. Once where software
/// draws: it would be slow, and Mesa's gets it wrong (single pixels of another colour, or black where the coordinates do not change).
pub fn anisotropy(gpu: &Gpu) -> u16 {
    if gpu.is_software() { 1 } else { 16 }
}

/// How a pipeline tests depth (which is reversed: use `Greater` or `GreaterEqual`, or `Always`) and whether it writes it.
pub fn depth(compare: wgpu::CompareFunction, write: bool) -> Option<wgpu::DepthStencilState> {
    Some(wgpu::DepthStencilState {
        format: DEPTH_FORMAT,
        depth_write_enabled: Some(write),
        depth_compare: Some(compare),
        stencil: wgpu::StencilState::default(),
        bias: wgpu::DepthBiasState::default(),
    })
}

/// Whole panoramas and cubes are looked up as if the screen's pixels were so much smaller. Levels that are mixed by their size alone are softer
/// than the mean of what a pixel covers: so, they are nearer to that mean by up to 5 dB, and shimmer less (benches/RESULTS.md).
pub(super) const SHARPER: f32 = 0.75;

/// A drawable's shader, with view.wgsl and what belongs to it before it.
pub fn shader(gpu: &Gpu, layout: &PassLayout, label: &str, source: &str) -> wgpu::ShaderModule {
    let source = prefix(layout.multiview) + source;
    gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some(label), source: wgpu::ShaderSource::Wgsl(source.into()) })
}

/// What stands before each drawable's shader: what it knows of the frame, the palette, and what flat things share.
pub fn prefix(multiview: bool) -> String {
    let vertex = if multiview { include_str!("../../shaders/two_views.wgsl") } else { include_str!("../../shaders/one_view.wgsl") };
    let sharper = format!("const SHARPER = {SHARPER:?};\n");
    [include_str!("../../shaders/view.wgsl"), vertex, &sharper, &super::palette::wgsl(), include_str!("../../shaders/quad.wgsl")].concat()
}

/// A pipeline that covers the target with one triangle, infinitely far away: all of it (`Always`), a panorama or a fade; or what
/// nothing has been drawn to yet (`Equal`), a sky.
pub(super) fn screen_pipeline(
    gpu: &Gpu,
    layout: &PassLayout,
    shader: &wgpu::ShaderModule,
    groups: &[Option<&wgpu::BindGroupLayout>],
    compare: wgpu::CompareFunction,
    blend: Option<wgpu::BlendState>,
    label: &str,
) -> wgpu::RenderPipeline {
    let pipeline_layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: groups,
        immediate_size: 0,
    });
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(label),
        layout: Some(&pipeline_layout),
        vertex: wgpu::VertexState { module: shader, entry_point: None, compilation_options: Default::default(), buffers: &[] },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: depth(compare, false),
        multisample: layout.multisample(),
        fragment: Some(wgpu::FragmentState {
            module: shader,
            entry_point: None,
            compilation_options: Default::default(),
            targets: &[layout.target(blend)],
        }),
        multiview_mask: layout.view_mask(),
        cache: gpu.pipeline_cache(),
    })
}

/// A pipeline that makes one texture of `format` from another: no views, no depth, no blending. Its bindings are told by the shader
/// where `groups` is `None`.
pub fn copying_pipeline(
    gpu: &Gpu,
    groups: Option<&wgpu::PipelineLayout>,
    source: &'static str,
    format: wgpu::TextureFormat,
    label: &str,
) -> wgpu::RenderPipeline {
    let source = wgpu::ShaderSource::Wgsl(source.into());
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some(label), source });
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(label),
        layout: groups,
        vertex: wgpu::VertexState { module: &module, entry_point: None, compilation_options: Default::default(), buffers: &[] },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            targets: &[Some(format.into())],
        }),
        multiview_mask: None,
        cache: gpu.pipeline_cache(),
    })
}

/// A pass for a [`copying_pipeline`], which draws over all of `target` or, with [`wgpu::LoadOp::Load`], over a part of it.
pub fn copying_pass<'e>(
    encoder: &'e mut wgpu::CommandEncoder,
    target: &wgpu::TextureView,
    load: wgpu::LoadOp<wgpu::Color>,
    label: &str,
) -> wgpu::RenderPass<'e> {
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some(label),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: target,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
        })],
        ..Default::default()
    })
}
