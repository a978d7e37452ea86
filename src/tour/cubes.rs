//! Resolves cubes: where each of the six faces lies in its file.

use std::sync::Arc;

use super::diagnostics::Code;
use super::ktx2::{self, Pictures};
use super::pictures::{MOST_DECODING, Picture};
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
                let file = self.files.path(&path.0);
                let order = cube.order.unwrap_or_default();
                let (columns, rows, cells) = match self.face_picture(&key, path, cube.exposure, Pictures::Faces) {
                    // A cube map is taken for a row, in the order that the format has.
                    Some(Picture { ktx2: Some(_), .. }) => row(FaceOrder::RightLeftUpDownFrontBack),
                    Some(Picture { width, height, .. }) => cells(width, height, order).unwrap_or_else(|| {
                        let message = format!("`{}` is {width} x {height} pixels, not six squares", path.0);
                        let help = "a row of six, a column, three and three, or a cross of four by three squares";
                        self.document.report(Code::BrokenPicture, &key, message, help.to_owned());
                        row(order)
                    }),
                    None => row(order),
                };
                let turned = |face: usize| rows == 4 && face == 2;
                std::array::from_fn(|face| {
                    let (column, row) = cells[face];
                    Face { file: file.clone(), columns, rows, column, row, turned: turned(face) }
                })
            }
            Faces::Six(paths) => {
                self.six(&key, paths, cube.exposure);
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

    /// Looks over six files: all are squares of the same size, and where one is KTX2, of the same kind.
    fn six(&mut self, place: &Place, paths: &[model::FilePath; 6], exposure: f32) {
        let (mut first, mut all, mut most): (Option<Picture>, u64, u64) = (None, 0, 0);
        for (index, path) in paths.iter().enumerate() {
            let place = place.index(index);
            let Some(face) = self.face_picture(&place, path, exposure, Pictures::One) else { continue };
            let first = first.get_or_insert_with(|| face.clone());
            // One is unpacked at a time.
            let (unpacked, needed) = face.unpacking();
            (all, most) = (all + unpacked, most.max(needed));
            let side = first.width;
            let (message, help) = if (face.width, face.height) != (side, side) {
                let message = format!("`{}` is {} x {} pixels", path.0, face.width, face.height);
                (message, format!("all six are squares of the same size, here {side} x {side}"))
            } else if let Some(message) = unlike(face.ktx2.as_ref(), first.ktx2.as_ref()) {
                (format!("`{}` is {message}", path.0), "write all six in the same way".to_owned())
            } else {
                continue;
            };
            if self.said.insert(self.files.path(&path.0)) {
                self.document.report(Code::BrokenPicture, &place, message, help);
            }
        }
        let needed = all.saturating_add(most);
        if needed > MOST_DECODING {
            let message = format!("the faces take {} MiB to decode, where there are {}", needed >> 20, MOST_DECODING >> 20);
            self.document.report(Code::HugePicture, place, message, "scale them down, or cut them into tiles".to_owned());
        }
    }

    /// The header of a face's picture, or of one that holds all; reports what is wrong with it.
    fn face_picture(&mut self, place: &Place, path: &model::FilePath, exposure: f32, pictures: Pictures) -> Option<Picture> {
        let file = self.file(place, path)?;
        let header = self.files.picture(&file).and_then(|header| header.holds(pictures).map(|()| header));
        let header = self.content(place, path, &file, header)?;
        self.idle_exposure(place, path, exposure, &header);
        self.unfollowed_colours(place, path, &header);
        Some(header)
    }
}

/// What a face is, where the first is something else: faces lie in one texture.
fn unlike(face: Option<&ktx2::Header>, first: Option<&ktx2::Header>) -> Option<String> {
    let kind = |header: &ktx2::Header| {
        let linear = if header.is_srgb { "" } else { "linear " };
        let levels = match header.levels.len() {
            1 => "without mip levels".to_owned(),
            count => format!("with {count} mip levels"),
        };
        format!("{linear}{} {levels}", header.kind)
    };
    match (face, first) {
        (None, None) => None,
        (Some(face), Some(first)) if face.is_like(first) => None,
        (Some(face), Some(first)) => Some(format!("{}, where the first face is {}", kind(face), kind(first))),
        (Some(_), None) => Some("KTX2, where the first face is not".to_owned()),
        (None, Some(_)) => Some("no KTX2, where the first face is".to_owned()),
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
