//! The Vulkan device that the runtime chooses, taken over by wgpu.
//!
//! The runtime must make instance and device itself, so that its compositor can share pictures with them. wgpu is then built
//! around both, from the bottom up: its own `request_device` would make a second device that the runtime knows nothing of.

use std::ffi::{CStr, c_char};
use std::sync::Arc;

use ash::vk::{self, Handle as _};
use openxr as xr;
use wgpu_hal::vulkan as hal;

use super::error::XrError;
use super::instance::Runtime;
use crate::gpu::{self, Gpu};

/// The raw handles that an OpenXR session is made with.
pub(super) struct Binding {
    pub session: xr::vulkan::SessionCreateInfo,
    pub gpu: Gpu,
}

/// The runtime's Vulkan instance; goes when the last thing made with it has gone.
struct VulkanInstance {
    raw: ash::Instance,
    /// Its functions may live in the runtime's library, which is unloaded with the last handle of OpenXR.
    _runtime: xr::Instance,
}

impl Drop for VulkanInstance {
    fn drop(&mut self) {
        // SAFETY: device and wgpu instance both hold this, so nothing made with the Vulkan instance is left.
        unsafe { self.raw.destroy_instance(None) }
    }
}

pub(super) fn adopt(runtime: &Runtime) -> Result<Binding, XrError> {
    // SAFETY: the system's Vulkan loader keeps to the Vulkan specification.
    let entry = unsafe { ash::Entry::load() }.map_err(|error| {
        tracing::debug!("no Vulkan loader: {error}");
        XrError::VulkanTooOld { needed: "1.1".to_owned(), offered: "none".to_owned() }
    })?;
    let api_version = agree_on_version(runtime, &entry)?;

    let flags = wgpu::InstanceFlags::empty();
    let instance_extensions =
        hal::Instance::desired_extensions(&entry, api_version, flags).map_err(unusable("listing instance extensions"))?;
    let instance = create_instance(runtime, &entry, api_version, &instance_extensions)?;
    // SAFETY: the instance is a live one that the runtime has just made for this system with this loader.
    let physical = unsafe { runtime.instance.vulkan_graphics_device(runtime.system, instance.raw.handle().as_raw() as _) }
        .map_err(XrError::refused("name its graphics device"))?;
    let physical_raw = vk::PhysicalDevice::from_raw(physical as _);

    let held = Arc::clone(&instance);
    // SAFETY: the Vulkan instance was made from `entry` with just these extensions and version, and lives until the callback is dropped.
    let hal_instance = unsafe {
        hal::Instance::from_raw(
            entry.clone(),
            instance.raw.clone(),
            api_version,
            0,
            None,
            instance_extensions,
            flags,
            wgpu::MemoryBudgetThresholds::default(),
            false,
            Some(Box::new(move || drop(held))),
        )
    }
    .map_err(unusable("taking over the Vulkan instance"))?;
    let exposed = hal_instance
        .expose_adapter(physical_raw)
        .ok_or(XrError::Graphics { reason: "its driver cannot draw for this program".to_owned() })?;

    // SAFETY: the hal instance is the Vulkan instance taken over above.
    let wgpu_instance = unsafe { wgpu::Instance::from_hal::<wgpu_hal::api::Vulkan>(hal_instance) };
    // SAFETY: the adapter was exposed by that very instance.
    let adapter = unsafe { wgpu_instance.create_adapter_from_hal(exposed) };

    let descriptor = wgpu::DeviceDescriptor {
        label: Some("headset"),
        required_features: gpu::wanted_features(&adapter),
        required_limits: gpu::wanted_limits(&adapter),
        ..Default::default()
    };
    let family = queue_family(&instance.raw, physical_raw)?;
    let open = open_device(runtime, &entry, &instance, &adapter, physical, family, &descriptor)?;
    let device_raw = open.device.raw_device().handle().as_raw();
    // SAFETY: the device was opened from that adapter, with the features and limits that the descriptor names.
    let (device, queue) = unsafe { adapter.create_device_from_hal(open, &descriptor) }.map_err(unusable("taking over the device"))?;

    let session = xr::vulkan::SessionCreateInfo {
        instance: instance.raw.handle().as_raw() as _,
        physical_device: physical,
        device: device_raw as _,
        queue_family_index: family,
        queue_index: 0,
    };
    Ok(Binding { session, gpu: Gpu::adopt(wgpu_instance, adapter, device, queue) })
}

/// The version of Vulkan to use: at least what the runtime needs and 1.1 (multiview), at most 1.3 (what wgpu knows).
fn agree_on_version(runtime: &Runtime, entry: &ash::Entry) -> Result<u32, XrError> {
    // The specification wants this question asked before anything of Vulkan is made.
    let asked = runtime
        .instance
        .graphics_requirements::<xr::Vulkan>(runtime.system)
        .map_err(XrError::refused("say which version of Vulkan it needs"))?;
    // SAFETY: a plain query of the loader.
    let offered = match unsafe { entry.try_enumerate_instance_version() } {
        Ok(Some(version)) => version,
        _ => vk::API_VERSION_1_0,
    };
    let vulkan = |version: xr::Version| vk::make_api_version(0, version.major().into(), version.minor().into(), 0);
    choose_version(vulkan(asked.min_api_version_supported), vulkan(asked.max_api_version_supported), offered).map_err(|needed| {
        let words = |version| format!("{}.{}", vk::api_version_major(version), vk::api_version_minor(version));
        XrError::VulkanTooOld { needed: words(needed), offered: words(offered) }
    })
}

/// The version to use, or the version that would have been needed.
fn choose_version(least: u32, most: u32, offered: u32) -> Result<u32, u32> {
    let needed = least.max(vk::API_VERSION_1_1);
    // `most` is what the runtime was tested with. Some say 1.0 and take more: it must not push below what is needed.
    let version = offered.min(vk::API_VERSION_1_3).min(most.max(needed));
    if version < needed { Err(needed) } else { Ok(version) }
}

fn create_instance(
    runtime: &Runtime,
    entry: &ash::Entry,
    api_version: u32,
    extensions: &[&'static CStr],
) -> Result<Arc<VulkanInstance>, XrError> {
    let names: Vec<*const c_char> = extensions.iter().map(|name| name.as_ptr()).collect();
    let application =
        vk::ApplicationInfo::default().application_name(c"Indenfor").application_version(1).engine_name(c"wgpu").api_version(api_version);
    let info = vk::InstanceCreateInfo::default().application_info(&application).enabled_extension_names(&names);
    // SAFETY: `info` and all that it points at outlive the call, and the extensions are ones that this loader lists.
    let raw =
        unsafe { runtime.instance.create_vulkan_instance(runtime.system, get_instance_proc_addr(entry), std::ptr::from_ref(&info).cast()) }
            .map_err(XrError::refused("make a Vulkan instance"))?
            .map_err(|code| unusable("making a Vulkan instance")(vk::Result::from_raw(code)))?;
    // SAFETY: the handle is a live instance made through `entry`.
    let raw = unsafe { ash::Instance::load(entry.static_fn(), vk::Instance::from_raw(raw as _)) };
    Ok(Arc::new(VulkanInstance { raw, _runtime: runtime.instance.clone() }))
}

/// Loads every function of Vulkan, in the shape that OpenXR wants it in.
fn get_instance_proc_addr(entry: &ash::Entry) -> xr::sys::platform::VkGetInstanceProcAddr {
    // SAFETY: both types are the C function vkGetInstanceProcAddr; one names its handle as a pointer, the other as a number of that size.
    unsafe {
        std::mem::transmute::<vk::PFN_vkGetInstanceProcAddr, xr::sys::platform::VkGetInstanceProcAddr>(
            entry.static_fn().get_instance_proc_addr,
        )
    }
}

fn open_device(
    runtime: &Runtime,
    entry: &ash::Entry,
    instance: &Arc<VulkanInstance>,
    adapter: &wgpu::Adapter,
    physical: xr::sys::platform::VkPhysicalDevice,
    family: u32,
    wanted: &wgpu::DeviceDescriptor<'_>,
) -> Result<wgpu_hal::OpenDevice<wgpu_hal::api::Vulkan>, XrError> {
    // SAFETY: nothing is destroyed through the handle.
    let adapter =
        unsafe { adapter.as_hal::<wgpu_hal::api::Vulkan>() }.ok_or(XrError::Graphics { reason: "it is not one of Vulkan's".to_owned() })?;
    let features = wanted.required_features;
    let extensions = adapter.required_device_extensions(features);
    let mut enabled = adapter.physical_device_features(&extensions, features);
    let names: Vec<*const c_char> = extensions.iter().map(|name| name.as_ptr()).collect();
    let queues = [vk::DeviceQueueCreateInfo::default().queue_family_index(family).queue_priorities(&[1.0])];
    // This chains the structure that switches multiview on, too: a second one would be an error.
    let info = enabled.add_to_device_create(vk::DeviceCreateInfo::default().queue_create_infos(&queues).enabled_extension_names(&names));
    // SAFETY: `info` and all that it points at outlive the call; extensions and features are ones that this adapter has.
    let raw = unsafe {
        runtime.instance.create_vulkan_device(runtime.system, get_instance_proc_addr(entry), physical, std::ptr::from_ref(&info).cast())
    }
    .map_err(XrError::refused("open its graphics device"))?
    .map_err(|code| unusable("opening the device")(vk::Result::from_raw(code)))?;
    // SAFETY: the handle is a live device made from this instance.
    let raw = unsafe { ash::Device::load(instance.raw.fp_v1_0(), vk::Device::from_raw(raw as _)) };

    let (doomed, held) = (raw.clone(), Arc::clone(instance));
    let destroy = move || {
        // SAFETY: wgpu calls this when nothing made with the device is left, and the Vulkan instance is still held.
        unsafe { doomed.destroy_device(None) };
        drop(held);
    };
    // SAFETY: the device was opened from this adapter with these extensions, features and queue, and lives until the callback is called.
    unsafe {
        adapter.device_from_raw(
            raw,
            Some(Box::new(destroy)),
            &extensions,
            features,
            &wanted.required_limits,
            &wanted.memory_hints,
            family,
            0,
        )
    }
    .map_err(unusable("taking over the device"))
}

fn queue_family(instance: &ash::Instance, device: vk::PhysicalDevice) -> Result<u32, XrError> {
    // SAFETY: the device is one of this instance.
    let families = unsafe { instance.get_physical_device_queue_family_properties(device) };
    (0..)
        .zip(families)
        .find(|(_, family)| family.queue_flags.contains(vk::QueueFlags::GRAPHICS | vk::QueueFlags::COMPUTE))
        .map(|(index, _)| index)
        .ok_or(XrError::Graphics { reason: "it has no queue that draws".to_owned() })
}

fn unusable<E: std::fmt::Display>(step: &'static str) -> impl FnOnce(E) -> XrError {
    move |error| XrError::Graphics { reason: format!("{step}: {error}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_that_all_can_is_chosen() {
        let (one_0, one_1, one_2, one_3, one_4) =
            (vk::API_VERSION_1_0, vk::API_VERSION_1_1, vk::API_VERSION_1_2, vk::API_VERSION_1_3, vk::make_api_version(0, 1, 4, 0));
        assert_eq!(choose_version(one_0, one_4, one_4), Ok(one_3), "wgpu knows no more than 1.3");
        assert_eq!(choose_version(one_0, one_2, one_4), Ok(one_2), "the runtime was tested with no more");
        assert_eq!(choose_version(one_0, one_0, one_3), Ok(one_1), "multiview needs 1.1");
        assert_eq!(choose_version(one_2, one_4, one_1), Err(one_2), "the driver is too old");
        assert_eq!(choose_version(one_0, one_4, one_0), Err(one_1));
    }
}
