// Half of a picture's size: each pixel is the mean of four, in linear light where the texture is sRGB.

@group(0) @binding(0) var larger: texture_2d<f32>;
@group(0) @binding(1) var between: sampler;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place: vec2f,
}

@vertex
fn cover(@builtin(vertex_index) index: u32) -> Corner {
    let place = vec2f(f32(index & 1u), f32(index >> 1u)) * 2.0;
    return Corner(vec4f(place.x * 2.0 - 1.0, 1.0 - place.y * 2.0, 0.0, 1.0), place);
}

@fragment
fn halve(corner: Corner) -> @location(0) vec4f {
    // In the middle of four texels linear filtering takes their mean.
    return textureSampleLevel(larger, between, corner.place, 0.0);
}
