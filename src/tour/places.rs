//! Where the named nodes of a model are.

use std::collections::HashMap;

use glam::{Mat4, Quat, Vec3};
use serde::Deserialize;

use super::lamps;
use super::lists::list;
use crate::pose;

/// Nothing is further away than this, metres: what is has lost its millimetres.
const FARTHEST: f32 = 10_000.0;

/// A node of a document, as far as it matters here.
#[derive(Deserialize)]
pub(super) struct Node {
    pub name: Option<String>,
    #[serde(default, deserialize_with = "list")]
    children: Vec<usize>,
    pub mesh: Option<usize>,
    matrix: Option<[f32; 16]>,
    translation: Option<[f32; 3]>,
    rotation: Option<[f32; 4]>,
    scale: Option<[f32; 3]>,
    #[serde(default)]
    pub extensions: lamps::OfNode,
}

/// A scene of a document.
#[derive(Deserialize)]
pub(super) struct Scene {
    #[serde(default, deserialize_with = "list")]
    nodes: Vec<usize>,
}

/// An animation of a document.
#[derive(Deserialize)]
pub(super) struct Animation {
    pub name: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub channels: Vec<Channel>,
}

/// What moves a node.
#[derive(Deserialize)]
pub(super) struct Channel {
    target: Target,
}

#[derive(Deserialize)]
struct Target {
    node: Option<usize>,
    #[serde(default)]
    path: String,
}

/// What is known of the nodes of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub whereabouts: Whereabouts,
    /// How many there are.
    pub count: usize,
    /// Whether an animation moves it away from there.
    pub moves: bool,
}

/// Whether a node can be had, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Whereabouts {
    At(Place),
    /// Farther away from the model's origin than anything may be: so many metres.
    TooFar(f32),
    /// At a place that is no number.
    Nowhere,
    /// In a scene that is not shown.
    Unshown,
}

/// Where a node is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Metres, in the model.
    pub position: Vec3,
    /// The yaw of its -Z, degrees.
    pub yaw: f32,
}

impl Node {
    fn matrix(&self) -> Mat4 {
        match self.matrix {
            Some(matrix) => Mat4::from_cols_array(&matrix),
            None => Mat4::from_scale_rotation_translation(
                self.scale.map_or(Vec3::ONE, Vec3::from_array),
                self.rotation
                    .map(Quat::from_array)
                    .filter(|rotation| rotation.length_squared() > 1e-6)
                    .map_or(Quat::IDENTITY, Quat::normalize),
                self.translation.map_or(Vec3::ZERO, Vec3::from_array),
            ),
        }
    }
}

impl Whereabouts {
    fn of(matrix: Mat4) -> Self {
        let (_, rotation, position) = matrix.to_scale_rotation_translation();
        if !position.is_finite() {
            Self::Nowhere
        } else if position.abs().max_element() < FARTHEST {
            Self::At(Place { position, yaw: if rotation.is_finite() { pose::heading(rotation) } else { 0.0 } })
        } else {
            Self::TooFar(position.as_dvec3().length() as f32)
        }
    }
}

/// A node that is shown.
pub(super) struct Standing {
    /// Its place in the document.
    pub node: usize,
    pub matrix: Mat4,
    /// Whether an animation moves it elsewhere.
    moves: bool,
}

/// Every node that is shown, with its parents' places taken in, in the order of the file. As the loader does it (`media/gltf/node.rs`),
/// those of the scene that the document names are, else of the first, else all.
pub(super) fn standing(nodes: &[Node], scenes: &[Scene], scene: Option<usize>, animations: &[Animation]) -> Vec<Standing> {
    let shifted = targets(nodes, animations, &["translation"]);
    let moved = targets(nodes, animations, &["translation", "rotation", "scale"]);
    let roots = match scenes.get(scene.unwrap_or(0)) {
        Some(scene) => scene.nodes.clone(),
        None => {
            let mut is_child = vec![false; nodes.len()];
            let children = nodes.iter().flat_map(|node| &node.children);
            children.for_each(|child| is_child.get_mut(*child).into_iter().for_each(|is_child| *is_child = true));
            (0..nodes.len()).filter(|index| !is_child[*index]).collect()
        }
    };
    let mut standing = Vec::new();
    let mut seen = vec![false; nodes.len()];
    // A stack, worked off from its end: reversed, nodes are visited in the order of the file.
    let mut to_visit: Vec<(usize, Mat4, bool)> = roots.into_iter().rev().map(|root| (root, Mat4::IDENTITY, false)).collect();
    // The specification wants trees; in a file that holds a ring, every node is still visited once at most.
    while let Some((index, parent, carried)) = to_visit.pop() {
        let Some(node) = nodes.get(index).filter(|_| !std::mem::replace(&mut seen[index], true)) else { continue };
        let matrix = parent * node.matrix();
        let known = node.children.iter().rev().filter(|child| **child < nodes.len());
        to_visit.extend(known.map(|child| (*child, matrix, carried || moved[index])));
        standing.push(Standing { node: index, matrix, moves: carried || shifted[index] });
    }
    standing
}

/// Which nodes any animation changes one of these things of.
fn targets(nodes: &[Node], animations: &[Animation], paths: &[&str]) -> Vec<bool> {
    let mut is_target = vec![false; nodes.len()];
    let channels = animations.iter().flat_map(|animation| &animation.channels);
    for Target { node, .. } in channels.map(|channel| &channel.target).filter(|target| paths.contains(&target.path.as_str())) {
        if let Some(is_target) = node.and_then(|node| is_target.get_mut(node)) {
            *is_target = true;
        }
    }
    is_target
}

/// What is known of every name: of several nodes the first is taken that can be.
pub(super) fn by_name(nodes: &[Node], standing: &[Standing]) -> HashMap<String, Named> {
    let mut found: HashMap<String, Named> = HashMap::new();
    for Standing { node, matrix, moves } in standing {
        let Some(name) = &nodes[*node].name else { continue };
        let here = Named { whereabouts: Whereabouts::of(*matrix), count: 1, moves: *moves };
        let Some(known) = found.get_mut(name) else {
            found.insert(name.clone(), here);
            continue;
        };
        let count = known.count + 1;
        if !matches!(known.whereabouts, Whereabouts::At(_)) {
            *known = here;
        }
        known.count = count;
    }
    // All that are shown are among them by now.
    for name in nodes.iter().filter_map(|node| node.name.as_ref()) {
        if !found.contains_key(name) {
            found.insert(name.clone(), Named { whereabouts: Whereabouts::Unshown, count: 1, moves: false });
        }
    }
    found
}
