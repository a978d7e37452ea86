//! What moves is read as it is meant, and damaged files are refused.

use glam::{Affine3A, Quat, Vec3};
use serde_json::{Value, json};

use super::tests::glb::{Glb, square, tube};
use super::tests::{load_bytes, load_glb};
use super::*;

/// A tube on two joints: the lower half hangs on the first, the upper on the second, which an animation turns.
pub(super) fn bending() -> Glb {
    let mut glb = Glb::new();
    let tube = tube(0.2, 2.0, 4);
    let mesh = glb.mesh(&tube, None);
    let upper = |y: f32| y > 1.0;
    let joints: Vec<[u8; 4]> = tube.positions.iter().map(|[_, y, _]| [u8::from(upper(*y)), 0, 0, 0]).collect();
    glb.hang(mesh, &joints, &vec![[1.0, 0.0, 0.0, 0.0]; joints.len()]);
    let elbow = glb.json["nodes"].as_array().unwrap().len();
    glb.json["nodes"].as_array_mut().unwrap().push(json!({ "name": "elbow", "translation": [0, 1, 0] }));
    let shoulder = glb.node(json!({ "name": "shoulder", "children": [elbow] }));
    let down = |y: f32| Affine3A::from_translation(Vec3::new(0.0, -y, 0.0)).into();
    let binds: [glam::Mat4; 2] = [down(0.0), down(1.0)];
    let skin = glb.skin(&[shoulder, elbow], &binds.map(|bind| bind.to_cols_array()));
    // The node of a skinned mesh does not matter: its joints do.
    glb.node(json!({ "mesh": mesh, "skin": skin, "translation": [50, 0, 0] }));
    let turns = [Quat::IDENTITY, Quat::from_rotation_z(-std::f32::consts::FRAC_PI_2)].map(|turn| turn.to_array());
    glb.animation("bend", elbow, "rotation", "LINEAR", &[0.0, 2.0], &turns);
    glb
}

/// Where a vertex that moves is after so many seconds of the first animation.
fn place(model: &Model, vertex: usize, seconds: f32) -> Vec3 {
    let mut posture = Posture::at_rest(&model.rig);
    sample(&model.rig.animations[0], seconds, &mut posture);
    let mut places = vec![Affine3A::IDENTITY; model.rig.nodes.len()];
    model.rig.place(&posture, &mut places);
    let bones: Vec<Affine3A> = model.rig.bones(&places).collect();
    model.limbs[vertex].at_rest(&bones, model.vertices[model.still_vertices() + vertex].position.into())
}

#[test]
fn skins_follow_their_joints() {
    let model = load_glb(&bending());
    assert_eq!(model.rig.nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["shoulder", "elbow", ""]);
    assert_eq!((model.limbs.len(), model.still_vertices(), model.rig.bones.len()), (model.vertices.len(), 0, 2));
    assert_eq!(model.rig.animations[0].duration_seconds, 2.0);
    assert!(model.bounds[1].y > 1.99 && model.bounds[1].x < 1.0, "{:?}", model.bounds);
    let top = model.vertices.iter().position(|vertex| vertex.position[1] > 1.9).unwrap();
    assert!((place(&model, top, 0.0) - Vec3::new(0.0, 2.0, 0.2)).length() < 1e-3);
    // A quarter turn to the right about (0, 1, 0).
    assert!((place(&model, top, 9.0) - Vec3::new(1.0, 1.0, 0.2)).length() < 1e-3, "{}", place(&model, top, 9.0));
    assert!((place(&model, 0, 9.0) - Vec3::new(0.0, 0.0, 0.2)).length() < 1e-3);
}

#[test]
fn of_eight_joints_a_vertex_hangs_on_the_strongest_four() {
    let mut glb = bending();
    let count = load_glb(&bending()).limbs.len();
    glb.hang(0, &vec![[0; 4]; count], &vec![[0.4, 0.01, 0.02, 0.03]; count]);
    let first = glb.json["meshes"][0]["primitives"][0]["attributes"].clone();
    glb.hang(0, &vec![[1; 4]; count], &vec![[0.4, 0.05, 0.04, 0.05]; count]);
    let attributes = &mut glb.json["meshes"][0]["primitives"][0]["attributes"];
    (attributes["JOINTS_1"], attributes["WEIGHTS_1"]) = (attributes["JOINTS_0"].clone(), attributes["WEIGHTS_0"].clone());
    (attributes["JOINTS_0"], attributes["WEIGHTS_0"]) = (first["JOINTS_0"].clone(), first["WEIGHTS_0"].clone());
    let limb = load_glb(&glb).limbs[0];
    assert_eq!(limb.bones, [0, 1, 1, 1]);
    let parts = limb.weights.map(|weight| (f32::from(weight) / 65535.0 * 90.0).round());
    assert_eq!(parts, [40.0, 40.0, 5.0, 5.0], "and on them wholly");
}

#[test]
fn what_hangs_on_a_moving_node_moves_and_the_rest_stays_as_it_is() {
    let mut glb = Glb::new();
    glb.place(&square(1.0), json!({}), [0.0, 0.0, -3.0]);
    let mesh = glb.mesh(&square(1.0), None);
    let child = glb.json["nodes"].as_array().unwrap().len();
    glb.json["nodes"].as_array_mut().unwrap().push(json!({ "mesh": mesh, "translation": [0, 0, 1] }));
    let parent = glb.node(json!({ "children": [child] }));
    glb.animation("slide", parent, "translation", "STEP", &[0.0, 1.0], &[[0.0; 3], [5.0, 0.0, 0.0]]);
    let model = load_glb(&glb);
    assert_eq!((model.still_vertices(), model.limbs.len(), model.rig.nodes.len()), (4, 4, 2));
    assert_eq!(model.draws.iter().map(|draw| draw.moves).collect::<Vec<_>>(), [false, true]);
    assert_eq!(model.indices, [0, 1, 2, 0, 2, 3, 0, 1, 2, 0, 2, 3]);
    assert_eq!(place(&model, 0, 1.0), Vec3::new(4.5, 0.5, 1.0));
    assert_eq!(model.at_rest(&model.draws[1], 0, 0, &model.rig.bones_at_rest()), Vec3::new(-0.5, 0.5, 1.0));
}

#[test]
fn what_hangs_on_a_bone_goes_along_whoever_moves_it() {
    let mut glb = bending();
    glb.json.as_object_mut().unwrap().remove("animations");
    let cap = glb.mesh(&square(1.0), None);
    let nodes = glb.json["nodes"].as_array_mut().unwrap();
    nodes.push(json!({ "mesh": cap }));
    let child = nodes.len() - 1;
    let elbow = nodes.iter_mut().find(|node| node["name"] == "elbow").unwrap();
    elbow["children"] = json!([child]);
    let model = load_glb(&glb);
    assert_eq!((model.still_vertices(), model.limbs.len()), (0, model.vertices.len()));
}

#[test]
fn what_an_animation_leaves_alone_stays_as_the_file_has_it() {
    let corner = |node: Value, path: &str, value: &[[f32; 4]]| {
        let mut glb = Glb::new();
        let mesh = glb.mesh(&square(1.0), None);
        let node = glb.node(node);
        glb.json["nodes"][node]["mesh"] = json!(mesh);
        match path {
            "rotation" => glb.animation("turn", node, path, "STEP", &[0.0], value),
            _ => glb.animation("grow", node, path, "STEP", &[0.0], &value.iter().map(|[x, y, z, _]| [*x, *y, *z]).collect::<Vec<_>>()),
        }
        // The upper left one, at (-0.5, 0.5, 0).
        place(&load_glb(&glb), 0, 0.0)
    };
    let near = |seen: Vec3, expected: Vec3| assert!((seen - expected).length() < 1e-5, "{seen} is not {expected}");

    let half = Quat::from_rotation_y(std::f32::consts::FRAC_PI_2);
    let mirrored = corner(json!({ "scale": [1, -1, 1] }), "rotation", &[half.to_array()]);
    near(mirrored, half * Vec3::new(-0.5, -0.5, 0.0));
    let hidden = corner(json!({ "scale": [0, 0, 0], "rotation": half.to_array() }), "scale", &[[1.0, 1.0, 1.0, 0.0]]);
    near(hidden, half * Vec3::new(-0.5, 0.5, 0.0));
    let matrix: Vec<f32> = Affine3A::from_scale_rotation_translation(Vec3::splat(2.0), half, Vec3::X).to_cols_array_2d().concat();
    let [x, y, z, place] = [0, 3, 6, 9].map(|at| &matrix[at..at + 3]);
    let matrix = [x, &[0.0], y, &[0.0], z, &[0.0], place, &[1.0]].concat();
    near(corner(json!({ "matrix": matrix }), "scale", &[[4.0, 4.0, 4.0, 0.0]]), half * Vec3::new(-2.0, 2.0, 0.0) + Vec3::X);
}

#[test]
fn morph_targets_have_names_weights_and_deltas() {
    let mut glb = Glb::new();
    let mesh = glb.mesh(&square(1.0), None);
    glb.morph(mesh, &[[0.0, 0.0, 0.5]; 4], &[[0.0, 1.0, -1.0]; 4]);
    glb.morph(mesh, &[[0.25, 0.0, 0.0]; 4], &[[0.0; 3]; 4]);
    // Only the last corner of the second.
    let accessor = glb.json["meshes"][mesh]["primitives"][0]["targets"][1]["POSITION"].as_u64().unwrap() as usize;
    let (at, value) = (glb.view(&[3]), glb.view(&[9.0_f32, 0.0, 0.0].map(f32::to_le_bytes).concat()));
    glb.json["accessors"][accessor]["sparse"] =
        json!({ "count": 1, "indices": { "bufferView": at, "componentType": 5121 }, "values": { "bufferView": value } });
    glb.json["meshes"][mesh]["weights"] = json!([0.5, 0.0]);
    glb.json["meshes"][mesh]["extras"] = json!({ "other": [1, { "a": null }], "targetNames": ["blink", "mouth"] });
    let node = glb.node(json!({ "mesh": mesh }));
    glb.animation("talk", node, "weights", "LINEAR", &[0.0, 1.0], &[[0.0], [1.0], [1.0], [0.0]]);
    let model = load_glb(&glb);
    assert_eq!(
        model.rig.morphs.iter().map(|morph| (morph.name.as_str(), morph.rest)).collect::<Vec<_>>(),
        [("blink", 0.5), ("mouth", 0.0)]
    );
    assert_eq!(model.limbs[3].morphs, [0, 2]);
    let deltas = &model.deltas[model.limbs[3].deltas as usize..][..2];
    assert_eq!((deltas[0].position, deltas[0].normal), ([0.0, 0.0, 0.5], [0, 16384, -16384]));
    assert_eq!(deltas[1].position, [9.0, 0.0, 0.0]);
    let mut posture = Posture::at_rest(&model.rig);
    sample(&model.rig.animations[0], 0.25, &mut posture);
    assert_eq!(posture.weights, [0.25, 0.75]);
    for anything in [json!(7), json!("x"), json!([1, [2]]), json!(null), json!(true), json!(-1.5)] {
        glb.json["meshes"][mesh]["extras"] = anything;
        assert_eq!(load_glb(&glb).rig.morphs[0].name, "");
    }
    for names in [json!(null), json!({}), json!([1, 2]), json!(["blink", null])] {
        glb.json["meshes"][mesh]["extras"] = json!({ "targetNames": names });
        assert_eq!(load_glb(&glb).rig.morphs[0].name, "");
    }
}

#[test]
fn flat_shapes_keep_their_limbs_and_morphs_when_corners_part() {
    let mut glb = bending();
    glb.morph(0, &vec![[0.0, 0.0, 1.0]; 125], &vec![[0.0; 3]; 125]);
    let attributes = glb.json["meshes"][0]["primitives"][0]["attributes"].as_object_mut().unwrap();
    attributes.remove("NORMAL");
    let model = load_glb(&glb);
    assert_eq!((model.limbs.len(), model.deltas.len()), (model.indices.len(), model.indices.len()));
    let top = model.vertices.iter().position(|vertex| vertex.position[1] > 1.9).unwrap();
    assert!(place(&model, top, 2.0).x > 0.9);
}

#[test]
fn flat_shapes_point_straight_out_wherever_their_targets_move_them() {
    let mut glb = Glb::new();
    let mut board = square(1.0);
    board.normals.clear();
    let mesh = glb.mesh(&board, None);
    // Leaned back until it faces as much upwards as forwards.
    glb.morph(mesh, &board.positions.iter().map(|[_, y, _]| [0.0, 0.0, -y]).collect::<Vec<_>>(), &[[9.0; 3]; 4]);
    glb.node(json!({ "mesh": mesh }));
    let model = load_glb(&glb);
    for (vertex, delta) in model.vertices.iter().zip(&model.deltas) {
        let normal = Vec3::from_array([0, 1, 2].map(|axis| f32::from(vertex.normal[axis]) + 2.0 * f32::from(delta.normal[axis])));
        assert!((normal / 32767.0 - Vec3::new(0.0, 0.5, 0.5).normalize()).length() < 1e-3, "{normal}");
    }
}

#[test]
fn weights_become_a_whole_and_what_carries_nothing_may_lead_anywhere() {
    let mut glb = bending();
    let count = glb.json["accessors"][0]["count"].as_u64().unwrap() as usize;
    glb.hang(0, &vec![[1, 99, 0, 0]; count], &vec![[0.2, 0.0, 0.2, f32::NAN]; count]);
    let limb = load_glb(&glb).limbs[0];
    assert_eq!(limb.bones, [1, 0, 0, 0]);
    assert_eq!(limb.weights.iter().map(|weight| u32::from(*weight)).sum::<u32>(), 65535);
    assert!(limb.weights[0].abs_diff(limb.weights[2]) <= 1);
}

#[test]
fn each_mistake_in_what_moves_is_refused_with_its_place() {
    type Spoil = fn(&mut Value);
    let cases: [(&str, Spoil); 9] = [
        ("skin 7 does not exist", |json| json["nodes"][2]["skin"] = json!(7)),
        ("skin 0 hangs on node 9, which is not in the scene", |json| json["skins"][0]["joints"] = json!([1, 9])),
        ("skin 0 has no joints", |json| json["skins"][0]["joints"] = json!([])),
        ("skin 0 has fewer inverse bind matrices", |json| json["skins"][0]["joints"] = json!([0, 1, 0])),
        ("hangs on joint 1 of 1", |json| json["skins"][0]["joints"] = json!([1])),
        ("holds Vec3, where [Mat4]", |json| json["skins"][0]["inverseBindMatrices"] = json!(0)),
        ("unknown variant `WAVY`", |json| json["animations"][0]["samplers"][0]["interpolation"] = json!("WAVY")),
        ("accessor 99 does not exist", |json| json["meshes"][0]["primitives"][0]["targets"] = json!([{ "NORMAL": 99 }])),
        ("has another count", |json| json["meshes"][0]["primitives"][0]["targets"] = json!([{ "POSITION": 3 }])),
    ];
    for (expected, spoil) in cases {
        let mut glb = bending();
        spoil(&mut glb.json);
        let message = load_bytes("cell.glb", &glb.bytes()).expect_err(expected).to_string();
        assert!(message.contains(expected) && message.contains("cell.glb"), "expected `{expected}`, got `{message}`");
    }
    let mut glb = bending();
    glb.json["animations"][0]["channels"][0]["target"]["path"] = json!("pointer");
    let model = load_glb(&glb);
    assert!(model.warnings[0].to_string().contains("moves `pointer`"), "{}", model.warnings[0]);
}

#[test]
fn an_animation_that_cannot_be_read_is_left_out_and_all_else_is_there() {
    type Spoil = fn(&mut Value);
    let cases: [(&str, Spoil); 6] = [
        ("animation 0 has sampler 3", |json| json["animations"][0]["channels"][0]["sampler"] = json!(3)),
        ("animation 0 moves node 88", |json| json["animations"][0]["channels"][0]["target"]["node"] = json!(88)),
        ("animation 0 has 2 keys", |json| json["animations"][0]["samplers"][0]["interpolation"] = json!("CUBICSPLINE")),
        ("where [Vec3] is needed", |json| json["animations"][0]["channels"][0]["target"]["path"] = json!("translation")),
        ("accessor 99 does not exist", |json| json["animations"][0]["samplers"][0]["input"] = json!(99)),
        ("animation 0 has keys at times that do not follow", |json| {
            // Those of the other animation, which fall.
            json["animations"][0]["samplers"][0]["input"] = json["animations"][1]["samplers"][0]["output"].clone();
        }),
    ];
    for (expected, spoil) in cases {
        let mut glb = bending();
        glb.animation("sway", 0, "weights", "LINEAR", &[0.0, 1.0], &[[1.0], [0.0]]);
        spoil(&mut glb.json);
        let model = load_glb(&glb);
        assert_eq!(model.rig.animations.iter().map(|animation| &*animation.name).collect::<Vec<_>>(), ["sway"], "{expected}");
        assert_eq!(model.draws.len(), 1);
        let told: Vec<String> = model.warnings.iter().map(ToString::to_string).collect();
        assert!(told.len() == 1 && told[0].contains("the animation `bend` is left out: ") && told[0].contains(expected), "{told:?}");
    }
}
