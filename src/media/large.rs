//! Memory for large pictures. A system gives memory in small pages when they are first written to, which for a picture of 8192 x 4096
//! takes as long as decoding it does; Linux gives large pages to who asks.

use std::fmt::{Debug, Formatter};
use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;

/// From so many bytes on large pages are worth it: four of them.
const LARGE: usize = 8 << 20;

/// Bytes of a picture, however many.
pub struct Large(Memory);

enum Memory {
    Small(Vec<u8>),
    Mapped(MmapMut),
}

impl Large {
    /// So many zeros.
    pub fn zeroed(length: usize) -> Self {
        if length >= LARGE
            && let Ok(mapped) = MmapMut::map_anon(length)
        {
            // Where the system has no large pages to give, small ones do as well.
            #[cfg(target_os = "linux")]
            let _ = mapped.advise(memmap2::Advice::HugePage);
            return Self(Memory::Mapped(mapped));
        }
        Self(Memory::Small(vec![0; length]))
    }

    /// The same bytes again.
    pub fn copied(bytes: &[u8]) -> Self {
        let mut copy = Self::zeroed(bytes.len());
        copy.copy_from_slice(bytes);
        copy
    }
}

impl From<Vec<u8>> for Large {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Memory::Small(bytes))
    }
}

impl From<Large> for Vec<u8> {
    fn from(bytes: Large) -> Self {
        match bytes.0 {
            Memory::Small(bytes) => bytes,
            Memory::Mapped(mapped) => mapped.to_vec(),
        }
    }
}

impl Deref for Large {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Memory::Small(bytes) => bytes,
            Memory::Mapped(mapped) => mapped,
        }
    }
}

impl DerefMut for Large {
    fn deref_mut(&mut self) -> &mut [u8] {
        match &mut self.0 {
            Memory::Small(bytes) => bytes,
            Memory::Mapped(mapped) => mapped,
        }
    }
}

impl Default for Large {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl PartialEq for Large {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Debug for Large {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} bytes", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_much_is_asked_for_it_is_zero_all_there_and_can_be_written() {
        for length in [0, 5, LARGE - 1, LARGE, LARGE + 4097] {
            let mut bytes = Large::zeroed(length);
            assert!(bytes.len() == length && bytes.iter().all(|byte| *byte == 0));
            bytes.fill(7);
            assert!(bytes == Large::from(vec![7; length]));
        }
    }
}
