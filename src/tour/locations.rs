//! Resolves locations: what is seen there, where one stands, and where everything is, in metres.

use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec3;

use super::diagnostics::Code;
use super::gpano::Gpano;
use super::nodes::Nodes;
use super::pictures::{LARGEST_SIDE, Picture};
use super::resolve::Resolver;
use super::rooms::{OpenAir, Walls};
use super::source::Place;
use super::{Action, Ambience, Arrive, Crop, Exposure, Guide, Hotspot, Location, Model, Panorama, PersonIndex, Space, Stand, Stereo, Text};
use super::{enclosure, footing, model, places};
use crate::pose::{Angles, wrap_degrees};

/// How high a standing visitor's eyes are taken to be in a model, metres.
pub(super) const EYE_HEIGHT: f32 = 1.6;
/// How far away a hotspot or sound is, where only its direction is given, metres.
const DISTANCE: f32 = 3.0;
/// How far away a guide is, where only their direction is given or nothing at all, metres.
const GUIDE_DISTANCE: f32 = 2.0;
/// How far to the right of straight ahead a guide is, where nothing is given, degrees: beside the way, not in it.
const GUIDE_YAW: f32 = 30.0;
/// How far apart things are whose own place cannot be had (their model is broken), degrees.
const FALLBACK_STEP: f32 = 40.0;

/// What is needed to place something in a location.
pub(super) struct Surroundings {
    pub is_panorama: bool,
    /// The model's nodes, if there is a model that can be read.
    pub nodes: Option<Arc<Nodes>>,
    stand: Stand,
}

impl Surroundings {
    fn towards(&self, yaw: f32, pitch: f32, distance: f32) -> Vec3 {
        let eyes = if self.is_panorama { Vec3::ZERO } else { self.stand.position + Vec3::Y * EYE_HEIGHT };
        eyes + Angles { yaw, pitch }.direction() * distance
    }

    /// Where something is put whose own place cannot be had: in view, beside others of its kind.
    fn fallback(&self, index: usize) -> Vec3 {
        self.towards(self.stand.yaw + FALLBACK_STEP * index as f32, 0.0, DISTANCE)
    }
}

impl Resolver<'_, '_> {
    /// Resolves a location; `guide` is the tour's own.
    pub(super) fn resolve_location(
        &mut self,
        place: &Place,
        id: String,
        location: model::Location,
        guide: Option<PersonIndex>,
    ) -> Option<Location> {
        let title = match location.title {
            Some(title) => self.text(&place.key("title"), title),
            None => {
                let help = format!("visitors read `{id}` where a way leads here: give it a `title`");
                self.document.report(Code::UntitledLocation, place, format!("the location `{id}` has no title"), help);
                Text::Every(id.as_str().into())
            }
        };
        let model = if let model::Space::Model(model) = &location.space { Some(model.model.clone()) } else { None };
        let (space, nodes, first_view) = self.space(&place.key("space"), location.space);
        let is_panorama = matches!(space, Space::Panorama(_));
        let mut around = Surroundings { is_panorama, nodes, stand: Stand { position: Vec3::ZERO, yaw: first_view.unwrap_or(0.0) } };
        around.stand = self.stand(&place.key("stand"), &around, location.stand);
        if let (Some(path), Some(nodes)) = (model, &around.nodes)
            && let Some((message, help)) = footing::doubt(&nodes.extents, around.stand.position)
        {
            let place = place.key("space");
            self.document.report(Code::OddStand, &place.key("model"), format!("`{}` {message}", path.0), help.to_owned());
        }
        let guide = match location.guide {
            Some(guide) => Some(self.guide(&place.key("guide"), &around, guide)),
            None => guide.map(|who| Some(Guide { who, position: beside_the_way(&around), greets: None })),
        };
        let mut ambience = Vec::new();
        for (index, model::Ambience { sound, at, gain }) in location.ambience.into_iter().enumerate() {
            let place = place.key("ambience");
            let place = place.index(index);
            let position = at.map(|at| self.at(&place.key("at"), &around, at, DISTANCE).unwrap_or_else(|| around.fallback(index)));
            let sound = self.ambience(&place.key("sound"), &sound, position.is_some());
            ambience.extend(sound.map(|sound| Ambience { sound, position, gain }));
        }
        // In a panorama the origin is where the visitor's eyes are.
        let floor = if is_panorama { Vec3::NEG_Y * EYE_HEIGHT } else { around.stand.position };
        let room = match location.room {
            Some(Walls::Given(room)) => Some(room.resolve(floor)),
            Some(Walls::None(OpenAir::Open)) => None,
            None => around.nodes.as_ref().and_then(|nodes| enclosure::room(&nodes.extents, floor + Vec3::Y * EYE_HEIGHT)),
        };
        let mut hotspots = Some(Vec::new());
        for (index, hotspot) in location.hotspots.into_iter().enumerate() {
            let hotspot = self.hotspot(&place.key("hotspots").index(index), &around, index, hotspot);
            hotspots = hotspots.zip(hotspot).map(|(mut hotspots, hotspot)| {
                hotspots.push(hotspot);
                hotspots
            });
        }
        let guide = match guide {
            Some(guide) => Some(guide?),
            None => None,
        };
        Some(Location { id, title, space, stand: around.stand, guide, ambience, room, hotspots: hotspots? })
    }

    /// A space, the nodes of a model, and the yaw that a picture wants to be seen from first.
    fn space(&mut self, place: &Place, space: model::Space) -> (Space, Option<Arc<Nodes>>, Option<f32>) {
        match space {
            model::Space::Panorama(panorama) => {
                let said = self.panorama(&place.key("panorama"), &panorama).unwrap_or_default();
                let level = panorama.level.as_ref();
                let panorama = Panorama {
                    file: self.files.path(&panorama.panorama.0),
                    north: wrap_degrees(panorama.north.or(said.heading).unwrap_or(0.0)),
                    level_pitch: level.map_or(0.0, |level| level.pitch),
                    level_roll: level.map_or(0.0, |level| level.roll),
                    crop: panorama.crop.map(|model::Crop { width, height, yaw, pitch }| Crop { width, height, yaw, pitch }),
                    stereo: panorama.stereo,
                    exposure: Exposure::of_stops(panorama.exposure),
                    cube: None,
                    pyramid: None,
                };
                (Space::Panorama(panorama), None, said.first_view)
            }
            model::Space::Cube(cube) => (Space::Panorama(self.cube(place, cube)), None, None),
            model::Space::Tiles(tiles) => (Space::Panorama(self.tiles(place, tiles)), None, None),
            model::Space::Model(model) => {
                let nodes = self.model(&place.key("model"), &model.model);
                if let (Some(nodes), Some(variant)) = (&nodes, &model.variant) {
                    self.variant(&place.key("variant"), &model.model, nodes, variant);
                }
                let (file, exposure) = (self.files.path(&model.model.0), Exposure::of_stops(model.exposure));
                let light = model.light.and_then(|path| self.light(&place.key("light"), &path));
                (Space::Model(Model { file, variant: model.variant.map(Arc::from), exposure, light }), nodes, None)
            }
        }
    }

    /// Looks a panorama's picture over. What it says of itself.
    fn panorama(&mut self, place: &Place, panorama: &model::Panorama) -> Option<Gpano> {
        let path = &panorama.panorama;
        let file = self.file(place, path)?;
        let header = self.files.picture(&file).and_then(|header| header.is_around(panorama.stereo).map(|()| header));
        let header = self.content(place, path, &file, header)?;
        let (width, height) = (header.width, header.height);
        if !self.said.insert(file) {
            return header.gpano;
        }
        if width.max(height) > LARGEST_SIDE {
            let message = format!("`{}` is {width} x {height} pixels and will be scaled down", path.0);
            self.document.report(Code::LargePicture, place, message, format!("no side longer than {LARGEST_SIDE} can be shown"));
        }
        self.idle_exposure(place, path, panorama.exposure, &header);
        self.unfollowed_colours(place, path, &header);
        if panorama.crop.is_none()
            && header.gpano.is_none_or(|said| said.crop.is_none())
            && !is_whole_sphere(panorama.stereo, width, height)
        {
            let message = match panorama.stereo {
                None => format!("`{}` is {width} x {height} pixels, not twice as wide as high", path.0),
                Some(_) => format!("`{}` is {width} x {height} pixels, not twice as wide as high for each eye", path.0),
            };
            let help = shape_help(&path.0, panorama.stereo, width, height);
            self.document.report(Code::PanoramaShape, place, message, help);
        }
        header.gpano
    }

    /// A picture that a model is lit by; `None` where it is none.
    fn light(&mut self, place: &Place, path: &model::FilePath) -> Option<Arc<PathBuf>> {
        let file = self.file(place, path)?;
        let header = self.files.picture(&file).and_then(|header| header.is_light().map(|()| header));
        let Picture { width, height, .. } = self.content(place, path, &file, header)?;
        if !is_whole_sphere(None, width, height) && self.said.insert(file.clone()) {
            let message = format!("`{}` is {width} x {height} pixels, not twice as wide as high", path.0);
            let help = "light comes from all around: name an equirectangular picture of the whole sphere".to_owned();
            self.document.report(Code::PanoramaShape, place, message, help);
        }
        Some(file)
    }

    /// Warns of an exposure that has nothing to develop.
    pub(super) fn idle_exposure(&mut self, place: &Place, path: &model::FilePath, exposure: f32, header: &Picture) {
        if exposure != 0.0 && !header.is_hdr {
            let message = format!("`{}` has an exposure, and was developed when it was made", path.0);
            self.document.report(Code::IdleExposure, place, message, "leave `exposure` out; it is for HDR and EXR pictures".to_owned());
        }
    }

    fn stand(&mut self, place: &Place, around: &Surroundings, stand: Option<model::Stand>) -> Stand {
        match stand {
            None => around.stand,
            Some(model::Stand::Node(node)) => {
                let found = self.node(&place.key("node"), around, &node.node);
                found.map_or(around.stand, |places::Place { position, yaw }| Stand { position, yaw })
            }
            Some(model::Stand::Position(model::StandPosition { position, yaw })) => {
                if around.is_panorama && position.is_some() {
                    let help = "leave `position` out: `yaw` alone says what is straight ahead".to_owned();
                    self.document.report(Code::StandInPanorama, &place.key("position"), "a panorama has one place to stand", help);
                }
                Stand { position: position.map_or(Vec3::ZERO, |position| position.0.into()), yaw: wrap_degrees(yaw) }
            }
        }
    }

    /// `None` if the guide is nobody.
    fn guide(&mut self, place: &Place, around: &Surroundings, guide: model::Guide) -> Option<Guide> {
        match guide {
            model::Guide::Who(who) => Some(Guide { who: self.person(place, &who)?, position: beside_the_way(around), greets: None }),
            model::Guide::More(model::GuideMore { who, at, greets }) => {
                let who = self.person(&place.key("who"), &who);
                let position = at.and_then(|at| self.at(&place.key("at"), around, at, GUIDE_DISTANCE));
                let greets = greets.map(|greets| self.story(&place.key("greets"), &greets));
                let greets = match greets {
                    Some(greets) => Some(greets?),
                    None => None,
                };
                Some(Guide { who: who?, position: position.unwrap_or_else(|| beside_the_way(around)), greets })
            }
        }
    }

    fn hotspot(&mut self, place: &Place, around: &Surroundings, index: usize, hotspot: model::Hotspot) -> Option<Hotspot> {
        let (at, action) = match hotspot {
            model::Hotspot::Go(model::Go { go, at, arrive, says }) => {
                let arrive = match arrive {
                    None => Arrive::Stand,
                    Some(model::Arrive::Yaw(model::ArriveYaw { yaw })) => Arrive::Yaw(wrap_degrees(yaw)),
                    Some(model::Arrive::Same(model::KeepHeading::KeepHeading)) => Arrive::KeepHeading,
                };
                let says = says.and_then(|line| self.line(&place.key("says"), &line));
                (at, self.location(&place.key("go"), &go).map(|to| Action::Go { to, arrive, says }))
            }
            model::Hotspot::Story(model::Tell { story, at }) => (at, self.story(&place.key("story"), &story).map(Action::Story)),
            model::Hotspot::Look(model::Look { look, picture, at }) => {
                let words = self.text(&place.key("look"), look);
                let picture = picture.and_then(|picture| self.picture(&place.key("picture"), &picture));
                (at, Some(Action::Look { words, picture }))
            }
        };
        let position = self.at(&place.key("at"), around, at, DISTANCE).unwrap_or_else(|| around.fallback(index));
        Some(Hotspot { position, action: action? })
    }

    /// Where something is; `None` if that cannot be had, which has been reported.
    fn at(&mut self, place: &Place, around: &Surroundings, at: model::At, distance: f32) -> Option<Vec3> {
        match at {
            model::At::Direction(model::Direction { yaw, pitch, distance: given }) => {
                Some(around.towards(yaw, pitch, given.unwrap_or(distance)))
            }
            model::At::Position(model::AtPosition { position }) => Some(position.0.into()),
            model::At::Node(model::Node { node }) => self.node(&place.key("node"), around, &node).map(|found| found.position),
        }
    }
}

/// What a picture of a shape that no whole sphere has may be.
fn shape_help(path: &str, stereo: Option<Stereo>, width: u32, height: u32) -> String {
    let fits = |stereo: Option<Stereo>| is_whole_sphere(stereo, width, height);
    if stereo.is_some() && fits(None) {
        return "leave `stereo` out if it is one picture for both eyes".to_owned();
    }
    let (wide, high) = stereo.map_or((width, height), |stereo| stereo.each(width, height));
    // Degrees are as dense up and down as to the sides.
    let ratio = f64::from(wide) / f64::from(high.max(1));
    let crop = match ratio {
        2.0.. => format!("crop = {{ width = 360, height = {} }}", (3600.0 / ratio).round() / 10.0),
        _ => format!("crop = {{ width = {}, height = 180 }}", (1800.0 * ratio).round() / 10.0),
    };
    let part = format!("if it shows a part of the sphere, say which: `{crop}`");
    let is_cube =
        stereo.is_none() && [(6, 1), (1, 6), (3, 2), (2, 3), (4, 3), (3, 4)].iter().any(|(across, down)| width * down == height * across);
    if stereo != Some(Stereo::TopBottom) && fits(Some(Stereo::TopBottom)) {
        format!("if it holds two pictures, the left eye's above the right eye's: `stereo = \"top-bottom\"`; {part}")
    } else if stereo != Some(Stereo::SideBySide) && fits(Some(Stereo::SideBySide)) {
        format!("if it holds two pictures, the left eye's on the left: `stereo = \"side-by-side\"`; {part}")
    } else if is_cube {
        format!("if it holds the six faces of a cube: `cube = \"{path}\"`; {part}")
    } else {
        part
    }
}

/// Whether a file of this size can hold the whole sphere: for each eye twice as wide as high. A pixel more or less comes from rounding.
fn is_whole_sphere(stereo: Option<Stereo>, width: u32, height: u32) -> bool {
    let (width, height) = stereo.map_or((width, height), |stereo| stereo.each(width, height));
    u64::from(width).abs_diff(2 * u64::from(height)) <= 2
}

/// Where a guide is of whom nothing more is said: in view, a little to the right, eye to eye.
fn beside_the_way(around: &Surroundings) -> Vec3 {
    around.towards(around.stand.yaw + GUIDE_YAW, 0.0, GUIDE_DISTANCE)
}
