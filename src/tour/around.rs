//! The shapes of what a tour file says around the walk: what visitors are warned of before, and what they take along after it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::model::Text;

/// What an address of the web looks like.
pub(super) const ADDRESS_PATTERN: &str = r"^https?://[!-~]+$";

/// What visitors are warned of before the walk, and may leave out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ContentNote {
    /// What there is that not everybody wants to see or hear, in a sentence.
    pub words: Text,
    /// The name of a line in which that is said aloud, for who does not read it.
    pub says: Option<String>,
    /// Where it is: what those do not come to who leave it out.
    pub avoid: Avoid,
}

/// Locations and stories that can be left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Avoid {
    /// The locations.
    #[serde(default)]
    pub locations: Vec<String>,
    /// The stories.
    #[serde(default)]
    pub stories: Vec<String>,
}

/// What visitors take along at the end: the next step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Farewell {
    /// What they can do next, in a sentence or two.
    pub words: Text,
    /// Where on the web: short, since it is shown in letters as well as in a code for phones.
    #[schemars(regex(pattern = ADDRESS_PATTERN))]
    pub address: String,
}
