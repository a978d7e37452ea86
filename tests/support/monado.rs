//! Monado, a real OpenXR runtime, with a simulated headset and controllers, for one test alone.
//!
//! What it runs on was built for Debian 13 and lies in a folder of its own (`scripts/monado.sh` puts it there), so service and
//! programs are started by that folder's dynamic loader and find every library there:
//!
//! ```text
//! ld-linux-x86-64.so.2 --library-path … PROGRAM ARGUMENTS
//! ```
//!
//! For a program started so, `current_exe` is the loader: tell it by arguments where its files are.

use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::program::Program;
use super::remote::{Packet, Remote};
use super::validation::Validation;
use super::xvfb::Xvfb;

/// Starting takes a second or two; this is for machines with much else to do.
const START: Duration = Duration::from_secs(60);

/// Where Monado shows what the eyes see.
#[derive(Clone, Copy, PartialEq)]
pub enum Show {
    /// In a window on a screen of its own, both eyes beside each other: [`Monado::screenshot`].
    Window,
    /// Nowhere: quicker, 320 x 240 pixels an eye, 20 frames a second.
    Nothing,
}

/// A running Monado. Dropping it ends the service and its screen.
pub struct Monado {
    packages: PathBuf,
    /// The service's socket and its settings.
    folder: TempDir,
    port: u16,
    service: Option<Program>,
    screen: Option<Xvfb>,
    /// How large the eyes' pictures are, percent of 960 x 1080 pixels, where there is a window.
    scale: u32,
}

impl Monado {
    /// Starts one and waits until programs can connect. The visitor's head is steered with [`Self::remote`].
    pub fn start(show: Show) -> Self {
        Self::start_at(show, 35)
    }

    /// The same with the eyes' pictures as large as `scale` says: percent of 960 x 1080 pixels.
    pub fn start_at(show: Show, scale: u32) -> Self {
        let packages = find_packages();
        let folder = tempfile::Builder::new().prefix("indenfor-monado").tempdir().expect("a folder can be made");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("the folder can be closed to others");

        // A port that nobody has now; the settings file is the one way to tell Monado, and without view_count it uses 4242.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port is free").port();
        let settings = format!(r#"{{"active":"remote","remote":{{"version":0,"port":{port},"view_count":2}}}}"#);
        fs::create_dir(folder.path().join("monado")).expect("the settings' folder can be made");
        fs::write(folder.path().join("monado/config_v0.json"), settings).expect("the settings can be written");

        let screen = (show == Show::Window).then(|| Xvfb::start(960, 540));
        let mut monado = Self { packages, folder, port, service: None, screen, scale };
        monado.start_service();
        monado
    }

    /// Starts the service, again after [`Self::kill`], and waits until programs can connect.
    pub fn start_service(&mut self) {
        // A killed service leaves these, and the next one would refuse to start.
        for left in ["monado_comp_ipc", "monado.pid"] {
            let _ = fs::remove_file(self.folder.path().join(left));
        }
        let mut command = self.command(&self.packages.join("usr/bin/monado-service"));
        match &self.screen {
            Some(screen) => {
                let scale = self.scale.to_string();
                command.env("XRT_COMPOSITOR_FORCE_XCB", "1").env("XRT_COMPOSITOR_SCALE_PERCENTAGE", scale).env("DISPLAY", &screen.display)
            }
            None => command.env("XRT_COMPOSITOR_NULL", "1"),
        };
        let service = Program::start("monado-service", &mut command);
        service.wait_for_line("that its remote port is open", START, |line| line.contains(&format!("Listening on port '{}'", self.port)));
        service.wait_for_line("that it has started", START, |line| line.contains("The Monado service has started"));
        self.service = Some(service);
    }

    /// A command that runs `program` with this Monado as its OpenXR runtime and Mesa 25's software GPU. Arguments, environment
    /// and where it runs are the caller's; start it with [`Program::start`].
    pub fn command(&self, program: &Path) -> Command {
        let libraries = self.packages.join("usr/lib/x86_64-linux-gnu");
        let mut path = OsString::from(&libraries);
        for more in ["..", "blas", "lapack", "pulseaudio"] {
            path.push(":");
            path.push(libraries.join(more));
        }
        let mut command = Command::new(libraries.join("ld-linux-x86-64.so.2"));
        command
            .arg("--library-path")
            .arg(path)
            .arg(program)
            .env("XR_RUNTIME_JSON", self.packages.join("usr/share/openxr/1/openxr_monado.json"))
            .env("VK_DRIVER_FILES", self.packages.join("usr/share/vulkan/icd.d/lvp_icd.json"))
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("XDG_CONFIG_HOME", self.folder.path())
            .env("XRT_NO_STDIN", "1")
            .env_remove("LD_LIBRARY_PATH")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DISPLAY");
        command
    }

    /// The folder of packages that all this runs on, for the programs that lie there.
    pub fn packages(&self) -> &Path {
        &self.packages
    }

    /// Connects to the head and hands of a person who looks ahead.
    pub fn remote(&self) -> Remote {
        self.remote_of(Packet::default())
    }

    /// Connects to the head and hands of a person who already stands and looks as `person` says.
    pub fn remote_of(&self, person: Packet) -> Remote {
        Remote::connect(self.port, person)
    }

    /// Recentres, as the visitor would in the headset's own menu.
    pub fn recenter(&self) {
        let mut command = self.command(&self.packages.join("usr/bin/monado-ctl"));
        let (status, lines) = Program::start("monado-ctl", command.arg("-c")).run_to_end(START);
        assert!(status.success(), "it ended with {status}: {lines:?}");
    }

    /// Switches the validation layers of OpenXR and Vulkan on for a command made by [`Self::command`].
    pub fn validate(&self, command: &mut Command) -> Validation {
        Validation::of(command, &self.packages)
    }

    /// Writes a PNG of what the eyes see, the left one's picture on the left, each 480 x 540 pixels, once there is something to be seen.
    /// Only where it was started with [`Show::Window`].
    pub fn screenshot(&self, png: &Path) {
        self.screen.as_ref().expect("this Monado shows a window").screenshot_of_something(png);
    }

    /// The service, to freeze and wake it (`signal("STOP")`, `signal("CONT")`) or to read what it said.
    pub fn service(&self) -> &Program {
        self.service.as_ref().expect("the service was started")
    }

    /// Ends the service at once, as a crash would. [`Self::start_service`] starts another.
    pub fn kill(&mut self) {
        self.service = None;
    }
}

/// The folder that `scripts/monado.sh` fills: `INDENFOR_MONADO`, or the script's own choice.
fn find_packages() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("INDENFOR_MONADO").unwrap_or_else(|| {
        let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
        cache.unwrap_or_default().join("indenfor/monado")
    });
    assert!(
        folder.join("versions").is_file(),
        "Monado is not in {}: run scripts/monado.sh, which puts it there, or set INDENFOR_MONADO to the folder that it printed",
        folder.display()
    );
    folder
}
