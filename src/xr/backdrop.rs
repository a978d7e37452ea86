//! A panorama that the headset's compositor draws itself, behind all that the program draws: it is sampled once, for the moment that
//! light leaves the screen, and not once into the eyes' pictures and once more out of them.
//!
//! Its picture lies in a swapchain of one image, which is filled once, some rows a frame. To make room for that and to give it back may
//! take longer than a frame, so a thread of its own does it; OpenXR allows that for both.

use std::f32::consts::{FRAC_PI_2, TAU};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use ash::vk;
use glam::Quat;
use openxr as xr;

use super::error::XrError;
use super::space;
use super::swapchain::{Wrapped, wrap};
use crate::gpu::Gpu;
use crate::pose::Pose;

type Session = xr::Session<xr::Vulkan>;
type Handle = xr::Swapchain<xr::Vulkan>;

/// What is copied in a frame, bytes. The GPU does it, in less than a millisecond.
const COPIED_PER_FRAME: u64 = 16 << 20;

/// The format of the pictures, as Vulkan and wgpu name it.
const FORMAT: (vk::Format, wgpu::TextureFormat) = (vk::Format::R8G8B8A8_SRGB, wgpu::TextureFormat::Rgba8UnormSrgb);

/// A whole equirectangular picture for both eyes, or the way to it.
pub struct Backdrop {
    step: Step,
}

enum Step {
    /// The runtime makes room for it.
    Asked(Receiver<xr::Result<Handle>>),
    /// So many rows of the level with this number are there.
    Filling { image: Image, level: u32, rows: u32 },
    /// It can be seen.
    Whole(Image),
    /// It cannot be had.
    Failed,
}

/// The runtime's image.
struct Image {
    /// Goes before the handle.
    texture: Option<wgpu::Texture>,
    handle: Option<Handle>,
    size: [u32; 2],
    jobs: Sender<Job>,
}

impl Drop for Image {
    fn drop(&mut self) {
        // Where nobody is left to do it, it is done here.
        let _ = self.jobs.send(Job::GiveBack(self.texture.take(), self.handle.take()));
    }
}

/// What takes long.
enum Job {
    Make(Box<xr::SwapchainCreateInfo<xr::Vulkan>>, Sender<xr::Result<Handle>>),
    GiveBack(Option<wgpu::Texture>, Option<Handle>),
    End,
}

/// The thread that makes room for pictures and gives it back; goes before the session.
pub(super) struct Keeper {
    jobs: Sender<Job>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    pub fn start(session: &Session, gpu: &Gpu) -> Self {
        let (jobs, inbox) = channel();
        let (session, gpu) = (session.clone(), gpu.clone());
        let work = move || {
            for job in inbox {
                match job {
                    Job::Make(info, to) => {
                        // Whoever asked may have gone.
                        let _ = to.send(session.create_swapchain(&info));
                    }
                    Job::GiveBack(texture, handle) => {
                        drop(texture);
                        // The image dies with the handle: the last copy into it must be done. A device that is lost does nothing any more.
                        let _ = gpu.poll(wgpu::PollType::Wait { submission_index: None, timeout: Some(Duration::from_secs(2)) });
                        drop(handle);
                    }
                    Job::End => return,
                }
            }
        };
        let thread = std::thread::Builder::new().name("backdrops".into()).spawn(work);
        let thread = thread.inspect_err(|error| tracing::warn!("the headset's software draws no panoramas: {error}")).ok();
        Self { jobs, thread }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.jobs.send(Job::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Whether the compositor takes pictures like `picture`.
pub(super) fn takes(session: &Session, picture: &wgpu::Texture, most: [u32; 2]) -> bool {
    picture.format() == FORMAT.1
        && picture.depth_or_array_layers() == 1
        && picture.width() <= most[0]
        && picture.height() <= most[1]
        && session.enumerate_swapchain_formats().is_ok_and(|formats| formats.contains(&(FORMAT.0.as_raw() as u32)))
}

impl Backdrop {
    /// Asks the runtime for room for a picture like `picture`.
    pub(super) fn begin(keeper: &Keeper, picture: &wgpu::Texture) -> Self {
        let (to, asked) = channel();
        let info = xr::SwapchainCreateInfo {
            create_flags: xr::SwapchainCreateFlags::STATIC_IMAGE,
            usage_flags: xr::SwapchainUsageFlags::COLOR_ATTACHMENT
                | xr::SwapchainUsageFlags::SAMPLED
                | xr::SwapchainUsageFlags::TRANSFER_DST,
            format: FORMAT.0.as_raw() as u32,
            sample_count: 1,
            width: picture.width(),
            height: picture.height(),
            face_count: 1,
            array_size: 1,
            mip_count: picture.mip_level_count(),
        };
        // Without a thread nobody answers, and nothing comes of it.
        let _ = keeper.jobs.send(Job::Make(Box::new(info), to));
        Self { step: Step::Asked(asked) }
    }

    /// Whether it can be seen.
    pub fn is_whole(&self) -> bool {
        matches!(self.step, Step::Whole(_))
    }

    /// Goes on by a frame: copies a little of `picture`, which is the one that it was begun with.
    pub(super) fn fill(&mut self, keeper: &Keeper, gpu: &Gpu, picture: &wgpu::Texture) {
        let before = std::mem::replace(&mut self.step, Step::Failed);
        self.step = go_on(before, keeper, gpu, picture).unwrap_or_else(|error| {
            tracing::warn!("a panorama is not drawn by the headset's software: {error}");
            Step::Failed
        });
    }

    /// What the compositor is handed. `orientation` leads from the picture, whose middle is at -Z, into `floor`.
    pub(super) fn layer<'s>(&'s self, floor: &'s xr::Space, orientation: Quat) -> Option<xr::CompositionLayerEquirect2KHR<'s, xr::Vulkan>> {
        let Step::Whole(image) = &self.step else { return None };
        let [width, height] = image.size.map(|side| i32::try_from(side).unwrap_or(i32::MAX));
        let whole = xr::SwapchainSubImage::new()
            .swapchain(image.handle.as_ref()?)
            .image_rect(xr::Rect2Di { offset: xr::Offset2Di { x: 0, y: 0 }, extent: xr::Extent2Di { width, height } });
        let layer = xr::CompositionLayerEquirect2KHR::new()
            .space(floor)
            .eye_visibility(xr::EyeVisibility::BOTH)
            .sub_image(whole)
            .pose(space::posef(Pose { orientation, ..Pose::default() }))
            // None: infinitely far away, as the projection layer draws it.
            .radius(0.0)
            .central_horizontal_angle(TAU)
            .upper_vertical_angle(FRAC_PI_2)
            .lower_vertical_angle(-FRAC_PI_2);
        Some(layer)
    }
}

fn go_on(step: Step, keeper: &Keeper, gpu: &Gpu, picture: &wgpu::Texture) -> Result<Step, XrError> {
    let (image, level, rows) = match step {
        Step::Asked(asked) => match asked.try_recv() {
            Ok(handle) => (acquire(handle.map_err(XrError::refused("make room for a panorama"))?, keeper, gpu, picture)?, 0, 0),
            Err(TryRecvError::Empty) => return Ok(Step::Asked(asked)),
            Err(TryRecvError::Disconnected) => return Ok(Step::Failed),
        },
        Step::Filling { image, level, rows } => (image, level, rows),
        Step::Whole(_) | Step::Failed => return Ok(step),
    };
    fill(image, gpu, picture, level, rows)
}

fn acquire(mut handle: Handle, keeper: &Keeper, gpu: &Gpu, picture: &wgpu::Texture) -> Result<Image, XrError> {
    let first = handle.enumerate_images().map_err(XrError::refused("list a panorama's pictures"))?.first().copied();
    let first = first.ok_or(XrError::Refused { what: "list a panorama's pictures", code: "none".into() })?;
    handle.acquire_image().map_err(XrError::refused("hand out a panorama's picture"))?;
    // Nobody has seen it, so nobody keeps it.
    handle.wait_image(xr::Duration::INFINITE).map_err(XrError::refused("free a panorama's picture"))?;
    let wrapped = Wrapped {
        label: "backdrop",
        format: FORMAT.1,
        size: wgpu::Extent3d { width: picture.width(), height: picture.height(), depth_or_array_layers: 1 },
        levels: picture.mip_level_count(),
        usage: wgpu::TextureUsages::COPY_DST | wgpu::TextureUsages::RENDER_ATTACHMENT,
    };
    let texture = wrap(&gpu.device, first, &wrapped)?;
    Ok(Image { texture: Some(texture), handle: Some(handle), jobs: keeper.jobs.clone(), size: [picture.width(), picture.height()] })
}

fn fill(mut image: Image, gpu: &Gpu, picture: &wgpu::Texture, mut level: u32, mut rows: u32) -> Result<Step, XrError> {
    let Some(texture) = &image.texture else { return Ok(Step::Failed) };
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("backdrop") });
    let mut left = COPIED_PER_FRAME;
    while left > 0 && level < picture.mip_level_count() {
        let [width, height] = image.size.map(|side| (side >> level).max(1));
        let count = u32::try_from(left / (u64::from(width) * 4)).unwrap_or(u32::MAX).clamp(1, height - rows);
        let place = |texture| wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: level,
            origin: wgpu::Origin3d { x: 0, y: rows, z: 0 },
            aspect: wgpu::TextureAspect::All,
        };
        let size = wgpu::Extent3d { width, height: count, depth_or_array_layers: 1 };
        encoder.copy_texture_to_texture(place(picture), place(texture), size);
        left = left.saturating_sub(u64::from(width) * 4 * u64::from(count));
        rows += count;
        if rows == height {
            (level, rows) = (level + 1, 0);
        }
    }
    let is_whole = level == picture.mip_level_count();
    if is_whole {
        // As the compositor wants it back.
        let back = wgpu::TextureTransition { texture, selector: None, state: wgpu::TextureUses::COLOR_TARGET };
        encoder.transition_resources(std::iter::empty(), std::iter::once(back));
    }
    gpu.queue.submit([encoder.finish()]);
    if !is_whole {
        return Ok(Step::Filling { image, level, rows });
    }
    if let Some(handle) = &mut image.handle {
        handle.release_image().map_err(XrError::refused("take a panorama's picture"))?;
    }
    tracing::info!(size = ?image.size, "the headset's software draws the panorama");
    Ok(Step::Whole(image))
}
