//! The JSON of what moves: animations, skins, and morph targets.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::tour::lists::list;

#[derive(Debug, Deserialize)]
pub(super) struct Animation {
    #[serde(default)]
    pub name: String,
    #[serde(deserialize_with = "list")]
    pub channels: Vec<Channel>,
    #[serde(deserialize_with = "list")]
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

/// What tools leave on a mesh, of which only the names of morph targets are read. Anything may stand there.
#[derive(Debug, Default)]
pub(super) struct MeshExtras {
    pub target_names: Vec<String>,
}

impl<'de> Deserialize<'de> for MeshExtras {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Anything;
        impl<'de> Visitor<'de> for Anything {
            type Value = MeshExtras;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("anything")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MeshExtras, A::Error> {
                #[derive(Deserialize)]
                struct Names(#[serde(deserialize_with = "list")] Vec<String>);
                let mut extras = MeshExtras::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "targetNames" {
                        extras.target_names = map.next_value::<Names>()?.0;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(extras)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<MeshExtras, A::Error> {
                while sequence.next_element::<IgnoredAny>()?.is_some() {}
                Ok(MeshExtras::default())
            }

            fn visit_bool<E>(self, _: bool) -> Result<MeshExtras, E> {
                Ok(MeshExtras::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<MeshExtras, E> {
                Ok(MeshExtras::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<MeshExtras, E> {
                Ok(MeshExtras::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<MeshExtras, E> {
                Ok(MeshExtras::default())
            }

            fn visit_str<E>(self, _: &str) -> Result<MeshExtras, E> {
                Ok(MeshExtras::default())
            }

            fn visit_unit<E>(self) -> Result<MeshExtras, E> {
                Ok(MeshExtras::default())
            }
        }
        deserializer.deserialize_any(Anything)
    }
}
