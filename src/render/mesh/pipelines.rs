//! The pipelines that draw meshes: one for each combination of what a material is, whether it moves, and whether lamps cast shadows on it.

use std::sync::{Arc, OnceLock};

use crate::gpu::Gpu;
use crate::media::gltf::{Alpha, Limb, Material, Model, Vertex};

use super::super::{Frame, PassLayout, depth, shader};
use super::Layouts;
use super::casters::Casters;

/// What light does to a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// What metallic-roughness tells.
    Plain,
    /// Nothing: its light is baked. Told to the shader's compiler, since software reckons all of a shader and then leaves out what is not wanted.
    Unlit,
    /// More: it has layers.
    Layered,
    /// More still: it is brushed, so that its highlights are drawn out.
    Brushed,
}

/// What a material may be: what its opacity means, and what light does. Only layers make glass.
const LOOKS: [(Alpha, Look); 14] = [
    (Alpha::Opaque, Look::Plain),
    (Alpha::Mask(0.0), Look::Plain),
    (Alpha::Blend, Look::Plain),
    (Alpha::Opaque, Look::Unlit),
    (Alpha::Mask(0.0), Look::Unlit),
    (Alpha::Blend, Look::Unlit),
    (Alpha::Opaque, Look::Layered),
    (Alpha::Mask(0.0), Look::Layered),
    (Alpha::Blend, Look::Layered),
    (Alpha::Glass, Look::Layered),
    (Alpha::Opaque, Look::Brushed),
    (Alpha::Mask(0.0), Look::Brushed),
    (Alpha::Blend, Look::Brushed),
    (Alpha::Glass, Look::Brushed),
];

/// The first of the pipelines for what moves.
pub(super) const MOVING: usize = LOOKS.len() * 2;
/// The first of those that look for shadows: as many as those that do not.
const SHADOWED: usize = 2 * MOVING;

/// Pipelines, each with its number. Those for layers and for shadows are made when the first model asks for them.
#[derive(Debug)]
pub(super) struct Pipelines {
    made: [OnceLock<wgpu::RenderPipeline>; 2 * SHADOWED],
    casters: OnceLock<Casters>,
    /// By [`Set::number`]: set once somebody makes them.
    asked: [OnceLock<()>; 6],
    layout: PassLayout,
    frame: wgpu::BindGroupLayout,
    groups: Layouts,
    /// Without and with layers.
    modules: [wgpu::ShaderModule; 2],
    /// By whether there are layers, then by whether it moves.
    layouts: [[wgpu::PipelineLayout; 2]; 2],
}

/// What a model is not drawn without, beside what there is from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Needs {
    pub layers: bool,
    pub brushed: bool,
    pub shadows: bool,
}

impl Needs {
    /// Those of a model whose lamps cast shadows or not.
    pub fn of(model: &Model, shadows: bool) -> Self {
        let has = |look: Look| model.materials.iter().any(|material| look_of(material) == look);
        Self { layers: has(Look::Layered), brushed: has(Look::Brushed), shadows }
    }

    fn sets(self) -> impl Iterator<Item = Set> {
        let wanted = move |look: Look| match look {
            Look::Layered => self.layers,
            Look::Brushed => self.brushed,
            Look::Plain | Look::Unlit => true,
        };
        let looks = [Look::Plain, Look::Layered, Look::Brushed].into_iter().filter(move |look| wanted(*look));
        looks.flat_map(|look| [false, true].map(|shadows| Set { look, shadows })).filter(move |set| self.shadows || !set.shadows)
    }
}

/// Pipelines that are made together: for layers, for what is brushed, or (as [`Look::Plain`]) for what is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Set {
    look: Look,
    shadows: bool,
}

impl Set {
    /// What is there from the start.
    const FIRST: Self = Self { look: Look::Plain, shadows: false };
    /// Where what lamps see is drawn as well.
    const SHADOWS: Self = Self { look: Look::Plain, shadows: true };

    fn number(self) -> usize {
        let look = match self.look {
            Look::Plain | Look::Unlit => 0,
            Look::Layered => 1,
            Look::Brushed => 2,
        };
        look + 3 * usize::from(self.shadows)
    }

    /// Each that is in it. What is unlit knows no shadows.
    fn kinds(self) -> impl Iterator<Item = Kind> {
        let has = move |look: Look| look == self.look || (look == Look::Unlit && self == Self::FIRST);
        let looks = LOOKS.into_iter().filter(move |(_, look)| has(*look));
        let sides = |(alpha, look)| [false, true].map(|double_sided| (alpha, look, double_sided));
        looks.flat_map(sides).flat_map(move |(alpha, look, double_sided)| {
            [false, true].map(|moves| Kind { alpha, look, double_sided, moves, shadows: self.shadows })
        })
    }
}

/// What a pipeline is for.
#[derive(Debug, Clone, Copy)]
struct Kind {
    alpha: Alpha,
    look: Look,
    double_sided: bool,
    moves: bool,
    shadows: bool,
}

impl Pipelines {
    /// Those for materials without layers, in light without shadows.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, layouts: &Layouts) -> Self {
        let mesh = include_str!("../../../shaders/mesh.wgsl");
        let parts = [include_str!("../../../shaders/plain.wgsl"), include_str!("../../../shaders/layers.wgsl")];
        let modules = parts.map(|part| shader(gpu, layout, "mesh", &[mesh, part].concat()));
        let pipeline_layouts = [&layouts.material, &layouts.layered].map(|material| {
            let groups = [frame.layout(), &layouts.lighting, material, &layouts.motion].map(Some);
            [&groups[..3], &groups[..]].map(|groups| {
                gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                    label: Some("mesh"),
                    bind_group_layouts: groups,
                    immediate_size: 0,
                })
            })
        });
        let pipelines = Self {
            made: std::array::from_fn(|_| OnceLock::new()),
            casters: OnceLock::new(),
            asked: std::array::from_fn(|_| OnceLock::new()),
            layout: *layout,
            frame: frame.layout().clone(),
            groups: layouts.clone(),
            modules,
            layouts: pipeline_layouts,
        };
        pipelines.make(gpu, Set::FIRST);
        pipelines
    }

    /// The same, where those for layers and for shadows are made on a thread of their own, since no frame waits for them; see
    /// [`Pipelines::complete`].
    pub fn with(self: &Arc<Self>, gpu: &Gpu, needs: Needs) -> Arc<Self> {
        // Whoever has layers may stand where another casts shadows.
        let asked = |look, shadows| self.asked[Set { look, shadows }.number()].get().is_some();
        let needs = Needs {
            layers: needs.layers || asked(Look::Layered, false),
            brushed: needs.brushed || asked(Look::Brushed, false),
            shadows: needs.shadows || asked(Look::Plain, true),
        };
        for set in needs.sets().filter(|set| *set != Set::FIRST) {
            self.asked[set.number()].get_or_init(|| {
                let (pipelines, device) = (Arc::clone(self), gpu.clone());
                let made = std::thread::Builder::new().name("pipelines".into()).spawn(move || {
                    pipelines.make(&device, set);
                    device.keep_pipelines();
                });
                if made.is_err() {
                    // A hitch is better than a model that never comes.
                    self.make(gpu, set);
                }
            });
        }
        Arc::clone(self)
    }

    /// Whether all that it needs is made.
    pub fn complete(&self, needs: Needs) -> bool {
        let is_made = |kind: Kind| self.made[kind.number()].get().is_some();
        (!needs.shadows || self.casters.get().is_some()) && needs.sets().flat_map(Set::kinds).all(is_made)
    }

    /// One that is made, by [`number_of`], for light with or without shadows.
    pub fn get(&self, number: usize, shadows: bool) -> Option<&wgpu::RenderPipeline> {
        let shadowed = self.made.get(number + SHADOWED).filter(|_| shadows).and_then(OnceLock::get);
        shadowed.or_else(|| self.made.get(number)?.get())
    }

    /// What draws what lamps see, once that is made.
    pub fn casters(&self) -> Option<&Casters> {
        self.casters.get()
    }

    fn make(&self, gpu: &Gpu, set: Set) {
        if set == Set::SHADOWS {
            self.casters.get_or_init(|| Casters::new(gpu, &self.frame, &self.groups));
        }
        for kind in set.kinds() {
            self.made[kind.number()].get_or_init(|| self.pipeline(gpu, kind));
        }
    }

    fn pipeline(&self, gpu: &Gpu, kind: Kind) -> wgpu::RenderPipeline {
        let Kind { alpha, look, double_sided, moves, shadows } = kind;
        let layered = matches!(look, Look::Layered | Look::Brushed);
        let (layout, module) = (&self.layout, &self.modules[usize::from(layered)]);
        let pipeline_layout = &self.layouts[usize::from(layered)][usize::from(moves)];
        let by_sample = matches!(alpha, Alpha::Mask(_)) && layout.samples > 1;
        let (mode, blend) = match alpha {
            Alpha::Opaque => (0.0, None),
            Alpha::Mask(_) => (if by_sample { 2.0 } else { 1.0 }, None),
            Alpha::Blend => (3.0, Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING)),
            Alpha::Glass => (4.0, Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING)),
        };
        let (still, moving) = ([Some(corners())], [None, Some(corners()), Some(limbs())]);
        let told = |is: bool| f64::from(u8::from(is));
        // The last is known to layers.wgsl alone.
        let brushed = [("alpha_mode", mode), ("unlit", told(look == Look::Unlit)), ("shadows", told(shadows)), ("brushed", 1.0)];
        let mut target = layout.target(blend);
        if let Some(target) = target.as_mut().filter(|_| by_sample) {
            // There, opacity chooses samples; the picture itself stays opaque.
            target.write_mask = wgpu::ColorWrites::COLOR;
        }
        gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("mesh"),
            layout: Some(pipeline_layout),
            vertex: wgpu::VertexState {
                module,
                entry_point: Some(if moves { "place_limb" } else { "place" }),
                compilation_options: Default::default(),
                // What stands still is in the first, so that both kinds stay bound; see Motion::bind.
                buffers: if moves { &moving } else { &still },
            },
            primitive: wgpu::PrimitiveState { cull_mode: if double_sided { None } else { Some(wgpu::Face::Back) }, ..Default::default() },
            depth_stencil: depth(wgpu::CompareFunction::Greater, !alpha.is_seen_through()),
            multisample: wgpu::MultisampleState { alpha_to_coverage_enabled: by_sample, ..layout.multisample() },
            fragment: Some(wgpu::FragmentState {
                module,
                entry_point: None,
                compilation_options: wgpu::PipelineCompilationOptions {
                    constants: if look == Look::Brushed { &brushed } else { &brushed[..3] },
                    ..Default::default()
                },
                targets: &[target],
            }),
            multiview_mask: layout.view_mask(),
            cache: gpu.pipeline_cache(),
        })
    }
}

/// How vertices lie in their buffer.
pub(super) fn corners() -> wgpu::VertexBufferLayout<'static> {
    wgpu::VertexBufferLayout {
        array_stride: size_of::<Vertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: const { &wgpu::vertex_attr_array![0 => Float32x3, 1 => Snorm16x4, 2 => Snorm16x4, 3 => Float32x4, 4 => Unorm16x4] },
    }
}

/// How limbs lie in theirs.
pub(super) fn limbs() -> wgpu::VertexBufferLayout<'static> {
    wgpu::VertexBufferLayout {
        array_stride: size_of::<Limb>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: const { &wgpu::vertex_attr_array![5 => Uint16x4, 6 => Unorm16x4, 7 => Uint32, 8 => Uint16x2] },
    }
}

fn look_of(material: &Material) -> Look {
    match (&material.layers, material.unlit) {
        (Some(layers), _) if layers.anisotropy > 0.0 => Look::Brushed,
        (Some(_), _) => Look::Layered,
        (None, true) => Look::Unlit,
        (None, false) => Look::Plain,
    }
}

/// Which of the pipelines draws a material on what stands still or moves.
pub(super) fn number_of(material: &Material, moves: bool) -> usize {
    let Material { alpha, double_sided, .. } = *material;
    let look = look_of(material);
    Kind { alpha, look, double_sided, moves, shadows: false }.number()
}

impl Kind {
    fn number(self) -> usize {
        let alpha = match self.alpha {
            Alpha::Opaque => 0,
            Alpha::Mask(_) => 1,
            Alpha::Blend => 2,
            Alpha::Glass => 3,
        };
        let looks = match self.look {
            Look::Plain => alpha,
            Look::Unlit => 3 + alpha,
            Look::Layered => 6 + alpha,
            Look::Brushed => 10 + alpha,
        };
        usize::from(self.shadows) * SHADOWED + usize::from(self.moves) * MOVING + looks * 2 + usize::from(self.double_sided)
    }
}
