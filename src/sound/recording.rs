//! What is told in a tour, and where it is heard.

use std::sync::Arc;

use glam::Vec3;
use indexmap::IndexMap;

use crate::tour::{Action, LocationIndex, Room, Telling, Tour};
use crate::walk::comfort::PANEL_METRES;
use crate::walk::{Source, Spoken};

/// A recording, and where it is heard: how loud it is there depends on the walls.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Where its samples are.
    pub sound: Source,
    /// Where it is told.
    pub location: LocationIndex,
    /// Who tells is there, metres in the location's space.
    pub position: Vec3,
    /// Where the visitor's eyes are.
    pub eyes: Vec3,
    /// The walls around them; none in the open.
    pub room: Option<Room>,
}

impl Recording {
    /// What is said where a visit to a tour begins: by the program, and what the tour warns of.
    pub fn of_the_welcome(tour: &Tour) -> impl Iterator<Item = Self> + '_ {
        let location = &tour.locations[tour.start.0];
        let position = location.eyes() + Vec3::NEG_Z * PANEL_METRES;
        let own = Spoken::all(tour.languages.iter().map(|language| &**language)).into_iter().map(Source::Own);
        let warning = tour.content_note.iter().filter_map(|note| note.says).flat_map(|line| tour.lines[line.0].tellings.values());
        let warned = warning.filter_map(|telling| telling.sound.clone()).map(Source::File);
        own.chain(warned).map(move |sound| Self { sound, location: tour.start, position, eyes: location.eyes(), room: location.room })
    }

    /// All that is told and said in a tour, in every place that it is told in, and in every language.
    pub fn all(tour: &Tour) -> impl Iterator<Item = Self> + '_ {
        tour.locations.iter().enumerate().flat_map(move |(index, location)| {
            let told = location.hotspots.iter().filter_map(|hotspot| match hotspot.action {
                Action::Story(story) => Some((&tour.stories[story.0].tellings, hotspot.position)),
                _ => None,
            });
            let accompanied = location.guide.into_iter().flat_map(move |guide| {
                let greets = guide.greets.map(|story| &tour.stories[story.0].tellings);
                let on_the_way = location.hotspots.iter().filter_map(|hotspot| match hotspot.action {
                    Action::Go { says, .. } => says,
                    _ => None,
                });
                let says = tour.people[guide.who.0].says.iter().map(|(_, line)| *line).chain(on_the_way);
                greets.into_iter().chain(says.map(|line| &tour.lines[line.0].tellings)).map(move |tellings| (tellings, guide.position))
            });
            let heard = move |(tellings, position): (&IndexMap<Arc<str>, Telling>, Vec3)| {
                let sounds: Vec<_> = tellings.values().filter_map(|telling| telling.sound.clone()).collect();
                sounds.into_iter().map(move |sound| Self {
                    sound: Source::File(sound),
                    location: LocationIndex(index),
                    position,
                    eyes: location.eyes(),
                    room: location.room,
                })
            };
            told.chain(accompanied).flat_map(heard)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tour::load;
    use crate::walk::{Command, Input, Options, SpaceState, VoiceKey, Walk};

    #[test]
    fn whatever_is_told_or_said_on_a_walk_is_measured_where_it_is_heard() {
        let tour = load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tours/en-verden-indenfor"))).unwrap().tour;
        let measured: Vec<_> = Recording::all(&tour).collect();
        let mut walk = Walk::new(Arc::new(tour), Options::default());
        let (mut stories, mut lines) = (Vec::new(), Vec::new());
        // Visitors, one after the other, who choose something for a minute and then let the guide propose.
        for step in 0..60_000_u32 {
            let waits = step % 360 > 120;
            let commands = match step.wrapping_mul(2_654_435_761) >> 24 {
                0..50 if !waits => vec![Command::Next],
                50..70 if !waits => vec![Command::Select],
                70 => vec![Command::NextLanguage],
                71 => vec![Command::Restart],
                _ => Vec::new(),
            };
            let scene = walk.step(&Input { commands, space: SpaceState::Ready, ..Input::default() }, 0.5).scene;
            for voice in scene.voices.iter().filter(|voice| voice.key.is_speech()) {
                let heard = |known: &&Recording| known.sound == voice.sound && known.location == scene.location;
                let place = voice.position.unwrap();
                let known = measured.iter().filter(heard).any(|known| known.position == place && known.room == scene.room);
                assert!(known, "{} in {:?} at {place}", voice.sound, scene.location);
                let found = if matches!(voice.key, VoiceKey::Story(..)) { &mut stories } else { &mut lines };
                if !found.contains(&voice.sound) {
                    found.push(voice.sound.clone());
                }
            }
        }
        assert!(stories.len() > 15 && lines.len() > 5, "{} stories, {} lines", stories.len(), lines.len());
    }
}
