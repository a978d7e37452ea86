//! The pictures that the headset shows: owned by its runtime, drawn into by wgpu.

use ash::vk::{self, Handle as _};
use openxr as xr;

use super::error::XrError;
use super::instance::Runtime;
use crate::gpu::Gpu;

pub(super) const VIEWS: xr::ViewConfigurationType = xr::ViewConfigurationType::PRIMARY_STEREO;

/// Formats that can be drawn into, in the order of liking. By name, since runtimes put 16-bit formats first.
const FORMATS: [(vk::Format, wgpu::TextureFormat); 2] =
    [(vk::Format::R8G8B8A8_SRGB, wgpu::TextureFormat::Rgba8UnormSrgb), (vk::Format::B8G8R8A8_SRGB, wgpu::TextureFormat::Bgra8UnormSrgb)];

/// A picture of two layers, one for each eye: what to draw into.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The whole, with two layers. May also be sampled and copied from, for a mirror.
    pub texture: wgpu::Texture,
    /// Both layers, for a pass with multiview.
    pub both: wgpu::TextureView,
    /// Left and right layer alone, for a pass each.
    pub each: [wgpu::TextureView; 2],
}

/// Several pictures in turn: one is drawn while another is shown.
pub(super) struct Swapchain {
    /// Index by index the runtime's images. Emptied before the handle goes.
    pictures: Vec<Picture>,
    handle: xr::Swapchain<xr::Vulkan>,
    gpu: Gpu,
    pub format: wgpu::TextureFormat,
    /// Width and height of a layer, pixels.
    pub size: [u32; 2],
}

impl Swapchain {
    pub fn new(runtime: &Runtime, session: &xr::Session<xr::Vulkan>, gpu: &Gpu) -> Result<Self, XrError> {
        let unfit = |missing| XrError::Unfit { headset: runtime.discovery.headset.clone(), missing };
        let views = runtime
            .instance
            .enumerate_view_configuration_views(runtime.system, VIEWS)
            .map_err(|_| unfit("picture for each of two eyes"))?;
        if views.len() != 2 {
            return Err(unfit("picture for each of two eyes"));
        }
        let limit = gpu.max_texture_size();
        // One picture holds both layers, so the larger eye decides.
        let side = |wanted: fn(&xr::ViewConfigurationView) -> (u32, u32)| {
            let (size, most) = views.iter().map(wanted).fold((1, limit), |(size, most), view| (size.max(view.0), most.min(view.1)));
            size.min(most).max(1)
        };
        let width = side(|view| (view.recommended_image_rect_width, view.max_image_rect_width));
        let height = side(|view| (view.recommended_image_rect_height, view.max_image_rect_height));

        let offered = session.enumerate_swapchain_formats().map_err(XrError::refused("list its picture formats"))?;
        let (raw_format, format) = choose_format(&offered).ok_or_else(|| unfit("picture with 8-bit sRGB colours"))?;
        let handle = session
            .create_swapchain(&xr::SwapchainCreateInfo {
                create_flags: xr::SwapchainCreateFlags::EMPTY,
                usage_flags: xr::SwapchainUsageFlags::COLOR_ATTACHMENT
                    | xr::SwapchainUsageFlags::SAMPLED
                    | xr::SwapchainUsageFlags::TRANSFER_SRC,
                format: raw_format.as_raw() as u32,
                sample_count: 1,
                width,
                height,
                face_count: 1,
                array_size: 2,
                mip_count: 1,
            })
            .map_err(XrError::refused("make pictures for the eyes"))?;
        let images = handle.enumerate_images().map_err(XrError::refused("list its pictures"))?;
        let wrapped = Wrapped {
            label: "headset picture",
            format,
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 2 },
            levels: 1,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_SRC,
        };
        let pictures = images.into_iter().map(|image| wrap(&gpu.device, image, &wrapped).map(Picture::of)).collect::<Result<_, _>>()?;
        Ok(Self { pictures, handle, gpu: gpu.clone(), format, size: [width, height] })
    }

    /// The next picture to draw into; waits until the headset has done with it. To be followed by [`Swapchain::release`].
    pub fn acquire(&mut self) -> Result<Picture, XrError> {
        let index = self.handle.acquire_image().map_err(XrError::refused("hand out a picture"))?;
        // A shorter wait could end before the picture is free, and the binding does not tell the two apart.
        self.handle.wait_image(xr::Duration::INFINITE).map_err(XrError::refused("free a picture"))?;
        self.pictures.get(index as usize).cloned().ok_or(XrError::Refused { what: "hand out a picture", code: format!("number {index}") })
    }

    /// Hands the picture over to the headset. All drawing must have been submitted, and left it as a colour attachment.
    pub fn release(&mut self) -> Result<(), XrError> {
        self.handle.release_image().map_err(XrError::refused("take a picture"))
    }

    /// The layer of one eye, for the compositor.
    pub fn layer(&self, eye: usize) -> xr::SwapchainSubImage<'_, xr::Vulkan> {
        let [width, height] = self.size.map(|side| i32::try_from(side).unwrap_or(i32::MAX));
        xr::SwapchainSubImage::new()
            .swapchain(&self.handle)
            .image_array_index(eye as u32)
            .image_rect(xr::Rect2Di { offset: xr::Offset2Di { x: 0, y: 0 }, extent: xr::Extent2Di { width, height } })
    }
}

impl Drop for Swapchain {
    fn drop(&mut self) {
        // The images die with the handle, right after this: wgpu must have let go of its views, and the card have drawn the last of them.
        self.pictures.clear();
        let patience = Some(std::time::Duration::from_secs(2));
        if let Err(error) = self.gpu.poll(wgpu::PollType::Wait { submission_index: None, timeout: patience }) {
            tracing::warn!("the last frame was not finished: {error}");
        }
    }
}

fn choose_format(offered: &[u32]) -> Option<(vk::Format, wgpu::TextureFormat)> {
    FORMATS.into_iter().find(|(raw, _)| offered.contains(&(raw.as_raw() as u32)))
}

/// What one of the runtime's images is.
pub(super) struct Wrapped {
    pub label: &'static str,
    pub format: wgpu::TextureFormat,
    pub size: wgpu::Extent3d,
    /// Of detail.
    pub levels: u32,
    pub usage: wgpu::TextureUsages,
}

/// One of the runtime's images as a texture of wgpu's, which never owns it.
pub(super) fn wrap(device: &wgpu::Device, image: xr::sys::platform::VkImage, wrapped: &Wrapped) -> Result<wgpu::Texture, XrError> {
    let descriptor = wgpu::TextureDescriptor {
        label: Some(wrapped.label),
        size: wrapped.size,
        mip_level_count: wrapped.levels,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wrapped.format,
        usage: wrapped.usage,
        view_formats: &[],
    };
    let uses = [
        (wgpu::TextureUsages::RENDER_ATTACHMENT, wgpu::TextureUses::COLOR_TARGET),
        (wgpu::TextureUsages::TEXTURE_BINDING, wgpu::TextureUses::RESOURCE),
        (wgpu::TextureUsages::COPY_SRC, wgpu::TextureUses::COPY_SRC),
        (wgpu::TextureUsages::COPY_DST, wgpu::TextureUses::COPY_DST),
    ];
    let uses = uses.into_iter().filter(|(usage, _)| wrapped.usage.contains(*usage)).map(|(_, uses)| uses);
    let raw_descriptor = wgpu_hal::TextureDescriptor {
        label: descriptor.label,
        size: descriptor.size,
        mip_level_count: descriptor.mip_level_count,
        sample_count: descriptor.sample_count,
        dimension: descriptor.dimension,
        format: descriptor.format,
        usage: uses.collect(),
        memory_flags: wgpu_hal::MemoryFlags::empty(),
        view_formats: Vec::new(),
    };
    // With a callback and external memory, neither image nor memory are destroyed by wgpu: they are the runtime's.
    let not_ours: wgpu_hal::DropCallback = Box::new(|| ());
    // SAFETY: the device is a live one of Vulkan's; nothing is destroyed through the handle.
    let raw_device = unsafe { device.as_hal::<wgpu_hal::api::Vulkan>() }
        .ok_or(XrError::Graphics { reason: "it is not the device that the headset was opened with".to_owned() })?;
    // SAFETY: the image was made by the runtime on this device, with this size, format and usage; the swapchain outlives the texture.
    let raw = unsafe {
        raw_device.texture_from_raw(vk::Image::from_raw(image), &raw_descriptor, Some(not_ours), wgpu_hal::vulkan::TextureMemory::External)
    };
    drop(raw_device);
    // SAFETY: OpenXR hands every image out as a colour attachment and wants it back as one, which is the state named here.
    Ok(unsafe { device.create_texture_from_hal::<wgpu_hal::api::Vulkan>(raw, &descriptor, wgpu::TextureUses::COLOR_TARGET) })
}

impl Picture {
    fn of(texture: wgpu::Texture) -> Self {
        let both = texture.create_view(&wgpu::TextureViewDescriptor {
            label: Some("both eyes"),
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            ..Default::default()
        });
        let each = [0, 1].map(|layer| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                label: Some("one eye"),
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_array_layer: layer,
                array_layer_count: Some(1),
                ..Default::default()
            })
        });
        Self { texture, both, each }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_srgb_whatever_the_runtime_likes_best() {
        let raw = |format: vk::Format| format.as_raw() as u32;
        let (half, bgra, rgba) = (raw(vk::Format::R16G16B16A16_SFLOAT), raw(vk::Format::B8G8R8A8_SRGB), raw(vk::Format::R8G8B8A8_SRGB));
        assert_eq!(choose_format(&[half, bgra, rgba]).map(|found| found.1), Some(wgpu::TextureFormat::Rgba8UnormSrgb));
        assert_eq!(choose_format(&[half, bgra]).map(|found| found.1), Some(wgpu::TextureFormat::Bgra8UnormSrgb));
        assert_eq!(choose_format(&[half]), None);
    }
}
