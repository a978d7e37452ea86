//! What stays in the air of a room: a feedback delay network, the same for all that is said there.

use kira::Frame;
use kira::effect::{Effect, EffectBuilder};
use kira::info::Info;
use triple_buffer::{Input, Output, triple_buffer};

use super::binaural::dullness;
use super::room::{Decay, SOUND};

/// How many times sound goes round at once.
const LINES: usize = 8;
/// How long each line is, in mean ways from wall to wall: no two share a beat.
const WAYS: [f32; LINES] = [1.0, 1.13, 1.31, 1.47, 1.61, 1.83, 2.03, 2.29];
/// The longest line, samples.
const LONGEST: usize = 16_384;
/// Frames after which a change of room is heard: the old has faded by then, and the new begins with nothing.
const FADE: f32 = 0.05;

/// The room's answer; made before the track that all voices send to.
pub(super) struct Tail;

/// Changes the room.
pub(super) struct Walls(Input<Decay>);

/// The effect on the track.
pub(super) struct Ringing {
    rooms: Output<Decay>,
    rate: f32,
    room: Decay,
    lines: Vec<[f32; LONGEST]>,
    at: usize,
    lengths: [usize; LINES],
    /// What each line keeps when it goes round, and how much of that is of the sample before: highs die sooner.
    kept: [f32; LINES],
    dull: [f32; LINES],
    last: [f32; LINES],
    /// Makes a room's answer as loud as what it answers to.
    level: f32,
    /// From 1 down to 0 before a change of room.
    fade: f32,
}

impl Walls {
    /// Sound now dies away like this.
    pub fn change_to(&mut self, decay: Decay) {
        self.0.write(decay);
    }
}

impl EffectBuilder for Tail {
    type Handle = Walls;

    fn build(self) -> (Box<dyn Effect>, Walls) {
        let (walls, rooms) = triple_buffer(&Decay::OPEN);
        (Box::new(Ringing::new(rooms, 48_000)), Walls(walls))
    }
}

impl Ringing {
    fn new(rooms: Output<Decay>, rate: u32) -> Self {
        Self {
            rooms,
            rate: rate as f32,
            room: Decay::OPEN,
            lines: vec![[0.0; LONGEST]; LINES],
            at: 0,
            lengths: [1; LINES],
            kept: [0.0; LINES],
            dull: [0.0; LINES],
            last: [0.0; LINES],
            level: 0.0,
            fade: 1.0,
        }
    }

    /// For whoever renders by hand.
    pub fn in_room(room: Decay, rate: u32) -> Self {
        let mut ringing = Self::new(triple_buffer(&room).1, rate);
        ringing.enter(room);
        ringing
    }

    fn enter(&mut self, room: Decay) {
        self.room = room;
        self.lines.iter_mut().for_each(|line| line.fill(0.0));
        self.last = [0.0; LINES];
        self.level = 0.0;
        if room.seconds <= 0.0 {
            return;
        }
        let mut kept = 0.0;
        for (line, ways) in WAYS.iter().enumerate() {
            let length = (room.free_path * ways / SOUND * self.rate) as usize;
            // Even lengths would share a beat after all.
            self.lengths[line] = (length | 1).clamp(31, LONGEST - 1);
            let after = |seconds: f32| 10f32.powf(-3.0 * self.lengths[line] as f32 / self.rate / seconds);
            let (middle, bright) = (after(room.seconds), after(room.bright).min(after(room.seconds)));
            self.dull[line] = dullness(bright / middle, std::f32::consts::TAU * 5000.0 / self.rate);
            self.kept[line] = middle;
            kept += middle * middle / LINES as f32;
        }
        // What goes round and round adds up: this takes it back to the energy of what went in.
        self.level = ((1.0 - kept) / kept).sqrt();
    }

    /// Takes in a sample, and says what is heard of all before it.
    pub fn ring(&mut self, input: f32) -> Frame {
        let mut heard = [0.0; LINES];
        for (line, heard) in heard.iter_mut().enumerate() {
            let sample = self.lines[line][(self.at + LONGEST - self.lengths[line]) % LONGEST];
            self.last[line] = sample * (1.0 - self.dull[line]) + self.last[line] * self.dull[line];
            *heard = self.last[line] * self.kept[line];
        }
        let mut mixed = heard;
        // Hadamard: each line goes into all, and nothing is gained or lost.
        for half in [1, 2, 4] {
            for pair in (0..LINES).filter(|line| line & half == 0) {
                (mixed[pair], mixed[pair + half]) = (mixed[pair] + mixed[pair + half], mixed[pair] - mixed[pair + half]);
            }
        }
        let share = 1.0 / (LINES as f32).sqrt();
        for (line, mixed) in mixed.iter().enumerate() {
            // A whisper of a direct current keeps processors from numbers that they are slow with; it is far below hearing.
            self.lines[line][self.at] = (input + mixed) * share + 1e-18;
        }
        self.at = (self.at + 1) % LONGEST;
        let [a, b, c, d, e, f, g, h] = heard;
        Frame { left: a - b + c - d + e - f + g - h, right: a + b - c - d + e + f - g - h } * self.level
    }
}

impl Effect for Ringing {
    fn init(&mut self, sample_rate: u32, _: usize) {
        self.on_change_sample_rate(sample_rate);
    }

    fn on_change_sample_rate(&mut self, sample_rate: u32) {
        self.rate = sample_rate as f32;
        self.enter(self.room);
    }

    fn process(&mut self, frames: &mut [Frame], _: f64, _: &Info) {
        let wanted = *self.rooms.read();
        if wanted != self.room && self.fade <= 0.0 {
            self.enter(wanted);
        }
        let step = if wanted == self.room { 1.0 } else { -1.0 } / (FADE * self.rate);
        for frame in frames {
            self.fade = (self.fade + step).clamp(0.0, 1.0);
            *frame = if self.level > 0.0 { self.ring(0.5 * (frame.left + frame.right)) * self.fade } else { Frame::ZERO };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a room answers to a clap, and how loud the clap was.
    fn answer(decay: Decay, seconds: f32) -> Vec<Frame> {
        let (mut walls, rooms) = triple_buffer(&Decay::OPEN);
        let mut ringing = Ringing::new(rooms, 48_000);
        let info = kira::info::MockInfoBuilder::new().build();
        walls.write(decay);
        for _ in 0..100 {
            ringing.process(&mut [Frame::ZERO; 128], 0.0, &info);
        }
        let mut frames = vec![Frame::ZERO; (seconds * 48_000.0) as usize];
        frames[0] = Frame { left: 1.0, right: 1.0 };
        frames.chunks_mut(128).for_each(|block| ringing.process(block, 0.0, &info));
        frames
    }

    fn energy(frames: &[Frame]) -> [f32; 2] {
        [frames.iter().map(|frame| frame.left * frame.left).sum(), frames.iter().map(|frame| frame.right * frame.right).sum()]
    }

    #[test]
    fn a_room_dies_away_as_long_as_it_should() {
        for seconds in [0.3, 1.0, 2.5] {
            let heard = answer(Decay { seconds, bright: seconds, free_path: 2.0 }, 3.0);
            // From a quarter of the time on to three quarters, it has lost half of the 60 dB.
            let after = |part: f32| energy(&heard[(part * seconds * 48_000.0) as usize..])[0];
            let lost = 10.0 * (after(0.25) / after(0.75)).log10();
            assert!((lost - 30.0).abs() < 3.0, "{seconds} s: {lost} dB");
        }
    }

    #[test]
    fn a_rooms_answer_is_as_loud_as_what_it_answers_to_in_both_ears_and_differs_between_them() {
        for seconds in [0.3, 1.0, 2.5] {
            let heard = answer(Decay { seconds, bright: seconds, free_path: 2.5 }, 4.0);
            let ears = energy(&heard).map(|ear| 10.0 * ear.log10());
            assert!(ears.iter().all(|ear| ear.abs() < 1.5), "{seconds} s: {ears:?} dB");
            let alike: f32 = heard.iter().map(|frame| frame.left * frame.right).sum();
            assert!(alike.abs() < 0.3, "{alike}");
        }
    }

    #[test]
    fn in_the_open_nothing_comes_back() {
        assert_eq!(energy(&answer(Decay::OPEN, 1.0)), [0.0; 2]);
    }
}
