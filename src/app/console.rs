//! What is said on the console.
//!
//! Nobody may be listening: a pipe is closed when what reads it ends, and the standard macros panic then. A visit goes on.

use std::fmt::Display;
use std::io::Write;

/// Says a line.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Says a line that is not what was asked for: a mistake, a warning.
pub fn say_aside(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
