//! An OpenXR API layer that lends a runtime what it lacks: a sensor that tells whether the headset is worn (`XR_EXT_user_presence`,
//! which Monado does not have), hands without controllers (Monado's simulated hands always hold some), and a way to know what hands
//! feel (nobody holds them).
//!
//! `layer.rs` compiles this file into a library of its own and puts it between a program and its runtime. It is steered by three
//! variables of the environment: `INDENFOR_WORN`, a file that holds `worn` or `off`; `INDENFOR_BARE_HANDS`, which if set keeps
//! all controllers from being bound; and `INDENFOR_FELT`, a file that gets a line for every vibration of a controller: its nanoseconds and its
//! strength. The structures are those of OpenXR 1.0 and of its loader's interface to layers.

use std::ffi::{CStr, c_char, c_void};
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};

type Function = unsafe extern "system" fn();
type GetProc = unsafe extern "system" fn(u64, *const c_char, *mut Option<Function>) -> i32;
type Create = unsafe extern "system" fn(*const InstanceCreateInfo, *const LayerCreateInfo, *mut u64) -> i32;
type PollEvent = unsafe extern "system" fn(u64, *mut c_void) -> i32;
type Vibrate = unsafe extern "system" fn(u64, *const c_void, *const Vibration) -> i32;

const EVENT_UNAVAILABLE: i32 = 4;
const FAILED: i32 = -2;
const TYPE_USER_PRESENCE_CHANGED: u32 = 1_000_470_000;
const USER_PRESENCE: &CStr = c"XR_EXT_user_presence";

#[repr(C)]
pub struct InstanceCreateInfo {
    ty: u32,
    next: *const c_void,
    flags: u64,
    application: ApplicationInfo,
    layers: u32,
    layer_names: *const *const c_char,
    extensions: u32,
    extension_names: *const *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct ApplicationInfo {
    name: [c_char; 128],
    version: u32,
    engine: [c_char; 128],
    engine_version: u32,
    api_version: u64,
}

#[repr(C)]
pub struct LayerCreateInfo {
    head: [u32; 2],
    size: usize,
    loader: *const c_void,
    settings: [c_char; 512],
    next: *const NextLayer,
}

#[repr(C)]
pub struct NextLayer {
    head: [u32; 2],
    size: usize,
    name: [c_char; 256],
    get_proc: GetProc,
    create: Create,
    next: *const NextLayer,
}

#[repr(C)]
pub struct LayerRequest {
    head: [u32; 2],
    size: usize,
    interface: u32,
    api_version: u64,
    get_proc: GetProc,
    create: Create,
}

#[repr(C)]
struct UserPresenceChanged {
    ty: u32,
    next: *const c_void,
    session: u64,
    present: u32,
}

#[repr(C)]
pub struct Vibration {
    ty: u32,
    next: *const c_void,
    nanoseconds: i64,
    frequency: f32,
    amplitude: f32,
}

/// The next layer's functions, as addresses.
static NEXT_GET_PROC: AtomicUsize = AtomicUsize::new(0);
static NEXT_POLL: AtomicUsize = AtomicUsize::new(0);
static NEXT_VIBRATE: AtomicUsize = AtomicUsize::new(0);
/// What was told last: -1 nothing, 0 off, 1 worn.
static TOLD: AtomicI32 = AtomicI32::new(-1);
/// Extensions that are passed on live for as long as the instance is being made.
static PASSED_ON: Mutex<()> = Mutex::new(());

/// What the loader asks first.
///
/// # Safety
/// As the loader's interface has it: `request` is one that may be written.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn xrNegotiateLoaderApiLayerInterface(_: *const c_void, _: *const c_char, request: *mut LayerRequest) -> i32 {
    let request = unsafe { &mut *request };
    (request.interface, request.api_version) = (1, 1 << 48);
    (request.get_proc, request.create) = (get_proc, create);
    0
}

unsafe extern "system" fn create(info: *const InstanceCreateInfo, layer: *const LayerCreateInfo, instance: *mut u64) -> i32 {
    let _guard = PASSED_ON.lock();
    let (info, layer) = unsafe { (&*info, &*layer) };
    let Some(next) = (unsafe { layer.next.as_ref() }) else { return FAILED };
    // The runtime would refuse what it does not know.
    let names = (0..info.extensions as usize).map(|nth| unsafe { *info.extension_names.add(nth) });
    let names: Vec<_> = names.filter(|name| unsafe { CStr::from_ptr(*name) } != USER_PRESENCE).collect();
    let info = InstanceCreateInfo { extensions: names.len() as u32, extension_names: names.as_ptr(), ..*info };
    let layer = LayerCreateInfo { next: next.next, ..*layer };
    NEXT_GET_PROC.store(next.get_proc as usize, Ordering::SeqCst);
    // A program that connects anew is told anew.
    TOLD.store(-1, Ordering::SeqCst);
    unsafe { (next.create)(&info, &layer, instance) }
}

unsafe extern "system" fn get_proc(instance: u64, name: *const c_char, function: *mut Option<Function>) -> i32 {
    let address = NEXT_GET_PROC.load(Ordering::SeqCst);
    if address == 0 {
        return FAILED;
    }
    let next: GetProc = unsafe { std::mem::transmute(address) };
    let result = unsafe { next(instance, name, function) };
    if result != 0 {
        return result;
    }
    let name = unsafe { CStr::from_ptr(name) };
    if name == c"xrPollEvent" {
        let found = unsafe { (*function).map_or(0, |function| function as usize) };
        NEXT_POLL.store(found, Ordering::SeqCst);
        unsafe { *function = Some(std::mem::transmute::<PollEvent, Function>(poll_event)) };
    } else if name == c"xrApplyHapticFeedback" {
        let found = unsafe { (*function).map_or(0, |function| function as usize) };
        NEXT_VIBRATE.store(found, Ordering::SeqCst);
        unsafe { *function = Some(std::mem::transmute::<Vibrate, Function>(vibrate)) };
    } else if name == c"xrSuggestInteractionProfileBindings" && std::env::var_os("INDENFOR_BARE_HANDS").is_some() {
        unsafe { *function = Some(std::mem::transmute::<PollEvent, Function>(bind_nothing)) };
    }
    result
}

unsafe extern "system" fn poll_event(instance: u64, event: *mut c_void) -> i32 {
    let next: PollEvent = unsafe { std::mem::transmute(NEXT_POLL.load(Ordering::SeqCst)) };
    let result = unsafe { next(instance, event) };
    if result != EVENT_UNAVAILABLE {
        return result;
    }
    let held = std::env::var_os("INDENFOR_WORN").and_then(|file| std::fs::read_to_string(file).ok());
    let now = match held.as_deref() {
        Some("worn") => 1,
        Some("off") => 0,
        _ => return result,
    };
    if TOLD.swap(now, Ordering::SeqCst) == now {
        return result;
    }
    let told = UserPresenceChanged { ty: TYPE_USER_PRESENCE_CHANGED, next: std::ptr::null(), session: 0, present: now as u32 };
    unsafe { event.cast::<UserPresenceChanged>().write(told) };
    0
}

/// Takes down what a hand feels.
unsafe extern "system" fn vibrate(session: u64, whose: *const c_void, vibration: *const Vibration) -> i32 {
    let Vibration { nanoseconds, amplitude, .. } = unsafe { &*vibration };
    if let Some(file) = std::env::var_os("INDENFOR_FELT")
        && let Ok(mut felt) = std::fs::File::options().create(true).append(true).open(file)
        && writeln!(felt, "{nanoseconds} {amplitude}").is_err()
    {
        return FAILED;
    }
    let next: Vibrate = unsafe { std::mem::transmute(NEXT_VIBRATE.load(Ordering::SeqCst)) };
    unsafe { next(session, whose, vibration) }
}

/// Accepts every suggestion and makes nothing of it.
unsafe extern "system" fn bind_nothing(_: u64, _: *mut c_void) -> i32 {
    0
}
