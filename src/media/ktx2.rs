//! The levels of a KTX2 file: unpacked, and made into something that the GPU takes.

mod around;

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use basisu::{DecodeFlags, TargetFormat, Transcoder};

use super::large::Large;
use super::texture::{Format, Takes, side};
use crate::tour::Stereo;
use crate::tour::ktx2::{ENTRY, Fault, Header, INDEX, Kind, Packing, Pictures};

pub(super) use around::{cube, panorama};

/// What is made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// How it goes to the GPU.
    pub format: Format,
    /// Of each picture, pixels.
    pub width: u32,
    /// Of each picture, pixels.
    pub height: u32,
    /// The levels of the file that are used. Where it is one alone and of plain pixels, the smaller ones are to be made of it.
    levels: Range<usize>,
    pictures: Pictures,
}

impl Plan {
    /// The best that `takes` allows: what keeps most of the file, and as it is where that can be.
    pub fn new(header: &Header, pictures: Pictures, takes: Takes) -> Result<Self, Fault> {
        header.check(pictures)?;
        let bc = takes.bc.then_some(Format::Bc7);
        let astc = |width, height| takes.astc.then_some(Format::Astc(width, height));
        let formats = match header.kind {
            Kind::Rgb8 | Kind::Rgba8 => [None, None, Some(Format::Rgba8)],
            Kind::Bc7 => [bc, None, None],
            Kind::Astc(width, height) => [astc(width, height), bc, Some(Format::Rgba8)],
            // UASTC is a part of ASTC; ETC1S is nearer to BC7.
            Kind::Uastc => [astc(4, 4), bc, Some(Format::Rgba8)],
            Kind::Etc1s => [bc, astc(4, 4), Some(Format::Rgba8)],
        };
        if formats == [None; 3] {
            return Err(Fault::Unshown { what: "BC7 on this graphics card".into(), remedy: "write UASTC" });
        }
        let mut plans = formats.into_iter().flatten().filter_map(|format| Self::with(header, pictures, takes.max_size, format));
        plans.next().ok_or_else(|| Fault::Unshown {
            what: format!("a picture of {} x {} pixels on this graphics card", header.width, header.height),
            remedy: "scale it down, or write it with mip levels",
        })
    }

    /// The levels that can be used in a format; `None` where that is none, or only one of what none can be made of.
    fn with(header: &Header, pictures: Pictures, max_size: u32, format: Format) -> Option<Self> {
        let (across, down) = format.block();
        let whole = pictures.each(header.width, header.height);
        let each = |level: usize| (side(whole.0, level as u32), side(whole.1, level as u32));
        let count = header.levels.len();
        let first = (0..count).find(|level| each(*level).0.max(each(*level).1) <= max_size)?;
        let (width, height) = each(first);
        // A texture's first level ends where a block does.
        if !width.is_multiple_of(across) || !height.is_multiple_of(down) || whole.0 == 0 || whole.1 == 0 {
            return None;
        }
        // The eyes part where a block ends, and are just half of each level.
        let parts_well = |level: usize| match pictures {
            Pictures::One | Pictures::Faces => true,
            Pictures::Eyes(stereo) => {
                let ((width, height), size) = (each(level), header.size(level));
                let twice = if stereo == Stereo::TopBottom { (width, height * 2) } else { (width * 2, height) };
                twice == size && width.is_multiple_of(across) && height.is_multiple_of(down)
            }
        };
        let until = (first..count).take_while(|level| parts_well(*level)).last()? + 1;
        let enough = until - first > 1 || format == Format::Rgba8;
        enough.then_some(Self { format, width, height, levels: first..until, pictures })
    }

    /// What a level takes, of all pictures, bytes.
    fn level_bytes(&self, level: u32) -> u64 {
        let (width, height) = (side(self.width, level), side(self.height, level));
        self.format.stride(width) as u64 * u64::from(self.format.rows(height)) * u64::from(self.pictures.count())
    }

    /// What the levels take, bytes.
    pub fn bytes(&self) -> u64 {
        (0..self.levels.len() as u32).map(|level| self.level_bytes(level)).sum()
    }

    /// What making them takes at its peak beside the file itself, bytes.
    pub fn needed(&self, header: &Header) -> u64 {
        let unpacked: usize = header.levels[self.levels.clone()].iter().map(|level| level.unpacked).sum();
        // What is unpacked is parted, joined or transcoded into something new, a level at a time.
        unpacked as u64 + header.description.len() as u64 + self.bytes() + self.level_bytes(0)
    }

    /// The levels: in each the left eye's picture before the right eye's, or one face after the other.
    pub fn levels(&self, file: &[u8], header: &Header) -> Result<Vec<Large>, Fault> {
        let as_it_is = match header.kind {
            Kind::Rgb8 | Kind::Rgba8 | Kind::Bc7 => true,
            Kind::Astc(width, height) => self.format == Format::Astc(width, height),
            Kind::Uastc | Kind::Etc1s => false,
        };
        let mut levels = Vec::with_capacity(self.levels.len());
        if as_it_is {
            for level in self.levels.clone() {
                let bytes = unpacked(file, header, level)?;
                levels.push(match header.kind {
                    Kind::Rgb8 => {
                        let mut rgba = Large::zeroed(bytes.len() / 3 * 4);
                        let pixels = rgba.as_chunks_mut::<4>().0.iter_mut().zip(bytes.as_chunks::<3>().0);
                        pixels.for_each(|(to, [red, green, blue])| *to = [*red, *green, *blue, 255]);
                        rgba
                    }
                    _ => match bytes {
                        Cow::Borrowed(bytes) => Large::copied(bytes),
                        Cow::Owned(bytes) => bytes.into(),
                    },
                });
            }
        } else {
            let file = plain(file, header, &self.levels)?;
            // The transcoder counts on what an encoder writes: whatever else brings it down brings down nothing but this picture.
            let made = catch_unwind(AssertUnwindSafe(|| self.transcoded(&file)));
            let made = made.ok().flatten().ok_or(Fault::Broken("for its blocks cannot be read"))?;
            levels.extend(made.into_iter().map(Large::from));
        }
        if self.pictures == Pictures::Eyes(Stereo::SideBySide) {
            for (level, bytes) in (0..).zip(&mut levels) {
                *bytes = parted(bytes, self.format.stride(side(self.width, level))).into();
            }
        }
        Ok(levels)
    }

    /// The levels of a file that is not packed, as blocks or pixels of [`Self::format`]; `None` where they cannot be had.
    fn transcoded(&self, file: &[u8]) -> Option<Vec<Vec<u8>>> {
        let transcoder = Transcoder::new(file).ok()?;
        let target = match self.format {
            Format::Rgba8 => TargetFormat::Rgba32,
            Format::Bc7 => TargetFormat::Bc7Rgba,
            Format::Astc(..) => TargetFormat::Astc4x4Rgba,
        };
        let face = |level, face| transcoder.transcode_image(level, 0, face, target, DecodeFlags::NO_DEBLOCK_FILTERING).ok();
        let level = |level| match self.pictures {
            Pictures::One | Pictures::Eyes(_) => face(level as u32, 0),
            Pictures::Faces => Some((0..6).map(|nth| face(level as u32, nth)).collect::<Option<Vec<_>>>()?.concat()),
        };
        self.levels.clone().map(level).collect()
    }
}

/// Rows of two pictures that lie side by side, one picture after the other; a row of one has `stride` bytes.
fn parted(bytes: &[u8], stride: usize) -> Vec<u8> {
    [0, 1].iter().flat_map(|eye| bytes.chunks_exact(stride).skip(*eye).step_by(2)).flatten().copied().collect()
}

/// A level's bytes as they were before it was packed.
fn unpacked<'a>(file: &'a [u8], header: &Header, level: usize) -> Result<Cow<'a, [u8]>, Fault> {
    let level = &header.levels[level];
    let bytes = file.get(level.bytes.clone()).ok_or(Fault::Truncated)?;
    let plain = match header.packing {
        Packing::None => return Ok(Cow::Borrowed(bytes)),
        Packing::Zstd => unpack_zstd(bytes, level.unpacked),
        Packing::Zlib => miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes, level.unpacked).ok(),
    };
    match plain {
        Some(plain) if plain.len() == level.unpacked => Ok(Cow::Owned(plain)),
        _ => Err(Fault::Broken("for a level cannot be unpacked")),
    }
}

fn unpack_zstd(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).ok()?;
    let mut plain = Vec::with_capacity(length);
    decoder.take(length as u64 + 1).read_to_end(&mut plain).ok()?;
    Some(plain)
}

/// The file with its levels unpacked, as far as they are used: what the transcoder reads.
fn plain<'a>(file: &'a [u8], header: &Header, used: &Range<usize>) -> Result<Cow<'a, [u8]>, Fault> {
    if header.packing == Packing::None {
        return Ok(Cow::Borrowed(file));
    }
    let (Some(begin), Some(description)) = (file.get(..INDEX), file.get(header.description.clone())) else {
        return Err(Fault::Truncated);
    };
    let at = INDEX + header.levels.len() * ENTRY;
    let mut plain = begin.to_vec();
    plain.resize(at, 0);
    plain[44..48].fill(0);
    // No notes, no codebooks; the description comes right behind the index.
    plain[48..52].copy_from_slice(&(at as u32).to_le_bytes());
    plain[56..INDEX].fill(0);
    plain.extend_from_slice(description);
    for level in used.clone() {
        let bytes = unpacked(file, header, level)?;
        let (offset, length) = (plain.len() as u64, bytes.len() as u64);
        let entry = [offset, length, length].map(u64::to_le_bytes).concat();
        plain[INDEX + level * ENTRY..][..ENTRY].copy_from_slice(&entry);
        plain.extend_from_slice(&bytes);
    }
    Ok(Cow::Owned(plain))
}

#[cfg(test)]
mod tests;
