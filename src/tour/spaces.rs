//! The shapes of what is seen in a location, as a tour file tells it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::model::{FilePath, Name};
use super::pyramid::MOST_LEVELS;

/// What is seen in a location: a panorama, whole, as a cube or in tiles, or a model.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Space {
    /// An equirectangular picture around the visitor.
    Panorama(Panorama),
    /// Six square pictures around the visitor.
    Cube(Cube),
    /// Six square pictures around the visitor, in several sizes, cut into tiles.
    Tiles(Tiles),
    /// A glTF model around the visitor.
    Model(Model),
}

/// An equirectangular picture around the visitor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Panorama {
    /// The picture: JPEG, PNG, WebP, Radiance HDR, OpenEXR or KTX2, for each eye twice as wide as high unless it is cropped.
    pub panorama: FilePath,
    /// The compass heading of the picture's middle, degrees; without it, what the picture itself says (GPano), or 0.
    #[schemars(range(min = -360, max = 360))]
    pub north: Option<f32>,
    /// How far the camera stood askew, on top of what the picture itself says.
    pub level: Option<Level>,
    /// The part of the sphere that the picture covers; without it, what the picture itself says (GPano), or all of it.
    pub crop: Option<Crop>,
    /// How the pictures for the left and the right eye lie in the file; left out where one picture serves both. `crop` then speaks of
    /// each of them.
    pub stereo: Option<Stereo>,
    /// How many stops brighter the picture is developed than it was taken. Only for HDR and OpenEXR pictures, which hold more light
    /// than can be shown.
    #[serde(default)]
    #[schemars(range(min = -20, max = 20))]
    pub exposure: f32,
}

/// How the pictures for two eyes lie in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stereo {
    /// The left eye's above the right eye's.
    TopBottom,
    /// The left eye's to the left of the right eye's.
    SideBySide,
}

impl JsonSchema for Stereo {
    fn schema_name() -> Cow<'static, str> {
        "Stereo".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How the pictures lie in the file: the left eye's above the right eye's, or to its left.",
            "type": "string",
            "enum": ["top-bottom", "side-by-side"],
        })
    }
}

impl Stereo {
    /// The size of each eye's picture in a file of this size, pixels.
    pub fn each(self, width: u32, height: u32) -> (u32, u32) {
        match self {
            Self::TopBottom => (width, height / 2),
            Self::SideBySide => (width / 2, height),
        }
    }
}

/// Six square pictures around the visitor, the faces of a cube seen from inside.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cube {
    /// Six files: front, right, back, left, up, down. Or one that holds them all: in a row, a column, three and three, or a cross; or a
    /// KTX2 cube map, whose +Z is the front and whose +X is on the right.
    pub cube: Faces,
    /// In which order a picture holds them that is no cross and no KTX2; without it as six files are told.
    pub order: Option<FaceOrder>,
    /// The compass heading of the middle of the front, degrees.
    #[serde(default)]
    #[schemars(range(min = -360, max = 360))]
    pub north: f32,
    /// How far the camera stood askew.
    pub level: Option<Level>,
    /// How many stops brighter the pictures are developed than they were taken; for HDR and OpenEXR.
    #[serde(default)]
    #[schemars(range(min = -20, max = 20))]
    pub exposure: f32,
}

/// The files of a cube's faces.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Faces {
    /// One file that holds them all.
    One(FilePath),
    /// Six files: front, right, back, left, up, down.
    Six([FilePath; 6]),
}

/// In which order one file holds the faces of a cube, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceOrder {
    /// As six files are told, and as Pannellum has them.
    #[default]
    FrontRightBackLeftUpDown,
    /// As krpano has them.
    LeftFrontRightBackUpDown,
    /// As Marzipano has them.
    BackDownFrontLeftRightUp,
    /// As GPUs count them.
    RightLeftUpDownFrontBack,
}

impl FaceOrder {
    /// Where each face lies: front, right, back, left, up, down.
    pub fn places(self) -> [u32; 6] {
        match self {
            Self::FrontRightBackLeftUpDown => [0, 1, 2, 3, 4, 5],
            Self::LeftFrontRightBackUpDown => [1, 2, 3, 0, 4, 5],
            Self::BackDownFrontLeftRightUp => [2, 4, 0, 3, 5, 1],
            Self::RightLeftUpDownFrontBack => [4, 0, 5, 1, 2, 3],
        }
    }
}

impl JsonSchema for FaceOrder {
    fn schema_name() -> Cow<'static, str> {
        "FaceOrder".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "In which order one file holds the faces of a cube, row by row: as Pannellum, krpano, Marzipano or GPUs have them.",
            "type": "string",
            "enum": [
                "front-right-back-left-up-down",
                "left-front-right-back-up-down",
                "back-down-front-left-right-up",
                "right-left-up-down-front-back",
            ],
        })
    }
}

/// Six square pictures around the visitor, each in several sizes, cut into tiles: so a panorama may be larger than any graphics card takes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Tiles {
    /// How the files are called: a path in which {z} is the level, {f} the face, {y} the row and {x} the column. Numbers begin with 0,
    /// or as it stands behind a colon: {x:1} counts from 1, {x:01} with two digits.
    pub tiles: FilePath,
    /// How wide and high a tile is, pixels; those on the right and below may be smaller.
    #[schemars(range(min = 64, max = 1024))]
    pub tile: u32,
    /// How wide and high a face is in each level, pixels, the smallest first.
    #[schemars(length(min = 1, max = MOST_LEVELS), inner(range(min = 16, max = 16384)))]
    pub sizes: Vec<u32>,
    /// What the faces are called in the path: front, right, back, left, up, down. Without it, f, r, b, l, u and d.
    pub faces: Option<[Name; 6]>,
    /// The compass heading of the middle of the front, degrees.
    #[serde(default)]
    #[schemars(range(min = -360, max = 360))]
    pub north: f32,
    /// How far the camera stood askew.
    pub level: Option<Level>,
    /// How many stops brighter the pictures are developed than they were taken; for HDR and OpenEXR.
    #[serde(default)]
    #[schemars(range(min = -20, max = 20))]
    pub exposure: f32,
}

/// How far a camera stood askew, degrees.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Level {
    /// How far its axis pointed above the horizon, degrees.
    #[serde(default)]
    #[schemars(range(min = -90, max = 90))]
    pub pitch: f32,
    /// How far it leant to the right, degrees.
    #[serde(default)]
    #[schemars(range(min = -180, max = 180))]
    pub roll: f32,
}

/// The part of the sphere that a picture covers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Crop {
    /// The picture's width as an angle, degrees.
    #[schemars(range(min = 1, max = 360))]
    pub width: f32,
    /// The picture's height as an angle, degrees.
    #[schemars(range(min = 1, max = 180))]
    pub height: f32,
    /// The yaw of its middle, degrees.
    #[serde(default)]
    #[schemars(range(min = -360, max = 360))]
    pub yaw: f32,
    /// The pitch of its middle, degrees.
    #[serde(default)]
    #[schemars(range(min = -90, max = 90))]
    pub pitch: f32,
}

/// A glTF model around the visitor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Model {
    /// The .glb or .gltf file: metres, +Y up.
    pub model: FilePath,
    /// In which of its looks, where it comes in several (`KHR_materials_variants`).
    pub variant: Option<String>,
    /// How many stops brighter it is lit than it would be.
    #[serde(default)]
    #[schemars(range(min = -20, max = 20))]
    pub exposure: f32,
    /// A picture of the light all around it: Radiance HDR or OpenEXR, equirectangular, twice as wide as high and at most 4096 pixels wide,
    /// its middle to the model's -Z. It is multiplied by the exposure, and dimmed by half beside the model's own lamps. A neutral room lights the
    /// model if left out.
    pub light: Option<FilePath>,
}
