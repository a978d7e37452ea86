//! Steers Monado's simulated headset and controllers over its remote port.
//!
//! Monado takes packets of [`PACKET_BYTES`] bytes over TCP, each the whole state of head and hands, and keeps the last one. Metres;
//! +X right, +Y up, -Z forward, as everywhere; quaternions as x, y, z, w; little-endian.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use glam::{EulerRot, Quat, Vec2, Vec3};

/// How long a packet is: Monado drops the connection when it is anything else.
pub const PACKET_BYTES: usize = 376;

/// Where something is and which way it faces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    pub orientation: Quat,
    pub position: Vec3,
}

/// What one controller says: all of it, in the order in which it goes over the wire.
#[derive(Debug, Clone, Copy, Default)]
pub struct Controller {
    pub pose: Pose,
    pub linear_velocity: Vec3,
    pub angular_velocity: Vec3,
    /// How far each finger is curled, 0 to 1, from the little finger to the thumb.
    pub hand_curl: [f32; 5],
    pub trigger: f32,
    pub squeeze: f32,
    pub squeeze_force: f32,
    pub thumbstick: Vec2,
    pub trackpad_force: f32,
    pub trackpad: Vec2,
    pub hand_tracking_active: bool,
    pub active: bool,
    pub system_click: bool,
    pub system_touch: bool,
    pub a_click: bool,
    pub a_touch: bool,
    pub b_click: bool,
    pub b_touch: bool,
    pub trigger_click: bool,
    pub trigger_touch: bool,
    pub thumbstick_click: bool,
    pub thumbstick_touch: bool,
    pub trackpad_touch: bool,
}

/// One of two hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Head and hands at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Packet {
    pub head: Pose,
    pub left: Controller,
    pub right: Controller,
}

/// A connection to the remote port. Each setter sends the whole state at once; Monado keeps it when the connection ends.
pub struct Remote {
    stream: TcpStream,
    pub packet: Packet,
}

impl Default for Pose {
    fn default() -> Self {
        Self { orientation: Quat::IDENTITY, position: Vec3::ZERO }
    }
}

impl Default for Packet {
    /// A person of ordinary height who looks ahead, both controllers before them at the height of the elbows.
    fn default() -> Self {
        let controller = |x| Controller {
            active: true,
            pose: Pose { orientation: Quat::IDENTITY, position: Vec3::new(x, 1.2, -0.3) },
            ..Controller::default()
        };
        Self {
            head: Pose { orientation: Quat::IDENTITY, position: Vec3::new(0.0, 1.6, 0.0) },
            left: controller(-0.2),
            right: controller(0.2),
        }
    }
}

impl Packet {
    /// The packet as it goes over the wire.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(PACKET_BYTES);
        bytes.extend(b"mndrmt3\0");
        // For each eye: four angles of view, a pose, four bytes of padding; not used unless the flag after the head's pose says so.
        bytes.extend([0; 2 * 48]);
        put_pose(&mut bytes, self.head);
        bytes.extend([0; 4]);
        put_controller(&mut bytes, &self.left);
        put_controller(&mut bytes, &self.right);
        bytes
    }
}

fn put(bytes: &mut Vec<u8>, numbers: &[f32]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn put_pose(bytes: &mut Vec<u8>, pose: Pose) {
    put(bytes, &pose.orientation.to_array());
    put(bytes, &pose.position.to_array());
}

fn put_controller(bytes: &mut Vec<u8>, controller: &Controller) {
    let c = controller;
    put_pose(bytes, c.pose);
    put(bytes, &c.linear_velocity.to_array());
    put(bytes, &c.angular_velocity.to_array());
    put(bytes, &c.hand_curl);
    put(bytes, &[c.trigger, c.squeeze, c.squeeze_force]);
    put(bytes, &c.thumbstick.to_array());
    put(bytes, &[c.trackpad_force]);
    put(bytes, &c.trackpad.to_array());
    bytes.extend([c.hand_tracking_active, c.active, c.system_click, c.system_touch].map(u8::from));
    bytes.extend([c.a_click, c.a_touch, c.b_click, c.b_touch, c.trigger_click, c.trigger_touch].map(u8::from));
    bytes.extend([c.thumbstick_click, c.thumbstick_touch, c.trackpad_touch].map(u8::from));
    bytes.extend([0; 3]);
}

/// Which way something faces that looks `yaw` degrees to the right of ahead and `pitch` degrees up.
pub fn facing(yaw: f32, pitch: f32) -> Quat {
    Quat::from_euler(EulerRot::YXZ, -yaw.to_radians(), pitch.to_radians(), 0.0)
}

impl Remote {
    /// Connects to the port and sends `packet`. Only one connection is taken at a time.
    pub fn connect(port: u16, packet: Packet) -> Self {
        let deadline = Instant::now() + Duration::from_secs(10);
        let stream = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => break stream,
                Err(error) if Instant::now() > deadline => {
                    panic!("Monado's remote port {port} does not answer: {error}")
                }
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        };
        stream.set_nodelay(true).expect("a TCP connection can be told not to wait");
        let mut remote = Self { stream, packet };
        remote.send();
        remote
    }

    /// Sends [`Self::packet`] as it is now.
    pub fn send(&mut self) {
        self.stream.write_all(&self.packet.to_bytes()).expect("Monado takes what is sent to its remote port");
    }

    /// Turns the head: degrees to the right of straight ahead and degrees up.
    pub fn turn_head(&mut self, yaw: f32, pitch: f32) {
        self.packet.head.orientation = facing(yaw, pitch);
        self.send();
    }

    /// Moves the head, in metres from the middle of the floor.
    pub fn move_head(&mut self, position: Vec3) {
        self.packet.head.position = position;
        self.send();
    }

    /// Points the right controller, from where it is: degrees to the right of straight ahead and degrees up.
    pub fn point_right(&mut self, yaw: f32, pitch: f32) {
        self.packet.right.pose.orientation = facing(yaw, pitch);
        self.send();
    }

    /// What is in one hand, to be changed before it is sent.
    pub fn side(&mut self, side: Side) -> &mut Controller {
        match side {
            Side::Left => &mut self.packet.left,
            Side::Right => &mut self.packet.right,
        }
    }

    /// Presses or lets go the right controller's trigger.
    pub fn trigger(&mut self, pressed: bool) {
        self.trigger_of(Side::Right, pressed);
    }

    /// Presses or lets go a controller's trigger.
    pub fn trigger_of(&mut self, side: Side, pressed: bool) {
        let controller = self.side(side);
        controller.trigger = f32::from(u8::from(pressed));
        controller.trigger_click = pressed;
        controller.trigger_touch = pressed;
        self.send();
    }

    /// Presses or lets go the right controller's A.
    pub fn a(&mut self, pressed: bool) {
        self.packet.right.a_click = pressed;
        self.packet.right.a_touch = pressed;
        self.send();
    }

    /// Presses or lets go the right controller's B.
    pub fn b(&mut self, pressed: bool) {
        self.packet.right.b_click = pressed;
        self.packet.right.b_touch = pressed;
        self.send();
    }

    /// Pushes the right controller's thumbstick: x to the right, y ahead, each -1 to 1.
    pub fn thumbstick(&mut self, x: f32, y: f32) {
        self.packet.right.thumbstick = Vec2::new(x, y);
        self.packet.right.thumbstick_touch = x != 0.0 || y != 0.0;
        self.send();
    }

    /// Presses hard on the left controller's trackpad, or lets it go.
    pub fn left_trackpad(&mut self, pressed: bool) {
        self.packet.left.trackpad_force = f32::from(u8::from(pressed));
        self.packet.left.trackpad_touch = pressed;
        self.send();
    }

    /// Takes both controllers away, or brings them back: a visitor who has none looks at things instead.
    pub fn controllers(&mut self, present: bool) {
        self.packet.left.active = present;
        self.packet.right.active = present;
        self.send();
    }
}

#[test]
fn a_packet_has_the_length_that_monado_insists_on() {
    let mut packet = Packet::default();
    packet.right.trackpad_touch = true;
    let bytes = packet.to_bytes();
    assert_eq!(bytes.len(), PACKET_BYTES);
    assert_eq!(&bytes[..8], b"mndrmt3\0");
    // The head's height, in the middle of its pose; the last flag of the right controller, before three bytes of padding.
    assert_eq!(bytes[8 + 96 + 20..][..4], 1.6_f32.to_le_bytes());
    assert_eq!(bytes[PACKET_BYTES - 4..], [1, 0, 0, 0]);
}
