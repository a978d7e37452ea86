//! The guide as a figure, as a visitor sees it: where it stands, which way it faces, what it does, and what stands in for it.

mod glb;
mod mesh_stage;
mod support;

use std::sync::Arc;
use std::time::Duration;

use glam::{Mat4, Quat, Vec3};
use glb::{Glb, Surface, sphere, square, tube};
use image::{Rgb, RgbImage, RgbaImage};
use indenfor::pose::{Angles, Fov, Pose, look_at};
use indenfor::render::{PassLayout, Renderer, View, picture_texture, read_picture};
use indenfor::tour::{Guide, LocationIndex, Model, Panorama, Person, PersonIndex, Space, Text};
use indenfor::walk::{Attitude, GuideView, Marker, MarkerKind, Scene, SpaceState};
use mesh_stage::GPU;
use serde_json::json;
use support::golden::assert_golden;
use support::tour::of_one_place;
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(120);

/// A person of a few tubes and balls, 1.75 m high, facing +Z: a blue body, a head with a red nose on its joint, a right arm that
/// is raised in the middle of `point`.
fn person() -> Vec<u8> {
    let skin = [0.8, 0.55, 0.4, 1.0];
    let [hips, head, arm] = [0_u8, 1, 2];
    let parts: [(Surface, [f32; 3], [f32; 4], u8); 7] = [
        (tube(0.17, 1.45, 8), [0.0, 0.02, 0.0], [0.1, 0.2, 0.5, 1.0], hips),
        (sphere(0.17, 12), [0.0, 1.45, 0.0], [0.1, 0.2, 0.5, 1.0], hips),
        (sphere(0.07, 8), [-0.1, 0.07, 0.12], [0.05, 0.05, 0.05, 1.0], hips),
        (sphere(0.07, 8), [0.1, 0.07, 0.12], [0.05, 0.05, 0.05, 1.0], hips),
        (sphere(0.12, 16), [0.0, 1.63, 0.0], skin, head),
        (sphere(0.03, 8), [0.0, 1.64, 0.13], [0.7, 0.1, 0.1, 1.0], head),
        (tube(0.05, 0.6, 6), [-0.24, 0.8, 0.0], skin, arm),
    ];
    let (mut all, mut joints) = (Surface::default(), Vec::new());
    for (part, at, color, joint) in parts {
        let first = all.positions.len() as u32;
        joints.extend(part.positions.iter().map(|_| [joint, 0, 0, 0]));
        all.colors.extend(part.positions.iter().map(|_| color));
        all.positions.extend(part.positions.iter().map(|position| (Vec3::from(*position) + Vec3::from(at)).to_array()));
        all.normals.extend(part.normals);
        all.indices.extend(part.indices.iter().map(|index| index + first));
    }
    let mut glb = Glb::new();
    let matt = glb.material(json!({ "doubleSided": true, "pbrMetallicRoughness": { "metallicFactor": 0, "roughnessFactor": 0.8 } }));
    let mesh = glb.mesh(&all, Some(matt));
    glb.hang(mesh, &joints, &vec![[1.0, 0.0, 0.0, 0.0]; joints.len()]);
    let first = glb.json["nodes"].as_array().unwrap().len();
    let nodes = glb.json["nodes"].as_array_mut().unwrap();
    nodes.push(json!({ "name": "head", "translation": [0, 0.55, 0] }));
    nodes.push(json!({ "name": "arm.R", "translation": [-0.24, 0.4, 0], "children": [first + 2] }));
    nodes.push(json!({ "name": "hand.R", "translation": [0, -0.6, 0] }));
    let root = glb.node(json!({ "name": "hips", "translation": [0, 1, 0], "children": [first, first + 1] }));
    let binds = [[0.0, 1.0, 0.0], [0.0, 1.55, 0.0], [-0.24, 1.4, 0.0], [-0.24, 0.8, 0.0]]
        .map(|at| Mat4::from_translation(-Vec3::from(at)).to_cols_array());
    let skin = glb.skin(&[root, first, first + 1, first + 2], &binds);
    glb.node(json!({ "mesh": mesh, "skin": skin }));
    let turns = [0.0, -90.0, -90.0, 0.0].map(|angle: f32| Quat::from_rotation_x(angle.to_radians()).to_array());
    glb.animation("point", first + 1, "rotation", "LINEAR", &[0.0, 1.0, 2.0, 3.0], &turns);
    glb.animation("idle", root, "rotation", "STEP", &[0.0, 4.0], &[Quat::IDENTITY.to_array(); 2]);
    glb.bytes()
}

/// A floor, and a lamp above it to the right. If its light is baked, the floor is unlit and the lamp shines on whoever comes.
fn yard(lamp: bool, baked: bool) -> Vec<u8> {
    let mut glb = Glb::new();
    let mut looks =
        json!({ "pbrMetallicRoughness": { "baseColorFactor": [0.4, 0.4, 0.38, 1], "metallicFactor": 0, "roughnessFactor": 0.9 } });
    if baked {
        looks["extensions"]["KHR_materials_unlit"] = json!({});
    }
    let floor = glb.place(&square(8.0), looks, [0.0, 0.5, 0.0]);
    glb.json["nodes"][floor]["rotation"] = json!(Quat::from_rotation_x(-90_f32.to_radians()).to_array());
    if lamp {
        glb.light(json!({ "type": "point", "intensity": 80, "color": [1, 0.8, 0.5] }), json!({ "translation": [2.0, 3.0, 0.0] }));
    }
    glb.bytes()
}

/// A location with a guide, and what shows it.
struct Stage {
    renderer: Renderer,
    scene: Scene,
    folder: TempDir,
}

impl Stage {
    /// Where the guide is 1.8 m away, a little to the left. A yard's floor is half a metre up; around a panorama there is none.
    fn new(avatar: Option<&[u8]>, yard: Option<&[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).unwrap();
            Arc::new(file)
        };
        let space = if let Some(yard) = yard {
            Space::Model(Model::of(write("yard.glb", yard)))
        } else {
            let file = folder.path().join("sky.png");
            RgbImage::from_fn(64, 32, |_, y| Rgb([120, 140 - y as u8 * 3, 90])).save(&file).unwrap();
            Space::Panorama(Panorama::of(Arc::new(file)))
        };
        let mut tour = of_one_place(folder.path(), space);
        tour.locations[0].stand.position = if yard.is_some() { Vec3::Y * 0.5 } else { Vec3::ZERO };
        let avatar = avatar.map(|bytes| write("person.glb", bytes));
        tour.people =
            vec![Person { id: "a".into(), name: "A".into(), role: Text::Every("".into()), portrait: None, avatar, says: Vec::new() }];
        let eyes = tour.locations[0].eyes();
        let position = eyes + Angles { yaw: -15.0, pitch: 0.0 }.direction() * 1.8;
        let who = PersonIndex(0);
        tour.locations[0].guide = Some(Guide { who, position, greets: None });
        let mut scene = Scene::bare(LocationIndex(0));
        scene.head = Pose { position: eyes, ..Pose::default() };
        scene.guide = Some(GuideView { who, position, speaking: false, attitude: Attitude::Idle });
        let mut renderer = Renderer::new(GPU.clone(), PassLayout::default(), Arc::new(tour));
        scene.space = renderer.finish_loading(&scene, PATIENCE);
        assert_eq!(scene.space, SpaceState::Ready);
        Self { renderer, scene, folder }
    }

    fn attitude(&mut self, attitude: Attitude) {
        self.scene.guide.as_mut().unwrap().attitude = attitude;
    }

    /// Lets the guide point at something at the height of the visitor's eyes, 2.5 m away.
    fn point_at(&mut self, yaw: f32) {
        let position = self.scene.head.position + Angles { yaw, pitch: 0.0 }.direction() * 2.5;
        let kind = MarkerKind::Go;
        self.scene.markers =
            vec![Marker { hotspot: 0, kind, position, diameter: 0.2, focus: 0.0, dwell: 0.0, done: false, proposed: true }];
        self.attitude(Attitude::Pointing(0));
    }

    /// What the visitor sees who looks at the guide's face, after so many seconds, thirty steps each.
    fn seen_after(&mut self, seconds: f32) -> RgbaImage {
        self.seen_within(90.0, seconds)
    }

    /// The same in a view that is so many degrees wide.
    fn seen_within(&mut self, degrees: f32, seconds: f32) -> RgbaImage {
        let until = self.scene.seconds_here + seconds;
        let texture = picture_texture(&GPU, 400, 400, 1);
        let face = self.scene.guide.unwrap().position;
        let eye = self.scene.head.position;
        let view = View { pose: Pose { position: eye, orientation: look_at(eye, face) }, fov: Fov::symmetric(degrees, 1.0) };
        self.renderer.finish_signs(&self.scene, PATIENCE);
        loop {
            self.renderer.draw(&self.scene, &[view], &texture);
            if self.scene.seconds_here >= until {
                break;
            }
            self.scene.seconds_here = (self.scene.seconds_here + 1.0 / 30.0).min(until);
        }
        assert_eq!(GPU.health.first_error(), None);
        read_picture(&GPU, &texture, 0).unwrap()
    }
}

/// The light on the person's face beside and above the nose, from this column on: left of the middle (200), or right of it.
fn light_on_face(picture: &RgbaImage, x: u32) -> [u32; 3] {
    let pixels = (x..x + 5).flat_map(|x| (184..192).map(move |y| picture.get_pixel(x, y).0));
    pixels.fold([0_u32; 3], |sum, pixel| std::array::from_fn(|channel| sum[channel] + u32::from(pixel[channel])))
}

#[test]
fn a_guide_stands_on_the_floor_facing_the_visitor_in_the_light_of_the_room() {
    let mut stage = Stage::new(Some(&person()), Some(&yard(true, false)));
    assert_golden("avatar-idle", &stage.seen_after(0.0));
    stage.point_at(-45.0);
    assert_golden("avatar-points", &stage.seen_after(1.5));
}

#[test]
fn the_lamps_of_a_baked_room_shine_on_the_guide_and_not_on_the_room() {
    let seen = |lamp: bool| Stage::new(Some(&person()), Some(&yard(lamp, true))).seen_after(0.0);
    let (lamp, none) = (seen(true), seen(false));
    assert_eq!(lamp.get_pixel(20, 390), none.get_pixel(20, 390), "the floor stays as it was baked");
    let [red, _, blue] = light_on_face(&lamp, 206);
    let [far_red, _, far_blue] = light_on_face(&lamp, 189);
    assert!(red * 10 > far_red * 11, "brighter on the side of the lamp: {red} {far_red}");
    assert!(red * far_blue > blue * far_red, "and warmer: {red} {blue} beside {far_red} {far_blue}");
    let [red_without, _, blue_without] = light_on_face(&none, 206);
    assert!(red * blue_without > blue * red_without, "than without the lamp: {red} {blue} beside {red_without} {blue_without}");
    assert!(lamp.pixels().all(|pixel| pixel.0[..3].iter().any(|&value| value < 245)), "nothing is burnt out");
    assert_golden("avatar-baked-room", &lamp);
}

/// The yard in the sun, which stands behind the visitor on the left; over the guide there may be a roof.
fn sunny(roof: bool) -> Vec<u8> {
    let mut glb = Glb::new();
    let looks = json!({ "doubleSided": true, "pbrMetallicRoughness": { "baseColorFactor": [0.4, 0.4, 0.38, 1], "metallicFactor": 0 } });
    let down = json!(Quat::from_rotation_x(-90_f32.to_radians()).to_array());
    let places: &[(f32, [f32; 3])] = &[(8.0, [0.0, 0.5, 0.0]), (2.0, [-1.45, 3.5, -0.9])];
    for (size, at) in &places[..if roof { 2 } else { 1 }] {
        let node = glb.place(&square(*size), looks.clone(), *at);
        glb.json["nodes"][node]["rotation"] = down.clone();
    }
    let way = Quat::from_rotation_arc(Vec3::NEG_Z, Vec3::new(0.7, -1.0, -0.6).normalize());
    glb.light(json!({ "type": "directional", "intensity": 1000 }), json!({ "rotation": way.to_array() }));
    glb.bytes()
}

#[test]
fn a_guide_in_the_sun_casts_a_shadow_and_stands_in_that_of_a_roof() {
    let mut stage = Stage::new(Some(&person()), Some(&sunny(false)));
    let seen = stage.seen_after(0.0);
    // The middle of the shadow, and the sunny floor on the other side of the feet.
    let pose =
        Pose { position: stage.scene.head.position, orientation: look_at(stage.scene.head.position, stage.scene.guide.unwrap().position) };
    let clip = Fov::symmetric(90.0, 1.0).projection(0.05) * pose.matrix().inverse();
    let light_at = |picture: &RgbaImage, point: Vec3| {
        let place = (clip.project_point3(point) * Vec3::new(200.0, -200.0, 0.0)).truncate() + 200.0;
        u32::from(picture.get_pixel(place.x as u32, place.y as u32).0[1])
    };
    let (shaded, sunny_floor) = (Vec3::new(0.2, 0.5, -2.25), Vec3::new(-1.1, 0.5, -2.25));
    let (dark, bright) = (light_at(&seen, shaded), light_at(&seen, sunny_floor));
    assert!(dark * 10 < bright * 8, "the guide's shadow on the floor: {dark} beside {bright}");
    let roofed = Stage::new(Some(&person()), Some(&sunny(true))).seen_after(0.0);
    let [under, open] = [&roofed, &seen].map(|picture| light_on_face(picture, 189)[1]);
    assert!(under * 10 < open * 8, "a face in the shadow of the roof: {under} beside {open}");
    // Who goes takes the shadow along.
    stage.scene.guide = None;
    let texture = picture_texture(&GPU, 400, 400, 1);
    stage.renderer.draw(&stage.scene, &[View { pose, fov: Fov::symmetric(90.0, 1.0) }], &texture);
    let alone = read_picture(&GPU, &texture, 0).unwrap();
    assert!(light_at(&alone, shaded).abs_diff(bright) < 4, "{} beside {bright}", light_at(&alone, shaded));
    assert_golden("avatar-sun", &seen);
}

#[test]
fn a_guide_behind_glass_or_a_curtain_is_seen_through_it() {
    let face_behind = |curtain: Option<serde_json::Value>| {
        let mut glb = Glb::new();
        if let Some(looks) = curtain {
            glb.place(&square(2.0), looks, [-0.3, 2.0, -0.9]);
        }
        glb.light(json!({ "type": "point", "intensity": 80 }), json!({ "translation": [0.0, 3.0, 0.0] }));
        let seen = Stage::new(Some(&person()), Some(&glb.bytes())).seen_after(0.0);
        light_on_face(&seen, 189)
    };
    let green = |alpha: f32| json!({ "baseColorFactor": [0.02, 0.9, 0.02, alpha], "metallicFactor": 0, "roughnessFactor": 0 });
    let glass = json!({ "pbrMetallicRoughness": green(1.0),
        "extensions": { "KHR_materials_transmission": { "transmissionFactor": 1 } } });
    let curtain = json!({ "pbrMetallicRoughness": green(0.9), "alphaMode": "BLEND" });
    let [red, green, _] = face_behind(None);
    assert!(red > green, "skin: {red} {green}");
    for looks in [glass, curtain] {
        let [red, green, _] = face_behind(Some(looks.clone()));
        assert!(green > red * 3 / 2, "{looks}: {red} {green}");
    }
}

#[test]
fn around_a_panorama_a_guide_stands_a_persons_height_below_the_eyes_and_looks_after_the_visitor() {
    let mut stage = Stage::new(Some(&person()), None);
    stage.seen_after(0.0);
    stage.scene.head.position = Vec3::new(-1.2, 0.0, -0.4);
    assert_golden("avatar-looks", &stage.seen_after(2.0));
}

#[test]
fn around_a_panorama_a_guide_is_lit_as_the_picture_shows_it() {
    let mut stage = Stage::new(Some(&person()), None);
    // The same place in the evening sun: warm light on the left, a blue sky on the right.
    let file = stage.folder.path().join("sky.png");
    RgbImage::from_fn(64, 32, |x, _| if x < 24 { Rgb([255, 170, 90]) } else { Rgb([40, 60, 120]) }).save(&file).unwrap();
    let before = stage.seen_after(0.0);
    stage.renderer.reload(&file);
    let patience = std::time::Instant::now();
    let after = loop {
        stage.renderer.update(&stage.scene);
        let seen = stage.seen_after(0.0);
        if seen.get_pixel(5, 5) != before.get_pixel(5, 5) {
            break seen;
        }
        assert!(patience.elapsed() < PATIENCE);
    };
    let ([red, _, blue], [far_red, _, far_blue]) = (light_on_face(&after, 189), light_on_face(&after, 206));
    assert!(red * 10 > far_red * 12, "brighter on the side of the sun: {red} {far_red}");
    assert!(red * far_blue > blue * far_red, "and warmer: {red} {blue} beside {far_red} {far_blue}");
    assert_golden("avatar-evening", &after);
}

#[test]
fn a_mouth_is_as_far_open_as_what_is_heard_is_loud() {
    let mette = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tours/en-verden-indenfor/people/mette.glb")).unwrap();
    let face = |speaking: bool, loudness: f32| {
        let mut stage = Stage::new(Some(&mette), None);
        stage.scene.loudness = Some(loudness);
        let guide = stage.scene.guide.as_mut().unwrap();
        (guide.speaking, guide.attitude) = (speaking, Attitude::Idle);
        stage.seen_within(20.0, 0.5)
    };
    let (quiet, soft, loud) = (face(true, 0.0), face(true, 0.4), face(true, 1.0));
    let unlike = |one: &RgbaImage, other: &RgbaImage| {
        one.pixels().zip(other.pixels()).filter(|(one, other)| one.0.iter().zip(other.0).any(|(a, b)| a.abs_diff(b) > 12)).count()
    };
    assert!(face(false, 1.0) == quiet, "the mouth of who does not speak stays closed");
    assert!(
        unlike(&quiet, &loud) > 300 && unlike(&quiet, &soft) < unlike(&quiet, &loud),
        "{} {}",
        unlike(&quiet, &soft),
        unlike(&quiet, &loud)
    );
    let mut both = RgbaImage::new(800, 400);
    image::imageops::replace(&mut both, &quiet, 0, 0);
    image::imageops::replace(&mut both, &loud, 400, 0);
    assert_golden("avatar-mouth", &both);
}

#[test]
fn where_there_is_no_figure_the_card_is_seen() {
    let seen = |avatar: Option<&[u8]>| Stage::new(avatar, None).seen_after(0.0);
    let card = seen(None);
    assert!(card == seen(Some(b"not a model")), "a figure that cannot be had");
    let mut still = Glb::new();
    still.place(&sphere(0.3, 8), json!({}), [0.0, 1.0, 0.0]);
    assert!(card == seen(Some(&still.bytes())), "a model of nobody who moves");
    let figure = seen(Some(&person()));
    assert!(figure != card);
    // On the card, beside the figure's head.
    let beside = |picture: &RgbaImage| *picture.get_pixel(217, 190);
    let mut nobody = Stage::new(None, None);
    nobody.scene.guide = None;
    let alone = {
        let texture = picture_texture(&GPU, 400, 400, 1);
        let face = Angles { yaw: -15.0, pitch: 0.0 }.direction();
        let view = View { pose: Pose { position: Vec3::ZERO, orientation: look_at(Vec3::ZERO, face) }, fov: Fov::symmetric(90.0, 1.0) };
        nobody.renderer.draw(&nobody.scene, &[view], &texture);
        read_picture(&GPU, &texture, 0).unwrap()
    };
    assert_ne!(beside(&card), beside(&alone), "the card is there");
    assert_eq!(beside(&figure), beside(&alone), "the card is gone");
}
