//! Which of the system's sound devices is played on.

/// What is known of where sound is wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// A part of a device's name that somebody asked for just now.
    pub asked: Option<String>,
    /// The headset that the visit is in.
    pub headset: Option<HeadsetSound>,
    /// A part of a device's name that is set for every day.
    pub usual: Option<String>,
}

/// A headset, as far as its sound goes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeadsetSound {
    /// What the headset's software calls its sound device, where it has a word for it: a part of the system's own name for it.
    pub device: Option<String>,
    /// What the headset is called.
    pub name: String,
}

/// Why a device is played on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    Asked,
    /// It is the headset's own.
    Headset,
    /// It is set for every day.
    Usual,
    /// It is the system's own choice.
    Default,
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Asked => "as was asked",
            Self::Headset => "the headset's own",
            Self::Usual => "as the settings have it",
            Self::Default => "the system's own choice",
        })
    }
}

/// A device that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Device {
    /// As people know it.
    pub name: String,
    /// As the system knows it.
    pub id: String,
}

/// Words of which a kind of headset has one in its name, and its sound device one in its own.
const FAMILIES: [&[&str]; 9] = [
    &["quest", "rift", "oculus", "meta"],
    &["index", "valve"],
    &["vive", "htc"],
    &["pico"],
    &["reverb", "hp "],
    &["pimax"],
    &["bigscreen", "beyond"],
    &["varjo"],
    &["playstation vr", "ps vr", "psvr"],
];

/// The device to play on, as its place among `devices`, and why; the system's own choice if `None`.
pub(super) fn choose(devices: &[Device], wanted: &Wanted) -> (Option<usize>, Why) {
    let contains = |part: &str| {
        let part = part.to_lowercase();
        let found = devices.iter().position(|device| device.name.to_lowercase().contains(&part));
        found.filter(|_| !part.trim().is_empty())
    };
    let asked = || wanted.asked.as_deref().and_then(contains).map(|device| (Some(device), Why::Asked));
    let headset = || wanted.headset.as_ref().and_then(|headset| of_headset(devices, headset)).map(|device| (Some(device), Why::Headset));
    let usual = || wanted.usual.as_deref().and_then(contains).map(|device| (Some(device), Why::Usual));
    asked().or_else(headset).or_else(usual).unwrap_or((None, Why::Default))
}

/// The headset's own device: by its software's word, else by name.
fn of_headset(devices: &[Device], headset: &HeadsetSound) -> Option<usize> {
    if let Some(word) = headset.device.as_deref().map(str::to_lowercase).filter(|word| !word.is_empty()) {
        let known = devices.iter().position(|device| device.id.to_lowercase().contains(&word));
        if known.is_some() {
            return known;
        }
    }
    let name = headset.name.to_lowercase();
    let names = || devices.iter().map(|device| device.name.to_lowercase());
    let named = names().position(|device| name.len() > 3 && device.contains(&name));
    let family = || {
        let words = FAMILIES.iter().find(|words| words.iter().any(|word| name.contains(word)))?;
        names().position(|device| words.iter().any(|word| device.contains(word)))
    };
    named.or_else(family)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn devices(names: &[&str]) -> Vec<Device> {
        names.iter().enumerate().map(|(at, name)| Device { name: (*name).into(), id: format!("{{0.0}}.{{GUID-{at}}}") }).collect()
    }

    fn headset(name: &str) -> Option<HeadsetSound> {
        Some(HeadsetSound { device: None, name: name.into() })
    }

    #[test]
    fn what_was_asked_for_wins_then_the_headset_then_the_settings_then_the_system() {
        let devices = devices(&["Speakers (Realtek)", "Headphones (Oculus Virtual Audio Device)", "USB Audio"]);
        let mut wanted = Wanted { asked: Some("realtek".into()), headset: headset("Meta Quest 3"), usual: Some("usb".into()) };
        assert_eq!(choose(&devices, &wanted), (Some(0), Why::Asked));
        wanted.asked = Some("nothing of the kind".into());
        assert_eq!(choose(&devices, &wanted), (Some(1), Why::Headset));
        wanted.headset = None;
        assert_eq!(choose(&devices, &wanted), (Some(2), Why::Usual));
        wanted.usual = None;
        assert_eq!(choose(&devices, &wanted), (None, Why::Default));
    }

    #[test]
    fn the_headsets_own_word_wins_over_its_name() {
        let devices = devices(&["Headphones (Rift)", "Headphones (2- Rift)"]);
        let word = |word: &str| Wanted {
            headset: Some(HeadsetSound { device: Some(word.into()), name: "Oculus Rift".into() }),
            ..Wanted::default()
        };
        assert_eq!(choose(&devices, &word("{guid-1}")), (Some(1), Why::Headset));
        assert_eq!(choose(&devices, &word("{another}")), (Some(0), Why::Headset), "a word that nobody knows is no word");
    }

    #[test]
    fn headsets_are_known_by_name_and_others_are_left_alone() {
        let known = [
            ("Oculus Quest2", "Headphones (Oculus Virtual Audio Device)"),
            ("SteamVR/OpenXR : valve index", "Digital Audio (Index HMD)"),
            ("SteamVR/OpenXR : vive_pro", "Speakers (HTC Vive Pro)"),
            ("PICO 4", "Speakers (PICO 4 Streaming)"),
            ("Windows Mixed Reality : HP Reverb G2", "Speakers (Realtek USB2.0 Audio Reverb G2)"),
        ];
        for (name, device) in known {
            let devices = devices(&["Built-in", device]);
            assert_eq!(choose(&devices, &Wanted { headset: headset(name), ..Wanted::default() }), (Some(1), Why::Headset), "{name}");
        }
        let unknown = Wanted { headset: headset("Monado: Simulated HMD"), ..Wanted::default() };
        assert_eq!(choose(&devices(&["Built-in", "Vive"]), &unknown), (None, Why::Default));
        assert_eq!(choose(&devices(&["Built-in"]), &Wanted { asked: Some(String::new()), ..unknown }), (None, Why::Default));
    }
}
