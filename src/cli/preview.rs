//! `indenfor preview`: the window for those who write tours.

use std::path::Path;

use super::{Ending, TourArgument, tours};
use crate::app::console::say;
use crate::app::{VisitOptions, Watch, window};

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
        let path = self.tour.path();
        // The tour file alone may have been named, and lie right here.
        let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = if path.is_dir() { &path } else { beside };
        if !folder.is_dir() {
            self.tour.load();
            return Ok(Ending::TourHasErrors);
        }
        // Before it is read, so that no save is missed.
        let mut watch = Watch::new(folder)?;
        let tour = loop {
            match self.tour.load() {
                Some(tour) => break tour,
                None => {
                    say(format_args!("The window opens as soon as a save can be walked; Ctrl+C ends."));
                    watch.wait();
                }
            }
        };
        drop(watch);
        if let Some(ending) = tours::wrong_language(&tour, self.language.as_deref()) {
            return Ok(ending);
        }
        let folder = tour.folder.clone();
        window::run(window::display()?, tour, &VisitOptions { language: self.language, ..VisitOptions::default() }, Some(folder))?;
        Ok(Ending::Done)
    }
}
