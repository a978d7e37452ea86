//! What staff set once, kept from one day to the next in a file that people can read and write.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use etcetera::BaseStrategy;
use serde::Deserialize;

/// The quietest and the loudest that a visit may be set, percent. The loudest is the loudness that stories are made for: nobody sets it higher.
pub const VOLUME_RANGE: (u8, u8) = (5, 100);
/// By how much a key makes a visit louder or quieter, percent.
const STEP: u8 = 5;

/// What staff set.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How loud visits are, percent; within [`VOLUME_RANGE`].
    pub volume: u8,
    /// A part of the name of the sound device to play on, where nothing else is asked for.
    pub sound_device: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { volume: VOLUME_RANGE.1, sound_device: None }
    }
}

impl Settings {
    /// Where they are kept, where the system has a place for such.
    pub fn file() -> Option<PathBuf> {
        Some(etcetera::choose_base_strategy().ok()?.config_dir().join("indenfor").join("settings.toml"))
    }

    /// What is kept; where nothing is, or nothing that can be read, what is usual.
    pub fn load() -> Self {
        let Some(file) = Self::file().filter(|file| file.exists()) else { return Self::default() };
        Self::read(&file).unwrap_or_else(|reason| {
            tracing::warn!("{} is passed over: {reason}", file.display());
            Self::default()
        })
    }

    fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        let settings: Self = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
        Ok(Self { volume: settings.volume.clamp(VOLUME_RANGE.0, VOLUME_RANGE.1), ..settings })
    }

    /// Keeps them. Says in the log where that does not work: a visit goes on.
    pub fn save(&self) {
        let Some(file) = Self::file() else { return };
        if let Err(error) = self.write(&file) {
            tracing::warn!("{} cannot be written ({error}); what was set holds until the program ends", file.display());
        }
    }

    fn write(&self, file: &Path) -> std::io::Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut text = format!("# How loud visits are, percent.\nvolume = {}\n", self.volume);
        if let Some(device) = &self.sound_device {
            let plain: String = device.chars().filter(|letter| !letter.is_control()).collect();
            let quoted = plain.replace('\\', "\\\\").replace('"', "\\\"");
            text += &format!("\n# The sound device, by a part of its name.\nsound_device = \"{quoted}\"\n");
        }
        // Whoever reads at the same time reads the old or the new, never half of it.
        let beside = file.with_extension(format!("{}", std::process::id()));
        std::fs::write(&beside, text)?;
        std::fs::rename(beside, file)
    }

    /// Makes visits louder, or quieter, by so many steps; never louder than may be.
    pub fn louder(&mut self, steps: i32) {
        let volume = i32::from(self.volume) + steps * i32::from(STEP);
        self.volume = volume.clamp(VOLUME_RANGE.0.into(), VOLUME_RANGE.1.into()) as u8;
    }

    /// What everything is raised by before it leaves, decibels: half of it is heard as about half as loud.
    pub fn decibels(&self) -> f32 {
        40.0 * (f32::from(self.volume) / 100.0).log10()
    }
}

/// Settings that are kept whenever they change, by a thread of its own: a slow disk holds nobody up.
#[derive(Debug)]
pub struct Kept {
    settings: Settings,
    changes: Option<Sender<Settings>>,
    keeper: Option<JoinHandle<()>>,
}

impl Kept {
    /// What is kept, with another volume if one is asked for.
    pub fn load(volume: Option<u8>) -> Self {
        let (changes, changed) = channel::<Settings>();
        let keep = move || changed.iter().for_each(|settings| settings.save());
        let keeper = std::thread::Builder::new().name("settings".into()).spawn(keep);
        let keeper = keeper.inspect_err(|error| tracing::warn!("what is set is not kept: {error}")).ok();
        let mut kept = Self { settings: Settings::load(), changes: Some(changes), keeper };
        if let Some(volume) = volume {
            kept.settings.volume = volume.clamp(VOLUME_RANGE.0, VOLUME_RANGE.1);
            kept.keep();
        }
        kept
    }

    /// What is set now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// As [`Settings::louder`], and kept.
    pub fn louder(&mut self, steps: i32) {
        self.settings.louder(steps);
        self.keep();
    }

    fn keep(&self) {
        if let Some(changes) = &self.changes {
            // Without its thread nothing is kept, which was said.
            let _ = changes.send(self.settings.clone());
        }
    }
}

impl Drop for Kept {
    /// Waits until the last change is kept.
    fn drop(&mut self) {
        self.changes = None;
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_there_the_next_day_and_what_is_broken_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep").join("settings.toml");
        let set = Settings { volume: 70, sound_device: Some("Head\"phones \\ 2".into()) };
        set.write(&file).unwrap();
        assert_eq!(Settings::read(&file), Ok(set));
        std::fs::write(&file, "volume = 70").unwrap();
        assert_eq!(Settings::read(&file), Ok(Settings { volume: 70, sound_device: None }));
        for broken in ["volume = \"loud\"", "volume = -3", "{"] {
            std::fs::write(&file, broken).unwrap();
            assert!(Settings::read(&file).is_err(), "{broken}");
        }
        std::fs::write(&file, "volume = 250").unwrap();
        assert_eq!(Settings::read(&file).unwrap().volume, 100, "nobody sets it louder than may be");
    }

    #[test]
    fn keys_make_it_louder_up_to_the_ceiling() {
        let mut settings = Settings { volume: 93, sound_device: None };
        assert!((Settings { volume: 50, ..settings.clone() }.decibels() + 12.0).abs() < 0.1);
        settings.louder(1);
        assert_eq!(settings.volume, 98);
        settings.louder(1);
        assert_eq!((settings.volume, settings.decibels()), (100, 0.0));
        settings.louder(-30);
        assert_eq!(settings.volume, 5, "it is never silent by mistake");
    }
}
