//! The runtime and its headset: found, named and asked what they can do. Nothing is drawn yet.

use openxr as xr;

use super::error::XrError;
use super::patience::Patience;

/// What a headset's software says of itself and of the headset it sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The software and its version, such as `Monado(XRT) by Collabora et al 25.0.0`.
    pub runtime: String,
    /// The headset, such as `Monado: Simulated HMD`.
    pub headset: String,
    /// The version of OpenXR that was agreed on, such as `1.1`.
    pub version: String,
    /// What the software calls the headset's sound device, where it has a word for it.
    pub sound: Option<String>,
}

/// Looks for a headset without opening it: quick, shows nothing, leaves nothing open.
///
/// `application` is the name that the headset's software shows for this program.
///
/// # Errors
/// Says in one sentence what is missing: loader, runtime, its service, a headset, Vulkan.
pub fn discover(application: &str) -> Result<Discovery, XrError> {
    let _patience = Patience::begin();
    Ok(Runtime::find(application)?.discovery)
}

/// An open connection to a runtime that has a headset.
pub(super) struct Runtime {
    pub instance: xr::Instance,
    pub system: xr::SystemId,
    /// What of the wanted extensions is there and switched on.
    pub extensions: xr::ExtensionSet,
    /// Whether 1.1 was agreed on, in which much is core that was an extension before.
    pub one_one: bool,
    pub discovery: Discovery,
    /// Width and height that no picture may exceed, pixels.
    pub most: [u32; 2],
}

impl Runtime {
    pub fn find(application: &str) -> Result<Self, XrError> {
        let entry = load()?;
        let offered = entry.enumerate_extensions().map_err(XrError::no_instance)?;
        if !offered.khr_vulkan_enable2 {
            return Err(XrError::NoVulkan);
        }
        let extensions = wanted(&offered);

        let application = fitting(application);
        let open = |version| {
            let info = xr::ApplicationInfo {
                application_name: &application,
                application_version: 1,
                engine_name: "Indenfor",
                engine_version: 1,
                api_version: version,
            };
            entry.create_instance(&info, &extensions, &[], &())
        };
        let (instance, one_one) = match open(xr::Version::new(1, 1, 0)) {
            Err(xr::sys::Result::ERROR_API_VERSION_UNSUPPORTED) => (open(xr::Version::new(1, 0, 0)), false),
            answer => (answer, true),
        };
        let instance = instance.map_err(XrError::no_instance)?;

        let properties = instance.properties().map_err(XrError::refused("tell its name"))?;
        let system =
            instance.system(xr::FormFactor::HEAD_MOUNTED_DISPLAY).map_err(|result| XrError::no_system(&properties.runtime_name, result))?;
        let described = instance.system_properties(system).map_err(XrError::refused("describe its headset"))?;
        let (headset, most) = (described.system_name, described.graphics_properties);
        let discovery = Discovery {
            runtime: format!("{} {}", properties.runtime_name, properties.runtime_version),
            headset,
            version: if one_one { "1.1" } else { "1.0" }.to_owned(),
            sound: sound_device(&instance),
        };
        tracing::info!(runtime = discovery.runtime, headset = discovery.headset, openxr = discovery.version, "headset found");
        let most = [most.max_swapchain_image_width, most.max_swapchain_image_height];
        Ok(Self { instance, system, extensions, one_one, discovery, most })
    }

    /// Whether an extension is on, or was never needed because OpenXR 1.1 made it core.
    pub fn has(&self, extension: &str, core_in_one_one: bool) -> bool {
        (core_in_one_one && self.one_one)
            || self.extensions.names().iter().any(|name| name.strip_suffix(&[0]) == Some(extension.as_bytes()))
    }
}

#[cfg(not(windows))]
fn load() -> Result<xr::Entry, XrError> {
    // SAFETY: the library of this name is the OpenXR loader of the system, which keeps to the specification.
    unsafe { xr::Entry::load(&()) }.map_err(|error| {
        tracing::debug!("no OpenXR loader: {error:?}");
        XrError::NoLoader
    })
}

#[cfg(windows)]
fn load() -> Result<xr::Entry, XrError> {
    xr::Entry::linked(&()).map_err(XrError::no_instance)
}

/// Of what the runtime offers, what this program makes use of.
fn wanted(offered: &xr::ExtensionSet) -> xr::ExtensionSet {
    let mut wanted = xr::ExtensionSet::default();
    wanted.khr_vulkan_enable2 = offered.khr_vulkan_enable2;
    wanted.khr_composition_layer_equirect2 = offered.khr_composition_layer_equirect2;
    wanted.ext_local_floor = offered.ext_local_floor;
    wanted.ext_user_presence = offered.ext_user_presence;
    wanted.ext_hand_interaction = offered.ext_hand_interaction;
    wanted.ext_hand_tracking = offered.ext_hand_tracking;
    wanted.ext_hp_mixed_reality_controller = offered.ext_hp_mixed_reality_controller;
    wanted.bd_controller_interaction = offered.bd_controller_interaction;
    wanted.fb_display_refresh_rate = offered.fb_display_refresh_rate;
    wanted.oculus_audio_device_guid = offered.oculus_audio_device_guid;
    wanted
}

/// The GUID of the headset's sound device. Of all runtimes only Meta's tell it, on Windows.
fn sound_device(instance: &xr::Instance) -> Option<String> {
    let ask = instance.exts().oculus_audio_device_guid?.get_audio_output_device_guid;
    let mut letters = [0; xr::sys::MAX_AUDIO_DEVICE_STR_SIZE_OCULUS];
    // SAFETY: the function belongs to this instance, and the buffer is as long as the specification says.
    let answer = unsafe { ask(instance.as_raw(), letters.as_mut_ptr()) };
    let word = letters.iter().take_while(|letter| **letter != 0).filter_map(|letter| char::from_u32(*letter as u32));
    Some(word.collect()).filter(|word: &String| answer == xr::sys::Result::SUCCESS && !word.is_empty())
}

/// A name that fits OpenXR's 127 bytes and has no zero byte inside; the binding would panic at a longer one.
fn fitting(name: &str) -> String {
    let mut fitting = String::new();
    for letter in name.chars().filter(|&letter| letter != '\0') {
        if fitting.len() + letter.len_utf8() >= xr::sys::MAX_APPLICATION_NAME_SIZE {
            break;
        }
        fitting.push(letter);
    }
    // An empty name is refused by runtimes.
    if fitting.is_empty() { "Indenfor".to_owned() } else { fitting }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_is_asked_for() {
        let mut offered = xr::ExtensionSet::default();
        offered.khr_vulkan_enable2 = true;
        offered.fb_passthrough = true;
        let wanted = wanted(&offered);
        assert!(wanted.khr_vulkan_enable2);
        assert!(!wanted.fb_passthrough, "nobody uses it");
        assert!(!wanted.ext_user_presence, "it is not offered");
    }

    #[test]
    fn a_name_of_any_length_fits() {
        assert_eq!(fitting("A walk"), "A walk");
        assert_eq!(fitting("A\0walk"), "Awalk");
        assert_eq!(fitting(""), "Indenfor");
        let long = fitting(&"å".repeat(200));
        assert!(long.len() < xr::sys::MAX_APPLICATION_NAME_SIZE && long.len() > 120);
    }
}
