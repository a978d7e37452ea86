//! A stage to look at one model on: loads it, takes it to the GPU, draws it from a place.
#![allow(dead_code)] // each test program uses its own part of it

use std::path::Path;
use std::sync::LazyLock;

use glam::Vec3;
use image::RgbaImage;
use indenfor::gpu::Gpu;
use indenfor::media::Takes;
use indenfor::media::gltf::{self, Model};
use indenfor::pose::{Fov, Pose, look_at};
use indenfor::render::mesh::{Lighting, MeshSpace, Meshes};
use indenfor::render::{Frame, PICTURE_FORMAT, PassLayout, View, picture_texture, read_picture};

/// One device for all tests of a program.
pub static GPU: LazyLock<Gpu> = LazyLock::new(|| Gpu::headless().unwrap());

/// From where, towards what, and how wide (degrees, vertically).
pub struct Camera {
    pub eye: Vec3,
    pub target: Vec3,
    pub angle: f32,
    pub size: [u32; 2],
    pub samples: u32,
    /// Since the visitor came.
    pub seconds: f32,
}

impl Default for Camera {
    /// From 3 m in front of the origin, seeing 2 m there.
    fn default() -> Self {
        Self { eye: Vec3::new(0.0, 0.0, 3.0), target: Vec3::ZERO, angle: 36.87, size: [256, 256], samples: 4, seconds: 0.0 }
    }
}

pub fn load(bytes: &[u8]) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.glb");
    std::fs::write(&file, bytes).unwrap();
    load_file(&file)
}

pub fn load_file(file: &Path) -> Model {
    let model = gltf::load(file, file.parent().unwrap(), None, Takes::plain(4096)).unwrap();
    for warning in &model.warnings {
        println!("{warning}");
    }
    model
}

/// Draws a model; `lighting` as the model itself asks for where it is `None`.
pub fn draw(model: Model, lighting: Option<Lighting>, camera: &Camera) -> RgbaImage {
    let layout = PassLayout { samples: camera.samples, ..Default::default() };
    let frame = Frame::new(&GPU);
    let meshes = Meshes::new(&GPU, &frame, &layout);
    let lighting = lighting.unwrap_or_else(|| Lighting::of(&model));
    let mut upload = meshes.upload(&GPU, model, |_| lighting);
    while !upload.step(&GPU, &mut { u64::MAX }).unwrap() {
        // What draws layers is made beside.
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let mut space = upload.finish().unwrap();
    draw_space(&frame, &meshes, &mut space, camera)
}

pub fn draw_space(frame: &Frame, meshes: &Meshes, space: &mut MeshSpace, camera: &Camera) -> RgbaImage {
    let [width, height] = camera.size;
    let pose = Pose { position: camera.eye, orientation: look_at(camera.eye, camera.target) };
    let fov = Fov::symmetric(camera.angle, width as f32 / height as f32);
    let view = View { pose, fov };
    frame.write(&GPU, &[view], 0.0);
    space.prepare(&GPU, &[view.frustum()], camera.eye, camera.seconds);

    let attachment = |format| {
        let texture = GPU.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: camera.samples,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        texture.create_view(&Default::default())
    };
    let (color, depth) = (attachment(PICTURE_FORMAT), attachment(wgpu::TextureFormat::Depth32Float));
    let picture = picture_texture(&GPU, width, height, 1);
    let target = picture.create_view(&Default::default());
    let (view, resolve_target) = if camera.samples > 1 { (&color, Some(&target)) } else { (&target, None) };
    let mut encoder = GPU.device.create_command_encoder(&Default::default());
    meshes.cast(&GPU, &mut encoder, space, camera.eye, None);
    {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target,
                ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::BLACK), store: wgpu::StoreOp::Store },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &depth,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: wgpu::StoreOp::Discard }),
                stencil_ops: None,
            }),
            ..Default::default()
        });
        frame.bind(&mut pass, 0);
        meshes.draw_solid(&mut pass, space);
        meshes.draw_seen_through(&mut pass, space);
    }
    GPU.queue.submit([encoder.finish()]);
    let picture = read_picture(&GPU, &picture, 0).unwrap();
    assert_eq!(GPU.health.first_error(), None);
    assert!(picture.pixels().all(|pixel| pixel.0[3] == 255), "pictures are opaque");
    picture
}
