//! One file for each thing drawn, and the views they are drawn for.
//!
//! A [`Renderer`] follows a [`Scene`]: [`Renderer::update`] once a frame keeps the spaces that the visitor can reach on the GPU
//! (see [`residency`]), [`Renderer::draw`] draws the moment for one view or two. Headset, window and storyboard differ in their
//! targets alone.
//!
//! Each drawable is a long-lived, immutable set of pipelines with `new(&Gpu, &Frame, &PassLayout)`, a `prepare` that takes the
//! moment's data to the GPU, and a `draw(&mut RenderPass)`. Group 0 is the [`Frame`]. Depth is reversed; shaders think in linear
//! light; blending is premultiplied.

mod canvas;
pub mod fade;
pub mod layout;
mod marker;
pub mod palette;
mod panel;
mod pointer;
mod portrait;
mod quad;
pub mod readback;
pub mod signs;
pub mod stand_in;
pub mod targets;
mod text;
mod typeset;
pub mod views;
mod worker;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use layout::{PICTURE_FORMAT, PassLayout, depth, shader};
pub use panel::Panels;
pub use readback::{ReadbackError, picture_texture, read_picture};
pub use views::{Frame, MAX_VIEWS, View};

use crate::gpu::Gpu;
use crate::tour::{LocationIndex, Space, Tour};
use crate::walk::{Scene, SpaceState};

/// Draws scenes of a tour.
#[derive(Debug)]
pub struct Renderer {
    gpu: Gpu,
    layout: PassLayout,
    tour: Arc<Tour>,
    frame: Frame,
    targets: Option<targets::Targets>,
    stand_in: stand_in::StandIn,
    fade: fade::Fade,
    signs: signs::Signs,
}

impl Renderer {
    /// Ready to draw `tour` into targets such as `layout` tells.
    pub fn new(gpu: Gpu, layout: PassLayout, tour: Arc<Tour>) -> Self {
        let frame = Frame::new(&gpu);
        let stand_in = stand_in::StandIn::new(&gpu, &frame, &layout);
        let fade = fade::Fade::new(&gpu, &frame, &layout);
        let signs = signs::Signs::new(&gpu, &frame, &layout);
        Self { gpu, layout, tour, frame, targets: None, stand_in, fade, signs }
    }

    /// Brings what `scene` wants nearer to being ready: asks for files, takes a little of what was decoded to the GPU, lets go of
    /// what is far away. Once a frame, before [`Renderer::draw`]; never waits.
    pub fn update(&mut self, _scene: &Scene) {}

    /// Waits until every word and face of the scene is there or cannot be had, at most as long as `patience`: for storyboards, where
    /// there is no next frame for them to appear in.
    pub fn finish_signs(&mut self, scene: &Scene, patience: Duration) {
        self.signs.finish(&self.gpu, scene, &self.tour.people, patience);
    }

    /// Reads a file again that has changed.
    pub fn reload(&mut self, file: &Path) {
        self.signs.reload(file);
    }

    /// How a location's space fares.
    pub fn space_state(&self, _location: LocationIndex) -> SpaceState {
        SpaceState::Loading
    }

    /// Draws `scene` as seen from `views` into `target`: the n-th view into the n-th layer. The target has the format of the
    /// renderer's [`PassLayout`] (or one that it may be viewed as) and, with multiview, two layers.
    pub fn draw(&mut self, scene: &Scene, views: &[View], target: &wgpu::Texture) {
        let passes = if self.layout.multiview { 1 } else { views.len().min(target.depth_or_array_layers() as usize) };
        if views.is_empty() || target.depth_or_array_layers() < self.layout.layers() {
            tracing::error!(views = views.len(), layers = target.depth_or_array_layers(), "nothing was drawn: the target does not fit");
            return;
        }
        self.frame.write(&self.gpu, views, scene.fade);
        self.prepare(scene);
        let targets = match self.targets.take().filter(|targets| targets.fit(target.width(), target.height())) {
            Some(targets) => targets,
            None => targets::Targets::new(&self.gpu, &self.layout, target.width(), target.height()),
        };
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("scene") });
        for nth in 0..passes {
            let view = target.create_view(&wgpu::TextureViewDescriptor {
                format: Some(self.layout.color),
                dimension: Some(if self.layout.multiview { wgpu::TextureViewDimension::D2Array } else { wgpu::TextureViewDimension::D2 }),
                base_array_layer: nth as u32,
                array_layer_count: Some(self.layout.layers()),
                ..Default::default()
            });
            let mut pass = targets.begin(&mut encoder, &self.layout, &view);
            self.frame.bind(&mut pass, nth);
            self.draw_scene(&mut pass, scene);
        }
        self.targets = Some(targets);
        self.gpu.queue.submit([encoder.finish()]);
    }

    /// Takes the moment's data to the GPU.
    fn prepare(&mut self, scene: &Scene) {
        let floor = self.tour.locations.get(scene.location.0).and_then(|location| match location.space {
            Space::Panorama(_) => None,
            Space::Model { .. } => Some(location.stand.position.y),
        });
        self.stand_in.prepare(&self.gpu, floor);
        self.signs.prepare(&self.gpu, scene, &self.tour.people);
    }

    /// Everything, in the order that it covers what is behind it.
    fn draw_scene(&self, pass: &mut wgpu::RenderPass<'_>, scene: &Scene) {
        self.stand_in.draw(pass);
        self.signs.draw_marks(pass, &self.tour.people);
        if scene.fade > 0.0 {
            self.fade.draw(pass);
        }
        self.signs.draw_panels(pass);
    }
}
