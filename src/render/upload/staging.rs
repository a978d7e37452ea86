//! What takes long on a picture's way to the GPU, on a thread of its own: room is made for it there, and its pixels are put where
//! the GPU fetches them.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::gpu::Gpu;
use crate::media::PanoramaPixels;
use crate::render::mipmaps::level_count;

/// How much is put into one buffer, bytes.
const PORTION: u32 = 4 << 20;
/// How many buffers wait for the frame thread: it fetches one a frame or so.
const WAITING: usize = 2;

/// A step of the way.
#[derive(Debug)]
pub(super) enum Staged {
    /// The texture, nothing in it yet. Comes first.
    Texture(wgpu::Texture),
    /// The next rows, of one layer.
    Rows(Rows),
}

/// Rows of a picture where the GPU can fetch them.
#[derive(Debug)]
pub(super) struct Rows {
    pub buffer: wgpu::Buffer,
    pub count: u32,
}

/// From the beginning of a row to that of the next in a buffer, bytes.
pub(super) fn stride_of(width: u32) -> u32 {
    (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT)
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
    let texture = within_memory(gpu, || {
        gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("panorama"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: pixels.layers },
            mip_level_count: level_count(width, height),
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8UnormSrgb,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST | wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        })
    });
    if to.send(texture.map(Staged::Texture).ok_or_else(no_room)).is_err() {
        return;
    }
    let most = (PORTION / stride_of(width)).max(1) as usize;
    for layer in pixels.rgba.chunks_exact(width as usize * height as usize * 4) {
        for rows in layer.chunks(most * width as usize * 4) {
            let staged = within_memory(gpu, || portion(gpu, rows, width)).flatten();
            if to.send(staged.map(Staged::Rows).ok_or_else(no_room)).is_err() {
                return;
            }
        }
    }
}

/// Rows in a buffer of their own; `None` where it cannot be written.
fn portion(gpu: &Gpu, rows: &[u8], width: u32) -> Option<Rows> {
    let (row, stride) = (width as usize * 4, stride_of(width) as usize);
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
    Some(Rows { buffer, count: count as u32 })
}

/// What is made on the GPU, if it has the memory.
fn within_memory<T>(gpu: &Gpu, make: impl FnOnce() -> T) -> Option<T> {
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
    let made = make();
    // Natively the answer is there at once.
    pollster::block_on(scope.pop()).is_none().then_some(made)
}
