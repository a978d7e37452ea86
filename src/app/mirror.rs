//! The window that shows what the visitor in the headset sees.

use std::sync::Arc;
use std::time::Duration;

use winit::application::ApplicationHandler;
use winit::dpi::LogicalSize;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, EventLoop};
use winit::platform::pump_events::EventLoopExtPumpEvents;
use winit::window::{Window, WindowId};

use crate::desktop::{self, Canvas, Controls, NextFrame, Wish, let_go_of_lost};
use crate::gpu::Gpu;
use crate::render;
use crate::walk::Command;
use crate::xr::Picture;

/// How large the window is made, logical pixels.
const SIZE: LogicalSize<f64> = LogicalSize::new(960.0, 600.0);

/// What was asked for at the mirror.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The window was closed.
    pub quit: bool,
    /// For the walk.
    pub commands: Vec<Command>,
    /// So many steps louder, or quieter.
    pub louder: i32,
}

/// A window beside the headset; none where there is no display.
pub(super) struct Mirror {
    event_loop: Option<EventLoop<()>>,
    screen: Screen,
}

struct Screen {
    title: String,
    window: Option<Arc<Window>>,
    /// What is there only while there is a device to draw with.
    shown: Option<(render::Mirror, Canvas)>,
    controls: Controls,
}

impl Mirror {
    /// Opens the window, if there is a display to open it on.
    pub fn open(title: &str) -> Self {
        let event_loop = EventLoop::new().inspect_err(|error| tracing::info!("no window mirrors the headset: {error}")).ok();
        let screen = Screen { title: title.to_owned(), window: None, shown: None, controls: Controls::default() };
        let mut mirror = Self { event_loop, screen };
        mirror.pump();
        mirror
    }

    /// Lets the window live, and says what was asked for in it. Never waits.
    pub fn pump(&mut self) -> Asked {
        if let Some(event_loop) = &mut self.event_loop {
            event_loop.pump_app_events(Some(Duration::ZERO), &mut self.screen);
        }
        let mut asked = Asked::default();
        for wish in self.screen.controls.wishes() {
            match wish {
                Wish::Quit => asked.quit = true,
                Wish::Back => asked.commands.push(Command::Back),
                Wish::Recenter => asked.commands.push(Command::Recenter),
                Wish::NextLanguage => asked.commands.push(Command::NextLanguage),
                Wish::Restart => asked.commands.push(Command::Restart),
                Wish::Louder(steps) => asked.louder += steps,
                // Whoever stands at the screen neither turns the visitor's head nor chooses for them.
                _ => {}
            }
        }
        asked
    }

    /// Shows the left eye of what was just drawn, before what it does not cover.
    pub fn show(&mut self, gpu: &Gpu, eyes: &Picture, behind: Option<render::Behind<'_>>) {
        let Some(window) = &self.screen.window else { return };
        if self.screen.shown.is_none() {
            self.screen.shown = canvas(window, gpu).map(|canvas| (render::Mirror::new(gpu, canvas.format()), canvas));
        }
        let Some((mirror, canvas)) = &mut self.screen.shown else { return };
        match canvas.next_frame() {
            NextFrame::Ready(frame) => {
                mirror.show(gpu, &eyes.texture, behind, &frame.texture);
                canvas.present(frame);
            }
            NextFrame::Skip => {}
            NextFrame::Lost => self.screen.shown = None,
        }
    }

    /// Lets go of what was made with the headset's device.
    pub fn forget_gpu(&mut self) {
        let_go_of_lost(self.screen.shown.take());
    }
}

fn canvas(window: &Arc<Window>, gpu: &Gpu) -> Option<Canvas> {
    let surface = gpu.instance.create_surface(window.clone()).inspect_err(|error| tracing::debug!("no mirror: {error}")).ok()?;
    let size = window.inner_size();
    Canvas::new(gpu, surface, size.width, size.height, false)
}

impl ApplicationHandler for Screen {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.window.is_some() {
            return;
        }
        let attributes = Window::default_attributes().with_title(desktop::title(&self.title)).with_inner_size(SIZE);
        match event_loop.create_window(attributes) {
            Ok(window) => self.window = Some(Arc::new(window)),
            Err(error) => tracing::info!("no window mirrors the headset: {error}"),
        }
    }

    fn window_event(&mut self, _: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        self.controls.take(&event);
        if let (WindowEvent::Resized(size), Some((_, canvas))) = (&event, &mut self.shown) {
            canvas.resize(size.width, size.height);
        }
    }
}
