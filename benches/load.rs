//! How long the files of the first tour take to be decoded, and a tour of ten thousand locations to be checked.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use indenfor::media::{DECODING, Takes, gltf, panorama};
use indenfor::tour::{self, Exposure};

/// As large as the textures of a common graphics card.
const MOST: Takes = Takes::plain(16_384);

fn main() {
    divan::main();
    // Not where the benches are only listed or tried out.
    if std::env::args().any(|argument| argument == "--bench") {
        beside_djpeg();
    }
}

/// How long a JPEG of 8192 x 4096 pixels takes from the file until it is ready for the GPU, beside libjpeg-turbo's own program, in turns.
fn beside_djpeg() {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tours/en-verden-indenfor/workshop.jpg"));
    let djpeg = || Command::new("djpeg").args(["-ppm", "-outfile", "/dev/null"]).arg(file).status();
    if djpeg().is_err() {
        println!("djpeg is not there to compare with: apt-get install libjpeg-turbo-progs");
        return;
    }
    let timed = |work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64() * 1000.0
    };
    let (mut ours, mut theirs): (Vec<f64>, Vec<f64>) = (0..15)
        .map(|_| {
            let ours = timed(&|| drop(panorama::load(file, None, Exposure::default(), MOST, &DECODING).unwrap()));
            (ours, timed(&|| assert!(djpeg().unwrap().success())))
        })
        .unzip();
    let [ours, theirs] = [&mut ours, &mut theirs].map(|times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    });
    println!("JPEG of 8192 x 4096: {ours:.0} ms, djpeg {theirs:.0} ms: {:.2} x (to reach: 1.3 x)", ours / theirs);
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
