//! Nothing that anybody can see flickers: no part of the picture goes brighter and darker again more than three times in any second (WCAG 2.3.1),
//! whatever the visitor's head does at the edge of things.

use std::collections::BTreeMap;

use glam::{Quat, Vec3};
use indenfor::pose::{Angles, turn};
use indenfor::walk::{Arrow, Choice, Command, Event, Options, PanelKind, Reception, Scene};

use super::houses::house;
use super::visitor::{STEP, Visitor};

/// How often something may go brighter and darker again in a second.
const MOST: usize = 3;
/// A change smaller than this part of the whole is no flash.
const SEEN: f32 = 0.1;

/// What a visitor has seen of every element, step by step, from 0 to 1; nothing while it was not there.
#[derive(Default)]
struct Seen {
    steps: usize,
    elements: BTreeMap<String, Vec<(usize, f32)>>,
}

impl Seen {
    fn note(&mut self, scene: &Scene) {
        let mut see = |name: String, value: f32| {
            let before = self.elements.entry(name).or_default();
            if before.last().is_some_and(|(step, _)| step + 1 < self.steps) {
                // It was gone meanwhile.
                before.push((self.steps - 1, 0.0));
            }
            before.push((self.steps, value));
        };
        see("fade".into(), scene.fade);
        for marker in &scene.markers {
            see(format!("marker {} focus", marker.hotspot), marker.focus);
            see(format!("marker {} dwell", marker.hotspot), if marker.dwell > 0.0 { 1.0 } else { 0.0 });
        }
        for button in &scene.buttons {
            see(format!("{:?}", button.choice), button.opacity);
            see(format!("{:?} focus", button.choice), button.focus);
        }
        for panel in &scene.panels {
            see(format!("{:?}", panel.kind), panel.opacity);
            see(format!("{:?} arrow", panel.kind), panel.arrow.map_or(0.0, |arrow| if arrow == Arrow::Left { 0.5 } else { 1.0 }));
        }
        for (nth, pointer) in scene.pointers.iter().enumerate() {
            see(format!("ray {nth}"), if pointer.hit { 1.0 } else { 0.5 });
        }
        self.steps += 1;
    }

    /// The element that flashes most, and how often it does in its worst second.
    fn worst(&self) -> (String, usize) {
        let worst = |(name, values): (&String, &Vec<(usize, f32)>)| {
            let turns = turns(values);
            let second = (1.0 / STEP) as usize;
            let most = turns.iter().map(|from| turns.iter().filter(|turn| (*from..*from + second).contains(*turn)).count()).max();
            (name.clone(), most.unwrap_or(0) / 2)
        };
        self.elements.iter().map(worst).max_by_key(|(_, flashes)| *flashes).unwrap_or_default()
    }
}

/// When something began to go the other way, for at least [`SEEN`].
fn turns(values: &[(usize, f32)]) -> Vec<usize> {
    let (mut turns, mut rising, mut extreme) = (Vec::new(), None, values.first().map_or(0.0, |(_, value)| *value));
    for &(step, value) in values {
        match rising {
            Some(true) if value > extreme => extreme = value,
            Some(false) if value < extreme => extreme = value,
            _ if (value - extreme).abs() >= SEEN => {
                turns.push(step);
                rising = Some(value > extreme);
                extreme = value;
            }
            _ => {}
        }
    }
    turns
}

/// Looks at a point with a head that trembles by a third of a degree, eight times a second: more than anybody's does.
fn tremble(visitor: &mut Visitor, seen: &mut Seen, yaw: f32, pitch: f32, seconds: f32) -> Vec<Event> {
    let mut events = Vec::new();
    for step in 0..(seconds / STEP) as usize {
        let angle = step as f32 * STEP * 8.0 * std::f32::consts::TAU;
        let (aside, up) = (angle.sin() / 3.0, (angle * 0.83).cos() / 3.0);
        visitor.head.orientation = turn(yaw + aside) * Quat::from_rotation_x((pitch + up).to_radians());
        events.extend(visitor.step(Vec::new(), Vec::new()));
        seen.note(visitor.scene());
    }
    events
}

fn walking() -> Visitor {
    let mut visitor = Visitor::with(house(), Options { reception: Reception::Short, ..Options::default() });
    visitor.worn = Some(true);
    visitor.dwell = true;
    visitor.wait(8.0);
    visitor
}

#[test]
fn a_trembling_head_at_the_edge_of_anything_makes_nothing_flicker() {
    let mut visitor = walking();
    let things: Vec<Vec3> = visitor
        .scene()
        .markers
        .iter()
        .map(|marker| marker.position)
        .chain(visitor.scene().buttons.iter().map(|button| button.position))
        .collect();
    for thing in things {
        let middle = Angles::of(thing - visitor.scene().head.position);
        let mut seen = Seen::default();
        // Across its whole edge, a twentieth of a degree at a time, and never long enough to choose it.
        for nth in 0..120 {
            tremble(&mut visitor, &mut seen, middle.yaw + nth as f32 * 0.1, middle.pitch, 0.4);
        }
        let (name, flashes) = seen.worst();
        assert!(flashes <= MOST, "{name} flashes {flashes} times a second, looked at from {middle:?}");
    }
}

#[test]
fn the_arrow_to_somebody_at_the_edge_of_the_view_or_behind_does_not_blink() {
    for edge in [-35.0, 35.0, 180.0] {
        let mut visitor = walking();
        visitor.dwell = false;
        visitor.choose_by_key(1);
        let teller = Angles::of(visitor.marker(1).position - visitor.scene().head.position).yaw - visitor.scene().placement.yaw;
        let (mut seen, mut arrows) = (Seen::default(), 0);
        for nth in 0..16 {
            tremble(&mut visitor, &mut seen, teller + edge - 2.0 + nth as f32 * 0.25, 0.0, 0.4);
            arrows += usize::from(visitor.panel(PanelKind::Caption).is_some_and(|caption| caption.arrow.is_some()));
        }
        assert!(arrows > 3, "somebody is heard and not seen: {edge} {arrows}");
        let (name, flashes) = seen.worst();
        assert!(flashes <= MOST, "{name} flashes {flashes} times a second, {edge} degrees aside");
    }
}

#[test]
fn a_whole_visit_flickers_nowhere() {
    let mut visitor = Visitor::with(house(), Options { reception: Reception::Full, ..Options::default() });
    let mut seen = Seen::default();
    visitor.worn = Some(false);
    tremble(&mut visitor, &mut seen, 0.0, 0.0, 3.0);
    visitor.worn = Some(true);
    tremble(&mut visitor, &mut seen, 0.0, 0.0, 40.0);
    for command in [Command::Menu, Command::Back, Command::NextLanguage, Command::Menu] {
        visitor.command(command);
        tremble(&mut visitor, &mut seen, 0.0, -20.0, 2.0);
    }
    visitor.press(Choice::TakeMeOut);
    tremble(&mut visitor, &mut seen, 0.0, 0.0, 4.0);
    visitor.press(Choice::GoBack);
    tremble(&mut visitor, &mut seen, 0.0, 0.0, 4.0);
    visitor.choose_by_key(1);
    tremble(&mut visitor, &mut seen, 60.0, 0.0, 8.0);
    visitor.command(Command::Menu);
    visitor.press(Choice::End);
    let events = tremble(&mut visitor, &mut seen, 0.0, 0.0, 70.0);
    assert!(events.contains(&Event::Ended), "{events:?}");
    let (name, flashes) = seen.worst();
    assert!(flashes <= MOST, "{name} flashes {flashes} times a second");
}

#[test]
fn what_flickers_is_found() {
    let blinking: Vec<(usize, f32)> = (0..288).map(|step| (step, if step / 9 % 2 == 0 { 0.0 } else { 1.0 })).collect();
    let seen = Seen { steps: 288, elements: [("lamp".to_owned(), blinking)].into() };
    assert_eq!(seen.worst(), ("lamp".to_owned(), 4), "four times a second");
    let breathing: Vec<(usize, f32)> = (0..288).map(|step| (step, 0.5 + 0.04 * (step as f32).sin())).collect();
    let seen = Seen { steps: 288, elements: [("lamp".to_owned(), breathing)].into() };
    assert_eq!(seen.worst().1, 0, "too little to be seen");
}
