//! Models, as .glb or .gltf: their JSON, accessors, and whatever is packed in them.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use indenfor_fuzz::media::{Takes, gltf};
use libfuzzer_sys::fuzz_target;

/// In memory, so that the disk is spared.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| PathBuf::from(format!("/dev/shm/indenfor-fuzz-{}.glb", std::process::id())));

// A transcoder that panics is caught where it is called; what is caught nowhere still ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))), |data: &[u8]| {
    std::fs::write(&*FILE, data).unwrap();
    let takes = Takes { max_size: 256, bc: true, astc: false };
    let Ok(model) = gltf::load(&FILE, Path::new("/dev/shm"), None, takes) else { return };
    // What the renderer believes without looking.
    let vertices = [model.still_vertices(), model.vertices.len() - model.still_vertices()];
    for draw in &model.draws {
        let indices = &model.indices[draw.indices.start as usize..draw.indices.end as usize];
        assert!(indices.iter().all(|index| (*index as usize) < vertices[usize::from(draw.moves)]));
        assert!(draw.material < model.materials.len());
    }
});
