//! What is told and said: recordings and captions by language, and for how long they may be heard.

use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use super::day::Day;
use super::diagnostics::Code;
use super::files::Trouble;
use super::measures::{AMBIENCE_SECONDS, CAPTION_LAG_SECONDS};
use super::names::listed;
use super::resolve::Resolver;
use super::sounds::Header;
use super::source::Place;
use super::{Cue, Story, Telling, model};

/// So many days before a consent ends it is spoken of: time enough to find who gave it.
const CONSENT_NOTICE: i64 = 30;

/// What is told or said in each language.
type Tellings = IndexMap<Arc<str>, Telling>;

impl Resolver<'_, '_> {
    pub(super) fn resolve_story(&mut self, place: &Place, id: String, story: model::Story) -> Option<Story> {
        let teller = self.person(&place.key("teller"), &story.teller);
        let title = self.text(&place.key("title"), story.title);
        if self.has_expired(place, &id, "story", story.consent) {
            self.expired.stories.extend(self.story_index(&id));
        }
        let mut tellings = self.tellings(place, "story", story.sound, story.captions);
        if tellings.is_empty() {
            // A story always has a telling, be it one that is over at once: it can still be chosen.
            tellings.insert(self.languages.first()?.clone(), telling(None, Vec::new()));
        }
        Some(Story { id, teller: teller?, title, tellings })
    }

    /// A `kind` of recording with its captions, in each language that has one or the other.
    pub(super) fn tellings(&mut self, place: &Place, kind: &str, sound: Option<model::Files>, captions: Option<model::Files>) -> Tellings {
        let sounds = self.by_language(Code::MissingSound, place, kind, "sound", sound);
        let captions = self.by_language(Code::MissingCaptions, place, kind, "captions", captions);
        let mut tellings = IndexMap::new();
        for language in self.languages.clone() {
            if sounds.contains_key(&language) || captions.contains_key(&language) {
                let sound = sounds.get(&language).and_then(|(key, path)| self.sound(&inside(&place.key("sound"), *key, &language), path));
                let cues = captions.get(&language).map(|(key, path)| self.captions(&inside(&place.key("captions"), *key, &language), path));
                let cues = cues.unwrap_or_default();
                if let (Some((_, length)), Some(last)) = (&sound, cues.last())
                    && last.until - length > CAPTION_LAG_SECONDS
                {
                    let message =
                        format!("these captions go on {:.1} s after their recording, which takes {length:.1} s", last.until - length);
                    let help = "is it another recording's? Cut the captions to the voice".to_owned();
                    self.document.report(Code::LateCaptions, &place.key("captions").key(&language), message, help);
                }
                tellings.insert(language, telling(sound, cues));
            }
        }
        tellings
    }

    /// Whether a consent has ended that the `kind` of recording `id` was given with.
    pub(super) fn has_expired(&mut self, place: &Place, id: &str, kind: &str, consent: Option<model::Consent>) -> bool {
        let Some(model::Consent { given, until: Some(until) }) = consent else { return false };
        let place = place.key("consent");
        let place = place.key("until");
        let [first, last] = [given.0, until.0].map(|date| Day::new(date.year.into(), date.month, date.day));
        let left = self.today.until(last);
        if last < first {
            self.document.report(Code::ConsentEndsFirst, &place, "this consent ends before it was given", None);
        } else if left < 0 {
            let help = format!("visits leave the {kind} out: ask its speaker again, or take it out of the tour");
            self.document.report(Code::ConsentExpired, &place, format!("the consent to the {kind} `{id}` ended on {}", until.0), help);
        } else if left <= CONSENT_NOTICE {
            let days = match left {
                0 => "today".to_owned(),
                1 => "tomorrow".to_owned(),
                more => format!("in {more} days"),
            };
            let help = format!("ask its speaker in time: from the day after, visits leave the {kind} out");
            self.document.report(Code::ConsentExpires, &place, format!("the consent to the {kind} `{id}` ends {days}"), help);
        }
        left < 0
    }

    /// The files of a recording by language; reports the languages that have none.
    fn by_language(
        &mut self,
        missing: Code,
        place: &Place,
        kind: &str,
        key: &str,
        files: Option<model::Files>,
    ) -> IndexMap<Arc<str>, (IsKeyed, model::FilePath)> {
        let files = match files {
            Some(model::Files::Every(path)) => {
                return self.languages.iter().map(|language| (language.clone(), (IsKeyed::No, path.clone()))).collect();
            }
            Some(model::Files::ByLanguage(files)) => files,
            None => IndexMap::new(),
        };
        let written: Vec<&str> = files.keys().map(|language| language.0.as_str()).collect();
        self.undeclared(&place.key(key), &written);
        let absent = self.absent(&written);
        if !absent.is_empty() {
            self.document.report(missing, &place.key(key), format!("this {kind} has no {key} in {}", listed(&absent, "and")), None);
        }
        files.into_iter().map(|(language, path)| (language.0.into(), (IsKeyed::Yes, path))).collect()
    }

    /// A recording of somebody who tells, and how long it is.
    fn sound(&mut self, place: &Place, path: &model::FilePath) -> Option<(Arc<PathBuf>, f32)> {
        let (file, header) = self.any_sound(place, path)?;
        if header.channels > 2 {
            let trouble = Trouble::new(Code::BrokenSound, format!("has {} channels", header.channels));
            self.trouble(place, path, trouble.help("who tells is recorded with one channel or two: mix it down"));
            return None;
        }
        Some((file, header.seconds()))
    }

    /// A sound that goes round; `placed` where it comes from one place.
    pub(super) fn ambience(&mut self, place: &Place, path: &model::FilePath, placed: bool) -> Option<Arc<PathBuf>> {
        let (file, header) = self.any_sound(place, path)?;
        if header.channels > 2 && placed {
            let trouble = Trouble::new(Code::BrokenSound, "is a recording from all sides, and cannot come from one place");
            self.trouble(place, path, trouble.help("leave `at` out, or mix it down to one channel"));
            return None;
        }
        if header.seconds() > AMBIENCE_SECONDS {
            let message =
                format!("takes {:.0} minutes; what goes round takes {:.0} at most", header.seconds() / 60.0, AMBIENCE_SECONDS / 60.0);
            self.trouble(place, path, Trouble::new(Code::LongAmbience, message).help("cut a part of it that can be heard again and again"));
            return None;
        }
        Some(file)
    }

    fn any_sound(&mut self, place: &Place, path: &model::FilePath) -> Option<(Arc<PathBuf>, Header)> {
        let file = self.file(place, path)?;
        let header = self.files.sound(&file);
        self.content(place, path, &file, header).map(|header| (file, header))
    }

    fn captions(&mut self, place: &Place, path: &model::FilePath) -> Vec<Cue> {
        let Some(file) = self.file(place, path) else {
            return Vec::new();
        };
        let read = self.files.captions(&file);
        let Some(captions) = self.content(place, path, &file, read) else {
            return Vec::new();
        };
        if self.said.insert(file) {
            captions.diagnostics.iter().for_each(|diagnostic| self.document.push(diagnostic.clone()));
        }
        captions.cues.clone()
    }
}

/// Whether a file was given for a language of its own, or for all.
#[derive(Clone, Copy)]
enum IsKeyed {
    Yes,
    No,
}

/// Where the path for a language stands.
fn inside<'a>(files: &'a Place<'a>, keyed: IsKeyed, language: &'a str) -> Place<'a> {
    match keyed {
        IsKeyed::Yes => files.key(language),
        IsKeyed::No => *files,
    }
}

fn telling(sound: Option<(Arc<PathBuf>, f32)>, captions: Vec<Cue>) -> Telling {
    let (sound, length) = sound.map_or((None, 0.0), |(path, length)| (Some(path), length));
    Telling { sound, duration: captions.last().map_or(length, |cue| length.max(cue.until)), captions }
}
