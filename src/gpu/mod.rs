//! Instance, adapter, device and queue: for a window, for no window, or handed over by a headset's runtime.
