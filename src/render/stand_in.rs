//! The plain room that stands in for a place that is loading or broken: never black, always level.

use crate::gpu::Gpu;

use super::layout::screen_pipeline;
use super::{Frame, PassLayout, shader};

/// How far below the eyes the floor is where nothing says it: the height of a standing person's eyes, metres.
const EYE_HEIGHT: f32 = 1.6;

/// A sky and a floor.
#[derive(Debug)]
pub struct StandIn {
    pipeline: wgpu::RenderPipeline,
    floor: wgpu::Buffer,
    bind_group: wgpu::BindGroup,
}

impl StandIn {
    /// Ready to be prepared.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout) -> Self {
        let group = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("stand-in"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Buffer { ty: wgpu::BufferBindingType::Uniform, has_dynamic_offset: false, min_binding_size: None },
                count: None,
            }],
        });
        let floor = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("stand-in"),
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("stand-in"),
            layout: &group,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: floor.as_entire_binding() }],
        });
        let module = shader(gpu, layout, "stand-in", include_str!("../../shaders/stand_in.wgsl"));
        let groups = [Some(frame.layout()), Some(&group)];
        Self {
            pipeline: screen_pipeline(gpu, layout, &module, &groups, wgpu::CompareFunction::Always, None, "stand-in"),
            floor,
            bind_group,
        }
    }

    /// Puts the floor at this height in the location, metres; where there is none, under a visitor whose eyes are at the origin.
    pub fn prepare(&self, gpu: &Gpu, floor: Option<f32>) {
        gpu.queue.write_buffer(&self.floor, 0, bytemuck::bytes_of(&floor.unwrap_or(-EYE_HEIGHT)));
    }

    /// Draws it.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(1, &self.bind_group, &[]);
        pass.draw(0..3, 0..1);
    }
}
