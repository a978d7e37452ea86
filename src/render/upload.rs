//! Takes a decoded picture to the GPU, a little each frame.

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;

use super::glimpse::Glimpse;
use super::mipmaps::{Mipmaps, Progress, level_count};
use super::panorama::{Panorama, Picture};
use super::textures::{Rows, texture_format, write_rows};
use crate::media::texture::side;

/// A picture on its way to the GPU: rows first, level after level and in each layer after layer, then the mipmaps that it lacks.
#[derive(Debug)]
pub(super) struct PictureUpload {
    pixels: PanoramaPixels,
    glimpse: Option<Glimpse>,
    texture: wgpu::Texture,
    bytes: u64,
    level: u32,
    /// Of all layers' rows of blocks together.
    row: u32,
    /// `None` where the picture brings its own.
    mipmaps: Option<Progress>,
}

/// The memory that a picture takes on the GPU with its mipmaps, bytes.
pub(super) fn picture_bytes(pixels: &PanoramaPixels) -> u64 {
    if pixels.lacks_levels() { pixels.bytes() * 4 / 3 } else { pixels.bytes() }
}

impl PictureUpload {
    /// Makes room for a picture.
    ///
    /// # Errors
    /// Where the GPU has no memory left.
    pub fn begin(gpu: &Gpu, pixels: PanoramaPixels) -> Result<Self, String> {
        let (width, height, layers) = (pixels.width, pixels.height, pixels.layers);
        let lacks_levels = pixels.lacks_levels();
        let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("panorama"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: layers },
            mip_level_count: if lacks_levels { level_count(width, height) } else { pixels.levels.len() as u32 },
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: texture_format(pixels.format, pixels.is_srgb),
            usage: if lacks_levels { usage | wgpu::TextureUsages::RENDER_ATTACHMENT } else { usage },
            view_formats: &[],
        });
        // Natively the answer is there at once.
        if pollster::block_on(scope.pop()).is_some() {
            return Err(format!("the graphics memory has no room for {width} x {height} pixels: scale the picture down"));
        }
        let (glimpse, bytes) = (Glimpse::of(&pixels), picture_bytes(&pixels));
        Ok(Self { pixels, glimpse, texture, bytes, level: 0, row: 0, mipmaps: lacks_levels.then(Progress::default) })
    }

    /// What it takes on the GPU, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes on for about as many bytes as `budget` has left, and takes them off it. Says whether all is done.
    pub fn step(&mut self, gpu: &Gpu, mipmaps: &Mipmaps, budget: &mut u64) -> bool {
        while *budget > 0
            && let Some(bytes) = self.pixels.levels.get(self.level as usize)
        {
            let format = self.pixels.format;
            let stride = format.stride(side(self.pixels.width, self.level));
            let of_layer = format.rows(side(self.pixels.height, self.level));
            let (layer, row) = (self.row / of_layer, self.row % of_layer);
            let rows = (*budget / stride as u64).clamp(1, u64::from(of_layer - row)) as u32;
            let begin = self.row as usize * stride;
            let bytes = &bytes[begin..begin + rows as usize * stride];
            write_rows(gpu, &self.texture, format, Rows { level: self.level, layer, row, rows }, bytes);
            *budget = budget.saturating_sub(bytes.len() as u64);
            self.row += rows;
            if self.row == of_layer * self.pixels.layers {
                self.pixels.levels[self.level as usize] = Vec::new();
                (self.level, self.row) = (self.level + 1, 0);
            }
        }
        if (self.level as usize) < self.pixels.levels.len() {
            return false;
        }
        let Some(progress) = &mut self.mipmaps else { return true };
        if *budget == 0 {
            return false;
        }
        // A pixel of a smaller level is read from four.
        let pixels = u32::try_from(*budget / 16).unwrap_or(u32::MAX);
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("mipmaps") });
        let done = mipmaps.step(gpu, &mut encoder, &self.texture, progress, pixels.max(1));
        gpu.queue.submit([encoder.finish()]);
        *budget = 0;
        done
    }

    /// What came of it.
    pub fn finish(self, gpu: &Gpu, panorama: &Panorama) -> Picture {
        panorama.picture(gpu, &self.texture, self.pixels.is_cube, self.pixels.gpano, self.glimpse)
    }
}
