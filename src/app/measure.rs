//! Measures a walk: how soon the first picture stands, what a frame costs this program, and what a change of location costs.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::bail;
use glam::Vec3;
use serde::Serialize;

use super::pilot::{self, Pilot};
use super::{Visit, VisitOptions};
use crate::gpu::Gpu;
use crate::pose::{Fov, Pose, turn};
use crate::render::{PassLayout, Renderer, View, picture_texture, wait_until_drawn};
use crate::tour::Tour;
use crate::walk::{Event, Input, Scene, SpaceState};

/// How wide and high what an eye sees is, pixels: as in the comparison with browsers, and near what headsets show. With less, frames with
/// their drawing would be compared with a middle one that nobody has.
const SIDE: u32 = 1024;
/// What goes by of the visit from frame to frame, seconds: 72 Hz, as the least of headsets.
pub(super) const STEP: f32 = 1.0 / 72.0;
/// How long the visitor stays in a location, frames: time for a greeting, and for a story to begin.
const STAY: u32 = 240;
/// A location that has not come by then is given up.
const PATIENCE: Duration = Duration::from_secs(90);

/// When the program was started, as near as it can tell.
static LAUNCH: OnceLock<Instant> = OnceLock::new();

/// Remembers when the program was started. Called first of all.
pub fn launched() {
    LAUNCH.get_or_init(Instant::now);
}

/// What a walk took. Frame figures are this program's own work from the step of the walk to the hand-over of the
/// commands to the graphics driver; the drawing itself is taken out.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// The graphics device that it was measured with.
    pub gpu: String,
    /// What frames were measured by: `processor time` of the frame's thread where the processor also stands in for the
    /// graphics card and would push that thread aside, else `time on the clock`.
    pub measured_by: &'static str,
    /// From the program's launch to the first picture of the first location, drawn and done, seconds.
    pub first_picture_seconds: f64,
    /// Frames that were measured, once the first location stood.
    pub frames: usize,
    /// The middle one, milliseconds.
    pub frame_median_ms: f64,
    /// All but one in a hundred are below this, milliseconds.
    pub frame_p99_ms: f64,
    /// The longest, milliseconds.
    pub frame_longest_ms: f64,
    /// That as a multiple of the middle one.
    pub frame_longest_ratio: f64,
    /// How many took more than three times as long as the middle one.
    pub frames_over_three_medians: usize,
    /// The middle frame with its drawing, on the clock, milliseconds.
    pub drawn_median_ms: f64,
    /// The longest of these, milliseconds.
    pub drawn_longest_ms: f64,
    /// How many took more than three times as long as the middle one.
    pub drawn_over_three_medians: usize,
    /// How many times the location was changed.
    pub changes: usize,
    /// The longest frame between choosing a way and standing in the new location, milliseconds.
    pub change_longest_ms: f64,
    /// That as a multiple of the middle frame.
    pub change_longest_ratio: f64,
    /// The most memory that the program ever held, MB; `None` where the system does not tell.
    pub peak_memory_mb: Option<f64>,
    /// That when so many places had been seen as fill the graphics memory of a tour of large pictures: ten. `None` in a smaller tour.
    pub peak_memory_at_ten_mb: Option<f64>,
}

/// Walks through all of `tour` by itself, telling a story in each location, and measures.
///
/// # Errors
/// Where there is no graphics driver, or a location neither comes nor fails.
pub fn walk(tour: Arc<Tour>) -> anyhow::Result<Figures> {
    let launch = *LAUNCH.get_or_init(Instant::now);
    let gpu = Gpu::headless()?;
    let target = picture_texture(&gpu, SIDE, SIDE, 2);
    let mut renderer = Renderer::new(gpu.clone(), PassLayout::default().affordable(&gpu), tour.clone());
    let mut visit = Visit::silent(tour.clone(), &VisitOptions::default())?;
    let mut pilot = Pilot::new(tour);
    let mut input = Input::default();
    let clock = Clock::for_gpu(&gpu);
    let (mut all, mut drawn) = (Vec::new(), Vec::new());
    let mut changing = Vec::new();
    let (mut first_picture, mut changes, mut stayed, mut is_changing) = (None, 0, 0, false);
    let mut memory_at_ten = None;
    let mut since = Instant::now();
    loop {
        // The head is never still, as no head is.
        let look = (all.len() as f32 * 0.01).sin() * 40.0;
        input.head = Pose { position: Vec3::new(0.0, 1.6, 0.0), orientation: turn(look) };
        let (begun, on_the_clock) = (clock.now(), Instant::now());
        // A place that is on its way is waited for: what is measured is a visit, and not its stand-in.
        let seconds = if first_picture.is_none() && renderer.space_state(visit.awaited()) == SpaceState::Loading { 0.0 } else { STEP };
        let moment = visit.step(&mut input, &mut renderer, seconds);
        renderer.draw(moment.scene, &eyes(moment.scene), &target);
        let took = (clock.now() - begun).as_secs_f64() * 1000.0;
        wait_until_drawn(&gpu)?;
        if moment.scene.fade < 1.0 && moment.scene.space == SpaceState::Ready {
            first_picture.get_or_insert_with(|| launch.elapsed().as_secs_f64());
        }
        input.pointers.clear();
        if first_picture.is_some() {
            all.push(took);
            drawn.push(on_the_clock.elapsed().as_secs_f64() * 1000.0);
            if is_changing {
                changing.push(took);
            }
        }
        for event in moment.events {
            if let Event::Arrived { .. } = event {
                changes += usize::from(is_changing);
                if changes == 10 {
                    memory_at_ten = peak_memory();
                }
                (is_changing, stayed, since) = (false, 0, Instant::now());
                pilot.arrived(moment.scene.location);
            }
        }
        if first_picture.is_some() && !is_changing {
            stayed += 1;
            let here = moment.scene.location;
            let choice = match stayed {
                stayed if stayed == STAY / 2 => pilot.story(here),
                stayed if stayed >= STAY => {
                    is_changing = true;
                    match pilot.way_on(here) {
                        Some(way) => Some(way),
                        None => break,
                    }
                }
                _ => None,
            };
            input.pointers.extend(choice.and_then(|hotspot| pilot::choose(moment.scene, hotspot)));
        }
        if since.elapsed() > PATIENCE {
            bail!("the tour did not go on within {} s; see the log for what it waits for", PATIENCE.as_secs());
        }
    }
    let figures = figures(&gpu, clock, first_picture.unwrap_or_default(), all, drawn, &changing, changes);
    Ok(Figures { peak_memory_at_ten_mb: memory_at_ten, ..figures })
}

/// What two eyes see of a scene.
pub(super) fn eyes(scene: &Scene) -> [View; 2] {
    let eye = |side: f32| Pose { position: scene.head.position + scene.head.orientation * Vec3::X * side, ..scene.head };
    [-0.032, 0.032].map(|side| View { pose: eye(side), fov: Fov::symmetric(95.0, 1.0) })
}

/// What a frame is measured by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Clock {
    /// The processor time that this thread took. Others that want the processor do not count, nor does waiting.
    Thread,
    /// What a clock on the wall shows.
    Wall(Instant),
}

impl Clock {
    /// Where the processor stands in for the graphics card, drawing would be measured as well on the wall's clock.
    pub fn for_gpu(gpu: &Gpu) -> Self {
        if cfg!(unix) && gpu.is_software() { Self::Thread } else { Self::Wall(Instant::now()) }
    }

    /// What it shows.
    pub fn now(self) -> Duration {
        match self {
            Self::Thread => thread_time(),
            Self::Wall(since) => since.elapsed(),
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thread => "processor time",
            Self::Wall(_) => "time on the clock",
        }
    }
}

#[cfg(unix)]
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// Never asked for here, see [`Clock::for_gpu`].
#[cfg(not(unix))]
fn thread_time() -> Duration {
    Duration::ZERO
}

/// Of so many frames the middle one, the one that all but one in a hundred are below, and the longest; and how many took more than three
/// times as long as the middle one.
pub(super) fn spread(mut frames: Vec<f64>) -> ([f64; 3], usize) {
    frames.sort_by(f64::total_cmp);
    let last = frames.len().saturating_sub(1);
    let [median, p99, longest] = [0.5, 0.99, 1.0].map(|part| {
        let nth = ((frames.len() as f64 * part) as usize).min(last);
        frames.get(nth).copied().unwrap_or_default()
    });
    ([median, p99, longest], frames.iter().filter(|took| **took > 3.0 * median).count())
}

fn figures(
    gpu: &Gpu,
    clock: Clock,
    first_picture_seconds: f64,
    all: Vec<f64>,
    drawn: Vec<f64>,
    changing: &[f64],
    changes: usize,
) -> Figures {
    let frames = all.len();
    let (([median, p99, longest], over), ([drawn_median_ms, _, drawn_longest_ms], drawn_over_three_medians)) = (spread(all), spread(drawn));
    let change_longest_ms = changing.iter().copied().fold(0.0, f64::max);
    Figures {
        gpu: gpu.info.name.clone(),
        measured_by: clock.name(),
        first_picture_seconds,
        frames,
        frame_median_ms: median,
        frame_p99_ms: p99,
        frame_longest_ms: longest,
        frame_longest_ratio: longest / median.max(f64::MIN_POSITIVE),
        frames_over_three_medians: over,
        drawn_median_ms,
        drawn_longest_ms,
        drawn_over_three_medians,
        changes,
        change_longest_ms,
        change_longest_ratio: change_longest_ms / median.max(f64::MIN_POSITIVE),
        peak_memory_mb: peak_memory(),
        peak_memory_at_ten_mb: None,
    }
}

/// The most memory that this process ever held, MB.
#[cfg(target_os = "linux")]
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

/// Other systems do not tell without calls into their own libraries.
#[cfg(not(target_os = "linux"))]
fn peak_memory() -> Option<f64> {
    None
}

impl fmt::Display for Figures {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memory = self.peak_memory_mb.map_or("not told by this system".to_owned(), |most| format!("{most:.0} MB"));
        writeln!(to, "measured with {}, frames by {}", self.gpu, self.measured_by)?;
        writeln!(to, "launch to first picture      {:>8.2} s", self.first_picture_seconds)?;
        writeln!(to, "frame, our own work, median  {:>8.2} ms   ({} frames)", self.frame_median_ms, self.frames)?;
        writeln!(to, "                     p99     {:>8.2} ms", self.frame_p99_ms)?;
        let (longest, ratio, over) = (self.frame_longest_ms, self.frame_longest_ratio, self.frames_over_three_medians);
        writeln!(to, "                     longest {longest:>8.2} ms   ({ratio:.1} x the median; {over} over 3 x)")?;
        writeln!(
            to,
            "longest during a change      {:>8.2} ms   ({:.1} x the median, {} changes)",
            self.change_longest_ms, self.change_longest_ratio, self.changes
        )?;
        let (drawn, over) = (self.drawn_longest_ms, self.drawn_over_three_medians);
        let ratio = drawn / self.drawn_median_ms.max(f64::MIN_POSITIVE);
        writeln!(to, "with its drawing, median     {:>8.2} ms", self.drawn_median_ms)?;
        writeln!(to, "                  longest    {drawn:>8.2} ms   ({ratio:.1} x the median; {over} over 3 x)")?;
        writeln!(to, "peak memory                  {memory:>8}")?;
        if let (Some(most), Some(at_ten)) = (self.peak_memory_mb, self.peak_memory_at_ten_mb) {
            writeln!(to, "             after 10 places {at_ten:>8.0} MB   (all of the walk {:.2} x that)", most / at_ten)?;
        }
        Ok(())
    }
}
