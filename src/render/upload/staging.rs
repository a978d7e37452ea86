//! What takes long on a picture's way to the GPU, on a thread of its own: room is made for it there, and its pixels are put where
//! the GPU fetches them.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;
use crate::media::texture::side;
use crate::render::glimpse::Glimpse;
use crate::render::mipmaps::level_count;
use crate::render::textures::texture_format;

/// How much is put into one buffer, bytes.
const PORTION: u32 = 4 << 20;
/// How many buffers wait for the frame thread: it fetches one a frame or so.
const WAITING: usize = 2;

/// A step of the way.
#[derive(Debug)]
pub(super) enum Staged {
    /// The texture, nothing in it yet, and what the picture looks like from afar. Comes first.
    Made(wgpu::Texture, Option<Glimpse>),
    /// The next rows, of one level and layer.
    Rows(Rows),
}

/// Rows of a picture's blocks where the GPU can fetch them.
#[derive(Debug)]
pub(super) struct Rows {
    pub buffer: wgpu::Buffer,
    /// From the beginning of a row to that of the next, bytes.
    pub stride: u32,
    pub level: u32,
    pub layer: u32,
    /// The first of them in its layer, and how many they are.
    pub first: u32,
    pub count: u32,
}

/// Begins, and says on the way how far it is, until all rows are there or something went wrong. It stops when nobody listens.
pub(super) fn begin(gpu: &Gpu, pixels: PanoramaPixels) -> Receiver<Result<Staged, String>> {
    let (sender, receiver) = sync_channel(WAITING);
    let gpu = gpu.clone();
    let thread = std::thread::Builder::new().name("uploader".into());
    if let Err(error) = thread.spawn(move || stage(&gpu, &pixels, &sender)) {
        tracing::error!("no thread to take a picture to the GPU with: {error}. Close other programs");
    }
    receiver
}

fn stage(gpu: &Gpu, pixels: &PanoramaPixels, to: &SyncSender<Result<Staged, String>>) {
    let (width, height) = (pixels.width, pixels.height);
    let no_room = || format!("the graphics memory has no room for {width} x {height} pixels: scale the picture down");
    let lacks_levels = pixels.lacks_levels();
    // Copied from by who else may draw it: see `Renderer::whole_panorama`.
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST | wgpu::TextureUsages::COPY_SRC;
    let texture = within_memory(gpu, || {
        gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("panorama"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: pixels.layers },
            mip_level_count: if lacks_levels { level_count(width, height) } else { pixels.levels.len() as u32 },
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: texture_format(pixels.format, pixels.is_srgb),
            usage: if lacks_levels { usage | wgpu::TextureUsages::RENDER_ATTACHMENT } else { usage },
            view_formats: &[],
        })
    });
    let made = texture.map(|texture| Staged::Made(texture, Glimpse::of(pixels)));
    if to.send(made.ok_or_else(no_room)).is_err() {
        return;
    }
    for (level, bytes) in (0..).zip(&pixels.levels) {
        let row = pixels.format.stride(side(width, level));
        let most = (PORTION as usize / row).max(1);
        for (layer, bytes) in (0..).zip(bytes.chunks_exact(row * pixels.format.rows(side(height, level)) as usize)) {
            for (nth, bytes) in (0..).zip(bytes.chunks(most * row)) {
                let portion = within_memory(gpu, || portion(gpu, bytes, row)).flatten();
                let staged = portion
                    .map(|(buffer, stride, count)| Staged::Rows(Rows { buffer, stride, level, layer, first: nth * most as u32, count }));
                if to.send(staged.ok_or_else(no_room)).is_err() {
                    return;
                }
            }
        }
    }
}

/// Rows of `row` bytes each in a buffer of their own, how far they are apart there, and how many they are; `None` where it cannot be
/// written.
fn portion(gpu: &Gpu, rows: &[u8], row: usize) -> Option<(wgpu::Buffer, u32, u32)> {
    let stride = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
    let count = rows.len() / row;
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("rows of a panorama"),
        size: (count * stride) as u64,
        usage: wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::MAP_WRITE,
        mapped_at_creation: true,
    });
    let mut mapped = buffer.get_mapped_range_mut(..).ok()?;
    for (nth, from) in rows.chunks_exact(row).enumerate() {
        mapped.slice(nth * stride..nth * stride + row).copy_from_slice(from);
    }
    drop(mapped);
    buffer.unmap();
    Some((buffer, stride as u32, count as u32))
}

/// What is made on the GPU, if it has the memory.
fn within_memory<T>(gpu: &Gpu, make: impl FnOnce() -> T) -> Option<T> {
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
    let made = make();
    // Natively the answer is there at once.
    pollster::block_on(scope.pop()).is_none().then_some(made)
}
