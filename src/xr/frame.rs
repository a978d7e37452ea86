//! One frame: waited for, begun, drawn as late as possible, ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use glam::Quat;
use openxr as xr;

use super::backdrop::Backdrop;
use super::error::XrError;
use super::space;
use super::swapchain::{Picture, Swapchain, VIEWS};
use crate::gpu::Gpu;
use crate::pose::{Fov, Pose};

type Session = xr::Session<xr::Vulkan>;

/// A frame that has begun. Hand it to [`Headset::render`](super::Headset::render) in the end, whatever happened in between.
#[derive(Debug)]
#[must_use = "a frame that has begun must be ended by Headset::render"]
pub struct Timing {
    pub(super) display_time: xr::Time,
    /// By how much later than the frame before this one will be seen: the step for whatever moves. Zero for the first of a session.
    pub elapsed: Duration,
    /// Whether the visitor sees this frame. If not, [`Headset::render`](super::Headset::render) ends it without drawing.
    pub shown: bool,
}

/// From where an eye looks, and how far to each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// In tracking space: metres, y = 0 is the floor.
    pub pose: Pose,
    /// Tangents; seldom the same on both sides.
    pub fov: Fov,
}

/// What to draw and what into.
#[derive(Debug)]
pub struct Eyes<'a> {
    /// Left and right.
    pub views: [View; 2],
    /// Layer 0 is the left eye's.
    pub picture: &'a Picture,
}

/// Tells whether the headset's software answers, for a watchdog on another thread.
///
/// It may freeze, and with it the calls that wait for it, for as long as it likes; no error comes back and nothing can end the call
/// from outside. Whoever must not freeze along (a window, a console for staff) asks here.
#[derive(Debug)]
pub struct Heartbeat {
    start: Instant,
    /// When the call began that has not returned, milliseconds after `start`; [`NOTHING_ASKED`] between calls.
    asked: AtomicU64,
}

const NOTHING_ASKED: u64 = u64::MAX;

impl Heartbeat {
    /// One that nothing has been asked of yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), asked: AtomicU64::new(NOTHING_ASKED) })
    }

    /// From here on the headset's software is waited for, until what this returns is dropped.
    pub fn ask(self: &Arc<Self>) -> Asked {
        self.asked.store(self.start.elapsed().as_millis() as u64, Ordering::Relaxed);
        Asked(Arc::clone(self))
    }

    /// For how long a call to the headset's software has not returned; zero between calls, whatever else the program is busy with.
    /// A working headset stays below a second.
    pub fn silence(&self) -> Duration {
        match self.asked.load(Ordering::Relaxed) {
            NOTHING_ASKED => Duration::ZERO,
            asked => self.start.elapsed().saturating_sub(Duration::from_millis(asked)),
        }
    }
}

/// A call to the headset's software that has not returned.
#[derive(Debug)]
pub struct Asked(Arc<Heartbeat>);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.asked.store(NOTHING_ASKED, Ordering::Relaxed);
    }
}

/// The frame loop's own part of a session.
pub(super) struct Frames {
    waiter: xr::FrameWaiter,
    stream: xr::FrameStream<xr::Vulkan>,
    blend: xr::EnvironmentBlendMode,
    /// When the frame before will be seen.
    previous: Option<xr::Time>,
    /// The last views that the runtime knew, for when it loses track of the head.
    views: Option<[View; 2]>,
}

/// What a frame is drawn in.
pub(super) struct Around<'a> {
    pub session: &'a Session,
    pub gpu: &'a Gpu,
    /// Tracking space.
    pub floor: &'a xr::Space,
    /// What the compositor draws behind it, and the turn that leads from there into tracking space.
    pub behind: Option<(&'a Backdrop, Quat)>,
}

impl Frames {
    pub fn new(waiter: xr::FrameWaiter, stream: xr::FrameStream<xr::Vulkan>, blend: xr::EnvironmentBlendMode) -> Self {
        Self { waiter, stream, blend, previous: None, views: None }
    }

    /// No time goes by for a headset that sleeps: the next frame is the first.
    pub fn forget_time(&mut self) {
        self.previous = None;
    }

    /// Waits for the time to make the next frame, and begins it.
    pub fn wait(&mut self, visible: bool) -> Result<Timing, XrError> {
        let state = self.waiter.wait().map_err(XrError::refused("wait for a frame"))?;
        // Begun at once, not when drawing starts: should the program give a frame up, the next wait would never return.
        self.stream.begin().map_err(XrError::refused("begin a frame"))?;
        let time = state.predicted_display_time;
        let elapsed = self.previous.map_or(0, |previous| (time - previous).as_nanos());
        self.previous = Some(time);
        Ok(Timing { display_time: time, elapsed: nanos(elapsed), shown: state.should_render && visible })
    }

    /// Draws and ends a frame. Says whether it was drawn.
    pub fn render(
        &mut self,
        timing: Timing,
        around: &Around<'_>,
        swapchain: &mut Swapchain,
        draw: impl FnOnce(&Eyes<'_>),
    ) -> Result<bool, XrError> {
        if !timing.shown {
            return self.end(timing.display_time, &[]).map(|()| false);
        }
        let (picture, floor) = (swapchain.acquire()?, around.floor);
        // As late as can be: what is predicted now is nearest to where the head will be.
        let Some(views) = locate(around.session, floor, timing.display_time, self.views)? else {
            // The eyes have no angles: there is nothing to draw.
            swapchain.release()?;
            return self.end(timing.display_time, &[]).map(|()| false);
        };
        self.views = Some(views);
        draw(&Eyes { views, picture: &picture });
        hand_back(around.gpu, &picture);
        swapchain.release()?;

        let layers = [0, 1].map(|eye| {
            xr::CompositionLayerProjectionView::new()
                .pose(space::posef(views[eye].pose))
                .fov(space::fovf(views[eye].fov))
                .sub_image(swapchain.layer(eye))
        });
        let projection = xr::CompositionLayerProjection::new().space(floor).views(&layers);
        match around.behind.and_then(|(backdrop, orientation)| backdrop.layer(floor, orientation)) {
            Some(behind) => {
                // Its colours are multiplied by how much they cover, as OpenXR takes them to be.
                let before = projection.layer_flags(xr::CompositionLayerFlags::BLEND_TEXTURE_SOURCE_ALPHA);
                self.end(timing.display_time, &[&behind, &before])
            }
            None => self.end(timing.display_time, &[&projection]),
        }
        .map(|()| true)
    }

    fn end(&mut self, time: xr::Time, layers: &[&xr::CompositionLayerBase<'_, xr::Vulkan>]) -> Result<(), XrError> {
        self.stream.end(time, self.blend, layers).map_err(XrError::refused("show a frame"))
    }
}

/// Both eyes; `None` where the runtime gives no angles to draw them with.
fn locate(session: &Session, floor: &xr::Space, time: xr::Time, before: Option<[View; 2]>) -> Result<Option<[View; 2]>, XrError> {
    let (flags, views) = session.locate_views(VIEWS, time, floor).map_err(XrError::refused("say where the eyes are"))?;
    let turn_known = flags.contains(xr::ViewStateFlags::ORIENTATION_VALID);
    let place_known = flags.contains(xr::ViewStateFlags::POSITION_VALID);
    let [left, right] = views.as_slice() else { return Ok(before) };
    let eyes = before.map_or_else(space::standing_eyes, |before| before.map(|view| view.pose));
    let [left_eye, right_eye] = space::followed_eyes([left.pose, right.pose], turn_known, place_known, eyes);
    let view = |raw: &xr::View, pose| Some(View { pose, fov: space::fov(raw.fov)? });
    Ok(view(left, left_eye).zip(view(right, right_eye)).map(|(left, right)| [left, right]).or(before))
}

/// Brings a picture back into the state that the compositor reads it in, should something else have been done than drawing into it.
fn hand_back(gpu: &Gpu, picture: &Picture) {
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("hand back to the headset") });
    let state = wgpu::TextureUses::COLOR_TARGET;
    let back = wgpu::wgt::TextureTransition { texture: &picture.texture, selector: None, state };
    encoder.transition_resources(std::iter::empty(), std::iter::once(back));
    gpu.queue.submit([encoder.finish()]);
}

fn nanos(count: i64) -> Duration {
    Duration::from_nanos(u64::try_from(count).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_call_that_does_not_return_is_silence() {
        let heartbeat = Heartbeat::new();
        let nap = || std::thread::sleep(Duration::from_millis(20));
        nap();
        assert_eq!(heartbeat.silence(), Duration::ZERO, "nothing was asked");
        let asked = heartbeat.ask();
        nap();
        assert!(heartbeat.silence() > Duration::from_millis(10));
        drop(asked);
        assert_eq!(heartbeat.silence(), Duration::ZERO);
    }

    #[test]
    fn time_never_runs_backwards() {
        assert_eq!(nanos(-5), Duration::ZERO);
        assert_eq!(nanos(11_111_111), Duration::from_nanos(11_111_111));
    }
}
