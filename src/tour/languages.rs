//! Languages: what each calls itself, which way it is read, and which others stand in where words are missing in it.

/// What is known of a language, by its BCP 47 primary tag.
struct Language {
    tag: &'static str,
    /// What those who speak it call it.
    name: &'static str,
    /// Whose words its readers get where there are none in it, in this order. English comes after all of them.
    then: &'static [&'static str],
}

const fn language(tag: &'static str, name: &'static str, then: &'static [&'static str]) -> Language {
    Language { tag, name, then }
}

/// Danish and Norwegian are read by each other's readers, and both by Swedes; Danish is taught in the Faroes and in Greenland.
const LANGUAGES: [Language; 21] = [
    language("ar", "العربية", &[]),
    language("da", "Dansk", &[]),
    language("de", "Deutsch", &[]),
    language("en", "English", &[]),
    language("es", "Español", &[]),
    language("fa", "فارسی", &[]),
    language("fi", "Suomi", &[]),
    language("fo", "Føroyskt", &["da"]),
    language("fr", "Français", &[]),
    language("he", "עברית", &[]),
    language("is", "Íslenska", &[]),
    language("kl", "Kalaallisut", &["da"]),
    language("nb", "Norsk", &["da"]),
    language("nn", "Nynorsk", &["nb", "da"]),
    language("no", "Norsk", &["nb", "da"]),
    language("pl", "Polski", &[]),
    language("ro", "Română", &[]),
    language("sv", "Svenska", &["nb", "da"]),
    language("tr", "Türkçe", &[]),
    language("uk", "Українська", &[]),
    language("ur", "اردو", &[]),
];

/// Who is left to stand in where nobody else does.
pub const LAST_RESORT: &str = "en";

/// The languages that this program has words of its own in.
pub const SPOKEN: [&str; 7] = ["da", "en", "sv", "nb", "de", "uk", "ar"];

/// The languages that are read from right to left.
const RIGHT_TO_LEFT: [&str; 4] = ["ar", "fa", "he", "ur"];

/// The language of a tag, without script and region.
pub fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// Whose words somebody reads who asked for `language`, by primary tag: it, the ones that stand in for it, and English.
pub fn stand_ins(language: &str) -> impl Iterator<Item = &str> {
    let then = known(language).map_or(&[][..], |known| known.then);
    [primary(language)].into_iter().chain(then.iter().copied()).chain([LAST_RESORT])
}

/// What those who speak a language call it; its tag where this program does not know.
pub fn own_name(language: &str) -> &str {
    known(language).map_or(language, |known| known.name)
}

/// A flag that a language is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Of Denmark.
    Danish,
    /// Of the United Kingdom.
    British,
    /// Of Sweden.
    Swedish,
    /// Of Norway.
    Norwegian,
    /// Of Germany.
    German,
    /// Of Ukraine.
    Ukrainian,
}

/// The flag that a language is found by; none for those that this program has no flag of, and for Arabic, which has many.
pub fn flag(language: &str) -> Option<Flag> {
    Some(match primary(language) {
        "da" => Flag::Danish,
        "en" => Flag::British,
        "sv" => Flag::Swedish,
        "nb" | "nn" | "no" => Flag::Norwegian,
        "de" => Flag::German,
        "uk" => Flag::Ukrainian,
        _ => return None,
    })
}

/// Whether a language is read from right to left.
pub fn is_right_to_left(language: &str) -> bool {
    RIGHT_TO_LEFT.iter().any(|tag| primary(language).eq_ignore_ascii_case(tag))
}

fn known(language: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|known| primary(language).eq_ignore_ascii_case(known.tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_get_what_they_can_read_before_english() {
        let chain = |language| stand_ins(language).collect::<Vec<_>>().join(" ");
        assert_eq!(chain("nb-NO"), "nb da en");
        assert_eq!(chain("sv"), "sv nb da en");
        assert_eq!(chain("uk"), "uk en");
        assert_eq!(chain("tlh"), "tlh en");
        assert_eq!((own_name("da-DK"), own_name("tlh")), ("Dansk", "tlh"));
    }

    #[test]
    fn nobody_stands_in_who_has_no_words() {
        let missing = LANGUAGES.iter().flat_map(|language| language.then).find(|tag| !SPOKEN.contains(tag));
        assert_eq!(missing, None);
    }

    #[test]
    fn arabic_is_read_from_right_to_left_wherever_it_is_spoken() {
        assert!(is_right_to_left("ar-SY") && is_right_to_left("he") && !is_right_to_left("da"));
    }
}
