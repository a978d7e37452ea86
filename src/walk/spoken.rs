//! What the program can say aloud: its own sentences, as they are recorded in `assets/voices/`.

use std::fmt;

use crate::tour::languages::{SPOKEN, own_name, primary, stand_ins};

/// The sentences that are recorded in a language: what each is called in `assets/words/`, and its recording (Ogg Vorbis).
type Recordings = &'static [(&'static str, &'static [u8])];

macro_rules! recordings {
    ($language:literal: $($name:literal)+) => {
        ($language, &[$(($name, include_bytes!(concat!("../../assets/voices/", $language, "/", $name, ".ogg")).as_slice())),+])
    };
}

/// What every step of the welcome says.
macro_rules! steps {
    ($language:literal $($more:literal)*) => {
        recordings!($language: "own-name" "practice-title" "practice-gaze" "practice-hand" "practice-mouse" "practice-switch"
            "comfort-title" "comfort" "note-title" "go-on" "leave-out" $($more)*)
    };
}

/// The same, and what can be chosen.
macro_rules! steps_and_choices {
    ($language:literal) => {
        steps!($language "captions-follow" "captions-stay" "captions-off" "text-normal" "text-larger" "text-largest" "mono" "still" "ready")
    };
}

const VOICES: [(&str, Recordings); 7] =
    [steps_and_choices!("da"), steps_and_choices!("en"), steps!("sv"), steps!("nb"), steps!("de"), steps!("uk"), steps!("ar")];

/// What a language calls itself, as a recording is named.
const OWN_NAME: &str = "own-name";

/// A recording that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spoken {
    voice: usize,
    sentence: usize,
}

impl Spoken {
    /// The sentence of this name, for who reads the program's words in `language`, a BCP 47 tag. None where it was not recorded in the
    /// language that they are written in: nobody hears another one than they read.
    pub(super) fn of(language: &str, name: &str) -> Option<Self> {
        let written = stand_ins(language).find(|tag| SPOKEN.iter().any(|spoken| spoken.eq_ignore_ascii_case(tag)))?;
        let voice = VOICES.iter().position(|(tag, _)| tag.eq_ignore_ascii_case(written))?;
        let sentence = VOICES[voice].1.iter().position(|(recorded, _)| *recorded == name)?;
        Some(Self { voice, sentence })
    }

    /// What those who speak a language call it, in that language.
    pub(super) fn own_name(language: &str) -> Option<Self> {
        let spoken = Self::of(language, OWN_NAME)?;
        (own_name(VOICES[spoken.voice].0) == own_name(primary(language))).then_some(spoken)
    }

    /// All that can be said in a visit in one of these languages.
    pub fn all<'a>(languages: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut voices: Vec<usize> = languages.into_iter().filter_map(|language| Some(Self::of(language, OWN_NAME)?.voice)).collect();
        voices.sort_unstable();
        voices.dedup();
        voices.into_iter().flat_map(|voice| (0..VOICES[voice].1.len()).map(move |sentence| Self { voice, sentence })).collect()
    }

    /// The recording: Ogg Vorbis.
    pub fn recording(self) -> &'static [u8] {
        VOICES[self.voice].1[self.sentence].1
    }

    /// How long it is, seconds; none at all if the program is damaged.
    pub(super) fn seconds(self) -> f32 {
        seconds(self.recording()).unwrap_or(0.0)
    }
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (language, recordings) = VOICES[self.voice];
        write!(f, "the program's own voice ({language}, {})", recordings[self.sentence].0)
    }
}

/// How long an Ogg Vorbis recording is: its last page tells how many samples there are until its end, its first how many there are in a
/// second.
fn seconds(ogg: &[u8]) -> Option<f32> {
    let last = ogg.windows(4).rposition(|page| page == b"OggS")?;
    let samples = u64::from_le_bytes(ogg.get(last + 6..last + 14)?.try_into().ok()?);
    let rate = u32::from_le_bytes(ogg.get(40..44)?.try_into().ok()?);
    (rate > 0).then(|| (samples as f64 / f64::from(rate)) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::comfort::WELCOME_SECONDS;
    use crate::walk::words;

    fn seconds_of(language: &str, names: &[&str]) -> f32 {
        names.iter().map(|name| Spoken::of(language, name).expect(name).seconds()).sum()
    }

    #[test]
    fn every_step_is_said_before_the_welcome_goes_on_by_itself() {
        // The language, how to choose, what is comfortable, and a warning.
        let share = WELCOME_SECONDS / 4.0;
        for language in SPOKEN {
            for means in ["practice-gaze", "practice-hand", "practice-mouse", "practice-switch"] {
                assert!((1.5..share).contains(&seconds_of(language, &["practice-title", means])), "{language} {means}");
            }
            assert!((3.0..share).contains(&seconds_of(language, &["comfort-title", "comfort"])), "{language}");
        }
        let names: f32 = SPOKEN.iter().map(|language| Spoken::own_name(language).expect(language).seconds()).sum();
        assert!(names < share, "all languages in turn: {names}");
    }

    #[test]
    fn what_is_said_is_what_is_written() {
        for (language, recordings) in VOICES {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/voices");
            let said = std::fs::read_to_string(format!("{file}/{language}/said.txt")).unwrap();
            let said: Vec<(&str, &str)> = said.lines().map(|line| line.split_once(" = ").unwrap()).collect();
            assert_eq!(
                said.iter().map(|(name, _)| *name).collect::<std::collections::BTreeSet<_>>(),
                recordings.iter().map(|(name, _)| *name).collect()
            );
            for (name, sentence) in said {
                let written = if name == OWN_NAME { own_name(language) } else { words::written(language, name) };
                assert_eq!(sentence, written, "{language}: {name} was changed; see assets/voices/README.md");
            }
        }
    }

    #[test]
    fn nobody_hears_another_language_than_they_read() {
        let language = |spoken: Option<Spoken>| spoken.map(|spoken| VOICES[spoken.voice].0);
        let ready = ["da-DK", "kl", "sv", "fr", "tlh"].map(|tag| language(Spoken::of(tag, "ready")));
        assert_eq!(ready, [Some("da"), Some("da"), None, Some("en"), Some("en")], "Swedish words are not said in Danish");
        let names = ["no", "nn", "fr", "en-GB"].map(|tag| language(Spoken::own_name(tag)));
        assert_eq!(names, [Some("nb"), None, None, Some("en")]);
        assert_eq!(Spoken::all(["da", "kl", "sv"]).len(), 20 + 11);
    }

    #[test]
    fn what_is_no_recording_has_no_length() {
        assert_eq!([seconds(b""), seconds(b"OggS"), seconds(&[0; 60])], [None; 3]);
    }
}
