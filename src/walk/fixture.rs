//! Small tours for the tests of this room.

use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec3;

use crate::pose::Angles;
use crate::tour::*;

pub fn near(a: Vec3, b: Vec3) {
    assert!((a - b).length() < 1e-3, "{a} is not {b}");
}

pub fn telling(duration: f32, captions: &[(f32, f32, &str)]) -> Telling {
    let captions = captions.iter().map(|&(from, until, words)| Cue { from, until, words: words.into() }).collect();
    Telling { sound: Some(Arc::new(PathBuf::from("voice.ogg"))), duration, captions }
}

pub fn story(id: &str) -> Story {
    let english = telling(4.0, &[(0.0, 2.0, "one"), (2.0, 4.0, "two")]);
    Story {
        id: id.into(),
        teller: PersonIndex(0),
        title: Text::Every(format!("About {id}").into()),
        tellings: [("en".into(), english)].into(),
    }
}

pub fn panorama(id: &str, north: f32) -> Location {
    let panorama = Panorama { north, ..Panorama::of(Arc::new(format!("{id}.jpg").into())) };
    Location {
        id: id.into(),
        title: Text::Every(format!("The {id}").into()),
        space: Space::Panorama(panorama),
        stand: Stand { position: Vec3::ZERO, yaw: 0.0 },
        guide: None,
        ambience: Vec::new(),
        room: None,
        hotspots: Vec::new(),
    }
}

pub fn model(id: &str) -> Location {
    Location { space: Space::Model(Model::of(Arc::new(format!("{id}.glb").into()))), ..panorama(id, 0.0) }
}

pub fn go(to: usize) -> Hotspot {
    let position = Angles { yaw: 40.0 * to as f32, pitch: 0.0 }.direction() * 3.0;
    Hotspot { position, action: Action::Go { to: LocationIndex(to), arrive: Arrive::Stand, says: None } }
}

pub fn tell(story: usize) -> Hotspot {
    let position = Angles { yaw: -40.0 - 30.0 * story as f32, pitch: 0.0 }.direction() * 2.0;
    Hotspot { position, action: Action::Story(StoryIndex(story)) }
}

pub fn tour(locations: Vec<Location>, stories: Vec<Story>) -> Tour {
    let jonas = Person {
        id: "jonas".into(),
        name: "Jonas".into(),
        role: Text::Every("Prison officer".into()),
        portrait: None,
        avatar: None,
        says: Vec::new(),
    };
    Tour {
        folder: PathBuf::new(),
        id: "test".into(),
        title: Text::Every("Test".into()),
        languages: vec!["en".into()],
        start: LocationIndex(0),
        people: vec![jonas],
        stories,
        locations,
        lines: Vec::new(),
        calm: None,
        content_note: None,
        farewell: None,
    }
}

/// Hall (a story) – yard – cell (a story).
pub fn three() -> Tour {
    let mut places = [panorama("hall", 0.0), panorama("yard", 0.0), panorama("cell", 0.0)];
    places[0].hotspots = vec![go(1), tell(0)];
    places[1].hotspots = vec![go(0), go(2)];
    places[2].hotspots = vec![go(1), tell(1)];
    tour(places.to_vec(), vec![story("keys"), story("night")])
}
