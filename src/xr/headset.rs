//! The headset as the program sees it.

use std::sync::Arc;

use glam::Quat;
use openxr as xr;

use super::Hand;
use super::actions::{Actions, Buttons, HandState, Reading};
use super::backdrop::{self, Backdrop, Keeper};
use super::device::{self, Binding};
use super::error::XrError;
use super::frame::{Around, Eyes, Frames, Heartbeat, Timing};
use super::instance::{Discovery, Runtime};
use super::patience::Patience;
use super::session::{self, Demand, Life, Stage};
use super::space::{self, Floor, Followed, Head};
use super::swapchain::{Swapchain, VIEWS};
use crate::gpu::Gpu;
use crate::pose::Pose;

/// A headset with a session: its device, its pictures, its frames.
///
/// All functions belong to one thread, the one that submits to [`Headset::gpu`]'s queue.
pub struct Headset {
    // In this order they are dropped: what was made from something goes before it.
    swapchain: Swapchain,
    keeper: Keeper,
    actions: Actions,
    floor: Floor,
    view: xr::Space,
    frames: Frames,
    session: xr::Session<xr::Vulkan>,
    events: xr::EventDataBuffer,
    runtime: Runtime,
    gpu: Gpu,

    life: Life,
    worn: Option<bool>,
    head: Head,
    /// Whether tracking space has moved since the visitor's head was last followed in it.
    moved: bool,
    heartbeat: Arc<Heartbeat>,
}

impl Drop for Headset {
    /// To give all of it back takes calls to the headset's software, which may be frozen.
    fn drop(&mut self) {
        std::mem::forget(self.heartbeat.ask());
    }
}

/// How things stand with the headset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// How far the headset's software has let the program in.
    pub stage: Stage,
    /// Whether frames are wanted. If not, [`Headset::wait`] returns at once and the caller should sleep a little.
    pub running: bool,
    /// Whether the visitor sees what is drawn. If not, the visit should stand still.
    pub shown: bool,
    /// Whether somebody wears the headset; `None` for a headset that does not tell.
    pub worn: Option<bool>,
}

/// What the visitor does at the moment that a frame will be seen. All of it in tracking space: metres, y = 0 is the floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The head, between the eyes. Where the headset lost track, where it was last; `None` until it has been found in a frame that
    /// is shown.
    pub head: Option<Pose>,
    /// Whether the head was found just now. What is known of it from before, also from an earlier connection, was told in another
    /// tracking space.
    pub found: bool,
    /// Left and right hand or controller.
    pub hands: [HandState; 2],
    /// What was pressed since the frame before.
    pub buttons: Buttons,
    /// Whether the visitor recentred in the headset's own menu: tracking space has moved under them since the last frame that they saw.
    pub recentered: bool,
}

impl Headset {
    /// Opens the headset: instance, graphics device, session, pictures, controllers. Takes up to a few seconds.
    ///
    /// `application` is the name that the headset's software shows for this program.
    ///
    /// # Errors
    /// One sentence on what is missing; [`XrError::may_pass`] says whether to try again later.
    pub fn connect(application: &str) -> Result<Self, XrError> {
        let _patience = Patience::begin();
        let runtime = Runtime::find(application)?;
        let two_eyes = runtime
            .instance
            .enumerate_view_configurations(runtime.system)
            .map_err(XrError::refused("describe its headset"))?
            .contains(&VIEWS);
        if !two_eyes {
            return Err(XrError::Unfit { headset: runtime.discovery.headset, missing: "picture for each of two eyes" });
        }
        let blend = blend_mode(&runtime)?;
        let Binding { session: binding, gpu } = device::adopt(&runtime)?;

        // Whatever of the session lives longest, the device outlives it.
        let guard = Box::new(gpu.device.clone());
        // SAFETY: the handles are live, were made through this instance for this system, and the queue is used by this thread only.
        let session = unsafe { runtime.instance.create_session_with_guard::<xr::Vulkan>(runtime.system, &binding, guard) };
        let (session, waiter, stream) = session.map_err(XrError::refused("open a session"))?;

        let floor = Floor::new(&session, runtime.one_one || runtime.extensions.ext_local_floor)?;
        let view = session
            .create_reference_space(xr::ReferenceSpaceType::VIEW, xr::Posef::IDENTITY)
            .map_err(XrError::refused("follow the head"))?;
        let actions = Actions::new(&runtime, &session)?;
        let swapchain = Swapchain::new(&runtime, &session, &gpu)?;
        let [width, height] = swapchain.size;
        tracing::info!(adapter = gpu.info.name, width, height, format = ?swapchain.format, "headset opened");
        Ok(Self {
            swapchain,
            keeper: Keeper::start(&session, &gpu),
            actions,
            floor,
            view,
            frames: Frames::new(waiter, stream, blend),
            session,
            events: xr::EventDataBuffer::new(),
            runtime,
            gpu,
            life: Life::default(),
            worn: None,
            head: Head::default(),
            moved: false,
            heartbeat: Heartbeat::new(),
        })
    }

    /// The graphics device that the headset's pictures are drawn with. Everything made with it must be dropped before the next
    /// [`Headset::connect`], or that answers [`XrError::StillConnected`].
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// Whose headset it is.
    pub fn discovery(&self) -> &Discovery {
        &self.runtime.discovery
    }

    /// The colour format of the pictures: an 8-bit sRGB one.
    pub fn format(&self) -> wgpu::TextureFormat {
        self.swapchain.format
    }

    /// Width and height of the picture of one eye, pixels.
    pub fn size(&self) -> [u32; 2] {
        self.swapchain.size
    }

    /// A sign of life, for a watchdog on another thread.
    pub fn heartbeat(&self) -> Arc<Heartbeat> {
        Arc::clone(&self.heartbeat)
    }

    /// Takes in what happened, begins and ends the session as the headset's software wants it. Call it once before each frame, and
    /// some ten times a second while there are none. Never waits.
    ///
    /// # Errors
    /// [`XrError::Lost`] when headset or software went away.
    pub fn poll(&mut self) -> Result<Status, XrError> {
        let _asked = self.heartbeat.ask();
        let mut events = std::mem::take(&mut self.events);
        let outcome = self.take_in(&mut events);
        self.events = events;
        outcome?;
        Ok(Status { stage: self.life.stage, running: self.life.running, shown: self.life.shown(), worn: self.worn })
    }

    fn take_in(&mut self, events: &mut xr::EventDataBuffer) -> Result<(), XrError> {
        while let Some(event) = self.runtime.instance.poll_event(events).map_err(XrError::refused("say what happened"))? {
            match event {
                xr::Event::SessionStateChanged(change) => {
                    let demand = self.life.enter(change.state());
                    tracing::info!(state = ?change.state(), "headset");
                    self.obey(demand)?;
                }
                xr::Event::InstanceLossPending(_) => return Err(XrError::Lost),
                xr::Event::ReferenceSpaceChangePending(change) => self.floor.will_move(change.reference_space_type(), change.change_time()),
                xr::Event::UserPresenceChangedEXT(change) => self.worn = Some(change.is_user_present()),
                xr::Event::InteractionProfileChanged(_) => self.actions.note_controllers(&self.session),
                xr::Event::EventsLost(lost) => tracing::warn!(count = lost.lost_event_count(), "events of the headset were lost"),
                _ => {}
            }
        }
        Ok(())
    }

    fn obey(&mut self, demand: Option<Demand>) -> Result<(), XrError> {
        match demand {
            Some(Demand::Begin) => {
                self.session.begin(VIEWS).map_err(XrError::refused("begin the session"))?;
                self.frames.forget_time();
                self.ask_for_rate();
            }
            Some(Demand::End) => {
                self.session.end().map_err(XrError::refused("end the session"))?;
            }
            Some(Demand::GiveUp) => return Err(XrError::Lost),
            None => {}
        }
        Ok(())
    }

    /// Any rate will do in the end, so nothing here is an error.
    fn ask_for_rate(&self) {
        if !self.runtime.extensions.fb_display_refresh_rate {
            return;
        }
        let offered = self.session.enumerate_display_refresh_rates().unwrap_or_default();
        let Some(rate) = session::choose_rate(&offered) else { return };
        match self.session.request_display_refresh_rate(rate) {
            Ok(()) => tracing::info!(rate, "refresh rate asked for"),
            Err(error) => tracing::debug!(rate, "refresh rate refused: {error:?}"),
        }
    }

    /// Waits for the time to make the next frame; `None` at once while no frames are wanted. May block for as long as the
    /// headset's software is frozen, see [`Heartbeat`].
    ///
    /// # Errors
    /// [`XrError::Lost`] when headset or software went away.
    pub fn wait(&mut self) -> Result<Option<Timing>, XrError> {
        if !self.life.running {
            return Ok(None);
        }
        let _asked = self.heartbeat.ask();
        self.frames.wait(self.life.shown()).map(Some)
    }

    /// What the visitor does at the moment that the frame will be seen: for the step of the walk, before drawing.
    ///
    /// # Errors
    /// [`XrError::Lost`] when headset or software went away.
    pub fn moment(&mut self, timing: &Timing) -> Result<Moment, XrError> {
        let _asked = self.heartbeat.ask();
        let time = timing.display_time;
        self.moved |= self.floor.settle(&self.session, time)?;
        let location = self.view.locate(&self.floor.space, time).map_err(XrError::refused("say where the head is"))?;
        let turn_known = location.location_flags.contains(xr::SpaceLocationFlags::ORIENTATION_VALID);
        let place_known = location.location_flags.contains(xr::SpaceLocationFlags::POSITION_VALID);
        // Until somebody sees something the headset may lie on a table, or be carried about.
        let followed = if timing.shown { self.head.follow(location.pose, turn_known, place_known) } else { Followed::Not };
        // Who recentred before something else is told of it with the first head that is told in the moved space.
        let recentered = followed != Followed::Not && std::mem::take(&mut self.moved);
        let head = self.head.pose.unwrap_or_else(space::standing);
        let when = Reading { floor: &self.floor.space, time, head, seconds: timing.elapsed.as_secs_f32() };
        let (hands, buttons) = self.actions.read(&self.session, &when)?;
        Ok(Moment { head: self.head.pose, found: followed == Followed::Found, hands, buttons, recentered })
    }

    /// A place for `picture` (an equirectangular one, of one layer) where the headset's software draws it itself; `None` where it does not do
    /// that, or not with such pictures. It comes bit by bit: see [`Headset::fill`].
    pub fn backdrop(&self, picture: &wgpu::Texture) -> Option<Backdrop> {
        let _asked = self.heartbeat.ask();
        let can = self.runtime.extensions.khr_composition_layer_equirect2;
        (can && backdrop::takes(&self.session, picture, self.runtime.most)).then(|| Backdrop::begin(&self.keeper, picture))
    }

    /// Takes `backdrop` nearer to being whole, in a frame's small part of the way. `picture` is what it was begun with. Never waits.
    pub fn fill(&self, backdrop: &mut Backdrop, picture: &wgpu::Texture) {
        let _asked = self.heartbeat.ask();
        backdrop.fill(&self.keeper, &self.gpu, picture);
    }

    /// Draws and ends a frame. `draw` gets the eyes as they will be when the frame is seen, later and so truer than
    /// [`Headset::moment`]'s head, and must have submitted all of its work when it returns. It is not called for a frame that is
    /// not shown. Says whether it was.
    ///
    /// # Errors
    /// [`XrError::Lost`] when headset or software went away.
    ///
    /// With a whole panorama `behind`, which the headset's software draws turned so in tracking space, it is seen wherever the eyes' pictures
    /// are transparent; else all of them is seen as it is.
    pub fn render(&mut self, timing: Timing, behind: Option<(&Backdrop, Quat)>, draw: impl FnOnce(&Eyes<'_>)) -> Result<bool, XrError> {
        let mut asked = Some(self.heartbeat.ask());
        let around = Around { session: &self.session, gpu: &self.gpu, floor: &self.floor.space, behind };
        self.frames.render(timing, &around, &mut self.swapchain, |eyes| {
            // What drawing takes is this program's own affair.
            drop(asked.take());
            draw(eyes);
            asked = Some(self.heartbeat.ask());
        })
    }

    /// A short tick in a hand: something was chosen. Where nothing can tick, nothing happens.
    pub fn tick(&self, hand: Hand) {
        self.actions.tick(&self.session, hand);
    }

    /// Asks the headset's software to let the program go. Go on with frames until [`Headset::poll`] says [`Stage::Exiting`]; then
    /// drop the headset.
    ///
    /// # Errors
    /// [`XrError::Lost`] when headset or software went away.
    pub fn request_exit(&mut self) -> Result<(), XrError> {
        match self.session.request_exit() {
            // A session that has not begun has nothing to end.
            Err(xr::sys::Result::ERROR_SESSION_NOT_RUNNING) => {
                self.life.leave();
                Ok(())
            }
            answer => answer.map_err(XrError::refused("let the program go")),
        }
    }
}

/// Nothing of the room outside shall shine through, where the headset can do that.
fn blend_mode(runtime: &Runtime) -> Result<xr::EnvironmentBlendMode, XrError> {
    let modes =
        runtime.instance.enumerate_environment_blend_modes(runtime.system, VIEWS).map_err(XrError::refused("describe its headset"))?;
    let opaque = xr::EnvironmentBlendMode::OPAQUE;
    Ok(if modes.contains(&opaque) { opaque } else { modes.first().copied().unwrap_or(opaque) })
}
