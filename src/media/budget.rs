//! The memory that all decoders of the program share.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Memory that decoders take in turns.
///
/// Each sets aside all that it will need before it begins, in one go: nobody waits with something in hand, so that no two can wait
/// for each other.
#[derive(Debug)]
pub struct Budget {
    whole: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    taken: u64,
    /// Those who wait in line, by their number, the first in front.
    line: VecDeque<u64>,
    next: u64,
}

impl Budget {
    /// So many bytes.
    pub const fn new(whole: u64) -> Self {
        Self { whole, state: Mutex::new(State { taken: 0, line: VecDeque::new(), next: 0 }), changed: Condvar::new() }
    }

    /// All of it, bytes.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// What of it is taken at this moment, bytes.
    pub fn taken(&self) -> u64 {
        self.lock().taken
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What it holds is whole at every moment, whoever panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets `bytes` aside, at most [`Budget::whole`] of them, as soon as they are free: those who came first go first. What is small
    /// goes in between wherever there is room, so that no face waits behind a panorama.
    pub fn reserve(&'static self, bytes: u64) -> Reservation {
        let bytes = bytes.min(self.whole);
        let mut state = self.lock();
        let number = state.next;
        state.next += 1;
        let lines_up = bytes > self.whole / 8;
        if lines_up {
            state.line.push_back(number);
        }
        let mut state = self
            .changed
            .wait_while(state, |state| state.taken + bytes > self.whole || (lines_up && state.line.front() != Some(&number)))
            .unwrap_or_else(PoisonError::into_inner);
        if lines_up {
            state.line.pop_front();
        }
        state.taken += bytes;
        // Who is first now may find room as well.
        self.changed.notify_all();
        Reservation { budget: self, bytes }
    }
}

/// A part of a [`Budget`]; free again when it is dropped.
#[derive(Debug)]
pub struct Reservation {
    budget: &'static Budget,
    bytes: u64,
}

impl Reservation {
    /// How much it is, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Gives back all but `bytes`.
    pub fn shrink_to(&mut self, bytes: u64) {
        let kept = bytes.min(self.bytes);
        self.budget.lock().taken -= self.bytes - kept;
        self.bytes = kept;
        self.budget.changed.notify_all();
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.shrink_to(0);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn budget(whole: u64) -> &'static Budget {
        Box::leak(Box::new(Budget::new(whole)))
    }

    #[test]
    fn all_get_their_turn_and_never_is_more_taken_than_there_is() {
        let budget = budget(1000);
        let (taken, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for nth in 0..8_u64 {
                let (taken, most) = (&taken, &most);
                scope.spawn(move || {
                    for round in 0..50 {
                        let mut memory = budget.reserve([1000, 700, 90, 450][((nth + round) % 4) as usize]);
                        let now = taken.fetch_add(memory.bytes(), Ordering::SeqCst) + memory.bytes();
                        most.fetch_max(now, Ordering::SeqCst);
                        std::thread::yield_now();
                        // Counted back before it is free, so that nobody counts twice.
                        taken.fetch_sub(memory.bytes(), Ordering::SeqCst);
                        taken.fetch_add(memory.bytes() / 2, Ordering::SeqCst);
                        memory.shrink_to(memory.bytes() / 2);
                        taken.fetch_sub(memory.bytes(), Ordering::SeqCst);
                    }
                });
            }
        });
        assert!((700..=1000).contains(&most.into_inner()));
        assert_eq!(budget.lock().taken, 0, "everything was given back");
    }

    #[test]
    fn the_large_wait_in_line_and_the_small_go_in_between() {
        let budget = budget(1000);
        let held = budget.reserve(600);
        let (sender, order) = mpsc::channel();
        let wait_in_line = |bytes: u64| {
            let (sender, before) = (sender.clone(), budget.lock().line.len());
            std::thread::spawn(move || {
                let memory = budget.reserve(bytes);
                let _ = sender.send(memory.bytes());
            });
            while budget.lock().line.len() == before {
                std::thread::yield_now();
            }
        };
        wait_in_line(1000);
        wait_in_line(300);
        assert_eq!(budget.reserve(100).bytes(), 100);
        assert!(order.try_recv().is_err(), "there would be room for the 300, but the 1000 came first");
        drop(held);
        let next = || order.recv_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!([next(), next()], [1000, 300]);
    }

    #[test]
    fn no_more_than_all_of_it_can_be_asked_for() {
        let budget = budget(10);
        assert_eq!(budget.reserve(11).bytes(), 10);
    }
}
