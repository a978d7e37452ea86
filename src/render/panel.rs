//! Words in the room. What is on a panel is drawn once, by the text thread; how it looks from where the visitor is, every frame.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use glam::{Quat, Vec2, Vec3};

use crate::gpu::Gpu;
use crate::walk::{Arrow, Button, Panel, PanelKind, Pin, Scene};

use super::quad::{Pictures, Quad, Quads, pipeline};
use super::text::{Sheet, TextWorker, Words, Written, text_worker};
use super::{Frame, PassLayout, shader};

/// How finely words are drawn: pixels for each degree that they take in the visitor's view. Headsets show 15 to 25, a zoomed
/// window more.
const PIXELS_PER_DEGREE: f32 = 32.0;
/// The smallest and largest height of a capital that is drawn, pixels.
const CAP: (f32, f32) = (16.0, 40.0);
/// Sheets of panels that are not in the scene are kept up to this many, for those that come back.
const KEPT: usize = 32;
/// Around the panel there is room for its shadow and its arrow, capitals.
const MARGIN: f32 = 3.3;

/// Draws a scene's panels and buttons.
#[derive(Debug)]
pub struct Panels {
    pipeline: wgpu::RenderPipeline,
    pictures: Pictures,
    text: TextWorker,
    sheets: Vec<Kept>,
    /// Counts frames, to know which sheets were used last.
    frame: u64,
    quads: Quads,
    /// What each of `quads` is.
    order: Vec<Hung>,
}

/// A plate of words where it hangs.
#[derive(Debug, Clone, Copy)]
struct Hung {
    /// Which of the sheets is on it.
    sheet: usize,
    middle: Vec3,
    /// From the middle to the plate's right edge, and to its upper edge.
    right: Vec3,
    up: Vec3,
    opacity: f32,
}

/// A plate of words as it is drawn now; location space, metres.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'p> {
    /// Its middle.
    pub middle: Vec3,
    /// From the middle to its right edge.
    pub right: Vec3,
    /// From the middle to its upper edge.
    pub up: Vec3,
    /// How large it is, in capitals of its body.
    pub size: Vec2,
    /// From 0 to 1.
    pub opacity: f32,
    /// What is written on it.
    pub written: &'p [Written],
}

impl Shown<'_> {
    /// A point of it, told in capitals from its upper left corner.
    pub fn point(&self, at: Vec2) -> Vec3 {
        let part = at / self.size * 2.0 - 1.0;
        self.middle + self.right * part.x - self.up * part.y
    }
}

/// A sheet, asked for or there.
#[derive(Debug)]
struct Kept {
    name: u64,
    /// How high its capitals were asked for, pixels.
    cap: f32,
    kind: PanelKind,
    picture: Option<Arc<PathBuf>>,
    used: u64,
    there: Option<There>,
}

/// A sheet on the GPU.
#[derive(Debug)]
struct There {
    ink: wgpu::BindGroup,
    size: Vec2,
    ring: Option<Vec2>,
    written: Vec<Written>,
}

impl Panels {
    /// Ready to be prepared; starts the text thread.
    pub(super) fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, pictures: Pictures) -> Self {
        let module = shader(gpu, layout, "panel", include_str!("../../shaders/panel.wgsl"));
        let pipeline = pipeline(gpu, frame, layout, Some(&pictures), ("panel", &module, "words"), wgpu::CompareFunction::Always);
        Self { pipeline, pictures, text: text_worker(), sheets: Vec::new(), frame: 0, quads: Quads::new(gpu), order: Vec::new() }
    }

    /// Whether all words that scenes have asked for so far are there. They come a few frames after they first appear in a scene.
    pub fn ready(&self) -> bool {
        self.text.outstanding() == 0
    }

    /// The plates that are drawn now, in the order that they are drawn in.
    pub fn shown(&self) -> impl Iterator<Item = Shown<'_>> {
        self.order.iter().filter_map(|hung| {
            let there = self.sheets.get(hung.sheet)?.there.as_ref()?;
            let Hung { middle, right, up, opacity, .. } = *hung;
            Some(Shown { middle, right, up, opacity, size: there.size, written: &there.written })
        })
    }

    /// Lets go of what was made of a file that has changed.
    pub fn reload(&mut self, file: &Path) {
        self.sheets.retain(|kept| kept.picture.as_deref().is_none_or(|picture| picture != file));
    }

    /// Takes this moment's panels to the GPU, and asks for words that are not there yet.
    pub fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        self.frame += 1;
        // One a frame: a sheet is up to a few megabytes.
        if let Some((name, sheet)) = self.text.next() {
            self.keep(gpu, name, sheet);
        }
        self.quads.clear();
        self.order.clear();
        let (eye, right_to_left) = (scene.head.position, scene.right_to_left);
        for panel in &scene.panels {
            let index = self.find(Words::of(panel, right_to_left, cap_pixels(panel.cap_height, panel.position, eye)));
            let index = if self.sheets[index].there.is_some() { index } else { self.instead(panel.kind).unwrap_or(index) };
            let Some(there) = &self.sheets[index].there else { continue };
            if panel.opacity > 0.0 {
                let hung = hung(panel, there.size, eye, index);
                self.quads.push(quad(panel, there, hung));
                self.order.push(hung);
            }
        }
        for button in &scene.buttons {
            let index = self.find(Words::on(button, right_to_left, cap_pixels(button.cap_height, button.position, eye)));
            if let Some(there) = &self.sheets[index].there {
                let half = there.size / 2.0 * button.cap_height;
                let (right, up) = (button.facing * Vec3::X * half.x, button.facing * Vec3::Y * half.y);
                let opacity = button.opacity.clamp(0.0, 1.0) * if button.enabled { 1.0 } else { DISABLED };
                let hung = Hung { sheet: index, middle: button.position, right, up, opacity };
                self.quads.push(button_quad(button, there, hung, right_to_left));
                self.order.push(hung);
            }
        }
        self.quads.write(gpu);
    }

    /// Draws them, in the scene's order, over everything.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.order.is_empty() {
            return;
        }
        pass.set_pipeline(&self.pipeline);
        self.quads.bind(pass);
        for (nth, hung) in self.order.iter().enumerate() {
            if let Some(there) = self.sheets.get(hung.sheet).and_then(|kept| kept.there.as_ref()) {
                pass.set_bind_group(1, &there.ink, &[]);
                self.quads.draw(pass, nth..nth + 1);
            }
        }
    }

    fn keep(&mut self, gpu: &Gpu, name: u64, sheet: Sheet) {
        // It may have been let go of since it was asked for.
        if let Some(kept) = self.sheets.iter_mut().find(|kept| kept.name == name && kept.cap == sheet.cap) {
            let (ink, written) = (self.pictures.upload(gpu, &sheet.bitmap), sheet.written);
            kept.there = Some(There { ink, size: sheet.size, ring: sheet.ring, written });
        }
    }

    /// Where the sheet of these words is in `sheets`; asks for it if it is not there, or not fine enough for where it is seen from now.
    fn find(&mut self, words: Words) -> usize {
        let (name, cap) = (words.name(), words.cap());
        let index = match self.sheets.iter().position(|kept| kept.name == name) {
            Some(index) => index,
            None => {
                let index = self.place();
                let (kind, picture) = words.kept_by();
                self.sheets[index] = Kept { name, cap: 0.0, kind, picture, used: 0, there: None };
                index
            }
        };
        let kept = &mut self.sheets[index];
        kept.used = self.frame;
        // Never coarser again: a visitor who leans back and forth would have the same words drawn all the time.
        if cap > kept.cap {
            kept.cap = cap;
            self.text.ask((name, words));
        }
        index
    }

    /// What is shown until a caption's words have been set: the caption before it. Otherwise captions would blink as they follow each
    /// other.
    fn instead(&mut self, kind: PanelKind) -> Option<usize> {
        let before = |kept: &Kept| kept.kind == PanelKind::Caption && kept.there.is_some() && kept.used + 1 == self.frame;
        let index = self.sheets.iter().position(before).filter(|_| kind == PanelKind::Caption)?;
        self.sheets[index].used = self.frame;
        Some(index)
    }

    /// A place for another sheet: that of the one that has not been used for longest, if there are many.
    fn place(&mut self) -> usize {
        if self.sheets.len() >= KEPT {
            let oldest = self.sheets.iter().enumerate().filter(|(_, kept)| kept.used < self.frame).min_by_key(|(_, kept)| kept.used);
            if let Some((index, _)) = oldest {
                return index;
            }
        }
        self.sheets.push(Kept { name: 0, cap: 0.0, kind: PanelKind::Notice, picture: None, used: 0, there: None });
        self.sheets.len() - 1
    }
}

/// How many pixels high a capital is drawn that is so high and there, seen from `eye`.
fn cap_pixels(cap_height: f32, position: Vec3, eye: Vec3) -> f32 {
    let degrees = (cap_height / position.distance(eye).max(0.1)).atan().to_degrees();
    ((degrees * PIXELS_PER_DEGREE / 8.0).ceil() * 8.0).clamp(CAP.0, CAP.1)
}

/// How round the corners of panels are, capitals; a label's are as round as one line of words allows.
const CORNER: f32 = 1.2;
const LABEL_CORNER: f32 = 1.4;
/// How opaque a button is that cannot be chosen now.
const DISABLED: f32 = 0.45;

/// Where the plate of `panel` hangs that is so large, in capitals. One that is held at an edge leans so that its middle faces the eye.
fn hung(panel: &Panel, size: Vec2, eye: Vec3, sheet: usize) -> Hung {
    let half = size / 2.0 * panel.cap_height;
    let away = panel.position.distance(eye).max(1e-3);
    let side = match panel.pin {
        Pin::Middle => 0.0,
        Pin::Bottom => 1.0,
        Pin::Top => -1.0,
    };
    let lean = side * (half.y / away).clamp(0.0, 1.0).asin();
    let facing = panel.facing * Quat::from_rotation_x(lean);
    let up = facing * Vec3::Y * half.y;
    let (middle, right) = (panel.position + up * side, facing * Vec3::X * half.x);
    Hung { sheet, middle, right, up, opacity: panel.opacity.clamp(0.0, 1.0) }
}

/// The quad of a plate, with room around it; `look` is filled in.
fn around(hung: Hung, size: Vec2) -> Quad {
    let half = size / 2.0;
    let outer = half + MARGIN;
    let room = outer / half;
    let mut quad = Quad::new(hung.middle, hung.right * room.x, hung.up * room.y);
    quad.look = [half.x, half.y, outer.x, outer.y];
    quad
}

fn button_quad(button: &Button, there: &There, hung: Hung, right_to_left: bool) -> Quad {
    let mut quad = around(hung, there.size);
    quad.more = [hung.opacity, button.dwell.clamp(0.0, 1.0), -1.0, button.focus.clamp(0.0, 1.0)];
    quad.middle[3] = 0.9_f32.min(there.size.y / 2.0);
    quad.up[3] = if right_to_left { 3.0 } else { 2.0 };
    quad
}

fn quad(panel: &Panel, there: &There, hung: Hung) -> Quad {
    let mut quad = around(hung, there.size);
    let ring = there.ring.unwrap_or(Vec2::NEG_ONE);
    quad.more = [hung.opacity, panel.dwell.clamp(0.0, 1.0), ring.x, ring.y];
    let half = there.size.y / 2.0;
    quad.middle[3] = if panel.kind == PanelKind::Label { LABEL_CORNER } else { CORNER }.min(half);
    quad.right[3] = match panel.arrow {
        Some(Arrow::Left) => -1.0,
        Some(Arrow::Right) => 1.0,
        None => 0.0,
    };
    // Its edge says more clearly than its ground, which must not be seen through, that it is attended to.
    quad.up[3] = match panel.kind {
        PanelKind::Proposal if panel.opacity < 1.0 => 0.5,
        PanelKind::Proposal => 1.0,
        _ => 0.0,
    };
    quad
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(panel: &Panel) -> u64 {
        Words::of(panel, false, 16.0).name()
    }

    fn panel() -> Panel {
        Panel {
            kind: PanelKind::Caption,
            pin: Pin::Middle,
            position: Vec3::new(0.0, 0.0, -1.3),
            facing: Quat::IDENTITY,
            width: 1.0,
            cap_height: 0.0227,
            heading: "Jonas".into(),
            body: "Godmorgen.".into(),
            picture: None,
            opacity: 1.0,
            dwell: 0.0,
            arrow: None,
            code: None,
        }
    }

    #[test]
    fn words_are_drawn_finer_than_a_headset_shows_them() {
        // A capital of one degree.
        let near = panel();
        assert_eq!(cap_pixels(near.cap_height, near.position, Vec3::ZERO), 40.0);
        assert_eq!(cap_pixels(near.cap_height, Vec3::new(0.0, 0.0, -4.0), Vec3::ZERO), 16.0);
    }

    #[test]
    fn what_moves_keeps_its_words_and_what_says_something_else_does_not() {
        let moved = Panel { position: Vec3::X, opacity: 0.3, dwell: 0.5, arrow: Some(Arrow::Left), ..panel() };
        assert_eq!(name(&panel()), name(&moved));
        assert_ne!(name(&panel()), name(&Panel { body: "Farvel.".into(), ..panel() }));
        assert_ne!(name(&panel()), name(&Panel { kind: PanelKind::Look, ..panel() }));
    }

    #[test]
    fn a_panel_that_is_held_at_an_edge_has_it_there_and_faces_the_eye() {
        for (pin, side) in [(Pin::Bottom, 1.0), (Pin::Top, -1.0)] {
            let panel = Panel { pin, ..panel() };
            let hung = hung(&panel, Vec2::new(30.0, 36.0), Vec3::ZERO, 0);
            assert!((hung.middle - hung.up * side).distance(panel.position) < 1e-4, "{pin:?}");
            assert!(hung.middle.normalize().dot(hung.up.normalize()).abs() < 1e-3, "{pin:?}");
            assert!(hung.middle.y * side > 0.3, "{pin:?}: {}", hung.middle);
        }
    }

    #[test]
    fn captions_that_follow_each_other_do_not_blink() {
        let gpu = Gpu::headless().unwrap();
        let (frame, layout) = (Frame::new(&gpu), PassLayout::default());
        let mut panels = Panels::new(&gpu, &frame, &layout, Pictures::new(&gpu));
        let mut scene = Scene { panels: vec![panel()], ..Scene::bare(crate::tour::LocationIndex(0)) };
        panels.prepare(&gpu, &scene);
        assert_eq!(panels.order.len(), 0, "words cannot be there at once");
        while panels.order.is_empty() {
            panels.prepare(&gpu, &scene);
        }
        for nth in 0..100 {
            scene.panels[0].body = format!("{nth} nøgler hænger i skabet").into();
            panels.prepare(&gpu, &scene);
            assert_eq!(panels.order.len(), 1, "caption {nth}");
        }
        while !panels.ready() {
            panels.prepare(&gpu, &scene);
        }
        panels.prepare(&gpu, &scene);
        assert_eq!(panels.sheets[panels.order[0].sheet].name, name(&scene.panels[0]));
        assert!(panels.sheets.len() <= KEPT);
    }
}
