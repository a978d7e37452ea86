//! `indenfor film`: what a visitor hears, as a file.

use std::path::PathBuf;

use super::{Ending, TourArgument, tours};
use crate::app::console::{say, say_aside};
use crate::app::film::{self, Stop};

#[derive(Debug, clap::Args)]
pub(super) struct Film {
    #[command(flatten)]
    tour: TourArgument,
    /// The sound alone; there are no films with pictures yet, so it has to be said
    #[arg(long, required = true)]
    sound_only: bool,
    /// Where the visitor goes and what they hear there, such as `gate,story:keys,chapel` [default: where the guide leads]
    #[arg(long)]
    route: Option<String>,
    /// The language, such as `da` or `en` [default: the tour's first]
    #[arg(long)]
    language: Option<String>,
    /// The WAV to write; beside it comes a .vtt of the captions that were shown
    #[arg(long, default_value = "out/film.wav")]
    out: PathBuf,
}

impl Film {
    /// Walks the tour and writes what is heard.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        if let Some(ending) = tours::wrong_language(&tour, self.language.as_deref()) {
            return Ok(ending);
        }
        let route = match self.route.as_deref().map(|written| Stop::route(&tour, written)).transpose() {
            Ok(route) => route,
            Err(reason) => {
                say_aside(format_args!("indenfor: {reason}"));
                return Ok(Ending::WrongUse);
            }
        };
        let made = film::sound(tour, self.language.as_deref(), route, &self.out)?;
        say(format_args!("{:.1} s of sound in {}, captions in {}", made.seconds, self.out.display(), made.captions.display()));
        Ok(Ending::Done)
    }
}
