use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::media::{Budget, DECODING, LoadError, PanoramaPixels};
use crate::tour::ktx2::tests::files::{self, ASTC_4X4, BC7, Ktx2, RGB, RGBA_LINEAR};
use crate::tour::{Cube, Face};

const ALL: Takes = Takes { max_size: 4096, bc: true, astc: true };
const DESKTOP: Takes = Takes { max_size: 4096, bc: true, astc: false };
const PLAIN: Takes = Takes::plain(4096);

fn header(bytes: &[u8]) -> Header {
    Header::read(bytes, bytes.len() as u64).unwrap()
}

fn plan(bytes: &[u8], stereo: Option<Stereo>, takes: Takes) -> Plan {
    Plan::new(&header(bytes), Pictures::of(stereo), takes).unwrap()
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

/// The faces of a cube in one file, or front, right, back, left, up and down in six.
fn cube_of(files: &[Vec<u8>], takes: Takes, budget: &'static Budget) -> Result<PanoramaPixels, LoadError> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<Arc<PathBuf>> = (0..)
        .zip(files)
        .map(|(nth, bytes)| {
            let file = folder.path().join(format!("{nth}.ktx2"));
            std::fs::write(&file, bytes).unwrap();
            Arc::new(file)
        })
        .collect();
    let columns = if files.len() == 1 { 6 } else { 1 };
    let face = |nth: usize| Face { file: files[nth % files.len()].clone(), columns, rows: 1, column: 0, row: 0, turned: false };
    cube(&Cube { faces: std::array::from_fn(face) }, takes, budget).map(|loaded| {
        let (pixels, memory) = loaded.unwrap();
        assert!(pixels.bytes() <= memory.bytes(), "more than was set aside");
        pixels
    })
}

/// [`files::face`] in the order in which a tour has them.
fn in_order(file: impl Fn(usize) -> Ktx2) -> Vec<Vec<u8>> {
    [4, 0, 5, 1, 2, 3].map(|nth| file(nth).bytes()).to_vec()
}

#[test]
fn six_files_and_a_cube_map_are_the_same_cube_and_stay_packed() {
    let plain = cube_of(&[Ktx2::face(0..6, 32).zstd().bytes()], ALL, &DECODING).unwrap();
    assert_eq!((plain.width, plain.height, plain.layers, plain.is_cube, plain.levels.len()), (32, 32, 6, true, 6));
    assert!(plain.levels.iter().map(|level| &level[..]).eq(Ktx2::face(0..6, 32).levels.iter().map(|(level, _)| &level[..])));
    assert_eq!(cube_of(&in_order(|nth| Ktx2::face(nth..nth + 1, 32)), ALL, &DECODING).unwrap(), plain);

    let blocks = |nth: Range<usize>| Ktx2::transcoded_face(nth, BC7, basisu::TargetFormat::Bc7Rgba);
    let (whole, six) = (cube_of(&[blocks(0..6).bytes()], ALL, &DECODING), cube_of(&in_order(|nth| blocks(nth..nth + 1)), ALL, &DECODING));
    let whole = whole.unwrap();
    assert_eq!((whole.format, whole.bytes()), (Format::Bc7, 6 * 16 * (64 + 16 + 4 + 1 + 1 + 1)));
    assert_eq!(six.unwrap(), whole);
    assert_eq!(cube_of(&[files::file("cube-uastc")], DESKTOP, &DECODING).unwrap(), whole, "as the transcoder makes them of UASTC");
    let etc1s = |takes| cube_of(&[files::file("cube-etc1s")], takes, &DECODING).unwrap();
    assert_eq!((etc1s(DESKTOP).format, etc1s(DESKTOP).bytes()), (Format::Bc7, whole.bytes()));
    assert_eq!((etc1s(PLAIN).format, etc1s(PLAIN).levels.len()), (Format::Rgba8, 6));
}

#[test]
fn a_cube_without_levels_is_unpacked_so_that_they_can_be_made_and_a_large_one_is_shown_by_a_smaller_level() {
    let mut flat = files::unpacked_uastc(&files::file("cube-uastc"));
    flat[40..44].copy_from_slice(&1_u32.to_le_bytes());
    let loaded = cube_of(&[flat], ALL, &DECODING).unwrap();
    assert!(loaded.lacks_levels() && loaded.levels[0].len() == 6 * 32 * 32 * 4);
    let small = cube_of(&[files::file("cube-uastc")], Takes { max_size: 8, ..ALL }, &DECODING).unwrap();
    assert_eq!((small.width, small.levels.len()), (8, 4));
    assert_eq!(small.levels[0].len(), 6 * 4 * 16);
}

#[test]
fn faces_that_do_not_go_together_are_refused_by_name() {
    static SMALL: Budget = Budget::new(20_000);
    let faces = |spoil: fn(&mut Ktx2)| {
        in_order(|nth| {
            let mut face = Ktx2::face(nth..nth + 1, 32);
            if nth == 5 {
                spoil(&mut face);
            }
            face
        })
    };
    for other in [
        |face: &mut Ktx2| *face = Ktx2::face(0..1, 16),
        |face: &mut Ktx2| face.format = RGBA_LINEAR,
        |face: &mut Ktx2| face.levels.truncate(2),
    ] {
        let told = cube_of(&faces(other), ALL, &DECODING).unwrap_err().to_string();
        assert!(told.contains("2.ktx2") && told.contains("another size or kind"), "{told}");
    }
    let mut six = faces(|_| {});
    assert!(cube_of(&six, ALL, &SMALL).unwrap_err().to_string().contains("0.ktx2"), "more than there is memory for");
    six[1] = b"GIF".to_vec();
    assert!(cube_of(&six, ALL, &DECODING).unwrap_err().to_string().contains("1.ktx2"));
    let told = |files: &[Vec<u8>]| cube_of(files, ALL, &DECODING).unwrap_err().to_string();
    assert!(told(&[Ktx2::rgba(true).bytes()]).contains("no cube map"));
    assert!(told(&vec![Ktx2::rgba(true).bytes(); 6]).contains("not square"));
    assert!(told(&vec![Ktx2::face(0..6, 8).bytes(); 6]).contains("in place of one picture"));
    assert!(load(&Ktx2::face(0..6, 8).bytes(), None, ALL).unwrap_err().to_string().contains("in place of one picture"));
}
