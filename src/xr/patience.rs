//! Says so when the headset's software keeps the program waiting: a frozen one never answers, and no call to it can be given up.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Software that is only just starting takes several seconds.
const LONG: Duration = Duration::from_secs(10);

/// Held while the headset's software is asked for something that it should answer soon.
pub(super) struct Patience {
    /// Dropped with this, which ends the thread that listens.
    _answered: Sender<()>,
}

impl Patience {
    pub fn begin() -> Self {
        let (sender, receiver) = channel::<()>();
        let waiting = std::thread::Builder::new().name("headset wait".into()).spawn(move || {
            if receiver.recv_timeout(LONG) == Err(RecvTimeoutError::Timeout) {
                tracing::warn!("still waiting for the headset's software; if it is not just starting, end it and start it again");
            }
        });
        if let Err(error) = waiting {
            tracing::debug!("nobody watches how long the headset's software takes: {error}");
        }
        Self { _answered: sender }
    }
}
