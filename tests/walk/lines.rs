//! What the guide says beside stories: recorded, short, and never over anybody.

use std::path::Path;

use indenfor::tour::{Action, Line, LineIndex, Occasion, Tour};
use indenfor::walk::{Attitude, Choice, Command, Event, Options, PanelKind, Reception, Voice};

use super::houses::{at, house, telling};
use super::visitor::Visitor;

const STORY: &str = "a-story";
const WAY: &str = "to-the-yard";

/// The house, where Jonas has lines for everything: "story" proposes in both languages, the rest in Danish alone.
fn house_with_lines() -> Tour {
    let danish = |id: &str| Line { id: id.into(), tellings: [("da".into(), telling("line.ogg", &[(0.2, 2.0, id)]))].into() };
    let mut story = danish(STORY);
    story.tellings.insert("en".into(), telling("story.en.ogg", &[(0.1, 1.0, "A story,"), (1.0, 3.0, "if you like.")]));
    let mut tour = house();
    let occasions = [
        (Occasion::Story, STORY),
        (Occasion::Again, "again"),
        (Occasion::Rest, "rest"),
        (Occasion::Nudge, "nudge"),
        (Occasion::TimeLeft, "time-left"),
        (Occasion::TimeUp, "time-up"),
        (Occasion::Farewell, "farewell"),
    ];
    tour.lines = occasions.iter().map(|(_, id)| danish(id)).collect();
    tour.lines[0] = story;
    tour.people[0].says = occasions.iter().enumerate().map(|(index, (occasion, _))| (*occasion, LineIndex(index))).collect();
    tour.lines.push(danish(WAY));
    let Action::Go { says, .. } = &mut tour.locations[0].hotspots[0].action else { panic!("a way") };
    *says = Some(LineIndex(occasions.len()));
    tour
}

/// What somebody is heard to say.
fn speech(visitor: &Visitor) -> Option<Voice> {
    let mut speaking = visitor.scene().voices.iter().filter(|voice| voice.key.is_speech());
    let voice = speaking.next().cloned();
    assert_eq!(speaking.next(), None, "two speak at once");
    voice
}

fn began(line: &str) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::LineBegan { line: begun, .. } if begun == line)
}

fn ended(line: &str) -> Event {
    Event::LineEnded { line: line.into() }
}

/// In the hall, where a story is being proposed aloud.
fn being_proposed_to() -> Visitor {
    let mut visitor = Visitor::new(house_with_lines());
    visitor.until(20.0, began(STORY));
    visitor
}

#[test]
fn a_proposal_is_heard_from_the_guides_mouth_and_the_next_waits_until_it_is_over() {
    let mut visitor = being_proposed_to();
    let voice = speech(&visitor).expect("it is heard");
    assert_eq!(
        (voice.position, voice.sound.file().and_then(Path::to_str), voice.looped),
        (Some(at(20.0, 0.0, 2.0)), Some("line.ogg"), false)
    );
    assert_eq!(visitor.scene().voices[1].gain, -21.0, "the hum makes room");
    let guide = visitor.scene().guide.expect("Jonas");
    assert!(guide.speaking && guide.attitude == Attitude::Pointing(1), "{guide:?}");
    assert!(visitor.panel(PanelKind::Proposal).is_some_and(|panel| panel.body.contains("Nøglerne")), "what it is about is written");
    visitor.wait(0.3);
    assert_eq!(visitor.caption(), Some(STORY), "its own captions");
    let (seconds, events) = visitor.until(3.0, |event| *event == ended(STORY));
    assert!((1.6..1.8).contains(&seconds) && events == [ended(STORY)], "{seconds} {events:?}");
    assert_eq!((speech(&visitor), visitor.caption()), (None, None));
    let (seconds, _) = visitor.until(30.0, began("nudge"));
    assert!((19.9..20.2).contains(&seconds), "counted from when the line had ended: {seconds}");
}

#[test]
fn who_looks_at_a_proposal_that_is_being_said_hears_it_out() {
    let mut visitor = being_proposed_to();
    visitor.command(Command::Language("en".into()));
    visitor.dwell = true;
    let panel = visitor.panel(PanelKind::Proposal).expect("what is proposed").position;
    visitor.look_at(panel);
    let (seconds, events) = visitor.until(9.0, |event| matches!(event, Event::Chosen { .. }));
    assert!((3.1..3.3).contains(&seconds) && events.contains(&ended(STORY)), "{seconds} {events:?}");
}

#[test]
fn whatever_is_chosen_ends_a_line_and_it_is_not_said_again() {
    let mut visitor = being_proposed_to();
    visitor.wait(0.5);
    let events = visitor.point_at(at(-60.0, 0.0, 2.0), true);
    let left = Event::LineLeft { line: STORY.into() };
    assert!(events.contains(&left) && events.contains(&Event::StoryBegan { story: "keys".into(), language: "da".into() }), "{events:?}");
    assert_eq!(speech(&visitor).and_then(|voice| voice.sound.file().map(Path::to_owned)), Some("keys.da.ogg".into()), "the story alone");
    visitor.command(Command::Back);
    let (_, events) = visitor.until(20.0, began("rest"));
    assert!(!events.iter().any(|event| *event == left || *event == ended(STORY)), "it ended once: {events:?}");
    visitor.point_at(at(-60.0, 0.0, 2.0), true);
    visitor.until(5.0, |event| matches!(event, Event::StoryEnded { .. }));
    let (_, events) = visitor.until(9.0, began(WAY));
    assert!(events.contains(&Event::Proposed { what: "yard".into() }), "{events:?}");
    visitor.command(Command::Back);
    assert_eq!(speech(&visitor), None, "hushed");
}

#[test]
fn who_comes_back_from_another_is_told_that_they_are_welcome_and_only_then() {
    let mut visitor = being_proposed_to();
    let go = |visitor: &mut Visitor, hotspot| {
        visitor.choose_by_key(hotspot);
        let mut events = visitor.until(2.0, |event| matches!(event, Event::Arrived { .. })).1;
        events.extend(visitor.wait(0.5));
        events
    };
    go(&mut visitor, 0);
    assert!(!go(&mut visitor, 0).iter().any(began("again")), "nobody was there but Jonas");
    go(&mut visitor, 0);
    go(&mut visitor, 1);
    visitor.command(Command::Back);
    go(&mut visitor, 0);
    let events = go(&mut visitor, 0);
    assert!(events.iter().any(began("again")), "{events:?}");
    assert_eq!(visitor.scene().guide.map(|guide| guide.attitude), Some(Attitude::Greeting));
    let (seconds, _) = visitor.until(9.0, |event| matches!(event, Event::Proposed { .. }));
    assert!((2.5..3.0).contains(&seconds), "two seconds of it, and one of quiet: {seconds}");
}

#[test]
fn a_line_begins_anew_in_another_language_and_is_written_where_it_was_not_recorded() {
    let mut visitor = being_proposed_to();
    visitor.wait(1.0);
    let before = speech(&visitor).expect("Danish");
    visitor.command(Command::Language("en".into()));
    let voice = speech(&visitor).expect("English");
    assert!(
        voice.key != before.key && voice.sound.file().and_then(Path::to_str) == Some("story.en.ogg") && voice.elapsed < 0.05,
        "{voice:?}"
    );
    visitor.wait(0.2);
    assert_eq!(visitor.caption(), Some("A story,"));
    visitor.until(4.0, |event| *event == ended(STORY));
    let (_, events) = visitor.until(30.0, |event| matches!(event, Event::Nudged { .. }));
    assert!(!events.iter().any(began("nudge")), "nobody is spoken to in passing in a language that is not theirs");
    assert!(speech(&visitor).is_none() && visitor.caption().is_some_and(|words| words.contains("no hurry")), "{:?}", visitor.caption());
}

#[test]
fn a_line_is_held_by_a_pause_and_said_again_from_the_menu() {
    let mut visitor = being_proposed_to();
    visitor.command(Command::Menu);
    visitor.press(Choice::Pause);
    let held = speech(&visitor).expect("it waits");
    assert!(held.paused);
    visitor.wait(10.0);
    assert_eq!(speech(&visitor).map(|voice| voice.elapsed), Some(held.elapsed));
    visitor.press(Choice::Pause);
    visitor.until(4.0, |event| *event == ended(STORY));
    let events = visitor.press(Choice::Repeat);
    assert!(events.iter().any(began(STORY)), "{events:?}");
    let again = speech(&visitor).expect("said again");
    assert!(again.key != held.key && again.elapsed < 0.05, "{again:?}");
    visitor.command(Command::Pause);
    visitor.wait(5.0);
    assert!(speech(&visitor).is_some_and(|voice| voice.paused && voice.elapsed < 0.1));
    visitor.command(Command::Resume);
    assert_eq!(visitor.wait(5.0).iter().filter(|event| **event == ended(STORY)).count(), 1);
}

#[test]
fn a_visit_that_has_its_length_closes_aloud() {
    let options = Options { minutes: Some(4.0), reception: Reception::Short, ..Options::default() };
    let mut visitor = Visitor::with(house_with_lines(), options);
    visitor.worn = Some(true);
    visitor.until(130.0, began("time-left"));
    visitor.wait(0.3);
    assert_eq!(visitor.caption(), Some("time-left"));
    let (_, events) = visitor.until(130.0, began("time-up"));
    assert!(events.contains(&ended("time-left")));
    let (_, events) = visitor.until(5.0, |event| *event == Event::Farewell);
    assert!(events.contains(&ended("time-up")), "nobody is cut off: {events:?}");
}

#[test]
fn who_wants_no_captions_hears_lines_and_reads_only_what_was_not_recorded() {
    let comfort = indenfor::walk::Comfort { captions: indenfor::walk::Captions::Off, ..Default::default() };
    let mut visitor = Visitor::with(house_with_lines(), Options { comfort, ..Options::default() });
    visitor.wait(1.0);
    assert!(visitor.caption().is_some(), "the greeting has no recording");
    visitor.until(20.0, began(STORY));
    visitor.wait(0.5);
    assert!(visitor.caption().is_none() && speech(&visitor).is_some());
}
