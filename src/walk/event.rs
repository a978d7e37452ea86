//! What happened, for those who keep count: records, a staff console, tests.

use serde::Serialize;

/// Something that happened on a visit. Names are those of the tour file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The visit began.
    Started {
        /// In this language.
        language: String,
    },
    /// A change of location began.
    Left {
        /// From here.
        location: String,
    },
    /// The visitor stands in a location and sees it.
    Arrived {
        /// Which.
        location: String,
        /// Whether its space can be seen; if not, a plain room stands in for it.
        visible: bool,
    },
    /// The guide greeted.
    Greeted {
        /// Who.
        guide: String,
        /// Where.
        location: String,
    },
    /// The guide proposed something.
    Proposed {
        /// The story or location.
        what: String,
    },
    /// Something came into the visitor's attention.
    Focused {
        /// The story, location or look.
        what: String,
    },
    /// The visitor chose something. The moment for a haptic tick.
    Chosen {
        /// The story, location or look.
        what: String,
        /// By which way.
        by: Way,
    },
    /// A story began.
    StoryBegan {
        /// Which.
        story: String,
        /// In this language.
        language: String,
    },
    /// A caption appeared.
    Caption {
        /// Of this story.
        story: String,
        /// The words.
        words: String,
    },
    /// A story was heard to its end.
    StoryEnded {
        /// Which.
        story: String,
    },
    /// A story was left before its end.
    StoryLeft {
        /// Which.
        story: String,
    },
    /// The language changed.
    Language {
        /// To this.
        language: String,
    },
    /// Straight ahead was set anew.
    Recentered,
    /// Everything stands still.
    Paused,
    /// Everything goes on.
    Resumed,
}

/// How something was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// By looking at it for a while.
    Dwell,
    /// By pointing and pressing.
    Ray,
    /// By a key.
    Key,
}
