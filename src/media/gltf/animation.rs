//! How things move in time: keys, and what lies between them.

use std::ops::Range;

use glam::{Quat, Vec3};

use super::rig::Posture;

/// A movement, told by keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Animation {
    /// As the file calls it; may be empty.
    pub name: String,
    /// From its beginning to its last key.
    pub duration_seconds: f32,
    /// What it moves.
    pub channels: Vec<Channel>,
}

/// One property of one node, in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// What is moved.
    pub target: Target,
    /// What lies between two keys.
    pub interpolation: Interpolation,
    /// When, seconds; never falling, at least one.
    pub times: Vec<f32>,
    /// For each time as many numbers as [`Target::width`]; three times as many for [`Interpolation::Cubic`]: the tangent towards the
    /// key, its value, and the tangent away from it.
    pub values: Vec<f32>,
}

/// What a channel moves. Numbers lead into [`Posture::nodes`] and [`Posture::weights`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A node's translation.
    Translation(usize),
    /// A node's rotation.
    Rotation(usize),
    /// A node's scale.
    Scale(usize),
    /// The weights of a mesh's morph targets.
    Weights(Range<usize>),
}

impl Target {
    /// How many numbers it is told by.
    pub fn width(&self) -> usize {
        match self {
            Self::Translation(_) | Self::Scale(_) => 3,
            Self::Rotation(_) => 4,
            Self::Weights(range) => range.len(),
        }
    }
}

/// What lies between two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    /// The one before, until the next.
    Step,
    /// A straight way; for rotations the shortest arc.
    Linear,
    /// A Hermite spline with the keys' own tangents.
    Cubic,
}

/// Puts what `animation` moves where it is `seconds` after its beginning; before the first key it is as there, after the last as there.
/// What it does not move stays as it was. Allocates nothing.
pub fn sample(animation: &Animation, seconds: f32, posture: &mut Posture) {
    for channel in &animation.channels {
        let Some(moment) = Moment::of(&channel.times, seconds) else { continue };
        let number = |nth| channel.number(&moment, nth);
        let triple = || Vec3::new(number(0), number(1), number(2));
        match &channel.target {
            Target::Translation(node) => {
                if let Some(node) = posture.nodes.get_mut(*node) {
                    node.translation = triple();
                }
            }
            Target::Scale(node) => {
                if let Some(node) = posture.nodes.get_mut(*node) {
                    node.scale = triple();
                }
            }
            Target::Rotation(node) => {
                if let Some(node) = posture.nodes.get_mut(*node) {
                    node.rotation = channel.rotation(&moment);
                }
            }
            Target::Weights(range) => {
                if let Some(weights) = posture.weights.get_mut(range.clone()) {
                    weights.iter_mut().enumerate().for_each(|(nth, weight)| *weight = number(nth));
                }
            }
        }
    }
}

impl Animation {
    /// Where in the animation one is `seconds` after its beginning when it goes round and round.
    pub fn looped(&self, seconds: f32) -> f32 {
        if self.duration_seconds > 0.0 { seconds.rem_euclid(self.duration_seconds) } else { 0.0 }
    }
}

/// Between which keys a time lies.
struct Moment {
    before: usize,
    after: usize,
    /// How far from one to the other, 0 to 1.
    part: f32,
    /// From one to the other, seconds.
    gap: f32,
}

impl Moment {
    fn of(times: &[f32], seconds: f32) -> Option<Self> {
        let passed = times.partition_point(|time| *time <= seconds);
        let last = times.len().checked_sub(1)?;
        let (before, after) = (passed.saturating_sub(1), passed.min(last));
        let gap = times[after] - times[before];
        Some(Self { before, after, part: if gap > 0.0 { (seconds - times[before]) / gap } else { 0.0 }, gap })
    }
}

impl Channel {
    /// A number of a key: 0 its tangent towards, 1 its value, 2 its tangent away; value alone unless cubic.
    fn key(&self, key: usize, of_three: usize, nth: usize) -> f32 {
        let width = self.target.width();
        let at = if self.interpolation == Interpolation::Cubic { (key * 3 + of_three) * width + nth } else { key * width + nth };
        self.values.get(at).copied().unwrap_or(0.0)
    }

    fn number(&self, moment: &Moment, nth: usize) -> f32 {
        let (before, after) = (self.key(moment.before, 1, nth), self.key(moment.after, 1, nth));
        let t = moment.part;
        match self.interpolation {
            Interpolation::Step => before,
            Interpolation::Linear => before + (after - before) * t,
            Interpolation::Cubic => {
                let (away, towards) = (self.key(moment.before, 2, nth) * moment.gap, self.key(moment.after, 0, nth) * moment.gap);
                let (t2, t3) = (t * t, t * t * t);
                (2.0 * t3 - 3.0 * t2 + 1.0) * before + (t3 - 2.0 * t2 + t) * away + (3.0 * t2 - 2.0 * t3) * after + (t3 - t2) * towards
            }
        }
    }

    fn rotation(&self, moment: &Moment) -> Quat {
        let unit = |numbers: [f32; 4]| {
            let quat = Quat::from_array(numbers);
            let length = quat.length();
            if length > 1e-6 && length.is_finite() { quat / length } else { Quat::IDENTITY }
        };
        if self.interpolation == Interpolation::Linear {
            let key = |key| unit(std::array::from_fn(|nth| self.key(key, 1, nth)));
            return key(moment.before).slerp(key(moment.after), moment.part);
        }
        unit(std::array::from_fn(|nth| self.number(moment, nth)))
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::{FRAC_PI_2, PI};

    use super::super::rig::Transform;
    use super::*;

    const STILL: Transform = Transform { translation: Vec3::ZERO, rotation: Quat::IDENTITY, scale: Vec3::ONE };

    fn at(target: Target, interpolation: Interpolation, times: &[f32], values: &[f32], seconds: f32) -> Posture {
        let channel = Channel { target, interpolation, times: times.into(), values: values.into() };
        let animation = Animation { name: String::new(), duration_seconds: 1.0, channels: vec![channel] };
        let mut posture = Posture { nodes: vec![STILL; 2], weights: vec![9.0; 3] };
        sample(&animation, seconds, &mut posture);
        posture
    }

    fn weight(interpolation: Interpolation, values: &[f32], seconds: f32) -> f32 {
        at(Target::Weights(1..2), interpolation, &[1.0, 3.0], values, seconds).weights[1]
    }

    #[test]
    fn between_keys_lies_a_step_or_a_line_and_beyond_them_nothing_moves() {
        for (seconds, step, linear) in [(0.0, 5.0, 5.0), (1.0, 5.0, 5.0), (2.5, 5.0, 8.0), (3.0, 9.0, 9.0), (99.0, 9.0, 9.0)] {
            assert_eq!(weight(Interpolation::Step, &[5.0, 9.0], seconds), step, "{seconds}");
            assert_eq!(weight(Interpolation::Linear, &[5.0, 9.0], seconds), linear, "{seconds}");
        }
    }

    #[test]
    fn a_spline_goes_where_its_tangents_lead() {
        // Keys 5 and 9, two seconds apart, leaving at 3 and arriving at -1 a second. A quarter of the way the Hermite polynomials are
        // 0.84375, 0.140625, 0.15625 and -0.046875: 4.21875 + 0.84375 + 1.40625 + 0.09375.
        let keys = [77.0, 5.0, 3.0, -1.0, 9.0, 77.0];
        assert!((weight(Interpolation::Cubic, &keys, 1.5) - 6.5625).abs() < 1e-5);
        assert_eq!([0.0, 1.0, 3.0, 4.0].map(|seconds| weight(Interpolation::Cubic, &keys, seconds)), [5.0, 5.0, 9.0, 9.0]);
    }

    #[test]
    fn turns_take_the_shorter_way_and_stay_turns() {
        let half = Quat::from_rotation_y(FRAC_PI_2);
        // The same turn with its signs turned round: a straight mix would pass through nothing.
        let keys: Vec<f32> = [Quat::IDENTITY, -half].iter().flat_map(|quat| quat.to_array()).collect();
        let turned = at(Target::Rotation(1), Interpolation::Linear, &[0.0, 1.0], &keys, 0.5).nodes[1].rotation;
        assert!(turned.angle_between(Quat::from_rotation_y(FRAC_PI_2 / 2.0)) < 1e-3, "{turned}");
        let zero = at(Target::Rotation(0), Interpolation::Cubic, &[0.0], &[0.0; 12], 0.5).nodes[0].rotation;
        assert_eq!(zero, Quat::IDENTITY);
    }

    #[test]
    fn only_what_is_told_moves() {
        let posture = at(Target::Translation(1), Interpolation::Linear, &[0.0, 1.0], &[0.0, 0.0, 0.0, 2.0, 4.0, 6.0], 0.5);
        assert_eq!(posture.nodes[1].translation, Vec3::new(1.0, 2.0, 3.0));
        assert_eq!((posture.nodes[0], posture.weights), (STILL, vec![9.0; 3]));
        let scaled = at(Target::Scale(0), Interpolation::Step, &[0.0], &[2.0, 3.0, 4.0], 7.0);
        assert_eq!(scaled.nodes[0].scale, Vec3::new(2.0, 3.0, 4.0));
    }

    #[test]
    fn what_leads_nowhere_does_nothing() {
        at(Target::Rotation(7), Interpolation::Linear, &[0.0], &[], 0.5);
        at(Target::Weights(2..9), Interpolation::Cubic, &[0.0, 0.0], &[1.0], 0.0);
        at(Target::Scale(0), Interpolation::Linear, &[], &[], f32::NAN);
        at(Target::Scale(0), Interpolation::Linear, &[0.0, 1.0], &[1.0; 6], f32::NAN);
    }

    #[test]
    fn a_loop_goes_round() {
        let animation = Animation { name: String::new(), duration_seconds: 2.0, channels: Vec::new() };
        assert_eq!((animation.looped(5.0), animation.looped(-0.5)), (1.0, 1.5));
        assert_eq!(Animation { duration_seconds: 0.0, ..animation }.looped(5.0), 0.0);
    }

    #[test]
    fn two_postures_blend() {
        let turned = Transform { translation: Vec3::X, rotation: -Quat::from_rotation_z(PI / 2.0), scale: Vec3::splat(3.0) };
        let mut here = Posture { nodes: vec![STILL], weights: vec![0.0] };
        here.blend(&Posture { nodes: vec![turned], weights: vec![1.0] }, 0.25);
        assert_eq!((here.nodes[0].translation.x, here.nodes[0].scale.x, here.weights[0]), (0.25, 1.5, 0.25));
        assert!(here.nodes[0].rotation.angle_between(Quat::from_rotation_z(PI / 8.0)) < 1e-3);
    }
}
