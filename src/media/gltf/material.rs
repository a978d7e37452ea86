//! Materials, with every number brought into the range that the shader expects.

use glam::{Affine2, Vec2, Vec3, Vec4};

use super::document::{self, AlphaMode, Document, TextureInfo};
use super::error::Fault;
use super::picture::{Meaning, Shelf};
use super::{Alpha, Layers, Material, Pane, TextureSlot, strokes};

/// The document's materials, and after them the one for primitives that have none; then, where anything is unlit, the same as they look there.
pub(super) fn materials(document: &Document, shelf: &mut Shelf<'_>, warnings: &mut Vec<Fault>) -> Vec<Material> {
    let plain = document::Material::default();
    let own = document.materials.iter().chain([&plain]).enumerate().map(|(index, source)| material(index, source, shelf, warnings));
    let mut all = own.collect();
    strokes::add_unlit(document, &mut all);
    all
}

fn material(index: usize, source: &document::Material, shelf: &mut Shelf<'_>, warnings: &mut Vec<Fault>) -> Material {
    let mut slot = |info: &Option<TextureInfo>, meaning| info.as_ref().and_then(|info| slot(index, info, meaning, shelf, warnings));
    let pbr = &source.pbr_metallic_roughness;
    let unlit = source.extensions.unlit.is_some();
    let cutoff = finite(source.alpha_cutoff.unwrap_or(0.5));
    let mode = match source.alpha_mode {
        // Nothing is below it.
        AlphaMode::Mask if cutoff <= 0.0 => AlphaMode::Opaque,
        mode => mode,
    };
    // Above 1 all of it is a hole, however soft its edges are drawn.
    let opacity = if matches!(mode, AlphaMode::Mask) && cutoff > 1.0 { 0.0 } else { 1.0 };
    let covers = if matches!(mode, AlphaMode::Opaque) { Meaning::Colors } else { Meaning::Cover };
    let base_color_texture = slot(&pbr.base_color_texture, covers);
    // What an unlit material would not show is not loaded.
    let lit = |info| if unlit { &None } else { info };
    let layers = if unlit { None } else { Layers::of(&source.extensions, &mut slot) };
    let transmits = layers.as_ref().is_some_and(|layers| layers.transmission > 0.0);
    let strength = source.extensions.emissive_strength.as_ref().map_or(1.0, |extension| extension.emissive_strength);
    Material {
        base_color: Vec4::from(pbr.base_color_factor.map(unit)) * Vec4::new(1.0, 1.0, 1.0, opacity),
        base_color_texture,
        metallic: unit(pbr.metallic_factor),
        roughness: unit(pbr.roughness_factor),
        metallic_roughness_texture: slot(lit(&pbr.metallic_roughness_texture), Meaning::Data),
        normal_texture: slot(lit(&source.normal_texture), Meaning::Data),
        normal_scale: source.normal_texture.as_ref().map_or(1.0, |info| finite(info.scale)),
        occlusion_texture: slot(lit(&source.occlusion_texture), Meaning::Data),
        occlusion_strength: source.occlusion_texture.as_ref().map_or(1.0, |info| unit(info.strength)),
        emissive: match unlit {
            true => Vec3::ZERO,
            false => Vec3::from(source.emissive_factor.map(|factor| (unit(factor) * finite(strength)).clamp(0.0, 1e6))),
        },
        emissive_texture: slot(lit(&source.emissive_texture), Meaning::Colors),
        alpha: match mode {
            AlphaMode::Opaque if transmits => Alpha::Glass(Pane::Whole),
            AlphaMode::Mask if transmits => Alpha::Glass(Pane::Cut(cutoff)),
            AlphaMode::Blend if transmits => Alpha::Glass(Pane::Part),
            AlphaMode::Opaque => Alpha::Opaque,
            AlphaMode::Mask => Alpha::Mask(cutoff),
            AlphaMode::Blend => Alpha::Blend,
        },
        double_sided: source.double_sided,
        unlit,
        layers,
    }
}

fn slot(material: usize, info: &TextureInfo, meaning: Meaning, shelf: &mut Shelf<'_>, warnings: &mut Vec<Fault>) -> Option<TextureSlot> {
    let transform = info.extensions.transform.as_ref();
    let uv_set = transform.and_then(|transform| transform.tex_coord).unwrap_or(info.tex_coord) as usize;
    if uv_set > 1 {
        warnings.push(Fault::LeftOut(format!(
            "material {material} lays a texture by TEXCOORD_{uv_set}; two sets (0 and 1) are read, so the texture is left out"
        )));
        return None;
    }
    let (picture, sampler) = shelf.texture(info.index, meaning, warnings)?;
    Some(TextureSlot { picture, uv_set, transform: transform.map_or(Affine2::IDENTITY, affine), sampler })
}

/// As `KHR_texture_transform` writes it: translation * rotation * scale, where the rotation is counter-clockwise in a space whose v
/// grows downwards.
fn affine(transform: &document::TextureTransform) -> Affine2 {
    let affine = Affine2::from_scale_angle_translation(
        Vec2::from(transform.scale.map(finite)),
        -finite(transform.rotation),
        Vec2::from(transform.offset.map(finite)),
    );
    if affine.is_finite() { affine } else { Affine2::IDENTITY }
}

pub(super) fn unit(factor: f32) -> f32 {
    finite(factor).clamp(0.0, 1.0)
}

pub(super) fn finite(number: f32) -> f32 {
    if number.is_finite() { number } else { 0.0 }
}
