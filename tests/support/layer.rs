//! What a runtime lacks, lent to it for a test: a sensor that tells whether the headset is worn, bare hands, and somebody who feels what
//! controllers do. See `layer_source.rs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

/// A layer between one program and its runtime.
pub struct Layer {
    folder: TempDir,
    bare_hands: bool,
}

impl Layer {
    /// A headset that knows that it lies on a table.
    pub fn with_sensor() -> Self {
        let layer = Self::build(false);
        layer.wear(false);
        layer
    }

    /// A headset that sees hands and has no controllers; whether it is worn it cannot tell.
    pub fn with_bare_hands() -> Self {
        Self::build(true)
    }

    fn build(bare_hands: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let library = compile("layer_source.rs", folder.path());
        let description = serde_json::json!({
            "file_format_version": "1.0.0",
            "api_layer": {
                "name": NAME,
                "library_path": library,
                "api_version": "1.0",
                "implementation_version": "1",
                "description": "what a test lends to a runtime",
                "instance_extensions": [{ "name": "XR_EXT_user_presence", "extension_version": "1" }],
            },
        });
        fs::write(folder.path().join("lent.json"), description.to_string()).expect("the layer can be described");
        Self { folder, bare_hands }
    }

    /// Puts it between `command` and its runtime.
    pub fn lend(&self, command: &mut Command) {
        command.env("XR_API_LAYER_PATH", self.folder.path()).env("XR_ENABLE_API_LAYERS", NAME);
        command.env("INDENFOR_WORN", self.worn()).env("INDENFOR_FELT", self.felt());
        if self.bare_hands {
            command.env("INDENFOR_BARE_HANDS", "1");
        }
    }

    /// Puts the headset on, or takes it off.
    pub fn wear(&self, on: bool) {
        // Whoever reads it meanwhile reads the one or the other.
        let next = self.folder.path().join("next");
        fs::write(&next, if on { "worn" } else { "off" }).expect("a file can be written");
        fs::rename(next, self.worn()).expect("a file can be renamed");
    }

    /// What hands have felt: how long each vibration was, and how strong (of 1).
    pub fn vibrations(&self) -> Vec<(Duration, f32)> {
        let felt = fs::read_to_string(self.felt()).unwrap_or_default();
        let vibration = |line: &str| {
            let (nanoseconds, strength) = line.split_once(' ')?;
            Some((Duration::from_nanos(nanoseconds.parse().ok()?), strength.parse().ok()?))
        };
        felt.lines().map(|line| vibration(line).unwrap_or_else(|| panic!("{line}"))).collect()
    }

    fn felt(&self) -> PathBuf {
        self.folder.path().join("felt")
    }

    fn worn(&self) -> PathBuf {
        self.folder.path().join("worn")
    }
}

/// Compiles a layer's source, a file beside this one, into a library in `folder`.
pub fn compile(source: &str, folder: &Path) -> PathBuf {
    let library = folder.join("liblayer.so");
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let made = Command::new(compiler)
        .args(["--edition", "2024", "--crate-type", "cdylib", "--crate-name", "layer", "-o"])
        .arg(&library)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support").join(source))
        .env_remove("LD_LIBRARY_PATH")
        .output()
        .expect("whoever runs tests has a compiler");
    assert!(made.status.success(), "the layer cannot be compiled: {}", String::from_utf8_lossy(&made.stderr));
    library
}

const NAME: &str = "XR_APILAYER_INDENFOR_lent";
