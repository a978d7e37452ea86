use super::*;

#[path = "../../../tests/ktx2/mod.rs"]
pub(crate) mod files;

use files::{ASTC_4X4, BC7, Ktx2, RGB, RGBA_LINEAR};

fn read(bytes: &[u8]) -> Result<Header, Fault> {
    Header::read(bytes, bytes.len() as u64)
}

#[test]
fn a_header_tells_what_is_in_the_file_and_where() {
    let etc1s = read(&files::file("etc1s")).unwrap();
    assert_eq!((etc1s.width, etc1s.height, etc1s.kind, etc1s.is_srgb, etc1s.levels.len()), (64, 32, Kind::Etc1s, true, 7));
    assert!(!etc1s.codebooks.is_empty());
    let uastc = read(&files::file("uastc")).unwrap();
    assert_eq!((uastc.kind, uastc.packing, uastc.is_srgb), (Kind::Uastc, Packing::Zstd, true));
    assert_eq!((uastc.levels[0].bytes.clone(), uastc.levels[0].unpacked), (912..1712, 2048));
    assert_eq!(read(&files::file("astc-6x6")).unwrap().kind, Kind::Astc(6, 6));
    let linear = read(&Ktx2 { format: RGBA_LINEAR, ..Ktx2::rgba(true) }.zlib().bytes()).unwrap();
    assert_eq!((linear.kind, linear.packing, linear.is_srgb), (Kind::Rgba8, Packing::Zlib, false));
    assert_eq!([0, 3, 6, 70].map(|level| linear.size(level)), [(64, 32), (8, 4), (1, 1), (1, 1)]);
}

#[test]
fn what_is_cut_short_anywhere_is_refused() {
    let whole = files::file("etc1s");
    assert!(read(&whole).is_ok());
    // The levels lie from the smallest to the largest, so that the last byte is the largest level's.
    for length in 0..whole.len() {
        assert_eq!(read(&whole[..length]), Err(Fault::Truncated), "{length} bytes");
        assert_eq!(Header::read(&whole, length as u64).err(), if length < whole.len() { Some(Fault::Truncated) } else { None });
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let spoilt = |spoil: fn(&mut Ktx2)| {
        let mut file = Ktx2::rgba(true);
        spoil(&mut file);
        read(&file.bytes()).unwrap_err().to_string()
    };
    for (told, part) in [
        (spoilt(|file| file.width = 0), "has no size"),
        (spoilt(|file| file.width = 128), "as long as its size needs"),
        (spoilt(|file| file.width = u32::MAX), "as long as its size needs"),
        (spoilt(|file| file.levels[3].0.clear()), "as long as its size needs"),
        (spoilt(|file| file.levels.push((vec![0; 4], 4))), "more levels than its size allows"),
        (spoilt(etc1s_without_codebooks), "ETC1S goes with BasisLZ"),
        (read(b"a picture, they said").unwrap_err().to_string(), "does not begin as KTX2"),
    ] {
        assert!(told.contains(part) && told.contains("write it anew"), "{told}");
    }
    let mut packed = Ktx2::rgba(true).zstd();
    packed.levels[0].1 = 5_000_000;
    assert!(matches!(read(&packed.bytes()), Err(Fault::Broken(_))), "no more is unpacked than the size needs");
}

fn etc1s_without_codebooks(file: &mut Ktx2) {
    (file.format, file.model) = (0, 163);
    file.levels.iter_mut().for_each(|(_, unpacked)| *unpacked = 0);
}

#[test]
fn what_is_not_shown_is_named_with_what_to_do() {
    let told = |change: fn(&mut Ktx2)| {
        let mut file = Ktx2::rgba(true);
        change(&mut file);
        read(&file.bytes()).unwrap_err().to_string()
    };
    for (told, part) in [
        (told(|file| file.format = 131), "BC1"),
        (told(|file| file.format = 147), "ETC2"),
        (told(|file| file.format = 97), "VkFormat 97"),
        (told(|file| (file.format, file.model) = (0, 167)), "colour model 167"),
        (told(|file| (file.format, file.model, file.transfer) = (0, 166, 16)), "neither linear nor sRGB"),
        (told(|file| file.packing = 9), "packed in the way 9"),
        (told(|file| file.notes = b"\x12\0\0\0KTXorientation\0ru\0\0\0".to_vec()), "begins below"),
    ] {
        assert!(told.contains(part) && told.contains(": "), "{told}");
    }
    let upright = Ktx2 { notes: b"\x12\0\0\0KTXorientation\0rd\0\0\0".to_vec(), ..Ktx2::rgba(true) };
    assert!(read(&upright.bytes()).is_ok());
}

#[test]
fn bc7_is_asked_for_levels_and_sides_that_blocks_fill() {
    let bc7 = |size: (u32, u32), levels: u32| {
        let blocks = |level: u32| vec![0; (side(size.0, level).div_ceil(4) * side(size.1, level).div_ceil(4) * 16) as usize];
        read(&Ktx2::of(BC7, size, (0..levels).map(blocks).collect()).bytes()).unwrap()
    };
    assert_eq!(bc7((64, 32), 7).check(Pictures::One), Ok(()));
    assert_eq!(bc7((64, 32), 3).check(Pictures::Eyes(Stereo::SideBySide)), Ok(()));
    assert!(bc7((64, 32), 1).check(Pictures::One).unwrap_err().to_string().contains("without mip levels"));
    assert!(bc7((66, 33), 2).check(Pictures::One).unwrap_err().to_string().contains("multiples of four"));
    assert!(bc7((64, 36), 2).check(Pictures::Eyes(Stereo::TopBottom)).unwrap_err().to_string().contains("64 x 18"));
}

fn side(whole: u32, level: u32) -> u32 {
    (whole >> level).max(1)
}

#[test]
fn a_cube_map_holds_six_squares_in_each_level() {
    let (uastc, etc1s) = (read(&files::file("cube-uastc")).unwrap(), read(&files::file("cube-etc1s")).unwrap());
    assert_eq!((uastc.faces, uastc.width, uastc.height, uastc.levels.len()), (6, 32, 32, 6));
    assert_eq!((uastc.levels[0].unpacked, etc1s.faces, etc1s.levels[0].unpacked), (6 * 1024, 6, 0));
    let rgba = |change: fn(&mut Ktx2)| {
        let mut file = Ktx2::face(0..6, 8);
        change(&mut file);
        read(&file.bytes())
    };
    let map = rgba(|_| {}).unwrap();
    assert!(map.check(Pictures::Faces) == Ok(()) && read(&Ktx2::rgba(true).bytes()).unwrap().check(Pictures::One) == Ok(()));
    assert!(map.check(Pictures::One).unwrap_err().to_string().contains("cube map in place of one picture"));
    assert!(map.check(Pictures::Eyes(Stereo::TopBottom)).is_err());
    let flat = rgba(|file| (file.faces, file.height) = (1, 48)).unwrap();
    assert!(flat.check(Pictures::Faces).unwrap_err().to_string().contains("no cube map"));
    assert!(rgba(|file| (file.width, file.height) = (16, 4)).unwrap_err().to_string().contains("squares"));
    assert!(matches!(rgba(|file| file.levels[2].0.truncate(80)), Err(Fault::Broken(_))), "a face is missing");
    for faces in [0, 2, 7, u32::MAX] {
        let file = Ktx2 { faces, ..Ktx2::face(0..6, 8) };
        assert!(matches!(read(&file.bytes()), Err(Fault::Unshown { .. })), "{faces} faces");
    }
}

#[test]
fn each_kind_has_its_number_of_bytes() {
    let of = |format, bytes: usize| read(&Ktx2::of(format, (10, 6), vec![vec![0; bytes]]).bytes());
    assert!(of(RGB, 180).is_ok() && of(RGB, 240).is_err());
    assert!(of(ASTC_4X4, 3 * 2 * 16).is_ok());
    assert_eq!(of(184, 16).unwrap().kind, Kind::Astc(12, 12));
    assert_eq!(of(171, 32).unwrap().kind, Kind::Astc(8, 8));
}
