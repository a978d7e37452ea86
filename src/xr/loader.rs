//! What the OpenXR loader has to be told before it is there.

use std::env;

/// What the loader is to write to the console; its own default is errors.
const LOADER_DEBUG: &str = "XR_LOADER_DEBUG";

/// Keeps the OpenXR loader from writing to the console what its answers tell as well, unless the user has asked for it. Called first
/// of all; does nothing where other threads already run.
pub fn quieten_loader() {
    if env::var_os(LOADER_DEBUG).is_none() && is_alone() {
        // SAFETY: no other thread can read or write the environment meanwhile: there is none (Windows takes care of that by itself).
        unsafe { env::set_var(LOADER_DEBUG, "none") };
    }
}

/// Whether the environment may be changed: on Windows always, elsewhere while this is the only thread.
fn is_alone() -> bool {
    cfg!(windows) || std::fs::read_dir("/proc/self/task").is_ok_and(|threads| threads.count() == 1)
}
