//! What is wrong with models.

use insta::assert_snapshot;

use crate::fixture::{CELL, Folder, glb, told_with_file};

/// The cell with this among what its document has.
fn cell_with(more: &str) -> Vec<u8> {
    glb(&CELL.replacen("\"scene\": 0", &format!("{more}, \"scene\": 0"), 1))
}

#[test]
fn unshown_extension() {
    let used = cell_with(r#""extensionsUsed": ["KHR_materials_iridescence", "KHR_materials_unlit", "KHR_animation_pointer"]"#);
    assert_snapshot!("unshown-extension", told_with_file("spaces/cell.glb", used));
    let needed = cell_with(r#""extensionsRequired": ["KHR_meshopt_compression"]"#);
    assert_snapshot!("needed-extension", told_with_file("spaces/cell.glb", needed));
}

#[test]
fn unknown_variant() {
    let looks = cell_with(r#""extensions": { "KHR_materials_variants": { "variants": [{ "name": "day" }, { "name": "night" }] } }"#);
    let told = |variant: &str, looks: &[u8]| {
        let folder = Folder::with("model = \"spaces/cell.glb\"", &format!("model = \"spaces/cell.glb\", variant = \"{variant}\""));
        folder.write("spaces/cell.glb", looks);
        folder.told()
    };
    assert_eq!(told("night", &looks), "");
    let plain = glb(CELL);
    assert_snapshot!("unknown-variant", [told("nigth", &looks), told("winter", &looks), told("night", &plain)].join("\n\n"));
}
