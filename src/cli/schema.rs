//! `indenfor schema`: what editors complete and check tour files by.

use std::io::Write;

use super::Ending;

/// Prints the JSON schema of tour files.
pub(super) fn run() -> anyhow::Result<Ending> {
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&crate::tour::schema())?)?;
    Ok(Ending::Done)
}
