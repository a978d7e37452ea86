//! What goes into a step of the walk: where the head is, what is pointed at, what was asked for.

use crate::pose::{HandShape, Pose, Ray};
use crate::walk::{SpaceState, VoiceKey};

/// What the visitor did since the last step. Poses are in tracking space: metres, y = 0 is the floor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Input {
    /// Where the head is and how it is turned.
    pub head: Pose,
    /// Whether `head` is told in another tracking space than in the step before: the headset was connected anew, and its origin may
    /// lie elsewhere. The visitor has not moved; the room that they are measured in has.
    pub retracked: bool,
    /// Hands, controllers or the mouse: whatever points with a ray.
    pub pointers: Vec<Pointer>,
    /// What is seen of the left and the right hand.
    pub hands: [Option<HandShape>; 2],
    /// Whether looking at something for a while chooses it.
    pub dwell: bool,
    /// Whether the visitor goes from thing to thing with keys: what the view passes as it turns to them means nothing.
    pub keys_lead: bool,
    /// What was asked for, in order.
    pub commands: Vec<Command>,
    /// Whether the headset is worn, where it can tell; see [`crate::walk::comfort::GRACE_SECONDS`] for what happens when it is taken off.
    pub worn: Option<bool>,
    /// How the space of [`Scene::wanted`](crate::walk::Scene::wanted)'s first location fares.
    pub space: SpaceState,
    /// How far what is told has come as it is heard; `None` where nobody hears it: there is no sound device, or its file is still on its
    /// way, or broken.
    pub heard: Option<Heard>,
}

/// How far a voice has come as it leaves the sound device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// Which voice.
    pub key: VoiceKey,
    /// Seconds from the beginning of its recording.
    pub seconds: f32,
    /// Whether the recording has come to its end.
    pub over: bool,
    /// How loud it is just there, from 0 (quiet) to 1 (as its loud syllables), as far as that is known.
    pub loudness: Option<f32>,
}

/// Something that points with a ray.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointer {
    /// Where it points.
    pub ray: Ray,
    /// Whether select was pressed in this very step.
    pub select: bool,
    /// Whether the ray is to be drawn: a hand's is, a mouse's is not.
    pub visible: bool,
}

/// Something that was asked for other than by pointing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Attend to the next hotspot (or proposal), as Tab does.
    Next,
    /// Attend to the one before.
    Previous,
    /// Choose what is attended to.
    Select,
    /// Stop the story, close what is open; with nothing open, open the menu.
    Back,
    /// Open the menu, or close it.
    Menu,
    /// Make the way the head points now straight ahead.
    Recenter,
    /// Turn the visitor by [`crate::walk::comfort::TURN_DEGREES`] to the left, at once: for who cannot or would rather not turn themselves.
    TurnLeft,
    /// To the right.
    TurnRight,
    /// Change to this language, if the tour has it.
    Language(String),
    /// Change to the language after this one.
    NextLanguage,
    /// Hold everything: the headset is asleep or its runtime gone.
    Pause,
    /// Go on.
    Resume,
    /// Go straight to the start, everything forgotten: the next visitor.
    Restart,
}
