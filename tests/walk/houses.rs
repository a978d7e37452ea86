//! Small tours to walk through.

use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec3;
use indenfor::pose::Angles;
use indenfor::tour::*;

pub fn at(yaw: f32, pitch: f32, distance: f32) -> Vec3 {
    Angles { yaw, pitch }.direction() * distance
}

pub fn both(danish: &str, english: &str) -> Text {
    Text::ByLanguage([("da".into(), danish.into()), ("en".into(), english.into())].into())
}

pub fn person(id: &str, name: &str, role: Text) -> Person {
    Person { id: id.into(), name: name.into(), role, portrait: None, avatar: None, says: Vec::new() }
}

pub fn telling(sound: &str, captions: &[(f32, f32, &str)]) -> Telling {
    let captions: Vec<Cue> = captions.iter().map(|&(from, until, words)| Cue { from, until, words: words.into() }).collect();
    let duration = captions.last().map_or(0.0, |cue| cue.until);
    Telling { sound: Some(Arc::new(sound.into())), duration, captions }
}

pub fn panorama(id: &str, title: Text, north: f32) -> Location {
    let panorama = Panorama { north, ..Panorama::of(Arc::new(format!("{id}.jpg").into())) };
    let stand = Stand { position: Vec3::ZERO, yaw: 0.0 };
    Location {
        id: id.into(),
        title,
        space: Space::Panorama(panorama),
        stand,
        guide: None,
        ambience: Vec::new(),
        room: None,
        hotspots: Vec::new(),
    }
}

pub fn go(to: usize, arrive: Arrive, position: Vec3) -> Hotspot {
    Hotspot { position, action: Action::Go { to: LocationIndex(to), arrive, says: None } }
}

pub fn tell(story: usize, position: Vec3) -> Hotspot {
    Hotspot { position, action: Action::Story(StoryIndex(story)) }
}

/// A hall (a guide, a story, a look) – a yard that keeps the heading – a cell that is a model, with a guide and a story.
pub fn house() -> Tour {
    let keys = Story {
        id: "keys".into(),
        teller: PersonIndex(0),
        title: both("Nøglerne", "The keys"),
        tellings: [
            ("da".into(), telling("keys.da.ogg", &[(0.5, 2.0, "Jeg har seksten nøgler."), (2.0, 4.0, "Jeg kender dem alle.")])),
            ("en".into(), telling("keys.en.ogg", &[(0.5, 3.0, "I have sixteen keys."), (3.0, 5.0, "I know them all.")])),
        ]
        .into(),
    };
    let night = Story {
        id: "night".into(),
        teller: PersonIndex(1),
        title: both("Natten", "The night"),
        tellings: [("da".into(), telling("night.da.ogg", &[(0.0, 1.5, "Om natten er her stille.")]))].into(),
    };
    let welcome = Story {
        id: "welcome".into(),
        teller: PersonIndex(1),
        title: both("Velkommen", "Welcome"),
        tellings: [("da".into(), telling("welcome.da.ogg", &[(0.0, 2.0, "Kom indenfor.")]))].into(),
    };
    let mut hall = panorama("hall", both("Hallen", "The hall"), 20.0);
    hall.guide = Some(Guide { who: PersonIndex(0), position: at(20.0, 0.0, 2.0), greets: None });
    hall.ambience = vec![Ambience { sound: Arc::new("hum.ogg".into()), position: None, gain: -12.0 }];
    let words = both("Et skab fuldt af nøgler.", "A cabinet full of keys.");
    hall.hotspots = vec![
        go(1, Arrive::KeepHeading, at(60.0, 0.0, 4.0)),
        tell(0, at(-60.0, 0.0, 2.0)),
        Hotspot { position: at(-100.0, 5.0, 3.0), action: Action::Look { words, picture: Some(Arc::new("cabinet.png".into())) } },
    ];
    let mut yard = panorama("yard", both("Gården", "The yard"), 50.0);
    yard.hotspots = vec![go(0, Arrive::Stand, at(180.0, 0.0, 4.0)), go(2, Arrive::Yaw(90.0), at(-60.0, 0.0, 4.0))];
    let mut cell = panorama("cell", both("Cellen", "The cell"), 0.0);
    cell.space = Space::Model(Model::of(Arc::new("cell.glb".into())));
    cell.stand = Stand { position: Vec3::new(10.0, 0.0, 5.0), yaw: 90.0 };
    let welcomes = Some(StoryIndex(2));
    cell.guide = Some(Guide { who: PersonIndex(1), position: Vec3::new(12.0, 1.7, 5.0), greets: welcomes });
    cell.hotspots = vec![go(1, Arrive::Stand, Vec3::new(8.0, 1.5, 5.0)), tell(1, Vec3::new(10.0, 1.5, 3.0))];
    Tour {
        folder: PathBuf::new(),
        id: "house".into(),
        title: both("Huset", "The house"),
        languages: vec!["da".into(), "en".into()],
        start: LocationIndex(0),
        people: vec![
            person("jonas", "Jonas", both("Fængselsbetjent", "Prison officer")),
            person("signe", "Signe", both("Sygeplejerske", "Nurse")),
        ],
        stories: vec![keys, night, welcome],
        locations: vec![hall, yard, cell],
        lines: Vec::new(),
        calm: None,
        content_note: None,
        farewell: None,
    }
}
