//! A model as a visit sees it.

mod glb;
mod mesh_stage;
mod support;

use std::sync::Arc;
use std::time::Duration;

use glam::Vec3;
use glb::{Glb, sphere, square};
use image::RgbaImage;
use indenfor::pose::{Fov, Pose, look_at};
use indenfor::render::{PICTURE_FORMAT, PassLayout, Renderer, View, picture_texture, read_picture, two_views_layout};
use indenfor::tour::{LocationIndex, Model, Space};
use indenfor::walk::{Scene, SpaceState};
use mesh_stage::GPU;
use serde_json::json;
use support::tour::of_one_place;

/// The value in the middle of a picture's width, so far down.
fn at(picture: &RgbaImage, down: f32) -> [u8; 3] {
    let pixel = picture.get_pixel(picture.width() / 2, (picture.height() as f32 * down) as u32);
    [pixel.0[0], pixel.0[1], pixel.0[2]]
}

/// A material that shows its colour and no light.
fn painted(color: [f32; 4]) -> serde_json::Value {
    json!({ "pbrMetallicRoughness": { "baseColorFactor": color }, "extensions": { "KHR_materials_unlit": {} } })
}

/// A renderer that walks a tour of one model, the file of which holds `bytes`.
fn walk(bytes: &[u8], layout: PassLayout) -> (Renderer, Scene, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("yard.glb");
    std::fs::write(&file, bytes).unwrap();
    let tour = of_one_place(folder.path(), Space::Model(Model::of(Arc::new(file))));
    let scene = Scene::bare(LocationIndex(0));
    (Renderer::new(GPU.clone(), layout, Arc::new(tour)), scene, folder)
}

#[test]
fn a_visit_sees_its_model_with_each_eye_from_its_own_place() {
    let mut glb = Glb::new();
    glb.place(&square(1.0), painted([1.0, 0.0, 0.0, 1.0]), [-0.5, 1.6, -2.0]);
    glb.place(&square(1.0), painted([0.0, 0.0, 1.0, 1.0]), [0.5, 1.6, -2.0]);
    let (mut renderer, mut scene, _folder) = walk(&glb.bytes(), two_views_layout(&GPU, PICTURE_FORMAT));
    scene.space = renderer.finish_loading(&scene, Duration::from_secs(120));
    assert_eq!(scene.space, SpaceState::Ready);
    let eyes =
        [-0.4, 0.4].map(|x| View { pose: Pose { position: Vec3::new(x, 1.6, 0.0), ..Pose::default() }, fov: Fov::symmetric(40.0, 1.0) });
    let picture = picture_texture(&GPU, 64, 64, 2);
    renderer.draw(&scene, &eyes, &picture);
    assert_eq!(at(&read_picture(&GPU, &picture, 0).unwrap(), 0.5), [255, 0, 0]);
    assert_eq!(at(&read_picture(&GPU, &picture, 1).unwrap(), 0.5), [0, 0, 255]);
    assert_eq!(GPU.health.first_error(), None);
}

#[test]
fn a_damaged_model_fails_by_name_and_a_plain_room_stands_in() {
    let whole = sphere(1.0, 8);
    let mut glb = Glb::new();
    glb.place(&whole, json!({}), [0.0; 3]);
    let bytes = glb.bytes();
    let (mut renderer, mut scene, _folder) = walk(&bytes[..bytes.len() / 2], PassLayout::default());
    scene.space = renderer.finish_loading(&scene, Duration::from_secs(120));
    assert_eq!(scene.space, SpaceState::Failed);
    let reason = renderer.failure(LocationIndex(0)).unwrap();
    assert!(reason.contains("yard.glb") && reason.contains("cut short"), "{reason}");
    let pose = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: look_at(Vec3::ZERO, Vec3::NEG_Z) };
    let picture = picture_texture(&GPU, 64, 64, 1);
    renderer.draw(&scene, &[View { pose, fov: Fov::symmetric(90.0, 1.0) }], &picture);
    assert!(at(&read_picture(&GPU, &picture, 0).unwrap(), 0.3).iter().all(|value| *value > 60), "no room stands in");
}
