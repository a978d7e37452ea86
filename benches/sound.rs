//! What a second of sound costs: `cargo bench --bench sound`. The time told, by a second, is the share of one core.

#[path = "../tests/support/sound.rs"]
#[allow(dead_code)]
mod support;

use divan::Bencher;
use glam::Vec3;
use indenfor::pose::{Angles, turn};
use indenfor::sound::Engine;
use indenfor::tour::{LocationIndex, Material, Room};
use indenfor::walk::VoiceKey;
use support::{RATE, ambience, scene, settle, wav};

fn main() {
    divan::main();
}

/// Voices in a corridor, around a head that never rests.
#[divan::bench(args = [1, 16])]
fn a_second_of_voices(bencher: Bencher, voices: usize) {
    let folder = tempfile::tempdir().expect("a folder to write into");
    let sound = wav(&folder.path().join("noise.wav"), &support::noise(0.02, RATE as usize));
    let around = |at: usize| Angles { yaw: at as f32 * 22.0, pitch: at as f32 * 3.0 }.direction() * 2.0;
    let voice = |at: usize| {
        let mut voice = ambience(&sound, Some(around(at)), 0.0);
        voice.key = VoiceKey::Ambience(LocationIndex(0), at);
        voice
    };
    let mut scene = scene((0..voices).map(voice).collect());
    scene.room = Some(Room { middle: Vec3::ZERO, size: Vec3::new(6.4, 5.9, 24.0), material: Material::Concrete });
    let mut engine = Engine::capturing(RATE).expect("an engine");
    settle(&mut engine, &scene);
    std::thread::sleep(std::time::Duration::from_millis(200));
    settle(&mut engine, &scene);
    let mut block = [0.0; 2 * 480];
    bencher.bench_local(|| {
        for part in 0..100 {
            scene.head.orientation = turn(part as f32 * 1.5);
            engine.follow(&scene);
            engine.capture().render_block(&mut block);
        }
    });
}
