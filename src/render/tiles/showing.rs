//! What is known of one panorama in tiles: which of them are needed, asked for, there, or not to be had.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use glam::{Quat, UVec2};

use super::super::View;
use super::borders::Borders;
use super::choice::{Choice, Needed};
use super::drawing::Table;
use super::pool::Pool;
use super::slots::{Number, Slots, Tiled};
use super::{Drawing, Shown};
use crate::gpu::Gpu;
use crate::media::{LoadError, Reservation, TileKey, TilePixels};

/// After so long a tile that could not be had is asked for again: a drive may have been away for a moment.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// A panorama whose tiles come.
#[derive(Debug)]
pub struct Showing {
    /// Which it is of all that ever were.
    pub id: u32,
    pub what: Shown,
    pub table: Table,
    choice: Choice,
    borders: Borders,
    /// For how many of the tiles that are needed there is room.
    wanted: usize,
    /// What the workers have, and whether they read a file that has changed since.
    asked: HashMap<Number, bool>,
    /// What came and is not on the GPU yet.
    arrived: VecDeque<(Number, TilePixels, Reservation)>,
    /// What could not be had, and when: the coarser level is seen there.
    failed: HashMap<Number, Instant>,
    /// What is older than its file.
    outdated: HashSet<Number>,
}

impl Showing {
    pub fn new(gpu: &Gpu, id: u32, what: Shown, drawing: &Drawing, pool: &Pool) -> Self {
        let choice = Choice::new(&what.pyramid);
        Self {
            id,
            table: drawing.table(gpu, &choice.numbers, &what.pyramid, pool),
            what,
            choice,
            borders: Borders::default(),
            wanted: 0,
            asked: HashMap::new(),
            arrived: VecDeque::new(),
            failed: HashMap::new(),
            outdated: HashSet::new(),
        }
    }

    /// Notes what these views see of it where there is room for so many tiles.
    pub fn look(&mut self, views: &[View], size: UVec2, picture_from_location: Quat, room: usize) {
        self.choice.look(views, size, picture_from_location);
        self.wanted = self.choice.needed().len().min(room);
    }

    /// What those views see, the most urgent first.
    pub fn needed(&self) -> &[Needed] {
        &self.choice.needed()[..self.wanted.min(self.choice.needed().len())]
    }

    /// Its tile that is wanted most of those that are neither there nor on their way.
    fn missing(&self, slots: &Slots) -> Option<Number> {
        let lacks = |tile: &Number| {
            (slots.place(self.tiled(*tile)).is_none() || self.outdated.contains(tile))
                && !self.asked.contains_key(tile)
                && self.failed.get(tile).is_none_or(|when| when.elapsed() > TRY_AGAIN)
                && !self.arrived.iter().any(|(arrived, ..)| arrived == tile)
        };
        self.needed().iter().map(|needed| needed.number).find(lacks)
    }

    /// What to ask for next; it is then on its way.
    pub fn ask(&mut self, slots: &Slots) -> Option<TileKey> {
        let number = self.missing(slots)?;
        self.asked.insert(number, false);
        Some(TileKey { pyramid: self.what.pyramid.clone(), tile: self.choice.numbers.tile(number), exposure: self.what.exposure })
    }

    /// Whether all that is needed is there, or cannot be had.
    pub fn is_settled(&self, slots: &Slots) -> bool {
        self.asked.is_empty() && self.arrived.is_empty() && self.missing(slots).is_none()
    }

    /// Takes what was asked for.
    pub fn receive(&mut self, key: &TileKey, result: Result<(TilePixels, Reservation), LoadError>) {
        let tile = self.choice.numbers.of(key.tile);
        if self.asked.remove(&tile) == Some(true) {
            // It is asked for again.
            return;
        }
        match result {
            Ok((pixels, memory)) => {
                self.failed.remove(&tile);
                self.arrived.push_back((tile, pixels, memory));
            }
            Err(error) => {
                // A panorama may have thousands: what is wrong with one is as a rule wrong with all.
                match self.failed.is_empty() {
                    true => tracing::warn!("{error}. Where a tile is missing, the coarser level is seen"),
                    false => tracing::debug!("{error}"),
                }
                self.outdated.remove(&tile);
                self.failed.insert(tile, Instant::now());
            }
        }
    }

    /// The next that came and is not on the GPU yet.
    pub fn next(&mut self) -> Option<(Number, TilePixels, Reservation)> {
        self.arrived.pop_front()
    }

    /// Gives back the memory of what came, since nobody looks there any longer.
    pub fn leave(&mut self) {
        self.arrived.clear();
    }

    /// Whoever comes back may find what could not be had before.
    pub fn come_back(&mut self) {
        self.failed.clear();
    }

    /// Takes note that a tile's place was given to another.
    pub fn lose(&mut self, gpu: &Gpu, number: Number) {
        self.borders.remove(number);
        self.outdated.remove(&number);
        self.table.set(gpu, number, None);
    }

    /// Takes a tile to its place on the GPU, where it is seen from `now` on if it was not there before. Says whether the pool has another
    /// view now.
    pub fn put(
        &mut self,
        gpu: &Gpu,
        (pool, slots): (&mut Pool, &Slots),
        (number, place): (Number, u32),
        pixels: &mut TilePixels,
        now: Option<f32>,
    ) -> bool {
        let (numbers, pyramid) = (&self.choice.numbers, &self.what.pyramid);
        let (tile, size) = (numbers.tile(number), (pixels.width, pixels.height));
        self.outdated.remove(&number);
        self.borders.insert(number, pixels);
        self.borders.fill(pyramid, numbers, tile, pixels);
        let opens = pool.write(gpu, place, size, &pixels.rgba);
        for (other, side) in self.borders.around(pyramid, numbers, tile) {
            if let Some(place) = slots.place(self.tiled(numbers.of(other))) {
                pool.write_border(gpu, place, pyramid.size_of(other), side, &self.borders.strip(pyramid, numbers, other, side));
            }
        }
        if let Some(now) = now {
            self.table.set(gpu, number, Some((place, now)));
        }
        opens
    }

    /// Reads a tile again whose file has changed.
    pub fn reload(&mut self, file: &Path, slots: &Slots) {
        let is_of = |tile: &Number| self.what.pyramid.file(self.choice.numbers.tile(*tile)) == file;
        let there = slots.tiles().filter(|tiled| tiled.panorama == self.id).map(|tiled| tiled.number);
        self.outdated.extend(there.chain(self.arrived.iter().map(|(number, ..)| *number)).filter(is_of));
        self.arrived.retain(|(number, ..)| !self.outdated.contains(number));
        self.failed.retain(|number, _| !is_of(number));
        self.asked.iter_mut().filter(|(number, _)| is_of(number)).for_each(|(_, is_outdated)| *is_outdated = true);
    }

    /// How large its tiles are, pixels.
    pub fn tile_size(&self) -> u32 {
        self.what.pyramid.tile_size()
    }

    /// One of its tiles among those of all panoramas.
    pub fn tiled(&self, number: Number) -> Tiled {
        Tiled { panorama: self.id, number }
    }
}
