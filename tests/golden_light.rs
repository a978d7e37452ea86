//! Models lit by a picture of all around that the tour names.

mod glb;
mod mesh_stage;
mod support;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use glam::Vec3;
use glb::{Glb, sphere};
use image::codecs::hdr::HdrEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbaImage};
use indenfor::pose::{Fov, Pose, look_at};
use indenfor::render::{PassLayout, Renderer, View, picture_texture, read_picture};
use indenfor::tour::{Exposure, LocationIndex, Model, Space};
use indenfor::walk::{Scene, SpaceState};
use mesh_stage::GPU;
use serde_json::json;
use support::golden::assert_golden;
use support::tour::of_one_place;

const SIZE: [usize; 2] = [256, 128];

/// Writes a picture of light, told by where it comes from: degrees to the right of -Z, and up.
fn write_light(file: &Path, light: impl Fn(f32, f32) -> [f32; 3]) {
    let [width, height] = SIZE;
    let place = |index: usize| ((index % width) as f32 + 0.5, (index / width) as f32 + 0.5);
    let degrees = |(x, y): (f32, f32)| ((x / width as f32 - 0.5) * 360.0, (0.5 - y / height as f32) * 180.0);
    let texels: Vec<f32> = (0..width * height).map(|index| degrees(place(index))).flat_map(|(yaw, pitch)| light(yaw, pitch)).collect();
    HdrEncoder::new(File::create(file).unwrap())
        .write_image(bytemuck::cast_slice(&texels), width as u32, height as u32, ExtendedColorType::Rgb32F)
        .unwrap();
}

/// Red from the left, blue from the right.
fn red_and_blue(yaw: f32, _: f32) -> [f32; 3] {
    if yaw < 0.0 { [1.0, 0.1, 0.1] } else { [0.1, 0.1, 1.0] }
}

/// A matt white ball at the height of the eyes, and beside it one of metal.
fn balls() -> Vec<u8> {
    let mut glb = Glb::new();
    let looks =
        |metallic: f32, roughness: f32| json!({ "pbrMetallicRoughness": { "metallicFactor": metallic, "roughnessFactor": roughness } });
    glb.place(&sphere(0.5, 24), looks(0.0, 1.0), [-0.55, 1.6, -2.5]);
    glb.place(&sphere(0.5, 48), looks(1.0, 0.05), [0.55, 1.6, -2.5]);
    glb.bytes()
}

/// What is seen of the balls in the light of a picture, once that is there.
fn seen(write: impl Fn(&Path), stops: f32) -> RgbaImage {
    let folder = tempfile::tempdir().unwrap();
    let [file, light] = ["balls.glb", "sky.hdr"].map(|name| folder.path().join(name));
    std::fs::write(&file, balls()).unwrap();
    write(&light);
    let model = Model { exposure: Exposure::of_stops(stops), light: Some(Arc::new(light)), ..Model::of(Arc::new(file)) };
    let mut renderer = Renderer::new(GPU.clone(), PassLayout::default(), Arc::new(of_one_place(folder.path(), Space::Model(model))));
    let mut scene = Scene::bare(LocationIndex(0));
    scene.space = renderer.finish_loading(&scene, Duration::from_secs(120));
    assert_eq!(scene.space, SpaceState::Ready);
    let eye = Vec3::new(0.0, 1.6, 0.0);
    let view = View { pose: Pose { position: eye, orientation: look_at(eye, eye + Vec3::NEG_Z) }, fov: Fov::symmetric(35.0, 1.6) };
    let picture = picture_texture(&GPU, 512, 320, 1);
    renderer.draw(&scene, &[view], &picture);
    let seen = read_picture(&GPU, &picture, 0).unwrap();
    assert_eq!(GPU.health.first_error(), None);
    seen
}

fn at(picture: &RgbaImage, x: u32, y: u32) -> [i32; 3] {
    let pixel = picture.get_pixel(x, y).0;
    [0, 1, 2].map(|channel| i32::from(pixel[channel]))
}

#[test]
fn a_white_ball_is_red_on_the_side_of_red_light_and_blue_on_the_side_of_blue() {
    let picture = seen(|file| write_light(file, red_and_blue), 0.0);
    let ([red, _, blue], [far_red, _, far_blue]) = (at(&picture, 60, 160), at(&picture, 228, 160));
    assert!(red > blue + 60 && far_blue > far_red + 60, "left {red} {blue}, right {far_red} {far_blue}");
    // Where it faces the visitor (who stands a little to its right) both come together.
    let [red, _, blue] = at(&picture, 116, 160);
    assert!((red - blue).abs() < 12, "{red} {blue}");
    // A mirror shows what is behind the visitor: red on the left, blue on the right, sharp between.
    let ([red, _, blue], [far_red, _, far_blue]) = (at(&picture, 348, 160), at(&picture, 388, 160));
    assert!(red > blue + 100 && far_blue > far_red + 100, "left {red} {blue}, right {far_red} {far_blue}");
    assert_golden("light-red-blue", &picture);
}

#[test]
fn exposure_brightens_the_light_of_a_picture() {
    let shown = |stops: f32| {
        let [red, ..] = at(&seen(|file| write_light(file, |_, _| [0.2; 3]), stops), 144, 160);
        (red as f32 / 255.0).powf(2.2)
    };
    let (plain, brighter) = (shown(0.0), shown(1.0));
    // The tone curve takes 0.04 off.
    assert!((plain - 0.16).abs() < 0.02 && (brighter - 0.36).abs() < 0.03, "{plain} {brighter}");
}

#[test]
fn where_the_picture_cannot_be_had_a_neutral_room_lights_the_model() {
    let missing = seen(|_| {}, 0.0);
    let broken = seen(|file| std::fs::write(file, b"no light").unwrap(), 0.0);
    assert!(missing == broken);
    let [red, _, blue] = at(&missing, 144, 160);
    assert!(red > 120 && (red - blue).abs() < 12, "{red} {blue}");
}

/// Dusk: a low sun on the left, a sky that goes from orange to blue, dark ground.
#[test]
fn balls_at_dusk() {
    let dusk = |yaw: f32, pitch: f32| {
        let (yaw, pitch) = (yaw.to_radians(), pitch.to_radians());
        let way = Vec3::new(yaw.sin() * pitch.cos(), pitch.sin(), -yaw.cos() * pitch.cos());
        let sun = Vec3::new(-0.8, 0.25, 0.5).normalize();
        let near = way.dot(sun).max(0.0);
        let sky = Vec3::new(0.9, 0.5, 0.3).lerp(Vec3::new(0.15, 0.25, 0.5), (pitch * 1.2).clamp(0.0, 1.0)) * (0.4 + 0.6 * near);
        let ground = Vec3::new(0.10, 0.09, 0.08);
        let light = if way.y > 0.0 { sky } else { ground } + Vec3::new(60.0, 36.0, 16.0) * near.powf(900.0);
        light.to_array()
    };
    assert_golden("light-dusk", &seen(|file| write_light(file, dusk), 0.0));
}
