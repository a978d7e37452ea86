//! Takes a decoded picture to the GPU, a little each frame.
//!
//! The frame thread only tells the GPU what to fetch: to copy millions of pixels, and even to make room for them or give them
//! back, takes longer than a frame may, so a thread of the picture's own does that.

mod staging;

use std::sync::mpsc::{Receiver, TryRecvError};

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;
use crate::media::texture::{Format, side};
use crate::tour::gpano::Gpano;

use super::glimpse::Glimpse;
use super::mipmaps::{Mipmaps, Progress};
use super::panorama::{Panorama, Picture};
use staging::{Rows, Staged};

/// A picture on its way to the GPU: rows first, level after level and in each layer after layer, then the mipmaps that it lacks.
#[derive(Debug)]
pub(super) struct PictureUpload {
    staged: Receiver<Result<Staged, String>>,
    format: Format,
    /// Of a layer, pixels.
    width: u32,
    is_cube: bool,
    gpano: Gpano,
    bytes: u64,
    /// What is made for it, and what it looks like from afar.
    made: Option<(wgpu::Texture, Option<Glimpse>)>,
    /// Rows of blocks that the GPU can fetch, and how many of them it has.
    rows: Option<(Rows, u32)>,
    /// How many rows of blocks it does not have yet, of all levels and layers.
    left: u32,
    /// `None` where the picture brings its own.
    mipmaps: Option<Progress>,
}

/// The memory that a picture takes on the GPU with its mipmaps, bytes.
pub(super) fn picture_bytes(pixels: &PanoramaPixels) -> u64 {
    if pixels.lacks_levels() { pixels.bytes() * 4 / 3 } else { pixels.bytes() }
}

impl PictureUpload {
    /// Sets out.
    pub fn begin(gpu: &Gpu, pixels: PanoramaPixels) -> Self {
        let levels = 0..pixels.levels.len() as u32;
        Self {
            format: pixels.format,
            width: pixels.width,
            is_cube: pixels.is_cube,
            gpano: pixels.gpano,
            bytes: picture_bytes(&pixels),
            made: None,
            rows: None,
            left: levels.map(|level| pixels.format.rows(side(pixels.height, level)) * pixels.layers).sum(),
            mipmaps: pixels.lacks_levels().then(Progress::default),
            staged: staging::begin(gpu, pixels),
        }
    }

    /// What it takes on the GPU, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes on for about as many bytes as `budget` has left, and takes them off it. Says whether all is done.
    ///
    /// # Errors
    /// Where the GPU has no memory left.
    pub fn step(&mut self, gpu: &Gpu, mipmaps: &Mipmaps, budget: &mut u64) -> Result<bool, String> {
        let mut encoder = None;
        let mut encode = || gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("panorama") });
        let (across, down) = self.format.block();
        while self.left > 0 && *budget > 0 && self.receive()? {
            if let (Some((texture, _)), Some((rows, fetched))) = (&self.made, &mut self.rows) {
                let count = (*budget / u64::from(rows.stride)).clamp(1, u64::from(rows.count - *fetched)) as u32;
                let layout = wgpu::TexelCopyBufferLayout {
                    offset: u64::from(*fetched) * u64::from(rows.stride),
                    bytes_per_row: Some(rows.stride),
                    rows_per_image: None,
                };
                let origin = wgpu::Origin3d { x: 0, y: (rows.first + *fetched) * down, z: rows.layer };
                // Blocks are whole also where they reach beyond the level.
                let width = side(self.width, rows.level).next_multiple_of(across);
                encoder.get_or_insert_with(&mut encode).copy_buffer_to_texture(
                    wgpu::TexelCopyBufferInfo { buffer: &rows.buffer, layout },
                    wgpu::TexelCopyTextureInfo { mip_level: rows.level, origin, ..texture.as_image_copy() },
                    wgpu::Extent3d { width, height: count * down, depth_or_array_layers: 1 },
                );
                self.left -= count;
                *fetched += count;
                *budget = budget.saturating_sub(u64::from(count) * u64::from(rows.stride));
                if *fetched == rows.count {
                    self.rows = None;
                }
            }
        }
        let mut done = self.left == 0 && self.mipmaps.is_none();
        if let (Some((texture, _)), Some(progress)) = (&self.made, &mut self.mipmaps)
            && self.left == 0
            && *budget > 0
        {
            // A pixel of a smaller level is read from four.
            let pixels = u32::try_from(*budget / 16).unwrap_or(u32::MAX);
            done = mipmaps.step(gpu, encoder.get_or_insert_with(&mut encode), texture, progress, pixels.max(1));
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
                Ok(Ok(Staged::Made(texture, glimpse))) => self.made = Some((texture, glimpse)),
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
        let (texture, glimpse) = self.made?;
        Some(panorama.picture(gpu, &texture, self.is_cube, self.gpano, glimpse))
    }
}
