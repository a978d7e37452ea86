//! What a 360° camera or stitcher wrote into its picture: the GPano properties of its XMP packet.
//!
//! They stand as attributes of an `rdf:Description` or as elements in it; both are read.

use roxmltree::{Document, ParsingOptions};

use super::Crop;
use crate::pose::wrap_degrees;

const NAMESPACE: &str = "http://ns.google.com/photos/1.0/panorama/";

/// What a panorama says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Gpano {
    /// The part of the sphere that it covers; `None` where it says nothing, which is taken for all of it.
    pub crop: Option<Crop>,
    /// How far the camera's axis pointed above the horizon, degrees.
    pub pitch: f32,
    /// How far it leant to the right, degrees.
    pub roll: f32,
    /// The compass heading of the picture's middle, degrees.
    pub heading: Option<f32>,
    /// The yaw of what is to be seen first, degrees to the right of the picture's middle.
    pub first_view: Option<f32>,
}

impl Gpano {
    /// Reads an XMP packet. What is missing or makes no sense is left out.
    pub fn read(xmp: &[u8]) -> Self {
        let text = String::from_utf8_lossy(xmp);
        let text = text.trim_matches(|letter: char| letter == '\u{feff}' || letter == '\0' || letter.is_whitespace());
        let options = ParsingOptions { nodes_limit: 100_000, ..ParsingOptions::default() };
        let Ok(document) = Document::parse_with_options(text, options) else {
            return Self::default();
        };
        let number = |name: &str| -> Option<f32> {
            document.descendants().find_map(|node| {
                let value =
                    node.attribute((NAMESPACE, name)).or_else(|| node.has_tag_name((NAMESPACE, name)).then(|| node.text()).flatten())?;
                value.trim().parse::<f32>().ok().filter(|value| value.is_finite())
            })
        };
        let angle = |name| number(name).filter(|angle| angle.abs() <= 180.0).unwrap_or(0.0);
        let heading = |name| number(name).filter(|heading| (-360.0..=360.0).contains(heading));
        let middle = heading("PoseHeadingDegrees");
        // Told by the compass, as the picture's middle is.
        let first_view = heading("InitialViewHeadingDegrees").map(|first| wrap_degrees(first - middle.unwrap_or(0.0)));
        Self { crop: crop(number), pitch: angle("PosePitchDegrees"), roll: angle("PoseRollDegrees"), heading: middle, first_view }
    }
}

fn crop(number: impl Fn(&str) -> Option<f32>) -> Option<Crop> {
    let (full_width, full_height) = (number("FullPanoWidthPixels")?, number("FullPanoHeightPixels")?);
    let (width, height) = (number("CroppedAreaImageWidthPixels")?, number("CroppedAreaImageHeightPixels")?);
    let (left, top) = (number("CroppedAreaLeftPixels")?, number("CroppedAreaTopPixels")?);
    // A stitcher's rounding may reach a pixel over the edge; more than that is nonsense.
    let fits = |size: f32, at: f32, full: f32| size >= 1.0 && at > -2.0 && full >= 1.0 && at + size < full + 2.0;
    if !fits(width, left, full_width) || !fits(height, top, full_height) {
        return None;
    }
    Some(Crop {
        width: (360.0 * width / full_width).min(360.0),
        height: (180.0 * height / full_height).min(180.0),
        yaw: 360.0 * (left + width / 2.0) / full_width - 180.0,
        pitch: 90.0 - 180.0 * (top + height / 2.0) / full_height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(description: &str) -> Vec<u8> {
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">{description}\
             </rdf:RDF></x:xmpmeta>\n\n  <?xpacket end=\"w\"?>\0"
        )
        .into_bytes()
    }

    const UPPER_RIGHT_QUARTER: Crop = Crop { width: 180.0, height: 90.0, yaw: 90.0, pitch: 45.0 };

    #[test]
    fn attributes_are_read() {
        let read = Gpano::read(&packet(
            "<rdf:Description xmlns:g=\"http://ns.google.com/photos/1.0/panorama/\" g:FullPanoWidthPixels=\"4000\" \
             g:FullPanoHeightPixels=\"2000\" g:CroppedAreaImageWidthPixels=\"2000\" g:CroppedAreaImageHeightPixels=\"1000\" \
             g:CroppedAreaLeftPixels=\"2000\" g:CroppedAreaTopPixels=\"0\" g:PosePitchDegrees=\"1.5\" g:PoseRollDegrees=\"-2\" \
             g:PoseHeadingDegrees=\"350\" g:InitialViewHeadingDegrees=\"20\"/>",
        ));
        let (heading, first_view) = (Some(350.0), Some(30.0));
        assert_eq!(read, Gpano { crop: Some(UPPER_RIGHT_QUARTER), pitch: 1.5, roll: -2.0, heading, first_view });
    }

    #[test]
    fn elements_are_read() {
        let read = Gpano::read(&packet(
            "<rdf:Description xmlns:GPano=\"http://ns.google.com/photos/1.0/panorama/\">\
             <GPano:FullPanoWidthPixels>4000</GPano:FullPanoWidthPixels><GPano:FullPanoHeightPixels>2000</GPano:FullPanoHeightPixels>\
             <GPano:CroppedAreaImageWidthPixels>2000</GPano:CroppedAreaImageWidthPixels>\
             <GPano:CroppedAreaImageHeightPixels> 1000 </GPano:CroppedAreaImageHeightPixels>\
             <GPano:CroppedAreaLeftPixels>2000</GPano:CroppedAreaLeftPixels><GPano:CroppedAreaTopPixels>0</GPano:CroppedAreaTopPixels>\
             </rdf:Description>",
        ));
        assert_eq!(read, Gpano { crop: Some(UPPER_RIGHT_QUARTER), ..Gpano::default() });
    }

    #[test]
    fn nonsense_is_left_out() {
        assert_eq!(Gpano::read(b"<not xml"), Gpano::default());
        assert_eq!(Gpano::read(&[0xff, 0xfe, 0]), Gpano::default());
        let read = Gpano::read(&packet(
            "<rdf:Description xmlns:g=\"http://ns.google.com/photos/1.0/panorama/\" g:FullPanoWidthPixels=\"0\" \
             g:FullPanoHeightPixels=\"2000\" g:CroppedAreaImageWidthPixels=\"2000\" g:CroppedAreaImageHeightPixels=\"NaN\" \
             g:CroppedAreaLeftPixels=\"9000\" g:CroppedAreaTopPixels=\"0\" g:PosePitchDegrees=\"inf\"/>",
        ));
        assert_eq!(read, Gpano::default());
    }
}
