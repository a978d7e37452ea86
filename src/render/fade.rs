//! The fade to black between places.

use crate::gpu::Gpu;

use super::layout::screen_pipeline;
use super::{Frame, PassLayout, shader};

/// Darkens everything drawn before it by the scene's fade.
#[derive(Debug)]
pub struct Fade {
    pipeline: wgpu::RenderPipeline,
}

impl Fade {
    /// Ready to draw.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout) -> Self {
        let module = shader(gpu, layout, "fade", include_str!("../../shaders/fade.wgsl"));
        let blend = Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING);
        Self { pipeline: screen_pipeline(gpu, layout, &module, &[Some(frame.layout())], wgpu::CompareFunction::Always, blend, "fade") }
    }

    /// Draws it; how dark, the frame says.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.draw(0..3, 0..1);
    }
}
