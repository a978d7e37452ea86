//! Meshes that stand in many places below one node (`EXT_mesh_gpu_instancing`).

use glam::{Affine3A, Quat, Vec3};
use serde::Deserialize;

use super::accessor::Data;
use super::document::AccessorKind::{Vec3 as Triple, Vec4 as Quadruple};
use super::error::{Budget, Fault};
use super::node::MOST_PLACEMENTS;

/// Where a node's mesh stands, as accessors.
#[derive(Debug, Deserialize)]
pub(super) struct Instancing {
    attributes: Attributes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Attributes {
    translation: Option<u32>,
    rotation: Option<u32>,
    scale: Option<u32>,
}

impl Instancing {
    /// Each place, on the node.
    pub fn places(&self, data: &Data<'_>, budget: &mut Budget) -> Result<Vec<Affine3A>, Fault> {
        let Attributes { translation, rotation, scale } = self.attributes;
        let given = [translation, rotation, scale].into_iter().flatten();
        let counts = given.map(|accessor| data.count(accessor)).collect::<Result<Vec<_>, _>>()?;
        let count = counts.first().copied().unwrap_or(1);
        if counts.iter().any(|other| *other != count) {
            return Err(Fault::data("a node", format!("stands in {counts:?} places at once, which must be as many each")));
        }
        // Before they are read, for they may be of a length without bytes.
        if count > MOST_PLACEMENTS {
            return Err(Fault::too_many_placements());
        }
        let mut vectors = |accessor: Option<u32>, kind| accessor.map(|accessor| data.vectors::<4>(accessor, &[kind], budget)).transpose();
        let (translations, rotations, scales) = (vectors(translation, Triple)?, vectors(rotation, Quadruple)?, vectors(scale, Triple)?);
        let triple = |vectors: &Option<Vec<[f32; 4]>>, nth: usize, or: Vec3| {
            vectors.as_ref().and_then(|vectors| vectors.get(nth)).map_or(or, |[x, y, z, _]| Vec3::new(*x, *y, *z))
        };
        Ok((0..count)
            .map(|nth| {
                let turn = rotations.as_ref().and_then(|turns| turns.get(nth)).map_or(Quat::IDENTITY, |turn| Quat::from_array(*turn));
                let turn = if turn.length_squared() > 1e-6 && turn.is_finite() { turn.normalize() } else { Quat::IDENTITY };
                let (moved, size) = (triple(&translations, nth, Vec3::ZERO), triple(&scales, nth, Vec3::ONE));
                Affine3A::from_scale_rotation_translation(size, turn, moved)
            })
            .collect())
    }
}
