//! Resolves cubes: where each of the six faces lies in its file.

use std::sync::Arc;

use super::diagnostics::Code;
use super::files::Trouble;
use super::pictures::Picture;
use super::resolve::Resolver;
use super::source::Place;
use super::spaces::{FaceOrder, Faces};
use super::{Cube, Exposure, Face, Panorama, model};
use crate::pose::wrap_degrees;

/// In which column and row each face lies: front, right, back, left, up, down.
type Cells = [(u32, u32); 6];

/// The crosses. In one that lies, the back is on the
/// right; in one that stands, upside down below.
const LYING: Cells = [(1, 1), (2, 1), (3, 1), (0, 1), (1, 0), (1, 2)];
const STANDING: Cells = [(1, 1), (2, 1), (1, 3), (0, 1), (1, 0), (1, 2)];

impl Resolver<'_, '_> {
    pub(super) fn cube(&mut self, place: &Place, cube: model::Cube) -> Panorama {
        let key = place.key("cube");
        let faces: [Face; 6] = match &cube.cube {
            Faces::One(path) => {
                let size = self.face_picture(&key, path, cube.exposure).map(|header| (header.width, header.height));
                let file = self.files.path(&path.0);
                let (columns, rows, cells) = match size {
                    Some((width, height)) => cells(width, height, cube.order.unwrap_or_default()).unwrap_or_else(|| {
                        let message = format!("`{}` is {width} x {height} pixels, not six squares", path.0);
                        let help = "a row of six, a column, three and three, or a cross of four by three squares";
                        self.document.report(Code::BrokenPicture, &key, message, help.to_owned());
                        row(cube.order.unwrap_or_default())
                    }),
                    None => row(cube.order.unwrap_or_default()),
                };
                let turned = |face: usize| rows == 4 && face == 2;
                std::array::from_fn(|face| {
                    let (column, row) = cells[face];
                    Face { file: file.clone(), columns, rows, column, row, turned: turned(face) }
                })
            }
            Faces::Six(paths) => {
                let mut first = None;
                for (index, path) in paths.iter().enumerate() {
                    let key = key.index(index);
                    let Some(header) = self.face_picture(&key, path, cube.exposure) else { continue };
                    let size = (header.width, header.height);
                    let expected = *first.get_or_insert((size.0, size.0));
                    if size != expected && self.said.insert(self.files.path(&path.0)) {
                        let message = format!("`{}` is {} x {} pixels", path.0, size.0, size.1);
                        let help = format!("all six are squares of the same size, here {0} x {0}", expected.0);
                        self.document.report(Code::BrokenPicture, &key, message, help);
                    }
                }
                paths.each_ref().map(|path| {
                    let file = self.files.path(&path.0);
                    Face { file, columns: 1, rows: 1, column: 0, row: 0, turned: false }
                })
            }
        };
        let level = cube.level.as_ref();
        Panorama {
            north: wrap_degrees(cube.north),
            level_pitch: level.map_or(0.0, |level| level.pitch),
            level_roll: level.map_or(0.0, |level| level.roll),
            exposure: Exposure::of_stops(cube.exposure),
            ..Panorama::of(faces[0].file.clone())
        }
        .folded(Cube { faces })
    }

    /// The header of a face's picture; reports what is wrong with it.
    fn face_picture(&mut self, place: &Place, path: &model::FilePath, exposure: f32) -> Option<Picture> {
        let file = self.file(place, path)?;
        let header = self.files.picture(&file).and_then(|header| match header.ktx2 {
            Some(_) => Err(Trouble::new(Code::BrokenPicture, "is KTX2, which a cube cannot be").help("use JPEG, PNG, WebP, HDR or EXR")),
            None => Ok(header),
        });
        let header = self.content(place, path, &file, header)?;
        self.idle_exposure(place, path, exposure, &header);
        Some(header)
    }
}

impl Panorama {
    fn folded(self, cube: Cube) -> Self {
        Self { cube: Some(Arc::new(cube)), ..self }
    }
}

/// How many columns and rows of squares a picture of this size has, and where in them each face lies; `None` if it is no such picture.
fn cells(width: u32, height: u32, order: FaceOrder) -> Option<(u32, u32, Cells)> {
    let is = |columns: u32, rows: u32| width.is_multiple_of(columns) && height.is_multiple_of(rows) && width / columns == height / rows;
    let grid = |columns: u32| order.places().map(|place| (place % columns, place / columns));
    [(6, 1), (1, 6), (3, 2), (2, 3), (4, 3), (3, 4)].into_iter().find(|(columns, rows)| is(*columns, *rows)).map(|(columns, rows)| {
        let cells = match (columns, rows) {
            (4, 3) => LYING,
            (3, 4) => STANDING,
            _ => grid(columns),
        };
        (columns, rows, cells)
    })
}

/// What a picture is taken for whose size cannot be had.
fn row(order: FaceOrder) -> (u32, u32, Cells) {
    (6, 1, order.places().map(|place| (place, 0)))
}
