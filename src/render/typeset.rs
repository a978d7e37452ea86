//! Words to ink: shaping, breaking into lines and rasterising, with the fonts that the program carries.

use std::borrow::Cow;
use std::sync::Arc;

use cosmic_text::{
    Align, Attrs, Buffer, Ellipsize, EllipsizeHeightLimit, Family, FontSystem, Metrics, Shaping, SwashCache, SwashContent, Weight, Wrap,
    fontdb,
};

use crate::render::canvas::Canvas;
use crate::render::palette::Colour;

const FAMILY: &str = "Atkinson Hyperlegible Next";
const FONTS: [&[u8]; 5] = [
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf"),
    include_bytes!("../../assets/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoSansHebrew-Regular.ttf"),
];

/// Longer texts are cut here before anything else is done with them: no panel can hold as much.
const LONGEST: usize = 2000;

/// Above this many kept glyphs all are let go.
const GLYPHS_KEPT: usize = 4000;

/// Sets words. Slow to make and slow to use: it belongs on a worker thread.
pub struct Typesetter {
    fonts: FontSystem,
    glyphs: SwashCache,
    /// Height of a capital letter, in font sizes.
    cap: f32,
}

/// Words and how they are to look.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// The words; line breaks stay where they fit.
    pub words: &'a str,
    /// Whether they are heavier than running text.
    pub strong: bool,
    /// Their colour.
    pub colour: Colour,
    /// Height of a capital letter, pixels.
    pub cap: f32,
    /// How wide a line may become, pixels.
    pub width: f32,
    /// How many lines there may be; what does not fit ends in an ellipsis.
    pub lines: usize,
    /// Whether lines are centred on each other, rather than beginning where the language begins.
    pub centred: bool,
    /// Whether the reader's language is read from right to left: then so is every line with letters of such a language, whatever it
    /// begins with.
    pub right_to_left: bool,
}

/// Words that have been broken into lines.
pub struct Lines {
    buffer: Buffer,
    colour: Colour,
    /// Width of the widest line, pixels.
    pub width: f32,
    /// From the capitals' top in the first line to the last line's baseline, pixels; 0 without words.
    pub height: f32,
    /// From the top of the first line's box to its capitals' top, pixels.
    above: f32,
    /// Whether they are read from right to left, so that a margin belongs on the left.
    pub right_to_left: bool,
    /// Whether all of the words are there, none of them broken.
    pub whole: bool,
    /// How many letters no font has.
    pub missing: usize,
}

/// The families of the fonts that come with the program, as they are read; empty where none can be.
pub fn bundled_fonts() -> Vec<String> {
    let mut families: Vec<String> =
        Typesetter::new().fonts.db().faces().filter_map(|face| face.families.first().map(|(name, _)| name.clone())).collect();
    families.dedup();
    families
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new()
    }
}

impl Typesetter {
    /// Reads the fonts that come with the program; never the system's.
    pub fn new() -> Self {
        let mut database = fontdb::Database::new();
        for font in FONTS {
            database.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        database.set_sans_serif_family(FAMILY);
        let first = database.faces().next().map(|face| face.id);
        let mut fonts = FontSystem::new_with_locale_and_db("da".into(), database);
        let cap = first
            .and_then(|id| fonts.get_font(id, Weight::NORMAL))
            .map(|font| font.as_swash().metrics(&[]))
            .filter(|metrics| metrics.cap_height > 0.0 && metrics.units_per_em > 0)
            .map_or(0.67, |metrics| metrics.cap_height / f32::from(metrics.units_per_em));
        Self { fonts, glyphs: SwashCache::new(), cap }
    }

    /// Breaks words into as few lines as `block` allows, of about the same length if they are few. A word longer than a line breaks.
    pub fn lay(&mut self, block: &Block<'_>) -> Lines {
        let size = block.cap / self.cap;
        let mut buffer = Buffer::new(&mut self.fonts, Metrics::relative(size, 1.32));
        buffer.set_wrap(Wrap::WordOrGlyph);
        let words = cut(block.words);
        self.set(&mut buffer, block, words);
        let mut width = block.width;
        self.flow(&mut buffer, width);
        let fits = words.len() == block.words.len() && buffer.layout_runs().count() <= block.lines;
        if !fits {
            let flowing = words.split_whitespace().collect::<Vec<_>>().join(" ");
            self.set(&mut buffer, block, &flowing);
            buffer.set_ellipsize(Ellipsize::End(EllipsizeHeightLimit::Lines(block.lines)));
            self.flow(&mut buffer, width);
        }
        let count = buffer.layout_runs().count();
        // Longer texts have their own rhythm, and would only become narrow columns.
        if (2..=4).contains(&count) {
            let broken = breaks_a_word(&buffer);
            width = self.balance(&mut buffer, block.width, count, broken);
        }
        let widest = buffer.layout_runs().map(|run| run.line_w).fold(0.0, f32::max);
        // Alignment fills the given width: give exactly what the longest line takes, unless that would break it anew.
        let snug = (widest.ceil() + 1.0).min(width);
        self.flow(&mut buffer, snug);
        if buffer.layout_runs().count() != count {
            self.flow(&mut buffer, width);
        }
        let first = buffer.layout_runs().next().map_or(0.0, |run| run.line_y);
        let last = buffer.layout_runs().last().map_or(0.0, |run| run.line_y);
        let height = if words.trim().is_empty() { 0.0 } else { last - first + block.cap };
        Lines {
            width: buffer.size().0.unwrap_or(widest),
            height,
            above: first - block.cap,
            right_to_left: buffer.layout_runs().next().is_some_and(|run| run.rtl),
            whole: fits && !breaks_a_word(&buffer),
            missing: buffer.layout_runs().flat_map(|run| run.glyphs).filter(|glyph| glyph.glyph_id == 0).count(),
            colour: block.colour,
            buffer,
        }
    }

    /// Draws laid lines: `left` is where the box of [`Lines::width`] begins, `top` where the first line's capitals do.
    pub fn draw(&mut self, lines: &Lines, canvas: &mut Canvas, left: f32, top: f32) {
        if self.glyphs.image_cache.len() > GLYPHS_KEPT {
            self.glyphs.image_cache.clear();
        }
        let [red, green, blue] = lines.colour.linear();
        for run in lines.buffer.layout_runs() {
            for glyph in run.glyphs {
                let place = glyph.physical((left, top - lines.above + run.line_y), 1.0);
                let Some(image) = self.glyphs.get_image(&mut self.fonts, place.cache_key) else { continue };
                // Nothing that the program carries has coloured glyphs.
                if image.content != SwashContent::Mask || image.placement.width == 0 {
                    continue;
                }
                let (x, y) = (place.x + image.placement.left, place.y - image.placement.top);
                for (row, coverages) in (0..).zip(image.data.chunks_exact(image.placement.width as usize)) {
                    for (column, coverage) in (0..).zip(coverages) {
                        let coverage = f32::from(*coverage) / 255.0;
                        canvas.over(x + column, y + row, [red * coverage, green * coverage, blue * coverage, coverage]);
                    }
                }
            }
        }
    }

    fn set(&mut self, buffer: &mut Buffer, block: &Block<'_>, words: &str) {
        let weight = if block.strong { Weight::SEMIBOLD } else { Weight::NORMAL };
        let align = block.centred.then_some(Align::Center);
        let words = if block.right_to_left { directed(words) } else { Cow::Borrowed(words) };
        buffer.set_text(&words, &Attrs::new().family(Family::SansSerif).weight(weight), Shaping::Advanced, align);
    }

    fn flow(&mut self, buffer: &mut Buffer, width: f32) {
        buffer.set_size(Some(width), None);
        buffer.shape_until_scroll(&mut self.fonts, false);
    }

    /// The narrowest width, to within a few pixels, in which the words still take `count` lines, none of them broken unless there is a
    /// `broken` one already; the buffer is left flowed to it.
    fn balance(&mut self, buffer: &mut Buffer, width: f32, count: usize, broken: bool) -> f32 {
        let (mut narrow, mut wide) = (width / count as f32, width);
        while wide - narrow > 4.0 {
            let middle = (narrow + wide) / 2.0;
            self.flow(buffer, middle);
            let too_long = buffer.layout_runs().count() > count || buffer.layout_runs().any(|run| run.line_w > middle);
            if too_long || (!broken && breaks_a_word(buffer)) {
                narrow = middle;
            } else {
                wide = middle;
            }
        }
        self.flow(buffer, wide);
        wide
    }
}

/// The words with a mark before each line that has letters that are read from right to left: so the whole line is, even where it begins
/// with a name in Latin letters.
fn directed(words: &str) -> Cow<'_, str> {
    const RIGHT_TO_LEFT_MARK: char = '\u{200f}';
    // Hebrew and Arabic, and their presentation forms.
    let leads = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if !words.contains(leads) {
        return Cow::Borrowed(words);
    }
    let line = |line: &str| if line.contains(leads) { format!("{RIGHT_TO_LEFT_MARK}{line}") } else { line.to_owned() };
    Cow::Owned(words.lines().map(line).collect::<Vec<_>>().join("\n"))
}

/// Whether a line ends within a word.
fn breaks_a_word(buffer: &Buffer) -> bool {
    let mut before: Option<(usize, usize)> = None;
    buffer.layout_runs().any(|run| {
        let from = run.glyphs.iter().map(|glyph| glyph.start).min().unwrap_or_default();
        let until = run.glyphs.iter().map(|glyph| glyph.end).max().unwrap_or_default();
        // Between words there is something that no line has, or a space that one of them has.
        let goes_on = before.replace((run.line_i, until)) == Some((run.line_i, from));
        let letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        goes_on
            && run.text.is_char_boundary(from)
            && letter(run.text[..from].chars().next_back())
            && letter(run.text[from..].chars().next())
    })
}

fn cut(words: &str) -> &str {
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => &words[..end],
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::palette::PAPER;

    fn block(words: &str) -> Block<'_> {
        Block { words, strong: false, colour: PAPER, cap: 20.0, width: 600.0, lines: 4, centred: false, right_to_left: false }
    }

    fn count(lines: &Lines) -> usize {
        lines.buffer.layout_runs().count()
    }

    fn shown(lines: &Lines) -> Vec<String> {
        lines.buffer.layout_runs().map(|run| run.glyphs.iter().map(|glyph| &run.text[glyph.start..glyph.end]).collect()).collect()
    }

    #[test]
    fn every_letter_of_the_languages_met_in_denmark_has_a_glyph() {
        let mut typesetter = Typesetter::new();
        for words in [
            "Ærø, Øsel og Ålborg: æøå éü ðþ",
            "Żółć, příliš, İstanbul ğ, Čeština ő",
            "Привіт, Ελλάδα, tiếng Việt",
            "السلام عليكم پچژگ",
            "שלום",
            "„citat“ – … • € 12½ ’",
        ] {
            for strong in [false, true] {
                let lines = typesetter.lay(&Block { strong, ..block(words) });
                assert_eq!(lines.missing, 0, "{words}");
            }
        }
    }

    #[test]
    fn a_capital_is_as_high_as_asked() {
        let mut typesetter = Typesetter::new();
        let lines = typesetter.lay(&Block { cap: 40.0, ..block("H") });
        let mut canvas = Canvas::new(100, 100);
        typesetter.draw(&lines, &mut canvas, 10.0, 20.0);
        let inked: Vec<usize> = (0..100).filter(|y| (0..100).any(|x| canvas.at(x, *y)[3] > 0.5)).collect();
        assert!(inked[0].abs_diff(20) <= 1 && inked[inked.len() - 1].abs_diff(59) <= 1, "{inked:?}");
    }

    #[test]
    fn a_word_longer_than_a_line_breaks() {
        let mut typesetter = Typesetter::new();
        let lines = typesetter.lay(&Block { width: 300.0, ..block("Kriminalforsorgsuddannelsescenterets") });
        assert!(count(&lines) > 1 && lines.width <= 300.0 && !lines.whole);
        let lines = typesetter.lay(&Block { width: 300.0, ..block("Kriminalforsorgs uddannelse, og centre") });
        assert!(count(&lines) > 1 && lines.whole, "between words nothing is broken");
        let lines = typesetter.lay(&Block { width: 330.0, centred: true, ..block("Mette Justizvollzugsbeamtin 1 Min.") });
        assert!(count(&lines) == 3 && lines.whole, "evening lines out breaks nothing: {:?}", shown(&lines));
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let mut typesetter = Typesetter::new();
        let words = "Jeg låser op klokken syv, og så siger jeg godmorgen. ".repeat(12);
        let lines = typesetter.lay(&Block { lines: 2, centred: true, ..block(&words) });
        assert_eq!(count(&lines), 2);
        assert!(lines.width <= 600.0 && !lines.whole);
    }

    #[test]
    fn an_authors_line_breaks_stay_where_they_fit() {
        let mut typesetter = Typesetter::new();
        let lines = typesetter.lay(&block("Jeg hedder Jonas,\nog jeg er betjent."));
        assert_eq!(shown(&lines), ["Jeg hedder Jonas,", "og jeg er betjent."]);
    }

    #[test]
    fn centred_lines_are_of_about_the_same_length() {
        let mut typesetter = Typesetter::new();
        let lines =
            typesetter.lay(&Block { centred: true, width: 560.0, ..block("Når døren går op, ved du aldrig helt, hvem der står") });
        assert_eq!(count(&lines), 2);
        let widths: Vec<f32> = lines.buffer.layout_runs().map(|run| run.line_w).collect();
        assert!(widths[1] > 0.6 * widths[0], "{widths:?}");
    }

    #[test]
    fn right_to_left_begins_at_the_right() {
        let mut typesetter = Typesetter::new();
        let lines =
            typesetter.lay(&Block { width: 200.0, ..block("السلام عليكم ورحمة الله وبركاته في السجن") });
        assert!(count(&lines) > 1);
        for run in lines.buffer.layout_runs() {
            assert!(run.rtl);
            let right = run.glyphs.iter().map(|glyph| glyph.x + glyph.w).fold(0.0, f32::max);
            assert!((right - lines.width).abs() < 2.0, "{right} of {}", lines.width);
        }
    }

    #[test]
    fn a_line_that_begins_with_a_latin_name_is_read_from_right_to_left_where_the_language_is() {
        let mut typesetter = Typesetter::new();
        let words = "Mette، ضابطة سجن";
        let right = typesetter.lay(&Block { right_to_left: true, ..block(words) });
        assert!(right.right_to_left && right.missing == 0 && right.whole);
        let left = typesetter.lay(&block(words));
        assert!(!left.right_to_left);
        let inked = |lines: &Lines| {
            let mut canvas = Canvas::new(620, 60);
            Typesetter::new().draw(lines, &mut canvas, 0.0, 20.0);
            (0..620).filter(|x| (0..60).any(|y| canvas.at(*x, y)[3] > 0.5)).count()
        };
        assert!(inked(&right).abs_diff(inked(&left)) < 4, "the mark itself is not seen");
        // A Latin line stays as it is.
        assert!(!typesetter.lay(&Block { right_to_left: true, ..block("Mette") }).right_to_left);
    }

    #[test]
    fn nothing_and_nonsense_are_set_without_harm() {
        let mut typesetter = Typesetter::new();
        assert_eq!(typesetter.lay(&block("")).height, 0.0);
        let endless = "æ".repeat(1_000_000);
        for words in ["\u{0}\u{1b}\t\r\n\n\n", "\u{202e}vendt\u{202d}", "👩🏽‍✈️ 漢字", &endless] {
            let lines = typesetter.lay(&Block { width: 0.0, ..block(words) });
            typesetter.draw(&lines, &mut Canvas::new(10, 10), 0.0, 0.0);
            typesetter.lay(&block(words));
        }
    }
}
