//! What Radiance files (.hdr) hold: <https://radsite.lbl.gov/radiance/refer/filefmts.pdf>.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::pictures::{bytes, skip};

/// The width and height of a picture, pixels. Sees whether all of its rows are there.
///
/// # Errors
/// Of the kind `UnexpectedEof` where it is cut short, `InvalidData` where it is broken.
pub fn size(file: &mut BufReader<impl Read + Seek>) -> io::Result<(u32, u32)> {
    file.seek(SeekFrom::Start(0))?;
    let (width, height) = header(&mut file.by_ref().take(1 << 16))?;
    for _ in 0..height {
        pass_row(file, width)?;
    }
    let end = file.stream_position()?;
    if file.seek(SeekFrom::End(0))? < end {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((width, height))
}

/// Lines of words, an empty one, and the size: `-Y 2048 +X 4096`.
fn header(file: &mut impl BufRead) -> io::Result<(u32, u32)> {
    let mut line = Vec::new();
    let mut size_follows = false;
    while file.read_until(b'\n', &mut line)? > 0 {
        if size_follows {
            let line = String::from_utf8_lossy(&line);
            let words: Vec<&str> = line.split_whitespace().collect();
            let ["-Y", height, "+X", width] = words[..] else { break };
            let (Ok(width), Ok(height)) = (width.parse(), height.parse()) else { break };
            return Ok((width, height));
        }
        size_follows = line.trim_ascii_end().is_empty();
        line.clear();
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// Goes to the end of a row, or beyond that of the file where it lacks the last bytes.
fn pass_row(file: &mut BufReader<impl Read + Seek>, width: u32) -> io::Result<()> {
    let mut missing = u64::from(width);
    if missing == 0 {
        return Ok(());
    }
    let first = bytes::<4>(file)?;
    if let [1, 1, 1, _] = first {
        return Err(io::ErrorKind::InvalidData.into());
    }
    if let [2, 2, 0..=127, _] = first {
        // Each component by itself: so many others, or one so many times.
        for _ in 0..4 {
            let mut missing = missing;
            while missing > 0 {
                let [count] = bytes(file)?;
                let (pixels, bytes) = if count > 128 { (count - 128, 1) } else { (count, count) };
                missing = missing.checked_sub(pixels.into()).ok_or(io::ErrorKind::InvalidData)?;
                skip(file, bytes.into())?;
            }
        }
        return Ok(());
    }
    // Pixel by pixel, or the last one so many times: what follows such a count counts 256 of it.
    missing -= 1;
    let mut unit = 1_u64;
    while missing > 0 {
        let (pixels, next) = match bytes::<4>(file)? {
            [1, 1, 1, count] => (unit.saturating_mul(count.into()), unit.saturating_mul(256)),
            _ => (1, 1),
        };
        missing = missing.checked_sub(pixels).ok_or(io::ErrorKind::InvalidData)?;
        unit = next;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn size_of(bytes: &[u8]) -> io::Result<(u32, u32)> {
        size(&mut BufReader::new(Cursor::new(bytes)))
    }

    #[test]
    fn a_picture_lacks_nothing_in_whichever_way_its_rows_are_packed() {
        let header = b"#?RADIANCE\n# by Ren\xe9e\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 20\n".as_slice();
        let plain = [9, 8, 7, 128].repeat(20);
        // 2 others and 18 alike, four times.
        let packed = [vec![2, 2, 0, 20], [2, 5, 6, 128 + 18, 7].repeat(4)].concat();
        // A pixel 3 times, then another 16 times.
        let packed_long_ago = [[9, 8, 7, 128], [1, 1, 1, 2], [4, 4, 4, 128], [1, 1, 1, 16]].concat();
        for row in [plain, packed, packed_long_ago] {
            let whole = [header, &row, &row].concat();
            assert_eq!(size_of(&whole).unwrap(), (20, 2));
            for length in header.len()..whole.len() {
                assert_eq!(size_of(&whole[..length]).unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "{length} of {}", whole.len());
            }
        }
        let too_long = [header, &[2, 2, 0, 20, 128 + 21, 7]].concat();
        assert_eq!(size_of(&too_long).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
