//! Everything with words and marks: the guide's card, markers, pointers and panels, drawn in this order.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::gpu::Gpu;
use crate::tour::Person;
use crate::walk::Scene;

use super::marker::Markers;
use super::panel::Panels;
use super::pointer::Pointers;
use super::portrait::{GuideCard, Portraits};
use super::quad::Pictures;
use super::{Frame, PassLayout};

/// Draws what a scene says and marks.
#[derive(Debug)]
pub struct Signs {
    portraits: Portraits,
    guide: GuideCard,
    markers: Markers,
    pointers: Pointers,
    panels: Panels,
}

impl Signs {
    /// Ready to be prepared; starts the threads that set words and decode portraits.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout) -> Self {
        let pictures = Pictures::new(gpu);
        Self {
            guide: GuideCard::new(gpu, frame, layout, &pictures),
            markers: Markers::new(gpu, frame, layout, &pictures),
            pointers: Pointers::new(gpu, frame, layout),
            panels: Panels::new(gpu, frame, layout, pictures.clone()),
            portraits: Portraits::new(gpu, pictures),
        }
    }

    /// Whether the guide's card is left out, because they are seen themselves.
    pub(super) fn leave_out_card(&mut self, embodied: bool) {
        self.guide.left_out = embodied;
    }

    /// Takes the moment's signs to the GPU, and asks for words and faces that are not there yet; they appear a few frames later.
    /// `people` are the tour's. Once a frame.
    pub fn prepare(&mut self, gpu: &Gpu, scene: &Scene, people: &[Person]) {
        self.portraits.prepare(gpu, scene, people);
        self.guide.prepare(gpu, scene, people, &self.portraits);
        self.markers.prepare(gpu, scene, people, &self.portraits);
        self.pointers.prepare(gpu, scene);
        self.panels.prepare(gpu, scene);
    }

    /// Waits until every word and face of the scene is there or cannot be had, at most as long as `patience`: for pictures, where
    /// there is no next frame for them to appear in.
    pub fn finish(&mut self, gpu: &Gpu, scene: &Scene, people: &[Person], patience: Duration) {
        let begin = Instant::now();
        loop {
            self.prepare(gpu, scene, people);
            if (self.portraits.ready() && self.panels.ready()) || begin.elapsed() > patience {
                // What came last is drawn only once it has been prepared.
                return self.prepare(gpu, scene, people);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What belongs to the space, and fades with it: the guide, markers and pointers.
    pub fn draw_marks(&self, pass: &mut wgpu::RenderPass<'_>, people: &[Person]) {
        self.guide.draw(pass, people, &self.portraits);
        self.markers.draw(pass, people, &self.portraits);
        self.pointers.draw(pass);
    }

    /// What stays readable through a fade: the panels.
    pub fn draw_panels(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.panels.draw(pass);
    }

    /// Reads a picture again that has changed.
    pub fn reload(&mut self, file: &Path) {
        self.panels.reload(file);
        self.portraits.reload(file);
    }

    /// The panels, to ask how large they are.
    pub fn panels(&self) -> &Panels {
        &self.panels
    }
}
