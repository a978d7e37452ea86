use glam::Vec3;
use serde_json::json;

use super::tests::glb::{Glb, square};
use super::tests::{load_bytes, load_glb};
use super::*;

#[test]
fn one_mesh_stands_wherever_its_instances_do() {
    let mut glb = Glb::new();
    let mesh = glb.mesh(&square(2.0), None);
    let places = glb.floats(&[[0.0, 0.0, 0.0], [10.0, 0.0, 0.0], [0.0, 5.0, 0.0]]);
    let sizes = glb.floats(&[[1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [-1.0, 1.0, 1.0]]);
    let instancing = json!({ "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": places, "SCALE": sizes } } });
    glb.node(json!({ "mesh": mesh, "translation": [0, 0, -3], "extensions": instancing }));
    glb.json["extensionsRequired"] = json!(["EXT_mesh_gpu_instancing"]);
    let model = load_glb(&glb);
    let corners: Vec<[f32; 3]> = model.vertices.iter().map(|vertex| vertex.position).collect();
    assert_eq!((corners[0], corners[4], corners[8]), ([-1.0, 1.0, -3.0], [8.0, 2.0, -3.0], [1.0, 6.0, -3.0]));
    // The third is mirrored: its front must stay where its normal points.
    let [a, b, c] = [12, 13, 14].map(|corner| Vec3::from(corners[model.indices[corner] as usize]));
    assert!((b - a).cross(c - a).z > 0.0);
}

#[test]
fn instances_that_are_not_as_many_places_as_sizes_are_refused() {
    let mut glb = Glb::new();
    let mesh = glb.mesh(&square(2.0), None);
    let (places, sizes) = (glb.floats(&[[0.0; 3]; 3]), glb.floats(&[[1.0; 3]; 2]));
    let attributes = json!({ "TRANSLATION": places, "SCALE": sizes });
    glb.node(json!({ "mesh": mesh, "extensions": { "EXT_mesh_gpu_instancing": { "attributes": attributes } } }));
    let message = load_bytes("cell.glb", &glb.bytes()).unwrap_err().to_string();
    assert!(message.contains("[3, 2] places"), "{message}");
}

#[test]
fn millions_of_places_that_take_no_bytes_in_the_file_are_refused_before_they_are_made() {
    let mut glb = Glb::new();
    let mesh = glb.mesh(&square(2.0), None);
    let places = glb.floats(&[[0.0; 3]]);
    glb.json["accessors"][places] = json!({ "componentType": 5126, "type": "VEC3", "count": 33_554_432 });
    glb.node(json!({ "mesh": mesh, "extensions": { "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": places } } } }));
    let message = load_bytes("cell.glb", &glb.bytes()).unwrap_err().to_string();
    assert!(message.contains("more than 100000 meshes"), "{message}");
}

#[test]
fn a_model_comes_in_the_look_that_is_asked_for() {
    let mut glb = Glb::new();
    let [summer, winter] = [json!({ "name": "green" }), json!({ "name": "white" })].map(|material| glb.material(material));
    let mesh = glb.mesh(&square(1.0), Some(summer));
    glb.node(json!({ "mesh": mesh }));
    glb.json["extensions"]["KHR_materials_variants"] = json!({ "variants": [{ "name": "summer" }, { "name": "winter" }] });
    let mappings = json!({ "mappings": [{ "material": summer, "variants": [0] }, { "material": winter, "variants": [1] }] });
    glb.json["meshes"][mesh]["primitives"][0]["extensions"] = json!({ "KHR_materials_variants": mappings });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("yard.glb");
    std::fs::write(&file, glb.bytes()).unwrap();
    let material = |variant| load(&file, folder.path(), variant, Takes::plain(4096)).unwrap().draws[0].material;
    assert_eq!([None, Some("summer"), Some("winter"), Some("spring")].map(material), [summer, summer, winter, summer]);
}

#[test]
fn what_is_made_of_layers_is_read_and_numbers_that_are_none_do_no_harm() {
    let mut glb = Glb::new();
    let paint = glb.texture(1, &[[255; 4]]);
    let extensions = json!({
        "KHR_materials_clearcoat": { "clearcoatFactor": 7, "clearcoatTexture": { "index": paint }, "clearcoatNormalTexture": { "index": paint } },
        "KHR_materials_ior": { "ior": 1e300 },
        "KHR_materials_iridescence": { "iridescenceFactor": 1 },
        "KHR_materials_anisotropy": { "anisotropyStrength": 9, "anisotropyRotation": 1e300, "anisotropyTexture": { "index": paint } },
    });
    glb.place(&square(1.0), json!({ "extensions": extensions }), [0.0; 3]);
    glb.place(&square(1.0), json!({ "extensions": { "KHR_materials_ior": { "ior": 1.5 } } }), [0.0; 3]);
    let model = load_glb(&glb);
    let layers = model.materials[0].layers.as_ref().unwrap();
    assert_eq!((layers.coat, layers.coat_texture.is_some(), layers.reflected.is_finite()), (1.0, true, true));
    assert_eq!((layers.anisotropy, layers.anisotropy_rotation, layers.anisotropy_texture.is_some()), (1.0, 0.0, true));
    assert_ne!(model.vertices[0].tangent, [0; 4], "a coat's bumps need tangents as well");
    assert_eq!(model.materials[1].layers, None, "what is usual needs no layers");
}

#[test]
fn cameras_are_left_out_with_a_word() {
    let mut glb = Glb::new();
    glb.place(&square(1.0), json!({}), [0.0; 3]);
    glb.json["cameras"] = json!([{ "type": "perspective", "perspective": { "yfov": 1, "znear": 0.1 } }]);
    let warnings: Vec<String> = load_glb(&glb).warnings.iter().map(ToString::to_string).collect();
    assert!(matches!(&warnings[..], [only] if only.contains("cameras")), "{warnings:?}");
}

#[test]
fn tangents_that_are_made_go_along_the_bumps_as_these_are_looked_up() {
    let tangent = |transform: serde_json::Value| {
        let mut glb = Glb::new();
        let index = glb.texture(1, &[[128, 128, 255, 255]]);
        let info = json!({ "index": index, "extensions": { "KHR_texture_transform": transform } });
        glb.place(&square(1.0), json!({ "normalTexture": info }), [0.0; 3]);
        load_glb(&glb).vertices[0].tangent.map(|part| part / 32767)
    };
    // +u of the picture, and on which side of it the picture's upper edge is.
    assert_eq!(tangent(json!({ "offset": [0.5, 7.0], "scale": [3, 2] })), [1, 0, 0, 1]);
    assert_eq!(tangent(json!({ "rotation": std::f32::consts::FRAC_PI_2 })), [0, -1, 0, 1]);
    assert_eq!(tangent(json!({ "scale": [-1, 1] })), [-1, 0, 0, -1]);
    assert_eq!(tangent(json!({ "scale": [1, -1] })), [1, 0, 0, -1]);
    assert_eq!(tangent(json!({ "scale": [0, 1] })), [1, 0, 0, 1], "a single line of it has no direction");
}

#[test]
fn what_is_brushed_without_bumps_is_brushed_along_its_plain_coordinates() {
    let mut glb = Glb::new();
    let index = glb.texture(1, &[[255; 4]]);
    let info = json!({ "index": index, "extensions": { "KHR_texture_transform": { "scale": [-1, 1] } } });
    let brushed = json!({ "anisotropyStrength": 1, "anisotropyTexture": info });
    glb.place(&square(1.0), json!({ "extensions": { "KHR_materials_anisotropy": brushed } }), [0.0; 3]);
    assert_eq!(load_glb(&glb).vertices[0].tangent, [32767, 0, 0, 32767]);
}

#[test]
fn where_nothing_is_below_the_cutoff_nothing_is_cut() {
    for (cutoff, alpha) in [(0.0, Alpha::Opaque), (-1.0, Alpha::Opaque), (0.001, Alpha::Mask(0.001))] {
        let mut glb = Glb::new();
        glb.place(&square(1.0), json!({ "alphaMode": "MASK", "alphaCutoff": cutoff }), [0.0; 3]);
        assert_eq!(load_glb(&glb).materials[0].alpha, alpha);
    }
}

#[test]
fn an_extension_of_which_nothing_is_to_be_seen_keeps_no_model_away() {
    let mut glb = Glb::new();
    glb.place(&square(1.0), json!({}), [0.0; 3]);
    glb.json["extensionsRequired"] = json!(["KHR_xmp_json_ld"]);
    assert_eq!(load_glb(&glb).vertices.len(), 4);
}
