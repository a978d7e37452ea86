//! Somebody who walks through a tour, step by step.

use std::sync::Arc;

use glam::{Quat, Vec3};
use indenfor::pose::{Angles, Placement, Pose, Ray, turn};
use indenfor::tour::{LocationIndex, Tour};
use indenfor::walk::{Button, Choice, Command, Event, Input, Marker, Options, Panel, PanelKind, Pointer, Scene, SpaceState, Walk};

pub const STEP: f32 = 1.0 / 72.0;

pub struct Visitor {
    walk: Walk,
    pub tour: Arc<Tour>,
    pub head: Pose,
    pub dwell: bool,
    /// What the headset says of whether it is worn.
    pub worn: Option<bool>,
    /// How each location's space fares.
    pub spaces: Vec<SpaceState>,
    pub scene: Option<Scene>,
}

impl Visitor {
    pub fn new(tour: Tour) -> Self {
        Self::with(tour, Options::default())
    }

    /// A visitor for whom something was chosen before.
    pub fn with(tour: Tour, options: Options) -> Self {
        let tour = Arc::new(tour);
        let walk = Walk::new(Arc::clone(&tour), options);
        let spaces = vec![SpaceState::Ready; tour.locations.len()];
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: Quat::IDENTITY };
        Self { walk, tour, head, dwell: false, worn: None, spaces, scene: None }
    }

    /// Takes over a visit in the middle, as the head was left.
    pub fn going_on(mut walk: Walk, tour: Arc<Tour>) -> Self {
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: Quat::IDENTITY };
        // No time goes by; this only asks what is wanted.
        let scene = walk.step(&Input { head, ..Input::default() }, 0.0).scene.clone();
        Self { scene: Some(scene), walk, ..Self::new((*tour).clone()) }
    }

    /// One step with everything said.
    pub fn step(&mut self, commands: Vec<Command>, pointers: Vec<Pointer>) -> Vec<Event> {
        self.step_with(Input { commands, pointers, ..Input::default() }, STEP)
    }

    /// The headset comes back, and [`Self::head`] is where it finds the head.
    pub fn retrack(&mut self) {
        self.step_with(Input { retracked: true, ..Input::default() }, STEP);
    }

    /// One step that takes so long.
    pub fn hang(&mut self, seconds: f32) {
        self.step_with(Input::default(), seconds);
    }

    /// One step of all that `input` says, but for what the visitor does anyway.
    pub fn step_with(&mut self, input: Input, seconds: f32) -> Vec<Event> {
        let wanted = self.scene.as_ref().map_or(self.tour.start, |scene| scene.wanted[0]);
        let input = Input { head: self.head, dwell: self.dwell, worn: self.worn, space: self.spaces[wanted.0], ..input };
        let step = self.walk.step(&input, seconds);
        self.scene = Some(step.scene.clone());
        step.events.to_vec()
    }

    pub fn wait(&mut self, seconds: f32) -> Vec<Event> {
        (0..(seconds / STEP).ceil() as usize).flat_map(|_| self.step(Vec::new(), Vec::new())).collect()
    }

    /// Waits for an event, at most so long; how long it took and all that happened until then.
    pub fn until(&mut self, most: f32, wanted: impl Fn(&Event) -> bool) -> (f32, Vec<Event>) {
        let mut events = Vec::new();
        for step in 1..=(most / STEP) as usize {
            events.extend(self.step(Vec::new(), Vec::new()));
            if events.iter().any(&wanted) {
                return (step as f32 * STEP, events);
            }
        }
        panic!("it did not happen within {most} s; what did: {events:#?}");
    }

    pub fn command(&mut self, command: Command) -> Vec<Event> {
        self.step(vec![command], Vec::new())
    }

    /// Turns the head so that it looks at a point of the location.
    pub fn look_at(&mut self, point: Vec3) {
        let towards = Angles::of(point - self.scene().head.position);
        let placement = self.scene().placement;
        self.head.orientation = turn(towards.yaw - placement.yaw) * Quat::from_rotation_x(towards.pitch.to_radians());
    }

    /// Points a hand at a point of the location.
    pub fn point_at(&mut self, point: Vec3, select: bool) -> Vec<Event> {
        let origin = self.head.position + Vec3::new(0.2, -0.4, 0.0);
        let Placement { position, yaw } = self.scene().placement;
        let direction = (turn(-yaw) * (point - position) - origin).normalize();
        self.step(Vec::new(), vec![Pointer { ray: Ray { origin, direction }, select, visible: true }])
    }

    pub fn scene(&self) -> &Scene {
        self.scene.as_ref().expect("a step was made")
    }

    pub fn marker(&self, hotspot: usize) -> &Marker {
        self.scene().markers.iter().find(|marker| marker.hotspot == hotspot).expect("it is there")
    }

    pub fn panel(&self, kind: PanelKind) -> Option<&Panel> {
        self.scene().panels.iter().find(|panel| panel.kind == kind)
    }

    pub fn caption(&self) -> Option<&str> {
        self.panel(PanelKind::Caption).map(|panel| &*panel.body)
    }

    /// Goes through the hotspots by key until one is attended to, and chooses it.
    pub fn choose_by_key(&mut self, hotspot: usize) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..4 * (self.scene().markers.len() + 2) {
            events.extend(self.command(Command::Next));
            // Attention shows within a quarter of a second.
            events.extend(self.wait(0.25));
            if self.marker(hotspot).focus > 0.9 {
                events.extend(self.command(Command::Select));
                return events;
            }
        }
        panic!("keys do not come to hotspot {hotspot}");
    }

    /// Goes through everything by key until a button is attended to, and chooses it.
    pub fn press(&mut self, choice: Choice) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..2 * (self.scene().markers.len() + self.scene().buttons.len() + 2) {
            events.extend(self.command(Command::Next));
            events.extend(self.wait(0.25));
            if self.button(choice).is_some_and(|button| button.focus > 0.9) {
                events.extend(self.command(Command::Select));
                return events;
            }
        }
        panic!("keys do not come to {choice:?}");
    }

    pub fn button(&self, choice: Choice) -> Option<&Button> {
        self.scene().buttons.iter().find(|button| button.choice == choice)
    }

    /// Puts the headset on, and leaves whatever is not the walk: so that there is a place to be seen and left.
    pub fn be_in_the_walk(&mut self) {
        self.worn = Some(true);
        self.command(Command::Resume);
        for _ in 0..9 {
            // Whatever was on its way comes.
            self.wait(1.0);
            if self.button(Choice::Begin).is_some() {
                self.command(Command::Select);
            } else if self.button(Choice::Close).is_some() || self.button(Choice::Finish).is_some() {
                self.command(Command::Back);
            } else if self.button(Choice::GoBack).is_some() {
                self.press(Choice::GoBack);
            } else if self.button(Choice::Menu).is_some() {
                return;
            } else {
                // The welcome, step by step; or it is still dark.
                self.command(Command::Back);
                self.wait(10.0);
            }
        }
        panic!("it does not come to the walk: {:?}", self.scene().buttons);
    }

    pub fn location(&self) -> LocationIndex {
        self.scene().location
    }
}
