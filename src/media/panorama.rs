//! Equirectangular pictures: JPEG, PNG, WebP, Radiance HDR or OpenEXR to RGBA, 8 bits a channel, sRGB.

use std::path::Path;

use super::LoadError;
use super::budget::{Budget, Reservation};
use super::opened::{self, Opened, affordable, saved_meanwhile};
use crate::tour::gpano::Gpano;
use crate::tour::{Exposure, Stereo};

/// A picture, and what it says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PanoramaPixels {
    /// Of one layer, pixels.
    pub width: u32,
    /// Of one layer, pixels.
    pub height: u32,
    /// 1 where one equirectangular picture serves both eyes, 2 where the right eye's follows the left eye's, 6 for the faces of a cube.
    pub layers: u32,
    /// Whether they are those faces, in the order right, left, up, down, front, back.
    pub is_cube: bool,
    /// Red, green, blue and 255 for each pixel, row by row from the top, layer after layer.
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
    let needs = |opened: &Opened<'_>| {
        let from = size(file, opened, stereo)?;
        let to = fit(from, max_size);
        let eyes = if stereo.is_some() { 2 } else { 1 };
        let rgba = u64::from(to.0) * u64::from(to.1) * 4 * eyes;
        affordable(file, (opened.width, opened.height), opened.needed.saturating_add(rgba), budget).map(|needed| (needed, from, to))
    };
    let memory = budget.reserve(opened::look(file, budget, |opened| needs(opened).map(|(needed, ..)| needed))?);
    let bytes = opened::read(file)?;
    let opened = Opened::new(file, &bytes, budget)?;
    let (needed, (width, height), (to_width, to_height)) = needs(&opened)?;
    if needed > memory.bytes() {
        return Err(saved_meanwhile(file));
    }
    let mut decoded = opened.decode(exposure)?;
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
        rgba
    });
    Ok((PanoramaPixels { width: to_width, height: to_height, layers, is_cube: false, rgba, gpano: decoded.gpano }, memory))
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
