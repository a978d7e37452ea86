//! Every shader is looked at by naga as the renderer puts it together: for one view and for two.

use std::path::Path;

use indenfor::render::layout::prefix;
use naga::valid::{Capabilities, ValidationFlags, Validator};

/// What stands before others, and so is no shader by itself.
const PREFIXES: [&str; 7] = ["view.wgsl", "one_view.wgsl", "two_views.wgsl", "quad.wgsl", "hanging.wgsl", "mesh.wgsl", "surface.wgsl"];

/// Those that others of their own stand before as well.
const CONTINUED: [(&str, &[&str]); 6] = [
    ("panorama.wgsl", &["hanging.wgsl"]),
    ("cube.wgsl", &["hanging.wgsl"]),
    ("tiles.wgsl", &["hanging.wgsl"]),
    ("plain.wgsl", &["mesh.wgsl", "surface.wgsl"]),
    ("layers.wgsl", &["mesh.wgsl", "surface.wgsl"]),
    ("shadow.wgsl", &["mesh.wgsl"]),
];

#[test]
fn every_shader_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if PREFIXES.contains(&name.as_str()) {
            continue;
        }
        assert!(name.ends_with(".wgsl"), "{name} is no shader");
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        let before = CONTINUED.iter().find(|(continued, _)| *continued == name);
        let before =
            before.map_or_else(String::new, |(_, before)| before.iter().map(|before| read(&path.with_file_name(before))).collect());
        let told = if name == "panorama.wgsl" { "const IS_CROPPED = true;\n" } else { "" };
        let source = before + told + &read(&path);
        // What has its own group 0 stands alone.
        let prefixes = if source.contains("@group(0)") { vec![String::new()] } else { vec![prefix(false), prefix(true)] };
        for prefix in prefixes {
            let whole = format!("{prefix}{source}");
            let module = naga::front::wgsl::parse_str(&whole).unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&whole)));
            assert!(!module.entry_points.is_empty(), "{name} draws nothing");
            Validator::new(ValidationFlags::all(), Capabilities::MULTIVIEW)
                .validate(&module)
                .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(&whole)));
        }
        seen += 1;
    }
    assert!(seen >= 2);
}
