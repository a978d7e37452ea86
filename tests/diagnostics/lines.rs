//! What is wrong with what people say beside stories, and with the words of a tour.

use indenfor::tour::{Day, Occasion, load};
use insta::assert_snapshot;

use crate::fixture::{Folder, TOUR, wav};

const LINES: &str = r#"[lines.nudge]
sound = { da = "stories/first-day.wav", en = "stories/first-day.wav" }
captions = { da = "stories/first-day.da.vtt", en = "stories/first-day.en.vtt" }
consent = { given = 2026-03-01, until = 2098-03-01 }

[lines.come-along]
sound = "lines/come-along.wav"
captions = "lines/come-along.vtt"

[locations.gate]"#;

/// The tour without mistakes, in which Jonas says two lines.
fn tour() -> String {
    TOUR.replace("[locations.gate]", LINES)
        .replace("avatar = \"spaces/cell.glb\"\n", "avatar = \"spaces/cell.glb\"\nsays = { nudge = \"nudge\" }\n")
        .replace("arrive = \"keep-heading\"", "arrive = \"keep-heading\", says = \"come-along\"")
}

fn folder(tour: &str) -> Folder {
    let folder = Folder::new(tour);
    folder.write("lines/come-along.wav", wav(2.0));
    folder.write("lines/come-along.vtt", "WEBVTT\n\n00:00.100 --> 00:01.800\n<v Jonas>Kom med.\n");
    folder
}

/// What a person is told when `old` becomes `new` in it.
fn told(old: &str, new: &str) -> String {
    assert!(tour().contains(old), "{old}");
    folder(&tour().replacen(old, new, 1)).told()
}

#[test]
fn lines_are_loaded_without_a_word_and_each_is_in_somebodys_mouth() {
    let folder = folder(&tour());
    assert_eq!(folder.told(), "");
    let tour = load(folder.path()).unwrap().tour;
    let nudge = tour.people[0].line(Occasion::Nudge).expect("Jonas says it");
    assert_eq!((&*tour.lines[nudge.0].id, tour.people[0].line(Occasion::Farewell)), ("nudge", None));
    assert_eq!(tour.lines[1].in_language("en").map(|telling| telling.duration), Some(2.0));
    assert_eq!(tour.lines[1].in_language("kl"), None);
}

#[test]
fn unsaid_line() {
    let told = [told("says = { nudge = \"nudge\" }\n", ""), told(", says = \"come-along\"", "")];
    assert_snapshot!("unsaid-line", told.join("\n\n"));
}

#[test]
fn files_of_lines_are_looked_at_as_those_of_stories_are() {
    let told_with = |path: &str, contents: &str| {
        let folder = folder(&tour());
        folder.write(path, contents);
        folder.told()
    };
    let captions = |cue: &str| told_with("lines/come-along.vtt", &format!("WEBVTT\n\n{cue}\nKom med her indenfor hos os alle.\n"));
    let told = [
        told("\"lines/come-along.wav\"", "\"lines/come-alng.wav\""),
        told(
            "sound = { da = \"stories/first-day.wav\", en = \"stories/first-day.wav\" }\ncaptions = { da = \"stories/first-day.da.vtt\", en = \"stories/first-day.en.vtt\" }\nconsent",
            "sound = { da = \"stories/first-day.wav\" }\ncaptions = { en = \"stories/first-day.en.vtt\" }\nconsent",
        ),
        told_with("lines/come-along.wav", "no sound"),
        captions("00:00.100 --> 00:00.900"),
        captions("00:01.000 --> 00:04.000"),
        told("nudge = \"nudge\"", "nudge = \"nugde\""),
        told("says = \"come-along\"", "says = \"come-in\""),
    ];
    assert_snapshot!("lines", told.join("\n\n"));
}

#[test]
fn a_line_whose_consent_has_ended_is_nobodys() {
    // The story's holds longer.
    let tour = tour().replacen("until = 2098-03-01", "until = 2099-03-01", 1);
    let folder = folder(&tour);
    assert_snapshot!("consent-expired-of-a-line", folder.told_on(Day::new(2098, 3, 2)));
    let report = indenfor::tour::check_on(folder.path(), Day::new(2098, 3, 2));
    assert_eq!(report.tour.expect("it can be walked").people[0].line(Occasion::Nudge), None);
}

#[test]
fn unseen_character() {
    let folder = Folder::with("da = \"En verden", "da = \"En\\u0000 verden");
    folder.write("stories/first-day.en.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nMy first day\0\u{7} here.\n");
    assert_snapshot!("unseen-character", folder.told());
    // Of a tour that is walked all the same nothing is left that would end a window or make it beep.
    let tour = load(folder.path()).expect("it can be walked").tour;
    assert_eq!(&**tour.title.in_language("da"), "En verden indenfor");
    let tellings = format!("{:?}", tour.stories[0].tellings);
    assert!(tellings.contains("My first day here."), "{tellings}");
}
