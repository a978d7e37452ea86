//! What can be chosen, as round marks that face the visitor.

use crate::gpu::Gpu;
use crate::tour::Person;
use crate::walk::{Marker, MarkerKind, Scene};

use super::portrait::Portraits;
use super::quad::{Pictures, Quad, Quads, pipeline};
use super::{Frame, PassLayout, shader};

/// How much larger a marker is while it is attended to.
const GROWTH: f32 = 0.1;
/// Half the quad's size, in radii of the disc: room for the ring, the halo and the badge.
const REACH: f32 = 1.45;
/// How strongly a marker is seen through what stands before it: a visitor can always find a way out.
const THROUGH_WALLS: f32 = 0.35;

/// Draws a scene's markers.
#[derive(Debug)]
pub struct Markers {
    seen: wgpu::RenderPipeline,
    hidden: wgpu::RenderPipeline,
    quads: Quads,
    /// Whose face is on each of `quads`: an index into the tour's people.
    faces: Vec<Option<usize>>,
}

impl Markers {
    /// Ready to be prepared.
    pub(super) fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, pictures: &Pictures) -> Self {
        let module = shader(gpu, layout, "marker", include_str!("../../shaders/marker.wgsl"));
        let drawn = |fragment, compare| pipeline(gpu, frame, layout, Some(pictures), ("marker", &module, fragment), compare);
        Self {
            // Depth is reversed: what is nearer is greater. Each pixel passes one of the two tests.
            seen: drawn("seen", wgpu::CompareFunction::GreaterEqual),
            hidden: drawn("hidden", wgpu::CompareFunction::Less),
            quads: Quads::new(gpu),
            faces: Vec::new(),
        }
    }

    /// Takes this moment's markers to the GPU.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene, people: &[Person], portraits: &Portraits) {
        self.quads.clear();
        self.faces.clear();
        for marker in &scene.markers {
            let face = match marker.kind {
                MarkerKind::Story(teller) => Some(teller.0).filter(|teller| portraits.get(people, *teller).is_some()),
                MarkerKind::Go | MarkerKind::Look => None,
            };
            self.quads.push(quad(marker, scene, face.is_some()));
            self.faces.push(face);
        }
        self.quads.write(gpu);
    }

    /// Draws them: whole where they can be seen, faintly where something stands before them.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, people: &[Person], portraits: &Portraits) {
        if self.faces.is_empty() {
            return;
        }
        self.quads.bind(pass);
        for pipeline in [&self.hidden, &self.seen] {
            pass.set_pipeline(pipeline);
            for (nth, face) in self.faces.iter().enumerate() {
                let face = face.and_then(|face| portraits.get(people, face)).unwrap_or(portraits.blank());
                pass.set_bind_group(1, face, &[]);
                self.quads.draw(pass, nth..nth + 1);
            }
        }
    }
}

fn quad(marker: &Marker, scene: &Scene, has_face: bool) -> Quad {
    let focus = marker.focus.clamp(0.0, 1.0);
    let radius = marker.diameter / 2.0 * (1.0 + GROWTH * focus);
    let mut quad = Quad::facing(marker.position, scene.head.position, radius * REACH);
    // As marker.wgsl has them.
    let kind = match marker.kind {
        MarkerKind::Go => 0.0,
        MarkerKind::Story(_) if has_face => 2.0,
        MarkerKind::Story(_) => 1.0,
        MarkerKind::Look => 3.0,
    };
    quad.look = [focus, marker.dwell.clamp(0.0, 1.0), if marker.done { 1.0 } else { 0.0 }, kind];
    quad.more = [REACH, THROUGH_WALLS, if marker.proposed { 1.0 } else { 0.0 }, 0.0];
    quad
}
