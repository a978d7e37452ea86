//! The walls around a visitor in a model, told from how large its meshes are: for whoever gives none.

use glam::{Mat4, Vec3};

use super::rooms::{Material, Room};

/// No room is smaller, metres: width, height, length. What is smaller and around the visitor's eyes is a thing.
const SMALLEST: Vec3 = Vec3::new(1.5, 1.9, 1.5);
/// What is larger in any direction is a landscape, metres: sound does not come back from it as from walls.
const LARGEST: f32 = 60.0;
/// Walls that are meshes of their own are looked for no farther away than this, metres.
const AWAY: f32 = 15.0;

/// A box along the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub least: Vec3,
    pub most: Vec3,
}

impl Extent {
    /// A mesh that reaches from `least` to `most`, put in its place by `matrix`; `None` where that is nowhere.
    pub fn placed(least: Vec3, most: Vec3, matrix: Mat4) -> Option<Self> {
        let corners = (0..8).map(|corner| {
            let pick = |axis: usize| if corner >> axis & 1 == 0 { least[axis] } else { most[axis] };
            matrix.transform_point3(Vec3::new(pick(0), pick(1), pick(2)))
        });
        let start = Self { least: Vec3::INFINITY, most: Vec3::NEG_INFINITY };
        let whole = corners.fold(start, |extent, corner| extent.with(Self { least: corner, most: corner }));
        (whole.least.is_finite() && whole.most.is_finite()).then_some(whole)
    }

    /// A box around both.
    pub fn with(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// Metres.
    pub fn size(self) -> Vec3 {
        self.most - self.least
    }

    fn is_around(self, eyes: Vec3) -> bool {
        self.least.cmplt(eyes).all() && self.most.cmpgt(eyes).all() && self.size().cmpge(SMALLEST).all()
    }

    fn is_near(self, eyes: Vec3) -> bool {
        eyes.distance(eyes.clamp(self.least, self.most)) < AWAY && self.size().max_element() < LARGEST
    }
}

/// The room around somebody's eyes: the smallest mesh that they are in, else all that are near taken together. None in the open.
pub(super) fn room(extents: &[Extent], eyes: Vec3) -> Option<Room> {
    let volume = |extent: &&Extent| extent.size().element_product();
    let shell = extents.iter().filter(|extent| extent.is_around(eyes)).min_by(|a, b| volume(a).total_cmp(&volume(b))).copied();
    let walls = || extents.iter().copied().filter(|extent| extent.is_near(eyes)).reduce(Extent::with).filter(|all| all.is_around(eyes));
    let found = shell.or_else(walls).filter(|found| found.size().max_element() < LARGEST)?;
    Some(Room { middle: (found.least + found.most) / 2.0, size: found.size(), material: Material::Concrete })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EYES: Vec3 = Vec3::new(0.0, 1.6, 0.5);

    fn extent(least: [f32; 3], most: [f32; 3]) -> Extent {
        Extent { least: least.into(), most: most.into() }
    }

    #[test]
    fn the_smallest_mesh_around_the_eyes_is_the_room() {
        let shell = extent([-1.5, 0.0, -2.0], [1.5, 2.7, 2.0]);
        let (things, backdrop) = (extent([-1.5, 0.0, -2.0], [1.5, 2.7, 9.0]), extent([-7.0, -2.0, -6.1], [7.0, 5.0, -6.0]));
        let lamp = extent([-0.2, 1.4, 0.2], [0.2, 1.8, 0.8]);
        let found = room(&[backdrop, things, shell, lamp], EYES).unwrap();
        assert_eq!((found.middle, found.size), (Vec3::new(0.0, 1.35, 0.0), Vec3::new(3.0, 2.7, 4.0)));
    }

    #[test]
    fn walls_that_are_meshes_of_their_own_are_taken_together() {
        let floor = extent([-3.0, -0.1, -4.0], [3.0, 0.0, 4.0]);
        let (ceiling, far) = (extent([-3.0, 2.8, -4.0], [3.0, 2.9, 4.0]), extent([90.0, 0.0, 0.0], [91.0, 9.0, 1.0]));
        assert_eq!(room(&[floor, ceiling, far], EYES).unwrap().size, Vec3::new(6.0, 3.0, 8.0));
    }

    #[test]
    fn under_the_sky_there_is_no_room() {
        let (ground, sky) = (extent([-40.0, -0.1, -40.0], [40.0, 0.0, 40.0]), extent([-80.0, -80.0, -80.0], [80.0, 80.0, 80.0]));
        assert_eq!(room(&[ground, sky], EYES), None);
        assert_eq!(room(&[ground], EYES), None);
        assert_eq!(room(&[], EYES), None);
    }

    #[test]
    fn a_mesh_is_where_its_node_has_it() {
        let turned = Mat4::from_rotation_y(90_f32.to_radians()) * Mat4::from_translation(Vec3::X * 10.0);
        let placed = Extent::placed(Vec3::new(-1.0, 0.0, -2.0), Vec3::new(1.0, 3.0, 2.0), turned).unwrap();
        assert!(placed.least.distance(Vec3::new(-2.0, 0.0, -11.0)) < 1e-4 && placed.most.distance(Vec3::new(2.0, 3.0, -9.0)) < 1e-4);
        assert_eq!(Extent::placed(Vec3::ZERO, Vec3::NAN, Mat4::IDENTITY), None);
        assert_eq!(Extent::placed(Vec3::ZERO, Vec3::INFINITY, Mat4::IDENTITY), None);
    }
}
