//! Whole visits, from the headset on the table to the headset on the table.

use glam::Vec3;
use indenfor::pose::{Angles, turn};
use indenfor::tour::{ContentNote, Farewell, LocationIndex, StoryIndex, Tour};
use indenfor::walk::{Attitude, Choice, Command, Event, MarkerKind, Options, PanelKind, Reception, SpaceState, TextSize, VoiceKey};

use super::houses::{at, both, house};
use super::visitor::Visitor;

const HALL: LocationIndex = LocationIndex(0);
const CELL: LocationIndex = LocationIndex(2);

fn full() -> Options {
    Options { reception: Reception::Full, ..Options::default() }
}

/// A headset that lies on the table, its picture there.
fn on_the_table(tour: Tour, options: Options) -> Visitor {
    let mut visitor = Visitor::with(tour, options);
    visitor.worn = Some(false);
    visitor.wait(2.0);
    visitor
}

/// A visitor who walks in the hall, welcomed and greeted.
fn walking(tour: Tour, options: Options) -> Visitor {
    let mut visitor = on_the_table(tour, options);
    visitor.worn = Some(true);
    visitor.until(40.0, |event| matches!(event, Event::Greeted { .. }));
    visitor
}

fn ended(event: &Event) -> bool {
    *event == Event::Ended
}

fn story_voice(visitor: &Visitor) -> Option<(f32, bool)> {
    let voice = visitor.scene().voices.iter().find(|voice| matches!(voice.key, VoiceKey::Story(..)))?;
    Some((voice.elapsed, voice.paused))
}

#[test]
fn a_picture_waits_quietly_until_somebody_comes() {
    let mut visitor = on_the_table(house(), full());
    assert_eq!(visitor.wait(600.0), [], "nobody is there");
    let scene = visitor.scene();
    assert!((0.3..0.7).contains(&scene.fade) && scene.markers.is_empty() && scene.guide.is_none());
    assert_eq!(visitor.panel(PanelKind::Notice).map(|panel| &*panel.heading), Some("Huset"));
    assert_eq!(scene.voices.iter().map(|voice| voice.gain).collect::<Vec<_>>(), [-21.0], "the place, quietly");
    visitor.dwell = true;
    let begin = visitor.button(Choice::Begin).expect("a way to begin").position;
    visitor.look_at(begin);
    assert_eq!(visitor.wait(10.0), [], "a table chooses nothing");
}

#[test]
fn who_does_nothing_is_welcomed_in_25_seconds_and_faces_forward() {
    let mut visitor = on_the_table(house(), full());
    visitor.head.orientation = turn(130.0);
    visitor.worn = Some(true);
    let events = visitor.wait(0.1);
    assert_eq!(events, [Event::Started { language: "da".into() }, Event::Welcome { step: "language" }]);
    let panel = visitor.panel(PanelKind::Notice).expect("the question").clone();
    assert_eq!(&*panel.body, "Vælg dit sprog\nChoose your language", "everybody finds theirs");
    let off = visitor.scene().head.forward().angle_between(panel.position - visitor.scene().head.position).to_degrees();
    assert!(off < 10.0, "it hangs before them: {off}");
    let names: Vec<_> = visitor.scene().buttons.iter().map(|button| &*button.words).collect();
    assert_eq!(names, ["Dansk", "English"]);
    let (seconds, events) = visitor.until(30.0, |event| matches!(event, Event::Arrived { .. }));
    assert!(seconds < 26.0, "{seconds}");
    let steps: Vec<_> = events.iter().filter_map(|event| if let Event::Welcome { step } = event { Some(*step) } else { None }).collect();
    assert_eq!(steps, ["practice", "comfort"]);
    visitor.wait(1.0);
    assert_eq!(visitor.scene().fade, 0.0);
    assert!(Angles::of(visitor.scene().head.forward()).yaw.abs() < 0.1, "the right way, wherever they had turned");
    assert_eq!(visitor.scene().guide.map(|guide| guide.attitude), Some(Attitude::Greeting));
}

#[test]
fn who_is_welcomed_before_the_picture_is_there_has_nothing_turned_under_their_eyes() {
    let mut visitor = Visitor::with(house(), full());
    visitor.spaces = vec![SpaceState::Loading; visitor.tour.locations.len()];
    visitor.worn = Some(false);
    visitor.wait(1.0);
    visitor.worn = Some(true);
    visitor.wait(0.5);
    let danish = visitor.button(Choice::Language(0)).expect("the question").position;
    visitor.look_at(danish);
    visitor.wait(0.5);
    visitor.spaces.fill(SpaceState::Ready);
    visitor.wait(1.0);
    let (head, button) = (visitor.scene().head, visitor.button(Choice::Language(0)).expect("it waits").position);
    let off = head.forward().angle_between(button - head.position).to_degrees();
    assert!(off < 0.1, "what they look at has moved by {off} degrees");
    visitor.until(40.0, |event| matches!(event, Event::Greeted { .. }));
    assert!(Angles::of(visitor.scene().head.forward()).yaw.abs() < 0.1, "they walk facing the right way all the same");
}

#[test]
fn staff_begins_a_visit_in_a_headset_that_says_wrongly_that_nobody_wears_it() {
    let mut visitor = on_the_table(house(), full());
    visitor.command(Command::Restart);
    assert_eq!(visitor.wait(0.1)[0], Event::Started { language: "da".into() });
    visitor.until(40.0, |event| matches!(event, Event::Greeted { .. }));
    visitor.command(Command::Restart);
    assert_eq!(visitor.wait(1.0), [], "whoever was there has gone, and it waits for the next");
    assert!(visitor.button(Choice::Begin).is_some());
}

#[test]
fn who_wears_a_headset_that_says_wrongly_that_nobody_does_is_not_left_before_a_picture_that_waits() {
    let mut visitor = walking(house(), full());
    // Its sensor loses them in the middle of the visit; they look about, and nothing answers.
    visitor.worn = Some(false);
    let mut waited = Vec::new();
    for step in 0..56 {
        visitor.head.orientation = turn(20.0 * (step as f32 * 0.5).sin());
        waited.extend(visitor.wait(0.5).into_iter().map(|event| (step / 2, event)));
    }
    let when = |wanted: &Event| waited.iter().find(|(_, event)| event == wanted).map(|(second, _)| *second);
    let again = Event::Started { language: "da".into() };
    assert!(when(&Event::Ended).is_some_and(|second| (4..6).contains(&second)), "{waited:?}");
    assert_eq!(when(&again), None, "whoever laid it out carries it for so long");
    let begun = (0..60).find(|step| {
        visitor.head.orientation = turn(20.0 * (*step as f32 * 0.5).sin());
        visitor.wait(0.5).contains(&again)
    });
    assert!(begun.is_some_and(|step| step < 20), "within ten seconds more: {begun:?}");
    // It is told from their motion from now on, whatever the sensor says.
    visitor.until(40.0, |event| matches!(event, Event::Greeted { .. }));
}

#[test]
fn each_step_is_over_when_it_is_done_and_what_was_chosen_holds() {
    let mut visitor = on_the_table(house(), full());
    visitor.worn = Some(true);
    visitor.wait(0.5);
    let events = visitor.press(Choice::Language(1));
    assert!(events.contains(&Event::Language { language: "en".into() }) && events.contains(&Event::Welcome { step: "practice" }));
    assert_eq!(visitor.panel(PanelKind::Notice).map(|panel| &*panel.heading), Some("This is how you choose"));
    visitor.press(Choice::Practice);
    visitor.press(Choice::TextSize);
    visitor.press(Choice::Mono);
    visitor.press(Choice::Still);
    visitor.press(Choice::Captions);
    visitor.press(Choice::Captions);
    assert_eq!(visitor.button(Choice::Captions).and_then(|button| button.on), Some(false));
    visitor.press(Choice::Ready);
    visitor.until(2.0, |event| matches!(event, Event::Greeted { .. }));
    assert!(visitor.scene().mono && visitor.scene().still);
    visitor.choose_by_key(1);
    visitor.wait(1.0);
    assert_eq!(visitor.scene().seconds_here, 0.0, "nothing moves by itself");
    assert_eq!(visitor.caption(), None, "captions are off, and the story is heard");
    assert!(story_voice(&visitor).is_some());
}

#[test]
fn who_stares_where_the_circle_appears_has_shown_that_they_know_how_to_choose() {
    let at_practice = |looking: Option<indenfor::pose::Pose>| {
        let mut visitor = on_the_table(house(), full());
        (visitor.worn, visitor.dwell) = (Some(true), true);
        visitor.wait(0.1);
        visitor.head = looking.unwrap_or(visitor.head);
        visitor.until(12.0, |event| *event == Event::Welcome { step: "practice" });
        visitor
    };
    let mut first = at_practice(None);
    let circle = first.button(Choice::Practice).expect("the circle").position;
    first.look_at(circle);
    let mut visitor = at_practice(Some(first.head));
    let (seconds, events) = visitor.until(3.0, |event| *event == Event::Welcome { step: "comfort" });
    assert!(events.iter().any(|event| matches!(event, Event::Chosen { what, .. } if what == "button/practice")), "{events:?}");
    assert!(seconds > 1.4, "and not before they have had time to look: {seconds}");
    let chosen = visitor.wait(6.0);
    assert!(!chosen.iter().any(|event| matches!(event, Event::Chosen { .. })), "what comes next is not chosen by staring on: {chosen:?}");
}

#[test]
fn who_has_a_language_set_by_staff_is_not_asked() {
    let mut visitor = on_the_table(house(), Options { language: Some("en".into()), ..full() });
    visitor.worn = Some(true);
    assert_eq!(visitor.wait(0.1)[1], Event::Welcome { step: "practice" });
    let mut visitor = on_the_table(house(), Options { reception: Reception::Short, ..Options::default() });
    visitor.worn = Some(true);
    visitor.until(2.0, |event| matches!(event, Event::Greeted { .. }));
}

#[test]
fn who_does_nothing_for_three_minutes_is_nudged_once_and_not_sent_away() {
    for worn in [Some(true), None] {
        let mut visitor = on_the_table(house(), full());
        if worn.is_none() {
            // A headset that cannot tell: it has lain there, and is picked up.
            visitor.worn = None;
            visitor.wait(12.0);
            visitor.head.orientation = turn(20.0);
        }
        visitor.worn = worn;
        let events = visitor.wait(180.0);
        assert_eq!(events.iter().filter(|event| matches!(event, Event::Nudged { .. })).count(), 1, "{worn:?}: {events:?}");
        assert!(!events.iter().any(ended));
        assert_eq!((visitor.location(), visitor.scene().fade), (HALL, 0.0));
        assert!(visitor.marker(1).proposed, "what is proposed is lit");
        assert_eq!(visitor.scene().guide.map(|guide| guide.attitude), Some(Attitude::Pointing(1)));
        if worn.is_none() {
            let (seconds, _) = visitor.until(200.0, ended);
            assert!(seconds > 60.0, "only after minutes of perfect stillness is nobody there: {seconds}");
        }
    }
}

#[test]
fn taken_off_in_the_middle_of_a_story_everything_holds_and_then_is_wiped() {
    let mut visitor = walking(house(), full());
    visitor.command(Command::Language("en".into()));
    visitor.choose_by_key(1);
    visitor.until(9.0, |event| matches!(event, Event::StoryEnded { .. }));
    visitor.command(Command::Menu);
    visitor.press(Choice::TextSize);
    visitor.press(Choice::Mono);
    visitor.press(Choice::Close);
    visitor.choose_by_key(1);
    visitor.wait(1.0);
    visitor.worn = Some(false);
    assert_eq!(visitor.wait(4.5), [Event::TakenOff]);
    let (elapsed, paused) = story_voice(&visitor).expect("the story waits");
    assert!(paused && (0.9..1.2).contains(&elapsed), "{elapsed}");
    let (seconds, events) = visitor.until(1.0, ended);
    assert!(seconds < 0.7 && events.contains(&Event::StoryLeft { story: "keys".into() }), "{events:?}");
    visitor.wait(2.0);
    assert!(visitor.button(Choice::Begin).is_some() && story_voice(&visitor).is_none() && !visitor.scene().mono);

    visitor.head.orientation = turn(-70.0);
    visitor.worn = Some(true);
    assert_eq!(visitor.wait(0.1)[0], Event::Started { language: "da".into() }, "the next visitor's language is the tour's");
    let (_, events) = visitor.until(40.0, |event| matches!(event, Event::Greeted { .. }));
    assert!(!events.iter().any(ended));
    assert!(visitor.scene().markers.iter().all(|marker| !marker.done), "nothing was heard yet");
    let caption = visitor.panel(PanelKind::Caption).expect("the greeting").cap_height;
    assert!((caption - 1.3 * 2.0 * (0.55_f32).to_radians().tan()).abs() < 1e-3, "words are as large as for everybody: {caption}");
}

#[test]
fn a_headset_that_is_only_adjusted_goes_on_as_if_nothing_was() {
    let mut visitor = walking(house(), full());
    visitor.choose_by_key(1);
    visitor.wait(1.0);
    let (before, _) = story_voice(&visitor).expect("a story");
    visitor.worn = Some(false);
    visitor.wait(3.0);
    visitor.worn = Some(true);
    let events = visitor.wait(0.5);
    assert_eq!(events, [Event::PutBackOn]);
    let (after, paused) = story_voice(&visitor).expect("the same story");
    assert!(!paused && (after - before - 0.5).abs() < 0.1, "{before} {after}");
}

#[test]
fn the_way_out_leads_to_a_plain_room_and_back() {
    let mut visitor = walking(house(), full());
    visitor.choose_by_key(1);
    visitor.command(Command::Menu);
    visitor.wait(0.5);
    let events = visitor.press(Choice::TakeMeOut);
    assert!(events.contains(&Event::TakenOut) && events.contains(&Event::StoryLeft { story: "keys".into() }));
    visitor.wait(1.5);
    let scene = visitor.scene();
    assert_eq!((scene.space, scene.fade), (SpaceState::Failed, 0.0), "the plain room");
    assert!(scene.markers.is_empty() && scene.guide.is_none() && scene.voices.is_empty());
    assert!(visitor.panel(PanelKind::Notice).is_some_and(|panel| panel.body.contains("Tag den tid")));
    assert_eq!(visitor.wait(120.0), [], "nobody presses them");
    visitor.press(Choice::GoBack);
    visitor.wait(1.5);
    assert_eq!((visitor.scene().space, visitor.scene().markers.len(), visitor.location()), (SpaceState::Ready, 3, HALL));
    assert!(visitor.button(Choice::GoBack).is_none());
}

#[test]
fn the_way_out_leads_to_the_calm_place_that_the_tour_names() {
    let mut visitor = walking(Tour { calm: Some(LocationIndex(1)), ..house() }, full());
    visitor.command(Command::Menu);
    visitor.press(Choice::TakeMeOut);
    visitor.wait(1.5);
    assert_eq!(visitor.location(), LocationIndex(1));
    visitor.press(Choice::GoBack);
    visitor.wait(1.5);
    assert_eq!(visitor.location(), HALL);
}

#[test]
fn a_visit_that_has_its_length_closes_kindly() {
    let tour = Tour {
        farewell: Some(Farewell { words: both("Tal med os.", "Talk to us."), address: "https://example.org/job".into() }),
        ..house()
    };
    let mut visitor = walking(tour, Options { minutes: Some(4.0), ..full() });
    let (seconds, _) = visitor.until(240.0, |event| *event == Event::LittleTimeLeft);
    assert!((115.0..125.0).contains(&seconds), "two minutes before the end: {seconds}");
    assert_eq!(visitor.caption(), Some("Vi har to minutter tilbage."));
    visitor.wait(118.0);
    // In the middle of a story, which is heard to its end.
    visitor.choose_by_key(1);
    let (_, events) = visitor.until(30.0, |event| *event == Event::Farewell);
    assert!(events.contains(&Event::StoryEnded { story: "keys".into() }), "{events:?}");
    visitor.wait(1.0);
    let card = visitor.panel(PanelKind::Card).expect("what to take along");
    assert_eq!((&*card.body, card.code.as_ref().map(|code| &*code.address)), ("Tal med os.", Some("https://example.org/job")));
    assert!(visitor.button(Choice::GoBack).is_none(), "their time is over");
    let (seconds, _) = visitor.until(90.0, ended);
    assert!((50.0..70.0).contains(&seconds), "{seconds}");
    assert!(visitor.button(Choice::Begin).is_some());
}

#[test]
fn who_ends_the_visit_by_mistake_goes_back_in() {
    let mut visitor = walking(house(), full());
    visitor.command(Command::Menu);
    visitor.press(Choice::End);
    assert!(visitor.panel(PanelKind::Card).is_some());
    assert!(visitor.scene().markers.is_empty(), "nothing is marked that cannot be chosen");
    visitor.press(Choice::GoBack);
    visitor.wait(2.0);
    assert_eq!((visitor.scene().fade, visitor.scene().markers.len()), (0.0, 3));
    visitor.command(Command::Menu);
    visitor.press(Choice::End);
    let events = visitor.press(Choice::Finish);
    assert!(events.contains(&Event::Ended));
}

#[test]
fn an_interrupted_story_is_taken_up_where_it_stopped() {
    let mut visitor = walking(house(), full());
    visitor.choose_by_key(1);
    visitor.wait(2.5);
    visitor.command(Command::Back);
    visitor.wait(0.1);
    let events = visitor.choose_by_key(1);
    assert!(events.contains(&Event::StoryResumed { story: "keys".into(), language: "da".into() }), "{events:?}");
    visitor.wait(0.1);
    assert_eq!(visitor.caption(), Some("Jeg kender dem alle."));
    visitor.command(Command::Back);
    let (_, events) = visitor.until(20.0, |event| matches!(event, Event::Proposed { .. }));
    assert_eq!(events.last(), Some(&Event::Proposed { what: "keys".into() }));
    assert!(visitor.panel(PanelKind::Proposal).is_some_and(|panel| panel.body.contains("resten")));
}

#[test]
fn what_a_tour_warns_of_is_left_out_for_who_asks_for_it_or_says_nothing() {
    let note =
        || ContentNote { words: both("Der er en celle.", "There is a cell."), says: None, locations: vec![], stories: vec![StoryIndex(0)] };
    let tour = || Tour { content_note: Some(note()), ..house() };
    let stories = |visitor: &Visitor| visitor.scene().markers.iter().filter(|marker| matches!(marker.kind, MarkerKind::Story(_))).count();
    let mut visitor = on_the_table(tour(), full());
    visitor.worn = Some(true);
    visitor.until(30.0, |event| *event == Event::Welcome { step: "note" });
    assert!(visitor.panel(PanelKind::Notice).is_some_and(|panel| panel.body.contains("celle")));
    visitor.press(Choice::GoOn);
    visitor.until(5.0, |event| matches!(event, Event::Greeted { .. }));
    assert_eq!(stories(&visitor), 1);
    let mut visitor = walking(tour(), full());
    assert_eq!(stories(&visitor), 0);
    let (_, events) = visitor.until(30.0, |event| matches!(event, Event::Proposed { .. }));
    assert_eq!(events.last(), Some(&Event::Proposed { what: "yard".into() }));
}

#[test]
fn the_menu_holds_repeats_and_is_never_in_the_way_for_long() {
    let mut visitor = walking(house(), full());
    visitor.choose_by_key(1);
    visitor.wait(2.5);
    visitor.command(Command::Menu);
    visitor.press(Choice::Pause);
    let (before, paused) = story_voice(&visitor).expect("a story");
    visitor.wait(60.0);
    assert_eq!((story_voice(&visitor).map(|voice| voice.0), paused), (Some(before), true), "for as long as one likes");
    visitor.press(Choice::Pause);
    visitor.press(Choice::Repeat);
    visitor.wait(0.1);
    assert!(visitor.button(Choice::Close).is_none() && visitor.caption().is_some());
    assert!(story_voice(&visitor).is_some_and(|(elapsed, _)| elapsed < before), "the sentence is said again");
    visitor.command(Command::Back);
    visitor.command(Command::Back);
    assert!(visitor.button(Choice::Close).is_some(), "with nothing left to close, the menu opens");
    visitor.press(Choice::Quieter);
    assert_eq!(visitor.scene().voices[0].gain, -15.0);
    visitor.look_at(at(90.0, 40.0, 2.0));
    visitor.wait(20.0);
    assert!(visitor.button(Choice::Close).is_none(), "nobody attends to it: it closes");
}

#[test]
fn larger_words_are_larger_and_no_more_than_two_lines() {
    let mut visitor =
        walking(house(), Options { comfort: indenfor::walk::Comfort { text: TextSize::Largest, ..Default::default() }, ..full() });
    visitor.wait(0.5);
    let caption = visitor.panel(PanelKind::Caption).expect("a greeting").clone();
    assert!((caption.cap_height / 1.3).atan().to_degrees() > 2.0);
    assert!(caption.body.chars().count() <= 48, "{}", caption.body);
    visitor.wait(6.0);
    let last = visitor.caption().expect("the rest of it");
    assert!(*last != *caption.body && last.ends_with("med."), "{last}");
}

#[test]
fn who_sits_and_who_stands_has_the_floor_under_their_feet_and_everything_before_their_eyes() {
    let pitch = |visitor: &Visitor, point: Vec3| Angles::of(point - visitor.scene().head.position).pitch;
    // A child in a chair, somebody who sits, a tall person on their feet.
    for height in [0.95, 1.2, 1.95] {
        for start in [HALL, CELL] {
            let mut visitor = on_the_table(Tour { start, ..house() }, full());
            visitor.head.position = Vec3::new(0.3, height, -0.2);
            visitor.worn = Some(true);
            visitor.wait(0.5);
            while !visitor.scene().buttons.iter().any(|button| button.choice == Choice::Menu) {
                for button in visitor.scene().buttons.clone() {
                    let hangs = pitch(&visitor, button.position);
                    assert!((-25.0..10.0).contains(&hangs), "{height} m: {:?} hangs at {hangs}°", button.choice);
                }
                visitor.wait(0.5);
            }
            visitor.wait(1.0);
            let eyes = visitor.scene().head.position;
            match start {
                HALL => assert_eq!(eyes, Vec3::ZERO, "a picture is seen from where it was taken"),
                _ => assert!((eyes.y - height).abs() < 1e-3, "the floor is {} m below eyes at {height} m", eyes.y),
            }
            let menu = visitor.button(Choice::Menu).expect("it hangs below the horizon").position;
            assert!((-45.0..-15.0).contains(&pitch(&visitor, menu)), "{height} m: the menu hangs at {}°", pitch(&visitor, menu));
        }
    }
}
