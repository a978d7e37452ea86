//! Golden pictures: what a drawing looked like when somebody last looked at it and found it good.
//!
//! `UPDATE_GOLDEN=1 cargo test` writes them anew: look at each before it is committed. Where a drawing differs, the drawing and the
//! difference (bright where it differs) are written to target/golden-diff.

use std::path::Path;

use image::{Rgba, RgbaImage};
use nv_flip::{DEFAULT_PIXELS_PER_DEGREE, FlipImageRgb8, FlipPool, flip, magma_lut};

/// How much the drawings of two drivers may differ, by the mean of FLIP: 0 alike, 1 nothing alike.
const MOST_DIFFERENT: f32 = 0.02;

/// Asserts that `picture` is not flat and looks like tests/golden/`name`.png.
pub fn assert_golden(name: &str, picture: &RgbaImage) {
    assert!(deviation(picture) > 4.0, "{name}: nothing is to be seen in the drawing");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.png"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        picture.save(&file).unwrap();
    }
    let golden = image::open(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).to_rgba8();
    assert!(deviation(&golden) > 4.0, "{name}: nothing is to be seen in the golden picture");
    assert_eq!(golden.dimensions(), picture.dimensions(), "{name}");
    let difference = flip(rgb(&golden), rgb(picture), DEFAULT_PIXELS_PER_DEGREE);
    let mean = FlipPool::from_image(&difference).mean();
    if mean > MOST_DIFFERENT {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("golden-diff");
        std::fs::create_dir_all(&folder).unwrap();
        picture.save(folder.join(format!("{name}.drawn.png"))).unwrap();
        let seen = difference.apply_color_lut(&magma_lut());
        let seen = image::RgbImage::from_raw(seen.width(), seen.height(), seen.to_vec()).unwrap();
        seen.save(folder.join(format!("{name}.difference.png"))).unwrap();
        panic!("{name}: differs by {mean:.4}, more than {MOST_DIFFERENT}; see {}", folder.display());
    }
}

/// Whether `picture` does not look like tests/golden/`name`.png, for who waits until it does. Always, while golden pictures are made
/// anew: whatever is on its way has come by then.
pub fn differs(name: &str, picture: &RgbaImage) -> bool {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.png"));
    let golden = image::open(&file).ok().filter(|_| std::env::var_os("UPDATE_GOLDEN").is_none());
    let Some(golden) = golden.map(|golden| golden.to_rgba8()) else { return true };
    golden.dimensions() != picture.dimensions()
        || FlipPool::from_image(&flip(rgb(&golden), rgb(picture), DEFAULT_PIXELS_PER_DEGREE)).mean() > MOST_DIFFERENT
}

fn rgb(picture: &RgbaImage) -> FlipImageRgb8 {
    let bytes: Vec<u8> = picture.pixels().flat_map(|Rgba([red, green, blue, _])| [*red, *green, *blue]).collect();
    FlipImageRgb8::with_data(picture.width(), picture.height(), &bytes)
}

/// The standard deviation of the channel that varies most.
pub fn deviation(picture: &RgbaImage) -> f32 {
    (0..3)
        .map(|channel| {
            let values: Vec<f32> = picture.pixels().map(|pixel| f32::from(pixel.0[channel])).collect();
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / values.len() as f32).sqrt()
        })
        .fold(0.0, f32::max)
}
