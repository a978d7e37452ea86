//! How large the pictures of a model may be for all of them to be shown: reckoned before the first is decoded.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::error::Fault;
use super::picture::Meaning;

/// What a picture takes at one of its sizes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// It is then no wider or higher than this, pixels.
    pub max_size: u32,
    /// What it takes while it is decoded, bytes.
    pub working: u64,
    /// What it takes from then on, with its mip levels, bytes.
    pub kept: u64,
}

impl Step {
    /// What of it is free again once it is decoded, bytes.
    fn besides(self) -> u64 {
        self.working.saturating_sub(self.kept)
    }
}

/// A picture that is asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The document's image, and what it is used as.
    pub key: (usize, Meaning),
    /// Its sizes, the largest first; what is kept falls from each to the next. Never empty.
    pub steps: Vec<Step>,
    /// How often it is halved.
    pub halved: usize,
}

impl Wanted {
    /// What it takes at the size that was chosen.
    pub fn step(&self) -> Step {
        self.steps[self.halved]
    }

    fn can_be_halved(&self) -> bool {
        self.halved + 1 < self.steps.len()
    }
}

/// Halves the largest pictures again and again until all fit into `room` bytes, or until none can be halved. Puts first what takes much more
/// while it is decoded than it leaves behind, when little is kept yet. Gives a warning where that changed anything.
pub(super) fn fit(wanted: &mut Vec<Wanted>, room: u64) -> Option<Fault> {
    // For what is too large at any size nothing else has to make room.
    wanted.retain(|picture| picture.steps.iter().any(|step| step.working.max(step.kept) <= room));
    let whole = peak(wanted);
    for picture in wanted.iter_mut() {
        while picture.step().working > room && picture.can_be_halved() {
            picture.halved += 1;
        }
    }
    let mut largest: BinaryHeap<(u64, usize)> =
        wanted.iter().enumerate().filter(|(_, picture)| picture.can_be_halved()).map(|(nth, picture)| (picture.step().kept, nth)).collect();
    'fitting: loop {
        let mut over = peak(wanted).saturating_sub(room);
        if over == 0 {
            break;
        }
        while over > 0 {
            let Some((before, nth)) = largest.pop() else { break 'fitting };
            let picture = &mut wanted[nth];
            picture.halved += 1;
            over = over.saturating_sub(before.saturating_sub(picture.step().kept));
            if picture.can_be_halved() {
                largest.push((picture.step().kept, nth));
            }
        }
    }
    wanted.sort_by_key(|picture| Reverse(picture.step().besides()));
    let most = wanted.iter().map(|picture| picture.halved).max().filter(|most| *most > 0)?;
    let part = match most {
        1 => "half".to_owned(),
        2 => "a quarter of".to_owned(),
        more => format!("1/{} of", 1_u64 << more.min(63)),
    };
    let pictures = match wanted.len() {
        1 => "its picture takes".to_owned(),
        many => format!("its {many} pictures take"),
    };
    Some(Fault::LeftOut(format!(
        "{pictures} {} MiB where {} are there: the largest are shown at {part} their size; scale them down, or pack them as KTX2",
        whole >> 20,
        room >> 20
    )))
}

/// The most that is taken at any moment while they are decoded, in the order of [`fit`].
fn peak(wanted: &[Wanted]) -> u64 {
    let mut steps: Vec<Step> = wanted.iter().map(Wanted::step).collect();
    steps.sort_by_key(|step| Reverse(step.besides()));
    let mut held = 0_u64;
    let moments = steps.iter().map(|step| {
        let moment = held.saturating_add(step.working);
        held = held.saturating_add(step.kept);
        moment.max(held)
    });
    moments.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture that takes so much, and a quarter with each halving; twice as much while it is decoded.
    fn picture(image: usize, kept: u64, halvings: u32) -> Wanted {
        let step = |nth: u32| Step { max_size: 4096 >> nth, working: 2 * kept, kept: kept >> (2 * nth) };
        Wanted { key: (image, Meaning::Colors), steps: (0..=halvings).map(step).collect(), halved: 0 }
    }

    fn halved(wanted: &[Wanted]) -> Vec<(usize, usize)> {
        let mut halved: Vec<_> = wanted.iter().map(|picture| (picture.key.0, picture.halved)).collect();
        halved.sort();
        halved
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let mut wanted = vec![picture(0, 10 << 20, 5), picture(1, 40 << 20, 5)];
        assert!(fit(&mut wanted, 80 << 20).is_none());
        assert_eq!(halved(&wanted), [(0, 0), (1, 0)]);
        assert_eq!(wanted[0].key.0, 1, "what takes more while it is decoded comes when there is most room");
    }

    #[test]
    fn the_largest_make_room_for_all_and_it_is_said() {
        let mut wanted: Vec<_> =
            (0..10).map(|nth| picture(nth, 16 << 20, 5)).chain([picture(10, 64 << 20, 5), picture(11, 1 << 20, 5)]).collect();
        let told = fit(&mut wanted, 200 << 20).unwrap().to_string();
        assert!(told.contains("its 12 pictures take 240 MiB where 200 are there") && told.contains("at half their size"), "{told}");
        let halved = halved(&wanted);
        assert!(halved[10].1 == 1 && halved.iter().all(|(image, halved)| *image == 10 || *halved == 0), "{halved:?}");
        assert!(peak(&wanted) <= 200 << 20);
    }

    #[test]
    fn what_cannot_be_halved_stays_and_what_is_too_large_at_any_size_costs_nobody_anything() {
        let mut wanted = vec![picture(0, 60 << 20, 0), picture(1, 60 << 20, 4), picture(2, 500 << 20, 9)];
        let told = fit(&mut wanted, 130 << 20).unwrap().to_string();
        assert!(told.contains("its 2 pictures"), "{told}");
        assert_eq!(halved(&wanted), [(0, 0), (1, 2)], "{wanted:?}");
        let mut hopeless: Vec<_> = (0..9).map(|nth| picture(nth, 60 << 20, 0)).collect();
        fit(&mut hopeless, 130 << 20);
        assert_eq!(hopeless.len(), 9);
    }
}
