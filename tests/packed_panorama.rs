//! Whether a panorama in KTX2 looks like the picture that it was made of, whatever the GPU unpacks itself.

#[path = "ktx2/mod.rs"]
mod ktx2;
mod support;

use image::RgbaImage;
use indenfor::gpu::Gpu;
use indenfor::render::PassLayout;
use indenfor::tour::{Panorama, Stereo};
use ktx2::{ASTC_4X4, BC7, Ktx2};
use support::panorama::{Stage, plain, view};

/// How far two pictures are apart, of 255, on average.
fn apart(one: &RgbaImage, other: &RgbaImage) -> f32 {
    assert_eq!(one.dimensions(), other.dimensions());
    one.iter().zip(other.iter()).map(|(one, other)| f32::from(one.abs_diff(*other))).sum::<f32>() / one.len() as f32
}

/// A file with these bytes, on the GPU.
fn stage(bytes: &[u8], hang: impl Fn(Panorama) -> Panorama) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("picture.ktx2");
    std::fs::write(&file, bytes).unwrap();
    let mut stage = Stage::unloaded(&file, hang, PassLayout::default(), folder);
    stage.load();
    stage
}

fn bc7() -> Vec<u8> {
    Ktx2::transcoded(BC7, basisu::TargetFormat::Bc7Rgba).zstd().bytes()
}

fn astc() -> Vec<u8> {
    Ktx2 { model: 162, ..Ktx2::transcoded(ASTC_4X4, basisu::TargetFormat::Astc4x4Rgba) }.bytes()
}

#[test]
fn each_kind_looks_like_the_picture_it_was_made_of() {
    let look = |stage: &mut Stage| [(20.0, 10.0), (180.0, -40.0), (-90.0, 80.0)].map(|(yaw, pitch)| stage.look(yaw, pitch));
    let should = look(&mut Stage::new(&ktx2::picture(), plain));
    let features = Gpu::headless().unwrap().device.features();
    let (bc, astc_too) = (wgpu::Features::TEXTURE_COMPRESSION_BC, wgpu::Features::TEXTURE_COMPRESSION_ASTC);
    eprintln!("unpacked by the GPU: BC7 {}, ASTC {}", features.contains(bc), features.contains(astc_too));
    let mut kinds = vec![
        ("rgba", Ktx2::rgba(true).zlib().bytes(), 1.0),
        ("rgba alone", Ktx2::rgba(false).bytes(), 1.0),
        ("uastc", ktx2::file("uastc"), 2.0),
        ("etc1s", ktx2::file("etc1s"), 6.0),
        ("astc 6x6", ktx2::file("astc-6x6"), 3.0),
        ("astc", astc(), 2.0),
    ];
    if features.contains(bc) {
        kinds.push(("bc7", bc7(), 2.0));
    }
    for (name, bytes, most) in kinds {
        let seen = look(&mut stage(&bytes, plain));
        for (is, should) in seen.iter().zip(&should) {
            let off = apart(is, should);
            assert!(off <= most, "{name}: {off}");
        }
    }
}

#[test]
fn each_eye_sees_its_own_half() {
    let eyes = |bytes: Option<&[u8]>, stereo| {
        let hang = |panorama| Panorama { stereo: Some(stereo), ..panorama };
        let mut stage = match bytes {
            Some(bytes) => stage(bytes, hang),
            None => Stage::new(&ktx2::picture(), hang),
        };
        stage.draw([view(20.0, 10.0, 90.0), view(20.0, 10.0, 90.0)])
    };
    let differs = |[left, right]: &[RgbaImage; 2]| apart(left, right);
    for stereo in [Stereo::TopBottom, Stereo::SideBySide] {
        let should = eyes(None, stereo);
        assert!(differs(&should) > 20.0);
        for bytes in [ktx2::file("uastc"), Ktx2::rgba(true).bytes()] {
            let seen = eyes(Some(&bytes), stereo);
            for (is, should) in seen.iter().zip(&should) {
                let off = apart(is, should);
                assert!(off <= 3.0, "{stereo:?}: {off}");
            }
        }
    }
}

#[test]
fn from_afar_its_own_levels_are_seen() {
    // White, but for a black second level: what is seen through a very wide view is darker.
    let mut levels = Ktx2::rgba(true);
    levels.levels.iter_mut().for_each(|(level, _)| level.fill(255));
    let bright = stage(&levels.bytes(), plain).draw_at([view(0.0, 0.0, 150.0)], 8, 6);
    levels.levels[1..].iter_mut().for_each(|(level, _)| level.iter_mut().step_by(4).for_each(|red| *red = 0));
    let [seen] = stage(&levels.bytes(), plain).draw_at([view(0.0, 0.0, 150.0)], 8, 6);
    let red = |picture: &RgbaImage| picture.pixels().map(|pixel| u32::from(pixel.0[0])).sum::<u32>();
    assert!(red(&seen) < red(&bright[0]) / 2, "{} of {}", red(&seen), red(&bright[0]));
}
