//! A whole visit as pictures: what is seen at every step from the headset on the table to the farewell, on one sheet.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use glam::{Quat, Vec3};

use super::{Visit, VisitOptions};
use crate::gpu::Gpu;
use crate::pose::{Angles, Fov, Pose, turn};
use crate::render::{PassLayout, Renderer, View, picture_texture, read_picture, sheet};
use crate::tour::{Action, Tour};
use crate::walk::{Choice, Command, Event, Input, Options, Reception, Scene, SpaceState, TextSize};

/// Pictures are this wide and high, pixels.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 960;
/// Their vertical angle of view, degrees: about what is sharp in a headset.
const FOV: f32 = 70.0;
/// How much of the visit goes by from one step to the next, seconds.
const STEP: f32 = 1.0 / 30.0;
/// A picture that has not come by then is given up.
const PATIENCE: Duration = Duration::from_secs(90);
/// How far down one looks at the menu, degrees.
const DOWN: f32 = -18.0;

/// Draws a visit to `tour` in `language` into `folder`: a picture of each step, and a sheet of them all.
///
/// # Errors
/// Where there is no graphics driver, where the folder cannot be written, or where a step does not come.
pub fn visit_sheet(tour: Arc<Tour>, language: &str, folder: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let gpu = Gpu::headless()?;
    let walk = Options { reception: Reception::Full, ..Options::default() };
    let mut show = Show {
        renderer: Renderer::new(gpu.clone(), PassLayout::default(), tour.clone()),
        visit: Visit::silent(tour.clone(), &VisitOptions { walk, ..VisitOptions::default() })?,
        scene: Scene::bare(tour.start),
        events: Vec::new(),
        look: Angles::default(),
        gpu,
        pages: Vec::new(),
    };
    show.ask(Command::Language(language.to_owned()), 1.5)?;
    show.shoot("attract")?;
    show.ask(Command::Select, 0.8)?;
    // The welcome, step by step, each named by the first thing that it offers.
    while let Some(first) = show.scene.buttons.first().map(|button| button.choice).filter(|choice| *choice != Choice::Menu) {
        show.shoot(first.name().trim_start_matches("button/"))?;
        show.ask(Command::Back, 0.8)?;
        if show.scene.buttons.is_empty() {
            break;
        }
    }
    show.wait(2.0)?;
    show.shoot("greeting")?;
    let hotspots = &tour.locations[tour.start.0].hotspots;
    if let Some(story) = hotspots.iter().position(|hotspot| matches!(hotspot.action, Action::Story(_))) {
        show.label(story, "story-label")?;
    }
    for size in [TextSize::Normal, TextSize::Larger, TextSize::Largest] {
        show.look = Angles::default();
        if let Some(place) = hotspots.iter().position(|hotspot| matches!(hotspot.action, Action::Go { .. })) {
            show.label(place, &format!("place-label-{size:?}").to_lowercase())?;
        }
        show.look = Angles { yaw: 0.0, pitch: DOWN };
        show.open_menu()?;
        // With a sentence said again, so that captions are seen with it.
        show.shoot(&format!("menu-{size:?}").to_lowercase())?;
        show.press(Choice::Repeat)?;
        show.look = Angles::default();
        show.wait(2.5)?;
        show.shoot(&format!("captions-{size:?}").to_lowercase())?;
        show.open_menu()?;
        show.press(Choice::TextSize)?;
        show.press(Choice::Close)?;
    }
    show.look = Angles { yaw: 0.0, pitch: -25.0 };
    show.wait(1.0)?;
    show.shoot("handle")?;
    show.look = Angles::default();
    show.open_menu()?;
    show.press(Choice::TakeMeOut)?;
    show.wait(2.0)?;
    show.shoot("taken-out")?;
    show.press(Choice::GoBack)?;
    show.wait(1.5)?;
    show.open_menu()?;
    show.press(Choice::End)?;
    show.wait(2.0)?;
    show.shoot("farewell")?;
    show.finish(folder, language)
}

/// A visit that is steered from picture to picture.
struct Show {
    visit: Visit,
    renderer: Renderer,
    gpu: Gpu,
    /// The last moment, and what happened since the last question.
    scene: Scene,
    events: Vec<Event>,
    /// Where the visitor looks, degrees.
    look: Angles,
    pages: Vec<(String, image::RgbaImage)>,
}

impl Show {
    fn step(&mut self, commands: Vec<Command>) -> anyhow::Result<()> {
        let begun = Instant::now();
        // No time goes by while a place is on its way: nobody wants pictures of its stand-in.
        while self.renderer.space_state(self.visit.awaited()) == SpaceState::Loading {
            self.go(Vec::new(), 0.0);
            if begun.elapsed() > PATIENCE {
                bail!("a place did not come within {} s; see the log", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        self.go(commands, STEP);
        Ok(())
    }

    fn go(&mut self, commands: Vec<Command>, seconds: f32) {
        let orientation = turn(self.look.yaw) * Quat::from_rotation_x(self.look.pitch.to_radians());
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation };
        let mut input = Input { head, dwell: false, commands, ..Input::default() };
        let moment = self.visit.step(&mut input, &mut self.renderer, seconds);
        self.scene.clone_from(moment.scene);
        self.events.extend_from_slice(moment.events);
    }

    fn wait(&mut self, seconds: f32) -> anyhow::Result<()> {
        (0..(seconds / STEP) as usize).try_for_each(|_| self.step(Vec::new()))
    }

    fn ask(&mut self, command: Command, then: f32) -> anyhow::Result<()> {
        self.events.clear();
        self.step(vec![command])?;
        self.wait(then)
    }

    fn open_menu(&mut self) -> anyhow::Result<()> {
        self.ask(Command::Menu, 0.4)
    }

    /// Goes by key to what `found` finds in the scene.
    fn go_to(&mut self, what: &str, found: impl Fn(&Scene) -> bool) -> anyhow::Result<()> {
        for _ in 0..100 {
            self.ask(Command::Next, 0.3)?;
            if found(&self.scene) {
                return Ok(());
            }
        }
        bail!("keys do not come to {what}");
    }

    fn press(&mut self, choice: Choice) -> anyhow::Result<()> {
        let found = |scene: &Scene| scene.buttons.iter().any(|button| button.choice == choice && button.focus > 0.9);
        if choice == Choice::Repeat && self.scene.buttons.iter().any(|button| button.choice == choice && !button.enabled) {
            return self.press(Choice::Close);
        }
        self.go_to(choice.name(), found)?;
        self.ask(Command::Select, 0.4)
    }

    /// A picture of what a hotspot is called.
    fn label(&mut self, hotspot: usize, name: &str) -> anyhow::Result<()> {
        let marker = |scene: &Scene| scene.markers.iter().find(|marker| marker.hotspot == hotspot).cloned();
        let Some(there) = marker(&self.scene) else { return Ok(()) };
        let tracked = self.scene.placement.inverse();
        self.look = Angles::of(tracked.point(there.position) - tracked.point(self.scene.head.position));
        self.wait(0.1)?;
        self.go_to(name, |scene| marker(scene).is_some_and(|marker| marker.focus > 0.9))?;
        self.shoot(name)
    }

    fn shoot(&mut self, name: &str) -> anyhow::Result<()> {
        self.renderer.finish_signs(&self.scene, PATIENCE);
        let views = [View { pose: self.scene.head, fov: Fov::symmetric(FOV, WIDTH as f32 / HEIGHT as f32) }];
        let target = picture_texture(&self.gpu, WIDTH, HEIGHT, 1);
        self.renderer.draw(&self.scene, &views, &target);
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
