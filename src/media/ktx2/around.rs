//! KTX2 files around the visitor: an equirectangular picture, one for each eye, or the faces of a cube in one file or in six.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Plan;
use crate::media::budget::{Budget, Reservation};
use crate::media::colour::encoded;
use crate::media::cube::LAYERS;
use crate::media::large::Large;
use crate::media::opened::{affordable, saved_meanwhile};
use crate::media::texture::{Format, Takes};
use crate::media::{LoadError, PanoramaPixels};
use crate::tour::gpano::Gpano;
use crate::tour::ktx2::{BEGINNING, Fault, Header, MAGIC, Pictures};
use crate::tour::{Cube, Stereo};

/// Reads a panorama, if `file` is KTX2 at all; see [`crate::media::panorama::load`]. One larger than the GPU takes is shown by one of
/// its smaller levels.
pub fn panorama(
    file: &Path,
    stereo: Option<Stereo>,
    takes: Takes,
    budget: &'static Budget,
) -> Result<Option<(PanoramaPixels, Reservation)>, LoadError> {
    let Some(opened) = Opened::new(file)? else { return Ok(None) };
    opened.whole(Pictures::of(stereo), takes, budget).map(Some)
}

/// Reads the faces of a cube, if the first is KTX2 at all; see [`crate::media::cube::load`]. Larger ones than the GPU takes are shown by
/// smaller levels, as a panorama is.
pub fn cube(cube: &Cube, takes: Takes, budget: &'static Budget) -> Result<Option<(PanoramaPixels, Reservation)>, LoadError> {
    let [first, ..] = &cube.faces;
    let Some(opened) = Opened::new(&first.file)? else { return Ok(None) };
    if first.columns * first.rows > 1 {
        return opened.whole(Pictures::Faces, takes, budget).map(Some);
    }
    let Opened { header, .. } = &opened;
    let unlike = |file: &Path, what: &str| LoadError::Unsupported { file: file.into(), what: what.to_owned() };
    if header.width != header.height {
        return Err(unlike(&first.file, "a face that is not square"));
    }
    let mut faces = Vec::with_capacity(LAYERS.len());
    for index in LAYERS {
        let file = &cube.faces[index].file;
        let face = Opened::new(file)?.filter(|face| face.header.is_like(header));
        faces.push(face.ok_or_else(|| unlike(file, "a face of another size or kind than the first"))?);
    }
    let plan = opened.plan(Pictures::One, takes)?;
    // One file is unpacked at a time, and copied to the others.
    let most = faces.iter().map(|face| face.needed(&plan)).max().unwrap_or_default();
    let all = plan.bytes() * LAYERS.len() as u64;
    let memory = budget.reserve(affordable(&first.file, (header.width, header.height), most.saturating_add(all), budget)?);
    let mut levels: Vec<Large> = Vec::new();
    for (nth, face) in faces.iter().enumerate() {
        let made = face.levels(&plan)?;
        if levels.is_empty() {
            levels = made.iter().map(|level| Large::zeroed(level.len() * LAYERS.len())).collect();
        }
        for (level, made) in levels.iter_mut().zip(made) {
            level[nth * made.len()..][..made.len()].copy_from_slice(&made);
        }
    }
    Ok(Some((opened.finished(plan, levels, LAYERS.len() as u32), memory)))
}

/// A file of which the header has been read.
struct Opened<'a> {
    file: &'a Path,
    /// Bytes.
    length: u64,
    header: Header,
}

impl<'a> Opened<'a> {
    /// `None` where it is no KTX2.
    fn new(file: &'a Path) -> Result<Option<Self>, LoadError> {
        let about = std::fs::metadata(file).map_err(|source| LoadError::Read { file: file.into(), source })?;
        // Opening a pipe would wait for somebody to write into it.
        if !about.is_file() {
            return Ok(None);
        }
        let beginning = read(file, about.len().min(BEGINNING))?;
        if !beginning.starts_with(&MAGIC) {
            return Ok(None);
        }
        let header = Header::read(&beginning, about.len()).map_err(|fault| LoadError::Ktx2 { file: file.into(), fault })?;
        Ok(Some(Self { file, length: about.len(), header }))
    }

    fn fault(&self, fault: Fault) -> LoadError {
        LoadError::Ktx2 { file: self.file.into(), fault }
    }

    fn plan(&self, pictures: Pictures, takes: Takes) -> Result<Plan, LoadError> {
        Plan::new(&self.header, pictures, takes).map_err(|fault| self.fault(fault))
    }

    /// What making its levels takes, bytes, the file among it.
    fn needed(&self, plan: &Plan) -> u64 {
        self.length.saturating_add(plan.needed(&self.header))
    }

    /// All that it holds.
    fn whole(&self, pictures: Pictures, takes: Takes, budget: &'static Budget) -> Result<(PanoramaPixels, Reservation), LoadError> {
        let plan = self.plan(pictures, takes)?;
        let size = (self.header.width, self.header.height);
        let memory = budget.reserve(affordable(self.file, size, self.needed(&plan), budget)?);
        let levels = self.levels(&plan)?;
        Ok((self.finished(plan, levels, pictures.count()), memory))
    }

    fn levels(&self, plan: &Plan) -> Result<Vec<Large>, LoadError> {
        let bytes = read(self.file, self.length)?;
        if Header::read(&bytes, self.length).as_ref() != Ok(&self.header) {
            return Err(saved_meanwhile(self.file));
        }
        plan.levels(&bytes, &self.header).map_err(|fault| self.fault(fault))
    }

    /// The picture that these levels are.
    fn finished(&self, plan: Plan, mut levels: Vec<Large>, layers: u32) -> PanoramaPixels {
        let Self { header, file, .. } = self;
        let is_srgb = header.is_srgb || plan.format == Format::Rgba8;
        if is_srgb && !header.is_srgb {
            levels.iter_mut().for_each(|level| encoded(level));
        }
        if plan.levels.start > 0 {
            let (file, (width, height)) = (file.display(), header.size(plan.levels.start));
            tracing::warn!("{file}: more pixels than this GPU takes; its level of {width} x {height} is shown");
        }
        let Plan { format, width, height, .. } = plan;
        PanoramaPixels { width, height, layers, is_cube: layers == 6, format, is_srgb, levels, gpano: Gpano::default() }
    }
}

/// The first bytes of a file.
fn read(file: &Path, most: u64) -> Result<Large, LoadError> {
    let mut bytes = Large::zeroed(usize::try_from(most).unwrap_or(usize::MAX));
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut bytes));
    read.map(|()| bytes).map_err(|source| LoadError::Read { file: file.into(), source })
}
