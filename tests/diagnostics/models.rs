//! What is wrong with models.

use glam::Vec3;
use insta::assert_snapshot;

use crate::fixture::{CELL, Folder, glb, picture, told_with_file};

/// The cell with this among what its document has.
fn cell_with(more: &str) -> Vec<u8> {
    glb(&CELL.replacen("\"scene\": 0", &format!("{more}, \"scene\": 0"), 1))
}

#[test]
fn unshown_extension() {
    let used = cell_with(r#""extensionsUsed": ["KHR_materials_iridescence", "KHR_materials_unlit", "KHR_animation_pointer"]"#);
    assert_snapshot!("unshown-extension", told_with_file("spaces/cell.glb", used));
    let needed = cell_with(r#""extensionsRequired": ["KHR_meshopt_compression"]"#);
    assert_snapshot!("needed-extension", told_with_file("spaces/cell.glb", needed));
}

#[test]
fn shadowless_lamps() {
    let lamps = |names: &[&str]| {
        let nodes: Vec<String> = (0..names.len())
            .map(|nth| format!(r#"{{ "name": "{}", "extensions": {{ "KHR_lights_punctual": {{ "light": {nth} }} }} }}"#, names[nth]))
            .collect();
        let lights: Vec<String> = (0..names.len())
            .map(|nth| {
                let kind = ["spot", "directional", "spot", "spot", "spot", "point", "spot"][nth];
                format!(r#"{{ "type": "{kind}", "intensity": {}, "color": [0.5, 1, 0.5] }}"#, 100 - nth * 10)
            })
            .collect();
        let with_lights = format!(r#""extensions": {{ "KHR_lights_punctual": {{ "lights": [{}] }} }}, "scene": 0"#, lights.join(", "));
        let cell = CELL.replacen("\"scene\": 0", &with_lights, 1);
        let roots: String = (3..3 + names.len()).map(|node| format!(", {node}")).collect();
        let cell = cell.replacen("\"nodes\": [0]", &format!("\"nodes\": [0{roots}]"), 1);
        glb(&cell.replacen("], \"animations\"", &format!(", {}], \"animations\"", nodes.join(", ")), 1))
    };
    let told = |names: &[&str]| told_with_file("spaces/cell.glb", lamps(names));
    assert!(!told(&["One", "Sun", "Two", "Three"]).contains("shadow"), "four of them do");
    assert_snapshot!("shadowless-lamps", told(&["One", "Sun", "Two", "Three", "Desk lamp", "Candle", "Night light"]));
}

#[test]
fn light_of_no_picture() {
    let told = |file: &str, contents: &[u8]| {
        let folder = Folder::with("model = \"spaces/cell.glb\"", "model = \"spaces/cell.glb\", light = \"spaces/sky.hdr\"");
        folder.write(file, contents);
        folder.told()
    };
    // In each row one pixel, and how often it follows: more than 256 times.
    let hdr = |width: u16, height: u16| {
        let [more, rest] = (width - 1).to_be_bytes();
        let row = [[9, 9, 9, 128], [1, 1, 1, rest], [1, 1, 1, more]].concat();
        let header = format!("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n");
        [header.into_bytes(), row.repeat(height.into())].concat()
    };
    assert_eq!(told("spaces/sky.hdr", &hdr(512, 256)), "");
    let all = [
        told("spaces/sky.jpg", b""),
        told("spaces/sky.hdr", &picture(4, 2, image::ImageFormat::Png)),
        told("spaces/sky.hdr", &hdr(512, 512)),
        told("spaces/sky.hdr", &hdr(16384, 8192)),
    ];
    assert_snapshot!("light-of-no-picture", all.join("\n\n"));
}

#[test]
fn unknown_variant() {
    let looks = cell_with(r#""extensions": { "KHR_materials_variants": { "variants": [{ "name": "day" }, { "name": "night" }] } }"#);
    let told = |variant: &str, looks: &[u8]| {
        let folder = Folder::with("model = \"spaces/cell.glb\"", &format!("model = \"spaces/cell.glb\", variant = \"{variant}\""));
        folder.write("spaces/cell.glb", looks);
        folder.told()
    };
    assert_eq!(told("night", &looks), "");
    let plain = glb(CELL);
    assert_snapshot!("unknown-variant", [told("nigth", &looks), told("winter", &looks), told("night", &plain)].join("\n\n"));
}

/// The tour with its cell as a .gltf file.
fn cell_of(document: &[u8]) -> Folder {
    let folder = Folder::with("model = \"spaces/cell.glb\"", "model = \"spaces/cell.gltf\"");
    folder.write("spaces/cell.gltf", document);
    folder
}

/// Where one stands in the cell, and where its way out is.
fn places(folder: &Folder) -> [Vec3; 2] {
    let tour = folder.check().tour.expect("it can be walked");
    let cell = tour.locations.iter().find(|location| location.id == "cell").unwrap();
    [cell.stand.position, cell.hotspots[0].position]
}

const WHERE_THE_FILE_HAS_THEM: [Vec3; 2] = [Vec3::new(2.0, 0.0, 1.0), Vec3::new(2.0, 1.0, 1.5)];

#[test]
fn whatever_pictures_a_model_lacks_its_nodes_are_where_they_are() {
    let told = |pictures: &[&str]| {
        let images: Vec<String> = pictures.iter().map(|uri| format!(r#"{{ "uri": {uri:?} }}"#)).collect();
        let folder = cell_of(CELL.replacen("\"scene\": 0", &format!(r#""images": [{}], "scene": 0"#, images.join(", ")), 1).as_bytes());
        folder.write("spaces/wood.png", picture(4, 4, image::ImageFormat::Png));
        assert_eq!(places(&folder), WHERE_THE_FILE_HAS_THEM, "{pictures:?}");
        folder.told()
    };
    assert_eq!(told(&["wood.png"]), "");
    let all = [
        told(&["wall.png"]),
        told(&["wood.png", "Wood.PNG", "wall.png", "floor%zz.png"]),
        told(&["textures\\wood.png"]),
        told(&["C:\\Users\\me\\wood.png"]),
    ];
    assert_snapshot!("pictures-of-a-model", all.join("\n\n"));
}

#[test]
fn a_mark_of_the_byte_order_before_a_model_is_passed_over() {
    let folder = cell_of(&[b"\xEF\xBB\xBF", CELL.as_bytes()].concat());
    assert_eq!(folder.told(), "");
    assert_eq!(places(&folder), WHERE_THE_FILE_HAS_THEM);
}

#[test]
fn animations_by_other_names() {
    let told = |names: &[&str]| {
        let animations: Vec<String> = names.iter().map(|name| format!(r#"{{ "name": "{name}" }}"#)).collect();
        let (before, _) = CELL.split_once("\"animations\"").unwrap();
        told_with_file("spaces/cell.glb", glb(&format!("{before}\"animations\": [{}] }}", animations.join(", "))))
    };
    let all = [
        told(&["Idle", "Greet", "Speak", "Listen", "Point", "Walk"]),
        told(&["IDLE.001", "Idle", "Armature|greet", "mixamo.com", "point"]),
        told(&["mixamo.com", "Take 001"]),
        told(&[]),
    ];
    assert_snapshot!("animations-by-other-names", all.join("\n\n"));
}

#[test]
fn far_node() {
    let told = |place: &str| told_with_file("spaces/cell.glb", glb(&CELL.replacen("[2, 0, 0]", place, 1)));
    assert_eq!(told("[9990, 0, 0]"), "");
    assert_snapshot!(
        "far-node",
        [told("[6214000, 30, 0]"), told("[0, -20000, 0]"), told("[1e30, 0, 0]"), told("[1e39, 0, 0]")].join("\n\n")
    );
}

#[test]
fn ambiguous_node() {
    let third = |node: &str| CELL.replacen("] }\n], \"anim", &format!("] }}, {node}\n], \"anim"), 1);
    let twice = third(r#"{ "name": "Door", "translation": [0, 0, -1.25] }"#).replacen("[1, 2] }", "[3, 1, 2] }", 1);
    let unnamed = third(r#"{ "name": "Desk" }, { "name": "Desk" }"#).replacen("[1, 2] }", "[1, 2, 3, 4] }", 1);
    assert_eq!(told_with_file("spaces/cell.glb", glb(&unnamed)), "", "nobody names it");
    assert_snapshot!("ambiguous-node", told_with_file("spaces/cell.glb", glb(&twice)));
}

#[test]
fn a_node_of_another_scene() {
    let scenes = |shown: &str| {
        let cell = CELL.replacen("[{ \"nodes\": [0] }]", "[{ \"nodes\": [2] }, { \"nodes\": [0] }]", 1);
        glb(&cell.replacen("\"scene\": 0,", shown, 1))
    };
    assert_eq!(told_with_file("spaces/cell.glb", scenes("\"scene\": 1,")), "");
    let told = [scenes("\"scene\": 0,"), scenes("")].map(|model| told_with_file("spaces/cell.glb", model));
    assert_eq!(told[0], told[1]);
    assert_snapshot!("node-of-another-scene", &told[0]);
}

#[test]
fn a_node_as_a_mac_writes_it() {
    let folder = Folder::with("{ node = \"Door\" }", "{ node = \"Stå\" }");
    folder.write("spaces/cell.glb", glb(&CELL.replacen("\"Door\"", "\"Sta\u{30a}\"", 1)));
    let other = Folder::with("{ node = \"Door\" }", "{ node = \"Sta\u{30a}\" }");
    other.write("spaces/cell.glb", glb(&CELL.replacen("\"Door\"", "\"Stå\"", 1)));
    assert_snapshot!("node-as-a-mac-writes-it", [folder.told(), other.told()].join("\n\n"));
}

#[test]
fn moving_node() {
    let told = |node: usize, path: &str| {
        let moving =
            format!(r#"{{ "name": "walk-on", "channels": [{{ "sampler": 0, "target": {{ "node": {node}, "path": "{path}" }} }}] }}"#);
        told_with_file("spaces/cell.glb", glb(&CELL.replacen(r#"{ "name": "walk-on" }"#, &moving.replace("walk-on", "drive"), 1)))
    };
    // A figure without `walk` is told besides.
    assert!(!told(1, "rotation").contains("Door"), "what turns on the spot stays where it is");
    assert_snapshot!("moving-node", [told(1, "translation"), told(0, "rotation")].join("\n\n"));
}

#[test]
fn unlit_lamps() {
    let lamps = |count: usize| {
        let lights: Vec<String> = (0..count).map(|nth| format!(r#"{{ "type": "point", "intensity": {} }}"#, 100 + nth)).collect();
        let nodes: Vec<String> = (0..count)
            .map(|nth| format!(r#", {{ "name": "Lamp {nth}", "extensions": {{ "KHR_lights_punctual": {{ "light": {nth} }} }} }}"#))
            .collect();
        let with_lights =
            format!(r#""extensions": {{ "KHR_lights_punctual": {{ "lights": [{}] }} }}, "scenes": [{{ "nodes": [0"#, lights.join(", "));
        let cell = CELL.replacen("\"scenes\": [{ \"nodes\": [0", &with_lights, 1);
        let roots: String = (3..3 + count).map(|node| format!(", {node}")).collect();
        let cell = cell.replacen("\"nodes\": [0]", &format!("\"nodes\": [0{roots}]"), 1);
        told_with_file("spaces/cell.glb", glb(&cell.replacen("\n], \"anim", &format!("{}\n], \"anim", nodes.concat()), 1)))
    };
    assert_eq!(lamps(16), "");
    assert_snapshot!("unlit-lamps", [lamps(17), lamps(18), lamps(40)].join("\n\n"));
}

#[test]
fn ways_out() {
    let told = |model: Vec<u8>| told_with_file("spaces/cell.glb", model);
    let by = |generator: &str| {
        let cell = CELL.replacen("\"version\": \"2.0\"", &format!(r#""version": "2.0", "generator": "{generator}""#), 1);
        told(glb(&cell.replacen("\"Door\"", "\"Hatch\"", 1)))
    };
    let all = [
        told(cell_with(r#""extensionsRequired": ["EXT_texture_avif"]"#)),
        told(cell_with(r#""extensionsUsed": ["KHR_node_visibility"]"#)),
        by("gltfpack 1.3"),
        by("glTF-Transform v4.5.1"),
        by("Khronos glTF Blender I/O v4.3.47"),
        told(Vec::new()),
        told(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n".to_vec()),
        told_with_file("gate.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n"),
    ];
    assert_snapshot!("ways-out", all.join("\n\n"));
}

#[test]
fn odd_stand() {
    // Two things in the cell, which reach from here to there; whole numbers may stand for parts of one.
    let told = |least: [f32; 3], most: [f32; 3], component: u32, more: &str| {
        let meshes = r#""meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 } }] }],"#;
        let accessor =
            format!(r#"{{ "componentType": {component}, "count": 3, "type": "VEC3", "min": {least:?}, "max": {most:?}{more} }}"#);
        let cell = CELL.replacen("\"scene\": 0", &format!("{meshes} \"accessors\": [{accessor}], \"scene\": 0"), 1);
        told_with_file("spaces/cell.glb", glb(&cell.replacen("\"name\": \"Cell\"", "\"name\": \"Cell\", \"mesh\": 0", 1)))
    };
    assert_eq!(told([-2.0, 0.0, -2.0], [2.0, 2.5, 3.0], 5126, ""), "");
    assert_eq!(told([-32767.0, 0.0, -32767.0], [32767.0; 3], 5122, r#", "normalized": true"#), "");
    let all = [
        told([-0.02, 0.0, -0.02], [0.02, 0.025, 0.03], 5126, ""),
        told([-200.0, 0.0, -200.0], [200.0, 250.0, 300.0], 5126, ""),
        told([-2.0, 20.0, -2.0], [2.0, 22.0, 3.0], 5126, ""),
    ];
    assert_snapshot!("odd-stand", all.join("\n\n"));
}

#[test]
fn far_origin() {
    let told = |x: f32| {
        let meshes = r#""meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 } }] }],"#;
        let accessor = format!(
            r#"{{ "componentType": 5126, "count": 3, "type": "VEC3", "min": [{}, -1, -0.1], "max": [{}, 1, 0.1] }}"#,
            x - 0.5,
            x + 0.5
        );
        let cell = CELL.replacen("\"scene\": 0", &format!("{meshes} \"accessors\": [{accessor}], \"scene\": 0"), 1);
        told_with_file("spaces/cell.glb", glb(&cell.replacen("\"name\": \"Door\"", "\"name\": \"Door\", \"mesh\": 0", 1)))
    };
    assert_eq!(told(0.5), "", "hinges are at the edge");
    assert_snapshot!("far-origin", told(-3.0));
}
