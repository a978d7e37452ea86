//! A plain wall, and words and marks before it.

use std::sync::Arc;
use std::time::Duration;

use image::{Rgba, RgbaImage};
use indenfor::gpu::Gpu;
use indenfor::pose::Fov;
use indenfor::render::signs::Signs;
use indenfor::render::{Frame, Mirror, PassLayout, Shown, View, picture_texture, read_picture};
use indenfor::tour::{Person, Text};
use indenfor::walk::Scene;
use tempfile::TempDir;

/// Off-white, as a plastered wall in the sun.
pub const LIGHT: f64 = 0.85;
/// A corridor at night.
pub const DARK: f64 = 0.004;

/// Somewhere to draw signs before a plain wall.
pub struct Stage {
    gpu: Gpu,
    frame: Frame,
    layout: PassLayout,
    pub signs: Signs,
    people: Vec<Person>,
    /// How far away the wall is, metres.
    pub wall: f32,
    /// Where its files are.
    pub folder: TempDir,
}

impl Stage {
    pub fn new(samples: u32) -> Self {
        let gpu = Gpu::headless().unwrap();
        let (frame, layout) = (Frame::new(&gpu), PassLayout { samples, ..PassLayout::default() });
        let signs = Signs::new(&gpu, &frame, &layout);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("jonas.png");
        face().save(&file).unwrap();
        let person = |name: &str, portrait| Person {
            id: name.into(),
            name: name.into(),
            role: Text::Every("".into()),
            portrait,
            avatar: None,
            says: Vec::new(),
        };
        let people = vec![person("Jonas", Some(Arc::new(file))), person("Mira", None)];
        Self { gpu, frame, layout, signs, people, wall: f32::INFINITY, folder }
    }

    /// What `scene` looks like to somebody who looks straight ahead, `vertical` degrees high, before a wall as light as `light`.
    pub fn draw(&mut self, scene: &Scene, vertical: f32, (width, height): (u32, u32), light: f64) -> RgbaImage {
        let fov = Fov::symmetric(vertical, width as f32 / height as f32);
        self.draw_from(scene, View { pose: scene.head, fov }, (width, height), light)
    }

    /// The same from elsewhere.
    pub fn draw_from(&mut self, scene: &Scene, view: View, size: (u32, u32), light: f64) -> RgbaImage {
        let target = self.drawn(scene, view, size, light);
        let picture = read_picture(&self.gpu, &target, 0).unwrap();
        assert_eq!(self.gpu.health.first_error(), None);
        picture
    }

    /// What a window of this size shows of it that mirrors an eye of that size.
    pub fn mirrored(&mut self, scene: &Scene, view: View, eye: (u32, u32), window: (u32, u32), light: f64) -> RgbaImage {
        let eye = self.drawn(scene, view, eye, light);
        let target = picture_texture(&self.gpu, window.0, window.1, 1);
        Mirror::new(&self.gpu, target.format()).show(&self.gpu, &eye, None, &target);
        read_picture(&self.gpu, &target, 0).unwrap()
    }

    fn drawn(&mut self, scene: &Scene, view: View, (width, height): (u32, u32), light: f64) -> wgpu::Texture {
        self.signs.finish(&self.gpu, scene, &self.people, Duration::from_secs(60));
        self.frame.write(&self.gpu, &[view], 0.0);
        let target = picture_texture(&self.gpu, width, height, 1);
        let texture = |format| {
            let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
            let usage = wgpu::TextureUsages::RENDER_ATTACHMENT;
            let (sample_count, dimension) = (self.layout.samples, wgpu::TextureDimension::D2);
            let texture = self.gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: None,
                size,
                mip_level_count: 1,
                sample_count,
                dimension,
                format,
                usage,
                view_formats: &[],
            });
            texture.create_view(&Default::default())
        };
        let (depth, samples) = (texture(wgpu::TextureFormat::Depth32Float), texture(target.format()));
        let target_view = target.create_view(&Default::default());
        let several = self.layout.samples > 1;
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: None,
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: if several { &samples } else { &target_view },
                depth_slice: None,
                resolve_target: several.then_some(&target_view),
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color { r: light, g: light, b: light, a: 1.0 }),
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &depth,
                // Reversed: the near distance divided by how far away it is.
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.05 / self.wall), store: wgpu::StoreOp::Discard }),
                stencil_ops: None,
            }),
            ..Default::default()
        });
        self.frame.bind(&mut pass, 0);
        self.signs.draw_marks(&mut pass, &self.people);
        self.signs.draw_panels(&mut pass);
        drop(pass);
        self.gpu.queue.submit([encoder.finish()]);
        target
    }

    /// The same before a light and a dark wall, above each other.
    pub fn draw_twice(&mut self, scene: &Scene, vertical: f32, size: (u32, u32)) -> RgbaImage {
        let mut both = RgbaImage::new(size.0, size.1 * 2);
        for (light, top) in [(LIGHT, 0), (DARK, i64::from(size.1))] {
            image::imageops::replace(&mut both, &self.draw(scene, vertical, size, light), 0, top);
        }
        both
    }

    /// The plates of words that `scene` has, laid out and where they hang.
    pub fn lay(&mut self, scene: &Scene) -> impl Iterator<Item = Shown<'_>> {
        self.signs.finish(&self.gpu, scene, &self.people, Duration::from_secs(60));
        self.signs.panels().shown()
    }
}

/// A face as a child would draw it, which is enough to see how it is cropped.
fn face() -> RgbaImage {
    let disc = |x: f32, y: f32, at: (f32, f32), size: (f32, f32)| ((x - at.0) / size.0).hypot((y - at.1) / size.1) < 1.0;
    RgbaImage::from_fn(400, 500, |x, y| {
        let (x, y) = (x as f32 - 200.0, y as f32);
        let color = if disc(x.abs(), y, (38.0, 195.0), (8.0, 10.0)) || (disc(x, y, (0.0, 245.0), (45.0, 24.0)) && y > 248.0) {
            [70, 45, 40]
        } else if disc(x, y, (0.0, 150.0), (105.0, 62.0)) && y < 150.0 {
            [96, 66, 48]
        } else if disc(x, y, (0.0, 200.0), (95.0, 118.0)) {
            [222, 178, 150]
        } else if disc(x, y, (0.0, 520.0), (180.0, 190.0)) {
            [58, 78, 104]
        } else {
            let light = (y / 500.0 * 40.0) as u8;
            [196 - light, 190 - light, 176 - light]
        };
        Rgba([color[0], color[1], color[2], 255])
    })
}
