//! Notices when a tour or its media are saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use notify::{EventKind, RecursiveMode, Watcher as _};

/// An editor saves in several strokes (write, rename, touch); this long after the last of them the file is whole.
const SETTLE: Duration = Duration::from_millis(120);
/// A program that writes on and on (a log beside the tour, a large export) must not hold a save back: this long after the first
/// stroke it is taken over as it is, and what is written later is a save of its own.
const LATEST: Duration = Duration::from_millis(400);

/// Watches a tour's folder.
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
    changes: Receiver<PathBuf>,
    strokes: Strokes,
}

/// The strokes of a save.
#[derive(Debug, Default)]
struct Strokes {
    files: Vec<PathBuf>,
    /// When the first and the last of them came.
    came: Option<(Instant, Instant)>,
}

impl Strokes {
    fn add(&mut self, file: PathBuf, now: Instant) {
        let first = self.came.map_or(now, |(first, _)| first);
        self.came = Some((first, now));
        if !self.files.contains(&file) {
            self.files.push(file);
        }
    }

    /// The files, once nothing has come for a while or the first has waited long enough.
    fn settled(&mut self, now: Instant) -> Vec<PathBuf> {
        match self.came {
            Some((first, last)) if now >= last + SETTLE || now >= first + LATEST => {
                self.came = None;
                std::mem::take(&mut self.files)
            }
            _ => Vec::new(),
        }
    }
}

impl Watch {
    /// Begins to watch `folder` and all below it. Files are then told by paths that begin with `folder` as it is given here.
    ///
    /// # Errors
    /// Where the system cannot watch it.
    pub fn new(folder: &Path) -> anyhow::Result<Self> {
        Self::begin(folder).with_context(|| format!("the folder {} cannot be watched for saves", folder.display()))
    }

    fn begin(folder: &Path) -> notify::Result<Self> {
        let (sender, changes) = channel();
        // Systems tell whole paths, also of a folder that was named from here; the tour knows its files as it was named.
        let (named, whole) = (folder.to_owned(), std::path::absolute(folder)?);
        let watched = whole.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            for path in event.paths {
                let path = path.strip_prefix(&whole).map(|inside| named.join(inside)).unwrap_or(path);
                // Whoever listened may be gone; then nobody minds.
                let _ = sender.send(path);
            }
        })?;
        watcher.watch(&watched, RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher, changes, strokes: Strokes::default() })
    }

    /// Waits until something is saved.
    pub fn wait(&mut self) {
        while self.saved().is_empty() {
            std::thread::sleep(SETTLE);
        }
    }

    /// The files that were saved and are whole by now; none while they are still being written, unless that takes long. Asked once a
    /// frame; never waits.
    pub fn saved(&mut self) -> Vec<PathBuf> {
        for path in self.changes.try_iter() {
            self.strokes.add(path, Instant::now());
        }
        self.strokes.settled(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(watch: &mut Watch, file: &Path) -> bool {
        let patience = Instant::now();
        while patience.elapsed() < Duration::from_secs(10) {
            if watch.saved().contains(&PathBuf::from(file)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    #[test]
    fn a_save_is_noticed_once_also_where_the_editor_replaces_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tour.toml");
        std::fs::write(&file, "a").unwrap();
        let mut watch = Watch::new(folder.path()).unwrap();
        std::fs::write(&file, "b").unwrap();
        assert!(wait(&mut watch, &file));
        let other = folder.path().join("tour.toml~");
        std::fs::write(&other, "c").unwrap();
        std::fs::rename(&other, &file).unwrap();
        assert!(wait(&mut watch, &file));
        assert!(watch.saved().is_empty(), "nothing was saved since");
    }

    #[test]
    fn a_save_is_not_held_back_by_what_is_written_on_and_on() {
        let (tour, log) = (PathBuf::from("tour.toml"), PathBuf::from("export.log"));
        let (mut strokes, begin) = (Strokes::default(), Instant::now());
        let at = |milliseconds: u64| begin + Duration::from_millis(milliseconds);
        strokes.add(tour.clone(), at(0));
        assert_eq!(strokes.settled(at(119)), [] as [PathBuf; 0], "it may not be whole yet");
        for now in (20..400).step_by(20) {
            strokes.add(log.clone(), at(now));
            assert_eq!(strokes.settled(at(now)), [] as [PathBuf; 0]);
        }
        assert_eq!(strokes.settled(at(400)), [tour, log.clone()]);
        strokes.add(log.clone(), at(410));
        assert_eq!(strokes.settled(at(500)), [] as [PathBuf; 0], "what comes after is a save of its own");
        assert_eq!(strokes.settled(at(530)), [log]);
        assert_eq!(strokes.settled(at(900)), [] as [PathBuf; 0]);
    }

    #[test]
    fn files_are_told_as_the_folder_was_named() {
        let here = tempfile::tempdir_in(".").unwrap();
        let folder = Path::new(here.path().file_name().unwrap());
        let mut watch = Watch::new(folder).unwrap();
        std::fs::write(folder.join("tour.toml"), "a").unwrap();
        assert!(wait(&mut watch, &folder.join("tour.toml")));
    }

    #[test]
    fn reading_is_no_saving() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tour.toml");
        std::fs::write(&file, "a").unwrap();
        let mut watch = Watch::new(folder.path()).unwrap();
        std::fs::read(&file).unwrap();
        std::thread::sleep(SETTLE * 3);
        assert!(watch.saved().is_empty());
    }
}
