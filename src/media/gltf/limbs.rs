//! What vertices hang on, and what morph targets do to them.

use glam::{Affine3A, Vec3};

use super::accessor::Data;
use super::document::AccessorKind;
use super::error::{Budget, Fault};
use super::motion::Hold;
use super::shape::Shape;
use super::{Delta, Limb};

/// With 24 bytes each, just below the 128 MiB that every GPU gives a storage buffer.
const MOST_DELTAS: usize = 5_000_000;

/// Up to four joints of a skin, and how much of the vertex each carries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hanging {
    pub joints: [u16; 4],
    /// In 65535ths of the whole.
    pub weights: [u16; 4],
}

/// What a morph target adds. Lists are as long as the shape's positions, or empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Deltas {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub tangents: Vec<[f32; 3]>,
}

/// Reads which joints a primitive's vertices hang on, from sets of four with their weights, as accessors: of all, the strongest four.
pub(super) fn hanging(data: &Data<'_>, sets: &[(u32, u32)], budget: &mut Budget) -> Result<Vec<Hanging>, Fault> {
    let kinds = &[AccessorKind::Vec4];
    let sane = |weight: f32| if weight.is_finite() { weight.clamp(0.0, 1e6) } else { 0.0 };
    let mut strongest: Vec<[(f32, f32); 4]> = Vec::new();
    for &(joints, weights) in sets {
        let joints: Vec<[f32; 4]> = data.vectors(joints, kinds, budget)?;
        let weights: Vec<[f32; 4]> = data.vectors(weights, kinds, budget)?;
        let fours = joints.into_iter().zip(weights).map(|(joints, weights)| std::array::from_fn(|nth| (joints[nth], sane(weights[nth]))));
        if strongest.is_empty() {
            strongest = fours.collect();
            continue;
        }
        for (kept, more) in strongest.iter_mut().zip(fours) {
            let mut all: [(f32, f32); 8] = std::array::from_fn(|nth| if nth < 4 { kept[nth] } else { more[nth - 4] });
            all.sort_by(|(_, one), (_, other)| other.total_cmp(one));
            *kept = [all[0], all[1], all[2], all[3]];
        }
    }
    let hang = |four: [(f32, f32); 4]| {
        let (joints, mut weights) = (four.map(|(joint, _)| joint), four.map(|(_, weight)| weight));
        let whole: f32 = weights.iter().sum();
        if whole > 0.0 {
            weights = weights.map(|weight| (weight / whole * 65535.0).round());
        }
        let mut weights = weights.map(|weight| weight as u16);
        // What rounding took or gave goes to the strongest, so that the whole is a whole.
        let sum: i32 = weights.iter().map(|weight| i32::from(*weight)).sum();
        let strongest = (0..4).max_by_key(|nth| weights[*nth]).unwrap_or_default();
        weights[strongest] = (i32::from(weights[strongest]) + 65535 - sum).clamp(0, 65535) as u16;
        // Tools leave anything where the weight is nothing.
        let joint = |nth: usize| if weights[nth] == 0 { 0 } else { joints[nth].clamp(0.0, 65535.0) as u16 };
        Hanging { joints: std::array::from_fn(joint), weights }
    };
    Ok(strongest.into_iter().map(hang).collect())
}

/// Reads a morph target: what it adds to positions, normals and tangents.
pub(super) fn target(data: &Data<'_>, accessors: [Option<u32>; 3], budget: &mut Budget) -> Result<Deltas, Fault> {
    let mut read = |accessor: Option<u32>, most: f32| -> Result<Vec<[f32; 3]>, Fault> {
        let Some(accessor) = accessor else { return Ok(Vec::new()) };
        let mut list: Vec<[f32; 3]> = data.vectors(accessor, &[AccessorKind::Vec3], budget)?;
        let sane = |number: f32| if number.is_finite() { number.clamp(-most, most) } else { 0.0 };
        list.iter_mut().for_each(|vector| *vector = vector.map(sane));
        Ok(list)
    };
    // From one unit vector to the opposite one is a way of two.
    Ok(Deltas { positions: read(accessors[0], 1e6)?, normals: read(accessors[1], 2.0)?, tangents: read(accessors[2], 2.0)? })
}

/// Writes the deltas of a shape: all of a vertex together.
pub(super) fn deltas(shape: &Shape, place: &str, deltas: &mut Vec<Delta>, budget: &mut Budget) -> Result<(), Fault> {
    let count = shape.positions.len() * shape.targets.len();
    if count == 0 {
        return Ok(());
    }
    if deltas.len() + count > MOST_DELTAS {
        return Err(Fault::TooLarge {
            what: format!("{place} with its morph targets"),
            size: format!("{} changes of a vertex or more", deltas.len() + count),
            most: MOST_DELTAS.to_string(),
        });
    }
    budget.take(place, (count * size_of::<Delta>()) as u64 * 2)?;
    for vertex in 0..shape.positions.len() {
        deltas.extend(shape.targets.iter().map(|target| {
            let of = |list: &Vec<[f32; 3]>| list.get(vertex).copied().unwrap_or_default();
            let half = |part: f32| (part / 2.0 * 32767.0).round() as i16;
            Delta { position: of(&target.positions), normal: of(&target.normals).map(half), tangent: of(&target.tangents).map(half) }
        }));
    }
    Ok(())
}

/// Says of each vertex of a placed shape what it hangs on.
pub(super) fn hang(shape: &Shape, hold: &Hold, limbs: &mut Vec<Limb>) -> Result<(), String> {
    for vertex in 0..shape.positions.len() {
        let (bones, weights) = match shape.hanging.get(vertex).filter(|_| hold.skinned) {
            Some(hanging) => {
                if let Some(wild) = hanging.joints.iter().find(|joint| usize::from(**joint) >= hold.bones) {
                    return Err(format!("has a vertex that hangs on joint {wild} of {}", hold.bones));
                }
                // Their sum is below 65536: there are no more bones.
                (hanging.joints.map(|joint| hold.bone as u16 + joint), hanging.weights)
            }
            None => ([hold.bone as u16; 4], [u16::MAX, 0, 0, 0]),
        };
        limbs.push(Limb {
            bones,
            weights,
            deltas: (hold.deltas + vertex * shape.targets.len()) as u32,
            morphs: [hold.morph as u16, hold.morphs as u16],
        });
    }
    Ok(())
}

impl Limb {
    /// Where a point of its mesh is in the model's space, without morph targets; `bones` as [`super::Rig::bones`] gives them.
    pub fn at_rest(&self, bones: &[Affine3A], position: Vec3) -> Vec3 {
        let carried = self.bones.iter().zip(self.weights).filter(|(_, weight)| *weight > 0);
        let part = |(bone, weight): (&u16, u16)| {
            let bone = bones.get(usize::from(*bone)).copied().unwrap_or(Affine3A::IDENTITY);
            bone.transform_point3(position) * (f32::from(weight) / 65535.0)
        };
        carried.map(part).sum()
    }
}
