//! One snapshot for each kind of mistake.

use image::ImageFormat;
use indenfor::tour::{Code, Day, check};
use insta::assert_snapshot;

use crate::fixture::{CELL, Folder, TOUR, glb, picture, told_with_file, wav};

/// What a person is told when `old` becomes `new` in the tour without mistakes.
fn told(old: &str, new: &str) -> String {
    Folder::with(old, new).told()
}

#[test]
fn no_tour() {
    let folder = Folder::new(TOUR);
    let empty = folder.path().join("spaces");
    let nowhere = folder.path().join("nowhere");
    let told: Vec<String> = [empty, nowhere].iter().map(|path| check(path).diagnostics[0].render(false)).collect();
    assert_snapshot!("no-tour", told.join("\n\n").replace(&folder.path().display().to_string(), "TOUR"));
}

#[test]
fn unreadable_tour() {
    let folder = Folder::new(TOUR);
    std::fs::remove_file(folder.path().join("tour.toml")).unwrap();
    std::fs::create_dir(folder.path().join("tour.toml")).unwrap();
    assert_snapshot!("unreadable-tour", folder.told());
}

#[test]
fn too_large() {
    let folder = Folder::new("");
    // A file of 100 MB of which nothing is on the disk.
    std::fs::File::create(folder.path().join("tour.toml")).unwrap().set_len(100 << 20).unwrap();
    assert_snapshot!("too-large", folder.told());
}

#[test]
fn not_utf8() {
    let latin1: Vec<u8> = TOUR.chars().map(|char| char as u8).collect();
    assert_snapshot!("not-utf8", told_with_file("tour.toml", latin1));
}

#[test]
fn syntax() {
    assert_snapshot!("syntax", told("id = \"en-verden-indenfor\"", "id = \"en-verden-indenfor"));
}

#[test]
fn duplicate_key() {
    let told = [told("[locations.cell]", "[locations.gate]"), told("start = \"gate\"", "start = \"gate\"\nstart = \"cell\"")];
    assert_snapshot!("duplicate-key", told.join("\n\n"));
}

#[test]
fn newer_format() {
    assert_snapshot!("newer-format", told("format = 1", "format = 7\nfuture = true"));
}

#[test]
fn unknown_key() {
    let tour = TOUR
        .replace("portrait =", "portait =")
        .replace("{ go = \"gate\"", "{ goo = \"gate\"")
        .replace("{ node = \"Stand", "{ nod = \"Stand");
    assert_snapshot!("unknown-key", Folder::new(&tour.replace("start =", "colour = 3\nstart =")).told());
}

#[test]
fn clashing_keys() {
    assert_snapshot!("clashing-keys", told("{ go = \"cell\", at", "{ go = \"cell\", story = \"first-day\", at"));
}

#[test]
fn missing_key() {
    let tour = TOUR.replace("id = \"en-verden-indenfor\"\n", "").replace("name = \"Jonas\"\n", "").replace("{ go = \"gate\", at", "{ at");
    assert_snapshot!("missing-key", Folder::new(&tour).told());
}

#[test]
fn wrong_type() {
    let tour = TOUR
        .replace("north = 12.0", "north = \"12\"")
        .replace("at = { yaw = 35, pitch = -4 }", "at = 35")
        .replace("given = 2026-03-01", "given = \"2026-03-01\"");
    assert_snapshot!("wrong-type", Folder::new(&tour.replace("start = \"gate\"", "start = [\"gate\"]")).told());
}

#[test]
fn out_of_range() {
    let tour = TOUR.replace("pitch = -4", "pitch = -94").replace("gain = -12", "gain = nan").replace("distance = 2.0", "distance = 0");
    assert_snapshot!("out-of-range", Folder::new(&tour).told());
}

#[test]
fn wrong_value() {
    let tour = TOUR
        .replace("\"keep-heading\"", "\"keep\"")
        .replace("{ node = \"Stand.Door\" }", "{ position = [0, 1] }")
        .replace("\"gate.png\" }\nstand", "\"\" }\nstand");
    assert_snapshot!("wrong-value", Folder::new(&tour).told());
}

#[test]
fn bad_name() {
    let tour = TOUR.replace("languages = [\"da\", \"en\"]", "languages = [\"da\", \"en\", \"Svensk\"]");
    assert_snapshot!("bad-name", Folder::new(&format!("{tour}\n[people.\"../jonas\"]\nname = \"Jonas\"\nrole = \"Betjent\"\n")).told());
}

#[test]
fn not_yet() {
    let tour = TOUR.replace("{ panorama = \"gate.png\" }", "{ film = \"gate\" }");
    assert_snapshot!("not-yet", Folder::new(&tour).told());
}

#[test]
fn duplicate_language() {
    assert_snapshot!("duplicate-language", told("[\"da\", \"en\"]", "[\"da\", \"en\", \"da\"]"));
}

#[test]
fn link_to_nowhere() {
    let tour = TOUR.replace("go = \"cell\"", "go = \"sell\"").replace("story = \"first-day\"", "story = \"first-dya\"");
    let tour = tour
        .replace("teller = \"jonas\"", "teller = \"birgit\"")
        .replace("who = \"jonas\"", "who = \"Jonas\"")
        .replace("greets = \"first-day\"", "greets = \"hello\"");
    assert_snapshot!(
        "link-to-nowhere",
        Folder::new(&tour.replace("start = \"gate\"", "start = \"gates\"").replace("guide = \"jonas\"", "guide = \"jona\"")).told()
    );
}

#[test]
fn what_is_around_the_walk_is_checked_as_well() {
    let around = "start = \"gate\"\ncalm = \"gat\"\ncontent_note = { words = \"Om natten.\", avoid = { stories = [\"first-dya\"] } }\n\
                  farewell = { words = \"Tal med os.\", address = \"example.org/job\" }";
    let told = told("start = \"gate\"", around);
    for expected in ["did you mean `gate`?", "did you mean `first-day`?", "`example.org/job` is no address of the web"] {
        assert!(told.contains(expected), "{told}");
    }
    let right =
        around.replace("calm = \"gat\"", "calm = \"gate\"").replace("first-dya", "first-day").replace("example.org", "https://example.org");
    assert_eq!(Folder::with("start = \"gate\"", &right).told(), "");
}

#[test]
fn path_leaves_folder() {
    let tour = TOUR
        .replace("people/jonas.webp", "/etc/passwd")
        .replace("\"gate.png\", at", "\"../gate.png\", at")
        .replace("\"gate.png\" }", "\"C:/gate.png\" }");
    assert_snapshot!("path-leaves-folder", Folder::new(&tour.replace("corridor.jpg", "https://example.org/corridor.jpg")).told());
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_folder() {
    let folder = Folder::new(TOUR);
    let other = Folder::new(TOUR);
    std::fs::remove_file(folder.path().join("gate.png")).unwrap();
    std::os::unix::fs::symlink(other.path().join("gate.png"), folder.path().join("gate.png")).unwrap();
    assert_snapshot!("path-leaves-folder-by-link", folder.told());
}

#[test]
fn backslash() {
    assert_snapshot!("backslash", told("\"people/jonas.webp\"", "'people\\jonas.webp'"));
}

#[test]
fn node_in_panorama() {
    assert_snapshot!("node-in-panorama", told("at = { yaw = 10 }", "at = { node = \"Door\" }"));
}

#[test]
fn stand_in_panorama() {
    assert_snapshot!("stand-in-panorama", told("stand = { yaw = 90 }", "stand = { position = [0, 0, 1], yaw = 90 }"));
}

#[test]
fn missing_file() {
    let tour = TOUR.replace("people/jonas.webp", "people/jonsa.webp").replace("\"gate.png\" }", "\"Gate.png\" }");
    assert_snapshot!("missing-file", Folder::new(&tour.replace("spaces/cell.glb\" }", "rooms/cell.glb\" }")).told());
}

#[test]
fn a_file_whose_name_a_mac_wrote() {
    let folder = Folder::with("\"gate.png\" }", "\"g\u{e5}rd.png\" }");
    folder.write("ga\u{30a}rd.png", picture(64, 32, ImageFormat::Png));
    assert_snapshot!("missing-file-of-a-mac", folder.told());
}

#[test]
fn unreadable_file() {
    assert_snapshot!("unreadable-file", told("\"gate.png\" }\nstand", "\"people\" }\nstand"));
}

#[cfg(unix)]
#[test]
fn a_loop_of_links() {
    let folder = Folder::with("people/jonas.webp", "one.webp");
    std::os::unix::fs::symlink("two.webp", folder.path().join("one.webp")).unwrap();
    std::os::unix::fs::symlink("one.webp", folder.path().join("two.webp")).unwrap();
    let report = folder.check();
    let [diagnostic] = report.diagnostics.as_slice() else { panic!("{:?}", report.diagnostics) };
    assert_eq!(diagnostic.code, Code::UnreadableFile);
    assert!(diagnostic.message.starts_with("`one.webp` cannot be read"), "{}", diagnostic.message);
}

#[test]
fn broken_picture() {
    assert_snapshot!("broken-picture", told_with_file("gate.png", "not a picture"));
}

#[test]
fn pictures_that_are_cut_short() {
    let told: Vec<String> = [(ImageFormat::Jpeg, "corridor.jpg"), (ImageFormat::Png, "gate.png"), (ImageFormat::WebP, "people/jonas.webp")]
        .into_iter()
        .flat_map(|(format, name)| {
            let whole = picture(128, 64, format);
            [whole.len() - 20, 14].map(|length| told_with_file(name, &whole[..length]))
        })
        .collect();
    assert_snapshot!("broken-picture-cut-short", told.join("\n\n"));
}

#[test]
fn huge_picture() {
    // A few bytes that claim to be 40,000 x 40,000 pixels.
    let mut png = picture(64, 32, ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40]);
    assert_snapshot!("huge-picture", told_with_file("gate.png", png.clone()));
    // 20,480 x 10,240 are scaled down, but would first have to be decoded.
    png[16..24].copy_from_slice(&[0, 0, 0x50, 0, 0, 0, 0x28, 0]);
    assert_snapshot!("heavy-picture", told_with_file("gate.png", png));
}

#[test]
fn large_picture() {
    // 18,000 x 9,000 pixels.
    let mut png = picture(64, 32, ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x46, 0x50, 0, 0, 0x23, 0x28]);
    assert_snapshot!("large-picture", told_with_file("gate.png", png));
}

#[test]
fn pictures_of_more_light_than_can_be_shown() {
    let light = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::from(image::Rgb32FImage::new(64, 32)).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    let (hdr, exr) = (light(ImageFormat::Hdr), light(ImageFormat::OpenExr));
    let exposed = || Folder::with("north = 12.0", "north = 12.0, exposure = 1.5");
    for bytes in [&hdr, &exr] {
        let folder = exposed();
        folder.write("corridor.jpg", bytes);
        assert_eq!(folder.told(), "");
    }
    assert_snapshot!("broken-picture-portrait-of-light", told_with_file("people/jonas.webp", &hdr));
    assert_snapshot!("idle-exposure", exposed().told());
    assert_snapshot!("broken-hdr", told_with_file("corridor.jpg", &hdr[..20]));
    let marker = b"compression\0compression\0\x01\0\0\0";
    let compression = exr.windows(marker.len()).position(|bytes| bytes == marker).unwrap() + marker.len();
    let mut dwaa = exr.clone();
    dwaa[compression] = 8;
    let told = [&exr[..60], &exr[..exr.len() / 2], &exr[..exr.len() - 1], &dwaa].map(|bytes| told_with_file("corridor.jpg", bytes));
    assert_snapshot!("broken-exr", told.join("\n\n"));
}

#[test]
fn broken_model() {
    let cut_short = &glb(CELL)[..60];
    let unknown = glb(&CELL.replace("\"scene\": 0,", "\"extensionsRequired\": [\"MSFT_texture_dds\"],"));
    let old = glb(&CELL.replace("2.0", "1.0"));
    let wild = glb(&CELL.replace(
        "\"scene\": 0,",
        r#""buffers": [{ "byteLength": 48 }], "bufferViews": [{ "buffer": 0, "byteLength": 48 }],
        "accessors": [{ "bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 4000000000 }],"#,
    ));
    let lost = |meshes: &str, nodes: &str| {
        let cell = CELL.replacen("\"scene\": 0,", &format!(r#""meshes": [{{ "primitives": [{meshes}] }}], "scene": 0,"#), 1);
        glb(&cell.replacen("{ \"name\": \"Door\"", &format!("{{ {nodes}\"name\": \"Door\""), 1))
    };
    let no_accessor = lost(r#"{ "attributes": { "POSITION": 999 } }"#, r#""mesh": 0, "#);
    let no_material = lost(r#"{ "attributes": {}, "material": 3 }"#, r#""mesh": 0, "#);
    let no_mesh = lost("", r#""mesh": 1, "#);
    // What is not drawn does no harm.
    let undrawn = lost(r#"{ "mode": 1, "indices": 99, "attributes": {} }, { "attributes": { "_BATCHID": 99 } }"#, r#""mesh": 0, "#);
    assert_eq!(told_with_file("spaces/cell.glb", undrawn), "");
    let told = [b"not a model".as_slice(), cut_short, &unknown, &old, &wild, &no_accessor, &no_material, &no_mesh]
        .map(|model| told_with_file("spaces/cell.glb", model));
    assert_snapshot!("broken-model", told.join("\n\n"));
}

#[test]
fn broken_model_part() {
    let missing = glb(&CELL.replace("\"scene\": 0,", "\"images\": [{ \"uri\": \"wall.png\" }],"));
    let outside = glb(&CELL.replace("\"scene\": 0,", "\"buffers\": [{ \"uri\": \"../../cell.bin\" }],"));
    let told = [missing, outside].map(|model| told_with_file("spaces/cell.glb", model));
    assert_snapshot!("broken-model-part", told.join("\n\n"));
}

#[test]
fn missing_clip() {
    assert_snapshot!("missing-clip", told_with_file("spaces/cell.glb", glb(&CELL.replace("speak", "talk").replace("walk-on", "run"))));
}

#[test]
fn unknown_node() {
    let tour = TOUR.replace("\"Stand.Door\"", "\"Stand.Dor\"");
    assert_snapshot!("unknown-node", Folder::new(&tour.replace("{ node = \"Door\" }", "{ node = \"Window\" }")).told());
}

#[test]
fn broken_captions() {
    let latin1 = b"WEBVTT\n\n00:00.500 --> 00:02.000\nP\xE5 gangen\n".as_slice();
    let subrip = b"1\n00:00:00,500 --> 00:00:02,000\nHej\n".as_slice();
    let told = [latin1, subrip].map(|captions| told_with_file("stories/first-day.da.vtt", captions));
    assert_snapshot!("broken-captions", told.join("\n\n"));
}

#[test]
fn broken_cue() {
    let captions = "WEBVTT\n\n00:05.000 --> 00:04.000\nHej\n\n1:2 --> 3\nHej\n\nHej\n";
    assert_snapshot!("broken-cue", told_with_file("stories/first-day.da.vtt", captions));
}

#[test]
fn overlapping_captions() {
    let captions = "WEBVTT\n\n00:01.000 --> 00:04.000\nHej\n\n00:03.000 --> 00:04.500\nVelkommen\n";
    assert_snapshot!("overlapping-captions", told_with_file("stories/first-day.da.vtt", captions));
}

#[test]
fn missing_captions() {
    let one_language = told(", en = \"stories/first-day.en.vtt\"", "");
    let none = told("captions = { da = \"stories/first-day.da.vtt\", en = \"stories/first-day.en.vtt\" }\n", "");
    assert_snapshot!("missing-captions", format!("{one_language}\n\n{none}"));
}

#[test]
fn missing_sound() {
    assert_snapshot!("missing-sound", told("sound = { da = \"stories/first-day.wav\", en", "sound = { en"));
}

#[test]
fn missing_text() {
    assert_snapshot!("missing-text", told("{ da = \"Porten\", en = \"The gate\" }", "{ da = \"Porten\" }"));
}

#[test]
fn unspoken_language() {
    let told = ["nn", "pl"].map(|tag| told("languages = [\"da\", \"en\"]", &format!("languages = [\"da\", \"en\", \"{tag}\"]")));
    // Besides, all words of the tour are missing in it.
    let of_the_program = told.map(|told| told.split("\n\n").find(|found| found.contains("unspoken-language")).map(str::to_owned));
    assert_snapshot!("unspoken-language", of_the_program.map(|found| found.expect("it is told")).join("\n\n"));
}

#[test]
fn undeclared_language() {
    assert_snapshot!("undeclared-language", told("en = \"The gate\"", "en = \"The gate\", de = \"Das Tor\""));
}

#[test]
fn untitled_location() {
    assert_snapshot!("untitled-location", told("title = { da = \"Cellen\", en = \"The cell\" }\n", ""));
}

#[test]
fn unreachable_location() {
    assert_snapshot!("unreachable-location", told("  { go = \"cell\", at = { yaw = 35, pitch = -4 }, arrive = { yaw = 180 } },\n", ""));
}

#[test]
fn dead_end() {
    assert_snapshot!("dead-end", told("go = \"corridor\", at = { node", "go = \"cell\", at = { node"));
}

#[test]
fn consent_ends_first() {
    assert_snapshot!("consent-ends-first", told("until = 2098-03-01", "until = 2025-03-01"));
}

#[test]
fn consent_expired() {
    let folder = Folder::new(TOUR);
    assert_eq!(folder.told_on(Day::new(2098, 1, 29)), "", "a month before, nothing is said yet");
    assert_snapshot!("consent-expires", folder.told_on(Day::new(2098, 2, 20)));
    assert!(folder.told_on(Day::new(2098, 3, 1)).contains("ends today"), "it holds on its last day");
    assert_snapshot!("consent-expired", folder.told_on(Day::new(2098, 3, 2)));
}

#[test]
fn fast_caption() {
    // The second is read until the third begins; the last has no time at all.
    let captions = "WEBVTT\n\n00:00.500 --> 00:01.000\nVelkommen, og kom bare indenfor.\n\n00:01.900 --> 00:02.000\nHej.\n\n\
        00:02.500 --> 00:02.900\nDet her er en celle.\n";
    assert_snapshot!("fast-caption", told_with_file("stories/first-day.da.vtt", captions));
}

#[test]
fn long_caption() {
    let captions = "WEBVTT\n\n00:00.000 --> 00:03.000\n<v Jonas>På gangen er der altid nogen, der kalder.\n\n\
        00:03.000 --> 00:04.500\nKom\nbare\nindenfor.\n";
    assert_snapshot!("long-caption", told_with_file("stories/first-day.da.vtt", captions));
    let just_fits = "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Jonas>På gangen er der altid en, der spør.\nKom bare indenfor.\n";
    assert_eq!(told_with_file("stories/first-day.da.vtt", just_fits), "");
}

#[test]
fn late_captions() {
    assert_snapshot!("late-captions", told_with_file("stories/first-day.wav", wav(2.0)));
}

#[test]
fn covered_hotspot() {
    let beside = "{ story = \"first-day\", at = { yaw = -60, pitch = 2 } }";
    let look = "{ look = { da = \"Nøgleskabet ved døren til vagten\", en = \"The key cabinet\" }, at = { yaw = 178, distance = 6 } }";
    let tour = TOUR.replace(beside, &format!("{},\n  {look}", beside.replace("-60, pitch = 2", "33, pitch = -3")));
    // In a model, what counts is where one stands: the desk is right behind the door.
    let tour = tour.replace("{ node = \"Door\" } }]", "{ node = \"Door\" } }, { story = \"first-day\", at = { node = \"Desk\" } }]");
    let folder = Folder::new(&tour);
    let desk = "{ \"name\": \"Desk\", \"translation\": [0, 0.4, 2] }, { \"name\": \"Door\"";
    folder.write("spaces/cell.glb", glb(&CELL.replace("[1, 2]", "[1, 2, 3]").replace("{ \"name\": \"Door\"", desk)));
    assert_snapshot!("covered-hotspot", folder.told());
}

#[test]
fn untold_story() {
    let story = "[stories.last-day]\nteller = \"jonas\"\ntitle = \"Min sidste dag\"\nsound = \"stories/first-day.wav\"\n\
        captions = \"stories/first-day.da.vtt\"\n";
    assert_snapshot!("untold-story", told("[locations.gate]", &format!("{story}\n[locations.gate]")));
}

#[test]
fn unmet_person() {
    assert_snapshot!(
        "unmet-person",
        told("[stories.first-day]", "[people.mette]\nname = \"Mette\"\nrole = \"Betjent\"\n\n[stories.first-day]")
    );
}

#[test]
fn too_many() {
    let unknown: String = (0..5000).map(|index| format!("key{index} = 1\n")).collect();
    let report = Folder::new(&format!("{unknown}{TOUR}")).check();
    assert_eq!(report.diagnostics.len(), 201);
    assert_eq!(report.diagnostics[200].code, Code::TooMany);
    assert!(report.tour.is_none());
}

#[test]
fn every_mistake_is_told_in_one_go() {
    let tour = TOUR
        .replace("portrait =", "portait =")
        .replace("north = 12.0", "north = \"12\"")
        .replace("\"gate.png\" }\nstand", "\"gone.png\" }\nstand");
    let folder = Folder::new(&tour.replace("go = \"corridor\", at = { node = \"Door\" }", "go = \"coridor\", at = { node = \"Dor\" }"));
    folder.write("stories/first-day.en.vtt", "Hi");
    let codes: Vec<&str> = folder.check().diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    assert_eq!(codes, ["unknown-key", "missing-file", "wrong-type", "link-to-nowhere", "unknown-node", "broken-captions"]);
}

#[test]
fn in_one_line_and_as_json() {
    let report = Folder::with("go = \"cell\"", "go = \"sell\"").check();
    let diagnostic = &report.diagnostics[0];
    let line = diagnostic.to_string();
    assert!(line.ends_with("tour.toml:38:10: error[link-to-nowhere]: there is no location `sell` (did you mean `cell`?)"), "{line}");
    let json = serde_json::to_value(diagnostic).unwrap();
    assert_eq!(
        (&json["line"], &json["column"], &json["code"], &json["severity"]),
        (&38.into(), &10.into(), &"link-to-nowhere".into(), &"error".into())
    );
    assert!(diagnostic.render(true).contains('\u{1B}') && !diagnostic.render(false).contains('\u{1B}'));
}

#[test]
fn every_kind_of_mistake_has_a_snapshot() {
    // These need what a test cannot have, or are shown by a test of their own above.
    let without = [Code::TooMany, Code::Capitals];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnostics/snapshots");
    for code in Code::ALL.iter().filter(|code| !without.contains(code)) {
        let files = ["mistakes", "models", "loading_models", "pictures", "sounds", "lines", "tiles"]
            .map(|tests| format!("{folder}/diagnostics__{tests}__{}.snap", code.name()));
        let told: String = files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
        assert!(told.contains(&format!("[{}]", code.name())), "{} has no snapshot", code.name());
    }
}
