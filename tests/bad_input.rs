//! Files that are broken, or made to break something: the program says which file it is, keeps within its memory, and where there
//! still is a tour it can be walked, with a plain room in place of what is broken. What the storyboards of these tours look like is
//! kept in the build folder's `tmp/bad-input`.

mod glb;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use support::golden::deviation;
use tempfile::TempDir;

/// The most that a command may ever hold, bytes.
const MOST: u64 = 1 << 30;

/// A tour of three places in a row; what may be broken hangs in the middle one.
const TOUR: &str = r#"
format = 1
id = "three"
title = { da = "Tre rum" }
languages = ["da"]
start = "hall"

[people.jonas]
name = "Jonas"
role = { da = "Fængselsbetjent" }

[stories.keys]
teller = "jonas"
title = { da = "Nøglerne" }
captions = { da = "keys.vtt" }
message = "relations"
consent = { given = 2026-03-01, until = 2036-03-01 }

[locations.hall]
title = { da = "Hallen" }
space = { panorama = "hall.png" }
hotspots = [{ go = "middle", at = { yaw = 20, pitch = -5 } }]

[locations.middle]
title = { da = "Midten" }
space = { panorama = "middle.png" }
hotspots = [{ go = "yard", at = { yaw = -20, pitch = -5 } }, { go = "hall", at = { yaw = 30, pitch = -5 } }]

[locations.yard]
title = { da = "Gården" }
space = { panorama = "yard.png" }
hotspots = [{ go = "middle", at = { yaw = 0, pitch = -5 } }, { story = "keys", at = { yaw = 40 } }]
"#;

struct Tour {
    folder: TempDir,
}

impl Tour {
    fn new() -> Self {
        let tour = Self { folder: tempfile::tempdir().unwrap() };
        tour.write("tour.toml", TOUR.trim_start());
        for (name, tint) in [("hall.png", [220, 120, 80]), ("middle.png", [120, 200, 120]), ("yard.png", [100, 140, 220])] {
            tour.write(name, picture(ImageFormat::Png, tint));
        }
        tour.write("keys.vtt", "WEBVTT\n\n00:00.500 --> 00:02.000\nDet er nøglerne.\n");
        tour
    }

    /// The tour with something else in the middle than a picture that can be seen.
    fn with_middle(space: &str) -> Self {
        let tour = Self::new();
        tour.write("tour.toml", TOUR.trim_start().replace("{ panorama = \"middle.png\" }", space));
        tour
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    /// Replaces a file by a symbolic link to itself.
    #[cfg(unix)]
    fn loop_at(&self, name: &str) {
        let path = self.folder.path().join(name);
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&path, &path).unwrap();
    }

    /// `check` finds it and names the file; nothing comes down.
    fn check(&self, file: &str) {
        let ran = Ran::new(&["check", self.folder.path().to_str().unwrap()]);
        assert_eq!(ran.code, Some(1), "{}", ran.said);
        assert!(ran.said.contains(file), "{file} is not named:\n{}", ran.said);
        ran.held_itself_together();
    }

    /// The storyboard has all three places, and a plain room with something written in it for the middle one, which it names in the end.
    fn walk(&self, name: &str, middle_is_broken: bool) {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad-input").join(name);
        let _ = fs::remove_dir_all(&out);
        let ran = Ran::new(&["storyboard", self.folder.path().to_str().unwrap(), "--out", out.to_str().unwrap()]);
        assert_eq!(ran.code, Some(i32::from(middle_is_broken)), "{}", ran.said);
        assert_eq!(ran.said.contains("could not be shown: middle."), middle_is_broken, "{}", ran.said);
        ran.held_itself_together();
        let open = |name: &str| image::open(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}\n{}", ran.said)).to_rgb8();
        let (hall, middle, yard) = (open("01-hall.png"), open("02-middle.png"), open("03-yard.png"));
        for picture in [&hall, &middle, &yard] {
            assert!(deviation(&image::DynamicImage::ImageRgb8(picture.clone()).to_rgba8()) > 4.0, "a flat picture");
        }
        // The hall is warm, the middle green and the yard blue, where they can be seen; the plain room is none of these.
        assert!(excess(&hall, 0, 2) > 40.0 && excess(&yard, 2, 0) > 40.0);
        let green = excess(&middle, 1, 0).min(excess(&middle, 1, 2));
        assert_eq!(green < 15.0, middle_is_broken, "the middle is green by {green}");
        out.join("contact-sheet.png").metadata().unwrap();
    }

    /// There is nothing to walk, and it is said why.
    fn cannot_be_walked(&self, file: &str) {
        for command in ["check", "storyboard", "play"] {
            let mut arguments = vec![command, self.folder.path().to_str().unwrap()];
            if command == "play" {
                arguments.push("--headless");
            }
            let ran = Ran::new(&arguments);
            assert_eq!(ran.code, Some(1), "{command}: {}", ran.said);
            assert!(ran.said.contains(file), "{command}: {file} is not named:\n{}", ran.said);
            ran.held_itself_together();
        }
    }
}

/// By how much one channel is stronger than another, on the average.
fn excess(picture: &RgbImage, strong: usize, weak: usize) -> f32 {
    let sum: i64 = picture.pixels().map(|pixel| i64::from(pixel.0[strong]) - i64::from(pixel.0[weak])).sum();
    sum as f32 / (picture.width() * picture.height()) as f32
}

/// A panorama of squares in a colour.
fn picture(format: ImageFormat, tint: [u8; 3]) -> Vec<u8> {
    let squares = |x: u32, y: u32| Rgb(tint.map(|channel| if (x / 32 + y / 32).is_multiple_of(2) { channel } else { channel / 2 }));
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_fn(1024, 512, squares).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What became of a command.
struct Ran {
    code: Option<i32>,
    said: String,
    /// The most memory that it held, bytes; 0 where the system does not tell.
    peak: u64,
}

impl Ran {
    fn new(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let said = folder.path().join("said.txt");
        let file = fs::File::create(&said).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_indenfor"))
            .args(arguments)
            .current_dir(folder.path())
            .env("XDG_STATE_HOME", folder.path())
            .stdout(Stdio::from(file.try_clone().unwrap()))
            .stderr(Stdio::from(file))
            .spawn()
            .unwrap();
        let mut peak = 0;
        let code = loop {
            peak = peak.max(memory(&child));
            match child.try_wait().unwrap() {
                Some(ended) => break ended.code(),
                None => thread::sleep(Duration::from_millis(3)),
            }
        };
        let said = String::from_utf8_lossy(&fs::read(said).unwrap()).into_owned();
        println!("{arguments:?}: at most {} MB\n{said}", peak >> 20);
        Self { code, said, peak }
    }

    fn held_itself_together(&self) {
        assert!(!self.said.contains("panicked"), "{}", self.said);
        assert!(self.peak < MOST, "it took {} MB", self.peak >> 20);
        assert!(self.said.lines().count() < 60, "nobody reads so much:\n{}", self.said);
    }
}

/// The most that the program has held so far, bytes.
fn memory(child: &Child) -> u64 {
    let status = fs::read_to_string(PathBuf::from(format!("/proc/{}/status", child.id()))).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}

#[test]
fn a_tour_that_is_whole_is_walked_within_its_memory() {
    Tour::new().walk("whole", false);
}

#[test]
fn a_truncated_jpeg() {
    let tour = Tour::with_middle("{ panorama = \"middle.jpg\" }");
    let jpeg = picture(ImageFormat::Jpeg, [120, 200, 120]);
    tour.write("middle.jpg", &jpeg[..jpeg.len() / 2]);
    tour.check("middle.jpg");
    tour.walk("truncated-jpeg", true);
}

#[test]
fn a_model_with_a_wild_accessor() {
    let mut model = glb::Glb::new();
    model.place(&glb::square(2.0), serde_json::json!({}), [0.0, 1.0, -2.0]);
    for accessor in model.json["accessors"].as_array_mut().unwrap() {
        accessor["count"] = serde_json::json!(4_000_000_000_u64);
        accessor["byteOffset"] = serde_json::json!(u64::MAX / 2);
    }
    let tour = Tour::with_middle("{ model = \"middle.glb\" }");
    tour.write("middle.glb", model.bytes());
    tour.check("middle.glb");
    tour.walk("wild-accessor", true);
}

#[test]
fn a_picture_of_40_000_pixels_across_in_two_megabytes() {
    let bomb = png_of_nothing(40_000);
    assert!(bomb.len() < 2 << 20);
    let tour = Tour::new();
    tour.write("middle.png", bomb);
    tour.check("middle.png");
    tour.walk("png-bomb", true);
}

#[test]
fn a_tour_file_of_100_megabytes() {
    let tour = Tour::new();
    let mut toml = TOUR.trim_start().as_bytes().to_vec();
    let comment = b"# A line of a tour file that somebody's script could not stop writing.\n";
    while toml.len() < 100 << 20 {
        toml.extend_from_slice(comment);
    }
    tour.write("tour.toml", toml);
    tour.cannot_be_walked("tour.toml");
}

#[test]
fn captions_in_latin_1() {
    let tour = Tour::new();
    tour.write("keys.vtt", b"WEBVTT\n\n00:00.500 --> 00:02.000\nDet er n\xF8glerne p\xE5 v\xE6ggen.\n");
    tour.check("keys.vtt");
    tour.walk("latin-1", false);
}

#[test]
#[cfg(unix)]
fn loops_of_symbolic_links() {
    let tour = Tour::new();
    tour.loop_at("middle.png");
    tour.check("middle.png");
    tour.walk("link-loop", true);
    tour.loop_at("tour.toml");
    tour.cannot_be_walked("tour.toml");
}

#[test]
fn a_missing_picture() {
    let tour = Tour::new();
    fs::remove_file(tour.folder.path().join("middle.png")).unwrap();
    tour.check("middle.png");
    tour.walk("missing", true);
}

/// A whole and correct PNG of `side` by `side` black pixels of a bit each, made without ever holding them.
fn png_of_nothing(side: u32) -> Vec<u8> {
    let bytes = u64::from(side) * (1 + u64::from(side).div_ceil(8));
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    let mut header = [side.to_be_bytes(), side.to_be_bytes()].concat();
    header.extend([1, 0, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    for part in zlib_of_zeros(bytes).chunks(64 << 10) {
        chunk(&mut png, b"IDAT", part);
    }
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    let begin = png.len();
    png.extend(name);
    png.extend(data);
    let crc = png[begin..].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    png.extend((!crc).to_be_bytes());
}

/// So many zeros: one as it is, then "258 more of the same" over and over, in the fixed code of deflate.
fn zlib_of_zeros(count: u64) -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x78, 0x01], bit: 0, held: 0 };
    bits.put(0b011, 3); // the last block, in the fixed code
    let literal_zero = |bits: &mut Bits| bits.put_code(0b0011_0000, 8);
    literal_zero(&mut bits);
    for _ in 0..(count - 1) / 258 {
        bits.put_code(0b1100_0101, 8); // 258 bytes
        bits.put_code(0, 5); // from one byte back
    }
    for _ in 0..(count - 1) % 258 {
        literal_zero(&mut bits);
    }
    bits.put_code(0, 7); // the end
    bits.put(0, 7);
    bits.bytes.extend((((count % 65521) as u32) << 16 | 1).to_be_bytes());
    bits.bytes
}

/// Bits as deflate packs them, from the lowest of each byte.
struct Bits {
    bytes: Vec<u8>,
    bit: u32,
    held: u8,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for nth in 0..count {
            self.held |= (((value >> nth) & 1) as u8) << self.bit;
            self.bit += 1;
            if self.bit == 8 {
                self.bytes.push(self.held);
                (self.bit, self.held) = (0, 0);
            }
        }
    }

    /// A code, which goes in from its highest bit.
    fn put_code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }
}
