//! Hands and buttons: OpenXR's actions, bound as `assets/bindings.toml` says.

use openxr as xr;

use super::bare_hand::BareHand;
use super::bindings::{self, Deed, Profile};
use super::error::XrError;
use super::instance::Runtime;
use super::trackers::Trackers;
use super::{Hand, space};
use crate::pose::{HandShape, Pose, Ray};

type Session = xr::Session<xr::Vulkan>;

/// What a hand, or the controller in it, points at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointing {
    /// Where it points, in tracking space.
    pub ray: Ray,
    /// Whether select was pressed since the last frame.
    pub select: bool,
}

/// A hand, or the controller in it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HandState {
    /// What it points at, if it can point now.
    pub pointing: Option<Pointing>,
    /// What is seen of it, in tracking space; nothing where it is not tracked.
    pub shape: Option<HandShape>,
}

/// Buttons that have nothing to do with where the hand points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buttons {
    /// Leave a story, close what is open.
    pub back: bool,
    /// Make the way the head points now straight ahead.
    pub recenter: bool,
    /// The next language.
    pub language: bool,
    /// A stick was pushed aside, to the left or to the right; once for each push.
    pub turn: Option<Hand>,
}

pub(super) struct Actions {
    set: xr::ActionSet,
    aim: xr::Action<xr::Posef>,
    grip: xr::Action<xr::Posef>,
    select: xr::Action<bool>,
    back: xr::Action<bool>,
    recenter: xr::Action<bool>,
    language: xr::Action<bool>,
    turn: xr::Action<f32>,
    haptic: xr::Action<xr::Haptic>,
    /// Left and right.
    hands: [HandSpace; 2],
    trackers: Trackers,
}

struct HandSpace {
    hand: Hand,
    path: xr::Path,
    aim: xr::Space,
    grip: xr::Space,
    /// Whether its buttons were this program's when they were last read.
    active: bool,
    /// Whether it holds a controller, as far as the runtime says.
    holds: bool,
    /// Whether its stick is pushed aside and has not come back since.
    pushed: bool,
    bare: BareHand,
}

/// When and by whom hands are read.
pub(super) struct Reading<'a> {
    pub floor: &'a xr::Space,
    pub time: xr::Time,
    /// Where the head is then; tracking space.
    pub head: Pose,
    /// Since the reading before.
    pub seconds: f32,
}

impl Actions {
    pub fn new(runtime: &Runtime, session: &Session) -> Result<Self, XrError> {
        let instance = &runtime.instance;
        let refused = || XrError::refused("set up the controllers");
        let paths = [
            instance.string_to_path(Hand::Left.path()).map_err(refused())?,
            instance.string_to_path(Hand::Right.path()).map_err(refused())?,
        ];
        // What staff reads in the settings of the headset's software, where each of these can be put on another button.
        let set = instance.create_action_set("walkthrough", "Walkthrough", 0).map_err(refused())?;
        let button = |name: &str, shown: &str| set.create_action::<bool>(name, shown, &paths).map_err(refused());
        let pose = |name: &str, shown: &str| set.create_action::<xr::Posef>(name, shown, &paths).map_err(refused());
        let (aim, grip) = (pose("aim", "Point")?, pose("grip", "Where it is held")?);
        let (select, back) = (button("select", "Choose")?, button("back", "Leave a story")?);
        let (recenter, language) = (button("recenter", "Face forward")?, button("language", "Next language")?);
        let turn = set.create_action::<f32>("turn", "Turn", &paths).map_err(refused())?;
        let haptic = set.create_action::<xr::Haptic>("haptic", "Tick when chosen", &paths).map_err(refused())?;
        let space = |action: &xr::Action<xr::Posef>, path| action.create_space(session, path, xr::Posef::IDENTITY).map_err(refused());
        let hand = |hand, path| {
            let (aim, grip) = (space(&aim, path)?, space(&grip, path)?);
            Ok(HandSpace { hand, path, aim, grip, active: false, holds: false, pushed: false, bare: BareHand::default() })
        };
        let hands = [hand(Hand::Left, paths[0])?, hand(Hand::Right, paths[1])?];
        let trackers = Trackers::new(runtime, session);

        let actions = Self { set, aim, grip, select, back, recenter, language, turn, haptic, hands, trackers };
        for profile in bindings::bundled() {
            let known = profile.extension.as_ref().is_none_or(|extension| runtime.has(extension, profile.core_in_1_1));
            if known {
                actions.suggest(instance, &profile);
            }
        }
        session.attach_action_sets(&[&actions.set]).map_err(refused())?;
        Ok(actions)
    }

    /// Suggests the bindings of one controller. Whatever of it the runtime refuses is left out, and the rest holds.
    fn suggest(&self, instance: &xr::Instance, profile: &Profile) {
        let Ok(path) = instance.string_to_path(&profile.path) else {
            tracing::debug!("{}: not a path for this runtime", profile.path);
            return;
        };
        let wanted: Vec<xr::Binding<'_>> =
            profile.bindings().iter().filter_map(|(deed, path)| Some(self.binding(*deed, instance.string_to_path(path).ok()?))).collect();
        let accepts = |bindings: &[xr::Binding<'_>]| instance.suggest_interaction_profile_bindings(path, bindings);
        let Err(first) = accepts(&wanted) else { return };
        // A suggestion replaces the one before it, so the way to find the bad one is to grow a good one.
        let mut kept = Vec::new();
        for binding in wanted.iter().copied() {
            kept.push(binding);
            if accepts(&kept).is_err() {
                kept.pop();
            }
        }
        if !kept.is_empty() && accepts(&kept).is_err() {
            kept.clear();
        }
        tracing::debug!("{}: {} of {} bindings accepted ({first:?})", profile.path, kept.len(), wanted.len());
    }

    fn binding(&self, deed: Deed, path: xr::Path) -> xr::Binding<'_> {
        match deed {
            Deed::Aim => xr::Binding::new(&self.aim, path),
            Deed::Grip => xr::Binding::new(&self.grip, path),
            Deed::Select => xr::Binding::new(&self.select, path),
            Deed::Back => xr::Binding::new(&self.back, path),
            Deed::Recenter => xr::Binding::new(&self.recenter, path),
            Deed::Turn => xr::Binding::new(&self.turn, path),
            Deed::Language => xr::Binding::new(&self.language, path),
            Deed::Haptic => xr::Binding::new(&self.haptic, path),
        }
    }

    /// What hands and buttons do at a time. Without focus, nothing: they belong to something else then.
    pub fn read(&mut self, session: &Session, when: &Reading<'_>) -> Result<([HandState; 2], Buttons), XrError> {
        let refused = || XrError::refused("read the controllers");
        session.sync_actions(&[xr::ActiveActionSet::new(&self.set)]).map_err(refused())?;
        let mut buttons = Buttons::default();
        let mut states = [HandState::default(); 2];
        for (hand, state) in self.hands.iter_mut().zip(&mut states) {
            // What is down when the hands come back, as from the headset's menu, was pressed for something else.
            let active = self.select.state(session, hand.path).map_err(refused())?.is_active;
            let was_active = std::mem::replace(&mut hand.active, active);
            let pressed = |action: &xr::Action<bool>| {
                let state = action.state(session, hand.path).map_err(refused())?;
                Ok(was_active && state.is_active && state.current_state && state.changed_since_last_sync)
            };
            buttons.back |= pressed(&self.back)?;
            buttons.recenter |= pressed(&self.recenter)?;
            buttons.language |= pressed(&self.language)?;
            let select = pressed(&self.select)?;
            let aside = self.turn.state(session, hand.path).map_err(refused())?;
            let aside = if aside.is_active { aside.current_state } else { 0.0 };
            // It counts as pushed until it is nearly back: a thumb trembles.
            let pushed = aside.abs() > if hand.pushed { RELEASED } else { PUSHED };
            if pushed && !std::mem::replace(&mut hand.pushed, pushed) && was_active {
                buttons.turn = Some(if aside < 0.0 { Hand::Left } else { Hand::Right });
            }
            hand.pushed = pushed;
            let place = |action: &xr::Action<xr::Posef>, space: &xr::Space| {
                if !action.is_active(session, hand.path).map_err(refused())? {
                    return Ok(None);
                }
                Ok(space::located(&space.locate(when.floor, when.time).map_err(refused())?))
            };
            // A controller whose battery is empty may go on being told where it was last; but its buttons are gone.
            let aim = if active { place(&self.aim, &hand.aim)? } else { None };
            let joints = self.trackers.locate(hand.hand, when.floor, when.time);
            let controller = match aim.filter(|_| hand.holds) {
                Some(aim) => Some(HandShape::Controller { grip: place(&self.grip, &hand.grip)?.unwrap_or(aim), aim }),
                None => None,
            };
            // A controller's own idea of the fingers around it is no bare hand.
            let bare = joints.filter(|_| controller.is_none());
            let pinched = hand.bare.follow(bare.as_ref().filter(|_| aim.is_none()), hand.hand, when.head, when.seconds);
            state.shape = controller.or(bare.map(HandShape::Bare));
            state.pointing = match aim {
                Some(aim) => Some(Pointing { ray: Ray { origin: aim.position, direction: aim.forward() }, select }),
                None => pinched.map(|(ray, select)| Pointing { ray, select }),
            };
        }
        Ok((states, buttons))
    }

    /// A short tick in one hand. That there is none to feel it is no error.
    pub fn tick(&self, session: &Session, hand: Hand) {
        let vibration = xr::HapticVibration::new()
            .duration(xr::Duration::from_nanos(TICK.as_nanos() as i64))
            .frequency(xr::sys::FREQUENCY_UNSPECIFIED)
            .amplitude(TICK_AMPLITUDE);
        if let Err(error) = self.haptic.apply_feedback(session, self.hands[hand as usize].path, &vibration) {
            tracing::debug!("no tick in the {hand:?} hand: {error:?}");
        }
    }

    /// Takes in and writes down which controllers are in use now.
    pub fn note_controllers(&mut self, session: &Session) {
        for hand in &mut self.hands {
            let instance = session.instance();
            let name = match session.current_interaction_profile(hand.path) {
                Ok(xr::Path::NULL) | Err(_) => "none".to_owned(),
                Ok(profile) => instance.path_to_string(profile).unwrap_or_else(|_| "unknown".to_owned()),
            };
            hand.holds = !matches!(name.as_str(), "none" | bindings::BARE_HANDS);
            let hand = instance.path_to_string(hand.path).unwrap_or_default();
            tracing::info!(hand, controller = name, "controller");
        }
    }
}

/// Long enough to be felt with any controller, short enough to be a tick.
const TICK: std::time::Duration = std::time::Duration::from_millis(30);
/// How far aside a stick counts as pushed, and as let go again, of 1.
const PUSHED: f32 = 0.7;
const RELEASED: f32 = 0.3;
/// Of 1, the strongest.
const TICK_AMPLITUDE: f32 = 0.6;
