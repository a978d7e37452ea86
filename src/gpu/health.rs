//! What went wrong on a device since it was opened.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Unanswered;

/// More errors than this are not told: one that is different each time must not fill the disk.
const MOST_TOLD: usize = 16;

/// What went wrong on a device since it was opened. The driver reports from any thread; the application asks between frames.
#[derive(Debug, Default)]
pub struct Health {
    lost: AtomicBool,
    /// Each once.
    errors: Mutex<Vec<String>>,
}

impl Health {
    pub(super) fn watch(device: &wgpu::Device) -> Arc<Self> {
        let health = Arc::new(Self::default());
        let told = health.clone();
        device.on_uncaptured_error(Arc::new(move |error| told.note(&error)));
        let told = health.clone();
        device.set_device_lost_callback(move |reason, message| {
            tracing::warn!(?reason, message, "graphics device lost");
            told.lost.store(true, Ordering::Release);
        });
        health
    }

    /// See [`super::Gpu::is_lost`].
    pub(super) fn lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Does what panics where the device is gone, unless that is known by now.
    pub(super) fn survive<T>(&self, ask: impl FnOnce() -> T) -> Result<T, Unanswered> {
        if self.lost() {
            return Err(Unanswered::Lost);
        }
        catch_unwind(AssertUnwindSafe(ask)).map_err(|_| {
            self.lost.store(true, Ordering::Release);
            Unanswered::Lost
        })
    }

    /// The first thing that the device refused to do, if there was any.
    pub fn first_error(&self) -> Option<String> {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }

    /// Keeps and logs what is new: a fault that comes back with each frame must not fill the disk.
    fn note(&self, error: &wgpu::Error) {
        // Whatever had no room stays missing in each frame to come, and no such frame is drawn: all is made anew, in the room that there is.
        if let wgpu::Error::OutOfMemory { .. } = error {
            self.lost.store(true, Ordering::Release);
        }
        let error = error.to_string();
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        if errors.len() < MOST_TOLD && !errors.contains(&error) {
            tracing::error!("the graphics device refused something: {error}");
            errors.push(error);
        }
    }
}
