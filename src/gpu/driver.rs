//! What the driver can do and wgpu leaves to whoever knows what they do. The one file outside of `xr` with `unsafe` code: headset,
//! window and pictures without a screen all need it, and none of them may know `xr`.
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

use ash::{ext, vk};

/// A cache that the driver makes pipelines with, begun with `kept`: what [`wgpu::PipelineCache::get_data`] gave in an earlier run, and
/// nothing else. What a driver or a card of another kind gave is passed over.
pub(super) fn pipeline_cache(device: &wgpu::Device, kept: Option<&[u8]>) -> wgpu::PipelineCache {
    let descriptor = wgpu::PipelineCacheDescriptor { label: Some("pipelines"), data: kept, fallback: true };
    // SAFETY: `kept` comes from `pipelines.rs` alone, which wrote it as `get_data` gave it, and has seen by its checksum that it was read
    // as it was written. wgpu and the driver look in their headers for the card and the driver's version.
    unsafe { device.create_pipeline_cache(&descriptor) }
}

/// How a pass begins on what is written over, every texel of it, before anybody reads it. Else it is cleared first, which for the largest
/// pictures takes longer than a frame may.
pub fn overwritten() -> wgpu::LoadOp<wgpu::Color> {
    // SAFETY: what was not written is anything at all, as after vkCreateImage, and no more than that: it cannot be read by who keeps to
    // the above, and whoever does not sees noise.
    wgpu::LoadOp::DontCare(unsafe { wgpu::LoadOpDontCare::enabled() })
}

/// Memory that a card draws from, bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heap {
    pub size: u64,
    /// How much more of it the driver grants this program (VK_EXT_memory_budget).
    pub granted: Option<u64>,
}

/// The largest heap: of the card's own, or `of_any` kind. `None` where the driver is not Vulkan's.
pub(super) fn heap(adapter: &wgpu::Adapter, of_any: bool) -> Option<Heap> {
    // SAFETY: nothing is destroyed through the handle.
    let adapter = unsafe { adapter.as_hal::<wgpu_hal::api::Vulkan>() }?;
    let instance = adapter.shared_instance();
    if instance.instance_api_version() < vk::API_VERSION_1_1 {
        return None;
    }
    let mut budget = vk::PhysicalDeviceMemoryBudgetPropertiesEXT::default();
    let mut asked = vk::PhysicalDeviceMemoryProperties2::default();
    let tells = adapter.physical_device_capabilities().supports_extension(ext::memory_budget::NAME);
    if tells {
        asked = asked.push_next(&mut budget);
    }
    // SAFETY: the card belongs to this instance, which is of a version that has this function, and the structure that is chained is one
    // of an extension that the card has.
    unsafe { instance.raw_instance().get_physical_device_memory_properties2(adapter.raw_physical_device(), &mut asked) };
    let memory = asked.memory_properties;
    let heaps = memory.memory_heaps_as_slice().iter().zip(budget.heap_budget.iter().zip(&budget.heap_usage));
    heaps
        .filter(|(heap, _)| of_any || heap.flags.contains(vk::MemoryHeapFlags::DEVICE_LOCAL))
        .max_by_key(|(heap, _)| heap.size)
        .map(|(heap, (budget, used))| Heap { size: heap.size, granted: tells.then(|| budget.saturating_sub(*used)) })
}
