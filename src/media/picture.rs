//! Flat pictures: portraits, and what a panel shows above its words.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::{ColorType, DynamicImage, ImageDecoder, ImageError, ImageReader, Limits, RgbaImage};

use super::colour::{self, IntoSrgb};
use super::{DECODING, LoadError};
use crate::tour::png;

/// Nothing flat is shown larger than this: longer sides are scaled down while reading.
pub const LONGEST_SIDE: u32 = 2048;

const LARGEST_SIDE: u32 = 20_000;
/// What one may take when it is decoded, bytes; as much again to turn it upright, and again for what its decoder keeps besides, it
/// still has room in the budget of all decoders.
const MOST_MEMORY: u64 = 320 << 20;

/// Reads a JPEG, PNG or WebP file, turned upright as its camera noted, no side longer than [`LONGEST_SIDE`]. For worker threads.
///
/// # Errors
/// Where the file is missing, no picture, cut short, or too large to be decoded in a few hundred megabytes.
pub fn load(file: &Path) -> Result<RgbaImage, LoadError> {
    let read = |source| LoadError::Read { file: file.into(), source };
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    let about = std::fs::metadata(file).map_err(read)?;
    if !about.is_file() {
        return Err(LoadError::Unsupported { file: file.into(), what: "what is no file".into() });
    }
    let failed = |error| match error {
        ImageError::IoError(source) if source.kind() == std::io::ErrorKind::UnexpectedEof => LoadError::Truncated { file: file.into() },
        error => LoadError::Broken { file: file.into(), why: error.to_string() },
    };
    let size = {
        // Some decoders read the whole file to tell the picture's size. It is let go again before the rest is waited for.
        let _memory = DECODING.reserve(about.len().min(MOST_MEMORY));
        open(File::open(file).map_err(read)?).map_err(failed)?.total_bytes()
    };
    // Decoders hold themselves to what they take besides.
    if size > MOST_MEMORY {
        return Err(LoadError::TooLarge { file: file.into(), what: "a picture".into(), needed: size >> 20, limit: MOST_MEMORY >> 20 });
    }
    let _memory = DECODING.reserve(size * 3 + about.len());
    let mut decoder = open(File::open(file).map_err(read)?).map_err(failed)?;
    let orientation = decoder.orientation().map_err(failed)?;
    let colours = png::read(&mut BufReader::new(File::open(file).map_err(read)?)).ok().and_then(|header| header.colours);
    // Of grey few have a profile, and none that matters at this size.
    let into_srgb = IntoSrgb::of(file, colours, decoder.icc_profile().ok().flatten(), 4);
    let is_deep = matches!(decoder.color_type(), ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16);
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    image.apply_orientation(orientation);
    let longest = image.width().max(image.height());
    let image = if longest > LONGEST_SIDE { image.thumbnail(LONGEST_SIDE, LONGEST_SIDE) } else { image };
    Ok(match into_srgb {
        None => image.into_rgba8(),
        Some(into) if is_deep => {
            let deep = image.into_rgba16();
            let narrow = colour::narrow(file, Some(&into), &deep);
            RgbaImage::from_raw(deep.width(), deep.height(), narrow).unwrap_or_default()
        }
        Some(into) => {
            let mut image = image.into_rgba8();
            colour::turn(file, Some(&into), &mut image);
            image
        }
    })
}

/// Reads the header.
fn open(file: File) -> Result<impl ImageDecoder, ImageError> {
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    reader.into_decoder()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_would_take_more_than_all_decoders_have_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("huge.jpg");
        image::RgbImage::new(8, 8).save(&file).unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        // Its frame then says 12,000 x 12,000 pixels.
        let frame = bytes.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
        bytes[frame + 5..frame + 9].copy_from_slice(&[0x2E, 0xE0, 0x2E, 0xE0]);
        std::fs::write(&file, bytes).unwrap();
        assert!(matches!(load(&file), Err(LoadError::TooLarge { needed: 411, .. })), "{:?}", load(&file).err());
    }

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
    fn a_picture_of_linear_light_is_shown_as_bright_as_it_was_meant() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("linear.png");
        let deep = image::ImageBuffer::from_pixel(8, 8, image::Luma([150_u16]));
        let flat = RgbaImage::from_pixel(8, 8, image::Rgba([55, 55, 55, 200]));
        // 150 of 65535 are 8 in sRGB, 55 of 255 are 128.
        for (picture, should) in [(DynamicImage::ImageLuma16(deep), [8, 8, 8, 255]), (flat.into(), [128, 128, 128, 200])] {
            picture.save(&file).unwrap();
            let png = std::fs::read(&file).unwrap();
            let chunk = b"\0\0\0\x04gAMA\0\x01\x86\xa0\x31\xe8\x96\x5f";
            std::fs::write(&file, [&png[..33], chunk, &png[33..]].concat()).unwrap();
            let is = load(&file).unwrap().get_pixel(4, 4).0;
            assert!(is.iter().zip(should).all(|(is, should)| is.abs_diff(should) < 2), "{is:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let whole = folder.path().join("whole.png");
        RgbaImage::from_fn(64, 64, |x, y| image::Rgba([x as u8, y as u8, (x * y) as u8, 255])).save(&whole).unwrap();
        let bytes = std::fs::read(&whole).unwrap();
        let cases: [(&str, &[u8]); 3] = [("words.jpg", b"this is no picture"), ("cut.png", &bytes[..bytes.len() / 3]), ("empty.png", b"")];
        for (name, content) in cases {
            let file = folder.path().join(name);
            std::fs::write(&file, content).unwrap();
            let error = load(&file).unwrap_err();
            assert!(matches!(error, LoadError::Broken { .. } | LoadError::Truncated { .. }) && error.to_string().contains(name), "{error}");
        }
        assert!(matches!(load(folder.path()), Err(LoadError::Unsupported { .. })));
        assert!(matches!(load(&folder.path().join("none.png")), Err(LoadError::Read { .. })));
    }
}
