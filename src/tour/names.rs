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

/// What to do where a name is among others as a Mac writes it, or where the Mac's is looked for among these.
pub(super) fn as_a_mac_writes_it<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let like = candidates.into_iter().find(|candidate| looks_like(name, candidate) || looks_like(candidate, name))?;
    Some(format!(
        "there is `{like}`, which looks like it: one has `å` as a letter and the other, as a Mac writes it, as `a` and a ring; rename the node"
    ))
}

/// Whether a name with marks behind its letters looks like one whose letters have them.
fn looks_like(name: &str, with_marks: &str) -> bool {
    let mut letters = name.chars();
    let mut apart = with_marks.chars().peekable();
    let mut marks = 0;
    while let Some(base) = apart.next() {
        let is_marked = apart.next_if(|next| is_mark(*next)).is_some();
        while apart.next_if(|next| is_mark(*next)).is_some() {}
        marks += usize::from(is_marked);
        match letters.next() {
            Some(letter) if is_marked && letter.is_alphabetic() && !letter.is_ascii() => {}
            Some(letter) if !is_marked && letter == base => {}
            _ => return false,
        }
    }
    letters.next().is_none() && marks > 0
}

/// Whether this stands behind a letter as its accent.
pub(super) fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
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
