//! What of a model stops light, and whether its light was reckoned when it was made.

use glam::Vec3;

use super::{Draw, Form, Material, Model};

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

/// What lies so far below all that is lit, metres, is no floor of it, nor is what lies above it: so a painted sky goes around a yard.
const BENEATH: f32 = 3.0;
/// At how many triangles it is looked at.
const SAMPLES: usize = 4096;

impl Model {
    /// Whether the light of the better part of what lies flat is baked, by its area: of floors, on which shadows would fall. Where nothing
    /// does, the better part of the triangles tell.
    pub(super) fn has_baked_floors(&self) -> bool {
        let heights = self.casting.map_or(f32::NEG_INFINITY..=f32::INFINITY, |[low, high]| low.y - BENEATH..=high.y);
        let [mut lit_floors, mut baked_floors, mut lit, mut baked] = [0.0; 4];
        for (draw, [a, b, c]) in self.triangles_at_rest(SAMPLES) {
            let across = (b - a).cross(c - a);
            // Whichever of its sides is seen.
            let lies = across.normalize_or_zero().y.abs() > 0.7 && heights.contains(&((a.y + b.y + c.y) / 3.0));
            let area = if lies { across.length() } else { 0.0 };
            let (floors, all) =
                if self.materials[draw.material].is_baked() { (&mut baked_floors, &mut baked) } else { (&mut lit_floors, &mut lit) };
            *floors += area;
            *all += 1.0;
        }
        if lit_floors + baked_floors > 0.0 { baked_floors > lit_floors } else { baked > lit }
    }

    /// Some of the triangles, about so many of all draws together, spread over all of them: where their corners are while nothing moves.
    pub fn triangles_at_rest(&self, about: usize) -> impl Iterator<Item = (&Draw, [Vec3; 3])> {
        let draws = self.draws.iter().filter(|draw| draw.form == Form::Triangles);
        let all = draws.clone().map(|draw| draw.indices.len() / 3 * draw.places.len()).sum::<usize>();
        let bones = self.rig.bones_at_rest();
        draws.flat_map(move |draw| {
            let corners = &self.indices[draw.indices.start as usize..draw.indices.end as usize];
            let (of_one, _) = corners.as_chunks::<3>();
            let of_draw: Vec<_> = (0..of_one.len() * draw.places.len())
                .step_by(all / about + 1)
                .map(|nth| {
                    let (place, triangle) = (draw.places.start + (nth / of_one.len()) as u32, of_one[nth % of_one.len()]);
                    (draw, triangle.map(|corner| self.at_rest(draw, place, corner, &bones)))
                })
                .collect();
            of_draw
        })
    }
}

/// The box around two.
pub(super) fn around(one: Option<[Vec3; 2]>, [least, greatest]: [Vec3; 2]) -> Option<[Vec3; 2]> {
    Some(one.map_or([least, greatest], |[low, high]| [low.min(least), high.max(greatest)]))
}
