//! A visitor whom a program steers by keys: for pictures of a visit, and to measure one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::bail;
use glam::{Quat, Vec3};

use super::{Visit, VisitOptions};
use crate::pose::{Angles, Pose, turn};
use crate::render::Renderer;
use crate::tour::Tour;
use crate::walk::{Choice, Command, Input, Options, Reception, Scene, SpaceState};

/// A place that has not come by then is given up.
const PATIENCE: Duration = Duration::from_secs(90);

/// Watches over frames: called before each is made, and once more with its scene.
pub(super) type Watch = Box<dyn FnMut(&mut Renderer, Option<&Scene>) -> anyhow::Result<()>>;

/// Somebody on a visit from the headset on the table to the farewell.
pub(super) struct Guest {
    visit: Visit,
    /// What the visit is drawn with.
    pub renderer: Renderer,
    /// The last moment.
    pub scene: Scene,
    /// Where they look, degrees.
    pub look: Angles,
    /// How much of the visit goes by from one step to the next, seconds.
    step: f32,
    /// What watches over the frames, if anything does.
    pub watch: Option<Watch>,
}

impl Guest {
    /// Somebody who will be welcomed to `tour`, and whose visit goes by in steps of so many seconds.
    pub fn new(tour: &Arc<Tour>, renderer: Renderer, step: f32) -> anyhow::Result<Self> {
        let walk = Options { reception: Reception::Full, ..Options::default() };
        let visit = Visit::silent(tour.clone(), &VisitOptions { walk, ..VisitOptions::default() })?;
        Ok(Self { visit, renderer, scene: Scene::bare(tour.start), look: Angles::default(), step, watch: None })
    }

    /// Lets a step of the visit go by, once the place that is awaited has come: nobody wants pictures of its stand-in.
    fn step(&mut self, commands: Vec<Command>) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.renderer.space_state(self.visit.awaited()) == SpaceState::Loading {
            self.go(Vec::new(), 0.0)?;
            if begun.elapsed() > PATIENCE {
                bail!("a place did not come within {} s; see the log", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        self.go(commands, self.step)
    }

    fn go(&mut self, commands: Vec<Command>, seconds: f32) -> anyhow::Result<()> {
        let orientation = turn(self.look.yaw) * Quat::from_rotation_x(self.look.pitch.to_radians());
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation };
        let mut input = Input { head, dwell: false, commands, ..Input::default() };
        if let Some(watch) = &mut self.watch {
            watch(&mut self.renderer, None)?;
        }
        let moment = self.visit.step(&mut input, &mut self.renderer, seconds);
        if let Some(watch) = &mut self.watch {
            watch(&mut self.renderer, Some(moment.scene))?;
        }
        self.scene.clone_from(moment.scene);
        Ok(())
    }

    /// Lets time go by.
    pub fn wait(&mut self, seconds: f32) -> anyhow::Result<()> {
        (0..(seconds / self.step) as usize).try_for_each(|_| self.step(Vec::new()))
    }

    /// Asks for something, and lets time go by.
    pub fn ask(&mut self, command: Command, then: f32) -> anyhow::Result<()> {
        self.step(vec![command])?;
        self.wait(then)
    }

    /// Opens the menu, or closes it.
    pub fn menu(&mut self) -> anyhow::Result<()> {
        self.ask(Command::Menu, 0.4)
    }

    /// Goes by key to what `found` finds in the scene.
    pub fn go_to(&mut self, what: &str, found: impl Fn(&Scene) -> bool) -> anyhow::Result<()> {
        for _ in 0..100 {
            self.ask(Command::Next, 0.3)?;
            if found(&self.scene) {
                return Ok(());
            }
        }
        bail!("keys do not come to {what}");
    }

    /// Goes by key to a button and chooses it.
    pub fn press(&mut self, choice: Choice) -> anyhow::Result<()> {
        let found = |scene: &Scene| scene.buttons.iter().any(|button| button.choice == choice && button.focus > 0.9);
        if choice == Choice::Repeat && self.scene.buttons.iter().any(|button| button.choice == choice && !button.enabled) {
            return self.press(Choice::Close);
        }
        self.go_to(choice.name(), found)?;
        self.ask(Command::Select, 0.4)
    }

    /// The step of the welcome or another moment with buttons that it is at, by the first of them; `None` on the walk.
    pub fn asked(&self) -> Option<Choice> {
        self.scene.buttons.first().map(|button| button.choice).filter(|choice| *choice != Choice::Menu)
    }
}
