//! What the program itself says: greetings, proposals, excuses. In the languages of `assets/words/`; in English for all others.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// The sentences of each language, by its BCP 47 primary tag. The first stands in for every language that is not here.
const LANGUAGES: [(&str, &str); 2] = [("en", include_str!("../../assets/words/en.ftl")), ("da", include_str!("../../assets/words/da.ftl"))];

/// The program's sentences in one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    /// Said while a location is on its way.
    pub loading: Arc<str>,
    /// The heading over [`Words::missing`].
    pub missing_title: Arc<str>,
    /// Said where a location cannot be shown.
    pub missing: Arc<str>,
    /// Said when there is nothing left to propose.
    pub farewell: Arc<str>,
    /// The name of a hotspot that shows a few words.
    pub look: Arc<str>,
}

impl Words {
    /// The sentences in `language`, a BCP 47 tag; in English where there are none.
    pub fn in_language(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        let (tag, source) = LANGUAGES.iter().find(|(tag, _)| primary.eq_ignore_ascii_case(tag)).unwrap_or(&LANGUAGES[0]);
        let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
        // The marks that keep left-to-right names apart in right-to-left sentences would be drawn as boxes, and no sentence needs them.
        bundle.set_use_isolating(false);
        // What cannot be parsed is left out of the resource; the tests see to it that nothing is.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
        let say = |name| say(&bundle, name, &[]);
        let (loading, missing_title, missing) = (say("loading"), say("missing-title"), say("missing"));
        let (farewell, look) = (say("farewell"), say("look"));
        Self { loading, missing_title, missing, farewell, look, bundle }
    }

    /// How a guide introduces themselves.
    pub fn greeting(&self, name: &str) -> Arc<str> {
        say(&self.bundle, "greeting", &[("name", name)])
    }

    /// What a guide whom one knows already says in a new place.
    pub fn arrived(&self, place: &str) -> Arc<str> {
        say(&self.bundle, "arrived", &[("place", place)])
    }

    /// How a guide proposes a story.
    pub fn propose_story(&self, title: &str) -> Arc<str> {
        say(&self.bundle, "propose-story", &[("title", title)])
    }

    /// How a guide proposes to go somewhere.
    pub fn propose_place(&self, place: &str) -> Arc<str> {
        say(&self.bundle, "propose-place", &[("place", place)])
    }
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
            let said = [words.greeting("Signe"), words.arrived("Signe"), words.propose_story("Signe"), words.propose_place("Signe")];
            assert!(said.iter().all(|sentence| sentence.contains("Signe") && sentence.len() > 10), "{said:?}");
            for sentence in [&words.loading, &words.missing_title, &words.missing, &words.farewell, &words.look] {
                assert!(sentence.contains(' '), "{tag}: {sentence}");
            }
        }
    }

    #[test]
    fn danish_is_danish_and_what_is_unknown_is_english() {
        assert_eq!(&*Words::in_language("da-DK").loading, "Et øjeblik …");
        assert_eq!(&*Words::in_language("kl").loading, "One moment …");
        assert_eq!(&*Words::in_language("").loading, "One moment …");
    }
}
