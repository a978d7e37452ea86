//! Rooms as they are heard: what a tour file says of them, and what becomes of that.

use std::borrow::Cow;

use glam::Vec3;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::model::Position;

/// The walls around a visitor, as they are heard: a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// The middle of the box, metres in the location's space.
    pub middle: Vec3,
    /// Its width (X), height (Y) and length (Z), metres.
    pub size: Vec3,
    /// What most of it is made of.
    pub material: Material,
}

/// What voices sound like in a place: as between walls, or as in the open.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Walls {
    /// Between these walls.
    Given(RoomKeys),
    /// In the open air.
    None(OpenAir),
}

/// In the open air.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenAir {
    /// In the open air.
    Open,
}

impl JsonSchema for OpenAir {
    fn schema_name() -> Cow<'static, str> {
        "OpenAir".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "In the open air.", "type": "string", "enum": ["open"] })
    }
}

/// The walls around the visitor, as they are heard.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Room")]
pub struct RoomKeys {
    /// How wide (left to right), long (front to back) and high the room is.
    size: RoomSize,
    /// What most of its walls are made of.
    material: Material,
    /// The middle of its floor, metres: in a model, from its origin; in a panorama, from the visitor's eyes. Under the visitor if left out.
    middle: Option<Position>,
}

/// Width, length, height, in metres.
#[derive(Debug, Clone, Copy, Deserialize)]
struct RoomSize([f32; 3]);

impl JsonSchema for RoomSize {
    fn schema_name() -> Cow<'static, str> {
        "RoomSize".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Width (left to right), length (front to back) and height, in metres.",
            "type": "array",
            "items": { "type": "number", "minimum": 1.0, "maximum": 100.0 },
            "minItems": 3,
            "maxItems": 3,
        })
    }
}

/// What walls are made of, with the furniture that such rooms usually have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Material {
    /// Bare or painted concrete or brick: a cell, a corridor.
    Concrete,
    /// A bathroom, a kitchen.
    Tiles,
    /// Plastered walls: a chapel, a hall.
    Plaster,
    /// A courtroom, a workshop.
    Wood,
    /// Carpets, curtains, soft chairs: an office.
    Carpet,
}

impl JsonSchema for Material {
    fn schema_name() -> Cow<'static, str> {
        "Material".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What walls are made of: bare concrete or brick (a cell), tiles (a kitchen), plaster (a chapel), wood (a workshop), carpet (an office).",
            "type": "string",
            "enum": ["concrete", "tiles", "plaster", "wood", "carpet"],
        })
    }
}

impl RoomKeys {
    /// The room in the location's space; on `floor` where the file does not say where it is.
    pub fn resolve(self, floor: Vec3) -> Room {
        let RoomSize([width, length, height]) = self.size;
        let floor = self.middle.map_or(floor, |middle| Vec3::from(middle.0));
        Room { middle: floor + Vec3::Y * height / 2.0, size: Vec3::new(width, height, length), material: self.material }
    }
}
