//! From a texture back to a picture in memory: for storyboards, and to see what was drawn.

use std::sync::mpsc;
use std::time::Duration;

use image::RgbaImage;

use crate::gpu::Gpu;

/// A GPU that does not answer within this time is taken for lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a texture could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadbackError {
    /// The GPU did not answer.
    #[error("the graphics device did not give the picture back ({0}). If it was lost, start again; else update its driver")]
    Gone(String),
    /// Its format is not one of 8 bits a channel.
    #[error("a picture of format {0:?} cannot be read back; 8 bits for each of red, green, blue and alpha can")]
    Format(wgpu::TextureFormat),
}

/// A texture to draw pictures into that are read back, of `layers` views.
pub fn picture_texture(gpu: &Gpu, width: u32, height: u32, layers: u32) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("picture"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: layers },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: super::PICTURE_FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC | wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    })
}

/// Waits until everything handed to the GPU has been drawn: not for the frame thread of a visit.
///
/// # Errors
/// Where the GPU does not answer.
pub fn wait_until_drawn(gpu: &Gpu) -> Result<(), ReadbackError> {
    let waiting = wgpu::PollType::Wait { submission_index: None, timeout: Some(PATIENCE) };
    gpu.poll(waiting).map_err(|error| ReadbackError::Gone(error.to_string()))
}

/// What is in one layer of a texture. Waits for the GPU: not for the frame thread of a visit.
///
/// # Errors
/// Where the GPU does not answer, or where the texture is not one of 8 bits a channel.
pub fn read_picture(gpu: &Gpu, texture: &wgpu::Texture, layer: u32) -> Result<RgbaImage, ReadbackError> {
    let swapped = match texture.format().remove_srgb_suffix() {
        wgpu::TextureFormat::Rgba8Unorm => false,
        wgpu::TextureFormat::Bgra8Unorm => true,
        other => return Err(ReadbackError::Format(other)),
    };
    let (width, height) = (texture.width(), texture.height());
    let stride = (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("readback"),
        size: u64::from(stride) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    encoder.copy_texture_to_buffer(
        wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: 0,
            origin: wgpu::Origin3d { x: 0, y: 0, z: layer },
            aspect: wgpu::TextureAspect::All,
        },
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(stride), rows_per_image: None },
        },
        wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
    );
    let submission = gpu.queue.submit([encoder.finish()]);
    let (sender, receiver) = mpsc::channel();
    buffer.map_async(wgpu::MapMode::Read, .., move |result| {
        // The receiver is gone only where waiting was given up.
        let _ = sender.send(result);
    });
    gpu.poll(wgpu::PollType::Wait { submission_index: Some(submission), timeout: Some(PATIENCE) })
        .map_err(|error| ReadbackError::Gone(error.to_string()))?;
    let gone = |error: &dyn std::fmt::Display| ReadbackError::Gone(error.to_string());
    receiver.recv_timeout(PATIENCE).map_err(|error| gone(&error))?.map_err(|error| gone(&error))?;
    let bytes = buffer.get_mapped_range(..).map_err(|error| gone(&error))?;
    let mut picture = RgbaImage::new(width, height);
    for (from, to) in bytes.chunks_exact(stride as usize).zip(picture.chunks_exact_mut(width as usize * 4)) {
        to.copy_from_slice(&from[..to.len()]);
    }
    if swapped {
        picture.chunks_exact_mut(4).for_each(|pixel| pixel.swap(0, 2));
    }
    Ok(picture)
}
