//! A visit in a headset from beginning to end, on a real OpenXR runtime: the program itself, steered only by head and hands.

mod support;

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use glam::Vec3;
use indenfor::pose::{Angles, Placement, turn, wrap_degrees};
use indenfor::tour::Location;
use serde_json::json;
use support::eyes::{Sight, in_panorama};
use support::monado::{Monado, Show};
use support::program::Program;
use support::remote::{Packet, Pose, Remote, facing};
use support::visit::{Visit, first_tour};

/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(60);
/// Colours nearer to each other than this are the same, of 255.
const NEAR: f32 = 12.0;
/// The yaw and pitch of the way into the cell, seen from the corridor: as in the tour file.
const CELL: (f32, f32) = (53.0, -6.0);
/// Where the tests' visitor has their eyes at first, metres.
const EYES: Vec3 = Vec3::new(0.0, 1.6, 0.0);

/// Where pictures are kept that somebody may want to look at: beside the build.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("headset")
}

/// Where the visitor stands: head and hands are steered in a room of their own, and this is how it lies in the cell for somebody
/// whose head, at `head` and turned by `yaw` there, is over `spot` of the cell and faces `heading` in it.
fn room(head: Vec3, yaw: f32, spot: Vec3, heading: f32) -> Placement {
    let yaw = heading - yaw;
    Placement { position: spot - turn(yaw) * Vec3::new(head.x, 0.0, head.z), yaw }
}

fn cell() -> Location {
    let tour = indenfor::tour::load(first_tour()).expect("the tour can be walked").tour;
    tour.locations.iter().find(|location| location.id == "cell").expect("there is a cell").clone()
}

/// The room of somebody who came into the cell looking at its door from the corridor.
fn room_on_arrival() -> Placement {
    let stand = cell().stand;
    room(EYES, CELL.0, stand.position, stand.yaw)
}

/// The heading in the location that the program says the head was found with, the last time.
fn heading_found(visit: &Visit) -> Option<f32> {
    let lines = visit.program.lines();
    let found = lines.iter().rfind(|line| line.contains("the head was found") && line.contains("cell"))?;
    found.split("heading=").nth(1)?.trim().parse().ok()
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

/// The visitor, whose room lies so in the cell, turns to the desk, points at it and presses the trigger.
fn ray_on_the_desk(visit: &mut Visit, remote: &mut Remote, room: Placement) {
    let desk = room.inverse().point(cell().hotspots[0].position);
    let seen = Angles::of(desk - remote.packet.head.position);
    let pointed = Angles::of(desk - remote.packet.right.pose.position);
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

/// How far the colours that the eyes see straight ahead are from those that the corridor's picture has there, of 255.
fn off_the_picture(eyes: &[Sight; 2], yaw: f32) -> f32 {
    let there = in_panorama(&first_tour().join("corridor.jpg"), yaw, 0.0, 4.0);
    let off = |eye: &Sight| eye.ahead().iter().zip(there).map(|(seen, there)| (seen - there).abs()).fold(0.0, f32::max);
    eyes.iter().map(off).fold(0.0, f32::max)
}

/// Asserts that the eyes see straight ahead what the corridor's picture has there.
fn assert_as_in_the_picture(eyes: &[Sight; 2], yaw: f32) {
    let off = off_the_picture(eyes, yaw);
    assert!(off < NEAR, "what is seen is {off} off what the picture has at yaw {yaw}");
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

    ray_on_the_desk(&mut visit, &mut remote, room_on_arrival());
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
fn who_cannot_turn_is_turned_by_the_stick_where_staff_allow_it() {
    let monado = Monado::start(Show::Window);
    let mut remote = monado.remote();
    let mut visit = Visit::received(&monado, &["--welcome", "none", "--language", "da", "--snap-turn"], |_| {});
    visit.wait_for(&json!({"event": "greeted", "location": "corridor"}));
    // Whoever speaks is heard out: their captions hang in the view.
    visit.wait_for(&json!({"event": "story-ended", "story": "welcome"}));
    remote.turn_head(-30.0, 0.0);
    let mut push = |aside: f32| {
        remote.thumbstick(aside, 0.0);
        std::thread::sleep(Duration::from_millis(500));
    };
    let faces = |name: &str, yaw: f32| {
        let png = pictures().join(name);
        monado.screenshot(&png);
        assert_as_in_the_picture(&Sight::both(&png), yaw);
    };
    // Held for long it turns once; a thumb that trembles turns nothing more.
    [1.0, 0.6, 1.0, 0.0].into_iter().for_each(&mut push);
    faces("turned-once.png", 0.0);
    [1.0, 0.0, 1.0, 0.0, -1.0, 0.0, 1.0, 0.0, 1.0, 0.0].into_iter().for_each(&mut push);
    faces("turned-on-and-back.png", 90.0);
    assert!(visit.end().success());
}

#[test]
fn a_runtime_that_dies_is_waited_for_and_the_visit_goes_on() {
    let mut monado = Monado::start(Show::Nothing);
    let mut remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    visit.wait_for(&json!({"event": "greeted", "location": "corridor"}));
    dwell_on_the_cell(&mut visit, &mut remote);
    // The visitor looks aside and takes a step.
    let (faced, stepped) = (cell().stand.yaw + 30.0, EYES + Vec3::new(0.3, 0.0, -0.2));
    remote.packet.head.position = stepped;
    remote.turn_head(CELL.0 + 30.0, 0.0);
    visit.wait_for(&json!({"event": "caption", "story": "this-is-a-cell"}));

    monado.kill();
    visit.wait_for(&json!({"event": "paused"}));
    visit.program.wait_for_line("that it waits", LONG, |line| line.contains("the visit waits for it"));
    monado.start_service();
    // It comes back with another origin: the visitor, who has not moved, is now told to be elsewhere and turned another way.
    let (yaw, mut person) = (-140.0, Packet::default());
    person.head = Pose { position: Vec3::new(0.5, 1.6, 0.2), orientation: facing(yaw, 0.0) };
    let mut remote = monado.remote_of(person);
    visit.wait_for(&json!({"event": "resumed"}));
    let went_on = visit.wait_for(&json!({"event": "caption"}));
    assert_eq!(went_on["story"], "this-is-a-cell", "the story goes on where it was");
    let found = heading_found(&visit).expect("the head was found in the cell");
    assert!(wrap_degrees(found - faced).abs() < 1.0, "the visitor faced {faced} in the cell, and now {found}");
    let spot = room_on_arrival().point(Vec3::new(stepped.x, 0.0, stepped.z));
    ray_on_the_desk(&mut visit, &mut remote, room(person.head.position, yaw, spot, faced));
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

#[test]
fn who_recentres_in_the_headsets_menu_faces_forward_again() {
    let monado = Monado::start(Show::Window);
    let mut remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    let photograph = |name: &str| {
        let png = pictures().join(name);
        monado.screenshot(&png);
        Sight::both(&png)
    };
    visit.wait_for(&json!({"event": "greeted", "location": "corridor"}));
    // Not straight ahead, where the guide's words hang.
    remote.turn_head(90.0, 0.0);
    visit.wait_for(&json!({"event": "story-ended", "story": "welcome"}));
    assert_as_in_the_picture(&photograph("before-recentering.png"), 90.0);
    monado.recenter();
    visit.wait_for(&json!({"event": "recentered"}));
    // The event is written before the first picture that follows it is shown.
    let deadline = Instant::now() + LONG;
    let mut seen = photograph("recentered.png");
    while off_the_picture(&seen, 0.0) >= NEAR && Instant::now() < deadline {
        seen = photograph("recentered.png");
    }
    assert_as_in_the_picture(&seen, 0.0);
    let count = visit.events().iter().filter(|event| event["event"] == "recentered").count();
    assert_eq!(count, 1, "once is enough");
    assert!(visit.end().success());
}

#[test]
fn who_recentres_while_something_else_is_shown_faces_forward_when_they_come_back() {
    let monado = Monado::start(Show::Nothing);
    let mut remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    visit.wait_for(&json!({"event": "greeted", "location": "corridor"}));
    remote.turn_head(90.0, 0.0);
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    let mut other = Program::start("hello_xr", monado.command(&monado.packages().join("usr/bin/hello_xr")).args(["--graphics", "Vulkan2"]));
    visit.wait_for(&json!({"event": "paused"}));
    monado.recenter();
    std::thread::sleep(Duration::from_millis(500));
    other.kill();
    visit.wait_for(&json!({"event": "resumed"}));
    visit.wait_for(&json!({"event": "recentered"}));
    // The way into the cell is as far to the right of what they face now as it was of what they faced at first.
    remote.controllers(false);
    remote.turn_head(90.0 + CELL.0, CELL.1);
    visit.wait_for(&json!({"event": "arrived", "location": "cell", "visible": true}));
    assert!(visit.end().success());
}

#[test]
fn who_asks_for_the_end_before_the_headset_shows_anything_has_it() {
    let monado = Monado::start(Show::Nothing);
    for after in [0, 30, 60, 90, 120, 150, 200] {
        let mut visit = Visit::begin(&monado, |_| {});
        visit.program.wait_for_line("that it begins", LONG, |line| line.contains("Walking"));
        std::thread::sleep(Duration::from_millis(after));
        let ended = visit.end();
        // Before it listens for Ctrl-C, that ends it as it does any program.
        assert!(ended.success() || ended.signal() == Some(2), "{after} ms after it began it ended with {ended}");
    }
}

/// Freezes the runtime, and waits until the program has said so and what to do.
fn freeze(monado: &Monado, visit: &Visit) {
    let said_before = visit.program.lines().len();
    monado.service().signal("STOP");
    visit.program.wait_for_line_after(said_before, "what is frozen and what to do", LONG, |line| {
        line.contains("the headset's software does not answer") && line.contains("end it and start it again")
    });
}

#[test]
fn a_frozen_runtime_is_told_of_and_the_visit_goes_on_when_it_wakes() {
    let mut monado = Monado::start(Show::Nothing);
    let _remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    freeze(&monado, &visit);
    monado.service().signal("CONT");
    visit.program.wait_for_line("that it goes on", LONG, |line| line.contains("answers again; the visit goes on"));
    visit.wait_for(&json!({"event": "story-ended", "story": "welcome"}));
    let told = visit.program.lines().iter().filter(|line| line.contains("does not answer")).count();
    assert_eq!(told, 1, "said once is enough");
    let events = visit.events();
    let captions: Vec<_> = events.iter().filter(|event| event["event"] == "caption").collect();
    assert_eq!(captions.len(), 4, "{captions:?}");
    // In the story there are 3.7 s between these two, of which one step may let go by 1 s at once.
    let between = captions[3]["at"].as_f64().zip(captions[1]["at"].as_f64()).map(|(later, sooner)| later - sooner);
    assert!(between.is_some_and(|seconds| seconds > 1.0), "the story ran away while nobody saw it: {captions:?}");

    // What staff is told to do helps: to end it and start it again, or to press Ctrl-C.
    freeze(&monado, &visit);
    monado.kill();
    visit.wait_for(&json!({"event": "paused"}));
    monado.start_service();
    let _remote = monado.remote();
    visit.wait_for(&json!({"event": "resumed"}));
    freeze(&monado, &visit);
    visit.program.signal("INT");
    assert_eq!(visit.program.wait_for_exit(LONG).signal(), Some(9), "at once, with nothing tidied up that could wait");
}

#[test]
fn a_runtime_that_freezes_before_it_is_back_does_not_hold_who_wants_to_end() {
    let mut monado = Monado::start(Show::Nothing);
    let _remote = monado.remote();
    let mut visit = Visit::begin(&monado, |_| {});
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    monado.kill();
    visit.wait_for(&json!({"event": "paused"}));
    monado.start_service();
    monado.service().signal("STOP");
    // Long enough for it to be asked; from then on nothing that it should say comes.
    std::thread::sleep(Duration::from_secs(3));
    visit.program.signal("INT");
    assert_eq!(visit.program.wait_for_exit(LONG).signal(), Some(9), "at once, with nothing tidied up that could wait");
}
