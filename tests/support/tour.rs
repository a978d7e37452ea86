//! A tour of one place, for tests of what is seen there.

use std::path::Path;

use glam::Vec3;
use indenfor::tour::{Location, LocationIndex, Space, Stand, Text, Tour};

/// A tour of nothing but this space, seen from its origin.
pub fn of_one_place(folder: &Path, space: Space) -> Tour {
    let location = Location {
        id: "here".into(),
        title: Text::Every("Here".into()),
        space,
        stand: Stand { position: Vec3::ZERO, yaw: 0.0 },
        guide: None,
        ambience: Vec::new(),
        room: None,
        hotspots: Vec::new(),
    };
    Tour {
        folder: folder.into(),
        id: "test".into(),
        title: Text::Every("Test".into()),
        languages: vec!["en".into()],
        start: LocationIndex(0),
        people: Vec::new(),
        stories: Vec::new(),
        locations: vec![location],
        lines: Vec::new(),
        calm: None,
        content_note: None,
        farewell: None,
    }
}
