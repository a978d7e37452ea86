//! Instance, adapter, device and queue: for a window, for no window, or handed over by a headset's runtime.
//!
//! This room knows no other. Whatever goes wrong on the GPU after the start is written down in a [`Health`] that the
//! application reads between frames; nothing here ends the program.

#[allow(unsafe_code)]
mod driver;
mod error;
mod health;
mod memory;
mod pipelines;
mod stopwatch;
mod threads;

use std::sync::Arc;

pub use driver::overwritten;
pub use error::{GpuError, Unanswered};
pub use health::Health;
pub use memory::Memory;
pub use stopwatch::Stopwatch;
pub use threads::LastOut;

use pipelines::Pipelines;

/// A graphics device and what it is made of. Clones share the one device.
#[derive(Debug, Clone)]
pub struct Gpu {
    /// Where surfaces are made.
    pub instance: wgpu::Instance,
    /// The graphics card, or the software that stands in for one.
    pub adapter: wgpu::Adapter,
    /// Makes everything.
    pub device: wgpu::Device,
    /// Does everything; used by one thread only.
    pub queue: wgpu::Queue,
    /// What went wrong since the start.
    pub health: Arc<Health>,
    /// The adapter's name and kind.
    pub info: wgpu::AdapterInfo,
    /// What the driver made of shaders in earlier starts; `None` where it keeps nothing.
    pipelines: Option<Arc<Pipelines>>,
    threads: Arc<threads::Threads>,
}

impl Gpu {
    /// A device for pictures that no screen shows.
    ///
    /// # Errors
    /// Where there is no Vulkan driver, or where it refuses a device.
    pub fn headless() -> Result<Self, GpuError> {
        Self::open(instance(), None)
    }

    /// A device that can show its pictures in `window`, and the surface to show them on.
    ///
    /// # Errors
    /// Where the window cannot be drawn to, or as for [`Gpu::headless`].
    pub fn for_window(window: impl Into<wgpu::SurfaceTarget<'static>>) -> Result<(Self, wgpu::Surface<'static>), GpuError> {
        let instance = instance();
        let surface = instance.create_surface(window).map_err(|source| GpuError::Surface { source })?;
        Ok((Self::open(instance, Some(&surface))?, surface))
    }

    /// A device that somebody else made: a headset's runtime chooses the adapter itself. It is best made with
    /// [`wanted_features`] and [`wanted_limits`].
    pub fn adopt(instance: wgpu::Instance, adapter: wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let health = Health::watch(&device);
        let info = adapter.get_info();
        let pipelines = pipelines::folder().and_then(|folder| Pipelines::open(&device, &info, &folder)).map(Arc::new);
        Self { instance, adapter, device, queue, health, info, pipelines, threads: Arc::default() }
    }

    fn open(instance: wgpu::Instance, surface: Option<&wgpu::Surface<'_>>) -> Result<Self, GpuError> {
        let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::VULKAN));
        if adapters.is_empty() {
            return Err(GpuError::NoDriver);
        }
        let adapter = adapters
            .into_iter()
            .filter(|adapter| surface.is_none_or(|surface| adapter.is_surface_supported(surface)))
            .min_by_key(|adapter| rank(adapter.get_info().device_type))
            .ok_or(GpuError::NoneForWindow)?;
        let info = adapter.get_info();
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("indenfor"),
            required_features: wanted_features(&adapter),
            required_limits: wanted_limits(&adapter),
            ..Default::default()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))
            .map_err(|source| GpuError::Device { adapter: info.name.clone(), source })?;
        tracing::info!(adapter = info.name, driver = info.driver_info, kind = ?info.device_type, "graphics device opened");
        Ok(Self::adopt(instance, adapter, device, queue))
    }

    /// Whether the processor does the work of a graphics card: right, but slow.
    pub fn is_software(&self) -> bool {
        self.info.device_type == wgpu::DeviceType::Cpu
    }

    /// Whether the device is gone (unplugged, reset by its driver), or had no memory left for something that every frame needs. Everything made
    /// on it is gone too: open another. Does not wait.
    pub fn is_lost(&self) -> bool {
        // Drivers tell only those who ask; what the poll itself says is of no interest.
        let _ = self.poll(wgpu::PollType::Poll);
        self.health.lost()
    }

    /// Has the driver asked what is done, and waits for it where `how` says so. The device's own `poll` is not to be called: it panics
    /// where the driver answers that the device is gone.
    ///
    /// # Errors
    /// Where the device is gone, or not done in time.
    pub fn poll(&self, how: wgpu::PollType) -> Result<(), Unanswered> {
        self.health.survive(|| self.device.poll(how))?.map(|_| ()).map_err(|source| Unanswered::Late { source })
    }

    /// What every pipeline is made with, so that the driver need not compile what it has compiled before.
    pub fn pipeline_cache(&self) -> Option<&wgpu::PipelineCache> {
        self.pipelines.as_ref().map(|pipelines| &pipelines.cache)
    }

    /// Keeps what the driver has made of shaders by now for the next start. Writes a file where there is something new to keep: not for
    /// where frames are made.
    pub fn keep_pipelines(&self) {
        if let Some(pipelines) = &self.pipelines {
            pipelines.keep();
        }
    }

    /// The graphics memory at this moment; `None` where the driver tells nothing of it. Takes some microseconds.
    pub fn memory(&self) -> Option<Memory> {
        use wgpu::DeviceType::{DiscreteGpu, VirtualGpu};
        let is_shared = !matches!(self.info.device_type, DiscreteGpu | VirtualGpu);
        let driver::Heap { size, granted } = driver::heap(&self.adapter, is_shared)?;
        let system_free = if is_shared { memory::system_free() } else { None };
        Some(Memory { whole: size, granted, is_shared, system_free })
    }

    /// Whether both eyes may be drawn in one pass, by what the driver says of itself. See [`crate::render::multiview_works`].
    pub fn claims_multiview(&self) -> bool {
        self.device.features().contains(MULTIVIEW)
    }

    /// The width and height, in pixels, that no texture may exceed.
    pub fn max_texture_size(&self) -> u32 {
        self.device.limits().max_texture_dimension_2d
    }
}

/// Two views in one pass need both: the array of views, and multisampled arrays to draw them into.
const MULTIVIEW: wgpu::Features = wgpu::Features::MULTIVIEW.union(wgpu::Features::MULTISAMPLE_ARRAY);

/// Pictures that stay packed on the GPU.
const PACKED: wgpu::Features = wgpu::Features::TEXTURE_COMPRESSION_BC.union(wgpu::Features::TEXTURE_COMPRESSION_ASTC);

/// The features that are used where an adapter has them. None is needed.
pub fn wanted_features(adapter: &wgpu::Adapter) -> wgpu::Features {
    adapter.features() & MULTIVIEW.union(PACKED).union(wgpu::Features::PIPELINE_CACHE).union(stopwatch::TELLS_TIME)
}

/// The limits that are needed, and textures as large as the adapter takes.
pub fn wanted_limits(adapter: &wgpu::Adapter) -> wgpu::Limits {
    let offered = adapter.limits();
    wgpu::Limits {
        max_texture_dimension_2d: offered.max_texture_dimension_2d,
        max_multiview_view_count: offered.max_multiview_view_count.min(2),
        ..wgpu::Limits::defaults().or_worse_values_from(&offered)
    }
}

fn instance() -> wgpu::Instance {
    let descriptor =
        wgpu::InstanceDescriptor { backends: wgpu::Backends::VULKAN, ..wgpu::InstanceDescriptor::new_without_display_handle() };
    wgpu::Instance::new(descriptor)
}

/// The lower, the better suited.
fn rank(kind: wgpu::DeviceType) -> u8 {
    match kind {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Other => 3,
        wgpu::DeviceType::Cpu => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graphics_card_is_preferred_to_software() {
        let mut kinds = [wgpu::DeviceType::Cpu, wgpu::DeviceType::IntegratedGpu, wgpu::DeviceType::DiscreteGpu];
        kinds.sort_by_key(|kind| rank(*kind));
        assert_eq!(kinds, [wgpu::DeviceType::DiscreteGpu, wgpu::DeviceType::IntegratedGpu, wgpu::DeviceType::Cpu]);
    }

    #[test]
    fn a_mistake_on_the_device_is_written_down_and_does_not_panic() {
        let gpu = Gpu::headless().unwrap();
        assert_eq!(gpu.health.first_error(), None);
        let _impossible = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read and written by nobody"),
            size: 4,
            usage: wgpu::BufferUsages::empty(),
            mapped_at_creation: false,
        });
        assert!(gpu.health.first_error().is_some());
        assert!(!gpu.is_lost());
    }

    #[test]
    fn a_lost_device_is_noticed() {
        let gpu = Gpu::headless().unwrap();
        gpu.device.destroy();
        assert!(gpu.is_lost());
    }
}
