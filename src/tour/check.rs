//! Reads a tour, and everything that is wrong with it in one go.

use std::io;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::day::Day;
use super::diagnostics::{Code, Diagnostic, Severity};
use super::files::{Files, read_words};
use super::model::FORMAT;
use super::names::listed;
use super::resolve::Resolved;
use super::source::{Document, Place, Source, decode};
use super::trial::{self, Try};
use super::{Tour, advice, graph, resolve, shape};

/// What the file with the tour in it is called.
pub const TOUR_FILE: &str = "tour.toml";

/// Tour files larger than this, in bytes, are hardly written by hand.
const LARGE: usize = 1 << 20;

/// What came of looking at a tour.
#[derive(Debug, Clone)]
pub struct Report {
    /// The tour, if it can be walked: with mistakes in its media it can, with mistakes in its structure it cannot.
    pub tour: Option<Tour>,
    /// Everything that is wrong with it, errors and warnings, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}

/// A tour that can be walked.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The tour.
    pub tour: Tour,
    /// What is wrong with it all the same, errors of [`Severity::Error`] among them: a picture that is missing, a place without a way out.
    pub warnings: Vec<Diagnostic>,
}

/// A tour that cannot be walked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", diagnostics.iter().filter(|found| found.code.stops()).map(Diagnostic::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadError {
    /// Everything that is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads the tour in a folder (or whose `tour.toml` is given) for a walk. What is broken about its media does not keep it from being walked.
pub fn load(path: impl AsRef<Path>) -> Result<Loaded, LoadError> {
    let Report { tour, diagnostics } = check(path);
    match tour {
        Some(tour) => Ok(Loaded { tour, warnings: diagnostics }),
        None => Err(LoadError { diagnostics }),
    }
}

/// Looks at the tour in a folder (or whose `tour.toml` is given) and tells everything that is wrong with it today.
///
/// Of pictures, sounds and models only the headers are read.
pub fn check(path: impl AsRef<Path>) -> Report {
    check_on(path, Day::today())
}

/// As [`check`], were it the day `today`: consents hold for a time.
pub fn check_on(path: impl AsRef<Path>, today: Day) -> Report {
    check_all(path.as_ref(), today, None)
}

/// As [`check`], and each model is loaded by `load` as well, one after the other: that takes its time, and finds what headers do not tell.
pub fn check_with(path: impl AsRef<Path>, load: &mut Try) -> Report {
    check_all(path.as_ref(), Day::today(), Some(load))
}

fn check_all(path: &Path, today: Day, load: Option<&mut Try>) -> Report {
    // A path is taken for a folder unless it names the file: so a folder that is missing is told as such.
    let is_file = path.is_file() || path.extension().is_some_and(|extension| extension == "toml");
    let file: PathBuf = if is_file { path.to_owned() } else { path.join(TOUR_FILE) };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.display().to_string();
    let stop = |diagnostic: Diagnostic| Report { tour: None, diagnostics: vec![diagnostic] };
    if !is_file && !folder.exists() {
        let help = "give the folder of a tour, or its `tour.toml`".to_owned();
        return stop(Diagnostic::of_file(Code::NoTour, path.display().to_string(), "there is no such folder").with_help(help));
    }
    match file.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let help = format!("a tour is a folder with a `{TOUR_FILE}`: is this the right folder?");
            return stop(Diagnostic::of_file(Code::NoTour, name, "there is no tour file here").with_help(help));
        }
        _ => {}
    }
    let bytes = match read_words(&file) {
        Ok(bytes) => bytes,
        Err(trouble) => {
            let code = if trouble.code == Code::TooLarge { Code::TooLarge } else { Code::UnreadableTour };
            return stop(Diagnostic::of_file(code, name, format!("the tour file {}", trouble.message)).with_help(trouble.help));
        }
    };
    let text = match decode(Code::NotUtf8, &name, &bytes) {
        Ok(text) => text,
        Err(diagnostic) => return stop(*diagnostic),
    };
    match Files::new(folder) {
        Ok(files) => check_text(name, text, files, folder, today, load),
        Err(error) => stop(Diagnostic::of_file(Code::UnreadableTour, name, format!("the tour's folder cannot be read: {error}"))),
    }
}

fn check_text(name: String, text: &str, mut files: Files, folder: &Path, today: Day, load: Option<&mut Try>) -> Report {
    let source = Source::new(name, text);
    // A mistake that is gone past costs far more memory than the bytes that it stands in: of a large file only the first is told.
    let (tree, mistakes) = match DeTable::parse(text) {
        Ok(tree) => (tree, Vec::new()),
        Err(first) if text.len() > LARGE => (Spanned::new(0..0, DeTable::new()), vec![first]),
        Err(_) => DeTable::parse_recoverable(text),
    };
    let mut document = Document { source, tree: tree.into_inner(), diagnostics: Vec::new(), stops: false };
    let mut is_garbled = false;
    for mistake in &mistakes {
        let span = mistake.span().unwrap_or_default();
        let line = &text[document.source.line_around(&span)];
        let is_duplicate = mistake.message().contains("duplicate key");
        let message = if is_duplicate { "this is defined twice".to_owned() } else { format!("this is not TOML: {}", mistake.message()) };
        let code = if is_duplicate { Code::DuplicateKey } else { Code::Syntax };
        let help = is_duplicate.then(|| "give one of them another name, or take one out".to_owned());
        let diagnostic = document.source.diagnostic(code, span, message).with_help(help);
        document.push(diagnostic);
        // What comes after a slip of the pen, or inside of a section that is there twice, is guesswork.
        is_garbled = !is_duplicate || line.trim_start().starts_with('[');
        if is_garbled {
            break;
        }
    }
    if is_garbled || (!mistakes.is_empty() && text.len() > LARGE) {
        return Report { tour: None, diagnostics: document.diagnostics };
    }
    if let Some(format) = document.tree.get("format").map(Spanned::get_ref).and_then(DeValue::as_integer)
        && i64::from_str_radix(format.as_str(), format.radix()).is_ok_and(|format| format > i64::from(FORMAT))
    {
        let message = format!("this tour is of format {format}; this version of Indenfor knows formats up to {FORMAT}");
        document.report(Code::NewerFormat, &Place::ROOT.key("format"), message, "get a newer Indenfor to walk it".to_owned());
        return Report { tour: None, diagnostics: document.diagnostics };
    }
    shape::check(&mut document);
    let resolved = resolve::resolve(&mut document, &mut files, folder.to_owned(), today);
    if let (Some(load), Some(resolved)) = (load, &resolved) {
        trial::models(&mut document, &mut files, &resolved.tour, load);
    }
    let tour = resolved.filter(|_| !document.stops).map(|Resolved { mut tour, expired }| {
        check_ways(&mut document, &tour);
        advice::check(&mut document, &tour);
        graph::open_dead_ends(&mut tour);
        advice::withdraw(&mut tour, &expired);
        tour
    });
    let mut diagnostics = document.diagnostics;
    // The tour file first, from its top to its end; after it the files that it names.
    let tour_file = document.source.file;
    diagnostics.sort_by(|one, other| {
        let key = |found: &Diagnostic| (found.code == Code::TooMany, found.file != tour_file);
        key(one).cmp(&key(other)).then_with(|| (&one.file, one.position).cmp(&(&other.file, other.position)))
    });
    Report { tour, diagnostics }
}

/// Reports locations that nobody can get to or out of.
fn check_ways(document: &mut Document, tour: &Tour) {
    let reached = graph::reachable(tour);
    for (index, location) in tour.locations.iter().enumerate() {
        let section = Place::ROOT.key("locations");
        let place = section.key(&location.id);
        if !reached[index] {
            let help = "lead here with a hotspot `go` in a location that can be reached".to_owned();
            document.report(Code::UnreachableLocation, &place, format!("nothing leads from the start to `{}`", location.id), help);
        }
        if graph::is_dead_end(tour, index) {
            let others: Vec<&str> =
                tour.locations.iter().filter(|other| other.id != location.id).map(|other| other.id.as_str()).take(3).collect();
            let help = format!("give it a hotspot with a `go`, to {}", listed(&others, "or"));
            document.report(Code::DeadEnd, &place, format!("nothing leads out of `{}`", location.id), help);
        }
    }
}
