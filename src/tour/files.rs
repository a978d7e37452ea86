//! Files in the tour's folder: that they are there, that they lie in it, and what their headers say. Each is looked at once.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::captions;
use super::diagnostics::{Code, Diagnostic};

use super::names::{is_mark, nearest};
use super::nodes::{self, Nodes, Part};
use super::pictures::{self, Picture};
use super::{Cue, sounds, source};

/// A file of words larger than this is not read: ten thousand locations take half of it. TOML of nothing but brackets takes a hundred
/// times its size in memory, and that is to stay under a GiB.
const MOST_BYTES_OF_WORDS: u64 = 8 << 20;

/// So many of a model's pictures are named that cannot be had.
const MOST_MISSING_PICTURES: usize = 20;

/// What is wrong with a file. The message goes on from its name: "is a picture that is cut short".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
}

impl Trouble {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None }
    }

    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub fn unreadable(error: &io::Error) -> Self {
        Self::new(Code::UnreadableFile, format!("cannot be read: {error}"))
    }
}

fn not_a_file(about: &fs::Metadata) -> Trouble {
    Trouble::new(Code::UnreadableFile, if about.is_dir() { "is a folder" } else { "is not a file" })
}

/// Reads a file of words whole, unless it is too large or no file at all.
pub(super) fn read_words(path: &Path) -> Result<Vec<u8>, Trouble> {
    // Opening a pipe would wait for somebody to write into it.
    let about = fs::metadata(path).map_err(|error| Trouble::unreadable(&error))?;
    if !about.is_file() {
        return Err(not_a_file(&about));
    }
    let mut bytes = Vec::new();
    // The length is asked for twice, for a file may grow in between.
    let file = fs::File::open(path).map_err(|error| Trouble::unreadable(&error))?;
    if about.len() <= MOST_BYTES_OF_WORDS {
        file.take(MOST_BYTES_OF_WORDS + 1).read_to_end(&mut bytes).map_err(|error| Trouble::unreadable(&error))?;
    }
    if about.len() > MOST_BYTES_OF_WORDS || bytes.len() as u64 > MOST_BYTES_OF_WORDS {
        let message = format!("is {} MB large; more than {} MB are not read", about.len() >> 20, MOST_BYTES_OF_WORDS >> 20);
        return Err(Trouble::new(Code::TooLarge, message));
    }
    Ok(bytes)
}

/// A file that is there.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub path: Arc<PathBuf>,
    /// Its real name, where the tour file has other capitals.
    pub real_name: Option<String>,
}

/// The captions in a file, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Captions {
    pub cues: Vec<Cue>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The files of a tour, and what is known about them so far.
pub(super) struct Files {
    folder: PathBuf,
    /// The same without symbolic links.
    real_folder: PathBuf,
    found: HashMap<String, Result<Found, Trouble>>,
    listings: HashMap<PathBuf, HashSet<String>>,
    pictures: HashMap<Arc<PathBuf>, Result<Picture, Trouble>>,
    sounds: HashMap<Arc<PathBuf>, Result<sounds::Header, Trouble>>,
    models: HashMap<Arc<PathBuf>, Result<Arc<Nodes>, Trouble>>,
    captions: HashMap<Arc<PathBuf>, Result<Arc<Captions>, Trouble>>,
}

impl Files {
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            real_folder: folder.canonicalize()?,
            found: HashMap::new(),
            listings: HashMap::new(),
            pictures: HashMap::new(),
            sounds: HashMap::new(),
            models: HashMap::new(),
            captions: HashMap::new(),
        })
    }

    /// Where a path would lead, whether anything is there or not.
    pub fn path(&self, relative: &str) -> Arc<PathBuf> {
        Arc::new(self.folder.join(relative))
    }

    /// The tour's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether its folder lists something at `relative`: for files of which there are too many to look at each.
    pub fn is_listed(&mut self, relative: &str) -> bool {
        let (parent, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        let folder = self.folder.join(parent);
        self.listing(folder).contains(name)
    }

    /// Finds the file at `relative`.
    pub fn find(&mut self, relative: &str) -> Result<Found, Trouble> {
        if let Some(found) = self.found.get(relative) {
            return found.clone();
        }
        let found = stays_inside(relative).and_then(|()| self.look_for(relative));
        self.found.insert(relative.to_owned(), found.clone());
        found
    }

    fn look_for(&mut self, relative: &str) -> Result<Found, Trouble> {
        let path = self.folder.join(relative);
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.missing(relative)),
            Err(error) => return Err(Trouble::unreadable(&error)),
        };
        if !real.starts_with(&self.real_folder) {
            return Err(Trouble::new(Code::PathLeavesFolder, "leads out of the tour's folder through a symbolic link")
                .help("copy the file into the folder: a tour is handed over as one folder"));
        }
        let about = fs::metadata(&real).map_err(|error| Trouble::unreadable(&error))?;
        if !about.is_file() {
            return Err(not_a_file(&about));
        }
        let real_name = self.other_capitals(relative);
        Ok(Found { path: Arc::new(path), real_name })
    }

    fn missing(&mut self, relative: &str) -> Trouble {
        let trouble = Trouble::new(Code::MissingFile, "is not there");
        let (parent, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        if let Some(real) = self.other_capitals(relative) {
            return trouble.help(format!("there is `{real}`: capitals count"));
        }
        let folder = self.folder.join(parent);
        if !folder.is_dir() {
            return trouble.help(format!("there is no folder `{parent}`"));
        }
        let listing = self.listing(folder);
        match nearest(name, listing.iter().map(String::as_str)) {
            Some(near) if has_marks(near) != has_marks(name) => {
                let help = format!(
                    "there is `{near}`, which looks like it: one has `å` as a letter and the other, as a Mac writes it, as `a` and a ring; rename the file"
                );
                trouble.help(help)
            }
            Some(near) if parent.is_empty() => trouble.help(format!("did you mean `{near}`?")),
            Some(near) => trouble.help(format!("did you mean `{parent}/{near}`?")),
            None => trouble,
        }
    }

    /// The path as the file system writes it, where that differs from `relative` in capitals.
    fn other_capitals(&mut self, relative: &str) -> Option<String> {
        let mut real = Vec::new();
        let mut folder = self.folder.clone();
        for part in relative.split('/').filter(|part| !part.is_empty() && *part != ".") {
            let listing = self.listing(folder.clone());
            let name = match listing.contains(part) {
                true => part.to_owned(),
                false => listing.iter().find(|name| name.to_lowercase() == part.to_lowercase())?.clone(),
            };
            folder.push(&name);
            real.push(name);
        }
        let real = real.join("/");
        (!relative.split('/').filter(|part| !part.is_empty() && *part != ".").eq(real.split('/'))).then_some(real)
    }

    fn listing(&mut self, folder: PathBuf) -> &HashSet<String> {
        self.listings.entry(folder).or_insert_with_key(|folder| {
            let names = fs::read_dir(folder).into_iter().flatten().flatten();
            names.filter_map(|entry| entry.file_name().into_string().ok()).collect()
        })
    }

    /// What a picture's header says.
    pub fn picture(&mut self, path: &Arc<PathBuf>) -> Result<Picture, Trouble> {
        self.pictures.entry(path.clone()).or_insert_with(|| pictures::read(path).map_err(|trouble| hollow(path, trouble))).clone()
    }

    /// What a sound's header says.
    pub fn sound(&mut self, path: &Arc<PathBuf>) -> Result<sounds::Header, Trouble> {
        self.sounds.entry(path.clone()).or_insert_with(|| sounds::read(path).map_err(|trouble| hollow(path, trouble))).clone()
    }

    /// The nodes of a model.
    pub fn model(&mut self, relative: &str, path: &Arc<PathBuf>) -> Result<Arc<Nodes>, Trouble> {
        if let Some(known) = self.models.get(path) {
            return known.clone();
        }
        let nodes = nodes::read(path).map_err(|trouble| hollow(path, trouble)).and_then(|mut nodes| {
            let folder = relative.rsplit_once('/').map_or("", |(folder, _)| folder);
            for part in std::mem::take(&mut nodes.buffers) {
                self.part(folder, part)?;
            }
            let pictures = std::mem::take(&mut nodes.pictures);
            let missing = pictures.into_iter().filter_map(|part| self.part(folder, part).err());
            nodes.missing_pictures = missing.take(MOST_MISSING_PICTURES).collect();
            Ok(Arc::new(nodes))
        });
        self.models.insert(path.clone(), nodes.clone());
        nodes
    }

    /// Looks for a file that a model in `folder` needs.
    fn part(&mut self, folder: &str, part: Part) -> Result<(), Trouble> {
        let part = part?;
        let path = if folder.is_empty() { part.clone() } else { format!("{folder}/{part}") };
        let needs = |what: &str| format!("needs `{part}`, which {what}");
        if is_absolute(&part) {
            let name = part.rsplit(['/', '\\']).next().unwrap_or_default();
            let help = format!("put the file beside the model, and write `{name}` in it");
            return Err(Trouble::new(Code::BrokenModelPart, needs("is an absolute path")).help(help));
        }
        if part.contains('\\') {
            let help = format!("write `{}` in the model", part.replace('\\', "/"));
            return Err(Trouble::new(Code::BrokenModelPart, needs("has a backslash")).help(help));
        }
        self.find(&path).map(|_| ()).map_err(|trouble| Trouble {
            code: if trouble.code == Code::PathLeavesFolder { trouble.code } else { Code::BrokenModelPart },
            message: needs(&trouble.message),
            help: trouble.help,
        })
    }

    /// The captions in a file.
    pub fn captions(&mut self, path: &Arc<PathBuf>) -> Result<Arc<Captions>, Trouble> {
        let read = || {
            let bytes = read_words(path)?;
            let file = path.display().to_string();
            Ok(Arc::new(match source::decode(Code::BrokenCaptions, &file, &bytes) {
                Ok(text) => captions::read(&file, text),
                Err(diagnostic) => Captions { cues: Vec::new(), diagnostics: vec![*diagnostic] },
            }))
        };
        self.captions.entry(path.clone()).or_insert_with(read).clone()
    }
}

/// What stands at the beginning of a file that only says where Git keeps the real one.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// What is wrong with a file of media: told otherwise where there is nothing of it.
fn hollow(path: &Path, trouble: Trouble) -> Trouble {
    let mut beginning = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(POINTER.len() as u64).read_to_end(&mut beginning));
    let (message, help) = match beginning.as_slice() {
        [] if read.is_ok() => ("is empty", "copy or export it anew"),
        POINTER => ("is a Git LFS pointer, not the file itself", "run `git lfs pull`"),
        _ => return trouble,
    };
    Trouble::new(trouble.code, message).help(help)
}

/// Refuses paths that lead out of a folder, or would on another system than the author's.
fn stays_inside(relative: &str) -> Result<(), Trouble> {
    if relative.contains("://") {
        return Err(Trouble::new(Code::PathLeavesFolder, "is an address on the net")
            .help("copy the file into the tour's folder: a tour needs no net"));
    }
    if is_absolute(relative) {
        return Err(
            Trouble::new(Code::PathLeavesFolder, "is an absolute path").help("paths begin in the tour's folder: `pictures/gate.jpg`")
        );
    }
    if relative.contains('\\') {
        return Err(Trouble::new(Code::Backslash, "has a backslash").help(format!("write `{}`", relative.replace('\\', "/"))));
    }
    if relative.split('/').any(|part| part == "..") {
        return Err(Trouble::new(Code::PathLeavesFolder, "leads out of the tour's folder")
            .help("copy the file into the folder: a tour is handed over as one folder"));
    }
    Ok(())
}

/// Whether a path begins elsewhere than in a folder: `/gate.jpg`, `C:\gate.jpg`, `\\server\gate.jpg`.
fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.chars().nth(1) == Some(':')
}

/// Whether accents stand behind their letters in a name.
fn has_marks(name: &str) -> bool {
    name.chars().any(is_mark)
}
