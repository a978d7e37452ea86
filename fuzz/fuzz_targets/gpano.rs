//! What a panorama says of itself (XMP).
#![no_main]

use indenfor_fuzz::tour::gpano::Gpano;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let said = Gpano::read(data);
    assert!(said.pitch.is_finite() && said.roll.is_finite());
    assert!(said.crop.is_none_or(|crop| crop.width > 0.0 && crop.height > 0.0));
});
