//! Room for tiles on the GPU: a pool for each size that a tour's tiles have, all made before anything is shown.

use std::time::{Duration, Instant};

use super::pool::Pool;
use super::slots::Slots;
use crate::gpu::Gpu;

/// What tiles may take on the GPU, bytes: 254 of 512 pixels, and two eyes of a good headset never see more than 220 at once.
pub const TILE_MEMORY: u64 = 256 << 20;

/// After so long without room the graphics memory is asked again.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// Room for tiles of one size, and what lies where.
#[derive(Debug)]
pub struct Room {
    pub pool: Pool,
    pub slots: Slots,
}

/// Room for the tiles of a tour: as a rule one program cut them all, and there is one.
#[derive(Debug, Default)]
pub struct Rooms {
    /// The sizes that there is to be room for, pixels.
    sizes: Vec<u32>,
    rooms: Vec<Room>,
    /// When there was no memory for one.
    refused: Option<Instant>,
}

impl Rooms {
    /// Makes room for tiles of these sizes as well. Says whether what lay there before is lost: so it is where a size is new, for all share
    /// the memory.
    pub fn make(&mut self, gpu: &Gpu, sizes: impl Iterator<Item = u32>) -> bool {
        let before = self.sizes.len();
        for size in sizes {
            if !self.sizes.contains(&size) {
                self.sizes.push(size);
            }
        }
        let is_changed = self.sizes.len() > before;
        let is_refused = !is_changed && self.refused.is_some_and(|when| when.elapsed() < TRY_AGAIN);
        if is_changed {
            // The old ones make way first.
            self.rooms.clear();
        }
        if self.rooms.len() < self.sizes.len() && !is_refused {
            self.fill(gpu);
        }
        is_changed
    }

    fn fill(&mut self, gpu: &Gpu) {
        let memory = TILE_MEMORY / self.sizes.len() as u64;
        let missing: Vec<u32> = self.sizes.iter().copied().filter(|size| self.of(*size).is_none()).collect();
        let made = missing.iter().filter_map(|size| Pool::new(gpu, *size, memory));
        self.rooms.extend(made.map(|pool| Room { slots: Slots::new(pool.capacity()), pool }));
        let lacks = self.rooms.len() < self.sizes.len();
        let before = std::mem::replace(&mut self.refused, lacks.then(Instant::now));
        match (lacks, before) {
            (true, None) => {
                tracing::warn!("the graphics memory has no room for tiles: panoramas are shown as coarse as they are loaded first");
            }
            (true, Some(_)) => tracing::debug!("the graphics memory still has no room for tiles"),
            (false, _) => {}
        }
    }

    /// That for tiles of so many pixels, if there is memory for it.
    pub fn of(&self, tile: u32) -> Option<&Room> {
        self.rooms.iter().find(|room| room.pool.tile() == tile)
    }

    /// The same, to put something there.
    pub fn of_mut(&mut self, tile: u32) -> Option<&mut Room> {
        self.rooms.iter_mut().find(|room| room.pool.tile() == tile)
    }
}
