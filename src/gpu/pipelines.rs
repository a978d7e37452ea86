//! What the driver made of shaders, kept from one start to the next: to compile them all takes a driver seconds.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use etcetera::BaseStrategy;

use super::driver;

/// A file that is longer is not read, and none is written, bytes: some hundred times what our pipelines take.
const LONGEST: usize = 64 << 20;
/// What a file begins with, so that a text or a picture of that name is told apart from one that is broken.
const MARK: &[u8; 8] = b"INDPIPE1";
/// The checksum that follows.
const SUM: usize = size_of::<u64>();

/// A cache for pipelines, and the file that it is kept in.
#[derive(Debug)]
pub(super) struct Pipelines {
    pub cache: wgpu::PipelineCache,
    file: PathBuf,
    /// Which card it is for.
    card: String,
    /// The checksum of what the file holds.
    kept: Mutex<Option<u64>>,
}

impl Pipelines {
    /// Begins with what was kept for this card in `folder`. `None` where the driver keeps nothing.
    pub fn open(device: &wgpu::Device, info: &wgpu::AdapterInfo, folder: &Path) -> Option<Self> {
        if !device.features().contains(wgpu::Features::PIPELINE_CACHE) {
            return None;
        }
        let card = wgpu::util::pipeline_cache_key(info)?;
        let file = folder.join(&card);
        let kept = read(&file, &card).unwrap_or_else(|reason| {
            tracing::info!("{} is passed over, and written anew: {reason}", file.display());
            None
        });
        tracing::debug!(bytes = kept.as_ref().map_or(0, Vec::len), "pipelines kept from an earlier start");
        let cache = driver::pipeline_cache(device, kept.as_deref());
        let kept = Mutex::new(kept.map(|data| sum(&card, &data)));
        Some(Self { cache, file, card, kept })
    }

    /// Writes down what the driver has made by now, where that is more than the file holds. A visit does not need it: where it cannot be
    /// written, the log says so.
    pub fn keep(&self) {
        // Whoever comes later has more, and writes later.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(data) = self.cache.get_data() else { return };
        let now = sum(&self.card, &data);
        if *kept == Some(now) {
            return;
        }
        let written = if data.len() > LONGEST {
            // Old programs' pipelines are in it as well, and only their driver could tell which. The next start begins anew.
            tracing::info!("{} has grown too long, and is begun anew", self.file.display());
            std::fs::remove_file(&self.file)
        } else {
            write(&self.file, now, &data)
        };
        match written {
            Ok(()) => *kept = Some(now),
            Err(error) => tracing::info!("{} cannot be written ({error}); the next start takes as long as this one", self.file.display()),
        }
    }
}

/// Where this system keeps what can be made anew.
pub(super) fn folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("indenfor"))
}

/// What was kept, just as it was given; `None` where nothing was.
fn read(file: &Path, card: &str) -> Result<Option<Vec<u8>>, String> {
    let mut bytes = Vec::new();
    let most = LONGEST + MARK.len() + SUM;
    match std::fs::File::open(file).and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
        Ok(length) if length > most => return Err(format!("it is longer than {} MB", LONGEST >> 20)),
        Ok(_) => {}
    }
    let rest = bytes.strip_prefix(MARK).ok_or("it holds something else")?;
    let (told, data) = rest.split_first_chunk::<SUM>().ok_or("it is cut short")?;
    if u64::from_le_bytes(*told) != sum(card, data) {
        return Err("it is broken, or from another card".to_owned());
    }
    Ok(Some(data.to_vec()))
}

fn write(file: &Path, sum: u64, data: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Whoever reads at the same time reads the old or the new, never half of it.
    let beside = file.with_extension(format!("{}", std::process::id()));
    let written =
        std::fs::write(&beside, [MARK.as_slice(), &sum.to_le_bytes(), data].concat()).and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        // Half of it, on a full disk. Where there is none, nothing is to be done.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Neither wgpu nor drivers notice all that a disk can do to a file.
fn sum(card: &str, data: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (card, data).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::Gpu;

    fn open(gpu: &Gpu, folder: &Path) -> Pipelines {
        Pipelines::open(&gpu.device, &gpu.info, folder).expect("the driver that tests draw with keeps pipelines")
    }

    /// A pipeline of its own for each `number`.
    fn make(gpu: &Gpu, with: &Pipelines, number: u32) {
        let source = format!(
            "@group(0) @binding(0) var<storage, read_write> out: u32; @compute @workgroup_size(1) fn main() {{ out = {number}u; }}"
        );
        let source = wgpu::ShaderSource::Wgsl(source.into());
        let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor { label: None, source });
        let _made = gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: None,
            module: &module,
            entry_point: None,
            compilation_options: Default::default(),
            cache: Some(&with.cache),
        });
    }

    #[test]
    fn what_one_start_makes_the_next_one_reads() {
        let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::headless().unwrap());
        let deep = folder.path().join("not").join("there yet");
        let first = open(&gpu, &deep);
        assert_eq!(*first.kept.lock().unwrap(), None);
        make(&gpu, &first, 1);
        first.keep();
        let given = first.cache.get_data().unwrap();
        assert_eq!(read(&first.file, &first.card), Ok(Some(given)));

        let second = open(&gpu, &deep);
        let kept = *second.kept.lock().unwrap();
        assert!(kept.is_some() && kept == *first.kept.lock().unwrap());
        make(&gpu, &second, 1);
        std::fs::remove_file(&second.file).unwrap();
        second.keep();
        assert!(!second.file.exists(), "nothing was new, so nothing was written");
        assert_eq!(std::fs::read_dir(&deep).unwrap().count(), 0, "nothing is left lying about");
        assert_eq!(gpu.health.first_error(), None);
    }

    #[test]
    fn a_file_that_holds_something_else_does_no_harm() {
        let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::headless().unwrap());
        let good = open(&gpu, folder.path());
        make(&gpu, &good, 2);
        good.keep();
        let whole = std::fs::read(&good.file).unwrap();
        let mut spoilt = whole.clone();
        *spoilt.last_mut().unwrap() ^= 1;
        // Right in itself, and of a card that has never been.
        let mut data = good.cache.get_data().unwrap();
        data[20..40].fill(7);
        let foreign = [MARK.as_slice(), &sum("another", &data).to_le_bytes(), &data].concat();
        for bytes in [b"".as_slice(), b"IND", b"a letter to my mother", MARK, &whole[..whole.len() - 1], &spoilt, &foreign] {
            std::fs::write(&good.file, bytes).unwrap();
            assert!(read(&good.file, &good.card).is_err(), "{bytes:?}");
            let anew = open(&gpu, folder.path());
            make(&gpu, &anew, 3);
            anew.keep();
            assert!(read(&good.file, &good.card).unwrap().is_some(), "it is whole again");
        }
        assert_eq!(gpu.health.first_error(), None);
    }

    #[test]
    fn a_folder_that_cannot_be_used_does_no_harm() {
        let (folder, gpu) = (tempfile::tempdir().unwrap(), Gpu::headless().unwrap());
        let file = folder.path().join("file");
        std::fs::write(&file, "a file where the folder should be").unwrap();
        let pipelines = open(&gpu, &file);
        make(&gpu, &pipelines, 4);
        pipelines.keep();
        // A folder where the file should be.
        std::fs::create_dir_all(folder.path().join(&pipelines.card)).unwrap();
        let pipelines = open(&gpu, folder.path());
        make(&gpu, &pipelines, 4);
        pipelines.keep();
        assert_eq!(gpu.health.first_error(), None);
    }

    #[test]
    fn what_has_grown_too_long_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("long");
        std::fs::File::create(&file).unwrap().set_len(LONGEST as u64 * 3).unwrap();
        assert!(read(&file, "card").unwrap_err().contains("longer"));
    }
}
