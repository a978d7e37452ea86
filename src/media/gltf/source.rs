//! Getting at a model's bytes: its own file, the files that it names, and what is written into it.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::tour::extensions::is_shown;

use super::document::Document;
use super::error::{Budget, Fault};

/// The longest JSON that is parsed, bytes.
const MOST_JSON: u64 = 64 << 20;
/// What each comma, quote and opening bracket of JSON may become, bytes: `{},` alone can be a morph target of 24, twice that while
/// its list grows, and the shortest primitive, with five of them, takes 220. What stands between them is copied at most.
const JSON_PART: u64 = 48;

/// Base64 as browsers take it: some tools leave out what fills up its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// Where files that a model names may lie.
pub(super) struct Folders {
    /// The model's folder: what URIs are relative to.
    model: PathBuf,
    /// The tour's folder, without symbolic links: what nothing may leave.
    tour: PathBuf,
}

impl Folders {
    pub fn new(file: &Path, tour: &Path) -> Result<Self, Fault> {
        let real = |path: &Path| path.canonicalize().map_err(|error| Fault::Read { path: path.into(), error });
        let file = real(file)?;
        Ok(Self { model: file.parent().map(Path::to_path_buf).unwrap_or_default(), tour: real(tour)? })
    }

    /// The file that a relative `uri` names.
    fn resolve(&self, uri: &str) -> Result<PathBuf, Fault> {
        let outside = || Fault::Outside { uri: shorten(uri) };
        let name = percent_decode(uri).ok_or_else(outside)?;
        if name.contains(['\\', ':', '\0']) || name.starts_with('/') {
            return Err(outside());
        }
        let path = self.model.join(&name);
        let real = path.canonicalize().map_err(|error| Fault::Read { path, error })?;
        if real.starts_with(&self.tour) { Ok(real) } else { Err(outside()) }
    }

    /// The bytes of a buffer or image that is told by its URI.
    pub fn fetch(&self, uri: &str, budget: &mut Budget) -> Result<Vec<u8>, Fault> {
        match uri.strip_prefix("data:") {
            Some(data) => decode_data_uri(data, budget),
            None => read_file(&self.resolve(uri)?, budget),
        }
    }
}

/// A whole file, if the budget allows.
pub(super) fn read_file(path: &Path, budget: &mut Budget) -> Result<Vec<u8>, Fault> {
    let fault = |error| Fault::Read { path: path.into(), error };
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    let metadata = std::fs::metadata(path).map_err(fault)?;
    if !metadata.is_file() {
        return Err(fault(std::io::Error::other("it is not a file")));
    }
    budget.take("the file", metadata.len())?;
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    File::open(path).and_then(|file| file.take(metadata.len()).read_to_end(&mut bytes)).map_err(fault)?;
    Ok(bytes)
}

/// The JSON, and the binary part if there is one, of a .glb or .gltf file.
pub(super) fn split(bytes: &[u8]) -> Result<(&[u8], Option<&[u8]>), Fault> {
    if !bytes.starts_with(b"glTF") {
        return Ok((bytes, None));
    }
    let version = word(bytes, 4)?;
    if version != 2 {
        return Err(format(format!("it is a binary glTF of version {version}")));
    }
    let length = word(bytes, 8)? as usize;
    let whole = bytes.get(..length).ok_or_else(|| format(format!("it was cut short: {} of {length} bytes are there", bytes.len())))?;
    let (json, rest) = chunk(whole.get(12..).unwrap_or_default())?;
    if json.kind != *b"JSON" {
        return Err(format("its first chunk is not JSON"));
    }
    let binary = if rest.is_empty() { None } else { Some(chunk(rest)?.0).filter(|chunk| chunk.kind == *b"BIN\0") };
    Ok((json.data, binary.map(|chunk| chunk.data)))
}

/// A part of a .glb.
struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
}

/// The chunk at the beginning, and what follows it.
fn chunk(bytes: &[u8]) -> Result<(Chunk<'_>, &[u8]), Fault> {
    let length = word(bytes, 0)? as usize;
    let kind = word(bytes, 4)?.to_le_bytes();
    let rest = bytes.get(8..).unwrap_or_default();
    match rest.split_at_checked(length) {
        Some((data, rest)) => Ok((Chunk { kind, data }, rest)),
        None => Err(format(format!("a chunk says that it has {length} bytes, but {} are there", rest.len()))),
    }
}

fn word(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    match bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
        Some(word) => Ok(u32::from_le_bytes(*word)),
        None => Err(format("it ends in the middle of a header")),
    }
}

/// Parses the JSON, and refuses what this program could not show as it is meant. What it takes of the budget is never given back: it is there
/// to the end.
pub(super) fn parse(json: &[u8], budget: &mut Budget) -> Result<Document, Fault> {
    if json.len() as u64 > MOST_JSON {
        return Err(Fault::TooLarge {
            what: "its JSON".into(),
            size: format!("{} MiB", json.len() >> 20),
            most: format!("{} MiB", MOST_JSON >> 20),
        });
    }
    let parts = json.iter().filter(|byte| matches!(byte, b'{' | b'[' | b',' | b'"')).count() as u64;
    budget.take("its JSON", parts * JSON_PART + json.len() as u64)?;
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let document: Document = serde_json::from_slice(json).map_err(|error| format(error.to_string()))?;
    let needed = document.asset.min_version.as_ref().unwrap_or(&document.asset.version);
    if !needed.starts_with("2.") || document.asset.min_version.as_ref().is_some_and(|least| least != "2.0") {
        return Err(format(format!("it is glTF {needed}")));
    }
    match document.extensions_required.iter().find(|needed| !is_shown(needed)) {
        Some(extension) => Err(Fault::Extension { extension: shorten(extension) }),
        None => Ok(document),
    }
}

/// The bytes of every buffer, each at least as long as the document says.
pub(super) fn buffers<'a>(
    document: &Document,
    binary: Option<&'a [u8]>,
    folders: &Folders,
    budget: &mut Budget,
) -> Result<Vec<Cow<'a, [u8]>>, Fault> {
    let mut buffers = Vec::new();
    let packs = document.extensions_required.iter().any(|needed| needed == "EXT_meshopt_compression");
    for (index, buffer) in document.buffers.iter().enumerate() {
        let is_marked = buffer.extensions.placeholder.as_ref().is_some_and(|placeholder| placeholder.fallback);
        let is_empty = packs && buffer.uri.is_none() && (index > 0 || binary.is_none());
        if is_marked || is_empty {
            // What would lie there is packed elsewhere.
            buffers.push(Cow::Borrowed(&[][..]));
            continue;
        }
        let bytes = match (&buffer.uri, binary) {
            (Some(uri), _) => Cow::Owned(folders.fetch(uri, budget)?),
            (None, Some(binary)) if index == 0 => Cow::Borrowed(binary),
            (None, _) => return Err(Fault::data(format!("buffer {index}"), "has neither a file nor bytes in the model")),
        };
        if (bytes.len() as u64) < buffer.byte_length {
            return Err(Fault::data(
                format!("buffer {index}"),
                format!("says that it has {} bytes, but {} are there", buffer.byte_length, bytes.len()),
            ));
        }
        buffers.push(bytes);
    }
    Ok(buffers)
}

fn decode_data_uri(data: &str, budget: &mut Budget) -> Result<Vec<u8>, Fault> {
    let fault = |problem: &str| Fault::data("a data URI", problem);
    let (kind, text) = data.split_once(',').ok_or_else(|| fault("has no comma"))?;
    if !kind.ends_with(";base64") {
        return Err(fault("is not base64"));
    }
    budget.take("a data URI", text.len() as u64)?;
    BASE64.decode(text).map_err(|error| fault(&format!("is not base64: {error}")))
}

/// `None` where an escape is broken.
fn percent_decode(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Names out of a damaged file may be as long as the file; a message quotes the beginning.
fn shorten(name: &str) -> String {
    name.chars().take(120).collect()
}

fn format(problem: impl Into<String>) -> Fault {
    Fault::Format { problem: problem.into() }
}
