//! A whole visit as pictures: what is seen at every step from the headset on the table to the farewell, on one sheet.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use super::guest::Guest;
use crate::gpu::Gpu;
use crate::pose::{Angles, Fov};
use crate::render::{PassLayout, Renderer, View, picture_texture, read_picture, sheet};
use crate::tour::{Action, Tour, languages};
use crate::walk::{Choice, Command, Scene, TextSize};

/// Pictures are this wide and high, pixels.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 960;
/// Their vertical angle of view, degrees: about what is sharp in a headset.
const FOV: f32 = 70.0;
/// How much of the visit goes by from one step to the next, seconds.
const STEP: f32 = 1.0 / 30.0;
/// Words that have not come by then are given up.
const PATIENCE: Duration = Duration::from_secs(90);
/// How far down one looks at the menu, degrees.
const DOWN: f32 = -18.0;

/// `tour` as if it were told in every language that the program speaks as well. Its own words are then those that stand in.
pub fn with_every_language(tour: &Tour) -> Tour {
    let mut all = tour.clone();
    let told = |language: &str| tour.languages.iter().any(|tag| languages::primary(tag) == language);
    all.languages.extend(languages::SPOKEN.iter().filter(|language| !told(language)).map(|language| Arc::from(*language)));
    all
}

/// Draws a visit to `tour` in `language` into `folder`: a picture of each step, and a sheet of them all.
///
/// # Errors
/// Where there is no graphics driver, where the folder cannot be written, or where a step does not come.
pub fn visit_sheet(tour: &Arc<Tour>, language: &str, folder: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let gpu = Gpu::headless()?;
    let renderer = Renderer::new(gpu.clone(), PassLayout::default(), tour.clone());
    let guest = Guest::new(tour, renderer, STEP)?;
    let mut show = Show { guest, gpu, pages: Vec::new() };
    show.guest.ask(Command::Language(language.to_owned()), 1.5)?;
    show.shoot("attract")?;
    show.guest.ask(Command::Select, 0.8)?;
    // The welcome, step by step, each named by the first thing that it offers.
    while let Some(first) = show.guest.asked() {
        show.shoot(first.name().trim_start_matches("button/"))?;
        show.guest.ask(Command::Back, 0.8)?;
        if show.guest.scene.buttons.is_empty() {
            break;
        }
    }
    show.guest.wait(2.0)?;
    show.shoot("greeting")?;
    let hotspots = &tour.locations[tour.start.0].hotspots;
    if let Some(story) = hotspots.iter().position(|hotspot| matches!(hotspot.action, Action::Story(_))) {
        show.label(story, "story-label")?;
    }
    for size in [TextSize::Normal, TextSize::Larger, TextSize::Largest] {
        show.guest.look = Angles::default();
        if let Some(place) = hotspots.iter().position(|hotspot| matches!(hotspot.action, Action::Go { .. })) {
            show.label(place, &format!("place-label-{size:?}").to_lowercase())?;
        }
        show.guest.look = Angles { yaw: 0.0, pitch: DOWN };
        show.guest.menu()?;
        // With a sentence said again, so that captions are seen with it.
        show.shoot(&format!("menu-{size:?}").to_lowercase())?;
        show.guest.press(Choice::Repeat)?;
        show.guest.look = Angles::default();
        show.guest.wait(2.5)?;
        show.shoot(&format!("captions-{size:?}").to_lowercase())?;
        show.guest.menu()?;
        show.guest.press(Choice::TextSize)?;
        show.guest.press(Choice::Close)?;
    }
    show.guest.look = Angles { yaw: 0.0, pitch: -25.0 };
    show.guest.wait(1.0)?;
    show.shoot("handle")?;
    show.guest.look = Angles::default();
    show.guest.menu()?;
    show.guest.press(Choice::TakeMeOut)?;
    show.guest.wait(2.0)?;
    show.shoot("taken-out")?;
    show.guest.press(Choice::GoBack)?;
    show.guest.wait(1.5)?;
    show.guest.menu()?;
    show.guest.press(Choice::End)?;
    show.guest.wait(2.0)?;
    show.shoot("farewell")?;
    show.guest.press(Choice::GoBack)?;
    show.guest.wait(1.0)?;
    show.guest.menu()?;
    show.guest.press(Choice::TextSize)?;
    show.guest.press(Choice::TextSize)?;
    show.guest.press(Choice::End)?;
    show.guest.wait(2.0)?;
    show.shoot("farewell-largest")?;
    show.finish(folder, language)
}

/// A visit that is steered from picture to picture.
struct Show {
    guest: Guest,
    gpu: Gpu,
    pages: Vec<(String, image::RgbaImage)>,
}

impl Show {
    /// A picture of what a hotspot is called.
    fn label(&mut self, hotspot: usize, name: &str) -> anyhow::Result<()> {
        let marker = |scene: &Scene| scene.markers.iter().find(|marker| marker.hotspot == hotspot).cloned();
        let Some(there) = marker(&self.guest.scene) else { return Ok(()) };
        let tracked = self.guest.scene.placement.inverse();
        self.guest.look = Angles::of(tracked.point(there.position) - tracked.point(self.guest.scene.head.position));
        self.guest.wait(0.1)?;
        self.guest.go_to(name, |scene| marker(scene).is_some_and(|marker| marker.focus > 0.9))?;
        self.shoot(name)
    }

    fn shoot(&mut self, name: &str) -> anyhow::Result<()> {
        let guest = &mut self.guest;
        guest.renderer.finish_signs(&guest.scene, PATIENCE);
        for written in guest.renderer.panels().shown().flat_map(|plate| plate.written).filter(|written| !written.whole) {
            tracing::warn!("picture {}, {name}: there is no room for all of “{}”", self.pages.len() + 1, written.words);
        }
        let views = [View { pose: guest.scene.head, fov: Fov::symmetric(FOV, WIDTH as f32 / HEIGHT as f32) }];
        guest.renderer.finish_tiles(&Scene { ahead: None, ..guest.scene.clone() }, &views, (WIDTH, HEIGHT), PATIENCE);
        let target = picture_texture(&self.gpu, WIDTH, HEIGHT, 1);
        self.guest.renderer.draw(&self.guest.scene, &views, &target);
        self.pages.push((name.to_owned(), read_picture(&self.gpu, &target, 0)?));
        Ok(())
    }

    /// Writes every picture, and the sheet.
    fn finish(self, folder: &Path, language: &str) -> anyhow::Result<PathBuf> {
        let save = |file: PathBuf, picture: &image::RgbaImage| -> anyhow::Result<PathBuf> {
            picture.save(&file).with_context(|| format!("the picture {} cannot be written", file.display()))?;
            Ok(file)
        };
        for (nth, (name, picture)) in self.pages.iter().enumerate() {
            save(folder.join(format!("visit-{language}-{:02}-{name}.png", nth + 1)), picture)?;
        }
        let thumbnails: Vec<_> = self.pages.iter().map(|(name, picture)| (name.as_str(), picture)).collect();
        save(folder.join(format!("visit-{language}.png")), &sheet::contact_sheet(&thumbnails))
    }
}
