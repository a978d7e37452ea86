//! A visit in a headset from beginning to end, on a real OpenXR runtime: the program itself, steered only by head and hands.

mod support;

use std::path::{Path, PathBuf};

use glam::Vec3;
use indenfor::pose::{Angles, Placement};
use serde_json::json;
use support::eyes::Sight;
use support::monado::{Monado, Show};
use support::remote::Remote;
use support::visit::{Visit, first_tour};

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

/// The visitor looks through the corridor to the cell until that takes them there. Hands are not used.
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

#[test]
fn a_visit_by_gaze_and_ray_in_two_languages() {
    let monado = Monado::start(Show::Window);
    let mut remote = monado.remote();
    let mut validation = None;
    let mut visit = Visit::begin(&monado, |command| validation = Some(monado.validate(command)));
    let photograph = |name: &str| {
        let png = pictures().join(name);
        monado.screenshot(&png);
        Sight::both(&png)
    };

    visit.wait_for(&json!({"event": "started", "language": "da"}));
    visit.wait_for(&json!({"event": "arrived", "location": "corridor", "visible": true}));
    visit.wait_for(&json!({"event": "greeted", "guide": "mette", "location": "corridor"}));
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    let ahead = photograph("corridor.png");
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));

    remote.turn_head(90.0, 0.0);
    visit.wait_for(&json!({"event": "story-ended", "story": "welcome"}));
    let aside = photograph("corridor-turned.png");

    dwell_on_the_cell(&mut visit, &mut remote);
    visit.wait_for(&json!({"event": "caption", "story": "this-is-a-cell"}));
    let cell = photograph("cell.png");

    ray_on_the_desk(&mut visit, &mut remote);
    visit.wait_for(&json!({"event": "story-began", "story": "the-first-evening", "language": "da"}));
    visit.wait_for(&json!({"event": "caption", "story": "the-first-evening"}));
    let desk = photograph("desk.png");
    remote.left_trackpad(true);
    visit.wait_for(&json!({"event": "language", "language": "en"}));
    remote.left_trackpad(false);
    visit.wait_for(&json!({"event": "caption", "story": "the-first-evening"}));

    let ended = visit.end();
    assert!(ended.success(), "it ended with {ended}");
    for [left, right] in [&ahead, &aside, &cell, &desk] {
        eprintln!("variety {} {}, eyes differ by {}", left.variety(), right.variety(), left.differs(right));
    }
    eprintln!("turned {}, other place {}", ahead[0].differs(&aside[0]), ahead[0].differs(&cell[0]));
    assert_eq!(validation.expect("it was switched on").complaints(&visit.program), [""; 0]);
    for line in visit.program.lines() {
        eprintln!("{line}");
    }
    for line in visit.events() {
        eprintln!("{line}");
    }
}
