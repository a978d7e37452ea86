//! `indenfor preview`: the window for those who write tours.

use super::{Ending, TourArgument, tours};
use crate::app::{VisitOptions, window};

#[derive(Debug, clap::Args)]
pub(super) struct Preview {
    #[command(flatten)]
    tour: TourArgument,
    /// The language to begin in, such as `da` or `en` [default: the tour's first]
    #[arg(long)]
    language: Option<String>,
}

impl Preview {
    /// Shows the tour in a window and takes over every save.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        if let Some(ending) = tours::wrong_language(&tour, self.language.as_deref()) {
            return Ok(ending);
        }
        let folder = tour.folder.clone();
        window::run(window::display()?, tour, &VisitOptions { language: self.language, events: None }, Some(folder))?;
        Ok(Ending::Done)
    }
}
