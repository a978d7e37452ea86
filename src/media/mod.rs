//! Files to CPU data, on worker threads.
//!
//! [`Workers`] take requests for spaces (a file and what kind it is) and hand back what was in them, or a [`LoadError`] that
//! names the file. Nothing that a file holds can bring a worker down or make it take more than [`MEMORY_LIMIT`].

mod error;
pub mod gltf;
mod gpano;
pub mod panorama;
pub mod picture;
mod scale;
mod workers;

pub use error::LoadError;
pub use gpano::Gpano;
pub use panorama::PanoramaPixels;
pub use workers::{Loaded, Workers};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::tour::Stereo;

/// What loading a space may take at its peak, bytes. What would need more is refused before it is decoded.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// What is in the file of a space.
#[derive(Debug)]
pub enum Space {
    /// An equirectangular picture.
    Panorama(PanoramaPixels),
    /// A glTF model.
    Model(Box<gltf::Model>),
}

/// What kind of space a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpaceKind {
    /// An equirectangular picture, or two in one file.
    Panorama(Option<Stereo>),
    /// A glTF model.
    Model,
}

/// Which space: a file, and what it is read as. Locations that share a file share the space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpaceKey {
    /// The file.
    pub file: Arc<PathBuf>,
    /// What it is read as.
    pub kind: SpaceKind,
}

impl SpaceKey {
    /// The space of a location.
    pub fn of(space: &crate::tour::Space) -> Self {
        let kind = match space {
            crate::tour::Space::Panorama(hung) => SpaceKind::Panorama(hung.stereo),
            crate::tour::Space::Model { .. } => SpaceKind::Model,
        };
        Self { file: space.file().clone(), kind }
    }

    /// Reads it, whatever it is, for a GPU whose textures may be `max_size` pixels wide and high. Takes its time.
    fn load(&self, max_size: u32) -> Result<Space, LoadError> {
        match self.kind {
            SpaceKind::Panorama(stereo) => panorama::load(&self.file, stereo, max_size).map(Space::Panorama),
            SpaceKind::Model => {
                // What it names has to lie in its own folder, which is within the tour's.
                let folder = self.file.parent().unwrap_or(Path::new("."));
                let model = gltf::load(&self.file, folder, max_size).map_err(LoadError::Model)?;
                model.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
                Ok(Space::Model(Box::new(model)))
            }
        }
    }
}
