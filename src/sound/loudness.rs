//! Makes every story as loud as the next: measured once, on a thread of its own, and remembered from one visit to the next.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::UNIX_EPOCH;

use ebur128::{EbuR128, Mode};
use etcetera::BaseStrategy;
use kira::sound::static_sound::StaticSoundData;

/// How loud a story is to be, LUFS.
const TARGET: f32 = -18.0;
/// A recording that would have to be raised or lowered by more than this, decibels, is broken rather than quiet.
const MOST: f32 = 24.0;
/// Fewer frames at once keep little memory busy.
const CHUNK: usize = 48_000;

/// Gains that make recordings equally loud. One that is not known yet is 0 dB: no story waits for it.
pub(super) struct Loudness {
    gains: HashMap<Arc<PathBuf>, f32>,
    requests: Sender<Arc<PathBuf>>,
    measured: Receiver<(Arc<PathBuf>, f32)>,
    /// How many answers are still to come.
    awaited: usize,
}

impl Loudness {
    /// Measures on a thread of its own, and remembers in `cache`.
    pub fn start(cache: Option<PathBuf>) -> Self {
        let (requests, asked) = channel::<Arc<PathBuf>>();
        let (answers, measured) = channel();
        let spawned = std::thread::Builder::new().name("loudness".into()).spawn(move || {
            let mut memory = Memory::read(cache);
            for sound in asked {
                let gain = memory.loudness(&sound).map_or(0.0, gain);
                if answers.send((sound, gain)).is_err() {
                    break;
                }
            }
        });
        if let Err(error) = spawned {
            tracing::warn!("stories are as loud as they were recorded, since no thread could be started: {error}");
        }
        Self { gains: HashMap::new(), requests, measured, awaited: 0 }
    }

    /// Asks for a recording to be measured.
    pub fn request(&mut self, sound: Arc<PathBuf>) {
        self.awaited += usize::from(self.requests.send(sound).is_ok());
    }

    /// By how many decibels a recording is to be raised, as far as that is known.
    pub fn gain(&mut self, sound: &PathBuf) -> f32 {
        self.take_in();
        self.gains.get(sound).copied().unwrap_or(0.0)
    }

    /// Whether all that was asked for is known.
    pub fn complete(&mut self) -> bool {
        self.take_in();
        self.awaited == 0
    }

    fn take_in(&mut self) {
        for (sound, gain) in self.measured.try_iter() {
            self.awaited = self.awaited.saturating_sub(1);
            self.gains.insert(sound, gain);
        }
    }
}

/// Where this system keeps what can be made anew.
pub(super) fn cache() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("indenfor").join("loudness.json"))
}

fn gain(loudness: f32) -> f32 {
    // What is silent, or too short to be measured, is left alone.
    if loudness.is_finite() { (TARGET - loudness).clamp(-MOST, MOST) } else { 0.0 }
}

/// What was measured, by the file, its length and when it was written.
struct Memory {
    file: Option<PathBuf>,
    known: BTreeMap<String, f32>,
}

impl Memory {
    fn read(file: Option<PathBuf>) -> Self {
        // A file that is missing or broken is begun anew.
        let known = file.as_deref().and_then(|file| serde_json::from_slice(&std::fs::read(file).ok()?).ok()).unwrap_or_default();
        Self { file, known }
    }

    /// How loud a recording is, LUFS. `None` where it cannot be decoded: whoever plays it says so.
    fn loudness(&mut self, sound: &Path) -> Option<f32> {
        let about = std::fs::metadata(sound).ok()?;
        let written = about.modified().ok().and_then(|when| when.duration_since(UNIX_EPOCH).ok()).map_or(0, |when| when.as_nanos());
        let key = format!("{}|{}|{written}", sound.display(), about.len());
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let loudness = measure(sound)?;
        // Numbers that JSON has no word for are measured again the next time.
        if loudness.is_finite() {
            self.known.insert(key, loudness);
            self.write();
        }
        Some(loudness)
    }

    fn write(&self) {
        let Some(file) = &self.file else { return };
        let written = || -> std::io::Result<()> {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            // Whoever reads at the same time reads the old or the new, never half of it.
            let beside = file.with_extension(format!("{}", std::process::id()));
            std::fs::write(&beside, serde_json::to_vec_pretty(&self.known)?)?;
            std::fs::rename(beside, file)
        };
        if let Err(error) = written() {
            tracing::debug!("{} cannot be written ({error}); stories are measured again the next time", file.display());
        }
    }
}

fn measure(sound: &Path) -> Option<f32> {
    // A decoder that panics on a broken file must not take the others with it.
    let data = std::panic::catch_unwind(|| StaticSoundData::from_file(sound).ok()).ok()??;
    // A voice is heard with both ears, so it is measured as they hear it.
    let mut meter = EbuR128::new(2, data.sample_rate, Mode::I).ok()?;
    let mut samples = Vec::with_capacity(2 * CHUNK);
    for chunk in data.frames.chunks(CHUNK) {
        samples.clear();
        samples.extend(chunk.iter().flat_map(|frame| [frame.left, frame.right]));
        meter.add_frames_f32(&samples).ok()?;
    }
    meter.loudness_global().ok().map(|loudness| loudness as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_and_what_is_broken_are_left_alone() {
        assert_eq!(gain(f32::NEG_INFINITY), 0.0);
        assert_eq!(gain(-30.0), 12.0);
        assert_eq!(gain(-69.0), MOST);
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.wav");
        std::fs::write(&broken, b"RIFF____WAVEfmt ").unwrap();
        assert_eq!(Memory::read(None).loudness(&broken), None);
        assert_eq!(Memory::read(None).loudness(&folder.path().join("nowhere.wav")), None);
    }

    #[test]
    fn what_was_measured_once_is_remembered_until_the_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, sound) = (folder.path().join("deep").join("loudness.json"), folder.path().join("tone.wav"));
        // Nobody decodes what is known: what stands in the file need not even be a sound.
        std::fs::write(&sound, b"no sound").unwrap();
        let about = std::fs::metadata(&sound).unwrap();
        let written = about.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        let mut memory = Memory::read(Some(cache.clone()));
        memory.known.insert(format!("{}|8|{written}", sound.display()), -23.5);
        memory.write();
        assert_eq!(Memory::read(Some(cache.clone())).loudness(&sound), Some(-23.5));
        std::fs::write(&sound, b"no sound at all").unwrap();
        assert_eq!(Memory::read(Some(cache.clone())).loudness(&sound), None);
        std::fs::write(&cache, b"{ torn").unwrap();
        assert!(Memory::read(Some(cache)).known.is_empty());
    }
}
