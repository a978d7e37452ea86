//! Languages: what each calls itself, which way it is read, and which others stand in where words are missing in it.

/// What is known of a language, by its BCP 47 primary tag.
struct Language {
    tag: &'static str,
    /// What those who speak it call it.
    name: &'static str,
    /// By whose flag people find it; none where it belongs to many countries, or its flag cannot be drawn with a few strokes.
    flag: Option<Flag>,
    /// Whose words its readers get where there are none in it, in this order. English comes after all of them.
    then: &'static [&'static str],
}

/// The flag of a country or land, by which a language is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    Denmark,
    Faroes,
    Finland,
    France,
    Germany,
    Greenland,
    Iceland,
    Norway,
    Poland,
    Romania,
    Spain,
    Sweden,
    Ukraine,
    UnitedKingdom,
}

const fn language(tag: &'static str, name: &'static str, flag: Option<Flag>, then: &'static [&'static str]) -> Language {
    Language { tag, name, flag, then }
}

/// Danish and Norwegian are read by each other's readers, and both by Swedes; Danish is taught in the Faroes and in Greenland.
const LANGUAGES: [Language; 21] = [
    language("ar", "العربية", None, &[]),
    language("da", "Dansk", Some(Flag::Denmark), &[]),
    language("de", "Deutsch", Some(Flag::Germany), &[]),
    language("en", "English", Some(Flag::UnitedKingdom), &[]),
    language("es", "Español", Some(Flag::Spain), &[]),
    language("fa", "فارسی", None, &[]),
    language("fi", "Suomi", Some(Flag::Finland), &[]),
    language("fo", "Føroyskt", Some(Flag::Faroes), &["da"]),
    language("fr", "Français", Some(Flag::France), &[]),
    language("he", "עברית", None, &[]),
    language("is", "Íslenska", Some(Flag::Iceland), &[]),
    language("kl", "Kalaallisut", Some(Flag::Greenland), &["da"]),
    language("nb", "Norsk", Some(Flag::Norway), &["da"]),
    language("nn", "Nynorsk", Some(Flag::Norway), &["nb", "da"]),
    language("no", "Norsk", Some(Flag::Norway), &["nb", "da"]),
    language("pl", "Polski", Some(Flag::Poland), &[]),
    language("ro", "Română", Some(Flag::Romania), &[]),
    language("sv", "Svenska", Some(Flag::Sweden), &["nb", "da"]),
    language("tr", "Türkçe", None, &[]),
    language("uk", "Українська", Some(Flag::Ukraine), &[]),
    language("ur", "اردو", None, &[]),
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

/// The flag that those who speak a language look for.
pub fn flag(language: &str) -> Option<Flag> {
    known(language).and_then(|known| known.flag)
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
