//! What goes with a headset: the window that mirrors it, `doctor` that names it, and what is said where there is none.

mod support;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use support::eyes::Sight;
use support::monado::{Monado, Show};
use support::program::Program;
use support::visit::{Visit, first_tour, indenfor};
use support::xvfb::Xvfb;

/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(60);

/// Runs a command to its end: its exit code and all that was said.
fn says(command: &mut Command) -> (Option<i32>, Vec<String>) {
    let (status, lines) = Program::start("indenfor", command).run_to_end(LONG);
    (status.code(), lines)
}

/// Asserts that `play --headset` ends with 3 and one sentence.
fn assert_one_plain_sentence(command: &mut Command, sentence: &str) {
    let (code, lines) = says(command.arg("play").arg(first_tour()).arg("--headset"));
    assert_eq!(code, Some(3), "{lines:?}");
    let own: Vec<&String> = lines.iter().filter(|line| line.starts_with("indenfor: ")).collect();
    assert!(own.len() == 1 && own[0].contains(sentence), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("OpenXR-Loader")), "nothing but a sentence: {lines:?}");
}

#[test]
fn the_window_mirrors_the_left_eye_and_ends_the_visit() {
    let monado = Monado::start(Show::Window);
    let mut remote = monado.remote();
    let screen = Xvfb::start(960, 600);
    let mut validation = None;
    let mut visit = Visit::begin(&monado, |command| {
        validation = Some(monado.validate(command));
        command.env("DISPLAY", &screen.display);
    });
    visit.wait_for(&json!({"event": "greeted", "location": "corridor"}));
    // Nobody points at anything, and when the guide has said what she says and waits for an answer nothing moves.
    remote.controllers(false);
    visit.wait_for(&json!({"event": "proposed"}));
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("headset");
    let compare = || {
        screen.screenshot_of_something(&pictures.join("mirror.png"));
        monado.screenshot(&pictures.join("mirrored.png"));
        let mirror = Sight::of(image::open(pictures.join("mirror.png")).expect("it was taken").into_rgb8());
        assert!(mirror.variety() > 25.0, "next to nothing is seen in the mirror ({})", mirror.variety());
        Sight::both(&pictures.join("mirrored.png")).map(|eye| mirror.differs(&eye.middle(960, 600)))
    };
    // What differs between the eyes in a panorama is where the guide and her words are seen; the words may come between two pictures.
    let [mut left, mut right] = compare();
    for _ in 0..5 {
        if left < 1.0 && left < right {
            break;
        }
        [left, right] = compare();
    }
    assert!(left < 1.0 && left < right, "the mirror differs from the left eye by {left}, from the right by {right}");

    let window = screen.wait_for_window("kig indenfor");
    screen.xdotool(&["windowfocus", "--sync", &window, "key", "ctrl+q"]);
    let ended = visit.program.wait_for_exit(LONG);
    assert!(ended.success(), "it ended with {ended}");
    assert_eq!(validation.expect("it was switched on").complaints(&visit.program), [""; 0]);
}

#[test]
fn the_window_says_when_nothing_is_shown_in_the_headset_and_shows_nothing_either() {
    let mut monado = Monado::start(Show::Nothing);
    let _remote = monado.remote();
    let screen = Xvfb::start(1200, 800);
    let mut validation = None;
    let mut visit = Visit::begin(&monado, |command| {
        validation = Some(monado.validate(command));
        command.env("DISPLAY", &screen.display);
    });
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("headset/waiting.png");
    let assert_empty = |when: &str| {
        let deadline = Instant::now() + LONG;
        let colours = || {
            screen.screenshot(&picture);
            screen.colours(&picture)
        };
        while colours() > 1 {
            assert!(Instant::now() < deadline, "{when} something is seen in the window");
        }
    };
    visit.wait_for(&json!({"event": "caption", "story": "welcome"}));
    let window = screen.wait_for_window("kig indenfor$");
    screen.screenshot_of_something(&picture);

    let mut other = Program::start("hello_xr", monado.command(&monado.packages().join("usr/bin/hello_xr")).args(["--graphics", "Vulkan2"]));
    visit.wait_for(&json!({"event": "paused"}));
    assert_eq!(screen.wait_for_window("kig indenfor.*waits for the headset"), window);
    assert_empty("while another program is shown");
    screen.xdotool(&["windowsize", "--sync", &window, "1100", "700"]);
    assert_empty("after it has become larger");
    other.kill();
    visit.wait_for(&json!({"event": "resumed"}));
    screen.wait_for_window("kig indenfor$");
    screen.screenshot_of_something(&picture);

    monado.kill();
    visit.wait_for(&json!({"event": "paused"}));
    screen.wait_for_window("kig indenfor.*waits for the headset");
    assert_empty("while the headset's software is gone");
    screen.xdotool(&["windowsize", "--sync", &window, "900", "500"]);
    assert_empty("after it has become smaller");
    assert!(visit.end().success());
    assert_eq!(validation.expect("it was switched on").complaints(&visit.program), [""; 0]);
}

#[test]
fn doctor_names_the_headset_and_play_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut monado = Monado::start(Show::Nothing);
    let (_, lines) = says(indenfor(&monado, folder.path()).arg("doctor"));
    let headset = lines.iter().find(|line| line.contains("Headset")).unwrap_or_else(|| panic!("{lines:?}"));
    assert!(headset.contains(" ok ") && headset.contains("Monado: Remote HMD"), "{headset}");

    monado.service().signal("STOP");
    let doctor = Program::start("indenfor", indenfor(&monado, folder.path()).arg("doctor"));
    doctor.wait_for_line("what it waits for", LONG, |line| line.contains("still waiting for the headset's software"));
    monado.service().signal("CONT");
    let (_, lines) = doctor.run_to_end(LONG);
    assert!(lines.iter().any(|line| line.contains("Monado: Remote HMD")), "{lines:?}");

    monado.kill();
    assert_one_plain_sentence(&mut indenfor(&monado, folder.path()), "is installed but does not answer; start it");

    let mut alone = Command::new(env!("CARGO_BIN_EXE_indenfor"));
    alone.env("XDG_STATE_HOME", folder.path()).env("XR_RUNTIME_JSON", folder.path().join("nothing.json"));
    assert_one_plain_sentence(&mut alone, "no OpenXR runtime is set up on this machine");
}
