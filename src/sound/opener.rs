//! Opens sound files away from the frame thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use kira::sound::FromFileError;
use kira::sound::static_sound::StaticSoundData;
use kira::sound::streaming::StreamingSoundData;

use crate::walk::VoiceKey;

/// A file that is ready to be played.
pub(super) enum Opened {
    /// Decoded whole: what goes round must do so without a gap.
    Whole(Box<StaticSoundData>),
    /// Decoded while it plays: what is told may be long.
    Streamed(Box<StreamingSoundData<FromFileError>>),
}

/// What was asked to be opened, and what became of it. The reason for a failure is words for a log.
pub(super) type Answer = (VoiceKey, Result<Opened, String>);

/// A thread that opens files in the order they were asked for. Ends when it is dropped.
pub(super) struct Opener {
    requests: Sender<(VoiceKey, Arc<PathBuf>, bool)>,
    answers: Receiver<Answer>,
}

impl Opener {
    pub fn start() -> Self {
        let (requests, incoming) = channel::<(VoiceKey, Arc<PathBuf>, bool)>();
        let (outgoing, answers) = channel();
        // Where no thread can be had the channel is closed, and every voice is reported as not to be opened.
        let spawned = std::thread::Builder::new().name("sound files".into()).spawn(move || {
            for (key, file, looped) in incoming {
                if outgoing.send((key, open(&file, looped))).is_err() {
                    break;
                }
            }
        });
        if let Err(error) = spawned {
            tracing::error!("no thread for opening sound files could be started: {error}");
        }
        Self { requests, answers }
    }

    /// Asks for a file. False if nobody is there to open it.
    pub fn request(&self, key: VoiceKey, file: Arc<PathBuf>, looped: bool) -> bool {
        self.requests.send((key, file, looped)).is_ok()
    }

    /// What was opened since the last call.
    pub fn answers(&self) -> impl Iterator<Item = Answer> + '_ {
        self.answers.try_iter()
    }
}

fn open(file: &Path, looped: bool) -> Result<Opened, String> {
    // A decoder that panics on a broken file must not take every later sound with it.
    let opened = std::panic::catch_unwind(|| {
        if looped {
            StaticSoundData::from_file(file).map(|data| Opened::Whole(Box::new(data.loop_region(..))))
        } else {
            StreamingSoundData::from_file(file).map(|data| Opened::Streamed(Box::new(data)))
        }
    });
    match opened {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the file confuses its decoder".into()),
    }
}
