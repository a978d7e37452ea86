//! A desk with a screen, a window manager and Indenfor in a window: what is done to it with keys and mouse, and what is seen then.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use image::RgbaImage;
use image::imageops::{self, FilterType};
use serde_json::Value;
use tempfile::TempDir;

use super::golden::deviation;
use super::program::Program;
use super::xvfb::Xvfb;

/// For machines with much else to do.
pub const LONG: Duration = Duration::from_secs(60);
/// How large the screen is, pixels; a window begins with 1280 x 800.
pub const SCREEN: (u32, u32) = (1600, 1000);

/// The tour that the repository has.
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/first-look")
}

/// Indenfor in a window.
pub struct Desk {
    pub program: Program,
    window: String,
    name: &'static str,
    screen: Xvfb,
    _manager: Program,
    home: TempDir,
}

impl Desk {
    /// Starts the program with these arguments and waits for its window. Pictures are kept under the name.
    pub fn start(name: &'static str, arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a folder can be made"), name, arguments)
    }

    /// The same with a `home` that has settings and logs of its own.
    pub fn start_in(home: TempDir, name: &'static str, arguments: &[&str]) -> Self {
        Self::start_with(home, name, arguments, |_| {})
    }

    /// The same, where `prepare` adds to the command.
    pub fn start_with(home: TempDir, name: &'static str, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Self {
        let screen = Xvfb::start(SCREEN.0, SCREEN.1);
        let manager = Program::start(
            "openbox",
            Command::new("openbox").env("DISPLAY", &screen.display).env("HOME", home.path()).env_remove("LD_LIBRARY_PATH"),
        );
        screen.wait_for_manager();
        let mut command = Command::new(env!("CARGO_BIN_EXE_indenfor"));
        command.args(arguments).env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY");
        command.env("XDG_STATE_HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
        prepare(&mut command);
        let program = Program::start("indenfor", &mut command);
        let window = screen.wait_for_window("kig indenfor|look inside");
        let desk = Self { program, window, name, screen, _manager: manager, home };
        // Who presses keys sees first whether this is the window that gets them. The mouse is out of the way.
        desk.mouse(&["windowactivate", "--sync", &desk.window, "mousemove", "--window", &desk.window, "640", "790"]);
        desk
    }

    /// What the program keeps from one day to the next.
    pub fn settings(&self) -> String {
        fs::read_to_string(self.home.path().join("indenfor/settings.toml")).unwrap_or_default()
    }

    /// Presses and lets go a key, or several at once: `Tab`, `ctrl+q`.
    pub fn key(&self, key: &str) {
        self.screen.xdotool(&["key", key]);
    }

    /// Closes the window as its own button does. A window manager with much else to do may miss a key: who sees nothing happen presses again.
    pub fn close(&mut self) {
        for _ in 0..5 {
            self.key("alt+F4");
            let soon = Instant::now() + LONG / 6;
            while Instant::now() < soon {
                if !self.program.is_running() {
                    return;
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
    }

    /// Holds a key down for a moment.
    pub fn hold(&self, key: &str, time: Duration) {
        self.screen.xdotool(&["keydown", key]);
        thread::sleep(time);
        self.screen.xdotool(&["keyup", key]);
    }

    /// Whatever else xdotool can do.
    pub fn mouse(&self, words: &[&str]) {
        self.screen.xdotool(words);
    }

    /// Moves the mouse to a pixel of the window.
    pub fn point(&self, x: i32, y: i32) {
        self.mouse(&["mousemove", "--window", &self.window, &x.to_string(), &y.to_string()]);
    }

    /// Pulls the picture with the left button from one pixel of the window to another.
    pub fn drag(&self, from: (i32, i32), to: (i32, i32)) {
        self.point(from.0, from.1);
        self.mouse(&["mousedown", "1"]);
        for step in 1..=4 {
            thread::sleep(Duration::from_millis(30));
            self.point(from.0 + (to.0 - from.0) * step / 4, from.1 + (to.1 - from.1) * step / 4);
        }
        thread::sleep(Duration::from_millis(100));
        self.mouse(&["mouseup", "1"]);
    }

    /// Changes the window's size, as by pulling at its corner.
    pub fn resize(&self, width: u32, height: u32) {
        self.mouse(&["windowsize", &self.window, &width.to_string(), &height.to_string()]);
    }

    /// The window's size, pixels.
    pub fn size(&self) -> (u32, u32) {
        let told = self.screen.xdotool(&["getwindowgeometry", "--shell", &self.window]);
        let number = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)?.parse().ok()).expect("xdotool tells the size");
        (number("WIDTH="), number("HEIGHT="))
    }

    /// Waits until the window has this size.
    pub fn wait_for_size(&self, size: (u32, u32)) {
        let deadline = Instant::now() + LONG;
        while self.size() != size {
            assert!(Instant::now() < deadline, "the window is {:?} and not {size:?}", self.size());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the window shows at this moment; kept as a PNG that can be looked at.
    pub fn glance(&self, name: &str) -> RgbaImage {
        let file = self.file(name);
        self.screen.screenshot_of(&self.window, &file);
        image::open(&file).expect("a screenshot is a picture").to_rgba8()
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(self.name).join(format!("{name}.png"))
    }

    /// What the window shows, once it stands still; kept as a PNG that can be looked at.
    pub fn picture(&self, name: &str) -> RgbaImage {
        self.picture_when(name, "it stands still", |_| true)
    }

    /// As [`Self::picture`], once `wanted` holds for it.
    pub fn picture_when(&self, name: &str, what: &str, wanted: impl Fn(&RgbaImage) -> bool) -> RgbaImage {
        let deadline = Instant::now() + LONG;
        let mut last: Option<RgbaImage> = None;
        loop {
            let picture = self.glance(name);
            let still = last.as_ref().is_some_and(|last| last.dimensions() == picture.dimensions() && difference(last, &picture) < 0.05);
            if still && deviation(&picture) > 4.0 && wanted(&picture) {
                return picture;
            }
            assert!(Instant::now() < deadline, "waited until {what}; see {}", self.file(name).display());
            last = Some(picture);
            thread::sleep(Duration::from_millis(150));
        }
    }
}

/// What was written into a file of events, line by line.
pub struct Events {
    file: PathBuf,
    read: usize,
}

impl Events {
    pub fn of(file: PathBuf) -> Self {
        Self { file, read: 0 }
    }

    /// Waits for the next event with this name for which `wanted` holds, passing over others; returns it.
    pub fn wait(&mut self, event: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + LONG;
        loop {
            let text = fs::read_to_string(&self.file).unwrap_or_default();
            // A line that is still being written has no end yet.
            let whole = text.rfind('\n').map_or("", |end| &text[..end]);
            for line in whole.lines().skip(self.read) {
                self.read += 1;
                let value: Value = serde_json::from_str(line).expect("each line is JSON");
                if value["event"] == event && wanted(&value) {
                    return value;
                }
            }
            assert!(Instant::now() < deadline, "no event {event:?} after:\n{text}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// How much two pictures differ: the mean over all channels, 0 to 255.
pub fn difference(one: &RgbaImage, other: &RgbaImage) -> f32 {
    assert_eq!(one.dimensions(), other.dimensions());
    let sum: u64 = one.as_raw().iter().zip(other.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f32 / one.as_raw().len() as f32
}

/// A part of a picture, in parts of its size: left, top, right, bottom.
pub fn part(picture: &RgbaImage, left: f32, top: f32, right: f32, bottom: f32) -> RgbaImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (x, y) = ((left * width) as u32, (top * height) as u32);
    imageops::crop_imm(picture, x, y, (right * width) as u32 - x, (bottom * height) as u32 - y).to_image()
}

/// How many pixels what is in the middle of `before` has moved to the right in `after`.
pub fn moved_right(before: &RgbaImage, after: &RgbaImage) -> i32 {
    const STEP: i32 = 4;
    let strip = |picture: &RgbaImage| {
        let strip = part(picture, 0.0, 0.1, 1.0, 0.35);
        imageops::resize(&strip, strip.width() / STEP as u32, strip.height() / STEP as u32, FilterType::Triangle)
    };
    let (before, after) = (strip(before), strip(after));
    let width = before.width() as i32;
    let pattern = imageops::crop_imm(&before, (width * 2 / 5) as u32, 0, (width / 5) as u32, before.height()).to_image();
    let unlike = |shift: &i32| {
        let there = imageops::crop_imm(&after, (width * 2 / 5 + shift) as u32, 0, (width / 5) as u32, after.height()).to_image();
        (difference(&pattern, &there) * 1000.0) as u32
    };
    (-width * 2 / 5..=width * 2 / 5).min_by_key(unlike).expect("there are shifts") * STEP
}
