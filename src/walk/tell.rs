//! What is told and said on a visit: begun, gone on with, left, taken up again, said again.

use std::sync::Arc;

use glam::Vec3;

use crate::tour::{Cue, LineIndex, StoryIndex};
use crate::walk::playback::Playback;
use crate::walk::{Event, Heard, VoiceKey, Walk, comfort};

/// A story being told.
#[derive(Debug, Clone)]
pub struct Telling {
    /// Which.
    pub story: StoryIndex,
    /// Where it is told from, location space, metres.
    pub position: Vec3,
    /// How far it has come.
    pub playback: Playback,
}

impl Walk {
    /// Begins a story; where it was left before its end, at the caption that was up then.
    pub(super) fn begin_story(&mut self, story: StoryIndex, position: Vec3, told_at: Option<usize>) {
        let number = self.next_recording();
        let mut playback = Playback::new(number);
        let told = &self.tour.stories[story.0];
        if let Some((left, language)) = self.memory.reached[story.0].take() {
            playback = left;
            playback.change_language(told.in_language(&language), told.in_language(&self.language), number);
        }
        let (id, language) = (told.id.clone(), self.language.to_string());
        self.events.push(if playback.elapsed > 0.0 {
            Event::StoryResumed { story: id, language }
        } else {
            Event::StoryBegan { story: id, language }
        });
        self.telling = Some(Telling { story, position, playback });
        self.told_at = told_at;
        self.last_told = Some((story, position, told_at));
    }

    /// Goes on with the story, if one is being told.
    pub(super) fn tell(&mut self, seconds: f32, heard: Option<Heard>) {
        let Some(telling) = &mut self.telling else { return };
        let index = telling.story.0;
        let story = &self.tour.stories[index];
        let events = &mut self.events;
        let begun = |cue: &Cue| events.push(Event::Caption { story: story.id.clone(), words: cue.words.to_string() });
        let heard = heard.filter(|heard| heard.key == VoiceKey::Story(telling.story, telling.playback.number));
        if telling.playback.advance(story.in_language(&self.language), seconds, heard, begun) {
            self.events.push(Event::StoryEnded { story: story.id.clone() });
            self.memory.heard[index] = true;
            self.telling = None;
            self.told_at = None;
        }
    }

    /// Leaves the story before its end, if one is being told; it is remembered how far it had come.
    pub(super) fn leave_story(&mut self) {
        self.told_at = None;
        if let Some(telling) = self.telling.take() {
            let index = telling.story.0;
            self.events.push(Event::StoryLeft { story: self.tour.stories[index].id.clone() });
            self.memory.reached[index] = Some((telling.playback, Arc::clone(&self.language)));
        }
    }

    /// Whether anything has been said here that can be said again.
    pub(super) fn can_repeat(&self) -> bool {
        self.telling.is_some() || self.last_told.is_some() || self.company.can_repeat()
    }

    /// Says the last sentence again; with nothing being told, what was said last: by the guide since, or else the story.
    pub(super) fn repeat(&mut self) {
        let number = self.next_recording();
        if let Some(telling) = &mut self.telling {
            telling.playback.again(self.tour.stories[telling.story.0].in_language(&self.language), number);
        } else if self.company.can_repeat() {
            self.company.repeat(number);
        } else if let Some((story, position, told_at)) = self.last_told {
            self.memory.reached[story.0] = None;
            self.begin_story(story, position, told_at);
        }
    }

    /// What the next recording is told by from those before.
    pub(super) fn next_recording(&mut self) -> u32 {
        self.recordings += 1;
        self.recordings
    }

    /// Goes on with what the guide is saying.
    pub(super) fn say(&mut self, seconds: f32, heard: Option<Heard>) {
        if let Some(over) = self.company.speak(&self.tour, &self.language, seconds, heard) {
            self.events.push(Event::LineEnded { line: self.tour.lines[over.0].id.clone() });
            self.line = None;
        }
    }

    /// Takes note of lines that began, or were cut short by whatever came between.
    pub(super) fn note_line(&mut self) {
        let line = self.company.line().map(|(line, playback)| (line, playback.number));
        if line == self.line {
            return;
        }
        let id = |line: LineIndex| self.tour.lines[line.0].id.clone();
        if let Some((left, _)) = self.line {
            self.events.push(Event::LineLeft { line: id(left) });
        }
        if let Some((begun, _)) = line {
            self.memory.said[begun.0] = true;
            self.events.push(Event::LineBegan { line: id(begun), language: self.language.to_string() });
        }
        self.line = line;
    }

    /// Closes the words of a look that the visitor has turned away from.
    pub(super) fn close_forgotten_look(&mut self, seconds: f32) {
        let eye = self.eye();
        let Some(look) = &mut self.look else { return };
        let off = eye.forward().angle_between(look.position - eye.position).to_degrees();
        look.away = if off > comfort::OUT_OF_VIEW_DEGREES { look.away + seconds } else { 0.0 };
        if look.away > comfort::LOOK_AWAY_SECONDS {
            self.look = None;
        }
    }
}
