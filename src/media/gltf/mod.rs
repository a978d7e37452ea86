//! glTF 2.0 spaces (.glb, .gltf) to data that can go to the GPU as it is.
//!
//! [`load`] reads, checks, decodes and flattens a whole model on the calling thread, which may take seconds: call it on a worker.
//! What stands still is resolved, so that every vertex is told in the model's own space (metres, +Y up, which is
//! location space), mirrored nodes have their triangles turned round, and everything of one opaque material is one [`Draw`]. A mesh that
//! stands in many places is told once, in its own space, with its [`Place`]s.
//!
//! What moves stays apart: its vertices are told in their mesh's space, and a [`Limb`] says on which bones of the [`Rig`] each hangs.
//! [`sample`] puts a [`Posture`] where an [`Animation`] has it at a time; [`Rig::place`] and [`Rig::bones`] make matrices of it.
//! Lamps go with the nodes that they are on.
//!
//! No file can make this panic or take more than 768 MiB: every index, offset, count and number is checked before it is used. A
//! mistake in the structure is a [`GltfError`]; a picture that cannot be decoded and an animation that cannot be read are left out with a
//! warning in [`Model::warnings`], because a room that lacks a picture is better than no room.

mod accessor;
mod animation;
mod casting;
mod cluster;
mod document;
mod document_layers;
mod document_motion;
mod error;
mod fit;
mod geometry;
mod instances;
mod layers;
mod limbs;
mod material;
mod meshopt;
mod motion;
mod node;
mod picture;
mod repeated;
mod rig;
mod shape;
mod source;
mod strokes;
mod tangent;
mod unpacked;
mod variants;

use std::ops::Range;
use std::path::Path;

use bytemuck::{Pod, Zeroable};
use glam::{Affine2, Affine3A, Mat2, Vec3, Vec4};

pub use animation::{Animation, Channel, Interpolation, Target, sample};
pub use cluster::Cluster;
pub use error::{Fault, GltfError, MOST_BYTES};
pub use layers::Layers;
pub use repeated::Place;
pub use rig::{Bone, Morph, Posture, Rig, RigNode, Transform};
pub use strokes::Form;

use super::texture::{Format, Takes};
use accessor::Data;
use error::Budget;
use unpacked::Unpacked;

/// A model, ready to be uploaded.
#[derive(Debug)]
pub struct Model {
    /// Every vertex of every placed mesh: first those that stand still, in the model's space or, where they stand in many places, in their
    /// mesh's; then those that move, in their mesh's.
    pub vertices: Vec<Vertex>,
    /// What the vertices that move hang on: one for each of the last of [`Self::vertices`].
    pub limbs: Vec<Limb>,
    /// What morph targets add to vertices; [`Limb::deltas`] leads here.
    pub deltas: Vec<Delta>,
    /// How what moves hangs together, and how it moves.
    pub rig: Rig,
    /// Three for each triangle, counter-clockwise seen from its front (two for each line, one for each point); all lead into [`Self::vertices`], counted from the first that
    /// moves where [`Draw::moves`].
    pub indices: Vec<u32>,
    /// Where what stands in many places stands; [`Draw::places`] leads here. The first is for all else, which is told where it is.
    pub places: Vec<Place>,
    /// What to draw: what stands still before what moves; within each opaque, then masked, then blended materials; within each by
    /// material.
    pub draws: Vec<Draw>,
    /// Every material; [`Draw::material`] leads here.
    pub materials: Vec<Material>,
    /// Every picture that a material uses; [`TextureSlot::picture`] leads here.
    pub pictures: Vec<Picture>,
    /// Every punctual light.
    pub lights: Vec<Light>,
    /// The corners of the box around all vertices, metres, what moves at rest: least, greatest. Both zero where nothing is drawn.
    pub bounds: [Vec3; 2],
    /// The same around what of it stops light; `None` where nothing does.
    pub casting: Option<[Vec3; 2]>,
    /// Whether the light of the better part of its floors is in its pictures: lamps are there for whoever stands on them, and cast no shadows.
    pub is_baked: bool,
    /// What was left out or scaled down, for people to read.
    pub warnings: Vec<GltfError>,
}

/// A corner of a triangle, as the GPU reads it.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Vertex {
    /// Metres.
    pub position: [f32; 3],
    /// A unit vector as normalised integers; the fourth is unused.
    pub normal: [i16; 4],
    /// A unit vector along +u of the normal map and the handedness of the bitangent, as normalised integers; all zero where there
    /// is no normal map.
    pub tangent: [i16; 4],
    /// Two sets of texture coordinates; (0, 0) is the upper left corner of a picture.
    pub uv: [[f32; 2]; 2],
    /// Linear red, green, blue and opacity as normalised integers; white where the mesh has no colours.
    pub color: [u16; 4],
}

/// What a vertex that moves hangs on, as the GPU reads it.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Limb {
    /// Places in [`Rig::bones`].
    pub bones: [u16; 4],
    /// How much of the vertex each of them carries, as normalised integers; one whole together.
    pub weights: [u16; 4],
    /// Its first in [`Model::deltas`].
    pub deltas: u32,
    /// The first of its morph targets in [`Rig::morphs`], and how many they (and its deltas) are.
    pub morphs: [u16; 2],
}

/// What a morph target adds to a vertex, as the GPU reads it.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Delta {
    /// Metres, in the mesh's space.
    pub position: [f32; 3],
    /// Half of it, as normalised integers.
    pub normal: [i16; 3],
    /// Half of it, as normalised integers.
    pub tangent: [i16; 3],
}

/// A run of triangles, lines or points with one material.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its part of [`Model::indices`].
    pub indices: Range<u32>,
    /// What they make up.
    pub form: Form,
    /// Its part of [`Model::places`]: the first alone, or those of a mesh that stands in many.
    pub places: Range<u32>,
    /// Its place in [`Model::materials`].
    pub material: usize,
    /// The middle of the box around it, at rest: what blended draws are sorted by.
    pub centre: Vec3,
    /// Whether its vertices have limbs.
    pub moves: bool,
    /// Whether its corners have colours of their own.
    pub coloured: bool,
    /// All of it and its places, by where they are; none where it moves.
    pub clusters: Vec<Cluster>,
}

/// How a surface looks: metallic-roughness, as glTF 2.0 defines it.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// Linear red, green, blue and opacity, multiplied with texture and vertex colour.
    pub base_color: Vec4,
    /// sRGB colours and opacity.
    pub base_color_texture: Option<TextureSlot>,
    /// From 0 (not a metal) to 1 (metal).
    pub metallic: f32,
    /// From 0 (a mirror) to 1 (chalk).
    pub roughness: f32,
    /// Roughness in green, metallic in blue.
    pub metallic_roughness_texture: Option<TextureSlot>,
    /// Tangent space, +Y up (as OpenGL has it).
    pub normal_texture: Option<TextureSlot>,
    /// How strongly the normal texture tilts.
    pub normal_scale: f32,
    /// Red: how much of the surroundings' light gets there.
    pub occlusion_texture: Option<TextureSlot>,
    /// From 0 (ignore the occlusion texture) to 1.
    pub occlusion_strength: f32,
    /// Linear colour of its own light, with `KHR_materials_emissive_strength` multiplied in.
    pub emissive: Vec3,
    /// sRGB colours.
    pub emissive_texture: Option<TextureSlot>,
    /// What its opacity means.
    pub alpha: Alpha,
    /// Whether its back is seen as well.
    pub double_sided: bool,
    /// Whether the base colour is what is seen, whatever light there is.
    pub unlit: bool,
    /// What it has beside all this, if anything.
    pub layers: Option<Box<Layers>>,
}

impl Material {
    /// The set of texture coordinates that tangents go along, if it needs any, and how they are turned and scaled: for bumps as these are
    /// looked up, else not at all, since it is brushed along the coordinates themselves.
    fn tangents(&self) -> Option<(usize, Mat2)> {
        let bumps = self.normal_texture.or(self.layers.as_ref().and_then(|layers| layers.coat_normal_texture));
        let brushed = self.layers.as_ref().filter(|layers| layers.anisotropy > 0.0);
        let along = brushed.map(|layers| layers.anisotropy_texture.map_or(0, |slot| slot.uv_set));
        bumps.map(|slot| (slot.uv_set, slot.transform.matrix2)).or(along.map(|uv_set| (uv_set, Mat2::IDENTITY)))
    }
}

/// What opacity means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    /// Nothing.
    Opaque,
    /// A hole where it is below this.
    Mask(f32),
    /// How much it covers what is behind.
    Blend,
    /// How much of the pane there is: where it is, what is behind is seen through it, as far as its [`Layers`] let light through.
    Glass(Pane),
}

/// What opacity means to what light goes through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pane {
    /// Nothing: it is whole.
    Whole,
    /// A hole where it is below this.
    Cut(f32),
    /// How much of it there is.
    Part,
}

impl Alpha {
    /// Whether what is behind is seen through it.
    pub fn is_seen_through(self) -> bool {
        matches!(self, Self::Blend | Self::Glass(_))
    }
}

/// A picture on a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextureSlot {
    /// Its place in [`Model::pictures`].
    pub picture: usize,
    /// Which set of texture coordinates: 0 or 1.
    pub uv_set: usize,
    /// Applied to the texture coordinates (`KHR_texture_transform`).
    pub transform: Affine2,
    /// How it is looked up.
    pub sampler: Sampler,
}

/// How a picture is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sampler {
    /// What lies beyond the left and right edges.
    pub wrap_u: Wrap,
    /// What lies beyond the upper and lower edges.
    pub wrap_v: Wrap,
    /// Whether neighbouring pixels are mixed when it is seen from near.
    pub smooth_near: bool,
    /// Whether neighbouring pixels and mip levels are mixed when it is seen from afar.
    pub smooth_far: bool,
}

/// What lies beyond the edge of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wrap {
    /// The picture again.
    Repeat,
    /// The picture mirrored.
    Mirror,
    /// Its outermost pixels.
    Clamp,
}

/// A decoded picture with its mip levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Whether its red, green and blue are colours (sRGB) or data (linear).
    pub srgb: bool,
    /// How pixels are stored.
    pub format: Format,
    /// From the whole picture on; each half as wide and high as the one before, rounded down, at least 1. Plain pixels go down to one.
    pub levels: Vec<Vec<u8>>,
}

/// A light that comes from a point or a direction (`KHR_lights_punctual`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// What kind it is.
    pub kind: LightKind,
    /// Linear colour times intensity: candela for [`LightKind::Point`] and [`LightKind::Spot`], lux for [`LightKind::Directional`].
    pub intensity: Vec3,
    /// Where it is, metres; of no meaning for [`LightKind::Directional`].
    pub position: Vec3,
    /// Which way it shines, a unit vector; of no meaning for [`LightKind::Point`].
    pub direction: Vec3,
    /// How far it reaches, metres; without an end if `None`.
    pub range: Option<f32>,
    /// What moves it: its place in [`Rig::nodes`]. All else of it is then as it is at rest.
    pub node: Option<usize>,
}

/// What kind of light it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LightKind {
    /// From infinitely far away.
    Directional,
    /// To all sides.
    Point,
    /// Into a cone.
    Spot {
        /// From the axis to where it begins to fade, radians.
        inner: f32,
        /// From the axis to where it ends, radians; greater than `inner`, at most a quarter turn.
        outer: f32,
    },
}

/// Loads the model in `file`, in the look (`KHR_materials_variants`) of that name. Files that it names must lie in `tour`, the tour's
/// folder. Pictures wider or higher than the GPU takes, and the largest where there is no room for all, are halved until they fit, with a
/// warning.
///
/// # Errors
/// If the file cannot be read, is damaged, too large, or insists on an extension that is not known.
pub fn load(file: &Path, tour: &Path, variant: Option<&str>, takes: Takes) -> Result<Model, GltfError> {
    let named = |fault| GltfError { file: file.to_path_buf(), fault };
    let mut budget = Budget::new();
    let mut read = || -> Result<_, Fault> { Ok((source::Folders::new(file, tour)?, source::read_file(file, &mut budget)?)) };
    let (folders, bytes) = read().map_err(named)?;
    let mut warnings = Vec::new();
    let model = build(&bytes, &folders, variant, takes, &mut budget, &mut warnings).map_err(named)?;
    Ok(Model { warnings: warnings.into_iter().map(named).collect(), ..model })
}

fn build(
    bytes: &[u8],
    folders: &source::Folders,
    variant: Option<&str>,
    takes: Takes,
    budget: &mut Budget,
    warnings: &mut Vec<Fault>,
) -> Result<Model, Fault> {
    let (json, binary) = source::split(bytes)?;
    let document = source::parse(json, budget)?;
    let buffers = source::buffers(&document, binary, folders, budget)?;
    let unpacked = Unpacked::of(&document, &buffers, budget)?;
    let data = Data { document: &document, buffers: &buffers, unpacked: &unpacked };

    let variant = match variant {
        Some(name) => document.extensions.variants.as_ref().and_then(|variants| variants.place_of(name)),
        None => None,
    };
    if !document.cameras.is_empty() {
        warnings.push(Fault::LeftOut("its cameras are left out: a visitor stands where the tour says".into()));
    }
    let tree = node::flatten(&data, budget)?;
    let motion::Motion { rig, holds, lights } = motion::read(&data, &tree, budget, warnings)?;
    let mut shelf = picture::Shelf::new(&data, folders, takes);
    // Which pictures are asked for is known before the first is decoded, and meshes are there: pictures can be made smaller, meshes cannot.
    let asking = material::materials(&document, &mut shelf, &mut Vec::new());
    let pieces = tree.placements.iter().zip(holds).map(|(placement, hold)| geometry::Piece { placement, hold }).collect();
    let geometry = geometry::build(&data, pieces, &rig.bones_at_rest(), &asking, variant, budget, warnings)?;
    let geometry::Geometry { vertices, mut indices, mut places, mut draws, limbs, deltas, bounds, casting, .. } = geometry;
    cluster::cut(&vertices, &mut indices, &mut places, &mut draws, |material| asking[material].alpha.is_seen_through());
    shelf.fill(budget, warnings);
    let materials = material::materials(&document, &mut shelf, warnings);
    let pictures = shelf.pictures;
    let (is_baked, warnings) = (false, Vec::new());
    let model =
        Model { vertices, limbs, deltas, rig, indices, places, draws, materials, pictures, lights, bounds, casting, is_baked, warnings };
    Ok(Model { is_baked: model.has_baked_floors(), ..model })
}

impl Model {
    /// What of it goes to the GPU as it is, beside pictures: vertices, indices, places, limbs, deltas.
    pub fn lists(&self) -> [&[u8]; 5] {
        use bytemuck::cast_slice;
        let Self { vertices, indices, places, limbs, deltas, .. } = self;
        [cast_slice(vertices), cast_slice(indices), cast_slice(places), cast_slice(limbs), cast_slice(deltas)]
    }

    /// How much all of that is, with its pictures, bytes.
    pub fn bytes(&self) -> u64 {
        let pictures = self.pictures.iter().flat_map(|picture| &picture.levels).map(Vec::len).sum::<usize>();
        (self.lists().map(<[u8]>::len).iter().sum::<usize>() + pictures) as u64
    }

    /// How many of the vertices stand still: those that move come after them.
    pub fn still_vertices(&self) -> usize {
        self.vertices.len() - self.limbs.len()
    }

    /// Where a corner of a draw is, in the model's space, at one of its places and while nothing moves; `bones` as
    /// [`Rig::bones_at_rest`] gives them.
    pub fn at_rest(&self, draw: &Draw, place: u32, index: u32, bones: &[Affine3A]) -> Vec3 {
        let first = if draw.moves { self.still_vertices() } else { 0 };
        let position = self.vertices.get(first + index as usize).map_or(Vec3::ZERO, |vertex| vertex.position.into());
        match self.limbs.get(index as usize).filter(|_| draw.moves) {
            Some(limb) => limb.at_rest(bones, position),
            None => self.places.get(place as usize).map_or(position, |place| place.point(position)),
        }
    }
}

#[cfg(test)]
mod budget_tests;
#[cfg(test)]
mod extension_tests;
#[cfg(test)]
mod motion_tests;
#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
mod packed_tests;
#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod tests;
