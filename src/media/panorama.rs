//! Equirectangular pictures: JPEG, PNG, WebP, Radiance HDR or OpenEXR to RGBA, 8 bits a channel, sRGB; KTX2 to what the GPU takes.

use std::path::Path;

use super::budget::{Budget, Reservation};
use super::large::Large;
use super::opened::{self, Opened, affordable, saved_meanwhile};
use super::texture::{Format, Takes};
use super::{LoadError, ktx2};
use crate::tour::gpano::Gpano;
use crate::tour::{Exposure, Stereo};

/// A picture, and what it says of itself.
#[derive(Debug, PartialEq)]
pub struct PanoramaPixels {
    /// Of one layer, pixels.
    pub width: u32,
    /// Of one layer, pixels.
    pub height: u32,
    /// 1 where one equirectangular picture serves both eyes, 2 where the right eye's follows the left eye's, 6 for the faces of a cube.
    pub layers: u32,
    /// Whether they are those faces, in the order right, left, up, down, front, back.
    pub is_cube: bool,
    /// How pixels are stored.
    pub format: Format,
    /// Whether red, green and blue are encoded as sRGB rather than linear.
    pub is_srgb: bool,
    /// From the largest, each half as wide and high as the one before; in each, row by row from the top, layer after layer. Where it is
    /// one alone, and of plain pixels, the smaller ones are to be made of it.
    pub levels: Vec<Large>,
    /// How it is to be hung, by its own account.
    pub gpano: Gpano,
}

impl PanoramaPixels {
    /// Plain pixels: red, green, blue and 255 for each, row by row from the top, layer after layer.
    pub(super) fn plain((width, height): (u32, u32), layers: u32, rgba: Large, gpano: Gpano) -> Self {
        Self { width, height, layers, is_cube: layers == 6, format: Format::Rgba8, is_srgb: true, levels: vec![rgba], gpano }
    }

    /// What it takes in memory, bytes.
    pub fn bytes(&self) -> u64 {
        self.levels.iter().map(|level| level.len() as u64).sum()
    }

    /// Whether its smaller levels are to be made of the first.
    pub fn lacks_levels(&self) -> bool {
        self.levels.len() == 1 && self.format == Format::Rgba8
    }
}

/// Reads a picture, or the two of a stereo file; one larger than the GPU takes in either direction is scaled down, and the log says so.
/// Waits until `budget` has room for it, and hands over what was set aside.
///
/// # Errors
/// Where the file is missing, broken, cut short, or would take more than all of `budget`.
pub fn load(
    file: &Path,
    stereo: Option<Stereo>,
    exposure: Exposure,
    takes: Takes,
    budget: &'static Budget,
) -> Result<(PanoramaPixels, Reservation), LoadError> {
    if let Some(packed) = ktx2::panorama(file, stereo, takes, budget)? {
        return Ok(packed);
    }
    let needs = |opened: &Opened<'_>| {
        let from = size(file, opened, stereo)?;
        let to = fit(from, takes.max_size);
        affordable(file, (opened.width, opened.height), needed(opened, stereo, from, to), budget).map(|needed| (needed, from, to))
    };
    let memory = budget.reserve(opened::look(file, budget, |opened| needs(opened).map(|(needed, ..)| needed))?);
    let bytes = opened::read(file)?;
    let opened = Opened::new(file, &bytes, budget)?;
    let (needed, (width, height), (to_width, to_height)) = needs(&opened)?;
    if needed > memory.bytes() {
        return Err(saved_meanwhile(file));
    }
    let mut decoded = opened.decode(exposure)?;
    drop(bytes);
    let is_scaled = (width, height) != (to_width, to_height);
    if is_scaled {
        let file = file.display();
        tracing::warn!("{file}: {width} x {height} pixels are more than this GPU takes; scaled down to {to_width} x {to_height}");
    }
    // Where the second eye's picture begins.
    let second = stereo.map(|stereo| match stereo {
        Stereo::TopBottom => (0, height),
        Stereo::SideBySide => (width, 0),
    });
    let layers = 1 + u32::from(second.is_some());
    let whole = if is_scaled || second.is_some() { None } else { decoded.take_rgba() };
    let rgba = whole.unwrap_or_else(|| {
        let mut rgba = Vec::with_capacity(to_width as usize * to_height as usize * 4 * layers as usize);
        for (left, top) in [Some((0, 0)), second].into_iter().flatten() {
            decoded.part(left, top, width, height).append_rgba(to_width, to_height, &mut rgba);
        }
        rgba.into()
    });
    Ok((PanoramaPixels::plain((to_width, to_height), layers, rgba, decoded.gpano), memory))
}

/// What loading it takes, bytes, where pictures of this size in the file are to have that one.
fn needed(opened: &Opened<'_>, stereo: Option<Stereo>, from: (u32, u32), to: (u32, u32)) -> u64 {
    let eyes = if stereo.is_some() { 2 } else { 1 };
    // What is decoded as it is wanted is not copied.
    let is_taken_over = opened.is_rgba() && stereo.is_none() && from == to;
    let rgba = if is_taken_over { 0 } else { u64::from(to.0) * u64::from(to.1) * 4 * eyes };
    opened.needed.max(opened.kept.saturating_add(rgba))
}

/// The size of each eye's picture in the file.
fn size(file: &Path, opened: &Opened<'_>, stereo: Option<Stereo>) -> Result<(u32, u32), LoadError> {
    match stereo.map_or((opened.width, opened.height), |stereo| stereo.each(opened.width, opened.height)) {
        (0, _) | (_, 0) => Err(LoadError::Unsupported { file: file.into(), what: "a picture too small for two eyes".into() }),
        size => Ok(size),
    }
}

/// The size that keeps the proportions and fits into a square of `max`.
pub(super) fn fit((width, height): (u32, u32), max: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= max {
        return (width, height);
    }
    let scaled = |side: u32| ((u64::from(side) * u64::from(max) / u64::from(longer)) as u32).max(1);
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests;
