//! Panoramas in tiles: the layouts of other viewers are understood, and what is wrong with one is told.

use image::ImageFormat;
use indenfor::tour::{Space, Tile, load};
use insta::assert_snapshot;
use proptest::prelude::*;

use crate::fixture::{Folder, picture};

/// What Pannellum's, Marzipano's and krpano's tools write, as a space tells it, and some tile of the finest level.
const LAYOUTS: [(&str, &str); 3] = [
    ("tiles = \"gate/{z:1}/{f}{y}_{x}.png\", tile = 64, sizes = [64, 100]", "gate/2/u1_0.png"),
    ("tiles = \"gate/{z}/{f}/{y}/{x}.png\", tile = 64, sizes = [64, 100]", "gate/1/u/1/0.png"),
    ("tiles = \"gate/{f}/l{z:1}/{y:01}/l{z:1}_{f}_{y:01}_{x:01}.png\", tile = 64, sizes = [64, 100]", "gate/u/l2/02/l2_u_02_01.png"),
];

/// The tour with the gate in tiles, none of which are there yet.
fn folder(space: &str) -> Folder {
    Folder::with("{ panorama = \"gate.png\" }\nstand", &format!("{{ {space} }}\nstand"))
}

/// The same with all tiles, but for what `leave_out` says.
fn cut(space: &str, leave_out: impl Fn(Tile) -> bool) -> Folder {
    let folder = folder(space);
    let tour = load(folder.path()).unwrap().tour;
    let Space::Panorama(gate) = &tour.locations[0].space else { panic!("a model") };
    let pyramid = gate.pyramid.as_ref().unwrap();
    for level in 0..pyramid.sizes().len() as u32 {
        for tile in pyramid.tiles(level).filter(|tile| !leave_out(*tile)) {
            let (width, height) = pyramid.size_of(tile);
            folder.write(&pyramid.path(tile), picture(width, height, ImageFormat::Png));
        }
    }
    folder
}

#[test]
fn the_layouts_of_other_viewers_are_understood() {
    for (space, some) in LAYOUTS {
        let folder = cut(space, |_| false);
        assert_eq!(folder.told(), "", "{space}");
        assert!(folder.path().join(some).is_file(), "{some}");
        let tour = load(folder.path()).unwrap().tour;
        assert!(tour.locations[0].space.file().is_file());
    }
    let named = "tiles = \"gate/{z}/{f}/{y}/{x}.png\", tile = 64, sizes = [64, 100], faces = [\"0\", \"1\", \"2\", \"3\", \"4\", \"5\"]";
    assert_eq!(cut(named, |_| false).told(), "");
}

#[test]
fn templates() {
    let rest = "tile = 64, sizes = [64, 100]";
    let told = [
        folder(&format!("tiles = \"gate/{{z}}/{{y}}_{{x}}.png\", {rest}")).told(),
        folder(&format!("tiles = \"gate/{{z}}/{{face}}{{y}}_{{x}}.png\", {rest}")).told(),
        folder(&format!("tiles = \"gate/{{z}}/{{f}}{{y}}_{{x.png\", {rest}")).told(),
        folder(&format!("tiles = \"gate/{{z}}/{{f}}{{y}}_{{x:one}}.png\", {rest}")).told(),
        folder(&format!("tiles = \"gate/{{f}}{{y}}_{{x}}.png\", {rest}")).told(),
        folder(&format!("tiles = \"../{{z}}/{{f}}{{y}}_{{x}}.png\", {rest}")).told(),
        folder(&format!("tiles = \"gate/{{z}}/{{f}}{{y}}_{{x}}.png\", {rest}, faces = [\"..\", \"r\", \"b\", \"l\", \"u\", \"d\"]")).told(),
    ];
    assert_snapshot!("templates", told.join("\n\n"));
}

#[test]
fn sizes_of_tiles() {
    let path = "tiles = \"gate/{z}/{f}{y}_{x}.png\"";
    let told = [
        folder(&format!("{path}, tile = 512")).told(),
        folder(&format!("{path}, tile = 7, sizes = [64, 100000]")).told(),
        folder(&format!("{path}, tile = 512, sizes = [1024, 512]")).told(),
        folder(&format!("{path}, tile = 512, sizes = [4096, 8192]")).told(),
        folder(&format!("{path}, tile = 64, sizes = [1024, 16384]")).told(),
    ];
    assert_snapshot!("sizes-of-tiles", told.join("\n\n"));
}

#[test]
fn broken_tiles() {
    let space = LAYOUTS[0].0;
    let coarsest_gone = cut(space, |tile| tile.level == 0 && tile.face == 3);
    let coarsest_wrong = cut(space, |_| false);
    coarsest_wrong.write("gate/1/r0_0.png", picture(60, 64, ImageFormat::Png));
    let coarsest_broken = cut(space, |_| false);
    coarsest_broken.write("gate/1/r0_0.png", b"nothing of the kind");
    let finer_wrong = cut(space, |_| false);
    finer_wrong.write("gate/2/f1_1.png", picture(64, 64, ImageFormat::Png));
    let told = [coarsest_gone.told(), coarsest_wrong.told(), coarsest_broken.told(), finer_wrong.told()];
    assert_snapshot!("broken-tiles", told.join("\n\n"));
}

#[test]
fn missing_tiles() {
    let one = cut(LAYOUTS[0].0, |tile| tile == Tile { level: 1, face: 2, row: 1, column: 0 });
    let level = cut(LAYOUTS[1].0, |tile| tile.level == 1);
    assert_snapshot!("missing-tiles", [one.told(), level.told()].join("\n\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_of_tiles_is_a_tour_or_told(
        path in r"(gate|[a-z/.{}:0-9]|\{[zfyxq](:[0-9]{0,8})?\}|/){0,20}",
        tile in prop_oneof![Just(64_i64), any::<i64>()],
        sizes in prop::collection::vec(prop_oneof![16_i64..20_000, any::<i64>()], 0..20),
        faces in prop::collection::vec("[a-z.]{0,3}", 0..8),
    ) {
        let folder = folder(&format!("tiles = {path:?}, tile = {tile}, sizes = {sizes:?}, faces = {faces:?}"));
        let report = folder.check();
        prop_assert!(report.tour.is_some() || report.errors() > 0, "no tour, and nobody says why");
        prop_assert!(report.diagnostics.iter().all(|diagnostic| !diagnostic.render(false).is_empty()));
    }
}
