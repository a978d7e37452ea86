//! The farewell: thanks, and the tour's next step, on a card that a phone can read.

use std::sync::Arc;

use crate::walk::anchor::Facing;
use crate::walk::buttons::{button, row};
use crate::walk::panels::{self, panel};
use crate::walk::words::Line;
use crate::walk::{Button, Choice, Icon, Panel, PanelKind, Walk};

/// Where the card's middle and the buttons hang, degrees from the horizon.
const CARD: f32 = 2.0;
const CARD_WITHOUT_CODE: f32 = -4.0;
const ROW: f32 = -22.0;
const ROW_WITHOUT_CODE: f32 = -14.0;

impl Walk {
    /// The card.
    pub(super) fn farewell_card(&self, facing: Facing) -> Panel {
        let farewell = self.tour.farewell.as_ref();
        let words = farewell.map_or(self.words.line(Line::Thanks), |farewell| farewell.words.in_language(&self.language));
        let pitch = if farewell.is_some() { CARD } else { CARD_WITHOUT_CODE };
        let (eye, at) = (facing.eye, facing.point(0.0, pitch));
        let mut card = panel(PanelKind::Card, eye, at, self.words.line(Line::ThanksTitle), words);
        panels::scale(&mut card, self.comfort.text.factor().min(CARD_SCALE));
        card.code = farewell.map(|farewell| Arc::clone(&farewell.address));
        card
    }

    /// What can be chosen there.
    pub(super) fn farewell_buttons(&self, over: bool, facing: Facing, buttons: &mut Vec<Button>) {
        let choices = [(Choice::GoBack, Icon::Back, Line::GoBack), (Choice::Finish, Icon::Tick, Line::Finish)];
        let choices = &choices[usize::from(over)..];
        let pitch = if self.tour.farewell.is_some() { ROW } else { ROW_WITHOUT_CODE };
        let tiles = row(choices.len(), pitch);
        buttons.extend(
            choices.iter().zip(tiles).map(|((choice, icon, line), tile)| button(*choice, *icon, self.words.line(*line), facing, tile)),
        );
    }
}

/// The card grows with the visitor's words only so far that its code still hangs in view.
const CARD_SCALE: f32 = 1.0;
