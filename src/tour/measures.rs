//! What a visitor can read and tell apart: numbers that a visit keeps to and that `check` holds a tour against.

use crate::pose::span;

/// The smallest angle that a marker takes up, degrees. Guidance: 2° for dwell, 2.8° for a ray (48 mm at 1 m); as either may
/// come at any time, the larger serves both.
const MARKER_LEAST_DEGREES: f32 = 2.8;
/// The largest angle that a marker takes up, degrees: one close by must not hide the room.
const MARKER_MOST_DEGREES: f32 = 8.0;
/// How wide a marker is where neither limit binds, metres.
const MARKER_METRES: f32 = 0.2;

/// How wide a marker is, metres, that is `distance` metres away.
pub fn marker_diameter(distance: f32) -> f32 {
    MARKER_METRES.max(span(MARKER_LEAST_DEGREES, distance)).min(span(MARKER_MOST_DEGREES, distance))
}

/// A gap between two captions shorter than this is closed, seconds: shorter ones look jerky (BBC subtitle guidelines).
pub const CAPTION_GAP_SECONDS: f32 = 1.0;
/// How many words a minute a caption may ask of its reader. Guidance: 160 to 180.
pub(super) const READING_PACE: f32 = 180.0;
/// How many characters a line of a caption has at most, and how many lines it has. Guidance.
pub(super) const CAPTION_LINE: usize = 37;
pub(super) const CAPTION_LINES: usize = 2;
/// How long what goes round may be, seconds: it is kept in memory whole.
pub(super) const AMBIENCE_SECONDS: f32 = 300.0;
/// How far captions may be ahead of the voice or behind it, seconds. Guidance.
pub(super) const CAPTION_LAG_SECONDS: f32 = 1.5;
