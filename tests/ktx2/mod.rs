//! KTX2 files for tests: those that make.py wrote, and others written here, all of one picture.
#![allow(dead_code)] // each test program uses its own part of it

use image::{Rgb, RgbImage};

/// The picture that is in all of them.
pub fn picture() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, y| Rgb([(x * 4) as u8, (y * 8) as u8, (255 - x * 2 - y * 3) as u8]))
}

/// What is seen in a direction within a cube map: +Z is ahead, +X on the right, +Y above.
pub fn seen([x, y, z]: [f32; 3]) -> [u8; 3] {
    let length = (x * x + y * y + z * z).sqrt();
    [x, y, z].map(|along| (along / length * 100.0 + 128.0) as u8)
}

/// A face of a cube map that shows [`seen`], in the order of the format: +X, -X, +Y, -Y, +Z, -Z. Which direction a pixel lies in is what
/// Vulkan says of cube maps.
pub fn face(nth: usize, side: u32) -> RgbImage {
    RgbImage::from_fn(side, side, |x, y| {
        let [s, t] = [x, y].map(|at| (at * 2 + 1) as f32 / side as f32 - 1.0);
        Rgb(seen([[1.0, -t, -s], [-1.0, -t, s], [s, 1.0, t], [s, -1.0, -t], [s, -t, 1.0], [-s, -t, -1.0]][nth]))
    })
}

/// A file of this folder: `uastc` (packed with Zstandard), `etc1s` or `astc-6x6`, each with its mip levels; `cube-uastc` or `cube-etc1s`,
/// cube maps of [`face`] with 32 pixels a side; or `etc1s-wild`, which a fuzzer made.
pub fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/ktx2/{name}.ktx2", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A file in the making; tests may spoil it as they like.
#[derive(Clone)]
pub struct Ktx2 {
    /// As Vulkan counts them.
    pub format: u32,
    pub width: u32,
    pub height: u32,
    /// 6 in a cube map; each level then holds one face after the other.
    pub faces: u32,
    /// Of the description: what model of colour, and which transfer function.
    pub model: u8,
    pub transfer: u8,
    /// 0 none, 2 Zstandard, 3 zlib.
    pub packing: u32,
    /// As they are stored, and how long they are unpacked.
    pub levels: Vec<(Vec<u8>, usize)>,
    pub notes: Vec<u8>,
}

pub const RGB: u32 = 29;
pub const RGBA: u32 = 43;
pub const RGBA_LINEAR: u32 = 37;
pub const BC7: u32 = 146;
pub const ASTC_4X4: u32 = 158;

impl Ktx2 {
    /// One that is not packed.
    pub fn of(format: u32, (width, height): (u32, u32), levels: Vec<Vec<u8>>) -> Self {
        let levels = levels.into_iter().map(|level| (level.clone(), level.len())).collect();
        Self { format, width, height, faces: 1, model: 1, transfer: 2, packing: 0, levels, notes: Vec::new() }
    }

    /// [`picture`] in plain pixels, with all its levels or with the first alone.
    pub fn rgba(with_levels: bool) -> Self {
        let whole = image::DynamicImage::from(picture()).to_rgba8();
        let level = |level: u32| image::imageops::thumbnail(&whole, 64 >> level, (32 >> level).max(1)).into_raw();
        let levels = if with_levels { (0..7).map(level).collect() } else { vec![whole.to_vec()] };
        Self::of(RGBA, (64, 32), levels)
    }

    /// [`face`], of all six or of one, in plain pixels with all its levels.
    pub fn face(nth: impl Iterator<Item = usize> + Clone, side: u32) -> Self {
        let face = |nth, level: u32| image::DynamicImage::from(face(nth, side >> level)).to_rgba8().into_raw();
        let levels = (0..=side.ilog2()).map(|level| nth.clone().flat_map(|nth| face(nth, level)).collect()).collect();
        Self { faces: nth.count() as u32, ..Self::of(RGBA, (side, side), levels) }
    }

    /// UASTC whose blocks are what those of the file `uastc` become when they are transcoded.
    pub fn transcoded(format: u32, target: basisu::TargetFormat) -> Self {
        let uastc = file("uastc");
        let plain = unpacked_uastc(&uastc);
        let transcoder = basisu::Transcoder::new(&plain).unwrap();
        let level = |level| transcoder.transcode(level, target, basisu::DecodeFlags::NONE).unwrap();
        Self::of(format, (64, 32), (0..7).map(level).collect())
    }

    /// The file `cube-uastc` transcoded, all of it as a cube map or one face alone.
    pub fn transcoded_face(nth: impl Iterator<Item = usize> + Clone, format: u32, target: basisu::TargetFormat) -> Self {
        let plain = unpacked_uastc(&file("cube-uastc"));
        let transcoder = basisu::Transcoder::new(&plain).unwrap();
        let face = |nth, level| transcoder.transcode_image(level, 0, nth as u32, target, basisu::DecodeFlags::NONE).unwrap();
        let levels = (0..6).map(|level| nth.clone().flat_map(|nth| face(nth, level)).collect()).collect();
        Self { model: 162, faces: nth.count() as u32, ..Self::of(format, (32, 32), levels) }
    }

    /// Packed with Zstandard.
    pub fn zstd(mut self) -> Self {
        self.packing = 2;
        for (level, _) in &mut self.levels {
            *level = ruzstd::encoding::compress_to_vec(level.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
        }
        self
    }

    /// Packed with zlib.
    pub fn zlib(mut self) -> Self {
        self.packing = 3;
        for (level, _) in &mut self.levels {
            *level = miniz_oxide::deflate::compress_to_vec_zlib(level, 6);
        }
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let at = 80 + 24 * self.levels.len() as u32;
        let mut bytes = b"\xABKTX 20\xBB\r\n\x1A\n".to_vec();
        let words = [self.format, 1, self.width, self.height, 0, 0, self.faces, self.levels.len() as u32, self.packing];
        let notes = if self.notes.is_empty() { 0 } else { at + 44 };
        let places = [at, 44, notes, self.notes.len() as u32, 0, 0, 0, 0];
        words.iter().chain(&places).for_each(|word| bytes.extend(word.to_le_bytes()));
        let mut offset = (at + 44) as usize + self.notes.len();
        for (level, unpacked) in &self.levels {
            [offset, level.len(), *unpacked].iter().for_each(|number| bytes.extend((*number as u64).to_le_bytes()));
            offset += level.len();
        }
        let mut description = [0; 44];
        description[0] = 44;
        description[8..16].copy_from_slice(&[2, 0, 40, 0, self.model, 1, self.transfer, 0]);
        // How many pixels there are in a block besides the first, across and down.
        description[16..18].fill(if self.model == 1 { 0 } else { 3 });
        bytes.extend(description);
        bytes.extend(&self.notes);
        self.levels.iter().for_each(|(level, _)| bytes.extend(level));
        bytes
    }
}

/// The file `uastc`, or `cube-uastc`, without Zstandard: its levels, largest first, written anew.
pub fn unpacked_uastc(file: &[u8]) -> Vec<u8> {
    let word = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    let level = |level: usize| {
        let (offset, length) = (number(80 + level * 24), number(88 + level * 24));
        let mut plain = Vec::new();
        let mut decoder = ruzstd::decoding::StreamingDecoder::new(&file[offset..offset + length]).unwrap();
        std::io::Read::read_to_end(&mut decoder, &mut plain).unwrap();
        plain
    };
    let levels = (0..word(40) as usize).map(level).collect();
    Ktx2 { model: 166, faces: word(36), ..Ktx2::of(0, (word(20), word(24)), levels) }.bytes()
}
