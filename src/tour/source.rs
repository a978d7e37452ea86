//! The words of a file, where each stands, and the mistakes found in it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostics::{Code, Diagnostic, Excerpt, Position};

/// A file of words.
pub(super) struct Source<'t> {
    /// What it is called in diagnostics.
    pub file: String,
    pub text: &'t str,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl<'t> Source<'t> {
    pub fn new(file: impl Into<String>, text: &'t str) -> Self {
        let lines = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1)).collect();
        Self { file: file.into(), text, lines }
    }

    /// A mistake at these bytes.
    pub fn diagnostic(&self, code: Code, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let (position, excerpt) = self.locate(span);
        Diagnostic { position: Some(position), excerpt: Some(excerpt), ..Diagnostic::of_file(code, &self.file, message) }
    }

    /// The bytes of a whole line, counted from 1.
    pub fn line(&self, number: usize) -> Range<usize> {
        let begin = number.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(number).map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(begin..end).unwrap_or_default();
        begin..begin + line.trim_end_matches('\r').len()
    }

    /// The bytes of the line on which these begin.
    pub fn line_around(&self, span: &Range<usize>) -> Range<usize> {
        self.line(self.line_number(span.start))
    }

    fn line_number(&self, at: usize) -> usize {
        self.lines.partition_point(|line| *line <= at).max(1)
    }

    fn locate(&self, span: Range<usize>) -> (Position, Excerpt) {
        let begin = floor(self.text, span.start);
        let number = self.line_number(begin);
        let line = self.line(number);
        let begin = begin.clamp(line.start, line.end);
        let end = floor(self.text, span.end).clamp(begin, line.end);
        let column = self.text[line.start..begin].chars().count() + 1;
        // A line of a million characters is shown as far as it matters.
        let from = floor(self.text, begin.saturating_sub(120).max(line.start));
        let until = floor(self.text, line.end.min(begin + 180));
        let excerpt = Excerpt { text: self.text[from..until].to_owned(), span: begin - from..end.min(until) - from };
        (Position { line: number, column }, excerpt)
    }
}

/// The nearest place at or before `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A place in a TOML document: `locations`, then `corridor`, then `hotspots`, then 2.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    pub const ROOT: Self = Self { parent: None, step: Step::Root };

    pub fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    pub fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }
}

/// A TOML document, and what is wrong with it so far.
pub(super) struct Document<'t> {
    pub source: Source<'t>,
    pub tree: DeTable<'t>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there is a mistake among them, listed or not, with which there is no tour.
    pub stops: bool,
}

/// Nobody reads more than so many mistakes at once, and a file of nothing but mistakes must not fill the memory.
pub(super) const MOST: usize = 200;

impl<'t> Document<'t> {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.stops |= diagnostic.code.stops();
        match self.diagnostics.len() {
            // What is wrong with a file that serves every language is said once.
            _ if self.diagnostics.last() == Some(&diagnostic) => {}
            MOST => self.diagnostics.push(
                Diagnostic::of_file(
                    Code::TooMany,
                    &self.source.file,
                    format!("there is more to say, but {MOST} things are enough at once"),
                )
                .with_help("mend these and check again".to_owned()),
            ),
            more if more > MOST => {}
            _ => self.diagnostics.push(diagnostic),
        }
    }

    /// Whether nothing more will be taken in.
    pub fn is_full(&self) -> bool {
        self.diagnostics.len() > MOST
    }

    /// A mistake in the value at `place`.
    pub fn report(&mut self, code: Code, place: &Place, message: impl Into<String>, help: impl Into<Option<String>>) {
        let diagnostic = match self.span(place) {
            Some(span) => self.source.diagnostic(code, span, message),
            None => Diagnostic::of_file(code, &self.source.file, message),
        };
        self.push(diagnostic.with_help(help));
    }

    /// Where the value at `place` stands; where it does not stand at all, the nearest around it.
    fn span(&self, place: &Place) -> Option<Range<usize>> {
        self.find(place).map(|(_, span)| span).filter(|span| !span.is_empty()).or_else(|| self.span(place.parent?))
    }

    fn find(&self, place: &Place) -> Option<(&DeValue<'t>, Range<usize>)> {
        let held: &Spanned<DeValue> = match (place.parent?, place.step) {
            (Place { step: Step::Root, .. }, Step::Key(key)) => self.tree.get(key)?,
            (parent, Step::Key(key)) => self.find(parent)?.0.as_table()?.get(key)?,
            (parent, Step::Index(index)) => self.find(parent)?.0.as_array()?.get(index)?,
            (_, Step::Root) => return None,
        };
        Some((held.get_ref(), held.span()))
    }
}

/// The words in a file's bytes. Where they are not UTF-8, the mistake with the byte and line of the first that is not.
pub(super) fn decode<'t>(code: Code, file: &str, bytes: &'t [u8]) -> Result<&'t str, Box<Diagnostic>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let before = String::from_utf8_lossy(&bytes[..at]);
    let rest: String = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 200)]).lines().next().unwrap_or_default().to_owned();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let lossy = format!("{}{rest}", &before[line_start..]);
    let mut diagnostic = Source::new(file, &lossy).diagnostic(
        code,
        at - line_start..at - line_start + char::REPLACEMENT_CHARACTER.len_utf8(),
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            "this file is UTF-16, not UTF-8".to_owned()
        } else {
            format!("this file is not UTF-8: byte {} is 0x{:02X}", at + 1, bytes[at])
        },
    );
    if let Some(position) = &mut diagnostic.position {
        position.line = before.matches('\n').count() + 1;
    }
    Err(Box::new(diagnostic.with_help("save it in the encoding UTF-8; older programs write Latin-1 or Windows-1252".to_owned())))
}
