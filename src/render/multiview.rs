//! How two views are best drawn on a GPU: found out by drawing them, since there are drivers that say they can and do it wrong.

use glam::{Quat, Vec3};

use crate::gpu::Gpu;
use crate::pose::{Fov, Pose};

use super::layout::{PICTURE_FORMAT, screen_pipeline};
use super::targets::{Targets, layers_of};
use super::{Frame, PassLayout, View, picture_texture, read_picture, shader};

/// Whether both views can be drawn in one pass, multisampled and not. Waits for the GPU: once, at the start.
pub fn multiview_works(gpu: &Gpu) -> bool {
    gpu.claims_multiview() && [1, 4].into_iter().all(|samples| probe(gpu, &PassLayout { color: PICTURE_FORMAT, samples, multiview: true }))
}

/// The best way to draw two views into the two layers of a target of `color`: multisampled in one pass; or in a pass for each,
/// where one pass draws both into the first layer (Mesa 22); or without multisampling, where its result does not reach the second
/// layer either (the same). Waits for the GPU: once, at the start.
pub fn two_views_layout(gpu: &Gpu, color: wgpu::TextureFormat) -> PassLayout {
    let two_passes = PassLayout { color, samples: 4, multiview: false };
    if multiview_works(gpu) {
        PassLayout { multiview: true, ..two_passes }
    } else if probe(gpu, &PassLayout { color: PICTURE_FORMAT, ..two_passes }) {
        tracing::info!("this graphics driver does not draw two views in one pass: each is drawn in its own");
        two_passes
    } else {
        tracing::warn!("this graphics driver draws two views only without smoothed edges; a newer one does better");
        PassLayout { samples: 1, ..two_passes }
    }
}

/// Draws two small layers, each in a colour of its own, and looks at what came out.
fn probe(gpu: &Gpu, layout: &PassLayout) -> bool {
    const SIZE: u32 = 8;
    let colors = [Vec3::X, Vec3::Y];
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
    let frame = Frame::new(gpu);
    let module = shader(gpu, layout, "multiview probe", include_str!("../../shaders/multiview_probe.wgsl"));
    let pipeline = screen_pipeline(gpu, layout, &module, &[Some(frame.layout())], wgpu::CompareFunction::Always, None, "multiview probe");
    let picture = picture_texture(gpu, SIZE, SIZE, 2);
    let view = |position| View { pose: Pose { position, orientation: Quat::IDENTITY }, fov: Fov::symmetric(90.0, 1.0) };
    frame.write(gpu, &colors.map(view), 0.0);
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    for nth in 0..if layout.multiview { 1 } else { colors.len() } {
        let target = layers_of(&picture, layout, nth);
        let targets = Targets::new(gpu, layout, SIZE, SIZE);
        let mut pass = targets.begin(&mut encoder, layout, &target, wgpu::Color::BLACK);
        frame.bind(&mut pass, nth);
        pass.set_pipeline(&pipeline);
        pass.draw(0..3, 0..1);
    }
    gpu.queue.submit([encoder.finish()]);
    let drawn = (0..).zip(colors).all(|(layer, color)| {
        let should = [color.x, color.y, color.z, 1.0].map(|channel| (channel * 255.0) as u8);
        read_picture(gpu, &picture, layer).is_ok_and(|picture| picture.pixels().all(|pixel| pixel.0 == should))
    });
    pollster::block_on(scope.pop()).is_none() && drawn
}
