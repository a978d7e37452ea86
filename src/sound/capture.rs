//! A sound device that keeps what it would have played: for tests, and for whatever is made without loudspeakers.

use std::convert::Infallible;
use std::sync::Mutex;

use kira::backend::{Backend, Renderer};

/// A backend that renders only when asked to, as interleaved stereo.
///
/// Sounds that stream from disk are decoded beside it in real time: rendering faster than that hears silence in their place.
pub struct Capture {
    // The renderer is Send but not Sync; the lock makes the backend both and is never contended.
    renderer: Mutex<Option<Renderer>>,
}

impl Capture {
    /// Renders the next `frames` frames: left and right in turn, at the sample rate that the engine was made with.
    pub fn render(&mut self, frames: usize) -> Vec<f32> {
        let mut samples = vec![0.0; frames * 2];
        // A device asks in blocks of some milliseconds, and what was commanded takes effect between them.
        for block in samples.chunks_mut(2 * 480) {
            self.render_block(block);
        }
        samples
    }

    /// Fills one block, left and right in turn, in the way that a device asks for it: on the thread that makes sound.
    pub fn render_block(&mut self, block: &mut [f32]) {
        if let Ok(Some(renderer)) = self.renderer.get_mut().map(Option::as_mut) {
            renderer.on_start_processing();
            renderer.process(block, 2);
        }
    }
}

impl Backend for Capture {
    /// The sample rate, Hz.
    type Settings = u32;
    type Error = Infallible;

    fn setup(sample_rate: u32, _internal_buffer_size: usize) -> Result<(Self, u32), Infallible> {
        Ok((Self { renderer: Mutex::new(None) }, sample_rate))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), Infallible> {
        self.renderer = Mutex::new(Some(renderer));
        Ok(())
    }
}
