//! Takes a decoded picture to the GPU, a little each frame.
//!
//! The frame thread only tells the GPU what to fetch: to copy millions of pixels, and even to make room for them or give them
//! back, takes longer than a frame may, so a thread of the picture's own does that.

mod staging;

use std::sync::mpsc::{Receiver, TryRecvError};

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;
use crate::tour::gpano::Gpano;

use super::mipmaps::{Mipmaps, Progress};
use super::panorama::{Panorama, Picture};
use staging::{Rows, Staged, stride_of};

/// A picture on its way to the GPU: rows first, layer after layer, then its mipmaps.
#[derive(Debug)]
pub(super) struct PictureUpload {
    staged: Receiver<Result<Staged, String>>,
    /// Of a layer.
    width: u32,
    height: u32,
    layers: u32,
    is_cube: bool,
    gpano: Gpano,
    texture: Option<wgpu::Texture>,
    /// Rows that the GPU can fetch, and how many of them it has.
    rows: Option<(Rows, u32)>,
    /// The next of all layers' rows together.
    row: u32,
    mipmaps: Progress,
}

/// The memory that a picture takes on the GPU with its mipmaps, bytes: `layers` of this size.
pub(super) const fn picture_bytes(width: u32, height: u32, layers: u32) -> u64 {
    width as u64 * height as u64 * layers as u64 * 4 * 4 / 3
}

impl PictureUpload {
    /// Sets out.
    pub fn begin(gpu: &Gpu, pixels: PanoramaPixels) -> Self {
        Self {
            width: pixels.width,
            height: pixels.height,
            layers: pixels.layers,
            is_cube: pixels.is_cube,
            gpano: pixels.gpano,
            staged: staging::begin(gpu, pixels),
            texture: None,
            rows: None,
            row: 0,
            mipmaps: Progress::default(),
        }
    }

    /// What it takes on the GPU, bytes.
    pub fn bytes(&self) -> u64 {
        picture_bytes(self.width, self.height, self.layers)
    }

    /// Goes on for about as many bytes as `budget` has left, and takes them off it. Says whether all is done.
    ///
    /// # Errors
    /// Where the GPU has no memory left.
    pub fn step(&mut self, gpu: &Gpu, mipmaps: &Mipmaps, budget: &mut u64) -> Result<bool, String> {
        let mut encoder = None;
        let mut encode = || gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("panorama") });
        let all = self.height * self.layers;
        while self.row < all && *budget > 0 && self.receive()? {
            if let (Some(texture), Some((rows, fetched))) = (&self.texture, &mut self.rows) {
                let stride = stride_of(self.width);
                let count = (*budget / u64::from(stride)).clamp(1, u64::from(rows.count - *fetched)) as u32;
                let layout = wgpu::TexelCopyBufferLayout {
                    offset: u64::from(*fetched) * u64::from(stride),
                    bytes_per_row: Some(stride),
                    rows_per_image: None,
                };
                let origin = wgpu::Origin3d { x: 0, y: self.row % self.height, z: self.row / self.height };
                encoder.get_or_insert_with(&mut encode).copy_buffer_to_texture(
                    wgpu::TexelCopyBufferInfo { buffer: &rows.buffer, layout },
                    wgpu::TexelCopyTextureInfo { origin, ..texture.as_image_copy() },
                    wgpu::Extent3d { width: self.width, height: count, depth_or_array_layers: 1 },
                );
                self.row += count;
                *fetched += count;
                *budget = budget.saturating_sub(u64::from(count) * u64::from(stride));
                if *fetched == rows.count {
                    self.rows = None;
                }
            }
        }
        let mut done = false;
        if let Some(texture) = self.texture.as_ref().filter(|_| self.row == all && *budget > 0) {
            // A pixel of a smaller level is read from four.
            let pixels = u32::try_from(*budget / 16).unwrap_or(u32::MAX);
            done = mipmaps.step(gpu, encoder.get_or_insert_with(&mut encode), texture, &mut self.mipmaps, pixels.max(1));
            *budget = 0;
        }
        if let Some(encoder) = encoder {
            gpu.queue.submit([encoder.finish()]);
        }
        Ok(done)
    }

    /// Whether there are rows to fetch; does not wait for them.
    fn receive(&mut self) -> Result<bool, String> {
        while self.rows.is_none() {
            match self.staged.try_recv() {
                Ok(Ok(Staged::Texture(texture))) => self.texture = Some(texture),
                Ok(Ok(Staged::Rows(rows))) => self.rows = Some((rows, 0)),
                Ok(Err(reason)) => return Err(reason),
                Err(TryRecvError::Empty) => return Ok(false),
                Err(TryRecvError::Disconnected) => return Err("a picture could not be taken to the graphics memory: start again".into()),
            }
        }
        Ok(true)
    }

    /// What came of it, once all is done.
    pub fn finish(self, gpu: &Gpu, panorama: &Panorama) -> Option<Picture> {
        Some(panorama.picture(gpu, &self.texture?, self.is_cube, self.gpano))
    }
}
