//! Takes over each save of a tour that is being written, and shows what is wrong where a save is broken.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::Context;
use glam::Vec3;

use super::Visit;
use super::watch::Watch;
use crate::pose::look_at;
use crate::render::Renderer;
use crate::tour::{self, Diagnostic, Severity};
use crate::walk::{Panel, PanelKind, Scene};

/// Where the diagnostics hang: straight ahead of the window, this far away and this wide, metres.
const DISTANCE: f32 = 1.3;
const WIDTH: f32 = 1.3;
/// How high their capitals are, metres: one degree.
const CAP_HEIGHT: f32 = 0.022;
/// So many are shown at once; the rest is counted.
const SHOWN: usize = 4;

/// A tour's folder, watched, and what was last found in it.
pub(super) struct Preview {
    watch: Watch,
    checks: Sender<()>,
    reports: Receiver<tour::Report>,
    message: Option<Arc<str>>,
    annotated: Option<Scene>,
}

impl Preview {
    /// Watches `folder`. Checking happens on a thread of its own.
    ///
    /// # Errors
    /// Where the system cannot watch it.
    pub fn new(folder: PathBuf) -> anyhow::Result<Self> {
        let watch = Watch::new(&folder).with_context(|| format!("the folder {} cannot be watched for saves", folder.display()))?;
        let (checks, asked) = channel();
        let (sender, reports) = channel();
        std::thread::Builder::new().name("check".into()).spawn(move || {
            for () in asked {
                if sender.send(tour::check(&folder)).is_err() {
                    break;
                }
            }
        })?;
        let mut preview = Self { watch, checks, reports, message: None, annotated: None };
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
            }
        }
        for report in self.reports.try_iter() {
            self.message = message(&report.diagnostics);
            match report.tour {
                Some(tour) if report.diagnostics.iter().all(|diagnostic| !diagnostic.code.stops()) => {
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
        }
    }

    /// The scene with what is wrong written into it; `None` where nothing is.
    pub fn annotate(&mut self, scene: &Scene) -> Option<&Scene> {
        let message = self.message.clone()?;
        let annotated = self.annotated.insert(scene.clone());
        let head = scene.head;
        let position = head.position + head.orientation * Vec3::new(0.0, 0.35, -1.0).normalize() * DISTANCE;
        annotated.panels.push(Panel {
            kind: PanelKind::Notice,
            position,
            facing: look_at(head.position, position),
            width: WIDTH,
            cap_height: CAP_HEIGHT,
            heading: "tour.toml".into(),
            body: message,
            picture: None,
            opacity: 1.0,
            dwell: 0.0,
            arrow: None,
        });
        self.annotated.as_ref()
    }
}

/// What to show of what was found: errors before warnings.
fn message(diagnostics: &[Diagnostic]) -> Option<Arc<str>> {
    if diagnostics.is_empty() {
        return None;
    }
    let mut worst_first: Vec<_> = diagnostics.iter().collect();
    worst_first.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    let mut lines: Vec<String> = worst_first.iter().take(SHOWN).map(|diagnostic| diagnostic.to_string()).collect();
    if worst_first.len() > SHOWN {
        lines.push(format!("… {} more", worst_first.len() - SHOWN));
    }
    Some(lines.join("\n").into())
}
