//! Files to CPU data, on worker threads.
