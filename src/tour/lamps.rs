//! What is known of a model's lamps before it is decoded: which of them are lit, and which cast shadows.

use serde::Deserialize;

use super::lists::list;

/// How many lamps of a model are lit; of more, the strongest.
pub const MOST_LIGHTS: usize = 16;

/// How many lamps of a model cast shadows: first those that shine from infinitely far away, then the strongest spots. Each has a map of
/// what it sees, and four of them are 64 MiB.
pub const MOST_SHADOWS: usize = 4;

/// `KHR_lights_punctual` of a document.
#[derive(Default, Deserialize)]
pub(super) struct Lamps {
    #[serde(default, deserialize_with = "list")]
    lights: Vec<Lamp>,
}

#[derive(Deserialize)]
struct Lamp {
    name: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "one")]
    intensity: f32,
    #[serde(default = "white")]
    color: [f32; 3],
}

/// What of a node's extensions matters here.
#[derive(Default, Deserialize)]
pub(super) struct OfNode {
    #[serde(rename = "KHR_lights_punctual")]
    lamp: Option<Placed>,
}

#[derive(Deserialize)]
struct Placed {
    light: usize,
}

/// What of a material matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Material {
    #[serde(default)]
    extensions: OfMaterial,
    emissive_texture: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    pbr_metallic_roughness: Pbr,
}

#[derive(Default, Deserialize)]
struct OfMaterial {
    #[serde(rename = "KHR_materials_unlit")]
    unlit: Option<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pbr {
    base_color_factor: Option<[f32; 4]>,
}

impl Material {
    /// Whether what it shows of the light is in its pictures; the same is told of it when it is drawn (`media::gltf::Material`).
    pub fn is_baked(&self) -> bool {
        let is_black = self.pbr_metallic_roughness.base_color_factor.is_some_and(|color| color[..3].iter().all(|part| *part <= 0.0));
        self.extensions.unlit.is_some() || (self.emissive_texture.is_some() && is_black)
    }
}

/// What is not to be had of a model's lamps, since others come before them.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// How many lamps there are.
    pub all: usize,
    /// The names of those that are not lit, the strongest first.
    pub unlit: Vec<String>,
    /// The names of those that are lit, could cast shadows and cast none.
    pub without_shadows: Vec<String>,
}

impl Lamps {
    /// What is not to be had of those that stand on these nodes, each with its own name.
    pub fn left<'n>(&self, nodes: impl Iterator<Item = (Option<&'n str>, &'n OfNode)>) -> Left {
        let mut lit: Vec<(&Lamp, Option<&str>)> = nodes
            .filter_map(|(name, node)| Some((self.lights.get(node.lamp.as_ref()?.light)?, name)))
            .filter(|(lamp, _)| lamp.strength() > 0.0)
            .collect();
        let all = lit.len();
        lit.sort_by(|(a, _), (b, _)| b.strength().total_cmp(&a.strength()));
        let name = |(lamp, node): &(&Lamp, Option<&str>)| node.or(lamp.name.as_deref()).unwrap_or("one without a name").to_owned();
        let unlit = lit.split_off(all.min(MOST_LIGHTS)).iter().map(name).collect();
        lit.retain(|(lamp, _)| lamp.kind == "directional" || lamp.kind == "spot");
        lit.sort_by_key(|(lamp, _)| lamp.kind != "directional");
        Left { all, unlit, without_shadows: lit.iter().skip(MOST_SHADOWS).map(name).collect() }
    }
}

impl Lamp {
    fn strength(&self) -> f32 {
        let strength = self.intensity * self.color.into_iter().fold(0.0, f32::max);
        if strength.is_finite() { strength } else { 0.0 }
    }
}

fn one() -> f32 {
    1.0
}

fn white() -> [f32; 3] {
    [1.0; 3]
}
