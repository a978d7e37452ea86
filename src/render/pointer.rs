//! The rays that a visitor points with.

use glam::Vec3;

use crate::gpu::Gpu;
use crate::walk::{PointerView, Scene};

use super::quad::{Quad, Quads, pipeline};
use super::{Frame, PassLayout, shader};

/// Half a ray's width at the hand, metres.
const THICKNESS: f32 = 0.0035;
/// Half the dot's width for each metre that it is away: about a degree across.
const DOT: f32 = 0.012;

/// Draws a scene's pointers.
#[derive(Debug)]
pub struct Pointers {
    pipeline: wgpu::RenderPipeline,
    quads: Quads,
}

impl Pointers {
    /// Ready to be prepared.
    pub(super) fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout) -> Self {
        let module = shader(gpu, layout, "pointer", include_str!("../../shaders/pointer.wgsl"));
        let pipeline = pipeline(gpu, frame, layout, None, ("pointer", &module, "ray"), wgpu::CompareFunction::GreaterEqual);
        Self { pipeline, quads: Quads::new(gpu) }
    }

    /// Takes this moment's pointers to the GPU.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        self.quads.clear();
        for pointer in &scene.pointers {
            if pointer.length > 0.0 {
                self.quads.push(ray(pointer, scene.head.position));
                // Its end is where it hits something. What hits nothing has no end, but fades.
                if pointer.hit {
                    self.quads.push(dot(pointer, scene.head.position));
                }
            }
        }
        self.quads.write(gpu);
    }

    /// Draws them.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.quads.len() > 0 {
            pass.set_pipeline(&self.pipeline);
            self.quads.bind(pass);
            self.quads.draw(pass, 0..self.quads.len());
        }
    }
}

fn ray(pointer: &PointerView, eye: Vec3) -> Quad {
    let along = pointer.ray.direction * pointer.length / 2.0;
    let middle = pointer.ray.origin + along;
    // Its broad side to the eye; seen along itself, any side will do.
    let across = along.cross(eye - middle).try_normalize().unwrap_or(Vec3::Y) * THICKNESS;
    let mut quad = Quad::new(middle, along, across);
    quad.look = [0.0, if pointer.hit { 1.0 } else { 0.0 }, pointer.length, THICKNESS * 2.0];
    quad
}

fn dot(pointer: &PointerView, eye: Vec3) -> Quad {
    let end = pointer.ray.origin + pointer.ray.direction * pointer.length;
    let mut quad = Quad::facing(end, eye, DOT * end.distance(eye).max(0.2));
    quad.look = [1.0, 1.0, 0.0, 0.0];
    quad
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::Ray;

    #[test]
    fn a_ray_reaches_from_the_hand_to_its_end_whatever_the_direction() {
        for direction in [Vec3::NEG_Z, Vec3::Y, Vec3::new(0.6, 0.0, -0.8)] {
            let origin = Vec3::new(0.2, -0.4, -0.3);
            let quad = ray(&PointerView { ray: Ray { origin, direction }, length: 2.0, hit: true }, Vec3::ZERO);
            let (middle, right) = (Vec3::from_slice(&quad.middle), Vec3::from_slice(&quad.right));
            assert!((middle - right - origin).length() < 1e-5 && (middle + right - origin - direction * 2.0).length() < 1e-5);
            assert!(quad.up.iter().all(|value| value.is_finite()));
        }
        // Straight out of the eye.
        let quad = ray(&PointerView { ray: Ray { origin: Vec3::ZERO, direction: Vec3::NEG_Z }, length: 1.0, hit: false }, Vec3::ZERO);
        assert!(Vec3::from_slice(&quad.up).length() > 0.0);
    }
}
