//! Which spaces are on the GPU: those that the visitor can reach next, as far as the memory goes.
//!
//! Each frame tells what is wanted, the most urgent first. Files are decoded by [`Workers`]; what they hand back goes to the GPU a
//! little each frame; what nobody wants any longer stays until its memory is needed. What could not be had is tried again while it
//! is wanted: a drive comes back, another program lets go of a file. Nothing here waits.

mod upload;

use std::collections::HashMap;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::gpu::Gpu;
use crate::media::{DECODING, LoadError, Reservation, Space, SpaceKey, Workers};
use crate::walk::SpaceState;

use super::mesh::{MeshSpace, Meshes};
use super::mipmaps::Mipmaps;
use super::panorama::{Panorama, Picture};
use super::textures::takes;
use super::worker::Worker;
use upload::Upload;

/// What spaces may take on the GPU together where its driver does not tell of its memory, bytes. What is wanted first may always be there,
/// however large.
const GPU_MEMORY: u64 = 1536 << 20;

/// Where it gives so much more, bytes, what had no room is asked for again.
const NOTICED: u64 = 128 << 20;

/// How often the driver is asked how much memory there is: other programs come and go.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// How long after a first failure a file is tried again; twice as long after each further one, and never longer than the last.
const TRY_AGAIN: Duration = Duration::from_secs(3);
const TRY_AGAIN_AT_LAST: Duration = Duration::from_secs(60);

/// After so long what is needed and had no room on the GPU is tried again, when all else has made way; and how often, before it is given up
/// for longer.
const CROWDED: Duration = Duration::from_millis(250);
const TRY_CROWDED: u32 = 4;

/// What spaces on the GPU are made with.
pub(super) struct Makers<'a> {
    pub mipmaps: &'a Mipmaps,
    pub panorama: &'a Panorama,
    pub meshes: &'a Meshes,
}

/// What spaces may take on a GPU of which they take `taken` bytes.
fn room(gpu: &Gpu, taken: u64) -> u64 {
    gpu.memory().map_or(GPU_MEMORY, |memory| memory.for_places(taken, DECODING.taken()))
}

/// What is wanted in a frame.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The most urgent first; none twice.
    pub keys: &'a [SpaceKey],
    /// So many of them, from the front, are there whatever the memory says.
    pub needed: usize,
    /// When that is.
    pub now: Instant,
}

impl Wanted<'_> {
    fn rank(&self, key: &SpaceKey) -> Option<usize> {
        self.keys.iter().position(|other| other == key)
    }

    fn is_needed(&self, key: &SpaceKey) -> bool {
        self.keys.iter().take(self.needed).any(|other| other == key)
    }
}

/// A space on the GPU.
#[derive(Debug)]
pub(super) enum Resident {
    Panorama(Picture),
    Model(MeshSpace),
}

/// How far a file has come.
#[derive(Debug, Default)]
enum Coming {
    #[default]
    Not,
    /// The workers have it; `outdated` if the file changed since they were asked.
    Asked { outdated: bool },
    /// It is being taken to the GPU; until it is there, it takes memory.
    Uploading { upload: Upload, _memory: Reservation },
}

#[derive(Debug, Default)]
struct Entry {
    ready: Option<(Resident, u64)>,
    coming: Coming,
    /// Whether what is ready is older than the file.
    outdated: bool,
    failure: Option<Failure>,
    /// There was no room for it, at a place among the wanted and in so much memory: further to the front or in more there may be.
    declined: Option<(usize, u64)>,
    /// How often in a row the graphics memory had no room for it, although it is needed; and when it is tried again.
    crowded: Option<(u32, Instant)>,
    last_wanted: u64,
}

/// A file that could not be had.
#[derive(Debug)]
struct Failure {
    reason: Arc<str>,
    /// How often in a row.
    times: u32,
    /// When it is tried again.
    again: Instant,
}

impl Failure {
    /// One more, after those `before` it.
    fn after(before: Option<Self>, reason: String, now: Instant) -> Self {
        let times = before.as_ref().map_or(0, |before| before.times) + 1;
        let wait = TRY_AGAIN.saturating_mul(2_u32.saturating_pow(times - 1)).min(TRY_AGAIN_AT_LAST);
        match before {
            // Said once: a file that stays away must not fill the log.
            Some(before) if *before.reason == *reason => tracing::debug!("still so: {reason}"),
            _ => tracing::warn!("{reason}"),
        }
        Self { reason: reason.into(), times, again: now + wait }
    }
}

impl Entry {
    /// What is on its way is not wanted any longer: a texture without its last rows is as large as a whole one.
    fn call_off(&mut self, let_go: &mut LetGo) {
        if let uploading @ Coming::Uploading { .. } = std::mem::take(&mut self.coming) {
            let_go.ask(Box::new(uploading));
        }
    }

    fn bytes(&self) -> u64 {
        let coming = if let Coming::Uploading { upload, .. } = &self.coming { upload.bytes() } else { 0 };
        coming + self.ready.as_ref().map_or(0, |(_, bytes)| *bytes)
    }

    fn is_missing(&self, rank: usize, memory: u64, now: Instant) -> bool {
        matches!(self.coming, Coming::Not)
            && (self.ready.is_none() || self.outdated)
            && self.failure.as_ref().is_none_or(|failure| failure.again <= now)
            && self.crowded.is_none_or(|(_, again)| again <= now)
            // Not for every byte that comes and goes.
            && self.declined.is_none_or(|(declined, before)| rank < declined || memory > before + NOTICED)
    }
}

/// What nobody needs any longer.
trait Spent: Send + Debug {}

impl<T: Send + Debug> Spent for T {}

/// Gives memory back: hundreds of megabytes take longer than a frame may.
type LetGo = Worker<Box<dyn Spent>, ()>;

/// Keeps spaces on the GPU.
#[derive(Debug)]
pub(super) struct Residency {
    workers: Workers<SpaceKey>,
    entries: HashMap<SpaceKey, Entry>,
    let_go: LetGo,
    memory: u64,
    /// When the driver was asked for that; `None` where it is not to be asked.
    asked: Option<Instant>,
    update: u64,
}

impl Residency {
    /// Keeps no more on the GPU than it has room for, as [`crate::gpu::Memory::for_places`] tells (but always what is wanted first).
    pub fn new(gpu: &Gpu) -> Self {
        let memory = room(gpu, 0);
        tracing::info!(megabytes = memory >> 20, memory = ?gpu.memory(), "graphics memory for places");
        Self { asked: Some(Instant::now()), ..Self::within(gpu, memory) }
    }

    /// Keeps no more than `memory` bytes, whatever the driver says.
    fn within(gpu: &Gpu, memory: u64) -> Self {
        let let_go = Worker::on(gpu, "letting go", || drop::<Box<dyn Spent>>);
        Self { workers: Workers::start(takes(gpu)), entries: HashMap::new(), let_go, memory, asked: None, update: 0 }
    }

    /// What the spaces take, bytes.
    fn taken(&self) -> u64 {
        self.entries.values().map(Entry::bytes).sum()
    }

    /// Asks anew how much memory there is, from time to time.
    fn follow_memory(&mut self, gpu: &Gpu, now: Instant) {
        if self.asked.is_some_and(|asked| now.saturating_duration_since(asked) >= ASK_EVERY) {
            self.memory = room(gpu, self.taken());
            self.asked = Some(now);
        }
    }

    /// Has a space decoded that will be wanted in the first frame, while there is still so much to be made for it.
    pub fn expect(&mut self, key: SpaceKey) {
        self.workers.request(key.clone());
        self.entries.insert(key, Entry { coming: Coming::Asked { outdated: false }, ..Entry::default() });
    }

    /// Whether something is on its way to the GPU.
    pub fn is_uploading(&self) -> bool {
        self.entries.values().any(|entry| matches!(entry.coming, Coming::Uploading { .. }))
    }

    /// Goes on by a frame. Takes about `budget` bytes to the GPU, and gives back what is left of it.
    pub fn update(&mut self, gpu: &Gpu, makers: &Makers<'_>, wanted: Wanted<'_>, mut budget: u64) -> u64 {
        self.update += 1;
        self.follow_memory(gpu, wanted.now);
        while self.let_go.next().is_some() {}
        for key in wanted.keys {
            if !self.entries.contains_key(key) {
                self.entries.insert(key.clone(), Entry::default());
            }
            if let Some(entry) = self.entries.get_mut(key) {
                entry.last_wanted = self.update;
            }
        }
        self.let_go();
        // Where there is less memory than there was, what nobody needs goes at once.
        self.make_room(0, wanted, wanted.needed.saturating_sub(1));
        while let Some((key, result)) = self.workers.finished() {
            self.receive(gpu, makers, wanted, key, result);
        }
        self.ask(wanted);
        for key in wanted.keys {
            if budget == 0 {
                break;
            }
            let Some(entry) = self.entries.get_mut(key) else { continue };
            let Err(reason) = entry.go_on(gpu, makers, &mut budget, &mut self.let_go) else { continue };
            let times = entry.crowded.map_or(0, |(times, _)| times) + 1;
            if times <= TRY_CROWDED && wanted.is_needed(key) {
                tracing::debug!("everything else makes way: {reason}");
                entry.crowded = Some((times, wanted.now + CROWDED));
                // Whatever the driver says of its memory, there is no more.
                self.memory = 0;
                self.make_room(0, wanted, wanted.needed.saturating_sub(1));
            } else {
                entry.failure = Some(Failure::after(entry.failure.take(), reason, wanted.now));
            }
        }
        budget
    }

    /// Stops what is on its way for nobody.
    fn let_go(&mut self) {
        let Self { workers, entries, let_go, update, .. } = self;
        entries.retain(|key, entry| {
            if entry.last_wanted < *update {
                entry.declined = None;
                let stops = match &entry.coming {
                    Coming::Not => false,
                    Coming::Asked { .. } => workers.cancel(key),
                    Coming::Uploading { .. } => true,
                };
                if stops {
                    entry.call_off(let_go);
                }
            }
            entry.last_wanted == *update || entry.ready.is_some() || entry.failure.is_some() || !matches!(entry.coming, Coming::Not)
        });
    }

    /// Asks the workers for what is missing, no more than they can take up at once: what is decoded and waits takes memory.
    fn ask(&mut self, wanted: Wanted<'_>) {
        let asked = |(_, entry): &(&SpaceKey, &Entry)| matches!(entry.coming, Coming::Asked { .. });
        let mut busy = self.entries.values().filter(|entry| !matches!(entry.coming, Coming::Not)).count();
        // Two models are never decoded at the same time, nor one beside what is needed: what waits for memory behind another could not be
        // called off, and what becomes urgent meanwhile would wait for both.
        let mut has_model = self.entries.iter().filter(asked).any(|(key, _)| key.is_model() || wanted.is_needed(key));
        for (rank, key) in wanted.keys.iter().enumerate() {
            if rank > 0 && has_model && key.is_model() {
                continue;
            }
            // The first goes ahead of those that were asked for earlier and are no longer as urgent.
            if busy >= self.workers.threads() && rank > 0 {
                return;
            }
            if let Some(entry) = self.entries.get_mut(key)
                && entry.is_missing(rank, self.memory, wanted.now)
            {
                entry.coming = Coming::Asked { outdated: false };
                match rank {
                    0 => self.workers.request_first(key.clone()),
                    _ => self.workers.request(key.clone()),
                }
                busy += 1;
                has_model |= key.is_model() || wanted.is_needed(key);
            }
        }
    }

    fn receive(
        &mut self,
        gpu: &Gpu,
        makers: &Makers<'_>,
        wanted: Wanted<'_>,
        key: SpaceKey,
        result: Result<(Space, Reservation), LoadError>,
    ) {
        let before = self.entries.get_mut(&key).map(|entry| std::mem::take(&mut entry.coming));
        let is_outdated = matches!(before, None | Some(Coming::Asked { outdated: true }));
        let Some(rank) = wanted.rank(&key).filter(|_| !is_outdated) else {
            // Hundreds of megabytes, as what was there for long.
            self.let_go.ask(Box::new(result));
            return;
        };
        let begun = result.map_err(|error| error.to_string()).map(|(space, memory)| {
            if self.make_room(Upload::bytes_of(&space), wanted, rank) || rank < wanted.needed {
                Some(Coming::Uploading { upload: Upload::begin(gpu, makers, space), _memory: memory })
            } else {
                self.let_go.ask(Box::new((space, memory)));
                None
            }
        });
        let Some(entry) = self.entries.get_mut(&key) else { return };
        match begun {
            Ok(Some(uploading)) => entry.coming = uploading,
            Ok(None) => entry.declined = Some((rank, self.memory)),
            Err(reason) => entry.failure = Some(Failure::after(entry.failure.take(), reason, wanted.now)),
        }
    }

    /// Lets go of spaces until there is room for `bytes`: what was not wanted for longest, then what is wanted least, but
    /// nothing that is wanted more than `rank`. Says whether there is room now.
    fn make_room(&mut self, bytes: u64, wanted: Wanted<'_>, rank: usize) -> bool {
        loop {
            if self.taken() + bytes <= self.memory {
                return true;
            }
            let rank_of = |key: &SpaceKey| wanted.rank(key).unwrap_or(usize::MAX);
            let least = self
                .entries
                .iter()
                .filter(|(key, entry)| entry.bytes() > 0 && rank_of(key) > rank)
                .max_by_key(|(key, entry)| (rank_of(key), u64::MAX - entry.last_wanted))
                .map(|(key, _)| key.clone());
            let Some(least) = least else { return false };
            let declined = wanted.rank(&least).map(|rank| (rank, self.memory));
            if let Some(entry) = self.entries.get_mut(&least) {
                let kept = Entry { declined, last_wanted: entry.last_wanted, failure: entry.failure.take(), ..Entry::default() };
                self.let_go.ask(Box::new(std::mem::replace(entry, kept)));
            }
        }
    }

    /// Reads `file` again where it is in use; what was there of it stays until then.
    pub fn reload(&mut self, file: &Path) {
        for entry in self.entries.iter_mut().filter(|(key, _)| key.is_read_from(file)).map(|(_, entry)| entry) {
            entry.failure = None;
            entry.declined = None;
            entry.outdated = true;
            match &mut entry.coming {
                Coming::Asked { outdated } => *outdated = true,
                Coming::Not | Coming::Uploading { .. } => entry.call_off(&mut self.let_go),
            }
        }
    }

    /// How a space fares.
    pub fn state(&self, key: &SpaceKey) -> SpaceState {
        match self.entries.get(key) {
            Some(Entry { ready: Some(_), .. }) => SpaceState::Ready,
            Some(Entry { failure: Some(_), .. }) => SpaceState::Failed,
            _ => SpaceState::Loading,
        }
    }

    /// Why a space could not be had, or not anew.
    pub fn failure(&self, key: &SpaceKey) -> Option<&Arc<str>> {
        self.entries.get(key)?.failure.as_ref().map(|failure| &failure.reason)
    }

    /// A space, if it is there, to be prepared for the moment.
    pub fn get_mut(&mut self, key: &SpaceKey) -> Option<&mut Resident> {
        self.entries.get_mut(key)?.ready.as_mut().map(|(resident, _)| resident)
    }

    /// A space, if it is there, and another to look at beside it.
    pub fn get_beside(&mut self, key: &SpaceKey, other: Option<&SpaceKey>) -> (Option<&mut Resident>, Option<&Resident>) {
        fn ready(entry: Option<&mut Entry>) -> Option<&mut Resident> {
            entry?.ready.as_mut().map(|(resident, _)| resident)
        }
        let Some(other) = other.filter(|other| *other != key) else { return (self.get_mut(key), None) };
        let [one, other] = self.entries.get_disjoint_mut([key, other]);
        (ready(one), ready(other).map(|resident| &*resident))
    }

    /// A space, if it is there.
    pub fn get(&self, key: &SpaceKey) -> Option<&Resident> {
        self.entries.get(key)?.ready.as_ref().map(|(resident, _)| resident)
    }
}

impl Entry {
    /// Takes some of it to the GPU. The error says why that has no room for it.
    fn go_on(&mut self, gpu: &Gpu, makers: &Makers<'_>, budget: &mut u64, let_go: &mut LetGo) -> Result<(), String> {
        let Coming::Uploading { upload, .. } = &mut self.coming else { return Ok(()) };
        match upload.step(gpu, makers, budget) {
            Ok(false) => {}
            Ok(true) => {
                let Coming::Uploading { upload, .. } = std::mem::take(&mut self.coming) else { return Ok(()) };
                let bytes = upload.bytes();
                let ready = upload.finish(gpu, makers).map(|resident| (resident, bytes));
                if let Some(outdated) = std::mem::replace(&mut self.ready, ready) {
                    let_go.ask(Box::new(outdated));
                }
                self.outdated = false;
                (self.failure, self.crowded) = (None, None);
            }
            Err(reason) => {
                self.call_off(let_go);
                return Err(reason);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
