//! The whole sample tour by each means alone: every place, every story, everything that can be looked at, every button of welcome, menu and
//! farewell. What people do goes the way that it goes in the program: through the window's controls, through a hand's joints.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use glam::{Quat, Vec2, Vec3};
use indenfor::app::Seat;
use indenfor::desktop::Key;
use indenfor::pose::{Angles, HandShape, Pose, Ray, turn};
use indenfor::tour::{self, Action, LocationIndex, Tour};
use indenfor::walk::{Choice, Comfort, Command, Event, Input, Options, Pointer, Reception, TextSize};
use indenfor::xr::{BareHand, Hand};
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event::{DeviceId, ElementState, MouseButton, Touch, TouchPhase, WindowEvent};
use winit::keyboard::{Key as WinitKey, ModifiersState, NamedKey};

use super::joints::{Fingers, joints};
use super::visitor::{STEP, Visitor};

/// The window, pixels.
const WINDOW: Vec2 = Vec2::new(1600.0, 1000.0);
const ASPECT: f32 = WINDOW.x / WINDOW.y;
/// Nobody takes longer to choose one thing, seconds.
const LONGEST: f32 = 60.0;
const OPEN: Fingers = Fingers { bent: [0.1, 0.2, 0.2, 0.2], pinch: 0.0 };
const PINCHED: Fingers = Fingers { pinch: 1.0, ..OPEN };

/// Something that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Thing {
    Marker(usize),
    Button(Choice),
}

/// What somebody has to choose with.
enum Means {
    Gaze,
    Controller(Hand),
    /// And how far the wrist is turned from where the arm points, as whoever sees the ray does until it is on what they want.
    BareHand(Hand, Box<BareHand>, Vec3),
    Keyboard(Box<Seat>),
    Mouse(Box<Seat>),
    Finger(Box<Seat>),
    Switch,
}

/// Somebody who has one means, and nothing else.
struct Person {
    visitor: Visitor,
    means: Means,
}

impl Thing {
    /// Where it is, in the location.
    fn place(self, visitor: &Visitor) -> Option<Vec3> {
        match self {
            Self::Marker(hotspot) => visitor.scene().markers.iter().find(|marker| marker.hotspot == hotspot).map(|marker| marker.position),
            Self::Button(choice) => visitor.button(choice).map(|button| button.position),
        }
    }

    /// Whether it shows that it is attended to.
    fn is_lit(self, visitor: &Visitor) -> bool {
        match self {
            Self::Marker(hotspot) => visitor.scene().markers.iter().any(|marker| marker.hotspot == hotspot && marker.focus > 0.9),
            Self::Button(choice) => visitor.button(choice).is_some_and(|button| button.focus > 0.9),
        }
    }

    /// What events call it.
    fn name(self, visitor: &Visitor) -> String {
        let location = &visitor.tour.locations[visitor.location().0];
        match self {
            Self::Button(choice) => choice.name().to_owned(),
            Self::Marker(hotspot) => match location.hotspots[hotspot].action {
                Action::Go { to, .. } => visitor.tour.locations[to.0].id.clone(),
                Action::Story(story) => visitor.tour.stories[story.0].id.clone(),
                Action::Look { .. } => format!("{}/{hotspot}", location.id),
            },
        }
    }
}

fn chosen(events: &[Event]) -> Option<&str> {
    events.iter().find_map(|event| if let Event::Chosen { what, .. } = event { Some(what.as_str()) } else { None })
}

impl Person {
    fn new(tour: &Tour, means: Means) -> Self {
        let scan_seconds = matches!(means, Means::Switch).then_some(0.5);
        let options = Options { reception: Reception::Full, scan_seconds, ..Options::default() };
        let mut visitor = Visitor::with(tour.clone(), options);
        visitor.dwell = matches!(means, Means::Gaze);
        let mut person = Self { visitor, means };
        if let Means::Keyboard(seat) | Means::Mouse(seat) | Means::Finger(seat) = &mut person.means {
            seat.take(&WindowEvent::Resized(PhysicalSize::new(WINDOW.x as u32, WINDOW.y as u32)));
        }
        person.rest(1.0);
        person
    }

    /// Does nothing for so many seconds.
    fn rest(&mut self, seconds: f32) -> Vec<Event> {
        (0..(seconds / STEP) as usize).flat_map(|_| self.frame()).collect()
    }

    /// A frame in which nothing new is done.
    fn frame(&mut self) -> Vec<Event> {
        match &mut self.means {
            Means::Keyboard(seat) | Means::Mouse(seat) | Means::Finger(seat) => {
                let mut input = Input::default();
                seat.take_wishes(&mut input, ASPECT, STEP, false);
                self.visitor.head = input.head;
                let events = self.visitor.step_with(input, STEP);
                seat.face_what_is_attended_to(self.visitor.scene());
                events
            }
            _ => self.visitor.step(Vec::new(), Vec::new()),
        }
    }

    /// Chooses a thing; everything that happened until then. Fails where something else was chosen.
    fn choose(&mut self, thing: Thing) -> Vec<Event> {
        let name = thing.name(&self.visitor);
        let mut events = Vec::new();
        for nth in 0..(LONGEST / STEP) as usize {
            let now = self.try_to_choose(thing, nth);
            events.extend(now);
            match chosen(&events) {
                Some(what) if what == name => return events,
                Some(other) => panic!("{other} was chosen instead of {name}"),
                None => {}
            }
        }
        panic!("{name} cannot be chosen: {:?} {events:?}", self.visitor.scene().buttons);
    }

    /// The nth frame of choosing a thing.
    fn try_to_choose(&mut self, thing: Thing, nth: usize) -> Vec<Event> {
        let Some(place) = thing.place(&self.visitor) else { return self.frame() };
        let visitor = &mut self.visitor;
        let (placement, head) = (visitor.scene().placement.inverse(), visitor.head);
        let tracked = placement.point(place);
        match &mut self.means {
            Means::Gaze => {
                // First somewhere else: the gaze must leave before it counts again.
                if nth < 15 {
                    visitor.head.orientation = turn(Angles::of(tracked - head.position).yaw) * Quat::from_rotation_x(60_f32.to_radians());
                } else {
                    visitor.look_at(place);
                }
                visitor.step(Vec::new(), Vec::new())
            }
            Means::Controller(side) => {
                let aside = if *side == Hand::Left { -0.2 } else { 0.2 };
                let origin = head.position + Vec3::new(aside, -0.4, -0.2);
                let ray = Ray { origin, direction: (tracked - origin).normalize() };
                visitor.step(Vec::new(), vec![Pointer { ray, select: nth % 20 == 19, visible: true }])
            }
            Means::BareHand(side, bare, turned) => {
                // One looks where one points.
                visitor.look_at(place);
                let head = visitor.head;
                let side = *side;
                let aside = if side == Hand::Left { -1.0 } else { 1.0 };
                let shoulder = head.position + turn(Angles::of(head.forward()).yaw) * Vec3::new(0.16 * aside, -0.22, 0.0);
                *turned = if nth == 0 { Vec3::ZERO } else { *turned };
                let along = ((tracked - shoulder).normalize() + *turned).normalize();
                let to = Angles::of(along);
                let wrist =
                    Pose { position: shoulder + along * 0.3, orientation: turn(to.yaw) * Quat::from_rotation_x(to.pitch.to_radians()) };
                let fingers = if nth % 40 < 30 { OPEN } else { PINCHED };
                let joints = joints(side == Hand::Left, wrist, fingers);
                let pointed = bare.follow(Some(&joints), side, head, STEP);
                if let Some((ray, _)) = pointed {
                    *turned += ((tracked - ray.origin).normalize() - ray.direction) * 0.05;
                }
                let pointers = pointed.into_iter().map(|(ray, select)| Pointer { ray, select, visible: true }).collect();
                let mut hands = [None, None];
                hands[side as usize] = Some(HandShape::Bare(joints));
                visitor.step_with(Input { pointers, hands, ..Input::default() }, STEP)
            }
            Means::Keyboard(seat) => {
                let key = if thing.is_lit(visitor) { NamedKey::Enter } else { NamedKey::Tab };
                if nth.is_multiple_of(20) {
                    let key = Key::of(&WinitKey::Named(key), ModifiersState::empty()).expect("a key of ours");
                    seat.controls.key(key, true, false);
                    seat.controls.key(key, false, false);
                }
                self.frame()
            }
            Means::Mouse(seat) => {
                match on_screen(seat, head, tracked) {
                    Ok(at) => {
                        seat.take(&moved(at));
                        if nth % 20 == 19 {
                            seat.take(&button(ElementState::Pressed));
                            seat.take(&button(ElementState::Released));
                        }
                    }
                    Err(pull) => {
                        seat.take(&moved(WINDOW / 2.0));
                        seat.take(&button(ElementState::Pressed));
                        seat.take(&moved(WINDOW / 2.0 + pull));
                        seat.take(&button(ElementState::Released));
                    }
                }
                self.frame()
            }
            Means::Finger(seat) => {
                match on_screen(seat, head, tracked) {
                    Ok(at) if nth % 20 == 19 => {
                        seat.take(&touched(TouchPhase::Started, at));
                        seat.take(&touched(TouchPhase::Ended, at));
                    }
                    Ok(_) => {}
                    Err(pull) => {
                        seat.take(&touched(TouchPhase::Started, WINDOW / 2.0));
                        seat.take(&touched(TouchPhase::Moved, WINDOW / 2.0 + pull));
                        seat.take(&touched(TouchPhase::Ended, WINDOW / 2.0 + pull));
                    }
                }
                self.frame()
            }
            Means::Switch => {
                let commands = if thing.is_lit(visitor) { vec![Command::Select] } else { Vec::new() };
                visitor.step(commands, Vec::new())
            }
        }
    }

    /// Looks at nothing in particular: somebody who waits, and chooses nothing meanwhile.
    fn wait(&mut self, seconds: f32) -> Vec<Event> {
        if matches!(self.means, Means::Gaze) {
            self.visitor.head.orientation = turn(Angles::of(self.visitor.head.forward()).yaw) * Quat::from_rotation_x(60_f32.to_radians());
        }
        let events = self.rest(seconds);
        assert_eq!(chosen(&events), None, "nobody meant to choose anything");
        events
    }

    fn press(&mut self, choice: Choice) -> Vec<Event> {
        let mut events = self.choose(Thing::Button(choice));
        events.extend(self.wait(0.3));
        events
    }
}

/// Where something is on the screen, pixels; or how the picture has to be pulled to bring it there.
fn on_screen(seat: &Seat, head: Pose, point: Vec3) -> Result<Vec2, Vec2> {
    let (local, fov) = (head.orientation.inverse() * (point - head.position), seat.fov(ASPECT));
    let at = Vec2::new(local.x / (-local.z * fov.right), -local.y / (-local.z * fov.up));
    if local.z < 0.0 && at.abs().max_element() < 0.8 {
        return Ok((at / 2.0 + 0.5) * WINDOW);
    }
    let (wanted, now) = (Angles::of(point - head.position), Angles::of(head.forward()));
    let off = Vec2::new(-indenfor::pose::wrap_degrees(wanted.yaw - now.yaw), wanted.pitch - now.pitch) / 70.0;
    Err(off.clamp_length_max(0.4) * WINDOW.y)
}

fn moved(to: Vec2) -> WindowEvent {
    WindowEvent::CursorMoved { device_id: DeviceId::dummy(), position: PhysicalPosition::new(to.x.into(), to.y.into()) }
}

fn button(state: ElementState) -> WindowEvent {
    WindowEvent::MouseInput { device_id: DeviceId::dummy(), state, button: MouseButton::Left }
}

fn touched(phase: TouchPhase, at: Vec2) -> WindowEvent {
    let location = PhysicalPosition::new(at.x.into(), at.y.into());
    WindowEvent::Touch(Touch { device_id: DeviceId::dummy(), phase, location, force: None, id: 1 })
}

/// The hotspot in `here` that leads the shortest way to a place that was not seen.
fn way_on(tour: &Tour, here: LocationIndex, seen: &BTreeSet<usize>) -> Option<usize> {
    let (mut queue, mut reached) = (VecDeque::from([(here, None)]), BTreeSet::new());
    while let Some((at, first)) = queue.pop_front() {
        if !reached.insert(at.0) {
            continue;
        }
        if !seen.contains(&at.0) {
            return first;
        }
        for (nth, hotspot) in tour.locations[at.0].hotspots.iter().enumerate() {
            if let Action::Go { to, .. } = hotspot.action {
                queue.push_back((to, first.or(Some(nth))));
            }
        }
    }
    None
}

/// Goes through all there is.
fn everything_by(means: Means) {
    let tour = tour::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/en-verden-indenfor")).expect("the sample tour loads").tour;
    let mut person = Person::new(&tour, means);
    person.press(Choice::Begin);
    for choice in [Choice::Language(0), Choice::Practice, Choice::Captions, Choice::TextSize, Choice::Mono, Choice::Still, Choice::Ready] {
        person.press(choice);
    }
    if tour.content_note.is_some() {
        person.press(Choice::GoOn);
    }
    person.wait(2.0);

    let (mut places, mut stories) = (BTreeSet::new(), BTreeSet::new());
    loop {
        let here = person.visitor.location();
        places.insert(here.0);
        for (nth, hotspot) in tour.locations[here.0].hotspots.iter().enumerate() {
            let events = match hotspot.action {
                Action::Go { .. } => continue,
                _ => person.choose(Thing::Marker(nth)),
            };
            let told = events.iter().find_map(|event| match event {
                Event::StoryBegan { story, .. } | Event::StoryResumed { story, .. } => Some(story.clone()),
                _ => None,
            });
            assert!(told.is_some() || matches!(hotspot.action, Action::Look { .. }), "{events:?}");
            if let Action::Story(story) = hotspot.action {
                stories.insert(tour.stories[story.0].id.clone());
            }
            person.wait(0.5);
        }
        let Some(way) = way_on(&tour, here, &places) else { break };
        person.choose(Thing::Marker(way));
        person.wait(2.0);
        assert_ne!(person.visitor.location(), here, "somewhere else now");
    }
    assert_eq!(places.len(), tour.locations.len(), "every place");
    let told: BTreeSet<String> = tour
        .locations
        .iter()
        .flat_map(|location| &location.hotspots)
        .filter_map(|hotspot| if let Action::Story(story) = hotspot.action { Some(tour.stories[story.0].id.clone()) } else { None })
        .collect();
    assert_eq!(stories, told, "every story that can be chosen");

    person.press(Choice::Menu);
    let offered: Vec<Choice> = person.visitor.scene().buttons.iter().filter(|button| button.enabled).map(|button| button.choice).collect();
    assert!(offered.len() >= 12, "{offered:?}");
    for choice in offered {
        if person.visitor.button(Choice::Menu).is_some() {
            person.press(Choice::Menu);
        }
        let events = person.press(choice);
        assert!(choice != Choice::Recenter || events.contains(&Event::Recentered), "{events:?}");
        person.wait(2.0);
        if person.visitor.button(Choice::GoBack).is_some() {
            person.press(Choice::GoBack);
            person.wait(2.0);
        }
    }
    if person.visitor.button(Choice::Menu).is_some() {
        person.press(Choice::Menu);
    }
    person.press(Choice::End);
    let events = person.press(Choice::Finish);
    assert!(events.contains(&Event::Ended), "{events:?}");
}

#[test]
fn everything_by_gaze() {
    everything_by(Means::Gaze);
}

#[test]
fn everything_by_either_controller() {
    for side in [Hand::Left, Hand::Right] {
        everything_by(Means::Controller(side));
    }
}

#[test]
fn everything_by_either_hand() {
    for side in [Hand::Left, Hand::Right] {
        everything_by(Means::BareHand(side, Box::default(), Vec3::ZERO));
    }
}

#[test]
fn everything_by_keyboard() {
    everything_by(Means::Keyboard(Box::default()));
}

#[test]
fn everything_by_mouse() {
    everything_by(Means::Mouse(Box::default()));
}

#[test]
fn everything_by_touch() {
    everything_by(Means::Finger(Box::default()));
}

#[test]
fn everything_by_one_switch() {
    everything_by(Means::Switch);
}

#[test]
fn who_opens_the_menu_with_a_key_sees_all_of_it_and_then_what_they_saw_before() {
    let tour = tour::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/en-verden-indenfor")).expect("the sample tour loads").tour;
    for text in [TextSize::Normal, TextSize::Larger, TextSize::Largest] {
        let comfort = Comfort { text, ..Comfort::default() };
        let visitor = Visitor::with(tour.clone(), Options { comfort, ..Options::default() });
        let mut person = Person { visitor, means: Means::Keyboard(Box::default()) };
        person.rest(2.0);
        let before = person.visitor.head;
        let escape = |person: &mut Person| {
            let Means::Keyboard(seat) = &mut person.means else { return };
            let key = Key::of(&WinitKey::Named(NamedKey::Escape), ModifiersState::empty()).expect("a key of ours");
            seat.controls.key(key, true, false);
            seat.controls.key(key, false, false);
            person.rest(2.0);
        };
        while person.visitor.button(Choice::Close).is_none() {
            escape(&mut person);
        }
        let Means::Keyboard(seat) = &person.means else { return };
        let (fov, scene) = (seat.fov(16.0 / 9.0), person.visitor.scene());
        for button in &scene.buttons {
            for corner in [Vec2::new(-1.0, -1.0), Vec2::new(1.0, -1.0), Vec2::new(-1.0, 1.0), Vec2::ONE] {
                let at = button.position + button.facing * (button.half * corner).extend(0.0);
                let local = scene.head.orientation.inverse() * (at - scene.head.position);
                let seen = Vec2::new(local.x / (-local.z * fov.right), local.y / (-local.z * fov.up));
                assert!(local.z < 0.0 && seen.abs().max_element() < 1.0, "{text:?}: “{}” is at {seen}", button.words);
            }
        }
        escape(&mut person);
        let turned = person.visitor.head.orientation.angle_between(before.orientation).to_degrees();
        assert!(person.visitor.button(Choice::Close).is_none() && turned < 1.0, "{text:?}: {turned}");
    }
}
