//! What pictures say about themselves in their headers. Never reads a whole file.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use image::metadata::Orientation;

use super::diagnostics::Code;
use super::files::Trouble;
use super::gpano::Gpano;
use super::ktx2::Pictures;
use super::{Stereo, exr, ktx2, png, radiance};

/// More pixels than this are not decoded: four bytes each, they fill a GiB.
pub const MOST_PIXELS: u64 = 1 << 28;

/// All that decoding pictures may take at a time, bytes.
pub const MOST_DECODING: u64 = 1 << 30;

/// No picture file may be larger, bytes: of 16 bits a channel, one of 8192 x 4096 pixels takes half of it.
pub const LARGEST_FILE: u64 = 384 << 20;

/// Light is read of no more pixels than these: far fewer are made of them, and decoding them takes 32 bytes each.
pub(super) const MOST_LIGHT: u64 = 4096 * 2048;

/// No GPU of today takes a picture wider or higher than this; it is scaled down.
pub(super) const LARGEST_SIDE: u32 = 16384;

/// What a picture's header says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picture {
    pub width: u32,
    pub height: u32,
    /// What it says of itself as a panorama, if anything.
    pub gpano: Option<Gpano>,
    /// Whether it holds more light than can be shown, to be developed with an exposure.
    pub is_hdr: bool,
    /// How it tells its colours, where that is not followed.
    pub unfollowed: Option<&'static str>,
    /// What more it says if it is KTX2.
    pub ktx2: Option<ktx2::Header>,
    decoding: Decoding,
}

/// What decoding a picture takes, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Decoding {
    /// A pixel, while the decoder works.
    working: u64,
    /// So many times the file, meanwhile.
    files: u64,
    /// A pixel, when it is done.
    kept: u64,
    /// Whether that is RGBA, which need not be made of it.
    is_rgba: bool,
    /// How long the file is.
    file: u64,
}

impl Picture {
    fn new(width: u32, height: u32) -> Self {
        Self { width, height, gpano: None, is_hdr: false, unfollowed: None, ktx2: None, decoding: Decoding::default() }
    }

    /// Whose decoder takes so many bytes a pixel while it works, `files` times the file besides, and so many a pixel when it is done.
    fn taking(self, working: u64, files: u64, kept: u64) -> Self {
        Self { decoding: Decoding { working, files, kept, is_rgba: false, file: 0 }, ..self }
    }

    /// Whose decoder gives RGBA.
    fn giving_rgba(mut self) -> Self {
        self.decoding.is_rgba = true;
        self
    }
}

impl Picture {
    /// Refuses what only a panorama can be.
    pub fn is_flat(&self) -> Result<(), Trouble> {
        let what = match (&self.ktx2, self.is_hdr) {
            (Some(_), _) => "is KTX2",
            (None, true) => "is HDR or EXR",
            (None, false) => return Ok(()),
        };
        Err(Trouble::new(Code::BrokenPicture, format!("{what}, which only a panorama can be")).help("use JPEG, PNG or WebP"))
    }

    /// Refuses what holds no light.
    pub fn is_light(&self) -> Result<(), Trouble> {
        if self.is_hdr && u64::from(self.width) * u64::from(self.height) <= MOST_LIGHT {
            return Ok(());
        }
        let message = match self.is_hdr {
            true => format!("is {} x {} pixels, more than light is read of", self.width, self.height),
            false => "holds no more light than a screen shows".to_owned(),
        };
        let help = "a model is lit by a Radiance HDR or OpenEXR picture (.hdr, .exr), of 4096 x 2048 pixels at most";
        Err(Trouble::new(Code::BrokenPicture, message).help(help))
    }

    /// What decoding it takes, bytes.
    pub fn needed(&self, stereo: Option<Stereo>) -> u64 {
        let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
        let (all, each) =
            ((self.width, self.height), stereo.map_or((self.width, self.height), |stereo| stereo.each(self.width, self.height)));
        let Decoding { working, files, kept, is_rgba, file } = self.decoding;
        // Larger than a GPU takes, each eye's is scaled down.
        let longer = u64::from(each.0.max(each.1)).max(1);
        let is_scaled = longer > u64::from(LARGEST_SIDE);
        let shorter = u64::from(each.0.min(each.1));
        let shown = if is_scaled { u64::from(LARGEST_SIDE).pow(2) * shorter / longer } else { longer * shorter };
        let rgba = if is_rgba && !is_scaled && stereo.is_none() { 0 } else { shown * if stereo.is_some() { 8 } else { 4 } };
        (pixels(all) * working).saturating_add(files * file).max(pixels(all) * kept + rgba)
    }

    /// Refuses what all the memory of the decoders would not do for.
    fn can_be_decoded(&self, stereo: Option<Stereo>) -> Result<(), Trouble> {
        if self.decoding.file > LARGEST_FILE {
            let message = format!("is a file of {} MiB, where {} can be read", self.decoding.file >> 20, LARGEST_FILE >> 20);
            return Err(Trouble::new(Code::HugePicture, message).help("save it as JPEG, or cut it into tiles"));
        }
        let needed = self.needed(stereo);
        if needed <= MOST_DECODING {
            return Ok(());
        }
        Err(self.heavy(needed, "scale it down, save it as a JPEG that is not progressive, or cut it into tiles"))
    }

    fn heavy(&self, needed: u64, help: &str) -> Trouble {
        let (width, height, needed, most) = (self.width, self.height, needed >> 20, MOST_DECODING >> 20);
        let six = if self.ktx2.as_ref().is_some_and(|header| header.faces == 6) { "six times " } else { "" };
        let message = format!("is {six}{width} x {height} pixels that take {needed} MiB to decode, where there are {most}");
        Trouble::new(Code::HugePicture, message).help(help)
    }

    /// What a KTX2 takes unpacked, bytes, and what making that takes at least, the file among it. Of what is no KTX2 nothing.
    pub fn unpacking(&self) -> (u64, u64) {
        let (all, largest) = self.ktx2.as_ref().map_or((0, 0), |header| header.unpacked(LARGEST_SIDE));
        // What is unpacked is made into something no smaller, a level at a time.
        (all, self.decoding.file.saturating_add(2 * all + largest))
    }

    /// Refuses what for its size cannot be shown around a visitor, and of KTX2 whatever cannot.
    pub fn is_around(&self, stereo: Option<Stereo>) -> Result<(), Trouble> {
        if self.ktx2.is_some() { self.holds(Pictures::of(stereo)) } else { self.can_be_decoded(stereo) }
    }

    /// Refuses what of KTX2 cannot be shown around a visitor, these pictures being asked for.
    pub fn holds(&self, pictures: Pictures) -> Result<(), Trouble> {
        let Some(header) = &self.ktx2 else { return Ok(()) };
        header.check(pictures).map_err(refused)?;
        let (width, height) = header.size(header.levels.len() - 1);
        let (width, height) = pictures.each(width, height);
        if width.max(height) > LARGEST_SIDE {
            let message = format!("is {} x {} pixels, and has no mip levels that a GPU takes", header.width, header.height);
            return Err(Trouble::new(Code::HugePicture, message).help("write it with mip levels"));
        }
        let (_, needed) = self.unpacking();
        if needed > MOST_DECODING {
            return Err(self.heavy(needed, "scale it down, or cut it into tiles"));
        }
        Ok(())
    }
}

/// Reads a picture's header: JPEG, PNG, WebP, Radiance HDR, OpenEXR or KTX2.
pub(super) fn read(path: &Path) -> Result<Picture, Trouble> {
    let header = || -> io::Result<Option<Picture>> {
        let mut file = BufReader::new(File::open(path)?);
        let mut magic = Vec::new();
        file.by_ref().take(12).read_to_end(&mut magic)?;
        match magic.as_slice() {
            [0xFF, 0xD8, 0xFF, ..] => jpeg(&mut file).map(Some),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => png(&mut file).map(Some),
            [b'R', b'I', b'F', b'F', size @ .., b'W', b'E', b'B', b'P'] => webp(&mut file, size).map(Some),
            [b'#', b'?', ..] => radiance(&mut file).map(Some),
            [0x76, 0x2F, 0x31, 0x01, ..] => open_exr(&mut file).map(Some),
            [0xAB, b'K', b'T', b'X', ..] => packed(&mut file).map(Some),
            _ => Ok(None),
        }
    };
    let broken = |message: &str, help: &str| Err(Trouble::new(Code::BrokenPicture, message).help(help));
    match header() {
        Ok(Some(Picture { width: 0, .. } | Picture { height: 0, .. })) => broken("is a picture without any size", "export it anew"),
        Ok(Some(picture)) if u64::from(picture.width) * u64::from(picture.height) > MOST_PIXELS => {
            let message = format!("is {} x {} pixels, more than can be decoded", picture.width, picture.height);
            Err(Trouble::new(Code::HugePicture, message)
                .help("scale it down to 16384 x 8192, as large as a GPU takes, or cut it into tiles"))
        }
        Ok(Some(mut picture)) => {
            picture.decoding.file = std::fs::metadata(path).map_or(0, |about| about.len());
            Ok(picture)
        }
        Ok(None) => broken("is no JPEG, PNG, WebP, HDR, EXR or KTX2 picture", "export it as one of these"),
        Err(error) => Err(match error.downcast::<ktx2::Fault>() {
            Ok(fault) => refused(fault),
            Err(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof => return broken("is a picture that is cut short", "copy or export it anew"),
                io::ErrorKind::InvalidData => return broken("is a picture with a broken header", "export it anew"),
                _ => Trouble::unreadable(&error),
            },
        }),
    }
}

/// How far back from its end a file is searched for the mark that ends a picture: some cameras append something of their own.
const TAIL: u64 = 4 << 20;

/// Refuses a file that does not hold `mark`, which ends a picture, somewhere after `header` and near its end.
fn ends_with(file: &mut BufReader<File>, header: u64, mark: &[u8]) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    for tail in [64, TAIL] {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(tail).max(header)))?;
        file.by_ref().take(tail).read_to_end(&mut bytes)?;
        if bytes.windows(mark.len()).any(|window| window == mark) {
            return Ok(());
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn packed(file: &mut BufReader<File>) -> io::Result<Picture> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut beginning = Vec::new();
    file.take(ktx2::BEGINNING).read_to_end(&mut beginning)?;
    let header = ktx2::Header::read(&beginning, length).map_err(io::Error::other)?;
    Ok(Picture { ktx2: Some(header.clone()), ..Picture::new(header.width, header.height) })
}

/// Why a KTX2 picture cannot be shown, as it is told.
fn refused(fault: ktx2::Fault) -> Trouble {
    let broken = |message: String, help: &str| Trouble::new(Code::BrokenPicture, message).help(help);
    match fault {
        ktx2::Fault::Truncated => broken("is a picture that is cut short".into(), "copy or export it anew"),
        ktx2::Fault::Broken(why) => broken(format!("is a broken KTX2 picture, {why}"), "write it anew"),
        ktx2::Fault::Unshown { what, remedy } => broken(format!("is {what}, which cannot be shown"), remedy),
    }
}

pub(super) fn bytes<const N: usize>(file: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The next `length` bytes, as far as they are worth looking at; leaves the file behind them.
pub(super) fn begin_of(file: &mut BufReader<impl Read + Seek>, length: u64) -> io::Result<Vec<u8>> {
    let mut segment = Vec::new();
    let looked_at = length.min(1 << 17);
    file.by_ref().take(looked_at).read_to_end(&mut segment)?;
    skip(file, length - looked_at)?;
    Ok(segment)
}

/// What the XMP packet in a part of a file says of the picture as a panorama.
pub(super) fn gpano(segment: &[u8]) -> Option<Gpano> {
    let (begin, end) = (b"<x:xmpmeta".as_slice(), b"</x:xmpmeta>".as_slice());
    let find = |what: &[u8]| segment.windows(what.len()).position(|window| window == what);
    let packet = segment.get(find(begin)?..find(end)? + end.len())?;
    Some(Gpano::read(packet)).filter(|read| *read != Gpano::default())
}

/// Whether a picture that is turned upright in this way is as wide as it was high.
fn turns_by_a_quarter(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

pub(super) fn skip(file: &mut BufReader<impl Read + Seek>, length: u64) -> io::Result<()> {
    file.seek_relative(i64::try_from(length).map_err(|_| io::ErrorKind::InvalidData)?)
}

fn jpeg(file: &mut BufReader<File>) -> io::Result<Picture> {
    file.seek(SeekFrom::Start(2))?;
    let (mut said, mut lies, mut turned) = (None, false, false);
    // A picture has a few dozen segments before its size; a file of nothing else is none.
    for _ in 0..4096 {
        let [0xFF, marker] = bytes::<2>(file)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        match marker {
            0xFF => file.seek_relative(-1)?,
            0x01 | 0xD0..=0xD7 => {}
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let [_, _, _, high, low, wide, narrow, count] = bytes::<8>(file)?;
                let mut components = Vec::new();
                file.by_ref().take(u64::from(count) * 3).read_to_end(&mut components)?;
                let header = file.stream_position()?;
                ends_with(file, header, &[0xFF, 0xD9])?;
                let (width, height) = (u16::from_be_bytes([wide, narrow]).into(), u16::from_be_bytes([high, low]).into());
                let (width, height) = if lies { (height, width) } else { (width, height) };
                let kept = if matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE) { coefficients(&components) } else { 0 };
                let picture = Picture { gpano: said, ..Picture::new(width, height) };
                let channels = if count == 1 { 1 } else { 3 };
                return Ok(match (count, turned) {
                    // As nearly all are, it is decoded straight as RGBA.
                    (3, false) => picture.taking(4 + kept, 2, 4).giving_rgba(),
                    (_, true) => picture.taking(channels + kept.max(channels), 2, channels),
                    (_, false) => picture.taking(channels + kept, 2, channels),
                });
            }
            0xC4 | 0xC8 | 0xCC | 0xDB..=0xFE => {
                let length = u64::from(u16::from_be_bytes(bytes::<2>(file)?)).checked_sub(2).ok_or(io::ErrorKind::InvalidData)?;
                if marker == 0xE1 {
                    let segment = begin_of(file, length)?;
                    said = said.or_else(|| gpano(&segment));
                    let orientation = segment.strip_prefix(b"Exif\0\0").and_then(Orientation::from_exif_chunk);
                    lies |= orientation.is_some_and(turns_by_a_quarter);
                    turned |= orientation.is_some_and(|orientation| orientation != Orientation::NoTransforms);
                } else {
                    skip(file, length)?;
                }
            }
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// What a progressive JPEG keeps until its last scan, bytes a pixel, by what its frame tells of its components, three bytes of each: two
/// for each sample, and of colours there may be fewer than of brightness.
pub fn coefficients(components: &[u8]) -> u64 {
    let sampling = || components.chunks_exact(3).map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 15)));
    let most = sampling().fold((1, 1), |most, (across, down)| (most.0.max(across), most.1.max(down)));
    let samples: u64 = sampling().map(|(across, down)| across * down).sum();
    (2 * samples).div_ceil(most.0 * most.1)
}

fn png(file: &mut BufReader<File>) -> io::Result<Picture> {
    file.rewind()?;
    let png::Header { width, height, channels, depth, gpano, unfollowed, .. } = png::read(file)?;
    let header = file.stream_position()?;
    ends_with(file, header, b"IEND")?;
    let (channels, depth) = (u64::from(channels), u64::from(depth));
    // What has 16 bits is narrowed into another of 8.
    let narrowed = if depth == 2 { channels } else { 0 };
    Ok(Picture { gpano, unfollowed, ..Picture::new(width, height) }.taking(channels * depth + narrowed, 1, channels))
}

fn webp(file: &mut BufReader<File>, size: &[u8]) -> io::Result<Picture> {
    let length = file.seek(SeekFrom::End(0))?;
    let size = size.try_into().map_or(0, u32::from_le_bytes);
    if u64::from(size) + 8 > length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    file.seek(SeekFrom::Start(12))?;
    let kind = bytes::<4>(file)?;
    let chunk = u32::from_le_bytes(bytes::<4>(file)?);
    match &kind {
        b"VP8 " => {
            let [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1] = bytes::<10>(file)? else {
                return Err(io::ErrorKind::InvalidData.into());
            };
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
            Ok(Picture::new(side(w0, w1), side(h0, h1)).taking(7, 2, 3))
        }
        b"VP8L" => {
            let [0x2F, sides @ ..] = bytes::<5>(file)? else {
                return Err(io::ErrorKind::InvalidData.into());
            };
            let sides = u32::from_le_bytes(sides);
            Ok(Picture::new((sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1).taking(8, 2, 4))
        }
        b"VP8X" => {
            let [_, _, _, _, w0, w1, w2, h0, h1, h2] = bytes::<10>(file)?;
            let side = |bytes: [u8; 3]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]) + 1;
            let mut picture = Picture::new(side([w0, w1, w2]), side([h0, h1, h2])).taking(8, 2, 4);
            let mut at = 20 + u64::from(chunk) + u64::from(chunk % 2);
            // What the picture says of itself stands behind it, chunk after chunk.
            for _ in 0..64 {
                file.seek(SeekFrom::Start(at))?;
                let Ok(kind) = bytes::<4>(file) else { break };
                let length = u32::from_le_bytes(bytes::<4>(file)?);
                if &kind == b"XMP " {
                    picture.gpano = gpano(&begin_of(file, length.into())?);
                }
                at += 8 + u64::from(length) + u64::from(length % 2);
            }
            Ok(picture)
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn radiance(file: &mut BufReader<File>) -> io::Result<Picture> {
    let (width, height) = radiance::size(file)?;
    Ok(Picture { is_hdr: true, ..Picture::new(width, height) }.taking(15, 1, 3))
}

fn open_exr(file: &mut BufReader<File>) -> io::Result<Picture> {
    let (width, height) = exr::size(file)?;
    Ok(Picture { is_hdr: true, ..Picture::new(width, height) }.taking(24, 1, 3))
}

/// What decoding a file takes, bytes, as its header tells.
#[cfg(test)]
pub fn needed(path: &Path) -> u64 {
    read(path).map_or(0, |picture| picture.needed(None))
}
