//! The window that shows what the visitor in the headset sees.

use std::sync::Arc;
use std::time::{Duration, Instant};

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

/// Longer than any frame takes: without a picture for so long, the headset sleeps, shows something else, or is away.
const WAITS_AFTER: Duration = Duration::from_millis(700);
/// What the window's title says then.
const WAITS: &str = "waits for the headset";

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
    shown: Option<Shown>,
    /// When the last picture came.
    last: Option<Instant>,
    /// Whether the title says that the headset is waited for.
    waits: bool,
    /// Whether something is to be seen in the window that should not be there while it waits.
    is_stale: bool,
    controls: Controls,
}

struct Shown {
    gpu: Gpu,
    mirror: render::Mirror,
    canvas: Canvas,
}

impl Mirror {
    /// Opens the window, if there is a display to open it on.
    pub fn open(title: &str) -> Self {
        let event_loop = EventLoop::new().inspect_err(|error| tracing::info!("no window mirrors the headset: {error}")).ok();
        let mut mirror = Self { event_loop, screen: Screen::new(title) };
        mirror.pump();
        mirror
    }

    /// Lets the window live, and says what was asked for in it. Never waits.
    pub fn pump(&mut self) -> Asked {
        if let Some(event_loop) = &mut self.event_loop {
            event_loop.pump_app_events(Some(Duration::ZERO), &mut self.screen);
        }
        self.screen.follow(Instant::now());
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
        self.screen.last = Some(Instant::now());
        let Some(window) = &self.screen.window else { return };
        if self.screen.shown.is_none() {
            let shown = |canvas: Canvas| Shown { gpu: gpu.clone(), mirror: render::Mirror::new(gpu, canvas.format()), canvas };
            self.screen.shown = canvas(window, gpu).map(shown);
        }
        let Some(Shown { mirror, canvas, .. }) = &mut self.screen.shown else { return };
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
        self.screen.last = None;
        self.screen.follow(Instant::now());
        let_go_of_lost(self.screen.shown.take());
    }
}

fn canvas(window: &Arc<Window>, gpu: &Gpu) -> Option<Canvas> {
    let surface = gpu.instance.create_surface(window.clone()).inspect_err(|error| tracing::debug!("no mirror: {error}")).ok()?;
    let size = window.inner_size();
    Canvas::new(gpu, surface, size.width, size.height, false)
}

impl Screen {
    /// One that waits for its window, and for the headset.
    fn new(title: &str) -> Self {
        Self {
            title: desktop::title(title),
            window: None,
            shown: None,
            last: None,
            waits: true,
            is_stale: false,
            controls: Controls::default(),
        }
    }

    /// What the window is called now.
    fn called(&self) -> String {
        if self.waits { format!("{} ({WAITS})", self.title) } else { self.title.clone() }
    }

    /// Says in the title whether the headset is waited for. While it is, nothing is seen in the window: its last picture would look like a visit.
    fn follow(&mut self, now: Instant) {
        let waits = self.last.is_none_or(|last| now.saturating_duration_since(last) > WAITS_AFTER);
        if waits != self.waits {
            self.waits = waits;
            self.is_stale = waits;
            if let Some(window) = &self.window {
                window.set_title(&self.called());
            }
        }
        if self.waits && self.is_stale {
            self.is_stale = !self.empty();
        }
    }

    /// Takes away what is seen in the window. Whether that is done.
    fn empty(&mut self) -> bool {
        let Some(Shown { gpu, canvas, .. }) = &mut self.shown else { return true };
        if gpu.is_lost() {
            return true;
        }
        match canvas.next_frame() {
            NextFrame::Ready(frame) => {
                render::Mirror::empty(gpu, &frame.texture);
                canvas.present(frame);
                true
            }
            NextFrame::Skip => false,
            NextFrame::Lost => {
                self.shown = None;
                true
            }
        }
    }
}

impl ApplicationHandler for Screen {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.window.is_some() {
            return;
        }
        let attributes = Window::default_attributes().with_title(self.called()).with_inner_size(SIZE);
        match event_loop.create_window(attributes) {
            Ok(window) => self.window = Some(Arc::new(window)),
            Err(error) => tracing::info!("no window mirrors the headset: {error}"),
        }
    }

    fn window_event(&mut self, _: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        self.controls.take(&event);
        if let (WindowEvent::Resized(size), Some(shown)) = (&event, &mut self.shown) {
            shown.canvas.resize(size.width, size.height);
        }
        self.is_stale |= matches!(event, WindowEvent::Resized(_) | WindowEvent::RedrawRequested);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_that_the_headset_is_waited_for_until_a_picture_comes_and_when_none_comes_any_more() {
        let mut screen = Screen::new("A walk");
        let now = Instant::now();
        screen.follow(now);
        assert_eq!(screen.called(), "A walk (waits for the headset)");
        screen.last = Some(now);
        screen.follow(now + Duration::from_millis(100));
        assert_eq!(screen.called(), "A walk", "a slow frame is no absence");
        screen.follow(now + Duration::from_secs(1));
        assert_eq!(screen.called(), "A walk (waits for the headset)");
    }
}
