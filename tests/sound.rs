//! What a visitor would hear, captured and measured.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::Vec3;
use indenfor::pose::{Angles, turn};
use indenfor::sound::Engine;
use indenfor::tour::{LocationIndex, StoryIndex};
use indenfor::walk::{Scene, Voice, VoiceKey};

const RATE: u32 = 48_000;

/// A mono WAV of a 440 Hz tone at half of full scale.
fn tone(folder: &Path, seconds: f32) -> Arc<PathBuf> {
    let samples: Vec<i16> = (0..(seconds * RATE as f32) as usize)
        .map(|n| ((n as f32 * 440.0 * std::f32::consts::TAU / RATE as f32).sin() * 16_384.0) as i16)
        .collect();
    let bytes = samples.len() as u32 * 2;
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + bytes).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]);
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend(bytes.to_le_bytes());
    wav.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    let file = folder.join("tone.wav");
    std::fs::write(&file, wav).unwrap();
    Arc::new(file)
}

fn scene(voices: Vec<Voice>) -> Scene {
    Scene { voices, ..Scene::bare(LocationIndex(0)) }
}

fn ambience(sound: &Arc<PathBuf>, position: Option<Vec3>, gain: f32) -> Voice {
    Voice { key: VoiceKey::Ambience(LocationIndex(0), 0), sound: sound.clone(), position, gain, looped: true, elapsed: 0.0, paused: false }
}

/// The level of each ear, decibels relative to full scale (RMS).
fn levels(samples: &[f32]) -> [f32; 2] {
    [0, 1].map(|ear| {
        let ear: Vec<f32> = samples.iter().skip(ear).step_by(2).copied().collect();
        let power = ear.iter().map(|sample| sample * sample).sum::<f32>() / ear.len() as f32;
        10.0 * power.max(1e-12).log10()
    })
}

/// Follows the scene until something is heard, then lets it settle and measures a quarter of a second.
fn heard(engine: &mut Engine<indenfor::sound::Capture>, scene: &Scene) -> [f32; 2] {
    let patience = Instant::now();
    loop {
        engine.follow(scene);
        let block = engine.capture().render(RATE as usize / 50);
        if levels(&block).iter().any(|level| *level > -80.0) || patience.elapsed() > Duration::from_secs(10) {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    engine.follow(scene);
    engine.capture().render(RATE as usize / 2);
    levels(&engine.capture().render(RATE as usize / 4))
}

#[test]
fn a_teller_on_the_right_is_louder_in_the_right_ear_until_the_head_turns() {
    let folder = tempfile::tempdir().unwrap();
    let sound = tone(folder.path(), 1.0);
    let right = Angles { yaw: 90.0, pitch: 0.0 }.direction() * 2.0;
    let mut engine = Engine::capturing(RATE).unwrap();
    let mut scene = scene(vec![ambience(&sound, Some(right), 0.0)]);
    let [left_ear, right_ear] = heard(&mut engine, &scene);
    assert!(right_ear > left_ear + 6.0, "{left_ear} dB left, {right_ear} dB right");

    scene.head.orientation = turn(90.0);
    let [left_ear, right_ear] = heard(&mut engine, &scene);
    assert!((right_ear - left_ear).abs() < 0.5, "faced, the voice is in the middle: {left_ear} dB left, {right_ear} dB right");

    scene.head.orientation = turn(180.0);
    let [left_ear, right_ear] = heard(&mut engine, &scene);
    assert!(left_ear > right_ear + 6.0, "behind the back, right is left: {left_ear} dB left, {right_ear} dB right");
}

#[test]
fn gain_is_decibels() {
    let folder = tempfile::tempdir().unwrap();
    let sound = tone(folder.path(), 1.0);
    let mut engine = Engine::capturing(RATE).unwrap();
    let loud = heard(&mut engine, &scene(vec![ambience(&sound, None, 0.0)]));
    let soft = heard(&mut engine, &scene(vec![ambience(&sound, None, -12.0)]));
    // A tone at half of full scale is -9.03 dB RMS.
    assert!((loud[0] + 9.03).abs() < 0.2, "{loud:?}");
    assert!((loud[0] - soft[0] - 12.0).abs() < 0.2, "{loud:?} {soft:?}");
}

#[test]
fn what_leaves_the_scene_falls_silent_and_what_is_held_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    let sound = tone(folder.path(), 1.0);
    let mut engine = Engine::capturing(RATE).unwrap();
    let mut playing = scene(vec![ambience(&sound, None, 0.0)]);
    assert!(heard(&mut engine, &playing)[0] > -20.0);

    playing.voices[0].paused = true;
    engine.follow(&playing);
    engine.capture().render(RATE as usize / 2);
    assert!(levels(&engine.capture().render(4800))[0] < -90.0, "held");

    playing.voices[0].paused = false;
    assert!(heard(&mut engine, &playing)[0] > -20.0, "goes on");

    engine.follow(&scene(vec![]));
    engine.capture().render(RATE as usize / 2);
    assert!(levels(&engine.capture().render(4800))[0] < -90.0, "gone");
}

#[test]
fn a_story_that_is_opened_late_begins_where_it_has_come_by_then() {
    let folder = tempfile::tempdir().unwrap();
    let sound = tone(folder.path(), 2.0);
    let mut engine = Engine::capturing(RATE).unwrap();
    let story = Voice {
        key: VoiceKey::Story(StoryIndex(0), 0),
        sound,
        position: Some(Vec3::NEG_Z),
        gain: 0.0,
        looped: false,
        elapsed: 1.5,
        paused: false,
    };
    let scene = scene(vec![story]);
    // Streams are decoded in real time beside the renderer, so this goes at about its pace.
    let mut sounding = 0;
    for _ in 0..120 {
        engine.follow(&scene);
        let block = engine.capture().render(RATE as usize / 100);
        sounding += usize::from(levels(&block)[0] > -40.0);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!((35..=60).contains(&sounding), "half a second was left of the story, heard {sounding} hundredths");
}

#[test]
fn a_broken_sound_file_does_not_silence_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let sound = tone(folder.path(), 1.0);
    let broken = folder.path().join("broken.ogg");
    std::fs::write(&broken, b"OggS but not really").unwrap();
    let mut engine = Engine::capturing(RATE).unwrap();
    let mut bad = ambience(&Arc::new(broken), None, 0.0);
    bad.key = VoiceKey::Ambience(LocationIndex(0), 1);
    assert!(heard(&mut engine, &scene(vec![bad, ambience(&sound, None, 0.0)]))[0] > -20.0);
}
