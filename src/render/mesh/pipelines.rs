//! The pipelines that draw meshes: one for each combination of what a material is, how what is made of it stands, and whether lamps cast
//! shadows on it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use glam::Vec3;

use crate::gpu::Gpu;
use crate::media::gltf::{Alpha, Draw, Form, Limb, Material, Model, Place, Vertex};

use super::super::{Frame, PassLayout, depth, shader};
use super::Layouts;
use super::casters::Casters;
use super::material::{self, SLOTS};

/// What light does to a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

impl Look {
    const COUNT: usize = 4;

    fn of(material: &Material) -> Self {
        match (&material.layers, material.unlit) {
            (Some(layers), _) if layers.anisotropy > 0.0 => Self::Brushed,
            (Some(_), _) => Self::Layered,
            (None, true) => Self::Unlit,
            (None, false) => Self::Plain,
        }
    }
}

/// What the opacity of a material means: [`Alpha`] without its numbers. Coloured glass is drawn twice, since what is behind it takes its colour,
/// and what light there is on it comes to that: no blending does both at once everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Opacity {
    Opaque,
    Mask,
    Blend,
    /// Clear or grey glass, which dims all colours alike.
    Glass,
    /// Coloured glass.
    Stained,
    /// What of each colour goes through that, beside what goes through of the strongest.
    Tint,
}

impl Opacity {
    const COUNT: usize = 6;

    fn of(material: &Material, draw: &Draw) -> Self {
        match material.alpha {
            Alpha::Opaque => Self::Opaque,
            Alpha::Mask(_) => Self::Mask,
            Alpha::Blend => Self::Blend,
            Alpha::Glass(_) if draw.coloured || is_coloured(material) => Self::Stained,
            Alpha::Glass(_) => Self::Glass,
        }
    }
}

/// Whether glass lets more of one colour through than of another.
fn is_coloured(material: &Material) -> bool {
    let is_grey = |color: Vec3| color == Vec3::splat(color.x);
    let mirrors_colours =
        material.layers.as_ref().is_some_and(|layers| layers.specular_color_texture.is_some() || !is_grey(layers.specular_color));
    material.base_color_texture.is_some() || !is_grey(material.base_color.truncate()) || mirrors_colours
}

/// How what is drawn stands, and so what places its vertices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    /// Where its vertices say.
    Still,
    /// Still, in many places.
    Many,
    /// As its bones do.
    Moving,
}

impl Stands {
    pub const ALL: [Self; 3] = [Self::Still, Self::Many, Self::Moving];

    pub fn of(draw: &Draw) -> Self {
        match draw {
            Draw { moves: true, .. } => Self::Moving,
            Draw { places, .. } if places.start > 0 => Self::Many,
            _ => Self::Still,
        }
    }

    /// What places its vertices, in a module that mesh.wgsl is part of.
    pub fn vertex_stage<'a>(self, module: &'a wgpu::ShaderModule) -> wgpu::VertexState<'a> {
        // Each of the buffers has a number of its own, so that all stay bound; see MeshSpace::bind_triangles.
        const STILL: &[Option<wgpu::VertexBufferLayout<'_>>] = &[Some(CORNERS)];
        const MANY: &[Option<wgpu::VertexBufferLayout<'_>>] = &[Some(CORNERS), None, None, Some(PLACES)];
        const MOVING: &[Option<wgpu::VertexBufferLayout<'_>>] = &[None, Some(CORNERS), Some(LIMBS)];
        let (entry_point, buffers) = match self {
            Self::Still => ("place", STILL),
            Self::Many => ("place_many", MANY),
            Self::Moving => ("place_limb", MOVING),
        };
        wgpu::VertexState { module, entry_point: Some(entry_point), compilation_options: Default::default(), buffers }
    }
}

/// What there is of it to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// The fronts of surfaces.
    Fronts,
    /// Their backs alone.
    Backs,
    /// Surfaces from both sides.
    BothSides,
    Lines,
    Points,
}

impl Shape {
    const COUNT: usize = 5;

    fn of(material: &Material, draw: &Draw) -> Self {
        match draw.form {
            Form::Triangles if material.double_sided => Self::BothSides,
            Form::Triangles => Self::Fronts,
            Form::Lines => Self::Lines,
            Form::Points => Self::Points,
        }
    }

    fn primitive(self) -> wgpu::PrimitiveState {
        let topology = match self {
            Self::Fronts | Self::Backs | Self::BothSides => wgpu::PrimitiveTopology::TriangleList,
            Self::Lines => wgpu::PrimitiveTopology::LineList,
            Self::Points => wgpu::PrimitiveTopology::PointList,
        };
        let cull_mode = match self {
            Self::Fronts => Some(wgpu::Face::Back),
            Self::Backs => Some(wgpu::Face::Front),
            Self::BothSides | Self::Lines | Self::Points => None,
        };
        wgpu::PrimitiveState { topology, cull_mode, ..Default::default() }
    }
}

/// Which textures a material has, each a bit, in the order of surface.wgsl; the last is for those of its layers, if there are any. Told to the
/// shader's compiler, since looking a texture up that is not there costs as much as one that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Textures(u8);

impl Textures {
    const COUNT: usize = SLOTS + 1;
    /// What shaders call them.
    const NAMES: [&str; Self::COUNT] =
        ["has_base_color", "has_metallic_roughness", "has_normal", "has_occlusion", "has_emissive", "has_layer_textures"];

    fn of(material: &Material) -> Self {
        let has_layer_textures = material::slots(material).skip(SLOTS).flatten().next().is_some();
        let has = material::slots(material).take(SLOTS).map(|slot| slot.is_some()).chain([has_layer_textures]);
        // Of what is unlit its colour and its own light alone are seen.
        let is_seen = |bit| Look::of(material) != Look::Unlit || matches!(Self::NAMES[bit], "has_base_color" | "has_emissive");
        Self(has.enumerate().map(|(bit, has)| u8::from(has && is_seen(bit)) << bit).sum())
    }

    /// Each with its name in the shader, and whether it is there: 1 or 0.
    fn told(self) -> [(&'static str, f64); Self::COUNT] {
        std::array::from_fn(|bit| (Self::NAMES[bit], f64::from(self.0 >> bit & 1)))
    }
}

/// How many ways there are for materials to be.
const MATERIALS: usize = (Look::COUNT * Opacity::COUNT * Shape::COUNT) << Textures::COUNT;
/// The first of those that look for shadows: as many as those that do not.
const SHADOWED: usize = Stands::ALL.len() * MATERIALS;

/// Pipelines, each with its number, made when the first model asks for them.
#[derive(Debug)]
pub(super) struct Pipelines {
    made: Box<[OnceLock<wgpu::RenderPipeline>]>,
    casters: OnceLock<Casters>,
    asked: Mutex<Needs>,
    layout: PassLayout,
    frame: wgpu::BindGroupLayout,
    groups: Layouts,
    /// Without and with layers.
    modules: [wgpu::ShaderModule; 2],
    /// By whether there are layers, then by whether it moves.
    layouts: [[wgpu::PipelineLayout; 2]; 2],
}

/// What models are not drawn without.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    kinds: BTreeSet<Kind>,
    /// Whether any lamp casts shadows. Figures may stand in light with them and without: what moves is then needed for both.
    shadows: bool,
}

impl Needs {
    /// Those of a model whose lamps cast shadows or not.
    pub fn of(model: &Model, shadows: bool) -> Self {
        let kind = |draw: &Draw| Kind::of(&model.materials[draw.material], draw);
        let lit = |kind: Kind| Kind { shadows: shadows && kind.stands != Stands::Moving && kind.look != Look::Unlit, ..kind };
        Self { kinds: model.draws.iter().map(kind).map(lit).flat_map(Kind::passes).collect(), shadows }
    }

    fn add(&mut self, other: &Self) {
        self.kinds.extend(&other.kinds);
        self.shadows |= other.shadows;
    }

    fn each(&self) -> impl Iterator<Item = Kind> {
        self.kinds.iter().flat_map(|kind| kind.wherever_it_stands(self.shadows))
    }
}

/// What a pipeline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    stands: Stands,
    textures: Textures,
    look: Look,
    opacity: Opacity,
    shape: Shape,
    shadows: bool,
}

impl Kind {
    /// What draws a material on this, but for shadows.
    pub fn of(material: &Material, draw: &Draw) -> Self {
        let (look, opacity, shape) = (Look::of(material), Opacity::of(material, draw), Shape::of(material, draw));
        Self { stands: Stands::of(draw), textures: Textures::of(material), look, opacity, shape, shadows: false }
    }

    /// It, and of what moves, where there are shadows, it in them as well. What is unlit knows none.
    fn wherever_it_stands(self, shadows: bool) -> impl Iterator<Item = Self> {
        let is_shadowed = shadows && self.stands == Stands::Moving && self.look != Look::Unlit && self.opacity != Opacity::Tint;
        [Some(self), is_shadowed.then_some(Self { shadows: true, ..self })].into_iter().flatten()
    }

    /// What draws it, one after the other: of coloured glass first what shines through; where both its sides are seen, its backs before its fronts,
    /// since the light on them goes through these.
    pub fn passes(self) -> impl Iterator<Item = Self> {
        let (is_glass, is_stained) = (matches!(self.opacity, Opacity::Glass | Opacity::Stained), self.opacity == Opacity::Stained);
        let sides = match self.shape {
            Shape::BothSides if is_glass => [Some(Shape::Backs), Some(Shape::Fronts)],
            shape => [Some(shape), None],
        };
        sides.into_iter().flatten().flat_map(move |shape| {
            let side = Self { shape, ..self };
            [is_stained.then_some(Self { opacity: Opacity::Tint, ..side }), Some(side)].into_iter().flatten()
        })
    }

    /// Whether it may leave holes.
    pub fn is_cut(self) -> bool {
        self.opacity == Opacity::Mask
    }

    /// Whether it draws what moves.
    pub fn moves(self) -> bool {
        self.stands == Stands::Moving
    }

    fn number(self) -> usize {
        let looks = (self.look as usize * Opacity::COUNT + self.opacity as usize) * Shape::COUNT + self.shape as usize;
        let material = (looks << Textures::COUNT) + usize::from(self.textures.0);
        usize::from(self.shadows) * SHADOWED + self.stands as usize * MATERIALS + material
    }
}

impl Pipelines {
    /// None yet.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, layouts: &Layouts) -> Self {
        let all = [include_str!("../../../shaders/mesh.wgsl"), include_str!("../../../shaders/surface.wgsl")].concat();
        let parts = [include_str!("../../../shaders/plain.wgsl"), include_str!("../../../shaders/layers.wgsl")];
        let modules = parts.map(|part| shader(gpu, layout, "mesh", &[&all, part].concat()));
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
        Self {
            made: (0..2 * SHADOWED).map(|_| OnceLock::new()).collect(),
            casters: OnceLock::new(),
            asked: Mutex::default(),
            layout: *layout,
            frame: frame.layout().clone(),
            groups: layouts.clone(),
            modules,
            layouts: pipeline_layouts,
        }
    }

    /// The same, where those that are needed and were not before are made on a thread of their own, since no frame waits for them; see
    /// [`Pipelines::complete`].
    pub fn with(self: &Arc<Self>, gpu: &Gpu, needs: &Needs) -> Arc<Self> {
        let (missing, casters) = {
            // Held by frame threads alone, and never for long.
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            let (before, had_shadows) = (asked.each().collect::<BTreeSet<Kind>>(), asked.shadows);
            asked.add(needs);
            let missing: Vec<Kind> = asked.each().filter(|kind| !before.contains(kind)).collect();
            (missing, asked.shadows && !had_shadows)
        };
        if casters || !missing.is_empty() {
            let (pipelines, device, kinds) = (Arc::clone(self), gpu.clone(), missing.clone());
            let made = gpu.thread("pipelines", move || {
                pipelines.make(&device, &kinds, casters);
                device.keep_pipelines();
            });
            if made.is_err() {
                // A hitch is better than a model that never comes.
                self.make(gpu, &missing, casters);
            }
        }
        Arc::clone(self)
    }

    /// Whether all that is needed is made; of a model with shadows also what figures that came before need to stand in them.
    pub fn complete(&self, needs: &Needs) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let figures = asked.kinds.iter().filter(|kind| needs.shadows && kind.stands == Stands::Moving);
        let is_made = |kind: Kind| self.made[kind.number()].get().is_some();
        needs.kinds.iter().chain(figures).flat_map(|kind| kind.wherever_it_stands(asked.shadows)).all(is_made)
            && (!needs.shadows || self.casters.get().is_some())
    }

    /// One that is made, for light with or without shadows.
    pub fn get(&self, kind: Kind, shadows: bool) -> Option<&wgpu::RenderPipeline> {
        let number = kind.number();
        let shadowed = self.made.get(number + SHADOWED).filter(|_| shadows).and_then(OnceLock::get);
        shadowed.or_else(|| self.made.get(number)?.get())
    }

    /// What draws what lamps see, once that is made.
    pub fn casters(&self) -> Option<&Casters> {
        self.casters.get()
    }

    fn make(&self, gpu: &Gpu, kinds: &[Kind], casters: bool) {
        if casters {
            self.casters.get_or_init(|| Casters::new(gpu, &self.frame, &self.groups));
        }
        for kind in kinds {
            self.made[kind.number()].get_or_init(|| self.pipeline(gpu, *kind));
        }
    }

    fn pipeline(&self, gpu: &Gpu, kind: Kind) -> wgpu::RenderPipeline {
        let Kind { stands, textures, look, opacity, shape, shadows } = kind;
        let layered = matches!(look, Look::Layered | Look::Brushed);
        let (layout, module) = (&self.layout, &self.modules[usize::from(layered)]);
        let pipeline_layout = &self.layouts[usize::from(layered)][usize::from(stands == Stands::Moving)];
        let by_sample = opacity == Opacity::Mask && layout.samples > 1;
        let mode = match opacity {
            Opacity::Opaque => 0.0,
            Opacity::Mask if by_sample => 2.0,
            Opacity::Mask => 1.0,
            Opacity::Blend => 3.0,
            Opacity::Tint => 4.0,
            Opacity::Glass | Opacity::Stained => 5.0,
        };
        let blend = match opacity {
            Opacity::Opaque | Opacity::Mask => None,
            Opacity::Blend => Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            Opacity::Glass | Opacity::Stained => Some(blending(wgpu::BlendFactor::One, wgpu::BlendFactor::OneMinusSrcAlpha)),
            Opacity::Tint => Some(blending(wgpu::BlendFactor::Dst, wgpu::BlendFactor::Zero)),
        };
        let told = |is: bool| f64::from(u8::from(is));
        let mut constants = vec![("alpha_mode", mode), ("unlit", told(look == Look::Unlit)), ("shadows", told(shadows))];
        // What tells of layers is known to layers.wgsl alone.
        constants.extend(textures.told().into_iter().take(if layered { Textures::COUNT } else { SLOTS }));
        constants.extend(layered.then_some(("brushed", told(look == Look::Brushed))));
        let mut target = layout.target(blend);
        if let Some(target) = target.as_mut().filter(|_| by_sample) {
            // There, opacity chooses samples; the picture itself stays opaque.
            target.write_mask = wgpu::ColorWrites::COLOR;
        }
        gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("mesh"),
            layout: Some(pipeline_layout),
            vertex: stands.vertex_stage(module),
            primitive: shape.primitive(),
            depth_stencil: depth(wgpu::CompareFunction::Greater, blend.is_none()),
            multisample: wgpu::MultisampleState { alpha_to_coverage_enabled: by_sample, ..layout.multisample() },
            fragment: Some(wgpu::FragmentState {
                module,
                entry_point: None,
                compilation_options: wgpu::PipelineCompilationOptions { constants: &constants, ..Default::default() },
                targets: &[target],
            }),
            multiview_mask: layout.view_mask(),
            cache: gpu.pipeline_cache(),
        })
    }
}

/// What is drawn times one factor, and what is there times another. The picture stays as opaque as it is.
fn blending(src_factor: wgpu::BlendFactor, dst_factor: wgpu::BlendFactor) -> wgpu::BlendState {
    let [add, keep] = [(src_factor, dst_factor), (wgpu::BlendFactor::Zero, wgpu::BlendFactor::One)]
        .map(|(src_factor, dst_factor)| wgpu::BlendComponent { src_factor, dst_factor, operation: wgpu::BlendOperation::Add });
    wgpu::BlendState { color: add, alpha: keep }
}

/// How vertices lie in their buffer.
const CORNERS: wgpu::VertexBufferLayout<'_> = wgpu::VertexBufferLayout {
    array_stride: size_of::<Vertex>() as u64,
    step_mode: wgpu::VertexStepMode::Vertex,
    attributes: &wgpu::vertex_attr_array![0 => Float32x3, 1 => Snorm16x4, 2 => Snorm16x4, 3 => Float32x4, 4 => Unorm16x4],
};

/// How limbs lie in theirs.
const LIMBS: wgpu::VertexBufferLayout<'_> = wgpu::VertexBufferLayout {
    array_stride: size_of::<Limb>() as u64,
    step_mode: wgpu::VertexStepMode::Vertex,
    attributes: &wgpu::vertex_attr_array![5 => Uint16x4, 6 => Unorm16x4, 7 => Uint32, 8 => Uint16x2],
};

/// How places lie in theirs: one for each time that a mesh is drawn.
const PLACES: wgpu::VertexBufferLayout<'_> = wgpu::VertexBufferLayout {
    array_stride: size_of::<Place>() as u64,
    step_mode: wgpu::VertexStepMode::Instance,
    attributes: &wgpu::vertex_attr_array![5 => Float32x4, 6 => Float32x4, 7 => Float32x4],
};

#[cfg(test)]
impl Kind {
    /// One of three, for who only sorts them.
    pub fn nth(nth: usize) -> Self {
        let (look, opacity, shape) = (Look::Plain, Opacity::Opaque, Shape::Fronts);
        Self { stands: Stands::ALL[nth], textures: Textures(0), look, opacity, shape, shadows: false }
    }
}
