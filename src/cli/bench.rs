//! `indenfor bench`: how fast a tour starts, runs and changes places on this machine.

use std::path::PathBuf;

use anyhow::Context;

use super::{Ending, TourArgument};
use crate::app::console::say;
use crate::app::measure;

#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    #[command(flatten)]
    tour: TourArgument,
    /// Write the figures into this file, as JSON
    #[arg(long)]
    json: Option<PathBuf>,
}

impl Bench {
    /// Walks the tour by itself and prints what it took.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        let figures = measure::walk(tour)?;
        say(figures.to_string().trim_end());
        if let Some(file) = self.json {
            let json = serde_json::to_string_pretty(&figures)?;
            std::fs::write(&file, json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(Ending::Done)
    }
}
