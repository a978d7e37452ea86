//! What the program itself says: greetings, proposals, excuses. In the languages of `assets/words/`; a sentence that is missing in one
//! is said in the language that stands in for it, in the end in English (see [`languages::stand_ins`]).

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::tour::languages;

/// The sentences of each language, by its BCP 47 primary tag.
const FILES: [(&str, &str); 7] = [
    ("da", include_str!("../../assets/words/da.ftl")),
    ("en", include_str!("../../assets/words/en.ftl")),
    ("sv", include_str!("../../assets/words/sv.ftl")),
    ("nb", include_str!("../../assets/words/nb.ftl")),
    ("de", include_str!("../../assets/words/de.ftl")),
    ("uk", include_str!("../../assets/words/uk.ftl")),
    ("ar", include_str!("../../assets/words/ar.ftl")),
];

/// Names every sentence without gaps, so that none can be asked for that is not there.
macro_rules! lines {
    ($($(#[$about:meta])* $line:ident = $name:literal,)*) => {
        /// A sentence without gaps.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Line {
            $($(#[$about])* $line,)*
        }

        impl Line {
            /// What each is called in `assets/words/`, in the enum's order.
            const NAMES: &[&str] = &[$($name,)*];

            /// What it is called in `assets/words/`.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }
    };
}

lines! {
    /// Said while a location is on its way.
    Loading = "loading",
    /// The heading over `Missing`.
    MissingTitle = "missing-title",
    /// Said where a location cannot be shown.
    Missing = "missing",
    /// Said when there is nothing left to propose.
    Farewell = "farewell",
    /// The name of a hotspot that shows a few words.
    Look = "look",
    /// How long a short story is.
    UnderAMinute = "under-a-minute",
    /// What begins a visit.
    Begin = "begin",
    /// Asks for the language.
    ChooseLanguage = "choose-language",
    /// The heading over how to choose.
    PracticeTitle = "practice-title",
    /// How to choose by looking.
    PracticeGaze = "practice-gaze",
    /// How to choose by pointing.
    PracticeHand = "practice-hand",
    /// How to choose by mouse or touch.
    PracticeMouse = "practice-mouse",
    /// How to choose by one switch.
    PracticeSwitch = "practice-switch",
    /// On what is chosen for practice.
    PracticeName = "practice-name",
    /// The heading over what can be set.
    ComfortTitle = "comfort-title",
    /// That it can be set later as well.
    Comfort = "comfort",
    /// The heading over what the tour warns of.
    NoteTitle = "note-title",
    /// With what the tour warns of.
    GoOn = "go-on",
    /// Without what the tour warns of.
    LeaveOut = "leave-out",
    /// Ends what can be set.
    Ready = "ready",
    /// Opens the menu.
    Menu = "menu",
    /// Captions come after the head.
    CaptionsFollow = "captions-follow",
    /// Captions hang still.
    CaptionsStay = "captions-stay",
    /// There are no captions.
    CaptionsOff = "captions-off",
    /// How large words are.
    TextNormal = "text-normal",
    /// How large words are.
    TextLarger = "text-larger",
    /// How large words are.
    TextLargest = "text-largest",
    /// The same sound in both ears.
    Mono = "mono",
    /// Nothing moves by itself.
    Still = "still",
    /// Holds everything.
    Pause = "pause",
    /// Goes on.
    Resume = "resume",
    /// Says the last thing again.
    Repeat = "repeat",
    /// Makes the way the head points straight ahead.
    Recenter = "recenter",
    /// Makes everything quieter.
    Quieter = "quieter",
    /// Makes everything louder.
    Louder = "louder",
    /// Leads to the calm place.
    TakeMeOut = "take-me-out",
    /// Ends the visit.
    EndVisit = "end-visit",
    /// Closes the menu.
    Close = "close",
    /// The heading in the calm place.
    CalmTitle = "calm-title",
    /// Said in the calm place.
    Calm = "calm",
    /// Leads back from the calm place, or from the farewell.
    GoBack = "go-back",
    /// Said two minutes before the end.
    TimeLeft = "time-left",
    /// Said at the end of a visit that has its length.
    TimeUp = "time-up",
    /// The heading of the farewell.
    ThanksTitle = "thanks-title",
    /// The farewell of a tour that has none of its own.
    Thanks = "thanks",
    /// Ends the farewell.
    Finish = "finish",
}

/// The program's sentences, for readers of one language.
pub struct Words {
    bundles: Bundles,
    /// The sentences without gaps, by [`Line`].
    lines: Vec<Arc<str>>,
}

/// The sentences in a language, and in those that stand in for it, in that order.
type Bundles = Vec<FluentBundle<FluentResource>>;

impl Words {
    /// The sentences in `language`, a BCP 47 tag.
    pub fn in_language(language: &str) -> Self {
        Self::of(&FILES, language)
    }

    fn of(files: &[(&str, &str)], language: &str) -> Self {
        let file = |tag: &str| files.iter().find(|(name, _)| name.eq_ignore_ascii_case(tag));
        let bundles: Bundles = languages::stand_ins(language).filter_map(file).map(|(tag, source)| bundle(tag, source)).collect();
        let lines = Line::NAMES.iter().map(|name| say(&bundles, name, &[])).collect();
        Self { bundles, lines }
    }

    /// A sentence without gaps.
    pub fn line(&self, line: Line) -> &Arc<str> {
        &self.lines[line as usize]
    }

    /// How a guide introduces themselves; `takes_over` where another one came along until now.
    pub fn greeting(&self, name: &str, takes_over: bool) -> Arc<str> {
        say(&self.bundles, if takes_over { "takes-over" } else { "greeting" }, &[("name", name)])
    }

    /// Who somebody is, as it stands over what they say.
    pub fn byline(&self, name: &str, role: &str) -> Arc<str> {
        say(&self.bundles, "byline", &[("name", name), ("role", role)])
    }

    /// Who tells a story, and how long it is.
    pub fn label(&self, byline: &str, length: &str) -> Arc<str> {
        say(&self.bundles, "label", &[("byline", byline), ("length", length)])
    }

    /// What a guide whom one knows already says in a new place.
    pub fn arrived(&self, place: &str) -> Arc<str> {
        say(&self.bundles, "arrived", &[("place", place)])
    }

    /// How a guide proposes a story, or the `rest` of it.
    pub fn propose_story(&self, title: &str, rest: bool) -> Arc<str> {
        say(&self.bundles, if rest { "propose-rest" } else { "propose-story" }, &[("title", title)])
    }

    /// How a guide proposes to go somewhere, where somebody else may be waiting to take over.
    pub fn propose_place(&self, place: &str, waits: Option<&str>) -> Arc<str> {
        match waits {
            Some(name) => say(&self.bundles, "propose-place-with", &[("place", place), ("name", name)]),
            None => say(&self.bundles, "propose-place", &[("place", place)]),
        }
    }

    /// How a guide proposes something again.
    pub fn nudge(&self, proposal: &str) -> Arc<str> {
        say(&self.bundles, "nudge", &[("proposal", proposal)])
    }

    /// How long something takes that lasts so many seconds.
    pub fn length(&self, seconds: f32) -> Arc<str> {
        let minutes = (seconds / 60.0).round();
        if minutes < 1.0 {
            return Arc::clone(self.line(Line::UnderAMinute));
        }
        say(&self.bundles, "minutes", &[("minutes", &minutes.to_string())])
    }
}

fn bundle(tag: &str, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
    // What is put into a sentence that runs from right to left may run the other way, and would take its neighbours along.
    bundle.set_use_isolating(languages::is_right_to_left(tag));
    // What cannot be parsed is left out of the resource; the tests see to it that nothing is.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
    bundle.add_resource_overriding(resource);
    bundle
}

/// One sentence, its gaps filled; its name where there is no such sentence, which is better than nothing.
fn say(bundles: &Bundles, name: &str, gaps: &[(&str, &str)]) -> Arc<str> {
    let said = bundles.iter().find_map(|bundle| Some((bundle, bundle.get_message(name)?.value()?)));
    let Some((bundle, pattern)) = said else { return Arc::from(name) };
    let gaps: FluentArgs = gaps.iter().copied().collect();
    Arc::from(&*bundle.format_pattern(pattern, Some(&gaps), &mut Vec::new()))
}

/// What stands in the file of a language under a name.
#[cfg(test)]
pub fn written(language: &str, name: &str) -> &'static str {
    let (_, file) = FILES.iter().find(|(tag, _)| *tag == language).expect(language);
    file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")).expect(name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names of the sentences in a file, and the gaps of each.
    fn sentences(source: &str) -> BTreeSet<(String, BTreeSet<String>)> {
        let lines = source.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        lines
            .map(|line| {
                let (name, sentence) = line.split_once(" = ").expect("one sentence a line");
                let gaps = sentence.split('$').skip(1).map(|rest| rest.split_whitespace().next().unwrap_or_default().to_owned());
                (name.to_owned(), gaps.collect())
            })
            .collect()
    }

    #[test]
    fn every_language_says_the_same_things() {
        for (tag, source) in FILES {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{tag} has a mistake");
            assert_eq!(sentences(source), sentences(FILES[0].1), "{tag}");
        }
    }

    #[test]
    fn tours_are_checked_against_the_languages_that_are_there() {
        assert_eq!(FILES.map(|(tag, _)| tag), languages::SPOKEN);
    }

    #[test]
    fn no_sentence_is_missing() {
        for (tag, _) in FILES {
            let words = Words::in_language(tag);
            let said = [
                words.greeting("Signe", false),
                words.greeting("Signe", true),
                words.arrived("Signe"),
                words.propose_story("Signe", false),
                words.propose_story("Signe", true),
                words.propose_place("Signe", None),
                words.propose_place("Hallen", Some("Signe")),
                words.nudge("Signe?"),
            ];
            assert!(said.iter().all(|sentence| sentence.contains("Signe") && sentence.len() > 10), "{said:?}");
            for (name, sentence) in Line::NAMES.iter().zip(&words.lines) {
                assert_ne!(*name, &**sentence, "{tag}");
            }
        }
    }

    #[test]
    fn lengths_are_minutes_as_people_say_them() {
        let words = Words::in_language("en");
        assert_eq!([20.0, 45.0, 95.0, 340.0].map(|seconds| words.length(seconds).to_string()), ["under 1 min", "1 min", "2 min", "6 min"]);
    }

    #[test]
    fn what_is_missing_is_said_by_who_stands_in() {
        let loading = |language| Words::in_language(language).line(Line::Loading).to_string();
        assert_eq!(
            ["da-DK", "kl", "nn", "tlh", ""].map(loading),
            ["Et øjeblik …", "Et øjeblik …", "Et øyeblikk …", "One moment …", "One moment …"]
        );
        // A file that a translator has only begun.
        let files = [("en", "loading = One moment\nlook = Look closer"), ("da", "look = Se nærmere"), ("nb", "menu = Meny")];
        let words = Words::of(&files, "nb");
        assert_eq!([Line::Menu, Line::Look, Line::Loading].map(|line| &**words.line(line)), ["Meny", "Se nærmere", "One moment"]);
    }
}
