//! The surface of a window, kept usable through resizing and loss.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use wgpu::CurrentSurfaceTexture as Current;

use crate::gpu::Gpu;

/// What a window is drawn on.
#[derive(Debug)]
pub struct Canvas {
    gpu: Gpu,
    surface: wgpu::Surface<'static>,
    configuration: wgpu::SurfaceConfiguration,
}

/// What became of asking for the next picture.
#[derive(Debug)]
pub enum NextFrame {
    /// Draw into its texture, and give it to [`Canvas::present`].
    Ready(wgpu::SurfaceTexture),
    /// Nothing to draw into this time: the window is hidden, or was just changed.
    Skip,
    /// The surface is gone and must be made anew.
    Lost,
}

impl Canvas {
    /// A canvas of `width` by `height` pixels on `surface`. With `wait` a picture waits for the screen; a mirror does not, since
    /// its headset already does. `None` where the window offers nothing to draw into, or the device is gone.
    pub fn new(gpu: &Gpu, surface: wgpu::Surface<'static>, width: u32, height: u32, wait: bool) -> Option<Self> {
        let capabilities = surface.get_capabilities(&gpu.adapter);
        let mut configuration = surface.get_default_config(&gpu.adapter, width.max(1), height.max(1))?;
        configuration.format = srgb(&capabilities.formats)?;
        configuration.present_mode = if wait { wgpu::PresentMode::AutoVsync } else { wgpu::PresentMode::AutoNoVsync };
        configuration.desired_maximum_frame_latency = 1;
        surface.configure(&gpu.device, &configuration);
        // A surface that a lost device did not configure panics when it is asked for a picture.
        if gpu.is_lost() {
            return None;
        }
        Some(Self { gpu: gpu.clone(), surface, configuration })
    }

    /// The pixel format that is drawn in.
    pub fn format(&self) -> wgpu::TextureFormat {
        self.configuration.format
    }

    /// Width by height, pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.configuration.width, self.configuration.height)
    }

    /// Width divided by height.
    pub fn aspect(&self) -> f32 {
        self.configuration.width as f32 / self.configuration.height as f32
    }

    /// Follows the window's size. A window of no size keeps the last.
    pub fn resize(&mut self, width: u32, height: u32) {
        let limit = self.gpu.max_texture_size();
        if width > 0 && height > 0 && (width, height) != self.size() {
            self.configuration.width = width.min(limit);
            self.configuration.height = height.min(limit);
            self.surface.configure(&self.gpu.device, &self.configuration);
        }
    }

    /// A new surface where the old one was lost.
    ///
    /// # Errors
    /// Where the window cannot be drawn to.
    pub fn renew(&mut self, window: impl Into<wgpu::SurfaceTarget<'static>>) -> Result<(), wgpu::CreateSurfaceError> {
        self.surface = self.gpu.instance.create_surface(window)?;
        self.surface.configure(&self.gpu.device, &self.configuration);
        Ok(())
    }

    /// The next picture to draw.
    pub fn next_frame(&mut self) -> NextFrame {
        match self.surface.get_current_texture() {
            Current::Success(texture) | Current::Suboptimal(texture) => NextFrame::Ready(texture),
            Current::Outdated => {
                self.surface.configure(&self.gpu.device, &self.configuration);
                NextFrame::Skip
            }
            Current::Timeout | Current::Occluded => NextFrame::Skip,
            Current::Lost | Current::Validation => NextFrame::Lost,
        }
    }

    /// Shows what was drawn, unless the device is gone.
    pub fn present(&self, frame: wgpu::SurfaceTexture) {
        if !self.gpu.is_lost() {
            self.gpu.queue.present(frame);
            return;
        }
        // A lost device neither presents nor discards it, and the surface panics when it goes and the picture is still out. It is taken back
        // only where it is dropped while its thread unwinds.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let _frame = frame;
            resume_unwind(Box::new(()));
        }));
    }
}

/// Lets go of what was made with a device that is lost: a surface may panic then, see [`Canvas::present`].
pub fn let_go_of_lost<T>(made: T) {
    if catch_unwind(AssertUnwindSafe(|| drop(made))).is_err() {
        tracing::warn!("what was made with the lost graphics device could not be let go of in order");
    }
}

/// The first format that encodes sRGB by itself: shaders think in linear light.
fn srgb(formats: &[wgpu::TextureFormat]) -> Option<wgpu::TextureFormat> {
    use wgpu::TextureFormat::{Bgra8UnormSrgb, Rgba8UnormSrgb};
    formats.iter().copied().find(|format| matches!(format, Bgra8UnormSrgb | Rgba8UnormSrgb))
}
