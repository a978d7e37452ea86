//! Pictures as textures, whether plain or in blocks.

use crate::gpu::Gpu;
use crate::media::Takes;
use crate::media::texture::{Format, side};

/// What this GPU takes.
pub(super) fn takes(gpu: &Gpu) -> Takes {
    let has = |feature| gpu.device.features().contains(feature);
    Takes {
        max_size: gpu.max_texture_size(),
        bc: has(wgpu::Features::TEXTURE_COMPRESSION_BC),
        astc: has(wgpu::Features::TEXTURE_COMPRESSION_ASTC),
    }
}

/// What wgpu calls a format; plain pixels where it is none that it knows.
pub(super) fn texture_format(format: Format, is_srgb: bool) -> wgpu::TextureFormat {
    use wgpu::AstcBlock as Block;
    let block = match format {
        Format::Rgba8 => None,
        Format::Bc7 if is_srgb => return wgpu::TextureFormat::Bc7RgbaUnormSrgb,
        Format::Bc7 => return wgpu::TextureFormat::Bc7RgbaUnorm,
        Format::Astc(4, 4) => Some(Block::B4x4),
        Format::Astc(5, 4) => Some(Block::B5x4),
        Format::Astc(5, 5) => Some(Block::B5x5),
        Format::Astc(6, 5) => Some(Block::B6x5),
        Format::Astc(6, 6) => Some(Block::B6x6),
        Format::Astc(8, 5) => Some(Block::B8x5),
        Format::Astc(8, 6) => Some(Block::B8x6),
        Format::Astc(8, 8) => Some(Block::B8x8),
        Format::Astc(10, 5) => Some(Block::B10x5),
        Format::Astc(10, 6) => Some(Block::B10x6),
        Format::Astc(10, 8) => Some(Block::B10x8),
        Format::Astc(10, 10) => Some(Block::B10x10),
        Format::Astc(12, 10) => Some(Block::B12x10),
        Format::Astc(..) => Some(Block::B12x12),
    };
    match (block, is_srgb) {
        (Some(block), true) => wgpu::TextureFormat::Astc { block, channel: wgpu::AstcChannel::UnormSrgb },
        (Some(block), false) => wgpu::TextureFormat::Astc { block, channel: wgpu::AstcChannel::Unorm },
        (None, true) => wgpu::TextureFormat::Rgba8UnormSrgb,
        (None, false) => wgpu::TextureFormat::Rgba8Unorm,
    }
}

/// Which rows of blocks of a texture are meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    pub level: u32,
    pub layer: u32,
    /// The first, and how many.
    pub row: u32,
    pub rows: u32,
}

/// Writes some rows of blocks; `bytes` are theirs and no others.
pub(super) fn write_rows(gpu: &Gpu, texture: &wgpu::Texture, format: Format, at: Rows, bytes: &[u8]) {
    let (across, down) = format.block();
    let width = side(texture.width(), at.level);
    gpu.queue.write_texture(
        wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: at.level,
            origin: wgpu::Origin3d { x: 0, y: at.row * down, z: at.layer },
            aspect: wgpu::TextureAspect::All,
        },
        bytes,
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(format.stride(width) as u32), rows_per_image: None },
        // Blocks are whole also where they reach beyond the level.
        wgpu::Extent3d { width: width.next_multiple_of(across), height: at.rows * down, depth_or_array_layers: 1 },
    );
}
