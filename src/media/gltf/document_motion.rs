//! The JSON of what moves: animations, skins, and morph targets.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::value::RawValue;

use crate::tour::lists::list;

#[derive(Debug, Deserialize)]
pub(super) struct Animation {
    #[serde(default)]
    pub name: String,
    #[serde(default, deserialize_with = "list")]
    pub channels: Vec<Channel>,
    #[serde(default, deserialize_with = "list")]
    pub samplers: Vec<AnimationSampler>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub sampler: usize,
    pub target: ChannelTarget,
}

#[derive(Debug, Deserialize)]
pub(super) struct ChannelTarget {
    pub node: Option<u32>,
    pub path: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct AnimationSampler {
    pub input: u32,
    pub output: u32,
    #[serde(default)]
    pub interpolation: Interpolation,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Interpolation {
    Step,
    #[default]
    Linear,
    CubicSpline,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Skin {
    pub inverse_bind_matrices: Option<u32>,
    #[serde(deserialize_with = "list")]
    pub joints: Vec<u32>,
}

/// What a shape differs by.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) struct MorphTarget {
    pub position: Option<u32>,
    pub normal: Option<u32>,
    pub tangent: Option<u32>,
}

/// What tools leave on a mesh, of which only the names of morph targets are read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MeshExtras {
    #[serde(deserialize_with = "list")]
    pub target_names: Vec<String>,
}

/// Reads what may be anything: as nothing where it is something else.
pub(super) fn anything<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    let json = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(json.get()).unwrap_or_default())
}
