//! Pictures on surfaces: found, decoded, scaled down where needed, and made into mip levels.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::LazyLock;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use super::accessor::Data;
use super::document;
use super::error::{Budget, Fault};
use super::source::Folders;
use super::{Format, Picture, Sampler, Takes, Wrap};
use crate::media::ktx2::Plan;
use crate::tour::ktx2::{self, Header, MAGIC};

/// What the numbers in a picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    /// Numbers.
    Data,
    /// sRGB colours, whatever the fourth channel holds.
    Colors,
    /// sRGB colours, of which so much is seen as the fourth channel says.
    Cover,
}

/// Decodes each picture once for each way that it is used in.
pub(super) struct Shelf<'a> {
    data: &'a Data<'a>,
    folders: &'a Folders,
    takes: Takes,
    /// What was decoded so far.
    pub pictures: Vec<Picture>,
    /// By the document's image, and what it is used as; `None` for a picture that cannot be decoded.
    known: HashMap<(usize, Meaning), Option<usize>>,
}

impl<'a> Shelf<'a> {
    pub fn new(data: &'a Data<'a>, folders: &'a Folders, takes: Takes) -> Self {
        let takes = Takes { max_size: takes.max_size.max(1), ..takes };
        Self { data, folders, takes, pictures: Vec::new(), known: HashMap::new() }
    }

    /// The picture and sampler of a texture; `None`, after a warning, where it cannot be shown.
    pub fn texture(
        &mut self,
        index: usize,
        meaning: Meaning,
        budget: &mut Budget,
        warnings: &mut Vec<Fault>,
    ) -> Result<Option<(usize, Sampler)>, Fault> {
        let place = || format!("texture {index}");
        let document = self.data.document;
        let texture = document.textures.get(index).ok_or_else(|| Fault::data(place(), "does not exist"))?;
        let sampler = match texture.sampler {
            None => sampler(None),
            Some(sampler) => match document.samplers.get(sampler) {
                Some(found) => self::sampler(Some(found)),
                None => return Err(Fault::data(place(), format!("has sampler {sampler}, which does not exist"))),
            },
        };
        let extensions = &texture.extensions;
        let packed = extensions.basisu.as_ref().or(extensions.webp.as_ref());
        let Some(image) = packed.map(|packed| packed.source).or(texture.source) else {
            warnings.push(Fault::LeftOut(format!("texture {index} has no picture in a format that can be read (PNG, JPEG, WebP, KTX2)")));
            return Ok(None);
        };
        let picture = match self.known.get(&(image, meaning)) {
            Some(&known) => known,
            None => {
                let picture = self.load(image, meaning, budget, warnings)?;
                self.known.insert((image, meaning), picture);
                let made = picture.map(|picture| &self.pictures[picture]);
                if meaning != Meaning::Data && made.is_none_or(covers_all) {
                    self.known.extend([Meaning::Colors, Meaning::Cover].map(|meaning| ((image, meaning), picture)));
                }
                picture
            }
        };
        Ok(picture.map(|picture| (picture, sampler)))
    }

    fn load(&mut self, image: usize, meaning: Meaning, budget: &mut Budget, warnings: &mut Vec<Fault>) -> Result<Option<usize>, Fault> {
        let source = self.data.document.images.get(image);
        let source = source.ok_or_else(|| Fault::data(format!("image {image}"), "does not exist"))?;
        let place = match &source.uri {
            Some(uri) if !uri.starts_with("data:") => format!("the picture `{}`", uri.chars().take(120).collect::<String>()),
            _ => format!("image {image}"),
        };
        let fetched = match (&source.uri, source.buffer_view) {
            (None, Some(view)) => Ok(Cow::Borrowed(self.data.view(view)?)),
            (Some(uri), _) => self.folders.fetch(uri, budget).map(Cow::Owned),
            (None, None) => return Err(Fault::data(place, "has neither a file nor a buffer view")),
        };
        let decoded = fetched.and_then(|bytes| {
            let decoded = decode(&place, &bytes, meaning, self.takes, budget, warnings);
            if let Cow::Owned(bytes) = &bytes {
                budget.give_back(bytes.len() as u64);
            }
            decoded
        });
        match decoded {
            Ok(picture) => {
                self.pictures.push(picture);
                Ok(Some(self.pictures.len() - 1))
            }
            Err(fault) => {
                warnings.push(fault);
                Ok(None)
            }
        }
    }
}

/// Whether the mip levels of a picture are the same for [`Meaning::Colors`] and [`Meaning::Cover`]: those of packed pixels are the file's.
fn covers_all(picture: &Picture) -> bool {
    picture.format != Format::Rgba8 || picture.levels.first().is_none_or(|whole| whole.chunks_exact(4).all(|pixel| pixel[3] == 255))
}

fn sampler(source: Option<&document::Sampler>) -> Sampler {
    let wrap = |code: Option<u32>| match code {
        Some(33071) => Wrap::Clamp,
        Some(33648) => Wrap::Mirror,
        _ => Wrap::Repeat,
    };
    Sampler {
        wrap_u: wrap(source.and_then(|source| source.wrap_s)),
        wrap_v: wrap(source.and_then(|source| source.wrap_t)),
        smooth_near: source.and_then(|source| source.mag_filter) != Some(9728),
        smooth_far: !matches!(source.and_then(|source| source.min_filter), Some(9728 | 9984 | 9986)),
    }
}

fn decode(
    place: &str,
    bytes: &[u8],
    meaning: Meaning,
    takes: Takes,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Picture, Fault> {
    if bytes.starts_with(&MAGIC) {
        return packed(place, bytes, meaning, takes, budget);
    }
    let fault = |problem: String| Fault::Picture { place: place.into(), problem };
    let format = image::guess_format(bytes).map_err(|error| fault(error.to_string()))?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(fault(format!("{format:?} is not PNG, JPEG or WebP")));
    }
    let header = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(|error| fault(error.to_string()))?;
    let (mut width, mut height) = header.dimensions();
    if width == 0 || height == 0 {
        return Err(fault("it is empty".into()));
    }
    let pixels = u64::from(width) * u64::from(height);
    // First as it is stored, then as RGBA as well; a progressive JPEG takes 9 bytes a pixel before that.
    let working = pixels * (u64::from(header.color_type().bytes_per_pixel()) + 4).max(9);
    drop(header);
    budget.take(place, working)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(working + (1 << 20));
    reader.limits(limits);
    let decoded = reader.decode().map(image::DynamicImage::into_rgba8);
    budget.give_back(working);
    let mut rgba = decoded.map_err(|error| fault(error.to_string()))?.into_raw();
    let whole = (width, height);
    while width > takes.max_size || height > takes.max_size {
        rgba = halve(&rgba, width, height, meaning);
        (width, height) = (half(width), half(height));
    }
    if whole != (width, height) {
        warnings.push(Fault::LeftOut(format!(
            "{place} has {} x {} pixels, more than the GPU takes, and is scaled down to {width} x {height}",
            whole.0, whole.1
        )));
    }
    // With its mip levels, a third again.
    budget.take(place, u64::from(width) * u64::from(height) * 16 / 3)?;
    let levels = levels(rgba, width, height, meaning);
    Ok(Picture { width, height, srgb: meaning != Meaning::Data, format: Format::Rgba8, levels })
}

/// A KTX2 picture (`KHR_texture_basisu`); whether it is taken for colours is said by where it is used.
fn packed(place: &str, bytes: &[u8], meaning: Meaning, takes: Takes, budget: &mut Budget) -> Result<Picture, Fault> {
    let fault = |fault: ktx2::Fault| Fault::Picture { place: place.into(), problem: fault.to_string() };
    let header = Header::read(bytes, bytes.len() as u64).map_err(fault)?;
    let plan = Plan::new(&header, None, takes).map_err(fault)?;
    let working = plan.needed(&header);
    budget.take(place, working)?;
    let made = plan.levels(bytes, &header);
    budget.give_back(working);
    let mut levels: Vec<Vec<u8>> = made.map_err(fault)?.into_iter().map(Into::into).collect();
    let Plan { format, width, height, .. } = plan;
    budget.take(place, if levels.len() == 1 { u64::from(width) * u64::from(height) * 16 / 3 } else { plan.bytes() })?;
    if levels.len() == 1 && format == Format::Rgba8 {
        levels = self::levels(levels.swap_remove(0), width, height, meaning);
    }
    Ok(Picture { width, height, srgb: meaning != Meaning::Data, format, levels })
}

fn levels(whole: Vec<u8>, mut width: u32, mut height: u32, meaning: Meaning) -> Vec<Vec<u8>> {
    let mut levels = vec![whole];
    while width > 1 || height > 1 {
        let next = levels.last().map(|level| halve(level, width, height, meaning)).unwrap_or_default();
        levels.push(next);
        (width, height) = (half(width), half(height));
    }
    levels
}

fn half(size: u32) -> u32 {
    (size / 2).max(1)
}

/// Half as wide and high. Colours are mixed as light, and what covers by how much it does, so that what is not to be seen lends no colour
/// to the edge of what is.
fn halve(pixels: &[u8], width: u32, height: u32, meaning: Meaning) -> Vec<u8> {
    let (width, height) = (width as usize, height as usize);
    let (across, down) = ((width / 2).max(1), (height / 2).max(1));
    let mut result = Vec::with_capacity(across * down * 4);
    for y in 0..down {
        let rows = [2 * y, (2 * y + 1).min(height - 1)].map(|row| &pixels[row * width * 4..][..width * 4]);
        for x in 0..across {
            let columns = [2 * x, (2 * x + 1).min(width - 1)];
            let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(row, column): (usize, usize)| &rows[row][columns[column] * 4..][..4]);
            if meaning != Meaning::Data {
                let opacity: u32 = four.iter().map(|pixel| u32::from(pixel[3])).sum();
                let weight =
                    |pixel: &[u8]| if meaning == Meaning::Colors || opacity == 0 { 0.25 } else { f32::from(pixel[3]) / opacity as f32 };
                for channel in 0..3 {
                    let light: f32 = four.iter().map(|pixel| weight(pixel) * LINEAR[usize::from(pixel[channel])]).sum();
                    result.push(ENCODED[((light * 4095.0 + 0.5) as usize).min(4095)]);
                }
                result.push(((opacity + 2) / 4) as u8);
            } else {
                for channel in 0..4 {
                    let sum: u32 = four.iter().map(|pixel| u32::from(pixel[channel])).sum();
                    result.push(((sum + 2) / 4) as u8);
                }
            }
        }
    }
    result
}

/// The light of each sRGB value.
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|value| {
        let value = value as f32 / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
});

/// The sRGB value of light in 4096 steps, enough to give back each of the 256 values.
static ENCODED: LazyLock<[u8; 4096]> = LazyLock::new(|| {
    std::array::from_fn(|light| {
        let light = light as f32 / 4095.0;
        let value = if light <= 0.0031308 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (value * 255.0 + 0.5) as u8
    })
});
