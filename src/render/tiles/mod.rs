//! Panoramas in tiles. The coarsest level is a space like any other, a cube that is there whole; finer tiles of the space that is shown
//! come while it is looked at, those in the middle first, and the least recently seen make way.
//!
//! Each frame tells what the eyes see ([`Tiles::look`]). [`Tiles::update`] asks for what is missing and takes a little of what came to
//! the GPU; nothing waits. The shader finds for each pixel the finest that is there, so there are no holes, and a tile that came appears
//! little by little.

mod borders;
mod choice;
mod drawing;
mod pool;
mod slots;

use std::collections::{HashSet, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use std::sync::Arc;

use glam::{Quat, UVec2};

use super::panorama::Picture;
use super::textures::takes;
use super::{Frame, PassLayout, View};
use crate::gpu::Gpu;
use crate::media::{LoadError, Reservation, TileKey, TilePixels, Workers};
use crate::tour::{Exposure, Pyramid, Space, Tour};
use borders::Borders;
use choice::Choice;
use drawing::{Drawing, Table};
use pool::Pool;
use slots::{Number, Slots};

/// What tiles may take on the GPU, bytes: 254 of 512 pixels, and two eyes of a good headset never see more than 220 at once.
pub const TILE_MEMORY: u64 = 256 << 20;

/// How long a tile takes to appear: no longer than a blink, and no pop.
const FADE: Duration = Duration::from_millis(200);

/// More threads than this are not worth it: they would take turns with those that load whole spaces.
const MOST_THREADS: usize = 2;

/// A panorama, as its tiles are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub pyramid: Arc<Pyramid>,
    pub exposure: Exposure,
}

impl Shown {
    /// What of a space comes in tiles.
    pub fn of(space: &Space) -> Option<Self> {
        let Space::Panorama(hung) = space else { return None };
        Some(Self { pyramid: hung.pyramid.clone()?, exposure: hung.exposure })
    }
}

/// Draws panoramas in tiles, and sees to it that the tiles are there.
#[derive(Debug)]
pub struct Tiles {
    drawing: Drawing,
    workers: Option<Workers<TileKey>>,
    pool: Option<Pool>,
    shown: Option<Showing>,
    /// What times are counted from.
    begin: Instant,
    /// How many tiles the workers have, for whichever panorama.
    busy: usize,
}

/// The panorama that is shown, and what is there of it.
#[derive(Debug)]
struct Showing {
    what: Shown,
    choice: Choice,
    slots: Slots,
    borders: Borders,
    table: Table,
    frame: u64,
    /// What the workers have.
    asked: HashSet<Number>,
    /// What came and is not on the GPU yet.
    arrived: VecDeque<(Number, TilePixels, Reservation)>,
    /// What cannot be had: the coarser level is seen there.
    failed: HashSet<Number>,
    /// What is older than its file.
    outdated: HashSet<Number>,
}

impl Tiles {
    /// Ready for `tour`, drawn over the pictures of cubes that `cube` lays out.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, cube: &wgpu::BindGroupLayout, tour: &Tour) -> Self {
        let drawing = Drawing::new(gpu, frame, layout, cube);
        let mut tiles = Self { drawing, workers: None, pool: None, shown: None, begin: Instant::now(), busy: 0 };
        // What takes its time is done before anything is shown.
        if let Some(first) = tour.locations.iter().find_map(|location| Shown::of(&location.space)) {
            tiles.make_ready(gpu, &first.pyramid);
        }
        tiles
    }

    /// Makes room for tiles, and starts who loads them.
    fn make_ready(&mut self, gpu: &Gpu, pyramid: &Pyramid) {
        if self.pool.as_ref().is_none_or(|pool| pool.tile() != pyramid.tile_size()) {
            // The old one makes way first.
            self.pool = None;
            self.pool = Pool::new(gpu, pyramid.tile_size(), TILE_MEMORY);
            if self.pool.is_none() {
                tracing::warn!("the graphics memory has no room for tiles: panoramas are shown as coarse as they are loaded first");
            }
        }
        self.workers.get_or_insert_with(|| {
            let processors = std::thread::available_parallelism().map_or(1, usize::from);
            Workers::start_some(processors.saturating_sub(1).clamp(1, MOST_THREADS), takes(gpu))
        });
    }

    /// Notes what these views see of a panorama that is turned so, each in `size` pixels.
    pub fn look(&mut self, gpu: &Gpu, what: &Shown, views: &[View], size: UVec2, picture_from_location: Quat) {
        if self.shown.as_ref().is_none_or(|shown| shown.what != *what) {
            self.shown = None;
            self.make_ready(gpu, &what.pyramid);
            if let Some(pool) = &self.pool {
                let choice = Choice::new(&what.pyramid);
                let table = self.drawing.table(gpu, &choice.numbers, &what.pyramid, pool);
                self.shown = Some(Showing::new(what.clone(), choice, pool.capacity(), table));
            }
        }
        if let Some(shown) = &mut self.shown {
            shown.look(views, size, picture_from_location);
            shown.table.set_time(gpu, self.begin.elapsed().as_secs_f32());
        }
    }

    /// Brings what is seen of `what` nearer to being there: asks for tiles, and takes about `budget` bytes of what came to the GPU. Never
    /// waits.
    pub fn update(&mut self, gpu: &Gpu, what: Option<&Shown>, budget: &mut u64) {
        let Some(workers) = &self.workers else { return };
        let (mut shown, left) = match self.shown.as_mut() {
            Some(shown) if Some(&shown.what) == what => (Some(shown), None),
            left => (None, left),
        };
        // Whoever comes back may find what could not be had before.
        if let Some(left) = left {
            left.failed.clear();
        }
        while let Some((key, result)) = workers.finished() {
            self.busy -= 1;
            // Else it was for a panorama that nobody sees any longer.
            if let Some(shown) = shown.as_mut().filter(|shown| shown.what.pyramid == key.pyramid && shown.what.exposure == key.exposure) {
                shown.receive(&key, result);
            }
        }
        let (Some(shown), Some(pool)) = (shown, &mut self.pool) else { return };
        let now = self.begin.elapsed().as_secs_f32();
        while *budget > 0
            && let Some((tile, mut pixels, _memory)) = shown.arrived.pop_front()
        {
            *budget = budget.saturating_sub(pixels.rgba.len() as u64);
            if shown.put(gpu, pool, tile, &mut pixels, now) {
                shown.table.bind(gpu, &self.drawing, pool);
            }
        }
        // No more than they can take up at once: where the eyes look may be elsewhere in the next frame.
        while self.busy < 2 * workers.threads()
            && let Some(tile) = shown.missing()
        {
            shown.asked.insert(tile);
            let tile = shown.choice.numbers.tile(tile);
            workers.request(TileKey { pyramid: shown.what.pyramid.clone(), tile, exposure: shown.what.exposure });
            self.busy += 1;
        }
    }

    /// Whether all that is seen is there, or cannot be had.
    pub fn is_settled(&self) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.asked.is_empty() && shown.arrived.is_empty() && shown.missing().is_none())
    }

    /// Lets whatever came be seen at once, as if it had been there for long.
    pub fn skip_fading(&mut self, gpu: &Gpu) {
        self.begin = self.begin.checked_sub(FADE).unwrap_or(self.begin);
        if let Some(shown) = &mut self.shown {
            shown.table.set_time(gpu, self.begin.elapsed().as_secs_f32());
        }
    }

    /// Reads a tile again whose file has changed.
    pub fn reload(&mut self, file: &Path) {
        let Some(shown) = &mut self.shown else { return };
        let Showing { what, slots, failed, choice, .. } = shown;
        let is_of = |tile: &Number| what.pyramid.file(choice.numbers.tile(*tile)) == file;
        let known: Vec<Number> = slots.tiles().chain(failed.iter().copied()).chain(shown.asked.iter().copied()).filter(is_of).collect();
        for tile in known {
            shown.failed.remove(&tile);
            shown.outdated.insert(tile);
        }
    }

    /// Draws what was looked at last, over the coarsest level. Says whether it is this panorama.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, space: &Space, coarsest: &Picture) -> bool {
        match &self.shown {
            Some(shown) if Shown::of(space).as_ref() == Some(&shown.what) => {
                self.drawing.draw(pass, coarsest, &shown.table);
                true
            }
            _ => false,
        }
    }
}

impl Showing {
    fn new(what: Shown, choice: Choice, capacity: u32, table: Table) -> Self {
        Self {
            what,
            choice,
            slots: Slots::new(capacity),
            borders: Borders::default(),
            table,
            frame: 0,
            asked: HashSet::new(),
            arrived: VecDeque::new(),
            failed: HashSet::new(),
            outdated: HashSet::new(),
        }
    }

    fn look(&mut self, views: &[View], size: UVec2, picture_from_location: Quat) {
        self.frame += 1;
        self.choice.look(views, size, picture_from_location);
        for needed in self.choice.needed().iter().take(self.slots.capacity() as usize) {
            self.slots.see(needed.number, self.frame);
        }
    }

    /// The tile that is wanted most of those that are neither there nor on their way.
    fn missing(&self) -> Option<Number> {
        let lacks = |tile: &Number| {
            (self.slots.place(*tile).is_none() || self.outdated.contains(tile))
                && !self.asked.contains(tile)
                && !self.failed.contains(tile)
                && !self.arrived.iter().any(|(arrived, ..)| arrived == tile)
        };
        self.choice.needed().iter().take(self.slots.capacity() as usize).map(|needed| needed.number).find(lacks)
    }

    fn receive(&mut self, key: &TileKey, result: Result<(TilePixels, Reservation), LoadError>) {
        let tile = self.choice.numbers.of(key.tile);
        self.asked.remove(&tile);
        match result {
            Ok((pixels, memory)) => self.arrived.push_back((tile, pixels, memory)),
            Err(error) => {
                // A panorama may have thousands: what is wrong with one is as a rule wrong with all.
                match self.failed.is_empty() {
                    true => tracing::warn!("{error}. Where a tile is missing, the coarser level is seen"),
                    false => tracing::debug!("{error}"),
                }
                self.outdated.remove(&tile);
                self.failed.insert(tile);
            }
        }
    }

    /// Takes a tile to the GPU, unless there is no place for it. Says whether the pool has another view now.
    fn put(&mut self, gpu: &Gpu, pool: &mut Pool, number: Number, pixels: &mut TilePixels, now: f32) -> bool {
        let (numbers, pyramid) = (&self.choice.numbers, &self.what.pyramid);
        let (tile, size) = (numbers.tile(number), (pixels.width, pixels.height));
        let is_new = self.slots.place(number).is_none();
        let place = match self.slots.place(number) {
            Some(place) => place,
            None => {
                // What came too late to be seen stays if there is a place, or nobody saw the other for longer.
                let Some((place, let_go)) = self.slots.take(number, self.frame) else { return false };
                if let Some(let_go) = let_go {
                    self.borders.remove(let_go);
                    self.outdated.remove(&let_go);
                    self.table.set(gpu, let_go, None);
                }
                place
            }
        };
        self.outdated.remove(&number);
        self.borders.insert(number, pixels);
        self.borders.fill(pyramid, numbers, tile, pixels);
        let opens = pool.write(gpu, place, size, &pixels.rgba);
        for (other, side) in self.borders.around(pyramid, numbers, tile) {
            if let Some(place) = self.slots.place(numbers.of(other)) {
                pool.write_border(gpu, place, pyramid.size_of(other), side, &self.borders.strip(pyramid, numbers, other, side));
            }
        }
        if is_new {
            self.table.set(gpu, number, Some((place, now)));
        }
        opens
    }
}
