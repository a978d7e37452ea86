//! `indenfor preview`: saves of a tour are taken over while somebody looks at it. The pictures are kept in the build folder's
//! `tmp/preview-…`, to be looked at.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use image::RgbaImage;
use support::desk::{Desk, LONG, difference, part, sample};
use support::program::Program;
use support::xvfb::Xvfb;
use tempfile::TempDir;

const SHOWN: &str = "what was saved is shown";

/// The sample tour in a folder of its own, and the window that shows it.
struct Studio {
    tour: PathBuf,
    desk: Desk,
    /// The number of lines that the program had written when the last save was noticed.
    line: usize,
    _folder: TempDir,
}

impl Studio {
    fn open(name: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tour = folder.path().join("tour");
        copy(&sample(), &tour);
        let desk = Desk::start(name, &["--log", "info", "preview", tour.to_str().unwrap()]);
        desk.program.wait_for_line("that it was greeted", LONG, |line| line.contains("Greeted"));
        desk.key("Escape");
        desk.program.wait_for_line("that the guide is silent", LONG, |line| line.contains("StoryLeft"));
        let line = desk.program.lines().len();
        Self { tour, desk, line, _folder: folder }
    }

    /// Writes another tour file in place of the one there is, as editors do, and waits for the line that says so.
    fn save(&mut self, old: &str, new: &str, answer: &str) {
        let file = self.tour.join("tour.toml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(old), "{old}");
        self.replace("tour.toml", text.replace(old, new).as_bytes(), answer);
    }

    fn replace(&mut self, name: &str, bytes: &[u8], answer: &str) {
        let beside = self.tour.join("saving~");
        fs::write(&beside, bytes).unwrap();
        let saved = Instant::now();
        fs::rename(&beside, self.tour.join(name)).unwrap();
        (self.line, _) = self.desk.program.wait_for_line_after(self.line, answer, LONG, |line| line.contains(answer));
        println!("{name}: {} ms from the save to “{answer}”", saved.elapsed().as_millis());
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// The upper part of the window, where nothing hangs but diagnostics.
fn upper(picture: &RgbaImage) -> RgbaImage {
    part(picture, 0.25, 0.03, 0.75, 0.35)
}

#[test]
fn saves_are_taken_over_where_the_visitor_stands_and_looks() {
    let mut studio = Studio::open("preview-saves");
    studio.desk.drag((500, 500), (700, 500));
    studio.desk.key("l");
    studio.desk.program.wait_for_line("that the language changed", LONG, |line| line.contains("Language"));
    let before = studio.desk.picture("1-before");
    // Where 20 degrees to the left are, as the view was turned.
    let around = |picture: &RgbaImage| part(picture, 0.45, 0.48, 0.51, 0.57);

    studio.save("yaw = 53, pitch = -6", "yaw = -20, pitch = -2", SHOWN);
    let moved = studio.desk.picture_when("2-marker-moved", "a marker has moved", |now| difference(&around(now), &around(&before)) > 3.0);
    assert!(difference(&upper(&moved), &upper(&before)) < 0.5, "the visitor looks another way");

    let mut picture = image::open(studio.tour.join("corridor.jpg")).unwrap();
    picture.invert();
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    studio.replace("corridor.jpg", jpeg.get_ref(), SHOWN);
    studio.desk.picture_when("3-picture-replaced", "the new picture hangs there", |now| difference(&upper(now), &upper(&before)) > 30.0);

    let lines = studio.desk.program.lines();
    let count = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
    assert_eq!((count("Greeted"), count("Arrived"), count("Language")), (1, 1, 1), "something began anew:\n{}", lines.join("\n"));
    studio.desk.key("ctrl+q");
    assert!(studio.desk.program.wait_for_exit(LONG).success());
}

#[test]
fn a_broken_save_is_explained_and_the_last_good_state_stays() {
    let mut studio = Studio::open("preview-broken");
    let good = studio.desk.picture("1-good");
    studio.save("go = \"cell\"", "go = \"cel\"", "what was saved cannot be walked");
    let (_, said) = studio.desk.program.wait_for_line_after(studio.line, "what is wrong", LONG, |line| line.contains("link-to-nowhere"));
    assert!(said.contains("tour.toml") && said.contains("did you mean `cell`"), "{said}");
    let told = studio.desk.picture_when("2-broken", "the mistake is told", |now| difference(&upper(now), &upper(&good)) > 5.0);
    let below = |picture: &RgbaImage| part(picture, 0.0, 0.8, 1.0, 1.0);
    assert!(difference(&below(&told), &below(&good)) < 0.5, "the last good state is gone");

    studio.save("go = \"cel\"", "go = \"cell\"", SHOWN);
    studio.desk.picture_when("3-mended", "the mistake is gone", |now| difference(&upper(now), &upper(&good)) < 0.5);

    // A picture that breaks is an error too, but the tour can still be walked.
    studio.replace("chapel.jpg", b"no picture", SHOWN);
    studio.desk.program.wait_for_line_after(studio.line, "which picture", LONG, |line| line.contains("chapel.jpg"));
    studio.desk.picture_when("4-broken-picture", "the mistake is told", |now| difference(&upper(now), &upper(&good)) > 3.0);
    studio.desk.key("ctrl+q");
    assert!(studio.desk.program.wait_for_exit(LONG).success());
}

#[test]
fn a_tour_that_is_broken_from_the_start_opens_once_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let tour = folder.path().join("tour");
    copy(&sample(), &tour);
    let file = tour.join("tour.toml");
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, good.replace("start = \"corridor\"", "start = \"coridor\"")).unwrap();
    let screen = Xvfb::start(1280, 800);
    let mut command = Command::new(env!("CARGO_BIN_EXE_indenfor"));
    command.args(["--log", "info", "preview", tour.to_str().unwrap()]).env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY");
    let program = Program::start("preview", &mut command);
    program.wait_for_line("the mistake", LONG, |line| line.contains("did you mean `corridor`"));
    program.wait_for_line("that it waits", LONG, |line| line.contains("as soon as a save can be walked"));
    fs::write(&file, good).unwrap();
    program.wait_for_line("that the window has opened", LONG, |line| line.contains("Arrived"));
}
