//! How long a step of the walk takes, on a tour of a hundred locations that all lead to each other.

use std::path::PathBuf;
use std::sync::Arc;

use glam::{Quat, Vec3};
use indenfor::pose::{Angles, Pose, Ray};
use indenfor::tour::*;
use indenfor::walk::{Command, Input, Options, Pointer, SpaceState, Walk};

/// Counts what a step allocates: in the steady state nothing, as only events are made anew.
#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

fn hundred() -> Tour {
    let words = |words: &str| Text::Every(words.into());
    let cue = |n: usize| Cue { from: n as f32 * 4.0, until: n as f32 * 4.0 + 3.5, words: "What is said.".into() };
    let telling = Telling { sound: Some(Arc::default()), duration: 4000.0, captions: (0..1000).map(cue).collect() };
    let story = Story { id: "story".into(), teller: PersonIndex(0), title: words("Story"), tellings: [("en".into(), telling)].into() };
    let place = |n: usize| Angles { yaw: n as f32 * 3.6, pitch: (n % 5) as f32 * 8.0 - 16.0 }.direction() * 4.0;
    let hotspot = |n: usize| Hotspot {
        position: place(n),
        action: if n == 0 { Action::Story(StoryIndex(0)) } else { Action::Go { to: LocationIndex(n), arrive: Arrive::Stand, says: None } },
    };
    let location = |n: usize| Location {
        id: format!("location-{n}"),
        title: words("Location"),
        space: Space::Model(Model::of(Arc::default())),
        stand: Stand { position: Vec3::new(0.0, -1.6, 0.0), yaw: 0.0 },
        guide: Some(Guide { who: PersonIndex(0), position: place(50), greets: None }),
        ambience: vec![Ambience { sound: Arc::default(), position: None, gain: -12.0 }],
        room: None,
        hotspots: (0..100).map(hotspot).collect(),
    };
    Tour {
        folder: PathBuf::new(),
        id: "hundred".into(),
        title: words("Hundred"),
        languages: vec!["en".into()],
        start: LocationIndex(0),
        people: vec![Person {
            id: "somebody".into(),
            name: "Somebody".into(),
            role: words("Officer"),
            portrait: None,
            avatar: None,
            says: Vec::new(),
        }],
        stories: vec![story],
        locations: (0..100).map(location).collect(),
        lines: Vec::new(),
        calm: None,
        content_note: None,
        farewell: None,
    }
}

/// A visitor who looks and points at one thing while a story is told.
#[divan::bench]
fn still(bencher: divan::Bencher) {
    step(bencher, 0.0);
}

/// A visitor who whirls round, so that attention wanders from marker to marker.
#[divan::bench]
fn whirling(bencher: divan::Bencher) {
    step(bencher, 0.01);
}

fn step(bencher: divan::Bencher, turn: f32) {
    let mut walk = Walk::new(Arc::new(hundred()), Options::default());
    let mut input = Input { space: SpaceState::Ready, ..Input::default() };
    for _ in 0..100 {
        walk.step(&input, 0.011);
    }
    input.commands = vec![Command::Next, Command::Select];
    walk.step(&input, 0.011);
    input.commands.clear();
    input.dwell = true;
    let mut yaw = 0.0_f32;
    bencher.bench_local(move || {
        yaw += turn;
        input.head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: Quat::from_rotation_y(yaw) };
        input.pointers.clear();
        for hand in [-0.2, 0.2] {
            let ray = Ray { origin: Vec3::new(hand, 1.2, 0.0), direction: input.head.forward() };
            input.pointers.push(Pointer { ray, select: false, visible: true });
        }
        divan::black_box(walk.step(&input, 1e-6).scene.markers.len())
    });
}
