//! A sound device that is pulled out and plugged in again, in a real sound server.

#[path = "support/pulse.rs"]
mod pulse;
#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::io::Read;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use glam::Vec3;
use indenfor::sound::{DeviceEngine, DeviceNews, Hearing, Wanted};
use indenfor::tour::StoryIndex;
use indenfor::walk::{Scene, Voice, VoiceKey};
use pulse::{Headphones, Pulse};
use support::{RATE, ambience, scene, tone, wav};

/// Set where a test finds itself in the right environment.
const INSIDE: &str = "INDENFOR_TEST_INSIDE_PULSE";

/// How high the story speaks in each of its seconds, Hz.
fn pitch(second: usize) -> f32 {
    400.0 + 200.0 * second as f32
}

/// Which second of the story is heard in a twentieth of a second, if any.
fn second_heard(samples: &[f32]) -> Option<usize> {
    let strength = |hertz: f32| {
        let (sin, cos) = samples.iter().enumerate().fold((0.0, 0.0), |(sin, cos), (at, sample)| {
            let angle = std::f32::consts::TAU * hertz * at as f32 / RATE as f32;
            (sin + sample * angle.sin(), cos + sample * angle.cos())
        });
        sin.hypot(cos) / samples.len() as f32
    };
    let best = (0..30).max_by(|a, b| strength(pitch(*a)).total_cmp(&strength(pitch(*b))))?;
    (strength(pitch(best)) > 0.02).then_some(best)
}

/// Tells which second of the story is heard, as it is.
fn listen(mut recorded: impl Read + Send + 'static) -> Receiver<usize> {
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 2 * RATE as usize / 20];
        while recorded.read_exact(&mut bytes).is_ok() {
            let samples: Vec<f32> =
                bytes.chunks_exact(2).map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).collect();
            if let Some(second) = second_heard(&samples)
                && tell.send(second).is_err()
            {
                break;
            }
        }
    });
    heard
}

/// A story under way, and the clock that the walk keeps.
struct Telling {
    engine: DeviceEngine,
    scene: Scene,
    begun: Instant,
}

impl Telling {
    fn elapsed(&self) -> f32 {
        self.begun.elapsed().as_secs_f32()
    }

    /// Lets the story go on until `done` says something.
    fn until<T>(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> Option<T>) -> T {
        let patience = Instant::now();
        loop {
            assert!(patience.elapsed() < Duration::from_secs(20), "{what} at {:.1} s", self.elapsed());
            self.scene.voices[0].elapsed = self.elapsed();
            self.engine.follow(&self.scene);
            if let Some(done) = done(self) {
                return done;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn until_lost(&mut self) {
        self.until("the loss is told", |telling| telling.engine.news().any(|news| matches!(news, DeviceNews::Lost { .. })).then_some(()));
    }

    /// Waits until the story is heard where the walk has come in it.
    fn until_heard_in_its_place(&mut self, heard: &Receiver<usize>) {
        self.until("the device is told", |telling| telling.engine.news().any(|news| matches!(news, DeviceNews::Found(_))).then_some(()));
        let mut in_place = 0;
        self.until("the story is heard where it has come", |telling| {
            let now = telling.elapsed();
            for second in heard.try_iter() {
                // The middle of that second, against the clock: a sound server holds some tenths of a second back.
                let late = now - (second as f32 + 0.5);
                in_place = if late.abs() < 1.2 { in_place + 1 } else { 0 };
            }
            (in_place >= 10).then_some(())
        });
    }
}

fn story_on_a_device_that_comes_and_goes() {
    let folder = tempfile::tempdir().unwrap();
    let spoken: Vec<f32> = (0..30).flat_map(|second| tone(pitch(second), 0.3, 1.0)).collect();
    let sound = wav(&folder.path().join("story.wav"), &spoken);
    let story = Voice { key: VoiceKey::Story(StoryIndex(0), 0), looped: false, ..ambience(&sound, Some(Vec3::NEG_Z), 0.0) };
    let engine = DeviceEngine::open(Wanted::default(), Some(Hearing::Headphones)).unwrap();
    let mut telling = Telling { engine, scene: scene(vec![story]), begun: Instant::now() };

    // Nothing is plugged in at first.
    telling.until_lost();
    let mut headphones = Headphones::plug_in();
    telling.until_heard_in_its_place(&listen(headphones.playing()));

    // Somebody trips over the cable, in mid-story.
    drop(headphones);
    telling.until_lost();
    let away = Instant::now();
    telling.until("a moment", |_| (away.elapsed() > Duration::from_secs(2)).then_some(()));
    let mut headphones = Headphones::plug_in();
    telling.until_heard_in_its_place(&listen(headphones.playing()));
}

/// What `doctor` says of the headphones that are plugged in.
fn doctor_looks_at_headphones() {
    let _headphones = Headphones::plug_in();
    let home = tempfile::tempdir().unwrap();
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_indenfor"));
    doctor.arg("doctor").env("XDG_STATE_HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
    let said = String::from_utf8_lossy(&doctor.output().unwrap().stdout).into_owned();
    let line = said.lines().find(|line| line.contains("Sound")).unwrap_or_else(|| panic!("{said}"));
    assert!(line.starts_with("  ok ") && line.contains("2 channels at 48000 Hz"), "{line}");
    let number = |before: &str| {
        let (_, after) = line.split_once(before).unwrap_or_else(|| panic!("{line}"));
        after.split(' ').next().unwrap().parse::<u32>().unwrap()
    };
    assert!((32..=4096).contains(&number("takes ")), "{line}");
    // A sound server holds some back, and what is made is not heard at once.
    assert!((1..1000).contains(&number("heard ")), "{line}");
}

/// How much louder the left of two recorded channels is than the right, decibels, and how much later the right one comes, samples, while a
/// noise plays from somewhere. What hears it is not chosen: it is told from the device.
fn heard_of_a_noise(place: Vec3) -> (f32, i32) {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("noise.wav"), &support::noise(0.2, RATE as usize));
    let mut engine = DeviceEngine::open(Wanted::default(), None).unwrap();
    let scene = scene(vec![ambience(&sound, Some(place), 0.0)]);
    let mut headphones = Headphones::recorded(2);
    let mut playing = headphones.playing();
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        let mut bytes = vec![0; 4 * RATE as usize / 4];
        while playing.read_exact(&mut bytes).is_ok() && tell.send(bytes.clone()).is_ok() {}
    });
    let patience = Instant::now();
    loop {
        assert!(patience.elapsed() < Duration::from_secs(20), "nothing is heard");
        engine.follow(&scene);
        std::thread::sleep(Duration::from_millis(10));
        let Ok(bytes) = heard.try_recv() else { continue };
        let samples: Vec<f32> = bytes.chunks_exact(2).map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0).collect();
        let [left, right] = [0, 1].map(|side| samples.iter().skip(side).step_by(2).copied().collect::<Vec<f32>>());
        let level = |ear: &[f32]| 10.0 * (ear.iter().map(|sample| sample * sample).sum::<f32>() / ear.len() as f32).log10();
        // Whole quarters of a second, once the noise has faded in.
        if level(&left).max(level(&right)) < -50.0 || patience.elapsed() < Duration::from_secs(3) {
            continue;
        }
        let likeness = |late: i32| (64..left.len() - 64).map(|at| left[at] * right[(at as i32 + late) as usize]).sum::<f32>();
        let late = (-40..=40).max_by(|one, other| likeness(*one).total_cmp(&likeness(*other))).unwrap();
        return (level(&left) - level(&right), late);
    }
}

fn two_channels_are_headphones() {
    let (louder, late) = heard_of_a_noise(Vec3::NEG_X * 2.0);
    assert!((20..40).contains(&late) && louder > 3.0, "the right ear hears it {late} samples later and {louder} dB softer");
}

/// Has `test` done where a sound server of its own is the system's.
fn with_a_sound_server(this: &str, test: fn()) {
    if std::env::var_os(INSIDE).is_some() {
        return test();
    }
    // ALSA reads its environment once, so the test runs itself in the right one.
    let pulse = Pulse::start();
    let inside = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this, "--nocapture"])
        .envs(pulse.environment())
        .env(INSIDE, "yes")
        .output()
        .unwrap();
    assert!(inside.status.success(), "{}{}", String::from_utf8_lossy(&inside.stdout), String::from_utf8_lossy(&inside.stderr));
}

#[test]
fn headphones_that_come_late_or_come_back_hear_the_story_where_it_has_come() {
    with_a_sound_server("headphones_that_come_late_or_come_back_hear_the_story_where_it_has_come", story_on_a_device_that_comes_and_goes);
}

#[test]
fn doctor_tells_how_much_the_device_takes_at_a_time_and_how_late_it_is() {
    with_a_sound_server("doctor_tells_how_much_the_device_takes_at_a_time_and_how_late_it_is", doctor_looks_at_headphones);
}

#[test]
fn a_device_of_two_channels_is_heard_with_two_ears() {
    with_a_sound_server("a_device_of_two_channels_is_heard_with_two_ears", two_channels_are_headphones);
}
