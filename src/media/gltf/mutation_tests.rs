//! Files that were damaged at random never panic.

use proptest::prelude::*;
use serde_json::json;

use super::tests::glb::{self, Glb, sphere};
use super::tests::{load_bytes, load_glb};
use super::*;

/// A model with a little of everything.
fn everything() -> Vec<u8> {
    let mut glb = Glb::new();
    let texture = glb.texture(4, &[[90, 120, 250, 200]; 16]);
    let info = json!({ "index": texture, "extensions": { "KHR_texture_transform": { "scale": [2, 2] } } });
    let mut ball = sphere(1.0, 4);
    ball.colors = vec![[1.0, 0.5, 0.2, 1.0]; ball.positions.len()];
    glb.place(
        &ball,
        json!({ "normalTexture": info, "alphaMode": "BLEND", "pbrMetallicRoughness": { "baseColorTexture": info } }),
        [0.0, 1.0, 0.0],
    );
    let (at, value) = (glb.view(&[3]), glb.view(&[0; 12]));
    glb.json["accessors"][0]["sparse"] =
        json!({ "count": 1, "indices": { "bufferView": at, "componentType": 5121 }, "values": { "bufferView": value } });
    glb.light(json!({ "type": "spot", "intensity": 100, "spot": { "innerConeAngle": 0.2 } }), json!({ "translation": [0, 3, 0] }));
    glb.bytes()
}

/// A skin, morph targets, and animations of both.
fn everything_that_moves() -> Vec<u8> {
    let mut glb = super::motion_tests::bending();
    glb.morph(0, &vec![[0.0, 0.0, 1.0]; 125], &vec![[0.0; 3]; 125]);
    glb.animation("swell", 2, "weights", "CUBICSPLINE", &[0.0, 1.0], &[[0.5]; 6]);
    glb.bytes()
}

/// One of them, or of those that are packed.
fn one(which: usize) -> Vec<u8> {
    match which {
        0 => everything(),
        1 => everything_that_moves(),
        packed => packed_tests::file(packed_tests::PACKED[packed - 2]),
    }
}

/// Loads a model, and moves it.
fn load_and_move(bytes: &[u8]) {
    let Ok(model) = load_bytes("cell.glb", bytes) else { return };
    let mut posture = Posture::at_rest(&model.rig);
    let mut places = vec![glam::Affine3A::IDENTITY; model.rig.nodes.len()];
    for animation in &model.rig.animations {
        sample(animation, animation.looped(0.7), &mut posture);
    }
    model.rig.place(&posture, &mut places);
    assert_eq!(model.rig.bones(&places).count(), model.rig.bones.len());
    for limb in &model.limbs {
        assert!(limb.bones.iter().all(|bone| usize::from(*bone) < model.rig.bones.len()));
        let [first, count] = limb.morphs.map(usize::from);
        assert!(first + count <= model.rig.morphs.len() && limb.deltas as usize + count <= model.deltas.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever a few wrong bytes make of a file, it is loaded or refused.
    #[test]
    fn mutated_files_never_panic(which in 0..6_usize, edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in prop::option::of(any::<prop::sample::Index>())) {
        let mut bytes = one(which);
        for (at, value) in edits {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        load_and_move(&bytes);
    }

    /// Digits are where the JSON does the most harm.
    #[test]
    fn mutated_numbers_never_panic(which in 0..6_usize, edits in prop::collection::vec((any::<prop::sample::Index>(), "[0-9]{1,20}|-1|1e300|null"), 1..6)) {
        let bytes = one(which);
        let (json, binary) = source::split(&bytes).unwrap();
        let mut text = String::from_utf8(json.to_vec()).unwrap();
        for (at, number) in edits {
            let starts: Vec<usize> = text.match_indices([':', '[', ',']).map(|(at, _)| at + 1).filter(|&at| text[at..].starts_with(|c: char| c.is_ascii_digit())).collect();
            let start = starts[at.index(starts.len())];
            let length = text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            text.replace_range(start..start + length, &number);
        }
        load_and_move(&glb::glb(text.as_bytes(), binary.unwrap()));
    }

    /// Tangents are made of any heap of triangles.
    #[test]
    fn tangents_of_any_triangles(corners in prop::collection::vec((0u32..12, 0u32..12, 0u32..12), 1..40), uv in prop::collection::vec((0i8..4, 0i8..4), 12)) {
        let mut glb = Glb::new();
        let flat = glb.texture(1, &[[128, 128, 255, 255]]);
        let mut heap = sphere(1.0, 2);
        heap.positions.truncate(12);
        heap.normals.truncate(12);
        heap.uv = uv.into_iter().map(|(u, v)| [f32::from(u), f32::from(v)]).collect();
        heap.indices = corners.into_iter().flat_map(|(a, b, c)| [a, b, c]).collect();
        glb.place(&heap, json!({ "normalTexture": { "index": flat } }), [0.0; 3]);
        let model = load_glb(&glb);
        prop_assert!(model.warnings.is_empty());
        prop_assert_eq!(model.indices.len(), heap.indices.len());
    }
}
