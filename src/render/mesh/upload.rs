//! Taking a model to the GPU a little at a time, so that no frame waits for it.

use std::collections::HashMap;
use std::fmt::Debug;
use std::mem::take;
use std::ops::Range;
use std::sync::Arc;

use crate::gpu::Gpu;
use crate::media::gltf::{Delta, Model, Picture, Sampler, TextureSlot, Vertex};
use crate::media::texture::{Format, side};
use crate::render::residency::UPLOAD_PER_FRAME;
use crate::render::textures::{Rows, texture_format, write_rows};

use super::lamps::Lamps;
use super::material::{self, LAYERS_BINDING, LayersUniform, MaterialUniform};
use super::pipelines::{self, Needs, Pipelines};
use super::shadows::{self, Shadows, casters_of};
use super::surroundings::Surroundings;
use super::{Layouts, Light, Lighting, MeshSpace, Motion, Run, Runs};

/// A model on its way to the GPU.
#[derive(Debug)]
pub struct MeshUpload {
    model: Model,
    lighting: Lighting,
    lamps: Lamps,
    surroundings: Surroundings,
    layouts: Layouts,
    /// What it cannot be drawn without, which may still be on its way.
    pipelines: (Arc<Pipelines>, Needs),
    /// Once all of it is there but what its lamps see.
    space: Option<MeshSpace>,
    /// In the order of [`lists`].
    buffers: [wgpu::Buffer; 4],
    /// One for each picture.
    textures: Vec<wgpu::Texture>,
    bytes: u64,
    /// Where vertices that move begin, bytes.
    moving: u64,
    stage: Stage,
}

/// What is to be written next.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Of this of the [`lists`], from this byte on.
    List { nth: usize, from: usize },
    /// From this row of this level of this picture on.
    Picture { picture: usize, level: usize, row: usize },
    /// All of it is to be bound together.
    Bind,
    /// What its n-th lamp sees.
    Shadow(usize),
    /// All is there.
    Done,
}

impl MeshUpload {
    pub(super) fn new(
        gpu: &Gpu,
        layouts: Layouts,
        model: Model,
        lighting: Lighting,
        (lamps, surroundings): (Lamps, Surroundings),
        pipelines: (Arc<Pipelines>, Needs),
    ) -> Result<Self, String> {
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = |label, size: usize, usage| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                // An empty list needs something to bind as well, and shaders want one whole element.
                size: size.max(size_of::<Delta>()) as u64,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let [vertices, indices, limbs, deltas] = lists(&model).map(<[u8]>::len);
        let buffers = [
            buffer("mesh vertices", vertices, wgpu::BufferUsages::VERTEX),
            buffer("mesh indices", indices, wgpu::BufferUsages::INDEX),
            buffer("mesh limbs", limbs, wgpu::BufferUsages::VERTEX),
            buffer("mesh deltas", deltas, wgpu::BufferUsages::STORAGE),
        ];
        let textures = model.pictures.iter().map(|picture| texture(gpu, picture)).collect();
        let bytes = Self::bytes_of(&model);
        let moving = (model.still_vertices() * size_of::<Vertex>()) as u64;
        // Natively the answer is there at once.
        if pollster::block_on(scope.pop()).is_some() {
            return Err(format!("the graphics memory has no room for the model's {} MiB: use smaller pictures", bytes >> 20));
        }
        let stage = Stage::List { nth: 0, from: 0 };
        Ok(Self { model, lighting, lamps, surroundings, layouts, pipelines, space: None, buffers, textures, bytes, moving, stage })
    }

    /// What a model will take on the GPU, bytes.
    pub fn bytes_of(model: &Model) -> u64 {
        let pictures: usize = model.pictures.iter().flat_map(|picture| &picture.levels).map(Vec::len).sum();
        (lists(model).map(<[u8]>::len).iter().sum::<usize>() + pictures) as u64 + shadows::bytes_of(Lamps::of(model).maps.len())
    }

    /// What it takes on the GPU, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes on for about as many bytes as `budget` has left (at least one row of a picture), and takes them off it. Says whether
    /// all is there.
    pub fn step(&mut self, gpu: &Gpu, budget: &mut u64) -> bool {
        while *budget > 0 {
            self.stage = match self.stage {
                Stage::List { nth, from } => match (self.buffers.get(nth), lists(&self.model).get(nth)) {
                    (Some(buffer), Some(list)) => match write(gpu, buffer, list, from, budget) {
                        0 => Stage::List { nth: nth + 1, from: 0 },
                        written => Stage::List { nth, from: from + written },
                    },
                    _ => Stage::Picture { picture: 0, level: 0, row: 0 },
                },
                Stage::Picture { picture, level, row } => self.picture(gpu, picture, level, row, budget),
                Stage::Bind => {
                    self.space = Some(self.bind(gpu));
                    Stage::Shadow(0)
                }
                Stage::Shadow(_) if !self.pipelines.0.complete(self.pipelines.1) => break,
                Stage::Shadow(nth) => self.shadow(gpu, nth, budget),
                Stage::Done => break,
            };
        }
        matches!(self.stage, Stage::Done)
    }

    /// Writes some rows of a picture's level.
    fn picture(&mut self, gpu: &Gpu, index: usize, level: usize, row: usize, budget: &mut u64) -> Stage {
        let Some(picture) = self.model.pictures.get(index) else {
            return Stage::Bind;
        };
        let (Some(pixels), Some(texture)) = (picture.levels.get(level), self.textures.get(index)) else {
            return Stage::Picture { picture: index + 1, level: 0, row: 0 };
        };
        let stride = picture.format.stride(side(picture.width, level as u32));
        let height = picture.format.rows(side(picture.height, level as u32)) as usize;
        let rows = usize::try_from(*budget).map_or(usize::MAX, |budget| budget / stride).clamp(1, height - row);
        let at = Rows { level: level as u32, layer: 0, row: row as u32, rows: rows as u32 };
        write_rows(gpu, texture, picture.format, at, &pixels[row * stride..(row + rows) * stride]);
        *budget = budget.saturating_sub((rows * stride) as u64);
        if row + rows < height {
            Stage::Picture { picture: index, level, row: row + rows }
        } else {
            Stage::Picture { picture: index, level: level + 1, row: 0 }
        }
    }

    /// Draws what a lamp sees: one for a frame's budget, for all of the model is drawn.
    fn shadow(&self, gpu: &Gpu, nth: usize, budget: &mut u64) -> Stage {
        match self.space.as_ref().and_then(|space| Some((space, space.shadows.as_ref()?))) {
            Some((space, shadows)) if nth < shadows.count() => {
                shadows.draw_still(gpu, &self.pipelines.0, space, nth);
                *budget = budget.saturating_sub(UPLOAD_PER_FRAME);
                Stage::Shadow(nth + 1)
            }
            _ => Stage::Done,
        }
    }

    /// What need not be kept here, once all is there: to be given back by a thread that has the time.
    pub fn spent(&mut self) -> impl Send + Debug + use<> {
        let Model { vertices, indices, limbs, deltas, pictures, .. } = &mut self.model;
        (take(vertices), take(indices), take(limbs), take(deltas), take(pictures))
    }

    /// The model, once all is there.
    pub fn finish(mut self, gpu: &Gpu) -> MeshSpace {
        self.space.take().unwrap_or_else(|| self.bind(gpu))
    }

    /// Binds everything together.
    fn bind(&mut self, gpu: &Gpu) -> MeshSpace {
        let shadows = Shadows::new(gpu, &self.lamps).map(Box::new);
        let maps = shadows.as_ref().map(|shadows| shadows.view());
        let light = Light::new(gpu, &self.layouts.lighting, &self.lighting, &self.lamps, &self.surroundings, maps.as_ref());

        let views: Vec<_> = self.textures.iter().map(|texture| texture.create_view(&Default::default())).collect();
        let white = white(gpu).create_view(&Default::default());
        let plain = Sampler {
            wrap_u: crate::media::gltf::Wrap::Repeat,
            wrap_v: crate::media::gltf::Wrap::Repeat,
            smooth_near: true,
            smooth_far: true,
        };
        let mut samplers = HashMap::new();
        let used = self.model.materials.iter().flat_map(material::slots).flatten().map(|slot: TextureSlot| slot.sampler);
        for sampler in used.chain([plain]) {
            samplers.entry(sampler).or_insert_with(|| material::sampler(gpu, sampler));
        }
        let materials = self.model.materials.iter().map(|source| {
            let buffer = uniform(gpu, "mesh material", bytemuck::bytes_of(&MaterialUniform::new(source)));
            let layers = source.layers.as_ref().map(|layers| uniform(gpu, "mesh layers", bytemuck::bytes_of(&LayersUniform::new(layers))));
            let mut entries = vec![wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }];
            for (binding, slot) in (1..).step_by(2).zip(material::slots(source)) {
                let view = slot.and_then(|slot| views.get(slot.picture)).unwrap_or(&white);
                let sampler = &samplers[&slot.map_or(plain, |slot| slot.sampler)];
                entries.push(wgpu::BindGroupEntry { binding, resource: wgpu::BindingResource::TextureView(view) });
                entries.push(wgpu::BindGroupEntry { binding: binding + 1, resource: wgpu::BindingResource::Sampler(sampler) });
            }
            entries
                .extend(layers.iter().map(|layers| wgpu::BindGroupEntry { binding: LAYERS_BINDING, resource: layers.as_entire_binding() }));
            gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("mesh material"),
                layout: if layers.is_some() { &self.layouts.layered } else { &self.layouts.material },
                entries: &entries,
            })
        });
        let materials = materials.collect();
        let casters = casters_of(&self.model);

        let (mut solid, mut blended) = (Vec::new(), Vec::new());
        for draw in &self.model.draws {
            let looks = &self.model.materials[draw.material];
            let pipeline = pipelines::number_of(looks, draw.moves);
            let run = |indices: &Range<u32>, bounds| Run::new(indices.clone(), draw.material, pipeline, bounds);
            let clusters = draw.clusters.iter().map(|cluster| run(&cluster.indices, Some(cluster.bounds)));
            let whole = draw.moves.then(|| run(&draw.indices, None));
            match looks.alpha.is_seen_through() {
                true => blended.extend(whole.into_iter().chain(clusters).map(|run| (draw.centre, run))),
                false => solid.extend(whole.into_iter().chain(clusters)),
            }
        }
        let [vertices, indices, limbs, deltas] = self.buffers.clone();
        let has_limbs = self.model.draws.iter().any(|draw| draw.moves);
        let motion =
            has_limbs.then(|| Box::new(Motion::new(gpu, &self.layouts.motion, take(&mut self.model.rig), limbs, self.moving, &deltas)));
        MeshSpace { vertices, indices, motion, light, shadows, casters, materials, runs: Runs::new(solid, blended) }
    }
}

/// What of a model goes to the GPU as it is: vertices, indices, limbs, deltas.
fn lists(model: &Model) -> [&[u8]; 4] {
    let Model { vertices, indices, limbs, deltas, .. } = model;
    [bytemuck::cast_slice(vertices), bytemuck::cast_slice(indices), bytemuck::cast_slice(limbs), bytemuck::cast_slice(deltas)]
}

/// Writes what the budget allows of `bytes`, in whole words, as a buffer wants them; gives back how many.
fn write(gpu: &Gpu, buffer: &wgpu::Buffer, bytes: &[u8], from: usize, budget: &mut u64) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let most = usize::try_from(*budget).unwrap_or(usize::MAX) & !3;
    let part = &rest[..rest.len().min(most.max(4))];
    if !part.is_empty() {
        gpu.queue.write_buffer(buffer, from as u64, part);
    }
    *budget = budget.saturating_sub(part.len() as u64);
    part.len()
}

fn texture(gpu: &Gpu, picture: &Picture) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("mesh picture"),
        size: wgpu::Extent3d { width: picture.width, height: picture.height, depth_or_array_layers: 1 },
        mip_level_count: picture.levels.len() as u32,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: texture_format(picture.format, picture.srgb),
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

/// What stands where a material has no texture.
fn white(gpu: &Gpu) -> wgpu::Texture {
    let texture = texture(gpu, &Picture { width: 1, height: 1, srgb: false, format: Format::Rgba8, levels: vec![Vec::new()] });
    gpu.queue.write_texture(
        texture.as_image_copy(),
        &[255; 4],
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(4), rows_per_image: None },
        texture.size(),
    );
    texture
}

pub(super) fn uniform(gpu: &Gpu, label: &str, bytes: &[u8]) -> wgpu::Buffer {
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some(label),
        size: bytes.len() as u64,
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    gpu.queue.write_buffer(&buffer, 0, bytes);
    buffer
}
