//! Every number that a visitor's comfort hangs on, in one place.
//!
//! *Guidance* marks what published guidance asks for: the design guides of Meta and Microsoft, the W3C's XR Accessibility User
//! Requirements, the BBC's subtitle guidelines, A-Frame's cursor. The rest are this program's own choices, with their reasons.

// What a tour is checked against as well stands in its room.
pub use crate::tour::{CAPTION_GAP_SECONDS, marker_diameter};

/// Seconds for the picture to go dark before a change of location, and again to come back. Guidance.
pub const FADE_SECONDS: f32 = 0.25;
/// Seconds in the dark after which the visitor is told that something is on its way. Shorter waits would only make words flash.
pub const LOADING_NOTICE_SECONDS: f32 = 1.0;
/// Seconds in the dark after which the visitor arrives whether or not the location can be shown: nobody stays in the dark.
pub const LOADING_PATIENCE_SECONDS: f32 = 10.0;

/// Seconds of looking at something that choose it, unless set otherwise. Guidance.
pub const DWELL_SECONDS: f32 = 1.5;
/// The shortest and the longest dwell that may be set, seconds: a shorter one chooses what was only glanced at.
pub const DWELL_SECONDS_RANGE: (f32, f32) = (0.5, 5.0);
/// Seconds of looking before the ring begins to fill. Guidance.
pub const DWELL_FEEDBACK_SECONDS: f32 = 0.2;
/// Seconds to read a proposal before looking at it begins to count as wanting it.
pub const PROPOSAL_READING_SECONDS: f32 = 2.0;
/// The most seconds that one step adds to a dwell: nothing is chosen by a picture that stood still.
pub const DWELL_STEP_SECONDS: f32 = 0.1;

/// How much larger something is once it is attended to, so that attention does not flicker at its edge.
pub const HYSTERESIS: f32 = 1.3;
/// Seconds in which a marker shows that it came into attention or left it.
pub const FOCUS_SECONDS: f32 = 0.15;
/// How far a ray that hits nothing is drawn, metres.
pub const POINTER_METRES: f32 = 2.0;

/// How far away panels hang, metres. Guidance: 1.2 to 1.5.
pub const PANEL_METRES: f32 = 1.3;
/// The nearest and the farthest that a panel near somebody hangs, metres. Guidance.
pub const PANEL_METRES_RANGE: (f32, f32) = (1.2, 1.5);
/// How far below eye level panels hang, degrees. Guidance: 10 to 20.
pub const PANEL_BELOW_DEGREES: f32 = 15.0;
/// How far from the gaze a panel that follows the head may be, degrees. Guidance.
pub const PANEL_FROM_GAZE_DEGREES: f32 = 30.0;
/// How wide panels may become, degrees. Guidance: at most 50; 40 holds the 37 letters of a caption's line.
pub const PANEL_WIDTH_DEGREES: f32 = 40.0;
/// How wide labels may become, degrees: as short lines, so that they do not cover the next marker.
pub const LABEL_WIDTH_DEGREES: f32 = 24.0;
/// How high a capital letter is, degrees. Guidance: at least 1.0; a little more, for who leans back.
pub const CAP_DEGREES: f32 = 1.1;
/// Seconds that a panel which follows the head takes to come after it: slow enough to feel like a thing, not like a mask.
pub const FOLLOW_SECONDS: f32 = 0.5;
/// How far to the side of the gaze somebody is out of view, degrees: a little inside what headset and window show.
pub const OUT_OF_VIEW_DEGREES: f32 = 35.0;
/// Seconds after which the words of a look go when the visitor has turned away from them: with gaze alone there is no way to
/// say "back".
pub const LOOK_AWAY_SECONDS: f32 = 3.0;

/// Seconds that something the guide says without a recording can be read: two lines at 160 words a minute. Guidance.
pub const SAYING_SECONDS: f32 = 7.0;
/// Seconds of quiet before the guide proposes something: first the visitor may find something alone.
pub const QUIET_SECONDS: f32 = 4.0;
/// How far below the guide's face a proposal hangs, degrees: near enough to belong together, without covering the face.
pub const PROPOSAL_BELOW_DEGREES: f32 = 14.0;

/// By how much ambience goes down while a story is told, decibels.
pub const DUCK_DECIBELS: f32 = -9.0;

/// The most seconds that one step lets go by.
///
/// A recording plays on through a hitch of the picture, so a hitch must count in full, or captions fall behind the voice. A machine
/// that slept for a minute must not have skipped a story. A second is longer than a hitch and shorter than a caption.
pub const STEP_SECONDS: f32 = 1.0;

/// The seconds that a step lets go by: none where `seconds` is negative or no number, at most [`STEP_SECONDS`].
pub fn step_seconds(seconds: f32) -> f32 {
    if seconds > 0.0 { seconds.min(STEP_SECONDS) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_runs_backwards_nor_skips_a_story() {
        assert_eq!(step_seconds(0.011), 0.011);
        for bad in [-1.0, f32::NAN, f32::NEG_INFINITY] {
            assert_eq!(step_seconds(bad), 0.0, "{bad}");
        }
        for huge in [60.0, f32::INFINITY, f32::MAX] {
            assert_eq!(step_seconds(huge), STEP_SECONDS, "{huge}");
        }
    }
}
