//! A person among what moves: plays one animation at a time, turns the head, points, closes eyes and opens the mouth.

use glam::{Affine3A, Quat, Vec3};

use super::Motion;
use crate::gpu::Gpu;
use crate::media::gltf::{Animation, Rig, sample};
use crate::pose::{Angles, look_at, turn, wrap_degrees};
use crate::render::acting::Performance;
use crate::tour::is_clip;

/// An arm that is as steep as this or steeper hangs; one that is less steep than the second is raised: sines of the angle below the
/// shoulder.
const HANGS: f32 = 0.9;
const RAISED: f32 = 0.4;
/// How far a right arm reaches before the body and to the side, degrees.
const LEFTMOST: f32 = -25.0;
const RIGHTMOST: f32 = 100.0;

fn find<'a>(rig: &'a Rig, clip: &str) -> Option<&'a Animation> {
    rig.animations.iter().find(|animation| is_clip(&animation.name, clip))
}

impl Motion {
    /// How long an animation is, seconds.
    pub fn length(&self, clip: &str) -> Option<f32> {
        find(&self.rig, clip).map(|animation| animation.duration_seconds)
    }

    fn node(&self, name: &str) -> Option<usize> {
        self.rig.nodes.iter().position(|node| node.name == name)
    }

    /// Where the joint of the head is in the model's space, as last shown, metres.
    pub fn head_joint(&self) -> Option<Vec3> {
        Some(self.places.get(self.node("head")?)?.translation.into())
    }

    /// Stands as `performance` says, in a place: from the model's space into the location's.
    pub fn act(&mut self, gpu: &Gpu, performance: &Performance, place: Affine3A) {
        if performance.begins {
            self.before.clone_from(&self.posture);
        }
        self.posture.rest(&self.rig);
        if let Some(animation) = performance.clip.and_then(|clip| find(&self.rig, clip)) {
            sample(animation, animation.looped(performance.seconds), &mut self.posture);
        }
        if performance.blend < 1.0 {
            self.posture.blend(&self.before, 1.0 - performance.blend);
        }
        for (weight, morph) in self.posture.weights.iter_mut().zip(&self.rig.morphs) {
            match morph.name.as_str() {
                "blink" => *weight = weight.max(performance.blink),
                "mouth" => *weight = weight.max(performance.mouth),
                _ => {}
            }
        }
        self.rig.place(&self.posture, &mut self.places);
        if let Some(towards) = performance.arm {
            self.point(towards, performance.blend);
        }
        // Only for what is seen: what comes next is blended with how the animation held the head, and turned anew.
        let head = self.node("head");
        let held = head.and_then(|head| self.turn_head(head, performance.head));
        self.show(gpu, place);
        if let Some((head, held)) = head.and_then(|head| self.posture.nodes.get_mut(head)).zip(held) {
            head.rotation = held;
        }
    }

    /// Swings the right arm round to where it is to point, the more the higher it is raised and the more of it is to be done.
    fn point(&mut self, towards: Angles, part: f32) {
        let (Some(arm), Some(hand)) = (self.node("arm.R"), self.node("hand.R")) else { return };
        let [Some(shoulder), Some(fingers)] = [arm, hand].map(|node| self.places.get(node)) else { return };
        let along = Vec3::from(fingers.translation - shoulder.translation).normalize_or_zero();
        let raised = ((along.y + HANGS) / (HANGS - RAISED)).clamp(0.0, 1.0);
        let swing = towards.yaw.clamp(LEFTMOST, RIGHTMOST) - Angles::of(turn(180.0) * along).yaw;
        self.turn_node(arm, turn(wrap_degrees(swing) * raised * part));
    }

    /// Turns the head so that it looks along `angles`, whichever way the body leans; nods stay. How it was turned before.
    fn turn_head(&mut self, head: usize, angles: Angles) -> Option<Quat> {
        let neck = self.rotation(self.rig.nodes.get(head)?.parent);
        // The model's front is +Z, angles are told from -Z; a neck at rest is upright.
        let around = turn(180.0);
        let ahead = Angles::of(around * (neck * Vec3::Z));
        let towards = look_at(Vec3::ZERO, angles.direction()) * look_at(Vec3::ZERO, ahead.direction()).inverse();
        self.turn_node(head, around.inverse() * towards * around)
    }

    /// How a node is turned in the model's space.
    fn rotation(&self, node: Option<usize>) -> Quat {
        node.and_then(|node| self.places.get(node)).copied().unwrap_or(Affine3A::IDENTITY).to_scale_rotation_translation().1
    }

    /// Turns a node, with all that hangs on it, in the model's space. How it was turned before.
    fn turn_node(&mut self, node: usize, by: Quat) -> Option<Quat> {
        let parent = self.rotation(self.rig.nodes.get(node)?.parent);
        let node = self.posture.nodes.get_mut(node)?;
        let before = node.rotation;
        let turned = parent.inverse() * by * parent * before;
        if turned.is_finite() {
            node.rotation = turned.normalize();
        }
        Some(before)
    }
}
