//! Makes every story as loud as the next, each in the room that it is told in: measured once, on a thread of its own, and remembered from
//! one visit to the next.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::UNIX_EPOCH;

use ebur128::{EbuR128, Mode};
use etcetera::BaseStrategy;
use glam::Vec3;
use kira::Frame;

use super::binaural::{NEAREST, SEGMENT};
use super::decode::{self, Reader};
use super::hearing::Hearing;
use super::recording::Recording;
use super::reflections::Reflections;
use super::room::{Decay, answer, placing};
use super::tail::Ringing;
use crate::pose::Pose;
use crate::tour::LocationIndex;
use crate::walk::Source;

/// How loud a story is to be, LUFS.
const TARGET: f32 = -18.0;
/// A recording that would have to be raised or lowered by more than this, decibels, is broken rather than quiet.
const MOST: f32 = 24.0;

/// Gains that make recordings equally loud. One that is not known yet is 0 dB: no story waits for it.
pub(super) struct Loudness {
    /// For each place of a location that a recording is told at.
    gains: HashMap<(Source, LocationIndex), Vec<(Vec3, f32)>>,
    requests: Sender<Recording>,
    measured: Receiver<(Recording, f32)>,
    /// How many answers are still to come.
    awaited: usize,
}

impl Loudness {
    /// Measures on a thread of its own, and remembers in `cache`.
    pub fn start(cache: Option<PathBuf>) -> Self {
        let (requests, asked) = channel::<Recording>();
        let (answers, measured) = channel();
        let spawned = std::thread::Builder::new().name("loudness".into()).spawn(move || {
            let mut memory = Memory::read(cache);
            for recording in asked {
                let gain = memory.loudness(&recording).map_or(0.0, gain);
                if answers.send((recording, gain)).is_err() {
                    break;
                }
            }
        });
        if let Err(error) = spawned {
            tracing::warn!("stories are as loud as they were recorded, since no thread could be started: {error}");
        }
        Self { gains: HashMap::new(), requests, measured, awaited: 0 }
    }

    /// Asks for a recording to be measured.
    pub fn request(&mut self, recording: Recording) {
        self.awaited += usize::from(self.requests.send(recording).is_ok());
    }

    /// By how many decibels a recording is to be raised where it is told, as far as that is known: what was measured nearest to
    /// `position`, metres in the location's space.
    pub fn gain(&mut self, sound: &Source, location: LocationIndex, position: Vec3) -> f32 {
        self.take_in();
        let measured = self.gains.get(&(sound.clone(), location)).into_iter().flatten();
        let nearest = measured.min_by(|(a, _), (b, _)| a.distance_squared(position).total_cmp(&b.distance_squared(position)));
        nearest.map_or(0.0, |(_, gain)| *gain)
    }

    /// Whether all that was asked for is known.
    pub fn complete(&mut self) -> bool {
        self.take_in();
        self.awaited == 0
    }

    fn take_in(&mut self) {
        for (recording, gain) in self.measured.try_iter() {
            self.awaited = self.awaited.saturating_sub(1);
            let places = self.gains.entry((recording.sound, recording.location)).or_default();
            places.retain(|(position, _)| *position != recording.position);
            places.push((recording.position, gain));
        }
    }
}

/// Where this system keeps what can be made anew.
pub(super) fn cache() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("indenfor").join("loudness.json"))
}

fn gain(loudness: f32) -> f32 {
    // What is silent, or too short to be measured, is left alone.
    if loudness.is_finite() { (TARGET - loudness).clamp(-MOST, MOST) } else { 0.0 }
}

/// What was measured, by the file, its length, when it was written, and the room that it is told in.
struct Memory {
    file: Option<PathBuf>,
    known: BTreeMap<String, f32>,
}

impl Memory {
    fn read(file: Option<PathBuf>) -> Self {
        // A file that is missing or broken is begun anew.
        let known = file.as_deref().and_then(|file| serde_json::from_slice(&std::fs::read(file).ok()?).ok()).unwrap_or_default();
        Self { file, known }
    }

    /// How loud a recording is, LUFS. `None` where it cannot be decoded: whoever plays it says so.
    fn loudness(&mut self, recording: &Recording) -> Option<f32> {
        let key = format!("{}{}", name(&recording.sound)?, walls(recording));
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let loudness = measure(recording)?;
        // Numbers that JSON has no word for are measured again the next time.
        if loudness.is_finite() {
            self.known.insert(key, loudness);
            self.write();
        }
        Some(loudness)
    }

    fn write(&self) {
        let Some(file) = &self.file else { return };
        let written = || -> std::io::Result<()> {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            // Whoever reads at the same time reads the old or the new, never half of it.
            let beside = file.with_extension(format!("{}", std::process::id()));
            std::fs::write(&beside, serde_json::to_vec_pretty(&self.known)?)?;
            std::fs::rename(beside, file)
        };
        if let Err(error) = written() {
            tracing::debug!("{} cannot be written ({error}); stories are measured again the next time", file.display());
        }
    }
}

/// A name for a recording as it is now: it may be made anew.
fn name(sound: &Source) -> Option<String> {
    Some(match sound {
        Source::File(file) => {
            let about = std::fs::metadata(&**file).ok()?;
            let written = about.modified().ok().and_then(|when| when.duration_since(UNIX_EPOCH).ok()).map_or(0, |when| when.as_nanos());
            format!("{}|{}|{written}", file.display(), about.len())
        }
        Source::Own(spoken) => {
            let mut hash = DefaultHasher::new();
            spoken.recording().hash(&mut hash);
            format!("{spoken}|{:016x}", hash.finish())
        }
    })
}

/// A name for the walls that a recording is heard between; none in the open.
fn walls(Recording { room, position, eyes, .. }: &Recording) -> String {
    let Some(room) = room else { return String::new() };
    let mut hash = DefaultHasher::new();
    let numbers = [room.middle, room.size, *position, *eyes].map(|point| point.to_array().map(f32::to_bits));
    (numbers, room.material as u8).hash(&mut hash);
    format!("|{:016x}", hash.finish())
}

/// How loud a recording is where it is told: what comes from its teller, what comes back from the walls, and what stays in the air. In
/// which ear each of it is heard does not count.
fn measure(recording: &Recording) -> Option<f32> {
    let mut reader = Reader::of(&recording.sound).ok()?;
    let rate = reader.rate;
    let mut meter = EbuR128::new(2, rate, Mode::I).ok()?;
    let head = Pose { position: recording.eyes, ..Pose::default() };
    let placing = placing(recording.position, head, recording.room.as_ref(), true);
    let direct = placing.source.length().max(NEAREST);
    let mut around = recording.room.as_ref().map(|room| {
        let answer = 10f32.powf(answer(room, direct, true) / 20.0);
        (Reflections::at(rate as f32), Ringing::in_room(Decay::of(room), rate), answer)
    });
    let mut heard = Vec::new();
    while let Some((channels, samples)) = reader.next() {
        for part in samples.chunks(SEGMENT * channels) {
            let told = part.chunks_exact(channels).map(decode::frame).map(|frame| 0.5 * (frame.left + frame.right));
            let told: Vec<f32> = told.collect();
            let mut frames: Vec<Frame> = told.iter().map(|sample| Frame::from_mono(*sample)).collect();
            if let Some((reflections, ringing, answer)) = &mut around {
                reflections.add(&told, &mut frames, &placing.images, direct, placing.reflected * direct, Hearing::Headphones);
                told.iter().zip(&mut frames).for_each(|(sample, frame)| *frame += ringing.ring(*sample) * *answer);
            }
            heard.clear();
            heard.extend(frames.iter().flat_map(|frame| [frame.left, frame.right]));
            meter.add_frames_f32(&heard).ok()?;
        }
    }
    meter.loudness_global().ok().map(|loudness| loudness as f32)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::tour::{Material, Room};

    fn outside(sound: PathBuf) -> Recording {
        let (location, position) = (LocationIndex(0), Vec3::NEG_Z);
        Recording { sound: Source::File(Arc::new(sound)), location, position, eyes: Vec3::ZERO, room: None }
    }

    fn modified(file: &Path) -> u128 {
        std::fs::metadata(file).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos()
    }

    #[test]
    fn silence_and_what_is_broken_are_left_alone() {
        assert_eq!(gain(f32::NEG_INFINITY), 0.0);
        assert_eq!(gain(-30.0), 12.0);
        assert_eq!(gain(-69.0), MOST);
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.wav");
        std::fs::write(&broken, b"RIFF____WAVEfmt ").unwrap();
        assert_eq!(Memory::read(None).loudness(&outside(broken)), None);
        assert_eq!(Memory::read(None).loudness(&outside(folder.path().join("nowhere.wav"))), None);
    }

    #[test]
    fn a_story_told_at_two_places_of_a_room_is_as_loud_at_both() {
        let mut loudness = Loudness::start(None);
        let here = LocationIndex(0);
        let sound = outside("story.ogg".into()).sound;
        loudness.gains.insert((sound.clone(), here), vec![(Vec3::NEG_Z, 1.5), (Vec3::X * 4.0, 6.0)]);
        assert_eq!(loudness.gain(&sound, here, Vec3::new(0.1, 0.0, -1.0)), 1.5);
        assert_eq!(loudness.gain(&sound, here, Vec3::X * 3.5), 6.0);
        assert_eq!(loudness.gain(&sound, LocationIndex(1), Vec3::ZERO), 0.0, "what was not measured is left alone");
    }

    #[test]
    fn what_was_measured_once_is_remembered_until_the_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, file) = (folder.path().join("deep").join("loudness.json"), folder.path().join("tone.wav"));
        // Nobody decodes what is known: what stands in the file need not even be a sound.
        let sound = outside(file.clone());
        std::fs::write(&file, b"no sound").unwrap();
        let written = modified(&file);
        let mut memory = Memory::read(Some(cache.clone()));
        memory.known.insert(format!("{}|8|{written}", file.display()), -23.5);
        memory.write();
        assert_eq!(Memory::read(Some(cache.clone())).loudness(&sound), Some(-23.5));
        std::fs::write(&file, b"no sound at all").unwrap();
        assert_eq!(Memory::read(Some(cache.clone())).loudness(&sound), None);
        let room = Room { middle: Vec3::Y, size: Vec3::splat(3.0), material: Material::Tiles };
        memory
            .known
            .insert(format!("{}|15|{}{}", file.display(), modified(&file), walls(&Recording { room: Some(room), ..sound.clone() })), -20.0);
        assert_eq!(memory.loudness(&sound), None, "what is known of a room says nothing of another");
        assert_eq!(memory.loudness(&Recording { room: Some(room), ..sound.clone() }), Some(-20.0));
        std::fs::write(&cache, b"{ torn").unwrap();
        assert!(Memory::read(Some(cache)).known.is_empty());
    }
}
