//! The rules of ARCHITECTURE.md that a compiler does not hold: who may know whom, and where foreign crates may be named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which rooms a room may know, besides itself and `pose`.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("pose", &[]),
    ("tour", &[]),
    ("walk", &["tour"]),
    ("media", &["tour"]),
    ("gpu", &[]),
    ("render", &["gpu", "media", "tour", "walk"]),
    ("sound", &["media", "tour", "walk"]),
    ("xr", &["gpu"]),
    ("desktop", &["gpu"]),
    ("app", &["desktop", "gpu", "media", "render", "sound", "tour", "walk", "xr"]),
    ("cli", &["app", "gpu", "render", "sound", "tour", "walk", "xr"]),
];

/// Crates that only some rooms or files may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("openxr", &["xr"]),
    ("ash", &["xr", "gpu/driver.rs"]),
    ("wgpu_hal", &["xr", "gpu/driver.rs"]),
    ("kira", &["sound"]),
    ("alsa", &["sound"]),
    ("wgpu", &["gpu", "render", "xr", "desktop"]),
    ("winit", &["desktop", "app"]),
    ("cosmic_text", &["render"]),
    ("clap", &["cli"]),
];

/// Where `unsafe` may stand: the room that talks to a headset's runtime, and the file that talks to the driver for all others.
const MAY_BE_UNSAFE: [&str; 2] = ["xr/", "gpu/driver.rs"];

/// Files of `sound` that run where sound is made, and words for what may make that thread wait.
const MAKES_SOUND: &[&str] = &["bed", "binaural", "field", "fir", "limiter", "reflections", "room", "tail"];
const MAY_WAIT: &[&str] = &["Mutex", "RwLock", "Condvar", "mpsc", "thread::", "std::fs", "std::io", "tracing", "println"];

/// No file may be longer: nobody finds their way in it.
const LONGEST: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&src).unwrap();
            let room = relative.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            (room, relative.to_owned(), text)
        })
        .collect()
}

/// A path as it is written here, whatever the system.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The lines that are code, with their numbers: no comments, and nothing below the first `#[cfg(test)]`.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"))
        .enumerate()
        .map(|(number, line)| (number + 1, line.split("//").next().unwrap_or_default()))
}

/// The rooms that a line names through `crate::room` or `crate::{room, …}`.
fn rooms_named(line: &str) -> BTreeSet<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = BTreeSet::new();
    for after in line.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => rooms.extend(list.split(',').map(word)),
            None => {
                rooms.insert(word(after));
            }
        }
    }
    rooms
}

fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '.') && after.starts_with("::")
            || line.trim_start().starts_with(&format!("use {name};"))
            || line.trim_start().starts_with(&format!("use {name} as"))
    })
}

#[test]
fn rooms_know_only_whom_they_may() {
    let mut broken = Vec::new();
    for (room, path, text) in sources() {
        if room == "main" || room == "lib" {
            continue;
        }
        let Some((_, may)) = MAY_KNOW.iter().find(|(name, _)| *name == room) else {
            broken.push(format!("{}: the room `{room}` has no rule", path.display()));
            continue;
        };
        for (number, line) in code(&text) {
            for named in rooms_named(line) {
                let is_room = MAY_KNOW.iter().any(|(name, _)| *name == named);
                if is_room && named != room && named != "pose" && !may.contains(&named.as_str()) {
                    broken.push(format!("src/{}:{number}: `{room}` may not know `{named}`", path.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn foreign_crates_are_named_only_where_they_belong() {
    let mut broken = Vec::new();
    for (room, path, text) in sources() {
        for (number, line) in code(&text) {
            for (foreign, rooms) in ONLY_IN {
                if names_crate(line, foreign) && !rooms.iter().any(|may| *may == room || slashed(&path) == *may) {
                    broken.push(format!("src/{}:{number}: `{foreign}` is named only in {}", path.display(), rooms.join(", ")));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn unsafe_stands_only_where_c_is_spoken_and_each_with_its_reason() {
    let mut broken = Vec::new();
    for (_, path, text) in sources() {
        let may = MAY_BE_UNSAFE.iter().any(|place| slashed(&path).starts_with(place));
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in code(&text) {
            let is_unsafe = line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe");
            if !is_unsafe {
                continue;
            }
            if !may {
                broken.push(format!("src/{}:{number}: unsafe outside of {}", path.display(), MAY_BE_UNSAFE.join(" and ")));
            }
            let above = &lines[number.saturating_sub(8)..number];
            if line.contains("unsafe {") && !above.iter().any(|line| line.contains("SAFETY")) {
                broken.push(format!("src/{}:{number}: unsafe without its reason", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn nothing_waits_where_sound_is_made() {
    let mut broken = Vec::new();
    for name in MAKES_SOUND {
        let text = std::fs::read_to_string(root().join("src/sound").join(name).with_extension("rs")).unwrap();
        for (number, line) in code(&text) {
            let named = MAY_WAIT.iter().filter(|word| line.contains(**word));
            broken.extend(named.map(|word| format!("src/sound/{name}.rs:{number}: `{word}` where sound is made")));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_file_is_too_long_to_find_ones_way_in() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        rust_files(&root().join(folder), &mut files);
    }
    let long: Vec<_> = files
        .iter()
        .map(|path| (path, std::fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_rules_see_what_they_forbid() {
    assert_eq!(rooms_named("use crate::{gpu::Gpu, walk};"), BTreeSet::from(["gpu".to_owned(), "walk".to_owned()]));
    assert_eq!(rooms_named("let a = crate::sound::X; use crate::tour::Y;"), BTreeSet::from(["sound".to_owned(), "tour".to_owned()]));
    assert!(names_crate("use wgpu::Device;", "wgpu") && names_crate("fn f(d: &wgpu::Device)", "wgpu"));
    assert!(!names_crate("self.wgpu::x", "wgpu") && !names_crate("use wgpu_hal::x;", "wgpu"));
}

#[test]
fn every_test_that_the_docs_name_is_there() {
    let table = std::fs::read_to_string(root().join("docs/accessibility.md")).unwrap();
    // In the last column of the table's rows.
    let named =
        table.lines().filter(|line| line.starts_with("| 4.")).filter_map(|row| row.trim_end_matches([' ', '|']).rsplit(" | ").next());
    let named: Vec<&str> = named.flat_map(|tests| tests.split('`').skip(1).step_by(2)).collect();
    assert!(named.len() > 20);
    for test in named {
        // `lib room::file::tests::name`, `tests_file name` or `tests_file module::name`.
        let (target, path) = test.split_once(' ').unwrap_or((test, ""));
        let mut modules: Vec<&str> = path.split("::").collect();
        let name = modules.pop().unwrap_or_default();
        modules.retain(|module| *module != "tests");
        let file = if target == "lib" { root().join("src") } else { root().join("tests").join(target) };
        let file = modules.iter().fold(file, |file, module| file.join(module)).with_extension("rs");
        let code = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(code.contains(&format!("fn {name}()")), "docs/accessibility.md names `{test}`, which is not in {}", file.display());
    }
}
