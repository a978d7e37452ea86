//! What a pass draws into: the multisampled colours and the depth. Made anew only when the size changes.

use crate::gpu::Gpu;

use super::PassLayout;

/// How depth is kept: reversed, so that 32 bits of floating point are precise from the hand to the horizon.
pub const DEPTH_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;

/// Colours and depth of a size.
#[derive(Debug)]
pub(super) struct Targets {
    size: wgpu::Extent3d,
    /// `None` where a pass draws straight into its target.
    multisampled: Option<wgpu::TextureView>,
    depth: wgpu::TextureView,
}

impl Targets {
    /// For passes of `width` x `height` pixels; as many layers as one pass draws views.
    pub fn new(gpu: &Gpu, layout: &PassLayout, width: u32, height: u32) -> Self {
        let size = wgpu::Extent3d { width, height, depth_or_array_layers: layout.layers() };
        let view = |label, format| {
            let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size,
                mip_level_count: 1,
                sample_count: layout.samples,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        };
        Self {
            size,
            multisampled: (layout.samples > 1).then(|| view("multisampled colour", layout.color)),
            depth: view("depth", DEPTH_FORMAT),
        }
    }

    /// Whether they fit a picture of this size.
    pub fn fit(&self, width: u32, height: u32) -> bool {
        (self.size.width, self.size.height) == (width, height)
    }

    /// Begins a pass whose colours end up in `target`, which is `clear` wherever nothing is drawn.
    pub fn begin<'e>(
        &self,
        encoder: &'e mut wgpu::CommandEncoder,
        layout: &PassLayout,
        target: &wgpu::TextureView,
        clear: wgpu::Color,
    ) -> wgpu::RenderPass<'e> {
        let (view, resolve_target, store) = match &self.multisampled {
            Some(multisampled) => (multisampled, Some(target), wgpu::StoreOp::Discard),
            None => (target, None, wgpu::StoreOp::Store),
        };
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("scene"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target,
                ops: wgpu::Operations { load: wgpu::LoadOp::Clear(clear), store },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &self.depth,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: wgpu::StoreOp::Discard }),
                stencil_ops: None,
            }),
            multiview_mask: layout.view_mask(),
            ..Default::default()
        })
    }
}

/// The layer, or with multiview the layers, of `target` that the n-th pass draws into.
pub(super) fn layers_of(target: &wgpu::Texture, layout: &PassLayout, nth: usize) -> wgpu::TextureView {
    target.create_view(&wgpu::TextureViewDescriptor {
        label: Some("target"),
        format: Some(layout.color),
        dimension: Some(if layout.multiview { wgpu::TextureViewDimension::D2Array } else { wgpu::TextureViewDimension::D2 }),
        base_array_layer: nth as u32,
        array_layer_count: Some(layout.layers()),
        ..Default::default()
    })
}
