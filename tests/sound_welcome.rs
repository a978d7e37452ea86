//! The welcome as it sounds: as loud as what is told, between the walls of the place, and never cut off with a click.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

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

/// A place between such walls, where nothing else is to be heard.
fn cell(room: Option<Room>) -> Tour {
    let location = Location {
        id: "cell".into(),
        title: Text::Every("The cell".into()),
        space: Space::Panorama(Panorama::of(Arc::new("cell.jpg".into()))),
        stand: Stand { position: Vec3::ZERO, yaw: 0.0 },
        guide: None,
        ambience: Vec::new(),
        room,
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
    fn new(language: Option<&str>, room: Option<Room>) -> Self {
        let tour = Arc::new(cell(room));
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
    let concrete = Room { middle: Vec3::new(0.3, -0.2, -0.5), size: Vec3::new(3.0, 2.7, 4.0), material: Material::Concrete };
    for (language, room) in [(None, Some(concrete)), (Some("en"), Some(concrete)), (Some("da"), None)] {
        let mut welcomed = Welcomed::new(language, room);
        welcomed.go(15.0);
        let mut meter = EbuR128::new(2, RATE, Mode::I).unwrap();
        meter.add_frames_f32(&welcomed.heard).unwrap();
        let loudness = meter.loudness_global().unwrap();
        assert!((loudness + 18.0).abs() < 2.0, "{language:?} {room:?}: {loudness} LUFS");
    }
}

#[test]
fn a_voice_that_is_cut_off_by_choosing_fades_and_does_not_click() {
    // In the middle of what is said of the comfort, somebody is ready, or is not.
    let heard = |ready: bool| {
        let mut welcomed = Welcomed::new(Some("en"), None);
        welcomed.step(vec![Command::Back]);
        welcomed.go(2.6);
        assert!(welcomed.speaking);
        let cut = welcomed.heard.len() / 2;
        welcomed.step(if ready { vec![Command::Back] } else { Vec::new() });
        assert_eq!(welcomed.speaking, !ready);
        welcomed.go(0.5);
        let [ear, _] = ears(&welcomed.heard);
        (ear, cut)
    };
    let ((cut_off, cut), (whole, _)) = (heard(true), heard(false));
    // Files are opened in their own time: the same words may be heard a little sooner or later.
    let unlike = |later: usize| {
        let pairs = cut_off[cut - 4800..cut].iter().zip(&whole[cut - 9600 + later..]);
        pairs.map(|(one, other)| (one - other).abs()).sum::<f32>()
    };
    let later = (0..9600).min_by(|one, other| unlike(*one).total_cmp(&unlike(*other))).unwrap();
    // What is left of the voice, in steps of five milliseconds.
    let strength = |ear: &[f32], at: usize| ear[at..at + 240].iter().map(|sample| sample * sample).sum::<f32>().sqrt();
    let left: Vec<f32> = (0..50)
        .map(|step| cut - 2400 + step * 240)
        .map(|at| strength(&cut_off, at) / strength(&whole, at + later - 4800).max(1e-3))
        .collect();
    assert!(left[..9].iter().all(|left| (0.95..1.05).contains(left)), "the same words until then: {left:?}");
    assert!(left.windows(2).all(|two| (two[0] - two[1]).abs() < 0.35), "never all at once: {left:?}");
    assert!(left[45..].iter().all(|left| *left < 0.02), "and then it is gone: {left:?}");
}
