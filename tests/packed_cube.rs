//! Whether cubes in KTX2, cube maps and six files, are seen as the format and the tour file have them, whatever the GPU unpacks itself.

#[path = "ktx2/mod.rs"]
mod ktx2;
mod support;

use std::io::Cursor;

use glam::Vec3;
use image::{ImageFormat, RgbaImage};
use indenfor::gpu::Gpu;
use indenfor::render::{PassLayout, View};
use indenfor::tour::{check, load};
use ktx2::{ASTC_4X4, BC7, Ktx2};
use support::panorama::{Stage, view};

const TOUR: &str = r#"
format = 1
id = "a"
title = "A"
languages = ["en"]
start = "hall"
[locations.hall]
title = "The hall"
space = { cube = CUBE }
"#;

/// In which of a cube map's faces, in its order, each of a tour's lies: front, right, back, left, up, down.
const FACES: [usize; 6] = [4, 0, 5, 1, 2, 3];

/// A tour whose `check` finds nothing, on the GPU.
fn stage(cube: &str, files: &[(String, Vec<u8>)]) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tour.toml"), TOUR.replace("CUBE", cube)).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let told: Vec<String> = check(folder.path()).diagnostics.iter().map(|diagnostic| diagnostic.render(false)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let tour = load(folder.path()).unwrap().tour;
    let mut stage = Stage::of_tour(tour, &folder.path().join("0.ktx2"), PassLayout::default(), folder);
    stage.load();
    stage
}

/// All in one file.
fn map(bytes: Vec<u8>) -> Stage {
    stage("\"0.ktx2\"", &[("0.ktx2".into(), bytes)])
}

/// Six files: front, right, back, left, up, down.
fn six(kind: &str, file: impl Fn(usize) -> Vec<u8>) -> Stage {
    let files: Vec<(String, Vec<u8>)> = FACES.into_iter().map(|nth| (format!("{nth}.{kind}"), file(nth))).collect();
    let names: Vec<String> = files.iter().map(|(name, _)| format!("{name:?}")).collect();
    stage(&format!("[{}]", names.join(", ")), &files)
}

fn one(nth: usize) -> impl Iterator<Item = usize> + Clone {
    std::iter::once(nth)
}

/// How far a picture is from what is seen in each direction of a cube map whose +Z is ahead and +X on the right: on average, and at most,
/// of 255.
fn off(picture: &RgbaImage, view: View) -> (f32, u8) {
    let (width, height) = picture.dimensions();
    let (right, up) = (view.fov.right, view.fov.up);
    let differences = picture.enumerate_pixels().flat_map(|(x, y, is)| {
        let across = |at: u32, of: u32| (at * 2 + 1) as f32 / of as f32 - 1.0;
        let way = view.pose.orientation * Vec3::new(across(x, width) * right, -across(y, height) * up, -1.0);
        let should = ktx2::seen([way.x, way.y, -way.z]);
        std::array::from_fn::<u8, 3, _>(|channel| is.0[channel].abs_diff(should[channel]))
    });
    let differences: Vec<u8> = differences.collect();
    (differences.iter().map(|off| f32::from(*off)).sum::<f32>() / differences.len() as f32, differences.into_iter().max().unwrap())
}

/// Straight ahead, right, behind, left, up and down, and to corners.
fn ways() -> impl Iterator<Item = View> {
    let straight = [(0.0, 0.0), (90.0, 0.0), (180.0, 0.0), (-90.0, 0.0), (0.0, 90.0), (0.0, -90.0)];
    straight.into_iter().chain([(45.0, 35.0), (-135.0, -35.0)]).map(|(yaw, pitch)| view(yaw, pitch, 90.0))
}

fn assert_near(name: &str, stage: &mut Stage, mean: f32, most: u8) {
    for view in ways() {
        let [picture] = stage.draw([view]);
        let off = off(&picture, view);
        assert!(off.0 <= mean && off.1 <= most, "{name}, {:?}: {off:?}", view.pose.orientation);
    }
}

#[test]
fn each_face_of_a_cube_map_is_seen_where_the_format_has_it_and_as_it_lies_there() {
    let mut plain = map(Ktx2::face(0..6, 64).bytes());
    assert_near("a cube map", &mut plain, 1.0, 3);
    let mut signs = Ktx2::face(0..6, 64);
    signs.levels.iter_mut().for_each(|(level, _)| {
        let face = level.len() / 6;
        level.chunks_mut(face).enumerate().for_each(|(nth, face)| face.fill(nth as u8 * 40 + 20));
    });
    let mut signs = map(signs.bytes());
    // +X, -X, +Y, -Y, +Z, -Z.
    for (nth, (yaw, pitch)) in [(90.0, 0.0), (-90.0, 0.0), (0.0, 90.0), (0.0, -90.0), (0.0, 0.0), (180.0, 0.0)].into_iter().enumerate() {
        let middle = signs.look(yaw, pitch).get_pixel(240, 180).0;
        assert_eq!(middle[..3], [nth as u8 * 40 + 20; 3], "{yaw} {pitch}");
    }
}

#[test]
fn each_kind_looks_like_the_faces_it_was_made_of() {
    let png = |nth: usize| {
        let mut bytes = Cursor::new(Vec::new());
        ktx2::face(nth, 32).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    assert_near("png", &mut six("png", png), 1.0, 5);
    let features = Gpu::headless().unwrap().device.features();
    let (bc, astc) = (wgpu::Features::TEXTURE_COMPRESSION_BC, wgpu::Features::TEXTURE_COMPRESSION_ASTC);
    eprintln!("unpacked by the GPU: BC7 {}, ASTC {}", features.contains(bc), features.contains(astc));
    let mut kinds = vec![
        ("uastc", map(ktx2::file("cube-uastc")), 1.5, 12),
        ("etc1s", map(ktx2::file("cube-etc1s")), 4.0, 40),
        ("rgba, zlib", map(Ktx2::face(0..6, 32).zlib().bytes()), 1.0, 5),
        ("astc", map(Ktx2::transcoded_face(0..6, ASTC_4X4, basisu::TargetFormat::Astc4x4Rgba).bytes()), 1.5, 12),
        ("six of rgba", six("ktx2", |nth| Ktx2::face(one(nth), 32).bytes()), 1.0, 5),
    ];
    if features.contains(bc) {
        let bc7 = |nth: std::ops::Range<usize>| Ktx2::transcoded_face(nth, BC7, basisu::TargetFormat::Bc7Rgba).zstd().bytes();
        kinds.push(("bc7", map(bc7(0..6)), 1.5, 12));
        kinds.push(("six of bc7", six("ktx2", |nth| bc7(nth..nth + 1)), 1.5, 12));
    }
    for (name, mut stage, mean, most) in kinds {
        assert_near(name, &mut stage, mean, most);
    }
}

#[test]
fn from_afar_its_own_levels_are_seen_and_no_edge_of_a_face() {
    // Grey, but for black smaller levels: what is seen through a very wide view is darker.
    let red = |file: &Ktx2| {
        let [picture] = map(file.bytes()).draw_at([view(45.0, 35.0, 150.0)], 8, 6);
        picture.pixels().map(|pixel| u32::from(pixel.0[0])).sum::<u32>()
    };
    let mut levels = Ktx2::face(0..6, 64);
    levels.levels.iter_mut().for_each(|(level, _)| level.fill(200));
    let bright = red(&levels);
    levels.levels[1..].iter_mut().for_each(|(level, _)| level.fill(0));
    assert!(red(&levels) < bright / 2, "{} of {bright}", red(&levels));
    // What goes round without a step has none where three faces meet, near and from afar.
    let mut stages = [map(Ktx2::face(0..6, 64).bytes()), map(ktx2::file("cube-uastc"))];
    for stage in &mut stages {
        for (width, height, most) in [(480, 360, 8), (60, 45, 12)] {
            let [picture] = stage.draw_at([view(45.0, 35.26, 60.0)], width, height);
            let (_, worst) = off(&picture, view(45.0, 35.26, 60.0));
            assert!(worst <= most, "{width} pixels: {worst}");
        }
    }
}
