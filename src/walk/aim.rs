//! What the visitor attends to, by gaze, ray or key, and what of it they choose.

use glam::{Quat, Vec2, Vec3};

use crate::pose::Ray;
use crate::walk::comfort::{DWELL_FEEDBACK_SECONDS, DWELL_STEP_SECONDS, HYSTERESIS, MAGNETISM_DEGREES, POINTER_METRES};
use crate::walk::{Choice, Pointer, PointerView, Way};

/// Something that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A hotspot of the location, by its place in the tour file.
    Hotspot(usize),
    /// What the guide proposes.
    Proposal,
    /// A button of the welcome, the menu or the farewell.
    Button(Choice),
}

/// Where a target is and how large; location space, metres.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// What it is.
    pub target: Target,
    /// Its middle.
    pub middle: Vec3,
    /// How it is turned, if it is a panel.
    pub facing: Quat,
    /// Half its width and height. A marker is round: the width counts.
    pub half: Vec2,
}

impl Spot {
    /// How far off the middle a ray passes, 1 being the edge, and after how many metres; `None` if the spot lies behind.
    ///
    /// Of a marker that counts where the ray passes closest, as if it were a ball, so that a hand that points past the visitor's knee
    /// hits as well as the gaze does; of a panel where the ray goes through it.
    ///
    /// `larger` is how many times larger it counts, and a marker's rim reaches `magnetism` degrees farther.
    fn pass(&self, ray: Ray, larger: f32, magnetism: f32) -> Option<(f32, f32)> {
        let towards = self.middle - ray.origin;
        let edge = self.half.max(Vec2::splat(1e-3)) * larger;
        if let Target::Hotspot(_) = self.target {
            let along = towards.dot(ray.direction);
            let off = ray.direction * along - towards;
            return (along > 0.0).then(|| (off.length() / (edge.x + along * magnetism.to_radians().tan()), along));
        }
        let away = self.facing * Vec3::NEG_Z;
        let along = towards.dot(away) / ray.direction.dot(away);
        let off = ray.direction * along - towards;
        let part = (off.dot(self.facing * Vec3::X).abs() / edge.x).max(off.dot(self.facing * Vec3::Y).abs() / edge.y);
        (ray.direction.dot(away) > 0.0 && along > 0.0).then_some((part, along))
    }
}

/// What a ray is on and how far away that is: of all that it hits, the one that it passes closest to the middle of. What it was
/// `held` by is larger, so that attention does not flicker, but never so that it hides a neighbour's middle. Markers draw the gaze
/// to them by `magnetism` degrees.
fn hit(spots: &[Spot], ray: Ray, held: Option<Target>, magnetism: f32) -> Option<(Target, f32)> {
    let mut best = None;
    let mut least = 1.0;
    for spot in spots {
        let larger = if held == Some(spot.target) { HYSTERESIS } else { 1.0 };
        let Some((part, along)) = spot.pass(ray, larger, magnetism) else { continue };
        if part <= least {
            least = part;
            best = Some((spot.target, along));
        }
    }
    best
}

/// What the visitor points with in a step; location space.
pub struct Sight<'a> {
    /// From the eyes straight ahead.
    pub gaze: Ray,
    /// What points with rays.
    pub pointers: &'a [Pointer],
    /// After how many seconds of looking something is chosen; `None` if looking chooses nothing.
    pub dwell: Option<f32>,
    /// Seconds before looking at a proposal begins to count.
    pub reading: f32,
    /// What is going on already, if it was chosen here: looking at it does not choose it again. Who looks at the teller
    /// while listening does not ask to begin anew.
    pub busy: [Option<Target>; 2],
    /// Whether anything can be chosen at all.
    pub free: bool,
    /// Whether attention follows neither gaze nor rays, only keys.
    pub keys_only: bool,
}

/// What is attended to, from step to step.
#[derive(Debug, Clone, Default)]
pub struct Aim {
    /// What the keys have come to. Holds until gaze or ray come to something new.
    keyed: Option<Target>,
    /// What ray or gaze are on.
    pointed: Option<Target>,
    gaze: Gaze,
}

/// What the gaze is on, and for how long.
#[derive(Debug, Clone, Default)]
struct Gaze {
    on: Option<Target>,
    held: f32,
    /// It has been chosen, or was there before it could be: the gaze must leave before it counts again.
    spent: bool,
    /// Nothing could be chosen until now.
    blocked: bool,
}

impl Aim {
    /// What is attended to.
    pub fn attention(&self) -> Option<Target> {
        self.keyed.or(self.pointed)
    }

    /// What ray or gaze are on.
    pub fn pointed(&self) -> Option<Target> {
        self.pointed
    }

    /// How far looking has come in choosing `target`, from 0 to 1, where it takes `seconds`.
    pub fn dwell(&self, target: Target, seconds: f32) -> f32 {
        if self.gaze.on != Some(target) || self.gaze.spent {
            return 0.0;
        }
        ((self.gaze.held - DWELL_FEEDBACK_SECONDS) / (seconds - DWELL_FEEDBACK_SECONDS).max(1e-3)).clamp(0.0, 1.0)
    }

    /// Attends to the next of `spots` or the one before, going round.
    pub fn step(&mut self, spots: &[Spot], forward: bool) {
        let now = self.attention().and_then(|target| spots.iter().position(|spot| spot.target == target));
        let next = match (now, forward) {
            (None, true) => 0,
            (None, false) => spots.len().saturating_sub(1),
            (Some(now), true) => (now + 1) % spots.len(),
            (Some(now), false) => (now + spots.len() - 1) % spots.len(),
        };
        self.keyed = spots.get(next).map(|spot| spot.target);
    }

    /// The visitor is somewhere else: what was attended to is not there.
    pub fn reset(&mut self) {
        *self = Self { gaze: Gaze { blocked: true, ..Gaze::default() }, ..Self::default() };
    }

    /// Finds what gaze and rays are on, fills `views` with the rays to draw, and says what was chosen.
    pub fn update(&mut self, spots: &[Spot], sight: &Sight, seconds: f32, views: &mut Vec<PointerView>) -> Option<(Target, Way)> {
        views.clear();
        let spots = if sight.free { spots } else { &[] };
        if !sight.free {
            self.reset();
        }
        let mut rayed = None;
        let mut pressed = None;
        for pointer in sight.pointers {
            let on = hit(spots, pointer.ray, self.pointed, 0.0);
            if pointer.visible {
                let length = on.map_or(POINTER_METRES, |(_, distance)| distance);
                views.push(PointerView { ray: pointer.ray, length, hit: on.is_some() });
            }
            let on = on.map(|(target, _)| target);
            rayed = rayed.or(on);
            pressed = pressed.or(on.filter(|_| pointer.select));
        }
        // Where there are hands or a mouse and no dwell, the head merely looks around.
        let gazing = (sight.dwell.is_some() || sight.pointers.is_empty()) && !sight.keys_only;
        let gazed = if gazing { hit(spots, sight.gaze, self.gaze.on, MAGNETISM_DEGREES).map(|(target, _)| target) } else { None };

        let pointed = pressed.or(rayed).or(gazed);
        let came = pointed.is_some() && pointed != self.pointed;
        let gone = self.keyed.is_some_and(|keyed| !spots.iter().any(|spot| spot.target == keyed));
        if came || gone {
            self.keyed = None;
        }
        self.pointed = pointed;

        let dwelt = self.gaze.update(gazed, sight, seconds);
        match pressed {
            Some(target) => {
                self.spend(target);
                Some((target, Way::Ray))
            }
            None => dwelt.map(|target| (target, Way::Dwell)),
        }
    }

    /// `target` was chosen: where the gaze is on it, it must leave before it counts again.
    pub fn spend(&mut self, target: Target) {
        self.gaze.spent |= self.gaze.on == Some(target);
    }
}

impl Gaze {
    fn update(&mut self, on: Option<Target>, sight: &Sight, seconds: f32) -> Option<Target> {
        if on != self.on {
            self.on = on;
            self.held = if on == Some(Target::Proposal) { -sight.reading } else { 0.0 };
            self.spent = self.blocked;
        }
        self.blocked = !sight.free;
        self.spent |= on.is_some() && sight.busy.contains(&on);
        let Some(needed) = sight.dwell else {
            self.held = self.held.min(0.0);
            return None;
        };
        if on.is_none() || self.spent {
            return None;
        }
        self.held += seconds.min(DWELL_STEP_SECONDS);
        if self.held < needed {
            return None;
        }
        self.spent = true;
        on
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::Angles;

    const STEP: f32 = 1.0 / 72.0;

    fn spot(index: usize, yaw: f32, degrees: f32) -> Spot {
        let middle = Angles { yaw, pitch: 0.0 }.direction() * 2.0;
        let radius = crate::pose::span(degrees, 2.0) / 2.0;
        Spot { target: Target::Hotspot(index), middle, facing: Quat::IDENTITY, half: Vec2::splat(radius) }
    }

    fn ahead(yaw: f32) -> Ray {
        Ray { origin: Vec3::ZERO, direction: Angles { yaw, pitch: 0.0 }.direction() }
    }

    fn gaze(yaw: f32) -> Sight<'static> {
        Sight { gaze: ahead(yaw), pointers: &[], dwell: Some(1.5), reading: 1.0, busy: [None; 2], free: true, keys_only: false }
    }

    /// Looks for so many seconds; what was chosen and when.
    fn look(aim: &mut Aim, spots: &[Spot], sight: &Sight, seconds: f32) -> Option<f32> {
        (1..=(seconds / STEP) as usize).find(|_| aim.update(spots, sight, STEP, &mut Vec::new()).is_some()).map(|steps| steps as f32 * STEP)
    }

    #[test]
    fn looking_for_a_second_and_a_half_chooses_and_shows_that_it_will() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8)]);
        assert_eq!(look(&mut aim, &spots, &gaze(0.0), 0.15), None);
        assert_eq!(aim.dwell(Target::Hotspot(0), 1.5), 0.0, "nothing shows in the first moment");
        assert_eq!(look(&mut aim, &spots, &gaze(0.0), 0.6), None);
        let half = aim.dwell(Target::Hotspot(0), 1.5);
        assert!((0.3..0.6).contains(&half), "{half}");
        let rest = look(&mut aim, &spots, &gaze(0.0), 2.0).expect("chosen");
        assert!((0.7..0.9).contains(&rest), "{rest}");
    }

    #[test]
    fn the_gaze_must_leave_before_it_chooses_again() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8)]);
        assert!(look(&mut aim, &spots, &gaze(0.0), 2.0).is_some());
        assert!(look(&mut aim, &spots, &gaze(0.0), 10.0).is_none());
        look(&mut aim, &spots, &gaze(30.0), 0.1);
        assert!(look(&mut aim, &spots, &gaze(0.0), 2.0).is_some());
    }

    #[test]
    fn what_is_under_the_gaze_on_arrival_is_not_chosen() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8)]);
        aim.reset();
        assert!(look(&mut aim, &spots, &gaze(0.0), 5.0).is_none());
        look(&mut aim, &spots, &gaze(30.0), 0.1);
        assert!(look(&mut aim, &spots, &gaze(0.0), 2.0).is_some());
    }

    #[test]
    fn listening_to_somebody_is_not_choosing_them() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8)]);
        let busy = Sight { busy: [Some(Target::Hotspot(0)), None], ..gaze(0.0) };
        assert!(look(&mut aim, &spots, &busy, 5.0).is_none());
        assert!(look(&mut aim, &spots, &gaze(0.0), 5.0).is_none(), "nor is going on looking at them afterwards");
    }

    #[test]
    fn a_stall_chooses_nothing() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8)]);
        assert_eq!(aim.update(&spots, &gaze(0.0), 60.0, &mut Vec::new()), None);
    }

    #[test]
    fn attention_holds_at_the_edge_but_never_hides_a_neighbour() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 4.0), spot(1, 1.0, 4.0)]);
        let mut on = |yaw| {
            aim.update(&spots, &gaze(yaw), STEP, &mut Vec::new());
            aim.attention()
        };
        assert_eq!(on(-4.4), None, "outside");
        assert_eq!(on(-3.9), Some(Target::Hotspot(0)), "within two degrees of it");
        assert_eq!(on(-4.4), Some(Target::Hotspot(0)), "held");
        assert_eq!(on(-4.8), None, "left");
        assert_eq!(on(0.0), Some(Target::Hotspot(0)));
        assert_eq!(on(1.0), Some(Target::Hotspot(1)), "its middle is its own");
    }

    #[test]
    fn pressing_chooses_at_once_what_the_ray_is_on() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8), spot(1, 40.0, 2.8)]);
        let hand = |select| Pointer {
            ray: Ray { origin: Vec3::new(0.3, -0.5, 0.0), direction: (spots[1].middle - Vec3::new(0.3, -0.5, 0.0)).normalize() },
            select,
            visible: true,
        };
        let mut views = Vec::new();
        let pointers = [hand(false)];
        let sight = Sight { pointers: &pointers, dwell: None, ..gaze(0.0) };
        assert_eq!(aim.update(&spots, &sight, STEP, &mut views), None);
        assert_eq!(aim.attention(), Some(Target::Hotspot(1)));
        assert!(views[0].hit && (views[0].length - pointers[0].ray.origin.distance(spots[1].middle)).abs() < 1e-3);
        let pointers = [hand(true)];
        let sight = Sight { pointers: &pointers, dwell: None, ..gaze(0.0) };
        assert_eq!(aim.update(&spots, &sight, STEP, &mut views), Some((Target::Hotspot(1), Way::Ray)));
    }

    #[test]
    fn what_lies_behind_is_not_hit() {
        assert_eq!(hit(&[spot(0, 180.0, 2.8)], ahead(0.0), None, 2.0), None);
    }

    #[test]
    fn a_button_is_hit_where_it_is_seen_and_nowhere_else() {
        let look = |pitch: f32| Ray { origin: Vec3::ZERO, direction: Angles { yaw: 0.0, pitch }.direction() };
        let button = look(-26.0).direction * 1.3;
        let spot = Spot {
            target: Target::Button(Choice::Louder),
            middle: button,
            facing: crate::pose::look_at(Vec3::ZERO, button),
            half: Vec2::new(0.23, 0.08),
        };
        for pitch in -89_i32..89 {
            let seen = (pitch + 26).abs() <= 3;
            assert_eq!(hit(&[spot], look(pitch as f32), None, 2.0).is_some(), seen, "looking {pitch} degrees up");
        }
        // From the hip, where the ray's end is seen on it.
        let hip = Vec3::new(0.3, -0.6, 0.1);
        let on_it = |at: Vec3| Ray { origin: hip, direction: (at - hip).normalize() };
        assert!(hit(&[spot], on_it(button + spot.facing * Vec3::Y * 0.07), None, 2.0).is_some());
        assert!(hit(&[spot], on_it(button + spot.facing * Vec3::Y * 0.09), None, 2.0).is_none());
    }

    #[test]
    fn keys_go_round_and_hold_until_the_gaze_comes_to_something() {
        let (mut aim, spots) = (Aim::default(), [spot(0, 0.0, 2.8), spot(1, 40.0, 2.8)]);
        look(&mut aim, &spots, &gaze(0.0), 0.1);
        aim.step(&spots, true);
        assert_eq!(aim.attention(), Some(Target::Hotspot(1)));
        look(&mut aim, &spots, &gaze(0.0), 0.1);
        assert_eq!(aim.attention(), Some(Target::Hotspot(1)), "the gaze has not moved");
        aim.step(&spots, true);
        assert_eq!(aim.attention(), Some(Target::Hotspot(0)));
        aim.step(&spots, false);
        assert_eq!(aim.attention(), Some(Target::Hotspot(1)));
        look(&mut aim, &spots, &gaze(20.0), 0.1);
        assert_eq!(aim.attention(), Some(Target::Hotspot(1)), "it came to nothing");
        look(&mut aim, &spots, &gaze(0.0), 0.1);
        assert_eq!(aim.attention(), Some(Target::Hotspot(0)));
        aim.step(&[], true);
        assert_eq!(aim.keyed, None);
    }

    #[test]
    fn a_proposal_can_be_read_before_it_is_chosen() {
        let proposal = Spot { target: Target::Proposal, half: Vec2::new(0.4, 0.1), ..spot(0, 0.0, 2.8) };
        let chosen = look(&mut Aim::default(), &[proposal], &gaze(0.0), 10.0).expect("chosen");
        assert!((2.4..2.6).contains(&chosen), "{chosen}");
    }
}
