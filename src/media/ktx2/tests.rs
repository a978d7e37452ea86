use std::path::PathBuf;

use super::*;
use crate::media::DECODING;
use crate::tour::ktx2::tests::files::{self, ASTC_4X4, BC7, Ktx2, RGB, RGBA_LINEAR};

const ALL: Takes = Takes { max_size: 4096, bc: true, astc: true };
const DESKTOP: Takes = Takes { max_size: 4096, bc: true, astc: false };
const PLAIN: Takes = Takes::plain(4096);

fn header(bytes: &[u8]) -> Header {
    Header::read(bytes, bytes.len() as u64).unwrap()
}

fn plan(bytes: &[u8], stereo: Option<Stereo>, takes: Takes) -> Plan {
    Plan::new(&header(bytes), stereo, takes).unwrap()
}

fn load(bytes: &[u8], stereo: Option<Stereo>, takes: Takes) -> Result<PanoramaPixels, LoadError> {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("a.ktx2");
    std::fs::write(&file, bytes).unwrap();
    panorama(&file, stereo, takes, &DECODING).map(|loaded| loaded.unwrap().0)
}

/// How far plain pixels are from the picture, at most and on average.
fn deviation(rgba: &[u8]) -> (u8, f32) {
    let should = image::DynamicImage::from(files::picture()).to_rgba8();
    assert_eq!(rgba.len(), should.len());
    let off: Vec<u8> = rgba.iter().zip(should.iter()).map(|(is, should)| is.abs_diff(*should)).collect();
    (off.iter().copied().max().unwrap(), off.iter().map(|off| f32::from(*off)).sum::<f32>() / off.len() as f32)
}

#[test]
fn plain_pixels_come_out_of_every_kind() {
    let rgb: Vec<u8> = files::picture().into_raw();
    for (name, bytes, most) in [
        ("rgba", Ktx2::rgba(true).bytes(), 0),
        ("rgba, zstd", Ktx2::rgba(true).zstd().bytes(), 0),
        ("rgba, zlib", Ktx2::rgba(true).zlib().bytes(), 0),
        ("rgb", Ktx2::of(RGB, (64, 32), vec![rgb]).bytes(), 0),
        ("uastc, zstd", files::file("uastc"), 8),
        ("uastc", files::unpacked_uastc(&files::file("uastc")), 8),
        ("etc1s", files::file("etc1s"), 40),
        ("astc", files::file("astc-6x6"), 16),
    ] {
        let loaded = load(&bytes, None, PLAIN).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((loaded.width, loaded.height, loaded.layers, loaded.format, loaded.is_srgb), (64, 32, 1, Format::Rgba8, true), "{name}");
        assert_eq!(loaded.levels.len(), if name == "rgb" { 1 } else { 7 }, "{name}");
        assert_eq!(loaded.lacks_levels(), name == "rgb");
        let (worst, mean) = deviation(&loaded.levels[0]);
        assert!(worst <= most && mean <= f32::from(most) / 4.0, "{name}: {worst}, {mean}");
        assert!(loaded.bytes() <= plan(&bytes, None, PLAIN).needed(&header(&bytes)), "{name}: more than was set aside");
    }
}

#[test]
fn light_that_is_stored_as_it_is_gets_encoded() {
    let loaded = load(&Ktx2::of(RGBA_LINEAR, (1, 1), vec![vec![0, 55, 255, 55]]).bytes(), None, PLAIN).unwrap();
    assert_eq!((&loaded.levels[0][..], loaded.is_srgb), (&[0, 128, 255, 55][..], true));
}

#[test]
fn what_the_gpu_unpacks_itself_is_left_packed() {
    let [bc7, astc] = [(BC7, basisu::TargetFormat::Bc7Rgba), (ASTC_4X4, basisu::TargetFormat::Astc4x4Rgba)]
        .map(|(format, target)| Ktx2 { model: 162, ..Ktx2::transcoded(format, target) });
    let loaded = load(&bc7.clone().zstd().bytes(), None, ALL).unwrap();
    assert_eq!(loaded.format, Format::Bc7);
    assert!(loaded.levels.iter().map(|level| &level[..]).eq(bc7.levels.iter().map(|(level, _)| &level[..])));
    assert_eq!(load(&astc.bytes(), None, ALL).unwrap().levels[2][..], astc.levels[2].0);

    let formats = |bytes: &[u8]| [ALL, DESKTOP, PLAIN].map(|takes| plan(bytes, None, takes).format);
    assert_eq!(formats(&files::file("uastc")), [Format::Astc(4, 4), Format::Bc7, Format::Rgba8]);
    assert_eq!(formats(&files::file("etc1s")), [Format::Bc7, Format::Bc7, Format::Rgba8]);
    assert_eq!(formats(&files::file("astc-6x6")), [Format::Bc7, Format::Bc7, Format::Rgba8], "6 x 6 does not fill 64 x 32");
    let told = load(&bc7.bytes(), None, PLAIN).unwrap_err().to_string();
    assert!(told.contains("BC7 on this graphics card") && told.contains("UASTC"), "{told}");
}

#[test]
fn without_levels_of_its_own_a_picture_is_unpacked_so_that_they_can_be_made() {
    let mut flat = files::unpacked_uastc(&files::file("uastc"));
    flat[40..44].copy_from_slice(&1_u32.to_le_bytes());
    let loaded = load(&flat, None, ALL).unwrap();
    assert!(loaded.lacks_levels() && loaded.format == Format::Rgba8);
    assert!(deviation(&loaded.levels[0]).0 <= 8);
}

#[test]
fn each_eye_gets_its_half_of_each_level() {
    let plain = Ktx2::rgba(true);
    let (top, side) = (Some(Stereo::TopBottom), Some(Stereo::SideBySide));
    let above = load(&plain.bytes(), top, PLAIN).unwrap();
    assert_eq!((above.width, above.height, above.layers, above.levels.len()), (64, 16, 2, 5), "as long as both have a row");
    assert_eq!(above.levels[0][..], plain.levels[0].0);
    let beside = load(&plain.bytes(), side, PLAIN).unwrap();
    assert_eq!((beside.width, beside.height, beside.levels.len()), (32, 32, 6));
    let pixel = |at: usize| beside.levels[0][at * 4];
    assert_eq!([pixel(0), pixel(31), pixel(32), pixel(32 * 32), pixel(32 * 32 + 31)], [0, 124, 0, 128, 252]);
    // Blocks of four part only where a half is a multiple of four.
    for stereo in [top, side] {
        let packed = load(&files::file("uastc"), stereo, ALL).unwrap();
        assert_eq!((packed.layers, packed.format, packed.levels.len()), (2, Format::Astc(4, 4), if stereo == top { 3 } else { 4 }));
        let (width, height) = (packed.width as usize, packed.height as usize);
        let bytes: Vec<usize> =
            (0..packed.levels.len()).map(|level| (width >> level).div_ceil(4) * (height >> level).div_ceil(4) * 32).collect();
        assert!(packed.levels.iter().map(|level| level.len()).eq(bytes));
    }
}

#[test]
fn more_than_the_gpu_takes_is_shown_by_a_smaller_level() {
    let loaded = load(&files::file("uastc"), None, Takes { max_size: 20, ..ALL }).unwrap();
    assert_eq!((loaded.width, loaded.height, loaded.levels.len(), loaded.format), (16, 8, 5, Format::Astc(4, 4)));
    let told = load(&Ktx2::rgba(false).bytes(), None, Takes::plain(20)).unwrap_err().to_string();
    assert!(told.contains("64 x 32") && told.contains("mip levels"), "{told}");
}

#[test]
fn levels_that_do_not_unpack_to_what_was_promised_are_refused() {
    let spoilt = |spoil: fn(&mut Ktx2), file: Ktx2| {
        let mut file = file;
        spoil(&mut file);
        load(&file.bytes(), None, PLAIN).unwrap_err().to_string()
    };
    for file in [Ktx2::rgba(true).zstd(), Ktx2::rgba(true).zlib()] {
        for spoil in
            [|file: &mut Ktx2| file.levels[0].0 = file.levels[1].0.clone(), |file: &mut Ktx2| file.levels[1].0 = file.levels[0].0.clone()]
        {
            let told = spoilt(spoil, file.clone());
            assert!(told.contains("a.ktx2") && told.contains("cannot be unpacked"), "{told}");
        }
    }
}

#[test]
fn what_brings_the_transcoder_down_is_a_picture_that_cannot_be_read() {
    // Found by fuzzing: a place in the codebook beyond all numbers, at which builds for tests panic and others go on.
    for takes in [PLAIN, DESKTOP] {
        if let Err(error) = load(&files::file("etc1s-wild"), None, takes) {
            assert!(error.to_string().contains("its blocks cannot be read"), "{error}");
        }
    }
}

#[test]
fn what_is_no_ktx2_is_left_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.png");
    files::picture().save(&file).unwrap();
    assert!(panorama(&file, None, ALL, &DECODING).unwrap().is_none());
    assert!(matches!(panorama(&folder.path().join("none"), None, ALL, &DECODING), Err(LoadError::Read { .. })));
}
