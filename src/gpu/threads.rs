//! Threads that ask things of a graphics device.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::Gpu;

/// Those that somebody had started.
#[derive(Debug, Default)]
pub(super) struct Threads(Mutex<Vec<JoinHandle<()>>>);

impl Gpu {
    /// The same device, for somebody who waits at their end for the threads that they had started.
    pub fn with_own_threads(self) -> (Self, LastOut) {
        let own = Self { threads: Arc::default(), ..self };
        let last_out = LastOut(Arc::clone(&own.threads));
        (own, last_out)
    }

    /// Starts a thread that asks things of this device. See [`Gpu::with_own_threads`].
    ///
    /// # Errors
    /// Where the system has no thread left.
    pub fn thread(&self, name: &str, body: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        let thread = std::thread::Builder::new().name(name.into()).spawn(body)?;
        let mut threads = self.threads.0.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(())
    }
}

/// Waits, when it is dropped, until every thread has ended that asks things of a device for its owner: a driver that is torn down while
/// a thread asks it for something ends the program by a fault. To be dropped after all that such a thread may wait for, so as the last
/// field.
#[derive(Debug)]
pub struct LastOut(Arc<Threads>);

impl Drop for LastOut {
    fn drop(&mut self) {
        let threads = std::mem::take(&mut *self.0.0.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // What panicked has been said.
            let _ = thread.join();
        }
    }
}
