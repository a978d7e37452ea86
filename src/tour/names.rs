//! Names that people type: what they may look like, and which one was meant.

use super::around::ADDRESS_PATTERN;
use super::model::{LANGUAGE_PATTERN, NAME_PATTERN};

/// Whether `words` look as `pattern` says: one of the three that the schema has.
pub(super) fn matches(pattern: &str, words: &str) -> bool {
    match pattern {
        NAME_PATTERN => !words.is_empty() && words.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '-'),
        LANGUAGE_PATTERN => {
            let mut parts = words.split('-');
            let language = parts.next().unwrap_or_default();
            (2..=3).contains(&language.len())
                && language.bytes().all(|byte| byte.is_ascii_lowercase())
                && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        }
        ADDRESS_PATTERN => {
            let address = words.strip_prefix("https://").or_else(|| words.strip_prefix("http://")).unwrap_or_default();
            !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_graphic())
        }
        _ => false,
    }
}

/// The candidate that was most likely meant by `name`, if one is near enough.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (strsim::osa_distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The same, as a question.
pub(super) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|meant| format!("did you mean `{meant}`?"))
}

/// `a`, `b` or `c`.
pub(super) fn listed(names: &[impl AsRef<str>], word: &str) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => format!("`{}`", only.as_ref()),
        [before @ .., last] => {
            let before: Vec<String> = before.iter().map(|name| format!("`{}`", name.as_ref())).collect();
            format!("{} {word} `{}`", before.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_letters_of_any_language_and_lead_nowhere() {
        assert!(["gate", "gården", "cell-2", "a_b"].iter().all(|name| matches(NAME_PATTERN, name)));
        assert!(["", "..", "a/b", "a b", "a.b", "c:"].iter().all(|name| !matches(NAME_PATTERN, name)));
    }

    #[test]
    fn language_tags_are_short() {
        assert!(["da", "en", "pt-BR", "zh-Hant-TW", "kl"].iter().all(|tag| matches(LANGUAGE_PATTERN, tag)));
        assert!(["", "d", "Dansk", "da_DK", "da-", "DA"].iter().all(|tag| !matches(LANGUAGE_PATTERN, tag)));
    }

    #[test]
    fn addresses_are_of_the_web_and_in_one_piece() {
        assert!(["https://example.org/job", "http://a.dk"].iter().all(|address| matches(ADDRESS_PATTERN, address)));
        assert!(
            ["", "example.org", "https://", "https://a b", "mailto:a@b.dk", "https://å.dk"]
                .iter()
                .all(|address| !matches(ADDRESS_PATTERN, address))
        );
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("corridr", ["cell", "corridor"]), Some("corridor"));
        assert_eq!(nearest("Cell", ["cell", "corridor"]), Some("cell"));
        assert_eq!(nearest("og", ["go", "at"]), Some("go"));
        assert_eq!(nearest("kitchen", ["cell", "corridor"]), None);
    }
}
