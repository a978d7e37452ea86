//! What people do with keys, mouse and fingers, and what they want by it.

use std::collections::HashMap;

use glam::Vec2;
use winit::event::{ElementState, MouseButton, MouseScrollDelta, TouchPhase, WindowEvent};
use winit::keyboard::{Key as WinitKey, ModifiersState, NamedKey};

/// Further than this, in parts of the window's height, a press is a drag and no click.
const CLICK_SLACK: f32 = 0.012;
/// A touch pad tells pixels where a wheel tells steps; so many make one.
const PIXELS_A_STEP: f64 = 60.0;

/// Something that is wanted of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    /// The picture was pulled, in parts of the window's height.
    Drag(Vec2),
    /// Nearer (positive) or further, in steps of a wheel.
    Zoom(f32),
    /// Louder (positive) or quieter, in steps.
    Louder(i32),
    /// This point was clicked or tapped, in parts of the window.
    Click(Vec2),
    /// Attend to the next thing that can be chosen.
    Next,
    /// Attend to the one before.
    Previous,
    /// Choose what is attended to.
    Choose,
    /// Stop what is told, close what is open.
    Back,
    /// Face straight ahead.
    Recenter,
    /// The next language.
    NextLanguage,
    /// Begin the visit anew.
    Restart,
    /// Fill the screen, or no longer.
    FullScreen,
    /// End the program.
    Quit,
}

/// What a key of the keyboard means here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Key {
    /// An arrow key, as a step to the right and up.
    Arrow(i8, i8),
    /// Everything else, by what is wanted when it goes down.
    Wish(Wish),
}

impl Key {
    /// What a key of the keyboard means here, if anything.
    pub fn of(key: &WinitKey, modifiers: ModifiersState) -> Option<Self> {
        Some(match key.as_ref() {
            WinitKey::Named(NamedKey::ArrowLeft) => Self::Arrow(-1, 0),
            WinitKey::Named(NamedKey::ArrowRight) => Self::Arrow(1, 0),
            WinitKey::Named(NamedKey::ArrowUp) => Self::Arrow(0, 1),
            WinitKey::Named(NamedKey::ArrowDown) => Self::Arrow(0, -1),
            WinitKey::Named(NamedKey::Tab) if modifiers.shift_key() => Self::Wish(Wish::Previous),
            WinitKey::Named(NamedKey::Tab) => Self::Wish(Wish::Next),
            WinitKey::Named(NamedKey::Enter | NamedKey::Space) => Self::Wish(Wish::Choose),
            WinitKey::Named(NamedKey::Escape) => Self::Wish(Wish::Back),
            WinitKey::Named(NamedKey::Home) => Self::Wish(Wish::Recenter),
            WinitKey::Named(NamedKey::F5) => Self::Wish(Wish::Restart),
            WinitKey::Named(NamedKey::F11) => Self::Wish(Wish::FullScreen),
            WinitKey::Character("l" | "L") => Self::Wish(Wish::NextLanguage),
            WinitKey::Character("+" | "=") if modifiers.control_key() => Self::Wish(Wish::Zoom(1.0)),
            WinitKey::Character("-") if modifiers.control_key() => Self::Wish(Wish::Zoom(-1.0)),
            WinitKey::Character("+" | "=") => Self::Wish(Wish::Louder(1)),
            WinitKey::Character("-") => Self::Wish(Wish::Louder(-1)),
            WinitKey::Character("q" | "Q") if modifiers.control_key() => Self::Wish(Wish::Quit),
            _ => return None,
        })
    }
}

/// What tells which thing is attended to: whichever was used last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lead {
    /// The mouse, or a finger.
    #[default]
    Mouse,
    /// The arrow keys: they turn the middle of the view to things. A mouse that rests somewhere means nothing by it.
    Arrows,
    /// Keys that go from thing to thing: the view turns to what they come to, and what it passes means nothing.
    Steps,
}

/// Remembers what is pressed and where, and collects wishes until they are taken.
#[derive(Debug, Default)]
pub struct Controls {
    size: Vec2,
    modifiers: ModifiersState,
    arrows: Vec<(i8, i8)>,
    cursor: Option<Vec2>,
    lead: Lead,
    /// Where the button or the only finger went down, and whether it has become a drag.
    press: Option<(Vec2, bool)>,
    touches: HashMap<u64, Vec2>,
    wishes: Vec<Wish>,
}

impl Controls {
    /// Takes over an event of the window.
    pub fn take(&mut self, event: &WindowEvent) {
        match event {
            WindowEvent::Resized(size) => self.size = Vec2::new(size.width as f32, size.height as f32),
            WindowEvent::CloseRequested | WindowEvent::Destroyed => self.wishes.push(Wish::Quit),
            WindowEvent::ModifiersChanged(modifiers) => self.modifiers = modifiers.state(),
            // Who turns to another window lets go of the keys without this one hearing of it.
            WindowEvent::Focused(false) => self.let_go(),
            WindowEvent::KeyboardInput { event, .. } => {
                if let Some(key) = Key::of(&event.logical_key, self.modifiers) {
                    self.key(key, event.state == ElementState::Pressed, event.repeat);
                }
            }
            WindowEvent::CursorMoved { position, .. } => self.cursor_moved(Vec2::new(position.x as f32, position.y as f32)),
            WindowEvent::CursorLeft { .. } => self.cursor = None,
            WindowEvent::MouseInput { button: MouseButton::Left, state, .. } => self.button(*state == ElementState::Pressed),
            WindowEvent::MouseWheel { delta, .. } => self.wishes.push(Wish::Zoom(match delta {
                MouseScrollDelta::LineDelta(_, lines) => *lines,
                MouseScrollDelta::PixelDelta(pixels) => (pixels.y / PIXELS_A_STEP) as f32,
            })),
            WindowEvent::Touch(touch) => self.touch(touch.id, touch.phase, Vec2::new(touch.location.x as f32, touch.location.y as f32)),
            _ => {}
        }
    }

    /// What was wanted since the last call, in order.
    pub fn wishes(&mut self) -> impl Iterator<Item = Wish> + '_ {
        self.wishes.drain(..)
    }

    /// Which way the arrow keys steer: +1 to the right, +1 up.
    pub fn steering(&self) -> Vec2 {
        let sum = self.arrows.iter().fold((0, 0), |sum, arrow| (sum.0 + arrow.0, sum.1 + arrow.1));
        Vec2::new(f32::from(sum.0.clamp(-1, 1)), f32::from(sum.1.clamp(-1, 1)))
    }

    /// What tells which thing is attended to.
    pub fn lead(&self) -> Lead {
        self.lead
    }

    /// Where the mouse points, in parts of the window; nowhere while it drags, rests as keys are used, or is elsewhere.
    pub fn pointing(&self) -> Option<Vec2> {
        match self.press {
            Some((_, true)) => None,
            _ if self.lead != Lead::Mouse => None,
            _ => self.cursor.map(|cursor| cursor / self.size.max(Vec2::ONE)),
        }
    }

    /// Takes over a key that went down or came up, or that is held down and said again.
    pub fn key(&mut self, key: Key, pressed: bool, repeat: bool) {
        match key {
            Key::Arrow(right, up) => {
                self.arrows.retain(|arrow| *arrow != (right, up));
                if pressed {
                    self.lead = Lead::Arrows;
                    self.arrows.push((right, up));
                }
            }
            // A key held down steps on, zooms on and goes on louder; everything else happens once.
            Key::Wish(wish) if pressed && (!repeat || matches!(wish, Wish::Next | Wish::Previous | Wish::Zoom(_) | Wish::Louder(_))) => {
                if matches!(wish, Wish::Next | Wish::Previous) {
                    self.lead = Lead::Steps;
                }
                self.wishes.push(wish)
            }
            Key::Wish(_) => {}
        }
    }

    fn cursor_moved(&mut self, to: Vec2) {
        let from = self.cursor.replace(to).unwrap_or(to);
        if from != to {
            self.lead = Lead::Mouse;
        }
        self.moved(from, to);
    }

    fn button(&mut self, pressed: bool) {
        self.lead = Lead::Mouse;
        if let (true, Some(at)) = (pressed, self.cursor) {
            self.press = Some((at, false));
        } else if let (Some((_, false)), Some(at)) = (self.press.take(), self.cursor) {
            self.click(at);
        }
    }

    fn touch(&mut self, finger: u64, phase: TouchPhase, at: Vec2) {
        self.lead = Lead::Mouse;
        match phase {
            TouchPhase::Started => {
                self.touches.insert(finger, at);
                // A second finger makes it a pinch; what the first began is no tap any more.
                self.press = Some((at, self.touches.len() > 1));
            }
            TouchPhase::Moved => {
                let Some(from) = self.touches.insert(finger, at) else { return };
                match self.touches.len() {
                    1 => self.moved(from, at),
                    2 => self.pinched(finger, from, at),
                    _ => {}
                }
            }
            TouchPhase::Ended | TouchPhase::Cancelled => {
                self.touches.remove(&finger);
                if self.touches.is_empty()
                    && let (Some((_, false)), TouchPhase::Ended) = (self.press.take(), phase)
                {
                    self.click(at);
                }
            }
        }
    }

    fn moved(&mut self, from: Vec2, to: Vec2) {
        let height = self.size.y.max(1.0);
        let Some((begun, dragging)) = &mut self.press else { return };
        if !*dragging && (to - *begun).length() > CLICK_SLACK * height {
            *dragging = true;
            self.wishes.push(Wish::Drag((to - *begun) / height));
        } else if *dragging {
            self.wishes.push(Wish::Drag((to - from) / height));
        }
    }

    fn pinched(&mut self, finger: u64, from: Vec2, to: Vec2) {
        let Some((_, other)) = self.touches.iter().find(|(id, _)| **id != finger) else { return };
        let (before, after) = ((from - *other).length().max(1.0), (to - *other).length().max(1.0));
        // Zoom goes in steps of a tenth, see `Camera::zoom`.
        self.wishes.push(Wish::Zoom((after / before).ln() / -(0.9_f32.ln())));
    }

    fn click(&mut self, at: Vec2) {
        self.wishes.push(Wish::Click(at / self.size.max(Vec2::ONE)));
    }

    fn let_go(&mut self) {
        self.arrows.clear();
        self.touches.clear();
        self.press = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn controls() -> Controls {
        Controls { size: Vec2::new(1000.0, 500.0), ..Controls::default() }
    }

    fn wishes(controls: &mut Controls) -> Vec<Wish> {
        controls.wishes().collect()
    }

    #[test]
    fn a_press_that_stays_is_a_click_and_one_that_moves_a_drag() {
        let mut controls = controls();
        controls.cursor_moved(Vec2::new(500.0, 250.0));
        controls.button(true);
        controls.cursor_moved(Vec2::new(502.0, 250.0));
        controls.button(false);
        assert_eq!(wishes(&mut controls), [Wish::Click(Vec2::new(0.502, 0.5))]);

        controls.button(true);
        controls.cursor_moved(Vec2::new(552.0, 250.0));
        assert_eq!(controls.pointing(), None, "while it drags, the mouse points at nothing");
        controls.button(false);
        assert_eq!(wishes(&mut controls), [Wish::Drag(Vec2::new(0.1, 0.0))]);
        assert!(controls.pointing().is_some());
    }

    #[test]
    fn a_tap_selects_one_finger_drags_and_two_zoom() {
        let mut controls = controls();
        controls.touch(1, TouchPhase::Started, Vec2::new(100.0, 100.0));
        controls.touch(1, TouchPhase::Ended, Vec2::new(100.0, 100.0));
        assert_eq!(wishes(&mut controls), [Wish::Click(Vec2::new(0.1, 0.2))]);

        controls.touch(1, TouchPhase::Started, Vec2::new(100.0, 100.0));
        controls.touch(2, TouchPhase::Started, Vec2::new(200.0, 100.0));
        controls.touch(2, TouchPhase::Moved, Vec2::new(300.0, 100.0));
        controls.touch(2, TouchPhase::Ended, Vec2::new(300.0, 100.0));
        controls.touch(1, TouchPhase::Ended, Vec2::new(100.0, 100.0));
        let zoomed = wishes(&mut controls);
        assert!(matches!(zoomed[..], [Wish::Zoom(steps)] if steps > 0.0), "fingers apart zoom in, and no tap: {zoomed:?}");
    }

    #[test]
    fn opposite_arrows_hold_each_other_and_losing_the_window_lets_go() {
        let mut controls = controls();
        controls.key(Key::Arrow(1, 0), true, false);
        controls.key(Key::Arrow(0, 1), true, false);
        assert_eq!(controls.steering(), Vec2::new(1.0, 1.0));
        controls.key(Key::Arrow(-1, 0), true, false);
        assert_eq!(controls.steering(), Vec2::new(0.0, 1.0));
        controls.take(&WindowEvent::Focused(false));
        assert_eq!(controls.steering(), Vec2::ZERO);
    }

    #[test]
    fn shift_tab_goes_back_and_held_keys_choose_once() {
        let mut controls = controls();
        let tab = WinitKey::Named(NamedKey::Tab);
        controls.key(Key::of(&tab, ModifiersState::empty()).unwrap(), true, false);
        controls.key(Key::of(&tab, ModifiersState::SHIFT).unwrap(), true, true);
        controls.key(Key::Wish(Wish::Choose), true, false);
        controls.key(Key::Wish(Wish::Choose), true, true);
        assert_eq!(wishes(&mut controls), [Wish::Next, Wish::Previous, Wish::Choose]);
    }

    #[test]
    fn a_mouse_that_rests_takes_nothing_from_the_keys() {
        for (key, lead) in [(Key::Wish(Wish::Next), Lead::Steps), (Key::Arrow(1, 0), Lead::Arrows)] {
            let mut controls = controls();
            controls.cursor_moved(Vec2::new(500.0, 250.0));
            controls.key(key, true, false);
            assert_eq!((controls.lead(), controls.pointing()), (lead, None));
            controls.cursor_moved(Vec2::new(500.0, 250.0));
            assert_eq!((controls.lead(), controls.pointing()), (lead, None), "the window moved, not the mouse");
            controls.cursor_moved(Vec2::new(501.0, 250.0));
            assert_eq!((controls.lead(), controls.pointing()), (Lead::Mouse, Some(Vec2::new(0.501, 0.5))));
        }
    }

    #[test]
    fn plus_is_louder_and_with_ctrl_nearer() {
        let plus = WinitKey::Character("+".into());
        assert_eq!(Key::of(&plus, ModifiersState::empty()), Some(Key::Wish(Wish::Louder(1))));
        assert_eq!(Key::of(&plus, ModifiersState::CONTROL), Some(Key::Wish(Wish::Zoom(1.0))));
        let mut controls = controls();
        let minus = Key::of(&WinitKey::Character("-".into()), ModifiersState::empty()).unwrap();
        controls.key(minus, true, false);
        controls.key(minus, true, true);
        assert_eq!(wishes(&mut controls), [Wish::Louder(-1), Wish::Louder(-1)], "held down, it goes on");
    }

    #[test]
    fn q_quits_only_with_ctrl() {
        let q = WinitKey::Character("q".into());
        assert_eq!(Key::of(&q, ModifiersState::empty()), None);
        assert_eq!(Key::of(&q, ModifiersState::CONTROL), Some(Key::Wish(Wish::Quit)));
    }
}
