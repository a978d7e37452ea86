//! Models as they look: energy, directions, colours and order by measuring, the whole by golden pictures.

mod glb;
mod mesh_stage;
mod support;

use glam::Vec3;
use glb::{Glb, sphere, square};
use image::RgbaImage;
use indenfor::render::mesh::{Environment, Lighting, Meshes};
use indenfor::render::{Frame, PassLayout};
use mesh_stage::{Camera, GPU, draw, draw_space, load};
use serde_json::json;
use support::golden::assert_golden;

/// Light from nowhere but the model's lamps, taken as they are.
fn lamps_only() -> Option<Lighting> {
    Some(Lighting { exposure: 1.0, surroundings: 0.0, environment: None })
}

fn even(light: f32) -> Option<Lighting> {
    Some(Lighting { exposure: 1.0, surroundings: 1.0, environment: Some(Environment::even(Vec3::splat(light))) })
}

/// The value of a pixel, told as parts of the picture from its upper left corner.
fn at(picture: &RgbaImage, x: f32, y: f32) -> [i32; 3] {
    let pixel = picture.get_pixel((x * picture.width() as f32) as u32, (y * picture.height() as f32) as u32);
    [0, 1, 2].map(|channel| i32::from(pixel.0[channel]))
}

/// How light a pixel is, from 0 to 1.
fn light_at(picture: &RgbaImage, x: f32, y: f32) -> f32 {
    let value = at(picture, x, y)[1] as f32 / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[track_caller]
fn assert_color(picture: &RgbaImage, x: f32, y: f32, expected: [i32; 3]) {
    let seen = at(picture, x, y);
    let near = seen.iter().zip(expected).all(|(seen, expected)| (seen - expected).abs() <= 1);
    assert!(near, "at {x}, {y}: {seen:?} instead of {expected:?}");
}

fn unlit(mut material: serde_json::Value) -> serde_json::Value {
    material["extensions"]["KHR_materials_unlit"] = json!({});
    material
}

fn painted(color: [f32; 4]) -> serde_json::Value {
    unlit(json!({ "pbrMetallicRoughness": { "baseColorFactor": color } }))
}

/// Light of 0.5 below the knee of the tone curve loses 0.04 and nothing else.
const FURNACE: f32 = 0.5 - 0.04;

#[test]
fn a_white_ball_in_even_light_is_as_bright_as_the_light() {
    for metallic in [0.0, 1.0] {
        for roughness in [0.0, 0.3, 0.6, 1.0] {
            let mut glb = Glb::new();
            let looks = json!({ "pbrMetallicRoughness": { "metallicFactor": metallic, "roughnessFactor": roughness } });
            glb.place(&sphere(1.0, 24), looks, [0.0; 3]);
            let picture = draw(load(&glb.bytes()), even(0.5), &Camera::default());
            for (x, y) in [(0.5, 0.5), (0.3, 0.4), (0.5, 0.12), (0.7, 0.75)] {
                let seen = light_at(&picture, x, y);
                assert!((seen - FURNACE).abs() < 0.02, "metallic {metallic}, roughness {roughness}, at {x} {y}: {seen}");
            }
        }
    }
}

/// Materials between metal and none are mixed in textures: each pixel is part of both.
#[test]
fn what_is_half_metal_shows_the_mean_of_metal_and_none() {
    let shown = |metallic: f32, color: [f32; 4], roughness: f32| {
        let mut glb = Glb::new();
        let looks =
            json!({ "pbrMetallicRoughness": { "baseColorFactor": color, "metallicFactor": metallic, "roughnessFactor": roughness } });
        glb.place(&sphere(1.0, 24), looks, [0.0; 3]);
        glb.light(json!({ "type": "directional", "intensity": 0.8 }), json!({ "rotation": [-0.5, 0.0, 0.0, 0.8660254] }));
        let light = Lighting { exposure: 1.0, surroundings: 1.0, environment: Some(Environment::even(Vec3::splat(0.6))) };
        let picture = draw(load(&glb.bytes()), Some(light), &Camera::default());
        at(&picture, 0.5, 0.75).map(|value| (value as f32 / 255.0).powf(2.2))
    };
    for (color, roughness) in [([0.8, 0.5, 0.3, 1.0], 0.5), ([0.6, 0.6, 0.6, 1.0], 1.0), ([0.9, 0.9, 0.9, 1.0], 1.0)] {
        let [none, half, metal] = [0.0, 0.5, 1.0].map(|metallic| shown(metallic, color, roughness));
        for channel in 0..3 {
            let mean = (none[channel] + metal[channel]) / 2.0;
            assert!((half[channel] - mean).abs() < 0.01, "{none:?}, {half:?}, {metal:?}");
        }
    }
}

/// A room whose six sides have a colour each, in the order of the axes: +X, -X, +Y, -Y, +Z, -Z.
const SIDES: [[f32; 3]; 6] = [[0.6, 0.1, 0.1], [0.1, 0.6, 0.1], [0.1, 0.1, 0.6], [0.6, 0.6, 0.1], [0.1, 0.6, 0.6], [0.6, 0.1, 0.6]];

fn six_sides() -> Environment {
    let (width, height) = (128, 64);
    let side = |x: u32, y: u32| {
        let yaw = ((x as f32 + 0.5) / width as f32 - 0.5) * std::f32::consts::TAU;
        let pitch = (0.5 - (y as f32 + 0.5) / height as f32) * std::f32::consts::PI;
        let way = Vec3::new(yaw.sin() * pitch.cos(), pitch.sin(), -yaw.cos() * pitch.cos());
        let axis = way.abs().max_position();
        SIDES[axis * 2 + usize::from(way[axis] < 0.0)]
    };
    let light: Vec<f32> = (0..height).flat_map(|y| (0..width).flat_map(move |x| side(x, y))).collect();
    Environment::from_equirect(&light, width, height).unwrap()
}

/// A square in front of the camera that is turned so that a mirror would show what lies in `direction`.
fn facing(direction: Vec3, roughness: f32) -> [f32; 3] {
    let mut glb = Glb::new();
    let looks = json!({ "doubleSided": true, "pbrMetallicRoughness": { "metallicFactor": 1, "roughnessFactor": roughness } });
    let node = glb.place(&square(2.0), looks, [0.0; 3]);
    let normal = (direction + Vec3::Z).normalize();
    glb.json["nodes"][node]["rotation"] = json!(glam::Quat::from_rotation_arc(Vec3::Z, normal).to_array());
    let light = Lighting { exposure: 0.0, surroundings: 1.0, environment: Some(six_sides()) };
    let picture = draw(load(&glb.bytes()), Some(light), &Camera { angle: 4.0, ..Camera::default() });
    at(&picture, 0.5, 0.5).map(|value| value as f32 / 255.0)
}

#[test]
fn mirrors_show_what_is_where_and_rough_ones_the_same_softly() {
    // The one behind the mirror cannot be seen in it.
    for (direction, side) in [Vec3::X, Vec3::NEG_X, Vec3::Y, Vec3::NEG_Y, Vec3::Z].into_iter().zip(SIDES) {
        let mirror = facing(direction, 0.0);
        let rough = facing(direction, 0.45);
        for channel in 0..3 {
            let bright = side[channel] > 0.3;
            assert_eq!(mirror[channel] > 0.6, bright, "{direction}: {mirror:?}");
            assert!((mirror[channel] - rough[channel]).abs() < 0.2, "{direction}: {mirror:?} {rough:?}");
        }
    }
}

#[test]
fn unlit_surfaces_keep_their_colours_exactly() {
    let mut glb = Glb::new();
    let texture = glb.texture(2, &[[200, 100, 50, 255], [255, 255, 255, 255], [0, 0, 0, 255], [1, 127, 254, 255]]);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][0]["sampler"] = json!(0);
    glb.place(&square(2.0), unlit(json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": texture } } })), [0.0; 3]);
    glb.light(json!({ "type": "directional", "intensity": 100000 }), json!({}));
    let picture = draw(load(&glb.bytes()), None, &Camera::default());
    assert_color(&picture, 0.25, 0.25, [200, 100, 50]);
    assert_color(&picture, 0.75, 0.25, [255, 255, 255]);
    assert_color(&picture, 0.25, 0.75, [0, 0, 0]);
    assert_color(&picture, 0.75, 0.75, [1, 127, 254]);
}

#[test]
fn vertex_colours_are_linear_and_multiply() {
    let mut glb = Glb::new();
    let mut surface = square(2.0);
    surface.colors = vec![[1.0, 0.5, 0.2140411, 1.0]; 4];
    glb.place(&surface, painted([0.5, 1.0, 1.0, 1.0]), [0.0; 3]);
    let picture = draw(load(&glb.bytes()), None, &Camera::default());
    assert_color(&picture, 0.5, 0.5, [188, 188, 127]);
}

#[test]
fn texture_transforms_and_second_coordinates_move_pictures() {
    let mut glb = Glb::new();
    let texture = glb.texture(2, &[[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 0, 255]]);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][0]["sampler"] = json!(0);
    // A quarter turn about the origin takes (u, v) to (v, -u).
    let transform = json!({ "rotation": std::f32::consts::FRAC_PI_2, "offset": [0.0, 1.0] });
    let info = json!({ "index": texture, "texCoord": 1, "extensions": { "KHR_texture_transform": transform } });
    let material = glb.material(unlit(json!({ "pbrMetallicRoughness": { "baseColorTexture": info } })));
    let mut surface = square(2.0);
    surface.uv = vec![[9.0, 9.0]; 4];
    let mesh = glb.mesh(&surface, Some(material));
    let second = glb.floats(&square(2.0).uv);
    glb.json["meshes"][mesh]["primitives"][0]["attributes"]["TEXCOORD_1"] = json!(second);
    glb.node(json!({ "mesh": mesh }));
    let picture = draw(load(&glb.bytes()), None, &Camera::default());
    // Upper left of the square: (0.25, 0.25) becomes (0.25, 0.75), the lower left of the picture.
    assert_color(&picture, 0.25, 0.25, [0, 0, 255]);
    assert_color(&picture, 0.75, 0.25, [255, 0, 0]);
    assert_color(&picture, 0.25, 0.75, [255, 255, 0]);
}

/// A wall with a bump in its middle, in a normal map; light comes from `direction`.
fn bump(direction: Vec3) -> RgbaImage {
    let mut glb = Glb::new();
    let pixels: Vec<[u8; 4]> = (0..64 * 64)
        .map(|index| {
            let (x, y) = ((index % 64) as f32 / 31.5 - 1.0, 1.0 - (index / 64) as f32 / 31.5);
            let normal = if x * x + y * y < 0.6 { Vec3::new(x, y, (1.0 - x * x - y * y).sqrt()) } else { Vec3::Z };
            let [r, g, b] = ((normal * 0.5 + 0.5) * 255.0).round().to_array().map(|value| value as u8);
            [r, g, b, 255]
        })
        .collect();
    let texture = glb.texture(64, &pixels);
    let looks = json!({
        "normalTexture": { "index": texture }, "pbrMetallicRoughness": { "metallicFactor": 0, "roughnessFactor": 0.8, "baseColorFactor": [0.8, 0.5, 0.3, 1] }
    });
    glb.place(&square(2.0), looks, [0.0; 3]);
    let turned = glam::Quat::from_rotation_arc(Vec3::NEG_Z, direction.normalize()).to_array();
    glb.light(json!({ "type": "directional", "intensity": 2.5 }), json!({ "rotation": turned }));
    draw(load(&glb.bytes()), lamps_only(), &Camera::default())
}

#[test]
fn bumps_are_lit_from_where_the_light_is() {
    let from_left = bump(Vec3::new(1.0, 0.0, -1.0));
    assert!(light_at(&from_left, 0.3, 0.5) > 2.0 * light_at(&from_left, 0.7, 0.5));
    assert!((light_at(&from_left, 0.5, 0.3) - light_at(&from_left, 0.5, 0.7)).abs() < 0.05);
    let from_above = bump(Vec3::new(0.0, -1.0, -1.0));
    assert!(light_at(&from_above, 0.5, 0.3) > 2.0 * light_at(&from_above, 0.5, 0.7));
    assert_golden("mesh-bump", &from_left);
}

#[test]
fn a_mirrored_bump_is_lit_from_where_the_light_is() {
    let mut glb = Glb::new();
    // All of it leans to +u.
    let texture = glb.texture(1, &[[218, 128, 218, 255]]);
    let looks = json!({ "normalTexture": { "index": texture }, "pbrMetallicRoughness": { "metallicFactor": 0 } });
    let node = glb.place(&square(2.0), looks, [0.0; 3]);
    glb.json["nodes"][node]["scale"] = json!([-1, 1, 1]);
    let turned = glam::Quat::from_rotation_arc(Vec3::NEG_Z, Vec3::X).to_array();
    glb.light(json!({ "type": "directional", "intensity": 2.5 }), json!({ "rotation": turned }));
    let picture = draw(load(&glb.bytes()), lamps_only(), &Camera::default());
    assert!(light_at(&picture, 0.5, 0.5) > 0.2, "mirrored, +u is to the left, where the light is");
}

#[test]
fn lamps_are_as_bright_as_their_units_say() {
    let floor = |light: serde_json::Value, node: serde_json::Value| {
        let mut glb = Glb::new();
        glb.place(&square(8.0), json!({ "pbrMetallicRoughness": { "metallicFactor": 0, "roughnessFactor": 1 } }), [0.0; 3]);
        glb.light(light, node);
        draw(load(&glb.bytes()), lamps_only(), &Camera { eye: Vec3::new(0.0, 0.0, 6.0), angle: 60.0, ..Camera::default() })
    };
    // What a matt white surface shows of a lux: 1 / pi, less the 4 % that its gloss takes and the toe of the tone curve.
    let shown = |lux: f32| lux / std::f32::consts::PI * 0.96 - 0.04;
    let close = |seen: f32, expected: f32| (seen - expected).abs() < 0.03 * expected + 0.01;

    let sun = floor(json!({ "type": "directional", "intensity": 1.5 }), json!({}));
    assert!(close(light_at(&sun, 0.5, 0.5), shown(1.5)), "{} {}", light_at(&sun, 0.5, 0.5), shown(1.5));

    let point = floor(json!({ "type": "point", "intensity": 6.0 }), json!({ "translation": [0, 0, 2] }));
    assert!(close(light_at(&point, 0.5, 0.5), shown(6.0 / 4.0)), "{} {}", light_at(&point, 0.5, 0.5), shown(1.5));
    // 2 m to the side the way is longer by the root of two and the light slants: 1 / 8 * 6 * cos 45°.
    let half_width = 6.0 * 30.0_f32.to_radians().tan();
    let x = 0.5 + 2.0 / half_width / 2.0;
    let expected = shown(6.0 / 8.0 * 0.5_f32.sqrt());
    assert!(close(light_at(&point, x, 0.5), expected), "{} {expected}", light_at(&point, x, 0.5));

    let short = floor(json!({ "type": "point", "intensity": 6.0, "range": 1.9 }), json!({ "translation": [0, 0, 2] }));
    assert_eq!(at(&short, 0.5, 0.5), [0, 0, 0], "nothing beyond its range");

    let cone = json!({ "type": "spot", "intensity": 6.0, "spot": { "innerConeAngle": 0.3, "outerConeAngle": 0.5 } });
    let spot = floor(cone, json!({ "translation": [0, 0, 2] }));
    assert!(close(light_at(&spot, 0.5, 0.5), shown(1.5)));
    let edge = |angle: f32| 0.5 + 2.0 * angle.tan() / half_width / 2.0;
    assert!(light_at(&spot, edge(0.25), 0.5) > 0.3, "all of it within the inner cone");
    assert_eq!(at(&spot, edge(0.55), 0.5), [0, 0, 0], "nothing beyond the outer cone");
    assert!(light_at(&spot, edge(0.4), 0.5) < light_at(&spot, edge(0.3), 0.5) && at(&spot, edge(0.4), 0.5)[0] > 10);
}

#[test]
fn exposure_brings_candles_and_floodlights_into_the_same_picture() {
    let room = |candela: f32| {
        let mut glb = Glb::new();
        glb.place(&square(8.0), json!({ "pbrMetallicRoughness": { "metallicFactor": 0 } }), [0.0; 3]);
        glb.light(json!({ "type": "point", "intensity": candela }), json!({ "translation": [0, 0, 3] }));
        draw(load(&glb.bytes()), None, &Camera::default())
    };
    let (bulb, flood) = (room(60.0), room(5435.0));
    let seen = light_at(&bulb, 0.5, 0.5);
    assert!((0.4..0.95).contains(&seen), "{seen}");
    assert!((seen - light_at(&flood, 0.5, 0.5)).abs() < 0.02);
}

#[test]
fn occlusion_keeps_the_surroundings_out() {
    let mut glb = Glb::new();
    let texture = glb.texture(2, &[[0, 255, 255, 255], [255, 0, 0, 255]]);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][0]["sampler"] = json!(0);
    let looks = |strength: f32| json!({ "occlusionTexture": { "index": texture, "strength": strength }, "pbrMetallicRoughness": { "metallicFactor": 0 } });
    let draw_with = |strength: f32| {
        let mut glb = Glb { json: glb.json.clone(), binary: glb.binary.clone() };
        glb.place(&square(2.0), looks(strength), [0.0; 3]);
        draw(load(&glb.bytes()), even(0.5), &Camera::default())
    };
    let whole = draw_with(1.0);
    assert_eq!(at(&whole, 0.25, 0.5), [0, 0, 0]);
    assert!((light_at(&whole, 0.75, 0.5) - FURNACE).abs() < 0.02);
    let weak = light_at(&draw_with(0.5), 0.25, 0.5);
    assert!((weak - (0.25 - 0.04)).abs() < 0.02, "{weak}");
}

#[test]
fn surfaces_shine_by_themselves() {
    let mut glb = Glb::new();
    let looks = json!({
        "emissiveFactor": [0.1, 0.1, 0.1], "pbrMetallicRoughness": { "baseColorFactor": [0, 0, 0, 1] },
        "extensions": { "KHR_materials_emissive_strength": { "emissiveStrength": 5 } }
    });
    glb.place(&square(2.0), looks, [0.0; 3]);
    let seen = light_at(&draw(load(&glb.bytes()), even(0.0), &Camera::default()), 0.5, 0.5);
    assert!((seen - FURNACE).abs() < 0.01, "{seen}");
}

/// A disc cut out of an opaque square, over a wall, beside panes that are given in the wrong order.
fn alphas(samples: u32, eye: Vec3) -> RgbaImage {
    let mut glb = Glb::new();
    let wall = |x: i32, y: i32| if (x / 4 + y / 4) % 2 == 0 { [230, 230, 220, 255] } else { [60, 70, 80, 255] };
    let checks: Vec<[u8; 4]> = (0..32 * 32).map(|index| wall(index % 32, index / 32)).collect();
    let checks = glb.texture(32, &checks);
    let disc: Vec<[u8; 4]> = (0..32 * 32)
        .map(|index| {
            let (x, y) = ((index % 32) as f32 - 15.5, (index / 32) as f32 - 15.5);
            [240, 180, 40, (255.0 - (x * x + y * y).sqrt() * 12.0).clamp(0.0, 255.0) as u8]
        })
        .collect();
    let disc = glb.texture(32, &disc);
    let textured = |index| unlit(json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": index } } }));
    let pane = |color: [f32; 4]| {
        let mut looks = painted(color);
        looks["alphaMode"] = json!("BLEND");
        looks["doubleSided"] = json!(true);
        looks
    };
    // The near pane first: order in the file must not matter.
    glb.place(&square(0.7), pane([1.0, 0.0, 0.0, 0.5]), [0.45, 0.1, 0.6]);
    glb.place(&square(0.7), pane([0.0, 0.0, 1.0, 0.5]), [0.55, -0.1, 0.3]);
    let mut masked = textured(disc);
    masked["alphaMode"] = json!("MASK");
    masked["doubleSided"] = json!(true);
    glb.place(&square(0.9), masked, [-0.5, 0.5, 0.4]);
    glb.place(&square(0.6), textured(disc), [-0.5, -0.5, 0.4]);
    let mut wall = textured(checks);
    wall["doubleSided"] = json!(true);
    glb.place(&square(2.4), wall, [0.0; 3]);
    draw(load(&glb.bytes()), None, &Camera { eye, samples, ..Camera::default() })
}

#[test]
fn opacity_is_ignored_cut_or_blended() {
    let picture = alphas(4, Vec3::new(0.0, 0.0, 3.0));
    assert_color(&picture, 0.22, 0.79, [240, 180, 40]);
    assert_color(&picture, 0.22, 0.22, [240, 180, 40]);
    let corner = at(&picture, 0.03, 0.03);
    assert!(corner == [230, 230, 220] || corner == [60, 70, 80], "the disc has no corners: {corner:?}");
    let front = at(&picture, 0.78, 0.5);
    assert!(front[0] > front[2] + 15, "the red pane is in front: {front:?}");
    assert_golden("mesh-alpha", &picture);
    let single = alphas(1, Vec3::new(0.0, 0.0, 3.0));
    assert_color(&single, 0.22, 0.22, [240, 180, 40]);
    assert_eq!(at(&single, 0.03, 0.03), corner);
}

#[test]
fn blended_pieces_are_sorted_from_where_the_head_is() {
    let panes = |eye: f32| {
        let mut glb = Glb::new();
        for (color, z) in [([1.0, 0.0, 0.0, 0.5], 0.5), ([0.0, 0.0, 1.0, 0.5], -0.5), ([0.0, 1.0, 0.0, 0.5], 0.0)] {
            let mut looks = painted(color);
            looks["alphaMode"] = json!("BLEND");
            looks["doubleSided"] = json!(true);
            glb.place(&square(2.0), looks, [0.0, 0.0, z]);
        }
        let mut black = painted([0.0, 0.0, 0.0, 1.0]);
        black["doubleSided"] = json!(true);
        glb.place(&square(9.0), black, [0.0, 0.0, -eye]);
        let picture = draw(load(&glb.bytes()), None, &Camera { eye: Vec3::new(0.0, 0.0, eye), ..Camera::default() });
        at(&picture, 0.5, 0.5)
    };
    // Half, a quarter and an eighth of the light, in sRGB.
    let close = |seen: [i32; 3], expected: [i32; 3]| seen.iter().zip(expected).all(|(seen, expected)| (seen - expected).abs() <= 2);
    assert!(close(panes(3.0), [188, 137, 99]), "{:?}", panes(3.0));
    assert!(close(panes(-3.0), [99, 137, 188]), "{:?}", panes(-3.0));
}

#[test]
fn backs_are_seen_only_of_double_sided_surfaces_and_mirrors_keep_their_fronts() {
    let seen = |double: bool, node: serde_json::Value| {
        let mut glb = Glb::new();
        let mut looks = painted([1.0, 1.0, 1.0, 1.0]);
        looks["doubleSided"] = json!(double);
        let index = glb.place(&square(2.0), looks, [0.0; 3]);
        for (key, value) in node.as_object().unwrap() {
            glb.json["nodes"][index][key] = value.clone();
        }
        at(&draw(load(&glb.bytes()), None, &Camera::default()), 0.5, 0.5) == [255; 3]
    };
    let turned = json!({ "rotation": [0, 1, 0, 0] });
    assert!(seen(false, json!({})) && !seen(false, turned.clone()) && seen(true, turned));
    assert!(seen(false, json!({ "scale": [-1, 1, 1] })), "a mirrored front is a front");
    assert!(!seen(false, json!({ "scale": [1, 1, -1] })), "a front mirrored away is a back");
}

#[test]
fn the_back_of_a_double_sided_surface_is_lit_from_its_own_side() {
    let mut glb = Glb::new();
    let looks = json!({ "doubleSided": true, "pbrMetallicRoughness": { "metallicFactor": 0 } });
    let node = glb.place(&square(2.0), looks, [0.0; 3]);
    glb.json["nodes"][node]["rotation"] = json!([0, 1, 0, 0]);
    glb.light(json!({ "type": "directional", "intensity": 1.5 }), json!({}));
    assert!(light_at(&draw(load(&glb.bytes()), lamps_only(), &Camera::default()), 0.5, 0.5) > 0.3);
}

#[test]
fn an_upload_in_small_steps_ends_in_the_same_picture() {
    let mut glb = Glb::new();
    let pixels: Vec<[u8; 4]> = (0..64 * 64).map(|index| [(index % 64 * 4) as u8, (index / 64 * 4) as u8, 90, 255]).collect();
    let texture = glb.texture(64, &pixels);
    glb.place(&sphere(0.9, 16), unlit(json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": texture } } })), [0.0; 3]);
    let whole = draw(load(&glb.bytes()), None, &Camera::default());

    let frame = Frame::new(&GPU);
    let meshes = Meshes::new(&GPU, &frame, &PassLayout::default());
    let model = load(&glb.bytes());
    let lighting = Lighting::of(&model);
    let mut upload = meshes.upload(&GPU, model, |_| lighting);
    let bytes = upload.bytes();
    let (mut steps, mut done) = (0, false);
    while !done {
        let mut budget = 1000;
        done = upload.step(&GPU, &mut budget).unwrap();
        steps += u64::from(budget < 1000);
    }
    let mut space = upload.finish().unwrap();
    // Each of these takes a step as well: the room's light is blurred in eighteen parts, and room is made for pictures.
    let copies = steps - 19;
    assert!((bytes / 1200..bytes / 800).contains(&copies), "{copies} steps of 1000 bytes for {bytes} bytes");
    assert_eq!(draw_space(&frame, &meshes, &mut space, &Camera::default()), whole);
}

#[test]
fn where_a_model_has_nothing_there_is_sky() {
    let mut glb = Glb::new();
    glb.node(json!({}));
    let picture = draw(load(&glb.bytes()), None, &Camera { angle: 90.0, ..Camera::default() });
    assert!(picture.pixels().all(|pixel| pixel.0[..3].iter().all(|&value| value > 100)));
    let above = at(&picture, 0.5, 0.02);
    assert!(above[2] > above[0] + 20, "blue above: {above:?}");
}

#[test]
fn metals_and_paints_from_polished_to_dull() {
    let mut glb = Glb::new();
    for (row, (metallic, color)) in
        [(1.0, [0.95, 0.70, 0.30, 1.0]), (0.0, [0.55, 0.10, 0.08, 1.0]), (0.0, [0.9, 0.9, 0.9, 1.0])].into_iter().enumerate()
    {
        for column in 0..6 {
            let looks = json!({ "pbrMetallicRoughness": { "baseColorFactor": color, "metallicFactor": metallic, "roughnessFactor": column as f32 / 5.0 } });
            glb.place(&sphere(0.42, 24), looks, [column as f32 - 2.5, 1.0 - row as f32, 0.0]);
        }
    }
    let camera = Camera { eye: Vec3::new(0.0, 0.0, 9.0), angle: 20.0, size: [768, 400], ..Camera::default() };
    assert_golden("mesh-balls", &draw(load(&glb.bytes()), None, &camera));
    glb.light(json!({ "type": "point", "intensity": 400, "color": [1, 0.95, 0.9] }), json!({ "translation": [-2.5, 3.5, 4] }));
    assert_golden("mesh-balls-lamp", &draw(load(&glb.bytes()), None, &camera));
}

/// A room with a spot on a statue of balls and a lamp in the corner.
#[test]
fn a_room_in_lamplight() {
    let mut glb = Glb::new();
    let plaster = |color: [f32; 4]| json!({ "doubleSided": true, "pbrMetallicRoughness": { "baseColorFactor": color, "metallicFactor": 0, "roughnessFactor": 0.9 } });
    let quarter = std::f32::consts::FRAC_1_SQRT_2;
    let walls: [([f32; 3], [f32; 4], [f32; 4]); 4] = [
        ([0.0, 0.0, 0.0], [-quarter, 0.0, 0.0, quarter], [0.45, 0.36, 0.28, 1.0]),
        ([0.0, 2.0, -2.0], [0.0, 0.0, 0.0, 1.0], [0.75, 0.75, 0.70, 1.0]),
        ([-2.0, 2.0, 0.0], [0.0, quarter, 0.0, quarter], [0.45, 0.55, 0.50, 1.0]),
        ([2.0, 2.0, 0.0], [0.0, -quarter, 0.0, quarter], [0.75, 0.75, 0.70, 1.0]),
    ];
    for (at, turn, color) in walls {
        let node = glb.place(&square(4.0), plaster(color), at);
        glb.json["nodes"][node]["rotation"] = json!(turn);
    }
    glb.place(&sphere(0.5, 24), plaster([0.8, 0.8, 0.8, 1.0]), [0.3, 0.5, -0.6]);
    glb.place(
        &sphere(0.25, 24),
        json!({ "pbrMetallicRoughness": { "baseColorFactor": [0.9, 0.9, 0.95, 1.0], "roughnessFactor": 0.25 } }),
        [0.3, 1.25, -0.6],
    );
    let down = json!({ "translation": [0.3, 3.4, 0.6], "rotation": glam::Quat::from_rotation_arc(Vec3::NEG_Z, Vec3::new(0.0, -2.6, -1.2).normalize()).to_array() });
    glb.light(
        json!({ "type": "spot", "intensity": 9000, "color": [1.0, 0.9, 0.75], "spot": { "innerConeAngle": 0.25, "outerConeAngle": 0.42 } }),
        down,
    );
    glb.light(
        json!({ "type": "point", "intensity": 2500, "color": [0.6, 0.75, 1.0], "range": 6 }),
        json!({ "translation": [-1.5, 1.6, -1.5] }),
    );
    let camera =
        Camera { eye: Vec3::new(0.0, 1.6, 3.4), target: Vec3::new(0.0, 1.3, 0.0), angle: 60.0, size: [480, 400], ..Camera::default() };
    assert_golden("mesh-lamplight", &draw(load(&glb.bytes()), None, &camera));
}
