//! What is brushed (KHR_materials_anisotropy): highlights that are drawn out, by measuring, and how they look by a golden picture.

mod glb;
mod mesh_stage;
mod support;

use glam::{Quat, Vec3};
use glb::{Glb, sphere, square};
use image::RgbaImage;
use indenfor::render::mesh::{Environment, Lighting};
use mesh_stage::{Camera, draw, load};
use serde_json::{Value, json};
use support::golden::assert_golden;

fn light_at(picture: &RgbaImage, x: f32, y: f32) -> f32 {
    let pixel = picture.get_pixel((x * picture.width() as f32) as u32, (y * picture.height() as f32) as u32);
    let value = f32::from(pixel.0[1]) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn steel(anisotropy: Value) -> Value {
    let pbr = json!({ "baseColorFactor": [0.8, 0.8, 0.8, 1], "metallicFactor": 1, "roughnessFactor": 0.25 });
    json!({ "pbrMetallicRoughness": pbr, "extensions": { "KHR_materials_anisotropy": anisotropy } })
}

/// Gives a square on a node its tangents, which textures of directions ask for.
fn with_tangents(glb: &mut Glb, node: usize) {
    let tangents = glb.floats(&[[1.0, 0.0, 0.0, 1.0]; 4]);
    let mesh = glb.json["nodes"][node]["mesh"].as_u64().unwrap() as usize;
    glb.json["meshes"][mesh]["primitives"][0]["attributes"]["TANGENT"] = json!(tangents);
}

/// A sheet of steel, lit by a lamp where the eye is; how bright it is off the middle to the side, and as far up.
fn off_the_middle(material: impl FnOnce(&mut Glb) -> Value, node: Value) -> [f32; 2] {
    let mut glb = Glb::new();
    let material = material(&mut glb);
    let has_texture = !material["extensions"]["KHR_materials_anisotropy"]["anisotropyTexture"].is_null();
    let sheet = glb.place(&square(2.0), material, [0.0; 3]);
    if has_texture {
        with_tangents(&mut glb, sheet);
    }
    for (key, value) in node.as_object().unwrap() {
        glb.json["nodes"][sheet][key] = value.clone();
    }
    glb.light(json!({ "type": "point", "intensity": 1.5 }), json!({ "translation": [0, 0, 3] }));
    let lamp = Some(Lighting { exposure: 1.0, surroundings: 0.0, environment: None });
    let picture = draw(load(&glb.bytes()), lamp, &Camera::default());
    [light_at(&picture, 0.85, 0.5), light_at(&picture, 0.5, 0.15)]
}

/// A texture of one texel.
fn texture(glb: &mut Glb, texel: [u8; 3]) -> Value {
    json!({ "index": glb.texture(1, &[[texel[0], texel[1], texel[2], 255]]) })
}

#[test]
fn highlights_are_drawn_out_along_the_tangent_turned_as_the_material_says() {
    let brushed = |anisotropy: Value| off_the_middle(|_| steel(anisotropy), json!({}));
    let [aside, up] = brushed(json!({ "anisotropyStrength": 0.8 }));
    assert!(aside > 3.0 * up && aside > 0.02, "along the tangent: {aside} beside {up}");
    let [aside, up] = brushed(json!({ "anisotropyStrength": 0.8, "anisotropyRotation": std::f32::consts::FRAC_PI_2 }));
    assert!(up > 3.0 * aside && up > 0.02, "a quarter turned: {up} beside {aside}");
    let [aside, up] = brushed(json!({ "anisotropyStrength": 0.0 }));
    assert!((aside - up).abs() < 0.005, "not brushed at all: {aside} {up}");
    let turned = json!({ "rotation": Quat::from_rotation_z(std::f32::consts::FRAC_PI_2).to_array() });
    let [aside, up] = off_the_middle(|_| steel(json!({ "anisotropyStrength": 0.8 })), turned);
    assert!(up > 3.0 * aside, "a sheet that is turned: {up} beside {aside}");
}

#[test]
fn a_texture_tells_the_direction_and_how_far() {
    let brushed = |texel: [u8; 3], turn: f32| {
        off_the_middle(
            |glb| {
                let texture = texture(glb, texel);
                steel(json!({ "anisotropyStrength": 0.8, "anisotropyRotation": turn, "anisotropyTexture": texture }))
            },
            json!({}),
        )
    };
    let [aside, up] = brushed([255, 128, 255], 0.0);
    assert!(aside > 3.0 * up, "along the tangent: {aside} beside {up}");
    let [aside, up] = brushed([128, 255, 255], 0.0);
    assert!(up > 3.0 * aside, "along the bitangent: {up} beside {aside}");
    let [aside, up] = brushed([128, 255, 255], std::f32::consts::FRAC_PI_2);
    assert!(aside > 3.0 * up, "the same, turned: {aside} beside {up}");
    let [aside, up] = brushed([255, 128, 0], 0.0);
    assert!((aside - up).abs() < 0.005, "where blue is none: {aside} {up}");
}

#[test]
fn the_surroundings_are_smeared_the_way_that_highlights_go() {
    // A bright band right above and below, none at the sides.
    let band = |x: u32, y: u32| {
        let way = Vec3::new(
            ((x as f32 + 0.5) / 64.0 * std::f32::consts::TAU).sin() * ((y as f32 + 0.5) / 32.0 * std::f32::consts::PI).sin(),
            ((y as f32 + 0.5) / 32.0 * std::f32::consts::PI).cos(),
            0.0,
        );
        if way.y.abs() > 0.75 { 1.0 } else { 0.05 }
    };
    let light: Vec<f32> = (0..32).flat_map(|y| (0..64).flat_map(move |x| [band(x, y); 3])).collect();
    let shown = |turn: f32| {
        let mut glb = Glb::new();
        glb.place(&sphere(1.0, 32), steel(json!({ "anisotropyStrength": 1.0, "anisotropyRotation": turn })), [0.0; 3]);
        let environment = Environment::from_equirect(&light, 64, 32);
        let picture = draw(load(&glb.bytes()), Some(Lighting { exposure: 0.0, surroundings: 1.0, environment }), &Camera::default());
        // Half way up, where a plain ball mirrors what is above.
        light_at(&picture, 0.5, 0.2)
    };
    // Drawn out round the ball, what is above is mirrored as by a plain one; drawn out from pole to pole it is smeared away.
    let (round, along) = (shown(0.0), shown(std::f32::consts::FRAC_PI_2));
    assert!(round > along + 0.05, "{round} {along}");
}

#[test]
fn what_has_no_texture_coordinates_is_as_bright_as_if_it_were_not_brushed() {
    let shown = |anisotropy: f32| {
        let mut glb = Glb::new();
        let mut sheet = square(2.0);
        sheet.uv.clear();
        glb.place(&sheet, steel(json!({ "anisotropyStrength": anisotropy })), [0.0; 3]);
        draw(load(&glb.bytes()), None, &Camera::default())
    };
    assert!(shown(0.9) == shown(0.0));
}

/// A pan that was turned on a lathe, and balls that are smooth, brushed from pole to pole and round.
#[test]
fn a_pan_and_three_balls() {
    let mut glb = Glb::new();
    let round: Vec<[u8; 4]> = (0..64 * 64)
        .map(|nth| {
            let (x, y) = ((nth % 64) as f32 - 31.5, 31.5 - (nth / 64) as f32);
            let length = (x * x + y * y).sqrt();
            [(x / length + 1.0) * 127.5, (y / length + 1.0) * 127.5, 255.0, if length < 31.0 { 255.0 } else { 0.0 }].map(|part| part as u8)
        })
        .collect();
    let index = glb.texture(64, &round);
    let mut pan = steel(json!({ "anisotropyStrength": 0.85, "anisotropyTexture": { "index": index } }));
    pan["alphaMode"] = json!("MASK");
    pan["pbrMetallicRoughness"]["baseColorTexture"] =
        json!({ "index": glb.texture(64, &round.iter().map(|texel| [255, 255, 255, texel[3]]).collect::<Vec<_>>()) });
    let pan = glb.place(&square(2.0), pan, [-2.4, 0.0, 0.0]);
    with_tangents(&mut glb, pan);
    for (nth, (strength, turn)) in [(0.0, 0.0), (0.9, 0.0), (0.9, std::f32::consts::FRAC_PI_2)].into_iter().enumerate() {
        let looks = steel(json!({ "anisotropyStrength": strength, "anisotropyRotation": turn }));
        glb.place(&sphere(0.7, 48), looks, [-0.5 + 1.6 * nth as f32, 0.0, 0.0]);
    }
    glb.light(json!({ "type": "point", "intensity": 300 }), json!({ "translation": [-1.5, 2.5, 5.0] }));
    let camera = Camera { eye: Vec3::new(0.0, 0.0, 9.0), angle: 17.0, size: [768, 280], ..Camera::default() };
    assert_golden("mesh-brushed", &draw(load(&glb.bytes()), None, &camera));
}
