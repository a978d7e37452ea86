//! What of a model moves: nodes in their order, the bones that vertices hang on, and a posture of all of them.

use glam::{Affine3A, Quat, Vec3};

use super::animation::Animation;

/// What of a model moves, and how. Empty where all stands still.
#[derive(Debug, Default)]
pub struct Rig {
    /// What moves, what carries it, and what skins follow; each after its parent.
    pub nodes: Vec<RigNode>,
    /// What vertices hang on; [`super::Limb::bones`] leads here.
    pub bones: Vec<Bone>,
    /// Every morph target of every placed mesh; [`super::Limb::morphs`] leads here.
    pub morphs: Vec<Morph>,
    /// Every animation of the file.
    pub animations: Vec<Animation>,
}

/// A node that moves or carries what moves.
#[derive(Debug, Clone, PartialEq)]
pub struct RigNode {
    /// As the file calls it; may be empty.
    pub name: String,
    /// Its place in [`Rig::nodes`].
    pub parent: Option<usize>,
    /// Where it stands on its parent while nothing moves it.
    pub rest: Transform,
}

/// Where a node stands on its parent: scaled, then turned, then moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transform {
    /// Metres.
    pub translation: Vec3,
    /// A unit quaternion.
    pub rotation: Quat,
    /// Along each of its own axes.
    pub scale: Vec3,
}

impl Transform {
    /// From the node's space into its parent's.
    pub(super) fn matrix(&self) -> Affine3A {
        Affine3A::from_scale_rotation_translation(self.scale, self.rotation, self.translation)
    }
}

/// A node as vertices hang on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bone {
    /// Its place in [`Rig::nodes`].
    pub node: usize,
    /// From the mesh's space into the node's, at the moment of binding.
    pub from_mesh: Affine3A,
}

/// A shape that a mesh can be drawn towards.
#[derive(Debug, Clone, PartialEq)]
pub struct Morph {
    /// As the file calls it; may be empty.
    pub name: String,
    /// How far it is drawn there while nothing moves it: 0 not at all, 1 wholly.
    pub rest: f32,
}

/// How everything that moves stands at a moment. Made once ([`Posture::at_rest`]), then changed without allocating.
#[derive(Debug, Clone, PartialEq)]
pub struct Posture {
    /// For each of [`Rig::nodes`].
    pub nodes: Vec<Transform>,
    /// For each of [`Rig::morphs`].
    pub weights: Vec<f32>,
}

impl Rig {
    /// Where each node stands in the model's space; `places` is as long as [`Self::nodes`].
    pub fn place(&self, posture: &Posture, places: &mut [Affine3A]) {
        for (index, (node, transform)) in self.nodes.iter().zip(&posture.nodes).enumerate() {
            let local = transform.matrix();
            let parent = node.parent.and_then(|parent| places.get(parent)).copied().unwrap_or(Affine3A::IDENTITY);
            if let Some(place) = places.get_mut(index) {
                *place = parent * local;
            }
        }
    }

    /// From the mesh into the model's space, for each bone.
    pub fn bones<'a>(&'a self, places: &'a [Affine3A]) -> impl Iterator<Item = Affine3A> + 'a {
        self.bones.iter().map(|bone| places.get(bone.node).copied().unwrap_or(Affine3A::IDENTITY) * bone.from_mesh)
    }

    /// [`Self::bones`] while nothing moves them.
    pub fn bones_at_rest(&self) -> Vec<Affine3A> {
        let mut places = vec![Affine3A::IDENTITY; self.nodes.len()];
        self.place(&Posture::at_rest(self), &mut places);
        self.bones(&places).collect()
    }
}

impl Posture {
    /// As the file leaves it.
    pub fn at_rest(rig: &Rig) -> Self {
        Self { nodes: rig.nodes.iter().map(|node| node.rest).collect(), weights: rig.morphs.iter().map(|morph| morph.rest).collect() }
    }

    /// Back to [`Posture::at_rest`].
    pub fn rest(&mut self, rig: &Rig) {
        self.nodes.iter_mut().zip(&rig.nodes).for_each(|(transform, node)| *transform = node.rest);
        self.weights.iter_mut().zip(&rig.morphs).for_each(|(weight, morph)| *weight = morph.rest);
    }

    /// Goes `part` of the way (0 to 1) to `other`, a posture of the same rig; what turns takes the shorter way round.
    pub fn blend(&mut self, other: &Posture, part: f32) {
        for (here, there) in self.nodes.iter_mut().zip(&other.nodes) {
            here.translation = here.translation.lerp(there.translation, part);
            here.rotation = here.rotation.slerp(there.rotation, part);
            here.scale = here.scale.lerp(there.scale, part);
        }
        for (here, there) in self.weights.iter_mut().zip(&other.weights) {
            *here += (there - *here) * part;
        }
    }
}
