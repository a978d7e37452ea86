//! Pictures for which there is no room as they are, and those that are not there.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma, RgbImage, Rgba, RgbaImage};
use serde_json::json;

use super::tests::glb::{Glb, square};
use super::tests::load_glb;
use super::*;
use crate::tour::ktx2::tests::files;

fn png(picture: impl Into<image::DynamicImage>) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    picture.into().write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

/// A square for each of so many pictures, all of the same bytes.
fn hung(bytes: &[u8], pictures: usize) -> Glb {
    let mut glb = Glb::new();
    let view = glb.view(bytes);
    for nth in 0..pictures {
        glb.json["images"].as_array_mut().unwrap().push(json!({ "bufferView": view }));
        glb.json["textures"].as_array_mut().unwrap().push(json!({ "source": nth }));
        glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": nth } } }), [nth as f32, 0.0, 0.0]);
    }
    glb
}

#[test]
fn where_there_is_no_room_for_all_pictures_the_largest_are_made_smaller_and_none_is_left_out() {
    let mut glb = hung(&png(GrayImage::from_pixel(8192, 4096, Luma([90]))), 5);
    let small = glb.texture(2, &[[200; 4]; 4]);
    glb.place(&square(1.0), json!({ "emissiveTexture": { "index": small } }), [0.0; 3]);
    let model = load_glb_for(&glb, 8192);
    assert!(model.materials[..5].iter().all(|material| material.base_color_texture.is_some()));
    let across = |material: &Material| model.pictures[material.base_color_texture.unwrap().picture].width;
    let widths: Vec<u32> = model.materials[..5].iter().map(across).collect();
    assert!(widths.iter().all(|width| [8192, 4096].contains(width)) && widths.contains(&4096), "{widths:?}");
    assert_eq!(model.pictures[model.materials[5].emissive_texture.unwrap().picture].width, 2, "what is small stays as it is");
    assert!(model.bytes() <= MOST_BYTES, "{} MiB", model.bytes() >> 20);
    for picture in &model.pictures[..5] {
        assert_eq!(picture.levels[0].len(), (picture.width * picture.height * 4) as usize);
        assert_eq!(picture.levels[1][..4], [90, 90, 90, 255]);
    }
    let [warning] = &model.warnings[..] else { panic!("{:?}", model.warnings) };
    let warning = warning.to_string();
    for told in ["cell.glb: its 6 pictures take ", " MiB where 767 are there", "the largest are shown at half their size", "KTX2"] {
        assert!(warning.contains(told), "{told}: {warning}");
    }
}

fn load_glb_for(glb: &Glb, max_size: u32) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cell.glb");
    std::fs::write(&file, glb.bytes()).unwrap();
    load(&file, folder.path(), None, Takes::plain(max_size)).unwrap()
}

#[test]
fn a_picture_of_any_channels_is_halved_in_linear_light_and_by_what_covers() {
    let halves = |pixel: fn(bool) -> [u8; 4]| {
        let picture = RgbaImage::from_fn(4, 2, |x, _| Rgba(pixel(x % 2 == 0)));
        image::DynamicImage::from(picture)
    };
    let checks = |is_even: bool| if is_even { [255; 4] } else { [0, 0, 0, 255] };
    for picture in [
        image::DynamicImage::from(halves(checks).to_luma8()),
        halves(checks).to_luma_alpha8().into(),
        halves(checks).to_rgb8().into(),
        halves(checks).to_rgba8().into(),
        halves(checks).to_rgb16().into(),
    ] {
        let kind = picture.color();
        let model = load_glb_for(&hung(&png(picture), 1), 2);
        assert_eq!((model.pictures[0].width, model.pictures[0].height), (2, 1), "{kind:?}");
        assert_eq!(model.pictures[0].levels[0], [188, 188, 188, 255, 188, 188, 188, 255], "{kind:?}");
    }
    let holes = |is_even: bool| if is_even { [200, 0, 0, 255] } else { [0, 255, 0, 0] };
    let mut glb = hung(&png(halves(holes)), 1);
    glb.json["materials"][0]["alphaMode"] = json!("MASK");
    assert_eq!(load_glb_for(&glb, 2).pictures[0].levels[0][..4], [200, 0, 0, 128]);
}

#[test]
fn a_packed_picture_lets_go_of_its_first_levels_where_there_is_no_room() {
    let takes = Takes { bc: true, ..Takes::plain(4096) };
    let (steps, _) = picture::steps(&files::file("uastc"), takes);
    let [first, second, ..] = steps[..] else { panic!("{steps:?}") };
    assert_eq!((first.max_size, second.max_size), (4096, 32));
    assert!(second.kept < first.kept && second.working < first.working);
    let model = load_glb_for(&hung(&files::file("uastc"), 1), second.max_size);
    assert_eq!((model.pictures[0].width, model.pictures[0].height), (32, 16));
    let (alone, _) = picture::steps(&files::Ktx2::rgba(false).bytes(), takes);
    assert_eq!(alone.len(), 1, "without levels it stays as it is");
}

#[test]
fn what_leads_to_no_picture_costs_that_picture_and_not_the_model() {
    let mut glb = hung(&png(RgbImage::new(2, 2)), 3);
    glb.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["index"] = json!(99);
    glb.json["textures"][1]["source"] = json!(77);
    glb.json["textures"][2]["sampler"] = json!(55);
    glb.json["images"].as_array_mut().unwrap().push(json!({}));
    glb.json["textures"].as_array_mut().unwrap().push(json!({ "source": 3 }));
    glb.json["images"].as_array_mut().unwrap().push(json!({ "bufferView": 88 }));
    glb.json["textures"].as_array_mut().unwrap().push(json!({ "source": 4 }));
    glb.json["materials"][2]["emissiveTexture"] = json!({ "index": 3 });
    glb.json["materials"][2]["normalTexture"] = json!({ "index": 4 });
    let model = load_glb(&glb);
    let shown: Vec<bool> = model.materials[..3].iter().map(|material| material.base_color_texture.is_some()).collect();
    assert_eq!((shown, model.draws.len()), (vec![false, false, true], 3));
    let warnings: Vec<String> = model.warnings.iter().map(ToString::to_string).collect();
    for told in ["texture 99 does not exist", "image 77 does not exist", "texture 2 has a sampler", "image 3 has neither", "buffer view 88"]
    {
        assert_eq!(warnings.iter().filter(|warning| warning.contains(told)).count(), 1, "{told}: {warnings:?}");
    }
}
