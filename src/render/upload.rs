//! Takes a decoded picture to the GPU, a little each frame.

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;
use crate::media::texture::Format;
use crate::tour::gpano::Gpano;

use super::glimpse::Glimpse;
use super::mipmaps::{Mipmaps, Progress, claim, level_count};
use super::panorama::{Panorama, Picture};
use super::staging::{Stage, Staging, Stopped};
use super::textures::texture_format;

/// A picture on its way to the GPU: rows first, level after level and in each layer after layer, then the mipmaps that it lacks.
#[derive(Debug)]
pub(super) struct PictureUpload {
    staging: Staging<Staged>,
    is_cube: bool,
    gpano: Gpano,
    bytes: u64,
    /// `None` where the picture brings its own, or they are done.
    mipmaps: Option<Progress>,
}

/// The texture, and what the picture looks like from afar.
type Staged = (wgpu::Texture, Option<Glimpse>);

/// The memory that a picture takes on the GPU with its mipmaps, bytes.
pub(super) fn picture_bytes(pixels: &PanoramaPixels) -> u64 {
    if pixels.lacks_levels() { pixels.bytes() * 4 / 3 } else { pixels.bytes() }
}

impl PictureUpload {
    /// Sets out.
    pub fn begin(gpu: &Gpu, pixels: PanoramaPixels) -> Self {
        let (width, height) = (pixels.width, pixels.height);
        let no_room = format!("the graphics memory has no room for {width} x {height} pixels: scale the picture down");
        Self {
            is_cube: pixels.is_cube,
            gpano: pixels.gpano,
            bytes: picture_bytes(&pixels),
            mipmaps: pixels.lacks_levels().then(Progress::default),
            staging: Staging::begin(gpu, no_room, move |to| stage(&pixels, to)),
        }
    }

    /// One that finds no room on the GPU.
    #[cfg(test)]
    pub fn without_room(gpu: &Gpu, bytes: u64) -> Self {
        let staging = Staging::begin(gpu, "no room".into(), |_| Err(Stopped::NoRoom));
        Self { is_cube: false, gpano: Gpano::default(), bytes, mipmaps: None, staging }
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
        let is_there = self.staging.step(gpu, budget)?;
        if let (Some((texture, _)), Some(progress)) = (self.staging.made(), &mut self.mipmaps)
            && *budget > 0
        {
            let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("panorama") });
            // A pixel of a smaller level is read from four.
            let pixels = u32::try_from(*budget / 16).unwrap_or(u32::MAX);
            if mipmaps.step(gpu, &mut encoder, texture, progress, pixels.max(1)) {
                self.mipmaps = None;
            }
            *budget = 0;
            gpu.queue.submit([encoder.finish()]);
        }
        Ok(is_there && self.mipmaps.is_none())
    }

    /// What came of it, once all is done.
    pub fn finish(self, gpu: &Gpu, panorama: &Panorama) -> Option<Picture> {
        let (texture, glimpse) = self.staging.finish()?;
        Some(panorama.picture(gpu, &texture, self.is_cube, self.gpano, glimpse))
    }
}

fn stage(pixels: &PanoramaPixels, to: &mut Stage<'_, Staged>) -> Result<Staged, Stopped> {
    let lacks_levels = pixels.lacks_levels();
    // Blocks cannot be drawn into, so neither claimed.
    let is_drawn_into = pixels.format == Format::Rgba8;
    // Copied from by who else may draw it: see `Renderer::whole_panorama`.
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST | wgpu::TextureUsages::COPY_SRC;
    let texture = to.make(|gpu| {
        gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("panorama"),
            size: wgpu::Extent3d { width: pixels.width, height: pixels.height, depth_or_array_layers: pixels.layers },
            mip_level_count: if lacks_levels { level_count(pixels.width, pixels.height) } else { pixels.levels.len() as u32 },
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: texture_format(pixels.format, pixels.is_srgb),
            usage: if is_drawn_into { usage | wgpu::TextureUsages::RENDER_ATTACHMENT } else { usage },
            view_formats: &[],
        })
    })?;
    if is_drawn_into {
        let levels = pixels.levels.len() as u32;
        to.commands(vec![to.make(|gpu| claim(gpu, [(&texture, levels)].into_iter()))?])?;
    }
    let glimpse = Glimpse::of(pixels);
    for (level, bytes) in (0..).zip(&pixels.levels) {
        to.level(&texture, pixels.format, level, bytes)?;
    }
    Ok((texture, glimpse))
}
