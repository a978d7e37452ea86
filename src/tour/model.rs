//! The shapes of the tour file: what a person may write. The JSON schema is made from these types, and their doc comments are what
//! an editor shows; [`check`](super::check) holds every file against that same schema.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

pub use super::around::{ContentNote, Farewell};
pub use super::lines::{LineKeys, SaysKeys};
use super::rooms::Walls;
pub use super::spaces::{Crop, Cube, Level, Model, Panorama, Space, Stereo, Tiles};

/// The version of the tour file that this program writes; it reads this one and all before it.
pub const FORMAT: u32 = 1;

/// No tour is told in more languages.
pub(super) const MOST_LANGUAGES: usize = 100;

/// What a name in the tour file may look like: letters of any language, digits, `-` and `_`.
pub(super) const NAME_PATTERN: &str = r"^[\p{L}\p{N}_-]+$";

/// What a language's tag looks like: `da`, `en`, `pt-BR`.
pub(super) const LANGUAGE_PATTERN: &str = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

/// A tour of Indenfor: places, people and their stories.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "Indenfor tour")]
pub struct TourFile {
    /// The version of the tour file: 1.
    #[schemars(range(min = 1))]
    pub format: u32,
    /// The tour's name for machines: letters, digits, `-` and `_`.
    pub id: Name,
    /// The tour's name for people.
    pub title: Text,
    /// The languages that a visitor may choose from, as tags such as "da" and "en". The first is where a visitor starts.
    #[schemars(length(min = 1, max = MOST_LANGUAGES))]
    pub languages: Vec<Language>,
    /// The location where a visit starts.
    pub start: String,
    /// The person who accompanies the visitor unless a location says otherwise.
    pub guide: Option<String>,
    /// Everybody who speaks or guides.
    #[serde(default)]
    pub people: IndexMap<Name, Person>,
    /// Everything that is told.
    #[serde(default)]
    pub stories: IndexMap<Name, Story>,
    /// What is said beside stories: short, and recorded as stories are. Who says a line names it in their `says`.
    #[serde(default)]
    pub lines: IndexMap<Name, LineKeys>,
    /// Every place.
    #[schemars(extend("minProperties" = 1))]
    pub locations: IndexMap<Name, Location>,
    /// The location that a visitor is taken out to who asks for it: somewhere calm. Without it, a plain room.
    pub calm: Option<String>,
    /// What visitors are warned of before the walk, and may leave out.
    pub content_note: Option<ContentNote>,
    /// What visitors take along at the end: the next step.
    pub farewell: Option<Farewell>,
}

/// A name that other parts of the tour file refer to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct Name(pub String);

impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": NAME_PATTERN })
    }
}

/// A language's tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub struct Language(pub String);

impl JsonSchema for Language {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": LANGUAGE_PATTERN })
    }
}

/// Words: one wording for every language, or a table with a wording for each.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// One wording for every language.
    Every(#[schemars(length(min = 1))] String),
    /// A wording for each language.
    ByLanguage(#[schemars(extend("minProperties" = 1))] IndexMap<Language, String>),
}

/// A file in the tour's folder: one path for every language, or a table with a path for each.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Files {
    /// One file for every language.
    Every(FilePath),
    /// A file for each language.
    ByLanguage(#[schemars(extend("minProperties" = 1))] IndexMap<Language, FilePath>),
}

/// A path relative to the tour's folder, with `/` between its parts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct FilePath(#[schemars(length(min = 1))] pub String);

/// Somebody who speaks or guides.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Person {
    /// Their name for people.
    #[schemars(length(min = 1))]
    pub name: String,
    /// What they are by profession.
    pub role: Text,
    /// A picture of them: JPEG, PNG or WebP.
    pub portrait: Option<FilePath>,
    /// Their figure: a .glb or .gltf file.
    pub avatar: Option<FilePath>,
    /// What they say beside stories while they accompany the visitor.
    #[serde(default)]
    pub says: SaysKeys,
}

/// Something that somebody tells.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Story {
    /// The person who tells it.
    pub teller: String,
    /// Its name for people.
    pub title: Text,
    /// The recording: Ogg Vorbis, FLAC or WAV.
    pub sound: Option<Files>,
    /// What is said, in time: WebVTT.
    pub captions: Option<Files>,
    /// Which of the campaign's messages it carries.
    pub message: Option<String>,
    /// The teller's consent to its being told.
    pub consent: Option<Consent>,
}

/// Somebody's consent to a recording's being heard.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Consent {
    /// The day on which it was given.
    pub given: Date,
    /// The last day on which it holds; after it visits leave the story out. For good if left out.
    pub until: Option<Date>,
}

/// A day, such as 2026-03-01, without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Date(pub toml::value::Date);

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A place to be in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Location {
    /// Its name for people; without one, its name in this file is shown.
    pub title: Option<Text>,
    /// What is seen there.
    pub space: Space,
    /// Where the visitor stands, and what is straight ahead on arrival.
    pub stand: Option<Stand>,
    /// Who accompanies the visitor here.
    pub guide: Option<Guide>,
    /// What is heard here all the time.
    #[serde(default)]
    pub ambience: Vec<Ambience>,
    /// What voices sound like here: a room's size and walls, or "open" for the open air. Left out, a model's walls are told from how large its
    /// meshes are, and a panorama is in the open.
    pub room: Option<Walls>,
    /// What can be chosen here.
    #[serde(default)]
    pub hotspots: Vec<Hotspot>,
}

/// Where the visitor stands: at a node of the model, or at a position.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Stand {
    /// Where a node of the model is, facing as it does (its -Z).
    Node(Node),
    /// At a position, facing a yaw.
    Position(StandPosition),
}

/// A node of the location's model.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Node {
    /// The node's name.
    pub node: String,
}

/// A place to stand and a direction to face.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StandPosition {
    /// The floor under the visitor, metres in the model; left out in a panorama.
    pub position: Option<Position>,
    /// What is straight ahead on arrival, degrees.
    #[serde(default)]
    #[schemars(range(min = -360, max = 360))]
    pub yaw: f32,
}

/// A point: right, up, back, in metres.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Position(pub [f32; 3]);

impl JsonSchema for Position {
    fn schema_name() -> Cow<'static, str> {
        "Position".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A point: right, up, back, in metres.",
            "type": "array",
            "items": { "type": "number", "minimum": -10000.0, "maximum": 10000.0 },
            "minItems": 3,
            "maxItems": 3,
        })
    }
}

/// Who accompanies the visitor in a location.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Guide {
    /// This person.
    Who(String),
    /// This person, and more about it.
    More(GuideMore),
}

/// Who accompanies the visitor in a location, where, and what they say first.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct GuideMore {
    /// The person.
    pub who: String,
    /// Where their face is; without it, a little to the right of what is straight ahead on arrival.
    pub at: Option<At>,
    /// The story that they tell when the visitor arrives here for the first time.
    pub greets: Option<String>,
}

/// Where something is: in a direction, at a node of the model, or at a position.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum At {
    /// In a direction from the visitor's eyes.
    Direction(Direction),
    /// Where a node of the model is.
    Node(Node),
    /// At a position.
    Position(AtPosition),
}

/// A direction from the visitor's eyes, and how far.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Direction {
    /// To the right of the picture's middle (or of the model's -Z), degrees.
    #[schemars(range(min = -360, max = 360))]
    pub yaw: f32,
    /// Up from the horizon, degrees.
    #[serde(default)]
    #[schemars(range(min = -90, max = 90))]
    pub pitch: f32,
    /// How far away, metres; 3 if left out, a guide 2.
    #[schemars(range(min = 0.3, max = 1000))]
    pub distance: Option<f32>,
}

/// A position.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AtPosition {
    /// The point, metres: in a model, from its origin; in a panorama, from the visitor's eyes.
    pub position: Position,
}

/// A sound that is heard in a location all the time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Ambience {
    /// The sound: Ogg Vorbis, FLAC or WAV, five minutes at most. It goes round. With two channels it comes from the left and the right of
    /// the picture's middle (or of the model's -Z), with four it is ambisonic (AmbiX, first order); both stay there as the head turns.
    pub sound: FilePath,
    /// Where it comes from; from everywhere, or as it was recorded, if left out.
    pub at: Option<At>,
    /// How loud, decibels: 0 is as recorded, less is quieter.
    #[serde(default)]
    #[schemars(range(min = -80, max = 12))]
    pub gain: f32,
}

/// Something that can be chosen: a way (`go`), a `story`, or something to `look` at.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Hotspot {
    /// Leads to another location.
    Go(Go),
    /// Lets somebody tell something.
    Story(Tell),
    /// Shows a few words.
    Look(Look),
}

/// A way to another location.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Go {
    /// The location that it leads to.
    pub go: String,
    /// Where it is.
    pub at: At,
    /// Which way the visitor faces there; as that location's stand says if left out.
    pub arrive: Option<Arrive>,
    /// The line with which whoever accompanies the visitor here proposes this way: once a visit.
    pub says: Option<String>,
}

/// A story to be heard.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Tell {
    /// The story.
    pub story: String,
    /// Where its teller is.
    pub at: At,
}

/// Something to look at.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Look {
    /// The words.
    pub look: Text,
    /// A picture beside them: JPEG, PNG or WebP.
    pub picture: Option<FilePath>,
    /// Where it is.
    pub at: At,
}

/// Which way a visitor faces on arrival.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Arrive {
    /// Facing a yaw.
    Yaw(ArriveYaw),
    /// Facing the same way as before.
    Same(KeepHeading),
}

/// A direction to face on arrival.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ArriveYaw {
    /// Degrees to the right of the picture's middle (or of the model's -Z).
    #[schemars(range(min = -360, max = 360))]
    pub yaw: f32,
}

/// The same compass heading as before.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepHeading {
    /// The same compass heading as before.
    KeepHeading,
}

impl JsonSchema for KeepHeading {
    fn schema_name() -> Cow<'static, str> {
        "KeepHeading".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "The same compass heading as before.", "type": "string", "enum": ["keep-heading"] })
    }
}
