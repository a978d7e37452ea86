//! Panoramas in tiles: the coarsest level whole, as the faces of a cube; finer tiles one by one. To RGBA, 8 bits a channel, sRGB.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::budget::{Budget, Reservation};
use super::cube::LAYERS;
use super::opened::{self, Opened, affordable, saved_meanwhile};
use super::workers::Request;
use super::{DECODING, LoadError, PanoramaPixels, Takes};
use crate::tour::gpano::Gpano;
use crate::tour::{Exposure, Pyramid, Tile};

/// A tile that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct TileKey {
    /// Of which panorama.
    pub pyramid: Arc<Pyramid>,
    /// Which of its tiles.
    pub tile: Tile,
    /// How much brighter it is developed than it was taken.
    pub exposure: Exposure,
}

/// A tile, with a border around it.
#[derive(Debug, Clone, PartialEq)]
pub struct TilePixels {
    /// Without the border, pixels.
    pub width: u32,
    /// Without the border, pixels.
    pub height: u32,
    /// Red, green, blue and 255 for each pixel, row by row from the top. Around the tile lies a border, a pixel wide, as its own edge: what
    /// is drawn of a tile's edge takes some of the next.
    pub rgba: Vec<u8>,
}

impl Request for TileKey {
    type Loaded = TilePixels;

    fn load(&self, _: Takes) -> Result<(TilePixels, Reservation), LoadError> {
        load(&self.pyramid, self.tile, self.exposure, &DECODING)
    }

    fn file(&self) -> PathBuf {
        self.pyramid.file(self.tile)
    }
}

/// Reads a tile. Waits until `budget` has room for it, and hands over what was set aside.
///
/// # Errors
/// Where its file is missing, broken, cut short, or another size than it should have.
pub fn load(pyramid: &Pyramid, tile: Tile, exposure: Exposure, budget: &'static Budget) -> Result<(TilePixels, Reservation), LoadError> {
    let (file, size @ (width, height)) = (pyramid.file(tile), pyramid.size_of(tile));
    let bordered = u64::from(width + 2) * u64::from(height + 2) * 4;
    let mut memory = budget.reserve(opened::look(&file, budget, |opened| needed(&file, size, opened, 2 * bordered, budget))?);
    let rgba = decode(&file, size, exposure, 2 * bordered, &memory, budget)?;
    let rgba = with_border(&rgba, width as usize, height as usize);
    memory.shrink_to(bordered);
    Ok((TilePixels { width, height, rgba }, memory))
}

/// Reads the coarsest level, as the faces of a cube. Waits until `budget` has room for it, and hands over what was set aside.
///
/// # Errors
/// As for [`load`]: with any tile missing there is nothing to see there.
pub fn load_coarsest(pyramid: &Pyramid, exposure: Exposure, budget: &'static Budget) -> Result<(PanoramaPixels, Reservation), LoadError> {
    let side = pyramid.sizes()[0];
    let tile = u64::from(pyramid.tile_size().min(side)).pow(2) * 4;
    let besides = u64::from(side).pow(2) * 4 * 6 + tile;
    // One tile is decoded at a time.
    let mut most = 0;
    for tile in pyramid.tiles(0) {
        let (file, size) = (pyramid.file(tile), pyramid.size_of(tile));
        most = most.max(opened::look(&file, budget, |opened| needed(&file, size, opened, besides, budget))?);
    }
    let memory = budget.reserve(most);
    let stride = side as usize * 4;
    let mut rgba = vec![0; stride * side as usize * 6];
    for tile in pyramid.tiles(0) {
        let size = pyramid.size_of(tile);
        let pixels = decode(&pyramid.file(tile), size, exposure, besides, &memory, budget)?;
        let layer = LAYERS.iter().position(|face| *face == tile.face as usize).unwrap_or_default();
        let (top, left) = ((tile.row * pyramid.tile_size()) as usize, (tile.column * pyramid.tile_size()) as usize);
        let begin = (layer * side as usize + top) * stride + left * 4;
        for (row, from) in pixels.chunks_exact(size.0 as usize * 4).enumerate() {
            rgba[begin + row * stride..][..from.len()].copy_from_slice(from);
        }
    }
    Ok((PanoramaPixels::plain((side, side), 6, rgba.into(), Gpano::default()), memory))
}

/// What decoding a tile takes with what is kept `besides`, bytes, if it has the size that it should have.
fn needed(file: &Path, (width, height): (u32, u32), opened: &Opened<'_>, besides: u64, budget: &Budget) -> Result<u64, LoadError> {
    if (opened.width, opened.height) != (width, height) {
        let what = format!("a tile of {} x {} pixels where one of {width} x {height} belongs", opened.width, opened.height);
        return Err(LoadError::Unsupported { file: file.into(), what });
    }
    affordable(file, (width, height), opened.needed.saturating_add(besides), budget)
}

/// The pixels of a tile, for which `memory` was set aside.
fn decode(
    file: &Path,
    size: (u32, u32),
    exposure: Exposure,
    besides: u64,
    memory: &Reservation,
    budget: &Budget,
) -> Result<Vec<u8>, LoadError> {
    let bytes = opened::read(file)?;
    let opened = Opened::new(file, &bytes, budget)?;
    if needed(file, size, &opened, besides, budget)? > memory.bytes() {
        return Err(saved_meanwhile(file));
    }
    let mut rgba = Vec::new();
    opened.decode(exposure)?.part(0, 0, size.0, size.1).append_rgba(size.0, size.1, &mut rgba);
    Ok(rgba)
}

/// The same with each edge there twice.
fn with_border(rgba: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut bordered = Vec::with_capacity((width + 2) * (height + 2) * 4);
    for row in 0..height + 2 {
        let line = &rgba[(row.clamp(1, height) - 1) * width * 4..][..width * 4];
        bordered.extend_from_slice(&line[..4]);
        bordered.extend_from_slice(line);
        bordered.extend_from_slice(&line[line.len() - 4..]);
    }
    bordered
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use tempfile::TempDir;

    use super::*;
    use crate::tour::Template;

    /// What a pixel of a face of a level shows: whose it is, and where.
    fn shown(level: u32, face: u32, x: u32, y: u32) -> [u8; 3] {
        [(level * 100 + face * 16) as u8, x as u8, y as u8]
    }

    /// Faces of 70 and of 150 pixels in tiles of 64, all of them on disk.
    fn pyramid() -> (TempDir, Pyramid) {
        let folder = tempfile::tempdir().unwrap();
        let template = Template::parse("{z}{f}{y}_{x}.png", Template::FACES.map(str::to_owned)).unwrap();
        let pyramid = Pyramid::new(folder.path(), template, 64, &[70, 150]).unwrap();
        for tile in (0..2).flat_map(|level| pyramid.tiles(level)) {
            let (width, height) = pyramid.size_of(tile);
            RgbImage::from_fn(width, height, |x, y| Rgb(shown(tile.level, tile.face, tile.column * 64 + x, tile.row * 64 + y)))
                .save(pyramid.file(tile))
                .unwrap();
        }
        (folder, pyramid)
    }

    #[test]
    fn the_coarsest_level_is_put_together_as_a_cube() {
        let (_folder, pyramid) = pyramid();
        let (pixels, _) = load_coarsest(&pyramid, Exposure::default(), &DECODING).unwrap();
        assert_eq!((pixels.width, pixels.height, pixels.layers, pixels.is_cube), (70, 70, 6, true));
        // Right, left, up, down, front, back.
        for (layer, face) in [1, 3, 4, 5, 0, 2].into_iter().enumerate() {
            for (x, y) in [(0, 0), (69, 0), (0, 69), (63, 64), (64, 63), (69, 69)] {
                let at = ((layer as u32 * 70 + y) * 70 + x) as usize * 4;
                assert_eq!(pixels.levels[0][at..at + 3], shown(0, face, x, y), "face {face} at {x}, {y}");
            }
        }
        std::fs::remove_file(pyramid.file(Tile { level: 0, face: 4, row: 1, column: 0 })).unwrap();
        let error = load_coarsest(&pyramid, Exposure::default(), &DECODING).unwrap_err().to_string();
        assert!(error.contains("0u1_0.png"), "{error}");
    }

    #[test]
    fn a_tile_comes_with_its_edge_around_it() {
        let (_folder, pyramid) = pyramid();
        let tile = Tile { level: 1, face: 2, row: 2, column: 1 };
        let (pixels, memory) = load(&pyramid, tile, Exposure::default(), &DECODING).unwrap();
        assert_eq!((pixels.width, pixels.height), (64, 22));
        assert_eq!((pixels.rgba.len(), memory.bytes()), (66 * 24 * 4, 66 * 24 * 4), "what is kept is set aside");
        let at = |x: usize, y: usize| &pixels.rgba[(y * 66 + x) * 4..][..3];
        assert_eq!(at(1, 1), shown(1, 2, 64, 128));
        assert_eq!(at(0, 0), shown(1, 2, 64, 128));
        assert_eq!(at(65, 23), shown(1, 2, 127, 149));
        assert_eq!(at(0, 10), shown(1, 2, 64, 137));
        assert_eq!(at(30, 23), shown(1, 2, 93, 149));
    }

    #[test]
    fn a_tile_of_another_size_is_refused_by_name() {
        let (_folder, pyramid) = pyramid();
        let tile = Tile { level: 1, face: 0, row: 0, column: 0 };
        RgbImage::new(64, 63).save(pyramid.file(tile)).unwrap();
        let error = load(&pyramid, tile, Exposure::default(), &DECODING).unwrap_err().to_string();
        assert!(error.contains("1f0_0.png") && error.contains("64 x 63") && error.contains("64 x 64"), "{error}");
    }
}
