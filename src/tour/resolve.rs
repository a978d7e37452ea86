//! From what is written to what can be walked: follows names, finds files, turns angles into places.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexSet;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::day::Day;
use super::diagnostics::Code;
use super::files::{Files, Trouble};
use super::languages::{LAST_RESORT, SPOKEN, primary, stand_ins};
use super::letters;
use super::model::{LANGUAGE_PATTERN, MOST_LANGUAGES};
use super::names::{did_you_mean, listed, matches};
use super::pictures::Picture;
use super::source::{Document, Place};
use super::tiles::MOST_TILES_LOOKED_FOR;
use super::{ContentNote, Farewell, LineIndex, LocationIndex, Person, PersonIndex, StoryIndex, Text, Tour, model};

/// A tour as its file describes it.
pub(super) struct Resolved {
    pub tour: Tour,
    pub expired: Expired,
}

/// What may be heard no longer.
#[derive(Default)]
pub(super) struct Expired {
    pub stories: Vec<StoryIndex>,
    pub lines: Vec<LineIndex>,
}

/// Builds the tour that a document describes, as far as it can be: reports whatever is in the way.
pub(super) fn resolve(document: &mut Document, files: &mut Files, folder: PathBuf, today: Day) -> Option<Resolved> {
    let languages = languages(document)?;
    let names = Names {
        people: keys(&document.tree, "people"),
        stories: keys(&document.tree, "stories"),
        lines: keys(&document.tree, "lines"),
        locations: keys(&document.tree, "locations"),
    };
    let mut resolver = Resolver {
        document,
        files,
        languages,
        names,
        today,
        expired: Expired::default(),
        said: HashSet::new(),
        tiles_left: MOST_TILES_LOOKED_FOR,
    };
    let tour = resolver.tour(folder)?;
    Some(Resolved { tour, expired: resolver.expired })
}

/// The names that a tour file defines, in its order. Those of entries that cannot be read are among them: a link to one is not wrong.
struct Names {
    people: IndexSet<String>,
    stories: IndexSet<String>,
    lines: IndexSet<String>,
    locations: IndexSet<String>,
}

fn keys(tree: &DeTable, section: &str) -> IndexSet<String> {
    let table = tree.get(section).and_then(|section| section.get_ref().as_table());
    table.into_iter().flat_map(DeTable::keys).map(|key| key.get_ref().to_string()).collect()
}

fn part<T: for<'de> Deserialize<'de>>(value: &Spanned<DeValue>) -> Option<T> {
    // What does not fit has been reported: shape.rs knows the same types.
    T::deserialize(ValueDeserializer::from(value.clone())).ok()
}

fn languages(document: &mut Document) -> Option<Vec<Arc<str>>> {
    let written: Vec<String> = part(document.tree.get("languages")?)?;
    let mut languages: Vec<Arc<str>> = Vec::new();
    for (index, language) in written.into_iter().take(MOST_LANGUAGES).enumerate() {
        if languages.iter().any(|known| **known == *language) {
            let message = format!("the language `{language}` is declared twice");
            document.report(Code::DuplicateLanguage, &Place::ROOT.key("languages").index(index), message, None);
        } else if matches(LANGUAGE_PATTERN, &language) {
            if !SPOKEN.contains(&primary(&language)) {
                let message = format!("the program's own words (welcome, menu, farewell) are not there in `{language}`");
                let instead = stand_ins(&language).find(|tag| SPOKEN.contains(tag)).unwrap_or(LAST_RESORT);
                let help = format!("who chooses it reads them in `{instead}`; they are there in {}", listed(&SPOKEN, "and"));
                document.report(Code::UnspokenLanguage, &Place::ROOT.key("languages").index(index), message, help);
            }
            languages.push(language.into());
        }
    }
    (!languages.is_empty()).then_some(languages)
}

pub(super) struct Resolver<'r, 't> {
    pub document: &'r mut Document<'t>,
    pub files: &'r mut Files,
    pub languages: Vec<Arc<str>>,
    names: Names,
    pub today: Day,
    pub expired: Expired,
    /// Files whose contents have been complained about: once is enough, however often they are used.
    pub said: HashSet<Arc<PathBuf>>,
    /// So many more tiles of panoramas are looked for.
    pub tiles_left: u32,
}

impl Resolver<'_, '_> {
    fn tour(&mut self, folder: PathBuf) -> Option<Tour> {
        let root = Place::ROOT;
        let id: Option<String> = self.entry("id");
        let title = self.entry("title").map(|title: model::Text| self.text(&root.key("title"), title));
        let start: Option<String> = self.entry("start");
        let start = start.and_then(|start| self.location(&root.key("start"), &start));
        let guide: Option<String> = self.entry("guide");
        let guide = guide.and_then(|guide| self.person(&root.key("guide"), &guide));
        let people = self.section("people", Self::resolve_person);
        let stories = self.section("stories", Self::resolve_story);
        let lines = self.section("lines", Self::resolve_line);
        let locations = self.section("locations", |this, place, id, location| this.resolve_location(place, id, location, guide));
        let calm: Option<String> = self.entry("calm");
        let calm = calm.and_then(|calm| self.location(&root.key("calm"), &calm));
        let content_note = self.entry("content_note").map(|note| self.resolve_note(&root.key("content_note"), note));
        let farewell = self.entry("farewell").map(|farewell: model::Farewell| Farewell {
            words: self.text(&root.key("farewell").key("words"), farewell.words),
            address: farewell.address.into(),
        });
        Some(Tour {
            folder,
            id: id?,
            title: title?,
            languages: self.languages.clone(),
            start: start?,
            people: people?,
            stories: stories?,
            lines: lines?,
            locations: locations.filter(|locations| !locations.is_empty())?,
            calm,
            content_note,
            farewell,
        })
    }

    fn resolve_note(&mut self, place: &Place, note: model::ContentNote) -> ContentNote {
        let words = self.text(&place.key("words"), note.words);
        let says = note.says.and_then(|line| self.line(&place.key("says"), &line));
        let avoid = place.key("avoid");
        let (mut locations, mut stories) = (Vec::new(), Vec::new());
        for (index, name) in note.avoid.locations.iter().enumerate() {
            locations.extend(self.location(&avoid.key("locations").index(index), name));
        }
        for (index, name) in note.avoid.stories.iter().enumerate() {
            stories.extend(self.story(&avoid.key("stories").index(index), name));
        }
        ContentNote { words, says, locations, stories }
    }

    fn entry<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Option<T> {
        self.document.tree.get(key).and_then(part)
    }

    /// Resolves every entry of a section, even where one of them cannot be.
    fn section<T: for<'de> Deserialize<'de>, R>(
        &mut self,
        section: &str,
        mut resolve: impl FnMut(&mut Self, &Place, String, T) -> Option<R>,
    ) -> Option<Vec<R>> {
        let Some(table) = self.document.tree.get(section).and_then(|section| section.get_ref().as_table()) else {
            return Some(Vec::new());
        };
        let entries: Vec<(String, Option<T>)> = table.iter().map(|(id, entry)| (id.get_ref().to_string(), part(entry))).collect();
        let root = Place::ROOT;
        let section = root.key(section);
        let mut all = Some(Vec::with_capacity(entries.len()));
        for (id, entry) in entries {
            let place_id = id.clone();
            let resolved = entry.and_then(|entry| resolve(self, &section.key(&place_id), id, entry));
            all = all.zip(resolved).map(|(mut all, resolved)| {
                all.push(resolved);
                all
            });
        }
        all
    }

    fn resolve_person(&mut self, place: &Place, id: String, person: model::Person) -> Option<Person> {
        let role = self.text(&place.key("role"), person.role);
        let portrait = person.portrait.and_then(|portrait| self.picture(&place.key("portrait"), &portrait));
        let avatar = person.avatar.and_then(|avatar| self.avatar(&place.key("avatar"), &avatar));
        let says = self.says(&place.key("says"), person.says);
        let name = self.words(&place.key("name"), &person.name);
        Some(Person { id, name, role, portrait, avatar, says })
    }

    pub(super) fn text(&mut self, place: &Place, text: model::Text) -> Text {
        match text {
            model::Text::Every(words) => Text::Every(self.words(place, &words)),
            model::Text::ByLanguage(wordings) => {
                let written: Vec<&str> = wordings.keys().map(|language| language.0.as_str()).collect();
                self.undeclared(place, &written);
                let absent = self.absent(&written);
                if !absent.is_empty() {
                    self.document.report(Code::MissingText, place, format!("these words are missing in {}", listed(&absent, "and")), None);
                }
                let seen = wordings.into_iter().map(|(language, words)| {
                    let words = self.words(&place.key(&language.0), &words);
                    (language.0.into(), words)
                });
                Text::ByLanguage(seen.collect())
            }
        }
    }

    /// Words without what is not seen of them.
    fn words(&mut self, place: &Place, words: &str) -> Arc<str> {
        if let Some(unseen) = letters::unseen(words) {
            let (message, help) = letters::trouble(unseen);
            self.document.report(Code::UnseenCharacter, place, message, help);
        }
        letters::seen(words).into()
    }

    /// The tour's languages that are not among those `written`.
    pub(super) fn absent(&self, written: &[&str]) -> Vec<String> {
        self.languages.iter().filter(|language| !written.contains(&&***language)).map(|language| language.to_string()).collect()
    }

    pub(super) fn undeclared(&mut self, place: &Place, written: &[&str]) {
        for language in written {
            if !self.languages.iter().any(|declared| **declared == **language) {
                let declared: Vec<&str> = self.languages.iter().map(|declared| &**declared).collect();
                let help = format!("it has {}", listed(&declared, "and"));
                let message = format!("`{language}` is not among the tour's languages");
                self.document.report(Code::UndeclaredLanguage, &place.key(language), message, help);
            }
        }
    }

    pub(super) fn person(&mut self, place: &Place, name: &str) -> Option<PersonIndex> {
        self.names.people.get_index_of(name).map(PersonIndex).or_else(|| self.nowhere(place, name, "person", |names| &names.people))
    }

    pub(super) fn story(&mut self, place: &Place, name: &str) -> Option<StoryIndex> {
        self.story_index(name).or_else(|| self.nowhere(place, name, "story", |names| &names.stories))
    }

    /// The story of that name, where there is one.
    pub(super) fn story_index(&self, name: &str) -> Option<StoryIndex> {
        self.names.stories.get_index_of(name).map(StoryIndex)
    }

    /// The line of that name, where there is one.
    pub(super) fn line_index(&self, name: &str) -> Option<LineIndex> {
        self.names.lines.get_index_of(name).map(LineIndex)
    }

    pub(super) fn line(&mut self, place: &Place, name: &str) -> Option<LineIndex> {
        self.line_index(name).or_else(|| self.nowhere(place, name, "line", |names| &names.lines))
    }

    pub(super) fn location(&mut self, place: &Place, name: &str) -> Option<LocationIndex> {
        self.names
            .locations
            .get_index_of(name)
            .map(LocationIndex)
            .or_else(|| self.nowhere(place, name, "location", |names| &names.locations))
    }

    fn nowhere<T>(&mut self, place: &Place, name: &str, kind: &str, known: impl Fn(&Names) -> &IndexSet<String>) -> Option<T> {
        if !self.document.is_full() {
            let known = known(&self.names);
            let help = did_you_mean(name, known.iter().map(String::as_str)).or_else(|| {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                (known.len() <= 12).then(|| format!("there is {}", listed(&known, "and")))
            });
            self.document.report(Code::LinkToNowhere, place, format!("there is no {kind} `{name}`"), help);
        }
        None
    }

    /// The file at a path, which may be missing.
    pub(super) fn file(&mut self, place: &Place, path: &model::FilePath) -> Option<Arc<PathBuf>> {
        match self.files.find(&path.0) {
            Ok(found) => {
                if let Some(real) = found.real_name {
                    let help = format!("write `{real}`: elsewhere than on Windows, capitals count");
                    self.document.report(Code::Capitals, place, format!("`{}` is called `{real}`", path.0), help);
                }
                Some(found.path)
            }
            Err(trouble) => {
                self.trouble(place, path, trouble);
                None
            }
        }
    }

    /// Reports what is wrong with a file that a path leads to.
    pub(super) fn trouble(&mut self, place: &Place, path: &model::FilePath, trouble: Trouble) {
        self.document.report(trouble.code, place, format!("`{}` {}", path.0, trouble.message), trouble.help);
    }

    /// What is in a file. Complains about it once, however often it is used.
    pub(super) fn content<T>(
        &mut self,
        place: &Place,
        path: &model::FilePath,
        file: &Arc<PathBuf>,
        content: Result<T, Trouble>,
    ) -> Option<T> {
        content.map_err(|trouble| self.said.insert(file.clone()).then(|| self.trouble(place, path, trouble))).ok()
    }

    /// A picture that is shown flat.
    pub(super) fn picture(&mut self, place: &Place, path: &model::FilePath) -> Option<Arc<PathBuf>> {
        let file = self.file(place, path)?;
        let header = self.files.picture(&file).and_then(|header| header.is_flat().map(|()| header));
        let header = self.content(place, path, &file, header)?;
        if header.unfollowed.is_some() && self.said.insert(file.clone()) {
            self.unfollowed_colours(place, path, &header);
        }
        Some(file)
    }

    pub(super) fn unfollowed_colours(&mut self, place: &Place, path: &model::FilePath, header: &Picture) {
        if let Some(colours) = header.unfollowed {
            let message = format!("`{}` tells its colours {colours} (cICP), which is not followed", path.0);
            let help = "export it as sRGB; what is brighter than white is kept by Radiance HDR and OpenEXR".to_owned();
            self.document.report(Code::UnfollowedColours, place, message, help);
        }
    }
}
