//! Equirectangular pictures: JPEG, PNG or WebP to RGBA, 8 bits a channel, sRGB.
//!
//! A tag that says which way up a photo was taken is not followed: a picture of the whole sphere has no other way up.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use image::{ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::budget::{Budget, Reservation};
use super::scale::Pixels;
use super::{Gpano, LoadError};
use crate::tour::Stereo;

/// No picture file may be larger, bytes: one of 16384 x 8192 pixels takes a quarter of it.
const FILE_LIMIT: u64 = 128 << 20;

/// A picture, and what it says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PanoramaPixels {
    /// Of one eye's picture, pixels.
    pub width: u32,
    /// Of one eye's picture, pixels.
    pub height: u32,
    /// 1 where one picture serves both eyes, else 2.
    pub eyes: u32,
    /// Red, green, blue and 255 for each pixel, row by row from the top; the left eye's before the right eye's.
    pub rgba: Vec<u8>,
    /// How it is to be hung, by its own account.
    pub gpano: Gpano,
}

/// Reads a picture, or the two of a stereo file; one larger than `max_size` in either direction is scaled down, and the log says so. Waits until `budget` has
/// room for it, and hands over what was set aside.
///
/// # Errors
/// Where the file is missing, broken, cut short, or would take more than all of `budget`.
pub fn load(
    file: &Path,
    stereo: Option<Stereo>,
    max_size: u32,
    budget: &'static Budget,
) -> Result<(PanoramaPixels, Reservation), LoadError> {
    let needed = {
        // Decoders want the whole file to tell its size. It is let go again before the rest is waited for.
        let _memory = budget.reserve(length(file)? * 2);
        Opened::new(file, &read(file)?, stereo, max_size, budget)?.needed
    };
    let memory = budget.reserve(needed);
    let bytes = read(file)?;
    let opened = Opened::new(file, &bytes, stereo, max_size, budget)?;
    if opened.needed > memory.bytes() {
        return Err(LoadError::Broken { file: file.into(), why: "it was saved while it was read".into() });
    }
    Ok((opened.decode()?, memory))
}

/// A picture of which the header has been read.
struct Opened<'a> {
    file: &'a Path,
    decoder: Box<dyn ImageDecoder + 'a>,
    /// As many values has a pixel; of 16 bits each where it is `wide`.
    channels: usize,
    wide: bool,
    stereo: Option<Stereo>,
    /// The width of the whole file's picture.
    width: u32,
    /// The size of each eye's picture, and the one that it is scaled to.
    from: (u32, u32),
    to: (u32, u32),
    /// What decoding it takes at its peak, bytes.
    needed: u64,
}

impl<'a> Opened<'a> {
    fn new(file: &'a Path, bytes: &'a [u8], stereo: Option<Stereo>, max_size: u32, budget: &Budget) -> Result<Self, LoadError> {
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| broken(file, error.into()))?;
        // Sizes are checked below, before anything is decoded; this is for what decoders keep besides.
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(budget.whole());
        reader.limits(limits);
        // What the decoder keeps besides the picture, bytes a pixel: of a lossless WebP its own copy, of a progressive JPEG
        // coefficients of two bytes until the last scan.
        let mut besides = if reader.format() == Some(ImageFormat::WebP) { 4 } else { 0 };
        if reader.format() == Some(ImageFormat::Jpeg) {
            let jpeg = Jpeg::walk(bytes);
            if !jpeg.complete {
                return Err(LoadError::Truncated { file: file.into() });
            }
            besides = if jpeg.progressive { 6 } else { 0 };
        }
        let decoder = reader.into_decoder().map_err(|error| broken(file, error))?;
        let color = decoder.color_type();
        let (channels, wide) = match u16::from(color.bytes_per_pixel()) / u16::from(color.channel_count()) {
            1 => (usize::from(color.channel_count()), false),
            2 => (usize::from(color.channel_count()), true),
            _ => return Err(LoadError::Unsupported { file: file.into(), what: format!("a picture of {color:?}") }),
        };
        let (width, height) = decoder.dimensions();
        let from = stereo.map_or((width, height), |stereo| stereo.each(width, height));
        if from.0 == 0 || from.1 == 0 {
            return Err(LoadError::Unsupported { file: file.into(), what: "a picture too small for two eyes".into() });
        }
        let to = fit(from.0, from.1, max_size);
        let eyes = if stereo.is_some() { 2 } else { 1 };
        let pixels = u64::from(width) * u64::from(height);
        let needed = decoder
            .total_bytes()
            .saturating_add(pixels.saturating_mul(besides))
            .saturating_add(u64::from(to.0) * u64::from(to.1) * 4 * eyes)
            .saturating_add(bytes.len() as u64 * 2);
        if needed > budget.whole() {
            return Err(too_large(file, format!("a picture of {width} x {height} pixels"), needed, budget.whole()));
        }
        Ok(Self { file, decoder: Box::new(decoder), channels, wide, stereo, width, from, to, needed })
    }

    fn decode(mut self) -> Result<PanoramaPixels, LoadError> {
        let ((width, height), (to_width, to_height)) = (self.from, self.to);
        let gpano = self.decoder.xmp_metadata().ok().flatten().map(|xmp| Gpano::read(&xmp)).unwrap_or_default();
        let mut decoded = vec![0; self.decoder.total_bytes() as usize];
        self.decoder.read_image_boxed(&mut decoded).map_err(|error| broken(self.file, error))?;
        if self.wide {
            narrow(&mut decoded);
        }
        if self.to != self.from {
            let file = self.file.display();
            tracing::warn!("{file}: {width} x {height} pixels are more than this GPU takes; scaled down to {to_width} x {to_height}");
        }
        let stride = self.width as usize * self.channels;
        // Where the second eye's picture begins.
        let second = self.stereo.map(|stereo| match stereo {
            Stereo::TopBottom => height as usize * stride,
            Stereo::SideBySide => width as usize * self.channels,
        });
        let eyes = 1 + u32::from(second.is_some());
        let mut rgba = Vec::with_capacity(to_width as usize * to_height as usize * 4 * eyes as usize);
        for begin in [Some(0), second].into_iter().flatten() {
            let pixels = Pixels { bytes: &decoded[begin..], width, height, stride, channels: self.channels };
            pixels.append_rgba(to_width, to_height, &mut rgba);
        }
        Ok(PanoramaPixels { width: to_width, height: to_height, eyes, rgba, gpano })
    }
}

fn broken(file: &Path, error: ImageError) -> LoadError {
    match error {
        ImageError::IoError(source) if source.kind() == std::io::ErrorKind::UnexpectedEof => LoadError::Truncated { file: file.into() },
        error => LoadError::Broken { file: file.into(), why: error.to_string() },
    }
}

/// How large a file is, bytes.
fn length(file: &Path) -> Result<u64, LoadError> {
    let failed = |source| LoadError::Read { file: file.into(), source };
    let about = std::fs::metadata(file).map_err(failed)?;
    // Opening a pipe would wait for somebody to write into it.
    if !about.is_file() {
        return Err(failed(std::io::Error::other("it is not a file")));
    }
    if about.len() > FILE_LIMIT {
        return Err(too_large(file, format!("a file of more than {} MiB", FILE_LIMIT >> 20), about.len(), FILE_LIMIT));
    }
    Ok(about.len())
}

fn read(file: &Path) -> Result<Vec<u8>, LoadError> {
    let failed = |source| LoadError::Read { file: file.into(), source };
    let length = length(file)?;
    let mut bytes = Vec::new();
    File::open(file).and_then(|opened| opened.take(length).read_to_end(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}

fn too_large(file: &Path, what: String, needed: u64, limit: u64) -> LoadError {
    LoadError::TooLarge { file: file.into(), what, needed: needed >> 20, limit: limit >> 20 }
}

/// The size that keeps the proportions and fits into a square of `max`.
fn fit(width: u32, height: u32, max: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= max {
        return (width, height);
    }
    let scaled = |side: u32| ((u64::from(side) * u64::from(max) / u64::from(longer)) as u32).max(1);
    (scaled(width), scaled(height))
}

/// Keeps the upper byte of samples of 16 bits.
fn narrow(bytes: &mut Vec<u8>) {
    let samples = bytes.len() / 2;
    for sample in 0..samples {
        bytes[sample] = (u16::from_ne_bytes([bytes[sample * 2], bytes[sample * 2 + 1]]) >> 8) as u8;
    }
    bytes.truncate(samples);
}

/// What a JPEG's markers tell before it is decoded. The decoder fills up what is missing with grey and says nothing.
struct Jpeg {
    /// Whether it goes on to its end marker.
    complete: bool,
    progressive: bool,
}

impl Jpeg {
    fn walk(bytes: &[u8]) -> Self {
        let mut jpeg = Self { complete: false, progressive: false };
        let mut at = 0;
        while let Some(&[first, second]) = bytes.get(at..at + 2).and_then(|two| two.first_chunk()) {
            match (first, second) {
                (0xff, 0xd9) => {
                    jpeg.complete = true;
                    break;
                }
                // What stands alone: a fill byte, a stuffed zero, a restart, a beginning.
                (0xff, 0xff) => at += 1,
                (0xff, 0x00 | 0x01 | 0xd0..=0xd8) => at += 2,
                (0xff, marker) => {
                    jpeg.progressive |= matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
                    let Some(length) = bytes.get(at + 2..at + 4) else { break };
                    at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
                }
                // Within a scan.
                _ => at += 1,
            }
        }
        jpeg
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use image::{DynamicImage, ImageBuffer, Rgb, RgbImage};
    use tempfile::TempDir;

    use super::*;
    use crate::media::DECODING;

    fn load(file: &Path, max_size: u32) -> Result<PanoramaPixels, LoadError> {
        super::load(file, None, max_size, &DECODING).map(|(pixels, _)| pixels)
    }

    fn picture(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90]))
    }

    fn saved(name: &str, picture: impl Into<DynamicImage>) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        picture.into().save(&file).unwrap();
        (folder, file)
    }

    #[test]
    fn every_format_gives_the_picture() {
        for name in ["a.jpg", "a.png", "a.webp"] {
            let (_folder, file) = saved(name, picture(64, 32));
            let loaded = load(&file, 4096).unwrap();
            assert_eq!((loaded.width, loaded.height, loaded.rgba.len()), (64, 32, 64 * 32 * 4), "{name}");
            let middle = &loaded.rgba[(16 * 64 + 32) * 4..][..4];
            for (is, should) in middle.iter().zip([127_u8, 127, 90, 255]) {
                assert!(is.abs_diff(should) < 6, "{name}: {middle:?}");
            }
        }
    }

    #[test]
    fn sixteen_bits_and_grey_are_taken() {
        let deep: ImageBuffer<Rgb<u16>, Vec<u16>> = ImageBuffer::from_pixel(4, 2, Rgb([0x1234, 0x8000, 0xffff]));
        let (_folder, file) = saved("deep.png", DynamicImage::ImageRgb16(deep));
        assert_eq!(load(&file, 4096).unwrap().rgba[..4], [0x12, 0x80, 0xff, 255]);
        let (_folder, file) = saved("grey.png", DynamicImage::ImageLuma8(ImageBuffer::from_pixel(4, 2, image::Luma([77]))));
        assert_eq!(load(&file, 4096).unwrap().rgba[..4], [77, 77, 77, 255]);
    }

    #[test]
    fn what_the_gpu_does_not_take_is_scaled_down() {
        let (_folder, file) = saved("large.png", picture(300, 150));
        let loaded = load(&file, 100).unwrap();
        assert_eq!((loaded.width, loaded.height), (100, 50));
        let middle = &loaded.rgba[(25 * 100 + 50) * 4..][..3];
        assert!(middle[0].abs_diff(128) < 4 && middle[1].abs_diff(128) < 4 && middle[2] == 90, "{middle:?}");
    }

    #[test]
    fn a_picture_cut_short_is_an_error_that_names_it() {
        for name in ["cut.jpg", "cut.png", "cut.webp"] {
            let (_folder, file) = saved(name, picture(200, 100));
            let bytes = std::fs::read(&file).unwrap();
            for part in [bytes.len() / 2, bytes.len() * 9 / 10] {
                std::fs::write(&file, &bytes[..part]).unwrap();
                let told = load(&file, 4096).unwrap_err().to_string();
                assert!(told.contains(name), "{told}");
            }
        }
    }

    #[test]
    fn a_picture_bomb_is_refused_before_it_is_decoded() {
        // 40,000 x 20,000 pixels: a header, and no more than a promise behind it.
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut chunk = |kind: &[u8; 4], data: &[u8]| {
            png.extend((data.len() as u32).to_be_bytes());
            let body = [kind, data].concat();
            png.extend(&body);
            png.extend(crc(&body).to_be_bytes());
        };
        chunk(b"IHDR", &[40_000_u32.to_be_bytes().as_slice(), &20_000_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat());
        chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
        chunk(b"IEND", &[]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bomb.png");
        std::fs::write(&file, png).unwrap();
        let error = load(&file, 16_384).unwrap_err();
        assert!(matches!(&error, LoadError::TooLarge { needed, .. } if *needed > 2000), "{error}");
        assert!(error.to_string().contains("bomb.png"));
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn no_file_and_no_picture_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load(&folder.path().join("gone.jpg"), 4096), Err(LoadError::Read { .. })));
        assert!(matches!(load(folder.path(), 4096), Err(LoadError::Read { .. })));
        let words = folder.path().join("words.jpg");
        std::fs::write(&words, "not a picture").unwrap();
        assert!(matches!(load(&words, 4096), Err(LoadError::Broken { .. })));
        std::fs::write(&words, "").unwrap();
        assert!(matches!(load(&words, 4096), Err(LoadError::Broken { .. })));
    }

    #[test]
    fn what_a_jpeg_says_of_itself_is_read() {
        let (_folder, file) = saved("stitched.jpg", picture(64, 32));
        let jpeg = std::fs::read(&file).unwrap();
        let xmp = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:PosePitchDegrees="3" GPano:PoseRollDegrees="-4"/></rdf:RDF></x:xmpmeta>"#;
        let body = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), xmp].concat();
        let segment = [&[0xff, 0xe1], ((body.len() + 2) as u16).to_be_bytes().as_slice(), &body].concat();
        std::fs::write(&file, [&jpeg[..2], &segment, &jpeg[2..]].concat()).unwrap();
        let gpano = load(&file, 4096).unwrap().gpano;
        assert_eq!((gpano.pitch, gpano.roll, gpano.crop), (3.0, -4.0, None));
    }
}
