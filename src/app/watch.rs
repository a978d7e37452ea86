//! Notices when a tour or its media are saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecursiveMode, Watcher as _};

/// An editor saves in several strokes (write, rename, touch); this long after the last of them the file is whole.
const SETTLE: Duration = Duration::from_millis(120);

/// Watches a tour's folder.
pub(super) struct Watch {
    _watcher: notify::RecommendedWatcher,
    changes: Receiver<PathBuf>,
    last: Option<Instant>,
}

impl Watch {
    /// Begins to watch `folder` and all below it.
    ///
    /// # Errors
    /// Where the system cannot watch it.
    pub fn new(folder: &Path) -> notify::Result<Self> {
        let (sender, changes) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            for path in event.paths {
                // Whoever listened may be gone; then nobody minds.
                let _ = sender.send(path);
            }
        })?;
        watcher.watch(folder, RecursiveMode::Recursive)?;
        Ok(Self { _watcher: watcher, changes, last: None })
    }

    /// Whether something was saved, and is whole by now. Asked once a frame; never waits.
    pub fn saved(&mut self) -> bool {
        for path in self.changes.try_iter() {
            tracing::debug!("{} changed", path.display());
            self.last = Some(Instant::now());
        }
        let settled = self.last.is_some_and(|last| last.elapsed() >= SETTLE);
        if settled {
            self.last = None;
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(watch: &mut Watch) -> bool {
        let patience = Instant::now();
        while patience.elapsed() < Duration::from_secs(10) {
            if watch.saved() {
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
        assert!(wait(&mut watch));
        let other = folder.path().join("tour.toml~");
        std::fs::write(&other, "c").unwrap();
        std::fs::rename(&other, &file).unwrap();
        assert!(wait(&mut watch));
        assert!(!watch.saved(), "nothing was saved since");
    }

    #[test]
    fn reading_is_no_saving() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tour.toml");
        std::fs::write(&file, "a").unwrap();
        let mut watch = Watch::new(folder.path()).unwrap();
        std::fs::read(&file).unwrap();
        std::thread::sleep(SETTLE * 3);
        assert!(!watch.saved());
    }
}
