//! The welcome as it sounds: as loud as what is told, between the walls of the place, and never cut off with a click.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ebur128::{EbuR128, Mode};
use glam::Vec3;
use indenfor::sound::{Capture, Engine, Recording};
use indenfor::tour::{Location, LocationIndex, Material, Panorama, Room, Space, Stand, Text, Tour};
use indenfor::walk::{Command, Input, Options, Reception, SpaceState, VoiceKey, Walk};
use support::{RATE, ears};

/// Frames that are heard of each picture, and pictures a second.
const FRAMES: usize = 480;
const PACE: u32 = RATE / FRAMES as u32;

/// A bare cell of concrete, where nothing else is to be heard.
fn cell() -> Tour {
    let room = Room { middle: Vec3::new(0.3, -0.2, -0.5), size: Vec3::new(3.0, 2.7, 4.0), material: Material::Concrete };
    let location = Location {
        id: "cell".into(),
        title: Text::Every("The cell".into()),
        space: Space::Panorama(Panorama::of(Arc::new("cell.jpg".into()))),
        stand: Stand { position: Vec3::ZERO, yaw: 0.0 },
        guide: None,
        ambience: Vec::new(),
        room: Some(room),
        hotspots: Vec::new(),
    };
    Tour {
        folder: PathBuf::new(),
        id: "cell".into(),
        title: Text::Every("The cell".into()),
        languages: vec!["da".into(), "en".into()],
        start: LocationIndex(0),
        people: Vec::new(),
        stories: Vec::new(),
        lines: Vec::new(),
        locations: vec![location],
        calm: None,
        content_note: None,
        farewell: None,
    }
}

/// Somebody who is welcomed, and what they hear.
struct Welcomed {
    walk: Walk,
    engine: Engine<Capture>,
    heard: Vec<f32>,
    speaking: bool,
}

impl Welcomed {
    fn new(language: Option<&str>) -> Self {
        let tour = Arc::new(cell());
        let mut engine = Engine::capturing(RATE).unwrap();
        engine.prepare(Recording::of_the_welcome(&tour));
        let patience = Instant::now();
        while !engine.is_prepared() && patience.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let options = Options { reception: Reception::Full, language: language.map(Into::into), ..Options::default() };
        let mut welcomed = Self { walk: Walk::new(tour, options), engine, heard: Vec::new(), speaking: false };
        welcomed.step(vec![Command::Select]);
        welcomed
    }

    fn step(&mut self, commands: Vec<Command>) {
        let input = Input { commands, worn: Some(true), space: SpaceState::Ready, heard: self.engine.heard(), ..Input::default() };
        let step = self.walk.step(&input, 1.0 / PACE as f32);
        self.speaking = step.scene.voices.iter().any(|voice| matches!(voice.key, VoiceKey::Own(..)));
        self.engine.follow(step.scene);
        self.heard.extend(self.engine.capture().render(FRAMES));
        // Sounds are decoded beside it, in the time of people.
        std::thread::sleep(Duration::from_millis(3));
    }

    fn go(&mut self, seconds: f32) {
        (0..(seconds * PACE as f32) as u32).for_each(|_| self.step(Vec::new()));
    }
}

#[test]
fn the_welcome_is_as_loud_as_what_is_told() {
    for language in [None, Some("en")] {
        let mut welcomed = Welcomed::new(language);
        welcomed.go(15.0);
        let mut meter = EbuR128::new(2, RATE, Mode::I).unwrap();
        meter.add_frames_f32(&welcomed.heard).unwrap();
        let loudness = meter.loudness_global().unwrap();
        assert!((loudness + 18.0).abs() < 2.0, "{language:?}: {loudness} LUFS");
    }
}

#[test]
fn a_voice_that_is_cut_off_by_choosing_fades_and_does_not_click() {
    let mut welcomed = Welcomed::new(Some("en"));
    // The circle, then into what can be set: "You can change this on the way".
    welcomed.step(vec![Command::Back]);
    welcomed.go(2.6);
    assert!(welcomed.speaking);
    let cut = welcomed.heard.len() / 2;
    welcomed.step(vec![Command::Back]);
    assert!(!welcomed.speaking, "they walk");
    welcomed.go(1.0);
    let [ear, _] = ears(&welcomed.heard);
    let milliseconds = |from: usize, until: usize| -> Range<usize> { cut + from * 48..cut + until * 48 };
    let level = |range: Range<usize>| {
        let samples = &ear[range];
        10.0 * (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).max(1e-12).log10()
    };
    assert!(level(cut - 24_000..cut) > -30.0, "in the middle of a word");
    assert!(level(milliseconds(10, 60)) > -50.0, "it goes softly: {}", level(milliseconds(10, 60)));
    assert!(level(milliseconds(700, 1000)) < -60.0, "and is gone, but for what the walls send back: {}", level(milliseconds(700, 1000)));
    let bend = |range: Range<usize>| ear[range].windows(3).map(|three| (three[0] - 2.0 * three[1] + three[2]).abs()).fold(0.0, f32::max);
    let (usual, meanwhile) = (bend(cut - 48_000..cut), bend(milliseconds(0, 300)));
    assert!(meanwhile < usual * 1.2, "a click: {meanwhile} where {usual} is usual");
}
