//! The way out, always: to the calm place that the tour names, or to a plain calm room; and back.

use crate::tour::{Arrive, LocationIndex};
use crate::walk::anchor::Facing;
use crate::walk::buttons::grid;
use crate::walk::comfort::BUTTON_DEGREES;
use crate::walk::{Button, Choice, Event, Icon, Walk, buttons, words::Line};

/// Where the way back begins, degrees from the horizon: clear of what a place has at eye level.
pub const TOP: f32 = -14.4;
/// The same where somebody may speak: below the largest captions.
const TOP_BELOW_CAPTIONS: f32 = -25.0;

/// A visitor who has been taken out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calm {
    /// Where they were.
    from: LocationIndex,
    /// It is the plain room, since the tour names no place.
    pub plain: bool,
    /// They have come there; before, the last place is still seen.
    pub there: bool,
}

impl Walk {
    /// Takes the visitor out of wherever they are.
    pub(super) fn take_out(&mut self) {
        self.leave_story();
        self.company.give_way();
        self.look = None;
        let here = self.scene.location;
        let from = self.calm.map_or(here, |calm| calm.from);
        let to = self.tour.calm.filter(|calm| *calm != here || self.calm.is_some());
        self.calm = Some(Calm { from, plain: to.is_none(), there: false });
        self.events.push(Event::TakenOut);
        self.travel.flee(to.unwrap_or(here));
    }

    /// Back to where the visitor was taken out of.
    pub(super) fn go_back_in(&mut self) {
        let Some(calm) = self.calm.take() else { return };
        self.leave_story();
        self.company.give_way();
        self.look = None;
        // Still seen while it fades.
        self.leaving_plain = calm.plain && calm.there;
        self.travel.leave(calm.from, Arrive::Stand);
    }

    /// Whether a plain calm room is what is seen.
    pub(super) fn in_plain_room(&self) -> bool {
        self.leaving_plain || self.calm.is_some_and(|calm| calm.plain && calm.there)
    }

    /// The way back, in the calm place.
    pub(super) fn calm_button(&self, facing: Facing) -> Option<Button> {
        self.calm.filter(|calm| calm.there)?;
        let top = if self.in_plain_room() { TOP } else { TOP_BELOW_CAPTIONS };
        let tile = grid(1, 1, top, self.comfort.text.tile(BUTTON_DEGREES)).next()?;
        Some(buttons::button(Choice::GoBack, Icon::Back, self.words.line(Line::GoBack), facing, tile))
    }
}
