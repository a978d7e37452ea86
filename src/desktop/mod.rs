//! The window: where it draws, how one looks around in it, and what keys, mouse and fingers ask for.
//!
//! Nothing here knows what a visit is. [`Controls`] turns what people do with their hands into [`Wish`]es; [`Camera`] is the head of
//! somebody who has none to turn; [`Canvas`] is the surface that is drawn on.

mod camera;
mod canvas;
mod controls;
mod title;

pub use camera::Camera;
pub use canvas::{Canvas, NextFrame, let_go_of_lost};
pub use controls::{Controls, Key, Lead, Wish};
pub use title::title;
