//! A visit in a headset from beginning to end, on a real OpenXR runtime: the program itself, steered only by head and hands.

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use glam::Vec3;
use indenfor::pose::{Angles, Placement};
use serde_json::json;
use support::eyes::{Sight, in_panorama};
use support::monado::{Monado, Show};
use support::program::Program;
use support::remote::Remote;
use support::visit::{Visit, first_tour};

/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(60);
/// The yaw and pitch of the way into the cell, seen from the corridor: as in the tour file.
const CELL: (f32, f32) = (53.0, -6.0);
/// Where the tests' visitor has eyes and right hand, metres.
const EYES: Vec3 = Vec3::new(0.0, 1.6, 0.0);
const RIGHT_HAND: Vec3 = Vec3::new(0.2, 1.2, -0.3);

/// Where pictures are kept that somebody may want to look at: beside the build.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("headset")
}

/// Where the story at the desk is in the visitor's own room, for one who came into the cell looking at its door.
fn desk() -> Vec3 {
    let tour = indenfor::tour::load(first_tour()).expect("the tour can be walked").tour;
    let cell = tour.locations.iter().find(|location| location.id == "cell").expect("there is a cell");
    let yaw = cell.stand.yaw - CELL.0;
    Placement { position: cell.stand.position, yaw }.inverse().point(cell.hotspots[0].position)
}

/// The captions of a story in English.
fn english_words(story: &str) -> Vec<String> {
    let tour = indenfor::tour::load(first_tour()).expect("the tour can be walked").tour;
    let story = tour.stories.iter().find(|other| other.id == story).expect("there is such a story");
    story.in_language("en").captions.iter().map(|cue| cue.words.to_string()).collect()
}

/// The visitor, who looks at nothing in particular yet, looks through the corridor at the cell until that takes them there. Hands
/// are not used.
fn dwell_on_the_cell(visit: &mut Visit, remote: &mut Remote) {
    remote.controllers(false);
    remote.turn_head(CELL.0, CELL.1);
    visit.wait_for(&json!({"event": "chosen", "what": "cell", "by": "dwell"}));
    visit.wait_for(&json!({"event": "left", "location": "corridor"}));
    visit.wait_for(&json!({"event": "arrived", "location": "cell", "visible": true}));
}

/// The visitor turns to the desk, points at it and presses the trigger.
fn ray_on_the_desk(visit: &mut Visit, remote: &mut Remote) {
    let seen = Angles::of(desk() - EYES);
    let pointed = Angles::of(desk() - RIGHT_HAND);
    remote.turn_head(seen.yaw, seen.pitch);
    remote.controllers(true);
    remote.point_right(pointed.yaw, pointed.pitch);
    visit.wait_for(&json!({"event": "focused", "what": "the-first-evening"}));
    remote.trigger(true);
    visit.wait_for(&json!({"event": "chosen", "what": "the-first-evening", "by": "ray"}));
    remote.trigger(false);
}

/// Asserts that both eyes see something, and nearly the same.
fn assert_seen_by_both(name: &str, [left, right]: &[Sight; 2]) {
    for eye in [left, right] {
        assert!(eye.variety() > 25.0, "{name}: an eye sees next to nothing ({})", eye.variety());
    }
    assert!(left.differs(right) < 10.0, "{name}: the eyes see different things ({})", left.differs(right));
}

/// Asserts that the eyes see straight ahead what the corridor's picture has there, in its colours.
fn assert_as_in_the_picture(eyes: &[Sight; 2], yaw: f32) {
    let there = in_panorama(&first_tour().join("corridor.jpg"), yaw, 0.0, 4.0);
    for eye in eyes {
        let off = eye.ahead().iter().zip(there).map(|(seen, there)| (seen - there).abs()).fold(0.0, f32::max);
        assert!(off < 12.0, "at yaw {yaw} the picture has {there:?}, seen is {:?}", eye.ahead());
    }
}

#[test]
fn a_visit_by_gaze_and_ray_in_two_languages() {
    let monado = Monado::start(Show::Window);
    let mut remote = monado.remote();
    let mut validation = None;
    let mut visit = Visit::begin(&monado, |command| validation = Some(monado.validate(command)));
    let photograph = |name: &str| {
        let png = pictures().join(name);
        monado.screenshot(&png);
        let eyes = Sight::both(&png);
        assert_seen_by_both(name, &eyes);
        eyes
    };

    visit.wait_for(&json!({"event": "started", "language": "da"}));
    visit.wait_for(&json!({"event": "arrived", "location": "corridor", "visible": true}));
    visit.wait_for(&json!({"event": "greeted", "guide": "mette", "location": "corridor"}));
    let first = visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    let second = visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    assert_ne!(first["words"], second["words"], "captions go on");
    let ahead = photograph("corridor.png");
    assert_as_in_the_picture(&ahead, 0.0);

    remote.turn_head(90.0, 0.0);
    visit.wait_for(&json!({"event": "story-ended", "story": "welcome"}));
    let aside = photograph("corridor-turned.png");
    assert_as_in_the_picture(&aside, 90.0);

    dwell_on_the_cell(&mut visit, &mut remote);
    visit.wait_for(&json!({"event": "caption", "story": "this-is-a-cell"}));
    let cell = photograph("cell.png");
    for (before, now) in [(&ahead, &aside), (&aside, &cell)] {
        assert!(before[0].differs(&now[0]) > 15.0, "something else is seen now: {}", before[0].differs(&now[0]));
    }
    // The room has depth, and each eye sees it from its own side.
    let shift = cell[0].lies_right_of(&cell[1]);
    assert!(shift > 2, "what the left eye sees lies {shift} pixels further right");

    ray_on_the_desk(&mut visit, &mut remote);
    visit.wait_for(&json!({"event": "story-began", "story": "the-first-evening", "language": "da"}));
    visit.wait_for(&json!({"event": "caption", "story": "the-first-evening"}));
    visit.wait_for(&json!({"event": "caption", "story": "the-first-evening"}));
    photograph("desk.png");
    remote.left_trackpad(true);
    visit.wait_for(&json!({"event": "language", "language": "en"}));
    remote.left_trackpad(false);
    let english = visit.wait_for(&json!({"event": "caption", "story": "the-first-evening"}));
    assert!(english_words("the-first-evening").contains(&english["words"].as_str().unwrap_or_default().to_owned()), "{english}");

    let ended = visit.end();
    assert!(ended.success(), "it ended with {ended}");
    assert_eq!(validation.expect("it was switched on").complaints(&visit.program), [""; 0]);
    // Mesa 25 draws both eyes in one pass as it should; this is the way that headsets go.
    visit.program.wait_for_line("how it draws", Duration::ZERO, |line| line.contains("multiview: true"));
}

#[test]
fn a_runtime_that_dies_is_waited_for_and_the_visit_goes_on() {
    let mut monado = Monado::start(Show::Nothing);
    let mut remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    visit.wait_for(&json!({"event": "greeted", "location": "corridor"}));
    dwell_on_the_cell(&mut visit, &mut remote);
    visit.wait_for(&json!({"event": "caption", "story": "this-is-a-cell"}));

    monado.kill();
    visit.wait_for(&json!({"event": "paused"}));
    visit.program.wait_for_line("that it waits", LONG, |line| line.contains("the visit waits for it"));
    monado.start_service();
    let mut remote = monado.remote();
    visit.wait_for(&json!({"event": "resumed"}));
    let went_on = visit.wait_for(&json!({"event": "caption"}));
    assert_eq!(went_on["story"], "this-is-a-cell", "the story goes on where it was");
    ray_on_the_desk(&mut visit, &mut remote);
    visit.wait_for(&json!({"event": "caption", "story": "the-first-evening"}));
    let count = |wanted: &str| visit.events().iter().filter(|event| event["event"] == wanted).count();
    assert_eq!(["started", "arrived", "greeted"].map(count), [1, 2, 2], "nothing begins anew");

    // Nor does it have to come back: who waits for it can still be ended.
    monado.kill();
    visit.wait_for(&json!({"event": "paused"}));
    let ended = visit.end();
    assert!(ended.success(), "it ended with {ended}");
}

#[test]
fn a_visit_stands_still_while_something_else_is_shown() {
    let monado = Monado::start(Show::Nothing);
    let _remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    let mut other = Program::start("hello_xr", monado.command(&monado.packages().join("usr/bin/hello_xr")).args(["--graphics", "Vulkan2"]));
    visit.wait_for(&json!({"event": "paused"}));
    other.kill();
    visit.wait_for(&json!({"event": "resumed"}));
    let went_on = visit.wait_for(&json!({"event": "caption"}));
    assert_eq!(went_on["story"], "welcome", "the story goes on where it was");
    let events = visit.events();
    assert_eq!(events[0]["event"], "started", "a visit begins when it is seen: {events:?}");
    assert!(visit.end().success());
}
