//! A screen that exists only in memory: windows open on it, keys and mouse reach them, pictures are taken of it.

use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use super::program::Program;

/// A screen of its own. Dropping it closes it, and with it every window there.
pub struct Xvfb {
    _server: Program,
    /// What `DISPLAY` must be for a program to open its window here, such as `:7`.
    pub display: String,
}

impl Xvfb {
    /// Starts one of `width` by `height` pixels on the first display that is free.
    pub fn start(width: u32, height: u32) -> Self {
        let server = Program::start(
            "Xvfb",
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
                .arg(format!("{width}x{height}x24"))
                .env_remove("LD_LIBRARY_PATH"),
        );
        // It says the number once windows can be opened.
        let is_number = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        let number = server.wait_for_line("which display it is", Duration::from_secs(30), is_number);
        Self { _server: server, display: format!(":{number}") }
    }

    /// Waits until a window manager looks after the windows of this screen.
    pub fn wait_for_manager(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !Command::new("xdotool").arg("get_desktop").env("DISPLAY", &self.display).output().is_ok_and(|told| told.status.success()) {
            assert!(Instant::now() < deadline, "no window manager has come; scripts/setup.sh --tests installs one");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Writes the whole screen as a PNG.
    pub fn screenshot(&self, png: &Path) {
        self.screenshot_of("root", png);
    }

    /// Writes a window, by its number, as a PNG.
    pub fn screenshot_of(&self, window: &str, png: &Path) {
        let folder = png.parent().expect("a picture lies in a folder");
        std::fs::create_dir_all(folder).expect("the picture's folder can be made");
        self.run(Command::new("import").args(["-window", window, "-quality", "11"]).arg(format!("png24:{}", png.display())));
    }

    /// As [`Self::screenshot`], but waits until there is more to be seen than one colour, as before a program's first frame.
    pub fn screenshot_of_something(&self, png: &Path) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            self.screenshot(png);
            if self.colours(png) > 1 {
                return;
            }
            assert!(Instant::now() < deadline, "one colour is all there is to be seen: {}", png.display());
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// How many colours a picture has: 1 where nothing has been drawn.
    pub fn colours(&self, png: &Path) -> u32 {
        let output = self.run(Command::new("identify").args(["-format", "%k"]).arg(png));
        let printed = String::from_utf8_lossy(&output.stdout);
        printed.trim().parse().unwrap_or_else(|_| panic!("identify said {printed:?} of {}", png.display()))
    }

    /// Sends keys and mouse as a person would: `xdotool(&["key", "Return"])`, `xdotool(&["mousemove", "400", "300", "click", "1"])`.
    /// Returns what xdotool printed.
    pub fn xdotool(&self, words: &[&str]) -> String {
        String::from_utf8_lossy(&self.run(Command::new("xdotool").args(words)).stdout).trim().to_owned()
    }

    /// Waits until a window whose title holds `title` (a regular expression) can be seen; returns its number for other xdotool calls.
    pub fn wait_for_window(&self, title: &str) -> String {
        let found =
            self.run(Command::new("timeout").args(["30", "xdotool", "search", "--sync", "--onlyvisible", "--limit", "1", "--name", title]));
        String::from_utf8_lossy(&found.stdout).trim().to_owned()
    }

    fn run(&self, command: &mut Command) -> Output {
        let output = command.env("DISPLAY", &self.display).output();
        let output = output.unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}; scripts/setup.sh --tests installs it"));
        assert!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        output
    }
}
