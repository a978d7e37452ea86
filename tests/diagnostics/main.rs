//! What a tour's author is told: a snapshot for each kind of mistake. And what becomes of a tour without any.

mod fixture;
#[path = "../ktx2/mod.rs"]
mod ktx2;
mod lines;
mod loading;
mod mistakes;
mod models;
mod pictures;
mod robust;
mod sounds;
mod tiles;
