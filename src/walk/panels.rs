//! How panels and markers are measured and hung, so that they look the same from wherever the visitor stands.

use std::sync::Arc;

use glam::{Vec2, Vec3};

use crate::pose::{Angles, look_at, span};
use crate::walk::aim::{Spot, Target};
use crate::walk::captions::Extent;
use crate::walk::comfort::{
    CAP_DEGREES, LABEL_WIDTH_DEGREES, PANEL_BELOW_DEGREES, PANEL_METRES, PANEL_WIDEST_DEGREES, PANEL_WIDTH_DEGREES,
};
use crate::walk::{Marker, Panel, PanelKind, Pin, TextSize};

/// A panel at `position` that faces the eye and reads the same from near and far.
pub fn panel(kind: PanelKind, eye: Vec3, position: Vec3, heading: &Arc<str>, body: &Arc<str>) -> Panel {
    let distance = position.distance(eye);
    let width = width_degrees(kind);
    Panel {
        kind,
        pin: Pin::Middle,
        position,
        facing: look_at(eye, position),
        width: span(width, distance),
        cap_height: span(CAP_DEGREES, distance),
        heading: Arc::clone(heading),
        body: Arc::clone(body),
        picture: None,
        opacity: 1.0,
        dwell: 0.0,
        arrow: None,
        code: None,
    }
}

/// How wide a panel may be while its words are of the usual size, degrees.
fn width_degrees(kind: PanelKind) -> f32 {
    if kind == PanelKind::Label { LABEL_WIDTH_DEGREES } else { PANEL_WIDTH_DEGREES }
}

/// Makes a panel's words as large as asked for, and the panel as wide as that asks for and may be. What is short grows in
/// full; what has to be seen as a whole, together with buttons or with a face, as those do.
pub fn scale(panel: &mut Panel, text: TextSize) {
    let factor = match panel.kind {
        PanelKind::Caption | PanelKind::Label => text.factor(),
        PanelKind::Proposal | PanelKind::Look | PanelKind::Notice | PanelKind::Card | PanelKind::Report => text.in_view(),
    };
    panel.cap_height *= factor;
    // Angles of this size grow almost as their widths do.
    panel.width *= factor.min(PANEL_WIDEST_DEGREES / width_degrees(panel.kind));
}

/// Hangs the label of a marker just above it, or below it where it is high up, so that one need not crane.
pub fn hang_label(label: &mut Panel, eye: Vec3, marker: &Marker) {
    let below = Angles::of(marker.position - eye).pitch > 20.0;
    let away = marker.diameter * LABEL_AWAY;
    label.pin = if below { Pin::Top } else { Pin::Bottom };
    label.position = marker.position + look_at(eye, marker.position) * Vec3::Y * if below { -away } else { away };
    label.facing = look_at(eye, label.position);
}

/// From the middle of a marker to its label, in diameters: clear of its ring, which grows when it is attended to.
const LABEL_AWAY: f32 = 0.85;

/// Where words about something hang: in its direction, at reading distance, below eye level as far as it allows that.
pub fn look_position(eye: Vec3, thing: Vec3) -> Vec3 {
    let mut towards = Angles::of(thing - eye);
    towards.pitch = (-PANEL_BELOW_DEGREES).clamp(towards.pitch - 20.0, towards.pitch + 20.0);
    eye + towards.direction() * PANEL_METRES
}

/// Where a panel can be hit.
pub fn panel_spot(panel: &Panel, target: Target) -> Spot {
    Spot { target, middle: panel.position, facing: panel.facing, half: reckoned(panel) / 2.0 }
}

/// How far a panel reaches, seen from the eye.
pub fn extent(panel: &Panel, eye: Vec3) -> Extent {
    let (Vec2 { x, y }, distance) = (reckoned(panel), panel.position.distance(eye).max(0.1));
    let at = Angles::of(panel.position - eye);
    let high = (y / distance).atan().to_degrees();
    let bottom = at.pitch
        - match panel.pin {
            Pin::Middle => high / 2.0,
            Pin::Bottom => 0.0,
            Pin::Top => high,
        };
    Extent { yaw: at.yaw, aside: (x / 2.0 / distance).atan().to_degrees(), bottom, top: bottom + high }
}

/// How far a marker reaches, seen from the eye, with the ring around it.
pub fn marker_extent(marker: &Marker, eye: Vec3) -> Extent {
    let at = Angles::of(marker.position - eye);
    let half = (marker.diameter / marker.position.distance(eye).max(0.1)).atan().to_degrees() * 0.6;
    Extent { yaw: at.yaw, aside: half, bottom: at.pitch - half, top: at.pitch + half }
}

/// How wide and high a panel comes out, about, metres. That is known only when its words are set, so this reckons with letters as wide as
/// three quarters of a capital's height, lines twice as high, and a picture as high as one may be.
fn reckoned(panel: &Panel) -> Vec2 {
    let cap = panel.cap_height;
    let margin = cap * 1.5;
    let inner = (panel.width - 2.0 * margin).clamp(cap, cap * 24.0);
    let letters = |line: &str| line.chars().count() as f32 * cap * 0.75;
    let all = || panel.heading.lines().chain(panel.body.lines());
    let lines: f32 = all().map(|line| (letters(line) / inner).ceil().max(1.0)).sum();
    let widest = all().map(letters).fold(0.0, f32::max).min(inner);
    let picture = if panel.picture.is_some() { Vec2::new(inner, panel.width / 2.0) } else { Vec2::ZERO };
    Vec2::new(widest.max(picture.x), lines * cap * 2.0 + picture.y) + 2.0 * margin
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::MarkerKind;
    use crate::walk::comfort::marker_diameter;

    fn degrees(size: f32, distance: f32) -> f32 {
        2.0 * (size / 2.0 / distance).atan().to_degrees()
    }

    #[test]
    fn markers_are_never_too_small_to_hit_nor_so_large_that_they_hide_the_room() {
        for distance in [0.3, 1.0, 2.0, 5.0, 40.0] {
            let across = degrees(marker_diameter(distance), distance);
            assert!((2.79..=8.01).contains(&across), "{distance} m: {across}°");
        }
        assert_eq!(marker_diameter(0.0), 0.0);
    }

    #[test]
    fn words_can_be_read_from_where_the_visitor_stands() {
        let words: Arc<str> = "Gården".into();
        for distance in [1.3, 4.0, 20.0] {
            let label = panel(PanelKind::Label, Vec3::ZERO, Vec3::NEG_Z * distance, &words, &words);
            assert!(degrees(label.cap_height, distance) >= 1.0);
            let caption = panel(PanelKind::Caption, Vec3::ZERO, Vec3::NEG_Z * distance, &words, &words);
            assert!(degrees(caption.width, distance) <= 50.0);
        }
    }

    #[test]
    fn larger_words_are_larger_and_never_wider_than_may_be() {
        let words: Arc<str> = "Gården".into();
        for kind in [PanelKind::Caption, PanelKind::Label, PanelKind::Proposal, PanelKind::Look, PanelKind::Notice, PanelKind::Card] {
            let scaled = |text| {
                let mut panel = panel(kind, Vec3::ZERO, Vec3::NEG_Z, &words, &words);
                scale(&mut panel, text);
                panel
            };
            let [normal, larger, largest] = [TextSize::Normal, TextSize::Larger, TextSize::Largest].map(scaled);
            assert!(larger.cap_height >= normal.cap_height * 1.49 && largest.cap_height >= larger.cap_height, "{kind:?}");
            assert!(degrees(largest.width, 1.0) <= 53.0, "{kind:?}");
        }
    }

    #[test]
    fn labels_hang_clear_of_their_marker() {
        for pitch in [-30.0, 0.0, 50.0] {
            let position = Angles { yaw: 20.0, pitch }.direction() * 3.0;
            let diameter = marker_diameter(3.0);
            let (kind, focus, dwell, done, proposed) = (MarkerKind::Go, 1.0, 0.0, false, false);
            let marker = Marker { hotspot: 0, kind, position, diameter, focus, dwell, done, proposed };
            let words: Arc<str> = "Gården".into();
            let mut label = panel(PanelKind::Label, Vec3::ZERO, position, &words, &words);
            hang_label(&mut label, Vec3::ZERO, &marker);
            let away = Angles::of(label.position).pitch - pitch;
            let (side, pin) = if pitch > 20.0 { (-1.0, Pin::Top) } else { (1.0, Pin::Bottom) };
            assert!(away * side > 1.5 && label.pin == pin, "{pitch}: {away}");
            assert!((Angles::of(label.position).yaw - 20.0).abs() < 0.1);
        }
    }
}
