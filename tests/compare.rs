//! The same models and pictures, drawn by Indenfor and by others, and how much they differ by FLIP. `scripts/compare/compare.sh` runs
//! this, since the others need a browser: first what draws, then the browser, then what judges.

mod glb;
mod mesh_stage;
mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use glam::Vec3;
use glb::{Glb, sphere};
use image::RgbaImage;
use image::imageops::{FilterType, replace, resize};
use indenfor::pose::{Angles, Fov, Pose, look_at};
use indenfor::render::mesh::{Environment, Lighting};
use indenfor::render::{PassLayout, View};
use indenfor::tour::AVATAR_CLIPS;
use mesh_stage::Camera;
use nv_flip::{DEFAULT_PIXELS_PER_DEGREE, FlipImageRgb8, FlipPool, flip, magma_lut};
use serde_json::{Value, json};
use support::panorama::{Stage, plain};

/// Pictures are so many pixels wide and high; those that are kept, so many.
const SIZE: u32 = 1024;
const KEPT: u32 = 192;
/// The picture of the light all around, texels.
const LIGHT: [u32; 2] = [128, 64];

fn root() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// Where pictures and what the browser is told are.
fn folder() -> PathBuf {
    root().join("target/compare")
}

/// The cases that there are files for.
fn cases() -> Vec<Value> {
    let told = std::fs::read_to_string(root().join("scripts/compare/cases.json")).unwrap();
    let all: Vec<Value> = serde_json::from_str(&told).unwrap();
    all.into_iter().filter_map(found).collect()
}

/// A case with its file's whole path: in the repository, in the folder of pictures, or in `INDENFOR_CONTENT`.
fn found(mut case: Value) -> Option<Value> {
    let file = Path::new(case["file"].as_str().unwrap());
    let content = std::env::var_os("INDENFOR_CONTENT").map_or_else(|| root().join("../shared/content"), PathBuf::from);
    let places = [root().join(file), folder().join(file), content.join(file.strip_prefix("content").unwrap_or(file))];
    let Some(place) = places.iter().find(|place| place.is_file()) else {
        println!("left out, as it is not here: {}", file.display());
        return None;
    };
    case["file"] = json!(place);
    Some(case)
}

fn number(case: &Value, name: &str, otherwise: f64) -> f32 {
    case[name].as_f64().unwrap_or(otherwise) as f32
}

/// A studio: pale above, darker below, a large soft lamp on the left and a small one on the right. The same for whoever draws.
fn studio() -> Vec<f32> {
    let [width, height] = LIGHT;
    let light = |x: u32, y: u32| {
        let angles =
            Angles { yaw: ((x as f32 + 0.5) / width as f32 - 0.5) * 360.0, pitch: (0.5 - (y as f32 + 0.5) / height as f32) * 180.0 };
        let lamp = |yaw: f32, pitch: f32, sharp: f32| angles.direction().dot(Angles { yaw, pitch }.direction()).max(0.0).powf(sharp);
        let even = Vec3::new(0.40, 0.42, 0.45).lerp(Vec3::new(0.20, 0.18, 0.16), 0.5 - angles.direction().y / 2.0);
        even + Vec3::new(1.6, 1.5, 1.4) * lamp(-60.0, 40.0, 12.0) + Vec3::new(1.0, 1.2, 1.5) * lamp(80.0, 15.0, 60.0)
    };
    (0..height).flat_map(|y| (0..width).flat_map(move |x| light(x, y).to_array())).collect()
}

/// Balls from smooth to rough in each row, from plastic to metal in each column, in the studio's light and a lamp's.
fn spheres() -> Vec<u8> {
    let mut glb = Glb::new();
    for (row, metallic) in [0.0, 0.5, 1.0].into_iter().enumerate() {
        for column in 0..5 {
            let looks = json!({ "pbrMetallicRoughness": {
                "baseColorFactor": [0.8, 0.35, 0.12, 1.0], "metallicFactor": metallic, "roughnessFactor": 0.1 + column as f32 * 0.2,
            } });
            glb.place(&sphere(0.55, 48), looks, [column as f32 * 1.2 - 2.4, 1.3 - row as f32 * 1.3, 0.0]);
        }
    }
    glb.light(json!({ "type": "directional", "intensity": 2.0 }), json!({ "rotation": [-0.3, 0.2, 0.0, 0.9327379] }));
    glb.bytes()
}

#[test]
#[ignore = "part of scripts/compare/compare.sh"]
fn ours_are_drawn() {
    std::fs::create_dir_all(folder().join("ours")).unwrap();
    std::fs::write(folder().join("spheres.glb"), spheres()).unwrap();
    let light = studio();
    let bytes: Vec<u8> = light.iter().flat_map(|value| value.to_le_bytes()).collect();
    std::fs::write(folder().join("surroundings.f32"), bytes).unwrap();
    let mut told = cases();
    for case in &mut told {
        let picture = if case["kind"] == "model" { model(case, &light) } else { panorama(case) };
        picture.save(folder().join("ours").join(format!("{}.png", case["name"].as_str().unwrap()))).unwrap();
    }
    let told = json!({ "size": SIZE, "surroundings": { "width": LIGHT[0], "height": LIGHT[1] }, "cases": told });
    std::fs::write(folder().join("cases.json"), told.to_string()).unwrap();
}

/// Draws a model, and notes what light it was drawn in.
fn model(case: &mut Value, light: &[f32]) -> RgbaImage {
    let model = mesh_stage::load_file(Path::new(case["file"].as_str().unwrap()));
    let environment = Environment::from_equirect(light, LIGHT[0], LIGHT[1]);
    let lighting = Lighting { environment, ..Lighting::of(&model) };
    let eye = Vec3::from_array([0, 1, 2].map(|axis| case["eye"][axis].as_f64().unwrap() as f32));
    let ahead = Angles { yaw: number(case, "yaw", 0.0), pitch: number(case, "pitch", 0.0) }.direction();
    let (angle, seconds) = (number(case, "angle", 90.0), number(case, "seconds", 0.0));
    case["angle"] = json!(angle);
    case["seconds"] = json!(seconds);
    case["exposure"] = json!(lighting.exposure);
    case["surroundings"] = json!(lighting.surroundings);
    case["not_played"] = json!(AVATAR_CLIPS);
    mesh_stage::draw(model, Some(lighting), &Camera { eye, target: eye + ahead, angle, size: [SIZE; 2], samples: 4, seconds })
}

fn panorama(case: &mut Value) -> RgbaImage {
    case["angle"] = json!(90);
    let layout = PassLayout::default();
    let mut stage = Stage::unloaded(Path::new(case["file"].as_str().unwrap()), plain, layout, tempfile::tempdir().unwrap());
    stage.load();
    let ahead = Angles { yaw: number(case, "yaw", 0.0), pitch: number(case, "pitch", 0.0) }.direction();
    let pose = Pose { position: Vec3::ZERO, orientation: look_at(Vec3::ZERO, ahead) };
    let [picture] = stage.draw_at([View { pose, fov: Fov::symmetric(90.0, 1.0) }], SIZE, SIZE);
    picture
}

#[test]
#[ignore = "part of scripts/compare/compare.sh"]
fn ours_look_like_theirs() {
    let kept = root().join("docs/compare");
    std::fs::create_dir_all(&kept).unwrap();
    let mut table = String::from("| picture | against | mean FLIP | goal |\n|---|---|---|---|\n");
    let mut missed = Vec::new();
    for case in cases() {
        let (name, goal) = (case["name"].as_str().unwrap(), number(&case, "goal", 0.0));
        let renderers: &[&str] = if case["kind"] == "model" { &["three"] } else { &["psv", "pannellum"] };
        let open = |file: PathBuf| image::open(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).to_rgba8();
        let ours = open(folder().join("ours").join(format!("{name}.png")));
        for renderer in renderers {
            let both = format!("{name}.{renderer}.png");
            let theirs = open(folder().join("theirs").join(&both));
            let difference = flip(rgb(&theirs), rgb(&ours), DEFAULT_PIXELS_PER_DEGREE);
            let mean = FlipPool::from_image(&difference).mean();
            writeln!(table, "| [{name}](../docs/compare/{both}) | {renderer} | {mean:.3} | {goal} |").unwrap();
            if mean > goal {
                missed.push(format!("{both}: {mean:.3}"));
            }
            let seen = difference.apply_color_lut(&magma_lut());
            let seen = image::RgbImage::from_raw(seen.width(), seen.height(), seen.to_vec()).unwrap();
            let seen = image::DynamicImage::from(seen).to_rgba8();
            let mut row = RgbaImage::new(KEPT * 3, KEPT);
            for (nth, picture) in [&ours, &theirs, &seen].into_iter().enumerate() {
                replace(&mut row, &resize(picture, KEPT, KEPT, FilterType::Triangle), i64::from(KEPT) * nth as i64, 0);
            }
            image::DynamicImage::from(row).to_rgb8().save(kept.join(&both)).unwrap();
        }
    }
    std::fs::write(folder().join("table.md"), &table).unwrap();
    println!("{table}");
    assert!(missed.is_empty(), "they differ by more than they may: {missed:?}");
}

fn rgb(picture: &RgbaImage) -> FlipImageRgb8 {
    FlipImageRgb8::with_data(picture.width(), picture.height(), &image::DynamicImage::from(picture.clone()).to_rgb8())
}
