//! Ambience that was recorded with its directions: it stays where it is while the head turns.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::path::Path;

use glam::Quat;
use indenfor::pose::turn;
use indenfor::sound::{Capture, Engine, Hearing};
use indenfor::walk::Scene;
use support::{RATE, ambience, ears, fine_spectrum, heard, levels, moving, noise, scene, settle, tone, wav_of};

/// Channels of the same length, side by side.
fn interleaved(channels: &[&[f32]]) -> Vec<f32> {
    (0..channels[0].len()).flat_map(|at| channels.iter().map(move |channel| channel[at])).collect()
}

/// A bed of these channels, heard with `hearing`.
fn bed(folder: &Path, rate: u32, channels: &[&[f32]], hearing: Hearing) -> (Engine<Capture>, Scene) {
    let sound = wav_of(&folder.join("bed.wav"), rate, channels.len() as u8, &interleaved(channels));
    let mut engine = Engine::capturing(RATE).unwrap();
    engine.listen_with(hearing);
    (engine, scene(vec![ambience(&sound, None, 0.0)]))
}

/// What a field recording holds of a sound from a direction: to the left, up and ahead, as AmbiX has them.
fn field(sound: &[f32], left: f32, up: f32, ahead: f32) -> [Vec<f32>; 4] {
    [1.0, left, up, ahead].map(|part| sound.iter().map(|sample| part * sample).collect())
}

/// How much louder the right ear hears than the left, decibels, when the head is turned like this.
fn to_the_right(engine: &mut Engine<Capture>, scene: &mut Scene, head: Quat) -> f32 {
    scene.head.orientation = head;
    let [left, right] = heard(engine, scene);
    right - left
}

/// How much later the left ear hears than the right, microseconds: where both fit each other best below 1 kHz.
fn late(heard: &[f32]) -> i32 {
    let low = |ear: &[f32]| {
        let mut kept = [0.0; 2];
        let step = |sample: &f32| {
            kept[0] += (sample - kept[0]) * 0.12;
            kept[1] += (kept[0] - kept[1]) * 0.12;
            kept[1]
        };
        ear.iter().map(step).collect::<Vec<f32>>()
    };
    let [left, right] = ears(heard).map(|ear| low(&ear));
    let fit = |late: i32| (100..left.len() - 100).map(|at| left[at] * right[(at as i32 - late) as usize]).sum::<f32>();
    (-48..=48).max_by(|a, b| fit(*a).total_cmp(&fit(*b))).unwrap() * 1_000_000 / RATE as i32
}

#[test]
fn what_was_recorded_on_the_left_stays_there_as_the_head_turns() {
    let folder = tempfile::tempdir().unwrap();
    let (sound, silence) = (noise(0.3, RATE as usize), vec![0.0; RATE as usize]);
    let (mut engine, mut scene) = bed(folder.path(), RATE, &[&sound, &silence], Hearing::Headphones);
    assert!(to_the_right(&mut engine, &mut scene, Quat::IDENTITY) < -6.0);
    assert!(to_the_right(&mut engine, &mut scene, turn(180.0)) > 6.0, "behind the back, left is right");
    let behind = to_the_right(&mut engine, &mut scene, turn(90.0));
    assert!(behind.abs() < 0.5, "{behind} dB: who looks to the right has it behind");
}

#[test]
fn a_field_is_heard_from_where_it_was_recorded_however_the_head_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let sound = noise(0.3, RATE as usize);
    let heard_of = |left: f32, up: f32, ahead: f32, head: Quat| {
        let channels = field(&sound, left, up, ahead);
        let (mut engine, mut scene) = bed(folder.path(), RATE, &channels.each_ref().map(Vec::as_slice), Hearing::Headphones);
        scene.head.orientation = head;
        settle(&mut engine, &scene);
        let heard = engine.capture().render(RATE as usize / 4);
        let [left, right] = levels(&heard);
        (right - left, late(&heard))
    };
    let (louder, late) = heard_of(-1.0, 0.0, 0.0, Quat::IDENTITY);
    assert!(louder > 6.0 && (300..=800).contains(&late), "from the right: {louder} dB, {late} µs");
    let (louder, late) = heard_of(1.0, 0.0, 0.0, Quat::IDENTITY);
    assert!(louder < -6.0 && (-800..=-300).contains(&late), "from the left: {louder} dB, {late} µs");
    let (louder, late) = heard_of(0.0, 0.0, 1.0, Quat::IDENTITY);
    assert!(louder.abs() < 0.5 && late.abs() < 25, "from ahead: {louder} dB, {late} µs");
    let (louder, _) = heard_of(0.0, 0.0, 1.0, turn(-90.0));
    assert!(louder > 6.0, "who looks to the left has it on the right: {louder} dB");
    // The head lies on its right shoulder: what is above is on its left.
    let (louder, _) = heard_of(0.0, 1.0, 0.0, Quat::from_rotation_z(-90_f32.to_radians()));
    assert!(louder < -6.0, "from above: {louder} dB");
    let (louder, _) = heard_of(-1.0, 0.0, 0.0, Quat::from_rotation_x(70_f32.to_radians()));
    assert!(louder > 6.0, "who looks up has the right on the right: {louder} dB");
}

#[test]
fn a_bed_is_mirrored_where_its_channels_and_the_head_are() {
    let folder = tempfile::tempdir().unwrap();
    let (sound, silence) = (noise(0.3, RATE as usize), vec![0.0; RATE as usize]);
    for yaw in [0.0, 30.0, 75.0, 140.0] {
        let heard = [([&sound, &silence], yaw), ([&silence, &sound], -yaw)].map(|(channels, yaw)| {
            let (mut engine, mut scene) = bed(folder.path(), RATE, &channels.map(Vec::as_slice), Hearing::Headphones);
            scene.head.orientation = turn(yaw);
            heard(&mut engine, &scene)
        });
        let [[left, right], [other_left, other_right]] = heard;
        assert!((left - other_right).abs() < 0.1 && (right - other_left).abs() < 0.1, "{yaw}°: {heard:?} dB");
        assert!(yaw > 0.0 || left > right + 6.0, "{left} {right} dB");
    }
}

#[test]
fn a_bed_is_as_loud_as_it_was_recorded_and_loudspeakers_play_it_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let both = noise(0.3, 2 * RATE as usize);
    let (left, right) = both.split_at(RATE as usize);
    let recorded = levels(&interleaved(&[left, right]));
    let (mut engine, scene) = bed(folder.path(), RATE, &[left, right], Hearing::Headphones);
    let ears = heard(&mut engine, &scene);
    assert!((0..2).all(|ear| (ears[ear] - recorded[ear]).abs() < 1.0), "{ears:?} dB, recorded {recorded:?}");

    let silence = vec![0.0; left.len()];
    let (mut engine, scene) = bed(folder.path(), RATE, &[left, &silence], Hearing::Loudspeakers);
    let sides = heard(&mut engine, &scene);
    assert!((sides[0] - recorded[0]).abs() < 0.2 && sides[1] < -100.0, "{sides:?} dB");
    engine.listen_with(Hearing::Mono);
    let [left, right] = heard(&mut engine, &scene);
    assert!((left - right).abs() < 0.01 && (left - recorded[0] + 3.0).abs() < 0.3, "{left} {right} dB");
}

#[test]
fn turning_the_head_puts_nothing_into_a_tone() {
    let folder = tempfile::tempdir().unwrap();
    // It goes round without a seam, at another rate than the device's, and hardly a second long.
    let (sound, silence) = (tone(480.0, 0.25, 0.9), vec![0.0; (0.9 * RATE as f32) as usize]);
    let (mut engine, mut scene) = bed(folder.path(), 44_100, &[&sound, &silence], Hearing::Headphones);
    settle(&mut engine, &scene);
    let hertz = 480.0 * 44_100.0 / f64::from(RATE);
    for turning in [false, true] {
        let heard = moving(&mut engine, &mut scene, 2.5, |scene, seconds| {
            if turning {
                scene.head.orientation = turn(180.0 * seconds);
            }
        });
        for ear in ears(&heard) {
            let powers = fine_spectrum(&ear);
            let at = |bin: usize| bin as f64 * f64::from(RATE) / 65_536.0;
            let tone = powers.iter().copied().fold(0.0, f64::max);
            let others = powers.iter().enumerate().filter(|(bin, _)| (at(*bin) - hertz).abs() > 40.0);
            let (bin, loudest) = others.max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
            let below = 10.0 * (loudest / tone).log10();
            assert!(below < -60.0, "{below:.1} dB at {:.0} Hz, turning: {turning}", at(bin));
        }
    }
}

#[test]
fn a_bed_is_held_goes_on_and_ends_without_a_click() {
    let folder = tempfile::tempdir().unwrap();
    let (sound, silence) = (tone(480.0, 0.25, 1.0), vec![0.0; RATE as usize]);
    let (mut engine, mut playing) = bed(folder.path(), RATE, &[&sound, &silence], Hearing::Headphones);
    settle(&mut engine, &playing);
    let mut steepest = 0.0_f32;
    let mut after = |scene: &Scene| {
        engine.follow(scene);
        let heard = engine.capture().render(RATE as usize / 2);
        let [left, _] = ears(&heard);
        // Of a tone of a hundred samples, what is not a tone stands out against its neighbours.
        let bend = |part: &[f32]| (part[0] + part[2] - part[1] * 2.0 * (std::f32::consts::TAU / 100.0).cos()).abs();
        steepest = left.windows(3).map(bend).fold(steepest, f32::max);
        levels(&heard[heard.len() - 2 * 4800..])[0]
    };
    let loud = after(&playing);
    playing.voices[0].paused = true;
    assert!(after(&playing) < -90.0);
    playing.voices[0].paused = false;
    assert!((after(&playing) - loud).abs() < 0.1);
    assert!(after(&scene(vec![])) < -90.0);
    assert!(steepest < 2e-4, "{steepest}");
}
