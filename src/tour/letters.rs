//! Characters of which nothing is seen. They come along when words are copied from elsewhere; windows and consoles stumble over them.

/// The first of them in `words`. Line breaks and tabs are none.
pub(super) fn unseen(words: &str) -> Option<char> {
    words.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

/// The words without them; lines end as everywhere.
pub(super) fn seen(words: &str) -> String {
    let lines = words.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

/// What is wrong with words that hold one, and what to do.
pub(super) fn trouble(unseen: char) -> (String, String) {
    let message = format!("these words hold the character U+{:04X}, of which nothing is seen", u32::from(unseen));
    (message, "take it out; it is left out of what is shown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_left_out_and_lines_and_letters_of_all_languages_stay() {
        let plain = "Cellen\r\n\tgang\ræøå زنزانة 👩‍🦳";
        assert_eq!((unseen(plain), seen(plain).as_str()), (None, "Cellen\n\tgang\næøå زنزانة 👩‍🦳"));
        assert_eq!((unseen("a\0b\u{1B}[2J\u{85}"), seen("a\0b\u{1B}[2J\u{85}").as_str()), (Some('\0'), "ab[2J"));
    }
}
