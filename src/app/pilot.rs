//! Walks a tour by itself: for a storyboard, and to measure by.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::pose::Ray;
use crate::tour::{Action, LocationIndex, Tour};
use crate::walk::{Pointer, Scene};

/// Knows where it has been, and which way leads on.
#[derive(Debug)]
pub(super) struct Pilot {
    tour: Arc<Tour>,
    seen: Vec<bool>,
}

impl Pilot {
    pub fn new(tour: Arc<Tour>) -> Self {
        Self { seen: vec![false; tour.locations.len()], tour }
    }

    /// Takes note of where the visitor is. True the first time.
    pub fn arrived(&mut self, at: LocationIndex) -> bool {
        self.seen.get_mut(at.0).is_some_and(|seen| !std::mem::replace(seen, true))
    }

    /// The locations that were not seen, by name.
    pub fn unseen(&self) -> impl Iterator<Item = &str> {
        self.tour.locations.iter().zip(&self.seen).filter(|(_, seen)| !**seen).map(|(location, _)| location.id.as_str())
    }

    /// The hotspot in `here` that leads the shortest way to a location that was not seen; `None` when all that can be reached were.
    pub fn way_on(&self, here: LocationIndex) -> Option<usize> {
        way(&self.tour, here, |at| !self.seen[at.0])
    }

    /// The first story that is told in `here`, as a hotspot.
    pub fn story(&self, here: LocationIndex) -> Option<usize> {
        let location = self.tour.locations.get(here.0)?;
        location.hotspots.iter().position(|hotspot| matches!(hotspot.action, Action::Story(_)))
    }
}

/// The hotspot in `here` that leads the shortest way to a location that is `wanted`; `None` where none can be reached, or it is here.
pub(super) fn way(tour: &Tour, here: LocationIndex, wanted: impl Fn(LocationIndex) -> bool) -> Option<usize> {
    let mut reached = vec![false; tour.locations.len()];
    let mut queue = VecDeque::from([(here, None)]);
    while let Some((at, first)) = queue.pop_front() {
        let Some(location) = tour.locations.get(at.0) else { continue };
        if std::mem::replace(&mut reached[at.0], true) {
            continue;
        }
        if wanted(at) {
            return first;
        }
        for (nth, hotspot) in location.hotspots.iter().enumerate() {
            if let Action::Go { to, .. } = hotspot.action {
                queue.push_back((to, first.or(Some(nth))));
            }
        }
    }
    None
}

/// Points at a hotspot from the head and presses select.
pub(super) fn choose(scene: &Scene, hotspot: usize) -> Option<Pointer> {
    let marker = scene.markers.iter().find(|marker| marker.hotspot == hotspot)?;
    let origin = scene.placement.inverse().point(scene.head.position);
    let target = scene.placement.inverse().point(marker.position);
    let direction = (target - origin).try_normalize()?;
    Some(Pointer { ray: Ray { origin, direction }, select: true, visible: false })
}
