//! Captions and stories by the sound's own clock: a walk and what is heard of it, captured and held against each other.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;
#[path = "support/tour.rs"]
mod tours;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::Vec3;
use indenfor::pose::Angles;
use indenfor::sound::{Capture, Engine};
use indenfor::tour::{Action, Cue, Hotspot, Model, Person, PersonIndex, Space, Story, StoryIndex, Telling, Text, Tour};
use indenfor::walk::{Command, Event, Input, Options, SpaceState, Walk};
use support::{RATE, ears, tone, wav};

/// Pictures a second.
const PACE: u32 = 72;
/// Frames of sound in each.
const FRAMES: usize = (RATE / PACE) as usize;
/// How far captions may be from their words, frames: 80 ms.
const TOGETHER: f32 = 0.08 * RATE as f32;

/// What is shorter is the tick of a choice, frames; words take 0.3 s.
const TICK: usize = RATE as usize / 5;

/// A story that says a tone at each of these seconds, and has a caption for each; so long in all, seconds.
fn story(folder: &Path, name: &str, hertz: f32, said: &[f32], seconds: f32) -> Story {
    let mut samples = vec![0.0; (seconds * RATE as f32) as usize];
    for from in said {
        let begin = (from * RATE as f32) as usize;
        // Begins and ends softly, as a voice does.
        let word = tone(hertz, 0.3, 0.3).into_iter().enumerate();
        let soft = |at: usize| (at.min(14_400 - at) as f32 / 480.0).min(1.0);
        word.for_each(|(at, sample)| samples[begin + at] = sample * soft(at));
    }
    let cue = |from: &f32| Cue { from: *from, until: from + 0.4, words: from.to_string().into() };
    let sound = Some(wav(&folder.join(name), &samples));
    let telling = Telling { sound, duration: seconds, captions: said.iter().map(cue).collect() };
    Story { id: name.into(), teller: PersonIndex(0), title: Text::Every(name.into()), tellings: [("en".into(), telling)].into() }
}

/// A tour of one place in which these are told.
fn telling(folder: &Path, stories: Vec<Story>) -> Tour {
    let mut tour = tours::of_one_place(folder, Space::Model(Model::of(Arc::new(PathBuf::new()))));
    let teller = Person { id: "a".into(), name: "A".into(), role: Text::Every("".into()), portrait: None, avatar: None, says: Vec::new() };
    tour.people.push(teller);
    let place = |at: usize| Vec3::Y * 1.6 + Angles { yaw: 20.0 * at as f32, pitch: 0.0 }.direction() * 2.0;
    let hotspots = (0..stories.len()).map(|at| Hotspot { position: place(at), action: Action::Story(StoryIndex(at)) });
    tour.locations[0].hotspots = hotspots.collect();
    tour.stories = stories;
    tour
}

/// A walk that is heard.
struct Heard {
    walk: Walk,
    engine: Engine<Capture>,
    /// The left ear.
    sound: Vec<f32>,
    /// What happened, and after how many frames of sound.
    events: Vec<(usize, Event)>,
}

impl Heard {
    /// Somebody who has come, in the clear.
    fn new(tour: Tour) -> Self {
        let walk = Walk::new(Arc::new(tour), Options::default());
        let mut heard = Self { walk, engine: Engine::capturing(RATE).unwrap(), sound: Vec::new(), events: Vec::new() };
        heard.go(1.0, 1.0);
        heard
    }

    /// One picture that takes `seconds` by the walk's clock, while so many frames are heard.
    fn step(&mut self, commands: Vec<Command>, seconds: f32, frames: usize) {
        let heard = self.engine.heard();
        let input = Input { commands, space: SpaceState::Ready, heard, ..Input::default() };
        let step = self.walk.step(&input, seconds);
        self.engine.follow(step.scene);
        // How long a disk takes is not measured here.
        let patience = Instant::now();
        while self.engine.is_opening() && patience.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(2));
            self.engine.follow(step.scene);
        }
        self.events.extend(step.events.iter().map(|event| (self.sound.len(), event.clone())));
        for part in (0..frames).step_by(FRAMES) {
            let made = self.engine.capture().render(FRAMES.min(frames - part));
            self.sound.extend(&ears(&made)[0]);
            // Files are opened and decoded beside it, in the time of people.
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// So many seconds of sound, while the walk's clock goes `rate` times as fast.
    fn go(&mut self, seconds: f32, rate: f32) {
        (0..(seconds * PACE as f32) as u32).for_each(|_| self.step(Vec::new(), rate / PACE as f32, FRAMES));
    }

    /// Goes on to a story, and chooses it. Its first frames are decoded before more is heard.
    fn choose(&mut self, story: &str) {
        let attended = |heard: &Self| match heard.events.last() {
            Some((_, Event::Focused { what })) => *what == *story,
            _ => false,
        };
        for _ in 0..9 {
            self.step(vec![Command::Next], 1.0 / PACE as f32, FRAMES);
            if attended(self) {
                break;
            }
        }
        self.step(vec![Command::Select], 1.0 / PACE as f32, 0);
        std::thread::sleep(Duration::from_millis(100));
    }

    /// When captions of a story came up, frames.
    fn captions(&self) -> Vec<usize> {
        self.events.iter().filter(|(_, event)| matches!(event, Event::Caption { .. })).map(|(at, _)| *at).collect()
    }

    /// When its words began to be heard, frames: what is loud again after a tenth of a second of quiet, and for longer than the tick
    /// that is heard when something is chosen.
    fn words(&self) -> Vec<usize> {
        let mut quiet = RATE as usize;
        let mut words: Vec<usize> = Vec::new();
        let mut loud_until = 0;
        for (at, sample) in self.sound.iter().enumerate() {
            if sample.abs() > 0.003 {
                if quiet > RATE as usize / 10 {
                    words.pop_if(|begun| loud_until - *begun < TICK);
                    words.push(at);
                }
                (quiet, loud_until) = (0, at);
            } else {
                quiet += 1;
            }
        }
        words.pop_if(|begun| loud_until - *begun < TICK);
        words
    }

    /// When stories ended, frames.
    fn ends(&self) -> Vec<usize> {
        self.events.iter().filter(|(_, event)| matches!(event, Event::StoryEnded { .. })).map(|(at, _)| *at).collect()
    }

    /// Fails where a caption came too early or too late for its word.
    fn assert_together(&self, words: usize) {
        let (captions, heard) = (self.captions(), self.words());
        assert!(captions.len() == words && heard.len() == words, "captions {captions:?}, words {heard:?}");
        for (caption, word) in captions.iter().zip(&heard) {
            let off = *caption as f32 - *word as f32;
            assert!(off.abs() < TOGETHER, "{:.0} ms: captions {captions:?}, words {heard:?}", off / RATE as f32 * 1e3);
        }
    }
}

const SAID: [f32; 6] = [0.5, 1.7, 2.5, 4.0, 6.2, 8.0];

#[test]
fn a_sound_device_with_a_clock_of_its_own_takes_captions_along() {
    let folder = tempfile::tempdir().unwrap();
    for rate in [0.98, 1.02] {
        let mut heard = Heard::new(telling(folder.path(), vec![story(folder.path(), "a.wav", 440.0, &SAID, 9.0)]));
        heard.choose("a.wav");
        let begun = heard.sound.len();
        heard.go(10.0, rate);
        heard.assert_together(SAID.len());
        let ends = heard.ends();
        assert_eq!(ends.len(), 1, "it ends once");
        let off = (ends[0] - begun) as f32 - 9.0 * RATE as f32;
        assert!(off.abs() < TOGETHER, "with the sound: {} ms", off / 48.0);
    }
}

#[test]
fn a_picture_that_stands_still_loses_no_caption_and_a_device_that_does_shows_none_too_early() {
    let folder = tempfile::tempdir().unwrap();
    // From 3 s on the picture stands still for a second, in which the sound goes on, or does not.
    for frames in [RATE as usize, 0] {
        let mut heard = Heard::new(telling(folder.path(), vec![story(folder.path(), "a.wav", 440.0, &SAID, 9.0)]));
        heard.choose("a.wav");
        heard.go(3.0, 1.0);
        let stalled = heard.captions().len();
        heard.step(Vec::new(), 1.0 / PACE as f32, frames);
        heard.step(Vec::new(), 1.0, FRAMES);
        heard.go(7.0, 1.0);
        let (captions, words) = (heard.captions(), heard.words());
        assert_eq!((captions.len(), words.len(), heard.ends().len()), (SAID.len(), SAID.len(), 1), "{captions:?} {words:?}");
        for at in (0..SAID.len()).filter(|at| frames == 0 || *at != stalled) {
            let off = captions[at] as f32 - words[at] as f32;
            assert!(off.abs() < TOGETHER, "{frames} frames, {at}: {} ms", off / 48.0);
        }
    }
}

#[test]
fn a_pause_stops_both_and_they_go_on_together() {
    let folder = tempfile::tempdir().unwrap();
    let mut heard = Heard::new(telling(folder.path(), vec![story(folder.path(), "a.wav", 440.0, &SAID, 9.0)]));
    heard.choose("a.wav");
    heard.go(3.0, 1.0);
    heard.step(vec![Command::Pause], 1.0 / PACE as f32, FRAMES);
    heard.go(2.0, 1.0);
    assert_eq!(heard.captions().len(), 3, "nothing is said meanwhile");
    heard.step(vec![Command::Resume], 1.0 / PACE as f32, FRAMES);
    heard.go(7.0, 1.0);
    heard.assert_together(SAID.len());
    assert_eq!(heard.ends().len(), 1);
}

#[test]
fn a_recording_that_ends_before_its_time_ends_its_story() {
    let folder = tempfile::tempdir().unwrap();
    let mut short = story(folder.path(), "a.wav", 440.0, &SAID[..2], 3.0);
    short.tellings[0].duration = 60.0;
    let mut heard = Heard::new(telling(folder.path(), vec![short]));
    heard.choose("a.wav");
    heard.go(5.0, 1.0);
    assert_eq!(heard.ends().len(), 1, "{:?}", heard.events);
}

#[test]
fn a_story_is_heard_within_50_milliseconds_of_the_choice() {
    let folder = tempfile::tempdir().unwrap();
    // Its first word begins with its first frame.
    let mut heard = Heard::new(telling(folder.path(), vec![story(folder.path(), "a.wav", 440.0, &[0.0], 1.0)]));
    heard.choose("a.wav");
    heard.go(0.5, 1.0);
    let chosen = heard.events.iter().find(|(_, event)| matches!(event, Event::Chosen { .. })).expect("chosen").0;
    let milliseconds = (heard.words()[0] - chosen) as f32 / 48.0;
    assert!((1.0..50.0).contains(&milliseconds), "{milliseconds} ms");
}

/// A story that is one tone after the other, a second each, and has a caption for each. It begins and ends softly.
fn tones(folder: &Path, name: &str, hertz: &[f32]) -> Story {
    let begins: Vec<f32> = (0..hertz.len()).map(|second| second as f32).collect();
    let mut story = story(folder, name, 0.0, &begins, hertz.len() as f32);
    // Whole waves in each second, so that none begins with a bend.
    let samples: Vec<f32> = hertz.iter().flat_map(|hertz| tone(*hertz, 0.3, 1.0)).collect();
    let soft = |at: usize| (at.min(samples.len() - at) as f32 / 960.0).min(1.0);
    let soft: Vec<f32> = samples.iter().enumerate().map(|(at, sample)| sample * soft(at)).collect();
    story.tellings[0].sound = Some(wav(&folder.join(name), &soft));
    story
}

/// How strong a pitch is in a fiftieth of a second.
fn strength(heard: &[f32], hertz: f32) -> f32 {
    let (sin, cos) = heard[..960].iter().enumerate().fold((0.0, 0.0), |(sin, cos), (at, sample)| {
        let angle = std::f32::consts::TAU * hertz * at as f32 / RATE as f32;
        (sin + sample * angle.sin(), cos + sample * angle.cos())
    });
    sin.hypot(cos) / 480.0
}

/// The sharpest bend: a click is one that no tone of this loudness has.
fn bend(heard: &[f32]) -> f32 {
    heard.windows(3).map(|three| (three[0] - 2.0 * three[1] + three[2]).abs()).fold(0.0, f32::max)
}

#[test]
fn who_pauses_and_goes_on_hears_no_click_and_misses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut heard = Heard::new(telling(folder.path(), vec![tones(folder.path(), "a.wav", &[450.0; 4])]));
    heard.choose("a.wav");
    heard.go(1.5, 1.0);
    let usual = bend(&heard.sound[heard.sound.len() - 9600..]);
    let paused = heard.sound.len();
    heard.step(vec![Command::Pause], 1.0 / PACE as f32, FRAMES);
    heard.go(1.0, 1.0);
    let silent = heard.sound[heard.sound.len() - 24_000..].iter().fold(0.0, |most: f32, sample| most.max(sample.abs()));
    assert!(silent < 1e-4, "{silent}");
    heard.step(vec![Command::Resume], 1.0 / PACE as f32, FRAMES);
    heard.go(4.0, 1.0);
    let meanwhile = bend(&heard.sound[paused..]);
    assert!(meanwhile < usual * 2.0, "{meanwhile} where {usual} is usual");
    // What fades out and in again is too faint for this for a good tenth of a second each time.
    let loud = heard.sound.chunks(960).filter(|part| part.len() == 960 && strength(part, 450.0) > 0.05).count() as f32 / 50.0;
    assert!((3.7..3.9).contains(&loud), "four seconds are told, and heard for {loud}");
}

#[test]
fn who_comes_back_to_a_story_hears_the_rest_from_the_sentence_that_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let pitches = [400.0, 500.0, 600.0, 700.0, 800.0];
    let mut heard = Heard::new(telling(folder.path(), vec![tones(folder.path(), "a.wav", &pitches)]));
    heard.choose("a.wav");
    heard.go(2.5, 1.0);
    heard.step(vec![Command::Back], 1.0 / PACE as f32, FRAMES);
    heard.go(1.0, 1.0);
    let usual = bend(&heard.sound[RATE as usize..]);
    heard.choose("a.wav");
    let again = heard.sound.len();
    heard.go(4.0, 1.0);
    assert!(heard.events.iter().any(|(_, event)| matches!(event, Event::StoryResumed { .. })), "{:?}", heard.events);
    let pitch = |seconds: f32| {
        let part = &heard.sound[again + (seconds * RATE as f32) as usize..];
        pitches.into_iter().max_by(|a, b| strength(part, *a).total_cmp(&strength(part, *b))).unwrap()
    };
    assert_eq!([0.3, 1.3, 2.3].map(pitch), [600.0, 700.0, 800.0]);
    assert!(bend(&heard.sound[again..]) < usual * 2.0, "no click");
    assert_eq!(heard.ends().len(), 1);
}

#[test]
fn who_chooses_another_story_hears_the_first_fade_and_no_click() {
    let folder = tempfile::tempdir().unwrap();
    // Tones without a pause, each with its own pitch: a window of a fiftieth of a second tells them apart.
    let long = |name: &str, hertz: f32| tones(folder.path(), name, &[hertz; 4]);
    let mut heard = Heard::new(telling(folder.path(), vec![long("a.wav", 450.0), long("b.wav", 350.0)]));
    heard.choose("a.wav");
    heard.go(1.0, 1.0);
    heard.choose("b.wav");
    let chosen = heard.events.iter().rfind(|(_, event)| matches!(event, Event::Chosen { .. })).unwrap().0;
    heard.go(1.0, 1.0);
    let strength = |hertz: f32, from: usize| strength(&heard.sound[from..], hertz);
    let steady = strength(450.0, chosen - 4800);
    // It fades by 60 dB in 150 ms, alike for the ear from beginning to end.
    assert!(strength(450.0, chosen + 960) > steady * 0.2, "it fades and does not stop");
    assert!(strength(450.0, chosen + 9600) < steady * 0.001, "it is gone after a fifth of a second");
    assert!(strength(350.0, chosen + 2400) > steady * 0.5, "the other is there as soon as a story is");
    let (usual, meanwhile) = (bend(&heard.sound[chosen - 9600..chosen - 100]), bend(&heard.sound[chosen..chosen + 24_000]));
    assert!(meanwhile < usual * 2.0, "{meanwhile} where {usual} is usual");
}
