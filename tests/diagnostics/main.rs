//! What a tour's author is told: a snapshot for each kind of mistake. And what becomes of a tour without any.

mod fixture;
#[path = "../glb/mod.rs"]
mod glb;
#[path = "../ktx2/mod.rs"]
mod ktx2;
mod lines;
mod loading;
mod loading_models;
mod mistakes;
mod models;
mod pictures;
mod robust;
mod sounds;
mod tiles;
