//! What a visitor hears on a way through a tour, written down and measured: how loud stories are, how ambience gives way to them, and
//! whether captions stand when they are said.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::path::Path;
use std::process::Command;

use ebur128::{EbuR128, Mode};
use support::{RATE, tone, wav};

/// Somebody speaks in these parts of each story, seconds.
const SPOKEN: [(f32, f32); 3] = [(0.6, 1.4), (2.0, 2.9), (3.6, 4.5)];
/// How long a story is, seconds.
const LENGTH: f32 = 5.0;
/// The ambience: a tone far above where anybody speaks here, Hz.
const AMBIENCE: f32 = 3000.0;

/// A yard in the open and a cell, in each of which somebody tells; to be heard from the other end.
const TOUR: &str = r#"
format = 1
id = "two"
title = "Two places"
languages = ["en"]
start = "yard"

[people.kasper]
name = "Kasper"
role = "Prison officer"

[stories.out]
teller = "kasper"
title = "Out"
sound = "quiet.wav"
captions = "words.vtt"

[stories.in]
teller = "kasper"
title = "In"
sound = "loud.wav"
captions = "words.vtt"

[locations.yard]
title = "The yard"
space = { panorama = "picture.png" }
ambience = [{ sound = "hum.wav", gain = -28 }]
hotspots = [{ story = "out", at = { yaw = 60, distance = 2.5 } }, { go = "cell", at = { yaw = -20 } }]

[locations.cell]
title = "The cell"
space = { panorama = "picture.png" }
room = { size = [2.4, 4.0, 2.7], material = "concrete" }
ambience = [{ sound = "hum.wav", gain = -28 }]
hotspots = [{ story = "in", at = { yaw = -70, distance = 1.8 } }, { go = "yard", at = { yaw = 20 } }]
"#;

/// Somebody who speaks, near enough: a buzz of many tones that begins and ends within 3 ms.
fn spoken(peak: f32) -> Vec<f32> {
    let mut samples = vec![0.0; (LENGTH * RATE as f32) as usize];
    let ramp = 0.003 * RATE as f32;
    for (from, until) in SPOKEN {
        let part = (from * RATE as f32) as usize..(until * RATE as f32) as usize;
        let length = part.len() as f32;
        for (at, sample) in samples[part].iter_mut().enumerate() {
            let seconds = at as f64 / f64::from(RATE);
            let buzz: f64 =
                (1..=9).map(|nth| (seconds * 130.0 * f64::from(nth * nth + nth) / 2.0 * std::f64::consts::TAU).sin() / 9.0).sum();
            let edge = (at as f32 / ramp).min((length - at as f32) / ramp).min(1.0);
            *sample = buzz as f32 * peak * edge;
        }
    }
    samples
}

/// Somebody who claps once while they speak: as loud as stories are, that goes over the top.
fn clapped() -> Vec<f32> {
    let mut samples = spoken(0.12);
    // Half a wave, so short that it is hardly a part of how loud they are.
    let clap = tone(1000.0, 0.4, 0.0005);
    samples[4 * RATE as usize..][..clap.len()].copy_from_slice(&clap);
    samples
}

fn tour() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("tour.toml"), TOUR.trim_start()).unwrap();
    image::RgbImage::from_pixel(64, 32, image::Rgb([90, 120, 150])).save(file("picture.png")).unwrap();
    wav(&file("quiet.wav"), &spoken(0.08));
    wav(&file("loud.wav"), &clapped());
    wav(&file("hum.wav"), &tone(AMBIENCE, 0.5, 2.0));
    let cue = |(from, until): &(f32, f32)| format!("\n00:{from:06.3} --> 00:{until:06.3}\nSomething is said.{}\n", (from * 10.0) as u32);
    std::fs::write(file("words.vtt"), format!("WEBVTT\n{}", SPOKEN.iter().map(cue).collect::<String>())).unwrap();
    folder
}

fn film(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_indenfor"));
    program.args(["film", "--sound-only", ".", "--out", "heard/film.wav"]).args(arguments);
    let ran = program.current_dir(folder).env("XDG_STATE_HOME", folder).env("XDG_CACHE_HOME", folder).output().unwrap();
    (ran.status.code(), String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned())
}

/// What was heard, left and right in turn.
fn heard(folder: &Path) -> Vec<f32> {
    let wav = std::fs::read(folder.join("heard/film.wav")).unwrap();
    assert_eq!((&wav[..4], &wav[8..16], &wav[36..40]), (b"RIFF".as_slice(), b"WAVEfmt ".as_slice(), b"data".as_slice()));
    let number = |at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().unwrap());
    assert_eq!((wav[20..24].to_vec(), number(24), wav[34]), (vec![1, 0, 2, 0], RATE, 16));
    assert_eq!((number(4) as usize + 8, number(40) as usize + 44), (wav.len(), wav.len()));
    wav[44..].chunks_exact(2).map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).collect()
}

/// When captions came, seconds, and what they said.
fn captions(folder: &Path) -> Vec<(f32, String)> {
    let text = std::fs::read_to_string(folder.join("heard/film.vtt")).unwrap();
    assert!(text.starts_with("WEBVTT\n"), "{text}");
    let cues = text.split("\n\n").skip(1).map(|cue| {
        let (times, words) = cue.split_once('\n').unwrap();
        let (minutes, seconds) = times[3..12].split_once(':').unwrap();
        let words = words.trim().strip_prefix("<v Kasper, Prison officer>").unwrap_or(words.trim());
        (minutes.parse::<f32>().unwrap() * 60.0 + seconds.parse::<f32>().unwrap(), words.to_owned())
    });
    cues.collect()
}

/// How strong a tone is in a part of what the left ear hears, decibels.
fn strength(left: &[f32], hertz: f32) -> f32 {
    let turn = f64::from(hertz) * std::f64::consts::TAU / f64::from(RATE);
    let (mut sin, mut cos, mut whole) = (0.0, 0.0, 0.0);
    for (at, sample) in left.iter().enumerate() {
        // Hann: what is spoken beside the tone does not count.
        let window = 1.0 - (at as f64 / left.len() as f64 * std::f64::consts::TAU).cos();
        sin += window * f64::from(*sample) * (turn * at as f64).sin();
        cos += window * f64::from(*sample) * (turn * at as f64).cos();
        whole += window;
    }
    (20.0 * (2.0 * sin.hypot(cos) / whole).log10()) as f32
}

/// When somebody begins to speak, seconds: louder than ambience ever is, after a third of a second of quiet, and for longer than a choice
/// is heard.
fn onsets(left: &[f32]) -> Vec<f32> {
    let block = RATE as usize / 500;
    let loud: Vec<bool> = left.chunks(block).map(|part| part.iter().any(|sample| sample.abs() > 0.06)).collect();
    let goes_on = |at: usize| loud[at..].iter().skip(30).take(30).any(|loud| *loud);
    let begins = |at: &usize| loud[*at] && *at > 160 && !loud[*at - 160..*at].contains(&true) && goes_on(*at);
    (0..loud.len()).filter(begins).map(|at| (at * block) as f32 / RATE as f32).collect()
}

#[test]
fn stories_are_loud_enough_ambience_gives_way_and_captions_keep_time() {
    let folder = tour();
    let (code, said) = film(folder.path(), &["--route", "yard, story:out, story:in, yard"]);
    assert_eq!(code, Some(0), "{said}");
    let heard = heard(folder.path());
    let left: Vec<f32> = heard.iter().step_by(2).copied().collect();

    let onsets = onsets(&left);
    let spoken: Vec<(f32, String)> = captions(folder.path()).into_iter().filter(|(_, words)| words.starts_with("Something")).collect();
    assert_eq!((onsets.len(), spoken.len()), (6, 6), "{onsets:?} {spoken:?}");
    for (onset, (caption, words)) in onsets.iter().zip(&spoken) {
        assert!((caption - onset).abs() < 0.08, "{words}: said at {onset:.3} s, shown at {caption:.3} s");
    }

    // Loudness is that of all that is heard from a story's first word to its last: the teller in their place, put there for two ears, in
    // their room, and the ambience that gives way to them.
    for (place, first) in [("in the open", 0), ("in a cell", 3)] {
        let begun = onsets[first] - SPOKEN[0].0;
        let part = ((begun + SPOKEN[0].0) * RATE as f32) as usize..((begun + SPOKEN[2].1) * RATE as f32) as usize;
        let mut meter = EbuR128::new(2, RATE, Mode::I).unwrap();
        meter.add_frames_f32(&heard[2 * part.start..2 * part.end]).unwrap();
        let loudness = meter.loudness_global().unwrap();
        assert!((loudness + 18.0).abs() < 1.0, "{place}: {loudness:.2} LUFS");

        // A tone through a fiftieth of a second, around so many seconds after the story began.
        let at = |seconds: f32| {
            let middle = ((begun + seconds) * RATE as f32) as usize;
            strength(&left[middle - RATE as usize / 100..middle + RATE as usize / 100], AMBIENCE)
        };
        let usual = at(-0.3);
        assert!((usual + 34.0).abs() < 1.0, "{place}: {usual} dB");
        let back = |seconds: f32| usual - at(seconds);
        assert!(
            back(-0.02) < 0.5 && (back(0.1) - 9.0).abs() < 0.5,
            "{place}: before the first word it is out of the way by {} dB",
            back(0.1)
        );
        assert!(
            (back(1.7) - 9.0).abs() < 0.5 && (back(LENGTH + 0.35) - 9.0).abs() < 0.5,
            "{place}: it stays there: {}",
            back(LENGTH + 0.35)
        );
        let halfway = back(LENGTH + 0.8);
        assert!((2.0..7.0).contains(&halfway) && back(LENGTH + 1.3).abs() < 0.5, "{place}: and comes back slowly: {halfway} dB");
    }

    let mut meter = EbuR128::new(2, RATE, Mode::TRUE_PEAK).unwrap();
    meter.add_frames_f32(&heard).unwrap();
    let peak = 20.0 * meter.true_peak(0).unwrap().max(meter.true_peak(1).unwrap()).log10();
    assert!((-3.0..-1.0).contains(&peak), "{peak} dBTP: nothing goes over the top, and the clap would");
}

#[test]
fn a_story_whose_recording_is_broken_is_read_and_the_next_is_heard() {
    let folder = tour();
    let file = folder.path().join("quiet.wav");
    let whole = std::fs::read(&file).unwrap();
    let letter = b"This was to be a sound, and is a letter.".to_vec();
    let many_channels = [&whole[..22], &[0xFF, 0xFF], &whole[24..]].concat();
    for broken in [letter, whole[..9000].to_vec(), many_channels, Vec::new()] {
        std::fs::write(&file, &broken).unwrap();
        let checked = Command::new(env!("CARGO_BIN_EXE_indenfor")).args(["check", "."]).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&[checked.stdout, checked.stderr].concat()).into_owned();
        assert!(!checked.status.success() && said.contains("broken-sound") && said.contains("quiet.wav"), "{said}");

        let (code, said) = film(folder.path(), &["--route", "story:out,story:in"]);
        assert_eq!(code, Some(0), "{said}");
        let left: Vec<f32> = heard(folder.path()).into_iter().step_by(2).collect();
        let read: Vec<f32> =
            captions(folder.path()).into_iter().filter(|(_, words)| words.starts_with("Something")).map(|(from, _)| from).collect();
        let (silent, told) = (&read[..3], &read[3..]);
        assert!(
            told.len() == 3 && (silent[2] - silent[0] - (SPOKEN[2].0 - SPOKEN[0].0)).abs() < 0.08,
            "captions keep their time: {read:?}"
        );
        let onsets = onsets(&left);
        assert!(
            onsets.len() == 3 && onsets[0] > silent[2] && (onsets[0] - told[0]).abs() < 0.08,
            "the other is heard: {onsets:?} {told:?}"
        );
    }
}

#[test]
fn who_is_sent_nowhere_goes_where_the_guide_leads_and_a_wrong_name_is_told() {
    let folder = tour();
    let guided = TOUR.replace("start = \"yard\"\n", "start = \"yard\"\nguide = \"kasper\"\n");
    std::fs::write(folder.path().join("tour.toml"), guided.trim_start()).unwrap();
    assert_eq!(film(folder.path(), &[]).0, Some(0));
    let said: Vec<String> = captions(folder.path()).into_iter().map(|(_, words)| words).collect();
    let told = said.iter().filter(|words| words.starts_with("Something")).count();
    assert_eq!(told, 6, "both stories are heard: {said:?}");
    assert!(said[0].contains("Kasper"), "and the guide greets: {said:?}");

    for (route, told) in [("yard,hall", "`hall`"), ("story:inn", "`inn`"), ("story:in,", "``")] {
        let (code, said) = film(folder.path(), &["--route", route]);
        assert!(code == Some(2) && said.contains(told) && said.contains("yard") | said.contains("out, in"), "{route}: {said}");
    }
}
