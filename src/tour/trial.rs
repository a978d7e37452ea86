//! Models that whoever can load them tries, told where the tour file names them. How that is done the tour does not know.

use std::collections::HashSet;
use std::path::Path;

use glam::Vec3;

use super::diagnostics::Code;
use super::files::Files;
use super::footing;
use super::source::{Document, Place};
use super::{Space, Tour};

/// What is found when a model is loaded as it is for a visit.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// It is not shown at all: why, and behind a semicolon what to do.
    Refused(String),
    /// Something of it is not shown, or smaller than it is: what, and behind a semicolon what to do.
    LeftOut(String),
    /// It reaches from here to there while nothing moves, metres from its origin.
    Reaches([Vec3; 2]),
}

/// Loads a model, in the look of that name, and tells what it finds.
pub type Try<'a> = dyn FnMut(&Path, Option<&str>) -> Vec<Finding> + 'a;

/// Tries each model of the tour once, and tells what is found where it is first named. What cannot even be read is told already.
pub(super) fn models(document: &mut Document, files: &mut Files, tour: &Tour, load: &mut Try) {
    let mut tried = HashSet::new();
    let [locations, people] = ["locations", "people"].map(|section| Place::ROOT.key(section));
    for location in &tour.locations {
        if let Space::Model(model) = &location.space
            && tried.insert(model.file.clone())
            && files.model("", &model.file).is_ok()
        {
            let (location, space) = (locations.key(&location.id), "space");
            tell(document, &location.key(space).key("model"), tour, &model.file, load(&model.file, model.variant.as_deref()));
        }
    }
    for person in &tour.people {
        if let Some(file) = &person.avatar
            && tried.insert(file.clone())
        {
            let (place, found) = (people.key(&person.id), load(file, None));
            let place = place.key("avatar");
            let reach = found.iter().find_map(|finding| if let Finding::Reaches(reach) = finding { Some(*reach) } else { None });
            if let Some((message, help)) = reach.and_then(footing::doubt_of_figure) {
                document.report(Code::OddFigure, &place, format!("`{}` {message}", named(tour, file)), help.to_owned());
            }
            tell(document, &place, tour, file, found);
        }
    }
}

fn tell(document: &mut Document, place: &Place, tour: &Tour, file: &Path, found: Vec<Finding>) {
    let path = named(tour, file);
    for finding in found {
        let (code, how, told) = match &finding {
            Finding::Refused(told) => (Code::BrokenModel, "cannot be shown", told),
            Finding::LeftOut(told) => (Code::PartlyShown, "is not shown as it is", told),
            Finding::Reaches(_) => continue,
        };
        let (what, help) = match told.rsplit_once("; ") {
            Some((what, help)) => (what, Some(help.to_owned())),
            None => (&**told, None),
        };
        document.report(code, place, format!("`{path}` {how}: {what}"), help);
    }
}

fn named(tour: &Tour, file: &Path) -> String {
    file.strip_prefix(&tour.folder).unwrap_or(file).display().to_string()
}
