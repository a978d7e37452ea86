//! The one loop that most of the work is done in.

/// How many outputs are summed side by side.
pub(super) const LANES: usize = 16;

/// Each of `out` is the sum of as many samples of `line` as there are `taps`, each times its tap, from its own place on. `line` holds
/// [`LANES`] - 1 samples more than there are taps. Plain arrays, so that a compiler makes the most of whatever processor it is for.
pub(super) fn fir(taps: &[f32], line: &[f32], out: &mut [f32; LANES]) {
    let mut sums = [0.0; LANES];
    for (tap, samples) in taps.iter().zip(line.windows(LANES)) {
        for (sum, sample) in sums.iter_mut().zip(samples) {
            *sum += tap * sample;
        }
    }
    *out = sums;
}
