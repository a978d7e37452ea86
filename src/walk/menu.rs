//! The menu: small, under the horizon, and always there.

use crate::walk::anchor::Facing;
use crate::walk::buttons::{Tile, button, grid};
use crate::walk::comfort::{BUTTON_DEGREES, HANDLE_BELOW_DEGREES, HANDLE_DEGREES, HANDLE_NEAR_DEGREES, VOLUME_DECIBELS_RANGE};
use crate::walk::words::Line;
use crate::walk::{Button, Choice, Event, Icon, Walk};

/// Where the menu begins, degrees from the horizon: the whole of it is below.
const TOP: f32 = -6.4;
/// How clear the handle is to who looks elsewhere.
const SHADOW: f32 = 0.25;
/// Seconds after which a menu closes that nobody attends to.
const FORGOTTEN_SECONDS: f32 = 12.0;

/// The menu while it is open.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Menu {
    /// Everything else stands still. Never longer than the menu is open: nobody is left in a place that does not go on.
    pub paused: bool,
    /// Seconds that nobody has attended to it.
    forgotten: f32,
}

impl Walk {
    /// Opens the menu, or closes it.
    pub(super) fn toggle_menu(&mut self) {
        if self.walking() && self.menu.is_none() {
            self.menu = Some(Menu::default());
            self.events.push(Event::Menu { open: true });
            self.aim.reset();
        } else {
            self.close_menu();
        }
    }

    /// Closes the menu, if it is open; what it held goes on.
    pub(super) fn close_menu(&mut self) -> bool {
        if self.menu.take().is_none() {
            return false;
        }
        self.events.push(Event::Menu { open: false });
        self.aim.reset();
        true
    }

    /// Closes a menu that has been left open; but who has paused may look about for as long as they like.
    pub(super) fn close_forgotten_menu(&mut self, acted: bool, seconds: f32) {
        let attended = acted || self.aim.pointed().is_some() || self.options.scan_seconds.is_some();
        let Some(menu) = &mut self.menu else { return };
        menu.forgotten = if attended || menu.paused { 0.0 } else { menu.forgotten + seconds };
        if menu.forgotten > FORGOTTEN_SECONDS {
            self.close_menu();
        }
    }

    /// The quiet sign that opens the menu: plainer the nearer one looks.
    pub(super) fn handle(&self, facing: Facing) -> Button {
        let tile = Tile { aside: 0.0, pitch: -HANDLE_BELOW_DEGREES, size: self.comfort.text.tile(HANDLE_DEGREES) };
        let mut handle = button(Choice::Menu, Icon::Lines, self.words.line(Line::Menu), facing, tile);
        let head = self.scene.head;
        let off = head.forward().angle_between(handle.position - head.position).to_degrees();
        let (far, near) = HANDLE_NEAR_DEGREES;
        handle.opacity = if off.is_finite() { ((far - off) / (far - near)).clamp(SHADOW, 1.0) } else { SHADOW };
        if self.aim.attention() == Some(super::aim::Target::Button(Choice::Menu)) {
            handle.opacity = 1.0;
        }
        handle
    }

    /// Everything that the open menu offers.
    pub(super) fn menu_buttons(&self, menu: Menu, facing: Facing, buttons: &mut Vec<Button>) {
        let [captions, letters, mono, still] = self.comfort_choices();
        let (least, most) = VOLUME_DECIBELS_RANGE;
        let (pause, pause_line) = if menu.paused { (Icon::Onward, Line::Resume) } else { (Icon::Bars, Line::Pause) };
        let plain = |choice, icon, line| ((choice, icon, line, None), true);
        let items = [
            plain(Choice::Pause, pause, pause_line),
            (((Choice::Repeat), Icon::Again, Line::Repeat, None), self.can_repeat()),
            plain(Choice::Close, Icon::Cross, Line::Close),
            (captions, true),
            (letters, true),
            (mono, true),
            ((Choice::Quieter, Icon::Minus, Line::Quieter, None), self.comfort.volume > least),
            ((Choice::Louder, Icon::Plus, Line::Louder, None), self.comfort.volume < most),
            (still, true),
            plain(Choice::Recenter, Icon::Ahead, Line::Recenter),
            plain(Choice::TakeMeOut, Icon::Leaf, Line::TakeMeOut),
            plain(Choice::End, Icon::Stop, Line::EndVisit),
        ];
        let (items_shown, rows) = (items.len(), items.len() / 3);
        let size = self.comfort.text.tile(BUTTON_DEGREES);
        let tiles = grid(3, rows, TOP, size);
        for (((choice, icon, line, on), enabled), tile) in items.into_iter().zip(tiles) {
            buttons.push(Button { enabled, on, ..button(choice, icon, self.words.line(line), facing, tile) });
        }
        // Its own row, and its own name: who cannot read the rest of the menu finds their language here.
        let languages = &self.tour.languages;
        if languages.len() > 1 {
            let now = languages.iter().position(|language| *language == self.language).unwrap_or(0);
            let next = (now + 1) % languages.len();
            if let Some(name) = self.language_names.get(next)
                && let Some(tile) = grid(3, rows + 1, TOP, size).nth(items_shown + 1)
            {
                buttons.push(button(Choice::NextLanguage, Icon::of_language(&languages[next]), name, facing, tile));
            }
        }
    }
}
