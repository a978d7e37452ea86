//! What a frame of a large model costs the thread that makes frames, for two eyes: its own work up to the hand-over to the graphics driver.

#[path = "../tests/glb/mod.rs"]
mod glb;
#[path = "../tests/support/tour.rs"]
mod tour;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use glam::{Quat, Vec3};
use glb::{Glb, sphere};
use indenfor::gpu::Gpu;
use indenfor::pose::{Fov, Pose, turn};
use indenfor::render::{PICTURE_FORMAT, Renderer, View, picture_texture, two_views_layout, wait_until_drawn};
use indenfor::tour::{LocationIndex, Model, Space};
use indenfor::walk::{Scene, SpaceState};
use serde_json::json;

const FRAMES: usize = 100;
/// Pixels of an eye across and down: the work of this thread does not depend on it.
const SIZE: u32 = 128;

fn main() {
    // Not where the benches are only listed or tried out.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let gpu = Gpu::headless().expect("there is a graphics device");
    measure(&gpu, "490,000 triangles, 100 materials", &hundred_materials());
    measure(&gpu, "490,000 triangles in 1000 places", &thousand_places(false));
    measure(&gpu, "the same, each told by itself", &thousand_places(true));
}

/// A hundred balls around the eye, each of another material.
fn hundred_materials() -> Glb {
    let mut glb = Glb::new();
    for nth in 0..100 {
        let part = nth as f32 / 100.0;
        let pbr = json!({ "baseColorFactor": [part, 1.0 - part, 0.5, 1], "metallicFactor": part, "roughnessFactor": 1.0 - part });
        let away = Quat::from_rotation_y(nth as f32 * 0.7) * Vec3::new(0.0, part * 4.0 - 2.0, -4.0);
        glb.place(&sphere(0.4, 35), json!({ "pbrMetallicRoughness": pbr, "doubleSided": nth % 2 == 0 }), away.to_array());
    }
    glb
}

/// A small ball in a thousand places.
fn thousand_places(by_itself: bool) -> Glb {
    let mut glb = Glb::new();
    let material = glb.material(json!({}));
    let mut ball = glb.mesh(&sphere(0.1, 11), Some(material));
    for nth in 0..1000 {
        if by_itself {
            ball = glb.mesh(&sphere(0.1, 11), Some(material));
        }
        let away = Quat::from_rotation_y(nth as f32 * 0.7) * Vec3::new(0.0, nth as f32 * 0.004 - 2.0, -2.0 - (nth % 7) as f32);
        glb.node(json!({ "mesh": ball, "translation": away.to_array() }));
    }
    glb
}

fn measure(gpu: &Gpu, what: &str, model: &Glb) {
    let folder = tempfile::tempdir().expect("there is room for a model");
    let file = folder.path().join("model.glb");
    std::fs::write(&file, model.bytes()).expect("there is room for a model");
    let tour = tour::of_one_place(Path::new("."), Space::Model(Model::of(Arc::new(file))));
    let mut renderer = Renderer::new(gpu.clone(), two_views_layout(gpu, PICTURE_FORMAT), Arc::new(tour));
    let target = picture_texture(gpu, SIZE, SIZE, 2);
    let mut scene = Scene::bare(LocationIndex(0));
    let mut times = Vec::with_capacity(FRAMES);
    while times.len() < FRAMES {
        scene.space = renderer.space_state(LocationIndex(0));
        assert!(scene.space != SpaceState::Failed, "{:?}", renderer.failure(LocationIndex(0)));
        let eye = |side: f32| {
            let orientation = turn(times.len() as f32 * 3.6);
            View { pose: Pose { position: orientation * Vec3::X * side, orientation }, fov: Fov::symmetric(95.0, 1.0) }
        };
        let views = [eye(-0.032), eye(0.032)];
        let begun = thread_time();
        renderer.update(&scene);
        renderer.draw(&scene, &views, &target);
        let took = thread_time() - begun;
        wait_until_drawn(gpu).expect("the device is there");
        if scene.space == SpaceState::Ready {
            times.push(took);
        }
    }
    times.sort();
    let [middle, longest] = [FRAMES / 2, FRAMES - 1].map(|nth| times[nth].as_secs_f64() * 1000.0);
    println!("{what}: {middle:.2} ms a frame, the longest {longest:.2} ms (a headset's frame: 11.1 ms)");
}

/// The processor time that this thread took: where the processor draws as well, a clock would measure that too.
#[cfg(unix)]
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// There a clock has to do.
#[cfg(not(unix))]
fn thread_time() -> Duration {
    static BEGUN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(std::time::Instant::now).elapsed()
}
