//! OpenXR: from instance to frame.
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

mod error;
mod instance;

pub use error::XrError;
pub use instance::{Discovery, discover};

/// How long to wait between two attempts to connect to a headset that went away.
pub const RECONNECT_EVERY: std::time::Duration = std::time::Duration::from_secs(2);
