//! What visitors read is large enough, clear enough and all there: in every place of every tour, in every language, with words of every size.

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use glam::{Mat3, Quat, Vec2, Vec3, Vec4};
use image::RgbaImage;
use indenfor::gpu::Gpu;
use indenfor::pose::{Fov, Pose};
use indenfor::render::palette::{contrast, luminance, to_linear};
use indenfor::render::{PassLayout, Renderer, Shown, View, picture_texture, read_picture};
use indenfor::tour::{self, LocationIndex, Tour};
use indenfor::walk::{Panel, Scene, SpaceState, TextSize};
use support::golden::assert_golden;
use support::languages;
use support::moments::{self, Moment};
use support::stage::Stage;

/// The least height of a capital, degrees. Guidance.
const LEAST_CAP: f32 = 1.0;
/// The least width of a marker, degrees. Guidance.
const LEAST_MARKER: f32 = 2.0;
/// The least contrast of words and what is behind them. Guidance: WCAG 2.2, 1.4.3.
const LEAST_CONTRAST: f32 = 4.5;
/// So many capitals below the line its letters reach at most.
const BELOW_LINE: f32 = 0.45;
const SIZES: [TextSize; 3] = [TextSize::Normal, TextSize::Larger, TextSize::Largest];

fn tours() -> Vec<Arc<Tour>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tours");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.join("tour.toml").is_file());
    let tours: Vec<_> = folders.map(|folder| Arc::new(tour::load(folder).unwrap().tour)).collect();
    assert!(tours.len() >= 3);
    tours
}

fn all_moments(tour: &Arc<Tour>, language: &str, size: TextSize) -> Vec<Moment> {
    let mut all = moments::around(tour, language, size);
    (0..tour.locations.len()).for_each(|location| all.extend(moments::at_location(tour, location, language, size)));
    all
}

/// How high something is, degrees, whose ends are there, seen from `eye`.
fn degrees(eye: Vec3, one: Vec3, other: Vec3) -> f32 {
    (one - eye).angle_between(other - eye).to_degrees()
}

/// The corners of a plate, going round.
fn corners(plate: &Shown<'_>) -> [Vec3; 4] {
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(across, up)| plate.middle + plate.right * across + plate.up * up)
}

/// Whether two plates cover each other, seen from `eye`, by more than a hair.
fn overlap(eye: Vec3, one: &Shown<'_>, other: &Shown<'_>) -> bool {
    // As a picture whose middle is the first.
    let into = Quat::from_rotation_arc((one.middle - eye).normalize(), Vec3::NEG_Z);
    let flat = |plate: &Shown<'_>| corners(plate).map(|corner| into * (corner - eye));
    let (one, other) = (flat(one), flat(other));
    if other.iter().any(|corner| corner.z > -0.05) {
        return false;
    }
    let [one, other] = [one, other].map(|corners| corners.map(|corner| corner.truncate() / -corner.z));
    let axes = [one, other].into_iter().flat_map(|quad| (0..4).map(move |n| (quad[(n + 1) % 4] - quad[n]).perp().normalize_or_zero()));
    let reach = |quad: &[Vec2; 4], axis: Vec2| {
        let along = quad.map(|corner| corner.dot(axis));
        (along.iter().copied().fold(f32::MAX, f32::min), along.iter().copied().fold(f32::MIN, f32::max))
    };
    axes.into_iter().all(|axis| {
        let ((from, until), (other_from, other_until)) = (reach(&one, axis), reach(&other, axis));
        from < other_until - 0.002 && other_from < until - 0.002
    })
}

/// Everything that is wrong with how the words of a moment hang, each as a sentence.
fn faults(stage: &mut Stage, moment: &Moment) -> Vec<String> {
    let (scene, eye) = (&moment.scene, moment.scene.head.position);
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", moment.name));
    for marker in &scene.markers {
        let half = Vec3::Y.cross(marker.position - eye).normalize() * marker.diameter / 2.0;
        let across = degrees(eye, marker.position - half, marker.position + half);
        if across < LEAST_MARKER {
            fault(format!("the marker of hotspot {} is {across:.2}° wide", marker.hotspot));
        }
    }
    let plates: Vec<_> = stage.lay(scene).collect();
    for (nth, plate) in plates.iter().enumerate() {
        let first = plate.written.first().map_or("", |written| &*written.words);
        for written in plate.written {
            let (from, until) = (written.upper_left, written.lower_right);
            let words = &written.words;
            if !written.whole {
                fault(format!("“{words}” is cut"));
            }
            if written.missing > 0 {
                fault(format!("“{words}” has {} letters that no font has", written.missing));
            }
            if from.min_element() < 0.2 || until.x > plate.size.x - 0.2 || until.y + BELOW_LINE * written.cap > plate.size.y {
                fault(format!("“{words}” leaves its plate: {from} to {until} of {}", plate.size));
            }
            // The first line's capitals and the last one's, at both ends.
            for line in [from.y, until.y - written.cap] {
                for x in [from.x, until.x] {
                    let cap = degrees(eye, plate.point(Vec2::new(x, line)), plate.point(Vec2::new(x, line + written.cap)));
                    if cap < LEAST_CAP {
                        fault(format!("“{words}” is {cap:.2}° high"));
                    }
                }
            }
        }
        for other in &plates[..nth] {
            if overlap(eye, plate, other) {
                let other = other.written.first().map_or("", |written| &*written.words);
                fault(format!("“{first}” and “{other}” cover each other"));
            }
        }
    }
    faults
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_text_of_every_tour_is_large_enough_whole_and_clear_of_the_others() {
    let mut stage = Stage::new(1);
    let mut all = Vec::new();
    for tour in tours() {
        for language in &tour.languages {
            for size in SIZES {
                for moment in all_moments(&tour, language, size) {
                    all.extend(faults(&mut stage, &moment).into_iter().map(|fault| format!("{} {language} {size:?}: {fault}", tour.id)));
                }
            }
        }
    }
    assert_none(&all);
}

#[test]
fn every_word_of_the_program_fits_in_every_language_and_size() {
    let mut stage = Stage::new(1);
    let tour = Arc::new(languages::tour(Path::new("nothing.jpg")));
    let mut all = Vec::new();
    for language in &tour.languages {
        for size in SIZES {
            for moment in all_moments(&tour, language, size) {
                all.extend(faults(&mut stage, &moment).into_iter().map(|fault| format!("{language} {size:?}: {fault}")));
            }
        }
    }
    assert_none(&all);
}

#[test]
fn what_is_too_small_cut_or_covered_is_found() {
    let mut stage = Stage::new(1);
    let tour = Arc::new(languages::tour(Path::new("nothing.jpg")));
    let moment = moments::at_location(&tour, 0, "en", TextSize::Normal).swap_remove(0);
    assert!(faults(&mut stage, &moment).is_empty());
    let mut found = |change: &dyn Fn(&mut Scene)| {
        let mut scene = moment.scene.clone();
        change(&mut scene);
        faults(&mut stage, &Moment { name: String::new(), scene }).join("\n")
    };
    assert!(found(&|scene| scene.panels[0].cap_height *= 0.85).contains("° high"));
    assert!(found(&|scene| scene.markers[0].diameter *= 0.6).contains("° wide"));
    assert!(found(&|scene| scene.panels[0].body = "Night ".repeat(60).into()).contains("is cut"));
    assert!(found(&|scene| scene.panels[0].body = "漢字".into()).contains("no font has"));
    assert!(found(&|scene| scene.panels.push(Panel { heading: "Over".into(), ..scene.panels[0].clone() })).contains("cover each other"));
}

/// A picture in which every degree is this many pixels, about what a headset shows.
const PIXELS_PER_DEGREE: f32 = 20.0;

/// Looks from the head of `scene` at the middle of a plate: the view, and a picture's size that holds all of the plate.
fn look(scene: &Scene, plate: &Shown<'_>, pixels_per_degree: f32) -> (View, (u32, u32)) {
    let eye = scene.head.position;
    let (right, up) = (plate.right.normalize(), plate.up.normalize());
    let orientation = Quat::from_mat3(&Mat3::from_cols(right, up, right.cross(up)));
    let away = plate.middle.distance(eye);
    let half = Vec2::new(plate.right.length() / away, plate.up.length() / away) * 1.15;
    let degrees = half.y.atan().to_degrees() * 2.0;
    let height = degrees * pixels_per_degree;
    let size = (((height * half.x / half.y) as u32).max(16), (height as u32).max(16));
    (View { pose: Pose { position: eye, orientation }, fov: Fov::symmetric(degrees, size.0 as f32 / size.1 as f32) }, size)
}

/// How light each pixel of a rectangle of a plate is, sorted; told in capitals from the plate's upper left corner.
fn lights(picture: &RgbaImage, view: &View, plate: &Shown<'_>, from: Vec2, until: Vec2) -> Vec<f32> {
    let to_clip = view.fov.projection(0.05) * view.pose.matrix().inverse();
    let pixel = |at: Vec2| {
        let clip: Vec4 = to_clip * plate.point(at).extend(1.0);
        let place = (Vec2::new(clip.x, -clip.y) / clip.w + 1.0) / 2.0;
        place * Vec2::new(picture.width() as f32, picture.height() as f32)
    };
    let (from, until) = (pixel(from), pixel(until));
    let mut lights = Vec::new();
    for y in (from.y.max(0.0) as u32)..(until.y.min(picture.height() as f32) as u32) {
        for x in (from.x.max(0.0) as u32)..(until.x.min(picture.width() as f32) as u32) {
            let [red, green, blue, _] = picture.get_pixel(x, y).0.map(|value| to_linear(f32::from(value) / 255.0));
            lights.push(luminance([red, green, blue]));
        }
    }
    lights.sort_by(f32::total_cmp);
    lights
}

fn at_part(sorted: &[f32], part: f32) -> f32 {
    sorted[((sorted.len() - 1) as f32 * part) as usize]
}

/// The least contrast of the words on a plate, as the pixels of `picture` have it: the light of the letters' cores against the lightest
/// of the ground beside them.
fn least_contrast(picture: &RgbaImage, view: &View, plate: &Shown<'_>) -> f32 {
    // Within its round corners and its edge.
    let strip = lights(picture, view, plate, Vec2::new(1.5, 0.3), Vec2::new(plate.size.x - 1.5, 0.62));
    let ground = at_part(&strip, 0.98);
    let letters = plate.written.iter().map(|written| {
        let box_of_words = lights(picture, view, plate, written.upper_left, written.lower_right);
        at_part(&box_of_words, 0.97)
    });
    letters.map(|letters| contrast(letters, ground)).fold(f32::MAX, f32::min)
}

#[test]
fn every_text_can_be_told_from_the_brightest_and_the_darkest_that_can_be_behind_it() {
    let mut stage = Stage::new(4);
    let tour = Arc::new(languages::tour(Path::new("nothing.jpg")));
    let mut faults = Vec::new();
    let mut moments = moments::around(&tour, "en", TextSize::Normal);
    moments.extend(moments::at_location(&tour, 0, "ar", TextSize::Normal));
    let mut measured = 0;
    for moment in moments {
        let count = stage.lay(&moment.scene).count();
        for nth in 0..count {
            for light in [0.0, 1.0] {
                // From where the plate is seen best; the scene's words do not change with the head.
                let plate = stage.lay(&moment.scene).nth(nth).unwrap();
                if plate.opacity < 0.9 {
                    continue;
                }
                let (view, size) = look(&moment.scene, &plate, PIXELS_PER_DEGREE);
                let picture = stage.draw_from(&moment.scene, view, size, light);
                let plate = stage.lay(&moment.scene).nth(nth).unwrap();
                let least = least_contrast(&picture, &view, &plate);
                measured += 1;
                if least < LEAST_CONTRAST {
                    let words = &plate.written[0].words;
                    faults.push(format!("{}: “{words}” before a light of {light}: {least:.2}", moment.name));
                }
            }
        }
    }
    assert!(measured > 60, "{measured}");
    assert_none(&faults);
}

#[test]
fn every_text_can_be_told_from_every_place_of_every_tour() {
    let gpu = Gpu::headless().unwrap();
    let mut faults = Vec::new();
    for tour in tours() {
        let mut renderer = Renderer::new(gpu.clone(), PassLayout::default(), tour.clone());
        for location in 0..tour.locations.len() {
            let here = Scene::bare(LocationIndex(location));
            assert_eq!(renderer.finish_loading(&here, Duration::from_secs(90)), SpaceState::Ready, "{}", tour.locations[location].id);
            let moments = moments::at_location(&tour, location, &tour.languages[0], TextSize::Normal);
            // What is said, what hotspots are called, and the menu, which covers most of the view.
            for moment in moments.iter().filter(|moment| !moment.name.contains(" s on")) {
                renderer.finish_signs(&moment.scene, Duration::from_secs(60));
                let plates = renderer.panels().shown().filter(|plate| plate.opacity >= 0.9);
                let Some(plate) = plates.max_by_key(|plate| plate.written.len()) else { continue };
                let (view, size) = look(&moment.scene, &plate, PIXELS_PER_DEGREE);
                let target = picture_texture(&gpu, size.0, size.1, 1);
                renderer.draw(&moment.scene, &[view], &target);
                let picture = read_picture(&gpu, &target, 0).unwrap();
                let plates = renderer.panels().shown().filter(|plate| plate.opacity >= 0.9);
                let Some(plate) = plates.max_by_key(|plate| plate.written.len()) else { continue };
                let least = least_contrast(&picture, &view, &plate);
                if least < LEAST_CONTRAST {
                    faults.push(format!("{} {}: “{}”: {least:.2}", tour.id, moment.name, plate.written[0].words));
                }
            }
        }
    }
    assert_none(&faults);
}

/// What is seen at a moment, in a small picture.
fn seen(stage: &mut Stage, moment: &Moment, pitch: f32) -> RgbaImage {
    let pose = Pose { position: moment.scene.head.position, orientation: Quat::from_rotation_x(pitch.to_radians()) };
    stage.draw_from(&moment.scene, View { pose, fov: Fov::symmetric(70.0, 4.0 / 3.0) }, (640, 480), 0.1)
}

#[test]
fn a_visit_in_arabic_is_the_other_way_round_and_in_german_the_words_are_long() {
    let mut stage = Stage::new(4);
    let tour = Arc::new(languages::tour(Path::new("nothing.jpg")));
    for (language, size) in [("ar", TextSize::Normal), ("de", TextSize::Largest)] {
        let around = moments::around(&tour, language, size);
        let here = moments::at_location(&tour, 0, language, size);
        let moment = |name: &str| around.iter().chain(&here).find(|moment| moment.name == name).unwrap();
        for (name, moment, pitch) in [
            ("comfort", moment("captions"), -8.0),
            ("menu", moment("hall: menu"), -22.0),
            ("caption", moment("hall: hotspot 1, 2 s on"), -8.0),
            ("farewell", moment("farewell"), 0.0),
            ("language", moment("language"), -8.0),
        ] {
            assert_golden(&format!("visit-{language}-{name}"), &seen(&mut stage, moment, pitch));
        }
    }
}

#[test]
fn what_is_on_a_plate_is_as_high_in_the_picture_as_it_should_be() {
    let mut stage = Stage::new(4);
    let tour = Arc::new(languages::tour(Path::new("nothing.jpg")));
    for moment in moments::around(&tour, "en", TextSize::Normal) {
        let mut scene = moment.scene;
        // In capitals alone every line is as high as they are.
        scene.panels.iter_mut().for_each(|panel| (panel.heading, panel.body) = ("".into(), "HEN".into()));
        scene.buttons.iter_mut().for_each(|button| button.words = "HEN".into());
        let count = stage.lay(&scene).count();
        for nth in 0..count {
            let plate = stage.lay(&scene).nth(nth).unwrap();
            if plate.opacity < 0.9 || plate.written.len() > 1 {
                continue;
            }
            // Finely, to measure well.
            let (view, size) = look(&scene, &plate, 60.0);
            let picture = stage.draw_from(&scene, view, size, 0.0);
            let plate = stage.lay(&scene).nth(nth).unwrap();
            let written = &plate.written[0];
            // The first upright of the H, row by row.
            let width = 0.25 * written.cap;
            let rows = (0..80).map(|row| written.upper_left.y - 0.5 + row as f32 * 0.025);
            let inked = rows.filter(|row| {
                let from = Vec2::new(written.upper_left.x, *row);
                let lights = lights(&picture, &view, &plate, from, from + Vec2::new(width, 0.06));
                lights.last().is_some_and(|light| *light > 0.35)
            });
            let cap =
                inked.count() as f32 * 0.025 * degrees(scene.head.position, plate.middle, plate.middle + plate.up) * 2.0 / plate.size.y;
            assert!(cap > 0.95, "{}, plate {nth}: {cap:.2}°", moment.name);
        }
    }
}

/// The address that a phone reads from a picture.
fn read_code(picture: &RgbaImage) -> Option<String> {
    let grey = image::imageops::grayscale(picture);
    let (width, height) = grey.dimensions();
    let at = |x: usize, y: usize| grey.get_pixel(x as u32, y as u32).0[0];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, at);
    prepared.detect_grids().first().and_then(|grid| grid.decode().ok()).map(|(_, read)| read)
}

fn farewell(size: TextSize) -> (Arc<Tour>, Scene) {
    let tour = Arc::new(languages::tour(&PathBuf::from("nothing.jpg")));
    let moment = moments::around(&tour, "da", size).into_iter().find(|moment| moment.name == "farewell").unwrap();
    (tour, moment.scene)
}

#[test]
fn the_farewells_code_is_read_in_the_headset_and_from_the_window_that_mirrors_it() {
    for size in SIZES {
        let (tour, scene) = farewell(size);
        let address = &*tour.farewell.as_ref().unwrap().address;
        let mut stage = Stage::new(4);
        let ahead = Pose { position: scene.head.position, ..Pose::default() };
        for light in [0.0, 0.2, 1.0] {
            // An eye of a headset: 95 degrees in 1900 pixels.
            let view = View { pose: ahead, fov: Fov::symmetric(95.0, 1.0) };
            let eye = stage.draw_from(&scene, view, (1900, 1900), light);
            assert_eq!(read_code(&eye).as_deref(), Some(address), "in the headset, {size:?}, before a light of {light}");
            let window = stage.mirrored(&scene, view, (1900, 1900), (960, 600), light);
            assert_eq!(read_code(&window).as_deref(), Some(address), "in the window, {size:?}, before a light of {light}");
        }
    }
}

#[test]
fn the_code_has_four_modules_of_quiet_around_it() {
    let (_, scene) = farewell(TextSize::Normal);
    let mut stage = Stage::new(4);
    let plate = stage.lay(&scene).next().unwrap();
    // Finely, to measure well.
    let (view, size) = look(&scene, &plate, 60.0);
    let picture = stage.draw_from(&scene, view, size, 0.0);
    // From the middle of the plate's width down to the code: the first row that is light from side to side belongs to the quiet.
    let light = |x: u32, y: u32| picture.get_pixel(x, y).0[0] > 200;
    let (width, height) = picture.dimensions();
    let longest = |y: u32| {
        let mut runs: Vec<(u32, u32)> = vec![(0, 0)];
        (0..width).for_each(|x| if light(x, y) { runs.last_mut().unwrap().1 = x + 1 } else { runs.push((x + 1, x + 1)) });
        runs.into_iter().max_by_key(|(from, until)| until - from).unwrap()
    };
    let first = (0..height)
        .find(|y| {
            let (from, until) = longest(*y);
            until - from > width / 4
        })
        .expect("there is a code");
    // Below its round corners.
    let (from, until) = longest(first + 40);
    let dark_row = (first + 40..height).find(|y| (from..until).any(|x| !light(x, *y))).unwrap();
    let dark_column = (from..until).find(|x| !light(*x, dark_row + 1)).unwrap();
    // The upper left finder is seven modules wide.
    let finder = (dark_column..until).take_while(|x| !light(*x, dark_row + 1)).count() as f32;
    let module = finder / 7.0;
    for quiet in [(dark_row - first) as f32, (dark_column - from) as f32] {
        assert!(quiet / module > 3.9, "{:.1} modules", quiet / module);
    }
}
