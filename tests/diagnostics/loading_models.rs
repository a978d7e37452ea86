//! What only shows when a model is loaded as it is for a visit.

use indenfor::app;
use insta::assert_snapshot;
use serde_json::json;

use crate::fixture::{Folder, TOUR};
use crate::glb::{Glb, square};

/// What `indenfor check` tells of the tour with this cell; beside it, what every start of a visit tells.
fn told(cell: &Glb) -> (String, String) {
    // The guide's figure stays the one without mistakes.
    let folder = Folder::new(&TOUR.replacen("avatar = \"spaces/cell.glb\"", "avatar = \"spaces/figure.glb\"", 1));
    folder.write("spaces/figure.glb", crate::fixture::glb(crate::fixture::CELL));
    folder.write("spaces/cell.glb", cell.bytes());
    let report = app::check::check(folder.path());
    let told: Vec<String> = report.diagnostics.iter().map(|diagnostic| diagnostic.render(false)).collect();
    (told.join("\n\n").replace(&folder.path().display().to_string(), "TOUR").replace('\\', "/"), folder.told())
}

/// A cell with a wall in it of this material.
fn cell(material: serde_json::Value) -> Glb {
    let mut glb = Glb::new();
    glb.place(&square(2.0), material, [2.0, 1.0, 0.0]);
    glb.node(json!({ "name": "Stand.Door" }));
    glb.node(json!({ "name": "Door", "translation": [0, 1, 1] }));
    glb
}

#[test]
fn a_model_without_mistakes() {
    assert_eq!(told(&cell(json!({}))), (String::new(), String::new()));
}

#[test]
fn what_is_refused() {
    let mut spoilt = cell(json!({}));
    spoilt.binary[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    let (told, headers) = told(&spoilt);
    assert_eq!(headers, "", "its header says nothing of it, and a visit has to start fast");
    assert_snapshot!("broken-model", told);
}

#[test]
fn what_is_left_out() {
    let mut spoilt = cell(json!({ "emissiveTexture": { "index": 0 }, "normalTexture": { "index": 99 } }));
    let view = spoilt.view(b"GIF89a and no more");
    spoilt.json["images"] = json!([{ "bufferView": view }]);
    spoilt.json["textures"] = json!([{ "source": 0 }]);
    let (told, headers) = told(&spoilt);
    assert_eq!(headers, "");
    assert_snapshot!("partly-shown", told);
}

#[test]
fn a_figure_is_tried_where_its_person_names_it_and_a_model_in_two_places_once() {
    let mut spoilt = cell(json!({}));
    // As tall as somebody, where somebody would be.
    spoilt.json["nodes"][0]["translation"] = json!([0, 1, 0]);
    spoilt.json["animations"] = ["idle", "greet", "speak", "listen", "point", "walk"].iter().map(|name| json!({ "name": name })).collect();
    spoilt.json["cameras"] = json!([{ "type": "perspective", "perspective": { "yfov": 1, "znear": 0.1 } }]);
    let folder = Folder::new(TOUR);
    folder.write("spaces/cell.glb", spoilt.bytes());
    let told: Vec<String> = app::check::check(folder.path()).diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("warning[partly-shown]: `spaces/cell.glb` is not shown as it is: its cameras"), "{told:?}");
    let figure = Folder::new(&TOUR.replacen("avatar = \"spaces/cell.glb\"", "avatar = \"figure.glb\"", 1));
    figure.write("figure.glb", spoilt.bytes());
    let report = app::check::check(figure.path());
    assert_eq!(report.diagnostics.len(), 1, "{:?}", report.diagnostics);
    let line = report.diagnostics[0].position.unwrap().line;
    assert!(TOUR.lines().nth(line - 1).unwrap().starts_with("avatar"), "line {line}");
}

#[test]
fn a_figure_that_nobody_can_be() {
    let mut figure = Glb::new();
    figure.place(&square(175.0), json!({}), [0.0, 87.5, 0.0]);
    figure.json["animations"] = ["idle", "greet", "speak", "listen", "point", "walk"].iter().map(|name| json!({ "name": name })).collect();
    let folder = Folder::new(&TOUR.replacen("avatar = \"spaces/cell.glb\"", "avatar = \"figure.glb\"", 1));
    folder.write("figure.glb", figure.bytes());
    folder.write("spaces/cell.glb", cell(json!({})).bytes());
    let told: Vec<String> = app::check::check(folder.path()).diagnostics.iter().map(|diagnostic| diagnostic.render(false)).collect();
    assert_snapshot!("odd-figure", told.join("\n\n").replace(&folder.path().display().to_string(), "TOUR"));
}
