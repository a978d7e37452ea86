//! How loud a visit is: stories alike, ambience out of their way, and nothing that hurts.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::time::{Duration, Instant};

use ebur128::{EbuR128, Mode};
use glam::Vec3;
use indenfor::pose::Angles;
use indenfor::sound::{Capture, Engine, Recording};
use indenfor::tour::{LocationIndex, Material, Room, StoryIndex};
use indenfor::walk::{Scene, Source, Voice, VoiceKey};
use support::{RATE, ambience, levels, scene, settle, wav};

fn meter(heard: &[f32]) -> EbuR128 {
    let mut meter = EbuR128::new(2, RATE, Mode::I | Mode::TRUE_PEAK).unwrap();
    meter.add_frames_f32(heard).unwrap();
    meter
}

/// Renders as fast as time goes by, since stories are decoded beside it: in steps of ten milliseconds.
fn in_time(engine: &mut Engine<Capture>, mut scene: Scene, seconds: f32) -> Vec<f32> {
    let begun = Instant::now();
    let mut heard = Vec::new();
    for step in 0..(seconds * 100.0) as u32 {
        scene.voices[0].elapsed = step as f32 / 100.0;
        engine.follow(&scene);
        heard.extend(engine.capture().render(RATE as usize / 100));
        std::thread::sleep((Duration::from_millis(10) * step).saturating_sub(begun.elapsed()));
    }
    heard
}

/// Something like speech: noise without its highs that comes and goes five times a second.
fn babble(peak: f32, seconds: f32) -> Vec<f32> {
    let noise = support::noise(1.0, (seconds * RATE as f32) as usize);
    let mut low = 0.0;
    let breath = |at: usize| (at as f32 * 5.0 * std::f32::consts::PI / RATE as f32).sin().abs();
    noise
        .iter()
        .enumerate()
        .map(|(at, sample)| {
            low += (sample - low) * 0.2;
            low * breath(at) * peak * 2.0
        })
        .collect()
}

#[test]
fn stories_are_heard_equally_loud_however_they_were_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let cell = Room { middle: Vec3::new(0.3, -0.2, -0.5), size: Vec3::new(3.0, 2.7, 4.0), material: Material::Tiles };
    let aside = Angles { yaw: 25.0, pitch: -5.0 }.direction() * 2.4;
    for (name, peak, place, room) in
        [("quiet", 0.03, Vec3::NEG_Z, None), ("loud", 0.9, aside, None), ("in a cell", 0.3, Vec3::NEG_Z, Some(cell))]
    {
        let sound = wav(&folder.path().join(name), &babble(peak, 4.0));
        let mut engine = Engine::capturing(RATE).unwrap();
        let location = LocationIndex(0);
        engine.prepare([Recording { sound: Source::File(sound.clone()), location, position: place, eyes: Vec3::ZERO, room }]);
        let patience = Instant::now();
        while !engine.is_prepared() && patience.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let story = Voice { key: VoiceKey::Story(StoryIndex(0), 0), looped: false, ..ambience(&sound, Some(place), 0.0) };
        let heard = in_time(&mut engine, Scene { room, ..scene(vec![story]) }, 4.2);
        let meter = meter(&heard);
        let loudness = meter.loudness_global().unwrap();
        assert!((loudness + 18.0).abs() < 1.0, "{name}: {loudness} LUFS");
        assert!(meter.true_peak(0).unwrap().max(meter.true_peak(1).unwrap()) < 0.891, "{name}");
    }
}

#[test]
fn many_loud_sounds_at_once_stay_below_the_ceiling() {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("loud.wav"), &support::noise(0.99, RATE as usize));
    let voice = |at: usize| Voice {
        key: VoiceKey::Ambience(LocationIndex(0), at),
        ..ambience(&sound, (at > 0).then(|| Angles { yaw: at as f32 * 70.0, pitch: 0.0 }.direction()), 6.0)
    };
    let scene = scene((0..5).map(voice).collect());
    let mut engine = Engine::capturing(RATE).unwrap();
    settle(&mut engine, &scene);
    let heard = engine.capture().render(RATE as usize);
    let meter = meter(&heard);
    // Files are opened one after the other, and the first may be heard by one ear above all.
    let peak = 20.0 * meter.true_peak(0).unwrap().max(meter.true_peak(1).unwrap()).log10();
    assert!((-3.0..-1.0).contains(&peak), "{peak} dBTP");
}

#[test]
fn ambience_steps_back_at_once_and_comes_back_slowly() {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("tone.wav"), &support::tone(1000.0, 0.25, 1.0));
    let mut scene = scene(vec![ambience(&sound, None, 0.0)]);
    let mut engine = Engine::capturing(RATE).unwrap();
    settle(&mut engine, &scene);
    // The level at the end of so many milliseconds, after the limiter has passed it on.
    let mut level_after = |scene: &Scene, milliseconds: usize| {
        engine.follow(scene);
        let heard = engine.capture().render(RATE as usize * milliseconds / 1000);
        levels(&heard[heard.len() - 2 * 480..])[0]
    };
    let usual = level_after(&scene, 20);
    scene.voices[0].gain = -9.0;
    let back = level_after(&scene, 80);
    assert!((usual - back - 9.0).abs() < 0.1, "{usual} dB, then {back}");
    scene.voices[0].gain = 0.0;
    assert!((level_after(&scene, 350) - back).abs() < 0.1, "it waits for the next story");
    let halfway = level_after(&scene, 450);
    assert!((back + 2.0..usual - 2.0).contains(&halfway), "{halfway} dB");
    assert!((level_after(&scene, 600) - usual).abs() < 0.1);
}

#[test]
fn staff_make_all_of_it_quieter() {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("tone.wav"), &support::tone(1000.0, 0.25, 1.0));
    let scene = scene(vec![ambience(&sound, None, 0.0)]);
    let mut engine = Engine::capturing(RATE).unwrap();
    settle(&mut engine, &scene);
    let usual = levels(&engine.capture().render(RATE as usize / 4))[0];
    engine.set_volume(-12.0);
    engine.capture().render(RATE as usize / 4);
    let quieter = levels(&engine.capture().render(RATE as usize / 4))[0];
    assert!((usual - quieter - 12.0).abs() < 0.1, "{usual} dB, then {quieter}");
}

#[test]
fn turning_the_volume_is_not_heard_as_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("tone.wav"), &support::tone(1000.0, 0.25, 1.0));
    let scene = scene(vec![ambience(&sound, None, 0.0)]);
    let mut engine = Engine::capturing(RATE).unwrap();
    settle(&mut engine, &scene);
    // A tone of 1 kHz is the negative of itself half of 48 samples later; a slow change of its level leaves little over, a click much.
    let left_over = |heard: &[f32]| heard.iter().zip(&heard[2 * 24..]).map(|(a, b)| (a + b).abs()).fold(0.0, f32::max);
    for decibels in [-20.0, 0.0, -60.0, 0.0] {
        engine.set_volume(decibels);
        let heard = engine.capture().render(RATE as usize / 4);
        assert!(left_over(&heard) < 0.01, "to {decibels} dB: {}", left_over(&heard));
    }
}
