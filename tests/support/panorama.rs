//! A tour of one panorama, and what shows it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use glam::{Quat, Vec3};
use image::{RgbImage, RgbaImage};
use indenfor::gpu::Gpu;
use indenfor::pose::{Fov, Pose, turn};
use indenfor::render::{PassLayout, Renderer, View, picture_texture, read_picture};
use indenfor::tour::{LocationIndex, Panorama, Space, Tour};
use indenfor::walk::{Scene, SpaceState};
use tempfile::TempDir;

use super::tour::of_one_place;

/// How many pixels pictures have.
pub const WIDTH: u32 = 480;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 360;

/// A tour of one panorama, and what shows it.
pub struct Stage {
    pub gpu: Gpu,
    pub renderer: Renderer,
    pub scene: Scene,
    pub file: PathBuf,
    _folder: TempDir,
}

impl Stage {
    /// The picture, saved and loaded, hung by `hang`.
    pub fn new(picture: &RgbImage, hang: impl Fn(Panorama) -> Panorama) -> Self {
        Self::with_layout(picture, hang, PassLayout::default())
    }

    /// The same, drawn into targets laid out like this.
    pub fn with_layout(picture: &RgbImage, hang: impl Fn(Panorama) -> Panorama, layout: PassLayout) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("picture.png");
        picture.save(&file).unwrap();
        let mut stage = Self::unloaded(&file, hang, layout, folder);
        stage.load();
        stage
    }

    /// Waits until the picture is there.
    pub fn load(&mut self) {
        self.scene.space = self.renderer.finish_loading(&self.scene, Duration::from_secs(120));
        assert_eq!(self.scene.space, SpaceState::Ready, "{:?}", self.renderer.failure(LocationIndex(0)));
    }

    /// Before anything is loaded.
    pub fn unloaded(file: &Path, hang: impl Fn(Panorama) -> Panorama, layout: PassLayout, folder: TempDir) -> Self {
        let panorama = Panorama { north: 30.0, ..Panorama::of(Arc::new(file.into())) };
        Self::of_tour(of_one_place(folder.path(), Space::Panorama(hang(panorama))), file, layout, folder)
    }

    /// In the first location of a tour, before anything is loaded.
    pub fn of_tour(tour: Tour, file: &Path, layout: PassLayout, folder: TempDir) -> Self {
        let scene = Scene::bare(LocationIndex(0));
        let gpu = Gpu::headless().unwrap();
        let renderer = Renderer::new(gpu.clone(), layout, Arc::new(tour));
        Self { gpu, renderer, scene, file: file.into(), _folder: folder }
    }

    /// What is seen towards yaw and pitch, 90° high.
    pub fn look(&mut self, yaw: f32, pitch: f32) -> RgbaImage {
        let [picture] = self.draw([view(yaw, pitch, 90.0)]);
        picture
    }

    /// What is seen in each view, [`WIDTH`] x [`HEIGHT`] pixels.
    pub fn draw<const N: usize>(&mut self, views: [View; N]) -> [RgbaImage; N] {
        self.draw_at(views, WIDTH, HEIGHT)
    }

    /// The same in other pixels.
    pub fn draw_at<const N: usize>(&mut self, views: [View; N], width: u32, height: u32) -> [RgbaImage; N] {
        let texture = picture_texture(&self.gpu, width, height, N as u32);
        self.renderer.draw(&self.scene, &views, &texture);
        let pictures = std::array::from_fn(|layer| read_picture(&self.gpu, &texture, layer as u32).unwrap());
        assert_eq!(self.gpu.health.first_error(), None);
        pictures
    }
}

/// A view towards yaw and pitch, `vertical` degrees high.
pub fn view(yaw: f32, pitch: f32, vertical: f32) -> View {
    let orientation = turn(yaw) * Quat::from_rotation_x(pitch.to_radians());
    View { pose: Pose { position: Vec3::ZERO, orientation }, fov: Fov::symmetric(vertical, WIDTH as f32 / HEIGHT as f32) }
}

/// Hangs a picture as it is.
pub fn plain(panorama: Panorama) -> Panorama {
    panorama
}
