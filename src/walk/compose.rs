//! The moment, put together from all that is going on. Buffers are kept from step to step: nothing is allocated while nothing new
//! happens.

use std::sync::Arc;

use glam::Vec2;

use crate::pose::Angles;
use crate::tour::{Action, LocationIndex};
use crate::walk::aim::{Spot, Target};
use crate::walk::comfort::{DUCK_DECIBELS, FOCUS_SECONDS, LOADING_NOTICE_SECONDS, PANEL_BELOW_DEGREES, PANEL_METRES, marker_diameter};
use crate::walk::guide::Idea;
use crate::walk::panels::{self, panel};
use crate::walk::{GuideView, Marker, MarkerKind, Panel, PanelKind, SpaceState, Voice, VoiceKey, Walk, captions};

/// What the order of wanted locations depends on: where to, whether the last is still seen, and where one may go next.
pub type Outlook = (LocationIndex, bool, Option<usize>, Option<usize>);

impl Walk {
    /// Sets up the markers of the location that was just entered.
    pub(super) fn mark(&mut self) {
        self.scene.markers.clear();
        for (index, hotspot) in self.tour.locations[self.scene.location.0].hotspots.iter().enumerate() {
            let kind = match hotspot.action {
                Action::Go { .. } => MarkerKind::Go,
                Action::Story(story) => MarkerKind::Story(self.tour.stories[story.0].teller),
                Action::Look { .. } => MarkerKind::Look,
            };
            let position = hotspot.position;
            self.scene.markers.push(Marker { hotspot: index, kind, position, diameter: 0.0, focus: 0.0, dwell: 0.0, done: false });
        }
    }

    /// Where the visitor stands now, and how large what can be chosen is from there.
    pub(super) fn place(&mut self) {
        let location = &self.tour.locations[self.scene.location.0];
        self.scene.placement = self.standing.placement(self.head, location);
        self.scene.head = self.scene.placement.pose(self.head);
        let eye = self.scene.head.position;
        self.spots.clear();
        for marker in &mut self.scene.markers {
            marker.diameter = marker_diameter(marker.position.distance(eye));
            let half = Vec2::splat(marker.diameter / 2.0);
            self.spots.push(Spot { target: Target::Hotspot(marker.hotspot), middle: marker.position, facing: glam::Quat::IDENTITY, half });
        }
        if let Some(proposal) = self.company.proposal()
            && proposal.idea != Idea::Farewell
        {
            let proposed = panel(PanelKind::Proposal, eye, proposal.position, self.guide_byline(), &proposal.words);
            self.spots.push(panels::panel_spot(&proposed, Target::Proposal));
        }
    }

    /// Puts the moment together. What was reported of the space stands already, as do placement, head and pointers.
    pub(super) fn compose(&mut self, seconds: f32) {
        self.scene.fade = self.travel.fade();
        self.compose_markers(seconds);
        self.compose_panels(seconds);
        self.compose_guide();
        self.compose_voices();
        self.compose_wanted();
    }

    fn compose_markers(&mut self, seconds: f32) {
        let attention = self.aim.attention();
        let hotspots = &self.tour.locations[self.scene.location.0].hotspots;
        // However long a step is, attention is seen to come and go.
        let part = (seconds / FOCUS_SECONDS).min(1.0);
        for (marker, hotspot) in self.scene.markers.iter_mut().zip(hotspots) {
            let target = Target::Hotspot(marker.hotspot);
            let goal = if attention == Some(target) { 1.0 } else { 0.0 };
            marker.focus += (goal - marker.focus).clamp(-part, part);
            marker.dwell = self.aim.dwell(target, self.options.dwell_seconds);
            marker.done = match hotspot.action {
                Action::Go { to, .. } => self.memory.seen[to.0],
                Action::Story(story) => self.memory.heard[story.0],
                Action::Look { .. } => false,
            };
        }
    }

    fn compose_panels(&mut self, seconds: f32) {
        // Taken out while it is filled, so that everything else can be read meanwhile; it keeps its room.
        let mut hung = std::mem::take(&mut self.scene.panels);
        hung.clear();
        self.hang_fixed(&mut hung);
        let (head, eye) = (self.scene.head, self.scene.head.position);
        if self.speaking() && !self.travel.waiting() {
            let at = self.captions.follow(head, seconds);
            if let Some((heading, words, speaker)) = self.caption() {
                let mut caption = panel(PanelKind::Caption, eye, at, heading, words);
                caption.arrow = captions::arrow(head, speaker);
                hung.push(caption);
            }
        } else {
            self.captions.hide();
        }
        if self.travel.late() {
            let at = self.loading.follow(head, seconds);
            hung.push(panel(PanelKind::Notice, eye, at, &self.nothing, &self.words.loading));
        } else {
            self.loading.hide();
        }
        self.scene.panels = hung;
    }

    /// The panels that have their place in the room.
    fn hang_fixed(&self, hung: &mut Vec<Panel>) {
        let (tour, language) = (&self.tour, &*self.language);
        let location = &tour.locations[self.scene.location.0];
        let eye = self.scene.head.position;

        // Where both hang in front of the visitor, what is said comes before what is missing.
        if self.travel.settled() && !self.speaking() {
            let missing = match self.scene.space {
                SpaceState::Failed => Some((&self.words.missing_title, &self.words.missing)),
                SpaceState::Loading if self.stayed > LOADING_NOTICE_SECONDS => Some((&self.nothing, &self.words.loading)),
                SpaceState::Loading | SpaceState::Ready => None,
            };
            if let Some((heading, body)) = missing {
                let at = eye + Angles { yaw: self.faced, pitch: -PANEL_BELOW_DEGREES }.direction() * PANEL_METRES;
                hung.push(panel(PanelKind::Notice, eye, at, heading, body));
            }
        }
        if let Some(Target::Hotspot(index)) = self.aim.attention()
            && let (Some(marker), Some(hotspot)) = (self.scene.markers.get(index), location.hotspots.get(index))
        {
            let (heading, body) = match hotspot.action {
                Action::Go { to, .. } => (tour.locations[to.0].title.in_language(language), &self.nothing),
                Action::Story(story) => {
                    let story = &tour.stories[story.0];
                    (story.title.in_language(language), &self.bylines[story.teller.0])
                }
                Action::Look { .. } => (&self.words.look, &self.nothing),
            };
            let mut label = panel(PanelKind::Label, eye, panels::label_position(eye, marker), heading, body);
            label.opacity = marker.focus;
            hung.push(label);
        }
        if let Some(look) = &self.look
            && let Some(Action::Look { words, picture }) = location.hotspots.get(look.hotspot).map(|hotspot| &hotspot.action)
        {
            let mut words = panel(PanelKind::Look, eye, look.position, &self.nothing, words.in_language(language));
            words.picture.clone_from(picture);
            hung.push(words);
        }
        if let Some(proposal) = self.company.proposal() {
            let kind = if proposal.idea == Idea::Farewell { PanelKind::Notice } else { PanelKind::Proposal };
            let mut proposed = panel(kind, eye, proposal.position, self.guide_byline(), &proposal.words);
            if kind == PanelKind::Proposal {
                proposed.dwell = self.aim.dwell(Target::Proposal, self.options.dwell_seconds);
                proposed.opacity = if self.aim.attention() == Some(Target::Proposal) { 1.0 } else { UNATTENDED_OPACITY };
            }
            hung.push(proposed);
        }
    }

    /// Whether somebody is telling or saying something.
    fn speaking(&self) -> bool {
        self.telling.is_some() || self.company.saying().is_some()
    }

    /// What is being said: by whom, the words, and from where.
    fn caption(&self) -> Option<(&Arc<str>, &Arc<str>, glam::Vec3)> {
        if let Some(telling) = &self.telling {
            let story = &self.tour.stories[telling.story.0];
            let words = telling.caption(story.in_language(&self.language))?;
            return Some((&self.bylines[story.teller.0], words, telling.position));
        }
        let guide = self.tour.locations[self.scene.location.0].guide?;
        Some((&self.bylines[guide.who.0], self.company.saying()?, guide.position))
    }

    fn guide_byline(&self) -> &Arc<str> {
        let guide = self.tour.locations[self.scene.location.0].guide;
        guide.map_or(&self.nothing, |guide| &self.bylines[guide.who.0])
    }

    fn compose_guide(&mut self) {
        self.scene.guide = self.tour.locations[self.scene.location.0].guide.map(|guide| {
            let tells = self.telling.as_ref().is_some_and(|telling| self.tour.stories[telling.story.0].teller == guide.who);
            GuideView { who: guide.who, position: guide.position, speaking: tells || self.company.saying().is_some() }
        });
    }

    fn compose_voices(&mut self) {
        let voices = &mut self.scene.voices;
        voices.clear();
        if let Some(telling) = &self.telling
            && let Some(sound) = &self.tour.stories[telling.story.0].in_language(&self.language).sound
        {
            voices.push(Voice {
                key: VoiceKey::Story(telling.story, telling.number),
                sound: Arc::clone(sound),
                position: Some(telling.position),
                gain: 0.0,
                looped: false,
                elapsed: telling.elapsed,
                paused: self.paused,
            });
        }
        if self.travel.waiting() {
            return;
        }
        let duck = if voices.is_empty() { 0.0 } else { DUCK_DECIBELS };
        for (index, ambience) in self.tour.locations[self.scene.location.0].ambience.iter().enumerate() {
            voices.push(Voice {
                key: VoiceKey::Ambience(self.scene.location, index),
                sound: Arc::clone(&ambience.sound),
                position: ambience.position,
                gain: ambience.gain + duck,
                looped: true,
                elapsed: self.stayed,
                paused: self.paused,
            });
        }
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

/// How clear a proposal is that nobody attends to: enough to read, and less than when keys or gaze have come to it.
const UNATTENDED_OPACITY: f32 = 0.93;
