//! The moment, put together from all that is going on. Buffers are kept from step to step: nothing is allocated while nothing new
//! happens.

use std::sync::Arc;

use glam::Vec2;

use crate::tour::{self, Action, LocationIndex};
use crate::walk::aim::{Spot, Target};
use crate::walk::anchor::Facing;
use crate::walk::comfort::{DUCK_DECIBELS, FACE_DEGREES, FOCUS_SECONDS, marker_diameter};
use crate::walk::proposal::Idea;
use crate::walk::{
    Ahead, Attitude, Button, GuideView, Heard, Marker, MarkerKind, PanelKind, Source, Stage, Voice, VoiceKey, Walk, panels, tell::Telling,
};

/// What the order of wanted locations depends on: where to, whether the last is still seen, and where one may go next.
pub type Outlook = (LocationIndex, bool, Option<usize>, Option<usize>);

impl Walk {
    /// Sets up the markers of the location that was just entered.
    pub(super) fn mark(&mut self) {
        self.scene.markers.clear();
        self.title_looks();
        if !self.walking() || self.in_plain_room() {
            return;
        }
        for (index, hotspot) in self.tour.locations[self.scene.location.0].hotspots.iter().enumerate() {
            if !self.shows(hotspot) {
                continue;
            }
            let kind = match hotspot.action {
                Action::Go { .. } => MarkerKind::Go,
                Action::Story(story) => MarkerKind::Story(self.tour.stories[story.0].teller),
                Action::Look { .. } => MarkerKind::Look,
            };
            let position = hotspot.position;
            let (diameter, focus, dwell, done, proposed) = (0.0, 0.0, 0.0, false, false);
            self.scene.markers.push(Marker { hotspot: index, kind, position, diameter, focus, dwell, done, proposed });
        }
    }

    /// Where the visitor stands now, what can be chosen, and how large it is from there.
    pub(super) fn place(&mut self, seconds: f32) {
        let location = &self.tour.locations[self.scene.location.0];
        self.scene.placement = self.standing.placement(self.head, location);
        self.scene.head = self.scene.placement.pose(self.head);
        self.facing = Facing { right_to_left: self.scene.right_to_left, ..self.body.follow(self.scene.head, seconds) };
        let eye = self.scene.head.position;
        self.spots.clear();
        for marker in &mut self.scene.markers {
            marker.diameter = marker_diameter(marker.position.distance(eye));
        }
        // An open menu has the visitor to itself.
        if self.walking() && self.menu.is_none() {
            for marker in &self.scene.markers {
                let (target, middle, half) = (Target::Hotspot(marker.hotspot), marker.position, Vec2::splat(marker.diameter / 2.0));
                self.spots.push(Spot { target, middle, facing: glam::Quat::IDENTITY, half });
            }
            if let Some(proposed) = self.proposal_panel().filter(|panel| panel.kind == PanelKind::Proposal) {
                self.spots.push(panels::panel_spot(&proposed, Target::Proposal));
            }
        }
        self.lay_buttons();
        self.spots.extend(self.scene.buttons.iter().filter(|button| button.enabled).map(Button::spot));
    }

    /// Lays out what can be chosen besides what the tour has.
    fn lay_buttons(&mut self) {
        let mut buttons = std::mem::take(&mut self.spare_buttons);
        buttons.clear();
        match &self.stage {
            Stage::Attract => buttons.push(self.begin_button(self.facing)),
            Stage::Welcome(welcome) => self.welcome_buttons(welcome, self.facing, &mut buttons),
            Stage::Farewell { over, .. } => self.farewell_buttons(*over, self.facing, &mut buttons),
            Stage::Walking => match self.menu {
                Some(menu) => self.menu_buttons(menu, self.facing, &mut buttons),
                None if self.travel.settled() => {
                    buttons.extend(self.calm_button(self.facing));
                    buttons.push(self.handle(self.facing));
                }
                None => {}
            },
        }
        let larger = self.comfort.text.in_view();
        for button in &mut buttons {
            button.cap_height *= larger;
            // What was there already is as attended to as it was.
            if let Some(before) = self.scene.buttons.iter().find(|before| before.choice == button.choice) {
                button.focus = before.focus;
            }
        }
        self.spare_buttons = std::mem::replace(&mut self.scene.buttons, buttons);
    }

    /// Puts the moment together. What was reported of the space stands already, as do placement, head and pointers.
    pub(super) fn compose(&mut self, seconds: f32, heard: Option<Heard>) {
        self.scene.fade = self.travel.fade().max(self.dim.clamp(0.0, 1.0));
        (self.scene.mono, self.scene.still, self.scene.volume) = (self.comfort.mono, self.comfort.still, self.comfort.volume);
        self.compose_markers(seconds);
        self.compose_buttons(seconds);
        self.compose_panels(seconds);
        self.compose_guide();
        self.compose_voices();
        let heard = heard.filter(|heard| !heard.over && self.scene.voices.iter().any(|voice| voice.key == heard.key && !voice.paused));
        self.scene.loudness = heard.and_then(|heard| heard.loudness).filter(|loudness| (0.0..=1.0).contains(loudness));
        self.compose_wanted();
        self.travel.asked();
        self.scene.ahead = self.ahead();
    }

    fn compose_buttons(&mut self, seconds: f32) {
        let attention = self.aim.attention();
        let part = (seconds / FOCUS_SECONDS).min(1.0);
        for button in &mut self.scene.buttons {
            let target = Target::Button(button.choice);
            let goal = if attention == Some(target) { 1.0 } else { 0.0 };
            button.focus += (goal - button.focus).clamp(-part, part);
            button.dwell = self.aim.dwell(target, self.options.dwell_seconds);
        }
    }

    fn compose_markers(&mut self, seconds: f32) {
        let attention = self.aim.attention();
        let hotspots = &self.tour.locations[self.scene.location.0].hotspots;
        // However long a step is, attention is seen to come and go.
        let part = (seconds / FOCUS_SECONDS).min(1.0);
        let proposed = self.company.proposal().map(|proposal| proposal.idea);
        for marker in &mut self.scene.markers {
            let Some(hotspot) = hotspots.get(marker.hotspot) else { continue };
            marker.proposed = proposed == Some(Idea::Hotspot(marker.hotspot));
            let target = Target::Hotspot(marker.hotspot);
            let goal = if attention == Some(target) { 1.0 } else { 0.0 };
            marker.focus += (goal - marker.focus).clamp(-part, part);
            marker.dwell = self.aim.dwell(target, self.options.dwell_seconds);
            marker.done = match hotspot.action {
                Action::Go { to, .. } => self.memory.seen[to.0],
                Action::Story(story) => self.memory.heard[story.0],
                Action::Look { .. } => self.memory.looked.contains(&(self.scene.location, marker.hotspot)),
            };
        }
    }

    fn compose_guide(&mut self) {
        let guide = self.tour.locations[self.scene.location.0].guide;
        let seen = matches!(self.stage, Stage::Walking | Stage::Farewell { .. }) && !self.in_plain_room();
        self.scene.guide = guide.filter(|_| seen).map(|guide| {
            let teller = self.telling.as_ref().map(|telling| self.tour.stories[telling.story.0].teller);
            let speaking = teller == Some(guide.who) || self.company.speaking();
            let head = self.scene.head;
            let watched = head.forward().angle_between(guide.position - head.position).to_degrees() < FACE_DEGREES;
            let attitude = match self.company.proposal().map(|proposal| proposal.idea) {
                _ if self.company.greeting() || !self.walking() => Attitude::Greeting,
                Some(Idea::Hotspot(hotspot)) => Attitude::Pointing(hotspot),
                _ if speaking => Attitude::Speaking,
                _ if teller.is_some() || watched => Attitude::Listening,
                _ => Attitude::Idle,
            };
            GuideView { who: guide.who, position: guide.position, speaking, attitude }
        });
    }

    fn compose_voices(&mut self) {
        let (held, volume) = (self.held(), self.comfort.volume);
        self.scene.room = self.tour.locations[self.scene.location.0].room;
        let announced = self.announced();
        let voices = &mut self.scene.voices;
        voices.clear();
        let language = &*self.language;
        let file = |telling: &tour::Telling| telling.sound.as_ref().map(|file| Source::File(Arc::clone(file)));
        let speech = if let Some(Telling { story, position, playback }) = &self.telling {
            let sound = file(self.tour.stories[story.0].in_language(language));
            sound.map(|sound| (VoiceKey::Story(*story, playback.number), sound, Some(*position), playback.elapsed))
        } else if let Some((key, sound, from, elapsed)) = announced {
            Some((key, sound, Some(from), elapsed))
        } else {
            let guide = self.tour.locations[self.scene.location.0].guide;
            self.company.line().and_then(|(line, playback)| {
                let sound = file(self.tour.lines[line.0].in_language(language)?)?;
                Some((VoiceKey::Line(line, playback.number), sound, guide.map(|guide| guide.position), playback.elapsed))
            })
        };
        if let Some((key, sound, position, elapsed)) = speech {
            voices.push(Voice { key, sound, position, gain: volume, looped: false, elapsed, paused: held });
        }
        if self.travel.waiting() || self.in_plain_room() {
            return;
        }
        let walking = self.walking();
        let voices = &mut self.scene.voices;
        // While somebody tells, and before and after the walk, the place is there, but quietly.
        let duck = if voices.is_empty() && walking { 0.0 } else { DUCK_DECIBELS };
        for (index, ambience) in self.tour.locations[self.scene.location.0].ambience.iter().enumerate() {
            voices.push(Voice {
                key: VoiceKey::Ambience(self.scene.location, index),
                sound: Source::File(Arc::clone(&ambience.sound)),
                position: ambience.position,
                gain: ambience.gain + duck + volume,
                looped: true,
                elapsed: self.stayed,
                paused: held,
            });
        }
    }

    /// Where the visitor goes, or may go next: to the second of the wanted locations.
    fn ahead(&self) -> Option<Ahead> {
        let here = &self.tour.locations[self.scene.location.0];
        let (location, arrive) = if self.travel.to == self.scene.location {
            let next = *self.scene.wanted.get(1)?;
            let first = [self.aim.attention(), Some(Target::Proposal)].into_iter().flatten().filter_map(|target| self.hotspot(target));
            let ways = first.filter_map(|index| here.hotspots.get(index)).chain(&here.hotspots).map(|hotspot| &hotspot.action);
            ways.filter_map(|way| if let Action::Go { to, arrive, .. } = way { Some((*to, *arrive)) } else { None })
                .find(|(to, _)| *to == next)?
        } else {
            (self.travel.to, self.travel.arrive)
        };
        let mut there = self.standing;
        there.arrive(self.head, here, &self.tour.locations[location.0], arrive);
        Some(Ahead { location, turn: there.turned_from(&self.standing) })
    }

    /// Where the visitor is or goes, what is still seen, then where they may go next: where they look, where the guide would go,
    /// what is new to them, the rest.
    fn compose_wanted(&mut self) {
        let attended = self.aim.attention().and_then(|target| self.hotspot(target));
        let proposed = self.hotspot(Target::Proposal);
        let outlook = (self.travel.to, self.travel.leaving(), attended, proposed);
        if self.wanted_for == Some(outlook) {
            return;
        }
        self.wanted_for = Some(outlook);
        let wanted = &mut self.scene.wanted;
        wanted.clear();
        let mut want = |location| {
            if !wanted.contains(&location) {
                wanted.push(location);
            }
        };
        let to = self.travel.to;
        want(to);
        if self.travel.leaving() {
            want(self.scene.location);
        }
        let leads = |hotspot: &crate::tour::Hotspot| match hotspot.action {
            Action::Go { to, .. } => Some(to),
            _ => None,
        };
        let hotspots = &self.tour.locations[to.0].hotspots;
        if to == self.scene.location {
            attended.into_iter().chain(proposed).filter_map(|index| hotspots.get(index).and_then(leads)).for_each(&mut want);
        }
        hotspots.iter().filter_map(leads).filter(|place| !self.memory.seen[place.0]).for_each(&mut want);
        hotspots.iter().filter_map(leads).for_each(&mut want);
    }
}
