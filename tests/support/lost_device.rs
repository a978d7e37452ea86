//! A graphics device that is lost, or has no memory left, when a test asks for it. See `lost_device_source.rs`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::layer::compile;

/// A layer between one program and its graphics driver.
pub struct LostDevice {
    folder: TempDir,
}

impl LostDevice {
    /// Nothing is lost yet.
    pub fn build() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let description = serde_json::json!({
            "file_format_version": "1.1.2",
            "layer": {
                "name": NAME,
                "type": "GLOBAL",
                "library_path": compile("lost_device_source.rs", folder.path()),
                "api_version": "1.3.0",
                "implementation_version": "1",
                "description": "loses its device when a test asks for it",
            },
        });
        fs::write(folder.path().join("lost.json"), description.to_string()).expect("the layer can be described");
        Self { folder }
    }

    /// Puts it between `command` and its driver.
    pub fn lend(&self, command: &mut Command) {
        command.env("VK_LAYER_PATH", self.folder.path()).env("VK_INSTANCE_LAYERS", NAME).env("INDENFOR_LOST", self.asked());
    }

    /// Has the device lost that the program has by now.
    pub fn lose(&self) {
        self.ask("lost");
    }

    /// Has that device lack the memory for any picture more.
    pub fn fill(&self) {
        self.ask("full");
    }

    fn ask(&self, state: &str) {
        // Whoever reads it reads all of it.
        let next = self.folder.path().join("next");
        fs::write(&next, state).expect("a file can be written");
        fs::rename(next, self.asked()).expect("a file can be renamed");
    }

    fn asked(&self) -> PathBuf {
        self.folder.path().join("lose")
    }
}

const NAME: &str = "VK_LAYER_INDENFOR_lost";
