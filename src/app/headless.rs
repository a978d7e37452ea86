//! A visit with no screen at all: walks the tour by itself and makes a picture of each location.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use glam::Vec3;

use super::pilot::{self, Pilot};
use super::{Visit, VisitOptions};
use crate::gpu::Gpu;
use crate::pose::{Fov, Pose};
use crate::render::{PassLayout, Renderer, View, picture_texture, read_picture, sheet};
use crate::tour::Tour;
use crate::walk::{Event, Input, Scene, SpaceState};

/// Pictures are this wide and high, pixels.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;
/// Their vertical angle of view, degrees.
const FOV: f32 = 75.0;
/// How much of the visit goes by from one step to the next, seconds.
const STEP: f32 = 1.0 / 30.0;
/// How long the visitor looks around before a picture is taken, seconds of the visit: long enough for a greeting to stand there.
const LOOK_AROUND: f32 = 1.2;
/// A location that has not come by then is given up.
const PATIENCE: Duration = Duration::from_secs(90);

/// What was made.
#[derive(Debug)]
pub struct Storyboard {
    /// A picture of each location, in the order that they were walked to.
    pub pictures: Vec<PathBuf>,
    /// All of them on one sheet.
    pub sheet: PathBuf,
    /// The locations that could not be had: their pictures show a plain room.
    pub missing: Vec<String>,
}

/// Walks `tour` and writes its storyboard into `folder`.
///
/// # Errors
/// Where there is no graphics driver, where the folder cannot be written, or where a location neither comes nor fails.
pub fn storyboard(tour: Arc<Tour>, options: &VisitOptions, folder: &Path) -> anyhow::Result<Storyboard> {
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let gpu = Gpu::headless()?;
    let target = picture_texture(&gpu, WIDTH, HEIGHT, 1);
    let mut renderer = Renderer::new(gpu.clone(), PassLayout::default(), tour.clone());
    let mut visit = Visit::silent(tour.clone(), options)?;
    let mut pilot = Pilot::new(tour.clone());
    let mut input = Input { head: Pose { position: Vec3::new(0.0, 1.6, 0.0), ..Pose::default() }, ..Input::default() };
    let language = options.language.as_deref().unwrap_or(&tour.languages[0]);
    let mut pages: Vec<(PathBuf, String, image::RgbaImage)> = Vec::new();
    let mut missing = Vec::new();
    // Seconds until the visitor goes on, and whether there is a picture to take first.
    let mut stay: Option<(f32, bool)> = None;
    let mut since = Instant::now();
    loop {
        // Nobody waits here: while a place is on its way no time goes by, so that no picture is taken of its stand-in.
        let seconds = if renderer.space_state(visit.awaited()) == SpaceState::Loading { 0.0 } else { STEP };
        let moment = visit.step(&mut input, &mut renderer, seconds);
        input.pointers.clear();
        if moment.events.iter().any(|event| matches!(event, Event::Arrived { .. })) {
            let first_time = pilot.arrived(moment.scene.location);
            stay = Some((if first_time { LOOK_AROUND } else { 0.0 }, first_time));
            since = Instant::now();
        }
        if let Some((seconds, first_time)) = &mut stay {
            *seconds -= STEP;
            if *seconds <= 0.0 && moment.scene.fade == 0.0 && moment.scene.space != SpaceState::Loading {
                if *first_time {
                    let views = [View { pose: moment.scene.head, fov: Fov::symmetric(FOV, WIDTH as f32 / HEIGHT as f32) }];
                    renderer.finish_signs(moment.scene, PATIENCE);
                    renderer.finish_tiles(&Scene { ahead: None, ..moment.scene.clone() }, &views, (WIDTH, HEIGHT), PATIENCE);
                    renderer.draw(moment.scene, &views, &target);
                    let location = &tour.locations[moment.scene.location.0];
                    let file = folder.join(format!("{:02}-{}.png", pages.len() + 1, location.id));
                    let picture = read_picture(&gpu, &target, 0)?;
                    picture.save(&file).with_context(|| format!("the picture {} cannot be written", file.display()))?;
                    if moment.scene.space == SpaceState::Failed {
                        missing.push(location.id.clone());
                    }
                    pages.push((file, location.title.in_language(language).to_string(), picture));
                }
                stay = None;
                match pilot.way_on(moment.scene.location) {
                    Some(way) => input.pointers.extend(pilot::choose(moment.scene, way)),
                    None => break,
                }
            }
        }
        if since.elapsed() > PATIENCE {
            bail!("the tour did not go on within {} s; see the log for what it waits for", PATIENCE.as_secs());
        }
        // Files are decoded on other threads; there is no screen whose pace this loop could keep.
        std::thread::sleep(Duration::from_millis(1));
    }
    for location in pilot.unseen() {
        tracing::warn!("no way leads to `{location}`: there is no picture of it");
    }
    let sheet = folder.join("contact-sheet.png");
    let thumbnails: Vec<_> = pages.iter().map(|(_, title, picture)| (title.as_str(), picture)).collect();
    let drawn = sheet::contact_sheet(&thumbnails);
    drawn.save(&sheet).with_context(|| format!("the sheet {} cannot be written", sheet.display()))?;
    Ok(Storyboard { pictures: pages.into_iter().map(|(file, ..)| file).collect(), sheet, missing })
}
