//! Models built in code, for tests: a glTF document that grows piece by piece, and its bytes as a .glb.
#![allow(dead_code)] // each test program uses its own part of it

use serde_json::{Value, json};

/// A model in the making.
pub struct Glb {
    /// The document; tests may spoil it as they like.
    pub json: Value,
    /// The binary chunk.
    pub binary: Vec<u8>,
}

impl Glb {
    pub fn new() -> Self {
        let mut json = json!({ "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [] }] });
        for list in ["nodes", "meshes", "materials", "textures", "images", "samplers", "accessors", "bufferViews", "animations", "skins"] {
            json[list] = json!([]);
        }
        Self { json, binary: Vec::new() }
    }

    fn push(&mut self, list: &str, value: Value) -> usize {
        let list = self.json[list].as_array_mut().unwrap();
        list.push(value);
        list.len() - 1
    }

    pub fn view(&mut self, bytes: &[u8]) -> usize {
        self.binary.resize(self.binary.len().next_multiple_of(4), 0);
        let view = json!({ "buffer": 0, "byteOffset": self.binary.len(), "byteLength": bytes.len() });
        self.binary.extend(bytes);
        self.push("bufferViews", view)
    }

    pub fn accessor(&mut self, component: u32, kind: &str, count: usize, bytes: &[u8]) -> usize {
        let view = self.view(bytes);
        self.push("accessors", json!({ "bufferView": view, "componentType": component, "type": kind, "count": count }))
    }

    pub fn floats<const N: usize>(&mut self, vectors: &[[f32; N]]) -> usize {
        let bytes: Vec<u8> = vectors.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        self.accessor(5126, ["SCALAR", "VEC2", "VEC3", "VEC4"][N - 1], vectors.len(), &bytes)
    }

    pub fn indices(&mut self, indices: &[u32]) -> usize {
        let bytes: Vec<u8> = indices.iter().flat_map(|index| index.to_le_bytes()).collect();
        self.accessor(5125, "SCALAR", indices.len(), &bytes)
    }

    /// A texture of `width` pixels across.
    pub fn texture(&mut self, width: u32, pixels: &[[u8; 4]]) -> usize {
        let picture = image::RgbaImage::from_raw(width, pixels.len() as u32 / width, pixels.concat()).unwrap();
        let mut png = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let view = self.view(png.get_ref());
        let source = self.push("images", json!({ "bufferView": view, "mimeType": "image/png" }));
        self.push("textures", json!({ "source": source }))
    }

    pub fn material(&mut self, material: Value) -> usize {
        self.push("materials", material)
    }

    /// A mesh of one primitive; gives back its index.
    pub fn mesh(&mut self, surface: &Surface, material: Option<usize>) -> usize {
        let mut attributes = json!({ "POSITION": self.floats(&surface.positions) });
        if !surface.normals.is_empty() {
            attributes["NORMAL"] = json!(self.floats(&surface.normals));
        }
        if !surface.uv.is_empty() {
            attributes["TEXCOORD_0"] = json!(self.floats(&surface.uv));
        }
        if !surface.colors.is_empty() {
            attributes["COLOR_0"] = json!(self.floats(&surface.colors));
        }
        let mut primitive = json!({ "attributes": attributes, "indices": self.indices(&surface.indices) });
        if let Some(material) = material {
            primitive["material"] = json!(material);
        }
        self.push("meshes", json!({ "primitives": [primitive] }))
    }

    /// A node of the scene itself.
    pub fn node(&mut self, node: Value) -> usize {
        let index = self.push("nodes", node);
        self.json["scenes"][0]["nodes"].as_array_mut().unwrap().push(json!(index));
        index
    }

    /// A mesh with its material, placed.
    pub fn place(&mut self, surface: &Surface, material: Value, at: [f32; 3]) -> usize {
        let material = self.material(material);
        let mesh = self.mesh(surface, Some(material));
        self.node(json!({ "mesh": mesh, "translation": at }))
    }

    /// A light on a node of its own.
    pub fn light(&mut self, light: Value, mut node: Value) -> usize {
        let lights = &mut self.json["extensions"]["KHR_lights_punctual"]["lights"];
        if lights.is_null() {
            *lights = json!([]);
        }
        let lights = lights.as_array_mut().unwrap();
        lights.push(light);
        node["extensions"] = json!({ "KHR_lights_punctual": { "light": lights.len() - 1 } });
        self.node(node)
    }

    /// A morph target of a mesh: what it adds to positions and normals.
    pub fn morph(&mut self, mesh: usize, positions: &[[f32; 3]], normals: &[[f32; 3]]) {
        let target = json!({ "POSITION": self.floats(positions), "NORMAL": self.floats(normals) });
        let targets = &mut self.json["meshes"][mesh]["primitives"][0]["targets"];
        if targets.is_null() {
            *targets = json!([]);
        }
        targets.as_array_mut().unwrap().push(target);
    }

    /// A skin: its joints, and for each the way from the mesh to it at the moment of binding, column by column.
    pub fn skin(&mut self, joints: &[usize], inverse_binds: &[[f32; 16]]) -> usize {
        let bytes: Vec<u8> = inverse_binds.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        let matrices = self.accessor(5126, "MAT4", inverse_binds.len(), &bytes);
        self.push("skins", json!({ "joints": joints, "inverseBindMatrices": matrices }))
    }

    /// Hangs a mesh on joints: for each vertex four of them, and how much each carries.
    pub fn hang(&mut self, mesh: usize, joints: &[[u8; 4]], weights: &[[f32; 4]]) {
        let joints = self.accessor(5121, "VEC4", joints.len(), joints.as_flattened());
        let weights = self.floats(weights);
        let attributes = &mut self.json["meshes"][mesh]["primitives"][0]["attributes"];
        attributes["JOINTS_0"] = json!(joints);
        attributes["WEIGHTS_0"] = json!(weights);
    }

    /// An animation that moves one property (`path`) of one node: `values` as many for each time as it has numbers.
    pub fn animation<const N: usize>(
        &mut self,
        name: &str,
        node: usize,
        path: &str,
        interpolation: &str,
        times: &[f32],
        values: &[[f32; N]],
    ) {
        let times: Vec<[f32; 1]> = times.iter().map(|time| [*time]).collect();
        let sampler = json!({ "input": self.floats(&times), "output": self.floats(values), "interpolation": interpolation });
        let channel = json!({ "sampler": 0, "target": { "node": node, "path": path } });
        self.push("animations", json!({ "name": name, "samplers": [sampler], "channels": [channel] }));
    }

    /// Tells how far the floats of accessors reach that do not say so.
    fn tell_bounds(&self, json: &mut Value) {
        let views = json["bufferViews"].clone();
        for accessor in json["accessors"].as_array_mut().into_iter().flatten() {
            let size = match accessor["type"].as_str() {
                Some("SCALAR") => 1,
                Some("VEC3") => 3,
                _ => continue,
            };
            let view = accessor["bufferView"].as_u64().map(|view| &views[view as usize]);
            let Some(view) =
                view.filter(|view| accessor["componentType"] == 5126 && accessor["min"].is_null() && view["byteStride"].is_null())
            else {
                continue;
            };
            let number = |of: &Value| of.as_u64().unwrap_or(0) as usize;
            let (first, count) = (number(&view["byteOffset"]) + number(&accessor["byteOffset"]), number(&accessor["count"]));
            let Some(bytes) = self.binary.get(first..first.saturating_add(count.saturating_mul(size * 4))) else { continue };
            let numbers: Vec<f32> = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
            if count > 0 && numbers.iter().all(|number| number.is_finite()) {
                let reach = |of: fn(f32, f32) -> f32| -> Vec<f32> {
                    (0..size).map(|part| numbers.iter().skip(part).step_by(size).copied().reduce(of).unwrap()).collect()
                };
                (accessor["min"], accessor["max"]) = (json!(reach(f32::min)), json!(reach(f32::max)));
            }
        }
    }

    /// As a .glb, with what glTF insists on: no empty lists, extensions declared, and how far positions and times reach.
    pub fn bytes(&self) -> Vec<u8> {
        let mut json = self.json.clone();
        if json["buffers"].is_null() && !self.binary.is_empty() {
            json["buffers"] = json!([{ "byteLength": self.binary.len() }]);
        }
        self.tell_bounds(&mut json);
        if json["extensionsUsed"].is_null() {
            let mut used = std::collections::BTreeSet::new();
            extensions(&json, &mut used);
            json["extensionsUsed"] = json!(used);
        }
        json.as_object_mut().unwrap().retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        let bytes = glb(&json.to_string().into_bytes(), &self.binary);
        // For whoever wants to see them, or have them validated: assets/making/README.md.
        if let Some(folder) = std::env::var_os("INDENFOR_KEEP_MODELS") {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            std::fs::write(std::path::Path::new(&folder).join(format!("{:016x}.glb", hasher.finish())), &bytes).unwrap();
        }
        bytes
    }
}

/// The extensions that anything in a document has.
fn extensions(value: &Value, used: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            used.extend(parts.get("extensions").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()));
            parts.values().for_each(|part| extensions(part, used));
        }
        Value::Array(parts) => parts.iter().for_each(|part| extensions(part, used)),
        _ => {}
    }
}

/// A .glb out of its two chunks.
pub fn glb(json: &[u8], binary: &[u8]) -> Vec<u8> {
    let (mut json, mut binary) = (json.to_vec(), binary.to_vec());
    json.resize(json.len().next_multiple_of(4), b' ');
    binary.resize(binary.len().next_multiple_of(4), 0);
    let length = 12 + 8 + json.len() + 8 + binary.len();
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    [
        b"glTF".to_vec(),
        words(&[2, length as u32, json.len() as u32]),
        b"JSON".to_vec(),
        json,
        words(&[binary.len() as u32]),
        b"BIN\0".to_vec(),
        binary,
    ]
    .concat()
}

/// The parts of a mesh.
#[derive(Default, Clone)]
pub struct Surface {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub uv: Vec<[f32; 2]>,
    pub colors: Vec<[f32; 4]>,
    pub indices: Vec<u32>,
}

/// A square in the xy plane that faces +Z; the upper left corner of a texture lies at its upper left.
pub fn square(size: f32) -> Surface {
    let half = size / 2.0;
    Surface {
        positions: vec![[-half, half, 0.0], [-half, -half, 0.0], [half, -half, 0.0], [half, half, 0.0]],
        normals: vec![[0.0, 0.0, 1.0]; 4],
        uv: vec![[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]],
        colors: Vec::new(),
        indices: vec![0, 1, 2, 0, 2, 3],
    }
}

/// A ball with `rings` rings of twice as many quads.
pub fn sphere(radius: f32, rings: u32) -> Surface {
    let (rings, segments) = (rings, rings * 2);
    let mut ball = Surface::default();
    for ring in 0..=rings {
        for segment in 0..=segments {
            let (v, u) = (ring as f32 / rings as f32, segment as f32 / segments as f32);
            let (polar, around) = (v * std::f32::consts::PI, u * std::f32::consts::TAU);
            let normal = [polar.sin() * around.sin(), polar.cos(), polar.sin() * around.cos()];
            ball.positions.push(normal.map(|axis| axis * radius));
            ball.normals.push(normal);
            ball.uv.push([u, v]);
        }
    }
    for ring in 0..rings {
        for segment in 0..segments {
            let a = ring * (segments + 1) + segment;
            let b = a + segments + 1;
            ball.indices.extend([a, b, a + 1, a + 1, b, b + 1]);
        }
    }
    ball
}

/// A tube without ends around the Y axis, from the origin up.
pub fn tube(radius: f32, height: f32, rings: u32) -> Surface {
    let segments = 24;
    let mut tube = Surface::default();
    for ring in 0..=rings {
        for segment in 0..=segments {
            let (v, u) = (ring as f32 / rings as f32, segment as f32 / segments as f32);
            let (sine, cosine) = (u * std::f32::consts::TAU).sin_cos();
            tube.positions.push([radius * sine, v * height, radius * cosine]);
            tube.normals.push([sine, 0.0, cosine]);
            tube.uv.push([u, 1.0 - v]);
        }
    }
    for ring in 0..rings {
        for segment in 0..segments {
            let a = ring * (segments + 1) + segment;
            let b = a + segments + 1;
            tube.indices.extend([a, a + 1, b, b, a + 1, b + 1]);
        }
    }
    tube
}
