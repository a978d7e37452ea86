//! What the tests of the whole program stand on: Monado (a real OpenXR runtime with a headset and controllers that a test
//! steers), a screen that exists only in memory, and programs whose words a test can wait for.
//!
//! Whatever a test starts here ends when its value is dropped, also where the test fails. Several tests may run at the same
//! time: each has a runtime, a port, a screen and folders of its own.

// Each file in tests/ is a program of its own and uses a part of this.
#![allow(dead_code)]

pub mod desk;
pub mod eyes;
pub mod golden;
pub mod joints;
pub mod languages;
pub mod layer;
pub mod lost_device;
pub mod moments;
pub mod monado;
pub mod panorama;
pub mod program;
pub mod remote;
pub mod sound;
pub mod stage;
pub mod tour;
pub mod validation;
pub mod visit;
pub mod xvfb;
