//! Where pictures made of words are put together: on the CPU, in linear light, premultiplied; and what comes of it for the GPU.

use crate::render::palette::{to_linear, to_srgb};

/// A picture in the making: linear light, premultiplied by opacity, rows from the top.
#[derive(Debug, Clone)]
pub struct Canvas {
    width: usize,
    height: usize,
    texels: Vec<[f32; 4]>,
}

/// A finished picture with all its mipmaps, as `Rgba8UnormSrgb` takes it: linear premultiplied colour, then encoded; opacity as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// Pixels from side to side, at least 1.
    pub width: u32,
    /// Pixels from top to bottom, at least 1.
    pub height: u32,
    /// The picture, and each of its halvings down to one pixel; four bytes a pixel.
    pub levels: Vec<Vec<u8>>,
}

impl Canvas {
    /// An empty one, with sides of at least one pixel.
    pub fn new(width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self { width, height, texels: vec![[0.0; 4]; width * height] }
    }

    /// How wide it is, pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How high it is, pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Lays linear premultiplied colour over one pixel; outside the canvas nothing happens.
    pub fn over(&mut self, x: i32, y: i32, colour: [f32; 4]) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x >= self.width || y >= self.height {
            return;
        }
        let texel = &mut self.texels[y * self.width + x];
        for (below, above) in texel.iter_mut().zip(colour) {
            *below = above + *below * (1.0 - colour[3]);
        }
    }

    /// The colour of one pixel that lies on the canvas.
    pub fn at(&self, x: usize, y: usize) -> [f32; 4] {
        self.texels[y * self.width + x]
    }

    /// The picture that an 8-bit sRGB image with straight opacity shows.
    pub fn from_image(image: &image::RgbaImage) -> Self {
        let mut light = [0.0; 256];
        for (value, light) in light.iter_mut().enumerate() {
            *light = to_linear(value as f32 / 255.0);
        }
        let texels = image.pixels().map(|pixel| {
            let [red, green, blue, alpha] = pixel.0;
            let opacity = f32::from(alpha) / 255.0;
            [light[usize::from(red)] * opacity, light[usize::from(green)] * opacity, light[usize::from(blue)] * opacity, opacity]
        });
        Self { width: image.width() as usize, height: image.height() as usize, texels: texels.collect() }
    }

    /// The same picture at another size, each new pixel the mean of what it covers. For making pictures smaller, up to a little larger.
    pub fn scaled(&self, width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let across = Self { width, height: self.height, texels: Vec::with_capacity(width * self.height) };
        let across = (0..self.height).fold(across, |mut scaled, y| {
            let row = &self.texels[y * self.width..(y + 1) * self.width];
            scaled.texels.extend((0..width).map(|x| mean(self.width, width, x, |from| row[from])));
            scaled
        });
        let mut scaled = Self::new(width, height);
        for y in 0..height {
            for x in 0..width {
                scaled.texels[y * width + x] = mean(self.height, height, y, |from| across.texels[from * width + x]);
            }
        }
        scaled
    }

    /// Finishes the picture.
    pub fn into_bitmap(self) -> Bitmap {
        let (width, height) = (self.width as u32, self.height as u32);
        let mut levels = vec![self.encoded()];
        let mut level = self;
        while level.width > 1 || level.height > 1 {
            level = level.scaled(level.width / 2, level.height / 2);
            levels.push(level.encoded());
        }
        Bitmap { width, height, levels }
    }

    fn encoded(&self) -> Vec<u8> {
        let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        self.texels
            .iter()
            .flat_map(|[red, green, blue, alpha]| [byte(to_srgb(*red)), byte(to_srgb(*green)), byte(to_srgb(*blue)), byte(*alpha)])
            .collect()
    }
}

/// The mean of the texels that lie under texel `at` of `to` when `from` texels are squeezed into `to`.
fn mean(from: usize, to: usize, at: usize, texel: impl Fn(usize) -> [f32; 4]) -> [f32; 4] {
    let scale = from as f32 / to as f32;
    let (begin, end) = (at as f32 * scale, (at + 1) as f32 * scale);
    let mut sum = [0.0; 4];
    for index in begin as usize..(end.ceil() as usize).min(from) {
        let covered = (end.min((index + 1) as f32) - begin.max(index as f32)).max(0.0) / scale;
        for (sum, value) in sum.iter_mut().zip(texel(index)) {
            *sum += value * covered;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_is_blended_not_its_encoding() {
        let mut canvas = Canvas::new(1, 1);
        canvas.over(0, 0, [0.0, 0.0, 0.0, 1.0]);
        canvas.over(0, 0, [0.5, 0.5, 0.5, 0.5]);
        // Half white light over black is 188 in sRGB; blended in sRGB it would be 128.
        assert_eq!(canvas.into_bitmap().levels[0], [188, 188, 188, 255]);
    }

    #[test]
    fn shrinking_keeps_the_light() {
        let mut canvas = Canvas::new(7, 5);
        for y in 0..5 {
            for x in 0..7 {
                canvas.over(x, y, [0.25, 0.5, 0.75, 1.0]);
            }
        }
        let small = canvas.scaled(3, 2);
        for x in 0..3 {
            for (value, expected) in small.at(x, 1).iter().zip([0.25, 0.5, 0.75, 1.0]) {
                assert!((value - expected).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn mipmaps_end_in_one_pixel() {
        let bitmap = Canvas::new(37, 5).into_bitmap();
        let sizes: Vec<usize> = bitmap.levels.iter().map(|level| level.len() / 4).collect();
        assert_eq!(sizes, [37 * 5, 18 * 2, 9, 4, 2, 1]);
    }
}
