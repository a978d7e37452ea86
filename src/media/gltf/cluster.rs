//! Cuts what stands still into clusters: triangles near one another, so that those out of sight need not be drawn, and those in
//! sight can be drawn from near to far.

use std::ops::Range;

use glam::Vec3;

use super::{Draw, Vertex};

/// No cluster has more triangles. Fewer each would be more to draw, more each would be more that is out of sight.
const MOST_TRIANGLES: usize = 512;

/// Some of a draw's triangles, which lie near one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Their part of [`super::Model::indices`].
    pub indices: Range<u32>,
    /// The corners of the box around them, metres: least, greatest.
    pub bounds: [Vec3; 2],
}

/// Cuts every draw that stands still, and puts its indices in that order. Draws of the materials that are seen through stay whole: their
/// triangles cover one another in the order that the file tells.
pub(super) fn cut(vertices: &[Vertex], indices: &mut [u32], draws: &mut [Draw], is_seen_through: impl Fn(usize) -> bool) {
    for draw in draws.iter_mut().filter(|draw| !draw.moves) {
        let first = draw.indices.start;
        let whole = &mut indices[first as usize..draw.indices.end as usize];
        let (triangles, _) = whole.as_chunks_mut::<3>();
        let most = if is_seen_through(draw.material) { usize::MAX } else { MOST_TRIANGLES };
        halve(vertices, triangles, first, most, &mut draw.clusters);
    }
}

/// Halves triangles where their box is longest, until no half has more than `most`.
fn halve(vertices: &[Vertex], triangles: &mut [[u32; 3]], first: u32, most: usize, clusters: &mut Vec<Cluster>) {
    let place = |corner: u32| Vec3::from(vertices[corner as usize].position);
    let corners = triangles.iter().flatten().map(|&corner| place(corner));
    let bounds = corners.fold([Vec3::INFINITY, Vec3::NEG_INFINITY], |[least, greatest], at| [least.min(at), greatest.max(at)]);
    let count = triangles.len();
    if count <= most {
        // Neighbours in the file share corners.
        if most < usize::MAX {
            triangles.sort_unstable_by_key(|corners| corners.iter().min().copied());
        }
        clusters.push(Cluster { indices: first..first + 3 * count as u32, bounds });
        return;
    }
    let axis = (bounds[1] - bounds[0]).max_position();
    let middle = |corners: &[u32; 3]| corners.iter().map(|&corner| place(corner)[axis]).sum::<f32>();
    let half = count / 2;
    triangles.select_nth_unstable_by(half, |a, b| middle(a).total_cmp(&middle(b)));
    let (before, after) = triangles.split_at_mut(half);
    halve(vertices, before, first, most, clusters);
    halve(vertices, after, first + 3 * half as u32, most, clusters);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vertex(position: [f32; 3]) -> Vertex {
        Vertex { position, normal: [0; 4], tangent: [0; 4], uv: [[0.0; 2]; 2], color: [0; 4] }
    }

    fn draw(indices: Range<u32>, material: usize) -> Draw {
        Draw { indices, material, centre: Vec3::ZERO, moves: false, clusters: Vec::new() }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_triangle_is_in_one_cluster_whose_box_holds_it_and_what_is_seen_through_keeps_its_order(
            places in prop::collection::vec(prop::array::uniform3(-9_f32..9.0), 3..200),
            corners in prop::collection::vec(0_usize..10_000, 0..6000),
            same in any::<bool>(),
        ) {
            let vertices: Vec<Vertex> = places.iter().map(|&place| vertex(if same { [1.0; 3] } else { place })).collect();
            let triangles = (corners.len() / 3) as u32;
            let before: Vec<u32> = corners.iter().take(triangles as usize * 3).map(|corner| (corner % places.len()) as u32).collect();
            let glass = triangles / 4 * 3;
            let mut draws = [draw(0..glass, 0), draw(glass..triangles * 3, 1)];
            let mut indices = before.clone();
            cut(&vertices, &mut indices, &mut draws, |material| material == 0);

            prop_assert_eq!(&indices[..glass as usize], &before[..glass as usize]);
            let sorted = |indices: &[u32]| { let mut all: Vec<[u32; 3]> = indices.as_chunks().0.to_vec(); all.sort_unstable(); all };
            prop_assert_eq!(sorted(&indices), sorted(&before));
            for draw in &draws {
                let mut next = draw.indices.start;
                for Cluster { indices: range, bounds: [least, greatest] } in &draw.clusters {
                    prop_assert_eq!(range.start, next);
                    next = range.end;
                    prop_assert!(draw.material == 0 || range.len() <= 3 * MOST_TRIANGLES);
                    for &corner in &indices[range.start as usize..range.end as usize] {
                        let place = Vec3::from(vertices[corner as usize].position);
                        prop_assert!(place.cmpge(*least).all() && place.cmple(*greatest).all());
                    }
                }
                prop_assert_eq!(next, draw.indices.end);
            }
        }
    }
}
