//! Meshes that stand in many places: they are told to the GPU once, and look as if each were told where it stands.

mod glb;
mod mesh_stage;

use glam::{EulerRot, Quat, Vec3};
use glb::{Glb, sphere};
use image::RgbaImage;
use indenfor::media::gltf::Model;
use indenfor::render::mesh::Lighting;
use mesh_stage::{Camera, draw, load};
use serde_json::{Value, json};

/// Where balls stand: turned, stretched, some of them mirrored.
fn places() -> Vec<Value> {
    let place = |nth: i32| {
        let turn = Quat::from_euler(EulerRot::YXZ, nth as f32 * 0.7, nth as f32 * 0.3, 0.0);
        let side = if nth % 3 == 0 { -1.0 } else { 1.0 };
        json!({
            "translation": [(nth % 5) as f32 - 2.0, (nth / 5) as f32 * 0.8 - 1.2, -(nth % 4) as f32 * 0.5],
            "rotation": turn.to_array(),
            "scale": [side * 0.8, 1.3, 0.6],
        })
    };
    (0..20).map(place).collect()
}

/// Balls with bumps on them, and a wall behind, in the light of a sun that casts shadows; how they are placed is told.
fn balls(place: impl FnOnce(&mut Glb, usize)) -> Glb {
    let mut glb = Glb::new();
    let bumps: Vec<[u8; 4]> =
        (0..64).map(|texel| if (texel / 8 + texel) % 2 == 0 { [170, 128, 240, 255] } else { [90, 150, 235, 255] }).collect();
    let bumps = glb.texture(8, &bumps);
    let material = glb.material(json!({
        "pbrMetallicRoughness": { "baseColorFactor": [0.8, 0.5, 0.3, 1], "metallicFactor": 0.2, "roughnessFactor": 0.5 },
        "normalTexture": { "index": bumps },
    }));
    glb.place(&glb::square(8.0), json!({ "pbrMetallicRoughness": { "metallicFactor": 0 } }), [0.0, 0.0, -2.5]);
    let sun = Quat::from_rotation_arc(Vec3::NEG_Z, Vec3::new(0.5, -0.6, -1.0).normalize());
    glb.light(json!({ "type": "directional", "intensity": 2 }), json!({ "rotation": sun.to_array() }));
    place(&mut glb, material);
    glb
}

/// By nodes of one mesh.
fn by_nodes(glb: &mut Glb, material: usize) {
    let ball = glb.mesh(&sphere(0.4, 16), Some(material));
    for mut node in places() {
        node["mesh"] = json!(ball);
        glb.node(node);
    }
}

/// By one node (`EXT_mesh_gpu_instancing`), which is itself moved and turned.
fn by_instances(glb: &mut Glb, material: usize) {
    let ball = glb.mesh(&sphere(0.4, 16), Some(material));
    let numbers = |key: &str| places().iter().map(|place| serde_json::from_value(place[key].clone()).unwrap()).collect::<Vec<Vec<f32>>>();
    let triples = |key: &str| numbers(key).into_iter().map(|v| [v[0], v[1], v[2]]).collect::<Vec<_>>();
    let turns: Vec<[f32; 4]> = numbers("rotation").into_iter().map(|v| [v[0], v[1], v[2], v[3]]).collect();
    // Half as large and half as far, below a node that doubles both.
    let halved = |vectors: Vec<[f32; 3]>| vectors.into_iter().map(|v| v.map(|part| part / 2.0)).collect::<Vec<_>>();
    let attributes = json!({
        "TRANSLATION": glb.floats(&halved(triples("translation"))),
        "ROTATION": glb.floats(&turns),
        "SCALE": glb.floats(&halved(triples("scale"))),
    });
    glb.node(json!({ "mesh": ball, "scale": [2, 2, 2], "extensions": { "EXT_mesh_gpu_instancing": { "attributes": attributes } } }));
}

/// Each a mesh of its own.
fn one_by_one(glb: &mut Glb, material: usize) {
    for mut node in places() {
        node["mesh"] = json!(glb.mesh(&sphere(0.4, 16), Some(material)));
        glb.node(node);
    }
}

fn picture(model: Model) -> RgbaImage {
    let lighting = Lighting { exposure: 1.0, surroundings: 0.4, environment: None };
    draw(model, Some(lighting), &Camera { eye: Vec3::new(0.5, 0.4, 4.0), angle: 60.0, size: [480, 400], ..Camera::default() })
}

/// How many pixels differ visibly, of a thousand.
fn differ(one: &RgbaImage, other: &RgbaImage) -> f32 {
    let apart = |(a, b): (&image::Rgba<u8>, &image::Rgba<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 4);
    let count = one.pixels().zip(other.pixels()).filter(|pair| apart(*pair)).count();
    count as f32 * 1000.0 / (one.width() * one.height()) as f32
}

#[test]
fn what_stands_in_many_places_is_there_once_and_looks_as_if_it_were_told_in_each() {
    let models = [by_nodes, by_instances, one_by_one].map(|place: fn(&mut Glb, usize)| load(&balls(place).bytes()));
    let [nodes, instances, singly] = models;
    for many in [&nodes, &instances] {
        // The wall's four, and one ball's of twenty.
        assert_eq!((many.vertices.len() - 4) * 20, singly.vertices.len() - 4);
        for (told, should) in many.bounds.iter().zip(singly.bounds) {
            assert!((*told - should).abs().max_element() < 1e-4, "{told} {should}");
        }
    }
    let [nodes, instances, singly] = [nodes, instances, singly].map(picture);
    for (name, many) in [("by nodes", nodes), ("by instances", instances)] {
        let differ = differ(&many, &singly);
        assert!(differ < 1.0, "{name}: {differ} of 1000 pixels are otherwise");
    }
}

#[test]
fn a_large_mesh_that_stands_twice_looks_as_if_it_were_told_twice() {
    // From within a tube of 14,000 triangles, beside its mirror image.
    let halls = |own: bool| {
        let mut glb = balls(|_, _| {});
        let stone = glb.material(json!({ "pbrMetallicRoughness": { "metallicFactor": 0 }, "doubleSided": true }));
        let mut hall = glb.mesh(&glb::tube(1.2, 4.0, 300), Some(stone));
        for side in [1, -1] {
            if own {
                hall = glb.mesh(&glb::tube(1.2, 4.0, 300), Some(stone));
            }
            glb.node(json!({ "mesh": hall, "translation": [side, 0, 0.5], "rotation": [0.5, 0, 0, 0.866], "scale": [side, 1, 1] }));
        }
        load(&glb.bytes())
    };
    let (many, singly) = (halls(false), halls(true));
    assert!(many.vertices.len() < singly.vertices.len() / 2 + 10);
    let [many, singly] = [many, singly].map(picture);
    assert!(differ(&many, &singly) < 1.0);
}
