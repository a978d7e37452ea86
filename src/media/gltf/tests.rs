use std::path::PathBuf;

use glam::{Vec2, Vec3};
use serde_json::{Value, json};

use super::*;

#[path = "../../../tests/glb/mod.rs"]
pub(super) mod glb;
use glb::{Glb, sphere, square};

/// Loads bytes as a file in a folder of its own.
pub(super) fn load_bytes(name: &str, bytes: &[u8]) -> Result<Model, GltfError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    load(&file, folder.path(), None, Takes::plain(4096))
}

pub(super) fn load_glb(glb: &Glb) -> Model {
    load_bytes("cell.glb", &glb.bytes()).unwrap()
}

/// The message with which a model is refused; it must name the file.
pub(super) fn refusal(glb: &Glb) -> String {
    let error = load_bytes("cell.glb", &glb.bytes()).expect_err("must be refused");
    let message = error.to_string();
    assert!(message.contains("cell.glb"), "{message}");
    message
}

pub(super) fn plain() -> Glb {
    let mut glb = Glb::new();
    glb.place(&square(2.0), json!({}), [0.0, 1.0, -3.0]);
    glb
}

fn vec3(normal: [i16; 4]) -> Vec3 {
    Vec3::new(f32::from(normal[0]), f32::from(normal[1]), f32::from(normal[2])) / 32767.0
}

#[test]
fn a_square_comes_out_where_its_node_stands() {
    let model = load_glb(&plain());
    assert_eq!(model.vertices.len(), 4);
    assert_eq!(model.vertices[0].position, [-1.0, 2.0, -3.0]);
    assert_eq!(model.indices, [0, 1, 2, 0, 2, 3]);
    assert_eq!(
        model.draws,
        [Draw {
            indices: 0..6,
            form: Form::Triangles,
            places: 0..1,
            material: 0,
            centre: Vec3::new(0.0, 1.0, -3.0),
            moves: false,
            coloured: false,
            clusters: model.draws[0].clusters.clone()
        }]
    );
    assert_eq!(model.bounds, [Vec3::new(-1.0, 0.0, -3.0), Vec3::new(1.0, 2.0, -3.0)]);
    assert!(model.warnings.is_empty());
}

#[test]
fn transforms_of_parents_apply_and_mirrors_turn_triangles_round() {
    let mut glb = Glb::new();
    let mesh = glb.mesh(&square(2.0), None);
    glb.node(json!({ "children": [1], "translation": [10, 0, 0], "scale": [-1, 1, 1] }));
    glb.json["nodes"].as_array_mut().unwrap().push(json!({ "mesh": mesh, "translation": [2, 0, 0] }));
    let model = load_glb(&glb);
    assert_eq!(model.vertices[0].position, [9.0, 1.0, 0.0]);
    assert_eq!(model.indices, [0, 2, 1, 0, 3, 2]);
    let [a, b, c] = [0, 1, 2].map(|corner| Vec3::from(model.vertices[model.indices[corner] as usize].position));
    let outward = (b - a).cross(c - a).normalize();
    assert!(outward.dot(vec3(model.vertices[0].normal)) > 0.99, "the front must stay where the normal points");
}

#[test]
fn normals_stay_upright_on_stretched_meshes() {
    let mut glb = Glb::new();
    let mut slope = square(2.0);
    slope.normals = vec![[0.6, 0.0, 0.8]; 4];
    let mesh = glb.mesh(&slope, None);
    glb.node(json!({ "mesh": mesh, "scale": [2, 1, 1] }));
    let normal = vec3(load_glb(&glb).vertices[0].normal);
    assert!((normal - Vec3::new(0.3, 0.0, 0.8).normalize()).length() < 1e-3, "{normal}");
}

#[test]
fn one_draw_for_each_opaque_material_and_one_for_each_blended_piece() {
    let mut glb = Glb::new();
    let [glass, wood] = [json!({ "alphaMode": "BLEND" }), json!({})].map(|material| glb.material(material));
    let (pane, board) = (glb.mesh(&square(1.0), Some(glass)), glb.mesh(&square(1.0), Some(wood)));
    for x in 0..3 {
        glb.node(json!({ "mesh": pane, "translation": [x, 0, 0] }));
        glb.node(json!({ "mesh": board, "translation": [x, 0, 1] }));
    }
    let draws = load_glb(&glb).draws;
    assert_eq!(draws.iter().map(|draw| draw.material).collect::<Vec<_>>(), [wood, glass, glass, glass]);
    assert_eq!(draws[0].indices, 0..18);
    assert_eq!(draws[2].centre, Vec3::new(1.0, 0.0, 0.0));
}

#[test]
fn missing_normals_are_flat() {
    let mut glb = Glb::new();
    let mut ball = sphere(1.0, 4);
    ball.normals.clear();
    glb.place(&ball, json!({}), [0.0; 3]);
    let model = load_glb(&glb);
    assert_eq!(model.vertices.len(), ball.indices.len(), "no corner is shared");
    let corners = model.vertices[60..63].iter().map(|vertex| vertex.normal).collect::<Vec<_>>();
    assert!(corners[0] == corners[1] && corners[1] == corners[2]);
}

#[test]
fn tangents_are_made_where_a_normal_map_needs_them() {
    let mut glb = Glb::new();
    let flat = glb.texture(1, &[[128, 128, 255, 255]]);
    glb.place(&square(1.0), json!({ "normalTexture": { "index": flat } }), [0.0; 3]);
    let model = load_glb(&glb);
    assert_eq!(model.vertices.len(), 4, "corners that agree are joined again");
    for vertex in &model.vertices {
        let tangent = vec3(vertex.tangent);
        assert!((tangent - Vec3::X).length() < 1e-3, "+u is +X: {tangent}");
        // Bitangent = normal x tangent * w must point up, where v shrinks.
        assert_eq!(vertex.tangent[3], 32767);
    }
    assert!(load_glb(&plain()).vertices.iter().all(|vertex| vertex.tangent == [0; 4]), "no map, no tangents");
}

#[test]
fn a_mesh_on_which_tangents_would_never_end_is_drawn_without() {
    let mut glb = Glb::new();
    let flat = glb.texture(1, &[[128, 128, 255, 255]]);
    let mut heap = square(1.0);
    heap.indices = [0, 1, 2].repeat(1000);
    glb.place(&heap, json!({ "normalTexture": { "index": flat } }), [0.0; 3]);
    let model = load_glb(&glb);
    assert_eq!(model.warnings.len(), 1);
    assert!(model.warnings[0].to_string().contains("normal map"), "{}", model.warnings[0]);
}

#[test]
fn strips_and_fans_become_triangles_that_face_the_same_way() {
    for (mode, order) in [(5, [0, 1, 3, 2]), (6, [0, 1, 2, 3])] {
        let mut glb = plain();
        let indices = glb.indices(&order);
        glb.json["meshes"][0]["primitives"][0]["mode"] = json!(mode);
        glb.json["meshes"][0]["primitives"][0]["indices"] = json!(indices);
        let model = load_glb(&glb);
        assert_eq!(model.indices.len(), 6);
        for triangle in model.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|corner| Vec3::from(model.vertices[triangle[corner] as usize].position));
            assert!((b - a).cross(c - a).z > 0.0, "mode {mode}: {triangle:?}");
        }
    }
}

#[test]
fn quantised_and_sparse_accessors_are_read() {
    let mut glb = plain();
    let positions: Vec<u8> =
        [[-127i8, 127, 0, 0], [-127, -127, 0, 0], [127, -127, 0, 0], [127, 127, 0, 0]].concat().iter().map(|&v| v as u8).collect();
    let accessor = glb.accessor(5120, "VEC3", 4, &positions);
    glb.json["accessors"][accessor]["normalized"] = json!(true);
    glb.json["bufferViews"][accessor]["byteStride"] = json!(4);
    glb.json["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = json!(accessor);
    glb.json["extensionsRequired"] = json!(["KHR_mesh_quantization"]);
    let (at, value) = (glb.view(&[3]), glb.view(&[0, 127, 0]));
    glb.json["accessors"][accessor]["sparse"] =
        json!({ "count": 1, "indices": { "bufferView": at, "componentType": 5121 }, "values": { "bufferView": value } });
    let model = load_glb(&glb);
    assert_eq!(model.vertices[1].position, [-1.0, 0.0, -3.0]);
    assert_eq!(model.vertices[3].position, [0.0, 2.0, -3.0]);
}

#[test]
fn colours_that_are_not_there_are_black_and_cover_all_the_same() {
    let mut glb = plain();
    let (at, red) = (glb.view(&[2]), glb.view(&[255, 0, 0]));
    let values = json!({ "bufferView": red });
    let sparse = json!({ "count": 1, "indices": { "bufferView": at, "componentType": 5121 }, "values": values });
    let accessors = glb.json["accessors"].as_array_mut().unwrap();
    accessors.push(json!({ "componentType": 5121, "normalized": true, "type": "VEC3", "count": 4, "sparse": sparse }));
    let colors = accessors.len() - 1;
    glb.json["meshes"][0]["primitives"][0]["attributes"]["COLOR_0"] = json!(colors);
    let colors: Vec<[u16; 4]> = load_glb(&glb).vertices.iter().map(|vertex| vertex.color).collect();
    assert_eq!(colors, [[0, 0, 0, 65535], [0, 0, 0, 65535], [65535, 0, 0, 65535], [0, 0, 0, 65535]]);
}

#[test]
fn texture_transforms_are_those_of_the_extension() {
    let mut glb = Glb::new();
    let texture = glb.texture(1, &[[255; 4]]);
    let transform = json!({ "offset": [0.5, 0.25], "rotation": std::f32::consts::FRAC_PI_2, "scale": [2, 4], "texCoord": 1 });
    let info = json!({ "index": texture, "texCoord": 0, "extensions": { "KHR_texture_transform": transform } });
    glb.place(&square(1.0), json!({ "normalTexture": info, "pbrMetallicRoughness": { "baseColorTexture": info } }), [0.0; 3]);
    let model = load_glb(&glb);
    let slot = model.materials[0].base_color_texture.unwrap();
    assert_eq!(slot.uv_set, 1);
    // The extension's own matrices: T * R * S with R = [cos, sin; -sin, cos] on (u, v).
    let moved = slot.transform.transform_point2(Vec2::new(1.0, 1.0));
    assert!((moved - Vec2::new(0.5 + 4.0, 0.25 - 2.0)).length() < 1e-5, "{moved}");
    assert_eq!(model.materials[0].normal_texture.unwrap().transform, slot.transform);
    assert_eq!(model.pictures.len(), 2, "once as colours, once as data");
}

#[test]
fn materials_read_all_their_slots() {
    let mut glb = Glb::new();
    let texture = glb.texture(2, &[[255, 0, 0, 255], [0, 0, 255, 255]]);
    glb.json["samplers"] = json!([{ "wrapS": 33071, "wrapT": 33648, "magFilter": 9728, "minFilter": 9984 }]);
    glb.json["textures"][0]["sampler"] = json!(0);
    let info = json!({ "index": texture });
    glb.place(
        &square(1.0),
        json!({
            "pbrMetallicRoughness": { "baseColorFactor": [0.1, 0.2, 0.3, 0.4], "metallicFactor": 0.5, "roughnessFactor": 0.6, "metallicRoughnessTexture": info },
            "occlusionTexture": { "index": texture, "strength": 0.7 }, "normalTexture": { "index": texture, "scale": 0.8 },
            "emissiveFactor": [0.5, 0.25, 0], "emissiveTexture": info, "alphaMode": "MASK", "alphaCutoff": 0.3, "doubleSided": true,
            "extensions": { "KHR_materials_emissive_strength": { "emissiveStrength": 8 } }
        }),
        [0.0; 3],
    );
    let material = &load_glb(&glb).materials[0];
    assert_eq!(material.base_color.to_array(), [0.1, 0.2, 0.3, 0.4]);
    assert_eq!((material.metallic, material.roughness), (0.5, 0.6));
    assert_eq!((material.occlusion_strength, material.normal_scale), (0.7, 0.8));
    assert_eq!(material.emissive, Vec3::new(4.0, 2.0, 0.0));
    assert_eq!(material.alpha, Alpha::Mask(0.3));
    assert!(material.double_sided && !material.unlit);
    assert!(material.emissive_texture.is_some() && material.occlusion_texture.is_some() && material.metallic_roughness_texture.is_some());
    let sampler = material.normal_texture.unwrap().sampler;
    assert_eq!(sampler, Sampler { wrap_u: Wrap::Clamp, wrap_v: Wrap::Mirror, smooth_near: false, smooth_far: false });
}

#[test]
fn mip_levels_mix_colours_as_light_and_data_as_numbers() {
    let mut glb = Glb::new();
    let checks = glb.texture(2, &[[255, 255, 255, 255], [0, 0, 0, 255], [0, 0, 0, 255], [255, 255, 255, 255]]);
    let holes = glb.texture(2, &[[200, 0, 0, 255], [0, 255, 0, 0], [0, 255, 0, 0], [0, 255, 0, 0]]);
    let info = |index| json!({ "index": index });
    glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": info(checks), "metallicRoughnessTexture": info(checks) }, "emissiveTexture": info(holes) }), [0.0; 3]);
    for mode in ["MASK", "BLEND", "OPAQUE"] {
        glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": info(holes) }, "alphaMode": mode }), [0.0; 3]);
    }
    glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": info(checks) }, "alphaMode": "BLEND" }), [0.0; 3]);
    let model = load_glb(&glb);
    let last = |slot: Option<TextureSlot>| model.pictures[slot.unwrap().picture].levels[1].clone();
    let base = |material: usize| model.materials[material].base_color_texture;
    assert_eq!(last(base(0)), [188, 188, 188, 255], "half the light is 188 in sRGB");
    assert_eq!(last(model.materials[0].metallic_roughness_texture), [128, 128, 128, 255]);
    for covering in [1, 2] {
        assert_eq!(last(base(covering)), [200, 0, 0, 64], "what cannot be seen lends no colour");
    }
    for light in [model.materials[0].emissive_texture, base(3)] {
        assert_eq!(last(light), [106, 225, 0, 64], "where opacity means nothing all of it shines");
    }
    assert_eq!(model.pictures.len(), 4, "what covers all is the same either way");
    assert_eq!(base(4), base(0));
}

#[test]
fn lights_keep_their_units_and_stand_where_their_nodes_stand() {
    let mut glb = plain();
    glb.light(
        json!({ "type": "point", "intensity": 100.0, "color": [1, 0.5, 0.25], "range": 5 }),
        json!({ "translation": [1, 2, 3], "scale": [9, 9, 9] }),
    );
    glb.light(
        json!({ "type": "spot", "intensity": 50, "spot": { "innerConeAngle": 0.2, "outerConeAngle": 0.5 } }),
        json!({ "rotation": [-0.70710677, 0, 0, 0.70710677] }),
    );
    glb.light(json!({ "type": "directional", "intensity": 3 }), json!({}));
    glb.light(json!({ "type": "spot", "spot": {} }), json!({}));
    let lights = load_glb(&glb).lights;
    assert_eq!(lights[0].kind, LightKind::Point);
    assert_eq!(
        (lights[0].intensity, lights[0].position, lights[0].range),
        (Vec3::new(100.0, 50.0, 25.0), Vec3::new(1.0, 2.0, 3.0), Some(5.0))
    );
    assert_eq!(lights[1].kind, LightKind::Spot { inner: 0.2, outer: 0.5 });
    assert!((lights[1].direction - Vec3::NEG_Y).length() < 1e-5, "turned down: {}", lights[1].direction);
    assert_eq!((lights[2].kind, lights[2].intensity, lights[2].direction), (LightKind::Directional, Vec3::splat(3.0), Vec3::NEG_Z));
    assert_eq!(lights[3].kind, LightKind::Spot { inner: 0.0, outer: std::f32::consts::FRAC_PI_4 });
}

#[test]
fn each_mistake_is_refused_with_its_place() {
    type Spoil = fn(&mut Value);
    let cases: [(&str, Spoil); 22] = [
        ("accessor 0 reaches beyond the end of buffer view 0", |json| json["accessors"][0]["count"] = json!(5)),
        ("accessor 0 is too large", |json| json["accessors"][0]["count"] = json!(u64::MAX)),
        ("accessor 0 reaches beyond", |json| json["accessors"][0]["byteOffset"] = json!(u64::MAX - 3)),
        ("accessor 0 holds Scalar", |json| json["accessors"][0]["type"] = json!("SCALAR")),
        ("accessor 0 has the component type 5124", |json| json["accessors"][0]["componentType"] = json!(5124)),
        ("accessor 0 steps 4 bytes", |json| json["bufferViews"][0]["byteStride"] = json!(4)),
        ("accessor 0 steps 4000000000 bytes", |json| json["bufferViews"][0]["byteStride"] = json!(4_000_000_000_u64)),
        ("buffer view 0 reaches beyond the end of buffer 0", |json| json["bufferViews"][0]["byteLength"] = json!(u64::MAX)),
        ("buffer view 0 lies in buffer 7", |json| json["bufferViews"][0]["buffer"] = json!(7)),
        ("accessor 99 does not exist", |json| json["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = json!(99)),
        ("accessor 1 has another count", |json| json["accessors"][1]["count"] = json!(3)),
        ("leads to vertex 2 of 2", |json| {
            for accessor in 0..3 {
                json["accessors"][accessor]["count"] = json!(2);
            }
        }),
        ("accessor 0 does not hold plain whole numbers", |json| {
            json["accessors"][0]["type"] = json!("SCALAR");
            json["meshes"][0]["primitives"][0]["indices"] = json!(0);
            json["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = json!(1);
        }),
        ("has material 5, which does not exist", |json| json["meshes"][0]["primitives"][0]["material"] = json!(5)),
        ("is of mode 9", |json| json["meshes"][0]["primitives"][0]["mode"] = json!(9)),
        ("node 0 hangs below itself", |json| json["nodes"][0]["children"] = json!([0])),
        ("node 44 does not exist", |json| json["nodes"][0]["children"] = json!([44])),
        ("has mesh 3, which does not exist", |json| json["nodes"][0]["mesh"] = json!(3)),
        ("node 0 stands at a place that is not a number", |json| json["nodes"][0]["translation"] = json!([1e300, 0, 0])),
        ("which is no place in a room", |json| json["nodes"][0]["scale"] = json!([1e9, 1, 1])),
        ("needs the extension `EXT_wonder`", |json| json["extensionsRequired"] = json!(["EXT_wonder"])),
        ("it is glTF 1.0", |json| json["asset"]["version"] = json!("1.0")),
    ];
    for (expected, spoil) in cases {
        let mut glb = plain();
        spoil(&mut glb.json);
        let message = refusal(&glb);
        assert!(message.contains(expected), "expected `{expected}`, got `{message}`");
    }
}

#[test]
fn mistakes_beyond_the_document_are_refused() {
    let mut glb = plain();
    glb.binary[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(refusal(&glb).contains("positions that are not numbers"));

    let mut glb = plain();
    glb.json["accessors"][0]["sparse"] =
        json!({ "count": 1, "indices": { "bufferView": 3, "componentType": 5125, "byteOffset": 8 }, "values": { "bufferView": 0 } });
    glb.json["accessors"][0]["count"] = json!(1);
    assert!(refusal(&glb).contains("replaces element 2, which it does not have"));

    let mut glb = plain();
    glb.json["nodes"] = (0..300).map(|_| json!({ "mesh": 0 })).collect();
    glb.json["meshes"][0]["primitives"] = vec![glb.json["meshes"][0]["primitives"][0].clone(); 400].into();
    glb.json["scenes"][0]["nodes"] = (0..300).collect();
    assert!(refusal(&glb).contains("the scene is too large"));

    let whole = plain().bytes();
    for (expected, bytes) in [
        ("cut short", &whole[..whole.len() - 20]),
        ("ends in the middle of a header", &whole[..10]),
        ("not a glTF 2.0 file", &b""[..]),
        ("not a glTF 2.0 file", &b"\xff\xd8\xff\xe0 a picture"[..]),
    ] {
        let message = load_bytes("cell.glb", bytes).unwrap_err().to_string();
        assert!(message.contains(expected) && message.contains("cell.glb"), "{message}");
    }
    let folder = tempfile::tempdir().unwrap();
    let message = load(&folder.path().join("gone.glb"), folder.path(), None, Takes::plain(4096)).unwrap_err().to_string();
    assert!(message.contains("gone.glb"), "{message}");
}

#[test]
fn a_broken_picture_is_left_out_with_a_warning() {
    let mut glb = Glb::new();
    let good = glb.texture(1, &[[255; 4]]);
    let view = glb.view(b"\x89PNG\r\n\x1a\n and no more");
    glb.json["images"].as_array_mut().unwrap().push(json!({ "bufferView": view }));
    glb.json["textures"].as_array_mut().unwrap().push(json!({ "source": 1 }));
    glb.place(
        &square(1.0),
        json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": good + 1 } }, "emissiveTexture": { "index": good } }),
        [0.0; 3],
    );
    let model = load_glb(&glb);
    assert!(model.materials[0].base_color_texture.is_none() && model.materials[0].emissive_texture.is_some());
    let warning = model.warnings[0].to_string();
    assert!(model.warnings.len() == 1 && warning.contains("cell.glb") && warning.contains("image 1"), "{warning}");
}

#[test]
fn a_picture_that_claims_to_be_enormous_is_not_decoded() {
    // The header of a PNG of 40,000 pixels each way, with its right checksum.
    let mut header = b"IHDR".to_vec();
    header.extend([40_000u32.to_be_bytes(), 40_000u32.to_be_bytes()].concat());
    header.extend([8, 6, 0, 0, 0]);
    let mut crc = u32::MAX;
    for &byte in &header {
        crc ^= u32::from(byte);
        (0..8).for_each(|_| crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 });
    }
    let png =
        [b"\x89PNG\r\n\x1a\n".as_slice(), &13u32.to_be_bytes(), &header, &(!crc).to_be_bytes(), &[0, 0, 0, 0], b"IDAT\x35\xaf\x06\x1e"]
            .concat();
    let mut glb = Glb::new();
    let view = glb.view(&png);
    glb.json["images"] = json!([{ "bufferView": view }]);
    glb.json["textures"] = json!([{ "source": 0 }]);
    glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } }), [0.0; 3]);
    let warning = load_glb(&glb).warnings[0].to_string();
    assert!(warning.contains("image 0 is too large"), "{warning}");
}

#[test]
fn pictures_larger_than_the_gpu_takes_are_halved() {
    let mut glb = Glb::new();
    let texture = glb.texture(16, &[[10, 20, 30, 255]; 16 * 8]);
    glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": texture } } }), [0.0; 3]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cell.glb");
    std::fs::write(&file, glb.bytes()).unwrap();
    let model = load(&file, folder.path(), None, Takes::plain(4)).unwrap();
    assert_eq!((model.pictures[0].width, model.pictures[0].height, model.pictures[0].levels.len()), (4, 2, 3));
    assert_eq!(model.pictures[0].levels[2], [10, 20, 30, 255]);
    assert!(model.warnings[0].to_string().contains("scaled down to 4 x 2"));
}

/// A .gltf whose buffer is `uri`, in `folder/spaces`, beside `room one.bin`; `folder` also holds `tour` files and a neighbour.
fn external(uri: &str) -> Result<Model, GltfError> {
    let mut glb = plain();
    let folder = tempfile::tempdir().unwrap();
    let tour = folder.path().join("tour");
    std::fs::create_dir_all(tour.join("spaces")).unwrap();
    std::fs::create_dir_all(tour.join("shared")).unwrap();
    for path in ["tour/spaces/room one.bin", "tour/shared/room.bin", "private.bin"] {
        std::fs::write(folder.path().join(path), &glb.binary).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("private.bin"), tour.join("spaces/link.bin")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("loop.bin", tour.join("spaces/loop.bin")).unwrap();
    glb.json["buffers"] = json!([{ "byteLength": glb.binary.len(), "uri": uri }]);
    let file: PathBuf = tour.join("spaces/cell.gltf");
    std::fs::write(&file, glb.json.to_string()).unwrap();
    load(&file, &tour, None, Takes::plain(4096))
}

#[test]
fn external_files_are_found_within_the_tour_and_nowhere_else() {
    assert_eq!(external("room%20one.bin").unwrap().vertices.len(), 4);
    assert_eq!(external("../shared/room.bin").unwrap().vertices.len(), 4);
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &plain().binary);
    for data in [data.as_str(), data.trim_end_matches('=')] {
        assert_eq!(external(&format!("data:application/octet-stream;base64,{data}")).unwrap().vertices.len(), 4);
    }
    for uri in
        ["../../private.bin", "link.bin", "/etc/passwd", "file:///etc/passwd", "..\\..\\private.bin", "%2e%2e/%2E%2E/private.bin", "a%zz"]
    {
        let message = external(uri).unwrap_err().to_string();
        assert!(message.contains("not a file within the tour's folder") && message.contains("cell.gltf"), "{uri}: {message}");
    }
    for uri in ["missing.bin", "loop.bin", ".", "data:;base64,%%%", "data:text/plain", ""] {
        let message = external(uri).unwrap_err().to_string();
        assert!(message.contains("cell.gltf"), "{uri}: {message}");
    }
}
