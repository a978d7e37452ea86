//! Pictures of every kind but KTX2, as panoramas: what `check` reads of their headers, then what is made of them.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use indenfor_fuzz::media::{Budget, Takes, panorama};
use indenfor_fuzz::tour::{self, Exposure};
use libfuzzer_sys::fuzz_target;

static BUDGET: Budget = Budget::new(64 << 20);

const TOUR: &str = r#"
format = 1
id = "a"
title = "A"
languages = ["da"]
start = "hall"
[locations.hall]
title = "H"
space = { panorama = "picture" }
"#;

/// In memory, so that the disk is spared.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(format!("/dev/shm/indenfor-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("tour.toml"), TOUR).unwrap();
    folder
});

fuzz_target!(|data: &[u8]| {
    let file = FOLDER.join("picture");
    std::fs::write(&file, data).unwrap();
    let _ = tour::load(&*FOLDER);
    let takes = Takes { max_size: 4096, bc: false, astc: false };
    if let Ok((pixels, memory)) = panorama::load(&file, None, Exposure::default(), takes, &BUDGET) {
        assert!(pixels.bytes() <= memory.bytes(), "more than was set aside");
    }
});
