//! What of a model is packed, unpacked before anything else is read: parts of buffers (`EXT_meshopt_compression`) and the corners and
//! triangles of meshes (`KHR_draco_mesh_compression`).

use std::borrow::Cow;
use std::collections::HashMap;

use draco_core::{DecodeLimits, DecoderBuffer, Mesh, MeshDecoder};
use serde::Deserialize;

use super::accessor::{MOST_ELEMENTS, slice};
use super::document::{Accessor, Attributes, Document, Primitive};
use super::error::{Budget, Fault};

/// What a primitive says about how it is packed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draco {
    pub buffer_view: usize,
    /// Which number each attribute goes by in there.
    pub attributes: Attributes,
}

/// What was packed.
#[derive(Default)]
pub(super) struct Unpacked {
    /// The bytes of buffer views.
    pub views: HashMap<usize, Vec<u8>>,
    /// The numbers of accessors, as many for each element as the accessor says.
    pub numbers: HashMap<u32, Vec<f32>>,
    /// The indices of accessors.
    pub indices: HashMap<u32, Vec<u32>>,
}

impl Unpacked {
    /// Unpacks all that a document says is packed.
    pub fn of(document: &Document, buffers: &[Cow<'_, [u8]>], budget: &mut Budget) -> Result<Self, Fault> {
        let mut unpacked = Self::default();
        for (index, view) in document.buffer_views.iter().enumerate() {
            let Some(packed) = &view.extensions.packed else { continue };
            let place = format!("buffer view {index}");
            let bytes = buffers.get(packed.buffer).and_then(|buffer| slice(buffer, packed.byte_offset, packed.byte_length));
            let bytes = bytes.ok_or_else(|| Fault::data(&*place, format!("reaches beyond the end of buffer {}", packed.buffer)))?;
            if packed.count > MOST_ELEMENTS || packed.count.checked_mul(packed.byte_stride) != Some(view.byte_length) {
                return Err(Fault::data(place, "says that it unpacks to more or less than it has"));
            }
            budget.take(&place, view.byte_length.saturating_mul(3))?;
            unpacked.views.insert(index, packed.unpack(bytes, &place)?);
            // Indices are twice there while they are unpacked.
            budget.give_back(view.byte_length * 2);
        }
        for (mesh, primitives) in document.meshes.iter().enumerate() {
            for (nth, primitive) in primitives.primitives.iter().enumerate() {
                if let Some(packed) = &primitive.extensions.draco {
                    unpacked.primitive(document, buffers, primitive, packed, &format!("mesh {mesh}, primitive {nth}"), budget)?;
                }
            }
        }
        Ok(unpacked)
    }

    fn primitive(
        &mut self,
        document: &Document,
        buffers: &[Cow<'_, [u8]>],
        primitive: &Primitive,
        packed: &Draco,
        place: &str,
        budget: &mut Budget,
    ) -> Result<(), Fault> {
        let fault = |problem: &str| Fault::data(place, format!("is packed (KHR_draco_mesh_compression), {problem}"));
        let accessor = |index: u32| -> Result<&Accessor, Fault> {
            let accessor = document.accessors.get(index as usize).filter(|accessor| accessor.count <= MOST_ELEMENTS);
            accessor.ok_or_else(|| Fault::data(place, format!("has accessor {index}, which does not exist or is too large")))
        };
        let attributes: Vec<(u32, u32)> = primitive.attributes.together(&packed.attributes).collect();
        let (Some((first, _)), Some(indices), 4) = (attributes.first(), primitive.indices, primitive.mode) else {
            return Err(fault("but is no list of triangles"));
        };
        // Primitives that differ in their material alone may share all that is packed.
        if self.indices.contains_key(&indices) && attributes.iter().all(|(accessor, _)| self.numbers.contains_key(accessor)) {
            return Ok(());
        }
        let (points, corners) = (accessor(*first)?.count, accessor(indices)?.count);
        let bytes = match document.buffer_views.get(packed.buffer_view) {
            Some(view) => buffers.get(view.buffer).and_then(|buffer| slice(buffer, view.byte_offset, view.byte_length)),
            None => None,
        };
        let bytes = bytes.ok_or_else(|| fault("in a buffer view that does not exist"))?;

        // Values are decoded as whole numbers, then as they were, then once more for who reads them; connections take a few words a corner.
        let values = points * attributes.len() as u64 * 16;
        let working = values * 3 + corners * 64;
        budget.take(place, working)?;
        let limits = DecodeLimits::permissive().with_max_points(points).with_max_faces(corners / 3).with_max_decoded_bytes(values * 2);
        let mut mesh = Mesh::new();
        let decoded = MeshDecoder::new().decode(&mut DecoderBuffer::new(bytes).with_limits(limits), &mut mesh);
        decoded.map_err(|error| fault(&format!("and cannot be unpacked: {error}")))?;
        if mesh.num_points() as u64 != points || mesh.num_faces() as u64 * 3 != corners {
            return Err(fault("to other counts than its accessors have"));
        }
        for (index, name) in attributes {
            let about = accessor(index)?;
            let attribute = mesh.attribute_by_unique_id(name).filter(|_| about.count == points);
            let attribute = attribute.ok_or_else(|| fault(&format!("and lacks the attribute {name}")))?;
            self.numbers.insert(index, attribute.read_f32s(points as usize, about.kind.parts()));
        }
        self.indices.insert(indices, mesh.faces().iter().flatten().map(|point| point.0).collect());
        budget.give_back(working);
        budget.take(place, values + corners * 4)
    }
}
