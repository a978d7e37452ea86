//! How much of the graphics memory may be filled with what can be had again: pictures and models of places.

/// The most that is worth having on a card with memory of its own, bytes: two dozen pictures of 8192 x 4096 pixels. Nobody goes
/// back to more places than that at once.
const MOST_OWN: u64 = 4 << 30;
/// The most of memory that belongs to everybody, bytes: nine such pictures.
const MOST_SHARED: u64 = 1536 << 20;

/// The graphics memory at a moment, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// All that there is.
    pub whole: u64,
    /// How much more of it the driver grants this program; `None` where it does not tell.
    pub granted: Option<u64>,
    /// Whether the processor and all other programs live in it as well.
    pub is_shared: bool,
    /// What the system has free, of memory that is shared; `None` where it does not tell.
    pub system_free: Option<u64>,
}

impl Memory {
    /// How much places may take, of which they take `taken` now: three quarters of what is free or theirs, half of memory that is shared, and
    /// never more than is worth having. What is being decoded takes `decoding` of memory that is shared, and gives it back in a moment.
    pub fn for_places(&self, taken: u64, decoding: u64) -> u64 {
        let free = self.granted.into_iter().chain(self.system_free.filter(|_| self.is_shared)).min();
        let taken = if self.is_shared { taken.saturating_add(decoding) } else { taken };
        let room = free.map_or(self.whole, |free| free.saturating_add(taken).min(self.whole));
        if self.is_shared { (room / 2).min(MOST_SHARED) } else { (room / 4 * 3).min(MOST_OWN) }
    }
}

/// What the system has free, bytes, counting what it would give up at once.
pub(super) fn system_free() -> Option<u64> {
    available(&std::fs::read_to_string("/proc/meminfo").ok()?)
}

/// Reads Linux's table of memory.
fn available(table: &str) -> Option<u64> {
    let row = table.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    row.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::Gpu;

    const GB: u64 = 1 << 30;
    const OWN: Memory = Memory { whole: 8 * GB, granted: Some(4 * GB), is_shared: false, system_free: Some(GB) };
    const SHARED: Memory = Memory { whole: 16 * GB, granted: Some(8 * GB), is_shared: true, system_free: Some(2 * GB) };

    #[test]
    fn a_card_gives_three_quarters_of_what_is_free_on_it() {
        assert_eq!(OWN.for_places(0, 0), 3 * GB);
        assert_eq!(Memory { granted: Some(3 * GB), ..OWN }.for_places(GB, 0), 3 * GB, "what places take is theirs");
        assert_eq!(Memory { granted: Some(0), ..OWN }.for_places(GB, 0), GB / 4 * 3, "others want it: something goes");
        assert_eq!(Memory { whole: 2 * GB, granted: None, ..OWN }.for_places(GB, 0), 2 * GB / 4 * 3, "all that is known is its size");
        assert_eq!(Memory { granted: Some(80 * GB), whole: 80 * GB, ..OWN }.for_places(0, 0), MOST_OWN);
        assert_eq!(Memory { granted: Some(u64::MAX), ..OWN }.for_places(u64::MAX, 0), MOST_OWN, "whatever a driver says");
    }

    #[test]
    fn shared_memory_gives_half_of_what_the_system_has_free() {
        assert_eq!(SHARED.for_places(0, 0), GB);
        let decoding = Memory { system_free: Some(GB), ..SHARED };
        assert_eq!(decoding.for_places(0, GB), GB, "what is decoded gives it back");
        assert_eq!(OWN.for_places(0, GB), OWN.for_places(0, 0), "decoders do not live on the card");
        assert_eq!(Memory { granted: Some(GB), ..SHARED }.for_places(0, 0), GB / 2, "the driver grants less than that");
        assert_eq!(Memory { system_free: None, granted: Some(GB), ..SHARED }.for_places(0, 0), GB / 2);
        assert_eq!(Memory { system_free: None, granted: None, whole: 2 * GB, ..SHARED }.for_places(0, 0), GB);
        assert_eq!(Memory { system_free: Some(12 * GB), ..SHARED }.for_places(0, 0), MOST_SHARED);
    }

    #[test]
    fn the_system_tells_what_is_free() {
        let table = "MemTotal:       24683432 kB\nMemFree:         1000000 kB\nMemAvailable:   22908928 kB\n";
        assert_eq!(available(table), Some(22_908_928 * 1024));
        for broken in ["", "MemAvailable:", "MemAvailable: many kB", "MemAvailable: 3 MB", "MemAvailable: 99999999999999999999 kB"] {
            assert_eq!(available(broken), None, "{broken}");
        }
        #[cfg(target_os = "linux")]
        assert!(system_free().is_some_and(|free| free > 0));
    }

    #[test]
    fn a_real_device_tells_its_memory() {
        let gpu = Gpu::headless().unwrap();
        let memory = gpu.memory().unwrap();
        println!("{}: {memory:?}", gpu.info.name);
        assert!(memory.whole > 64 << 20, "{memory:?}");
        assert_eq!(memory.is_shared, gpu.info.device_type != wgpu::DeviceType::DiscreteGpu);
        assert!(memory.granted.is_none_or(|granted| granted <= memory.whole), "{memory:?}");
        assert!((64 << 20..=MOST_OWN).contains(&memory.for_places(0, 0)), "{memory:?}");
    }
}
