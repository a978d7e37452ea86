//! The JSON of what a material has beside metallic-roughness: extensions by Khronos, numbers as they stand there.

use serde::Deserialize;

use super::document::{TextureInfo, one, white3};

/// `KHR_materials_ior`.
#[derive(Debug, Deserialize)]
pub(super) struct Ior {
    #[serde(default = "ior")]
    pub ior: f32,
}

/// `KHR_materials_specular`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Specular {
    #[serde(default = "one")]
    pub specular_factor: f32,
    pub specular_texture: Option<TextureInfo>,
    #[serde(default = "white3")]
    pub specular_color_factor: [f32; 3],
    pub specular_color_texture: Option<TextureInfo>,
}

/// `KHR_materials_clearcoat`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Clearcoat {
    #[serde(default)]
    pub clearcoat_factor: f32,
    pub clearcoat_texture: Option<TextureInfo>,
    #[serde(default)]
    pub clearcoat_roughness_factor: f32,
    pub clearcoat_roughness_texture: Option<TextureInfo>,
    pub clearcoat_normal_texture: Option<TextureInfo>,
}

/// `KHR_materials_sheen`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sheen {
    #[serde(default)]
    pub sheen_color_factor: [f32; 3],
    pub sheen_color_texture: Option<TextureInfo>,
    #[serde(default)]
    pub sheen_roughness_factor: f32,
    pub sheen_roughness_texture: Option<TextureInfo>,
}

/// `KHR_materials_transmission`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transmission {
    #[serde(default)]
    pub transmission_factor: f32,
    pub transmission_texture: Option<TextureInfo>,
}

/// `KHR_materials_anisotropy`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Anisotropy {
    #[serde(default)]
    pub anisotropy_strength: f32,
    #[serde(default)]
    pub anisotropy_rotation: f32,
    pub anisotropy_texture: Option<TextureInfo>,
}

fn ior() -> f32 {
    1.5
}
