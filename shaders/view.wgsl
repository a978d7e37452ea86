// Set before each drawable's shader. Everything is in location space: metres, +X right, +Y up, -Z forward.

struct View {
    // To wgpu's clip space, depth reversed: 1 near, 0 infinitely far away.
    clip_from_location: mat4x4f,
    // From a point (x, y, 0, 1) of clip space to the direction seen there. Not normalised: linear over the screen.
    direction_from_clip: mat4x4f,
    // Where the eye is; w is 1.
    eye: vec4f,
}

struct Frame {
    views: array<View, 2>,
    // How dark the picture is, from 0 to 1.
    fade: f32,
    // Whose the first of the views is: 0 the left eye's (or the only one there is), 1 the right eye's.
    first_eye: u32,
}

@group(0) @binding(0) var<uniform> frame: Frame;

// What a vertex shader gets to know is declared in one_view.wgsl or two_views.wgsl: a struct Vertex with `index` (of the
// vertex) and `instance`, and `view_index(vertex)`: which of the frame's views is being drawn.

fn view_of(index: u32) -> View {
    return frame.views[index];
}

// The corners of one triangle that covers the whole target, infinitely far away.
fn screen_corner(index: u32) -> vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}
