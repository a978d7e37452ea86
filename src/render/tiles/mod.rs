//! Panoramas in tiles. The coarsest level is a space like any other, a cube that is there whole; finer tiles of the space that is shown
//! come while it is looked at, those in the middle first, and the least recently seen make way.
//!
//! Each frame tells what the eyes see, and what they would see in the place that the visitor may be in next ([`Tiles::look`]).
//! [`Tiles::update`] asks for what is missing and takes a little of what came to the GPU; nothing waits. The shader finds for each pixel
//! the finest that is there, so there are no holes, and a tile that came appears little by little.

mod borders;
mod choice;
mod drawing;
mod pool;
mod rooms;
mod showing;
mod slots;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::{Quat, UVec2};

use super::panorama::Picture;
use super::textures::takes;
use super::{Frame, PassLayout, View};
use crate::gpu::Gpu;
use crate::media::{TileKey, Workers};
use crate::tour::{Exposure, Pyramid, Space, Tour};
use drawing::Drawing;
use rooms::{Room, Rooms};
use showing::Showing;

/// How long a tile takes to appear: no longer than a blink, and no pop.
const FADE: Duration = Duration::from_millis(200);

/// More threads than this are not worth it: they would take turns with those that load whole spaces.
const MOST_THREADS: usize = 2;

/// Of so many panoramas it is known which tiles are there: of that which is seen, of those that may be next, and of those that were seen last.
const KNOWN: usize = 8;

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

/// A panorama, and how it is turned.
#[derive(Debug)]
pub struct Hung {
    pub what: Shown,
    pub picture_from_location: Quat,
}

/// Draws panoramas in tiles, and sees to it that the tiles are there.
#[derive(Debug)]
pub struct Tiles {
    drawing: Drawing,
    workers: Option<Workers<TileKey>>,
    rooms: Rooms,
    /// Those of which tiles may be there, the last that was looked at first.
    known: Vec<Showing>,
    /// Which of them is seen, and which may be next.
    here: Option<u32>,
    ahead: Option<u32>,
    /// How many have ever been known.
    count: u32,
    frame: u64,
    /// What times are counted from.
    begin: Instant,
    /// How many tiles the workers have, for whichever panorama.
    busy: usize,
}

impl Tiles {
    /// Ready for `tour`, drawn over the pictures of cubes that `cube` lays out.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, cube: &wgpu::BindGroupLayout, tour: &Tour) -> Self {
        let mut tiles = Self {
            drawing: Drawing::new(gpu, frame, layout, cube),
            workers: None,
            rooms: Rooms::default(),
            known: Vec::new(),
            here: None,
            ahead: None,
            count: 0,
            frame: 0,
            begin: Instant::now(),
            busy: 0,
        };
        // What takes its time is done before anything is shown.
        let mut sizes = tour.locations.iter().filter_map(|location| Some(Shown::of(&location.space)?.pyramid.tile_size())).peekable();
        if sizes.peek().is_some() {
            tiles.make_ready(gpu, sizes);
        }
        tiles
    }

    /// Makes room for tiles of these sizes, and starts who loads them.
    fn make_ready(&mut self, gpu: &Gpu, sizes: impl Iterator<Item = u32>) {
        if self.rooms.make(gpu, sizes) {
            self.known.clear();
        }
        self.workers.get_or_insert_with(|| {
            let processors = std::thread::available_parallelism().map_or(1, usize::from);
            Workers::start_some(processors.saturating_sub(1).clamp(1, MOST_THREADS), takes(gpu))
        });
    }

    /// Notes what these views see of the panorama that is `here`, and what they would see of that which may be next, each in `size` pixels.
    /// Once a frame.
    pub fn look(&mut self, gpu: &Gpu, here: Option<&Hung>, ahead: Option<&Hung>, views: &[View], size: UVec2) {
        self.frame += 1;
        if let Some(here) = here {
            self.make_ready(gpu, std::iter::once(here.what.pyramid.tile_size()));
        }
        // Who goes from a place to the same has all that is needed.
        let ahead = ahead.filter(|ahead| here.is_none_or(|here| here.what != ahead.what));
        let before = self.here;
        self.here = here.and_then(|hung| self.look_at(gpu, hung, (views, size), 0, self.recency(false)));
        let shared = self.known.iter().find(|known| Some(known.id) == self.here);
        let shared = shared.filter(|shared| ahead.is_some_and(|ahead| ahead.what.pyramid.tile_size() == shared.tile_size()));
        let taken = shared.map_or(0, |shared| shared.needed().len());
        self.ahead = ahead.and_then(|hung| self.look_at(gpu, hung, (views, size), taken, self.recency(true)));
        let now = self.begin.elapsed().as_secs_f32();
        if let Some(showing) = self.known.iter_mut().find(|known| Some(known.id) == self.here) {
            showing.table.set_time(gpu, now);
            if before != self.here {
                showing.come_back();
            }
        }
    }

    /// Notes what is seen of one where so many places are `taken`, and gives its number; `None` where there is no room for it.
    fn look_at(&mut self, gpu: &Gpu, hung: &Hung, (views, size): (&[View], UVec2), taken: usize, recency: u64) -> Option<u32> {
        let Room { pool, slots } = self.rooms.of_mut(hung.what.pyramid.tile_size())?;
        match self.known.iter().position(|known| known.what == hung.what) {
            Some(at) => self.known[..=at].rotate_right(1),
            None => {
                self.known.truncate(KNOWN - 1);
                self.count += 1;
                self.known.insert(0, Showing::new(gpu, self.count, hung.what.clone(), &self.drawing, pool));
            }
        }
        let showing = self.known.first_mut()?;
        showing.look(views, size, hung.picture_from_location, (slots.capacity() as usize).saturating_sub(taken));
        for needed in showing.needed() {
            slots.see(showing.tiled(needed.number), recency);
        }
        Some(showing.id)
    }

    /// When what is seen in this frame was seen; what may be seen next makes way for it.
    fn recency(&self, is_ahead: bool) -> u64 {
        self.frame * 2 + u64::from(!is_ahead)
    }

    /// Brings what is seen of `what`, and then what may be seen next, nearer to being there: asks for tiles, and takes about `budget` bytes
    /// of what came to the GPU. Never waits.
    pub fn update(&mut self, gpu: &Gpu, what: Option<&Shown>, budget: &mut u64) {
        let showing = self.known.iter().find(|known| Some(known.id) == self.here);
        if showing.is_none_or(|showing| Some(&showing.what) != what) {
            self.here = None;
        }
        self.receive();
        let seats = [(self.here, self.recency(false)), (self.ahead, self.recency(true))];
        for (id, recency) in seats {
            self.upload(gpu, id, recency, budget);
        }
        let Some(workers) = &self.workers else { return };
        for (id, _) in seats {
            let Some(showing) = self.known.iter_mut().find(|known| Some(known.id) == id) else { continue };
            let Some(Room { slots, .. }) = self.rooms.of(showing.tile_size()) else { continue };
            // No more than they can take up at once: where the eyes look may be elsewhere in the next frame.
            while self.busy < 2 * workers.threads()
                && let Some(key) = showing.ask(slots)
            {
                workers.request(key);
                self.busy += 1;
            }
        }
    }

    /// Takes what the workers have done.
    fn receive(&mut self) {
        while let Some((key, result)) = self.workers.as_ref().and_then(Workers::finished) {
            self.busy -= 1;
            let of_it = |known: &&mut Showing| known.what.pyramid == key.pyramid && known.what.exposure == key.exposure;
            // Else it was for a panorama that is forgotten.
            if let Some(showing) = self.known.iter_mut().find(of_it) {
                showing.receive(&key, result);
            }
        }
        // What nobody looks at must not keep the memory that others decode in.
        let wanted = [self.here, self.ahead];
        self.known.iter_mut().filter(|known| !wanted.contains(&Some(known.id))).for_each(Showing::leave);
    }

    /// Takes what came of a panorama to the GPU.
    fn upload(&mut self, gpu: &Gpu, id: Option<u32>, recency: u64, budget: &mut u64) {
        let now = self.begin.elapsed().as_secs_f32();
        let find = |known: &mut Vec<Showing>, id| known.iter().position(|known| Some(known.id) == id);
        let Some(at) = find(&mut self.known, id) else { return };
        let Some(Room { pool, slots }) = self.rooms.of_mut(self.known[at].tile_size()) else { return };
        while *budget > 0
            && let Some((number, mut pixels, _memory)) = self.known[at].next()
        {
            *budget = budget.saturating_sub(pixels.rgba.len() as u64);
            let tiled = self.known[at].tiled(number);
            let there = slots.place(tiled);
            // What came too late to be seen stays if there is a place, or nobody saw the other for longer.
            let Some((place, let_go)) = there.map(|place| (place, None)).or_else(|| slots.take(tiled, recency)) else { continue };
            if let Some(let_go) = let_go
                && let Some(loser) = find(&mut self.known, Some(let_go.panorama))
            {
                self.known[loser].lose(gpu, let_go.number);
            }
            let begins = there.is_none().then_some(now);
            if self.known[at].put(gpu, (pool, slots), (number, place), &mut pixels, begins) {
                let there = self.known.iter_mut().filter(|known| known.tile_size() == pool.tile());
                there.for_each(|known| known.table.bind(gpu, &self.drawing, pool));
            }
        }
    }

    /// Whether all that is seen, and all that may be seen next, is there or cannot be had.
    pub fn is_settled(&self) -> bool {
        let wanted = [self.here, self.ahead];
        let mut wanted = self.known.iter().filter(|known| wanted.contains(&Some(known.id)));
        wanted.all(|known| self.rooms.of(known.tile_size()).is_none_or(|room| known.is_settled(&room.slots)))
    }

    /// Lets whatever came be seen at once, as if it had been there for long.
    pub fn skip_fading(&mut self, gpu: &Gpu) {
        self.begin = self.begin.checked_sub(FADE).unwrap_or(self.begin);
        let now = self.begin.elapsed().as_secs_f32();
        self.known.iter_mut().for_each(|known| known.table.set_time(gpu, now));
    }

    /// Reads a tile again whose file has changed.
    pub fn reload(&mut self, file: &Path) {
        for known in &mut self.known {
            if let Some(Room { slots, .. }) = self.rooms.of(known.tile_size()) {
                known.reload(file, slots);
            }
        }
    }

    /// Draws what was looked at last, over the coarsest level. Says whether it is this panorama.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, space: &Space, coarsest: &Picture) -> bool {
        match self.known.iter().find(|known| Some(known.id) == self.here) {
            Some(showing) if Shown::of(space).as_ref() == Some(&showing.what) => {
                self.drawing.draw(pass, coarsest, &showing.table);
                true
            }
            _ => false,
        }
    }
}
