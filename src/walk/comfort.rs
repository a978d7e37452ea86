//! Every number that a visitor's comfort hangs on, in one place.
//!
//! *Guidance* marks what published guidance asks for: the design guides of Meta and Microsoft, the W3C's XR Accessibility User
//! Requirements, the BBC's subtitle guidelines, A-Frame's cursor. The rest are this program's own choices, with their reasons.

// What a tour is checked against as well stands in its room.
pub use crate::tour::{CAPTION_GAP_SECONDS, marker_diameter};

/// Seconds for the picture to go dark before a change of location, and again to come back. Guidance.
pub const FADE_SECONDS: f32 = 0.25;
/// Seconds after which the visitor is told that a location is on its way. Shorter waits would only make words flash.
pub const LOADING_NOTICE_SECONDS: f32 = 1.0;
/// Seconds after which the visitor arrives whether or not the location can be shown: nobody waits for ever.
pub const LOADING_PATIENCE_SECONDS: f32 = 10.0;

/// How far the visitor is turned who asks to be, degrees, at once: a picture that turns by itself makes people ill. Guidance.
pub const TURN_DEGREES: f32 = 30.0;

/// Seconds of looking at something that choose it, unless set otherwise. Guidance.
pub const DWELL_SECONDS: f32 = 1.5;
/// The shortest and the longest dwell that may be set, seconds: a shorter one chooses what was only glanced at.
pub const DWELL_SECONDS_RANGE: (f32, f32) = (0.5, 5.0);
/// Seconds of looking before the ring begins to fill. Guidance.
pub const DWELL_FEEDBACK_SECONDS: f32 = 0.2;
/// Seconds to read a proposal before looking at it begins to count as wanting it; longer where it is still being said.
pub const PROPOSAL_READING_SECONDS: f32 = 1.0;
/// The most seconds that one step adds to a dwell: nothing is chosen by a picture that stood still.
pub const DWELL_STEP_SECONDS: f32 = 0.1;
/// Seconds from the end of a proposal that is said aloud to the first moment in which looking at it can choose it: it is heard out.
pub const PROPOSAL_BREATH_SECONDS: f32 = 0.2;

/// How near to a marker's rim the gaze is near enough, degrees: heads are not hands.
pub const MAGNETISM_DEGREES: f32 = 2.0;
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
/// How wide panels with larger words may become, degrees. Guidance.
pub const PANEL_WIDEST_DEGREES: f32 = 50.0;
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
/// Seconds of quiet before the guide proposes something: as people pause, so that who has found something alone may choose it.
pub const QUIET_SECONDS: f32 = 1.0;
/// How far below the guide's face a proposal hangs, degrees: near enough to belong together, without covering the face.
pub const PROPOSAL_BELOW_DEGREES: f32 = 14.0;

/// Seconds into a sentence within which asking to hear it again means the one before.
pub const AGAIN_SECONDS: f32 = 1.0;

/// Seconds in which captions glide to where their sound is: its device tells that in steps of a buffer, some 10 to 90 ms.
pub const CLOCK_SECONDS: f32 = 0.25;
/// A sound farther ahead of its captions than this, seconds, has played on through a hitch of the picture: they are with it at once.
pub const AHEAD_SECONDS: f32 = 0.25;
/// A sound farther behind its captions than this, seconds, is not waited for but brought to them: its device was away.
pub const BEHIND_SECONDS: f32 = 0.75;

/// By how much ambience goes down while a story is told, decibels.
pub const DUCK_DECIBELS: f32 = -9.0;

/// The most seconds that one step lets go by.
///
/// A hitch of the picture must count in full, or what nobody hears falls behind. A machine that slept for a minute must not have
/// skipped a story. A second is longer than a hitch and shorter than a caption.
pub const STEP_SECONDS: f32 = 1.0;

/// The seconds that a step lets go by: none where `seconds` is negative or no number, at most [`STEP_SECONDS`].
pub fn step_seconds(seconds: f32) -> f32 {
    if seconds > 0.0 { seconds.min(STEP_SECONDS) } else { 0.0 }
}

/// Seconds after which the guide says once more what they propose, to who does nothing at all.
pub const NUDGE_SECONDS: f32 = 20.0;
/// Looking so near to the guide's face, degrees, is looking at them.
pub const FACE_DEGREES: f32 = 10.0;

/// Seconds that a headset may be off without the visit being over: who only adjusts it goes on. Guidance.
pub const GRACE_SECONDS: f32 = 5.0;
/// Seconds without any stirring after which a headset has been put down, where it cannot tell by itself.
pub const REST_SECONDS: f32 = 10.0;
/// How far a headset that was at rest must turn, degrees, or move, metres, to have been picked up: more than a knock against the table.
pub const PICKED_UP_DEGREES: f32 = 4.0;
/// See [`PICKED_UP_DEGREES`].
pub const PICKED_UP_METRES: f32 = 0.04;
/// How little a head turns, degrees, or moves, metres, that is not perfectly still: less than anybody sways.
pub const STIRRED_DEGREES: f32 = 0.15;
/// See [`STIRRED_DEGREES`].
pub const STIRRED_METRES: f32 = 0.003;
/// Seconds of perfect stillness, while nothing is told, after which a visitor has gone whose headset cannot tell: longer than anybody
/// takes to look around or to make up their mind.
pub const STILL_SECONDS: f32 = 300.0;

/// Seconds of unbroken stirring after which a headset that says that nobody wears it is not believed: longer than anybody takes to
/// carry it or to wipe it. Some sensors are blind to some faces.
pub const DOUBT_SECONDS: f32 = 30.0;
/// Stillness shorter than this does not break a stirring, seconds.
pub const PAUSE_SECONDS: f32 = 2.0;

/// The most seconds that the welcome takes who does nothing. A first-time visitor gives little more before they pull the headset off.
pub const WELCOME_SECONDS: f32 = 25.0;
/// The most seconds that one step of the welcome waits.
pub const WELCOME_STEP_SECONDS: f32 = 8.0;
/// Seconds that the farewell waits before the picture rests: time to get a phone out and read the code.
pub const FAREWELL_SECONDS: f32 = 60.0;
/// The shortest and the longest visit that may be set, minutes.
pub const MINUTES_RANGE: (f32, f32) = (4.0, 20.0);
/// Seconds before the end of a visit that the guide says so.
pub const CLOSING_SECONDS: f32 = 120.0;
/// Seconds that a story may go on past the end of a visit: nobody is cut off in mid-sentence.
pub const OVERTIME_SECONDS: f32 = 60.0;
/// How dark the picture is while it waits for somebody, while it welcomes, and when it says goodbye; 1 is black.
pub const ATTRACT_DIM: f32 = 0.5;
/// See [`ATTRACT_DIM`].
pub const WELCOME_DIM: f32 = 0.35;
/// See [`ATTRACT_DIM`].
pub const FAREWELL_DIM: f32 = 0.45;
/// Seconds from clear to black at the pace at which the picture dims.
pub const DIM_SECONDS: f32 = 1.5;

/// How far the body may turn away from what hangs before it, degrees, before that comes along.
pub const ANCHOR_SLACK_DEGREES: f32 = 32.0;
/// How far the head may move away from where that was hung for, metres.
pub const ANCHOR_METRES: f32 = 0.25;
/// Seconds of being turned away after which it comes along.
pub const ANCHOR_SECONDS: f32 = 0.7;
/// How wide and high the tiles of the menu are, degrees: large enough for a hand that shakes.
pub const BUTTON_DEGREES: (f32, f32) = (16.0, 5.2);
/// What all words but captions and labels are multiplied by at most: larger, and the menu would no longer be seen without searching for it.
pub const IN_VIEW_MOST: f32 = 1.5;
/// Between buttons, degrees.
pub const BUTTON_GAP_DEGREES: f32 = 0.8;
/// Where the handle of the menu hangs below the horizon, degrees: out of the way, and where one looks when one is at a loss. Guidance
/// asks for 35 to 40.
pub const HANDLE_BELOW_DEGREES: f32 = 38.0;
/// How wide and high the handle is, degrees.
pub const HANDLE_DEGREES: (f32, f32) = (11.0, 4.6);
/// How far the gaze is from the handle, degrees, when it is only a shadow of itself, and when it is plain to see.
pub const HANDLE_NEAR_DEGREES: (f32, f32) = (45.0, 20.0);

/// The least and the most that everything may be made louder, decibels, and by how much in a step.
pub const VOLUME_DECIBELS_RANGE: (f32, f32) = (-18.0, 6.0);
/// See [`VOLUME_DECIBELS_RANGE`].
pub const VOLUME_STEP_DECIBELS: f32 = 3.0;
/// The shortest and the longest that may be set for scanning to rest on each thing, seconds.
pub const SCAN_SECONDS_RANGE: (f32, f32) = (0.5, 10.0);

/// How wide the farewell's code is with the quiet around it, degrees, however large words are. Guidance: a phone wants at least 15.
pub const CODE_DEGREES: f32 = 18.5;

/// How many lines of a caption are up at a time. Guidance.
pub const CAPTION_LINES: usize = 2;
/// Half of a caption's height, degrees, while its words are of the usual size.
pub const CAPTION_HALF_DEGREES: f32 = 4.6;
/// Between a caption and what it keeps clear of, degrees.
pub const CAPTION_AIR_DEGREES: f32 = 1.0;
/// How low captions come down, degrees: the menu's handle is below.
pub const CAPTION_LOWEST_DEGREES: f32 = -34.0;

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
