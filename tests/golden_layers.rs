//! What materials have beside metallic-roughness: each layer by measuring, the whole by a golden picture.

mod glb;
mod mesh_stage;
mod support;

use glam::Vec3;
use glb::{Glb, Surface, sphere, square};
use image::RgbaImage;
use indenfor::render::mesh::{Environment, Lighting};
use mesh_stage::{Camera, draw, load};
use serde_json::{Value, json};
use support::golden::assert_golden;

/// Surroundings that shine this much from everywhere.
fn even(light: f32) -> Option<Lighting> {
    Some(Lighting { exposure: 1.0, surroundings: 1.0, environment: Some(Environment::even(Vec3::splat(light))) })
}

/// How much light there is at a pixel, told as parts of the picture from its upper left corner.
fn light_at(picture: &RgbaImage, x: f32, y: f32) -> Vec3 {
    let pixel = picture.get_pixel((x * picture.width() as f32) as u32, (y * picture.height() as f32) as u32);
    let light = |value: u8| {
        let value = f32::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    Vec3::new(light(pixel.0[0]), light(pixel.0[1]), light(pixel.0[2]))
}

/// A ball of this in even light.
fn ball(light: f32, color: [f32; 4], roughness: f32, extensions: Value) -> RgbaImage {
    let mut glb = Glb::new();
    let pbr = json!({ "baseColorFactor": color, "metallicFactor": 0, "roughnessFactor": roughness });
    glb.place(&sphere(1.0, 32), json!({ "pbrMetallicRoughness": pbr, "extensions": extensions }), [0.0; 3]);
    draw(load(&glb.bytes()), even(light), &Camera::default())
}

const WHITE: [f32; 4] = [1.0; 4];
const BLACK: [f32; 4] = [0.0, 0.0, 0.0, 1.0];
/// What the tone curve takes off of light below its knee.
const TOE: f32 = 0.04;

#[test]
fn what_is_just_at_the_cutoff_is_there_and_what_is_below_is_not() {
    let through = |samples: u32, alpha: f32, cutoff: f32| {
        let mut glb = Glb::new();
        let mut looks =
            json!({ "pbrMetallicRoughness": { "baseColorFactor": [1, 0, 0, alpha] }, "alphaMode": "MASK", "alphaCutoff": cutoff });
        looks["extensions"]["KHR_materials_unlit"] = json!({});
        glb.place(&square(2.0), looks, [0.0, 0.0, 0.1]);
        let wall = json!({ "pbrMetallicRoughness": { "baseColorFactor": BLACK }, "extensions": { "KHR_materials_unlit": {} } });
        glb.place(&square(2.5), wall, [0.0; 3]);
        light_at(&draw(load(&glb.bytes()), None, &Camera { samples, ..Camera::default() }), 0.52, 0.47).x
    };
    for samples in [1, 4] {
        assert_eq!([(1.0, 1.0), (0.5, 0.5), (0.3, 0.3)].map(|(alpha, cutoff)| through(samples, alpha, cutoff)), [1.0; 3]);
        assert_eq!([(0.99, 1.0), (0.4999, 0.5)].map(|(alpha, cutoff)| through(samples, alpha, cutoff)), [0.0; 2]);
    }
}

#[test]
fn above_a_cutoff_of_one_nothing_is_left_whatever_the_texture() {
    let mut glb = Glb::new();
    let stripes: Vec<[u8; 4]> = (0..45).map(|x| [255, 0, 0, if x % 2 == 0 { 255 } else { 0 }]).collect();
    let edges = glb.texture(45, &stripes);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][edges]["sampler"] = json!(0);
    let mut looks = json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": edges } }, "alphaMode": "MASK", "alphaCutoff": 1.1 });
    looks["extensions"]["KHR_materials_unlit"] = json!({});
    glb.place(&square(2.0), looks, [0.0, 0.0, 0.1]);
    let wall = json!({ "pbrMetallicRoughness": { "baseColorFactor": BLACK }, "extensions": { "KHR_materials_unlit": {} } });
    glb.place(&square(4.0), wall, [0.0; 3]);
    let picture = draw(load(&glb.bytes()), None, &Camera::default());
    assert!(picture.pixels().all(|pixel| pixel.0[0] == 0), "nothing is red");
}

#[test]
fn no_layer_adds_light_that_is_not_there() {
    let coat = json!({ "KHR_materials_clearcoat": { "clearcoatFactor": 1 } });
    let dull = json!({ "KHR_materials_clearcoat": { "clearcoatFactor": 1, "clearcoatRoughnessFactor": 0.6 } });
    let sheen = json!({ "KHR_materials_sheen": { "sheenColorFactor": [1, 1, 1], "sheenRoughnessFactor": 0.5 } });
    let specular = json!({ "KHR_materials_specular": { "specularFactor": 1, "specularColorFactor": [4, 4, 4] } });
    let dense = json!({ "KHR_materials_ior": { "ior": 2.4 } });
    for (extensions, least) in [(coat, 0.96), (dull, 0.93), (sheen, 0.9), (specular, 0.96), (dense, 0.96)] {
        let picture = ball(0.5, WHITE, 0.8, extensions.clone());
        for (x, y) in [(0.5, 0.5), (0.3, 0.4), (0.5, 0.12), (0.7, 0.75)] {
            let part = (light_at(&picture, x, y).y + TOE) / 0.5;
            assert!((least..1.04).contains(&part), "{extensions} at {x} {y}: {part} of the light");
        }
    }
}

#[test]
fn a_black_surface_reflects_by_its_index_of_refraction() {
    // ((n - 1) / (n + 1))² straight on.
    for (ior, reflected) in [(1.0, 0.0), (1.33, 0.0201), (1.5, 0.04), (2.0, 0.1111)] {
        let picture = ball(6.0, BLACK, 0.1, json!({ "KHR_materials_ior": { "ior": ior } }));
        let seen = light_at(&picture, 0.5, 0.5).y;
        let expected = 6.0 * reflected;
        // Below 0.08 the tone curve is bent.
        let seen = if expected > 0.08 { seen + TOE } else { seen };
        let expected = if expected > 0.08 { expected } else { 0.0 };
        assert!((seen - expected).abs() < 0.05 + expected * 0.08, "ior {ior}: {seen} instead of {expected}");
    }
    // 0 stands for what reflects everything.
    let mirror = ball(0.5, BLACK, 0.1, json!({ "KHR_materials_ior": { "ior": 0 } }));
    assert!((light_at(&mirror, 0.5, 0.5).y + TOE - 0.5).abs() < 0.03);
}

#[test]
fn reflections_have_the_strength_and_colour_that_are_asked_for() {
    let without = ball(6.0, BLACK, 0.3, json!({ "KHR_materials_specular": { "specularFactor": 0 } }));
    for (x, y) in [(0.5, 0.5), (0.5, 0.12)] {
        assert!(light_at(&without, x, y).max_element() < 0.01, "nothing is left, not even at the rim");
    }
    let red = ball(6.0, BLACK, 0.3, json!({ "KHR_materials_specular": { "specularColorFactor": [2, 0, 0] } }));
    let middle = light_at(&red, 0.5, 0.5);
    assert!(middle.x > 0.3 && middle.y < 0.05, "{middle}");
}

#[test]
fn a_coat_mirrors_a_twenty_fifth_over_what_is_dull() {
    let nothing = json!({ "specularFactor": 0 });
    let coated = |coat: Value| ball(10.0, BLACK, 1.0, json!({ "KHR_materials_specular": nothing, "KHR_materials_clearcoat": coat }));
    let whole = light_at(&coated(json!({ "clearcoatFactor": 1 })), 0.5, 0.5).y + TOE;
    // Karis's approximation is a tenth too bright here.
    assert!((whole - 0.4).abs() < 0.06, "{whole}");
    let half = light_at(&coated(json!({ "clearcoatFactor": 0.5 })), 0.5, 0.5).y + TOE;
    assert!((half - 0.2).abs() < 0.03, "{half}");
    // Red of its texture is how much there is of it.
    let mut glb = Glb::new();
    let quarter = glb.texture(1, &[[64, 255, 255, 255]]);
    let coat = json!({ "clearcoatFactor": 1, "clearcoatTexture": { "index": quarter } });
    let pbr = json!({ "baseColorFactor": BLACK, "metallicFactor": 0 });
    let extensions = json!({ "KHR_materials_specular": nothing, "KHR_materials_clearcoat": coat });
    glb.place(&square(2.0), json!({ "pbrMetallicRoughness": pbr, "extensions": extensions }), [0.0; 3]);
    let quarter = light_at(&draw(load(&glb.bytes()), even(16.0), &Camera::default()), 0.5, 0.5).y + TOE;
    assert!((quarter - 0.16).abs() < 0.04, "{quarter}");
}

#[test]
fn a_sheen_glows_at_the_rim_in_its_own_colour() {
    let cloth =
        json!({ "KHR_materials_ior": { "ior": 1 }, "KHR_materials_sheen": { "sheenColorFactor": [0, 0, 1], "sheenRoughnessFactor": 0.4 } });
    let picture = ball(1.0, BLACK, 1.0, cloth);
    let (middle, rim) = (light_at(&picture, 0.5, 0.5), light_at(&picture, 0.5, 0.06));
    assert!(rim.z > middle.z * 3.0 && rim.x < 0.02, "{middle} {rim}");
}

#[test]
fn the_finer_the_fibres_the_nearer_to_the_edge_they_shine() {
    // What the integral of Charlie's distribution and Neubelt's visibility throws back of even light.
    for (roughness, cosine, part) in
        [(0.1, 0.2_f32, 0.238), (0.1, 0.3, 0.055), (0.1, 0.5, 0.001), (0.15, 0.3, 0.162), (0.25, 0.3, 0.305), (0.5, 0.5, 0.230)]
    {
        let mut glb = Glb::new();
        let sheen = json!({ "sheenColorFactor": [1, 1, 1], "sheenRoughnessFactor": roughness });
        let black = json!({ "baseColorFactor": BLACK, "metallicFactor": 0 });
        let extensions = json!({ "KHR_materials_sheen": sheen, "KHR_materials_ior": { "ior": 1 } });
        let cloth = glb.place(&square(2.0), json!({ "pbrMetallicRoughness": black, "extensions": extensions }), [0.0; 3]);
        glb.json["nodes"][cloth]["rotation"] = json!(glam::Quat::from_rotation_y(cosine.acos()).to_array());
        let seen = light_at(&draw(load(&glb.bytes()), even(0.8), &Camera::default()), 0.5, 0.5).y;
        // Below 0.08 the tone curve is bent.
        let light: f32 = 0.8 * part;
        let expected = if light > 0.08 { light - TOE } else { 6.25 * light * light };
        assert!((seen - expected).abs() < 0.03, "roughness {roughness}, cosine {cosine}: {seen} instead of {expected}");
    }
}

#[test]
fn what_is_behind_glass_is_seen_as_far_as_it_lets_light_through() {
    let behind = |color: [f32; 4], transmission: f32, mode: &str| {
        let mut glb = Glb::new();
        let wall =
            json!({ "pbrMetallicRoughness": { "baseColorFactor": [0.6, 0.2, 0.1, 1] }, "extensions": { "KHR_materials_unlit": {} } });
        glb.place(&square(8.0), wall, [0.0, 0.0, -1.0]);
        let pbr = json!({ "baseColorFactor": color, "metallicFactor": 0, "roughnessFactor": 0 });
        let pane = json!({ "KHR_materials_transmission": { "transmissionFactor": transmission } });
        glb.place(&square(1.0), json!({ "pbrMetallicRoughness": pbr, "extensions": pane, "alphaMode": mode }), [0.0; 3]);
        light_at(&draw(load(&glb.bytes()), even(0.0), &Camera::default()), 0.5, 0.5)
    };
    let wall = Vec3::new(0.6, 0.2, 0.1);
    // What the glass mirrors does not enter it.
    let entering = 0.96;
    let is_near = |color: [f32; 4], transmission: f32, mode: &str, there: f32| {
        let seen = behind(color, transmission, mode);
        let pane = wall * Vec3::from_slice(&color) * transmission * entering;
        let expected = wall.lerp(pane, there);
        assert!((seen - expected).abs().max_element() < 0.015, "{color:?}, {transmission}, {mode}: {seen} instead of {expected}");
    };
    for color in [WHITE, [0.5, 0.5, 0.5, 1.0], [1.0, 0.2, 0.0, 1.0], [0.1, 0.3, 1.0, 0.2]] {
        is_near(color, 1.0, "OPAQUE", 1.0);
    }
    is_near(WHITE, 0.5, "OPAQUE", 1.0);
    is_near(WHITE, 0.0, "OPAQUE", 1.0);
    // Opacity is how much of the pane there is.
    for (alpha, there) in [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0)] {
        is_near([1.0, 0.2, 0.0, alpha], 1.0, "BLEND", there);
    }
    for (alpha, there) in [(0.4, 0.0), (0.5, 1.0), (1.0, 1.0)] {
        is_near([1.0, 0.2, 0.0, alpha], 1.0, "MASK", there);
    }
}

/// What is seen through a glass ball, of a wall half black and half white, with `light` all round: left and right of its middle.
fn through_a_ball(color: [f32; 4], roughness: f32, light: f32) -> [Vec3; 2] {
    let mut glb = Glb::new();
    let halves = glb.texture(2, &[[0, 0, 0, 255], [255; 4]]);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][halves]["sampler"] = json!(0);
    let wall = json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": halves } }, "extensions": { "KHR_materials_unlit": {} } });
    glb.place(&square(4.0), wall, [0.0, 0.0, -1.0]);
    let pbr = json!({ "baseColorFactor": color, "metallicFactor": 0, "roughnessFactor": roughness });
    let glass = json!({ "KHR_materials_transmission": { "transmissionFactor": 1 } });
    let looks = json!({ "pbrMetallicRoughness": pbr, "extensions": glass, "doubleSided": true });
    glb.place(&sphere(0.7, 24), looks, [0.0; 3]);
    let picture = draw(load(&glb.bytes()), even(light), &Camera::default());
    [0.45, 0.55].map(|x| light_at(&picture, x, 0.5))
}

#[test]
fn of_what_hardly_lets_light_through_the_near_part_covers_the_far_one() {
    let seen = |parts: &[(f32, [f32; 4])]| {
        let mut glb = Glb::new();
        let mut all = Surface::default();
        for &(depth, color) in parts {
            let (part, first) = (square(1.5), all.positions.len() as u32);
            all.positions.extend(part.positions.iter().map(|[x, y, _]| [*x, *y, depth]));
            all.colors.extend(part.positions.iter().map(|_| color));
            all.normals.extend(part.normals);
            all.indices.extend(part.indices.iter().map(|index| index + first));
        }
        let pbr = json!({ "metallicFactor": 0, "roughnessFactor": 1 });
        let glass = json!({ "KHR_materials_transmission": { "transmissionFactor": 0.1 } });
        glb.place(&all, json!({ "pbrMetallicRoughness": pbr, "extensions": glass }), [0.0; 3]);
        light_at(&draw(load(&glb.bytes()), even(0.8), &Camera::default()), 0.5, 0.5)
    };
    let (red, blue) = ([0.8, 0.02, 0.02, 1.0], [0.02, 0.02, 0.8, 1.0]);
    let (alone, both) = (seen(&[(0.0, red)]), seen(&[(-0.5, blue), (0.0, red)]));
    assert!((alone - both).abs().max_element() < 0.05, "red alone {alone}, before blue {both}");
}

#[test]
fn rough_glass_hides_what_is_behind_it() {
    for (roughness, least, most) in [(0.0, 0.7, 1.0), (0.25, 0.2, 0.6), (0.5, 0.0, 0.01)] {
        let [dark, bright] = through_a_ball(WHITE, roughness, 0.5);
        let apart = bright.y - dark.y;
        assert!((least..=most).contains(&apart), "roughness {roughness}: {dark} {bright}");
    }
}

#[test]
fn light_on_the_far_walls_of_a_glass_thing_has_the_colour_of_the_near_ones() {
    let [dark, _] = through_a_ball([0.0, 1.0, 0.0, 1.0], 0.0, 4.0);
    let [clear, _] = through_a_ball(WHITE, 0.0, 4.0);
    // The near wall mirrors 0.16 of white light, and the far ones as much again, of which green is left.
    assert!(clear.x > dark.x + 0.03 && (clear.y - dark.y).abs() < 0.01, "{clear} {dark}");
}

#[test]
fn lacquer_velvet_and_glass() {
    let mut glb = Glb::new();
    let place = |glb: &mut Glb, at: [f32; 3], color: [f32; 4], metallic: f32, roughness: f32, extensions: Value| {
        let pbr = json!({ "baseColorFactor": color, "metallicFactor": metallic, "roughnessFactor": roughness });
        glb.place(&sphere(0.45, 48), json!({ "pbrMetallicRoughness": pbr, "extensions": extensions }), at);
    };
    let [red, blue, sand] = [[0.5, 0.03, 0.02, 1.0], [0.02, 0.04, 0.2, 1.0], [0.7, 0.55, 0.35, 1.0]];
    place(&mut glb, [-2.0, 0.5, 0.0], red, 0.6, 0.5, json!({}));
    place(&mut glb, [-2.0, -0.5, 0.0], red, 0.6, 0.5, json!({ "KHR_materials_clearcoat": { "clearcoatFactor": 1 } }));
    place(&mut glb, [-1.0, 0.5, 0.0], blue, 0.0, 1.0, json!({}));
    let velvet = json!({ "KHR_materials_sheen": { "sheenColorFactor": [0.5, 0.6, 1.0], "sheenRoughnessFactor": 0.35 } });
    place(&mut glb, [-1.0, -0.5, 0.0], blue, 0.0, 1.0, velvet);
    place(&mut glb, [0.0, 0.5, 0.0], sand, 0.0, 0.2, json!({ "KHR_materials_specular": { "specularFactor": 0 } }));
    place(&mut glb, [0.0, -0.5, 0.0], sand, 0.0, 0.2, json!({ "KHR_materials_ior": { "ior": 2.2 } }));
    let stripes: Vec<[u8; 4]> = (0..8).map(|x| if x % 2 == 0 { [230, 230, 220, 255] } else { [40, 60, 50, 255] }).collect();
    let texture = glb.texture(8, &stripes);
    glb.json["samplers"] = json!([{ "magFilter": 9728, "minFilter": 9728 }]);
    glb.json["textures"][texture]["sampler"] = json!(0);
    let wall = json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": texture }, "metallicFactor": 0, "roughnessFactor": 1 } });
    glb.place(&square(2.4), wall, [1.7, 0.0, -1.0]);
    let glass = |transmission: f32| json!({ "KHR_materials_transmission": { "transmissionFactor": transmission } });
    place(&mut glb, [1.2, 0.5, 0.0], [0.95, 1.0, 0.97, 1.0], 0.0, 0.05, glass(1.0));
    place(&mut glb, [1.2, -0.5, 0.0], [0.2, 0.7, 0.3, 1.0], 0.0, 0.05, glass(0.8));
    place(&mut glb, [2.2, 0.0, 0.0], WHITE, 0.0, 0.4, glass(0.5));
    glb.light(json!({ "type": "point", "intensity": 300 }), json!({ "translation": [-2.5, 3.0, 4.0] }));
    let camera =
        Camera { eye: Vec3::new(0.2, 0.0, 8.0), target: Vec3::new(0.2, 0.0, 0.0), angle: 16.0, size: [768, 320], ..Camera::default() };
    assert_golden("mesh-layers", &draw(load(&glb.bytes()), None, &camera));
}
