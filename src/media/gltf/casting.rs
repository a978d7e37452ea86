//! What of a model stops light, and whether its light was reckoned when it was made.

use glam::Vec3;

use super::{Draw, Material, Model};

impl Material {
    /// Whether what it shows of the light is in its pictures: it is not lit, or it shines by itself and scatters nothing.
    pub fn is_baked(&self) -> bool {
        self.unlit || (self.emissive_texture.is_some() && self.base_color.truncate().max_element() <= 0.0)
    }

    /// Whether it stops the light of lamps. What is baked does not: its shadows are in pictures already, and skies are painted so.
    pub fn casts_shadow(&self) -> bool {
        !self.is_baked() && !self.alpha.is_seen_through()
    }
}

impl Model {
    /// Whether the light of the better part of it is baked, by how many triangles are.
    pub fn is_baked(&self) -> bool {
        let triangles = |baked: bool| -> u64 {
            let draws = self.draws.iter().filter(|draw| self.materials[draw.material].is_baked() == baked);
            draws.map(|draw: &Draw| draw.indices.len() as u64 * draw.places.len() as u64).sum()
        };
        triangles(true) > triangles(false)
    }
}

/// The box around two.
pub(super) fn around(one: Option<[Vec3; 2]>, [least, greatest]: [Vec3; 2]) -> Option<[Vec3; 2]> {
    Some(one.map_or([least, greatest], |[low, high]| [low.min(least), high.max(greatest)]))
}
