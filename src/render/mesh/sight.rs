//! What of a model is in sight, and in which order it is drawn.

use std::ops::Range;

use glam::Vec3;

use super::pipelines::Kind;
use crate::render::views::Frustum;

/// Triangles that are drawn at once.
#[derive(Debug)]
pub(super) struct Run {
    pub indices: Range<u32>,
    /// Where they stand, of the model's places.
    pub places: Range<u32>,
    pub material: usize,
    pub pipeline: Kind,
    /// The corners of the box around them, metres; `None` where they move, which are drawn wherever they are.
    pub bounds: Option<[Vec3; 2]>,
    /// Whether it may have holes: a graphics card cannot leave out what they may show.
    has_holes: bool,
    /// Which of the pipelines in use it is drawn by, and which of the materials drawn by that it is of.
    kind: usize,
    own: usize,
    /// After [`Runs::sort`].
    in_sight: bool,
    /// From the head, squared, metres: of the nearest point of the box, or of the middle of what is seen through.
    distance: f32,
}

impl Run {
    pub fn new((indices, places): (Range<u32>, Range<u32>), material: usize, pipeline: Kind, bounds: Option<[Vec3; 2]>) -> Self {
        let has_holes = pipeline.is_cut();
        Self { indices, places, material, pipeline, bounds, has_holes, kind: 0, own: 0, in_sight: true, distance: 0.0 }
    }
}

/// All that is drawn of a model.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// What has no holes first; by pipeline, then by material, what is near before what is far.
    solid: Vec<Run>,
    /// The farthest first.
    blended: Vec<(Vec3, Run)>,
    /// How far the nearest of each pipeline, and of each pipeline's materials, is; [`Run::kind`] and [`Run::own`] lead there.
    nearest: [Vec<f32>; 2],
}

impl Runs {
    /// `blended` with the middle of each, where the model is at rest.
    pub fn new(mut solid: Vec<Run>, blended: Vec<(Vec3, Run)>) -> Self {
        solid.sort_by_key(|run| (run.pipeline, run.material));
        let (mut kinds, mut owns) = (0, 0);
        for same in solid.chunk_by_mut(|one, other| one.pipeline == other.pipeline) {
            for same in same.chunk_by_mut(|one, other| one.material == other.material) {
                same.iter_mut().for_each(|run| (run.kind, run.own) = (kinds, owns));
                owns += 1;
            }
            kinds += 1;
        }
        Self { solid, blended, nearest: [vec![0.0; kinds], vec![0.0; owns]] }
    }

    /// Puts them in order for eyes that see this, of a head that is here. Once a frame; allocates nothing.
    ///
    /// A graphics card leaves out what lies behind what is there already, so that what is near comes first; but what is drawn in one
    /// way stays together, since each change of pipeline and material takes time as well.
    pub fn sort(&mut self, seen: &[Frustum], head: Vec3) {
        let Self { solid, blended, nearest: [nearest_kind, nearest_own] } = self;
        nearest_kind.fill(f32::INFINITY);
        nearest_own.fill(f32::INFINITY);
        for run in solid.iter_mut() {
            run.look(seen);
            run.distance = run.bounds.map_or(0.0, |[least, greatest]| head.clamp(least, greatest).distance_squared(head));
            if run.in_sight {
                nearest_kind[run.kind] = nearest_kind[run.kind].min(run.distance);
                nearest_own[run.own] = nearest_own[run.own].min(run.distance);
            }
        }
        let key = |run: &Run| (run.has_holes, [nearest_kind[run.kind], nearest_own[run.own], run.distance], run.kind, run.own);
        solid.sort_unstable_by(|a, b| {
            let ((a_holes, a_far, a_kind, a_own), (b_holes, b_far, b_kind, b_own)) = (key(a), key(b));
            let [kinds, owns, runs] = std::array::from_fn(|nth| a_far[nth].total_cmp(&b_far[nth]));
            a_holes.cmp(&b_holes).then(kinds).then(a_kind.cmp(&b_kind)).then(owns).then(a_own.cmp(&b_own)).then(runs)
        });
        for (middle, run) in blended.iter_mut() {
            run.look(seen);
            run.distance = middle.distance_squared(head);
        }
        blended.sort_unstable_by(|(_, a), (_, b)| b.distance.total_cmp(&a.distance));
    }

    /// What is in sight and covers what is behind it, in order.
    pub fn solid(&self) -> impl Iterator<Item = &Run> {
        self.solid.iter().filter(|run| run.in_sight)
    }

    /// What is in sight and seen through, in order.
    pub fn blended(&self) -> impl Iterator<Item = &Run> {
        self.blended.iter().map(|(_, run)| run).filter(|run| run.in_sight)
    }
}

impl Run {
    fn look(&mut self, seen: &[Frustum]) {
        self.in_sight = self.bounds.is_none_or(|bounds| seen.iter().any(|frustum| frustum.meets(bounds)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::{Fov, Pose, turn};
    use crate::render::View;

    /// A cube of a metre, so far to the right, up and back.
    fn run(middle: [f32; 3], material: usize, pipeline: usize) -> Run {
        Run::new((0..3, 0..1), material, Kind::nth(pipeline), Some([Vec3::from(middle) - 0.5, Vec3::from(middle) + 0.5]))
    }

    fn seen(yaw: f32) -> Frustum {
        View { pose: Pose { orientation: turn(yaw), ..Pose::default() }, fov: Fov::symmetric(90.0, 1.0) }.frustum()
    }

    #[test]
    fn what_is_behind_is_not_drawn_and_what_either_eye_sees_is() {
        let mut runs =
            Runs::new(vec![run([0.0, 0.0, -5.0], 0, 0), run([5.0, 0.0, 0.0], 1, 0)], vec![(Vec3::Z, run([0.0, 0.0, 5.0], 2, 1))]);
        let mut drawn = |seen: &[Frustum]| {
            runs.sort(seen, Vec3::ZERO);
            let mut drawn: Vec<usize> = runs.solid().chain(runs.blended()).map(|run| run.material).collect();
            drawn.sort_unstable();
            drawn
        };
        assert_eq!(drawn(&[seen(0.0)]), [0]);
        assert_eq!(drawn(&[seen(0.0), seen(90.0)]), [0, 1]);
        assert_eq!(drawn(&[seen(180.0)]), [2]);
        assert_eq!(drawn(&[seen(0.0)]), [0], "what was out of sight comes back");
    }

    #[test]
    fn the_near_comes_before_the_far_within_a_pipeline_and_what_is_seen_through_last_from_afar() {
        let at = |depth: f32, material, pipeline| run([0.0, 0.0, -depth], material, pipeline);
        let solid = vec![at(9.0, 0, 0), at(3.0, 0, 0), at(6.0, 1, 0), at(2.0, 2, 1), at(1.5, 1, 0)];
        let blended = [2.0, 8.0, 5.0].map(|depth| (Vec3::new(0.0, 0.0, -depth), at(depth, 3, 2)));
        let mut runs = Runs::new(solid, blended.into());
        runs.sort(&[seen(0.0)], Vec3::ZERO);
        let drawn: Vec<(usize, f32)> =
            runs.solid().chain(runs.blended()).map(|run| (run.material, run.bounds.unwrap()[0].z + 0.5)).collect();
        let expected = [(1, -1.5), (1, -6.0), (0, -3.0), (0, -9.0), (2, -2.0), (3, -8.0), (3, -5.0), (3, -2.0)];
        assert_eq!(drawn, expected);
    }

    #[test]
    fn what_moves_is_drawn_wherever_one_looks() {
        let mut runs = Runs::new(vec![Run::new((0..3, 0..1), 0, Kind::nth(0), None)], Vec::new());
        runs.sort(&[seen(123.0)], Vec3::ZERO);
        assert_eq!(runs.solid().chain(runs.blended()).count(), 1);
    }
}
