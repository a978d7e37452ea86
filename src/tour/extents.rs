//! Whether the numbers of a model can lie where its JSON says: a place beyond the end of everything is found without reading any.

use glam::Vec3;
use serde::Deserialize;

/// A buffer of a model, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Buffer {
    pub uri: Option<String>,
    #[serde(default)]
    byte_length: u64,
}

/// A part of a buffer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View {
    #[serde(default)]
    buffer: usize,
    #[serde(default)]
    byte_offset: u64,
    #[serde(default)]
    byte_length: u64,
    byte_stride: Option<u64>,
}

/// A row of numbers in such a part.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Accessor {
    buffer_view: Option<usize>,
    #[serde(default)]
    byte_offset: u64,
    #[serde(default)]
    component_type: u32,
    #[serde(default)]
    normalized: bool,
    #[serde(default)]
    pub count: u64,
    #[serde(default, rename = "type")]
    kind: String,
    min: Option<Vec<f32>>,
    max: Option<Vec<f32>>,
}

impl Accessor {
    /// The least and the most of a position, as it is meant: whole numbers may stand for parts of one.
    pub fn reach(&self) -> Option<[Vec3; 2]> {
        let whole = match self.component_type {
            5120 if self.normalized => 127.0,
            5121 if self.normalized => 255.0,
            5122 if self.normalized => 32767.0,
            5123 if self.normalized => 65535.0,
            _ => 1.0,
        };
        let corner = |numbers: &Option<Vec<f32>>| Some(Vec3::from(<[f32; 3]>::try_from(numbers.as_deref()?).ok()?) / whole);
        Some([corner(&self.min)?, corner(&self.max)?])
    }

    /// How many bytes an element takes; `None` for matrices and what is unknown, which no space is made of.
    fn size(&self) -> Option<u64> {
        let component = match self.component_type {
            5120 | 5121 => 1,
            5122 | 5123 => 2,
            5125 | 5126 => 4,
            _ => return None,
        };
        let components = match self.kind.as_str() {
            "SCALAR" => 1,
            "VEC2" => 2,
            "VEC3" => 3,
            "VEC4" => 4,
            _ => return None,
        };
        Some(component * components)
    }

    fn fits(&self, view: &View) -> bool {
        let (Some(size), Some(steps)) = (self.size(), self.count.checked_sub(1)) else { return true };
        let stride = view.byte_stride.unwrap_or(size);
        // The last element ends where its own bytes end, not where the next would begin.
        let end = steps.checked_mul(stride).and_then(|begin| begin.checked_add(size)?.checked_add(self.byte_offset));
        end.is_some_and(|end| end <= view.byte_length)
    }
}

/// What reaches beyond the end of what it lies in, if anything does.
pub(super) fn beyond_the_end(buffers: &[Buffer], views: &[View], accessors: &[Accessor]) -> Option<String> {
    for (number, view) in views.iter().enumerate() {
        let end = view.byte_offset.checked_add(view.byte_length);
        let fits = buffers.get(view.buffer).is_some_and(|buffer| end.is_some_and(|end| end <= buffer.byte_length));
        if !fits {
            return Some(format!("buffer view {number}, which reaches beyond the end of buffer {}", view.buffer));
        }
    }
    for (number, accessor) in accessors.iter().enumerate() {
        let Some(index) = accessor.buffer_view else { continue };
        if !views.get(index).is_some_and(|view| accessor.fits(view)) {
            return Some(format!("accessor {number}, which reaches beyond the end of buffer view {index}"));
        }
    }
    None
}
