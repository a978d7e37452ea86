//! The visitor's hands as they see them: bare, with every finger where it is, or with a controller in them.

mod bare;
mod controller;
mod solid;

use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use glam::Affine3A;

use crate::gpu::Gpu;
use crate::media::gltf::Model;
use crate::pose::{HandShape, Pose};
use crate::walk::Scene;

use super::mesh::{Light, Lighting, MeshSpace, MeshUpload, Meshes};
use solid::Skin;

/// The skins, made once: it takes a moment.
static HAND: LazyLock<Skin> = LazyLock::new(|| Skin::of(&bare::rods()));
static CONTROLLER: LazyLock<Skin> = LazyLock::new(|| Skin::of(&controller::rods()));

/// What a frame takes of them to the GPU, bytes.
const UPLOAD_PER_FRAME: u64 = 1 << 20;

/// Draws a scene's hands.
#[derive(Debug, Default)]
pub(super) struct Hands {
    /// Left and right.
    sides: [Side; 2],
    /// Where the skins come from: a thread of their own makes them once there are hands to be seen. `None` until then, since a window
    /// has no hands, and a headset shows a place first.
    skins: Option<Receiver<(usize, Holding, Model)>>,
    /// How many skins have not come yet, once they are on their way.
    missing: usize,
}

/// A hand's two skins: which of them is seen, and what there is of each.
#[derive(Debug, Default)]
struct Side {
    bare: Part,
    controller: Part,
    shown: Option<Holding>,
}

#[derive(Debug, Clone, Copy)]
enum Holding {
    Nothing,
    Controller,
}

#[derive(Debug, Default)]
enum Part {
    #[default]
    Missing,
    Coming(Box<MeshUpload>),
    There(Box<MeshSpace>),
}

impl Hands {
    /// Sets out to make them. Where they cannot be had, rays show where hands are.
    fn begin(&mut self) {
        let (sender, skins) = channel();
        let make = move || {
            let held = || CONTROLLER.model(&controller::bones(Pose::default(), Pose::default()));
            let skins = [true, false].into_iter().enumerate().flat_map(|(side, left)| {
                let bound = bare::bones(&bare::flat(left), left);
                let bare = if left { HAND.mirrored().model(&bound) } else { HAND.model(&bound) };
                [(side, Holding::Nothing, bare), (side, Holding::Controller, held())]
            });
            // Where nobody listens any longer nobody misses the rest.
            let _ = skins.into_iter().try_for_each(|skin| sender.send(skin).ok());
        };
        if let Err(error) = std::thread::Builder::new().name("hands".into()).spawn(make) {
            tracing::warn!("hands are not drawn, for there is no thread to make them: {error}. Close other programs");
        }
        (self.skins, self.missing) = (Some(skins), 4);
    }

    /// Whether there is more of them to come.
    pub fn are_coming(&self) -> bool {
        self.missing > 0 || self.sides.iter().flat_map(|side| [&side.bare, &side.controller]).any(|part| matches!(part, Part::Coming(_)))
    }

    /// Brings them nearer to being there. Once a frame; waits for nothing.
    pub fn update(&mut self, gpu: &Gpu, meshes: &Meshes, scene: &Scene) {
        if self.skins.is_none() && scene.hands.iter().any(Option::is_some) {
            self.begin();
        }
        let Some(skins) = &self.skins else { return };
        match skins.try_recv() {
            Ok((side, holding, model)) => {
                self.missing -= 1;
                *self.sides[side].part(holding) = Part::Coming(Box::new(meshes.upload(gpu, model, Lighting::of)));
            }
            Err(TryRecvError::Disconnected) => self.missing = 0,
            Err(TryRecvError::Empty) => {}
        }
        self.sides.iter_mut().flat_map(|side| [&mut side.bare, &mut side.controller]).for_each(|part| part.update(gpu));
    }

    /// Takes this moment's hands to the GPU.
    pub fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        for ((side, hand), left) in self.sides.iter_mut().zip(&scene.hands).zip([true, false]) {
            side.shown = hand.as_ref().map(|hand| match hand {
                HandShape::Bare(joints) => {
                    side.bare.stand(gpu, || bare::bones(joints, left));
                    Holding::Nothing
                }
                HandShape::Controller { grip, aim } => {
                    side.controller.stand(gpu, || controller::bones(*grip, *aim));
                    Holding::Controller
                }
            });
        }
    }

    /// Draws them, in `light`, or in that of a neutral room.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, meshes: &Meshes, light: Option<&Light>) {
        for side in &self.sides {
            let part = side.shown.map(|holding| match holding {
                Holding::Nothing => &side.bare,
                Holding::Controller => &side.controller,
            });
            if let Some(Part::There(hand)) = part {
                meshes.draw_figure(pass, hand, light);
            }
        }
    }
}

impl Side {
    fn part(&mut self, holding: Holding) -> &mut Part {
        match holding {
            Holding::Nothing => &mut self.bare,
            Holding::Controller => &mut self.controller,
        }
    }
}

impl Part {
    fn update(&mut self, gpu: &Gpu) {
        let Self::Coming(upload) = self else { return };
        match upload.step(gpu, &mut { UPLOAD_PER_FRAME }) {
            Ok(false) => {}
            Ok(true) => {
                let Self::Coming(upload) = std::mem::take(self) else { return };
                *self = upload.finish().map_or(Self::Missing, |hand| Self::There(Box::new(hand)));
            }
            Err(error) => {
                tracing::warn!("hands are not drawn: {error}");
                *self = Self::Missing;
            }
        }
    }

    fn stand<const BONES: usize>(&mut self, gpu: &Gpu, bones: impl FnOnce() -> [Affine3A; BONES]) {
        if let Self::There(hand) = self {
            hand.stand(gpu, &bones());
        }
    }
}
