//! What the program itself says: greetings, proposals, excuses. In the languages of `assets/words/`; in English for all others.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// The sentences of each language, by its BCP 47 primary tag. The first stands in for every language that is not here.
const LANGUAGES: [(&str, &str); 2] = [("en", include_str!("../../assets/words/en.ftl")), ("da", include_str!("../../assets/words/da.ftl"))];

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

/// The program's sentences in one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    /// The sentences without gaps, by [`Line`].
    lines: Vec<Arc<str>>,
}

impl Words {
    /// The sentences in `language`, a BCP 47 tag; in English where there are none.
    pub fn in_language(language: &str) -> Self {
        let (tag, source) = LANGUAGES.iter().find(|(tag, _)| primary(language).eq_ignore_ascii_case(tag)).unwrap_or(&LANGUAGES[0]);
        let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
        // The marks that keep left-to-right names apart in right-to-left sentences would be drawn as boxes, and no sentence needs them.
        bundle.set_use_isolating(false);
        // What cannot be parsed is left out of the resource; the tests see to it that nothing is.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
        let lines = Line::NAMES.iter().map(|name| say(&bundle, name, &[])).collect();
        Self { bundle, lines }
    }

    /// A sentence without gaps.
    pub fn line(&self, line: Line) -> &Arc<str> {
        &self.lines[line as usize]
    }

    /// How a guide introduces themselves; `takes_over` where another one came along until now.
    pub fn greeting(&self, name: &str, takes_over: bool) -> Arc<str> {
        say(&self.bundle, if takes_over { "takes-over" } else { "greeting" }, &[("name", name)])
    }

    /// What a guide whom one knows already says in a new place.
    pub fn arrived(&self, place: &str) -> Arc<str> {
        say(&self.bundle, "arrived", &[("place", place)])
    }

    /// How a guide proposes a story, or the `rest` of it.
    pub fn propose_story(&self, title: &str, rest: bool) -> Arc<str> {
        say(&self.bundle, if rest { "propose-rest" } else { "propose-story" }, &[("title", title)])
    }

    /// How a guide proposes to go somewhere, where somebody else may be waiting to take over.
    pub fn propose_place(&self, place: &str, waits: Option<&str>) -> Arc<str> {
        match waits {
            Some(name) => say(&self.bundle, "propose-place-with", &[("place", place), ("name", name)]),
            None => say(&self.bundle, "propose-place", &[("place", place)]),
        }
    }

    /// How a guide proposes something again.
    pub fn nudge(&self, proposal: &str) -> Arc<str> {
        say(&self.bundle, "nudge", &[("proposal", proposal)])
    }

    /// How long something takes that lasts so many seconds.
    pub fn length(&self, seconds: f32) -> Arc<str> {
        let minutes = (seconds / 60.0).round();
        if minutes < 1.0 {
            return Arc::clone(self.line(Line::UnderAMinute));
        }
        say(&self.bundle, "minutes", &[("minutes", &minutes.to_string())])
    }
}

/// What those who speak a language call it; its tag where this program does not know.
pub fn own_name(language: &str) -> Arc<str> {
    const NAMES: [(&str, &str); 16] = [
        ("ar", "العربية"),
        ("da", "Dansk"),
        ("de", "Deutsch"),
        ("en", "English"),
        ("es", "Español"),
        ("fi", "Suomi"),
        ("fo", "Føroyskt"),
        ("fr", "Français"),
        ("is", "Íslenska"),
        ("kl", "Kalaallisut"),
        ("nb", "Norsk"),
        ("nn", "Nynorsk"),
        ("no", "Norsk"),
        ("pl", "Polski"),
        ("sv", "Svenska"),
        ("uk", "Українська"),
    ];
    let known = NAMES.iter().find(|(tag, _)| primary(language).eq_ignore_ascii_case(tag));
    Arc::from(known.map_or(language, |(_, name)| name))
}

/// The language of a tag, without script and region.
fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// One sentence, its gaps filled; its name where there is no such sentence, which is better than nothing.
fn say(bundle: &FluentBundle<FluentResource>, name: &str, gaps: &[(&str, &str)]) -> Arc<str> {
    let Some(pattern) = bundle.get_message(name).and_then(|message| message.value()) else {
        return Arc::from(name);
    };
    let gaps: FluentArgs = gaps.iter().copied().collect();
    Arc::from(&*bundle.format_pattern(pattern, Some(&gaps), &mut Vec::new()))
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
        for (tag, source) in LANGUAGES {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{tag} has a mistake");
            assert_eq!(sentences(source), sentences(LANGUAGES[0].1), "{tag}");
        }
    }

    #[test]
    fn no_sentence_is_missing() {
        for (tag, _) in LANGUAGES {
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
    fn danish_is_danish_and_what_is_unknown_is_english() {
        assert_eq!(&**Words::in_language("da-DK").line(Line::Loading), "Et øjeblik …");
        assert_eq!(&**Words::in_language("kl").line(Line::Loading), "One moment …");
        assert_eq!(&**Words::in_language("").line(Line::Loading), "One moment …");
        assert_eq!((&*own_name("da-DK"), &*own_name("tlh")), ("Dansk", "tlh"));
    }
}
