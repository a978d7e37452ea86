//! Nothing that a file holds makes the loader panic.

use std::fs;

use indenfor::tour::check;
use proptest::prelude::*;

use crate::fixture::{CAPTIONS, CELL, Folder, TOUR, glb, picture, wav};

/// Bytes of `whole` with some of them changed, put in or taken out.
fn mutated(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_usize), 1..8);
    edits.prop_map(move |edits| {
        let mut bytes = whole.clone();
        for (index, byte, kind) in edits {
            let at = index.index(bytes.len() + 1);
            match kind {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    })
}

/// The tour with words of it exchanged for others that mean something in a tour.
fn rewritten() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "[]",
        "{}",
        "-1",
        "1e400",
        "nan",
        "inf",
        "\"\"",
        "\"..\"",
        "2026-03-01",
        "true",
        "[[1]]",
        "{ go = \"gate\" }",
        "0x7fffffffffffffff",
        "\"æ\"",
        "gate",
        "=",
        "\n",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), words), 1..6);
    edits.prop_map(|edits| {
        let mut parts: Vec<String> = TOUR.split_inclusive([' ', '\n', '.', ',']).map(str::to_owned).collect();
        for (index, word) in edits {
            let at = index.index(parts.len());
            parts[at] = format!("{word} ");
        }
        parts.concat()
    })
}

/// Checks, and looks at what a person would: every diagnostic can be shown, and tells its line.
fn look_at(folder: &Folder) {
    let report = check(folder.path());
    for diagnostic in &report.diagnostics {
        assert!(!diagnostic.render(false).is_empty() && !diagnostic.to_string().is_empty());
        assert!(diagnostic.position.is_none_or(|position| position.line > 0 && position.column > 0));
    }
    assert!(report.tour.is_some() || report.errors() > 0, "no tour, and nobody says why");
    if let Some(tour) = report.tour {
        let places = tour
            .locations
            .iter()
            .flat_map(|location| location.hotspots.iter().map(|hotspot| hotspot.position).chain([location.stand.position]));
        assert!(places.into_iter().all(|place| place.is_finite()));
        assert!(tour.stories.iter().all(|story| !story.tellings.is_empty()));
        assert!(tour.start.0 < tour.locations.len() && !tour.languages.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tour_files_of_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = Folder::new(TOUR);
        folder.write("tour.toml", bytes);
        look_at(&folder);
    }

    #[test]
    fn tour_files_that_were_mistyped(bytes in mutated(TOUR.as_bytes().to_vec()), words in rewritten()) {
        let folder = Folder::new(&words);
        look_at(&folder);
        folder.write("tour.toml", bytes);
        look_at(&folder);
    }

    #[test]
    fn media_that_were_damaged(
        model in mutated(glb(CELL)),
        sound in mutated(wav(0.05)),
        jpeg in mutated(picture(16, 8, image::ImageFormat::Jpeg)),
        png in mutated(picture(16, 8, image::ImageFormat::Png)),
        webp in mutated(picture(16, 8, image::ImageFormat::WebP)),
        captions in mutated(CAPTIONS.as_bytes().to_vec()),
    ) {
        let folder = Folder::new(TOUR);
        folder.write("spaces/cell.glb", model);
        folder.write("stories/first-day.wav", sound);
        folder.write("corridor.jpg", jpeg);
        folder.write("gate.png", png);
        folder.write("people/jonas.webp", webp);
        folder.write("stories/first-day.da.vtt", captions);
        look_at(&folder);
        prop_assert!(check(folder.path()).tour.is_some(), "broken media keep a tour from being walked");
    }
}

#[test]
fn a_tour_of_nothing_but_depth_is_refused() {
    for deep in ["[".repeat(100_000), "{a=".repeat(100_000), "a.".repeat(100_000)] {
        let folder = Folder::new(TOUR);
        fs::write(folder.path().join("tour.toml"), format!("x = {deep}\n{deep}")).unwrap();
        look_at(&folder);
    }
}
