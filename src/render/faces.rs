//! The faces of a cube around the eye.

use glam::{Vec2, Vec3};

/// In which layers of a texture GPUs look for the faces, which have +Z ahead.
pub const LAYERS: [u32; 6] = [4, 0, 5, 1, 2, 3];

/// How a face of the cube lies around the eye.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    pub ahead: Vec3,
    pub right: Vec3,
    pub down: Vec3,
}

const fn face(ahead: Vec3, right: Vec3, down: Vec3) -> Face {
    Face { ahead, right, down }
}

/// Front, right, back, left, up, down, as in tiles.wgsl.
pub const FACES: [Face; 6] = [
    face(Vec3::NEG_Z, Vec3::X, Vec3::NEG_Y),
    face(Vec3::X, Vec3::Z, Vec3::NEG_Y),
    face(Vec3::Z, Vec3::NEG_X, Vec3::NEG_Y),
    face(Vec3::NEG_X, Vec3::NEG_Z, Vec3::NEG_Y),
    face(Vec3::Y, Vec3::X, Vec3::NEG_Z),
    face(Vec3::NEG_Y, Vec3::X, Vec3::Z),
];

/// Which face a direction meets.
pub fn face_of(direction: Vec3) -> usize {
    let size = direction.abs();
    if size.y >= size.x && size.y >= size.z {
        if direction.y > 0.0 { 4 } else { 5 }
    } else if size.x >= size.z {
        if direction.x > 0.0 { 1 } else { 3 }
    } else if direction.z > 0.0 {
        2
    } else {
        0
    }
}

impl Face {
    /// Where a direction meets the face, from -1 to 1 to the right and down; and how far that moves when the direction does.
    pub fn meet(&self, direction: Vec3, changes: [Vec3; 2]) -> (Vec2, [Vec2; 2]) {
        let ahead = direction.dot(self.ahead);
        let flat = |vector: Vec3| Vec2::new(vector.dot(self.right), vector.dot(self.down));
        let at = flat(direction) / ahead;
        (at, changes.map(|change| (flat(change) - at * change.dot(self.ahead)) / ahead))
    }
}
