//! Shadows of suns and spots: where they fall and where not, by measuring; how they look, by golden pictures.

mod glb;
mod mesh_stage;
mod support;

use glam::{Quat, Vec3};
use glb::{Glb, Surface, sphere, square};
use image::RgbaImage;
use indenfor::pose::{Fov, Pose, look_at};
use indenfor::render::mesh::Lighting;
use mesh_stage::{Camera, draw, load};
use serde_json::{Value, json};
use support::golden::assert_golden;

/// From above and before, over a floor of 8 m.
fn camera() -> Camera {
    Camera { eye: Vec3::new(0.0, 3.2, 5.0), target: Vec3::new(0.0, 0.3, 0.0), angle: 50.0, size: [480, 400], ..Camera::default() }
}

fn lamps_only() -> Option<Lighting> {
    Some(Lighting { exposure: 1.0, surroundings: 0.0, environment: None })
}

fn matt(color: [f32; 4]) -> Value {
    json!({ "pbrMetallicRoughness": { "baseColorFactor": color, "metallicFactor": 0, "roughnessFactor": 1 } })
}

/// Light seen at a point of the location, from 0 to 1.
fn light_at(picture: &RgbaImage, camera: &Camera, point: Vec3) -> f32 {
    let (width, height) = picture.dimensions();
    let pose = Pose { position: camera.eye, orientation: look_at(camera.eye, camera.target) };
    let projection = Fov::symmetric(camera.angle, width as f32 / height as f32).projection(0.05);
    let seen = (projection * pose.matrix().inverse()).project_point3(point);
    assert!(seen.truncate().abs().max_element() < 1.0, "{point} is not in the picture");
    let at = |place: f32, size: u32| (((place + 1.0) / 2.0) * size as f32) as u32;
    let value = f32::from(picture.get_pixel(at(seen.x, width), at(-seen.y, height)).0[1]) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// A floor that faces up, so wide.
fn floor(glb: &mut Glb, size: f32, material: Value) {
    let node = glb.place(&square(size), material, [0.0; 3]);
    glb.json["nodes"][node]["rotation"] = json!(Quat::from_rotation_x(-90_f32.to_radians()).to_array());
}

fn shining(direction: Vec3) -> Value {
    json!(Quat::from_rotation_arc(Vec3::NEG_Z, direction.normalize()).to_array())
}

fn sun(glb: &mut Glb, direction: Vec3, lux: f32) {
    glb.light(json!({ "type": "directional", "intensity": lux }), json!({ "rotation": shining(direction) }));
}

fn spot(glb: &mut Glb, at: Vec3, to: Vec3, candela: f32) {
    glb.light(
        json!({ "type": "spot", "intensity": candela, "spot": { "innerConeAngle": 0.4, "outerConeAngle": 0.6 } }),
        json!({ "translation": at.to_array(), "rotation": shining(to - at) }),
    );
}

/// The sun's way over the yard: its shadows fall to the right, as long as what casts them is high.
const SLANTED: Vec3 = Vec3::new(1.0, -1.0, 0.0);
const GREY: [f32; 4] = [0.6, 0.6, 0.6, 1.0];

/// A floor with a ball of half a metre's radius that hangs at a metre's height.
fn ball_over_floor(looks: Value, light: impl FnOnce(&mut Glb)) -> RgbaImage {
    let mut glb = Glb::new();
    floor(&mut glb, 8.0, matt(GREY));
    glb.place(&sphere(0.5, 24), looks, [0.0, 1.0, 0.0]);
    light(&mut glb);
    draw(load(&glb.bytes()), lamps_only(), &camera())
}

#[test]
fn the_sun_casts_a_shadow_where_its_light_is_stopped_and_nowhere_else() {
    let shadowed = ball_over_floor(matt(GREY), |glb| sun(glb, SLANTED, 2.0));
    let mut bare = Glb::new();
    floor(&mut bare, 8.0, matt(GREY));
    sun(&mut bare, SLANTED, 2.0);
    let bare = draw(load(&bare.bytes()), lamps_only(), &camera());
    let at = |picture: &RgbaImage, x: f32, z: f32| light_at(picture, &camera(), Vec3::new(x, 0.0, z));
    for (x, z) in [(1.0, 0.0), (0.8, 0.2), (1.3, -0.2)] {
        assert_eq!(at(&shadowed, x, z), 0.0, "in the shadow, at {x}, {z}");
    }
    // Around the shadow, an ellipse of half a metre by 0.71.
    for (x, z) in [(1.0, 0.7), (1.0, -0.7), (1.9, 0.0), (0.1, 0.6), (-1.5, 0.0), (2.5, 1.0)] {
        let (lit, before) = (at(&shadowed, x, z), at(&bare, x, z));
        assert!(before > 0.15 && (lit - before).abs() < 0.004, "in the light, at {x}, {z}: {lit} instead of {before}");
    }
    // The edge lies where it should, within four centimetres.
    let edge = |from: f32| (0..80).map(|step| from + step as f32 * 0.02).find(|x| at(&shadowed, *x, 0.0) < at(&bare, 1.9, 0.0) / 2.0);
    let left = edge(0.0).unwrap();
    assert!((left - (1.0 - 0.5 * 2_f32.sqrt())).abs() < 0.04, "{left}");
    assert_golden("shadow-sun", &shadowed);
}

#[test]
fn a_spot_casts_a_shadow_that_widens_with_the_way() {
    let at = Vec3::new(-1.0, 3.0, 1.0);
    let ball = Vec3::new(0.0, 1.0, 0.0);
    let shadowed = ball_over_floor(matt(GREY), |glb| spot(glb, at, ball, 30.0));
    let behind = at + (ball - at) * 1.5;
    assert!(behind.y.abs() < 1e-5);
    for aside in [Vec3::ZERO, Vec3::X * 0.5, Vec3::X * -0.5, Vec3::Z * 0.5] {
        assert_eq!(light_at(&shadowed, &camera(), behind + aside), 0.0, "behind the ball, {aside}");
    }
    for aside in [Vec3::X * -1.3, Vec3::Z * 1.1] {
        assert!(light_at(&shadowed, &camera(), behind + aside) > 0.03, "beside the shadow, {aside}");
    }
    assert_golden("shadow-spot", &shadowed);
}

/// How much the light of a floor of 8 m differs from the mean of what is around, at most.
fn unrest(direction: Vec3) -> f32 {
    let mut glb = Glb::new();
    floor(&mut glb, 8.0, matt(GREY));
    // Something far up, so that the map is as coarse as in a hall.
    glb.place(&sphere(0.2, 12), matt(GREY), [-20.0, 25.0, -20.0]);
    sun(&mut glb, direction, 1.5 / -direction.normalize().y);
    let picture = draw(load(&glb.bytes()), lamps_only(), &camera());
    let values: Vec<f32> = (-12..=12)
        .flat_map(|x| (-12..=12).map(move |z| Vec3::new(x as f32 * 0.11, 0.0, z as f32 * 0.11)))
        .map(|point| light_at(&picture, &camera(), point))
        .collect();
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    assert!(mean > 0.2, "{mean}");
    values.iter().map(|value| (value - mean).abs()).fold(0.0, f32::max)
}

#[test]
fn what_is_lit_does_not_shadow_itself_however_low_the_sun_stands() {
    for direction in [Vec3::NEG_Y, SLANTED, Vec3::new(0.5, -1.0, 0.8), Vec3::new(1.0, -0.2, 0.3), Vec3::new(-1.0, -0.1, 0.0)] {
        let unrest = unrest(direction);
        assert!(unrest < 0.005, "{direction}: {unrest}");
    }
}

#[test]
fn what_is_smoothed_over_does_not_shadow_itself_however_its_triangles_are_tilted() {
    for tilt in [0.3_f32, 0.6, 0.9] {
        let mut glb = Glb::new();
        let tilted = Quat::from_rotation_x(tilt);
        // All of it says that it faces the sun.
        let board = Surface { normals: vec![(tilted.inverse() * Vec3::Z).to_array(); 4], ..square(2.0) };
        let node = glb.place(&board, matt(GREY), [0.0; 3]);
        glb.json["nodes"][node]["rotation"] = json!(tilted.to_array());
        // Something far aside, so that the map is as coarse as in a room.
        glb.place(&sphere(0.2, 12), matt(GREY), [-8.0, 8.0, 0.0]);
        sun(&mut glb, Vec3::NEG_Z, 2.0);
        let picture = draw(load(&glb.bytes()), lamps_only(), &Camera::default());
        let middle = picture.get_pixel(128, 128).0[1];
        let darkest = (98..158).flat_map(|y| (60..196).map(move |x| (x, y))).map(|(x, y)| picture.get_pixel(x, y).0[1]).min();
        assert!(middle > 100 && darkest.is_some_and(|darkest| darkest + 3 >= middle), "tilted by {tilt}: {darkest:?} beside {middle}");
    }
}

#[test]
fn a_thing_that_stands_on_the_floor_is_not_cut_off_from_its_shadow() {
    let mut glb = Glb::new();
    floor(&mut glb, 8.0, matt(GREY));
    let wall = glb.place(&square(2.0), matt(GREY), [0.0, 1.0, 0.0]);
    glb.json["nodes"][wall]["rotation"] = json!(Quat::from_rotation_y(-90_f32.to_radians()).to_array());
    sun(&mut glb, SLANTED, 2.0);
    let camera = Camera { eye: Vec3::new(2.5, 1.2, 0.0), target: Vec3::ZERO, angle: 30.0, size: [480, 480], ..Camera::default() };
    let picture = draw(load(&glb.bytes()), lamps_only(), &camera);
    for x in [0.03, 0.1, 1.0] {
        assert!(light_at(&picture, &camera, Vec3::new(x, 0.0, 0.0)) < 0.01, "right behind the wall, {x} m");
    }
}

/// What the floor gets below a square with these looks that lies a metre above it, facing up, and the sun right above.
fn below(looks: Value, upside_down: bool) -> f32 {
    let mut glb = Glb::new();
    floor(&mut glb, 8.0, matt(GREY));
    let texture = glb.texture(2, &[[255, 255, 255, 255], [255, 255, 255, 0], [255, 255, 255, 0], [255, 255, 255, 255]]);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][texture]["sampler"] = json!(0);
    let node = glb.place(&square(2.0), looks, [0.0, 1.0, 0.0]);
    let turned = if upside_down { 90_f32 } else { -90.0 };
    glb.json["nodes"][node]["rotation"] = json!(Quat::from_rotation_x(turned.to_radians()).to_array());
    sun(&mut glb, Vec3::NEG_Y, 2.0);
    let camera =
        Camera { eye: Vec3::new(0.0, 0.6, 4.0), target: Vec3::new(0.0, 0.0, 0.5), angle: 40.0, size: [400, 400], ..Camera::default() };
    // In the quarter of the texture that is not there.
    light_at(&draw(load(&glb.bytes()), lamps_only(), &camera), &camera, Vec3::new(-0.5, 0.0, 0.5))
}

#[test]
fn holes_panes_and_backs_let_light_through() {
    let with = |mut looks: Value, key: &str, value: Value| {
        looks[key] = value;
        looks
    };
    let lit = 0.3;
    assert_eq!(below(matt(GREY), false), 0.0, "what is whole stops light");
    let leaf = json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 }, "metallicFactor": 0 } });
    assert_eq!(below(leaf.clone(), false), 0.0, "opacity that means nothing makes no holes");
    assert!(below(with(leaf.clone(), "alphaMode", json!("MASK")), false) > lit, "holes");
    let coated = with(leaf.clone(), "extensions", json!({ "KHR_materials_clearcoat": { "clearcoatFactor": 1 } }));
    assert!(below(with(coated, "alphaMode", json!("MASK")), false) > lit, "holes under a coat");
    assert!(below(with(matt([0.6, 0.6, 0.6, 0.9]), "alphaMode", json!("BLEND")), false) > lit, "what is blended");
    let glass = with(matt(GREY), "extensions", json!({ "KHR_materials_transmission": { "transmissionFactor": 0.5 } }));
    assert!(below(glass, false) > lit, "glass");
    assert!(below(with(matt(GREY), "extensions", json!({ "KHR_materials_unlit": {} })), false) > lit, "what is baked");
    assert!(below(matt(GREY), true) > lit, "the back of what has none");
    assert_eq!(below(with(matt(GREY), "doubleSided", json!(true)), true), 0.0, "the back of what has two sides");
}

/// What a floor gets in the shadow of a plate over it, in a dome; each of them baked or not.
fn under_a_plate(floor_is_baked: bool, dome_is_baked: bool) -> f32 {
    let looks = |is_baked: bool| {
        let mut looks = matt(GREY);
        if is_baked {
            looks["extensions"]["KHR_materials_unlit"] = json!({});
        }
        looks
    };
    let mut glb = Glb::new();
    let dome = glb.place(&sphere(9.0, 24), looks(dome_is_baked), [0.0; 3]);
    glb.json["nodes"][dome]["scale"] = json!([-1, 1, 1]);
    floor(&mut glb, 8.0, looks(floor_is_baked));
    // A carpet that is lit, and the plate.
    let carpet = glb.place(&square(4.0), matt(GREY), [0.0, 0.01, 0.0]);
    glb.json["nodes"][carpet]["rotation"] = json!(Quat::from_rotation_x(-90_f32.to_radians()).to_array());
    glb.place(&square(0.8), matt(GREY), [0.0, 1.0, 0.0]);
    spot(&mut glb, Vec3::new(0.0, 2.0, 2.0), Vec3::ZERO, 30.0);
    let camera = Camera { eye: Vec3::new(2.5, 2.5, 3.0), ..camera() };
    light_at(&draw(load(&glb.bytes()), lamps_only(), &camera), &camera, Vec3::new(0.0, 0.0, -1.4))
}

#[test]
fn in_a_model_whose_light_is_baked_lamps_cast_no_shadows() {
    assert!(under_a_plate(true, true) > 0.05, "{}", under_a_plate(true, true));
    assert_eq!(under_a_plate(false, false), 0.0);
}

#[test]
fn under_a_sky_that_is_painted_they_cast_some() {
    assert_eq!(under_a_plate(false, true), 0.0);
}

#[test]
fn four_lamps_cast_shadows_the_sun_first_then_the_strongest_spots() {
    let mut glb = Glb::new();
    floor(&mut glb, 8.0, matt(GREY));
    glb.place(&sphere(0.15, 12), matt(GREY), [0.0, 1.5, 0.0]);
    // Each throws the ball's shadow 1.5 m away from the middle of the floor, the weakest to the back.
    let ways = [Vec3::X, Vec3::NEG_X, Vec3::new(0.7, 0.0, 0.7), Vec3::new(-0.7, 0.0, 0.7), Vec3::NEG_Z];
    for (nth, way) in ways.into_iter().enumerate().skip(1) {
        let at = Vec3::new(0.0, 3.0, 0.0) - way * 1.5;
        spot(&mut glb, at, Vec3::new(0.0, 1.5, 0.0), 20.0 - nth as f32 * 2.0);
    }
    sun(&mut glb, Vec3::new(1.0, -1.0, 0.0), 0.5);
    let picture = draw(load(&glb.bytes()), lamps_only(), &camera());
    let mut bare = Glb::new();
    bare.json = glb.json.clone();
    bare.binary = glb.binary.clone();
    bare.json["nodes"][1].as_object_mut().unwrap().remove("mesh");
    let bare = draw(load(&bare.bytes()), lamps_only(), &camera());
    let darker = ways.map(|way| {
        let point = way * 1.5;
        light_at(&bare, &camera(), point) - light_at(&picture, &camera(), point)
    });
    assert!(darker[..4].iter().all(|darker| *darker > 0.02), "{darker:?}");
    assert!(darker[4].abs() < 0.005, "the weakest spot casts none: {darker:?}");
}

/// A ball on its way from the left to the right.
#[test]
fn the_shadow_of_what_moves_goes_with_it_and_leaves_nothing_behind() {
    let mut glb = Glb::new();
    floor(&mut glb, 8.0, matt(GREY));
    glb.place(&sphere(0.3, 16), matt(GREY), [0.0, 0.8, -1.5]);
    let ball = glb.place(&sphere(0.3, 16), matt(GREY), [0.0; 3]);
    glb.animation("roll", ball, "translation", "LINEAR", &[0.0, 2.0], &[[-1.5, 0.8, 0.0], [1.5, 0.8, 0.0]]);
    sun(&mut glb, Vec3::NEG_Y, 2.0);
    let seen = |seconds: f32, x: f32, z: f32| {
        let camera = Camera { seconds, ..camera() };
        // Behind the ball, where its shadow can be seen past it.
        light_at(&draw(load(&glb.bytes()), lamps_only(), &camera), &camera, Vec3::new(x, 0.0, z))
    };
    assert_eq!(seen(0.0, -1.5, 0.2), 0.0);
    assert!(seen(0.0, 0.5, 0.2) > 0.3);
    assert_eq!(seen(1.999, 1.5, 0.2), 0.0);
    assert!(seen(1.999, -1.5, 0.2) > 0.3);
    assert_eq!(seen(0.0, 0.0, -1.3), 0.0, "what stands still keeps its shadow");
}

/// A lamp on an arm that swings from the left of the ball to its right, and a sun that turns.
#[test]
fn the_light_and_the_shadows_of_a_lamp_that_moves_go_with_it() {
    let at = |seconds: f32, width: f32, light: &dyn Fn(&mut Glb)| {
        let mut glb = Glb::new();
        floor(&mut glb, width, matt(GREY));
        glb.place(&sphere(0.3, 16), matt(GREY), [0.0, 0.8, 0.0]);
        light(&mut glb);
        let camera = Camera { seconds, ..camera() };
        let picture = draw(load(&glb.bytes()), lamps_only(), &camera);
        // Behind the ball, and beside it to the left and to the right.
        [-0.8, 0.8].map(|x| light_at(&picture, &camera, Vec3::new(x, 0.0, -0.2)))
    };
    let swinging = |glb: &mut Glb| {
        spot(glb, Vec3::new(-1.2, 2.0, 0.0), Vec3::new(0.0, 0.4, 0.0), 8.0);
        let lamp = glb.json["scenes"][0]["nodes"].as_array_mut().unwrap().pop().unwrap();
        let arm = glb.node(json!({ "translation": [0, 0, -0.2], "children": [lamp] }));
        let turns = [0.0, std::f32::consts::PI].map(|yaw| Quat::from_rotation_y(yaw).to_array());
        glb.animation("swing", arm, "rotation", "STEP", &[0.0, 1.0, 2.0], &[turns[0], turns[1], turns[0]]);
    };
    let turning = |glb: &mut Glb| {
        sun(glb, Vec3::new(1.0, -0.8, 0.0), 2.0);
        let node = glb.json["nodes"].as_array().unwrap().len() - 1;
        let turns = [1.0, -1.0, 1.0].map(|x| Quat::from_rotation_arc(Vec3::NEG_Z, Vec3::new(x, -0.8, 0.0).normalize()).to_array());
        glb.animation("turn", node, "rotation", "STEP", &[0.0, 1.0, 2.0], &turns);
    };
    // Over what is wide the sun has two maps.
    for (width, light) in [(8.0, &swinging as &dyn Fn(&mut Glb)), (8.0, &turning), (40.0, &turning)] {
        let ([left, right], [left_after, right_after]) = (at(0.5, width, light), at(1.5, width, light));
        assert!(left > 0.05 && right < 0.01, "its shadow falls to the right: {left} {right}");
        assert!(right_after > 0.05 && left_after < 0.01, "then to the left: {left_after} {right_after}");
        assert!((left - right_after).abs() < 0.02, "as bright: {left} {right_after}");
    }
}

/// Columns, a table, a grating and a ball in low sun and the light of a spot.
#[test]
fn a_yard_in_the_evening() {
    let mut glb = Glb::new();
    floor(&mut glb, 12.0, matt([0.55, 0.5, 0.42, 1.0]));
    let wall = |glb: &mut Glb, at: [f32; 3], yaw: f32| {
        let node = glb.place(&square(5.0), matt([0.7, 0.62, 0.5, 1.0]), at);
        glb.json["nodes"][node]["rotation"] = json!(Quat::from_rotation_y(yaw.to_radians()).to_array());
    };
    wall(&mut glb, [0.0, 2.5, -3.0], 0.0);
    wall(&mut glb, [2.5, 2.5, -0.5], -90.0);
    for x in [-1.6, -0.6, 0.4] {
        glb.place(&glb::tube(0.12, 2.2, 8), matt([0.6, 0.3, 0.22, 1.0]), [x, 0.0, -1.6]);
    }
    glb.place(&sphere(0.45, 24), matt([0.3, 0.4, 0.6, 1.0]), [0.9, 0.45, 0.3]);
    glb.place(&sphere(0.25, 24), matt([0.8, 0.75, 0.7, 1.0]), [-0.5, 1.3, 0.2]);
    let bars: Vec<[u8; 4]> = (0..64 * 64).map(|nth| [90, 90, 95, if nth % 8 < 3 || nth / 64 % 16 < 3 { 255 } else { 0 }]).collect();
    let texture = glb.texture(64, &bars);
    let grating = json!({ "alphaMode": "MASK", "doubleSided": true,
        "pbrMetallicRoughness": { "baseColorTexture": { "index": texture }, "metallicFactor": 0, "roughnessFactor": 0.8 } });
    let node = glb.place(&square(1.4), grating, [-1.9, 0.7, 0.3]);
    glb.json["nodes"][node]["rotation"] = json!(Quat::from_rotation_y(60_f32.to_radians()).to_array());
    glb.light(
        json!({ "type": "directional", "intensity": 9000, "color": [1.0, 0.86, 0.68] }),
        json!({ "rotation": shining(Vec3::new(1.0, -0.7, -0.55)) }),
    );
    glb.light(
        json!({ "type": "spot", "intensity": 26000, "color": [0.6, 0.75, 1.0], "spot": { "innerConeAngle": 0.3, "outerConeAngle": 0.5 } }),
        json!({ "translation": [1.8, 3.4, 2.0], "rotation": shining(Vec3::new(-1.6, -3.2, -2.0)) }),
    );
    let camera =
        Camera { eye: Vec3::new(-0.3, 1.8, 4.4), target: Vec3::new(0.0, 1.0, 0.0), angle: 55.0, size: [640, 480], ..Camera::default() };
    assert_golden("shadow-yard", &draw(load(&glb.bytes()), None, &camera));
}

#[test]
fn over_a_wide_place_the_bars_of_a_window_still_cast_shadows_near_the_visitor() {
    let mut glb = Glb::new();
    floor(&mut glb, 120.0, matt(GREY));
    // A bar of 5 cm, a metre above the floor, and the sun above it.
    let bar = glb.place(&square(1.0), json!({ "pbrMetallicRoughness": { "metallicFactor": 0 }, "doubleSided": true }), [0.0, 1.0, 0.0]);
    glb.json["nodes"][bar]["rotation"] = json!(Quat::from_rotation_x(-90_f32.to_radians()).to_array());
    glb.json["nodes"][bar]["scale"] = json!([0.05, 2.0, 1.0]);
    sun(&mut glb, Vec3::NEG_Y, 2.0);
    let seen_from = |eye: Vec3| Camera { eye, target: Vec3::new(0.0, 0.0, eye.z * 0.5), size: [480, 480], ..Camera::default() };
    let near = seen_from(Vec3::new(0.4, 1.6, 2.4));
    let picture = draw(load(&glb.bytes()), lamps_only(), &near);
    let at = |x: f32| light_at(&picture, &near, Vec3::new(x, 0.0, 0.3));
    let lit = at(0.3);
    assert!(lit > 0.2 && at(0.0) < lit * 0.2, "{} under the bar, {lit} beside it", at(0.0));
    assert!((at(0.08) - lit).abs() < lit * 0.1, "8 cm beside the bar it is light again: {}", at(0.08));
}
