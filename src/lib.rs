//! Indenfor: a native walkthrough runtime for places that few people can visit.
//!
//! A tour is a folder with a `tour.toml`, pictures, spaces and voices. This crate loads it ([`tour`]), plays a visit through it
//! ([`walk`]), and shows and sounds each moment of that visit ([`render`], [`sound`]) in a headset ([`xr`]), in a window
//! ([`desktop`]) or into pictures. `ARCHITECTURE.md` tells how the rooms hang together and who may know whom.

#![deny(unsafe_code)]

pub mod app;
pub mod cli;
pub mod desktop;
pub mod gpu;
pub mod media;
pub mod pose;
pub mod render;
pub mod sound;
pub mod tour;
pub mod walk;
// The one room that talks to C: the headset's runtime and its Vulkan device.
#[allow(unsafe_code)]
pub mod xr;
