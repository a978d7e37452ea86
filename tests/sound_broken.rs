//! Sound files that are broken in every way: in a visit they are silent, or as much of them is heard as there is, and everything else is
//! heard as ever. What `check` says of them stands in `diagnostics`.

#[path = "support/sound.rs"]
#[allow(dead_code)]
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use glam::Vec3;
use indenfor::sound::{Capture, Engine};
use indenfor::tour::{LocationIndex, StoryIndex};
use indenfor::walk::{Voice, VoiceKey};
use support::{RATE, ambience, levels, noise, scene, tone, wav, wav_of};

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Files that are no sounds, or no longer.
fn broken(folder: &Path) -> Vec<Arc<PathBuf>> {
    let ogg = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tours/en-verden-indenfor/sound/clinic-clock.ogg")).unwrap();
    let wav = std::fs::read(&*wav(&folder.join("whole.wav"), &noise(0.5, RATE as usize / 4))).unwrap();
    let with = |bytes: &[u8], at: usize, put: &[u8]| [&bytes[..at], put, &bytes[at + put.len()..]].concat();
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("empty.ogg".into(), Vec::new()),
        ("letter.wav".into(), b"This was to be a sound, and is a letter.".repeat(9)),
        ("magic.flac".into(), [b"fLaC".as_slice(), &noise_bytes(4000, 7)].concat()),
        ("mp3.ogg".into(), [b"ID3\x04\0\0\0\0\0\0\xFF\xFB\x90\x64".as_slice(), &noise_bytes(4000, 3)].concat()),
        ("aac.wav".into(), [b"\xFF\xF1\x50\x80".as_slice(), &noise_bytes(4000, 5)].concat()),
        (
            "opus.ogg".into(),
            [b"OggS\0\x02\0\0\0\0\0\0\0\0abcd\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01\0\0\x80\xBB\0\0\0\0\0".as_slice(), &[0; 99]].concat(),
        ),
        ("no-rate.wav".into(), with(&wav, 24, &0_u32.to_le_bytes())),
        ("absurd-rate.wav".into(), with(&wav, 24, &u32::MAX.to_le_bytes())),
        ("huge.wav".into(), with(&wav, 40, &0x7FFF_FFF0_u32.to_le_bytes())),
        ("no-channels.wav".into(), with(&wav, 22, &[0, 0])),
        ("many-channels.wav".into(), with(&wav, 22, &[0xFF, 0xFF])),
        ("three-channels.wav".into(), std::fs::read(&*wav_of(&folder.join("three"), RATE, 3, &noise(0.5, 9000))).unwrap()),
    ];
    for part in [5, 30, 60, 200, ogg.len() / 3, ogg.len() - 10] {
        files.push((format!("cut-{part}.ogg"), ogg[..part].to_vec()));
    }
    for seed in 1..40 {
        let (mut spoilt, kind) = if seed % 3 == 0 { (wav.clone(), "wav") } else { (ogg.clone(), "ogg") };
        for byte in noise_bytes(24, seed).chunks_exact(2) {
            // Most of them near the beginning, where the headers are.
            let at = (usize::from(byte[0]) * (1 + seed as usize * 7)) % spoilt.len();
            spoilt[at] = byte[1];
        }
        files.push((format!("bits-{seed}.{kind}"), spoilt));
    }
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            Arc::new(path)
        })
        .collect()
}

/// Bytes that mean nothing: always the same.
fn noise_bytes(count: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 11) as u8
    };
    (0..count).map(|_| next()).collect()
}

fn told(sound: &Arc<PathBuf>, number: u32) -> Voice {
    Voice { key: VoiceKey::Story(StoryIndex(0), number), looped: false, ..ambience(sound, Some(Vec3::NEG_Z), 0.0) }
}

fn around(sound: &Arc<PathBuf>, number: usize) -> Voice {
    Voice { key: VoiceKey::Ambience(LocationIndex(0), number), ..ambience(sound, None, 0.0) }
}

fn is_sane(heard: &[f32]) -> bool {
    heard.iter().all(|sample| sample.abs() <= 1.0)
}

#[test]
fn a_broken_file_is_silent_and_everything_else_is_heard() {
    std::panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        eprintln!("{panic}");
    }));
    let folder = tempfile::tempdir().unwrap();
    let good = wav(&folder.path().join("good.wav"), &tone(440.0, 0.5, 1.0));
    let mut files = broken(folder.path());
    files.extend([Arc::new(folder.path().to_owned()), Arc::new(folder.path().join("nowhere.ogg"))]);
    #[cfg(unix)]
    {
        // Whoever opens a pipe waits until somebody writes into it.
        let pipe = folder.path().join("pipe.wav");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        files.push(Arc::new(pipe));
    }

    // Decoded whole, as ambience and as stories of a film are.
    let mut engine = Engine::filming(RATE).unwrap();
    for (number, file) in files.iter().enumerate() {
        let scene = scene(vec![around(&good, 9999), around(file, number), told(file, number as u32)]);
        engine.follow(&scene);
        while engine.is_opening() {
            std::thread::sleep(Duration::from_millis(1));
            engine.follow(&scene);
        }
        let heard = engine.capture().render(RATE as usize / 4);
        assert!(is_sane(&heard), "{}", file.display());
        assert!(levels(&heard)[0] > -14.0, "{} takes the others along", file.display());
    }
    drop(engine);

    // Decoded while they play, as stories of a visit are.
    let mut engine: Engine<Capture> = Engine::capturing(RATE).unwrap();
    for part in files.chunks(12) {
        let stories = part.iter().enumerate().map(|(number, file)| told(file, number as u32));
        let scene = scene(stories.chain([around(&good, 9999)]).collect());
        for _ in 0..20 {
            engine.follow(&scene);
            assert!(is_sane(&engine.capture().render(RATE as usize / 100)));
            std::thread::sleep(Duration::from_millis(5));
        }
        let heard = engine.capture().render(RATE as usize / 10);
        assert!(levels(&heard)[0] > -14.0, "somebody takes the others along: {part:?}");
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}
