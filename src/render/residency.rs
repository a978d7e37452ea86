//! Which spaces are on the GPU: those that the visitor can reach next, as far as the memory goes.
//!
//! Each frame tells what is wanted, the most urgent first. Files are decoded by [`Workers`]; what they hand back goes to the GPU a
//! little each frame; what nobody wants any longer stays until its memory is needed. Nothing here waits.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::gpu::Gpu;
use crate::media::{LoadError, Space, SpaceKey, Workers};
use crate::walk::SpaceState;

use super::mesh::{Lighting, MeshSpace, MeshUpload, Meshes};
use super::mipmaps::Mipmaps;
use super::panorama::{Panorama, Picture};
use super::upload::{PictureUpload, picture_bytes};

/// What spaces may take on the GPU together, bytes. What is wanted first may always be there, however large.
pub const GPU_MEMORY: u64 = 1536 << 20;

/// What a frame takes to the GPU, bytes: a few milliseconds at worst where the processor does the GPU's work.
pub const UPLOAD_PER_FRAME: u64 = 4 << 20;

/// What spaces on the GPU are made with.
pub(super) struct Makers<'a> {
    pub mipmaps: &'a Mipmaps,
    pub panorama: &'a Panorama,
    pub meshes: &'a Meshes,
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
    Panorama(PictureUpload),
    Model(Box<MeshUpload>),
}

impl Upload {
    fn begin(gpu: &Gpu, makers: &Makers<'_>, space: Space) -> Result<Self, String> {
        match space {
            Space::Panorama(pixels) => PictureUpload::begin(gpu, pixels).map(Self::Panorama),
            Space::Model(model) => {
                let lighting = Lighting::of(&model);
                makers.meshes.upload(gpu, *model, lighting).map(|upload| Self::Model(Box::new(upload)))
            }
        }
    }

    /// What a space will take on the GPU.
    fn bytes_of(space: &Space) -> u64 {
        match space {
            Space::Panorama(pixels) => picture_bytes(pixels.width, pixels.height, pixels.eyes),
            Space::Model(model) => MeshUpload::bytes_of(model),
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Panorama(upload) => upload.bytes(),
            Self::Model(upload) => upload.bytes(),
        }
    }

    fn step(&mut self, gpu: &Gpu, makers: &Makers<'_>, budget: &mut u64) -> bool {
        match self {
            Self::Panorama(upload) => upload.step(gpu, makers.mipmaps, budget),
            Self::Model(upload) => upload.step(gpu, budget),
        }
    }

    fn finish(self, gpu: &Gpu, makers: &Makers<'_>) -> Resident {
        match self {
            Self::Panorama(upload) => Resident::Panorama(upload.finish(gpu, makers.panorama)),
            Self::Model(upload) => Resident::Model(upload.finish(gpu)),
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
    /// It is being taken to the GPU.
    Uploading(Upload),
}

#[derive(Debug, Default)]
struct Entry {
    ready: Option<(Resident, u64)>,
    coming: Coming,
    /// Whether what is ready is older than the file.
    outdated: bool,
    failure: Option<Arc<str>>,
    /// There was no room for it at this place among the wanted; further to the front there may be.
    declined: Option<usize>,
    last_wanted: u64,
}

impl Entry {
    fn bytes(&self) -> u64 {
        let coming = if let Coming::Uploading(upload) = &self.coming { upload.bytes() } else { 0 };
        coming + self.ready.as_ref().map_or(0, |(_, bytes)| *bytes)
    }

    fn is_missing(&self, rank: usize) -> bool {
        matches!(self.coming, Coming::Not)
            && (self.ready.is_none() || self.outdated)
            && self.failure.is_none()
            && self.declined.is_none_or(|declined| rank < declined)
    }
}

/// Keeps spaces on the GPU.
#[derive(Debug)]
pub(super) struct Residency {
    workers: Workers,
    entries: HashMap<SpaceKey, Entry>,
    memory: u64,
    update: u64,
}

impl Residency {
    /// Keeps no more than `memory` bytes on the GPU (but always what is wanted first).
    pub fn new(gpu: &Gpu, memory: u64) -> Self {
        Self { workers: Workers::start(gpu.max_texture_size()), entries: HashMap::new(), memory, update: 0 }
    }

    /// Goes on by a frame. `wanted` has no space twice; the first `needed` of it are there whatever the memory says. Takes about
    /// `budget` bytes to the GPU.
    pub fn update(&mut self, gpu: &Gpu, makers: &Makers<'_>, wanted: &[SpaceKey], needed: usize, mut budget: u64) {
        self.update += 1;
        for key in wanted {
            if !self.entries.contains_key(key) {
                self.entries.insert(key.clone(), Entry::default());
            }
            if let Some(entry) = self.entries.get_mut(key) {
                entry.last_wanted = self.update;
            }
        }
        self.let_go();
        while let Some((key, result)) = self.workers.finished() {
            self.receive(gpu, makers, wanted, needed, key, result);
        }
        self.ask(wanted);
        for key in wanted {
            if budget == 0 {
                break;
            }
            if let Some(entry) = self.entries.get_mut(key) {
                entry.go_on(gpu, makers, &mut budget);
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
                    Coming::Uploading(_) => true,
                };
                if stops {
                    entry.coming = Coming::Not;
                }
            }
            entry.last_wanted == *update || entry.ready.is_some() || entry.failure.is_some() || !matches!(entry.coming, Coming::Not)
        });
    }

    /// Asks the workers for what is missing, no more than they can take up at once: what is decoded and waits takes memory.
    fn ask(&mut self, wanted: &[SpaceKey]) {
        let mut busy = self.entries.values().filter(|entry| !matches!(entry.coming, Coming::Not)).count();
        for (rank, key) in wanted.iter().enumerate() {
            // The first goes ahead of those that were asked for earlier and are no longer as urgent.
            if busy >= self.workers.threads() && rank > 0 {
                return;
            }
            if let Some(entry) = self.entries.get_mut(key)
                && entry.is_missing(rank)
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
        wanted: &[SpaceKey],
        needed: usize,
        key: SpaceKey,
        result: Result<Space, LoadError>,
    ) {
        let Some(entry) = self.entries.get_mut(&key) else { return };
        let changed = matches!(entry.coming, Coming::Asked { outdated: true });
        entry.coming = Coming::Not;
        let Some(rank) = wanted.iter().position(|other| *other == key) else { return };
        if changed {
            return;
        }
        let begun = result.map_err(|error| error.to_string()).and_then(|space| {
            if self.make_room(Upload::bytes_of(&space), wanted, rank) || rank < needed {
                Upload::begin(gpu, makers, space).map(Some)
            } else {
                Ok(None)
            }
        });
        let Some(entry) = self.entries.get_mut(&key) else { return };
        match begun {
            Ok(Some(upload)) => entry.coming = Coming::Uploading(upload),
            Ok(None) => entry.declined = Some(rank),
            Err(reason) => {
                tracing::warn!("{reason}");
                entry.outdated = false;
                entry.failure = Some(reason.into());
            }
        }
    }

    /// Lets go of spaces until there is room for `bytes`: what was not wanted for longest, then what is wanted least, but
    /// nothing that is wanted more than `rank`. Says whether there is room now.
    fn make_room(&mut self, bytes: u64, wanted: &[SpaceKey], rank: usize) -> bool {
        loop {
            let taken: u64 = self.entries.values().map(Entry::bytes).sum();
            if taken + bytes <= self.memory {
                return true;
            }
            let rank_of = |key: &SpaceKey| wanted.iter().position(|other| other == key).unwrap_or(usize::MAX);
            let least = self
                .entries
                .iter()
                .filter(|(key, entry)| entry.bytes() > 0 && rank_of(key) > rank)
                .max_by_key(|(key, entry)| (rank_of(key), u64::MAX - entry.last_wanted))
                .map(|(key, _)| key.clone());
            let Some(least) = least else { return false };
            let declined = wanted.iter().position(|other| *other == least);
            if let Some(entry) = self.entries.get_mut(&least) {
                *entry = Entry { declined, last_wanted: entry.last_wanted, failure: entry.failure.take(), ..Entry::default() };
            }
        }
    }

    /// Reads `file` again where it is in use; what was there of it stays until then.
    pub fn reload(&mut self, file: &Path) {
        for entry in self.entries.iter_mut().filter(|(key, _)| key.file.as_path() == file).map(|(_, entry)| entry) {
            entry.failure = None;
            entry.declined = None;
            entry.outdated = true;
            entry.coming = match entry.coming {
                Coming::Asked { .. } => Coming::Asked { outdated: true },
                Coming::Not | Coming::Uploading(_) => Coming::Not,
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
        self.entries.get(key)?.failure.as_ref()
    }

    /// A space, if it is there, to be prepared for the moment.
    pub fn get_mut(&mut self, key: &SpaceKey) -> Option<&mut Resident> {
        self.entries.get_mut(key)?.ready.as_mut().map(|(resident, _)| resident)
    }

    /// A space, if it is there.
    pub fn get(&self, key: &SpaceKey) -> Option<&Resident> {
        self.entries.get(key)?.ready.as_ref().map(|(resident, _)| resident)
    }
}

impl Entry {
    fn go_on(&mut self, gpu: &Gpu, makers: &Makers<'_>, budget: &mut u64) {
        if let Coming::Uploading(upload) = &mut self.coming
            && upload.step(gpu, makers, budget)
            && let Coming::Uploading(upload) = std::mem::take(&mut self.coming)
        {
            let bytes = upload.bytes();
            self.ready = Some((upload.finish(gpu, makers), bytes));
            self.outdated = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::{Duration, Instant};

    use image::{Rgb, RgbImage};
    use tempfile::TempDir;

    use super::*;
    use crate::media::SpaceKind;
    use crate::render::{Frame, PassLayout};

    /// What one of the pictures takes.
    const PICTURE: u64 = picture_bytes(64, 32, 1);

    struct Fixture {
        gpu: Gpu,
        mipmaps: Mipmaps,
        panorama: Panorama,
        meshes: Meshes,
        residency: Residency,
        folder: TempDir,
        keys: Vec<SpaceKey>,
    }

    impl Fixture {
        /// Some pictures on disk, and room for so many of them.
        fn new(pictures: usize, room: u64) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let keys = (0..pictures).map(|nth| {
                let file = folder.path().join(format!("{nth}.png"));
                RgbImage::from_pixel(64, 32, Rgb([nth as u8; 3])).save(&file).unwrap();
                key(file)
            });
            let keys = keys.collect();
            let gpu = Gpu::headless().unwrap();
            let frame = Frame::new(&gpu);
            let mipmaps = Mipmaps::new(&gpu, wgpu::TextureFormat::Rgba8UnormSrgb);
            let panorama = Panorama::new(&gpu, &frame, &PassLayout::default());
            let meshes = Meshes::new(&gpu, &frame, &PassLayout::default());
            let residency = Residency::new(&gpu, room * PICTURE);
            Self { gpu, mipmaps, panorama, meshes, residency, folder, keys }
        }

        fn update(&mut self, wanted: &[usize], budget: u64) {
            let wanted: Vec<SpaceKey> = wanted.iter().map(|nth| self.keys[*nth].clone()).collect();
            let makers = Makers { mipmaps: &self.mipmaps, panorama: &self.panorama, meshes: &self.meshes };
            self.residency.update(&self.gpu, &makers, &wanted, 1, budget);
        }

        /// Goes on until nothing is on its way and nothing is asked for any longer.
        fn settle(&mut self, wanted: &[usize]) {
            let begin = Instant::now();
            let mut idle = 0;
            // What has just got there makes way for the next.
            while idle < 2 {
                self.update(wanted, u64::MAX);
                let quiet = self.residency.entries.values().all(|entry| matches!(entry.coming, Coming::Not));
                idle = if quiet { idle + 1 } else { 0 };
                assert!(begin.elapsed() < Duration::from_secs(60), "it never settles");
                std::thread::sleep(Duration::from_millis(1));
            }
        }

        fn ready(&self) -> Vec<usize> {
            (0..self.keys.len()).filter(|nth| self.residency.state(&self.keys[*nth]) == SpaceState::Ready).collect()
        }
    }

    fn key(file: PathBuf) -> SpaceKey {
        SpaceKey { file: Arc::new(file), kind: SpaceKind::Panorama(None) }
    }

    #[test]
    fn what_is_wanted_gets_there_and_stays_while_there_is_room() {
        let mut fixture = Fixture::new(4, 4);
        assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Loading);
        fixture.settle(&[0, 1]);
        assert_eq!(fixture.ready(), [0, 1]);
        fixture.settle(&[2, 3]);
        assert_eq!(fixture.ready(), [0, 1, 2, 3]);
    }

    #[test]
    fn where_memory_is_short_the_urgent_stay_and_what_was_long_unwanted_goes() {
        let mut fixture = Fixture::new(5, 2);
        fixture.settle(&[0]);
        fixture.settle(&[1]);
        fixture.settle(&[2]);
        assert_eq!(fixture.ready(), [1, 2]);
        // Four are wanted, two have room: the first two. And it comes to rest.
        fixture.settle(&[3, 4, 0, 1]);
        assert_eq!(fixture.ready(), [3, 4]);
        fixture.settle(&[3, 4, 0, 1]);
        // What was turned away gets in when it becomes more urgent.
        fixture.settle(&[0, 3, 4]);
        assert_eq!(fixture.ready(), [0, 3]);
    }

    #[test]
    fn the_first_wanted_gets_in_however_large_it_is() {
        let mut fixture = Fixture::new(2, 0);
        fixture.settle(&[0, 1]);
        assert_eq!(fixture.ready(), [0]);
        fixture.settle(&[1, 0]);
        assert_eq!(fixture.ready(), [1]);
    }

    #[test]
    fn a_frame_takes_no_more_than_its_budget_to_the_gpu() {
        let mut fixture = Fixture::new(1, 1);
        let begin = Instant::now();
        let mut frames = 0;
        while fixture.ready().is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(60));
            fixture.update(&[0], 1024);
            frames += usize::from(matches!(fixture.residency.entries[&fixture.keys[0]].coming, Coming::Uploading(_)));
            std::thread::sleep(Duration::from_millis(1));
        }
        // 8 KiB of pixels, 1 KiB a frame, and then the mipmaps.
        assert!(frames >= 8, "{frames}");
        assert_eq!(fixture.gpu.health.first_error(), None);
    }

    #[test]
    fn a_broken_file_fails_by_name_and_recovers_when_it_is_mended() {
        let mut fixture = Fixture::new(1, 1);
        let file = fixture.folder.path().join("0.png");
        let good = std::fs::read(&file).unwrap();
        std::fs::write(&file, &good[..good.len() / 2]).unwrap();
        fixture.settle(&[0]);
        assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Failed);
        assert!(fixture.residency.failure(&fixture.keys[0]).unwrap().contains("0.png"));
        std::fs::write(&file, &good).unwrap();
        fixture.residency.reload(&file);
        fixture.settle(&[0]);
        assert_eq!(fixture.ready(), [0]);
        // Broken again, the last good state stays.
        std::fs::write(&file, "").unwrap();
        fixture.residency.reload(&file);
        fixture.settle(&[0]);
        assert_eq!(fixture.ready(), [0]);
        assert!(fixture.residency.failure(&fixture.keys[0]).is_some());
    }

    #[test]
    fn changing_ones_mind_with_every_frame_does_no_harm() {
        let mut fixture = Fixture::new(5, 2);
        for nth in 0..200 {
            fixture.update(&[nth % 5, (nth * 3) % 5 + usize::from((nth * 3) % 5 == nth % 5 && nth % 5 < 4)], 1024);
        }
        fixture.settle(&[4, 2]);
        assert!(fixture.ready().contains(&4) && fixture.ready().contains(&2));
        assert_eq!(fixture.gpu.health.first_error(), None);
    }
}
