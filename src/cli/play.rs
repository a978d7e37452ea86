//! `indenfor play`: a visit, wherever there is a place for one.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Ending, TourArgument, tours};
use crate::app::console::say;
use crate::app::settings::VOLUME_RANGE;
use crate::app::{VisitOptions, headless, vr, window};
use crate::sound::Hearing;
use crate::tour::Tour;
use crate::walk::{Options, Reception, comfort};
use crate::xr::Headset;

#[derive(Debug, clap::Args)]
pub(super) struct Play {
    #[command(flatten)]
    tour: TourArgument,
    /// In the headset or not at all
    #[arg(long, group = "place")]
    headset: bool,
    /// In a window, also where there is a headset
    #[arg(long, group = "place")]
    window: bool,
    /// With no screen at all: walk the tour by itself and write pictures of it
    #[arg(long, group = "place")]
    headless: bool,
    /// The language to begin in, such as `da` or `en` [default: the tour's first]
    #[arg(long)]
    language: Option<String>,
    /// Where to put pictures, should there be nothing else to show the tour on
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// What sound is heard with [default: told from the sound device]
    #[arg(long)]
    sound: Option<Sound>,
    /// The sound device, by a part of its name [default: the headset's own, else what the settings name, else the system's choice]
    #[arg(long)]
    sound_device: Option<String>,
    /// How loud it is, 5 to 100 percent; + and - change it, and it is kept for the next time [default: as it was last]
    #[arg(long, value_parser = clap::value_parser!(u8).range(i64::from(VOLUME_RANGE.0)..=i64::from(VOLUME_RANGE.1)))]
    volume: Option<u8>,
    /// How visitors are received: `full` waits for each and welcomes them, `short` waits and then walks, `none` walks at once
    #[arg(long, default_value = "full")]
    welcome: Welcome,
    /// How long a visitor walks, 4 to 20 minutes [default: as long as they like]
    #[arg(long, value_parser = clap::value_parser!(u8).range(4..=20))]
    minutes: Option<u8>,
    /// How long looking at something takes to choose it, in seconds: 1, 1.5, 2.5 [default: 1.5]
    #[arg(long, value_parser = seconds)]
    dwell: Option<f32>,
    /// For who has one switch (any key that selects): attention rests so many seconds on each thing, and goes on by itself
    #[arg(long, value_parser = seconds)]
    scan: Option<f32>,
    /// In the headset: a controller's stick, pushed aside, turns the visitor by 30 degrees; for who sits and cannot turn
    #[arg(long)]
    snap_turn: bool,
    /// In the headset: who draws panoramas
    #[arg(long, default_value = "projection")]
    panorama: Panorama,
    /// Write what happens on the visit into this file, one JSON object a line
    #[arg(long)]
    events: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
enum Panorama {
    /// This program, into the pictures of the eyes
    Projection,
    /// The headset's software, where it can (XR_KHR_composition_layer_equirect2) and the panorama is one whole picture for both eyes
    Compositor,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Welcome {
    /// Each visitor is waited for and welcomed
    Full,
    /// Each visitor is waited for, and walks
    Short,
    /// The walk begins at once
    None,
}

impl From<Welcome> for Reception {
    fn from(welcome: Welcome) -> Self {
        match welcome {
            Welcome::Full => Self::Full,
            Welcome::Short => Self::Short,
            Welcome::None => Self::None,
        }
    }
}

/// A length of time that somebody typed.
fn seconds(typed: &str) -> Result<f32, String> {
    let seconds: Option<f32> = typed.replace(',', ".").parse().ok().filter(|seconds| (0.5..=10.0).contains(seconds));
    seconds.ok_or_else(|| "give seconds, from 0.5 to 10".to_owned())
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Sound {
    /// Headphones, or the speakers beside a headset's ears: each ear hears what it would hear there
    Headphones,
    /// A pair of loudspeakers: from left to right
    Speakers,
    /// One loudspeaker
    Mono,
}

impl From<Sound> for Hearing {
    fn from(sound: Sound) -> Self {
        match sound {
            Sound::Headphones => Self::Headphones,
            Sound::Speakers => Self::Loudspeakers,
            Sound::Mono => Self::Mono,
        }
    }
}

/// Where a visit can take place, and why there.
enum Place {
    Headset(Box<Headset>, String),
    Window(Box<window::Display>, String),
    Nowhere(String),
}

impl Play {
    /// Walks through the tour, and says in one line where and why.
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Some(tour) = self.tour.load() else { return Ok(Ending::TourHasErrors) };
        if let Some(ending) = tours::wrong_language(&tour, self.language.as_deref()) {
            return Ok(ending);
        }
        let place = self.place()?;
        let hearing = self.sound.map(Hearing::from);
        let sound_device = self.sound_device.clone();
        let walk = Options {
            reception: self.welcome.into(),
            minutes: self.minutes.map(f32::from),
            dwell_seconds: self.dwell.unwrap_or(comfort::DWELL_SECONDS),
            scan_seconds: self.scan,
            ..Options::default()
        };
        let (language, events) = (self.language.clone(), self.events.clone());
        let (volume, snap_turn, by_compositor) = (self.volume, self.snap_turn, self.panorama == Panorama::Compositor);
        let options = VisitOptions { language, events, sound_device, headset: None, volume, walk, snap_turn, by_compositor, hearing };
        let title = tour.title.in_language(options.language.as_deref().unwrap_or(&tour.languages[0])).to_string();
        match place {
            Place::Headset(headset, why) => {
                say(format_args!("Walking “{title}” in the headset: {why}."));
                vr::run(*headset, tour, &options)?;
            }
            Place::Window(display, why) => {
                say(format_args!("Walking “{title}” in a window: {why}."));
                window::run(*display, tour, &options, None)?;
            }
            Place::Nowhere(why) => return self.pictures(tour, &options, &title, &why),
        }
        Ok(Ending::Done)
    }

    fn place(&self) -> anyhow::Result<Place> {
        let asked = || "as was asked".to_owned();
        if self.headset {
            return Ok(Place::Headset(Box::new(vr::connect()?), asked()));
        }
        if self.window {
            return Ok(Place::Window(Box::new(window::display()?), asked()));
        }
        if self.headless {
            return Ok(Place::Nowhere(asked()));
        }
        let no_headset = match vr::connect() {
            Ok(headset) => {
                let why = format!("{} answers through {}", headset.discovery().headset, headset.discovery().runtime);
                return Ok(Place::Headset(Box::new(headset), why));
            }
            Err(error) => error,
        };
        Ok(match window::display() {
            Ok(display) => Place::Window(Box::new(display), no_headset.to_string()),
            Err(no_display) => Place::Nowhere(format!("{no_headset}, and {no_display}")),
        })
    }

    fn pictures(&self, tour: Arc<Tour>, options: &VisitOptions, title: &str, why: &str) -> anyhow::Result<Ending> {
        // Nobody comes who could be received.
        let options = VisitOptions { walk: Options::default(), ..options.clone() };
        say(format_args!("Walking “{title}” by itself, into pictures: {why}."));
        let made = headless::storyboard(tour, &options, &self.out)?;
        say(format_args!("{} pictures and {}", made.pictures.len(), made.sheet.display()));
        Ok(Ending::Done)
    }
}
