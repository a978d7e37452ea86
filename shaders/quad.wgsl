// Flat things in the room: panels, markers, portraits, rays. Each is an instance, drawn as a strip of four corners; what is on
// it is worked out from signed distances, so that its edges are smooth however few pixels it covers.

struct Quad {
    // Its middle in the location; w is whatever the drawable makes of it.
    @location(0) middle: vec4f,
    // From the middle to the right edge and to the upper edge.
    @location(1) right: vec4f,
    @location(2) up: vec4f,
    @location(3) look: vec4f,
    @location(4) more: vec4f,
}

struct OnQuad {
    @builtin(position) position: vec4f,
    // From (-1, -1), lower left, to (1, 1).
    @location(0) place: vec2f,
    @location(1) @interpolate(flat) look: vec4f,
    @location(2) @interpolate(flat) more: vec4f,
    // What stood in w of middle, right and up.
    @location(3) @interpolate(flat) also: vec3f,
}

// A corner of the quad. Its depth is that of something `toward` metres nearer, so that what hangs on a wall is not half inside it.
fn on_quad(vertex: Vertex, quad: Quad, toward: f32) -> OnQuad {
    let place = vec2f(f32(vertex.index & 1u), f32(vertex.index >> 1u)) * 2.0 - 1.0;
    let point = quad.middle.xyz + quad.right.xyz * place.x + quad.up.xyz * place.y;
    var position = view_of(view_index(vertex)).clip_from_location * vec4f(point, 1.0);
    // Depth is the near distance divided by w, which is how far away the point is.
    position.z *= position.w / max(position.w - toward, position.w * 0.5);
    return OnQuad(position, place, quad.look, quad.more, vec3f(quad.middle.w, quad.right.w, quad.up.w));
}

// How much of a pixel lies inside, `distance` from the edge (negative inside), where a pixel is `pixel` wide.
fn inside(distance: f32, pixel: f32) -> f32 {
    return clamp(0.5 - distance / pixel, 0.0, 1.0);
}

// Lays colour over premultiplied colour.
fn over(below: vec4f, color: vec3f, coverage: f32) -> vec4f {
    return vec4f(color, 1.0) * coverage + below * (1.0 - coverage);
}

fn to_box(point: vec2f, half_size: vec2f, corner: f32) -> f32 {
    let beyond = abs(point) - half_size + corner;
    return length(max(beyond, vec2f(0.0))) + min(max(beyond.x, beyond.y), 0.0) - corner;
}

fn to_line(point: vec2f, from_point: vec2f, to_point: vec2f) -> f32 {
    let along = to_point - from_point;
    let nearest = clamp(dot(point - from_point, along) / dot(along, along), 0.0, 1.0);
    return length(point - from_point - along * nearest);
}

// To the middle line of an arc that begins at the top and goes clockwise for `turns` of a turn.
fn to_arc(point: vec2f, radius: f32, turns: f32) -> f32 {
    if fract(atan2(point.x, point.y) / 6.2831853 + 1.0) < turns || turns >= 1.0 {
        return abs(length(point) - radius);
    }
    let end = vec2f(sin(turns * 6.2831853), cos(turns * 6.2831853)) * radius;
    return min(distance(point, vec2f(0.0, radius)), distance(point, end));
}
