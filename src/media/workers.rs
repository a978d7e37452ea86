//! A few threads that load spaces, or tiles of one, while the visit goes on.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{LoadError, Reservation, Takes};

/// More threads than this would only wait for each other: two large pictures hardly have room beside each other in [`super::DECODING`].
const MOST: usize = 3;

/// What can be asked of [`Workers`].
pub trait Request: Clone + PartialEq + Send + 'static {
    /// What comes of it.
    type Loaded: Send + 'static;

    /// Loads it for a GPU that takes this. Takes its time, and its part of [`super::DECODING`].
    ///
    /// # Errors
    /// Where its file cannot be had.
    fn load(&self, takes: Takes) -> Result<(Self::Loaded, Reservation), LoadError>;

    /// The file that it is read from, for what is said of it.
    fn file(&self) -> PathBuf;
}

/// What was asked for, with the memory that is set aside for it as long as it is kept, or why it could not be loaded.
pub type Loaded<K> = (K, Result<(<K as Request>::Loaded, Reservation), LoadError>);

/// Loads what it is asked for, the first asked for first, but for what is urgent.
#[derive(Debug)]
pub struct Workers<K: Request> {
    queue: Arc<Queue<K>>,
    loaded: Receiver<Loaded<K>>,
    threads: usize,
}

#[derive(Debug)]
struct Queue<K> {
    waiting: Mutex<Waiting<K>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Waiting<K> {
    keys: VecDeque<K>,
    closed: bool,
}

impl<K> Queue<K> {
    fn lock(&self) -> MutexGuard<'_, Waiting<K>> {
        // What it holds is whole at every moment, whoever panicked.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next to load; `None` when there is nobody left to load for.
    fn next(&self) -> Option<K> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(key) = waiting.keys.pop_front() {
                return Some(key);
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<K: Request> Workers<K> {
    /// Starts them: one fewer than there are processors, so that the frame thread keeps its own. `takes` is what
    /// the GPU takes.
    pub fn start(takes: Takes) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self::start_some(processors.saturating_sub(1).clamp(1, MOST), takes)
    }

    /// Starts so many.
    pub fn start_some(threads: usize, takes: Takes) -> Self {
        Self::with(threads, move |key: &K| key.load(takes))
    }

    fn with(threads: usize, load: impl Fn(&K) -> Result<(K::Loaded, Reservation), LoadError> + Clone + Send + 'static) -> Self {
        let waiting = Mutex::new(Waiting { keys: VecDeque::new(), closed: false });
        let queue = Arc::new(Queue { waiting, changed: Condvar::new() });
        let (sender, loaded) = mpsc::channel();
        let mut started = 0;
        for nth in 0..threads {
            let (queue, sender, load) = (queue.clone(), sender.clone(), load.clone());
            let thread = std::thread::Builder::new().name(format!("loader {nth}"));
            match thread.spawn(move || work(&queue, &sender, load)) {
                Ok(_) => started += 1,
                Err(error) => tracing::error!("no thread to load places with: {error}. Close other programs"),
            }
        }
        Self { queue, loaded, threads: started }
    }

    /// How many can be loaded at the same time.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Asks for something. Ask once; it comes back from [`Workers::finished`].
    pub fn request(&self, key: K) {
        self.queue.lock().keys.push_back(key);
        self.queue.changed.notify_one();
    }

    /// The same, ahead of all that waits.
    pub fn request_first(&self, key: K) {
        self.queue.lock().keys.push_front(key);
        self.queue.changed.notify_one();
    }

    /// Takes back what was asked for, unless it is being loaded already. Says whether it was taken back.
    pub fn cancel(&self, key: &K) -> bool {
        let mut waiting = self.queue.lock();
        let before = waiting.keys.len();
        waiting.keys.retain(|other| other != key);
        waiting.keys.len() < before
    }

    /// One that has come in since; does not wait.
    pub fn finished(&self) -> Option<Loaded<K>> {
        self.loaded.try_recv().ok()
    }
}

impl<K: Request> Drop for Workers<K> {
    /// Lets them end when they are through with what they are at; nobody waits for that.
    fn drop(&mut self) {
        self.queue.lock().closed = true;
        self.queue.changed.notify_all();
    }
}

fn work<K: Request>(queue: &Queue<K>, sender: &Sender<Loaded<K>>, load: impl Fn(&K) -> Result<(K::Loaded, Reservation), LoadError>) {
    while let Some(key) = queue.next() {
        // A decoder that panics must take neither the visit nor this thread with it.
        let result = catch_unwind(AssertUnwindSafe(|| load(&key))).unwrap_or_else(|_| Err(LoadError::Panicked { file: key.file() }));
        if sender.send((key, result)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::media::{Budget, Space, SpaceKey, SpaceKind};
    use crate::tour::Exposure;

    fn key(name: &str) -> SpaceKey {
        SpaceKey { file: Arc::new(PathBuf::from(name)), kind: SpaceKind::Panorama(None, Exposure::default()) }
    }

    fn next(workers: &Workers<SpaceKey>) -> Loaded<SpaceKey> {
        workers.loaded.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    #[test]
    fn a_decoder_that_panics_becomes_an_error_and_the_next_is_loaded() {
        let workers = Workers::with(1, |key: &SpaceKey| match key.file.to_str() {
            Some("evil.png") => panic!("a decoder's own fault"),
            _ => Err(LoadError::Truncated { file: key.file.to_path_buf() }),
        });
        workers.request(key("evil.png"));
        workers.request(key("good.png"));
        let (first, error) = next(&workers);
        assert_eq!(first, key("evil.png"));
        assert!(matches!(&error, Err(LoadError::Panicked { file }) if file.ends_with("evil.png")));
        assert!(matches!(next(&workers), (_, Err(LoadError::Truncated { .. }))));
    }

    #[test]
    fn large_pictures_asked_for_at_once_arrive_one_by_one_within_the_budget() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Vec<SpaceKey> = (0..6_u8)
            .map(|nth| {
                let file = folder.path().join(format!("{nth}.png"));
                image::RgbImage::from_pixel(512, 256, image::Rgb([nth; 3])).save(&file).unwrap();
                key(file.to_str().unwrap())
            })
            .collect();
        // One takes 3 bytes a pixel to decode and 4 afterwards: there is room for one and what is left of another.
        let pixels = 512 * 256;
        let budget: &'static Budget = Box::leak(Box::new(Budget::new(pixels * 12)));
        let workers = Workers::with(3, move |key: &SpaceKey| key.load_within(Takes::plain(4096), budget));
        keys.iter().for_each(|key| workers.request(key.clone()));
        let (mut arrived, mut kept) = (Vec::new(), VecDeque::new());
        while arrived.len() < keys.len() {
            let (key, result) = next(&workers);
            let (Space::Panorama(picture), memory) = result.unwrap() else { panic!("a model") };
            assert_eq!(memory.bytes(), picture.bytes(), "what is kept is set aside");
            arrived.push(key);
            kept.push_back(memory);
            let taken: u64 = kept.iter().map(Reservation::bytes).sum();
            assert!(taken <= budget.whole(), "{taken}");
            // As the frame thread does: what has come goes to the GPU, and makes room.
            if kept.len() == 2 {
                kept.pop_front();
            }
        }
        assert!(keys.iter().all(|key| arrived.contains(key)));
    }

    #[test]
    fn what_is_no_longer_wanted_is_not_loaded() {
        let (hold, held) = mpsc::channel::<()>();
        let held = Arc::new(Mutex::new(held));
        let workers = Workers::with(1, move |key: &SpaceKey| {
            let _ = held.lock().unwrap().recv();
            Err(LoadError::Truncated { file: key.file.to_path_buf() })
        });
        for name in ["first", "second", "third"] {
            workers.request(key(name));
        }
        assert!(workers.cancel(&key("second")));
        assert!(!workers.cancel(&key("unknown")));
        hold.send(()).unwrap();
        hold.send(()).unwrap();
        assert_eq!(next(&workers).0, key("first"));
        assert_eq!(next(&workers).0, key("third"));
    }
}
