//! What is wrong with a tour, told so that its author can mend it: what, in which file, on which line, and what to do.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde::Serialize;

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It would stop a walk, or spoil it.
    Error,
    /// It can be walked, but somebody will notice.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// What follows from a kind of mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// There is no tour to walk.
    Stops,
    /// An error, but what is left can be walked.
    Spoils,
    /// A warning.
    Warns,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $weight:ident),+ $(,)?) => {
        /// A kind of mistake. Its [name](Self::name) is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name, for people to look up and for programs to tell apart.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            fn weight(self) -> Weight {
                match self { $(Self::$variant => Weight::$weight),+ }
            }
        }
    };
}

codes! {
    /// There is no `tour.toml`, or no such folder.
    NoTour "no-tour" Stops,
    /// The tour file cannot be read: no permission, a folder, a loop of links.
    UnreadableTour "unreadable-tour" Stops,
    /// A file of words is larger than any that a person writes.
    TooLarge "too-large" Stops,
    /// The tour file is not UTF-8.
    NotUtf8 "not-utf8" Stops,
    /// The tour file is not TOML.
    Syntax "syntax" Stops,
    /// A key or a name is defined twice.
    DuplicateKey "duplicate-key" Stops,
    /// The tour file is of a format that this program does not know yet.
    NewerFormat "newer-format" Stops,
    /// A key that means nothing here.
    UnknownKey "unknown-key" Stops,
    /// A key that does not go together with another beside it.
    ClashingKeys "clashing-keys" Stops,
    /// A key that has to be there is not.
    MissingKey "missing-key" Stops,
    /// A number where words belong, a list where a table belongs, and the like.
    WrongType "wrong-type" Stops,
    /// A number outside its range, or none at all.
    OutOfRange "out-of-range" Stops,
    /// A value of the right type that means nothing here.
    WrongValue "wrong-value" Stops,
    /// A name or language tag with characters that names do not have.
    BadName "bad-name" Stops,
    /// Something that the tour format has and this version of the program cannot show yet.
    NotYet "not-yet" Spoils,
    /// A language is declared twice.
    DuplicateLanguage "duplicate-language" Stops,
    /// A name that is defined nowhere: of a location, a story or a person.
    LinkToNowhere "link-to-nowhere" Stops,
    /// A path that leads out of the tour's folder, by itself or through a symbolic link.
    PathLeavesFolder "path-leaves-folder" Stops,
    /// A path with backslashes, which only Windows understands.
    Backslash "backslash" Stops,
    /// A node, where the space is a panorama and has none.
    NodeInPanorama "node-in-panorama" Stops,
    /// A position to stand at, where the space is a panorama and has only one.
    StandInPanorama "stand-in-panorama" Stops,
    /// A file that is not there.
    MissingFile "missing-file" Spoils,
    /// A file that is there and cannot be read.
    UnreadableFile "unreadable-file" Spoils,
    /// A picture that is none, or of a kind that cannot be shown.
    BrokenPicture "broken-picture" Spoils,
    /// A picture with more pixels than can be decoded.
    HugePicture "huge-picture" Spoils,
    /// A sound that is none, or of a kind that cannot be played.
    BrokenSound "broken-sound" Spoils,
    /// Ambience that is too long to be kept in memory whole.
    LongAmbience "long-ambience" Spoils,
    /// A model that is none, or of a kind that cannot be shown.
    BrokenModel "broken-model" Spoils,
    /// A model's own file (buffer or picture) that is missing or not in the tour's folder.
    BrokenModelPart "broken-model-part" Spoils,
    /// A node that the location's model does not have.
    UnknownNode "unknown-node" Spoils,
    /// A node that is farther away than anything may be, or at no place at all.
    FarNode "far-node" Spoils,
    /// A look (`KHR_materials_variants`) that a model does not come in.
    UnknownVariant "unknown-variant" Spoils,
    /// A caption file that cannot be read at all.
    BrokenCaptions "broken-captions" Spoils,
    /// A caption that cannot be understood, or ends before it begins.
    BrokenCue "broken-cue" Spoils,
    /// A story or line without captions in a language of the tour.
    MissingCaptions "missing-captions" Spoils,
    /// A location that nothing leads to.
    UnreachableLocation "unreachable-location" Spoils,
    /// A location that nothing leads out of.
    DeadEnd "dead-end" Spoils,
    /// A consent that ended before it was given.
    ConsentEndsFirst "consent-ends-first" Spoils,
    /// A consent that holds no longer: what was recorded is left out of visits.
    ConsentExpired "consent-expired" Spoils,
    /// More mistakes than are worth listing.
    TooMany "too-many" Spoils,
    /// A glTF extension that a model uses, and of which nothing is shown.
    UnshownExtension "unshown-extension" Warns,
    /// A name that several nodes of a model have, and of which one is taken.
    AmbiguousNode "ambiguous-node" Warns,
    /// A node whose origin, where things are placed, is far from what is seen of it.
    FarOrigin "far-origin" Warns,
    /// A node that an animation moves, while what is placed at it stays.
    MovingNode "moving-node" Warns,
    /// A model that nobody can stand in, or not where the tour file says.
    OddStand "odd-stand" Warns,
    /// A figure of a size or in a place that no guide has.
    OddFigure "odd-figure" Warns,
    /// Lamps of a model that are not lit, since only so many are.
    UnlitLamps "unlit-lamps" Warns,
    /// Something of a model that is left out, or made smaller, when it is loaded.
    PartlyShown "partly-shown" Warns,
    /// Lamps of a model that could cast shadows and cast none, since only so many do.
    ShadowlessLamps "shadowless-lamps" Warns,
    /// An exposure for a picture that was developed when it was made.
    IdleExposure "idle-exposure" Warns,
    /// A picture whose colours are told in a way that is not followed.
    UnfollowedColours "unfollowed-colours" Warns,
    /// A caption that begins before the one before it ends.
    OverlappingCaptions "overlapping-captions" Warns,
    /// A caption that has to be read faster than people read.
    FastCaption "fast-caption" Warns,
    /// A caption of more lines, or a line of more characters, than are read at a glance.
    LongCaption "long-caption" Warns,
    /// Captions that go on long after their recording.
    LateCaptions "late-captions" Warns,
    /// A consent that will soon hold no longer.
    ConsentExpires "consent-expires" Warns,
    /// A hotspot that covers another.
    CoveredHotspot "covered-hotspot" Warns,
    /// A story that is told nowhere.
    UntoldStory "untold-story" Warns,
    /// A line that nobody says.
    UnsaidLine "unsaid-line" Warns,
    /// A person who neither tells nor guides.
    UnmetPerson "unmet-person" Warns,
    /// A story or line without a recording in a language of the tour.
    MissingSound "missing-sound" Warns,
    /// A figure without one of the animations that a guide plays.
    MissingClip "missing-clip" Warns,
    /// Words with a character of which nothing is seen.
    UnseenCharacter "unseen-character" Warns,
    /// Words that are missing in a language of the tour.
    MissingText "missing-text" Warns,
    /// A language that the program has no words of its own in.
    UnspokenLanguage "unspoken-language" Warns,
    /// Words or a file in a language that the tour does not have.
    UndeclaredLanguage "undeclared-language" Warns,
    /// A location without a name for people.
    UntitledLocation "untitled-location" Warns,
    /// A panorama that is not twice as wide as high, and nothing says which part of the sphere it covers.
    PanoramaShape "panorama-shape" Warns,
    /// A picture larger than a GPU takes.
    LargePicture "large-picture" Warns,
    /// Tiles of a panorama that are not there, where a coarser level is seen instead.
    MissingTiles "missing-tiles" Warns,
    /// A file name in other capitals than the file has, which works on Windows alone.
    Capitals "capitals" Warns,
}

impl Code {
    /// How much it matters.
    pub fn severity(self) -> Severity {
        match self.weight() {
            Weight::Stops | Weight::Spoils => Severity::Error,
            Weight::Warns => Severity::Warning,
        }
    }

    /// Whether a tour with this mistake cannot be walked at all.
    pub fn stops(self) -> bool {
        self.weight() == Weight::Stops
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A line and column, both counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// The line that a mistake stands on, or the part of it around the mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub text: String,
    /// The mistake, as bytes of `text`.
    pub span: std::ops::Range<usize>,
}

/// A mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Which kind it is.
    pub code: Code,
    /// The file that it stands in, as reached from where the program was started.
    pub file: String,
    /// Where in the file, if it stands in one place.
    #[serde(flatten)]
    pub position: Option<Position>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    #[serde(skip)]
    pub(super) excerpt: Option<Excerpt>,
}

impl Diagnostic {
    /// A mistake of a whole file.
    pub(super) fn of_file(code: Code, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: code.severity(), code, file: file.into(), position: None, message: message.into(), help: None, excerpt: None }
    }

    pub(super) fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// Several lines for a person: what is wrong, the line that it stands on, and what to do. With `colour`, in the terminal's colours.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&self.message).id(self.code.name());
        let mut group = match (&self.excerpt, self.position) {
            (Some(excerpt), Some(position)) => title.element(
                Snippet::source(&excerpt.text)
                    .line_start(position.line)
                    .path(&self.file)
                    .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
            ),
            _ => title.element(Origin::path(&self.file)),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}

/// One line: `file:line:column: severity[code]: message (help)`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}[{}]: {}", self.severity, self.code.name(), self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}
