//! How long the files of the first tour take to be decoded, and a tour of ten thousand locations to be checked.

use std::fmt::Write;
use std::path::Path;

use indenfor::media::{DECODING, Takes, gltf, panorama};
use indenfor::tour::{self, Exposure};

/// As large as the textures of a common graphics card.
const MOST: Takes = Takes::plain(16_384);

fn main() {
    divan::main();
}

fn first_tour() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tours/first-look"))
}

#[divan::bench(sample_count = 10)]
fn panorama_of_4096_by_2048(bencher: divan::Bencher) {
    bencher.bench(|| panorama::load(&first_tour().join("corridor.jpg"), None, Exposure::default(), MOST, &DECODING).unwrap());
}

#[divan::bench(sample_count = 10)]
fn baked_model(bencher: divan::Bencher) {
    bencher.bench(|| gltf::load(&first_tour().join("cell.glb"), first_tour(), None, MOST).unwrap());
}

/// Each location leads to the next, and has a picture of its own.
#[divan::bench(sample_count = 3, args = [100, 10_000])]
fn check(bencher: divan::Bencher, locations: usize) {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("0.png");
    image::RgbImage::new(64, 32).save(&picture).unwrap();
    let mut file = String::from("format = 1\nid = \"large\"\ntitle = \"Large\"\nlanguages = [\"en\"]\nstart = \"at-0\"\n");
    for n in 0..locations {
        let next = (n + 1) % locations;
        writeln!(
            file,
            "[locations.at-{n}]\ntitle = \"At {n}\"\nspace = {{ panorama = \"{n}.png\" }}\nhotspots = [{{ go = \"at-{next}\", at = {{ yaw = 10 }} }}]"
        )
        .unwrap();
        if n > 0 {
            std::fs::copy(&picture, folder.path().join(format!("{n}.png"))).unwrap();
        }
    }
    std::fs::write(folder.path().join("tour.toml"), file).unwrap();
    bencher.bench(|| {
        let report = tour::check(folder.path());
        assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics.first());
        report
    });
}
