//! Meshes that stand in many places: told once, with all their places.

use bytemuck::{Pod, Zeroable};
use glam::{Affine3A, Vec3, Vec3A, Vec4};

/// From how many triangles on, that would be told over and over, a mesh is told once. Fewer are sooner drawn with all else of their material.
const WORTH: usize = 2048;

/// Where a mesh stands, as the GPU reads it: three rows of the matrix that leads from its space into the model's.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Place {
    rows: [[f32; 4]; 3],
}

impl Place {
    /// Where its vertices say.
    pub const HERE: Self = Self { rows: [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]] };

    /// Where a point of the mesh is, in the model's space.
    ///
    /// ```
    /// # use glam::{Affine3A, Vec3};
    /// let place = indenfor::media::gltf::Place::from(Affine3A::from_translation(Vec3::X));
    /// assert_eq!(place.point(Vec3::Y), Vec3::new(1.0, 1.0, 0.0));
    /// ```
    pub fn point(&self, point: Vec3) -> Vec3 {
        Vec3::from(self.rows.map(|row| Vec4::from(row).dot(point.extend(1.0))))
    }

    /// The corners of a box around what a box (least, greatest) of the mesh holds.
    pub(super) fn around(&self, [least, greatest]: [Vec3; 2]) -> [Vec3; 2] {
        let middle = self.point((least + greatest) / 2.0);
        let half = (greatest - least) / 2.0;
        let reach = Vec3::from(self.rows.map(|[x, y, z, _]| Vec3::new(x, y, z).abs().dot(half)));
        [middle - reach, middle + reach]
    }
}

impl From<Affine3A> for Place {
    fn from(matrix: Affine3A) -> Self {
        let (rows, moved) = (matrix.matrix3.transpose(), matrix.translation);
        let row = |axis: Vec3A, moved: f32| [axis.x, axis.y, axis.z, moved];
        Self { rows: [row(rows.x_axis, moved.x), row(rows.y_axis, moved.y), row(rows.z_axis, moved.z)] }
    }
}

/// Whether a mesh of so many triangles, which stands in so many places, is better told once.
pub(super) fn is_worth_it(triangles: usize, places: usize) -> bool {
    triangles * places.saturating_sub(1) >= WORTH
}

#[cfg(test)]
mod tests {
    use glam::Quat;

    use super::*;

    #[test]
    fn a_box_around_what_stands_turned_holds_every_corner_and_no_more() {
        let matrix =
            Affine3A::from_scale_rotation_translation(Vec3::new(1.0, -2.0, 3.0), Quat::from_rotation_y(0.7), Vec3::new(4.0, 5.0, 6.0));
        let (place, mesh) = (Place::from(matrix), [Vec3::new(-1.0, 0.0, 2.0), Vec3::new(1.0, 3.0, 2.5)]);
        let corners = (0..8).map(|nth| matrix.transform_point3(Vec3::from([0, 1, 2].map(|axis| mesh[(nth >> axis) & 1][axis]))));
        let exact = corners.fold([Vec3::INFINITY, Vec3::NEG_INFINITY], |[low, high], at| [low.min(at), high.max(at)]);
        for (told, exact) in place.around(mesh).into_iter().zip(exact) {
            assert!(told.abs_diff_eq(exact, 1e-5), "{told} {exact}");
        }
    }
}
