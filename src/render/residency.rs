//! Which spaces are on the GPU: those that the visitor can reach next, as far as the memory goes.
//!
//! Each frame tells what is wanted, the most urgent first. Files are decoded by [`Workers`]; what they hand back goes to the GPU a
//! little each frame; what nobody wants any longer stays until its memory is needed. What could not be had is tried again while it
//! is wanted: a drive comes back, another program lets go of a file. Nothing here waits.

use std::collections::HashMap;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::gpu::Gpu;
use crate::media::gltf::Model;
use crate::media::{LoadError, Reservation, Space, SpaceKey, Workers};
use crate::walk::SpaceState;

use super::mesh::{Environment, Lighting, MeshSpace, MeshUpload, Meshes};
use super::mipmaps::Mipmaps;
use super::panorama::{Panorama, Picture};
use super::textures::takes;
use super::upload::{PictureUpload, picture_bytes};
use super::worker::Worker;

/// What spaces may take on the GPU together where its driver does not tell of its memory, bytes. What is wanted first may always be there,
/// however large.
const GPU_MEMORY: u64 = 1536 << 20;

/// Where it gives so much more, bytes, what had no room is asked for again.
const NOTICED: u64 = 128 << 20;

/// How often the driver is asked how much memory there is: other programs come and go.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// What a frame takes to the GPU, bytes, while something is seen: a few milliseconds at worst where the processor does the GPU's work, elsewhere hardly any time.
pub const UPLOAD_PER_FRAME: u64 = 4 << 20;

/// How long after a first failure a file is tried again; twice as long after each further one, and never longer than the last.
const TRY_AGAIN: Duration = Duration::from_secs(3);
const TRY_AGAIN_AT_LAST: Duration = Duration::from_secs(60);

/// What spaces on the GPU are made with.
pub(super) struct Makers<'a> {
    pub mipmaps: &'a Mipmaps,
    pub panorama: &'a Panorama,
    pub meshes: &'a Meshes,
}

/// What spaces may take on a GPU of which they take `taken` bytes.
fn room(gpu: &Gpu, taken: u64) -> u64 {
    gpu.memory().map_or(GPU_MEMORY, |memory| memory.for_places(taken))
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
}

/// A space on the GPU.
#[derive(Debug)]
pub(super) enum Resident {
    Panorama(Picture),
    Model(MeshSpace),
}

/// A space on its way there.
#[derive(Debug)]
enum Upload {
    Panorama(Box<PictureUpload>),
    Model(Box<MeshUpload>),
}

impl Upload {
    fn begin(gpu: &Gpu, makers: &Makers<'_>, space: Space) -> Self {
        match space {
            Space::Panorama(pixels) => Self::Panorama(Box::new(PictureUpload::begin(gpu, pixels))),
            Space::Model(model, exposure, light) => {
                let lighting = move |model: &Model| {
                    let environment = light.and_then(|light| Environment::from_equirect(&light.light, light.width, light.height));
                    Lighting { environment, ..Lighting::of(model).brighter(exposure) }
                };
                Self::Model(Box::new(makers.meshes.upload(gpu, *model, lighting)))
            }
        }
    }

    /// What a space will take on the GPU.
    fn bytes_of(space: &Space) -> u64 {
        match space {
            Space::Panorama(pixels) => picture_bytes(pixels),
            Space::Model(model, ..) => MeshUpload::bytes_of(model),
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Panorama(upload) => upload.bytes(),
            Self::Model(upload) => upload.bytes(),
        }
    }

    fn step(&mut self, gpu: &Gpu, makers: &Makers<'_>, budget: &mut u64) -> Result<bool, String> {
        match self {
            Self::Panorama(upload) => upload.step(gpu, makers.mipmaps, budget),
            Self::Model(upload) => upload.step(gpu, budget),
        }
    }

    fn finish(self, gpu: &Gpu, makers: &Makers<'_>) -> Option<Resident> {
        match self {
            Self::Panorama(upload) => upload.finish(gpu, makers.panorama).map(Resident::Panorama),
            Self::Model(upload) => upload.finish().map(Resident::Model),
        }
    }
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
    /// There was no room for it at this place among the wanted; further to the front there may be.
    declined: Option<usize>,
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
    fn bytes(&self) -> u64 {
        let coming = if let Coming::Uploading { upload, .. } = &self.coming { upload.bytes() } else { 0 };
        coming + self.ready.as_ref().map_or(0, |(_, bytes)| *bytes)
    }

    fn is_missing(&self, rank: usize, now: Instant) -> bool {
        matches!(self.coming, Coming::Not)
            && (self.ready.is_none() || self.outdated)
            && self.failure.as_ref().is_none_or(|failure| failure.again <= now)
            && self.declined.is_none_or(|declined| rank < declined)
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
            let memory = room(gpu, self.taken());
            let before = std::mem::replace(&mut self.memory, memory);
            // What there was no room for may have some now; but not for every byte that comes and goes.
            if self.memory > before + NOTICED {
                self.entries.values_mut().for_each(|entry| entry.declined = None);
            }
            self.asked = Some(now);
        }
    }

    /// Has a space decoded that will be wanted in the first frame, while there is still so much to be made for it.
    pub fn expect(&mut self, key: SpaceKey) {
        self.workers.request(key.clone());
        self.entries.insert(key, Entry { coming: Coming::Asked { outdated: false }, ..Entry::default() });
    }

    /// Goes on by a frame. Takes about `budget` bytes to the GPU.
    pub fn update(&mut self, gpu: &Gpu, makers: &Makers<'_>, wanted: Wanted<'_>, mut budget: u64) {
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
            if let Some(entry) = self.entries.get_mut(key) {
                entry.go_on(gpu, makers, wanted.now, &mut budget, &mut self.let_go);
            }
        }
    }

    /// Stops what is on its way for nobody.
    fn let_go(&mut self) {
        let Self { workers, entries, update, .. } = self;
        entries.retain(|key, entry| {
            if entry.last_wanted < *update {
                entry.declined = None;
                let stops = match &entry.coming {
                    Coming::Not => false,
                    Coming::Asked { .. } => workers.cancel(key),
                    Coming::Uploading { .. } => true,
                };
                if stops {
                    entry.coming = Coming::Not;
                }
            }
            entry.last_wanted == *update || entry.ready.is_some() || entry.failure.is_some() || !matches!(entry.coming, Coming::Not)
        });
    }

    /// Asks the workers for what is missing, no more than they can take up at once: what is decoded and waits takes memory.
    fn ask(&mut self, wanted: Wanted<'_>) {
        let mut busy = self.entries.values().filter(|entry| !matches!(entry.coming, Coming::Not)).count();
        for (rank, key) in wanted.keys.iter().enumerate() {
            // The first goes ahead of those that were asked for earlier and are no longer as urgent.
            if busy >= self.workers.threads() && rank > 0 {
                return;
            }
            if let Some(entry) = self.entries.get_mut(key)
                && entry.is_missing(rank, wanted.now)
            {
                entry.coming = Coming::Asked { outdated: false };
                self.workers.request(key.clone());
                busy += 1;
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
            Ok(None) => entry.declined = Some(rank),
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
            let declined = wanted.rank(&least);
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
            entry.coming = match entry.coming {
                Coming::Asked { .. } => Coming::Asked { outdated: true },
                Coming::Not | Coming::Uploading { .. } => Coming::Not,
            };
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
    fn go_on(&mut self, gpu: &Gpu, makers: &Makers<'_>, now: Instant, budget: &mut u64, let_go: &mut LetGo) {
        let Coming::Uploading { upload, .. } = &mut self.coming else { return };
        match upload.step(gpu, makers, budget) {
            Ok(false) => {}
            Ok(true) => {
                let Coming::Uploading { upload, .. } = std::mem::take(&mut self.coming) else { return };
                let bytes = upload.bytes();
                let ready = upload.finish(gpu, makers).map(|resident| (resident, bytes));
                if let Some(outdated) = std::mem::replace(&mut self.ready, ready) {
                    let_go.ask(Box::new(outdated));
                }
                self.outdated = false;
                self.failure = None;
            }
            Err(reason) => {
                self.coming = Coming::Not;
                self.failure = Some(Failure::after(self.failure.take(), reason, now));
            }
        }
    }
}

#[cfg(test)]
mod tests;
