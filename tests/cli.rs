//! The commands as a person (or a script) meets them: what they say, and what they end with.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

mod glb;
mod support;

use support::golden::deviation;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sample() -> String {
    root().join("tours/first-look").display().to_string()
}

/// Runs the program where there is neither a display nor a headset, in a folder of its own.
fn indenfor(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_indenfor"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XR_RUNTIME_JSON", folder.join("no-runtime.json"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap()
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    told(&indenfor(folder.path(), arguments))
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A tour of one place with one mistake in each of two lines.
fn mistaken(folder: &Path) -> String {
    let tour = "format = 1\nid = \"a\"\ntitle = \"A\"\nlanguages = [\"da\"]\nstart = \"hal\"\n\n[locations.hall]\ntitle = \"H\"\nspace = { panorama = \"hall.png\" }\nhotspts = []\n";
    std::fs::write(folder.join("tour.toml"), tour).unwrap();
    folder.display().to_string()
}

#[test]
fn who_stops_listening_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let tour = mistaken(folder.path());
    for (arguments, ends_with) in [(["check", &tour], 1), (["check", &sample()], 0), (["check", "nowhere"], 1)] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_indenfor"))
            .args(arguments)
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        (program.stdout, program.stderr) = (None, None);
        assert_eq!(program.wait().unwrap().code(), Some(ends_with), "{arguments:?}");
    }
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let (code, said, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for command in ["play", "preview", "check", "storyboard", "film", "doctor", "schema", "bench"] {
        let line = said.lines().find(|line| line.trim_start().starts_with(command)).unwrap_or_else(|| panic!("no {command} in\n{said}"));
        assert!(line.split_whitespace().count() > 3, "{command} is not explained");
        assert_eq!(run(&[command, "--help"]).0, Some(0), "{command}");
    }
    assert!(said.contains("0 done, 1 the tour has errors, 2 wrong use, 3 this machine lacks something"), "{said}");
}

#[test]
fn wrong_use_ends_with_2_and_says_what_is_meant() {
    for wrong in [&["fly"] as &[&str], &[], &["play", "--headset", "--window"], &["play", "--log", "loud"], &["check", "a", "b"]] {
        let (code, _, complained) = run(wrong);
        assert_eq!(code, Some(2), "{wrong:?}");
        assert!(complained.contains("Usage") || complained.contains("possible values"), "{wrong:?}: {complained}");
    }
    assert!(run(&["chek"]).2.contains("check"), "a near miss is recognised");
}

#[test]
fn a_tour_that_is_not_there_is_told_with_what_to_do() {
    for command in ["play", "preview", "check", "storyboard", "bench"] {
        let (code, _, complained) = run(&[command, "no/such/tour"]);
        assert_eq!(code, Some(1), "{command}: {complained}");
        assert!(complained.contains("no/such/tour"), "{command}: {complained}");
        assert!(complained.contains("give the folder of a tour, or its `tour.toml`"), "{command}: {complained}");
        assert!(!complained.contains("panicked"));
    }
}

#[test]
fn check_is_content_with_every_tour_and_finds_mistakes_elsewhere() {
    for tour in std::fs::read_dir(root().join("tours")).unwrap() {
        let (code, said, complained) = run(&["check", &tour.unwrap().path().display().to_string()]);
        assert_eq!(code, Some(0), "{complained}");
        assert!(said.contains("no mistakes"), "{said}{complained}");
    }

    let folder = tempfile::tempdir().unwrap();
    let tour = mistaken(folder.path());
    let (code, said, complained) = told(&indenfor(folder.path(), &["check", &tour]));
    assert_eq!(code, Some(1));
    for words in ["hotspts", "hotspots", "tour.toml", "hal"] {
        assert!(complained.contains(words), "{words} in {complained}");
    }
    assert!(said.trim_end().lines().last().unwrap().contains("errors"), "{said}");
}

#[test]
fn check_speaks_json_to_programs() {
    let folder = tempfile::tempdir().unwrap();
    let tour = mistaken(folder.path());
    let (code, said, _) = told(&indenfor(folder.path(), &["check", "--json", &tour]));
    assert_eq!(code, Some(1));
    let found: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let unknown = found.iter().find(|mistake| mistake["code"] == "unknown-key").unwrap();
    assert_eq!((&unknown["severity"], &unknown["line"], &unknown["column"]), (&"error".into(), &10.into(), &1.into()));
    assert!(unknown["file"].as_str().unwrap().ends_with("tour.toml") && unknown["help"].as_str().unwrap().contains("hotspots"));
    assert!(found.len() > 1, "all mistakes in one go");
}

/// A tour of two places, of which the second is a model that only its loader finds broken.
fn with_a_spoilt_model(folder: &Path) -> String {
    let mut yard = glb::Glb::new();
    yard.place(&glb::square(2.0), serde_json::json!({}), [0.0, 1.0, -3.0]);
    yard.binary[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    std::fs::write(folder.join("yard.glb"), yard.bytes()).unwrap();
    image::RgbImage::from_fn(256, 128, |x, y| image::Rgb([x as u8, y as u8, 90])).save(folder.join("hall.png")).unwrap();
    let tour = "format = 1\nid = \"a\"\ntitle = \"A\"\nlanguages = [\"da\"]\nstart = \"hall\"\n\n[locations.hall]\ntitle = \"H\"\nspace = { panorama = \"hall.png\" }\nhotspots = [{ go = \"yard\", at = { yaw = 10 } }]\n\n[locations.yard]\ntitle = \"Y\"\nspace = { model = \"yard.glb\" }\nhotspots = [{ go = \"hall\", at = { yaw = 10 } }]\n";
    std::fs::write(folder.join("tour.toml"), tour).unwrap();
    folder.display().to_string()
}

#[test]
fn check_tells_what_a_visit_would_refuse_of_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let tour = with_a_spoilt_model(folder.path());
    let (code, said, complained) = told(&indenfor(folder.path(), &["check", &tour]));
    assert_eq!(code, Some(1), "{said}{complained}");
    assert!(complained.contains("`yard.glb` cannot be shown") && said.contains("1 error"), "{said}{complained}");
    let (code, said, _) = told(&indenfor(folder.path(), &["check", "--json", &tour]));
    let found: Value = serde_json::from_str(said.trim()).unwrap();
    assert_eq!((code, &found["code"], &found["line"], &found["column"]), (Some(1), &"broken-model".into(), &14.into(), &19.into()));
}

#[test]
fn a_storyboard_with_a_place_that_could_not_be_shown_is_finished_and_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let tour = with_a_spoilt_model(folder.path());
    let (code, said, complained) = told(&indenfor(folder.path(), &["storyboard", &tour, "--out", "out"]));
    assert_eq!(code, Some(1), "{said}{complained}");
    assert!(said.contains("2 pictures"), "{said}");
    for name in ["01-hall.png", "02-yard.png", "contact-sheet.png"] {
        assert!(folder.path().join("out").join(name).is_file(), "{name}");
    }
    assert!(complained.contains("could not be shown: yard. `indenfor check` tells why"), "{complained}");
    let (code, said, complained) = told(&indenfor(folder.path(), &["play", "--headless", "--out", "played", &tour]));
    assert_eq!(code, Some(0), "a visit goes on past what is broken: {said}{complained}");
}

#[test]
fn the_schema_is_the_one_that_editors_are_given() {
    let (code, said, _) = run(&["schema"]);
    assert_eq!(code, Some(0));
    let kept = std::fs::read_to_string(root().join("assets/tour.schema.json")).unwrap();
    assert_eq!(said.trim_end(), kept.trim_end(), "write it anew: indenfor schema > assets/tour.schema.json");
}

#[test]
fn doctor_looks_at_five_things_and_says_what_to_do() {
    let (code, said, complained) = run(&["doctor"]);
    assert_eq!(code, Some(0), "{said}");
    for what in ["Graphics", "Headset", "Sound", "Disk", "Fonts"] {
        let line = said.lines().find(|line| line.split_whitespace().any(|word| word == what));
        assert!(line.is_some_and(|line| line.len() > 25), "{what}: {said}");
    }
    assert!(said.contains(" MB of its memory for places"), "{said}");
    let headset = said.lines().find(|line| line.contains("Headset")).unwrap();
    assert!(headset.starts_with("  --") && headset.contains("OpenXR runtime"), "{headset}");
    assert!(said.contains("Ready for a visit"), "{said}");
    for noise in ["ALSA lib", "[GENERAL"] {
        assert!(!complained.contains(noise), "libraries speak for themselves: {complained}");
    }
}

#[test]
fn a_headset_that_was_insisted_on_and_is_not_there_ends_with_3() {
    let (code, said, complained) = run(&["play", &sample(), "--headset"]);
    assert_eq!(code, Some(3), "{said}{complained}");
    assert_eq!(complained.trim_end().lines().count(), 1, "one plain sentence: {complained}");
    assert!(complained.contains("OpenXR runtime"), "{complained}");
}

#[test]
fn a_window_without_a_display_ends_with_3() {
    let (code, said, complained) = run(&["play", &sample(), "--window"]);
    assert_eq!(code, Some(3), "{said}{complained}");
    assert!(complained.contains("display"), "{complained}");
    assert!(!complained.contains("panicked"), "{complained}");
}

#[test]
fn with_neither_headset_nor_display_it_walks_into_pictures_and_says_why() {
    for (arguments, why) in [(&["play"] as &[&str], "there is no display"), (&["play", "--headless", "--out", "out"], "as was asked")] {
        let folder = tempfile::tempdir().unwrap();
        let tour = sample();
        let mut arguments = arguments.to_vec();
        arguments.insert(1, &tour);
        let (code, said, complained) = told(&indenfor(folder.path(), &arguments));
        assert_eq!(code, Some(0), "{said}{complained}");
        let first = said.lines().next().unwrap();
        assert!(first.contains("Et første kig indenfor") && first.contains("into pictures") && first.contains(why), "{first}");
        assert!(!complained.contains("ALSA lib") && !complained.contains("[GENERAL"), "{complained}");
        for name in ["01-corridor.png", "02-cell.png", "03-chapel.png"] {
            let picture = image::open(folder.path().join("out").join(name)).unwrap().to_rgba8();
            assert_eq!(picture.dimensions(), (1280, 800), "{name}");
            assert!(deviation(&picture) > 10.0, "{name} is flat");
        }
        let sheet = image::open(folder.path().join("out/contact-sheet.png")).unwrap().to_rgba8();
        assert!(sheet.width() >= 640 && sheet.height() >= 300 && deviation(&sheet) > 10.0, "{:?}", sheet.dimensions());
        let kept = std::fs::read_dir(folder.path().join("cache/indenfor")).unwrap().map(|file| file.unwrap().file_name());
        let kept: Vec<_> = kept.filter(|name| name.to_string_lossy().contains("pipeline")).collect();
        assert_eq!(kept.len(), 1, "what the driver made of shaders is kept for the next start");
    }
}
