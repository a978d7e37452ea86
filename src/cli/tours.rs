//! Finding and loading the tour that a command works on.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Ending, TourArgument};
use crate::app::console::say_aside;
use crate::tour::{self, Tour};

/// The tour that comes with Indenfor, from the folder of the repository or of an unpacked release.
const SAMPLE: &str = "tours/en-verden-indenfor";

impl TourArgument {
    /// The tour's folder or file: what was named, else the sample here or beside the program.
    pub(super) fn path(&self) -> PathBuf {
        if let Some(named) = &self.tour {
            return named.clone();
        }
        let here = PathBuf::from(SAMPLE);
        if here.exists() {
            return here;
        }
        // From where the program lies upwards: target/release in the repository, the folder itself in a release.
        let program = std::env::current_exe().unwrap_or_default();
        program.ancestors().map(|folder| folder.join(SAMPLE)).find(|folder| folder.exists()).unwrap_or(here)
    }

    /// Loads the tour and tells on the console what is wrong with it. `None` where it cannot be walked.
    pub(super) fn load(&self) -> Option<Arc<Tour>> {
        let report = tour::check(self.path());
        let walkable = report.tour.is_some();
        for diagnostic in &report.diagnostics {
            if walkable {
                tracing::warn!("{diagnostic}");
            } else {
                say_aside(format_args!("{}", diagnostic.render(colour())));
            }
        }
        report.tour.map(Arc::new)
    }
}

/// Says so where a tour does not have the language that was asked for.
pub(super) fn wrong_language(tour: &Tour, asked: Option<&str>) -> Option<Ending> {
    let asked = asked?;
    if tour.languages.iter().any(|language| &**language == asked) {
        return None;
    }
    say_aside(format_args!("indenfor: this tour is not told in `{asked}`; choose one of {}", tour.languages.join(", ")));
    Some(Ending::WrongUse)
}

/// Whether the console shows colours, and wants them. Of the consoles of Windows only the newer one (the Terminal) surely does;
/// an older one would show the codes.
pub(super) fn colour() -> bool {
    use std::io::IsTerminal;
    let able = !cfg!(windows) || std::env::var_os("WT_SESSION").is_some();
    able && std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
