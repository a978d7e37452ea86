//! What is packed comes out as it was before.

use glam::{Affine3A, Vec2, Vec3, Vec4};
use serde_json::json;

use super::tests::glb::{Glb, square};
use super::tests::{load_bytes, load_glb};
use super::*;
use crate::media::texture::Takes;
use crate::tour::ktx2::tests::files;

/// A file of tests/packed_models.
pub(super) fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/packed_models/{name}.glb", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(super) const PACKED: [&str; 4] = ["meshopt", "meshopt-float", "meshopt-plain", "draco"];

/// A corner where it is after so many seconds: its place and normal in the model's space, its colour and first texture coordinates.
type Corner = (Vec3, Vec3, Vec4, [f32; 2]);

/// The triangles of a model after so many seconds of its animation.
fn triangles(model: &Model, seconds: f32) -> Vec<[Corner; 3]> {
    let mut posture = Posture::at_rest(&model.rig);
    sample(&model.rig.animations[0], seconds, &mut posture);
    let mut places = vec![Affine3A::IDENTITY; model.rig.nodes.len()];
    model.rig.place(&posture, &mut places);
    let bones: Vec<Affine3A> = model.rig.bones(&places).collect();
    let mut triangles = Vec::new();
    for draw in &model.draws {
        let corners = model.indices[draw.indices.start as usize..draw.indices.end as usize].iter().map(|index| {
            let first = if draw.moves { model.still_vertices() } else { 0 };
            let vertex = &model.vertices[first + *index as usize];
            let [x, y, z, _] = vertex.normal.map(|part| f32::from(part) / 32767.0);
            let (mut position, mut normal) = (Vec3::from(vertex.position), Vec3::new(x, y, z));
            if draw.moves {
                let limb = model.limbs[*index as usize];
                let bone = bones[usize::from(limb.bones[0])];
                (position, normal) = (bone.transform_point3(position), bone.transform_vector3(normal).normalize());
            }
            (position, normal, Vec4::from_array(vertex.color.map(|part| f32::from(part) / 65535.0)), vertex.uv[0])
        });
        let corners: Vec<Corner> = corners.collect();
        triangles.extend(corners.as_chunks().0);
    }
    triangles
}

/// How far the worst triangle is from the nearest of those that it should be: by place (metres), normal, colour and coordinates.
fn apart(is: &[[Corner; 3]], should: &[[Corner; 3]]) -> [f32; 4] {
    let middle = |triangle: &[Corner; 3]| triangle.iter().map(|corner| corner.0).sum::<Vec3>() / 3.0;
    let mut worst = [0.0_f32; 4];
    for triangle in is {
        let near = |other: &&[Corner; 3]| middle(other).distance(middle(triangle));
        let same = should.iter().min_by(|one, other| near(one).total_cmp(&near(other))).unwrap();
        for corner in triangle {
            // At a pole several corners stand in one place, and tell themselves apart by their colours.
            let off = |other: &Corner| {
                let coordinates = Vec2::from(corner.3).distance(Vec2::from(other.3));
                [corner.0.distance(other.0), corner.1.distance(other.1), (corner.2 - other.2).abs().max_element(), coordinates]
            };
            let best = same.iter().map(off).min_by(|one, other| (one[0] + one[2]).total_cmp(&(other[0] + other[2]))).unwrap();
            worst.iter_mut().zip(best).for_each(|(worst, off)| *worst = worst.max(off));
        }
    }
    worst
}

#[test]
fn packed_geometry_is_that_of_the_plain_model_at_rest_and_in_motion() {
    let plain = load_bytes("plain.glb", &file("plain")).unwrap();
    for name in PACKED {
        let packed = load_bytes("packed.glb", &file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(packed.warnings.is_empty(), "{name}: {:?}", packed.warnings);
        for seconds in [0.0, 0.7] {
            let (is, should) = (triangles(&packed, seconds), triangles(&plain, seconds));
            assert_eq!((is.len(), should.len()), (512, 512), "{name}");
            for (one, other) in [(&is, &should), (&should, &is)] {
                let [place, normal, colour, coordinates] = apart(one, other);
                // Two balls of 2 m in sixteen bits; normals in ten to twelve; an animation sampled anew thirty times a second.
                assert!(place < 0.002 && normal < 0.02 && colour < 0.01, "{name} after {seconds} s: {place} {normal} {colour}");
                // gltfpack drops what no texture asks for.
                assert!(coordinates < 0.001 || name == "meshopt" || name == "meshopt-float", "{name}: {coordinates}");
            }
        }
    }
}

#[test]
fn a_packed_model_that_was_damaged_is_refused_with_its_name() {
    for name in PACKED {
        let whole = file(name);
        let mut noise = whole.clone();
        let middle = whole.len() / 2;
        // What each codec begins with.
        let json = u32::from_le_bytes(whole[12..16].try_into().unwrap()) as usize;
        let draco = whole.windows(5).position(|bytes| bytes == b"DRACO");
        noise[draco.unwrap_or(28 + json)] = 0x55;
        for (bytes, told) in [(&noise[..], "cannot be unpacked"), (&whole[..middle], "cut short")] {
            let error = load_bytes("ball.glb", bytes).unwrap_err().to_string();
            assert!(error.contains("ball.glb") && (error.contains(told) || error.contains("reaches beyond")), "{name}: {error}");
        }
    }
}

/// A square with a KTX2 picture on it.
fn pictured(bytes: &[u8]) -> Glb {
    let mut glb = Glb::new();
    let view = glb.view(bytes);
    glb.json["images"] = json!([{ "bufferView": view, "mimeType": "image/ktx2" }]);
    glb.json["textures"] = json!([{ "extensions": { "KHR_texture_basisu": { "source": 0 } } }]);
    glb.json["extensionsRequired"] = json!(["KHR_texture_basisu"]);
    let mut square = square(2.0);
    square.uv = vec![[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]];
    glb.place(
        &square,
        json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } }, "normalTexture": { "index": 0 } }),
        [0.0; 3],
    );
    glb
}

#[test]
fn ktx2_pictures_are_on_surfaces_as_the_gpu_takes_them() {
    for name in ["uastc", "etc1s"] {
        let glb = pictured(&files::file(name));
        let model = load_glb(&glb);
        // Once as colours, once as data.
        assert_eq!(model.pictures.iter().map(|picture| picture.srgb).collect::<Vec<_>>(), [true, false], "{name}");
        let picture = &model.pictures[0];
        assert_eq!((picture.width, picture.height, picture.format, picture.levels.len()), (64, 32, Format::Rgba8, 7), "{name}");
        let middle = &picture.levels[0][(16 * 64 + 32) * 4..][..3];
        assert!(middle.iter().zip([128_u8, 128, 143]).all(|(is, should)| is.abs_diff(should) < 24), "{name}: {middle:?}");

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cell.glb");
        std::fs::write(&path, glb.bytes()).unwrap();
        let desktop = load(&path, folder.path(), None, Takes { bc: true, ..Takes::plain(4096) }).unwrap();
        assert_eq!((desktop.pictures[0].format, desktop.pictures[0].levels[0].len()), (Format::Bc7, 64 * 32), "{name}");
    }
    // One without levels of its own gets them.
    let alone = load_glb(&pictured(&files::Ktx2::rgba(false).bytes()));
    assert_eq!(alone.pictures[0].levels.len(), 7);
    let broken = load_glb(&pictured(&files::file("uastc")[..900]));
    assert!(broken.pictures.is_empty() && broken.warnings.iter().any(|warning| warning.to_string().contains("ends in the middle")));
}
