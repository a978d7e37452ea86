//! Words that come after the head: softly, a little late, and never out of sight.

use std::sync::Arc;

use glam::{Quat, Vec3};

use crate::pose::{Angles, Pose, heading, wrap_degrees};
use crate::walk::Arrow;
use crate::walk::comfort::{
    CAPTION_AIR_DEGREES, CAPTION_HALF_DEGREES, CAPTION_LINES, CAPTION_LOWEST_DEGREES, FOLLOW_SECONDS, OUT_OF_VIEW_DEGREES,
    PANEL_BELOW_DEGREES, PANEL_FROM_GAZE_DEGREES, PANEL_METRES, PANEL_WIDEST_DEGREES, PANEL_WIDTH_DEGREES,
};

/// How far from the gaze a panel rests at most, degrees: a little less than it may be, so that there it hangs free of that limit.
const REACH_DEGREES: f32 = PANEL_FROM_GAZE_DEGREES - 4.0;

/// How much farther somebody must come into view, degrees, than they must go out of it.
const ARROW_SLACK_DEGREES: f32 = 5.0;

/// A place in front of the visitor that follows the head like something on a soft spring: critically damped, so it comes to rest
/// without swinging, and held within sight however fast the head turns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Follower {
    /// Where it is, seen from the head; `None` while nothing is shown there.
    at: Option<Angles>,
    /// How fast it moves, degrees a second.
    speed: Angles,
    /// Which way it last said to turn.
    arrow: Option<Arrow>,
}

impl Follower {
    /// Nothing is shown; what comes next comes where the visitor looks then.
    pub fn hide(&mut self) {
        *self = Self::default();
    }

    /// Whether anything is shown there.
    pub fn shown(&self) -> bool {
        self.at.is_some()
    }

    /// Where the middle of the panel is now, that comes to `rest` there seen from the head; the head's space, metres.
    pub fn follow(&mut self, head: Pose, rest: Angles, seconds: f32) -> Vec3 {
        let gaze = head.forward();
        let mut at = self.at.unwrap_or(rest);
        let (yaw, yaw_speed) = spring(wrap_degrees(at.yaw - rest.yaw), self.speed.yaw, seconds);
        let (pitch, pitch_speed) = spring(at.pitch - rest.pitch, self.speed.pitch, seconds);
        at = Angles { yaw: wrap_degrees(rest.yaw + yaw), pitch: (rest.pitch + pitch).clamp(-90.0, 90.0) };
        self.speed = Angles { yaw: yaw_speed, pitch: pitch_speed };
        let mut direction = at.direction();
        let off = gaze.angle_between(direction).to_degrees();
        if off > PANEL_FROM_GAZE_DEGREES {
            let axis = gaze.cross(direction).try_normalize().unwrap_or(Vec3::Y);
            direction = Quat::from_axis_angle(axis, PANEL_FROM_GAZE_DEGREES.to_radians()) * gaze;
            at = Angles::of(direction);
        }
        self.at = Some(at);
        head.position + direction * PANEL_METRES
    }

    /// Which way to turn to see `speaker`; `None` if they are in view. What it said last holds at the edge of the view and straight behind,
    /// so that a head that trembles there does not make it blink.
    pub fn arrow(&mut self, head: Pose, speaker: Vec3) -> Option<Arrow> {
        let towards = speaker - head.position;
        let near = towards.x.hypot(towards.z) < 0.1;
        let off = wrap_degrees(Angles::of(towards).yaw - heading(head.orientation));
        let slack = if self.arrow.is_some() { ARROW_SLACK_DEGREES } else { 0.0 };
        self.arrow = match self.arrow {
            _ if near || off.abs() <= OUT_OF_VIEW_DEGREES - slack => None,
            Some(before) if off.abs() >= 180.0 - slack => Some(before),
            _ => Some(if off < 0.0 { Arrow::Left } else { Arrow::Right }),
        };
        self.arrow
    }
}

/// Where such a panel comes to rest: below eye level, or as near to that as the gaze allows.
pub fn rest(head: Pose) -> Angles {
    let gaze = Angles::of(head.forward());
    let (lowest, highest) = (gaze.pitch - REACH_DEGREES, gaze.pitch + REACH_DEGREES);
    Angles { yaw: heading(head.orientation), pitch: (-PANEL_BELOW_DEGREES).clamp(lowest, highest) }
}

/// How far something reaches, seen from the head; degrees.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Where its middle is, and how far it reaches to either side of it.
    pub yaw: f32,
    pub aside: f32,
    /// Its lower and its upper edge.
    pub bottom: f32,
    pub top: f32,
}

/// Where captions come to rest that are `larger` times the usual size and cover none of `things`: below what they would cover; above it
/// where there is no room over the menu's handle, or where the gaze does not reach.
pub fn clear_of(rest: Angles, head: Pose, things: impl Iterator<Item = Extent> + Clone, larger: f32) -> Angles {
    let half = CAPTION_HALF_DEGREES * larger;
    let aside = (PANEL_WIDTH_DEGREES * larger).min(PANEL_WIDEST_DEGREES) / 2.0;
    let covered = |pitch: f32| {
        let beside = |thing: &Extent| wrap_degrees(thing.yaw - rest.yaw).abs() > thing.aside + aside;
        things.clone().find(|thing| !beside(thing) && pitch - half < thing.top && pitch + half > thing.bottom)
    };
    // Past one thing after the other; each step goes farther the same way, so it ends.
    let past = |step: &dyn Fn(Extent) -> f32| {
        let mut pitch = rest.pitch;
        while let Some(thing) = covered(pitch) {
            pitch = step(thing);
        }
        pitch
    };
    let below = past(&|thing| thing.bottom - half - CAPTION_AIR_DEGREES);
    let lowest = (CAPTION_LOWEST_DEGREES + half).max(Angles::of(head.forward()).pitch - REACH_DEGREES);
    let pitch = if below >= lowest { below } else { past(&|thing| thing.top + half + CAPTION_AIR_DEGREES) };
    Angles { pitch, ..rest }
}

/// Long words, shown two lines at a time.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    whole: Arc<str>,
    letters: usize,
    parts: Vec<Arc<str>>,
}

impl Parts {
    /// The part of `whole` that is up when so much of its time has gone by, from 0 to 1, where a line holds so many `letters`.
    pub fn at(&mut self, whole: &Arc<str>, letters: usize, through: f32) -> &Arc<str> {
        if self.letters != letters || !(Arc::ptr_eq(&self.whole, whole) || self.whole == *whole) {
            *self = Self { whole: Arc::clone(whole), letters, parts: split(whole, letters) };
        }
        // Each part is up for as long as its share of the letters.
        let total: usize = self.parts.iter().map(|part| part.len()).sum();
        let mut gone = 0.0;
        for part in &self.parts {
            gone += part.len() as f32 / total.max(1) as f32;
            if through < gone {
                return part;
            }
        }
        self.parts.last().unwrap_or(&self.whole)
    }
}

/// Breaks words into parts of two lines, as even as they come.
fn split(whole: &Arc<str>, letters: usize) -> Vec<Arc<str>> {
    let parts_in = |letters: usize| {
        let mut parts: Vec<Vec<String>> = Vec::new();
        let mut line = String::new();
        let mut lines: Vec<String> = Vec::new();
        for word in whole.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > letters {
                lines.push(std::mem::take(&mut line));
            }
            if lines.len() == CAPTION_LINES {
                parts.push(std::mem::take(&mut lines));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        parts.push(lines);
        parts
    };
    let fitting = parts_in(letters);
    if fitting.len() <= 1 {
        return vec![Arc::clone(whole)];
    }
    // Narrower lines spread the words over the same number of parts: no single word is left over for the last.
    let narrowest = (letters / 2..=letters).find(|narrower| parts_in(*narrower).len() == fitting.len());
    let parts = narrowest.map_or(fitting, parts_in);
    parts.into_iter().map(|lines| Arc::from(lines.join(" "))).collect()
}

/// A critically damped spring, solved exactly, so that it is as calm at 20 steps a second as at 90: how far off it still is and
/// how fast it moves.
fn spring(off: f32, speed: f32, seconds: f32) -> (f32, f32) {
    // After five time constants of the spring less than 1/25 of the way is left: that is "there".
    let stiffness = 5.0 / FOLLOW_SECONDS;
    let decay = (-stiffness * seconds).exp();
    let push = (speed + stiffness * off) * seconds;
    ((off + push) * decay, (speed - stiffness * push) * decay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::turn;

    fn head(yaw: f32, pitch: f32) -> Pose {
        Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: turn(yaw) * Quat::from_rotation_x(pitch.to_radians()) }
    }

    fn seen(head: Pose, panel: Vec3) -> Angles {
        Angles::of(panel - head.position)
    }

    #[test]
    fn it_appears_below_the_gaze_at_reading_distance() {
        let panel = Follower::default().follow(head(40.0, 0.0), rest(head(40.0, 0.0)), 0.011);
        let at = seen(head(40.0, 0.0), panel);
        assert!((at.yaw - 40.0).abs() < 0.1 && (-20.0..=-10.0).contains(&at.pitch), "{at:?}");
        assert!((1.2..=1.5).contains(&panel.distance(head(0.0, 0.0).position)));
    }

    #[test]
    fn it_lags_behind_a_turn_and_catches_up_without_swinging() {
        let mut follower = Follower::default();
        follower.follow(head(0.0, 0.0), rest(head(0.0, 0.0)), 0.011);
        let turned = head(20.0, 0.0);
        let yaws: Vec<f32> = (0..180).map(|_| seen(turned, follower.follow(turned, rest(turned), 0.011)).yaw).collect();
        assert!(yaws[0] < 1.0, "it does not jump: {}", yaws[0]);
        assert!(yaws.windows(2).all(|pair| pair[1] >= pair[0] - 0.01), "it does not swing");
        assert!((yaws[179] - 20.0).abs() < 0.5, "it arrives: {}", yaws[179]);
    }

    #[test]
    fn it_never_leaves_sight() {
        let mut follower = Follower::default();
        for step in 0..2000 {
            // Wild turns: up to 900 degrees a second, from the floor to the ceiling and through the back.
            let head = head(step as f32 * 10.0 * (step as f32 * 0.01).sin(), 89.0 * (step as f32 * 0.07).sin());
            let panel = follower.follow(head, rest(head), 0.011);
            let off = head.forward().angle_between(panel - head.position).to_degrees();
            assert!(off < PANEL_FROM_GAZE_DEGREES + 0.1, "step {step}: {off}");
        }
    }

    #[test]
    fn it_goes_the_short_way_through_the_back() {
        let mut follower = Follower::default();
        follower.follow(head(175.0, 0.0), rest(head(175.0, 0.0)), 0.011);
        let turned = head(-175.0, 0.0);
        let at = seen(turned, follower.follow(turned, rest(turned), 0.1));
        assert!(at.yaw.abs() > 174.0, "{at:?}");
    }

    #[test]
    fn a_long_step_is_no_shock() {
        let mut follower = Follower::default();
        follower.follow(head(0.0, 0.0), rest(head(0.0, 0.0)), 0.011);
        let at = seen(head(20.0, 0.0), follower.follow(head(20.0, 0.0), rest(head(20.0, 0.0)), 1.0));
        assert!((at.yaw - 20.0).abs() < 0.2, "{at:?}");
    }

    #[test]
    fn it_gives_way_to_what_is_being_chosen() {
        let ahead = head(0.0, -10.0);
        let usual = rest(ahead);
        // A marker with its name over it.
        let marker = |yaw, pitch: f32, larger: f32| Extent { yaw, aside: 12.0, bottom: pitch - 2.0, top: pitch + 2.0 + 6.5 * larger };
        let clear = |yaw, pitch, larger: f32| clear_of(usual, ahead, std::iter::once(marker(yaw, pitch, larger)), larger);
        let low = clear(3.0, -13.0, 1.0);
        assert!((low.pitch + 13.0).abs() > 6.9 && low.yaw == usual.yaw, "{low:?}");
        assert_eq!(clear(3.0, 10.0, 1.0), usual, "it is not in the way");
        assert_eq!(clear(50.0, -13.0, 1.0), usual);
        assert!(clear(3.0, -20.0, 2.0).pitch > 0.0, "below it is the menu's handle");
        assert!(clear(3.0, -26.0, 2.0).pitch > -2.0, "nor does it cover the name");
    }

    #[test]
    fn it_gives_way_to_several_at_once() {
        let covers =
            |at: Angles, thing: &Extent| at.pitch - CAPTION_HALF_DEGREES < thing.top && at.pitch + CAPTION_HALF_DEGREES > thing.bottom;
        let thing = |bottom, top| Extent { yaw: 0.0, aside: 15.0, bottom, top };
        for things in [[thing(-19.0, -9.0), thing(-8.0, 2.0)], [thing(-19.0, -9.0), thing(-30.0, -20.0)]] {
            for pitch in [-30.0, 0.0, 12.0] {
                let ahead = head(0.0, pitch);
                let at = clear_of(rest(ahead), ahead, things.iter().copied(), 1.0);
                assert!(!things.iter().any(|thing| covers(at, thing)), "{at:?}");
                assert!((at.pitch - pitch).abs() <= PANEL_FROM_GAZE_DEGREES, "{at:?} can be seen with {pitch}");
            }
        }
    }

    #[test]
    fn long_words_are_shown_two_lines_at_a_time() {
        let long: Arc<str> =
            "Når døren går op klokken syv, ved du aldrig helt, hvem der står på den anden side, og hvad de har drømt.".into();
        let mut parts = Parts::default();
        let first = parts.at(&long, 37, 0.0).to_string();
        let second = parts.at(&long, 37, 0.9).to_string();
        assert_eq!(format!("{first} {second}"), *long);
        assert!(first.chars().count() <= 74 && second.chars().count() > 20, "{first} / {second}");
        assert!(parts.at(&long, 24, 0.0).chars().count() <= 48, "larger letters, fewer of them");
        let short: Arc<str> = "Godmorgen.".into();
        assert!(Arc::ptr_eq(parts.at(&short, 37, 0.5), &short));
        let huge: Arc<str> = "Straffuldbyrdelseslovgivningsændringerne".into();
        assert_eq!(parts.at(&huge, 24, 0.5), &huge, "a word is never cut");
        assert_eq!(&**parts.at(&Arc::from(""), 24, f32::NAN), "");
    }

    #[test]
    fn the_arrow_points_the_way_to_turn() {
        let right = Vec3::new(2.0, 1.6, 0.0);
        let arrow = |yaw| Follower::default().arrow(head(yaw, 0.0), right);
        assert_eq!(arrow(0.0), Some(Arrow::Right));
        assert_eq!(arrow(180.0), Some(Arrow::Left));
        assert_eq!(arrow(80.0), None);
        let mut turning = Follower::default();
        let seen = [50.0, 57.0, 61.0, 57.0, 50.0, -87.0, -93.0, -100.0].map(|yaw| turning.arrow(head(yaw, 0.0), right));
        let [to_the_right, to_the_left] = [Some(Arrow::Right), Some(Arrow::Left)];
        assert_eq!(seen, [to_the_right, to_the_right, None, None, to_the_right, to_the_right, to_the_right, to_the_left]);
    }
}
