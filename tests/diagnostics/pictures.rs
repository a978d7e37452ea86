//! The shapes that pictures of the whole sphere may have.

use image::ImageFormat;
use insta::assert_snapshot;

use crate::fixture::{Folder, picture, told_with_file};

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
    assert_snapshot!("panorama-shape", told_with_file("gate.png", &wide));
    let cropped = Folder::with("\"gate.png\" }\nstand", "\"gate.png\", crop = { width = 360, height = 80 } }\nstand");
    cropped.write("gate.png", &wide);
    assert_eq!(cropped.told(), "");
    let mut tells_itself = b"\xFF\xD8\xFF\xE1\0\x0CxxxxGPano:".to_vec();
    tells_itself.extend(&picture(90, 20, ImageFormat::Jpeg)[2..]);
    assert_eq!(told_with_file("corridor.jpg", tells_itself), "");
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
