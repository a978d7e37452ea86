//! What a visitor would notice in a tour that can be walked: marks that cover each other, and what nobody will ever meet.

use glam::Vec3;

use super::diagnostics::Code;
use super::measures::marker_diameter;
use super::resolve::Expired;
use super::source::{Document, Place};
use super::{Action, Hotspot, LineIndex, Location, PersonIndex, StoryIndex, Tour};

/// What is nearer to the eyes than this, metres, lies in no direction.
const NEAREST: f32 = 0.05;

/// Reports what is worth another look.
pub(super) fn check(document: &mut Document, tour: &Tour) {
    for location in &tour.locations {
        check_marks(document, tour, location);
    }
    check_stories(document, tour);
    check_people(document, tour);
    check_lines(document, tour);
}

/// Reports hotspots that cover each other, each one once.
fn check_marks(document: &mut Document, tour: &Tour, location: &Location) {
    let eyes = location.eyes();
    let marks: Vec<(Vec3, f32)> = location.hotspots.iter().map(|hotspot| mark(hotspot.position - eyes)).collect();
    for (later, (towards, half)) in marks.iter().enumerate() {
        // A file of nothing but hotspots must not take for ever: so many that are apart have no room around anybody.
        if document.is_full() {
            return;
        }
        let apart = |(other, other_half): &(Vec3, f32)| (towards.angle_between(*other).to_degrees(), half + other_half);
        let covered = marks[..later].iter().map(apart).enumerate().find(|(_, (apart, needed))| apart < needed);
        let Some((earlier, (apart, needed))) = covered else { continue };
        let [this, that] = [later, earlier].map(|index| name(tour, &location.hotspots[index]));
        let message = format!("{this} and {that} cover each other: they are {apart:.1}° apart");
        let help =
            format!("move one of them {:.0}° away: from where one stands, {needed:.1}° between them are enough", (needed - apart).ceil());
        let locations = Place::ROOT.key("locations");
        let place = locations.key(&location.id);
        let place = place.key("hotspots");
        let place = place.index(later);
        document.report(Code::CoveredHotspot, &place.key("at"), message, help);
    }
}

/// The direction of a marker and half its width as an angle, degrees.
fn mark(from_eyes: Vec3) -> (Vec3, f32) {
    let distance = from_eyes.length();
    if distance < NEAREST {
        return (Vec3::ZERO, 0.0);
    }
    (from_eyes / distance, (marker_diameter(distance) / 2.0).atan2(distance).to_degrees())
}

/// A hotspot, as its author knows it.
fn name(tour: &Tour, hotspot: &Hotspot) -> String {
    match &hotspot.action {
        Action::Go { to, .. } => format!("the way to `{}`", tour.locations[to.0].id),
        Action::Story(story) => format!("the story `{}`", tour.stories[story.0].id),
        Action::Look { words, .. } => {
            let words = words.in_language(&tour.languages[0]);
            let begin: String = words.chars().take(24).collect();
            format!("the look “{begin}{}”", if begin.len() < words.len() { "…" } else { "" })
        }
    }
}

/// The stories that somebody can come to hear in a location.
fn told(location: &Location) -> impl Iterator<Item = StoryIndex> {
    let hotspots = location.hotspots.iter().filter_map(|hotspot| match hotspot.action {
        Action::Story(story) => Some(story),
        Action::Go { .. } | Action::Look { .. } => None,
    });
    hotspots.chain(location.guide.and_then(|guide| guide.greets))
}

fn check_stories(document: &mut Document, tour: &Tour) {
    let mut is_told = vec![false; tour.stories.len()];
    tour.locations.iter().flat_map(told).for_each(|story| is_told[story.0] = true);
    for (story, _) in tour.stories.iter().zip(is_told).filter(|(_, is_told)| !is_told) {
        let help = format!("place it with a hotspot: `{{ story = \"{}\", at = {{ yaw = 30 }} }}`", story.id);
        let section = Place::ROOT.key("stories");
        document.report(Code::UntoldStory, &section.key(&story.id), format!("nobody tells `{}` anywhere", story.id), help);
    }
}

fn check_people(document: &mut Document, tour: &Tour) {
    let mut is_met = vec![false; tour.people.len()];
    tour.stories.iter().for_each(|story| is_met[story.teller.0] = true);
    tour.locations.iter().filter_map(|location| location.guide).for_each(|guide| is_met[guide.who.0] = true);
    for (person, _) in tour.people.iter().zip(is_met).filter(|(_, is_met)| !is_met) {
        let help = "let them tell a story or guide in a location; or take them out, and their pictures".to_owned();
        let section = Place::ROOT.key("people");
        document.report(Code::UnmetPerson, &section.key(&person.id), format!("nobody meets `{}`", person.id), help);
    }
}

fn check_lines(document: &mut Document, tour: &Tour) {
    let guides: Vec<_> = tour.locations.iter().filter_map(|location| location.guide).map(|guide| guide.who).collect();
    let speakers = tour.people.iter().enumerate().filter(|(index, _)| guides.contains(&PersonIndex(*index)));
    let ways = tour.locations.iter().filter(|location| location.guide.is_some()).flat_map(|location| &location.hotspots);
    let proposed = ways.filter_map(|hotspot| match hotspot.action {
        Action::Go { says, .. } => says,
        Action::Story(_) | Action::Look { .. } => None,
    });
    let warned = tour.content_note.iter().filter_map(|note| note.says);
    let said: Vec<LineIndex> = speakers.flat_map(|(_, person)| &person.says).map(|(_, line)| *line).chain(proposed).chain(warned).collect();
    for (index, line) in tour.lines.iter().enumerate() {
        if said.contains(&LineIndex(index)) {
            continue;
        }
        let help = format!("name it in the `says` of somebody who guides in a location, or of a way there: `says = \"{}\"`", line.id);
        let section = Place::ROOT.key("lines");
        document.report(Code::UnsaidLine, &section.key(&line.id), format!("nobody says `{}`", line.id), help);
    }
}

/// Takes what may not be heard out of every location and everybody's mouth. It keeps its place in the tour, but nothing leads to it.
pub(super) fn withdraw(tour: &mut Tour, expired: &Expired) {
    tour.people.iter_mut().for_each(|person| person.says.retain(|(_, line)| !expired.lines.contains(line)));
    if let Some(note) = &mut tour.content_note {
        note.says = note.says.filter(|line| !expired.lines.contains(line));
    }
    let stories = &expired.stories;
    for hotspot in tour.locations.iter_mut().flat_map(|location| &mut location.hotspots) {
        if let Action::Go { says, .. } = &mut hotspot.action {
            *says = says.filter(|line| !expired.lines.contains(line));
        }
    }
    for location in &mut tour.locations {
        location.hotspots.retain(|hotspot| !matches!(hotspot.action, Action::Story(story) if stories.contains(&story)));
        if let Some(guide) = &mut location.guide {
            guide.greets = guide.greets.filter(|story| !stories.contains(story));
        }
    }
}
