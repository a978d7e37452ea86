//! What OpenEXR files say in their headers: <https://openexr.com/en/latest/OpenEXRFileLayout.html>.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::ktx2::Fault;
use super::pictures::{bytes, skip};

/// What tells that a file is tiled; and that it is deep or of several parts, with more tables than one.
const TILED: u32 = 0x200;
const OTHERWISE: u32 = 0x800 | 0x1000;

/// No chunk may be larger when it is unpacked, bytes: decoders make room for it before they know whether there is as much.
const LARGEST_CHUNK: u64 = 1 << 29;

/// The width and height of a picture, pixels. Sees whether all of it is there, and whether it can be unpacked.
///
/// # Errors
/// Of the kind `UnexpectedEof` where it is cut short, `InvalidData` where it is broken or unpacked would be larger than any picture is; or a
/// [`Fault`] where it is packed in a way that cannot be unpacked.
pub fn size(file: &mut BufReader<impl Read + Seek>) -> io::Result<(u32, u32)> {
    file.seek(SeekFrom::Start(4))?;
    let flags = u32::from_le_bytes(bytes::<4>(file)?);
    let (mut size, mut data) = (None::<(u32, u32)>, None::<(u32, u32)>);
    let (mut rows_each, mut tile, mut channels) = (None, None, 0);
    // Attributes, each a name, a type, a length and as many bytes, until one has no name.
    for _ in 0..4096 {
        let name = word(file)?;
        if name.is_empty() {
            let (Some(size), Some((across, down)), Some(each)) = (size, data, rows_each) else { break };
            // What is rendered beyond the edges of what is seen is some part of it.
            let is_beyond = |data: u32, seen: u32| u64::from(data) > 2 * u64::from(seen) + 64;
            let (wide, high) = tile.map_or((across, each), |(width, height, _): (u32, u32, u8)| (width.min(across), height.min(down)));
            let chunk = (u64::from(wide) * u64::from(high)).saturating_mul(4 * channels);
            if is_beyond(across, size.0) || is_beyond(down, size.1) || chunk > LARGEST_CHUNK {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let chunks = |width: u32, height: u32| u64::from(u32::div_ceil(across, width)) * u64::from(u32::div_ceil(down, height));
            match (flags & OTHERWISE, flags & TILED, tile) {
                // Before how long a chunk is stands its row.
                (0, 0, _) => has_all_chunks(file, chunks(across.max(1), each), 4)?,
                // Or where its tile lies, and in which level.
                (0, TILED, Some((width @ 1.., height @ 1.., 0))) => has_all_chunks(file, chunks(width, height), 16)?,
                // The decoder tells.
                _ => {}
            }
            return Ok(size);
        }
        word(file)?;
        let length = u32::from_le_bytes(bytes::<4>(file)?);
        match (name.as_slice(), length) {
            (b"displayWindow", 16) => size = Some(window(file)?),
            (b"dataWindow", 16) => data = Some(window(file)?),
            (b"channels", _) => {
                // Each has a name, and sixteen bytes after it.
                channels = u64::from(length) / 18;
                skip(file, length.into())?;
            }
            (b"tiles", 9) => {
                let (width, height) = (u32::from_le_bytes(bytes::<4>(file)?), u32::from_le_bytes(bytes::<4>(file)?));
                tile = Some((width, height, bytes::<1>(file)?[0]));
            }
            (b"compression", 1) => {
                rows_each = Some(match bytes::<1>(file)? {
                    [0..=2] => 1,
                    [3 | 5] => 16,
                    [4 | 6 | 7] => 32,
                    _ => {
                        let what = "an OpenEXR picture compressed as DWAA, DWAB or in a newer way".to_owned();
                        return Err(io::Error::other(Fault::Unshown { what, remedy: "save it compressed as ZIP or PIZ" }));
                    }
                });
            }
            _ => skip(file, length.into())?,
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// What ends with a zero.
fn word(file: &mut BufReader<impl Read + Seek>) -> io::Result<Vec<u8>> {
    let mut word = Vec::new();
    file.by_ref().take(256).read_until(0, &mut word)?;
    if word.pop() == Some(0) { Ok(word) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// How wide and high a window is, pixels: its edges are within it.
fn window(file: &mut BufReader<impl Read + Seek>) -> io::Result<(u32, u32)> {
    let mut edge = || bytes::<4>(file).map(i32::from_le_bytes);
    let (left, top, right, bottom) = (edge()?, edge()?, edge()?, edge()?);
    let side = |from: i32, to: i32| u32::try_from(i64::from(to) - i64::from(from) + 1).unwrap_or(0);
    Ok((side(left, right), side(top, bottom)))
}

/// Sees whether the file goes on to the end of each of so many chunks: where each begins stands behind the header, and in each, after so
/// many bytes, how long it is.
fn has_all_chunks(file: &mut BufReader<impl Read + Seek>, count: u64, before: u64) -> io::Result<()> {
    let (mut begins, length) = (Vec::new(), count.saturating_mul(8));
    // More of them than any picture has are not looked at.
    file.by_ref().take(length.min(1 << 26)).read_to_end(&mut begins)?;
    let is_whole = begins.len() as u64 == length;
    let last = begins.chunks_exact(8).filter_map(|begin| begin.try_into().ok()).map(u64::from_le_bytes).max();
    let (true, Some(last)) = (is_whole, last) else { return Err(io::ErrorKind::UnexpectedEof.into()) };
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(last.saturating_add(before).min(end)))?;
    let length = u32::from_le_bytes(bytes::<4>(file)?);
    if last.saturating_add(before + 4).saturating_add(length.into()) > end { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
