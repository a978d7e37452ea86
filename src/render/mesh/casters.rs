//! The pipelines that draw what a lamp sees: depth alone.

use crate::gpu::Gpu;
use crate::media::gltf::{Alpha, Material};
use crate::render::{PassLayout, depth, shader};

use super::Layouts;
use super::pipelines::Stands;

/// Pipelines, each with its number.
#[derive(Debug)]
pub(super) struct Casters([wgpu::RenderPipeline; 18]);

/// What a pipeline is for.
#[derive(Debug, Clone, Copy)]
struct Kind {
    cut: Cut,
    double_sided: bool,
    stands: Stands,
}

/// Whether a material has holes, and how its textures are bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Whole,
    Plain,
    Layered,
}

impl Casters {
    pub fn new(gpu: &Gpu, frame: &wgpu::BindGroupLayout, layouts: &Layouts) -> Self {
        let parts = [include_str!("../../../shaders/mesh.wgsl"), include_str!("../../../shaders/shadow.wgsl")];
        // A lamp has one eye.
        let one = PassLayout { multiview: false, ..PassLayout::default() };
        let module = shader(gpu, &one, "shadow", &parts.concat());
        Self(std::array::from_fn(|number| {
            let (cut, stands) = ([Cut::Whole, Cut::Plain, Cut::Layered][number / 6], Stands::ALL[number % 3]);
            pipeline(gpu, &module, frame, layouts, Kind { cut, double_sided: number / 3 % 2 != 0, stands })
        }))
    }

    pub fn get(&self, number: usize) -> Option<&wgpu::RenderPipeline> {
        self.0.get(number)
    }
}

/// Which of the pipelines draws what a lamp sees of a material; `None` where light goes through.
pub(super) fn number_of(material: &Material, stands: Stands) -> Option<usize> {
    let cut = match (material.alpha, &material.layers) {
        (Alpha::Mask(_), Some(_)) => Cut::Layered,
        (Alpha::Mask(_), None) => Cut::Plain,
        _ => Cut::Whole,
    };
    let number = (cut as usize * 2 + usize::from(material.double_sided)) * 3 + stands as usize;
    material.casts_shadow().then_some(number)
}

/// Whether a pipeline asks for the material: else it need not be bound.
pub(super) fn needs_material(number: usize) -> bool {
    number >= 6
}

fn pipeline(
    gpu: &Gpu,
    module: &wgpu::ShaderModule,
    frame: &wgpu::BindGroupLayout,
    layouts: &Layouts,
    Kind { cut, double_sided, stands }: Kind,
) -> wgpu::RenderPipeline {
    let material = match cut {
        Cut::Whole => None,
        Cut::Plain => Some(&layouts.material),
        Cut::Layered => Some(&layouts.layered),
    };
    let groups = [Some(frame), None, material, (stands == Stands::Moving).then_some(&layouts.motion)];
    let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("shadow"),
        bind_group_layouts: &groups,
        immediate_size: 0,
    });
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("shadow"),
        layout: Some(&layout),
        vertex: stands.vertex_stage(module),
        // As eyes do, lamps see only the fronts of what has no back: light goes through the back of a wall that is not to be seen.
        primitive: wgpu::PrimitiveState { cull_mode: if double_sided { None } else { Some(wgpu::Face::Back) }, ..Default::default() },
        depth_stencil: depth(wgpu::CompareFunction::Greater, true),
        multisample: wgpu::MultisampleState::default(),
        fragment: (cut != Cut::Whole).then(|| wgpu::FragmentState {
            module,
            entry_point: Some("cut"),
            compilation_options: Default::default(),
            targets: &[],
        }),
        multiview_mask: None,
        cache: gpu.pipeline_cache(),
    })
}
