//! The log: a little on the console, all of use in a file that is begun anew each day and thrown away after a week.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::Level;
use super::tours::colour;

/// How many days of logs are kept.
const DAYS: usize = 7;
/// What goes into the file: this program's own doings, and of others what they warn of.
const IN_FILE: &str = "warn,indenfor=debug";

/// Where logs are kept, where the system has a place for such.
pub(super) fn folder() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    Some(places.state_dir().unwrap_or_else(|| places.data_dir()).join("indenfor").join("log"))
}

/// Starts logging. What is returned must live until the program ends, for the last lines to be written.
pub(super) fn start(level: Level) -> Option<WorkerGuard> {
    // Of what cannot be written nothing is said: it would be said in the same place, and panic there.
    let console = layer().with_writer(std::io::stderr).log_internal_errors(false);
    let console = console.with_ansi(colour()).without_time().with_target(false).with_filter(console_filter(level));
    let (file, trouble) = match file() {
        Ok(file) => (Some(file), None),
        Err(reason) => (None, Some(reason)),
    };
    let (writer, guard) = file.map(tracing_appender::non_blocking).unzip();
    let in_file =
        writer.map(|writer| layer().with_writer(writer).log_internal_errors(false).with_ansi(false).with_filter(EnvFilter::new(IN_FILE)));
    tracing_subscriber::registry().with(console).with(in_file).init();
    if let Some(reason) = trouble {
        tracing::warn!("no log file is written: {reason}");
    }
    guard
}

fn file() -> Result<RollingFileAppender, String> {
    let folder = folder().ok_or("this system has no place for it")?;
    // Made here, so that the reason names the folder.
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("indenfor")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))
}

fn console_filter(level: Level) -> EnvFilter {
    let (own, others) = match level {
        Level::Error => (LevelFilter::ERROR, LevelFilter::ERROR),
        Level::Warn => (LevelFilter::WARN, LevelFilter::ERROR),
        Level::Info => (LevelFilter::INFO, LevelFilter::WARN),
        Level::Debug => (LevelFilter::DEBUG, LevelFilter::WARN),
    };
    EnvFilter::new(format!("{others},indenfor={own}"))
}
