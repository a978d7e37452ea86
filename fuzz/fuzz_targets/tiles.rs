//! What a tour file says of a panorama in tiles: everything that follows `space = `, its end included.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use indenfor_fuzz::tour::{self, Space};
use libfuzzer_sys::fuzz_target;

/// In memory, so that the disk is spared.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(format!("/dev/shm/indenfor-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
});

const BEFORE: &[u8] =
    b"format = 1\nid = \"a\"\ntitle = \"A\"\nlanguages = [\"da\"]\nstart = \"hall\"\n[locations.hall]\ntitle = \"H\"\nspace = ";

fuzz_target!(|data: &[u8]| {
    std::fs::write(FOLDER.join("tour.toml"), [BEFORE, data].concat()).unwrap();
    let Ok(loaded) = tour::load(&*FOLDER) else { return };
    for location in &loaded.tour.locations {
        let Space::Panorama(hung) = &location.space else { continue };
        let Some(pyramid) = &hung.pyramid else { continue };
        // What the renderer believes without looking.
        assert!(pyramid.sizes().windows(2).all(|pair| pair[0] < pair[1]));
        let mut count = 0;
        for level in 0..pyramid.sizes().len() as u32 {
            for tile in pyramid.tiles(level) {
                let (width, height) = pyramid.size_of(tile);
                assert!(width > 0 && height > 0 && width <= pyramid.tile_size() && height <= pyramid.tile_size());
                count += 1;
                // Of many tiles the first are called as the last are.
                if count < 64 {
                    assert!(pyramid.file(tile).starts_with(&*FOLDER), "{}", pyramid.path(tile));
                }
            }
        }
        assert!(count <= 1 << 17, "{count}");
    }
});
