//! What sounds say about themselves in their headers. Never reads a whole file, and hands nothing on to a decoder that it might
//! stumble over.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::diagnostics::Code;
use super::files::Trouble;
use super::pictures::{bytes, skip};

/// What a sound's header says.
struct Header {
    channels: u16,
    /// Frames in a second.
    rate: u32,
    /// Frames altogether; none where the file does not say.
    frames: u64,
}

/// Reads a sound's header (Ogg Vorbis, FLAC or WAV) and tells how long it is, seconds.
pub(super) fn read(path: &Path) -> Result<f32, Trouble> {
    let broken = |message: &str, help: &str| Err(Trouble::new(Code::BrokenSound, message).help(help));
    let header = || -> io::Result<Option<Header>> {
        let mut file = BufReader::new(File::open(path)?);
        let magic = bytes::<12>(&mut file)?;
        file.rewind()?;
        match &magic {
            [b'O', b'g', b'g', b'S', ..] => ogg(&mut file),
            [b'f', b'L', b'a', b'C', ..] => flac(&mut file).map(Some),
            [b'R', b'I', b'F', b'F', .., b'W', b'A', b'V', b'E'] => wav(&mut file),
            _ => Ok(None),
        }
    };
    match header() {
        Ok(Some(Header { channels, .. })) if !(1..=2).contains(&channels) => {
            broken(&format!("has {channels} channels"), "a sound has one channel or two: mix it down")
        }
        Ok(Some(Header { rate, frames, .. })) if rate > 0 && rate <= 768_000 && frames > 0 => Ok((frames as f64 / f64::from(rate)) as f32),
        Ok(Some(_)) => broken("is a sound that does not say how long it is", "copy or export it anew"),
        Ok(None) => broken("is no Ogg Vorbis, FLAC or WAV sound", "export it as one of these; MP3, AAC and Opus are not played"),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => broken("is a sound that is cut short", "copy or export it anew"),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => broken("is a sound with a broken header", "export it anew"),
        Err(error) => Err(Trouble::unreadable(&error)),
    }
}

fn flac(file: &mut BufReader<File>) -> io::Result<Header> {
    let [_, _, _, _, kind, 0, 0, 34] = bytes::<8>(file)? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    if kind & 0x7F != 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    skip(file, 10)?;
    // 20 bits of rate, 3 of channels, 5 of depth, 36 of length.
    let packed = u64::from_be_bytes(bytes::<8>(file)?);
    Ok(Header { rate: (packed >> 44) as u32, channels: (packed >> 41 & 7) as u16 + 1, frames: packed & ((1 << 36) - 1) })
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
                if u32::from(block) != u32::from(channels) * u32::from(depth / 8) && (1..=2).contains(&channels) {
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
    let ends = tail.windows(18).filter(|window| window.starts_with(b"OggS\0") && window[14..18] == serial);
    let mut ends = ends.filter_map(|window| window[6..14].try_into().ok()).map(i64::from_le_bytes);
    let frames = ends.rfind(|frames| *frames > 0).and_then(|frames| u64::try_from(frames).ok());
    let rate = u32::from_le_bytes([rate0, rate1, rate2, rate3]);
    match frames {
        Some(frames) => Ok(Some(Header { channels: channels.into(), rate, frames })),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(header: &[u8]) -> Result<f32, Trouble> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), header).unwrap();
        read(file.path())
    }

    #[test]
    fn flac_tells_its_length() {
        let packed = 48_000_u64 << 44 | 23 << 36 | 72_000;
        let flac = [b"fLaC\x80\0\0\x22".as_slice(), &[0; 10], &packed.to_be_bytes(), &[0; 16]].concat();
        assert_eq!(seconds(&flac), Ok(1.5));
        assert!(seconds(&flac[..20]).unwrap_err().message.contains("cut short"));
    }

    #[test]
    fn vorbis_tells_its_length_on_its_last_page() {
        let page = |frames: u64, body: &[u8]| {
            [b"OggS\0\0".as_slice(), &frames.to_le_bytes(), b"abcd", &[0; 8], &[1, body.len() as u8], body].concat()
        };
        let head = page(0, b"\x01vorbis\0\0\0\0\x01\x80\xBB\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xB8\x01");
        let whole = [head.clone(), page(48_000, b"x"), page(96_000, b"y")].concat();
        assert_eq!(seconds(&whole), Ok(2.0));
        assert!(seconds(&head).unwrap_err().message.contains("cut short"));
    }
}
