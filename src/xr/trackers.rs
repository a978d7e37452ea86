//! Bare hands: where their joints are, for headsets that see them.

use openxr as xr;

use super::instance::Runtime;
use super::{Hand, space};
use crate::pose::hand::{JOINTS, Joints};

type Session = xr::Session<xr::Vulkan>;

/// What follows the two hands, as far as the headset can.
pub(super) struct Trackers([Option<xr::HandTracker>; 2]);

impl Trackers {
    /// That a headset sees no hands is no error.
    pub fn new(runtime: &Runtime, session: &Session) -> Self {
        if !runtime.extensions.ext_hand_tracking {
            return Self([None, None]);
        }
        let tracker = |hand| match session.create_hand_tracker(hand) {
            Ok(tracker) => Some(tracker),
            // Software that knows of hands, with a headset that does not.
            Err(error) => {
                tracing::info!("bare hands are not seen: {error:?}");
                None
            }
        };
        Self([tracker(xr::Hand::LEFT), tracker(xr::Hand::RIGHT)])
    }

    /// Where the joints of a hand are, if all of them are known.
    pub fn locate(&self, hand: Hand, floor: &xr::Space, time: xr::Time) -> Option<Joints> {
        let tracker = self.0[hand as usize].as_ref()?;
        // A hand that cannot be had just now is one that is not seen.
        let located = floor.locate_hand_joints(tracker, time).ok()??;
        let mut joints = Joints::default();
        debug_assert_eq!(located.len(), JOINTS);
        for (joint, located) in joints.iter_mut().zip(&located) {
            let known = located.location_flags.contains(xr::SpaceLocationFlags::POSITION_VALID);
            *joint = space::point(located.pose.position).filter(|_| known)?;
        }
        Some(joints)
    }
}
