//! One file for each thing drawn, and the views they are drawn for.
//!
//! A [`Renderer`] follows a [`Scene`]: [`Renderer::update`] once a frame keeps the spaces that the visitor can reach on the GPU
//! (see [`residency`]), [`Renderer::draw`] draws the moment for one view or two. Headset, window and storyboard differ in their
//! targets alone.
//!
//! Each drawable is a long-lived, immutable set of pipelines with `new(&Gpu, &Frame, &PassLayout)`, a `prepare` that takes the
//! moment's data to the GPU, and a `draw(&mut RenderPass)`. Group 0 is the [`Frame`]. Depth is reversed; shaders think in linear
//! light; blending is premultiplied.

mod acting;
mod avatar;
mod canvas;
mod code;
mod faces;
pub mod fade;
mod flag;
mod glimpse;
mod hands;
mod icon;
pub mod layout;
mod marker;
pub mod mesh;
pub mod mipmaps;
mod mirror;
pub mod multiview;
mod pace;
pub mod palette;
mod panel;
pub mod panorama;
mod pointer;
mod portrait;
mod quad;
pub mod readback;
pub mod residency;
pub mod sheet;
pub mod signs;
mod staging;
pub mod stand_in;
mod style;
pub mod targets;
mod text;
mod textures;
pub mod tiles;
mod typeset;
mod upload;
pub mod views;
mod worker;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::UVec2;

pub use layout::{PICTURE_FORMAT, PassLayout, depth, shader};
pub use mirror::{Behind, Mirror};
pub use multiview::{multiview_works, two_views_layout};
pub use panel::{Panels, Shown};
pub use panorama::WholePanorama;
pub use readback::{ReadbackError, picture_texture, read_picture, wait_until_drawn};
pub use text::Written;
pub use typeset::bundled_fonts;
pub use views::{Frame, MAX_VIEWS, View};

use crate::gpu::{Gpu, LastOut};
use crate::media::SpaceKey;
use crate::pose::turn;
use crate::tour::{LocationIndex, Space, Tour};
use crate::walk::{Scene, SpaceState};
use residency::{Makers, Residency, Resident, Wanted};

/// Draws scenes of a tour.
#[derive(Debug)]
pub struct Renderer {
    gpu: Gpu,
    layout: PassLayout,
    tour: Arc<Tour>,
    frame: Frame,
    targets: Option<targets::Targets>,
    residency: Residency,
    pace: pace::Pace,
    mipmaps: mipmaps::Mipmaps,
    panorama: panorama::Panorama,
    tiles: tiles::Tiles,
    meshes: mesh::Meshes,
    stand_in: stand_in::StandIn,
    avatar: avatar::Avatar,
    hands: hands::Hands,
    fade: fade::Fade,
    signs: signs::Signs,
    /// The spaces that are wanted, the most urgent first; kept so as not to be allocated each frame.
    wanted: Vec<SpaceKey>,
    /// Whether somebody else draws the panorama.
    sees_through: bool,
    /// Last, after all that its threads may wait for.
    _last_out: LastOut,
}

impl Renderer {
    /// Ready to draw `tour` into targets such as `layout` tells, from its start on.
    pub fn new(gpu: Gpu, layout: PassLayout, tour: Arc<Tour>) -> Self {
        let start = tour.start;
        Self::from(gpu, layout, tour, start)
    }

    /// The same, from `first` on: that is decoded before anything else.
    pub fn from(gpu: Gpu, layout: PassLayout, tour: Arc<Tour>, first: LocationIndex) -> Self {
        let begin = Instant::now();
        let (gpu, last_out) = gpu.with_own_threads();
        let mut residency = Residency::new(&gpu);
        if let Some(first) = tour.locations.get(first.0) {
            residency.expect(SpaceKey::of(&first.space));
        }
        let frame = Frame::new(&gpu);
        let meshes = mesh::Meshes::new(&gpu, &frame, &layout);
        let panorama = panorama::Panorama::new(&gpu, &frame, &layout, &meshes);
        let renderer = Self {
            residency,
            pace: pace::Pace::new(&gpu),
            mipmaps: mipmaps::Mipmaps::new(&gpu, wgpu::TextureFormat::Rgba8UnormSrgb),
            tiles: tiles::Tiles::new(&gpu, &frame, &layout, panorama.cube_layout(), &tour),
            panorama,
            stand_in: stand_in::StandIn::new(&gpu, &frame, &layout),
            avatar: avatar::Avatar::default(),
            hands: hands::Hands::default(),
            fade: fade::Fade::new(&gpu, &frame, &layout),
            signs: signs::Signs::new(&gpu, &frame, &layout),
            meshes,
            _last_out: last_out,
            gpu,
            layout,
            tour,
            frame,
            targets: None,
            wanted: Vec::new(),
            sees_through: false,
        };
        tracing::info!(milliseconds = begin.elapsed().as_millis(), "pipelines made");
        renderer.gpu.keep_pipelines();
        renderer
    }

    /// Goes on with another state of the tour. Spaces that it shares with the one before stay where they are.
    pub fn set_tour(&mut self, tour: Arc<Tour>) {
        self.tour = tour;
    }

    /// Reads a file again that has changed. What was seen of it is seen until it has been read.
    pub fn reload(&mut self, file: &Path) {
        self.residency.reload(file);
        self.tiles.reload(file);
        self.signs.reload(file);
    }

    /// Brings what `scene` wants nearer to being ready: asks for files, takes a little of what was decoded to the GPU, lets go of
    /// what is far away. Once a frame, before [`Renderer::draw`]; never waits.
    pub fn update(&mut self, scene: &Scene) {
        self.bring(scene, self.pace.budget(scene.fade >= 1.0));
    }

    /// Waits until the scene's most urgent location is ready or has failed, at most as long as `patience`: for storyboards, where
    /// there is nobody to be made dizzy.
    pub fn finish_loading(&mut self, scene: &Scene, patience: Duration) -> SpaceState {
        let begin = Instant::now();
        let urgent = scene.wanted.first().copied().unwrap_or(scene.location);
        loop {
            self.bring(scene, u64::MAX);
            let state = self.space_state(urgent);
            if state != SpaceState::Loading || begin.elapsed() > patience {
                return state;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn bring(&mut self, scene: &Scene, mut budget: u64) {
        self.hands.update(&self.gpu, &self.meshes, scene);
        let what = self.tour.locations.get(scene.location.0).and_then(|location| tiles::Shown::of(&location.space));
        // What is looked at may take half of it, so that where the visitor is going gets on as well.
        let mut share = budget / 2;
        self.tiles.update(&self.gpu, what.as_ref(), &mut share);
        budget -= budget / 2 - share;
        let Self { wanted, tour, .. } = self;
        wanted.clear();
        // Where the visitor is stays, wherever they are going.
        let (first, others) = scene.wanted.split_at(scene.wanted.len().min(1));
        let mut want = |key: Option<SpaceKey>| {
            wanted.extend(key.filter(|key| !wanted.contains(key)));
            wanted.len()
        };
        let space = |location: &LocationIndex| tour.locations.get(location.0).map(|location| SpaceKey::of(&location.space));
        let guide = |location: &LocationIndex| avatar::key_of(tour, tour.locations.get(location.0)?.guide?.who);
        let here = || first.iter().chain([&scene.location]);
        let needed = here().map(|location| want(space(location))).max().unwrap_or(0);
        here().chain(others).for_each(|location| {
            want(guide(location));
            want(space(location));
        });
        let makers = Makers { mipmaps: &self.mipmaps, panorama: &self.panorama, meshes: &self.meshes };
        let wanted = Wanted { keys: &self.wanted, needed, now: Instant::now() };
        let is_uploading = self.residency.is_uploading();
        let mut take = || budget - self.residency.update(&self.gpu, &makers, wanted, budget);
        if is_uploading {
            self.pace.time(&self.gpu, take);
        } else {
            take();
        }
        self.panorama.update(&self.gpu);
        for location in scene.wanted.iter().chain([&scene.location]) {
            if let Some(space) = self.tour.locations.get(location.0).map(|location| &location.space)
                && let Space::Panorama(hung) = space
                && let Some(Resident::Panorama(picture)) = self.residency.get_mut(&SpaceKey::of(space))
            {
                self.panorama.light(hung, picture);
            }
        }
    }

    /// Waits until the guide, the visitor's hands and every word and face of the scene is there or cannot be had, at most as long as `patience`: for
    /// storyboards, where there is no next frame for them to appear in.
    pub fn finish_signs(&mut self, scene: &Scene, patience: Duration) {
        let begin = Instant::now();
        self.bring(scene, u64::MAX);
        while (self.hands.are_coming() || self.panorama.is_lighting() || avatar::Avatar::is_coming(&self.tour, scene, &self.residency))
            && begin.elapsed() < patience
        {
            std::thread::sleep(Duration::from_millis(2));
            self.bring(scene, u64::MAX);
        }
        self.signs.finish(&self.gpu, scene, &self.tour.people, patience);
    }

    /// Waits until all that these views see of a panorama in tiles, here and ahead, is there or cannot be had, at most as long as `patience`: for
    /// storyboards, where there is no next frame for it to become sharp in. `size` is that of the target, pixels. Says whether it came to that.
    pub fn finish_tiles(&mut self, scene: &Scene, views: &[View], size: (u32, u32), patience: Duration) -> bool {
        let begin = Instant::now();
        self.look(scene, views, size);
        self.bring(scene, u64::MAX);
        while !self.tiles.is_settled() && begin.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(1));
            self.bring(scene, u64::MAX);
        }
        self.tiles.skip_fading(&self.gpu);
        self.tiles.is_settled()
    }

    /// Notes what is seen of a panorama in tiles, and what would be seen where the visitor may be next.
    fn look(&mut self, scene: &Scene, views: &[View], (width, height): (u32, u32)) {
        let hung = |location: LocationIndex, degrees: f32| {
            let space = &self.tour.locations.get(location.0)?.space;
            let (what, Space::Panorama(hung)) = (tiles::Shown::of(space)?, space) else { return None };
            let Some(Resident::Panorama(picture)) = self.residency.get(&SpaceKey::of(space)) else { return None };
            Some(tiles::Hung { what, picture_from_location: picture.turned(hung) * turn(degrees) })
        };
        let here = hung(scene.location, 0.0);
        let ahead = scene.ahead.and_then(|ahead| hung(ahead.location, ahead.turn));
        self.tiles.look(&self.gpu, here.as_ref(), ahead.as_ref(), views, UVec2::new(width, height));
    }

    /// The words that are drawn now, and where.
    pub fn panels(&self) -> &Panels {
        self.signs.panels()
    }

    /// The panorama of a location where somebody else could draw it behind all the rest. `None` where it is not there, is a cube, comes in tiles or does not go
    /// all the way round; nor where a guide stands as a figure, whose hair is drawn by samples that leave no trace in the opacity.
    pub fn whole_panorama(&self, location: LocationIndex) -> Option<WholePanorama> {
        let location = self.tour.locations.get(location.0)?;
        let Space::Panorama(hung) = &location.space else { return None };
        let stands_there = location.guide.is_some_and(|guide| avatar::key_of(&self.tour, guide.who).is_some());
        let Some(Resident::Panorama(picture)) = self.residency.get(&SpaceKey::of(&location.space)) else { return None };
        let is_plain = !stands_there && tiles::Shown::of(&location.space).is_none();
        picture.whole(hung).filter(|_| is_plain)
    }

    /// Whether panoramas are left out of what is drawn, which is then transparent there: colours are multiplied by how much they cover.
    pub fn see_through(&mut self, sees_through: bool) {
        self.sees_through = sees_through;
    }

    /// How a location's space fares.
    pub fn space_state(&self, location: LocationIndex) -> SpaceState {
        self.key(location).map_or(SpaceState::Failed, |key| self.residency.state(&key))
    }

    /// Why a location's space could not be had: for the log and the producer. There may be an older state of it to see.
    pub fn failure(&self, location: LocationIndex) -> Option<Arc<str>> {
        self.residency.failure(&self.key(location)?).cloned()
    }

    fn key(&self, location: LocationIndex) -> Option<SpaceKey> {
        Some(SpaceKey::of(&self.tour.locations.get(location.0)?.space))
    }

    /// Draws `scene` as seen from `views` into `target`: the n-th view into the n-th layer. The target has the format of the
    /// renderer's [`PassLayout`] (or one that it may be viewed as) and, with multiview, two layers.
    pub fn draw(&mut self, scene: &Scene, views: &[View], target: &wgpu::Texture) {
        let passes = if self.layout.multiview { 1 } else { views.len().min(target.depth_or_array_layers() as usize) };
        if views.is_empty() || target.depth_or_array_layers() < self.layout.layers() {
            tracing::error!(views = views.len(), layers = target.depth_or_array_layers(), "nothing was drawn: the target does not fit");
            return;
        }
        self.frame.write(&self.gpu, views, scene.fade);
        self.look(scene, views, (target.width(), target.height()));
        self.prepare(scene, views);
        let targets = match self.targets.take().filter(|targets| targets.fit(target.width(), target.height())) {
            Some(targets) => targets,
            None => targets::Targets::new(&self.gpu, &self.layout, target.width(), target.height()),
        };
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("scene") });
        self.cast(&mut encoder, scene);
        let clear = if self.sees_through { wgpu::Color::TRANSPARENT } else { wgpu::Color::BLACK };
        for nth in 0..passes {
            let view = targets::layers_of(target, &self.layout, nth);
            let mut pass = targets.begin(&mut encoder, &self.layout, &view, clear);
            self.frame.bind(&mut pass, nth);
            self.draw_scene(&mut pass, scene);
        }
        self.targets = Some(targets);
        self.gpu.queue.submit([encoder.finish()]);
    }

    /// Lets what moves cast its shadow, and the guide theirs.
    fn cast(&mut self, encoder: &mut wgpu::CommandEncoder, scene: &Scene) {
        if let Some(key) = self.key(scene.location).filter(|_| scene.space == SpaceState::Ready) {
            let figure = self.avatar.shown();
            let (space, person) = self.residency.get_beside(&key, figure.map(|(key, _)| key));
            if let Some(Resident::Model(space)) = space {
                let person = match person {
                    Some(Resident::Model(person)) => figure.map(|(_, feet)| (person, feet)),
                    _ => None,
                };
                self.meshes.cast(&self.gpu, encoder, space, scene.head.position, person);
            }
        }
    }

    /// The space to draw; `None` where the plain room stands in for it.
    fn shown(&self, scene: &Scene) -> Option<&Resident> {
        if scene.space == SpaceState::Ready { self.residency.get(&self.key(scene.location)?) } else { None }
    }

    /// Takes the moment's data to the GPU.
    fn prepare(&mut self, scene: &Scene, views: &[View]) {
        let Some(location) = self.tour.locations.get(scene.location.0) else { return };
        let floor = match &location.space {
            Space::Panorama(hung) => {
                if let Some(Resident::Panorama(picture)) = self.residency.get_mut(&SpaceKey::of(&location.space)) {
                    self.panorama.prepare(&self.gpu, hung, picture);
                }
                None
            }
            Space::Model(_) => {
                if let Some(first) = views.first()
                    && let Some(Resident::Model(space)) = self.residency.get_mut(&SpaceKey::of(&location.space))
                {
                    let mut seen = [first.frustum(); MAX_VIEWS];
                    views.iter().zip(&mut seen).for_each(|(view, seen)| *seen = view.frustum());
                    space.prepare(&self.gpu, &seen, scene.head.position, scene.seconds_here);
                }
                Some(location.stand.position.y)
            }
        };
        self.stand_in.prepare(&self.gpu, floor);
        let embodied = self.avatar.prepare(&self.gpu, &self.tour, scene, &mut self.residency);
        self.signs.leave_out_card(embodied);
        self.hands.prepare(&self.gpu, scene);
        self.signs.prepare(&self.gpu, scene, &self.tour.people);
    }

    /// Everything, in the order that it covers what is behind it.
    fn draw_scene(&self, pass: &mut wgpu::RenderPass<'_>, scene: &Scene) {
        let shown = self.shown(scene);
        match shown {
            Some(Resident::Panorama(_)) if self.sees_through => {}
            Some(Resident::Panorama(picture)) => {
                let location = self.tour.locations.get(scene.location.0);
                if !location.is_some_and(|location| self.tiles.draw(pass, &location.space, picture)) {
                    self.panorama.draw(pass, picture);
                }
            }
            Some(Resident::Model(space)) => self.meshes.draw_solid(pass, space),
            // In the dark nobody sees it, and what is on its way gets on faster.
            None if scene.fade >= 1.0 => {}
            None => self.stand_in.draw(pass),
        }
        // People are lit as the place is that they stand in.
        let light = shown.and_then(|shown| match shown {
            Resident::Panorama(picture) => picture.light(),
            Resident::Model(space) => Some(space.light()),
        });
        self.avatar.draw(pass, &self.meshes, &self.residency, light);
        // A picture lights from all sides alike: hands, all of one colour, would be pale shapes before its pale floor. So they are in a
        // neutral room's light there, which shows every finger.
        let space = if let Some(Resident::Model(space)) = shown { Some(space) } else { None };
        self.hands.draw(pass, &self.meshes, space.map(|space| space.light()));
        if let Some(space) = space {
            self.meshes.draw_seen_through(pass, space);
        }
        self.signs.draw_marks(pass, &self.tour.people);
        if scene.fade > 0.0 {
            self.fade.draw(pass);
        }
        self.signs.draw_panels(pass);
    }
}
