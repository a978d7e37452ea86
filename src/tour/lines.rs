//! Lines: what those who accompany a visitor say beside stories, as a tour file has it and what becomes of that.

use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Telling;
use super::model::{Consent, Files};
use super::resolve::Resolver;
use super::source::Place;

/// A place in [`Tour::lines`](super::Tour::lines).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineIndex(pub usize);

/// Something short that somebody says beside stories.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name in the tour file.
    pub id: String,
    /// It, in each language that it was recorded or captioned in.
    pub tellings: IndexMap<Arc<str>, Telling>,
}

impl Line {
    /// It in `language`, where there is anything to be heard or read: nobody is spoken to in passing in a language that is not theirs.
    pub fn in_language(&self, language: &str) -> Option<&Telling> {
        self.tellings.get(language).filter(|telling| telling.duration > 0.0)
    }
}

/// When somebody says a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The visitor comes back to them from somebody else.
    Again,
    /// They propose a story.
    Story,
    /// They propose the rest of a story that was left.
    Rest,
    /// The visitor has done nothing for a while.
    Nudge,
    /// Two minutes of the visit are left.
    TimeLeft,
    /// The time of the visit is up.
    TimeUp,
    /// They have shown all that there is.
    Farewell,
}

/// Something short that is said beside stories.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Line")]
pub struct LineKeys {
    /// The recording: Ogg Vorbis, FLAC or WAV.
    sound: Option<Files>,
    /// What is said, in time: WebVTT.
    captions: Option<Files>,
    /// The speaker's consent to its being heard.
    consent: Option<Consent>,
}

/// What somebody says beside stories: names of `lines`, each said once a visit. For what is left out the program has words of its own.
/// What they say where a way leads on stands with that way.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Says")]
pub struct SaysKeys {
    /// When the visitor comes back to them from somebody else.
    again: Option<String>,
    /// When they propose a story.
    story: Option<String>,
    /// When they propose the rest of a story that was left.
    rest: Option<String>,
    /// When the visitor has done nothing for a while.
    nudge: Option<String>,
    /// When two minutes of the visit are left.
    time_left: Option<String>,
    /// When the time of the visit is up.
    time_up: Option<String>,
    /// When they have shown all that there is.
    farewell: Option<String>,
}

impl Resolver<'_, '_> {
    pub(super) fn resolve_line(&mut self, place: &Place, id: String, line: LineKeys) -> Option<Line> {
        if self.has_expired(place, &id, "line", line.consent) {
            self.expired.lines.extend(self.line_index(&id));
        }
        Some(Line { id, tellings: self.tellings(place, "line", line.sound, line.captions) })
    }

    /// What somebody says, and when.
    pub(super) fn says(&mut self, place: &Place, says: SaysKeys) -> Vec<(Occasion, LineIndex)> {
        let SaysKeys { again, story, rest, nudge, time_left, time_up, farewell } = says;
        let named = [
            ("again", Occasion::Again, again),
            ("story", Occasion::Story, story),
            ("rest", Occasion::Rest, rest),
            ("nudge", Occasion::Nudge, nudge),
            ("time_left", Occasion::TimeLeft, time_left),
            ("time_up", Occasion::TimeUp, time_up),
            ("farewell", Occasion::Farewell, farewell),
        ];
        let mut said = Vec::new();
        for (key, occasion, line) in named {
            let line = line.and_then(|line| self.line(&place.key(key), &line));
            said.extend(line.map(|line| (occasion, line)));
        }
        said
    }
}
