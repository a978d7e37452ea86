//! Cuts what stands still into clusters: triangles (or lines, or points) near one another, so that those out of sight need not be drawn, and those in
//! sight can be drawn from near to far. Of a small mesh that stands in many places the places are cut instead.

use std::ops::Range;

use glam::Vec3;

use super::{Draw, Form, Place, Vertex};

/// No cluster has more triangles. Fewer each would be more to draw, more each would be more that is out of sight.
const MOST_TRIANGLES: usize = 512;
/// Nor has a group of places of one mesh more triangles together: fewer each would be one small draw after another again.
const MOST_TRIANGLES_OF_MANY: usize = 2048;

/// Some of a draw's triangles, which lie near one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Their part of [`super::Model::indices`].
    pub indices: Range<u32>,
    /// Where they stand: their part of [`super::Model::places`].
    pub places: Range<u32>,
    /// The corners of the box around them, metres: least, greatest.
    pub bounds: [Vec3; 2],
}

type Bounds = [Vec3; 2];

/// Cuts every draw that stands still, and puts its indices or its places in that order. Draws of the materials that are seen through stay
/// whole: their triangles cover one another in the order that the file tells.
pub(super) fn cut(
    vertices: &[Vertex],
    indices: &mut [u32],
    places: &mut [Place],
    draws: &mut [Draw],
    is_seen_through: impl Fn(usize) -> bool,
) {
    let at = |corner: u32| Vec3::from(vertices[corner as usize].position);
    let around = |corners: &[u32]| bounds(corners.iter().map(|&corner| [at(corner); 2]));
    for draw in draws.iter_mut().filter(|draw| !draw.moves) {
        let Draw { indices: whole, places: stands, material, .. } = draw;
        let of_draw = &mut indices[whole.start as usize..whole.end as usize];
        if stands.start > 0 && of_draw.len() <= 3 * MOST_TRIANGLES_OF_MANY {
            let mesh = around(of_draw);
            let most = (MOST_TRIANGLES_OF_MANY * 3 / of_draw.len().max(1)).max(1);
            let places = &mut places[stands.start as usize..stands.end as usize];
            halve(places, stands.start, most, &|place| place.around(mesh), &mut |places, _, bounds| {
                draw.clusters.push(Cluster { indices: whole.clone(), places, bounds });
            });
            continue;
        }
        let is_cut = !is_seen_through(*material);
        match draw.form {
            Form::Triangles => cut_draw::<3>(draw, of_draw, places, is_cut, around),
            Form::Lines => cut_draw::<2>(draw, of_draw, places, is_cut, around),
            Form::Points => cut_draw::<1>(draw, of_draw, places, is_cut, around),
        }
    }
}

/// Cuts a draw of what has so many corners each, by where these are.
fn cut_draw<const CORNERS: usize>(draw: &mut Draw, indices: &mut [u32], places: &[Place], is_cut: bool, around: impl Fn(&[u32]) -> Bounds) {
    let Draw { indices: whole, places: stands, clusters, .. } = draw;
    let most = if is_cut { MOST_TRIANGLES } else { usize::MAX };
    let (all, _) = indices.as_chunks_mut::<CORNERS>();
    halve(all, 0, most, &|corners: &[u32; CORNERS]| around(corners), &mut |part, some, bounds| {
        // Neighbours in the file share corners.
        if is_cut {
            some.sort_unstable_by_key(|corners| corners.iter().min().copied());
        }
        let [start, end] = [part.start, part.end].map(|nth| whole.start + nth * CORNERS as u32);
        match stands.start > 0 {
            // Too large to be left out or drawn as a whole.
            true => clusters.extend(stands.clone().map(|place| Cluster {
                indices: start..end,
                places: place..place + 1,
                bounds: places[place as usize].around(bounds),
            })),
            false => clusters.push(Cluster { indices: start..end, places: stands.clone(), bounds }),
        }
    });
}

/// The box around boxes.
fn bounds(boxes: impl Iterator<Item = Bounds>) -> Bounds {
    boxes.fold([Vec3::INFINITY, Vec3::NEG_INFINITY], |[least, greatest], [low, high]| [least.min(low), greatest.max(high)])
}

/// Halves things where the box around them is longest, until no part has more than `most`. Tells of each part where it is, counted from
/// `first`, and the box around it.
fn halve<T>(
    things: &mut [T],
    first: u32,
    most: usize,
    around: &impl Fn(&T) -> Bounds,
    part: &mut impl FnMut(Range<u32>, &mut [T], Bounds),
) {
    let whole = bounds(things.iter().map(around));
    let count = things.len();
    if count <= most {
        part(first..first + count as u32, things, whole);
        return;
    }
    let axis = (whole[1] - whole[0]).max_position();
    let middle = |thing: &T| around(thing).map(|corner| corner[axis]).iter().sum::<f32>();
    let half = count / 2;
    things.select_nth_unstable_by(half, |a, b| middle(a).total_cmp(&middle(b)));
    let (before, after) = things.split_at_mut(half);
    halve(before, first, most, around, part);
    halve(after, first + half as u32, most, around, part);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vertex(position: [f32; 3]) -> Vertex {
        Vertex { position, normal: [0; 4], tangent: [0; 4], uv: [[0.0; 2]; 2], color: [0; 4] }
    }

    fn draw(indices: Range<u32>, material: usize) -> Draw {
        Draw {
            indices,
            form: Form::Triangles,
            places: 0..1,
            material,
            centre: Vec3::ZERO,
            moves: false,
            coloured: false,
            clusters: Vec::new(),
        }
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
            cut(&vertices, &mut indices, &mut [], &mut draws, |material| material == 0);

            prop_assert_eq!(&indices[..glass as usize], &before[..glass as usize]);
            let sorted = |indices: &[u32]| { let mut all: Vec<[u32; 3]> = indices.as_chunks().0.to_vec(); all.sort_unstable(); all };
            prop_assert_eq!(sorted(&indices), sorted(&before));
            for draw in &draws {
                let mut next = draw.indices.start;
                for Cluster { indices: range, bounds: [least, greatest], .. } in &draw.clusters {
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn each_triangle_of_a_repeated_mesh_is_in_one_cluster_at_each_place_whose_box_holds_it(
            triangles in prop_oneof![1_u32..60, 2000_u32..5000],
            moved in prop::collection::vec(prop::array::uniform3(-9_f32..9.0), 2..60),
        ) {
            let vertices: Vec<Vertex> = (0..3 * triangles).map(|nth| vertex([0.7, 1.1, 0.3].map(|step| (nth as f32 * step).sin()))).collect();
            let mut indices: Vec<u32> = (0..3 * triangles).collect();
            let at = |moved: &[f32; 3]| Place::from(glam::Affine3A::from_rotation_translation(glam::Quat::from_rotation_y(moved[0]), (*moved).into()));
            let mut places: Vec<Place> = [Place::HERE].into_iter().chain(moved.iter().map(at)).collect();
            let mut draws = [Draw { places: 1..places.len() as u32, ..draw(0..3 * triangles, 0) }];
            cut(&vertices, &mut indices, &mut places, &mut draws, |_| false);

            let mut drawn: Vec<(u32, u32)> = Vec::new();
            for Cluster { indices: range, places: stands, bounds: [least, greatest] } in &draws[0].clusters {
                prop_assert!(range.len() * stands.len() <= 3 * MOST_TRIANGLES_OF_MANY);
                for (place, corner) in stands.clone().flat_map(|place| range.clone().map(move |corner| (place, corner))) {
                    let seen = places[place as usize].point(vertices[indices[corner as usize] as usize].position.into());
                    prop_assert!(seen.cmpge(*least - 1e-4).all() && seen.cmple(*greatest + 1e-4).all());
                    drawn.push((place, indices[corner as usize]));
                }
            }
            drawn.sort_unstable();
            let all: Vec<(u32, u32)> = (1..places.len() as u32).flat_map(|place| (0..3 * triangles).map(move |corner| (place, corner))).collect();
            prop_assert_eq!(drawn, all);
        }
    }
}
