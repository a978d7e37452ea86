//! KTX2 files as panoramas, as cube maps and as the faces of a cube. The first byte says what the GPU takes, and which of these a file is
//! read as.
#![no_main]

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use indenfor_fuzz::media::{Budget, Takes, cube, panorama};
use indenfor_fuzz::tour::ktx2::Header;
use indenfor_fuzz::tour::{Cube, Exposure, Face, Stereo};
use libfuzzer_sys::fuzz_target;

static BUDGET: Budget = Budget::new(64 << 20);
/// In memory, so that the disk is spared.
static FILE: LazyLock<Arc<PathBuf>> =
    LazyLock::new(|| Arc::new(PathBuf::from(format!("/dev/shm/indenfor-fuzz-{}.ktx2", std::process::id()))));

// A transcoder that panics is caught where it is called; what is caught nowhere still ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))), |data: &[u8]| {
    let Some((how, file)) = data.split_first() else { return };
    let _ = Header::read(file, file.len() as u64);
    let stereo = [None, Some(Stereo::TopBottom), Some(Stereo::SideBySide), None][usize::from(how & 3)];
    let takes = Takes { max_size: if how & 16 == 0 { 4096 } else { 16 }, bc: how & 4 != 0, astc: how & 8 != 0 };
    std::fs::write(&**FILE, file).unwrap();
    let face = |columns| Face { file: FILE.clone(), columns, rows: 1, column: 0, row: 0, turned: false };
    let cube = |columns| cube::load(&Cube { faces: std::array::from_fn(|_| face(columns)) }, Exposure::default(), takes, &BUDGET);
    let loaded = match how & 96 {
        0 => panorama::load(&FILE, stereo, Exposure::default(), takes, &BUDGET),
        32 => cube(6),
        _ => cube(1),
    };
    if let Ok((pixels, memory)) = loaded {
        assert!(pixels.bytes() <= memory.bytes(), "more than was set aside");
    }
});
