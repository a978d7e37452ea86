//! One file a command; here what they share: the arguments, how they end, and what is said on the way.

mod bench;
mod check;
mod doctor;
mod film;
mod log;
mod play;
mod preview;
mod schema;
mod storyboard;
mod tours;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::app::console::say_aside;

/// Walk through places that few people can visit, in the company of those who work there.
#[derive(Debug, Parser)]
#[command(name = "indenfor", version, after_help = ENDINGS)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// How much is told on the console while it runs; the log file always holds everything of use
    #[arg(long, global = true, value_enum, default_value_t = Level::Warn)]
    log: Level,
}

const ENDINGS: &str = "Exit codes: 0 done, 1 the tour has errors, 2 wrong use, 3 this machine lacks something (ask `indenfor doctor`).";

/// How much is told on the console.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    /// Only what made it fail
    Error,
    /// And what did not work as it should
    Warn,
    /// And what happens
    Info,
    /// And how
    Debug,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk through a tour: in the headset, else in a window, else into pictures
    Play(play::Play),
    /// Watch a tour in a window while you write it: every save is taken over at once
    Preview(preview::Preview),
    /// Find every mistake in a tour before anybody else does
    Check(check::Check),
    /// Make a picture of each location, and a sheet of them all
    Storyboard(storyboard::Storyboard),
    /// Write what a visitor hears on a way through a tour, and what is shown of it in words
    Film(film::Film),
    /// See whether this machine has all that is needed, and what to do where it has not
    Doctor,
    /// Print the JSON schema that editors complete tour files by
    Schema,
    /// Measure how fast a tour starts, runs and changes places on this machine
    Bench(bench::Bench),
}

/// The tour to work on.
#[derive(Debug, Clone, clap::Args)]
struct TourArgument {
    /// The tour's folder, or its tour.toml [default: the tour that comes with Indenfor]
    tour: Option<PathBuf>,
}

/// How a command ended; the program's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// All that was asked for was done.
    Done = 0,
    /// The tour has errors; they were shown.
    TourHasErrors = 1,
    /// Something was asked for that there is not; it was said.
    WrongUse = 2,
    /// The machine lacks something that was asked for; it was said.
    MachineLacks = 3,
}

/// Runs the program with the arguments that it was given.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let _logs = log::start(arguments.log);
    let ended = match arguments.command {
        Command::Play(play) => play.run(),
        Command::Preview(preview) => preview.run(),
        Command::Check(check) => check.run(),
        Command::Storyboard(storyboard) => storyboard.run(),
        Command::Film(film) => film.run(),
        Command::Doctor => doctor::run(),
        Command::Schema => schema::run(),
        Command::Bench(bench) => bench.run(),
    };
    let ending = ended.unwrap_or_else(|error| {
        // Whoever read what was printed has read enough.
        if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
            return Ending::Done;
        }
        tracing::debug!("ended by {error:?}");
        say_aside(format_args!("indenfor: {error:#}"));
        Ending::MachineLacks
    });
    ExitCode::from(ending as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn wrong_use_ends_with_2() {
        assert_eq!(Arguments::try_parse_from(["indenfor", "fly"]).unwrap_err().exit_code(), 2);
        assert_eq!(Arguments::try_parse_from(["indenfor", "play", "--headset", "--window"]).unwrap_err().exit_code(), 2);
    }
}
