use std::path::PathBuf;

use image::{DynamicImage, ImageBuffer, Rgb, RgbImage};
use tempfile::TempDir;

use super::*;
use crate::media::DECODING;

fn load(file: &Path, max_size: u32) -> Result<PanoramaPixels, LoadError> {
    super::load(file, None, Exposure::default(), Takes::plain(max_size), &DECODING).map(|(pixels, _)| pixels)
}

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90]))
}

fn saved(name: &str, picture: impl Into<DynamicImage>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    picture.into().save(&file).unwrap();
    (folder, file)
}

#[test]
fn every_format_gives_the_picture() {
    for name in ["a.jpg", "a.png", "a.webp"] {
        let (_folder, file) = saved(name, picture(64, 32));
        let loaded = load(&file, 4096).unwrap();
        assert_eq!((loaded.width, loaded.height, loaded.levels[0].len()), (64, 32, 64 * 32 * 4), "{name}");
        let middle = &loaded.levels[0][(16 * 64 + 32) * 4..][..4];
        for (is, should) in middle.iter().zip([127_u8, 127, 90, 255]) {
            assert!(is.abs_diff(should) < 6, "{name}: {middle:?}");
        }
    }
}

#[test]
fn sixteen_bits_and_grey_are_taken() {
    let deep: ImageBuffer<Rgb<u16>, Vec<u16>> = ImageBuffer::from_pixel(4, 2, Rgb([0x1234, 0x8000, 0xffff]));
    let (_folder, file) = saved("deep.png", DynamicImage::ImageRgb16(deep));
    assert_eq!(load(&file, 4096).unwrap().levels[0][..4], [0x12, 0x80, 0xff, 255]);
    let (_folder, file) = saved("grey.png", DynamicImage::ImageLuma8(ImageBuffer::from_pixel(4, 2, image::Luma([77]))));
    assert_eq!(load(&file, 4096).unwrap().levels[0][..4], [77, 77, 77, 255]);
}

#[test]
fn what_the_gpu_does_not_take_is_scaled_down() {
    let (_folder, file) = saved("large.png", picture(300, 150));
    let loaded = load(&file, 100).unwrap();
    assert_eq!((loaded.width, loaded.height), (100, 50));
    let middle = &loaded.levels[0][(25 * 100 + 50) * 4..][..3];
    assert!(middle[0].abs_diff(128) < 4 && middle[1].abs_diff(128) < 4 && middle[2] == 90, "{middle:?}");
}

#[test]
fn a_picture_cut_short_is_an_error_that_names_it() {
    for name in ["cut.jpg", "cut.png", "cut.webp"] {
        let (_folder, file) = saved(name, picture(200, 100));
        let bytes = std::fs::read(&file).unwrap();
        for part in [bytes.len() / 2, bytes.len() * 9 / 10] {
            std::fs::write(&file, &bytes[..part]).unwrap();
            let told = load(&file, 4096).unwrap_err().to_string();
            assert!(told.contains(name), "{told}");
        }
    }
}

#[test]
fn what_decoding_takes_is_told_by_the_header_alone() {
    let (folder, _) = saved("plain.jpg", picture(200, 100));
    let deep: ImageBuffer<Rgb<u16>, Vec<u16>> = ImageBuffer::from_pixel(200, 100, Rgb([0x1234, 0x8000, 0xffff]));
    let light: ImageBuffer<Rgb<f32>, Vec<f32>> = ImageBuffer::from_pixel(200, 100, Rgb([0.2, 3.0, 0.5]));
    let covered: ImageBuffer<image::Rgba<f32>, Vec<f32>> = ImageBuffer::from_pixel(200, 100, image::Rgba([0.2, 3.0, 0.5, 1.0]));
    let written: [(&str, DynamicImage); 6] = [
        ("plain.png", picture(200, 100).into()),
        ("deep.png", deep.into()),
        ("grey.png", DynamicImage::from(picture(200, 100)).into_luma8().into()),
        ("light.hdr", light.clone().into()),
        ("light.exr", light.into()),
        ("covered.exr", covered.into()),
    ];
    for (name, picture) in written {
        picture.save(folder.path().join(name)).unwrap();
    }
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let files = [folder.path(), &samples].into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut compared = 0;
    for file in files.map(|entry| entry.unwrap().path()) {
        let is_picture = file.extension().is_some_and(|end| ["jpg", "png", "hdr", "exr"].iter().any(|known| end == *known));
        if !is_picture {
            continue;
        }
        let takes = opened::look(&file, &DECODING, |opened| {
            let size = (opened.width, opened.height);
            Ok(needed(opened, None, size, size))
        });
        assert_eq!(takes.unwrap(), crate::tour::needed(&file), "{}", file.display());
        compared += 1;
    }
    assert!(compared > 7, "{compared}");
}

#[test]
fn what_producers_export_has_room() {
    // 16384 x 8192 from a camera, with the largest file there may be; 8192 x 4096 of light, with what covers how much, and of 16 bits.
    let large = 16_384 * 8192;
    let takes = |picture: DynamicImage, name: &str| {
        let (_folder, file) = saved(name, picture);
        let length = std::fs::metadata(&file).unwrap().len();
        let takes = opened::look(&file, &DECODING, |opened| {
            let size = (opened.width, opened.height);
            // The file itself counts apart.
            Ok(needed(opened, None, size, size) - if name.ends_with("jpg") { 2 * length } else { length })
        });
        takes.unwrap() / (64 * 32)
    };
    let covered: ImageBuffer<image::Rgba<f32>, Vec<f32>> = ImageBuffer::from_pixel(64, 32, image::Rgba([0.2, 3.0, 0.5, 1.0]));
    assert!(takes(picture(64, 32).into(), "a.jpg") * large + 2 * (200 << 20) < DECODING.whole());
    assert!(takes(covered.into(), "a.exr") * large / 4 + (200 << 20) < DECODING.whole());
}

#[test]
fn a_picture_bomb_is_refused_before_it_is_decoded() {
    // 40,000 x 20,000 pixels: a header, and no more than a promise behind it.
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        png.extend((data.len() as u32).to_be_bytes());
        let body = [kind, data].concat();
        png.extend(&body);
        png.extend(crc(&body).to_be_bytes());
    };
    chunk(b"IHDR", &[40_000_u32.to_be_bytes().as_slice(), &20_000_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat());
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
    chunk(b"IEND", &[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bomb.png");
    std::fs::write(&file, png).unwrap();
    let error = load(&file, 16_384).unwrap_err();
    assert!(matches!(&error, LoadError::TooLarge { needed, .. } if *needed > 2000), "{error}");
    assert!(error.to_string().contains("bomb.png"));
}

#[test]
fn light_beyond_the_edges_of_any_picture_is_refused_before_room_is_made_for_it() {
    let (_folder, file) = saved("wide.exr", image::Rgb32FImage::new(64, 32));
    let whole = std::fs::read(&file).unwrap();
    let marker = b"dataWindow\0box2i\0\x10\0\0\0";
    let window = whole.windows(marker.len()).position(|bytes| bytes == marker).unwrap() + marker.len();
    for (right, bottom) in [(1 << 30, 31), (63, 1 << 30), (400, 400)] {
        let mut bytes = whole.clone();
        bytes[window + 8..window + 12].copy_from_slice(&i32::to_le_bytes(right));
        bytes[window + 12..window + 16].copy_from_slice(&i32::to_le_bytes(bottom));
        std::fs::write(&file, bytes).unwrap();
        let told = load(&file, 4096).unwrap_err().to_string();
        assert!(told.contains("wide.exr"), "{told}");
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn no_file_and_no_picture_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(load(&folder.path().join("gone.jpg"), 4096), Err(LoadError::Read { .. })));
    assert!(matches!(load(folder.path(), 4096), Err(LoadError::Read { .. })));
    let words = folder.path().join("words.jpg");
    std::fs::write(&words, "not a picture").unwrap();
    assert!(matches!(load(&words, 4096), Err(LoadError::Broken { .. })));
    std::fs::write(&words, "").unwrap();
    assert!(matches!(load(&words, 4096), Err(LoadError::Broken { .. })));
}

#[test]
fn what_a_jpeg_says_of_itself_is_read() {
    let (_folder, file) = saved("stitched.jpg", picture(64, 32));
    let jpeg = std::fs::read(&file).unwrap();
    let xmp = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:PosePitchDegrees="3" GPano:PoseRollDegrees="-4"/></rdf:RDF></x:xmpmeta>"#;
    let body = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), xmp].concat();
    let segment = [&[0xff, 0xe1], ((body.len() + 2) as u16).to_be_bytes().as_slice(), &body].concat();
    std::fs::write(&file, [&jpeg[..2], &segment, &jpeg[2..]].concat()).unwrap();
    let gpano = load(&file, 4096).unwrap().gpano;
    assert_eq!((gpano.pitch, gpano.roll, gpano.crop), (3.0, -4.0, None));
}

/// A JPEG with a segment of application data put in after its beginning.
fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let segment = [&[0xff, marker], ((body.len() + 2) as u16).to_be_bytes().as_slice(), body].concat();
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

/// A file that lies beside the tests.
fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name)
}

fn near(loaded: &PanoramaPixels, x: u32, y: u32, should: [u8; 3], within: u8) {
    let is = &loaded.levels[0][(y * loaded.width + x) as usize * 4..][..3];
    assert!(is.iter().zip(should).all(|(is, should)| is.abs_diff(should) <= within), "at {x}, {y}: {is:?}, not {should:?}");
}

#[test]
fn a_camera_that_lay_on_its_side_is_set_upright() {
    // Left red, right blue, as it is to be seen; and as it is stored by a camera that was turned.
    let upright = RgbImage::from_fn(64, 32, |x, _| if x < 32 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    for (tag, stored) in [
        (1, upright.clone()),
        (3, image::imageops::rotate180(&upright)),
        (6, image::imageops::rotate270(&upright)),
        (8, image::imageops::rotate90(&upright)),
    ] {
        let (_folder, file) = saved("turned.jpg", stored);
        let exif = [b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(), &[tag, 0, 0, 0, 0, 0, 0, 0]].concat();
        std::fs::write(&file, with_segment(&std::fs::read(&file).unwrap(), 0xe1, &exif)).unwrap();
        let loaded = load(&file, 4096).unwrap();
        assert_eq!((loaded.width, loaded.height), (64, 32), "orientation {tag}");
        near(&loaded, 8, 16, [220, 20, 20], 12);
        near(&loaded, 56, 16, [20, 20, 220], 12);
    }
}

#[test]
fn the_colours_of_display_p3_are_shown_as_they_were_meant() {
    let (_folder, file) = saved("p3.jpg", RgbImage::from_pixel(64, 32, Rgb([216, 71, 49])));
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let body = [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat();
    std::fs::write(&file, with_segment(&std::fs::read(&file).unwrap(), 0xe2, &body)).unwrap();
    near(&load(&file, 4096).unwrap(), 32, 16, [234, 54, 33], 5);
    let broken = [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile[..200]].concat();
    let (_folder, file) = saved("broken.jpg", RgbImage::from_pixel(64, 32, Rgb([216, 71, 49])));
    std::fs::write(&file, with_segment(&std::fs::read(&file).unwrap(), 0xe2, &broken)).unwrap();
    near(&load(&file, 4096).unwrap(), 32, 16, [216, 71, 49], 5);
}

/// A PNG with a chunk put in after its size.
fn with_chunk(png: &[u8], kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let chunk = [kind, body].concat();
    [&png[..33], &(body.len() as u32).to_be_bytes(), &chunk, &crc(&chunk).to_be_bytes(), &png[33..]].concat()
}

/// What linear light looks like: from black to a twentieth of white.
fn dark_corner() -> DynamicImage {
    DynamicImage::ImageRgb16(ImageBuffer::from_fn(256, 128, |x, _| Rgb([(x * 13) as u16; 3])))
}

#[test]
fn a_dark_corner_of_a_linear_picture_has_no_bands() {
    let mut profile = moxcms::ColorProfile::new_srgb();
    profile.cicp = None;
    let linear = Some(moxcms::ToneReprCurve::Parametric(vec![1.0]));
    (profile.red_trc, profile.green_trc, profile.blue_trc) = (linear.clone(), linear.clone(), linear);
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&profile.encode().unwrap(), 6);
    let chunks: [(&[u8; 4], Vec<u8>); 3] = [
        (b"iCCP", [b"linear\0\0".as_slice(), &packed].concat()),
        (b"gAMA", 100_000_u32.to_be_bytes().to_vec()),
        (b"cICP", vec![1, 8, 0, 1]),
    ];
    for (kind, body) in chunks {
        let (_folder, file) = saved("dark.png", dark_corner());
        let as_it_is = load(&file, 4096).unwrap();
        assert!(as_it_is.levels[0].iter().step_by(4).all(|value| *value < 14));
        std::fs::write(&file, with_chunk(&std::fs::read(&file).unwrap(), kind, &body)).unwrap();
        let loaded = load(&file, 4096).unwrap();
        let row: Vec<u8> = loaded.levels[0][..1024].iter().copied().step_by(4).collect();
        let widest = row.windows(2).map(|two| two[1] - two[0]).max();
        // A twentieth of the light is 63 in sRGB; of 8 bits there would be thirteen shades on the way.
        assert!(row.is_sorted() && row[0] == 0 && row[255].abs_diff(63) < 2 && widest < Some(3), "{kind:?}: {row:?}");
    }
}

#[test]
fn a_png_that_tells_its_colours_without_a_profile_is_shown_as_it_was_meant() {
    let colour = [216, 71, 49];
    let (_folder, file) = saved("p3.png", RgbImage::from_pixel(64, 32, Rgb(colour)));
    let plain = std::fs::read(&file).unwrap();
    let shown = |kind: &[u8; 4], body: &[u8], should: [u8; 3], within: u8| {
        std::fs::write(&file, with_chunk(&plain, kind, body)).unwrap();
        near(&load(&file, 4096).unwrap(), 32, 16, should, within);
    };
    shown(b"cICP", &[12, 13, 0, 1], [234, 54, 33], 2);
    let p3 = [31_270_u32, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000].map(u32::to_be_bytes);
    shown(b"cHRM", p3.as_flattened(), [234, 54, 33], 2);
    // (216/255)^(1/0.7) is 0.79 of the light, which sRGB writes as 229.
    shown(b"gAMA", &70_000_u32.to_be_bytes(), [229, 112, 87], 2);
    for (kind, body) in [(b"gAMA", 45_455_u32.to_be_bytes().as_slice()), (b"cICP", &[1, 13, 0, 1]), (b"cICP", &[9, 16, 0, 1])] {
        shown(kind, body, colour, 0);
    }
}

#[test]
fn pictures_for_print_and_those_that_come_in_scans_are_shown() {
    // The same two colours in each; see the README beside them.
    for name in ["cmyk.jpg", "progressive.jpg"] {
        let loaded = load(&beside(name), 4096).unwrap();
        assert_eq!((loaded.width, loaded.height), (32, 16), "{name}");
        near(&loaded, 6, 8, [204, 51, 51], 14);
        near(&loaded, 26, 8, [51, 102, 204], 14);
    }
}

#[test]
fn pictures_of_more_light_than_can_be_shown_are_developed() {
    // In the middle twice the light of white, on the left an eighth of it.
    let light = image::Rgb32FImage::from_fn(64, 32, |x, _| if x < 32 { Rgb([0.125; 3]) } else { Rgb([2.0, 2.0, 2.0]) });
    for name in ["a.hdr", "a.exr"] {
        let (_folder, file) = saved(name, light.clone());
        let stops = |stops: f32| super::load(&file, None, Exposure::of_stops(stops), Takes::plain(4096), &DECODING).unwrap().0;
        let as_taken = stops(0.0);
        assert_eq!((as_taken.width, as_taken.height, as_taken.levels[0][3]), (64, 32, 255), "{name}");
        // What is not too bright is shown as it was: an eighth of the light is 99 in sRGB.
        near(&as_taken, 8, 16, [99; 3], 3);
        assert!(as_taken.levels[0][(16 * 64 + 56) * 4] > 225, "{name}: bright");
        let brighter = stops(2.0);
        near(&brighter, 8, 16, [188; 3], 3);
        std::fs::write(&file, &std::fs::read(&file).unwrap()[..300]).unwrap();
        let told = load(&file, 4096).unwrap_err().to_string();
        assert!(told.contains(name), "{told}");
    }
}
