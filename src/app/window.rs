//! A visit in a window: to play, and to preview a tour that is being written.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use winit::application::ApplicationHandler;
use winit::dpi::LogicalSize;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::window::{Fullscreen, Window, WindowId};

use super::preview::Preview;
use super::{Asked, Seat, Visit, VisitOptions};
use crate::desktop::{self, Canvas, NextFrame, let_go_of_lost};
use crate::gpu::Gpu;
use crate::pose::Fov;
use crate::render::{PassLayout, Renderer, View};
use crate::tour::Tour;
use crate::walk::{Command, Event, Input, Scene};

/// How large a window is made, logical pixels.
const SIZE: LogicalSize<f64> = LogicalSize::new(1280.0, 800.0);
/// A window that is hidden, or that no screen paces, steps this often.
const UNHURRIED: Duration = Duration::from_millis(16);
/// How long after one attempt to get a lost graphics device back the next is made: a driver that is being reset takes seconds.
const AGAIN: Duration = Duration::from_secs(2);

/// A display that windows can be opened on.
pub struct Display(EventLoop<()>);

/// Finds the display.
///
/// # Errors
/// Where there is none, or none that answers.
pub fn display() -> anyhow::Result<Display> {
    // What the window system says of it names its own source files, and helps nobody.
    EventLoop::new().map(Display).map_err(|error| {
        tracing::debug!("no display: {error}");
        anyhow!("there is no display to open a window on")
    })
}

/// Opens a window and walks `tour` in it until it is closed. With `watched`, the tour's folder, every save is taken over.
///
/// # Errors
/// Where there is no graphics driver that can draw on the display.
pub fn run(display: Display, tour: Arc<Tour>, options: &VisitOptions, watched: Option<PathBuf>) -> anyhow::Result<()> {
    let title = tour.title.in_language(options.language.as_deref().unwrap_or(&tour.languages[0])).to_string();
    let preview = watched.map(Preview::new).transpose()?;
    let visit = Visit::with_sound(tour, options)?;
    let mut app =
        App { title, visit, preview, place: None, shown: None, attempts: Attempts::default(), input: Input::default(), ended: Ok(()) };
    display.0.run_app(&mut app).context("the window system ended the program")?;
    app.ended
}

struct App {
    title: String,
    visit: Visit,
    preview: Option<Preview>,
    place: Option<Place>,
    /// None before there is a window, and while the graphics device is away.
    shown: Option<Shown>,
    attempts: Attempts,
    input: Input,
    ended: anyhow::Result<()>,
}

/// What is there as long as the window is.
struct Place {
    window: Arc<Window>,
    seat: Seat,
    last: Instant,
}

/// What is there only while there is a graphics device.
struct Shown {
    gpu: Gpu,
    canvas: Canvas,
    renderer: Renderer,
}

/// When something is tried that has failed before.
#[derive(Debug, Default)]
struct Attempts {
    next: Option<Instant>,
}

impl Attempts {
    /// Whether it is to be tried now; then not again for a while.
    fn is_due(&mut self, now: Instant) -> bool {
        let is_due = self.next.is_none_or(|next| next <= now);
        if is_due {
            self.next = Some(now + AGAIN);
        }
        is_due
    }
}

impl ApplicationHandler for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.place.is_none()
            && let Err(error) = self.open(event_loop)
        {
            self.ended = Err(error);
            event_loop.exit();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(place) = &mut self.place else { return };
        place.seat.take(&event);
        match event {
            WindowEvent::Resized(size) => {
                if let Some(shown) = &mut self.shown {
                    shown.canvas.resize(size.width, size.height);
                }
            }
            WindowEvent::RedrawRequested => self.frame(event_loop),
            _ => {}
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        event_loop.set_control_flow(ControlFlow::Poll);
        if let Some(place) = &self.place {
            place.window.request_redraw();
        }
    }
}

impl App {
    fn open(&mut self, event_loop: &ActiveEventLoop) -> anyhow::Result<()> {
        let attributes = Window::default_attributes().with_title(desktop::title(&self.title)).with_inner_size(SIZE);
        let window = Arc::new(event_loop.create_window(attributes).context("no window can be opened")?);
        self.shown = Some(Shown::in_window(window.clone(), &self.visit)?);
        let mut seat = Seat::default();
        seat.take(&WindowEvent::Resized(window.inner_size()));
        self.place = Some(Place { window, seat, last: Instant::now() });
        Ok(())
    }

    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let Some(place) = &mut self.place else { return };
        let seconds = place.last.elapsed().as_secs_f32();
        place.last = Instant::now();
        let aspect = self.shown.as_ref().map_or(1.0, |shown| shown.canvas.aspect());
        let asked = place.take_wishes(&mut self.input, aspect, seconds);
        if asked.quit {
            event_loop.exit();
            return;
        }
        self.visit.louder(asked.louder);
        let Some(shown) = &mut self.shown else {
            self.input.commands.clear();
            self.wait_for_device();
            return;
        };
        if let Some(preview) = &mut self.preview {
            preview.follow(&mut self.visit, &mut shown.renderer);
        }
        let moment = self.visit.step(&mut self.input, &mut shown.renderer, seconds);
        if moment.events.iter().any(|event| matches!(event, Event::Arrived { .. })) {
            place.seat.arrive();
        }
        place.seat.face_what_is_attended_to(moment.scene);
        let fov = place.seat.fov(shown.canvas.aspect());
        let with_diagnostics = self.preview.as_mut().and_then(|preview| preview.annotate(moment.scene, fov));
        shown.draw(with_diagnostics.unwrap_or(moment.scene), fov, &place.window);
        self.input.commands.clear();
        if shown.gpu.is_lost() {
            tracing::warn!("the graphics device was lost: the visit waits, and goes on as soon as there is one again");
            let_go_of_lost(self.shown.take());
            self.visit.command(Command::Pause);
        }
    }

    /// Makes the graphics device anew, if it is time to try; the window goes on listening.
    fn wait_for_device(&mut self) {
        let Some(place) = &mut self.place else { return };
        if !self.attempts.is_due(Instant::now()) {
            std::thread::sleep(UNHURRIED);
            return;
        }
        match Shown::in_window(place.window.clone(), &self.visit) {
            Ok(shown) => {
                self.shown = Some(shown);
                self.visit.command(Command::Resume);
                place.last = Instant::now();
            }
            Err(error) => tracing::debug!("not yet: {error:#}"),
        }
    }
}

impl Shown {
    fn in_window(window: Arc<Window>, visit: &Visit) -> anyhow::Result<Self> {
        let (gpu, surface) = Gpu::for_window(window.clone())?;
        let size = window.inner_size();
        let canvas = Canvas::new(&gpu, surface, size.width, size.height, true)
            .ok_or_else(|| anyhow!("{} offers no sRGB picture for this window; update its driver", gpu.info.name))?;
        let layout = PassLayout { color: canvas.format(), ..PassLayout::default() }.affordable(&gpu);
        let renderer = Renderer::from(gpu.clone(), layout, visit.tour.clone(), visit.awaited());
        Ok(Self { gpu, canvas, renderer })
    }

    fn draw(&mut self, scene: &Scene, fov: Fov, window: &Arc<Window>) {
        match self.canvas.next_frame() {
            NextFrame::Ready(frame) => {
                let views = [View { pose: scene.head, fov }];
                self.renderer.draw(scene, &views, &frame.texture);
                window.pre_present_notify();
                self.canvas.present(frame);
            }
            NextFrame::Skip => std::thread::sleep(UNHURRIED),
            NextFrame::Lost => match self.canvas.renew(window.clone()) {
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!("the window cannot be drawn to for now: {error}");
                    std::thread::sleep(UNHURRIED);
                }
            },
        }
    }
}

impl Place {
    /// Takes in what was wanted since the last frame, and does what the window was asked for.
    fn take_wishes(&mut self, input: &mut Input, aspect: f32, seconds: f32) -> Asked {
        let fills_screen = self.window.fullscreen().is_some();
        let asked = self.seat.take_wishes(input, aspect, seconds, fills_screen);
        if asked.full_screen {
            self.window.set_fullscreen((!fills_screen).then_some(Fullscreen::Borderless(None)));
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_is_away_is_asked_for_again_and_again_with_pauses() {
        let (mut attempts, lost) = (Attempts::default(), Instant::now());
        // A minute of frames.
        let made = (0..3600).filter(|frame| attempts.is_due(lost + UNHURRIED * *frame)).count();
        assert!((25..=30).contains(&made), "{made}");
        assert!(attempts.is_due(lost + Duration::from_secs(3600)), "it never gives up");
    }
}
