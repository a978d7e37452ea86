//! Models that move, as they look: a skin that bends, a morph target that swells, a node that turns.

mod glb;
mod mesh_stage;
mod support;

use std::f32::consts::FRAC_PI_2;
use std::path::Path;

use glam::{Mat4, Quat, Vec3};
use glb::{Glb, sphere, square, tube};
use image::RgbaImage;
use indenfor::pose::look_at;
use indenfor::render::mesh::{Lighting, Meshes};
use indenfor::render::{Frame, PassLayout};
use mesh_stage::{Camera, GPU, draw, draw_space, load, load_file};
use serde_json::json;
use support::golden::assert_golden;

fn paint(color: [f32; 3]) -> serde_json::Value {
    let [r, g, b] = color;
    json!({ "doubleSided": true, "pbrMetallicRoughness": { "baseColorFactor": [r, g, b, 1.0], "metallicFactor": 0, "roughnessFactor": 0.35 } })
}

/// A tube on three joints that bends over to the right within two seconds.
fn stalk(glb: &mut Glb) {
    let tube = tube(0.25, 2.0, 16);
    let material = glb.material(paint([0.25, 0.5, 0.25]));
    let mesh = glb.mesh(&tube, Some(material));
    // Between two joints both carry a vertex.
    let (joints, weights): (Vec<_>, Vec<_>) = tube
        .positions
        .iter()
        .map(|[_, y, _]| {
            let lower = (y / 0.8).floor().min(1.0);
            let part = (y / 0.8 - lower).clamp(0.0, 1.0);
            ([lower as u8, lower as u8 + 1, 0, 0], [1.0 - part, part, 0.0, 0.0])
        })
        .unzip();
    glb.hang(mesh, &joints, &weights);
    let first = glb.json["nodes"].as_array().unwrap().len();
    let nodes = glb.json["nodes"].as_array_mut().unwrap();
    nodes.push(json!({ "translation": [0, 0.8, 0] }));
    nodes.push(json!({ "translation": [0, 0.8, 0], "children": [first] }));
    let root = glb.node(json!({ "translation": [-0.8, -1, 0], "children": [first + 1] }));
    let binds = [0.0, 0.8, 1.6].map(|y: f32| Mat4::from_translation(Vec3::new(0.0, -y, 0.0)).to_cols_array());
    let skin = glb.skin(&[root, first + 1, first], &binds);
    glb.node(json!({ "mesh": mesh, "skin": skin }));
    let turns = [Quat::IDENTITY, Quat::from_rotation_z(-FRAC_PI_2 * 0.7)].map(|turn| turn.to_array());
    for joint in [first, first + 1] {
        glb.animation("bend", joint, "rotation", "LINEAR", &[0.0, 2.0], &turns);
    }
}

/// A ball that becomes a lens, as a spline without slope at either end.
fn lens(glb: &mut Glb) {
    let ball = sphere(0.4, 24);
    let material = glb.material(paint([0.7, 0.35, 0.1]));
    let mesh = glb.mesh(&ball, Some(material));
    let flat: Vec<[f32; 3]> = ball.positions.iter().map(|[_, y, _]| [0.0, -y * 0.75, 0.0]).collect();
    // Of an ellipsoid a quarter as high.
    let normals: Vec<[f32; 3]> = ball
        .normals
        .iter()
        .map(|normal| ((Vec3::from(*normal) * Vec3::new(1.0, 4.0, 1.0)).normalize() - Vec3::from(*normal)).to_array())
        .collect();
    glb.morph(mesh, &flat, &normals);
    let node = glb.node(json!({ "mesh": mesh, "translation": [0.75, -0.5, 0] }));
    glb.animation("flatten", node, "weights", "CUBICSPLINE", &[0.0, 2.0], &[[0.0], [0.0], [0.0], [0.0], [1.0], [0.0]]);
}

fn moving(seconds: f32) -> RgbaImage {
    let mut glb = Glb::new();
    stalk(&mut glb);
    lens(&mut glb);
    let sign = glb.place(&square(0.4), paint([0.2, 0.3, 0.7]), [0.75, 0.6, 0.0]);
    glb.json["nodes"][sign]["scale"] = json!([-1, 1, 1]);
    let turns = [Quat::IDENTITY, Quat::from_rotation_z(FRAC_PI_2)].map(|turn| turn.to_array());
    glb.animation("turn", sign, "rotation", "LINEAR", &[0.0, 2.0], &turns);
    // What only a person plays stays out of it.
    glb.animation("point-left", sign, "translation", "STEP", &[0.0], &[[9.0, 9.0, 9.0]]);
    let mut still = paint([0.6, 0.6, 0.6]);
    still["alphaMode"] = json!("OPAQUE");
    glb.place(&square(5.0), still, [0.0, 0.0, -1.5]);
    draw(load(&glb.bytes()), None, &Camera { seconds, angle: 52.0, size: [320, 320], ..Camera::default() })
}

#[test]
fn skins_bend_morph_targets_swell_and_nodes_turn() {
    assert_golden("motion-begin", &moving(0.0));
    assert_golden("motion-middle", &moving(1.2));
}

/// A skin needs no morph targets beside it, nor they a skin.
#[test]
fn a_skin_or_a_morph_target_alone_is_drawn() {
    let alone = |part: fn(&mut Glb), seconds: f32, [x, y]: [u32; 2]| {
        let mut glb = Glb::new();
        part(&mut glb);
        let picture = draw(load(&glb.bytes()), None, &Camera { seconds, angle: 52.0, size: [64, 64], ..Camera::default() });
        let [red, green, blue, _] = picture.get_pixel(x, y).0.map(i32::from);
        [green - blue, red - blue]
    };
    // Sky, until the green stalk has bent over.
    assert!(alone(stalk, 0.0, [26, 22])[0] < 10, "{:?}", alone(stalk, 0.0, [26, 22]));
    assert!(alone(stalk, 1.2, [26, 22])[0] > 25, "{:?}", alone(stalk, 1.2, [26, 22]));
    // The upper edge of the orange ball, until it is flat.
    assert!(alone(lens, 0.0, [48, 37])[1] > 40, "{:?}", alone(lens, 0.0, [48, 37]));
    assert!(alone(lens, 1.9, [48, 37])[1] < 20, "{:?}", alone(lens, 1.9, [48, 37]));
}

/// What a room does may be called like what a person does.
#[test]
fn a_clock_turns_its_pointer_and_nobody_points() {
    let clock = |name: &str, seconds: f32| {
        let mut glb = Glb::new();
        let pointer = glb.place(&square(1.0), paint([0.2, 0.3, 0.7]), [0.0; 3]);
        glb.animation(name, pointer, "translation", "STEP", &[0.0, 1.0, 2.0], &[[0.0; 3], [9.0, 0.0, 0.0], [9.0, 0.0, 0.0]]);
        let picture = draw(load(&glb.bytes()), None, &Camera { seconds, size: [32, 32], ..Camera::default() });
        *picture.get_pixel(16, 16)
    };
    assert_ne!(clock("pointer_turn", 0.0), clock("pointer_turn", 1.5));
    assert_eq!(clock("point.001", 0.0), clock("point.001", 1.5));
}

#[test]
fn what_moves_goes_round_and_round() {
    let again = moving(2.0 + 1.2);
    let differs = moving(1.2).pixels().zip(again.pixels()).filter(|(a, b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 2)).count();
    assert!(differs < 50, "{differs} pixels");
}

/// How much of two pictures differs clearly, by channel, and at which pixels.
fn differences(a: &RgbaImage, b: &RgbaImage) -> (u64, Vec<[u32; 2]>) {
    let (mut much, mut places) = (0, Vec::new());
    for (x, y, pixel) in a.enumerate_pixels() {
        let most = pixel.0.iter().zip(b.get_pixel(x, y).0).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0);
        if most > 3 {
            much += u64::from(most);
            places.push([x, y]);
        }
    }
    (much, places)
}

/// Looks at a space of the sample tour from a place for as long as what moves in it goes round: all of `moving`, boxes in metres that
/// it never leaves, must be seen to move, nothing else may, and where it begins anew there may be no jump.
fn assert_only_moves(file: &str, length: f32, eye: Vec3, target: Vec3, moving: &[(&str, [Vec3; 2])]) {
    let model = load_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tours/en-verden-indenfor").join(file));
    let frame = Frame::new(&GPU);
    let meshes = Meshes::new(&GPU, &frame, &PassLayout { samples: 4, ..Default::default() });
    let lighting = Lighting::of(&model);
    let mut upload = meshes.upload(&GPU, model, |_| lighting);
    while !upload.step(&GPU, &mut { u64::MAX }).unwrap() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let mut space = upload.finish().unwrap();
    let camera = |seconds: f32| Camera { eye, target, angle: 70.0, size: [480, 480], seconds, ..Camera::default() };
    let mut at = |seconds: f32| draw_space(&frame, &meshes, &mut space, &camera(seconds));

    let within = |[low, high]: [Vec3; 2], [x, y]: [u32; 2]| {
        let corners = (0..8).map(|corner| Vec3::select(glam::BVec3::new(corner & 1 == 0, corner & 2 == 0, corner & 4 == 0), low, high));
        let seen = corners.map(|corner| look_at(eye, target).inverse() * (corner - eye));
        let places = seen.map(|seen| (1.0 + Vec3::new(seen.x, -seen.y, 0.0) / -seen.z / 35_f32.to_radians().tan()) * 240.0);
        let (least, most) = places.fold((Vec3::MAX, Vec3::MIN), |(least, most), place| (least.min(place), most.max(place)));
        let margin = 2.0;
        (least.x - margin..most.x + margin).contains(&(x as f32)) && (least.y - margin..most.y + margin).contains(&(y as f32))
    };
    let begin = at(0.0);
    let mut moved = Vec::new();
    for part in 1..6 {
        moved.extend(differences(&begin, &at(length * part as f32 / 6.0)).1);
    }
    for (name, bounds) in moving {
        assert!(moved.iter().any(|&place| within(*bounds, place)), "{name} does not move");
    }
    let elsewhere: Vec<_> = moved.iter().filter(|&&place| !moving.iter().any(|(_, bounds)| within(*bounds, place))).collect();
    assert!(elsewhere.is_empty(), "something else moves, at {elsewhere:?}");

    let mut change = |seconds: f32| differences(&at(seconds - 0.05), &at(seconds + 0.05)).0;
    let usual = (1..16).map(|part| change(length * part as f32 / 16.0)).max().unwrap();
    let seam = change(length);
    assert!(seam <= usual + usual / 4, "{seam} where it begins anew, {usual} elsewhere");
    println!("{file}: {seam} where it begins anew, at most {usual} elsewhere");
}

#[test]
fn in_the_cell_the_curtains_stir_and_nothing_else() {
    let curtain = |side: f32| {
        let (inner, outer) = (side * 0.55, side * 1.1);
        [Vec3::new(inner.min(outer), 0.6, -2.05), Vec3::new(inner.max(outer), 2.45, -1.6)]
    };
    let moving = [("the left curtain", curtain(-1.0)), ("the right curtain", curtain(1.0))];
    assert_only_moves("cell.glb", 8.0, Vec3::new(-0.05, 1.6, 1.1), Vec3::new(0.0, 1.4, -2.0), &moving);
}

#[test]
fn in_the_chapel_the_ship_turns_and_the_flames_breathe_and_nothing_else() {
    let around = |[x, y, z]: [f32; 3], across: f32, low: f32, high: f32| {
        [Vec3::new(x - across, y - low, z - across), Vec3::new(x + across, y + high, z + across)]
    };
    let flame = |at: [f32; 3]| around(at, 0.02, 0.02, 0.07);
    let moving = [
        ("the ship", around([-1.35, 2.55, -1.75], 0.55, 0.2, 1.6)),
        ("the left flame", flame([-0.6, 1.358, -3.75])),
        ("the right flame", flame([0.6, 1.358, -3.75])),
        ("the flame of the ring", flame([0.03, 0.198, -1.13])),
    ];
    assert_only_moves("chapel.glb", 12.0, Vec3::new(0.0, 1.6, 0.6), Vec3::new(-0.6, 1.2, -2.0), &moving);
}
