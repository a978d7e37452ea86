//! Opens sound files away from the frame thread.

use std::sync::mpsc::{Receiver, Sender, channel};

use kira::sound::static_sound::{StaticSoundData, StaticSoundSettings};
use kira::sound::streaming::StreamingSoundData;

use super::bed::Bed;
use super::decode::{self, Reader};
use crate::walk::{Source, Voice, VoiceKey};

/// No more samples of a file are kept in memory: eleven minutes in stereo.
const MOST: usize = 1 << 26;

/// A file that is ready to be played.
pub(super) enum Opened {
    /// Decoded whole: what goes round must do so without a gap.
    Whole(Box<StaticSoundData>),
    /// The same, recorded with its directions.
    Bed(Box<Bed>),
    /// Decoded while it plays: what is told may be long.
    Streamed(Box<StreamingSoundData<String>>),
}

/// What was asked to be opened, and what became of it. The reason for a failure is words for a log.
pub(super) type Answer = (VoiceKey, Result<Opened, String>);

struct Request {
    key: VoiceKey,
    sound: Source,
    looped: bool,
    placed: bool,
}

/// A thread that opens files in the order they were asked for. Ends when it is dropped.
pub(super) struct Opener {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
}

impl Opener {
    /// Starts the thread. With `whole`, what is told is decoded whole as well: streams fall silent for whoever hears faster than time
    /// goes by.
    pub fn start(whole: bool) -> Self {
        let (requests, incoming) = channel::<Request>();
        let (outgoing, answers) = channel();
        // Where no thread can be had the channel is closed, and every voice is reported as not to be opened.
        let spawned = std::thread::Builder::new().name("sound files".into()).spawn(move || {
            for request in incoming {
                if outgoing.send((request.key, open(&request, whole))).is_err() {
                    break;
                }
            }
        });
        if let Err(error) = spawned {
            tracing::error!("no thread for opening sound files could be started: {error}");
        }
        Self { requests, answers }
    }

    /// Asks for a voice's file. False if nobody is there to open it.
    pub fn request(&self, voice: &Voice) -> bool {
        let Voice { key, looped, .. } = *voice;
        self.requests.send(Request { key, sound: voice.sound.clone(), looped, placed: voice.position.is_some() }).is_ok()
    }

    /// What was opened since the last call.
    pub fn answers(&self) -> impl Iterator<Item = Answer> + '_ {
        self.answers.try_iter()
    }
}

fn open(Request { sound, looped, placed, .. }: &Request, whole: bool) -> Result<Opened, String> {
    let reader = Reader::of(sound)?;
    if !looped && !whole {
        return Ok(Opened::Streamed(Box::new(StreamingSoundData::from_decoder(reader))));
    }
    let sample_rate = reader.rate;
    let (channels, samples) = reader.whole(MOST)?;
    if *looped && !placed && channels > 1 {
        let bed = Bed::new(sample_rate, channels, samples).ok_or("nothing in it can be heard")?;
        return Ok(Opened::Bed(Box::new(bed)));
    }
    let frames = samples.chunks_exact(channels).map(decode::frame).collect();
    let data = StaticSoundData { sample_rate, frames, settings: StaticSoundSettings::default(), slice: None };
    Ok(Opened::Whole(Box::new(if *looped { data.loop_region(..) } else { data })))
}
