//! What is wrong with sounds.

use insta::assert_snapshot;

use crate::fixture::{Folder, told_with_file, wav};

#[test]
fn broken_sound() {
    let cut_short = &wav(1.0)[..9000];
    let mut surround = wav(1.0);
    surround[22] = 6;
    let opus = b"OggS\0\x02\0\0\0\0\0\0\0\0abcd\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01\0\0\x80\xBB\0\0\0\0\0".as_slice();
    let said_to_have = |place: usize, number: u32| {
        let mut wav = wav(1.0);
        wav[place..place + 4].copy_from_slice(&number.to_le_bytes());
        wav
    };
    let (no_rate, absurd_rate, huge) = (said_to_have(24, 0), said_to_have(24, 4_000_000_000), said_to_have(40, 2_000_000_000));
    let sounds: [&[u8]; 11] = [
        b"ID3 MP3 is not played",
        b"\xFF\xF1\x50\x80 AAC is not played",
        b"This was to be a sound, and is a letter.",
        b"",
        b"OggS and nothing that belongs there",
        cut_short,
        &surround,
        opus,
        &no_rate,
        &absurd_rate,
        &huge,
    ];
    let told = sounds.map(|sound| told_with_file("stories/first-day.wav", sound));
    assert_snapshot!("broken-sound", told.join("\n\n"));
}

#[test]
fn a_recording_from_all_sides_is_neither_told_nor_comes_from_one_place() {
    let mut four = wav(1.0);
    (four[22], four[32]) = (4, 8);
    assert_snapshot!("broken-sound-four-channels", told_with_file("stories/first-day.wav", four));
}

#[test]
fn long_ambience() {
    let folder = Folder::with("{ sound = \"stories/first-day.wav\", gain = -12 }", "{ sound = \"long.wav\" }");
    folder.write("long.wav", wav(400.0));
    assert_snapshot!("long-ambience", folder.told());
}
