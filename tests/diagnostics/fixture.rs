//! A small tour in a folder of its own, to be spoilt.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat};
use indenfor::tour::{Day, Report, check, check_on};
use tempfile::TempDir;

/// A tour without any mistake.
pub const TOUR: &str = r#"#:schema ./tour.schema.json
format = 1
id = "en-verden-indenfor"
title = { da = "En verden indenfor", en = "A world inside" }
languages = ["da", "en"]
start = "gate"
guide = "jonas"

[people.jonas]
name = "Jonas"
role = { da = "Fængselsbetjent", en = "Prison officer" }
portrait = "people/jonas.webp"
avatar = "spaces/cell.glb"

[stories.first-day]
teller = "jonas"
title = { da = "Min første dag", en = "My first day" }
sound = { da = "stories/first-day.wav", en = "stories/first-day.wav" }
captions = { da = "stories/first-day.da.vtt", en = "stories/first-day.en.vtt" }
message = "relations"
consent = { given = 2026-03-01, until = 2098-03-01 }

[locations.gate]
title = { da = "Porten", en = "The gate" }
space = { panorama = "gate.png" }
stand = { yaw = 90 }
hotspots = [{ go = "corridor", at = { yaw = 10 }, arrive = "keep-heading" }]

[locations.corridor]
title = { da = "Gangen", en = "The corridor" }
space = { panorama = "corridor.jpg", north = 12.0, level = { pitch = 0.4, roll = -0.2 } }
guide = { who = "jonas", at = { yaw = 20, distance = 2.0 }, greets = "first-day" }
ambience = [
  { sound = "stories/first-day.wav", gain = -12 },
  { sound = "stories/first-day.wav", at = { yaw = 90, distance = 4.0 }, gain = -18 },
]
hotspots = [
  { go = "cell", at = { yaw = 35, pitch = -4 }, arrive = { yaw = 180 } },
  { go = "gate", at = { yaw = 180 } },
  { story = "first-day", at = { yaw = -60, pitch = 2 } },
  { look = { da = "Nøgleskabet", en = "The key cabinet" }, picture = "gate.png", at = { yaw = 80 } },
]

[locations.cell]
title = { da = "Cellen", en = "The cell" }
space = { model = "spaces/cell.glb" }
stand = { node = "Stand.Door" }
hotspots = [{ go = "corridor", at = { node = "Door" } }]
"#;

pub const CAPTIONS: &str = "WEBVTT\n\n00:00.500 --> 00:02.000\n<v Jonas>Hej.\n\n00:02.000 --> 00:04.500\nVelkommen\nindenfor.\n";

/// A tour's folder.
pub struct Folder {
    pub dir: TempDir,
}

impl Folder {
    /// A folder with the media of [`TOUR`] and this tour file.
    pub fn new(tour: &str) -> Self {
        let folder = Self { dir: TempDir::new().unwrap() };
        folder.write("tour.toml", tour);
        folder.write("gate.png", picture(64, 32, ImageFormat::Png));
        folder.write("corridor.jpg", picture(64, 32, ImageFormat::Jpeg));
        folder.write("people/jonas.webp", picture(20, 30, ImageFormat::WebP));
        folder.write("spaces/cell.glb", glb(CELL));
        folder.write("stories/first-day.wav", wav(3.0));
        folder.write("stories/first-day.da.vtt", CAPTIONS);
        folder.write("stories/first-day.en.vtt", CAPTIONS);
        folder
    }

    /// A folder with [`TOUR`], `old` replaced by `new` in it.
    pub fn with(old: &str, new: &str) -> Self {
        assert!(TOUR.contains(old), "{old}");
        Self::new(&TOUR.replacen(old, new, 1))
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    pub fn check(&self) -> Report {
        check(self.path())
    }

    /// What a person is told about it.
    pub fn told(&self) -> String {
        self.words(&self.check())
    }

    /// The same on another day.
    pub fn told_on(&self, today: Day) -> String {
        self.words(&check_on(self.path(), today))
    }

    fn words(&self, report: &Report) -> String {
        let told: Vec<String> = report.diagnostics.iter().map(|diagnostic| diagnostic.render(false)).collect();
        told.join("\n\n").replace(&self.path().display().to_string(), "TOUR").replace('\\', "/")
    }
}

pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Silence.
pub fn wav(seconds: f32) -> Vec<u8> {
    let rate = 8000_u32;
    let data = (seconds * rate as f32) as u32 * 2;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + data).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(data.to_le_bytes());
    wav.resize(wav.len() + data as usize, 0);
    wav
}

/// A cell two metres along +X from the origin, with a door in it that a visitor comes in by, facing +X.
pub const CELL: &str = r#"{ "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0] }], "nodes": [
  { "name": "Cell", "translation": [2, 0, 0], "children": [1, 2] },
  { "name": "Door", "translation": [0, 1, 1.5] },
  { "name": "Stand.Door", "translation": [0, 0, 1], "rotation": [0, -0.70710678, 0, 0.70710678] }
], "animations": [
  { "name": "idle" }, { "name": "greet" }, { "name": "speak" }, { "name": "listen" }, { "name": "point" }, { "name": "walk-on" }
] }"#;

pub fn glb(json: &str) -> Vec<u8> {
    let mut json = json.as_bytes().to_vec();
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut glb = b"glTF\x02\0\0\0".to_vec();
    glb.extend((json.len() as u32 + 20).to_le_bytes());
    glb.extend((json.len() as u32).to_le_bytes());
    glb.extend(b"JSON");
    glb.extend(json);
    glb
}

/// What is told of [`TOUR`] when a file has these contents.
pub fn told_with_file(path: &str, contents: impl AsRef<[u8]>) -> String {
    let folder = Folder::new(TOUR);
    folder.write(path, contents);
    folder.told()
}
