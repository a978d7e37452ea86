//! Pictures side by side with their names: the contact sheet of a storyboard.

use image::{RgbaImage, imageops};

use super::canvas::Canvas;
use super::palette;
use super::typeset::{Block, Typesetter};

/// Pictures in a row.
const COLUMNS: u32 = 3;
/// A picture on the sheet is so wide, pixels.
const WIDTH: u32 = 560;
/// Between pictures, and around them, pixels.
const GAP: u32 = 28;
/// Room for a name below its picture, and its capitals' height, pixels.
const NAME: u32 = 56;
const CAP: f32 = 17.0;

/// Lays out named pictures in the order given. All are taken to have the shape of the first.
pub fn contact_sheet(pictures: &[(&str, &RgbaImage)]) -> RgbaImage {
    let shape = pictures.first().map_or((1, 1), |(_, picture)| picture.dimensions());
    let height = (WIDTH * shape.1 / shape.0.max(1)).max(1);
    let columns = COLUMNS.min(pictures.len() as u32).max(1);
    let rows = (pictures.len() as u32).div_ceil(columns);
    let palette::Colour(red, green, blue) = palette::INK;
    let size = (GAP + columns * (WIDTH + GAP), GAP + rows * (height + NAME));
    let mut sheet = RgbaImage::from_pixel(size.0, size.1, image::Rgba([red, green, blue, 255]));
    let mut typesetter = Typesetter::new();
    for (nth, (name, picture)) in pictures.iter().enumerate() {
        let (column, row) = (nth as u32 % columns, nth as u32 / columns);
        let (left, top) = (GAP + column * (WIDTH + GAP), GAP + row * (height + NAME));
        let small = imageops::resize(*picture, WIDTH, height, imageops::FilterType::Triangle);
        imageops::replace(&mut sheet, &small, left.into(), top.into());
        let words = format!("{}  {name}", nth + 1);
        let block = Block {
            words: &words,
            strong: true,
            colour: palette::PAPER,
            cap: CAP,
            width: WIDTH as f32,
            lines: 1,
            centred: false,
            right_to_left: false,
        };
        let lines = typesetter.lay(&block);
        let mut canvas = Canvas::from_image(&imageops::crop_imm(&sheet, left, top + height, WIDTH, NAME).to_image());
        typesetter.draw(&lines, &mut canvas, 0.0, (NAME as f32 - CAP) / 2.0 - 4.0);
        let named = canvas.into_bitmap();
        if let Some(named) = named.levels.into_iter().next().and_then(|pixels| RgbaImage::from_raw(named.width, named.height, pixels)) {
            imageops::replace(&mut sheet, &named, left.into(), (top + height).into());
        }
    }
    sheet
}
