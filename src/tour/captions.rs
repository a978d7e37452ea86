//! WebVTT captions: when which words appear. Styles, regions, notes and settings are passed over; markup becomes plain words.

use super::Cue;
use super::diagnostics::{Code, Diagnostic};
use super::files::Captions;
use super::letters;
use super::measures::{CAPTION_GAP_SECONDS, CAPTION_LINE, CAPTION_LINES, READING_PACE};
use super::source::Source;

/// Reads the words of a caption file. What cannot be understood is left out, and reported with its line.
pub(super) fn read(file: &str, text: &str) -> Captions {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let source = Source::new(file, text);
    let mut captions = Captions::default();
    let lines: Vec<&str> = text.lines().collect();
    let is_webvtt =
        lines.first().and_then(|line| line.strip_prefix("WEBVTT")).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    if !is_webvtt {
        let help = if text.contains("-->") {
            "this looks like SubRip (.srt): save it as WebVTT (.vtt)"
        } else {
            "the first line of a WebVTT file is `WEBVTT`"
        };
        let diagnostic = source.diagnostic(Code::BrokenCaptions, source.line(1), "this is no WebVTT file");
        captions.diagnostics.push(diagnostic.with_help(help.to_owned()));
        return captions;
    }
    // Blocks are set apart by empty lines. The first holds the file's head.
    let mut next = 0;
    let mut timed: Vec<(Cue, usize)> = Vec::new();
    let mut long = Vec::new();
    while next < lines.len() {
        let begin = next;
        while next < lines.len() && !lines[next].trim().is_empty() {
            next += 1;
        }
        let block = &lines[begin..next];
        next += 1;
        let Some(timing) = block.iter().position(|line| line.contains("-->")) else {
            let passed_over = begin == 0 || block.is_empty() || ["NOTE", "STYLE", "REGION"].iter().any(|kind| block[0].starts_with(kind));
            if !passed_over {
                let diagnostic = source.diagnostic(Code::BrokenCue, source.line(begin + 1), "these words have no time");
                captions
                    .diagnostics
                    .push(diagnostic.with_help("a line such as `00:01.000 --> 00:04.000` stands above the words".to_owned()));
            }
            continue;
        };
        if block[0].starts_with("NOTE") {
            continue;
        }
        let line = begin + timing + 1;
        match times(block[timing]) {
            None => captions.diagnostics.push(
                source
                    .diagnostic(Code::BrokenCue, source.line(line), "this is no time that captions have")
                    .with_help("times look like `00:01.000 --> 00:04.000` or `01:02:03.000 --> 01:02:05.500`".to_owned()),
            ),
            Some((from, until)) if until <= from => captions.diagnostics.push(
                source
                    .diagnostic(Code::BrokenCue, source.line(line), "this caption ends before it begins")
                    .with_help("the beginning stands left of `-->`, the end right of it".to_owned()),
            ),
            Some((from, until)) => {
                for (nth, spoken) in block[timing + 1..].iter().enumerate() {
                    let Some(unseen) = letters::unseen(spoken) else { continue };
                    let (message, help) = letters::trouble(unseen);
                    let at = source.line(line + 1 + nth);
                    captions.diagnostics.push(source.diagnostic(Code::UnseenCharacter, at, message).with_help(help));
                }
                let words = letters::seen(&plain(&block[timing + 1..].join("\n")));
                long.extend(too_long(&source, line + 1, &block[timing + 1..]));
                if !words.is_empty() {
                    timed.push((Cue { from, until, words: words.into() }, line));
                }
            }
        }
    }
    timed.sort_by(|(one, _), (other, _)| one.from.total_cmp(&other.from));
    for index in 1..timed.len() {
        let (from, line) = (timed[index].0.from, timed[index].1);
        let before = &mut timed[index - 1].0;
        if before.until > from {
            before.until = from;
            let diagnostic =
                source.diagnostic(Code::OverlappingCaptions, source.line(line), "this caption begins before the one before it ends");
            captions.diagnostics.push(diagnostic.with_help("one is shown at a time: the earlier one will end here".to_owned()));
        }
    }
    captions.diagnostics.extend(long);
    captions.diagnostics.extend(too_fast(&source, &timed));
    // Of two that begin at the same moment, nothing is left of the first.
    captions.cues = timed.into_iter().map(|(cue, _)| cue).filter(|cue| cue.until > cue.from).collect();
    captions
}

/// What is wrong with the shape of a caption whose words begin on line `first`.
fn too_long(source: &Source, first: usize, lines: &[&str]) -> Option<Diagnostic> {
    let lengths: Vec<usize> = lines.iter().map(|line| plain(line).chars().count()).collect();
    let filled: Vec<usize> = (0..lines.len()).filter(|nth| lengths[*nth] > 0).collect();
    if let Some(over) = filled.get(CAPTION_LINES) {
        let message = format!("this caption has {} lines", filled.len());
        let help = format!("more than {CAPTION_LINES} cover what is to be seen: make two captions of it");
        return Some(source.diagnostic(Code::LongCaption, source.line(first + over), message).with_help(help));
    }
    let over = filled.into_iter().find(|nth| lengths[*nth] > CAPTION_LINE)?;
    let message = format!("this line of a caption has {} characters", lengths[over]);
    let help = format!("at most {CAPTION_LINE} are read at a glance: break it in two, or make two captions of it");
    Some(source.diagnostic(Code::LongCaption, source.line(first + over), message).with_help(help))
}

/// The captions that nobody can read in their time. One stays until the next where that follows closely.
fn too_fast(source: &Source, timed: &[(Cue, usize)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (nth, (cue, line)) in timed.iter().enumerate() {
        let next = timed.get(nth + 1).map(|(next, _)| next.from).filter(|next| next - cue.until < CAPTION_GAP_SECONDS);
        let seconds = next.unwrap_or(cue.until) - cue.from;
        let pace = (cue.words.split_whitespace().count() as f32 * 60.0 / seconds).round();
        // Of two that begin at the same moment one is never seen, which is told elsewhere.
        if seconds > 0.0 && pace > READING_PACE {
            let message = format!("this caption has to be read at {pace} words a minute");
            let help = format!("more than {READING_PACE} are too fast: show it for longer, or say it in fewer words");
            found.push(source.diagnostic(Code::FastCaption, source.line(*line), message).with_help(help));
        }
    }
    found
}

/// `00:01.000 --> 00:04.000 line:80%` as seconds.
fn times(line: &str) -> Option<(f32, f32)> {
    let (from, rest) = line.split_once("-->")?;
    Some((seconds(from.trim())?, seconds(rest.split_whitespace().next()?)?))
}

/// `01:02:03.004` or `02:03.004` as seconds.
fn seconds(time: &str) -> Option<f32> {
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
    let (whole, thousandths) = time.split_once('.')?;
    let parts: Vec<u32> = whole.split(':').map(number).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, *minutes, *seconds),
        [hours, minutes, seconds] => (*hours, *minutes, *seconds),
        _ => return None,
    };
    if minutes > 59 || seconds > 59 || hours > 99 || thousandths.len() != 3 {
        return None;
    }
    Some((hours * 3600 + minutes * 60 + seconds) as f32 + number(thousandths)? as f32 / 1000.0)
}

/// The words without tags, and with entities as the characters that they stand for.
fn plain(marked: &str) -> String {
    let mut words = String::with_capacity(marked.len());
    let mut rest = marked;
    while let Some(at) = rest.find(['<', '&']) {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            // A tag that is never closed takes the rest of the caption with it, as in every browser.
            rest = rest.split_once('>').map_or("", |(_, after)| after);
        } else if let Some((char, after)) = entity(rest) {
            words.extend(char);
            rest = after;
        } else {
            words.push('&');
            rest = &rest[1..];
        }
    }
    words.push_str(rest);
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// The character that an entity stands for (none for a direction mark), and what comes after it.
fn entity(words: &str) -> Option<(Option<char>, &str)> {
    let (name, after) = words.strip_prefix('&')?.split_once(';')?;
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "lrm" | "rlm" => return Some((None, after)),
        _ => {
            let code = match name.strip_prefix("#x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => name.strip_prefix('#')?.parse().ok()?,
            };
            char::from_u32(code).filter(|char| !char.is_control())?
        }
    };
    Some((Some(char), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(text: &str) -> Vec<(f32, f32, String)> {
        let read = read("a.vtt", text);
        assert_eq!(read.diagnostics, []);
        read.cues.iter().map(|cue| (cue.from, cue.until, cue.words.to_string())).collect()
    }

    #[test]
    fn captions_of_every_dialect_become_words_in_time() {
        let text = "\u{FEFF}WEBVTT - A story\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: white }\r\n\r\nREGION\r\nid:low\r\n\r\nNOTE\r\n00:00.000 --> 00:01.000\r\n\r\n\
            first\r\n00:01.000 --> 00:03.500 line:80% align:start\r\n<v Jonas>Det er <i>her</i>,\r\njeg arbejder.\r\n\r\n\r\n\
            01:00:03.250-->01:00:06.000\r\nFisk &amp; &lt;sild&gt; &#230;&nbsp;&ukendt; A & B\r\n";
        assert_eq!(
            cues(text),
            [(1.0, 3.5, "Det er her,\njeg arbejder.".to_owned()), (3603.25, 3606.0, "Fisk & <sild> æ\u{A0}&ukendt; A & B".to_owned())]
        );
    }

    #[test]
    fn captions_without_words_are_none() {
        assert_eq!(cues("WEBVTT"), []);
        assert_eq!(cues("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n"), []);
    }

    #[test]
    fn what_cannot_be_understood_is_left_out_and_reported_by_line() {
        let text = "WEBVTT\n\n00:05.000 --> 00:04.000\nbackwards\n\n0:1 --> 0:2\nno time\n\nlost words\n\n00:06.000 --> 00:08.000\ngood\n\n00:07.000 --> 00:09.000\nearly\n";
        let read = read("a.vtt", text);
        let found: Vec<_> = read.diagnostics.iter().map(|found| (found.code, found.position.unwrap().line)).collect();
        assert_eq!(found, [(Code::BrokenCue, 3), (Code::BrokenCue, 6), (Code::BrokenCue, 9), (Code::OverlappingCaptions, 14)]);
        let left: Vec<_> = read.cues.iter().map(|cue| (cue.from, cue.until)).collect();
        assert_eq!(left, [(6.0, 7.0), (7.0, 9.0)]);
    }

    #[test]
    fn other_formats_are_told_apart() {
        let help = |text| read("a.vtt", text).diagnostics[0].help.clone().unwrap();
        assert!(help("1\n00:00:01,000 --> 00:00:02,000\nHej\n").contains("SubRip"));
        assert!(help("").contains("WEBVTT"));
    }
}
