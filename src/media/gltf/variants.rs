//! A model in several looks (`KHR_materials_variants`).

use serde::Deserialize;

use crate::tour::lists::list;

/// The names of a document's looks.
#[derive(Debug, Deserialize)]
pub(super) struct Variants {
    #[serde(deserialize_with = "list")]
    pub variants: Vec<Variant>,
}

/// A look.
#[derive(Debug, Deserialize)]
pub(super) struct Variant {
    pub name: String,
}

/// Which material a primitive has in which looks.
#[derive(Debug, Deserialize)]
pub(super) struct Mappings {
    #[serde(deserialize_with = "list")]
    mappings: Vec<Mapping>,
}

#[derive(Debug, Deserialize)]
struct Mapping {
    material: u32,
    #[serde(default)]
    variants: Vec<usize>,
}

impl Variants {
    /// The place of the look of that name.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant.name == name)
    }
}

impl Mappings {
    /// The material in this look, if it is another.
    pub fn material(&self, variant: usize) -> Option<u32> {
        self.mappings.iter().find(|mapping| mapping.variants.contains(&variant)).map(|mapping| mapping.material)
    }
}
