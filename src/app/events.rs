//! What happened on a visit, one JSON object a line, for whoever keeps count.

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::Context;
use serde::Serialize;

/// Writes events to a file as they happen, and to the log. The file is written by a thread of its own: a slow disk holds nobody up.
#[derive(Debug)]
pub struct EventLog {
    lines: Option<Sender<String>>,
    writer: Option<JoinHandle<()>>,
    begun: Instant,
}

/// An event and when it happened.
#[derive(Serialize)]
struct Line<'e, E> {
    /// Seconds since the program began to keep this log.
    at: f64,
    #[serde(flatten)]
    event: &'e E,
}

impl EventLog {
    /// A log that goes on in `file`, or nowhere but into the program's own log.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn new(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut log = Self { lines: None, writer: None, begun: Instant::now() };
        if let Some(path) = file {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let file = file.with_context(|| format!("{} cannot be written; name a file in a folder that exists", path.display()))?;
            let (lines, written) = channel();
            log.writer = Some(std::thread::Builder::new().name("events".into()).spawn(move || write_lines(file, written))?);
            log.lines = Some(lines);
        }
        Ok(log)
    }

    /// Writes down what happened.
    pub fn write<E: Serialize + Debug>(&mut self, events: &[E]) {
        for event in events {
            tracing::info!(?event);
            let Some(lines) = &self.lines else { continue };
            let line = Line { at: self.begun.elapsed().as_secs_f64(), event };
            match serde_json::to_string(&line) {
                // A writer that gave up has said so.
                Ok(line) => drop(lines.send(line)),
                Err(error) => tracing::error!("an event cannot be written down: {error}"),
            }
        }
    }
}

impl Drop for EventLog {
    /// Waits until the last line is written.
    fn drop(&mut self) {
        self.lines = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// A file that takes no more is given up, and a visit goes on.
fn write_lines(mut file: File, lines: std::sync::mpsc::Receiver<String>) {
    for mut line in lines {
        line.push('\n');
        if let Err(error) = file.write_all(line.as_bytes()) {
            tracing::error!("events are no longer written down: {error}");
            return;
        }
    }
}
