//! What a frame of a headset costs the graphics card, by its own clock: the sample tour's places, two eyes of 2064 x 2208 pixels, four samples each.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use glam::Vec3;
use indenfor::gpu::{Gpu, Stopwatch};
use indenfor::pose::{Fov, Pose, turn};
use indenfor::render::{PICTURE_FORMAT, Renderer, View, picture_texture, two_views_layout, wait_until_drawn};
use indenfor::tour::{LocationIndex, Tour};
use indenfor::walk::{Scene, SpaceState};

/// Pixels of an eye across and down.
const SIZE: [u32; 2] = [2064, 2208];
/// How many frames are timed; where the processor draws, a few must do.
const FRAMES: usize = 1000;
const FRAMES_IN_SOFTWARE: usize = 12;
/// Nothing takes so long to come.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    // Not where the benches are only listed or tried out.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let gpu = Gpu::headless().expect("there is a graphics device");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/en-verden-indenfor");
    let tour = Arc::new(indenfor::tour::load(folder).expect("the sample tour can be walked").tour);
    println!("{}, {}: two eyes of {} x {} pixels, milliseconds a frame", gpu.info.name, gpu.info.driver_info, SIZE[0], SIZE[1]);
    for (id, what, goal) in [("workshop", "a panorama of 8192 x 4096", 0.5), ("chapel", "chapel.glb", 3.0), ("cell", "cell.glb", 3.0)] {
        match times(&gpu, &tour, id) {
            Some(times) => {
                let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
                println!("{what}: median {:.2}, p99 {:.2} (to reach: {goal})", at(0.5), at(0.99));
            }
            None => println!("{what}: this device does not tell the time"),
        }
    }
}

/// How long each frame of a place took while the head turned round, the shortest first; `None` where the device does not tell.
fn times(gpu: &Gpu, tour: &Arc<Tour>, id: &str) -> Option<Vec<Duration>> {
    let mut stopwatch = Stopwatch::new(gpu)?;
    let mut renderer = Renderer::new(gpu.clone(), two_views_layout(gpu, PICTURE_FORMAT), Arc::clone(tour));
    let target = picture_texture(gpu, SIZE[0], SIZE[1], 2);
    let place =
        tour.locations.iter().position(|location| &*location.id == id).map(LocationIndex).expect("the sample tour has such a place");
    let mut scene = Scene::bare(place);
    scene.space = renderer.finish_loading(&scene, PATIENCE);
    assert!(scene.space == SpaceState::Ready, "{:?}", renderer.failure(place));
    let stand = tour.locations[place.0].stand.position + Vec3::Y * 1.6;
    let frames = if gpu.is_software() { FRAMES_IN_SOFTWARE } else { FRAMES };
    let mut times = Vec::with_capacity(frames);
    while times.len() < frames {
        let eye = |side: f32| {
            let orientation = turn(times.len() as f32 * 360.0 / frames as f32);
            View { pose: Pose { position: stand + orientation * Vec3::X * side, orientation }, fov: Fov::symmetric(95.0, 1.0) }
        };
        // What is only made once, such as the light of the place, is not of a frame.
        renderer.update(&scene);
        wait_until_drawn(gpu).expect("the device is there");
        let is_timed = stopwatch.start(gpu);
        renderer.draw(&scene, &[eye(-0.032), eye(0.032)], &target);
        if is_timed {
            stopwatch.stop(gpu);
        }
        wait_until_drawn(gpu).expect("the device is there");
        times.extend(stopwatch.read());
    }
    times.sort();
    Some(times)
}
