//! Shadows of lamps: for each lamp that casts any a map of how near what it sees is to it, made in the lamp's own space and fitted to
//! the whole model, so that no edge crawls as the head moves.
//!
//! What stands still is drawn once, and kept. Where something moves, or a person stands, a copy of the map has them drawn into it
//! anew each frame.

use std::ops::Range;

use glam::Vec3;

use crate::gpu::Gpu;
use crate::media::gltf::{Cluster, Draw, Model};
use crate::render::Frame;
use crate::render::targets::DEPTH_FORMAT;

use super::lamps::{Lamps, Map, Sun};
use super::pipelines::{Pipelines, Stands};
use super::{Layouts, Light, MeshSpace, casters};

/// Texels of a map across. Where a processor draws, half as many: it has other things to do.
const SIDE: u32 = 2048;
/// How far from the middle of a person any of them is, metres.
const PERSON: f32 = 1.2;

/// Triangles that stop light, drawn at once.
#[derive(Debug)]
pub(super) struct Caster {
    indices: Range<u32>,
    /// Where they stand, of the model's places.
    places: Range<u32>,
    material: usize,
    /// By [`casters::number_of`].
    pipeline: usize,
    pub moves: bool,
    /// The same by where they are; none where they move.
    clusters: Vec<Cluster>,
}

/// What of a model stops light.
pub(super) fn casters_of(model: &Model) -> Vec<Caster> {
    let caster = |draw: &Draw| {
        let pipeline = casters::number_of(&model.materials[draw.material], Stands::of(draw))?;
        let (indices, places, clusters) = (draw.indices.clone(), draw.places.clone(), draw.clusters.clone());
        Some(Caster { indices, places, material: draw.material, pipeline, moves: draw.moves, clusters })
    };
    let mut all: Vec<Caster> = model.draws.iter().filter(|draw| draw.form.casts_shadow()).filter_map(caster).collect();
    all.sort_by_key(|caster| (caster.pipeline, caster.material));
    all
}

/// What a model's lamps see.
#[derive(Debug)]
pub(super) struct Shadows {
    maps: Vec<Map>,
    /// Whose maps, the first and the last, follow the visitor.
    sun: Option<Sun>,
    /// The box around what stops light.
    casting: Option<[Vec3; 2]>,
    /// One for each map.
    frames: Vec<Frame>,
    still: Layers,
    /// The same with what moves.
    moving: Option<Moving>,
}

/// A texture with a layer for each map.
#[derive(Debug)]
struct Layers {
    texture: wgpu::Texture,
    each: Vec<wgpu::TextureView>,
}

/// What lamps see of what moves as well.
#[derive(Debug)]
struct Moving {
    layers: Layers,
    /// Which of them are not as those of what stands still.
    differ: Vec<bool>,
}

impl Moving {
    fn new(gpu: &Gpu, count: usize) -> Self {
        Self { layers: Layers::new(gpu, count), differ: vec![true; count] }
    }
}

/// What maps take on the GPU, bytes, with what moves.
pub(super) fn bytes_of(maps: usize) -> u64 {
    2 * maps as u64 * u64::from(SIDE * SIDE) * 4
}

/// Somebody who stands in a space: their figure, and where its feet are.
pub(in crate::render) type Standing<'a> = (&'a MeshSpace, Vec3);

impl Shadows {
    /// Maps that nothing is drawn on yet, also for what moves where anything does; `None` where no lamp casts shadows.
    pub fn new(gpu: &Gpu, lamps: &Lamps, moves: bool) -> Option<Self> {
        let maps = lamps.maps.clone();
        let still = Layers::new(gpu, (!maps.is_empty()).then_some(maps.len())?);
        let frame = |map: &Map| {
            let frame = Frame::new(gpu);
            frame.write_map(gpu, map.clip_from_location);
            frame
        };
        let moving = moves.then(|| Moving::new(gpu, maps.len()));
        Some(Self { frames: maps.iter().map(frame).collect(), maps, sun: lamps.sun, casting: lamps.casting, still, moving })
    }

    /// How many maps there are.
    pub fn count(&self) -> usize {
        self.maps.len()
    }

    /// What of them is looked at.
    pub fn view(&self) -> wgpu::TextureView {
        let layers = self.moving.as_ref().map_or(&self.still, |moving| &moving.layers);
        layers.texture.create_view(&all())
    }

    /// Draws what of `space` stands still on the n-th map.
    pub fn draw_still(&self, gpu: &Gpu, pipelines: &Pipelines, space: &MeshSpace, nth: usize) {
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("shadow") });
        {
            let mut pass = self.begin(&mut encoder, &self.still.each[nth], wgpu::LoadOp::Clear(0.0), nth);
            draw(&mut pass, pipelines, space, Which::Still(&self.maps[nth]));
        }
        gpu.queue.submit([encoder.finish()]);
    }

    /// Draws anew what the sun sees where the visitor has gone elsewhere, one frame's work when they arrive; and what those lamps see that
    /// move, whenever they do.
    pub fn look_around(&mut self, gpu: &Gpu, pipelines: &Pipelines, space: &MeshSpace, head: Vec3) {
        let (mut moved, own) = (false, self.maps.len() - usize::from(self.sun.is_some()));
        for swinging in &space.swinging {
            match &mut self.sun {
                Some(sun) if swinging.nth == 0 => {
                    sun.lamp = swinging.lamp;
                    let maps = sun.maps();
                    moved |= self.look_from(gpu, pipelines, space, maps);
                }
                _ if swinging.nth < own => {
                    let map = self.casting.and_then(|casting| Map::of(&swinging.lamp, casting));
                    moved |= map.is_some_and(|map| self.look_anew(gpu, pipelines, space, swinging.nth, map));
                }
                _ => {}
            }
        }
        if let Some(maps) = self.sun.as_mut().and_then(|sun| sun.follow(head)) {
            moved |= self.look_from(gpu, pipelines, space, maps);
        }
        if moved {
            space.light.move_maps(gpu, &self.maps);
        }
    }

    /// Draws what the sun sees: of the whole and of what is near.
    fn look_from(&mut self, gpu: &Gpu, pipelines: &Pipelines, space: &MeshSpace, [whole, near]: [Map; 2]) -> bool {
        let last = self.maps.len() - 1;
        self.look_anew(gpu, pipelines, space, 0, whole) | self.look_anew(gpu, pipelines, space, last, near)
    }

    /// Draws what stands still on a map, if that is of another place than before; says whether it is.
    fn look_anew(&mut self, gpu: &Gpu, pipelines: &Pipelines, space: &MeshSpace, nth: usize, map: Map) -> bool {
        if std::mem::replace(&mut self.maps[nth], map) == map {
            return false;
        }
        self.frames[nth].write_map(gpu, map.clip_from_location);
        self.draw_still(gpu, pipelines, space, nth);
        // What was copied from it is another's.
        self.moving.iter_mut().for_each(|moving| moving.differ[nth] = true);
        true
    }

    /// Draws what moves, and who stands there, as they are now. Gives back the light of the space where it has to be bound anew.
    pub fn follow(
        &mut self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        pipelines: &Pipelines,
        layouts: &Layouts,
        space: &MeshSpace,
        person: Option<Standing<'_>>,
    ) -> Option<Light> {
        let moves = space.casters.iter().any(|caster| caster.moves);
        if self.moving.is_none() && !moves && person.is_none() {
            return None;
        }
        let mut light = None;
        let mut moving = self.moving.take().unwrap_or_else(|| {
            let moving = Moving::new(gpu, self.count());
            light = Some(space.light.with_maps(gpu, &layouts.lighting, &moving.layers.texture.create_view(&all())));
            moving
        });
        for (nth, map) in self.maps.iter().enumerate() {
            let person = person.filter(|(_, feet)| map.reaches(*feet + Vec3::Y * 0.9, PERSON));
            let differs = moves || person.is_some();
            if std::mem::replace(&mut moving.differ[nth], differs) || differs {
                copy(encoder, &self.still.texture, &moving.layers.texture, nth);
            }
            if differs {
                let mut pass = self.begin(encoder, &moving.layers.each[nth], wgpu::LoadOp::Load, nth);
                let figures = [moves.then_some(space), person.map(|(figure, _)| figure)];
                figures.into_iter().flatten().for_each(|figure| draw(&mut pass, pipelines, figure, Which::Moving));
            }
        }
        self.moving = Some(moving);
        light
    }

    fn begin<'e>(
        &self,
        encoder: &'e mut wgpu::CommandEncoder,
        layer: &wgpu::TextureView,
        load: wgpu::LoadOp<f32>,
        nth: usize,
    ) -> wgpu::RenderPass<'e> {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("shadow"),
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: layer,
                depth_ops: Some(wgpu::Operations { load, store: wgpu::StoreOp::Store }),
                stencil_ops: None,
            }),
            ..Default::default()
        });
        self.frames[nth].bind(&mut pass, 0);
        pass
    }
}

impl Layers {
    fn new(gpu: &Gpu, count: usize) -> Self {
        let side = if gpu.is_software() { SIDE / 2 } else { SIDE };
        let texture = texture(gpu, side, count as u32);
        let layer = |nth: usize| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_array_layer: nth as u32,
                array_layer_count: Some(1),
                ..Default::default()
            })
        };
        Self { each: (0..count).map(layer).collect(), texture }
    }
}

/// Which of the casters.
#[derive(Clone, Copy)]
enum Which<'a> {
    /// Those that stand still and may be seen on this map.
    Still(&'a Map),
    Moving,
}

/// Draws what of a space stops light.
fn draw(pass: &mut wgpu::RenderPass<'_>, pipelines: &Pipelines, space: &MeshSpace, which: Which<'_>) {
    let Some(casters) = pipelines.casters() else { return };
    space.bind_triangles(pass);
    for caster in space.casters.iter().filter(|caster| caster.moves == matches!(which, Which::Moving)) {
        let Some(pipeline) = casters.get(caster.pipeline) else { continue };
        pass.set_pipeline(pipeline);
        if casters::needs_material(caster.pipeline) {
            pass.set_bind_group(2, &space.materials[caster.material], &[]);
        }
        match which {
            Which::Moving => pass.draw_indexed(caster.indices.clone(), 0, caster.places.clone()),
            Which::Still(map) => {
                for cluster in caster.clusters.iter().filter(|cluster| map.meets(cluster.bounds)) {
                    pass.draw_indexed(cluster.indices.clone(), 0, cluster.places.clone());
                }
            }
        }
    }
}

/// Copies a layer.
fn copy(encoder: &mut wgpu::CommandEncoder, from: &wgpu::Texture, to: &wgpu::Texture, layer: usize) {
    let at = |texture| wgpu::TexelCopyTextureInfo {
        texture,
        mip_level: 0,
        origin: wgpu::Origin3d { x: 0, y: 0, z: layer as u32 },
        aspect: wgpu::TextureAspect::All,
    };
    let size = wgpu::Extent3d { depth_or_array_layers: 1, ..from.size() };
    encoder.copy_texture_to_texture(at(from), at(to), size);
}

/// A texture with so many maps of this size.
pub(super) fn texture(gpu: &Gpu, side: u32, count: u32) -> wgpu::Texture {
    use wgpu::TextureUsages as Usages;
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("shadows"),
        size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: count },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: DEPTH_FORMAT,
        usage: Usages::RENDER_ATTACHMENT | Usages::TEXTURE_BINDING | Usages::COPY_SRC | Usages::COPY_DST,
        view_formats: &[],
    })
}

/// All maps of a texture.
pub(super) fn all() -> wgpu::TextureViewDescriptor<'static> {
    wgpu::TextureViewDescriptor { dimension: Some(wgpu::TextureViewDimension::D2Array), ..Default::default() }
}
