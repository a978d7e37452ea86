//! Flat pictures: portraits, and what a panel shows above its words.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbaImage};

/// Nothing flat is shown larger than this: longer sides are scaled down while reading.
pub const LONGEST_SIDE: u32 = 2048;

const LARGEST_SIDE: u32 = 20_000;
const MOST_MEMORY: u64 = 384 << 20;

/// Why a picture cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It is not there, or may not be read.
    #[error("{file}: cannot be opened: {source}. Put the picture there, or take its name out of the tour file")]
    Open {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is a folder, a pipe or a device.
    #[error("{file}: is not a file. Name a JPEG, PNG or WebP file in the tour file")]
    NotAFile {
        /// Which.
        file: PathBuf,
    },
    /// What it holds is no picture, only part of one, or one too large.
    #[error(
        "{file}: cannot be read as a picture: {source}. Save it again as JPEG, PNG or WebP, no larger than {LARGEST_SIDE} pixels a side"
    )]
    Decode {
        /// Which.
        file: PathBuf,
        /// Why.
        source: image::ImageError,
    },
}

/// Reads a JPEG, PNG or WebP file, turned upright as its camera noted, no side longer than [`LONGEST_SIDE`]. For worker threads.
///
/// # Errors
/// When the file is missing, no picture, truncated, or too large to be decoded in a few hundred megabytes.
pub fn load(file: &Path) -> Result<RgbaImage, PictureError> {
    let open = |source| PictureError::Open { file: file.into(), source };
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(file).map_err(open)?.is_file() {
        return Err(PictureError::NotAFile { file: file.into() });
    }
    let reader = BufReader::new(std::fs::File::open(file).map_err(open)?);
    let image = decode(reader).map_err(|source| PictureError::Decode { file: file.into(), source })?;
    let longest = image.width().max(image.height());
    let image = if longest > LONGEST_SIDE { image.thumbnail(LONGEST_SIDE, LONGEST_SIDE) } else { image };
    Ok(image.into_rgba8())
}

fn decode(reader: BufReader<std::fs::File>) -> Result<DynamicImage, image::ImageError> {
    let mut reader = ImageReader::new(reader).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_read_and_no_larger_than_can_be_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wide.png");
        RgbaImage::from_pixel(3000, 30, image::Rgba([200, 100, 50, 255])).save(&file).unwrap();
        let picture = load(&file).unwrap();
        assert_eq!((picture.width(), picture.height()), (2048, 20));
        assert_eq!(picture.get_pixel(1000, 10).0, [200, 100, 50, 255]);
    }

    #[test]
    fn what_is_no_picture_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let whole = folder.path().join("whole.jpg");
        DynamicImage::ImageRgb8(image::RgbImage::new(64, 64)).save(&whole).unwrap();
        let bytes = std::fs::read(&whole).unwrap();
        let cases: [(&str, &[u8]); 3] = [("words.jpg", b"this is no picture"), ("cut.jpg", &bytes[..bytes.len() / 3]), ("empty.png", b"")];
        for (name, content) in cases {
            let file = folder.path().join(name);
            std::fs::write(&file, content).unwrap();
            let error = load(&file).unwrap_err();
            assert!(matches!(error, PictureError::Decode { .. }) && error.to_string().contains(name), "{error}");
        }
        assert!(matches!(load(folder.path()), Err(PictureError::NotAFile { .. })));
        assert!(matches!(load(&folder.path().join("none.png")), Err(PictureError::Open { .. })));
    }
}
