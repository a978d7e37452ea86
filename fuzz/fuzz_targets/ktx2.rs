//! KTX2 files as panoramas. The first byte says what the GPU takes and how two eyes' pictures lie in the file.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use indenfor_fuzz::media::{Budget, Takes, panorama};
use indenfor_fuzz::tour::ktx2::Header;
use indenfor_fuzz::tour::{Exposure, Stereo};
use libfuzzer_sys::fuzz_target;

static BUDGET: Budget = Budget::new(64 << 20);
/// In memory, so that the disk is spared.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| PathBuf::from(format!("/dev/shm/indenfor-fuzz-{}.ktx2", std::process::id())));

// A transcoder that panics is caught where it is called; what is caught nowhere still ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))), |data: &[u8]| {
    let Some((how, file)) = data.split_first() else { return };
    let _ = Header::read(file, file.len() as u64);
    let stereo = [None, Some(Stereo::TopBottom), Some(Stereo::SideBySide), None][usize::from(how & 3)];
    let takes = Takes { max_size: if how & 16 == 0 { 4096 } else { 16 }, bc: how & 4 != 0, astc: how & 8 != 0 };
    std::fs::write(&*FILE, file).unwrap();
    if let Ok((pixels, memory)) = panorama::load(&FILE, stereo, Exposure::default(), takes, &BUDGET) {
        assert!(pixels.bytes() <= memory.bytes(), "more than was set aside");
    }
});
