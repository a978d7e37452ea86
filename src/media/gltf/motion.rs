//! What moves is found and read: which nodes, what hangs on them, and how they move in time.

use glam::{Affine3A, Mat4};

use super::Light;
use super::accessor::Data;
use super::animation::{Animation, Channel, Interpolation, Target};
use super::document::{AccessorKind, Document};
use super::document_motion as document;
use super::error::{Budget, Fault};
use super::node::{self, Placement, Tree};
use super::rig::{Bone, Morph, Rig, RigNode};

/// Vertices tell their bones and morph targets in 16 bits.
const MOST: usize = 1 << 16;

/// What a placement that moves hangs on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    /// The first of its bones in [`Rig::bones`].
    pub bone: usize,
    /// How many they are.
    pub bones: usize,
    /// Whether its vertices say on which of the bones they hang; on the first, if not.
    pub skinned: bool,
    /// The first of its morph targets in [`Rig::morphs`].
    pub morph: usize,
    /// How many they are.
    pub morphs: usize,
    /// The first of its shape's [`super::Model::deltas`]; known once the shape is read.
    pub deltas: usize,
}

/// What moves, for each placement what it hangs on if it does, and the lamps, which may move as well.
pub(super) struct Motion {
    pub rig: Rig,
    pub holds: Vec<Option<Hold>>,
    pub lights: Vec<Light>,
}

/// Finds out what moves, and reads how.
pub(super) fn read(data: &Data<'_>, tree: &Tree, budget: &mut Budget, warnings: &mut Vec<Fault>) -> Result<Motion, Fault> {
    let document = data.document;
    let moving = moving_nodes(document, tree);
    let moves: Vec<bool> = tree.placements.iter().map(|placement| is_moving(document, placement, tree, &moving)).collect();

    let mut builder = Builder { tree, rig: Rig::default(), of_node: vec![None; tree.nodes.len()], skins: vec![None; document.skins.len()] };
    let lamps = tree.lights.iter().map(|(_, node)| *node).filter(|node| moving[*node]);
    builder.keep_nodes(document, &moves, lamps)?;
    let mut holds = Vec::with_capacity(moves.len());
    let (mut bone_of, mut morph_of) = (vec![None; tree.nodes.len()], vec![None; tree.nodes.len()]);
    for (placement, moves) in tree.placements.iter().zip(moves) {
        if !moves {
            holds.push(None);
            continue;
        }
        let (bone, bones, skinned) = match skin_of(document, placement, tree) {
            Some(skin) => {
                let (bone, bones) = builder.skin(data, skin, budget)?;
                (bone, bones, true)
            }
            None => match bone_of[placement.node] {
                Some(bone) => (bone, 1, false),
                None => {
                    let bone = builder.bone(placement.node, Affine3A::IDENTITY)?;
                    bone_of[placement.node] = Some(bone);
                    (bone, 1, false)
                }
            },
        };
        let (morph, morphs) = match morph_of[placement.node] {
            Some(known) => known,
            None => {
                let new = builder.morphs(document, placement)?;
                morph_of[placement.node] = Some(new);
                new
            }
        };
        let own = document.meshes[placement.mesh].primitives[placement.primitive].targets.len();
        holds.push(Some(Hold { bone, bones, skinned, morph, morphs: morphs.min(own), deltas: 0 }));
    }
    let Builder { mut rig, of_node, .. } = builder;
    let lights = tree.lights.iter().map(|(light, node)| Light { node: of_node[*node].filter(|_| moving[*node]), ..*light }).collect();
    let way = Way { tree, of_node: &of_node, morph_of: &morph_of };
    for (index, source) in document.animations.iter().enumerate() {
        let left = budget.left();
        match animation(data, index, source, &way, budget, warnings) {
            Ok(animation) => rig.animations.push(animation),
            // What it would have moved stands as it is at rest, and all else can be walked.
            Err(fault) => {
                budget.give_back(left - budget.left());
                let name: String = source.name.chars().take(40).collect();
                warnings.push(Fault::LeftOut(format!("the animation `{name}` is left out: {fault}")));
            }
        }
    }
    Ok(Motion { rig, holds, lights })
}

/// Which nodes of the tree are moved by an animation or as somebody's bones, or hang on one that is: a cap on a head goes along.
fn moving_nodes(document: &Document, tree: &Tree) -> Vec<bool> {
    let mut moving = vec![false; tree.nodes.len()];
    for channel in document.animations.iter().flat_map(|animation| &animation.channels) {
        if channel.target.path != "weights"
            && let Some(place) = channel.target.node.and_then(|node| tree.place_of(node))
        {
            moving[place] = true;
        }
    }
    for skin in tree.placements.iter().filter_map(|placement| skin_of(document, placement, tree)) {
        for joint in document.skins.get(skin).into_iter().flat_map(|skin| &skin.joints) {
            if let Some(place) = tree.place_of(*joint) {
                moving[place] = true;
            }
        }
    }
    for (place, node) in tree.nodes.iter().enumerate() {
        moving[place] |= node.parent.is_some_and(|parent| moving[parent]);
    }
    moving
}

fn skin_of(document: &Document, placement: &Placement, tree: &Tree) -> Option<usize> {
    let has_joints = document.meshes[placement.mesh].primitives[placement.primitive].attributes.joints_0.is_some();
    document.nodes[tree.nodes[placement.node].source].skin.filter(|_| has_joints)
}

fn is_moving(document: &Document, placement: &Placement, tree: &Tree, moving: &[bool]) -> bool {
    moving[placement.node]
        || skin_of(document, placement, tree).is_some()
        || !document.meshes[placement.mesh].primitives[placement.primitive].targets.is_empty()
}

struct Builder<'a> {
    tree: &'a Tree,
    rig: Rig,
    /// For each node of the tree, its place in the rig.
    of_node: Vec<Option<usize>>,
    /// First bone and count of each skin that is in use.
    skins: Vec<Option<(usize, usize)>>,
}

impl Builder<'_> {
    /// Takes the nodes that matter into the rig: those that moving placements, lamps and skins hang on, and all above them.
    fn keep_nodes(&mut self, document: &Document, moves: &[bool], lamps: impl Iterator<Item = usize>) -> Result<(), Fault> {
        let mut kept = vec![false; self.tree.nodes.len()];
        lamps.for_each(|node| kept[node] = true);
        for (placement, _) in self.tree.placements.iter().zip(moves).filter(|(_, moves)| **moves) {
            kept[placement.node] = true;
            let Some(skin) = skin_of(document, placement, self.tree) else { continue };
            let place = || format!("skin {skin}");
            let joints = document.skins.get(skin).map(|skin| &skin.joints);
            for &joint in joints.ok_or_else(|| Fault::data(place(), "does not exist"))? {
                let node = self.tree.place_of(joint);
                let node = node.ok_or_else(|| Fault::data(place(), format!("hangs on node {joint}, which is not in the scene")))?;
                kept[node] = true;
            }
        }
        // From the leaves up: a parent comes before its children.
        for (place, node) in self.tree.nodes.iter().enumerate().rev() {
            if kept[place]
                && let Some(parent) = node.parent
            {
                kept[parent] = true;
            }
        }
        for (place, node) in self.tree.nodes.iter().enumerate().filter(|(place, _)| kept[*place]) {
            let source = &document.nodes[node.source];
            self.of_node[place] = Some(self.rig.nodes.len());
            self.rig.nodes.push(RigNode {
                name: source.name.clone(),
                parent: node.parent.and_then(|parent| self.of_node[parent]),
                rest: node::rest(source),
            });
        }
        Ok(())
    }

    fn bone(&mut self, node: usize, from_mesh: Affine3A) -> Result<usize, Fault> {
        if self.rig.bones.len() == MOST {
            return Err(too_many("bones"));
        }
        self.rig.bones.push(Bone { node: self.of_node[node].unwrap_or_default(), from_mesh });
        Ok(self.rig.bones.len() - 1)
    }

    /// The bones of a skin, made when it is first asked for.
    fn skin(&mut self, data: &Data<'_>, index: usize, budget: &mut Budget) -> Result<(usize, usize), Fault> {
        let place = || format!("skin {index}");
        let skin: &document::Skin = data.document.skins.get(index).ok_or_else(|| Fault::data(place(), "does not exist"))?;
        if let Some(known) = self.skins[index] {
            return Ok(known);
        }
        if skin.joints.is_empty() {
            return Err(Fault::data(place(), "has no joints"));
        }
        let matrices: Vec<[f32; 16]> = match skin.inverse_bind_matrices {
            Some(accessor) => data.vectors(accessor, &[AccessorKind::Mat4], budget)?,
            None => Vec::new(),
        };
        if skin.inverse_bind_matrices.is_some() && matrices.len() < skin.joints.len() {
            return Err(Fault::data(place(), "has fewer inverse bind matrices than joints"));
        }
        let first = self.rig.bones.len();
        for (nth, &joint) in skin.joints.iter().enumerate() {
            let from_mesh = matrices.get(nth).map_or(Affine3A::IDENTITY, |matrix| Affine3A::from_mat4(Mat4::from_cols_array(matrix)));
            if !from_mesh.is_finite() {
                return Err(Fault::data(place(), "has inverse bind matrices that are not numbers"));
            }
            let node = self.tree.place_of(joint).ok_or_else(|| Fault::data(place(), "has a joint that does not exist"))?;
            self.bone(node, from_mesh)?;
        }
        self.skins[index] = Some((first, skin.joints.len()));
        Ok((first, skin.joints.len()))
    }

    /// The morph targets of the mesh on a node: first, and how many.
    fn morphs(&mut self, document: &Document, placement: &Placement) -> Result<(usize, usize), Fault> {
        let mesh = &document.meshes[placement.mesh];
        let node = &document.nodes[self.tree.nodes[placement.node].source];
        let count = mesh.primitives.iter().map(|primitive| primitive.targets.len()).max().unwrap_or(0);
        let first = self.rig.morphs.len();
        if first + count > MOST {
            return Err(too_many("morph targets"));
        }
        let weights = if node.weights.is_empty() { &mesh.weights } else { &node.weights };
        self.rig.morphs.extend((0..count).map(|nth| Morph {
            name: mesh.extras.target_names.get(nth).cloned().unwrap_or_default(),
            rest: weights.get(nth).copied().map_or(0.0, finite),
        }));
        Ok((first, count))
    }
}

fn too_many(what: &str) -> Fault {
    Fault::TooLarge { what: what.into(), size: format!("more than {MOST}"), most: MOST.to_string() }
}

/// From the document's nodes to the rig's.
struct Way<'a> {
    tree: &'a Tree,
    of_node: &'a [Option<usize>],
    morph_of: &'a [Option<(usize, usize)>],
}

impl Way<'_> {
    /// What a channel moves; `None` where nothing hangs on it.
    fn target(&self, channel: &document::ChannelTarget) -> Option<Target> {
        let place = self.tree.place_of(channel.node?)?;
        let node = self.of_node[place];
        match channel.path.as_str() {
            "translation" => node.map(Target::Translation),
            "rotation" => node.map(Target::Rotation),
            "scale" => node.map(Target::Scale),
            "weights" => self.morph_of[place].filter(|(_, count)| *count > 0).map(|(first, count)| Target::Weights(first..first + count)),
            _ => None,
        }
    }
}

fn animation(
    data: &Data<'_>,
    index: usize,
    source: &document::Animation,
    way: &Way<'_>,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Animation, Fault> {
    let place = || format!("animation {index}");
    let mut animation = Animation { name: source.name.clone(), duration_seconds: 0.0, channels: Vec::new() };
    let known = |path: &str| ["translation", "rotation", "scale", "weights"].contains(&path);
    if let Some(strange) = source.channels.iter().find(|channel| !known(&channel.target.path)) {
        let path: String = strange.target.path.chars().take(40).collect();
        warnings.push(Fault::LeftOut(format!("animation {index} moves `{path}`, which stays as it is")));
    }
    for channel in &source.channels {
        let sampler = source.samplers.get(channel.sampler);
        let sampler = sampler.ok_or_else(|| Fault::data(place(), format!("has sampler {}, which does not exist", channel.sampler)))?;
        if let Some(node) = channel.target.node.filter(|node| *node as usize >= data.document.nodes.len()) {
            return Err(Fault::data(place(), format!("moves node {node}, which does not exist")));
        }
        let Some(target) = way.target(&channel.target) else { continue };
        let channel = self::channel(data, &place(), sampler, target, budget)?;
        animation.duration_seconds = channel.times.last().copied().unwrap_or(0.0).max(animation.duration_seconds);
        animation.channels.push(channel);
    }
    Ok(animation)
}

fn channel(
    data: &Data<'_>,
    place: &str,
    sampler: &document::AnimationSampler,
    target: Target,
    budget: &mut Budget,
) -> Result<Channel, Fault> {
    let times: Vec<[f32; 1]> = data.vectors(sampler.input, &[AccessorKind::Scalar], budget)?;
    let times: Vec<f32> = times.into_flattened();
    let rising = times.windows(2).all(|pair| pair[0] <= pair[1]);
    if times.is_empty() || !rising || !times.iter().all(|time| time.is_finite() && *time >= 0.0) {
        return Err(Fault::data(place, format!("has keys at times that do not follow each other (accessor {})", sampler.input)));
    }
    let (interpolation, of_each) = match sampler.interpolation {
        document::Interpolation::Step => (Interpolation::Step, 1),
        document::Interpolation::Linear => (Interpolation::Linear, 1),
        document::Interpolation::CubicSpline => (Interpolation::Cubic, 3),
    };
    let mut values: Vec<f32> = match target {
        Target::Translation(_) | Target::Scale(_) => data.vectors::<3>(sampler.output, &[AccessorKind::Vec3], budget)?.into_flattened(),
        Target::Rotation(_) => data.vectors::<4>(sampler.output, &[AccessorKind::Vec4], budget)?.into_flattened(),
        Target::Weights(_) => data.vectors::<1>(sampler.output, &[AccessorKind::Scalar], budget)?.into_flattened(),
    };
    if values.len() as u64 != times.len() as u64 * of_each * target.width() as u64 {
        return Err(Fault::data(place, format!("has {} keys, but accessor {} has values for another count", times.len(), sampler.output)));
    }
    values.iter_mut().for_each(|value| *value = finite(*value));
    Ok(Channel { target, interpolation, times, values })
}

/// Beyond a thousand kilometres nothing in a room moves.
fn finite(number: f32) -> f32 {
    if number.is_finite() { number.clamp(-1e6, 1e6) } else { 0.0 }
}
