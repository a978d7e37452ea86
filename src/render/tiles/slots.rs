//! Which tile lies in which place of the GPU's memory: who was not seen for longest makes way.

use std::collections::HashMap;

/// A tile by its number among a pyramid's, see [`super::choice::Numbers`].
pub type Number = u32;

/// A tile of one of several panoramas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tiled {
    pub panorama: u32,
    pub number: Number,
}

/// So many places.
#[derive(Debug)]
pub struct Slots {
    places: HashMap<Tiled, u32>,
    /// Who lies in each, and when it was last seen.
    held: Vec<(Tiled, u64)>,
    capacity: u32,
}

impl Slots {
    /// All of them free.
    pub fn new(capacity: u32) -> Self {
        Self { places: HashMap::new(), held: Vec::new(), capacity }
    }

    /// How many there are.
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// Where a tile lies.
    pub fn place(&self, tile: Tiled) -> Option<u32> {
        self.places.get(&tile).copied()
    }

    /// All tiles that are there.
    pub fn tiles(&self) -> impl Iterator<Item = Tiled> {
        self.held.iter().map(|(tile, _)| *tile)
    }

    /// Notes that a tile is seen at `time`, which grows from frame to frame. Whether it is there.
    pub fn see(&mut self, tile: Tiled, time: u64) -> bool {
        let Some(place) = self.places.get(&tile) else { return false };
        self.held[*place as usize].1 = time;
        true
    }

    /// Finds a place for a tile that was not there: a free one, else that of whichever was not seen for longest, which is let go. `None`
    /// where all are seen at that time or later.
    pub fn take(&mut self, tile: Tiled, time: u64) -> Option<(u32, Option<Tiled>)> {
        let (place, let_go) = if (self.held.len() as u32) < self.capacity {
            self.held.push((tile, time));
            (self.held.len() as u32 - 1, None)
        } else {
            let (place, (oldest, seen)) = self.held.iter().enumerate().min_by_key(|(_, (_, seen))| *seen)?;
            if *seen >= time {
                return None;
            }
            let (place, oldest) = (place as u32, *oldest);
            self.places.remove(&oldest);
            self.held[place as usize] = (tile, time);
            (place, Some(oldest))
        };
        self.places.insert(tile, place);
        Some((place, let_go))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against the plainest way of keeping count.
        #[test]
        fn never_more_than_there_is_room_for_and_the_least_recently_seen_goes(
            capacity in 1_u32..6,
            frames in prop::collection::vec(prop::collection::vec(0_u32..12, 0..8), 1..60),
        ) {
            let mut slots = Slots::new(capacity);
            let mut last_seen: HashMap<Tiled, u64> = HashMap::new();
            for (frame, seen) in (1_u64..).zip(frames) {
                for number in seen {
                    // Of two panoramas.
                    let tile = Tiled { panorama: number % 2, number };
                    if slots.see(tile, frame) {
                        prop_assert!(last_seen.insert(tile, frame).is_some());
                        continue;
                    }
                    let oldest = last_seen.values().copied().min().unwrap_or(0);
                    match slots.take(tile, frame) {
                        Some((_, Some(let_go))) => {
                            prop_assert!(oldest < frame, "what is seen now was let go");
                            prop_assert_eq!(last_seen.remove(&let_go), Some(oldest));
                        }
                        Some((_, None)) => prop_assert!((last_seen.len() as u32) < capacity),
                        None => {
                            prop_assert!(oldest == frame, "what is not seen now was kept");
                            continue;
                        }
                    }
                    last_seen.insert(tile, frame);
                }
                prop_assert!(slots.tiles().count() <= capacity as usize);
                let places: HashSet<u32> = last_seen.keys().map(|tile| slots.place(*tile).unwrap()).collect();
                prop_assert!(places.len() == last_seen.len() && places.iter().all(|place| *place < capacity));
            }
        }
    }
}
