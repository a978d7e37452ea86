//! Scaling pictures down without losing light: each pixel of the result is the mean, in linear light, of those it covers.

/// Pixels as a decoder gives them, or a part of such a picture: `channels` bytes each.
pub(super) struct Pixels<'a> {
    pub bytes: &'a [u8],
    pub width: u32,
    pub height: u32,
    /// From the beginning of a row to that of the next, bytes.
    pub stride: usize,
    /// 1 grey, 2 grey and alpha, 3 red green blue, 4 with alpha.
    pub channels: usize,
}

impl Pixels<'_> {
    /// Appends them as opaque RGBA, scaled to `width` x `height`, neither larger than it was.
    pub fn append_rgba(&self, width: u32, height: u32, result: &mut Vec<u8>) {
        let begin = result.len();
        result.resize(begin + width as usize * height as usize * 4, 255);
        let result = &mut result[begin..];
        if (width, height) == (self.width, self.height) {
            for (row, line) in result.chunks_exact_mut(width as usize * 4).enumerate() {
                match self.channels {
                    // What cameras write, pixel for pixel as fast as memory goes.
                    3 => {
                        let from = self.row(row).map(|pixel| [pixel[0], pixel[1], pixel[2], 255]);
                        line.as_chunks_mut().0.iter_mut().zip(from).for_each(|(to, from)| *to = from);
                    }
                    _ => line.chunks_exact_mut(4).zip(self.row(row)).for_each(|(to, from)| to[..3].copy_from_slice(&rgb(from))),
                }
            }
            return;
        }
        let linear: Vec<f32> = (0..=255_u8).map(to_linear).collect();
        let mut sums = vec![[0.0_f32; 3]; self.width as usize];
        for (row, line) in result.chunks_exact_mut(width as usize * 4).enumerate() {
            sums.fill([0.0; 3]);
            for (from, weight) in covered(row, self.height, height) {
                for (sum, pixel) in sums.iter_mut().zip(self.row(from)) {
                    for (sum, value) in sum.iter_mut().zip(rgb(pixel)) {
                        *sum += linear[usize::from(value)] * weight;
                    }
                }
            }
            for (column, pixel) in line.chunks_exact_mut(4).enumerate() {
                let mut mean = [0.0_f32; 3];
                for (from, weight) in covered(column, self.width, width) {
                    for (mean, sum) in mean.iter_mut().zip(sums[from]) {
                        *mean += sum * weight;
                    }
                }
                for (to, mean) in pixel.iter_mut().zip(mean) {
                    *to = to_srgb(mean);
                }
            }
        }
    }

    fn row(&self, row: usize) -> std::slice::ChunksExact<'_, u8> {
        let begin = row * self.stride;
        self.bytes[begin..begin + self.width as usize * self.channels].chunks_exact(self.channels)
    }
}

fn rgb(pixel: &[u8]) -> [u8; 3] {
    match *pixel {
        [red, green, blue, ..] => [red, green, blue],
        [grey, ..] => [grey; 3],
        [] => [0; 3],
    }
}

/// What of `from` lines falls into the n-th of `to` lines, and how much each weighs; the weights add up to 1.
pub(super) fn covered(nth: usize, from: u32, to: u32) -> impl Iterator<Item = (usize, f32)> {
    let ratio = f64::from(from) / f64::from(to);
    let (begin, end) = (nth as f64 * ratio, ((nth + 1) as f64 * ratio).min(f64::from(from)));
    let last = (end.ceil() as usize).min(from as usize);
    (begin as usize..last).map(move |line| {
        let part = (end.min((line + 1) as f64) - begin.max(line as f64)).max(0.0);
        (line, (part / ratio) as f32)
    })
}

fn to_linear(value: u8) -> f32 {
    let value = f32::from(value) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// A part of full light in sRGB.
pub(super) fn to_srgb(value: f32) -> u8 {
    let value = if value <= 0.0031308 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgba(pixels: &Pixels<'_>, width: u32, height: u32) -> Vec<u8> {
        let mut result = Vec::new();
        pixels.append_rgba(width, height, &mut result);
        result
    }

    #[test]
    fn black_and_white_make_the_grey_of_half_the_light() {
        let pixels = Pixels { bytes: &[0, 255, 255, 0], width: 2, height: 2, stride: 2, channels: 1 };
        assert_eq!(rgba(&pixels, 1, 1), [188, 188, 188, 255]);
    }

    #[test]
    fn a_part_of_a_picture_takes_nothing_from_the_rest() {
        // The right half of a picture of 4 x 2.
        let bytes = [9, 9, 50, 60, 9, 9, 70, 80];
        let pixels = Pixels { bytes: &bytes[2..], width: 2, height: 2, stride: 4, channels: 1 };
        let greys = |rgba: Vec<u8>| rgba.chunks(4).map(|pixel| pixel[0]).collect::<Vec<_>>();
        assert_eq!(greys(rgba(&pixels, 2, 2)), [50, 60, 70, 80]);
        assert_eq!(greys(rgba(&pixels, 1, 2)), [55, 75]);
    }

    #[test]
    fn every_line_counts_once() {
        for (from, to) in [(10, 3), (7, 6), (40_000, 16_384), (5, 5)] {
            let mut weights = vec![0.0_f32; from as usize];
            for nth in 0..to as usize {
                let sum: f32 = covered(nth, from, to).map(|(_, weight)| weight).sum();
                assert!((sum - 1.0).abs() < 1e-3, "{nth} of {to}: {sum}");
                covered(nth, from, to).for_each(|(line, weight)| weights[line] += weight);
            }
            let each = to as f32 / from as f32;
            assert!(weights.iter().all(|weight| (weight - each).abs() < 1e-3));
        }
    }

    #[test]
    fn colours_keep_their_order() {
        let pixels = Pixels { bytes: &[10, 20, 30, 10, 20, 30], width: 2, height: 1, stride: 6, channels: 3 };
        assert_eq!(rgba(&pixels, 1, 1), [10, 20, 30, 255]);
        assert_eq!(rgba(&pixels, 2, 1), [10, 20, 30, 255, 10, 20, 30, 255]);
    }
}
