//! Shows in a window what one eye sees in the headset, from the picture already drawn.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec4};

use crate::gpu::Gpu;

use super::layout::{copying_pass, copying_pipeline};
use super::{View, WholePanorama};

/// How many pictures a headset's runtime hands out in turn, at most.
const PICTURES: usize = 8;

/// `Cut` of mirror.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
struct Cut {
    middle: [[f32; 2]; 2],
    reach: Vec4,
    panorama_from_eye: Mat4,
}

/// What the headset's software shows behind an eye's picture, which was drawn without it.
#[derive(Debug, Clone, Copy)]
pub struct Behind<'b> {
    /// The panorama.
    pub panorama: &'b WholePanorama,
    /// Where that eye was, in the location.
    pub view: &'b View,
}

/// Copies an eye's picture onto a window's.
#[derive(Debug)]
pub struct Mirror {
    pipeline: wgpu::RenderPipeline,
    sampler: wgpu::Sampler,
    cut: wgpu::Buffer,
    /// A binding for each picture that the runtime hands out in turn, so that none is made each frame.
    bound: Vec<([wgpu::Texture; 2], wgpu::BindGroup)>,
    /// What stands for a panorama where none is behind.
    nothing: wgpu::Texture,
}

impl Mirror {
    /// Ready to draw into windows of `format`.
    pub fn new(gpu: &Gpu, format: wgpu::TextureFormat) -> Self {
        let pipeline = copying_pipeline(gpu, None, include_str!("../../shaders/mirror.wgsl"), format, "mirror");
        let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("mirror"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            // The eye's picture has no end that would be seen.
            address_mode_u: wgpu::AddressMode::Repeat,
            ..Default::default()
        });
        let cut = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("mirror"),
            size: size_of::<Cut>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let nothing = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("nothing behind"),
            size: wgpu::Extent3d::default(),
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8UnormSrgb,
            usage: wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        Self { pipeline, sampler, cut, bound: Vec::new(), nothing }
    }

    /// Draws the first layer of `eyes`, before what is `behind`, over all of `window`, and leaves `eyes` as a headset's runtime wants it back: as something
    /// that was drawn into.
    pub fn show(&mut self, gpu: &Gpu, eyes: &wgpu::Texture, behind: Option<Behind<'_>>, window: &wgpu::Texture) {
        let middle = middle([eyes.width(), eyes.height()], [window.width(), window.height()]);
        let cut = behind.map_or(Cut { middle, ..Cut::default() }, |Behind { panorama, view }| Cut {
            middle,
            reach: Vec4::new(view.fov.left, view.fov.right, view.fov.up, view.fov.down),
            panorama_from_eye: Mat4::from_quat(panorama.turned * view.pose.orientation),
        });
        gpu.queue.write_buffer(&self.cut, 0, bytemuck::bytes_of(&cut));
        let panorama = behind.map_or(self.nothing.clone(), |behind| behind.panorama.texture.clone());
        let binding = self.binding(gpu, [eyes.clone(), panorama]);
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("mirror") });
        let view = window.create_view(&wgpu::TextureViewDescriptor::default());
        let mut pass = copying_pass(&mut encoder, &view, wgpu::LoadOp::Clear(wgpu::Color::BLACK), "mirror");
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bound[binding].1, &[]);
        pass.draw(0..3, 0..1);
        drop(pass);
        let back = wgpu::TextureTransition { texture: eyes, selector: None, state: wgpu::TextureUses::COLOR_TARGET };
        encoder.transition_resources(std::iter::empty(), std::iter::once(back));
        gpu.queue.submit([encoder.finish()]);
    }

    /// Leaves nothing to be seen in `window`.
    pub fn empty(gpu: &Gpu, window: &wgpu::Texture) {
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("mirror") });
        let view = window.create_view(&wgpu::TextureViewDescriptor::default());
        drop(copying_pass(&mut encoder, &view, wgpu::LoadOp::Clear(wgpu::Color::BLACK), "mirror"));
        gpu.queue.submit([encoder.finish()]);
    }

    fn binding(&mut self, gpu: &Gpu, textures: [wgpu::Texture; 2]) -> usize {
        if let Some(known) = self.bound.iter().position(|(bound, _)| *bound == textures) {
            return known;
        }
        // What is behind no longer is not kept for this.
        self.bound.retain(|(bound, _)| bound[1] == textures[1]);
        if self.bound.len() >= PICTURES {
            self.bound.clear();
        }
        let [eyes, panorama] = textures.each_ref().map(|texture| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                array_layer_count: Some(1),
                ..Default::default()
            })
        });
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("mirror"),
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&eyes) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&self.sampler) },
                wgpu::BindGroupEntry { binding: 2, resource: self.cut.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 3, resource: wgpu::BindingResource::TextureView(&panorama) },
            ],
        });
        self.bound.push((textures, group));
        self.bound.len() - 1
    }
}

/// The middle part of a picture that has the shape of a window: where it begins, and its size, as parts of the picture.
fn middle(picture: [u32; 2], window: [u32; 2]) -> [[f32; 2]; 2] {
    let aspect = |[width, height]: [u32; 2]| width as f32 / height.max(1) as f32;
    let wider = aspect(window) / aspect(picture);
    let size = if wider > 1.0 { [1.0, 1.0 / wider] } else { [wider, 1.0] };
    [[(1.0 - size[0]) / 2.0, (1.0 - size[1]) / 2.0], size]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_window_shows_all_of_the_width_and_the_middle_of_the_height() {
        assert_eq!(middle([1000, 1000], [2000, 1000]), [[0.0, 0.25], [1.0, 0.5]]);
        assert_eq!(middle([1000, 1000], [500, 1000]), [[0.25, 0.0], [0.5, 1.0]]);
        assert_eq!(middle([1000, 1000], [300, 300]), [[0.0, 0.0], [1.0, 1.0]]);
    }
}
