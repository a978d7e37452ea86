//! Where a sound seems to come from: what both ears get through the whole chain, against the measured head itself.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use glam::Vec3;
use indenfor::pose::{Angles, turn};
use indenfor::sound::{Capture, Engine, Hearing};
use indenfor::walk::Scene;
use support::{Complex, RATE, ambience, ears, fine_spectrum, power, scene, settle, spectrum, wav};

/// One round of the noise that is listened to, samples.
const ROUND: usize = 8192;
const OCTAVES: [f64; 7] = [125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0];

/// What both ears make of each frequency.
type Transfer = [Vec<Complex>; 2];

/// The measured head, read from its file by these few lines and not by the program's.
struct Head {
    directions: Vec<Vec3>,
    delays: Vec<[f64; 2]>,
    taps: Vec<[Vec<f32>; 2]>,
}

impl Head {
    fn read() -> Self {
        let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/hrtf/kemar.hrtf")).unwrap();
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        let (rate, length, count) = (number(4), number(8), number(12));
        assert_eq!((&file[..4], rate), (b"HRTF".as_slice(), RATE as usize));
        let float = |at: usize| f32::from_le_bytes(file[20 + 4 * at..24 + 4 * at].try_into().unwrap());
        let taps = |head: usize, ear: usize| (0..length).map(|tap| float(count * 5 + (head * 2 + ear) * length + tap)).collect();
        Self {
            directions: (0..count).map(|head| Vec3::new(float(3 * head), float(3 * head + 1), float(3 * head + 2))).collect(),
            delays: (0..count).map(|head| [0, 1].map(|ear| f64::from(float(count * 3 + 2 * head + ear)))).collect(),
            taps: (0..count).map(|head| [taps(head, 0), taps(head, 1)]).collect(),
        }
    }

    /// What was measured in a direction that was measured.
    fn toward(&self, angles: Angles) -> Transfer {
        let direction = angles.direction();
        let head = self.directions.iter().position(|at| at.distance(direction) < 1e-3).expect("a direction that was measured");
        [0, 1].map(|ear| {
            let mut taps = self.taps[head][ear].clone();
            taps.resize(ROUND, 0.0);
            let late = self.delays[head][ear] * f64::from(RATE);
            let delayed = |(bin, [re, im]): (usize, Complex)| {
                let (sin, cos) = (-std::f64::consts::TAU * bin as f64 / ROUND as f64 * late).sin_cos();
                [re * cos - im * sin, re * sin + im * cos]
            };
            spectrum(&taps).into_iter().take(ROUND / 2).enumerate().map(delayed).collect()
        })
    }
}

/// A noise in the open around a head.
struct Around {
    engine: Engine<Capture>,
    scene: Scene,
    noise: Vec<Complex>,
    _folder: tempfile::TempDir,
}

impl Around {
    fn with(hearing: Hearing) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let noise = support::noise(0.1, ROUND);
        let sound = wav(&folder.path().join("noise.wav"), &noise);
        let mut engine = Engine::capturing(RATE).unwrap();
        engine.listen_with(hearing);
        let scene = scene(vec![ambience(&sound, Some(Vec3::NEG_Z), 0.0)]);
        settle(&mut engine, &scene);
        Self { engine, scene, noise: spectrum(&noise), _folder: folder }
    }

    /// What both ears make of the noise from there.
    fn from(&mut self, position: Vec3) -> Transfer {
        self.scene.voices[0].position = Some(position);
        self.engine.follow(&self.scene);
        self.engine.capture().render(RATE as usize / 5);
        ears(&self.engine.capture().render(ROUND)).map(|ear| {
            let divided = |(heard, played): (Complex, &Complex)| {
                let power = power(*played);
                [(heard[0] * played[0] + heard[1] * played[1]) / power, (heard[1] * played[0] - heard[0] * played[1]) / power]
            };
            spectrum(&ear).into_iter().zip(&self.noise).take(ROUND / 2).map(divided).collect()
        })
    }
}

/// How much later the left ear hears than the right, µs: where both fit each other best, at the frequencies that tell a direction by time.
fn itd(transfer: &Transfer) -> f64 {
    let band = (100 * ROUND / RATE as usize)..(1500 * ROUND / RATE as usize);
    let fit = |late: f64| -> f64 {
        let bins = transfer[0].iter().zip(&transfer[1]).enumerate();
        bins.skip(band.start)
            .take(band.len())
            .map(|(bin, (left, right))| {
                let across = [left[0] * right[0] + left[1] * right[1], left[1] * right[0] - left[0] * right[1]];
                let (sin, cos) = (std::f64::consts::TAU * bin as f64 / ROUND as f64 * late * f64::from(RATE)).sin_cos();
                across[0] * cos - across[1] * sin
            })
            .sum()
    };
    (-1000..=1000).max_by(|a, b| fit(f64::from(*a) * 1e-6).total_cmp(&fit(f64::from(*b) * 1e-6))).map(f64::from).unwrap()
}

/// The level of an ear in each octave, decibels.
fn octaves(ear: &[Complex]) -> [f64; 7] {
    OCTAVES.map(|middle| {
        let bin = |hertz: f64| (hertz * ROUND as f64 / f64::from(RATE)) as usize;
        let bins = &ear[bin(middle / std::f64::consts::SQRT_2)..bin(middle * std::f64::consts::SQRT_2)];
        10.0 * (bins.iter().map(|at| power(*at)).sum::<f64>() / bins.len() as f64).log10()
    })
}

fn difference(a: [f64; 7], b: [f64; 7]) -> [f64; 7] {
    std::array::from_fn(|at| a[at] - b[at])
}

fn farthest(a: [f64; 7], b: [f64; 7]) -> f64 {
    difference(a, b).into_iter().map(f64::abs).fold(0.0, f64::max)
}

#[test]
fn both_ears_hear_each_direction_as_the_measured_head_does() {
    let (head, mut around) = (Head::read(), Around::with(Hearing::Headphones));
    for pitch in [-30.0, -10.0, 0.0, 30.0, 60.0] {
        for yaw in (0..12).map(|step| step as f32 * 30.0) {
            let angles = Angles { yaw, pitch };
            let (heard, measured) = (around.from(angles.direction()), head.toward(angles));
            let (late, expected) = (itd(&heard), itd(&measured));
            assert!((late - expected).abs() <= 30.0, "{angles:?}: {late} µs, measured {expected}");
            let ild = |transfer: &Transfer| difference(octaves(&transfer[1]), octaves(&transfer[0]));
            assert!(farthest(ild(&heard), ild(&measured)) < 1.0, "{angles:?}: {:.1?} dB, measured {:.1?}", ild(&heard), ild(&measured));
            for ear in 0..2 {
                let (heard, measured) = (octaves(&heard[ear]), octaves(&measured[ear]));
                assert!(farthest(heard, measured) < 1.0, "{angles:?}, ear {ear}: {heard:.1?} dB, measured {measured:.1?}");
            }
        }
    }
}

#[test]
fn the_baked_head_is_late_by_as_much_as_the_one_that_was_measured() {
    let head = Head::read();
    // KEMAR as it was published, before anything was done to it.
    for (yaw, published) in [(0.0, 0.0), (30.0, 286.0), (60.0, 599.0), (90.0, 703.0), (120.0, 591.0)] {
        let late = itd(&head.toward(Angles { yaw, pitch: 0.0 }));
        assert!((late - published).abs() <= 30.0, "{yaw}°: {late} µs, published {published}");
    }
}

#[test]
fn in_front_does_not_sound_as_behind() {
    let (head, mut around) = (Head::read(), Around::with(Hearing::Headphones));
    let [front, back] = [0.0, 180.0].map(|yaw| Angles { yaw, pitch: 0.0 });
    let heard = difference(octaves(&around.from(front.direction())[0]), octaves(&around.from(back.direction())[0]));
    let measured = difference(octaves(&head.toward(front)[0]), octaves(&head.toward(back)[0]));
    assert!(farthest(heard, measured) < 1.0, "{heard:.1?} dB, measured {measured:.1?}");
    assert!(heard.iter().any(|level| level.abs() > 2.5), "{heard:.1?} dB");
}

#[test]
fn left_mirrors_right() {
    let mut around = Around::with(Hearing::Headphones);
    for (yaw, pitch) in [(17.0, 3.0), (77.0, -25.0), (133.0, 41.0), (100.0, -70.0)] {
        let right = around.from(Angles { yaw, pitch }.direction() * 1.5);
        let left = around.from(Angles { yaw: -yaw, pitch }.direction() * 1.5);
        assert!(farthest(octaves(&right[0]), octaves(&left[1])) < 0.2, "{yaw} {pitch}");
        assert!((itd(&right) + itd(&left)).abs() <= 4.0, "{yaw} {pitch}");
    }
}

#[test]
fn twice_as_far_is_half_as_loud_and_duller_and_nothing_is_too_near() {
    let mut around = Around::with(Hearing::Headphones);
    let mut octaves_at = |metres: f32| octaves(&around.from(Vec3::NEG_Z * metres)[0]);
    let (here, twice) = (octaves_at(1.0), octaves_at(2.0));
    assert!((here[3] - twice[3] - 6.02).abs() < 0.2, "{here:.1?} {twice:.1?}");
    let far = octaves_at(40.0);
    assert!((far[1] - here[1] + 32.0).abs() < 0.3 && far[6] - here[6] < -35.0, "{here:.1?} {far:.1?}");
    let (near, inside) = (octaves_at(0.3), octaves_at(0.0));
    assert!((near[3] - here[3] - 6.02).abs() < 0.2 && (inside[3] - near[3]).abs() < 0.2, "{here:.1?} {near:.1?} {inside:.1?}");
}

#[test]
fn loudspeakers_pan_by_level_alone_and_one_loudspeaker_does_not_pan() {
    let right = Angles { yaw: 90.0, pitch: 0.0 }.direction();
    let mut around = Around::with(Hearing::Loudspeakers);
    let [left_side, right_side] = around.from(right).map(|side| octaves(&side));
    assert!(right_side[3] > left_side[3] + 20.0, "{left_side:.1?} {right_side:.1?}");
    let middle = around.from(Vec3::NEG_Z);
    assert!(itd(&middle) == 0.0 && octaves(&middle[0]).iter().all(|level| level.abs() < 0.5), "{:.1?}", octaves(&middle[0]));

    let mut around = Around::with(Hearing::Mono);
    let [left_side, right_side] = around.from(right).map(|side| octaves(&side));
    assert!(farthest(left_side, right_side) < 0.01 && left_side[3].abs() < 0.5);
}

/// A tone that moves while it is heard, as long as `seconds`, by frames 90 times a second.
fn moving(hertz: f32, seconds: f32, way: impl Fn(&mut Scene, f32)) -> Vec<f32> {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("tone.wav"), &support::tone(hertz, 0.25, 1.0));
    let mut engine = Engine::capturing(RATE).unwrap();
    let mut scene = scene(vec![ambience(&sound, Some(Vec3::NEG_Z), 0.0)]);
    settle(&mut engine, &scene);
    support::moving(&mut engine, &mut scene, seconds, way)
}

#[test]
fn a_tone_in_orbit_switches_nothing() {
    for circling_head in [false, true] {
        let heard = moving(440.0, 2.5, |scene, seconds| {
            if circling_head {
                scene.head.orientation = turn(180.0 * seconds);
            } else {
                scene.voices[0].position = Some(Angles { yaw: 180.0 * seconds, pitch: 0.0 }.direction());
            }
        });
        for ear in ears(&heard) {
            let powers = fine_spectrum(&ear);
            let hertz = |bin: usize| bin as f64 * f64::from(RATE) / 65_536.0;
            let tone = powers.iter().copied().fold(0.0, f64::max);
            // Nearer than 40 Hz lie the loudness and the lateness of the ear itself, which come and go as the tone goes round.
            let others = powers.iter().enumerate().filter(|(bin, _)| (hertz(*bin) - 440.0).abs() > 40.0);
            let (bin, loudest) = others.max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
            let below = 10.0 * (loudest / tone).log10();
            assert!(below < -60.0, "{below:.1} dB at {:.0} Hz", hertz(bin));
        }
    }
}

#[test]
fn nothing_that_comes_nearer_changes_its_pitch() {
    let heard = moving(1000.0, 3.0, |scene, seconds| scene.voices[0].position = Some(Vec3::NEG_Z * (20.0 - 6.0 * seconds)));
    let powers = fine_spectrum(&ears(&heard)[0]);
    let (bin, _) = powers.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
    let hertz = bin as f64 * f64::from(RATE) / 65_536.0;
    assert!((hertz - 1000.0).abs() < 1.0, "{hertz} Hz");
}

#[test]
fn a_place_that_is_none_is_passed_over() {
    let mut around = Around::with(Hearing::Headphones);
    around.from(Vec3::NAN);
    around.from(Vec3::splat(f32::INFINITY));
    let late = itd(&around.from(Vec3::X));
    assert!(late > 650.0, "{late} µs");
}
