//! What panoramas, the stand-in room and the fade look like, from the file on disk to the pixel.

mod support;

use std::time::{Duration, Instant};

use image::{Rgb, RgbImage, RgbaImage};
use indenfor::gpu::Gpu;
use indenfor::pose::{Angles, wrap_degrees};
use indenfor::render::{MAX_VIEWS, PICTURE_FORMAT, PassLayout, View, multiview_works, picture_texture, read_picture, two_views_layout};
use indenfor::tour::{Crop, LocationIndex, Panorama, Stereo};
use indenfor::walk::SpaceState;
use support::golden::{assert_golden, deviation};
use support::panorama::{HEIGHT, Stage, WIDTH, plain, view};

/// A picture whose every part tells where it is: sky above, ground below, lines each 15°, and signs around the horizon.
fn compass() -> RgbImage {
    let (width, height) = (1024, 512);
    RgbImage::from_fn(width, height, |x, y| {
        let yaw = (x as f32 + 0.5) / width as f32 * 360.0 - 180.0;
        let pitch = 90.0 - (y as f32 + 0.5) / height as f32 * 180.0;
        Rgb(sign(yaw, pitch).unwrap_or_else(|| {
            let line = (yaw.rem_euclid(15.0) - 7.5).abs() > 7.2 || (pitch.rem_euclid(15.0) - 7.5).abs() > 7.2;
            let tint = if pitch > 0.0 { [70.0, 110.0, 190.0] } else { [110.0, 85.0, 60.0] };
            let light = if line { 1.3 } else { 0.6 + pitch.abs() / 225.0 };
            tint.map(|channel: f32| (channel * light).min(255.0) as u8)
        }))
    })
}

const AHEAD: [u8; 3] = [220, 40, 40];
const RIGHT: [u8; 3] = [40, 200, 60];
const BEHIND: [u8; 3] = [240, 210, 30];
const LEFT: [u8; 3] = [200, 60, 220];
const TOP: [u8; 3] = [255, 255, 255];
const BOTTOM: [u8; 3] = [0, 0, 0];

/// A disc ahead, a square to the right, a cross behind, a triangle that points up to the left, a white top, a black bottom; and a
/// small square up to the right of what is ahead, so that no mirror goes unnoticed.
fn sign(yaw: f32, pitch: f32) -> Option<[u8; 3]> {
    let from = |middle: f32| wrap_degrees(yaw - middle);
    let shapes = [
        (from(0.0).hypot(pitch) < 14.0, AHEAD),
        ((from(24.0)).abs() < 5.0 && (pitch - 16.0).abs() < 5.0, RIGHT),
        (from(90.0).abs() < 12.0 && pitch.abs() < 12.0, RIGHT),
        (from(180.0).abs().min(pitch.abs()) < 5.0 && from(180.0).abs().max(pitch.abs()) < 15.0, BEHIND),
        (pitch.abs() < 14.0 && from(-90.0).abs() < (14.0 - pitch) / 2.0, LEFT),
        (pitch > 80.0, TOP),
        (pitch < -80.0, BOTTOM),
    ];
    shapes.into_iter().find_map(|(inside, color)| inside.then_some(color))
}

/// The colour at a direction in a picture that looks at yaw and pitch (90° high).
#[track_caller]
fn assert_color(picture: &RgbaImage, column: f32, row: f32, color: [u8; 3]) {
    let pixel = picture.get_pixel((column * (WIDTH - 1) as f32) as u32, (row * (HEIGHT - 1) as f32) as u32).0;
    let near = pixel[..3].iter().zip(color).all(|(is, should)| is.abs_diff(should) <= 6);
    assert!(near, "{pixel:?} is not {color:?}");
}

#[test]
fn each_direction_shows_its_part_of_the_picture() {
    let mut stage = Stage::new(&compass(), plain);
    for (yaw, pitch, color) in [
        (0.0, 0.0, AHEAD),
        (24.0, 16.0, RIGHT),
        (90.0, 0.0, RIGHT),
        (180.0, 0.0, BEHIND),
        (-180.0, 0.0, BEHIND),
        (-90.0, 0.0, LEFT),
        (270.0, 0.0, LEFT),
        (40.0, 89.0, TOP),
        (-100.0, -89.0, BOTTOM),
    ] {
        assert_color(&stage.look(yaw, pitch), 0.5, 0.5, color);
    }
    let ahead = stage.look(0.0, 0.0);
    assert_golden("panorama-ahead", &ahead);
    assert_golden("panorama-right", &stage.look(90.0, 0.0));
    assert_golden("panorama-behind", &stage.look(180.0, 0.0));
    assert_golden("panorama-left", &stage.look(-90.0, 0.0));
    assert_golden("panorama-up", &stage.look(0.0, 80.0));
    assert_golden("panorama-down", &stage.look(0.0, -80.0));
    // Up is up: sky above the horizon, ground below it.
    let [upper, lower] = [0.2, 0.8].map(|row| ahead.get_pixel(60, (row * HEIGHT as f32) as u32).0);
    assert!(upper[2] > upper[0] && lower[0] > lower[2], "{upper:?} {lower:?}");
}

#[test]
fn no_line_shows_where_the_ends_meet() {
    // Goes round without a step, brightest behind.
    let around = RgbImage::from_fn(2048, 1024, |x, _| {
        let turn = (x as f32 + 0.5) / 2048.0 * std::f32::consts::TAU;
        Rgb([(127.5 + 120.0 * turn.cos()) as u8, 128, (127.5 + 90.0 * turn.sin()) as u8])
    });
    let mut stage = Stage::new(&around, plain);
    for (yaw, pitch) in [(180.0, 0.0), (180.0, 60.0), (180.0, -50.0), (172.0, 10.0)] {
        let picture = stage.look(yaw, pitch);
        // Away from the pole itself, where all colours meet.
        let rows = if pitch > 50.0 {
            180..HEIGHT
        } else if pitch < -40.0 {
            0..180
        } else {
            0..HEIGHT
        };
        for row in rows {
            for column in 1..WIDTH {
                let (one, next) = (picture.get_pixel(column - 1, row).0, picture.get_pixel(column, row).0);
                let step = one.iter().zip(next).map(|(a, b)| a.abs_diff(b)).max().unwrap();
                assert!(step <= 6, "at {yaw} {pitch}: a step of {step} in row {row}, column {column}");
            }
        }
    }
}

#[test]
fn fine_detail_far_smaller_than_a_pixel_does_not_glitter() {
    // Columns of black and white: from afar, the grey of half the light.
    let fine = RgbImage::from_fn(4096, 2048, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
    let mut stage = Stage::new(&fine, plain);
    for yaw in [0.0, 133.0, 180.0] {
        let [picture] = stage.draw([view(yaw, 0.0, 110.0)]);
        let middle = image::imageops::crop_imm(&picture, 160, 120, 160, 120).to_image();
        assert!(deviation(&middle) < 6.0, "{}", deviation(&middle));
        assert!(middle.get_pixel(80, 60).0[0].abs_diff(188) < 8, "{:?}", middle.get_pixel(80, 60));
    }
}

#[test]
fn a_camera_that_stood_askew_is_put_right() {
    // What is at pitch -10 in the picture was level with a camera that pointed 10 degrees up.
    let tilted = RgbImage::from_fn(1024, 512, |x, y| {
        let angles = Angles { yaw: (x as f32 + 0.5) / 1024.0 * 360.0 - 180.0, pitch: 90.0 - (y as f32 + 0.5) / 512.0 * 180.0 };
        let world = indenfor::pose::level(10.0, -5.0).inverse() * angles.direction();
        let up = Angles::of(world).pitch;
        Rgb(if up.abs() < 1.5 {
            [250, 60, 60]
        } else if up > 0.0 {
            [70, 110, 190]
        } else {
            [110, 85, 60]
        })
    });
    let mut stage = Stage::new(&tilted, |panorama| Panorama { level_pitch: 10.0, level_roll: -5.0, ..panorama });
    for yaw in [0.0, 70.0, 180.0, -120.0] {
        let picture = stage.look(yaw, 0.0);
        for column in [0.05, 0.5, 0.95] {
            assert_color(&picture, column, 0.5, [250, 60, 60]);
            assert_color(&picture, column, 0.3, [70, 110, 190]);
            assert_color(&picture, column, 0.7, [110, 85, 60]);
        }
    }
    let mut uncorrected = Stage::new(&tilted, plain);
    assert_golden("panorama-askew", &uncorrected.look(0.0, 0.0));
}

#[test]
fn a_cropped_picture_hangs_in_its_place_and_its_edge_goes_on_softly() {
    let whole = compass();
    // From yaw -60 to 120, from pitch -30 to 45.
    let (left, top) = ((120.0 / 360.0 * 1024.0) as u32, (45.0 / 180.0 * 512.0) as u32);
    let part = image::imageops::crop_imm(&whole, left, top, 512, 213).to_image();
    let crop = Crop {
        width: 180.0,
        height: 213.0 / 512.0 * 180.0,
        yaw: (left + 256) as f32 / 1024.0 * 360.0 - 180.0,
        pitch: 90.0 - (top as f32 + 106.5) / 512.0 * 180.0,
    };
    let mut stage = Stage::new(&part, |panorama| Panorama { crop: Some(crop), ..panorama });
    assert_color(&stage.look(0.0, 0.0), 0.5, 0.5, AHEAD);
    assert_color(&stage.look(24.0, 16.0), 0.5, 0.5, RIGHT);
    assert_color(&stage.look(90.0, 0.0), 0.5, 0.5, RIGHT);
    for (yaw, pitch) in [(180.0, 0.0), (0.0, 90.0), (0.0, -90.0), (150.0, -60.0)] {
        let outside = stage.look(yaw, pitch);
        let dark = outside.pixels().filter(|pixel| pixel.0[..3].iter().all(|channel| *channel < 30)).count();
        assert_eq!(dark, 0, "black to be seen at {yaw} {pitch}");
    }
    assert_golden("panorama-cropped-edge", &stage.look(-60.0, 10.0));
    assert_golden("panorama-cropped-below", &stage.look(20.0, -60.0));
}

#[test]
fn the_ends_of_a_phones_panorama_meet_without_a_line() {
    // Lit from the right, as a room is by its window: the two ends are as far apart as can be.
    let picture = RgbImage::from_fn(1024, 340, |x, y| {
        let part = x as f32 / 1023.0;
        let shade = 1.0 - 0.4 * y as f32 / 339.0;
        Rgb([60.0 + 180.0 * part, 70.0 + 120.0 * part, 140.0 - 90.0 * part].map(|channel| (channel * shade) as u8))
    });
    for width in [295.0, 320.0, 350.0, 359.5] {
        let crop = Crop { width, height: 120.0, yaw: 0.0, pitch: 0.0 };
        let mut stage = Stage::new(&picture, |panorama| Panorama { crop: Some(crop), ..panorama });
        // The ends have to come together somewhere: within the gap, and evenly.
        let most = (180.0 / ((360.0 - width) / 40.0 * HEIGHT as f32) * 3.0) as u8 + 2;
        for (yaw, pitch) in [(180.0, 0.0), (172.0, 0.0), (180.0, 25.0), (180.0, -25.0)] {
            let [behind] = stage.draw([view(yaw, pitch, 40.0)]);
            let step = |(x, y): (u32, u32)| {
                let [left, right] = [x - 1, x].map(|x| behind.get_pixel(x, y).0);
                (0..3).map(|channel| left[channel].abs_diff(right[channel])).max()
            };
            let highest = (0..HEIGHT).flat_map(|y| (1..WIDTH).map(move |x| (x, y))).filter_map(step).max();
            assert!(highest <= Some(most), "{width} wide, towards {yaw} {pitch}: a step of {highest:?}, not {most}");
        }
        if width == 320.0 {
            assert_golden("panorama-cropped-behind", &stage.look(180.0, 0.0));
        }
    }
}

#[test]
fn a_fade_darkens_evenly_to_black() {
    let mut stage = Stage::new(&compass(), plain);
    let clear = stage.look(0.0, 0.0);
    stage.scene.fade = 0.5;
    let half = stage.look(0.0, 0.0);
    assert_golden("fade-half", &half);
    let [before, after] = [&clear, &half].map(|picture| u32::from(picture.get_pixel(240, 180).0[0]));
    assert!((before / 3..before * 2 / 3).contains(&after), "{before} {after}");
    stage.scene.fade = 1.0;
    assert!(stage.look(0.0, 0.0).pixels().all(|pixel| pixel.0 == [0, 0, 0, 255]));
}

#[test]
fn a_place_that_cannot_be_shown_is_a_calm_room() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gone.jpg");
    let mut stage = Stage::unloaded(&file, plain, PassLayout::default(), folder);
    let loading = stage.look(0.0, -10.0);
    assert_golden("stand-in", &loading);
    assert_golden("stand-in-up", &stage.look(0.0, 60.0));
    let state = stage.renderer.finish_loading(&stage.scene, Duration::from_secs(60));
    assert_eq!(state, SpaceState::Failed);
    assert!(stage.renderer.failure(LocationIndex(0)).unwrap().contains("gone.jpg"));
    for (yaw, pitch) in [(0.0, 0.0), (90.0, 85.0), (200.0, -85.0)] {
        assert!(stage.look(yaw, pitch).pixels().all(|pixel| pixel.0[..3].iter().any(|channel| *channel > 30)));
    }
}

/// Two eyes that see rather different things.
fn eyes() -> [View; MAX_VIEWS] {
    [view(10.0, 0.0, 90.0), view(95.0, 20.0, 80.0)]
}

#[test]
fn two_views_at_once_are_what_each_is_alone() {
    let gpu = Gpu::headless().unwrap();
    let best = two_views_layout(&gpu, PICTURE_FORMAT);
    let plainest = PassLayout { samples: 1, multiview: false, ..best };
    eprintln!("{} {}: two views are drawn with {best:?}", gpu.info.name, gpu.info.driver_info);
    assert_eq!(best.multiview, multiview_works(&gpu));
    for layout in [best, plainest] {
        let both = Stage::with_layout(&compass(), plain, layout).draw(eyes());
        let mut single = Stage::with_layout(&compass(), plain, PassLayout { multiview: false, ..layout });
        for (view, picture) in eyes().into_iter().zip(both) {
            let [alone] = single.draw([view]);
            assert!(alone == picture, "{layout:?}");
        }
    }
}

#[test]
fn in_stereo_each_eye_sees_its_own_picture_and_nothing_of_the_others() {
    let left = compass();
    // The same world in other colours, so that a trace of the wrong eye's picture shows.
    let right = RgbImage::from_fn(left.width(), left.height(), |x, y| {
        let Rgb([red, green, blue]) = *left.get_pixel(x, y);
        Rgb([blue, red, green])
    });
    let best = two_views_layout(&Gpu::headless().unwrap(), PICTURE_FORMAT);
    for stereo in [Stereo::TopBottom, Stereo::SideBySide] {
        let (width, height) = left.dimensions();
        let (across, down) = if stereo == Stereo::TopBottom { (0, height) } else { (width, 0) };
        let mut pair = RgbImage::new(width + across, height + down);
        image::imageops::replace(&mut pair, &left, 0, 0);
        image::imageops::replace(&mut pair, &right, across.into(), down.into());
        for layout in [best, PassLayout { multiview: false, ..best }] {
            let mut stage = Stage::with_layout(&pair, |panorama| Panorama { stereo: Some(stereo), ..panorama }, layout);
            let mut alone = [&left, &right].map(|eye| Stage::with_layout(eye, plain, PassLayout { multiview: false, ..layout }));
            // Also where the halves meet in the file: at the poles and behind.
            for (yaw, pitch) in [(10.0, 0.0), (180.0, 0.0), (0.0, 89.0), (0.0, -89.0)] {
                let both = stage.draw([view(yaw, pitch, 90.0); 2]);
                for (eye, (seen, alone)) in both.iter().zip(&mut alone).enumerate() {
                    assert!(*seen == alone.look(yaw, pitch), "{stereo:?} {layout:?}: eye {eye} at {yaw} {pitch}");
                }
            }
        }
        let mut window = Stage::new(&pair, |panorama| Panorama { stereo: Some(stereo), ..panorama });
        assert!(window.look(10.0, 0.0) == Stage::new(&left, plain).look(10.0, 0.0), "whoever sees one view sees the left eye's");
    }
}

#[test]
fn one_sample_a_pixel_draws_the_same_place() {
    let layout = PassLayout { samples: 1, ..PassLayout::default() };
    let picture = Stage::with_layout(&compass(), plain, layout).look(0.0, 0.0);
    assert_golden("panorama-ahead", &picture);
}

#[test]
fn a_device_that_is_lost_in_the_middle_of_a_visit_is_reported_and_nothing_panics() {
    let mut stage = Stage::new(&compass(), plain);
    let texture = picture_texture(&stage.gpu, WIDTH, HEIGHT, 1);
    stage.gpu.device.destroy();
    for _ in 0..3 {
        stage.renderer.reload(&stage.file);
        stage.renderer.finish_loading(&stage.scene, Duration::from_millis(200));
        stage.renderer.draw(&stage.scene, &[view(0.0, 0.0, 90.0)], &texture);
    }
    assert!(read_picture(&stage.gpu, &texture, 0).is_err());
    // It goes when what it was still at is done.
    let begin = Instant::now();
    while !stage.gpu.is_lost() {
        assert!(begin.elapsed() < Duration::from_secs(60), "nobody was told");
        std::thread::sleep(Duration::from_millis(1));
    }
}
