//! What went wrong on a device since it was opened.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Unanswered;

/// What went wrong on a device since it was opened. The driver reports from any thread; the application asks between frames.
#[derive(Debug, Default)]
pub struct Health {
    lost: AtomicBool,
    first_error: Mutex<Option<String>>,
}

impl Health {
    pub(super) fn watch(device: &wgpu::Device) -> Arc<Self> {
        let health = Arc::new(Self::default());
        let told = health.clone();
        device.on_uncaptured_error(Arc::new(move |error| told.note(error.to_string())));
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
        self.first_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the first, and logs no more than that one: a fault that comes back with each frame must not fill the disk.
    fn note(&self, error: String) {
        let mut first = self.first_error.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            tracing::error!("the graphics device refused something: {error}");
            *first = Some(error);
        }
    }
}
