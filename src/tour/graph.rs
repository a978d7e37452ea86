//! How a tour's locations hang together.

use super::{Action, Location, LocationIndex, Tour};

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

/// Where a location's hotspots lead.
pub fn ways_out(location: &Location) -> impl Iterator<Item = LocationIndex> {
    location.hotspots.iter().filter_map(|hotspot| match hotspot.action {
        Action::Go { to, .. } => Some(to),
        Action::Story(_) | Action::Look { .. } => None,
    })
}
