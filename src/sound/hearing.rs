//! What a visitor hears with.

use std::sync::atomic::{AtomicU8, Ordering};

/// What a visitor hears with: decides how a sound is put in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    /// Headphones, or the speakers beside a headset's ears: each ear is given what it would hear there.
    Headphones,
    /// Loudspeakers: from left to right by level alone.
    Loudspeakers,
    /// One loudspeaker.
    Mono,
}

impl Hearing {
    /// What is most likely at the end of so many channels.
    pub fn through(channels: u16) -> Self {
        match channels {
            0 | 1 => Self::Mono,
            2 => Self::Headphones,
            _ => Self::Loudspeakers,
        }
    }

    /// Lets the thread that makes sound know.
    pub(super) fn tell(self, cell: &AtomicU8) {
        cell.store(self as u8, Ordering::Relaxed);
    }

    /// What was told last.
    pub(super) fn of(cell: &AtomicU8) -> Self {
        match cell.load(Ordering::Relaxed) {
            0 => Self::Headphones,
            1 => Self::Loudspeakers,
            _ => Self::Mono,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_channels_are_two_ears_fewer_one_loudspeaker_and_more_several() {
        assert_eq!(Hearing::through(1), Hearing::Mono);
        assert_eq!(Hearing::through(2), Hearing::Headphones);
        for channels in [4, 6, 8] {
            assert_eq!(Hearing::through(channels), Hearing::Loudspeakers);
        }
    }
}
