//! How a tour's locations hang together.

use super::{Action, Arrive, Hotspot, Location, LocationIndex, Tour};
use crate::pose::Angles;

/// Where the way out of a dead end hangs: straight ahead, this far below the eyes (degrees) and this far away (metres).
const WAY_BACK_PITCH: f32 = -25.0;
const WAY_BACK_DISTANCE: f32 = 2.5;

/// For each location, whether a visitor can get there from the start.
pub fn reachable(tour: &Tour) -> Vec<bool> {
    let mut reached = vec![false; tour.locations.len()];
    let mut to_visit = vec![tour.start];
    while let Some(LocationIndex(index)) = to_visit.pop() {
        let Some(location) = tour.locations.get(index).filter(|_| !reached[index]) else { continue };
        reached[index] = true;
        to_visit.extend(ways_out(location));
    }
    reached
}

/// Whether nothing leads out of a location of a tour that has others.
pub fn is_dead_end(tour: &Tour, index: usize) -> bool {
    tour.locations.len() > 1 && ways_out(&tour.locations[index]).all(|to| to.0 == index)
}

/// Gives each dead end a way back to the start: a mistake of the tour file must not hold a visitor.
pub fn open_dead_ends(tour: &mut Tour) {
    for index in 0..tour.locations.len() {
        if index == tour.start.0 || !is_dead_end(tour, index) {
            continue;
        }
        let location = &mut tour.locations[index];
        let towards = Angles { yaw: location.stand.yaw, pitch: WAY_BACK_PITCH }.direction();
        let action = Action::Go { to: tour.start, arrive: Arrive::Stand, says: None };
        location.hotspots.push(Hotspot { position: location.eyes() + towards * WAY_BACK_DISTANCE, action });
    }
}

/// Where a location's hotspots lead.
pub fn ways_out(location: &Location) -> impl Iterator<Item = LocationIndex> {
    location.hotspots.iter().filter_map(|hotspot| match hotspot.action {
        Action::Go { to, .. } => Some(to),
        Action::Story(_) | Action::Look { .. } => None,
    })
}
