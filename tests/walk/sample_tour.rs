//! The sample tour, walked from end to end by those whom it is made for: one who follows the guide, and one who wanders.

use std::collections::BTreeSet;
use std::path::Path;

use indenfor::tour::{self, Action, Tour};
use indenfor::walk::{Command, Event, Options, PanelKind};

use super::visitor::{STEP, Visitor};

fn sample() -> Tour {
    tour::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/en-verden-indenfor")).expect("the sample tour loads").tour
}

/// What of a visit counts here.
#[derive(Default)]
struct Seen {
    places: BTreeSet<String>,
    heard: BTreeSet<String>,
    /// Lines of the guides, to their end.
    said: BTreeSet<String>,
    /// When the guide had nothing left and said goodbye, seconds.
    all_shown: Option<f32>,
}

impl Seen {
    fn note(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Arrived { location, .. } => drop(self.places.insert(location.clone())),
                Event::LineEnded { line } => drop(self.said.insert(line.clone())),
                Event::StoryEnded { story } => drop(self.heard.insert(story.clone())),
                _ => {}
            }
        }
    }
}

/// Listens to everything, and looks at what the guide proposes until that is chosen, to the last word.
fn follow_the_guide(language: &str) -> Seen {
    let mut visitor = Visitor::with(sample(), Options { language: Some(language.into()), ..Options::default() });
    visitor.dwell = true;
    let mut seen = Seen::default();
    let mut quiet = 0.0;
    for step in 0..(1200.0 / STEP) as usize {
        let events = visitor.step(Vec::new(), Vec::new());
        seen.note(&events);
        if events.iter().any(|event| matches!(event, Event::LineBegan { line, .. } if line == "farewell")) {
            seen.all_shown = Some(step as f32 * STEP);
        }
        // Somebody who looks at the proposal as it appears, and straight ahead otherwise.
        let proposed = visitor.panel(PanelKind::Proposal).map(|panel| panel.position);
        if let Some(position) = proposed {
            visitor.look_at(position);
        }
        let busy = !events.is_empty() || proposed.is_some() || visitor.caption().is_some() || visitor.scene().fade > 0.0;
        quiet = if busy { 0.0 } else { quiet + STEP };
        if quiet > 15.0 {
            return seen;
        }
    }
    panic!("after 20 minutes the guide still proposes; seen {:?}, heard {:?}", seen.places, seen.heard);
}

/// What the guides say to who does as they propose, each to its end.
const SAID: [&str; 14] = [
    "back-again",
    "back-from-bent",
    "back-from-jonas",
    "back-from-samira",
    "farewell",
    "hand-over-bent",
    "hand-over-jonas",
    "hand-over-samira",
    "propose-cell",
    "propose-corridor",
    "propose-kitchen",
    "propose-sluice",
    "propose-story",
    "propose-visiting",
];

#[test]
fn who_follows_the_guide_sees_all_and_hears_all_in_six_to_eight_minutes() {
    let tour = sample();
    for language in ["en", "da"] {
        let seen = follow_the_guide(language);
        let places: BTreeSet<String> = tour.locations.iter().map(|location| location.id.clone()).collect();
        let stories: BTreeSet<String> = tour.stories.iter().map(|story| story.id.clone()).collect();
        assert_eq!(seen.places, places, "{language}");
        assert_eq!(seen.heard, stories, "{language}");
        let seconds = seen.all_shown.expect("the guide says goodbye");
        // The others are for who comes back, leaves a story, hangs back, or has a visit of a set length.
        assert_eq!(seen.said.iter().map(String::as_str).collect::<Vec<_>>(), SAID, "{language}");
        assert!((360.0..=480.0).contains(&seconds), "{language}: {:.1} minutes", seconds / 60.0);
    }
}

#[test]
fn who_wanders_for_an_hour_comes_everywhere_and_is_never_stuck() {
    let mut visitor = Visitor::new(sample());
    let mut seen = Seen::default();
    let mut random = 0x1234_5678_u32;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 16) as usize % below
    };
    let mut seconds = 0.0;
    while seconds < 3600.0 {
        let patience = 5.0 + next(25) as f32;
        seen.note(&visitor.wait(patience));
        seconds += patience;
        let tour = visitor.tour.clone();
        let hotspots = &tour.locations[visitor.location().0].hotspots;
        assert!(hotspots.iter().any(|hotspot| matches!(hotspot.action, Action::Go { .. })), "there is a way out");
        let chosen = next(hotspots.len());
        let events = visitor.point_at(visitor.marker(chosen).position, true);
        assert!(events.iter().any(|event| matches!(event, Event::Chosen { .. })), "{chosen} of {}", visitor.location().0);
        seen.note(&events);
        seconds += STEP;
        // Some are impatient.
        if next(4) == 0 {
            seen.note(&visitor.command(Command::Back));
        }
    }
    assert_eq!(seen.places.len(), visitor.tour.locations.len(), "{:?}", seen.places);
}
