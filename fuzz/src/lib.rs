//! The rooms that read files, as they are: whatever draws and sounds need not be built with a fuzzer in it.

pub use rooms::{media, pose, tour};

#[path = "../../src"]
#[allow(dead_code)] // what only sound asks for
mod rooms {
    pub mod media;
    pub mod pose;
    pub mod tour;
}
