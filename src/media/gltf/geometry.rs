//! Meshes: set into the model's space, and joined into one run for each material.

use glam::{Affine3A, Mat3A, Vec3, Vec3A, Vec4};

use super::accessor::Data;
use super::error::{Budget, Fault, MOST_BYTES};
use super::limbs;
use super::motion::Hold;
use super::node::Placement;
use super::repeated::{Place, is_worth_it};
use super::shape::{self, Shape};
use super::strokes::Form;
use super::{Alpha, Delta, Draw, Limb, Material, Vertex, casting};

/// With 52 bytes each, just below the 256 MiB that every GPU gives a buffer.
const MOST_VERTICES: usize = 5_000_000;
/// Likewise, with 4 bytes each and room to spare.
const MOST_INDICES: usize = 30_000_000;
/// What shapes may take one after the other, bytes: a small file can name the same numbers a hundred thousand times. Much more
/// than all the vertices and indices need that may be drawn.
const MOST_READ: u64 = 4 * MOST_BYTES;
/// Nothing that is walked lies farther from its origin, metres; beyond, single precision falls apart anyway.
const FARTHEST: f32 = 1e6;

/// All that is drawn.
pub(super) struct Geometry {
    pub vertices: Vec<Vertex>,
    pub indices: Vec<u32>,
    pub places: Vec<Place>,
    /// How many indices, or corners if they are more, are drawn: those of a mesh count as often as it is placed.
    drawn: usize,
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
    // After the file's own materials comes the one for primitives without, which no file can name; then those of what is unlit.
    let own = data.document.materials.len();
    for piece in placed {
        let Placement { mesh, primitive: nth, .. } = *piece.placement;
        // The meshes and primitives of placements are known to exist.
        let primitive = &data.document.meshes[mesh].primitives[nth];
        let mappings = primitive.extensions.variants.as_ref();
        let named = variant.and_then(|variant| mappings?.material(variant)).or(primitive.material);
        let material = named.map_or(own, |index| index as usize);
        if named.is_some() && material >= own {
            let place = format!("mesh {mesh}");
            return Err(Fault::data(place, format!("has material {material}, which does not exist")));
        }
        let material = if primitive.is_unlit() { own + 1 + material } else { material };
        let layer = match materials[material].alpha {
            Alpha::Opaque => 0,
            Alpha::Mask(_) => 1,
            Alpha::Blend | Alpha::Glass(_) => 2,
        };
        pieces.push(((piece.hold.is_some(), layer, material, mesh, nth), piece));
    }
    pieces.sort_by_key(|(key, _)| *key);

    let (mut geometry, mut read) = (Geometry::new(), 0);
    for same in pieces.chunk_by(|(one, _), (other, _)| one == other) {
        let (key, Piece { hold, .. }) = &same[0];
        let (_, layer, material, mesh, nth) = *key;
        let before = budget.left();
        let place = format!("mesh {mesh}, primitive {nth}");
        let looks = &materials[material];
        let shape = shape::read(data, &data.document.meshes[mesh].primitives[nth], &place, looks, budget, warnings)?;
        let held = before - budget.left();
        read += held;
        if read > MOST_READ {
            return Err(Fault::TooLarge {
                what: "what its meshes are made of, read mesh by mesh,".into(),
                size: format!("more than {} MiB", MOST_READ >> 20),
                most: format!("{} MiB", MOST_READ >> 20),
            });
        }
        if hold.is_none() && layer < 2 && is_worth_it(shape.corners() / 3, same.len()) {
            let places: Vec<Affine3A> = same.iter().map(|(_, piece)| piece.placement.transform).collect();
            geometry.place_many(&shape, &places, mesh, material, looks, budget)?;
        } else {
            let deltas = geometry.deltas.len();
            limbs::deltas(&shape, &place, &mut geometry.deltas, budget)?;
            for (_, Piece { placement, hold }) in same {
                let hold = hold.map(|hold| Hold { deltas, ..hold });
                geometry.place(&shape, &Piece { placement, hold }, bones, material, looks, budget)?;
            }
        }
        drop(shape);
        budget.give_back(held);
    }
    Ok(geometry)
}

impl Geometry {
    fn new() -> Self {
        Self {
            vertices: Vec::new(),
            indices: Vec::new(),
            places: vec![Place::HERE],
            drawn: 0,
            draws: Vec::new(),
            limbs: Vec::new(),
            deltas: Vec::new(),
            bounds: [Vec3::ZERO; 2],
            casting: None,
        }
    }

    /// Makes room for a shape that is placed so many times, and told once or each time.
    fn make_room(&mut self, shape: &Shape, places: usize, told: usize) -> Result<(), Fault> {
        let corners = self.vertices.len() + shape.positions.len() * told;
        self.drawn += shape.positions.len().max(shape.corners()) * places;
        if corners > MOST_VERTICES || self.drawn > MOST_INDICES {
            return Err(Fault::TooLarge {
                what: "the scene (a mesh counts as often as it is placed)".into(),
                size: format!("{corners} corners, {} triangles or more", self.drawn / 3),
                most: format!("{MOST_VERTICES} and {}", MOST_INDICES / 3),
            });
        }
        Ok(())
    }

    /// Takes a box, where something is drawn at rest, into those around all.
    fn grow(&mut self, [least, greatest]: [Vec3; 2], form: Form, looks: &Material) {
        let is_first = self.draws.is_empty();
        self.bounds = if is_first { [least, greatest] } else { [self.bounds[0].min(least), self.bounds[1].max(greatest)] };
        if form.casts_shadow() && looks.casts_shadow() {
            self.casting = casting::around(self.casting, [least, greatest]);
        }
    }

    /// Tells a shape that stands still once, with all its places; twice if some of them are mirrored.
    fn place_many(
        &mut self,
        shape: &Shape,
        places: &[Affine3A],
        mesh: usize,
        material: usize,
        looks: &Material,
        budget: &mut Budget,
    ) -> Result<(), Fault> {
        self.make_room(shape, places.len(), 1)?;
        let bytes = shape.positions.len() * size_of::<Vertex>() + shape.corners() * 8 + size_of_val(places);
        budget.take("the scene", bytes as u64 * 2)?;
        let first = self.vertices.len() as u32;
        let turn = Turn::by(Affine3A::IDENTITY);
        self.vertices.extend((0..shape.positions.len()).map(|index| turn.vertex(shape, index)));
        for mirrored in [false, true] {
            let (from, first_place) = (self.indices.len() as u32, self.places.len() as u32);
            let mut whole = [Vec3::INFINITY, Vec3::NEG_INFINITY];
            for place in places.iter().filter(|place| (place.matrix3.determinant() < 0.0) == mirrored) {
                for &corner in &shape.positions {
                    let seen = place.transform_point3(corner.into());
                    is_near(seen, mesh)?;
                    whole = [whole[0].min(seen), whole[1].max(seen)];
                }
                self.places.push((*place).into());
            }
            let places = first_place..self.places.len() as u32;
            if places.is_empty() {
                continue;
            }
            self.grow(whole, shape.form, looks);
            self.tell(shape, first, mirrored);
            let (indices, centre) = (from..self.indices.len() as u32, (whole[0] + whole[1]) / 2.0);
            let coloured = !shape.colors.is_empty();
            self.draws.push(Draw { indices, form: shape.form, places, material, centre, moves: false, coloured, clusters: Vec::new() });
        }
        Ok(())
    }

    /// Tells the triangles (or lines, or points) of a shape whose corners begin here.
    fn tell(&mut self, shape: &Shape, first: u32, turned: bool) {
        for &[a, b, c] in &shape.triangles {
            let corners = if turned { [a, c, b] } else { [a, b, c] };
            self.indices.extend(corners.map(|corner| first + corner));
        }
        self.indices.extend(shape.strokes.iter().map(|corner| first + corner));
    }

    /// Tells a shape where it stands.
    fn place(
        &mut self,
        shape: &Shape,
        piece: &Piece<'_>,
        bones: &[Affine3A],
        material: usize,
        looks: &Material,
        budget: &mut Budget,
    ) -> Result<(), Fault> {
        if shape.corners() == 0 {
            return Ok(());
        }
        self.make_room(shape, 1, 1)?;
        let (first, from) = (self.vertices.len(), self.indices.len() as u32);
        let limb = if piece.hold.is_some() { size_of::<Limb>() } else { 0 };
        // Twice: a list that grows holds room for as much again.
        budget.take("the scene", (shape.positions.len() * (size_of::<Vertex>() + limb) + shape.corners() * 4) as u64 * 2)?;

        let first_limb = self.limbs.len();
        let Placement { transform, instance, mesh, .. } = *piece.placement;
        if let Some(hold) = &piece.hold {
            limbs::hang(shape, hold, &mut self.limbs).map_err(|problem| Fault::data(format!("mesh {mesh}"), problem))?;
        }
        // What moves stays in its mesh's own space; its bones know the way.
        let transform = if piece.hold.is_some() { instance } else { transform };
        // Which side is the front is told by how the piece stands at rest.
        let at_rest = piece.hold.and_then(|hold| bones.get(hold.bone)).map_or(transform, |bone| *bone * instance);
        let turn = Turn::by(transform);
        let mut whole = [Vec3::INFINITY, Vec3::NEG_INFINITY];
        for index in 0..shape.positions.len() {
            let vertex = turn.vertex(shape, index);
            let seen = match self.limbs.get(first_limb + index) {
                Some(limb) => limb.at_rest(bones, vertex.position.into()),
                None => vertex.position.into(),
            };
            is_near(seen, mesh)?;
            whole = [whole[0].min(seen), whole[1].max(seen)];
            self.vertices.push(vertex);
        }
        self.grow(whole, shape.form, looks);
        // The indices of what moves count from the first vertex that moves.
        let base = if piece.hold.is_some() { first_limb } else { first } as u32;
        self.tell(shape, base, at_rest.matrix3.determinant() < 0.0);

        let indices = from..self.indices.len() as u32;
        let (moves, coloured) = (piece.hold.is_some(), !shape.colors.is_empty());
        match self.draws.last_mut() {
            // Blended pieces stay apart: each is sorted by where it is.
            Some(draw)
                if (draw.material, draw.form, draw.moves) == (material, shape.form, moves)
                    && draw.places.start == 0
                    && !looks.alpha.is_seen_through() =>
            {
                draw.indices.end = indices.end;
                draw.coloured |= coloured;
            }
            _ => {
                let centre = (whole[0] + whole[1]) / 2.0;
                self.draws.push(Draw { indices, form: shape.form, places: 0..1, material, centre, moves, coloured, clusters: Vec::new() });
            }
        }
        Ok(())
    }
}

/// What a matrix does to a shape.
struct Turn {
    matrix: Affine3A,
    /// What it does to normals.
    normals: Mat3A,
    mirrored: bool,
}

impl Turn {
    fn by(matrix: Affine3A) -> Self {
        let mirrored = matrix.matrix3.determinant() < 0.0;
        Self { matrix, normals: cofactors(matrix.matrix3) * if mirrored { -1.0 } else { 1.0 }, mirrored }
    }

    /// A corner of it.
    fn vertex(&self, shape: &Shape, index: usize) -> Vertex {
        let position = self.matrix.transform_point3(shape.positions[index].into());
        let normal = (self.normals * Vec3A::from(shape.normals[index])).normalize_or(Vec3A::Y);
        let tangent = shape.tangents.get(index).map_or([0; 4], |tangent| {
            let along = (self.matrix.matrix3 * Vec3A::from_slice(&tangent[..3])).normalize_or_zero();
            // A mirror turns the handedness round together with the normal's side of the surface.
            packed(along.into(), if (tangent[3] < 0.0) != self.mirrored { -1.0 } else { 1.0 })
        });
        let color = shape.colors.get(index).map_or([u16::MAX; 4], |color| color.map(|part| (unit(part) * 65535.0 + 0.5) as u16));
        let uv = [0, 1].map(|set| shape.uv[set].get(index).copied().unwrap_or_default());
        Vertex { position: position.into(), normal: packed(normal.into(), 0.0), tangent, uv, color }
    }
}

/// Whether something of a mesh is at a place where anything can be.
fn is_near(seen: Vec3, mesh: usize) -> Result<(), Fault> {
    // Written so that what is not a number fails as well.
    if !(seen.abs().max_element() <= FARTHEST && seen.is_finite()) {
        return Err(Fault::data(format!("mesh {mesh}"), format!("has a vertex at {seen}, which is no place in a room")));
    }
    Ok(())
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
