//! What a visitor would hear, captured and measured.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use glam::Vec3;
use indenfor::pose::{Angles, turn};
use indenfor::sound::Engine;
use indenfor::tour::{LocationIndex, StoryIndex};
use indenfor::walk::{Scene, Source, Voice, VoiceKey};
use support::{RATE, ambience, heard, levels, scene};

/// A mono WAV of a 440 Hz tone at half of full scale.
fn tone(folder: &Path, seconds: f32) -> Arc<PathBuf> {
    support::wav(&folder.join("tone.wav"), &support::tone(440.0, 0.5, seconds))
}

#[test]
fn a_teller_on_the_right_is_louder_in_the_right_ear_until_the_head_turns() {
    let folder = tempfile::tempdir().unwrap();
    let sound = support::wav(&folder.path().join("noise.wav"), &support::noise(0.2, 48_000));
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
fn a_choice_is_heard_once_softly_and_as_loud_as_the_visitor_wants_it() {
    let heard_after = |choices: u32, volume: f32, engine: &mut Engine<indenfor::sound::Capture>| {
        engine.follow(&Scene { choices, volume, ..scene(vec![]) });
        let samples = engine.capture().render(RATE as usize / 5);
        (levels(&samples)[0], samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs())))
    };
    let mut engine = Engine::capturing(RATE).unwrap();
    assert!(heard_after(0, 0.0, &mut engine).0 < -90.0, "nothing was chosen");
    let (level, peak) = heard_after(1, 0.0, &mut engine);
    assert!((-50.0..-25.0).contains(&level) && (0.05..0.13).contains(&peak), "{level} dB, peak {peak}");
    assert!(heard_after(1, 0.0, &mut engine).0 < -90.0, "once");
    let (softer, _) = heard_after(2, -12.0, &mut engine);
    assert!((level - softer - 12.0).abs() < 0.3, "{level} dB, then {softer} dB");
    assert!(heard_after(0, 0.0, &mut engine).0 < -90.0, "a visit that begins anew has chosen nothing");
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
        sound: Source::File(sound),
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
fn whoever_speaks_is_known_to_be_loud_or_to_pause_as_it_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    // Half a second loud, half a second quiet.
    let samples: Vec<f32> = support::tone(300.0, 0.4, 4.0)
        .iter()
        .enumerate()
        .map(|(at, sample)| if (at / 24_000).is_multiple_of(2) { *sample } else { 0.0 })
        .collect();
    let sound = support::wav(&folder.path().join("words.wav"), &samples);
    let key = VoiceKey::Story(StoryIndex(0), 1);
    let mut scene = scene(vec![Voice { key, looped: false, ..ambience(&sound, Some(Vec3::NEG_Z), 0.0) }]);
    let mut engine = Engine::capturing(RATE).unwrap();
    let (mut loud, mut quiet) = (0, 0);
    for step in 0..380 {
        scene.voices[0].elapsed = step as f32 / 100.0;
        engine.follow(&scene);
        engine.capture().render(480);
        std::thread::sleep(Duration::from_millis(3));
        let Some(heard) = engine.heard() else { continue };
        assert_eq!(heard.key, key);
        // Well within a half second.
        let part = heard.seconds.rem_euclid(0.5);
        if let Some(loudness) = heard.loudness.filter(|_| (0.05..0.45).contains(&part)) {
            let speaks = heard.seconds.rem_euclid(1.0) < 0.5;
            assert!(if speaks { loudness > 0.9 } else { loudness < 0.1 }, "{loudness} at {}", heard.seconds);
            if speaks { loud += 1 } else { quiet += 1 }
        }
    }
    assert!(loud > 50 && quiet > 50, "{loud} {quiet}");
}

#[test]
fn a_sound_that_was_replaced_is_heard_as_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let sound = tone(folder.path(), 1.0);
    let mut engine = Engine::capturing(RATE).unwrap();
    let scene = scene(vec![ambience(&sound, None, 0.0)]);
    assert!(heard(&mut engine, &scene)[0] > -20.0);

    let silence = tone(folder.path(), 0.0);
    assert_eq!(silence, sound, "the same file");
    let mut wav = std::fs::read(&*sound).unwrap();
    wav[40..44].copy_from_slice(&48_000_u32.to_le_bytes());
    wav.resize(44 + 48_000, 0);
    std::fs::write(&*sound, &wav).unwrap();
    engine.reload(&folder.path().join("another.wav"));
    assert!(heard(&mut engine, &scene)[0] > -20.0, "another file was saved");

    engine.reload(&sound);
    engine.follow(&scene);
    engine.capture().render(RATE as usize / 2);
    for _ in 0..20 {
        engine.follow(&scene);
        assert!(levels(&engine.capture().render(4800))[0] < -90.0, "it goes on as it was");
        std::thread::sleep(Duration::from_millis(5));
    }

    tone(folder.path(), 1.0);
    engine.reload(&sound);
    assert!(heard(&mut engine, &scene)[0] > -20.0, "and it is there again");
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
