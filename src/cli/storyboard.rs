//! `indenfor storyboard`: a tour as pictures.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Ending, TourArgument, tours};
use crate::app::console::{say, say_aside};
use crate::app::{VisitOptions, headless, visit_sheet};

#[derive(Debug, clap::Args)]
pub(super) struct Storyboard {
    #[command(flatten)]
    tour: TourArgument,
    /// Where to put the pictures
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// The language of the words in them, such as `da` or `en` [default: the tour's first; with `--visit` all of the tour and the program]
    #[arg(long)]
    language: Option<String>,
    /// Draw every step of a visit instead, from welcome to farewell: a sheet for each language
    #[arg(long)]
    visit: bool,
}

impl Storyboard {
    /// Walks the tour and writes a picture of each location, and a sheet of them all.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        // What the program says can be seen in every language that it speaks, also with a tour that is not told in it.
        let tour = if self.visit { Arc::new(visit_sheet::with_every_language(&tour)) } else { tour };
        if let Some(ending) = tours::wrong_language(&tour, self.language.as_deref()) {
            return Ok(ending);
        }
        if self.visit {
            let languages = self.language.map_or_else(|| tour.languages.clone(), |language| vec![language.into()]);
            for language in languages {
                let sheet = visit_sheet::visit_sheet(&tour, &language, &self.out)?;
                say(format_args!("{}", sheet.display()));
            }
            return Ok(Ending::Done);
        }
        let options = VisitOptions { language: self.language, ..VisitOptions::default() };
        let made = headless::storyboard(tour, &options, &self.out)?;
        say(format_args!("{} pictures and {}", made.pictures.len(), made.sheet.display()));
        if made.missing.is_empty() {
            return Ok(Ending::Done);
        }
        say_aside(format_args!(
            "indenfor: a plain room stands for what could not be shown: {}. `indenfor check` tells why",
            made.missing.join(", ")
        ));
        Ok(Ending::TourHasErrors)
    }
}
