//! OpenXR, from instance to frame: finds a headset, adopts the graphics device that its runtime chooses, keeps a session alive,
//! says where head and hands are and hands out pictures to draw into.
//!
//! ```no_run
//! use indenfor::xr::{Headset, Stage};
//!
//! let mut headset = Headset::connect("Walkthrough")?;
//! loop {
//!     let status = headset.poll()?;
//!     if status.stage == Stage::Exiting {
//!         break;
//!     }
//!     let Some(timing) = headset.wait()? else {
//!         std::thread::sleep(std::time::Duration::from_millis(50));
//!         continue;
//!     };
//!     let moment = headset.moment(&timing)?;
//!     // … step the walk with moment.head, moment.hands and timing.elapsed …
//!     headset.render(timing, None, |eyes| {
//!         // … draw eyes.views into eyes.picture and submit …
//!     })?;
//! }
//! # Ok::<(), indenfor::xr::XrError>(())
//! ```
//!
//! Any of these may answer [`XrError::Lost`]: the headset's software was ended, or took the headset away. Then drop everything
//! that was made with [`Headset::gpu`], drop the [`Headset`], and connect again every [`RECONNECT_EVERY`] until it answers. All
//! pictures, pipelines and buffers have to be made anew: they belonged to a device that is gone.
//!
//! This is the only room with `unsafe` code: it wraps handles of C libraries. It names the crates `openxr`, `ash` and `wgpu-hal`,
//! and nothing of them leaves it.
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

mod actions;
mod backdrop;
mod bare_hand;
mod bindings;
mod device;
mod error;
mod frame;
mod headset;
mod instance;
mod loader;
mod patience;
mod session;
mod space;
mod swapchain;
mod trackers;

pub use actions::{Buttons, HandState, Pointing};
pub use backdrop::Backdrop;
pub use bare_hand::BareHand;
pub use error::XrError;
pub use frame::{Eyes, Heartbeat, Timing, View};
pub use headset::{Headset, Moment, Status};
pub use instance::{Discovery, discover};
pub use loader::quieten_loader;
pub use session::Stage;
pub use swapchain::Picture;

/// How long to wait between two attempts to connect to a headset that went away.
pub const RECONNECT_EVERY: std::time::Duration = std::time::Duration::from_secs(2);

/// One of two hands; also its index in [`Moment::hands`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// The left.
    Left = 0,
    /// The right.
    Right = 1,
}

impl Hand {
    /// As OpenXR names it.
    fn path(self) -> &'static str {
        match self {
            Self::Left => "/user/hand/left",
            Self::Right => "/user/hand/right",
        }
    }
}
