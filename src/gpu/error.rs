//! Why there is no device to draw with.

/// Why there is no device to draw with.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    /// No Vulkan driver answered.
    #[error(
        "no Vulkan driver was found. Install the one for the graphics card: on Debian and Ubuntu `mesa-vulkan-drivers` (Intel, AMD, \
         and software for machines without a card) or the NVIDIA driver; on Windows the maker's driver"
    )]
    NoDriver,
    /// There is a driver, but it cannot show anything in the window.
    #[error(
        "no graphics driver can draw into this window. If the screen belongs to another machine or a remote desktop, run it on the \
         machine's own screen, or use `--headless`"
    )]
    NoneForWindow,
    /// The window gave no surface.
    #[error("the window cannot be drawn to: {source}. Check that the display is reachable, or use `--headless`")]
    Surface {
        /// What the driver said.
        source: wgpu::CreateSurfaceError,
    },
    /// The driver refused a device.
    #[error("{adapter} refused to work: {source}. Update its driver")]
    Device {
        /// The graphics card.
        adapter: String,
        /// What the driver said.
        source: wgpu::RequestDeviceError,
    },
}

/// Why a device does not tell what is done.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// It is gone.
    #[error("the graphics device is gone")]
    Lost,
    /// It was not done in time.
    #[error("the graphics device does not answer: {source}")]
    Late {
        /// What was waited for.
        source: wgpu::PollError,
    },
}
