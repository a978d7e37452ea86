// One eye's picture onto a window: as much of its middle as fills the window. Stands alone: it knows no views.

struct Cut {
    // The part of the picture that is seen: from where, and how much of it.
    origin: vec2f,
    size: vec2f,
}

@group(0) @binding(0) var eye: texture_2d<f32>;
@group(0) @binding(1) var smooth_sampler: sampler;
@group(0) @binding(2) var<uniform> cut: Cut;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) at: vec2f,
}

@vertex
fn cover(@builtin(vertex_index) index: u32) -> Corner {
    let corner = vec2f(f32(index & 1u) * 2.0, f32(index >> 1u) * 2.0);
    return Corner(vec4f(corner.x * 2.0 - 1.0, 1.0 - corner.y * 2.0, 0.0, 1.0), cut.origin + corner * cut.size);
}

@fragment
fn show(corner: Corner) -> @location(0) vec4f {
    return vec4f(textureSampleLevel(eye, smooth_sampler, corner.at, 0.0).rgb, 1.0);
}
