//! `indenfor doctor`: what this machine has, and what to do where it lacks something.

use super::{Ending, log};
use crate::app::console::say;
use crate::app::settings::Settings;
use crate::gpu::Gpu;
use crate::sound::{Found, HeadsetSound, Wanted};
use crate::{render, sound, xr};

/// Less free space than this, in bytes, is said to be little: a day's logs and a large tour.
const LITTLE_SPACE: u64 = 2 << 30;

/// Looks at one thing.
type Look = fn() -> Finding;

/// What was found, in one line.
enum Finding {
    /// All is there.
    Good(String),
    /// A visit is possible, with something less.
    Lacking(String),
    /// No visit is possible.
    Missing(String),
}

/// Looks at everything that a visit needs and says what is there.
pub(super) fn run() -> anyhow::Result<Ending> {
    let checks: [(&str, Look); 5] =
        [("Graphics", graphics), ("Headset", headset), ("Sound", loudspeaker), ("Disk", disk), ("Fonts", fonts)];
    let mut ending = Ending::Done;
    for (what, look) in checks {
        let (mark, words) = match look() {
            Finding::Good(words) => ("  ok   ", words),
            Finding::Lacking(words) => ("  --   ", words),
            Finding::Missing(words) => {
                ending = Ending::MachineLacks;
                ("MISSING", words)
            }
        };
        say(format_args!("{mark} {what:<9} {words}"));
    }
    say(format_args!(
        "{}",
        if ending == Ending::Done { "Ready for a visit." } else { "No visit is possible until what is missing is there." }
    ));
    Ok(ending)
}

fn graphics() -> Finding {
    match Gpu::headless() {
        Ok(gpu) => {
            let memory =
                gpu.memory().map_or(String::new(), |memory| format!(", {} MB of its memory for places", memory.for_places(0, 0) >> 20));
            let (name, driver, widest) = (&gpu.info.name, &gpu.info.driver_info, gpu.max_texture_size());
            let what = format!("{name} ({driver}), pictures up to {widest} pixels wide{memory}");
            if gpu.is_software() {
                let eyes = if render::multiview_works(&gpu) { "" } else { "; draws both eyes one after the other" };
                Finding::Lacking(format!(
                    "{what}{eyes}. This is software: good for pictures and tests, too slow for a headset. Install the driver of the graphics card"
                ))
            } else {
                Finding::Good(what)
            }
        }
        Err(error) => Finding::Missing(error.to_string()),
    }
}

fn headset() -> Finding {
    match xr::discover("Indenfor doctor") {
        Ok(found) => Finding::Good(format!("{} through {} (OpenXR {})", found.headset, found.runtime, found.version)),
        Err(error) => Finding::Lacking(format!("{error}. Until then tours are walked in a window")),
    }
}

fn loudspeaker() -> Finding {
    // As a visit would choose it that began now.
    let headset = xr::discover("Indenfor doctor").ok().map(|found| HeadsetSound { device: found.sound, name: found.headset });
    let wanted = Wanted { asked: None, headset, usual: Settings::load().sound_device };
    match sound::probe(&wanted) {
        Ok(found) => {
            let (late, Found { name, why, channels, rate, frames, .. }) = (found.latency.as_millis(), &found);
            let at_once = f64::from(*frames) / f64::from(*rate) * 1000.0;
            Finding::Good(format!(
                "{name} ({why}), {channels} channels at {rate} Hz, takes {frames} frames ({at_once:.0} ms) at a time, heard {late} ms after \
                 they are made"
            ))
        }
        Err(error) => Finding::Lacking(format!("{error}. Until then captions tell the stories")),
    }
}

fn disk() -> Finding {
    let Some(folder) = log::folder() else {
        return Finding::Lacking("this system has no place for logs; nothing is written down".into());
    };
    if let Err(error) = std::fs::create_dir_all(&folder) {
        return Finding::Lacking(format!("{} cannot be written ({error}); no logs are kept", folder.display()));
    }
    match fs4::available_space(&folder) {
        Ok(free) if free < LITTLE_SPACE => {
            Finding::Lacking(format!("{} MB free at {}: make room before the day begins", free >> 20, folder.display()))
        }
        Ok(free) => Finding::Good(format!("{} GB free, logs are kept in {}", free >> 30, folder.display())),
        Err(error) => Finding::Lacking(format!("the free space at {} cannot be told: {error}", folder.display())),
    }
}

fn fonts() -> Finding {
    let families = render::bundled_fonts();
    if families.is_empty() {
        return Finding::Missing("the bundled fonts cannot be read; the program is damaged, install it anew".into());
    }
    Finding::Good(format!("{} (bundled)", families.join(", ")))
}
