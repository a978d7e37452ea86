//! Tile pyramids: a panorama as the six faces of a cube, each in several sizes, each size cut into small pictures. And how the files of
//! those are called: by one template, in which the layouts of Pannellum, Marzipano and krpano can be told.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How large tiles may be, pixels. Smaller ones would be too many files, larger ones take a frame too long to the GPU.
pub const TILE_SIZES: std::ops::RangeInclusive<u32> = 64..=1024;
/// How large faces may be, pixels: four of the largest go round a picture of 65,536 x 32,768.
pub const FACE_SIZES: std::ops::RangeInclusive<u32> = 16..=16384;
/// No pyramid has more levels.
pub const MOST_LEVELS: usize = 16;
/// The coarsest level is shown first and stays in memory whole, so its faces may be no larger than this, pixels.
pub const LARGEST_COARSEST: u32 = 2048;
/// No pyramid has more tiles: enough for the largest faces in tiles of 128 pixels.
pub const MOST_TILES: u32 = 1 << 17;
/// No template is longer, bytes.
const LONGEST_TEMPLATE: usize = 1024;

/// Which of a pyramid's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// How fine, from 0, the coarsest.
    pub level: u32,
    /// Front, right, back, left, up, down: 0 to 5, as in [`super::Cube`].
    pub face: u32,
    /// From the top of the face, from 0.
    pub row: u32,
    /// From the left of the face as seen from inside, from 0.
    pub column: u32,
}

/// How a pyramid is cut, and where its files are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pyramid {
    folder: PathBuf,
    template: Template,
    tile: u32,
    sizes: Vec<u32>,
}

/// Why there can be no such pyramid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PyramidError {
    /// A size that no tile or face may have, or too many or no levels.
    #[error("tiles of {tile} pixels in {levels} levels are not possible", levels = sizes.len())]
    OutOfRange {
        /// How large a tile was to be, pixels.
        tile: u32,
        /// How large the faces were to be, pixels.
        sizes: Vec<u32>,
    },
    /// A level that is no larger than the one before it.
    #[error("a level of {next} pixels follows one of {size}")]
    NotFiner {
        /// Which, from 0.
        level: usize,
        /// How large the faces of the level before are, pixels.
        size: u32,
        /// How large its own are, pixels.
        next: u32,
    },
    /// The coarsest level is too fine to be shown at once.
    #[error("the coarsest level has {size} pixels, more than {LARGEST_COARSEST}")]
    CoarsestTooLarge {
        /// How large its faces are, pixels.
        size: u32,
    },
    /// More tiles than can be kept an eye on.
    #[error("these would be {count} tiles")]
    TooManyTiles {
        /// How many.
        count: u64,
    },
    /// Files could not be told from each other.
    #[error("the path has no `{{{placeholder}}}`")]
    Missing {
        /// What the path has to tell.
        placeholder: char,
    },
}

impl Pyramid {
    /// Faces of these `sizes`, the coarsest first, cut into tiles of `tile` pixels (less on the right and below, where they do not go in
    /// evenly), in files below `folder`.
    ///
    /// # Errors
    /// Where such a pyramid could not be shown.
    pub fn new(folder: &Path, template: Template, tile: u32, sizes: &[u32]) -> Result<Self, PyramidError> {
        let in_range =
            TILE_SIZES.contains(&tile) && (1..=MOST_LEVELS).contains(&sizes.len()) && sizes.iter().all(|size| FACE_SIZES.contains(size));
        if !in_range {
            return Err(PyramidError::OutOfRange { tile, sizes: sizes.into() });
        }
        if let Some((level, pair)) = sizes.windows(2).enumerate().find(|(_, pair)| pair[1] <= pair[0]) {
            return Err(PyramidError::NotFiner { level: level + 1, size: pair[0], next: pair[1] });
        }
        if sizes[0] > LARGEST_COARSEST {
            return Err(PyramidError::CoarsestTooLarge { size: sizes[0] });
        }
        let count = sizes.iter().map(|size| 6 * u64::from(size.div_ceil(tile)).pow(2)).sum();
        if count > u64::from(MOST_TILES) {
            return Err(PyramidError::TooManyTiles { count });
        }
        let several = sizes.iter().any(|size| *size > tile);
        let needed = [(Counted::Level, sizes.len() > 1), (Counted::Row, several), (Counted::Column, several)];
        if let Some((counted, _)) = needed.into_iter().find(|(counted, needed)| *needed && !template.counts(*counted)) {
            return Err(PyramidError::Missing { placeholder: counted.letter() });
        }
        Ok(Self { folder: folder.into(), template, tile, sizes: sizes.into() })
    }

    /// How large the faces of each level are, pixels, the coarsest first. Never empty, each larger than the one before.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// How large whole tiles are, pixels.
    pub fn tile_size(&self) -> u32 {
        self.tile
    }

    /// How many tiles lie beside each other on a face of `level`.
    pub fn across(&self, level: u32) -> u32 {
        self.sizes[level as usize].div_ceil(self.tile)
    }

    /// How large a tile is, pixels: those on the right and below may be smaller than the others.
    pub fn size_of(&self, tile: Tile) -> (u32, u32) {
        let side = |nth: u32| (self.sizes[tile.level as usize] - nth * self.tile).min(self.tile);
        (side(tile.column), side(tile.row))
    }

    /// All tiles of a level.
    pub fn tiles(&self, level: u32) -> impl Iterator<Item = Tile> + use<> {
        let across = self.across(level);
        (0..6 * across * across).map(move |nth| Tile {
            level,
            face: nth / (across * across),
            row: nth / across % across,
            column: nth % across,
        })
    }

    /// The path of a tile's file within the tour's folder.
    pub fn path(&self, tile: Tile) -> String {
        self.template.path(tile)
    }

    /// A tile's file.
    pub fn file(&self, tile: Tile) -> PathBuf {
        self.folder.join(self.path(tile))
    }
}

/// What is counted in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Counted {
    Level,
    Row,
    Column,
}

impl Counted {
    fn letter(self) -> char {
        match self {
            Self::Level => 'z',
            Self::Row => 'y',
            Self::Column => 'x',
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Words(String),
    Face,
    /// A number, of which the first is `first`, written with so many digits at least.
    Number {
        counted: Counted,
        first: u32,
        digits: usize,
    },
}

/// How the files of tiles are called: a path with `{z}` for the level, `{f}` for the face, `{y}` for the row and `{x}` for the column.
/// Numbers begin with 0, or as it stands behind a colon: `{x:01}` counts 01, 02, 03.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Template {
    parts: Vec<Part>,
    faces: [String; 6],
}

/// Why a path is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A brace without its other half.
    #[error("a brace stands alone")]
    Brace,
    /// Something in braces that means nothing.
    #[error("`{{{placeholder}}}` means nothing here")]
    Unknown {
        /// What stands in them.
        placeholder: String,
    },
    /// Something behind a colon that is no number to begin with.
    #[error("`{{{placeholder}}}` begins with no number of at most six digits")]
    First {
        /// What stands in the braces.
        placeholder: String,
    },
    /// It does not tell the faces from each other.
    #[error("the path has no `{{f}}`")]
    NoFace,
    /// It is longer than any path.
    #[error("the path is longer than {LONGEST_TEMPLATE} bytes")]
    TooLong,
}

impl Template {
    /// What the faces are called in the layouts of Pannellum, Marzipano and krpano: front, right, back, left, up, down.
    pub const FACES: [&str; 6] = ["f", "r", "b", "l", "u", "d"];

    /// Reads a template; `faces` are the words for front, right, back, left, up, down.
    ///
    /// # Errors
    /// Where it cannot be understood.
    pub fn parse(path: &str, faces: [String; 6]) -> Result<Self, TemplateError> {
        if path.len() > LONGEST_TEMPLATE {
            return Err(TemplateError::TooLong);
        }
        let mut parts = Vec::new();
        let mut rest = path;
        while !rest.is_empty() {
            let (words, after) = rest.split_once('{').map_or((rest, None), |(words, after)| (words, Some(after)));
            if words.contains('}') {
                return Err(TemplateError::Brace);
            }
            parts.extend((!words.is_empty()).then(|| Part::Words(words.to_owned())));
            rest = match after {
                None => "",
                Some(after) => {
                    let (placeholder, after) = after.split_once('}').ok_or(TemplateError::Brace)?;
                    parts.push(Self::placeholder(placeholder)?);
                    after
                }
            };
        }
        if !parts.contains(&Part::Face) {
            return Err(TemplateError::NoFace);
        }
        Ok(Self { parts, faces })
    }

    fn placeholder(placeholder: &str) -> Result<Part, TemplateError> {
        let (name, first) = placeholder.split_once(':').unwrap_or((placeholder, "0"));
        let counted = match name {
            "f" if name == placeholder => return Ok(Part::Face),
            "z" => Counted::Level,
            "y" => Counted::Row,
            "x" => Counted::Column,
            _ => return Err(TemplateError::Unknown { placeholder: placeholder.to_owned() }),
        };
        let number = (first.len() <= 6 && first.bytes().all(|byte| byte.is_ascii_digit())).then(|| first.parse().ok()).flatten();
        let number = number.ok_or_else(|| TemplateError::First { placeholder: placeholder.to_owned() })?;
        Ok(Part::Number { counted, first: number, digits: first.len() })
    }

    fn counts(&self, which: Counted) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Number { counted, .. } if *counted == which))
    }

    fn path(&self, tile: Tile) -> String {
        let mut path = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => path.push_str(words),
                Part::Face => path.push_str(&self.faces[tile.face as usize]),
                Part::Number { counted, first, digits } => {
                    let nth = match counted {
                        Counted::Level => tile.level,
                        Counted::Row => tile.row,
                        Counted::Column => tile.column,
                    };
                    // Writing into words cannot fail.
                    let _ = write!(path, "{:0digits$}", first + nth);
                }
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn template(path: &str) -> Result<Template, TemplateError> {
        Template::parse(path, Template::FACES.map(str::to_owned))
    }

    fn pyramid(path: &str, tile: u32, sizes: &[u32]) -> Result<Pyramid, PyramidError> {
        Pyramid::new(Path::new("tour"), template(path).unwrap(), tile, sizes)
    }

    #[test]
    fn the_layouts_of_other_viewers_can_be_told() {
        let tile = Tile { level: 1, face: 3, row: 2, column: 0 };
        for (path, called) in [
            ("yard/{z:1}/{f}{y}_{x}.jpg", "yard/2/l2_0.jpg"),
            ("tiles/0-yard/{z}/{f}/{y}/{x}.jpg", "tiles/0-yard/1/l/2/0.jpg"),
            ("yard.tiles/{f}/l{z:1}/{y:01}/l{z:1}_{f}_{y:01}_{x:01}.jpg", "yard.tiles/l/l2/03/l2_l_03_01.jpg"),
        ] {
            let told = pyramid(path, 512, &[512, 1300]).unwrap();
            assert_eq!(told.path(tile), called);
            assert_eq!(told.file(tile), Path::new("tour").join(called));
        }
    }

    #[test]
    fn tiles_cover_each_face_once() {
        let pyramid = pyramid("{z}{f}{y}_{x}", 512, &[300, 512, 1300]).unwrap();
        for (level, size) in pyramid.sizes().iter().enumerate() {
            let mut covered = [0; 6];
            for tile in pyramid.tiles(level as u32) {
                let (width, height) = pyramid.size_of(tile);
                assert!(width > 0 && height > 0 && width <= 512 && height <= 512);
                covered[tile.face as usize] += width * height;
            }
            assert_eq!(covered, [size * size; 6]);
        }
    }

    #[test]
    fn what_could_not_be_shown_is_refused() {
        let two = "{z}{f}{y}_{x}";
        assert!(matches!(pyramid(two, 512, &[]), Err(PyramidError::OutOfRange { .. })));
        assert!(matches!(pyramid(two, 0, &[512]), Err(PyramidError::OutOfRange { .. })));
        assert!(matches!(pyramid(two, 512, &[512, 1 << 20]), Err(PyramidError::OutOfRange { .. })));
        assert!(matches!(pyramid(two, 512, &[512; 17]), Err(PyramidError::OutOfRange { .. })));
        assert_eq!(pyramid(two, 512, &[512, 512]), Err(PyramidError::NotFiner { level: 1, size: 512, next: 512 }));
        assert_eq!(pyramid(two, 512, &[4096]), Err(PyramidError::CoarsestTooLarge { size: 4096 }));
        assert_eq!(pyramid("{f}{y}_{x}", 512, &[512, 1024]), Err(PyramidError::Missing { placeholder: 'z' }));
        assert_eq!(pyramid("{z}{f}{y}", 512, &[512, 1024]), Err(PyramidError::Missing { placeholder: 'x' }));
        assert!(matches!(pyramid(two, 64, &[1024, 16384]), Err(PyramidError::TooManyTiles { .. })));
        assert!(pyramid(two, 128, &[128, 256, 512, 1024, 2048, 4096, 8192, 16384]).is_ok());
        assert!(pyramid("{f}.jpg", 512, &[512]).is_ok());
        let said = |path: &str| template(path).unwrap_err();
        assert_eq!(said("{z}/a.jpg"), TemplateError::NoFace);
        assert_eq!([said("{f}{z"), said("{f}z}")], [TemplateError::Brace, TemplateError::Brace]);
        assert_eq!(said("{f}{q}"), TemplateError::Unknown { placeholder: "q".into() });
        assert_eq!(said("{f:1}"), TemplateError::Unknown { placeholder: "f:1".into() });
        for first in ["x:", "x:one", "x:-1", "x:1234567"] {
            assert_eq!(said(&format!("{{f}}{{{first}}}")), TemplateError::First { placeholder: first.into() });
        }
        assert_eq!(said(&"{f}".repeat(400)), TemplateError::TooLong);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_or_refused(path in r"([a-z/.{}:0-9]|\{[zfyxq](:[0-9]{0,8})?\}|\PC){0,40}", tile: u32, sizes in prop::collection::vec(any::<u32>(), 0..20)) {
            if let Ok(template) = template(&path) {
                let _ = Pyramid::new(Path::new(""), template, tile, &sizes);
            }
        }

        /// Also where numbers stand side by side without anything in between, as long as rows and columns have digits enough.
        #[test]
        fn no_two_tiles_share_a_file(
            order in Just(vec!["{z:1}", "{f}", "{y:001}", "{x:000}"]).prop_shuffle(),
            between in prop::collection::vec("[a-e_/-]{1,3}", 5),
            tile in 64_u32..=1024,
            sizes in prop::collection::btree_set(16_u32..=2048, 1..4),
        ) {
            let path: String = between.iter().zip(order.iter().chain([&""])).map(|(words, part)| format!("{words}{part}")).collect();
            let sizes: Vec<u32> = sizes.into_iter().collect();
            let pyramid = pyramid(&path, tile, &sizes).unwrap();
            let mut seen = HashSet::new();
            for level in 0..sizes.len() as u32 {
                for tile in pyramid.tiles(level) {
                    prop_assert!(seen.insert(pyramid.path(tile)), "{tile:?} {}", pyramid.path(tile));
                }
            }
        }
    }
}
