//! A Vulkan layer whose device is lost when a test asks for it, as a card is that its driver resets or somebody unplugs; or has no memory
//! left for pictures.
//!
//! `lost_device.rs` compiles this file into a library of its own and puts it between a program and its driver. When the file that
//! `INDENFOR_LOST` names appears, which goes away with that, the device that was made last is `lost` or `full`, as the file says; one that is
//! made afterwards is sound. The structures are those of Vulkan 1.0 and of its loader's interface to layers.

use std::ffi::{CStr, c_char, c_void};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

type Function = unsafe extern "system" fn();
type GetProc = unsafe extern "system" fn(*mut c_void, *const c_char) -> Option<Function>;
type Create = unsafe extern "system" fn(*const c_void, *const Chained, *const c_void, *mut *mut c_void) -> i32;
type CreateInstance = unsafe extern "system" fn(*const Chained, *const c_void, *mut *mut c_void) -> i32;
type GetCounter = unsafe extern "system" fn(*mut c_void, u64, *mut u64) -> i32;
type WaitSemaphores = unsafe extern "system" fn(*mut c_void, *const c_void, u64) -> i32;
type GetFence = unsafe extern "system" fn(*mut c_void, u64) -> i32;
type WaitFences = unsafe extern "system" fn(*mut c_void, u32, *const u64, u32, u64) -> i32;
type CreateImage = unsafe extern "system" fn(*mut c_void, *const c_void, *const c_void, *mut u64) -> i32;
type Submit = unsafe extern "system" fn(*mut c_void, u32, *const c_void, u64) -> i32;

const FAILED: i32 = -3;
const NO_DEVICE_MEMORY: i32 = -2;
const DEVICE_LOST: i32 = -4;
const LOADER_INSTANCE: u32 = 47;
const LOADER_DEVICE: u32 = 48;
const LINKS: u32 = 0;

/// What all structures of Vulkan begin with.
#[repr(C)]
pub struct Chained {
    ty: u32,
    next: *const Chained,
}

/// What the loader adds for layers.
#[repr(C)]
struct LoaderInfo {
    head: Chained,
    function: u32,
    link: *const Link,
}

/// The next layer, or the driver. The last is a device's where a device is made.
#[repr(C)]
struct Link {
    next: *const Link,
    get_instance_proc: GetProc,
    get_device_proc: GetProc,
}

#[repr(C)]
pub struct Negotiation {
    head: Chained,
    version: u32,
    get_instance_proc: GetProc,
    get_device_proc: GetProc,
    get_physical_device_proc: Option<GetProc>,
}

static INSTANCE_PROC: OnceLock<GetProc> = OnceLock::new();
static DEVICE_PROC: OnceLock<GetProc> = OnceLock::new();
/// How the device fares.
static STATE: AtomicU8 = AtomicU8::new(SOUND);
const SOUND: u8 = 0;
const LOST: u8 = 1;
const FULL: u8 = 2;

#[unsafe(no_mangle)]
pub unsafe extern "system" fn vkNegotiateLoaderLayerInterfaceVersion(negotiation: *mut Negotiation) -> i32 {
    let negotiation = unsafe { &mut *negotiation };
    negotiation.version = 2;
    negotiation.get_instance_proc = get_instance_proc;
    negotiation.get_device_proc = get_device_proc;
    negotiation.get_physical_device_proc = None;
    0
}

/// The next one in the loader's chain, which is moved on.
unsafe fn next_link(mut info: *const Chained, ty: u32) -> Option<&'static Link> {
    while let Some(chained) = unsafe { info.as_ref() } {
        let loader = info.cast_mut().cast::<LoaderInfo>();
        if chained.ty == ty && unsafe { (*loader).function } == LINKS {
            let link = unsafe { (*loader).link.as_ref() }?;
            unsafe { (*loader).link = link.next };
            return Some(link);
        }
        info = chained.next;
    }
    None
}

unsafe extern "system" fn create_instance(info: *const Chained, allocator: *const c_void, made: *mut *mut c_void) -> i32 {
    let Some(link) = (unsafe { next_link((*info).next, LOADER_INSTANCE) }) else { return FAILED };
    let _ = INSTANCE_PROC.set(link.get_instance_proc);
    let Some(create) = (unsafe { (link.get_instance_proc)(std::ptr::null_mut(), c"vkCreateInstance".as_ptr()) }) else { return FAILED };
    unsafe { std::mem::transmute::<Function, CreateInstance>(create)(info, allocator, made) }
}

unsafe extern "system" fn create_device(card: *const c_void, info: *const Chained, allocator: *const c_void, made: *mut *mut c_void) -> i32 {
    let Some(link) = (unsafe { next_link((*info).next, LOADER_DEVICE) }) else { return FAILED };
    let _ = DEVICE_PROC.set(link.get_device_proc);
    let Some(create) = (unsafe { (link.get_instance_proc)(std::ptr::null_mut(), c"vkCreateDevice".as_ptr()) }) else { return FAILED };
    STATE.store(SOUND, Ordering::SeqCst);
    unsafe { std::mem::transmute::<Function, Create>(create)(card, info, allocator, made) }
}

fn is(state: u8) -> bool {
    if let Some(file) = std::env::var_os("INDENFOR_LOST")
        && let Ok(asked) = std::fs::read_to_string(&file)
        && std::fs::remove_file(file).is_ok()
    {
        STATE.store(if asked == "full" { FULL } else { LOST }, Ordering::SeqCst);
    }
    STATE.load(Ordering::SeqCst) == state
}

/// What the driver itself has by a name.
unsafe fn of_driver(device: *mut c_void, name: &CStr) -> Option<Function> {
    unsafe { DEVICE_PROC.get()?(device, name.as_ptr()) }
}

macro_rules! answers {
    ($state:ident $answer:ident, $name:ident, $function:literal, $ty:ty, ($($argument:ident: $kind:ty),*)) => {
        unsafe extern "system" fn $name(device: *mut c_void, $($argument: $kind),*) -> i32 {
            static DRIVERS: OnceLock<Option<Function>> = OnceLock::new();
            match DRIVERS.get_or_init(|| unsafe { of_driver(device, $function) }) {
                _ if is($state) => $answer,
                Some(function) => unsafe { std::mem::transmute::<Function, $ty>(*function)(device, $($argument),*) },
                None => FAILED,
            }
        }
    };
}

answers!(LOST DEVICE_LOST, get_counter, c"vkGetSemaphoreCounterValue", GetCounter, (semaphore: u64, value: *mut u64));
answers!(LOST DEVICE_LOST, wait_semaphores, c"vkWaitSemaphores", WaitSemaphores, (info: *const c_void, timeout: u64));
answers!(LOST DEVICE_LOST, get_fence, c"vkGetFenceStatus", GetFence, (fence: u64));
answers!(LOST DEVICE_LOST, wait_fences, c"vkWaitForFences", WaitFences, (count: u32, fences: *const u64, all: u32, timeout: u64));

answers!(FULL NO_DEVICE_MEMORY, create_image, c"vkCreateImage", CreateImage, (info: *const c_void, allocator: *const c_void, image: *mut u64));

/// Takes a queue, by which no function is found: the driver's is asked for with the device.
static SUBMIT: OnceLock<Submit> = OnceLock::new();

unsafe extern "system" fn submit(queue: *mut c_void, count: u32, submits: *const c_void, fence: u64) -> i32 {
    match SUBMIT.get() {
        _ if is(LOST) => DEVICE_LOST,
        Some(submit) => unsafe { submit(queue, count, submits, fence) },
        None => FAILED,
    }
}

fn own(name: &CStr) -> Option<Function> {
    let function: *const () = match name.to_bytes() {
        b"vkGetInstanceProcAddr" => get_instance_proc as _,
        b"vkGetDeviceProcAddr" => get_device_proc as _,
        b"vkCreateInstance" => create_instance as _,
        b"vkCreateDevice" => create_device as _,
        b"vkGetSemaphoreCounterValue" | b"vkGetSemaphoreCounterValueKHR" => get_counter as _,
        b"vkWaitSemaphores" | b"vkWaitSemaphoresKHR" => wait_semaphores as _,
        b"vkGetFenceStatus" => get_fence as _,
        b"vkWaitForFences" => wait_fences as _,
        b"vkCreateImage" => create_image as _,
        b"vkQueueSubmit" => submit as _,
        _ => return None,
    };
    Some(unsafe { std::mem::transmute::<*const (), Function>(function) })
}

unsafe extern "system" fn get_device_proc(device: *mut c_void, name: *const c_char) -> Option<Function> {
    let name = unsafe { CStr::from_ptr(name) };
    let drivers = unsafe { of_driver(device, name) };
    if name == c"vkQueueSubmit"
        && let Some(submit) = drivers
    {
        let _ = SUBMIT.set(unsafe { std::mem::transmute::<Function, Submit>(submit) });
    }
    own(name).filter(|_| drivers.is_some()).or(drivers)
}

unsafe extern "system" fn get_instance_proc(instance: *mut c_void, name: *const c_char) -> Option<Function> {
    own(unsafe { CStr::from_ptr(name) }).or_else(|| unsafe { INSTANCE_PROC.get()?(instance, name) })
}
