//! Pictures as a GPU keeps them: plain, or in blocks that it unpacks where it looks.

/// How the pixels of a texture are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Red, green, blue, opacity; 8 bits each.
    Rgba8,
    /// Blocks of BC7.
    Bc7,
    /// Blocks of ASTC, so many pixels wide and high.
    Astc(u32, u32),
}

impl Format {
    /// How wide and high a block is, pixels.
    pub fn block(self) -> (u32, u32) {
        match self {
            Self::Rgba8 => (1, 1),
            Self::Bc7 => (4, 4),
            Self::Astc(width, height) => (width, height),
        }
    }

    /// How many bytes a row of blocks has, under which lie `width` pixels.
    pub fn stride(self, width: u32) -> usize {
        let bytes = if self == Self::Rgba8 { 4 } else { 16 };
        width.div_ceil(self.block().0) as usize * bytes
    }

    /// How many rows of blocks there are in `height` pixels.
    pub fn rows(self, height: u32) -> u32 {
        height.div_ceil(self.block().1)
    }
}

/// How wide or high a level is, pixels.
pub fn side(whole: u32, level: u32) -> u32 {
    whole.checked_shr(level).unwrap_or(0).max(1)
}

/// What a GPU takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// How wide and high a texture may be, pixels.
    pub max_size: u32,
    /// Whether it unpacks BC7.
    pub bc: bool,
    /// Whether it unpacks ASTC.
    pub astc: bool,
}

impl Takes {
    /// Plain pixels alone.
    pub const fn plain(max_size: u32) -> Self {
        Self { max_size, bc: false, astc: false }
    }
}
