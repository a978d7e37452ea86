//! Where the nodes of a glTF model are. Reads the JSON of the file and nothing else of it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use glam::Vec3;
use serde::Deserialize;

use super::diagnostics::Code;
use super::enclosure::Extent;
use super::extensions::{is_shown, way_out};
use super::extents::{self, Accessor, Buffer, View};
use super::files::Trouble;
use super::lamps::{self, Lamps};
use super::lists::list;
use super::places::{self, Animation, Named, Node, Scene, Standing, Whereabouts};

/// The JSON of a model is at most this large; vertices and pictures do not count.
const MOST_JSON: u64 = 64 << 20;

/// What is needed of a model before it is decoded.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    by_name: HashMap<String, Named>,
    /// The files beside it that it cannot be shown without.
    pub buffers: Vec<Part>,
    /// The files beside it that it is shown without, where they are missing.
    pub pictures: Vec<Part>,
    /// What is wrong with those of these pictures that cannot be had.
    pub missing_pictures: Vec<Trouble>,
    /// What its animations are called.
    pub clips: Vec<String>,
    /// What the looks are called that it comes in (`KHR_materials_variants`).
    pub variants: Vec<String>,
    /// What has perhaps taken nodes out of it, and how that is kept from doing so.
    pub taken_out_by: Option<&'static str>,
    /// The extensions that it uses, and of which nothing is shown.
    pub unshown: Vec<String>,
    /// What is not to be had of its lamps, since there are too many.
    pub lamps: lamps::Left,
    /// How far each of its meshes reaches.
    pub extents: Vec<Extent>,
    /// How far nodes of these names are from their own meshes, metres, where that is far.
    away: HashMap<String, f32>,
}

/// Where a file of a model's is, as a path from the model's folder.
pub(super) type Part = Result<String, Trouble>;

impl Nodes {
    pub fn find(&self, name: &str) -> Option<Named> {
        self.by_name.get(name).copied()
    }

    /// Where the node of that name is, if it can be had.
    pub fn place(&self, name: &str) -> Option<places::Place> {
        match self.find(name)?.whereabouts {
            Whereabouts::At(place) => Some(place),
            _ => None,
        }
    }

    /// How far the node of that name is from its own mesh, metres, where that is far.
    pub fn away_from_mesh(&self, name: &str) -> Option<f32> {
        self.away.get(name).copied()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

/// Farther away from its own mesh than this, metres, nobody looks for what hangs on a node.
const FAR_FROM_MESH: f32 = 1.0;

#[derive(Deserialize)]
struct Document {
    asset: Asset,
    #[serde(default, deserialize_with = "list")]
    nodes: Vec<Node>,
    #[serde(default, deserialize_with = "list")]
    scenes: Vec<Scene>,
    scene: Option<usize>,
    #[serde(default, deserialize_with = "list")]
    buffers: Vec<Buffer>,
    #[serde(default, deserialize_with = "list", rename = "bufferViews")]
    views: Vec<View>,
    #[serde(default, deserialize_with = "list")]
    accessors: Vec<Accessor>,
    #[serde(default, deserialize_with = "list")]
    meshes: Vec<Mesh>,
    #[serde(default, deserialize_with = "list")]
    materials: Vec<lamps::Material>,
    #[serde(default, deserialize_with = "list")]
    images: Vec<Image>,
    #[serde(default, deserialize_with = "list")]
    animations: Vec<Animation>,
    #[serde(default, deserialize_with = "list", rename = "extensionsRequired")]
    extensions_required: Vec<String>,
    #[serde(default, deserialize_with = "list", rename = "extensionsUsed")]
    extensions_used: Vec<String>,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
struct Extensions {
    #[serde(rename = "KHR_materials_variants")]
    variants: Option<Looks>,
    #[serde(rename = "KHR_lights_punctual")]
    lamps: Option<Lamps>,
}

#[derive(Deserialize)]
struct Looks {
    #[serde(deserialize_with = "list")]
    variants: Vec<Look>,
}

#[derive(Deserialize)]
struct Look {
    name: String,
}

#[derive(Deserialize)]
struct Asset {
    version: String,
    #[serde(default)]
    generator: String,
}

#[derive(Deserialize)]
struct Mesh {
    #[serde(default, deserialize_with = "list")]
    primitives: Vec<Primitive>,
}

#[derive(Deserialize)]
struct Primitive {
    #[serde(default)]
    attributes: HashMap<String, usize>,
    indices: Option<usize>,
    material: Option<usize>,
    mode: Option<u32>,
}

/// The first of the modes in which a primitive is made of triangles.
const TRIANGLES: u32 = 4;

/// What is drawn of a primitive.
const DRAWN: [&str; 8] = ["POSITION", "NORMAL", "TANGENT", "TEXCOORD_0", "TEXCOORD_1", "COLOR_0", "JOINTS_0", "WEIGHTS_0"];

#[derive(Deserialize)]
struct Image {
    uri: Option<String>,
}

impl Document {
    /// What is drawn of its meshes and names what is not there, if anything does.
    fn leads_nowhere(&self) -> Option<String> {
        let is_missing = |accessor: &usize| *accessor >= self.accessors.len();
        for (number, node) in self.nodes.iter().enumerate() {
            let Some(index) = node.mesh else { continue };
            let Some(mesh) = self.meshes.get(index) else {
                return Some(format!("node {number}, in which stands mesh {index} that is not there"));
            };
            // Points and lines are left out.
            for primitive in mesh.primitives.iter().filter(|primitive| primitive.mode.is_none_or(|mode| mode >= TRIANGLES)) {
                let drawn = primitive.attributes.iter().filter(|(name, _)| DRAWN.contains(&name.as_str())).map(|(_, accessor)| accessor);
                if let Some(accessor) = drawn.chain(&primitive.indices).copied().find(is_missing) {
                    return Some(format!("mesh {index}, which is made of accessor {accessor} that is not there"));
                }
                if let Some(material) = primitive.material.filter(|material| *material >= self.materials.len()) {
                    return Some(format!("mesh {index}, which is of material {material} that is not there"));
                }
            }
        }
        None
    }
}

/// Reads the nodes of a .glb or .gltf file.
pub(super) fn read(path: &Path) -> Result<Nodes, Trouble> {
    let broken = |message: String, help: &str| Trouble::new(Code::BrokenModel, message).help(help);
    let json = json(path).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => broken("is a model that is cut short".to_owned(), "copy or export it anew"),
        io::ErrorKind::InvalidData => broken("is no glTF 2.0 model".to_owned(), "export it as .glb or .gltf, version 2.0"),
        io::ErrorKind::FileTooLarge => broken("is a model with more than 64 MB of JSON".to_owned(), "export it as .glb"),
        _ => Trouble::unreadable(&error),
    })?;
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&json);
    let document: Document = serde_json::from_slice(json).map_err(|error| {
        let detail = if json.trim_ascii_start().starts_with(b"{") { format!(": {error}") } else { String::new() };
        broken(format!("is no glTF 2.0 model{detail}"), "export it as .glb or .gltf, version 2.0")
    })?;
    if !document.asset.version.starts_with("2.") {
        return Err(broken(format!("is glTF {}", document.asset.version), "export it as glTF 2.0"));
    }
    if let Some(needed) = document.extensions_required.iter().find(|needed| !is_shown(needed)) {
        return Err(broken(format!("needs {needed}, which cannot be read"), way_out(needed)));
    }
    if let Some(what) = extents::beyond_the_end(&document.buffers, &document.views, &document.accessors) {
        return Err(broken(format!("has {what}"), "export it anew"));
    }
    if let Some(what) = document.leads_nowhere() {
        return Err(broken(format!("has {what}"), "export it anew"));
    }
    let buffers = parts(document.buffers.iter().map(|buffer| &buffer.uri));
    let pictures = parts(document.images.iter().map(|image| &image.uri));
    let standing = places::standing(&document.nodes, &document.scenes, document.scene, &document.animations);
    let (by_name, reaches) = (places::by_name(&document.nodes, &standing), reaches(&document, &standing));
    let away = away(&document, &reaches, &by_name);
    let extents = reaches.into_iter().map(|(_, extent)| extent).collect();
    let taken_out_by = taken_out_by(&document.asset.generator);
    let lamps = lamps_left(&document, &standing);
    let unshown = document.extensions_used.into_iter().filter(|used| !is_shown(used)).collect();
    let variants = document.extensions.variants.map(|looks| looks.variants.into_iter().map(|look| look.name).collect()).unwrap_or_default();
    let clips = document.animations.into_iter().filter_map(|animation| animation.name).collect();
    Ok(Nodes { by_name, taken_out_by, buffers, pictures, missing_pictures: Vec::new(), clips, variants, unshown, lamps, extents, away })
}

/// The JSON of a .glb file (its first chunk) or of a .gltf file (all of it).
fn json(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut magic = Vec::new();
    file.by_ref().take(20).read_to_end(&mut magic)?;
    let word = |at: usize| magic.get(at..at + 4).and_then(|word| word.try_into().ok()).map(u32::from_le_bytes);
    let mut json = Vec::new();
    if magic.starts_with(b"glTF") {
        let (Some(version), Some(total), Some(chunk), Some(kind)) = (word(4), word(8), word(12), word(16)) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        if version != 2 || kind != u32::from_le_bytes(*b"JSON") {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if u64::from(total) > length || u64::from(chunk) + 20 > length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if u64::from(chunk) > MOST_JSON {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        file.take(chunk.into()).read_to_end(&mut json)?;
    } else {
        if length > MOST_JSON {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        json = magic;
        file.take(MOST_JSON).read_to_end(&mut json)?;
    }
    Ok(json)
}

/// What to do about a tool that takes nodes out of models, by what it calls itself in them.
fn taken_out_by(generator: &str) -> Option<&'static str> {
    if generator.starts_with("gltfpack") {
        Some("if it had, gltfpack took it out: `gltfpack -kn` keeps nodes by name")
    } else if generator.starts_with("glTF-Transform") {
        Some(
            "if it had, glTF-Transform took it out: `gltf-transform optimize` keeps nodes with `--flatten false --join false --prune false`",
        )
    } else {
        None
    }
}

/// The nodes that have a mesh, and how far each of these reaches where it stands.
fn reaches(document: &Document, standing: &[Standing]) -> Vec<(usize, Extent)> {
    let reach = |Standing { node, matrix, .. }: &Standing| {
        let [least, most] = reach(document, document.meshes.get(document.nodes[*node].mesh?)?)?;
        Some((*node, Extent::placed(least, most, *matrix)?))
    };
    standing.iter().filter_map(reach).collect()
}

/// Which nodes are far from their own meshes, and how far, metres: many tools leave the origin of what was moved where it was.
fn away(document: &Document, reaches: &[(usize, Extent)], by_name: &HashMap<String, Named>) -> HashMap<String, f32> {
    let nodes = reaches.iter().filter_map(|(node, Extent { least, most })| {
        let name = document.nodes[*node].name.as_ref()?;
        let Whereabouts::At(place) = by_name.get(name).filter(|named| named.count == 1)?.whereabouts else { return None };
        let away = place.position.distance(place.position.clamp(*least, *most));
        (away > FAR_FROM_MESH).then(|| (name.clone(), away))
    });
    nodes.collect()
}

/// What is not to be had of its lamps. Where more of its triangles are baked than lit, they light nothing but people, and nobody misses it.
fn lamps_left(document: &Document, standing: &[Standing]) -> lamps::Left {
    let Some(lamps) = &document.extensions.lamps else { return lamps::Left::default() };
    let is_baked =
        |part: &&Primitive| part.material.and_then(|material| document.materials.get(material)).is_some_and(|looks| looks.is_baked());
    let nodes = || standing.iter().map(|standing| &document.nodes[standing.node]);
    let placed = || nodes().filter_map(|node| document.meshes.get(node.mesh?)).flat_map(|mesh| &mesh.primitives);
    let corners =
        |part: &Primitive| Some(document.accessors.get(part.indices.or_else(|| part.attributes.get("POSITION").copied())?)?.count);
    let [baked, all] = [placed().filter(is_baked).filter_map(corners).sum::<u64>(), placed().filter_map(corners).sum()];
    if baked * 2 > all { lamps::Left::default() } else { lamps.left(nodes().map(|node| (node.name.as_deref(), &node.extensions))) }
}

/// How far a mesh reaches, by what its file says of its positions.
fn reach(document: &Document, mesh: &Mesh) -> Option<[Vec3; 2]> {
    let positions = mesh.primitives.iter().filter_map(|part| document.accessors.get(*part.attributes.get("POSITION")?));
    let reaches = positions.filter_map(Accessor::reach);
    reaches.reduce(|[least, most], [low, high]| [least.min(low), most.max(high)])
}

/// The files that these addresses lead to; what is written into the model itself is none.
fn parts<'u>(uris: impl Iterator<Item = &'u Option<String>>) -> Vec<Part> {
    let path =
        |uri: &str| percent_decoded(uri).ok_or_else(|| Trouble::new(Code::BrokenModelPart, format!("needs `{uri}`, which is no path")));
    uris.filter_map(|uri| uri.as_deref()).filter(|uri| !uri.starts_with("data:")).map(path).collect()
}

fn percent_decoded(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(after.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}
