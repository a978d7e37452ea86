// Set before panorama.wgsl and cube.wgsl: how a picture is hung around the visitor, and a triangle that covers all of what is seen.

struct Hanging {
    // From a direction in the location to the same direction as the picture's camera saw it.
    picture_from_location: mat4x4f,
    // The part of the sphere that the picture covers: its middle in turns and half turns (from the left and upper end of the
    // sphere), and the inverse of its size in the same units.
    middle: vec2f,
    per_size: vec2f,
    // The ratio of anisotropic filtering.
    stretch: f32,
}

@group(1) @binding(0) var<uniform> hanging: Hanging;

struct Seen {
    @builtin(position) position: vec4f,
    @location(0) direction: vec3f,
    // 0 the left eye, 1 the right.
    @location(1) @interpolate(flat) eye: u32,
}

@vertex
fn cover(vertex: Vertex) -> Seen {
    let index = view_index(vertex);
    let view = view_of(index);
    let corner = screen_corner(vertex.index);
    let direction = view.direction_from_clip * corner;
    return Seen(corner, (hanging.picture_from_location * vec4f(direction.xyz, 0.0)).xyz, frame.first_eye + index);
}
