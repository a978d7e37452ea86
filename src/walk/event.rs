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
    /// The welcome came to a step: `language`, `practice`, `comfort` or `note`.
    Welcome {
        /// Which.
        step: &'static str,
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
    /// The guide proposed it once more, to who did nothing.
    Nudged {
        /// The story or location.
        what: String,
    },
    /// Something came into the visitor's attention.
    Focused {
        /// The story, location, look or button.
        what: String,
    },
    /// The visitor chose something. The moment for a haptic tick.
    Chosen {
        /// The story, location, look or button.
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
    /// A story that was left before its end goes on where it was left.
    StoryResumed {
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
    /// Somebody began to say a line beside stories.
    LineBegan {
        /// Which.
        line: String,
        /// In this language.
        language: String,
    },
    /// A line was said to its end.
    LineEnded {
        /// Which.
        line: String,
    },
    /// A line was cut short.
    LineLeft {
        /// Which.
        line: String,
    },
    /// The language changed.
    Language {
        /// To this.
        language: String,
    },
    /// The menu opened or closed.
    Menu {
        /// Whether it is open now.
        open: bool,
    },
    /// The visitor asked to be taken out, to the calm place.
    TakenOut,
    /// The guide said that two minutes are left.
    LittleTimeLeft,
    /// The farewell began.
    Farewell,
    /// The headset was taken off: everything holds for a moment.
    TakenOff,
    /// It was only adjusted: everything goes on.
    PutBackOn,
    /// The visit is over, and nothing of it is left for the next.
    Ended,
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
