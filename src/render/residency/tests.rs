use std::path::PathBuf;

use image::{Rgb, RgbImage};
use tempfile::TempDir;

use super::*;
use crate::media::SpaceKind;
use crate::render::textures::takes;
use crate::render::upload::PictureUpload;
use crate::render::{Frame, PassLayout};
use crate::tour::ktx2::tests::files;
use crate::tour::{Cube, Exposure, Face};

/// What one of the pictures takes.
const PICTURE: u64 = 64 * 32 * 4 * 4 / 3;

struct Fixture {
    gpu: Gpu,
    mipmaps: Mipmaps,
    panorama: Panorama,
    meshes: Meshes,
    residency: Residency,
    folder: TempDir,
    keys: Vec<SpaceKey>,
    now: Instant,
}

impl Fixture {
    /// Some pictures on disk, and room for so many of them.
    fn new(pictures: usize, room: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = (0..pictures).map(|nth| {
            let file = folder.path().join(format!("{nth}.png"));
            RgbImage::from_pixel(64, 32, Rgb([nth as u8; 3])).save(&file).unwrap();
            key(file)
        });
        let keys = keys.collect();
        let gpu = Gpu::headless().unwrap();
        let frame = Frame::new(&gpu);
        let mipmaps = Mipmaps::new(&gpu, wgpu::TextureFormat::Rgba8UnormSrgb);
        let meshes = Meshes::new(&gpu, &frame, &PassLayout::default());
        let panorama = Panorama::new(&gpu, &frame, &PassLayout::default(), &meshes);
        let residency = Residency::within(&gpu, room * PICTURE);
        Self { gpu, mipmaps, panorama, meshes, residency, folder, keys, now: Instant::now() }
    }

    fn update(&mut self, wanted: &[usize], budget: u64) {
        let keys: Vec<SpaceKey> = wanted.iter().map(|nth| self.keys[*nth].clone()).collect();
        let makers = Makers { mipmaps: &self.mipmaps, panorama: &self.panorama, meshes: &self.meshes };
        self.residency.update(&self.gpu, &makers, Wanted { keys: &keys, needed: 1, now: self.now }, budget);
    }

    /// Goes on until nothing is on its way and nothing is asked for any longer.
    fn settle(&mut self, wanted: &[usize]) {
        let begin = Instant::now();
        let mut idle = 0;
        // What has just got there makes way for the next.
        while idle < 2 {
            self.update(wanted, u64::MAX);
            let quiet = self.residency.entries.values().all(|entry| matches!(entry.coming, Coming::Not));
            idle = if quiet { idle + 1 } else { 0 };
            assert!(begin.elapsed() < Duration::from_secs(60), "it never settles");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn ready(&self) -> Vec<usize> {
        (0..self.keys.len()).filter(|nth| self.residency.state(&self.keys[*nth]) == SpaceState::Ready).collect()
    }
}

fn key(file: PathBuf) -> SpaceKey {
    SpaceKey { file: Arc::new(file), kind: SpaceKind::Panorama(None, Exposure::default()) }
}

#[test]
fn what_is_wanted_gets_there_and_stays_while_there_is_room() {
    let mut fixture = Fixture::new(4, 4);
    assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Loading);
    fixture.settle(&[0, 1]);
    assert_eq!(fixture.ready(), [0, 1]);
    fixture.settle(&[2, 3]);
    assert_eq!(fixture.ready(), [0, 1, 2, 3]);
}

#[test]
fn a_packed_cube_takes_what_the_levels_of_its_faces_do() {
    let mut fixture = Fixture::new(0, 4);
    let file = Arc::new(fixture.folder.path().join("cube.ktx2"));
    std::fs::write(&*file, files::file("cube-uastc")).unwrap();
    let faces = std::array::from_fn(|_| Face { file: file.clone(), columns: 6, rows: 1, column: 0, row: 0, turned: false });
    let key = SpaceKey { file, kind: SpaceKind::Cube(Arc::new(Cube { faces }), Exposure::default()) };
    fixture.keys.push(key.clone());
    fixture.settle(&[0]);
    let takes = takes(&fixture.gpu);
    let each = if takes.bc || takes.astc { 16 * (64 + 16 + 4 + 1 + 1 + 1) } else { 4 * (1024 + 256 + 64 + 16 + 4 + 1) };
    assert_eq!(fixture.residency.entries[&key].bytes(), 6 * each);
}

#[test]
fn what_is_expected_is_decoded_before_any_frame_and_makes_way_for_what_is_wanted_instead() {
    let mut fixture = Fixture::new(2, 4);
    fixture.residency.expect(fixture.keys[0].clone());
    let begin = Instant::now();
    let (key, decoded) = loop {
        if let Some(done) = fixture.residency.workers.finished() {
            break done;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "nobody reads it");
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(key == fixture.keys[0] && decoded.is_ok());

    let mut fixture = Fixture::new(2, 4);
    fixture.residency.expect(fixture.keys[0].clone());
    fixture.settle(&[1]);
    assert_eq!(fixture.ready(), [1]);
    fixture.settle(&[0]);
    assert_eq!(fixture.ready(), [0, 1]);
}

#[test]
fn where_memory_is_short_the_urgent_stay_and_what_was_long_unwanted_goes() {
    let mut fixture = Fixture::new(5, 2);
    fixture.settle(&[0]);
    fixture.settle(&[1]);
    fixture.settle(&[2]);
    assert_eq!(fixture.ready(), [1, 2]);
    // Four are wanted, two have room: the first two. And it comes to rest.
    fixture.settle(&[3, 4, 0, 1]);
    assert_eq!(fixture.ready(), [3, 4]);
    fixture.settle(&[3, 4, 0, 1]);
    // What was turned away gets in when it becomes more urgent.
    fixture.settle(&[0, 3, 4]);
    assert_eq!(fixture.ready(), [0, 3]);
}

#[test]
fn where_memory_becomes_short_what_nobody_needs_goes_at_once() {
    let mut fixture = Fixture::new(4, 4);
    fixture.settle(&[0, 1]);
    fixture.settle(&[2, 3]);
    assert_eq!(fixture.ready(), [0, 1, 2, 3]);
    fixture.residency.memory = 2 * PICTURE;
    fixture.update(&[2, 3], 0);
    assert_eq!(fixture.ready(), [2, 3]);
    fixture.residency.memory = 0;
    fixture.update(&[2, 3], 0);
    assert_eq!(fixture.ready(), [2], "what is looked at stays");
}

#[test]
fn the_memory_is_what_the_driver_says_and_is_asked_for_anew() {
    let mut fixture = Fixture::new(1, 1);
    fixture.residency = Residency::new(&fixture.gpu);
    let told = fixture.gpu.memory().unwrap().for_places(0, 0);
    let is_told = |memory: u64| memory.abs_diff(told) < told / 2;
    assert!(is_told(fixture.residency.memory), "{} of {told}", fixture.residency.memory);
    fixture.residency.memory = 1;
    fixture.update(&[0], 0);
    assert_eq!(fixture.residency.memory, 1, "not each frame");
    fixture.now += ASK_EVERY * 2;
    fixture.update(&[0], 0);
    assert!(is_told(fixture.residency.memory), "{} of {told}", fixture.residency.memory);
}

#[test]
fn the_first_wanted_gets_in_however_large_it_is() {
    let mut fixture = Fixture::new(2, 0);
    fixture.settle(&[0, 1]);
    assert_eq!(fixture.ready(), [0]);
    fixture.settle(&[1, 0]);
    assert_eq!(fixture.ready(), [1]);
}

#[test]
fn a_frame_takes_no_more_than_its_budget_to_the_gpu() {
    let mut fixture = Fixture::new(1, 1);
    let begin = Instant::now();
    let mut frames = 0;
    while fixture.ready().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(60));
        fixture.update(&[0], 1024);
        frames += usize::from(matches!(fixture.residency.entries[&fixture.keys[0]].coming, Coming::Uploading { .. }));
        std::thread::sleep(Duration::from_millis(1));
    }
    // 8 KiB of pixels, 1 KiB a frame, and then the mipmaps.
    assert!(frames >= 8, "{frames}");
    assert_eq!(fixture.gpu.health.first_error(), None);
}

/// What this thread has spent so far, of the processor's time.
#[cfg(unix)]
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

#[cfg(unix)]
#[test]
fn the_frame_thread_spends_less_on_a_large_picture_than_one_copy_of_it_would_take() {
    let (width, height) = (4096, 2048);
    let mut fixture = Fixture::new(1, 5000);
    RgbImage::from_pixel(width, height, Rgb([90, 120, 150])).save(fixture.folder.path().join("0.png")).unwrap();
    let begin = Instant::now();
    let (mut all, mut frames) = (Duration::ZERO, 0);
    while fixture.ready().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(60));
        let before = spent();
        fixture.update(&[0], 4 << 20);
        let took = spent() - before;
        if frames > 0 || matches!(fixture.residency.entries[&fixture.keys[0]].coming, Coming::Uploading { .. }) {
            all += took;
            frames += 1;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let pixels = vec![1_u8; (width * height * 4) as usize];
    let before = spent();
    let copy = std::hint::black_box(pixels.clone());
    let once = spent() - before;
    drop(copy);
    assert!(all < once, "{all:?} in {frames} frames, and {once:?} for a copy");
}

#[test]
fn a_broken_file_fails_by_name_and_recovers_when_it_is_mended() {
    let mut fixture = Fixture::new(1, 1);
    let file = fixture.folder.path().join("0.png");
    let good = std::fs::read(&file).unwrap();
    std::fs::write(&file, &good[..good.len() / 2]).unwrap();
    fixture.settle(&[0]);
    assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Failed);
    assert!(fixture.residency.failure(&fixture.keys[0]).unwrap().contains("0.png"));
    std::fs::write(&file, &good).unwrap();
    fixture.residency.reload(&file);
    fixture.settle(&[0]);
    assert_eq!(fixture.ready(), [0]);
    // Broken again, the last good state stays.
    std::fs::write(&file, "").unwrap();
    fixture.residency.reload(&file);
    fixture.settle(&[0]);
    assert_eq!(fixture.ready(), [0]);
    assert!(fixture.residency.failure(&fixture.keys[0]).is_some());
}

#[test]
fn a_file_that_comes_later_is_seen_without_being_asked_for_in_every_frame() {
    let mut fixture = Fixture::new(1, 1);
    let file = fixture.folder.path().join("0.png");
    let away = fixture.folder.path().join("away.png");
    std::fs::rename(&file, &away).unwrap();
    fixture.settle(&[0]);
    assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Failed);
    std::fs::rename(&away, &file).unwrap();
    fixture.settle(&[0]);
    assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Failed, "it was asked for again at once");
    fixture.now += TRY_AGAIN;
    fixture.update(&[0], u64::MAX);
    assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Failed, "the plain room stays until there is another");
    fixture.settle(&[0]);
    assert_eq!(fixture.ready(), [0]);
    assert_eq!(fixture.residency.failure(&fixture.keys[0]), None);
}

#[test]
fn the_longer_a_file_stays_away_the_less_often_it_is_asked_for() {
    let now = Instant::now();
    let mut failure = None;
    let waits: Vec<u64> = (0..40)
        .map(|_| {
            let next = Failure::after(failure.take(), "gone".into(), now);
            let wait = next.again - now;
            failure = Some(next);
            wait.as_secs()
        })
        .collect();
    assert_eq!(waits[..6], [3, 6, 12, 24, 48, 60]);
    assert!(waits[6..].iter().all(|wait| *wait == 60));
}

#[test]
fn changing_ones_mind_with_every_frame_does_no_harm() {
    let mut fixture = Fixture::new(5, 2);
    for nth in 0..200 {
        fixture.update(&[nth % 5, (nth * 3) % 5 + usize::from((nth * 3) % 5 == nth % 5 && nth % 5 < 4)], 1024);
    }
    fixture.settle(&[4, 2]);
    assert!(fixture.ready().contains(&4) && fixture.ready().contains(&2));
    assert_eq!(fixture.gpu.health.first_error(), None);
}

/// Lets what is on its way find no room on the GPU.
fn crowd_out(fixture: &mut Fixture, nth: usize) {
    let key = &fixture.keys[nth];
    let upload = Upload::Panorama(Box::new(PictureUpload::without_room(&fixture.gpu, PICTURE)));
    let entry = fixture.residency.entries.get_mut(key).unwrap();
    entry.coming = Coming::Uploading { upload, _memory: DECODING.reserve(0) };
}

#[test]
fn where_the_gpu_has_no_room_for_what_is_needed_all_else_makes_way_and_it_is_tried_again() {
    let mut fixture = Fixture::new(3, 3);
    fixture.settle(&[0, 1]);
    fixture.residency.entries.insert(fixture.keys[2].clone(), Entry::default());
    crowd_out(&mut fixture, 2);
    let begin = Instant::now();
    // One moment, however long it takes to find out.
    while fixture.ready() == [0, 1] {
        fixture.update(&[2, 0, 1], u64::MAX);
        assert!(begin.elapsed() < Duration::from_secs(60), "nothing makes way");
    }
    assert!(fixture.ready().is_empty());
    assert_eq!(fixture.residency.state(&fixture.keys[2]), SpaceState::Loading, "it has not failed");
    fixture.now += CROWDED;
    fixture.settle(&[2, 0, 1]);
    assert_eq!(fixture.ready(), [2]);
}

#[test]
fn what_never_has_room_fails_after_a_few_tries() {
    let mut fixture = Fixture::new(1, 1);
    fixture.residency.entries.insert(fixture.keys[0].clone(), Entry::default());
    for _ in 0..=TRY_CROWDED {
        assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Loading);
        crowd_out(&mut fixture, 0);
        let begin = Instant::now();
        while matches!(fixture.residency.entries[&fixture.keys[0]].coming, Coming::Uploading { .. }) {
            fixture.update(&[0], u64::MAX);
            assert!(begin.elapsed() < Duration::from_secs(60), "it never ends");
        }
    }
    assert_eq!(fixture.residency.state(&fixture.keys[0]), SpaceState::Failed);
    assert_eq!(fixture.residency.failure(&fixture.keys[0]).map(|reason| &**reason), Some("no room"));
}

#[test]
fn models_are_decoded_one_after_the_other_and_none_beside_what_is_needed() {
    let mut fixture = Fixture::new(1, 1);
    let models = (0..3).map(|nth| SpaceKey { file: Arc::new(fixture.folder.path().join(format!("{nth}.glb"))), kind: SpaceKind::Figure });
    fixture.keys.extend(models);
    fixture.residency.workers = Workers::start_some(3, takes(&fixture.gpu));
    // Nothing that is asked for comes to an end.
    let _all = DECODING.reserve(DECODING.whole());
    let asked = |fixture: &Fixture| {
        let entry = |key| fixture.residency.entries.get(key);
        fixture.keys.iter().map(|key| entry(key).is_some_and(|entry| matches!(entry.coming, Coming::Asked { .. }))).collect::<Vec<_>>()
    };
    fixture.update(&[0, 1, 2], 0);
    assert_eq!(asked(&fixture), [true, false, false, false]);
    // Another becomes urgent.
    fixture.update(&[3, 1, 2], 0);
    assert!(asked(&fixture)[3]);
    assert!(!asked(&fixture)[1] && !asked(&fixture)[2]);
}
