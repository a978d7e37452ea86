//! What words and marks look like, over light and over dark: panels, markers, the guide's card, rays.

mod support;

use std::path::PathBuf;
use std::sync::Arc;

use glam::{Vec2, Vec3};
use image::{Rgba, RgbaImage};
use indenfor::pose::{Angles, Ray, look_at};
use indenfor::tour::{LocationIndex, PersonIndex};
use indenfor::walk::{Arrow, Attitude, GuideView, Marker, MarkerKind, Panel, PanelKind, Pin, PointerView, Scene, SpaceState, TextSize};
use support::golden::assert_golden;
use support::stage::{DARK, LIGHT, Stage};
use support::{languages, moments};

/// A capital of one degree at the distance of panels.
const CAP: f32 = 0.0227;
const AWAY: f32 = 1.3;
const JONAS: PersonIndex = PersonIndex(0);
const MIRA: PersonIndex = PersonIndex(1);

fn scene() -> Scene {
    Scene { space: SpaceState::Ready, ..Scene::bare(LocationIndex(0)) }
}

fn panel(kind: PanelKind, heading: &str, body: &str, pitch: f32) -> Panel {
    let position = Angles { yaw: 0.0, pitch }.direction() * AWAY;
    Panel {
        kind,
        pin: Pin::Middle,
        position,
        facing: look_at(Vec3::ZERO, position),
        width: 1.1,
        cap_height: CAP,
        heading: heading.into(),
        body: body.into(),
        picture: None,
        opacity: 1.0,
        dwell: 0.0,
        arrow: None,
        code: None,
    }
}

fn marker(kind: MarkerKind, yaw: f32, pitch: f32) -> Marker {
    let position = Angles { yaw, pitch }.direction() * 2.0;
    Marker { hotspot: 0, kind, position, diameter: 0.16, focus: 0.0, dwell: 0.0, done: false, proposed: false }
}

#[test]
fn panels() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    let caption = "Når døren går op klokken syv, ved du aldrig helt, hvem der står på den anden side.";
    scene.panels = vec![
        panel(PanelKind::Label, "", "Gå til cellen", 13.0),
        panel(PanelKind::Notice, "Et øjeblik", "Værkstedet er på vej.", 6.5),
        Panel { arrow: Some(Arrow::Left), ..panel(PanelKind::Caption, "Jonas · Fængselsbetjent", caption, -2.5) },
        Panel { dwell: 0.4, ..panel(PanelKind::Proposal, "Jonas foreslår", "Skal vi gå ud i gården, før det bliver mørkt?", -11.0) },
    ];
    assert_golden("panels", &stage.draw_twice(&scene, 34.0, (960, 680)));
}

#[test]
fn a_panel_about_what_is_there() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    let file: PathBuf = stage.folder.path().join("cabinet.png");
    RgbaImage::from_fn(640, 400, |x, y| {
        let key = (x % 80).abs_diff(40) < 6 && y % 100 > 30 || Vec2::new((x % 80) as f32 - 40.0, (y % 100) as f32 - 30.0).length() < 16.0;
        Rgba(if key { [196, 160, 96, 255] } else { [94, 112, 100, 255] })
    })
    .save(&file)
    .unwrap();
    let words = "Hver nøgle har sit nummer og sin krog. Mangler der én, når vagten skifter, går ingen hjem, før den er fundet. \
                 Straffuldbyrdelseslovgivningsændringerne hænger ved siden af, på Ærø såvel som på Åstedet.";
    scene.panels = vec![Panel { picture: Some(Arc::new(file)), ..panel(PanelKind::Look, "Nøgleskabet", words, 0.0) }];
    assert_golden("panel-look", &stage.draw(&scene, 40.0, (960, 960), 0.25));
}

#[test]
fn languages_are_found_by_flag_and_name() {
    let mut stage = Stage::new(4);
    let tour = languages::tour(&stage.folder.path().join("jonas.png"));
    let moments = moments::around(&Arc::new(tour), "en", TextSize::Normal);
    let scene = Scene { fade: 0.0, ..moments.into_iter().find(|moment| moment.name == "language").expect("the language is asked").scene };
    assert_golden("languages", &stage.draw(&scene, 48.0, (1200, 900), LIGHT));
}

#[test]
fn markers() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    let kinds = [MarkerKind::Go, MarkerKind::Story(JONAS), MarkerKind::Story(MIRA), MarkerKind::Look];
    for (row, kind) in (0..).zip(kinds) {
        let pitch = 9.0 - 6.0 * row as f32;
        scene.markers.extend([
            marker(kind, -12.0, pitch),
            Marker { focus: 1.0, ..marker(kind, -6.0, pitch) },
            Marker { focus: 1.0, dwell: 0.3, ..marker(kind, 0.0, pitch) },
            Marker { focus: 1.0, dwell: 0.85, ..marker(kind, 6.0, pitch) },
            Marker { done: true, ..marker(kind, 12.0, pitch) },
        ]);
    }
    assert_golden("markers", &stage.draw_twice(&scene, 26.0, (960, 780)));
}

#[test]
fn what_the_guide_proposes_is_lit() {
    let mut stage = Stage::new(4);
    let mut lit = |proposed: bool, light: f64| {
        let mut scene = scene();
        scene.markers = vec![Marker { proposed, ..marker(MarkerKind::Go, 0.0, 0.0) }];
        stage.draw(&scene, 8.0, (200, 200), light)
    };
    for light in [LIGHT, DARK] {
        let (plain, proposed) = (lit(false, light), lit(true, light));
        let changed =
            plain.pixels().zip(proposed.pixels()).filter(|(one, other)| one.0.iter().zip(other.0).any(|(a, b)| a.abs_diff(b) > 40));
        // A ring of light, some 4 degrees across.
        assert!(changed.count() > 1200, "before {light}");
    }
}

#[test]
fn markers_as_small_as_they_get_with_one_sample() {
    let mut stage = Stage::new(1);
    let mut scene = scene();
    let kinds = [MarkerKind::Go, MarkerKind::Story(JONAS), MarkerKind::Story(MIRA), MarkerKind::Look];
    for (column, kind) in (0..).zip(kinds) {
        let small = Marker { diameter: 0.07, ..marker(kind, -6.0 + 4.0 * column as f32, 1.5) };
        scene.markers.extend([small.clone(), Marker { focus: 0.6, dwell: 0.5, position: small.position - Vec3::Y * 0.11, ..small }]);
    }
    // 20 pixels a degree, as in a headset.
    assert_golden("markers-small", &stage.draw_twice(&scene, 9.0, (360, 180)));
}

#[test]
fn a_marker_behind_a_wall_is_faint_but_there() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    scene.markers = vec![marker(MarkerKind::Go, 0.0, 0.0)];
    let size = (200, 200);
    let brightness = |picture: &RgbaImage| picture.pixels().map(|pixel| u64::from(pixel.0[0])).sum::<u64>();
    let nothing = brightness(&stage.draw(&self::scene(), 8.0, size, DARK));
    let before = brightness(&stage.draw(&scene, 8.0, size, DARK)) - nothing;
    stage.wall = 1.0;
    let behind = brightness(&stage.draw(&scene, 8.0, size, DARK)) - nothing;
    assert!(behind < before * 3 / 4 && behind > before / 4, "{behind} of {before}");
    // In the wall itself, as on a door, it is whole.
    stage.wall = 1.9;
    assert_eq!(brightness(&stage.draw(&scene, 8.0, size, DARK)) - nothing, before);
}

#[test]
fn the_guide() {
    let mut stage = Stage::new(4);
    let mut row = RgbaImage::new(1400, 420);
    for (nth, (who, speaking)) in [(JONAS, false), (JONAS, true), (MIRA, false), (MIRA, true)].into_iter().enumerate() {
        let mut scene = scene();
        // Elsewhere each time, so that the glow does not come slowly.
        scene.guide = Some(GuideView { who, position: Vec3::new(0.0, 0.05, -1.8 - nth as f32 * 1e-4), speaking, attitude: Attitude::Idle });
        let light = [0.25, 0.02, 0.02, 0.25][nth];
        image::imageops::replace(&mut row, &stage.draw(&scene, 24.0, (350, 420), light), nth as i64 * 350, 0);
    }
    assert_golden("guide", &row);
}

#[test]
fn rays() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    let ray = |hand: Vec3, to: Vec3| Ray { origin: hand, direction: (to - hand).normalize() };
    let ahead = Vec3::new(0.2, 0.05, -2.0);
    scene.markers = vec![Marker { focus: 1.0, position: ahead, ..marker(MarkerKind::Go, 0.0, 0.0) }];
    let right = Vec3::new(0.2, -0.35, -0.45);
    let left = Vec3::new(-0.2, -0.35, -0.45);
    scene.pointers = vec![
        PointerView { ray: ray(right, ahead), length: (ahead - right).length(), hit: true },
        PointerView { ray: ray(left, Vec3::new(-0.5, 0.1, -2.0)), length: 1.2, hit: false },
    ];
    assert_golden("rays", &stage.draw_twice(&scene, 60.0, (640, 420)));
}

#[test]
fn a_faded_panel_lets_the_room_through() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    scene.panels = vec![Panel { opacity: 0.0, ..panel(PanelKind::Caption, "", "Godmorgen.", 0.0) }];
    let clear = stage.draw(&scene, 20.0, (64, 64), LIGHT);
    assert!(clear.pixels().all(|pixel| pixel == clear.get_pixel(0, 0)));
}

#[test]
fn a_panel_is_as_large_as_it_says() {
    let mut stage = Stage::new(4);
    let mut scene = scene();
    scene.panels = vec![panel(PanelKind::Caption, "Jonas", "Godmorgen, og velkommen indenfor.", 0.0)];
    let (width, height) = (800, 400);
    let picture = stage.draw(&scene, 30.0, (width, height), LIGHT);
    let wide = 2.0 * stage.signs.panels().shown().next().unwrap().right.length();
    assert!(wide < scene.panels[0].width);
    let pixels_per_metre = height as f32 / (2.0 * AWAY * 15.0_f32.to_radians().tan());
    let dark = |x: u32, y: u32| picture.get_pixel(x, y).0[0] < 100;
    let across = (0..width).filter(|x| dark(*x, height / 2 - 40) || dark(*x, height / 2)).count() as f32;
    assert!((across - wide * pixels_per_metre).abs() < 12.0, "{across} pixels for {wide} m");
}
