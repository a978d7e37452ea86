//! Visitors in the headset, each with one way of choosing and one thing that happens to them, on a real OpenXR runtime: from the
//! headset on the table to the headset on the table. What each ends in is read from the program's events, and seen in the
//! compositor's window.

mod support;
#[allow(dead_code)]
#[path = "walk/visitor.rs"]
mod visitor;

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use glam::Vec3;
use indenfor::pose::{Angles, Pose, heading};
use indenfor::walk::{Choice, Event, Options, Reception};
use serde_json::{Value, json};
use support::golden::{assert_golden, differs};
use support::layer::Layer;
use support::monado::{Monado, Show};
use support::remote::{Packet, Remote, Side, facing};
use support::visit::{Visit, first_tour};
use visitor::Visitor;

/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(60);
/// Longer than a headset must lie still to have been put down.
const REST: Duration = Duration::from_secs(12);
/// A picture follows what happens, and things fade in; a step of the welcome waits no longer than this.
const SEEN_WITHIN: Duration = Duration::from_secs(7);
/// How far the fingers of a hand that points are bent, from the little finger to the thumb.
const RELAXED: [f32; 5] = [0.4, 0.4, 0.4, 0.0, 0.0];
/// The way into the cell, among the hotspots of the corridor.
const CELL: usize = 0;
/// The story at the desk, among those of the cell.
const DESK: usize = 0;

/// A visitor, and the headset that they come to.
struct Person {
    monado: Monado,
    remote: Remote,
    visit: Visit,
    /// The same visit, played on paper: it tells where things hang, so that one can look there and point there.
    paper: Visitor,
    /// How a bare hand has to be turned so that it points ahead, degrees to the right and up.
    turned: (f32, f32),
}

impl Person {
    /// Somebody to come to a headset that lies on the table, in which visitors are welcomed in full. Its picture is there.
    fn to_come(show: Show, layer: Option<&Layer>, language: Option<&str>, person: Packet) -> Self {
        let monado = Monado::start(show);
        let remote = monado.remote_of(person);
        let lend = |command: &mut Command| {
            if let Some(layer) = layer {
                layer.lend(command);
            }
        };
        let mut arguments = vec!["--welcome", "full"];
        arguments.extend(language.iter().flat_map(|language| ["--language", language]));
        let visit = Visit::received(&monado, &arguments, lend);
        visit.program.wait_for_line("that it is seen", LONG, |line| line.contains("FOCUSED"));
        let tour = indenfor::tour::load(first_tour()).expect("the tour can be walked").tour;
        let options = Options { reception: Reception::Full, language: language.map(str::to_owned), ..Options::default() };
        let mut person = Self { monado, remote, visit, paper: Visitor::with(tour, options), turned: (0.0, 0.0) };
        person.follow(1.0);
        person
    }

    /// Lets time go by on paper, the head as it is steered.
    fn follow(&mut self, seconds: f32) {
        let head = self.remote.packet.head;
        self.paper.head = Pose { position: head.position, orientation: head.orientation };
        self.paper.wait(seconds);
    }

    fn wait_for(&mut self, wanted: Value) -> Value {
        self.visit.wait_for(&wanted)
    }

    /// Somebody has put it on: on paper as well.
    fn is_welcomed(&mut self, language: &str) {
        self.wait_for(json!({"event": "started", "language": language}));
        self.follow(0.1);
        self.paper.worn = Some(true);
        self.follow(0.5);
    }

    /// Where a button hangs; tracking space.
    fn button(&mut self, choice: Choice) -> Vec3 {
        self.follow(0.05);
        let button = self.paper.button(choice).unwrap_or_else(|| panic!("there is no {choice:?}: {:?}", self.paper.scene().buttons));
        self.paper.scene().placement.inverse().point(button.position)
    }

    /// Where a marker is; tracking space.
    fn marker(&mut self, hotspot: usize) -> Vec3 {
        self.follow(0.05);
        self.paper.scene().placement.inverse().point(self.paper.marker(hotspot).position)
    }

    fn look_at(&mut self, point: Vec3) {
        let angles = Angles::of(point - self.remote.packet.head.position);
        self.remote.turn_head(angles.yaw, angles.pitch);
    }

    fn point_at(&mut self, side: Side, point: Vec3) {
        let hand = self.remote.side(side);
        let angles = Angles::of(point - hand.pose.position);
        hand.pose.orientation = facing(angles.yaw, angles.pitch);
        self.remote.send();
    }

    /// It has been chosen: on paper as well.
    fn chose(&mut self, name: &str, by: &str, point: Vec3) {
        self.wait_for(json!({"event": "chosen", "what": name, "by": by}));
        let there = self.paper.scene().placement.point(point);
        self.follow(0.05);
        let events = self.paper.point_at(there, true);
        assert!(
            events.iter().any(|event| matches!(event, Event::Chosen { what, .. } if what == name)),
            "{name} on paper: {events:?} {:?}",
            self.paper.scene().head
        );
        self.follow(1.5);
    }

    /// Looks at a button until that chooses it.
    fn dwell(&mut self, choice: Choice) {
        // What comes is seen before it is looked at: what is under the gaze as it comes is not chosen.
        sleep(Duration::from_millis(400));
        let point = self.button(choice);
        self.look_at(point);
        self.chose(choice.name(), "dwell", point);
    }

    /// Points at a button and presses the trigger.
    fn press(&mut self, side: Side, choice: Choice) {
        let point = self.button(choice);
        self.pull(side, point, choice.name());
    }

    /// Points at something and pulls the trigger.
    fn pull(&mut self, side: Side, point: Vec3, name: &str) {
        self.point_at(side, point);
        self.wait_for(json!({"event": "focused", "what": name}));
        self.remote.trigger_of(side, true);
        self.chose(name, "ray", point);
        self.remote.trigger_of(side, false);
        // No finger is back within a frame; a trigger that were would seem never to have been let go.
        sleep(Duration::from_millis(100));
    }

    /// Points at a button with a bare hand, and brings thumb and forefinger together.
    fn pinch(&mut self, side: Side, choice: Choice) {
        let point = self.button(choice);
        self.raise(side, point, choice.name());
        for part in [0.2, 0.4, 0.6, 0.8, 1.0] {
            self.remote.side(side).hand_curl = RELAXED.map(|curl| curl + (1.0 - curl) * part);
            self.remote.send();
            sleep(Duration::from_millis(60));
        }
        self.chose(choice.name(), "ray", point);
        self.remote.side(side).hand_curl = RELAXED;
        self.remote.send();
    }

    /// Raises a hand and turns it about until it points at something: as the ray shows to whoever does it.
    fn raise(&mut self, side: Side, point: Vec3, name: &str) {
        let shoulder = self.remote.packet.head.position + Vec3::new(if side == Side::Left { -0.16 } else { 0.16 }, -0.22, 0.0);
        let along = (point - shoulder).normalize();
        let focused = |visit: &Visit| visit.events().iter().filter(|event| event["event"] == "focused" && event["what"] == name).count();
        let before = focused(&self.visit);
        let mut tries: Vec<(f32, f32)> = (-8..=8).flat_map(|up| (-5..=5).map(move |aside| (aside as f32 * 5.0, up as f32 * 5.0))).collect();
        tries.sort_by(|one, other| (one.0.hypot(one.1)).total_cmp(&other.0.hypot(other.1)));
        for (aside, up) in [self.turned].into_iter().chain(tries) {
            let to = Angles::of(along);
            let hand = self.remote.side(side);
            hand.pose = support::remote::Pose { position: shoulder + along * 0.42, orientation: facing(to.yaw + aside, to.pitch + up) };
            self.remote.send();
            sleep(Duration::from_millis(350));
            if focused(&self.visit) > before {
                self.turned = (aside, up);
                eprintln!("{name}: turned {aside} {up}");
                return;
            }
        }
        panic!("the hand never points at {name}: {:?}", self.visit.events());
    }

    /// Looks at something that cannot be chosen: higher up.
    fn look_away(&mut self) {
        self.remote.turn_head(heading(self.remote.packet.head.orientation), 25.0);
        self.follow(0.5);
    }

    /// Asserts that what the eyes see comes to look like tests/golden/`name`.png.
    fn sees(&self, name: &str) {
        let png = Path::new(env!("CARGO_TARGET_TMPDIR")).join("headset").join(format!("{name}.png"));
        let deadline = Instant::now() + SEEN_WITHIN;
        let picture = loop {
            sleep(Duration::from_millis(300));
            self.monado.screenshot(&png);
            let picture = image::open(&png).expect("it was taken").into_rgba8();
            if Instant::now() > deadline || !differs(name, &picture) {
                break picture;
            }
        };
        assert_golden(name, &picture);
    }

    /// What the visitor has done, and what came of it.
    fn events(&self) -> Vec<Value> {
        // Whether there is a sound device is the machine's affair.
        self.visit.events().into_iter().filter(|event| event["event"] != "sound-lost" && event["event"] != "sound-found").collect()
    }

    fn count(&self, event: &str) -> usize {
        self.events().iter().filter(|other| other["event"] == event).count()
    }

    fn goes(mut self) {
        assert!(self.visit.end().success());
    }
}

/// Nobody points at anything.
fn without_controllers() -> Packet {
    let mut packet = Packet::default();
    (packet.left.active, packet.right.active) = (false, false);
    packet
}

/// One controller lies elsewhere, switched off.
fn with_one(side: Side) -> Packet {
    let mut packet = without_controllers();
    match side {
        Side::Left => packet.left.active = true,
        Side::Right => packet.right.active = true,
    }
    packet
}

#[test]
fn by_gaze_alone_in_a_headset_that_cannot_tell_whether_it_is_worn() {
    let mut person = Person::to_come(Show::Window, None, None, without_controllers());
    sleep(REST);
    assert_eq!(person.events(), [] as [Value; 0], "it lies on the table");
    // It is picked up and put on, by somebody who happens to be turned aside.
    person.remote.turn_head(40.0, 0.0);
    person.is_welcomed("da");
    person.wait_for(json!({"event": "welcome", "step": "language"}));
    person.sees("visitor-language");
    person.dwell(Choice::Language(1));
    person.wait_for(json!({"event": "language", "language": "en"}));
    person.dwell(Choice::Practice);
    person.dwell(Choice::Ready);
    person.wait_for(json!({"event": "arrived", "location": "corridor", "visible": true}));
    person.wait_for(json!({"event": "greeted", "location": "corridor"}));
    let cell = person.marker(CELL);
    person.look_at(cell);
    person.chose("cell", "dwell", cell);
    // What is under the gaze on arrival is not chosen: they look about first.
    person.wait_for(json!({"event": "greeted", "location": "cell"}));
    person.look_away();
    person.dwell(Choice::Menu);
    person.wait_for(json!({"event": "menu", "open": true}));
    person.sees("visitor-menu");
    person.dwell(Choice::End);
    person.wait_for(json!({"event": "farewell"}));
    person.sees("visitor-farewell");
    person.dwell(Choice::Finish);
    person.wait_for(json!({"event": "ended"}));
    assert_eq!((person.count("started"), person.count("ended")), (1, 1));
    person.goes();
}

#[test]
fn by_the_right_controller_alone_and_the_head_never_moves() {
    let right = Side::Right;
    let mut person = Person::to_come(Show::Nothing, None, None, with_one(right));
    person.press(right, Choice::Begin);
    person.wait_for(json!({"event": "started", "language": "da"}));
    person.press(right, Choice::Language(1));
    person.press(right, Choice::Practice);
    person.press(right, Choice::TextSize);
    person.press(right, Choice::Ready);
    person.wait_for(json!({"event": "greeted", "location": "corridor"}));
    let cell = person.marker(CELL);
    person.pull(right, cell, "cell");
    person.wait_for(json!({"event": "arrived", "location": "cell", "visible": true}));
    let desk = person.marker(DESK);
    person.pull(right, desk, "the-first-evening");
    person.wait_for(json!({"event": "story-began", "story": "the-first-evening", "language": "en"}));
    person.wait_for(json!({"event": "caption", "story": "the-first-evening"}));
    person.press(right, Choice::Menu);
    person.press(right, Choice::End);
    person.wait_for(json!({"event": "farewell"}));
    person.press(right, Choice::Finish);
    person.wait_for(json!({"event": "ended"}));
    let by_ray = person.events().iter().filter(|event| event["event"] == "chosen").all(|event| event["by"] == "ray");
    assert!(by_ray, "{:?}", person.events());
    person.goes();
}

#[test]
fn by_the_left_controller_alone_who_wants_to_be_taken_out() {
    let left = Side::Left;
    let mut person = Person::to_come(Show::Window, None, Some("en"), with_one(left));
    person.press(left, Choice::Begin);
    person.press(left, Choice::Practice);
    person.press(left, Choice::Ready);
    person.wait_for(json!({"event": "caption", "story": "welcome"}));
    person.press(left, Choice::Menu);
    person.press(left, Choice::TakeMeOut);
    person.wait_for(json!({"event": "story-left", "story": "welcome"}));
    person.wait_for(json!({"event": "taken-out"}));
    person.sees("visitor-calm");
    person.press(left, Choice::GoBack);
    person.press(left, Choice::Menu);
    person.press(left, Choice::End);
    person.wait_for(json!({"event": "farewell"}));
    person.press(left, Choice::Finish);
    person.wait_for(json!({"event": "ended"}));
    person.sees("visitor-attract-en");
    person.goes();
}

/// Somebody whose controllers lie elsewhere and who does everything with this hand.
fn by_a_bare_hand(side: Side, seen: &str) {
    let layer = Layer::with_bare_hands();
    let mut packet = with_one(side);
    let hand = if side == Side::Left { &mut packet.left } else { &mut packet.right };
    (hand.hand_tracking_active, hand.hand_curl) = (true, RELAXED);
    let mut person = Person::to_come(Show::Window, Some(&layer), Some("en"), packet);
    person.pinch(side, Choice::Begin);
    person.pinch(side, Choice::Practice);
    person.sees(seen);
    person.pinch(side, Choice::Ready);
    person.wait_for(json!({"event": "greeted", "location": "corridor"}));
    person.pinch(side, Choice::Menu);
    person.pinch(side, Choice::End);
    person.wait_for(json!({"event": "farewell"}));
    person.pinch(side, Choice::Finish);
    person.wait_for(json!({"event": "ended"}));
    person.goes();
}

#[test]
fn by_the_right_hand_alone_with_nothing_in_it() {
    by_a_bare_hand(Side::Right, "visitor-bare-hand");
}

#[test]
fn by_the_left_hand_alone_with_nothing_in_it() {
    by_a_bare_hand(Side::Left, "visitor-bare-left-hand");
}

#[test]
fn whose_controller_dies_just_before_they_choose() {
    let right = Side::Right;
    let mut person = Person::to_come(Show::Nothing, None, Some("da"), with_one(right));
    person.press(right, Choice::Begin);
    let practice = person.button(Choice::Practice);
    person.point_at(right, practice);
    person.wait_for(json!({"event": "focused", "what": "button/practice"}));
    // Its battery is empty, as they pull the trigger. They look at what they wanted.
    person.remote.packet.right.active = false;
    person.remote.trigger_of(right, true);
    person.dwell(Choice::Practice);
    // It comes back, with the finger still on the trigger: that was meant for what is no longer there.
    let ready = person.button(Choice::Ready);
    person.remote.turn_head(0.0, 25.0);
    person.remote.packet.right.active = true;
    person.point_at(right, ready);
    person.wait_for(json!({"event": "focused", "what": "button/ready"}));
    sleep(Duration::from_secs(1));
    assert!(!person.visit.has_seen(&json!({"event": "chosen", "what": "button/ready"})), "nobody pulled the trigger");
    person.remote.trigger_of(right, false);
    sleep(Duration::from_millis(300));
    person.remote.trigger_of(right, true);
    person.wait_for(json!({"event": "chosen", "what": "button/ready", "by": "ray"}));
    person.wait_for(json!({"event": "greeted", "location": "corridor"}));
    person.goes();
}

#[test]
fn who_adjusts_the_headset_in_mid_story_and_then_takes_it_off() {
    let (right, layer) = (Side::Right, Layer::with_sensor());
    let mut person = Person::to_come(Show::Window, Some(&layer), None, with_one(right));
    // In the hands of whoever lays it out, a headset that knows that it is not worn begins nothing.
    person.remote.turn_head(-70.0, -30.0);
    sleep(Duration::from_secs(1));
    assert_eq!(person.events(), [] as [Value; 0]);
    layer.wear(true);
    person.is_welcomed("da");
    assert_eq!(layer.vibrations(), [], "nothing was chosen");
    person.press(right, Choice::Language(1));
    person.press(right, Choice::Practice);
    person.press(right, Choice::Ready);
    person.wait_for(json!({"event": "story-began", "story": "welcome", "language": "en"}));
    // Each choice is felt once, as a tick.
    let felt = layer.vibrations();
    assert_eq!(felt.len(), 3, "{felt:?}");
    let is_tick = |(length, strength): &(Duration, f32)| *length <= Duration::from_millis(50) && (0.3..=1.0).contains(strength);
    assert!(felt.iter().all(is_tick), "{felt:?}");
    person.wait_for(json!({"event": "caption", "story": "welcome"}));
    layer.wear(false);
    person.wait_for(json!({"event": "taken-off"}));
    sleep(Duration::from_secs(2));
    layer.wear(true);
    person.wait_for(json!({"event": "put-back-on"}));
    let went_on = person.wait_for(json!({"event": "caption"}));
    assert_eq!(went_on["story"], "welcome", "it goes on as if nothing was");
    assert_eq!((person.count("story-began"), person.count("ended")), (1, 0));

    layer.wear(false);
    let off = person.wait_for(json!({"event": "taken-off"}));
    person.wait_for(json!({"event": "story-left", "story": "welcome"}));
    let ended = person.wait_for(json!({"event": "ended"}));
    let grace = ended["at"].as_f64().zip(off["at"].as_f64()).map(|(ended, off)| ended - off);
    assert!(grace.is_some_and(|seconds| (4.5..7.0).contains(&seconds)), "{grace:?}");
    person.remote.packet.right.active = false;
    person.remote.turn_head(0.0, 0.0);
    layer.wear(true);
    // The next visitor knows nothing of the one before.
    person.wait_for(json!({"event": "started", "language": "da"}));
    person.wait_for(json!({"event": "welcome", "step": "language"}));
    person.sees("visitor-language");
    person.goes();
}

#[test]
fn who_does_nothing_for_three_minutes_is_welcomed_led_in_and_waited_for() {
    let (layer, long) = (Layer::with_sensor(), Duration::from_secs(180));
    let mut person = Person::to_come(Show::Window, Some(&layer), Some("da"), without_controllers());
    person.remote.turn_head(130.0, 0.0);
    layer.wear(true);
    person.is_welcomed("da");
    let came = Instant::now();
    for step in ["practice", "comfort"] {
        person.wait_for(json!({"event": "welcome", "step": step}));
    }
    person.wait_for(json!({"event": "arrived", "location": "corridor", "visible": true}));
    person.wait_for(json!({"event": "story-ended", "story": "welcome"}));
    person.wait_for(json!({"event": "proposed"}));
    person.sees("visitor-idle");
    sleep(long.saturating_sub(came.elapsed()));
    person.sees("visitor-idle");
    assert_eq!((person.count("chosen"), person.count("ended")), (0, 0), "nothing is chosen for them, and nobody sends them away");
    person.goes();
}
