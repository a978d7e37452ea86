//! Faces: the pictures of a tour's people, and the card on which whoever accompanies the visitor is seen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use glam::{Vec2, Vec3};

use crate::gpu::Gpu;
use crate::media::picture;
use crate::tour::{Person, PersonIndex};
use crate::walk::{MarkerKind, Scene};

use super::canvas::{Bitmap, Canvas};
use super::quad::{Pictures, Quad, Quads, pipeline};
use super::worker::Worker;
use super::{Frame, PassLayout, shader};

/// How large a portrait is kept, pixels: what half a metre takes at a metre and a half in a headset.
const SIZE: (u32, u32) = (480, 600);
/// Portraits that nobody sees are kept up to this many.
const KEPT: usize = 24;

/// The faces that scenes have asked for.
#[derive(Debug)]
pub struct Portraits {
    pictures: Pictures,
    worker: Worker<Arc<PathBuf>, (Arc<PathBuf>, Option<Bitmap>)>,
    faces: Vec<Face>,
    blank: wgpu::BindGroup,
    frame: u64,
}

#[derive(Debug)]
struct Face {
    file: Arc<PathBuf>,
    used: u64,
    /// `None` until it is there, and where the file is broken.
    picture: Option<wgpu::BindGroup>,
}

impl Portraits {
    /// None yet; starts their thread.
    pub(super) fn new(gpu: &Gpu, pictures: Pictures) -> Self {
        let worker = Worker::new("portraits", || {
            |file: Arc<PathBuf>| match picture::load(&file) {
                Ok(image) => (file, Some(cropped(&image).into_bitmap())),
                Err(error) => {
                    tracing::warn!("somebody is shown without their portrait: {error}");
                    (file, None)
                }
            }
        });
        Self { blank: pictures.blank(gpu), pictures, worker, faces: Vec::new(), frame: 0 }
    }

    /// Whether all that scenes have asked for so far are there, or cannot be had.
    pub fn ready(&self) -> bool {
        self.worker.outstanding() == 0
    }

    /// Lets go of a portrait whose file has changed.
    pub fn reload(&mut self, file: &Path) {
        self.faces.retain(|face| face.file.as_path() != file);
    }

    /// Asks for the faces in this scene that are not there yet.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene, people: &[Person]) {
        self.frame += 1;
        if let Some((file, Some(bitmap))) = self.worker.next()
            && let Some(face) = self.faces.iter_mut().find(|face| face.file == file)
        {
            face.picture = Some(self.pictures.upload(gpu, &bitmap));
        }
        for marker in &scene.markers {
            if let MarkerKind::Story(teller) = marker.kind {
                self.want(people, teller);
            }
        }
        if let Some(guide) = &scene.guide {
            self.want(people, guide.who);
        }
        if self.faces.len() > KEPT {
            let frame = self.frame;
            self.faces.retain(|face| face.used == frame);
        }
    }

    fn want(&mut self, people: &[Person], who: PersonIndex) {
        let Some(file) = people.get(who.0).and_then(|person| person.portrait.as_ref()) else { return };
        match self.faces.iter_mut().find(|face| face.file == *file) {
            Some(face) => face.used = self.frame,
            None => {
                self.faces.push(Face { file: Arc::clone(file), used: self.frame, picture: None });
                self.worker.ask(Arc::clone(file));
            }
        }
    }

    /// The n-th person's face, if it is there.
    pub(super) fn get(&self, people: &[Person], who: usize) -> Option<&wgpu::BindGroup> {
        let file = people.get(who)?.portrait.as_ref()?;
        self.faces.iter().find(|face| face.file == *file)?.picture.as_ref()
    }

    /// What to draw with where there is no face.
    pub(super) fn blank(&self) -> &wgpu::BindGroup {
        &self.blank
    }
}

/// The part of a picture that a portrait shows: as wide and as high as its shape allows, from a little below the upper edge, since
/// faces are there.
fn cropped(image: &image::RgbaImage) -> Canvas {
    let (width, height) = image.dimensions();
    let across = width.min(height * SIZE.0 / SIZE.1).max(1);
    let down = height.min(width * SIZE.1 / SIZE.0).max(1);
    let part = image::imageops::crop_imm(image, (width - across) / 2, (height - down) / 4, across, down).to_image();
    Canvas::from_image(&part).scaled(SIZE.0 as usize, SIZE.1 as usize)
}

/// Half the card's size, metres.
const CARD: Vec2 = Vec2::new(0.2, 0.25);
/// How far below a face the middle of its card is, metres: faces are in the upper part of portraits.
const BELOW: f32 = 0.05;
/// How large the quad is, in cards: room for the shadow and the glow.
const REACH: f32 = 1.4;
/// How much of the way to glowing or not is gone in a frame: a sixth of a second or so, nothing that flickers.
const EASE: f32 = 0.1;

/// Draws whoever accompanies the visitor.
#[derive(Debug)]
pub struct GuideCard {
    pipeline: wgpu::RenderPipeline,
    quads: Quads,
    shown: Option<Shown>,
    /// Whether nothing is drawn, whoever guides.
    pub(super) left_out: bool,
}

#[derive(Debug, Clone, Copy)]
struct Shown {
    who: PersonIndex,
    position: Vec3,
    glow: f32,
}

impl GuideCard {
    /// Ready to be prepared.
    pub(super) fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, pictures: &Pictures) -> Self {
        let module = shader(gpu, layout, "portrait", include_str!("../../shaders/portrait.wgsl"));
        let pipeline = pipeline(gpu, frame, layout, Some(pictures), ("portrait", &module, "card"), wgpu::CompareFunction::GreaterEqual);
        Self { pipeline, quads: Quads::new(gpu), shown: None, left_out: false }
    }

    /// Takes this moment's guide to the GPU.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene, people: &[Person], portraits: &Portraits) {
        self.quads.clear();
        self.shown = scene.guide.filter(|_| !self.left_out).map(|guide| {
            let aim = if guide.speaking { 1.0 } else { 0.0 };
            let before = self.shown.filter(|shown| shown.who == guide.who && shown.position == guide.position);
            let glow = before.map_or(aim, |shown| shown.glow + (aim - shown.glow) * EASE);
            Shown { who: guide.who, position: guide.position, glow }
        });
        if let Some(shown) = self.shown {
            // Turned to the visitor about the vertical only: a card that tips over is a sign, not a person.
            let middle = shown.position - Vec3::Y * BELOW;
            let eye = scene.head.position.with_y(middle.y);
            let turned = crate::pose::look_at(eye, middle);
            let reach = CARD * REACH;
            let mut quad = Quad::new(middle, turned * Vec3::X * reach.x, Vec3::Y * reach.y);
            quad.look = [1.0, CARD.y / CARD.x, REACH, REACH * CARD.y / CARD.x];
            let pictured = if portraits.get(people, shown.who.0).is_some() { 1.0 } else { 0.0 };
            quad.more = [pictured, shown.glow, 0.0, 0.0];
            self.quads.push(quad);
        }
        self.quads.write(gpu);
    }

    /// Draws them.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, people: &[Person], portraits: &Portraits) {
        let Some(shown) = self.shown else { return };
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(1, portraits.get(people, shown.who.0).unwrap_or(portraits.blank()), &[]);
        self.quads.bind(pass);
        self.quads.draw(pass, 0..self.quads.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portrait_keeps_its_proportions_and_shows_the_upper_middle() {
        // A red face in the upper middle of a wide and of a high picture.
        for (width, height, face) in [(1000, 400, (500, 150)), (400, 1000, (200, 300))] {
            let image = image::RgbaImage::from_fn(width, height, |x, y| {
                let (across, down) = (x.abs_diff(face.0), y.abs_diff(face.1));
                image::Rgba(if across * across + down * down < 80 * 80 { [255, 0, 0, 255] } else { [0, 0, 0, 255] })
            });
            let portrait = cropped(&image);
            assert_eq!((portrait.width() as u32, portrait.height() as u32), SIZE);
            let red = |x: usize, y: usize| portrait.at(x, y)[0] > 0.5;
            let across = (0..portrait.width()).filter(|x| red(*x, portrait.height() * 3 / 8)).count();
            let down = (0..portrait.height()).filter(|y| red(portrait.width() / 2, *y)).count();
            assert!(down > 100 && across > 100, "{width}: {across} {down}");
        }
    }

    #[test]
    fn a_sliver_of_a_picture_is_a_portrait_too() {
        for (width, height) in [(1, 1), (1, 900), (900, 1)] {
            assert_eq!(cropped(&image::RgbaImage::new(width, height)).width() as u32, SIZE.0);
        }
    }
}
