//! One visit after the other, as people make them.

use std::path::Path;

use glam::Vec3;
use indenfor::pose::{Angles, Pose, heading, turn};
use indenfor::tour::{Guide, LocationIndex, PersonIndex};
use indenfor::walk::{Arrow, Attitude, Choice, Command, Event, MarkerKind, PanelKind, SpaceState, VoiceKey, Way};

use super::houses::{at, house};
use super::visitor::Visitor;

const HALL: LocationIndex = LocationIndex(0);
const YARD: LocationIndex = LocationIndex(1);
const CELL: LocationIndex = LocationIndex(2);

fn arrived(event: &Event) -> bool {
    matches!(event, Event::Arrived { .. })
}

/// In the hall, the picture clear.
fn in_the_hall() -> Visitor {
    let mut visitor = Visitor::new(house());
    visitor.until(1.0, arrived);
    visitor.wait(0.5);
    visitor
}

fn yaw(visitor: &Visitor) -> f32 {
    heading(visitor.scene().head.orientation)
}

fn captions(events: &[Event]) -> Vec<&str> {
    events.iter().filter_map(|event| if let Event::Caption { words, .. } = event { Some(words.as_str()) } else { None }).collect()
}

#[test]
fn a_visit_begins_in_the_dark_and_faces_the_right_way_wherever_the_headset_points() {
    let mut visitor = Visitor::new(house());
    visitor.head.orientation = turn(130.0);
    let events = visitor.step(Vec::new(), Vec::new());
    assert_eq!(events[0], Event::Started { language: "da".into() });
    assert!(visitor.scene().fade > 0.9);
    let events = visitor.wait(0.6);
    assert_eq!(visitor.scene().fade, 0.0);
    assert!(yaw(&visitor).abs() < 0.01, "{}", yaw(&visitor));
    assert!(events.contains(&Event::Greeted { guide: "jonas".into(), location: "hall".into() }), "{events:?}");
    assert_eq!(visitor.caption().map(|words| words.contains("Jonas")), Some(true));
    assert_eq!(visitor.panel(PanelKind::Caption).map(|panel| &*panel.heading), Some("Jonas, Fængselsbetjent"));
}

#[test]
fn looking_at_a_door_leads_through_it_and_keeps_the_compass() {
    let mut visitor = in_the_hall();
    visitor.dwell = true;
    visitor.look_at(at(60.0, 0.0, 4.0));
    visitor.wait(1.0);
    let label = visitor.panel(PanelKind::Label).expect("the door has a name");
    assert_eq!(&*label.heading, "Gården");
    assert!(visitor.marker(0).dwell > 0.3 && visitor.marker(0).dwell < 0.9, "the ring fills: {}", visitor.marker(0).dwell);
    let choices = visitor.scene().choices;
    let (seconds, events) = visitor.until(1.0, |event| matches!(event, Event::Left { .. }));
    assert_eq!(visitor.scene().choices, choices + 1, "it is heard");
    assert!((0.4..0.6).contains(&seconds), "{seconds}");
    assert!(events.contains(&Event::Chosen { what: "yard".into(), by: Way::Dwell }));
    assert_eq!(visitor.scene().wanted[..2], [YARD, HALL], "what is still seen is still wanted");
    let leaving = visitor.scene().seconds_here;
    visitor.wait(0.1);
    assert!((visitor.scene().seconds_here - leaving - 0.1).abs() < 0.02, "what moves goes on while the place is left");
    visitor.until(1.0, arrived);
    assert_eq!(visitor.location(), YARD);
    assert!(visitor.scene().seconds_here < 0.02, "time begins anew in each place");
    visitor.wait(0.3);
    assert!((visitor.scene().seconds_here - 0.3).abs() < 0.04);
    assert_eq!(visitor.scene().fade, 0.0);
    // The hall's picture looks 20 by the compass, the yard's 50: 60 here is 30 there.
    assert!((yaw(&visitor) - 30.0).abs() < 0.01, "{}", yaw(&visitor));
}

#[test]
fn a_story_is_told_from_its_place_with_its_words_in_time() {
    let mut visitor = in_the_hall();
    visitor.point_at(at(-60.0, 0.0, 2.0), false);
    assert_eq!(
        visitor.panel(PanelKind::Label).map(|label| (&*label.heading, &*label.body)),
        Some(("Nøglerne", "Jonas, Fængselsbetjent · under 1 min."))
    );
    assert!(visitor.scene().pointers[0].hit);
    let events = visitor.point_at(at(-60.0, 0.0, 2.0), true);
    assert!(events.contains(&Event::Chosen { what: "keys".into(), by: Way::Ray }));
    assert!(events.contains(&Event::StoryBegan { story: "keys".into(), language: "da".into() }));
    let voice = visitor.scene().voices[0].clone();
    assert_eq!((voice.position, voice.sound.file().and_then(Path::to_str)), (Some(at(-60.0, 0.0, 2.0)), Some("keys.da.ogg")));
    assert_eq!(visitor.scene().voices[1].gain, -21.0, "the hum makes room");
    visitor.wait(0.4);
    assert_eq!(visitor.caption(), None, "nothing is said yet");
    visitor.wait(0.2);
    assert_eq!(visitor.caption(), Some("Jeg har seksten nøgler."));
    assert_eq!(visitor.panel(PanelKind::Caption).and_then(|panel| panel.arrow), Some(Arrow::Left));
    assert!(visitor.scene().guide.is_some_and(|guide| guide.speaking));
    let (seconds, events) = visitor.until(5.0, |event| matches!(event, Event::StoryEnded { .. }));
    assert!((3.3..3.5).contains(&seconds), "{seconds}");
    assert_eq!(captions(&events), ["Jeg kender dem alle."]);
    assert_eq!(visitor.caption(), None);
    assert_eq!(visitor.scene().voices.iter().map(|voice| voice.gain).collect::<Vec<_>>(), [-12.0]);
    assert!(visitor.marker(1).done);
}

#[test]
fn a_story_goes_on_in_another_language_at_the_same_sentence() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(1);
    visitor.wait(2.5);
    assert_eq!(visitor.caption(), Some("Jeg kender dem alle."));
    let before = visitor.scene().voices[0].key;
    let events = visitor.command(Command::Language("en".into()));
    assert!(events.contains(&Event::Language { language: "en".into() }));
    visitor.wait(0.1);
    assert_eq!(visitor.caption(), Some("I know them all."));
    assert_eq!(visitor.panel(PanelKind::Caption).map(|panel| &*panel.heading), Some("Jonas, Prison officer"));
    let voice = &visitor.scene().voices[0];
    assert!(voice.key != before && (voice.elapsed - 3.1).abs() < 0.05, "{voice:?}");
    assert_eq!(voice.sound.file().and_then(Path::to_str), Some("keys.en.ogg"));
    assert!(visitor.command(Command::Language("tlh".into())).is_empty(), "what the tour lacks is not spoken");
    assert_eq!(visitor.command(Command::NextLanguage), [Event::Language { language: "da".into() }]);
}

#[test]
fn leaving_stops_the_story() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(1);
    visitor.wait(1.0);
    let events = visitor.choose_by_key(0);
    assert!(events.contains(&Event::StoryLeft { story: "keys".into() }));
    assert!(!visitor.scene().voices.iter().any(|voice| matches!(voice.key, VoiceKey::Story(..))));
    visitor.wait(1.0);
    assert_eq!(visitor.caption(), None);
    assert_eq!(visitor.location(), YARD);
}

#[test]
fn the_same_story_begins_anew_and_back_stops_it() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(1);
    visitor.wait(1.0);
    let first = visitor.scene().voices[0].clone();
    assert!(first.elapsed > 0.9);
    visitor.point_at(at(-60.0, 0.0, 2.0), true);
    let second = visitor.scene().voices[0].clone();
    assert!(second.key != first.key && second.elapsed == 0.0);
    assert_eq!(visitor.command(Command::Back), [Event::StoryLeft { story: "keys".into() }]);
    assert!(!visitor.marker(1).done);
}

#[test]
fn the_guide_proposes_once_and_leads_through_all_there_is() {
    let mut visitor = in_the_hall();
    let proposed = |event: &Event| matches!(event, Event::Proposed { .. });
    let (seconds, events) = visitor.until(20.0, proposed);
    assert!((7.0..9.0).contains(&seconds), "after the greeting and a while: {seconds}");
    assert_eq!(events.last(), Some(&Event::Proposed { what: "keys".into() }));
    let panel = visitor.panel(PanelKind::Proposal).expect("a proposal").clone();
    assert!(panel.body.contains("Nøglerne"), "{}", panel.body);
    assert!(panel.position.angle_between(at(20.0, 0.0, 2.0)).to_degrees() < 15.0, "near the guide");
    assert!(!visitor.wait(30.0).iter().any(proposed), "it waits");

    let events = visitor.point_at(panel.position, true);
    assert!(events.contains(&Event::Chosen { what: "keys".into(), by: Way::Ray }), "{events:?}");
    assert!(visitor.panel(PanelKind::Proposal).is_none());
    let (_, events) = visitor.until(20.0, proposed);
    assert_eq!(events.last(), Some(&Event::Proposed { what: "yard".into() }), "a place not seen");

    // By key: the proposal comes after the hotspots.
    (0..4).for_each(|_| drop(visitor.command(Command::Next)));
    let events = visitor.command(Command::Select);
    assert!(events.contains(&Event::Chosen { what: "yard".into(), by: Way::Key }), "{events:?}");
    visitor.until(1.0, arrived);
    visitor.choose_by_key(1);
    let (_, events) = visitor.until(20.0, proposed);
    assert!(events.contains(&Event::StoryBegan { story: "welcome".into(), language: "da".into() }), "the cell's guide greets in sound");
    assert_eq!(events.last(), Some(&Event::Proposed { what: "night".into() }));
    visitor.choose_by_key(1);
    visitor.until(5.0, |event| matches!(event, Event::StoryEnded { .. }));
    visitor.wait(10.0);
    assert!(visitor.panel(PanelKind::Proposal).is_none());
    let farewell = visitor.panel(PanelKind::Notice).expect("a farewell");
    assert!(farewell.body.contains("tak"), "{}", farewell.body);
}

#[test]
fn where_somebody_else_takes_over_they_are_named_before_and_greet_by_name() {
    let mut tour = house();
    tour.locations[0].hotspots.truncate(1);
    tour.locations[1].guide = Some(Guide { who: PersonIndex(1), position: at(10.0, 0.0, 2.0), greets: None });
    let mut visitor = Visitor::new(tour);
    let (_, events) = visitor.until(20.0, |event| matches!(event, Event::Proposed { .. }));
    assert_eq!(events.last(), Some(&Event::Proposed { what: "yard".into() }));
    assert!(visitor.panel(PanelKind::Proposal).is_some_and(|panel| panel.body.contains("Dér venter Signe på dig")));
    assert!(visitor.marker(0).proposed && !visitor.wait(60.0).contains(&Event::Arrived { location: "yard".into(), visible: true }));
    visitor.choose_by_key(0);
    let (_, events) = visitor.until(2.0, |event| matches!(event, Event::Greeted { .. }));
    assert_eq!(events.last(), Some(&Event::Greeted { guide: "signe".into(), location: "yard".into() }));
    let guide = visitor.scene().guide.expect("Signe");
    assert_eq!((guide.who, guide.attitude, guide.speaking), (PersonIndex(1), Attitude::Greeting, true));
    let caption = visitor.panel(PanelKind::Caption).expect("the greeting");
    assert_eq!((&*caption.heading, &*caption.body), ("Signe, Sygeplejerske", "Hej, jeg hedder Signe. Herfra er det mig, der følger med."));
}

#[test]
fn a_guide_out_of_view_is_heard_and_pointed_to() {
    let mut visitor = in_the_hall();
    visitor.look_at(at(-140.0, 0.0, 3.0));
    visitor.until(20.0, |event| matches!(event, Event::Proposed { .. }));
    let caption = visitor.panel(PanelKind::Caption).expect("the proposal is said");
    assert_eq!(caption.arrow, Some(Arrow::Right));
    assert!(caption.body.contains("Nøglerne"));
}

#[test]
fn a_proposal_speaks_the_language_that_is_chosen() {
    let mut visitor = in_the_hall();
    visitor.until(20.0, |event| matches!(event, Event::Proposed { .. }));
    visitor.command(Command::NextLanguage);
    let panel = visitor.panel(PanelKind::Proposal).expect("still there");
    assert!(panel.body.contains("Would you like to hear “The keys”?"), "{}", panel.body);
}

#[test]
fn in_a_model_one_can_step_aside_and_come_back_by_recentering() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(0);
    visitor.until(1.0, arrived);
    visitor.wait(0.5);
    visitor.head.orientation = turn(-70.0);
    visitor.choose_by_key(1);
    visitor.until(1.0, arrived);
    visitor.wait(0.5);
    assert_eq!(visitor.location(), CELL);
    assert!((yaw(&visitor) - 90.0).abs() < 0.01, "the door asks for 90: {}", yaw(&visitor));
    let stand = Vec3::new(10.0, 1.6, 5.0);
    assert!(visitor.scene().head.position.distance(stand) < 1e-3);
    visitor.head.position += Vec3::new(0.3, 0.1, 0.4);
    visitor.wait(0.1);
    let away = visitor.scene().head.position.distance(stand);
    assert!((away - Vec3::new(0.3, 0.1, 0.4).length()).abs() < 1e-3, "a step is a step: {away}");
    visitor.head.orientation = turn(25.0);
    assert!(visitor.command(Command::Recenter).contains(&Event::Recentered));
    assert!(visitor.scene().head.position.distance(stand + Vec3::Y * 0.1) < 1e-3);
    assert!((yaw(&visitor) - 90.0).abs() < 0.01);
}

#[test]
fn what_is_recentred_while_nobody_looks_follows_the_first_head_that_does() {
    let mut visitor = Visitor::new(house());
    visitor.wait(1.0);
    visitor.head.orientation = turn(90.0);
    visitor.wait(0.1);
    visitor.command(Command::Pause);
    visitor.command(Command::Recenter);
    visitor.wait(0.2);
    // They turned while something else was shown, and nobody could know.
    visitor.head = Pose { position: Vec3::new(0.4, 1.7, 0.3), orientation: turn(-50.0) };
    visitor.command(Command::Resume);
    visitor.wait(0.1);
    let ahead = visitor.tour.locations[visitor.location().0].stand.yaw;
    assert!((yaw(&visitor) - ahead).abs() < 0.01, "{} is not {ahead}", yaw(&visitor));
}

#[test]
fn who_has_nothing_in_their_hands_makes_straight_ahead_where_they_face_by_looking_at_the_menu() {
    let mut visitor = in_the_hall();
    visitor.dwell = true;
    // Their chair was turned.
    visitor.head.orientation = turn(100.0);
    visitor.wait(4.0);
    assert!((yaw(&visitor) - 100.0).abs() < 0.01);
    for choice in [Choice::Menu, Choice::Recenter] {
        let button = visitor.button(choice).expect("it hangs before them").position;
        visitor.look_at(visitor.scene().head.position + Vec3::Y);
        visitor.wait(0.2);
        visitor.look_at(button);
        let (_, events) = visitor.until(4.0, |event| matches!(event, Event::Chosen { .. }));
        assert!(events.contains(&Event::Chosen { what: choice.name().into(), by: Way::Dwell }), "{events:?}");
    }
    // The button was at the side of the menu, and they did not mean that way.
    visitor.head.orientation = turn(100.0);
    visitor.wait(0.1);
    assert!(yaw(&visitor).abs() < 3.0, "they face what they are to see: {}", yaw(&visitor));
}

#[test]
fn a_headset_that_comes_back_with_another_origin_changes_nothing_that_is_seen() {
    for start in [HALL, CELL] {
        let mut tour = house();
        tour.start = start;
        let mut visitor = Visitor::new(tour);
        visitor.head = Pose { position: Vec3::new(0.4, 1.6, -0.2), orientation: turn(130.0) };
        visitor.wait(1.0);
        visitor.head = Pose { position: Vec3::new(0.1, 1.6, -0.5), orientation: turn(175.0) };
        visitor.wait(0.1);
        visitor.command(Command::Pause);
        let seen = visitor.scene().head;
        visitor.command(Command::Resume);
        // The same head, as it is told from an origin elsewhere.
        visitor.head = Pose { position: Vec3::new(-1.0, 1.6, 2.0), orientation: turn(-20.0) };
        visitor.retrack();
        let (now, placed) = (visitor.scene().head, visitor.scene().placement);
        assert!(now.position.distance(seen.position) < 1e-3, "at {start:?}: {} was {}", now.position, seen.position);
        assert!(now.forward().distance(seen.forward()) < 1e-3, "at {start:?}: {} was {}", now.forward(), seen.forward());
        visitor.wait(1.0);
        assert_eq!(visitor.scene().placement, placed, "the room is turned once");
        visitor.head.orientation = turn(-10.0);
        visitor.wait(0.1);
        assert!((yaw(&visitor) - heading(seen.orientation) - 10.0).abs() < 0.01, "from there on heads turn as ever");
    }
}

#[test]
fn a_visit_that_began_before_the_head_was_found_faces_the_right_way_once_it_is() {
    let mut visitor = Visitor::new(house());
    visitor.wait(0.5);
    visitor.head = Pose { position: Vec3::new(0.3, 1.7, 0.0), orientation: turn(100.0) };
    visitor.retrack();
    assert!(yaw(&visitor).abs() < 0.01, "{}", yaw(&visitor));
}

#[test]
fn wherever_the_headset_is_put_on_the_visit_begins_on_the_standpoint() {
    let mut tour = house();
    tour.start = CELL;
    let mut visitor = Visitor::new(tour);
    visitor.head.position = Vec3::new(f32::NAN, 0.0, 0.0);
    visitor.wait(0.1);
    visitor.head.position = Vec3::new(-0.8, 1.7, 1.1);
    visitor.wait(1.0);
    let off = visitor.scene().head.position - Vec3::new(10.0, 1.7, 5.0);
    assert!(off.length() < 1e-3, "{off}");
}

#[test]
fn a_pause_outlasts_a_restart_so_that_nobody_greets_an_empty_headset() {
    let mut visitor = in_the_hall();
    visitor.command(Command::Pause);
    visitor.command(Command::Restart);
    assert!(visitor.wait(5.0).is_empty());
    visitor.head.orientation = turn(140.0);
    visitor.command(Command::Resume);
    let events = visitor.wait(1.0);
    assert_eq!(events[0], Event::Started { language: "da".into() });
    assert!(events.iter().any(|event| matches!(event, Event::Greeted { .. })));
    assert!(yaw(&visitor).abs() < 0.01, "whoever puts the headset on faces the right way");
}

#[test]
fn nothing_moves_the_visitor_but_the_visitor() {
    let mut visitor = in_the_hall();
    let placed = visitor.scene().placement;
    visitor.dwell = true;
    visitor.until(20.0, |event| matches!(event, Event::Proposed { .. }));
    visitor.command(Command::Next);
    visitor.command(Command::NextLanguage);
    visitor.wait(5.0);
    assert_eq!((visitor.scene().placement, visitor.location()), (placed, HALL));
}

#[test]
fn in_a_panorama_nothing_moves_when_the_head_does() {
    let mut visitor = in_the_hall();
    visitor.head.position += Vec3::new(0.4, -0.3, 0.2);
    visitor.wait(0.1);
    assert!(visitor.scene().head.position.length() < 1e-4);
}

#[test]
fn a_broken_picture_is_told_and_left() {
    let mut visitor = Visitor::new(house());
    visitor.spaces[0] = SpaceState::Failed;
    let (_, events) = visitor.until(1.0, arrived);
    assert!(events.contains(&Event::Arrived { location: "hall".into(), visible: false }));
    visitor.wait(8.0);
    let notice = visitor.panel(PanelKind::Notice).expect("said in words");
    assert!(!notice.heading.is_empty() && notice.body.contains("gå videre"));
    let towards = Angles::of(notice.position);
    assert!(towards.yaw.abs() < 5.0 && (-20.0..=-10.0).contains(&towards.pitch), "{towards:?}");
    visitor.choose_by_key(0);
    visitor.until(1.0, arrived);
    assert_eq!(visitor.location(), YARD);
}

#[test]
fn a_slow_picture_is_waited_for_with_a_word_and_not_for_ever() {
    let mut visitor = in_the_hall();
    visitor.spaces[1] = SpaceState::Loading;
    visitor.choose_by_key(0);
    visitor.wait(0.8);
    assert_eq!((visitor.scene().fade, visitor.location(), visitor.scene().space), (0.0, HALL, SpaceState::Ready), "the last place is seen");
    assert!(visitor.panel(PanelKind::Notice).is_none());
    visitor.wait(1.0);
    visitor.head.orientation = turn(80.0);
    visitor.wait(1.5);
    let notice = visitor.panel(PanelKind::Notice).expect("a word");
    let off = visitor.scene().head.forward().angle_between(notice.position - visitor.scene().head.position).to_degrees();
    assert!(off < 30.0 && &*notice.body == "Et øjeblik …", "{off}");
    visitor.wait(8.0);
    assert_eq!((visitor.scene().fade, visitor.location(), visitor.scene().space), (0.0, YARD, SpaceState::Loading));
    visitor.wait(1.0);
    assert_eq!(visitor.panel(PanelKind::Notice).map(|notice| &*notice.body), Some("Et øjeblik …"), "an empty room is explained");
    visitor.spaces[1] = SpaceState::Ready;
    visitor.wait(0.1);
    assert_eq!(visitor.scene().space, SpaceState::Ready, "it comes after all");
    assert!(visitor.panel(PanelKind::Notice).is_none());
}

#[test]
fn a_few_words_open_and_close() {
    let mut visitor = in_the_hall();
    let thing = at(-100.0, 5.0, 3.0);
    visitor.look_at(thing);
    assert!(!visitor.marker(2).done);
    visitor.choose_by_key(2);
    let panel = visitor.panel(PanelKind::Look).expect("open");
    assert_eq!((&*panel.body, panel.picture.is_some()), ("Et skab fuldt af nøgler.", true));
    visitor.command(Command::Back);
    assert!(visitor.panel(PanelKind::Look).is_none());
    visitor.point_at(thing, true);
    assert!(visitor.panel(PanelKind::Look).is_some());
    visitor.point_at(thing, true);
    assert!(visitor.panel(PanelKind::Look).is_none(), "chosen again, it closes");
    visitor.point_at(thing, true);
    visitor.look_at(at(60.0, 0.0, 1.0));
    visitor.wait(4.0);
    assert!(visitor.panel(PanelKind::Look).is_none(), "turned away from, it goes");
    assert!(visitor.marker(2).done, "what was looked at is dimmed");
}

#[test]
fn a_recording_that_ran_ahead_while_the_picture_stood_still_is_taken_up_where_the_story_is() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(1);
    visitor.wait(0.2);
    let before = visitor.scene().voices.clone();
    visitor.hang(60.0);
    let after = visitor.scene().voices.clone();
    assert_ne!(before[0].key, after[0].key, "another recording begins, and the one that ran ahead ends");
    assert!((0.9..1.1).contains(&(after[0].elapsed - before[0].elapsed)), "the story has not run away: {}", after[0].elapsed);
    assert_eq!(before[1].key, after[1].key, "what has no words hums on");
    visitor.hang(0.9);
    assert_eq!(visitor.scene().voices[0].key, after[0].key, "a hitch counts in full: nothing ran ahead");
}

#[test]
fn while_paused_everything_stands_still() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(1);
    visitor.wait(1.0);
    assert_eq!(visitor.command(Command::Pause), [Event::Paused]);
    let before = visitor.scene().voices[0].clone();
    visitor.dwell = true;
    visitor.look_at(at(60.0, 0.0, 4.0));
    assert!(visitor.wait(30.0).is_empty());
    assert!(visitor.point_at(at(60.0, 0.0, 4.0), true).is_empty(), "nothing can be chosen");
    let after = visitor.scene().voices[0].clone();
    assert!(after.paused && after.elapsed == before.elapsed);
    assert_eq!(visitor.command(Command::Resume)[0], Event::Resumed);
    visitor.wait(0.5);
    assert!(!visitor.scene().voices[0].paused && visitor.scene().voices[0].elapsed > before.elapsed);
}

#[test]
fn the_next_visitor_finds_everything_as_the_first_did() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(1);
    visitor.until(6.0, |event| matches!(event, Event::StoryEnded { .. }));
    visitor.command(Command::NextLanguage);
    visitor.choose_by_key(0);
    visitor.wait(1.0);
    visitor.head.orientation = turn(-120.0);
    let events = visitor.command(Command::Restart);
    assert!(events.contains(&Event::Started { language: "da".into() }));
    assert_eq!((visitor.location(), visitor.scene().fade), (HALL, 1.0));
    let events = visitor.wait(1.0);
    assert!(events.contains(&Event::Greeted { guide: "jonas".into(), location: "hall".into() }));
    assert!(yaw(&visitor).abs() < 0.01);
    assert!(visitor.scene().markers.iter().all(|marker| !marker.done));
    assert_eq!(visitor.marker(1).kind, MarkerKind::Story(indenfor::tour::PersonIndex(0)));
}

#[test]
fn what_is_looked_at_is_fetched_first() {
    let mut visitor = in_the_hall();
    visitor.choose_by_key(0);
    visitor.wait(1.0);
    assert_eq!(visitor.scene().wanted, [YARD, CELL, HALL], "what is new comes before what was seen");
    visitor.look_at(at(180.0, 0.0, 4.0));
    visitor.wait(0.1);
    assert_eq!(visitor.scene().wanted, [YARD, HALL, CELL]);
}
