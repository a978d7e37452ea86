//! The guide as a figure: a rigged model of a person that stands on the floor, faces the visitor, and does what the guide does.
//!
//! The mouth follows how loud the recording is while it is heard; where that is not known, it moves a syllable after the other. Where a tour has no figure
//! for somebody, or it has not come yet or cannot be had, they are seen on their card ([`super::portrait`]).

use std::path::PathBuf;
use std::sync::Arc;

use glam::{Affine3A, Vec3};

use crate::gpu::Gpu;
use crate::media::{SpaceKey, SpaceKind};
use crate::pose::{Angles, turn};
use crate::tour::{Location, LocationIndex, PersonIndex, Tour};
use crate::walk::{Attitude, GuideView, Scene, SpaceState};

use super::acting::{Acting, Cue};
use super::mesh::{Light, Meshes};
use super::residency::{Residency, Resident};

/// How far above the joint of the head the eyes are, metres.
const EYES: f32 = 0.09;
/// Where the eyes of a figure without a head are, metres above its feet.
const EYES_WITHOUT_HEAD: f32 = 1.6;

/// The figure that is seen, if one is.
#[derive(Debug, Default)]
pub(super) struct Avatar {
    shown: Option<Shown>,
}

#[derive(Debug)]
struct Shown {
    who: PersonIndex,
    location: LocationIndex,
    key: SpaceKey,
    acting: Acting,
    /// Where its feet are.
    feet: Vec3,
    /// When it was seen last, in [`Scene::seconds_here`].
    seen: f32,
}

/// The figure of a person, if the tour has one.
pub(super) fn key_of(tour: &Tour, who: PersonIndex) -> Option<SpaceKey> {
    let file: &Arc<PathBuf> = tour.people.get(who.0)?.avatar.as_ref()?;
    Some(SpaceKey { file: file.clone(), kind: SpaceKind::Figure })
}

impl Avatar {
    /// Takes this moment's guide to the GPU. Whether there is a figure to be seen.
    pub fn prepare(&mut self, gpu: &Gpu, tour: &Tour, scene: &Scene, residency: &mut Residency) -> bool {
        let before = self.shown.take();
        let (Some(guide), Some(location)) = (&scene.guide, tour.locations.get(scene.location.0)) else { return false };
        let Some(key) = key_of(tour, guide.who) else { return false };
        let Some(Resident::Model(figure)) = residency.get_mut(&key) else { return false };
        if !figure.moves() {
            return false;
        }
        let place = place_of(guide, location);
        let eyes = figure.head_joint().map_or(Vec3::Y * EYES_WITHOUT_HEAD, |joint| joint + Vec3::Y * EYES);
        let cue = cue(scene, guide, place, eyes);
        let before = before.filter(|shown| shown.who == guide.who && shown.location == scene.location && shown.seen <= scene.seconds_here);
        let mut acting = before.map_or_else(|| Acting::new(&cue), |shown| shown.acting);
        let performance = acting.advance(&cue, |clip| figure.length(clip));
        figure.act(gpu, &performance, place);
        let feet = place.translation.into();
        self.shown = Some(Shown { who: guide.who, location: scene.location, key, acting, feet, seen: scene.seconds_here });
        true
    }

    /// Which figure is to be seen, and where its feet are.
    pub fn shown(&self) -> Option<(&SpaceKey, Vec3)> {
        self.shown.as_ref().map(|shown| (&shown.key, shown.feet))
    }

    /// Draws them as they were prepared, in this light, or in that of a neutral room.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, meshes: &Meshes, residency: &Residency, light: Option<&Light>) {
        if let Some(Resident::Model(figure)) = self.shown.as_ref().and_then(|shown| residency.get(&shown.key)) {
            meshes.draw_figure(pass, figure, light);
        }
    }

    /// Whether a figure that this scene shows is still on its way.
    pub fn is_coming(tour: &Tour, scene: &Scene, residency: &Residency) -> bool {
        let key = scene.guide.and_then(|guide| key_of(tour, guide.who));
        key.is_some_and(|key| residency.state(&key) == SpaceState::Loading)
    }
}

/// From the figure's space (its feet at the origin, facing +Z) into the location's: on the floor below the guide's face, facing where
/// visitors stand. It does not turn after them, or its feet would slide.
fn place_of(guide: &GuideView, location: &Location) -> Affine3A {
    let away = (guide.position - location.eyes()).with_y(0.0);
    Affine3A::from_rotation_translation(turn(Angles::of(away).yaw), guide.position.with_y(location.floor()))
}

fn cue(scene: &Scene, guide: &GuideView, place: Affine3A, eyes: Vec3) -> Cue {
    let inverse = place.inverse();
    // As the figure sees it, which faces +Z where angles are told from -Z.
    let seen = |point: Vec3| Angles::of(turn(180.0) * (inverse.transform_point3(point) - eyes));
    let pointed_at = match guide.attitude {
        Attitude::Pointing(hotspot) => scene.markers.iter().find(|marker| marker.hotspot == hotspot).map(|marker| seen(marker.position)),
        _ => None,
    };
    let speech = scene.voices.iter().find(|voice| voice.key.is_speech());
    Cue {
        seconds: scene.seconds_here,
        still: scene.still,
        attitude: guide.attitude,
        speaking: guide.speaking,
        loudness: scene.loudness,
        said: speech.map_or(scene.seconds_here, |speech| speech.elapsed),
        visitor: seen(scene.head.position),
        pointed_at,
        person: guide.who.0 as u32,
    }
}
