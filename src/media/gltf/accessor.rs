//! Reading numbers out of buffers. Every offset, stride and count is checked against the bytes that are there before the first is read.

use std::borrow::Cow;

use super::document::{Accessor, AccessorKind, Document};
use super::error::{Budget, Fault};
use super::unpacked::Unpacked;

/// No accessor is longer; above every count that fits the largest GPU buffer asked for.
pub(super) const MOST_ELEMENTS: u64 = 32 << 20;

/// The document together with its bytes.
pub(super) struct Data<'a> {
    pub document: &'a Document,
    pub buffers: &'a [Cow<'a, [u8]>],
    /// What was packed in them.
    pub unpacked: &'a Unpacked,
}

/// What a number is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn of(code: u32) -> Option<Self> {
        Some(match code {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            _ => return None,
        })
    }

    fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }

    /// The number at the start of `bytes`, which holds at least [`Self::size`]; a normalised integer becomes -1 to 1 or 0 to 1.
    fn float(self, bytes: &[u8], normalized: bool) -> f32 {
        let value = match (self, bytes) {
            (Self::I8, &[a, ..]) => f32::from(a as i8),
            (Self::U8, &[a, ..]) => f32::from(a),
            (Self::I16, &[a, b, ..]) => f32::from(i16::from_le_bytes([a, b])),
            (Self::U16, &[a, b, ..]) => f32::from(u16::from_le_bytes([a, b])),
            (Self::U32, &[a, b, c, d, ..]) => u32::from_le_bytes([a, b, c, d]) as f32,
            (Self::F32, &[a, b, c, d, ..]) => f32::from_le_bytes([a, b, c, d]),
            _ => 0.0,
        };
        self.scaled(value, normalized)
    }

    /// What a stored number means.
    fn scaled(self, value: f32, normalized: bool) -> f32 {
        let most = match self {
            Self::I8 => 127.0,
            Self::U8 => 255.0,
            Self::I16 => 32767.0,
            Self::U16 => 65535.0,
            Self::U32 | Self::F32 => return value,
        };
        if normalized { (value / most).max(-1.0) } else { value }
    }

    /// A vector of stored numbers, filled up with ones.
    fn vector<const N: usize>(self, numbers: &[f32], normalized: bool) -> [f32; N] {
        let mut vector = [1.0; N];
        for (part, number) in vector.iter_mut().zip(numbers) {
            *part = self.scaled(*number, normalized);
        }
        vector
    }

    /// The whole number at the start of `bytes`.
    fn whole(self, bytes: &[u8]) -> u32 {
        match (self, bytes) {
            (Self::U8, &[a, ..]) => u32::from(a),
            (Self::U16, &[a, b, ..]) => u32::from(u16::from_le_bytes([a, b])),
            (Self::U32, &[a, b, c, d, ..]) => u32::from_le_bytes([a, b, c, d]),
            _ => u32::MAX,
        }
    }
}

/// Equal steps through bytes that are known to be there.
struct Elements<'a> {
    bytes: &'a [u8],
    stride: usize,
    size: usize,
}

impl<'a> Elements<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (stride, size) = (self.stride, self.size);
        self.bytes.chunks(stride).map(move |step| &step[..size.min(step.len())])
    }
}

impl<'a> Data<'a> {
    /// The bytes of a buffer view.
    pub fn view(&self, index: usize) -> Result<&'a [u8], Fault> {
        let place = || format!("buffer view {index}");
        let view = self.document.buffer_views.get(index).ok_or_else(|| Fault::data(place(), "does not exist"))?;
        if let Some(unpacked) = self.unpacked.views.get(&index) {
            return Ok(unpacked);
        }
        let buffer = self
            .buffers
            .get(view.buffer)
            .ok_or_else(|| Fault::data(place(), format!("lies in buffer {}, which does not exist", view.buffer)))?;
        slice(buffer, view.byte_offset, view.byte_length)
            .ok_or_else(|| Fault::data(place(), format!("reaches beyond the end of buffer {}", view.buffer)))
    }

    /// `count` elements of `size` bytes in a buffer view.
    fn elements(&self, place: &str, view: usize, offset: u64, count: u64, size: usize, strided: bool) -> Result<Elements<'a>, Fault> {
        let bytes = self.view(view)?;
        let stride = match self.document.buffer_views.get(view).and_then(|view| view.byte_stride).filter(|_| strided) {
            None => size as u64,
            Some(stride) if stride >= size as u64 && stride <= 252 => stride,
            Some(stride) => {
                return Err(Fault::data(place, format!("steps {stride} bytes at a time through elements of {size} bytes")));
            }
        };
        // The last element ends where its own bytes end, not where the next would begin.
        let length = count.checked_sub(1).map_or(Some(0), |steps| steps.checked_mul(stride)?.checked_add(size as u64));
        let bytes = length
            .and_then(|length| slice(bytes, offset, length))
            .ok_or_else(|| Fault::data(place, format!("reaches beyond the end of buffer view {view}")))?;
        Ok(Elements { bytes, stride: stride as usize, size })
    }

    fn accessor(&self, index: u32, kinds: &[AccessorKind]) -> Result<(&'a Accessor, String, Component), Fault> {
        let place = format!("accessor {index}");
        let accessor = self.document.accessors.get(index as usize).ok_or_else(|| Fault::data(place.as_str(), "does not exist"))?;
        if !kinds.contains(&accessor.kind) {
            return Err(Fault::data(place, format!("holds {:?}, where {kinds:?} is needed", accessor.kind)));
        }
        if accessor.count > MOST_ELEMENTS {
            return Err(Fault::TooLarge { what: place, size: format!("{} elements", accessor.count), most: MOST_ELEMENTS.to_string() });
        }
        let component = Component::of(accessor.component_type).ok_or_else(|| {
            Fault::data(place.as_str(), format!("has the component type {}, which does not exist", accessor.component_type))
        })?;
        Ok((accessor, place, component))
    }

    /// How many elements an accessor says that it has.
    pub fn count(&self, index: u32) -> Result<usize, Fault> {
        let accessor = self.document.accessors.get(index as usize);
        accessor.map(|accessor| accessor.count as usize).ok_or_else(|| Fault::data(format!("accessor {index}"), "does not exist"))
    }

    /// Vectors of `N` numbers; a vector that has fewer in the file is filled up with ones.
    pub fn vectors<const N: usize>(&self, index: u32, kinds: &[AccessorKind], budget: &mut Budget) -> Result<Vec<[f32; N]>, Fault> {
        let (accessor, place, component) = self.accessor(index, kinds)?;
        let parts = accessor.kind.parts();
        let size = component.size() * parts;
        let decode = |bytes: &[u8]| {
            let mut vector = [1.0; N];
            for (number, bytes) in vector.iter_mut().take(parts).zip(bytes.chunks_exact(component.size())) {
                *number = component.float(bytes, accessor.normalized);
            }
            vector
        };
        budget.take(&place, accessor.count * size_of::<[f32; N]>() as u64)?;
        let unpacked = self.unpacked.numbers.get(&index);
        let mut vectors = match accessor.buffer_view {
            _ if unpacked.is_some() => {
                let elements = unpacked.into_iter().flat_map(|numbers| numbers.chunks_exact(parts));
                elements.map(|numbers| component.vector(numbers, accessor.normalized)).collect()
            }
            Some(view) => self.elements(&place, view, accessor.byte_offset, accessor.count, size, true)?.iter().map(decode).collect(),
            None => vec![component.vector(&[0.0; 16][..parts], false); accessor.count as usize],
        };
        if let Some(sparse) = &accessor.sparse {
            let code = sparse.indices.component_type;
            let whole = Component::of(code)
                .filter(|whole| matches!(whole, Component::U8 | Component::U16 | Component::U32))
                .ok_or_else(|| Fault::data(place.as_str(), format!("has sparse indices of the component type {code}")))?;
            if sparse.count > accessor.count {
                return Err(Fault::data(place, "replaces more elements than it has"));
            }
            let at = self.elements(&place, sparse.indices.buffer_view, sparse.indices.byte_offset, sparse.count, whole.size(), false)?;
            let values = self.elements(&place, sparse.values.buffer_view, sparse.values.byte_offset, sparse.count, size, false)?;
            for (at, value) in at.iter().zip(values.iter()) {
                let at = whole.whole(at);
                let vector = vectors
                    .get_mut(at as usize)
                    .ok_or_else(|| Fault::data(place.as_str(), format!("replaces element {at}, which it does not have")))?;
                *vector = decode(value);
            }
        }
        Ok(vectors)
    }

    /// Indices into `vertices` vertices.
    pub fn indices(&self, index: u32, vertices: usize, budget: &mut Budget) -> Result<Vec<u32>, Fault> {
        let (accessor, place, component) = self.accessor(index, &[AccessorKind::Scalar])?;
        if !matches!(component, Component::U8 | Component::U16 | Component::U32) || accessor.sparse.is_some() {
            return Err(Fault::data(place, "does not hold plain whole numbers, as indices must be"));
        }
        budget.take(&place, accessor.count * 4)?;
        let indices: Vec<u32> = match (self.unpacked.indices.get(&index), accessor.buffer_view) {
            (Some(unpacked), _) => unpacked.clone(),
            (None, Some(view)) => {
                let elements = self.elements(&place, view, accessor.byte_offset, accessor.count, component.size(), true)?;
                elements.iter().map(|bytes| component.whole(bytes)).collect()
            }
            (None, None) => return Err(Fault::data(place, "has no bytes")),
        };
        match indices.iter().find(|&&index| index as usize >= vertices) {
            Some(wild) => Err(Fault::data(place, format!("leads to vertex {wild} of {vertices}"))),
            None => Ok(indices),
        }
    }
}

/// A part of some bytes; `None` where it reaches beyond their end.
pub(super) fn slice(bytes: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let from = usize::try_from(offset).ok()?;
    bytes.get(from..from.checked_add(usize::try_from(length).ok()?)?)
}
