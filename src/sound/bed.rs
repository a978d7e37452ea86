//! Ambience that was recorded with its directions, in stereo or as an ambisonic field: it stays where it is while the head turns.
//!
//! kira's sounds have two channels, and a field has four: so this is a sound of ours, which is put before both ears right where it is
//! played. The field is turned against the head, and what both ears get of a field does not change: no filter ever does, and nothing can
//! click.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use glam::{Mat3, Quat, Vec3};
use kira::info::Info;
use kira::sound::{Sound, SoundData};
use kira::{Frame, interpolate_frame};
use triple_buffer::{Input, Output, triple_buffer};

use super::field::{Field, TAPS};
use super::fir::{LANES, fir};
use super::hearing::Hearing;

/// How many frames are made at a time.
const BLOCK: usize = 64;
/// How long it takes to begin, to hold and to end, seconds.
const FADE: f32 = 0.15;
/// How slowly a turn of the head is followed, seconds, twice over.
const GLIDE: f32 = 0.01;
/// What comes from the sides alone is louder to ears than the same from everywhere; this takes it back.
const SIDES: f32 = 0.82;
/// Two loudspeakers that nobody can tell from two channels: each as loud as half of what it was recorded as.
const EACH: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// A recording that goes round, as a field around the head: what comes from everywhere, and how much more of it from the right than from
/// the left; where it was recorded as such, also from above and from behind.
pub(super) struct Bed {
    rate: u32,
    /// Two numbers a frame, or four.
    parts: usize,
    samples: Vec<f32>,
    field: Arc<Field>,
}

/// Turns the head, holds and ends.
pub(super) struct Turner {
    heads: Input<Quat>,
    state: Arc<AtomicU8>,
}

const GOES: u8 = 0;
const HELD: u8 = 1;
const ENDS: u8 = 2;

/// A recording, and the head that hears it.
pub(super) struct Heard {
    pub bed: Bed,
    pub hearing: Arc<AtomicU8>,
    /// How the head is turned in the location.
    pub head: Quat,
}

/// It plays. Waits for nobody, allocates nothing.
struct Playing {
    bed: Bed,
    hearing: Arc<AtomicU8>,
    heads: Output<Quat>,
    state: Arc<AtomicU8>,
    /// On the way to how the head is turned: halfway there, and there.
    glide: [Quat; 2],
    /// The next frame of the recording.
    at: usize,
    /// What comes from everywhere, from the right, from above and from behind of the head; what filters look back on, and a block.
    lines: [[f32; TAPS - 1 + BLOCK]; 4],
    block: [Frame; BLOCK],
    /// How many frames of the block are used up.
    used: usize,
    /// For a device with another sample rate: the latest frames, and how far between the second and the third it has come.
    latest: [Frame; 4],
    between: f64,
    level: f32,
}

impl Bed {
    /// From interleaved samples: two channels, played as from the far left and the far right of the location's straight ahead, or four
    /// (AmbiX: ACN, SN3D, its front where the location's is). `None` where there are none, or if the program is damaged.
    pub fn new(rate: u32, channels: usize, mut samples: Vec<f32>) -> Option<Self> {
        for frame in samples.chunks_exact_mut(channels) {
            match frame {
                [left, right] => (*left, *right) = ((*left + *right) * EACH, (*right - *left) * EACH),
                // Left, up and ahead become right, up and behind.
                [_, y, z, x] => (*y, *z, *x) = (-*y, *z, -*x),
                _ => return None,
            }
        }
        let field = Field::at(rate)?;
        (!samples.is_empty()).then_some(Self { rate, parts: channels, samples, field })
    }
}

impl SoundData for Heard {
    type Error = std::convert::Infallible;
    type Handle = Turner;

    fn into_sound(self) -> Result<(Box<dyn Sound>, Turner), Self::Error> {
        let (heads, turned) = triple_buffer(&self.head);
        let state = Arc::new(AtomicU8::new(GOES));
        let playing = Playing {
            heads: turned,
            state: Arc::clone(&state),
            glide: [self.head; 2],
            at: 0,
            lines: [[0.0; TAPS - 1 + BLOCK]; 4],
            block: [Frame::ZERO; BLOCK],
            used: BLOCK,
            latest: [Frame::ZERO; 4],
            between: 0.0,
            level: 0.0,
            bed: self.bed,
            hearing: self.hearing,
        };
        Ok((Box::new(playing), Turner { heads, state }))
    }
}

impl Turner {
    /// The head is now turned like this. What is no turn is passed over.
    pub fn turn(&mut self, head: Quat) {
        if head.is_normalized() {
            self.heads.write(head);
        }
    }

    /// Stands still, or goes on.
    pub fn hold(&self, held: bool) {
        self.state.store(if held { HELD } else { GOES }, Ordering::Relaxed);
    }

    /// Fades out, for good.
    pub fn end(&self) {
        self.state.store(ENDS, Ordering::Relaxed);
    }
}

impl Sound for Playing {
    fn process(&mut self, out: &mut [Frame], dt: f64, _: &Info) {
        let wanted = if self.state.load(Ordering::Relaxed) == GOES { 1.0 } else { 0.0 };
        if self.level == 0.0 && wanted == 0.0 {
            return out.fill(Frame::ZERO);
        }
        let fade = dt as f32 / FADE;
        let step = f64::from(self.bed.rate) * dt;
        for frame in out {
            self.level += (wanted - self.level).clamp(-fade, fade);
            let [a, b, c, d] = self.latest;
            *frame = interpolate_frame(a, b, c, d, self.between as f32) * self.level;
            self.between += step;
            while self.between >= 1.0 {
                self.between -= 1.0;
                self.latest.copy_within(1.., 0);
                self.latest[3] = self.next();
            }
        }
    }

    fn finished(&self) -> bool {
        self.level == 0.0 && self.state.load(Ordering::Relaxed) == ENDS
    }
}

impl Playing {
    fn next(&mut self) -> Frame {
        if self.used == BLOCK {
            self.make();
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// The next frames of the recording, as both ears get them.
    fn make(&mut self) {
        let from = Mat3::from_quat(self.glide[1].inverse());
        let to = self.advance();
        let Bed { parts, samples, .. } = &self.bed;
        for nth in 0..BLOCK {
            let frame = &samples[self.at..self.at + parts];
            self.at = if self.at + 2 * parts > samples.len() { 0 } else { self.at + parts };
            let around = if let [_, right, up, behind] = frame { Vec3::new(*right, *up, *behind) } else { Vec3::X * frame[1] };
            let turned = (from * around).lerp(to * around, (nth + 1) as f32 / BLOCK as f32);
            let now = [frame[0], turned.x, turned.y, turned.z];
            self.lines.iter_mut().zip(now).for_each(|(line, sample)| line[TAPS - 1 + nth] = sample);
        }
        match Hearing::of(&self.hearing) {
            Hearing::Headphones => self.for_two_ears(),
            hearing => {
                // Loudspeakers get of stereo what was recorded.
                let [all, side] = if hearing == Hearing::Mono { [1.0, 0.0] } else { [EACH, EACH] };
                for (nth, frame) in self.block.iter_mut().enumerate() {
                    let [all, right] = [all * self.lines[0][TAPS - 1 + nth], side * self.lines[1][TAPS - 1 + nth]];
                    *frame = Frame { left: all - right, right: all + right };
                }
            }
        }
        self.lines.iter_mut().for_each(|line| line.copy_within(BLOCK.., 0));
    }

    /// From the location's directions to the head's, after a block.
    fn advance(&mut self) -> Mat3 {
        let target = *self.heads.read();
        let step = 1.0 - (-(BLOCK as f32) / (self.bed.rate as f32 * GLIDE)).exp();
        let [halfway, there] = &mut self.glide;
        *halfway = halfway.lerp(target, step);
        *there = there.lerp(*halfway, step);
        Mat3::from_quat(there.inverse())
    }

    fn for_two_ears(&mut self) {
        let mut heard = [[0.0; BLOCK]; 4];
        for ((heard, line), filter) in heard.iter_mut().zip(&self.lines).zip(&self.bed.field.left) {
            for (at, out) in heard.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                fir(filter, &line[at * LANES..], out);
            }
        }
        let level = if self.bed.parts == 2 { SIDES } else { 1.0 };
        let [all, right, up, behind] = heard;
        for (nth, frame) in self.block.iter_mut().enumerate() {
            // What is alike for both ears, and what is mirrored.
            let (both, side) = (all[nth] + up[nth] + behind[nth], right[nth]);
            *frame = Frame { left: both + side, right: both - side } * level;
        }
    }
}
