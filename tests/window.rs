//! The program in a window, with real keys and a real mouse: everything that can be done there, seen by what happens on the visit and
//! by what the window shows. The pictures are kept in the build folder's `tmp/window-…`, to be looked at.
#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use glam::Vec3;
use image::RgbaImage;
use image::imageops::{self, FilterType};
use indenfor::desktop::Camera;
use indenfor::pose::Angles;
use support::desk::{Desk, Events, LONG, SCREEN, difference, moved_right, part, sample};
use tempfile::TempDir;

/// A window that waits for a visitor of the sample tour, asked for with these words as well.
fn open(name: &'static str, more: &[&str]) -> (Desk, Events, TempDir) {
    open_from(tempfile::tempdir().unwrap(), name, more)
}

/// The same with a home that has settings of its own.
fn open_from(home: TempDir, name: &'static str, more: &[&str]) -> (Desk, Events, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.jsonl");
    let tour = sample();
    let mut arguments = vec!["play", tour.to_str().unwrap(), "--window", "--language", "da", "--events", file.to_str().unwrap()];
    arguments.extend(more);
    (Desk::start_in(home, name, &arguments), Events::of(file), folder)
}

/// A visit to the sample tour in Danish, from when its first place can be seen.
fn visit(name: &'static str) -> (Desk, Events, TempDir) {
    visit_from(tempfile::tempdir().unwrap(), name)
}

/// The same with a home that has settings of its own.
fn visit_from(home: TempDir, name: &'static str) -> (Desk, Events, TempDir) {
    let (desk, mut events, folder) = open_from(home, name, &["--welcome", "none"]);
    events.wait("arrived", |event| event["location"] == "corridor" && event["visible"] == true);
    (desk, events, folder)
}

fn ends_well(desk: &mut Desk) {
    let ended = desk.program.wait_for_exit(LONG);
    assert!(ended.success(), "{ended}: {}", desk.program.lines().join("\n"));
}

/// The part of the window where the guide's words stand.
fn words(picture: &RgbaImage) -> RgbaImage {
    part(picture, 0.3, 0.62, 0.7, 0.75)
}

#[test]
fn a_visit_with_keys_alone() {
    let (mut desk, mut events, _folder) = visit("window-keys");
    events.wait("greeted", |event| event["guide"] == "mette");
    events.wait("caption", |event| event["words"] == "Jeg hedder Mette.");
    let greeting = desk.glance("1-greeting");
    desk.key("Escape");
    events.wait("story-left", |_| true);
    let silent = desk.picture_when("2-silent", "the caption is gone", |now| difference(&words(now), &words(&greeting)) > 3.0);

    desk.key("Tab");
    let first = events.wait("focused", |_| true)["what"].as_str().unwrap().to_owned();
    let turned = desk.picture_when("3-first-hotspot", "the window turned to it", |now| difference(now, &silent) > 10.0);
    desk.key("Tab");
    let second = events.wait("focused", |event| event["what"] != *first)["what"].as_str().unwrap().to_owned();
    desk.picture_when("4-second-hotspot", "the window turned to it", |now| difference(now, &turned) > 10.0);
    desk.key("shift+Tab");
    events.wait("focused", |event| event["what"] == *first);
    desk.key("Tab");
    events.wait("focused", |event| event["what"] == *second);

    desk.key("l");
    events.wait("language", |event| event["language"] == "en");

    desk.key("Return");
    events.wait("chosen", |event| event["what"] == *second && event["by"] == "key");
    events.wait("left", |event| event["location"] == "corridor");
    events.wait("arrived", |event| event["location"] == *second && event["visible"] == true);
    events.wait("caption", |_| true);
    desk.glance("5-greeted-there");
    desk.key("Escape");
    events.wait("story-left", |_| true);
    let there = desk.picture("6-another-place");
    assert!(difference(&there, &turned) > 10.0);

    desk.hold("Right", Duration::from_millis(200));
    let looked = desk.picture_when("7-looked-right", "the view turned", |now| difference(now, &there) > 5.0);
    assert!(moved_right(&there, &looked) < -20, "to look right moves the picture to the left: {}", moved_right(&there, &looked));

    desk.key("ctrl+q");
    ends_well(&mut desk);
}

#[test]
fn a_visit_with_the_mouse_alone() {
    let (mut desk, mut events, _folder) = visit("window-mouse");
    let before = desk.picture("1-before");
    desk.drag((600, 500), (760, 500));
    let pulled = desk.picture_when("2-pulled", "the view turned", |now| difference(now, &before) > 5.0);
    // 160 of 800 pixels are a fifth of the 70 degrees; in the middle of the picture that is 142 pixels.
    let moved = moved_right(&before, &pulled);
    assert!((110..=180).contains(&moved), "what is pulled to the right follows, by {moved} pixels");

    desk.drag((760, 500), (600, 500));
    let back = desk.picture_when("3-back", "the view turned back", |now| difference(now, &pulled) > 5.0);
    assert!(moved_right(&before, &back).abs() <= 8);

    for _ in 0..3 {
        desk.mouse(&["click", "4"]);
    }
    let upper = |picture: &RgbaImage| part(picture, 0.0, 0.0, 1.0, 0.4);
    let near = desk.picture_when("4-nearer", "the picture is nearer", |now| difference(&upper(now), &upper(&back)) > 5.0);
    // Each step takes a tenth off the angle of view; X counts both the press and the release of a wheel that it has no axis for.
    let middle_after = |steps: i32| {
        let part_of_view = (35_f32.to_radians().tan().recip() * (35.0 * 0.9_f32.powi(steps)).to_radians().tan()) / 2.0;
        let middle = part(&back, 0.5 - part_of_view, 0.5 - part_of_view, 0.5 + part_of_view, 0.5 + part_of_view);
        imageops::resize(&middle, near.width(), near.height(), FilterType::Triangle)
    };
    let unlike = |steps: &i32| (difference(&upper(&near), &upper(&middle_after(*steps))) * 1000.0) as u32;
    let steps = (0..9).min_by_key(unlike).unwrap();
    assert!([3, 6].contains(&steps) && unlike(&steps) < unlike(&0) / 3, "three steps of the wheel zoom in: {steps}, {}", unlike(&steps));
    for _ in 0..3 {
        desk.mouse(&["click", "5"]);
    }
    desk.picture_when("5-as-before", "it is as far as before", |now| difference(&upper(now), &upper(&back)) < 3.0);

    // Where the chapel's door is marked, in the window as it is now.
    let aspect = 1280.0 / 800.0;
    let camera = Camera::default();
    let way: Vec3 = Angles { yaw: -46.0, pitch: -5.0 }.direction();
    let fov = camera.fov(aspect);
    let (right, up) = (way.x / -way.z / fov.right, way.y / -way.z / fov.up);
    desk.point((640.0 * (1.0 + right)) as i32, (400.0 * (1.0 - up)) as i32);
    events.wait("focused", |event| event["what"] == "chapel");
    desk.picture("6-pointed-at");
    desk.mouse(&["click", "1"]);
    events.wait("chosen", |event| event["what"] == "chapel" && event["by"] == "ray");
    events.wait("arrived", |event| event["location"] == "chapel");
    desk.picture("7-chapel");

    desk.close();
    ends_well(&mut desk);
}

#[test]
fn a_visit_with_one_switch_from_the_welcome_to_the_farewell() {
    let (mut desk, mut events, _folder) = open("window-switch", &["--scan", "1.25"]);
    // It presses when what it wants is lit, and does nothing else.
    let mut choose = |desk: &Desk, what: &str| {
        events.wait("focused", |event| event["what"] == what);
        desk.key("space");
        events.wait("chosen", |event| event["what"] == what && event["by"] == "key");
    };
    for what in ["button/begin", "button/practice", "button/ready"] {
        choose(&desk, what);
    }
    for what in ["button/menu", "button/end", "button/finish"] {
        choose(&desk, what);
    }
    events.wait("ended", |_| true);
    desk.picture("1-it-waits-for-the-next");
    desk.key("ctrl+q");
    ends_well(&mut desk);
}

#[test]
fn staff_make_it_louder_and_quieter_and_the_next_day_is_as_loud() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("indenfor")).unwrap();
    std::fs::write(home.path().join("indenfor/settings.toml"), "volume = 85").unwrap();
    let (mut desk, mut events, _folder) = visit_from(home, "window-volume");
    desk.key("minus");
    events.wait("volume", |event| event["percent"] == 80);
    for percent in [85, 90, 95, 100, 100] {
        desk.key("plus");
        assert_eq!(events.wait("volume", |_| true)["percent"], percent, "and no louder than stories are made for");
    }
    // With Ctrl it is the picture that comes nearer.
    desk.key("ctrl+minus");
    desk.key("minus");
    assert_eq!(events.wait("volume", |_| true)["percent"], 95);
    desk.key("ctrl+q");
    ends_well(&mut desk);
    assert!(desk.settings().lines().any(|line| line == "volume = 95"), "{}", desk.settings());
}

#[test]
fn the_window_takes_any_size() {
    let (mut desk, _events, _folder) = visit("window-size");
    desk.wait_for_size((1280, 800));
    desk.key("F11");
    desk.wait_for_size(SCREEN);
    assert_eq!(desk.picture("1-full-screen").dimensions(), SCREEN);
    desk.key("F11");
    desk.wait_for_size((1280, 800));
    desk.key("F11");
    desk.wait_for_size(SCREEN);
    desk.key("Escape");
    desk.wait_for_size((1280, 800));

    let drawn_to_the_corner = |picture: &RgbaImage| support::golden::deviation(&part(picture, 0.8, 0.7, 1.0, 1.0)) > 2.0;
    for (number, size) in [(2, (900, 700)), (3, (1500, 300)), (4, (200, 600))] {
        desk.resize(size.0, size.1);
        desk.wait_for_size(size);
        desk.picture_when(&format!("{number}-{}x{}", size.0, size.1), "it is drawn to its corner", drawn_to_the_corner);
    }
    desk.key("ctrl+q");
    ends_well(&mut desk);
}
