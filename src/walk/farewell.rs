//! The farewell: thanks, and the tour's next step, on a card that a phone can read.

use std::sync::Arc;

use crate::pose::span;
use crate::walk::anchor::Facing;
use crate::walk::buttons::{button, grid};
use crate::walk::comfort::{BUTTON_DEGREES, CODE_DEGREES};
use crate::walk::words::Line;
use crate::walk::{Button, Choice, Code, Icon, Panel, PanelKind, Walk};

/// Where the buttons begin, degrees from the horizon: the card hangs over them.
const TOP: f32 = -19.0;
const TOP_WITHOUT_CODE: f32 = -11.0;

impl Walk {
    /// The card.
    pub(super) fn farewell_card(&self, facing: Facing) -> Panel {
        let farewell = self.tour.farewell.as_ref();
        let words = farewell.map_or(self.words.line(Line::Thanks), |farewell| farewell.words.in_language(&self.language));
        let mut card = self.over(PanelKind::Card, self.farewell_top(), self.words.line(Line::ThanksTitle), words);
        let width = span(CODE_DEGREES, card.position.distance(facing.eye));
        card.code = farewell.map(|farewell| Code { address: Arc::clone(&farewell.address), width });
        card
    }

    /// What can be chosen there.
    pub(super) fn farewell_buttons(&self, over: bool, facing: Facing, buttons: &mut Vec<Button>) {
        let choices = [(Choice::GoBack, Icon::Back, Line::GoBack), (Choice::Finish, Icon::Tick, Line::Finish)];
        let choices = &choices[usize::from(over)..];
        let tiles = grid(choices.len(), 1, self.farewell_top(), self.comfort.text.tile(BUTTON_DEGREES));
        buttons.extend(
            choices.iter().zip(tiles).map(|((choice, icon, line), tile)| button(*choice, *icon, self.words.line(*line), facing, tile)),
        );
    }

    fn farewell_top(&self) -> f32 {
        if self.tour.farewell.is_some() { TOP } else { TOP_WITHOUT_CODE }
    }
}
