//! The shapes that pictures of the whole sphere may have.

use image::ImageFormat;
use indenfor::tour::load;
use insta::assert_snapshot;

use crate::fixture::{Folder, picture, told_with_file};
use crate::ktx2::{BC7, Ktx2};

#[test]
fn cubes() {
    let told = |cube: &str, width: u32, height: u32| {
        let folder = Folder::with("{ panorama = \"gate.png\" }\nstand", &format!("{{ cube = {cube} }}\nstand"));
        folder.write("gate.png", picture(width, height, ImageFormat::Png));
        folder.told()
    };
    for (width, height) in [(60, 10), (10, 60), (30, 20), (20, 30), (40, 30), (30, 40)] {
        assert_eq!(told("\"gate.png\"", width, height), "", "{width} x {height}");
    }
    assert_eq!(told("\"gate.png\", order = \"left-front-right-back-up-down\"", 60, 10), "");
    let six = "[\"gate.png\", \"gate.png\", \"gate.png\", \"gate.png\", \"gate.png\", \"gate.png\"]";
    assert_eq!(told(six, 20, 20), "");
    let wrong =
        [told("\"gate.png\"", 50, 10), told(six, 20, 10), told("[\"gate.png\"]", 20, 20), told("\"gate.png\", order = \"up\"", 60, 10)];
    assert_snapshot!("cubes", wrong.join("\n\n"));
}

#[test]
fn a_picture_that_is_turned_upright_has_the_shape_that_is_seen() {
    let exif = b"\xFF\xE1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let stored = picture(32, 64, ImageFormat::Jpeg);
    let turned = [&stored[..2], exif, &stored[2..]].concat();
    assert_eq!(told_with_file("corridor.jpg", turned), "");
}

#[test]
fn panorama_shape() {
    let wide = picture(90, 20, ImageFormat::Png);
    let almost = [(70, 30), (50, 30), (60, 10), (40, 30)].map(|(width, height)| picture(width, height, ImageFormat::Png));
    let told: Vec<String> = almost.iter().chain([&wide]).map(|bytes| told_with_file("gate.png", bytes)).collect();
    assert_snapshot!("panorama-shape", told.join("\n\n"));
    let cropped = Folder::with("\"gate.png\" }\nstand", "\"gate.png\", crop = { width = 360, height = 80 } }\nstand");
    cropped.write("gate.png", &wide);
    assert_eq!(cropped.told(), "");
    let crop = r#"GPano:FullPanoWidthPixels="90" GPano:FullPanoHeightPixels="45" GPano:CroppedAreaImageWidthPixels="90"
        GPano:CroppedAreaImageHeightPixels="20" GPano:CroppedAreaLeftPixels="0" GPano:CroppedAreaTopPixels="12""#;
    assert_eq!(told_with_file("corridor.jpg", telling(crop)), "");
}

/// A picture of 90 x 20 pixels that says this of itself (GPano).
fn telling(attributes: &str) -> Vec<u8> {
    let names = r#"xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#""#;
    let packet = format!(
        r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {names}><rdf:Description
        xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" {attributes}/></rdf:RDF></x:xmpmeta>"#
    );
    let body = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    let jpeg = picture(90, 20, ImageFormat::Jpeg);
    [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat()
}

#[test]
fn a_picture_that_says_where_it_looks_and_what_is_seen_first_is_hung_so_unless_the_tour_says_otherwise() {
    let said = telling(r#"GPano:PoseHeadingDegrees="350" GPano:InitialViewHeadingDegrees="20""#);
    let hung = |with: &str| {
        let folder = Folder::with("{ panorama = \"corridor.jpg\", north = 12.0,", &format!("{{ panorama = \"corridor.jpg\",{with}"));
        folder.write("corridor.jpg", &said);
        let tour = load(folder.path()).unwrap().tour;
        let corridor = tour.locations.iter().find(|location| location.id == "corridor").unwrap();
        (corridor.space.north(), corridor.stand.yaw)
    };
    assert_eq!(hung(""), (-10.0, 30.0));
    assert_eq!(hung(" north = 12.0,"), (12.0, 30.0));
}

#[test]
fn panorama_shape_in_stereo() {
    let said = |stereo: &str, width, height| {
        let folder = Folder::with("\"gate.png\" }\nstand", &format!("\"gate.png\"{stereo} }}\nstand"));
        folder.write("gate.png", picture(width, height, ImageFormat::Png));
        folder.told()
    };
    assert_eq!(said(", stereo = \"top-bottom\"", 64, 64), "");
    assert_eq!(said(", stereo = \"side-by-side\"", 128, 32), "");
    let wrong = [said("", 64, 64), said(", stereo = \"top-bottom\"", 128, 32), said(", stereo = \"side-by-side\"", 64, 32)];
    assert_snapshot!("panorama-shape-in-stereo", wrong.join("\n\n"));
}

#[test]
fn ktx2() {
    let file = |change: fn(&mut Ktx2)| {
        let mut file = Ktx2::rgba(true);
        change(&mut file);
        file.bytes()
    };
    let with = |space: &str, bytes: &[u8]| {
        let folder = Folder::with("panorama = \"gate.png\" }\nstand", &format!("{space} }}\nstand"));
        folder.write("gate.ktx2", bytes);
        folder.told()
    };
    let told = |bytes: &[u8]| with("panorama = \"gate.ktx2\"", bytes);
    for name in ["uastc", "etc1s", "astc-6x6"] {
        assert_eq!(told(&crate::ktx2::file(name)), "", "{name}");
    }
    assert_eq!(told(&Ktx2::rgba(false).zstd().bytes()), "");
    let blocks = vec![vec![0; 15 * 8 * 16]];
    let large = |levels: u32| {
        let blocks = (0..levels).map(|level| vec![0; (8200 >> level) * 16]).collect();
        Ktx2 { model: 166, ..Ktx2::of(0, (32_800, 4), blocks) }.bytes()
    };
    let wrong = [
        told(&crate::ktx2::file("uastc")[..1000]),
        told(&file(|file| file.width = 60)),
        told(&file(|file| file.format = 131)),
        told(&file(|file| file.packing = 9)),
        told(&file(|file| file.notes = b"\x12\0\0\0KTXorientation\0lu\0\0\0".to_vec())),
        told(&Ktx2::of(BC7, (60, 30), blocks.clone()).bytes()),
        told(&Ktx2::of(BC7, (60, 32), blocks).bytes()),
        told(&large(1)),
        told_with_file("people/jonas.webp", crate::ktx2::file("uastc")),
    ];
    assert_snapshot!("ktx2", wrong.join("\n\n"));
    assert!(told(&large(3)).starts_with("warning[large-picture]"));
}

#[test]
fn ktx2_cubes() {
    let with = |cube: &str, files: &[(&str, Vec<u8>)]| {
        let folder = Folder::with("{ panorama = \"gate.png\" }\nstand", &format!("{{ {cube} }}\nstand"));
        files.iter().for_each(|(name, bytes)| folder.write(name, bytes));
        folder.told()
    };
    let map = |bytes: Vec<u8>| with("cube = \"gate.ktx2\"", &[("gate.ktx2", bytes)]);
    let bc7 = |nth| Ktx2::transcoded_face(nth, BC7, basisu::TargetFormat::Bc7Rgba);
    for name in ["cube-uastc", "cube-etc1s"] {
        assert_eq!(map(crate::ktx2::file(name)), "", "{name}");
    }
    let names = ["front", "right", "back", "left", "up", "down"].map(|face| format!("{face}.ktx2"));
    let six = |change: fn(&mut Ktx2)| {
        let mut faces = [0, 1, 2, 3, 4, 5].map(|nth| bc7(nth..nth + 1));
        change(&mut faces[1]);
        let files: Vec<(&str, Vec<u8>)> = names.iter().zip(faces).map(|(name, face)| (name.as_str(), face.bytes())).collect();
        with(&format!("cube = {names:?}"), &files)
    };
    assert_eq!(six(|_| {}), "");
    // As if they held so many blocks, packed.
    let large = |faces: u32, side: u32| {
        let level = |side: u32| (vec![0; 16], (faces * (side / 4) * (side / 4) * 16) as usize);
        Ktx2 { faces, packing: 2, levels: vec![level(side), level(side / 2)], ..Ktx2::of(BC7, (side, side), vec![]) }
    };
    let six_large = names.each_ref().map(|name| (name.as_str(), large(1, 16384).bytes()));
    let wrong = [
        map(Ktx2::face(0..1, 32).bytes()),
        map(Ktx2 { width: 64, height: 16, ..Ktx2::face(0..6, 32) }.bytes()),
        map(crate::ktx2::file("cube-uastc")[..1000].to_vec()),
        map(large(6, 8192).bytes()),
        with(&format!("cube = {names:?}"), &six_large),
        with("panorama = \"gate.ktx2\"", &[("gate.ktx2", crate::ktx2::file("cube-uastc"))]),
        six(|face| *face = Ktx2::transcoded_face(0..6, BC7, basisu::TargetFormat::Bc7Rgba)),
        six(|face| *face = Ktx2::face(0..1, 16)),
        six(|face| *face = Ktx2::face(0..1, 32)),
        six(|face| face.levels.truncate(3)),
        six(|face| face.format = 145),
        with(
            "cube = [\"gate.ktx2\", \"gate.png\", \"gate.png\", \"gate.png\", \"gate.png\", \"gate.png\"]",
            &[("gate.ktx2", bc7(0..1).bytes()), ("gate.png", picture(32, 32, ImageFormat::Png))],
        ),
    ];
    assert_snapshot!("ktx2-cubes", wrong.join("\n\n"));
}

#[test]
fn unfollowed_colours() {
    let told = |place: &str, code: &[u8; 4]| {
        let png = picture(64, 32, ImageFormat::Png);
        // Nobody looks at its checksum before it is decoded.
        let chunk = [b"\0\0\0\x04cICP".as_slice(), code, &[0; 4]].concat();
        told_with_file(place, [&png[..33], &chunk, &png[33..]].concat())
    };
    assert_eq!(told("gate.png", &[12, 13, 0, 1]), "");
    let wrong = [told("gate.png", &[9, 16, 0, 1]), told("corridor.jpg", &[9, 18, 0, 1]), told("people/jonas.webp", &[1, 13, 0, 0])];
    assert_snapshot!("unfollowed-colours", wrong.join("\n\n"));
}
