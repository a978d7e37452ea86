//! A program that a test starts, whose lines it can wait for, and which never outlives the test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A running program. Dropping it kills it.
pub struct Program {
    name: String,
    child: Child,
    printed: Arc<Printed>,
}

/// What the program has printed so far, on both streams in the order of arrival.
#[derive(Default)]
struct Printed {
    state: Mutex<State>,
    grew: Condvar,
}

#[derive(Default)]
struct State {
    lines: Vec<String>,
    streams_ended: usize,
}

impl Program {
    /// Starts `command` with an input in which nothing ever comes, reading all that it prints. `name` is how failures call it.
    pub fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} cannot be started ({command:?}): {error}"));
        let printed = Arc::new(Printed::default());
        let stdout = child.stdout.take().expect("stdout is piped");
        let stderr = child.stderr.take().expect("stderr is piped");
        read_in_background(stdout, printed.clone());
        read_in_background(stderr, printed.clone());
        Self { name: name.to_owned(), child, printed }
    }

    /// All lines so far, those of stdout and stderr as they came.
    pub fn lines(&self) -> Vec<String> {
        self.printed.lock().lines.clone()
    }

    /// Waits until a line for which `wanted` holds has been printed since the start and returns the first such line. Fails the
    /// test with everything printed when `longest` has passed, or when the program has ended without it.
    pub fn wait_for_line(&self, what: &str, longest: Duration, wanted: impl Fn(&str) -> bool) -> String {
        self.wait_for_line_after(0, what, longest, wanted).1
    }

    /// As [`Self::wait_for_line`], but looks only at the lines from number `first` on (the length of [`Self::lines`] at some
    /// moment: what comes after it). Also returns the number of the line that follows the one found.
    pub fn wait_for_line_after(&self, first: usize, what: &str, longest: Duration, wanted: impl Fn(&str) -> bool) -> (usize, String) {
        let deadline = Instant::now() + longest;
        let mut state = self.printed.lock();
        let mut next = first;
        loop {
            while let Some(line) = state.lines.get(next) {
                next += 1;
                if wanted(line) {
                    return (next, line.clone());
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let ended = state.streams_ended == 2;
            if ended || left.is_zero() {
                let how = if ended { "ended" } else { "ran on" };
                let all = state.lines.join("\n");
                drop(state);
                panic!("{} {how} without saying {what}; it said:\n{all}", self.name);
            }
            state = self.printed.grew.wait_timeout(state, left).expect("no reader panics").0;
        }
    }

    /// Waits until the program ends by itself; fails the test with everything printed when `longest` has passed.
    pub fn wait_for_exit(&mut self, longest: Duration) -> ExitStatus {
        let deadline = Instant::now() + longest;
        loop {
            if let Some(status) = self.child.try_wait().expect("the program's state can be asked for") {
                return status;
            }
            if Instant::now() > deadline {
                panic!("{} did not end; it said:\n{}", self.name, self.lines().join("\n"));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs it to its end and returns all that it said: its last lines may come a moment after it.
    pub fn run_to_end(mut self, longest: Duration) -> (ExitStatus, Vec<String>) {
        let status = self.wait_for_exit(longest);
        let mut state = self.printed.lock();
        while state.streams_ended < 2 {
            state = self.printed.grew.wait(state).expect("no reader panics");
        }
        (status, state.lines.clone())
    }

    /// Ends its input: what reads a key then finds that there is none.
    pub fn end_input(&mut self) {
        self.child.stdin = None;
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("the program's state can be asked for").is_none()
    }

    /// Sends a signal by its name without SIG: `TERM`, `INT`, `STOP` (freezes it), `CONT` (lets it go on).
    pub fn signal(&self, signal: &str) {
        let pid = self.child.id();
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {pid}")).status();
        assert!(sent.is_ok_and(|status| status.success()), "{} cannot be sent {signal}", self.name);
    }

    /// Ends it at once, with no chance to clean up, and waits until it is gone.
    pub fn kill(&mut self) {
        // An error here means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
        // A failing test shows what its programs said last.
        if thread::panicking() {
            let lines = self.lines();
            let last = &lines[lines.len().saturating_sub(40)..];
            eprintln!("--- the last lines of {}:\n{}\n---", self.name, last.join("\n"));
        }
    }
}

impl Printed {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no reader panics")
    }
}

fn read_in_background(stream: impl Read + Send + 'static, printed: Arc<Printed>) {
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        loop {
            line.clear();
            match stream.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => printed.lock().lines.push(String::from_utf8_lossy(&line).trim_end().to_owned()),
            }
            printed.grew.notify_all();
        }
        printed.lock().streams_ended += 1;
        printed.grew.notify_all();
    });
}
