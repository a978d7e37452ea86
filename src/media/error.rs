//! Why a file could not be had.

use std::path::PathBuf;

/// Why a file could not be had. Each names the file and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It cannot be read at all.
    #[error("{file}: cannot be read: {source}. Check that it is there and that its permissions allow reading", file = file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It ends too soon.
    #[error("{file}: the picture ends in the middle. Copy or export it again", file = file.display())]
    Truncated {
        /// Which.
        file: PathBuf,
    },
    /// It is not what it should be.
    #[error("{file}: cannot be decoded: {why}. Export it again as JPEG, PNG or WebP", file = file.display())]
    Broken {
        /// Which.
        file: PathBuf,
        /// What the decoder said.
        why: String,
    },
    /// It would take more memory than one file may.
    #[error("{file}: {what} would take {needed} MiB of memory, more than the {limit} MiB that one file may. Scale it down, or cut it into tiles", file = file.display())]
    TooLarge {
        /// Which.
        file: PathBuf,
        /// How large it is.
        what: String,
        /// What it would take, MiB.
        needed: u64,
        /// What it may take, MiB.
        limit: u64,
    },
    /// It is no picture of light.
    #[error("{file}: holds no more light than a screen shows. Light a model by a Radiance HDR or OpenEXR picture", file = file.display())]
    NoLight {
        /// Which.
        file: PathBuf,
    },
    /// It is not as the tour file has it.
    #[error("{file}: {what} cannot be shown. Export it anew, as the tour file has it", file = file.display())]
    Unsupported {
        /// Which.
        file: PathBuf,
        /// What it is.
        what: String,
    },
    /// It is a KTX2 picture that cannot be shown.
    #[error("{file}: {fault}", file = file.display())]
    Ktx2 {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        #[source]
        fault: crate::tour::ktx2::Fault,
    },
    /// It is a model that cannot be shown.
    #[error(transparent)]
    Model(super::gltf::GltfError),
    /// The decoder gave up in disorder.
    #[error("{file}: the decoder failed on it. Export it again; if that does not help, report it with the file", file = file.display())]
    Panicked {
        /// Which.
        file: PathBuf,
    },
}
