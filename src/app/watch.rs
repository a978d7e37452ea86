//! Notices when a tour or its media are saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use notify::{EventKind, RecursiveMode, Watcher as _};

/// An editor saves in several strokes (write, rename, touch); this long after the last of them the file is whole.
const SETTLE: Duration = Duration::from_millis(120);

/// Watches a tour's folder.
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
    changes: Receiver<PathBuf>,
    changed: Vec<PathBuf>,
    last: Option<Instant>,
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
        watcher.watch(folder, RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher, changes, changed: Vec::new(), last: None })
    }

    /// Waits until something is saved.
    pub fn wait(&mut self) {
        while self.saved().is_empty() {
            std::thread::sleep(SETTLE);
        }
    }

    /// The files that were saved and are whole by now; none while they are still being written. Asked once a frame; never waits.
    pub fn saved(&mut self) -> Vec<PathBuf> {
        for path in self.changes.try_iter() {
            self.last = Some(Instant::now());
            if !self.changed.contains(&path) {
                self.changed.push(path);
            }
        }
        if self.last.is_some_and(|last| last.elapsed() >= SETTLE) {
            self.last = None;
            return std::mem::take(&mut self.changed);
        }
        Vec::new()
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
