//! Taking a model to the GPU a little at a time, so that no frame waits for it.

use std::collections::HashMap;
use std::mem::take;
use std::ops::Range;
use std::sync::Arc;

use crate::gpu::Gpu;
use crate::media::gltf::{Delta, Model, Picture, Sampler, TextureSlot, Vertex};
use crate::media::texture::Format;
use crate::render::mipmaps::claim;
use crate::render::staging::{Stage, Staging, Stopped};
use crate::render::textures::texture_format;

use super::lamps::Lamps;
use super::material::{self, LAYERS_BINDING, LayersUniform, MaterialUniform};
use super::pipelines::{Kind, Needs, Pipelines};
use super::shadows::{self, Shadows, casters_of};
use super::surroundings::Surroundings;
use super::{Environment, Layouts, Light, Lighting, MeshSpace, Motion, Run, Runs};

/// What of a frame's budget is taken by what a lamp sees, bytes: all of the model is drawn.
const MAP_COST: u64 = 4 << 20;

/// A model on its way to the GPU: what it is made of first, then what its lamps see.
#[derive(Debug)]
pub struct MeshUpload {
    staging: Staging<MeshSpace>,
    /// What it cannot be drawn without, which may still be on its way.
    pipelines: (Arc<Pipelines>, Needs),
    /// How many of its lamps' maps are drawn.
    maps: usize,
    bytes: u64,
}

impl MeshUpload {
    pub(super) fn begin(
        gpu: &Gpu,
        layouts: Layouts,
        model: Model,
        lighting: impl FnOnce(&Model) -> Lighting + Send + 'static,
        (lamps, surroundings): (
            Lamps,
            impl FnOnce(&Option<Environment>, &Stage<'_, MeshSpace>) -> Result<Surroundings, Stopped> + Send + 'static,
        ),
        pipelines: (Arc<Pipelines>, Needs),
    ) -> Self {
        let bytes = Self::bytes_of(&model);
        let no_room = format!("the graphics memory has no room for the model's {} MiB: use smaller pictures", bytes >> 20);
        let staging = Staging::begin(gpu, no_room, move |to| {
            let lighting = lighting(&model);
            let surroundings = surroundings(&lighting.environment, to)?;
            let mut parts = Parts::new(to, model, lighting, lamps, surroundings, layouts)?;
            parts.send(to)?;
            to.make(|gpu| parts.bind(gpu))
        });
        Self { staging, pipelines, maps: 0, bytes }
    }

    /// What a model will take on the GPU, bytes.
    pub fn bytes_of(model: &Model) -> u64 {
        model.bytes() + shadows::bytes_of(Lamps::of(model).maps.len())
    }

    /// What it takes on the GPU, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Goes on for about as many bytes as `budget` has left (at least one row of a picture), and takes them off it; waits for nothing.
    /// Says whether all is there.
    ///
    /// # Errors
    /// Where the GPU has no memory left.
    pub fn step(&mut self, gpu: &Gpu, budget: &mut u64) -> Result<bool, String> {
        self.staging.step(gpu, budget)?;
        let Some(space) = self.staging.made().filter(|_| self.pipelines.0.complete(&self.pipelines.1)) else { return Ok(false) };
        let Some(shadows) = &space.shadows else { return Ok(true) };
        while self.maps < shadows.count() && *budget > 0 {
            shadows.draw_still(gpu, &self.pipelines.0, space, self.maps);
            self.maps += 1;
            *budget = budget.saturating_sub(MAP_COST);
        }
        Ok(self.maps == shadows.count())
    }

    /// The model, once all is there.
    pub fn finish(self) -> Option<MeshSpace> {
        self.staging.finish()
    }
}

/// What a model becomes on the GPU.
struct Parts {
    model: Model,
    lighting: Lighting,
    lamps: Lamps,
    surroundings: Surroundings,
    layouts: Layouts,
    /// In the order of [`Model::lists`].
    buffers: [wgpu::Buffer; 5],
    /// One for each picture.
    textures: Vec<wgpu::Texture>,
}

impl Parts {
    fn new(
        to: &Stage<'_, MeshSpace>,
        model: Model,
        lighting: Lighting,
        lamps: Lamps,
        surroundings: Surroundings,
        layouts: Layouts,
    ) -> Result<Self, Stopped> {
        let [vertices, indices, places, limbs, deltas] = model.lists().map(<[u8]>::len);
        let (buffers, textures) = to.make(|gpu| {
            let buffer = |label, size: usize, usage| {
                gpu.device.create_buffer(&wgpu::BufferDescriptor {
                    label: Some(label),
                    // An empty list needs something to bind as well, and shaders want one whole element.
                    size: size.max(size_of::<Delta>()) as u64,
                    usage: usage | wgpu::BufferUsages::COPY_DST,
                    mapped_at_creation: false,
                })
            };
            let buffers = [
                buffer("mesh vertices", vertices, wgpu::BufferUsages::VERTEX),
                buffer("mesh indices", indices, wgpu::BufferUsages::INDEX),
                buffer("mesh places", places, wgpu::BufferUsages::VERTEX),
                buffer("mesh limbs", limbs, wgpu::BufferUsages::VERTEX),
                buffer("mesh deltas", deltas, wgpu::BufferUsages::STORAGE),
            ];
            (buffers, model.pictures.iter().map(|picture| texture(gpu, picture)).collect())
        })?;
        Ok(Self { model, lighting, lamps, surroundings, layouts, buffers, textures })
    }

    /// Sends all that is copied.
    fn send(&self, to: &Stage<'_, MeshSpace>) -> Result<(), Stopped> {
        let drawable = self.textures.iter().filter(|texture| texture.usage().contains(wgpu::TextureUsages::RENDER_ATTACHMENT));
        to.commands(vec![to.make(|gpu| claim(gpu, drawable.map(|texture| (texture, texture.mip_level_count()))))?])?;
        for (buffer, list) in self.buffers.iter().zip(self.model.lists()) {
            to.buffer(buffer, list)?;
        }
        for (picture, texture) in self.model.pictures.iter().zip(&self.textures) {
            for (level, bytes) in (0..).zip(&picture.levels) {
                to.level(texture, picture.format, level, bytes)?;
            }
        }
        Ok(())
    }

    /// Binds everything together.
    fn bind(&mut self, gpu: &Gpu) -> MeshSpace {
        let casters = casters_of(&self.model);
        let moves = casters.iter().any(|caster| caster.moves);
        let shadows = Shadows::new(gpu, &self.lamps, moves).map(Box::new);
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

        let (mut solid, mut blended) = (Vec::new(), Vec::new());
        for draw in &self.model.draws {
            let looks = &self.model.materials[draw.material];
            let pipeline = Kind::of(looks, draw);
            let run = |indices: &Range<u32>, places: &Range<u32>, bounds| {
                Run::new((indices.clone(), places.clone()), draw.material, pipeline, bounds)
            };
            let clusters = draw.clusters.iter().map(|cluster| run(&cluster.indices, &cluster.places, Some(cluster.bounds)));
            let whole = draw.moves.then(|| run(&draw.indices, &draw.places, None));
            match looks.alpha.is_seen_through() {
                true => blended.extend(whole.into_iter().chain(clusters).map(|run| (draw.centre, run))),
                false => solid.extend(whole.into_iter().chain(clusters)),
            }
        }
        let [vertices, indices, places, limbs, deltas] = self.buffers.clone();
        let moving = (self.model.still_vertices() * size_of::<Vertex>()) as u64;
        let swinging = self.lamps.swinging();
        let moves = !swinging.is_empty() || self.model.draws.iter().any(|draw| draw.moves);
        let motion = moves.then(|| Box::new(Motion::new(gpu, &self.layouts.motion, take(&mut self.model.rig), limbs, moving, &deltas)));
        let exposure = self.lighting.exposure;
        MeshSpace {
            vertices,
            indices,
            places,
            motion,
            light,
            swinging,
            exposure,
            shadows,
            casters,
            materials,
            runs: Runs::new(solid, blended),
        }
    }
}

fn texture(gpu: &Gpu, picture: &Picture) -> wgpu::Texture {
    let usage = wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST;
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("mesh picture"),
        size: wgpu::Extent3d { width: picture.width, height: picture.height, depth_or_array_layers: 1 },
        mip_level_count: picture.levels.len() as u32,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: texture_format(picture.format, picture.srgb),
        usage: if picture.format == Format::Rgba8 { usage | wgpu::TextureUsages::RENDER_ATTACHMENT } else { usage },
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
