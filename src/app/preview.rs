//! Takes over each save of a tour that is being written, and shows what is wrong where a save is broken.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use glam::Vec3;

use super::Visit;
use super::watch::Watch;
use crate::pose::Fov;
use crate::render::Renderer;
use crate::tour::{self, Diagnostic, Severity};
use crate::walk::{Panel, PanelKind, Pin, Scene};

/// How far before the window the diagnostics hang, metres.
const BEFORE: f32 = 1.3;
/// How far above the window's middle, how wide at most, and how high their capitals are: in halves of the window's height.
const ABOVE: f32 = 0.55;
const WIDTH: f32 = 1.7;
const CAP_HEIGHT: f32 = 0.026;
/// So many are shown at once; the rest is counted.
const SHOWN: usize = 4;

/// A tour's folder, watched, and what was last found in it.
pub(super) struct Preview {
    watch: Watch,
    checks: Sender<()>,
    reports: Receiver<tour::Report>,
    told: Option<Told>,
    annotated: Option<Scene>,
}

/// What is told of the last save: a line about it, and what is wrong.
struct Told {
    heading: Arc<str>,
    body: Arc<str>,
}

impl Preview {
    /// Watches `folder`. Checking happens on a thread of its own.
    ///
    /// # Errors
    /// Where the system cannot watch it.
    pub fn new(folder: PathBuf) -> anyhow::Result<Self> {
        let watch = Watch::new(&folder)?;
        let (checks, asked) = channel();
        let (sender, reports) = channel();
        std::thread::Builder::new().name("check".into()).spawn(move || {
            for () in asked {
                if sender.send(tour::check(&folder)).is_err() {
                    break;
                }
            }
        })?;
        let mut preview = Self { watch, checks, reports, told: None, annotated: None };
        preview.ask();
        Ok(preview)
    }

    fn ask(&mut self) {
        // The thread ends only with this end of the channel.
        let _ = self.checks.send(());
    }

    /// Takes over what was saved since the last frame, if it can be walked; else keeps what there is and says why.
    pub fn follow(&mut self, visit: &mut Visit, renderer: &mut Renderer) {
        let saved = self.watch.saved();
        if !saved.is_empty() {
            self.ask();
            for file in &saved {
                renderer.reload(file);
                visit.reload(file);
            }
        }
        for report in self.reports.try_iter() {
            let good = report.diagnostics.iter().all(|diagnostic| !diagnostic.code.stops());
            match report.tour {
                Some(tour) if good => {
                    let tour = Arc::new(tour);
                    if *tour != *visit.tour {
                        renderer.set_tour(tour.clone());
                        visit.take_over(tour);
                    }
                    tracing::info!("what was saved is shown");
                }
                _ => tracing::warn!("what was saved cannot be walked: the last state that could stays"),
            }
            for diagnostic in &report.diagnostics {
                tracing::warn!("{diagnostic}");
            }
            self.told = tell(&report.diagnostics, good, &visit.tour.folder);
        }
    }

    /// The scene with what is wrong written into it, of the same size however far `fov` is zoomed; `None` where nothing is wrong.
    pub fn annotate(&mut self, scene: &Scene, fov: Fov) -> Option<&Scene> {
        let told = self.told.as_ref()?;
        let annotated = self.annotated.insert(scene.clone());
        let head = scene.head;
        let half = fov.up * BEFORE;
        annotated.panels.push(Panel {
            kind: PanelKind::Report,
            pin: Pin::Middle,
            position: head.position + head.orientation * Vec3::new(0.0, ABOVE * half, -BEFORE),
            // Upright in the window, like a sheet held before it.
            facing: head.orientation,
            width: WIDTH * half,
            cap_height: CAP_HEIGHT * half,
            heading: told.heading.clone(),
            body: told.body.clone(),
            picture: None,
            opacity: 1.0,
            dwell: 0.0,
            arrow: None,
            code: None,
        });
        self.annotated.as_ref()
    }
}

/// What to tell of what was found in `folder`: errors before warnings.
fn tell(diagnostics: &[Diagnostic], good: bool, folder: &Path) -> Option<Told> {
    if diagnostics.is_empty() {
        return None;
    }
    let heading = if good { "Can be walked, but:" } else { "Not taken over; what you see is the last state that can be walked" };
    let mut worst_first: Vec<_> = diagnostics.iter().collect();
    worst_first.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    let mut lines: Vec<String> = worst_first.iter().take(SHOWN).map(|diagnostic| line(diagnostic, folder)).collect();
    if worst_first.len() > SHOWN {
        lines.push(format!("… and {} more", worst_first.len() - SHOWN));
    }
    Some(Told { heading: heading.into(), body: lines.join("\n").into() })
}

/// A diagnostic as its author needs it here: where in the folder that lies open before them, what, and what to do.
fn line(diagnostic: &Diagnostic, folder: &Path) -> String {
    let file = Path::new(&diagnostic.file);
    let mut line = file.strip_prefix(folder).unwrap_or(file).display().to_string();
    if let Some(position) = diagnostic.position {
        line += &format!(", line {}", position.line);
    }
    line += &format!(": {}", diagnostic.message);
    if let Some(help) = &diagnostic.help {
        line += &format!(" – {help}");
    }
    line
}
