//! What sounds say about themselves in their headers. Never reads a whole file, and hands nothing on to a decoder that it might
//! stumble over.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::diagnostics::Code;
use super::files::Trouble;
use super::flac;
use super::pictures::{bytes, skip};

/// Sample rates that a sound may have, Hz.
const RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// What is longer than this does not tell the truth, seconds.
const LONGEST: f32 = 12.0 * 3600.0;

/// What a sound's header says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Header {
    /// One, two, or the four of an ambisonic recording.
    pub channels: u16,
    /// Frames in a second.
    pub rate: u32,
    /// Frames altogether; none where the file does not say.
    pub frames: u64,
}

impl Header {
    /// How long it is.
    pub fn seconds(self) -> f32 {
        (self.frames as f64 / f64::from(self.rate)) as f32
    }
}

/// Whether a sound may be handed to a decoder: `check` finds nothing wrong with its header, and it is there whole.
///
/// # Errors
/// What is wrong, in words that go on from its name.
pub(crate) fn playable(path: &Path) -> Result<(), String> {
    read(path).map(drop).map_err(|trouble| trouble.message)
}

/// Reads a sound's header (Ogg Vorbis, FLAC or WAV).
pub(super) fn read(path: &Path) -> Result<Header, Trouble> {
    let broken = |message: &str, help: &str| Err(Trouble::new(Code::BrokenSound, message).help(help));
    let header = || -> io::Result<Option<Header>> {
        let mut file = BufReader::new(File::open(path)?);
        if file.get_ref().metadata()?.len() == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let magic = bytes::<12>(&mut file)?;
        file.rewind()?;
        match &magic {
            [b'O', b'g', b'g', b'S', ..] => ogg(&mut file),
            [b'f', b'L', b'a', b'C', ..] => flac::read(&mut file).map(Some),
            [b'R', b'I', b'F', b'F', .., b'W', b'A', b'V', b'E'] => wav(&mut file),
            _ => Ok(None),
        }
    };
    match header() {
        Ok(Some(Header { channels, .. })) if !matches!(channels, 1 | 2 | 4) => {
            broken(&format!("has {channels} channels"), "a sound has one channel or two, ambience also the four of AmbiX: mix it down")
        }
        Ok(Some(Header { rate, .. })) if !RATES.contains(&rate) => {
            broken(&format!("says that it has {rate} samples a second"), "export it anew, with 48000 if you can choose")
        }
        Ok(Some(header)) if header.seconds() > LONGEST => {
            broken(&format!("says that it takes {:.0} hours", header.seconds() / 3600.0), "copy or export it anew")
        }
        Ok(Some(header)) if header.frames > 0 => Ok(header),
        Ok(Some(_)) => broken("is a sound that does not say how long it is", "copy or export it anew"),
        Ok(None) => broken("is no Ogg Vorbis, FLAC or WAV sound", "export it as one of these; MP3, AAC and Opus are not played"),
        Err(error) if error.kind() == io::ErrorKind::WriteZero => broken("is empty", "copy or export it anew"),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => broken("is a sound that is cut short", "copy or export it anew"),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => broken("is a sound with a broken header", "export it anew"),
        Err(error) => Err(Trouble::unreadable(&error)),
    }
}

/// `None` for a WAV file with something other than plain samples in it.
fn wav(file: &mut BufReader<File>) -> io::Result<Option<Header>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut at = 12;
    let mut format = None;
    for _ in 0..256 {
        file.seek(SeekFrom::Start(at))?;
        let kind = bytes::<4>(file)?;
        let size = u32::from_le_bytes(bytes::<4>(file)?);
        at += 8;
        match &kind {
            b"fmt " if size >= 16 => {
                let [tag0, tag1, channels0, channels1, rate @ .., block0, block1, depth0, depth1] = bytes::<16>(file)?;
                let [rate0, rate1, rate2, rate3, ..] = rate;
                let (tag, channels) = (u16::from_le_bytes([tag0, tag1]), u16::from_le_bytes([channels0, channels1]));
                let (block, depth) = (u16::from_le_bytes([block0, block1]), u16::from_le_bytes([depth0, depth1]));
                if !matches!((tag, depth), (1 | 0xFFFE, 8 | 16 | 24 | 32) | (3, 32 | 64)) {
                    return Ok(None);
                }
                if u32::from(block) != u32::from(channels) * u32::from(depth / 8) && matches!(channels, 1 | 2 | 4) {
                    return Err(io::ErrorKind::InvalidData.into());
                }
                format = Some((channels, u32::from_le_bytes([rate0, rate1, rate2, rate3]), block));
            }
            b"data" => {
                let Some((channels, rate, block)) = format else {
                    return Err(io::ErrorKind::InvalidData.into());
                };
                // A recorder that was streaming could not know the size beforehand.
                let size = if size == u32::MAX { length - at } else { size.into() };
                if at + size > length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                return Ok(Some(Header { channels, rate, frames: size / u64::from(block.max(1)) }));
            }
            _ => {}
        }
        at += u64::from(size) + u64::from(size % 2);
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// `None` for an Ogg file with something other than Vorbis in it.
fn ogg(file: &mut BufReader<File>) -> io::Result<Option<Header>> {
    let page = bytes::<27>(file)?;
    let serial = page[14..18].to_vec();
    skip(file, page[26].into())?;
    let [1, b'v', b'o', b'r', b'b', b'i', b's', 0, 0, 0, 0, channels, rate0, rate1, rate2, rate3] = bytes::<16>(file)? else {
        return Ok(None);
    };
    // The last page tells how many frames there were when it ended. A page is 64 KiB at most.
    let mut tail = Vec::new();
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(1 << 17)))?;
    file.by_ref().take(1 << 17).read_to_end(&mut tail)?;
    let last = (0..tail.len().saturating_sub(26)).rfind(|at| tail[*at..].starts_with(b"OggS\0") && tail[at + 14..at + 18] == serial);
    let last = last.map(|at| &tail[at..]).filter(|page| ends(page));
    let frames = last.and_then(|page| page[6..14].try_into().ok()).map(u64::from_le_bytes).filter(|frames| *frames > 0);
    let rate = u32::from_le_bytes([rate0, rate1, rate2, rate3]);
    match frames {
        Some(frames) => Ok(Some(Header { channels: channels.into(), rate, frames })),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Whether a page is the last of its sound, and is there whole.
fn ends(page: &[u8]) -> bool {
    let segments = 27 + usize::from(page[26]);
    let body = page.get(27..segments).map(|lengths| lengths.iter().map(|length| usize::from(*length)).sum::<usize>());
    page[5] & 4 != 0 && body.is_some_and(|body| page.len() >= segments + body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(header: &[u8]) -> Result<f32, Trouble> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), header).unwrap();
        read(file.path()).map(Header::seconds)
    }

    #[test]
    fn vorbis_tells_its_length_on_its_last_page() {
        let page = |flags: u8, frames: u64, body: &[u8]| {
            [b"OggS\0".as_slice(), &[flags], &frames.to_le_bytes(), b"abcd", &[0; 8], &[1, body.len() as u8], body].concat()
        };
        let head = page(2, 0, b"\x01vorbis\0\0\0\0\x01\x80\xBB\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xB8\x01");
        let whole = [head.clone(), page(0, 48_000, b"x"), page(4, 96_000, b"y")].concat();
        assert_eq!(seconds(&whole), Ok(2.0));
        for length in [head.len(), whole.len() - 29, whole.len() - 1] {
            assert!(seconds(&whole[..length]).unwrap_err().message.contains("cut short"), "{length} bytes");
        }
    }
}
