//! A visit to the first tour in the headset, by the program itself, and what it writes down about it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::monado::Monado;
use super::program::Program;

/// Nothing takes so long; this is for machines with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// The tour that is visited.
pub fn first_tour() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/first-look")
}

/// A command that runs `indenfor` in the headset of `monado`, its logs kept out of the user's.
pub fn indenfor(monado: &Monado, folder: &Path) -> Command {
    let mut command = monado.command(Path::new(env!("CARGO_BIN_EXE_indenfor")));
    command.env("XDG_STATE_HOME", folder).env("NO_COLOR", "1");
    command
}

/// A running `indenfor play --headset`. Dropping it kills it.
pub struct Visit {
    pub program: Program,
    /// Where its events are written, and its log.
    folder: TempDir,
    /// How many events have been waited for or passed over.
    read: usize,
}

impl Visit {
    /// Begins one in Danish, which nobody has to be welcomed to. `prepare` may add to the command.
    pub fn begin(monado: &Monado, prepare: impl FnOnce(&mut Command)) -> Self {
        Self::received(monado, &["--welcome", "none", "--language", "da"], prepare)
    }

    /// Begins one in which visitors are received as `arguments` say. `prepare` may add to the command.
    pub fn received(monado: &Monado, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Self {
        Self::to(&first_tour(), monado, &[arguments, &["--log", "info"]].concat(), prepare)
    }

    /// The same to another tour.
    pub fn to(tour: &Path, monado: &Monado, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut command = indenfor(monado, folder.path());
        command.arg("play").arg(tour).arg("--headset").args(arguments);
        command.arg("--events").arg(events_file(&folder));
        prepare(&mut command);
        Self { program: Program::start("indenfor", &mut command), folder, read: 0 }
    }

    /// Waits for the next event that has everything that `wanted` has, after the one waited for last, and returns it. Fails the test
    /// with everything that happened where it does not come.
    pub fn wait_for(&mut self, wanted: &Value) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ended = !self.program.is_running();
            let events = self.events();
            while let Some(event) = events.get(self.read) {
                self.read += 1;
                if has(event, wanted) {
                    return event.clone();
                }
            }
            if ended || Instant::now() > deadline {
                let how = if ended { "ended" } else { "went on" };
                let all: Vec<String> = events.iter().map(Value::to_string).collect();
                panic!("the visit {how} without {wanted}; what happened:\n{}", all.join("\n"));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Everything that happened so far.
    pub fn events(&self) -> Vec<Value> {
        let written = fs::read_to_string(events_file(&self.folder)).unwrap_or_default();
        let whole_lines = written.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        whole_lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in the event {line}"))).collect()
    }

    /// Whether something like `wanted` has happened.
    pub fn has_seen(&self, wanted: &Value) -> bool {
        self.events().iter().any(|event| has(event, wanted))
    }

    /// Ends it as Ctrl-C would.
    pub fn end(&mut self) -> ExitStatus {
        self.program.signal("INT");
        self.program.wait_for_exit(PATIENCE)
    }
}

fn events_file(folder: &TempDir) -> PathBuf {
    folder.path().join("events.jsonl")
}

/// Whether `event` has every field of `wanted`.
fn has(event: &Value, wanted: &Value) -> bool {
    wanted.as_object().is_some_and(|fields| fields.iter().all(|(name, value)| event.get(name) == Some(value)))
}
