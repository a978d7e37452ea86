//! Whether each direction of a panorama is seen exactly there: a grid of fine lines, found again in what is drawn.

mod support;

use std::f32::consts::FRAC_PI_2;
use std::sync::Arc;
use std::time::Duration;

use glam::{Quat, Vec2, Vec3};
use image::{Rgb, RgbImage, RgbaImage};
use indenfor::pose::{Angles, Fov, Pose, turn};
use indenfor::render::{PassLayout, View};
use indenfor::tour::{Cube, Face, Panorama, Pyramid, Template, Tile};
use support::panorama::{Stage, plain, view};

/// From line to line, degrees.
const STEP: i32 = 10;
/// How wide a line is, degrees: a little more than two of the picture's pixels.
const LINE: f32 = 0.2;
/// How far to either side of where a line should be it is looked for, degrees.
const REACH: f32 = 0.6;
/// How large the views are, pixels, and how much they show, degrees: finer than the panorama itself.
const SIDE: u32 = 1024;
const SHOWN: f32 = 70.0;

/// Whether a line runs through a direction: along meridians and parallels, as wide everywhere as seen from the middle.
fn on_line(angles: Angles) -> bool {
    let off = |angle: f32| (angle - (angle / STEP as f32).round() * STEP as f32).abs();
    let beside = off(angles.yaw) * angles.pitch.to_radians().cos();
    off(angles.pitch) < LINE / 2.0 || (beside < LINE / 2.0 && angles.pitch.abs() < 85.0)
}

/// A picture of dark lines on light grey, where `seen` tells which direction lies at a place of it, from 0 to 1 to the right and down.
fn drawn(width: u32, height: u32, seen: impl Fn(Vec2) -> Angles) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        // What part of the pixel a line covers, from a few places within it.
        let covered = (0..16).filter(|nth| {
            let within = Vec2::new((nth % 4) as f32 + 0.5, (nth / 4) as f32 + 0.5) / 4.0;
            on_line(seen((Vec2::new(x as f32, y as f32) + within) / Vec2::new(width as f32, height as f32)))
        });
        Rgb([(230.0 - 200.0 / 16.0 * covered.count() as f32) as u8; 3])
    })
}

fn equirectangular(width: u32) -> RgbImage {
    drawn(width, width / 2, |at| Angles { yaw: at.x * 360.0 - 180.0, pitch: 90.0 - at.y * 180.0 })
}

/// Front, right, back, left, up and down, as each is seen from inside.
fn faces(side: u32) -> [RgbImage; 6] {
    let turned = [0.0, 90.0, 180.0, -90.0].map(turn);
    let [up, down] = [FRAC_PI_2, -FRAC_PI_2].map(Quat::from_rotation_x);
    [turned[0], turned[1], turned[2], turned[3], up, down]
        .map(|orientation| drawn(side, side, |at| Angles::of(orientation * Vec3::new(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, -1.0))))
}

/// How dark the picture is where a direction is seen in it; `None` outside of it.
fn darkness(picture: &RgbaImage, pose: Pose, fov: Fov, direction: Vec3) -> Option<f32> {
    let seen = pose.orientation.inverse() * direction;
    let tangents = Vec2::new(seen.x, seen.y) / -seen.z;
    let part = Vec2::new(tangents.x + fov.left, fov.up - tangents.y) / Vec2::new(fov.right + fov.left, fov.up + fov.down);
    let at = part * SIDE as f32 - 0.5;
    if seen.z > -0.1 || at.min_element() < 0.0 || at.max_element() >= (SIDE - 1) as f32 {
        return None;
    }
    let (first, between) = (at.floor(), at - at.floor());
    let value = |x: u32, y: u32| 1.0 - f32::from(picture.get_pixel(first.x as u32 + x, first.y as u32 + y).0[0]) / 255.0;
    let row = |y: u32| value(0, y) * (1.0 - between.x) + value(1, y) * between.x;
    Some(row(0) * (1.0 - between.y) + row(1) * between.y)
}

/// How far beside `at` the line is that should run there, degrees along `across`; `None` where that is not in the picture.
fn error_at(picture: &RgbaImage, view: &View, at: Vec3, across: Vec3) -> Option<f32> {
    let samples = 121;
    let (mut dark, mut moment) = (0.0, 0.0);
    let background = 1.0 - 230.0 / 255.0;
    for nth in 0..samples {
        let angle = (nth as f32 / (samples - 1) as f32 * 2.0 - 1.0) * REACH;
        let direction = at * angle.to_radians().cos() + across * angle.to_radians().sin();
        let darker = (darkness(picture, view.pose, view.fov, direction)? - background).max(0.0);
        dark += darker;
        moment += darker * angle;
    }
    assert!(dark > 1.0, "no line at {:?}", Angles::of(at));
    Some(moment / dark)
}

/// All lines that are seen in a view, measured each degree: how many places, and the largest error, degrees.
fn measure(picture: &RgbaImage, view: &View) -> (usize, f32) {
    let (mut places, mut worst) = (0, 0.0_f32);
    let mut take = |yaw: f32, pitch: f32, across: Vec3| {
        if let Some(error) = error_at(picture, view, Angles { yaw, pitch }.direction(), across) {
            places += 1;
            worst = worst.max(error.abs());
        }
    };
    for yaw in -180..180_i32 {
        for pitch in -89..=89_i32 {
            let (on_meridian, on_parallel) = (yaw % STEP == 0, pitch % STEP == 0);
            // Where both meet, or where meridians crowd at a pole, one line would be taken for the other.
            let crowded = f64::from(pitch).to_radians().cos() * f64::from(STEP) < 4.0 * f64::from(REACH);
            let angles = Angles { yaw: yaw as f32, pitch: pitch as f32 };
            let east = Angles { yaw: angles.yaw + 90.0, pitch: 0.0 }.direction();
            let from_meridian = f64::from((yaw.rem_euclid(STEP)).min(STEP - yaw.rem_euclid(STEP)));
            if on_meridian && !on_parallel && !crowded {
                take(angles.yaw, angles.pitch, east);
            }
            let clear = pitch.abs() > 85 || from_meridian * f64::from(pitch).to_radians().cos() > 2.0 * f64::from(REACH);
            if on_parallel && clear {
                take(angles.yaw, angles.pitch, Angles { yaw: angles.yaw, pitch: angles.pitch + 90.0 }.direction());
            }
        }
    }
    (places, worst)
}

/// Looks ahead, askew, over the seam behind, and at both poles, from more than one side; and measures what is seen.
fn measure_all(stage: &mut Stage) {
    for (yaw, pitch) in [(0.0, 0.0), (77.0, 33.0), (180.0, 0.0), (-170.0, -35.0), (0.0, 90.0), (45.0, 75.0), (20.0, -90.0), (-100.0, -62.0)]
    {
        let looked = View { fov: Fov::symmetric(SHOWN, 1.0), ..view(yaw, pitch, SHOWN) };
        assert!(stage.renderer.finish_tiles(&stage.scene, &[looked], (SIDE, SIDE), Duration::from_secs(120)));
        let [picture] = stage.draw_at([looked], SIDE, SIDE);
        let (places, worst) = measure(&picture, &looked);
        eprintln!("towards {yaw}, {pitch}: {places} places, at most {worst:.4}° off");
        assert!(places > 300, "towards {yaw}, {pitch}: only {places} places were measured");
        assert!(worst < 0.1, "towards {yaw}, {pitch}: {worst}° off");
    }
}

#[test]
fn every_direction_is_where_it_belongs_to_a_tenth_of_a_degree() {
    measure_all(&mut Stage::new(&equirectangular(4096), plain));
}

#[test]
fn so_it_is_in_a_cube() {
    let folder = tempfile::tempdir().unwrap();
    let files = std::array::from_fn(|nth| folder.path().join(format!("face-{nth}.png")));
    faces(1024).iter().zip(&files).for_each(|(face, file)| face.save(file).unwrap());
    let faces = files.map(|file| Face { file: Arc::new(file), columns: 1, rows: 1, column: 0, row: 0, turned: false });
    let first = faces[0].file.clone();
    let cube = Arc::new(Cube { faces });
    let mut stage = Stage::unloaded(&first, |hung| Panorama { cube: Some(cube.clone()), ..hung }, PassLayout::default(), folder);
    stage.load();
    measure_all(&mut stage);
}

#[test]
fn so_it_is_in_tiles() {
    let folder = tempfile::tempdir().unwrap();
    let template = Template::parse("{z}{f}{y}_{x}.png", Template::FACES.map(str::to_owned)).unwrap();
    // Tiles that do not go in evenly, and levels that are no halves of each other.
    let pyramid = Arc::new(Pyramid::new(folder.path(), template, 300, &[256, 600, 1024]).unwrap());
    for (face, whole) in (0..).zip(faces(1024)) {
        for (level, size) in (0..).zip(pyramid.sizes()) {
            let scaled = image::imageops::resize(&whole, *size, *size, image::imageops::FilterType::Triangle);
            for tile in pyramid.tiles(level).filter(|tile| tile.face == face) {
                let (width, height) = pyramid.size_of(tile);
                image::imageops::crop_imm(&scaled, tile.column * 300, tile.row * 300, width, height)
                    .to_image()
                    .save(pyramid.file(tile))
                    .unwrap();
            }
        }
    }
    let first = pyramid.file(Tile { level: 0, face: 0, row: 0, column: 0 });
    let hang = |hung| Panorama { pyramid: Some(pyramid.clone()), ..hung };
    let mut stage = Stage::unloaded(&first, hang, PassLayout::default(), folder);
    stage.load();
    measure_all(&mut stage);
}
