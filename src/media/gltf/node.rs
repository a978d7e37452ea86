//! The tree of nodes, flattened: what stands where, and which lights shine.

use glam::{Affine3A, Mat4, Quat, Vec3};

use super::accessor::Data;
use super::document::{self, Document};
use super::error::{Budget, Fault};
use super::{Light, LightKind, Transform};

/// No model places more pieces than this.
pub(super) const MOST_PLACEMENTS: usize = 100_000;

/// A primitive of a mesh, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placement {
    pub mesh: usize,
    pub primitive: usize,
    /// While nothing moves.
    pub transform: Affine3A,
    /// The part of it that is not the node's: where this one of many stands on it.
    pub instance: Affine3A,
    /// Its node's place in [`Tree::nodes`].
    pub node: usize,
}

/// A node of the document's scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// Its place in the document.
    pub source: usize,
    /// Its place in [`Tree::nodes`].
    pub parent: Option<usize>,
}

/// Everything in the document's scene, in the scene's space.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Each after its parent.
    pub nodes: Vec<Standing>,
    pub placements: Vec<Placement>,
    /// Each with its node's place in `nodes`.
    pub lights: Vec<(Light, usize)>,
    /// For each node of the document its place in `nodes`, if it is in the scene.
    places: Vec<Option<usize>>,
}

impl Tree {
    /// Where a node of the document is in [`Tree::nodes`].
    pub fn place_of(&self, node: u32) -> Option<usize> {
        self.places.get(node as usize).copied().flatten()
    }
}

/// Everything in the document's scene, in the scene's space.
pub(super) fn flatten(data: &Data<'_>, budget: &mut Budget) -> Result<Tree, Fault> {
    let document = data.document;
    let mut tree = Tree { places: vec![None; document.nodes.len()], ..Tree::default() };
    let Tree { nodes, placements, lights, places } = &mut tree;
    // A stack, worked off from its end: reversed, nodes are visited in the order of the file.
    let mut open: Vec<(u32, Option<usize>, Affine3A)> =
        roots(document)?.into_iter().rev().map(|root| (root, None, Affine3A::IDENTITY)).collect();
    while let Some((index, parent, above)) = open.pop() {
        let place = || format!("node {index}");
        let (Some(node), Some(seen)) = (document.nodes.get(index as usize), places.get_mut(index as usize)) else {
            return Err(Fault::data(place(), "does not exist"));
        };
        let here = nodes.len();
        if seen.replace(here).is_some() {
            return Err(Fault::data(place(), "hangs below itself or below two nodes"));
        }
        nodes.push(Standing { source: index as usize, parent });
        let transform = above * local(node);
        if !transform.is_finite() {
            return Err(Fault::data(place(), "stands at a place that is not a number"));
        }
        if let Some(mesh) = node.mesh {
            let primitives = document.meshes.get(mesh).map(|mesh| mesh.primitives.len());
            let primitives = primitives.ok_or_else(|| Fault::data(place(), format!("has mesh {mesh}, which does not exist")))?;
            let instances = match &node.extensions.instancing {
                Some(instancing) => instancing.places(data, budget)?,
                None => vec![Affine3A::IDENTITY],
            };
            if placements.len() + primitives * instances.len() > MOST_PLACEMENTS {
                return Err(Fault::too_many_placements());
            }
            for instance in instances {
                let transform = transform * instance;
                if !transform.is_finite() {
                    return Err(Fault::data(place(), "stands at a place that is not a number"));
                }
                placements.extend((0..primitives).map(|primitive| Placement { mesh, primitive, transform, instance, node: here }));
            }
        }
        if let Some(light) = &node.extensions.light {
            let known = document.extensions.lights.as_ref().and_then(|lights| lights.lights.get(light.light));
            let known = known.ok_or_else(|| Fault::data(place(), format!("has light {}, which does not exist", light.light)))?;
            lights.extend(self::light(known).map(|light| (light.placed(transform), here)));
        }
        open.extend(node.children.iter().rev().map(|&child| (child, Some(here), transform)));
        if open.len() > document.nodes.len() {
            return Err(Fault::data(place(), "hangs below itself or below two nodes"));
        }
    }
    Ok(tree)
}

/// The nodes of the default scene, else of the first, else those that hang below no other.
fn roots(document: &Document) -> Result<Vec<u32>, Fault> {
    let scene = document.scene.unwrap_or(0);
    match document.scenes.get(scene) {
        Some(scene) => Ok(scene.nodes.clone()),
        None if document.scene.is_some() => Err(Fault::data(format!("scene {scene}"), "does not exist")),
        None => {
            let mut root = vec![true; document.nodes.len()];
            for &child in document.nodes.iter().flat_map(|node| &node.children) {
                if let Some(root) = root.get_mut(child as usize) {
                    *root = false;
                }
            }
            Ok((0..).zip(root).filter_map(|(index, root)| root.then_some(index)).collect())
        }
    }
}

/// Where a node stands on its parent.
pub(super) fn local(node: &document::Node) -> Affine3A {
    match node.matrix {
        Some(matrix) => Affine3A::from_mat4(Mat4::from_cols_array(&matrix)),
        None => own(node).matrix(),
    }
}

/// How a node without a matrix is moved, turned and scaled on its parent, as its file says it.
fn own(node: &document::Node) -> Transform {
    let rotation = node.rotation.map_or(Quat::IDENTITY, Quat::from_array);
    let length = rotation.length();
    Transform {
        translation: node.translation.map_or(Vec3::ZERO, Vec3::from),
        rotation: if length > 1e-6 && length.is_finite() { rotation / length } else { Quat::IDENTITY },
        scale: node.scale.map_or(Vec3::ONE, Vec3::from),
    }
}

/// How a node stands while nothing moves it. An animation replaces a part of this and leaves the others, so they are the file's own
/// wherever it has them: taken out of a matrix, signs would come back on other axes, and of what is flat no turn at all. What a matrix slants is
/// lost, which glTF forbids where anything moves.
pub(super) fn rest(node: &document::Node) -> Transform {
    if node.matrix.is_none() {
        return own(node);
    }
    let (scale, rotation, translation) = local(node).to_scale_rotation_translation();
    let rotation = if rotation.is_finite() { rotation.normalize() } else { Quat::IDENTITY };
    let scale = if scale.is_finite() { scale } else { Vec3::ZERO };
    Transform { translation, rotation, scale }
}

/// The light as it shines from the origin; `None` if it shines not at all.
fn light(light: &document::Light) -> Option<Light> {
    let intensity = (Vec3::from(light.color).max(Vec3::ZERO)) * light.intensity;
    if !intensity.is_finite() || intensity.max_element() <= 0.0 {
        return None;
    }
    let kind = match light.kind {
        document::LightKind::Directional => LightKind::Directional,
        document::LightKind::Point => LightKind::Point,
        document::LightKind::Spot => {
            let spot = light.spot.unwrap_or(document::Spot { inner_cone_angle: 0.0, outer_cone_angle: std::f32::consts::FRAC_PI_4 });
            let outer = spot.outer_cone_angle.clamp(0.001, std::f32::consts::FRAC_PI_2);
            LightKind::Spot { inner: spot.inner_cone_angle.clamp(0.0, outer - 0.0005), outer }
        }
    };
    Some(Light {
        kind,
        intensity,
        position: Vec3::ZERO,
        direction: Vec3::NEG_Z,
        range: light.range.filter(|range| range.is_finite() && *range > 0.0),
        node: None,
    })
}

impl Light {
    /// The same where its node is: from the node's space into the model's. It goes on shining the same way where its node is scaled to nothing.
    pub fn placed(self, node: Affine3A) -> Self {
        Self { position: node.translation.into(), direction: node.transform_vector3(Vec3::NEG_Z).normalize_or(self.direction), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lamp_goes_with_its_node_and_one_that_is_scaled_to_nothing_shines_the_same_way() {
        let (kind, intensity) = (LightKind::Spot { inner: 0.1, outer: 0.5 }, Vec3::ONE);
        let lamp = Light { kind, intensity, position: Vec3::ZERO, direction: Vec3::NEG_Z, range: None, node: None };
        let down = Affine3A::from_rotation_translation(glam::Quat::from_rotation_x(-std::f32::consts::FRAC_PI_2), Vec3::Y * 3.0);
        let hung = lamp.placed(down);
        assert!(hung.position == Vec3::Y * 3.0 && hung.direction.abs_diff_eq(Vec3::NEG_Y, 1e-6), "{hung:?}");
        let gone = hung.placed(down * Affine3A::from_scale(Vec3::ZERO));
        assert!(gone.direction.abs_diff_eq(Vec3::NEG_Y, 1e-6), "{gone:?}");
    }
}
