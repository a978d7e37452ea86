//! The only place that wires rooms together: a visit in the headset, in a window, or with no screen at all.

mod backdrops;
pub mod check;
pub mod console;
mod events;
pub mod film;
mod guest;
pub mod headless;
pub mod many;
pub mod measure;
pub mod measure_visit;
mod mirror;
mod pilot;
mod preview;
mod seat;
pub mod settings;
pub mod visit;
pub mod visit_sheet;
pub mod vr;
mod watch;
pub mod window;

pub use events::EventLog;
pub use seat::{Asked, Seat};
pub use visit::{Visit, VisitOptions};
pub use watch::Watch;
