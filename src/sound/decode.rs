//! Sound files to samples. What a tour's check refuses is not opened here either, since decoders trust headers; what is damaged further on
//! in a file is passed over. A file can neither panic nor hold up whoever reads it.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use kira::Frame;
use kira::sound::streaming::Decoder;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::units::Timestamp;

use crate::tour::sounds;

/// More damaged packets in a row than these, and what is left of a file is given up.
const PATIENCE: usize = 100;
/// How much silence follows at a time on the end of a file that was to be longer, frames.
const SILENCE: usize = 4096;

/// A sound file that is being read: one channel, two, or four of an ambisonic recording.
pub(super) struct Reader {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    /// Frames in a second.
    pub rate: u32,
    /// How many frames the file says that it has.
    frames: Option<u64>,
    /// It confused its decoder, which is not to be trusted any more.
    confused: bool,
    interleaved: Vec<f32>,
}

impl Reader {
    /// Opens a file. Failures are words for a log.
    pub fn open(path: &Path) -> Result<Self, String> {
        // Opening a pipe would wait for somebody to write into it.
        if !path.metadata().map_err(|error| error.to_string())?.is_file() {
            return Err("it is no file".into());
        }
        // Some headers have decoders reckon with numbers that they cannot hold.
        sounds::playable(path).map_err(|reason| format!("it {reason}"))?;
        catch_unwind(|| Self::probe(path)).unwrap_or_else(|_| Err("it confuses its decoder".into()))
    }

    fn probe(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let stream = MediaSourceStream::new(Box::new(file), Default::default());
        let probed = symphonia::default::get_probe().probe(&Default::default(), stream, Default::default(), Default::default());
        let format = probed.map_err(|error| error.to_string())?;
        let track = format.default_track(TrackType::Audio).ok_or("there is no sound in it")?;
        let Some(CodecParameters::Audio(parameters)) = &track.codec_params else {
            return Err("there is no sound in it".into());
        };
        let rate = parameters.sample_rate.ok_or("it does not say its sample rate")?;
        let decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &Default::default());
        let decoder = decoder.map_err(|error| error.to_string())?;
        let (track, frames) = (track.id, track.num_frames);
        Ok(Self { format, decoder, track, rate, frames, confused: false, interleaved: Vec::new() })
    }

    /// The next frames, interleaved, and how many channels they have; `None` at the end, wherever that is.
    pub fn next(&mut self) -> Option<(usize, &[f32])> {
        if self.confused {
            return None;
        }
        let Self { format, decoder, track, interleaved, .. } = self;
        let decoded = catch_unwind(AssertUnwindSafe(|| decode(&mut **format, &mut **decoder, *track, interleaved)));
        self.confused = decoded.is_err();
        decoded.ok().flatten().map(|channels| (channels, self.interleaved.as_slice()))
    }

    /// All of it, interleaved, and how many channels it has; no more than `most` samples.
    pub fn whole(mut self, most: usize) -> Result<(usize, Vec<f32>), String> {
        let (mut all, mut channels) = (Vec::new(), None);
        while let Some((found, samples)) = self.next() {
            if *channels.get_or_insert(found) != found {
                break;
            }
            if all.len() + samples.len() > most {
                return Err("it is too long to be kept in memory whole".into());
            }
            all.extend_from_slice(samples);
        }
        channels.map(|channels| (channels, all)).ok_or_else(|| "nothing in it can be decoded".into())
    }
}

/// Decodes the next packet that can be decoded, and says how many channels it has.
fn decode(format: &mut dyn FormatReader, decoder: &mut dyn AudioDecoder, track: u32, into: &mut Vec<f32>) -> Option<usize> {
    for _ in 0..PATIENCE {
        let packet = loop {
            let packet = format.next_packet().ok()??;
            if packet.track_id == track {
                break packet;
            }
        };
        match decoder.decode(&packet) {
            Ok(buffer) if matches!(buffer.num_planes(), 1 | 2 | 4) => {
                buffer.copy_to_vec_interleaved(into);
                return Some(buffer.num_planes());
            }
            Err(Error::DecodeError(_)) => {}
            _ => return None,
        }
    }
    None
}

/// One frame of so many channels, as two ears take it that have no place for it: of a whole field what comes from everywhere.
pub(super) fn frame(samples: &[f32]) -> Frame {
    match samples {
        [left, right] => Frame { left: *left, right: *right },
        [all, ..] => Frame::from_mono(*all),
        [] => Frame::ZERO,
    }
}

/// What is told is decoded while it plays.
impl Decoder for Reader {
    type Error = String;

    fn sample_rate(&self) -> u32 {
        self.rate
    }

    fn num_frames(&self) -> usize {
        self.frames.and_then(|frames| frames.try_into().ok()).unwrap_or(usize::MAX / 2)
    }

    /// After the end of a file that was to be longer there is silence: an error would be asked for again and again.
    fn decode(&mut self) -> Result<Vec<Frame>, String> {
        Ok(match self.next() {
            Some((channels, samples)) => samples.chunks_exact(channels).map(frame).collect(),
            None => vec![Frame::ZERO; SILENCE],
        })
    }

    fn seek(&mut self, index: usize) -> Result<usize, String> {
        let to = SeekTo::Timestamp { ts: Timestamp::new(index as i64), track_id: self.track };
        let sought = catch_unwind(AssertUnwindSafe(|| self.format.seek(SeekMode::Accurate, to)));
        self.decoder.reset();
        match sought {
            // What lies beyond its end is silent.
            Ok(Ok(sought)) => Ok(sought.actual_ts.get().try_into().unwrap_or(0)),
            Ok(Err(_)) => Ok(index),
            Err(_) => {
                self.confused = true;
                Ok(index)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A WAV of a second of sound.
    fn wav() -> tempfile::NamedTempFile {
        let header = b"RIFF\x24\x7D\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3E\0\0\0\x7D\0\0\x02\0\x10\0data\0\x7D\0\0";
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [header.as_slice(), &[0, 64].repeat(16_000)].concat()).unwrap();
        file
    }

    #[test]
    fn what_goes_missing_at_the_end_is_silent_and_asked_for_no_more_than_once() {
        // It was whole when it was opened: somebody copies another over it.
        let file = wav();
        let [mut reader, mut sought] = [(); 2].map(|()| Reader::open(file.path()).unwrap());
        file.as_file().set_len(44 + 2 * 4000).unwrap();
        assert_eq!((reader.sample_rate(), reader.num_frames()), (16_000, 16_000));
        let mut frames = Vec::new();
        while frames.len() < 16_000 {
            let more = reader.decode().unwrap();
            assert!(!more.is_empty(), "whoever plays it would ask for ever");
            frames.extend(more);
        }
        assert!(frames[..3900].iter().all(|frame| (frame.left - 0.5).abs() < 0.01) && frames[4100..].iter().all(|frame| frame.left == 0.0));
        assert!(sought.seek(15_000).is_ok() && !sought.decode().unwrap().is_empty());
        assert!(Reader::open(file.path()).err().unwrap().contains("cut short"), "and it is not opened again");
    }

    #[test]
    fn a_file_is_kept_whole_only_up_to_a_bound() {
        let file = wav();
        assert_eq!(Reader::open(file.path()).unwrap().whole(16_000).unwrap().1.len(), 16_000);
        assert!(Reader::open(file.path()).unwrap().whole(15_999).is_err());
    }
}
