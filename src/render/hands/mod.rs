//! The visitor's hands as they see them: bare, with every finger where it is, or with a controller in them. In the light of the place.

mod bare;
mod controller;
mod solid;

use std::sync::LazyLock;

use crate::gpu::Gpu;
use crate::pose::{HandShape, Pose};
use crate::walk::Scene;

use super::mesh::{Light, Lighting, MeshSpace, Meshes};
use solid::Skin;

/// The skins, made once: it takes a moment.
static HAND: LazyLock<Skin> = LazyLock::new(|| Skin::of(&bare::rods()));
static CONTROLLER: LazyLock<Skin> = LazyLock::new(|| Skin::of(&controller::rods()));

/// Draws a scene's hands.
#[derive(Debug)]
pub(super) struct Hands {
    /// Left and right.
    sides: Option<[Side; 2]>,
}

#[derive(Debug)]
struct Side {
    left: bool,
    bare: MeshSpace,
    controller: MeshSpace,
    shown: Option<Shown>,
}

#[derive(Debug, Clone, Copy)]
enum Shown {
    Bare,
    Controller,
}

impl Hands {
    /// Ready to be prepared. Where the GPU has no memory left, nothing is drawn: rays show where hands are.
    pub fn new(gpu: &Gpu, meshes: &Meshes) -> Self {
        let side = |left| Side::new(gpu, meshes, left);
        let sides = side(true).and_then(|one| Ok([one, side(false)?]));
        Self { sides: sides.inspect_err(|error| tracing::warn!("hands are not drawn: {error}")).ok() }
    }

    /// Takes this moment's hands to the GPU.
    pub fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        for (side, hand) in self.sides.iter_mut().flatten().zip(&scene.hands) {
            side.shown = hand.as_ref().map(|hand| match hand {
                HandShape::Bare(joints) => {
                    side.bare.stand(gpu, &bare::bones(joints, side.left));
                    Shown::Bare
                }
                HandShape::Controller { grip, aim } => {
                    side.controller.stand(gpu, &controller::bones(*grip, *aim));
                    Shown::Controller
                }
            });
        }
    }

    /// Draws them, in the light of `space`, or of a neutral room.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, meshes: &Meshes, light: Option<&Light>) {
        for side in self.sides.iter().flatten() {
            match side.shown {
                Some(Shown::Bare) => meshes.draw_figure(pass, &side.bare, light),
                Some(Shown::Controller) => meshes.draw_figure(pass, &side.controller, light),
                None => {}
            }
        }
    }
}

impl Side {
    fn new(gpu: &Gpu, meshes: &Meshes, left: bool) -> Result<Self, String> {
        let upload = |skin: &Skin, bound: &[glam::Affine3A]| {
            let model = skin.model(bound);
            let lighting = Lighting::of(&model);
            let mut upload = meshes.upload(gpu, model, lighting)?;
            upload.step(gpu, &mut { u64::MAX });
            Ok::<_, String>(upload.finish(gpu))
        };
        let bound = bare::bones(&bare::flat(left), left);
        let bare = if left { upload(&HAND.mirrored(), &bound)? } else { upload(&HAND, &bound)? };
        let controller = upload(&CONTROLLER, &controller::bones(Pose::default(), Pose::default()))?;
        Ok(Self { left, bare, controller, shown: None })
    }
}
