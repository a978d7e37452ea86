//! How long the files of the first tour take to be decoded, and a tour of ten thousand locations to be checked.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

#[path = "../tests/ktx2/mod.rs"]
mod ktx2;

use indenfor::media::{DECODING, Takes, gltf, panorama};
use indenfor::tour::{self, Exposure};
use ktx2::Ktx2;

/// As large as the textures of a common graphics card.
const MOST: Takes = Takes::plain(16_384);
/// The same, and what it unpacks itself.
const DESKTOP: Takes = Takes { bc: true, ..MOST };

fn main() {
    divan::main();
    // Not where the benches are only listed or tried out.
    if std::env::args().any(|argument| argument == "--bench") {
        beside_djpeg();
        packed_beside_jpeg();
    }
}

/// The picture that is measured, and where scripts/compare/packed.sh writes it packed.
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tours/en-verden-indenfor/workshop.jpg");
const PACKED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/packed");

/// What a packed picture takes until it is ready for the GPU, beside its JPEG, in turns.
fn packed_beside_jpeg() {
    let [uastc, etc1s] = ["uastc", "etc1s"].map(|kind| Path::new(PACKED).join(format!("workshop-{kind}.ktx2")));
    if !uastc.exists() || !etc1s.exists() {
        println!("there are no packed pictures to be measured: scripts/compare/packed.sh");
        return;
    }
    let load = |file: &Path| panorama::load(file, None, Exposure::default(), DESKTOP, &DECODING).unwrap().0;
    let folder = tempfile::tempdir().unwrap();
    let blocks = load(&uastc);
    let levels = blocks.levels.iter().map(|level| level.to_vec()).collect();
    let bc7 = Ktx2 { model: 162, ..Ktx2::of(ktx2::BC7, (blocks.width, blocks.height), levels) };
    let write = |name: &str, file: &Ktx2| {
        let path = folder.path().join(name);
        std::fs::write(&path, file.bytes()).unwrap();
        path
    };
    let files = [
        ("BC7", write("plain.ktx2", &bc7)),
        ("BC7 with Zstandard", write("zstd.ktx2", &bc7.zstd())),
        ("UASTC with Zstandard", uastc),
        ("ETC1S", etc1s),
    ];
    for (kind, file) in files {
        let [jpeg, packed] = in_turns([&|| drop(load(Path::new(PICTURE))), &|| drop(load(&file))]);
        println!("KTX2 ({kind}) of 8192 x 4096: {packed:.0} ms, its JPEG {jpeg:.0} ms: {:.1} x faster (to reach: 3 x)", jpeg / packed);
    }
}

/// The middle of what each takes, milliseconds.
fn in_turns(works: [&dyn Fn(); 2]) -> [f64; 2] {
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..15 {
        for (work, times) in works.iter().zip(&mut times) {
            let begun = Instant::now();
            work();
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

/// How long a JPEG of 8192 x 4096 pixels takes from the file until it is ready for the GPU, beside libjpeg-turbo's own program, in turns.
fn beside_djpeg() {
    let djpeg = || Command::new("djpeg").args(["-ppm", "-outfile", "/dev/null", PICTURE]).status();
    if djpeg().is_err() {
        println!("djpeg is not there to compare with: apt-get install libjpeg-turbo-progs");
        return;
    }
    let load = || drop(panorama::load(Path::new(PICTURE), None, Exposure::default(), MOST, &DECODING).unwrap());
    let [ours, theirs] = in_turns([&load, &|| assert!(djpeg().unwrap().success())]);
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
