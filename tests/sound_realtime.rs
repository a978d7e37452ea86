//! What the thread that makes sound may never do: ask for memory, wait for anybody, or mind how many frames a device wants at a time.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use glam::Vec3;
use indenfor::pose::{Angles, turn};
use indenfor::sound::{Capture, Engine, Hearing};
use indenfor::tour::{LocationIndex, Material, Room, StoryIndex};
use indenfor::walk::{Voice, VoiceKey};
use support::{RATE, ambience, levels, scene, settle, wav, wav_of};

/// Counts what is asked for and given back while a thread says that it should not be.
struct Guard;

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    if WATCHED.get() {
        ASKED.set(ASKED.get() + 1);
    }
}

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Guard {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count();
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static GUARD: Guard = Guard;

/// Renders as a device asks for it, and says how often memory was asked for or given back, and how often this thread gave way
/// because something it wanted was not to be had: a lock that another holds, a file, a message.
fn watched(engine: &mut Engine<Capture>, block: &mut [f32]) -> (usize, u64) {
    let waited = waits();
    ASKED.set(0);
    WATCHED.set(true);
    engine.capture().render_block(block);
    WATCHED.set(false);
    (ASKED.get(), waits() - waited)
}

/// How often this thread has waited for something since it began, by the system's count.
fn waits() -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
    let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
    count.trim().parse().unwrap()
}

fn voices(folder: &tempfile::TempDir) -> Vec<Voice> {
    let sound = wav(&folder.path().join("noise.wav"), &support::noise(0.02, RATE as usize));
    let place = |at: usize| (at > 0).then(|| Angles { yaw: at as f32 * 50.0, pitch: at as f32 * 10.0 }.direction() * 2.0);
    let stereo = wav_of(&folder.path().join("stereo.wav"), RATE, 2, &support::noise(0.02, 2 * RATE as usize));
    let sound = |at: usize| if at == 6 { &stereo } else { &sound };
    let place = |at: usize| place(at).filter(|_| at < 6);
    (0..7).map(|at| Voice { key: VoiceKey::Ambience(LocationIndex(0), at), ..ambience(sound(at), place(at), 0.0) }).collect()
}

#[test]
fn no_memory_is_asked_for_and_nothing_waited_for_where_sound_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let room = |size: Vec3| Some(Room { middle: Vec3::ZERO, size, material: Material::Concrete });
    for hearing in [Hearing::Headphones, Hearing::Loudspeakers, Hearing::Mono] {
        let mut engine = Engine::capturing(RATE).unwrap();
        engine.listen_with(hearing);
        let mut scene = scene(voices(&folder));
        // Somebody tells as well, decoded while it plays.
        let told = wav(&folder.path().join("told.wav"), &support::noise(0.02, 20 * RATE as usize));
        let key = VoiceKey::Story(StoryIndex(0), 0);
        scene.voices.push(Voice { key, looped: false, ..ambience(&told, Some(Vec3::NEG_Z), 0.0) });
        let mut block = [0.0; 2 * 480];
        let (mut asked, mut waited) = (0, 0);
        // Voices begin, the head turns, the story goes on elsewhere, walls come and go, all are held, go on, and end.
        for step in 0..300 {
            scene.room = match step {
                0..70 => None,
                70..170 => room(Vec3::new(2.4, 2.6, 4.0)),
                _ => room(Vec3::new(9.0, 7.0, 18.0)),
            };
            if let Some(story) = scene.voices.get_mut(7) {
                story.elapsed = step as f32 / 100.0 + if step < 80 { 0.0 } else { 5.0 };
            }
            scene.head.orientation = turn(step as f32);
            scene.voices.iter_mut().for_each(|voice| voice.paused = (100..150).contains(&step));
            scene.voices.iter_mut().for_each(|voice| voice.gain = if step < 60 { 0.0 } else { -9.0 });
            if step == 200 {
                scene.voices.clear();
            }
            engine.follow(&scene);
            let (asks, waits) = watched(&mut engine, &mut block);
            (asked, waited) = (asked + asks, waited + waits);
            if step < 20 {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
        assert_eq!((asked, waited), (0, 0), "{hearing:?}");
    }
}

#[test]
fn a_device_may_ask_for_any_number_of_frames() {
    let folder = tempfile::tempdir().unwrap();
    let mut scene = scene(voices(&folder));
    scene.voices.truncate(2);
    scene.voices.remove(0);
    let mut engine = Engine::capturing(RATE).unwrap();
    settle(&mut engine, &scene);
    let mut usual = None;
    for frames in [480, 1, 31, 32, 33, 100, 127, 128, 129, 480, 1000, 1024, 2048, 4096] {
        let mut heard = Vec::new();
        let mut block = vec![0.0; 2 * frames];
        // The noise goes round in a second, and so does its level.
        while heard.len() < 2 * RATE as usize {
            engine.follow(&scene);
            engine.capture().render_block(&mut block);
            heard.extend_from_slice(&block);
        }
        let levels = levels(&heard[..2 * RATE as usize]);
        let usual = *usual.get_or_insert(levels);
        assert!((0..2).all(|ear| (levels[ear] - usual[ear]).abs() < 0.01), "{frames} frames: {levels:?} dB, else {usual:?}");
    }
}

#[test]
fn how_many_frames_a_device_asks_for_is_not_heard_in_a_tone() {
    let folder = tempfile::tempdir().unwrap();
    let sound = wav(&folder.path().join("tone.wav"), &support::tone(1000.0, 0.25, 1.0));
    let scene = scene(vec![ambience(&sound, Some(Vec3::X), 0.0)]);
    let mut engine = Engine::capturing(RATE).unwrap();
    settle(&mut engine, &scene);
    for frames in [32, 37, 480, 4096] {
        let mut heard = Vec::new();
        let mut block = vec![0.0; 2 * frames];
        while heard.len() < 2 * 9600 {
            engine.capture().render_block(&mut block);
            heard.extend_from_slice(&block);
        }
        // A tone of 1 kHz is the negative of itself half of 48 samples later: whatever is left over was put in.
        let left_over = heard.iter().zip(&heard[2 * 24..]).map(|(a, b)| (a + b).abs()).fold(0.0, f32::max);
        assert!(left_over < 2e-4, "{frames} frames: {left_over}");
    }
}
