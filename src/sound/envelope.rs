//! How loud what is told is from moment to moment, for mouths to follow: reckoned once for each recording, on a thread of its own.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::decode::Reader;
use crate::walk::Source;

/// Values a second: two or three for each syllable.
const RATE: f32 = 30.0;
/// What is so many decibels softer than the loud syllables of a recording is quiet.
const RANGE: f32 = 30.0;
/// How many of the values are softer than its loud syllables.
const LOUD: f32 = 0.95;
/// No more values are kept of a recording: half an hour.
const MOST: usize = 54_000;

/// How loud a recording is from moment to moment, from 0 (quiet) to 255 (as its loud syllables).
struct Envelope(Vec<u8>);

impl Envelope {
    /// `None` where it cannot be decoded.
    fn of(source: &Source) -> Option<Self> {
        let mut reader = Reader::of(source).ok()?;
        let whole = (reader.rate as f32 / RATE).round() as usize;
        let (mut powers, mut sum, mut count) = (Vec::new(), 0.0, 0);
        while let Some((channels, samples)) = reader.next() {
            for frame in samples.chunks_exact(channels) {
                sum += frame[0] * frame[0];
                count += 1;
                if count == whole {
                    powers.push(sum / whole as f32);
                    (sum, count) = (0.0, 0);
                }
            }
            if powers.len() >= MOST {
                break;
            }
        }
        Some(Self::from_powers(&powers))
    }

    fn from_powers(powers: &[f32]) -> Self {
        let decibels = |power: &f32| 10.0 * power.max(1e-9).log10();
        let mut sorted: Vec<f32> = powers.iter().map(decibels).collect();
        sorted.sort_by(f32::total_cmp);
        let loud = sorted.get((sorted.len() as f32 * LOUD) as usize).copied().unwrap_or(0.0);
        let value = |power| ((1.0 + (decibels(power) - loud) / RANGE).clamp(0.0, 1.0) * 255.0) as u8;
        Self(powers.iter().map(value).collect())
    }

    /// How loud it is so many seconds from its beginning, from 0 to 1.
    fn at(&self, seconds: f32) -> f32 {
        // Each value is that of the middle of its time.
        let at = (seconds * RATE - 0.5).max(0.0);
        let value = |index: usize| f32::from(self.0.get(index).copied().unwrap_or(0)) / 255.0;
        let (before, part) = (at as usize, at.fract());
        value(before) * (1.0 - part) + value(before + 1) * part
    }
}

/// The envelopes of what was told so far, and a thread that reckons them. It ends when this is dropped.
pub(super) struct Envelopes {
    known: HashMap<Source, Option<Envelope>>,
    requests: Sender<Source>,
    answers: Receiver<(Source, Envelope)>,
}

impl Envelopes {
    /// Starts the thread.
    pub fn start() -> Self {
        let (requests, incoming) = channel::<Source>();
        let (outgoing, answers) = channel();
        let spawned = std::thread::Builder::new().name("envelopes".into()).spawn(move || {
            for source in incoming {
                if let Some(envelope) = Envelope::of(&source)
                    && outgoing.send((source, envelope)).is_err()
                {
                    break;
                }
            }
        });
        if let Err(error) = spawned {
            tracing::warn!("mouths move without listening, since no thread could be started: {error}");
        }
        Self { known: HashMap::new(), requests, answers }
    }

    /// Asks for the envelope of what is going to be heard.
    pub fn request(&mut self, source: &Source) {
        if !self.known.contains_key(source) && self.requests.send(source.clone()).is_ok() {
            self.known.insert(source.clone(), None);
        }
    }

    /// Forgets one whose recording has changed.
    pub fn forget(&mut self, source: &Source) {
        self.known.remove(source);
    }

    /// How loud a recording is so many seconds from its beginning, from 0 to 1; `None` while that is not known.
    pub fn at(&mut self, source: &Source, seconds: f32) -> Option<f32> {
        for (source, envelope) in self.answers.try_iter() {
            self.known.insert(source, Some(envelope));
        }
        Some(self.known.get(source)?.as_ref()?.at(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_loud_and_pauses_are_quiet_however_loud_it_was_recorded() {
        for gain in [1.0, 0.05_f32] {
            // A tenth of a second loud, a tenth of a second of hiss, and so on; then one soft word.
            let power = |nth: usize| {
                if nth >= 60 {
                    0.003
                } else if (nth / 3).is_multiple_of(2) {
                    0.1
                } else {
                    0.000_01
                }
            };
            let powers: Vec<f32> = (0..70).map(|nth| power(nth) * gain * gain).collect();
            let envelope = Envelope::from_powers(&powers);
            assert!(envelope.at(0.05) > 0.95 && envelope.at(0.15) < 0.05, "{} {}", envelope.at(0.05), envelope.at(0.15));
            assert!((0.3..0.7).contains(&envelope.at(2.1)), "softer words open it less: {}", envelope.at(2.1));
            assert_eq!(envelope.at(9.0), 0.0, "after its end");
        }
        assert_eq!(Envelope::from_powers(&[]).at(f32::NAN), 0.0);
        assert!(Envelope::from_powers(&[0.0; 9]).at(0.1).is_finite());
    }
}
