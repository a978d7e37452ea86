//! What takes long on the way to the GPU, on a thread of its own: room is made for it there, and what is to be copied is put where the
//! GPU fetches it. The frame thread only tells the GPU what to fetch, a little each frame: to copy millions of pixels, and even
//! to make room for them or give them back, takes longer than a frame may. But it alone hands commands to the GPU's queue, for the headset's
//! software uses that as well, in between.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use crate::gpu::Gpu;
use crate::media::texture::{Format, side};

/// How much is put into one buffer, bytes.
const PORTION: usize = 4 << 20;
/// How many buffers wait for the frame thread: it fetches one a frame or so.
const WAITING: usize = 2;

/// What commands take of a frame's budget, bytes: to carry them out takes the GPU about as long as to fetch so many.
const COMMANDS_COST: u64 = 2 << 20;

/// Something on its way to the GPU, where it will be a `Made`.
#[derive(Debug)]
pub(super) struct Staging<Made> {
    steps: Receiver<Result<Step<Made>, String>>,
    portion: Option<Portion>,
    made: Option<Made>,
}

/// A step of the way.
#[derive(Debug)]
enum Step<Made> {
    Portion(Portion),
    /// To be carried out before what follows, and whom to tell that they will be.
    Commands(wgpu::CommandBuffer, SyncSender<()>),
    /// All of it has been sent.
    Made(Made),
}

/// Bytes where the GPU can fetch them.
#[derive(Debug)]
struct Portion {
    buffer: wgpu::Buffer,
    /// How many there are, and how many of them have been fetched.
    bytes: u64,
    fetched: u64,
    target: Target,
}

/// Where they belong.
#[derive(Debug)]
enum Target {
    /// In a buffer, from here on.
    Buffer(wgpu::Buffer, u64),
    /// In a texture of this format: from this row of blocks on, each so many bytes from the one before.
    Rows { texture: wgpu::Texture, format: Format, level: u32, layer: u32, first: u32, stride: u32 },
}

/// The thread's end of it.
pub(super) struct Stage<'a, Made> {
    gpu: &'a Gpu,
    to: SyncSender<Result<Step<Made>, String>>,
}

/// Why the thread stops.
pub(super) enum Stopped {
    /// The graphics memory has no room.
    NoRoom,
    /// Nobody wants it any longer.
    Unwanted,
}

impl<Made: Send + 'static> Staging<Made> {
    /// Sets out: `stage` sends what is to be copied, and gives back what is made of it. `no_room` is what to say where it ran out of the
    /// graphics memory.
    pub fn begin(gpu: &Gpu, no_room: String, stage: impl FnOnce(&mut Stage<'_, Made>) -> Result<Made, Stopped> + Send + 'static) -> Self {
        let (to, steps) = sync_channel(WAITING);
        let device = gpu.clone();
        let body = move || {
            let mut own = Stage { gpu: &device, to };
            let last = match stage(&mut own) {
                Ok(made) => Ok(Step::Made(made)),
                Err(Stopped::NoRoom) => Err(no_room),
                Err(Stopped::Unwanted) => return,
            };
            // Where nobody listens any longer nobody misses it.
            let _ = own.to.send(last);
        };
        if let Err(error) = gpu.thread("uploader", body) {
            tracing::error!("no thread to take something to the GPU with: {error}. Close other programs");
        }
        Self { steps, portion: None, made: None }
    }

    /// Goes on for about as many bytes as `budget` has left (at least one row of a picture), and takes them off it; does not wait for the
    /// thread. Says whether all is there.
    ///
    /// # Errors
    /// Where the GPU has no memory left.
    pub fn step(&mut self, gpu: &Gpu, budget: &mut u64) -> Result<bool, String> {
        let mut encoder = None;
        while self.made.is_none() && *budget > 0 && self.receive(gpu, budget)? {
            if let Some(portion) = &mut self.portion {
                let encoder = encoder.get_or_insert_with(|| gpu.device.create_command_encoder(&Default::default()));
                if portion.fetch(encoder, budget) {
                    self.portion = None;
                }
            }
        }
        if let Some(encoder) = encoder {
            gpu.queue.submit([encoder.finish()]);
        }
        Ok(self.made.is_some())
    }

    /// Whether there is something to fetch.
    fn receive(&mut self, gpu: &Gpu, budget: &mut u64) -> Result<bool, String> {
        if self.portion.is_none() {
            match self.steps.try_recv() {
                Ok(step) => match step? {
                    Step::Portion(portion) => self.portion = Some(portion),
                    Step::Commands(commands, handed_over) => {
                        gpu.queue.submit([commands]);
                        *budget = budget.saturating_sub(COMMANDS_COST);
                        // There is room for each answer, and whoever does not wait for them does not miss them.
                        let _ = handed_over.try_send(());
                    }
                    Step::Made(made) => self.made = Some(made),
                },
                Err(TryRecvError::Empty) => return Ok(false),
                Err(TryRecvError::Disconnected) => {
                    return Err("it could not be taken to the graphics memory: close other programs, and start again".into());
                }
            }
        }
        Ok(true)
    }

    /// What was made, once all is there.
    pub fn made(&self) -> Option<&Made> {
        self.made.as_ref()
    }

    /// The same, for who keeps it.
    pub fn finish(self) -> Option<Made> {
        self.made
    }
}

impl Portion {
    /// Has some of it fetched, and says whether that is all.
    fn fetch(&mut self, encoder: &mut wgpu::CommandEncoder, budget: &mut u64) -> bool {
        let rest = self.bytes - self.fetched;
        let count = match &self.target {
            Target::Buffer(target, at) => {
                let count = (*budget).min(rest).next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT).min(rest);
                encoder.copy_buffer_to_buffer(&self.buffer, self.fetched, target, at + self.fetched, count);
                count
            }
            Target::Rows { texture, format, level, layer, first, stride } => {
                let stride = u64::from(*stride);
                let rows = (*budget / stride).clamp(1, rest / stride) as u32;
                let (across, down) = format.block();
                let layout = wgpu::TexelCopyBufferLayout { offset: self.fetched, bytes_per_row: Some(stride as u32), rows_per_image: None };
                let y = (first + (self.fetched / stride) as u32) * down;
                encoder.copy_buffer_to_texture(
                    wgpu::TexelCopyBufferInfo { buffer: &self.buffer, layout },
                    wgpu::TexelCopyTextureInfo {
                        mip_level: *level,
                        origin: wgpu::Origin3d { x: 0, y, z: *layer },
                        ..texture.as_image_copy()
                    },
                    // Blocks are whole also where they reach beyond the level.
                    wgpu::Extent3d {
                        width: side(texture.width(), *level).next_multiple_of(across),
                        height: rows * down,
                        depth_or_array_layers: 1,
                    },
                );
                u64::from(rows) * stride
            }
        };
        self.fetched += count;
        *budget = budget.saturating_sub(count);
        self.fetched == self.bytes
    }
}

impl<Made> Stage<'_, Made> {
    /// What is made on the GPU, if it has the memory.
    pub fn make<T>(&self, make: impl FnOnce(&Gpu) -> T) -> Result<T, Stopped> {
        let scope = self.gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let made = make(self.gpu);
        // Natively the answer is there at once.
        if pollster::block_on(scope.pop()).is_none() { Ok(made) } else { Err(Stopped::NoRoom) }
    }

    /// Sends what is to be in `target`, from its beginning.
    pub fn buffer(&self, target: &wgpu::Buffer, bytes: &[u8]) -> Result<(), Stopped> {
        for (nth, bytes) in (0..).zip(bytes.chunks(PORTION)) {
            let buffer = self.mapped(bytes.len(), |mut mapped| mapped.copy_from_slice(bytes))?;
            self.send(Step::Portion(Portion {
                buffer,
                bytes: bytes.len() as u64,
                fetched: 0,
                target: Target::Buffer(target.clone(), nth * PORTION as u64),
            }))?;
        }
        Ok(())
    }

    /// Sends all of a level of `texture`, layer after layer.
    pub fn level(&self, texture: &wgpu::Texture, format: Format, level: u32, bytes: &[u8]) -> Result<(), Stopped> {
        let row = format.stride(side(texture.width(), level));
        let stride = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let most = (PORTION / row).max(1);
        for (layer, bytes) in (0..).zip(bytes.chunks_exact(row * format.rows(side(texture.height(), level)) as usize)) {
            for (nth, rows) in (0..).zip(bytes.chunks(most * row)) {
                let size = rows.len() / row * stride;
                let buffer = self.mapped(size, |mut mapped| {
                    for (nth, from) in rows.chunks_exact(row).enumerate() {
                        mapped.slice(nth * stride..nth * stride + row).copy_from_slice(from);
                    }
                })?;
                let first = nth * most as u32;
                let target = Target::Rows { texture: texture.clone(), format, level, layer, first, stride: stride as u32 };
                self.send(Step::Portion(Portion { buffer, bytes: size as u64, fetched: 0, target }))?;
            }
        }
        Ok(())
    }

    /// A buffer that the GPU fetches from, filled.
    fn mapped(&self, size: usize, fill: impl FnOnce(wgpu::WriteOnly<'_, [u8]>)) -> Result<wgpu::Buffer, Stopped> {
        let buffer = self.make(|gpu| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("on its way"),
                size: size as u64,
                usage: wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::MAP_WRITE,
                mapped_at_creation: true,
            })
        })?;
        let mut mapped = buffer.get_mapped_range_mut(..).map_err(|_| Stopped::NoRoom)?;
        fill(mapped.slice(..));
        drop(mapped);
        buffer.unmap();
        Ok(buffer)
    }

    /// Sends commands, a few of them for each frame, and waits until all are handed to the GPU: whatever anybody hands to it then comes
    /// after them.
    pub fn commands(&self, commands: Vec<wgpu::CommandBuffer>) -> Result<(), Stopped> {
        let count = commands.len();
        let (handed_over, answers) = sync_channel(count);
        for commands in commands {
            self.send(Step::Commands(commands, handed_over.clone()))?;
        }
        drop(handed_over);
        if answers.into_iter().take(count).count() == count { Ok(()) } else { Err(Stopped::Unwanted) }
    }

    fn send(&self, step: Step<Made>) -> Result<(), Stopped> {
        self.to.send(Ok(step)).map_err(|_| Stopped::Unwanted)
    }
}
