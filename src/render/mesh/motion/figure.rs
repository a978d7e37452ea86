//! A person among what moves: plays one animation at a time, turns the head, closes eyes and opens the mouth.

use glam::{Affine3A, Quat, Vec3};

use super::Motion;
use crate::gpu::Gpu;
use crate::media::gltf::{Animation, Rig, sample};
use crate::pose::{Angles, look_at, turn};
use crate::render::acting::Performance;

fn find<'a>(rig: &'a Rig, clip: &str) -> Option<&'a Animation> {
    rig.animations.iter().find(|animation| animation.name.starts_with(clip))
}

impl Motion {
    /// How long an animation is, seconds.
    pub fn length(&self, clip: &str) -> Option<f32> {
        find(&self.rig, clip).map(|animation| animation.duration_seconds)
    }

    fn head(&self) -> Option<usize> {
        self.rig.nodes.iter().position(|node| node.name == "head")
    }

    /// Where the joint of the head is in the model's space, as last shown, metres.
    pub fn head_joint(&self) -> Option<Vec3> {
        Some(self.places.get(self.head()?)?.translation.into())
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
        // Only for what is seen: what comes next is blended with what the animation had, and turned anew.
        let head = self.head();
        let straight = head.and_then(|head| self.turn_head(head, performance.head));
        self.show(gpu, place);
        if let Some((head, straight)) = head.zip(straight).and_then(|(head, straight)| Some((self.posture.nodes.get_mut(head)?, straight)))
        {
            head.rotation = straight;
        }
    }

    /// Turns the head so that it looks along `angles`, whichever way the body leans; nods stay. How it was turned before.
    fn turn_head(&mut self, head: usize, angles: Angles) -> Option<Quat> {
        let Self { rig, posture, places, .. } = self;
        rig.place(posture, places);
        let neck = rig.nodes.get(head)?.parent.and_then(|neck| places.get(neck));
        let (_, neck, _) = neck.copied().unwrap_or(Affine3A::IDENTITY).to_scale_rotation_translation();
        let node = posture.nodes.get_mut(head)?;
        let straight = node.rotation;
        // The model's front is +Z, angles are told from -Z; a neck at rest is upright.
        let around = turn(180.0);
        let ahead = Angles::of(around * (neck * Vec3::Z));
        let towards = look_at(Vec3::ZERO, angles.direction()) * look_at(Vec3::ZERO, ahead.direction()).inverse();
        let turned = neck.inverse() * (around.inverse() * towards * around) * neck * straight;
        if turned.is_finite() {
            node.rotation = turned.normalize();
        }
        Some(straight)
    }
}
