//! What a film is written into.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;

use super::RATE;
use crate::walk::{PanelKind, Scene};

/// A WAV of 16 bits, left and right.
pub(super) struct Wav {
    file: BufWriter<File>,
    frames: u64,
}

impl Wav {
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        let create = || -> io::Result<Self> {
            let mut file = BufWriter::new(File::create(path)?);
            file.write_all(&header(0))?;
            Ok(Self { file, frames: 0 })
        };
        create().with_context(|| format!("{} cannot be written", path.display()))
    }

    /// How much has been written, seconds.
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(RATE)
    }

    /// Goes on with interleaved samples.
    pub fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        for sample in samples {
            self.file.write_all(&((sample * 32_767.0).round() as i16).to_le_bytes())?;
        }
        self.frames += samples.len() as u64 / 2;
        Ok(())
    }

    /// Puts into the header how long it has become, and says it, seconds.
    pub fn finish(mut self) -> io::Result<f64> {
        let bytes = u32::try_from(self.frames * 4 + 36).map_err(|_| io::Error::other("a WAV holds no more than six hours"))?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header(bytes - 36))?;
        self.file.flush()?;
        Ok(self.seconds())
    }
}

fn header(bytes: u32) -> Vec<u8> {
    let format = [16u32.to_le_bytes(), [1, 0, 2, 0], RATE.to_le_bytes(), (RATE * 4).to_le_bytes(), [4, 0, 16, 0]].concat();
    [b"RIFF", &(36 + bytes).to_le_bytes()[..], b"WAVEfmt ", &format, b"data", &bytes.to_le_bytes()].concat()
}

/// Captions as they came and went.
#[derive(Default)]
pub(super) struct Captions {
    shown: Vec<Shown>,
}

struct Shown {
    from: f64,
    until: Option<f64>,
    who: Arc<str>,
    words: Arc<str>,
}

impl Captions {
    /// Takes note of what `scene` shows from `now` on, seconds.
    pub fn show(&mut self, now: f64, scene: &Scene) {
        let caption = scene.panels.iter().find(|panel| panel.kind == PanelKind::Caption);
        if let Some(last) = self.shown.last_mut().filter(|last| last.until.is_none()) {
            if caption.is_some_and(|caption| caption.body == last.words && caption.heading == last.who) {
                return;
            }
            last.until = Some(now);
        }
        if let Some(caption) = caption {
            self.shown.push(Shown { from: now, until: None, who: Arc::clone(&caption.heading), words: Arc::clone(&caption.body) });
        }
    }

    /// Writes them as WebVTT; what is still shown goes at `end`.
    pub fn write(&self, end: f64, path: &Path) -> anyhow::Result<()> {
        let mut text = "WEBVTT\n".to_owned();
        for Shown { from, until, who, words } in &self.shown {
            let escaped = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let (from, until) = (time(*from), time(until.unwrap_or(end)));
            text += &format!("\n{from} --> {until}\n<v {}>{}\n", escaped(who), escaped(words));
        }
        std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
    }
}

fn time(seconds: f64) -> String {
    let milliseconds = (seconds * 1000.0).round() as u64;
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    format!("{:02}:{:02}:{:02}.{:03}", minutes / 60, minutes % 60, rest / 1000, rest % 1000)
}
