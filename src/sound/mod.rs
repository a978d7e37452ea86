//! The voices and ambience of a scene, through kira.
//!
//! [`Engine::follow`] makes what is heard agree with [`Scene::voices`](crate::walk::Scene::voices): voices that are new begin, those that
//! are gone fade out, the others move and change their level. It neither reads nor decodes: files are opened on a thread of their own.
//! The walk keeps time, not the sound: where there is no sound device, a visit goes on in captions.

mod bed;
mod binaural;
mod capture;
mod choose;
mod decode;
mod device;
mod engine;
mod envelope;
mod error;
mod field;
mod fir;
mod hearing;
mod hrtf;
mod limiter;
mod loudness;
mod opener;
mod output;
mod recording;
mod reflections;
mod room;
mod tail;
mod tick;
mod voice;

pub use capture::Capture;
pub use choose::{HeadsetSound, Wanted, Why};
pub use device::{Device, DeviceNews};
pub use engine::{DeviceEngine, Engine};
pub use error::SoundError;
pub use hearing::Hearing;
pub use output::{Found, probe};
pub use recording::Recording;
