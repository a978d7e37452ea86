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
use super::{Visit, VisitOptions};
use crate::desktop::{Camera, Canvas, Controls, NextFrame, Wish};
use crate::gpu::Gpu;
use crate::pose::{Angles, Fov};
use crate::render::{PassLayout, Renderer, View};
use crate::tour::Tour;
use crate::walk::{Command, Event, Input, Pointer, Scene};

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
        App { title, visit, preview, seat: None, shown: None, attempts: Attempts::default(), input: Input::default(), ended: Ok(()) };
    display.0.run_app(&mut app).context("the window system ended the program")?;
    app.ended
}

struct App {
    title: String,
    visit: Visit,
    preview: Option<Preview>,
    seat: Option<Seat>,
    /// None before there is a window, and while the graphics device is away.
    shown: Option<Shown>,
    attempts: Attempts,
    input: Input,
    ended: anyhow::Result<()>,
}

/// What is there as long as the window is: where the visitor sits.
struct Seat {
    window: Arc<Window>,
    controls: Controls,
    camera: Camera,
    last: Instant,
    /// So many steps louder, or quieter, are wanted.
    louder: i32,
    /// Keys are stepping from hotspot to hotspot: the window turns to what is attended to.
    stepping: bool,
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
        if self.seat.is_none()
            && let Err(error) = self.open(event_loop)
        {
            self.ended = Err(error);
            event_loop.exit();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(seat) = &mut self.seat else { return };
        seat.controls.take(&event);
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
        if let Some(seat) = &self.seat {
            seat.window.request_redraw();
        }
    }
}

impl App {
    fn open(&mut self, event_loop: &ActiveEventLoop) -> anyhow::Result<()> {
        let attributes = Window::default_attributes().with_title(&self.title).with_inner_size(SIZE);
        let window = Arc::new(event_loop.create_window(attributes).context("no window can be opened")?);
        self.shown = Some(Shown::in_window(window.clone(), self.visit.tour.clone())?);
        let mut controls = Controls::default();
        controls.take(&WindowEvent::Resized(window.inner_size()));
        self.seat = Some(Seat { window, controls, camera: Camera::default(), last: Instant::now(), louder: 0, stepping: false });
        Ok(())
    }

    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let Some(seat) = &mut self.seat else { return };
        let seconds = seat.last.elapsed().as_secs_f32();
        seat.last = Instant::now();
        let aspect = self.shown.as_ref().map_or(1.0, |shown| shown.canvas.aspect());
        if seat.take_wishes(&mut self.input, aspect, seconds) {
            event_loop.exit();
            return;
        }
        self.visit.louder(std::mem::take(&mut seat.louder));
        let Some(shown) = &mut self.shown else {
            self.input.commands.clear();
            self.wait_for_device();
            return;
        };
        if let Some(preview) = &mut self.preview {
            preview.follow(&mut self.visit, &mut shown.renderer);
        }
        let moment = self.visit.step(&mut self.input, &mut shown.renderer, seconds);
        for event in moment.events {
            if let Event::Arrived { .. } = event {
                seat.stepping = false;
            }
        }
        seat.face_what_is_attended_to(moment.scene);
        let fov = seat.camera.fov(shown.canvas.aspect());
        let with_diagnostics = self.preview.as_mut().and_then(|preview| preview.annotate(moment.scene, fov));
        shown.draw(with_diagnostics.unwrap_or(moment.scene), fov, &seat.window);
        self.input.commands.clear();
        if shown.gpu.is_lost() {
            tracing::warn!("the graphics device was lost: the visit waits, and goes on as soon as there is one again");
            self.shown = None;
            self.visit.command(Command::Pause);
        }
    }

    /// Makes the graphics device anew, if it is time to try; the window goes on listening.
    fn wait_for_device(&mut self) {
        let Some(seat) = &mut self.seat else { return };
        if !self.attempts.is_due(Instant::now()) {
            std::thread::sleep(UNHURRIED);
            return;
        }
        match Shown::in_window(seat.window.clone(), self.visit.tour.clone()) {
            Ok(shown) => {
                self.shown = Some(shown);
                self.visit.command(Command::Resume);
                seat.last = Instant::now();
            }
            Err(error) => tracing::debug!("not yet: {error:#}"),
        }
    }
}

impl Shown {
    fn in_window(window: Arc<Window>, tour: Arc<Tour>) -> anyhow::Result<Self> {
        let (gpu, surface) = Gpu::for_window(window.clone())?;
        let size = window.inner_size();
        let canvas = Canvas::new(&gpu, surface, size.width, size.height, true)
            .ok_or_else(|| anyhow!("{} offers no sRGB picture for this window; update its driver", gpu.info.name))?;
        let layout = PassLayout { color: canvas.format(), ..PassLayout::default() }.affordable(&gpu);
        let renderer = Renderer::new(gpu.clone(), layout, tour);
        Ok(Self { gpu, canvas, renderer })
    }

    fn draw(&mut self, scene: &Scene, fov: Fov, window: &Arc<Window>) {
        match self.canvas.next_frame() {
            NextFrame::Ready(frame) => {
                let views = [View { pose: scene.head, fov }];
                self.renderer.draw(scene, &views, &frame.texture);
                window.pre_present_notify();
                self.gpu.queue.present(frame);
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

impl Seat {
    /// Turns what was wanted into input. True when the window is to be closed.
    fn take_wishes(&mut self, input: &mut Input, aspect: f32, seconds: f32) -> bool {
        input.pointers.clear();
        let mut clicked = None;
        let mut quit = false;
        let mut full_screen = false;
        for wish in self.controls.wishes() {
            match wish {
                Wish::Drag(pulled) => {
                    self.stepping = false;
                    self.camera.drag(pulled);
                }
                Wish::Zoom(steps) => self.camera.zoom(steps),
                Wish::Louder(steps) => self.louder += steps,
                Wish::Click(at) => clicked = Some(at),
                Wish::Next => input.commands.push(Command::Next),
                Wish::Previous => input.commands.push(Command::Previous),
                Wish::Choose => input.commands.push(Command::Select),
                Wish::Back if self.window.fullscreen().is_some() => full_screen = true,
                Wish::Back => input.commands.push(Command::Back),
                Wish::Recenter => input.commands.push(Command::Recenter),
                Wish::NextLanguage => input.commands.push(Command::NextLanguage),
                Wish::Restart => input.commands.push(Command::Restart),
                Wish::FullScreen => full_screen = true,
                Wish::Quit => quit = true,
            }
        }
        self.stepping |= input.commands.iter().any(|command| matches!(command, Command::Next | Command::Previous));
        if full_screen {
            let already = self.window.fullscreen().is_some();
            self.window.set_fullscreen((!already).then_some(Fullscreen::Borderless(None)));
        }
        let steering = self.controls.steering();
        self.stepping &= steering == glam::Vec2::ZERO;
        self.camera.steer(steering, seconds);
        self.camera.advance(seconds);
        input.head = self.camera.head();
        input.keys_lead = self.stepping && self.controls.keys_lead();
        if let Some(at) = clicked.or(self.controls.pointing()) {
            input.pointers.push(Pointer { ray: self.camera.ray(at, aspect), select: clicked.is_some(), visible: false });
        }
        quit
    }

    /// Somebody who steps with keys sees what they step to.
    fn face_what_is_attended_to(&mut self, scene: &Scene) {
        if !self.stepping {
            return;
        }
        let markers = scene.markers.iter().map(|marker| (marker.focus, marker.position));
        let buttons = scene.buttons.iter().map(|button| (button.focus, button.position));
        let attended = markers.chain(buttons).max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(focus, _)| *focus > 0.0);
        if let Some((_, position)) = attended {
            let towards = scene.placement.inverse();
            let way = towards.point(position) - towards.point(scene.head.position);
            self.camera.turn_towards(Angles::of(way));
        }
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
