//! What happened on a visit, one JSON object a line, for whoever keeps count.

use std::fs::File;
use std::io::{LineWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use serde::Serialize;

use crate::walk::Event;

/// Writes events to a file as they happen, and to the log.
#[derive(Debug)]
pub struct EventLog {
    file: Option<LineWriter<File>>,
    begun: Instant,
}

/// An event and when it happened.
#[derive(Serialize)]
struct Line<'e> {
    /// Seconds since the program began to keep this log.
    at: f64,
    #[serde(flatten)]
    event: &'e Event,
}

impl EventLog {
    /// A log that goes into `file`, or nowhere but into the program's own log.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn new(file: Option<&Path>) -> anyhow::Result<Self> {
        let file = file
            .map(|path| {
                let made = File::create(path);
                made.with_context(|| format!("{} cannot be written; name a file in a folder that exists", path.display()))
            })
            .transpose()?;
        Ok(Self { file: file.map(LineWriter::new), begun: Instant::now() })
    }

    /// Writes down what happened. A file that takes no more is given up, and a visit goes on.
    pub fn write(&mut self, events: &[Event]) {
        for event in events {
            tracing::info!(?event);
            let Some(file) = &mut self.file else { continue };
            let line = Line { at: self.begun.elapsed().as_secs_f64(), event };
            let written = serde_json::to_writer(&mut *file, &line).map_err(std::io::Error::from).and_then(|()| file.write_all(b"\n"));
            if let Err(error) = written {
                tracing::error!("events are no longer written down: {error}");
                self.file = None;
            }
        }
    }
}
