//! Where a visitor is sent.

use crate::tour::{Action, LocationIndex, StoryIndex, Tour};

/// Something that a visitor is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// To be there, and to hear whoever greets.
    Place(LocationIndex),
    /// To hear this, where it is told.
    Story(StoryIndex),
}

impl Stop {
    /// Reads a route such as `gate,story:keys,chapel`.
    ///
    /// # Errors
    /// One sentence on what there is not.
    pub fn route(tour: &Tour, written: &str) -> Result<Vec<Self>, String> {
        written.split(',').map(|stop| Self::read(tour, stop.trim())).collect()
    }

    fn read(tour: &Tour, written: &str) -> Result<Self, String> {
        let Some(name) = written.strip_prefix("story:") else {
            let known = tour.locations.iter().map(|location| location.id.as_str());
            return find(known, written).map(|place| Self::Place(LocationIndex(place))).map_err(|known| {
                format!("there is no location `{written}` to go to; there is {known}, and stories are written as `story:NAME`")
            });
        };
        let known = tour.stories.iter().map(|story| story.id.as_str());
        let story = find(known, name).map(StoryIndex).map_err(|known| format!("there is no story `{name}` to hear; there is {known}"))?;
        let mut hotspots = tour.locations.iter().flat_map(|location| &location.hotspots);
        if hotspots.any(|hotspot| matches!(hotspot.action, Action::Story(told) if told == story)) {
            return Ok(Self::Story(story));
        }
        let greets = tour.locations.iter().find(|location| location.guide.and_then(|guide| guide.greets) == Some(story));
        Err(match greets {
            Some(location) => format!("`{name}` is told to whoever comes to `{0}`: write `{0}`", location.id),
            None => format!("`{name}` is told nowhere"),
        })
    }

    /// What it is called in the tour file.
    pub(super) fn name(self, tour: &Tour) -> String {
        match self {
            Self::Place(place) => format!("`{}`", tour.locations[place.0].id),
            Self::Story(story) => format!("the story `{}`", tour.stories[story.0].id),
        }
    }
}

/// The place of a name among others, or all of these.
fn find<'n>(known: impl Iterator<Item = &'n str> + Clone, name: &str) -> Result<usize, String> {
    known.clone().position(|known| known == name).ok_or_else(|| known.collect::<Vec<_>>().join(", "))
}
