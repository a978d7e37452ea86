//! What a tour is, and how it is read: [`load`] for a walk, [`check`] for its author. [`Tour`] is one that was loaded: every name
//! followed, every path found to lie in its folder, captions read.
//!
//! Everything in a [`Tour`] is told in *location space* (see [`crate::pose`]): a panorama has the visitor's head at its
//! origin, a model has its own.

mod advice;
mod around;
mod captions;
mod check;
mod cubes;
mod day;
mod diagnostics;
mod enclosure;
pub mod exr;
pub mod extensions;
mod extents;
mod files;
mod flac;
mod footing;
pub mod gpano;
pub mod graph;
pub mod ktx2;
mod lamps;
pub mod languages;
mod letters;
mod lines;
pub(crate) mod lists;
mod locations;
mod measures;
pub mod model;
mod models;
mod names;
mod nodes;
mod pictures;
mod places;
pub mod png;
pub mod pyramid;
mod radiance;
mod resolve;
mod rooms;
mod schema;
mod shape;
pub(crate) mod sounds;
mod source;
mod spaces;
mod tellings;
mod tiles;
mod trial;

use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec3;
use indexmap::IndexMap;

pub use check::{LoadError, Loaded, Report, TOUR_FILE, check, check_on, check_with, load};
pub use day::Day;
pub use diagnostics::{Code, Diagnostic, Position, Severity};
pub use lamps::{MOST_LIGHTS, MOST_SHADOWS};
pub use lines::{Line, LineIndex, Occasion};
pub use measures::{CAPTION_GAP_SECONDS, marker_diameter};
pub use model::Stereo;
#[cfg(test)]
pub use pictures::needed;
pub use pictures::{LARGEST_FILE, MOST_DECODING, MOST_PIXELS, coefficients};
pub use pyramid::{Pyramid, Template, Tile};
pub use rooms::{Material, Room};
pub use schema::schema;
pub use trial::{Finding, Try};

/// A tour that can be walked.
#[derive(Debug, Clone, PartialEq)]
pub struct Tour {
    /// The folder that it was loaded from.
    pub folder: PathBuf,
    /// Its name for machines.
    pub id: String,
    /// Its name for people.
    pub title: Text,
    /// The languages that a visitor may choose from, as BCP 47 tags; the first is where a visit starts. Never empty.
    pub languages: Vec<Arc<str>>,
    /// Where a visit starts.
    pub start: LocationIndex,
    /// Everybody who speaks or guides.
    pub people: Vec<Person>,
    /// Everything that is told. No location leads to a story whose consent has ended.
    pub stories: Vec<Story>,
    /// What is said beside stories. Nobody says one whose consent has ended.
    pub lines: Vec<Line>,
    /// Every place. Never empty.
    pub locations: Vec<Location>,
    /// The place that a visitor is taken out to who asks for it; a plain room if there is none.
    pub calm: Option<LocationIndex>,
    /// What a visitor is warned of before the walk.
    pub content_note: Option<ContentNote>,
    /// The next step, for who has seen what they came for.
    pub farewell: Option<Farewell>,
}

/// What a visitor is warned of, and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentNote {
    /// In words.
    pub words: Text,
    /// The same, said aloud.
    pub says: Option<LineIndex>,
    /// The places that can be left out.
    pub locations: Vec<LocationIndex>,
    /// The stories that can be left out.
    pub stories: Vec<StoryIndex>,
}

/// What a visitor takes along.
#[derive(Debug, Clone, PartialEq)]
pub struct Farewell {
    /// In words.
    pub words: Text,
    /// Where it leads: an address of the web, shown as a code for phones and in letters.
    pub address: Arc<str>,
}

/// A place in [`Tour::locations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocationIndex(pub usize);

/// A place in [`Tour::stories`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StoryIndex(pub usize);

/// A place in [`Tour::people`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonIndex(pub usize);

/// Words, by language.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    /// One wording for every language.
    Every(Arc<str>),
    /// A wording for each language, in the author's order. Never empty.
    ByLanguage(IndexMap<Arc<str>, Arc<str>>),
}

impl Text {
    /// The wording in `language`; where there is none, in a language that stands in for it; else the first that the author wrote.
    pub fn in_language(&self, language: &str) -> &Arc<str> {
        match self {
            Self::Every(words) => words,
            Self::ByLanguage(wordings) => for_reader(wordings, language),
        }
    }
}

/// Somebody who speaks or guides.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Their name in the tour file.
    pub id: String,
    /// Their name for people.
    pub name: Arc<str>,
    /// What they are by profession.
    pub role: Text,
    /// A picture of them.
    pub portrait: Option<Arc<PathBuf>>,
    /// Their figure, a glTF model: metres, +Y up, facing +Z, its feet at the origin.
    pub avatar: Option<Arc<PathBuf>>,
    /// What they say beside stories, and when.
    pub says: Vec<(Occasion, LineIndex)>,
}

impl Person {
    /// What they say on an occasion, where that was recorded.
    pub fn line(&self, occasion: Occasion) -> Option<LineIndex> {
        self.says.iter().find(|(when, _)| *when == occasion).map(|(_, line)| *line)
    }
}

/// What a figure can do: an animation that is called so ([`is_clip`]) is played when there is reason to.
pub const AVATAR_CLIPS: [&str; 6] = ["idle", "greet", "speak", "listen", "point", "walk"];

/// Whether an animation of this name is the clip: called just so, or so with `.`, `_`, `-`, a space or a digit after it (`idle.001`).
pub fn is_clip(name: &str, clip: &str) -> bool {
    let ends = |next: char| next.is_ascii_digit() || " ._-".contains(next);
    name.strip_prefix(clip).is_some_and(|rest| rest.chars().next().is_none_or(ends))
}

/// Something that somebody tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Its name in the tour file.
    pub id: String,
    /// Who tells it.
    pub teller: PersonIndex,
    /// Its name for people.
    pub title: Text,
    /// It, in each language that it is told in. Never empty.
    pub tellings: IndexMap<Arc<str>, Telling>,
}

impl Story {
    /// The telling in `language`; where there is none, in a language that stands in for it; else the first that the author wrote.
    pub fn in_language(&self, language: &str) -> &Telling {
        for_reader(&self.tellings, language)
    }
}

/// What there is in `language`, or for its readers; see [`languages::stand_ins`]. `all` is never empty.
fn for_reader<'a, T>(all: &'a IndexMap<Arc<str>, T>, language: &str) -> &'a T {
    let among = |tag: &str| all.iter().find(|(written, _)| languages::primary(written).eq_ignore_ascii_case(tag)).map(|(_, found)| found);
    all.get(language).or_else(|| languages::stand_ins(language).find_map(among)).unwrap_or_else(|| &all[0])
}

/// A story in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The recording, if there is one.
    pub sound: Option<Arc<PathBuf>>,
    /// How long the telling lasts, seconds: the recording's length or the last caption's end, whichever is later.
    pub duration: f32,
    /// What is said, in time; in order of their beginnings, none overlapping the next.
    pub captions: Vec<Cue>,
}

/// One caption.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// When it appears, seconds from the beginning of the story.
    pub from: f32,
    /// When it goes, seconds from the beginning of the story.
    pub until: f32,
    /// What it says, at most a few lines, without markup.
    pub words: Arc<str>,
}

/// A place to be in.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Its name in the tour file.
    pub id: String,
    /// Its name for people.
    pub title: Text,
    /// What is seen there.
    pub space: Space,
    /// Where the visitor's feet stand (model), or the origin (panorama), and which yaw is straight ahead on arrival.
    pub stand: Stand,
    /// Who accompanies the visitor here.
    pub guide: Option<Guide>,
    /// What is heard here all the time.
    pub ambience: Vec<Ambience>,
    /// The walls, as they are heard; none in the open.
    pub room: Option<Room>,
    /// What can be chosen here.
    pub hotspots: Vec<Hotspot>,
}

impl Location {
    /// Where the eyes of a visitor are taken to be, metres.
    pub fn eyes(&self) -> Vec3 {
        match self.space {
            Space::Panorama(_) => Vec3::ZERO,
            Space::Model(_) => self.stand.position + Vec3::Y * locations::EYE_HEIGHT,
        }
    }

    /// How high the floor is on which the visitor stands, metres.
    pub fn floor(&self) -> f32 {
        self.eyes().y - locations::EYE_HEIGHT
    }
}

/// What is seen in a location.
#[derive(Debug, Clone, PartialEq)]
pub enum Space {
    /// A picture of the whole sphere, or a part of it, around the visitor's head.
    Panorama(Panorama),
    /// A glTF model, walked from a standpoint.
    Model(Model),
}

/// A glTF model, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Model {
    /// The .glb or .gltf file.
    pub file: Arc<PathBuf>,
    /// In which of its looks (`KHR_materials_variants`); as it is if `None`.
    pub variant: Option<Arc<str>>,
    /// How much brighter it is lit than it would be. What is not lit (`KHR_materials_unlit`) stays as it is.
    pub exposure: Exposure,
    /// A picture of the light all around it; that of a neutral room if `None`.
    pub light: Option<Arc<PathBuf>>,
}

impl Model {
    /// A model as it is.
    pub fn of(file: Arc<PathBuf>) -> Self {
        Self { file, variant: None, exposure: Exposure::default(), light: None }
    }
}

impl Space {
    /// The file that holds it.
    pub fn file(&self) -> &Arc<PathBuf> {
        match self {
            Self::Panorama(panorama) => &panorama.file,
            Self::Model(model) => &model.file,
        }
    }

    /// The compass heading of yaw 0, degrees: what makes headings comparable from one location to the next.
    pub fn north(&self) -> f32 {
        match self {
            Self::Panorama(panorama) => panorama.north,
            Self::Model(_) => 0.0,
        }
    }
}

/// A picture and how it is hung around the visitor: equirectangular, a cube, or a cube in tiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Panorama {
    /// The picture's file; of several, the first.
    pub file: Arc<PathBuf>,
    /// The compass heading of the picture's middle, degrees.
    pub north: f32,
    /// How far the camera's axis pointed above the horizon, degrees.
    pub level_pitch: f32,
    /// How far the camera leant to the right, degrees.
    pub level_roll: f32,
    /// The part of the sphere that the picture covers, where the tour file says so; else what the picture itself says, or all of it.
    pub crop: Option<Crop>,
    /// How the pictures for the two eyes lie in the file; `None` where one picture serves both.
    pub stereo: Option<Stereo>,
    /// How much brighter an HDR picture is developed than it was taken.
    pub exposure: Exposure,
    /// How the faces of a cube are found, where the picture is folded into one and not equirectangular.
    pub cube: Option<Arc<Cube>>,
    /// How it is cut, where it comes in tiles: the faces of a cube in several sizes.
    pub pyramid: Option<Arc<Pyramid>>,
}

impl Panorama {
    /// An equirectangular picture of the whole sphere, hung straight, its middle in the north.
    pub fn of(file: Arc<PathBuf>) -> Self {
        Self {
            file,
            north: 0.0,
            level_pitch: 0.0,
            level_roll: 0.0,
            crop: None,
            stereo: None,
            exposure: Exposure::default(),
            cube: None,
            pyramid: None,
        }
    }
}

/// The six faces of a cube around the visitor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cube {
    /// In the order front, right, back, left, up, down, each as it is seen from inside: below the upper one's lower edge and above
    /// the lower one's upper edge is the front.
    pub faces: [Face; 6],
}

/// A face of a cube: a whole picture, or a square of one. A KTX2 cube map is taken for a row of six.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Face {
    /// The picture's file.
    pub file: Arc<PathBuf>,
    /// How many squares lie beside each other in it.
    pub columns: u32,
    /// How many lie below each other.
    pub rows: u32,
    /// Which of them from the left, from 0.
    pub column: u32,
    /// Which of them from the top, from 0.
    pub row: u32,
    /// Whether it lies upside down there.
    pub turned: bool,
}

/// How much brighter a picture is developed than it was taken: a number of stops, each of which doubles the light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Exposure {
    /// So that two exposures can be told to be the same.
    hundredths: i16,
}

impl Exposure {
    /// So many stops, to a hundredth; none if that is no number.
    pub fn of_stops(stops: f32) -> Self {
        Self { hundredths: (stops * 100.0).round() as i16 }
    }

    /// What light is multiplied with.
    pub fn factor(self) -> f32 {
        (f32::from(self.hundredths) / 100.0).exp2()
    }
}

/// The part of the sphere that a picture covers, in degrees: an angle of view and where its middle lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    /// Width of the picture as an angle, up to 360.
    pub width: f32,
    /// Height of the picture as an angle, up to 180.
    pub height: f32,
    /// Yaw of its middle.
    pub yaw: f32,
    /// Pitch of its middle.
    pub pitch: f32,
}

/// Where a visitor stands in a location.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// The floor under the visitor, metres; for a panorama the origin.
    pub position: Vec3,
    /// What is straight ahead on arrival, degrees.
    pub yaw: f32,
}

/// The one who accompanies the visitor in a location.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guide {
    /// Who it is.
    pub who: PersonIndex,
    /// Where their face is, metres.
    pub position: Vec3,
    /// What they say when the visitor arrives here for the first time.
    pub greets: Option<StoryIndex>,
}

/// A sound that belongs to a location.
#[derive(Debug, Clone, PartialEq)]
pub struct Ambience {
    /// The sound file; it goes round.
    pub sound: Arc<PathBuf>,
    /// Where it comes from, metres; from everywhere if `None`.
    pub position: Option<Vec3>,
    /// How loud, decibels.
    pub gain: f32,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Hotspot {
    /// Where its middle is, metres.
    pub position: Vec3,
    /// What choosing it does.
    pub action: Action,
}

/// What choosing a hotspot does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Leads to another location.
    Go {
        /// Which.
        to: LocationIndex,
        /// Which way one faces there.
        arrive: Arrive,
        /// What the guide says who proposes it.
        says: Option<LineIndex>,
    },
    /// Lets somebody tell something from there.
    Story(StoryIndex),
    /// Shows a few words, and a picture if there is one.
    Look {
        /// The words.
        words: Text,
        /// A picture beside them.
        picture: Option<Arc<PathBuf>>,
    },
}

/// Which way a visitor faces after a change of location.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Arrive {
    /// As the location's stand says.
    Stand,
    /// Towards this yaw, degrees.
    Yaw(f32),
    /// The same compass heading as before.
    KeepHeading,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_merely_begins_like_something_that_a_figure_does_is_something_else() {
        assert!(["point", "point.001", "point_left", "point-left", "point left", "point2"].iter().all(|name| is_clip(name, "point")));
        assert!(["pointer_turn", "Point", "a point", "poin", "pointé", ""].iter().all(|name| !is_clip(name, "point")));
    }
}
