//! What a figure does at a moment, as plain data: which animation, where the head turns, eyelids and mouth. Nothing here draws.

use crate::pose::{Angles, wrap_degrees};
use crate::walk::Attitude;

/// How long one animation takes to become another, seconds.
const BLEND: f32 = 0.3;
/// How far a head turns to each side, up and down, degrees: what a person does without turning their body.
const MOST_YAW: f32 = 60.0;
const MOST_PITCH: f32 = 25.0;
/// Whoever is further to the side than this, degrees, is behind: nobody looks after them.
const BEHIND: f32 = 120.0;
/// How fast a head turns at most, degrees a second, and how much of the rest of the way it goes, a second.
const HEAD_SPEED: f32 = 120.0;
const HEAD_EASE: f32 = 6.0;
/// How long a guide looks at what they point at before they look at the visitor again, seconds.
const GLANCE: f32 = 1.8;
/// Blinks are in the middle so far apart, seconds, and never more than half of it more or less: 2 to 6.
const BLINK_GAP: f32 = 4.0;
/// From open to open, seconds.
const BLINK: f32 = 0.18;
/// Syllables a second; and how many make a phrase, of which the last is a pause.
const SYLLABLES: f32 = 4.5;
const PHRASE: u32 = 9;
/// How wide the mouth is open at the loudest syllables.
const WIDEST: f32 = 0.7;
/// How much of the way to where the mouth should be it goes in a frame: it closes softly, whoever stops speaking.
const MOUTH_EASE: f32 = 0.4;

/// What there is for a figure to react to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    /// How long the visitor has been there; it stands while all holds still.
    pub seconds: f32,
    /// Whether all holds still.
    pub still: bool,
    pub attitude: Attitude,
    pub speaking: bool,
    /// How loud what they say is just now, from 0 to 1, where that is known.
    pub loudness: Option<f32>,
    /// How far what they say has come, seconds; goes on while all holds still.
    pub said: f32,
    /// Where the visitor's eyes are, as the figure sees it: yaw to its own right of straight ahead.
    pub visitor: Angles,
    /// Where what is pointed at is.
    pub pointed_at: Option<Angles>,
    /// Tells people apart: not all blink at once.
    pub person: u32,
}

/// How a figure stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::render) struct Performance {
    /// Which animation; at rest if `None`.
    pub clip: Option<&'static str>,
    /// How long it has been played, seconds; what is over begins anew.
    pub seconds: f32,
    /// Whether it begins now: how the figure stood last is what it is blended with.
    pub begins: bool,
    /// How much of it is seen, from 0 (how it stood when it began) to 1.
    pub blend: f32,
    /// Where the head looks, as the figure sees it.
    pub head: Angles,
    /// Where the right arm points, as far as it is raised; where the animation has it if `None`.
    pub arm: Option<Angles>,
    /// How far the lids are closed, 0 to 1.
    pub blink: f32,
    /// How far the mouth is open, 0 to 1.
    pub mouth: f32,
}

/// A figure in the course of what it does.
#[derive(Debug, Clone)]
pub(super) struct Acting {
    attitude: Attitude,
    /// Since when, in [`Cue::seconds`].
    taken: f32,
    clip: Option<&'static str>,
    /// Since when it is played; and since when it is blended with what was before, if it is.
    since: f32,
    changed: Option<f32>,
    head: Angles,
    mouth: f32,
    now: f32,
}

/// The animation for an attitude, and whether it is over after one time.
fn clip_for(attitude: Attitude) -> (&'static str, bool) {
    match attitude {
        Attitude::Idle => ("idle", false),
        Attitude::Greeting => ("greet", true),
        Attitude::Speaking => ("speak", false),
        Attitude::Listening => ("listen", false),
        Attitude::Pointing(_) => ("point", true),
    }
}

impl Acting {
    /// Somebody who has just come into view: in the middle of nothing, looking at the visitor.
    pub fn new(cue: &Cue) -> Self {
        Self {
            attitude: cue.attitude,
            taken: cue.seconds,
            clip: None,
            since: cue.seconds,
            changed: None,
            head: within_limits(cue.visitor),
            mouth: 0.0,
            now: cue.seconds,
        }
    }

    /// Goes on to the moment of `cue`. `length` tells how long an animation of the figure is, seconds; `None` where it has none.
    pub fn advance(&mut self, cue: &Cue, length: impl Fn(&str) -> Option<f32>) -> Performance {
        let step = (cue.seconds - self.now).clamp(0.0, 0.1);
        self.now = cue.seconds;
        // Where no time goes by, an animation that has to begin is held in its middle, where it says most.
        let begun = |clip: &str| if cue.still { cue.seconds - length(clip).unwrap_or(0.0) / 2.0 } else { cue.seconds };
        let (first, once) = clip_for(cue.attitude);
        let anew = cue.attitude != self.attitude;
        if anew || self.clip.is_none() {
            (self.attitude, self.taken) = (cue.attitude, begun(first));
        }
        let over = length(first).is_none_or(|length| once && cue.seconds - self.taken > length - BLEND);
        let then = if cue.speaking { "speak" } else { "idle" };
        let clip = if over { then } else { first };
        let clip = [clip, "idle"].into_iter().find(|clip| length(clip).is_some());

        let begins = clip != self.clip || (anew && once && !over);
        if begins {
            let seen_before = self.clip.is_some() && !cue.still;
            self.changed = seen_before.then_some(cue.seconds);
            self.since = clip.map_or(cue.seconds, begun);
            self.clip = clip;
        }
        let blended = self.changed.map_or(1.0, |changed| ((cue.seconds - changed) / BLEND).clamp(0.0, 1.0));
        let glances = !over && cue.seconds - self.taken < GLANCE;
        self.turn_head(cue.pointed_at.filter(|_| glances).unwrap_or(cue.visitor), step);
        let open = match cue.loudness {
            _ if !cue.speaking => 0.0,
            Some(loudness) => loudness * WIDEST,
            None => syllable(cue.said),
        };
        self.mouth += (open - self.mouth) * MOUTH_EASE;
        Performance {
            clip,
            seconds: cue.seconds - self.since,
            begins,
            blend: blended * blended * (3.0 - 2.0 * blended),
            head: self.head,
            arm: cue.pointed_at.filter(|_| clip == Some("point")),
            blink: blink(cue.seconds, cue.person),
            mouth: self.mouth,
        }
    }

    fn turn_head(&mut self, towards: Angles, step: f32) {
        let aim = within_limits(towards);
        let part = 1.0 - (-HEAD_EASE * step).exp();
        let most = HEAD_SPEED * step;
        self.head.yaw += ((aim.yaw - self.head.yaw) * part).clamp(-most, most);
        self.head.pitch += ((aim.pitch - self.head.pitch) * part).clamp(-most, most);
    }
}

/// As far towards `angles` as a head turns; straight ahead for what is behind.
fn within_limits(angles: Angles) -> Angles {
    let yaw = wrap_degrees(angles.yaw);
    if yaw.abs() > BEHIND || !angles.pitch.is_finite() {
        return Angles::default();
    }
    Angles { yaw: yaw.clamp(-MOST_YAW, MOST_YAW), pitch: angles.pitch.clamp(-MOST_PITCH, MOST_PITCH) }
}

/// How far lids are closed: open but for a moment every two to six seconds.
fn blink(seconds: f32, person: u32) -> f32 {
    let seconds = if seconds.is_finite() { seconds.max(0.0) } else { 0.0 };
    let nth = (seconds / BLINK_GAP).floor();
    // Somewhere in the first half of each gap, so that two are never nearer than half a gap.
    let begin = nth * BLINK_GAP + chance(nth as u32, person) * BLINK_GAP / 2.0;
    let course = (seconds - begin) / BLINK;
    if (0.0..1.0).contains(&course) { (course * std::f32::consts::PI).sin() } else { 0.0 }
}

/// How far the mouth of somebody is open who has spoken so long, where nobody knows how loud: a syllable after the other, none as wide as
/// the one before.
fn syllable(seconds: f32) -> f32 {
    let course = if seconds.is_finite() { seconds.max(0.0) * SYLLABLES } else { 0.0 };
    let nth = course.floor() as u32;
    if nth % PHRASE == PHRASE - 1 {
        return 0.0;
    }
    let opening = (course.fract() * std::f32::consts::PI).sin();
    (0.25 + 0.45 * chance(nth, 0)) * opening * opening
}

/// A number from 0 to 1 that looks like chance and is always the same for these two (the finaliser of MurmurHash3).
fn chance(nth: u32, of: u32) -> f32 {
    let mut hash = nth.wrapping_mul(0x9E37_79B9) ^ of.wrapping_mul(0x85EB_CA6B).wrapping_add(0x1234_5678);
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    (hash ^ (hash >> 16)) as f32 / u32::MAX as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tour::AVATAR_CLIPS;

    const CUE: Cue = Cue {
        seconds: 0.0,
        still: false,
        attitude: Attitude::Idle,
        speaking: false,
        loudness: None,
        said: 0.0,
        visitor: Angles { yaw: 0.0, pitch: 0.0 },
        pointed_at: None,
        person: 0,
    };

    /// Every animation takes three seconds.
    fn all(clip: &str) -> Option<f32> {
        AVATAR_CLIPS.contains(&clip).then_some(3.0)
    }

    /// What is done in a time, thirty steps a second, beginning after a second of idleness.
    fn played(cue: impl Fn(f32) -> Cue, until: f32) -> Vec<Performance> {
        let mut acting = Acting::new(&CUE);
        let before = (0..30).map(|step| Cue { seconds: step as f32 / 30.0, ..CUE });
        let course = (30..(until * 30.0) as u32 + 30).map(|step| step as f32 / 30.0).map(|seconds| Cue { seconds, ..cue(seconds - 1.0) });
        let all: Vec<Performance> = before.chain(course).map(|cue| acting.advance(&cue, all)).collect();
        all[30..].to_vec()
    }

    #[test]
    fn each_attitude_has_its_animation_and_begins_where_the_figure_stood() {
        for (attitude, clip) in [
            (Attitude::Greeting, "greet"),
            (Attitude::Speaking, "speak"),
            (Attitude::Listening, "listen"),
            (Attitude::Pointing(0), "point"),
        ] {
            let course = played(|_| Cue { attitude, ..CUE }, 1.0);
            assert_eq!((course[0].clip, course[0].begins, course[0].blend), (Some(clip), true, 0.0));
            assert!(course.iter().skip(1).all(|moment| moment.clip == Some(clip) && !moment.begins));
            assert!((course[4].blend - 0.417).abs() < 0.01, "{}", course[4].blend);
            assert_eq!(course[10].blend, 1.0);
        }
        let mut acting = Acting::new(&CUE);
        assert_eq!(acting.advance(&CUE, all).blend, 1.0, "who comes into view has not been anything else");
    }

    #[test]
    fn a_greeting_is_over_after_one_time_and_goes_on_into_what_is_said() {
        for (speaking, then) in [(true, "speak"), (false, "idle")] {
            let course = played(|_| Cue { attitude: Attitude::Greeting, speaking, ..CUE }, 12.0);
            let greets = course.iter().filter(|moment| moment.clip == Some("greet")).count();
            assert!((80..84).contains(&greets), "{greets}");
            assert_eq!(course.last().unwrap().clip, Some(then));
            assert_eq!(course.iter().filter(|moment| moment.begins).count(), 2);
        }
    }

    #[test]
    fn whoever_proposes_something_else_points_again() {
        let course = played(|time| Cue { attitude: Attitude::Pointing((time > 8.0).into()), ..CUE }, 12.0);
        let begun: Vec<_> = course.iter().filter(|moment| moment.begins).map(|moment| moment.clip.unwrap()).collect();
        assert_eq!(begun, ["point", "idle", "point", "idle"]);
        let course = played(|time| Cue { attitude: Attitude::Pointing((time > 1.0).into()), ..CUE }, 2.0);
        assert_eq!(course.iter().filter(|moment| moment.begins).count(), 2, "even while they still point elsewhere");
    }

    #[test]
    fn what_a_figure_cannot_do_it_leaves_out() {
        let mut acting = Acting::new(&CUE);
        let cue = Cue { attitude: Attitude::Greeting, ..CUE };
        assert_eq!(acting.advance(&cue, |clip| (clip == "idle").then_some(3.0)).clip, Some("idle"));
        assert_eq!(acting.advance(&cue, |_| None).clip, None);
    }

    #[test]
    fn where_all_holds_still_a_gesture_is_held_and_only_the_mouth_moves() {
        let mut acting = Acting::new(&CUE);
        let held = |attitude, said| Cue {
            seconds: 7.0,
            still: true,
            attitude,
            speaking: true,
            said,
            visitor: Angles { yaw: 40.0, pitch: 0.0 },
            ..CUE
        };
        acting.advance(&held(Attitude::Idle, 0.0), all);
        let moments: Vec<_> = (0..60).map(|step| acting.advance(&held(Attitude::Pointing(0), step as f32 / 30.0), all)).collect();
        assert!(moments.iter().all(|moment| (moment.clip, moment.seconds, moment.blend) == (Some("point"), 1.5, 1.0)));
        assert!(moments.iter().all(|moment| (moment.head, moment.blink) == (moments[0].head, moments[0].blink)));
        assert!(moments.iter().any(|moment| moment.mouth > 0.2));
    }

    #[test]
    fn a_head_follows_within_human_limits_and_never_faster_than_a_person() {
        for (yaw, pitch, seen_yaw, seen_pitch) in [(30.0, -10.0, 30.0, -10.0), (100.0, 80.0, 60.0, 25.0), (-100.0, -80.0, -60.0, -25.0)] {
            let course = played(|_| Cue { visitor: Angles { yaw, pitch }, ..CUE }, 3.0);
            let last = course.last().unwrap().head;
            assert!((last.yaw - seen_yaw).abs() < 0.5 && (last.pitch - seen_pitch).abs() < 0.5, "{yaw} {pitch}: {last:?}");
            let fastest = course.windows(2).map(|two| (two[1].head.yaw - two[0].head.yaw).abs() * 30.0).fold(0.0, f32::max);
            assert!(fastest <= 120.01, "{fastest}");
        }
        let behind = played(|_| Cue { visitor: Angles { yaw: 170.0, pitch: 0.0 }, ..CUE }, 3.0);
        assert!(behind.last().unwrap().head.yaw.abs() < 0.5, "nobody turns their head right round");
    }

    #[test]
    fn a_guide_glances_at_what_they_point_at() {
        let cue = Cue { attitude: Attitude::Pointing(0), pointed_at: Some(Angles { yaw: 45.0, pitch: 0.0 }), ..CUE };
        let course = played(|_| cue, 5.0);
        assert!(course[45].head.yaw > 40.0, "{:?}", course[45].head);
        assert_eq!(course[45].arm, cue.pointed_at);
        let last = course.last().unwrap();
        assert!(last.head.yaw.abs() < 1.0 && last.arm.is_none(), "{last:?}");
    }

    #[test]
    fn lids_close_for_a_moment_every_two_to_six_seconds() {
        for person in 0..5 {
            let closed: Vec<f32> = (0..30_000).map(|step| step as f32 / 100.0).filter(|seconds| blink(*seconds, person) > 0.95).collect();
            let gaps: Vec<f32> = closed.windows(2).map(|two| two[1] - two[0]).filter(|gap| *gap > 0.1).collect();
            assert!(gaps.len() > 50, "{}", gaps.len());
            assert!(gaps.iter().all(|gap| (1.9..6.1).contains(gap)), "{gaps:?}");
            assert!(gaps.iter().any(|gap| *gap < 3.5) && gaps.iter().any(|gap| *gap > 4.5), "not like a clock");
        }
        assert_eq!([blink(f32::NAN, 1), blink(-3.0, 1)], [blink(0.0, 1); 2]);
    }

    #[test]
    fn a_mouth_opens_as_what_is_heard_is_loud_and_rests_in_pauses() {
        // Half a second loud, half a second quiet.
        let loud = |time: f32| if time.fract() < 0.5 { 0.9 } else { 0.0 };
        let course = played(|time| Cue { speaking: true, said: time, loudness: Some(loud(time)), ..CUE }, 4.0);
        let at = |seconds: f32| course[(seconds * 30.0) as usize].mouth;
        for second in [0.0, 1.0, 2.0] {
            assert!(at(second + 0.45) > 0.55 && at(second + 0.95) < 0.02, "{} {}", at(second + 0.45), at(second + 0.95));
        }
        let soft = played(|_| Cue { speaking: true, loudness: Some(0.3), ..CUE }, 1.0);
        assert!((0.15..0.3).contains(&soft.last().unwrap().mouth), "softer, less wide");
        let silent = played(|_| Cue { speaking: false, loudness: Some(1.0), ..CUE }, 1.0);
        assert!(silent.last().unwrap().mouth < 0.001, "somebody else speaks");
    }

    #[test]
    fn a_mouth_moves_while_somebody_speaks_and_closes_when_they_stop() {
        let course = played(|time| Cue { speaking: time < 4.0, said: time, ..CUE }, 6.0);
        let speaking = &course[..120];
        assert!(speaking.iter().any(|moment| moment.mouth > 0.3) && speaking.iter().all(|moment| moment.mouth < 0.75));
        assert!(speaking[30..].iter().filter(|moment| moment.mouth < 0.05).count() > 5, "between words it closes");
        assert!(course[150..].iter().all(|moment| moment.mouth < 0.001));
    }
}
