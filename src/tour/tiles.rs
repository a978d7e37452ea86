//! Resolves tile pyramids: whether their files are there and cut as the tour file says.

use std::sync::Arc;

use super::diagnostics::Code;
use super::model::FilePath;
use super::names::listed;
use super::pyramid::{LARGEST_COARSEST, MOST_TILES, Pyramid, PyramidError, Template, TemplateError, Tile};
use super::resolve::Resolver;
use super::source::Place;
use super::{Exposure, Panorama, model};
use crate::pose::wrap_degrees;

/// More tiles than this are not looked for in all of a tour: it would take seconds.
pub(super) const MOST_TILES_LOOKED_FOR: u32 = 1 << 20;

/// What may stand in braces, and what it means.
const PLACEHOLDERS: &str = "`{z}` is the level, `{f}` the face, `{y}` the row, `{x}` the column; `{x:01}` counts 01, 02, 03";

impl Resolver<'_, '_> {
    pub(super) fn tiles(&mut self, place: &Place, tiles: model::Tiles) -> Panorama {
        let key = place.key("tiles");
        let pyramid = self.template(&key, &tiles).and_then(|template| self.pyramid(place, template, &tiles));
        let level = tiles.level.as_ref();
        let hung = |file| Panorama {
            north: wrap_degrees(tiles.north),
            level_pitch: level.map_or(0.0, |level| level.pitch),
            level_roll: level.map_or(0.0, |level| level.roll),
            exposure: Exposure::of_stops(tiles.exposure),
            ..Panorama::of(file)
        };
        // What is wrong with a pyramid that cannot be has been said, and stops the tour.
        let Some(pyramid) = pyramid else { return hung(self.files.path(&tiles.tiles.0)) };
        let first = Tile { level: 0, face: 0, row: 0, column: 0 };
        let hung = hung(self.files.path(&pyramid.path(first)));
        // What is wrong with its files is said once, however many locations share them.
        if self.said.insert(hung.file.clone()) && self.coarsest(&key, &pyramid, tiles.exposure) {
            self.finer(&key, &pyramid);
        }
        Panorama { pyramid: Some(Arc::new(pyramid)), ..hung }
    }

    fn template(&mut self, place: &Place, tiles: &model::Tiles) -> Option<Template> {
        let faces = tiles.faces.clone().map_or_else(|| Template::FACES.map(str::to_owned), |faces| faces.map(|name| name.0));
        let error = match Template::parse(&tiles.tiles.0, faces) {
            Ok(template) => return Some(template),
            Err(error) => error,
        };
        let help = match &error {
            TemplateError::NoFace => "each face has its own files: `yard/{z}/{f}/{y}_{x}.jpg`",
            TemplateError::TooLong => "shorten it",
            _ => PLACEHOLDERS,
        };
        self.document.report(Code::WrongValue, place, format!("{error}: `{}`", shortened(&tiles.tiles.0)), help.to_owned());
        None
    }

    fn pyramid(&mut self, place: &Place, template: Template, tiles: &model::Tiles) -> Option<Pyramid> {
        let error = match Pyramid::new(self.files.folder(), template, tiles.tile, &tiles.sizes) {
            Ok(pyramid) => return Some(pyramid),
            Err(error) => error,
        };
        let sizes = place.key("sizes");
        let (place, help) = match &error {
            // shape.rs knows the same ranges.
            PyramidError::OutOfRange { .. } => return None,
            PyramidError::NotFiner { level, .. } => {
                (sizes.index(*level), "the sizes of the faces, the smallest first, each larger than the one before".to_owned())
            }
            PyramidError::CoarsestTooLarge { .. } => {
                let help = format!(
                    "it is what is seen until finer tiles have come: cut the panorama into smaller levels as well, from at most {LARGEST_COARSEST} pixels"
                );
                (sizes, help)
            }
            PyramidError::TooManyTiles { .. } => {
                (place.key("tile"), format!("cut the panorama into larger tiles; there may be {MOST_TILES}"))
            }
            PyramidError::Missing { .. } => (place.key("tiles"), PLACEHOLDERS.to_owned()),
        };
        self.document.report(Code::WrongValue, &place, format!("{error}"), help);
        None
    }

    /// Looks the level over that is always there; says the first thing that is wrong with it. Whether nothing is.
    fn coarsest(&mut self, place: &Place, pyramid: &Pyramid, exposure: f32) -> bool {
        for tile in pyramid.tiles(0).take(self.tiles_left as usize) {
            self.tiles_left -= 1;
            let path = FilePath(pyramid.path(tile));
            if self.files.find(&path.0).is_err_and(|trouble| trouble.code == Code::MissingFile) {
                let help = "`tiles` leads there: look whether levels, faces, rows and columns are called so".to_owned();
                self.document.report(Code::MissingFile, place, format!("`{}` is not there", path.0), help);
                return false;
            }
            let Some(file) = self.file(place, &path) else { return false };
            let header = self.files.picture(&file);
            let Some(header) = header.map_err(|trouble| self.trouble(place, &path, trouble)).ok() else { return false };
            if !self.is_cut_so(place, pyramid, tile, (header.width, header.height)) {
                return false;
            }
            if (tile.face, tile.row, tile.column) == (0, 0, 0) {
                self.idle_exposure(place, &path, exposure, &header);
                self.unfollowed_colours(place, &path, &header);
            }
        }
        true
    }

    /// Looks over what else there is: whether all is there, and whether the first and the last tile of each level are cut as they should.
    fn finer(&mut self, place: &Place, pyramid: &Pyramid) {
        let (mut missing, mut all) = (Vec::new(), 0);
        for level in 1..pyramid.sizes().len() as u32 {
            for tile in pyramid.tiles(level).take(self.tiles_left as usize) {
                self.tiles_left -= 1;
                all += 1;
                if !self.files.is_listed(&pyramid.path(tile)) {
                    missing.push(tile);
                }
            }
            let last = pyramid.across(level) - 1;
            for (row, column) in [(0, 0), (last, last)] {
                let tile = Tile { level, face: 0, row, column };
                let Ok(found) = self.files.find(&pyramid.path(tile)) else { continue };
                let Ok(header) = self.files.picture(&found.path) else { continue };
                if !self.is_cut_so(place, pyramid, tile, (header.width, header.height)) {
                    return;
                }
            }
        }
        if let Some(first) = missing.first() {
            let message = match missing.len() {
                1 => format!("the tile `{}` is not there", pyramid.path(*first)),
                count => format!("{count} of {all} finer tiles are not there, the first `{}`", pyramid.path(*first)),
            };
            let help = "where one is missing, the coarser level is seen; cut the panorama anew".to_owned();
            self.document.report(Code::MissingTiles, place, message, help);
        }
    }

    /// Whether a tile is as large as it should be; says so where it is not.
    fn is_cut_so(&mut self, place: &Place, pyramid: &Pyramid, tile: Tile, is: (u32, u32)) -> bool {
        let should = pyramid.size_of(tile);
        if is != should {
            let (path, size) = (pyramid.path(tile), pyramid.sizes()[tile.level as usize]);
            let message = format!("`{path}` is {} x {} pixels, not {} x {}", is.0, is.1, should.0, should.1);
            let sizes: Vec<String> = pyramid.sizes().iter().map(u32::to_string).collect();
            let help = format!(
                "a face of {size} pixels in tiles of {} has it so; look whether `tile` and `sizes` ({}) are as the panorama was cut",
                pyramid.tile_size(),
                listed(&sizes, "and")
            );
            self.document.report(Code::BrokenPicture, place, message, help);
        }
        is == should
    }
}

/// Not more of a path than is read at a glance.
fn shortened(path: &str) -> String {
    match path.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &path[..end]),
        None => path.to_owned(),
    }
}
