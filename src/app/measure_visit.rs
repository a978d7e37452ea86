//! Measures what a visitor meets besides the walk: the welcome, the menu, captions, larger words, another language, the way out and the
//! farewell. At none of these moments may a frame be late.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::guest::Guest;
use super::measure::{Clock, STEP, eyes, spread};
use crate::gpu::Gpu;
use crate::render::{PassLayout, Renderer, picture_texture, wait_until_drawn};
use crate::tour::Tour;
use crate::walk::{Choice, Command};

/// How wide and high what an eye sees is, pixels: little, since only our own work is told, and a visit is long where the processor draws.
const SIDE: u32 = 320;
/// What a headset of 90 Hz leaves for a frame, milliseconds.
const BUDGET_MS: f64 = 1000.0 / 90.0;

/// What frames took at the moments of a visit. They are this program's own work, as in [`Figures`](super::measure::Figures).
#[derive(Debug, Serialize)]
pub struct VisitFigures {
    /// The graphics device that it was measured with.
    pub gpu: String,
    /// What frames were measured by.
    pub measured_by: &'static str,
    /// What one frame may take, milliseconds.
    pub budget_ms: f64,
    /// The middle one of all frames, milliseconds.
    pub frame_median_ms: f64,
    /// The moments, in the order of the visit.
    pub moments: Vec<MomentFigures>,
}

/// What frames took at one of them.
#[derive(Debug, Serialize)]
pub struct MomentFigures {
    /// Which.
    pub name: &'static str,
    /// How many frames there were.
    pub frames: usize,
    /// The longest, milliseconds.
    pub longest_ms: f64,
    /// That as a multiple of the middle one of all frames.
    pub longest_ratio: f64,
    /// How many took longer than the budget.
    pub over_budget: usize,
}

/// Makes a visit to `tour` by key and measures.
///
/// # Errors
/// Where there is no graphics driver, or a place does not come.
pub fn visit(tour: &Arc<Tour>) -> anyhow::Result<VisitFigures> {
    let gpu = Gpu::headless()?;
    let clock = Clock::for_gpu(&gpu);
    let mut met: Vec<(&'static str, Vec<f64>)> = Vec::new();
    one_visit(tour, &gpu, clock, &mut met)?;
    let ([frame_median_ms, ..], _) = spread(met.iter().flat_map(|(_, took)| took).copied().collect());
    let moments = met.into_iter().map(|(name, took)| {
        let longest_ms = took.iter().copied().fold(0.0, f64::max);
        let over_budget = took.iter().filter(|took| **took > BUDGET_MS).count();
        MomentFigures {
            name,
            frames: took.len(),
            longest_ms,
            longest_ratio: longest_ms / frame_median_ms.max(f64::MIN_POSITIVE),
            over_budget,
        }
    });
    Ok(VisitFigures {
        gpu: gpu.info.name.clone(),
        measured_by: clock.name(),
        budget_ms: BUDGET_MS,
        frame_median_ms,
        moments: moments.collect(),
    })
}

fn one_visit(tour: &Arc<Tour>, gpu: &Gpu, clock: Clock, met: &mut Vec<(&'static str, Vec<f64>)>) -> anyhow::Result<()> {
    let renderer = Renderer::new(gpu.clone(), PassLayout::default().affordable(gpu), tour.clone());
    let mut guest = Guest::new(tour, renderer, STEP)?;
    // The first picture, and the shaders that a driver makes when they are first needed.
    guest.wait(1.0)?;
    let took = Rc::new(RefCell::new(Vec::new()));
    let (target, gpu, sink, mut begun) = (picture_texture(gpu, SIDE, SIDE, 2), gpu.clone(), took.clone(), Duration::ZERO);
    guest.watch = Some(Box::new(move |renderer, scene| {
        let Some(scene) = scene else {
            begun = clock.now();
            return Ok(());
        };
        renderer.draw(scene, &eyes(scene), &target);
        sink.borrow_mut().push((clock.now() - begun).as_secs_f64() * 1000.0);
        Ok(wait_until_drawn(&gpu)?)
    }));
    guest.wait(1.0)?;
    took.borrow_mut().clear();
    let mut over = |name| {
        let took = took.take();
        match met.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.extend(took),
            None => met.push((name, took)),
        }
    };

    guest.ask(Command::Select, 0.5)?;
    while guest.asked().is_some() {
        guest.ask(Command::Next, 0.3)?;
        guest.ask(Command::Back, 0.5)?;
    }
    over("welcome");
    guest.wait(4.0)?;
    over("arrival");
    for _ in 0..2 {
        guest.menu()?;
        (0..4).try_for_each(|_| guest.ask(Command::Next, 0.3))?;
        guest.menu()?;
    }
    over("menu");
    guest.menu()?;
    guest.press(Choice::Repeat)?;
    guest.wait(15.0)?;
    over("captions");
    guest.menu()?;
    (0..3).try_for_each(|_| guest.press(Choice::TextSize))?;
    guest.menu()?;
    over("size of words");
    for _ in 0..tour.languages.len() {
        guest.ask(Command::NextLanguage, 1.0)?;
    }
    guest.menu()?;
    for _ in 0..tour.languages.len() {
        guest.ask(Command::NextLanguage, 1.0)?;
    }
    guest.menu()?;
    over("language");
    guest.menu()?;
    guest.press(Choice::TakeMeOut)?;
    guest.wait(3.0)?;
    guest.press(Choice::GoBack)?;
    guest.wait(3.0)?;
    over("way out and back");
    guest.menu()?;
    guest.press(Choice::End)?;
    guest.wait(3.0)?;
    over("farewell");
    Ok(())
}

impl VisitFigures {
    /// How many frames took longer than the budget.
    pub fn over_budget(&self) -> usize {
        self.moments.iter().map(|moment| moment.over_budget).sum()
    }
}

impl fmt::Display for VisitFigures {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "measured with {}, frames by {}", self.gpu, self.measured_by)?;
        writeln!(to, "frame, our own work, median  {:>8.2} ms", self.frame_median_ms)?;
        for moment in &self.moments {
            let MomentFigures { name, frames, longest_ms, longest_ratio, .. } = moment;
            writeln!(to, "longest, {name:<18}  {longest_ms:>8.2} ms   ({longest_ratio:.1} x the median, {frames} frames)")?;
        }
        write!(to, "frames over {:.1} ms           {:>8}", self.budget_ms, self.over_budget())
    }
}
