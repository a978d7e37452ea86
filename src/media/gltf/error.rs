//! What can be wrong with a model.

use std::path::PathBuf;

use super::node::MOST_PLACEMENTS;

/// A model that cannot be shown: which file, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", file.display())]
pub struct GltfError {
    /// The .glb or .gltf file.
    pub file: PathBuf,
    /// What is wrong with it.
    #[source]
    pub fault: Fault,
}

/// What is wrong with a model, or with one picture of it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file is missing or may not be read.
    #[error("{} cannot be read ({error}); put it there, or correct the path", path.display())]
    Read {
        /// The model itself, or a file that it names.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file that the model names lies elsewhere.
    #[error(
        "it names `{uri}`, which is not a file within the tour's folder; copy that file beside the model, or export the model as one .glb"
    )]
    Outside {
        /// As the model writes it.
        uri: String,
    },
    /// Not glTF 2.0 at all.
    #[error("this is not a glTF 2.0 file that can be read: {problem}; export it anew as glTF 2.0 (.glb)")]
    Format {
        /// Where the format ends.
        problem: String,
    },
    /// The model says that it cannot be shown without something that is not known here.
    #[error("it needs the extension `{extension}`, which is not supported; export it without")]
    Extension {
        /// The extension's name.
        extension: String,
    },
    /// A number in it leads astray.
    #[error("{place} {problem}; the file is damaged: export it anew")]
    Data {
        /// For example `accessor 3`.
        place: String,
        /// For example `reaches beyond the end of its buffer view`.
        problem: String,
    },
    /// More than a visit can hold.
    #[error("{what} is too large ({size}, at most {most}); use fewer or simpler meshes, or smaller pictures")]
    TooLarge {
        /// What of it.
        what: String,
        /// How large it is, with its unit.
        size: String,
        /// How large it may be, with its unit.
        most: String,
    },
    /// A picture for which there is no room at all; the model is shown without it.
    #[error(
        "{place} is too large: its {width} x {height} pixels take {needed} MiB while they are decoded, where {left} are left, so it is left out; scale it down"
    )]
    LargePicture {
        /// The picture's file, or its place in the model.
        place: String,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// MiB.
        needed: u64,
        /// MiB.
        left: u64,
    },
    /// A picture that cannot be decoded; the model is shown without it.
    #[error("{place} cannot be decoded ({problem}) and is left out; save it again as PNG, JPEG or KTX2")]
    Picture {
        /// The picture's file, or its place in the model.
        place: String,
        /// What the decoder says.
        problem: String,
    },
    /// Something that is passed over; the model is shown without it.
    #[error("{0}")]
    LeftOut(String),
}

impl Fault {
    pub(super) fn data(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Data { place: place.into(), problem: problem.into() }
    }

    /// More meshes are placed than a model may place.
    pub(super) fn too_many_placements() -> Self {
        Self::TooLarge { what: "the scene".into(), size: format!("more than {MOST_PLACEMENTS} meshes"), most: MOST_PLACEMENTS.to_string() }
    }
}

/// How much memory a model may still take while it is loaded.
#[derive(Debug)]
pub(super) struct Budget {
    left: u64,
}

/// What a model may take in all while it is loaded, bytes. Leaves the rest of a gibibyte for the rest of the program.
pub const MOST_BYTES: u64 = 768 << 20;

impl Budget {
    pub fn new() -> Self {
        Self { left: MOST_BYTES }
    }

    /// Sets `bytes` aside, or says that `what` is too large.
    pub fn take(&mut self, what: &str, bytes: u64) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| Fault::TooLarge {
            what: what.into(),
            size: format!("{} MiB in memory", bytes >> 20),
            most: format!("{} MiB of {} are left", self.left >> 20, MOST_BYTES >> 20),
        })?;
        Ok(())
    }

    /// What is left of it, bytes.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// What was taken before is free again.
    pub fn give_back(&mut self, bytes: u64) {
        self.left += bytes;
    }
}
