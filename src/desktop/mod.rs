//! The window, keyboard, mouse and touch.
