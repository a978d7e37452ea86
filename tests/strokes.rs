//! Lines and points, as drawings, signs and scans have them: where they are to be, a pixel wide, in their own colours.

mod glb;
mod mesh_stage;

use glam::Vec3;
use glb::{Glb, Surface, square};
use image::RgbaImage;
use indenfor::render::mesh::Lighting;
use mesh_stage::{Camera, draw, load};
use serde_json::{Value, json};

const POINTS: u32 = 0;
const LINES: u32 = 1;
const LINE_LOOP: u32 = 2;
const LINE_STRIP: u32 = 3;

/// A mesh of one primitive that is of this mode.
fn strokes(glb: &mut Glb, mode: u32, surface: &Surface, material: Value) {
    let material = glb.material(material);
    let mesh = glb.mesh(surface, Some(material));
    glb.json["meshes"][mesh]["primitives"][0]["mode"] = json!(mode);
    glb.node(json!({ "mesh": mesh }));
}

fn corners(positions: &[[f32; 3]]) -> Surface {
    let indices = (0..positions.len() as u32).collect();
    Surface { positions: positions.to_vec(), normals: Vec::new(), uv: Vec::new(), colors: Vec::new(), indices }
}

/// The corners of a square of a metre, one after the other round it.
const ROUND: [[f32; 3]; 4] = [[-0.5, -0.5, 0.0], [0.5, -0.5, 0.0], [0.5, 0.5, 0.0], [-0.5, 0.5, 0.0]];

fn painted(color: [f32; 4]) -> Value {
    json!({ "pbrMetallicRoughness": { "baseColorFactor": color, "metallicFactor": 0 } })
}

/// In no light at all, one sample a pixel: 128 pixels a metre, the origin between the middle four.
fn in_the_dark(glb: &Glb) -> RgbaImage {
    let dark = Lighting { exposure: 0.0, surroundings: 0.0, environment: None };
    draw(load(&glb.bytes()), Some(dark), &Camera { samples: 1, ..Camera::default() })
}

/// How many pixels along a line of the picture are of this colour, black being what is dark.
fn count(pixels: impl Iterator<Item = [u8; 4]>, color: [u8; 3]) -> usize {
    pixels.filter(|pixel| pixel[..3] == color).count()
}

fn row(picture: &RgbaImage, y: u32) -> impl Iterator<Item = [u8; 4]> + '_ {
    (0..picture.width()).map(move |x| picture.get_pixel(x, y).0)
}

#[test]
fn a_loop_of_lines_goes_all_the_way_round_and_a_strip_does_not_come_back() {
    for (mode, edges) in [(LINE_LOOP, 2), (LINE_STRIP, 1)] {
        let mut glb = Glb::new();
        strokes(&mut glb, mode, &corners(&ROUND), painted([1.0, 0.0, 0.0, 1.0]));
        let picture = in_the_dark(&glb);
        // Half way up only upright edges are met: a pixel each, the left one being the last of the loop.
        assert_eq!(count(row(&picture, 128), [255, 0, 0]), edges, "mode {mode}");
        let left = row(&picture, 128).take(128);
        assert_eq!(count(left, [255, 0, 0]), edges - 1, "mode {mode}");
        let across: Vec<usize> = (0..256).map(|y| count(row(&picture, y), [255, 0, 0])).filter(|&count| count > 100).collect();
        assert_eq!(across.len(), 2, "the lower and the upper edge, each a pixel high: {across:?}");
    }
}

#[test]
fn lines_come_in_pairs_and_take_the_colours_of_their_corners() {
    let mut glb = Glb::new();
    let pairs = corners(&[[-0.5, 0.25, 0.0], [0.5, 0.25, 0.0], [-0.5, -0.25, 0.0], [0.5, -0.25, 0.0]]);
    let [yellow, blue] = [[1.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]];
    strokes(&mut glb, LINES, &Surface { colors: vec![yellow, yellow, blue, blue], ..pairs }, painted([1.0; 4]));
    let picture = in_the_dark(&glb);
    let lines = |color| (0..256).filter(|&y| count(row(&picture, y), color) > 100).collect::<Vec<u32>>();
    let (upper, lower) = (lines([255, 255, 0]), lines([0, 0, 255]));
    assert!(matches!((&upper[..], &lower[..]), ([95..=96], [159..=160])), "{upper:?} {lower:?}");
}

#[test]
fn points_are_a_pixel_each_and_shine_with_their_own_light() {
    let mut glb = Glb::new();
    let glowing = json!({ "pbrMetallicRoughness": { "baseColorFactor": [0, 0, 0, 1] }, "emissiveFactor": [0, 1, 0] });
    strokes(&mut glb, POINTS, &corners(&ROUND), glowing);
    let picture = in_the_dark(&glb);
    let lit: Vec<_> = picture.enumerate_pixels().filter(|(.., pixel)| pixel.0[..3] == [0, 255, 0]).map(|(x, y, _)| (x, y)).collect();
    assert_eq!(lit.len(), 4, "{lit:?}");
    for (x, y) in lit {
        assert!([x, y].iter().all(|&at| at.abs_diff(64) <= 1 || at.abs_diff(192) <= 1), "{x}, {y}");
    }
}

#[test]
fn the_own_light_of_lines_is_added_to_what_their_corners_paint() {
    let along = |material: Value, color: [f32; 4], textured: bool| {
        let mut glb = Glb::new();
        let mut material = material;
        if textured {
            let green = glb.texture(1, &[[0, 255, 0, 255]]);
            material["emissiveTexture"] = json!({ "index": green });
        }
        glb.place(&square(4.0), painted([0.0, 0.0, 0.0, 1.0]), [0.0, 0.0, -0.5]);
        let edge = corners(&[[-0.5, 0.0, 0.0], [0.5, 0.0, 0.0]]);
        strokes(&mut glb, LINES, &Surface { colors: vec![color; 2], uv: vec![[0.0; 2]; 2], ..edge }, material);
        let picture = in_the_dark(&glb);
        (0..256).map(|y| picture.get_pixel(128, y).0).find(|pixel| pixel[..3] != [0; 3]).unwrap_or_default()[..3].to_vec()
    };
    let mut glowing = painted([1.0; 4]);
    glowing["emissiveFactor"] = json!([0, 1, 1]);
    assert_eq!(along(glowing.clone(), [1.0, 0.0, 0.0, 1.0], false), [255, 255, 255]);
    assert_eq!(along(glowing.clone(), [0.0, 0.0, 0.0, 1.0], false), [0, 255, 255]);
    assert_eq!(along(glowing.clone(), [1.0, 0.0, 0.0, 1.0], true), [255, 255, 0], "as its texture says");
    glowing["extensions"]["KHR_materials_unlit"] = json!({});
    assert_eq!(along(glowing, [1.0, 0.0, 0.0, 1.0], false), [255, 0, 0], "what is unlit has no light of its own");
}

#[test]
fn lines_that_have_normals_are_lit_as_surfaces_are() {
    let lit = |form: &dyn Fn(&mut Glb)| {
        let mut glb = Glb::new();
        form(&mut glb);
        glb.light(json!({ "type": "directional", "intensity": 2 }), json!({ "rotation": [-0.3, 0.0, 0.0, 0.954] }));
        let lamps_only = Lighting { exposure: 1.0, surroundings: 0.0, environment: None };
        let picture = draw(load(&glb.bytes()), Some(lamps_only), &Camera { samples: 1, ..Camera::default() });
        (0..256).map(|y| picture.get_pixel(140, y).0).find(|pixel| pixel[1] > 0).unwrap_or_default()
    };
    let grey = || painted([0.5, 0.5, 0.5, 1.0]);
    let surface = lit(&|glb| _ = glb.place(&square(1.0), grey(), [0.0; 3]));
    let line = lit(&|glb| {
        let edge = corners(&[[-0.5, 0.5, 0.0], [0.5, 0.5, 0.0]]);
        strokes(glb, LINES, &Surface { normals: vec![[0.0, 0.0, 1.0]; 2], ..edge }, grey());
    });
    assert!(surface[1] > 100, "{surface:?}");
    assert!(line[1].abs_diff(surface[1]) <= 2, "{line:?} {surface:?}");
}

#[test]
fn what_is_behind_a_wall_is_hidden_and_a_line_throws_no_shadow() {
    let line_before = |depth: f32| {
        let mut glb = Glb::new();
        glb.place(&square(1.5), painted([1.0; 4]), [0.0; 3]);
        let along = [[-0.5, 0.0, depth], [0.5, 0.0, depth]];
        strokes(&mut glb, LINES, &corners(&along), painted([1.0, 0.0, 0.0, 1.0]));
        glb.light(json!({ "type": "directional", "intensity": 3 }), json!({ "rotation": [-0.3, 0.0, 0.0, 0.954] }));
        let model = load(&glb.bytes());
        assert!(model.warnings.is_empty(), "{:?}", model.warnings);
        assert_eq!(model.casting, Some([Vec3::new(-0.75, -0.75, 0.0), Vec3::new(0.75, 0.75, 0.0)]), "the wall alone stops light");
        let picture = draw(model, None, &Camera { samples: 1, ..Camera::default() });
        (0..256).filter(|&y| picture.get_pixel(128, y).0[..3] == [255, 0, 0]).count()
    };
    assert_eq!(line_before(0.2), 1);
    assert_eq!(line_before(-0.2), 0);
}

#[test]
fn lines_of_glass_are_as_opaque_as_their_opacity_says() {
    let seen = |extensions: Value| {
        let mut glb = Glb::new();
        let pbr = json!({ "baseColorFactor": [0, 0, 1, 0.5], "metallicFactor": 0 });
        strokes(
            &mut glb,
            LINE_LOOP,
            &corners(&ROUND),
            json!({ "pbrMetallicRoughness": pbr, "alphaMode": "BLEND", "extensions": extensions }),
        );
        in_the_dark(&glb)
    };
    let glass = json!({ "KHR_materials_transmission": { "transmissionFactor": 1 } });
    assert_eq!(seen(glass), seen(json!({})));
}

#[test]
fn a_strip_that_stands_in_many_places_is_told_once() {
    let mut glb = Glb::new();
    let along: Vec<[f32; 3]> = (0..3000).map(|nth| [nth as f32 * 0.001, 0.0, 0.0]).collect();
    let material = glb.material(painted([1.0; 4]));
    let mesh = glb.mesh(&corners(&along), Some(material));
    glb.json["meshes"][mesh]["primitives"][0]["mode"] = json!(LINE_STRIP);
    for nth in 0..1000 {
        glb.node(json!({ "mesh": mesh, "translation": [0, nth as f32 * 0.01, 0] }));
    }
    let model = load(&glb.bytes());
    assert!(model.vertices.len() == 3000 && model.places.len() == 1001, "{} corners, {} places", model.vertices.len(), model.places.len());
}
