//! Pictures on surfaces: found, decoded, scaled down where needed, and made into mip levels.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::Cursor;
use std::sync::LazyLock;

use image::{ColorType, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::accessor::Data;
use super::document;
use super::error::{Budget, Fault};
use super::fit::{Step, Wanted, fit};
use super::source::Folders;
use super::{Format, Picture, Sampler, Takes, Wrap};
use crate::media::ktx2::Plan;
use crate::media::opened::Jpeg;
use crate::tour::ktx2::{self, Header, MAGIC, Pictures};

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

/// Below this a picture is not halved for want of room, pixels.
const SMALLEST: u32 = 64;

/// Decodes each picture once for each way that it is used in: first it is asked for all of them, then filled, then asked again.
pub(super) struct Shelf<'a> {
    data: &'a Data<'a>,
    folders: &'a Folders,
    takes: Takes,
    /// What was decoded so far.
    pub pictures: Vec<Picture>,
    /// What was asked for: the document's image, and what it is used as.
    asked: Vec<(usize, Meaning)>,
    /// Where it is, or, before the shelf is filled, that it was asked for; `None` for a picture that cannot be decoded.
    known: HashMap<(usize, Meaning), Option<usize>>,
}

impl<'a> Shelf<'a> {
    pub fn new(data: &'a Data<'a>, folders: &'a Folders, takes: Takes) -> Self {
        let takes = Takes { max_size: takes.max_size.max(1), ..takes };
        Self { data, folders, takes, pictures: Vec::new(), asked: Vec::new(), known: HashMap::new() }
    }

    /// The picture and sampler of a texture; `None`, after a warning, where it cannot be shown. Which picture it is, is known once the
    /// shelf has been filled.
    pub fn texture(&mut self, index: usize, meaning: Meaning, warnings: &mut Vec<Fault>) -> Option<(usize, Sampler)> {
        let mut left_out = |what: String| warnings.push(Fault::LeftOut(what));
        let document = self.data.document;
        let Some(texture) = document.textures.get(index) else {
            left_out(format!("texture {index} does not exist, and is left out; export the model anew"));
            return None;
        };
        let sampler = texture.sampler.map(|sampler| document.samplers.get(sampler));
        if sampler.is_some_and(|found| found.is_none()) {
            left_out(format!("texture {index} has a sampler that does not exist, and is looked up as any other; export the model anew"));
        }
        let extensions = &texture.extensions;
        let packed = extensions.basisu.as_ref().or(extensions.webp.as_ref());
        let Some(image) = packed.map(|packed| packed.source).or(texture.source) else {
            left_out(format!("texture {index} has no picture in a format that can be read (PNG, JPEG, WebP, KTX2)"));
            return None;
        };
        let picture = *self.known.entry((image, meaning)).or_insert_with(|| {
            self.asked.push((image, meaning));
            Some(0)
        });
        picture.map(|picture| (picture, self::sampler(sampler.flatten())))
    }

    /// Decodes all that was asked for, as large as there is room for. What cannot be shown is left out with a warning.
    pub fn fill(&mut self, budget: &mut Budget, warnings: &mut Vec<Fault>) {
        let asked = std::mem::take(&mut self.asked);
        self.known.clear();
        let (mut wanted, mut opaque) = (Vec::new(), HashSet::new());
        for &(image, meaning) in &asked {
            // What is wrong with it is told when it is decoded.
            let Ok(bytes) = self.fetch(image, budget) else { continue };
            let fetched = if let Cow::Owned(bytes) = &bytes { bytes.len() as u64 } else { 0 };
            let (mut steps, is_opaque) = steps(&bytes, self.takes);
            budget.give_back(fetched);
            steps.iter_mut().for_each(|step| step.working += fetched);
            // Such a picture is decoded once for both kinds of colours.
            let is_new = !is_opaque || meaning == Meaning::Data || opaque.insert(image);
            if !steps.is_empty() && is_new {
                wanted.push(Wanted { key: (image, meaning), steps, halved: 0 });
            }
        }
        warnings.extend(fit(&mut wanted, budget.left()));
        let fitted = wanted.iter().map(|picture| (picture.key, picture.step().max_size));
        for ((image, meaning), max_size) in fitted.chain(asked.into_iter().map(|key| (key, self.takes.max_size))) {
            if self.known.contains_key(&(image, meaning)) {
                continue;
            }
            let picture = self.load(image, meaning, max_size, budget, warnings);
            let picture = picture.map(|picture| self.pictures.push(picture)).map(|()| self.pictures.len() - 1);
            let picture = picture.map_err(|fault| warnings.push(fault)).ok();
            self.known.insert((image, meaning), picture);
            let made = picture.map(|picture| &self.pictures[picture]);
            if meaning != Meaning::Data && made.is_none_or(covers_all) {
                self.known.extend([Meaning::Colors, Meaning::Cover].map(|meaning| ((image, meaning), picture)));
            }
        }
    }

    /// The bytes of a picture's file; of the budget is taken what was not there before.
    fn fetch(&self, image: usize, budget: &mut Budget) -> Result<Cow<'a, [u8]>, Fault> {
        let left_out = |fault: Fault| Fault::LeftOut(format!("image {image} is left out: {fault}"));
        let source = self.data.document.images.get(image);
        let source = source.ok_or_else(|| left_out(Fault::data(format!("image {image}"), "does not exist")))?;
        match (&source.uri, source.buffer_view) {
            (None, Some(view)) => Ok(Cow::Borrowed(self.data.view(view).map_err(left_out)?)),
            (Some(uri), _) => self.folders.fetch(uri, budget).map(Cow::Owned),
            (None, None) => Err(left_out(Fault::data(format!("image {image}"), "has neither a file nor a buffer view"))),
        }
    }

    fn load(
        &self,
        image: usize,
        meaning: Meaning,
        max_size: u32,
        budget: &mut Budget,
        warnings: &mut Vec<Fault>,
    ) -> Result<Picture, Fault> {
        let bytes = self.fetch(image, budget)?;
        let uri = self.data.document.images.get(image).and_then(|source| source.uri.as_ref());
        let place = match uri.filter(|uri| !uri.starts_with("data:")) {
            Some(uri) => format!("the picture `{}`", uri.chars().take(120).collect::<String>()),
            None => format!("image {image}"),
        };
        let picture = match bytes.starts_with(&MAGIC) {
            true => packed(&place, &bytes, meaning, Takes { max_size, ..self.takes }, budget),
            false => plain(&place, &bytes, meaning, max_size, self.takes.max_size, budget, warnings),
        };
        if let Cow::Owned(bytes) = &bytes {
            budget.give_back(bytes.len() as u64);
        }
        picture
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

/// What the header of a picture tells that is not KTX2.
struct Opened {
    format: ImageFormat,
    width: u32,
    height: u32,
    color: ColorType,
    /// What its decoder keeps beside the picture, bytes.
    besides: u64,
}

impl Opened {
    fn new(bytes: &[u8]) -> Result<Self, String> {
        let format = image::guess_format(bytes).map_err(|error| error.to_string())?;
        if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
            return Err(format!("{format:?} is not PNG, JPEG or WebP"));
        }
        let header = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(|error| error.to_string())?;
        let ((width, height), color) = (header.dimensions(), header.color_type());
        if width == 0 || height == 0 {
            return Err("it is empty".into());
        }
        let pixels = u64::from(width) * u64::from(height);
        let (each, file) = match format {
            ImageFormat::Jpeg => (Jpeg::walk(bytes).coefficients, bytes.len() as u64),
            ImageFormat::WebP => (5, bytes.len() as u64),
            _ => (0, 0),
        };
        Ok(Self { format, width, height, color, besides: pixels.saturating_mul(each).saturating_add(file) })
    }

    fn has_wide_numbers(&self) -> bool {
        self.color.bytes_per_pixel() > self.color.channel_count()
    }

    /// What it takes until it is RGBA, halved at least once or not, bytes.
    fn working(&self, is_halved: bool) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let decoded = pixels.saturating_mul(self.color.bytes_per_pixel().into());
        let rgba = match (self.has_wide_numbers(), is_halved, self.color) {
            (false, true, _) => pixels,
            (_, _, ColorType::Rgba8) => 0,
            _ => pixels.saturating_mul(4),
        };
        decoded.saturating_add(rgba.max(self.besides))
    }
}

/// What RGBA takes with its mip levels, bytes.
fn with_levels(width: u32, height: u32) -> u64 {
    (u64::from(width) * u64::from(height)).saturating_mul(16) / 3
}

/// What a packed picture takes once it is made.
fn packed_bytes(plan: &Plan) -> u64 {
    if plan.format == Format::Rgba8 { with_levels(plan.width, plan.height) } else { plan.bytes() }
}

/// What a picture takes at each of its sizes, as its header tells, and whether it surely covers all; no sizes where it cannot be shown.
pub(super) fn steps(bytes: &[u8], takes: Takes) -> (Vec<Step>, bool) {
    let (mut steps, mut max_size): (Vec<Step>, u32) = (Vec::new(), takes.max_size);
    if bytes.starts_with(&MAGIC) {
        let Ok(header) = Header::read(bytes, bytes.len() as u64) else { return (steps, false) };
        while let Ok(plan) = Plan::new(&header, Pictures::One, Takes { max_size, ..takes })
            && steps.last().is_none_or(|last| packed_bytes(&plan) < last.kept)
        {
            steps.push(Step { max_size, working: plan.needed(&header), kept: packed_bytes(&plan) });
            max_size = half(plan.width.max(plan.height));
        }
        return (steps, false);
    }
    let Ok(opened) = Opened::new(bytes) else { return (steps, false) };
    let (mut width, mut height) = (opened.width, opened.height);
    loop {
        let size = width.max(height);
        if size <= max_size {
            let step = Step { max_size: size, working: opened.working(width < opened.width), kept: with_levels(width, height) };
            steps.push(step);
        }
        if size <= max_size.min(SMALLEST) {
            return (steps, !opened.color.has_alpha());
        }
        (width, height) = (half(width), half(height));
    }
}

/// A PNG, JPEG or WebP, halved until it is at most `max_size`, of which the GPU takes `most`.
fn plain(
    place: &str,
    bytes: &[u8],
    meaning: Meaning,
    max_size: u32,
    most: u32,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Picture, Fault> {
    let fault = |problem: String| Fault::Picture { place: place.into(), problem };
    let opened = Opened::new(bytes).map_err(fault)?;
    let (mut width, mut height) = (opened.width, opened.height);
    let is_halved = width.max(height) > max_size;
    let too_large = |needed: u64, budget: &Budget| Fault::LargePicture {
        place: place.into(),
        width: opened.width,
        height: opened.height,
        needed: needed >> 20,
        left: budget.left() >> 20,
    };
    let working = opened.working(is_halved);
    // However small it is shown, so much it takes.
    budget.take(place, working).map_err(|_| too_large(working.min(opened.working(true)), budget))?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), opened.format);
    let mut limits = Limits::no_limits();
    // And what a file says beside its pixels: a profile, notes.
    limits.max_alloc = Some(working + (8 << 20));
    reader.limits(limits);
    let decoded = reader.decode().map(|decoded| {
        if !is_halved || opened.has_wide_numbers() {
            return decoded.into_rgba8().into_raw();
        }
        let size = (width, height);
        (width, height) = (half(width), half(height));
        let pixels = decoded.as_bytes();
        match opened.color.channel_count() {
            1 => halve::<1>(pixels, size.0, size.1, meaning),
            2 => halve::<2>(pixels, size.0, size.1, meaning),
            3 => halve::<3>(pixels, size.0, size.1, meaning),
            _ => halve::<4>(pixels, size.0, size.1, meaning),
        }
    });
    budget.give_back(working);
    let mut rgba = decoded.map_err(|error| fault(error.to_string()))?;
    while width.max(height) > max_size {
        rgba = halve::<4>(&rgba, width, height, meaning);
        (width, height) = (half(width), half(height));
    }
    if opened.width.max(opened.height) > most {
        warnings.push(Fault::LeftOut(format!(
            "{place} has {} x {} pixels, more than the GPU takes, and is scaled down to {width} x {height}",
            opened.width, opened.height
        )));
    }
    let kept = with_levels(width, height);
    budget.take(place, kept).map_err(|_| too_large(kept, budget))?;
    let levels = levels(rgba, width, height, meaning);
    Ok(Picture { width, height, srgb: meaning != Meaning::Data, format: Format::Rgba8, levels })
}

/// A KTX2 picture (`KHR_texture_basisu`); whether it is taken for colours is said by where it is used.
fn packed(place: &str, bytes: &[u8], meaning: Meaning, takes: Takes, budget: &mut Budget) -> Result<Picture, Fault> {
    let fault = |fault: ktx2::Fault| Fault::Picture { place: place.into(), problem: fault.to_string() };
    let header = Header::read(bytes, bytes.len() as u64).map_err(fault)?;
    let plan = Plan::new(&header, Pictures::One, takes).map_err(fault)?;
    let (working, kept) = (plan.needed(&header), packed_bytes(&plan));
    let too_large = |needed: u64, budget: &Budget| Fault::LargePicture {
        place: place.into(),
        width: header.width,
        height: header.height,
        needed: needed >> 20,
        left: budget.left() >> 20,
    };
    budget.take(place, working).map_err(|_| too_large(working, budget))?;
    let made = plan.levels(bytes, &header);
    budget.give_back(working);
    let mut levels: Vec<Vec<u8>> = made.map_err(fault)?.into_iter().map(Into::into).collect();
    let Plan { format, width, height, .. } = plan;
    budget.take(place, kept).map_err(|_| too_large(kept, budget))?;
    if levels.len() == 1 && format == Format::Rgba8 {
        levels = self::levels(levels.swap_remove(0), width, height, meaning);
    }
    Ok(Picture { width, height, srgb: meaning != Meaning::Data, format, levels })
}

fn levels(whole: Vec<u8>, mut width: u32, mut height: u32, meaning: Meaning) -> Vec<Vec<u8>> {
    let mut levels = vec![whole];
    while width > 1 || height > 1 {
        let next = levels.last().map(|level| halve::<4>(level, width, height, meaning)).unwrap_or_default();
        levels.push(next);
        (width, height) = (half(width), half(height));
    }
    levels
}

fn half(size: u32) -> u32 {
    (size / 2).max(1)
}

/// Half as wide and high, as RGBA of so many channels. Colours are mixed as light, and what covers by how much it does, so that what is not
/// to be seen lends no colour to the edge of what is.
fn halve<const CHANNELS: usize>(pixels: &[u8], width: u32, height: u32, meaning: Meaning) -> Vec<u8> {
    let rgba = |pixel: &[u8]| match (CHANNELS, pixel) {
        (1, &[grey, ..]) => [grey, grey, grey, 255],
        (2, &[grey, alpha, ..]) => [grey, grey, grey, alpha],
        (3, &[red, green, blue, ..]) => [red, green, blue, 255],
        (_, &[red, green, blue, alpha, ..]) => [red, green, blue, alpha],
        _ => [0; 4],
    };
    let (width, height) = (width as usize, height as usize);
    let (across, down) = ((width / 2).max(1), (height / 2).max(1));
    let mut result = Vec::with_capacity(across * down * 4);
    for y in 0..down {
        let rows = [2 * y, (2 * y + 1).min(height - 1)].map(|row| &pixels[row * width * CHANNELS..][..width * CHANNELS]);
        for x in 0..across {
            let columns = [2 * x, (2 * x + 1).min(width - 1)];
            let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(row, column): (usize, usize)| rgba(&rows[row][columns[column] * CHANNELS..]));
            if meaning != Meaning::Data {
                let opacity: u32 = four.iter().map(|pixel| u32::from(pixel[3])).sum();
                let weight =
                    |pixel: &[u8; 4]| if meaning == Meaning::Colors || opacity == 0 { 0.25 } else { f32::from(pixel[3]) / opacity as f32 };
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
