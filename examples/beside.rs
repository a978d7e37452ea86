//! Draws a panorama or a model as `scripts/compare/speed.mjs` has browsers' viewers draw it, to be measured beside them.
//!
//!     beside FILE VIEWS FRAMES [X,Y,Z] [RED,GREEN,BLUE]
//!
//! FILE is a .jpg, seen from its middle, or a .glb, seen from X,Y,Z; 90° wide, 1024 x 1024 pixels for each of one or two VIEWS. Says, a
//! JSON object a line: when the middle 8 x 8 pixels were of the colour, as milliseconds since 1970; then what each of FRAMES took, waited
//! for until it is drawn, and what a shader took that does nothing but look a panorama up. In between it waits for a line to read.

#[path = "../tests/support/tour.rs"]
mod tour;

use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use glam::Vec3;
use image::RgbaImage;
use indenfor::gpu::Gpu;
use indenfor::pose::{Fov, Pose, turn};
use indenfor::render::layout::{copying_pass, copying_pipeline};
use indenfor::render::{PICTURE_FORMAT, PassLayout, Renderer, View, picture_texture, read_picture, two_views_layout, wait_until_drawn};
use indenfor::tour::{LocationIndex, Model, Panorama, Space};
use indenfor::walk::{Scene, SpaceState};
use serde_json::json;

const SIZE: u32 = 1024;
/// How much a colour may differ from what is expected, a channel.
const TOLERANCE: f32 = 10.0;
/// How far the head turns from frame to frame, degrees.
const TURN: f32 = 0.5;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, views, frames, more @ ..] = arguments.as_slice() else { bail!("beside FILE VIEWS FRAMES [X,Y,Z] [RED,GREEN,BLUE]") };
    let (file, views, frames): (&Path, usize, usize) = (Path::new(file), views.parse()?, frames.parse()?);
    let is_model = file.extension().is_some_and(|extension| extension == "glb");
    let eye = if is_model { triple(more.first().context("a model is seen from somewhere")?)? } else { Vec3::ZERO };
    let expected = more.get(usize::from(is_model)).map(|color| triple(color)).transpose()?;

    let gpu = Gpu::headless()?;
    let several = if views > 1 { two_views_layout(&gpu, PICTURE_FORMAT) } else { PassLayout::default() };
    // As the program itself does where a processor stands in for the graphics card, but for models, which browsers smooth as well.
    let layout = PassLayout { samples: if is_model { 4 } else { 1 }, ..several };
    let hung = Arc::new(file.to_owned());
    let space = if is_model { Space::Model(Model::of(hung)) } else { Space::Panorama(Panorama::of(hung)) };
    let mut renderer = Renderer::new(gpu.clone(), layout, Arc::new(tour::of_one_place(Path::new("."), space)));
    let mut scene = Scene::bare(LocationIndex(0));
    let target = picture_texture(&gpu, SIZE, SIZE, views as u32);
    let see = |yaw: f32| -> Vec<View> {
        let side = |nth: usize| if views > 1 && is_model { (nth as f32 - 0.5) * 0.064 } else { 0.0 };
        let pose = |nth| Pose { position: eye + turn(yaw) * Vec3::X * side(nth), orientation: turn(yaw) };
        (0..views).map(|nth| View { pose: pose(nth), fov: Fov::symmetric(90.0, 1.0) }).collect()
    };
    loop {
        scene.space = renderer.space_state(LocationIndex(0));
        // A visit begins in the dark.
        scene.fade = if scene.space == SpaceState::Ready { 0.0 } else { 1.0 };
        renderer.update(&scene);
        renderer.draw(&scene, &see(0.0), &target);
        wait_until_drawn(&gpu)?;
        if scene.space == SpaceState::Failed {
            bail!("{:?}", renderer.failure(LocationIndex(0)));
        }
        let seen = if scene.space == SpaceState::Ready { Some(middle(&read_picture(&gpu, &target, 0)?)) } else { None };
        if let Some(seen) = seen {
            let is_right = expected.is_none_or(|expected| (seen - expected).abs().max_element() <= TOLERANCE);
            println!("{}", json!({ "first": now(), "right": is_right, "middle": seen.to_array(), "multiview": layout.multiview }));
            break;
        }
    }
    std::io::stdin().read_line(&mut String::new())?;

    let bare = if is_model { None } else { Some(Bare::new(&gpu, file, views as u32)?) };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // In turns: whatever else the machine does disturbs both alike.
    for nth in 0..frames {
        let begun = Instant::now();
        renderer.update(&scene);
        renderer.draw(&scene, &see(nth as f32 * TURN), &target);
        wait_until_drawn(&gpu)?;
        ours.push(milliseconds(begun));
        if let Some(bare) = &bare {
            let begun = Instant::now();
            bare.draw(&gpu, nth as f32 * TURN);
            wait_until_drawn(&gpu)?;
            theirs.push(milliseconds(begun));
        }
    }
    println!("{}", json!({ "frames": ours }));
    if bare.is_some() {
        println!("{}", json!({ "bare": theirs }));
    }
    Ok(())
}

fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

/// Three numbers with commas between.
fn triple(written: &str) -> anyhow::Result<Vec3> {
    let numbers = written.split(',').map(str::parse).collect::<Result<Vec<f32>, _>>()?;
    let numbers: [f32; 3] = numbers.try_into().ok().with_context(|| format!("`{written}` is not three numbers"))?;
    Ok(numbers.into())
}

/// The mean colour of the middle 8 x 8 pixels.
fn middle(picture: &RgbaImage) -> Vec3 {
    let near = SIZE / 2 - 4..SIZE / 2 + 4;
    let colors = near.clone().flat_map(|y| near.clone().map(move |x| (x, y)));
    colors
        .map(|(x, y)| picture.get_pixel(x, y).0)
        .map(|[red, green, blue, _]| Vec3::new(red.into(), green.into(), blue.into()))
        .sum::<Vec3>()
        / 64.0
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}

const BARE: &str = "
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var between: sampler;
@group(0) @binding(2) var<uniform> yaw: vec4f;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn look(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let d = normalize(vec3f(fract(at.x / 1024.0) * 2.0 - 1.0, 1.0 - at.y / 512.0, 1.0));
    return textureSampleLevel(picture, between, vec2f(atan2(d.x, d.z) / 6.2831853 + 0.5 + yaw.x, 0.5 - asin(d.y) / 3.14159265), 0.0);
}";

/// One look into the picture for each pixel, and nothing else: the least that a panorama can cost.
struct Bare {
    pipeline: wgpu::RenderPipeline,
    bind_group: wgpu::BindGroup,
    yaw: wgpu::Buffer,
    target: wgpu::TextureView,
}

impl Bare {
    fn new(gpu: &Gpu, file: &Path, views: u32) -> anyhow::Result<Self> {
        let picture = image::open(file)?.to_rgba8();
        let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d { width: picture.width(), height: picture.height(), depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: PICTURE_FORMAT,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(picture.width() * 4), rows_per_image: None };
        gpu.queue.write_texture(texture.as_image_copy(), &picture, layout, texture.size());
        let pipeline = copying_pipeline(gpu, None, BARE, PICTURE_FORMAT, "bare");
        let sampler = gpu.device.create_sampler(&wgpu::SamplerDescriptor {
            address_mode_u: wgpu::AddressMode::Repeat,
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..Default::default()
        });
        let yaw = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&texture.create_view(&Default::default())),
                },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&sampler) },
                wgpu::BindGroupEntry { binding: 2, resource: yaw.as_entire_binding() },
            ],
        });
        let target = picture_texture(gpu, SIZE * views, SIZE, 1).create_view(&Default::default());
        Ok(Self { pipeline, bind_group, yaw, target })
    }

    /// Draws it with the head turned by `yaw`, degrees.
    fn draw(&self, gpu: &Gpu, yaw: f32) {
        let turned: Vec<u8> = [yaw / 360.0, 0.0, 0.0, 0.0].iter().flat_map(|number| number.to_le_bytes()).collect();
        gpu.queue.write_buffer(&self.yaw, 0, &turned);
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = copying_pass(&mut encoder, &self.target, wgpu::LoadOp::Clear(wgpu::Color::BLACK), "bare");
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &self.bind_group, &[]);
            pass.draw(0..3, 0..1);
        }
        gpu.queue.submit([encoder.finish()]);
    }
}
