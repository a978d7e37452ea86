//! What a room does to a voice: it is heard, and the voice stays clear.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use glam::Vec3;
use indenfor::pose::Pose;
use indenfor::sound::{Capture, Engine, Hearing};
use indenfor::tour::{Material, Room};
use indenfor::walk::Scene;
use support::{RATE, ambience, ears, scene, wav};

/// What is heard of a clap two metres ahead, from the clap on, for a second and a half.
fn clap(room: Option<Room>, hearing: Hearing) -> [Vec<f32>; 2] {
    let folder = tempfile::tempdir().unwrap();
    // It claps every two seconds, and a whisper keeps what waits for sound from waiting for the clap.
    let mut samples = vec![0.0; 2 * RATE as usize];
    samples[RATE as usize] = 0.5;
    let sound = wav(&folder.path().join("clap.wav"), &samples);
    let mut engine: Engine<Capture> = Engine::capturing(RATE).unwrap();
    engine.listen_with(hearing);
    let head = Pose { position: Vec3::new(0.0, 1.6, 1.0), ..Pose::default() };
    let scene = Scene { room, head, ..scene(vec![ambience(&sound, Some(Vec3::new(0.3, 1.6, -1.0)), 0.0)]) };
    let mut heard = Vec::new();
    let mut clap = None;
    for _ in 0..500 {
        engine.follow(&scene);
        heard.extend(engine.capture().render(480));
        clap = clap.or_else(|| heard.iter().position(|sample: &f32| sample.abs() > 0.02).map(|at| at / 2));
        if clap.is_some_and(|clap| heard.len() / 2 > clap + 3 * RATE as usize / 2) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(if clap.is_none() { 2 } else { 0 }));
    }
    let clap = clap.expect("the clap is heard");
    ears(&heard).map(|ear| ear[clap..clap + 3 * RATE as usize / 2].to_vec())
}

/// The energy between two moments, milliseconds, decibels.
fn level(heard: &[f32], from: usize, until: usize) -> f32 {
    let part = &heard[from * RATE as usize / 1000..until * RATE as usize / 1000];
    10.0 * part.iter().map(|sample| sample * sample).sum::<f32>().max(1e-12).log10()
}

/// What lies below 2 kHz, more or less.
fn low(heard: &[f32]) -> Vec<f32> {
    let mut kept = [0.0; 2];
    let pass = |sample: &f32| {
        kept[0] += (sample - kept[0]) * 0.23;
        kept[1] += (kept[0] - kept[1]) * 0.23;
        kept[1]
    };
    heard.iter().map(pass).collect()
}

fn room(size: [f32; 3], material: Material) -> Option<Room> {
    Some(Room { middle: Vec3::new(0.0, size[1] / 2.0, 0.0), size: Vec3::from(size), material })
}

#[test]
fn a_cell_answers_early_and_a_chapel_long() {
    let ears = [None, room([2.4, 2.6, 4.0], Material::Concrete), room([9.0, 7.0, 18.0], Material::Plaster)]
        .map(|room| clap(room, Hearing::Headphones));
    let [open, cell, chapel] = ears.each_ref().map(|[left, _]| left);
    assert!(level(open, 6, 1500) < level(open, 0, 6) - 60.0, "in the open nothing comes back");
    // The first walls of a cell answer within 15 ms, those of a chapel later; the chapel's air goes on when the cell's is still.
    assert!(level(cell, 6, 20) > level(chapel, 6, 20), "{} {}", level(cell, 6, 20), level(chapel, 6, 20));
    assert!(level(chapel, 600, 1200) > level(cell, 600, 1200) + 12.0, "{} {}", level(chapel, 600, 1200), level(cell, 600, 1200));
    // Ambience is as loud as its author set it wherever it is heard: what comes back from the walls is taken from the sound itself. Of a
    // clap walls swallow much; of what lies below 2 kHz, as most of a radio or a fan does, little.
    let power = |ears: &[Vec<f32>; 2]| ears.iter().map(|ear| 10f32.powf(level(&low(ear), 0, 1500) / 10.0)).sum::<f32>();
    let [open, cell, chapel] = ears.each_ref().map(|ears| 10.0 * power(ears).log10());
    assert!((cell - open).abs() < 1.5 && (chapel - open).abs() < 1.5, "{open} dB, in a cell {cell}, in a chapel {chapel}");
}

#[test]
fn walls_are_heard_with_every_kind_of_hearing() {
    for hearing in [Hearing::Headphones, Hearing::Loudspeakers, Hearing::Mono] {
        let heard = clap(room([2.4, 2.6, 4.0], Material::Tiles), hearing);
        let answers = heard.each_ref().map(|ear| level(ear, 6, 400) - level(ear, 0, 4));
        assert!(answers.iter().all(|answer| (-15.0..6.0).contains(answer)), "{hearing:?}: {answers:?} dB");
    }
}
