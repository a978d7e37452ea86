//! The program: arguments to one call; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    indenfor::app::measure::launched();
    indenfor::xr::quieten_loader();
    indenfor::cli::run()
}
