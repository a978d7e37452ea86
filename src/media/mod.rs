//! Files to CPU data, on worker threads.
//!
//! [`Workers`] take requests for spaces (a file and what kind it is) or for tiles of one, and hand back what was in them, or a [`LoadError`] that
//! names the file. Nothing that a file holds can bring a worker down, and all that is decoded at one time shares [`DECODING`].

mod budget;
mod colour;
pub mod cube;
mod develop;
mod error;
pub mod gltf;
mod ktx2;
mod large;
pub mod light;
mod opened;
pub mod panorama;
pub mod picture;
mod scale;
pub mod texture;
pub mod tiles;
mod workers;

pub use budget::{Budget, Reservation};
pub use error::LoadError;
pub use large::Large;
pub use light::AllRound;
pub use panorama::PanoramaPixels;
pub use texture::Takes;
pub use tiles::{TileKey, TilePixels};
pub use workers::{Loaded, Request, Workers};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::tour::{Cube, Exposure, Pyramid, Stereo};

/// What all decoders of pictures and models may take together, and what they have decoded until it is on the GPU. A GiB: a panorama of
/// 16384 x 8192 pixels, as large as a GPU takes, needs 920 MiB of it as a JPEG, and machines with 8 GiB have as much to spare.
pub static DECODING: Budget = Budget::new(crate::tour::MOST_DECODING);

/// What is in the file of a space.
#[derive(Debug)]
pub enum Space {
    /// An equirectangular picture, or the faces of a cube.
    Panorama(PanoramaPixels),
    /// A glTF model, how much brighter it is lit than it would be, and the light all around it, where a picture tells that.
    Model(Box<gltf::Model>, Exposure, Option<AllRound>),
}

impl Space {
    /// What it takes in memory, bytes.
    fn bytes(&self) -> u64 {
        match self {
            Self::Panorama(pixels) => pixels.bytes(),
            Self::Model(model, ..) => model.bytes(),
        }
    }
}

/// What kind of space a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SpaceKind {
    /// An equirectangular picture, or two in one file.
    Panorama(Option<Stereo>, Exposure),
    /// The faces of a cube, of which the key's file is the first one's.
    Cube(Arc<Cube>, Exposure),
    /// The coarsest level of a panorama in tiles, as the faces of a cube; the key's file is the first tile's.
    Tiles(Arc<Pyramid>, Exposure),
    /// A glTF model, in this of its looks, lit so much brighter, and by this picture.
    Model(Option<Arc<str>>, Exposure, Option<Arc<PathBuf>>),
    /// A glTF model of a person: apart from a space of the same file, since it moves otherwise.
    Figure,
}

/// Which space: a file, and what it is read as. Locations that share a file share the space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpaceKey {
    /// The file.
    pub file: Arc<PathBuf>,
    /// What it is read as.
    pub kind: SpaceKind,
}

impl Request for SpaceKey {
    type Loaded = Space;

    fn load(&self, takes: Takes) -> Result<(Space, Reservation), LoadError> {
        self.load_within(takes, &DECODING)
    }

    fn file(&self) -> PathBuf {
        self.file.to_path_buf()
    }
}

impl SpaceKey {
    /// The space of a location.
    pub fn of(space: &crate::tour::Space) -> Self {
        let kind = match space {
            crate::tour::Space::Panorama(hung) => match (&hung.pyramid, &hung.cube) {
                (Some(pyramid), _) => SpaceKind::Tiles(pyramid.clone(), hung.exposure),
                (None, Some(cube)) => SpaceKind::Cube(cube.clone(), hung.exposure),
                (None, None) => SpaceKind::Panorama(hung.stereo, hung.exposure),
            },
            crate::tour::Space::Model(model) => SpaceKind::Model(model.variant.clone(), model.exposure, model.light.clone()),
        };
        Self { file: space.file().clone(), kind }
    }

    /// Whether it is read as a model, which takes most of [`DECODING`].
    pub fn is_model(&self) -> bool {
        matches!(self.kind, SpaceKind::Model(..) | SpaceKind::Figure)
    }

    /// Whether it is read from `file`, among others.
    pub fn is_read_from(&self, file: &Path) -> bool {
        match &self.kind {
            SpaceKind::Cube(cube, _) => cube.faces.iter().any(|face| face.file.as_path() == file),
            SpaceKind::Tiles(pyramid, _) => pyramid.tiles(0).any(|tile| pyramid.file(tile) == file),
            SpaceKind::Model(_, _, Some(light)) => self.file.as_path() == file || light.as_path() == file,
            _ => self.file.as_path() == file,
        }
    }

    /// Reads it, whatever it is, for a GPU that takes this. Takes its time, and its part of `budget`.
    fn load_within(&self, takes: Takes, budget: &'static Budget) -> Result<(Space, Reservation), LoadError> {
        let (space, mut memory) = match &self.kind {
            SpaceKind::Panorama(stereo, exposure) => {
                let (pixels, memory) = panorama::load(&self.file, *stereo, *exposure, takes, budget)?;
                (Space::Panorama(pixels), memory)
            }
            SpaceKind::Cube(cube, exposure) => {
                let (pixels, memory) = cube::load(cube, *exposure, takes, budget)?;
                (Space::Panorama(pixels), memory)
            }
            SpaceKind::Tiles(pyramid, exposure) => {
                let (pixels, memory) = tiles::load_coarsest(pyramid, *exposure, budget)?;
                (Space::Panorama(pixels), memory)
            }
            SpaceKind::Model(variant, exposure, light) => {
                // Before the model: whoever holds a part of the budget must not wait for more.
                let light = light.as_ref().and_then(|file| light::load_or_warn(file, budget));
                self.model(variant.as_deref(), *exposure, light, takes, budget)?
            }
            SpaceKind::Figure => self.model(None, Exposure::default(), None, takes, budget)?,
        };
        memory.shrink_to(space.bytes());
        Ok((space, memory))
    }

    /// Reads it as a model.
    fn model(
        &self,
        variant: Option<&str>,
        exposure: Exposure,
        light: Option<AllRound>,
        takes: Takes,
        budget: &'static Budget,
    ) -> Result<(Space, Reservation), LoadError> {
        let (model, memory) = read_model(&self.file, variant, takes, budget)?;
        model.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
        Ok((Space::Model(Box::new(model), exposure, light), memory))
    }
}

fn read_model(file: &Path, variant: Option<&str>, takes: Takes, budget: &'static Budget) -> Result<(gltf::Model, Reservation), LoadError> {
    // What its parts need is told one by one; so all that a model may take is set aside.
    let memory = budget.reserve(gltf::MOST_BYTES);
    // What it names has to lie in its own folder, which is within the tour's.
    let folder = file.parent().unwrap_or(Path::new("."));
    let model = gltf::load(file, folder, variant, takes).map_err(LoadError::Model)?;
    Ok((model, memory))
}

/// Loads a model as a visit does, in the look of that name, and lets go of it again: what of it would not be shown as it is, and from where to
/// where it reaches while nothing moves, metres.
///
/// # Errors
/// Where nothing of it would be shown.
pub fn try_model(file: &Path, variant: Option<&str>) -> Result<(Vec<gltf::GltfError>, [glam::Vec3; 2]), LoadError> {
    // Most GPUs take this; what others take instead is as good.
    let takes = Takes { bc: true, ..Takes::plain(16384) };
    let read = || read_model(file, variant, takes, &DECODING).map(|(model, _)| (model.warnings, model.bounds));
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(LoadError::Panicked { file: file.into() }))
}
