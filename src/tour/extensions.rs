//! What of glTF is shown beside its core.

/// The glTF extensions that are shown.
const SHOWN: [&str; 17] = [
    "KHR_lights_punctual",
    "KHR_materials_unlit",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_specular",
    "KHR_materials_clearcoat",
    "KHR_materials_sheen",
    "KHR_materials_transmission",
    "KHR_materials_anisotropy",
    "KHR_materials_variants",
    "KHR_texture_transform",
    "KHR_mesh_quantization",
    "KHR_texture_basisu",
    "KHR_draco_mesh_compression",
    "EXT_meshopt_compression",
    "EXT_texture_webp",
    "EXT_mesh_gpu_instancing",
];

/// Extensions that nothing of is to be seen.
const UNSEEN: [&str; 2] = ["KHR_xmp_json_ld", "KHR_xmp"];

/// Whether all that an extension is for is shown.
pub(crate) fn is_shown(extension: &str) -> bool {
    SHOWN.contains(&extension) || UNSEEN.contains(&extension)
}

/// What to do about an extension that a model cannot be read without.
pub(super) fn way_out(needed: &str) -> &'static str {
    match needed {
        "KHR_meshopt_compression" => "pack it with `gltfpack -cc`, which writes EXT_meshopt_compression",
        "EXT_texture_avif" => "save its pictures as WebP or KTX2",
        _ => "export it without",
    }
}

/// What to do about extensions that a model uses, and of which nothing is shown.
pub(super) fn instead(unshown: &[String]) -> &'static str {
    match unshown {
        [only] if only == "KHR_node_visibility" => "what it hides is seen: take that out of the model",
        _ => "look whether anything is missed; if so, bake it into its pictures",
    }
}
