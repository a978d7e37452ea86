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
use crate::pose::Angles;
use crate::render::{PassLayout, Renderer, View};
use crate::tour::Tour;
use crate::walk::{Command, Event, Input, Pointer, Scene};

/// How large a window is made, logical pixels.
const SIZE: LogicalSize<f64> = LogicalSize::new(1280.0, 800.0);
/// A window that is hidden, or that no screen paces, steps this often.
const UNHURRIED: Duration = Duration::from_millis(16);

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
    let mut app = App { title, visit, preview, shown: None, input: Input::default(), ended: Ok(()) };
    display.0.run_app(&mut app).context("the window system ended the program")?;
    app.ended
}

struct App {
    title: String,
    visit: Visit,
    preview: Option<Preview>,
    shown: Option<Shown>,
    input: Input,
    ended: anyhow::Result<()>,
}

/// What is there only while there is a window.
struct Shown {
    window: Arc<Window>,
    gpu: Gpu,
    canvas: Canvas,
    renderer: Renderer,
    controls: Controls,
    camera: Camera,
    last: Instant,
    /// Keys are stepping from hotspot to hotspot: the window turns to what is attended to.
    stepping: bool,
}

impl ApplicationHandler for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.shown.is_none() {
            self.shown = self.show(event_loop).map_err(|error| self.end(event_loop, error)).ok();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(shown) = &mut self.shown else { return };
        shown.controls.take(&event);
        match event {
            WindowEvent::Resized(size) => shown.canvas.resize(size.width, size.height),
            WindowEvent::RedrawRequested => self.frame(event_loop),
            _ => {}
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        event_loop.set_control_flow(ControlFlow::Poll);
        if let Some(shown) = &self.shown {
            shown.window.request_redraw();
        }
    }
}

impl App {
    fn show(&self, event_loop: &ActiveEventLoop) -> anyhow::Result<Shown> {
        let attributes = Window::default_attributes().with_title(&self.title).with_inner_size(SIZE);
        let window = Arc::new(event_loop.create_window(attributes).context("no window can be opened")?);
        Shown::in_window(window, self.visit.tour.clone())
    }

    fn end(&mut self, event_loop: &ActiveEventLoop, error: anyhow::Error) {
        self.ended = Err(error);
        event_loop.exit();
    }

    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let Some(shown) = &mut self.shown else { return };
        let seconds = shown.last.elapsed().as_secs_f32();
        shown.last = Instant::now();
        if shown.take_wishes(&mut self.input, seconds) {
            event_loop.exit();
            return;
        }
        if let Some(preview) = &mut self.preview {
            preview.follow(&mut self.visit, &mut shown.renderer);
        }
        let moment = self.visit.step(&mut self.input, &mut shown.renderer, seconds);
        for event in moment.events {
            if let Event::Arrived { .. } = event {
                shown.stepping = false;
            }
        }
        shown.face_what_is_attended_to(moment.scene);
        let fov = shown.camera.fov(shown.canvas.aspect());
        let with_diagnostics = self.preview.as_mut().and_then(|preview| preview.annotate(moment.scene, fov));
        shown.draw(with_diagnostics.unwrap_or(moment.scene));
        self.input.commands.clear();
        if shown.gpu.is_lost() {
            tracing::warn!("the graphics device was lost and is made anew");
            let (window, tour) = (shown.window.clone(), self.visit.tour.clone());
            self.shown = None;
            match Shown::in_window(window, tour) {
                Ok(shown) => self.shown = Some(shown),
                Err(error) => self.end(event_loop, error),
            }
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
        let mut controls = Controls::default();
        controls.take(&WindowEvent::Resized(size));
        Ok(Self { window, gpu, canvas, renderer, controls, camera: Camera::default(), last: Instant::now(), stepping: false })
    }

    /// Turns what was wanted into input. True when the window is to be closed.
    fn take_wishes(&mut self, input: &mut Input, seconds: f32) -> bool {
        let aspect = self.canvas.aspect();
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

    fn draw(&mut self, scene: &Scene) {
        match self.canvas.next_frame() {
            NextFrame::Ready(frame) => {
                let views = [View { pose: scene.head, fov: self.camera.fov(self.canvas.aspect()) }];
                self.renderer.draw(scene, &views, &frame.texture);
                self.window.pre_present_notify();
                self.gpu.queue.present(frame);
            }
            NextFrame::Skip => std::thread::sleep(UNHURRIED),
            NextFrame::Lost => match self.canvas.renew(self.window.clone()) {
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!("the window cannot be drawn to for now: {error}");
                    std::thread::sleep(UNHURRIED);
                }
            },
        }
    }
}
