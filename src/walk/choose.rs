//! What is attended to, and what choosing it does.

use std::sync::Arc;

use crate::pose::{HandShape, Ray, turn};
use crate::tour::{Action, Hotspot};
use crate::walk::aim::{Sight, Target};
use crate::walk::proposal::Idea;
use crate::walk::{Choice, Event, Input, Look, Pointer, Stage, Walk, Way, comfort, panels};

impl Walk {
    /// Finds what gaze and rays are on, and does what they choose.
    pub(super) fn follow(&mut self, input: &Input, seconds: f32) {
        self.pointers.clear();
        for pointer in &input.pointers {
            let Some(direction) = pointer.ray.direction.try_normalize() else { continue };
            let ray = self.scene.placement.ray(Ray { origin: pointer.ray.origin, direction });
            // What only a tracking error can point with points at nothing.
            if ray.origin.is_finite() && ray.origin.distance_squared(self.scene.head.position) < 1e4 && ray.direction.is_finite() {
                self.pointers.push(Pointer { ray, ..*pointer });
            }
        }
        let (placement, head) = (self.scene.placement, self.scene.head.position);
        let placed = |hand: HandShape| Some(hand.placed(placement)).filter(|hand| hand.belongs_to(head));
        self.scene.hands = input.hands.map(|hand| hand.and_then(placed));
        let before = self.aim.attention();
        let scans = self.options.scan_seconds.is_some();
        // Pressing anything is the switch of who has one.
        let switched = scans && self.pointers.iter().any(|pointer| pointer.select);
        if scans {
            self.pointers.clear();
        }
        let sight = Sight {
            gaze: Ray { origin: self.scene.head.position, direction: self.scene.head.forward() },
            pointers: &self.pointers,
            dwell: input.dwell.then_some(self.options.dwell_seconds),
            reading: self.reading_seconds(),
            busy: [self.told_at.map(Target::Hotspot), self.look.map(|look| Target::Hotspot(look.hotspot))],
            free: self.free(),
            keys_only: scans || input.keys_lead,
        };
        let chosen = self.aim.update(&self.spots, &sight, seconds, &mut self.scene.pointers);
        self.scan(seconds);
        self.notice(before);
        if let Some((target, way)) = chosen {
            self.choose(target, way);
        } else if switched {
            self.select();
        }
    }

    /// Seconds before looking at a proposal begins to count: who looks at one that is being said hears it out.
    fn reading_seconds(&self) -> f32 {
        let left = self.company.left(&self.tour, &self.language).map(|left| left + comfort::PROPOSAL_BREATH_SECONDS);
        comfort::PROPOSAL_READING_SECONDS.max(left.unwrap_or(0.0) - self.options.dwell_seconds)
    }

    /// For who has one switch: attention goes from one thing to the next by itself.
    fn scan(&mut self, seconds: f32) {
        let Some(rests) = self.options.scan_seconds.filter(|_| self.free()) else { return };
        self.scanned += seconds;
        if self.aim.attention().is_none() || self.scanned >= rests {
            self.scanned = 0.0;
            self.aim.step(&self.spots, true);
        }
    }

    /// Chooses what is attended to. While the picture waits, any switch will do.
    pub(super) fn select(&mut self) {
        match self.aim.attention() {
            Some(target) => {
                self.aim.spend(target);
                self.choose(target, Way::Key);
            }
            None if self.stage == Stage::Attract => self.choose(Target::Button(Choice::Begin), Way::Key),
            None => {}
        }
    }

    /// Says so if something new came into attention.
    pub(super) fn notice(&mut self, before: Option<Target>) {
        let Some(now) = self.aim.attention().filter(|now| Some(*now) != before) else { return };
        let what = match now {
            Target::Button(choice) => choice.name().to_owned(),
            target => {
                let Some(hotspot) = self.hotspot(target) else { return };
                self.name(hotspot)
            }
        };
        self.events.push(Event::Focused { what });
    }

    /// What an event calls a hotspot: the story's or the location's name, or `location/number` for a few words, which have none.
    pub(super) fn name(&self, hotspot: usize) -> String {
        let location = &self.tour.locations[self.scene.location.0];
        match location.hotspots.get(hotspot).map(|hotspot| &hotspot.action) {
            Some(Action::Go { to, .. }) => self.tour.locations[to.0].id.clone(),
            Some(Action::Story(story)) => self.tour.stories[story.0].id.clone(),
            Some(Action::Look { .. }) | None => format!("{}/{hotspot}", location.id),
        }
    }

    /// The hotspot that choosing `target` chooses.
    pub(super) fn hotspot(&self, target: Target) -> Option<usize> {
        match (target, self.company.proposal().map(|proposal| proposal.idea)) {
            (Target::Hotspot(hotspot), _) | (Target::Proposal, Some(Idea::Hotspot(hotspot))) => Some(hotspot),
            (Target::Proposal | Target::Button(_), _) => None,
        }
    }

    /// Whether a hotspot is there for this visitor.
    pub(super) fn shows(&self, hotspot: &Hotspot) -> bool {
        !self.memory.leaves_out(&hotspot.action)
    }

    fn choose(&mut self, target: Target, by: Way) {
        if let Target::Button(choice) = target {
            self.chosen(choice.name().to_owned(), by);
            return self.press(choice, by);
        }
        let tour = Arc::clone(&self.tour);
        let Some(index) = self.hotspot(target) else { return };
        let Some(hotspot) = tour.locations[self.scene.location.0].hotspots.get(index) else { return };
        self.chosen(self.name(index), by);
        self.company.give_way();
        let open = self.look.take().map(|look| look.hotspot);
        match hotspot.action {
            Action::Go { to, arrive, .. } => {
                self.leave_story();
                self.events.push(Event::Left { location: tour.locations[self.scene.location.0].id.clone() });
                // Who walks on from the calm place by themselves has no need to be led back.
                self.calm = None;
                self.travel.leave(to, arrive);
            }
            Action::Story(story) => {
                let again = self.telling.as_ref().is_some_and(|telling| telling.story == story);
                self.leave_story();
                // Who chooses what is being told wants to hear it anew; who comes back to it, to hear the rest.
                if again {
                    self.memory.reached[story.0] = None;
                }
                self.begin_story(story, hotspot.position, Some(index));
            }
            // A story goes on meanwhile: one may look at what is being told of.
            Action::Look { .. } if open == Some(index) => {}
            Action::Look { .. } => {
                let position = panels::look_position(self.eye().position, hotspot.position);
                self.look = Some(Look { hotspot: index, position, away: 0.0 });
                let looked = (self.scene.location, index);
                if !self.memory.looked.contains(&looked) {
                    self.memory.looked.push(looked);
                }
            }
        }
    }

    fn chosen(&mut self, what: String, by: Way) {
        self.events.push(Event::Chosen { what, by });
        self.scene.choices += 1;
    }

    /// Does what a button is for.
    fn press(&mut self, choice: Choice, by: Way) {
        self.linger();
        match choice {
            Choice::Begin => self.start_visit(),
            Choice::Language(index) => {
                if let Some(language) = self.tour.languages.get(index) {
                    self.speak(Arc::clone(language));
                }
                self.next_step(Some(choice));
            }
            Choice::Practice | Choice::Ready | Choice::GoOn | Choice::LeaveOut => self.next_step(Some(choice)),
            Choice::Captions => self.comfort.captions = self.comfort.captions.next(),
            Choice::TextSize => self.comfort.text = self.comfort.text.next(),
            Choice::Mono => self.comfort.mono ^= true,
            Choice::Still => self.comfort.still ^= true,
            Choice::Quieter | Choice::Louder => self.comfort.volume = self.comfort.volume_after(choice == Choice::Louder),
            Choice::Menu => self.toggle_menu(),
            Choice::Pause => {
                if let Some(menu) = &mut self.menu {
                    menu.paused ^= true;
                }
            }
            Choice::Repeat => {
                self.close_menu();
                self.repeat();
            }
            // Who looks at this button looks aside: they face the menu's middle.
            Choice::Recenter if by == Way::Dwell => self.recenter(turn(self.facing.yaw - self.scene.placement.yaw)),
            Choice::Recenter => self.recenter(self.head.orientation),
            Choice::NextLanguage => self.speak_next(),
            Choice::TakeMeOut => {
                self.close_menu();
                self.take_out();
            }
            Choice::End => self.say_farewell(false),
            Choice::Close => drop(self.close_menu()),
            Choice::GoBack if self.walking() => self.go_back_in(),
            Choice::GoBack => self.return_from_farewell(),
            Choice::Finish => self.wipe(),
        }
    }
}
