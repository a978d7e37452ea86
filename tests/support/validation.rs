//! The validation layers of OpenXR and Vulkan: what they say about a program must be nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::program::Program;

/// The layers that a command was given by [`Validation::of`].
pub struct Validation {
    /// What OpenXR's layer writes lies here, and goes with it.
    folder: TempDir,
}

impl Validation {
    /// Switches both layers on for `command`; `packages` is where `scripts/monado.sh` put them. Call it through [`super::monado::Monado::validate`].
    pub(super) fn of(command: &mut Command, packages: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        // The package's own description of the layer names a place in the system.
        let share = packages.join("usr/share");
        let described = share.join("openxr/1/api_layers/explicit.d/XrApiLayer_core_validation.x86_64-linux-gnu.json");
        let description = fs::read_to_string(described).expect("the layer is described");
        let here = format!("\"{}/usr/lib/", packages.display());
        fs::write(folder.path().join("core_validation.json"), description.replace("\"/usr/lib/", &here))
            .expect("the layer can be described");

        command
            .env("XR_API_LAYER_PATH", folder.path())
            .env("XR_ENABLE_API_LAYERS", "XR_APILAYER_LUNARG_core_validation")
            .env("XR_CORE_VALIDATION_EXPORT_TYPE", "text")
            // On stdout it would be lost where the program is killed.
            .env("XR_CORE_VALIDATION_FILE_NAME", written(&folder))
            .env("VK_LAYER_PATH", share.join("vulkan/explicit_layer.d"))
            .env("VK_INSTANCE_LAYERS", "VK_LAYER_KHRONOS_validation")
            // To stdout, also where the program listens to the layer itself. (To a file it would begin anew with each VkInstance.)
            .env("VK_KHRONOS_VALIDATION_DEBUG_ACTION", "VK_DBG_LAYER_ACTION_LOG_MSG")
            // The layer says as information that it is there.
            .env("VK_KHRONOS_VALIDATION_REPORT_FLAGS", "error,warn,info");
        Self { folder }
    }

    /// All errors and warnings so far about `program`, which was started with the command; none is what every test wants. Fails
    /// the test where a layer was not loaded, for then silence would mean nothing.
    pub fn complaints(&self, program: &Program) -> Vec<String> {
        let openxr = fs::read_to_string(written(&self.folder)).unwrap_or_default();
        assert!(openxr.contains("Core Validation Layer is initialized"), "OpenXR's validation layer was not loaded");
        let vulkan = program.lines();
        let loaded = vulkan.iter().any(|line| line.contains("Khronos Validation Layer Active"));
        assert!(loaded, "Vulkan's validation layer was not loaded; the program said:\n{}", vulkan.join("\n"));

        let is_bad = |line: &&str| line.contains("[VALID_ERROR") || line.contains("[VALID_WARNING");
        let openxr = openxr.lines().filter(is_bad).map(str::to_owned);
        // The first line has the name of the rule, the second says how it was broken.
        let vulkan = vulkan
            .windows(2)
            .filter(|lines| lines[0].starts_with("Validation Error") || lines[0].starts_with("Validation Warning"))
            .map(|lines| lines.join(" "));
        openxr.chain(vulkan).collect()
    }
}

fn written(folder: &TempDir) -> PathBuf {
    folder.path().join("openxr-validation.txt")
}
