//! Small files that ask for a great deal: of memory, or of work.

use serde_json::{Value, json};

use super::tests::glb::sphere;
use super::tests::{load_bytes, load_glb, plain, refusal};

#[test]
fn nothing_grows_beyond_its_budget() {
    let mut glb = plain();
    glb.json["accessors"][0].as_object_mut().unwrap().remove("bufferView");
    glb.json["accessors"][0]["count"] = json!(30_000_000);
    let list: Vec<Value> = (0..2000).map(|_| glb.json["meshes"][0]["primitives"][0].clone()).collect();
    glb.json["meshes"][0]["primitives"] = list.into();
    assert!(refusal(&glb).contains("too large") || refusal(&glb).contains("another count"));

    let mut glb = plain();
    let ball = glb.mesh(&sphere(1.0, 100), None);
    for _ in 0..300 {
        glb.node(json!({ "mesh": ball }));
    }
    assert!(refusal(&glb).contains("counts as often as it is placed"));

    let many = format!("{{\"asset\":{{\"version\":\"2.0\"}},\"nodes\":[{}{{}}]}}", "{},".repeat(100_000));
    let message = load_bytes("cell.gltf", many.as_bytes()).unwrap_err().to_string();
    assert!(message.contains("more than 100000 entries"), "{message}");
}

#[test]
fn what_a_hundred_thousand_meshes_read_again_and_again_is_refused_before_long() {
    let mut glb = plain();
    glb.json["accessors"][0] = json!({ "componentType": 5126, "type": "VEC3", "count": 30_000_000 });
    let indices = glb.indices(&[0, 1, 2]);
    glb.json["meshes"][0]["primitives"] = vec![json!({ "attributes": { "POSITION": 0 }, "indices": indices }); 40].into();
    assert!(refusal(&glb).contains("read mesh by mesh"), "{}", refusal(&glb));
}

#[test]
fn of_what_has_no_triangles_the_rest_is_not_read() {
    let mut glb = plain();
    let indices = glb.indices(&[0, 1]);
    glb.json["accessors"][2] = json!({ "componentType": 5126, "type": "VEC2", "count": 4, "bufferView": 99 });
    assert!(refusal(&glb).contains("buffer view 99"));
    glb.json["meshes"][0]["primitives"][0]["indices"] = json!(indices);
    assert!(load_glb(&glb).draws.is_empty());
}

#[test]
fn the_document_counts_as_memory_but_not_the_files_that_are_written_into_it() {
    let document = |targets: usize, file: usize| {
        let part = format!(r#"{{"attributes":{{}},"targets":[{}{{}}]}}"#, "{},".repeat(9_999));
        let parts = vec![part; targets / 10_000].join(",");
        let file = format!(r#"{{"byteLength":1,"uri":"data:;base64,{}"}}"#, "A".repeat(file));
        format!(r#"{{"asset":{{"version":"2.0"}},"meshes":[{{"primitives":[{parts}]}}],"buffers":[{file}]}}"#)
    };
    let message = load_bytes("cell.gltf", document(9_000_000, 4).as_bytes()).unwrap_err().to_string();
    assert!(message.contains("its JSON is too large"), "{message}");
    assert!(load_bytes("cell.gltf", document(10_000, 27_000_000).as_bytes()).is_ok());
}
