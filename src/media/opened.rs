//! Picture files: their headers first, so that it is known what decoding takes, then their pixels.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use image::codecs::openexr::OpenExrDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::LoadError;
use super::budget::Budget;
use super::colour::{self, IntoSrgb};
use super::develop::develop;
use super::large::Large;
use super::scale::Pixels;
use crate::tour::gpano::Gpano;
use crate::tour::png::{self, Colours};
use crate::tour::{Exposure, LARGEST_FILE, coefficients};

/// A picture of which the header has been read.
pub(super) struct Opened<'a> {
    file: &'a Path,
    decoder: Box<dyn ImageDecoder + 'a>,
    /// The bytes of the file where it is a JPEG that comes straight as RGBA.
    jpeg: Option<&'a [u8]>,
    /// As many values has a pixel, each of so many bytes: one or two as sRGB, four of linear light.
    channels: usize,
    depth: usize,
    /// What its numbers mean, where it says so otherwise than by an ICC profile.
    colours: Option<Colours>,
    /// How it is turned upright, and how large it is then, pixels.
    orientation: Orientation,
    pub width: u32,
    pub height: u32,
    /// What decoding it takes at its peak, bytes, the file among it.
    pub needed: u64,
    /// What of that it takes once it is decoded, bytes.
    pub kept: u64,
}

/// A picture as its decoder gives it, in sRGB and upright.
pub(super) struct Decoded {
    bytes: Large,
    channels: usize,
    /// Whether every fourth byte is 255.
    is_opaque: bool,
    width: u32,
    pub gpano: Gpano,
}

impl Decoded {
    /// All of it as opaque RGBA, if it is just that.
    pub fn take_rgba(&mut self) -> Option<Large> {
        self.is_opaque.then(|| std::mem::take(&mut self.bytes))
    }

    /// The part of it that begins at `left`, `top`, pixels.
    pub fn part(&self, left: u32, top: u32, width: u32, height: u32) -> Pixels<'_> {
        let stride = self.width as usize * self.channels;
        let begin = top as usize * stride + left as usize * self.channels;
        Pixels { bytes: &self.bytes[begin..], width, height, stride, channels: self.channels }
    }
}

impl<'a> Opened<'a> {
    pub fn new(file: &'a Path, bytes: &'a [u8], budget: &Budget) -> Result<Self, LoadError> {
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| broken(file, error.into()))?;
        // Sizes are checked below, before anything is decoded; this is for what decoders keep besides.
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(budget.whole());
        reader.limits(limits);
        let format = reader.format();
        let is_jpeg = format == Some(ImageFormat::Jpeg);
        let jpeg = if is_jpeg { Jpeg::walk(bytes) } else { Jpeg::default() };
        if is_jpeg && !jpeg.complete {
            return Err(LoadError::Truncated { file: file.into() });
        }
        let mut decoder: Box<dyn ImageDecoder> = match format {
            // Whatever covers how much of a panorama, nothing is behind it.
            Some(ImageFormat::OpenExr) => {
                is_sound_exr(file, bytes)?;
                OpenExrDecoder::with_alpha_preference(Cursor::new(bytes), Some(false)).map(|exr| Box::new(exr) as _)
            }
            _ => reader.into_decoder().map(|decoder| Box::new(decoder) as _),
        }
        .map_err(|error| broken(file, error))?;
        let color = decoder.color_type();
        let channels = usize::from(color.channel_count());
        let depth = usize::from(color.bytes_per_pixel()) / channels;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let (width, height) = match (orientation, decoder.dimensions()) {
            (Orientation::NoTransforms | Orientation::Rotate180 | Orientation::FlipHorizontal | Orientation::FlipVertical, size) => size,
            (_, (width, height)) => (height, width),
        };
        let is_png = format == Some(ImageFormat::Png);
        let colours = is_png.then(|| png::read(&mut BufReader::new(Cursor::new(bytes)))).and_then(|header| header.ok()?.colours);
        let pixels = u64::from(width) * u64::from(height);
        let is_upright = orientation == Orientation::NoTransforms;
        let rgba = (is_jpeg && channels == 3 && is_upright && is_of_brightness(bytes)).then_some(bytes);
        let kept = pixels.saturating_mul(if rgba.is_some() { 4 } else { channels as u64 });
        let first = if rgba.is_some() { kept } else { decoder.total_bytes() };
        // What the decoder keeps besides the picture, bytes a pixel: of a lossless WebP its own copy, of an OpenEXR the same once more, of a
        // progressive JPEG its coefficients until the last scan.
        let besides = match format {
            Some(ImageFormat::WebP) => 4,
            Some(ImageFormat::OpenExr) => 4 * channels as u64,
            _ => jpeg.coefficients,
        };
        // Turning a picture upright, and developing or narrowing it, make another one of it, when the decoder is gone.
        let turned = if is_upright { 0 } else { first };
        let developed = if depth > 1 { kept } else { 0 };
        let file_bytes = bytes.len() as u64 * if matches!(format, Some(ImageFormat::Jpeg | ImageFormat::WebP)) { 2 } else { 1 };
        let working = pixels.saturating_mul(besides).max(turned).max(developed);
        let needed = first.saturating_add(working).saturating_add(file_bytes);
        Ok(Self { file, decoder, jpeg: rgba, channels, depth, colours, orientation, width, height, needed, kept })
    }

    /// Whether decoding it gives opaque RGBA.
    pub fn is_rgba(&self) -> bool {
        self.jpeg.is_some()
    }

    /// Its light: red, green and blue of each pixel, linear, row by row from the top.
    pub fn light(self) -> Result<Vec<f32>, LoadError> {
        if self.depth < 4 {
            return Err(LoadError::NoLight { file: self.file.into() });
        }
        let mut image = DynamicImage::from_decoder(self.decoder).map_err(|error| broken(self.file, error))?;
        image.apply_orientation(self.orientation);
        Ok(image.into_rgb32f().into_raw())
    }

    pub fn decode(mut self, exposure: Exposure) -> Result<Decoded, LoadError> {
        let gpano = self.decoder.xmp_metadata().ok().flatten().map(|xmp| Gpano::read(&xmp)).unwrap_or_default();
        let profile = self.decoder.icc_profile().ok().flatten();
        let rgba = self.jpeg.and_then(|jpeg| rgba_of(jpeg, self.width, self.height));
        let is_opaque = rgba.is_some();
        if is_opaque {
            self.channels = 4;
        }
        let into_srgb = if self.depth < 4 { IntoSrgb::of(self.file, self.colours, profile, self.channels) } else { None };
        let bytes = match rgba {
            Some(mut rgba) => {
                colour::turn(self.file, into_srgb.as_ref(), &mut rgba);
                rgba
            }
            None => {
                let mut image = DynamicImage::from_decoder(self.decoder).map_err(|error| broken(self.file, error))?;
                image.apply_orientation(self.orientation);
                let bytes = match self.depth {
                    1 => {
                        let mut bytes = image.into_bytes();
                        colour::turn(self.file, into_srgb.as_ref(), &mut bytes);
                        bytes
                    }
                    2 => colour::narrow(self.file, into_srgb.as_ref(), bytemuck::cast_slice(image.as_bytes())),
                    _ => develop(bytemuck::cast_slice(image.as_bytes()), self.channels, exposure.factor()),
                };
                bytes.into()
            }
        };
        Ok(Decoded { bytes, channels: self.channels, is_opaque, width: self.width, gpano })
    }
}

/// Refuses an OpenEXR file that is not what its header says: its decoder takes whatever memory that speaks of.
fn is_sound_exr(file: &Path, bytes: &[u8]) -> Result<(), LoadError> {
    let Err(error) = crate::tour::exr::size(&mut BufReader::new(Cursor::new(bytes))) else { return Ok(()) };
    Err(match error.kind() {
        std::io::ErrorKind::UnexpectedEof => LoadError::Truncated { file: file.into() },
        _ => LoadError::Broken { file: file.into(), why: error.to_string() },
    })
}

/// A decoder of a JPEG straight as RGBA that has read its header.
fn rgba_decoder(jpeg: &[u8]) -> Option<JpegDecoder<ZCursor<&[u8]>>> {
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options.jpeg_set_out_colorspace(ColorSpace::RGBA));
    decoder.decode_headers().ok()?;
    Some(decoder)
}

/// Whether a JPEG is one of brightness and colour differences, as nearly all are.
fn is_of_brightness(jpeg: &[u8]) -> bool {
    rgba_decoder(jpeg).is_some_and(|decoder| decoder.input_colorspace() == Some(ColorSpace::YCbCr))
}

/// A JPEG straight as RGBA: widened afterwards, a large one would be copied once more. `None` where it is broken, which the general way
/// tells better.
fn rgba_of(jpeg: &[u8], width: u32, height: u32) -> Option<Large> {
    let mut decoder = rgba_decoder(jpeg)?;
    if decoder.dimensions() != Some((width as usize, height as usize)) {
        return None;
    }
    let mut rgba = Large::zeroed(width as usize * height as usize * 4);
    decoder.decode_into(&mut rgba).ok()?;
    Some(rgba)
}

/// What `file` says of itself, and its bytes: waits until there is room in `budget` to read it, and lets go of that again.
pub(super) fn look<T>(file: &Path, budget: &'static Budget, of: impl FnOnce(&Opened<'_>) -> Result<T, LoadError>) -> Result<T, LoadError> {
    // Decoders want the whole file to tell its size.
    let _memory = budget.reserve(length(file)? * 2);
    of(&Opened::new(file, &read(file)?, budget)?)
}

/// Says so where decoding would take more than all of `budget`.
pub(super) fn affordable(file: &Path, (width, height): (u32, u32), needed: u64, budget: &Budget) -> Result<u64, LoadError> {
    if needed > budget.whole() {
        return Err(too_large(file, format!("a picture of {width} x {height} pixels"), needed, budget.whole()));
    }
    Ok(needed)
}

/// A file that is not what it was when memory was set aside for it.
pub(super) fn saved_meanwhile(file: &Path) -> LoadError {
    LoadError::Broken { file: file.into(), why: "it was saved while it was read".into() }
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
    if about.len() > LARGEST_FILE {
        return Err(too_large(file, format!("a file of more than {} MiB", LARGEST_FILE >> 20), about.len(), LARGEST_FILE));
    }
    Ok(about.len())
}

pub(super) fn read(file: &Path) -> Result<Vec<u8>, LoadError> {
    let failed = |source| LoadError::Read { file: file.into(), source };
    let length = length(file)?;
    let mut bytes = Vec::new();
    File::open(file).and_then(|opened| opened.take(length).read_to_end(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}

fn too_large(file: &Path, what: String, needed: u64, limit: u64) -> LoadError {
    LoadError::TooLarge { file: file.into(), what, needed: needed >> 20, limit: limit >> 20 }
}

/// What a JPEG's markers tell before it is decoded. The decoder fills up what is missing with grey and says nothing.
#[derive(Default)]
pub(super) struct Jpeg {
    /// Whether it goes on to its end marker.
    complete: bool,
    /// What a progressive one keeps until its last scan, bytes a pixel.
    pub coefficients: u64,
}

impl Jpeg {
    pub fn walk(bytes: &[u8]) -> Self {
        let mut jpeg = Self::default();
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
                    if matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce) {
                        // After the length, the precision and the size.
                        let count = bytes.get(at + 9).map_or(0, |count| usize::from(*count) * 3);
                        jpeg.coefficients = coefficients(bytes.get(at + 10..at + 10 + count).unwrap_or_default());
                    }
                    let Some(length) = bytes.get(at + 2..at + 4) else { break };
                    at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
                }
                // Within a scan.
                _ => at += bytes[at..].iter().position(|byte| *byte == 0xff).unwrap_or(bytes.len()),
            }
        }
        jpeg
    }
}
