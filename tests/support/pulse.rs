//! A sound server that plays to nobody, whose devices a test plugs in and pulls out.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A PulseAudio of the test's own, without any device at first. Ends when it is dropped.
pub struct Pulse {
    server: Child,
    folder: tempfile::TempDir,
}

impl Pulse {
    /// Starts it.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = format!("module-native-protocol-unix auth-anonymous=1 socket={}", folder.path().join("native").display());
        let server = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm", "-L", &socket])
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio: scripts/setup.sh --tests installs it");
        let mut alsa = String::from("</usr/share/alsa/alsa.conf>\n");
        for kind in ["pcm", "ctl"] {
            writeln!(alsa, "{kind}.!default {{ type pulse server \"unix:{}\" }}", folder.path().join("native").display()).unwrap();
        }
        std::fs::write(folder.path().join("alsa.conf"), alsa).unwrap();
        let pulse = Self { server, folder };
        let patience = Instant::now();
        while !pulse.pactl(&["info"]).status.success() {
            assert!(patience.elapsed() < Duration::from_secs(20), "the sound server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        pulse
    }

    /// What a program must find in its environment to play here.
    pub fn environment(&self) -> [(&'static str, PathBuf); 2] {
        let server = format!("unix:{}", self.folder.path().join("native").display());
        [("PULSE_SERVER", server.into()), ("ALSA_CONFIG_PATH", self.folder.path().join("alsa.conf"))]
    }

    fn pactl(&self, arguments: &[&str]) -> std::process::Output {
        Command::new("pactl").args(arguments).envs(self.environment()).output().expect("pactl: scripts/setup.sh --tests installs it")
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Headphones on the server that the environment names: there until they are dropped. What they play can be recorded.
pub struct Headphones {
    module: String,
    recorder: Child,
}

impl Headphones {
    /// Plugs them in, to be recorded as one channel.
    pub fn plug_in() -> Self {
        Self::recorded(1)
    }

    /// Plugs them in, to be recorded as so many channels.
    pub fn recorded(channels: u8) -> Self {
        let loaded =
            Command::new("pactl").args(["load-module", "module-null-sink", "sink_name=headphones", "rate=48000"]).output().unwrap();
        assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
        let recorder = Command::new("parec")
            .args(["--device=headphones.monitor", "--rate=48000", "--format=s16le", "--raw", "--latency-msec=20"])
            .arg(format!("--channels={channels}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { module: String::from_utf8_lossy(&loaded.stdout).trim().to_owned(), recorder }
    }

    /// What they play, as it is played: 48,000 frames a second of 16 bits a channel, in whatever pieces it comes.
    pub fn playing(&mut self) -> std::process::ChildStdout {
        self.recorder.stdout.take().unwrap()
    }
}

impl Drop for Headphones {
    fn drop(&mut self) {
        let _ = Command::new("pactl").args(["unload-module", &self.module]).output();
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
    }
}
