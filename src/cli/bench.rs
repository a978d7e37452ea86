//! `indenfor bench`: how fast a tour starts, runs and changes places on this machine.

use std::path::PathBuf;

use anyhow::Context;

use super::{Ending, TourArgument};
use crate::app::console::say;
use crate::app::{measure, measure_visit};

#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    #[command(flatten)]
    tour: TourArgument,
    /// Write the figures into this file, as JSON
    #[arg(long)]
    json: Option<PathBuf>,
    /// Measure a visit instead: welcome, menu, captions, another language, the way out, farewell
    #[arg(long)]
    visit: bool,
}

impl Bench {
    /// Walks the tour by itself and prints what it took.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        let (said, json) = if self.visit {
            let figures = measure_visit::visit(&tour)?;
            (figures.to_string(), serde_json::to_string_pretty(&figures)?)
        } else {
            let figures = measure::walk(tour)?;
            (figures.to_string(), serde_json::to_string_pretty(&figures)?)
        };
        say(said.trim_end());
        if let Some(file) = self.json {
            std::fs::write(&file, json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(Ending::Done)
    }
}
