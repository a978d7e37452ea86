//! What PNG files say in their headers: <https://www.w3.org/TR/png-3/>.

use std::io::{self, BufReader, Read, Seek};

use super::gpano::Gpano;
use super::pictures::{begin_of, bytes, gpano, skip};

/// What a picture's numbers mean, where it is known from elsewhere than from an ICC profile.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Colours {
    /// To which power numbers, from 0 to 1, are light; `None` where they are as in sRGB.
    pub power: Option<f32>,
    /// Where white, red, green and blue lie, by CIE 1931's x and y; `None` where they do as in sRGB.
    pub places: Option<[[f32; 2]; 4]>,
}

/// What stands before a file's pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// As many values has a pixel when it is decoded.
    pub channels: u8,
    /// Each of so many bytes.
    pub depth: u8,
    /// What it says of itself as a panorama, if anything.
    pub gpano: Option<Gpano>,
    /// What its numbers mean, whatever its ICC profile says; `None` where that is to be followed, or they are sRGB.
    pub colours: Option<Colours>,
    /// How it tells its colours first of all, where that cannot be followed.
    pub unfollowed: Option<&'static str>,
}

/// Reads all that stands before a file's pixels, and leaves it where they begin.
///
/// # Errors
/// Of the kind `UnexpectedEof` where it is cut short, `InvalidData` where it is broken.
pub fn read(file: &mut BufReader<impl Read + Seek>) -> io::Result<Header> {
    skip(file, 8)?;
    let (mut header, mut told) = (Header::default(), Told::default());
    for _ in 0..4096 {
        let length = u64::from(u32::from_be_bytes(bytes::<4>(file)?));
        match (&bytes::<4>(file)?, length) {
            (b"IHDR", 13) => {
                header.width = number(file)?;
                header.height = number(file)?;
                let [depth, kind, ..] = bytes::<5>(file)?;
                header.depth = depth.div_ceil(8);
                header.channels = match kind {
                    0 => 1,
                    4 => 2,
                    6 => 4,
                    _ => 3,
                };
            }
            _ if header.width == 0 => return Err(io::ErrorKind::InvalidData.into()),
            (b"IDAT", _) => {
                (header.colours, header.unfollowed) = told.colours();
                return Ok(header);
            }
            (b"iTXt", _) => {
                let said = gpano(&begin_of(file, length)?);
                header.gpano = header.gpano.or(said);
            }
            (b"cICP", 4) => told.video = Some(bytes::<4>(file)?),
            (b"gAMA", 4) => told.gamma = Some(number(file)?),
            (b"cHRM", 32) => {
                let mut places = [[0.0; 2]; 4];
                for place in places.as_flattened_mut() {
                    *place = number(file)? as f32 / 100_000.0;
                }
                told.places = Some(places);
            }
            (kind, _) => {
                told.is_told_otherwise |= matches!(kind, b"iCCP" | b"sRGB");
                skip(file, length)?;
            }
        }
        // The checksum.
        skip(file, 4)?;
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn number(file: &mut impl Read) -> io::Result<u32> {
    bytes::<4>(file).map(u32::from_be_bytes)
}

/// What a file's chunks tell of its colours.
#[derive(Default)]
struct Told {
    /// Codes of ITU-T H.273 for primaries, curve and matrix, and whether all of the range is used (cICP).
    video: Option<[u8; 4]>,
    /// Whether there is an ICC profile (iCCP), or it says that it is sRGB.
    is_told_otherwise: bool,
    /// Light is to the power of so many hundred-thousandths (gAMA).
    gamma: Option<u32>,
    /// Where white and the primaries lie (cHRM).
    places: Option<[[f32; 2]; 4]>,
}

impl Told {
    /// What counts of all that: what is told as for a video comes before a profile, that before sRGB, and that before gamma and places.
    fn colours(&self) -> (Option<Colours>, Option<&'static str>) {
        let unfollowed = match self.video.map(of_video) {
            Some(Ok(colours)) => return (Some(colours), None),
            Some(Err(why)) => Some(why),
            None => None,
        };
        if self.is_told_otherwise {
            return (None, unfollowed);
        }
        let colours = Colours { power: self.gamma.and_then(power), places: self.places.filter(are_others) };
        (Some(colours).filter(|colours| *colours != Colours::default()), unfollowed)
    }
}

/// What codes for a video mean, or why they are not followed.
fn of_video([places, curve, matrix, range]: [u8; 4]) -> Result<Colours, &'static str> {
    let power = match curve {
        // What is made for screens is shown on the same screens as sRGB.
        1 | 4 | 6 | 13 | 14 | 15 => None,
        5 => Some(2.8),
        8 => Some(1.0),
        16 => return Err("in PQ"),
        18 => return Err("in HLG"),
        _ => return Err("by a curve that hardly any picture has"),
    };
    let white = [0.3127, 0.3290];
    let places = match places {
        1 => None,
        9 => Some([white, [0.708, 0.292], [0.170, 0.797], [0.131, 0.046]]),
        12 => Some([white, [0.680, 0.320], [0.265, 0.690], [0.150, 0.060]]),
        _ => return Err("by primaries that hardly any picture has"),
    };
    if (matrix, range) == (0, 1) { Ok(Colours { power, places }) } else { Err("in the numbers of a video") }
}

/// To which power numbers are light where light is to the power of so many hundred-thousandths; `None` where that is sRGB's, or nonsense.
fn power(gamma: u32) -> Option<f32> {
    let power = 100_000.0 / gamma as f32;
    ((0.2..10.0).contains(&power) && (power / 2.2 - 1.0).abs() > 0.02).then_some(power)
}

/// Whether these are the places of colours, others than those of sRGB.
fn are_others(places: &[[f32; 2]; 4]) -> bool {
    const SRGB: [[f32; 2]; 4] = [[0.3127, 0.3290], [0.64, 0.33], [0.30, 0.60], [0.15, 0.06]];
    let [white, red, green, blue] = places;
    // Twice the area of a triangle: white lies within the other three, which go round it to the left.
    let area = |a: &[f32; 2], b: &[f32; 2]| (a[0] - white[0]) * (b[1] - white[1]) - (b[0] - white[0]) * (a[1] - white[1]);
    let are_colours = [area(red, green), area(green, blue), area(blue, red)].iter().all(|area| *area > 0.005);
    let is_off = |(one, other): (&f32, &f32)| (one - other).abs() > 0.005;
    are_colours && places.iter().all(|[_, y]| *y > 0.0) && places.as_flattened().iter().zip(SRGB.as_flattened()).any(is_off)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// What a header with these chunks after its size tells of colours.
    fn told(chunks: &[(&[u8; 4], &[u8])]) -> (Option<Colours>, Option<&'static str>) {
        let size = [0, 0, 0, 8, 0, 0, 0, 4, 16, 2, 0, 0, 0];
        let all = [(b"IHDR", size.as_slice())].into_iter().chain(chunks.iter().copied()).chain([(b"IDAT", [].as_slice())]);
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, body) in all {
            bytes.extend([&(body.len() as u32).to_be_bytes(), kind.as_slice(), body, &[0; 4]].concat());
        }
        let header = read(&mut BufReader::new(Cursor::new(bytes))).unwrap();
        assert_eq!((header.width, header.height, header.channels, header.depth), (8, 4, 3, 2));
        (header.colours, header.unfollowed)
    }

    fn gamma(gamma: u32) -> [u8; 4] {
        gamma.to_be_bytes()
    }

    fn places(places: [u32; 8]) -> Vec<u8> {
        places.into_iter().flat_map(u32::to_be_bytes).collect()
    }

    const SRGB: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];
    const P3: [u32; 8] = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000];

    #[test]
    fn what_most_files_say_means_srgb() {
        for value in [45_455, 45_000, 45_909, 46_000] {
            assert_eq!(told(&[(b"gAMA", &gamma(value)), (b"cHRM", &places(SRGB))]), (None, None), "{value}");
        }
        assert_eq!(told(&[]), (None, None));
    }

    #[test]
    fn what_says_more_comes_first() {
        let linear = Some(Colours { power: Some(1.0), places: None });
        let p3 = told(&[(b"cICP", &[12, 13, 0, 1])]).0;
        assert!(p3.is_some_and(|colours| colours.power.is_none() && colours.places.is_some()));
        assert_eq!(told(&[(b"gAMA", &gamma(100_000))]), (linear, None));
        assert_eq!(told(&[(b"gAMA", &gamma(100_000)), (b"sRGB", &[0])]), (None, None));
        assert_eq!(told(&[(b"gAMA", &gamma(100_000)), (b"iCCP", b"profile")]), (None, None));
        assert_eq!(told(&[(b"cICP", &[12, 13, 0, 1]), (b"iCCP", b"profile"), (b"sRGB", &[0])]), (p3, None));
        assert_eq!(told(&[(b"cICP", &[1, 8, 0, 1])]), (linear, None));
        // Said to be sRGB, it is, whatever its profile says.
        assert_eq!(told(&[(b"cICP", &[1, 13, 0, 1]), (b"iCCP", b"profile")]), (Some(Colours::default()), None));
        // As from a decoder that knows nothing of PQ, what stands after it counts.
        assert_eq!(told(&[(b"cICP", &[9, 16, 0, 1]), (b"gAMA", &gamma(100_000))]), (linear, Some("in PQ")));
        assert_eq!(told(&[(b"cICP", &[9, 18, 0, 1])]), (None, Some("in HLG")));
        assert_eq!(told(&[(b"cICP", &[1, 13, 0, 0])]), (None, Some("in the numbers of a video")));
    }

    #[test]
    fn nonsense_is_passed_over() {
        for value in [0, 1, u32::MAX] {
            assert_eq!(told(&[(b"gAMA", &gamma(value))]), (None, None), "{value}");
        }
        for wrong in [[0; 8], [30_000; 8], [u32::MAX; 8], [31_270, 32_900, 30_000, 60_000, 64_000, 33_000, 15_000, 6_000]] {
            assert_eq!(told(&[(b"cHRM", &places(wrong))]), (None, None), "{wrong:?}");
        }
        assert!(told(&[(b"cHRM", &places(P3))]).0.is_some());
        assert_eq!(told(&[(b"gAMA", b"?"), (b"cHRM", b"??"), (b"cICP", b"???")]), (None, None));
    }
}
