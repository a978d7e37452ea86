//! The six faces of a cube around the visitor, from six files or one, to RGBA, 8 bits a channel, sRGB; KTX2 to what the GPU takes.

use std::path::Path;

use super::budget::{Budget, Reservation};
use super::opened::{self, Decoded, Opened, affordable, saved_meanwhile};
use super::panorama::fit;
use super::texture::Takes;
use super::{LoadError, PanoramaPixels, ktx2};
use crate::tour::gpano::Gpano;
use crate::tour::{Cube, Exposure, Face};

/// Which of a [`Cube`]'s faces each layer holds: as GPUs count them, right, left, up, down, front, back.
pub(super) const LAYERS: [usize; 6] = [1, 3, 4, 5, 0, 2];

/// Reads the faces; those larger than the GPU takes are scaled down. Waits until `budget` has room for them, and hands over what was set
/// aside.
///
/// # Errors
/// Where a file is missing, broken, cut short, or would take more than all of `budget`; where the faces are of different sizes, or
/// not square.
pub fn load(cube: &Cube, exposure: Exposure, takes: Takes, budget: &'static Budget) -> Result<(PanoramaPixels, Reservation), LoadError> {
    if let Some(packed) = ktx2::cube(cube, takes, budget)? {
        return Ok(packed);
    }
    let side = opened::look(&cube.faces[0].file, budget, |opened| side(&cube.faces[0], opened))?;
    let to = fit((side, side), takes.max_size).0;
    let faces = u64::from(to) * u64::from(to) * 4 * 6;
    // One file is decoded at a time; where all are in one, it is decoded once.
    let mut needed = 0;
    for face in &cube.faces {
        needed = needed.max(opened::look(&face.file, budget, |opened| {
            affordable(&face.file, (opened.width, opened.height), opened.needed.saturating_add(faces), budget)
        })?);
    }
    let memory = budget.reserve(needed);
    let mut rgba = Vec::with_capacity(faces as usize);
    let mut last: Option<(&Path, Decoded)> = None;
    for face in LAYERS.map(|index| &cube.faces[index]) {
        let decoded = match last.take() {
            Some((file, decoded)) if file == face.file.as_path() => decoded,
            _ => {
                let bytes = opened::read(&face.file)?;
                let opened = Opened::new(&face.file, &bytes, budget)?;
                if opened.needed + faces > memory.bytes() || self::side(face, &opened)? != side {
                    return Err(saved_meanwhile(&face.file));
                }
                opened.decode(exposure)?
            }
        };
        let begin = rgba.len();
        decoded.part(face.column * side, face.row * side, side, side).append_rgba(to, to, &mut rgba);
        if face.turned {
            turn(&mut rgba[begin..]);
        }
        last = Some((&face.file, decoded));
    }
    Ok((PanoramaPixels::plain((to, to), 6, rgba.into(), Gpano::default()), memory))
}

/// How wide and high a face is in its file, pixels.
fn side(face: &Face, opened: &Opened<'_>) -> Result<u32, LoadError> {
    let side = opened.width / face.columns.max(1);
    if side == 0 || side * face.columns != opened.width || side * face.rows != opened.height {
        let what = format!("a picture of {} x {} pixels, which are no square faces,", opened.width, opened.height);
        return Err(LoadError::Unsupported { file: face.file.to_path_buf(), what });
    }
    Ok(side)
}

/// Turns a picture by 180 degrees.
fn turn(rgba: &mut [u8]) {
    let (pixels, _) = rgba.as_chunks_mut::<4>();
    pixels.reverse();
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use image::{Rgb, RgbImage};

    use super::*;
    use crate::media::DECODING;

    const COLOURS: [[u8; 3]; 6] = [[250, 0, 0], [0, 250, 0], [0, 0, 250], [250, 250, 0], [0, 250, 250], [250, 0, 250]];

    /// A face of one colour whose upper left pixel is white.
    fn face(nth: usize) -> RgbImage {
        RgbImage::from_fn(4, 4, |x, y| Rgb(if (x, y) == (0, 0) { [255; 3] } else { COLOURS[nth] }))
    }

    fn loaded(cube: &Cube) -> Result<Vec<u8>, LoadError> {
        let (pixels, _) = load(cube, Exposure::default(), Takes::plain(4096), &DECODING)?;
        assert_eq!((pixels.width, pixels.height, pixels.layers, pixels.is_cube), (4, 4, 6, true));
        Ok(pixels.levels[0].to_vec())
    }

    fn in_one(file: PathBuf, columns: u32, rows: u32, cells: [(u32, u32); 6], turned: Option<usize>) -> Cube {
        let file = Arc::new(file);
        let faces = std::array::from_fn(|nth| {
            let (column, row) = cells[nth];
            Face { file: file.clone(), columns, rows, column, row, turned: turned == Some(nth) }
        });
        Cube { faces }
    }

    #[test]
    fn six_files_a_strip_and_a_cross_show_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let six = Cube {
            faces: std::array::from_fn(|nth| {
                let file = folder.path().join(format!("{nth}.png"));
                face(nth).save(&file).unwrap();
                Face { file: Arc::new(file), columns: 1, rows: 1, column: 0, row: 0, turned: false }
            }),
        };
        let as_six = loaded(&six).unwrap();
        // Right, left, up, down, front, back, each with its corner.
        for (layer, nth) in LAYERS.into_iter().enumerate() {
            assert_eq!(as_six[layer * 64..][..3], [255; 3]);
            assert_eq!(as_six[layer * 64 + 4..][..3], COLOURS[nth]);
        }
        let draw = |columns: u32, rows: u32, cells: [(u32, u32); 6], turned: Option<usize>| {
            let mut picture = RgbImage::new(columns * 4, rows * 4);
            for (nth, (column, row)) in cells.into_iter().enumerate() {
                let face = if turned == Some(nth) { image::imageops::rotate180(&face(nth)) } else { face(nth) };
                image::imageops::replace(&mut picture, &face, i64::from(column * 4), i64::from(row * 4));
            }
            let file = folder.path().join(format!("{columns}x{rows}.png"));
            picture.save(&file).unwrap();
            loaded(&in_one(file, columns, rows, cells, turned)).unwrap()
        };
        assert!(draw(3, 2, [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)], None) == as_six);
        assert!(draw(3, 4, [(1, 1), (2, 1), (1, 3), (0, 1), (1, 0), (1, 2)], Some(2)) == as_six);
    }

    #[test]
    fn faces_that_do_not_fit_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("strip.png");
        RgbImage::new(25, 4).save(&file).unwrap();
        let row = [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)];
        assert!(loaded(&in_one(file, 6, 1, row, None)).unwrap_err().to_string().contains("strip.png"));
        assert!(matches!(loaded(&in_one(folder.path().join("gone.png"), 6, 1, row, None)), Err(LoadError::Read { .. })));
    }
}
