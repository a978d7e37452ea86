//! The moment: what is to be seen and heard, as plain data. Render and sound follow it; neither knows why it is so.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glam::Vec3;

use crate::pose::{HandShape, Placement, Pose, Ray};
use crate::tour::{LineIndex, LocationIndex, PersonIndex, Room, StoryIndex};
use crate::walk::{Button, Spoken};

/// A moment of a visit. All positions are in location space, metres, unless they say otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Where the visitor is.
    pub location: LocationIndex,
    /// Whether the location itself can be shown: while it is loading or where it is broken, a plain room stands in for it.
    pub space: SpaceState,
    /// How long the visitor has been there: what moves in the location moves by it. It stands while all is to hold still.
    pub seconds_here: f32,
    /// How dark the picture is, from 0 (clear) to 1 (black).
    pub fade: f32,
    /// From tracking space into the location.
    pub placement: Placement,
    /// The visitor's head in the location; also where sound is heard from.
    pub head: Pose,
    /// What can be chosen, in the order of the tour file.
    pub markers: Vec<Marker>,
    /// Words in the room, drawn in this order, over everything else.
    pub panels: Vec<Panel>,
    /// Buttons of the welcome, the menu and the farewell, drawn over the panels.
    pub buttons: Vec<Button>,
    /// Who accompanies the visitor, if anybody does here.
    pub guide: Option<GuideView>,
    /// The visitor's left and right hand, or the controllers in them, as far as they are seen.
    pub hands: [Option<HandShape>; 2],
    /// Rays to draw, from a hand to what it points at.
    pub pointers: Vec<PointerView>,
    /// What is heard.
    pub voices: Vec<Voice>,
    /// How loud whoever speaks is just now, from 0 to 1; `None` where nobody hears it, or that is not known.
    pub loudness: Option<f32>,
    /// Whether the words are read from right to left: then what stands beside them is the other way round.
    pub right_to_left: bool,
    /// How many things the visitor has chosen: that there is one more is heard.
    pub choices: u32,
    /// How loud the visitor wants everything, decibels; in the voices' gain already.
    pub volume: f32,
    /// Whether both ears are to hear the same.
    pub mono: bool,
    /// Whether whatever moves by itself in the picture is to hold still.
    pub still: bool,
    /// The walls it is heard between; none in the open.
    pub room: Option<Room>,
    /// Which locations to have ready, the most urgent first; the first is where the visitor is or is going.
    pub wanted: Vec<LocationIndex>,
    /// Which location the visitor goes to, or most likely goes to next.
    pub ahead: Option<Ahead>,
}

/// Where somebody may be in a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead {
    /// Which location that is.
    pub location: LocationIndex,
    /// How much farther to the right their head is turned there than in the location where they are, degrees.
    pub turn: f32,
}

impl Scene {
    /// Nothing to be seen or heard in a location but the location itself, with a clear view.
    pub fn bare(location: LocationIndex) -> Self {
        Self {
            location,
            space: SpaceState::Loading,
            seconds_here: 0.0,
            fade: 0.0,
            placement: Placement::default(),
            head: Pose::default(),
            markers: Vec::new(),
            panels: Vec::new(),
            buttons: Vec::new(),
            guide: None,
            hands: [None, None],
            pointers: Vec::new(),
            voices: Vec::new(),
            loudness: None,
            right_to_left: false,
            choices: 0,
            volume: 0.0,
            mono: false,
            still: false,
            room: None,
            wanted: vec![location],
            ahead: None,
        }
    }
}

/// How a location's space fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpaceState {
    /// On its way.
    #[default]
    Loading,
    /// It can be shown.
    Ready,
    /// It could not be had: the file is missing or broken.
    Failed,
}

/// A hotspot, as it looks now.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// Its place among its location's hotspots.
    pub hotspot: usize,
    /// What it looks like.
    pub kind: MarkerKind,
    /// Its middle.
    pub position: Vec3,
    /// How wide it is, metres: at least 2° as seen from where the visitor stands.
    pub diameter: f32,
    /// How much it is attended to, from 0 to 1, eased.
    pub focus: f32,
    /// How far the dwell has come, from 0 (not begun) to 1 (chosen).
    pub dwell: f32,
    /// Whether the visitor has been there or heard it.
    pub done: bool,
    /// Whether the guide proposes it now.
    pub proposed: bool,
}

/// What kind of hotspot a marker stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerKind {
    /// A way to another place.
    Go,
    /// A story, and who tells it.
    Story(PersonIndex),
    /// A few words about what is there.
    Look,
}

/// Words in the room.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What it is for; decides its looks.
    pub kind: PanelKind,
    /// Which part of it hangs at `position`: however large its words are, it keeps clear of what is on the other side.
    pub pin: Pin,
    /// Where it hangs.
    pub position: Vec3,
    /// Whom it faces: the panel's front looks back along this yaw and pitch (see [`crate::pose::look_at`] from the eye to the panel).
    pub facing: glam::Quat,
    /// How wide the panel may become, metres.
    pub width: f32,
    /// How high a capital letter of the body is, metres.
    pub cap_height: f32,
    /// A first line, set apart: a name and role, a title. May be empty.
    pub heading: Arc<str>,
    /// The words.
    pub body: Arc<str>,
    /// A picture above the words.
    pub picture: Option<Arc<PathBuf>>,
    /// From 0 to 1.
    pub opacity: f32,
    /// How far the dwell on it has come, from 0 to 1, where the panel can be chosen.
    pub dwell: f32,
    /// Where the speaker is, if out of view: an arrow at the panel's edge.
    pub arrow: Option<Arrow>,
    /// An address, shown below the words.
    pub code: Option<Code>,
}

/// An address, shown as a code that a phone reads and in letters.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// The address.
    pub address: Arc<str>,
    /// How wide the code is with the quiet around it, metres.
    pub width: f32,
}

/// Which part of a panel is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pin {
    /// Its middle.
    #[default]
    Middle,
    /// The middle of its lower edge.
    Bottom,
    /// The middle of its upper edge.
    Top,
}

/// What a panel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelKind {
    /// What somebody is saying.
    Caption,
    /// The name of what is attended to.
    Label,
    /// Something the guide proposes, which can be chosen.
    Proposal,
    /// What a `look` hotspot tells.
    Look,
    /// Something the program has to say: loading, a broken picture.
    Notice,
    /// What the visitor takes along, at the farewell.
    Card,
    /// What is wrong with the tour, for its author.
    Report,
}

/// Which way to turn to see who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrow {
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// The guide, as seen now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GuideView {
    /// Who it is.
    pub who: PersonIndex,
    /// Where their face is.
    pub position: Vec3,
    /// Whether they are speaking.
    pub speaking: bool,
    /// What they are doing, for a figure to do it.
    pub attitude: Attitude,
}

/// What a guide is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attitude {
    /// Waiting, at ease.
    #[default]
    Idle,
    /// Greeting whoever has come, or saying goodbye.
    Greeting,
    /// Speaking.
    Speaking,
    /// Listening to somebody who tells, or to the visitor who looks at them.
    Listening,
    /// Pointing at what they propose, the location's n-th hotspot.
    Pointing(usize),
}

/// A ray that a visitor points with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointerView {
    /// From the hand.
    pub ray: Ray,
    /// How far it reaches: to what it hits, or a little way.
    pub length: f32,
    /// Whether it points at something that can be chosen.
    pub hit: bool,
}

/// A sound that is to be heard now. A voice lives as long as successive scenes hold one with the same [`VoiceKey`].
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Which one it is, from one moment to the next.
    pub key: VoiceKey,
    /// Where its samples are.
    pub sound: Source,
    /// Where it comes from; from everywhere if `None`.
    pub position: Option<Vec3>,
    /// How loud, decibels.
    pub gain: f32,
    /// Whether it goes round.
    pub looped: bool,
    /// How far the walk has come in it, seconds: where to begin, should it begin now.
    pub elapsed: f32,
    /// Whether it stands still for the moment.
    pub paused: bool,
}

/// Where the samples of a sound are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// In a file of the tour.
    File(Arc<PathBuf>),
    /// In the program itself.
    Own(Spoken),
}

impl Source {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) => Some(file),
            Self::Own(_) => None,
        }
    }
}

/// As it is called in messages.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Own(spoken) => spoken.fmt(f),
        }
    }
}

/// Tells voices apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VoiceKey {
    /// A story told. The number grows with each recording that begins in a visit: the same story anew, or in another language, is
    /// another voice.
    Story(StoryIndex, u32),
    /// A line said beside stories, with a number as stories have.
    Line(LineIndex, u32),
    /// Something that the program says itself, with a number as stories have.
    Own(Spoken, u32),
    /// The n-th ambience of a location.
    Ambience(LocationIndex, usize),
}

impl VoiceKey {
    /// Whether somebody speaks there.
    pub fn is_speech(self) -> bool {
        match self {
            Self::Story(..) | Self::Line(..) | Self::Own(..) => true,
            Self::Ambience(..) => false,
        }
    }
}
