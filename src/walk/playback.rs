//! A recording under way: its time, and which of its captions is up.

use std::sync::Arc;

use super::{Heard, comfort};
use crate::tour::{self, Cue};

/// A recording under way: a story, or something said beside stories.
#[derive(Debug, Clone)]
pub struct Playback {
    /// The how manieth recording of the visit this is: tells its voice from the one before.
    pub number: u32,
    /// Seconds since its beginning.
    pub elapsed: f32,
    /// The first caption that has not begun.
    next: usize,
}

impl Playback {
    /// At the beginning of a recording.
    pub fn new(number: u32) -> Self {
        Self { number, elapsed: 0.0, next: 0 }
    }

    /// Lets time go by, and hands each caption that begins to `begun`; a long step may begin several. Whether it is over.
    ///
    /// Where it is heard, it is as far as the sound is, and over with the sound: a sound device has a clock of its own, plays on while a
    /// picture stands still, and may itself hold its breath.
    pub fn advance(&mut self, telling: &tour::Telling, seconds: f32, heard: Option<Heard>, mut begun: impl FnMut(&Cue)) -> bool {
        let sounding =
            heard.filter(|heard| !heard.over && heard.seconds.is_finite() && heard.seconds > self.elapsed - comfort::BEHIND_SECONDS);
        let own = self.elapsed + seconds;
        self.elapsed = match sounding {
            Some(heard) if heard.seconds - own > comfort::AHEAD_SECONDS => heard.seconds,
            // The device tells its place buffer by buffer: it is glided to, and never back, or a caption would be said again.
            Some(heard) => (own + (heard.seconds - own) * (1.0 - (-seconds / comfort::CLOCK_SECONDS).exp())).max(self.elapsed),
            None => own,
        };
        while let Some(cue) = telling.captions.get(self.next).filter(|cue| cue.from <= self.elapsed) {
            begun(cue);
            self.next += 1;
        }
        let sound_is_over = heard.is_some_and(|heard| heard.over);
        let end = if sound_is_over { telling.captions.last().map_or(0.0, |cue| cue.until) } else { telling.duration };
        // Said this way round, a duration that is no number ends it.
        let goes_on = sounding.is_some() || self.elapsed < end;
        !goes_on
    }

    /// The words that are up, if any are, and how much of their time has gone by, from 0 to 1.
    pub fn caption<'a>(&self, telling: &'a tour::Telling) -> Option<(&'a Arc<str>, f32)> {
        let last = telling.captions.get(self.next.checked_sub(1)?)?;
        // A caption stays up until the next where that follows closely: a panel that goes and comes again at once is a flicker.
        let until = match telling.captions.get(self.next) {
            Some(next) if next.from - last.until < comfort::CAPTION_GAP_SECONDS => next.from,
            _ => last.until,
        };
        let through = (self.elapsed - last.from) / (until - last.from).max(1e-3);
        (self.elapsed < until).then_some((&last.words, through))
    }

    /// Goes back to the beginning of the sentence that is being said; to the one before, if that has only just begun.
    pub fn again(&mut self, telling: &tour::Telling, number: u32) {
        let begun = &telling.captions[..self.next.min(telling.captions.len())];
        let sentence = begun.iter().rfind(|cue| self.elapsed - cue.from > comfort::AGAIN_SECONDS);
        self.elapsed = sentence.map_or(0.0, |cue| cue.from.max(0.0));
        self.next = telling.captions.iter().take_while(|cue| cue.from < self.elapsed).count();
        self.number = number;
    }

    /// Goes on in another language, at the beginning of the caption that was up or had last been.
    ///
    /// Whoever changes the language has just failed to follow a sentence and wants to hear that one, from its beginning, not the
    /// whole story again and not the middle of the sentence. Where both tellings have as many captions they are taken to say
    /// the same one by one; else the same part of the way through the story is sought.
    pub fn change_language(&mut self, from: &tour::Telling, to: &tour::Telling, number: u32) {
        let reached = self.next.saturating_sub(1);
        let cue = if from.captions.len() == to.captions.len() {
            to.captions.get(reached)
        } else {
            let part = if from.duration > 0.0 { (self.elapsed / from.duration).min(1.0) } else { 0.0 };
            let time = part * to.duration;
            to.captions.iter().rfind(|cue| cue.from <= time)
        };
        self.elapsed = match cue {
            Some(cue) if self.next > 0 => cue.from.max(0.0),
            _ => 0.0,
        };
        self.next = to.captions.iter().take_while(|cue| cue.from < self.elapsed).count();
        self.number = number;
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::telling;
    use super::*;

    fn told(story: &mut Playback, telling: &tour::Telling, seconds: f32) -> (Vec<String>, bool) {
        let mut begun = Vec::new();
        let over = story.advance(telling, seconds, None, |cue| begun.push(cue.words.to_string()));
        (begun, over)
    }

    #[test]
    fn a_caption_stays_through_a_short_gap_and_goes_in_a_long_one() {
        let telling = telling(9.0, &[(0.0, 1.0, "one"), (1.04, 2.0, "two"), (4.0, 5.0, "three")]);
        let mut told = Playback::new(0);
        told.advance(&telling, 1.02, None, |_| {});
        assert_eq!(told.caption(&telling).map(|(words, _)| &**words), Some("one"));
        told.advance(&telling, 1.5, None, |_| {});
        assert_eq!(told.caption(&telling), None);
    }

    #[test]
    fn captions_come_and_go_in_time() {
        let telling = telling(10.0, &[(1.0, 2.0, "one"), (4.0, 6.0, "two")]);
        let mut story = Playback::new(1);
        let mut up = Vec::new();
        while !told(&mut story, &telling, 0.5).1 {
            up.push(story.caption(&telling).map_or("", |(words, _)| words).to_owned());
        }
        let at = |seconds: f32| &up[(seconds / 0.5) as usize - 1];
        assert_eq!((at(0.5).as_str(), at(1.0).as_str(), at(1.5).as_str(), at(2.0).as_str()), ("", "one", "one", ""));
        assert_eq!((at(3.5).as_str(), at(4.0).as_str(), at(5.5).as_str(), at(6.0).as_str()), ("", "two", "two", ""));
        assert_eq!(up.len(), 19, "it lasts ten seconds");
    }

    #[test]
    fn a_long_step_loses_no_caption() {
        let telling = telling(10.0, &[(0.0, 0.3, "one"), (0.4, 0.7, "two"), (0.8, 2.0, "three")]);
        let mut story = Playback::new(1);
        assert_eq!(told(&mut story, &telling, 1.0).0, ["one", "two", "three"]);
    }

    #[test]
    fn a_new_language_begins_with_the_sentence_that_was_up() {
        let (danish, english) = (
            telling(10.0, &[(0.0, 3.0, "et"), (3.0, 6.0, "to"), (6.0, 9.0, "tre")]),
            telling(20.0, &[(0.5, 8.0, "one"), (8.5, 13.0, "two"), (13.0, 19.0, "three")]),
        );
        let mut story = Playback::new(1);
        told(&mut story, &danish, 5.0);
        story.change_language(&danish, &english, 2);
        assert_eq!((story.elapsed, story.number), (8.5, 2));
        assert_eq!(told(&mut story, &english, 0.0).0, ["two"]);
        assert_eq!(story.caption(&english).map(|(words, _)| &**words), Some("two"));
    }

    #[test]
    fn said_again_is_the_sentence_that_is_up_or_the_one_that_was_just_missed() {
        let telling = telling(10.0, &[(0.0, 3.0, "one"), (3.0, 6.0, "two"), (6.0, 9.0, "three")]);
        let mut story = Playback::new(1);
        told(&mut story, &telling, 5.0);
        story.again(&telling, 2);
        assert_eq!((story.elapsed, story.number), (3.0, 2));
        assert_eq!(told(&mut story, &telling, 0.5).0, ["two"]);
        story.again(&telling, 3);
        assert_eq!(story.elapsed, 0.0, "two has only just begun");
    }

    #[test]
    fn tellings_that_are_cut_differently_go_on_at_the_same_part() {
        let (danish, english) = (
            telling(10.0, &[(0.0, 5.0, "et"), (5.0, 10.0, "to")]),
            telling(30.0, &[(0.0, 9.0, "one"), (9.0, 16.0, "two"), (16.0, 30.0, "three")]),
        );
        let mut story = Playback::new(1);
        told(&mut story, &danish, 5.0);
        story.change_language(&danish, &english, 2);
        assert_eq!(story.elapsed, 9.0, "half of it, back to where that sentence begins");
    }

    #[test]
    fn before_the_first_word_a_new_language_begins_at_the_beginning() {
        let (danish, english) = (telling(10.0, &[(2.0, 5.0, "et")]), telling(10.0, &[(4.0, 9.0, "one")]));
        let mut story = Playback::new(1);
        told(&mut story, &danish, 1.0);
        story.change_language(&danish, &english, 2);
        assert_eq!(story.elapsed, 0.0);
    }

    #[test]
    fn a_story_of_no_length_ends() {
        for duration in [0.0, -1.0, f32::NAN] {
            let mut story = Playback::new(1);
            assert!(told(&mut story, &telling(duration, &[]), 0.1).1, "{duration}");
        }
    }
}
