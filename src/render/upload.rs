//! Takes a decoded picture to the GPU, a little each frame.

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;

use super::glimpse::Glimpse;
use super::mipmaps::{Mipmaps, Progress, level_count};
use super::panorama::{Panorama, Picture};

/// A picture on its way to the GPU: rows first, layer after layer, then its mipmaps.
#[derive(Debug)]
pub(super) struct PictureUpload {
    pixels: PanoramaPixels,
    glimpse: Glimpse,
    texture: wgpu::Texture,
    /// Of all layers' rows together.
    row: u32,
    mipmaps: Progress,
}

/// The memory that a picture takes on the GPU with its mipmaps, bytes: `layers` of this size.
pub(super) const fn picture_bytes(width: u32, height: u32, layers: u32) -> u64 {
    width as u64 * height as u64 * layers as u64 * 4 * 4 / 3
}

impl PictureUpload {
    /// Makes room for a picture.
    ///
    /// # Errors
    /// Where the GPU has no memory left.
    pub fn begin(gpu: &Gpu, pixels: PanoramaPixels) -> Result<Self, String> {
        let (width, height, layers) = (pixels.width, pixels.height, pixels.layers);
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("panorama"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: layers },
            mip_level_count: level_count(width, height),
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8UnormSrgb,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        // Natively the answer is there at once.
        if pollster::block_on(scope.pop()).is_some() {
            return Err(format!("the graphics memory has no room for {width} x {height} pixels: scale the picture down"));
        }
        let glimpse = Glimpse::of(&pixels);
        Ok(Self { pixels, glimpse, texture, row: 0, mipmaps: Progress::default() })
    }

    /// What it takes on the GPU, bytes.
    pub fn bytes(&self) -> u64 {
        picture_bytes(self.texture.width(), self.texture.height(), self.texture.depth_or_array_layers())
    }

    /// Goes on for about as many bytes as `budget` has left, and takes them off it. Says whether all is done.
    pub fn step(&mut self, gpu: &Gpu, mipmaps: &Mipmaps, budget: &mut u64) -> bool {
        let (width, height) = (self.texture.width(), self.texture.height());
        let stride = u64::from(width) * 4;
        let rows_in_all = height * self.texture.depth_or_array_layers();
        if self.row < rows_in_all {
            let (layer, row) = (self.row / height, self.row % height);
            let rows = (*budget / stride).clamp(1, u64::from(height - row)) as u32;
            let begin = self.row as usize * stride as usize;
            gpu.queue.write_texture(
                wgpu::TexelCopyTextureInfo { origin: wgpu::Origin3d { x: 0, y: row, z: layer }, ..self.texture.as_image_copy() },
                &self.pixels.rgba[begin..begin + rows as usize * stride as usize],
                wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(stride as u32), rows_per_image: None },
                wgpu::Extent3d { width, height: rows, depth_or_array_layers: 1 },
            );
            self.row += rows;
            *budget = budget.saturating_sub(u64::from(rows) * stride);
            if self.row == rows_in_all {
                self.pixels.rgba = Vec::new();
            }
        }
        if self.row < rows_in_all || *budget == 0 {
            return false;
        }
        // A pixel of a smaller level is read from four.
        let pixels = u32::try_from(*budget / 16).unwrap_or(u32::MAX);
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("mipmaps") });
        let done = mipmaps.step(gpu, &mut encoder, &self.texture, &mut self.mipmaps, pixels.max(1));
        gpu.queue.submit([encoder.finish()]);
        *budget = 0;
        done
    }

    /// What came of it.
    pub fn finish(self, gpu: &Gpu, panorama: &Panorama) -> Picture {
        panorama.picture(gpu, &self.texture, self.pixels.is_cube, self.pixels.gpano, self.glimpse)
    }
}
