//! Looks the models of a tour over: those that are spaces, and those that are figures.

use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec3;

use super::diagnostics::Code;
use super::extensions::instead;
use super::locations::Surroundings;
use super::model;
use super::names::{as_a_mac_writes_it, did_you_mean, listed};
use super::nodes::Nodes;
use super::places::{self, Named, Whereabouts};
use super::resolve::Resolver;
use super::source::Place;
use super::{AVATAR_CLIPS, MOST_LIGHTS, MOST_SHADOWS, is_clip};

/// So many lamps that are not lit are named.
const MOST_NAMES: usize = 4;

impl Resolver<'_, '_> {
    /// The nodes of a model.
    pub(super) fn model(&mut self, place: &Place, path: &model::FilePath) -> Option<Arc<Nodes>> {
        let file = self.file(place, path)?;
        let nodes = self.files.model(&path.0, &file);
        let nodes = self.content(place, path, &file, nodes)?;
        self.missing_pictures(place, path, &file, &nodes);
        let lamps = &nodes.lamps;
        let is_new = !(nodes.unshown.is_empty() && lamps.unlit.is_empty() && lamps.without_shadows.is_empty()) && self.said.insert(file);
        if !nodes.unshown.is_empty() && is_new {
            let names: Vec<&str> = nodes.unshown.iter().map(String::as_str).collect();
            let message = format!("`{}` uses {}, of which nothing is shown", path.0, listed(&names, "and"));
            let help = instead(&nodes.unshown).to_owned();
            self.document.report(Code::UnshownExtension, place, message, help);
        }
        if !lamps.unlit.is_empty() && is_new {
            let count = lamps.unlit.len();
            let are = if count == 1 { "is" } else { "are" };
            let message = format!("{count} of the {} lamps of `{}` {are} not lit: {MOST_LIGHTS} of a model are", lamps.all, path.0);
            let names: Vec<&str> = lamps.unlit.iter().map(String::as_str).take(MOST_NAMES).collect();
            let others = if count > MOST_NAMES { ", among others," } else { "" };
            let help = format!(
                "the strongest are; {}{others} {are} left out: make those stronger that matter, or bake the light",
                listed(&names, "and")
            );
            self.document.report(Code::UnlitLamps, place, message, help);
        }
        if !lamps.without_shadows.is_empty() && is_new {
            let names: Vec<&str> = lamps.without_shadows.iter().map(String::as_str).collect();
            let one = if names.len() == 1 { "casts no shadow" } else { "cast no shadows" };
            let message = format!("in `{}` {} {one}: {MOST_SHADOWS} lamps of a model do", path.0, listed(&names, "and"));
            let help = "the sun does first, then the strongest spots: make those stronger that matter, or bake the light".to_owned();
            self.document.report(Code::ShadowlessLamps, place, message, help);
        }
        Some(nodes)
    }

    /// Reports pictures of a model that cannot be had: it is shown without.
    fn missing_pictures(&mut self, place: &Place, path: &model::FilePath, file: &Arc<PathBuf>, nodes: &Nodes) {
        if !nodes.missing_pictures.is_empty() && self.said.insert(file.clone()) {
            nodes.missing_pictures.iter().for_each(|trouble| self.trouble(place, path, trouble.clone()));
        }
    }

    /// Reports a look that a model does not come in.
    pub(super) fn variant(&mut self, place: &Place, path: &model::FilePath, nodes: &Nodes, variant: &str) {
        let known: Vec<&str> = nodes.variants.iter().map(String::as_str).collect();
        if !known.contains(&variant) {
            let help = did_you_mean(variant, known.iter().copied()).unwrap_or_else(|| match known.is_empty() {
                true => "it comes in one look only: leave `variant` out".to_owned(),
                false => format!("it comes as {}", listed(&known, "and")),
            });
            self.document.report(Code::UnknownVariant, place, format!("`{}` has no look `{variant}`", path.0), help);
        }
    }

    /// Where a node of the model around is; `None` where that cannot be had, which has been reported.
    pub(super) fn node(&mut self, place: &Place, around: &Surroundings, name: &str) -> Option<places::Place> {
        if around.is_panorama {
            let help = "give a direction instead: `{ yaw = 30 }`".to_owned();
            self.document.report(Code::NodeInPanorama, place, "a panorama has no nodes", help);
            return None;
        }
        // What is wrong with a model that cannot be read has been said where it is named.
        let nodes = around.nodes.as_ref()?;
        if self.document.is_full() {
            return nodes.place(name);
        }
        let Some(Named { whereabouts, count, moves }) = nodes.find(name) else {
            let near = as_a_mac_writes_it(name, nodes.names()).or_else(|| did_you_mean(name, nodes.names()));
            let help = near.or_else(|| nodes.taken_out_by.map(str::to_owned));
            self.document.report(Code::UnknownNode, place, format!("the model has no node `{name}`"), help);
            return None;
        };
        match whereabouts {
            Whereabouts::At(found) => {
                if count > 1 {
                    let Vec3 { x, y, z } = found.position;
                    let help = format!("the one at [{x:.2}, {y:.2}, {z:.2}] is taken: give each a name of its own");
                    self.document.report(Code::AmbiguousNode, place, format!("the model has {count} nodes `{name}`"), help);
                }
                if let Some(away) = nodes.away_from_mesh(name) {
                    let message = format!("`{name}` has its origin {away:.1} m away from its mesh");
                    let help = "what is placed at a node is at its origin: move that into the mesh (Blender: Object, Set Origin, Origin to Geometry)";
                    self.document.report(Code::FarOrigin, place, message, help.to_owned());
                }
                if moves {
                    let help = "what is placed at it stays where the file has it: place it at something that stands still".to_owned();
                    self.document.report(Code::MovingNode, place, format!("an animation moves `{name}`"), help);
                }
                return Some(found);
            }
            Whereabouts::TooFar(metres) => {
                let message = format!("`{name}` is {} km from the model's origin, too far to be shown", thousands(metres / 1000.0));
                self.document.report(Code::FarNode, place, message, "move the model to the origin; its lengths are metres".to_owned());
            }
            Whereabouts::Nowhere => {
                let message = format!("`{name}` is at a place that is no number");
                self.document.report(Code::FarNode, place, message, "export the model anew".to_owned());
            }
            Whereabouts::Unshown => {
                let message = format!("`{name}` is only in a scene of the model that is not shown");
                let help = "the scene that the file names is, else the first: export that one, or the node in it".to_owned();
                self.document.report(Code::UnknownNode, place, message, help);
            }
        }
        None
    }

    /// A figure; says what it cannot do.
    pub(super) fn avatar(&mut self, place: &Place, path: &model::FilePath) -> Option<Arc<PathBuf>> {
        let file = self.file(place, path)?;
        let nodes = self.files.model(&path.0, &file);
        let nodes = self.content(place, path, &file, nodes)?;
        self.missing_pictures(place, path, &file, &nodes);
        let missing: Vec<&str> = AVATAR_CLIPS.into_iter().filter(|clip| !nodes.clips.iter().any(|name| is_clip(name, clip))).collect();
        if !missing.is_empty() {
            let message = format!("`{}` has no animation {}", path.0, listed(&missing, "or"));
            let help = called_otherwise(&missing, &nodes.clips);
            self.document.report(Code::MissingClip, place, message, help);
        }
        Some(file)
    }
}

/// A number of kilometres, as people read it.
fn thousands(number: f32) -> String {
    if number >= 1e9 {
        return "more than 1,000,000,000".to_owned();
    }
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// What to do about animations that a figure lacks: many files have them under a name that differs in capitals, or begins with that of a skeleton.
fn called_otherwise(missing: &[&str], there: &[String]) -> String {
    let small = |name: &str| name.rsplit(['|', ':']).next().unwrap_or_default().trim().to_lowercase();
    // A name that fills the screen was written by nobody.
    let names: Vec<(&str, String)> = there.iter().filter(|name| name.len() < 100).map(|name| (name.as_str(), small(name))).collect();
    let mut found = Vec::new();
    let mut meant = Vec::new();
    for clip in missing {
        if let Some((name, _)) = names.iter().find(|(_, small)| is_clip(small, clip)) {
            found.push(*name);
            meant.push(*clip);
        }
    }
    let otherwise = "the figure stands as the file leaves it, or idle, where one is missing";
    match found.is_empty() {
        true => format!("{otherwise}: export it with the animations"),
        false => {
            let them = if found.len() == 1 { "it" } else { "them" };
            format!("it has {}: call {them} just {}; {otherwise}", listed(&found, "and"), listed(&meant, "and"))
        }
    }
}
