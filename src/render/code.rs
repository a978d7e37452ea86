//! Codes that a phone reads.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::render::canvas::Canvas;
use crate::render::palette::{INK, PAPER};

/// The quiet around a code, in its own modules: what its standard asks for.
const QUIET: usize = 4;

/// A code that a phone reads, dark on light with the quiet around it, at most `side` pixels wide; `None` for what is too long for one.
pub fn draw(address: &str, side: f32) -> Option<Canvas> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium)
        .inspect_err(|error| tracing::warn!("`{address}` is shown without a code: {error}"))
        .ok()?;
    let modules = usize::try_from(code.size()).ok()? + 2 * QUIET;
    // Whole pixels, so that every module is as wide as the others.
    let module = (side as usize / modules).max(1);
    let mut canvas = Canvas::new(modules * module, modules * module);
    for y in 0..canvas.height() as i32 {
        for x in 0..canvas.width() as i32 {
            let (column, row) = (x / module as i32 - QUIET as i32, y / module as i32 - QUIET as i32);
            let [red, green, blue] = if code.get_module(column, row) { INK } else { PAPER }.linear();
            canvas.over(x, y, [red, green, blue, 1.0]);
        }
    }
    Some(canvas)
}

/// An address as people type it.
pub fn in_letters(address: &str) -> &str {
    let bare = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    bare.strip_suffix('/').unwrap_or(bare)
}
