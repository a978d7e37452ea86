//! What both ears get of a whole field of sound: what comes from everywhere, and what of it from the right, from above, from behind.

use std::sync::Arc;

use super::hrtf::{ByRate, floats, resampled, u32_of};

/// See `assets/hrtf/README.md` for its origin and form.
const BAKED: &[u8] = include_bytes!("../../assets/hrtf/field.hrtf");
/// How long a filter is, samples.
pub(super) const TAPS: usize = 192;
/// The sets for the sample rates that were asked for.
static SETS: ByRate<Field> = ByRate::new();

/// Filters for a field of the first order around a head, at one sample rate. A head is as wide to the right as to the left: what the left
/// ear gets of a field, the right ear gets of its mirror image.
pub(super) struct Field {
    /// What the left ear gets of what comes from everywhere, from the right, from above and from behind; backwards.
    pub left: [[f32; TAPS]; 4],
}

impl Field {
    /// The set for a sample rate in Hz. `None` if the program is damaged.
    pub fn at(rate: u32) -> Option<Arc<Self>> {
        SETS.at(rate, || Self::read(BAKED, rate))
    }

    fn read(file: &[u8], rate: u32) -> Option<Self> {
        let mut file = file.strip_prefix(b"FELD")?;
        let [baked_rate, taps] = [u32_of(&mut file)?, u32_of(&mut file)?];
        let taps = (taps as usize == TAPS).then(|| floats(&mut file, 4 * TAPS))??;
        let mut left = [[0.0; TAPS]; 4];
        for (filter, baked) in left.iter_mut().zip(taps.chunks_exact(TAPS)) {
            *filter = resampled(baked, baked_rate, rate);
            filter.reverse();
        }
        Some(Self { left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the left ear gets of a tone from a direction (to the right, up, behind), as a factor of its amplitude.
    fn heard(field: &Field, rate: u32, hertz: f32, from: [f32; 3]) -> f32 {
        let parts = [1.0, from[0], from[1], from[2]];
        let (mut sin, mut cos) = (0.0, 0.0);
        for (filter, part) in field.left.iter().zip(parts) {
            for (at, tap) in filter.iter().enumerate() {
                let angle = std::f32::consts::TAU * hertz * at as f32 / rate as f32;
                (sin, cos) = (sin + part * tap * angle.sin(), cos + part * tap * angle.cos());
            }
        }
        sin.hypot(cos)
    }

    #[test]
    fn the_baked_file_is_whole_and_a_torn_one_is_told() {
        assert!(Field::read(BAKED, 48_000).is_some());
        for length in [0, 3, 12, 100, BAKED.len() - 1] {
            assert!(Field::read(&BAKED[..length], 48_000).is_none(), "{length} bytes");
        }
    }

    #[test]
    fn the_near_ear_hears_more_at_every_sample_rate_and_what_comes_from_everywhere_is_as_loud_as_it_is() {
        for rate in [44_100, 48_000, 96_000] {
            let field = Field::at(rate).unwrap();
            for hertz in [250.0, 1000.0, 3000.0] {
                let level = |from| 20.0 * heard(&field, rate, hertz, from).log10();
                assert!(level([-1.0, 0.0, 0.0]) > level([1.0, 0.0, 0.0]) + 2.0, "{rate} Hz, {hertz} Hz");
                let sides = [[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0]];
                let power = sides.map(|from| heard(&field, rate, hertz, from).powi(2)).iter().sum::<f32>() / 6.0;
                assert!((10.0 * power.log10()).abs() < 1.5, "{rate} Hz, {hertz} Hz: {} dB", 10.0 * power.log10());
            }
        }
    }
}
