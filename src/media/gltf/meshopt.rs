//! `EXT_meshopt_compression`: parts of buffers that are stored as differences from number to number, unpacked as the extension's
//! specification tells it.

use serde::Deserialize;

use super::error::Fault;

/// What a buffer view says about how it is packed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Packed {
    pub buffer: usize,
    #[serde(default)]
    pub byte_offset: u64,
    pub byte_length: u64,
    pub byte_stride: u64,
    pub count: u64,
    pub mode: Mode,
    #[serde(default)]
    pub filter: Filter,
}

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Mode {
    Attributes,
    Triangles,
    Indices,
}

/// What is done with attributes once they are unpacked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Filter {
    #[default]
    None,
    Octahedral,
    Quaternion,
    Exponential,
}

impl Packed {
    /// Unpacks `bytes` into [`Self::count`] elements of [`Self::byte_stride`] bytes, which fit into the model's budget.
    pub fn unpack(&self, bytes: &[u8], place: &str) -> Result<Vec<u8>, Fault> {
        let broken = || Fault::data(place, "is packed (EXT_meshopt_compression), and cannot be unpacked");
        let (Ok(stride), Ok(count)) = (usize::try_from(self.byte_stride), usize::try_from(self.count)) else {
            return Err(broken());
        };
        let sound = match (self.mode, self.filter) {
            (Mode::Attributes, Filter::None | Filter::Exponential) => stride.is_multiple_of(4) && (4..=256).contains(&stride),
            (Mode::Attributes, Filter::Octahedral) => stride == 4 || stride == 8,
            (Mode::Attributes, Filter::Quaternion) => stride == 8,
            (Mode::Triangles, filter) => filter == Filter::None && (stride == 2 || stride == 4) && count.is_multiple_of(3),
            (Mode::Indices, filter) => filter == Filter::None && (stride == 2 || stride == 4),
        };
        let unpacked = match (sound, self.mode) {
            (false, _) => None,
            (true, Mode::Attributes) => attributes(bytes, stride, count).map(|mut bytes| {
                match (self.filter, stride) {
                    (Filter::None, _) => {}
                    (Filter::Octahedral, 4) => bytes.as_chunks_mut().0.iter_mut().for_each(octahedral_8),
                    (Filter::Octahedral, _) => bytes.as_chunks_mut().0.iter_mut().for_each(octahedral_16),
                    (Filter::Quaternion, _) => bytes.as_chunks_mut().0.iter_mut().for_each(quaternion),
                    (Filter::Exponential, _) => bytes.as_chunks_mut().0.iter_mut().for_each(exponential),
                }
                bytes
            }),
            (true, Mode::Triangles) => triangles(bytes, count / 3).map(|indices| narrowed(&indices, stride)),
            (true, Mode::Indices) => self::indices(bytes, count).map(|indices| narrowed(&indices, stride)),
        };
        unpacked.ok_or_else(broken)
    }
}

/// Indices of two or four bytes each.
fn narrowed(indices: &[u32], stride: usize) -> Vec<u8> {
    indices.iter().flat_map(|index| index.to_le_bytes().into_iter().take(stride)).collect()
}

/// What is left to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// A number of seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// A difference whose sign is in the lowest bit.
fn signed(number: u32) -> u32 {
    if number & 1 == 0 { number >> 1 } else { !(number >> 1) }
}

/// Elements of `stride` bytes, each told by how it differs from the one before, byte by byte, in groups of sixteen.
fn attributes(bytes: &[u8], stride: usize, count: usize) -> Option<Vec<u8>> {
    let (body, tail) = bytes.split_at_checked(bytes.len().checked_sub(stride.max(32))?)?;
    let mut body = Reader(body);
    if body.byte()? != 0xA0 {
        return None;
    }
    let mut before = tail[tail.len() - stride..].to_vec();
    let mut elements = vec![0; count.checked_mul(stride)?];
    let in_block = ((8192 / stride) & !15).min(256);
    for block in elements.chunks_mut(in_block * stride) {
        let groups = (block.len() / stride).div_ceil(16);
        for (byte, before) in before.iter_mut().enumerate() {
            let modes = body.take(groups.div_ceil(4))?;
            for (group, elements) in block.chunks_mut(16 * stride).enumerate() {
                let deltas = deltas(&mut body, modes[group / 4] >> (group % 4 * 2) & 3)?;
                for (element, delta) in elements.chunks_exact_mut(stride).zip(deltas) {
                    *before = before.wrapping_add(if delta & 1 == 0 { delta >> 1 } else { !(delta >> 1) });
                    element[byte] = *before;
                }
            }
        }
    }
    Some(elements)
}

/// Sixteen differences: none, of two or four bits (all ones stand for a byte that follows), or of eight.
fn deltas(body: &mut Reader<'_>, mode: u8) -> Option<[u8; 16]> {
    let mut deltas = [0; 16];
    match mode {
        0 => {}
        3 => deltas.copy_from_slice(body.take(16)?),
        _ => {
            let bits = usize::from(mode) * 2;
            let (packed, most) = (body.take(bits * 2)?, (1 << bits) - 1);
            for (nth, delta) in deltas.iter_mut().enumerate() {
                let at = nth * bits;
                let short = packed[at / 8] >> (8 - bits - at % 8) & most;
                *delta = if short == most { body.byte()? } else { short };
            }
        }
    }
    Some(deltas)
}

/// The latest sixteen of something, the newest first.
#[derive(Default)]
struct Latest<T> {
    ring: [T; 16],
    newest: usize,
}

impl<T: Copy> Latest<T> {
    fn push(&mut self, value: T) {
        self.newest = (self.newest + 15) % 16;
        self.ring[self.newest] = value;
    }

    fn get(&self, back: u8) -> T {
        self.ring[(self.newest + usize::from(back)) % 16]
    }
}

/// Triangles, each told by an edge and a corner of those before it where it has any in common with them.
#[derive(Default)]
struct Triangles {
    edges: Latest<[u32; 2]>,
    corners: Latest<u32>,
    /// The first corner that none has used yet.
    next: u32,
    /// The last that was told by its difference.
    last: u32,
}

impl Triangles {
    fn fresh(&mut self) -> u32 {
        let fresh = self.next;
        self.next = self.next.wrapping_add(1);
        fresh
    }

    fn told(&mut self, data: &mut Reader<'_>) -> Option<u32> {
        self.last = self.last.wrapping_add(signed(data.number()?));
        Some(self.last)
    }

    /// A triangle beside an edge.
    fn beside(&mut self, edge: u8, corner: u8, data: &mut Reader<'_>) -> Option<[u32; 3]> {
        let [a, b] = self.edges.get(edge);
        let c = match corner {
            0 => self.fresh(),
            1..=12 => self.corners.get(corner),
            13 | 14 => {
                self.last = if corner == 13 { self.last.wrapping_sub(1) } else { self.last.wrapping_add(1) };
                self.last
            }
            _ => self.told(data)?,
        };
        self.edges.push([c, b]);
        self.edges.push([a, c]);
        if corner == 0 || corner > 12 {
            self.corners.push(c);
        }
        Some([a, b, c])
    }

    /// A triangle of its own.
    fn alone(&mut self, corners: [u8; 3], data: &mut Reader<'_>) -> Option<[u32; 3]> {
        let mut triangle = [0; 3];
        for (corner, how) in triangle.iter_mut().zip(corners) {
            *corner = match how {
                0 => self.fresh(),
                15 => self.told(data)?,
                back => self.corners.get(back - 1),
            };
        }
        let [a, b, c] = triangle;
        for edge in [[b, a], [c, b], [a, c]] {
            self.edges.push(edge);
        }
        for (corner, how) in triangle.iter().zip(corners) {
            if how == 0 || how == 15 {
                self.corners.push(*corner);
            }
        }
        Some(triangle)
    }
}

fn triangles(bytes: &[u8], count: usize) -> Option<Vec<u32>> {
    let (body, table) = bytes.split_at_checked(bytes.len().checked_sub(16)?)?;
    let mut data = Reader(body);
    if data.byte()? != 0xE1 {
        return None;
    }
    let codes = data.take(count)?;
    let mut triangles = Triangles::default();
    let mut indices = Vec::with_capacity(count * 3);
    for code in codes {
        let (high, low) = (code >> 4, code & 15);
        let halves = |both: u8| (both >> 4, both & 15);
        indices.extend(match (high, low) {
            (15, 14 | 15) => {
                let both = data.byte()?;
                if both == 0 {
                    triangles.next = 0;
                }
                let (b, c) = halves(both);
                triangles.alone([if low == 14 { 0 } else { 15 }, b, c], &mut data)?
            }
            (15, entry) => {
                let (b, c) = halves(table[usize::from(entry)]);
                // Nothing is told in the table.
                if b == 15 || c == 15 {
                    return None;
                }
                triangles.alone([0, b, c], &mut data)?
            }
            (edge, corner) => triangles.beside(edge, corner, &mut data)?,
        });
    }
    Some(indices)
}

/// Indices, each told by how it differs from one of two before.
fn indices(bytes: &[u8], count: usize) -> Option<Vec<u32>> {
    let (body, _) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    let mut data = Reader(body);
    // Each takes a byte at least.
    if data.byte()? != 0xD1 || data.0.len() < count {
        return None;
    }
    let mut last = [0_u32; 2];
    let mut indices = Vec::with_capacity(count);
    for _ in 0..count {
        let number = data.number()?;
        let last = &mut last[(number & 1) as usize];
        *last = last.wrapping_add(signed(number >> 1));
        indices.push(*last);
    }
    Some(indices)
}

/// A direction, folded onto a square, as a unit vector of whole numbers up to `most`.
fn unfolded([x, y, one]: [f32; 3], most: f32) -> [f32; 3] {
    let (x, y) = (x / one, y / one);
    let z = 1.0 - x.abs() - y.abs();
    let under = z.min(0.0);
    let direction = glam::Vec3::new(x - under.copysign(x), y - under.copysign(y), z);
    (direction.normalize_or_zero() * most).round().to_array()
}

fn octahedral_8(bytes: &mut [u8; 4]) {
    let [x, y, one, _] = bytes.map(|byte| f32::from(byte as i8));
    for (byte, part) in bytes.iter_mut().zip(unfolded([x, y, one], 127.0)) {
        *byte = part as i8 as u8;
    }
}

/// Four numbers of sixteen bits.
fn words(bytes: &[u8; 8]) -> [i16; 4] {
    std::array::from_fn(|nth| i16::from_le_bytes([bytes[nth * 2], bytes[nth * 2 + 1]]))
}

fn set_word(bytes: &mut [u8; 8], nth: usize, value: f32) {
    bytes[nth * 2..][..2].copy_from_slice(&(value as i16).to_le_bytes());
}

fn octahedral_16(bytes: &mut [u8; 8]) {
    let [x, y, one, _] = words(bytes).map(f32::from);
    for (nth, part) in unfolded([x, y, one], 32767.0).into_iter().enumerate() {
        set_word(bytes, nth, part);
    }
}

/// A rotation of which the largest part is left out.
fn quaternion(bytes: &mut [u8; 8]) {
    let [x, y, z, rest] = words(bytes);
    let one = f32::from(rest | 3);
    let [x, y, z] = [x, y, z].map(|part| f32::from(part) / one * std::f32::consts::FRAC_1_SQRT_2);
    let left_out = (1.0 - x * x - y * y - z * z).max(0.0).sqrt();
    for (nth, part) in [left_out, x, y, z].into_iter().enumerate() {
        set_word(bytes, ((rest & 3) as usize + nth) % 4, (part * 32767.0).round());
    }
}

/// A whole number times a power of two.
fn exponential(bytes: &mut [u8; 4]) {
    let packed = i32::from_le_bytes(*bytes);
    let number = 2_f32.powi(packed >> 24) * ((packed << 8) >> 8) as f32;
    *bytes = number.to_le_bytes();
}

#[cfg(test)]
mod tests;
