//! What a window is called.

/// `words` in one line, without what ends a window's title early, or the program with it.
pub fn title(words: &str) -> String {
    words.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_tour_is_called_a_window_may_be_called() {
        assert_eq!(title("Kig indenfor: زنزانة"), "Kig indenfor: زنزانة");
        assert_eq!(title("a\0b\nc\u{7F}\u{1B}"), "ab c");
    }
}
