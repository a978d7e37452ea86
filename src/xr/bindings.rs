//! Controllers as data: which button does what, read from `assets/bindings.toml`.

use serde::Deserialize;

use super::Hand;

/// What stands for hands that hold no controller.
pub(super) const BARE_HANDS: &str = "/interaction_profiles/ext/hand_interaction_ext";

/// What a visitor can do with a button, or a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    Aim,
    Grip,
    Select,
    Back,
    Recenter,
    Turn,
    Language,
    Haptic,
}

/// One kind of controller.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    pub path: String,
    pub extension: Option<String>,
    #[serde(default)]
    pub core_in_1_1: bool,
    both: Buttons,
    #[serde(default)]
    left: Buttons,
    #[serde(default)]
    right: Buttons,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Buttons {
    aim: Vec<String>,
    grip: Vec<String>,
    select: Vec<String>,
    back: Vec<String>,
    recenter: Vec<String>,
    turn: Vec<String>,
    language: Vec<String>,
    haptic: Vec<String>,
}

impl Buttons {
    fn each(&self) -> impl Iterator<Item = (Deed, &str)> {
        [
            (Deed::Aim, &self.aim),
            (Deed::Select, &self.select),
            (Deed::Grip, &self.grip),
            (Deed::Haptic, &self.haptic),
            (Deed::Back, &self.back),
            (Deed::Recenter, &self.recenter),
            (Deed::Turn, &self.turn),
            (Deed::Language, &self.language),
        ]
        .into_iter()
        .flat_map(|(deed, paths)| paths.iter().map(move |path| (deed, path.as_str())))
    }
}

impl Profile {
    /// What to bind where, as OpenXR's full paths. What a visit cannot do without comes first.
    pub fn bindings(&self) -> Vec<(Deed, String)> {
        let of = |hand: Hand, own: &Buttons| -> Vec<(Deed, String)> {
            self.both.each().chain(own.each()).map(|(deed, path)| (deed, format!("{}/{path}", hand.path()))).collect()
        };
        [of(Hand::Left, &self.left), of(Hand::Right, &self.right)].concat()
    }
}

/// The controllers that this program knows.
pub(super) fn bundled() -> Vec<Profile> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        profile: Vec<Profile>,
    }
    match toml::from_str::<File>(include_str!("../../assets/bindings.toml")) {
        Ok(file) => file.profile,
        // A test reads the file, so this is for whoever edits it: looking for a while still chooses.
        Err(error) => {
            tracing::error!("assets/bindings.toml cannot be read, controllers do nothing: {error}");
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The components of each profile that the OpenXR specification lists, of those that could be of use here. `l:` and `r:` are on one hand only.
    const SPECIFIED: [(&str, &str); 9] = [
        ("khr/simple_controller", "select/click menu/click aim/pose grip/pose haptic"),
        (
            "oculus/touch_controller",
            "l:x/click l:y/click l:menu/click r:a/click r:b/click squeeze/value trigger/value thumbstick/click thumbstick/x aim/pose grip/pose haptic",
        ),
        (
            "valve/index_controller",
            "a/click b/click squeeze/value trigger/click trigger/value thumbstick/click thumbstick/x trackpad/force aim/pose grip/pose haptic",
        ),
        ("htc/vive_controller", "squeeze/click menu/click trigger/click trigger/value trackpad/click aim/pose grip/pose haptic"),
        (
            "microsoft/motion_controller",
            "menu/click squeeze/click trigger/value thumbstick/click thumbstick/x trackpad/click aim/pose grip/pose haptic",
        ),
        (
            "hp/mixed_reality_controller",
            "l:x/click l:y/click r:a/click r:b/click menu/click squeeze/value trigger/value thumbstick/click thumbstick/x aim/pose grip/pose haptic",
        ),
        (
            "bytedance/pico_neo3_controller",
            "l:x/click l:y/click r:a/click r:b/click menu/click trigger/click trigger/value thumbstick/click thumbstick/x squeeze/click aim/pose grip/pose haptic",
        ),
        (
            "bytedance/pico4_controller",
            "l:x/click l:y/click l:menu/click r:a/click r:b/click trigger/value thumbstick/click thumbstick/x squeeze/click aim/pose grip/pose haptic",
        ),
        ("ext/hand_interaction_ext", "aim/pose grip/pose aim_activate_ext/value pinch_ext/value grasp_ext/value"),
    ];

    #[test]
    fn the_controllers_of_the_trade_are_known() {
        let known: Vec<_> = bundled().into_iter().map(|profile| profile.path).collect();
        for (profile, _) in SPECIFIED {
            assert!(known.contains(&format!("/interaction_profiles/{profile}")), "{profile} is missing");
        }
        assert_eq!(known.len(), SPECIFIED.len(), "a profile that the test does not know: {known:?}");
    }

    #[test]
    fn every_binding_is_one_that_the_specification_lists() {
        for profile in bundled() {
            let specified = SPECIFIED.iter().find(|(name, _)| profile.path.ends_with(name)).unwrap().1;
            for (deed, path) in profile.bindings() {
                let (hand, component) = match path.strip_prefix("/user/hand/left/") {
                    Some(component) => ("l:", component),
                    None => ("r:", path.strip_prefix("/user/hand/right/").unwrap()),
                };
                let direction = if deed == Deed::Haptic { "output/" } else { "input/" };
                let component = component.strip_prefix(direction).unwrap_or_else(|| panic!("{path} is no {direction}"));
                let listed = specified.split(' ').any(|entry| entry == component || entry.strip_prefix(hand) == Some(component));
                assert!(listed, "{}: {path} is not in the specification", profile.path);
            }
        }
    }

    #[test]
    fn either_hand_can_point_and_choose_with_every_controller() {
        for profile in bundled() {
            let bindings = profile.bindings();
            for hand in [Hand::Left, Hand::Right] {
                for deed in [Deed::Aim, Deed::Grip, Deed::Select] {
                    let bound = bindings.iter().any(|(bound, path)| *bound == deed && path.starts_with(hand.path()));
                    assert!(bound, "{}: {deed:?} is not bound for {hand:?}", profile.path);
                }
            }
        }
    }

    #[test]
    fn a_story_can_be_left_and_the_language_changed_with_every_controller_that_has_buttons() {
        for profile in bundled().iter().filter(|profile| !profile.path.contains("hand_interaction")) {
            for deed in [Deed::Back, Deed::Language] {
                assert!(profile.bindings().iter().any(|(bound, _)| *bound == deed), "{}: {deed:?} has no button", profile.path);
            }
        }
    }

    #[test]
    fn no_button_does_two_things() {
        for profile in bundled() {
            let mut paths: Vec<_> = profile.bindings().into_iter().map(|(_, path)| path).collect();
            paths.sort();
            let count = paths.len();
            paths.dedup();
            assert_eq!(paths.len(), count, "{}: a path is bound twice", profile.path);
        }
    }

    #[test]
    fn what_lies_beyond_openxr_1_0_names_its_extension() {
        for profile in bundled() {
            let beyond = ["hp/", "bytedance/", "ext/"].iter().any(|vendor| profile.path.contains(vendor));
            assert_eq!(profile.extension.is_some(), beyond, "{}", profile.path);
        }
    }
}
