//! A visit in the headset. The runtime may go and come back; the visit waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::backdrops::Backdrops;
use super::console::say;
use super::mirror::Mirror;
use super::{Visit, VisitOptions};
use crate::pose::{HandShape, heading};
use crate::render::{self, Renderer, View};
use crate::sound::HeadsetSound;
use crate::tour::Tour;
use crate::walk::{Command, Event, Input, Pointer, Way};
use crate::xr::{Hand, Headset, Heartbeat, RECONNECT_EVERY, Stage, Timing, XrError};

/// How the program calls itself in the headset's menus.
const NAME: &str = "Indenfor";
/// How long to sleep while the headset wants no frames.
const IDLE: Duration = Duration::from_millis(20);
/// What a shell makes of a program that Ctrl-C ended.
const ENDED_BY_FORCE: i32 = 130;
/// Who holds controllers but has done nothing with them for so long, seconds, chooses by looking as well: they may lie on a table.
const IDLE_HANDS: f32 = 10.0;
/// A frozen runtime is spoken of after this long.
const FROZEN: Duration = Duration::from_secs(5);
const LOOK_FOR_FREEZES_EVERY: Duration = Duration::from_millis(500);

/// Finds the headset and opens it.
///
/// # Errors
/// One sentence on what is missing.
pub fn connect() -> Result<Headset, XrError> {
    Headset::connect(NAME)
}

/// Not by `exit` alone: what libraries tidy up then may wait for the frozen software as well.
fn end_at_once() -> ! {
    #[cfg(not(windows))]
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::exit(ENDED_BY_FORCE)
}

/// Walks `tour` in `headset` until the headset's menu, the mirror window or Ctrl-C ends it.
///
/// # Errors
/// Where events cannot be written down, or where the headset answers something that waiting cannot mend.
pub fn run(headset: Headset, tour: Arc<Tour>, options: &VisitOptions) -> anyhow::Result<()> {
    let asked_to_end = Arc::new(AtomicBool::new(false));
    let flag = asked_to_end.clone();
    let handler = move || {
        // Asked twice, wait for nothing.
        if flag.swap(true, Ordering::SeqCst) {
            end_at_once();
        }
    };
    ctrlc::set_handler(handler).context("Ctrl-C cannot be listened for")?;
    let mut mirror = Mirror::open(&tour.title.in_language(&tour.languages[0]).clone());
    let found = headset.discovery();
    let sound = HeadsetSound { device: found.sound.clone(), name: found.headset.clone() };
    let mut visit = Visit::with_sound(tour, &VisitOptions { headset: Some(sound), ..options.clone() })?;
    // The headset may lie on a table, or show something else: nobody is greeted before they see who greets.
    visit.command(Command::Pause);
    let mut connected = Some(headset);
    while let Some(headset) = connected {
        match Session::begin(headset, &visit, options).run(&mut visit, &mut mirror, &asked_to_end) {
            Ok(()) => return Ok(()),
            Err(error) if error.may_pass() => {
                tracing::info!("the headset went away: {error}");
                say(format_args!("The headset went away ({error}); the visit waits for it."));
            }
            Err(error) => return Err(error.into()),
        }
        mirror.forget_gpu();
        visit.command(Command::Pause);
        connected = reconnect(&mut visit, &mut mirror, &asked_to_end);
    }
    Ok(())
}

/// Tries again and again; `None` when the program was asked to end.
fn reconnect(visit: &mut Visit, mirror: &mut Mirror, asked_to_end: &Arc<AtomicBool>) -> Option<Headset> {
    let connecting = Heartbeat::new();
    // That software which is only just starting takes its time is told elsewhere.
    watch_for_freezes(&connecting, Arc::clone(asked_to_end), |_| {});
    loop {
        let next = Instant::now() + RECONNECT_EVERY;
        while Instant::now() < next {
            let window = mirror.pump();
            if window.quit || asked_to_end.load(Ordering::SeqCst) {
                return None;
            }
            visit.louder(window.louder);
            window.commands.into_iter().for_each(|command| visit.command(command));
            std::thread::sleep(IDLE);
        }
        // What is asked first thing is not answered by software that hangs; nor can that be given up.
        let asked = connecting.ask();
        let found = connect();
        drop(asked);
        if asked_to_end.load(Ordering::SeqCst) {
            return None;
        }
        match found {
            Ok(headset) => {
                say(format_args!("The headset is back; the visit goes on."));
                return Some(headset);
            }
            // There was a headset. Some runtimes even take back their registration while they are away.
            Err(error) => tracing::debug!("not yet: {error}"),
        }
    }
}

/// From one connection to its loss. Whatever was made with the headset's device goes before the headset.
struct Session {
    renderer: Renderer,
    input: Input,
    /// Whether a stick turns the visitor.
    snap_turn: bool,
    paused: bool,
    leaving: bool,
    /// For how long nobody has pointed with a controller or pressed select, seconds.
    idle_hands: f32,
    /// Where the headset's software draws panoramas.
    backdrops: Option<Backdrops>,
    headset: Headset,
}

impl Session {
    fn begin(headset: Headset, visit: &Visit, options: &VisitOptions) -> Self {
        let gpu = headset.gpu().clone();
        let layout = render::two_views_layout(&gpu, headset.format()).affordable(&gpu);
        let found = headset.discovery();
        tracing::info!(runtime = found.runtime, headset = found.headset, ?layout, "headset opened");
        let renderer = Renderer::from(gpu, layout, visit.tour.clone(), visit.awaited());
        let input = Input { head: visit.head(), ..Input::default() };
        let backdrops = options.by_compositor.then(Backdrops::default);
        let snap_turn = options.snap_turn;
        Self { renderer, headset, backdrops, input, snap_turn, paused: true, leaving: false, idle_hands: f32::INFINITY }
    }

    /// Frame after frame, until the headset lets go.
    fn run(mut self, visit: &mut Visit, mirror: &mut Mirror, asked_to_end: &Arc<AtomicBool>) -> Result<(), XrError> {
        watch_for_freezes(&self.headset.heartbeat(), Arc::clone(asked_to_end), tell_of_freeze);
        let tour = Arc::clone(&visit.tour);
        loop {
            let window = mirror.pump();
            // Whatever becomes of this connection, it stays asked.
            asked_to_end.fetch_or(window.quit, Ordering::SeqCst);
            if asked_to_end.load(Ordering::SeqCst) && !std::mem::replace(&mut self.leaving, true) {
                self.headset.request_exit()?;
            }
            visit.louder(window.louder);
            let status = self.headset.poll()?;
            if status.stage == Stage::Exiting {
                return Ok(());
            }
            // What nobody sees stands still.
            if status.shown == self.paused {
                self.paused = !status.shown;
                visit.command(if self.paused { Command::Pause } else { Command::Resume });
            }
            let Some(timing) = self.headset.wait()? else {
                // Just when nobody wears the headset, whoever stands by makes it ready for the next.
                visit.wait(window.commands, status.worn, IDLE.as_secs_f32());
                std::thread::sleep(IDLE);
                continue;
            };
            self.input.worn = status.worn;
            self.input.commands.clear();
            self.input.commands.extend(window.commands);
            let hands = self.take_in(&timing, status.stage)?;
            let moment = visit.step(&mut self.input, &mut self.renderer, timing.elapsed.as_secs_f32());
            if moment.events.iter().any(|event| matches!(event, Event::Chosen { by: Way::Ray, .. })) {
                for hand in hands.into_iter().flatten() {
                    self.headset.tick(hand);
                }
            }
            let holds = moment.scene.hands.iter().flatten().any(|hand| matches!(hand, HandShape::Controller { .. }));
            if holds && moment.scene.pointers.iter().any(|pointer| pointer.hit) {
                self.idle_hands = 0.0;
            }
            if self.input.retracked {
                let (scene, locations) = (moment.scene, &tour.locations);
                let (location, heading) = (&locations[scene.location.0].id, heading(scene.head.orientation));
                tracing::info!(location, heading, "the head was found");
            }
            let (scene, renderer) = (moment.scene, &mut self.renderer);
            let gpu = self.headset.gpu().clone();
            let behind = match &mut self.backdrops {
                Some(backdrops) => backdrops.follow(&self.headset, renderer, scene),
                None => None,
            };
            renderer.see_through(behind.is_some());
            let seen = behind.as_ref().map(|behind| (behind.backdrop, behind.orientation));
            self.headset.render(timing, seen, |eyes| {
                let views = eyes.views.map(|view| View { pose: scene.placement.pose(view.pose), fov: view.fov });
                renderer.draw(scene, &views, &eyes.picture.texture);
                mirror.show(
                    &gpu,
                    eyes.picture,
                    behind.as_ref().map(|behind| render::Behind { panorama: &behind.panorama, view: &views[0] }),
                );
            })?;
            if gpu.is_lost() {
                return Err(XrError::Graphics { reason: "it was lost in the middle of a visit".into() });
            }
        }
    }

    /// Turns what the visitor does into input. Says which hands pressed select.
    fn take_in(&mut self, timing: &Timing, stage: Stage) -> Result<[Option<Hand>; 2], XrError> {
        let moment = self.headset.moment(timing)?;
        let Input { head, retracked, pointers, hands, dwell, commands, .. } = &mut self.input;
        *head = moment.head.unwrap_or(*head);
        *retracked = moment.found;
        // Who has nothing to point with, or does not, chooses by looking. Bare hands are always there: they count from their first pinch on.
        let held =
            |hands: &[Option<HandShape>; 2]| hands.iter().flatten().filter(|hand| matches!(hand, HandShape::Controller { .. })).count();
        let shapes = moment.hands.map(|hand| hand.shape);
        let (before, now) = (held(hands), held(&shapes));
        *hands = shapes;
        let pointing = moment.hands.map(|hand| hand.pointing);
        let pressed_now = pointing.iter().flatten().any(|hand| hand.select);
        self.idle_hands = if pressed_now || now > before {
            0.0
        } else if now == 0 && before > 0 {
            // Whose last controller is gone means nothing by the hand that is seen instead.
            f32::INFINITY
        } else {
            self.idle_hands + timing.elapsed.as_secs_f32()
        };
        // Nobody looks at the visit while the headset's own menu is open in front of it.
        *dwell = stage == Stage::Focused && (pointing.iter().all(Option::is_none) || self.idle_hands > IDLE_HANDS);
        pointers.clear();
        pointers.extend(pointing.iter().flatten().map(|hand| Pointer { ray: hand.ray, select: hand.select, visible: true }));
        let buttons = moment.buttons;
        let asked = [
            (buttons.back, Command::Back),
            (buttons.recenter || moment.recentered, Command::Recenter),
            (buttons.language, Command::NextLanguage),
            (self.snap_turn && buttons.turn == Some(Hand::Left), Command::TurnLeft),
            (self.snap_turn && buttons.turn == Some(Hand::Right), Command::TurnRight),
        ];
        commands.extend(asked.into_iter().filter_map(|(pressed, command)| pressed.then_some(command)));
        let pressed = |hand: Hand| pointing[hand as usize].is_some_and(|pointing| pointing.select).then_some(hand);
        Ok([pressed(Hand::Left), pressed(Hand::Right)])
    }
}

/// Says that the headset's software is frozen, or no longer.
fn tell_of_freeze(frozen: bool) {
    match frozen {
        true => tracing::error!(
            "the headset's software does not answer, and until it does the picture in the headset and in this program's window \
             stands still; end it and start it again, the visit then goes on (to end the visit instead, press Ctrl-C here)"
        ),
        false => tracing::warn!("the headset's software answers again; the visit goes on"),
    }
}

/// A frozen runtime holds this program where it waits for it, and nothing can end that wait; a thread of its own can `tell` of it, and end
/// the program when that is asked.
fn watch_for_freezes(heartbeat: &Arc<Heartbeat>, asked_to_end: Arc<AtomicBool>, tell: impl Fn(bool) + Send + 'static) {
    let heartbeat = Arc::downgrade(heartbeat);
    let watching = std::thread::Builder::new().name("headset watch".into()).spawn(move || {
        let mut told = false;
        loop {
            std::thread::sleep(LOOK_FOR_FREEZES_EVERY);
            let Some(heartbeat) = heartbeat.upgrade() else { break };
            let frozen = heartbeat.silence() > FROZEN;
            if frozen && asked_to_end.load(Ordering::SeqCst) {
                end_at_once();
            }
            if std::mem::replace(&mut told, frozen) != frozen {
                tell(frozen);
            }
        }
    });
    if let Err(error) = watching {
        tracing::warn!("nobody watches for a frozen headset: {error}");
    }
}
