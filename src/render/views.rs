//! What a picture is seen from, and the uniform that tells shaders of it.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3, Vec4};

use crate::gpu::Gpu;
use crate::pose::{Fov, Pose};

/// Nothing nearer than this is seen, metres. A hand before the face is; the depth is reversed, so precision does not suffer.
const NEAR: f32 = 0.05;

/// How many views a pass draws at most.
pub const MAX_VIEWS: usize = 2;

/// An eye, or a camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Where it is and how it is turned, in location space.
    pub pose: Pose,
    /// How far it sees to each side.
    pub fov: Fov,
}

impl View {
    /// What is in sight.
    pub fn frustum(&self) -> Frustum {
        let Fov { left, right, up, down } = self.fov;
        let inwards = [Vec3::new(1.0, 0.0, -left), Vec3::new(-1.0, 0.0, -right), Vec3::new(0.0, -1.0, -up), Vec3::new(0.0, 1.0, -down)];
        Frustum { eye: self.pose.position, inwards: inwards.map(|side| self.pose.orientation * side) }
    }
}

/// The space that a view sees, without end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frustum {
    eye: Vec3,
    /// Of each of its four sides.
    inwards: [Vec3; 4],
}

impl Frustum {
    /// Whether any of a box, told by its least and greatest corner, may be in sight. May say so of what lies just outside, never the other
    /// way round.
    pub fn meets(&self, [least, greatest]: [Vec3; 2]) -> bool {
        self.inwards.iter().all(|&inwards| {
            let innermost = Vec3::select(inwards.cmpgt(Vec3::ZERO), greatest, least);
            (innermost - self.eye).dot(inwards) >= 0.0
        })
    }
}

/// `View` of view.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct ViewUniform {
    clip_from_location: Mat4,
    direction_from_clip: Mat4,
    eye: Vec4,
}

impl ViewUniform {
    fn new(view: &View) -> Self {
        let Fov { left, right, up, down } = view.fov;
        let ray_from_clip = Mat4::from_cols(
            Vec4::new((left + right) / 2.0, 0.0, 0.0, 0.0),
            Vec4::new(0.0, (up + down) / 2.0, 0.0, 0.0),
            Vec4::ZERO,
            Vec4::new((right - left) / 2.0, (up - down) / 2.0, -1.0, 0.0),
        );
        Self {
            clip_from_location: view.fov.projection(NEAR) * view.pose.matrix().inverse(),
            direction_from_clip: Mat4::from_quat(view.pose.orientation) * ray_from_clip,
            eye: view.pose.position.extend(1.0),
        }
    }
}

/// `Frame` of view.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct FrameUniform {
    views: [ViewUniform; MAX_VIEWS],
    fade: f32,
    first_eye: u32,
    unused: [f32; 2],
}

/// Uniforms begin at multiples of this at the most demanding of GPUs.
const STRIDE: usize = size_of::<FrameUniform>().next_multiple_of(256);

/// What every shader knows of the frame: group 0 of every pipeline. Each pass of a frame has its own, so that drawables need not
/// know whether both eyes are drawn in one pass or in two.
#[derive(Debug)]
pub struct Frame {
    layout: wgpu::BindGroupLayout,
    bind_group: wgpu::BindGroup,
    buffer: wgpu::Buffer,
}

impl Frame {
    /// A frame that has not been written yet.
    pub fn new(gpu: &Gpu) -> Self {
        let size = wgpu::BufferSize::new(size_of::<FrameUniform>() as u64);
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("frame"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer { ty: wgpu::BufferBindingType::Uniform, has_dynamic_offset: true, min_binding_size: size },
                count: None,
            }],
        });
        let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("frame"),
            size: (STRIDE * MAX_VIEWS) as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("frame"),
            layout: &layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer: &buffer, offset: 0, size }),
            }],
        });
        Self { layout, bind_group, buffer }
    }

    /// Group 0 of every drawable's pipeline.
    pub fn layout(&self) -> &wgpu::BindGroupLayout {
        &self.layout
    }

    /// Writes what the passes of a frame are to know: pass n sees `views[n..]`, so that with one pass for both views it sees
    /// both, and with a pass for each it sees its own first.
    pub fn write(&self, gpu: &Gpu, views: &[View], fade: f32) {
        let mut bytes = [0_u8; STRIDE * MAX_VIEWS];
        for (pass, chunk) in bytes.chunks_exact_mut(STRIDE).enumerate() {
            let seen = |nth: usize| views.get((pass + nth).min(views.len().saturating_sub(1)));
            let uniform = FrameUniform {
                views: std::array::from_fn(|nth| seen(nth).map_or_else(Zeroable::zeroed, ViewUniform::new)),
                fade: fade.clamp(0.0, 1.0),
                first_eye: pass as u32,
                unused: [0.0; 2],
            };
            chunk[..size_of::<FrameUniform>()].copy_from_slice(bytemuck::bytes_of(&uniform));
        }
        gpu.queue.write_buffer(&self.buffer, 0, &bytes);
    }

    /// Writes what a pass is to know that draws what a lamp sees: where things lie on its map.
    pub(super) fn write_map(&self, gpu: &Gpu, clip_from_location: Mat4) {
        let mut uniform = FrameUniform::zeroed();
        uniform.views[0].clip_from_location = clip_from_location;
        gpu.queue.write_buffer(&self.buffer, 0, bytemuck::bytes_of(&uniform));
    }

    /// Makes the uniform of the n-th pass group 0.
    pub fn bind(&self, pass: &mut wgpu::RenderPass<'_>, nth: usize) {
        pass.set_bind_group(0, &self.bind_group, &[(STRIDE * nth.min(MAX_VIEWS - 1)) as u32]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::turn;

    #[test]
    fn a_direction_lands_where_it_is_seen() {
        let pose = Pose { position: Vec3::new(1.0, 2.0, 3.0), orientation: turn(70.0) * glam::Quat::from_rotation_x(0.3) };
        let uniform = ViewUniform::new(&View { pose, fov: Fov { left: 0.9, right: 1.2, up: 0.8, down: 1.1 } });
        for (x, y) in [(0.0, 0.0), (0.7, -0.4), (-1.0, 1.0)] {
            let direction = (uniform.direction_from_clip * Vec4::new(x, y, 0.0, 1.0)).truncate();
            let clip = uniform.clip_from_location.project_point3(pose.position + direction * 5.0);
            assert!((clip.x - x).abs() < 1e-4 && (clip.y - y).abs() < 1e-4, "{clip}");
        }
    }

    #[test]
    fn what_is_in_sight_is_never_left_out_and_what_is_beside_or_behind_is() {
        let pose = Pose { position: Vec3::new(1.0, 2.0, 3.0), orientation: turn(70.0) * glam::Quat::from_rotation_x(0.3) };
        let frustum = View { pose, fov: Fov { left: 0.9, right: 1.2, up: 0.8, down: 1.1 } }.frustum();
        let meets = |x: f32, y: f32, depth: f32, reach: f32| {
            let middle = pose.position + pose.orientation * (Vec3::new(x, y, -1.0) * depth);
            frustum.meets([middle - reach, middle + reach])
        };
        for depth in [0.02, 1.0, 500.0] {
            for (x, y) in [(0.0, 0.0), (-0.89, 0.79), (1.19, -1.09)] {
                assert!(meets(x, y, depth, 0.0), "{x} {y} {depth}");
                assert!(!meets(x, y, -depth, 0.0), "{x} {y} {depth} behind");
            }
            for (x, y) in [(-0.91, 0.0), (1.21, 0.0), (0.0, 0.81), (0.0, -1.11)] {
                assert!(!meets(x, y, depth, 0.0), "{x} {y} {depth}");
                assert!(meets(x, y, depth, depth * 0.1), "a box of which a corner is in sight, {x} {y} {depth}");
            }
        }
        assert!(frustum.meets([pose.position - 1.0, pose.position + 1.0]), "a box around the eye");
    }
}
