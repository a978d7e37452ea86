//! `indenfor check`: a linter for tours.

use std::io::Write;

use super::tours::colour;
use super::{Ending, TourArgument};
use crate::app::check::check;
use crate::app::console::{say, say_aside};
use crate::tour::Severity;

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    tour: TourArgument,
    /// Print what was found as JSON, one object a line
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Says everything that is wrong with the tour.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let path = self.tour.path();
        let report = check(&path);
        for diagnostic in &report.diagnostics {
            if self.json {
                writeln!(std::io::stdout(), "{}", serde_json::to_string(diagnostic)?)?;
            } else {
                say_aside(format_args!("{}\n", diagnostic.render(colour())));
            }
        }
        let count = |severity| report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if !self.json {
            let found = match (errors, warnings) {
                (0, 0) => "no mistakes".to_owned(),
                (0, warnings) => format!("no errors, {}", counted(warnings, "warning")),
                (errors, 0) => counted(errors, "error"),
                (errors, warnings) => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
            };
            say(format_args!("{}: {found}", path.display()));
        }
        Ok(if errors > 0 { Ending::TourHasErrors } else { Ending::Done })
    }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
