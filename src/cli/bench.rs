//! `indenfor bench`: how fast a tour starts, runs and changes places on this machine.

use std::path::PathBuf;

use anyhow::Context;

use super::{Ending, TourArgument};
use crate::app::console::say;
use crate::app::many::Many;
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
    /// Walk through a large tour instead, made of the tour's first picture and model: by default 200 pictures and 20 models
    #[arg(long, value_name = "PLACES", num_args = 0..=1, require_equals = true, default_missing_value = "220", conflicts_with = "visit",
          value_parser = clap::value_parser!(u16).range(2..))]
    many: Option<u16>,
}

impl Bench {
    /// Walks the tour by itself and prints what it took.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        let (said, json) = if self.visit {
            let figures = measure_visit::visit(&tour)?;
            (figures.to_string(), serde_json::to_string_pretty(&figures)?)
        } else {
            let many = self.many.map(|places| Many::of(&tour, places.into())).transpose()?;
            let figures = measure::walk(many.as_ref().map_or(tour, |many| many.tour.clone()))?;
            (figures.to_string(), serde_json::to_string_pretty(&figures)?)
        };
        say(said.trim_end());
        if let Some(file) = self.json {
            std::fs::write(&file, json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(Ending::Done)
    }
}
