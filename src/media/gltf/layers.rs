//! What a surface is made of beside metallic-roughness: how it reflects, a coat, a sheen, and what shines through it.

use glam::Vec3;

use super::TextureSlot;
use super::document::{MaterialExtensions, TextureInfo};
use super::material::{finite, unit};
use super::picture::Meaning;

/// What a surface is made of beside metallic-roughness, as Khronos's extensions define it.
#[derive(Debug, Clone, PartialEq)]
pub struct Layers {
    /// How much a surface that is no metal reflects straight on, by its index of refraction (`KHR_materials_ior`).
    pub reflected: f32,
    /// How much of its reflections a surface that is no metal has (`KHR_materials_specular`).
    pub specular: f32,
    /// The same in alpha.
    pub specular_texture: Option<TextureSlot>,
    /// Linear colour of these reflections straight on.
    pub specular_color: Vec3,
    /// The same, sRGB.
    pub specular_color_texture: Option<TextureSlot>,
    /// How much of it lies under a clear coat (`KHR_materials_clearcoat`).
    pub coat: f32,
    /// The same in red.
    pub coat_texture: Option<TextureSlot>,
    /// From 0, a mirror, to 1.
    pub coat_roughness: f32,
    /// The same in green.
    pub coat_roughness_texture: Option<TextureSlot>,
    /// The coat's own bumps, in tangent space.
    pub coat_normal_texture: Option<TextureSlot>,
    /// How strongly they tilt.
    pub coat_normal_scale: f32,
    /// Linear colour of what fibres on it throw back (`KHR_materials_sheen`).
    pub sheen_color: Vec3,
    /// The same, sRGB.
    pub sheen_color_texture: Option<TextureSlot>,
    /// From 0 to 1.
    pub sheen_roughness: f32,
    /// The same in alpha.
    pub sheen_roughness_texture: Option<TextureSlot>,
    /// How much of the light that would be scattered goes through instead (`KHR_materials_transmission`).
    pub transmission: f32,
    /// The same in red.
    pub transmission_texture: Option<TextureSlot>,
    /// How far its highlights are drawn out, from 0 to 1 (`KHR_materials_anisotropy`): it is brushed.
    pub anisotropy: f32,
    /// In which direction: from the tangent towards the bitangent, radians.
    pub anisotropy_rotation: f32,
    /// Turned further: the direction in red and green, how far in blue.
    pub anisotropy_texture: Option<TextureSlot>,
}

impl Layers {
    /// What the extensions of a material add; `None` where that is nothing. `slot` finds a texture by what it is used as.
    pub(super) fn of(
        extensions: &MaterialExtensions,
        mut slot: impl FnMut(&Option<TextureInfo>, Meaning) -> Option<TextureSlot>,
    ) -> Option<Box<Self>> {
        let MaterialExtensions { ior, specular, clearcoat, sheen, transmission, anisotropy, .. } = extensions;
        let mut layers = Self {
            reflected: 0.04,
            specular: 1.0,
            specular_texture: None,
            specular_color: Vec3::ONE,
            specular_color_texture: None,
            coat: 0.0,
            coat_texture: None,
            coat_roughness: 0.0,
            coat_roughness_texture: None,
            coat_normal_texture: None,
            coat_normal_scale: 1.0,
            sheen_color: Vec3::ZERO,
            sheen_color_texture: None,
            sheen_roughness: 0.0,
            sheen_roughness_texture: None,
            transmission: 0.0,
            transmission_texture: None,
            anisotropy: 0.0,
            anisotropy_rotation: 0.0,
            anisotropy_texture: None,
        };
        let plain = layers.clone();
        if let Some(ior) = ior {
            // 0 stands for materials that reflect everything, and 1 for what reflects nothing.
            layers.reflected = match finite(ior.ior) {
                none if none < 1.0 => 1.0,
                1.5 => 0.04,
                ior => ((ior - 1.0) / (ior + 1.0)).powi(2),
            };
        }
        if let Some(specular) = specular {
            layers.specular = unit(specular.specular_factor);
            layers.specular_color = Vec3::from(specular.specular_color_factor.map(|part| finite(part).max(0.0)));
            layers.specular_texture = slot(&specular.specular_texture, Meaning::Data);
            layers.specular_color_texture = slot(&specular.specular_color_texture, Meaning::Colors);
        }
        if let Some(coat) = clearcoat.as_ref().filter(|coat| coat.clearcoat_factor > 0.0) {
            layers.coat = unit(coat.clearcoat_factor);
            layers.coat_texture = slot(&coat.clearcoat_texture, Meaning::Data);
            layers.coat_roughness = unit(coat.clearcoat_roughness_factor);
            layers.coat_roughness_texture = slot(&coat.clearcoat_roughness_texture, Meaning::Data);
            layers.coat_normal_scale = coat.clearcoat_normal_texture.as_ref().map_or(1.0, |info| finite(info.scale));
            layers.coat_normal_texture = slot(&coat.clearcoat_normal_texture, Meaning::Data);
        }
        if let Some(sheen) = sheen.as_ref().filter(|sheen| sheen.sheen_color_factor.iter().any(|part| *part > 0.0)) {
            layers.sheen_color = Vec3::from(sheen.sheen_color_factor.map(unit));
            layers.sheen_color_texture = slot(&sheen.sheen_color_texture, Meaning::Colors);
            layers.sheen_roughness = unit(sheen.sheen_roughness_factor);
            layers.sheen_roughness_texture = slot(&sheen.sheen_roughness_texture, Meaning::Data);
        }
        if let Some(through) = transmission.as_ref().filter(|through| through.transmission_factor > 0.0) {
            layers.transmission = unit(through.transmission_factor);
            layers.transmission_texture = slot(&through.transmission_texture, Meaning::Data);
        }
        if let Some(brushed) = anisotropy.as_ref().filter(|brushed| brushed.anisotropy_strength > 0.0) {
            layers.anisotropy = unit(brushed.anisotropy_strength);
            layers.anisotropy_rotation = finite(brushed.anisotropy_rotation);
            layers.anisotropy_texture = slot(&brushed.anisotropy_texture, Meaning::Data);
        }
        (layers != plain).then(|| Box::new(layers))
    }
}
