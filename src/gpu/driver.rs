//! What the driver can do and wgpu leaves to whoever knows what they do. The one file outside of `xr` with `unsafe` code: headset,
//! window and pictures without a screen all need it, and none of them may know `xr`.
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

/// A cache that the driver makes pipelines with, begun with `kept`: what [`wgpu::PipelineCache::get_data`] gave in an earlier run, and
/// nothing else. What a driver or a card of another kind gave is passed over.
pub(super) fn pipeline_cache(device: &wgpu::Device, kept: Option<&[u8]>) -> wgpu::PipelineCache {
    let descriptor = wgpu::PipelineCacheDescriptor { label: Some("pipelines"), data: kept, fallback: true };
    // SAFETY: `kept` comes from `pipelines.rs` alone, which wrote it as `get_data` gave it, and has seen by its checksum that it was read
    // as it was written. wgpu and the driver look in their headers for the card and the driver's version.
    unsafe { device.create_pipeline_cache(&descriptor) }
}
