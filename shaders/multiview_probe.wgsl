// Each view in a colour of its own: where its eye is.

struct Seen {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) color: vec3f,
}

@vertex
fn cover(vertex: Vertex) -> Seen {
    return Seen(screen_corner(vertex.index), view_of(view_index(vertex)).eye.xyz);
}

@fragment
fn look(seen: Seen) -> @location(0) vec4f {
    return vec4f(seen.color, 1.0);
}
