//! Meshes: read, completed (flat normals, tangents), set into the model's space, and joined into one run for each material.

use glam::{Affine3A, Mat3A, Vec3, Vec3A, Vec4};

use super::accessor::Data;
use super::document::{AccessorKind, Primitive};
use super::error::{Budget, Fault};
use super::limbs::{self, Deltas, Hanging};
use super::motion::Hold;
use super::node::Placement;
use super::{Alpha, Delta, Draw, Limb, Material, Vertex, casting, tangent};

/// With 52 bytes each, just below the 256 MiB that every GPU gives a buffer.
const MOST_VERTICES: usize = 5_000_000;
/// Likewise, with 4 bytes each and room to spare.
const MOST_INDICES: usize = 30_000_000;
/// Nothing that is walked lies farther from its origin, metres; beyond, single precision falls apart anyway.
const FARTHEST: f32 = 1e6;

/// All that is drawn.
#[derive(Default)]
pub(super) struct Geometry {
    pub vertices: Vec<Vertex>,
    pub indices: Vec<u32>,
    pub draws: Vec<Draw>,
    pub limbs: Vec<Limb>,
    pub deltas: Vec<Delta>,
    pub bounds: [Vec3; 2],
    pub casting: Option<[Vec3; 2]>,
}

/// What is placed: where, and what it hangs on if it moves.
pub(super) struct Piece<'a> {
    pub placement: &'a Placement,
    pub hold: Option<Hold>,
}

/// One primitive in its mesh's own space. Lists are as long as `positions`, or empty where there is nothing.
#[derive(Default)]
pub(super) struct Shape {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub tangents: Vec<[f32; 4]>,
    pub uv: [Vec<[f32; 2]>; 2],
    pub colors: Vec<[f32; 4]>,
    /// On which joints of its skin each vertex hangs.
    pub hanging: Vec<Hanging>,
    /// For each morph target.
    pub targets: Vec<Deltas>,
    pub triangles: Vec<[u32; 3]>,
}

impl Shape {
    /// Makes the vertices anew, each from the old one named in `sources`. Tangents are dropped.
    pub fn pick(&mut self, sources: &[u32]) {
        fn pick<T: Copy>(list: &mut Vec<T>, sources: &[u32]) {
            if !list.is_empty() {
                *list = sources.iter().map(|&source| list[source as usize]).collect();
            }
        }
        pick(&mut self.positions, sources);
        pick(&mut self.normals, sources);
        self.uv.iter_mut().for_each(|uv| pick(uv, sources));
        pick(&mut self.colors, sources);
        pick(&mut self.hanging, sources);
        self.tangents.clear();
        for target in &mut self.targets {
            pick(&mut target.positions, sources);
            pick(&mut target.normals, sources);
            target.tangents.clear();
        }
    }

    /// Gives each triangle corners of its own that point straight out.
    fn flatten(&mut self) {
        let sources: Vec<u32> = self.triangles.iter().flatten().copied().collect();
        self.pick(&sources);
        self.triangles = (0..self.triangles.len() as u32).map(|face| [3 * face, 3 * face + 1, 3 * face + 2]).collect();
        // What there are no normals of has none to change either.
        self.targets.iter_mut().for_each(|target| target.normals.clear());
        self.normals = Vec::with_capacity(self.positions.len());
        for corners in self.positions.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|corner| Vec3::from(corners[corner]));
            let normal = (b - a).cross(c - a).normalize_or(Vec3::Y);
            self.normals.extend([normal.to_array(); 3]);
        }
    }
}

/// Builds everything that is placed. `bones` are those of the rig, at rest. What stands still comes first, then what moves.
pub(super) fn build(
    data: &Data<'_>,
    placed: Vec<Piece<'_>>,
    bones: &[Affine3A],
    materials: &[Material],
    variant: Option<usize>,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Geometry, Fault> {
    let mut pieces = Vec::with_capacity(placed.len());
    for piece in placed {
        let Placement { mesh, primitive: nth, .. } = *piece.placement;
        // The meshes and primitives of placements are known to exist.
        let primitive = &data.document.meshes[mesh].primitives[nth];
        let mappings = primitive.extensions.variants.as_ref();
        let named = variant.and_then(|variant| mappings?.material(variant)).or(primitive.material);
        let material = named.map_or(materials.len() - 1, |index| index as usize);
        // The last material is the one for primitives without, which no file can name.
        if named.is_some() && material >= materials.len() - 1 {
            let place = format!("mesh {mesh}");
            return Err(Fault::data(place, format!("has material {material}, which does not exist")));
        }
        let layer = match materials[material].alpha {
            Alpha::Opaque => 0,
            Alpha::Mask(_) => 1,
            Alpha::Blend | Alpha::Glass => 2,
        };
        pieces.push(((piece.hold.is_some(), layer, material, mesh, nth), piece));
    }
    pieces.sort_by_key(|(key, _)| *key);

    let mut geometry = Geometry::default();
    let mut last: Option<(usize, usize, Shape)> = None;
    let (mut held, mut deltas) = (0, 0);
    for ((_, _, material, mesh, primitive), piece) in pieces {
        let known = last.as_ref().is_some_and(|(m, p, _)| (*m, *p) == (mesh, primitive));
        if !known {
            drop(last.take());
            budget.give_back(held);
            let before = budget.left();
            let place = format!("mesh {mesh}, primitive {primitive}");
            let shape = shape(data, &data.document.meshes[mesh].primitives[primitive], &place, &materials[material], budget, warnings)?;
            held = before - budget.left();
            deltas = geometry.deltas.len();
            limbs::deltas(&shape, &place, &mut geometry.deltas, budget)?;
            last = Some((mesh, primitive, shape));
        }
        if let Some((.., shape)) = &last {
            let hold = piece.hold.map(|hold| Hold { deltas, ..hold });
            geometry.place(shape, &Piece { hold, ..piece }, bones, material, &materials[material], budget)?;
        }
    }
    drop(last);
    budget.give_back(held);
    Ok(geometry)
}

impl Geometry {
    fn place(
        &mut self,
        shape: &Shape,
        piece: &Piece<'_>,
        bones: &[Affine3A],
        material: usize,
        looks: &Material,
        budget: &mut Budget,
    ) -> Result<(), Fault> {
        if shape.triangles.is_empty() {
            return Ok(());
        }
        let place = || format!("mesh {}", piece.placement.mesh);
        let (first, from) = (self.vertices.len(), self.indices.len());
        let total = (first + shape.positions.len(), from + shape.triangles.len() * 3);
        if total.0 > MOST_VERTICES || total.1 > MOST_INDICES {
            return Err(Fault::TooLarge {
                what: "the scene (a mesh counts as often as it is placed)".into(),
                size: format!("{} corners, {} triangles or more", total.0, total.1 / 3),
                most: format!("{MOST_VERTICES} and {}", MOST_INDICES / 3),
            });
        }
        let limb = if piece.hold.is_some() { size_of::<Limb>() } else { 0 };
        // Twice: a list that grows holds room for as much again.
        budget.take("the scene", (shape.positions.len() * (size_of::<Vertex>() + limb) + shape.triangles.len() * 12) as u64 * 2)?;

        let first_limb = self.limbs.len();
        if let Some(hold) = &piece.hold {
            limbs::hang(shape, hold, &mut self.limbs).map_err(|problem| Fault::data(place(), problem))?;
        }
        // What moves stays in its mesh's own space; its bones know the way.
        let Placement { transform, instance, .. } = *piece.placement;
        let transform = if piece.hold.is_some() { instance } else { transform };
        let matrix3 = transform.matrix3;
        // Which side is the front is told by how the piece stands at rest.
        let at_rest = piece.hold.and_then(|hold| bones.get(hold.bone)).map_or(transform, |bone| *bone * instance);
        let turned = at_rest.matrix3.determinant() < 0.0;
        let mirrored = matrix3.determinant() < 0.0;
        let normals = cofactors(matrix3) * if mirrored { -1.0 } else { 1.0 };
        let (mut least, mut greatest) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        for index in 0..shape.positions.len() {
            let position = transform.transform_point3(shape.positions[index].into());
            let seen = match self.limbs.get(first_limb + index) {
                Some(limb) => limb.at_rest(bones, position),
                None => position,
            };
            // Written so that what is not a number fails as well.
            if !(seen.abs().max_element() <= FARTHEST && seen.is_finite()) {
                return Err(Fault::data(place(), format!("has a vertex at {seen}, which is no place in a room")));
            }
            (least, greatest) = (least.min(seen), greatest.max(seen));
            let normal = (normals * Vec3A::from(shape.normals[index])).normalize_or(Vec3A::Y);
            let tangent = shape.tangents.get(index).map_or([0; 4], |tangent| {
                let along = (matrix3 * Vec3A::from_slice(&tangent[..3])).normalize_or_zero();
                // A mirror turns the handedness round together with the normal's side of the surface.
                packed(along.into(), if (tangent[3] < 0.0) != mirrored { -1.0 } else { 1.0 })
            });
            let color = shape.colors.get(index).map_or([u16::MAX; 4], |color| color.map(|part| (unit(part) * 65535.0 + 0.5) as u16));
            let uv = [0, 1].map(|set| shape.uv[set].get(index).copied().unwrap_or_default());
            self.vertices.push(Vertex { position: position.into(), normal: packed(normal.into(), 0.0), tangent, uv, color });
        }
        // The indices of what moves count from the first vertex that moves.
        let base = if piece.hold.is_some() { first_limb } else { first } as u32;
        for &[a, b, c] in &shape.triangles {
            let corners = if turned { [a, c, b] } else { [a, b, c] };
            self.indices.extend(corners.map(|corner| base + corner));
        }

        self.bounds = if first == 0 { [least, greatest] } else { [self.bounds[0].min(least), self.bounds[1].max(greatest)] };
        if looks.casts_shadow() {
            self.casting = casting::around(self.casting, [least, greatest]);
        }
        let indices = from as u32..self.indices.len() as u32;
        let moves = piece.hold.is_some();
        match self.draws.last_mut() {
            // Blended pieces stay apart: each is sorted by where it is.
            Some(draw) if draw.material == material && draw.moves == moves && !looks.alpha.is_seen_through() => {
                draw.indices.end = indices.end;
            }
            _ => self.draws.push(Draw { indices, material, centre: (least + greatest) / 2.0, moves, clusters: Vec::new() }),
        }
        Ok(())
    }
}

/// Reads a primitive, and makes what it lacks.
fn shape(
    data: &Data<'_>,
    primitive: &Primitive,
    place: &str,
    material: &Material,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Shape, Fault> {
    let attributes = &primitive.attributes;
    let Some(positions) = attributes.position.filter(|_| primitive.mode >= 4) else {
        warnings.push(Fault::LeftOut(format!("{place} has points or lines, or no positions, and is left out")));
        return Ok(Shape::default());
    };
    use AccessorKind::{Vec2, Vec3 as Triple, Vec4 as Quadruple};
    let positions: Vec<[f32; 3]> = data.vectors(positions, &[Triple], budget)?;
    if positions.iter().flatten().any(|axis| !axis.is_finite()) {
        return Err(Fault::data(place, "has positions that are not numbers"));
    }
    let count = positions.len();
    let same = |attribute: Option<u32>| match attribute {
        Some(index) if data.count(index)? != count => {
            Err(Fault::data(place, format!("has {count} positions, but accessor {index} has another count")))
        }
        attribute => Ok(attribute),
    };
    let mut shape = Shape { positions, ..Shape::default() };
    if let Some(index) = same(attributes.normal)? {
        shape.normals = data.vectors(index, &[Triple], budget)?;
        for normal in &mut shape.normals {
            *normal = Vec3::from(*normal).try_normalize().unwrap_or(Vec3::Y).to_array();
        }
        if let Some(index) = same(attributes.tangent)?.filter(|_| material.tangents().is_some()) {
            shape.tangents = data.vectors(index, &[Quadruple], budget)?;
            shape.tangents.iter_mut().for_each(|tangent| *tangent = finite(*tangent));
        }
    }
    for (set, attribute) in [attributes.texcoord_0, attributes.texcoord_1].into_iter().enumerate() {
        if let Some(index) = same(attribute)? {
            shape.uv[set] = data.vectors(index, &[Vec2], budget)?;
            shape.uv[set].iter_mut().for_each(|uv| *uv = finite(*uv));
        }
    }
    if let Some(index) = same(attributes.color_0)? {
        shape.colors = data.vectors(index, &[Triple, Quadruple], budget)?;
    }
    if let (Some(joints), Some(weights)) = (same(attributes.joints_0)?, same(attributes.weights_0)?) {
        shape.hanging = limbs::hanging(data, joints, weights, budget)?;
    }
    for target in &primitive.targets {
        let [position, normal, tangent] = [same(target.position)?, same(target.normal)?, same(target.tangent)?];
        shape.targets.push(limbs::target(data, [position, normal, tangent], budget)?);
    }
    shape.triangles = triangles(data, primitive, place, count, budget)?;

    if shape.normals.is_empty() {
        let corners = shape.triangles.len() as u64 * 3;
        budget.take(place, corners * 76)?;
        shape.flatten();
    }
    if let Some(uv_set) = material.tangents().filter(|_| shape.tangents.is_empty() && !shape.triangles.is_empty()) {
        // The algorithm's own working memory, which is free again afterwards.
        let working = shape.triangles.len().min(500_000) as u64 * 600;
        budget.take(place, working)?;
        if let Err(problem) = tangent::generate(&mut shape, uv_set) {
            warnings.push(Fault::LeftOut(format!("{place} {problem}; it is drawn without its normal map, and not brushed")));
        }
        budget.give_back(working);
        budget.take(place, shape.positions.len() as u64 * 76)?;
    }
    Ok(shape)
}

fn triangles(data: &Data<'_>, primitive: &Primitive, place: &str, count: usize, budget: &mut Budget) -> Result<Vec<[u32; 3]>, Fault> {
    let indices = match primitive.indices {
        Some(index) => data.indices(index, count, budget)?,
        None => (0..count as u32).collect(),
    };
    budget.take(place, indices.len() as u64 * if primitive.mode == 4 { 4 } else { 12 })?;
    match primitive.mode {
        4 => Ok(indices.chunks_exact(3).map(|corners| [corners[0], corners[1], corners[2]]).collect()),
        // Every second triangle of a strip is turned round to face the same way.
        5 => {
            let turned = |(index, w): (usize, &[u32])| if index % 2 == 0 { [w[0], w[1], w[2]] } else { [w[0], w[2], w[1]] };
            Ok(indices.windows(3).enumerate().map(turned).collect())
        }
        6 => Ok(indices.get(1..).unwrap_or_default().windows(2).map(|w| [w[0], w[1], indices[0]]).collect()),
        mode => Err(Fault::data(place, format!("is of mode {mode}, which does not exist"))),
    }
}

/// The matrix that turns normals along with what `matrix` does to positions: its inverse transposed, times its determinant. Unlike
/// the inverse it exists for flattened meshes too.
fn cofactors(matrix: Mat3A) -> Mat3A {
    let (x, y, z) = (matrix.x_axis, matrix.y_axis, matrix.z_axis);
    Mat3A::from_cols(y.cross(z), z.cross(x), x.cross(y))
}

fn packed(vector: Vec3, last: f32) -> [i16; 4] {
    Vec4::from((vector, last)).to_array().map(|part| (part.clamp(-1.0, 1.0) * 32767.0).round() as i16)
}

fn unit(number: f32) -> f32 {
    if number.is_nan() { 1.0 } else { number.clamp(0.0, 1.0) }
}

/// Texture coordinates and tangents that are not numbers become zero, and no coordinate is so large that it means nothing.
fn finite<const N: usize>(numbers: [f32; N]) -> [f32; N] {
    numbers.map(|number| if number.is_finite() { number.clamp(-65536.0, 65536.0) } else { 0.0 })
}
