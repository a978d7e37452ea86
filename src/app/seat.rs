//! Where somebody sits before a window: what they do with keys, mouse and fingers, as what a visit takes in.

use glam::Vec3;
use winit::event::WindowEvent;

use crate::desktop::{Camera, Controls, Lead, Wish};
use crate::pose::{Angles, Fov};
use crate::walk::{Choice, Command, Input, Pointer, Scene};

/// Somebody before a window.
#[derive(Debug, Default)]
pub struct Seat {
    /// What they do with their hands.
    pub controls: Controls,
    camera: Camera,
    /// While the menu is open: where they looked before.
    before_menu: Option<Angles>,
}

/// What was asked of the window itself, not of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// To be closed.
    pub quit: bool,
    /// To fill the screen, or no longer.
    pub full_screen: bool,
    /// To be so many steps louder; quieter where below none.
    pub louder: i32,
}

impl Seat {
    /// Takes over an event of the window.
    pub fn take(&mut self, event: &WindowEvent) {
        self.controls.take(event);
    }

    /// What a window of this shape (width by height) shows.
    pub fn fov(&self, aspect: f32) -> Fov {
        self.camera.fov(aspect)
    }

    /// Turns what was wanted in these seconds into input. The window has this shape and may fill the screen.
    pub fn take_wishes(&mut self, input: &mut Input, aspect: f32, seconds: f32, fills_screen: bool) -> Asked {
        input.pointers.clear();
        let mut clicked = None;
        let mut asked = Asked::default();
        for wish in self.controls.wishes() {
            match wish {
                Wish::Drag(pulled) => self.camera.drag(pulled),
                Wish::Zoom(steps) => self.camera.zoom(steps),
                Wish::Louder(steps) => asked.louder += steps,
                Wish::Click(at) => clicked = Some(at),
                Wish::Next => input.commands.push(Command::Next),
                Wish::Previous => input.commands.push(Command::Previous),
                Wish::Choose => input.commands.push(Command::Select),
                Wish::Back if fills_screen => asked.full_screen = true,
                Wish::Back => input.commands.push(Command::Back),
                Wish::Recenter => input.commands.push(Command::Recenter),
                Wish::NextLanguage => input.commands.push(Command::NextLanguage),
                Wish::Restart => input.commands.push(Command::Restart),
                Wish::FullScreen => asked.full_screen = true,
                Wish::Quit => asked.quit = true,
            }
        }
        self.camera.steer(self.controls.steering(), seconds);
        self.camera.advance(seconds);
        input.head = self.camera.head();
        input.keys_lead = self.controls.lead() == Lead::Steps;
        if let Some(at) = clicked.or(self.controls.pointing()) {
            input.pointers.push(Pointer { ray: self.camera.ray(at, aspect), select: clicked.is_some(), visible: false });
        }
        asked
    }

    /// They are somewhere else: what they looked at before the menu is not there.
    pub fn arrive(&mut self) {
        self.before_menu = None;
    }

    /// Somebody who opens the menu sees it, and who closes it sees what they saw; somebody who steps with keys sees what they step to.
    pub fn face_what_is_attended_to(&mut self, scene: &Scene) {
        self.face_the_menu(scene);
        if self.controls.lead() != Lead::Steps {
            return;
        }
        let markers = scene.markers.iter().map(|marker| (marker.focus, marker.position));
        let buttons = scene.buttons.iter().map(|button| (button.focus, button.position));
        let attended = markers.chain(buttons).max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(focus, _)| *focus > 0.0);
        if let Some((_, position)) = attended {
            self.camera.turn_towards(way_to(scene, position));
        }
    }

    /// In a headset one looks down to open the menu; with a key one does not.
    fn face_the_menu(&mut self, scene: &Scene) {
        let open = scene.buttons.iter().any(|button| button.choice == Choice::Close);
        match self.before_menu {
            None if open => {
                self.before_menu = Some(Angles::of(self.camera.head().forward()));
                let middle = scene.buttons.iter().map(|button| button.position).sum::<Vec3>() / scene.buttons.len() as f32;
                let Angles { yaw, pitch } = way_to(scene, middle);
                // Not all the way: what is said meanwhile stands over it.
                self.camera.turn_towards(Angles { yaw, pitch: pitch * 0.7 });
            }
            Some(before) if !open => {
                self.before_menu = None;
                self.camera.turn_towards(before);
            }
            _ => {}
        }
    }
}

/// The way from the head to somewhere in the location; tracking space.
fn way_to(scene: &Scene, position: Vec3) -> Angles {
    let tracked = scene.placement.inverse();
    Angles::of(tracked.point(position) - tracked.point(scene.head.position))
}
