//! Any tour, any visitor.

use std::path::PathBuf;
use std::sync::Arc;

use glam::{Quat, Vec3};
use indenfor::pose::hand::JOINTS;
use indenfor::pose::{HandShape, Pose, Ray};
use indenfor::tour::*;
use indenfor::walk::{Command, Event, Heard, Input, Options, Pointer, Reception, Scene, SpaceState, VoiceKey, Walk};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::houses::{both, panorama, person, telling};
use super::visitor::{STEP, Visitor};

/// Two people, who speak.
const PEOPLE: usize = 2;

fn point() -> impl Strategy<Value = Vec3> {
    prop_oneof![
        8 => (-6.0..6.0_f32, -2.0..3.0_f32, -6.0..6.0_f32).prop_map(Vec3::from),
        1 => Just(Vec3::ZERO),
        1 => Just(Vec3::new(0.0, 3.0, 0.0)),
    ]
}

fn story(index: usize) -> impl Strategy<Value = Story> {
    let cue = (0.0..2.0_f32, 0.0..1.5_f32);
    let told = || {
        vec(cue.clone(), 0..4).prop_map(|pauses| {
            let mut time = 0.0;
            let cues: Vec<_> = pauses
                .iter()
                .map(|(pause, long)| {
                    (
                        time + pause,
                        {
                            time += pause + long;
                            time
                        },
                        "words",
                    )
                })
                .collect();
            telling("voice.ogg", &cues)
        })
    };
    (0..PEOPLE, told(), option::of(told())).prop_map(move |(teller, danish, english)| {
        let mut tellings = indexmap::IndexMap::from([("da".into(), danish)]);
        tellings.extend(english.map(|english| ("en".into(), english)));
        Story { id: format!("story-{index}"), teller: PersonIndex(teller), title: both("Historie", "Story"), tellings }
    })
}

fn hotspot(locations: usize, stories: usize) -> impl Strategy<Value = Hotspot> {
    let arrive = prop_oneof![Just(Arrive::Stand), (-400.0..400.0_f32).prop_map(Arrive::Yaw), Just(Arrive::KeepHeading)];
    let action = (0..4_u8, 0..locations, arrive, 0..stories.max(1)).prop_map(move |(kind, to, arrive, story)| match kind {
        0 | 1 => Action::Go { to: LocationIndex(to), arrive, says: None },
        2 if stories > 0 => Action::Story(StoryIndex(story)),
        _ => Action::Look { words: both("Ord", "Words"), picture: None },
    });
    (point(), action).prop_map(|(position, action)| Hotspot { position, action })
}

fn location(index: usize, locations: usize, stories: usize) -> impl Strategy<Value = Location> {
    let greets = option::of(0..stories.max(1)).prop_map(move |story| story.filter(|_| stories > 0).map(StoryIndex));
    let guide = (0..PEOPLE, point(), greets).prop_map(|(who, position, greets)| Guide { who: PersonIndex(who), position, greets });
    let ambience = (option::of(point()), -40.0..0.0_f32).prop_map(|(position, gain)| Ambience { sound: Arc::default(), position, gain });
    let space = (any::<bool>(), -180.0..180.0_f32, point(), -180.0..180.0_f32);
    (space, option::of(guide), vec(ambience, 0..2), vec(hotspot(locations, stories), 0..6)).prop_map(
        move |((model, north, position, yaw), guide, ambience, hotspots)| {
            let mut location = panorama(&format!("location-{index}"), both("Sted", "Place"), north);
            if model {
                location.space = Space::Model(Model::of(Arc::default()));
                location.stand.position = position;
            }
            location.stand.yaw = yaw;
            Location { guide, ambience, hotspots, ..location }
        },
    )
}

fn tour() -> impl Strategy<Value = Tour> {
    (1..=12_usize, 0..4_usize).prop_flat_map(|(locations, stories)| {
        let locations: Vec<_> = (0..locations).map(|index| location(index, locations, stories)).collect();
        let stories: Vec<_> = (0..stories).map(story).collect();
        (locations, stories, any::<prop::sample::Index>()).prop_map(|(locations, stories, start)| Tour {
            folder: PathBuf::new(),
            id: "generated".into(),
            title: both("Genereret", "Generated"),
            languages: vec!["da".into(), "en".into()],
            start: LocationIndex(start.index(locations.len())),
            people: (0..PEOPLE).map(|index| person(&index.to_string(), "Somebody", both("Rolle", "Role"))).collect(),
            stories,
            locations,
            lines: Vec::new(),
            calm: None,
            content_note: None,
            farewell: None,
        })
    })
}

/// Numbers as sensors give them: most of them sound.
fn number(most: f32) -> impl Strategy<Value = f32> {
    prop_oneof![
        40 => -most..most,
        1 => Just(f32::NAN),
        1 => Just(f32::INFINITY),
        1 => Just(f32::MAX),
        1 => Just(0.0),
    ]
}

fn vector(most: f32) -> impl Strategy<Value = Vec3> {
    (number(most), number(most), number(most)).prop_map(Vec3::from)
}

fn command() -> impl Strategy<Value = Command> {
    let tag = prop_oneof![Just("da"), Just("en"), Just("xx"), Just("")];
    prop_oneof![
        6 => Just(Command::Next),
        2 => Just(Command::Previous),
        6 => Just(Command::Select),
        2 => Just(Command::Back),
        2 => Just(Command::Menu),
        1 => Just(Command::Recenter),
        1 => tag.prop_map(|tag| Command::Language(tag.into())),
        1 => Just(Command::NextLanguage),
        1 => Just(Command::Pause),
        2 => Just(Command::Resume),
        1 => Just(Command::Restart),
    ]
}

fn step() -> impl Strategy<Value = (Input, f32)> {
    let space = || prop_oneof![1 => Just(SpaceState::Loading), 4 => Just(SpaceState::Ready), 1 => Just(SpaceState::Failed)];
    let pointer = (vector(2.0), vector(1.0), any::<bool>(), any::<bool>()).prop_map(|(origin, direction, select, visible)| Pointer {
        ray: Ray { origin, direction },
        select,
        visible,
    });
    let orientation = (number(1.0), number(1.0), number(1.0), number(1.0)).prop_map(|(x, y, z, w)| Quat::from_xyzw(x, y, z, w));
    let orientation = prop_oneof![3 => (-3.2..3.2_f32).prop_map(Quat::from_rotation_y), 1 => orientation];
    let seconds = prop_oneof![8 => 0.0..0.3_f32, 1 => Just(1e9), 1 => Just(f32::NAN), 1 => Just(-1.0), 1 => Just(f32::INFINITY)];
    let worn = prop_oneof![3 => Just(None), 3 => Just(Some(true)), 1 => Just(Some(false))];
    let heard = (0..4_usize, 1..6_u32, number(9.0), any::<bool>()).prop_map(|(story, number, seconds, over)| Heard {
        key: VoiceKey::Story(StoryIndex(story), number),
        seconds,
        over,
    });
    let input = (vector(2.0), orientation, vec(pointer, 0..3), any::<[bool; 3]>(), vec(command(), 0..3), worn, space(), option::of(heard));
    (input, seconds).prop_map(
        |((position, orientation, pointers, [retracked, dwell, keys_lead], commands, worn, space, heard), seconds)| {
            let hands = pointers.iter().map(|pointer| HandShape::Bare([pointer.ray.origin; JOINTS])).collect::<Vec<_>>();
            let hands = [hands.first().copied(), hands.get(1).copied()];
            (
                Input { head: Pose { position, orientation }, retracked, pointers, hands, dwell, keys_lead, commands, worn, space, heard },
                seconds,
            )
        },
    )
}

/// Fails on the first number of the scene that is none, or out of its range.
fn check(scene: &Scene, tour: &Tour) {
    let whole = |what: &str, numbers: &[f32]| assert!(numbers.iter().all(|number| number.is_finite()), "{what}: {numbers:?}");
    let part = |what: &str, number: f32| assert!((0.0..=1.0).contains(&number), "{what}: {number}");
    assert!(scene.location.0 < tour.locations.len());
    assert!(!scene.wanted.is_empty() && scene.wanted.iter().all(|wanted| wanted.0 < tour.locations.len()));
    part("fade", scene.fade);
    whole("placement", &scene.placement.position.to_array());
    whole("placement", &[scene.placement.yaw]);
    whole("head", &scene.head.position.to_array());
    assert!((scene.head.orientation.length() - 1.0).abs() < 1e-3, "{:?}", scene.head);
    assert!(scene.markers.iter().all(|marker| marker.hotspot < tour.locations[scene.location.0].hotspots.len()));
    for button in &scene.buttons {
        whole("button", &button.position.to_array());
        whole("button", &button.facing.to_array());
        whole("button", &[button.half.x, button.half.y, button.cap_height]);
        part("focus", button.focus);
        part("dwell", button.dwell);
        part("opacity", button.opacity);
    }
    for marker in &scene.markers {
        whole("marker", &marker.position.to_array());
        whole("marker", &[marker.diameter]);
        part("focus", marker.focus);
        part("dwell", marker.dwell);
    }
    for panel in &scene.panels {
        whole("panel", &panel.position.to_array());
        whole("panel", &panel.facing.to_array());
        whole("panel", &[panel.width, panel.cap_height]);
        part("opacity", panel.opacity);
        part("dwell", panel.dwell);
    }
    for voice in &scene.voices {
        whole("voice", &[voice.gain, voice.elapsed]);
    }
    for pointer in &scene.pointers {
        whole("pointer", &pointer.ray.origin.to_array());
        whole("pointer", &pointer.ray.direction.to_array());
        whole("pointer", &[pointer.length]);
    }
}

fn options() -> impl Strategy<Value = Options> {
    let reception = prop_oneof![Just(Reception::None), Just(Reception::Short), Just(Reception::Full)];
    (reception, number(5.0)).prop_map(|(reception, dwell_seconds)| Options { reception, dwell_seconds, ..Options::default() })
}

/// Plays it all and checks every moment.
fn play(tour: &Arc<Tour>, options: Options, steps: &[(Input, f32)]) -> (Walk, Vec<(Scene, Vec<Event>)>) {
    let mut walk = Walk::new(Arc::clone(tour), options);
    let moments = steps
        .iter()
        .map(|(input, seconds)| {
            let step = walk.step(input, *seconds);
            check(step.scene, tour);
            (step.scene.clone(), step.events.to_vec())
        })
        .collect();
    (walk, moments)
}

/// Lets time go by with nobody doing anything, until it has been clear for a second; at most so many seconds.
fn settle(visitor: &mut Visitor, most: f32) {
    let tour = Arc::clone(&visitor.tour);
    let mut clear = 0.0;
    for _ in 0..(most / STEP) as usize {
        visitor.step(Vec::new(), Vec::new());
        check(visitor.scene(), &tour);
        clear = if visitor.scene().fade == 0.0 { clear + STEP } else { 0.0 };
        if clear > 1.0 {
            return;
        }
    }
    panic!("it is still dark after {most} s");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_visitor_ends_somewhere_that_can_be_seen_and_left(
        tour in tour(),
        options in options(),
        steps in vec(step(), 0..80),
        broken in vec(any::<bool>(), 12),
        hops in vec(any::<prop::sample::Index>(), 3),
    ) {
        let tour = Arc::new(tour);
        let (walk, _) = play(&tour, options.clone(), &steps);
        let mut visitor = Visitor::going_on(walk, Arc::clone(&tour));
        for (space, broken) in visitor.spaces.iter_mut().zip(&broken) {
            *space = if *broken { SpaceState::Failed } else { SpaceState::Ready };
        }
        visitor.be_in_the_walk();
        settle(&mut visitor, 3.0);
        for hop in hops {
            let here = visitor.location();
            let ways: Vec<_> = tour.locations[here.0].hotspots.iter().enumerate()
                .filter_map(|(index, hotspot)| if let Action::Go { to, .. } = hotspot.action { Some((index, to)) } else { None })
                .collect();
            if ways.is_empty() {
                break;
            }
            let (way, to) = ways[hop.index(ways.len())];
            let events = visitor.choose_by_key(way);
            let left = Event::Left { location: tour.locations[here.0].id.clone() };
            prop_assert!(events.contains(&left), "{events:?}");
            settle(&mut visitor, 3.0);
            prop_assert_eq!(visitor.location(), to);
        }
    }

    #[test]
    fn nobody_stays_in_the_dark_even_if_nothing_ever_loads(tour in tour(), options in options(), steps in vec(step(), 0..40)) {
        let tour = Arc::new(tour);
        let (walk, _) = play(&tour, options.clone(), &steps);
        let mut visitor = Visitor::going_on(walk, Arc::clone(&tour));
        visitor.spaces.fill(SpaceState::Loading);
        visitor.be_in_the_walk();
        settle(&mut visitor, 13.0);
    }

    #[test]
    fn the_same_visit_is_the_same_again(tour in tour(), options in options(), steps in vec(step(), 0..60)) {
        let tour = Arc::new(tour);
        prop_assert_eq!(play(&tour, options.clone(), &steps).1, play(&tour, options.clone(), &steps).1);
    }

    #[test]
    fn in_a_panorama_the_head_never_leaves_the_middle_of_the_picture(tour in tour(), options in options(), steps in vec(step(), 1..40)) {
        let tour = Arc::new(tour);
        for (scene, _) in play(&tour, options.clone(), &steps).1 {
            if let Space::Panorama(_) = tour.locations[scene.location.0].space {
                prop_assert!(scene.head.position.length() < 1e-3, "{}", scene.head.position);
            }
        }
    }
}
