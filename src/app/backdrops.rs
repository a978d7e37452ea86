//! Panoramas that the headset's software draws itself: brought to it before the visitor arrives.

use glam::Quat;

use crate::pose::Pose;
use crate::render::{Renderer, WholePanorama};
use crate::walk::{Scene, SpaceState};
use crate::xr::{Backdrop, Headset};

/// The panorama that is seen so, and the next.
#[derive(Default)]
pub(super) struct Backdrops {
    shown: Option<Known>,
    coming: Option<Known>,
}

/// A picture, and its place; `None` where the headset's software does not take it.
struct Known {
    panorama: WholePanorama,
    backdrop: Option<Backdrop>,
}

impl Known {
    fn is_of(&self, panorama: &WholePanorama) -> bool {
        self.panorama.texture == panorama.texture
    }
}

/// What the headset's software draws behind the eyes' pictures.
pub(super) struct Behind<'b> {
    pub backdrop: &'b Backdrop,
    /// How it is turned in tracking space.
    pub orientation: Quat,
    pub panorama: WholePanorama,
}

impl Backdrops {
    /// Goes on by a frame: brings the picture of where the visitor is going nearer, and shows that of where they are once all of it is
    /// there. Until then, and wherever it cannot be had, `None`: then the renderer draws it.
    pub fn follow(&mut self, headset: &Headset, renderer: &Renderer, scene: &Scene) -> Option<Behind<'_>> {
        let going = scene.wanted.first().copied().unwrap_or(scene.location);
        if let Some(panorama) = renderer.whole_panorama(going) {
            let is_known = [&self.shown, &self.coming].into_iter().flatten().any(|known| known.is_of(&panorama));
            if !is_known {
                let backdrop = headset.backdrop(&panorama.texture);
                self.coming = Some(Known { panorama, backdrop });
            }
        }
        if let Some(Known { panorama, backdrop: Some(backdrop) }) = &mut self.coming {
            headset.fill(backdrop, &panorama.texture);
        }
        let panorama = renderer.whole_panorama(scene.location).filter(|_| scene.space == SpaceState::Ready)?;
        let is_there = |known: &Known| known.is_of(&panorama) && known.backdrop.as_ref().is_some_and(Backdrop::is_whole);
        if self.coming.as_ref().is_some_and(is_there) {
            self.shown = self.coming.take();
        }
        let backdrop = self.shown.as_ref().filter(|known| is_there(known))?.backdrop.as_ref()?;
        let location_from_tracking = scene.placement.pose(Pose::default()).orientation;
        Some(Behind { backdrop, orientation: (panorama.turned * location_from_tracking).inverse(), panorama })
    }
}
