//! What may be chosen for a visit: by staff before it, by the visitor in it.

use crate::walk::comfort::{
    self, DWELL_SECONDS, IN_VIEW_MOST, MINUTES_RANGE, SCAN_SECONDS_RANGE, VOLUME_DECIBELS_RANGE, VOLUME_STEP_DECIBELS,
};

/// What may be chosen before a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The language that the visit begins in, a BCP 47 tag of the tour; the tour's first if there is none or the tour lacks it. Who
    /// has it set here is not asked for it.
    pub language: Option<String>,
    /// How long looking at something takes to choose it, seconds; kept within [`comfort::DWELL_SECONDS_RANGE`].
    pub dwell_seconds: f32,
    /// How visitors are received.
    pub reception: Reception,
    /// How long a visitor walks, minutes, kept within [`comfort::MINUTES_RANGE`]; as long as they like if `None`.
    pub minutes: Option<f32>,
    /// For who has one switch: attention goes by itself from one thing to the next, each so many seconds, kept within
    /// [`comfort::SCAN_SECONDS_RANGE`]; [`Command::Select`](crate::walk::Command::Select), or pressing anything, chooses.
    pub scan_seconds: Option<f32>,
    /// How every visitor finds things; they can change it for themselves.
    pub comfort: Comfort,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            language: None,
            dwell_seconds: DWELL_SECONDS,
            reception: Reception::None,
            minutes: None,
            scan_seconds: None,
            comfort: Comfort::default(),
        }
    }
}

impl Options {
    /// The same with every number in its range.
    pub(super) fn in_range(self) -> Self {
        let within = |value: f32, (least, most): (f32, f32), usual: f32| if value.is_finite() { value.clamp(least, most) } else { usual };
        Self {
            dwell_seconds: within(self.dwell_seconds, comfort::DWELL_SECONDS_RANGE, DWELL_SECONDS),
            minutes: self.minutes.map(|minutes| within(minutes, MINUTES_RANGE, MINUTES_RANGE.1)),
            scan_seconds: self.scan_seconds.map(|seconds| within(seconds, SCAN_SECONDS_RANGE, SCAN_SECONDS_RANGE.1)),
            comfort: Comfort { volume: within(self.comfort.volume, VOLUME_DECIBELS_RANGE, 0.0), ..self.comfort },
            ..self
        }
    }
}

/// How visitors are received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reception {
    /// Nobody receives them: the walk begins at once, and who sits still is not taken for gone. For those who work on a tour.
    #[default]
    None,
    /// The picture waits until somebody comes, and then the walk begins.
    Short,
    /// The picture waits until somebody comes, who is welcomed before they walk.
    Full,
}

/// What makes a visit comfortable for one visitor, and not for the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comfort {
    /// Whether and how what is said is also written.
    pub captions: Captions,
    /// How large words are.
    pub text: TextSize,
    /// Whether both ears hear the same.
    pub mono: bool,
    /// Whether whatever moves by itself in the picture holds still.
    pub still: bool,
    /// How loud everything is, decibels from what the tour asks for; within [`comfort::VOLUME_DECIBELS_RANGE`].
    pub volume: f32,
}

impl Default for Comfort {
    fn default() -> Self {
        Self { captions: Captions::Follow, text: TextSize::Normal, mono: false, still: false, volume: 0.0 }
    }
}

impl Comfort {
    /// How loud everything is after a step up or down.
    pub(super) fn volume_after(&self, up: bool) -> f32 {
        let (least, most) = VOLUME_DECIBELS_RANGE;
        (self.volume + if up { VOLUME_STEP_DECIBELS } else { -VOLUME_STEP_DECIBELS }).clamp(least, most)
    }
}

/// Whether and how what is said is also written. What nobody speaks aloud is written in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Captions {
    /// Captions come after the head.
    #[default]
    Follow,
    /// Captions hang still where the visitor looked when somebody began to speak.
    Stay,
    /// No captions.
    Off,
}

impl Captions {
    /// The next of them, going round.
    pub fn next(self) -> Self {
        match self {
            Self::Follow => Self::Stay,
            Self::Stay => Self::Off,
            Self::Off => Self::Follow,
        }
    }
}

/// How large words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// A little larger than guidance asks for at least.
    #[default]
    Normal,
    /// Half as large again.
    Larger,
    /// Twice as large.
    Largest,
}

impl TextSize {
    /// What [`comfort::CAP_DEGREES`] is multiplied by.
    pub fn factor(self) -> f32 {
        match self {
            Self::Normal => 1.0,
            Self::Larger => 1.5,
            Self::Largest => 2.0,
        }
    }

    /// The same for what has to stay in view whole: the words on buttons, and what hangs over them or beside a face.
    pub fn in_view(self) -> f32 {
        self.factor().min(IN_VIEW_MOST)
    }

    /// How many letters a line of captions holds, of the 37 that guidance allows at most.
    pub(super) fn letters(self) -> usize {
        match self {
            Self::Normal => 37,
            Self::Larger => 34,
            Self::Largest => 24,
        }
    }

    /// The next larger one; after the largest the first.
    pub fn next(self) -> Self {
        match self {
            Self::Normal => Self::Larger,
            Self::Larger => Self::Largest,
            Self::Largest => Self::Normal,
        }
    }
}
