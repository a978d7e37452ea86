//! glTF spaces: metallic-roughness surfaces in the light of lamps and of their surroundings.
//!
//! [`Meshes`] holds the pipelines. [`Meshes::upload`] takes a [`Model`] to the GPU step by step and ends in a [`MeshSpace`], which
//! is kept as long as the location may be visited: one vertex and one index buffer for all of it, drawn by clusters of an opaque
//! material's triangles, those in sight alone and from near to far (`sight`). A mesh that stands in many places is there once, and drawn in
//! many at once. What moves has its
//! vertices set by bones and morph targets; the posture is made on the processor and goes to the GPU once a frame. Each way for a material
//! to be has a pipeline of its own (`pipelines`), made when the first model asks for it. Lamps may cast shadows (`shadows`). Behind everything is a plain sky, so that no window is black. Blended pieces are drawn last, the farthest
//! from the head first.

mod casters;
mod environment;
mod lamps;
mod lighting;
mod material;
mod motion;
mod pipelines;
mod shadows;
mod sight;
mod surroundings;
mod upload;

use std::sync::Arc;

use glam::{Affine3A, Vec3};

pub use environment::Environment;
pub(super) use lighting::Light;
pub use lighting::Lighting;
pub use upload::MeshUpload;

use crate::gpu::Gpu;
use crate::media::gltf::Model;

use super::acting::Performance;
use super::layout::screen_pipeline;
use super::staging::Stage;
use super::views::Frustum;
use super::{Frame, PassLayout, shader};
use lamps::Swinging;
use motion::Motion;
use pipelines::{Needs, Pipelines};
use shadows::{Caster, Shadows, Standing};
use sight::{Run, Runs};
use surroundings::{COARSE, Prefilter, Room};

/// Draws glTF spaces.
#[derive(Debug)]
pub struct Meshes {
    pipelines: Arc<Pipelines>,
    sky: wgpu::RenderPipeline,
    layouts: Layouts,
    prefilter: Arc<Prefilter>,
    /// Of models that bring no surroundings of their own.
    room: Arc<Room>,
}

/// What the bind groups after the frame's hold.
#[derive(Debug, Clone)]
struct Layouts {
    lighting: wgpu::BindGroupLayout,
    material: wgpu::BindGroupLayout,
    /// Of a material with layers.
    layered: wgpu::BindGroupLayout,
    motion: wgpu::BindGroupLayout,
}

/// A glTF space on the GPU.
#[derive(Debug)]
pub struct MeshSpace {
    vertices: wgpu::Buffer,
    indices: wgpu::Buffer,
    places: wgpu::Buffer,
    /// If anything moves.
    motion: Option<Box<Motion>>,
    light: Light,
    /// Those of its lamps that move, and what their light is multiplied with.
    swinging: Vec<Swinging>,
    exposure: f32,
    /// Where any of its lamps casts some.
    shadows: Option<Box<Shadows>>,
    casters: Vec<Caster>,
    materials: Vec<wgpu::BindGroup>,
    runs: Runs,
}

impl Meshes {
    /// Ready to upload and draw.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout) -> Self {
        let [material, layered] = [material::SLOTS, material::LAYERED_SLOTS].map(|slots| material::layout(gpu, slots));
        let layouts = Layouts { lighting: lighting::layout(gpu), material, layered, motion: motion::layout(gpu) };
        let pipelines = Arc::new(Pipelines::new(gpu, frame, layout, &layouts));
        let sky = shader(gpu, layout, "sky", include_str!("../../../shaders/sky.wgsl"));
        let sky = screen_pipeline(gpu, layout, &sky, &[Some(frame.layout())], wgpu::CompareFunction::Equal, None, "sky");
        let prefilter = Arc::new(Prefilter::new(gpu));
        Self { pipelines, sky, layouts, prefilter, room: Arc::default() }
    }

    /// Sets out to take a model to the GPU that is to be seen in what `lighting` makes of it on another thread, as a rule [`Lighting::of`].
    pub fn upload(&self, gpu: &Gpu, model: Model, lighting: impl FnOnce(&Model) -> Lighting + Send + 'static) -> MeshUpload {
        let (prefilter, room) = (self.prefilter.clone(), self.room.clone());
        let surroundings = move |environment: &Option<Environment>, to: &Stage<'_, MeshSpace>| match environment {
            Some(environment) => prefilter.light(environment, to),
            None => room.light(&prefilter, to),
        };
        let lamps = lamps::Lamps::of(&model);
        let needs = Needs::of(&model, !lamps.maps.is_empty());
        let pipelines = (self.pipelines.with(gpu, &needs), needs);
        MeshUpload::begin(gpu, self.layouts.clone(), model, lighting, (lamps, surroundings), pipelines)
    }

    /// Draws what is solid of a space, and the sky where nothing is.
    pub fn draw_solid(&self, pass: &mut wgpu::RenderPass<'_>, space: &MeshSpace) {
        self.draw_runs(pass, space, &space.light, space.runs.solid());
        pass.set_pipeline(&self.sky);
        pass.draw(0..3, 0..1);
    }

    /// Draws what is seen through of a space. After whoever stands in it, who may be behind.
    pub fn draw_seen_through(&self, pass: &mut wgpu::RenderPass<'_>, space: &MeshSpace) {
        self.draw_runs(pass, space, &space.light, space.runs.blended());
    }

    /// Draws anew what the lamps of `space` see of what moves in it, of who stands there, and of where the visitor is whose head is here,
    /// metres. Once a frame, before it is drawn and after [`MeshSpace::prepare`]; where no lamp casts shadows, or nothing moves, there is
    /// nothing to do.
    pub fn cast(&self, gpu: &Gpu, encoder: &mut wgpu::CommandEncoder, space: &mut MeshSpace, head: Vec3, person: Option<Standing<'_>>) {
        if let Some(mut shadows) = space.shadows.take() {
            shadows.look_around(gpu, &self.pipelines, space, head);
            let light = shadows.follow(gpu, encoder, &self.pipelines, &self.layouts, space, person);
            if let Some(light) = light {
                space.light = light;
            }
            space.shadows = Some(shadows);
        }
    }

    /// Makes the light of an environment alone, on any thread: it takes longer than a frame may. It is light once the frame thread has had
    /// the commands carried out.
    pub(super) fn light_maker(&self) -> impl Fn(&Gpu, &Environment) -> (Light, Vec<wgpu::CommandBuffer>) + Clone + Send + 'static {
        let (prefilter, layout) = (self.prefilter.clone(), self.layouts.lighting.clone());
        move |gpu, environment| {
            let (surroundings, commands) = prefilter.surroundings(gpu, environment, COARSE);
            let lighting = Lighting { exposure: 0.0, surroundings: 1.0, environment: None };
            (Light::new(gpu, &layout, &lighting, &lamps::Lamps::default(), &surroundings, None), commands)
        }
    }

    /// Draws a person where [`MeshSpace::act`] has put them, in this light, or else in that of their own file. What of their file does
    /// not move is not of them.
    pub(super) fn draw_figure(&self, pass: &mut wgpu::RenderPass<'_>, figure: &MeshSpace, light: Option<&Light>) {
        let runs = figure.runs.solid().chain(figure.runs.blended());
        self.draw_runs(pass, figure, light.unwrap_or(&figure.light), runs.filter(|run| run.pipeline.moves()));
    }

    fn draw_runs<'r>(&self, pass: &mut wgpu::RenderPass<'_>, space: &MeshSpace, light: &Light, runs: impl Iterator<Item = &'r Run>) {
        space.bind_triangles(pass);
        pass.set_bind_group(1, &light.bind_group, &[]);
        let (mut pipeline, mut material) = (None, None);
        for run in runs {
            if material.replace(run.material) != Some(run.material) {
                pass.set_bind_group(2, &space.materials[run.material], &[]);
            }
            for kind in run.pipeline.passes() {
                if pipeline != Some(kind) {
                    let Some(made) = self.pipelines.get(kind, light.has_shadows) else { continue };
                    pass.set_pipeline(made);
                    pipeline = Some(kind);
                }
                pass.draw_indexed(run.indices.clone(), 0, run.places.clone());
            }
        }
    }
}

impl MeshSpace {
    /// Puts what moves where it is so many seconds after the visitor came, and finds what eyes that see this have in sight, of a head
    /// that is here, metres. Once a frame; allocates nothing.
    pub fn prepare(&mut self, gpu: &Gpu, seen: &[Frustum], head: Vec3, seconds: f32) {
        if let Some(motion) = &mut self.motion {
            motion.play(gpu, seconds);
            for swinging in &mut self.swinging {
                if swinging.follow(motion.places()) {
                    self.light.move_lamp(gpu, swinging.nth, &swinging.lamp, self.exposure);
                }
            }
        }
        self.runs.sort(seen, head);
    }

    /// Makes its triangles ready to be drawn.
    fn bind_triangles(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_vertex_buffer(0, self.vertices.slice(..));
        pass.set_vertex_buffer(3, self.places.slice(..));
        pass.set_index_buffer(self.indices.slice(..), wgpu::IndexFormat::Uint32);
        if let Some(motion) = self.motion.as_ref().filter(|motion| motion.has_bones()) {
            motion.bind(pass, &self.vertices);
        }
    }

    /// What it and whoever stands in it are lit by.
    pub(super) fn light(&self) -> &Light {
        &self.light
    }

    /// Whether there is anything in it that moves: nothing else can be a figure.
    pub(super) fn moves(&self) -> bool {
        self.motion.as_ref().is_some_and(|motion| motion.has_bones())
    }

    /// How long an animation of it is, seconds; `None` where it has none.
    pub(super) fn length(&self, clip: &str) -> Option<f32> {
        self.motion.as_ref()?.length(clip)
    }

    /// Where the joint of a figure's head is, as last shown, metres above and before its feet.
    pub(super) fn head_joint(&self) -> Option<Vec3> {
        self.motion.as_ref()?.head_joint()
    }

    /// Puts what moves where it is in the location, each of its nodes as it is told. Once a frame; allocates nothing.
    pub(super) fn stand(&mut self, gpu: &Gpu, places: &[Affine3A]) {
        if let Some(motion) = &mut self.motion {
            motion.stand(gpu, places);
        }
    }

    /// Puts a figure where it is in the location, doing what it does. Once a frame; allocates nothing.
    pub(super) fn act(&mut self, gpu: &Gpu, performance: &Performance, place: Affine3A) {
        if let Some(motion) = &mut self.motion {
            motion.act(gpu, performance, place);
        }
    }
}
