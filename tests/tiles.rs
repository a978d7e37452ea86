//! Panoramas in tiles, from the files to the pixel: the same is seen as in the whole picture, nothing is missing while tiles come, no
//! line shows between them, and nobody waits for them.

mod support;

use std::f32::consts::TAU;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::{Vec2, Vec3};
use image::{Rgb, RgbImage, RgbaImage};
use indenfor::media::DECODING;
use indenfor::pose::Angles;
use indenfor::render::{MAX_VIEWS, PICTURE_FORMAT, PassLayout, View, two_views_layout};
use indenfor::tour::{Location, LocationIndex, Panorama, Pyramid, Space, Template, Tile};
use indenfor::walk::Ahead;
use support::golden::assert_golden;
use support::panorama::{Stage, plain, view};
use support::tour::of_one_place;
use tempfile::TempDir;

/// How large the pictures are that are drawn, pixels.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
const PATIENCE: Duration = Duration::from_secs(120);

/// How a face lies around the eye: what is ahead, to the right and below in it.
const FACES: [[Vec3; 3]; 6] = [
    [Vec3::NEG_Z, Vec3::X, Vec3::NEG_Y],
    [Vec3::X, Vec3::Z, Vec3::NEG_Y],
    [Vec3::Z, Vec3::NEG_X, Vec3::NEG_Y],
    [Vec3::NEG_X, Vec3::NEG_Z, Vec3::NEG_Y],
    [Vec3::Y, Vec3::X, Vec3::NEG_Z],
    [Vec3::NEG_Y, Vec3::X, Vec3::Z],
];

/// A world of waves of light, each a few degrees long, in other colours each way. Nowhere dark.
fn waves(direction: Vec3) -> Vec3 {
    let wave = |along: f32, shift: f32| 150.0 + 80.0 * (along * 24.0 + shift).sin();
    Vec3::new(wave(direction.x, 0.0), wave(direction.y, 1.0), wave(direction.z, 2.0))
}

fn color(light: Vec3) -> Rgb<u8> {
    Rgb(light.clamp(Vec3::ZERO, Vec3::splat(255.0)).round().to_array().map(|value| value as u8))
}

/// What a tile shows of a world, as each of its pixels sees it.
fn drawn(pyramid: &Pyramid, tile: Tile, world: impl Fn(Vec3) -> Vec3) -> RgbImage {
    let ((width, height), size) = (pyramid.size_of(tile), pyramid.sizes()[tile.level as usize] as f32);
    let [ahead, right, down] = FACES[tile.face as usize];
    let begin = Vec2::new(tile.column as f32, tile.row as f32) * pyramid.tile_size() as f32;
    RgbImage::from_fn(width, height, |x, y| {
        let at = (begin + Vec2::new(x as f32, y as f32) + 0.5) / size * 2.0 - 1.0;
        color(world((ahead + right * at.x + down * at.y).normalize()))
    })
}

fn pyramid(folder: &Path, tile: u32, sizes: &[u32]) -> Pyramid {
    let template = Template::parse("{z:1}/{f}/{y}_{x}.png", Template::FACES.map(str::to_owned)).unwrap();
    Pyramid::new(folder, template, tile, sizes).unwrap()
}

/// Writes those tiles that `written` names, and makes a stage of the panorama.
fn stage_of(
    tile: u32,
    sizes: &[u32],
    layout: PassLayout,
    written: impl Fn(Tile) -> bool,
    world: impl Fn(Tile, Vec3) -> Vec3,
) -> (Stage, Arc<Pyramid>) {
    let folder = TempDir::new().unwrap();
    let pyramid = Arc::new(pyramid(folder.path(), tile, sizes));
    for tile in (0..sizes.len() as u32).flat_map(|level| pyramid.tiles(level)).filter(|tile| tile.level == 0 || written(*tile)) {
        let file = pyramid.file(tile);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        drawn(&pyramid, tile, |direction| world(tile, direction)).save(file).unwrap();
    }
    let first = pyramid.file(Tile { level: 0, face: 0, row: 0, column: 0 });
    let hang = |hung| Panorama { pyramid: Some(pyramid.clone()), ..hung };
    let mut stage = Stage::unloaded(&first, hang, layout, folder);
    stage.load();
    (stage, pyramid)
}

/// A panorama in tiles that each show one colour.
fn flat(folder: &Path, tile: u32, sizes: &[u32], color_of: impl Fn(Tile) -> [u8; 3]) -> Panorama {
    let pyramid = Arc::new(pyramid(folder, tile, sizes));
    for tile in (0..sizes.len() as u32).flat_map(|level| pyramid.tiles(level)) {
        let (file, (width, height)) = (pyramid.file(tile), pyramid.size_of(tile));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        RgbImage::from_pixel(width, height, Rgb(color_of(tile))).save(file).unwrap();
    }
    let first = pyramid.file(Tile { level: 0, face: 0, row: 0, column: 0 });
    Panorama { pyramid: Some(pyramid), ..Panorama::of(Arc::new(first)) }
}

/// In the first of some panoramas of flat tiles, each so large, all of them loaded as far as whole spaces are.
fn places(tiles: &[u32], sizes: &[u32]) -> Stage {
    let count = tiles.len();
    let folder = TempDir::new().unwrap();
    let last = sizes.len() as u32 - 1;
    let place = |nth: usize| {
        let tint = 60 + 30 * nth as u8;
        let color_of = move |tile: Tile| match tile.level {
            level if level == last => [tint, 30 + 20 * (tile.row % 10) as u8, 30 + 20 * (tile.column % 10) as u8],
            0 => [128; 3],
            _ => [tint; 3],
        };
        let folder = folder.path().join(nth.to_string());
        Space::Panorama(flat(&folder, tiles[nth], sizes, color_of))
    };
    let mut tour = of_one_place(folder.path(), place(0));
    for nth in 1..count {
        tour.locations.push(Location { space: place(nth), ..tour.locations[0].clone() });
    }
    let file = folder.path().to_owned();
    let mut stage = Stage::of_tour(tour, &file, PassLayout { samples: 1, ..PassLayout::default() }, folder);
    let all: Vec<LocationIndex> = (0..count).map(LocationIndex).collect();
    for first in (0..count).rev() {
        stage.scene.wanted = all.iter().copied().cycle().skip(first).take(count).collect();
        stage.load();
    }
    stage
}

/// What is seen once all tiles have come that will.
fn sharp<const N: usize>(stage: &mut Stage, views: [View; N]) -> [RgbaImage; N] {
    assert!(stage.renderer.finish_tiles(&stage.scene, &views, (WIDTH, HEIGHT), PATIENCE));
    stage.draw_at(views, WIDTH, HEIGHT)
}

/// What a view should show of a world.
fn expected(view: &View, world: impl Fn(Vec3) -> Vec3) -> RgbaImage {
    let fov = view.fov;
    RgbaImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let part = (Vec2::new(x as f32, y as f32) + 0.5) / Vec2::new(WIDTH as f32, HEIGHT as f32);
        let ray = Vec3::new(part.x * (fov.left + fov.right) - fov.left, fov.up - part.y * (fov.up + fov.down), -1.0);
        let Rgb([red, green, blue]) = color(world((view.pose.orientation * ray).normalize()));
        image::Rgba([red, green, blue, 255])
    })
}

/// How much two pictures differ: in the mean, and where it is most.
fn difference(one: &RgbaImage, other: &RgbaImage) -> (f32, u8) {
    let apart = one.as_raw().iter().zip(other.as_raw()).map(|(one, other)| one.abs_diff(*other));
    let sum: u64 = apart.clone().map(u64::from).sum();
    (sum as f32 / one.as_raw().len() as f32, apart.max().unwrap())
}

/// Ahead, askew, over an edge, over a corner, up and down.
const LOOKS: [(f32, f32); 6] = [(0.0, 0.0), (77.0, 33.0), (135.0, 0.0), (-45.0, 35.0), (20.0, 90.0), (-130.0, -70.0)];

#[test]
fn in_tiles_the_same_is_seen_as_whole() {
    let (mut stage, _) = stage_of(128, &[100, 250, 640], PassLayout::default(), |_| true, |_, direction| waves(direction));
    let whole = RgbImage::from_fn(2048, 1024, |x, y| {
        let angles = Angles { yaw: (x as f32 + 0.5) / 2048.0 * 360.0 - 180.0, pitch: 90.0 - (y as f32 + 0.5) / 1024.0 * 180.0 };
        color(waves(angles.direction()))
    });
    let mut whole = Stage::new(&whole, plain);
    for (yaw, pitch) in LOOKS {
        let looked = view(yaw, pitch, 75.0);
        let [seen] = sharp(&mut stage, [looked]);
        let [should] = whole.draw_at([looked], WIDTH, HEIGHT);
        let (mean, most) = difference(&seen, &should);
        eprintln!("towards {yaw}, {pitch}: {mean:.2} in the mean, {most} at most");
        assert!(mean < 1.0 && most < 12, "towards {yaw}, {pitch}: {mean} in the mean, {most} at most");
    }
}

#[test]
fn no_line_shows_between_tiles_or_faces() {
    // Waves as short as 12 pixels of the finest level: had each tile only itself to go by, each edge would be a step.
    let fine = |direction: Vec3| Vec3::splat(150.0) + 80.0 * (direction * (TAU * 300.0 / 2.0 / 12.0)).map(f32::sin);
    let (mut stage, _) = stage_of(64, &[64, 150, 300], PassLayout { samples: 1, ..PassLayout::default() }, |_| true, |_, at| fine(at));
    for (yaw, pitch) in LOOKS.into_iter().chain([(45.0, 35.26), (-135.0, -35.26)]) {
        let looked = view(yaw, pitch, 30.0);
        let [seen] = sharp(&mut stage, [looked]);
        let (mean, most) = difference(&seen, &expected(&looked, fine));
        eprintln!("towards {yaw}, {pitch}: {mean:.2} in the mean, {most} at most");
        assert!(mean < 2.0 && most < 10, "towards {yaw}, {pitch}: {mean} in the mean, {most} at most");
    }
}

/// Colours by level, red, green and blue, and dark lines each 15 degrees.
fn by_level(tile: Tile, direction: Vec3) -> Vec3 {
    let Angles { yaw, pitch } = Angles::of(direction);
    let off = |angle: f32| (angle - (angle / 15.0).round() * 15.0).abs();
    let line = off(yaw) * pitch.to_radians().cos() < 0.8 || off(pitch) < 0.8;
    let tint = [Vec3::new(225.0, 130.0, 120.0), Vec3::new(130.0, 215.0, 140.0), Vec3::new(130.0, 150.0, 225.0)][tile.level as usize];
    tint * if line { 0.45 } else { 1.0 }
}

#[test]
fn where_tiles_are_missing_the_coarser_level_is_seen_and_nowhere_nothing() {
    let layout = PassLayout::default();
    let is_there = |tile: Tile| (tile.row + tile.column + tile.level).is_multiple_of(2);
    let (mut half, _) = stage_of(128, &[100, 250, 640], layout, is_there, |_, direction| waves(direction));
    for (yaw, pitch) in LOOKS {
        let looked = view(yaw, pitch, 75.0);
        let [seen] = sharp(&mut half, [looked]);
        let (mean, most) = difference(&seen, &expected(&looked, waves));
        eprintln!("towards {yaw}, {pitch}: {mean:.2} in the mean, {most} at most");
        assert!(mean < 4.0 && most < 40, "towards {yaw}, {pitch}: {mean} in the mean, {most} at most");
    }
    // And so it looks, the levels red, green and blue.
    let (mut tinted, _) = stage_of(128, &[100, 250, 640], layout, is_there, by_level);
    let [seen] = sharp(&mut tinted, [view(30.0, 10.0, 75.0)]);
    assert_golden("tiles-half", &seen);
}

#[test]
fn levels_go_over_into_each_other_without_a_border() {
    let (mut stage, _) = stage_of(
        64,
        &[64, 128, 256, 512],
        PassLayout::default(),
        |_| true,
        |tile, _| {
            // Flat, but for the level.
            Vec3::splat(60.0 + 60.0 * tile.level as f32)
        },
    );
    // So wide that its edges are seen much finer than its middle.
    let looked = view(0.0, 0.0, 120.0);
    let [seen] = sharp(&mut stage, [looked]);
    let grey = |x: u32, y: u32| seen.get_pixel(x, y).0[0];
    let (mut most, mut shown) = (0, Vec::new());
    for (x, y) in (1..WIDTH).flat_map(|x| (1..HEIGHT).map(move |y| (x, y))) {
        most = most.max(grey(x, y).abs_diff(grey(x - 1, y))).max(grey(x, y).abs_diff(grey(x, y - 1)));
        shown.push(grey(x, y));
    }
    let (least, greatest) = (*shown.iter().min().unwrap(), *shown.iter().max().unwrap());
    assert!(greatest - least > 40, "one level was seen alone: {least} to {greatest}");
    assert!(most <= 2, "a step of {most}");
}

#[test]
fn two_eyes_at_once_see_what_each_sees_alone() {
    let eyes: [View; MAX_VIEWS] = [view(10.0, 0.0, 90.0), view(95.0, 20.0, 80.0)];
    let layout = two_views_layout(&indenfor::gpu::Gpu::headless().unwrap(), PICTURE_FORMAT);
    let make = |layout| stage_of(128, &[100, 250, 640], layout, |_| true, by_level).0;
    let both = sharp(&mut make(layout), eyes);
    let mut single = make(PassLayout { multiview: false, ..layout });
    // The same tiles, so that none lacks the one beside it.
    sharp(&mut single, eyes);
    for (eye, both) in eyes.into_iter().zip(both) {
        let [alone] = single.draw_at([eye], WIDTH, HEIGHT);
        assert!(difference(&alone, &both) == (0.0, 0));
    }
}

#[test]
fn a_panorama_of_65536_pixels_around_shows_its_finest_where_it_is_looked_at() {
    let sizes = [512, 1024, 2048, 4096, 8192, 16384];
    // Only what lies in the middle of the front, where it is looked at; 8,000 files would show no more.
    let near = |tile: Tile| {
        let across = sizes[tile.level as usize] / 512;
        tile.face == 0 && tile.row.abs_diff(across / 2) <= 1 && tile.column.abs_diff(across / 2) <= 1
    };
    let grey = |tile: Tile, _: Vec3| Vec3::splat(50.0 + 40.0 * tile.level as f32);
    let (mut stage, pyramid) = stage_of(512, &sizes, PassLayout::default(), near, grey);
    assert_eq!((0..6).map(|level| pyramid.tiles(level).count()).sum::<usize>(), 8190);
    let begin = Instant::now();
    let coarse = stage.draw_at([view(0.0, 0.0, 3.0)], WIDTH, HEIGHT);
    assert!(coarse[0].pixels().all(|pixel| pixel.0[0] == 50), "the coarsest is there at once");
    let [seen] = sharp(&mut stage, [view(0.0, 0.0, 3.0)]);
    eprintln!("sharp after {:?}", begin.elapsed());
    assert_eq!(seen.get_pixel(WIDTH / 2, HEIGHT / 2).0[0], 250);
}

#[test]
fn nothing_waits_for_tiles_and_they_appear_little_by_little() {
    let grey = |tile: Tile, _: Vec3| Vec3::splat(if tile.level == 0 { 60.0 } else { 220.0 });
    let (mut stage, _) = stage_of(128, &[128, 512], PassLayout::default(), |_| true, grey);
    let looked = view(0.0, 0.0, 60.0);
    let middle = |stage: &mut Stage| {
        let [seen] = stage.draw_at([looked], WIDTH, HEIGHT);
        stage.renderer.update(&stage.scene);
        seen.get_pixel(WIDTH / 2 + 9, HEIGHT / 2 + 9).0[0]
    };
    // No decoder gets any memory: none can go on.
    let all = DECODING.reserve(DECODING.whole());
    let begin = Instant::now();
    for _ in 0..10 {
        assert_eq!(middle(&mut stage), 60);
    }
    eprintln!("a frame took {:?}", begin.elapsed() / 10);
    drop(all);
    let mut greys = Vec::new();
    while greys.last() != Some(&220) {
        assert!(begin.elapsed() < PATIENCE, "it never comes: {greys:?}");
        greys.push(middle(&mut stage));
    }
    assert!(greys.is_sorted(), "{greys:?}");
    greys.dedup();
    assert!(greys.len() > 3, "it popped up: {greys:?}");
}

#[test]
fn a_tile_that_was_saved_anew_is_seen_anew() {
    let grey = |tile: Tile, _: Vec3| Vec3::splat(60.0 + 60.0 * tile.level as f32);
    let gone = Tile { level: 1, face: 0, row: 1, column: 0 };
    let (mut stage, pyramid) = stage_of(128, &[128, 256], PassLayout::default(), |tile| tile != gone, grey);
    let looked = view(0.0, 0.0, 70.0);
    let greys = |stage: &mut Stage| {
        let [seen] = sharp(stage, [looked]);
        [(WIDTH / 4, HEIGHT / 4), (WIDTH / 4, HEIGHT * 3 / 4)].map(|(x, y)| seen.get_pixel(x, y).0[0])
    };
    assert_eq!(greys(&mut stage), [120, 60]);
    for (tile, value) in [(gone, 200), (Tile { row: 0, ..gone }, 30)] {
        RgbImage::from_pixel(128, 128, Rgb([value; 3])).save(pyramid.file(tile)).unwrap();
        stage.renderer.reload(&pyramid.file(tile));
    }
    assert_eq!(greys(&mut stage), [30, 200]);
    // What was broken when it was saved again leaves what was seen of it.
    std::fs::write(pyramid.file(gone), "").unwrap();
    stage.renderer.reload(&pyramid.file(gone));
    assert_eq!(greys(&mut stage), [30, 200]);
}

#[test]
fn a_tile_that_could_not_be_had_is_tried_again_when_one_comes_back() {
    let grey = |tile: Tile, _: Vec3| Vec3::splat(60.0 + 60.0 * tile.level as f32);
    let (mut stage, pyramid) = stage_of(128, &[128, 256], PassLayout::default(), |tile| tile.level == 0, grey);
    let looked = view(0.0, 0.0, 70.0);
    let middle = |stage: &mut Stage| sharp(stage, [looked])[0].get_pixel(WIDTH / 4, HEIGHT / 4).0[0];
    assert_eq!(middle(&mut stage), 60);
    let tile = Tile { level: 1, face: 0, row: 0, column: 0 };
    std::fs::create_dir_all(pyramid.file(tile).parent().unwrap()).unwrap();
    drawn(&pyramid, tile, |at| grey(tile, at)).save(pyramid.file(tile)).unwrap();
    assert_eq!(middle(&mut stage), 60, "nobody asks for it in every frame");
    let here = std::mem::replace(&mut stage.scene.location, LocationIndex(7));
    let patience = Duration::from_secs(5);
    assert!(stage.renderer.finish_tiles(&stage.scene, &[looked], (WIDTH, HEIGHT), patience), "nobody elsewhere waits for it");
    stage.scene.location = here;
    assert_eq!(middle(&mut stage), 120);
}

#[test]
fn where_the_visitor_goes_is_sharp_on_arrival_and_still_is_when_they_come_back() {
    go_and_come_back(places(&[128; 4], &[100, 250, 640]));
}

#[test]
fn so_it_is_where_tiles_are_of_other_sizes() {
    go_and_come_back(places(&[128, 100, 90, 128], &[100, 250, 640]));
}

fn go_and_come_back(mut stage: Stage) {
    let looked = view(10.0, 5.0, 75.0);
    let [here] = sharp(&mut stage, [looked]);
    // They will be turned by a quarter when they arrive.
    stage.scene.ahead = Some(Ahead { location: LocationIndex(1), turn: 90.0 });
    let [still_here] = sharp(&mut stage, [looked]);
    assert_eq!(difference(&here, &still_here), (0.0, 0));
    let arrive = |stage: &mut Stage, location, view: View| {
        (stage.scene.location, stage.scene.ahead) = (LocationIndex(location), None);
        let [at_once] = stage.draw_at([view], WIDTH, HEIGHT);
        let [later] = sharp(stage, [view]);
        difference(&at_once, &later)
    };
    assert_eq!(arrive(&mut stage, 1, view(100.0, 5.0, 75.0)), (0.0, 0), "it becomes sharp only when it is seen");
    // They look at other ways before they go back.
    for other in [2, 3] {
        stage.scene.ahead = Some(Ahead { location: LocationIndex(other), turn: 0.0 });
        sharp(&mut stage, [view(100.0, 5.0, 75.0)]);
    }
    assert_eq!(arrive(&mut stage, 0, looked), (0.0, 0), "what was seen before has to come again");
    // Else it would be seen how it comes.
    assert!(arrive(&mut stage, 1, view(-100.0, 5.0, 75.0)).0 > 10.0);
}

#[test]
fn what_may_be_seen_next_takes_no_place_from_what_is_seen() {
    // So many pixels see about 30 of the largest tiles at once; 63 have room.
    let size = (2400, 1800);
    let mut stage = places(&[1024; 2], &[64, 2048, 4096]);
    let mut seen = |location: usize, ahead: Option<usize>, yaw: f32, wait: bool| {
        let turn = 0.0;
        let looked = [view(yaw, 0.0, 80.0)];
        stage.scene.location = LocationIndex(location);
        stage.scene.ahead = ahead.map(|location| Ahead { location: LocationIndex(location), turn });
        if wait {
            assert!(stage.renderer.finish_tiles(&stage.scene, &looked, size, PATIENCE));
        }
        let [seen] = stage.draw_at(looked, size.0, size.1);
        seen
    };
    for yaw in [0.0, 60.0] {
        let alone = seen(0, None, yaw, true);
        let beside = seen(0, Some(1), yaw, true);
        assert_eq!(difference(&alone, &beside), (0.0, 0));
    }
    // As fine as there was room for is what would be seen.
    let at_once = seen(1, None, 60.0, false);
    assert_ne!(at_once.get_pixel(size.0 / 2, size.1 / 2).0[..3], [128; 3]);
}

#[test]
fn with_more_tiles_than_there_is_room_for_none_is_seen_in_anothers_place() {
    // 120 tiles of the largest kind; 63 have room.
    let sizes = [64, 2048, 4096];
    let folder = TempDir::new().unwrap();
    let color_of = |tile: Tile| match tile.level {
        2 => [40 + 40 * tile.face as u8, 30 + 60 * tile.row as u8, 30 + 60 * tile.column as u8],
        _ => [128; 3],
    };
    let panorama = flat(folder.path(), 1024, &sizes, color_of);
    let pyramid = panorama.pyramid.clone().unwrap();
    let tour = of_one_place(folder.path(), Space::Panorama(panorama));
    let file = folder.path().to_owned();
    let mut stage = Stage::of_tour(tour, &file, PassLayout { samples: 1, ..PassLayout::default() }, folder);
    stage.load();
    let mut finest: Vec<Tile> = pyramid.tiles(2).collect();
    let towards = |tile: Tile| {
        let [ahead, right, down] = FACES[tile.face as usize];
        let at = (Vec2::new(tile.column as f32, tile.row as f32) + 0.5) / 2.0 - 1.0;
        let Angles { yaw, pitch } = Angles::of(ahead + right * at.x + down * at.y);
        // So narrow that the finest level is seen alone, also towards a corner.
        view(yaw, pitch, 4.0)
    };
    let middle = |[seen]: [RgbaImage; 1]| seen.get_pixel(WIDTH / 2, HEIGHT / 2).0;
    let near = |seen: [u8; 4], color: [u8; 3]| seen.iter().zip(color).all(|(seen, color)| seen.abs_diff(color) <= 2);
    for tile in &finest {
        let seen = middle(sharp(&mut stage, [towards(*tile)]));
        assert!(near(seen, color_of(*tile)), "{tile:?} is seen as {seen:?}");
    }
    // On the way back some are there at once, and some not any longer.
    let mut at_once = 0;
    finest.reverse();
    for tile in &finest {
        let seen = middle(stage.draw_at([towards(*tile)], WIDTH, HEIGHT));
        at_once += usize::from(near(seen, color_of(*tile)));
        assert!(near(seen, color_of(*tile)) || near(seen, [128; 3]), "{tile:?} is seen as {seen:?}");
        sharp(&mut stage, [towards(*tile)]);
    }
    eprintln!("{at_once} of {} were there at once", finest.len());
    assert!((10..90).contains(&at_once), "{at_once}");
}
