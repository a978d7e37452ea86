//! Whether what the headset's tests stand on stands: Monado starts, a program that is not ours runs on it, and is steered.

mod support;

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use support::monado::{Monado, Show};
use support::program::Program;

const LONG: Duration = Duration::from_secs(60);

/// The OpenXR makers' own example. It leaves Monado when B is pressed on a controller, and ends when a key is.
fn hello_xr(monado: &Monado) -> Command {
    let mut command = monado.command(&monado.packages().join("usr/bin/hello_xr"));
    command.args(["--graphics", "Vulkan2"]);
    command
}

/// Presses and lets go B until the program has left Monado, and checks that it saw the headset and ran as it should. Its words come
/// all at once at its end, so it is Monado's that are waited for.
fn leaves_by_button(monado: &Monado, hello: &mut Program) {
    let connected = |line: &str| line.contains("application_name: 'HelloXR'");
    monado.service().wait_for_line("that hello_xr has come", LONG, connected);
    let mut remote = monado.remote();
    let left = |line: &String| line.contains("Client disconnected");
    let deadline = Instant::now() + LONG;
    let mut pressed = false;
    while !monado.service().lines().iter().any(left) {
        assert!(Instant::now() < deadline && hello.is_running(), "hello_xr does not feel B");
        pressed = !pressed;
        remote.b(pressed);
        thread::sleep(Duration::from_millis(200));
    }
    hello.end_input();
    let ended = hello.wait_for_exit(LONG);
    assert!(ended.success(), "hello_xr ended with {ended}");
    for words in ["Name=Monado: Remote HMD", "->XR_SESSION_STATE_FOCUSED", "->XR_SESSION_STATE_EXITING"] {
        hello.wait_for_line(words, LONG, |line| line.contains(words));
    }
}

#[test]
fn a_program_runs_on_monado_and_feels_the_controller() {
    let monado = Monado::start(Show::Nothing);
    let mut command = hello_xr(&monado);
    let validation = monado.validate(&mut command);
    let mut hello = Program::start("hello_xr", &mut command);
    leaves_by_button(&monado, &mut hello);
    assert_eq!(validation.complaints(&hello), [""; 0]);
}

#[test]
fn what_the_eyes_see_can_be_photographed() {
    let monado = Monado::start(Show::Window);
    let _hello = Program::start("hello_xr", &mut hello_xr(&monado));
    let folder = tempfile::tempdir().expect("a folder can be made");
    monado.screenshot(&folder.path().join("eyes.png"));
}

#[test]
fn a_killed_monado_can_be_started_again() {
    let mut monado = Monado::start(Show::Nothing);
    monado.kill();
    monado.start_service();
    let mut hello = Program::start("hello_xr", &mut hello_xr(&monado));
    leaves_by_button(&monado, &mut hello);
}
