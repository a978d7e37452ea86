//! What the header of a KTX2 file says: what it holds, how large, and where each of its levels lies.
//!
//! Every number is checked before it is believed: against the file's length, and against the size that a level of this kind and size
//! must have. Who decodes needs to look at nothing but the levels' own bytes.

use std::fmt::{Display, Formatter};
use std::ops::Range;

use super::Stereo;

/// What a KTX2 file begins with.
pub const MAGIC: [u8; 12] = *b"\xABKTX 20\xBB\r\n\x1A\n";

/// The header, and whatever is told beside the levels, lies within so many bytes from the beginning.
pub const BEGINNING: u64 = 1 << 16;

/// Where the index of levels begins, and how long an entry is, bytes.
pub const INDEX: usize = 80;
/// The same, of one entry.
pub const ENTRY: usize = 24;

/// What codebooks may take, bytes. The largest that the format has are a quarter of it.
const MOST_CODEBOOKS: u64 = 4 << 20;

/// Why a KTX2 file cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It ends before all that its header speaks of.
    #[error("it ends in the middle: copy or write it anew")]
    Truncated,
    /// It contradicts itself.
    #[error("it is broken, {0}: write it anew")]
    Broken(&'static str),
    /// It holds something that is not shown.
    #[error("{what} cannot be shown: {remedy}")]
    Unshown {
        /// What it holds.
        what: String,
        /// How to write it anew.
        remedy: &'static str,
    },
}

/// How the pixels of a level are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Red, green, blue; 8 bits each.
    Rgb8,
    /// Red, green, blue, opacity; 8 bits each.
    Rgba8,
    /// Blocks of BC7, as desktop GPUs take them.
    Bc7,
    /// Blocks of ASTC, so many pixels wide and high.
    Astc(u32, u32),
    /// Blocks of UASTC, which are made into what the GPU takes.
    Uastc,
    /// ETC1S, likewise, of which the levels are told in words of a codebook (BasisLZ).
    Etc1s,
}

impl Display for Kind {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Rgb8 => "RGB",
            Self::Rgba8 => "RGBA",
            Self::Bc7 => "BC7",
            Self::Astc(width, height) => return write!(formatter, "ASTC {width} x {height}"),
            Self::Uastc => "UASTC",
            Self::Etc1s => "ETC1S",
        })
    }
}

impl Kind {
    /// How wide and high a block is, pixels, and how many bytes it has; of ETC1S no bytes are known.
    fn block(self) -> (u32, u32, u64) {
        match self {
            Self::Rgb8 => (1, 1, 3),
            Self::Rgba8 => (1, 1, 4),
            Self::Bc7 | Self::Uastc => (4, 4, 16),
            Self::Astc(width, height) => (width, height, 16),
            Self::Etc1s => (4, 4, 0),
        }
    }
}

/// What the levels are packed with, each for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// They are not packed (or are ETC1S, which is packed by nature).
    None,
    /// Zstandard.
    Zstd,
    /// DEFLATE with a zlib header.
    Zlib,
}

/// Which pictures a file is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pictures {
    /// One.
    One,
    /// One for each eye.
    Eyes(Stereo),
    /// The six faces of a cube map.
    Faces,
}

impl Pictures {
    /// One, or one for each eye.
    pub fn of(stereo: Option<Stereo>) -> Self {
        stereo.map_or(Self::One, Self::Eyes)
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Eyes(_) => 2,
            Self::Faces => 6,
        }
    }

    /// The size of each in a file of this size, pixels.
    pub fn each(self, width: u32, height: u32) -> (u32, u32) {
        match self {
            Self::Eyes(stereo) => stereo.each(width, height),
            Self::One | Self::Faces => (width, height),
        }
    }
}

/// Where a level lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its bytes in the file.
    pub bytes: Range<usize>,
    /// How many they are when they are unpacked, of all faces together; of ETC1S 0.
    pub unpacked: usize,
}

/// What a KTX2 file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// 6 in a cube map, else 1. In each level one lies behind the other: +X, -X, +Y, -Y, +Z, -Z, as they are seen from inside, where +Z is
    /// ahead, +X on the right and +Y above.
    pub faces: u32,
    /// How they are stored.
    pub kind: Kind,
    /// Whether red, green and blue are encoded as sRGB rather than linear.
    pub is_srgb: bool,
    /// What the levels are packed with.
    pub packing: Packing,
    /// From the largest; each half as wide and high as the one before, rounded down, at least 1. Never none.
    pub levels: Vec<Level>,
    /// The description of the pixels.
    pub description: Range<usize>,
    /// The codebooks of ETC1S; else empty.
    pub codebooks: Range<usize>,
}

/// Numbers at the beginning of a file.
#[derive(Clone, Copy)]
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn u32(self, at: usize) -> Result<u32, Fault> {
        let bytes = self.0.get(at..).and_then(|rest| rest.first_chunk::<4>());
        bytes.map(|bytes| u32::from_le_bytes(*bytes)).ok_or(Fault::Truncated)
    }

    fn u64(self, at: usize) -> Result<u64, Fault> {
        let bytes = self.0.get(at..).and_then(|rest| rest.first_chunk::<8>());
        bytes.map(|bytes| u64::from_le_bytes(*bytes)).ok_or(Fault::Truncated)
    }

    /// A part of the file that is told by offset and length, within `end`.
    fn part(offset: u64, length: u64, end: u64) -> Result<Range<usize>, Fault> {
        let until = offset.checked_add(length).filter(|until| *until <= end).ok_or(Fault::Truncated)?;
        match (usize::try_from(offset), usize::try_from(until)) {
            (Ok(offset), Ok(until)) => Ok(offset..until),
            _ => Err(Fault::Truncated),
        }
    }
}

impl Header {
    /// Reads the header of a file of `length` bytes, of which at least the first [`BEGINNING`] are given (all, where it is shorter).
    ///
    /// # Errors
    /// Where the header is broken, speaks of more than the file holds, or of something that is not shown.
    pub fn read(bytes: &[u8], length: u64) -> Result<Self, Fault> {
        let bytes = &bytes[..bytes.len().min(BEGINNING as usize)];
        let numbers = Numbers(bytes);
        if !bytes.starts_with(&MAGIC) {
            return Err(if MAGIC.starts_with(bytes) { Fault::Truncated } else { Fault::Broken("for it does not begin as KTX2 does") });
        }
        let [format, _, width, height, depth, layers, faces, levels, packing] = {
            let mut words = [0; 9];
            for (nth, word) in words.iter_mut().enumerate() {
                *word = numbers.u32(12 + nth * 4)?;
            }
            words
        };
        if width == 0 || height == 0 {
            return Err(Fault::Broken("for it has no size"));
        }
        if depth > 0 || layers > 1 || !matches!(faces, 1 | 6) {
            return Err(Fault::Unshown { what: "more than one picture in one KTX2 file".into(), remedy: "write one flat picture" });
        }
        if faces == 6 && width != height {
            return Err(Fault::Broken("for the faces of a cube map are squares"));
        }
        let count = levels.max(1);
        if count > width.max(height).ilog2() + 1 {
            return Err(Fault::Broken("for it has more levels than its size allows"));
        }
        let description = Numbers::part(numbers.u32(48)?.into(), numbers.u32(52)?.into(), bytes.len() as u64)?;
        let (kind, is_srgb) = kind(format, numbers, &description)?;
        let packing = match (packing, kind) {
            (1, Kind::Etc1s) | (0, _) => Packing::None,
            (2, _) => Packing::Zstd,
            (3, _) => Packing::Zlib,
            (other, _) => {
                return Err(Fault::Unshown {
                    what: format!("a KTX2 file packed in the way {other}"),
                    remedy: "pack it with Zstandard, or not at all",
                });
            }
        };
        let mut header = Self {
            width,
            height,
            faces,
            kind,
            is_srgb,
            packing,
            levels: Vec::with_capacity(count as usize),
            codebooks: Numbers::part(numbers.u64(64)?, numbers.u64(72)?, length)?,
            description,
        };
        for level in 0..count {
            let entry = header.level(numbers, level, length)?;
            header.levels.push(entry);
        }
        header.check_codebooks(numbers)?;
        let notes = Numbers::part(numbers.u32(56)?.into(), numbers.u32(60)?.into(), bytes.len() as u64)?;
        match begins_above_left(&bytes[notes]) {
            true => Ok(header),
            false => Err(Fault::Unshown { what: "a KTX2 file that begins below".into(), remedy: "write its rows from the top (`rd`)" }),
        }
    }

    /// Refuses what no GPU shows as it is and nothing here makes into something else, and what does not hold these pictures.
    ///
    /// # Errors
    /// Where it is a cube map and should not, or the other way round; where it is BC7 without smaller levels, or of sides that blocks do not
    /// fill.
    pub fn check(&self, pictures: Pictures) -> Result<(), Fault> {
        let (width, height) = pictures.each(self.width, self.height);
        let unshown = |what: String, remedy| Err(Fault::Unshown { what, remedy });
        match (pictures == Pictures::Faces, self.faces == 6) {
            (true, false) => {
                let remedy = "cut it into its six faces, and write these as a cube map (`basisu -tex_type cubemap`) or as six files";
                return unshown("a KTX2 picture that is no cube map".into(), remedy);
            }
            (false, true) => {
                let remedy = "name it alone, as the `cube` of a space; elsewhere write one flat picture";
                return unshown("a KTX2 cube map in place of one picture".into(), remedy);
            }
            _ => {}
        }
        match self.kind {
            Kind::Bc7 if width % 4 > 0 || height % 4 > 0 => {
                unshown(format!("BC7 of {width} x {height} pixels"), "make its sides multiples of four, or write UASTC")
            }
            Kind::Bc7 if self.levels.len() == 1 => unshown("BC7 without mip levels".into(), "write it with mip levels, or as UASTC"),
            _ => Ok(()),
        }
    }

    /// How wide and high a level is, pixels.
    pub fn size(&self, level: usize) -> (u32, u32) {
        let half = |side: u32| side.checked_shr(level as u32).unwrap_or(0).max(1);
        (half(self.width), half(self.height))
    }

    /// Whether both hold as many pictures of the same size and kind, in as many levels.
    pub fn is_like(&self, other: &Self) -> bool {
        let like = |header: &Self| (header.width, header.height, header.faces, header.kind, header.is_srgb, header.levels.len());
        like(self) == like(other)
    }

    /// What the levels take unpacked that are no wider or higher than `most`, bytes, and what the largest of them does; of ETC1S 0.
    pub fn unpacked(&self, most: u32) -> (u64, u64) {
        let fits = |level: &usize| self.size(*level).0.max(self.size(*level).1) <= most;
        let levels = || (0..self.levels.len()).filter(fits).map(|level| self.levels[level].unpacked as u64);
        (levels().sum(), levels().max().unwrap_or_default())
    }

    /// Where a level lies, which must hold just what its size needs.
    fn level(&self, numbers: Numbers<'_>, level: u32, length: u64) -> Result<Level, Fault> {
        let at = INDEX + level as usize * ENTRY;
        let bytes = Numbers::part(numbers.u64(at)?, numbers.u64(at + 8)?, length)?;
        let (across, down, each) = self.kind.block();
        let (width, height) = self.size(level as usize);
        let needed =
            u64::from(width.div_ceil(across)).saturating_mul(u64::from(height.div_ceil(down))).saturating_mul(each * u64::from(self.faces));
        let said = match self.packing {
            Packing::None if self.kind != Kind::Etc1s => bytes.len() as u64,
            _ => numbers.u64(at + 16)?,
        };
        match usize::try_from(needed) {
            Ok(unpacked) if said == needed && !bytes.is_empty() => Ok(Level { bytes, unpacked }),
            _ => Err(Fault::Broken("for a level is not as long as its size needs")),
        }
    }

    /// ETC1S needs codebooks, and they tell how long they are.
    fn check_codebooks(&self, numbers: Numbers<'_>) -> Result<(), Fault> {
        if self.kind != Kind::Etc1s {
            return Ok(());
        }
        if numbers.u32(44)? != 1 {
            return Err(Fault::Broken("for ETC1S goes with BasisLZ only"));
        }
        match self.codebooks.len() as u64 {
            0..=20 => Err(Fault::Broken("for it has no codebooks")),
            length if length > MOST_CODEBOOKS => Err(Fault::Broken("for its codebooks are larger than the format has them")),
            _ => Ok(()),
        }
    }
}

/// How the pixels are stored, by the number that Vulkan has for it, or by the file's own description where Vulkan has none.
fn kind(format: u32, numbers: Numbers<'_>, description: &Range<usize>) -> Result<(Kind, bool), Fault> {
    let remedy = "write UASTC, ETC1S, BC7, ASTC or RGBA of 8 bits";
    let unshown = |what: String| Err(Fault::Unshown { what, remedy });
    Ok(match format {
        0 => {
            if description.len() < 44 {
                return Err(Fault::Broken("for it does not say what it holds"));
            }
            // The model of colour, the primaries, the transfer function and flags, a byte each.
            let [model, _, transfer, _] = numbers.u32(description.start + 12)?.to_le_bytes();
            let is_srgb = match transfer {
                1 => false,
                2 => true,
                _ => return unshown("a KTX2 picture that is neither linear nor sRGB".into()),
            };
            match model {
                163 => (Kind::Etc1s, is_srgb),
                166 => (Kind::Uastc, is_srgb),
                other => return unshown(format!("a KTX2 picture of the colour model {other}")),
            }
        }
        23 => (Kind::Rgb8, false),
        29 => (Kind::Rgb8, true),
        37 => (Kind::Rgba8, false),
        43 => (Kind::Rgba8, true),
        145 => (Kind::Bc7, false),
        146 => (Kind::Bc7, true),
        157..=184 => {
            const BLOCKS: [(u32, u32); 14] =
                [(4, 4), (5, 4), (5, 5), (6, 5), (6, 6), (8, 5), (8, 6), (8, 8), (10, 5), (10, 6), (10, 8), (10, 10), (12, 10), (12, 12)];
            let (width, height) = BLOCKS[(format as usize - 157) / 2];
            (Kind::Astc(width, height), format.is_multiple_of(2))
        }
        131..=144 => return unshown("a KTX2 picture of BC1 to BC6H".into()),
        147..=156 => return unshown("a KTX2 picture of ETC2 or EAC".into()),
        other => return unshown(format!("a KTX2 picture of VkFormat {other}")),
    })
}

/// Whether the first pixel is the upper left one, as it is unless the notes beside the picture say otherwise.
fn begins_above_left(notes: &[u8]) -> bool {
    let mut rest = notes;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let Some(note) = after.get(..length) else { break };
        if let Some(orientation) = note.strip_prefix(b"KTXorientation\0") {
            return orientation.starts_with(b"rd");
        }
        rest = after.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
pub(crate) mod tests;
