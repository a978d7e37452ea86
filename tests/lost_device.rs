//! A graphics device that is lost while somebody looks, as a card is that its driver resets, or has no memory left: the visit goes on where
//! it was.
#![cfg(target_os = "linux")]

mod support;

use image::RgbaImage;
use serde_json::json;
use support::desk::{Desk, Events, LONG, difference, part, sample};
use support::lost_device::LostDevice;
use support::monado::{Monado, Show};
use support::visit::Visit;

/// A visit to the sample tour in a window, where nobody speaks any longer and it stands still; and its graphics device.
fn in_a_window(name: &'static str) -> (LostDevice, Desk) {
    let (device, tour) = (LostDevice::build(), sample());
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("events.jsonl");
    let arguments = ["play", tour.to_str().unwrap(), "--window", "--language", "da", "--welcome", "none", "--events"];
    let arguments = [&arguments[..], &[file.to_str().unwrap()]].concat();
    let mut events = Events::of(file.clone());
    let desk = Desk::start_with(home, name, &arguments, |command| device.lend(command));
    events.wait("caption", |_| true);
    desk.key("Escape");
    events.wait("story-left", |_| true);
    (device, desk)
}

#[test]
fn in_a_window_the_visit_is_seen_again_as_soon_as_there_is_another() {
    let (device, mut desk) = in_a_window("lost-device");
    let before = desk.picture("1-before");
    let mut line = 0;
    for _ in 0..2 {
        device.lose();
        let told = |line: &str| line.contains("the graphics device was lost");
        (line, _) = desk.program.wait_for_line_after(line, "that it waits", LONG, told);
        // Over the guide's head: what they say and propose comes and goes.
        let above = |picture: &RgbaImage| part(picture, 0.0, 0.0, 1.0, 0.38);
        desk.picture_when("2-after", "the same is seen again", |now| difference(&above(now), &above(&before)) < 1.0);
    }
    desk.key("ctrl+q");
    let ended = desk.program.wait_for_exit(LONG);
    assert!(ended.success(), "{ended}: {}", desk.program.lines().join("\n"));
}

#[test]
fn where_the_graphics_memory_is_full_the_visit_is_seen_again_with_what_has_room() {
    let (device, mut desk) = in_a_window("full-device");
    let before = desk.picture("1-before");
    device.fill();
    // New words need a new picture.
    desk.key("Tab");
    desk.key("l");
    desk.program.wait_for_line("that it waits", LONG, |line| line.contains("the graphics device was lost"));
    desk.picture_when("2-after", "it shows something else", |now| difference(now, &before) > 0.3);
    let before = desk.picture("3-still");
    desk.key("Tab");
    desk.picture_when("4-turned", "it turns to another", |now| difference(now, &before) > 3.0);
    desk.key("ctrl+q");
    let ended = desk.program.wait_for_exit(LONG);
    assert!(ended.success(), "{ended}: {}", desk.program.lines().join("\n"));
}

#[test]
fn in_a_headset_the_visit_goes_on_as_soon_as_there_is_another() {
    let (device, monado) = (LostDevice::build(), Monado::start(Show::Nothing));
    let _remote = monado.remote();
    let mut visit = Visit::begin(&monado, |command| device.lend(command));
    visit.wait_for(&json!({"event": "arrived", "visible": true}));
    device.lose();
    let told = |line: &str| line.contains("The headset is back");
    let (line, _) = visit.program.wait_for_line_after(0, "that there is another", LONG, told);
    visit.program.wait_for_line_after(line, "that somebody looks again", LONG, |line| line.contains("the head was found"));
    let status = visit.end();
    assert!(status.success(), "{status}");
}
