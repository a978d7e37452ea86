//! Every moment of a visit at which there is something to read.

use std::sync::Arc;

use glam::Vec3;
use indenfor::pose::Pose;
use indenfor::tour::{Action, LocationIndex, Tour};
use indenfor::walk::{Choice, Comfort, Command, Input, Options, Reception, Scene, SpaceState, TextSize, Walk};

/// A moment, and what it is called.
pub struct Moment {
    pub name: String,
    pub scene: Scene,
}

/// What a visitor reads who is welcomed, walks and says goodbye in `tour`, with words of this size: what is the same in every place.
pub fn around(tour: &Arc<Tour>, language: &str, text: TextSize) -> Vec<Moment> {
    let mut visit = Visit::begin(tour, language, text, Reception::Full);
    visit.wait(0.3);
    visit.note("attract");
    visit.ask(Command::Select);
    visit.wait(0.3);
    while let Some(first) = visit.scene.buttons.first().map(|button| button.choice).filter(|choice| *choice != Choice::Menu) {
        visit.note(first.name().trim_start_matches("button/"));
        visit.ask(Command::Back);
        visit.wait(0.3);
    }
    visit.wait(1.5);
    visit.ask(Command::Menu);
    visit.note("menu");
    visit.press(Choice::TakeMeOut);
    visit.wait(2.0);
    visit.note("calm");
    visit.press(Choice::GoBack);
    visit.wait(1.5);
    visit.ask(Command::Menu);
    visit.press(Choice::End);
    visit.wait(0.3);
    visit.note("farewell");
    visit.moments
}

/// What a visitor reads in the n-th location of `tour`: what the guide says and proposes, what each hotspot is called, stories and looks,
/// and the menu.
pub fn at_location(tour: &Arc<Tour>, location: usize, language: &str, text: TextSize) -> Vec<Moment> {
    let from_here = Arc::new(Tour { start: LocationIndex(location), ..(**tour).clone() });
    let mut visit = Visit::begin(&from_here, language, text, Reception::None);
    let here = tour.locations[location].id.as_str();
    visit.wait(2.0);
    visit.note(&format!("{here}: arrival"));
    visit.ask(Command::Menu);
    visit.note(&format!("{here}: menu"));
    visit.ask(Command::Menu);
    for (index, hotspot) in tour.locations[location].hotspots.iter().enumerate() {
        if !visit.attend(index) {
            continue;
        }
        // What is being said makes way for it.
        visit.wait(0.2);
        visit.note(&format!("{here}: the label of hotspot {index}"));
        if matches!(hotspot.action, Action::Go { .. }) {
            continue;
        }
        visit.ask(Command::Select);
        for second in 0..6 {
            visit.wait(2.0);
            visit.note(&format!("{here}: hotspot {index}, {} s on", 2 + 2 * second));
        }
        visit.ask(Command::Back);
    }
    let first = |wanted: fn(&Action) -> bool| tour.locations[location].hotspots.iter().position(|hotspot| wanted(&hotspot.action));
    if let Some(story) = first(|action| matches!(action, Action::Story(_)))
        && let Some(look) = first(|action| matches!(action, Action::Look { .. }))
    {
        for hotspot in [story, look] {
            if visit.attend(hotspot) {
                visit.ask(Command::Select);
                visit.wait(1.0);
            }
        }
        visit.note(&format!("{here}: a look while somebody tells"));
        visit.ask(Command::Back);
        visit.ask(Command::Back);
    }
    visit.wait(10.0);
    visit.note(&format!("{here}: a proposal"));
    visit.wait(13.0);
    visit.note(&format!("{here}: a nudge"));
    visit.moments
}

struct Visit {
    walk: Walk,
    scene: Scene,
    moments: Vec<Moment>,
}

impl Visit {
    fn begin(tour: &Arc<Tour>, language: &str, text: TextSize, reception: Reception) -> Self {
        let comfort = Comfort { text, ..Comfort::default() };
        let options = Options { comfort, reception, ..Options::default() };
        let mut visit = Self { walk: Walk::new(tour.clone(), options), scene: Scene::bare(tour.start), moments: Vec::new() };
        visit.ask(Command::Language(language.to_owned()));
        visit
    }

    fn note(&mut self, name: &str) {
        self.moments.push(Moment { name: name.to_owned(), scene: self.scene.clone() });
    }

    fn step(&mut self, commands: Vec<Command>) {
        let head = Pose { position: Vec3::new(0.0, 1.6, 0.0), ..Pose::default() };
        let input = Input { head, commands, space: SpaceState::Ready, ..Input::default() };
        self.scene = self.walk.step(&input, 0.05).scene.clone();
    }

    fn wait(&mut self, seconds: f32) {
        (0..(seconds / 0.05) as usize).for_each(|_| self.step(Vec::new()));
    }

    fn ask(&mut self, command: Command) {
        self.step(vec![command]);
        self.wait(0.25);
    }

    fn press(&mut self, choice: Choice) {
        let found = |scene: &Scene| scene.buttons.iter().any(|button| button.choice == choice && button.focus > 0.9);
        for _ in 0..40 {
            self.ask(Command::Next);
            if found(&self.scene) {
                return self.ask(Command::Select);
            }
        }
        panic!("keys do not come to {choice:?}");
    }

    /// Goes by key to a hotspot, if it is there.
    fn attend(&mut self, hotspot: usize) -> bool {
        (0..40).any(|_| {
            self.ask(Command::Next);
            self.scene.markers.iter().any(|marker| marker.hotspot == hotspot && marker.focus > 0.9)
        })
    }
}
