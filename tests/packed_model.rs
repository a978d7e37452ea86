//! Whether packed models look like the plain ones that they were made of.

#[path = "glb/mod.rs"]
mod glb;
#[path = "ktx2/mod.rs"]
mod ktx2;
mod mesh_stage;

use glam::Vec3;
use glb::{Glb, square};
use image::RgbaImage;
use indenfor::media::Takes;
use indenfor::media::gltf::{self, Model};
use indenfor::media::texture::Format;
use mesh_stage::{Camera, GPU, draw, load, load_file};
use serde_json::json;

/// How far two pictures are apart, of 255, on average.
fn apart(one: &RgbaImage, other: &RgbaImage) -> f32 {
    assert_eq!(one.dimensions(), other.dimensions());
    one.iter().zip(other.iter()).map(|(one, other)| f32::from(one.abs_diff(*other))).sum::<f32>() / one.len() as f32
}

/// A picture on a square that shows its own colours, whatever light there is.
fn pictured(bytes: &[u8], mime: &str) -> Vec<u8> {
    let mut glb = Glb::new();
    let view = glb.view(bytes);
    glb.json["images"] = json!([{ "bufferView": view, "mimeType": mime }]);
    glb.json["textures"] = match mime {
        "image/ktx2" => json!([{ "extensions": { "KHR_texture_basisu": { "source": 0 } } }]),
        _ => json!([{ "source": 0 }]),
    };
    let unlit = json!({ "KHR_materials_unlit": {} });
    glb.place(&square(2.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } }, "extensions": unlit }), [0.0; 3]);
    glb.bytes()
}

/// Loaded for a GPU that takes this.
fn loaded(bytes: &[u8], takes: Takes) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.glb");
    std::fs::write(&file, bytes).unwrap();
    gltf::load(&file, folder.path(), None, takes).unwrap()
}

#[test]
fn a_ktx2_picture_on_a_surface_looks_like_its_source_packed_or_not() {
    let mut png = std::io::Cursor::new(Vec::new());
    ktx2::picture().write_to(&mut png, image::ImageFormat::Png).unwrap();
    let should = draw(load(&pictured(png.get_ref(), "image/png")), None, &Camera::default());
    let bc = GPU.device.features().contains(wgpu::Features::TEXTURE_COMPRESSION_BC);
    for name in ["uastc", "etc1s"] {
        let bytes = pictured(&ktx2::file(name), "image/ktx2");
        for bc in [false, bc] {
            let model = loaded(&bytes, Takes { bc, ..Takes::plain(4096) });
            assert_eq!(model.pictures[0].format, if bc { Format::Bc7 } else { Format::Rgba8 });
            let off = apart(&draw(model, None, &Camera::default()), &should);
            assert!(off < if name == "uastc" { 2.0 } else { 6.0 }, "{name}, BC7 {bc}: {off}");
        }
    }
}

#[test]
fn packed_balls_look_like_the_plain_ones() {
    let camera = || Camera { eye: Vec3::new(1.0, 2.0, 7.0), seconds: 0.7, ..Camera::default() };
    let file = |name: &str| load_file(std::path::Path::new(&format!("{}/tests/packed_models/{name}.glb", env!("CARGO_MANIFEST_DIR"))));
    let should = draw(file("plain"), None, &camera());
    for name in ["meshopt", "meshopt-float", "meshopt-plain", "draco"] {
        let off = apart(&draw(file(name), None, &camera()), &should);
        assert!(off < 0.5, "{name}: {off}");
    }
}
