//! The JSON of a glTF 2.0 file, as far as a space needs it. Indices are plain numbers here, not yet known to lead anywhere.
//!
//! Unknown keys are passed over without being kept; lists have a greatest length, so that a small file cannot ask for much memory.

use serde::Deserialize;

use crate::tour::lists::list;

use super::document_layers::{Anisotropy, Clearcoat, Ior, Sheen, Specular, Transmission};
use super::document_motion::{Animation, MeshExtras, MorphTarget, Skin, anything};
use super::instances::Instancing;
use super::meshopt::Packed;
use super::unpacked::Draco;
use super::variants::{Mappings, Variants};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    pub asset: Asset,
    pub scene: Option<usize>,
    #[serde(default, deserialize_with = "list")]
    pub scenes: Vec<Scene>,
    #[serde(default, deserialize_with = "list")]
    pub nodes: Vec<Node>,
    #[serde(default, deserialize_with = "list")]
    pub meshes: Vec<Mesh>,
    #[serde(default, deserialize_with = "list")]
    pub materials: Vec<Material>,
    #[serde(default, deserialize_with = "list")]
    pub textures: Vec<Texture>,
    #[serde(default, deserialize_with = "list")]
    pub images: Vec<Image>,
    #[serde(default, deserialize_with = "list")]
    pub samplers: Vec<Sampler>,
    #[serde(default, deserialize_with = "list")]
    pub animations: Vec<Animation>,
    #[serde(default, deserialize_with = "list")]
    pub skins: Vec<Skin>,
    #[serde(default, deserialize_with = "list")]
    pub accessors: Vec<Accessor>,
    #[serde(default, deserialize_with = "list")]
    pub buffer_views: Vec<BufferView>,
    #[serde(default, deserialize_with = "list")]
    pub buffers: Vec<Buffer>,
    #[serde(default, deserialize_with = "list")]
    pub extensions_required: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    pub cameras: Vec<Empty>,
    #[serde(default)]
    pub extensions: DocumentExtensions,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asset {
    pub version: String,
    pub min_version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct DocumentExtensions {
    #[serde(rename = "KHR_lights_punctual")]
    pub lights: Option<Lights>,
    #[serde(rename = "KHR_materials_variants")]
    pub variants: Option<Variants>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Lights {
    #[serde(deserialize_with = "list")]
    pub lights: Vec<Light>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Light {
    #[serde(rename = "type")]
    pub kind: LightKind,
    #[serde(default = "white3")]
    pub color: [f32; 3],
    #[serde(default = "one")]
    pub intensity: f32,
    pub range: Option<f32>,
    pub spot: Option<Spot>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LightKind {
    Directional,
    Point,
    Spot,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spot {
    #[serde(default)]
    pub inner_cone_angle: f32,
    #[serde(default = "quarter_turn_half")]
    pub outer_cone_angle: f32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Scene {
    #[serde(default)]
    pub nodes: Vec<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Node {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub children: Vec<u32>,
    pub mesh: Option<usize>,
    pub skin: Option<usize>,
    /// Of the mesh's morph targets; the mesh's own if empty.
    #[serde(default)]
    pub weights: Vec<f32>,
    pub matrix: Option<[f32; 16]>,
    pub translation: Option<[f32; 3]>,
    pub rotation: Option<[f32; 4]>,
    pub scale: Option<[f32; 3]>,
    #[serde(default)]
    pub extensions: NodeExtensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct NodeExtensions {
    #[serde(rename = "KHR_lights_punctual")]
    pub light: Option<NodeLight>,
    #[serde(rename = "EXT_mesh_gpu_instancing")]
    pub instancing: Option<Instancing>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NodeLight {
    pub light: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Mesh {
    #[serde(deserialize_with = "list")]
    pub primitives: Vec<Primitive>,
    /// Of its morph targets.
    #[serde(default)]
    pub weights: Vec<f32>,
    #[serde(default, deserialize_with = "anything")]
    pub extras: MeshExtras,
}

#[derive(Debug, Deserialize)]
pub(super) struct Primitive {
    pub attributes: Attributes,
    pub indices: Option<u32>,
    pub material: Option<u32>,
    #[serde(default, deserialize_with = "list")]
    pub targets: Vec<MorphTarget>,
    /// 0 points, 1 to 3 lines, 4 triangles, 5 strip, 6 fan.
    #[serde(default = "triangles")]
    pub mode: u32,
    #[serde(default)]
    pub extensions: PrimitiveExtensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct PrimitiveExtensions {
    #[serde(rename = "KHR_materials_variants")]
    pub variants: Option<Mappings>,
    #[serde(rename = "KHR_draco_mesh_compression")]
    pub draco: Option<Draco>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) struct Attributes {
    pub position: Option<u32>,
    pub normal: Option<u32>,
    pub tangent: Option<u32>,
    pub texcoord_0: Option<u32>,
    pub texcoord_1: Option<u32>,
    pub color_0: Option<u32>,
    pub joints_0: Option<u32>,
    pub weights_0: Option<u32>,
    pub joints_1: Option<u32>,
    pub weights_1: Option<u32>,
}

impl Attributes {
    /// The accessors of attributes that are named here and there, with their names there.
    pub fn together(&self, there: &Self) -> impl Iterator<Item = (u32, u32)> + use<> {
        let surface = |of: &Self| [of.position, of.normal, of.tangent, of.texcoord_0, of.texcoord_1, of.color_0];
        let hanging = |of: &Self| [of.joints_0, of.weights_0, of.joints_1, of.weights_1];
        let list = |of: &Self| surface(of).into_iter().chain(hanging(of));
        list(self).zip(list(there)).filter_map(|(here, there)| here.zip(there))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Material {
    #[serde(default)]
    pub pbr_metallic_roughness: MetallicRoughness,
    pub normal_texture: Option<TextureInfo>,
    pub occlusion_texture: Option<TextureInfo>,
    pub emissive_texture: Option<TextureInfo>,
    #[serde(default)]
    pub emissive_factor: [f32; 3],
    #[serde(default)]
    pub alpha_mode: AlphaMode,
    pub alpha_cutoff: Option<f32>,
    #[serde(default)]
    pub double_sided: bool,
    #[serde(default)]
    pub extensions: MaterialExtensions,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum AlphaMode {
    #[default]
    Opaque,
    Mask,
    Blend,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MetallicRoughness {
    pub base_color_factor: [f32; 4],
    pub base_color_texture: Option<TextureInfo>,
    pub metallic_factor: f32,
    pub roughness_factor: f32,
    pub metallic_roughness_texture: Option<TextureInfo>,
}

impl Default for MetallicRoughness {
    fn default() -> Self {
        Self {
            base_color_factor: [1.0; 4],
            base_color_texture: None,
            metallic_factor: 1.0,
            roughness_factor: 1.0,
            metallic_roughness_texture: None,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct MaterialExtensions {
    #[serde(rename = "KHR_materials_unlit")]
    pub unlit: Option<Empty>,
    #[serde(rename = "KHR_materials_emissive_strength")]
    pub emissive_strength: Option<EmissiveStrength>,
    #[serde(rename = "KHR_materials_ior")]
    pub ior: Option<Ior>,
    #[serde(rename = "KHR_materials_specular")]
    pub specular: Option<Specular>,
    #[serde(rename = "KHR_materials_clearcoat")]
    pub clearcoat: Option<Clearcoat>,
    #[serde(rename = "KHR_materials_sheen")]
    pub sheen: Option<Sheen>,
    #[serde(rename = "KHR_materials_transmission")]
    pub transmission: Option<Transmission>,
    #[serde(rename = "KHR_materials_anisotropy")]
    pub anisotropy: Option<Anisotropy>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Empty {}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmissiveStrength {
    #[serde(default = "one")]
    pub emissive_strength: f32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextureInfo {
    pub index: usize,
    #[serde(default)]
    pub tex_coord: u32,
    /// Of a normal texture.
    #[serde(default = "one")]
    pub scale: f32,
    /// Of an occlusion texture.
    #[serde(default = "one")]
    pub strength: f32,
    #[serde(default)]
    pub extensions: TextureInfoExtensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct TextureInfoExtensions {
    #[serde(rename = "KHR_texture_transform")]
    pub transform: Option<TextureTransform>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextureTransform {
    #[serde(default)]
    pub offset: [f32; 2],
    #[serde(default)]
    pub rotation: f32,
    #[serde(default = "white2")]
    pub scale: [f32; 2],
    pub tex_coord: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Texture {
    pub sampler: Option<usize>,
    pub source: Option<usize>,
    #[serde(default)]
    pub extensions: TextureExtensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct TextureExtensions {
    #[serde(rename = "EXT_texture_webp")]
    pub webp: Option<TextureSource>,
    #[serde(rename = "KHR_texture_basisu")]
    pub basisu: Option<TextureSource>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TextureSource {
    pub source: usize,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Image {
    pub uri: Option<String>,
    pub buffer_view: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sampler {
    pub mag_filter: Option<u32>,
    pub min_filter: Option<u32>,
    pub wrap_s: Option<u32>,
    pub wrap_t: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Accessor {
    pub buffer_view: Option<usize>,
    #[serde(default)]
    pub byte_offset: u64,
    pub component_type: u32,
    pub count: u64,
    #[serde(rename = "type")]
    pub kind: AccessorKind,
    #[serde(default)]
    pub normalized: bool,
    pub sparse: Option<Box<Sparse>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum AccessorKind {
    Scalar,
    Vec2,
    Vec3,
    Vec4,
    Mat2,
    Mat3,
    Mat4,
}

impl AccessorKind {
    /// How many numbers an element has.
    pub fn parts(self) -> usize {
        match self {
            Self::Scalar => 1,
            Self::Vec2 => 2,
            Self::Vec3 => 3,
            Self::Vec4 | Self::Mat2 => 4,
            Self::Mat3 => 9,
            Self::Mat4 => 16,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Sparse {
    pub count: u64,
    pub indices: SparseIndices,
    pub values: SparseValues,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SparseIndices {
    pub buffer_view: usize,
    #[serde(default)]
    pub byte_offset: u64,
    pub component_type: u32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SparseValues {
    pub buffer_view: usize,
    #[serde(default)]
    pub byte_offset: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BufferView {
    pub buffer: usize,
    #[serde(default)]
    pub byte_offset: u64,
    pub byte_length: u64,
    pub byte_stride: Option<u64>,
    #[serde(default)]
    pub extensions: BufferViewExtensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct BufferViewExtensions {
    #[serde(rename = "EXT_meshopt_compression")]
    pub packed: Option<Packed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Buffer {
    pub uri: Option<String>,
    pub byte_length: u64,
    #[serde(default)]
    pub extensions: BufferExtensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct BufferExtensions {
    #[serde(rename = "EXT_meshopt_compression")]
    pub placeholder: Option<Placeholder>,
}

/// Whether a buffer is only there for who cannot unpack what stands for it.
#[derive(Debug, Deserialize)]
pub(super) struct Placeholder {
    #[serde(default)]
    pub fallback: bool,
}

pub(super) fn one() -> f32 {
    1.0
}

fn white2() -> [f32; 2] {
    [1.0; 2]
}

pub(super) fn white3() -> [f32; 3] {
    [1.0; 3]
}

fn triangles() -> u32 {
    4
}

/// The default of a spot light's outer cone, as its extension gives it.
fn quarter_turn_half() -> f32 {
    std::f32::consts::FRAC_PI_4
}
