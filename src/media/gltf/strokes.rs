//! Lines and points: a pixel wide, as glTF 2.0 (3.9.6) has it, and seen as they are where they have no normals to be lit by.

use super::document::{Document, Primitive};
use super::{Alpha, Material, Pane};

/// What the corners of a primitive make up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Surfaces: three corners each.
    #[default]
    Triangles,
    /// From corner to corner: two each.
    Lines,
    /// One corner each.
    Points,
}

impl Form {
    /// Whether it stops the light of lamps: what has no surface does not.
    pub fn casts_shadow(self) -> bool {
        self == Self::Triangles
    }

    /// That of a primitive of this mode; `None` where there is no such mode.
    pub(super) fn of(mode: u32) -> Option<Self> {
        match mode {
            0 => Some(Self::Points),
            1..=3 => Some(Self::Lines),
            4..=6 => Some(Self::Triangles),
            _ => None,
        }
    }
}

/// Which corners lines lead between, two for each, or which are points. A corner too many is passed over.
pub(super) fn corners(mode: u32, indices: &[u32]) -> Vec<u32> {
    let strip = || indices.windows(2).flatten().copied();
    match mode {
        0 => indices.to_vec(),
        1 => indices.as_chunks::<2>().0.as_flattened().to_vec(),
        2 => match indices {
            [first, .., last] if indices.len() > 2 => strip().chain([*last, *first]).collect(),
            _ => strip().collect(),
        },
        _ => strip().collect(),
    }
}

impl Primitive {
    /// Whether light does nothing to it: to lines and points without normals.
    pub fn is_unlit(&self) -> bool {
        self.attributes.normal.is_none() && Form::of(self.mode).is_some_and(|form| form != Form::Triangles)
    }
}

/// Where anything is unlit, adds to all materials how each of them looks there, in the same order: its colour and its own light.
pub(super) fn add_unlit(document: &Document, materials: &mut Vec<Material>) {
    if document.meshes.iter().flat_map(|mesh| &mesh.primitives).any(Primitive::is_unlit) {
        // Without layers nothing lets light through.
        let plain = |alpha| match alpha {
            Alpha::Glass(Pane::Whole) => Alpha::Opaque,
            Alpha::Glass(Pane::Cut(cutoff)) => Alpha::Mask(cutoff),
            Alpha::Glass(Pane::Part) => Alpha::Blend,
            alpha => alpha,
        };
        let unlit = |lit: &Material| Material { unlit: true, layers: None, alpha: plain(lit.alpha), ..lit.clone() };
        let all: Vec<Material> = materials.iter().map(unlit).collect();
        materials.extend(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lead_where_their_mode_says() {
        assert_eq!(corners(0, &[4, 5, 6]), [4, 5, 6]);
        assert_eq!(corners(1, &[4, 5, 6, 7, 8]), [4, 5, 6, 7], "half a line is none");
        assert_eq!(corners(2, &[4, 5, 6]), [4, 5, 5, 6, 6, 4], "a loop comes back");
        assert_eq!(corners(3, &[4, 5, 6]), [4, 5, 5, 6]);
        for mode in 1..=3 {
            assert!(corners(mode, &[]).is_empty() && corners(mode, &[1]).is_empty(), "{mode}");
        }
        assert_eq!(corners(2, &[4, 5]), [4, 5], "two corners enclose nothing");
    }
}
