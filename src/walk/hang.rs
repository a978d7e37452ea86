//! The panels of the moment: what is said, what something is called, what the welcome and the farewell say.

use std::sync::Arc;

use glam::Vec3;

use crate::pose::Angles;
use crate::tour::Action;
use crate::walk::aim::Target;
use crate::walk::comfort::{LOADING_NOTICE_SECONDS, PANEL_BELOW_DEGREES, PANEL_METRES};
use crate::walk::panels::{self, panel};
use crate::walk::proposal::Idea;
use crate::walk::stage::BEGIN_TOP;
use crate::walk::words::Line;
use crate::walk::{Captions, Panel, PanelKind, Pin, SpaceState, Stage, TextSize, Walk, calm, captions};

/// How clear a proposal is that nobody attends to: enough to read before a white wall, and less than when keys or gaze have come to it.
const UNATTENDED_OPACITY: f32 = 0.98;
/// How far over the buttons their words end, degrees.
const OVER_BUTTONS: f32 = 1.4;
/// Where the middle of captions rests while the menu is open, degrees from the horizon: above it; and how much higher for each time that
/// they are larger.
const ABOVE_MENU: (f32, f32) = (2.0, 7.0);

/// What is being said: by whom, the words, how much of their time has gone by, and from where.
type Said<'a> = (&'a Arc<str>, &'a Arc<str>, f32, Option<Vec3>);

impl Walk {
    pub(super) fn compose_panels(&mut self, seconds: f32) {
        // Taken out while it is filled, so that everything else can be read meanwhile; it keeps its room.
        let mut hung = std::mem::take(&mut self.scene.panels);
        hung.clear();
        match &self.stage {
            Stage::Walking if self.in_plain_room() => self.hang_calm(&mut hung),
            Stage::Walking => {
                self.hang_fixed(&mut hung);
                self.hang_caption(&mut hung, seconds);
            }
            Stage::Farewell { .. } => hung.push(self.farewell_card(self.facing)),
            Stage::Attract => {
                let title = self.tour.title.in_language(&self.language);
                hung.push(self.over(PanelKind::Notice, BEGIN_TOP, title, &self.nothing));
            }
            Stage::Welcome(welcome) => {
                if let Some((heading, body)) = self.welcome_words(welcome) {
                    hung.push(self.over(PanelKind::Notice, welcome.buttons_from(), heading, body));
                }
            }
        }
        if !self.walking() {
            self.captions.hide();
        }
        if self.travel.late() && self.walking() {
            let head = self.scene.head;
            let at = self.loading.follow(head, captions::rest(head), seconds);
            hung.push(self.grown(panel(PanelKind::Notice, head.position, at, &self.nothing, self.words.line(Line::Loading))));
        } else {
            self.loading.hide();
        }
        self.scene.panels = hung;
    }

    /// A panel straight before the visitor's body, over the buttons that begin so many degrees up.
    pub(super) fn over(&self, kind: PanelKind, buttons: f32, heading: &Arc<str>, body: &Arc<str>) -> Panel {
        let (at, _) = self.facing.place(0.0, buttons + OVER_BUTTONS);
        Panel { pin: Pin::Bottom, ..self.grown(panel(kind, self.facing.eye, at, heading, body)) }
    }

    /// A panel with its words as large as the visitor wants them.
    fn grown(&self, mut panel: Panel) -> Panel {
        panels::scale(&mut panel, self.comfort.text);
        panel
    }

    /// What the plain calm room says.
    fn hang_calm(&self, hung: &mut Vec<Panel>) {
        if self.menu.is_none() {
            hung.push(self.over(PanelKind::Notice, calm::TOP, self.words.line(Line::CalmTitle), self.words.line(Line::Calm)));
        }
    }

    /// What is being said, after the head or where it began, clear of what hangs there already and of the marker that is attended to.
    fn hang_caption(&mut self, hung: &mut Vec<Panel>, seconds: f32) {
        if !self.speaking() || self.travel.waiting() {
            return self.captions.hide();
        }
        let head = self.scene.head;
        let larger = self.comfort.text.factor();
        let attended = self.scene.markers.iter().filter(|marker| self.aim.attention() == Some(Target::Hotspot(marker.hotspot)));
        let things = hung.iter().map(|panel| panels::extent(panel, head.position));
        let things = things.chain(attended.map(|marker| panels::marker_extent(marker, head.position)));
        let stays = self.comfort.captions == Captions::Stay && self.captions.shown();
        let at = match self.caption_at.filter(|_| stays) {
            _ if self.menu.is_some() => {
                let (usual, higher) = ABOVE_MENU;
                self.captions.follow(head, Angles { yaw: self.facing.yaw, pitch: usual + higher * (larger - 1.0) }, seconds)
            }
            Some(at) => {
                let there = Angles::of(at - head.position);
                let clear = captions::clear_of(there, head, things, larger);
                if clear == there { at } else { head.position + clear.direction() * PANEL_METRES }
            }
            None => self.captions.follow(head, captions::clear_of(captions::rest(head), head, things, larger), seconds),
        };
        self.caption_at = Some(at);
        // What was recorded is heard, and need not be read; what was not, must be.
        let recorded = self.telling.is_some() || self.company.line().is_some();
        if recorded && self.comfort.captions == Captions::Off {
            return;
        }
        let mut parts = std::mem::take(&mut self.caption_parts);
        if let Some((heading, words, through, speaker)) = self.caption() {
            let words = parts.at(words, self.comfort.text.letters(), through);
            let mut caption = self.grown(panel(PanelKind::Caption, head.position, at, heading, words));
            caption.arrow = speaker.and_then(|speaker| self.captions.arrow(head, speaker));
            hung.push(caption);
        }
        self.caption_parts = parts;
    }

    /// The panels that have their place in the room.
    fn hang_fixed(&self, hung: &mut Vec<Panel>) {
        let (tour, language) = (&self.tour, &*self.language);
        let location = &tour.locations[self.scene.location.0];
        let eye = self.scene.head.position;
        let line = |line| self.words.line(line);

        // Where both hang in front of the visitor, what is said comes before what is missing.
        if self.travel.settled() && !self.speaking() && self.menu.is_none() {
            let missing = match self.scene.space {
                SpaceState::Failed => Some((line(Line::MissingTitle), line(Line::Missing))),
                SpaceState::Loading if self.stayed > LOADING_NOTICE_SECONDS => Some((&self.nothing, line(Line::Loading))),
                SpaceState::Loading | SpaceState::Ready => None,
            };
            if let Some((heading, body)) = missing {
                let at = eye + Angles { yaw: self.faced, pitch: -PANEL_BELOW_DEGREES }.direction() * PANEL_METRES;
                hung.push(self.grown(panel(PanelKind::Notice, eye, at, heading, body)));
            }
        }
        if let Some(Target::Hotspot(index)) = self.aim.attention()
            && let Some(marker) = self.scene.markers.iter().find(|marker| marker.hotspot == index)
            && let Some(hotspot) = location.hotspots.get(index)
            && self.look.is_none_or(|look| look.hotspot != index)
            && self.told_at != Some(index)
        {
            let (heading, body) = match hotspot.action {
                Action::Go { to, .. } => (tour.locations[to.0].title.in_language(language), &self.nothing),
                Action::Story(story) => (tour.stories[story.0].title.in_language(language), &self.story_labels[story.0]),
                Action::Look { .. } => (line(Line::Look), self.look_labels.get(index).unwrap_or(&self.nothing)),
            };
            let mut label = self.grown(panel(PanelKind::Label, eye, marker.position, heading, body));
            panels::hang_label(&mut label, eye, marker);
            label.opacity = marker.focus;
            if let Action::Look { picture, .. } = &hotspot.action {
                label.picture.clone_from(picture);
            }
            hung.push(label);
        }
        if let Some(look) = &self.look
            && let Some(Action::Look { words, picture }) = location.hotspots.get(look.hotspot).map(|hotspot| &hotspot.action)
        {
            let mut words = self.grown(panel(PanelKind::Look, eye, look.position, &self.nothing, words.in_language(language)));
            words.picture.clone_from(picture);
            hung.push(words);
        }
        hung.extend(self.proposal_panel().filter(|_| self.menu.is_none()));
    }

    /// What the guide proposes, as a panel by their face. Larger words have no room for it beside what is being said, or what something else
    /// is called; then it waits, unless it is being chosen.
    pub(super) fn proposal_panel(&self) -> Option<Panel> {
        let waits = match self.aim.attention() {
            Some(Target::Proposal) => false,
            Some(Target::Hotspot(_)) => true,
            _ => self.speaking(),
        };
        let waits = waits && self.comfort.text != TextSize::Normal;
        let proposal = self.company.proposal().filter(|_| !waits)?;
        let kind = if proposal.idea == Idea::Farewell { PanelKind::Notice } else { PanelKind::Proposal };
        let mut proposed = self.grown(panel(kind, self.scene.head.position, proposal.position, self.guide_byline(), &proposal.words));
        if kind == PanelKind::Proposal {
            proposed.dwell = self.aim.dwell(Target::Proposal, self.options.dwell_seconds);
            proposed.opacity = if self.aim.attention() == Some(Target::Proposal) { 1.0 } else { UNATTENDED_OPACITY };
        }
        Some(proposed)
    }

    /// Whether somebody is telling or saying something.
    pub(super) fn speaking(&self) -> bool {
        self.telling.is_some() || self.company.speaking()
    }

    /// What is being said.
    fn caption(&self) -> Option<Said<'_>> {
        if let Some(telling) = &self.telling {
            let story = &self.tour.stories[telling.story.0];
            let (words, through) = telling.playback.caption(story.in_language(&self.language))?;
            return Some((&self.bylines[story.teller.0], words, through, Some(telling.position)));
        }
        let guide = self.tour.locations[self.scene.location.0].guide;
        let (words, through) = self.company.caption(&self.tour, &self.language)?;
        Some((self.guide_byline(), words, through, guide.map(|guide| guide.position)))
    }

    fn guide_byline(&self) -> &Arc<str> {
        let guide = self.tour.locations[self.scene.location.0].guide;
        guide.map_or(&self.nothing, |guide| &self.bylines[guide.who.0])
    }
}
