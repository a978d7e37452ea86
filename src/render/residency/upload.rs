//! A space on its way to the GPU, whatever it is.

use super::{Makers, Resident};
use crate::gpu::Gpu;
use crate::media::Space;
use crate::media::gltf::Model;
use crate::render::mesh::{Environment, Lighting, MeshUpload};
use crate::render::upload::{PictureUpload, picture_bytes};

/// A space on its way there.
#[derive(Debug)]
pub(super) enum Upload {
    Panorama(Box<PictureUpload>),
    Model(Box<MeshUpload>),
}

impl Upload {
    pub fn begin(gpu: &Gpu, makers: &Makers<'_>, space: Space) -> Self {
        match space {
            Space::Panorama(pixels) => Self::Panorama(Box::new(PictureUpload::begin(gpu, pixels))),
            Space::Model(model, exposure, light) => {
                let lighting = move |model: &Model| {
                    let environment = light.and_then(|light| Environment::from_equirect(&light.light, light.width, light.height));
                    Lighting { environment, ..Lighting::of(model).brighter(exposure) }
                };
                Self::Model(Box::new(makers.meshes.upload(gpu, *model, lighting)))
            }
        }
    }

    /// What a space will take on the GPU.
    pub fn bytes_of(space: &Space) -> u64 {
        match space {
            Space::Panorama(pixels) => picture_bytes(pixels),
            Space::Model(model, ..) => MeshUpload::bytes_of(model),
        }
    }

    pub fn bytes(&self) -> u64 {
        match self {
            Self::Panorama(upload) => upload.bytes(),
            Self::Model(upload) => upload.bytes(),
        }
    }

    pub fn step(&mut self, gpu: &Gpu, makers: &Makers<'_>, budget: &mut u64) -> Result<bool, String> {
        match self {
            Self::Panorama(upload) => upload.step(gpu, makers.mipmaps, budget),
            Self::Model(upload) => upload.step(gpu, budget),
        }
    }

    pub fn finish(self, gpu: &Gpu, makers: &Makers<'_>) -> Option<Resident> {
        match self {
            Self::Panorama(upload) => upload.finish(gpu, makers.panorama).map(Resident::Panorama),
            Self::Model(upload) => upload.finish().map(Resident::Model),
        }
    }
}
