//! The welcome, as who does not read it hears it.

use std::path::Path;
use std::sync::Arc;

use glam::Vec3;
use indenfor::pose::{Ray, turn};
use indenfor::tour::languages::SPOKEN;
use indenfor::tour::{ContentNote, Line, LineIndex, StoryIndex, Telling, Tour};
use indenfor::walk::{Choice, Comfort, Event, Input, MarkerKind, Options, PanelKind, Pointer, Reception, Voice, VoiceKey};

use super::houses::{both, house};
use super::visitor::{STEP, Visitor};

fn full() -> Options {
    Options { reception: Reception::Full, ..Options::default() }
}

/// Somebody who has just put the headset on.
fn comes(tour: Tour, options: Options) -> Visitor {
    let mut visitor = Visitor::with(tour, options);
    visitor.worn = Some(false);
    visitor.wait(2.0);
    visitor.worn = Some(true);
    visitor.wait(STEP);
    visitor
}

/// What the program says aloud.
fn voice(visitor: &Visitor) -> Option<&Voice> {
    let mut own = visitor.scene().voices.iter().filter(|voice| matches!(voice.key, VoiceKey::Own(..)));
    let voice = own.next();
    assert_eq!(own.next(), None, "two voices at once");
    voice
}

/// The sentence that is being said, as `language sentence`.
fn said(visitor: &Visitor) -> String {
    let Some(voice) = voice(visitor) else { return String::new() };
    let name = voice.sound.to_string();
    let (_, inside) = name.split_once('(').expect("language and sentence");
    inside.trim_end_matches(')').replace(", ", " ")
}

/// What is said in so many seconds, in order.
fn heard_in(visitor: &mut Visitor, seconds: f32) -> Vec<String> {
    let mut sentences: Vec<(Option<VoiceKey>, String)> = Vec::new();
    for _ in 0..(seconds / STEP) as usize {
        visitor.wait(STEP);
        let key = voice(visitor).map(|voice| voice.key);
        if key.is_some() && sentences.last().is_none_or(|(last, _)| *last != key) {
            sentences.push((key, said(visitor)));
        }
    }
    sentences.into_iter().map(|(_, sentence)| sentence).collect()
}

#[test]
fn languages_name_themselves_one_after_the_other_each_from_its_button() {
    let mut visitor = comes(house(), full());
    let mut named = Vec::new();
    while visitor.button(Choice::Language(0)).is_some() {
        if let Some(voice) = voice(&visitor) {
            let nth = usize::from(said(&visitor).starts_with("en"));
            assert_eq!(voice.position, visitor.button(Choice::Language(nth)).map(|button| button.position));
            assert_eq!((voice.gain, voice.looped, voice.paused), (0.0, false, false));
            if named.last() != Some(&voice.key) {
                named.push(voice.key);
            }
        }
        visitor.wait(STEP);
    }
    assert_eq!(named.len(), 2, "each once: {named:?}");
}

#[test]
fn who_looks_at_a_language_hears_its_name_and_choosing_it_goes_on_at_once_in_it() {
    let mut visitor = comes(house(), full());
    visitor.wait(0.3);
    assert_eq!(said(&visitor), "da own-name");
    visitor.dwell = true;
    let english = visitor.button(Choice::Language(1)).expect("English").position;
    visitor.look_at(english);
    visitor.wait(0.3);
    assert_eq!(said(&visitor), "en own-name", "the other gives way");
    let (seconds, _) = visitor.until(2.0, |event| *event == Event::Welcome { step: "practice" });
    assert!(seconds < 1.4, "nobody waits for the voice: {seconds}");
    assert_eq!(said(&visitor), "", "it is cut off");
    visitor.head.orientation = glam::Quat::from_rotation_x(0.5);
    assert_eq!(heard_in(&mut visitor, 6.0), ["en practice-title", "en practice-gaze"]);
    // Back to a language that is looked at while the others are still to come: they wait.
    let mut visitor = comes(house(), full());
    let danish = visitor.button(Choice::Language(0)).expect("Danish").position;
    visitor.look_at(danish);
    assert_eq!(heard_in(&mut visitor, 3.0), ["da own-name"]);
    visitor.head.orientation = glam::Quat::from_rotation_x(0.5);
    assert_eq!(heard_in(&mut visitor, 3.0), ["en own-name"]);
}

#[test]
fn who_does_nothing_hears_every_step_within_25_seconds() {
    for language in SPOKEN {
        let languages = [language].into_iter().chain(SPOKEN.into_iter().filter(|other| *other != language)).map(Into::into).collect();
        let note = ContentNote { words: both("Der er en celle.", "There is a cell."), says: None, locations: vec![], stories: vec![] };
        let mut visitor = comes(Tour { languages, content_note: Some(note), ..house() }, full());
        let heard = heard_in(&mut visitor, 25.1);
        let names = heard.iter().take_while(|sentence| sentence.ends_with("own-name")).count();
        assert_eq!(names, SPOKEN.len(), "{heard:?}");
        let steps = ["practice-title", "practice-mouse", "comfort-title", "comfort", "note-title"];
        assert_eq!(heard[names..], steps.map(|sentence| format!("{language} {sentence}")));
        assert!(visitor.panel(PanelKind::Notice).is_none(), "they walk");
    }
}

#[test]
fn what_the_tour_warns_of_is_said_in_its_own_recording_and_heard_out() {
    let telling = |file: &str| Telling { sound: Some(Arc::new(file.into())), duration: 9.0, captions: Vec::new() };
    let tellings = [("da".into(), telling("warning.da.ogg")), ("en".into(), telling("warning.en.ogg"))].into_iter().collect();
    let words = both("Der er en celle.", "There is a cell.");
    let tour = Tour {
        lines: vec![Line { id: "warning".into(), tellings }],
        content_note: Some(ContentNote { words, says: Some(LineIndex(0)), locations: vec![], stories: vec![StoryIndex(0)] }),
        ..house()
    };
    let mut visitor = comes(tour, Options { language: Some("en".into()), ..full() });
    visitor.until(20.0, |event| *event == Event::Welcome { step: "note" });
    let is_warning = |voice: &&Voice| voice.key.is_speech() && voice.sound.file().and_then(Path::to_str) == Some("warning.en.ogg");
    let mut said = 0.0;
    while visitor.button(Choice::GoOn).is_some() {
        said += visitor.scene().voices.iter().find(is_warning).map_or(0.0, |_| STEP);
        visitor.wait(STEP);
    }
    assert!((said - 9.0).abs() < 0.2, "all of it, however long it is: {said} s");
    assert!(!visitor.scene().markers.iter().any(|marker| matches!(marker.kind, MarkerKind::Story(_))), "who says nothing to it is spared");
}

#[test]
fn what_staff_skips_is_not_said() {
    let mut visitor = comes(house(), Options { language: Some("en".into()), ..full() });
    assert_eq!(heard_in(&mut visitor, 3.0), ["en practice-title", "en practice-mouse"]);
    for reception in [Reception::Short, Reception::None] {
        let mut visitor = comes(house(), Options { reception, ..Options::default() });
        assert!(heard_in(&mut visitor, 30.0).is_empty());
    }
}

#[test]
fn who_takes_up_a_controller_is_told_once_how_that_chooses() {
    let mut visitor = comes(house(), Options { language: Some("da".into()), ..full() });
    visitor.dwell = true;
    visitor.wait(1.3);
    assert_eq!(said(&visitor), "da practice-gaze");
    let mut taken = Vec::new();
    for step in 0..(4.0 / STEP) as usize {
        // It points at nothing, and is lost for a moment now and then.
        let ray = Ray { origin: Vec3::new(0.2, 1.2, 0.0), direction: Vec3::new(0.3, 0.4, -1.0).normalize() };
        let pointers = if step % 40 > 2 { vec![Pointer { ray, select: false, visible: true }] } else { vec![] };
        visitor.step(Vec::new(), pointers);
        if taken.last() != Some(&said(&visitor)) {
            taken.push(said(&visitor));
        }
    }
    assert_eq!(taken, ["da practice-gaze", "da practice-hand", ""]);
}

#[test]
fn what_can_be_set_is_said_when_it_is_looked_at_but_not_into_what_it_is_about() {
    let mut visitor = comes(house(), Options { language: Some("en".into()), ..full() });
    visitor.press(Choice::Practice);
    let captions = visitor.button(Choice::Captions).expect("captions").position;
    visitor.look_at(captions);
    assert_eq!(heard_in(&mut visitor, 7.0), ["en comfort-title", "en comfort", "en captions-follow"]);
    visitor.point_at(captions, true);
    assert_eq!(heard_in(&mut visitor, 3.0), ["en captions-stay"], "what it has become");
    visitor.press(Choice::Ready);
    assert_eq!(voice(&visitor), None, "they walk");
}

#[test]
fn the_voice_stays_in_its_place_as_the_head_turns_and_holds_while_the_headset_is_off() {
    let comfort = Comfort { mono: true, volume: -6.0, ..Comfort::default() };
    let mut visitor = comes(house(), Options { language: Some("da".into()), comfort, ..full() });
    visitor.wait(0.2);
    let before = voice(&visitor).expect("a voice").clone();
    let ahead = before.position.expect("it has its place") - visitor.scene().head.position;
    assert!((1.2..1.5).contains(&ahead.length()) && ahead.normalize().dot(visitor.scene().head.forward()) > 0.99, "{ahead}");
    assert!(before.gain == -6.0 && visitor.scene().mono, "as staff had it set");
    visitor.head.orientation = turn(25.0);
    visitor.wait(0.2);
    assert_eq!(voice(&visitor).and_then(|voice| voice.position), before.position);
    visitor.worn = Some(false);
    visitor.wait(2.0);
    let held = voice(&visitor).expect("it waits").clone();
    assert!(held.paused && held.elapsed < 0.5, "{held:?}");
    visitor.worn = Some(true);
    visitor.wait(0.1);
    assert!(voice(&visitor).is_some_and(|voice| !voice.paused && voice.elapsed > held.elapsed));
    visitor.worn = Some(false);
    visitor.wait(6.0);
    assert_eq!(voice(&visitor), None, "whoever comes next is welcomed anew");
}

#[test]
fn a_voice_that_is_heard_late_or_never_holds_nobody_up() {
    let mut visitor = comes(house(), Options { language: Some("da".into()), ..full() });
    let Some(VoiceKey::Own(spoken, number)) = voice(&visitor).map(|voice| voice.key) else { panic!("a voice") };
    // A device that got stuck tells the same place again and again.
    let heard = indenfor::walk::Heard { key: VoiceKey::Own(spoken, number), seconds: 0.1, over: false, loudness: None };
    let stuck = || Input { heard: Some(heard), ..Input::default() };
    for _ in 0..(8.5 / STEP) as usize {
        visitor.step_with(stuck(), STEP);
    }
    assert!(visitor.button(Choice::Ready).is_some(), "the next step is there in its time");
}
