//! How each kind of panel is laid out. The unit is the height of a capital letter of the body.

use glam::Vec2;

use crate::render::palette::{Colour, LINEN, OAK, PAPER};
use crate::walk::PanelKind;

/// How a kind of panel is laid out; lengths in capitals of the body.
pub struct Style {
    /// Between the panel's edge and its content, at the sides and above and below.
    pub padding: Vec2,
    /// How long a line may become, whatever the panel's width.
    pub measure: f32,
    pub heading_cap: f32,
    pub heading: Colour,
    pub body: Colour,
    /// Whether the body is heavier than running text.
    pub strong: bool,
    /// How many lines the body may have that are as long as they may become; as many more as they are shorter.
    pub lines: usize,
    pub centred: bool,
    pub ring: bool,
}

impl Style {
    /// How panels of this kind are.
    pub fn of(kind: PanelKind) -> Self {
        // 37 characters of Danish are about 28 capitals wide in this face.
        let plain = Self {
            padding: Vec2::new(1.5, 1.35),
            measure: 28.5,
            heading_cap: 0.96,
            heading: OAK,
            body: PAPER,
            strong: false,
            lines: 4,
            centred: true,
            ring: false,
        };
        match kind {
            PanelKind::Caption => plain,
            PanelKind::Label => Self { padding: Vec2::new(1.2, 0.85), measure: 22.0, strong: true, lines: 2, ..plain },
            PanelKind::Proposal => Self { padding: Vec2::new(1.3, 1.2), measure: 24.0, lines: 3, centred: false, ring: true, ..plain },
            PanelKind::Look => Self { padding: Vec2::splat(1.6), measure: 31.0, heading_cap: 1.1, lines: 14, centred: false, ..plain },
            PanelKind::Card => Self { padding: Vec2::splat(1.6), measure: 30.0, heading_cap: 1.15, heading: OAK, lines: 5, ..plain },
            PanelKind::Notice => {
                Self { padding: Vec2::splat(1.6), measure: 27.0, heading_cap: 1.0, heading: PAPER, body: LINEN, lines: 8, ..plain }
            }
            PanelKind::Report => Self { padding: Vec2::splat(1.6), measure: 56.0, heading_cap: 1.0, lines: 16, centred: false, ..plain },
        }
    }

    /// How many lines there may be of at most `measure` where there may be so many of full length: larger words take more of them.
    pub fn lines_within(&self, lines: usize, measure: f32) -> usize {
        (lines as f32 * self.measure / measure.clamp(1.0, self.measure)).ceil() as usize
    }
}
