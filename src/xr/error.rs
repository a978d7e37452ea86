//! What can go wrong between the program and a headset: one sentence each, for people who are not technical.

use openxr as xr;

/// Why there is no picture in the headset. Each message is one plain sentence: what is missing, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XrError {
    /// The library through which every OpenXR program starts is not there.
    #[error(
        "there is no OpenXR loader on this machine; install it (on Debian and Ubuntu the package libopenxr-loader1) or the headset's own software"
    )]
    NoLoader,
    /// No software for a headset is installed, or none is chosen.
    #[error(
        "no OpenXR runtime is set up on this machine; install the headset's software (SteamVR, Meta Quest Link, Monado and so on) and make it the active OpenXR runtime in its settings"
    )]
    NoRuntime,
    /// The headset's software is installed, but does not run.
    #[error("the headset's software is installed but does not answer; start it and try again")]
    RuntimeNotRunning,
    /// The headset's software runs and has no headset.
    #[error("{runtime} sees no headset; plug the headset in, switch it on and try again")]
    NoHeadset {
        /// The headset's software, as it calls itself.
        runtime: String,
    },
    /// The headset's software knows neither of the versions that this program speaks.
    #[error("the headset's software is too old for this program, which needs OpenXR 1.0 or 1.1; update the headset's software")]
    VersionUnsupported,
    /// The headset's software cannot take pictures made with Vulkan.
    #[error(
        "the headset's software does not take pictures made with Vulkan (XR_KHR_vulkan_enable2); update it, or make another OpenXR runtime the active one"
    )]
    NoVulkan,
    /// The graphics driver is too old, or there is none.
    #[error("the headset's software asks for Vulkan {needed} and this machine offers {offered}; update the graphics driver")]
    VulkanTooOld {
        /// The least that is asked for, such as `1.1`.
        needed: String,
        /// What is there, such as `1.0`, or `none`.
        offered: String,
    },
    /// The headset is not one with two eyes, or takes no picture that can be drawn.
    #[error("{headset} cannot be drawn for: it offers no {missing}; use another headset, or update its software")]
    Unfit {
        /// The headset, as its software calls it.
        headset: String,
        /// What it lacks, in a few words.
        missing: &'static str,
    },
    /// The graphics device that the headset is plugged into cannot be used.
    #[error(
        "the graphics device of the headset cannot be used ({reason}); restart the headset's software, and update the graphics driver if that does not help"
    )]
    Graphics {
        /// Which step failed, and how.
        reason: String,
    },
    /// The headset's software went away in the middle of a visit, or took the headset away.
    #[error("the connection to the headset's software was lost; start it again, the visit goes on when it answers")]
    Lost,
    /// An earlier connection was not given up before a new one was asked for. A mistake in this program.
    #[error("an earlier connection to the headset is still held; close the program and start it again")]
    StillConnected,
    /// Anything else that the headset's software refuses.
    #[error("the headset's software refused to {what} ({code}); restart the headset's software")]
    Refused {
        /// What was asked of it.
        what: &'static str,
        /// The name of OpenXR's result code.
        code: String,
    },
}

impl XrError {
    /// Whether it is worth connecting again in a while: drop the [`Headset`](super::Headset) and everything drawn with its device, and
    /// call [`Headset::connect`](super::Headset::connect) every [`RECONNECT_EVERY`](super::RECONNECT_EVERY). If not, nothing changes
    /// while this program runs.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::RuntimeNotRunning
            | Self::NoHeadset { .. }
            | Self::Graphics { .. }
            | Self::Lost
            | Self::StillConnected
            | Self::Refused { .. } => true,
            Self::NoLoader
            | Self::NoRuntime
            | Self::VersionUnsupported
            | Self::NoVulkan
            | Self::VulkanTooOld { .. }
            | Self::Unfit { .. } => false,
        }
    }

    /// The error for a call that failed once there was an instance. `what` completes "refused to".
    pub(super) fn refused(what: &'static str) -> impl FnOnce(xr::sys::Result) -> Self {
        move |result| match result {
            xr::sys::Result::ERROR_INSTANCE_LOST | xr::sys::Result::ERROR_SESSION_LOST => Self::Lost,
            xr::sys::Result::ERROR_GRAPHICS_DEVICE_INVALID => Self::Graphics { reason: format!("asked to {what}") },
            other => Self::Refused { what, code: format!("{other:?}") },
        }
    }

    /// The error for the first two calls of all, when there is no instance yet.
    pub(super) fn no_instance(result: xr::sys::Result) -> Self {
        match result {
            xr::sys::Result::ERROR_RUNTIME_UNAVAILABLE => Self::NoRuntime,
            // Some runtimes answer a missing service with the one, some with the other.
            xr::sys::Result::ERROR_RUNTIME_FAILURE | xr::sys::Result::ERROR_INITIALIZATION_FAILED => Self::RuntimeNotRunning,
            xr::sys::Result::ERROR_API_VERSION_UNSUPPORTED => Self::VersionUnsupported,
            xr::sys::Result::ERROR_LIMIT_REACHED => Self::StillConnected,
            other => Self::refused("start")(other),
        }
    }

    /// The error for a runtime that was asked for a headset.
    pub(super) fn no_system(runtime: &str, result: xr::sys::Result) -> Self {
        match result {
            xr::sys::Result::ERROR_FORM_FACTOR_UNAVAILABLE | xr::sys::Result::ERROR_FORM_FACTOR_UNSUPPORTED => {
                Self::NoHeadset { runtime: runtime.to_owned() }
            }
            other => Self::refused("name its headset")(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xr::sys::Result as Code;

    fn told(error: &XrError) -> String {
        error.to_string()
    }

    #[test]
    fn every_way_to_fail_is_told_in_one_sentence_with_what_to_do() {
        let runtime = || "Monado".to_owned();
        for error in [
            XrError::NoLoader,
            XrError::NoRuntime,
            XrError::RuntimeNotRunning,
            XrError::NoHeadset { runtime: runtime() },
            XrError::VersionUnsupported,
            XrError::NoVulkan,
            XrError::VulkanTooOld { needed: "1.1".into(), offered: "none".into() },
            XrError::Unfit { headset: "A headset".into(), missing: "picture for each eye" },
            XrError::Graphics { reason: "it opens no device".into() },
            XrError::Lost,
            XrError::StillConnected,
            XrError::Refused { what: "begin the session", code: "ERROR_VALIDATION_FAILURE".into() },
        ] {
            let sentence = told(&error);
            let advice = ["install", "start", "plug", "update", "use another", "close", "restart"];
            assert!(advice.iter().any(|word| sentence.contains(word)), "{sentence}: says not what to do");
            assert!(!sentence.contains('\n') && !sentence.contains(". "), "{sentence}: more than one sentence");
            assert!(!sentence.ends_with('.'), "{sentence}: the caller ends the sentence");
        }
    }

    #[test]
    fn a_missing_runtime_is_told_from_one_that_does_not_run() {
        assert_eq!(XrError::no_instance(Code::ERROR_RUNTIME_UNAVAILABLE), XrError::NoRuntime);
        assert_eq!(XrError::no_instance(Code::ERROR_RUNTIME_FAILURE), XrError::RuntimeNotRunning);
        assert_eq!(XrError::no_instance(Code::ERROR_API_VERSION_UNSUPPORTED), XrError::VersionUnsupported);
    }

    #[test]
    fn a_headset_that_is_not_plugged_in_is_told_with_the_runtimes_name() {
        let error = XrError::no_system("Monado", Code::ERROR_FORM_FACTOR_UNAVAILABLE);
        assert!(told(&error).starts_with("Monado sees no headset"), "{error}");
    }

    #[test]
    fn what_ends_a_connection_is_worth_another_try_and_what_is_missing_is_not() {
        for code in [Code::ERROR_INSTANCE_LOST, Code::ERROR_SESSION_LOST] {
            assert_eq!(XrError::refused("wait for a frame")(code), XrError::Lost);
        }
        assert!(XrError::Lost.may_pass());
        assert!(XrError::RuntimeNotRunning.may_pass(), "a killed runtime is away for a while");
        assert!(XrError::no_system("Monado", Code::ERROR_FORM_FACTOR_UNAVAILABLE).may_pass());
        assert!(!XrError::NoLoader.may_pass());
        assert!(!XrError::NoRuntime.may_pass());
        assert!(!XrError::NoVulkan.may_pass());
        assert!(!XrError::VersionUnsupported.may_pass());
    }

    #[test]
    fn an_unforeseen_refusal_names_the_step_and_the_code() {
        let sentence = told(&XrError::refused("begin the session")(Code::ERROR_VALIDATION_FAILURE));
        assert!(sentence.contains("begin the session") && sentence.contains("ERROR_VALIDATION_FAILURE"), "{sentence}");
    }
}
