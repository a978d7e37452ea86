//! Everything can be chosen by everybody: by gaze alone, by a ray alone, by keys alone, by one switch that scans.

use glam::Vec3;
use indenfor::tour::{ContentNote, Farewell, StoryIndex, Tour};
use indenfor::walk::{Choice, Command, Event, Options, Reception};

use super::houses::{at, both, house};
use super::visitor::Visitor;

/// A tour that has everything.
fn tour() -> Tour {
    Tour {
        content_note: Some(ContentNote {
            words: both("Om natten.", "At night."),
            says: None,
            locations: vec![],
            stories: vec![StoryIndex(1)],
        }),
        farewell: Some(Farewell { words: both("Tal med os.", "Talk to us."), address: "https://example.org/job".into() }),
        ..house()
    }
}

/// Moments of a visit at which there is something to choose, each as what leads there from the headset's being put on.
const MOMENTS: [&str; 8] = ["attract", "language", "practice", "comfort", "note", "menu", "calm", "farewell"];

/// A visitor at one of them, who has chosen everything by key until then.
fn at_moment(moment: &str, options: Options) -> Visitor {
    let mut visitor = Visitor::with(tour(), Options { reception: Reception::Full, ..options });
    visitor.wait(1.0);
    if moment == "attract" {
        return visitor;
    }
    visitor.command(Command::Select);
    let steps = ["language", "practice", "comfort", "note"];
    for step in steps {
        visitor.wait(0.1);
        if step == moment {
            return visitor;
        }
        visitor.command(Command::Back);
    }
    visitor.wait(2.0);
    visitor.command(Command::Menu);
    visitor.wait(0.1);
    match moment {
        "calm" => drop(visitor.press(Choice::TakeMeOut)),
        "farewell" => drop(visitor.press(Choice::End)),
        _ => {}
    }
    visitor.wait(2.0);
    visitor
}

/// What can be chosen at a moment, and where.
fn choices(visitor: &Visitor) -> Vec<(Choice, Vec3)> {
    visitor.scene().buttons.iter().filter(|button| button.enabled).map(|button| (button.choice, button.position)).collect()
}

fn chose(events: &[Event], choice: Choice) -> bool {
    events.iter().any(|event| matches!(event, Event::Chosen { what, .. } if what == choice.name()))
}

#[test]
fn there_is_something_to_choose_at_every_moment() {
    let numbers = MOMENTS.map(|moment| choices(&at_moment(moment, Options::default())).len());
    assert_eq!(numbers, [1, 2, 1, 5, 2, 13, 2, 2], "{MOMENTS:?}");
}

#[test]
fn every_button_by_gaze_alone() {
    for moment in MOMENTS {
        for (choice, position) in choices(&at_moment(moment, Options::default())) {
            let mut visitor = at_moment(moment, Options::default());
            visitor.dwell = true;
            visitor.look_at(at(0.0, 60.0, 3.0) + visitor.scene().head.position);
            let mut events = visitor.wait(0.2);
            visitor.look_at(position);
            events.extend(visitor.wait(2.0));
            assert!(chose(&events, choice), "{moment}: {choice:?} {events:?}");
        }
    }
}

#[test]
fn every_button_by_a_ray_alone() {
    for moment in MOMENTS {
        for (choice, position) in choices(&at_moment(moment, Options::default())) {
            let events = at_moment(moment, Options::default()).point_at(position, true);
            assert!(chose(&events, choice), "{moment}: {choice:?} {events:?}");
        }
    }
}

#[test]
fn every_button_by_keys_alone() {
    for moment in MOMENTS {
        for (choice, _) in choices(&at_moment(moment, Options::default())) {
            let events = at_moment(moment, Options::default()).press(choice);
            assert!(chose(&events, choice), "{moment}: {choice:?} {events:?}");
        }
    }
}

#[test]
fn everything_by_one_switch() {
    let options = || Options { scan_seconds: Some(1.0), ..Options::default() };
    // It presses when what it wants is lit, and does nothing else.
    let switch = |visitor: &mut Visitor, lit: &dyn Fn(&Visitor) -> bool| {
        let waited = (0..3000).find(|_| {
            visitor.wait(0.0139);
            lit(visitor)
        });
        assert!(waited.is_some(), "scanning does not come to it");
        visitor.command(Command::Select)
    };
    let button = |choice| move |visitor: &Visitor| visitor.button(choice).is_some_and(|button| button.focus > 0.9);
    let marker = |hotspot| move |visitor: &Visitor| visitor.button(Choice::Close).is_none() && visitor.marker(hotspot).focus > 0.9;
    for moment in MOMENTS {
        for (choice, _) in choices(&at_moment(moment, Options::default())) {
            let mut visitor = at_moment(moment, options());
            let events = switch(&mut visitor, &button(choice));
            assert!(chose(&events, choice), "{moment}: {choice:?} {events:?}");
        }
    }
    let mut visitor = at_moment("menu", options());
    switch(&mut visitor, &button(Choice::Close));
    let events = switch(&mut visitor, &marker(1));
    assert!(events.contains(&Event::StoryBegan { story: "keys".into(), language: "da".into() }), "{events:?}");
    let events = switch(&mut visitor, &marker(0));
    assert!(events.contains(&Event::Left { location: "hall".into() }));
}

#[test]
fn whose_controller_dies_chooses_by_looking_what_they_pointed_at() {
    let mut visitor = at_moment("attract", Options { language: Some("da".into()), ..Options::default() });
    let begin = visitor.button(Choice::Begin).expect("a way to begin").position;
    visitor.point_at(begin, true);
    let circle = visitor.button(Choice::Practice).expect("the circle").position;
    assert!(!visitor.point_at(circle, false).is_empty(), "it lights up");
    visitor.dwell = true;
    visitor.look_at(circle);
    assert!(chose(&visitor.wait(2.0), Choice::Practice));
}

#[test]
fn looking_near_a_marker_is_enough_and_looking_away_cancels() {
    let mut visitor = at_moment("menu", Options::default());
    visitor.command(Command::Back);
    visitor.dwell = true;
    // The door is 2.9 degrees across: its rim is 1.45 from its middle.
    visitor.look_at(at(63.0, 0.0, 4.0));
    visitor.wait(1.0);
    assert!(visitor.marker(0).dwell > 0.2, "{}", visitor.marker(0).dwell);
    visitor.look_at(at(70.0, 0.0, 4.0));
    visitor.wait(0.1);
    assert_eq!(visitor.marker(0).dwell, 0.0);
    assert!(visitor.wait(3.0).iter().all(|event| !matches!(event, Event::Chosen { .. })));
}
