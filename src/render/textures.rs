//! Pictures as textures, whether plain or in blocks.

use crate::gpu::Gpu;
use crate::media::Takes;
use crate::media::texture::Format;

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
