//! Panoramas that the headset's software draws itself: nobody sees that it is somebody else who draws.

mod support;

use std::f32::consts::{PI, TAU};
use std::path::{Path, PathBuf};
use std::time::Duration;

use glam::{Quat, Vec3};
use image::{Rgb, RgbImage, RgbaImage};
use indenfor::render::{Behind, Mirror, picture_texture, read_picture};
use indenfor::tour::{Crop, LocationIndex, Panorama};
use indenfor::walk::{Marker, MarkerKind};
use nv_flip::{FlipImageRgb8, FlipPool};
use serde_json::json;
use support::eyes::Sight;
use support::monado::{Monado, Show};
use support::panorama::{HEIGHT, Stage, WIDTH, plain, view};
use support::visit::{Visit, first_tour};
use support::xvfb::Xvfb;

/// Nothing takes so long.
const LONG: Duration = Duration::from_secs(60);
/// Where the way on is, degrees to the right.
const WAY: f32 = 35.0;

/// Another colour in each direction, and nothing so fine that one filter would show it and another would not.
fn colours(blue: u8) -> RgbImage {
    RgbImage::from_fn(1024, 512, |x, y| {
        let wave = |at: u32, times: f32| ((at as f32 / 1024.0 * times).sin() * 90.0 + 130.0) as u8;
        Rgb([wave(x, 40.0), wave(y, 55.0), blue])
    })
}

/// How far two pictures are apart in the mean, and at most, of 255.
fn apart(one: &RgbaImage, other: &RgbaImage) -> (f32, u8) {
    let apart: Vec<u8> = one.as_raw().iter().zip(other.as_raw()).map(|(one, other)| one.abs_diff(*other)).collect();
    (apart.iter().map(|apart| f32::from(*apart)).sum::<f32>() / apart.len() as f32, apart.into_iter().max().unwrap_or_default())
}

#[test]
fn a_mirror_shows_behind_what_is_drawn_the_panorama_that_is_not() {
    let mut stage = Stage::new(&colours(60), |panorama| Panorama { level_pitch: 12.0, level_roll: -7.0, ..panorama });
    stage.scene.fade = 0.3;
    stage.scene.markers.push(Marker {
        hotspot: 0,
        kind: MarkerKind::Go,
        position: Vec3::new(-0.4, 0.5, -2.0),
        diameter: 0.7,
        focus: 0.5,
        dwell: 0.5,
        done: false,
        proposed: false,
    });
    // Over the seam of the picture as well.
    for (yaw, pitch) in [(0.0, 0.0), (100.0, 40.0), (-170.0, -65.0)] {
        let view = view(yaw, pitch, 80.0);
        stage.renderer.see_through(false);
        let [whole] = stage.draw([view]);
        stage.renderer.see_through(true);
        let [before] = stage.draw([view]);
        if (yaw, pitch) == (0.0, 0.0) {
            let opacities = before.pixels().map(|pixel| pixel.0[3]);
            let (least, most) = (opacities.clone().min().unwrap(), opacities.max().unwrap());
            assert!((1..200).contains(&least) && most > 200, "the panorama is left out, and the mark is not: {least} to {most}");
        }

        let texture = picture_texture(&stage.gpu, WIDTH, HEIGHT, 1);
        stage.renderer.draw(&stage.scene, &[view], &texture);
        let panorama = stage.renderer.whole_panorama(LocationIndex(0)).expect("it goes all the way round");
        let window = picture_texture(&stage.gpu, WIDTH, HEIGHT, 1);
        let behind = Behind { panorama: &panorama, view: &view };
        Mirror::new(&stage.gpu, window.format()).show(&stage.gpu, &texture, Some(behind), &window);
        let (mean, most) = apart(&read_picture(&stage.gpu, &window, 0).unwrap(), &whole);
        assert!(mean < 0.7 && most < 12, "towards {yaw}, {pitch} it is {mean} off, and {most} at most");
        assert_eq!(stage.gpu.health.first_error(), None);
    }
}

#[test]
fn only_what_goes_all_the_way_round_is_left_to_somebody_else() {
    let part = Crop { width: 200.0, height: 90.0, yaw: 0.0, pitch: 0.0 };
    for (crop, can) in [(None, true), (Some(part), false)] {
        let stage = Stage::new(&colours(0), |panorama| Panorama { crop, ..plain(panorama) });
        let whole = stage.renderer.whole_panorama(LocationIndex(0));
        assert_eq!(whole.is_some(), can, "{crop:?}");
        assert!(whole.is_none_or(|whole| whole.turned.angle_between(Quat::IDENTITY) < 1e-3));
    }
}

/// A tour of one panorama and nothing else.
fn tour_of(folder: &Path, picture: &RgbImage) {
    picture.save(folder.join("hall.png")).unwrap();
    let tour = "format = 1\nid = \"a\"\ntitle = \"Tour\"\nlanguages = [\"da\"]\nstart = \"hall\"\n\n[locations.hall]\ntitle = \"Hall\"\n";
    std::fs::write(folder.join("tour.toml"), format!("{tour}space = {{ panorama = \"hall.png\" }}\n")).unwrap();
}

/// A tour of two panoramas, from each of which a way leads into the other.
fn tour(folder: &Path) {
    let mut tour = "format = 1\nid = \"a\"\ntitle = \"Tour\"\nlanguages = [\"da\"]\nstart = \"hall\"\n".to_owned();
    for (place, other, blue) in [("hall", "yard", 30), ("yard", "hall", 220)] {
        colours(blue).save(folder.join(place).with_extension("png")).unwrap();
        tour += &format!(
            "\n[locations.{place}]\ntitle = \"{place}\"\nspace = {{ panorama = \"{place}.png\", level = {{ pitch = 5, roll = -8 }} }}\n"
        );
        tour += &format!("hotspots = [{{ go = \"{other}\", at = {{ yaw = {WAY}, pitch = 0, distance = 4 }} }}]\n");
    }
    std::fs::write(folder.join("tour.toml"), tour).unwrap();
}

/// Where pictures are kept that somebody may want to look at: beside the build.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("headset")
}

/// What the eyes see in the hall and then in the yard, who comes there by looking.
fn walked(by: &str) -> Vec<[Sight; 2]> {
    let folder = tempfile::tempdir().unwrap();
    tour(folder.path());
    let monado = Monado::start(Show::Window);
    let mut remote = monado.remote();
    remote.controllers(false);
    let screen = Xvfb::start(960, 600);
    let mut validation = None;
    let arguments = ["--welcome", "none", "--log", "info", "--panorama", by];
    let mut visit = Visit::to(folder.path(), &monado, &arguments, |command| {
        validation = Some(monado.validate(command));
        command.env("DISPLAY", &screen.display);
    });
    let (mut line, mut seen) = (0, Vec::new());
    for place in ["hall", "yard"] {
        visit.wait_for(&json!({"event": "arrived", "location": place, "visible": true}));
        if by == "compositor" {
            let drawn = |line: &str| line.contains("the headset's software draws the panorama");
            (line, _) = visit.program.wait_for_line_after(line, "who draws", LONG, drawn);
        }
        remote.turn_head(0.0, 10.0);
        // Nothing fades any more, and nobody looks at the way on.
        std::thread::sleep(Duration::from_secs(3));
        let (png, mirrored) = (pictures().join(format!("{by}-{place}.png")), pictures().join(format!("{by}-{place}-mirror.png")));
        monado.screenshot(&png);
        screen.screenshot_of_something(&mirrored);
        let eyes = Sight::both(&png);
        let mirror = Sight::of(image::open(&mirrored).unwrap().into_rgb8());
        let differs = mirror.differs(&eyes[0].middle(960, 600));
        assert!(differs < 1.5, "{by}, {place}: the mirror differs from the left eye by {differs}");
        seen.push(eyes);
        remote.turn_head(WAY, 0.0);
    }
    let ended = visit.end();
    assert!(ended.success(), "it ended with {ended}");
    assert_eq!(validation.expect("it was switched on").complaints(&visit.program), [""; 0]);
    seen
}

#[test]
fn a_visit_looks_the_same_whoever_draws_its_panoramas() {
    let (ours, theirs) = (walked("projection"), walked("compositor"));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        for (ours, theirs) in ours.iter().zip(theirs) {
            let differs = ours.differs(theirs);
            assert!(ours.variety() > 25.0 && differs < 1.5, "{differs}");
        }
    }
    assert!(theirs[0][0].differs(&theirs[1][0]) > 15.0, "another place was seen");
}

#[test]
fn a_runtime_that_dies_takes_its_panoramas_with_it_and_is_given_them_again() {
    let folder = tempfile::tempdir().unwrap();
    tour(folder.path());
    let mut monado = Monado::start(Show::Nothing);
    let _remote = monado.remote();
    let arguments = ["--welcome", "none", "--log", "info", "--panorama", "compositor"];
    let mut visit = Visit::to(folder.path(), &monado, &arguments, |_| {});
    let drawn = |line: &str| line.contains("the headset's software draws the panorama");
    let (line, _) = visit.program.wait_for_line_after(0, "who draws", LONG, drawn);
    monado.kill();
    visit.program.wait_for_line("that it waits", LONG, |line| line.contains("the visit waits for it"));
    monado.start_service();
    let _remote = monado.remote();
    visit.program.wait_for_line_after(line, "who draws again", LONG, drawn);
    let status = visit.end();
    assert!(status.success(), "{status}");
}

/// What a pixel of Monado's window is, as a tangent: to the side and up.
const A_PIXEL: (f32, f32) = (1.0 / 261.9, 1.0 / 273.6);

/// What the left eye should see of an equirectangular picture straight ahead, 480 x 540 pixels: the mean light of 64 directions in each.
fn ideal(picture: &RgbImage) -> RgbImage {
    const EACH: u32 = 8;
    let light: Vec<f32> = (0..=255).map(|code| (code as f32 / 255.0).powf(2.2)).collect();
    let (width, height) = picture.dimensions();
    let at = |x: f32, y: f32| {
        let pixel = picture.get_pixel((x as i32).rem_euclid(width as i32) as u32, (y.max(0.0) as u32).min(height - 1)).0;
        Vec3::from(pixel.map(|code| light[usize::from(code)]))
    };
    RgbImage::from_fn(480, 540, |x, y| {
        let all = (0..EACH * EACH).map(|nth| {
            let within = |nth: u32| (nth as f32 + 0.5) / EACH as f32;
            let across = (x as f32 + within(nth % EACH) - 240.0) * A_PIXEL.0;
            let down = (y as f32 + within(nth / EACH) - 270.0) * A_PIXEL.1;
            let (yaw, pitch) = (across.atan(), (-down).atan2(across.hypot(1.0)));
            let (x, y) = ((yaw / TAU + 0.5) * width as f32 - 0.5, (0.5 - pitch / PI) * height as f32 - 0.5);
            let (left, top) = (x.floor(), y.floor());
            let row = |y: f32| at(left, y).lerp(at(left + 1.0, y), x - left);
            row(top).lerp(row(top + 1.0), y - top)
        });
        let mean = all.sum::<Vec3>() / (EACH * EACH) as f32;
        Rgb(mean.to_array().map(|light| (light.powf(1.0 / 2.2) * 255.0).round() as u8))
    })
}

/// Prints how far what is seen is from what should be. A pixel of the window stands for one of a headset that has 20 for each degree, and so
/// a picture of 1024 pixels for one of 4096.
#[test]
#[ignore = "a measurement: cargo test --test headset_panorama -- --ignored --nocapture"]
fn how_near_each_comes_to_the_panorama() {
    let corridor = image::open(first_tour().join("corridor.jpg")).unwrap().to_rgb8();
    for width in [1024, 2048, 4096] {
        let picture = image::imageops::resize(&corridor, width, width / 2, image::imageops::FilterType::Lanczos3);
        let ideal = ideal(&picture);
        for by in ["projection", "compositor"] {
            let folder = tempfile::tempdir().unwrap();
            tour_of(folder.path(), &picture);
            // The eyes' pictures are 1.4 times as fine as the window, as headsets like them.
            let monado = Monado::start_at(Show::Window, 70);
            let mut remote = monado.remote();
            remote.controllers(false);
            let arguments = ["--welcome", "none", "--log", "info", "--panorama", by];
            let mut visit = Visit::to(folder.path(), &monado, &arguments, |_| {});
            visit.wait_for(&json!({"event": "arrived", "location": "hall", "visible": true}));
            std::thread::sleep(Duration::from_secs(4));
            let png = pictures().join(format!("{by}-{width}.png"));
            monado.screenshot(&png);
            let seen = image::imageops::crop_imm(&image::open(&png).unwrap().to_rgb8(), 0, 0, 480, 540).to_image();
            let flip = |picture: &RgbImage| FlipImageRgb8::with_data(picture.width(), picture.height(), picture.as_raw());
            let error = FlipPool::from_image(&nv_flip::flip(flip(&ideal), flip(&seen), 20.0)).mean();
            println!("{width} pixels, {by}: FLIP {error:.4}");
            assert!(error < 0.1, "it is another picture");
            visit.end();
        }
    }
}
