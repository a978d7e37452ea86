//! What a tour without mistakes becomes.

use glam::Vec3;
use indenfor::tour::{Action, Arrive, Day, LocationIndex, PersonIndex, Space, StoryIndex, Tour, check_on, load};

use crate::fixture::{CELL, Folder, TOUR};

fn near(one: Vec3, other: Vec3) -> bool {
    (one - other).length() < 1e-3
}

#[test]
fn a_tour_without_mistakes_is_loaded_without_a_word() {
    let folder = Folder::new(TOUR);
    assert_eq!(folder.told(), "");
    let by_folder = load(folder.path()).unwrap().tour;
    let by_file = load(folder.path().join("tour.toml")).unwrap().tour;
    assert_eq!(by_folder, by_file);
    assert_eq!(by_folder.id, "en-verden-indenfor");
    assert_eq!(by_folder.languages.iter().map(|language| &**language).collect::<Vec<_>>(), ["da", "en"]);
    assert_eq!(by_folder.locations.iter().map(|location| location.id.as_str()).collect::<Vec<_>>(), ["gate", "corridor", "cell"]);
    assert_eq!(by_folder.start, LocationIndex(0));
    assert_eq!(&**by_folder.title.in_language("en"), "A world inside");
}

#[test]
fn angles_become_places() {
    let tour = load(Folder::new(TOUR).path()).unwrap().tour;
    let [gate, corridor, _] = tour.locations.as_slice() else { panic!() };
    assert_eq!(gate.stand.yaw, 90.0);
    // The guide of whom nothing more is said: two metres away, 30 degrees to the right of straight ahead.
    let guide = gate.guide.unwrap();
    assert_eq!((guide.who, guide.greets), (PersonIndex(0), None));
    assert!(near(guide.position, Vec3::new(2.0 * 120_f32.to_radians().sin(), 0.0, -2.0 * 120_f32.to_radians().cos())));
    let guide = corridor.guide.unwrap();
    assert_eq!(guide.greets, Some(StoryIndex(0)));
    assert!(near(guide.position, Vec3::new(2.0 * 20_f32.to_radians().sin(), 0.0, -2.0 * 20_f32.to_radians().cos())));
    assert_eq!(corridor.ambience[0].position, None);
    assert!(near(corridor.ambience[1].position.unwrap(), Vec3::new(4.0, 0.0, 0.0)));
    assert!(near(corridor.hotspots[1].position, Vec3::new(0.0, 0.0, 3.0)));
    assert_eq!(corridor.hotspots[0].action, Action::Go { to: LocationIndex(2), arrive: Arrive::Yaw(180.0), says: None });
    assert_eq!(gate.hotspots[0].action, Action::Go { to: LocationIndex(1), arrive: Arrive::KeepHeading, says: None });
    let Space::Panorama(panorama) = &corridor.space else { panic!() };
    assert_eq!((panorama.north, panorama.level_pitch, panorama.level_roll), (12.0, 0.4, -0.2));
}

#[test]
fn nodes_of_a_model_become_places() {
    let tour = load(Folder::new(TOUR).path()).unwrap().tour;
    let cell = &tour.locations[2];
    assert!(near(cell.stand.position, Vec3::new(2.0, 0.0, 1.0)), "{:?}", cell.stand);
    assert!((cell.stand.yaw - 90.0).abs() < 0.01, "{:?}", cell.stand);
    assert!(near(cell.hotspots[0].position, Vec3::new(2.0, 1.0, 1.5)));
    // The tour's guide, from the eyes of one who stands there: 30 degrees to the right of +X.
    let expected = Vec3::new(2.0, 1.6, 1.0) + 2.0 * Vec3::new(30_f32.to_radians().cos(), 0.0, 30_f32.to_radians().sin());
    assert!(near(cell.guide.unwrap().position, expected), "{:?}", cell.guide);
}

#[test]
fn directions_in_a_model_are_from_the_eyes_and_from_its_own_ahead() {
    let folder = Folder::with("at = { node = \"Door\" }", "at = { yaw = -90, distance = 1.5 }");
    let cell = &load(folder.path()).unwrap().tour.locations[2];
    assert!(near(cell.hotspots[0].position, Vec3::new(0.5, 1.6, 1.0)), "{:?}", cell.hotspots);
}

#[test]
fn a_story_lasts_as_long_as_its_sound_or_its_words() {
    let folder = Folder::new(TOUR);
    folder.write("stories/first-day.en.vtt", "WEBVTT\n\n00:00.500 --> 00:01.000\nHi.\n");
    let story = &load(folder.path()).unwrap().tour.stories[0];
    let (danish, english) = (story.in_language("da"), story.in_language("en"));
    assert_eq!(danish.duration, 4.5);
    assert!((english.duration - 3.0).abs() < 0.01);
    assert_eq!(danish.captions.iter().map(|cue| &*cue.words).collect::<Vec<_>>(), ["Hej.", "Velkommen\nindenfor."]);
}

#[test]
fn a_plain_string_serves_every_language() {
    let captions = "{ da = \"stories/first-day.da.vtt\", en = \"stories/first-day.en.vtt\" }";
    let folder = Folder::with(captions, "\"stories/first-day.da.vtt\"");
    let story = &load(folder.path()).unwrap().tour.stories[0];
    assert_eq!(story.tellings["da"].captions, story.tellings["en"].captions);
    assert_eq!(story.tellings.len(), 2);
}

#[test]
fn a_tour_with_broken_media_can_still_be_walked() {
    let folder = Folder::new(TOUR);
    for broken in ["gate.png", "corridor.jpg", "people/jonas.webp", "spaces/cell.glb", "stories/first-day.wav", "stories/first-day.da.vtt"]
    {
        folder.write(broken, b"broken");
    }
    let loaded = load(folder.path()).unwrap();
    assert_eq!(loaded.warnings.len(), 6, "{:#?}", loaded.warnings);
    let tour = loaded.tour;
    assert_eq!(tour.locations.len(), 3);
    assert!(tour.locations[1].ambience.is_empty());
    let story = &tour.stories[0];
    assert_eq!((story.in_language("da").sound.as_ref(), story.in_language("da").captions.len()), (None, 0));
    assert_eq!(story.in_language("en").duration, 4.5);
    // The way out of the cell is in view, although its node is not known.
    let cell = &tour.locations[2];
    assert!(near(cell.hotspots[0].position, Vec3::new(0.0, 1.6, -3.0)), "{:?}", cell.hotspots);
}

#[test]
fn out_of_a_dead_end_a_way_leads_back_to_the_start() {
    let folder = Folder::with("go = \"corridor\", at = { node", "go = \"cell\", at = { node");
    let tour = load(folder.path()).unwrap().tour;
    let cell = &tour.locations[2];
    let way_back = cell.hotspots.last().unwrap();
    assert_eq!(way_back.action, Action::Go { to: tour.start, arrive: Arrive::Stand, says: None });
    let eyes = cell.stand.position + Vec3::Y * 1.6;
    assert!(way_back.position.distance(eyes) > 1.0, "in view, not in the face: {:?}", way_back.position);
}

#[test]
fn a_story_without_consent_is_left_out_of_visits() {
    let on = |day| check_on(Folder::new(TOUR).path(), day).tour.unwrap();
    let tells = |tour: &Tour| tour.locations[1].hotspots.iter().any(|hotspot| matches!(hotspot.action, Action::Story(_)));
    let last_day = on(Day::new(2098, 3, 1));
    assert!(tells(&last_day) && last_day.locations[1].guide.unwrap().greets.is_some());
    let day_after = on(Day::new(2098, 3, 2));
    assert!(!tells(&day_after));
    let guide = day_after.locations[1].guide.unwrap();
    assert_eq!((guide.who, guide.greets), (PersonIndex(0), None), "the guide is there, and greets in words");
    assert_eq!(day_after.locations[1].hotspots.len(), 3, "all else is there");
}

#[test]
fn a_model_in_several_files_is_found_whole() {
    let folder = Folder::with("spaces/cell.glb\" }", "spaces/cell.gltf\" }");
    let json = CELL.replace("\"scene\": 0,", "\"scene\": 0, \"buffers\": [{ \"uri\": \"my%20cell.bin\", \"byteLength\": 4 }],");
    folder.write("spaces/cell.gltf", json);
    folder.write("spaces/my cell.bin", [0; 4]);
    assert_eq!(folder.told(), "");
}

#[test]
fn files_may_begin_with_a_byte_order_mark_and_end_lines_as_windows_does() {
    let folder = Folder::new(&format!("\u{FEFF}{}", TOUR.replace('\n', "\r\n")));
    folder.write("stories/first-day.da.vtt", format!("\u{FEFF}{}", crate::fixture::CAPTIONS.replace('\n', "\r\n")));
    assert_eq!(folder.told(), "");
}
