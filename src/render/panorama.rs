//! Pictures seen from their middle: equirectangular ones, one for both eyes or one for each; and the six faces of a cube.

use std::f32::consts::{PI, TAU};
use std::sync::{Arc, OnceLock};

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Quat, Vec2, Vec3, Vec3Swizzles};

use crate::gpu::Gpu;
use crate::pose::level;
use crate::tour::gpano::Gpano;
use crate::tour::{Crop, Panorama as Hung};

use super::glimpse::Glimpse;
use super::layout::screen_pipeline;
use super::mesh::{Light, Meshes};
use super::worker::Worker;
use super::{Frame, PassLayout, shader};

/// `Hanging` of panorama.wgsl.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Hanging {
    pub picture_from_location: Mat4,
    middle: Vec2,
    per_size: Vec2,
    stretch: f32,
    unused: [f32; 3],
}

impl Hanging {
    /// What the tour says of a picture's crop wins over what the picture says of itself; how it is levelled comes on top of that.
    pub fn new(hung: &Hung, gpano: &Gpano, stretch: u16) -> Self {
        let whole = Crop { width: 360.0, height: 180.0, yaw: 0.0, pitch: 0.0 };
        let crop = hung.crop.or(gpano.crop).unwrap_or(whole);
        Self {
            picture_from_location: Mat4::from_quat(levelled(hung, gpano)),
            middle: Vec2::new(crop.yaw / 360.0 + 0.5, 0.5 - crop.pitch / 180.0),
            per_size: Vec2::new(360.0 / crop.width.clamp(0.1, 360.0), 180.0 / crop.height.clamp(0.1, 180.0)),
            stretch: f32::from(stretch),
            unused: [0.0; 3],
        }
    }

    /// Where in an equirectangular picture a direction (as the picture's camera saw it) is: (0, 0) is its upper left corner, (1, 1) its
    /// lower right. panorama.wgsl does the same.
    pub fn place(&self, direction: Vec3) -> Vec2 {
        let level = direction.xz().length();
        let sphere = Vec2::new(direction.x.atan2(-direction.z) / TAU + 0.5, 0.5 - direction.y.atan2(level) / PI);
        let mut offset = sphere - self.middle;
        offset.x -= offset.x.round();
        offset * self.per_size + 0.5
    }
}

/// From a direction in the location to the same direction as the picture's camera saw it. The tour corrects what is seen once the picture is
/// levelled by what it says of itself.
fn levelled(hung: &Hung, gpano: &Gpano) -> Quat {
    level(gpano.pitch, gpano.roll) * level(hung.level_pitch, hung.level_roll)
}

/// A picture on the GPU.
#[derive(Debug)]
pub struct Picture {
    /// For pictures that go all the way round, and for those that end on the left and right; of a cube twice the same.
    bind_groups: [wgpu::BindGroup; 2],
    is_cube: bool,
    texture: wgpu::Texture,
    gpano: Gpano,
    glimpse: Option<Arc<Glimpse>>,
    /// The light of the place where it hangs so, once it is made.
    light: Option<(Hanging, Arc<OnceLock<Light>>)>,
}

impl Picture {
    /// What people who stand there are lit by.
    pub(super) fn light(&self) -> Option<&Light> {
        self.light.as_ref()?.1.get()
    }
}

impl Picture {
    /// Group 1 of whatever draws over the faces of a cube.
    pub(super) fn as_cube(&self) -> &wgpu::BindGroup {
        &self.bind_groups[0]
    }

    /// The picture itself, where it is an equirectangular one that, hung so, goes all the way round.
    pub(super) fn whole(&self, hung: &Hung) -> Option<WholePanorama> {
        let Hanging { middle, per_size, .. } = Hanging::new(hung, &self.gpano, 1);
        let goes_round = (middle, per_size) == (Vec2::splat(0.5), Vec2::ONE);
        (goes_round && !self.is_cube).then(|| WholePanorama { texture: self.texture.clone(), turned: self.turned(hung) })
    }

    /// From a direction in the location to the same direction in the picture, hung so.
    pub(super) fn turned(&self, hung: &Hung) -> Quat {
        levelled(hung, &self.gpano)
    }
}

/// An equirectangular picture that goes all the way round, for whoever else draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct WholePanorama {
    /// One layer for both eyes, or one for each; with all its mipmaps.
    pub texture: wgpu::Texture,
    /// From a direction in the location to the same direction in the picture, whose middle is at -Z.
    pub turned: Quat,
}

/// How one kind of picture is drawn.
#[derive(Debug)]
struct Kind {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroupLayout,
}

impl Kind {
    fn new(
        gpu: &Gpu,
        frame: &Frame,
        layout: &PassLayout,
        label: &'static str,
        source: &str,
        view_dimension: wgpu::TextureViewDimension,
    ) -> Self {
        let entry = |binding, visibility, ty| wgpu::BindGroupLayoutEntry { binding, visibility, ty, count: None };
        let uniform = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: wgpu::BufferSize::new(size_of::<Hanging>() as u64),
        };
        let sample_type = wgpu::TextureSampleType::Float { filterable: true };
        let picture = wgpu::BindingType::Texture { sample_type, view_dimension, multisampled: false };
        let group = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(label),
            entries: &[
                entry(0, wgpu::ShaderStages::VERTEX_FRAGMENT, uniform),
                entry(1, wgpu::ShaderStages::FRAGMENT, picture),
                entry(2, wgpu::ShaderStages::FRAGMENT, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
            ],
        });
        let module = shader(gpu, layout, label, source);
        let pipeline =
            screen_pipeline(gpu, layout, &module, &[Some(frame.layout()), Some(&group)], wgpu::CompareFunction::Always, None, label);
        Self { pipeline, group }
    }
}

/// Draws pictures around the eye.
#[derive(Debug)]
pub struct Panorama {
    whole: Kind,
    cropped: Kind,
    cube: Kind,
    /// As in [`Picture::bind_groups`].
    samplers: [wgpu::Sampler; 2],
    hanging: wgpu::Buffer,
    /// Which of the bind groups.
    ends: usize,
    /// Whether the picture leaves out a part of the sphere.
    is_cropped: bool,
    /// The ratio of anisotropic filtering.
    stretch: u16,
    /// Makes the light of places.
    lights: Worker<Lit, Option<Made>>,
}

/// Whose light is to be made, and where it belongs.
type Lit = (Arc<Glimpse>, Hanging, Arc<OnceLock<Light>>);
/// Where it belongs, and what the GPU has to do for it.
type Made = (Arc<OnceLock<Light>>, Light, Vec<wgpu::CommandBuffer>);

impl Panorama {
    /// Ready to be prepared; `meshes` are what stands in the light of pictures.
    pub fn new(gpu: &Gpu, frame: &Frame, layout: &PassLayout, meshes: &Meshes) -> Self {
        let (light, device) = (meshes.light_maker(), gpu.clone());
        let lights = Worker::on(gpu, "light", move || {
            let (light, device) = (light.clone(), device.clone());
            move |(glimpse, hanging, place): Lit| {
                let (light, commands) = light(&device, &glimpse.environment(&hanging)?);
                Some((place, light, commands))
            }
        });
        let stretch = super::layout::anisotropy(gpu);
        let samplers = [wgpu::AddressMode::Repeat, wgpu::AddressMode::ClampToEdge].map(|address_mode_u| {
            gpu.device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("panorama"),
                address_mode_u,
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                mipmap_filter: wgpu::MipmapFilterMode::Linear,
                anisotropy_clamp: stretch,
                ..Default::default()
            })
        });
        let hanging = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("panorama"),
            size: size_of::<Hanging>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let hung = include_str!("../../shaders/hanging.wgsl");
        let equirectangular = |is_cropped: bool| {
            let source = format!("{hung}const IS_CROPPED = {is_cropped};\n{}", include_str!("../../shaders/panorama.wgsl"));
            Kind::new(gpu, frame, layout, "panorama", &source, wgpu::TextureViewDimension::D2Array)
        };
        let cube = [hung, include_str!("../../shaders/cube.wgsl")].concat();
        Self {
            whole: equirectangular(false),
            cropped: equirectangular(true),
            cube: Kind::new(gpu, frame, layout, "cube", &cube, wgpu::TextureViewDimension::Cube),
            samplers,
            hanging,
            ends: 0,
            is_cropped: false,
            stretch,
            lights,
        }
    }

    /// Makes a picture of a texture with all its mipmaps: one layer for both eyes, or the left eye's and the right eye's; or the six
    /// faces of a cube.
    pub fn picture(&self, gpu: &Gpu, texture: &wgpu::Texture, is_cube: bool, gpano: Gpano, glimpse: Option<Glimpse>) -> Picture {
        let (kind, dimension) = match is_cube {
            true => (&self.cube, wgpu::TextureViewDimension::Cube),
            false => (&self.whole, wgpu::TextureViewDimension::D2Array),
        };
        let view = texture.create_view(&wgpu::TextureViewDescriptor { dimension: Some(dimension), ..Default::default() });
        let bind_groups = [0, 1].map(|ends| {
            gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("panorama"),
                layout: &kind.group,
                entries: &[
                    wgpu::BindGroupEntry { binding: 0, resource: self.hanging.as_entire_binding() },
                    wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(&view) },
                    wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::Sampler(&self.samplers[ends]) },
                ],
            })
        });
        Picture { bind_groups, is_cube, texture: texture.clone(), gpano, glimpse: glimpse.map(Arc::new), light: None }
    }

    /// What group 1 of a cube's picture looks like.
    pub(super) fn cube_layout(&self) -> &wgpu::BindGroupLayout {
        &self.cube.group
    }

    /// Hangs `picture` as the location says.
    pub fn prepare(&mut self, gpu: &Gpu, hung: &Hung, picture: &mut Picture) {
        let hanging = Hanging::new(hung, &picture.gpano, self.stretch);
        self.ends = usize::from(hanging.per_size.x > 1.001);
        self.is_cropped = hanging.per_size.max_element() > 1.0;
        gpu.queue.write_buffer(&self.hanging, 0, bytemuck::bytes_of(&hanging));
        if picture.light.as_ref().is_some_and(|(hung, _)| *hung != hanging) {
            picture.light = None;
        }
        self.light(hung, picture);
    }

    /// Has the light of the place made where `picture` hangs so or will, if it has none yet. Waits for nothing.
    pub fn light(&mut self, hung: &Hung, picture: &mut Picture) {
        if let (None, Some(glimpse)) = (&picture.light, &picture.glimpse) {
            let (hanging, place) = (Hanging::new(hung, &picture.gpano, self.stretch), Arc::default());
            self.lights.ask((glimpse.clone(), hanging, Arc::clone(&place)));
            picture.light = Some((hanging, place));
        }
    }

    /// Puts the light that has been made where it belongs. Once a frame.
    pub fn update(&mut self, gpu: &Gpu) {
        while let Some(made) = self.lights.next() {
            if let Some((place, light, commands)) = made {
                gpu.queue.submit(commands);
                place.get_or_init(|| light);
            }
        }
    }

    /// Whether there is light still to come.
    pub fn is_lighting(&self) -> bool {
        self.lights.outstanding() > 0
    }

    /// Draws the picture that was hung last.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, picture: &Picture) {
        let kind = match (picture.is_cube, self.is_cropped) {
            (true, _) => &self.cube,
            (false, false) => &self.whole,
            (false, true) => &self.cropped,
        };
        pass.set_pipeline(&kind.pipeline);
        pass.set_bind_group(1, &picture.bind_groups[self.ends], &[]);
        pass.draw(0..3, 0..1);
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const QUARTER: Crop = Crop { width: 180.0, height: 90.0, yaw: 90.0, pitch: 45.0 };

    fn hung(level_pitch: f32, crop: Option<Crop>) -> Hung {
        Hung { north: 77.0, level_pitch, crop, ..Hung::of(Arc::new(PathBuf::from("a.jpg"))) }
    }

    #[test]
    fn what_the_tour_says_of_a_crop_wins_and_its_level_comes_on_top() {
        let own = Gpano { crop: Some(QUARTER), pitch: 10.0, ..Gpano::default() };
        let ahead = |hanging: &Hanging| hanging.picture_from_location.transform_vector3(Vec3::NEG_Z).y;

        let by_itself = Hanging::new(&hung(0.0, None), &own, 16);
        assert_eq!((by_itself.middle, by_itself.per_size), (Vec2::new(0.75, 0.25), Vec2::new(2.0, 2.0)));
        assert!((ahead(&by_itself) + 10_f32.to_radians().sin()).abs() < 1e-5);

        let whole = Crop { width: 360.0, height: 180.0, yaw: 0.0, pitch: 0.0 };
        let told = Hanging::new(&hung(-5.0, Some(whole)), &own, 16);
        assert_eq!((told.middle, told.per_size), (Vec2::new(0.5, 0.5), Vec2::ONE));
        assert!((ahead(&told) + 5_f32.to_radians().sin()).abs() < 1e-5, "ten degrees up, and five down");
        // Of two turns the picture's own is the one that was taken for level.
        let rolled = Gpano { roll: 30.0, ..Gpano::default() };
        let both = Hanging::new(&hung(20.0, None), &rolled, 16).picture_from_location.transform_vector3(Vec3::NEG_Z);
        assert!(both.distance(level(0.0, 30.0) * level(20.0, 0.0) * Vec3::NEG_Z) < 1e-5 && both.x.abs() > 0.1, "{both}");
    }

    #[test]
    fn a_crop_without_size_does_no_harm() {
        let nothing = Crop { width: 0.0, height: -3.0, yaw: 0.0, pitch: 0.0 };
        assert!(Hanging::new(&hung(0.0, Some(nothing)), &Gpano::default(), 1).per_size.is_finite());
    }
}
