//! What can go wrong with sound.

/// Why there is no sound. A visit goes on without it.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The machine has no sound device, or its driver refuses.
    #[error("no sound can be played: {reason}; plug in headphones or a loudspeaker and choose it as the system's output")]
    NoDevice {
        /// What the sound system said.
        reason: String,
    },
    /// A file that could be opened cannot be decoded from where its story has come.
    #[error("it cannot be decoded: {reason}")]
    Unplayable {
        /// What the decoder said.
        reason: String,
    },
    /// The engine took no more voices.
    #[error("the sound engine is full; this is a mistake of the program, please report it")]
    Full,
    /// What the program brings along for listening with two ears cannot be read.
    #[error("the program is damaged; install it anew")]
    Damaged,
}

impl SoundError {
    /// What the sound system said, fit to stand inside of a sentence.
    pub(super) fn no_device(reason: &dyn std::fmt::Display) -> Self {
        Self::NoDevice { reason: reason.to_string().trim_end_matches('.').to_owned() }
    }
}
