//! Tangents for normal maps and brushed metal where the file gives none, by MikkTSpace as glTF asks.

use std::collections::HashMap;

use bevy_mikktspace::{Geometry, TangentSpace, generate_tangents};
use glam::{Mat2, Vec2};

use super::shape::Shape;

/// A shape with more triangles keeps its smooth normals: the algorithm takes about 600 bytes for each.
const MOST_TRIANGLES: usize = 400_000;
/// How many corners may meet in one point: the algorithm's time grows with the square of it, and its stack with it.
const MOST_CORNERS: u32 = 512;

/// A shape whose triangles share no corners.
struct Corners<'a> {
    shape: &'a Shape,
    uv_set: usize,
    turn: Mat2,
    tangents: Vec<[f32; 4]>,
}

impl Corners<'_> {
    fn vertex(&self, face: usize, corner: usize) -> usize {
        self.shape.triangles[face][corner] as usize
    }
}

impl Geometry for Corners<'_> {
    fn num_faces(&self) -> usize {
        self.shape.triangles.len()
    }

    fn num_vertices_of_face(&self, _face: usize) -> usize {
        3
    }

    fn position(&self, face: usize, corner: usize) -> [f32; 3] {
        self.shape.positions[self.vertex(face, corner)]
    }

    fn normal(&self, face: usize, corner: usize) -> [f32; 3] {
        self.shape.normals[self.vertex(face, corner)]
    }

    fn tex_coord(&self, face: usize, corner: usize) -> [f32; 2] {
        let Vec2 { x: u, y: v } = self.turn * Vec2::from(self.shape.uv[self.uv_set][self.vertex(face, corner)]);
        // glTF's v grows downwards; MikkTSpace, like the normal maps, takes it upwards.
        [u, 1.0 - v]
    }

    fn set_tangent(&mut self, space: Option<TangentSpace>, face: usize, corner: usize) {
        self.tangents[face * 3 + corner] = space.unwrap_or_default().tangent_encoded();
    }
}

/// Gives the shape tangents along set `uv_set` of its texture coordinates, turned and scaled by `turn`; vertices are doubled where tangents part. Says why not
/// where that would take too long; a shape without tangents is drawn as if it were smooth.
pub(super) fn generate(shape: &mut Shape, uv_set: usize, turn: Mat2) -> Result<(), &'static str> {
    if shape.uv[uv_set].is_empty() {
        return Err("has a normal map or is brushed, but has no texture coordinates for that");
    }
    if shape.triangles.len() > MOST_TRIANGLES {
        return Err("has no tangents and too many triangles to make them");
    }
    let mut meeting: HashMap<[u32; 3], u32> = HashMap::new();
    for &vertex in shape.triangles.iter().flatten() {
        let count = meeting.entry(shape.positions[vertex as usize].map(|axis| (axis + 0.0).to_bits())).or_default();
        *count += 1;
        if *count > MOST_CORNERS {
            return Err("has no tangents, and too many triangles meet in one point to make them");
        }
    }
    // Where all of a surface shows one line of a picture, or nearly all pictures at once, there is no direction to go along.
    let has_directions = turn.determinant().abs() > 1e-12 && turn.to_cols_array().iter().all(|part| part.abs() < 1e6);
    let turn = if has_directions { turn } else { Mat2::IDENTITY };
    let mut corners = Corners { shape, uv_set, turn, tangents: vec![[0.0; 4]; shape.triangles.len() * 3] };
    if generate_tangents(&mut corners).is_err() {
        return Err("has no tangents, and none can be made");
    }
    let tangents = corners.tangents;

    // Corners of one vertex whose tangents agree stay one vertex.
    let mut joined: HashMap<(u32, [i16; 4]), u32> = HashMap::new();
    let (mut sources, mut kept) = (Vec::new(), Vec::new());
    for (vertex, tangent) in shape.triangles.iter_mut().flatten().zip(tangents) {
        let key = (*vertex, tangent.map(|axis| (axis.clamp(-1.0, 1.0) * 32767.0) as i16));
        *vertex = *joined.entry(key).or_insert_with(|| {
            sources.push(key.0);
            kept.push(tangent);
            sources.len() as u32 - 1
        });
    }
    shape.pick(&sources);
    shape.tangents = kept;
    Ok(())
}
