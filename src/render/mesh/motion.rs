//! What moves in a model: its posture at each moment, on the processor and on the GPU.

use glam::{Affine3A, Vec4};

use crate::gpu::Gpu;
use crate::media::gltf::{Posture, Rig, sample};
use crate::tour::{AVATAR_CLIPS, is_clip};

mod figure;

/// What moves, ready to be drawn.
#[derive(Debug)]
pub(super) struct Motion {
    rig: Rig,
    posture: Posture,
    /// How a figure stood when what it does now began.
    before: Posture,
    /// Where each node of the rig is.
    places: Vec<Affine3A>,
    /// `posture` of mesh.wgsl.
    words: Vec<Vec4>,
    buffer: wgpu::Buffer,
    limbs: wgpu::Buffer,
    /// Where vertices that move begin, bytes.
    moving: u64,
    bind_group: wgpu::BindGroup,
}

/// The layout of the bind group that tells how what moves stands: posture, deltas.
pub(super) fn layout(gpu: &Gpu) -> wgpu::BindGroupLayout {
    let entry = |binding| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only: true },
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    };
    gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("mesh motion"), entries: &[entry(0), entry(1)] })
}

impl Motion {
    pub fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout, rig: Rig, limbs: wgpu::Buffer, moving: u64, deltas: &wgpu::Buffer) -> Self {
        let words = vec![Vec4::ZERO; 1 + rig.bones.len() * 3 + rig.morphs.len().div_ceil(4)];
        let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("mesh posture"),
            size: size_of_val(&words[..]) as u64,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("mesh motion"),
            layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: deltas.as_entire_binding() },
            ],
        });
        let (posture, mut places) = (Posture::at_rest(&rig), vec![Affine3A::IDENTITY; rig.nodes.len()]);
        rig.place(&posture, &mut places);
        Self { rig, before: posture.clone(), posture, places, words, buffer, limbs, moving, bind_group }
    }

    /// Stands as it does so many seconds after the visitor came: what moves by itself goes round and round, but for what a person does.
    pub fn play(&mut self, gpu: &Gpu, seconds: f32) {
        self.posture.rest(&self.rig);
        for animation in &self.rig.animations {
            if !AVATAR_CLIPS.iter().any(|clip| is_clip(&animation.name, clip)) {
                sample(animation, animation.looped(seconds), &mut self.posture);
            }
        }
        self.show(gpu, Affine3A::IDENTITY);
    }

    /// Whether anything is drawn that moves: else lamps alone do.
    pub fn has_bones(&self) -> bool {
        !self.rig.bones.is_empty()
    }

    /// Where each node of the rig is, as last shown.
    pub fn places(&self) -> &[Affine3A] {
        &self.places
    }

    /// Stands so that each node of the rig is where it is told to be; location space.
    pub fn stand(&mut self, gpu: &Gpu, places: &[Affine3A]) {
        for (place, told) in self.places.iter_mut().zip(places) {
            *place = *told;
        }
        self.write(gpu, Affine3A::IDENTITY);
    }

    /// Takes the posture to the GPU, all of it in a place.
    fn show(&mut self, gpu: &Gpu, place: Affine3A) {
        self.rig.place(&self.posture, &mut self.places);
        self.write(gpu, place);
    }

    /// Takes where the nodes are to the GPU, all of them in a place.
    fn write(&mut self, gpu: &Gpu, place: Affine3A) {
        let Self { rig, posture, places, words, buffer, .. } = self;
        let (bones, weights) = words.split_at_mut(1 + rig.bones.len() * 3);
        let first_weight = bones.len();
        if let Some((head, rows)) = bones.split_first_mut() {
            *head = Vec4::new(first_weight as f32, 0.0, 0.0, 0.0);
            for (rows, bone) in rows.chunks_exact_mut(3).zip(rig.bones(places)) {
                let bone = place * bone;
                let (matrix, moved) = (bone.matrix3.transpose(), bone.translation);
                rows[0] = Vec4::from((matrix.x_axis, moved.x));
                rows[1] = Vec4::from((matrix.y_axis, moved.y));
                rows[2] = Vec4::from((matrix.z_axis, moved.z));
            }
        }
        for (four, weights) in weights.iter_mut().zip(posture.weights.chunks(4)) {
            *four = Vec4::from(std::array::from_fn(|nth| weights.get(nth).copied().unwrap_or(0.0)));
        }
        gpu.queue.write_buffer(buffer, 0, bytemuck::cast_slice(words));
    }

    /// Makes what moves ready to be drawn beside what stands still: vertices that move are the second buffer, their limbs the third.
    pub fn bind(&self, pass: &mut wgpu::RenderPass<'_>, vertices: &wgpu::Buffer) {
        pass.set_vertex_buffer(1, vertices.slice(self.moving..));
        pass.set_vertex_buffer(2, self.limbs.slice(..));
        pass.set_bind_group(3, &self.bind_group, &[]);
    }
}
