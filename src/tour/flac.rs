//! Whether a FLAC file has all that its header says: told from its last frame, which has a number and a checksum.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::pictures::{bytes, skip};
use super::sounds::Header;

/// A last frame that is larger than this is not looked for, bytes.
const LARGEST: u64 = 16 << 20;

/// Reads the header of a FLAC file, and looks at its end.
pub(super) fn read(file: &mut BufReader<File>) -> io::Result<Header> {
    let [_, _, _, _, kind, 0, 0, 34, block @ ..] = bytes::<12>(file)? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    if kind & 0x7F != 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    skip(file, 3)?;
    let [high, middle, low] = bytes::<3>(file)?;
    // 20 bits of rate, 3 of channels, 5 of depth, 36 of length.
    let packed = u64::from_be_bytes(bytes::<8>(file)?);
    let header = Header { rate: (packed >> 44) as u32, channels: (packed >> 41 & 7) as u16 + 1, frames: packed & ((1 << 36) - 1) };
    let largest = u64::from(u32::from_be_bytes([0, high, middle, low])).max(1 << 16);
    let block = u16::from_be_bytes([block[2], block[3]]);
    if header.frames > 0 && end(file, largest)?.is_none_or(|end| end.reaches(block) < header.frames) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(header)
}

/// The last frame.
struct End {
    /// Which frame it is, or its first sample where frames differ in length.
    number: u64,
    differs: bool,
    /// How many samples it holds.
    samples: u64,
}

impl End {
    /// How many samples there are up to its end, where every other frame has `block`.
    fn reaches(&self, block: u16) -> u64 {
        let begin = if self.differs { self.number } else { self.number * u64::from(block) };
        begin + self.samples
    }
}

/// The frame that the file ends with; `None` where it ends in the middle of one.
fn end(file: &mut BufReader<File>, largest: u64) -> io::Result<Option<End>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(largest.min(LARGEST) + 256)))?;
    let mut tail = Vec::new();
    file.take(LARGEST + 256).read_to_end(&mut tail)?;
    // Some programs put a title there that does not belong there.
    if tail.len() > 128 && tail[tail.len() - 128..].starts_with(b"TAG") {
        tail.truncate(tail.len() - 128);
    }
    let begins = (0..tail.len().saturating_sub(8)).rev().filter(|at| tail[*at] == 0xFF && tail[at + 1] & 0xFE == 0xF8);
    Ok(begins.map(|at| &tail[at..]).find_map(frame))
}

/// Reads the header of a frame that takes up all of `bytes`.
fn frame(bytes: &[u8]) -> Option<End> {
    let (block, rate) = (bytes[2] >> 4, bytes[2] & 15);
    // A number as UTF-8 has letters, but of up to 36 bits.
    let more = bytes[4].leading_ones().saturating_sub(1) as usize;
    let mut number = u64::from(bytes[4]) & (0x7F_u64 >> bytes[4].leading_ones().min(7));
    for byte in bytes.get(5..5 + more)? {
        number = number << 6 | u64::from(byte & 0x3F);
    }
    let mut at = 5 + more;
    let mut word = |length: usize| {
        let word = bytes.get(at..at + length)?.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        at += length;
        Some(word)
    };
    let samples = match block {
        1 => 192,
        2..=5 => 576 << (block - 2),
        6 => word(1)? + 1,
        7 => word(2)? + 1,
        8.. => 256 << (block - 8),
        0 => return None,
    };
    word(match rate {
        12 => 1,
        13 | 14 => 2,
        _ => 0,
    })?;
    let sound = crc(&bytes[..at], 8, 0x07) == u16::from(*bytes.get(at)?);
    let (body, sum) = bytes.split_last_chunk::<2>()?;
    let whole = sound && crc(body, 16, 0x8005) == u16::from_be_bytes(*sum);
    whole.then_some(End { number, differs: bytes[1] & 1 == 1, samples })
}

/// A checksum of so many bits.
fn crc(bytes: &[u8], bits: u32, polynomial: u16) -> u16 {
    let top = 1_u16 << (bits - 1);
    let sum = bytes.iter().fold(0_u16, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte) << (bits - 8), |sum, _| if sum & top != 0 { sum << 1 ^ polynomial } else { sum << 1 })
    });
    if bits == 8 { sum & 0xFF } else { sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A FLAC file of frames of 192 samples, each all of one value.
    fn flac(frames: u64, said: u64) -> Vec<u8> {
        let packed = 48_000_u64 << 44 | 15 << 36 | said;
        let mut file = [b"fLaC\x80\0\0\x22\0\xC0\0\xC0".as_slice(), &[0; 6], &packed.to_be_bytes(), &[0; 16]].concat();
        for number in 0..frames {
            let mut frame = vec![0xFF, 0xF8, 0x1A, 0x08];
            match number {
                0..=0x7F => frame.push(number as u8),
                _ => frame.extend([0xC0 | (number >> 6) as u8, 0x80 | (number & 0x3F) as u8]),
            }
            frame.push(crc(&frame, 8, 0x07) as u8);
            frame.extend([0, 0x12, 0x34]);
            let sum = crc(&frame, 16, 0x8005);
            file.extend(frame);
            file.extend(sum.to_be_bytes());
        }
        file
    }

    fn read_bytes(bytes: &[u8]) -> io::Result<Header> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read(&mut BufReader::new(File::open(file.path()).unwrap()))
    }

    #[test]
    fn a_whole_file_tells_its_length_and_a_title_at_its_end_does_not_matter() {
        let whole = flac(300, 300 * 192);
        assert_eq!(read_bytes(&whole).unwrap(), Header { channels: 1, rate: 48_000, frames: 300 * 192 });
        let titled = [whole, b"TAG".to_vec(), vec![0; 125]].concat();
        assert!(read_bytes(&titled).is_ok());
    }

    #[test]
    fn a_file_that_is_cut_short_is_told_wherever_it_is_cut() {
        let whole = flac(300, 300 * 192);
        for length in (20..whole.len()).rev().step_by(97).chain([whole.len() - 1]) {
            assert_eq!(read_bytes(&whole[..length]).unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "{length} bytes");
        }
        // It ends with a whole frame, but not with the last.
        assert!(read_bytes(&flac(299, 300 * 192)).is_err());
        assert!(read_bytes(&flac(300, (1 << 36) - 1)).is_err(), "nobody has said so much");
    }
}
