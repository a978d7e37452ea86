//! The GPU's memory for tiles: places of one size, on the layers of a texture.

use super::borders::Side;
use crate::gpu::Gpu;

/// A layer of the pool is about so wide and high, pixels, however small its places are.
const LAYER: u32 = 1024;
/// There is no use for a pool with less room than this, bytes.
const LEAST: u64 = 16 << 20;

/// Places for tiles, each with a border of a pixel.
#[derive(Debug)]
pub struct Pool {
    texture: wgpu::Texture,
    tile: u32,
    per_side: u32,
    /// So many layers have been written to. More are not looked at: they would be cleared first, all in one frame.
    open: u32,
}

impl Pool {
    /// Places for tiles of `tile` pixels in at most `memory` bytes; in less where the GPU has no more.
    pub fn new(gpu: &Gpu, tile: u32, mut memory: u64) -> Option<Self> {
        let per_side = (LAYER / (tile + 2)).max(1);
        let side = per_side * (tile + 2);
        while memory >= LEAST {
            let layers = memory / (u64::from(side).pow(2) * 4);
            let layers = layers.clamp(1, gpu.device.limits().max_texture_array_layers.into()) as u32;
            let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
            let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("tiles"),
                size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: layers },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::Rgba8UnormSrgb,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            });
            // Natively the answer is there at once.
            if pollster::block_on(scope.pop()).is_none() {
                return Some(Self { texture, tile, per_side, open: 1 });
            }
            memory /= 2;
        }
        None
    }

    /// How large its tiles are, pixels.
    pub fn tile(&self) -> u32 {
        self.tile
    }

    /// How many places there are.
    pub fn capacity(&self) -> u32 {
        self.texture.depth_or_array_layers() * self.per_side * self.per_side
    }

    /// How many places lie beside each other on a layer.
    pub fn per_side(&self) -> u32 {
        self.per_side
    }

    /// How wide and high a layer is, pixels.
    pub fn side(&self) -> u32 {
        self.texture.width()
    }

    /// The layers that have been written to.
    pub fn view(&self) -> wgpu::TextureView {
        self.texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            array_layer_count: Some(self.open),
            ..Default::default()
        })
    }

    /// Writes a tile of this size, with its border, into a place. Says whether there is another [`Pool::view`] now.
    pub fn write(&mut self, gpu: &Gpu, place: u32, (width, height): (u32, u32), rgba: &[u8]) -> bool {
        let origin = self.origin(place);
        self.put(gpu, origin, (width + 2, height + 2), rgba);
        let opens = origin.z >= self.open;
        self.open = self.open.max(origin.z + 1);
        opens
    }

    /// Writes the border along a side of a tile of this size, with both corners.
    pub fn write_border(&self, gpu: &Gpu, place: u32, (width, height): (u32, u32), side: Side, strip: &[[u8; 4]]) {
        let mut origin = self.origin(place);
        match side {
            Side::Right => origin.x += width + 1,
            Side::Bottom => origin.y += height + 1,
            Side::Top | Side::Left => {}
        }
        let size = if matches!(side, Side::Top | Side::Bottom) { (width + 2, 1) } else { (1, height + 2) };
        self.put(gpu, origin, size, bytemuck::cast_slice(strip));
    }

    fn origin(&self, place: u32) -> wgpu::Origin3d {
        let per_layer = self.per_side * self.per_side;
        let within = place % per_layer;
        let size = self.tile + 2;
        wgpu::Origin3d { x: within % self.per_side * size, y: within / self.per_side * size, z: place / per_layer }
    }

    fn put(&self, gpu: &Gpu, origin: wgpu::Origin3d, (width, height): (u32, u32), rgba: &[u8]) {
        gpu.queue.write_texture(
            wgpu::TexelCopyTextureInfo { origin, ..self.texture.as_image_copy() },
            rgba,
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 4), rows_per_image: None },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::rooms::TILE_MEMORY;
    use super::*;

    #[test]
    fn it_takes_no_more_than_it_may_and_has_room_for_what_is_seen() {
        let gpu = Gpu::headless().unwrap();
        for tile in [64, 100, 256, 500, 512, 1024] {
            let pool = Pool::new(&gpu, tile, TILE_MEMORY).unwrap();
            let bytes = u64::from(pool.side()).pow(2) * 4 * u64::from(pool.texture.depth_or_array_layers());
            assert!(bytes <= TILE_MEMORY, "{tile}: {bytes}");
            // As many pixels as 200 tiles of 512.
            let pixels = u64::from(pool.capacity()) * u64::from(tile).pow(2);
            assert!(pixels >= 200 * 512 * 512, "{tile}: {pixels}");
            let last = pool.origin(pool.capacity() - 1);
            assert!(last.x + tile + 2 <= pool.side() && last.z < pool.texture.depth_or_array_layers());
        }
        assert_eq!(gpu.health.first_error(), None);
    }
}
