//! Taking a model to the GPU a little at a time, so that no frame waits for it.

use std::collections::HashMap;

use crate::gpu::Gpu;
use crate::media::gltf::{Alpha, Model, Picture, Sampler, TextureSlot, Vertex};

use super::material::{self, MaterialUniform};
use super::surroundings::Surroundings;
use super::{Blended, Lighting, MeshSpace, Run, lighting};

/// A model on its way to the GPU.
#[derive(Debug)]
pub struct MeshUpload {
    model: Model,
    lighting: Lighting,
    surroundings: Surroundings,
    layouts: [wgpu::BindGroupLayout; 2],
    vertices: wgpu::Buffer,
    indices: wgpu::Buffer,
    /// One for each picture.
    textures: Vec<wgpu::Texture>,
    bytes: u64,
    stage: Stage,
}

/// What is to be written next.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// From this byte on.
    Vertices(usize),
    /// From this byte on.
    Indices(usize),
    /// From this row of this level of this picture on.
    Picture { picture: usize, level: usize, row: usize },
    /// All is there.
    Done,
}

impl MeshUpload {
    pub(super) fn new(
        gpu: &Gpu,
        layouts: [wgpu::BindGroupLayout; 2],
        model: Model,
        lighting: Lighting,
        surroundings: Surroundings,
    ) -> Result<Self, String> {
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = |label, size: usize, usage| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                // An empty model needs something to bind as well.
                size: size.max(4) as u64,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let vertices = buffer("mesh vertices", size_of_val(&model.vertices[..]), wgpu::BufferUsages::VERTEX);
        let indices = buffer("mesh indices", size_of_val(&model.indices[..]), wgpu::BufferUsages::INDEX);
        let textures = model.pictures.iter().map(|picture| texture(gpu, picture)).collect();
        let bytes = Self::bytes_of(&model);
        // Natively the answer is there at once.
        if pollster::block_on(scope.pop()).is_some() {
            return Err(format!("the graphics memory has no room for the model's {} MiB: use smaller pictures", bytes >> 20));
        }
        Ok(Self { model, lighting, surroundings, layouts, vertices, indices, textures, bytes, stage: Stage::Vertices(0) })
    }

    /// What a model will take on the GPU, bytes.
    pub fn bytes_of(model: &Model) -> u64 {
        let pictures: usize = model.pictures.iter().flat_map(|picture| &picture.levels).map(Vec::len).sum();
        (size_of_val(&model.vertices[..]) + size_of_val(&model.indices[..]) + pictures) as u64
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
                Stage::Vertices(from) => {
                    match write(gpu, &self.vertices, bytemuck::cast_slice::<Vertex, u8>(&self.model.vertices), from, budget) {
                        0 => Stage::Indices(0),
                        written => Stage::Vertices(from + written),
                    }
                }
                Stage::Indices(from) => {
                    match write(gpu, &self.indices, bytemuck::cast_slice::<u32, u8>(&self.model.indices), from, budget) {
                        0 => {
                            self.model.vertices = Vec::new();
                            self.model.indices = Vec::new();
                            Stage::Picture { picture: 0, level: 0, row: 0 }
                        }
                        written => Stage::Indices(from + written),
                    }
                }
                Stage::Picture { picture, level, row } => self.picture(gpu, picture, level, row, budget),
                Stage::Done => return true,
            };
        }
        matches!(self.stage, Stage::Done)
    }

    /// Writes some rows of a picture's level.
    fn picture(&mut self, gpu: &Gpu, index: usize, level: usize, row: usize, budget: &mut u64) -> Stage {
        let Some(picture) = self.model.pictures.get_mut(index) else {
            return Stage::Done;
        };
        let (Some(pixels), Some(texture)) = (picture.levels.get(level), self.textures.get(index)) else {
            // All levels are written; the picture need not be kept here as well.
            picture.levels = Vec::new();
            return Stage::Picture { picture: index + 1, level: 0, row: 0 };
        };
        let (width, height) = ((picture.width >> level).max(1), (picture.height >> level).max(1));
        let stride = width as usize * 4;
        let rows = usize::try_from(*budget).map_or(usize::MAX, |budget| budget / stride).clamp(1, height as usize - row);
        gpu.queue.write_texture(
            wgpu::TexelCopyTextureInfo {
                texture,
                mip_level: level as u32,
                origin: wgpu::Origin3d { x: 0, y: row as u32, z: 0 },
                aspect: wgpu::TextureAspect::All,
            },
            &pixels[row * stride..(row + rows) * stride],
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(stride as u32), rows_per_image: None },
            wgpu::Extent3d { width, height: rows as u32, depth_or_array_layers: 1 },
        );
        *budget = budget.saturating_sub((rows * stride) as u64);
        if row + rows < height as usize {
            Stage::Picture { picture: index, level, row: row + rows }
        } else {
            Stage::Picture { picture: index, level: level + 1, row: 0 }
        }
    }

    /// Binds everything together, once all is there.
    pub fn finish(self, gpu: &Gpu) -> MeshSpace {
        let [lighting_layout, material_layout] = &self.layouts;
        let lighting = lighting::bind(gpu, lighting_layout, &self.lighting, &self.model.lights, &self.surroundings);

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
            let buffer = uniform_of(gpu, source);
            let mut entries = vec![wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }];
            for (binding, slot) in (1..).step_by(2).zip(material::slots(source)) {
                let view = slot.and_then(|slot| views.get(slot.picture)).unwrap_or(&white);
                let sampler = &samplers[&slot.map_or(plain, |slot| slot.sampler)];
                entries.push(wgpu::BindGroupEntry { binding, resource: wgpu::BindingResource::TextureView(view) });
                entries.push(wgpu::BindGroupEntry { binding: binding + 1, resource: wgpu::BindingResource::Sampler(sampler) });
            }
            gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("mesh material"),
                layout: material_layout,
                entries: &entries,
            })
        });
        let materials = materials.collect();

        let (mut solid, mut blended) = (Vec::new(), Vec::new());
        for draw in &self.model.draws {
            let looks = &self.model.materials[draw.material];
            let run = Run {
                indices: draw.indices.clone(),
                material: draw.material,
                pipeline: super::pipeline_of(looks.alpha, looks.double_sided),
            };
            match looks.alpha {
                Alpha::Blend => blended.push(Blended { run, centre: draw.centre, distance: 0.0 }),
                _ => solid.push(run),
            }
        }
        solid.sort_by_key(|run| (run.pipeline, run.material));
        MeshSpace { vertices: self.vertices, indices: self.indices, lighting, materials, solid, blended }
    }
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
        format: if picture.srgb { wgpu::TextureFormat::Rgba8UnormSrgb } else { wgpu::TextureFormat::Rgba8Unorm },
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

/// What stands where a material has no texture.
fn white(gpu: &Gpu) -> wgpu::Texture {
    let texture = texture(gpu, &Picture { width: 1, height: 1, srgb: false, levels: vec![Vec::new()] });
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

fn uniform_of(gpu: &Gpu, source: &crate::media::gltf::Material) -> wgpu::Buffer {
    uniform(gpu, "mesh material", bytemuck::bytes_of(&MaterialUniform::new(source)))
}
