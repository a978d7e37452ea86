//! A large tour made of a small one, to be measured: a ring of places, each a picture of 8192 x 4096 pixels of its own or, every
//! eleventh, a model of its own. On disk they are one file under many names; to the program they are as many files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;

use crate::tour::{self, Space, TOUR_FILE, Tour};

/// Pixels of each picture.
const WIDTH: u32 = 8192;
const HEIGHT: u32 = 4096;
/// How well pictures are kept, percent: as cameras do.
const QUALITY: u8 = 90;
/// Every so manyth place is a model.
const MODEL_EACH: usize = 11;

/// A large tour on disk, for as long as this is kept.
pub struct Many {
    /// The tour.
    pub tour: Arc<Tour>,
    folder: PathBuf,
}

impl Many {
    /// Makes a tour of so many places of the first picture and the first model in `from`.
    ///
    /// # Errors
    /// Where there is no picture, or no room on disk for one.
    pub fn of(from: &Tour, places: usize) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("indenfor-many-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        // From here on it is removed whatever happens.
        let mut many = Self { tour: Arc::new(from.clone()), folder };
        many.tour = Arc::new(many.fill(from, places)?);
        Ok(many)
    }

    fn fill(&self, from: &Tour, places: usize) -> anyhow::Result<Tour> {
        let picture = from.locations.iter().find_map(|location| match &location.space {
            Space::Panorama(hung) if hung.cube.is_none() && hung.stereo.is_none() => Some(&hung.file),
            _ => None,
        });
        let Some(picture) = picture else { bail!("none of the tour's places is a whole picture: name a tour that has one") };
        let model = from.locations.iter().find_map(|location| match &location.space {
            Space::Model(model) => Some(&model.file),
            Space::Panorama(_) => None,
        });
        let whole = image::open(picture.as_path()).with_context(|| picture.display().to_string())?.to_rgb8();
        let whole = image::imageops::resize(&whole, WIDTH, HEIGHT, FilterType::Triangle);
        let mut jpeg = Vec::new();
        whole.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))?;
        drop(whole);

        let mut file = String::from("format = 1\nid = \"many\"\ntitle = \"Many\"\nlanguages = [\"en\"]\nstart = \"place-0\"\n");
        let (mut first_picture, mut first_model) = (None, None);
        for nth in 0..places {
            let model = model.filter(|_| nth % MODEL_EACH == MODEL_EACH - 1);
            let name = format!("{nth}.{}", if model.is_some() { "glb" } else { "jpg" });
            let path = self.folder.join(&name);
            match model {
                Some(model) => same(&mut first_model, &path, || std::fs::copy(model.as_path(), &path).map(|_| ()))?,
                None => same(&mut first_picture, &path, || std::fs::write(&path, &jpeg))?,
            }
            let space = match model {
                Some(_) => format!("space = {{ model = \"{name}\" }}\nstand = {{ position = [0, 0, 0] }}"),
                None => format!("space = {{ panorama = \"{name}\" }}"),
            };
            let ways = [(1, 10), (places - 1, -170)].map(|(on, yaw)| {
                let to = (nth + on) % places;
                format!("{{ go = \"place-{to}\", at = {{ yaw = {yaw} }} }}")
            });
            writeln!(file, "[locations.place-{nth}]\ntitle = \"Place {nth}\"\n{space}\nhotspots = [{}]", ways.join(", "))?;
        }
        std::fs::write(self.folder.join(TOUR_FILE), file)?;
        let report = tour::check(&self.folder);
        report.tour.with_context(|| report.diagnostics.first().map_or_else(String::new, ToString::to_string))
    }
}

/// Makes `path` by `make`, or as one more name of the `first` file that was.
fn same(first: &mut Option<PathBuf>, path: &Path, make: impl FnOnce() -> std::io::Result<()>) -> anyhow::Result<()> {
    let made = match first {
        Some(first) => std::fs::hard_link(&first, path).or_else(|_| std::fs::copy(&first, path).map(|_| ())),
        None => make(),
    };
    first.get_or_insert_with(|| path.to_owned());
    made.with_context(|| format!("{} cannot be written", path.display()))
}

impl Drop for Many {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!("{} cannot be removed: {error}", self.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tour_of_many_places_leads_round_and_leaves_nothing_behind() {
        let sample = tour::check(concat!(env!("CARGO_MANIFEST_DIR"), "/tours/first-look")).tour.unwrap();
        let many = Many::of(&sample, 24).unwrap();
        let models = many.tour.locations.iter().filter(|location| matches!(location.space, Space::Model(_))).count();
        assert_eq!((many.tour.locations.len(), models), (24, 2));
        let mut pilot = crate::app::pilot::Pilot::new(many.tour.clone());
        assert_eq!(image::image_dimensions(many.folder.join("3.jpg")).unwrap(), (WIDTH, HEIGHT));
        for nth in 0..24 {
            assert!(pilot.arrived(tour::LocationIndex(nth)));
        }
        assert_eq!(pilot.unseen().count(), 0);
        let folder = many.folder.clone();
        drop(many);
        assert!(!folder.exists());
    }
}
