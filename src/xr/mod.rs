//! OpenXR: from instance to frame.
