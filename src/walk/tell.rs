//! Stories within a visit: begun, gone on with, left, taken up again, said again.

use std::sync::Arc;

use glam::Vec3;

use crate::tour::{Cue, StoryIndex};
use crate::walk::story::Telling;
use crate::walk::{Event, Walk, comfort};

impl Walk {
    /// Begins a story; where it was left before its end, at the caption that was up then.
    pub(super) fn begin_story(&mut self, story: StoryIndex, position: Vec3, told_at: Option<usize>) {
        self.recordings += 1;
        let mut telling = Telling::new(story, position, self.recordings);
        let told = &self.tour.stories[story.0];
        let reached = self.memory.reached[story.0].take();
        if let Some((left, language)) = reached {
            telling = left;
            telling.position = position;
            telling.change_language(told.in_language(&language), told.in_language(&self.language), self.recordings);
        }
        let (id, language) = (told.id.clone(), self.language.to_string());
        self.events.push(if telling.elapsed > 0.0 {
            Event::StoryResumed { story: id, language }
        } else {
            Event::StoryBegan { story: id, language }
        });
        self.telling = Some(telling);
        self.told_at = told_at;
        self.last_told = Some((story, position, told_at));
    }

    /// Goes on with the story, if one is being told.
    pub(super) fn tell(&mut self, seconds: f32) {
        let Some(telling) = &mut self.telling else { return };
        let index = telling.story.0;
        let story = &self.tour.stories[index];
        let events = &mut self.events;
        let begun = |cue: &Cue| events.push(Event::Caption { story: story.id.clone(), words: cue.words.to_string() });
        if telling.advance(story.in_language(&self.language), seconds, begun) {
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
            self.memory.reached[index] = Some((telling, Arc::clone(&self.language)));
        }
    }

    /// Whether anything has been said here that can be said again.
    pub(super) fn can_repeat(&self) -> bool {
        self.telling.is_some() || self.last_told.is_some() || self.company.can_repeat()
    }

    /// Says the last sentence again; with nothing being told, the last story.
    pub(super) fn repeat(&mut self) {
        if let Some(telling) = &mut self.telling {
            self.recordings += 1;
            telling.again(self.tour.stories[telling.story.0].in_language(&self.language), self.recordings);
        } else if let Some((story, position, told_at)) = self.last_told {
            self.memory.reached[story.0] = None;
            self.begin_story(story, position, told_at);
        } else {
            self.company.repeat();
        }
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
