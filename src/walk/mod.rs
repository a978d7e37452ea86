//! What happens on a visit. Pure: no clock, no GPU, no sound, no file. A step takes what the visitor did and how much time went
//! by; out of it come the [`Scene`] of the moment and the [`Event`]s that led to it. So a whole visit can be played in a test in
//! microseconds, and played again.

mod event;
mod input;
mod scene;

pub use event::{Event, Way};
pub use input::{Command, Input, Pointer};
pub use scene::{Arrow, GuideView, Marker, MarkerKind, Panel, PanelKind, PointerView, Scene, SpaceState, Voice, VoiceKey};
