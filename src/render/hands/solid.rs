//! Soft solids out of tapered rods that grow into each other, and their skins: what hands and controllers are made of.

use std::collections::HashMap;

use glam::{Affine3A, Vec3, Vec4};

use crate::media::gltf::{Alpha, Bone, Draw, Form, Limb, Material, Model, Place, Rig, RigNode, Transform, Vertex};
use crate::render::palette::Colour;

/// How fine the skin is, metres.
const STEP: f32 = 0.0032;
/// How often its points are moved apart and back onto the solid.
const RELAXING: usize = 6;
/// How far a surface looks for what keeps light from it, metres, and how dark that makes it at most.
const SHADE_METRES: f32 = 0.016;
const SHADE: f32 = 0.5;
/// Bones farther than this from a surface move it little, metres.
const HOLD_METRES: f32 = 0.004;

/// A ball at each end, and what lies between them.
#[derive(Debug, Clone, Copy)]
pub struct Rod {
    /// Where it begins and ends, metres.
    pub ends: [Vec3; 2],
    /// How thick it is there: half its width, metres.
    pub radii: [f32; 2],
    /// How far it and what comes before it grow into each other, metres.
    pub soft: f32,
    /// What carries it.
    pub bone: usize,
    /// Its limb: what hangs on one limb is not moved by the bones of another. 0 is the trunk, which goes with all.
    pub limb: usize,
    /// Its colour.
    pub colour: Colour,
}

/// The skin of a solid.
#[derive(Debug)]
pub struct Skin {
    /// Metres.
    points: Vec<Vec3>,
    /// Outwards.
    normals: Vec<Vec3>,
    /// Linear, with the light that does not get there taken off.
    colours: Vec<Vec3>,
    /// Which bones carry each point, and how much.
    holds: Vec<[(usize, f32); 4]>,
    /// Three for each triangle.
    indices: Vec<u32>,
}

impl Rod {
    fn distance(&self, point: Vec3) -> f32 {
        let ([from, to], [first, last]) = (self.ends, self.radii);
        let along = to - from;
        let part = ((point - from).dot(along) / along.length_squared().max(1e-12)).clamp(0.0, 1.0);
        point.distance(from + along * part) - (first + (last - first) * part)
    }
}

/// How far a point is from a solid's surface: below zero inside.
fn distance(rods: &[Rod], point: Vec3) -> f32 {
    rods.iter().fold(f32::MAX, |nearest, rod| {
        let own = rod.distance(point);
        let joint = (rod.soft - (nearest - own).abs()).max(0.0);
        nearest.min(own) - joint * joint / (4.0 * rod.soft.max(1e-6))
    })
}

fn slope(rods: &[Rod], point: Vec3) -> Vec3 {
    const H: f32 = 0.0005;
    let along = |axis: Vec3| distance(rods, point + axis * H) - distance(rods, point - axis * H);
    Vec3::new(along(Vec3::X), along(Vec3::Y), along(Vec3::Z)).normalize_or(Vec3::Y)
}

impl Skin {
    /// Of rods: surface nets over a grid (Gibson, "Constrained Elastic Surface Nets", 1998), drawn onto the surface itself.
    pub fn of(rods: &[Rod]) -> Self {
        let mut skin = Self { points: Vec::new(), normals: Vec::new(), colours: Vec::new(), holds: Vec::new(), indices: Vec::new() };
        skin.net(rods);
        for _ in 0..RELAXING {
            skin.relax();
            for point in &mut skin.points {
                *point -= slope(rods, *point) * distance(rods, *point);
            }
        }
        for &point in &skin.points {
            let normal = slope(rods, point);
            let open = (distance(rods, point + normal * SHADE_METRES) / SHADE_METRES).clamp(0.0, 1.0);
            let nearest = rods.iter().min_by(|one, other| one.distance(point).total_cmp(&other.distance(point)));
            let colour = nearest.map_or(Vec3::ONE, |rod| Vec3::from(rod.colour.linear()));
            skin.normals.push(normal);
            skin.colours.push(colour * (1.0 - SHADE * (1.0 - open)));
            skin.holds.push(holds(rods, point, nearest.map_or(0, |rod| rod.limb)));
        }
        skin
    }

    /// Moves each point amid its neighbours: slivers of triangles sparkle.
    fn relax(&mut self) {
        let mut sums = vec![(Vec3::ZERO, 0.0); self.points.len()];
        for corners in self.indices.chunks_exact(3) {
            for (nth, corner) in corners.iter().enumerate() {
                let (sum, count) = &mut sums[*corner as usize];
                *sum += self.points[corners[(nth + 1) % 3] as usize] + self.points[corners[(nth + 2) % 3] as usize];
                *count += 2.0;
            }
        }
        for (point, (sum, count)) in self.points.iter_mut().zip(sums) {
            *point = point.lerp(sum / f32::max(count, 1.0), 0.6);
        }
    }

    fn net(&mut self, rods: &[Rod]) {
        let (mut low, mut high) = (Vec3::MAX, Vec3::MIN);
        for rod in rods {
            let thick = Vec3::splat(rod.radii[0].max(rod.radii[1]) + rod.soft + 2.0 * STEP);
            low = low.min(rod.ends[0].min(rod.ends[1]) - thick);
            high = high.max(rod.ends[0].max(rod.ends[1]) + thick);
        }
        let count = ((high - low) / STEP).ceil().as_uvec3().to_array().map(|count| count as usize + 1);
        let at = |cell: [usize; 3]| low + Vec3::from(cell.map(|nth| nth as f32)) * STEP;
        let number = |cell: [usize; 3]| (cell[2] * count[1] + cell[1]) * count[0] + cell[0];
        let mut values = Vec::with_capacity(count.iter().product());
        for z in 0..count[2] {
            for y in 0..count[1] {
                values.extend((0..count[0]).map(|x| distance(rods, at([x, y, z]))));
            }
        }
        // A point for each cell that the surface goes through: the middle of where it cuts the cell's edges.
        let mut points = HashMap::new();
        let cells = |shrunk: usize| {
            let [x, y, z] = count.map(|count| count - shrunk);
            (0..z).flat_map(move |z| (0..y).flat_map(move |y| (0..x).map(move |x| [x, y, z])))
        };
        for cell in cells(1) {
            let corner = |nth: usize| [cell[0] + (nth & 1), cell[1] + (nth >> 1 & 1), cell[2] + (nth >> 2)];
            let (mut sum, mut cuts) = (Vec3::ZERO, 0.0);
            for (one, other) in (0..8).flat_map(|one| [1, 2, 4].map(|axis| (one, one | axis))).filter(|(one, other)| one != other) {
                let (from, to) = (values[number(corner(one))], values[number(corner(other))]);
                if (from < 0.0) != (to < 0.0) {
                    sum += at(corner(one)).lerp(at(corner(other)), from / (from - to));
                    cuts += 1.0;
                }
            }
            if cuts > 0.0 {
                points.insert(number(cell), self.points.len() as u32);
                self.points.push(sum / cuts);
            }
        }
        // And for each edge that it cuts, the four cells about it.
        let apart = [1, count[0], count[0] * count[1]];
        for cell in cells(1) {
            let here = number(cell);
            for axis in 0..3 {
                let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
                let (from, to) = (values[here], values[here + apart[axis]]);
                if cell[u] == 0 || cell[v] == 0 || (from < 0.0) == (to < 0.0) {
                    continue;
                }
                let around = [here, here - apart[u], here - apart[u] - apart[v], here - apart[v]];
                let [a, b, c, d] = around.map(|cell| points.get(&cell).copied().unwrap_or(0));
                self.indices.extend(if from < 0.0 { [a, b, c, a, c, d] } else { [a, c, b, a, d, c] });
            }
        }
    }

    /// Its mirror image, left for right.
    pub fn mirrored(&self) -> Self {
        let mirror = Vec3::new(-1.0, 1.0, 1.0);
        Self {
            points: self.points.iter().map(|point| *point * mirror).collect(),
            normals: self.normals.iter().map(|normal| *normal * mirror).collect(),
            colours: self.colours.clone(),
            holds: self.holds.clone(),
            indices: self.indices.chunks_exact(3).flat_map(|corners| [corners[0], corners[2], corners[1]]).collect(),
        }
    }

    /// As a model that moves, whose bones stood at `bound` when the skin was made.
    pub fn model(&self, bound: &[Affine3A]) -> Model {
        let whole = |part: f32| (part.clamp(0.0, 1.0) * 65535.0).round() as u16;
        let unit = |part: f32| (part.clamp(-1.0, 1.0) * 32767.0).round() as i16;
        let vertex = |nth: usize| Vertex {
            position: self.points[nth].to_array(),
            normal: self.normals[nth].extend(0.0).to_array().map(unit),
            tangent: [0; 4],
            uv: [[0.0; 2]; 2],
            color: self.colours[nth].extend(1.0).to_array().map(whole),
        };
        let limb = |holds: &[(usize, f32); 4]| {
            let mut weights = holds.map(|(_, weight)| whole(weight));
            weights[0] = 65535 - weights[1..].iter().sum::<u16>();
            Limb { bones: holds.map(|(bone, _)| bone as u16), weights, deltas: 0, morphs: [0; 2] }
        };
        let rest = Transform { translation: Vec3::ZERO, rotation: glam::Quat::IDENTITY, scale: Vec3::ONE };
        let rig = Rig {
            nodes: bound.iter().map(|_| RigNode { name: String::new(), parent: None, rest }).collect(),
            bones: bound.iter().enumerate().map(|(node, place)| Bone { node, from_mesh: place.inverse() }).collect(),
            ..Rig::default()
        };
        Model {
            vertices: (0..self.points.len()).map(vertex).collect(),
            limbs: self.holds.iter().map(limb).collect(),
            deltas: Vec::new(),
            rig,
            indices: self.indices.clone(),
            places: vec![Place::HERE],
            draws: vec![Draw {
                indices: 0..self.indices.len() as u32,
                form: Form::Triangles,
                places: 0..1,
                material: 0,
                centre: Vec3::ZERO,
                moves: true,
                coloured: true,
                clusters: Vec::new(),
            }],
            materials: vec![matt()],
            pictures: Vec::new(),
            lights: Vec::new(),
            bounds: [Vec3::ZERO; 2],
            casting: None,
            is_baked: false,
            warnings: Vec::new(),
        }
    }
}

/// The four bones that carry a point of a limb most, the first the most.
fn holds(rods: &[Rod], point: Vec3, limb: usize) -> [(usize, f32); 4] {
    let mut carried: Vec<(usize, f32)> = Vec::new();
    for rod in rods.iter().filter(|rod| limb == 0 || rod.limb == 0 || rod.limb == limb) {
        let weight = (rod.distance(point).max(0.0) + HOLD_METRES).powi(-4);
        match carried.iter_mut().find(|(bone, _)| *bone == rod.bone) {
            Some((_, most)) => *most = most.max(weight),
            None => carried.push((rod.bone, weight)),
        }
    }
    carried.sort_by(|one, other| other.1.total_cmp(&one.1));
    carried.truncate(4);
    let sum: f32 = carried.iter().map(|(_, weight)| weight).sum();
    std::array::from_fn(|nth| carried.get(nth).map_or((0, 0.0), |(bone, weight)| (*bone, weight / sum)))
}

fn matt() -> Material {
    Material {
        base_color: Vec4::ONE,
        base_color_texture: None,
        metallic: 0.0,
        roughness: 0.65,
        metallic_roughness_texture: None,
        normal_texture: None,
        normal_scale: 1.0,
        occlusion_texture: None,
        occlusion_strength: 1.0,
        emissive: Vec3::ZERO,
        emissive_texture: None,
        alpha: Alpha::Opaque,
        double_sided: false,
        unlit: false,
        layers: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::palette::{INK, PAPER};

    fn rods() -> [Rod; 2] {
        let rod = |from: Vec3, to: Vec3, bone, colour| Rod { ends: [from, to], radii: [0.02, 0.01], soft: 0.005, bone, limb: bone, colour };
        [rod(Vec3::ZERO, Vec3::Z * -0.1, 0, INK), rod(Vec3::Z * -0.1, Vec3::new(0.05, 0.0, -0.15), 1, PAPER)]
    }

    #[test]
    fn a_skin_is_closed_and_lies_on_its_solid_facing_outwards() {
        let (skin, rods) = (Skin::of(&rods()), rods());
        assert!(skin.points.len() > 300);
        let mut edges = HashMap::new();
        for corners in skin.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|nth| skin.points[corners[nth] as usize]);
            let outwards = corners.iter().map(|corner| skin.normals[*corner as usize]).sum::<Vec3>();
            assert!((b - a).cross(c - a).dot(outwards) > -1e-9, "a triangle that faces inwards");
            for nth in 0..3 {
                *edges.entry((corners[nth], corners[(nth + 1) % 3])).or_insert(0) += 1;
            }
        }
        assert!(edges.iter().all(|((from, to), count)| *count == 1 && edges.contains_key(&(*to, *from))), "no holes");
        for point in &skin.points {
            assert!(distance(&rods, *point).abs() < 3e-4, "{point} is {} m off", distance(&rods, *point));
        }
    }

    #[test]
    fn what_lies_far_from_a_joint_goes_with_one_bone_alone() {
        let model = Skin::of(&rods()).model(&[Affine3A::IDENTITY; 2]);
        for (vertex, limb) in model.vertices.iter().zip(&model.limbs) {
            assert_eq!(limb.weights.iter().map(|weight| u32::from(*weight)).sum::<u32>(), 65535);
            if vertex.position[2] > -0.04 {
                assert!(limb.bones[0] == 0 && limb.weights[0] > 60000, "{vertex:?} {limb:?}");
            }
        }
    }
}
