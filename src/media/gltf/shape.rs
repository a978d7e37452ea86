//! Primitives, read from the file and completed: flat normals, tangents.

use glam::Vec3;

use super::accessor::Data;
use super::document::{AccessorKind, Primitive};
use super::error::{Budget, Fault};
use super::limbs::{self, Deltas, Hanging};
use super::strokes::{self, Form};
use super::{Material, tangent};

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
    pub form: Form,
    pub triangles: Vec<[u32; 3]>,
    /// In place of triangles: where lines begin and end, or where points are.
    pub strokes: Vec<u32>,
}

impl Shape {
    /// How many corners all that is drawn of it has together.
    pub fn corners(&self) -> usize {
        self.triangles.len() * 3 + self.strokes.len()
    }

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

    /// Gives each triangle corners of its own that point straight out, wherever its targets move them.
    fn flatten(&mut self) {
        let sources: Vec<u32> = self.triangles.iter().flatten().copied().collect();
        self.pick(&sources);
        self.triangles = (0..self.triangles.len() as u32).map(|face| [3 * face, 3 * face + 1, 3 * face + 2]).collect();
        let straight_out = |face: usize, moved: &[[f32; 3]]| {
            let corner = |nth: usize| {
                Vec3::from(self.positions[3 * face + nth]) + Vec3::from(moved.get(3 * face + nth).copied().unwrap_or_default())
            };
            let [a, b, c] = [0, 1, 2].map(corner);
            (b - a).cross(c - a)
        };
        let faces = 0..self.triangles.len();
        let three = |vector: Vec3| [vector.to_array(); 3];
        let normals = faces.clone().flat_map(|face| three(straight_out(face, &[]).normalize_or(Vec3::Y))).collect();
        // What a target says of normals that are not there is passed over.
        let turned = |target: &Deltas| {
            let turn = |face: usize| {
                let (here, there) = (straight_out(face, &[]), straight_out(face, &target.positions));
                // What shrinks to nothing is turned nowhere.
                let is_nothing = there.length_squared() <= here.length_squared() * 1e-8;
                three(if is_nothing { Vec3::ZERO } else { there.normalize_or(Vec3::Y) - here.normalize_or(Vec3::Y) })
            };
            if target.positions.is_empty() { Vec::new() } else { faces.clone().flat_map(turn).collect() }
        };
        let turned: Vec<_> = self.targets.iter().map(turned).collect();
        self.targets.iter_mut().zip(turned).for_each(|(target, turned)| target.normals = turned);
        self.normals = normals;
    }
}

/// Reads a primitive, and makes what it lacks.
pub(super) fn read(
    data: &Data<'_>,
    primitive: &Primitive,
    place: &str,
    material: &Material,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Shape, Fault> {
    let attributes = &primitive.attributes;
    let Some(form) = Form::of(primitive.mode) else {
        return Err(Fault::data(place, format!("is of mode {}, which does not exist", primitive.mode)));
    };
    let Some(positions) = attributes.position else {
        warnings.push(Fault::LeftOut(format!("{place} has no positions, and is left out")));
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
    let indices = match primitive.indices {
        Some(index) => data.indices(index, count, budget)?,
        None => (0..count as u32).collect(),
    };
    // Each index is one corner; of strips and fans, as good as all are corners of three triangles, of lines in a row of two lines.
    budget.take(place, indices.len() as u64 * if matches!(primitive.mode, 0 | 1 | 4) { 4 } else { 12 })?;
    let mut shape = Shape { positions, form, ..Shape::default() };
    match form {
        Form::Triangles => shape.triangles = triangles(primitive.mode, &indices),
        Form::Lines | Form::Points => shape.strokes = strokes::corners(primitive.mode, &indices),
    }
    drop(indices);
    if shape.corners() == 0 {
        return Ok(Shape::default());
    }
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
    let mut sets = Vec::new();
    for [joints, weights] in [[attributes.joints_0, attributes.weights_0], [attributes.joints_1, attributes.weights_1]] {
        sets.extend(same(joints)?.zip(same(weights)?));
    }
    shape.hanging = limbs::hanging(data, &sets, budget)?;
    for target in &primitive.targets {
        let [position, normal, tangent] = [same(target.position)?, same(target.normal)?, same(target.tangent)?];
        shape.targets.push(limbs::target(data, [position, normal, tangent], budget)?);
    }

    if form != Form::Triangles {
        // Nothing asks for normals where there are none, and without tangents there are no bumps.
        shape.normals.resize(count, [0.0, 1.0, 0.0]);
        return Ok(shape);
    }
    if shape.normals.is_empty() {
        let corners = shape.triangles.len() as u64 * 3;
        // Corners, and what each target adds to their places and normals.
        budget.take(place, corners * (76 + 36 * shape.targets.len() as u64))?;
        shape.flatten();
    }
    if let Some((uv_set, turn)) = material.tangents().filter(|_| shape.tangents.is_empty()) {
        // The algorithm's own working memory, which is free again afterwards.
        let working = shape.triangles.len().min(500_000) as u64 * 600;
        budget.take(place, working)?;
        if let Err(problem) = tangent::generate(&mut shape, uv_set, turn) {
            warnings.push(Fault::LeftOut(format!("{place} {problem}; it is drawn without its normal map, and not brushed")));
        }
        budget.give_back(working);
        budget.take(place, shape.positions.len() as u64 * 76)?;
    }
    Ok(shape)
}

/// The corners of triangles of this mode: a list of them, a strip, or else a fan.
fn triangles(mode: u32, indices: &[u32]) -> Vec<[u32; 3]> {
    match mode {
        4 => indices.as_chunks::<3>().0.to_vec(),
        // Every second triangle of a strip is turned round to face the same way.
        5 => {
            let turned = |(index, w): (usize, &[u32])| if index % 2 == 0 { [w[0], w[1], w[2]] } else { [w[0], w[2], w[1]] };
            indices.windows(3).enumerate().map(turned).collect()
        }
        _ => indices.get(1..).unwrap_or_default().windows(2).map(|w| [w[0], w[1], indices[0]]).collect(),
    }
}

/// Texture coordinates and tangents that are not numbers become zero, and no coordinate is so large that it means nothing.
fn finite<const N: usize>(numbers: [f32; N]) -> [f32; N] {
    numbers.map(|number| if number.is_finite() { number.clamp(-65536.0, 65536.0) } else { 0.0 })
}
