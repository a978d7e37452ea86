//! Equirectangular pictures: JPEG, PNG, WebP, Radiance HDR or OpenEXR to RGBA, 8 bits a channel, sRGB.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::budget::{Budget, Reservation};
use super::develop::develop;
use super::scale::Pixels;
use super::{Gpano, LoadError, colour};
use crate::tour::{Exposure, Stereo};

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
    exposure: Exposure,
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
    Ok((opened.decode(exposure)?, memory))
}

/// A picture of which the header has been read.
struct Opened<'a> {
    file: &'a Path,
    decoder: Box<dyn ImageDecoder + 'a>,
    /// As many values has a pixel, each of so many bytes: one or two as sRGB, four of linear light.
    channels: usize,
    depth: usize,
    stereo: Option<Stereo>,
    /// How the whole file's picture is turned upright, and how wide it is then.
    orientation: Orientation,
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
        let mut besides = match reader.format() {
            Some(ImageFormat::WebP) => 4,
            Some(ImageFormat::OpenExr) => 16,
            _ => 0,
        };
        if reader.format() == Some(ImageFormat::Jpeg) {
            let jpeg = Jpeg::walk(bytes);
            if !jpeg.complete {
                return Err(LoadError::Truncated { file: file.into() });
            }
            besides = if jpeg.progressive { 6 } else { 0 };
        }
        let mut decoder = reader.into_decoder().map_err(|error| broken(file, error))?;
        let color = decoder.color_type();
        let channels = usize::from(color.channel_count());
        let depth = usize::from(color.bytes_per_pixel()) / channels;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let (width, height) = match (orientation, decoder.dimensions()) {
            (Orientation::NoTransforms | Orientation::Rotate180 | Orientation::FlipHorizontal | Orientation::FlipVertical, size) => size,
            (_, (width, height)) => (height, width),
        };
        let from = stereo.map_or((width, height), |stereo| stereo.each(width, height));
        if from.0 == 0 || from.1 == 0 {
            return Err(LoadError::Unsupported { file: file.into(), what: "a picture too small for two eyes".into() });
        }
        let to = fit(from.0, from.1, max_size);
        let eyes = if stereo.is_some() { 2 } else { 1 };
        let pixels = u64::from(width) * u64::from(height);
        // Turning a picture upright and developing it make another one of it.
        let turned = if orientation == Orientation::NoTransforms { 0 } else { decoder.total_bytes() };
        let developed = if depth == 4 { pixels.saturating_mul(channels as u64) } else { 0 };
        let needed = decoder
            .total_bytes()
            .saturating_add(turned.max(developed))
            .saturating_add(pixels.saturating_mul(besides))
            .saturating_add(u64::from(to.0) * u64::from(to.1) * 4 * eyes)
            .saturating_add(bytes.len() as u64 * 2);
        if needed > budget.whole() {
            return Err(too_large(file, format!("a picture of {width} x {height} pixels"), needed, budget.whole()));
        }
        Ok(Self { file, decoder: Box::new(decoder), channels, depth, stereo, orientation, width, from, to, needed })
    }

    fn decode(mut self, exposure: Exposure) -> Result<PanoramaPixels, LoadError> {
        let ((width, height), (to_width, to_height)) = (self.from, self.to);
        let gpano = self.decoder.xmp_metadata().ok().flatten().map(|xmp| Gpano::read(&xmp)).unwrap_or_default();
        let profile = self.decoder.icc_profile().ok().flatten();
        let mut image = DynamicImage::from_decoder(self.decoder).map_err(|error| broken(self.file, error))?;
        image.apply_orientation(self.orientation);
        let mut decoded = match self.depth {
            1 => image.into_bytes(),
            2 => narrowed(image.into_bytes()),
            _ => develop(bytemuck::cast_slice(image.as_bytes()), self.channels, exposure.factor()),
        };
        if let Some(profile) = profile.filter(|_| self.depth < 4)
            && let Err(why) = colour::to_srgb(&mut decoded, self.channels, &profile)
        {
            tracing::warn!("{}: its colour profile is not used: {why}. Export the picture as sRGB", self.file.display());
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

/// Samples of 16 bits, each rounded to 8.
fn narrowed(mut bytes: Vec<u8>) -> Vec<u8> {
    let samples = bytes.len() / 2;
    for sample in 0..samples {
        let wide = u16::from_ne_bytes([bytes[sample * 2], bytes[sample * 2 + 1]]);
        bytes[sample] = ((u32::from(wide) * 255 + 32_767) / 65_535) as u8;
    }
    bytes.truncate(samples);
    bytes
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
mod tests;
